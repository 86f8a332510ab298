//! The config file as data, each entry with its line; and the reader that finds everything that is wrong with it at once.

use super::fault::{ADVICE, Fault, Lines, holds_a_token, nearest, of_syntax};
use super::options::{self, Kind, Name, SETTINGS, Setting, by_word, either};
use super::value::Value;
use crate::view::glyph::printable;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What stands in a config file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// For all profiles.
    pub top: Level,
    /// Each profile, in the order of the file.
    pub profiles: Vec<Profile>,
    /// Keys for all profiles.
    pub keys: Keys,
    /// Themes of the person's own.
    pub themes: Vec<OwnTheme>,
    /// What is wrong with all this, each on its own. Whoever takes what stands here tells it together with what they find.
    pub faults: Vec<Fault>,
}

/// What is set in one place.
pub type Level = BTreeMap<Name, Said>;

/// A value, and the line on which it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What was said.
    pub value: Value,
    /// From 1.
    pub line: usize,
}

/// What holds for one workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Where it begins.
    pub line: usize,
    /// What it sets.
    pub level: Level,
    /// Its own keys.
    pub keys: Keys,
}

/// Keys as they are wanted; whoever knows the commands checks them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// The preset to begin with.
    pub preset: Option<Said>,
    /// One is said that is none.
    pub unknown_preset: bool,
    /// What differs from it.
    pub bound: Vec<Bound>,
}

/// The keys of one command where one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Where one is.
    pub context: String,
    /// The command.
    pub command: String,
    /// Its keys, where they could be read; an empty list takes them away.
    pub keys: Option<Vec<String>>,
    /// The line on which it stands.
    pub line: usize,
}

/// A theme of the person's own; whoever knows the roles checks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTheme {
    /// Its name.
    pub name: String,
    /// Where it begins.
    pub line: usize,
    /// The theme that it begins with.
    pub base: Option<Said>,
    /// A role, its style, and the line.
    pub roles: Vec<(String, String, usize)>,
}

/// Presets of keys.
pub const PRESETS: &[&str] = &["default", "vim"];
/// Themes that are built in, and the choice among them.
pub const THEMES: &[&str] = &["auto", "dark", "light", "high-contrast", "16", "mono"];
/// The theme that one of the person's own begins with, where it does not say.
pub const BASE: &str = "dark";
/// Sections of the file.
pub const SECTIONS: &[&str] = &["profile", "keys", "themes"];

/// Words under which tokens are put into files.
const SECRETS: &[&str] = &[
    "access_token",
    "api_key",
    "api_token",
    "auth",
    "authorization",
    "bearer",
    "intercom_access_token",
    "key",
    "password",
    "secret",
    "token_value",
];

impl Config {
    /// Reads a file, whatever is wrong with single entries: that is told among the faults.
    ///
    /// # Errors
    /// Where it cannot be read as TOML at all.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            return Err(of_syntax(text, &errors));
        }
        let mut reader = Reader { lines: Lines::of(text), faults: Vec::new() };
        let config = reader.file(table.get_ref());
        reader.tell_no_token(table.get_ref());
        reader.faults.sort();
        Ok(Self { faults: reader.faults, ..config })
    }

    /// A profile by its name.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }
}

struct Reader<'t> {
    lines: Lines<'t>,
    faults: Vec<Fault>,
}

type Key<'t> = Spanned<std::borrow::Cow<'t, str>>;

impl<'t> Reader<'t> {
    fn line(&self, key: &Key<'t>) -> usize {
        self.lines.line(key.span().start)
    }

    fn fault(&mut self, line: usize, what: impl Into<String>) {
        self.faults.push(Fault::on(line, what));
    }

    fn file(&mut self, table: &DeTable<'t>) -> Config {
        let mut config = Config::default();
        for (key, value) in table {
            let line = self.line(key);
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("profile", DeValue::Table(profiles)) => {
                    config.profiles = self.sections(profiles, "profile", Self::profile);
                }
                ("keys", DeValue::Table(keys)) => config.keys = self.keys(keys),
                ("themes", DeValue::Table(themes)) => {
                    config.themes = self.sections(themes, "themes", Self::theme);
                }
                ("theme", DeValue::Table(_)) => {
                    self.fault(
                        line,
                        "a theme of your own is a section [themes.NAME]; theme names the one to use",
                    );
                }
                (section @ ("profile" | "keys" | "themes"), _) => {
                    let example = if section == "keys" { "[keys]" } else { &format!("[{section}.NAME]") };
                    self.no_section(section, line, example);
                }
                (word, value) => self.set(&mut config.top, None, word, line, value),
            }
        }
        config.profiles.sort_by_key(|profile| profile.line);
        config.themes.sort_by_key(|theme| theme.line);
        self.one_address(table);
        self.references(&config);
        config
    }

    /// A token in the wrong place is told by its line alone, wherever it stands: no other sentence on that line is kept,
    /// which might repeat it.
    fn tell_no_token(&mut self, table: &DeTable<'t>) {
        for (key, value) in table {
            let line = self.line(key);
            if let DeValue::Table(inner) = value.get_ref() {
                self.tell_no_token(inner);
            }
            let name = key.get_ref();
            // What is below a section of its own is told there.
            let inside = !matches!(value.get_ref(), DeValue::Table(_)) && holds_one(value.get_ref());
            let what = if holds_a_token(name) {
                ADVICE.to_owned()
            } else if inside {
                format!("{} holds what looks like an access token: {ADVICE}", shown(name))
            } else {
                continue;
            };
            self.faults.retain(|fault| fault.line != line || fault.what.contains(ADVICE));
            if !self.faults.iter().any(|fault| fault.line == line) {
                self.fault(line, what);
            }
        }
    }

    /// One value of a level.
    fn set(
        &mut self,
        level: &mut Level,
        profile: Option<&str>,
        word: &str,
        line: usize,
        value: &DeValue<'t>,
    ) {
        let Some(setting) = by_word(word) else {
            return self.unknown(word, line, profile.is_some());
        };
        if profile.is_some() && !setting.in_profiles {
            return self
                .fault(line, format!("{word} is for all profiles: it stands in front of the first section"));
        }
        if word == "token" && !matches!(value.as_str(), Some(text) if options::SOURCES.contains(&text)) {
            // What stands there may be the token itself.
            return self.fault(
                line,
                format!(
                    "token says where the token comes from: {}. If this is the token itself: {ADVICE}",
                    either(options::SOURCES)
                ),
            );
        }
        match Value::of_toml(setting.kind, value) {
            Ok(value) => drop(level.insert(setting.name, Said { value, line })),
            Err(why) => self.fault(line, wrong(setting, value, &why)),
        }
    }

    fn no_section(&mut self, word: &str, line: usize, example: &str) {
        self.fault(line, format!("{word} is a section and stands as {example} on a line of its own"));
    }

    fn unknown(&mut self, word: &str, line: usize, in_profile: bool) {
        if SECRETS.contains(&word.to_lowercase().replace('-', "_").as_str()) || holds_a_token(word) {
            return self.fault(line, ADVICE);
        }
        let fits = |setting: &&Setting| !in_profile || setting.in_profiles;
        let mut names: Vec<&str> = SETTINGS.iter().filter(fits).map(|setting| setting.word).collect();
        if in_profile {
            names.push("keys");
        } else {
            names.extend(SECTIONS);
        }
        let meant = match nearest(word, names) {
            Some(near) => format!("the nearest is {near}"),
            None => "patchpanel config init writes a file with all of them".to_owned(),
        };
        self.fault(line, format!("there is no setting {}; {meant}", shown(word)));
    }

    /// Sections below a section, each with a name.
    fn sections<T>(
        &mut self,
        table: &DeTable<'t>,
        section: &str,
        read: fn(&mut Self, String, usize, &DeTable<'t>) -> T,
    ) -> Vec<T> {
        let mut read_ones = Vec::new();
        for (key, value) in table {
            let (name, line) = (key.get_ref(), self.line(key));
            match value.get_ref() {
                DeValue::Table(inner) => {
                    if let Err(takes) = options::name(name) {
                        self.fault(line, format!("[{section}.…] {takes}"));
                    }
                    let one = read(self, name.clone().into_owned(), line, inner);
                    // A name that is a token is in no list of names.
                    read_ones.extend((!holds_a_token(name)).then_some(one));
                }
                _ => self.fault(
                    line,
                    format!(
                        "{} stands in [{section}]; what one sets stands in a section [{section}.NAME]",
                        shown(name)
                    ),
                ),
            }
        }
        read_ones
    }

    fn profile(&mut self, name: String, line: usize, table: &DeTable<'t>) -> Profile {
        let (mut level, mut keys) = (Level::new(), Keys::default());
        for (key, value) in table {
            let line = self.line(key);
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("keys", DeValue::Table(table)) => keys = self.keys(table),
                ("keys", _) => self.no_section("keys", line, "[profile.NAME.keys]"),
                (word, value) => self.set(&mut level, Some(&name), word, line, value),
            }
        }
        self.one_address(table);
        Profile { name, line, level, keys }
    }

    fn keys(&mut self, table: &DeTable<'t>) -> Keys {
        let mut keys = Keys::default();
        for (key, value) in table {
            let line = self.line(key);
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("preset", value) => match Value::of_toml(Kind::Word(PRESETS), value) {
                    Ok(value) => keys.preset = Some(Said { value, line }),
                    Err(why) => {
                        keys.unknown_preset = true;
                        self.fault(line, format!("preset {why}"));
                    }
                },
                // A place that is a token is told as that, and nothing of what is below it.
                (context, DeValue::Table(_)) if holds_a_token(context) => {}
                (context, DeValue::Table(commands)) => {
                    for (command, value) in commands {
                        let line = self.line(command);
                        let wanted = strings(value.get_ref());
                        if wanted.is_none() {
                            let command = shown(command.get_ref());
                            self.fault(
                                line,
                                format!("{command} takes a key in quotation marks, or a list of keys; [] takes them away"),
                            );
                        }
                        keys.bound.push(Bound {
                            context: context.to_owned(),
                            command: command.get_ref().clone().into_owned(),
                            keys: wanted,
                            line,
                        });
                    }
                }
                (word, _) if by_word(word).is_some() => {
                    self.fault(line, format!("{word} is no key: it stands in front of the first section"));
                }
                (word, _) => self.fault(
                    line,
                    format!("{} stands in [keys]; keys stand in sections such as [keys.form]", shown(word)),
                ),
            }
        }
        keys.bound.sort_by_key(|bound| bound.line);
        keys
    }

    fn theme(&mut self, name: String, line: usize, table: &DeTable<'t>) -> OwnTheme {
        let mut theme = OwnTheme { name, line, base: None, roles: Vec::new() };
        if THEMES.contains(&theme.name.as_str()) {
            self.fault(line, format!("{} is built in; a theme of your own needs another name", theme.name));
        }
        for (key, value) in table {
            let line = self.line(key);
            match (key.get_ref().as_ref(), value.get_ref().as_str()) {
                ("base", Some(base)) if THEMES.iter().skip(1).any(|it| *it == base) => {
                    theme.base = Some(Said { value: Value::Text(base.to_owned()), line });
                }
                ("base", _) => {
                    let words = either(THEMES.get(1..).unwrap_or_default());
                    self.fault(line, format!("base takes {words} in quotation marks"));
                }
                (role, Some(style)) => theme.roles.push((role.to_owned(), style.to_owned(), line)),
                (role, None) => {
                    self.fault(line, format!("{} takes a style such as \"bold 75 on 236\"", shown(role)));
                }
            }
        }
        theme.roles.sort_by_key(|(.., line)| *line);
        theme
    }

    /// An address and a region are two answers to one question, whatever they are.
    fn one_address(&mut self, table: &DeTable<'t>) {
        let said = table.keys().filter(|key| ["region", "base_url"].contains(&key.get_ref().as_ref()));
        let mut lines: Vec<usize> = said.map(|key| self.line(key)).collect();
        lines.sort_unstable();
        if let [first, second] = lines[..] {
            self.fault(
                second,
                format!("region and base_url (line {first}) answer the same question; keep one"),
            );
        }
    }

    /// What is named has to be there.
    fn references(&mut self, config: &Config) {
        if let Some(Said { value, line }) = config.top.get(&Name::DefaultProfile)
            && let Some(name) = value.text().filter(|name| config.profile(name).is_none())
        {
            let why = no_profile(config, name, "such profile");
            self.fault(*line, format!("default_profile: {why}"));
        }
        let levels = config.profiles.iter().map(|profile| &profile.level).chain([&config.top]);
        for Said { value, line } in levels.filter_map(|level| level.get(&Name::Theme)) {
            if let Some(why) = value.text().and_then(|name| no_theme(config, name, "such theme")) {
                self.fault(*line, format!("theme: {why}"));
            }
        }
    }
}

/// Why there is no such theme, where there is none; `called` is what to call it.
pub fn no_theme(config: &Config, name: &str, called: &str) -> Option<String> {
    let own = config.themes.iter().map(|theme| theme.name.as_str()).filter(|own| !THEMES.contains(own));
    let names: Vec<&str> = THEMES.iter().copied().chain(own).collect();
    let near = nearest(name, names.iter().copied());
    (!names.contains(&name)).then(|| match near {
        Some(near) => format!("there is no {called}; the nearest is {near}, of {}", list(&names)),
        None => format!("there is no {called}; there are {}", list(&names)),
    })
}

/// Why there is no such profile; `called` is what to call it.
pub fn no_profile(config: &Config, name: &str, called: &str) -> String {
    let names: Vec<&str> = config.profiles.iter().map(|profile| profile.name.as_str()).collect();
    match (names.as_slice(), nearest(name, names.iter().copied())) {
        ([], _) => format!("there is no {called}: the file has none"),
        (_, Some(near)) => format!("there is no {called}; the nearest is {near}, of {}", list(&names)),
        (_, None) => format!("there is no {called}; there are {}", list(&names)),
    }
}

fn list(names: &[&str]) -> String {
    let most = 12;
    let shown = names.get(..most.min(names.len())).unwrap_or_default().join(", ");
    if names.len() > most { format!("{shown} and {} more", names.len() - most) } else { shown }
}

/// A name as it may be repeated: bounded, and with nothing hidden in it.
pub(super) fn shown(word: &str) -> String {
    let cut = printable(&word.chars().take(40).collect::<String>());
    if cut.is_empty() { "without a name".to_owned() } else { cut }
}

fn wrong(setting: &Setting, value: &DeValue<'_>, why: &str) -> String {
    let word = setting.word;
    let is = match (setting.kind, value) {
        (Kind::Flag | Kind::Seconds(..), DeValue::String(_)) => "; a text stands there",
        (_, DeValue::Boolean(_)) => "; true or false stands there",
        (_, DeValue::Integer(_) | DeValue::Float(_)) if !matches!(setting.kind, Kind::Seconds(..)) => {
            "; a number stands there"
        }
        (Kind::Text { .. } | Kind::Word(_), DeValue::Array(_)) => "; a list stands there",
        _ => "",
    };
    format!("{word} {why}{is}")
}

fn strings(value: &DeValue<'_>) -> Option<Vec<String>> {
    match value {
        DeValue::String(text) => Some(vec![text.clone().into_owned()]),
        DeValue::Array(all) => all.iter().map(|it| it.get_ref().as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// Whether there is a token in what stands there, at any depth.
fn holds_one(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::String(text) => holds_a_token(text),
        DeValue::Array(all) => all.iter().any(|it| holds_one(it.get_ref())),
        DeValue::Table(table) => table.values().any(|it| holds_one(it.get_ref())),
        _ => false,
    }
}
