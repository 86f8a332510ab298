//! Waiting for a connector, and what is said when something could not be done.

use super::chrome::spinner;
use super::glyph::printable;
use super::paint::{Canvas, dim, paragraph, words};
use super::theme::{Role, style};
use crate::api::failure::Failure;
use crate::app::ask::{TRIES, Wait};
use crate::app::command::{Command, Context};
use crate::app::{App, Stage};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use std::time::Duration;

/// The layout that is coming, with what is being waited for.
pub fn opening(app: &App, canvas: &mut Canvas<'_>, area: Rect, id: &str, since: Duration) {
    let (fields, field, will_send) = super::fields::split(app.widths, area);
    let tenths = app.now.elapsed.saturating_sub(since).as_millis() / 100;
    let title = Line::from(vec![
        dim(" Fields · "),
        spinner(app),
        Span::raw(format!(" Reading #{}… ", printable(id))),
        dim(format!("{}.{} s ", tenths / 10, tenths % 10)),
    ]);
    let inner = canvas.frame(fields, title, false);
    canvas.cursor = Some(Position { x: inner.x, y: inner.y });
    if let Some(wait) = app.wait() {
        let width = usize::from(inner.width);
        let mut lines = paragraph(&wait.failure.what(), width, style(Role::Text));
        lines.extend(paragraph(&coming_try(app, wait), width, style(Role::Dim)));
        canvas.lines(inner, lines);
    } else {
        super::fields::coming(app.table(), canvas, inner);
    }
    for (pane, title) in [(field, " "), (will_send, " Will send ")] {
        if let Some(pane) = pane {
            canvas.frame(pane, Line::from(dim(title)), false);
        }
    }
}

/// When a reading that failed is tried again, counted down.
pub fn coming_try(app: &App, wait: &Wait) -> String {
    let left = wait.until.saturating_sub(app.now.elapsed);
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    let stop = match app.stage {
        Stage::Opening { .. } => app.key(Context::Opening, Command::Cancel),
        _ => app.key(Context::Form, Command::Back),
    };
    format!("Trying again in {seconds} s, {} of {TRIES} · {stop} stops", wait.next_try)
}

/// A connector that could not be read.
pub fn failed(canvas: &mut Canvas<'_>, area: Rect, id: &str, failure: &Failure) {
    let title = Line::from(words(format!(" #{} could not be read ", printable(id)), Role::Danger));
    let inner = canvas.frame(area, title, true);
    canvas.cursor = Some(Position { x: inner.x, y: inner.y });
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

/// A failure in full, over the screen.
pub fn whole(failure: &Failure, scroll: usize, canvas: &mut Canvas<'_>, area: Rect) {
    let inner = canvas.frame_over(area, Line::from(words(" It did not work ", Role::Danger)), Role::Danger);
    canvas.scrolled(inner, sentences(failure, usize::from(inner.width)), scroll, true);
}
