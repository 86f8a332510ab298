//! The list of connectors.

use super::Width;
use super::chrome::spinner;
use super::paint::{Canvas, dim, fit, padded, paragraph, words};
use super::theme::{Role, style};
use super::when::ago;
use crate::api::wire::Summary;
use crate::app::App;
use crate::app::command::{Command, Context};
use crate::app::picker::{Picker, Progress};
use crate::connector::facts::State;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Columns beside the name: state, method, Fin, last change, id, changes.
const STATE: usize = 10;
const METHOD: usize = 9;
const FIN: usize = 6;
const UPDATED: usize = 13;
const ID: usize = 10;
/// Columns of air after a column of text.
const GAP: usize = 3;

/// Draws the list, its title with what is in it, and what the connector under the cursor does.
pub fn draw(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let picker = &app.picker;
    let inner = canvas.frame(area, title(app), true);
    if inner.height < 4 {
        return;
    }
    let width = Width::of(area);
    let failed = match &picker.progress {
        Progress::Failed(failure) if picker.shown_count() > 0 => {
            super::problem::sentences(failure, usize::from(inner.width))
        }
        _ => Vec::new(),
    };
    let about = match u16::try_from(failed.len()).unwrap_or(0) {
        0 if inner.height >= 14 && width != Width::Wide => 3,
        0 => 0,
        lines => (lines + 1).min(inner.height / 2),
    };
    let filter_rows = u16::from(picker.filtering || !picker.filter.is_empty());
    if filter_rows > 0 {
        filter(picker, canvas, Rect { height: 1, ..inner });
    }
    let head = Rect { y: inner.y + filter_rows, height: 1, ..inner };
    let list = Rect { y: head.y + 1, height: inner.height.saturating_sub(1 + filter_rows + about), ..inner };
    canvas.line(head.x, head.y, head.width, &headings(usize::from(inner.width), width));
    canvas.page = usize::from(list.height);
    if picker.shown_count() == 0 {
        canvas.cursor = canvas.cursor.or(Some(Position { x: list.x, y: list.y }));
        empty(app, canvas, list);
        return;
    }
    let height = usize::from(list.height);
    let first = canvas.first_visible(picker.cursor(), picker.shown_count(), height);
    let beyond = picker.shown_count().saturating_sub(height);
    canvas.more(Rect { height: inner.bottom() - list.y, ..list }, first, beyond);
    for (row, item) in picker.window(first, height).enumerate() {
        let y = list.y + u16::try_from(row).unwrap_or(0);
        let here = first + row == picker.cursor();
        canvas.item(Rect { y, ..inner }, first + row, picker.cursor(), list.y);
        if here {
            canvas.tint(Rect { x: inner.x - 1, y, width: inner.width + 2, height: 1 }, style(Role::Selected));
            if !picker.filtering {
                canvas.cursor = Some(Position { x: inner.x, y });
            }
        }
        canvas.line(inner.x, y, inner.width, &item_row(app, item, here, usize::from(inner.width), width));
    }
    let strip = Rect {
        y: (inner.bottom() - about + 1).min(inner.bottom()),
        height: about.saturating_sub(1),
        ..inner
    };
    if !failed.is_empty() {
        canvas.lines(strip, failed);
    } else if about > 0
        && let Some(item) = picker.selected()
    {
        let text = match item.description.as_deref() {
            None | Some("") => vec![Line::from(dim("No description."))],
            Some(text) => paragraph(&text.replace('\n', " "), usize::from(strip.width), style(Role::Dim)),
        };
        canvas.lines(strip, text);
    }
}

fn title(app: &App) -> Line<'static> {
    let picker = &app.picker;
    let mut spans = vec![Span::raw(" "), words("Connectors", Role::Strong), Span::raw(" ")];
    let total = picker.total();
    if picker.filter.is_empty() {
        if total > 0 {
            spans.push(dim(format!("· {total} ")));
        }
    } else {
        spans.push(dim(format!("· {} of {total} ", picker.shown_count())));
    }
    let order = if picker.filter.is_empty() { picker.order.label() } else { "match" };
    let order = dim(format!("· by {order} "));
    if picker.skipped > 0 {
        spans.push(words(format!("· {} without a usable id ", picker.skipped), Role::Warning));
    }
    match &picker.progress {
        Progress::Loading { since, pages, .. } => {
            let seconds = app.now.elapsed.saturating_sub(*since).as_secs();
            spans.extend([order, dim("· "), spinner(app)]);
            let pages = match pages {
                0 => "first page".to_owned(),
                1 => "1 page read".to_owned(),
                many => format!("{many} pages read"),
            };
            spans.push(dim(format!(" {pages}, {seconds} s ")));
        }
        Progress::Stopped => {
            let text = app.session.keys.spell("· reading was stopped; [picker.reload-list] reads it again ");
            spans.extend([words(text.into_owned(), Role::Warning), order]);
        }
        Progress::Failed(_) if total > 0 => {
            spans.extend([words("· the rest could not be read ", Role::Danger), order]);
        }
        _ => spans.push(order),
    }
    Line::from(spans)
}

fn filter(picker: &Picker, canvas: &mut Canvas<'_>, area: Rect) {
    let mut spans = vec![words("/ ", Role::Accent)];
    spans.extend(fit(&picker.filter, usize::from(area.width).saturating_sub(3), style(Role::Strong)));
    let line = Line::from(spans);
    canvas.line(area.x, area.y, area.width, &line);
    if picker.filtering || picker.shown_count() == 0 {
        let x = area.x + u16::try_from(line.width()).unwrap_or(0).min(area.width.saturating_sub(1));
        canvas.cursor = Some(Position { x, y: area.y });
    }
}

/// The method gives way to the name on the narrowest screens.
fn method_width(width: usize) -> usize {
    if width < 50 { 0 } else { METHOD }
}

/// So does the last change, on those of them where little of a name would be left.
fn updated_width(width: usize) -> usize {
    if width < 44 { 0 } else { UPDATED }
}

/// The room for the name, and on wide screens for the description beside it.
fn name_width(width: usize, size: Width) -> (usize, usize) {
    let others = match size {
        Width::Narrow => STATE + method_width(width) + updated_width(width),
        _ => STATE + METHOD + FIN + UPDATED + ID,
    };
    let room = width.saturating_sub(2 + others + GAP).max(8);
    if size != Width::Wide {
        return (room, 0);
    }
    let name = (room * 2 / 5).max(30);
    (name, room.saturating_sub(name + GAP))
}

fn headings(width: usize, size: Width) -> Line<'static> {
    let (name, about) = name_width(width, size);
    let narrow = size == Width::Narrow;
    let columns = [
        ("", 2),
        ("State", STATE),
        ("Name", name + GAP),
        ("Description", if about > 0 { about + GAP } else { 0 }),
        ("Method", method_width(width)),
        ("Fin", if narrow { 0 } else { FIN }),
        ("Changed", updated_width(width)),
    ];
    let mut spans: Vec<Span<'static>> = columns
        .iter()
        .filter(|(_, width)| *width > 0)
        .map(|(label, width)| dim(format!("{label:<width$}")))
        .collect();
    if !narrow {
        spans.push(dim(format!("{:>ID$}", "Id")));
    }
    Line::from(spans)
}

fn item_row(app: &App, item: &Summary, here: bool, width: usize, size: Width) -> Line<'static> {
    let (name_room, about_room) = name_width(width, size);
    let mut spans = vec![words(if here { "▸ " } else { "  " }, Role::Accent)];
    spans.extend(padded(
        match State::read(item.state.as_deref()) {
            State::Live => vec![words("● live", Role::Live)],
            State::Draft => vec![words("○ draft", Role::Draft)],
            State::Other(word) => fit(&format!("? {word}"), STATE - 1, style(Role::Warning)),
        },
        STATE,
    ));
    let unsent = app.unsent(&item.id);
    let mark = if unsent > 0 { format!(" ✎ {unsent}") } else { String::new() };
    // Known of those that were open in this run only: a list item does not hold what is looked at.
    let found = app.findings_of(&item.id).filter(|count| *count > 0);
    let found = found.map(|count| format!(" ⚠ {count}")).unwrap_or_default();
    let name_style = if here { style(Role::Strong) } else { style(Role::Text) };
    let mut name = if item.name.is_empty() {
        vec![dim("no name")]
    } else {
        fit(&item.name, name_room.saturating_sub(mark.chars().count() + found.chars().count()), name_style)
    };
    name.push(words(mark, Role::Changed));
    name.push(words(found, Role::Warning));
    spans.extend(padded(name, name_room + GAP));
    if about_room > 0 {
        let about = item.description.as_deref().unwrap_or("").replace(['\r', '\n'], " ");
        spans.extend(padded(fit(&about, about_room, style(Role::Dim)), about_room + GAP));
    }
    let method = item.http_method.as_deref().unwrap_or("").to_uppercase();
    if method_width(width) > 0 {
        spans.extend(padded(fit(&method, METHOD - 1, style(Role::Dim)), METHOD));
    }
    if size != Width::Narrow {
        let fin = match item.direct_fin_usage {
            Some(true) => words("yes", Role::Text),
            Some(false) => dim("no"),
            None => dim("?"),
        };
        spans.extend(padded(vec![fin], FIN));
    }
    if updated_width(width) > 0 {
        let updated = item.updated_at.as_deref().unwrap_or("");
        let relative = ago(updated, app.now.unix).unwrap_or_else(|| updated.to_owned());
        spans.extend(padded(fit(&relative, UPDATED - 1, style(Role::Dim)), UPDATED));
    }
    if size != Width::Narrow {
        let id = fit(&item.id, ID, style(Role::Dim));
        let pad = ID.saturating_sub(super::paint::width_of(&id));
        spans.push(Span::raw(" ".repeat(pad)));
        spans.extend(id);
    }
    Line::from(spans)
}

fn empty(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let picker = &app.picker;
    let width = usize::from(area.width);
    let lines = match &picker.progress {
        Progress::Failed(failure) => super::problem::sentences(failure, width),
        Progress::Loading { .. } => Vec::new(),
        Progress::Stopped => {
            let text = "Reading the list was stopped. [picker.reload-list] reads it.";
            paragraph(&app.session.keys.spell(text), width, style(Role::Dim))
        }
        _ if !picker.filter.is_empty() => {
            let (leave, clear) = (
                app.key(Context::Filter, Command::LeaveFilter),
                app.key(Context::Picker, Command::ClearFilter),
            );
            let all = if !picker.filtering {
                format!("{clear} shows all.")
            } else if leave == clear {
                format!("{clear} twice shows all.")
            } else {
                format!("{leave}, then {clear}, shows all.")
            };
            let text = format!("No connector has these letters in its name or id. {all}");
            paragraph(&text, width, style(Role::Dim))
        }
        _ => {
            let new =
                if app.session.read_only { "" } else { " [picker.new-connector] makes one, as a draft." };
            let text = format!("This workspace has no data connectors yet.{new}");
            paragraph(&app.session.keys.spell(&text), width, style(Role::Dim))
        }
    };
    canvas.lines(area, lines);
}
