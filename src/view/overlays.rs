//! What lies over the screen: dialogs, the help, what is still missing.

use super::glyph::printable;
use super::paint::{Canvas, dim, fit, paragraph, words};
use super::theme::{Role, style};
use crate::app::App;
use crate::app::command::{Command, Context};
use crate::app::form::Form;
use crate::app::keymap::Keymap;
use crate::app::overlay::{Overlay, Problems};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Draws one overlay over the body of the screen.
pub fn draw(app: &App, overlay: &Overlay, canvas: &mut Canvas<'_>, area: Rect) {
    canvas.cursor = None;
    let keys = &app.session.keys;
    match (overlay, app.form()) {
        (Overlay::Review(review), Some(form)) => super::review::draw(app, form, review, canvas, area),
        (Overlay::Problems(problems), Some(form)) => missing(keys, form, problems, canvas, area),
        (Overlay::Flip(flip), Some(form)) => {
            super::flip::draw(app, form, flip, canvas, area);
        }
        (Overlay::Choosing(choosing), Some(form)) => {
            super::choosing::draw(app, form, choosing, canvas, area);
        }
        (Overlay::Report { scroll }, Some(form)) => {
            if let Some(report) = &form.report {
                super::report::draw(form, report, *scroll, canvas, area);
            }
        }
        (Overlay::RevertAll, Some(form)) => {
            let count = form.draft.changes().len();
            let fields = if count == 1 { "1 field".to_owned() } else { format!("{count} fields") };
            let text =
                format!("Take {fields} back to what the server holds? One undo brings everything back.");
            let lines = asked(
                keys,
                (Context::RevertAll, inner_width(area)),
                paragraph(&text, inner_width(area), style(Role::Text)),
                &[(Command::ConfirmRevertAll, "revert all"), (Command::CloseOverlay, "keep")],
            );
            dialog(canvas, area, "Revert everything", lines);
        }
        (Overlay::Recovery(recovery), Some(form)) => super::recovery::draw(app, form, recovery, canvas, area),
        (Overlay::Discarding, _) => {
            let text =
                "Throw the earlier changes away? They are not on the server, and cannot be brought back.";
            let lines = asked(
                keys,
                (Context::Discarding, inner_width(area)),
                paragraph(text, inner_width(area), style(Role::Text)),
                &[(Command::ConfirmDiscardKept, "discard"), (Command::CloseOverlay, "back")],
            );
            dialog(canvas, area, "Discard earlier changes", lines);
        }
        (Overlay::Leaving, _) => {
            dialog(canvas, area, "Unsent changes", leaving_lines(app, area));
        }
        (Overlay::Failure { scroll }, Some(form)) => {
            if let Some(failure) = &form.failure {
                super::problem::whole(failure, *scroll, canvas, area);
            }
        }
        (Overlay::Compare { scroll }, Some(form)) => super::compare::draw(app, form, *scroll, canvas, area),
        (Overlay::Timeline { cursor }, Some(form)) => {
            super::timeline::draw(app, form, *cursor, canvas, area);
        }
        (Overlay::Creating(creating), _) => super::create::draw(app, creating, canvas, area),
        (Overlay::Findings { cursor }, Some(form)) => {
            super::findings::draw(keys, form, *cursor, canvas, area);
        }
        (Overlay::Taken(taken), Some(form)) => super::taken::draw(keys, form, taken, canvas, area),
        (Overlay::Tokens { cursor }, Some(form)) => super::tokens::draw(app, form, *cursor, canvas, area),
        (Overlay::Rendered(rendered), Some(form)) => {
            super::rendered::draw(keys, form, rendered, canvas, area);
        }
        (Overlay::Outline(outlined), _) => super::outline::draw(outlined, canvas, area),
        (Overlay::Generated { scroll }, Some(form)) => super::sample::whole(form, *scroll, canvas, area),
        (Overlay::Renaming(renaming), _) => super::rename::draw(keys, renaming, canvas, area),
        (Overlay::Prompt(prompt), _) => super::prompt::draw(app, prompt, canvas, area),
        (Overlay::Runs(runs), _) => super::runs::draw(app, runs, canvas, area),
        (Overlay::Palette(palette), _) => super::palette::draw(app, palette, canvas, area),
        (Overlay::Copying { cursor }, Some(form)) => super::copies::draw(app, form, *cursor, canvas, area),
        (Overlay::Seeking(seeking), _) => super::seek::draw(seeking, canvas, area),
        (Overlay::Help(help), _) => super::help::draw(app, help, canvas, area),
        _ => {}
    }
}

fn inner_width(area: Rect) -> usize {
    usize::from(area.width.min(72)).saturating_sub(4)
}

/// A box in the middle, as high as its lines. Returns the room inside.
fn dialog(canvas: &mut Canvas<'_>, area: Rect, title: &str, lines: Vec<Line<'static>>) -> Rect {
    let width = area.width.min(72);
    let height = (u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2)).min(area.height);
    // Where it is as wide as the screen, what little would look out below it is covered.
    let height = if width == area.width && height + 3 > area.height { area.height } else { height };
    let over = Canvas::box_over(area, width, height, 2);
    let title = Line::from(vec![Span::raw(" "), words(title.to_owned(), Role::Strong), Span::raw(" ")]);
    let inner = canvas.frame_over(over, title, Role::Accent);
    // What it is about stands at the beginning and the keys at the end: where not all fits, the middle gives way.
    let room = usize::from(inner.height);
    let mut lines = lines;
    if lines.len() > room {
        let head = (room / 2).max(1);
        let tail = room.saturating_sub(head + 1);
        let end = lines.split_off(lines.len() - tail);
        lines.truncate(head);
        lines.push(Line::from(dim("⋯")));
        lines.extend(end);
    }
    let last = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(inner.height).saturating_sub(1);
    canvas.cursor = Some(Position { x: inner.x, y: inner.y + last });
    canvas.lines(inner, lines);
    inner
}

/// Lines with the keys that answer them at the end, in as many rows as they need.
pub(super) fn asked(
    keys: &Keymap,
    (context, width): (Context, usize),
    mut lines: Vec<Line<'static>>,
    answers: &[(Command, &'static str)],
) -> Vec<Line<'static>> {
    lines.push(Line::default());
    let (mut row, mut used) = (Vec::new(), 0);
    for (command, label) in answers {
        let key = keys.key(context, *command);
        let columns = key.chars().count() + 1 + label.chars().count();
        if used > 0 && used + columns > width {
            lines.push(Line::from(std::mem::take(&mut row)));
            used = 0;
        }
        used += columns + 3;
        row.extend([words(key, Role::Key), Span::raw(" "), dim(*label), Span::raw("   ")]);
    }
    lines.push(Line::from(row));
    lines
}

fn leaving_lines(app: &App, area: Rect) -> Vec<Line<'static>> {
    let (keys, width) = (&app.session.keys, inner_width(area));
    let [review, discard, stay] =
        [(Command::ReviewInstead, "review"), (Command::Discard, "discard"), (Command::CloseOverlay, "stay")];
    let mut lines = Vec::new();
    for (name, count) in app.unsent_connectors() {
        let mut line = vec![words("● ", Role::Changed)];
        line.extend(fit(name, width.saturating_sub(20), style(Role::Strong)));
        line.push(dim(if count == 1 { "  1 change".to_owned() } else { format!("  {count} changes") }));
        lines.push(Line::from(line));
    }
    lines.push(Line::default());
    if !app.session.keeps {
        lines.extend(paragraph("If you quit now, these changes are gone.", width, style(Role::Text)));
        return asked(keys, (Context::Leaving, width), lines, &[review, discard, stay]);
    }
    if let Some(why) = app.cannot_keep() {
        let text =
            format!("They could not be kept on this computer ({why}). If you quit now, they are gone.");
        lines.extend(paragraph(&text, width, style(Role::Warning)));
        return asked(keys, (Context::Leaving, width), lines, &[review, discard, stay]);
    }
    let text = "Keep them for later, and they are offered when the connector is opened again.";
    lines.extend(paragraph(text, width, style(Role::Text)));
    let secrets: Vec<String> = app.unkept_secrets().iter().map(|(_, row)| printable(row)).collect();
    if !secrets.is_empty() {
        let text = format!("Header values are not kept. To be typed again then: {}.", secrets.join(", "));
        lines.extend(paragraph(&text, width, style(Role::Warning)));
    }
    let keep = (Command::KeepForLater, "keep for later");
    asked(keys, (Context::Leaving, width), lines, &[review, keep, discard, stay])
}

fn missing(keys: &Keymap, form: &Form, problems: &Problems, canvas: &mut Canvas<'_>, area: Rect) {
    let width = inner_width(area);
    let mut lines = Vec::new();
    let intro = match problems.list.len() {
        0 => "There is nothing to send.",
        1 => "One thing is missing before this can be sent.",
        _ => "Some things are missing before this can be sent.",
    };
    lines.extend(paragraph(intro, width, style(Role::Text)));
    lines.push(Line::default());
    let mut items = Vec::new();
    for (number, problem) in problems.list.iter().enumerate() {
        let here = number == problems.cursor;
        let begin = lines.len();
        let label = problem.at.field(form.draft.table()).map_or("", |field| field.label);
        let mut head = vec![words(if here { "▸ " } else { "  " }, Role::Accent)];
        head.push(words(label, if here { Role::Strong } else { Role::Text }));
        lines.push(Line::from(head));
        for mut row in paragraph(&problem.why, width.saturating_sub(2), style(Role::Warning)) {
            row.spans.insert(0, Span::raw("  "));
            lines.push(row);
        }
        items.push(begin..lines.len());
    }
    // A long list shows the part around its cursor.
    let most = usize::from(area.height).saturating_sub(4).max(3);
    let cursor_row = items.get(problems.cursor).map_or(0, |lines| lines.start);
    let total = lines.len();
    let first = canvas.first_visible(cursor_row, total, most);
    lines = lines.into_iter().skip(first).take(most).collect();
    let answers = [(Command::GoToProblem, "go there"), (Command::CloseOverlay, "back")];
    let shown = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let lines = asked(keys, (Context::Problems, width), lines, &answers);
    let inner = dialog(canvas, area, "Not ready to send", lines);
    let window = Rect { height: inner.height.min(shown), ..inner };
    canvas.more(window, first, total.saturating_sub(most));
    canvas.items(window, first, &items, problems.cursor);
    let row = u16::try_from(cursor_row.saturating_sub(first)).unwrap_or(u16::MAX);
    let y = window.y.saturating_add(row).min(window.bottom().saturating_sub(1));
    canvas.cursor = Some(Position { x: inner.x, y });
}
