//! A record as the server last described it.

use super::Json;
use super::field::{Field, Table};
use super::value::Value;

/// The place of a field in its table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(usize);

impl At {
    /// The field with this key.
    pub fn of(table: Table, key: &str) -> Option<Self> {
        table.iter().position(|field| field.key == key).map(Self)
    }

    /// Every place of a table, in its order.
    pub fn all(table: Table) -> impl Iterator<Item = (Self, &'static Field)> {
        table.iter().enumerate().map(|(index, field)| (Self(index), field))
    }

    /// The row of the table at this place.
    pub fn field(self, table: Table) -> Option<&'static Field> {
        table.get(self.0)
    }

    pub(super) fn index(self) -> usize {
        self.0
    }
}

/// A whole record: one value for each field of the table, and the keys that the table does not name.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    values: Vec<Value>,
    unknown: Vec<(String, Json)>,
}

static ABSENT: Value = Value::Absent;

impl Record {
    /// Reads a record. `None` when the JSON is not an object.
    pub fn decode(table: Table, json: &Json) -> Option<Self> {
        let object = json.as_object()?;
        Some(Self {
            values: table.iter().map(|field| field.kind.decode(object.get(field.key))).collect(),
            unknown: object
                .iter()
                .filter(|(key, _)| table.iter().all(|field| field.key != *key))
                .map(|(key, json)| (key.clone(), json.clone()))
                .collect(),
        })
    }

    /// The value at this place.
    pub fn value(&self, at: At) -> &Value {
        self.values.get(at.index()).unwrap_or(&ABSENT)
    }

    /// Keys that the server returned and the table does not name, in the server's order.
    pub fn unknown(&self) -> &[(String, Json)] {
        &self.unknown
    }

    /// Puts a value in its place.
    pub(super) fn put(&mut self, at: At, value: Value) {
        if let Some(place) = self.values.get_mut(at.index()) {
            *place = value;
        }
    }

    /// The fields whose values differ between two records, in what the server shows of them, unknown keys of rows
    /// included.
    pub fn differing(&self, other: &Self) -> Vec<At> {
        let differs = |at: &At| !self.value(*at).looks_like(other.value(*at));
        (0..self.values.len()).map(At).filter(differs).collect()
    }
}
