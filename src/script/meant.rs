//! Whether a value can be meant, where its shape fits: words that nobody knows, and what is no single line.

use crate::connector::facts;
use crate::edit::{At, Draft, Kind, Value};
use std::collections::BTreeSet;

/// A value as it is meant: members stand once.
///
/// # Errors
/// A sentence where its shape fits and it cannot be meant: a word that nobody knows, what is no single line. What the
/// server holds already is left to it.
pub fn meant(draft: &Draft, at: At, value: Value) -> Result<Value, String> {
    let Some(field) = at.field(draft.table()) else { return Ok(value) };
    let (base, columns) = (draft.base().value(at), field.kind.columns());
    for (number, row) in value.rows().iter().enumerate() {
        for (place, (column, cell)) in columns.iter().zip(&row.cells).enumerate() {
            let held: Vec<&Value> = base.rows().iter().filter_map(|row| row.cells.get(place)).collect();
            if let Some(why) = odd(column.kind, &held, cell) {
                return Err(format!("{}.#{}.{} {why}", field.key, number + 1, column.key));
            }
        }
    }
    if let Some(why) = odd(field.kind, &[base], &value) {
        return Err(format!("{} {why}", field.key));
    }
    let once = |words: Vec<String>| {
        let mut seen = BTreeSet::new();
        words.into_iter().filter(|word| seen.insert(word.clone())).collect()
    };
    Ok(match value {
        Value::Set(words) => Value::Set(once(words)),
        Value::List(words) => Value::List(once(words)),
        value => value,
    })
}

/// What stands against a value, where the server holds none like it.
pub fn odd(kind: Kind, held: &[&Value], value: &Value) -> Option<String> {
    if held.contains(&value) {
        return None;
    }
    match (kind, value) {
        (Kind::Choice(words), Value::Text(text)) if !words.contains(&text.as_str()) => {
            Some(takes(text, words))
        }
        (Kind::Set(words), Value::Set(members)) => {
            let known = |member: &&String| {
                words.contains(&member.as_str()) || held.iter().any(|it| facts::members(it).contains(member))
            };
            members.iter().find(|member| !known(member)).map(|member| takes(member, words))
        }
        (Kind::List, Value::List(members)) => members.iter().find_map(|member| no_line(member)),
        (Kind::Text, Value::Text(text)) => no_line(text),
        _ => None,
    }
}

/// Why a text is no single line.
pub fn no_line(text: &str) -> Option<String> {
    if text.contains(['\n', '\r']) {
        return Some("holds one line, and what was given has line breaks.".to_owned());
    }
    let control = text.chars().find(|c| c.is_control())?;
    Some(format!(
        "holds one line, and what was given has a control character (U+{:04X}).",
        u32::from(control)
    ))
}

/// A word that is none of those that are taken.
pub fn one_of(path: &str, given: &str, words: &[&str]) -> String {
    format!("{path} {}", takes(given, words))
}

fn takes(given: &str, words: &[&str]) -> String {
    format!("takes {}, not {given:?}.", words.join(", "))
}
