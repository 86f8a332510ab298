//! The history over more than one step: what an answer to a save does to it, and going to a place in it.

use super::editor::Editor;
use super::form::Form;
use super::{App, Tone};
use crate::edit::{Accepted, At, Json, Outcome, Patch, Record, Side, Value, merge};

/// Up to this size, in bytes, a text that undo leads to is merged with what someone else changed.
const CARRIED_UP_TO: usize = 64 * 1024;

impl Form {
    /// Takes the answer to a sent patch: the draft's new base, and a mark in the history, which leads from there on to
    /// what the server made of it. Steps stay, so undoing past a send makes its fields dirty against the new base.
    pub(super) fn take_answer(&mut self, sent: &Patch, answer: &Json) -> Option<Accepted> {
        let before = self.draft.base().clone();
        let held: Vec<(At, Value)> = sent.fields().map(|at| (at, self.draft.value(at).clone())).collect();
        let accepted = self.accept(sent, answer)?;
        for (at, held) in &held {
            // What is never returned is let go of once it is sent: the steps that led to it lead to nothing now.
            let now = self.draft.value(*at);
            if matches!(now, Value::Absent) && held != now {
                self.timeline.rebase(*at, held, now);
            }
        }
        for (at, outcome) in &accepted.outcomes {
            // The base of a sent field moved on purpose; what the server made of the sent value is news.
            if let Outcome::Normalised { sent, stored } = outcome {
                self.timeline.rebase(*at, sent, stored);
            }
            let stored = self.draft.base().value(*at);
            self.timeline.values_mut(*at).for_each(|value| value.know_accepted(stored));
        }
        let mut others = before.differing(self.draft.base());
        others.retain(|at| !sent.fields().any(|sent| sent == *at));
        self.carry_history(&before, others);
        let table = self.draft.table();
        let labels: Vec<_> = sent.fields().filter_map(|at| Some(at.field(table)?.label)).collect();
        self.timeline.mark(format!("sent {}", labels.join(", ")));
        Some(accepted)
    }

    /// Takes the answer in, but for the field in which something is being typed: its text would be typed over, or would
    /// type over what came. The reading that follows each save brings it once the text is left.
    fn accept(&mut self, sent: &Patch, answer: &Json) -> Option<Accepted> {
        let Some((at, key)) = self.typed_in() else { return self.draft.accepted(sent, answer) };
        let whole = self.draft.clone().accepted(sent, answer)?;
        let mut rest = answer.clone();
        rest.as_object_mut()?.shift_remove(key);
        let mut accepted = self.draft.accepted(sent, &rest)?;
        // What became of it is told all the same.
        for (place, outcome) in accepted.outcomes.iter_mut().filter(|(place, _)| *place == at) {
            let told = whole.outcomes.iter().find(|(other, _)| other == place);
            *outcome = told.map_or_else(|| outcome.clone(), |(_, told)| told.clone());
        }
        Some(accepted)
    }

    /// The field in which a text or a cell is open, here or in the person's own editor, and its key.
    fn typed_in(&self) -> Option<(At, &'static str)> {
        if let Some(at) = self.away {
            return Some((at, at.field(self.draft.table())?.key));
        }
        let open = match &self.editor {
            Some(Editor::Text(_)) => true,
            Some(Editor::Grid(grid)) => grid.cell.is_some(),
            _ => false,
        };
        let (at, field) = self.current().filter(|_| open)?;
        Some((at, field.key))
    }

    /// Carries every value that undo or redo may lead to over to the new base, as if it had been typed on it: so no
    /// step brings back what someone else replaced, and none loses what was typed.
    pub(super) fn carry_history(&mut self, before: &Record, moved: impl IntoIterator<Item = At>) {
        for (at, stored) in self.draft.take_confirmed() {
            self.timeline.values_mut(at).for_each(|value| value.know_accepted(&stored));
        }
        for at in moved {
            let Some(field) = at.field(self.draft.table()) else { continue };
            let (old, new) = (before.value(at), self.draft.base().value(at));
            // What one step leads to the next one mostly leads from.
            let mut last: Option<(Value, Value)> = None;
            for value in self.timeline.values_mut(at) {
                let carried = match &last {
                    _ if value == old => new.clone(),
                    Some((from, to)) if from == value => to.clone(),
                    // It would be felt, and the review shows what undoing to it would take back.
                    _ if value.text().is_some_and(|text| text.len() > CARRIED_UP_TO) => continue,
                    _ => merge(field.kind, old, new, value).value(|_| Side::Mine),
                };
                last = Some((std::mem::replace(value, carried.clone()), carried));
            }
        }
    }

    /// Goes to a place of the history, step by step. Returns whether forward, by how many steps, and whether some of
    /// them led to no value where the server holds one by now.
    pub fn jump(&mut self, place: usize) -> (bool, usize, bool) {
        let (forward, steps) = self.timeline.way_to(place);
        let mut unset = false;
        for _ in 0..steps {
            unset |= self.travel(forward).is_some_and(|(_, unset)| unset);
        }
        (forward, steps, unset)
    }
}

impl App {
    /// Goes to a place of the history and says how far that was.
    pub(super) fn jump(&mut self, place: usize) {
        let Some(form) = self.form_mut() else { return };
        let (forward, steps, unset) = form.jump(place);
        let done = if forward { "redone" } else { "undone" };
        let text = match steps {
            0 => "Everything is as it was there already.".to_owned(),
            1 => format!("1 step {done}."),
            many => format!("{many} steps {done}."),
        };
        if unset {
            let rest = "What had no value before cannot be sent so; it stays as it is on the server.";
            self.say(Tone::Note, format!("{text} {rest}"));
        } else {
            self.say(Tone::Done, text);
        }
    }
}
