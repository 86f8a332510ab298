//! Everything in one list: what is typed on top, what it finds below, keys on the right.

use super::paint::{Canvas, dim, fit, padded, width_of, words};
use super::text::{self, Look};
use super::theme::{Role, style};
use crate::app::App;
use crate::app::form::Place;
use crate::app::palette::{Entry, Palette, What};
use crate::connector::facts::State;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How wide the list becomes.
const WIDTH: u16 = 100;
/// Columns of what an entry is called, at most.
const LABEL: usize = 30;

/// Draws it over the body of the screen. Only the visible rows are laid out.
pub fn draw(app: &App, palette: &Palette, canvas: &mut Canvas<'_>, area: Rect) {
    let (all, found) = palette.counts();
    let over = Canvas::box_over(area, WIDTH, area.height, 2);
    let what = if palette.fields_only { " Find a field " } else { " Everything " };
    let count = if palette.text.line(0).is_empty() { String::new() } else { format!("· {found} of {all} ") };
    let title = Line::from(vec![words(what, Role::Strong), dim(count)]);
    let inner = canvas.frame_over(over, title, Role::Accent);
    let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
    let page = usize::from(list.height);
    if found == 0 {
        canvas.line(list.x, list.y, list.width, &Line::from(dim("Nothing is called that.")));
    }
    let first = canvas.first_visible(palette.cursor, found, page);
    for (entry, (row, y)) in palette.window(first, page).zip((first..).zip(list.top()..list.bottom())) {
        let here = row == palette.cursor;
        canvas.item(Rect { y, ..list }, row, palette.cursor, list.y);
        if here {
            canvas.tint(Rect { x: list.x - 1, y, width: list.width + 2, height: 1 }, style(Role::Selected));
        }
        canvas.line(list.x, y, list.width, &line(app, entry, here, usize::from(list.width)));
    }
    canvas.more(list, first, found.saturating_sub(page));
    let label = if palette.fields_only { "field  " } else { "find  " };
    let indent = u16::try_from(label.chars().count()).unwrap_or(0);
    canvas.line(inner.x, inner.y, inner.width, &Line::from(dim(label)));
    let field = Rect { x: inner.x + indent, width: inner.width.saturating_sub(indent), height: 1, ..inner };
    text::draw(&palette.text, &Look::default(), canvas, field);
    canvas.page = page;
}

fn line(app: &App, entry: &Entry, here: bool, width: usize) -> Line<'static> {
    let usable = entry.refused.is_none();
    let mut spans = vec![words(if here { "▸ " } else { "  " }, Role::Accent)];
    let label = LABEL.min(width / 2);
    let role = match (usable, here) {
        (false, _) => Role::Off,
        (true, true) => Role::Strong,
        (true, false) => Role::Text,
    };
    spans.extend(padded(fit(&entry.label, label, style(role)), label + 2));
    let key = entry.key.chars().count();
    let room = width.saturating_sub(width_of(&spans) + key + 2);
    let mut about = match &entry.refused {
        Some(why) => fit(why, room, style(Role::Dim)),
        None => told(app, entry, room),
    };
    about = padded(about, room + 2);
    spans.extend(about);
    spans.push(words(entry.key.clone(), if usable { Role::Key } else { Role::Off }));
    Line::from(spans)
}

/// What an entry is, beside what it is called.
fn told(app: &App, entry: &Entry, room: usize) -> Vec<Span<'static>> {
    match &entry.what {
        What::Field(place) => field(app, *place, room),
        What::Connector(id) => {
            let mut spans = vec![dim("connector  ")];
            let state = app.picker.find(id).map(|item| State::read(item.state.as_deref()));
            spans.extend(state.map(|state| match state {
                State::Live => words("● live   ", Role::Live),
                State::Draft => words("○ draft  ", Role::Draft),
                State::Other(_) => words("?        ", Role::Warning),
            }));
            let unsent = app.unsent(id);
            if unsent > 0 {
                spans.push(words(format!("✎ {unsent}  "), Role::Changed));
            }
            let rest = room.saturating_sub(width_of(&spans));
            spans.extend(fit(&format!("#{id}"), rest, style(Role::Dim)));
            spans
        }
        _ => fit(&entry.about, room, style(Role::Dim)),
    }
}

fn field(app: &App, place: Place, room: usize) -> Vec<Span<'static>> {
    let mut spans = vec![dim("field  ")];
    let rest = room.saturating_sub(9);
    match (place, app.form()) {
        (Place::Field(at), Some(form)) => {
            spans.push(if form.draft.is_dirty(at) { words("● ", Role::Changed) } else { Span::raw("  ") });
            if let Some(field) = at.field(form.draft.table()) {
                let value = form.draft.value(at);
                spans.extend(super::value::summary(field, value, rest, app.now.unix, style(Role::Dim)));
            }
        }
        _ => spans.push(dim("  a key that patchpanel does not know")),
    }
    spans
}
