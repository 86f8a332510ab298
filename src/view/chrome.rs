//! The header line, the line for notices, and the footer with its hints.

use super::paint::{Canvas, dim, fit, width_of, words};
use super::problem::coming_try;
use super::theme::{Role, style};
use crate::app::command::{Command, Row};
use crate::app::form::Form;
use crate::app::keep::Mark;
use crate::app::point::Target;
use crate::app::{App, Stage, Tone};
use crate::connector::facts::{self, State};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Whose workspace, which connector, in what state, with how many changes.
pub fn header(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let production = app.session.production;
    canvas.tint(area, style(if production { Role::ProductionBar } else { Role::Bar }));
    let width = usize::from(area.width);
    let mut right = connector(app, width);
    let room = width.saturating_sub(width_of(&right) + 3);
    let left = workspace(app, room);
    canvas.line(area.x, area.y, area.width, &Line::from(left));
    right.push(Span::raw(" "));
    let used = u16::try_from(width_of(&right)).unwrap_or(0).min(area.width);
    canvas.line(area.right() - used, area.y, used, &Line::from(right));
}

fn workspace(app: &App, room: usize) -> Vec<Span<'static>> {
    let me = app.me.as_ref();
    let name = name(app);
    let region = me.and_then(|me| me.region.as_deref()).or(app.session.region.as_deref());
    let mut spans = vec![Span::raw(" ")];
    if app.session.demo {
        spans.push(words(" DEMO ", Role::Ribbon));
        spans.push(Span::raw(" "));
    }
    if app.session.production {
        // Where little fits, whose it is needs the room more than the rest of the word does.
        let word = if room < 32 { " PROD " } else { " PRODUCTION " };
        spans.push(words(word, Role::Production));
        spans.push(Span::raw(" "));
    }
    if app.session.read_only {
        let word = if app.session.production && room < 32 { "RO " } else { "READ-ONLY " };
        spans.push(words(word, Role::Warning));
    }
    let region = region.map_or(String::new(), |region| format!(" · {}", region.to_uppercase()));
    let title = "patchpanel ▏";
    let profile = app.session.profile.as_deref().map_or(String::new(), |profile| format!(" ▏{profile}"));
    let left = room.saturating_sub(width_of(&spans) + region.chars().count());
    // Whose workspace it is comes first; which profile led there has to fit beside it.
    let fits = !profile.is_empty() && left >= name.chars().count().min(24) + profile.chars().count();
    let left = if fits { left - profile.chars().count() } else { left };
    let roomy = left >= title.chars().count() + name.chars().count().min(24);
    if roomy {
        spans.insert(1, dim(title));
    }
    let left = if roomy { left - title.chars().count() } else { left };
    spans.extend(fit(&name, left, style(Role::Strong)));
    // The region tells two workspaces of one name apart, so it is never cut.
    spans.extend(fit(&region, 12, style(Role::Strong)));
    if fits {
        spans.push(dim(profile));
    }
    spans
}

/// What the person calls the workspace, and what Intercom does, once that is known.
pub fn name(app: &App) -> String {
    let told = app.me.as_ref().and_then(|me| me.workspace.as_deref());
    match (app.session.label.as_deref(), told) {
        (Some(label), Some(told)) if label != told => format!("{label} ({told})"),
        (Some(label), _) => label.to_owned(),
        (None, told) => told.unwrap_or(&app.session.host).to_owned(),
    }
}

fn connector(app: &App, width: usize) -> Vec<Span<'static>> {
    let share = if app.session.production && width < 84 { 2 } else { 3 };
    let name_room = (width * share / 10).clamp(10, 48);
    match &app.stage {
        Stage::Picking => Vec::new(),
        Stage::Opening { id, .. } | Stage::Failed { id, .. } => {
            let mut spans = match app.summary() {
                Some(summary) => fit(&summary.name, name_room, style(Role::Strong)),
                None => Vec::new(),
            };
            spans.push(dim(format!("  #{id}")));
            spans
        }
        Stage::Editing(form) => {
            let table = form.draft.table();
            let mut spans = fit(facts::name(table, form.draft.base()), name_room, style(Role::Strong));
            if width >= 60 {
                spans.push(dim(format!("  #{}", form.id)));
            }
            spans.push(Span::raw("  "));
            spans.extend(state(&facts::state(table, form.draft.base())));
            spans.push(Span::raw("  "));
            spans.extend(changes(form, width));
            spans
        }
    }
}

/// The state in its word, its mark and its colour.
pub fn state(state: &State) -> Vec<Span<'static>> {
    match state {
        State::Live => vec![words("● LIVE", Role::Live)],
        State::Draft => vec![words("○ DRAFT", Role::Draft)],
        State::Other(word) => {
            let mut spans = vec![words("? ", Role::Warning)];
            spans.extend(fit(&word.to_uppercase(), 12, style(Role::Warning)));
            spans
        }
    }
}

fn changes(form: &Form, width: usize) -> Vec<Span<'static>> {
    let long = width >= 84;
    vec![match form.draft.changes().len() {
        0 => dim(if long { "no changes" } else { "✎ 0" }),
        1 if long => words("✎ 1 change", Role::Changed),
        count if long => words(format!("✎ {count} changes"), Role::Changed),
        count => words(format!("✎ {count}"), Role::Changed),
    }]
}

const SPINNER: [&str; 8] = ["⠋", "⠙", "⠸", "⠴", "⠦", "⠇", "⠏", "⠛"];

/// A mark that moves while something is awaited.
pub fn spinner(app: &App) -> Span<'static> {
    let step = usize::try_from(app.now.elapsed.as_millis() / 120).unwrap_or(0) % SPINNER.len();
    words(SPINNER.get(step).copied().unwrap_or("…"), Role::Accent)
}

/// What there is to say. The line is always there, so that nothing jumps when something is said.
pub fn notice(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let area = kept(app, canvas, area);
    let width = usize::from(area.width).saturating_sub(4);
    let line = if let Some(wait) = app.wait().filter(|_| !matches!(app.stage, Stage::Opening { .. })) {
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
        let mut spans = vec![words(mark, role), Span::raw(" ")];
        spans.extend(fit(&notice.text, width, style(Role::Text)));
        spans
    } else if let Some(form) = app.form().filter(|form| form.is_rereading()) {
        let what = if form.is_about_to_send() {
            " Reading it once more before sending…"
        } else {
            " Reading again…"
        };
        vec![spinner(app), Span::raw(what)]
    } else {
        return;
    };
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(2), &Line::from(line));
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
    let hints: Vec<(String, &Row, bool)> =
        app.hints().map(|(key, row, when)| (key, row, when.is_ok())).collect();
    let long =
        |(key, row, _): &(String, &Row, bool)| key.chars().count() + 1 + app.label(row).chars().count();
    let (mut used, mut shown) = (0, Vec::new());
    for wanted in [Room::Always, Room::First, Room::Rest] {
        for (at, hint) in hints.iter().enumerate().filter(|(_, hint)| Room::of(hint.1.command) == wanted) {
            if wanted == Room::Always || used + long(hint) <= width {
                used += long(hint) + 2;
                shown.push((at, hint));
            }
        }
    }
    shown.sort_by_key(|(at, _)| *at);
    let mut spans = Vec::new();
    for (_, hint) in shown {
        let (key, row, usable) = hint;
        let columns = u16::try_from(long(hint)).unwrap_or(0);
        let x = area.x + 1 + u16::try_from(width_of(&spans)).unwrap_or(0);
        let place = Rect { x, width: columns.min(area.right().saturating_sub(x)), ..area };
        canvas.target(place, Target::Hint(row.command));
        spans.push(words(key.clone(), if *usable { Role::Key } else { Role::Off }));
        spans.push(Span::raw(" "));
        spans.push(words(app.label(row), if *usable { Role::Dim } else { Role::Off }));
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
    /// The help key, which explains all others, the way in and the way out.
    Always,
    /// The way to a pane that is not in sight.
    First,
    /// In the order of the table.
    Rest,
}

impl Room {
    fn of(command: Command) -> Self {
        match command {
            Command::Help | Command::Edit => Self::Always,
            Command::NextPane => Self::First,
            other if other.is_way_out() && other != Command::Quit => Self::Always,
            _ => Self::Rest,
        }
    }
}
