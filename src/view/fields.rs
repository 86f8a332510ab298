//! The panes of a connector, and the list of its fields.

use super::paint::{Canvas, dim, first_visible, fit, padded, width_of, words};
use super::theme::{Role, style};
use super::value::summary;
use super::{Width, field, findings, sample, will_send};
use crate::api::wire::StateVersion;
use crate::app::App;
use crate::app::form::{Form, Pane, Place};
use crate::app::point::{Border, Target, Widths};
use crate::edit::{Access, At, Table};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Columns of the labels, so that values line up.
const LABEL: usize = 18;

/// The narrowest that a border can be dragged to leave a pane.
const LEAST: u16 = 28;

/// Where the panes stand: the fields, then the two that may not fit.
pub fn split(widths: Widths, area: Rect) -> (Rect, Option<Rect>, Option<Rect>) {
    let share = |parts: u16| {
        u16::try_from((u32::from(area.width) * u32::from(parts) + 5_000) / 10_000).unwrap_or(area.width)
    };
    let wanted = |border: Option<u16>, usual: u16| border.map_or(usual, share);
    match Width::of(area) {
        Width::Narrow => (area, None, None),
        Width::Medium => {
            let left = wanted(widths.fields, (area.width * 2 / 5).max(36));
            let (fields, rest) = cut(area, left.clamp(LEAST, area.width - LEAST));
            (fields, Some(rest), None)
        }
        Width::Wide => {
            let left = wanted(widths.fields, (area.width * 34 / 100).clamp(40, 72));
            let (fields, rest) = cut(area, left.clamp(LEAST, area.width - 2 * LEAST));
            let usual = area.width - (area.width * 28 / 100).clamp(34, 60);
            let right = wanted(widths.will_send, usual).saturating_sub(rest.x);
            let (field, will_send) = cut(rest, right.clamp(LEAST, rest.width - LEAST));
            (fields, Some(field), Some(will_send))
        }
    }
}

fn cut(area: Rect, left: u16) -> (Rect, Rect) {
    let left = left.min(area.width);
    (Rect { width: left, ..area }, Rect { x: area.x + left, width: area.width - left, ..area })
}

fn stacked(area: Rect, above: u16) -> (Rect, Rect) {
    let above = above.min(area.height);
    (Rect { height: above, ..area }, Rect { y: area.y + above, height: area.height - above, ..area })
}

/// Draws the panes that fit, always with the one that hears the keys.
pub fn panes(app: &App, form: &Form, canvas: &mut Canvas<'_>, area: Rect) {
    let (first, second, third) = split(app.widths, area);
    match (second, third) {
        (Some(second), Some(third)) => {
            list(app, form, canvas, first);
            field::draw(app, form, canvas, second);
            if sample::is_shown(form) {
                let (above, below) = stacked(third, third.height * 3 / 5);
                sample::pane(&app.session.keys, form, canvas, above);
                will_send::draw(app, form, canvas, below);
            } else {
                will_send::draw(app, form, canvas, third);
            }
        }
        (Some(second), None) => {
            list(app, form, canvas, first);
            if form.pane == Pane::WillSend {
                will_send::draw(app, form, canvas, second);
            } else if sample::is_shown(form) {
                let (above, below) = stacked(second, second.height * 11 / 20);
                sample::pane(&app.session.keys, form, canvas, below);
                field::draw(app, form, canvas, above);
            } else {
                field::draw(app, form, canvas, second);
            }
        }
        _ => match form.pane {
            Pane::Fields => list(app, form, canvas, first),
            Pane::Field => field::draw(app, form, canvas, first),
            Pane::WillSend => will_send::draw(app, form, canvas, first),
        },
    }
    for (border, pane) in [(Border::Fields, second), (Border::WillSend, third)] {
        if let Some(pane) = pane {
            // The lines of both panes, since nobody sees which of them is the border.
            canvas.target(Rect { x: pane.x - 1, width: 2, ..pane }, Target::Border(border));
        }
    }
}

/// Which of the two versions behind the id is edited, and whether the other one differs.
fn title(form: &Form, room: usize) -> Line<'static> {
    let version = match form.version {
        StateVersion::Draft => "· the draft ",
        StateVersion::Live => "· the live version ",
    };
    let with = |differs: &'static str| {
        let mut spans = vec![words(" Fields ", Role::Strong), dim(version)];
        if form.differing().is_some_and(|fields| !fields.is_empty()) {
            spans.push(words(differs, Role::Warning));
        }
        if let Some(count) = findings::count(form) {
            spans.extend([dim("· "), count, Span::raw(" ")]);
        }
        spans
    };
    let whole = with("· differs from live ");
    Line::from(if width_of(&whole) > room { with("· differs ") } else { whole })
}

/// One line of the list: a heading, or a place.
enum Entry {
    Air,
    Heading(&'static str),
    Place(usize, Place),
}

/// The lines of the list, with air between the groups where the height allows it.
fn entries(form: &Form, height: usize) -> Vec<Entry> {
    aired(grouped(form.draft.table(), form.places()), height)
}

/// The groups of the fields that are awaited, where they will stand.
pub fn coming(table: Table, canvas: &mut Canvas<'_>, area: Rect) {
    let places = At::all(table).map(|(at, _)| Place::Field(at));
    let entries = aired(grouped(table, places), usize::from(area.height));
    let lines = entries.into_iter().map(|entry| match entry {
        Entry::Heading(group) => Line::from(dim(group)),
        Entry::Air | Entry::Place(..) => Line::default(),
    });
    canvas.lines(area, lines);
}

fn aired(mut entries: Vec<Entry>, height: usize) -> Vec<Entry> {
    let headings = entries.iter().filter(|entry| matches!(entry, Entry::Heading(_))).count();
    if entries.len() + headings.saturating_sub(1) <= height {
        entries = entries
            .into_iter()
            .enumerate()
            .flat_map(|(line, entry)| {
                let air = (line > 0 && matches!(entry, Entry::Heading(_))).then_some(Entry::Air);
                air.into_iter().chain([entry])
            })
            .collect();
    }
    entries
}

fn grouped(table: Table, places: impl Iterator<Item = Place>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut group = "";
    for (number, place) in places.enumerate() {
        let next = match place {
            Place::Field(at) => at.field(table).map_or("", |field| field.group),
            Place::Unknown(_) => "Not known to patchpanel",
        };
        if next != group {
            entries.push(Entry::Heading(next));
            group = next;
        }
        entries.push(Entry::Place(number, place));
    }
    entries
}

fn list(app: &App, form: &Form, canvas: &mut Canvas<'_>, area: Rect) {
    let focused = form.pane == Pane::Fields;
    canvas.target(area, Target::Pane(Pane::Fields));
    let inner = canvas.frame(area, title(form, usize::from(area.width).saturating_sub(2)), focused);
    let height = usize::from(inner.height);
    let entries = entries(form, height);
    let here = |entry: &Entry| matches!(entry, Entry::Place(number, _) if *number == form.cursor);
    let cursor = entries.iter().position(here).unwrap_or(0);
    let first = if focused {
        canvas.first_visible(cursor, entries.len(), height)
    } else {
        first_visible(cursor, entries.len(), height)
    };
    if focused {
        canvas.page = height;
    }
    for (y, entry) in (inner.top()..inner.bottom()).zip(entries.iter().skip(first)) {
        let line = match entry {
            Entry::Air => continue,
            Entry::Heading(group) => Line::from(words(*group, Role::Heading)),
            Entry::Place(number, place) => {
                let here = *number == form.cursor;
                let target = Target::Place { number: *number, row: usize::from(y - inner.y) };
                canvas.target(Rect { x: inner.x - 1, y, width: inner.width + 2, height: 1 }, target);
                if here {
                    let row = Rect { x: inner.x - 1, y, width: inner.width + 2, height: 1 };
                    canvas.tint(row, style(if focused { Role::Selected } else { Role::Rested }));
                    if focused {
                        canvas.cursor = Some(Position { x: inner.x, y });
                    }
                }
                place_line(app, form, *place, here, focused, usize::from(inner.width))
            }
        };
        canvas.line(inner.x, y, inner.width, &line);
    }
    canvas.more(inner, first, entries.len().saturating_sub(height));
}

fn place_line(
    app: &App,
    form: &Form,
    place: Place,
    here: bool,
    focused: bool,
    width: usize,
) -> Line<'static> {
    let pointer =
        if here { words("▸ ", if focused { Role::Accent } else { Role::Dim }) } else { Span::raw("  ") };
    let room = width.saturating_sub(4 + LABEL);
    let mut spans = vec![pointer];
    match place {
        Place::Field(at) => {
            let Some(field) = at.field(form.draft.table()) else {
                return Line::from(spans);
            };
            spans.push(mark(form, at));
            let label = match (field.access, here) {
                (Access::ReadOnly, _) => Role::Dim,
                (_, true) => Role::Strong,
                _ => Role::Text,
            };
            let mut named = vec![words(field.label, label)];
            if let Some(mark) = findings::mark(form, at) {
                named.extend([Span::raw(" "), mark]);
            }
            spans.extend(padded(named, LABEL));
            let base = match (form.draft.is_dirty(at), field.access) {
                (true, _) => style(Role::Changed),
                (_, Access::ReadOnly) => style(Role::Dim),
                _ => style(Role::Text),
            };
            spans.extend(summary(field, form.draft.value(at), room, app.now.unix, base));
        }
        Place::Unknown(number) => {
            if let Some((key, json)) = form.draft.base().unknown().get(number) {
                spans.push(Span::raw("  "));
                spans.extend(padded(fit(key, LABEL - 1, style(Role::Dim)), LABEL));
                spans.extend(fit(&json.to_string(), room, style(Role::Dim)));
            }
        }
    }
    Line::from(spans)
}

/// The mark before a label: the server's complaint or a choice to make, else a change, else nothing.
fn mark(form: &Form, at: At) -> Span<'static> {
    if form.said.contains_key(&at) || form.draft.conflicts_at(at).is_some() {
        words("! ", Role::Danger)
    } else if form.draft.is_dirty(at) {
        words("● ", Role::Changed)
    } else {
        Span::raw("  ")
    }
}
