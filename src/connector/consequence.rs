//! What a patch will cause, in words, from the base and the edits. Words here warn; they never stand in the way.

use super::facts::{self, State, members};
use crate::edit::{Access, At, Draft, Field, Kind, Value};
use std::collections::BTreeSet;

/// How much a consequence matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Reaches customers, or cannot be taken back from here.
    Warning,
}

/// One thing that sending the edits will cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// How much it matters.
    pub weight: Weight,
    /// A sentence without its full stop.
    pub text: String,
}

/// What sending the edits of a draft will cause, weightiest first, but for those that are left out.
pub fn consequences(draft: &Draft, left_out: &BTreeSet<At>) -> Vec<Consequence> {
    let mut found = Vec::new();
    let sent = |at: &At| !left_out.contains(at);
    if !draft.changes().any(|at| sent(&at)) {
        return found;
    }
    let table = draft.table();
    let state = facts::state(table, draft.base());
    let flip = facts::state_place(table)
        .filter(|at| sent(at) && draft.is_dirty(*at))
        .and_then(|at| draft.value(at).text());
    match (&state, flip) {
        (_, Some("live")) => found.push(warn("sets the connector live, together with the other changes")),
        (_, Some(word)) => {
            found.push(warn(&format!("sets the connector to {word}, together with the other changes")));
        }
        (State::Live, None) => found.push(warn("the connector is live: this may take effect at once")),
        _ => {}
    }
    for at in draft.changes().filter(sent) {
        if let Some(field) = at.field(table) {
            found.extend(of_field(field, draft.base().value(at), draft.value(at), draft));
        }
    }
    found.sort_by_key(|consequence| std::cmp::Reverse(consequence.weight));
    found
}

fn of_field(field: &Field, base: &Value, edited: &Value, draft: &Draft) -> Vec<Consequence> {
    let label = field.label.to_lowercase();
    let mut found = Vec::new();
    match field.kind {
        Kind::Table(_) if !base.rows().is_empty() => {
            let before = base.rows().len();
            found.push(note(&match before {
                1 => format!("replaces the only {}", one(&label)),
                _ => format!("replaces all {before} {label}"),
            }));
        }
        Kind::List => {
            let removed: Vec<_> = members(base).iter().filter(|id| !members(edited).contains(id)).collect();
            if !removed.is_empty() {
                let ids = removed.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
                let what = match (removed.len(), members(edited).is_empty()) {
                    (1, true) => format!("the only {}", one(&label)),
                    (1, false) => format!("1 {}", one(&label)),
                    (count, true) => format!("all {count} {label}"),
                    (count, false) => format!("{count} {label}"),
                };
                found.push(warn(&format!("removes {what}: {ids}")));
            }
        }
        Kind::Set(_) => {
            for word in members(edited).iter().filter(|word| !members(base).contains(word)) {
                found.push(note(&format!("opens it to {word}")));
            }
            for word in members(base).iter().filter(|word| !members(edited).contains(word)) {
                found.push(note(&format!("closes it to {word}")));
            }
        }
        Kind::Document if field.access == Access::WriteOnly => {
            let count = generated(draft).map_or(0, |value| value.rows().len());
            let all = if count > 0 {
                format!("replaces the {count} response fields by new ones")
            } else {
                "makes new response fields".to_owned()
            };
            found.push(warn(&format!(
                "{all} and switches the response type to mock; neither can be undone from here"
            )));
        }
        _ => {}
    }
    if matches!(edited, Value::Rows(rows) if rows.is_empty()) && !base.rows().is_empty() {
        found.push(warn(&format!("removes all {label}")));
    }
    found
}

/// The fields that the server makes from a sample response.
fn generated(draft: &Draft) -> Option<&Value> {
    At::of(draft.table(), "response_fields").map(|at| draft.base().value(at))
}

/// A label that names many, for one of them.
fn one(label: &str) -> &str {
    label.strip_suffix('s').unwrap_or(label)
}

fn warn(text: &str) -> Consequence {
    Consequence { weight: Weight::Warning, text: text.to_owned() }
}

fn note(text: &str) -> Consequence {
    Consequence { weight: Weight::Note, text: text.to_owned() }
}
