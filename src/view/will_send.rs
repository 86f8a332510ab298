//! *Will send*: the request as it would go out right now, and what it would cause.

use super::findings;
use super::glyph::{glyphs, wrap};
use super::paint::{Canvas, paragraph, spans, words};
use super::theme::{Role, style};
use crate::app::App;
use crate::app::form::{Form, Pane};
use crate::app::point::Target;
use crate::connector::consequence::{Consequence, Weight};
use crate::edit::wire::Reader;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Findings that are shown here; the rest is in their list.
const FINDINGS: usize = 4;
/// Columns by which the rest of a broken line hangs below its beginning.
const HANG: usize = 2;

/// Draws the pane.
pub fn draw(app: &App, form: &Form, canvas: &mut Canvas<'_>, area: Rect) {
    let focused = form.pane == Pane::WillSend;
    canvas.target(area, Target::Pane(Pane::WillSend));
    let inner = canvas.frame(area, Line::from(words(" Will send ", Role::Strong)), focused);
    let width = usize::from(inner.width);
    // Until the pane is entered only what is visible is laid out: this is drawn on each key of a long text.
    let most = if focused { usize::MAX } else { usize::from(inner.height) + form.scroll + 3 };
    let mut lines = Vec::new();
    if form.draft.changes().len() == 0 {
        lines.extend(paragraph(
            "Nothing yet. What you change shows here as it would be sent.",
            width,
            style(Role::Dim),
        ));
    } else {
        let causes = causes(&form.causes, width);
        // A sample stands beside this already; what it causes does not.
        if super::sample::is_shown(form) {
            lines.extend(causes);
            lines.extend([Line::default(), request_line(&form.id)]);
            lines.extend(body(form, width, most));
        } else {
            lines.push(request_line(&form.id));
            lines.extend(body(form, width, most));
            lines.push(Line::default());
            lines.extend(causes);
        }
    }
    let found = findings::worst(&app.session.keys, form, FINDINGS, width);
    if !found.is_empty() {
        lines.push(Line::default());
        lines.extend(found);
    }
    if app.session.read_only {
        lines.push(Line::default());
        lines.extend(paragraph(&app.session.only_reading(), width, style(Role::Warning)));
    }
    canvas.will_send = lines.len().saturating_sub(usize::from(inner.height));
    canvas.scrolled(inner, lines, form.scroll, focused);
}

/// The first line of the request.
pub fn request_line(id: &str) -> Line<'static> {
    let mut line = vec![words("PATCH ", Role::Strong)];
    line.extend(spans(glyphs(&format!("/data_connectors/{id}")), style(Role::Text)));
    Line::from(line)
}

fn body(form: &Form, width: usize, most: usize) -> Vec<Line<'static>> {
    if let Ok(patch) = form.draft.patch() {
        return json(&patch.shown(), width).take(most).collect();
    }
    // Something is missing: what could be sent as it would be, what could not with its reason in place.
    let mut lines = vec![Line::raw("{")];
    let encoded = form.draft.encoded();
    let last = encoded.len().saturating_sub(1);
    for (number, (at, encoded)) in encoded.into_iter().enumerate() {
        let Some(field) = at.field(form.draft.table()) else {
            continue;
        };
        match encoded {
            Ok(wire) => {
                let text = format!(
                    "\"{}\": {}{}",
                    field.key,
                    wire.write(Reader::Person),
                    if number < last { "," } else { "" }
                );
                lines.extend(
                    text.lines().flat_map(|line| {
                        json_line(&format!("  {line}"), width).take(most).collect::<Vec<_>>()
                    }),
                );
            }
            Err(problems) => {
                lines.push(Line::from(vec![
                    words(format!("  \"{}\"", field.key), Role::JsonKey),
                    words(": cannot be sent yet", Role::Warning),
                ]));
                for problem in problems {
                    let rows = paragraph(&problem.why, width.saturating_sub(6), style(Role::Warning));
                    lines.extend(bulleted("    ! ", Role::Warning, rows));
                }
            }
        }
    }
    lines.push(Line::raw("}"));
    lines
}

/// A body in rows of `width`, coloured, lazily. Nothing is left out, so that what is read is what is sent.
pub fn json(text: &str, width: usize) -> impl Iterator<Item = Line<'static>> {
    text.lines().flat_map(move |line| json_line(line, width))
}

/// One line of a body. Where it has to be broken, what follows hangs below its beginning: JSON has no line break
/// inside a value, so the air cannot be mistaken for a part of it.
fn json_line(line: &str, width: usize) -> impl Iterator<Item = Line<'static>> {
    let text = line.trim_start_matches(' ');
    let indent = (line.len() - text.len()).min(width / 2);
    let key_end = if text.starts_with('"') { text.find("\": ").map_or(0, |end| end + 1) } else { 0 };
    let fits = width_of_text(line) <= width;
    let room = if fits { width } else { width.saturating_sub(indent + HANG) };
    wrap(text, room).enumerate().map(move |(number, row)| {
        let air = if number == 0 { indent } else { indent + HANG };
        let mut row = row.into_iter().peekable();
        let mut out = vec![Span::raw(" ".repeat(air))];
        let key = std::iter::from_fn(|| row.next_if(|glyph| glyph.byte < key_end));
        out.extend(spans(key, style(Role::JsonKey)));
        out.extend(spans(row, style(Role::Text)));
        Line::from(out)
    })
}

/// How many columns a line takes, as far as it matters: a long one is not measured to its end.
fn width_of_text(line: &str) -> usize {
    glyphs(line).take(1_000).map(|glyph| glyph.width).sum()
}

/// Consequences in words, weightiest first.
pub fn causes(list: &[Consequence], width: usize) -> Vec<Line<'static>> {
    list.iter()
        .flat_map(|cause| {
            let (mark, role) = match cause.weight {
                Weight::Warning => ("⚠ ", Role::Warning),
                Weight::Note => ("· ", Role::Dim),
            };
            bulleted(mark, role, paragraph(&cause.text, width.saturating_sub(2), style(Role::Text)))
        })
        .collect()
}

pub(super) fn bulleted(mark: &'static str, role: Role, rows: Vec<Line<'static>>) -> Vec<Line<'static>> {
    let blank = " ".repeat(mark.chars().count());
    rows.into_iter()
        .enumerate()
        .map(|(row, mut line)| {
            let head = if row == 0 { words(mark, role) } else { Span::raw(blank.clone()) };
            line.spans.insert(0, head);
            line
        })
        .collect()
}
