//! How a command ends: the exit codes, in one place.

use crate::app::App;
use crate::app::report::Verdict;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was done, or there was nothing to do.
    Done,
    /// Something failed: the server refused, or was not reached. For `diff`: there are differences.
    Failed,
    /// Wrong arguments, settings or files. For `diff`: it could not be told.
    Wrong,
    /// What was asked for cannot be sent as it stands.
    Unsendable,
    /// Someone else changed the same meanwhile.
    Conflict,
    /// It was not confirmed.
    NotConfirmed,
    /// It was sent, and what became of it is not known.
    Unknown,
    /// There is no such connector, or no such version of it.
    NotFound,
    /// It was sent, and the server did not take all of it.
    NotTaken,
}

impl End {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Wrong => 2,
            Self::Unsendable => 3,
            Self::Conflict => 4,
            Self::NotConfirmed => 5,
            Self::Unknown => 6,
            Self::NotFound => 7,
            Self::NotTaken => 8,
        }
    }

    /// What the last send of the open connector came to, as far as is known by now.
    pub fn of_send(app: &App) -> Self {
        let Some(report) = app.form().and_then(|form| form.report.as_ref()) else { return Self::Failed };
        let any = |wanted: fn(&Verdict) -> bool| report.those(wanted).next().is_some();
        if any(|verdict| *verdict == Verdict::Unknown) {
            Self::Unknown
        } else if any(|verdict| *verdict == Verdict::NotApplied) {
            Self::Failed
        } else if any(|verdict| matches!(verdict, Verdict::Ignored | Verdict::Unconfirmed)) {
            Self::NotTaken
        } else {
            Self::Done
        }
    }
}

/// A verdict in one word, for programs.
pub fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Applied => "applied",
        Verdict::Normalised { .. } => "stored-differently",
        Verdict::Ignored => "not-taken",
        Verdict::Unconfirmed => "not-returned",
        Verdict::NotApplied => "not-applied",
        Verdict::Unknown => "not-known",
    }
}
