//! Keys that stand twice in one JSON object. Reading keeps the last of them and drops the others without a word, so
//! what a person typed is looked through before it is read.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;

/// The first key that an object in the text holds twice, and what the reader says of its place. Text that is not JSON
/// has none.
pub(super) fn doubled_key(text: &str) -> Option<(String, serde_json::Error)> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut doubled = None;
    let error = Look { doubled: &mut doubled }.deserialize(&mut deserializer).err()?;
    Some((doubled?, error))
}

/// Looks through any JSON and forgets it; remembers the key that stands twice.
struct Look<'l> {
    doubled: &'l mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Look { doubled: self.doubled })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut keys = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if keys.contains(&key) {
                *self.doubled = Some(key);
                return Err(A::Error::custom("a key stands twice in one object"));
            }
            keys.insert(key);
            entries.next_value_seed(Look { doubled: self.doubled })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::doubled_key;

    #[test]
    fn a_key_that_stands_twice_is_named_with_its_place() {
        let (key, error) = doubled_key("{\"a\": 1,\n \"b\": [{\"x\": 1, \"x\": 2}]}").unwrap();
        assert_eq!((key.as_str(), error.line()), ("x", 2));
    }

    #[test]
    fn the_same_key_in_two_objects_is_no_doubled_one_and_bad_syntax_is_another_matter() {
        for text in ["{\"a\": {\"a\": 1.10}, \"b\": [1e400, null, true, \"s\"]}", "{\"a\": ", "[]", ""] {
            assert!(doubled_key(text).is_none(), "{text}");
        }
    }
}
