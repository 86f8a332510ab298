//! Laws of the sample response: what it generates, where everything in it stands, and how it is laid out.

use super::make::{any_json, number};
use super::tries;
use patchpanel::connector::FIELDS;
use patchpanel::connector::response::{Arrays, Comparison, Fate, Present, compare, foresee, generated};
use patchpanel::edit::json::{Outline, Shape, format, read};
use patchpanel::edit::{Json, Record};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// The leaves that count, in order: a second reading of the rules, without paths.
fn leaves<'j>(sample: &'j Json, found: &mut Vec<&'j Json>) {
    match sample {
        Json::Object(members) if !members.is_empty() => {
            members.values().for_each(|value| leaves(value, found));
        }
        Json::Array(items) if !items.is_empty() => leaves(&items[0], found),
        leaf => found.push(leaf),
    }
}

fn arrays() -> impl Strategy<Value = Arrays> {
    select(vec![Arrays::Plain, Arrays::Indexed, Arrays::Bracketed])
}

/// An object of objects and leaves: no arrays, no dots in the keys.
fn plain_object() -> BoxedStrategy<Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        number(),
        "[a-zT:-]{0,6}".prop_map(Json::from)
    ];
    let object = |inner: BoxedStrategy<Json>| {
        prop::collection::btree_map("[a-c_ é\\[\\]0]{0,3}", inner, 0..4).prop_shuffle_map().boxed()
    };
    let nested = leaf.prop_recursive(4, 24, 4, move |inner| object(inner.boxed()));
    object(nested.boxed())
}

/// The entries of a map as an object in some order.
trait ShuffleMap: Strategy<Value = std::collections::BTreeMap<String, Json>> + Sized + 'static {
    fn prop_shuffle_map(self) -> BoxedStrategy<Json> {
        self.prop_map(|map| map.into_iter().collect::<Vec<_>>())
            .prop_shuffle()
            .prop_map(|entries| Json::Object(entries.into_iter().collect()))
            .boxed()
    }
}

impl<S: Strategy<Value = std::collections::BTreeMap<String, Json>> + 'static> ShuffleMap for S {}

fn record(fields: &[Json]) -> Record {
    Record::decode(&FIELDS, &json!({"response_fields": fields})).unwrap()
}

fn rows(sample: &Json, arrays: Arrays) -> Vec<Json> {
    generated(sample, arrays)
        .into_iter()
        .map(|field| json!({"path": field.path, "type": field.kind.word(), "example_value": field.example, "redacted": false}))
        .collect()
}

proptest! {
    #![proptest_config(tries(400))]

    #[test]
    fn every_leaf_gives_one_row_in_the_order_of_the_sample(sample in any_json(), arrays in arrays()) {
        let fields = generated(&sample, arrays);
        let mut expected = Vec::new();
        if !matches!(&sample, Json::Object(members) if members.is_empty()) && sample != json!([]) {
            leaves(&sample, &mut expected);
        }
        let examples: Vec<&Json> = fields.iter().map(|field| &field.example).collect();
        prop_assert_eq!(examples, expected);
        for field in &fields {
            // Digits are part of an example.
            prop_assert!(sample.to_string().contains(&field.example.to_string()));
        }
    }

    #[test]
    fn a_type_is_told_by_the_value_alone(sample in any_json()) {
        for field in generated(&sample, Arrays::Plain) {
            let fits: &[&str] = match &field.example {
                Json::Null | Json::Array(_) | Json::Object(_) => &["unknown"],
                Json::Bool(_) => &["boolean"],
                Json::Number(number) if number.to_string().trim_start_matches('-').chars().all(|c| c.is_ascii_digit()) => &["integer"],
                Json::Number(_) => &["decimal"],
                Json::String(_) => &["string", "datetime"],
            };
            prop_assert!(fits.contains(&field.kind.word()), "{:?}", field);
        }
    }

    #[test]
    fn paths_of_plain_objects_are_unique_and_lead_to_their_examples(sample in plain_object()) {
        let fields = generated(&sample, Arrays::Plain);
        let paths: BTreeSet<&str> = fields.iter().map(|field| field.path.as_str()).collect();
        prop_assert_eq!(paths.len(), fields.len());
        for field in &fields {
            let found = field.path.split('.').fold(&sample, |at, key| &at[key]);
            prop_assert_eq!(found, &field.example);
        }
    }

    #[test]
    fn the_fields_of_a_sample_against_themselves_are_the_same(sample in any_json(), arrays in arrays()) {
        let record = record(&rows(&sample, arrays));
        let comparison = foresee(&FIELDS, &record, &sample);
        // The form of the paths is read off them. A key may look like another form; then it is not told.
        let misled = sample.to_string().contains(['[', ']'])
            && Arrays::seen_in(&patchpanel::connector::response::present(&FIELDS, &record)) != arrays;
        prop_assume!(!misled);
        prop_assert!(comparison.rows.iter().all(|row| matches!(row.fate, Fate::Stays(_))), "{}", comparison.summary());
        prop_assert_eq!(comparison.len(), comparison.rows.len());
    }

    #[test]
    fn a_comparison_holds_every_path_of_both_sides_once(before in any_json(), after in any_json()) {
        let present: Vec<Present> = generated(&before, Arrays::Plain)
            .into_iter()
            .map(|field| Present { path: field.path, kind: field.kind.word().to_owned(), redacted: false })
            .collect();
        let fields = generated(&after, Arrays::Plain);
        let Comparison { rows } = compare(fields.clone(), &present);
        let there = |row: &&patchpanel::connector::response::Compared| !matches!(row.fate, Fate::Disappears(_));
        let kept: Vec<&str> = rows.iter().filter(there).map(|row| row.path.as_str()).collect();
        prop_assert_eq!(kept, fields.iter().map(|field| field.path.as_str()).collect::<Vec<_>>(), "in the order of the sample");
        let mut held: Vec<&str> = rows.iter().filter(|row| !matches!(row.fate, Fate::Appears(_))).map(|row| row.path.as_str()).collect();
        let mut expected: Vec<&str> = present.iter().map(|field| field.path.as_str()).collect();
        held.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(held, expected);
    }

    #[test]
    fn every_value_of_a_document_is_in_its_outline_at_its_place(json in any_json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&json).unwrap() } else { json.to_string() };
        let outline = Outline::of(&text);
        let mut expected = Vec::new();
        values(&json, &mut expected);
        prop_assert_eq!(outline.entries().len(), expected.len());
        for (entry, (depth, value)) in outline.entries().iter().zip(expected) {
            let piece = &text[entry.bytes.clone()];
            prop_assert_eq!(&serde_json::from_str::<Json>(piece).unwrap(), value);
            prop_assert_eq!(entry.depth, depth);
            let before = &text[..entry.bytes.start];
            prop_assert_eq!(entry.line, before.matches('\n').count());
            prop_assert_eq!(entry.column, before.len() - before.rfind('\n').map_or(0, |at| at + 1));
            let shape = match value {
                Json::Object(members) => Shape::Object(members.len()),
                Json::Array(items) => Shape::Array(items.len()),
                _ => Shape::Leaf,
            };
            prop_assert_eq!(entry.shape, shape);
        }
    }

    #[test]
    fn an_outline_of_what_is_no_document_ends_before_its_error(json in any_json(), cut in any::<prop::sample::Index>(), junk in "[\\[\\]{}:,\"x1 \n]{0,3}") {
        let text = serde_json::to_string_pretty(&json).unwrap();
        let mut at = cut.index(text.len() + 1);
        while !text.is_char_boundary(at) { at -= 1; }
        let text = format!("{}{junk}{}", &text[..at], &text[at..]);
        let outline = Outline::of(&text);
        let end = read(&text).err().map_or(text.len(), |error| error.byte);
        for (place, entry) in outline.entries().iter().enumerate() {
            prop_assert!(entry.bytes.start < end && entry.bytes.end <= text.len());
            prop_assert!(text.get(entry.bytes.clone()).is_some());
            prop_assert!(!outline.path(place).is_empty() || entry.depth > 0);
        }
    }

    #[test]
    fn laying_out_changes_white_space_only(json in any_json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&json).unwrap() } else { json.to_string() };
        let laid_out = format(&text).unwrap();
        prop_assert_eq!(&laid_out, &serde_json::to_string_pretty(&json).unwrap());
        prop_assert_eq!(&format(&laid_out).unwrap(), &laid_out);
    }

    #[test]
    fn a_text_is_read_exactly_where_it_can_be_sent(text in "(?s)[\\[\\]{}:,\"a1\\\\ \né.-]{0,12}") {
        let plain = serde_json::from_str::<Json>(&text).is_ok();
        match read(&text) {
            Ok(_) => prop_assert!(plain),
            Err(error) => {
                prop_assert!(!plain || error.to_string().contains("stands twice"));
                prop_assert!(text.is_char_boundary(error.byte));
            }
        }
    }
}

/// Every value of a document with its depth, in the order of the text.
fn values<'j>(json: &'j Json, found: &mut Vec<(usize, &'j Json)>) {
    fn walk<'j>(json: &'j Json, depth: usize, found: &mut Vec<(usize, &'j Json)>) {
        found.push((depth, json));
        match json {
            Json::Object(members) => members.values().for_each(|value| walk(value, depth + 1, found)),
            Json::Array(items) => items.iter().for_each(|value| walk(value, depth + 1, found)),
            _ => {}
        }
    }
    walk(json, 0, found);
}

/// The best of three, since other tests run beside.
#[expect(clippy::disallowed_methods, reason = "a law of how long something takes")]
fn took(mut work: impl FnMut()) -> Duration {
    let once = |()| {
        let begin = Instant::now();
        work();
        begin.elapsed()
    };
    [(), (), ()].map(once).into_iter().min().unwrap()
}

#[test]
fn ten_thousand_fields_and_deep_nesting_stay_linear() {
    let wide = |count: usize| Json::Object((0..count).map(|n| (format!("field_{n}"), json!(n))).collect());
    let deep = |count: usize| {
        let chain = (0..100).fold(json!({"end": 1}), |inner, _| json!({"level": inner}));
        Json::Object((0..count).map(|n| (format!("branch_{n}"), chain.clone())).collect())
    };
    let work = |sample: &Json| {
        let record = record(&rows(sample, Arrays::Plain));
        let text = sample.to_string();
        took(|| {
            assert!(foresee(&FIELDS, &record, sample).changing().next().is_none());
            assert!(!Outline::of(&text).entries().is_empty());
            assert!(format(&text).is_ok());
        })
    };
    for (sample, size) in [(&wide as &dyn Fn(usize) -> Json, 10_000), (&deep, 400)] {
        let (few, many) = (work(&sample(size / 10)), work(&sample(size)));
        // Ten times as much takes ten times as long, and not a hundred times.
        assert!(many < few * 40 + Duration::from_millis(50), "{few:?} for a tenth of what took {many:?}");
    }
}
