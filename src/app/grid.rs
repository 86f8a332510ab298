//! Editing tables: moving among cells, opening and closing them, adding, copying, moving and deleting rows.

use super::editor::{Cell, Editor, Grid, Visit, grid_columns, grid_len, grid_rows, grid_value};
use super::form::{Form, place_of};
use crate::edit::{At, Column, Field, Kind, Row, Spot, Value};

impl Form {
    /// The open grid with its columns and number of rows.
    pub fn grid(&self) -> Option<(&Grid, &'static [Column], usize)> {
        let (at, field) = self.current()?;
        match &self.editor {
            Some(Editor::Grid(grid)) => Some((grid, grid_columns(field), grid_len(self.draft.value(at)))),
            _ => None,
        }
    }

    /// The name of the row under the cursor of the open table.
    pub(super) fn row_under_cursor(&self) -> Option<String> {
        let (at, _) = self.current()?;
        let (grid, ..) = self.grid()?;
        let rows = grid_rows(self.draft.value(at));
        rows.get(grid.spot.row)?.cells.first().and_then(Value::text).map(str::to_owned)
    }

    /// The place of the first row of this name.
    pub(super) fn row_named(&self, at: At, name: &str) -> Option<usize> {
        grid_rows(self.draft.value(at))
            .iter()
            .position(|row| row.cells.first().and_then(Value::text) == Some(name))
    }

    /// Moves the cursor of the grid.
    pub fn move_cell(&mut self, rows: isize, columns: isize) {
        if let Some(Editor::Grid(grid)) = &mut self.editor {
            grid.spot.row = grid.spot.row.saturating_add_signed(rows);
            grid.spot.column = grid.spot.column.saturating_add_signed(columns);
        }
        self.keep_inside();
    }

    /// To the next cell, row by row; `back` to the one before. Returns false at the end of the table.
    pub fn next_cell(&mut self, back: bool) -> bool {
        let Some((grid, columns, rows)) = self.grid() else {
            return false;
        };
        let (width, spot) = (columns.len(), grid.spot);
        let flat = spot.row * width + spot.column;
        let to = if back { flat.checked_sub(1) } else { Some(flat + 1).filter(|to| *to < rows * width) };
        match (to, &mut self.editor) {
            (Some(to), Some(Editor::Grid(grid))) => {
                grid.spot = Spot { row: to / width.max(1), column: to % width.max(1) };
                true
            }
            _ => false,
        }
    }

    /// Opens the cell under the cursor. A flag is toggled instead.
    pub fn open_cell(&mut self) {
        let (Some((at, _)), Some((grid, columns, _))) = (self.current(), self.grid()) else {
            return;
        };
        let spot = grid.spot;
        let rows = grid_rows(self.draft.value(at));
        let (Some(column), Some(value)) =
            (columns.get(spot.column), rows.get(spot.row).and_then(|row| row.cells.get(spot.column)))
        else {
            return;
        };
        let cell = match column.kind {
            // A shape that is not known is left alone, whatever the column.
            _ if matches!(value, Value::Opaque(_)) => return,
            Kind::Flag => return self.toggle_cell(),
            Kind::Choice(words) => Cell::Choice(place_of(words, value)),
            kind => match value {
                Value::Rows(_) => return,
                _ => Cell::Text(Box::new(Visit::new(value, kind).under(column.rule))),
            },
        };
        if let Some(Editor::Grid(grid)) = &mut self.editor {
            grid.cell = Some(cell);
        }
    }

    /// Closes the open cell, keeps what was typed, and makes a step of it.
    pub fn close_cell(&mut self) {
        let Some((at, field)) = self.current() else { return };
        let Some(Editor::Grid(grid)) = &mut self.editor else {
            return;
        };
        let spot = grid.spot;
        if let Some(Cell::Text(visit)) = grid.cell.take() {
            let name = format!("{} {} {}", visit.verb(), field.label, cell_name(field, spot));
            let after = self.draft.value(at).clone();
            let mut rows = grid_rows(&after);
            self.note_name(at, spot, &visit.before);
            if let Some(cell) = cell_mut(&mut rows, spot) {
                *cell = visit.before;
            }
            self.push_visit(at, grid_value(field.kind, rows), after, &name, Some(spot));
        }
    }

    /// Opens the cell under the cursor if that starts typing or choosing; a flag is left for the person to toggle.
    pub fn open_cell_for_typing(&mut self) {
        let flag = self.grid().is_some_and(|(grid, columns, _)| {
            columns.get(grid.spot.column).is_some_and(|column| matches!(column.kind, Kind::Flag))
        });
        if !flag {
            self.open_cell();
        }
    }

    /// Turns the flag in the cell under the cursor over.
    pub fn toggle_cell(&mut self) {
        let (Some((at, _)), Some((grid, _, _))) = (self.current(), self.grid()) else {
            return;
        };
        let spot = grid.spot;
        let rows = grid_rows(self.draft.value(at));
        match rows.get(spot.row).and_then(|row| row.cells.get(spot.column)) {
            None | Some(Value::Opaque(_)) => {}
            Some(cell) => self.set_cell(spot, Value::Flag(!matches!(cell, Value::Flag(true)))),
        }
    }

    pub(super) fn set_cell(&mut self, spot: Spot, value: Value) {
        let Some((at, field)) = self.current() else { return };
        let mut rows = grid_rows(self.draft.value(at));
        let before = cell_mut(&mut rows, spot).map(|cell| std::mem::replace(cell, value));
        let name = format!("edit {} {}", field.label, cell_name(field, spot));
        self.record(at, grid_value(field.kind, rows), &name, Some(spot));
        if let Some(before) = before {
            self.note_name(at, spot, &before);
        }
    }

    /// Changes the rows of the open grid as one step, and puts the cursor on a row.
    pub fn change_rows(&mut self, what: &str, to_row: usize, change: impl FnOnce(&mut Vec<Row>, usize)) {
        let (Some((at, field)), Some((grid, _, _))) = (self.current(), self.grid()) else {
            return;
        };
        let spot = grid.spot;
        let mut rows = grid_rows(self.draft.value(at));
        let count = rows.len();
        change(&mut rows, spot.row);
        // A row that came is where it came to.
        let row = if rows.len() > count { to_row } else { spot.row };
        let place = Some(Spot { row, ..spot });
        self.record(at, grid_value(field.kind, rows), &format!("{what} in {}", field.label), place);
        if let Some(Editor::Grid(grid)) = &mut self.editor {
            grid.spot.row = to_row;
        }
        self.keep_inside();
    }

    pub(super) fn keep_inside(&mut self) {
        let Some((_, columns, rows)) = self.grid() else {
            return;
        };
        if let Some(Editor::Grid(grid)) = &mut self.editor {
            grid.spot.row = grid.spot.row.min(rows.saturating_sub(1));
            grid.spot.column = grid.spot.column.min(columns.len().saturating_sub(1));
        }
    }
}

pub(super) fn cell_mut(rows: &mut [Row], spot: Spot) -> Option<&mut Value> {
    rows.get_mut(spot.row)?.cells.get_mut(spot.column)
}

fn cell_name(field: &Field, spot: Spot) -> String {
    let column = grid_columns(field).get(spot.column).map_or("cell", |column| column.label).to_lowercase();
    format!("{column} of row {}", spot.row + 1)
}
