//! From a sample of the called API's answer to the response fields that it generates.
//!
//! Objects contribute a dotted path per leaf; of an array only the first element counts and the array itself
//! adds nothing to the path, so `{"items":[{"sku":"A"}]}` gives `items.sku`. The documentation names the types
//! but not the form of a path inside an array: this form is the demo's own.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde_json::{Number, Value, json};

/// The path of a sample that is a single value, or an array of single values, and so has no name of its own.
const ROOT: &str = "$";

/// Rows of `response_fields`, in the order of the sample.
pub(super) fn response_fields(sample: &Value) -> Vec<Value> {
    let mut rows = Vec::new();
    collect(sample, String::new(), &mut rows);
    rows
}

/// Recursion is bounded: parsing has already refused documents nested deeper than 128 levels.
fn collect(sample: &Value, path: String, rows: &mut Vec<Value>) {
    match sample {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                collect(value, path, rows);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            if let Some(first) = items.first() {
                collect(first, path, rows);
            }
        }
        leaf => rows.push(json!({
            "path": if path.is_empty() { ROOT.to_owned() } else { path },
            "type": kind(leaf),
            "example_value": leaf,
            "redacted": false,
        })),
    }
}

fn kind(leaf: &Value) -> &'static str {
    match leaf {
        Value::Bool(_) => "boolean",
        Value::Number(number) if is_whole(number) => "integer",
        Value::Number(_) => "decimal",
        Value::String(text) if is_datetime(text) => "datetime",
        Value::String(_) => "string",
        // Nothing to learn from null, or from an object or array that is empty.
        Value::Null | Value::Array(_) | Value::Object(_) => "unknown",
    }
}

/// By its digits and not by its value: 20 digits are an integer still, and `1.0` is a decimal.
fn is_whole(number: &Number) -> bool {
    !number.to_string().contains(['.', 'e', 'E'])
}

/// ISO 8601 with a date and a time, in a zone or not; a date alone stays a string.
fn is_datetime(text: &str) -> bool {
    text.contains('T') && (text.parse::<Timestamp>().is_ok() || text.parse::<DateTime>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths_and_types(sample: &str) -> Vec<(String, String)> {
        let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
        let sample = serde_json::from_str(sample).unwrap();
        response_fields(&sample).iter().map(|row| (text(row, "path"), text(row, "type"))).collect()
    }

    fn rows(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|&(path, kind)| (path.to_owned(), kind.to_owned())).collect()
    }

    #[test]
    fn every_leaf_gets_a_row_with_its_dotted_path_and_type() {
        let sample = r#"{"order":{"id":12345678901234567890,"total":1.10,"paid":true,"note":null,
            "placed_at":"2026-03-01T10:00:00Z","due":"2026-03-01","packed_at":"2026-03-01T10:00:00","extra":{}},"items":[{"sku":"A"},{"other":1}],
            "tags":["x"],"none":[]}"#;
        assert_eq!(
            paths_and_types(sample),
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
        assert_eq!(paths_and_types(r#"[{"id":1},{"name":"b"}]"#), rows(&[("id", "integer")]));
        assert_eq!(paths_and_types("[1.5]"), rows(&[("$", "decimal")]));
    }

    #[test]
    fn example_values_keep_their_digits() {
        let sample: Value = serde_json::from_str(r#"{"price":1.10}"#).unwrap();
        assert_eq!(response_fields(&sample)[0]["example_value"].to_string(), "1.10");
    }
}
