//! An open text: soft-wrapped rows around its cursor, hidden characters visible, line numbers where they help.

use super::glyph::{Glyph, wrap};
use super::paint::{Canvas, dim, spans};
use super::theme::{Role, style};
use crate::app::text::{Shape, TextEditor};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;

/// One visual row: a piece of a line.
struct Piece {
    line: usize,
    first: bool,
    glyphs: Vec<Glyph<'static>>,
}

/// Draws the window of the text that holds the cursor, and returns how many rows it took. The work follows the
/// window, not the text.
pub fn draw(editor: &TextEditor, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
    let lines = editor.lines();
    let numbered = editor.shape() == Shape::Lines && lines.len() > 1;
    let gutter = if numbered { lines.len().to_string().len() + 2 } else { 0 };
    let width = usize::from(area.width).saturating_sub(gutter + 1).max(2);
    let height = usize::from(area.height).max(1);
    canvas.page = height;
    let (row, byte) = editor.cursor();
    let piece = |line: usize| pieces(lines, line, width, editor.revealed);

    // The rows of the cursor's line, then lines above and below until the window is full.
    let mut window = piece(row);
    let at = window
        .iter()
        .rposition(|piece| piece.glyphs.first().is_none_or(|glyph| glyph.byte <= byte))
        .unwrap_or(0);
    let mut cursor_row = at;
    let column: usize = window.get(at).map_or(0, |piece| {
        piece.glyphs.iter().take_while(|glyph| glyph.byte < byte).map(|glyph| glyph.width).sum()
    });
    let mut above = row;
    while cursor_row < height && above > 0 {
        above -= 1;
        let mut more = piece(above);
        cursor_row += more.len();
        more.append(&mut window);
        window = more;
    }
    let mut below = row + 1;
    while window.len() < cursor_row + height && below < lines.len() {
        window.append(&mut piece(below));
        below += 1;
    }
    let first = super::paint::first_visible(cursor_row, window.len(), height);

    for (y, piece) in (area.top()..area.bottom()).zip(window.iter().skip(first)) {
        let mut line = Vec::new();
        if numbered {
            let number = if piece.first { (piece.line + 1).to_string() } else { String::new() };
            line.push(dim(format!("{number:>width$}  ", width = gutter - 2)));
        }
        line.extend(coloured(&piece.glyphs));
        canvas.line(area.x, y, area.width, &Line::from(line));
    }
    let x = area.x + u16::try_from(gutter + column).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
    let y = area.y + u16::try_from(cursor_row - first).unwrap_or(0).min(area.height.saturating_sub(1));
    canvas.cursor = Some(Position { x, y });
    u16::try_from(window.len() - first).unwrap_or(u16::MAX).min(area.height)
}

fn pieces(lines: &[String], line: usize, width: usize, revealed: bool) -> Vec<Piece> {
    let text = lines.get(line).map_or("", String::as_str);
    let owned = |row: Vec<Glyph<'_>>| {
        row.into_iter()
            .map(|glyph| Glyph {
                text: Cow::Owned(if revealed { glyph.text.into_owned() } else { "•".to_owned() }),
                width: if revealed { glyph.width } else { 1 },
                ..glyph
            })
            .collect()
    };
    wrap(text, width)
        .enumerate()
        .map(|(index, row)| Piece { line, first: index == 0, glyphs: owned(row) })
        .collect()
}

/// Glyphs with template variables in their colour.
fn coloured(glyphs: &[Glyph<'static>]) -> Vec<Span<'static>> {
    let mut out = Vec::new();
    let mut rest = glyphs;
    let opens = |at: usize, glyphs: &[Glyph<'_>], with: &str| {
        glyphs.get(at).is_some_and(|g| g.text == with) && glyphs.get(at + 1).is_some_and(|g| g.text == with)
    };
    while !rest.is_empty() {
        let start = (0..rest.len()).find(|at| opens(*at, rest, "{")).unwrap_or(rest.len());
        let (plain, variable) = rest.split_at(start);
        out.extend(spans(plain.iter().cloned(), Style::new()));
        let end =
            (0..variable.len()).find(|at| opens(*at, variable, "}")).map_or(variable.len(), |at| at + 2);
        let (variable, after) = variable.split_at(end.min(variable.len()));
        out.extend(spans(variable.iter().cloned(), style(Role::Variable)));
        rest = after;
    }
    out
}

/// A text that is only read, in rows of `width`, each line end and trailing space visible where they are odd.
pub fn read(text: &str, width: usize, most: usize) -> Vec<Line<'static>> {
    text.split('\n')
        .flat_map(|line| wrap(line, width).map(|row| row.into_iter().map(own).collect::<Vec<_>>()))
        .take(most)
        .map(|row| Line::from(coloured(&row)))
        .collect()
}

fn own(glyph: Glyph<'_>) -> Glyph<'static> {
    Glyph { text: Cow::Owned(glyph.text.into_owned()), ..glyph }
}
