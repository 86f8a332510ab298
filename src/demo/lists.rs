//! The four writable fields that are lists: what their entries must look like, and how a sent list meets the
//! stored one.

use serde_json::{Map, Value, json};

use super::unknowns::{Asterisks, Audiences, Headers, InputNames, Unknowns};

/// What every header value looks like in an answer.
pub(super) const REDACTED: &str = "****";

const AUDIENCES: [&str; 3] = ["leads", "users", "visitors"];
const INPUT_TYPES: [&str; 4] = ["string", "integer", "decimal", "boolean"];

/// Keeps the order of the request; a word sent twice counts once.
pub(super) fn audiences(sent: &Value, stored: Option<&Value>, unknowns: &Unknowns) -> Result<Value, String> {
    let refused = || "Invalid audiences. Must be a subset of: leads, users, visitors".to_owned();
    let mut all = match unknowns.audiences {
        Audiences::Replace => Vec::new(),
        Audiences::Merge => entries(stored).to_vec(),
    };
    for audience in sent.as_array().ok_or_else(refused)? {
        if !audience.as_str().is_some_and(|word| AUDIENCES.contains(&word)) {
            return Err(refused());
        }
        if !all.contains(audience) {
            all.push(audience.clone());
        }
    }
    Ok(all.into())
}

/// A header sent without a value gets an empty one; no value is ever taken over unless a switch says so.
pub(super) fn headers(
    label: &str,
    sent: &Value,
    stored: Option<&Value>,
    unknowns: &Unknowns,
) -> Result<Value, String> {
    let mut kept = entries(stored).to_vec();
    let mut result = Vec::new();
    for header in objects(label, sent)? {
        let mut header = header.clone();
        let name = required_text(label, &header, "name")?;
        match header.get("value") {
            None => {
                header.insert("value".to_owned(), json!(""));
            }
            Some(Value::String(_)) => {}
            Some(_) => return Err(format!("{label} value must be a string")),
        }
        // Each stored header answers to one sent header of its name, so repeated names pair up in order.
        let twin = kept.iter().position(|header| is_named(header, &name)).map(|at| kept.remove(at));
        let is_redacted = header.get("value").and_then(Value::as_str) == Some(REDACTED);
        if unknowns.asterisks == Asterisks::Keep
            && is_redacted
            && let Some(value) = twin.as_ref().and_then(|twin| twin.get("value"))
        {
            header.insert("value".to_owned(), value.clone());
        }
        result.push(Value::Object(header));
    }
    if unknowns.headers == Headers::Merge {
        kept.append(&mut result);
        result = kept;
    }
    Ok(result.into())
}

/// Replaces all inputs, as documented. Keys of an entry that the documentation does not name are kept when
/// they are sent, and so are lost when they are not.
pub(super) fn inputs(label: &str, sent: &Value, unknowns: &Unknowns) -> Result<Value, String> {
    let mut names: Vec<String> = Vec::new();
    let mut result = Vec::new();
    for input in objects(label, sent)? {
        let name = required_text(label, input, "name")?;
        required_text(label, input, "description")?;
        if unknowns.input_names == InputNames::Unique && names.contains(&name) {
            return Err(format!("{label} name has already been taken"));
        }
        names.push(name);
        let mut input = input.clone();
        for (key, default) in
            [("type", json!("string")), ("required", json!(false)), ("default_value", json!(""))]
        {
            input.entry(key).or_insert(default);
        }
        let text = |key| input.get(key).and_then(Value::as_str);
        if !text("type").is_some_and(|kind| INPUT_TYPES.contains(&kind)) {
            return Err(format!("{label} type isn't an option"));
        }
        if text("default_value").is_none() {
            return Err(format!("{label} default value must be a string"));
        }
        if !input.get("required").is_some_and(Value::is_boolean) {
            return Err(format!("{label} required must be a boolean"));
        }
        result.push(Value::Object(input));
    }
    Ok(result.into())
}

pub(super) fn token_ids(label: &str, sent: &Value) -> Result<Value, String> {
    match sent.as_array() {
        Some(ids) if ids.iter().all(Value::is_string) => Ok(sent.clone()),
        _ => Err(format!("{label} must be an array of strings")),
    }
}

/// The version with every header value hidden, the way each answer shows it.
pub(super) fn redact(version: &mut Map<String, Value>) {
    if let Some(Value::Array(headers)) = version.get_mut("headers") {
        for header in headers.iter_mut().filter_map(Value::as_object_mut) {
            header.insert("value".to_owned(), json!(REDACTED));
        }
    }
}

fn entries(stored: Option<&Value>) -> &[Value] {
    stored.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn objects<'a>(label: &str, sent: &'a Value) -> Result<Vec<&'a Map<String, Value>>, String> {
    let refused = || format!("{label} must be an array of objects");
    sent.as_array().ok_or_else(refused)?.iter().map(|entry| entry.as_object().ok_or_else(refused)).collect()
}

/// For the two things an entry must hold: a text that is there and is not blank.
fn required_text(label: &str, entry: &Map<String, Value>, key: &str) -> Result<String, String> {
    match entry.get(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.clone()),
        None | Some(Value::Null | Value::String(_)) => Err(format!("{label} {key} is required")),
        Some(_) => Err(format!("{label} {key} must be a string")),
    }
}

/// Header names do not distinguish upper and lower case.
fn is_named(header: &Value, name: &str) -> bool {
    header.get("name").and_then(Value::as_str).is_some_and(|own| own.eq_ignore_ascii_case(name))
}
