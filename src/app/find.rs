//! Looking for letters in an open table, whose rows may be many more than fit on a screen.

use super::editor::{Editor, grid_window};
use super::form::Form;
use super::{App, Tone};
use crate::edit::{Spot, Value};

impl App {
    /// Begins to look for something in the open table: from the row under the cursor on.
    pub(super) fn find(&mut self, pattern: String) {
        self.with_form(|form| form.sought = Some(pattern).filter(|pattern| !pattern.is_empty()));
        self.find_next(true, false);
    }

    /// Goes to the next cell that holds what is looked for, or to the one before; around the end of the table.
    pub(super) fn find_next(&mut self, forward: bool, beyond: bool) {
        let Some(form) = self.form_mut() else { return };
        let Some(pattern) = form.sought.clone() else { return };
        if form.find(&pattern, forward, beyond).is_none() {
            self.say(Tone::Note, format!("Nothing in this table holds {pattern:?}."));
        }
    }
}

impl App {
    /// A table is open that takes no edits.
    pub(super) fn is_reading_a_table(&self) -> bool {
        let at =
            self.form().filter(|form| form.grid().is_some()).and_then(|form| Some((form, form.current()?.0)));
        at.is_some_and(|(form, at)| form.draft.refusal(at).is_some())
    }
}

impl Form {
    fn find(&mut self, pattern: &str, forward: bool, beyond: bool) -> Option<()> {
        let (at, _) = self.current()?;
        let (grid, columns, count) = self.grid()?;
        let (spot, width) = (grid.spot, columns.len().max(1));
        let cells = count * width;
        let here = spot.row * width + spot.column;
        let from = usize::from(beyond);
        // Small letters find large ones, too; a large letter means itself.
        let exact = pattern.chars().any(char::is_uppercase);
        let holds = |text: &str| {
            if exact { text.contains(pattern) } else { text.to_lowercase().contains(pattern) }
        };
        let value = self.draft.value(at);
        let found = (from..cells + from).find_map(|step| {
            let step = step % cells;
            let place = if forward { (here + step) % cells } else { (here + cells - step) % cells };
            let window = grid_window(value, place / width, 1);
            let cell = window.first()?.cells.get(place % width)?;
            cell_holds(cell, &holds).then_some(place)
        })?;
        if let Some(Editor::Grid(grid)) = &mut self.editor {
            grid.spot = Spot { row: found / width, column: found % width };
        }
        Some(())
    }
}

/// Whether a cell, or a cell of a table in it, holds what is looked for. A secret holds nothing.
fn cell_holds(cell: &Value, holds: &impl Fn(&str) -> bool) -> bool {
    match cell {
        Value::Text(text) | Value::Document(text) => holds(text),
        Value::Flag(on) => holds(if *on { "yes" } else { "no" }),
        Value::Set(words) | Value::List(words) => words.iter().any(|word| holds(word)),
        Value::Rows(rows) => rows.iter().flat_map(|row| &row.cells).any(|cell| cell_holds(cell, holds)),
        Value::Opaque(json) => holds(&json.to_string()),
        Value::Absent | Value::Null | Value::Secret(_) => false,
    }
}
