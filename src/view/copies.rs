//! The choice of what is copied: its letter, what it is, and the beginning of it.

use super::paint::{Canvas, fit, padded, paragraph, words};
use super::theme::{Role, style};
use crate::app::App;
use crate::app::command::{Command, Context, Row};
use crate::app::copies::copy_rows;
use crate::app::form::Form;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// How wide it becomes.
const WIDTH: u16 = 72;
/// Said below: what never goes along.
const NEVER: &str =
    "Header values are masked in what would be sent, environment variables in curl, and never copied.";

/// Draws it over the body of the screen.
pub fn draw(app: &App, form: &Form, cursor: usize, canvas: &mut Canvas<'_>, area: Rect) {
    let width = usize::from(area.width.min(WIDTH)).saturating_sub(4);
    let mut lines: Vec<_> =
        copy_rows().enumerate().map(|(number, row)| line(app, form, row, number == cursor, width)).collect();
    let count = u16::try_from(lines.len()).unwrap_or(0);
    lines.push(Line::default());
    lines.extend(paragraph(NEVER, width, style(Role::Dim)));
    let height = u16::try_from(lines.len() + 2).unwrap_or(area.height);
    let over = Canvas::box_over(area, WIDTH, height, 3);
    let inner = canvas.frame_over(over, Line::from(words(" Copy ", Role::Strong)), Role::Accent);
    let under = inner.y + u16::try_from(cursor).unwrap_or(0).min(count.saturating_sub(1));
    canvas.tint(
        Rect { x: inner.x - 1, y: under, width: inner.width + 2, height: 1 }.intersection(over),
        style(Role::Selected),
    );
    canvas.lines(inner, lines);
    for (number, y) in (inner.top()..inner.bottom()).take(usize::from(count)).enumerate() {
        canvas.item(Rect { y, ..inner }, number, cursor, inner.y);
    }
    canvas.cursor = Some(Position { x: inner.x, y: under });
}

fn line(app: &App, form: &Form, row: &Row, here: bool, width: usize) -> Line<'static> {
    let when = (row.when)(app);
    let usable = when.is_ok();
    let keys = &app.session.keys;
    let key = keys.first(Context::Copying, row.command).unwrap_or_default();
    let mut spans = vec![words(if here { "▸ " } else { "  " }, Role::Accent)];
    spans.extend(padded(vec![words(key, if usable { Role::Key } else { Role::Off })], 7));
    let role = match (usable, here) {
        (false, _) => Role::Off,
        (true, true) => Role::Strong,
        (true, false) => Role::Text,
    };
    spans.extend(padded(vec![words(row.label, role)], 8));
    let room = width.saturating_sub(17);
    spans.extend(match when {
        Err(why) => fit(&keys.spell(why), room, style(Role::Dim)),
        Ok(()) => about(app, form, row.command, room),
    });
    Line::from(spans)
}

fn about(app: &App, form: &Form, command: Command, room: usize) -> Vec<Span<'static>> {
    let short = |text: &str| fit(text, room, style(Role::Dim));
    match command {
        Command::Copy => short(form.current().map_or("the key under the cursor", |(_, field)| field.label)),
        Command::CopyRequestBody => short("of the request, as the field holds it"),
        Command::CopyPatch => short("what would be sent, header values masked"),
        Command::CopyCurl => short("the request with sample values, for a shell"),
        Command::CopyId => short(&form.id),
        Command::CopyLink => {
            let link = app.link().unwrap_or_default();
            let mut spans = vec![words("a guess  ", Role::Warning)];
            spans.extend(fit(&link, room.saturating_sub(9), style(Role::Dim)));
            spans
        }
        _ => Vec::new(),
    }
}
