//! The header line: whose workspace, which connector, in what state, with how many changes.
//!
//! Where not all of it fits, its parts become short and then give way, the least telling first. Whose workspace it is, that it is
//! the production one, the state and the number of changes always stand there.

use super::glyph::printable;
use super::paint::{Canvas, dim, fit, width_of, words};
use super::theme::{Role, style};
use crate::app::form::Form;
use crate::app::{App, Stage};
use crate::connector::facts::{self, State};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From here on the parts stand two columns apart.
const AIRY: usize = 60;
/// Columns in which the name of a workspace, or of a connector, can be told at all.
const LEAST: usize = 8;
/// Columns in which more and more names can be told from others; neither of the two gets all of what little there is.
const TELLING: [usize; 2] = [12, 16];
/// Columns in which most names fit.
const USUAL: usize = 20;
/// Longer names are cut wherever they stand.
const LONGEST: usize = 200;

const TITLE: &str = "patchpanel ▏";

/// Draws it.
pub fn draw(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    canvas.tint(area, style(if app.session.production { Role::ProductionBar } else { Role::Bar }));
    let width = usize::from(area.width);
    let parts = Parts::of(app, width);
    let fitted = parts.fitted(width);
    canvas.line(area.x, area.y, area.width, &Line::from(parts.left(&fitted)));
    let right = parts.right(&fitted);
    let used = u16::try_from(width_of(&right)).unwrap_or(0).min(area.width);
    canvas.line(area.right() - used, area.y, used, &Line::from(right));
}

/// The id of a connector for the title of a page, where the header may have no room for it.
pub fn named_here(form: &Form, area: Rect) -> String {
    if usize::from(area.width) < AIRY { format!("· #{} ", printable(&form.id)) } else { String::new() }
}

/// What there is to show.
#[expect(clippy::struct_excessive_bools, reason = "each is a sign of its own")]
struct Parts {
    demo: bool,
    production: bool,
    read_only: bool,
    airy: bool,
    workspace: String,
    region: Vec<Span<'static>>,
    profile: Vec<Span<'static>>,
    name: String,
    id: Vec<Span<'static>>,
    /// The state, and how many fields are changed; where a connector is open.
    open: Option<(Vec<Span<'static>>, usize)>,
}

/// What of it fits: columns, and what stands there at all or in its longer form.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is told by its name")]
struct Fitted {
    workspace: usize,
    name: usize,
    region: bool,
    profile: bool,
    id: bool,
    title: bool,
    long_production: bool,
    long_read_only: bool,
    long_changes: bool,
}

/// Columns that are free yet.
struct Room(usize);

impl Room {
    /// Widens a part, as far as there is room.
    fn widen(&mut self, part: &mut usize, to: usize) {
        let more = to.saturating_sub(*part).min(self.0);
        *part += more;
        self.0 -= more;
    }

    /// Takes columns for something, all of them or none.
    fn take(&mut self, columns: usize) -> bool {
        let fits = (1..=self.0).contains(&columns);
        self.0 -= if fits { columns } else { 0 };
        fits
    }
}

impl Parts {
    fn of(app: &App, width: usize) -> Self {
        let (session, airy) = (&app.session, width >= AIRY);
        let region = app.me.as_ref().and_then(|me| me.region.as_deref()).or(session.region.as_deref());
        // It tells two workspaces of one name apart. All that are known have two letters.
        let region = region.map_or(String::new(), |region| format!(" · {}", region.to_uppercase()));
        let profile = session.profile.as_deref().map_or(String::new(), |profile| format!(" ▏{profile}"));
        let (name, id, open) = match &app.stage {
            Stage::Picking => (String::new(), "", None),
            Stage::Opening { id, .. } | Stage::Failed { id, .. } => {
                (app.summary().map_or(String::new(), |summary| summary.name.clone()), id.as_str(), None)
            }
            Stage::Editing(form) => {
                let (table, base) = (form.draft.table(), form.draft.base());
                let state = state_within(&facts::state(table, base), if airy { 12 } else { 7 });
                let open = (state, form.draft.changes().len());
                (facts::name(table, base).to_owned(), form.id.as_str(), Some(open))
            }
        };
        Self {
            demo: session.demo,
            production: session.production,
            read_only: session.read_only,
            airy,
            workspace: workspace(app),
            region: fit(&region, if airy { 12 } else { 5 }, style(Role::Strong)),
            profile: fit(&profile, 26, style(Role::Dim)),
            name,
            id: if id.is_empty() { Vec::new() } else { fit(&format!("#{id}"), LONGEST, style(Role::Dim)) },
            open,
        }
    }

    /// Columns between what belongs together.
    fn gap(&self) -> usize {
        if self.airy { 2 } else { 1 }
    }

    /// Gives each part its room, the most telling first.
    fn fitted(&self, width: usize) -> Fitted {
        let full = |text: &str, most: usize| width_of(&fit(text, most, style(Role::Text)));
        let workspace = full(&self.workspace, LONGEST);
        let name = full(&self.name, (width * 3 / 10).clamp(10, 48));
        let signs = [(self.demo, " DEMO  "), (self.production, " PROD  "), (self.read_only, "RO ")];
        let signs = signs.iter().filter(|(is, _)| *is).map(|(_, word)| word.len()).sum::<usize>();
        // A number of two digits has its room already, so that nothing else moves when it comes.
        let open = self.open.as_ref().map_or(0, |(state, count)| {
            2 * self.gap() + width_of(state) + full(&changes(*count, false), 20).max(4)
        });
        let mut fitted = Fitted::default();
        let mut room = Room(width.saturating_sub(2 + signs + open));
        room.widen(&mut fitted.workspace, workspace.min(LEAST));
        fitted.region = room.take(width_of(&self.region));
        let name = if name > 0 && room.0 >= 2 + name.min(LEAST) && room.take(2) { name } else { 0 };
        room.widen(&mut fitted.name, name.min(LEAST));
        fitted.id = !self.id.is_empty() && room.take(2 + width_of(&self.id));
        for most in TELLING {
            room.widen(&mut fitted.workspace, workspace.min(most));
            room.widen(&mut fitted.name, name.min(most));
        }
        fitted.long_read_only = self.read_only && room.take("READ-ONLY".len() - "RO".len());
        fitted.long_production = self.production && room.take("PRODUCTION".len() - "PROD".len());
        fitted.profile = room.take(width_of(&self.profile));
        room.widen(&mut fitted.workspace, workspace.min(USUAL));
        room.widen(&mut fitted.name, name.min(USUAL));
        fitted.long_changes = self.open.is_some() && room.take(" changes".len());
        room.widen(&mut fitted.workspace, workspace);
        room.widen(&mut fitted.name, name);
        fitted.title = room.take(TITLE.chars().count());
        fitted
    }

    fn left(&self, fitted: &Fitted) -> Vec<Span<'static>> {
        let mut spans = vec![Span::raw(" ")];
        if fitted.title {
            spans.push(dim(TITLE));
        }
        if self.demo {
            spans.extend([words(" DEMO ", Role::Ribbon), Span::raw(" ")]);
        }
        if self.production {
            let word = if fitted.long_production { " PRODUCTION " } else { " PROD " };
            spans.extend([words(word, Role::Production), Span::raw(" ")]);
        }
        if self.read_only {
            spans.push(words(if fitted.long_read_only { "READ-ONLY " } else { "RO " }, Role::Warning));
        }
        spans.extend(fit(&self.workspace, fitted.workspace, style(Role::Strong)));
        if fitted.region {
            spans.extend(self.region.iter().cloned());
        }
        if fitted.profile {
            spans.extend(self.profile.iter().cloned());
        }
        spans
    }

    fn right(&self, fitted: &Fitted) -> Vec<Span<'static>> {
        let mut spans = fit(&self.name, fitted.name, style(Role::Strong));
        if fitted.id {
            spans.push(Span::raw("  "));
            spans.extend(self.id.iter().cloned());
        }
        if let Some((state, count)) = &self.open {
            let gap = Span::raw(" ".repeat(self.gap()));
            spans.push(gap.clone());
            spans.extend(state.iter().cloned());
            spans.push(gap);
            let role = if *count == 0 { Role::Dim } else { Role::Changed };
            spans.push(words(changes(*count, fitted.long_changes), role));
        }
        spans.push(Span::raw(" "));
        spans
    }
}

/// What the person calls the workspace, and what Intercom does, once that is known.
pub fn workspace(app: &App) -> String {
    let told = app.me.as_ref().and_then(|me| me.workspace.as_deref());
    match (app.session.label.as_deref(), told) {
        (Some(label), Some(told)) if label != told => format!("{label} ({told})"),
        (Some(label), _) => label.to_owned(),
        (None, told) => told.unwrap_or(&app.session.host).to_owned(),
    }
}

/// The state in its word, its mark and its colour.
pub fn state(state: &State) -> Vec<Span<'static>> {
    state_within(state, 12)
}

fn state_within(state: &State, room: usize) -> Vec<Span<'static>> {
    match state {
        State::Live => vec![words("● LIVE", Role::Live)],
        State::Draft => vec![words("○ DRAFT", Role::Draft)],
        State::Other(word) => {
            let mut spans = vec![words("? ", Role::Warning)];
            spans.extend(fit(&word.to_uppercase(), room, style(Role::Warning)));
            spans
        }
    }
}

fn changes(count: usize, long: bool) -> String {
    match count {
        0 if long => "no changes".to_owned(),
        1 if long => "✎ 1 change".to_owned(),
        count if long => format!("✎ {count} changes"),
        count => format!("✎ {count}"),
    }
}
