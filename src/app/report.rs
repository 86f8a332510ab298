//! What became of what was sent, field by field.

use super::form::Form;
use crate::edit::{At, Fate, Outcome, Value};

/// What became of a send, until the next one.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Each field that was sent.
    pub rows: Vec<(At, Verdict)>,
    /// Fields that nobody sent and that read differently since.
    pub derived: Vec<At>,
    /// It stands above the fields until it is dismissed.
    pub shown: bool,
}

/// What became of one field.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The server holds what was sent.
    Applied,
    /// The server holds something else, which it made of what was sent.
    Normalised {
        /// What was sent.
        sent: Value,
        /// What the server holds.
        stored: Value,
    },
    /// The server kept its own value; the edit stays.
    Ignored,
    /// The answer did not return it; the edit stays until a reading shows it.
    Unconfirmed,
    /// The server does not hold it; the edit stays.
    NotApplied,
    /// The server's answer does not tell; the edit stays.
    Unknown,
}

impl From<Outcome> for Verdict {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Applied => Self::Applied,
            Outcome::Unconfirmed => Self::Unconfirmed,
            Outcome::Normalised { sent, stored } => Self::Normalised { sent, stored },
            Outcome::Ignored => Self::Ignored,
        }
    }
}

impl From<Fate> for Verdict {
    fn from(fate: Fate) -> Self {
        match fate {
            Fate::Applied => Self::Applied,
            Fate::NotApplied => Self::NotApplied,
            Fate::Unknown => Self::Unknown,
        }
    }
}

impl Report {
    /// After an answer. It is put before the person where something is not simply as it was sent.
    pub fn of_answer(rows: Vec<(At, Verdict)>, derived: Vec<At>) -> Self {
        let shown = rows.iter().any(|(_, verdict)| *verdict != Verdict::Applied);
        Self { rows, derived, shown }
    }

    /// After an outcome that was not known.
    pub fn of_doubt(rows: Vec<(At, Verdict)>) -> Self {
        Self { rows, derived: Vec::new(), shown: true }
    }

    /// The fields of which this is the verdict.
    pub fn those(&self, wanted: impl Fn(&Verdict) -> bool) -> impl Iterator<Item = At> {
        self.rows.iter().filter(move |(_, verdict)| wanted(verdict)).map(|(at, _)| *at)
    }
}

impl Form {
    /// A reading has come since: what the answer left out and is no edit any more was stored.
    pub(super) fn confirm_report(&mut self) {
        let Some(report) = &mut self.report else { return };
        for (at, verdict) in &mut report.rows {
            if *verdict == Verdict::Unconfirmed && !self.draft.is_dirty(*at) {
                *verdict = Verdict::Applied;
            }
        }
        report.shown &= report.rows.iter().any(|(_, verdict)| *verdict != Verdict::Applied);
    }
}
