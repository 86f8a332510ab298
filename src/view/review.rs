//! The review: each change before and after, what it causes, and the exact body.

use super::paint::{Canvas, dim, fit, paragraph, words};
use super::theme::{Role, style};
use super::{diff, findings, header, sample, will_send};
use crate::app::App;
use crate::app::form::Form;
use crate::app::overlay::Review;
use crate::connector::facts;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Findings that are shown here; the rest is in their list.
const FINDINGS: usize = 5;

/// Draws the review over the whole body of the screen.
pub fn draw(app: &App, form: &Form, review: &Review, canvas: &mut Canvas<'_>, area: Rect) {
    let all = form.draft.changes().len();
    let count = review.patch.as_ref().map_or(0, |patch| patch.fields().count());
    let title = Line::from(vec![
        words(" Review ", Role::Strong),
        dim(header::named_here(form, area)),
        dim(match (count, all) {
            (1, 0 | 1) => "· 1 change ".to_owned(),
            (some, all) if some < all => format!("· {some} of {all} changes "),
            (many, _) => format!("· {many} changes "),
        }),
    ]);
    let inner = canvas.frame_over(area, title, Role::Accent);
    let width = usize::from(inner.width);
    let mut lines = Vec::new();
    if let Some(reason) = review.voided {
        let text = format!("This review no longer holds: {}.", app.session.keys.spell(reason));
        lines.extend(paragraph(&text, width, style(Role::Danger)));
        lines.push(Line::default());
    }
    lines.extend(super::compare::edited_and_open(form, width));
    lines.push(Line::default());
    // What cannot be undone is read first, however long the rest is.
    let sample_at = facts::sample_place(form.draft.table()).map(|(at, _)| at);
    let cannot_be_undone =
        review.patch.as_ref().is_some_and(|patch| patch.fields().any(|at| Some(at) == sample_at));
    if cannot_be_undone {
        lines.extend(caused(review, width));
    }
    let mut items = Vec::new();
    for (number, at) in form.draft.changes().enumerate() {
        let begin = lines.len();
        let Some(field) = at.field(form.draft.table()) else {
            items.push(begin..begin);
            continue;
        };
        // With a single change there is nothing to choose among.
        let sign =
            if all > 1 && number == review.marked { words("▸ ", Role::Accent) } else { Span::raw("  ") };
        if review.left_out.contains(&at) {
            let text = format!("{}  left out, stays unsent", field.label);
            let mut line = vec![sign, words("○ ", Role::Dim)];
            line.extend(fit(&text, width.saturating_sub(4), style(Role::Dim)));
            lines.push(Line::from(line));
        } else {
            lines.push(Line::from(vec![sign, words("● ", Role::Changed), words(field.label, Role::Strong)]));
            let (before, after) = (form.draft.base().value(at), form.draft.value(at));
            lines
                .extend(diff::lines(field, before, after, width.saturating_sub(4)).into_iter().map(indented));
            if Some(at) == sample_at
                && let Some(foreseen) = &review.foreseen
            {
                lines.push(Line::default());
                lines.extend(
                    sample::reviewed(&app.session.keys, foreseen, width.saturating_sub(4))
                        .into_iter()
                        .map(indented),
                );
            }
        }
        lines.push(Line::default());
        items.push(begin..lines.len());
    }
    if !cannot_be_undone {
        lines.extend(caused(review, width));
    }
    if !form.checked.list.is_empty() {
        let count = form.checked.list.len();
        let what = if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") };
        lines.push(Line::from(words(what, Role::Strong)));
        lines.extend(findings::worst(&app.session.keys, form, FINDINGS, width));
        lines.push(Line::default());
    }
    goes_out(app, form, review, &mut lines, width);
    let marked = items.get(review.marked).cloned().filter(|_| review.follows_mark);
    canvas.scrolled_to(inner, lines, review.scroll, marked);
    if all > 1 {
        canvas.items(inner, canvas.top, &items, review.marked);
    }
}

/// The exact body, and why it may not go out.
fn goes_out(app: &App, form: &Form, review: &Review, lines: &mut Vec<Line<'static>>, width: usize) {
    lines.push(Line::from(words("What goes out", Role::Strong)));
    match &review.patch {
        None => lines.push(Line::from(dim("Nothing: every change is left out."))),
        Some(patch) => {
            lines.push(will_send::request_line(&form.id));
            let body = patch.shown();
            lines.extend(will_send::json(&body, width));
            if body.contains(crate::edit::wire::MASK) {
                lines.push(Line::from(dim("Values shown as •••••••• are masked here and sent as typed.")));
            }
        }
    }
    if app.session.read_only {
        lines.push(Line::default());
        lines.extend(paragraph(&app.session.only_reading(), width, style(Role::Warning)));
    }
}

fn caused(review: &Review, width: usize) -> Vec<Line<'static>> {
    if review.consequences.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::from(words("What it causes", Role::Strong))];
    lines.extend(will_send::causes(&review.consequences, width));
    lines.push(Line::default());
    lines
}

fn indented(mut line: Line<'static>) -> Line<'static> {
    line.spans.insert(0, Span::raw("    "));
    line
}
