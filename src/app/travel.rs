//! Going back and forth in what was done to a form: reverting, undoing, redoing, and what a fresh reading does to it.

use super::editor::Editor;
use super::form::Form;
use super::timeline::{Change, Step};
use crate::edit::{At, Record, Value};

impl Form {
    /// Takes a fresh reading of the record. Returns the edited fields whose base moved underneath them, and whether
    /// anything at all did.
    pub fn take_reading(&mut self, fresh: Record, same_revision: bool) -> (Vec<At>, bool) {
        let before = self.draft.base().clone();
        let moved = self.draft.rebased(fresh, same_revision);
        let changed = before.differing(self.draft.base());
        for at in &changed {
            self.timeline.rebase(*at, before.value(*at), self.draft.base().value(*at));
        }
        self.cursor = self.cursor.min(self.place_count().saturating_sub(1));
        (moved, !changed.is_empty())
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
            .map(|at| Change {
                at,
                before: self.draft.value(at).clone(),
                after: self.draft.base().value(at).clone(),
            })
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
        let step = if forward { self.timeline.redo() } else { self.timeline.undo() }?.clone();
        for change in &step.changes {
            self.said.remove(&change.at);
            self.draft.set(change.at, if forward { change.after.clone() } else { change.before.clone() });
        }
        if let Some(change) = step.changes.first() {
            let same_field = self.current().is_some_and(|(at, _)| at == change.at);
            if !(same_field && self.editor.is_some()) {
                self.leave();
                self.go_to(change.at, None);
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
