//! What can lie over the screen. Each is a value on a stack; what it will do is a command.

use super::create::Creating;
use super::exchange::Taken;
use super::outline::Outlined;
use super::palette::Palette;
use super::prompt::Prompt;
use super::rename::Renaming;
use super::rendered::Rendered;
use super::runs::Runs;
use super::seek::Seeking;
use super::text::{Shape, TextEditor};
use super::unread::Read;
use crate::connector::check::Finding;
use crate::connector::consequence::Consequence;
use crate::connector::facts::State;
use crate::connector::sample::Foreseen;
use crate::edit::{At, Patch, Problem};
use crate::journal::kept::Found;
use std::collections::BTreeSet;

/// Something that lies over the screen and hears the keys first.
#[derive(Debug)]
pub enum Overlay {
    /// What will be sent, before it is sent.
    Review(Review),
    /// What cannot be sent yet, and why.
    Problems(Problems),
    /// What someone else changed and the person changed, too: which of the two holds.
    Choosing(Choosing),
    /// What became of the last send.
    Report {
        /// Rows above the window.
        scroll: usize,
    },
    /// The question before a flip of the state.
    Flip(Flip),
    /// The draft against the live version.
    Compare {
        /// Rows above the window.
        scroll: usize,
    },
    /// The steps that were made, and the way back to each.
    Timeline {
        /// The place under the cursor: how many entries are done there.
        cursor: usize,
    },
    /// The question before unsent changes are left behind.
    Leaving,
    /// Earlier work that was kept, before anything can be edited.
    Recovery(Box<Recovery>),
    /// The question before earlier work is thrown away.
    Discarding,
    /// The question before everything is reverted.
    RevertAll,
    /// The last failure in full.
    Failure {
        /// Rows above the window.
        scroll: usize,
    },
    /// A connector that is about to be made.
    Creating(Box<Creating>),
    /// What a look at the connector found.
    Findings {
        /// The one under the cursor.
        cursor: usize,
    },
    /// What came of a file.
    Taken(Taken),
    /// The tokens to choose from.
    Tokens {
        /// The one under the cursor.
        cursor: usize,
    },
    /// The request as it would go out.
    Rendered(Box<Rendered>),
    /// What the connector did.
    Runs(Box<Runs>),
    /// The offer to rename the uses of a data input.
    Renaming(Renaming),
    /// A question that is answered with one line of text.
    Prompt(Prompt),
    /// The paths of the open JSON text.
    Outline(Box<Outlined>),
    /// The response fields that the sample will generate.
    Generated {
        /// Rows above the window.
        scroll: usize,
    },
    /// Everything that can be done and gone to.
    Palette(Box<Palette>),
    /// What can be copied.
    Copying {
        /// The row under the cursor.
        cursor: usize,
    },
    /// The letters that are looked for in a text.
    Seeking(Box<Seeking>),
    /// The keys that are heard where one is.
    Help(Helping),
}

/// The help, and what of it is shown.
#[derive(Debug)]
pub struct Helping {
    /// Rows above the window.
    pub scroll: usize,
    /// True while letters go into what is looked for.
    pub searching: bool,
    /// What is looked for.
    pub text: TextEditor,
}

impl Default for Helping {
    fn default() -> Self {
        Self { scroll: 0, searching: false, text: TextEditor::new("", Shape::Line) }
    }
}

/// The offer of earlier work.
#[derive(Debug)]
pub struct Recovery {
    /// What was found.
    pub found: Found,
    /// Rows above the window.
    pub scroll: usize,
}

/// A review: it owns the patch, so what Enter sends is what was shown.
#[derive(Debug)]
pub struct Review {
    /// Tells it from the reviews before.
    pub number: u64,
    /// What will be sent; nothing when every change is left out.
    pub patch: Option<Patch>,
    /// Changes that stay unsent this time.
    pub left_out: BTreeSet<At>,
    /// Which of the changes is marked, counted from zero.
    pub marked: usize,
    /// The window goes where the mark is.
    pub follows_mark: bool,
    /// What that will cause.
    pub consequences: Vec<Consequence>,
    /// What the sample response will make of the response fields, where one is sent.
    pub foreseen: Option<Foreseen>,
    /// Rows above the window.
    pub scroll: usize,
    /// When its end was first seen: before that it is not sent.
    pub read: Option<Read>,
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
    /// Changes that were left out already and so have no problems here.
    pub left_out: BTreeSet<At>,
}

/// A choice between theirs and mine, one overlap after the other. What there is to choose is asked of the draft.
#[derive(Debug, Default)]
pub struct Choosing {
    /// The overlap under the cursor, counted over all fields.
    pub cursor: usize,
    /// Rows above the window.
    pub scroll: usize,
    /// The window goes where the cursor is.
    pub follows_cursor: bool,
}

impl Choosing {
    /// Leaves the window at a place, wherever the cursor is.
    pub(super) fn stay_at(&mut self, scroll: usize) {
        self.scroll = scroll;
        self.follows_cursor = false;
    }
}

/// A flip of the state, alone.
#[derive(Debug)]
pub struct Flip {
    /// The state it will have.
    pub to: State,
    /// The patch that does it and nothing else.
    pub patch: Patch,
    /// What a look at what goes live finds; nothing where it leaves live.
    pub findings: Vec<Finding>,
    /// Edits that stay pending.
    pub pending: usize,
    /// Rows of the differences above the window.
    pub scroll: usize,
}
