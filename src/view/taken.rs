//! What came of a file: which fields are edits now, and what was left alone.

use super::glyph::printable;
use super::paint::{Canvas, paragraph, words};
use super::theme::{Role, style};
use crate::app::exchange::Taken;
use crate::app::form::Form;
use crate::app::keymap::Keymap;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How wide the page becomes.
const WIDTH: u16 = 84;

/// Draws it over the body of the screen.
pub fn draw(keys: &Keymap, form: &Form, taken: &Taken, canvas: &mut Canvas<'_>, area: Rect) {
    let outer = area.width.min(WIDTH);
    let width = usize::from(outer).saturating_sub(4);
    let mut lines = Vec::new();
    if let Some(other) = &taken.other {
        let text = format!("The file was written of another connector, #{}.", printable(other));
        lines.extend(paragraph(&text, width, style(Role::Warning)));
        lines.push(Line::default());
    }
    let intro = match taken.edits.len() {
        0 => "Nothing in it differs from what is here.",
        1 => {
            "One field is an edit now. Nothing was sent; [taken.review] shows what would be, [taken.undo] takes it back."
        }
        _ => {
            "These fields are edits now. Nothing was sent; [taken.review] shows what would be, [taken.undo] takes them back."
        }
    };
    lines.extend(paragraph(&keys.spell(intro), width, style(Role::Text)));
    for at in &taken.edits {
        let label = at.field(form.draft.table()).map_or("", |field| field.label);
        let mut line = vec![words("  ● ", Role::Changed), words(label, Role::Text)];
        let wanted = form.draft.problems_at(*at).len();
        if wanted > 0 {
            line.push(words("  needs something before it can be sent", Role::Warning));
        }
        lines.push(Line::from(line));
    }
    if !taken.left.is_empty() {
        lines.push(Line::default());
        lines.push(Line::from(words("Left alone", Role::Strong)));
        for (key, why) in &taken.left {
            let text = format!("{}: {why}", printable(key));
            for mut row in paragraph(&text, width.saturating_sub(2), style(Role::Dim)) {
                row.spans.insert(0, Span::raw("  "));
                lines.push(row);
            }
        }
    }
    lines.push(Line::default());
    lines.extend(paragraph("Header values are never read from a file.", width, style(Role::Dim)));
    let over = Canvas::page_over(area, WIDTH, lines.len(), 3);
    let title = Line::from(words(" Loaded from a file ", Role::Strong));
    let inner = canvas.frame_over(over, title, Role::Accent);
    canvas.scrolled(inner, lines, taken.scroll, true);
}
