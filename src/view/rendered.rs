//! The request as it would go out: the inputs with their sample values, and what becomes of the template with them.

use super::compare;
use super::glyph::{Glyph, printable, wrap};
use super::paint::{Canvas, dim, first_visible, fit, padded, paragraph, spans, words};
use super::theme::{Role, style};
use crate::app::form::Form;
use crate::app::rendered::Rendered;
use crate::connector::consequence::Weight;
use crate::connector::render::{Body, Flaw, Known, Origin, Part, Request, Sample, Source, whole};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// From here on the inputs stand beside the request, else above it.
const BESIDE: u16 = 96;
/// Bytes of a body that are shown; a copy has them all.
const LONGEST: usize = 64 * 1024;
/// Columns of the words that say where a value comes from.
const SOURCE: usize = 9;

/// Draws it over the body of the screen.
pub fn draw(form: &Form, rendered: &Rendered, canvas: &mut Canvas<'_>, area: Rect) {
    let title = Line::from(vec![words(" Rendered ", Role::Strong), dim(version(form, area.width))]);
    let inner = canvas.frame_over(area, title, Role::Accent);
    let (left, right) = if inner.width >= BESIDE { beside(canvas, inner) } else { above(rendered, inner) };
    let (lines, used) = request(rendered, usize::from(right.width));
    let seen = used.filter(|_| rendered.follows).map(|row| row..row + 1);
    canvas.scrolled_to(right, lines, rendered.scroll, seen);
    // A page is one of the request, the cursor one of the inputs.
    inputs(rendered, canvas, left, inner.width >= BESIDE);
}

/// Which version it is made of, and whether there are edits in it that nobody has sent.
fn version(form: &Form, width: u16) -> String {
    let name = compare::names(form).0;
    let edits = match form.draft.changes().len() {
        0 => return format!("· {name} "),
        1 => "1 unsent edit".to_owned(),
        many => format!("{many} unsent edits"),
    };
    if width < 60 {
        return format!("· {} · {} ", name.trim_start_matches("the "), edits.replace("unsent edit", "edit"));
    }
    format!("· {name}, with {edits} ")
}

fn beside(canvas: &mut Canvas<'_>, area: Rect) -> (Rect, Rect) {
    let width = (area.width * 36 / 100).clamp(38, 56);
    for y in area.top()..area.bottom() {
        canvas.line(area.x + width + 1, y, 1, &Line::from(words("│", Role::Faint)));
    }
    let right = width + 3;
    (Rect { width, ..area }, Rect { x: area.x + right, width: area.width - right, ..area })
}

fn above(rendered: &Rendered, area: Rect) -> (Rect, Rect) {
    let most = usize::from(area.height / 3).max(2);
    let rows = u16::try_from(rendered.samples.len().clamp(1, most)).unwrap_or(1);
    let below = (rows + 1).min(area.height);
    (Rect { height: below, ..area }, Rect { y: area.y + below, height: area.height - below, ..area })
}

/// The inputs, under a heading where they stand beside the request, over a rule where they stand above it.
fn inputs(rendered: &Rendered, canvas: &mut Canvas<'_>, area: Rect, wide: bool) {
    let count = rendered.samples.len();
    let foot = if wide { about(rendered, usize::from(area.width)) } else { Vec::new() };
    let foot_rows = u16::try_from(foot.len()).unwrap_or(0).min(area.height / 2);
    let (head, bottom) = if wide { (2, foot_rows) } else { (0, 1) };
    let list = Rect { y: area.y + head, height: area.height.saturating_sub(head + bottom), ..area };
    let height = usize::from(list.height);
    let first = first_visible(rendered.cursor, count, height);
    if wide {
        let mut heading = vec![words("Inputs", Role::Strong)];
        if count > height {
            heading.push(dim(format!("  {} of {count}", rendered.cursor + 1)));
        }
        canvas.line(area.x, area.y, area.width, &Line::from(heading));
    } else if area.height > 0 {
        let told =
            if count > height { format!(" {} of {count} ", rendered.cursor + 1) } else { String::new() };
        let rule = usize::from(area.width).saturating_sub(told.len() + 2);
        let line = vec![words("─".repeat(rule), Role::Faint), dim(told), words("──", Role::Faint)];
        canvas.line(area.x, area.bottom() - 1, area.width, &Line::from(line));
    }
    if count == 0 {
        canvas.line(list.x, list.y, list.width, &Line::from(dim("No data inputs.")));
        return;
    }
    let shown = || rendered.samples.iter().enumerate().skip(first).take(height);
    let longest = shown().map(|(_, sample)| printable(&sample.name).chars().count()).max().unwrap_or(0);
    let name = longest.clamp(4, usize::from(area.width).saturating_sub(SOURCE + 4) / 2);
    for ((number, sample), y) in shown().zip(list.top()..list.bottom()) {
        let here = number == rendered.cursor;
        if here {
            let x = list.x.saturating_sub(1);
            canvas.tint(Rect { x, y, width: list.width + 2, height: 1 }, style(Role::Selected));
            canvas.cursor = Some(Position { x: list.x, y });
        }
        let line = row(sample, here, name, usize::from(list.width));
        canvas.line(list.x, y, list.width, &Line::from(line));
    }
    // Right below the list, so that it does not seem to belong to something else.
    let used = u16::try_from(count).unwrap_or(u16::MAX).min(list.height);
    canvas.lines(Rect { y: list.y + used, height: foot_rows, ..area }, foot);
}

fn row(sample: &Sample, here: bool, name: usize, width: usize) -> Vec<Span<'static>> {
    let mut line = vec![words(if here { "▸ " } else { "  " }, Role::Accent)];
    let unnamed = if sample.name.is_empty() { "no name" } else { &sample.name };
    line.extend(padded(fit(unnamed, name, style(if here { Role::Strong } else { Role::Text })), name + 2));
    let room = width.saturating_sub(name + 4 + SOURCE);
    let value = if sample.text.is_empty() {
        vec![dim("empty")]
    } else {
        let role = if sample.source == Source::Typed { Role::Changed } else { Role::Variable };
        fit(&sample.text, room, style(role))
    };
    line.extend(padded(value, room + 1));
    line.push(dim(match sample.source {
        Source::Typed => "typed",
        Source::Default => "default",
        Source::StandIn => "stand-in",
    }));
    line
}

/// What there is to know of the input under the cursor.
fn about(rendered: &Rendered, width: usize) -> Vec<Line<'static>> {
    let Some(sample) = rendered.sample() else { return Vec::new() };
    let used = |parts: &[Part]| parts.iter().any(|part| part.origin == Origin::Input(rendered.cursor));
    let Request { url, body, .. } = &rendered.request;
    let places = match (url.as_deref().is_some_and(used), body.as_ref().is_some_and(|it| used(&it.parts))) {
        (true, true) => "in the URL and the body",
        (true, false) => "in the URL",
        (false, true) => "in the body",
        // A header value may hold it, and is not looked at.
        (false, false) => "neither in the URL nor in the body",
    };
    let kind =
        if sample.kind.is_empty() { String::new() } else { format!("{} · ", printable(&sample.kind)) };
    let mut lines = vec![Line::default()];
    lines.extend(marked("  ", &format!("{kind}{places}"), Role::Dim, width));
    lines
}

/// The request in lines, and the first of them in which the input under the cursor is used.
fn request(rendered: &Rendered, width: usize) -> (Vec<Line<'static>>, Option<usize>) {
    let mut used = None;
    let Request { method, url, headers, body, left, notes } = &rendered.request;
    let mut lines = Vec::new();
    let method =
        method.as_ref().map_or_else(|| dim("no method"), |name| words(printable(name), Role::Strong));
    match url {
        Some(parts) => {
            let indent = method.width() + 1;
            let text = Painted { text: &whole(parts), parts, keys: &[], flaw: None, here: rendered.cursor };
            let rows = text.rows(width.saturating_sub(indent).max(8));
            for (number, (row, here)) in rows.into_iter().enumerate() {
                used = used.or(here.then_some(lines.len()));
                let head = if number == 0 { method.clone() } else { Span::raw(" ".repeat(indent - 1)) };
                lines.push(Line::from([vec![head, Span::raw(" ")], row].concat()));
            }
        }
        None => lines.push(Line::from(vec![method, dim("  no URL")])),
    }
    for note in notes.iter().filter(|note| note.weight == Weight::Warning) {
        lines.extend(marked("⚠ ", &note.text, Role::Warning, width));
    }
    lines.push(Line::default());
    lines.push(heading("Headers", if headers.is_empty() { dim("none") } else { Span::default() }));
    let longest = headers.iter().map(|header| printable(&header.name).chars().count()).max().unwrap_or(0);
    let room = longest.clamp(4, (width / 2).max(4));
    for header in headers {
        let mut line = vec![Span::raw("  ")];
        let name = if header.name.is_empty() { "no name" } else { &header.name };
        line.extend(padded(fit(name, room, style(Role::JsonKey)), room + 2));
        line.push(match header.value {
            Known::Hidden => dim("hidden on server"),
            Known::Typed => words("typed in this run", Role::Text),
            Known::Missing => words("needs a value", Role::Warning),
        });
        lines.push(Line::from(line));
    }
    lines.push(Line::default());
    match body {
        None => lines.push(heading("Body", dim("none"))),
        Some(body) => {
            let (rows, here) = self::body(rendered, body, width);
            used = used.or(here.map(|row| lines.len() + row));
            lines.extend(rows);
        }
    }
    if !left.is_empty() {
        lines.push(Line::default());
        lines.push(heading("Left as they are", Span::default()));
        for left in left {
            let mut line = vec![Span::raw("  ")];
            line.extend(fit(&left.text, width.saturating_sub(2), style(Role::Warning)));
            lines.push(Line::from(line));
            lines.extend(marked("    ", &format!("{}: {}", left.field, left.why), Role::Dim, width));
        }
    }
    for note in notes.iter().filter(|note| note.weight == Weight::Note) {
        lines.push(Line::default());
        lines.extend(marked("", &note.text, Role::Dim, width));
    }
    (lines, used)
}

fn body(rendered: &Rendered, body: &Body, width: usize) -> (Vec<Line<'static>>, Option<usize>) {
    let text = whole(&body.parts);
    let cut = (0..=LONGEST.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let shown = text.get(..cut).unwrap_or_default();
    let flaw = match &body.json {
        Some(Err(flaw)) => byte_of(shown, flaw),
        _ => None,
    };
    let keys = if body.json == Some(Ok(())) { keys(shown) } else { Vec::new() };
    let verdict = match &body.json {
        Some(Ok(())) => words("✓ valid JSON", Role::Good),
        Some(Err(_)) => words("! not valid JSON", Role::Danger),
        None => Span::default(),
    };
    let mut lines = vec![heading("Body", verdict)];
    if let Some(Err(Flaw { line, column, what })) = &body.json {
        let text = format!("Line {line}, column {column}: {}.", printable(what));
        lines.extend(marked("  ", &text, Role::Danger, width));
    }
    if !body.sent {
        let method = rendered.request.method.as_deref().unwrap_or_default();
        let text = match printable(method).as_str() {
            method @ ("GET" | "HEAD") => {
                format!("A {method} carries no body, so it is most likely not sent.")
            }
            method => {
                format!("Whether a {method} sends its body is not documented; most likely it does not.")
            }
        };
        lines.extend(marked("  ⚠ ", &text, Role::Warning, width));
    }
    let text = Painted { text: shown, parts: &body.parts, keys: &keys, flaw, here: rendered.cursor };
    let mut used = None;
    for (row, here) in text.rows(width.saturating_sub(2).max(8)) {
        used = used.or(here.then_some(lines.len()));
        lines.push(Line::from([vec![Span::raw("  ")], row].concat()));
    }
    if cut < text_len(&body.parts) {
        lines.push(Line::from(dim("  … the rest is not shown here; y copies it as well")));
    }
    (lines, used)
}

fn text_len(parts: &[Part]) -> usize {
    parts.iter().map(|part| part.text.len()).sum()
}

fn heading(text: &'static str, verdict: Span<'static>) -> Line<'static> {
    Line::from(vec![words(text, Role::Strong), Span::raw("  "), verdict])
}

/// A sentence behind a mark; its further rows begin below its first word.
fn marked(mark: &'static str, text: &str, role: Role, width: usize) -> Vec<Line<'static>> {
    let indent = mark.chars().count();
    let rows = paragraph(text, width.saturating_sub(indent), style(role)).into_iter().enumerate();
    rows.map(|(number, mut line)| {
        let head = if number == 0 { words(mark, role) } else { Span::raw(" ".repeat(indent)) };
        line.spans.insert(0, head);
        line
    })
    .collect()
}

/// A rendered text, of which each byte knows how it looks.
struct Painted<'t> {
    text: &'t str,
    parts: &'t [Part],
    /// The keys of the JSON that it is.
    keys: &'t [Range<usize>],
    /// Where it stops being JSON.
    flaw: Option<usize>,
    /// The input under the cursor.
    here: usize,
}

impl Painted<'_> {
    /// In rows of this width, each with whether the input under the cursor is used in it.
    fn rows(&self, width: usize) -> Vec<(Vec<Span<'static>>, bool)> {
        let ends: Vec<usize> = self
            .parts
            .iter()
            .scan(0, |end, part| {
                *end += part.text.len();
                Some(*end)
            })
            .collect();
        let mut rows = Vec::new();
        let mut start = 0;
        for line in self.text.split('\n') {
            for row in wrap(line, width) {
                let origin = |glyph: &Glyph<'_>| self.origin_at(start + glyph.byte, &ends);
                let here = row.iter().any(|glyph| origin(glyph) == Some(Origin::Input(self.here)));
                let styled = row.into_iter().map(|glyph| {
                    (self.style(start + glyph.byte, self.origin_at(start + glyph.byte, &ends)), glyph)
                });
                rows.push((runs(styled), here));
            }
            start += line.len() + 1;
        }
        rows
    }

    fn origin_at(&self, byte: usize, ends: &[usize]) -> Option<Origin> {
        self.parts.get(ends.partition_point(|end| *end <= byte)).map(|part| part.origin)
    }

    fn style(&self, byte: usize, origin: Option<Origin>) -> Style {
        let plain = match origin {
            // Colour is never the only sign.
            Some(Origin::Input(number)) if number == self.here => {
                style(Role::Accent).add_modifier(Modifier::UNDERLINED | Modifier::BOLD)
            }
            Some(Origin::Input(_)) => style(Role::Variable).add_modifier(Modifier::UNDERLINED),
            Some(Origin::Left) => style(Role::Warning),
            _ if within(self.keys, byte) => style(Role::JsonKey),
            _ => style(Role::Text),
        };
        if self.flaw == Some(byte) { style(Role::Danger).add_modifier(Modifier::REVERSED) } else { plain }
    }
}

fn within(ranges: &[Range<usize>], byte: usize) -> bool {
    let next = ranges.partition_point(|range| range.end <= byte);
    ranges.get(next).is_some_and(|range| range.contains(&byte))
}

/// Glyphs of one style together.
fn runs<'g>(glyphs: impl Iterator<Item = (Style, Glyph<'g>)>) -> Vec<Span<'static>> {
    let mut out = Vec::new();
    let mut run: Vec<Glyph<'g>> = Vec::new();
    let mut base = Style::new();
    for (style, glyph) in glyphs {
        if style != base {
            out.extend(spans(run.drain(..), base));
            base = style;
        }
        run.push(glyph);
    }
    out.extend(spans(run, base));
    out
}

/// The byte of a text at which it stops being JSON.
fn byte_of(text: &str, flaw: &Flaw) -> Option<usize> {
    let start: usize = text.split('\n').take(flaw.line - 1).map(|line| line.len() + 1).sum();
    let line = text.get(start..)?.split('\n').next()?;
    Some(start + line.char_indices().nth(flaw.column - 1)?.0)
}

/// Where the keys stand in a text that is JSON, quotes included.
fn keys(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('"')).map(|offset| at + offset) {
        let mut escaped = false;
        let inside = text.get(open + 1..).unwrap_or_default();
        let close = inside.bytes().position(|byte| {
            let closes = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            closes
        });
        let Some(close) = close else { break };
        at = open + close + 2;
        if text.get(at..).is_some_and(|rest| rest.trim_start().starts_with(':')) {
            found.push(open..at);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_texts() {
        let text = r#"{"a": "b", "c\"d" : ["e", {"f":1}]}"#;
        let found: Vec<&str> = keys(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["\"a\"", "\"c\\\"d\"", "\"f\""]);
    }

    #[test]
    fn a_flaw_is_found_where_it_stands() {
        let flaw = |line, column| Flaw { line, column, what: String::new() };
        assert_eq!(byte_of("ab\né{", &flaw(2, 2)), Some(5));
        assert_eq!(byte_of("ab", &flaw(1, 3)), None);
    }
}
