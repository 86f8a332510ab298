//! Laws of drafts and patches: what is sent is what was changed, and nothing else.

use super::make::{Edited, LEAK, MARK, complete, draft, edited, read_secret, record};
use super::read::{HIDDEN, merged, plain, seen};
use super::tries;
use patchpanel::connector::FIELDS;
use patchpanel::edit::wire::MASK;
use patchpanel::edit::{Access, At, Draft, Json, Kind, Record, Row, Secret, Value};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use secrecy::ExposeSecret;

/// Every law of a patch, for a draft of this record. The app's laws ask the same.
pub fn holds(base: &Json, draft: &Draft) -> Result<(), TestCaseError> {
    let changed: Vec<At> = At::all(&FIELDS)
        .filter(|(at, field)| {
            plain(field.kind, draft.value(*at)) != plain(field.kind, draft.base().value(*at))
        })
        .map(|(at, _)| at)
        .collect();
    prop_assert_eq!(
        draft.changes().collect::<Vec<_>>(),
        changed.clone(),
        "changes are what differs, in order"
    );
    let patch = match draft.patch() {
        Ok(patch) => patch,
        Err(problems) => {
            prop_assert_eq!(problems.is_empty(), changed.is_empty(), "refused without a reason");
            for problem in problems {
                prop_assert!(changed.contains(&problem.at), "a reason at a field that was not changed");
            }
            return Ok(());
        }
    };
    let text = patch.body();
    let text = text.expose_secret();
    let body: Json = serde_json::from_str(text).unwrap();

    // It names what differs, in the order of the table, and no key that the table does not name.
    let named: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
    let wanted: Vec<&str> = changed.iter().map(|at| at.field(&FIELDS).unwrap().key).collect();
    prop_assert_eq!(named, wanted);
    prop_assert_eq!(patch.fields().collect::<Vec<_>>(), changed);

    // The server's record with the patch applied is what the person sees; secrets are what was typed.
    let after = Record::decode(&FIELDS, &merged(base, &body)).unwrap();
    for (at, field) in At::all(&FIELDS) {
        let (seen, stored) = (plain(field.kind, draft.value(at)), plain(field.kind, after.value(at)));
        prop_assert_eq!(hide(field.kind, &seen), stored, "{}", field.key);
        if body.get(field.key).is_none() {
            continue;
        }
        prop_assert_ne!(field.access, Access::ReadOnly);
        // A document is sent as what it says, not as a text about it.
        prop_assert!(!matches!(field.kind, Kind::Document) || body[field.key].is_object(), "{}", body);
        for (row, sent) in draft.value(at).rows().iter().zip(body[field.key].as_array().into_iter().flatten())
        {
            for (column, cell) in field.kind.columns().iter().zip(&row.cells) {
                if let Value::Secret(secret) = cell {
                    prop_assert!(!matches!(secret, Secret::Kept), "a hidden value was sent");
                    let typed = sent[column.key].as_str().unwrap();
                    prop_assert_eq!(Some(typed.to_owned()), read_secret(cell));
                    prop_assert!(typed.chars().any(|c| c != '*'), "a mask was sent: {:?}", typed);
                }
            }
            // Unknown keys of a row go back with it, digits and order included.
            for (key, json) in row.unknown() {
                prop_assert_eq!(sent[key].to_string(), json.to_string());
            }
        }
    }
    prop_assert!(!text.contains(HIDDEN) && !text.contains(LEAK));

    // What is shown is what is sent but for the masks.
    let shown = patch.shown();
    prop_assert!(!shown.contains(MARK), "{}", shown);
    let mut masked = body.clone();
    for field in &FIELDS {
        for column in field.kind.columns().iter().filter(|column| matches!(column.kind, Kind::Secret)) {
            for row in masked.get_mut(field.key).and_then(Json::as_array_mut).into_iter().flatten() {
                // Beside a secret, text that nobody knows may be one.
                let known = |key: &String| field.kind.columns().iter().any(|column| column.key == *key);
                for (_, json) in row
                    .as_object_mut()
                    .unwrap()
                    .iter_mut()
                    .filter(|(key, json)| !known(key) && json.is_string())
                {
                    *json = MASK.into();
                }
                row[column.key] = MASK.into();
            }
        }
    }
    prop_assert_eq!(text, serde_json::to_string_pretty(&body).unwrap());
    prop_assert_eq!(shown, serde_json::to_string_pretty(&masked).unwrap());
    let printed = format!("{patch:?} {draft:?}");
    prop_assert!(!printed.contains([MARK, LEAK]));
    Ok(())
}

/// The same rows as the server would return them: every secret hidden.
fn hide(kind: Kind, rows: &Json) -> Json {
    let mut rows = rows.clone();
    for column in kind.columns().iter().filter(|column| matches!(column.kind, Kind::Secret)) {
        for row in rows.as_array_mut().into_iter().flatten() {
            row[column.key] = HIDDEN.into();
        }
    }
    // The order of keys is part of the text of JSON, not of its value.
    super::read::sorted(&rows)
}

proptest! {
    #![proptest_config(tries(96))]

    #[test]
    fn a_patch_is_what_differs_and_nothing_else((base, Edited { draft, .. }) in edited()) {
        holds(&base, &draft)?;
    }

    #[test]
    fn a_complete_draft_can_be_sent((base, Edited { draft, .. }) in edited()) {
        let mut draft = draft;
        complete(&mut draft);
        prop_assert_eq!(draft.patch().is_ok(), draft.changes().len() > 0, "{:?}", draft.patch());
        holds(&base, &draft)?;
    }

    #[test]
    fn a_table_with_a_hidden_value_cannot_be_sent((_, Edited { draft, .. }) in edited()) {
        let mut draft = draft;
        complete(&mut draft);
        let at = At::of(&FIELDS, "headers").unwrap();
        prop_assume!(draft.refusal(at).is_none());
        let mut rows = draft.value(at).rows().to_vec();
        let name = Value::Text("X-Added".to_owned());
        rows.insert(0, Row { cells: vec![name, Value::Secret(Secret::new(""))], layout: Vec::new() });
        for unsendable in [Secret::Kept, Secret::new(""), Secret::new("*"), Secret::new("********")] {
            rows[0].cells[1] = Value::Secret(unsendable);
            draft.set(at, Value::Rows(rows.clone()));
            let problems = draft.patch().unwrap_err();
            prop_assert!(problems.iter().any(|problem| problem.at == at), "{:?}", problems);
            for (place, encoded) in draft.encoded() {
                prop_assert!(place != at || encoded.is_err());
            }
        }
    }

    #[test]
    fn nothing_edited_is_nothing_to_send(base in record()) {
        let draft = draft(&base);
        prop_assert_eq!(draft.changes().len(), 0);
        prop_assert_eq!(draft.patch().unwrap_err(), vec![]);
        let printed = format!("{draft:?}");
        prop_assert!(!printed.contains(LEAK), "a value that should have been hidden was kept");
    }

    #[test]
    fn what_the_base_holds_is_no_edit_however_it_is_put_there((base, Edited { draft, .. }) in edited()) {
        let mut draft = draft;
        for (at, _) in At::all(&FIELDS) {
            let value = draft.base().value(at).clone();
            draft.set(at, value);
        }
        prop_assert_eq!(draft.changes().len(), 0);
        holds(&base, &draft)?;
    }

    #[test]
    fn a_field_that_cannot_be_edited_takes_no_edit((base, Edited { draft, .. }) in edited()) {
        let fresh = super::make::draft(&base);
        for (at, _) in At::all(&FIELDS).filter(|(at, _)| draft.refusal(*at).is_some()) {
            prop_assert!(!draft.is_dirty(at));
            prop_assert_eq!(draft.value(at), fresh.value(at));
        }
    }

    #[test]
    fn a_change_that_goes_out_alone_names_one_field((_, Edited { draft, .. }) in edited(), live in any::<bool>()) {
        let at = At::of(&FIELDS, "state").unwrap();
        let word = if live { "live" } else { "draft" };
        let before = seen(&draft);
        let patch = draft.patch_alone(at, Value::Text(word.to_owned())).unwrap();
        let body: Json = serde_json::from_str(patch.body().expose_secret()).unwrap();
        prop_assert_eq!(body, serde_json::json!({ "state": word }));
        prop_assert_eq!(seen(&draft), before);
    }
}
