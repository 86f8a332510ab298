//! The review: each change before and after, what it causes, and the exact body.

use super::paint::{Canvas, dim, words};
use super::theme::{Role, style};
use super::{diff, will_send};
use crate::app::App;
use crate::app::form::Form;
use crate::app::overlay::Review;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the review over the whole body of the screen.
pub fn draw(app: &App, form: &Form, review: &Review, canvas: &mut Canvas<'_>, area: Rect) {
    let count = review.patch.fields().count();
    let title = Line::from(vec![
        words(" Review ", Role::Strong),
        dim(match count {
            1 => "· 1 change ".to_owned(),
            many => format!("· {many} changes "),
        }),
    ]);
    let inner = canvas.frame_over(area, title, Role::Accent);
    let width = usize::from(inner.width);
    let mut lines = Vec::new();
    if let Some(reason) = review.voided {
        lines.extend(super::paint::paragraph(
            &format!("This review no longer holds: {reason}."),
            width,
            style(Role::Danger),
        ));
        lines.push(Line::default());
    }
    for at in review.patch.fields() {
        let Some(field) = at.field(form.draft.table()) else {
            continue;
        };
        lines.push(Line::from(vec![words("● ", Role::Changed), words(field.label, Role::Strong)]));
        let changed =
            diff::lines(field, form.draft.base().value(at), form.draft.value(at), width.saturating_sub(2));
        lines.extend(changed.into_iter().map(indented));
        lines.push(Line::default());
    }
    if !review.consequences.is_empty() {
        lines.push(Line::from(words("What it causes", Role::Strong)));
        lines.extend(will_send::causes(&review.consequences, width));
        lines.push(Line::default());
    }
    lines.push(Line::from(words("What goes out", Role::Strong)));
    lines.push(will_send::request_line(&form.id));
    let body = review.patch.shown();
    let masked = body.contains(crate::edit::wire::MASK);
    lines.extend(will_send::json(&body, width));
    if masked {
        lines.push(Line::from(dim("Values shown as •••••••• are masked here and sent as typed.")));
    }
    if app.session.read_only {
        lines.push(Line::default());
        lines.push(Line::from(words("Started with --read-only: nothing is sent.", Role::Warning)));
    }
    canvas.scrolled(inner, lines, review.scroll, true);
}

fn indented(mut line: Line<'static>) -> Line<'static> {
    line.spans.insert(0, Span::raw("  "));
    line
}
