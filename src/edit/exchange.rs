//! A record as a file and back. The file has the shape of the server's own answers, without anything that it hides.

use super::Json;
use super::draft::Draft;
use super::field::{Access, Column, Field, Kind};
use super::record::At;
use super::value::{Row, Secret, Slot, Value};

/// What a file says of a draft.
#[derive(Debug, Default, PartialEq)]
pub struct Loaded {
    /// The fields that would be other than they are, and their new values.
    pub values: Vec<(At, Value)>,
    /// What is in the file and was left alone: the key, and why.
    pub left: Vec<(String, String)>,
}

impl Draft {
    /// The record as it is shown, edits included, in the order of its table, with the keys that the table does not name
    /// at the end. No secret is in it, nor is a text that nobody knows beside one. The second list names the fields that
    /// are left out for another reason.
    pub fn export(&self) -> (Json, Vec<&'static str>) {
        let mut object = serde_json::Map::new();
        let mut out = Vec::new();
        for (at, field) in At::all(self.table()) {
            match exported(field.kind, self.value(at)) {
                Ok(Some(json)) => drop(object.insert(field.key.to_owned(), json)),
                Ok(None) => {}
                Err(()) => out.push(field.label),
            }
        }
        object.extend(self.base().unknown().iter().cloned());
        (Json::Object(object), out)
    }

    /// What would have to be edited for the record to be as a file says. Keys that are not in the file say nothing.
    /// Secrets are not read: a row keeps what is known of its own, by its name, and a new one wants a value. The fields
    /// of `apart` are left alone, with this reason.
    ///
    /// # Errors
    /// When the file holds no object.
    pub fn load(&self, file: &Json, apart: &[(At, &str)]) -> Result<Loaded, &'static str> {
        let object = file.as_object().ok_or("it holds no JSON object")?;
        let mut loaded = Loaded::default();
        for (key, json) in object {
            let Some(at) = At::of(self.table(), key) else {
                let known = self.base().unknown().iter().any(|(other, value)| other == key && value == json);
                if !known {
                    loaded.left.push((key.clone(), "not a field that patchpanel knows".to_owned()));
                }
                continue;
            };
            let Some(field) = at.field(self.table()) else { continue };
            if let Err(why) = self.load_field(at, field, json, apart, &mut loaded.values) {
                loaded.left.push((key.clone(), why));
            }
        }
        loaded.values.sort_by_key(|(at, _)| *at);
        Ok(loaded)
    }

    fn load_field(
        &self,
        at: At,
        field: &Field,
        json: &Json,
        apart: &[(At, &str)],
        values: &mut Vec<(At, Value)>,
    ) -> Result<(), String> {
        let now = self.value(at);
        let value = match field.kind {
            Kind::Table(columns) if has_secret(columns) => with_secrets_of(columns, now, json),
            kind => kind.decode(Some(json)),
        };
        let same = value.looks_like(now) || matches!((&value, now), (Value::Null, Value::Absent));
        if same {
            return Ok(());
        }
        if field.access == Access::ReadOnly {
            return Err("read-only in the API".to_owned());
        }
        if let Some((_, why)) = apart.iter().find(|(other, _)| *other == at) {
            return Err((*why).to_owned());
        }
        if let Some(why) = self.refusal(at) {
            return Err(why.to_owned());
        }
        match value {
            Value::Null => Err("null cannot be sent".to_owned()),
            Value::Opaque(_) => Err("of another shape than this field has".to_owned()),
            value => {
                values.push((at, value));
                Ok(())
            }
        }
    }
}

fn has_secret(columns: &[Column]) -> bool {
    columns.iter().any(|column| matches!(column.kind, Kind::Secret))
}

/// `Ok(None)` is nothing to write, an error something that cannot be.
fn exported(kind: Kind, value: &Value) -> Result<Option<Json>, ()> {
    let hides = has_secret(kind.columns());
    Ok(Some(match value {
        Value::Absent | Value::Secret(_) => return Ok(None),
        Value::Null => Json::Null,
        Value::Text(text) => Json::String(text.clone()),
        Value::Flag(on) => Json::Bool(*on),
        Value::Set(words) | Value::List(words) => Json::from(words.clone()),
        Value::Document(text) => serde_json::from_str(text).map_err(|_| ())?,
        Value::Opaque(_) if hides => return Err(()),
        Value::Opaque(json) => json.clone(),
        Value::Rows(rows) => {
            let rows = rows.iter().map(|row| exported_row(kind.columns(), row, hides));
            Json::Array(rows.collect::<Result<_, ()>>()?)
        }
    }))
}

fn exported_row(columns: &[Column], row: &Row, hides: bool) -> Result<Json, ()> {
    let mut object = serde_json::Map::new();
    for (column, cell) in columns.iter().zip(&row.cells) {
        if let Some(json) = exported(column.kind, cell)? {
            object.insert(column.key.to_owned(), json);
        }
    }
    for (key, json) in row.unknown() {
        // Beside a secret, whatever holds text that we do not know may be one.
        if !hides || json.is_number() || json.is_boolean() || json.is_null() {
            object.insert(key.to_owned(), json.clone());
        }
    }
    Ok(Json::Object(object))
}

/// The rows of a file, each with the secrets of the row that has its name now.
fn with_secrets_of(columns: &'static [Column], now: &Value, json: &Json) -> Value {
    let decoded = Kind::Table(columns).decode(Some(json));
    let Value::Rows(rows) = decoded else { return decoded };
    let name = |row: &Row| row.cells.first().and_then(Value::text).unwrap_or_default().to_owned();
    let mut free: Vec<&Row> = now.rows().iter().collect();
    let paired = rows.into_iter().map(|mut row| {
        let twin = free.iter().position(|twin| name(twin) == name(&row)).map(|place| free.remove(place));
        for (place, cell) in row.cells.iter_mut().enumerate() {
            if let Value::Secret(secret) = cell {
                *secret = match twin.and_then(|twin| twin.cells.get(place)) {
                    Some(Value::Secret(known)) => known.clone(),
                    _ => Secret::new(""),
                };
            }
        }
        // What a file holds beside a secret may be one, too.
        row.layout = twin.map_or_else(Vec::new, |twin| twin.layout.clone());
        row.layout.retain(|slot| !matches!(slot, Slot::Odd(..)));
        row
    });
    Value::Rows(paired.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::FIELDS;
    use crate::edit::Record;
    use serde_json::json;

    fn draft(json: &Json) -> Draft {
        Draft::new(&FIELDS, Record::decode(&FIELDS, json).unwrap())
    }

    fn at(key: &str) -> At {
        At::of(&FIELDS, key).unwrap()
    }

    #[test]
    fn a_file_holds_nothing_that_the_server_hides_or_that_was_typed_to_be_hidden() {
        let mut draft = draft(
            &json!({"name": "n", "odd": [1], "headers": [{"name": "A", "value": "****", "note": "s3cret", "n": 1}]}),
        );
        let mut rows = draft.value(at("headers")).rows().to_vec();
        rows[0].cells[1] = Value::Secret(Secret::new("hush"));
        draft.set(at("headers"), Value::Rows(rows));
        let (json, out) = draft.export();
        assert_eq!(json, json!({"name": "n", "headers": [{"name": "A", "n": 1}], "odd": [1]}));
        assert!(out.is_empty());
    }

    #[test]
    fn what_was_exported_changes_nothing_when_it_is_loaded() {
        let draft = draft(&json!({
            "name": "n", "url": null, "state": "live", "id": "7", "body": "a\r\n", "headers": [{"name": "A", "value": "****"}],
            "data_inputs": [{"name": "x", "extra": {"k": 1.10}}], "unknown": "u", "audiences": ["b", "users"], "token_ids": [],
        }));
        let (json, _) = draft.export();
        assert_eq!(draft.load(&json, &[]), Ok(Loaded::default()));
    }

    #[test]
    fn a_files_values_become_edits_and_the_rest_is_named() {
        let draft = draft(
            &json!({"name": "n", "state": "draft", "id": "7", "description": null, "headers": [{"name": "A", "value": "****"}]}),
        );
        let file = json!({
            "state": "live", "name": "m", "id": "8", "description": null, "url": null, "made_up": 1, "audiences": "all",
            "headers": [{"name": "B", "value": "typed into the file"}, {"name": "A"}],
        });
        let loaded = draft.load(&file, &[(at("state"), "t sets it")]).unwrap();
        let secrets: Vec<_> =
            loaded.values[1].1.rows().iter().map(|row| format!("{:?}", row.cells[1])).collect();
        assert_eq!(loaded.values[0], (at("name"), Value::Text("m".into())));
        assert_eq!(loaded.values[1].0, at("headers"));
        assert_eq!(secrets, ["Secret(New(hidden))", "Secret(Kept)"], "no value is read from a file");
        let left: Vec<_> = loaded.left.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(left, ["state", "id", "made_up", "audiences"]);
        assert!(draft.load(&json!([1]), &[]).is_err());
    }
}
