//! Where a data input is used: in the URL, in the body, and in what was typed into header values.
//!
//! A value that the server hides cannot be looked at; that it is there is told. What was typed is looked at where it
//! lies, and only places in it are handed on.

use super::template::{Form, Variable, is_of_a_word, variables};
use crate::edit::{At, Draft, Spot, Table, Value};
use std::ops::Range;

/// Fields whose whole text is a template.
const TEXTS: [&str; 2] = ["url", "body"];
/// The table with a column of templates, and that column.
const ROWS: (&str, &str) = ("headers", "value");

/// Everything that is known of where an input is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Each use, in the order of the fields.
    pub list: Vec<Use>,
    /// Forms that hold the name and are not read: they may be uses, or something else.
    pub unread: usize,
    /// The names of the rows whose values cannot be looked at.
    pub hidden: Vec<String>,
}

/// A use of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The field.
    pub at: At,
    /// The cell, where it is one.
    pub spot: Option<Spot>,
    /// Its line, counted from zero.
    pub line: usize,
    /// Its bytes in the line, braces included.
    pub range: Range<usize>,
}

/// Whether a field, or a cell of this column of it, is a template.
pub fn is_template(table: Table, at: At, column: Option<usize>) -> bool {
    match column {
        None => at.field(table).is_some_and(|field| TEXTS.contains(&field.key)),
        Some(_) => rows_place(table).is_some_and(|place| Some(place) == column.map(|column| (at, column))),
    }
}

/// The place of the rows that have templates in them, and of the column that holds these.
pub fn rows_place(table: Table) -> Option<(At, usize)> {
    let at = At::of(table, ROWS.0)?;
    let columns = at.field(table)?.kind.columns();
    Some((at, columns.iter().position(|column| column.key == ROWS.1)?))
}

/// Where the input of this name is used. Linear in the length of the texts.
pub fn uses(draft: &Draft, name: &str) -> Uses {
    let mut uses = Uses::default();
    for (at, spot, value) in templates(draft) {
        let mut found = |text: &str| uses.look_at(at, spot, text, name);
        match value {
            Value::Text(text) if text.contains(name) => found(text),
            // No letter of it is compared with anything but where braces stand around it.
            Value::Secret(secret) if secret.look(found).is_none() => {
                let row = spot.and_then(|spot| draft.value(at).rows().get(spot.row));
                let named = row.and_then(|row| row.cells.first()).and_then(Value::text).unwrap_or_default();
                uses.hidden.push(named.to_owned());
            }
            _ => {}
        }
    }
    uses
}

/// The fields that hold uses of one name, with each of these made a use of another name, and nothing else changed.
pub fn renamed(draft: &Draft, old: &str, new: &str) -> Vec<(At, Value)> {
    let mut fields: Vec<(At, Value)> = Vec::new();
    for (at, spot, value) in templates(draft) {
        let Some(value) = renamed_in(value, old, new) else { continue };
        let Some(spot) = spot else {
            fields.push((at, value));
            continue;
        };
        if fields.last().is_none_or(|(last, _)| *last != at) {
            fields.push((at, draft.value(at).clone()));
        }
        if let Some((_, Value::Rows(rows))) = fields.last_mut()
            && let Some(cell) = rows.get_mut(spot.row).and_then(|row| row.cells.get_mut(spot.column))
        {
            *cell = value;
        }
    }
    fields
}

fn renamed_in(value: &Value, old: &str, new: &str) -> Option<Value> {
    match value {
        Value::Text(text) => super::template::rename(text, old, new).map(|(text, _)| Value::Text(text)),
        Value::Secret(secret) => {
            let places = secret.look(|text| names(text, old)).filter(|places| !places.is_empty())?;
            Some(Value::Secret(secret.with(&places, new)))
        }
        _ => None,
    }
}

/// The places of the name between the braces of each use.
fn names(text: &str, name: &str) -> Vec<Range<usize>> {
    let used = |variable: Variable| matches!(variable.form, Form::Used(_)).then_some(variable.name);
    variables(text, &[name]).into_iter().filter_map(used).collect()
}

/// Everything that is a template, in the order of the fields.
fn templates(draft: &Draft) -> impl Iterator<Item = (At, Option<Spot>, &Value)> {
    let column = rows_place(draft.table());
    At::all(draft.table()).flat_map(move |(at, _)| {
        let whole = is_template(draft.table(), at, None).then(|| (at, None, draft.value(at)));
        let cells = column.filter(|(rows, _)| *rows == at).map(|(_, column)| {
            draft.value(at).rows().iter().enumerate().filter_map(move |(row, cells)| {
                Some((at, Some(Spot { row, column }), cells.cells.get(column)?))
            })
        });
        whole.into_iter().chain(cells.into_iter().flatten())
    })
}

impl Uses {
    fn look_at(&mut self, at: At, spot: Option<Spot>, text: &str, name: &str) {
        if name.is_empty() {
            return;
        }
        for (line, text) in text.split('\n').enumerate() {
            for Variable { range, name: inside, form } in variables(text, &[name]) {
                match form {
                    Form::Used(_) => self.list.push(Use { at, spot, line, range }),
                    Form::Spaced(_) => self.unread += 1,
                    Form::Opaque => {
                        self.unread += usize::from(text.get(inside).is_some_and(|text| holds(text, name)));
                    }
                    Form::Undeclared | Form::Malformed(_) => {}
                }
            }
        }
    }

    /// The fields in which there are uses, in their order.
    pub fn fields(&self) -> Vec<At> {
        let mut fields: Vec<At> = self.list.iter().map(|each| each.at).collect();
        fields.dedup();
        fields
    }
}

/// Whether a name stands in a text as a word of its own.
fn holds(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_of_a_word) && !after.is_some_and(is_of_a_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::FIELDS;
    use crate::edit::{Record, Row, Secret};
    use serde_json::json;

    fn draft() -> Draft {
        let record = json!({
            "url": "https://x/{{a}}/{{ab}}", "body": "{{a}}\r\n{{ a }} {{a.b}} {{ab.c}} {{b}}\r\n{{a}}{{a}}",
            "description": "{{a}}", "headers": [{"name": "H"}, {"name": "K"}],
        });
        let mut draft = Draft::new(&FIELDS, Record::decode(&FIELDS, &record).unwrap());
        let cells = |name: &str, secret| Row {
            cells: vec![Value::Text(name.to_owned()), Value::Secret(secret)],
            layout: Vec::new(),
        };
        let rows = vec![cells("H", Secret::Kept), cells("K", Secret::new("x {{a}} {{ a }}"))];
        draft.set(At::of(&FIELDS, "headers").unwrap(), Value::Rows(rows));
        draft
    }

    #[test]
    fn uses_are_found_in_the_url_the_body_and_typed_header_values_and_nowhere_else() {
        let draft = draft();
        let uses = uses(&draft, "a");
        let told: Vec<_> = uses
            .list
            .iter()
            .map(|each| {
                let row = each.spot.map(|spot| spot.row);
                (each.at.field(&FIELDS).unwrap().key, row, each.line, each.range.clone())
            })
            .collect();
        let expected = [
            ("url", None, 0, 10..15),
            ("headers", Some(1), 0, 2..7),
            ("body", None, 0, 0..5),
            ("body", None, 2, 0..5),
            ("body", None, 2, 5..10),
        ];
        assert_eq!(told, expected);
        assert_eq!(uses.unread, 3, "{{{{ a }}}} twice and {{{{a.b}}}}");
        assert_eq!(uses.hidden, ["H"]);
        assert_eq!(super::uses(&draft, "").list, []);
    }

    #[test]
    fn renaming_changes_exactly_the_uses() {
        let mut draft = draft();
        for (at, value) in renamed(&draft, "a", "long") {
            draft.set(at, value);
        }
        let value = |key: &str| draft.value(At::of(&FIELDS, key).unwrap()).clone();
        assert_eq!(value("url"), Value::Text("https://x/{{long}}/{{ab}}".into()));
        let body = "{{long}}\r\n{{ a }} {{a.b}} {{ab.c}} {{b}}\r\n{{long}}{{long}}";
        assert_eq!(value("body"), Value::Text(body.into()));
        assert_eq!(value("description"), Value::Text("{{a}}".into()));
        let cells: Vec<_> = value("headers").rows().iter().map(|row| row.cells[1].clone()).collect();
        assert_eq!(cells[1], Value::Secret(Secret::new("x {{long}} {{ a }}")));
        assert!(matches!(cells[0], Value::Secret(Secret::Kept)));
        assert_eq!(renamed(&draft, "zz", "y"), []);
    }
}
