//! A base and the edits that differ from it; the patch that they make; what an answer does to them.

use super::Json;
use super::field::{Access, Problem, Table};
use super::record::{At, Record};
use super::value::{Row, Secret, Value};
use super::wire::{Reader, Wire};
use secrecy::SecretString;
use std::collections::BTreeMap;

/// A record being edited.
///
/// An edit that equals the base does not exist, so "dirty" is a question and never a flag that could be wrong.
#[derive(Clone, Debug)]
pub struct Draft {
    table: Table,
    base: Record,
    edits: BTreeMap<At, Value>,
    /// What was sent and accepted without being returned: the next reading tells whether it was stored.
    unconfirmed: BTreeMap<At, Value>,
}

/// What may be sent: made by [`Draft::patch`] only, so a patch that cannot be sent does not exist.
///
/// It remembers the edits that it stands for, because an answer does not return write-only values.
#[derive(Clone, Debug)]
pub struct Patch {
    edits: BTreeMap<At, Value>,
    body: Wire,
    /// It was made for one change that must go out alone, and stands for no edit.
    alone: bool,
}

/// What became of a sent field, read off the server's answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The answer holds what was sent, or the server never returns this field.
    Applied,
    /// The answer does not hold the key, or in a shape that cannot be read, so nothing confirms it. The edit stays
    /// until a reading shows that it was stored.
    Unconfirmed,
    /// The server stored something else than what was sent.
    Normalised {
        /// What was sent.
        sent: Value,
    },
    /// The server kept its old value. The edit stays.
    Ignored,
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
    /// A draft without edits.
    pub fn new(table: Table, base: Record) -> Self {
        Self { table, base, edits: BTreeMap::new(), unconfirmed: BTreeMap::new() }
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
        if at.field(self.table).is_none() || self.refusal(at).is_some() {
            return;
        }
        let nothing_typed = match (self.base.value(at), &value) {
            // There is no way to make a key absent or null on the server.
            (_, Value::Absent | Value::Null) => true,
            // A document that was never returned and holds no text says nothing.
            (Value::Absent, Value::Document(text)) => text.trim().is_empty(),
            (base, value) => base == value,
        };
        if nothing_typed {
            self.edits.remove(&at);
        } else {
            self.edits.insert(at, value);
        }
    }

    /// Lets go of the edit at this place.
    pub fn revert(&mut self, at: At) {
        self.edits.remove(&at);
    }

    /// The edits, each encoded or refused.
    pub fn encoded(&self) -> Vec<(At, Result<Wire, Vec<Problem>>)> {
        self.edits.iter().filter_map(|(at, value)| Some((*at, self.encode(*at, value)?))).collect()
    }

    /// Why the edit at this place cannot be sent as it stands.
    pub fn problems_at(&self, at: At) -> Vec<Problem> {
        let encoded = self.edits.get(&at).and_then(|value| self.encode(at, value));
        encoded.and_then(Result::err).unwrap_or_default()
    }

    fn encode(&self, at: At, value: &Value) -> Option<Result<Wire, Vec<Problem>>> {
        at.field(self.table)?.kind.encode(at, value).transpose()
    }

    /// Everything that was edited, ready to be sent.
    ///
    /// # Errors
    /// Every reason why it cannot be sent. Empty when there is nothing to send.
    pub fn patch(&self) -> Result<Patch, Vec<Problem>> {
        self.patch_of(self.edits.clone(), false)
    }

    /// One field with this value, whatever else is edited: for a change that must go out alone.
    ///
    /// # Errors
    /// As for [`Draft::patch`].
    pub fn patch_alone(&self, at: At, value: Value) -> Result<Patch, Vec<Problem>> {
        self.patch_of(BTreeMap::from([(at, value)]), true)
    }

    fn patch_of(&self, edits: BTreeMap<At, Value>, alone: bool) -> Result<Patch, Vec<Problem>> {
        let (mut entries, mut problems) = (Vec::new(), Vec::new());
        let mut sent = BTreeMap::new();
        for (at, value) in edits {
            let Some(field) = at.field(self.table).filter(|field| field.access != Access::ReadOnly) else {
                continue;
            };
            match self.encode(at, &value) {
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

    /// Takes the answer to a sent patch as the new base.
    ///
    /// Lets go of exactly the edits that were sent and stored; what was typed since stays an edit, and so does
    /// what the server ignored. A key that the answer leaves out says nothing: the edit stays until
    /// [`Draft::rebased`] sees it stored.
    /// Secrets that were sent are remembered in the base for the rest of the run.
    ///
    /// Returns `None`, and changes nothing, when the answer is not a record.
    pub fn accepted(&mut self, sent: &Patch, answer: &Json) -> Option<Vec<(At, Outcome)>> {
        let mut next = Record::decode(self.table, answer)?;
        let mut outcomes = Vec::new();
        for (at, field) in At::all(self.table) {
            let before = self.base.value(at);
            let Some(sent) = sent.edits.get(&at) else {
                match next.value(at) {
                    Value::Absent => next.put(at, before.clone()),
                    returned => {
                        let with_secrets = remember(before, returned);
                        next.put(at, with_secrets);
                    }
                }
                continue;
            };
            if field.access == Access::WriteOnly {
                outcomes.push((at, Outcome::Applied));
                continue;
            }
            let stored = remember(sent, next.value(at));
            let outcome = match &stored {
                Value::Absent | Value::Opaque(_) => Outcome::Unconfirmed,
                stored if stored == sent => Outcome::Applied,
                stored if shows_the_same(stored, before) => Outcome::Ignored,
                _ => Outcome::Normalised { sent: sent.clone() },
            };
            let base = match outcome {
                Outcome::Unconfirmed => {
                    self.unconfirmed.insert(at, sent.clone());
                    before.clone()
                }
                // What was sent is not on the server: neither are its secrets.
                Outcome::Ignored => remember(before, next.value(at)),
                Outcome::Applied | Outcome::Normalised { .. } => stored,
            };
            next.put(at, base);
            outcomes.push((at, outcome));
        }
        for (at, outcome) in &outcomes {
            match self.edits.get(at) {
                edit if edit == sent.edits.get(at) => {
                    if !matches!(outcome, Outcome::Ignored | Outcome::Unconfirmed) {
                        self.edits.remove(at);
                    }
                }
                Some(_) => {}
                None if sent.alone => {}
                // Taken back while it was in flight: against what is stored now that is a change.
                None => match self.base.value(*at) {
                    Value::Absent | Value::Null => {}
                    before => {
                        self.edits.insert(*at, before.clone());
                    }
                },
            }
        }
        self.base = next;
        self.drop_empty_edits();
        Some(outcomes)
    }

    /// Takes a fresh reading as the new base and keeps every edit that still differs from it.
    ///
    /// Returns the edited fields whose base moved underneath them. `same_revision` says that the record is the
    /// one that this run wrote, so that secrets typed in it are still the server's.
    pub fn rebased(&mut self, mut fresh: Record, same_revision: bool) -> Vec<At> {
        if same_revision {
            for (at, _) in At::all(self.table) {
                let with_secrets = remember(self.base.value(at), fresh.value(at));
                fresh.put(at, with_secrets);
            }
        }
        for (at, sent) in std::mem::take(&mut self.unconfirmed) {
            if shows_the_same(&sent, fresh.value(at)) {
                let with_secrets = remember(&sent, fresh.value(at));
                fresh.put(at, with_secrets);
            }
        }
        let before = std::mem::replace(&mut self.base, fresh);
        self.drop_empty_edits();
        let moved = |at: &At| !shows_the_same(before.value(*at), self.base.value(*at));
        self.edits.keys().copied().filter(moved).collect()
    }

    fn drop_empty_edits(&mut self) {
        let base = &self.base;
        self.edits.retain(|at, value| base.value(*at) != value);
    }
}

/// `returned` with the secrets of `typed` in the rows that are the same in everything the server shows.
///
/// Row by row where the whole table came back as it was; else only where there is no doubt whose secret it is.
fn remember(typed: &Value, returned: &Value) -> Value {
    let (Value::Rows(typed), Value::Rows(returned)) = (typed, returned) else {
        return returned.clone();
    };
    let in_place =
        typed.len() == returned.len() && typed.iter().zip(returned).all(|(a, b)| a.same_but_for_secrets(b));
    let once =
        |rows: &[Row], row: &Row| rows.iter().filter(|other| other.same_but_for_secrets(row)).count() == 1;
    let source = |index: usize, row: &Row| {
        if in_place {
            typed.get(index)
        } else if once(typed, row) && once(returned, row) {
            typed.iter().find(|other| other.same_but_for_secrets(row))
        } else {
            None
        }
    };
    let rows = returned.iter().enumerate().map(|(index, row)| match source(index, row) {
        Some(source) => accept_row(source, row),
        None => row.clone(),
    });
    Value::Rows(rows.collect())
}

fn accept_row(source: &Row, row: &Row) -> Row {
    let mut row = row.clone();
    for (cell, typed) in row.cells.iter_mut().zip(&source.cells) {
        if let (Value::Secret(secret), Value::Secret(typed)) = (cell, typed)
            && let Some(text) = typed.typed()
        {
            *secret = Secret::Known(text.clone());
        }
    }
    row
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
