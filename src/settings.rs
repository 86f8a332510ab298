//! What the program was told: arguments and environment together, checked before the screen is touched.

use crate::api::base::{Base, Region};
use crate::api::token::Token;
use crate::api::wire::is_id;
use crate::cli::{API_VERSION, Connection};
use jiff::tz::TimeZone;
use std::path::PathBuf;

/// The variable that holds the access token.
pub const TOKEN_VARIABLE: &str = "INTERCOM_ACCESS_TOKEN";

/// Longest version that is taken, in bytes; the longest documented one has eight.
const LONGEST_VERSION: usize = 64;

/// Everything that the editor needs to start.
#[derive(Debug)]
pub struct Settings {
    /// Which workspace.
    pub workspace: Workspace,
    /// The value of the `Intercom-Version` header.
    pub api_version: String,
    /// The connector to open; none shows the list.
    pub open: Option<String>,
    /// Nothing is sent.
    pub read_only: bool,
    /// The person's state folder, or why there is none. Unsent work is kept below it.
    pub state: Result<PathBuf, String>,
    /// What the environment says beside.
    pub surroundings: Surroundings,
    /// The arguments but for the connector, as they were given.
    again: Vec<String>,
}

/// What the environment says of the person's place.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Where a person's programs keep their state.
    pub state: Option<PathBuf>,
    /// The person's home folder.
    pub home: Option<PathBuf>,
    /// `$VISUAL`, else `$EDITOR`.
    pub editor: Option<String>,
    /// The person sits at another computer (`SSH_CONNECTION`, `SSH_TTY`).
    pub remote: bool,
    /// The time zone that times are shown in; without one it is UTC.
    pub zone: Option<TimeZone>,
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
    /// Puts arguments and environment together. `token` is the value of [`TOKEN_VARIABLE`], where it is set.
    ///
    /// # Errors
    /// One sentence or more on what is missing or wrong and what to do about it.
    pub fn new(
        id: Option<String>,
        connection: Connection,
        token: Option<String>,
        surroundings: Surroundings,
    ) -> Result<Self, String> {
        let again = again(&connection);
        let Connection { demo, base_url, region, api_version, read_only } = connection;
        let api_version = api_version.unwrap_or_else(|| API_VERSION.to_owned());
        if let Some(id) = id.as_deref().filter(|id| !is_id(id)) {
            return Err(format!(
                "{id:?} is not the id of a connector: an id has only letters, digits, - and _. \
                 Start without one to choose from the list."
            ));
        }
        let printable = |version: &str| version.bytes().all(|byte| byte.is_ascii_graphic());
        if api_version.is_empty() || api_version.len() > LONGEST_VERSION || !printable(&api_version) {
            return Err("--api-version takes a word such as Unstable, Preview or 2.16.".to_owned());
        }
        let workspace = if demo {
            Workspace::Demo
        } else {
            let region = region.map(|region| region.parse::<Region>()).transpose()?;
            let base = match base_url {
                Some(url) => Base::parse(&url)?,
                None => region.unwrap_or(Region::Us).base(),
            };
            let token = token.ok_or_else(|| {
                format!(
                    "there is no access token. Set {TOKEN_VARIABLE} to one: in Intercom's Developer Hub, \
                     open your app, then Configure, then Authentication. To look around without an account, \
                     use --demo."
                )
            })?;
            let token = Token::new(token).map_err(|why| format!("{TOKEN_VARIABLE}: {why}"))?;
            Workspace::Remote { base, region, token }
        };
        let state = surroundings.state.clone();
        let state =
            state.ok_or_else(|| "there is no home folder; XDG_STATE_HOME names another place".to_owned());
        Ok(Self { workspace, api_version, open: id, read_only, state, surroundings, again })
    }

    /// The command that opens a connector as this program was started, for a shell.
    pub fn command(&self, id: &str) -> String {
        let words = ["patchpanel", id].into_iter().chain(self.again.iter().map(String::as_str));
        words.map(quoted).collect::<Vec<_>>().join(" ")
    }
}

fn again(connection: &Connection) -> Vec<String> {
    let Connection { demo, base_url, region, api_version, read_only } = connection;
    let mut words = Vec::new();
    let mut with = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
    if let Some(url) = base_url {
        with("--base-url", url);
    }
    if let Some(region) = region {
        with("--region", region);
    }
    if let Some(version) = api_version {
        with("--api-version", version);
    }
    words.extend(demo.then(|| "--demo".to_owned()));
    words.extend(read_only.then(|| "--read-only".to_owned()));
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
        let token = token.map(str::to_owned);
        Settings::new(arguments.id, arguments.connection, token, Surroundings::default())
    }

    #[test]
    fn without_a_token_the_person_is_told_where_to_get_one_and_that_the_demo_needs_none() {
        let said = settings("patchpanel", None).unwrap_err();
        for part in [TOKEN_VARIABLE, "Developer Hub", "--demo"] {
            assert!(said.contains(part), "{said}");
        }
        assert!(settings("patchpanel --demo", None).is_ok());
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
