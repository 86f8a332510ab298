//! An open text: soft-wrapped rows around its cursor, hidden characters visible, line numbers where they help.

use super::glyph::{Glyph, stretch_at, stretch_count, stretch_range, wrap_stretch};
use super::paint::{Canvas, dim};
use super::template::{coloured, found};
use super::theme::{Role, style};
use crate::app::point::Target;
use crate::app::seek::{Aside, Place, places_in};
use crate::app::text::{Shape, TextEditor};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

/// One visual row: a piece of a line.
struct Piece<'t> {
    line: usize,
    first: bool,
    glyphs: Vec<Glyph<'t>>,
    /// The variables of the part that it belongs to, and what is looked for.
    found: Rc<[(Range<usize>, Role)]>,
}

/// How a text is looked at.
#[derive(Clone, Copy, Default)]
pub struct Look<'l> {
    /// A masked text is legible only where it is revealed.
    pub revealed: bool,
    /// The names of the data inputs, where the text is a template.
    pub inputs: Option<&'l [&'l str]>,
    /// A byte of a line, both from zero: there something is wrong.
    pub fault: Option<(usize, usize)>,
    /// Long lines go on beyond the edge.
    pub unwrapped: bool,
    /// How far it has gone sideways, where no cursor says where the window has to be.
    pub aside: Option<&'l Aside>,
    /// The letters that are looked for, and the place that one is at.
    pub sought: Option<(&'l str, Option<&'l Place>)>,
}

impl Look<'_> {
    /// What of a stretch of a line has a look of its own: variables, and in front of them what is looked for.
    pub(super) fn marks(&self, line: &str, number: usize, stretch: usize) -> Vec<(Range<usize>, Role)> {
        let found = found(line, stretch, self.inputs);
        let Some((letters, here)) = self.sought.filter(|(letters, _)| !letters.is_empty()) else {
            return found;
        };
        let part = stretch_range(line, stretch);
        // A place may begin before the stretch and end in it.
        let margin = letters.len() * 4;
        let from = (0..=part.start.saturating_sub(margin)).rev().find(|byte| line.is_char_boundary(*byte));
        let from = from.unwrap_or(0);
        let to = (part.end.saturating_add(margin)..line.len()).find(|byte| line.is_char_boundary(*byte));
        let piece = line.get(from..to.unwrap_or(line.len())).unwrap_or_default();
        let here = here.filter(|place| place.line == number).map(|place| &place.bytes);
        let mut marks: Vec<(Range<usize>, Role)> = places_in(piece, letters)
            .map(|range| range.start + from..range.end + from)
            .filter(|range| here.is_none_or(|here| range.end <= here.start || here.end <= range.start))
            .map(|range| (range, Role::Match))
            .collect();
        marks.extend(here.map(|here| (here.clone(), Role::MatchHere)));
        marks.sort_by_key(|(range, _)| range.start);
        let rest: Vec<_> =
            found.into_iter().flat_map(|(range, role)| without(&range, role, &marks)).collect();
        marks.extend(rest);
        marks.sort_by_key(|(range, _)| range.start);
        marks
    }
}

/// What some marks leave of a range.
fn without(range: &Range<usize>, role: Role, marks: &[(Range<usize>, Role)]) -> Vec<(Range<usize>, Role)> {
    let mut left = Vec::new();
    let mut from = range.start;
    for (mark, _) in marks.iter().filter(|(mark, _)| mark.start < range.end && range.start < mark.end) {
        if from < mark.start {
            left.push((from..mark.start, role));
        }
        from = mark.end;
    }
    if from < range.end {
        left.push((from..range.end, role));
    }
    left
}

/// What is laid out at once: a line, or a stretch of a long one.
#[derive(Clone, Copy)]
struct Part {
    line: usize,
    stretch: usize,
}

impl Part {
    fn before(self, editor: &TextEditor) -> Option<Self> {
        if let Some(stretch) = self.stretch.checked_sub(1) {
            return Some(Self { stretch, ..self });
        }
        let line = self.line.checked_sub(1)?;
        Some(Self { line, stretch: stretch_count(editor.line(line)) - 1 })
    }

    fn after(self, editor: &TextEditor) -> Option<Self> {
        if self.stretch + 1 < stretch_count(editor.line(self.line)) {
            return Some(Self { stretch: self.stretch + 1, ..self });
        }
        (self.line + 1 < editor.line_count()).then_some(Self { line: self.line + 1, stretch: 0 })
    }
}

/// Draws the window of the text that holds the cursor, and returns how many rows it took. The work follows the
/// window, not the text.
pub fn draw(editor: &TextEditor, look: &Look<'_>, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
    if look.unwrapped {
        return super::unwrapped::draw(editor, look, canvas, area);
    }
    let gutter = gutter(editor);
    let width = usize::from(area.width).saturating_sub(gutter + 1).max(2);
    let height = usize::from(area.height).max(1);
    canvas.page = height;
    let (row, byte) = editor.cursor();
    let legible = look.revealed || editor.shape() != Shape::Secret;
    let rows = |part: Part| {
        let line = editor.line(part.line);
        let mut found = if legible { look.marks(line, part.line, part.stretch) } else { Vec::new() };
        if part.line == row {
            forgive(&mut found, byte);
        }
        pieces(line, part, width, legible, &found.into())
    };

    // The rows around the cursor, then what stands above and below until the window is full.
    let here = Part { line: row, stretch: stretch_at(editor.line(row), byte) };
    let mut window = rows(here);
    let at = window
        .iter()
        .rposition(|piece| piece.glyphs.first().is_none_or(|glyph| glyph.byte <= byte))
        .unwrap_or(0);
    let mut cursor_row = at;
    let column: usize = window.get(at).map_or(0, |piece| {
        piece.glyphs.iter().take_while(|glyph| glyph.byte < byte).map(|glyph| glyph.width).sum()
    });
    let mut above = here.before(editor);
    while let Some(part) = above.filter(|_| cursor_row < height) {
        let mut more = rows(part);
        cursor_row += more.len();
        more.append(&mut window);
        window = more;
        above = part.before(editor);
    }
    let mut below = here.after(editor);
    while let Some(part) = below.filter(|_| window.len() < cursor_row + height) {
        window.append(&mut rows(part));
        below = part.after(editor);
    }
    let first = canvas.first_of_text(cursor_row, window.len(), height);

    for (y, piece) in (area.top()..area.bottom()).zip(window.iter().skip(first)) {
        let mut line = Vec::new();
        line.extend(number(gutter, piece.first.then_some(piece.line)));
        line.extend(coloured(&piece.glyphs, &piece.found));
        canvas.line(area.x, y, area.width, &Line::from(line));
    }
    letters(editor, window.get(first..).unwrap_or_default(), gutter, canvas, area);
    for (y, pair) in (area.top()..area.bottom()).zip((first..window.len()).map(|at| (at, window.get(at + 1))))
    {
        let (at, next) = pair;
        if let Some(piece) = window.get(at)
            && let Some((column, width)) = look.fault.and_then(|fault| place_of(fault, piece, next))
        {
            let x = area.x + u16::try_from(gutter + column).unwrap_or(u16::MAX);
            let width = u16::try_from(width).unwrap_or(1);
            canvas.tint(Rect { x, y, width, height: 1 }.intersection(area), style(Role::Fault));
        }
    }
    let x = area.x + u16::try_from(gutter + column).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
    let y = area.y + u16::try_from(cursor_row - first).unwrap_or(0).min(area.height.saturating_sub(1));
    canvas.cursor = Some(Position { x, y });
    u16::try_from(window.len() - first).unwrap_or(u16::MAX).min(area.height)
}

/// Columns in front of a text of several lines, for their numbers.
pub(super) fn gutter(editor: &TextEditor) -> usize {
    let count = editor.line_count();
    if editor.shape() == Shape::Lines && count > 1 { count.to_string().len() + 2 } else { 0 }
}

/// The number of a line, where there is room for one.
pub(super) fn number(gutter: usize, line: Option<usize>) -> Option<Span<'static>> {
    let number = line.map_or_else(String::new, |line| (line + 1).to_string());
    (gutter > 0).then(|| dim(format!("{number:>width$}  ", width = gutter - 2)))
}

/// What is being typed is not wrong yet.
pub(super) fn forgive(found: &mut [(Range<usize>, Role)], byte: usize) {
    let typed = found.iter_mut().find(|(range, _)| range.start < byte && byte <= range.end);
    if let Some((_, role @ Role::Malformed)) = typed {
        *role = Role::Opaque;
    }
}

/// Makes each character that is seen something that can be pointed at; what is beside and below the text stands for the
/// end of its row.
fn letters(editor: &TextEditor, rows: &[Piece<'_>], gutter: usize, canvas: &mut Canvas<'_>, area: Rect) {
    let near = |columns: usize| u16::try_from(columns).unwrap_or(u16::MAX);
    for (row, y) in (area.top()..area.bottom()).enumerate() {
        let Some(piece) = rows.get(row).or(rows.last()) else { return };
        let last = rows.get(row + 1).is_none_or(|next| next.first);
        // Behind a row that goes on there is no place of its own.
        let end = match piece.glyphs.last() {
            Some(glyph) if !last => glyph.byte,
            _ => editor.line(piece.line).len(),
        };
        let letter = |byte| Target::Letter { line: piece.line, byte, row };
        canvas.target(Rect { y, height: 1, ..area }, letter(end));
        let glyphs = rows.get(row).map(|piece| piece.glyphs.as_slice()).unwrap_or_default();
        let mut x = area.x.saturating_add(near(gutter));
        for glyph in glyphs {
            let width = near(glyph.width);
            canvas.target(Rect { x, y, width, height: 1 }.intersection(area), letter(glyph.byte));
            x = x.saturating_add(width);
        }
    }
}

/// Where a byte of a line stands in a visual row, column and width, if it does. Behind the last glyph of a line stands its
/// end.
fn place_of(
    (line, byte): (usize, usize),
    piece: &Piece<'_>,
    next: Option<&Piece<'_>>,
) -> Option<(usize, usize)> {
    if piece.line != line || piece.glyphs.first().is_some_and(|glyph| glyph.byte > byte) {
        return None;
    }
    let goes_on = next.filter(|next| next.line == line).and_then(|next| next.glyphs.first());
    if goes_on.is_some_and(|glyph| glyph.byte <= byte) {
        return None;
    }
    let before = piece.glyphs.iter().rposition(|glyph| glyph.byte <= byte).unwrap_or(0);
    let column = |count: usize| piece.glyphs.iter().take(count).map(|glyph| glyph.width).sum::<usize>();
    let glyph = piece.glyphs.get(before);
    let behind = piece.glyphs.last().is_none_or(|last| last.byte + last.text.len() <= byte);
    Some(if behind {
        (column(piece.glyphs.len()), 1)
    } else {
        (column(before), glyph.map_or(1, |it| it.width))
    })
}

fn pieces<'t>(
    text: &'t str,
    part: Part,
    width: usize,
    legible: bool,
    found: &Rc<[(Range<usize>, Role)]>,
) -> Vec<Piece<'t>> {
    let masked =
        |glyph: Glyph<'_>| Glyph { text: Cow::Borrowed("•"), width: 1, mark: false, byte: glyph.byte };
    wrap_stretch(text, part.stretch, width)
        .enumerate()
        .map(|(index, row)| Piece {
            line: part.line,
            first: part.stretch == 0 && index == 0,
            glyphs: if legible { row } else { row.into_iter().map(masked).collect() },
            found: Rc::clone(found),
        })
        .collect()
}

/// A text that is only read, in rows of `width`, each line end and trailing space visible where they are odd; and the row
/// in which the place stands that one is at.
pub fn read(text: &str, width: usize, most: usize, look: &Look<'_>) -> (Vec<Line<'static>>, Option<usize>) {
    let here = look.sought.and_then(|(_, place)| place);
    let (mut lines, mut found) = (Vec::new(), None);
    for (number, line) in text.split('\n').enumerate() {
        for stretch in 0..stretch_count(line) {
            let marks = look.marks(line, number, stretch);
            for row in wrap_stretch(line, stretch, width) {
                if lines.len() >= most {
                    return (lines, found);
                }
                let begins = row.first().map_or(0, |glyph| glyph.byte);
                if here.is_some_and(|place| place.line == number && begins <= place.bytes.start) {
                    found = Some(lines.len());
                }
                lines.push(Line::from(coloured(&row, &marks)));
            }
        }
    }
    (lines, found)
}
