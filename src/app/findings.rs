//! What a look at the open connector finds: kept by the revision of its draft, listed, gone to, mended.
//!
//! A look costs the length of the texts, so over a certain length it waits for a pause in typing.

use super::command::{Command, Context};
use super::form::Form;
use super::overlay::Overlay;
use super::timeline::{Change, Step};
use super::{App, Tone};
use crate::connector::check::{Finding, Severity, findings};
use crate::connector::facts;
use crate::edit::{At, Column, Kind, Spot, Value};
use std::time::Duration;

/// Bytes of text up to which a look follows each key.
const SMALL: usize = 64 * 1024;
/// How long nothing may be typed before a longer text is looked at.
const PAUSE: Duration = Duration::from_millis(200);

/// What the last look found.
#[derive(Debug, Default)]
pub struct Checked {
    /// The revision of the draft at that time.
    revision: Option<u64>,
    /// The revision that was seen last, looked at or not.
    seen: Option<u64>,
    /// When the next look is due, while there is something new to look at.
    due: Option<Duration>,
    /// What it found, the weightiest first.
    pub list: Vec<Finding>,
}

impl Checked {
    /// The findings of a field.
    pub fn of(&self, at: At) -> impl Iterator<Item = &Finding> {
        self.list.iter().filter(move |finding| finding.at == at)
    }

    /// The weight of the weightiest finding of a field.
    pub fn worst(&self, at: At) -> Option<Severity> {
        self.of(at).map(|finding| finding.severity).max()
    }
}

impl App {
    /// Looks at the open connector where it has changed since the last look.
    pub(super) fn look_for_findings(&mut self) {
        let now = self.now.elapsed;
        let Some(form) = self.form_mut() else { return };
        let revision = Some(form.draft.revision());
        if form.checked.revision == revision {
            form.checked.due = None;
            return;
        }
        let first = form.checked.revision.is_none();
        if form.length_to_look_at() > SMALL && !first {
            // Each change begins the pause anew.
            let changed = form.checked.seen != revision;
            if changed || form.checked.due.is_none() {
                form.checked.due = Some(now + PAUSE);
                form.checked.seen = revision;
            }
            if form.checked.due.is_some_and(|due| due > now) {
                return;
            }
        }
        form.checked = Checked { revision, due: None, seen: revision, list: findings(&form.draft) };
        let (id, count) = (form.id.clone(), form.checked.list.len());
        self.looked_at.insert(id, count);
    }

    /// When a look is due that waits for a pause.
    pub(super) fn look_due(&self) -> Option<Duration> {
        self.form().and_then(|form| form.checked.due)
    }

    /// How many findings a connector had when it was last open in this run.
    pub fn findings_of(&self, id: &str) -> Option<usize> {
        self.looked_at.get(id).copied()
    }

    /// The finding under the cursor of the list.
    pub(super) fn finding(&self) -> Option<&Finding> {
        let Some(Overlay::Findings { cursor }) = self.overlays.last() else { return None };
        self.form()?.checked.list.get(*cursor)
    }

    /// Goes to where the finding under the cursor is, and opens it.
    pub(super) fn go_to_finding(&mut self) {
        let Some(Finding { at, spot, range, .. }) = self.finding().cloned() else { return };
        self.overlays.pop();
        self.with_form(|form| {
            form.go_to(at, spot);
            if spot.is_some() {
                form.open_cell_for_typing();
            } else {
                form.open();
            }
            if let (Some(range), Some(visit)) = (range, form.text()) {
                visit.text.go_to_byte(range.start);
            }
        });
    }

    /// Corrects the spelling of the variable under the cursor of the list, everywhere in that field, as one step.
    pub(super) fn correct_spelling(&mut self) {
        let Some(Finding { at, missing: Some(wrong), meant: Some(right), .. }) = self.finding().cloned()
        else {
            return;
        };
        let Some(form) = self.form_mut() else { return };
        let Some(label) = at.field(form.draft.table()).map(|field| field.label) else { return };
        let Some(text) = form.draft.value(at).text() else { return };
        let Some((text, count)) = crate::connector::template::rename(text, &wrong, &right) else {
            self.say(Tone::Note, format!("{wrong} is not in {label} any more."));
            return;
        };
        form.record(at, Value::Text(text), &format!("correct {wrong} to {right} in {label}"), None);
        let places = if count == 1 { "in one place".to_owned() } else { format!("in {count} places") };
        let undo = self.key(Context::Findings, Command::Undo);
        self.say(Tone::Done, format!("{wrong} is {right} in {label} now, {places}. {undo} takes it back."));
        self.after_mending();
    }

    /// Adds the data input that is missing, as one step. What only a person can know of it is left to be typed.
    pub(super) fn add_missing_input(&mut self) {
        let Some(Finding { missing: Some(name), .. }) = self.finding().cloned() else { return };
        let Some(form) = self.form_mut() else { return };
        let Some((row, column)) = form.add_input(&name) else {
            self.say(Tone::Note, "The data inputs take no edits here.".to_owned());
            return;
        };
        self.overlays.pop();
        self.with_form(|form| {
            if let Some(at) = facts::inputs_place(form.draft.table()) {
                form.go_to(at, Some(Spot { row, column }));
                form.open_cell_for_typing();
            }
        });
        self.say(
            Tone::Done,
            format!("{name} is a data input now. It needs a description; its type is string."),
        );
    }

    /// The list is another one now, and the cursor stays in it.
    pub(super) fn after_mending(&mut self) {
        self.look_for_findings();
        let count = self.form().map_or(0, |form| form.checked.list.len());
        if let Some(Overlay::Findings { cursor }) = self.overlays.last_mut() {
            *cursor = (*cursor).min(count.saturating_sub(1));
        }
    }
}

impl Form {
    /// Bytes of the texts that a look walks.
    fn length_to_look_at(&self) -> usize {
        At::all(self.draft.table()).filter_map(|(at, _)| self.draft.value(at).text()).map(str::len).sum()
    }

    /// Adds a data input of this name, as a step. Returns its row, and the column that is still to be filled in.
    fn add_input(&mut self, name: &str) -> Option<(usize, usize)> {
        let at = facts::inputs_place(self.draft.table())?;
        let columns = at.field(self.draft.table())?.kind.columns();
        if self.draft.refusal(at).is_some() {
            return None;
        }
        self.leave();
        let mut rows = self.draft.value(at).rows().to_vec();
        let mut row = Column::fresh_row(columns);
        if let Some(cell) = row.cells.first_mut() {
            *cell = Value::Text(name.to_owned());
        }
        rows.push(row);
        let number = rows.len() - 1;
        let (before, after) = (self.draft.value(at).clone(), Value::Rows(rows));
        self.draft.set(at, after.clone());
        self.said.remove(&at);
        let column = columns.iter().position(|column| column.required && matches!(column.kind, Kind::Text));
        let column = column.unwrap_or_default();
        self.timeline.push(Step {
            name: format!("add the input {name}"),
            changes: vec![Change::new(at, before, after)],
            spot: Some(Spot { row: number, column }),
        });
        Some((number, column))
    }
}
