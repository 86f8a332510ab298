//! Before and after of one field, in the form that suits it: words within a line, lines within a body, rows of a
//! table, members of a set. Unchanged neighbours are folded; nothing hidden stays hidden.

use super::glyph::wrap;
use super::paint::{dim, fit, spans, width_of, words};
use super::theme::{Role, style};
use super::value::{cell, exact};
use crate::app::editor::{grid_columns, grid_rows};
use crate::edit::{Access, Column, Field, Kind, Row, Value};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices, group_diff_ops};
use unicode_width::UnicodeWidthStr;

/// Unchanged lines shown around a change.
const CONTEXT: usize = 2;
/// From this many differing lines on they are shown as one block that went and one that came.
const LINES_UP_TO: usize = 600;
/// Bytes shown on either side of a change in a long line.
const AROUND: usize = 200;
/// From this size on two texts are compared by lines only.
const WORDS_UP_TO: usize = 4_000;

/// The lines that show how `before` becomes `after`, each at most `width` columns.
pub fn lines(field: &Field, before: &Value, after: &Value, width: usize) -> Vec<Line<'static>> {
    compared(field, before, after, width).into_iter().flat_map(|line| broken(line, width)).collect()
}

fn compared(field: &Field, before: &Value, after: &Value, width: usize) -> Vec<Line<'static>> {
    match (field.kind, before, after) {
        (Kind::Table(_) | Kind::List, before, after) => rows(field, before, after, width),
        (Kind::Set(_), before, after) => members(before, after, width),
        (Kind::Lines, Value::Text(old), Value::Text(new)) if are_single(old, new) => within(old, new, width),
        (Kind::Lines | Kind::Document, before, after) => {
            let (old, new) = (before.text(), after.text().unwrap_or_default());
            let mut lines = Vec::new();
            if old.is_none() && field.access != Access::WriteOnly {
                lines.push(removed(cell(before, width, style(Role::Dim))));
            }
            lines.extend(text_lines(old.unwrap_or_default(), new, width));
            lines
        }
        (_, Value::Text(old), Value::Text(new)) if old.len().max(new.len()) <= WORDS_UP_TO => {
            within(old, new, width)
        }
        (_, Value::Text(old), Value::Text(new)) => text_lines(old, new, width),
        (_, before, after) => {
            vec![removed(value(before, width)), added(value(after, width))]
        }
    }
}

/// A value as it is, whole, in lines of at most `width` columns.
pub fn whole(field: &Field, value: &Value, role: Role, width: usize) -> Vec<Line<'static>> {
    let lines: Vec<_> = match value {
        Value::Text(text) | Value::Document(text) if !text.is_empty() => text
            .split_inclusive('\n')
            .flat_map(|line| {
                signed(line.strip_suffix('\n').unwrap_or(line), width + 2, "", role, |_| false, role)
            })
            .collect(),
        Value::Rows(rows) => {
            rows.iter().flat_map(|row| whole_row(grid_columns(field), row, "", role, width)).collect()
        }
        other => vec![Line::from(cell(other, width, style(role)))],
    };
    lines.into_iter().flat_map(|line| broken(line, width)).collect()
}

/// What is wider than there is room goes on in the next row: of what is sent nothing may be out of sight.
fn broken(line: Line<'static>, width: usize) -> Vec<Line<'static>> {
    if width_of(&line.spans) <= width {
        return vec![line];
    }
    let (mut rows, mut row, mut used) = (Vec::new(), Vec::new(), 0);
    for letter in line.styled_graphemes(Style::default()) {
        let columns = letter.symbol.width();
        if used + columns > width.max(columns) {
            rows.push(Line::from(std::mem::take(&mut row)));
            used = 0;
        }
        used += columns;
        row.push(Span::styled(letter.symbol.to_owned(), letter.style));
    }
    rows.push(Line::from(row));
    rows
}

fn are_short(old: &str, new: &str) -> bool {
    old.len().max(new.len()) <= WORDS_UP_TO
}

fn are_single(old: &str, new: &str) -> bool {
    are_short(old, new) && !old.contains('\n') && !new.contains('\n')
}

fn value(value: &Value, width: usize) -> Vec<Span<'static>> {
    match value {
        Value::Text(text) if !text.is_empty() => exact(text, style(Role::Text)),
        other => cell(other, width.saturating_sub(2), style(Role::Text)),
    }
}

fn removed(mut line: Vec<Span<'static>>) -> Line<'static> {
    line.insert(0, words("- ", Role::Removed));
    Line::from(line)
}

fn added(mut line: Vec<Span<'static>>) -> Line<'static> {
    line.insert(0, words("+ ", Role::Added));
    Line::from(line)
}

/// Two versions of a line with the words that differ set off, wrapped to the width.
fn within(old: &str, new: &str, width: usize) -> Vec<Line<'static>> {
    let diff = TextDiff::from_unicode_words(old, new);
    let side = |gone: ChangeTag, sign: &'static str, role: Role, part: Role| {
        let (mut text, mut parts) = (String::new(), Vec::new());
        for change in diff.iter_all_changes() {
            if change.tag() == ChangeTag::Equal || change.tag() == gone {
                let start = text.len();
                text.push_str(change.value());
                if change.tag() == gone {
                    parts.push(start..text.len());
                }
            }
        }
        signed(&text, width, sign, role, |byte| parts.iter().any(|range| range.contains(&byte)), part)
    };
    let mut lines = Vec::new();
    if old.is_empty() {
        lines.push(removed(vec![dim("empty")]));
    } else {
        lines.extend(side(ChangeTag::Delete, "- ", Role::Removed, Role::RemovedPart));
    }
    if new.is_empty() {
        lines.push(added(vec![dim("empty")]));
    } else {
        lines.extend(side(ChangeTag::Insert, "+ ", Role::Added, Role::AddedPart));
    }
    lines
}

/// One line of text in rows, with a sign before the first and some of its bytes set off.
fn signed(
    text: &str,
    width: usize,
    sign: &'static str,
    role: Role,
    set_off: impl Fn(usize) -> bool,
    part: Role,
) -> Vec<Line<'static>> {
    let trailing = text.trim_end_matches(' ').len();
    wrap(text, width.saturating_sub(2))
        .enumerate()
        .map(|(row, glyphs)| {
            let below = if sign.is_empty() { "" } else { "  " };
            let mut line = vec![if row == 0 { words(sign, role) } else { Span::raw(below) }];
            let mut run = Vec::new();
            let mut off = false;
            let base = |off: bool| -> Style { style(if off { part } else { role }) };
            for mut glyph in glyphs {
                if set_off(glyph.byte) != off {
                    line.extend(spans(run.drain(..), base(off)));
                    off = !off;
                }
                if glyph.byte >= trailing && glyph.text == " " {
                    glyph.text = "·".into();
                    glyph.mark = true;
                }
                run.push(glyph);
            }
            line.extend(spans(run, base(off)));
            Line::from(line)
        })
        .collect()
}

fn text_lines(old: &str, new: &str, width: usize) -> Vec<Line<'static>> {
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let end_matters = old.ends_with('\n') != new.ends_with('\n');
    let mut lines = Vec::new();
    let mut shown = 0;
    for group in group_diff_ops(line_ops(&old_lines, &new_lines), CONTEXT) {
        let Some(first) = group.first() else { continue };
        lines.extend(folded(first.old_range().start.saturating_sub(shown)));
        for op in &group {
            shown = op.old_range().end;
            if let Some((old, new)) = long_line(op, &old_lines, &new_lines) {
                lines.extend(around_the_change(old, new, width));
                continue;
            }
            for change in op.iter_changes(&old_lines, &new_lines) {
                let text = change.value();
                let (text, ended) = text.strip_suffix('\n').map_or((text, false), |text| (text, true));
                let (sign, role) = match change.tag() {
                    ChangeTag::Equal => ("  ", Role::Dim),
                    ChangeTag::Delete => ("- ", Role::Removed),
                    ChangeTag::Insert => ("+ ", Role::Added),
                };
                lines.extend(signed(text, width, sign, role, |_| false, role));
                if !ended && end_matters && change.tag() != ChangeTag::Equal {
                    lines.push(Line::from(dim("  (no newline at the end)")));
                }
            }
        }
    }
    lines.extend(folded(old_lines.len().saturating_sub(shown)));
    lines
}

/// One line for one line, at least one of them long.
fn long_line<'t>(op: &DiffOp, old: &[&'t str], new: &[&'t str]) -> Option<(&'t str, &'t str)> {
    let &DiffOp::Replace { old_index, old_len: 1, new_index, new_len: 1 } = op else { return None };
    let (old, new) = (*old.get(old_index)?, *new.get(new_index)?);
    let same_end = old.ends_with('\n') == new.ends_with('\n');
    (same_end && !are_short(old, new)).then(|| (old.trim_end_matches('\n'), new.trim_end_matches('\n')))
}

/// Two versions of a long line: what differs and a little of what stands around it. All of it goes out, and is shown
/// as it goes out.
fn around_the_change(old: &str, new: &str, width: usize) -> Vec<Line<'static>> {
    let both = old.len().min(new.len());
    let head = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let tail = old.bytes().rev().zip(new.bytes().rev()).take(both - head).take_while(|(a, b)| a == b).count();
    let mut head = head.saturating_sub(AROUND);
    let mut tail = tail.saturating_sub(AROUND);
    while !old.is_char_boundary(head) {
        head -= 1;
    }
    while !old.is_char_boundary(old.len() - tail) {
        tail -= 1;
    }
    let side = |text: &str, sign: &'static str, role: Role| {
        let text = text.get(head..text.len() - tail).unwrap_or_default();
        signed(text, width, sign, role, |_| false, role)
    };
    let same = |count: usize| {
        (count > 0).then(|| Line::from(dim(format!("  ⋯ {count} bytes of this line unchanged"))))
    };
    let mut lines: Vec<_> = same(head).into_iter().collect();
    lines.extend(side(old, "- ", Role::Removed));
    lines.extend(side(new, "+ ", Role::Added));
    lines.extend(same(tail));
    lines
}

/// What turns one list of lines into the other. Above a size everything between the first and the last difference
/// is one replacement: this is worked out for each frame of the review, and a finer answer may take seconds.
fn line_ops(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (old_len, new_len) = (old.len() - head - tail, new.len() - head - tail);
    if old_len + new_len <= LINES_UP_TO {
        return capture_diff_slices(Algorithm::Myers, old, new);
    }
    vec![
        DiffOp::Equal { old_index: 0, new_index: 0, len: head },
        DiffOp::Replace { old_index: head, old_len, new_index: head, new_len },
        DiffOp::Equal { old_index: head + old_len, new_index: head + new_len, len: tail },
    ]
}

fn folded(count: usize) -> Option<Line<'static>> {
    match count {
        0 => None,
        1 => Some(Line::from(dim("  ⋯ 1 line unchanged"))),
        many => Some(Line::from(dim(format!("  ⋯ {many} lines unchanged")))),
    }
}

fn members(before: &Value, after: &Value, width: usize) -> Vec<Line<'static>> {
    let (old, new) = (crate::connector::facts::members(before), crate::connector::facts::members(after));
    let mut lines = Vec::new();
    if matches!(before, Value::Absent | Value::Null) {
        lines.push(removed(cell(before, width, style(Role::Dim))));
    }
    for member in old.iter().filter(|member| !new.contains(member)) {
        lines.push(removed(exact(member, style(Role::Removed))));
    }
    for member in new.iter().filter(|member| !old.contains(member)) {
        lines.push(added(exact(member, style(Role::Added))));
    }
    let kept: Vec<_> = old.iter().filter(|member| new.contains(member)).map(String::as_str).collect();
    if !kept.is_empty() {
        lines.push(Line::from(fit(&format!("  {} stay", kept.join(", ")), width, style(Role::Dim))));
    }
    lines
}

/// Rows are told apart by their first cell, which names them; rows of the same name are compared cell by cell.
fn rows(field: &Field, before: &Value, after: &Value, width: usize) -> Vec<Line<'static>> {
    let columns = grid_columns(field);
    let (old, new) = (grid_rows(before), grid_rows(after));
    let names = |rows: &[Row]| -> Vec<String> { rows.iter().map(name).collect() };
    let mut lines = Vec::new();
    if matches!(before, Value::Absent | Value::Null) {
        lines.push(removed(cell(before, width, style(Role::Dim))));
    }
    let mut unchanged = 0;
    for op in capture_diff_slices(Algorithm::Myers, &names(&old), &names(&new)) {
        let (gone, come, paired) = match op {
            DiffOp::Equal { old_index, new_index, len } => {
                (old.get(old_index..old_index + len), new.get(new_index..new_index + len), true)
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                (old.get(old_index..old_index + old_len), None, false)
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                (None, new.get(new_index..new_index + new_len), false)
            }
            // Renamed rows: as many as there are on both sides are taken as pairs.
            DiffOp::Replace { old_index, old_len, new_index, new_len } => (
                old.get(old_index..old_index + old_len),
                new.get(new_index..new_index + new_len),
                old_len == new_len,
            ),
        };
        let (gone, come) = (gone.unwrap_or_default(), come.unwrap_or_default());
        if paired {
            for (gone, come) in gone.iter().zip(come) {
                if gone == come {
                    unchanged += 1;
                } else {
                    lines.extend(changed_row(columns, gone, come, width));
                }
            }
        } else {
            lines.extend(gone.iter().flat_map(|row| whole_row(columns, row, "- ", Role::Removed, width)));
            lines.extend(come.iter().flat_map(|row| whole_row(columns, row, "+ ", Role::Added, width)));
        }
    }
    if unchanged > 0 {
        let rows = if unchanged == 1 { "row" } else { "rows" };
        lines.push(Line::from(dim(format!("  ⋯ {unchanged} {rows} unchanged"))));
    }
    if new.is_empty() {
        lines.push(Line::from(words("  nothing is left", Role::Warning)));
    }
    lines
}

fn name(row: &Row) -> String {
    row.cells.first().and_then(Value::text).unwrap_or_default().to_owned()
}

/// A row that came or went: in one line where it fits, else a line for each of its cells. Nothing of it is cut.
fn whole_row(
    columns: &[Column],
    row: &Row,
    sign: &'static str,
    role: Role,
    width: usize,
) -> Vec<Line<'static>> {
    let mut cells = columns.iter().zip(&row.cells);
    let mut head = vec![words(sign, role)];
    if let Some((_, name)) = cells.next() {
        head.extend(cell(name, usize::MAX, style(role)));
    }
    let mut line = head.clone();
    for (column, value) in cells.clone() {
        line.push(dim(format!("  {} ", column.label.to_lowercase())));
        line.extend(cell(value, usize::MAX, style(role)));
    }
    if width_of(&line) <= width {
        return vec![Line::from(line)];
    }
    let mut lines = vec![Line::from(head)];
    for (column, value) in cells {
        let label = format!("{} ", column.label.to_lowercase());
        let room = width.saturating_sub(4 + label.len());
        let rows = match value {
            Value::Text(text) if !text.is_empty() => signed(text, room + 2, "", role, |_| false, role),
            other => vec![Line::from(cell(other, room, style(role)))],
        };
        lines.extend(labelled(&label, rows));
    }
    lines
}

/// Rows with a label before the first and air before the others.
fn labelled(label: &str, rows: Vec<Line<'static>>) -> Vec<Line<'static>> {
    let air = " ".repeat(4 + label.chars().count());
    rows.into_iter()
        .enumerate()
        .map(|(number, mut row)| {
            row.spans.insert(0, dim(if number == 0 { format!("    {label}") } else { air.clone() }));
            row
        })
        .collect()
}

/// A row of the same name: the cells that differ, before and after, in full.
fn changed_row(columns: &[Column], old: &Row, new: &Row, width: usize) -> Vec<Line<'static>> {
    let mut head = vec![words("~ ", Role::Changed)];
    let title = name(new);
    let title = if title.is_empty() { "row without a name" } else { &title };
    head.extend(fit(title, width.saturating_sub(2), style(Role::Text)));
    let mut lines = vec![Line::from(head)];
    for (column, (old, new)) in columns.iter().zip(old.cells.iter().zip(&new.cells)) {
        if old == new {
            continue;
        }
        let label = column.label.to_lowercase();
        let mut line = cell(old, usize::MAX, style(Role::Removed));
        line.push(dim(" → "));
        line.extend(cell(new, usize::MAX, style(Role::Added)));
        if width_of(&line) + label.len() + 6 <= width {
            lines.extend(labelled(&format!("{label}  "), vec![Line::from(line)]));
            continue;
        }
        lines.push(Line::from(dim(format!("    {label}"))));
        let inside = width.saturating_sub(4);
        let changed = match (old, new) {
            (Value::Text(old), Value::Text(new)) if are_short(old, new) => within(old, new, inside),
            (Value::Text(old), Value::Text(new)) => text_lines(old, new, inside),
            (old, new) => vec![removed(value(old, inside)), added(value(new, inside))],
        };
        lines.extend(labelled("", changed));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{lines, whole};
    use crate::connector::FIELDS;
    use crate::edit::{At, Record, Value};
    use crate::view::paint::width_of;
    use crate::view::theme::Role;
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    /// Texts without marks for what is invisible, so that what is shown can be compared letter by letter.
    fn text() -> impl Strategy<Value = String> {
        prop::collection::vec("[a-z]{1,40}|日本語|👍", 0..30).prop_map(|words| words.join(" "))
    }

    fn record() -> impl Strategy<Value = Json> {
        let row = (text(), text()).prop_map(|(name, description)| {
            json!({"name": name, "type": "string", "description": description, "required": true, "default_value": name})
        });
        let rows = prop::collection::vec(row, 0..4);
        (text(), prop::collection::vec(text(), 0..4), rows).prop_map(|(text, list, rows)| {
            json!({"name": text, "url": text, "body": text, "http_method": text, "audiences": list, "token_ids": list, "data_inputs": rows})
        })
    }

    /// The letters of what is shown, without air.
    fn letters(text: &str) -> String {
        text.split_whitespace().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_of_what_changes_is_out_of_sight(old in record(), new in record(), width in 12..120_usize) {
            let read = |json: &Json| Record::decode(&FIELDS, json).unwrap();
            let (old, new) = (read(&old), read(&new));
            for (at, field) in At::all(&FIELDS) {
                let (before, after) = (old.value(at), new.value(at));
                if before == after {
                    continue;
                }
                let rows = lines(field, before, after, width).into_iter().chain(whole(field, after, Role::Text, width));
                let mut shown = String::new();
                for row in rows {
                    prop_assert!(width_of(&row.spans) <= width, "{width}: {row}");
                    shown.push_str(&row.to_string());
                }
                if let Value::Text(text) = after {
                    let whole = letters(&shown);
                    prop_assert!(whole.contains(&letters(text)), "{text:?} in {shown}");
                }
            }
        }
    }
}
