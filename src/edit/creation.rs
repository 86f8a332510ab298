//! A new record made like another one: what can go along, and what cannot, each with its reason.

use super::draft::Draft;
use super::field::{Access, Kind};
use super::record::At;
use super::value::{Row, Value};
use super::wire::{Reader, Wire};
use secrecy::SecretString;

/// What may be sent to make a new record. Comes from [`Draft::creation`] only, so its body holds no value that the
/// server hides.
#[derive(Clone, Debug)]
pub struct Creation {
    body: Wire,
    /// The name that it gets.
    pub name: String,
    /// The fields that go along, the name among them.
    pub along: Vec<At>,
    /// The fields that have something and do not go along.
    pub left: Vec<(At, Left)>,
}

/// Why a field does not go along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// The API takes no such field.
    ReadOnly,
    /// It is never part of a new record, or changes things by itself.
    Apart,
    /// The server never returns it.
    NeverReturned,
    /// The server did not return it this time, so whether it holds something is not known.
    Unknown,
    /// The server hides a part of these rows.
    Hidden(Vec<String>),
    /// It cannot be sent as it stands.
    Unsendable(String),
}

impl Creation {
    /// The request body, byte for byte, with every secret that was typed in this run.
    pub fn body(&self) -> SecretString {
        SecretString::from(self.body.write(Reader::Server))
    }

    /// The same bytes with secrets masked.
    pub fn shown(&self) -> String {
        self.body.write(Reader::Person)
    }
}

impl Draft {
    /// A new record like this one as it is shown, edits included, under another name. The fields of `apart` do not go
    /// along.
    pub fn creation(&self, name_at: At, name: &str, apart: &[At]) -> Creation {
        let (mut entries, mut along, mut left) = (Vec::new(), Vec::new(), Vec::new());
        // Of a record of which nothing is known nothing is missed.
        let knows = At::all(self.table()).any(|(at, _)| *self.base().value(at) != Value::Absent);
        for (at, field) in At::all(self.table()) {
            let named;
            let value = if at == name_at {
                named = Value::Text(name.to_owned());
                &named
            } else {
                self.value(at)
            };
            let nothing = matches!(value, Value::Absent | Value::Null);
            if field.access == Access::WriteOnly {
                left.push((at, if nothing { Left::NeverReturned } else { Left::Apart }));
            } else if matches!(value, Value::Absent) && field.access == Access::ReadWrite && knows {
                left.push((at, Left::Unknown));
            } else if nothing {
                // There is nothing to take along.
            } else if field.access == Access::ReadOnly {
                left.push((at, Left::ReadOnly));
            } else if apart.contains(&at) {
                left.push((at, Left::Apart));
            } else {
                match field.kind.encode(at, value) {
                    Ok(Some(wire)) => {
                        entries.push((field.key.to_owned(), wire));
                        along.push(at);
                    }
                    Ok(None) => {}
                    Err(problems) => {
                        let hidden = rows_in_want(field.kind, value);
                        left.push((
                            at,
                            match problems.first() {
                                _ if !hidden.is_empty() => Left::Hidden(hidden),
                                Some(problem) => Left::Unsendable(problem.why.clone()),
                                None => continue,
                            },
                        ));
                    }
                }
            }
        }
        Creation { body: Wire::Object(entries), name: name.to_owned(), along, left }
    }
}

/// The names of the rows that want a secret.
fn rows_in_want(kind: Kind, value: &Value) -> Vec<String> {
    let wants = |row: &&Row| {
        let cells = kind.columns().iter().zip(&row.cells);
        cells.into_iter().any(|(_, cell)| matches!(cell, Value::Secret(secret) if secret.is_missing()))
    };
    let name = |row: &Row| row.cells.first().and_then(Value::text).unwrap_or_default().to_owned();
    value.rows().iter().filter(wants).map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Column, Field, Record, Secret, Table};
    use serde_json::json;

    const fn field(key: &'static str, kind: Kind, access: Access) -> Field {
        Field { key, label: key, help: "", group: "", kind, access }
    }

    static TABLE: [Field; 6] = [
        field("name", Kind::Text, Access::ReadWrite),
        field("state", Kind::Choice(&["draft", "live"]), Access::ReadWrite),
        field(
            "headers",
            Kind::Table(&[
                Column { key: "name", label: "Name", kind: Kind::Text, required: false, rule: None },
                Column { key: "value", label: "Value", kind: Kind::Secret, required: true, rule: None },
            ]),
            Access::ReadWrite,
        ),
        field("url", Kind::Text, Access::ReadWrite),
        field("sample", Kind::Document, Access::WriteOnly),
        field("id", Kind::Text, Access::ReadOnly),
    ];

    fn made(draft: &Draft) -> Creation {
        let table: Table = &TABLE;
        let at = |key| At::of(table, key).unwrap();
        draft.creation(at("name"), "copy", &[at("state")])
    }

    #[test]
    fn all_that_can_go_along_does_and_the_rest_has_its_reason() {
        let base = json!({"name": "n", "state": "live", "url": null, "id": "7", "headers": [{"name": "A", "value": "****"}]});
        let mut draft = Draft::new(&TABLE, Record::decode(&TABLE, &base).unwrap());
        let at = |key| At::of(&TABLE, key).unwrap();
        let creation = made(&draft);
        assert_eq!(creation.shown(), "{\n  \"name\": \"copy\"\n}");
        assert_eq!(
            creation.left,
            [
                (at("state"), Left::Apart),
                (at("headers"), Left::Hidden(vec!["A".into()])),
                (at("sample"), Left::NeverReturned),
                (at("id"), Left::ReadOnly)
            ]
        );
        draft.set(at("url"), Value::Text("u".into()));
        let row =
            Row { cells: vec![Value::Text("A".into()), Value::Secret(Secret::new("hush"))], layout: vec![] };
        draft.set(at("headers"), Value::Rows(vec![row]));
        let creation = made(&draft);
        assert_eq!(creation.along, [at("name"), at("headers"), at("url")]);
        assert!(!creation.shown().contains("hush"), "a typed value goes along, and shows nowhere");
    }
}
