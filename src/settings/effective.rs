//! What holds in the end: argument over environment over profile over the top of the file over the default, each with
//! where it came from.
//!
//! Some settings answer one question together, and the answer is taken from one place whole: an address (`region`,
//! `base_url`), and where the token comes from (`token`, `token_env`, `token_command`). So a profile's region beats the
//! top level's `base_url`, and a profile that names a `token_command` of its own means that.

use super::config::{Bound, Config, Keys, Level, Profile, Said, no_profile, no_theme, shown};
use super::fault::{Fault, told};
use super::options::{Name, SETTINGS, Setting, setting};
use super::value::Value;
use crate::app::keymap::{Binding, Keymap};
use crate::app::misfit::Misfit;
use crate::cli::Connection;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::{fmt, mem};

/// Asks for a variable of the environment; one that is empty counts as not set.
pub type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody said anything.
    Default,
    /// The file, on this line, perhaps in a profile.
    File {
        /// The file, as it is to be named.
        file: String,
        /// From 1.
        line: usize,
        /// The profile that it stands in.
        profile: Option<String>,
    },
    /// This variable of the environment.
    Variable(&'static str),
    /// This argument.
    Argument(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { file, line, profile } => {
                // Which file it is stands above a list of places; its name is enough.
                let name = Path::new(file)
                    .file_name()
                    .map_or(Cow::Borrowed(file.as_str()), |it| it.to_string_lossy());
                write!(f, "{name} line {line}")?;
                profile.as_ref().map_or(Ok(()), |profile| write!(f, ", profile {profile}"))
            }
            Self::Variable(name) => write!(f, "environment: {name}"),
            Self::Argument(name) => write!(f, "argument {name}"),
        }
    }
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// None where nothing holds.
    pub value: Option<Value>,
    /// Where it came from.
    pub source: Source,
}

/// Everything that holds.
#[derive(Clone, Debug)]
pub struct Effective {
    rows: BTreeMap<Name, Row>,
    /// The profile that was taken.
    pub profile: Option<String>,
    /// Which keys mean what.
    pub keys: Keymap,
    /// The preset that they begin with.
    pub preset: Row,
    /// What the file says of them beside, each with where it stands: what a profile says of a command in a place counts
    /// there instead of what is said for all.
    pub bound: Vec<(Bound, Source)>,
    /// The config.
    pub config: Config,
    /// The name of its file, for places.
    pub file: String,
}

/// The preset where none is said.
pub const PRESET: &str = "default";

/// Settings that answer one question together.
const TOGETHER: [&[Name]; 2] =
    [&[Name::Region, Name::BaseUrl], &[Name::Token, Name::TokenEnv, Name::TokenCommand]];

impl Effective {
    /// Puts everything together. `file` is the name of the config file, for places.
    ///
    /// # Errors
    /// All that is wrong with the arguments, the environment and the file, each on its own.
    pub fn of(
        connection: &Connection,
        environment: Environment<'_>,
        mut config: Config,
        file: &str,
    ) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let arguments = arguments(connection, &mut faults);
        let variables = variables(environment, &mut faults);
        let said = |level: &Level, profile: Option<&str>| -> BTreeMap<Name, Row> {
            let row = |(name, said): (&Name, &Said)| {
                let source = Source::File {
                    file: file.to_owned(),
                    line: said.line,
                    profile: profile.map(str::to_owned),
                };
                (*name, Row { value: Some(said.value.clone()), source })
            };
            level.iter().map(row).collect()
        };
        let top = said(&config.top, None);
        let named = [&arguments, &variables].into_iter().find_map(|level| level.get(&Name::DefaultProfile));
        // The sample workspace is nobody's production.
        let named = named.or_else(|| top.get(&Name::DefaultProfile).filter(|_| !connection.demo)).cloned();
        let name = named.as_ref().and_then(|row| row.value.as_ref()?.text());
        let profile: Option<&Profile> = name.and_then(|name| config.profile(name));
        if let (Some(name), None, Some(by)) = (name, profile, named.as_ref().and_then(outside)) {
            let called = format!("profile {}", shown(name));
            faults.push(format!("{by}: {}", no_profile(&config, name, &called)));
        }
        let own = profile.map_or_else(BTreeMap::new, |it| said(&it.level, Some(&it.name)));
        let levels = [arguments, variables, own, top];
        let mut rows: BTreeMap<Name, Row> =
            SETTINGS.iter().map(|row| (row.name, held(row, &levels))).collect();
        rows.insert(Name::DefaultProfile, named.clone().unwrap_or(NOBODY));
        let theme = rows.get(&Name::Theme).and_then(|row| Some((row.value.as_ref()?.text()?, outside(row)?)));
        if let Some((theme, by)) = theme {
            let called = format!("theme {}", shown(theme));
            faults.extend(no_theme(&config, theme, &called).map(|why| format!("{by}: {why}")));
        }
        faults.extend(profile.and_then(|profile| taken_elsewhere(profile, &rows, file)));
        let (keys, misfits) = keys(&config, profile);
        let (preset, bound) = bindings(&config.keys, profile.map(|profile| &profile.keys));
        let place = |line: usize, own: bool| Source::File {
            file: file.to_owned(),
            line,
            profile: profile.filter(|_| own).map(|profile| profile.name.clone()),
        };
        let preset = preset.map_or(NOBODY, |(said, own)| Row {
            value: Some(said.value.clone()),
            source: place(said.line, own),
        });
        let bound = bound.into_iter().map(|(it, own)| (it.clone(), place(it.line, own))).collect();
        let profile = profile.map(|profile| profile.name.clone());
        config.faults.extend(misfits.into_iter().map(|misfit| Fault::on(misfit.line, misfit.what)));
        faults.extend(told(mem::take(&mut config.faults), file));
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self { rows, profile, keys, preset, bound, config, file: file.to_owned() })
    }

    /// A setting, and where it came from.
    pub fn row(&self, name: Name) -> &Row {
        self.rows.get(&name).unwrap_or(&NOBODY)
    }

    /// A setting that is a text.
    pub fn text(&self, name: Name) -> Option<&str> {
        self.row(name).value.as_ref()?.text()
    }

    /// A setting that is yes or no.
    pub fn flag(&self, name: Name) -> bool {
        matches!(self.row(name).value, Some(Value::Flag(true)))
    }

    /// A setting in seconds.
    pub fn seconds(&self, name: Name) -> Option<u64> {
        match self.row(name).value {
            Some(Value::Seconds(seconds)) => Some(seconds),
            _ => None,
        }
    }

    /// The words of a command.
    pub fn words(&self, name: Name) -> Option<&[String]> {
        match &self.row(name).value {
            Some(Value::Words(words)) => Some(words),
            _ => None,
        }
    }
}

/// A profile that has an address and says how to get the token for it means that one. A variable that was left from other
/// work must not take the token to another host; an argument is said on purpose.
fn taken_elsewhere(profile: &Profile, rows: &BTreeMap<Name, Row>, file: &str) -> Option<String> {
    let said = |names: &[Name]| names.iter().find_map(|name| profile.level.get(name));
    let address = said(&[Name::BaseUrl, Name::Region])?;
    said(&[Name::TokenCommand, Name::TokenEnv])?;
    let by = [Name::BaseUrl, Name::Region].iter().find_map(|name| match &rows.get(name)?.source {
        Source::Variable(variable) => Some(*variable),
        _ => None,
    })?;
    Some(format!(
        "{by} names another address than profile {} ({file} line {}), which has a token of its own. A token is not taken \
         elsewhere by a variable: unset {by}, or say the address as an argument.",
        profile.name, address.line
    ))
}

/// What stands where nobody said anything and nothing holds.
const NOBODY: Row = Row { value: None, source: Source::Default };

/// What holds for one setting.
fn held(row: &Setting, levels: &[BTreeMap<Name, Row>; 4]) -> Row {
    let together = TOGETHER.into_iter().find(|names| names.contains(&row.name));
    // The first place that answers the question answers it whole; what else it takes for the answer may stand further up.
    let answered = |level: &&BTreeMap<Name, Row>| match together {
        Some(names) => names.iter().any(|name| level.contains_key(name)),
        None => level.contains_key(&row.name),
    };
    let mut places = levels.iter().skip_while(|level| !answered(level));
    let first = places.next();
    let found = first.and_then(|level| level.get(&row.name)).or_else(|| {
        let token = first.and_then(|level| level.get(&Name::Token)?.value.as_ref()?.text());
        // `token = "command"` means the command that is set for all.
        let inherits = match row.name {
            Name::TokenCommand => token == Some("command"),
            Name::TokenEnv => token == Some("env"),
            _ => false,
        };
        places.filter(|_| inherits).find_map(|level| level.get(&row.name))
    });
    found.cloned().unwrap_or_else(|| Row { value: default(row, first.is_some()), source: Source::Default })
}

/// The default; none of the region where an address was given.
fn default(row: &Setting, answered: bool) -> Option<Value> {
    if row.name == Name::Region && answered {
        return None;
    }
    let value = toml::de::DeValue::parse(row.default?).ok()?;
    Value::of_toml(row.kind, value.get_ref()).ok()
}

/// Which keys mean what where a profile is taken, or none; and all that does not go together in the keys of any profile,
/// since what is wrong with one is wrong also where another is taken.
fn keys(config: &Config, profile: Option<&Profile>) -> (Keymap, Vec<Misfit>) {
    let of = |own: Option<&Keys>| {
        let (preset, bound) = bindings(&config.keys, own);
        let preset = preset.and_then(|(said, _)| said.value.text()).unwrap_or(PRESET);
        let binding = |(bound, _): (&Bound, bool)| Binding {
            context: bound.context.clone(),
            command: bound.command.clone(),
            keys: bound.keys.clone(),
            line: bound.line,
        };
        Keymap::of(preset, &bound.into_iter().map(binding).collect::<Vec<_>>()).map_err(|misfits| {
            let said = own.filter(|own| own.unknown_preset || own.preset.is_some()).unwrap_or(&config.keys);
            misfits
                .into_iter()
                .filter(|misfit| !(misfit.of_preset && said.unknown_preset))
                .collect::<Vec<_>>()
        })
    };
    let (keys, mut misfits) = match of(profile.map(|profile| &profile.keys)) {
        Ok(keys) => (keys, Vec::new()),
        Err(misfits) => (Keymap::default(), misfits),
    };
    let others = config.profiles.iter().filter(|it| it.keys != Keys::default());
    for other in others.filter(|it| profile.is_none_or(|taken| taken.name != it.name)) {
        for misfit in of(Some(&other.keys)).err().unwrap_or_default() {
            // What stands at the top is as wrong in each profile.
            if !misfits.iter().any(|told| (told.line, &told.cause) == (misfit.line, &misfit.cause)) {
                misfits.push(misfit);
            }
        }
    }
    (keys, misfits)
}

/// The preset that is said, and what differs from it, each with whether the profile says it: what that says of a command in
/// a place counts there instead of what is said for all.
type Bindings<'c> = (Option<(&'c Said, bool)>, Vec<(&'c Bound, bool)>);

fn bindings<'c>(all: &'c Keys, own: Option<&'c Keys>) -> Bindings<'c> {
    let levels = [(Some(all), false), (own, true)];
    let levels = || levels.into_iter().filter_map(|(keys, own)| Some((keys?, own)));
    let preset = levels().filter_map(|(keys, own)| Some((keys.preset.as_ref()?, own))).next_back();
    let mut bindings: Vec<(&Bound, bool)> = Vec::new();
    for (bound, own) in levels().flat_map(|(keys, own)| keys.bound.iter().map(move |bound| (bound, own))) {
        bindings.retain(|(it, _)| it.context != bound.context || it.command != bound.command);
        bindings.push((bound, own));
    }
    (preset, bindings)
}

/// The argument or the variable that says it. Of the file everything is told by its lines.
fn outside(row: &Row) -> Option<&'static str> {
    match row.source {
        Source::Argument(name) | Source::Variable(name) => Some(name),
        Source::File { .. } | Source::Default => None,
    }
}

fn arguments(connection: &Connection, faults: &mut Vec<String>) -> BTreeMap<Name, Row> {
    let mut rows = BTreeMap::new();
    for (name, given) in given(connection) {
        let Some(argument) = setting(name).argument else { continue };
        match Value::of_text(setting(name).kind, given) {
            Ok(value) => {
                drop(rows.insert(name, Row { value: Some(value), source: Source::Argument(argument) }));
            }
            Err(why) => faults.push(format!("{argument} {why}.")),
        }
    }
    rows
}

/// What stands on the command line, by setting.
pub fn given(connection: &Connection) -> Vec<(Name, &str)> {
    let Connection {
        demo: _,
        config: _,
        profile,
        base_url,
        region,
        api_version,
        read_only,
        theme,
        log_file,
        log_level,
    } = connection;
    let texts = [
        (Name::DefaultProfile, profile),
        (Name::BaseUrl, base_url),
        (Name::Region, region),
        (Name::ApiVersion, api_version),
        (Name::Theme, theme),
        (Name::LogFile, log_file),
        (Name::LogLevel, log_level),
    ];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?)));
    texts.chain(read_only.then_some((Name::ReadOnly, "true"))).collect()
}

fn variables(environment: Environment<'_>, faults: &mut Vec<String>) -> BTreeMap<Name, Row> {
    let mut rows = BTreeMap::new();
    for row in SETTINGS {
        let Some(variable) = row.variable else { continue };
        let Some(text) = environment(variable) else { continue };
        match Value::of_text(row.kind, &text) {
            Ok(value) => {
                drop(rows.insert(row.name, Row { value: Some(value), source: Source::Variable(variable) }));
            }
            Err(why) => faults.push(format!("{variable} {why}.")),
        }
    }
    if rows.contains_key(&Name::Region) && rows.contains_key(&Name::BaseUrl) {
        faults
            .push("PATCHPANEL_REGION and PATCHPANEL_BASE_URL answer the same question; keep one.".to_owned());
    }
    rows
}
