//! What can lie over the screen. Each is a value on a stack; what it will do is a command.

use crate::connector::check::Consequence;
use crate::connector::facts::State;
use crate::edit::{At, Patch, Problem};

/// Something that lies over the screen and hears the keys first.
#[derive(Debug)]
pub enum Overlay {
    /// What will be sent, before it is sent.
    Review(Review),
    /// What cannot be sent yet, and why.
    Problems(Problems),
    /// The question before a flip of the state.
    Flip(Flip),
    /// The question before unsent changes are left behind.
    Leaving,
    /// The question before everything is reverted.
    RevertAll,
    /// The last failure in full.
    Failure {
        /// Rows above the window.
        scroll: usize,
    },
    /// The keys that are heard where one is.
    Help {
        /// Rows above the window.
        scroll: usize,
    },
}

/// A review: it owns the patch, so what Enter sends is what was shown.
#[derive(Debug)]
pub struct Review {
    /// What will be sent.
    pub patch: Patch,
    /// What that will cause.
    pub consequences: Vec<Consequence>,
    /// Rows above the window.
    pub scroll: usize,
    /// Why this review no longer holds, once the record has moved underneath it.
    pub voided: Option<&'static str>,
}

/// The reasons why there is nothing that could be sent.
#[derive(Debug)]
pub struct Problems {
    /// One or more reasons.
    pub list: Vec<Problem>,
    /// The one under the cursor.
    pub cursor: usize,
}

/// A flip of the state, alone.
#[derive(Debug)]
pub struct Flip {
    /// The state it will have.
    pub to: State,
    /// The patch that does it and nothing else.
    pub patch: Patch,
    /// The fields in which the draft and the live version differ; `None` where only one of them could be read.
    pub differing: Option<Vec<At>>,
    /// Edits that stay pending.
    pub pending: usize,
}
