//! A table, row by row.

use super::Plain;
use super::aloud::sentences;
use crate::app::editor::{duplicate, grid_columns, grid_rows, grid_value};
use crate::edit::{At, Column, Field, Kind, Row, Spot};
use crate::screenless::Stop;
use crate::view::spoken;

/// What is said to a table.
enum Said {
    Add,
    Delete(usize),
    Duplicate(usize),
    Up(usize),
    Down(usize),
    Cell(usize, Option<usize>),
    Done,
    Unclear,
}

impl Plain {
    /// Goes on until it is done with the rows. Each change is an edit at once.
    pub(super) fn visit_rows(&mut self, at: At, field: &Field, spot: Option<Spot>) -> Result<(), Stop> {
        if let Some(Spot { row, column }) = spot {
            self.cell(at, field, row, column)?;
        }
        let columns = grid_columns(field);
        self.tell_rows(at, field);
        loop {
            let Some(line) = self.line(crate::input::How::Seen)? else { return Ok(()) };
            let mut rows = grid_rows(&self.value(at));
            match said(columns, rows.len(), line.trim()) {
                Said::Done => return Ok(()),
                Said::Unclear => {
                    if !matches!(line.trim(), "help" | "?") {
                        self.say("That is no row and no column.");
                    }
                    self.say("Say add, delete N, duplicate N, up N, down N, N COLUMN, or an empty line.");
                    continue;
                }
                Said::Add => {
                    rows.push(Column::fresh_row(columns));
                    let row = rows.len() - 1;
                    self.change(at, field.label, grid_value(field.kind, rows))?;
                    for column in 0..columns.len() {
                        self.cell(at, field, row, column)?;
                    }
                }
                Said::Delete(row) => {
                    rows.remove(row);
                    self.change(at, field.label, grid_value(field.kind, rows))?;
                }
                Said::Duplicate(row) => {
                    if let Some(copy) = rows.get(row).map(duplicate) {
                        rows.insert(row + 1, copy);
                    }
                    self.change(at, field.label, grid_value(field.kind, rows))?;
                }
                Said::Up(row) => {
                    rows.swap(row, row.saturating_sub(1));
                    self.change(at, field.label, grid_value(field.kind, rows))?;
                }
                Said::Down(row) => {
                    let below = (row + 1).min(rows.len() - 1);
                    rows.swap(row, below);
                    self.change(at, field.label, grid_value(field.kind, rows))?;
                }
                Said::Cell(row, Some(column)) => self.cell(at, field, row, column)?,
                Said::Cell(row, None) => {
                    for column in 0..columns.len() {
                        self.cell(at, field, row, column)?;
                    }
                }
            }
            self.tell_rows(at, field);
        }
    }

    /// Asks for one cell.
    fn cell(&mut self, at: At, field: &Field, row: usize, column: usize) -> Result<(), Stop> {
        let rows = grid_rows(&self.value(at));
        let Some(grammar) = grid_columns(field).get(column) else { return Ok(()) };
        let Some(now) = rows.get(row).and_then(|row| row.cells.get(column)) else { return Ok(()) };
        if matches!(grammar.kind, Kind::Table(_) | Kind::Any) {
            return Ok(());
        }
        if !matches!(grammar.kind, Kind::Choice(_) | Kind::Flag) {
            self.say(&format!("Row {}, {} is: {}", row + 1, grammar.label, spoken::in_a_cell(now)));
        }
        let Some(value) = self.ask_value(grammar.label, grammar.kind, now)? else { return Ok(()) };
        // While one typed, someone else's change may have been taken in.
        let mut rows = grid_rows(&self.value(at));
        if let Some(cell) = rows.get_mut(row).and_then(|row| row.cells.get_mut(column)) {
            *cell = value;
        }
        self.change(at, field.label, grid_value(field.kind, rows))
    }

    fn tell_rows(&mut self, at: At, field: &Field) {
        let columns = grid_columns(field);
        let rows = grid_rows(&self.value(at));
        let mut lines = Vec::new();
        match rows.len() {
            0 => lines.push(format!("{}: there are no rows.", field.label)),
            1 => lines.push(format!("{}: 1 row.", field.label)),
            many => lines.push(format!("{}: {many} rows.", field.label)),
        }
        for (place, row) in rows.iter().enumerate() {
            lines.push(format!("{}. {}", place + 1, in_words(columns, row)));
        }
        let names: Vec<&str> = columns.iter().map(|column| column.label).collect();
        let cell = if columns.len() > 1 {
            format!("N COLUMN changes a cell ({}), N the whole row", names.join(", "))
        } else {
            "N changes a row".to_owned()
        };
        let text = format!(
            "{cell}; add, delete N, duplicate N, up N and down N change the rows; an empty line is done."
        );
        lines.extend(sentences(&text));
        self.lines(&lines);
    }
}

/// A row in one sentence, each cell with its heading but for the first.
fn in_words(columns: &[Column], row: &Row) -> String {
    let cells = columns.iter().zip(&row.cells).enumerate().map(|(place, (column, cell))| {
        let cell = spoken::in_a_cell(cell);
        if place == 0 { cell } else { format!("{} {cell}", column.label.to_lowercase()) }
    });
    cells.collect::<Vec<_>>().join("; ")
}

fn said(columns: &[Column], rows: usize, line: &str) -> Said {
    let row = |number: &str| number.parse::<usize>().ok()?.checked_sub(1).filter(|row| *row < rows);
    let (head, rest) = line.split_once(' ').map_or((line, ""), |(head, rest)| (head, rest.trim()));
    match head.to_lowercase().as_str() {
        "" | "done" | "back" => return Said::Done,
        "add" if rest.is_empty() => return Said::Add,
        verb @ ("delete" | "duplicate" | "up" | "down") => {
            let Some(row) = row(rest) else { return Said::Unclear };
            return match verb {
                "delete" => Said::Delete(row),
                "duplicate" => Said::Duplicate(row),
                "up" => Said::Up(row),
                _ => Said::Down(row),
            };
        }
        _ => {}
    }
    let Some(row) = row(head) else { return Said::Unclear };
    if rest.is_empty() {
        return Said::Cell(row, None);
    }
    let rest = rest.to_lowercase();
    let by_number = rest.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let named = |column: &Column| {
        column.label.to_lowercase().starts_with(&rest)
            || (!column.key.is_empty() && column.key.starts_with(&rest))
    };
    match by_number.filter(|place| *place < columns.len()).or_else(|| columns.iter().position(named)) {
        Some(column) => Said::Cell(row, Some(column)),
        None => Said::Unclear,
    }
}
