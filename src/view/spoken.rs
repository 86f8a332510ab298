//! What the editor shows, as plain lines of text: for the commands without a screen and for whoever has it read aloud.

use super::glyph::{glyphs, is_hidden, wrap};
use super::paint::{Canvas, paragraph};
use super::theme::{Role, style};
use super::{diff, findings, flip, report, sample, will_send};
use crate::api::failure::Failure;
use crate::app::App;
use crate::app::form::Form;
use crate::app::keymap::Keymap;
use crate::app::overlay::{Flip, Review};
use crate::connector::check::{Finding, weight};
use crate::connector::consequence::Consequence;
use crate::connector::facts;
use crate::edit::wire::MASK;
use crate::edit::{At, Field, Secret, Value};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub use super::glyph::printable;
pub use super::report::counts;

/// Lines without their looks.
fn plain(lines: impl IntoIterator<Item = Line<'static>>) -> Vec<String> {
    let text = |line: Line<'static>| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>();
    lines.into_iter().map(|line| text(line).trim_end().to_owned()).collect()
}

fn indented(lines: Vec<String>) -> impl Iterator<Item = String> {
    lines.into_iter().map(|line| if line.is_empty() { line } else { format!("  {line}") })
}

/// How a value becomes another one.
pub fn change(field: &Field, before: &Value, after: &Value, width: usize) -> Vec<String> {
    plain(diff::lines(field, before, after, width))
}

/// A value as it is, whole.
pub fn whole(field: &Field, value: &Value, width: usize) -> Vec<String> {
    plain(diff::whole(field, value, Role::Text, width))
}

/// A sentence in lines.
pub fn sentence(text: &str, width: usize) -> Vec<String> {
    plain(paragraph(text, width, style(Role::Text)))
}

/// JSON text in which whatever could command the terminal or deceive the reader stands as an escape. It means the same:
/// outside of strings there is none but line breaks.
pub fn in_json(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || !is_hidden(c) {
            written.push(c);
        } else {
            let mut units = [0; 2];
            written.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    written
}

/// A text in at most so many columns.
pub fn fitted(text: &str, width: usize) -> String {
    super::paint::fit(text, width, style(Role::Text)).iter().map(|span| span.content.as_ref()).collect()
}

/// How many columns a text takes.
pub fn width_of(text: &str) -> usize {
    glyphs(text).map(|glyph| glyph.width).sum()
}

/// What was found, each with a mark for how much it matters.
pub fn found(keys: &Keymap, list: &[Finding], width: usize) -> Vec<String> {
    plain(findings::first(keys, list, usize::MAX, width))
}

/// What sending causes.
pub fn caused(list: &[Consequence], width: usize) -> Vec<String> {
    plain(will_send::causes(list, width))
}

/// A review whole: each change before and after, what it causes, what was found, and the exact body, whose lines are not
/// broken.
pub fn review(keys: &Keymap, form: &Form, review: &Review, width: usize) -> Vec<String> {
    let table = form.draft.table();
    let mut lines = vec![format!(
        "Review of \"{}\" (#{}), {}",
        printable(facts::name(table, form.draft.base())),
        printable(&form.id),
        facts::state(table, form.draft.base()).word()
    )];
    lines.extend(plain(super::compare::edited_and_open(form, width)));
    for at in form.draft.changes() {
        let Some(field) = at.field(table) else { continue };
        lines.push(String::new());
        if review.left_out.contains(&at) {
            lines.push(format!("{} ({}): left out, stays unsent", field.label, field.key));
            continue;
        }
        lines.push(format!("{} ({})", field.label, field.key));
        let (before, after) = (form.draft.base().value(at), form.draft.value(at));
        lines.extend(indented(change(field, before, after, width.saturating_sub(2))));
        if facts::sample_place(table).is_some_and(|(sample, _)| sample == at)
            && let Some(foreseen) = &review.foreseen
        {
            lines.extend(indented(plain(sample::reviewed(keys, foreseen, width.saturating_sub(2)))));
        }
    }
    if !review.consequences.is_empty() {
        lines.extend([String::new(), "What it causes".to_owned()]);
        lines.extend(indented(caused(&review.consequences, width.saturating_sub(2))));
    }
    if !form.checked.list.is_empty() {
        lines.extend([String::new(), format!("Findings; {}", weight(&form.checked.list))]);
        lines.extend(indented(found(keys, &form.checked.list, width.saturating_sub(2))));
    }
    lines.extend([String::new(), "What goes out".to_owned()]);
    match &review.patch {
        None => lines.push("Nothing: every change is left out.".to_owned()),
        Some(patch) => {
            lines.extend(plain([will_send::request_line(&form.id)]));
            let body = patch.shown();
            lines.extend(body.lines().map(printable));
            if body.contains(MASK) {
                lines.push(format!("Values shown as {MASK} are masked here and sent as typed."));
            }
        }
    }
    lines
}

/// The question before a flip of the state, whole.
pub fn flipping(app: &App, form: &Form, flip: &Flip, width: usize) -> Vec<String> {
    plain(flip::whole(app, form, flip, width))
}

/// What became of a send, whole.
pub fn reported(form: &Form, width: usize) -> Vec<String> {
    form.report.as_ref().map(|report| plain(report::lines(form, report, width))).unwrap_or_default()
}

/// A text of one line broken into rows.
pub fn broken(text: &str, width: usize) -> Vec<String> {
    wrap(text, width).map(|row| row.into_iter().map(|glyph| glyph.text.into_owned()).collect()).collect()
}

/// The field's value in one line.
pub fn summary(field: &Field, value: &Value, now: i64, width: usize) -> String {
    let spans = super::value::summary(field, value, width, now, style(Role::Text));
    spans.iter().map(|span| span.content.as_ref()).collect()
}

/// A cell whole, in one line.
pub fn in_a_cell(value: &Value) -> String {
    if let Value::Secret(secret) = value {
        return match secret {
            Secret::Kept => "hidden on the server",
            typed if typed.is_missing() => "needs a value",
            Secret::Known(_) => "known in this run and not shown",
            Secret::New(_) => "typed and not shown",
        }
        .to_owned();
    }
    let spans = super::value::cell(value, usize::MAX, style(Role::Text));
    spans.iter().map(|span| span.content.as_ref()).collect()
}

/// How long ago a time was, where it is one.
pub fn ago(text: &str, now: i64) -> String {
    super::when::ago(text, now).unwrap_or_else(|| printable(text))
}

/// Someone else's change in words, where there is one that was not dismissed.
pub fn news(app: &App, form: &Form) -> Option<String> {
    form.news.as_ref().map(|news| super::strip::told(app, form, news))
}

/// A failure in full.
pub fn failed(failure: &Failure, width: usize) -> Vec<String> {
    plain(super::problem::sentences(failure, width))
}

/// Rows of the first try to draw what lies on top, and of the last one.
const ROWS: (u16, u16) = (100, 20_000);

/// What lies on top, as it is drawn where there is room for all of it, without its frame.
pub fn on_top(app: &App, width: u16) -> Vec<String> {
    let Some(overlay) = app.overlays.last() else { return Vec::new() };
    let mut height = ROWS.0;
    loop {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let mut canvas = Canvas::new(&mut buffer, None);
        super::overlays::draw(app, overlay, &mut canvas, area);
        let below = u16::try_from(canvas.scrollable).unwrap_or(ROWS.1);
        if below == 0 || height == ROWS.1 {
            return unframed(&buffer);
        }
        height = height.saturating_add(below).min(ROWS.1);
    }
}

/// The text of what was drawn: without borders, with no more than one empty line in a row.
fn unframed(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    let mut lines: Vec<String> = Vec::new();
    for y in area.top()..area.bottom() {
        let (mut line, mut hidden) = (String::new(), 0_usize);
        for x in area.left()..area.right() {
            let symbol = buffer.cell((x, y)).map_or(" ", ratatui::buffer::Cell::symbol);
            // What stands behind a wide character is covered by it.
            if hidden > 0 {
                hidden -= 1;
                continue;
            }
            hidden = width_of(symbol).saturating_sub(1);
            line.push_str(if matches!(symbol, "│" | "─" | "╭" | "╮" | "╰" | "╯") {
                " "
            } else {
                symbol
            });
        }
        let line = line.trim_end();
        let indent = line.len() - line.trim_start().len();
        let line = line.get(indent.min(2)..).unwrap_or_default();
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line.to_owned());
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Whose workspace it is: "production, profile real, Acme (EU)".
pub fn whereabouts(app: &App) -> String {
    let session = &app.session;
    let production = session.production.then(|| "production".to_owned());
    let profile = session.profile.as_deref().map(|profile| format!("profile {profile}"));
    let region = app.me.as_ref().and_then(|me| me.region.as_deref()).or(session.region.as_deref());
    let region = region.map(|region| format!(" ({})", region.to_uppercase())).unwrap_or_default();
    let name = format!("{}{region}", super::header::workspace(app));
    let host = (!session.demo && app.me.is_some()).then(|| session.host.clone());
    let parts = [production, profile, Some(name), host];
    printable(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// The labels of fields, as a list in a sentence.
pub fn labels(form: &Form, fields: impl Iterator<Item = At>) -> String {
    let table = form.draft.table();
    fields.filter_map(|at| at.field(table)).map(|field| field.label).collect::<Vec<_>>().join(", ")
}
