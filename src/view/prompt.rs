//! A question that is answered with one line of text.

use super::glyph::printable;
use super::overlays::asked;
use super::paint::{Canvas, dim, paragraph, words};
use super::text::{self, Look};
use super::theme::{Role, style};
use crate::app::App;
use crate::app::command::{Command, Context};
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
    let mut help = Vec::new();
    if let Some(word) = asking.word() {
        help.extend(paragraph(&printable(word), inside, style(Role::Strong)));
    }
    help.extend(paragraph(&printable(&asking.help(unsent, &app.session.keys)), inside, style(Role::Dim)));
    let keys = [(Command::AnswerPrompt, asking.verb()), (Command::CloseOverlay, "back")];
    let keys = asked(&app.session.keys, (Context::Prompt, usize::MAX), Vec::new(), &keys);
    // The frame, the line that is typed into, and the keys with air before them. Where not all fits, the help gives way.
    let room = usize::from(area.height).saturating_sub(3 + keys.len());
    let mut below = Vec::new();
    if help.len() < room {
        below.push(Line::default());
    } else if help.len() > room {
        help.truncate(room.saturating_sub(1));
        help.push(Line::from(dim("⋯")));
    }
    below.extend(help);
    below.extend(keys);
    let rows = u16::try_from(below.len()).unwrap_or(u16::MAX).saturating_add(3);
    let over = Canvas::box_over(area, width, rows, 3);
    let title = Line::from(vec![Span::raw(" "), words(asking.title(), Role::Strong), Span::raw(" ")]);
    let inner = canvas.frame_over(over, title, Role::Accent);
    canvas.lines(Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner }, below);
    text::draw(&prompt.text, &Look::default(), canvas, Rect { height: 1, ..inner });
}
