//! The field under the cursor, whole: its editor when one is open, else its value; what it was; what the server
//! said of it; and what it is for.

use super::paint::{Canvas, dim, fit, paragraph, scroll_to, words};
use super::rows::Rows;
use super::text::Look;
use super::theme::{Role, style};
use super::value::{cell, exact};
use super::when::{ago, local};
use super::{Width, findings, grid, sample, template, text, unwrapped, will_send};
use crate::app::App;
use crate::app::editor::Editor;
use crate::app::form::{Form, Pane, Place, YES_NO};
use crate::app::point::Target;
use crate::connector::facts;
use crate::connector::uses::is_template;
use crate::edit::{Access, At, Field, Kind, Spot, Value};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use std::cell::Cell;

/// Draws the pane, with the help below it where there is room.
pub fn draw(app: &App, form: &Form, canvas: &mut Canvas<'_>, area: Rect) {
    let Some((at, field)) = form.current() else {
        return unknown(form, canvas, area);
    };
    let help = help_lines(app, form, at, field, usize::from(area.width).saturating_sub(4));
    let help_rows = u16::try_from(help.len()).unwrap_or(0) + 2;
    let crowded = sample::is_below(form, canvas);
    let help_rows = if area.height >= 10 + help_rows && !crowded { help_rows } else { 0 };
    let main = Rect { height: area.height - help_rows, ..area };
    canvas.target(area, Target::Pane(Pane::Field));
    let inner = canvas.frame(main, title(form, at, field), form.pane == Pane::Field);
    content(app, form, canvas, inner, at, field);
    if help_rows > 0 {
        let below = Rect { y: main.bottom(), height: help_rows, ..area };
        let inner = canvas.frame(below, Line::from(dim(" About ")), false);
        canvas.lines(inner, help);
    }
}

fn title(form: &Form, at: At, field: &Field) -> Line<'static> {
    let mut spans = vec![words(format!(" {} ", field.label), Role::Strong)];
    if form.draft.is_dirty(at) {
        spans.push(words("● changed ", Role::Changed));
    }
    match (field.access, &form.editor) {
        (Access::ReadOnly, _) => spans.push(dim("· read-only ")),
        (_, Some(Editor::Reading { .. }) | None) => {}
        (_, Some(_)) => spans.push(words("· editing ", Role::Accent)),
    }
    Line::from(spans)
}

fn help_lines(app: &App, form: &Form, at: At, field: &Field, width: usize) -> Vec<Line<'static>> {
    let keys = if is_template(form.draft.table(), at, None) {
        " [text.complete] lists the inputs."
    } else if facts::token_place(form.draft.table()) == Some(at) {
        " [form.edit], then [table.show-tokens], chooses from those that the API lists."
    } else {
        ""
    };
    let help = format!("{}{}", field.help, app.session.keys.spell(keys));
    let mut lines = paragraph(&help, width, style(Role::Dim));
    if field.access != Access::ReadOnly
        && let Some(reason) = form.draft.refusal(at)
    {
        lines.extend(paragraph(reason, width, style(Role::Warning)));
    }
    lines
}

fn unknown(form: &Form, canvas: &mut Canvas<'_>, area: Rect) {
    let Some(Place::Unknown(number)) = form.place() else {
        return;
    };
    let Some((key, json)) = form.draft.base().unknown().get(number) else {
        return;
    };
    let mut title = vec![Span::raw(" ")];
    title.extend(fit(key, 40, style(Role::Strong)));
    title.push(dim(" · read-only "));
    canvas.target(area, Target::Pane(Pane::Field));
    let inner = canvas.frame(area, Line::from(title), form.pane == Pane::Field);
    let width = usize::from(inner.width);
    let pretty = serde_json::to_string_pretty(json).unwrap_or_default();
    let mut lines = paragraph(
        "The server returned this key. patchpanel does not know it, leaves it alone and never sends it.",
        width,
        style(Role::Dim),
    );
    lines.push(Line::default());
    lines.extend(will_send::json(&pretty, width));
    canvas.scrolled(inner, lines, scroll(form), form.pane == Pane::Field);
}

fn scroll(form: &Form) -> usize {
    match form.editor {
        Some(Editor::Reading { scroll }) => scroll,
        _ => 0,
    }
}

fn content(app: &App, form: &Form, canvas: &mut Canvas<'_>, area: Rect, at: At, field: &'static Field) {
    let focused = form.pane == Pane::Field;
    match &form.editor {
        Some(Editor::Text(visit)) => {
            let names = template::names(form, at, None);
            let mut foot = foot(form, at, field, usize::from(area.width), app.now.unix);
            foot.extend(verdict(form, canvas, area));
            let rows = u16::try_from(foot.len()).unwrap_or(0).min(area.height / 2);
            let above = Rect { height: area.height - rows, ..area };
            // What it was stands right below a short text, and at the foot of the pane below a long one.
            let (revealed, fault) = (app.reveals(canvas.size()), sample::fault(form));
            let look = Look {
                revealed,
                inputs: names.as_deref(),
                fault,
                unwrapped: !app.wrap,
                sought: app.sought(),
                ..Look::default()
            };
            let used = text::draw(&visit.text, &look, canvas, above);
            let below = Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
            canvas.lines_or_more(below, foot);
        }
        Some(Editor::Grid(_)) => grid::draw(app, form, canvas, area, at, field),
        Some(Editor::Choice(_) | Editor::Set(_)) => {
            let used = options(form, canvas, area, at, field.kind);
            let rest = Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
            canvas.lines_or_more(rest, foot(form, at, field, usize::from(area.width), app.now.unix));
        }
        Some(Editor::Reading { .. }) | None => {
            let sides = Cell::new((0, 0));
            let mut rows = Rows::default();
            let seen = match form.draft.value(at) {
                Value::Text(text) | Value::Document(text) if is_read_as_text(field, text) => {
                    read(app, form, at, text, (area, focused), (&mut rows, &sides))
                }
                _ => {
                    rows.extend(whole(app, form, at, field, area, focused));
                    None
                }
            };
            rows.extend(foot(form, at, field, usize::from(area.width), app.now.unix));
            rows.extend(verdict(form, canvas, area));
            // Where it has no pane of its own, it follows the value.
            if is_narrow(canvas)
                && form.is_on_sample()
                && let Some(foreseen) = form.sample.foreseen()
            {
                sample::listed_later(&mut rows, &foreseen.comparison, usize::from(area.width), true);
            }
            let top = scroll_to(scroll(form), seen.map(|row| row..row + 1), area.height);
            canvas.scrolled_rows(area, &rows, top, focused);
            if focused {
                canvas.aside = sides.get();
            }
        }
    }
}

fn is_read_as_text(field: &Field, text: &str) -> bool {
    !text.is_empty() && !matches!(field.kind, Kind::Time | Kind::Choice(_))
}

/// Adds a text that is read. Returns the row of what is looked for in it, where the window has to go there.
fn read<'r>(
    app: &'r App,
    form: &'r Form,
    at: At,
    text: &'r str,
    (area, focused): (Rect, bool),
    (rows, sides): (&mut Rows<'r>, &'r Cell<(usize, usize)>),
) -> Option<usize> {
    let width = usize::from(area.width);
    let names = template::names(form, at, None);
    let sought = app.sought().filter(|_| focused);
    let follows = form.sought_text.as_ref().is_some_and(|sought| sought.follows);
    let place = sought.and_then(|(_, place)| place).filter(|_| follows);
    let row = if app.wrap {
        // Until the pane is entered only what is visible is laid out.
        let most = if focused { usize::MAX } else { usize::from(area.height) };
        let look = Look { inputs: names.as_deref(), sought, ..Look::default() };
        let (lines, row) = text::read(text, width, most, &look);
        rows.extend(lines);
        place.and(row)
    } else {
        let aside = focused.then_some(&form.aside);
        let count = text.split('\n').count();
        rows.later(count, move |range| {
            let look = Look { inputs: names.as_deref(), sought, aside, ..Look::default() };
            unwrapped::read(text, range, width, &look, sides)
        });
        place.map(|place| place.line)
    };
    if text.contains("\r\n") {
        rows.extend(vec![Line::from(dim("Lines end in CRLF; they stay so."))]);
    }
    row
}

fn is_narrow(canvas: &Canvas<'_>) -> bool {
    let (width, height) = canvas.size();
    Width::of(Rect { x: 0, y: 0, width, height }) == Width::Narrow
}

/// What is known of the sample response, below its text.
fn verdict(form: &Form, canvas: &Canvas<'_>, area: Rect) -> Vec<Line<'static>> {
    if !form.is_on_sample() {
        return Vec::new();
    }
    sample::verdict(form, !is_narrow(canvas), usize::from(area.width))
}

/// What stands below a value: what it was on the server, and what the server said of it.
fn foot(form: &Form, at: At, field: &Field, width: usize, now: i64) -> Vec<Line<'static>> {
    foot_with(form, at, field, None, (width, now))
}

/// The same below a cell: what is wrong with it stands first, and where there is little room, it stands there alone. Is it
/// open and empty, it is still to be typed, and nothing is said of it yet.
pub(super) fn foot_of_cell(
    form: &Form,
    (at, field): (At, &Field),
    cell: (Spot, bool),
    (width, room): (usize, usize),
    now: i64,
) -> Vec<Line<'static>> {
    let whole = foot_with(form, at, field, Some(cell), (width, now));
    if whole.len() <= room {
        return whole;
    }
    let mut lines = said(form, at, width);
    lines.extend(problems(form, at, Some(cell), width));
    lines.extend(findings::of_field(form, at, width));
    lines.retain(|line| line.width() > 0);
    if lines.is_empty() { whole.into_iter().filter(|line| line.width() > 0).collect() } else { lines }
}

fn said(form: &Form, at: At, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for message in form.said.get(&at).into_iter().flatten() {
        lines.push(Line::default());
        lines.extend(paragraph(&format!("! The server said: {message}"), width, style(Role::Danger)));
    }
    lines
}

/// Why an edit cannot be sent: first what the cell is to blame for.
fn problems(form: &Form, at: At, cell: Option<(Spot, bool)>, width: usize) -> Vec<Line<'static>> {
    if !form.draft.is_dirty(at) {
        return Vec::new();
    }
    let here = |spot: Option<Spot>| cell.filter(|(here, _)| spot == Some(*here));
    let mut problems = form.draft.problems_at(at);
    problems.sort_by_key(|problem| here(problem.spot).is_none());
    let rows = problems.into_iter().flat_map(|problem| {
        let mut rows = paragraph(&format!("! {}", problem.why), width, style(Role::Warning));
        if here(problem.spot).is_some_and(|(_, untyped)| untyped) {
            // Their room stays, so that nothing below them moves.
            rows.fill(Line::default());
        }
        rows
    });
    rows.collect()
}

fn foot_with(
    form: &Form,
    at: At,
    field: &Field,
    cell: Option<(Spot, bool)>,
    (width, now): (usize, i64),
) -> Vec<Line<'static>> {
    let mut lines = said(form, at, width);
    if form.draft.is_dirty(at) {
        let was = form.draft.base().value(at);
        lines.push(Line::default());
        if field.access != Access::WriteOnly {
            let mut line = vec![dim("was  ")];
            line.extend(super::value::summary(field, was, width.saturating_sub(5), now, style(Role::Dim)));
            lines.push(Line::from(line));
        }
        if form.is_on_sample() {
            // It is looked at once for each text, not in each frame.
            return lines;
        }
        lines.extend(problems(form, at, cell, width));
    }
    let found = findings::of_field(form, at, width);
    if !found.is_empty() {
        lines.push(Line::default());
        lines.extend(found);
    }
    lines
}

/// A value in full, when nothing is open on it.
fn whole(
    app: &App,
    form: &Form,
    at: At,
    field: &'static Field,
    area: Rect,
    focused: bool,
) -> Vec<Line<'static>> {
    let width = usize::from(area.width);
    let value = form.draft.value(at);
    // Until the pane is entered only what is visible is laid out.
    let most = if focused { usize::MAX } else { usize::from(area.height) };
    match (value, field.kind) {
        (Value::Absent, _) if field.access == Access::WriteOnly => {
            let text = "The server never returns it. [form.edit] types one to send.";
            paragraph(&app.session.keys.spell(text), width, style(Role::Dim))
        }
        (Value::Absent, _) => paragraph(
            "Not returned by the server. That is not the same as empty: it is left alone unless you edit it.",
            width,
            style(Role::Dim),
        ),
        (Value::Null, _) => paragraph("Not set. The server returned null.", width, style(Role::Dim)),
        (Value::Text(text), Kind::Time) => {
            let Some(there) = local(text, app.session.zone.as_ref()) else {
                return vec![Line::from(exact(text, style(Role::Text)))];
            };
            let since = ago(text, app.now.unix).unwrap_or_default();
            let mut lines = vec![Line::from(fit(&there, width, style(Role::Text)))];
            match lines.first_mut() {
                Some(line) if line.width() + 3 + since.chars().count() <= width => {
                    line.push_span(dim(format!("   {since}")));
                }
                _ => lines.push(Line::from(dim(since))),
            }
            if focused {
                // As it came, to the last digit, for whoever has to name it elsewhere.
                let mut exactly = vec![dim("exactly  ")];
                exactly.extend(exact(text, style(Role::Text)));
                lines.extend([Line::default(), Line::from(exactly)]);
            } else {
                let text = "[form.edit] shows the exact time in UTC, [form.copy] copies it";
                let text = app.session.keys.spell(text).into_owned();
                lines.extend([Line::default(), Line::from(dim(text))]);
            }
            lines
        }
        (Value::Text(text), Kind::Choice(words)) => choice_words(words, Some(text)),
        (Value::Flag(on), _) => choice_words(&YES_NO, Some(flag_word(*on))),
        (Value::Text(text) | Value::Document(text), _) if text.is_empty() => vec![Line::from(dim("Empty."))],
        (Value::Set(members), Kind::Set(words)) => set_words(words, members),
        (Value::Rows(_) | Value::List(_), _) => grid::table_lines(app, form, field, value, (width, most)),
        (Value::Opaque(json), _) => {
            let pretty = serde_json::to_string_pretty(json).unwrap_or_default();
            will_send::json(&pretty, width).take(most).collect()
        }
        (value, _) => vec![Line::from(cell(value, width, style(Role::Text)))],
    }
}

pub(super) fn choice_words(known: &'static [&'static str], chosen: Option<&str>) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = known
        .iter()
        .map(|word| {
            if chosen == Some(word) {
                Line::from(vec![words("◉ ", Role::Accent), words(*word, Role::Strong)])
            } else {
                Line::from(vec![dim("○ "), dim(*word)])
            }
        })
        .collect();
    if let Some(other) = chosen.filter(|chosen| !known.contains(chosen)) {
        let mut line = vec![words("◉ ", Role::Warning)];
        line.extend(exact(other, style(Role::Strong)));
        line.push(dim("  not a word that patchpanel knows; kept as it is"));
        lines.push(Line::from(line));
    }
    lines
}

fn flag_word(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}

fn set_words(known: &'static [&'static str], members: &[String]) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = known
        .iter()
        .map(|word| {
            if members.iter().any(|member| member == word) {
                Line::from(vec![words("☑ ", Role::Accent), words(*word, Role::Text)])
            } else {
                Line::from(vec![dim("☐ "), dim(*word)])
            }
        })
        .collect();
    for member in members.iter().filter(|member| !known.contains(&member.as_str())) {
        let mut line = vec![words("☑ ", Role::Warning)];
        line.extend(exact(member, style(Role::Text)));
        line.push(dim("  not a word that patchpanel knows; kept as it is"));
        lines.push(Line::from(line));
    }
    lines
}

/// Draws the words of an open choice or set. Returns the rows used.
fn options(form: &Form, canvas: &mut Canvas<'_>, area: Rect, at: At, kind: Kind) -> u16 {
    let Some((known, cursor)) = form.options() else {
        return 0;
    };
    let value = form.draft.value(at);
    let lines = match (kind, value) {
        (Kind::Set(_), Value::Set(members)) => set_words(known, members),
        (Kind::Set(_), _) => set_words(known, &[]),
        (_, Value::Flag(on)) => choice_words(known, Some(flag_word(*on))),
        (_, value) => choice_words(known, value.text()),
    };
    draw_options(canvas, area, lines, cursor)
}

pub(super) fn draw_options(
    canvas: &mut Canvas<'_>,
    area: Rect,
    lines: Vec<Line<'static>>,
    cursor: usize,
) -> u16 {
    let rows = u16::try_from(lines.len()).unwrap_or(0).min(area.height);
    for (row, (y, mut line)) in (area.top()..area.bottom()).zip(lines).enumerate() {
        let here = row == cursor;
        canvas.target(Rect { y, height: 1, ..area }, Target::Word(row));
        line.spans.insert(0, words(if here { "▸ " } else { "  " }, Role::Accent));
        if here {
            canvas.tint(Rect { x: area.x - 1, y, width: area.width + 2, height: 1 }, style(Role::Selected));
            canvas.cursor = Some(Position { x: area.x, y });
        }
        canvas.line(area.x, y, area.width, &line);
    }
    rows
}
