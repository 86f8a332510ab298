//! The line for notices, and the footer with its hints.

use super::paint::{Canvas, dim, fit, paragraph, width_of, words};
use super::problem::coming_try;
use super::theme::{Role, style};
use crate::app::command::{Command, Row};
use crate::app::keep::Mark;
use crate::app::point::Target;
use crate::app::unread::READ_ON;
use crate::app::{App, Stage, Tone};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Rows that something that is said may take.
const SAID: usize = 3;

const SPINNER: [&str; 8] = ["⠋", "⠙", "⠸", "⠴", "⠦", "⠇", "⠏", "⠛"];

/// A mark that moves while something is awaited.
pub fn spinner(app: &App) -> Span<'static> {
    let step = usize::try_from(app.now.elapsed.as_millis() / 120).unwrap_or(0) % SPINNER.len();
    words(SPINNER.get(step).copied().unwrap_or("…"), Role::Accent)
}

/// What there is to say. The line is always there, so that nothing jumps when something is said.
pub fn notice(app: &App, canvas: &mut Canvas<'_>, line: Rect) {
    let area = kept(app, canvas, line);
    let width = usize::from(area.width).saturating_sub(4);
    let shown = if let Some(wait) = app.wait().filter(|_| !matches!(app.stage, Stage::Opening { .. })) {
        let mut spans = vec![spinner(app), Span::raw(" ")];
        let text = format!("{} {}", wait.failure.what(), coming_try(app, wait));
        spans.extend(fit(&text, width, style(Role::Text)));
        spans
    } else if let Some(form) = app.form().filter(|form| form.saving.is_some()) {
        let seconds =
            form.saving.as_ref().map_or(0, |saving| app.now.elapsed.saturating_sub(saving.since).as_secs());
        let mut spans = vec![spinner(app), Span::raw(" "), Span::raw(format!("Sending… {seconds} s"))];
        // Why a key has to wait is said while one waits.
        if let Some(notice) = &app.notice {
            spans.push(dim(" · "));
            let room = width.saturating_sub(width_of(&spans));
            spans.extend(fit(&notice.text, room, style(Role::Text)));
        }
        spans
    } else if let Some(deleting) = app.form().and_then(|form| form.deleting) {
        let seconds = app.now.elapsed.saturating_sub(deleting.since).as_secs();
        vec![spinner(app), Span::raw(format!(" Deleting… {seconds} s"))]
    } else if let Some(notice) = &app.notice {
        let (mark, role) = match notice.tone {
            Tone::Done => ("✓", Role::Good),
            Tone::Note => ("·", Role::Dim),
            Tone::Trouble => ("!", Role::Warning),
        };
        return said(&notice.text, &words(mark, role), canvas, (line, area));
    } else if let Some(form) = app.form().filter(|form| form.is_rereading()) {
        let what = if form.is_about_to_send() {
            " Reading it once more before sending…"
        } else {
            " Reading again…"
        };
        [vec![spinner(app)], fit(what, width, style(Role::Text))].concat()
    } else {
        return;
    };
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(2), &Line::from(shown));
}

/// Something that was said. Where it is longer than the line it goes on above it, over the foot of the page, for as long as it is
/// said: what is safe and what to do next stand at its end.
fn said(text: &str, mark: &Span<'static>, canvas: &mut Canvas<'_>, (line, area): (Rect, Rect)) {
    let width = usize::from(area.width).saturating_sub(4);
    let mut rows = paragraph(text, width, style(Role::Text));
    if rows.len() > SAID {
        rows.truncate(SAID);
        if let Some(last) = rows.last_mut() {
            // Cut by the sign that there is more, where it has no room beside it.
            let short = fit(&last.to_string(), width.saturating_sub(1), style(Role::Text));
            let is_cut = short.last().is_some_and(|span| span.content == "…");
            *last = Line::from(short);
            last.spans.extend((!is_cut).then(|| dim("…")));
        }
    }
    let more = u16::try_from(rows.len().saturating_sub(1)).unwrap_or(0).min(area.y);
    let over = Rect { y: area.y - more, height: more, ..line };
    canvas.clear(over);
    for (number, (row, y)) in rows.into_iter().zip(over.y..=area.y).enumerate() {
        let mut spans = vec![if number == 0 { mark.clone() } else { Span::raw(" ") }, Span::raw(" ")];
        spans.extend(row.spans);
        canvas.line(area.x + 1, y, area.width.saturating_sub(2), &Line::from(spans));
    }
}

/// Whether the work is kept, at the right end. Returns the rest of the line; its width does not follow each key.
fn kept(app: &App, canvas: &mut Canvas<'_>, area: Rect) -> Rect {
    if !app.session.keeps || app.form().is_none() {
        return area;
    }
    let width = usize::from(area.width);
    let others = app.others().map(|_| words("also open elsewhere · ", Role::Warning));
    let mut span: Vec<_> = others.into_iter().collect();
    span.extend(match app.mark() {
        Mark::Nothing | Mark::Soon => Vec::new(),
        Mark::Kept => vec![dim(KEPT)],
        Mark::Not(why) => fit(&format!("not kept: {why}"), width / 2, style(Role::Warning)),
    });
    let reserved = if app.others().is_some() { width_of(span.get(..1).unwrap_or_default()) } else { 0 };
    let used = width_of(&span).max(reserved + KEPT.chars().count());
    let room = u16::try_from(used + 2).unwrap_or(u16::MAX).min(area.width);
    let x = area.right() - room + 1;
    canvas.line(x, area.y, room.saturating_sub(2), &Line::from(span));
    Rect { width: area.width - room, ..area }
}

/// What stands there when what is on the screen is on disk.
const KEPT: &str = "kept ✓";

/// The keys that matter where one is. Those that cannot be used now are dim; pressing one says why.
pub fn footer(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let width = usize::from(area.width).saturating_sub(2);
    let unread = |row: &Row| app.reads_on(row.command, canvas.top, canvas.scrollable);
    let label = |row: &Row| if unread(row) { READ_ON } else { app.label(row) };
    let hints: Vec<_> = app.hints().map(|(key, row, when)| (key, row, label(row), when.is_ok())).collect();
    let long =
        |(key, _, label, _): &(String, &Row, &str, bool)| key.chars().count() + 1 + label.chars().count();
    // A choice that is open comes before the review, which cannot be sent without it.
    let waiting = [Command::ShowOverlaps, Command::Review]
        .into_iter()
        .find(|command| hints.iter().any(|(_, row, _, usable)| row.command == *command && *usable));
    let (mut used, mut shown) = (0, Vec::new());
    for wanted in [Room::Always, Room::First, Room::Rest] {
        for (at, hint) in
            hints.iter().enumerate().filter(|(_, hint)| Room::of(hint.1.command, waiting) == wanted)
        {
            if wanted == Room::Always || used + long(hint) <= width {
                used += long(hint) + 2;
                shown.push((at, hint));
            }
        }
    }
    shown.sort_by_key(|(at, _)| *at);
    let mut spans = Vec::new();
    for (_, hint) in shown {
        let (key, row, label, usable) = hint;
        let columns = u16::try_from(long(hint)).unwrap_or(0);
        let x = area.x + 1 + u16::try_from(width_of(&spans)).unwrap_or(0);
        let place = Rect { x, width: columns.min(area.right().saturating_sub(x)), ..area };
        canvas.target(place, Target::Hint(row.command));
        spans.push(words(key.clone(), if *usable { Role::Key } else { Role::Off }));
        spans.push(Span::raw(" "));
        spans.push(words(*label, if *usable { Role::Dim } else { Role::Off }));
        spans.push(Span::raw("  "));
    }
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(2), &Line::from(spans));
    if canvas.cursor.is_none() {
        canvas.cursor = Some(Position { x: area.x, y: area.y });
    }
}

/// Which hints have their room where not all of them fit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    /// The help key, which explains all others, what is asked, the way out, and either what waits to be sent or the way in.
    Always,
    /// The way in, and the way to a pane that is not in sight.
    First,
    /// In the order of the table.
    Rest,
}

impl Room {
    fn of(command: Command, waiting: Option<Command>) -> Self {
        match command {
            Command::Help
            | Command::AnswerPrompt
            | Command::ConfirmFlip
            | Command::MakeConnector
            | Command::Send
            | Command::SendSample => Self::Always,
            waits if Some(waits) == waiting => Self::Always,
            Command::Edit if waiting.is_none() => Self::Always,
            Command::Edit | Command::NextPane => Self::First,
            Command::Review if waiting.is_some() => Self::First,
            other if other.is_way_out() && other != Command::Quit => Self::Always,
            _ => Self::Rest,
        }
    }
}
