//! What `y` and `Y` put into the clipboard: never a secret, and never more than is shown where one is.

use super::App;
use super::command::Reason;
use super::editor::{grid_columns, grid_rows, grid_window};
use super::form::{Form, Pane, Place};
use super::message::Effect;
use crate::edit::wire::Reader;
use crate::edit::{Column, Json, Row, Value, Wire};

impl App {
    /// Copies what is under the cursor: the value of a field, a cell, or what would be sent.
    pub(super) fn copy_this(&mut self) -> Vec<Effect> {
        match self.form().and_then(Form::copyable) {
            Some((what, text)) => self.copy(&what, text),
            None => Vec::new(),
        }
    }

    /// Copies the open table, with its headings, for a spreadsheet.
    pub(super) fn copy_table(&mut self) -> Vec<Effect> {
        let Some((what, text)) = self.form().and_then(|form| {
            let (at, field) = form.current()?;
            let rows = grid_rows(form.draft.value(at));
            Some((format!("{} with its headings", field.label), tabbed(grid_columns(field), &rows)))
        }) else {
            return Vec::new();
        };
        self.copy(&what, text)
    }
}

pub(super) fn can_copy(app: &App) -> Result<(), Reason> {
    app.form().and_then(Form::copyable).map(|_| ()).ok_or("there is nothing here that can be copied")
}

impl Form {
    /// What `y` copies here, and what it is.
    fn copyable(&self) -> Option<(String, String)> {
        if self.pane == Pane::WillSend {
            let patch = self.draft.patch().ok()?;
            return Some(("what would be sent, with header values masked".to_owned(), patch.shown()));
        }
        match self.place()? {
            Place::Unknown(number) => {
                let (key, json) = self.draft.base().unknown().get(number)?;
                Some((format!("the value of {key}"), laid_out(json)))
            }
            Place::Field(at) => {
                let field = at.field(self.draft.table())?;
                let value = self.draft.value(at);
                let Some((grid, columns, _)) = self.grid() else {
                    return Some((field.label.to_owned(), plain(value, grid_columns(field))?));
                };
                let column = columns.get(grid.spot.column)?;
                let rows = grid_window(value, grid.spot.row, 1);
                let cell = rows.first()?.cells.get(grid.spot.column)?;
                Some((format!("{} of this row", column.label), plain(cell, column.kind.columns())?))
            }
        }
    }
}

/// JSON as it would be sent.
fn laid_out(json: &Json) -> String {
    Wire::Json(json.clone()).write(Reader::Person)
}

/// A value as text, byte for byte where it is one. Nothing for what holds none.
fn plain(value: &Value, columns: &[Column]) -> Option<String> {
    Some(match value {
        Value::Absent | Value::Null | Value::Secret(_) => return None,
        Value::Text(text) | Value::Document(text) => text.clone(),
        Value::Flag(on) => if *on { "true" } else { "false" }.to_owned(),
        Value::Set(words) | Value::List(words) => words.join("\n"),
        Value::Rows(rows) => tabbed(columns, rows),
        Value::Opaque(json) => laid_out(json),
    })
}

/// Rows under their headings, a tab between two cells. The cells of what is nested follow each other with arrows. A secret
/// is empty.
fn tabbed(columns: &[Column], rows: &[Row]) -> String {
    let line = |cells: Vec<String>| cells.join("\t") + "\n";
    let mut text = line(columns.iter().map(|column| column.label.to_owned()).collect());
    for row in rows {
        text += &line(row.cells.iter().map(one_line).collect());
    }
    text
}

fn one_line(value: &Value) -> String {
    let text = match value {
        Value::Absent | Value::Null | Value::Secret(_) => String::new(),
        Value::Rows(rows) => {
            let row = |row: &Row| row.cells.iter().map(one_line).collect::<Vec<_>>().join(" → ");
            rows.iter().map(row).collect::<Vec<_>>().join("; ")
        }
        Value::Set(words) | Value::List(words) => words.join(", "),
        Value::Opaque(json) => json.to_string(),
        other => plain(other, &[]).unwrap_or_default(),
    };
    text.replace(['\t', '\r', '\n'], " ")
}
