//! Random records over the real table, and random edits of them.

use patchpanel::connector::FIELDS;
use patchpanel::edit::{Access, At, Column, Draft, Field, Json, Kind, Record, Row, Secret, Value};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Map;

/// Begins every secret that is typed, and stands in nothing else.
pub const MARK: char = '§';
/// Begins every value that the server shows by mistake where it should have hidden it.
pub const LEAK: char = '¶';

const SPECIAL: [&str; 16] = [
    "",
    " ",
    "\r\n",
    "a\r\nb\r\n",
    "a\r\nb\nc\r",
    "\n\n",
    "****",
    "••••••••",
    "{{order_id}}",
    "{\"n\": {{count}}}",
    "null",
    "\u{1b}]0;x\u{7}",
    "\u{202e}txt.exe",
    "e\u{301}\u{200d}\u{feff}",
    "👩‍💻",
    "trailing  ",
];

/// A text, often a hostile one. Never holds [`MARK`] or [`LEAK`].
pub fn text() -> BoxedStrategy<String> {
    prop_oneof![
        4 => "[a-z]{1,6}",
        3 => "(?s)[ -~\t\r\n\u{0}-\u{1f}\u{7f}-\u{9f}\u{200b}-\u{200f}é漢👩]{0,12}",
        3 => select(&SPECIAL[..]).prop_map(str::to_owned),
    ]
    .boxed()
}

/// Numbers whose digits would not survive a `f64`, and some that would.
pub fn number() -> BoxedStrategy<Json> {
    let odd = ["0", "-0", "1.10", "12345678901234567890", "-1e400", "0.1000", "1E5", "1e+05", "3.0", "7"];
    select(odd.to_vec()).prop_map(|digits| serde_json::from_str(digits).unwrap()).boxed()
}

/// Any JSON, a few levels deep.
pub fn any_json() -> BoxedStrategy<Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        number(),
        text().prop_map(Json::String),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::vec((unknown_key(), inner), 0..4).prop_map(object),
        ]
    })
    .boxed()
}

fn object(entries: Vec<(String, Json)>) -> Json {
    Json::Object(entries.into_iter().collect::<Map<_, _>>())
}

/// A key that no table names.
fn unknown_key() -> BoxedStrategy<String> {
    let odd =
        ["source", "internal_description", "", "a.b", "Name", "name ", "\u{202e}eman", "__proto__", "x\ny"];
    select(odd.to_vec()).prop_map(str::to_owned).boxed()
}

/// What the server may hold for a field or cell of this kind, in the right shape.
pub fn well_shaped(kind: Kind) -> BoxedStrategy<Json> {
    let texts = |words: BoxedStrategy<String>| words.prop_map(Json::String).boxed();
    match kind {
        Kind::Text | Kind::Lines => texts(text()),
        Kind::Choice(words) => texts(word(words)),
        Kind::Flag => any::<bool>().prop_map(Json::Bool).boxed(),
        Kind::Set(words) => prop::collection::vec(word(words), 0..4).prop_map(Json::from).boxed(),
        Kind::List => prop::collection::vec(text(), 0..4).prop_map(Json::from).boxed(),
        Kind::Document => prop::collection::vec((unknown_key(), any_json()), 0..4).prop_map(object).boxed(),
        Kind::Secret => prop_oneof![
            4 => Just(Json::from("****")),
            1 => Just(Json::from("")),
            1 => Just(Json::Null),
            1 => number().prop_map(|digits| Json::from(format!("{LEAK}{digits}"))),
        ]
        .boxed(),
        Kind::Time => texts(Just("2026-03-31T07:00:00Z".to_owned()).boxed()),
        Kind::Any => any_json(),
        Kind::Table(columns) => prop::collection::vec(row(columns), 0..4).prop_map(Json::Array).boxed(),
    }
}

/// One of these words, sometimes another one.
fn word(words: &'static [&'static str]) -> BoxedStrategy<String> {
    prop_oneof![8 => select(words).prop_map(str::to_owned), 1 => Just("never_heard_of".to_owned()), 1 => text()]
        .boxed()
}

/// What the server may hold: mostly the right shape, at times null or something else entirely.
fn any_shape(kind: Kind) -> BoxedStrategy<Json> {
    prop_oneof![8 => well_shaped(kind), 1 => Just(Json::Null), 1 => any_json()].boxed()
}

fn row(columns: &'static [Column]) -> BoxedStrategy<Json> {
    let known: Vec<_> = columns
        .iter()
        .map(|column| {
            prop::option::weighted(0.85, any_shape(column.kind))
                .prop_map(|json| json.map(|json| (column.key.to_owned(), json)))
        })
        .collect();
    let unknown = prop::collection::vec((unknown_key(), any_json()), 0..2);
    (known, unknown)
        .prop_map(|(known, unknown)| known.into_iter().flatten().chain(unknown).collect::<Vec<_>>())
        .prop_shuffle()
        .prop_map(object)
        .boxed()
}

/// A connector as the server may describe it: keys absent, null, misshapen, unknown, in any order.
pub fn record() -> BoxedStrategy<Json> {
    let known: Vec<_> = FIELDS
        .iter()
        .map(|field| {
            // What is never returned may still come as null.
            let (present, json) = match field.access {
                Access::WriteOnly => (0.5, prop_oneof![Just(Json::Null), any_shape(field.kind)].boxed()),
                _ => (0.85, any_shape(field.kind)),
            };
            prop::option::weighted(present, json)
                .prop_map(|json| json.map(|json| (field.key.to_owned(), json)))
        })
        .collect();
    let unknown = prop::collection::vec((unknown_key(), any_json()), 0..3);
    (known, unknown)
        .prop_map(|(known, unknown)| known.into_iter().flatten().chain(unknown).collect::<Vec<_>>())
        .prop_shuffle()
        .prop_map(object)
        .boxed()
}

/// A draft of this record.
pub fn draft(json: &Json) -> Draft {
    Draft::new(&FIELDS, Record::decode(&FIELDS, json).unwrap())
}

/// A draft with some edits. Printed without its table, so that a failure can be read.
#[derive(Clone)]
pub struct Edited {
    pub draft: Draft,
    edits: Vec<Edit>,
}

impl std::fmt::Debug for Edited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.edits)
    }
}

/// A record and a draft of it with some edits.
pub fn edited() -> BoxedStrategy<(Json, Edited)> {
    (record(), edits())
        .prop_map(|(json, edits)| {
            let mut draft = draft(&json);
            for edit in &edits {
                edit.make(&mut draft);
            }
            (json, Edited { draft, edits })
        })
        .boxed()
}

/// Something that a person does to a draft.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Puts a value in a field.
    Put(At, Value),
    /// Changes the rows of a table.
    Rows(At, Index, RowEdit),
    /// Takes a field back to the base.
    Revert(At),
    /// Types the base's value by hand.
    TypeBack(At),
}

/// Something that a person does to the rows of a table.
#[derive(Clone, Debug)]
pub enum RowEdit {
    Add(Vec<Value>),
    Duplicate,
    Delete,
    MoveDown,
    Cell(Index, Vec<Value>),
}

/// Some edits.
pub fn edits() -> BoxedStrategy<Vec<Edit>> {
    prop::collection::vec(edit(), 0..12).boxed()
}

fn edit() -> BoxedStrategy<Edit> {
    let all: Vec<(At, &'static Field)> = At::all(&FIELDS).collect();
    let writable: Vec<_> =
        all.iter().copied().filter(|(_, field)| field.access != Access::ReadOnly).collect();
    let tables: Vec<_> =
        writable.iter().copied().filter(|(_, field)| !field.kind.columns().is_empty()).collect();
    prop_oneof![1 => select(all), 5 => select(writable), 5 => select(tables)]
        .prop_flat_map(|(at, field)| edit_of(at, field))
        .boxed()
}

fn edit_of(at: At, field: &'static Field) -> BoxedStrategy<Edit> {
    let change = match field.kind {
        Kind::Table(columns) => (any::<Index>(), row_edit(columns))
            .prop_map(move |(row, change)| Edit::Rows(at, row, change))
            .boxed(),
        kind => typed(kind).prop_map(move |value| Edit::Put(at, value)).boxed(),
    };
    prop_oneof![6 => change, 1 => Just(Edit::Revert(at)), 1 => Just(Edit::TypeBack(at))].boxed()
}

fn row_edit(columns: &'static [Column]) -> BoxedStrategy<RowEdit> {
    let cells: Vec<_> = columns.iter().map(|column| typed(column.kind)).collect();
    prop_oneof![
        2 => cells.clone().prop_map(RowEdit::Add),
        1 => Just(RowEdit::Duplicate),
        1 => Just(RowEdit::Delete),
        1 => Just(RowEdit::MoveDown),
        3 => (any::<Index>(), cells).prop_map(|(column, cells)| RowEdit::Cell(column, cells)),
    ]
    .boxed()
}

/// A value as a person may type it. Secrets begin with [`MARK`], unless they are empty or a mask.
fn typed(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Text | Kind::Lines | Kind::Time => text().prop_map(Value::Text).boxed(),
        Kind::Choice(words) => word(words).prop_map(Value::Text).boxed(),
        Kind::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
        Kind::Set(words) => prop::collection::vec(word(words), 0..4).prop_map(Value::Set).boxed(),
        Kind::List => prop::collection::vec(text(), 0..4).prop_map(Value::List).boxed(),
        Kind::Document => prop_oneof![
            4 => well_shaped(Kind::Document).prop_map(|json| serde_json::to_string_pretty(&json).unwrap()),
            2 => well_shaped(Kind::Document).prop_map(|json| json.to_string()),
            1 => text(),
        ]
        .prop_map(Value::Document)
        .boxed(),
        Kind::Secret => prop_oneof![
            8 => secret().prop_map(|text| Secret::new(&text)),
            1 => Just(Secret::new("")),
            1 => Just(Secret::new("****")),
            1 => Just(Secret::Kept),
        ]
        .prop_map(Value::Secret)
        .boxed(),
        Kind::Any => Just(Value::Absent).boxed(),
        Kind::Table(columns) => {
            let row = columns.iter().map(|column| typed(column.kind)).collect::<Vec<_>>();
            prop::collection::vec(row.prop_map(|cells| Row { cells, layout: Vec::new() }), 0..2)
                .prop_map(Value::Rows)
                .boxed()
        }
    }
}

/// A secret that can be told from everything else, with characters that JSON has to escape.
fn secret() -> BoxedStrategy<String> {
    ("[a-z0-9]{6}", prop_oneof![Just(""), Just("\"\\"), Just("\t"), Just("é漢")])
        .prop_map(|(word, end)| format!("{MARK}{word}{end}"))
        .boxed()
}

impl Edit {
    /// Makes the edit.
    pub fn make(&self, draft: &mut Draft) {
        match self {
            Self::Put(at, value) => draft.set(*at, value.clone()),
            Self::Revert(at) => draft.revert(*at),
            Self::TypeBack(at) => {
                let value = draft.base().value(*at).clone();
                draft.set(*at, value);
            }
            Self::Rows(at, place, change) => {
                let mut rows = draft.value(*at).rows().to_vec();
                let place = if rows.is_empty() { 0 } else { place.index(rows.len()) };
                match change {
                    RowEdit::Add(cells) => {
                        rows.insert(place, Row { cells: cells.clone(), layout: Vec::new() });
                    }
                    _ if rows.is_empty() => return,
                    RowEdit::Duplicate => rows.insert(place, rows[place].clone()),
                    RowEdit::Delete => drop(rows.remove(place)),
                    RowEdit::MoveDown => {
                        let below = (place + 1) % rows.len();
                        rows.swap(place, below);
                    }
                    RowEdit::Cell(column, cells) => {
                        let column = column.index(cells.len());
                        if !matches!(rows[place].cells[column], Value::Opaque(_)) {
                            rows[place].cells[column] = cells[column].clone();
                        }
                    }
                }
                draft.set(*at, Value::Rows(rows));
            }
        }
    }
}

/// Types whatever is still missing, so that the draft can be sent: secrets, descriptions, JSON.
pub fn complete(draft: &mut Draft) {
    let mut number = 0;
    let dirty: Vec<At> = draft.changes().collect();
    for at in dirty {
        let columns = at.field(&FIELDS).unwrap().kind.columns();
        match draft.value(at).clone() {
            Value::Rows(mut rows) => {
                for row in &mut rows {
                    for (cell, column) in row.cells.iter_mut().zip(columns) {
                        if matches!(cell, Value::Secret(_)) {
                            number += 1;
                            let known = read_secret(cell).filter(|text| text.starts_with(MARK));
                            let text = known.unwrap_or_else(|| format!("{MARK}fill{number:03}"));
                            *cell = Value::Secret(Secret::new(&text));
                        } else if column.required && cell.is_blank()
                            || column.rule.zip(cell.text()).is_some_and(|(rule, text)| rule(text).is_err())
                        {
                            *cell = Value::Text("needed".to_owned());
                        }
                    }
                }
                draft.set(at, Value::Rows(rows));
            }
            Value::Document(text)
                if !serde_json::from_str::<Json>(&text).is_ok_and(|json| json.is_object()) =>
            {
                draft.set(at, Value::Document("{\"n\": 1.10}".to_owned()));
            }
            _ => {}
        }
    }
}

/// What was typed into a secret cell.
pub fn read_secret(cell: &Value) -> Option<String> {
    use secrecy::ExposeSecret;
    match cell {
        Value::Secret(secret) => secret.typed().map(|text| text.expose_secret().to_owned()),
        _ => None,
    }
}
