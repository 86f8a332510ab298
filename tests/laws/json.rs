//! Laws of reading and writing: what the server sent goes back as it came.

use super::make::{MARK, any_json, record, text, well_shaped};
use super::read::sorted;
use super::tries;
use patchpanel::connector::{FIELDS, facts};
use patchpanel::edit::wire::{MASK, Reader};
use patchpanel::edit::{Access, At, Field, Json, Kind, Record, Secret, Value, Wire};
use proptest::prelude::*;
use proptest::sample::select;

/// Every field and its place.
fn field() -> impl Strategy<Value = (At, &'static Field)> {
    select(At::all(&FIELDS).collect::<Vec<_>>())
}

/// A field and a value of its right shape, as the server sends it.
fn field_and_json() -> impl Strategy<Value = (At, &'static Field, Json)> {
    field().prop_flat_map(|(at, field)| well_shaped(field.kind).prop_map(move |json| (at, field, json)))
}

/// Types a secret wherever one is hidden and a text wherever one is required.
fn fill(kind: Kind, value: &mut Value) {
    if let Value::Rows(rows) = value {
        for row in rows {
            for (cell, column) in row.cells.iter_mut().zip(kind.columns()) {
                match cell {
                    Value::Secret(secret) => *secret = Secret::new("typed"),
                    cell if column.required && cell.is_blank() => *cell = Value::Text("needed".to_owned()),
                    _ => {}
                }
            }
        }
    }
}

/// What the server would have sent, had it held what [`fill`] types: in place, or at the end where it was absent.
fn filled(kind: Kind, json: &Json) -> Json {
    let (Kind::Table(columns), Json::Array(items)) = (kind, json) else { return json.clone() };
    let mut items = items.clone();
    for item in items.iter_mut().filter_map(Json::as_object_mut) {
        for column in columns {
            let blank = match item.get(column.key) {
                None | Some(Json::Null) => true,
                Some(Json::String(text)) => text.trim().is_empty(),
                _ => false,
            };
            if matches!(column.kind, Kind::Secret) {
                item.insert(column.key.to_owned(), "typed".into());
            } else if column.required && blank {
                item.insert(column.key.to_owned(), "needed".into());
            }
        }
    }
    Json::Array(items)
}

proptest! {
    #![proptest_config(tries(160))]

    #[test]
    fn what_was_read_is_written_byte_for_byte((at, field, json) in field_and_json()) {
        let mut value = field.kind.decode(Some(&json));
        fill(field.kind, &mut value);
        let json = filled(field.kind, &json);
        match field.kind.encode(at, &value) {
            Ok(Some(wire)) => {
                let written: Json = serde_json::from_str(&wire.write(Reader::Server)).unwrap();
                prop_assert_eq!(&written, &json);
                // Equality of JSON ignores the order of keys; its text does not.
                prop_assert_eq!(written.to_string(), json.to_string());
            }
            other => prop_assert!(
                matches!(value, Value::Opaque(_) | Value::Null) && other.is_err(),
                "{} of {json}: {other:?}", field.key
            ),
        }
    }

    #[test]
    fn a_shape_that_no_kind_knows_is_never_written_and_never_lost((at, field) in field(), json in any_json()) {
        match field.kind.decode(Some(&json)) {
            value @ Value::Opaque(_) => prop_assert!(field.kind.encode(at, &value).is_err()),
            Value::Null => prop_assert_eq!(json, Json::Null),
            Value::Absent => prop_assert!(false, "a key that is there was read as absent"),
            _ => {}
        }
    }

    #[test]
    fn a_record_holds_every_key_of_its_json(json in record()) {
        let read = Record::decode(&FIELDS, &json).unwrap();
        let object = json.as_object().unwrap();
        for (at, field) in At::all(&FIELDS) {
            prop_assert_eq!(object.contains_key(field.key), *read.value(at) != Value::Absent, "{}", field.key);
        }
        let unknown: Vec<_> = object
            .iter()
            .filter(|(key, _)| FIELDS.iter().all(|field| field.key != key.as_str()))
            .map(|(key, json)| (key.clone(), json.to_string()))
            .collect();
        let kept: Vec<_> = read.unknown().iter().map(|(key, json)| (key.clone(), json.to_string())).collect();
        prop_assert_eq!(kept, unknown);
    }

    #[test]
    fn the_order_of_a_record_s_keys_means_nothing(json in record()) {
        let (one, other) = (Record::decode(&FIELDS, &json).unwrap(), Record::decode(&FIELDS, &sorted(&json)).unwrap());
        prop_assert_eq!(one.differing(&other), vec![]);
    }

    #[test]
    fn what_is_not_an_object_is_no_record(json in any_json()) {
        prop_assert_eq!(Record::decode(&FIELDS, &json).is_some(), json.is_object());
    }

    #[test]
    fn the_pretty_form_is_the_same_json(json in any_json(), word in "[a-z]{0,8}") {
        let plain = Wire::Json(json.clone());
        for reader in [Reader::Person, Reader::Server] {
            let back: Json = serde_json::from_str(&plain.write(reader)).unwrap();
            prop_assert_eq!(back.to_string(), json.to_string());
        }
        prop_assert_eq!(plain.write(Reader::Server), serde_json::to_string_pretty(&json).unwrap());

        let secret = format!("{MARK}{word}\"\n");
        let wire = Wire::Object(vec![
            ("a".into(), Wire::Array(vec![plain, Wire::Secret(secret.clone().into())])),
            ("b\"".into(), Wire::Object(Vec::new())),
        ]);
        let (shown, sent) = (wire.write(Reader::Person), wire.write(Reader::Server));
        let back: Json = serde_json::from_str(&sent).unwrap();
        prop_assert_eq!(&back["a"][1], &Json::from(secret));
        prop_assert!(!shown.contains(MARK));
        let back: Json = serde_json::from_str(&shown).unwrap();
        prop_assert_eq!(&back["a"][1], &Json::from(MASK));
    }

    #[test]
    fn no_message_makes_the_search_for_its_field_stumble(
        field in prop::option::of(text()), message in prop::option::of(text())
    ) {
        let _ = facts::blamed(&FIELDS, field.as_deref(), message.as_deref());
    }

    #[test]
    fn a_message_that_begins_with_a_field_is_about_that_field((at, field) in field(), end in "[a-z' ]{0,20}") {
        prop_assume!(field.access != Access::ReadOnly);
        for key in [humanised(field.key, false), humanised(field.key, true)] {
            for message in [format!("{key} {end}"), format!("{key}. {end}"), format!("Invalid {}. {end}", field.key)] {
                prop_assert_eq!(facts::blamed(&FIELDS, None, Some(&message)), Some(at), "{}", message);
            }
        }
        for name in [field.key.to_owned(), format!("{}[0].x", field.key), format!("{}.x", field.key)] {
            prop_assert_eq!(facts::blamed(&FIELDS, Some(&name), Some(&end)), Some(at), "{}", name);
        }
    }
}

/// `http_method` as the API's messages write it: `Http method`, or with each word capital, `Http Method`.
fn humanised(key: &str, each: bool) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let words: Vec<_> = key.split('_').collect();
    if each {
        words.into_iter().map(capital).collect::<Vec<_>>().join(" ")
    } else {
        capital(&words.join(" "))
    }
}
