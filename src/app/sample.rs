//! The sample response while it is typed: what is known of it, its layout, its outline, a file in its place, and the one
//! key that sends it.
//!
//! Reading a sample costs its length, so it is read once for each text and not in every frame, and a long one waits
//! until the typing pauses.

use super::editor::{Editor, Made};
use super::form::Form;
use super::message::Effect;
use super::outline::Outlined;
use super::outside::For;
use super::overlay::Overlay;
use super::prompt::Asking;
use super::{App, Tone};
use crate::connector::consequence::consequences_given;
use crate::connector::facts;
use crate::connector::sample::Foreseen;
use crate::edit::{At, JsonError, Kind, Patch, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// Up to this many bytes a sample is read with each key.
const AT_ONCE: usize = 64 * 1024;
/// How long nothing is typed before a longer one is read.
const PAUSE: Duration = Duration::from_millis(200);

/// What is known of the sample response as it stands in a draft.
#[derive(Debug, Default)]
pub struct Sampled {
    /// What the text makes of the connector, or why it is no sample. Nothing where there is no edit.
    known: Option<Result<Foreseen, JsonError>>,
    /// What that is about.
    of: Option<Of>,
    /// The revision of the draft up to which it was looked at.
    revision: Option<u64>,
    /// When a text that is not read yet will be.
    due: Option<Duration>,
}

/// A text and the reading of the connector that it was held against.
#[derive(Debug, PartialEq, Eq)]
struct Of {
    text: String,
    base: Option<String>,
    read_at: Duration,
}

impl Sampled {
    /// What is known of the text, also where more was typed since: see [`Sampled::is_behind`].
    pub fn known(&self) -> Option<&Result<Foreseen, JsonError>> {
        self.known.as_ref()
    }

    /// What the text will make of the connector, where that is known.
    pub fn foreseen(&self) -> Option<&Foreseen> {
        self.known.as_ref().filter(|_| !self.is_behind()).and_then(|known| known.as_ref().ok())
    }

    /// True while a long text waits to be read.
    pub fn is_behind(&self) -> bool {
        self.due.is_some()
    }
}

impl Form {
    /// The sample response that would be sent, if one is typed.
    fn sample_text(&self) -> Option<(At, &str)> {
        let (at, _) = facts::sample_place(self.draft.table()).filter(|(at, _)| self.draft.is_dirty(*at))?;
        Some((at, self.draft.value(at).text()?))
    }

    /// Reads the sample where it or the connector has changed since, a long one only once it is due; and tells what all
    /// edits will cause then.
    fn look_at_sample(&mut self, now: Duration) {
        let due = self.sample.due.is_some_and(|due| due <= now);
        if self.sample.revision == Some(self.draft.revision()) && !due {
            return;
        }
        self.read_sample(now, due);
        // What a sample makes is a part of it, so it moves with either.
        self.causes = consequences_given(&self.draft, &BTreeSet::new(), self.sample.foreseen());
    }

    fn read_sample(&mut self, now: Duration, due: bool) {
        let revision = Some(self.draft.revision());
        let Some((_, text)) = self.sample_text() else {
            self.sample = Sampled { revision, ..Sampled::default() };
            return;
        };
        let base = facts::revision(self.draft.table(), self.draft.base()).map(str::to_owned);
        let read_at = self.read_at;
        let same = |of: &Of| of.text == text && of.base == base && of.read_at == read_at;
        if self.sample.of.as_ref().is_some_and(same) {
            (self.sample.revision, self.sample.due) = (revision, None);
        } else if text.len() > AT_ONCE && !due {
            (self.sample.revision, self.sample.due) = (revision, Some(now + PAUSE));
        } else {
            let known = Foreseen::of(self.draft.table(), self.draft.base(), text);
            let of = Of { text: text.to_owned(), base, read_at };
            self.sample = Sampled { known: Some(known), of: Some(of), revision, due: None };
        }
    }

    /// True where a JSON text is open.
    pub fn is_in_document(&self) -> bool {
        matches!(self.editor, Some(Editor::Text(_)))
            && self.current().is_some_and(|(_, field)| matches!(field.kind, Kind::Document))
    }

    /// True where the cursor stands on the sample response.
    pub fn is_on_sample(&self) -> bool {
        let sample = facts::sample_place(self.draft.table());
        sample.is_some_and(|(sample, _)| self.current().is_some_and(|(at, _)| at == sample))
    }
}

impl App {
    /// Keeps up with the sample of the open connector.
    pub(super) fn look_at_sample(&mut self) {
        let now = self.now.elapsed;
        self.with_form(|form| form.look_at_sample(now));
    }

    pub(super) fn sample_due(&self) -> Option<Duration> {
        self.form()?.sample.due
    }

    /// True where the review would send a sample response: only a key of its own does that.
    pub fn sends_sample(&self) -> bool {
        let sample = self.form().and_then(|form| facts::sample_place(form.draft.table())).map(|(at, _)| at);
        match self.overlays.last() {
            Some(Overlay::Review(review)) => {
                review.patch.iter().flat_map(Patch::fields).any(|at| Some(at) == sample)
            }
            _ => false,
        }
    }

    /// Lays the open JSON text out anew, as one change of it.
    pub(super) fn lay_out(&mut self) {
        let Some(visit) = self.form_mut().and_then(Form::text) else { return };
        let before = visit.text.text();
        match json::format(&before) {
            Err(why) => self.say(Tone::Note, format!("Nothing was laid out: {why}.")),
            Ok(after) if after == before => {
                self.say(Tone::Note, "It is laid out already.".to_owned());
            }
            Ok(after) => {
                visit.text.replace(&after);
                visit.made = Made::More;
                self.with_form(Form::write_through);
                self.say(Tone::Done, "Laid out anew; nothing but white space changed.".to_owned());
            }
        }
    }

    /// Shows the paths of the open JSON text, with the one at the cursor marked.
    pub(super) fn outline(&mut self) {
        let Some(visit) = self.form_mut().and_then(Form::text) else { return };
        let outlined = Outlined::of(&visit.text);
        self.overlays.push(Overlay::Outline(Box::new(outlined)));
    }

    /// Goes from the outline to the place under its cursor.
    pub(super) fn go_to_path(&mut self) {
        let Some(Overlay::Outline(outlined)) = self.overlays.pop() else { return };
        if let Some((line, byte)) = outlined.place()
            && let Some(visit) = self.form_mut().and_then(Form::text)
        {
            visit.text.go_to(line, byte);
        }
    }

    /// Asks for a file to be read in the place of the open JSON text.
    pub(super) fn ask_for_file(&mut self) {
        if let Some((at, field)) = self.form().and_then(Form::current) {
            self.ask_text(Asking::File { at, label: field.label }, "");
        }
    }

    /// Asks for the text of a file, to be put in the place of a field's.
    pub(super) fn read_in(&mut self, at: At, path: String) -> Vec<Effect> {
        if path.trim().is_empty() {
            return Vec::new();
        }
        let Some(id) = self.form().map(|form| form.id.clone()) else { return Vec::new() };
        let name = path.rsplit(['/', '\\']).next().unwrap_or(&path).to_owned();
        self.read_file(For::Replacing { at, id, name }, path)
    }
}
