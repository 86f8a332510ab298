//! A second reading of values, written without the one in `src`: what a value is as JSON, and which JSON is the same.

use super::make::read_secret;
use patchpanel::connector::FIELDS;
use patchpanel::edit::{Draft, Json, Kind, Row, Secret, Slot, Value};
use serde_json::{Map, json};
use std::collections::BTreeSet;

/// Stands for a value that only the server knows.
pub const HIDDEN: &str = "<hidden>";

/// A value as JSON, comparable: sets sorted, objects sorted, documents parsed, hidden values as [`HIDDEN`].
pub fn plain(kind: Kind, value: &Value) -> Json {
    match value {
        Value::Absent => json!("<absent>"),
        Value::Null => Json::Null,
        Value::Text(text) => json!(text),
        Value::Flag(on) => json!(on),
        Value::Set(words) => json!(words.iter().collect::<BTreeSet<_>>()),
        Value::List(words) => json!(words),
        Value::Document(text) => match serde_json::from_str::<Json>(text) {
            Ok(json) => sorted(&json),
            Err(_) => json!({ "<not JSON>": text }),
        },
        Value::Secret(Secret::Kept) => json!(HIDDEN),
        secret @ Value::Secret(_) => json!(read_secret(secret)),
        Value::Rows(rows) => Json::Array(rows.iter().map(|row| plain_row(kind, row)).collect()),
        Value::Opaque(json) => sorted(json),
    }
}

fn plain_row(kind: Kind, row: &Row) -> Json {
    let mut object = Map::new();
    for (column, cell) in kind.columns().iter().zip(&row.cells) {
        if !matches!(cell, Value::Absent) {
            object.insert(column.key.to_owned(), plain(column.kind, cell));
        }
    }
    for slot in &row.layout {
        if let Slot::Unknown(key, json) = slot {
            object.insert(key.clone(), sorted(json));
        }
    }
    sorted(&Json::Object(object))
}

/// The same JSON with the keys of its objects in order.
pub fn sorted(json: &Json) -> Json {
    match json {
        Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
        Json::Object(object) => {
            let mut entries: Vec<_> = object.iter().map(|(key, json)| (key.clone(), sorted(json))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(entries.into_iter().collect())
        }
        other => other.clone(),
    }
}

/// Everything that the person sees, field by field, comparable.
pub fn seen(draft: &Draft) -> Vec<Json> {
    patchpanel::edit::At::all(&FIELDS).map(|(at, field)| plain(field.kind, draft.value(at))).collect()
}

/// The record with a patch applied: each key of the body replaces the one of the record.
pub fn merged(base: &Json, body: &Json) -> Json {
    let mut merged = base.as_object().unwrap().clone();
    for (key, json) in body.as_object().unwrap() {
        merged.insert(key.clone(), json.clone());
    }
    Json::Object(merged)
}
