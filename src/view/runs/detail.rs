//! One run: how it went, what was called, and its bodies, of which the lines in the window are laid out and no others.

use super::super::glyph::{Wrapped, wrap};
use super::super::paint::{Canvas, dim, fit, paragraph, spans, words};
use super::super::theme::{Role, style};
use super::super::when::{ago, local};
use super::super::{problem, will_send};
use super::{error_words, source_words, took};
use crate::api::runs::Run;
use crate::app::App;
use crate::app::runs::body::{Body, BodyKind};
use crate::app::runs::{Detail, Part, Runs, Spot};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Draws the run under the cursor.
pub fn draw(app: &App, runs: &Runs, canvas: &mut Canvas<'_>, area: Rect) {
    let focused = runs.reading;
    let mut title = vec![words(" Run ", Role::Strong)];
    if let Some(run) = runs.selected() {
        title.extend(fit(&run.id, 40, style(Role::Dim)));
        title.push(Span::raw(" "));
    }
    let role = if focused { Role::Accent } else { Role::Faint };
    let inner = canvas.frame_beside(area, Line::from(title), role);
    if focused {
        canvas.cursor = Some(Position { x: inner.x, y: inner.y });
    }
    let Some(run) = runs.selected() else { return };
    let width = usize::from(inner.width);
    let (page, detail) = match runs.detail() {
        None => {
            (Page::new(facts(app, run, width), None, Part::Response), Some(dim("Its bodies are being read…")))
        }
        Some(Err(failure)) => {
            let mut lines = facts(app, run, width);
            lines.push(Line::default());
            lines.extend(problem::sentences(failure, width));
            (Page::new(lines, None, Part::Response), None)
        }
        Some(Ok(detail)) => {
            let marked = runs.marked().map_or(Part::Response, |(part, _)| part);
            let mut lines = facts(app, &detail.run, width);
            if detail.parts().next().is_none() {
                lines.push(Line::default());
                lines.extend(paragraph("The server has no bodies of this run.", width, style(Role::Dim)));
            }
            (Page::new(lines, Some(detail), marked), None)
        }
    };
    let height = usize::from(inner.height);
    let (first, last) = (Spot::default(), page.last_start(width, height));
    let start = if focused { page.start(runs, width, last).min(last) } else { first };
    let rows = (start.line..page.len()).flat_map(|line| page.rows(line, width));
    canvas.lines(inner, rows.skip(start.row).take(height));
    if focused {
        (canvas.page, canvas.spot) = (height, start);
    }
    if last > first {
        canvas.more(inner, usize::from(start > first) + usize::from(start >= last), 2);
    }
    if let Some(waiting) = detail.filter(|_| page.len() + 1 < height) {
        let y = inner.y + u16::try_from(page.len() + 1).unwrap_or(0);
        canvas.line(inner.x, y, inner.width, &Line::from(waiting));
    }
}

/// A run as lines that are laid out one by one.
struct Page<'r> {
    facts: Vec<Line<'static>>,
    sections: Vec<(Part, &'r Body)>,
    marked: Part,
    /// The line at which the marked body begins.
    marked_at: Option<usize>,
}

impl<'r> Page<'r> {
    fn new(facts: Vec<Line<'static>>, detail: Option<&'r Detail>, marked: Part) -> Self {
        let sections: Vec<(Part, &Body)> = detail.into_iter().flat_map(Detail::parts).collect();
        let mut line = facts.len();
        let mut marked_at = None;
        for (part, body) in &sections {
            if *part == marked {
                marked_at = Some(line + 1);
            }
            line += 2 + body.line_count();
        }
        Self { facts, sections, marked, marked_at }
    }

    fn len(&self) -> usize {
        self.facts.len() + self.sections.iter().map(|(_, body)| 2 + body.line_count()).sum::<usize>()
    }

    /// The rows of one line.
    fn rows(&self, number: usize, width: usize) -> Vec<Line<'static>> {
        if let Some(fact) = self.facts.get(number) {
            return vec![fact.clone()];
        }
        let mut number = number - self.facts.len();
        for (part, body) in &self.sections {
            let count = 2 + body.line_count();
            if number >= count {
                number -= count;
                continue;
            }
            return match number {
                0 => vec![Line::default()],
                1 => vec![heading(*part, body, *part == self.marked)],
                line => indented(body_rows(body, line - 2, width.saturating_sub(2))),
            };
        }
        Vec::new()
    }

    fn height(&self, line: usize, width: usize) -> usize {
        self.rows(line, width).len().max(1)
    }

    /// The row from which on the rest just fills the window.
    fn last_start(&self, width: usize, height: usize) -> Spot {
        let mut left = height.max(1);
        for line in (0..self.len()).rev() {
            let rows = self.height(line, width);
            if rows >= left {
                return Spot { line, row: rows - left };
            }
            left -= rows;
        }
        Spot::default()
    }

    /// The row that is first in the window: where it was, or where the marked body begins, and as far on as it was
    /// moved. A window that has become narrower or wider stays with its line.
    fn start(&self, runs: &Runs, width: usize, last: Spot) -> Spot {
        let marked = self.marked_at.filter(|_| runs.follows_part);
        let mut spot = marked.map_or(runs.scroll, |line| Spot { line, row: 0 }).min(last);
        spot.row = spot.row.min(self.height(spot.line, width) - 1);
        let mut left = runs.moved.unsigned_abs();
        if runs.moved < 0 {
            while left > spot.row && spot.line > 0 {
                left -= spot.row + 1;
                spot.line -= 1;
                spot.row = self.height(spot.line, width) - 1;
            }
            spot.row = spot.row.saturating_sub(left);
            return spot;
        }
        loop {
            let below = self.height(spot.line, width) - 1 - spot.row;
            if left <= below || spot.line >= last.line {
                spot.row += left.min(below);
                return spot;
            }
            left -= below + 1;
            spot = Spot { line: spot.line + 1, row: 0 };
        }
    }
}

fn heading(part: Part, body: &Body, marked: bool) -> Line<'static> {
    let label = match part {
        Part::Request => "Request body",
        Part::Response => "Response body",
        Part::Raw => "Response as it came",
    };
    let kind = match body.kind {
        BodyKind::Object | BodyKind::Json => "JSON",
        BodyKind::Text => "not JSON",
    };
    Line::from(vec![
        words(if marked { "▸ " } else { "  " }, Role::Accent),
        words(label, if marked { Role::Strong } else { Role::Text }),
        dim(format!(" · {kind}, {}", size(body.came.len()))),
    ])
}

fn body_rows(body: &Body, number: usize, width: usize) -> Vec<Line<'static>> {
    let line = body.line(number).unwrap_or_default();
    // The rest of a long value has neither an indent nor a key.
    if body.kind == BodyKind::Text || line.is_empty() || body.goes_on(number) {
        let row = |row: Wrapped<'_>| Line::from(spans(row, style(Role::Text)));
        return wrap(line, width).map(row).collect();
    }
    will_send::json(line, width).collect()
}

/// Rows of a body stand below its heading.
fn indented(mut rows: Vec<Line<'static>>) -> Vec<Line<'static>> {
    for row in &mut rows {
        row.spans.insert(0, Span::raw("  "));
    }
    rows
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_024 => format!("{bytes} bytes"),
        1_024..1_048_576 => format!("{} KiB", bytes.div_ceil(1_024)),
        _ => format!("{} MiB", bytes.div_ceil(1_048_576)),
    }
}

/// How it went, when, by whom it was started, what was called.
fn facts(app: &App, run: &Run, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut head = vec![if run.has_failed() {
        words("✗ failed", Role::Danger)
    } else {
        words("✓ succeeded", Role::Good)
    }];
    if let Some(status) = &run.http_status {
        head.push(dim(" · HTTP "));
        head.extend(fit(status, 8, style(Role::Strong)));
    }
    if let Some(time) = run.took_ms {
        head.push(dim(" · took "));
        head.push(Span::raw(took(time)));
    }
    lines.push(Line::from(head));
    if let Some(error) = &run.error_type {
        let words = error_words(error);
        let named = if words == *error { words } else { format!("{words} ({error})") };
        lines.extend(paragraph(&named, width, style(Role::Text)));
    }
    if let Some(message) = run.error_message.as_deref().filter(|message| !message.is_empty()) {
        lines.extend(paragraph(message, width, style(Role::Warning)));
    }
    lines.push(Line::default());
    if let Some(text) = &run.created_at {
        let exact = local(text, app.session.zone.as_ref()).unwrap_or_else(|| text.clone());
        let relative = ago(text, app.now.unix).map_or_else(String::new, |relative| format!(" · {relative}"));
        lines.extend(paragraph(&format!("{exact}{relative}"), width, style(Role::Dim)));
    }
    let mut started = Vec::new();
    if let Some(source) = &run.source_type {
        let id = run.source_id.as_ref().map_or_else(String::new, |id| format!(" {id}"));
        started.push(format!("started by {}{id}", source_words(source)));
    }
    if let Some(conversation) = &run.conversation_id {
        started.push(format!("conversation {conversation}"));
    }
    if !started.is_empty() {
        lines.extend(paragraph(&started.join(" · "), width, style(Role::Dim)));
    }
    if let Some(url) = &run.request_url {
        let method = run.http_method.as_deref().unwrap_or_default().to_uppercase();
        lines.push(Line::default());
        lines.extend(paragraph(&format!("{method} {url}"), width, style(Role::Strong)));
        lines.extend(paragraph("Intercom leaves out what follows a ? or # here.", width, style(Role::Dim)));
    } else {
        lines.push(Line::default());
        lines.extend(paragraph("Nothing was called.", width, style(Role::Dim)));
    }
    lines
}
