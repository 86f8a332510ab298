//! What stands above the fields until it is dismissed: a failure, someone else's change, what became of a send.

use super::Width;
use super::glyph::printable;
use super::paint::{Canvas, dim, fit, paragraph, words};
use super::theme::{Role, style};
use super::when::ago;
use crate::api::failure::Failure;
use crate::app::App;
use crate::app::command::{Command, Context};
use crate::app::form::Form;
use crate::app::report::Report;
use crate::app::reread::News;
use crate::connector::facts;
use crate::edit::{Moved, Table};
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Draws the topmost of them, if there is one. Returns the room that is left for the fields.
pub fn draw(app: &App, form: &Form, canvas: &mut Canvas<'_>, area: Rect) -> Rect {
    if let Some(failure) = &form.failure {
        return failed(app, form, failure, canvas, area);
    }
    let width = usize::from(area.width).saturating_sub(4);
    let close = app.key(Context::Form, Command::Back);
    if let Some(news) = &form.news {
        let what = if news.ours { "Changed from elsewhere" } else { "Changed by someone else" };
        let title = format!(" {what} · {close} closes this ");
        let lines = paragraph(&told(app, form, news), width, style(Role::Text));
        let overlaps = form.draft.conflicts().iter().any(|(_, merge)| !merge.overlaps().is_empty());
        let role = if overlaps { Role::Warning } else { Role::Accent };
        return framed(app, title, role, lines, None, canvas, area);
    }
    match &form.report {
        Some(report) if report.shown => {
            let lines = paragraph(&summed_up(form.draft.table(), report), width, style(Role::Text));
            let outcome = app.key(Context::Form, Command::ShowReport);
            framed(
                app,
                format!(" What became of it · {outcome} shows all of it · {close} closes this "),
                Role::Warning,
                lines,
                None,
                canvas,
                area,
            )
        }
        _ => area,
    }
}

/// A failed save. The request id is what support asks for, so it keeps its line; what does not fit above it is whole
/// on demand.
fn failed(app: &App, form: &Form, failure: &Failure, canvas: &mut Canvas<'_>, area: Rect) -> Rect {
    let width = usize::from(area.width).saturating_sub(4);
    // Messages that name a field stand at that field, where it can be seen beside this; the others stand here.
    let alone = Width::of(area) == Width::Narrow;
    let table = form.draft.table();
    let said = failure.said.iter().filter(|said| {
        alone || facts::blamed(table, said.field.as_deref(), said.message.as_deref()).is_none()
    });
    let mut lines = paragraph(&failure.sentence(), width, style(Role::Text));
    if let Some(report) = form.report.as_ref().filter(|report| report.shown) {
        lines.extend(paragraph(&summed_up(table, report), width, style(Role::Text)));
    }
    for message in said.filter_map(|said| said.message.as_deref()) {
        lines.extend(paragraph(&format!("The server said: {message}"), width, style(Role::Text)));
    }
    let id = failure.request_id.as_ref().map(|id| fit(&format!("Request id {id}"), width, style(Role::Dim)));
    let title = format!(" It did not work · {} closes this ", app.key(Context::Form, Command::Back));
    framed(app, title, Role::Danger, lines, id.map(Line::from), canvas, area)
}

/// A frame above the fields, of at most two fifths of the height. `last` keeps its line.
fn framed(
    app: &App,
    title: String,
    role: Role,
    mut lines: Vec<Line<'static>>,
    last: Option<Line<'static>>,
    canvas: &mut Canvas<'_>,
    area: Rect,
) -> Rect {
    let most = usize::from(area.height * 2 / 5).max(3) - usize::from(last.is_some());
    if lines.len() > most {
        lines.truncate(most.saturating_sub(1));
        lines.push(match role {
            Role::Danger => Line::from(vec![
                dim("… "),
                words(app.key(Context::Form, Command::ShowFailure), Role::Key),
                dim(" shows all of it"),
            ]),
            _ => Line::from(dim("…")),
        });
    }
    lines.extend(last);
    let height = u16::try_from(lines.len()).unwrap_or(0) + 2;
    let inner = canvas.frame_over(Rect { height, ..area }, Line::from(words(title, role)), role);
    canvas.lines(inner, lines);
    Rect { y: area.y + height, height: area.height - height, ..area }
}

/// Who changed what, when, and what that means for the edits.
pub fn told(app: &App, form: &Form, news: &News) -> String {
    let table = form.draft.table();
    let mut text = format!("{} changed this connector{}.", who(news), when(app, news));
    let labels = |moved: &mut dyn Iterator<Item = &Moved>| {
        let named: Vec<String> = moved.filter_map(|moved| part_names(table, moved)).collect();
        named.join(", ")
    };
    if news.waiting {
        let fields = labels(&mut news.moved.iter());
        return format!(
            "{text} What you are typing stays; theirs is taken in when you leave the text: {fields}."
        );
    }
    let clean = |moved: &&Moved| !moved.edited || !moved.taken.is_empty();
    let taken = labels(&mut news.moved.iter().filter(clean));
    if !taken.is_empty() {
        text = format!("{text} Taken in: {taken}.");
    }
    let overlapping: Vec<_> = form
        .draft
        .conflicts()
        .iter()
        .filter_map(|(at, merge)| Some((at.field(table)?.label, merge.overlaps().len())))
        .map(
            |(label, count)| if count == 1 { label.to_owned() } else { format!("{label} in {count} places") },
        )
        .collect();
    if !overlapping.is_empty() {
        let fields = overlapping.join(", ");
        // What there is to do comes first: on a small screen the rest may not fit.
        let choose = app.key(Context::Form, Command::ShowOverlaps);
        text = format!("You changed the same in {fields}: {choose} chooses between theirs and yours. {text}");
    }
    if news.moved.is_empty() {
        text = format!("{text} Nothing that can be seen is different.");
    }
    if news.forgot {
        text =
            format!("{text} Header values are hidden, so those that were known in this run are forgotten.");
    }
    text
}

/// Whoever it was, as far as the API tells: an id.
pub fn who(news: &News) -> String {
    match (&news.by, news.ours) {
        (_, true) => "Your own account, from elsewhere,".to_owned(),
        (Some(id), false) => format!("Teammate {}", printable(id)),
        (None, false) => "Someone".to_owned(),
    }
}

/// When it was, in front of the full stop.
pub fn when(app: &App, news: &News) -> String {
    let relative = news.when.as_deref().and_then(|when| ago(when, app.now.unix));
    relative.map_or_else(String::new, |relative| format!(" {relative}"))
}

/// A field, and in brackets the parts of it that were taken in beside the person's own.
fn part_names(table: Table, moved: &Moved) -> Option<String> {
    let field = moved.at.field(table)?;
    let parts: Vec<String> =
        moved.taken.iter().map(|part| part.describe(field)).filter(|part| !part.is_empty()).collect();
    Some(match (moved.edited, parts.is_empty()) {
        (true, false) => format!("{} ({})", field.label, printable(&parts.join(", "))),
        _ => field.label.to_owned(),
    })
}

fn summed_up(table: Table, report: &Report) -> String {
    let counted = super::report::counts(table, report);
    counted.into_iter().map(|(verdict, fields)| format!("{verdict}: {fields}.")).collect::<Vec<_>>().join(" ")
}
