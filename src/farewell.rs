//! What is said last, once the terminal is the shell's again.

use crate::settings::quoted;
use crate::view::glyph::printable;
use std::fmt;

/// How the program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By the person.
    Asked,
    /// By the signal with this number.
    Signal(u8),
    /// Because the terminal went away.
    TerminalGone,
    /// Because the terminal could not be used, for this reason.
    TerminalFailed(String),
    /// By a bug at this place of the source.
    Bug {
        /// The file and the line.
        place: String,
    },
}

/// What there is to say once the terminal is the shell's again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Farewell {
    /// How it ended.
    pub ended: Ended,
    /// A save was under way, and its outcome is not known.
    pub in_flight: bool,
    /// Each connector whose changes were not sent.
    pub left: Vec<Left>,
    /// A second bug was met while they were written.
    pub unknown: bool,
}

impl From<Ended> for Farewell {
    fn from(ended: Ended) -> Self {
        Self { ended, in_flight: false, left: Vec::new(), unknown: false }
    }
}

/// A connector whose changes were not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Its name on the server.
    pub name: String,
    /// Where they are kept, or why they are not.
    pub file: Result<String, String>,
    /// What brings them back.
    pub command: String,
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = printable(&self.name);
        match &self.file {
            Ok(file) => {
                let file = printable(&quoted(file));
                write!(f, "the unsent changes of \"{name}\" are kept in {file}; to go on: {}", self.command)
            }
            Err(why) => {
                let why = printable(why);
                write!(f, "the unsent changes of \"{name}\" could not be kept and are lost: {why}")
            }
        }
    }
}

/// Said wherever a save was under way.
const LOOK: &str = "open the connector again to see what was stored.";

impl Farewell {
    /// How it ended, in words; none when there is nothing to say of that.
    pub fn first(&self) -> Option<String> {
        let ended = match &self.ended {
            Ended::Asked if self.in_flight => "ended".to_owned(),
            Ended::Asked => return None,
            Ended::TerminalGone => "the terminal went away".to_owned(),
            Ended::TerminalFailed(why) => {
                let rest =
                    if self.in_flight { format!(" A save was under way; {LOOK}") } else { String::new() };
                return Some(format!("the terminal could not be used: {}{rest}", printable(why)));
            }
            Ended::Signal(_) if self.left.is_empty() && !self.in_flight => return None,
            Ended::Signal(_) => "ended by a signal".to_owned(),
            Ended::Bug { place } => {
                let sent = if self.in_flight {
                    format!("A save was under way; {LOOK}")
                } else {
                    "Nothing was sent by that.".to_owned()
                };
                let place = printable(place);
                return Some(format!(
                    "met a bug at {place} and had to stop. {sent} Please report the place."
                ));
            }
        };
        Some(if self.in_flight {
            format!("{ended} while a save was under way; {LOOK}")
        } else {
            format!("{ended}.")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_that_was_under_way_is_told_however_it_ended() {
        let bug = Ended::Bug { place: "src/x.rs:1".to_owned() };
        let all = [
            Ended::Asked,
            Ended::Signal(15),
            Ended::TerminalGone,
            Ended::TerminalFailed("x".to_owned()),
            bug,
        ];
        for ended in all {
            let first = |in_flight| Farewell { in_flight, ..Farewell::from(ended.clone()) }.first();
            let told = first(true).unwrap();
            assert!(
                told.contains("save was under way") && told.contains("open the connector again"),
                "{told}"
            );
            assert!(!told.contains("Nothing was sent"), "{told}");
            assert!(first(false).is_none_or(|told| !told.contains("save")), "{ended:?}");
        }
    }
}
