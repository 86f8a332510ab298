//! What a look at the connector found: the list, and the short forms beside fields, in *Will send* and in the review.

use super::glyph::printable;
use super::paint::{Canvas, dim, paragraph, words};
use super::theme::{Role, style};
use super::will_send::bulleted;
use crate::app::command::{Command, Context};
use crate::app::form::Form;
use crate::app::keymap::Keymap;
use crate::connector::check::{Finding, Severity, Source, weight};
use crate::edit::At;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// How wide the list becomes.
const WIDTH: u16 = 100;

/// The sign and the colour of a severity. Each sign differs, so that colour is never the only one.
pub fn sign(severity: Severity) -> (&'static str, Role) {
    match severity {
        Severity::Refused => ("✗ ", Role::Danger),
        Severity::Warning => ("⚠ ", Role::Warning),
        Severity::Caution => ("· ", Role::Dim),
    }
}

/// The sign before the label of a field that has findings worth a look.
pub fn mark(form: &Form, at: At) -> Option<Span<'static>> {
    let worst = form.checked.worst(at).filter(|worst| *worst > Severity::Caution)?;
    let (mark, role) = sign(worst);
    Some(words(mark.trim_end(), role))
}

/// How many there are, in a word or two: "⚠ 3".
pub fn count(form: &Form) -> Option<Span<'static>> {
    let list = &form.checked.list;
    let worst = list.iter().map(|finding| finding.severity).max()?;
    let (mark, role) = sign(worst);
    Some(match (worst, list.len()) {
        (Severity::Caution, 1) => words("1 caution", role),
        (Severity::Caution, many) => words(format!("{many} cautions"), role),
        (_, many) => words(format!("{mark}{many}"), role),
    })
}

/// The findings of one field, a sentence each.
pub fn of_field(form: &Form, at: At, width: usize) -> Vec<Line<'static>> {
    // In an open table those of the row under the cursor.
    let row = form.grid().map(|(grid, ..)| grid.spot.row);
    let here = |finding: &&Finding| row.is_none() || finding.spot.map(|spot| spot.row) == row;
    form.checked.of(at).filter(here).flat_map(|finding| sentence(finding, width)).collect()
}

/// The weightiest of them, at most so many, and where the rest is.
pub fn worst(keys: &Keymap, form: &Form, most: usize, width: usize) -> Vec<Line<'static>> {
    let list = &form.checked.list;
    let worth = list.iter().filter(|finding| finding.severity > Severity::Caution);
    let mut lines: Vec<_> = worth.take(most).flat_map(|finding| sentence(finding, width)).collect();
    let shown = list.iter().filter(|finding| finding.severity > Severity::Caution).count().min(most);
    if list.len() > shown {
        let rest = list.len() - shown;
        let key = keys.key(Context::Form, Command::ShowFindings);
        let text = match (shown, rest) {
            (0, 1) => format!("one caution; {key} lists it"),
            (0, rest) => format!("{rest} cautions; {key} lists them"),
            (_, rest) => format!("and {rest} more; {key} lists them"),
        };
        lines.extend(bulleted("· ", Role::Dim, paragraph(&text, width.saturating_sub(2), style(Role::Dim))));
    }
    lines
}

/// The first of a list, and how many more there are.
pub fn first(keys: &Keymap, list: &[Finding], most: usize, width: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<_> = list.iter().take(most).flat_map(|finding| sentence(finding, width)).collect();
    if list.len() > most {
        let key = keys.key(Context::Form, Command::ShowFindings);
        let text = format!("and {} more; {key} lists them", list.len() - most);
        lines.extend(bulleted("· ", Role::Dim, paragraph(&text, width.saturating_sub(2), style(Role::Dim))));
    }
    lines
}

fn sentence(finding: &Finding, width: usize) -> Vec<Line<'static>> {
    let (mark, role) = sign(finding.severity);
    let ink = if finding.severity == Severity::Caution { Role::Dim } else { Role::Text };
    let rows = paragraph(&printable(&finding.text), width.saturating_sub(2), style(ink));
    bulleted(mark, role, rows)
}

/// The list over the body of the screen.
pub fn draw(keys: &Keymap, form: &Form, cursor: usize, canvas: &mut Canvas<'_>, area: Rect) {
    let outer = area.width.min(WIDTH);
    let width = usize::from(outer).saturating_sub(4);
    let list = &form.checked.list;
    let [correct, add] = [Command::CorrectSpelling, Command::AddMissingInput]
        .map(|command| keys.key(Context::Findings, command));
    let mut lines: Vec<(Option<usize>, Line<'static>)> = Vec::new();
    for (number, finding) in list.iter().enumerate() {
        let label = finding.at.field(form.draft.table()).map_or("", |field| field.label);
        let source = match finding.source {
            Source::Documented => "documented by the API",
            Source::Caution => "not documented; caution",
        };
        let fix = match (&finding.meant, &finding.missing) {
            (Some(meant), _) => {
                format!(" · {correct} makes it {}, {add} adds it as an input", printable(meant))
            }
            (None, Some(_)) => format!(" · {add} adds it as an input"),
            _ => String::new(),
        };
        lines.extend(sentence(finding, width.saturating_sub(2)).into_iter().map(|line| (Some(number), line)));
        let about = paragraph(&format!("{label} · {source}{fix}"), width.saturating_sub(4), style(Role::Dim));
        let about = bulleted("  ", Role::Dim, about);
        lines.extend(about.into_iter().map(|line| (Some(number), line)));
        lines.push((None, Line::default()));
    }
    if list.is_empty() {
        let text = "Nothing was found: the template's variables, the inputs, the address, the headers and the flags look sound. \
                    Only the server knows the rest.";
        let rows = paragraph(text, width.saturating_sub(2), style(Role::Dim));
        lines.extend(rows.into_iter().map(|line| (None, line)));
    } else {
        lines.pop();
    }
    let over = Canvas::page_over(area, WIDTH, lines.len(), 3);
    let mut title = vec![words(" Findings ", Role::Strong)];
    if !list.is_empty() {
        title.push(dim(format!("· {} · {} ", list.len(), weight(list))));
    }
    let inner = canvas.frame_over(over, Line::from(title), Role::Accent);
    let at = lines.iter().position(|(number, _)| *number == Some(cursor)).unwrap_or_default();
    let page = usize::from(inner.height);
    canvas.page = (page / 3).max(2);
    let first = canvas.first_visible(at, lines.len(), page);
    canvas.cursor = Some(Position { x: inner.x, y: inner.y });
    let scrollable = lines.len().saturating_sub(page);
    let (mut before, mut top) = (usize::MAX, inner.y);
    for ((number, mut line), y) in lines.into_iter().skip(first).zip(inner.top()..inner.bottom()) {
        let under = number == Some(cursor);
        if let Some(number) = number {
            // All rows of a finding stand for its first one.
            if number != before {
                (before, top) = (number, y);
            }
            canvas.item_of(Rect { y, ..inner }, number, cursor, top - inner.y);
        }
        let head = y == inner.y + u16::try_from(at.saturating_sub(first)).unwrap_or(0);
        line.spans.insert(0, words(if under && head { "▸ " } else { "  " }, Role::Accent));
        if under {
            let row = Rect { x: inner.x - 1, y, width: inner.width + 2, height: 1 };
            canvas.tint(row, style(Role::Selected));
            if head {
                canvas.cursor = Some(Position { x: inner.x, y });
            }
        }
        canvas.line(inner.x, y, inner.width, &line);
    }
    canvas.more(inner, first, scrollable);
}
