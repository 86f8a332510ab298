//! The line in which one types what is looked for in a text, at the foot of the screen's body.

use super::paint::{Canvas, dim, width_of, words};
use super::text::{self, Look};
use super::theme::{Role, style};
use crate::app::seek::Seeking;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

/// Draws it over the last row.
pub fn draw(seeking: &Seeking, canvas: &mut Canvas<'_>, area: Rect) {
    let row = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
    Clear.render(row, canvas.buffer);
    canvas.tint(row, style(Role::Bar));
    let count = match seeking.counts() {
        _ if seeking.text.line(0).is_empty() => Vec::new(),
        (_, 0, _) => vec![words("not in this text ", Role::Warning)],
        (at, count, true) => vec![dim(format!("{at} of more than {count} "))],
        (at, count, false) => vec![dim(format!("{at} of {count} "))],
    };
    let room = u16::try_from(width_of(&count)).unwrap_or(0).min(row.width);
    canvas.line(row.right() - room, row.y, room, &Line::from(count));
    let label = " find  ";
    let indent = u16::try_from(label.chars().count()).unwrap_or(0);
    canvas.line(row.x, row.y, row.width, &Line::from(words(label, Role::Accent)));
    let width = row.width.saturating_sub(indent + room + 1);
    let page = canvas.page;
    text::draw(&seeking.text, &Look::default(), canvas, Rect { x: row.x + indent, width, ..row });
    canvas.page = page;
}
