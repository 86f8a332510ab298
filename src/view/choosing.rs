//! Theirs or yours: each overlap with what it was, what is on the server now, and what the person made of it.

use super::diff;
use super::glyph::printable;
use super::paint::{Canvas, dim, paragraph, words};
use super::strip::{when, who};
use super::theme::{Role, style};
use crate::app::App;
use crate::app::form::Form;
use crate::app::overlay::Choosing;
use crate::edit::{Field, Value};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of the label before each side.
const LABEL: usize = 8;

/// Draws the choices over the body of the screen.
pub fn draw(app: &App, form: &Form, choosing: &Choosing, canvas: &mut Canvas<'_>, area: Rect) {
    let overlaps = form.overlaps();
    let count = overlaps.len();
    let title = Line::from(vec![
        words(" Theirs or yours ", Role::Strong),
        dim(if count == 1 { "· 1 choice ".to_owned() } else { format!("· {count} choices ") }),
    ]);
    let inner = canvas.frame_over(area, title, Role::Warning);
    let (table, width) = (form.draft.table(), usize::from(inner.width));
    let name = form.news.as_ref().map_or_else(
        || "Someone else changed the same as you.".to_owned(),
        |news| format!("{} changed the same as you{}.", who(news), when(app, news)),
    );
    let mut lines = Vec::new();
    // Where there is little room the sides themselves come first.
    if inner.height > 8 {
        lines.extend(paragraph(&name, width, style(Role::Text)));
        lines.extend(paragraph(
            "Nothing is sent by choosing. Everything else of theirs is taken in already.",
            width,
            style(Role::Dim),
        ));
        lines.push(Line::default());
    }
    let mut items = Vec::new();
    for (number, (place, overlap)) in overlaps.iter().enumerate() {
        let begin = lines.len();
        let Some(field) = place.at.field(table) else {
            items.push(begin..begin);
            continue;
        };
        let chosen = number == choosing.cursor;
        let part = overlap.part.describe(field);
        let mut head = vec![
            words(if chosen { "▸ " } else { "  " }, Role::Accent),
            words(field.label, if chosen { Role::Strong } else { Role::Text }),
        ];
        if !part.is_empty() {
            head.push(dim(format!(" · {}", printable(&part))));
        }
        lines.push(Line::from(head));
        for (label, value, role) in [
            ("was", &overlap.base, Role::Dim),
            ("theirs", &overlap.theirs, Role::Added),
            ("mine", &overlap.mine, Role::Changed),
        ] {
            lines.extend(side(field, label, value, role, width));
        }
        lines.push(Line::default());
        items.push(begin..lines.len());
    }
    let here = items.get(choosing.cursor).cloned().filter(|_| choosing.follows_cursor);
    canvas.scrolled_to(inner, lines, choosing.scroll, here);
    canvas.items(inner, canvas.top, &items, choosing.cursor);
}

/// One side of an overlap, whole, with its label before the first row.
fn side(field: &Field, label: &str, value: &Value, role: Role, width: usize) -> Vec<Line<'static>> {
    let room = width.saturating_sub(2 + LABEL);
    let rows = match value {
        Value::Absent => vec![Line::from(dim("not there"))],
        value => diff::whole(field, value, role, room),
    };
    rows.into_iter()
        .enumerate()
        .map(|(number, mut row)| {
            let head = if number == 0 { label } else { "" };
            row.spans.insert(0, Span::raw("  "));
            row.spans.insert(1, dim(format!("{head:<LABEL$}")));
            row
        })
        .collect()
}
