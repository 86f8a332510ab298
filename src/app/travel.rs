//! Going back and forth in what was done to a form: reverting, undoing, redoing, and what a fresh reading does to it.

use super::editor::Editor;
use super::form::Form;
use super::timeline::{Change, Step};
use crate::edit::{At, By, Moved, Record, Side, Value};

impl Form {
    /// Takes a fresh reading of the record in and merges it with the edits. Returns what it did to each field.
    pub fn take_reading(&mut self, fresh: Record, by: By) -> Vec<Moved> {
        let before = self.draft.base().clone();
        let moved = self.draft.take(fresh, by);
        self.carry_history(&before, moved.iter().map(|moved| moved.at));
        if by == By::SomeoneElse {
            // Whoever changed the record may have changed what nobody can see.
            self.timeline.all_values_mut().for_each(Value::forget_known);
        }
        self.cursor = self.cursor.min(self.place_count().saturating_sub(1));
        moved
    }

    /// Chooses a side of one overlap between what someone else changed and what the person changed, as a step.
    pub fn choose(&mut self, at: At, overlap: usize, side: Side) {
        let Some(field) = at.field(self.draft.table()) else { return };
        let (before, open) = (self.draft.value(at).clone(), self.draft.open_at(at).cloned());
        self.draft.choose(at, overlap, side);
        let mut change = Change::new(at, before, self.draft.value(at).clone());
        change.open = open.map(|open| (open, self.draft.open_at(at).cloned()));
        let what = if side == Side::Theirs { "take theirs" } else { "keep mine" };
        let name = format!("{what} in {}", field.label);
        self.timeline.push(Step { name, changes: vec![change], spot: None });
        self.said.remove(&at);
        self.keep_inside();
    }

    /// Reverts one field, as a step.
    pub fn revert(&mut self, at: At) {
        let Some(field) = at.field(self.draft.table()) else {
            return;
        };
        let base = self.draft.base().value(at).clone();
        self.record(at, base, &format!("revert {}", field.label), None);
        self.said.remove(&at);
        self.keep_inside();
    }

    /// Reverts every field, as one step.
    pub fn revert_all(&mut self) {
        self.leave();
        self.said.clear();
        let changes: Vec<Change> = self
            .draft
            .changes()
            .map(|at| Change::new(at, self.draft.value(at).clone(), self.draft.base().value(at).clone()))
            .collect();
        for change in &changes {
            self.draft.revert(change.at);
        }
        self.timeline.push(Step { name: "revert everything".to_owned(), changes, spot: None });
    }

    /// Takes back the last step, or makes it again, and goes where it happened. Returns its name, and whether it led to
    /// no value where the server holds one by now: that cannot be sent, so the field shows what the server holds.
    pub fn travel(&mut self, forward: bool) -> Option<(String, bool)> {
        self.leave_texts();
        // What was renamed is about to have another name again.
        self.renamed = None;
        let step = if forward { self.timeline.redo() } else { self.timeline.undo() }?.clone();
        let mut changes: Vec<&Change> = step.changes.iter().collect();
        if !forward {
            // What was done last is taken back first: a step may have changed a field twice.
            changes.reverse();
        }
        for change in changes {
            self.said.remove(&change.at);
            self.draft.retrace(change.at, if forward { change.after.clone() } else { change.before.clone() });
            if let Some((before, after)) = &change.open {
                self.draft.reopen(change.at, if forward { after.clone() } else { Some(before.clone()) });
            }
        }
        if let Some(change) = step.changes.first() {
            let same_field = self.current().is_some_and(|(at, _)| at == change.at);
            if !(same_field && self.editor.is_some()) {
                self.leave();
                self.go_to(change.at, step.spot);
            }
            if let (Some(spot), Some(Editor::Grid(grid))) = (step.spot, &mut self.editor) {
                grid.spot = spot;
            }
        }
        self.keep_inside();
        let unset = step.changes.iter().any(|change| {
            let wanted = if forward { &change.after } else { &change.before };
            matches!(wanted, Value::Absent | Value::Null) && self.draft.value(change.at) != wanted
        });
        Some((step.name, unset))
    }

    /// Closes an open text but leaves a grid open around it.
    fn leave_texts(&mut self) {
        match &self.editor {
            Some(Editor::Grid(_)) => self.close_cell(),
            Some(_) => self.leave(),
            None => {}
        }
    }
}
