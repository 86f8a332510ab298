//! The flip of the state, alone: what it would be, and the patch that does it and nothing else.

use super::form::Form;
use super::overlay::Flip;
use crate::connector::check::findings_when_live;
use crate::connector::facts::{self, State};
use crate::edit::{Draft, Value};

impl Form {
    /// The state that a flip would give it.
    pub fn flipped_state(&self) -> Option<State> {
        facts::state(self.draft.table(), self.draft.base()).flipped()
    }

    /// The dialog for a flip of the state, which holds the patch that does it alone.
    pub(super) fn flip(&self) -> Option<Flip> {
        let to = self.flipped_state()?;
        let at = facts::state_place(self.draft.table())?;
        let patch = self.draft.patch_alone(at, Value::Text(to.word().to_owned())).ok()?;
        // What goes live is what the server holds, without the edits.
        let findings = match to {
            State::Live => findings_when_live(&Draft::new(self.draft.table(), self.draft.base().clone())),
            _ => Vec::new(),
        };
        Some(Flip { to, patch, findings, pending: self.draft.changes().len(), scroll: 0 })
    }
}
