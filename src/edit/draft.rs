//! A base and the edits that differ from it.
//!
//! What may be sent of it is in `patch`, what an answer does to it in `answer`, what a fresh reading does in `reading`.

use super::field::{Access, Table};
use super::merge::Asked;
use super::record::{At, Record};
use super::value::{Row, Secret, Value};
use std::collections::BTreeMap;

/// A record being edited.
///
/// An edit that equals the base does not exist, so "dirty" is a question and never a flag that could be wrong.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) table: Table,
    pub(super) base: Record,
    pub(super) edits: BTreeMap<At, Value>,
    /// The base on which an edit was made, exactly while someone else's change overlaps with it.
    pub(super) ancestors: BTreeMap<At, Value>,
    /// What was sent and accepted without being returned: the next reading tells whether it was stored.
    pub(super) unconfirmed: BTreeMap<At, Value>,
    pub(super) asked: Asked,
    /// What a reading has shown to be stored, until [`Draft::take_confirmed`].
    pub(super) confirmed: BTreeMap<At, Value>,
    pub(super) revision: u64,
}

impl Draft {
    /// A draft without edits.
    pub fn new(table: Table, base: Record) -> Self {
        Self {
            table,
            base,
            edits: BTreeMap::new(),
            ancestors: BTreeMap::new(),
            unconfirmed: BTreeMap::new(),
            confirmed: BTreeMap::new(),
            asked: Asked::default(),
            revision: 0,
        }
    }

    /// A number that moves with every change of the base, an edit, or what is open: what was derived from a draft holds
    /// for as long as this stays.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The grammar of the record.
    pub fn table(&self) -> Table {
        self.table
    }

    /// The record as the server last described it.
    pub fn base(&self) -> &Record {
        &self.base
    }

    /// What the person sees at this place: the edit, else the base.
    pub fn value(&self, at: At) -> &Value {
        self.edits.get(&at).unwrap_or_else(|| self.base.value(at))
    }

    /// What the edit at this place was typed on: the base, or where someone else's change overlaps with it and nothing
    /// is chosen yet, what was there before both.
    pub fn typed_on(&self, at: At) -> &Value {
        self.ancestors.get(&at).unwrap_or_else(|| self.base.value(at))
    }

    /// True when something would be sent for this field.
    pub fn is_dirty(&self, at: At) -> bool {
        self.edits.contains_key(&at)
    }

    /// The fields that would be sent, in the order of the table.
    pub fn changes(&self) -> impl ExactSizeIterator<Item = At> {
        self.edits.keys().copied()
    }

    /// True when the base holds secrets that were typed in this run.
    pub fn knows_secrets(&self) -> bool {
        let known = |row: &Row| row.cells.iter().any(|cell| matches!(cell, Value::Secret(Secret::Known(_))));
        At::all(self.table).any(|(at, _)| self.base.value(at).rows().iter().any(known))
    }

    /// Why the field at this place takes no edits, if it takes none.
    pub fn refusal(&self, at: At) -> Option<&'static str> {
        let field = at.field(self.table)?;
        if field.access == Access::ReadOnly {
            return Some("read-only in the API");
        }
        match self.base.value(at) {
            Value::Opaque(_) => {
                Some("the server's value has a shape that patchpanel does not know; it is left alone")
            }
            _ => None,
        }
    }

    /// Takes an edit. An edit that would change nothing is no edit. Read-only fields take none.
    pub fn set(&mut self, at: At, value: Value) {
        if self.refusal(at).is_none() {
            self.put(at, value);
            self.let_go_of_ancestor(at);
        }
    }

    /// Takes a value that was there before: also where the server's own has taken a shape since that is not known, so
    /// that what was typed before that can be taken back and made again. Read-only fields take none. What is open in
    /// the field stays open, also while it holds no edit: undoing answers no question.
    pub fn retrace(&mut self, at: At, value: Value) {
        if at.field(self.table).is_none_or(|field| field.access == Access::ReadOnly) {
            return;
        }
        let open = self.ancestors.get(&at).cloned();
        self.put(at, value);
        if let Some(open) = open {
            self.ancestors.insert(at, open);
            if self.edits.contains_key(&at) {
                self.let_go_of_ancestor(at);
            }
        }
    }

    /// What someone else's change and the person's in this field are both measured by, while something is open in it.
    pub fn open_at(&self, at: At) -> Option<&Value> {
        self.ancestors.get(&at)
    }

    /// Opens again what a choice had closed, or closes it again.
    pub fn reopen(&mut self, at: At, open: Option<Value>) {
        self.revision += 1;
        match open {
            Some(open) => self.ancestors.insert(at, open),
            None => self.ancestors.remove(&at),
        };
    }

    /// Makes this the edit, or none where it would change nothing.
    pub(super) fn put(&mut self, at: At, value: Value) {
        self.revision += 1;
        let nothing_typed = match (self.base.value(at), &value) {
            // There is no way to make a key absent or null on the server.
            (_, Value::Absent | Value::Null) => true,
            // A document that was never returned and holds no text says nothing.
            (Value::Absent, Value::Document(text)) => text.trim().is_empty(),
            (base, value) => base == value,
        };
        if nothing_typed {
            self.revert(at);
        } else {
            self.edits.insert(at, value);
        }
    }

    /// Lets go of the edit at this place.
    pub fn revert(&mut self, at: At) {
        self.revision += 1;
        self.edits.remove(&at);
        self.ancestors.remove(&at);
    }

    /// An edit that has become equal to the base is none, and has nothing to overlap with.
    pub(super) fn drop_empty_edits(&mut self) {
        self.revision += 1;
        let (base, ancestors) = (&self.base, &mut self.ancestors);
        self.edits.retain(|at, value| {
            let differs = base.value(*at) != value;
            if !differs {
                ancestors.remove(at);
            }
            differs
        });
    }
}

/// Equal in everything that the server shows.
pub(super) fn shows_the_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Rows(a), Value::Rows(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_but_for_secrets(b))
        }
        _ => a == b,
    }
}
