//! Keys that stand twice in one JSON object. Reading keeps the last of them and drops the others without a word, so
//! what a person typed is looked through before it is read.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;

/// The first key that an object in the text holds twice, in words with its line and column. Text that is not JSON has
/// none.
pub fn doubled_key(text: &str) -> Option<String> {
    let error = serde_json::from_str::<Looked>(text).err()?;
    // Only our own complaint is about the data; all others are about the syntax.
    let whole = error.to_string();
    let what = whole.split(" at line ").next().unwrap_or(&whole);
    error.is_data().then(|| format!("{what} at line {}, column {}", error.line(), error.column()))
}

/// Any JSON, looked through and forgotten.
struct Looked;

impl<'de> Deserialize<'de> for Looked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Look)
    }
}

struct Look;

impl<'de> Visitor<'de> for Look {
    type Value = Looked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Looked, E> {
        Ok(Looked)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Looked, E> {
        Ok(Looked)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Looked, E> {
        Ok(Looked)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Looked, E> {
        Ok(Looked)
    }

    fn visit_str<E>(self, _: &str) -> Result<Looked, E> {
        Ok(Looked)
    }

    fn visit_unit<E>(self) -> Result<Looked, E> {
        Ok(Looked)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Looked, A::Error> {
        while items.next_element::<Looked>()?.is_some() {}
        Ok(Looked)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Looked, A::Error> {
        let mut keys = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if keys.contains(&key) {
                return Err(A::Error::custom(format_args!("the key {key:?} stands twice in one object")));
            }
            keys.insert(key);
            entries.next_value::<Looked>()?;
        }
        Ok(Looked)
    }
}

#[cfg(test)]
mod tests {
    use super::doubled_key;

    #[test]
    fn a_key_that_stands_twice_is_named_with_its_place() {
        let said = doubled_key("{\"a\": 1,\n \"b\": [{\"x\": 1, \"x\": 2}]}").unwrap();
        assert!(said.contains("\"x\" stands twice") && said.contains("line 2"), "{said}");
    }

    #[test]
    fn the_same_key_in_two_objects_is_no_doubled_one_and_bad_syntax_is_another_matter() {
        for text in ["{\"a\": {\"a\": 1.10}, \"b\": [1e400, null, true, \"s\"]}", "{\"a\": ", "[]", ""] {
            assert_eq!(doubled_key(text), None, "{text}");
        }
    }
}
