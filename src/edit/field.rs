//! The grammar of the table: what a field is, and how its value is read from JSON and written to it.

use super::value::{Row, Secret, Slot, Value};
use super::wire::Wire;
use super::{At, Json};
use secrecy::ExposeSecret;
use std::fmt;

/// All fields of a kind of record, in the order in which a person reads them.
pub type Table = &'static [Field];

/// One row of a table: enough to load, show, edit, mark dirty, review and send a field.
#[derive(Debug)]
pub struct Field {
    /// The key in the record and in the patch.
    pub key: &'static str,
    /// What a person calls it.
    pub label: &'static str,
    /// One or two sentences for the person under whose cursor it stands.
    pub help: &'static str,
    /// The heading under which it is listed.
    pub group: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it can be read and written.
    pub access: Access,
}

/// What a field or a column holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// One line of text.
    Text,
    /// Text of many lines; every byte counts.
    Lines,
    /// One of these words. Other words from the server survive.
    Choice(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// Any of these words, order without meaning. Other words from the server survive.
    Set(&'static [&'static str]),
    /// Words in order.
    List,
    /// A JSON object, typed by a person.
    Document,
    /// Text that the server never shows. Only as a column.
    Secret,
    /// A point in time, ISO 8601.
    Time,
    /// Any JSON, to look at.
    Any,
    /// Rows of cells.
    Table(&'static [Column]),
}

/// One column of a table.
#[derive(Debug)]
pub struct Column {
    /// The key in the row.
    pub key: &'static str,
    /// The heading.
    pub label: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// Whether an empty cell makes the row unsendable.
    pub required: bool,
    /// What its text must be to be sent, where not every text will do. Pasted line breaks are then refused as well.
    pub rule: Option<Rule>,
}

/// Says of a text why it cannot be sent, in a few plain words.
pub type Rule = fn(&str) -> Result<(), &'static str>;

/// What may be done with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Returned and accepted by the server.
    ReadWrite,
    /// Accepted, never returned.
    WriteOnly,
    /// Returned, never accepted.
    ReadOnly,
}

/// Why a field cannot be sent as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field.
    pub at: At,
    /// The cell, where it is one.
    pub spot: Option<Spot>,
    /// A sentence that says what to do.
    pub why: String,
}

/// A cell of a table, both counted from zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The row.
    pub row: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl Kind {
    /// Reads a value. `None` is an absent key. What the kind cannot hold becomes [`Value::Opaque`].
    pub fn decode(self, json: Option<&Json>) -> Value {
        if let Kind::Secret = self {
            // Whatever the server put there, a mask or by mistake the value itself, is dropped.
            return Value::Secret(Secret::Kept);
        }
        let Some(json) = json else { return Value::Absent };
        let read = match (self, json) {
            (_, Json::Null) => Some(Value::Null),
            (Kind::Text | Kind::Lines | Kind::Choice(_) | Kind::Time, Json::String(text)) => {
                Some(Value::Text(text.clone()))
            }
            (Kind::Flag, Json::Bool(flag)) => Some(Value::Flag(*flag)),
            (Kind::Set(_), Json::Array(items)) => strings(items).map(Value::Set),
            (Kind::List, Json::Array(items)) => strings(items).map(Value::List),
            (Kind::Document, json) => serde_json::to_string_pretty(json).ok().map(Value::Document),
            (Kind::Table(columns), Json::Array(items)) => rows(columns, items).map(Value::Rows),
            _ => None,
        };
        read.unwrap_or_else(|| match self {
            // Where secrets are to be expected, a shape that cannot be read is not shown either.
            Kind::Table(columns) if columns.iter().any(|column| matches!(column.kind, Kind::Secret)) => {
                Value::Opaque(Json::String("hidden: patchpanel cannot tell which part is secret".to_owned()))
            }
            _ => Value::Opaque(json.clone()),
        })
    }

    /// The value of a cell in a row that a person has just added.
    pub fn fresh(self) -> Value {
        match self {
            Kind::Choice(words) => Value::Text(words.first().copied().unwrap_or_default().to_owned()),
            Kind::Flag => Value::Flag(false),
            Kind::Set(_) => Value::Set(Vec::new()),
            Kind::List => Value::List(Vec::new()),
            Kind::Secret => Value::Secret(Secret::new("")),
            Kind::Table(_) => Value::Rows(Vec::new()),
            Kind::Any => Value::Absent,
            Kind::Text | Kind::Lines | Kind::Document | Kind::Time => Value::Text(String::new()),
        }
    }

    /// Writes a value for sending. `Ok(None)` means that the key is left out.
    ///
    /// # Errors
    /// Every reason why the value cannot be sent, each naming its cell.
    pub fn encode(self, at: At, value: &Value) -> Result<Option<Wire>, Vec<Problem>> {
        let refuse = |why: &str| Err(vec![Problem { at, spot: None, why: why.to_owned() }]);
        Ok(Some(match (self, value) {
            (_, Value::Absent) => return Ok(None),
            (_, Value::Null) => return refuse("null cannot be sent; give it a value or revert it"),
            (_, Value::Text(text)) => Wire::Json(Json::String(text.clone())),
            (_, Value::Flag(flag)) => Wire::Json(Json::Bool(*flag)),
            (_, Value::Set(words) | Value::List(words)) => Wire::Json(Json::from(words.clone())),
            (_, Value::Document(text)) => match super::json::read_object(text) {
                Ok(json) => Wire::Json(json),
                Err(error) => return refuse(&error.to_string()),
            },
            (Kind::Table(columns), Value::Rows(rows)) => {
                let (mut written, mut problems) = (Vec::new(), Vec::new());
                for (index, row) in rows.iter().enumerate() {
                    match encode_row(at, index, columns, row) {
                        Ok(wire) => written.push(wire),
                        Err(found) => problems.extend(found),
                    }
                }
                if !problems.is_empty() {
                    return Err(problems);
                }
                Wire::Array(written)
            }
            (_, Value::Secret(_) | Value::Rows(_) | Value::Opaque(_)) => {
                return refuse("this shape is not known to patchpanel and cannot be sent");
            }
        }))
    }

    /// The columns, where it is a table.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Kind::Table(columns) => columns,
            _ => &[],
        }
    }
}

impl Column {
    /// A row that a person has just added.
    pub fn fresh_row(columns: &[Column]) -> Row {
        Row { cells: columns.iter().map(|column| column.kind.fresh()).collect(), layout: Vec::new() }
    }

    /// Whether the server's text breaks the rule. Of a secret it sends none that is kept.
    fn is_odd(&self, text: &str) -> bool {
        !matches!(self.kind, Kind::Secret) && self.rule.is_some_and(|rule| rule(text).is_err())
    }
}

fn strings(items: &[Json]) -> Option<Vec<String>> {
    items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

fn rows(columns: &'static [Column], items: &[Json]) -> Option<Vec<Row>> {
    items.iter().map(|item| item.as_object().map(|object| row(columns, object))).collect()
}

fn row(columns: &'static [Column], object: &serde_json::Map<String, Json>) -> Row {
    let layout = object
        .iter()
        .map(|(key, json)| match columns.iter().position(|column| column.key == key) {
            Some(at) => {
                match json.as_str().filter(|text| columns.get(at).is_some_and(|it| it.is_odd(text))) {
                    Some(odd) => Slot::Odd(at, odd.to_owned()),
                    None => Slot::Cell(at),
                }
            }
            None => Slot::Unknown(key.clone(), json.clone()),
        })
        .collect();
    Row { cells: columns.iter().map(|column| column.kind.decode(object.get(column.key))).collect(), layout }
}

fn encode_row(at: At, index: usize, columns: &[Column], row: &Row) -> Result<Wire, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut cells: Vec<Option<Wire>> = Vec::with_capacity(columns.len());
    for (column, (grammar, value)) in columns.iter().zip(&row.cells).enumerate() {
        match encode_cell(grammar, value, row.is_odd(column)) {
            Ok(wire) => cells.push(wire),
            Err(why) => {
                let name = row.cells.first().and_then(Value::text).unwrap_or_default();
                let who = if name.is_empty() { format!("row {}", index + 1) } else { name.to_owned() };
                let spot = Some(Spot { row: index, column });
                problems.push(Problem { at, spot, why: format!("{who}: {why}") });
                cells.push(None);
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // The server's own order of keys first, then what was added here.
    let mut entries = Vec::with_capacity(cells.len());
    for slot in &row.layout {
        match slot {
            // Beside a secret, text that we do not know may be one.
            Slot::Unknown(key, Json::String(text)) if row.has_secrets() => {
                entries.push((key.clone(), Wire::Secret(text.as_str().into())));
            }
            Slot::Unknown(key, json) => entries.push((key.clone(), Wire::Json(json.clone()))),
            Slot::Cell(column) | Slot::Odd(column, _) => {
                if let (Some(grammar), Some(wire)) =
                    (columns.get(*column), cells.get_mut(*column).and_then(Option::take))
                {
                    entries.push((grammar.key.to_owned(), wire));
                }
            }
        }
    }
    for (grammar, wire) in columns.iter().zip(cells) {
        if let Some(wire) = wire {
            entries.push((grammar.key.to_owned(), wire));
        }
    }
    Ok(Wire::Object(entries))
}

/// The server's mask or our own, with or without air around it.
fn is_a_mask(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && (text.chars().all(|c| c == '*') || text.chars().all(|c| c == '•'))
}

fn encode_cell(grammar: &Column, value: &Value, as_it_came: bool) -> Result<Option<Wire>, String> {
    if grammar.required && value.is_blank() && !matches!(grammar.kind, Kind::Secret) {
        return Err(format!("the API requires a {}", grammar.label.to_lowercase()));
    }
    match value {
        Value::Secret(secret) => match secret.typed().filter(|_| !secret.is_missing()) {
            None => Err(format!("type its {}; the server hides it", grammar.label.to_lowercase())),
            Some(text) if is_a_mask(text.expose_secret()) => {
                Err("this is a mask, not a value; type the value".to_owned())
            }
            Some(text) => {
                grammar.rule.map_or(Ok(()), |rule| rule(text.expose_secret()))?;
                Ok(Some(Wire::Secret(text.clone())))
            }
        },
        Value::Text(text) => {
            let rule = grammar.rule.filter(|_| !as_it_came);
            rule.map_or(Ok(()), |rule| rule(text))?;
            Ok(Some(Wire::Json(Json::String(text.clone()))))
        }
        // A cell of a shape or a null that was there before goes back as it came: the row is replaced whole.
        Value::Null => Ok(Some(Wire::Json(Json::Null))),
        Value::Opaque(json) => Ok(Some(Wire::Json(json.clone()))),
        Value::Rows(_) => grammar
            .kind
            .encode(At::default(), value)
            .map_err(|problems| problems.into_iter().map(|p| p.why).collect::<Vec<_>>().join("; ")),
        _ => grammar.kind.encode(At::default(), value).map_err(|_| "this cell cannot be sent".to_owned()),
    }
}
