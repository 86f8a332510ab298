//! The sample response: whether it is JSON, and the response fields that it will generate, each beside the one that is
//! there. Signs and words tell what becomes of a field; colours only repeat it.

use super::Width;
use super::glyph::glyphs;
use super::paint::{Canvas, dim, fit, padded, paragraph, spans, words};
use super::rows::Rows;
use super::theme::{Role, style};
use crate::app::command::{Command, Context};
use crate::app::form::Form;
use crate::app::keymap::Keymap;
use crate::connector::response::{Compared, Comparison, Fate};
use crate::connector::sample::Foreseen;
use crate::edit::Json;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::borrow::Cow;

/// Columns of the sign and the word before each path.
const SIGN: usize = 8;
/// Columns of a type.
const KIND: usize = 8;
/// Columns of a change of type.
const KINDS: usize = 18;
/// From this width on an example stands beside each field.
const WITH_EXAMPLES: usize = 44;
/// Columns of an example that can be told.
const EXAMPLE: usize = 10;
/// From this width on a change of type tells both types.
const WITH_BOTH: usize = 52;
/// Rows of a list that a review shows before it counts the rest.
const REVIEWED: usize = 60;
/// Paths of object mappings that are named before the rest is counted.
const MAPPED: usize = 20;
/// So many fields in a row that stay as they are take a line each; more are folded.
const FEW: usize = 2;
/// Rows whose paths are measured for the width of their column.
const MEASURED: usize = 500;

/// True where the fields that the sample will generate have a place beside it.
pub fn is_shown(form: &Form) -> bool {
    form.is_on_sample() && (form.is_in_document() || form.sample.known().is_some())
}

/// True where that place takes the room of the help.
pub fn is_below(form: &Form, canvas: &Canvas<'_>) -> bool {
    let (width, height) = canvas.size();
    is_shown(form) && Width::of(Rect { x: 0, y: 0, width, height }) == Width::Medium
}

/// Whether the sample is JSON, and what it makes where that does not stand beside it, to stand below its text.
pub fn verdict(form: &Form, beside: bool, width: usize) -> Vec<Line<'static>> {
    if form.sample.is_behind() {
        return vec![Line::from(dim("⋯ it is read as soon as you pause"))];
    }
    match form.sample.known() {
        None => Vec::new(),
        Some(Ok(foreseen)) => {
            let rest = if beside { String::new() } else { format!(" · {}", foreseen.comparison.summary()) };
            let text = format!("✓ a JSON object{rest}");
            paragraph(&text, width, style(Role::Good))
        }
        Some(Err(error)) => paragraph(&format!("! {error}"), width, style(Role::Warning)),
    }
}

/// Where the first error stands: its line and its byte in that line, from zero.
pub fn fault(form: &Form) -> Option<(usize, usize)> {
    match form.sample.known()? {
        Err(error) if form.is_on_sample() && !form.sample.is_behind() => {
            Some((error.line.saturating_sub(1), error.in_line))
        }
        _ => None,
    }
}

/// Draws the pane beside the text.
pub fn pane(keys: &Keymap, form: &Form, canvas: &mut Canvas<'_>, area: Rect) {
    let title = Line::from(vec![words(" Will generate ", Role::Strong), dim("· most likely ")]);
    let inner = canvas.frame(area, title, false);
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let mut lines = match form.sample.known() {
        None if form.sample.is_behind() => {
            paragraph("The response fields show once it is read.", width, style(Role::Dim))
        }
        None => paragraph(
            "Type a JSON object as the other system would answer. The response fields that it makes show here.",
            width,
            style(Role::Dim),
        ),
        Some(Err(_)) => {
            paragraph("The response fields show once it is a JSON object.", width, style(Role::Dim))
        }
        Some(Ok(foreseen)) => {
            let mut lines = paragraph(&foreseen.comparison.summary(), width, style(Role::Text));
            lines.push(Line::default());
            let room = height.saturating_sub(lines.len());
            let whole = foreseen.comparison.rows.len() <= room;
            lines.extend(listed(&foreseen.comparison, width, !whole, room + 1));
            lines
        }
    };
    if lines.len() > height {
        lines.truncate(height.saturating_sub(1));
        lines.push(Line::from(vec![
            dim("⋯ "),
            words(keys.key(Context::Form, Command::ShowGenerated), Role::Key),
            dim(" shows all of them"),
        ]));
    }
    canvas.lines(inner, lines);
}

/// Draws every field over the body of the screen.
pub fn whole(form: &Form, scroll: usize, canvas: &mut Canvas<'_>, area: Rect) {
    let title = Line::from(vec![words(" The sample will generate ", Role::Strong), dim("· most likely ")]);
    let inner = canvas.frame_over(area, title, Role::Accent);
    let width = usize::from(inner.width);
    let mut rows = Rows::default();
    match form.sample.known() {
        Some(Ok(foreseen)) => {
            let mut lines = paragraph(&foreseen.comparison.summary(), width, style(Role::Strong));
            lines.extend(open_questions(foreseen, width));
            lines.push(Line::default());
            rows.extend(lines);
            listed_later(&mut rows, &foreseen.comparison, width, false);
        }
        _ => rows.extend(paragraph("There is no sample that can be read.", width, style(Role::Dim))),
    }
    canvas.scrolled_rows(inner, &rows, scroll, true);
}

/// What is not known for sure.
fn open_questions(foreseen: &Foreseen, width: usize) -> Vec<Line<'static>> {
    let mut lines = paragraph(
        "Types and examples are read by the documented rules. How a path goes through an array is not documented.",
        width,
        style(Role::Dim),
    );
    for read in foreseen.vanishing.iter().take(MAPPED) {
        let what = match &read.attribute {
            Some(attribute) => format!("{} is stored as {attribute} and will not be found", read.path),
            None => format!("{} is mapped to an object and will not be found", read.path),
        };
        lines.extend(paragraph(&format!("⚠ {what}"), width, style(Role::Warning)));
    }
    if let Some(more) = foreseen.vanishing.len().checked_sub(MAPPED).filter(|more| *more > 0) {
        lines.push(Line::from(words(format!("⚠ and {more} more"), Role::Warning)));
    }
    lines
}

/// The comparison for a review: what stays as it is folded.
pub fn reviewed(keys: &Keymap, foreseen: &Foreseen, width: usize) -> Vec<Line<'static>> {
    let comparison = &foreseen.comparison;
    let text = format!("It most likely makes {}.", comparison.summary());
    let mut lines = paragraph(&text, width, style(Role::Text));
    let mut rows: Vec<_> = listed(comparison, width, true, REVIEWED + 1);
    if rows.len() > REVIEWED {
        rows.truncate(REVIEWED);
        let text = keys.spell("⋯ and more; [form.show-generated] in the fields shows all of them");
        rows.push(Line::from(dim(text.into_owned())));
    }
    lines.extend(rows);
    lines
}

/// A line for each field, at most so many; with long runs of fields that stay as they are in one line, if `folded`.
fn listed(comparison: &Comparison, width: usize, folded: bool, most: usize) -> Vec<Line<'static>> {
    let columns = Columns::of(comparison, width);
    entries(comparison, folded).take(most).map(|entry| entry.line(&columns)).collect()
}

/// The same in rows that are made where they are seen.
pub fn listed_later<'r>(rows: &mut Rows<'r>, comparison: &'r Comparison, width: usize, folded: bool) {
    let columns = Columns::of(comparison, width);
    let entries: Vec<Entry<'r>> = entries(comparison, folded).collect();
    rows.later(entries.len(), move |range| {
        entries.get(range).unwrap_or_default().iter().map(|entry| entry.line(&columns)).collect()
    });
}

/// What a line of the list tells.
enum Entry<'c> {
    One(&'c Compared),
    /// So many that stay as they are.
    Same(usize),
}

impl Entry<'_> {
    fn line(&self, columns: &Columns) -> Line<'static> {
        match self {
            Self::One(row) => line(row, columns),
            Self::Same(count) => Line::from(dim(format!("        ⋯ {count} stay as they are"))),
        }
    }
}

fn entries(comparison: &Comparison, folded: bool) -> impl Iterator<Item = Entry<'_>> {
    let mut rest = comparison.rows.as_slice();
    std::iter::from_fn(move || {
        let (first, after) = rest.split_first()?;
        let same = if folded { rest.iter().take_while(|row| is_plain(row)).count() } else { 0 };
        if same > FEW {
            rest = rest.get(same..).unwrap_or_default();
            return Some(Entry::Same(same));
        }
        rest = after;
        Some(Entry::One(first))
    })
}

/// Nothing of it changes but perhaps its example.
fn is_plain(row: &Compared) -> bool {
    matches!(row.fate, Fate::Stays(_)) && !row.redacted
}

/// How wide a path, a type and an example are; without examples there is no room for them.
struct Columns {
    path: usize,
    kind: usize,
    example: Option<usize>,
    both_kinds: bool,
    /// Air between two columns.
    gap: usize,
}

impl Columns {
    fn of(comparison: &Comparison, width: usize) -> Self {
        let both_kinds = width >= WITH_BOTH;
        // The first ones tell how long paths and types are here; of thousands not all are asked in each frame.
        let measured = || comparison.rows.iter().take(MEASURED);
        let widest = measured().map(|row| kind_of(row, both_kinds).chars().count()).max().unwrap_or_default();
        let kind = widest.clamp(KIND, if both_kinds { KINDS } else { KIND + 2 });
        let longest = measured().map(|row| row.path.chars().count()).max().unwrap_or_default();
        if width < WITH_EXAMPLES {
            let path = width.saturating_sub(SIGN + 2 + kind);
            return Self { path, kind, example: None, both_kinds, gap: 2 };
        }
        let room = width.saturating_sub(SIGN + kind);
        let path = longest.clamp(SIGN, (room * 2 / 3).max(SIGN));
        // An example that says little needs the air more.
        let gap = if path + 4 + EXAMPLE <= room { 2 } else { 1 };
        Self { path, kind, example: Some(room.saturating_sub(path + 2 * gap)), both_kinds, gap }
    }
}

fn line(row: &Compared, columns: &Columns) -> Line<'static> {
    let (sign, role) = match &row.fate {
        Fate::Appears(_) => ("+ new   ", Role::Added),
        Fate::Disappears(_) => ("− gone  ", Role::Removed),
        Fate::Changes { .. } => ("~ type  ", Role::Changed),
        Fate::Stays(_) if row.redacted => ("! shown ", Role::Warning),
        Fate::Stays(_) => ("        ", Role::Dim),
    };
    let mut spans = vec![words(sign, role)];
    let tone = if is_plain(row) { style(Role::Text) } else { style(role) };
    spans.extend(padded(ending(&row.path, columns.path, tone), columns.path + columns.gap));
    let kind = kind_of(row, columns.both_kinds);
    spans.extend(padded(fit(&kind, columns.kind, style(Role::Dim)), columns.kind));
    if let Some(room) = columns.example {
        spans.push(Span::raw(" ".repeat(columns.gap)));
        if row.loses_redaction() {
            spans.extend(fit("unredacted", room, style(Role::Warning)));
        } else if let Some(example) = &row.example {
            spans.extend(fit(&shown(example), room, style(Role::Dim)));
        }
    }
    Line::from(spans)
}

/// The type of a field, or how it changes.
fn kind_of(row: &Compared, both_kinds: bool) -> Cow<'_, str> {
    match &row.fate {
        Fate::Appears(kind) | Fate::Stays(kind) => kind.word().into(),
        Fate::Disappears(kind) => kind.into(),
        Fate::Changes { from, to } if both_kinds => format!("{from} → {}", to.word()).into(),
        Fate::Changes { to, .. } => format!("→ {}", to.word()).into(),
    }
}

/// An example as it stands in the sample; text without its quotes.
fn shown(example: &Json) -> String {
    match example {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A path that does not fit shows its end, by which it is told from its neighbours.
fn ending(path: &str, width: usize, base: ratatui::style::Style) -> Vec<Span<'static>> {
    let all: Vec<_> = glyphs(path).collect();
    let mut used = 0;
    let fits = |glyph: &&super::glyph::Glyph<'_>| {
        used += glyph.width;
        used < width
    };
    let kept = all.iter().rev().take_while(fits).count();
    if all.iter().map(|glyph| glyph.width).sum::<usize>() <= width {
        return spans(all, base);
    }
    let mut out = vec![dim("…")];
    out.extend(spans(all.into_iter().rev().take(kept).collect::<Vec<_>>().into_iter().rev(), base));
    out
}
