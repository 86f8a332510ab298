//! Waiting for a connector, and what is said when something could not be done.

use super::Width;
use super::chrome::spinner;
use super::glyph::printable;
use super::paint::{Canvas, dim, fit, paragraph, words};
use super::theme::{Role, style};
use crate::api::failure::Failure;
use crate::app::App;
use crate::app::form::Form;
use crate::connector::facts;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::time::Duration;

/// The layout that is coming, with what is being waited for.
pub fn opening(app: &App, canvas: &mut Canvas<'_>, area: Rect, id: &str, since: Duration) {
    let (fields, field, will_send) = super::fields::split(area);
    let tenths = app.now.elapsed.saturating_sub(since).as_millis() / 100;
    let inner = canvas.frame(fields, Line::from(dim(" Fields ")), false);
    let line = Line::from(vec![
        spinner(app),
        Span::raw(format!(" Reading #{}… ", printable(id))),
        dim(format!("{}.{} s", tenths / 10, tenths % 10)),
    ]);
    canvas.line(inner.x, inner.y, inner.width, &line);
    for (pane, title) in [(field, " "), (will_send, " Will send ")] {
        if let Some(pane) = pane {
            canvas.frame(pane, Line::from(dim(title)), false);
        }
    }
}

/// A connector that could not be read.
pub fn failed(canvas: &mut Canvas<'_>, area: Rect, id: &str, failure: &Failure) {
    let title = Line::from(words(format!(" #{} could not be read ", printable(id)), Role::Danger));
    let inner = canvas.frame(area, title, true);
    canvas.lines(inner, sentences(failure, usize::from(inner.width)));
}

/// A failure in full: what happened, what is safe, what to do next, what the server said, the request id.
pub fn sentences(failure: &Failure, width: usize) -> Vec<Line<'static>> {
    let mut lines = paragraph(&failure.what(), width, style(Role::Strong));
    lines.extend(paragraph(&failure.safe(), width, style(Role::Text)));
    lines.extend(paragraph(&failure.next(), width, style(Role::Text)));
    let said: Vec<_> = failure.said.iter().filter_map(|said| said.message.as_deref()).collect();
    if !said.is_empty() {
        lines.push(Line::default());
        for message in said {
            lines.extend(paragraph(&format!("The server said: {message}"), width, style(Role::Dim)));
        }
    }
    if let Some(id) = &failure.request_id {
        lines.extend(paragraph(&format!("Request id {id}"), width, style(Role::Dim)));
    }
    lines
}

/// A failed save above the fields, which stay as they were. Returns the room that is left for them.
///
/// The request id is what support asks for, so it keeps its line; what does not fit above it is whole on demand.
pub fn strip(form: &Form, failure: &Failure, canvas: &mut Canvas<'_>, area: Rect) -> Rect {
    let width = usize::from(area.width).saturating_sub(4);
    // Messages that name a field stand at that field, where it can be seen beside this; the others stand here.
    let alone = Width::of(area) == Width::Narrow;
    let table = form.draft.table();
    let said = failure.said.iter().filter(|said| {
        alone || facts::blamed(table, said.field.as_deref(), said.message.as_deref()).is_none()
    });
    let mut lines = paragraph(&failure.sentence(), width, style(Role::Text));
    for message in said.filter_map(|said| said.message.as_deref()) {
        lines.extend(paragraph(&format!("The server said: {message}"), width, style(Role::Text)));
    }
    let id = failure.request_id.as_ref().map(|id| fit(&format!("Request id {id}"), width, style(Role::Dim)));
    let most = usize::from(area.height * 2 / 5).max(3) - usize::from(id.is_some());
    if lines.len() > most {
        lines.truncate(most.saturating_sub(1));
        lines.push(Line::from(vec![dim("… "), words("f", Role::Key), dim(" shows all of it")]));
    }
    lines.extend(id.map(Line::from));
    let height = u16::try_from(lines.len()).unwrap_or(0) + 2;
    let title = Line::from(words(" It did not work · esc closes this ", Role::Danger));
    let inner = canvas.frame_over(Rect { height, ..area }, title, Role::Danger);
    canvas.lines(inner, lines);
    Rect { y: area.y + height, height: area.height - height, ..area }
}

/// A failure in full, over the screen.
pub fn whole(failure: &Failure, scroll: usize, canvas: &mut Canvas<'_>, area: Rect) {
    let inner = canvas.frame_over(area, Line::from(words(" It did not work ", Role::Danger)), Role::Danger);
    canvas.scrolled(inner, sentences(failure, usize::from(inner.width)), scroll, true);
}
