//! What is open on the field under the cursor: a text, a choice, a set, a grid, or just the page to read.

use super::text::{Shape, TextEditor};
use crate::edit::{Column, Field, Kind, Row, Secret, Spot, Value};
use std::fmt;

/// An open editor. Each writes into the draft as the person types; closing it loses nothing.
#[derive(Debug)]
pub enum Editor {
    /// A text, a body, a document.
    Text(Box<Visit>),
    /// One of several words; holds the place of the cursor.
    Choice(usize),
    /// Several of several words; holds the place of the cursor.
    Set(usize),
    /// The rows of a table or of a list.
    Grid(Grid),
    /// Nothing to edit: arrows scroll.
    Reading {
        /// Rows above the window.
        scroll: usize,
    },
}

/// A visit to a text: from opening it to leaving it, one step of the timeline.
pub struct Visit {
    /// The text.
    pub text: TextEditor,
    /// The value of the field or cell when it was opened.
    pub before: Value,
    initial: String,
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The text it began with may be a secret.
        f.debug_struct("Visit").field("before", &self.before).finish_non_exhaustive()
    }
}

/// A table being edited.
#[derive(Debug, Default)]
pub struct Grid {
    /// The cell under the cursor.
    pub spot: Spot,
    /// What is open on it.
    pub cell: Option<Cell>,
}

/// An open cell.
#[derive(Debug)]
pub enum Cell {
    /// A text or a secret.
    Text(Box<Visit>),
    /// One of several words.
    Choice(usize),
}

/// A list is a table with a single column.
pub static LIST_COLUMNS: [Column; 1] = [Column { key: "", label: "Id", kind: Kind::Text, required: false }];

impl Visit {
    /// Opens a value as text.
    pub fn new(value: &Value, kind: Kind) -> Self {
        use secrecy::ExposeSecret;
        let initial = match value {
            Value::Text(text) | Value::Document(text) => text.clone(),
            Value::Secret(secret) => {
                secret.typed().map(|text| text.expose_secret().to_owned()).unwrap_or_default()
            }
            _ => String::new(),
        };
        let shape = match kind {
            Kind::Lines | Kind::Document => Shape::Lines,
            Kind::Secret => Shape::Secret,
            _ => Shape::Line,
        };
        Self { text: TextEditor::new(&initial, shape), before: value.clone(), initial }
    }

    /// The value that the text now stands for. `base` is what the server holds.
    ///
    /// A text that is as it was when opened stands for the value that was there then, and an emptied text for the
    /// base where the base held nothing: visiting an absent field and typing nothing must not make it an empty one.
    pub fn value(&self, base: &Value) -> Value {
        let text = self.text.text();
        if text == self.initial {
            return self.before.clone();
        }
        match (&self.before, base) {
            (_, Value::Absent | Value::Null) if text.is_empty() => base.clone(),
            (_, Value::Secret(Secret::Kept)) if text.is_empty() => Value::Secret(Secret::Kept),
            (Value::Secret(_), _) => Value::Secret(Secret::new(&text)),
            (Value::Document(_), _) | (_, Value::Document(_)) => Value::Document(text),
            _ => Value::Text(text),
        }
    }
}

/// The columns of the grid that edits a field.
pub fn grid_columns(field: &Field) -> &'static [Column] {
    match field.kind {
        Kind::List => &LIST_COLUMNS,
        kind => kind.columns(),
    }
}

/// A value as the rows of its grid.
pub fn grid_rows(value: &Value) -> Vec<Row> {
    match value {
        Value::Rows(rows) => rows.clone(),
        Value::List(words) => words
            .iter()
            .map(|word| Row { cells: vec![Value::Text(word.clone())], layout: Vec::new() })
            .collect(),
        _ => Vec::new(),
    }
}

/// How many rows the grid of a value has.
pub fn grid_len(value: &Value) -> usize {
    match value {
        Value::Rows(rows) => rows.len(),
        Value::List(words) => words.len(),
        _ => 0,
    }
}

/// The rows of a grid as the value of its field.
pub fn grid_value(kind: Kind, rows: Vec<Row>) -> Value {
    match kind {
        Kind::List => Value::List(
            rows.iter()
                .map(|row| row.cells.first().and_then(Value::text).unwrap_or_default().to_owned())
                .collect(),
        ),
        _ => Value::Rows(rows),
    }
}

/// A copy of a row for the person to change. Its secrets are not copied: what is hidden cannot be, and what was
/// typed belongs to the row it was typed for.
pub fn duplicate(row: &Row) -> Row {
    let mut copy = row.clone();
    for cell in &mut copy.cells {
        if let Value::Secret(secret) = cell {
            *secret = Secret::new("");
        }
    }
    copy
}
