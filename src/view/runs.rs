//! What a connector did: the numbers, a chart over time, the list, and beside it the run under the cursor.

mod chart;
mod detail;

use super::Width;
use super::chrome::spinner;
use super::paint::{Canvas, dim, first_visible, fit, padded, paragraph, width_of, words};
use super::theme::{Role, style};
use super::when::{ago, clock};
use crate::api::runs::Run;
use crate::app::App;
use crate::app::command::{Command, Context};
use crate::app::point::Target;
use crate::app::runs::{Outcome, Progress, Runs};
use crate::connector::run;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Columns of the list: when, how it went, the HTTP status, how long it took, what started it.
const TIME: usize = 14;
const RESULT: usize = 14;
const STATUS: usize = 6;
const TOOK: usize = 8;
const SOURCE: usize = 13;

/// Draws the runs over the body of the screen.
pub fn draw(app: &App, runs: &Runs, canvas: &mut Canvas<'_>, area: Rect) {
    let (left, right) = match Width::of(area) {
        Width::Wide => {
            let width = (area.width * 56 / 100).max(70);
            let rest = Rect { x: area.x + width, width: area.width - width, ..area };
            (Rect { width, ..area }, Some(rest))
        }
        _ => (area, None),
    };
    canvas.beside = right.is_some();
    match right {
        Some(right) => {
            list(app, runs, canvas, left);
            detail::draw(app, runs, canvas, right);
            if !runs.reading {
                canvas.target(right, Target::Hint(Command::ReadRun));
            }
        }
        None if runs.reading => detail::draw(app, runs, canvas, area),
        None => list(app, runs, canvas, area),
    }
}

fn title(app: &App, runs: &Runs, room: usize) -> Line<'static> {
    let mut tail = vec![dim(format!("· {} ", wanted(runs)))];
    match &runs.progress {
        Progress::Loading { since, .. } => {
            let seconds = app.now.elapsed.saturating_sub(*since).as_secs();
            tail.push(dim("· "));
            tail.push(spinner(app));
            tail.push(dim(format!(" {} read, {seconds} s ", runs.items().len())));
        }
        Progress::Stopped => tail.push(words("· stopped ", Role::Warning)),
        Progress::Failed(_) if !runs.items().is_empty() => {
            tail.push(words("· the rest could not be read ", Role::Danger));
        }
        Progress::Idle | Progress::Failed(_) => {}
    }
    if runs.watch.is_some() {
        let fresh = runs.fresh_count();
        let came = if fresh > 0 { format!(", {fresh} new") } else { String::new() };
        tail.push(if app.watch_rests() {
            words("· watching rests; any key goes on ", Role::Warning)
        } else {
            words(format!("· ◉ watching{came} "), Role::Accent)
        });
    }
    if runs.skipped > 0 {
        tail.push(words(format!("· {} without a usable id ", runs.skipped), Role::Warning));
    }
    let mut spans = vec![words(" Runs ", Role::Strong)];
    let left = room.saturating_sub(width_of(&spans) + width_of(&tail) + 6);
    if left >= 12 && !runs.name.is_empty() {
        spans.push(dim("· "));
        spans.extend(fit(&runs.name, left, style(Role::Text)));
        spans.push(Span::raw(" "));
    }
    spans.extend(tail);
    Line::from(spans)
}

/// The filter in words: "failed, no answer, the last 6 hours".
fn wanted(runs: &Runs) -> String {
    let mut parts = Vec::new();
    match runs.filter.outcome {
        Outcome::Any => {}
        Outcome::Failed => parts.push("failed".to_owned()),
        Outcome::Well => parts.push("succeeded".to_owned()),
    }
    if let Some(error) = &runs.filter.error {
        parts.push(error_words(error));
    }
    parts.push(runs.filter.range.label().to_owned());
    parts.join(", ")
}

/// An error in words, as far as it is known.
fn error_words(word: &str) -> String {
    run::error(word).map_or_else(|| super::glyph::printable(word), str::to_owned)
}

fn list(app: &App, runs: &Runs, canvas: &mut Canvas<'_>, area: Rect) {
    let focused = !runs.reading;
    let role = if focused { Role::Accent } else { Role::Faint };
    let inner = canvas.frame_beside(area, title(app, runs, usize::from(area.width)), role);
    if !focused {
        canvas.target(area, Target::Hint(Command::LeaveRun));
    }
    if runs.items().is_empty() {
        if focused {
            canvas.cursor = Some(Position { x: inner.x, y: inner.y });
        }
        return canvas.lines(inner, empty(app, runs, usize::from(inner.width)));
    }
    let mut top = Rect { height: 1.min(inner.height), ..inner };
    let numbers = summary(runs, usize::from(inner.width));
    canvas.line(top.x, top.y, top.width, &numbers);
    let chart_rows = match inner.height {
        0..12 => 0,
        12..17 => 2,
        17..24 => 3,
        24..32 => 5,
        _ => 7,
    };
    if chart_rows > 0 {
        let room = Rect { y: inner.y + 2, height: chart_rows + 1, ..inner };
        chart::draw(app, runs, canvas, room);
        let legend = Line::from(chart::legend());
        let left = usize::from(inner.width).saturating_sub(numbers.width() + 3);
        let wide = u16::try_from(legend.width()).unwrap_or(0);
        // Beside the numbers where both fit, else below them.
        let (x, y) =
            if legend.width() <= left { (inner.right() - wide, inner.y) } else { (inner.x, inner.y + 1) };
        canvas.line(x, y, wide, &legend);
        top.height = room.bottom() - inner.y + 1;
    }
    let failed = match &runs.progress {
        Progress::Failed(failure) => {
            super::problem::sentences(failure, usize::from(inner.width)).into_iter().take(4).collect()
        }
        _ => Vec::new(),
    };
    let foot = u16::try_from(failed.len()).unwrap_or(0).min(inner.height / 3);
    let head = Rect { y: inner.y + top.height, height: 1, ..inner };
    let width = usize::from(inner.width);
    canvas.line(head.x, head.y, head.width, &headings(width));
    let rows = Rect { y: head.y + 1, height: inner.bottom().saturating_sub(head.y + 1 + foot), ..inner };
    canvas.lines(Rect { y: rows.bottom(), height: foot, ..inner }, failed);
    let height = usize::from(rows.height);
    let first = if focused {
        canvas.first_visible(runs.cursor(), runs.items().len(), height)
    } else {
        first_visible(runs.cursor(), runs.items().len(), height)
    };
    if focused {
        canvas.page = height;
    }
    for (number, (run, y)) in runs.items().iter().skip(first).zip(rows.top()..rows.bottom()).enumerate() {
        let here = first + number == runs.cursor();
        if focused {
            canvas.item(Rect { y, ..rows }, first + number, runs.cursor(), rows.y);
        }
        if here {
            let role = if focused { Role::Selected } else { Role::Rested };
            canvas.tint(Rect { x: rows.x - 1, y, width: rows.width + 2, height: 1 }, style(role));
            if focused {
                canvas.cursor = Some(Position { x: rows.x, y });
            }
        }
        canvas.line(rows.x, y, rows.width, &row(app, runs, run, here, width));
    }
    let last = runs.items().len().saturating_sub(height);
    canvas.more(rows, first, last);
}

/// Why nothing is listed, and what could be done.
fn empty(app: &App, runs: &Runs, width: usize) -> Vec<Line<'static>> {
    let nothing = |what: &str| paragraph(what, width, style(Role::Text));
    let mut lines = match &runs.progress {
        Progress::Loading { .. } => return vec![Line::from(vec![spinner(app), dim(" Reading the runs…")])],
        Progress::Failed(failure) => return super::problem::sentences(failure, width),
        Progress::Stopped => {
            nothing(&app.session.keys.spell("Reading the runs was stopped. [runs.reload-runs] reads them."))
        }
        Progress::Idle => {
            let kind = match (runs.filter.outcome, &runs.filter.error) {
                (Outcome::Any, None) => "Nothing".to_owned(),
                (Outcome::Well, _) => "No run that succeeded".to_owned(),
                (_, Some(error)) => format!("No run with the error \"{}\"", error_words(error)),
                (Outcome::Failed, None) => "No run that failed".to_owned(),
            };
            nothing(&format!("{kind} in {}.", runs.filter.range.label()))
        }
    };
    if let (Progress::Idle, Some(longer)) = (&runs.progress, runs.filter.range.longer()) {
        lines.push(Line::default());
        lines.push(Line::from(vec![
            words(app.key(Context::Runs, Command::LongerRange), Role::Key),
            dim(format!(" looks at {}", longer.label())),
        ]));
    }
    if matches!(runs.progress, Progress::Idle) && runs.watch.is_none() {
        lines.push(Line::from(vec![
            words(app.key(Context::Runs, Command::WatchRuns), Role::Key),
            dim(" watches for new ones"),
        ]));
    }
    lines
}

/// The numbers, and what they are the numbers of. Among runs that were chosen by how they went, a rate says nothing.
fn summary(runs: &Runs, width: usize) -> Line<'static> {
    let tally = runs.tally;
    let chosen = match (runs.filter.outcome, &runs.filter.error) {
        (Outcome::Well, _) => Some("succeeded"),
        (Outcome::Failed, _) | (_, Some(_)) => Some("failed"),
        (Outcome::Any, None) => None,
    };
    let newest = if runs.has_more() { "newest " } else { "" };
    let noun = if tally.count == 1 { "run" } else { "runs" };
    let mut spans = Vec::new();
    if let Some(chosen) = chosen {
        spans.push(words(tally.count.to_string(), Role::Strong));
        spans.push(Span::raw(format!(" {newest}{noun} that {chosen}")));
    } else {
        let rate = tally.success_rate().unwrap_or(0);
        let role = match rate {
            95.. => Role::Good,
            50.. => Role::Warning,
            _ => Role::Danger,
        };
        spans.push(Span::styled(format!("{rate} %"), style(role).bold()));
        spans.push(Span::raw(" succeeded "));
        spans.push(dim(match newest {
            "" => format!("of {} {noun}", tally.count),
            _ => format!("of the {} newest", tally.count),
        }));
    }
    let mut more = |label: &'static str, value: Option<String>| {
        if let Some(value) = value {
            let next = [dim(format!(" · {label} ")), Span::raw(value)];
            if width_of(&spans) + width_of(&next) <= width {
                spans.extend(next);
            }
        }
    };
    more("failed", (tally.failed > 0 && chosen.is_none()).then(|| tally.failed.to_string()));
    more("median", tally.median.map(took));
    more("worst", tally.worst.map(took));
    Line::from(spans)
}

/// Which columns there is room for beside the time and the result, and how much is left for the error.
struct Columns {
    time: usize,
    result: usize,
    status: usize,
    took: usize,
    source: usize,
    error: usize,
}

fn columns(width: usize) -> Columns {
    // On the narrowest screens what belongs to a run has no air to spare.
    let air = usize::from(width >= 42) * 2;
    let (time, result) = (TIME - 2 + air, RESULT - 2 + air);
    let fixed = 2 + time + result;
    let status = if width >= 56 { STATUS } else { 0 };
    let took = TOOK + air;
    let source = if width >= 76 { SOURCE } else { 0 };
    Columns {
        time,
        result,
        status,
        took,
        source,
        error: width.saturating_sub(fixed + status + took + source),
    }
}

fn headings(width: usize) -> Line<'static> {
    let Columns { time, result, status, took, source, error } = columns(width);
    let cell = |label: &str, width: usize| {
        // A heading that does not fit says nothing.
        let label = if label.chars().count() < width { label } else { "" };
        format!("{label:<width$}")
    };
    let took = format!("{:>TOOK$}{}", "Took", " ".repeat(took - TOOK));
    let text = [
        cell("", 2),
        cell("When", time),
        cell("Result", result),
        cell("HTTP", status),
        cell("Error", error),
        took,
        cell("Started by", source),
    ];
    Line::from(dim(text.concat()))
}

fn row(app: &App, runs: &Runs, run: &Run, here: bool, width: usize) -> Line<'static> {
    let columns = columns(width);
    let mut spans = vec![words(if here { "▸ " } else { "  " }, Role::Accent)];
    let base = style(if here { Role::Strong } else { Role::Text });
    spans.extend(padded(fit(&when(app, run), columns.time - 1, base), columns.time));
    let mut result =
        vec![if run.has_failed() { words("✗ failed", Role::Danger) } else { words("✓ ok", Role::Good) }];
    if runs.is_fresh(run) {
        result.push(words(" new", Role::Changed));
    }
    spans.extend(padded(result, columns.result));
    if columns.status > 0 {
        let status = run.http_status.as_deref().unwrap_or("–");
        spans.extend(padded(fit(status, STATUS - 1, style(Role::Dim)), STATUS));
    }
    let known = run.error_type.as_deref().filter(|_| columns.error > 5);
    let error = known.map(error_words).unwrap_or_default();
    spans.extend(padded(fit(&error, columns.error.saturating_sub(1), style(Role::Text)), columns.error));
    let time = run.took_ms.map_or_else(|| "–".to_owned(), took);
    let air = " ".repeat(columns.took - TOOK);
    spans.push(Span::styled(format!("{time:>TOOK$}{air}"), style(Role::Dim)));
    if columns.source > 0 {
        let source = run.source_type.as_deref().map(source_words).unwrap_or_default();
        spans.extend(fit(&source, SOURCE, style(Role::Dim)));
    }
    Line::from(spans)
}

/// What started a run, in words as far as they are known.
fn source_words(word: &str) -> String {
    run::source(word).map_or_else(|| word.to_owned(), str::to_owned)
}

/// How long ago; for an older run the time on the wall, and the date where that may be another one.
fn when(app: &App, run: &Run) -> String {
    const HOUR: i64 = 3_600;
    match (run.at, run.created_at.as_deref()) {
        (Some(at), _) if app.now.unix - at >= HOUR => {
            clock(at, app.session.zone.as_ref(), app.now.unix - at >= 12 * HOUR)
        }
        (_, Some(text)) => ago(text, app.now.unix).unwrap_or_else(|| text.to_owned()),
        _ => "at some time".to_owned(),
    }
}

/// Milliseconds as people say them: "182 ms", "15.0 s".
fn took(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        1_000..100_000 => format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100),
        _ => format!("{} s", milliseconds / 1_000),
    }
}
