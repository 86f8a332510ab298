//! What can be set: one row for each, read by the parser, the schema, the sample file, the guide and `patchpanel config`.

use crate::api::base::Base;

/// What is set. The order is that of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is told in its row")]
pub enum Name {
    DefaultProfile,
    Workspace,
    Region,
    BaseUrl,
    ApiVersion,
    Token,
    TokenEnv,
    TokenCommand,
    TokenTimeout,
    Production,
    ReadOnly,
    Theme,
    Mouse,
    Wrap,
    Title,
    Editor,
    LogFile,
    LogLevel,
}

/// One thing that can be set.
#[derive(Debug)]
pub struct Setting {
    /// Which.
    pub name: Name,
    /// As the file spells it.
    pub word: &'static str,
    /// Whether a profile may set it, too; what may not is for all profiles.
    pub in_profiles: bool,
    /// What it takes.
    pub kind: Kind,
    /// What holds where nothing is said, as the file would say it; none where nothing does.
    pub default: Option<&'static str>,
    /// What it is for, in a sentence or two.
    pub doc: &'static str,
    /// The variable of the environment that sets it.
    pub variable: Option<&'static str>,
    /// The argument that sets it.
    pub argument: Option<&'static str>,
    /// A value as the file would say it, other than the default.
    pub example: &'static str,
}

/// What a setting takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A text, and what else must be true of it: in words for people, and as a pattern for the schema.
    Text {
        /// Whether it can be right; else what it takes.
        check: fn(&str) -> Result<(), String>,
        /// A regular expression that whatever passes the check fits.
        pattern: &'static str,
    },
    /// One of these words.
    Word(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// A whole number of seconds between these two.
    Seconds(u64, u64),
    /// A command: a line that is split as a shell would, or a list of its words.
    Command,
}

impl Kind {
    /// What it takes, to be said after "takes".
    pub fn takes(self) -> String {
        match self {
            Self::Text { .. } => "a text in quotation marks".to_owned(),
            Self::Word(words) => format!("{} in quotation marks", either(words)),
            Self::Flag => "true or false, without quotation marks".to_owned(),
            Self::Seconds(least, most) => format!("a whole number of seconds from {least} to {most}"),
            Self::Command => "a command: a text in quotation marks, or a list of words".to_owned(),
        }
    }
}

/// `a, b or c`.
pub fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The words for where a token comes from.
pub const SOURCES: &[&str] = &["env", "command", "keyring"];

/// How much is written to the log file, least first.
pub const LEVELS: &[&str] = &["error", "warn", "info", "debug"];

/// The regions, as they are written.
pub const REGIONS: &[&str] = &["us", "eu", "au"];

/// Every setting.
pub const SETTINGS: &[Setting] = &[
    Setting {
        in_profiles: false,
        variable: Some("PATCHPANEL_PROFILE"),
        argument: Some("--profile"),
        ..row(
            Name::DefaultProfile,
            "default_profile",
            NAME,
            "The profile that is taken where none is named.",
            "\"staging\"",
        )
    },
    row(
        Name::Workspace,
        "workspace",
        TEXT,
        "What the workspace is called in the header, beside the name that Intercom gives it.",
        "\"Acme, the real one\"",
    ),
    Setting {
        default: Some("\"us\""),
        variable: Some("PATCHPANEL_REGION"),
        argument: Some("--region"),
        ..row(
            Name::Region,
            "region",
            Kind::Word(REGIONS),
            "Where the workspace is hosted. Not beside base_url.",
            "\"eu\"",
        )
    },
    Setting {
        variable: Some("PATCHPANEL_BASE_URL"),
        argument: Some("--base-url"),
        ..row(
            Name::BaseUrl,
            "base_url",
            Kind::Text { check: address, pattern: "^\\s*[Hh][Tt][Tt][Pp][Ss]?://" },
            "The address of the API instead of a region's; http:// is taken for this computer only.",
            "\"https://gateway.example/intercom\"",
        )
    },
    Setting {
        default: Some("\"Unstable\""),
        variable: Some("PATCHPANEL_API_VERSION"),
        argument: Some("--api-version"),
        ..row(
            Name::ApiVersion,
            "api_version",
            Kind::Text { check: version, pattern: "^[!-~]{1,64}$" },
            "The value of the Intercom-Version header: any version that has data connectors.",
            "\"Preview\"",
        )
    },
    row(
        Name::Token,
        "token",
        Kind::Word(SOURCES),
        "Where the access token comes from, never the token itself. Without it: the variable if it is set, \
         else the command if there is one, else the keyring.",
        "\"keyring\"",
    ),
    Setting {
        default: Some("\"INTERCOM_ACCESS_TOKEN\""),
        ..row(
            Name::TokenEnv,
            "token_env",
            Kind::Text { check: variable, pattern: "^[A-Za-z_][A-Za-z0-9_]{0,63}$" },
            "The name of the variable that holds the token.",
            "\"ACME_TOKEN\"",
        )
    },
    row(
        Name::TokenCommand,
        "token_command",
        Kind::Command,
        "A command that prints the token on one line. No shell reads it; it may ask for a passphrase on the terminal.",
        "[\"pass\", \"show\", \"intercom/acme\"]",
    ),
    Setting {
        default: Some("60"),
        ..row(
            Name::TokenTimeout,
            "token_timeout",
            Kind::Seconds(1, 600),
            "How many seconds the command may take before it is ended.",
            "120",
        )
    },
    Setting {
        default: Some("false"),
        ..row(
            Name::Production,
            "production",
            Kind::Flag,
            "Draws the header in a warning colour, with the word.",
            "true",
        )
    },
    Setting {
        default: Some("false"),
        argument: Some("--read-only"),
        ..row(
            Name::ReadOnly,
            "read_only",
            Kind::Flag,
            "Looks, but sends nothing. Only a profile's own false lifts what the top level says; \
             no argument lifts either.",
            "true",
        )
    },
    Setting {
        default: Some("\"auto\""),
        variable: Some("PATCHPANEL_THEME"),
        argument: Some("--theme"),
        ..row(
            Name::Theme,
            "theme",
            NAME,
            "The colours: auto (dark or light, as the terminal is), dark, light, high-contrast, 16, mono, or one of \
             your own below [themes].",
            "\"light\"",
        )
    },
    Setting {
        default: Some("true"),
        ..row(Name::Mouse, "mouse", Kind::Flag, "Clicks and the wheel go to the program.", "false")
    },
    Setting {
        default: Some("true"),
        ..row(Name::Wrap, "wrap", Kind::Flag, "Long lines go on in the next row.", "false")
    },
    Setting {
        default: Some("true"),
        ..row(Name::Title, "title", Kind::Flag, "The terminal's window is given a title.", "false")
    },
    row(
        Name::Editor,
        "editor",
        Kind::Command,
        "The command that edits a text on ctrl-e, instead of $VISUAL and $EDITOR.",
        "\"code --wait\"",
    ),
    Setting {
        variable: Some("PATCHPANEL_LOG_FILE"),
        argument: Some("--log-file"),
        ..row(
            Name::LogFile,
            "log_file",
            TEXT,
            "A file to which is added what was asked of the server and how it ended; no values, no tokens.",
            "\"~/patchpanel.log\"",
        )
    },
    Setting {
        default: Some("\"info\""),
        variable: Some("PATCHPANEL_LOG_LEVEL"),
        argument: Some("--log-level"),
        ..row(Name::LogLevel, "log_level", Kind::Word(LEVELS), "How much is written there.", "\"debug\"")
    },
];

/// A row with what most rows have.
const fn row(
    name: Name,
    word: &'static str,
    kind: Kind,
    doc: &'static str,
    example: &'static str,
) -> Setting {
    Setting {
        name,
        word,
        in_profiles: true,
        kind,
        default: None,
        doc,
        variable: None,
        argument: None,
        example,
    }
}

/// The row of a setting.
pub fn setting(name: Name) -> &'static Setting {
    // The order of the table is that of the names, which a test holds it to.
    SETTINGS.get(name as usize).unwrap_or(&FIRST)
}

const FIRST: Setting = row(Name::DefaultProfile, "default_profile", NAME, "", "");

/// The row of a setting by the word for it.
pub fn by_word(word: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.word == word)
}

const TEXT: Kind = Kind::Text { check: one_line, pattern: "\\S" };
const NAME: Kind = Kind::Text { check: name, pattern: "^[A-Za-z0-9_-]{1,40}$" };

fn one_line(text: &str) -> Result<(), String> {
    let fits = !text.trim().is_empty() && !text.chars().any(char::is_control);
    if fits { Ok(()) } else { Err("takes a text on one line that is not empty".to_owned()) }
}

/// The name of a profile or a theme.
pub fn name(text: &str) -> Result<(), String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let fits = !text.is_empty() && text.len() <= 40 && text.bytes().all(plain);
    if fits { Ok(()) } else { Err("takes a name of letters, digits, - and _, up to 40 of them".to_owned()) }
}

fn address(text: &str) -> Result<(), String> {
    Base::parse(text).map(|_| ()).map_err(|why| format!("is not taken: {why}"))
}

/// Longest version that is taken, in bytes; the longest documented one has eight.
const LONGEST_VERSION: usize = 64;

fn version(text: &str) -> Result<(), String> {
    let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
    if text.is_empty() || text.len() > LONGEST_VERSION || !printable {
        return Err("takes a word such as Unstable, Preview or 2.16".to_owned());
    }
    Ok(())
}

fn variable(text: &str) -> Result<(), String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if starts && text.len() <= 64 && text.bytes().all(plain) {
        return Ok(());
    }
    Err("takes the name of a variable such as ACME_TOKEN, not what it holds".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_names_and_each_word_stands_once() {
        for (at, row) in SETTINGS.iter().enumerate() {
            assert_eq!(row.name as usize, at, "{}", row.word);
            assert_eq!(by_word(row.word).map(|it| it.name), Some(row.name));
            assert_eq!(setting(row.name).word, row.word);
            assert!(row.doc.ends_with('.') && !row.example.is_empty(), "{}", row.word);
        }
        assert_eq!(SETTINGS.len(), Name::LogLevel as usize + 1);
    }

    #[test]
    fn what_a_text_takes_is_told_without_the_text() {
        let token = "dG9rOmFiYzEyMzQ1Njc4OTA=";
        assert!(variable(token).unwrap_err().contains("not what it holds"));
        for row in SETTINGS {
            if let Kind::Text { check, .. } = row.kind {
                let said = check("\u{1b}]0;dG9r").unwrap_err();
                assert!(!said.contains("dG9r"), "{}: {said}", row.word);
            }
        }
    }
}
