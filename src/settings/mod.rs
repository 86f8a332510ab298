//! What the program was told: arguments, environment and config file together, checked before the screen is touched.
//!
//! [`options`] is the one table of what can be set; [`config`] reads the file by it, [`effective`] says what holds.

pub mod config;
pub mod effective;
pub mod fault;
pub mod options;
pub mod place;
pub mod schema;
pub mod tell;
pub mod value;

use crate::api::base::{Base, Region};
use crate::api::token::Token;
use crate::api::wire::is_id;
use crate::app::keymap::Keymap;
use crate::cli::Connection;
use crate::terminal::claims::Claims;
use config::OwnTheme;
use effective::{Effective, Source};
use options::{Name, setting};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything that the editor needs to start.
#[derive(Debug)]
pub struct Settings {
    /// Which workspace.
    pub workspace: Workspace,
    /// What the person calls it.
    pub label: Option<String>,
    /// The profile that was taken.
    pub profile: Option<String>,
    /// Customers are served by it, as the person says.
    pub production: bool,
    /// The value of the `Intercom-Version` header.
    pub api_version: String,
    /// The connector to open; none shows the list.
    pub open: Option<String>,
    /// Nothing is sent.
    pub read_only: bool,
    /// What says so, where it is not the argument: a place in the config file.
    pub read_only_by: Option<String>,
    /// How it looks and behaves.
    pub look: Look,
    /// Where it is told what was done, if anywhere.
    pub log: Option<Log>,
    /// The variables of the environment that hold an access token, or would.
    pub token_variables: Vec<String>,
    /// The person's state folder, or why there is none. Unsent work is kept below it.
    pub state: Result<PathBuf, String>,
    /// What the environment says beside.
    pub surroundings: Surroundings,
    /// The arguments but for the connector, as they were given.
    again: Vec<String>,
}

/// How the program looks and behaves.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The name of the theme.
    pub theme: String,
    /// The person's own themes.
    pub themes: Vec<OwnTheme>,
    /// Which keys mean what.
    pub keys: Keymap,
    /// The name of the config file, for places in it.
    pub file: String,
    /// Clicks and the wheel are taken.
    pub mouse: bool,
    /// Long lines go on in the next row.
    pub wrap: bool,
    /// The window gets a title.
    pub title: bool,
}

/// Where it is told what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The file.
    pub path: PathBuf,
    /// One of [`options::LEVELS`].
    pub level: String,
}

/// Where the access token comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSources {
    /// The sources, in the order in which they are asked.
    pub order: Vec<TokenSource>,
    /// What named the only source, where one was named.
    pub named_by: Option<Source>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// A variable of the environment.
    Variable(String),
    /// A command that prints it.
    Command {
        /// Its words.
        words: Vec<String>,
        /// How long it may take.
        limit: Duration,
    },
    /// The keyring of the system.
    Keyring {
        /// The name that it has there.
        account: String,
    },
}

/// The variable that holds the access token, unless another one is named.
pub const TOKEN_VARIABLE: &str = "INTERCOM_ACCESS_TOKEN";

/// What the environment says of the person's place.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Where a person's programs keep their state.
    pub state: Option<PathBuf>,
    /// Where they have their configs.
    pub config: Option<PathBuf>,
    /// The person's home folder.
    pub home: Option<PathBuf>,
    /// `$VISUAL`, else `$EDITOR`.
    pub editor: Option<String>,
    /// The person sits at another computer (`SSH_CONNECTION`, `SSH_TTY`).
    pub remote: bool,
    /// What the terminal says of itself.
    pub claims: Claims,
}

/// Which workspace is edited.
#[derive(Debug)]
pub enum Workspace {
    /// The embedded sample.
    Demo,
    /// A real one.
    Remote {
        /// Where its API is.
        base: Base,
        /// The region that was asked for, if any was.
        region: Option<Region>,
        /// The access token.
        token: Token,
    },
}

impl Settings {
    /// Puts everything together. `token` finds the access token where the sources say, and is asked only where there is a
    /// workspace that needs one.
    ///
    /// # Errors
    /// One sentence or more on what is missing or wrong and what to do about it.
    pub fn new(
        id: Option<String>,
        connection: &Connection,
        effective: &Effective,
        token: impl FnOnce(&TokenSources) -> Result<Token, String>,
        mut surroundings: Surroundings,
    ) -> Result<Self, String> {
        if let Some(id) = id.as_deref().filter(|id| !is_id(id)) {
            return Err(format!(
                "{id:?} is not the id of a connector: an id has only letters, digits, - and _. \
                 Start without one to choose from the list."
            ));
        }
        let demo = connection.demo;
        let workspace = if demo {
            Workspace::Demo
        } else {
            let (base, region) = address(effective)?;
            let token = token(&token_sources(effective, &base))?;
            Workspace::Remote { base, region, token }
        };
        if let Some(words) = effective.words(Name::Editor) {
            surroundings.editor = Some(words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "));
        }
        let state = surroundings.state.clone();
        let state =
            state.ok_or_else(|| "there is no home folder; XDG_STATE_HOME names another place".to_owned());
        let text = |name| effective.text(name).map(str::to_owned);
        let read_only = effective.row(Name::ReadOnly);
        let by_file = matches!(read_only.source, Source::File { .. }) && effective.flag(Name::ReadOnly);
        let look = Look {
            theme: text(Name::Theme).unwrap_or_default(),
            themes: effective.config.themes.clone(),
            keys: effective.keys.clone(),
            file: effective.file.clone(),
            mouse: effective.flag(Name::Mouse),
            wrap: effective.flag(Name::Wrap),
            title: effective.flag(Name::Title),
        };
        let log = log(effective, surroundings.home.as_deref());
        Ok(Self {
            workspace,
            label: text(Name::Workspace).filter(|_| !demo),
            profile: effective.profile.clone(),
            production: effective.flag(Name::Production) && !demo,
            api_version: text(Name::ApiVersion).unwrap_or_default(),
            open: id,
            read_only: effective.flag(Name::ReadOnly),
            read_only_by: by_file.then(|| read_only.source.to_string()),
            look,
            log,
            token_variables: [Some(TOKEN_VARIABLE), effective.text(Name::TokenEnv)]
                .into_iter()
                .flatten()
                .map(str::to_owned)
                .collect(),
            state,
            surroundings,
            again: again(connection),
        })
    }

    /// The command that opens a connector as this program was started, for a shell.
    pub fn command(&self, id: &str) -> String {
        let words = ["patchpanel", id].into_iter().chain(self.again.iter().map(String::as_str));
        words.map(quoted).collect::<Vec<_>>().join(" ")
    }
}

/// Where the API is, and the region that it is in, where one was said.
///
/// # Errors
/// When the address cannot be right.
pub fn address(effective: &Effective) -> Result<(Base, Option<Region>), String> {
    if let Some(url) = effective.text(Name::BaseUrl) {
        return Ok((Base::parse(url)?, None));
    }
    let region: Region = effective.text(Name::Region).unwrap_or_default().parse()?;
    let said = effective.row(Name::Region).source != Source::Default;
    Ok((region.base(), said.then_some(region)))
}

/// Where the token for a host comes from.
pub fn token_sources(effective: &Effective, base: &Base) -> TokenSources {
    let variable = effective.text(Name::TokenEnv).unwrap_or_default().to_owned();
    let limit = Duration::from_secs(effective.seconds(Name::TokenTimeout).unwrap_or_default());
    let command = effective.words(Name::TokenCommand);
    let command = command.map(|words| TokenSource::Command { words: words.to_vec(), limit });
    let variable = TokenSource::Variable(variable);
    let keyring = TokenSource::Keyring { account: account(effective.profile.as_deref(), base) };
    let named_by = effective.row(Name::Token).source.clone();
    let of_a_profile = |name| matches!(&effective.row(name).source, Source::File { profile: Some(_), .. });
    let order: Vec<TokenSource> = match effective.text(Name::Token) {
        Some("env") => vec![variable],
        Some("command") => command.into_iter().collect(),
        Some("keyring") => vec![keyring],
        // A profile that says how means that, and not a variable that was set for another workspace.
        _ if of_a_profile(Name::TokenCommand) || of_a_profile(Name::TokenEnv) => {
            let own = of_a_profile(Name::TokenEnv).then_some(variable);
            own.into_iter().chain(command).collect()
        }
        _ => [Some(variable), command, Some(keyring)].into_iter().flatten().collect(),
    };
    TokenSources { order, named_by: (named_by != Source::Default).then_some(named_by) }
}

/// The name of a token in the keyring: a token for one host is not given to another, and that of a profile to no other one.
pub fn account(profile: Option<&str>, base: &Base) -> String {
    let address = base.to_string();
    let place = address.split_once("://").map_or(address.as_str(), |(_, place)| place);
    profile.map_or_else(|| place.to_owned(), |profile| format!("{profile}@{place}"))
}

/// The log file, where one is named.
pub fn log(effective: &Effective, home: Option<&Path>) -> Option<Log> {
    let path = at_home(effective.text(Name::LogFile)?, home);
    Some(Log { path, level: effective.text(Name::LogLevel).unwrap_or_default().to_owned() })
}

/// A path in which `~` is the home folder.
pub fn at_home(path: &str, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

fn again(connection: &Connection) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(file) = &connection.config {
        words.extend(["--config".to_owned(), file.clone()]);
    }
    for (name, value) in effective::given(connection).into_iter().filter(|(name, _)| *name != Name::ReadOnly)
    {
        words.extend(
            setting(name)
                .argument
                .map(|argument| [argument.to_owned(), value.to_owned()])
                .into_iter()
                .flatten(),
        );
    }
    words.extend(connection.demo.then(|| "--demo".to_owned()));
    words.extend(connection.read_only.then(|| "--read-only".to_owned()));
    words
}

/// A word as a shell reads it back.
pub fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@%+,".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn settings(line: &str, token: Option<&str>) -> Result<Settings, String> {
        let arguments =
            crate::cli::Arguments::try_parse_from(line.split(' ')).map_err(|error| error.to_string())?;
        let nothing = |_: &str| None;
        let effective =
            Effective::of(&arguments.connection, &nothing, config::Config::default(), "config.toml")
                .map_err(|faults| faults.join("\n"))?;
        let held = |name: &str| token.filter(|_| name == TOKEN_VARIABLE).map(str::to_owned);
        let token = |sources: &TokenSources| {
            let known = TokenSources { order: sources.order[..1].to_vec(), named_by: None };
            crate::token::find(&known, &held, || Ok(())).map(|(token, _)| token)
        };
        Settings::new(arguments.id, &arguments.connection, &effective, token, Surroundings::default())
    }

    #[test]
    fn what_cannot_be_right_is_refused_in_a_sentence() {
        for line in [
            "patchpanel ../me",
            "patchpanel --api-version é",
            "patchpanel --region mars",
            "patchpanel --base-url http://example.com",
            "patchpanel --demo --region eu",
            "patchpanel --region eu --base-url https://example.com",
        ] {
            let said = settings(line, Some("a-token")).unwrap_err();
            assert!(said.trim().len() > 20, "{line}: {said}");
            assert!(!said.contains("a-token"), "{line}: {said}");
        }
    }

    #[test]
    fn the_version_is_unstable_unless_another_is_named() {
        assert_eq!(settings("patchpanel --demo", None).unwrap().api_version, "Unstable");
        assert_eq!(settings("patchpanel --demo --api-version 2.99", None).unwrap().api_version, "2.99");
    }

    #[test]
    fn every_version_of_the_reference_page_is_taken_and_any_other() {
        let numbered = (0..5).map(|n| format!("1.{n}")).chain((0..15).map(|n| format!("2.{n}")));
        for version in numbered.chain(["Unstable", "Preview", "2.18", "tomorrow"].map(str::to_owned)) {
            let line = format!("patchpanel --demo --api-version {version}");
            assert_eq!(settings(&line, None).unwrap().api_version, version);
        }
    }

    #[test]
    fn the_command_that_comes_back_has_every_argument_that_matters() {
        let command = |line: &str| settings(line, Some("t")).unwrap().command("77");
        assert_eq!(command("patchpanel --demo 12345"), "patchpanel 77 --demo");
        assert_eq!(
            command("patchpanel --region eu --api-version 2.16 --read-only"),
            "patchpanel 77 --region eu --api-version 2.16 --read-only"
        );
        let local = "patchpanel 77 --base-url http://127.0.0.1:80";
        assert_eq!(command("patchpanel --base-url http://127.0.0.1:80"), local);
        assert_eq!(quoted("it's $HOME"), "'it'\\''s $HOME'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn the_region_names_the_host() {
        let Workspace::Remote { base, .. } = settings("patchpanel --region eu", Some("t")).unwrap().workspace
        else {
            panic!("a demo")
        };
        assert_eq!(base.host(), "api.eu.intercom.io");
    }
}
