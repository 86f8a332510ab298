//! Values from a command line as edits of a draft: which field or cell is meant, and what the words stand for there.

use super::meant::{meant, no_line, odd, one_of};
use crate::connector::facts;
use crate::connector::template::nearest;
use crate::edit::{Access, At, Column, Draft, Field, Json, Kind, Row, Secret, Table, Value};
use std::collections::BTreeSet;
use zeroize::Zeroizing;

/// A value, once its file is read.
pub enum Input {
    /// Words of the command line.
    Words(String),
    /// The text of a file, which may be a secret.
    Text(Zeroizing<String>),
    /// JSON, wherever it came from.
    Json(Json),
}

/// True for the way to a cell that is never shown, and so comes from no argument.
pub fn is_secret(table: Table, path: &str) -> bool {
    let Some((key, rest)) = path.split_once('.') else { return false };
    let Some(field) = At::of(table, key).and_then(|at| at.field(table)) else { return false };
    let column = rest.rsplit_once('.').map_or(rest, |(_, column)| column);
    field.kind.columns().iter().any(|it| it.key == column && matches!(it.kind, Kind::Secret))
}

/// The edits of one command: a draft that takes them one after the other.
pub struct Assigning {
    draft: Draft,
    /// Fields that something was said of.
    seen: BTreeSet<At>,
    /// Cells that were set, by their row and column.
    cells: Vec<(At, usize, usize)>,
    /// Rows that were added, by their name.
    added: Vec<(At, String)>,
}

impl Assigning {
    /// On top of a draft.
    pub fn on(draft: &Draft) -> Self {
        Self { draft: draft.clone(), seen: BTreeSet::new(), cells: Vec::new(), added: Vec::new() }
    }

    /// The fields that are other than before, and their values.
    pub fn values(&self) -> Vec<(At, Value)> {
        self.draft.changes().map(|at| (at, self.draft.value(at).clone())).collect()
    }

    /// Takes one value.
    ///
    /// # Errors
    /// A sentence on what cannot be meant.
    pub fn take(&mut self, path: &str, input: Input) -> Result<(), String> {
        let table = self.draft.table();
        let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
        let at = At::of(table, key).ok_or_else(|| unknown(&self.draft, key))?;
        let Some(field) = at.field(table) else { return Ok(()) };
        if field.access == Access::ReadOnly {
            return Err(format!("{key} is read-only in the API."));
        }
        if facts::state_place(table) == Some(at) {
            return Err("the state goes out alone: patchpanel state ID live, or draft, sets it.".to_owned());
        }
        if let Some(why) = self.draft.refusal(at) {
            return Err(format!("{key}: {why}."));
        }
        let again = !self.seen.insert(at);
        match rest {
            Some(rest) => self.take_in_table(at, field, rest, input),
            None => self.take_whole(at, field, &input, again),
        }
    }

    fn take_whole(&mut self, at: At, field: &Field, input: &Input, again: bool) -> Result<(), String> {
        let key = field.key;
        let several = matches!(field.kind, Kind::List | Kind::Set(_));
        if again && !several {
            return Err(format!("{key} is given twice."));
        }
        let (text, of_a_file) = match input {
            Input::Words(text) => (text.as_str(), false),
            Input::Text(text) => (text.as_str(), true),
            Input::Json(json) => return self.take_json(at, field, json),
        };
        let value = match field.kind {
            Kind::Table(columns) => {
                let name = columns.last().map_or("COLUMN", |column| column.key);
                return Err(format!(
                    "{key} is a table: {key}.ROW.{name}=VALUE sets a cell, and {key}:=JSON all of its rows."
                ));
            }
            Kind::List | Kind::Set(_) => {
                let mut words =
                    if again { facts::members(self.draft.value(at)).to_vec() } else { Vec::new() };
                let given = text.split([',', '\n']).map(str::trim).filter(|word| !word.is_empty());
                words.extend(given.map(str::to_owned));
                if let Kind::Set(_) = field.kind { Value::Set(words) } else { Value::List(words) }
            }
            kind => read(key, kind, if of_a_file { of_file(kind, text) } else { text })?,
        };
        self.draft.set(at, meant(&self.draft, at, value)?);
        Ok(())
    }

    fn take_json(&mut self, at: At, field: &Field, json: &Json) -> Result<(), String> {
        let key = field.key;
        let hidden = field.kind.columns().iter().find(|column| matches!(column.kind, Kind::Secret));
        if let Some(hidden) = hidden {
            let rows = json.as_array().map(Vec::as_slice).unwrap_or_default();
            if rows.iter().any(|row| row.get(hidden.key).is_some()) {
                return Err(advice(key, "NAME", hidden.key));
            }
        }
        let object = Json::Object([(key.to_owned(), json.clone())].into_iter().collect());
        let loaded = self.draft.load(&object, &[])?;
        if let Some((_, why)) = loaded.left.first() {
            return Err(format!("{key}: {why}."));
        }
        // Without a value it is so already.
        if let Some((_, value)) = loaded.values.into_iter().next() {
            self.draft.set(at, meant(&self.draft, at, value)?);
        }
        Ok(())
    }

    fn take_in_table(&mut self, at: At, field: &Field, rest: &str, input: Input) -> Result<(), String> {
        let Kind::Table(columns) = field.kind else {
            return Err(format!("{} is no table, so nothing in it can be named.", field.key));
        };
        let mut rows = self.draft.value(at).rows().to_vec();
        if matches!(input, Input::Json(Json::Null))
            && let Ok(Some(place)) = row_place(field.key, &rows, rest)
        {
            rows.remove(place);
            self.cells.retain(|(of, row, _)| (*of, *row) != (at, place));
            for (_, row, _) in self.cells.iter_mut().filter(|(of, row, _)| *of == at && *row > place) {
                *row -= 1;
            }
            self.draft.set(at, Value::Rows(rows));
            return Ok(());
        }
        let (name, column) = rest.rsplit_once('.').ok_or_else(|| {
            format!("{0}.{rest} names a row; {0}.{rest}.COLUMN=VALUE sets a cell of it, and {0}.{rest}:=null removes it.", field.key)
        })?;
        let keys: Vec<&str> = columns.iter().map(|column| column.key).collect();
        let Some(place) = keys.iter().position(|key| *key == column) else {
            let near = nearest(column, &keys).map(|near| format!(" Did you mean {near}?"));
            let keys = keys.join(", ");
            let near = near.unwrap_or_default();
            return Err(format!("{} has no column {column:?}: its columns are {keys}.{near}", field.key));
        };
        let Some(grammar) = columns.get(place) else { return Ok(()) };
        let row = match name.strip_prefix('+') {
            Some("") => return Err(format!("{}.+NAME adds a row, which wants a name.", field.key)),
            Some(new) => {
                let named = |row: &Row| row.cells.first().and_then(Value::text) == Some(new);
                let added = self.added.iter().any(|(of, name)| *of == at && name == new);
                match rows.iter().position(named) {
                    Some(place) if added => place,
                    Some(_) => {
                        return Err(format!(
                            "{0} has a row {new:?} already: {0}.{new}.{column}=VALUE sets its cell.",
                            field.key
                        ));
                    }
                    None => {
                        self.added.push((at, new.to_owned()));
                        rows.push(named_row(columns, new));
                        rows.len() - 1
                    }
                }
            }
            None => row_place(field.key, &rows, name)?.ok_or_else(|| no_row(field.key, &rows, name))?,
        };
        let path = format!("{}.{rest}", field.key);
        if self.cells.contains(&(at, row, place)) {
            return Err(format!("{path} is given twice."));
        }
        self.cells.push((at, row, place));
        let value = cell(&path, (field.key, name), grammar, input)?;
        if let Some(cell) = rows.get_mut(row).and_then(|row| row.cells.get_mut(place)) {
            *cell = value;
        }
        self.draft.set(at, Value::Rows(rows));
        Ok(())
    }
}

/// What a cell becomes.
fn cell(path: &str, (field, row): (&str, &str), column: &Column, input: Input) -> Result<Value, String> {
    if let Kind::Secret = column.kind {
        return match input {
            Input::Text(text) => Ok(Value::Secret(Secret::new(of_file(column.kind, &text)))),
            Input::Words(_) | Input::Json(_) => Err(advice(field, row, column.key)),
        };
    }
    match input {
        Input::Words(text) => read(path, column.kind, &text),
        Input::Text(text) => read(path, column.kind, of_file(column.kind, &text)),
        Input::Json(json) => match column.kind.decode(Some(&json)) {
            Value::Null => Err(format!("{path}: null cannot be sent.")),
            Value::Opaque(_) => Err(format!("{path}: of another shape than this cell has.")),
            value => match odd(column.kind, &[], &value) {
                Some(why) => Err(format!("{path} {why}")),
                None => Ok(value),
            },
        },
    }
}

/// Words as a value of this kind.
fn read(path: &str, kind: Kind, text: &str) -> Result<Value, String> {
    Ok(match kind {
        Kind::Choice(words) if !words.contains(&text) => return Err(one_of(path, text, words)),
        Kind::Text => match no_line(text) {
            Some(why) => return Err(format!("{path} {why}")),
            None => Value::Text(text.to_owned()),
        },
        Kind::Flag => match text {
            "yes" | "true" => Value::Flag(true),
            "no" | "false" => Value::Flag(false),
            other => return Err(one_of(path, other, &["yes", "no"])),
        },
        Kind::Document => Value::Document(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    })
}

/// The text of a file without the line break at its end, where a single line is meant.
fn of_file(kind: Kind, text: &str) -> &str {
    if let Kind::Lines | Kind::Document = kind {
        return text;
    }
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

fn named_row(columns: &'static [Column], name: &str) -> Row {
    let mut row = Column::fresh_row(columns);
    if let Some(first) = row.cells.first_mut() {
        *first = Value::Text(name.to_owned());
    }
    row
}

/// The row with this name, or with this number: `#2` is the second.
fn row_place(key: &str, rows: &[Row], name: &str) -> Result<Option<usize>, String> {
    if let Some(number) = name.strip_prefix('#').and_then(|number| number.parse::<usize>().ok()) {
        return Ok(number.checked_sub(1).filter(|place| *place < rows.len()));
    }
    let named = |row: &Row| row.cells.first().and_then(Value::text) == Some(name);
    let mut places = rows.iter().enumerate().filter(|(_, row)| named(row)).map(|(place, _)| place);
    match (places.next(), places.next()) {
        (Some(_), Some(_)) => Err(format!(
            "{key} has several rows named {name:?}; {key}.#2 is its second row, whatever it is named."
        )),
        (place, _) => Ok(place),
    }
}

fn no_row(key: &str, rows: &[Row], name: &str) -> String {
    if name.starts_with('#') {
        return format!("{key} has no row {name}: it has {}, and the first is #1.", rows.len());
    }
    let names: Vec<&str> = rows.iter().filter_map(|row| row.cells.first().and_then(Value::text)).collect();
    let near = nearest(name, &names).map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
    format!("{key} has no row {name:?}.{near} {key}.+{name} adds one.")
}

fn unknown(draft: &Draft, key: &str) -> String {
    let fields = draft.table().iter().filter(|field| field.access != Access::ReadOnly);
    let keys: Vec<&str> = fields.map(|field| field.key).collect();
    match nearest(key, &keys) {
        Some(near) => format!("there is no field {key:?}. Did you mean {near}?"),
        None => format!("there is no field {key:?}. The fields are {}.", keys.join(", ")),
    }
}

/// A secret is no argument.
fn advice(field: &str, row: &str, column: &str) -> String {
    format!(
        "a {column} of {field} is not taken as an argument or from JSON, where others can read it: \
         {field}.{row}.{column}=@FILE reads it from a file, and =@- from standard input."
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::FIELDS;
    use crate::edit::Record;
    use serde_json::json;

    fn draft() -> Draft {
        let json = json!({
            "name": "n", "description": null, "state": "live", "http_method": "get", "audiences": ["users"], "token_ids": ["1"],
            "headers": [{"name": "X.Key", "value": "****"}],
            "data_inputs": [
                {"name": "a", "type": "string", "description": "A", "required": true, "default_value": "", "extra": 1},
                {"name": "b", "type": "string", "description": "B", "required": true, "default_value": ""},
            ],
        });
        Draft::new(&FIELDS, Record::decode(&FIELDS, &json).unwrap())
    }

    fn words(path: &str, text: &str) -> (String, Input) {
        (path.to_owned(), Input::Words(text.to_owned()))
    }

    fn after(given: Vec<(String, Input)>) -> Result<Draft, String> {
        let mut assigning = Assigning::on(&draft());
        for (path, input) in given {
            assigning.take(&path, input)?;
        }
        Ok(assigning.draft)
    }

    fn value(draft: &Draft, key: &str) -> Value {
        draft.value(At::of(&FIELDS, key).unwrap()).clone()
    }

    #[test]
    fn words_stand_for_what_the_field_holds() {
        let draft = after(vec![
            words("direct_fin_usage", "yes"),
            words("http_method", "post"),
            words("audiences", "leads, users"),
            words("audiences", "visitors"),
            words("token_ids", ""),
            words("description", ""),
        ])
        .unwrap();
        assert_eq!(value(&draft, "direct_fin_usage"), Value::Flag(true));
        assert_eq!(value(&draft, "http_method"), Value::Text("post".into()));
        assert_eq!(facts::members(&value(&draft, "audiences")), ["leads", "users", "visitors"]);
        assert_eq!(value(&draft, "token_ids"), Value::List(vec![]));
        assert_eq!(value(&draft, "description"), Value::Text(String::new()));
    }

    #[test]
    fn a_way_into_a_table_sets_one_cell_adds_a_row_or_removes_one() {
        let draft = after(vec![
            words("data_inputs.a.description", "changed"),
            words("data_inputs.#2.required", "no"),
            words("data_inputs.+c.description", "new"),
            words("data_inputs.+c.type", "integer"),
        ])
        .unwrap();
        let rows = value(&draft, "data_inputs").rows().to_vec();
        assert_eq!(rows[0].cells[4].text(), Some("changed"));
        assert_eq!(rows[0].unknown().count(), 1, "what nobody knows in a row stays");
        assert_eq!(rows[1].cells[2], Value::Flag(false));
        assert_eq!(
            (rows.len(), rows[2].cells[1].text(), rows[2].cells[4].text()),
            (3, Some("integer"), Some("new"))
        );
        let draft = after(vec![("data_inputs.a".to_owned(), Input::Json(Json::Null))]).unwrap();
        assert_eq!(value(&draft, "data_inputs").rows().len(), 1);
    }

    #[test]
    fn members_stand_once_and_nothing_is_said_twice() {
        let twice =
            vec![words("audiences", "leads,leads"), words("audiences", "leads"), words("token_ids", "1")];
        let draft = after(twice.into_iter().chain([words("token_ids", "1, 2")]).collect()).unwrap();
        assert_eq!(facts::members(&value(&draft, "audiences")), ["leads"]);
        assert_eq!(facts::members(&value(&draft, "token_ids")), ["1", "2"]);
        let draft = after(vec![("audiences".to_owned(), Input::Json(json!(["leads", "leads"])))]).unwrap();
        assert_eq!(facts::members(&value(&draft, "audiences")), ["leads"]);

        let cell = |text: &str| words("data_inputs.a.description", text);
        assert!(after(vec![cell("x"), cell("y")]).unwrap_err().contains("twice"));
        assert!(
            after(vec![cell("x"), words("data_inputs.#1.description", "y")]).unwrap_err().contains("twice")
        );
        // A row that goes takes what was said of it along.
        let gone = ("data_inputs.a".to_owned(), Input::Json(Json::Null));
        let draft = after(vec![cell("x"), gone, words("data_inputs.b.description", "y")]).unwrap();
        assert_eq!(value(&draft, "data_inputs").rows()[0].cells[4].text(), Some("y"));
    }

    #[test]
    fn a_plus_adds_a_row_and_changes_none() {
        let said = after(vec![words("data_inputs.+a.description", "x")]).unwrap_err();
        assert!(said.contains("already") && said.contains("data_inputs.a.description=VALUE"), "{said}");
        let draft = after(vec![words("data_inputs.+#2.description", "x")]).unwrap();
        let rows = value(&draft, "data_inputs").rows().to_vec();
        assert_eq!(
            (rows.len(), rows[1].cells[4].text(), rows[2].cells[0].text()),
            (3, Some("B"), Some("#2"))
        );
        for (path, part) in [
            ("data_inputs.#0.type", "no row #0"),
            ("data_inputs.#9.type", "it has 2"),
            ("data_inputs.+.type", "wants a name"),
        ] {
            let said = after(vec![words(path, "string")]).unwrap_err();
            assert!(said.contains(part) && !said.contains("+#"), "{said}");
        }
    }

    #[test]
    fn what_stands_in_json_is_held_to_the_same_as_words() {
        let row = |kind: &str, name: &str| json!([{"name": name, "type": kind, "required": true, "default_value": "", "description": "d"}]);
        for (path, given, part) in [
            ("http_method", json!("fetch"), "http_method takes get, post"),
            ("audiences", json!(["users", "everyone"]), "audiences takes"),
            ("name", json!("a\rb"), "one line"),
            ("name", json!("a\u{1}b"), "U+0001"),
            ("token_ids", json!(["a\nb"]), "one line"),
            ("data_inputs", row("strnig", "a"), "data_inputs.#1.type takes string"),
            ("data_inputs", row("string", "a\nb"), "data_inputs.#1.name holds one line"),
            ("data_inputs.a.type", json!("strnig"), "data_inputs.a.type takes string"),
        ] {
            let said = after(vec![(path.to_owned(), Input::Json(given))]).unwrap_err();
            assert!(said.contains(part), "{path}: {said}");
        }
        for text in ["a\rb", "a\u{1}b", "a\u{9b}b", "a\tb"] {
            assert!(after(vec![words("name", text)]).unwrap_err().contains("one line"), "{text:?}");
            assert!(after(vec![words("data_inputs.a.description", text)]).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_header_value_comes_from_a_file_only() {
        for input in [Input::Words("s3cret".into()), Input::Json(json!("s3cret"))] {
            let said = after(vec![("headers.X.Key.value".to_owned(), input)]).unwrap_err();
            assert!(said.contains("headers.X.Key.value=@FILE") && !said.contains("s3cret"), "{said}");
        }
        let json = Input::Json(json!([{"name": "A", "value": "s3cret"}]));
        assert!(after(vec![("headers".to_owned(), json)]).unwrap_err().contains("=@-"));
        let draft =
            after(vec![("headers.X.Key.value".to_owned(), Input::Text(Zeroizing::new("s3cret\n".into())))])
                .unwrap();
        assert_eq!(value(&draft, "headers").rows()[0].cells[1], Value::Secret(Secret::new("s3cret")));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_what_may_have_been() {
        for (path, text, part) in [
            ("nmae", "x", "Did you mean name?"),
            ("state", "live", "patchpanel state"),
            ("id", "7", "read-only"),
            ("http_method", "POST", "get, post"),
            ("direct_fin_usage", "maybe", "yes, no"),
            ("audiences", "everyone", "leads, users, visitors"),
            ("data_inputs", "x", "data_inputs.ROW.description=VALUE"),
            ("data_inputs.a", "x", "removes it"),
            ("data_inputs.a.desc", "x", "its columns are name, type"),
            ("data_inputs.c.type", "string", "data_inputs.+c adds one"),
            ("name.x", "x", "no table"),
            ("name", "a\nb", "one line"),
        ] {
            let said = after(vec![words(path, text)]).unwrap_err();
            assert!(said.contains(part), "{path}: {said}");
        }
        assert!(after(vec![words("name", "a"), words("name", "b")]).unwrap_err().contains("twice"));
        let null = Input::Json(Json::Null);
        assert!(after(vec![("name".to_owned(), null)]).unwrap_err().contains("null cannot be sent"));
    }
}
