//! Tables: their columns, their rows, and the one that is open with its cell below it.

use super::field::{choice_words, draw_options, foot_of_cell};
use super::paint::{Canvas, dim, fit, padded, paragraph, words};
use super::text::Look;
use super::theme::{Role, style};
use super::value::cell;
use super::{template, text};
use crate::app::App;
use crate::app::command::{Command, Context};
use crate::app::editor::{Cell, exposed, grid_columns, grid_len, grid_window};
use crate::app::form::Form;
use crate::app::point::Target;
use crate::edit::{Access, At, Column, Field, Json, Kind, Row, Spot, Value};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Rows from which the widths of the columns are taken.
const SAMPLE: usize = 100;

/// Columns of a text by which it can be told from others.
const TOLD: usize = 8;

/// The widths of a table's columns: what they need, the rest to the last; narrow ones first. A column that could not be told
/// from others gives its room to them and has none, but never the one that is `kept`.
fn column_widths(
    columns: &[Column],
    rows: &[Row],
    width: usize,
    (kept, was): (Option<usize>, Option<(Spot, &Value)>),
) -> Vec<usize> {
    let need = |(index, column): (usize, &Column)| {
        let cells = rows.iter().enumerate().filter_map(|(row, cells)| match was {
            Some((spot, value)) if spot == Spot { row, column: index } => Some(value),
            _ => cells.cells.get(index),
        });
        let widest = cells.map(|value| super::paint::width_of(&cell(value, 60, style(Role::Text)))).max();
        widest.unwrap_or(0).max(column.label.chars().count()).max(4)
    };
    let mut needs: Vec<usize> = columns.iter().enumerate().map(need).collect();
    let shown = shown_columns(columns, &needs, width, kept);
    for (need, _) in needs.iter_mut().zip(&shown).filter(|(_, shown)| !**shown) {
        *need = 0;
    }
    let gaps = shown.iter().filter(|shown| **shown).count() * 2;
    let room = (width + 2).saturating_sub(gaps + hint(&shown));
    // The widest gives way until all fit: first down to its heading, then below.
    let label = |(column, shown): (&Column, &bool)| if *shown { column.label.chars().count() } else { 0 };
    let labels: Vec<usize> = columns.iter().zip(&shown).map(label).collect();
    // The first column names the row, so the others give way before it.
    let mut floors = labels.clone();
    if let (Some(first), Some(need)) = (floors.first_mut(), needs.first()) {
        *first = (*need).min(room / 2).max(*first);
    }
    // Of what stands in few columns anyway a part tells nothing.
    for ((floor, need), column) in floors.iter_mut().zip(&needs).zip(columns).filter(|_| gaps > 4) {
        *floor = if is_long(column) { *floor } else { *need };
    }
    shrink(&mut needs, room, &floors);
    shrink(&mut needs, room, &labels);
    shrink(&mut needs, room, &labels.iter().map(|label| 4.min(*label)).collect::<Vec<_>>());
    needs
}

/// Which columns there is room for, so that what stands in them can be told.
fn shown_columns(columns: &[Column], needs: &[usize], width: usize, kept: Option<usize>) -> Vec<bool> {
    let told = |(column, need): (&Column, &usize)| {
        let some = column.label.chars().count().max(TOLD);
        if is_long(column) { some.min(*need) } else { *need }
    };
    let told: Vec<usize> = columns.iter().zip(needs).map(told).collect();
    let mut shown = vec![true; columns.len()];
    let taken = |shown: &[bool]| {
        let those = told.iter().zip(shown).filter(|(_, shown)| **shown);
        those.map(|(width, _)| width + 2).sum::<usize>() + hint(shown)
    };
    while taken(&shown) > width + 2 {
        // What has to be there matters more, then what stands further to the left; the first one names the row.
        let other = (1..columns.len()).filter(|at| kept != Some(*at) && shown.get(*at) == Some(&true));
        let needed = |at: &usize| columns.get(*at).is_some_and(|column| column.required);
        let Some(least) = other.max_by_key(|at| (!needed(at), *at)) else { break };
        if let Some(least) = shown.get_mut(least) {
            *least = false;
        }
    }
    shown
}

/// Columns of the sign that there are more than are shown.
fn hint(shown: &[bool]) -> usize {
    if shown.contains(&false) { 3 } else { 0 }
}

/// Whether a cell holds as much as one types.
const fn is_long(column: &Column) -> bool {
    matches!(column.kind, Kind::Text | Kind::Lines | Kind::Document | Kind::Secret | Kind::Any)
}

/// Takes columns off the widest width that is still above its floor, until all fit or none is.
fn shrink(widths: &mut [usize], room: usize, floors: &[usize]) {
    while widths.iter().sum::<usize>() > room {
        let above = widths.iter_mut().zip(floors).filter(|(width, floor)| **width > **floor);
        let Some((widest, _)) = above.max_by_key(|(width, _)| **width) else { break };
        *widest -= 1;
    }
}

fn heading_line(columns: &[Column], widths: &[usize]) -> Line<'static> {
    let mut spans = Vec::new();
    for (column, width) in columns.iter().zip(widths).filter(|(_, width)| **width > 0) {
        spans.extend(padded(fit(column.label, *width, style(Role::Dim)), width + 2));
    }
    if widths.contains(&0) {
        spans.push(dim("…"));
    }
    Line::from(spans)
}

pub(super) fn table_lines(
    app: &App,
    form: &Form,
    field: &'static Field,
    value: &Value,
    (width, most): (usize, usize),
) -> Vec<Line<'static>> {
    let columns = grid_columns(field);
    if grid_len(value) == 0 {
        let teach = match field.access {
            Access::ReadOnly => "None.",
            _ => "None. [form.edit], then [table.add-row], adds one.",
        };
        return vec![Line::from(dim(app.session.keys.spell(teach).into_owned()))];
    }
    let widths = column_widths(columns, &grid_window(value, 0, SAMPLE), width, (None, None));
    let mut lines = vec![heading_line(columns, &widths)];
    for row in grid_window(value, 0, most).iter() {
        let mut spans = Vec::new();
        for (value, width) in row.cells.iter().zip(&widths).filter(|(_, width)| **width > 0) {
            spans.extend(padded(cell(value, *width, style(Role::Text)), width + 2));
        }
        spans.extend(beside(app, form, row).unwrap_or_default());
        lines.push(Line::from(spans));
        lines.extend(nested(columns, row, width));
        if row.unknown().next().is_some() {
            lines.push(unknown_keys(row, width));
        }
    }
    lines
}

/// A table inside a cell, under its headings.
fn nested_lines(columns: &[Column], rows: &[Row], width: usize) -> Vec<Line<'static>> {
    let widths =
        column_widths(columns, rows.get(..SAMPLE.min(rows.len())).unwrap_or_default(), width, (None, None));
    let line = |row: &Row| {
        let cells = row.cells.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let spans =
            cells.flat_map(|(value, width)| padded(cell(value, *width, style(Role::Text)), width + 2));
        Line::from(spans.collect::<Vec<_>>())
    };
    std::iter::once(heading_line(columns, &widths)).chain(rows.iter().map(line)).collect()
}

/// The rows of tables inside a row, below it.
fn nested(columns: &[Column], row: &Row, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (column, value) in columns.iter().zip(&row.cells) {
        for inner in value.rows() {
            let parts: Vec<String> = column
                .kind
                .columns()
                .iter()
                .zip(&inner.cells)
                .map(|(_, value)| value.text().unwrap_or("–").to_owned())
                .collect();
            let text = format!("    {}: {}", column.label.to_lowercase(), parts.join(" → "));
            lines.push(Line::from(fit(&text, width, style(Role::Dim))));
        }
    }
    lines
}

fn unknown_keys(row: &Row, width: usize) -> Line<'static> {
    // Beside a secret, text that we do not know may be one.
    let shown = |(key, json): (&str, &Json)| match json {
        Json::String(_) if row.has_secrets() => format!("{key}: hidden"),
        json => format!("{key}: {json}"),
    };
    let keys: Vec<String> = row.unknown().map(shown).collect();
    Line::from(fit(&format!("    also kept: {}", keys.join(", ")), width, style(Role::Dim)))
}

/// An open table: the rows around the cursor, the cell under it in full below.
pub(super) fn draw(
    app: &App,
    form: &Form,
    canvas: &mut Canvas<'_>,
    area: Rect,
    at: At,
    field: &'static Field,
) {
    let Some((grid, columns, _)) = form.grid() else {
        return;
    };
    let value = form.draft.value(at);
    let count = grid_len(value);
    let width = usize::from(area.width).saturating_sub(2);
    if count == 0 {
        let add = app.key(Context::Table, Command::AddRow);
        let teach = format!("No {}. {add} adds one.", field.label.to_lowercase());
        canvas.lines(area, paragraph(&teach, width, style(Role::Dim)));
        canvas.cursor = Some(Position { x: area.x, y: area.y });
        return;
    }
    // What is typed moves no column.
    let was = match &grid.cell {
        Some(Cell::Text(visit)) => Some((grid.spot, &visit.before)),
        _ => None,
    };
    let kept = (Some(grid.spot.column), was);
    let widths = column_widths(columns, &grid_window(value, 0, SAMPLE), width, kept);
    canvas.line(area.x + 2, area.y, area.width - 2, &heading_line(columns, &widths));
    // The open cell needs room below the table.
    let detail = match &grid.cell {
        Some(Cell::Choice(_)) => form.options().map_or(4, |(words, _)| words.len() + 2),
        // What is nested in the row needs more of it.
        None => nested_rows(value, grid.spot.row).map_or(5, |rows| rows + 4),
        _ => 5,
    };
    let detail = u16::try_from(detail).unwrap_or(5).min(area.height / 2);
    let most = area.height.saturating_sub(1 + detail).max(1);
    let first = canvas.first_visible(grid.spot.row, count, usize::from(most));
    canvas.page = usize::from(most);
    let mut y = area.y + 1;
    let state = match grid.cell {
        Some(_) => State::Open,
        None if app.reveals(canvas.size()) => State::Revealed,
        None => State::Closed,
    };
    for (number, row) in (first..).zip(grid_window(value, first, usize::from(most)).iter()) {
        grid_row(
            canvas,
            Rect { y, height: 1, ..area },
            row,
            &widths,
            (grid.spot, number, number - first),
            state,
        );
        if let Some(known) = beside(app, form, row) {
            let x = u16::try_from(widths.iter().map(|width| width + 2).sum::<usize>() + 2).unwrap_or(0);
            canvas.line(area.x + x, y, area.width.saturating_sub(x), &Line::from(known));
        }
        y += 1;
    }
    // Where rows are few, none of them is air.
    y += u16::from(area.height >= 9);
    let below = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    cell_detail(app, form, canvas, below, at, field);
}

/// The most rows that a cell of a row has in it, where some cell is a table.
fn nested_rows(value: &Value, row: usize) -> Option<usize> {
    let window = grid_window(value, row, 1);
    let cells = &window.first()?.cells;
    cells.iter().filter(|cell| matches!(cell, Value::Rows(_))).map(|cell| cell.rows().len()).max()
}

/// What is known of a row beside what it holds: the name of a token.
fn beside(app: &App, form: &Form, row: &Row) -> Option<Vec<Span<'static>>> {
    let id = row.cells.first().and_then(Value::text)?;
    if form.is_at_tokens() { super::tokens::known(&app.tokens, id) } else { None }
}

/// What is with the cell under the cursor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    Open,
    Revealed,
}

fn grid_row(
    canvas: &mut Canvas<'_>,
    area: Rect,
    row: &Row,
    widths: &[usize],
    (spot, number, window): (Spot, usize, usize),
    state: State,
) {
    let here = spot.row == number;
    let pointer = if here { words("▸ ", Role::Accent) } else { Span::raw("  ") };
    if here {
        canvas.tint(Rect { x: area.x - 1, width: area.width + 2, ..area }, style(Role::Selected));
    }
    canvas.line(area.x, area.y, 2, &Line::from(pointer));
    let mut x = area.x + 2;
    let cells = row.cells.iter().zip(widths).enumerate();
    for (column, (value, width)) in cells.filter(|(_, (_, width))| **width > 0) {
        let under = here && column == spot.column;
        let base = if under { style(Role::Accent).bold() } else { style(Role::Text) };
        let columns = u16::try_from(*width).unwrap_or(0);
        if x >= area.right() {
            break;
        }
        let place = Rect { x, width: (columns + 2).min(area.right() - x), ..area };
        canvas.target(place, Target::Cell { spot: Spot { row: number, column }, row: window });
        let shown = exposed(value).filter(|_| under && state == State::Revealed);
        let spans = shown.map_or_else(|| cell(value, *width, base), |text| fit(text, *width, base));
        canvas.line(x, area.y, columns.min(area.right() - x), &Line::from(spans));
        if under && state != State::Open {
            canvas.tint(Rect { x, y: area.y, width: columns, height: 1 }, style(Role::Accent).underlined());
            canvas.cursor = Some(Position { x, y: area.y });
        }
        x += columns + 2;
    }
}

/// Below a table: the cell under the cursor in full, or its editor.
fn cell_detail(app: &App, form: &Form, canvas: &mut Canvas<'_>, area: Rect, at: At, field: &'static Field) {
    let Some((grid, columns, _)) = form.grid() else {
        return;
    };
    let Some(column) = columns.get(grid.spot.column) else {
        return;
    };
    if area.height < 2 {
        return;
    }
    let rows = grid_window(form.draft.value(at), grid.spot.row, 1);
    let Some(row) = rows.first() else {
        return;
    };
    let name = row.cells.first().and_then(Value::text).unwrap_or_default();
    let mut head = vec![dim(format!("{} of ", column.label))];
    head.extend(fit(if name.is_empty() { "this row" } else { name }, 40, style(Role::Dim)));
    if grid.cell.is_some() {
        head.push(words(" · editing", Role::Accent));
    }
    canvas.line(area.x, area.y, area.width, &Line::from(head));
    let inner = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let names = template::names(form, at, Some(grid.spot.column));
    let names = names.as_deref();
    match &grid.cell {
        Some(Cell::Text(visit)) => {
            let room = Rect { height: inner.height.min(3), ..inner };
            let revealed = app.reveals(canvas.size());
            let sought = app.sought();
            let look = Look { revealed, inputs: names, unwrapped: !app.wrap, sought, ..Look::default() };
            let used = text::draw(&visit.text, &look, canvas, room);
            let below = Rect { y: inner.y + used, height: inner.height - used, ..inner };
            let width = usize::from(area.width);
            let mut told = Vec::new();
            if row.unknown().next().is_some() {
                told.push(unknown_keys(row, width));
            }
            let blank = row.cells.get(grid.spot.column).is_none_or(Value::is_blank);
            let room = usize::from(below.height).saturating_sub(told.len());
            told.extend(foot_of_cell(form, (at, field), (grid.spot, blank), (width, room), app.now.unix));
            canvas.lines_or_more(below, told);
        }
        Some(Cell::Choice(_)) => {
            if let Some((known, cursor)) = form.options() {
                let chosen = row.cells.get(grid.spot.column).and_then(Value::text);
                draw_options(canvas, inner, choice_words(known, chosen), cursor);
            }
        }
        None => {
            let value = row.cells.get(grid.spot.column);
            let width = usize::from(area.width);
            let shown = value.and_then(exposed).filter(|_| app.reveals(canvas.size()));
            let look = Look { inputs: names, ..Look::default() };
            let mut lines = match value {
                // As wide as where it is typed, so that it stays where it is when it is opened.
                _ if shown.is_some() => text::read(shown.unwrap_or_default(), width - 1, 3, &look).0,
                Some(Value::Text(text)) if !text.is_empty() => text::read(text, width - 1, 3, &look).0,
                Some(Value::Rows(rows)) if !rows.is_empty() => {
                    nested_lines(column.kind.columns(), rows, width)
                }
                Some(value) => vec![Line::from(cell(value, width, style(Role::Text)))],
                None => Vec::new(),
            };
            if row.unknown().next().is_some() {
                lines.push(unknown_keys(row, width));
            }
            let room = usize::from(inner.height).saturating_sub(lines.len());
            lines.extend(foot_of_cell(form, (at, field), (grid.spot, false), (width, room), app.now.unix));
            canvas.lines_or_more(inner, lines);
        }
    }
}
