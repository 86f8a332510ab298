//! A text whose long lines go on beyond the edge: one row for each, scrolled sideways to where the cursor is, with a mark
//! where a line goes on.
//!
//! A text that is only read has no cursor: its window is near what was found in it, and some columns from there.

use super::glyph::{Glyph, glyphs, stretch_at, stretch_count, stretch_range};
use super::paint::{Canvas, words};
use super::template::coloured;
use super::text::{Look, forgive, gutter, number};
use super::theme::{Role, style};
use crate::app::point::Target;
use crate::app::seek::Aside;
use crate::app::text::{Shape, TextEditor};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

/// Stands where a line goes on beyond the edge.
const ON: [&str; 2] = ["\u{2039}", "\u{203a}"];

/// Columns that are shown in front of what was found.
const BEFORE: usize = 15;

/// Columns further than which nobody goes between two frames.
const FAR: usize = 200;

/// From where on lines are shown: a stretch, and columns of it. What stands in stretches before is not walked.
#[derive(Clone, Copy)]
struct Origin {
    stretch: usize,
    columns: usize,
}

/// Draws the window of the text that holds the cursor, and returns how many rows it took.
pub fn draw(editor: &TextEditor, look: &Look<'_>, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
    let gutter = gutter(editor);
    let width = usize::from(area.width).saturating_sub(gutter + 1).max(2);
    let height = usize::from(area.height).max(1);
    canvas.page = height;
    let legible = look.revealed || editor.shape() != Shape::Secret;
    let (row, byte) = editor.cursor();
    let line = editor.line(row);
    // The stretch before is walked, too: the mark at the edge never stands where the cursor does.
    let stretch = stretch_at(line, byte).saturating_sub(1);
    let start = stretch_range(line, stretch).start;
    let before = shown(line, start, legible).take_while(|glyph| glyph.byte < byte);
    let column: usize = before.map(|glyph| glyph.width).sum();
    // By halves of the window, so that not each letter moves it.
    let half = (width / 2).max(1);
    let columns = if column < width { 0 } else { ((column - width) / half + 1) * half };
    let origin = Origin { stretch, columns };
    let count = editor.line_count();
    let first = canvas.first_of_text(row, count, height);
    let mut rows = 0;
    for (y, number_of) in (area.top()..area.bottom()).zip(first..count) {
        let text = editor.line(number_of);
        let mut marks = Vec::new();
        if legible {
            marks = marks_of(text, number_of, origin, look);
            if number_of == row {
                forgive(&mut marks, byte);
            }
        }
        let (spans, glyphs) = beyond(text, origin, width, legible, &marks);
        let mut spans = spans;
        spans.splice(0..0, number(gutter, Some(number_of)));
        canvas.line(area.x, y, area.width, &Line::from(spans));
        letters(canvas, Rect { y, height: 1, ..area }, (number_of, text.len(), rows), gutter, &glyphs);
        if let Some((_, fault)) = look.fault.filter(|(line, _)| *line == number_of) {
            let column: usize = glyphs.iter().take_while(|(at, _)| *at < fault).map(|(_, width)| width).sum();
            let width = glyphs.iter().find(|(at, _)| *at >= fault).map_or(1, |(_, width)| *width);
            let x = area.x + u16::try_from(gutter + column).unwrap_or(u16::MAX);
            let place = Rect { x, y, width: u16::try_from(width).unwrap_or(1), height: 1 };
            canvas.tint(place.intersection(area), style(Role::Fault));
        }
        rows += 1;
    }
    let x = u16::try_from(gutter + column - columns).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
    let y = u16::try_from(row - first).unwrap_or(0).min(area.height.saturating_sub(1));
    canvas.cursor = Some(Position { x: area.x + x, y: area.y + y });
    rows
}

/// Makes each character of a row something that can be pointed at; what is beside it stands for the end of the line, which
/// has this number and length.
fn letters(
    canvas: &mut Canvas<'_>,
    area: Rect,
    (line, length, row): (usize, usize, u16),
    gutter: usize,
    glyphs: &[(usize, usize)],
) {
    let letter = |byte| Target::Letter { line, byte, row: usize::from(row) };
    canvas.target(area, letter(length));
    let mut x = area.x.saturating_add(u16::try_from(gutter).unwrap_or(u16::MAX));
    for (byte, width) in glyphs {
        let width = u16::try_from(*width).unwrap_or(1);
        canvas.target(Rect { x, width, ..area }.intersection(area), letter(*byte));
        x = x.saturating_add(width);
    }
}

/// Some lines of a text that is only read, a row each. `sides` is told by how many columns they go on beyond each edge.
pub fn read(
    text: &str,
    lines: Range<usize>,
    width: usize,
    look: &Look<'_>,
    sides: &Cell<(usize, usize)>,
) -> Vec<Line<'static>> {
    let width = width.saturating_sub(1).max(2);
    let from = look.aside.map_or((0, 0), |aside| begins(text, aside, width));
    let some = text.split('\n').enumerate().skip(lines.start).take(lines.len());
    some.map(|(number, line)| {
        let origin = origin(line, from);
        let marks = marks_of(line, number, origin, look);
        let (left, right) = sides.get();
        let before = if origin.stretch > 0 { FAR } else { origin.columns };
        sides.set((left.max(before), right.max(columns_beyond(line, origin, width))));
        Line::from(beyond(line, origin, width, true, &marks).0)
    })
    .collect()
}

/// From which stretch, and how many columns from its beginning, the lines of a text that is only read are shown. What was
/// found in it is seen, with something of what stands before it.
fn begins(text: &str, aside: &Aside, width: usize) -> (usize, isize) {
    let Some(place) = &aside.near else { return (0, aside.columns) };
    let line = text.split('\n').nth(place.line).unwrap_or_default();
    let stretch = stretch_at(line, place.bytes.start);
    let start = stretch_range(line, stretch).start;
    let columns = |byte| -> usize {
        shown(line, start, true).take_while(|glyph| glyph.byte < byte).map(|glyph| glyph.width).sum()
    };
    let first = if stretch == 0 && columns(place.bytes.end) < width {
        0
    } else {
        signed(columns(place.bytes.start)) - signed(BEFORE.min(width / 2))
    };
    (stretch, first.saturating_add(aside.columns))
}

/// The same for one of its lines: from the stretch in which that is. What is walked is what lies between.
fn origin(line: &str, (mut stretch, mut columns): (usize, isize)) -> Origin {
    let count = stretch_count(line);
    while columns < 0 && (1..=count).contains(&stretch) {
        stretch -= 1;
        columns += signed(columns_of(line, stretch, usize::MAX));
    }
    let mut columns = columns.max(0).unsigned_abs();
    while stretch + 1 < count {
        let all = columns_of(line, stretch, columns);
        if columns <= all {
            break;
        }
        (stretch, columns) = (stretch + 1, columns - all);
    }
    Origin { stretch, columns }
}

fn signed(columns: usize) -> isize {
    isize::try_from(columns).unwrap_or(isize::MAX)
}

/// How wide a stretch of a line is; where it is wider than `most`, more than that.
fn columns_of(line: &str, stretch: usize, most: usize) -> usize {
    let mut columns = 0;
    for glyph in glyphs(line.get(stretch_range(line, stretch)).unwrap_or_default()) {
        if columns > most {
            break;
        }
        columns += glyph.width;
    }
    columns
}

/// By how many columns a line goes on behind a window, as far as that is of use before the next frame.
fn columns_beyond(line: &str, origin: Origin, width: usize) -> usize {
    if origin.stretch >= stretch_count(line) {
        return 0;
    }
    let edge = origin.columns + width;
    let mut columns = 0;
    for glyph in shown(line, stretch_range(line, origin.stretch).start, true) {
        if columns > edge + FAR {
            break;
        }
        columns += glyph.width;
    }
    columns.saturating_sub(edge)
}

/// The looks of what may be seen from an origin on.
fn marks_of(line: &str, number: usize, origin: Origin, look: &Look<'_>) -> Vec<(Range<usize>, Role)> {
    let last = stretch_count(line) - 1;
    let mut marks = Vec::new();
    for stretch in origin.stretch..=(origin.stretch + 1).min(last) {
        for mark in look.marks(line, number, stretch) {
            if !marks.contains(&mark) {
                marks.push(mark);
            }
        }
    }
    marks
}

/// The glyphs of a line from a byte on; of a masked text, dots.
fn shown(line: &str, start: usize, legible: bool) -> impl Iterator<Item = Glyph<'_>> {
    glyphs(line.get(start..).unwrap_or_default()).map(move |glyph| {
        let byte = start + glyph.byte;
        if legible {
            Glyph { byte, ..glyph }
        } else {
            Glyph { text: Cow::Borrowed("\u{2022}"), width: 1, mark: false, byte }
        }
    })
}

/// What is seen of a line from an origin on, and where its glyphs stand: their bytes and widths.
fn beyond(
    line: &str,
    origin: Origin,
    width: usize,
    legible: bool,
    marks: &[(Range<usize>, Role)],
) -> (Vec<Span<'static>>, Vec<(usize, usize)>) {
    if line.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let is_there = origin.stretch < stretch_count(line);
    let start = if is_there { stretch_range(line, origin.stretch).start } else { line.len() };
    let mut source = shown(line, start, legible);
    let (mut skipped, mut seen, mut used) = (0, Vec::new(), 0);
    let mut places = Vec::new();
    let mut goes_on = false;
    for glyph in source.by_ref() {
        if skipped < origin.columns {
            skipped += glyph.width;
            // A wide one of which only a part is beyond the edge leaves that part empty.
            for _ in origin.columns..skipped {
                seen.push(Glyph { text: Cow::Borrowed(" "), width: 1, mark: false, byte: glyph.byte });
                places.push((glyph.byte, 1));
                used += 1;
            }
            continue;
        }
        if used + glyph.width > width {
            goes_on = true;
            break;
        }
        used += glyph.width;
        places.push((glyph.byte, glyph.width));
        seen.push(glyph);
    }
    let hidden = start > 0 || origin.columns > 0;
    let mut spans = Vec::new();
    if hidden {
        spans.push(words(ON[0], Role::Mark));
        // The mark takes the room of what stands there first.
        let gone = if seen.is_empty() { 1 } else { seen.remove(0).width };
        spans.push(Span::raw(" ".repeat(gone.saturating_sub(1))));
    }
    spans.extend(coloured(&seen, marks));
    if goes_on {
        spans.push(Span::raw(" ".repeat(width - used)));
        spans.push(words(ON[1], Role::Mark));
    }
    (spans, places)
}
