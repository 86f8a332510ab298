//! What is open on the field under the cursor: a text, a choice, a set, a grid, or just the page to read.

use super::complete::Completing;
use super::text::{Shape, TextEditor};
use crate::edit::{Column, Field, Kind, Row, Rule, Secret, Spot, Value};
use secrecy::ExposeSecret;
use std::borrow::Cow;
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
    /// What it consisted of so far.
    pub made: Made,
    /// The list of data inputs that is open in it.
    pub completing: Option<Completing>,
}

/// What a visit consisted of, for the name of its step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// Nothing was changed.
    Nothing,
    /// One paste and nothing else.
    OnePaste,
    /// Typing, or several things.
    More,
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
pub static LIST_COLUMNS: [Column; 1] =
    [Column { key: "", label: "Id", kind: Kind::Text, required: false, rule: None }];

impl Visit {
    /// Opens a value as text.
    pub fn new(value: &Value, kind: Kind) -> Self {
        let shape = match kind {
            Kind::Lines | Kind::Document => Shape::Lines,
            Kind::Secret => Shape::Secret,
            _ => Shape::Line,
        };
        let initial = if shape == Shape::Secret { exposed(value) } else { value.text() };
        let text = TextEditor::new(initial.unwrap_or_default(), shape);
        Self { text, before: value.clone(), made: Made::Nothing, completing: None }
    }

    /// The same in a column whose rule bears no line break: what would have to be joined is refused.
    #[must_use]
    pub fn under(mut self, rule: Option<Rule>) -> Self {
        self.text = self.text.whole(rule.is_some());
        self
    }

    /// What was done, for the name of its step.
    pub fn verb(&self) -> &'static str {
        if self.made == Made::OnePaste { "paste into" } else { "edit" }
    }

    /// The value that the text now stands for. `base` is what the server holds.
    ///
    /// A text that is as it was when opened stands for the value that was there then, and an emptied text for the
    /// base where the base held nothing: visiting an absent field and typing nothing must not make it an empty one.
    pub fn value(&self, base: &Value) -> Value {
        if let Some(masked) = self.text.masked() {
            return self.secret(masked.text(), base);
        }
        let text = self.text.text();
        if text == self.before.text().unwrap_or_default() {
            return self.before.clone();
        }
        match (&self.before, base) {
            (_, Value::Absent | Value::Null) if text.is_empty() => base.clone(),
            (Value::Document(_), _) | (_, Value::Document(_)) => Value::Document(text),
            _ => Value::Text(text),
        }
    }

    /// What is typed goes from one wiped buffer straight into another.
    fn secret(&self, text: &str, base: &Value) -> Value {
        match base {
            _ if text == exposed(&self.before).unwrap_or_default() => self.before.clone(),
            Value::Secret(Secret::Kept) if text.is_empty() => Value::Secret(Secret::Kept),
            _ => Value::Secret(Secret::new(text)),
        }
    }
}

/// The text of a secret that was typed in this run: for showing it where the person asked to see it, and for opening it.
pub fn exposed(value: &Value) -> Option<&str> {
    match value {
        Value::Secret(secret) => secret.typed().map(ExposeSecret::expose_secret),
        _ => None,
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
    grid_window(value, 0, usize::MAX).into_owned()
}

/// Some rows of the grid of a value, at most so many: a table of thousands is not copied to show a few of them.
pub fn grid_window(value: &Value, first: usize, most: usize) -> Cow<'_, [Row]> {
    let row = |word: &String| Row { cells: vec![Value::Text(word.clone())], layout: Vec::new() };
    match value {
        Value::Rows(rows) => {
            let end = first.saturating_add(most).min(rows.len());
            Cow::Borrowed(rows.get(first.min(end)..end).unwrap_or_default())
        }
        Value::List(words) => Cow::Owned(words.iter().skip(first).take(most).map(row).collect()),
        _ => Cow::Owned(Vec::new()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_rows_of_thousands_are_looked_at_without_copying_any() {
        let row = |n: usize| Row { cells: vec![Value::Text(n.to_string())], layout: Vec::new() };
        let table = Value::Rows((0..10_000).map(row).collect());
        for (first, most, expected) in
            [(0, 5, 5), (9_998, 5, 2), (10_000, 1, 0), (20_000, 1, 0), (3, usize::MAX, 9_997)]
        {
            let window = grid_window(&table, first, most);
            assert!(matches!(window, Cow::Borrowed(_)));
            assert_eq!(window.len(), expected);
        }
        let list = Value::List((0..10_000).map(|n: usize| n.to_string()).collect());
        assert_eq!(grid_window(&list, 9_999, 7).len(), 1);
        assert_eq!(
            grid_window(&list, 17, 3).first().map(|row| row.cells.clone()),
            Some(vec![Value::Text("17".into())])
        );
    }

    #[test]
    fn a_masked_text_that_was_only_visited_stands_for_what_was_there() {
        for secret in [Secret::Kept, Secret::new(""), Secret::new("hush"), Secret::Known("hush".into())] {
            let value = Value::Secret(secret.clone());
            let mut visit = Visit::new(&value, Kind::Secret);
            assert!(!format!("{visit:?}").contains("hush"));
            let same = |value: &Value| matches!(value, Value::Secret(now) if std::mem::discriminant(now) == std::mem::discriminant(&secret) && *now == secret);
            assert!(same(&visit.value(&value)));
            visit.text.insert('x');
            assert!(matches!(visit.value(&value), Value::Secret(Secret::New(_))));
            visit.text.delete_left();
            assert!(same(&visit.value(&value)));
        }
    }
}
