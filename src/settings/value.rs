//! A value as it was set: read off the file or off a text, checked by its row, written as the file would say it.

use super::options::{Kind, either};
use std::fmt;
use toml::de::DeValue;

/// What something is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text or one of several words.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Seconds.
    Seconds(u64),
    /// The words of a command, at least one.
    Words(Vec<String>),
}

impl Value {
    /// A value of the environment or of an argument.
    ///
    /// # Errors
    /// What it takes, to be said after the name of the place. The text is not repeated.
    pub fn of_text(kind: Kind, text: &str) -> Result<Self, String> {
        match kind {
            Kind::Text { check, .. } => check(text).map(|()| Self::Text(text.to_owned())),
            Kind::Word(words) => {
                let word = text.trim().to_lowercase();
                let known = words.contains(&word.as_str());
                if known { Ok(Self::Text(word)) } else { Err(format!("takes {}", either(words))) }
            }
            Kind::Flag => match text.trim() {
                "true" | "1" => Ok(Self::Flag(true)),
                "false" | "0" => Ok(Self::Flag(false)),
                _ => Err("takes true or false".to_owned()),
            },
            Kind::Seconds(least, most) => {
                let number = text.trim().parse().ok().filter(|number| (least..=most).contains(number));
                number.map(Self::Seconds).ok_or_else(|| format!("takes {}", kind.takes()))
            }
            Kind::Command => split(text),
        }
    }

    /// A value of the file.
    ///
    /// # Errors
    /// What it takes, to be said after the name of the setting. The value is not repeated: it may be a secret that was
    /// put into the wrong place.
    pub fn of_toml(kind: Kind, value: &DeValue<'_>) -> Result<Self, String> {
        let otherwise = || format!("takes {}", kind.takes());
        match (kind, value) {
            (Kind::Flag, DeValue::Boolean(flag)) => Ok(Self::Flag(*flag)),
            (Kind::Seconds(..), DeValue::Integer(number)) if number.radix() == 10 => {
                Self::of_text(kind, number.as_str())
            }
            (Kind::Text { .. } | Kind::Word(_) | Kind::Command, DeValue::String(text)) => {
                Self::of_text(kind, text)
            }
            (Kind::Command, DeValue::Array(words)) => {
                let words: Option<Vec<String>> =
                    words.iter().map(|word| word.get_ref().as_str().map(str::to_owned)).collect();
                words.ok_or_else(otherwise).and_then(command)
            }
            _ => Err(otherwise()),
        }
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The words of a command line, split as a shell would; nothing else of a shell happens.
fn split(line: &str) -> Result<Value, String> {
    let words = shell_words::split(line).map_err(|_| "lacks a quotation mark inside".to_owned())?;
    command(words)
}

fn command(words: Vec<String>) -> Result<Value, String> {
    if words.first().is_none_or(|first| first.trim().is_empty()) {
        return Err("names no command".to_owned());
    }
    if words.iter().any(|word| word.contains('\0')) {
        return Err("holds a character that no command can be given".to_owned());
    }
    Ok(Value::Words(words))
}

impl fmt::Display for Value {
    /// As the file would say it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Seconds(seconds) => write!(f, "{seconds}"),
            Self::Words(words) => {
                let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
                write!(f, "[{}]", words.join(", "))
            }
        }
    }
}

/// A text as TOML writes it on one line, with nothing hidden in it.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.extend(["\\u".to_owned(), format!("{:04X}", u32::from(c))]),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::options::SETTINGS;

    fn of_toml(kind: Kind, text: &str) -> Result<Value, String> {
        Value::of_toml(kind, DeValue::parse(text).unwrap().get_ref())
    }

    #[test]
    fn what_is_written_is_read_back_as_it_was() {
        for row in SETTINGS {
            for text in [Some(row.example), row.default].into_iter().flatten() {
                let value = of_toml(row.kind, text).unwrap();
                assert_eq!(of_toml(row.kind, &value.to_string()), Ok(value), "{}", row.word);
            }
        }
        let odd = Value::Words(vec!["a\"b\\c".to_owned(), "tab\there \u{1b}".to_owned()]);
        assert_eq!(of_toml(Kind::Command, &odd.to_string()), Ok(odd));
    }

    #[test]
    fn a_command_is_a_line_or_a_list_and_has_a_first_word() {
        let words = |words: &[&str]| Ok(Value::Words(words.iter().map(|&it| it.to_owned()).collect()));
        assert_eq!(of_toml(Kind::Command, "\"pass show 'a b'\""), words(&["pass", "show", "a b"]));
        assert_eq!(of_toml(Kind::Command, "[\"pass\", \"$HOME; x\"]"), words(&["pass", "$HOME; x"]));
        for wrong in ["\"\"", "[]", "[\" \"]", "[1]", "\"it's\"", "1", "{a = 1}"] {
            assert!(of_toml(Kind::Command, wrong).is_err(), "{wrong}");
        }
    }
}
