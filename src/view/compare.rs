//! The draft against the live version: the fields in which they differ, and what is not known of the two.

use super::paint::{Canvas, dim, paragraph, words};
use super::theme::{Role, style};
use super::{diff, when};
use crate::api::wire::StateVersion;
use crate::app::App;
use crate::app::editor::grid_columns;
use crate::app::form::Form;
use crate::app::keymap::Keymap;
use crate::app::message::Other;
use crate::connector::facts;
use crate::edit::{Access, At, Field, Kind, Record, Secret, Value};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns in which a sentence is read.
const READABLE: usize = 96;

/// Draws the comparison over the whole body of the screen.
pub fn draw(app: &App, form: &Form, scroll: usize, canvas: &mut Canvas<'_>, area: Rect) {
    let mut title = vec![words(" Compare ", Role::Strong)];
    if matches!(form.other, Other::Read(_)) {
        title.push(dim("· "));
        title.extend(sides());
        title.push(Span::raw(" "));
    }
    let title = Line::from(title);
    let inner = canvas.frame_over(area, title, Role::Accent);
    let width = usize::from(inner.width);
    let readable = width.min(READABLE);
    let mut lines = Vec::new();
    lines.extend(paragraph(&about(form), readable, style(Role::Text)));
    lines.extend(paragraph(
        "The API does not say whether a PATCH writes the draft or the live version, so both are read again after \
         every save.",
        readable,
        style(Role::Dim),
    ));
    lines.push(Line::default());
    lines.extend(differences(&app.session.keys, form, width, readable));
    lines.extend(last_changed(app, form, readable));
    canvas.scrolled(inner, lines, scroll, true);
}

/// The version that is edited, and the other one, in words.
pub fn names(form: &Form) -> (&'static str, &'static str) {
    match form.version {
        StateVersion::Draft => ("the draft", "the live version"),
        StateVersion::Live => ("the live version", "the draft"),
    }
}

/// Which version is edited, and that the API does not say which one a PATCH writes.
pub fn edited_and_open(form: &Form, width: usize) -> Vec<Line<'static>> {
    let text = format!("Edited here: {}. The API does not say which version a PATCH writes.", names(form).0);
    paragraph(&text, width, style(Role::Dim))
}

/// Which sign stands for which version.
pub fn sides() -> [Span<'static>; 3] {
    [words("- live", Role::Removed), Span::raw("  "), words("+ draft", Role::Added)]
}

fn about(form: &Form) -> String {
    let edited = names(form).0;
    match form.draft.changes().len() {
        0 => format!("You edit {edited}."),
        1 => format!("You edit {edited}. Your unsent change is not part of this."),
        many => format!("You edit {edited}. Your {many} unsent changes are not part of this."),
    }
}

/// The live version and the draft, where both could be read.
fn versions(form: &Form) -> Option<(&Record, &Record)> {
    let Other::Read(other) = &form.other else { return None };
    Some(match form.version {
        StateVersion::Draft => (other, form.draft.base()),
        StateVersion::Live => (form.draft.base(), other),
    })
}

/// Why the two cannot be compared, where they cannot, and what that may mean.
pub fn missing(form: &Form) -> Option<&'static str> {
    Some(match (&form.other, form.version) {
        (Other::Read(_), _) => return None,
        (Other::NotThere, StateVersion::Draft) => {
            "There is no other version to compare it with. The server has no live version of it; it may never have \
             been set live."
        }
        (Other::NotThere, StateVersion::Live) => {
            "There is no other version to compare it with. The server has no draft of it; what is sent may reach \
             customers at once."
        }
        (Other::Unread, StateVersion::Draft) => {
            "The live version could not be read, so the two cannot be compared. It may be there, and it may differ. \
             [form.reload] among the fields reads both again."
        }
        (Other::Unread, StateVersion::Live) => {
            "The draft could not be read, so the two cannot be compared. It may hold edits that nobody has published \
             yet. [form.reload] among the fields reads both again."
        }
    })
}

/// The fields in which the two differ, in the order of the table, without what moves with every change.
pub fn differing(form: &Form) -> Vec<(At, &'static Field)> {
    let Some((live, draft)) = versions(form) else { return Vec::new() };
    let table = form.draft.table();
    let found = live.differing(draft).into_iter().filter(|at| !facts::is_bookkeeping(table, *at));
    let found = found.filter_map(|at| Some((at, at.field(table)?)));
    found.filter(|(_, field)| !is_record_keeping(field)).collect()
}

/// Times and ids that only the server writes.
fn is_record_keeping(field: &Field) -> bool {
    field.access == Access::ReadOnly && (matches!(field.kind, Kind::Time) || field.key.ends_with("id"))
}

/// What differs, field by field, each with its lines; or one sentence where nothing does or nothing can be told.
pub fn differences(keys: &Keymap, form: &Form, width: usize, readable: usize) -> Vec<Line<'static>> {
    if let Some(why) = missing(form).map(|why| keys.spell(why)) {
        return paragraph(&why, readable, style(Role::Text));
    }
    let Some((live, draft)) = versions(form) else { return Vec::new() };
    let mut lines = Vec::new();
    let fields = differing(form);
    for (at, field) in &fields {
        lines.push(Line::from(words(field.label, Role::Strong)));
        let changed =
            diff::lines(field, &hidden(live.value(*at)), &hidden(draft.value(*at)), width.saturating_sub(2));
        lines.extend(changed.into_iter().map(|mut line| {
            line.spans.insert(0, Span::raw("  "));
            line
        }));
        lines.push(Line::default());
    }
    let unknown = unknown_keys(live, draft);
    if fields.is_empty() && unknown.is_empty() {
        let text = "The draft and the live version are the same.";
        lines.extend(paragraph(text, readable, style(Role::Text)));
    }
    if !unknown.is_empty() {
        let text = format!("Keys that patchpanel does not know differ, too: {}.", unknown.join(", "));
        lines.extend(paragraph(&text, readable, style(Role::Text)));
    }
    if holds_secrets(form, live, draft) {
        let text = "Header values are hidden in both versions, so they cannot be compared.";
        lines.extend(paragraph(text, readable, style(Role::Dim)));
    }
    lines
}

/// The value as the server shows it: what was typed in this run is known of one side only and says nothing here.
fn hidden(value: &Value) -> Value {
    let mut value = value.clone();
    if let Value::Rows(rows) = &mut value {
        for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
            if let Value::Secret(secret) = cell {
                *secret = Secret::Kept;
            }
        }
    }
    value
}

fn holds_secrets(form: &Form, live: &Record, draft: &Record) -> bool {
    At::all(form.draft.table())
        .filter(|(_, field)| grid_columns(field).iter().any(|column| matches!(column.kind, Kind::Secret)))
        .any(|(at, _)| [live, draft].iter().any(|record| !record.value(at).rows().is_empty()))
}

/// The keys that the table does not name and that stand in one version only, or with another value.
fn unknown_keys<'r>(live: &'r Record, draft: &'r Record) -> Vec<&'r str> {
    let differs = |here: &'r Record, there: &'r Record| {
        here.unknown().iter().filter(|entry| !there.unknown().contains(entry)).map(|(key, _)| key.as_str())
    };
    let mut keys: Vec<_> = differs(live, draft).collect();
    let more: Vec<_> = differs(draft, live).filter(|key| !keys.contains(key)).collect();
    keys.extend(more);
    keys
}

/// When each version was last changed, and by whom; and its state, which moves with it.
fn last_changed(app: &App, form: &Form, width: usize) -> Vec<Line<'static>> {
    let Some((live, draft)) = versions(form) else { return Vec::new() };
    let table = form.draft.table();
    let text = |record: &Record, key: &str| {
        At::of(table, key).and_then(|at| record.value(at).text().map(str::to_owned))
    };
    let told = |record: &Record| {
        let when = text(record, "updated_at");
        let when = when.map(|time| when::ago(&time, app.now.unix).unwrap_or(time));
        let who = text(record, "updated_by_admin_id").map(|who| format!("by #{who}"));
        let told: Vec<_> = when.into_iter().chain(who).collect();
        if told.is_empty() { "not told".to_owned() } else { told.join(" ") }
    };
    let (of_live, of_draft) = (told(live), told(draft));
    let mut told = if of_live == of_draft {
        format!("Both last changed {of_live}.")
    } else {
        format!("Last changed: live {of_live}, draft {of_draft}.")
    };
    let (on, off) = (facts::state(table, live), facts::state(table, draft));
    if on != off {
        told = format!("{told} State: live says {}, draft says {}.", on.word(), off.word());
    }
    paragraph(&told, width, style(Role::Dim))
}
