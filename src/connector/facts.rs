//! What the rest of the editor asks of a connector without knowing its table: its name, its state, when and by
//! whom it was changed, which field a server's message speaks of.

use crate::edit::{At, Draft, Field, Record, Table, Value};

/// Whether customers are served by a connector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Not called for customers.
    Draft,
    /// Called for customers.
    Live,
    /// A word that this version does not know, or none.
    Other(String),
}

impl State {
    /// Reads the API's word.
    pub fn read(word: Option<&str>) -> Self {
        match word {
            Some("draft") => Self::Draft,
            Some("live") => Self::Live,
            other => Self::Other(other.unwrap_or("unknown").to_owned()),
        }
    }

    /// The API's word.
    pub fn word(&self) -> &str {
        match self {
            Self::Draft => "draft",
            Self::Live => "live",
            Self::Other(word) => word,
        }
    }

    /// What flipping turns it into. A state that is not known cannot be flipped.
    pub fn flipped(&self) -> Option<Self> {
        match self {
            Self::Draft => Some(Self::Live),
            Self::Live => Some(Self::Draft),
            Self::Other(_) => None,
        }
    }
}

/// The place of the state in a table, where it has one.
pub fn state_place(table: Table) -> Option<At> {
    At::of(table, "state")
}

/// The place of the data inputs, where a table has one.
pub fn inputs_place(table: Table) -> Option<At> {
    At::of(table, "data_inputs")
}

/// The place of the address that is called, where a table has one.
pub fn url_place(table: Table) -> Option<At> {
    At::of(table, "url")
}

/// The place of the request's body, where a table has one.
pub fn body_place(table: Table) -> Option<At> {
    At::of(table, "body")
}

/// The columns of the data inputs that hold a name, a type and a description.
pub const INPUT_COLUMNS: [usize; 3] = [0, 1, 4];

/// The place of the ids of the attached tokens, where a table has one.
pub fn token_place(table: Table) -> Option<At> {
    At::of(table, "token_ids")
}

/// The field that takes a sample of the other system's answer, where a table has one.
pub fn sample_place(table: Table) -> Option<(At, &'static Field)> {
    let at = At::of(table, "mock_response")?;
    Some((at, at.field(table)?))
}

/// The state on the server.
pub fn state(table: Table, base: &Record) -> State {
    State::read(text(table, base, "state"))
}

/// The name on the server.
pub fn name(table: Table, base: &Record) -> &str {
    text(table, base, "name").unwrap_or_default()
}

/// The id that the server gave it, where it gave one.
pub fn id(table: Table, base: &Record) -> Option<&str> {
    text(table, base, "id")
}

/// What identifies a reading of the record: it moves with each change on the server.
pub fn revision(table: Table, base: &Record) -> Option<&str> {
    text(table, base, "updated_at")
}

/// Who changed the record last, as the server words it: an id.
pub fn changed_by(table: Table, base: &Record) -> Option<&str> {
    text(table, base, "updated_by_admin_id")
}

/// True for the two fields that tell of a change and are none themselves.
pub fn moves_with_every_change(table: Table, at: At) -> bool {
    at.field(table).is_some_and(|field| matches!(field.key, "updated_at" | "updated_by_admin_id"))
}

/// True for the fields that move with every change and so say nothing about a difference.
pub fn is_bookkeeping(table: Table, at: At) -> bool {
    at.field(table).is_some_and(|field| matches!(field.key, "updated_at" | "updated_by_admin_id" | "state"))
}

/// The name with the edits of a draft.
pub fn draft_name(draft: &Draft) -> &str {
    At::of(draft.table(), "name").and_then(|at| draft.value(at).text()).unwrap_or_default()
}

fn text<'r>(table: Table, base: &'r Record, key: &str) -> Option<&'r str> {
    base.value(At::of(table, key)?).text()
}

/// The field that a server's message is about: by the name it gives, else by its wording.
///
/// No example of the API carries a field name, and messages begin with a humanised attribute ("Http Method isn't
/// an option", "Invalid audiences. Must be…"), so the start of the message is compared with each key and label
/// without case, spaces and underscores. The longest match wins; no match leaves the message unattached.
pub fn blamed(table: Table, field: Option<&str>, message: Option<&str>) -> Option<At> {
    if let Some(field) = field {
        let head = field.split(['.', '[']).next().unwrap_or(field);
        if let Some(at) = At::of(table, head) {
            return Some(at);
        }
    }
    let message = squeezed(message?);
    let message = message.strip_prefix("invalid").unwrap_or(&message);
    At::all(table)
        .flat_map(|(at, field)| [(at, squeezed(field.key)), (at, squeezed(field.label))])
        .filter(|(_, start)| !start.is_empty() && message.starts_with(start.as_str()))
        .max_by_key(|(_, start)| start.len())
        .map(|(at, _)| at)
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The members of a list or set, else nothing.
pub fn members(value: &Value) -> &[String] {
    match value {
        Value::List(words) | Value::Set(words) => words,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::FIELDS;

    #[test]
    fn an_input_has_its_name_its_type_and_its_description_in_these_columns() {
        let columns = inputs_place(&FIELDS).and_then(|at| at.field(&FIELDS)).unwrap().kind.columns();
        assert_eq!(INPUT_COLUMNS.map(|column| columns[column].key), ["name", "type", "description"]);
    }

    fn key(field: Option<&str>, message: &str) -> Option<&'static str> {
        blamed(&FIELDS, field, Some(message)).and_then(|at| at.field(&FIELDS)).map(|field| field.key)
    }

    #[test]
    fn a_message_finds_its_field_by_name_or_by_wording() {
        assert_eq!(key(None, "Http Method isn't an option"), Some("http_method"));
        assert_eq!(
            key(None, "Invalid audiences. Must be a subset of: leads, users, visitors"),
            Some("audiences")
        );
        assert_eq!(key(None, "Invalid state. Must be one of: draft, live"), Some("state"));
        assert_eq!(key(None, "Data inputs description is required"), Some("data_inputs"));
        assert_eq!(key(Some("data_inputs[0].description"), "is required"), Some("data_inputs"));
        assert_eq!(key(Some("nonsense"), "Url is not allowed"), Some("url"));
        assert_eq!(key(None, "Something else broke"), None);
    }
}
