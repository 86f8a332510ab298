//! The history: every step, the newest on top, where one is in it, and what happened between the steps.

use super::glyph::printable;
use super::paint::{Canvas, dim, fit, padded, paragraph, width_of, words};
use super::theme::{Role, style};
use crate::app::App;
use crate::app::form::Form;
use crate::app::timeline::{Entry, Step};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use std::time::Duration;

/// How wide the list becomes.
const WIDTH: u16 = 96;
/// Columns of the labels, where there is room for them.
const LABEL: usize = 18;
/// From this width on the label of the field has a column of its own.
const WITH_LABELS: usize = 64;

/// Draws the list over the body of the screen.
pub fn draw(app: &App, form: &Form, cursor: usize, canvas: &mut Canvas<'_>, area: Rect) {
    let timeline = &form.timeline;
    let count = |wanted: bool| {
        timeline.entries().filter(|(entry, done)| entry.step().is_some() && *done == wanted).count()
    };
    let (done, undone) = (count(true), count(false));
    // One row more than there are entries: how everything began.
    let rows = if timeline.is_empty() { 4 } else { timeline.len() + 1 };
    let over = Canvas::page_over(area, WIDTH, rows, 2);
    let mut title = vec![words(" History ", Role::Strong)];
    if !timeline.is_empty() {
        let steps = if done + undone == 1 { "step" } else { "steps" };
        title.push(dim(format!("· {} {steps} ", done + undone)));
    }
    if undone > 0 {
        title.push(words(format!("· {undone} undone "), Role::Warning));
    }
    let inner = canvas.frame_over(over, Line::from(title), Role::Accent);
    let (page, columns) = (usize::from(inner.height), usize::from(inner.width));
    (canvas.page, canvas.scrollable) = (page, 0);
    canvas.cursor = Some(Position { x: inner.x, y: inner.y });
    if timeline.is_empty() {
        let text = "Nothing was done here yet. Each edit becomes a step of this list, whichever field it is in. \
                    [form.undo] takes back the last one, [form.redo] makes it again, and [timeline.go-to-step] here \
                    goes to any of them.";
        canvas.lines(inner, paragraph(&app.session.keys.spell(text), columns, style(Role::Dim)));
        return;
    }
    let newest = timeline.len();
    let under = newest - cursor.min(newest);
    let first = canvas.first_visible(under, newest + 1, page);
    let shown = (first..=newest).take(page).zip(inner.top()..inner.bottom());
    for (row, y) in shown {
        let place = newest - row;
        let entry = timeline.before(place);
        let here = place == timeline.place();
        canvas.item(Rect { y, ..inner }, row, under, inner.y);
        if row == under {
            canvas.tint(Rect { y, height: 1, ..inner }, style(Role::Selected));
            canvas.cursor = Some(Position { x: inner.x, y });
        }
        let line = line(app, form, entry, here, row == under, columns);
        canvas.line(inner.x, y, inner.width, &line);
    }
    canvas.more(inner, first, (newest + 1).saturating_sub(page));
}

fn line(
    app: &App,
    form: &Form,
    entry: Option<(&Entry, bool)>,
    here: bool,
    selected: bool,
    width: usize,
) -> Line<'static> {
    let mut spans = vec![words(if selected { "▸ " } else { "  " }, Role::Accent)];
    let mut right: Vec<Span<'static>> = Vec::new();
    match entry {
        None => spans.extend([dim("○ "), dim("start, as it was opened")]),
        Some((Entry::Mark(text), _)) => {
            spans.push(dim("─ "));
            spans.push(dim(printable(text)));
        }
        Some((Entry::Step(step, made), done)) => {
            let (sign, role, strong) =
                if done { ("✓ ", Role::Good, Role::Text) } else { ("↷ ", Role::Warning, Role::Dim) };
            spans.push(words(sign, role));
            if width >= WITH_LABELS {
                let label =
                    fit(&label(form, step), LABEL - 2, style(if done { Role::Strong } else { Role::Dim }));
                spans.extend(padded(label, LABEL));
            }
            spans.extend(fit(&step.name, usize::MAX, style(strong)));
            if !done {
                right.push(words("undone", Role::Warning));
            } else if let Some(made) = made.filter(|_| width >= WITH_LABELS) {
                right.push(dim(since(app.now.elapsed.saturating_sub(made))));
            }
        }
    }
    if here {
        right.extend((!right.is_empty()).then(|| Span::raw("  ")));
        right.push(words("◂ here", Role::Accent));
    }
    // What stands at the right end keeps its room.
    let room = width.saturating_sub(width_of(&right) + 2);
    let mut left = cut(spans, room);
    left = padded(left, width.saturating_sub(width_of(&right)));
    left.extend(right);
    Line::from(left)
}

/// The field of a step, or how many there are.
fn label(form: &Form, step: &Step) -> String {
    match step.changes.as_slice() {
        [change] => change.at.field(form.draft.table()).map_or("", |field| field.label).to_owned(),
        many => format!("{} fields", many.len()),
    }
}

/// Spans cut at a width, with an ellipsis where something is missing.
fn cut(spans: Vec<Span<'static>>, width: usize) -> Vec<Span<'static>> {
    let (mut used, mut out) = (0, Vec::new());
    for span in spans {
        let room = width.saturating_sub(used);
        if span.width() <= room {
            used += span.width();
            out.push(span);
        } else {
            out.extend(fit(&span.content, room, span.style));
            break;
        }
    }
    out
}

fn since(time: Duration) -> String {
    match time.as_secs() {
        0..60 => "just now".to_owned(),
        seconds @ 60..3_600 => format!("{} min ago", seconds / 60),
        seconds => format!("{} h ago", seconds / 3_600),
    }
}
