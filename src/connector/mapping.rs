//! Object mappings: which parts of the answer are stored in Intercom, and which of these parts a sample response
//! takes away.

use super::response::{Comparison, Fate, Present};
use crate::edit::{At, Record, Table, Value};
use std::collections::BTreeSet;

/// One path that an object mapping reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The path of the object that it belongs to.
    object: String,
    /// The path as it stands in the mapping.
    pub path: String,
    /// What it is stored as: an attribute; nothing where the path is that of the object itself.
    pub attribute: Option<String>,
}

/// Every path that the object mappings of a record read, in order.
pub fn reads(table: Table, base: &Record) -> Vec<Read> {
    let Some(at) = At::of(table, "object_mappings") else { return Vec::new() };
    let columns = at.field(table).map_or(&[][..], |field| field.kind.columns());
    let place = |key: &str| columns.iter().position(|column| column.key == key);
    let (object, attributes) = (place("response_object_path"), place("attribute_mappings"));
    let inner =
        attributes.and_then(|place| columns.get(place)).map_or(&[][..], |column| column.kind.columns());
    let inside = |key: &str| inner.iter().position(|column| column.key == key);
    let (path, attribute) = (inside("response_attribute_path"), inside("intercom_attribute_identifier"));
    let text = |cells: &[Value], place: Option<usize>| {
        place.and_then(|place| cells.get(place)).and_then(Value::text).map(str::to_owned)
    };
    let mut reads = Vec::new();
    for mapping in base.value(at).rows() {
        let object = text(&mapping.cells, object).unwrap_or_default();
        reads.push(Read { object: String::new(), path: object.clone(), attribute: None });
        let rows = attributes.and_then(|place| mapping.cells.get(place)).map_or(&[][..], Value::rows);
        reads.extend(rows.iter().filter_map(|row| {
            Some(Read {
                object: object.clone(),
                path: text(&row.cells, path)?,
                attribute: text(&row.cells, attribute),
            })
        }));
    }
    reads
}

/// The paths that lead somewhere now and will not any more. Whether the path of an attribute begins at the root or at
/// its object is not documented, so either will do.
pub fn vanishing(reads: Vec<Read>, present: &[Present], comparison: &Comparison) -> Vec<Read> {
    let now: BTreeSet<&str> = present.iter().map(|field| field.path.as_str()).collect();
    let then: BTreeSet<&str> = (comparison.rows.iter())
        .filter(|row| !matches!(row.fate, Fate::Disappears(_)))
        .map(|row| row.path.as_str())
        .collect();
    reads.into_iter().filter(|read| read.leads_somewhere(&now) && !read.leads_somewhere(&then)).collect()
}

impl Read {
    fn leads_somewhere(&self, paths: &BTreeSet<&str>) -> bool {
        holds(paths, &self.path)
            || !self.object.is_empty() && holds(paths, &format!("{}.{}", self.object, self.path))
    }
}

/// The path is there, or something below it.
fn holds(paths: &BTreeSet<&str>, path: &str) -> bool {
    let below = |step: char| {
        let start = format!("{path}{step}");
        paths.range(start.as_str()..).next().is_some_and(|found| found.starts_with(&start))
    };
    // The whole answer is there as long as anything is.
    let root = matches!(path, "" | "$") && !paths.is_empty();
    root || paths.contains(path) || below('.') || below('[')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::FIELDS;
    use crate::connector::response::{foresee, present};
    use crate::edit::Json;
    use serde_json::json;

    fn vanished(sample: &Json) -> Vec<String> {
        let attribute = |path: &str, attribute: &str| json!({"response_attribute_path": path, "intercom_attribute_identifier": attribute});
        let base = json!({
            "response_fields": [
                {"path": "customer.id", "type": "string"},
                {"path": "customer.segment", "type": "string"},
                {"path": "customer-old.id", "type": "string"},
                {"path": "orders[0].id", "type": "string"},
            ],
            "object_mappings": [
                {"response_object_path": "customer", "attribute_mappings":
                    [attribute("customer.segment", "segment"), attribute("id", "ref"), attribute("never", "x")]},
                {"response_object_path": "orders", "attribute_mappings": []},
                {"response_object_path": "customer-old", "attribute_mappings": null},
            ],
        });
        let base = Record::decode(&FIELDS, &base).unwrap();
        let comparison = foresee(&FIELDS, &base, sample);
        let vanishing = vanishing(reads(&FIELDS, &base), &present(&FIELDS, &base), &comparison);
        vanishing.into_iter().map(|read| read.path).collect()
    }

    #[test]
    fn a_mapping_points_at_a_path_that_vanishes() {
        let whole = json!({"customer": {"id": "1", "segment": "a"}, "customer-old": {"id": "1"}, "orders": [{"id": "1"}]});
        assert_eq!(vanished(&whole), [""; 0]);
        let mut less = whole.clone();
        less["customer"].as_object_mut().unwrap().remove("segment");
        assert_eq!(
            vanished(&less),
            ["customer.segment"],
            "what led nowhere before is not this change's doing"
        );
        less["customer"] = json!({"segment": "a"});
        assert_eq!(vanished(&less), ["id"], "relative to its object");
        less.as_object_mut().unwrap().remove("customer");
        assert_eq!(vanished(&less), ["customer", "customer.segment", "id"]);
        less["orders"] = json!({});
        assert_eq!(vanished(&less), ["customer", "customer.segment", "id"], "the path itself is still there");
        assert_eq!(vanished(&json!({})).len(), 5);
    }
}
