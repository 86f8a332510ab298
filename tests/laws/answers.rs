//! Laws of answers: what was stored is let go of, what was not stays, and no secret ends up in the wrong row.

use super::make::{Edited, MARK, complete, draft, edited, edits, read_secret, record};
use super::patches::holds;
use super::read::{merged, plain, seen};
use super::tries;
use patchpanel::connector::FIELDS;
use patchpanel::edit::{
    Access, At, By, Draft, Json, Kind, Outcome, Patch, Record, Secret, Side, Value, merge,
};
use proptest::prelude::*;
use secrecy::ExposeSecret;
use serde_json::json;

/// What a server answers that stores everything: the record with the patch applied, secrets masked, keys that are
/// never returned left out.
pub fn stored(base: &Json, body: &Json) -> Json {
    let mut record = merged(base, body);
    for field in &FIELDS {
        if field.access == Access::WriteOnly && body.get(field.key).is_some() {
            record.as_object_mut().unwrap().remove(field.key);
        }
        for column in field.kind.columns().iter().filter(|column| matches!(column.kind, Kind::Secret)) {
            for row in record.get_mut(field.key).and_then(Json::as_array_mut).into_iter().flatten() {
                if let Some(secret) = row.get_mut(column.key) {
                    *secret = json!("****");
                }
            }
        }
    }
    record
}

pub fn body(patch: &Patch) -> Json {
    serde_json::from_str(patch.body().expose_secret()).unwrap()
}

/// A record, a draft of it that can be sent, and its patch.
fn sent() -> impl Strategy<Value = (Json, Edited, Patch)> {
    edited().prop_filter_map("nothing was edited", |(base, mut edited)| {
        complete(&mut edited.draft);
        let patch = edited.draft.patch().ok()?;
        Some((base, edited, patch))
    })
}

fn headers() -> At {
    At::of(&FIELDS, "headers").unwrap()
}

/// The names and the known secrets of the base's headers.
fn known(draft: &Draft) -> Vec<(Option<String>, Option<String>)> {
    let rows = draft.base().value(headers()).rows();
    rows.iter()
        .map(|row| {
            let secret = match &row.cells[1] {
                Value::Secret(Secret::Known(text)) => Some(text.expose_secret().to_owned()),
                Value::Secret(Secret::Kept) => None,
                other => panic!("a base holds {other:?}"),
            };
            (row.cells[0].text().map(str::to_owned), secret)
        })
        .collect()
}

proptest! {
    #![proptest_config(tries(64))]

    #[test]
    fn after_an_answer_that_stored_everything_there_is_nothing_to_send((base, Edited { draft, .. }, patch) in sent()) {
        let mut draft = draft;
        let before = seen(&draft);
        let answer = stored(&base, &body(&patch));
        let outcomes = draft.accepted(&patch, &answer).unwrap().outcomes;
        prop_assert!(outcomes.iter().all(|(_, outcome)| *outcome == Outcome::Applied), "{:?}", outcomes);
        prop_assert_eq!(outcomes.iter().map(|(at, _)| *at).collect::<Vec<_>>(), patch.fields().collect::<Vec<_>>());
        prop_assert_eq!(draft.changes().len(), 0);
        for (at, field) in At::all(&FIELDS).filter(|(_, field)| field.access != Access::WriteOnly) {
            // Secrets included: what was typed is known from here on.
            let seen = plain(field.kind, draft.value(at));
            prop_assert_eq!(&seen, &before[FIELDS.iter().position(|f| f.key == field.key).unwrap()], "{}", field.key);
        }
        if patch.fields().any(|at| at == headers()) {
            prop_assert!(known(&draft).iter().all(|(_, secret)| secret.is_some()));
        }
        let printed = format!("{draft:?}");
        prop_assert!(!printed.contains(MARK));
        holds(&answer, &draft)?;
    }

    #[test]
    fn what_was_typed_after_sending_stays((base, Edited { draft, .. }, patch) in sent(), later in edits()) {
        let mut draft = draft;
        let at_sending = draft.clone();
        for edit in &later {
            edit.make(&mut draft);
        }
        let before = draft.clone();
        draft.accepted(&patch, &stored(&base, &body(&patch))).unwrap();
        for (at, field) in At::all(&FIELDS) {
            let untouched = before.value(at) == at_sending.value(at);
            if untouched {
                prop_assert!(!draft.is_dirty(at), "{}", field.key);
            } else if before.is_dirty(at) {
                prop_assert_eq!(draft.value(at), before.value(at), "{}", field.key);
            }
        }
    }

    #[test]
    fn no_secret_that_was_sent_and_stored_is_new_in_what_was_typed_since(
        (base, Edited { draft, .. }, patch) in sent(), later in edits(), told in any::<bool>()
    ) {
        let mut draft = draft;
        let sent = draft.value(headers()).clone();
        for edit in &later {
            edit.make(&mut draft);
        }
        let mut rows = draft.value(headers()).rows().to_vec();
        rows.extend(sent.rows().first().cloned());
        draft.set(headers(), Value::Rows(rows));
        let whole = stored(&base, &body(&patch));
        let mut answer = whole.clone();
        if !told {
            // Then it is the next reading that shows it.
            answer.as_object_mut().unwrap().remove("headers");
        }
        draft.accepted(&patch, &answer).unwrap();
        draft.take(Record::decode(&FIELDS, &whole).unwrap(), By::Us);
        let known: Vec<String> = known(&draft).into_iter().filter_map(|(_, secret)| secret).collect();
        for cell in draft.value(headers()).rows().iter().flat_map(|row| &row.cells) {
            if let Value::Secret(Secret::New(text)) = cell {
                prop_assert!(!known.iter().any(|known| known == text.expose_secret()), "still new");
            }
        }
    }

    #[test]
    fn what_was_taken_back_after_sending_stays_taken_back((base, Edited { draft, .. }, patch) in sent()) {
        let mut draft = draft;
        let fields: Vec<At> = patch.fields().collect();
        for at in &fields {
            draft.revert(*at);
        }
        let before = draft.clone();
        draft.accepted(&patch, &stored(&base, &body(&patch))).unwrap();
        for at in fields {
            // What was absent or null cannot be sent back, so there the stored value shows.
            if !matches!(before.value(at), Value::Absent | Value::Null) {
                prop_assert_eq!(draft.value(at), before.value(at), "{:?}", at.field(&FIELDS).unwrap().key);
            }
        }
    }

    #[test]
    fn a_field_that_the_server_ignored_stays_an_edit(
        (base, Edited { draft, .. }, patch) in sent(), ignored in prop::collection::vec(any::<bool>(), FIELDS.len())
    ) {
        let mut draft = draft;
        let before = draft.clone();
        // Only what the server returns can be seen to be ignored, and only where the two look different.
        let ignored: Vec<At> = At::all(&FIELDS)
            .filter(|(at, field)| {
                let place = FIELDS.iter().position(|f| f.key == field.key).unwrap();
                let looks = |value: &Value| {
                    let mut value = value.clone();
                    if let Value::Rows(rows) = &mut value {
                        for row in rows.iter_mut() {
                            row.layout.clear();
                        }
                        for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
                            if let Value::Secret(secret) = cell {
                                *secret = Secret::Kept;
                            }
                        }
                    }
                    plain(field.kind, &value)
                };
                ignored[place]
                    && draft.is_dirty(*at)
                    && field.access == Access::ReadWrite
                    && base.get(field.key).is_some()
                    && looks(draft.value(*at)) != looks(draft.base().value(*at))
            })
            .map(|(at, _)| at)
            .collect();
        let mut kept = body(&patch);
        for at in &ignored {
            kept.as_object_mut().unwrap().remove(at.field(&FIELDS).unwrap().key);
        }
        let outcomes = draft.accepted(&patch, &stored(&base, &kept)).unwrap().outcomes;
        for (at, outcome) in outcomes {
            prop_assert_eq!(outcome == Outcome::Ignored, ignored.contains(&at));
            prop_assert_eq!(draft.is_dirty(at), ignored.contains(&at));
        }
        for at in ignored {
            prop_assert_eq!(draft.value(at), before.value(at));
            // The server stored none of it, so the base knows nothing that it did not know before.
            prop_assert_eq!(draft.base().value(at), before.base().value(at));
        }
    }

    #[test]
    fn what_the_answer_leaves_out_stays_unsent_until_a_reading_shows_it((base, Edited { draft, .. }, patch) in sent()) {
        let mut draft = draft;
        let before = seen(&draft);
        let whole = stored(&base, &body(&patch));
        let mut answer = whole.clone();
        for at in patch.fields() {
            answer.as_object_mut().unwrap().remove(at.field(&FIELDS).unwrap().key);
        }
        draft.accepted(&patch, &answer).unwrap();
        for at in patch.fields() {
            let field = at.field(&FIELDS).unwrap();
            prop_assert_eq!(draft.is_dirty(at), field.access != Access::WriteOnly, "{}", field.key);
        }
        draft.take(Record::decode(&FIELDS, &whole).unwrap(), By::Us);
        prop_assert_eq!(draft.changes().len(), 0);
        for at in patch.fields() {
            let (place, field) = At::all(&FIELDS).enumerate().find(|(_, (a, _))| *a == at).map(|(i, (_, f))| (i, f)).unwrap();
            if field.access != Access::WriteOnly {
                prop_assert_eq!(&plain(field.kind, draft.value(at)), &before[place]);
            }
        }
    }

    #[test]
    fn a_change_that_went_out_alone_leaves_every_edit(
        (base, Edited { draft, .. }) in edited(), live in any::<bool>()
    ) {
        let mut draft = draft;
        let at = At::of(&FIELDS, "state").unwrap();
        prop_assume!(draft.refusal(at).is_none());
        let (before, word) = (draft.clone(), Value::Text(if live { "live" } else { "draft" }.to_owned()));
        let patch = draft.patch_alone(at, word.clone()).unwrap();
        draft.accepted(&patch, &stored(&base, &body(&patch))).unwrap();
        prop_assert_eq!(draft.base().value(at), &word);
        for (other, field) in At::all(&FIELDS).filter(|(other, _)| *other != at || before.is_dirty(at)) {
            prop_assert_eq!(draft.value(other), before.value(other), "{}", field.key);
        }
        prop_assert!(before.is_dirty(at) || !draft.is_dirty(at));
    }

    #[test]
    fn an_answer_that_is_no_record_changes_nothing((_, Edited { draft, .. }, patch) in sent(), odd in super::make::any_json()) {
        prop_assume!(!odd.is_object());
        let mut after = draft.clone();
        prop_assert_eq!(after.accepted(&patch, &odd), None);
        prop_assert_eq!(seen(&after), seen(&draft));
        prop_assert_eq!(format!("{after:?}"), format!("{draft:?}"));
    }

    #[test]
    fn secrets_stay_known_through_a_save_of_something_else((base, Edited { draft, .. }, patch) in sent(), name in "[a-z]{9}") {
        let mut draft = draft;
        let answer = stored(&base, &body(&patch));
        draft.accepted(&patch, &answer).unwrap();
        let before = known(&draft);
        let at = At::of(&FIELDS, "name").unwrap();
        let second = draft.patch_alone(at, Value::Text(name)).unwrap();
        draft.accepted(&second, &stored(&answer, &body(&second))).unwrap();
        prop_assert_eq!(known(&draft), before);
    }

    #[test]
    fn a_secret_is_never_attached_to_another_row(
        names in prop::collection::vec("[abc]", 1..5).prop_shuffle(),
        (order, renamed) in (any::<prop::sample::Index>(), prop::collection::vec(prop::bool::weighted(0.2), 5)),
    ) {
        // The server takes the rows in another order and under other names; each row carries its true secret.
        let rows: Vec<Json> = names.iter().enumerate()
            .map(|(row, name)| json!({"name": name, "value": format!("{MARK}{name}{row}")})).collect();
        let mut draft = draft(&json!({"id": "1", "name": "n"}));
        let mut value = FIELDS.iter().find(|field| field.key == "headers").unwrap().kind.decode(Some(&json!(rows)));
        if let Value::Rows(rows) = &mut value {
            for (place, row) in rows.iter_mut().enumerate() {
                row.cells[1] = Value::Secret(Secret::new(&format!("{MARK}{}{place}", names[place])));
            }
        }
        draft.set(headers(), value);
        let patch = draft.patch().unwrap();
        let mut truth: Vec<(String, String, bool)> = names.iter().enumerate()
            .map(|(row, name)| {
                let changed = renamed[row] && name != "a";
                let name_there = if changed { "a".to_owned() } else { name.clone() };
                (name_there, format!("{MARK}{name}{row}"), changed)
            })
            .collect();
        let by = order.index(truth.len());
        truth.rotate_left(by);
        let moved = truth.iter().map(|(name, ..)| name).ne(names.iter());
        // Rows of one name that changed places among themselves cannot be told apart by anyone.
        prop_assume!(moved || by == 0);
        let answer = json!({
            "id": "1", "name": "n",
            "headers": truth.iter().map(|(name, ..)| json!({"name": name, "value": "****"})).collect::<Vec<_>>(),
        });
        draft.accepted(&patch, &answer).unwrap();
        for ((name, secret), (true_name, true_secret, changed)) in known(&draft).into_iter().zip(&truth) {
            prop_assert_eq!(name.as_ref(), Some(true_name));
            if let Some(secret) = secret {
                prop_assert_eq!(&secret, true_secret, "the secret of another row");
                prop_assert!(!changed, "a renamed row is not the one that was sent");
            } else {
                let sent = names.iter().filter(|n| *n == true_name).count();
                let returned = truth.iter().filter(|(name, ..)| name == true_name).count();
                let alone = sent == 1 && returned == 1;
                prop_assert!(*changed || !alone, "{} is the only row of its name, and its secret was lost", true_name);
            }
        }
    }

    #[test]
    fn a_fresh_reading_keeps_exactly_the_edits_that_still_differ(
        (base, Edited { draft, .. }) in edited(), other in record(), take in prop::collection::vec(any::<[bool; 2]>(), FIELDS.len())
    ) {
        let mut draft = draft;
        let before = draft.clone();
        // Some fields were changed by someone else, some of them to the very value that was typed here.
        let mut fresh = base.clone();
        for ((at, field), [changed, same]) in At::all(&FIELDS).zip(take) {
            let wire = draft.encoded().into_iter().find(|(place, _)| *place == at);
            let typed = wire.and_then(|(_, wire)| wire.ok())
                .map(|wire| serde_json::from_str::<Json>(&wire.write(patchpanel::edit::wire::Reader::Server)).unwrap());
            if let (true, Some(json)) = (changed, if same { typed.as_ref() } else { other.get(field.key) }) {
                fresh.as_object_mut().unwrap().insert(field.key.to_owned(), json.clone());
            }
        }
        let record = Record::decode(&FIELDS, &fresh).unwrap();
        let moved = draft.take(record.clone(), By::SomeoneElse);
        for (at, field) in At::all(&FIELDS) {
            prop_assert_eq!(draft.base().value(at), record.value(at), "{}", field.key);
            let (was, mine) = (before.base().value(at), before.value(at));
            let base_moved = plain(field.kind, was) != plain(field.kind, record.value(at));
            // What nobody else touched stays as it was typed; the rest is the merge of both.
            let expected = if !before.is_dirty(at) {
                record.value(at).clone()
            } else if base_moved && field.access != Access::WriteOnly {
                merge(field.kind, was, record.value(at), mine).value(|_| Side::Mine)
            } else {
                mine.clone()
            };
            let stays = plain(field.kind, &expected) != plain(field.kind, record.value(at));
            prop_assert_eq!(draft.is_dirty(at), stays, "{}", field.key);
            prop_assert_eq!(plain(field.kind, draft.value(at)), plain(field.kind, &expected), "{}", field.key);
            let entry = moved.iter().find(|moved| moved.at == at);
            prop_assert_eq!(entry.is_some(), base_moved, "{}", field.key);
            prop_assert_eq!(entry.is_some_and(|moved| moved.edited), before.is_dirty(at) && base_moved);
        }
    }

    #[test]
    fn secrets_are_forgotten_with_the_revision_they_were_typed_in((base, Edited { draft, .. }, patch) in sent(), same in any::<bool>()) {
        let mut draft = draft;
        let answer = stored(&base, &body(&patch));
        draft.accepted(&patch, &answer).unwrap();
        let before = known(&draft);
        draft.take(Record::decode(&FIELDS, &answer).unwrap(), if same { By::Us } else { By::SomeoneElse });
        let expected = if same { before } else { before.into_iter().map(|(name, _)| (name, None)).collect() };
        prop_assert_eq!(known(&draft), expected);
        prop_assert_eq!(draft.changes().len(), 0);
    }

    #[test]
    fn a_fresh_reading_of_the_same_record_changes_nothing((base, Edited { draft, .. }) in edited()) {
        let mut draft = draft;
        let before = seen(&draft);
        prop_assert_eq!(draft.take(Record::decode(&FIELDS, &base).unwrap(), By::Us), vec![]);
        prop_assert_eq!(seen(&draft), before);
        holds(&base, &draft)?;
    }
}

/// The generators reach what the laws speak of: without this a law could hold for want of a case.
#[test]
fn the_random_drafts_are_worth_trying() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut secrets, mut tables, mut unknown, mut refused) = (0, 0, 0, 0);
    for _ in 0..150 {
        let (_, Edited { mut draft, .. }) = edited().new_tree(&mut runner).unwrap().current();
        refused += usize::from(draft.patch().is_err_and(|problems| !problems.is_empty()));
        complete(&mut draft);
        for at in draft.changes() {
            let rows = draft.value(at).rows();
            tables += usize::from(!rows.is_empty());
            unknown += usize::from(rows.iter().any(|row| row.unknown().count() > 0));
            secrets +=
                usize::from(rows.iter().flat_map(|row| &row.cells).any(|cell| read_secret(cell).is_some()));
        }
    }
    for (what, count) in
        [("secrets", secrets), ("tables", tables), ("unknown", unknown), ("refused", refused)]
    {
        assert!(count > 8, "{what}: {count} of 150");
    }
}
