//! A question that is answered with one line of text.

use super::glyph::printable;
use super::paint::{Canvas, dim, paragraph, words};
use super::text;
use super::theme::{Role, style};
use crate::app::App;
use crate::app::prompt::Prompt;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of the box, where the screen has them.
const WIDTH: u16 = 72;

/// Draws it over the body of the screen: the heading, the line, what may be typed, the keys.
pub fn draw(app: &App, prompt: &Prompt, canvas: &mut Canvas<'_>, area: Rect) {
    let width = area.width.min(WIDTH);
    let inside = usize::from(width).saturating_sub(4);
    let asking = &prompt.asking;
    let unsent = app.form().map_or(0, |form| form.draft.changes().len());
    let mut below = vec![Line::default()];
    below.extend(paragraph(&printable(&asking.help(unsent)), inside, style(Role::Dim)));
    let keys = [
        words("enter ", Role::Key),
        dim(asking.verb()),
        Span::raw("   "),
        words("esc ", Role::Key),
        dim("back"),
    ];
    below.extend([Line::default(), Line::from(keys.to_vec())]);
    let rows = u16::try_from(below.len()).unwrap_or(u16::MAX).saturating_add(3);
    let height = rows.min(area.height);
    let over =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height };
    let title = Line::from(vec![Span::raw(" "), words(asking.title(), Role::Strong), Span::raw(" ")]);
    let inner = canvas.frame_over(over, title, Role::Accent);
    canvas.lines(Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner }, below);
    text::draw(&prompt.text, false, None, canvas, Rect { height: 1, ..inner });
}
