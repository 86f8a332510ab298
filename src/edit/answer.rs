//! What the answer to a sent patch does to a draft, and what a reading says where no answer came.

use super::Json;
use super::draft::{Draft, shows_the_same};
use super::field::{Access, Field};
use super::patch::Patch;
use super::reading::Moved;
use super::record::{At, Record};
use super::value::{Row, Secret, Value};

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
        /// What it made of it.
        stored: Value,
    },
    /// The server kept its old value. The edit stays.
    Ignored,
}

/// What became of a save.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// Each field that was sent.
    pub outcomes: Vec<(At, Outcome)>,
    /// The fields that nobody sent and that read differently now, the server's bookkeeping included.
    pub derived: Vec<At>,
    /// The fields with edits that were not part of what was sent, and whose base moved in the answer.
    pub moved: Vec<Moved>,
}

/// What became of a field that was sent when no answer came, as far as a reading can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The record holds what was sent.
    Applied,
    /// The record holds what it held before.
    NotApplied,
    /// It holds something else, or does not show enough to tell.
    Unknown,
}

impl Draft {
    /// Takes the answer to a sent patch as the new base.
    ///
    /// Lets go of exactly the edits that were sent and stored; what was typed since stays an edit, and so does
    /// what the server ignored. A key that the answer leaves out says nothing: the edit stays until
    /// [`Draft::take`] sees it stored. Edits that were not sent are merged with what the answer says of their fields.
    /// Secrets that were sent are remembered in the base for the rest of the run.
    ///
    /// Returns `None`, and changes nothing, when the answer is not a record.
    pub fn accepted(&mut self, sent: &Patch, answer: &Json) -> Option<Accepted> {
        let mut next = Record::decode(self.table, answer)?;
        let mut outcomes = Vec::new();
        let mut derived = Vec::new();
        for (at, field) in At::all(self.table) {
            let before = self.base.value(at);
            let Some(sent) = sent.edits.get(&at) else {
                if matches!(next.value(at), Value::Absent) {
                    next.put(at, before.clone());
                } else {
                    next.put(at, remember(before, next.value(at)));
                    if !next.value(at).looks_like(before) {
                        derived.push(at);
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
                stored => Outcome::Normalised { sent: sent.clone(), stored: stored.clone() },
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
        let before = std::mem::replace(&mut self.base, next);
        for (at, outcome) in &outcomes {
            if matches!(outcome, Outcome::Ignored | Outcome::Unconfirmed) && self.edits.contains_key(at) {
                continue;
            }
            if self.edits.get(at) == sent.edits.get(at) {
                self.revert(*at);
            } else if !self.edits.contains_key(at) && !sent.alone {
                // Taken back while it was in flight: against what is stored now that is a change.
                self.put(*at, before.value(*at).clone());
            }
        }
        let mut moved = Vec::new();
        let returned = |(_, field): &(At, &Field)| field.access != Access::WriteOnly;
        for (at, _) in At::all(self.table).filter(returned) {
            let was = before.value(at);
            let typed_on = match (sent.edits.get(&at), outcomes.iter().find(|(other, _)| *other == at)) {
                // What was typed since was typed on what was sent.
                (Some(sent), Some((_, Outcome::Applied | Outcome::Normalised { .. }))) => sent,
                (Some(_), _) => continue,
                (None, _) => was,
            };
            let taken_back = sent.edits.contains_key(&at) && self.value(at) == was;
            if self.edits.contains_key(&at) && !taken_back && !self.base.value(at).looks_like(was) {
                moved.push(self.merge_at(at, typed_on));
            }
        }
        for (at, _) in &outcomes {
            let stored = self.base.value(*at).clone();
            self.know_accepted(*at, &stored);
        }
        self.drop_empty_edits();
        Some(Accepted { outcomes, derived, moved })
    }

    /// What the server accepted is no longer new in what was typed on it: once someone else replaces it, sending it again
    /// would undo that.
    pub(super) fn know_accepted(&mut self, at: At, stored: &Value) {
        for value in [self.edits.get_mut(&at), self.ancestors.get_mut(&at)].into_iter().flatten() {
            value.know_accepted(stored);
        }
    }

    /// How each field of a patch reads now, where its outcome is not known. To be asked before [`Draft::take`], while the
    /// base is still what it was at the time of sending.
    pub fn fate(&self, sent: &Patch, fresh: &Record) -> Vec<(At, Fate)> {
        let fate = |(at, sent): (&At, &Value)| {
            let (before, now) = (self.base.value(*at), fresh.value(*at));
            let shown = at.field(self.table).is_some_and(|field| field.access != Access::WriteOnly);
            let fate = if !shown || matches!(now, Value::Absent | Value::Opaque(_)) {
                Fate::Unknown
            } else if shows_the_same(now, sent) {
                // Hidden values look the same whatever they are.
                if sent.has_typed_secrets() { Fate::Unknown } else { Fate::Applied }
            } else if now.looks_like(before) {
                Fate::NotApplied
            } else {
                Fate::Unknown
            };
            (*at, fate)
        };
        sent.edits.iter().map(fate).collect()
    }
}

/// `returned` with the secrets of `typed` in the rows that are the same in everything the server shows.
///
/// Row by row where the whole table came back as it was; else only where there is no doubt whose secret it is.
pub(super) fn remember(typed: &Value, returned: &Value) -> Value {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::field::{Column, Kind};
    use crate::edit::{By, Side};
    use serde_json::json;

    const fn field(key: &'static str, kind: Kind, access: Access) -> Field {
        Field { key, label: key, help: "", group: "", kind, access }
    }

    static TABLE: [Field; 4] = [
        field("name", Kind::Text, Access::ReadWrite),
        field("text", Kind::Lines, Access::ReadWrite),
        field(
            "headers",
            Kind::Table(&[
                Column { key: "name", label: "Name", kind: Kind::Text, required: false, rule: None },
                Column { key: "value", label: "Value", kind: Kind::Secret, required: true, rule: None },
            ]),
            Access::ReadWrite,
        ),
        field("sample", Kind::Document, Access::WriteOnly),
    ];

    fn at(key: &str) -> At {
        At::of(&TABLE, key).unwrap()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn record(json: &Json) -> Record {
        Record::decode(&TABLE, json).unwrap()
    }

    fn draft() -> Draft {
        Draft::new(&TABLE, record(&json!({"name": "n", "text": "a\nb\nc\n", "headers": []})))
    }

    #[test]
    fn after_a_save_without_an_answer_each_field_is_stored_or_not_or_nobody_knows() {
        let mut draft = draft();
        draft.set(at("name"), text("mine"));
        draft.set(at("text"), text("mine"));
        draft.set(at("sample"), Value::Document("{}".into()));
        let row = Row { cells: vec![text("A"), Value::Secret(Secret::new("s"))], layout: vec![] };
        draft.set(at("headers"), Value::Rows(vec![row]));
        let patch = draft.patch().unwrap();
        let fates = |json: Json| {
            draft.fate(&patch, &record(&json)).into_iter().map(|(_, fate)| fate).collect::<Vec<_>>()
        };
        let masked = json!([{"name": "A", "value": "****"}]);
        assert_eq!(
            fates(json!({"name": "mine", "text": "a\nb\nc\n", "headers": masked})),
            [Fate::Applied, Fate::NotApplied, Fate::Unknown, Fate::Unknown]
        );
        assert_eq!(
            fates(json!({"name": "theirs", "headers": []})),
            [Fate::Unknown, Fate::Unknown, Fate::NotApplied, Fate::Unknown]
        );
    }

    #[test]
    fn an_edit_that_was_left_out_is_merged_with_what_the_answer_says() {
        let mut draft = draft();
        draft.set(at("name"), text("mine"));
        draft.set(at("text"), text("a\nb\nC\n"));
        let patch = draft.patch_without(&[at("text")].into()).unwrap();
        assert_eq!(patch.fields().collect::<Vec<_>>(), [at("name")]);
        let accepted = draft.accepted(&patch, &json!({"name": "mine", "text": "A\nb\nc\n"})).unwrap();
        assert_eq!(accepted.outcomes, [(at("name"), Outcome::Applied)]);
        assert_eq!(accepted.derived, [at("text")]);
        assert_eq!((accepted.moved[0].at, accepted.moved[0].overlaps), (at("text"), 0));
        assert_eq!(draft.value(at("text")), &text("A\nb\nC\n"));
    }

    #[test]
    fn what_was_typed_on_what_was_sent_does_not_collide_with_it() {
        let mut draft = draft();
        draft.set(at("name"), text("sent"));
        let patch = draft.patch().unwrap();
        draft.set(at("name"), text("sent, and more"));
        let accepted = draft.accepted(&patch, &json!({"name": "sent"})).unwrap();
        assert_eq!(accepted.moved[0].overlaps, 0);
        assert_eq!(draft.value(at("name")), &text("sent, and more"));
        // But what someone else made of it meanwhile does.
        draft.take(record(&json!({"name": "theirs"})), By::SomeoneElse);
        assert_eq!(draft.conflicts().len(), 1);
        draft.choose(at("name"), 0, Side::Theirs);
        assert!(!draft.is_dirty(at("name")) && draft.conflicts().is_empty());
    }
}
