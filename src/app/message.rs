//! What goes into the app and what comes out of it, as data.

use super::point::{Gesture, Target};
use super::runs::Spot;
use super::told::Told;
use crate::api::failure::{Cause, Doing, Failure};
use crate::api::runs::{Run, RunFilter, RunPage};
use crate::api::tokens::TokenPage;
use crate::api::wire::StateVersion;
use crate::api::wire::{Cursor, Me, Page};
use crate::edit::{Creation, Json, Patch};
use crate::journal::kept::{Claimed, Done, Kept};
use crossterm::event::KeyEvent;
use jiff::tz::TimeZone;
use std::fmt;
use std::time::Duration;

/// Something that happened.
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// Something was said by name, without a key.
    Told(Told),
    /// The person pointed at something.
    Point(Target, Gesture),
    /// An answer to a question.
    Arrived(Ticket, Answer),
    /// The last frame was drawn like this.
    Drawn(Drawn),
    /// The time zone of the system was read.
    Zone(TimeZone),
    /// The time that [`super::App::wake_at`] asked for has come.
    Woke,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is typed and pasted may be a secret.
        f.write_str(match self {
            Self::Key(_) => "Key",
            Self::Paste(_) => "Paste",
            Self::Told(_) => "Told",
            Self::Point(..) => "Point",
            Self::Arrived(..) => "Arrived",
            Self::Drawn(_) => "Drawn",
            Self::Zone(_) => "Zone",
            Self::Woke => "Woke",
        })
    }
}

/// The time, told with each message: the app has no clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// Since the program started. Never goes back.
    pub elapsed: Duration,
    /// Seconds since 1970, for comparing with the server's times.
    pub unix: i64,
}

/// A question's number. An answer to a question that is no longer asked is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What the app needs of the last frame and cannot know itself, since it has no geometry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// The place that it shows, by [`super::App::place_number`].
    pub place: u64,
    /// Rows of the focused list or text: what a page is.
    pub page: usize,
    /// How far the focused text can be scrolled, in rows.
    pub scrollable: usize,
    /// Its first row that is seen.
    pub top: usize,
    /// Columns by which a text that is only read can go to the left and to the right, as far as that was looked at.
    pub aside: (usize, usize),
    /// The same of the run that is read.
    pub spot: Spot,
    /// The run under the cursor is shown beside the list of runs.
    pub beside: bool,
    /// How far *Will send* can be scrolled, as far as it was laid out.
    pub will_send: usize,
    /// The window was too small to show anything but that.
    pub blind: bool,
    /// Columns and rows, only to notice that they are others than before.
    pub size: (u16, u16),
}

/// Something that the world is asked to do.
#[derive(Debug)]
pub enum Effect {
    /// Ask for the workspace's name and region.
    WhoAmI(Ticket),
    /// Ask for a page of the list.
    List(Ticket, Option<Cursor>),
    /// Read both versions of a connector.
    Open(Ticket, String),
    /// Send a patch. The only effect that changes a connector that is there.
    Save(Ticket, String, Patch, Doing),
    /// Ask for a page of what a connector did.
    Runs(Ticket, String, RunFilter, Option<Cursor>),
    /// Read one run of a connector, with its bodies.
    Run(Ticket, String, String),
    /// Take the place of a connector's unsent work, in the workspace with this id, and look for earlier work there.
    Claim(Ticket, Option<String>, String),
    /// Write the unsent work on a connector to its place.
    Keep(Ticket, Box<Kept>),
    /// Remove what was kept of a connector.
    Forget(Ticket, String),
    /// Give what was kept of a connector another name, at which nothing is written over it.
    SetAside(Ticket, String),
    /// Give the place of a connector free.
    Release(String),
    /// Make a new connector. It is sent once.
    Create(Ticket, Box<Creation>),
    /// Delete a connector for good. It is sent once.
    Delete(Ticket, String),
    /// Ask for a page of the list of authentication tokens.
    Tokens(Ticket, Option<Cursor>),
    /// Put a text into the clipboard.
    Copy(Ticket, String),
    /// Take the text that lies in the clipboard.
    TakeClipboard(Ticket),
    /// Read a file that the person named.
    ReadFile(Ticket, String),
    /// Write a new file that the person named: its path, and the text.
    WriteFile(Ticket, String, String),
    /// Let the person change a text in their own editor: the text, and the suffix of the file.
    EditOutside(Ticket, String, &'static str),
    /// Give the terminal back and stop, until the shell lets the program go on.
    Suspend,
    /// End the program.
    Quit,
}

/// The world's answer.
pub enum Answer {
    /// To [`Effect::WhoAmI`].
    Me(Result<Me, Failure>),
    /// To [`Effect::List`].
    Page(Result<Page, Failure>),
    /// To [`Effect::Open`].
    Opened(Box<Opened>),
    /// To [`Effect::Save`].
    Saved(Result<Json, Failure>),
    /// To [`Effect::Runs`].
    Runs(Result<RunPage, Failure>),
    /// To [`Effect::Run`].
    Run(Box<Result<Run, Failure>>),
    /// To [`Effect::Claim`].
    Claimed(Claimed),
    /// To [`Effect::Keep`], [`Effect::Forget`] and [`Effect::SetAside`]: what was done, or why it was not.
    Kept(Result<Done, String>),
    /// To [`Effect::Create`].
    Created(Result<Json, Failure>),
    /// To [`Effect::Delete`].
    Deleted(Result<(), Failure>),
    /// To [`Effect::Tokens`]: none where this version of the API has no such list.
    Tokens(Result<Option<TokenPage>, Failure>),
    /// To [`Effect::Copy`]: whether the clipboard has it, or why not.
    Copied(Result<Copied, String>),
    /// To [`Effect::TakeClipboard`] and [`Effect::ReadFile`]: a text, or why there is none.
    Text(Result<String, String>),
    /// To [`Effect::EditOutside`]: the new text, or why there is none. The terminal is free again.
    Edited(Result<String, String>),
    /// To [`Effect::WriteFile`]: where it was written, or why it was not.
    Written(Result<String, String>),
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A text from the clipboard may be on its way into a masked cell, and a body holds what customers wrote.
        f.write_str("Answer(hidden)")
    }
}

/// What is known of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The clipboard has it.
    There,
    /// A buffer of tmux has it, and tmux was asked to pass it on.
    Buffered,
    /// The terminal was asked to take it, and does not answer.
    Asked,
}

/// The two versions behind one id. Either may be missing.
#[derive(Debug)]
pub struct Opened {
    /// The answer to `state_version=draft`.
    pub draft: Result<Json, Failure>,
    /// The answer to `state_version=live`.
    pub live: Result<Json, Failure>,
}

/// What is known of the version that is not edited.
#[derive(Clone, Debug, PartialEq)]
pub enum Other<T> {
    /// It was read.
    Read(T),
    /// The server says that there is none.
    NotThere,
    /// It could not be read.
    Unread,
}

impl Opened {
    /// Why it cannot be taken as it is, where asking again may help.
    pub fn passing_failure(&self) -> Option<&Failure> {
        let failure = match (&self.draft, &self.live) {
            (Ok(_), _) => return None,
            (Err(draft), Err(live)) if draft.cause == Cause::NotFound => live,
            (Err(draft), _) => draft,
        };
        failure.is_retryable().then_some(failure)
    }

    /// The version to edit, and the other one where both could be read.
    ///
    /// The draft comes first: it holds edits that nobody has published yet, and a patch made without them could
    /// overwrite them. The live version is edited where there is no draft to be read.
    ///
    /// # Errors
    /// When the draft is out of reach only for the moment; and when neither could be read: the failure of the draft,
    /// unless only the live one says something else than "not found".
    pub fn choose(self) -> Result<(StateVersion, Json, Other<Json>), Failure> {
        let missing = |failure: &Failure| match failure.cause {
            Cause::NotFound => Other::NotThere,
            _ => Other::Unread,
        };
        match (self.draft, self.live) {
            (Ok(draft), Ok(live)) => Ok((StateVersion::Draft, draft, Other::Read(live))),
            (Ok(draft), Err(why)) => Ok((StateVersion::Draft, draft, missing(&why))),
            // A draft that is only out of reach for a moment may hold edits that the live version does not.
            (Err(why), Ok(_)) if why.is_retryable() => Err(why),
            (Err(why), Ok(live)) => Ok((StateVersion::Live, live, missing(&why))),
            (Err(draft), Err(live)) => Err(if draft.cause == Cause::NotFound { live } else { draft }),
        }
    }
}
