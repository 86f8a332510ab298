//! *Will send*: the request as it would go out right now, and what it would cause.

use super::glyph::{glyphs, wrap};
use super::paint::{Canvas, paragraph, spans, words};
use super::theme::{Role, style};
use crate::app::App;
use crate::app::form::{Form, Pane};
use crate::connector::check::{Consequence, Weight, consequences};
use crate::edit::wire::Reader;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the pane.
pub fn draw(app: &App, form: &Form, canvas: &mut Canvas<'_>, area: Rect) {
    let focused = form.pane == Pane::WillSend;
    let inner = canvas.frame(area, Line::from(words(" Will send ", Role::Strong)), focused);
    let width = usize::from(inner.width);
    // Until the pane is entered only what is visible is laid out: this is drawn on each key of a long text.
    let most = if focused { usize::MAX } else { usize::from(inner.height) + 1 };
    let mut lines = Vec::new();
    if form.draft.changes().len() == 0 {
        lines.extend(paragraph(
            "Nothing yet. What you change shows here as it would be sent.",
            width,
            style(Role::Dim),
        ));
    } else {
        lines.push(request_line(&form.id));
        lines.extend(body(form, width, most));
        lines.push(Line::default());
        lines.extend(causes(&consequences(&form.draft), width));
    }
    if app.session.read_only {
        lines.push(Line::default());
        lines.extend(paragraph("Started with --read-only: nothing is sent.", width, style(Role::Warning)));
    }
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

fn json_line(line: &str, width: usize) -> impl Iterator<Item = Line<'static>> {
    let indent = line.len() - line.trim_start().len();
    let key_end = line
        .get(indent..)
        .filter(|rest| rest.starts_with('"'))
        .and_then(|rest| rest.find("\": "))
        .map_or(0, |end| indent + end + 1);
    wrap(line, width).map(move |row| {
        let (key, rest): (Vec<_>, Vec<_>) = row.into_iter().partition(|glyph| glyph.byte < key_end);
        let mut out = spans(key, style(Role::JsonKey));
        out.extend(spans(rest, style(Role::Text)));
        Line::from(out)
    })
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

fn bulleted(mark: &'static str, role: Role, rows: Vec<Line<'static>>) -> Vec<Line<'static>> {
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
