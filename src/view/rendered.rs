//! The request as it would go out: the inputs with their sample values, and what becomes of the template with them.

use super::compare;
use super::glyph::{Glyph, glyphs, printable, stretch_count, stretch_range, wrap_stretch};
use super::paint::{Canvas, dim, fit, padded, paragraph, scroll_to, spans, words};
use super::rows::Rows;
use super::theme::{Role, style};
use crate::app::form::Form;
use crate::app::keymap::Keymap;
use crate::app::rendered::Rendered;
use crate::connector::consequence::Weight;
use crate::connector::render::{Body, Header, Known, Origin, Part, Request, Sample, Source};
use crate::edit::JsonError;
use crate::edit::json::Fault;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// From here on the inputs stand beside the request, else above it.
const BESIDE: u16 = 96;
/// Bytes of a body that are shown; a copy has them all.
const LONGEST: usize = 64 * 1024;
/// Bytes of a URL that are shown.
const LONGEST_URL: usize = 16 * 1024;
/// What stands below a text that is longer.
const REST: &str = "  … the rest is not shown here; [rendered.copy-curl] copies it as well";
/// Headers whose names are measured for the width of their column.
const MEASURED: usize = 500;
/// Variables that are listed before the rest is counted.
const LISTED: usize = 50;
/// Columns of the words that say where a value comes from.
const SOURCE: usize = 9;

/// Draws it over the body of the screen.
pub fn draw(keys: &Keymap, form: &Form, rendered: &Rendered, canvas: &mut Canvas<'_>, area: Rect) {
    let title = Line::from(vec![words(" Rendered ", Role::Strong), dim(version(form, area.width))]);
    let inner = canvas.frame_over(area, title, Role::Accent);
    let (left, right) = if inner.width >= BESIDE { beside(canvas, inner) } else { above(rendered, inner) };
    let (rows, used) = request(keys, rendered, usize::from(right.width));
    let seen = used.filter(|_| rendered.follows).map(|row| row..row + 1);
    canvas.scrolled_rows(right, &rows, scroll_to(rendered.scroll, seen, right.height), true);
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
    let first = canvas.first_visible(rendered.cursor, count, height);
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
        canvas.item(Rect { y, ..list }, number, rendered.cursor, list.y);
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
    let places = match rendered.used.each_ref().map(|used| used.contains(&rendered.cursor)).into() {
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

/// The request in rows, and the first of them in which the input under the cursor is used.
fn request<'r>(keys: &Keymap, rendered: &'r Rendered, width: usize) -> (Rows<'r>, Option<usize>) {
    let Request { method, url, headers, body, left, notes } = &rendered.request;
    let mut rows = Rows::default();
    let mut used = None;
    let method =
        method.as_ref().map_or_else(|| dim("no method"), |name| words(printable(name), Role::Strong));
    match url {
        Some(parts) => {
            let indent = method.width() + 1;
            let room = width.saturating_sub(indent).max(8);
            let text = Painted::of(parts, LONGEST_URL, room, rendered.cursor);
            used = text.used();
            let cut = text.cut;
            rows.later(text.count, move |range| {
                let head = |row| if row == 0 { method.clone() } else { Span::raw(" ".repeat(indent - 1)) };
                let made = range.clone().zip(text.rows(range));
                made.map(|(row, spans)| Line::from([vec![head(row), Span::raw(" ")], spans].concat()))
                    .collect()
            });
            if cut {
                rows.extend(vec![Line::from(dim(keys.spell(REST).into_owned()))]);
            }
        }
        None => rows.extend(vec![Line::from(vec![method, dim("  no URL")])]),
    }
    let told = |weight| notes.iter().filter(move |note| note.weight == weight);
    rows.extend(
        told(Weight::Warning).flat_map(|note| marked("⚠ ", &note.text, Role::Warning, width)).collect(),
    );
    let none = if headers.is_empty() { dim("none") } else { Span::default() };
    rows.extend(vec![Line::default(), heading("Headers", none)]);
    let length = |header: &Header| glyphs(&header.name).take(width).count();
    let longest = headers.iter().take(MEASURED).map(length).max().unwrap_or(0);
    let room = longest.clamp(4, (width / 2).max(4));
    rows.later(headers.len(), move |range| {
        headers.get(range).unwrap_or_default().iter().map(|header| self::header(header, room)).collect()
    });
    rows.extend(vec![Line::default()]);
    match body {
        None => rows.extend(vec![heading("Body", dim("none"))]),
        Some(body) => {
            let before = rows.count();
            let here = self::body(keys, &mut rows, rendered, body, width);
            used = used.or(here.filter(|row| *row >= before));
        }
    }
    let mut lines = Vec::new();
    if !left.is_empty() {
        lines.push(Line::default());
        lines.push(heading("Left as they are", Span::default()));
        for left in left.iter().take(LISTED) {
            let mut line = vec![Span::raw("  ")];
            line.extend(fit(&left.text, width.saturating_sub(2), style(Role::Warning)));
            lines.push(Line::from(line));
            lines.extend(marked("    ", &format!("{}: {}", left.field, left.why), Role::Dim, width));
        }
        if left.len() > LISTED {
            lines.push(Line::from(dim(format!("  and {} more", left.len() - LISTED))));
        }
    }
    for note in told(Weight::Note) {
        lines.push(Line::default());
        lines.extend(marked("", &note.text, Role::Dim, width));
    }
    rows.extend(lines);
    (rows, used)
}

fn header(header: &Header, room: usize) -> Line<'static> {
    let mut line = vec![Span::raw("  ")];
    let name = if header.name.is_empty() { "no name" } else { &header.name };
    line.extend(padded(fit(name, room, style(Role::JsonKey)), room + 2));
    line.push(match header.value {
        Known::Hidden => dim("hidden on server"),
        Known::Typed => words("typed in this run", Role::Text),
        Known::Missing => words("needs a value", Role::Warning),
    });
    Line::from(line)
}

/// Adds the rows of the body, and returns the first of them in which the input under the cursor is used.
fn body<'r>(
    keymap: &Keymap,
    rows: &mut Rows<'r>,
    rendered: &'r Rendered,
    body: &'r Body,
    width: usize,
) -> Option<usize> {
    let verdict = match &body.json {
        Some(Ok(())) => words("✓ valid JSON", Role::Good),
        Some(Err(JsonError { fault: Fault::Doubled(_), .. })) => words("! a key stands twice", Role::Danger),
        Some(Err(_)) => words("! not valid JSON", Role::Danger),
        None => Span::default(),
    };
    let mut lines = vec![heading("Body", verdict)];
    let mut text = Painted::of(&body.parts, LONGEST, width.saturating_sub(2).max(8), rendered.cursor);
    match &body.json {
        Some(Ok(())) => text.keys = keys(&text.text),
        Some(Err(error)) => {
            let told = format!("Line {}, column {}: {}.", error.line, error.column, printable(&error.why()));
            lines.extend(marked("  ", &told, Role::Danger, width));
            text.flaw = Some(error.byte).filter(|byte| *byte < text.text.len() || !text.cut);
        }
        None => {}
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
    rows.extend(lines);
    let used = text.used().map(|row| rows.count() + row);
    let cut = text.cut;
    rows.later(text.count, move |range| {
        let made = text.rows(range).into_iter();
        made.map(|row| Line::from([vec![Span::raw("  ")], row].concat())).collect()
    });
    if cut {
        rows.extend(vec![Line::from(dim(keymap.spell(REST).into_owned()))]);
    }
    used
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

/// The beginning of a rendered text, of which each byte knows how it looks.
struct Painted {
    text: String,
    /// There is more of it.
    cut: bool,
    /// Where each part ends, and where it comes from.
    ends: Vec<(usize, Origin)>,
    /// The keys of the JSON that it is.
    keys: Vec<Range<usize>>,
    /// Where it stops being JSON.
    flaw: Option<usize>,
    /// The input under the cursor.
    here: usize,
    width: usize,
    stretches: Vec<Stretch>,
    /// Its rows.
    count: usize,
}

/// What is laid out at once: a line, or a part of a long one.
struct Stretch {
    line: Range<usize>,
    number: usize,
    /// Where it begins in the text.
    from: usize,
    /// The rows before it.
    before: usize,
}

impl Painted {
    /// Of parts of a text, at most so many bytes of them, in rows of this width.
    fn of(parts: &[Part], most: usize, width: usize, here: usize) -> Self {
        let (text, ends, cut) = beginning(parts, most);
        let mut stretches = Vec::new();
        let (mut start, mut count) = (0, 0);
        for line in text.split('\n') {
            for number in 0..stretch_count(line) {
                let from = start + stretch_range(line, number).start;
                stretches.push(Stretch { line: start..start + line.len(), number, from, before: count });
                count += wrap_stretch(line, number, width).count();
            }
            start += line.len() + 1;
        }
        Self { text, cut, ends, keys: Vec::new(), flaw: None, here, width, stretches, count }
    }

    fn wrapped(&self, stretch: &Stretch) -> impl Iterator<Item = Vec<Glyph<'_>>> {
        let line = self.text.get(stretch.line.clone()).unwrap_or_default();
        wrap_stretch(line, stretch.number, self.width)
    }

    /// Some of its rows. The others are not laid out.
    fn rows(&self, range: Range<usize>) -> Vec<Vec<Span<'static>>> {
        let mut rows = Vec::new();
        let first = self.stretches.partition_point(|stretch| stretch.before <= range.start).saturating_sub(1);
        let seen = self.stretches.iter().skip(first).take_while(|stretch| stretch.before < range.end);
        for stretch in seen {
            let skipped = range.start.saturating_sub(stretch.before);
            for row in self.wrapped(stretch).skip(skipped).take(range.len() - rows.len()) {
                let start = stretch.line.start;
                let ends =
                    row.last().is_none_or(|last| start + last.byte + last.text.len() >= stretch.line.end);
                let mut spans = runs(row.into_iter().map(|glyph| (self.style(start + glyph.byte), glyph)));
                if ends && self.flaw == Some(stretch.line.end) {
                    // Something is missing here, and there is no letter to mark.
                    spans.push(Span::styled(" ", flawed()));
                }
                rows.push(spans);
            }
        }
        rows
    }

    /// The first row in which the input under the cursor is used.
    fn used(&self) -> Option<usize> {
        let number = self.ends.iter().position(|(_, origin)| *origin == Origin::Input(self.here))?;
        let byte = number.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(end, _)| *end);
        let stretch = self.stretches.partition_point(|stretch| stretch.from <= byte).checked_sub(1)?;
        let stretch = self.stretches.get(stretch)?;
        let begins =
            |row: &Vec<Glyph<'_>>| row.first().is_none_or(|glyph| stretch.line.start + glyph.byte <= byte);
        Some(stretch.before + self.wrapped(stretch).take_while(begins).count().saturating_sub(1))
    }

    fn style(&self, byte: usize) -> Style {
        let part = self.ends.get(self.ends.partition_point(|(end, _)| *end <= byte));
        let plain = match part.map(|(_, origin)| *origin) {
            // Colour is never the only sign.
            Some(Origin::Input(number)) if number == self.here => {
                style(Role::Accent).add_modifier(Modifier::UNDERLINED | Modifier::BOLD)
            }
            Some(Origin::Input(_)) => style(Role::Variable).add_modifier(Modifier::UNDERLINED),
            Some(Origin::Left) => style(Role::Warning),
            _ if within(&self.keys, byte) => style(Role::JsonKey),
            _ => style(Role::Text),
        };
        if self.flaw == Some(byte) { flawed() } else { plain }
    }
}

fn flawed() -> Style {
    style(Role::Malformed)
}

/// The beginning of a text in parts: at most so many bytes, where its parts end, and whether there is more.
fn beginning(parts: &[Part], most: usize) -> (String, Vec<(usize, Origin)>, bool) {
    let (mut text, mut ends) = (String::new(), Vec::new());
    for part in parts.iter().filter(|part| !part.text.is_empty()) {
        let room = most - text.len();
        let cut = (0..=room.min(part.text.len())).rev().find(|at| part.text.is_char_boundary(*at));
        let kept = part.text.get(..cut.unwrap_or(0)).unwrap_or_default();
        text.push_str(kept);
        ends.push((text.len(), part.origin));
        if kept.len() < part.text.len() {
            return (text, ends, true);
        }
    }
    (text, ends, false)
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

    fn told(rows: &[Vec<Span<'static>>]) -> Vec<String> {
        rows.iter().map(|row| row.iter().map(|span| span.content.as_ref()).collect()).collect()
    }

    fn parts(texts: &[(&str, Origin)]) -> Vec<Part> {
        texts.iter().map(|(text, origin)| Part { text: (*text).to_owned(), origin: *origin }).collect()
    }

    #[test]
    fn a_window_of_a_text_reads_as_the_whole_does() {
        let long = "word ".repeat(20_000);
        let parts = parts(&[("a\n\n", Origin::Template), (&long, Origin::Input(0)), ("\né", Origin::Left)]);
        let text = Painted::of(&parts, 1_000_000, 40, 0);
        let whole = told(&text.rows(0..text.count));
        assert_eq!((whole.len(), text.used(), text.cut), (text.count, Some(2), false));
        for first in (0..text.count).step_by(97).chain([text.count - 1]) {
            let last = (first + 10).min(text.count);
            assert_eq!(told(&text.rows(first..last)), whole[first..last]);
        }
        assert_eq!(whole.last().unwrap(), "é");
    }

    #[test]
    fn of_a_long_text_the_beginning_is_laid_out() {
        let long = "é".repeat(1_000_000);
        let text = Painted::of(&parts(&[("x", Origin::Template), (&long, Origin::Input(3))]), 1_000, 50, 3);
        assert!(text.cut && text.text.len() == 999 && text.count == 10);
        assert!(!Painted::of(&parts(&[("xé", Origin::Template)]), 3, 50, 0).cut);
    }

    #[test]
    fn what_is_missing_is_marked_behind_the_line() {
        let mut text = Painted::of(&parts(&[("[1,\n", Origin::Template)]), 100, 50, 0);
        text.flaw = Some(3);
        assert_eq!(told(&text.rows(0..2)), ["[1, ", ""]);
        text.flaw = Some(4);
        assert_eq!(told(&text.rows(0..2)), ["[1,", " "]);
    }
}
