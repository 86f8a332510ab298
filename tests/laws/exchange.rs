//! A record as a file and as the beginning of a new one: nothing that is hidden gets into either, and what was written
//! changes nothing when it is read.

use super::make::{LEAK, MARK, edited};
use super::tries;
use patchpanel::connector::FIELDS;
use patchpanel::edit::wire::MASK;
use patchpanel::edit::{Access, At, Json, Left, Value};
use proptest::prelude::*;
use secrecy::ExposeSecret;

proptest! {
    #![proptest_config(tries(256))]

    #[test]
    fn what_was_written_changes_nothing_when_it_is_read((_, edited) in edited()) {
        let draft = &edited.draft;
        let (file, left_out) = draft.export();
        let text = serde_json::to_string(&file).unwrap();
        prop_assert!(!text.contains([MARK, LEAK]), "hidden, and in the file: {text}");
        let read: Json = serde_json::from_str(&text).unwrap();
        let loaded = draft.load(&read, &[]).unwrap();
        for (at, value) in &loaded.values {
            prop_assert!(false, "{:?} would become {value:?}", at.field(&FIELDS).map(|field| field.key));
        }
        let keys: Vec<_> = loaded.left.iter().map(|(key, _)| key.as_str()).collect();
        prop_assert!(keys.is_empty(), "{keys:?} {left_out:?}");
    }

    #[test]
    fn a_new_record_takes_along_what_can_be_sent_and_names_the_rest((_, edited) in edited()) {
        let draft = &edited.draft;
        let (name, state) = (At::of(&FIELDS, "name").unwrap(), At::of(&FIELDS, "state").unwrap());
        let creation = draft.creation(name, "copy", &[state]);
        let body: Json = serde_json::from_str(creation.body().expose_secret()).unwrap();
        let object = body.as_object().unwrap();
        prop_assert_eq!(&object["name"], "copy");
        prop_assert!(!object.contains_key("state"));
        for (at, field) in At::all(&FIELDS) {
            let along = creation.along.contains(&at);
            let left = creation.left.iter().find(|(other, _)| *other == at);
            prop_assert_eq!(object.contains_key(field.key), along);
            prop_assert!(!(along && left.is_some()));
            prop_assert!(!along || field.access == Access::ReadWrite);
            let nothing = matches!(draft.value(at), Value::Absent | Value::Null);
            prop_assert!(along || left.is_some() || nothing, "{} is lost without a word", field.key);
            if let Some((_, Left::Hidden(rows))) = left {
                prop_assert!(!rows.is_empty());
            }
        }
        // What is shown is what is sent, but for the masks.
        let shown = creation.shown();
        prop_assert!(!shown.contains(MARK), "{shown}");
        prop_assert_eq!(shown.lines().count(), creation.body().expose_secret().lines().count());
        prop_assert!(shown.contains(MASK) || !creation.body().expose_secret().contains(MARK), "{shown}");
    }
}
