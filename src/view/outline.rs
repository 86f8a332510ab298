//! The outline of a JSON text: its paths, what each leads to, and the line on which it stands.

use super::paint::{Canvas, dim, fit, padded, words};
use super::text::{self, Look};
use super::theme::{Role, style};
use crate::app::outline::Outlined;
use crate::edit::json::{Entry, Shape};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How wide the list becomes.
const WIDTH: u16 = 96;
/// Columns of the number of a line.
const NUMBER: usize = 6;
/// Characters of a value that are looked at: no more fit beside its path.
const PREVIEW: usize = 96;

/// Draws it over the body of the screen. Only the visible paths are put together.
pub fn draw(outlined: &Outlined, canvas: &mut Canvas<'_>, area: Rect) {
    let over = Canvas::box_over(area, WIDTH, area.height, 2);
    let (all, found) = outlined.counts();
    let count = match (found, all) {
        (_, 1) => "· 1 path ".to_owned(),
        (found, all) if found == all => format!("· {all} paths "),
        (found, all) => format!("· {found} of {all} paths "),
    };
    let inner =
        canvas.frame_over(over, Line::from(vec![words(" Outline ", Role::Strong), dim(count)]), Role::Accent);
    let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
    let page = usize::from(list.height);
    if found == 0 {
        let why = if all == 0 { "There is no value before the first error." } else { "No path holds that." };
        canvas.line(list.x, list.y, list.width, &Line::from(dim(why)));
    }
    let first = canvas.first_visible(outlined.cursor, found, page);
    for ((path, entry), (row, y)) in
        outlined.window(first, page).zip((first..).zip(list.top()..list.bottom()))
    {
        canvas.item(Rect { y, ..list }, row, outlined.cursor, list.y);
        if row == outlined.cursor {
            canvas.tint(Rect { y, height: 1, ..list }, style(Role::Selected));
        }
        let line = line(&outlined.text, &path, entry, row == outlined.cursor, usize::from(list.width));
        canvas.line(list.x, y, list.width, &line);
    }
    canvas.more(list, first, found.saturating_sub(page));
    if found > 0 {
        let heading = columns(usize::from(list.width), [dim("Path")], [dim("Value")], "Line");
        canvas.line(list.x, inner.y + 1, list.width, &heading);
    }
    // What is typed stands on top, with the terminal's cursor in it.
    let label = "find  ";
    let indent = u16::try_from(label.chars().count()).unwrap_or(0);
    canvas.line(inner.x, inner.y, inner.width, &Line::from(dim(label)));
    let field = Rect { x: inner.x + indent, width: inner.width.saturating_sub(indent), height: 1, ..inner };
    text::draw(&outlined.filter, &Look::default(), canvas, field);
    canvas.page = page;
}

fn line(text: &str, path: &str, entry: &Entry, here: bool, width: usize) -> Line<'static> {
    let (paths, rest) = rooms(width);
    let path = fit(path, paths, style(if here { Role::Strong } else { Role::Text }));
    let value = fit(&preview(text, entry), rest, style(Role::Dim));
    let mut line = columns(width, path, value, &(entry.line + 1).to_string());
    if here && let Some(pointer) = line.spans.first_mut() {
        *pointer = words("▸ ", Role::Accent);
    }
    line
}

/// Columns of a path and of what it leads to.
fn rooms(width: usize) -> (usize, usize) {
    let room = width.saturating_sub(2 + NUMBER);
    let paths = room * 3 / 5;
    (paths.saturating_sub(1), (room - paths).saturating_sub(1))
}

fn columns(
    width: usize,
    path: impl Into<Vec<Span<'static>>>,
    value: impl Into<Vec<Span<'static>>>,
    number: &str,
) -> Line<'static> {
    let (paths, rest) = rooms(width);
    let mut spans = vec![Span::raw("  ")];
    spans.extend(padded(path.into(), paths + 1));
    spans.extend(padded(value.into(), rest + 1));
    spans.push(dim(format!("{number:>NUMBER$}")));
    Line::from(spans)
}

fn preview(text: &str, entry: &Entry) -> String {
    let counted = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    match entry.shape {
        Shape::Object(count) => format!("{{ {} }}", counted(count, "key", "keys")),
        Shape::Array(count) => format!("[ {} ]", counted(count, "item", "items")),
        Shape::Leaf => text.get(entry.bytes.clone()).unwrap_or_default().chars().take(PREVIEW).collect(),
    }
}
