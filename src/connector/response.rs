//! From a sample response to the response fields that it will generate, and how these differ from the present ones.
//!
//! Documented: the six types; that objects, nested objects and arrays are read, an array by its first element; that a
//! datetime needs ISO 8601. Not documented: the form of a path through an array ([`Arrays`]), and what becomes of `null`
//! and of what is empty. So whoever shows this says "most likely". The demo server generates its fields here, too.

use crate::edit::{At, Json, Record, Table, Value};
use jiff::Timestamp;
use jiff::civil::DateTime;
use std::collections::{HashMap, VecDeque};

/// The path of a sample that is a single value, and so has no name of its own.
const ROOT: &str = "$";
/// No point in time is written in more bytes than this.
const LONGEST_TIME: usize = 64;

/// What the API calls the type of a response field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Nothing to learn from: null, or an object or array that is empty.
    Unknown,
    /// Text.
    String,
    /// A number without a fraction and an exponent, however many digits it has.
    Integer,
    /// Any other number.
    Decimal,
    /// Text that is a date and a time of ISO 8601, in a zone or not. A date alone stays text.
    Datetime,
    /// True or false.
    Boolean,
}

/// How a path goes through an array. The API does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrays {
    /// `items.sku`
    #[default]
    Plain,
    /// `items[0].sku`
    Indexed,
    /// `items[].sku`
    Bracketed,
}

/// A response field that a sample generates.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// Where it stands in the response.
    pub path: String,
    /// What it holds.
    pub kind: Type,
    /// What it holds in the sample.
    pub example: Json,
}

/// A response field that the server holds now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present {
    /// Where it stands in the response.
    pub path: String,
    /// The API's word for what it holds, also one that we do not know.
    pub kind: String,
    /// Its values are kept out of sight.
    pub redacted: bool,
}

/// What becomes of one path.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The path.
    pub path: String,
    /// What becomes of it.
    pub fate: Fate,
    /// What the sample holds there; nothing where the path disappears.
    pub example: Option<Json>,
    /// It is redacted now. A generated field is not.
    pub redacted: bool,
}

/// What becomes of a response field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is new.
    Appears(Type),
    /// The sample does not hold it; what it was.
    Disappears(String),
    /// It holds something else than before.
    Changes {
        /// The API's word for what it held.
        from: String,
        /// What it will hold.
        to: Type,
    },
    /// The same path and the same type; the example may be another one.
    Stays(Type),
}

/// The fields that a sample generates against those that are there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Every path that is generated, in the order of the sample, and behind them those that disappear: however many these
    /// are, what is new is seen first.
    pub rows: Vec<Compared>,
}

impl Type {
    /// The API's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Datetime => "datetime",
            Self::Boolean => "boolean",
        }
    }

    fn of(leaf: &Json) -> Self {
        match leaf {
            Json::Bool(_) => Self::Boolean,
            // By its digits and not by its value: 20 digits are an integer still, and `1.0` is a decimal.
            Json::Number(number) if !number.to_string().contains(['.', 'e', 'E']) => Self::Integer,
            Json::Number(_) => Self::Decimal,
            Json::String(text) if is_datetime(text) => Self::Datetime,
            Json::String(_) => Self::String,
            Json::Null | Json::Array(_) | Json::Object(_) => Self::Unknown,
        }
    }
}

fn is_datetime(text: &str) -> bool {
    text.len() <= LONGEST_TIME
        && text.contains('T')
        && (text.parse::<Timestamp>().is_ok() || text.parse::<DateTime>().is_ok())
}

impl Arrays {
    /// What a step into the first element adds to a path.
    fn step(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Indexed => "[0]",
            Self::Bracketed => "[]",
        }
    }

    /// The form that the present paths have, where one of them tells.
    pub fn seen_in(present: &[Present]) -> Self {
        let any = |step: &str| present.iter().any(|field| field.path.contains(step));
        if any("[0]") {
            Self::Indexed
        } else if any("[]") {
            Self::Bracketed
        } else {
            Self::Plain
        }
    }
}

/// The fields that a sample generates, in its order. Nothing comes of an object or array that is empty as a whole.
pub fn generated(sample: &Json, arrays: Arrays) -> Vec<Generated> {
    let mut fields = Vec::new();
    let empty = match sample {
        Json::Object(members) => members.is_empty(),
        Json::Array(items) => items.is_empty(),
        _ => false,
    };
    if !empty {
        collect(sample, arrays, &mut String::new(), 0, &mut fields);
    }
    fields
}

/// Recursion is bounded: reading has already refused what is nested deeper than 128 levels.
fn collect(sample: &Json, arrays: Arrays, path: &mut String, depth: usize, fields: &mut Vec<Generated>) {
    let length = path.len();
    match sample {
        Json::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                if depth > 0 {
                    path.push('.');
                }
                path.push_str(key);
                collect(value, arrays, path, depth + 1, fields);
                path.truncate(length);
            }
        }
        Json::Array(items) if !items.is_empty() => {
            path.push_str(arrays.step());
            if let Some(first) = items.first() {
                // A plain path does not get any deeper by an array.
                collect(first, arrays, path, depth + usize::from(!path.is_empty()), fields);
            }
            path.truncate(length);
        }
        leaf => fields.push(Generated {
            path: if depth == 0 && path.is_empty() { ROOT.to_owned() } else { path.clone() },
            kind: Type::of(leaf),
            example: leaf.clone(),
        }),
    }
}

/// The response fields of a record, where it has any that can be read.
pub fn present(table: Table, base: &Record) -> Vec<Present> {
    let Some(at) = At::of(table, "response_fields") else { return Vec::new() };
    let columns = at.field(table).map_or(&[][..], |field| field.kind.columns());
    let place = |key: &str| columns.iter().position(|column| column.key == key);
    let [path, kind, redacted] = ["path", "type", "redacted"].map(place);
    let rows = base.value(at).rows().iter().map(|row| {
        let cell = |place: Option<usize>| place.and_then(|place| row.cells.get(place));
        let text = |place| cell(place).and_then(Value::text).unwrap_or_default().to_owned();
        Present {
            path: text(path),
            kind: text(kind),
            redacted: matches!(cell(redacted), Some(Value::Flag(true))),
        }
    });
    rows.collect()
}

/// What becomes of each path once these fields are generated in the place of those that are there. A path that stands
/// several times is taken in order.
pub fn compare(generated: Vec<Generated>, present: &[Present]) -> Comparison {
    let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (place, field) in generated.iter().enumerate() {
        places.entry(&field.path).or_default().push_back(place);
    }
    // Who comes to stand in whose place.
    let mut before: Vec<Option<&Present>> = vec![None; generated.len()];
    let mut gone: Vec<&Present> = Vec::new();
    for field in present {
        let place = places.get_mut(field.path.as_str()).and_then(VecDeque::pop_front);
        match place.and_then(|place| before.get_mut(place)) {
            Some(slot) => *slot = Some(field),
            None => gone.push(field),
        }
    }
    let generated = generated.into_iter().zip(before).map(|(field, before)| Compared {
        path: field.path,
        fate: match before {
            None => Fate::Appears(field.kind),
            Some(before) if before.kind == field.kind.word() => Fate::Stays(field.kind),
            Some(before) => Fate::Changes { from: before.kind.clone(), to: field.kind },
        },
        example: Some(field.example),
        redacted: before.is_some_and(|before| before.redacted),
    });
    let gone = gone.into_iter().map(|field| Compared {
        path: field.path.clone(),
        fate: Fate::Disappears(field.kind.clone()),
        example: None,
        redacted: field.redacted,
    });
    let rows = generated.chain(gone).collect();
    Comparison { rows }
}

/// What a sample makes of the response fields of a record.
pub fn foresee(table: Table, base: &Record, sample: &Json) -> Comparison {
    let present = present(table, base);
    compare(generated(sample, Arrays::seen_in(&present)), &present)
}

impl Comparison {
    /// The paths that are new.
    pub fn appearing(&self) -> impl Iterator<Item = &Compared> {
        self.rows.iter().filter(|row| matches!(row.fate, Fate::Appears(_)))
    }

    /// The paths that the sample does not hold.
    pub fn disappearing(&self) -> impl Iterator<Item = &Compared> {
        self.rows.iter().filter(|row| matches!(row.fate, Fate::Disappears(_)))
    }

    /// The paths that hold something else than before.
    pub fn changing(&self) -> impl Iterator<Item = &Compared> {
        self.rows.iter().filter(|row| matches!(row.fate, Fate::Changes { .. }))
    }

    /// The paths that are redacted now and come back as any other.
    pub fn unveiled(&self) -> impl Iterator<Item = &Compared> {
        self.rows.iter().filter(|row| row.loses_redaction())
    }

    /// How many fields there will be.
    pub fn len(&self) -> usize {
        self.rows.len() - self.disappearing().count()
    }

    /// True when there will be none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// "12 fields: 3 appear, 1 disappears, 1 changes type".
    pub fn summary(&self) -> String {
        let counted = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        let parts: Vec<String> = [
            counted(self.appearing().count(), "appears", "appear"),
            counted(self.disappearing().count(), "disappears", "disappear"),
            counted(self.changing().count(), "changes type", "change type"),
            counted(self.unveiled().count(), "loses its redaction", "lose their redaction"),
        ]
        .into_iter()
        .flatten()
        .collect();
        let fields = match self.len() {
            0 => "no fields".to_owned(),
            1 => "1 field".to_owned(),
            count => format!("{count} fields"),
        };
        match (parts.is_empty(), self.rows.is_empty()) {
            (true, true) => fields,
            (true, false) => format!("{fields}, the same as now"),
            (false, _) => format!("{fields}: {}", parts.join(", ")),
        }
    }
}

impl Compared {
    /// It is redacted now, and is there afterwards.
    pub fn loses_redaction(&self) -> bool {
        self.redacted && !matches!(self.fate, Fate::Disappears(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths_and_types(sample: &str, arrays: Arrays) -> Vec<(String, &'static str)> {
        let sample = serde_json::from_str(sample).unwrap();
        generated(&sample, arrays).into_iter().map(|field| (field.path, field.kind.word())).collect()
    }

    fn rows(expected: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
        expected.iter().map(|&(path, kind)| (path.to_owned(), kind)).collect()
    }

    #[test]
    fn every_leaf_gets_a_row_with_its_dotted_path_and_type() {
        let sample = r#"{"order":{"id":12345678901234567890,"total":1.10,"paid":true,"note":null,
            "placed_at":"2026-03-01T10:00:00Z","due":"2026-03-01","packed_at":"2026-03-01T10:00:00","extra":{}},"items":[{"sku":"A"},{"other":1}],
            "tags":["x"],"none":[]}"#;
        assert_eq!(
            paths_and_types(sample, Arrays::Plain),
            rows(&[
                ("order.id", "integer"),
                ("order.total", "decimal"),
                ("order.paid", "boolean"),
                ("order.note", "unknown"),
                ("order.placed_at", "datetime"),
                ("order.due", "string"),
                ("order.packed_at", "datetime"),
                ("order.extra", "unknown"),
                ("items.sku", "string"),
                ("tags", "string"),
                ("none", "unknown"),
            ])
        );
    }

    #[test]
    fn a_root_array_is_read_by_its_first_element() {
        assert_eq!(paths_and_types(r#"[{"id":1},{"name":"b"}]"#, Arrays::Plain), rows(&[("id", "integer")]));
        assert_eq!(paths_and_types("[1.5]", Arrays::Plain), rows(&[("$", "decimal")]));
        assert_eq!(paths_and_types("[[]]", Arrays::Plain), rows(&[("$", "unknown")]));
        assert_eq!(paths_and_types(r#"[{"id":1}]"#, Arrays::Indexed), rows(&[("[0].id", "integer")]));
    }

    #[test]
    fn a_path_goes_through_arrays_in_the_form_that_was_asked_for() {
        let sample = r#"{"items":[{"sku":"A","tags":["x"]}],"grid":[[1]],"none":[]}"#;
        for (arrays, paths) in [
            (Arrays::Plain, ["items.sku", "items.tags", "grid", "none"]),
            (Arrays::Indexed, ["items[0].sku", "items[0].tags[0]", "grid[0][0]", "none"]),
            (Arrays::Bracketed, ["items[].sku", "items[].tags[]", "grid[][]", "none"]),
        ] {
            let found = paths_and_types(sample, arrays);
            assert_eq!(found.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), paths);
        }
    }

    #[test]
    fn the_form_of_the_present_paths_is_the_one_that_is_expected() {
        let present = |path: &str| vec![Present { path: path.to_owned(), ..Present::default() }];
        assert_eq!(Arrays::seen_in(&present("items[0].sku")), Arrays::Indexed);
        assert_eq!(Arrays::seen_in(&present("items[].sku")), Arrays::Bracketed);
        assert_eq!(Arrays::seen_in(&present("items.sku")), Arrays::Plain);
        assert_eq!(Arrays::seen_in(&[]), Arrays::Plain);
    }

    #[test]
    fn examples_keep_their_digits() {
        let sample: Json = serde_json::from_str(r#"{"price":1.10,"big":12345678901234567890123}"#).unwrap();
        let fields = generated(&sample, Arrays::Plain);
        assert_eq!(fields[0].example.to_string(), "1.10");
        assert_eq!(fields[1].example.to_string(), "12345678901234567890123");
        assert_eq!(fields[1].kind, Type::Integer);
    }

    #[test]
    fn only_a_date_with_a_time_of_iso_8601_is_a_datetime() {
        for (text, kind) in [
            ("2026-03-01T10:00:00Z", Type::Datetime),
            ("2026-03-01T10:00:00.123+02:00", Type::Datetime),
            ("2026-03-01T10:00", Type::Datetime),
            ("2026-03-01", Type::String),
            ("01.03.2026 10:00", Type::String),
            ("Sun, 01 Mar 2026 10:00:00 GMT", Type::String),
            ("1740823200", Type::String),
            ("T", Type::String),
        ] {
            assert_eq!(Type::of(&json!(text)), kind, "{text}");
        }
    }

    #[test]
    fn an_empty_sample_generates_nothing() {
        assert_eq!(generated(&json!({}), Arrays::Plain), []);
        assert_eq!(generated(&json!([]), Arrays::Plain), []);
    }

    fn there(fields: &[(&str, &str, bool)]) -> Vec<Present> {
        let one = |&(path, kind, redacted): &(&str, &str, bool)| Present {
            path: path.to_owned(),
            kind: kind.to_owned(),
            redacted,
        };
        fields.iter().map(one).collect()
    }

    #[test]
    fn each_path_appears_disappears_changes_its_type_or_stays() {
        let present = there(&[
            ("first", "string", false),
            ("status", "string", false),
            ("eta", "datetime", false),
            ("parcels", "integer", false),
            ("phone", "string", true),
            ("secret", "string", true),
        ]);
        let sample = json!({"status": "new", "eta": "soon", "weight": 1.5, "parcels": 3, "phone": "+46"});
        let comparison = compare(generated(&sample, Arrays::Plain), &present);
        let shown: Vec<(&str, &Fate)> =
            comparison.rows.iter().map(|row| (row.path.as_str(), &row.fate)).collect();
        assert_eq!(
            shown,
            [
                ("status", &Fate::Stays(Type::String)),
                ("eta", &Fate::Changes { from: "datetime".into(), to: Type::String }),
                ("weight", &Fate::Appears(Type::Decimal)),
                ("parcels", &Fate::Stays(Type::Integer)),
                ("phone", &Fate::Stays(Type::String)),
                ("first", &Fate::Disappears("string".into())),
                ("secret", &Fate::Disappears("string".into())),
            ]
        );
        let unveiled: Vec<_> = comparison.unveiled().map(|row| row.path.as_str()).collect();
        assert_eq!(unveiled, ["phone"], "what is gone has nothing to hide");
        assert_eq!(
            comparison.summary(),
            "5 fields: 1 appears, 2 disappear, 1 changes type, 1 loses its redaction"
        );
    }

    #[test]
    fn the_summary_counts_in_words() {
        let summary =
            |sample: Json, present: &[Present]| compare(generated(&sample, Arrays::Plain), present).summary();
        assert_eq!(summary(json!({}), &[]), "no fields");
        assert_eq!(summary(json!({"a": 1}), &[]), "1 field: 1 appears");
        assert_eq!(summary(json!({"a": 1}), &there(&[("a", "integer", false)])), "1 field, the same as now");
        assert_eq!(summary(json!({}), &there(&[("a", "integer", false)])), "no fields: 1 disappears");
    }

    #[test]
    fn a_path_that_stands_twice_is_compared_twice() {
        let sample = json!({"a.b": 1, "a": {"b": "x"}});
        let present = there(&[("a.b", "integer", false), ("a.b", "string", false), ("a.b", "string", false)]);
        let comparison = compare(generated(&sample, Arrays::Plain), &present);
        assert_eq!(comparison.summary(), "2 fields: 1 disappears");
    }
}
