//! A file of a connector: which one it is of, when it was written, and which edits it makes. Header values are not read
//! from it, and that is said.

use super::end::End;
use super::errand::{Errand, Over};
use super::meant::meant;
use crate::app::form::Form;
use crate::connector::{FIELDS, facts};
use crate::edit::json::read;
use crate::edit::{At, Field, Json, Kind, Table, Value};

/// Signs that stand for a value which is not told.
const MASKS: &[char] = &['*', '•', '●', '·', '…'];

/// A file that was read.
pub struct Given {
    json: Json,
}

impl Given {
    /// Reads its text.
    ///
    /// # Errors
    /// When it holds no JSON object; why has been said.
    pub fn read(errand: &mut Errand<'_>, text: &str) -> Result<Self, Over> {
        let json = read(text).map_err(|error| errand.wrong(&format!("the file was not taken: {error}.")))?;
        if !json.is_object() {
            return Err(errand.wrong("the file holds no JSON object."));
        }
        Ok(Self { json })
    }

    /// The connector that it is of.
    ///
    /// # Errors
    /// When what stands there is not a text.
    pub fn id(&self) -> Result<Option<&str>, &'static str> {
        match self.json.get("id") {
            None | Some(Json::Null) => Ok(None),
            Some(Json::String(id)) => Ok(Some(id)),
            Some(_) => Err("the id in the file is not a text"),
        }
    }

    /// The connector's last change by the time the file was written.
    pub fn revision(&self) -> Option<&str> {
        self.json.get("updated_at").and_then(Json::as_str)
    }

    /// What would be edits. What is left alone is told with its reason.
    ///
    /// # Errors
    /// When it holds header values, which nobody should take for sent; why has been said.
    pub fn edits(&self, errand: &mut Errand<'_>, form: &Form) -> Result<Vec<(At, Value)>, Over> {
        let apart: Vec<(At, &str)> = facts::state_place(&FIELDS)
            .map(|at| (at, "patchpanel state ID live, or draft, sets it, alone"))
            .into_iter()
            .collect();
        let loaded = form.draft.load(&self.json, &apart);
        let loaded = loaded.map_err(|why| errand.wrong(&format!("the file: {why}.")))?;
        for (key, why) in &loaded.left {
            // That a file is of another moment or another connector shows in these.
            let moves = At::of(&FIELDS, key).is_some_and(|at| facts::moves_with_every_change(&FIELDS, at));
            if !moves && key != "id" {
                errand.talk.say(&format!("left alone: {key}: {why}."));
            }
        }
        let hidden = hidden_values(&FIELDS, &self.json);
        for place in &hidden {
            errand.talk.say(&format!(
                "left alone: {place}: it is not read from a file of a connector; patchpanel set ID {place}=@FILE sets it."
            ));
        }
        if !hidden.is_empty() {
            errand.talk.say("nothing was sent: without these values the file can be taken.");
            return Err(Over::End(End::Unsendable));
        }
        let mut values = Vec::new();
        for (at, value) in loaded.values {
            let value = meant(&form.draft, at, value);
            let value = value.map_err(|why| errand.wrong(&format!("the file was not taken: {why}")))?;
            if !value.looks_like(form.draft.value(at)) {
                values.push((at, value));
            }
        }
        Ok(values)
    }
}

/// Where a file holds values that are never shown: `headers.Authorization.value`. A mask is none.
fn hidden_values(table: Table, json: &Json) -> Vec<String> {
    let is_secret = |field: &Field| field.kind.columns().iter().any(|it| matches!(it.kind, Kind::Secret));
    let fields = At::all(table).map(|(_, field)| field).filter(|field| is_secret(field));
    let mut found = Vec::new();
    for field in fields {
        let columns = field.kind.columns();
        let rows = json.get(field.key).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        for (number, row) in rows.iter().enumerate() {
            let name = columns.first().and_then(|column| row.get(column.key)).and_then(Json::as_str);
            let name = name.filter(|name| !name.is_empty()).map(str::to_owned);
            let name = name.unwrap_or_else(|| format!("#{}", number + 1));
            let secret = columns.iter().filter(|column| matches!(column.kind, Kind::Secret));
            let held = secret.filter(|column| row.get(column.key).is_some_and(is_value));
            found.extend(held.map(|column| format!("{}.{name}.{}", field.key, column.key)));
        }
    }
    found
}

fn is_value(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::String(text) => text.chars().any(|c| !MASKS.contains(&c)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_mask_is_no_value_and_a_value_is_named_by_its_row() {
        let json = json!({"headers": [
            {"name": "A", "value": "s3cret"}, {"name": "B", "value": "****"}, {"name": "C"}, {"name": "D", "value": ""},
            {"value": 7}, {"name": "F", "value": null}, {"name": "G", "value": "••••••••"},
        ]});
        assert_eq!(hidden_values(&FIELDS, &json), ["headers.A.value", "headers.#5.value"]);
        assert!(hidden_values(&FIELDS, &json!({"headers": null, "name": "n"})).is_empty());
    }
}
