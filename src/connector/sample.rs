//! What sending a sample response will cause: which response fields come, go and change, and who pointed at them.

use super::consequence::{Consequence, named, note, warn};
use super::facts;
use super::mapping::{self, Read};
use super::response::{self, Comparison, Fate, foresee};
use crate::edit::json::read_object;
use crate::edit::{At, Draft, JsonError, Record, Table, Value};
use std::collections::BTreeSet;

/// Paths that a sentence names before it counts the rest.
const NAMED: usize = 3;

/// What a sample makes of a connector, as far as it can be foreseen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Foreseen {
    /// The response fields that it generates, against those that are there.
    pub comparison: Comparison,
    /// What object mappings read and will not find any more.
    pub vanishing: Vec<Read>,
}

impl Foreseen {
    /// Of the sample in this text.
    ///
    /// # Errors
    /// Why the text is no sample.
    pub fn of(table: Table, base: &Record, text: &str) -> Result<Self, JsonError> {
        let sample = read_object(text)?;
        let comparison = foresee(table, base, &sample);
        let present = response::present(table, base);
        let vanishing = mapping::vanishing(mapping::reads(table, base), &present, &comparison);
        Ok(Self { comparison, vanishing })
    }

    /// Of the sample that a draft would send, if it would send one that can be read.
    pub fn of_draft(draft: &Draft, left_out: &BTreeSet<At>) -> Option<Self> {
        let (at, _) = facts::sample_place(draft.table())
            .filter(|(at, _)| draft.is_dirty(*at) && !left_out.contains(at))?;
        Self::of(draft.table(), draft.base(), draft.value(at).text()?).ok()
    }
}

/// What sending a sample will cause, in words. Of one that cannot be read less is known.
pub(super) fn causes(table: Table, base: &Record, foreseen: Option<&Foreseen>) -> Vec<Consequence> {
    let mut found = vec![warn(&regenerates(table, base))];
    if let Some(foreseen) = foreseen {
        found.extend(of_fields(&foreseen.comparison));
        found.extend(of_mappings(&foreseen.vanishing));
    }
    let kind = At::of(table, "configuration_response_type").and_then(|at| base.value(at).text());
    if kind != Some("mock_response_type") {
        found.push(warn("switches the response type to mock, which cannot be undone from here"));
    }
    found
}

fn regenerates(table: Table, base: &Record) -> String {
    let held = At::of(table, "response_fields").map_or(&Value::Absent, |at| base.value(at));
    let what = match (held, held.rows().len()) {
        (Value::Rows(_), 0) => "makes the first response fields".to_owned(),
        (Value::Rows(_), 1) => "makes new response fields in the place of the only one".to_owned(),
        (Value::Rows(_), count) => format!("makes new response fields in the place of all {count}"),
        _ => "makes new response fields".to_owned(),
    };
    format!("{what}, which cannot be undone from here")
}

fn of_fields(comparison: &Comparison) -> Vec<Consequence> {
    let mut found = Vec::new();
    let mut say = |paths: Vec<String>, one: &str, many: &str, tell: fn(&str) -> Consequence| {
        if !paths.is_empty() {
            let (fields, verb) = match paths.len() {
                1 => ("1 response field".to_owned(), one),
                count => (format!("{count} response fields"), many),
            };
            found.push(tell(&format!("{fields} most likely {verb}: {}", named(&paths, NAMED))));
        }
    };
    let path = |row: &response::Compared| row.path.clone();
    say(comparison.disappearing().map(path).collect(), "disappears", "disappear", warn);
    let changed = comparison.changing().filter_map(|row| match &row.fate {
        Fate::Changes { from, to } => Some(format!("{} from {from} to {}", row.path, to.word())),
        _ => None,
    });
    say(changed.collect(), "changes its type", "change their types", warn);
    say(comparison.unveiled().map(path).collect(), "loses its redaction", "lose their redaction", warn);
    say(comparison.appearing().map(path).collect(), "appears", "appear", note);
    if found.is_empty() && !comparison.rows.is_empty() {
        found.push(note("most likely the same response fields as now, with the sample's values as examples"));
    }
    found
}

fn of_mappings(vanishing: &[Read]) -> Vec<Consequence> {
    let paths: Vec<String> = vanishing
        .iter()
        .map(|read| match &read.attribute {
            Some(attribute) => format!("{} (stored as {attribute})", read.path),
            None => read.path.clone(),
        })
        .collect();
    let text = match paths.len() {
        0 => return Vec::new(),
        1 => "an object mapping points at a path that most likely vanishes".to_owned(),
        count => format!("object mappings point at {count} paths that most likely vanish"),
    };
    vec![warn(&format!("{text}: {}", named(&paths, NAMED)))]
}
