//! An open connector: its draft, where the person is in it, what is open, and what the server said.

use super::delete::Deleting;
use super::editor::{Cell, Editor, Grid, Visit, grid_columns, grid_rows, grid_value};
use super::findings::Checked;
use super::follow::Walk;
use super::grid::cell_mut;
use super::message::{Other, Ticket};
use super::rename::Renamed;
use super::report::Report;
use super::reread::{News, Reading, Reloading, Why};
use super::sample::Sampled;
use super::seek::{Aside, Sought};
use super::timeline::{Change, Step, Timeline};
use crate::api::failure::{Doing, Failure};
use crate::api::wire::StateVersion;
use crate::connector::consequence::Consequence;
use crate::connector::facts;
use crate::edit::{At, Draft, Field, Kind, Patch, Record, Spot, Table, Value};
use std::collections::BTreeMap;
use std::time::Duration;

/// The two words of a flag.
pub static YES_NO: [&str; 2] = ["yes", "no"];

/// The editor of one connector.
#[derive(Debug)]
pub struct Form {
    /// The connector's id.
    pub id: String,
    /// The base and the edits.
    pub draft: Draft,
    /// Which of the two versions is the base.
    pub version: StateVersion,
    /// The other version.
    pub other: Other<Record>,
    /// What was done, for undo and redo.
    pub timeline: Timeline,
    /// The place under the cursor: first the table's fields, then the keys that the table does not name.
    pub cursor: usize,
    /// The pane that hears the arrows.
    pub pane: Pane,
    /// What is open on the field under the cursor.
    pub editor: Option<Editor>,
    /// Rows above the window of *Will send*.
    pub scroll: usize,
    /// The last failure, until it is dismissed or something succeeds.
    pub failure: Option<Failure>,
    /// The server's messages at the fields that they name.
    pub said: BTreeMap<At, Vec<String>>,
    /// The save in flight.
    pub saving: Option<Saving>,
    /// The reading in flight.
    pub reloading: Option<Reloading>,
    /// When it was last read.
    pub read_at: Duration,
    /// The last reading got no answer, so it is not read again by itself.
    pub offline: bool,
    /// The other version may have been changed by this program since it was read.
    pub other_is_old: bool,
    /// A reading that is not taken in yet, since a text is being typed, and what it was for.
    pub waiting: Option<Box<(Why, Reading)>>,
    /// Someone else's change, until it is dismissed.
    pub news: Option<News>,
    /// What was sent without an answer that tells whether it was applied, until a reading tells.
    pub doubt: Option<Patch>,
    /// What became of the last send.
    pub report: Option<Report>,
    /// What is known of the sample response as it is typed.
    pub sample: Sampled,
    /// What sending all of the edits will cause, as far as it is known.
    pub causes: Vec<Consequence>,
    /// The field of which a text is in the person's own editor.
    pub away: Option<At>,
    /// It was to be deleted, and no answer told whether it was.
    pub may_be_gone: bool,
    /// What the last look at it found.
    pub checked: Checked,
    /// It is being deleted.
    pub deleting: Option<Deleting>,
    /// What was last looked for in a table of it.
    pub sought: Option<String>,
    /// What was last looked for in a text of it.
    pub sought_text: Option<Sought>,
    /// How far a text that is only read has gone sideways.
    pub aside: Aside,
    /// A data input that has just got another name.
    pub(super) renamed: Option<Renamed>,
    /// On the way through the uses of a data input.
    pub(super) walk: Option<Walk>,
}

/// A save whose answer is awaited. It is never dropped.
#[derive(Debug)]
pub struct Saving {
    /// The question.
    pub ticket: Ticket,
    /// What was sent.
    pub patch: Patch,
    /// When it was sent.
    pub since: Duration,
    /// An ordinary save, or a flip.
    pub doing: Doing,
}

/// A pane of the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The list of fields.
    #[default]
    Fields,
    /// The field under the cursor.
    Field,
    /// What would be sent.
    WillSend,
}

/// What the cursor of the list stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A field of the table.
    Field(At),
    /// A key that the table does not name, by its number.
    Unknown(usize),
}

impl Form {
    /// Opens a record that was read just now.
    pub fn new(id: String, table: Table, reading: Reading, now: Duration) -> Self {
        Self {
            id,
            draft: Draft::new(table, reading.base),
            version: reading.version,
            other: reading.other,
            timeline: Timeline::default(),
            cursor: 0,
            pane: Pane::Fields,
            editor: None,
            scroll: 0,
            failure: None,
            said: BTreeMap::new(),
            saving: None,
            reloading: None,
            read_at: now,
            offline: false,
            other_is_old: false,
            waiting: None,
            news: None,
            doubt: None,
            report: None,
            sample: Sampled::default(),
            causes: Vec::new(),
            away: None,
            may_be_gone: false,
            checked: Checked::default(),
            deleting: None,
            sought: None,
            sought_text: None,
            aside: Aside::default(),
            renamed: None,
            walk: None,
        }
    }

    /// Every place of the list, in order.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        At::all(self.draft.table())
            .map(|(at, _)| Place::Field(at))
            .chain((0..self.draft.base().unknown().len()).map(Place::Unknown))
    }

    /// How many places the list has.
    pub fn place_count(&self) -> usize {
        self.draft.table().len() + self.draft.base().unknown().len()
    }

    /// The place under the cursor.
    pub fn place(&self) -> Option<Place> {
        self.places().nth(self.cursor)
    }

    /// The field under the cursor.
    pub fn current(&self) -> Option<(At, &'static Field)> {
        match self.place()? {
            Place::Field(at) => Some((at, at.field(self.draft.table())?)),
            Place::Unknown(_) => None,
        }
    }

    /// Moves the cursor of the list by so many places, within it.
    pub fn move_by(&mut self, places: isize) {
        self.cursor = self.cursor.saturating_add_signed(places).min(self.place_count().saturating_sub(1));
    }

    /// To the next changed field, or to the one before; around the end.
    pub fn jump_to_change(&mut self, forward: bool) {
        let places: Vec<Place> = self.places().collect();
        let count = places.len();
        let step = |by: usize| {
            if forward { (self.cursor + by) % count } else { (self.cursor + count - by) % count }
        };
        let dirty =
            |place: usize| matches!(places.get(place), Some(Place::Field(at)) if self.draft.is_dirty(*at));
        if let Some(place) = (1..=count).map(step).find(|place| dirty(*place)) {
            self.cursor = place;
        }
    }

    /// Puts the cursor on a field, and into a cell of it where one is named.
    pub fn go_to(&mut self, at: At, spot: Option<Spot>) {
        self.leave();
        let place = self.places().position(|place| place == Place::Field(at));
        if let Some(place) = place {
            self.cursor = place;
        }
        if let Some(spot) = spot
            && at.field(self.draft.table()).is_some_and(|field| !grid_columns(field).is_empty())
        {
            self.editor = Some(Editor::Grid(Grid { spot, cell: None }));
            self.pane = Pane::Field;
            self.keep_inside();
        }
    }

    /// Why the field under the cursor takes no edits, if it takes none.
    pub fn refusal(&self) -> Option<&'static str> {
        match self.place() {
            Some(Place::Field(at)) => self.draft.refusal(at),
            Some(Place::Unknown(_)) => Some("a key that patchpanel does not know; it is left alone"),
            None => Some("there is no field here"),
        }
    }

    /// The fields in which the two versions differ, where both could be read.
    pub fn differing(&self) -> Option<Vec<At>> {
        let table = self.draft.table();
        let Other::Read(other) = &self.other else { return None };
        let mut fields = self.draft.base().differing(other);
        fields.retain(|at| !facts::is_bookkeeping(table, *at));
        Some(fields)
    }

    // Editing. Every change of the draft goes through `record` or, while a text is open, through `write_through`.

    /// What a value stands for here: a row added to something the server did not return and then deleted must not make
    /// it empty.
    pub(super) fn meant(&self, at: At, after: Value) -> Value {
        let base = self.draft.base().value(at);
        match (base, after) {
            (Value::Absent | Value::Null, Value::Rows(rows)) if rows.is_empty() => base.clone(),
            (Value::Absent | Value::Null, Value::List(words) | Value::Set(words)) if words.is_empty() => {
                base.clone()
            }
            (_, after) => after,
        }
    }

    /// Makes one named step of a change of one field.
    pub fn record(&mut self, at: At, after: Value, name: &str, spot: Option<Spot>) {
        let before = self.draft.value(at).clone();
        let after = self.meant(at, after);
        self.draft.set(at, after.clone());
        self.said.remove(&at);
        self.timeline.push(Step {
            name: name.to_owned(),
            changes: vec![Change::new(at, before, after)],
            spot,
        });
    }

    /// Opens the field under the cursor.
    pub fn open(&mut self) {
        self.pane = Pane::Field;
        let Some((at, field)) = self.current() else {
            self.editor = Some(Editor::Reading { scroll: 0 });
            return;
        };
        let value = self.draft.value(at);
        // A table of many rows is gone through, also where it cannot be edited.
        let readable = matches!(value, Value::Rows(rows) if !rows.is_empty());
        if self.draft.refusal(at).is_some() && !readable {
            self.editor = Some(Editor::Reading { scroll: 0 });
            return;
        }
        self.editor = Some(match field.kind {
            Kind::Flag => Editor::Choice(usize::from(matches!(value, Value::Flag(false)))),
            Kind::Choice(words) => Editor::Choice(place_of(words, value)),
            Kind::Set(_) => Editor::Set(0),
            Kind::List | Kind::Table(_) => Editor::Grid(Grid::default()),
            Kind::Document => {
                // A document that the server does not return, or returns as null, starts as an empty one.
                let none = matches!(value, Value::Absent | Value::Null);
                let value = if none { &Value::Document(String::new()) } else { value };
                Editor::Text(Box::new(Visit::new(value, field.kind)))
            }
            Kind::Text | Kind::Lines | Kind::Time | Kind::Secret | Kind::Any => {
                Editor::Text(Box::new(Visit::new(value, field.kind)))
            }
        });
        self.keep_inside();
    }

    /// Leaves whatever is innermost: an open cell, else the open editor. Keeps what was typed.
    /// Returns false when nothing was open.
    pub fn leave_one(&mut self) -> bool {
        if let Some(Editor::Grid(grid)) = &self.editor
            && grid.cell.is_some()
        {
            self.close_cell();
            return true;
        }
        let Some(editor) = self.editor.take() else {
            return false;
        };
        (self.sought_text, self.aside) = (None, Aside::default());
        self.pane = Pane::Fields;
        if let (Editor::Text(visit), Some((at, field))) = (editor, self.current()) {
            let after = self.draft.value(at).clone();
            let name = format!("{} {}", visit.verb(), field.label);
            self.push_visit(at, visit.before, after, &name, None);
        }
        true
    }

    /// Leaves everything that is open. Keeps what was typed.
    pub fn leave(&mut self) {
        while self.leave_one() {}
    }

    pub(super) fn push_visit(&mut self, at: At, before: Value, after: Value, name: &str, spot: Option<Spot>) {
        // An untouched document is absent, not empty.
        let before = match before {
            Value::Document(text) if text.is_empty() => self.draft.base().value(at).clone(),
            other => other,
        };
        self.timeline.push(Step {
            name: name.to_owned(),
            changes: vec![Change::new(at, before, after)],
            spot,
        });
    }

    /// The open text, in a field or in a cell.
    pub fn text(&mut self) -> Option<&mut Visit> {
        match self.editor.as_mut()? {
            Editor::Text(visit) | Editor::Grid(Grid { cell: Some(Cell::Text(visit)), .. }) => Some(visit),
            _ => None,
        }
    }

    /// The same, to be looked at.
    pub fn visit(&self) -> Option<&Visit> {
        match self.editor.as_ref()? {
            Editor::Text(visit) | Editor::Grid(Grid { cell: Some(Cell::Text(visit)), .. }) => Some(visit),
            _ => None,
        }
    }

    /// True while something is open that a reading must not move: a text that was changed, or a cell.
    pub fn is_typing(&self) -> bool {
        if self.away.is_some() {
            return true;
        }
        let Some((at, _)) = self.current() else { return false };
        let now = self.draft.value(at);
        match &self.editor {
            Some(Editor::Text(visit)) => {
                // A document that is not there opens as an empty one.
                *now != visit.before
                    && !(matches!(now, Value::Absent | Value::Null) && visit.before.is_blank())
            }
            // Another row may come to stand where the cell is.
            Some(Editor::Grid(Grid { cell, .. })) => cell.is_some(),
            _ => false,
        }
    }

    /// Writes the open text into the draft. Called after each change of it, so that nothing is lost by leaving.
    pub fn write_through(&mut self) {
        let Some((at, field)) = self.current() else { return };
        let value = match &self.editor {
            Some(Editor::Text(visit)) => visit.value(self.draft.base().value(at)),
            Some(Editor::Grid(Grid { spot, cell: Some(Cell::Text(visit)) })) => {
                let mut rows = grid_rows(self.draft.value(at));
                // What the server holds in a cell cannot be told once rows have moved; what was there on opening can.
                let Some(cell) = cell_mut(&mut rows, *spot) else {
                    return;
                };
                *cell = visit.value(&visit.before);
                grid_value(field.kind, rows)
            }
            _ => return,
        };
        self.draft.set(at, value);
        self.said.remove(&at);
    }

    // Flags, choices and sets.

    /// Turns a flag over. A flag that is not set becomes yes.
    pub fn toggle_flag(&mut self) {
        let Some((at, field)) = self.current() else { return };
        if self.draft.refusal(at).is_some() {
            return;
        }
        let on = !matches!(self.draft.value(at), Value::Flag(true));
        self.record(
            at,
            Value::Flag(on),
            &format!("set {} to {}", field.label, if on { "yes" } else { "no" }),
            None,
        );
    }

    /// The words of the open choice or set, and the place of the cursor among them.
    pub fn options(&self) -> Option<(&'static [&'static str], usize)> {
        let (_, field) = self.current()?;
        match (self.editor.as_ref()?, field.kind) {
            (Editor::Choice(cursor), Kind::Flag) => Some((&YES_NO, *cursor)),
            (Editor::Choice(cursor), Kind::Choice(words)) | (Editor::Set(cursor), Kind::Set(words)) => {
                Some((words, *cursor))
            }
            (Editor::Grid(Grid { spot, cell: Some(Cell::Choice(cursor)) }), _) => {
                match grid_columns(field).get(spot.column)?.kind {
                    Kind::Choice(words) => Some((words, *cursor)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Puts the cursor of the open choice or set on a word.
    pub fn option_to(&mut self, place: usize) {
        if let Some(
            Editor::Choice(cursor)
            | Editor::Set(cursor)
            | Editor::Grid(Grid { cell: Some(Cell::Choice(cursor)), .. }),
        ) = &mut self.editor
        {
            *cursor = place;
        }
    }

    /// Takes the word under the cursor: a choice is made and closed, a member of a set comes or goes.
    pub fn pick(&mut self) {
        let Some((words, place)) = self.options() else {
            return;
        };
        let Some((at, field)) = self.current() else { return };
        let Some(word) = words.get(place) else {
            // The cursor stands on a word of the server's that is not among ours: it stays.
            self.leave_one();
            return;
        };
        match &self.editor {
            Some(Editor::Set(_)) => {
                let mut members = facts::members(self.draft.value(at)).to_vec();
                let name = if members.iter().any(|member| member == word) {
                    // The server may have named it twice.
                    members.retain(|member| member != word);
                    format!("take {word} out of {}", field.label)
                } else {
                    members.push((*word).to_owned());
                    format!("add {word} to {}", field.label)
                };
                self.record(at, Value::Set(members), &name, None);
            }
            Some(Editor::Grid(grid)) => {
                let spot = grid.spot;
                self.set_cell(spot, Value::Text((*word).to_owned()));
                self.close_cell();
            }
            _ => {
                let value = match field.kind {
                    Kind::Flag => Value::Flag(place == 0),
                    _ => Value::Text((*word).to_owned()),
                };
                self.record(at, value, &format!("set {} to {word}", field.label), None);
                self.leave();
            }
        }
    }

    /// True while a reading is awaited that the person should know of.
    pub fn is_rereading(&self) -> bool {
        self.reloading.as_ref().is_some_and(|asked| !matches!(asked.why, Why::Watch))
    }

    /// True while the connector is read once more before a send.
    pub fn is_about_to_send(&self) -> bool {
        self.reloading.as_ref().is_some_and(|asked| matches!(asked.why, Why::BeforeSend(..)))
    }

    /// True when there is something that only this program holds.
    pub fn has_unsent(&self) -> bool {
        self.draft.changes().len() > 0
    }
}

/// Where the cursor of a choice begins: on the word that is chosen, behind the last one where that is a word that we
/// do not know, on the first one where nothing is.
pub(super) fn place_of(words: &[&str], value: &Value) -> usize {
    match value.text() {
        Some(text) => words.iter().position(|word| *word == text).unwrap_or(words.len()),
        None => 0,
    }
}
