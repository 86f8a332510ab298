//! The keys that are heard where one is, each with what it does and how it is called in the config.

use super::paint::{Canvas, dim, paragraph, words};
use super::text::{self, Look};
use super::theme::{Role, style};
use crate::app::App;
use crate::app::command::{Command, Context, Row};
use crate::app::overlay::Helping;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// How wide it becomes.
const WIDTH: u16 = 96;
/// Columns of the keys.
const KEYS: usize = 20;

/// Draws it over the body of the screen: what was typed to be looked for on top, where something was.
pub fn draw(app: &App, help: &Helping, canvas: &mut Canvas<'_>, area: Rect) {
    let context = app.listens_below_help();
    let over = Canvas::box_over(area, WIDTH, area.height, 2);
    let title = Line::from(vec![words(" Help ", Role::Strong), dim(format!("· {} ", context.label()))]);
    let inner = canvas.frame_over(over, title, Role::Accent);
    let wanted = help.text.line(0).to_lowercase();
    let asks = help.searching || !wanted.is_empty();
    let list = Rect {
        y: inner.y + 2 * u16::from(asks),
        height: inner.height.saturating_sub(2 * u16::from(asks)),
        ..inner
    };
    let width = usize::from(list.width);
    let mut lines = Vec::new();
    for context in [context, Context::Everywhere] {
        let rows: Vec<_> = context
            .rows()
            .filter(|row| is_told(app, context, row) && holds(app, context, row, &wanted))
            .collect();
        if rows.is_empty() {
            continue;
        }
        let name = if context == Context::Everywhere { "all".to_owned() } else { context.name() };
        lines.push(Line::from(vec![words(context.label(), Role::Strong), dim(format!("  keys.{name}"))]));
        for row in rows {
            lines.extend(told(app, context, row, width));
        }
        lines.push(Line::default());
    }
    if lines.is_empty() {
        lines.extend(paragraph("Nothing in the help holds that.", width, style(Role::Dim)));
    }
    canvas.scrolled(list, lines, help.scroll, true);
    if asks {
        let label = "holds  ";
        let indent = u16::try_from(label.chars().count()).unwrap_or(0);
        canvas.line(inner.x, inner.y, inner.width, &Line::from(dim(label)));
        let field =
            Rect { x: inner.x + indent, width: inner.width.saturating_sub(indent), height: 1, ..inner };
        let page = canvas.page;
        text::draw(&help.text, &Look::default(), canvas, field);
        canvas.page = page;
        if !help.searching {
            canvas.cursor = Some(Position { x: list.x, y: list.y });
        }
    }
}

/// A command without a key here that has one everywhere is told there.
fn is_told(app: &App, context: Context, row: &Row) -> bool {
    context == Context::Everywhere
        || !app.session.keys.own_keys(context, row.command).is_empty()
        || app.session.keys.own_keys(Context::Everywhere, row.command).is_empty()
}

fn keys(app: &App, context: Context, command: Command) -> String {
    let keys: Vec<String> =
        app.session.keys.own_keys(context, command).iter().map(ToString::to_string).collect();
    keys.join(", ")
}

fn holds(app: &App, context: Context, row: &Row, wanted: &str) -> bool {
    let text =
        format!("{} {} {} {}", row.label, row.doc, row.command.name(), keys(app, context, row.command));
    let text = text.to_lowercase();
    wanted.split_whitespace().all(|word| text.contains(word))
}

fn told(app: &App, context: Context, row: &Row, width: usize) -> Vec<Line<'static>> {
    let usable = (row.when)(app);
    let role = if usable.is_ok() { Role::Key } else { Role::Off };
    let doc = app.session.keys.spell(row.doc);
    let text = match usable {
        Ok(()) => doc.into_owned(),
        Err(reason) => format!("{doc} (now: {})", app.session.keys.spell(reason)),
    };
    let name = row.command.name();
    let rest = width.saturating_sub(KEYS + 1);
    let beside = rest.saturating_sub(name.len() + 2);
    let keys = keys(app, context, row.command);
    let keys = if keys.is_empty() { dim("no key") } else { words(keys, role) };
    let mut head = super::paint::padded(vec![Span::raw("  "), keys], KEYS);
    head.push(Span::raw(" "));
    // The name stands at the right end where there is room, else in a row of its own.
    let room = if beside >= 30 { beside } else { rest };
    let mut rows = paragraph(&text, room, style(Role::Dim)).into_iter();
    head.extend(rows.next().unwrap_or_default().spans);
    if beside >= 30 {
        head = super::paint::padded(head, width.saturating_sub(name.len()));
        head.push(words(name.clone(), Role::Dim));
    }
    let indented = |mut line: Line<'static>| {
        line.spans.insert(0, Span::raw(" ".repeat(KEYS + 1)));
        line
    };
    let mut lines = vec![Line::from(head)];
    lines.extend(rows.map(indented));
    if beside < 30 {
        // At the right end there, too, or it would read as a part of the sentence.
        let mut own = super::paint::padded(Vec::new(), width.saturating_sub(name.len()));
        own.push(words(name, Role::Dim));
        lines.push(Line::from(own));
    }
    lines
}
