//! A connector for whoever reads it without the editor: as the server answered, without anything that it hides; a part of
//! it; and as text for a person.

use crate::connector::template::nearest;
use crate::edit::{At, Json, Kind, Record, Table, Value};
use crate::view::spoken;

/// The server's answer as it came, with its order and its digits, but for what it hides or may hide: the columns that are
/// secret, and texts beside them that nobody knows.
pub fn bare(table: Table, json: &Json) -> Json {
    let Json::Object(object) = json else { return Json::Null };
    let mut object = object.clone();
    for (_, field) in At::all(table) {
        let columns = field.kind.columns();
        if !columns.iter().any(|column| matches!(column.kind, Kind::Secret)) {
            continue;
        }
        let Some(value) = object.get_mut(field.key) else { continue };
        match value {
            Json::Null => {}
            Json::Array(rows) if rows.iter().all(Json::is_object) => {
                for row in rows.iter_mut().filter_map(Json::as_object_mut) {
                    row.retain(|key, json| match columns.iter().find(|column| column.key == *key) {
                        Some(column) => !matches!(column.kind, Kind::Secret),
                        None => json.is_number() || json.is_boolean() || json.is_null(),
                    });
                }
            }
            _ => {
                object.shift_remove(field.key);
            }
        }
    }
    Json::Object(object)
}

/// The part of it that a path names: a field, a row of a table by its name or its number, a cell.
///
/// # Errors
/// A sentence on what is not there.
pub fn part<'j>(table: Table, json: &'j Json, path: &str) -> Result<&'j Json, String> {
    if let Some(found) = json.get(path) {
        return Ok(found);
    }
    let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    let Some(found) = json.get(key) else {
        let keys: Vec<&str> = table.iter().map(|field| field.key).collect();
        if keys.contains(&key) {
            return Err(format!("the server did not return {key}."));
        }
        let near = nearest(key, &keys).map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
        return Err(format!("there is no field {key:?}.{near}"));
    };
    let Some(rest) = rest else { return Ok(found) };
    let name = At::of(table, key).and_then(|at| at.field(table)?.kind.columns().first());
    let row = |text: &str| -> Option<&'j Json> {
        let rows = found.as_array()?;
        match text.strip_prefix('#').and_then(|number| number.parse::<usize>().ok()) {
            Some(number) => rows.get(number.checked_sub(1)?),
            None => rows
                .iter()
                .find(|row| name.is_some_and(|name| row.get(name.key).and_then(Json::as_str) == Some(text))),
        }
    };
    let cell = || rest.rsplit_once('.').and_then(|(name, column)| row(name)?.get(column));
    row(rest).or_else(cell).ok_or_else(|| format!("{key} holds nothing that is named {rest:?}."))
}

/// The whole of it for a person, in lines of at most `width` columns.
pub fn readable(table: Table, record: &Record, width: usize) -> Vec<String> {
    let longest = table.iter().map(|field| field.label.len()).max().unwrap_or_default();
    let (mut lines, mut group) = (Vec::new(), "");
    for (at, field) in At::all(table) {
        let value = record.value(at);
        // What is never returned has nothing to show.
        if matches!(value, Value::Absent) {
            continue;
        }
        if field.group != group {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            group = field.group;
            lines.push(group.to_uppercase());
        }
        let room = width.saturating_sub(longest + 4);
        let mut rows = spoken::whole(field, value, room).into_iter();
        let first = rows.next().unwrap_or_else(|| spoken::in_a_cell(value));
        lines.push(format!("  {:<longest$}  {first}", field.label).trim_end().to_owned());
        lines.extend(rows.map(|row| format!("  {:<longest$}  {row}", "").trim_end().to_owned()));
    }
    let unknown: Vec<&str> = record.unknown().iter().map(|(key, _)| key.as_str()).collect();
    if !unknown.is_empty() {
        lines.push(String::new());
        lines.push(format!("Keys that patchpanel does not know: {}", spoken::printable(&unknown.join(", "))));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::FIELDS;
    use serde_json::json;

    #[test]
    fn nothing_that_the_server_hides_is_shown_and_everything_else_is_as_it_came() {
        let text = r#"{"url": "u", "odd": {"z": 1.10, "a": 2}, "headers": [{"value": "****", "name": "A", "note": "s3cret", "n": 1}], "name": "n"}"#;
        let shown = bare(&FIELDS, &serde_json::from_str(text).unwrap()).to_string();
        assert_eq!(shown, r#"{"url":"u","odd":{"z":1.10,"a":2},"headers":[{"name":"A","n":1}],"name":"n"}"#);
        assert_eq!(bare(&FIELDS, &json!({"headers": "s3cret", "name": "n"})), json!({"name": "n"}));
        assert_eq!(bare(&FIELDS, &json!({"headers": ["s3cret"]})), json!({}));
    }

    #[test]
    fn a_path_names_a_field_a_row_or_a_cell() {
        let json = json!({"name": "n", "data_inputs": [{"name": "a.b", "type": "string"}, {"name": "c"}]});
        let part = |path: &str| part(&FIELDS, &json, path).cloned();
        assert_eq!(part("name"), Ok(json!("n")));
        assert_eq!(part("data_inputs.a.b.type"), Ok(json!("string")));
        assert_eq!(part("data_inputs.#2"), Ok(json!({"name": "c"})));
        assert!(part("url").unwrap_err().contains("did not return"));
        assert!(part("nmae").unwrap_err().contains("Did you mean name?"));
        assert!(part("data_inputs.x").unwrap_err().contains("nothing"));
    }
}
