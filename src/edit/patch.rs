//! What may be sent of a draft.

use super::draft::Draft;
use super::field::{Access, Problem};
use super::record::At;
use super::value::Value;
use super::wire::{Reader, Wire};
use secrecy::SecretString;
use std::collections::{BTreeMap, BTreeSet};

/// What may be sent: made by [`Draft::patch`] only, so a patch that cannot be sent does not exist.
///
/// It remembers the edits that it stands for, because an answer does not return write-only values.
#[derive(Clone, Debug)]
pub struct Patch {
    pub(super) edits: BTreeMap<At, Value>,
    body: Wire,
    /// It was made for one change that must go out alone, and stands for no edit.
    pub(super) alone: bool,
}

impl Patch {
    /// The fields that it changes, in the order of the table.
    pub fn fields(&self) -> impl Iterator<Item = At> {
        self.edits.keys().copied()
    }

    /// The request body, byte for byte, with every secret in it.
    pub fn body(&self) -> SecretString {
        SecretString::from(self.body.write(Reader::Server))
    }

    /// The same bytes with secrets masked.
    pub fn shown(&self) -> String {
        self.body.write(Reader::Person)
    }
}

impl Draft {
    /// The edits, each encoded or refused.
    pub fn encoded(&self) -> Vec<(At, Result<Wire, Vec<Problem>>)> {
        self.edits.iter().filter_map(|(at, value)| Some((*at, self.encode_edit(*at, value)?))).collect()
    }

    /// Why the edit at this place cannot be sent as it stands.
    pub fn problems_at(&self, at: At) -> Vec<Problem> {
        let encoded = self.edits.get(&at).and_then(|value| self.encode_edit(at, value));
        encoded.and_then(Result::err).unwrap_or_default()
    }

    /// What both changed is not sent before somebody has chosen.
    fn encode_edit(&self, at: At, value: &Value) -> Option<Result<Wire, Vec<Problem>>> {
        if self.conflicts_at(at).is_some() {
            let why = "someone else changed this too: choose theirs or yours".to_owned();
            return Some(Err(vec![Problem { at, spot: None, why }]));
        }
        self.encode(at, value)
    }

    fn encode(&self, at: At, value: &Value) -> Option<Result<Wire, Vec<Problem>>> {
        at.field(self.table)?.kind.encode(at, value).transpose()
    }

    /// Everything that was edited, ready to be sent.
    ///
    /// # Errors
    /// Every reason why it cannot be sent. Empty when there is nothing to send.
    pub fn patch(&self) -> Result<Patch, Vec<Problem>> {
        self.patch_without(&BTreeSet::new())
    }

    /// Everything that was edited but for some fields, which stay edits.
    ///
    /// # Errors
    /// As for [`Draft::patch`]. What is left out is no reason.
    pub fn patch_without(&self, left_out: &BTreeSet<At>) -> Result<Patch, Vec<Problem>> {
        let edits = self.edits.iter().filter(|(at, _)| !left_out.contains(at));
        let encoded = edits.map(|(at, value)| (*at, value.clone(), self.encode_edit(*at, value)));
        self.patch_of(encoded, false)
    }

    /// One field with this value, whatever else is edited: for a change that must go out alone.
    ///
    /// # Errors
    /// As for [`Draft::patch`].
    pub fn patch_alone(&self, at: At, value: Value) -> Result<Patch, Vec<Problem>> {
        let encoded = self.encode(at, &value);
        self.patch_of([(at, value, encoded)].into_iter(), true)
    }

    fn patch_of(
        &self,
        encoded: impl Iterator<Item = (At, Value, Option<Result<Wire, Vec<Problem>>>)>,
        alone: bool,
    ) -> Result<Patch, Vec<Problem>> {
        let (mut entries, mut problems) = (Vec::new(), Vec::new());
        let mut sent = BTreeMap::new();
        for (at, value, encoded) in encoded {
            let Some(field) = at.field(self.table).filter(|field| field.access != Access::ReadOnly) else {
                continue;
            };
            match encoded {
                None => {}
                Some(Ok(wire)) => {
                    entries.push((field.key.to_owned(), wire));
                    sent.insert(at, value);
                }
                Some(Err(found)) => problems.extend(found),
            }
        }
        if entries.is_empty() || !problems.is_empty() {
            return Err(problems);
        }
        Ok(Patch { edits: sent, body: Wire::Object(entries), alone })
    }
}
