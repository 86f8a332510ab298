//! One history for all fields: named steps that undo and redo walk.

use crate::edit::{At, Spot, Value};

/// The steps of a form.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    steps: Vec<Step>,
    done: usize,
}

/// One thing that the person did.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it was, in words: "edit URL".
    pub name: String,
    /// What it changed. Most steps change one field.
    pub changes: Vec<Change>,
    /// The cell in which it happened, where it was one.
    pub spot: Option<Spot>,
}

/// A field before and after a step.
#[derive(Clone, Debug)]
pub struct Change {
    /// The field.
    pub at: At,
    /// Its value before.
    pub before: Value,
    /// Its value after.
    pub after: Value,
}

impl Timeline {
    /// Adds a step and forgets the undone ones. A step that changed nothing is none.
    pub fn push(&mut self, mut step: Step) {
        step.changes.retain(|change| change.before != change.after);
        if step.changes.is_empty() {
            return;
        }
        self.steps.truncate(self.done);
        self.steps.push(step);
        self.done = self.steps.len();
    }

    /// Someone else changed a field from `old` to `new`: steps that led from or to the old value lead there now, so
    /// that undoing everything does not bring back what they replaced.
    pub fn rebase(&mut self, at: At, old: &Value, new: &Value) {
        for change in
            self.steps.iter_mut().flat_map(|step| &mut step.changes).filter(|change| change.at == at)
        {
            for value in [&mut change.before, &mut change.after] {
                if value == old {
                    *value = new.clone();
                }
            }
        }
    }

    /// Every value of a field that undo or redo may lead to.
    pub fn values_mut(&mut self, at: At) -> impl Iterator<Item = &mut Value> {
        self.steps
            .iter_mut()
            .flat_map(|step| &mut step.changes)
            .filter(move |change| change.at == at)
            .flat_map(|change| [&mut change.before, &mut change.after])
    }

    /// Every value that undo or redo may lead to.
    pub fn all_values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.steps
            .iter_mut()
            .flat_map(|step| &mut step.changes)
            .flat_map(|change| [&mut change.before, &mut change.after])
    }

    /// The step to take back, which is then undone.
    pub fn undo(&mut self) -> Option<&Step> {
        self.done = self.done.checked_sub(1)?;
        self.steps.get(self.done)
    }

    /// The step to make again, which is then done.
    pub fn redo(&mut self) -> Option<&Step> {
        let step = self.steps.get(self.done)?;
        self.done += 1;
        Some(step)
    }

    /// True when there is something to take back.
    pub fn can_undo(&self) -> bool {
        self.done > 0
    }

    /// True when there is something to make again.
    pub fn can_redo(&self) -> bool {
        self.done < self.steps.len()
    }
}
