//! Reads the body of a PATCH or a POST: which fields it may change, to what, and what the API says about the others.
//!
//! One row per writable field. Words in quotation marks in the documentation are repeated here letter by
//! letter; the remaining messages follow their two shapes, a humanised field name and what is wrong with it.

use serde_json::{Map, Value, json};

use super::lists;
use super::mock;
use super::reply::Refusal;
use super::unknowns::{AuthFlags, EmptyPatch, NameLength, Null, StateWithFields, Unknowns};

/// What was sent, understood.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The new values of the fields that are valid.
    pub(super) fields: Map<String, Value>,
    /// The state asked for, if it is one.
    pub(super) state: Option<State>,
    /// What is wrong with the rest.
    pub(super) refusals: Vec<Refusal>,
}

/// Whether customers can reach a connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Draft,
    Live,
}

struct Row {
    key: &'static str,
    /// The field's name as the API's messages write it.
    label: &'static str,
    rule: Rule,
    /// What null turns into where null is accepted; `None` for a field that cannot be empty.
    cleared: Option<fn() -> Value>,
}

#[derive(Clone, Copy)]
enum Rule {
    Name,
    Text,
    Flag,
    Method,
    Audiences,
    Headers,
    Inputs,
    TokenIds,
}

const METHODS: [&str; 5] = ["get", "post", "put", "delete", "patch"];
const LONGEST_NAME: usize = 255;

const ROWS: &[Row] = &[
    row("name", "Name", Rule::Name, None),
    row("description", "Description", Rule::Text, Some(nothing)),
    row("http_method", "Http Method", Rule::Method, None),
    row("url", "Url", Rule::Text, Some(nothing)),
    row("body", "Body", Rule::Text, Some(empty_text)),
    row("direct_fin_usage", "Direct Fin Usage", Rule::Flag, Some(off)),
    row("audiences", "Audiences", Rule::Audiences, Some(empty_list)),
    row("headers", "Headers", Rule::Headers, Some(empty_list)),
    row("data_inputs", "Data inputs", Rule::Inputs, Some(empty_list)),
    row("customer_authentication", "Customer Authentication", Rule::Flag, Some(off)),
    row("bypass_authentication", "Bypass Authentication", Rule::Flag, Some(off)),
    row("validate_missing_attributes", "Validate Missing Attributes", Rule::Flag, Some(nothing)),
    row("token_ids", "Token ids", Rule::TokenIds, Some(empty_list)),
];

const fn row(key: &'static str, label: &'static str, rule: Rule, cleared: Option<fn() -> Value>) -> Row {
    Row { key, label, rule, cleared }
}

fn nothing() -> Value {
    Value::Null
}

fn empty_text() -> Value {
    json!("")
}

fn off() -> Value {
    json!(false)
}

fn empty_list() -> Value {
    json!([])
}

/// Reads a PATCH. `stored` is the draft version, with its real header values. Keys that no row names are ignored.
pub(super) fn read(sent: &Map<String, Value>, stored: &Map<String, Value>, unknowns: &Unknowns) -> Reading {
    let mut reading = read_fields(sent, stored, unknowns);
    read_state(sent, unknowns, &mut reading);
    if is_empty(sent) && unknowns.empty_patch == EmptyPatch::Refuse {
        reading.refusals.push(Refusal::parameter("No parameters to update were provided"));
    }
    reading
}

/// Everything but the state, which only a PATCH may hold.
pub(super) fn read_fields(
    sent: &Map<String, Value>,
    stored: &Map<String, Value>,
    unknowns: &Unknowns,
) -> Reading {
    let mut reading = Reading::default();
    for row in ROWS {
        let Some(value) = sent.get(row.key) else { continue };
        match (value, row.cleared) {
            (Value::Null, Some(cleared)) if unknowns.null == Null::Accept => {
                reading.fields.insert(row.key.to_owned(), cleared());
            }
            _ => match check(row, value, stored.get(row.key), unknowns) {
                Ok(value) => {
                    reading.fields.insert(row.key.to_owned(), value);
                }
                Err(message) => reading.refusals.push(Refusal::parameter(message)),
            },
        }
    }
    read_mock_response(sent, unknowns, &mut reading);
    if unknowns.auth_flags == AuthFlags::Exclusive {
        refuse_both_flags(stored, &mut reading);
    }
    reading
}

/// A PATCH of nothing but unknown keys changes nothing either.
fn is_empty(sent: &Map<String, Value>) -> bool {
    !sent.contains_key("state") && !holds_a_field(sent)
}

fn holds_a_field(sent: &Map<String, Value>) -> bool {
    sent.contains_key("mock_response") || ROWS.iter().any(|row| sent.contains_key(row.key))
}

fn check(row: &Row, value: &Value, stored: Option<&Value>, unknowns: &Unknowns) -> Result<Value, String> {
    let label = row.label;
    match row.rule {
        Rule::Name => match value.as_str() {
            None if value.is_null() => Err(format!("{label} can't be blank")),
            None => Err(format!("{label} must be a string")),
            Some(name) if name.trim().is_empty() => Err(format!("{label} can't be blank")),
            Some(name)
                if unknowns.name_length == NameLength::Most255 && name.chars().count() > LONGEST_NAME =>
            {
                Err(format!("{label} is too long (maximum is {LONGEST_NAME} characters)"))
            }
            Some(_) => Ok(value.clone()),
        },
        Rule::Text if value.is_string() => Ok(value.clone()),
        Rule::Text => Err(format!("{label} must be a string")),
        Rule::Flag if value.is_boolean() => Ok(value.clone()),
        Rule::Flag => Err(format!("{label} must be a boolean")),
        Rule::Method if value.as_str().is_some_and(|method| METHODS.contains(&method)) => Ok(value.clone()),
        Rule::Method => Err(format!("{label} isn't an option")),
        Rule::Audiences => lists::audiences(value, stored, unknowns),
        Rule::Headers => lists::headers(label, value, stored, unknowns),
        Rule::Inputs => lists::inputs(label, value, unknowns),
        Rule::TokenIds => lists::token_ids(label, value),
    }
}

/// Never stored itself: it becomes response fields and the type of the configured response.
fn read_mock_response(sent: &Map<String, Value>, unknowns: &Unknowns, reading: &mut Reading) {
    match sent.get("mock_response") {
        None => {}
        Some(sample @ (Value::Object(_) | Value::Array(_))) => {
            let rows = mock::response_fields(sample, unknowns.array_paths);
            reading.fields.insert("response_fields".to_owned(), rows.into());
            reading.fields.insert("configuration_response_type".to_owned(), json!("mock_response_type"));
        }
        Some(_) => reading.refusals.push(Refusal::parameter("Mock response must be an object")),
    }
}

fn read_state(sent: &Map<String, Value>, unknowns: &Unknowns, reading: &mut Reading) {
    let Some(state) = sent.get("state") else { return };
    if unknowns.state_with_fields == StateWithFields::Refuse && holds_a_field(sent) {
        reading.refusals.push(Refusal::parameter("State can't be changed together with other fields"));
        return;
    }
    match state.as_str() {
        Some("draft") => reading.state = Some(State::Draft),
        Some("live") => reading.state = Some(State::Live),
        _ => reading.refusals.push(Refusal::parameter("Invalid state. Must be one of: draft, live")),
    }
}

/// Looks at what the record would hold afterwards, so one flag at a time does not get around it.
fn refuse_both_flags(stored: &Map<String, Value>, reading: &mut Reading) {
    let flags = ["customer_authentication", "bypass_authentication"];
    let on = |key| reading.fields.get(key).or_else(|| stored.get(key)) == Some(&Value::Bool(true));
    if flags.iter().any(|&key| reading.fields.contains_key(key)) && flags.iter().all(|&key| on(key)) {
        reading.fields.retain(|key, _| !flags.contains(&key.as_str()));
        reading.refusals.push(Refusal::parameter(
            "Bypass Authentication can't be enabled together with Customer Authentication",
        ));
    }
}
