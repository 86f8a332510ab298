//! What a patch will cause, in words, from the base and the edits. Words here warn; they never stand in the way.

use super::facts::{self, State, members};
use super::sample::{self, Foreseen};
use crate::edit::{Access, At, Draft, Field, Kind, Row, Value};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Rows that a sentence names before it counts the rest.
const NAMED: usize = 5;
/// Characters of a name that a sentence bears.
const LONGEST_NAME: usize = 60;

/// How much a consequence matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Reaches customers, or cannot be taken back from here.
    Warning,
}

/// One thing that sending the edits will cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// How much it matters.
    pub weight: Weight,
    /// A sentence without its full stop.
    pub text: String,
}

/// What sending the edits of a draft will cause, weightiest first, but for those that are left out.
pub fn consequences(draft: &Draft, left_out: &BTreeSet<At>) -> Vec<Consequence> {
    consequences_given(draft, left_out, Foreseen::of_draft(draft, left_out).as_ref())
}

/// The same, for whoever knows already what the sample response will make of the connector.
pub fn consequences_given(
    draft: &Draft,
    left_out: &BTreeSet<At>,
    foreseen: Option<&Foreseen>,
) -> Vec<Consequence> {
    let mut found = Vec::new();
    let sent = |at: &At| !left_out.contains(at);
    if !draft.changes().any(|at| sent(&at)) {
        return found;
    }
    let table = draft.table();
    let state = facts::state(table, draft.base());
    let flip = facts::state_place(table)
        .filter(|at| sent(at) && draft.is_dirty(*at))
        .and_then(|at| draft.value(at).text());
    match (&state, flip) {
        (_, Some("live")) => found.push(warn("sets the connector live, together with the other changes")),
        (_, Some(word)) => {
            found.push(warn(&format!("sets the connector to {word}, together with the other changes")));
        }
        (State::Live, None) => found.push(warn("the connector is live: this may take effect at once")),
        _ => {}
    }
    for at in draft.changes().filter(sent) {
        let Some(field) = at.field(table) else { continue };
        let (base, edited) = (draft.base().value(at), draft.value(at));
        match field.kind {
            Kind::Table(_) => found.extend(of_table(field, base.rows(), edited.rows())),
            Kind::List => found.extend(of_list(field, members(base), members(edited))),
            Kind::Set(_) => found.extend(of_set(members(base), members(edited))),
            Kind::Flag => found.extend(of_flag(field, base, edited)),
            Kind::Document if field.access == Access::WriteOnly => {
                found.extend(sample::causes(table, draft.base(), foreseen));
            }
            _ => {}
        }
    }
    found.sort_by_key(|consequence| std::cmp::Reverse(consequence.weight));
    found
}

/// A table is replaced whole. Its rows are told apart by their first column, their name.
fn of_table(field: &Field, before: &[Row], after: &[Row]) -> Option<Consequence> {
    let label = field.label.to_lowercase();
    let (dropped, added) = (names_beyond(before, after), names_beyond(after, before));
    match (before.len(), after.is_empty()) {
        (0, _) => None,
        (1, true) => Some(warn(&format!("removes the only {}: {}", one(&label), named(&dropped, NAMED)))),
        (count, true) => Some(warn(&format!("removes all {count} {label}: {}", named(&dropped, NAMED)))),
        (count, false) => {
            let mut text = match count {
                1 => format!("replaces the only {}", one(&label)),
                _ => format!("replaces all {count} {label}"),
            };
            for (verb, names) in [("dropping", dropped), ("adding", added)] {
                if !names.is_empty() {
                    text = format!("{text}, {verb} {}", named(&names, NAMED));
                }
            }
            Some(note(&text))
        }
    }
}

/// The names of rows that the others do not have, or not as often.
fn names_beyond(rows: &[Row], others: &[Row]) -> Vec<String> {
    fn name(row: &Row) -> &str {
        let name = row.cells.first().and_then(Value::text).filter(|name| !name.is_empty());
        name.unwrap_or("one without a name")
    }
    let mut left: HashMap<&str, usize> = HashMap::new();
    for other in others {
        *left.entry(name(other)).or_default() += 1;
    }
    let mut is_beyond = |name: &&str| match left.get_mut::<str>(name) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    rows.iter().map(name).filter(|name| is_beyond(name)).map(str::to_owned).collect()
}

fn of_list(field: &Field, before: &[String], after: &[String]) -> Option<Consequence> {
    let label = field.label.to_lowercase();
    let kept: HashSet<&String> = after.iter().collect();
    let removed: Vec<_> = before.iter().filter(|id| !kept.contains(id)).cloned().collect();
    let what = match (removed.len(), after.is_empty()) {
        (0, _) => return None,
        (1, true) => format!("the only {}", one(&label)),
        (1, false) => format!("1 {}", one(&label)),
        (count, true) => format!("all {count} {label}"),
        (count, false) => format!("{count} {label}"),
    };
    Some(warn(&format!("removes {what}: {}", named(&removed, usize::MAX))))
}

fn of_set(before: &[String], after: &[String]) -> Vec<Consequence> {
    let beyond = |words: &[String], others: &[String]| {
        words.iter().filter(|word| !others.contains(word)).cloned().collect::<Vec<_>>()
    };
    let opened = beyond(after, before).into_iter().map(|word| note(&format!("opens it to {word}")));
    let closed = beyond(before, after).into_iter().map(|word| note(&format!("closes it to {word}")));
    opened.chain(closed).collect()
}

/// What turning a flag over means. A flag that was not set is not turned off by setting it to no.
fn of_flag(field: &Field, before: &Value, after: &Value) -> Option<Consequence> {
    let on = match (before, after) {
        (_, Value::Flag(true)) => true,
        (Value::Flag(true), Value::Flag(false)) => false,
        _ => return None,
    };
    Some(match (field.key, on) {
        ("direct_fin_usage", true) => note("hands it to Fin, which may then call it on its own"),
        ("direct_fin_usage", false) => note("takes it from Fin: only workflows call it then"),
        ("customer_authentication", true) => {
            note("turns the customer code on: it is asked for before each run")
        }
        ("customer_authentication", false) => warn("turns the customer code off: it runs without one"),
        ("bypass_authentication", true) => warn("makes it public: it runs without authentication"),
        ("bypass_authentication", false) => note("makes it public no longer"),
        _ => return None,
    })
}

/// "a, b and c", or with more of them "a, b, c and 4 more".
pub(super) fn named(names: &[String], most: usize) -> String {
    // Counting a single one takes as much room as naming it.
    let shown = if names.len() <= most.saturating_add(1) { names.len() } else { most };
    let (shown, rest) = names.split_at(shown);
    let shown: Vec<String> = shown.iter().map(|name| short(name)).collect();
    match (shown.as_slice(), rest.len()) {
        ([], _) => String::new(),
        ([only], 0) => only.clone(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
        (shown, rest) => format!("{} and {rest} more", shown.join(", ")),
    }
}

/// A name that does not run away with the sentence.
pub(super) fn short(name: &str) -> String {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

/// A label that names many, for one of them.
fn one(label: &str) -> &str {
    label.strip_suffix('s').unwrap_or(label)
}

pub(super) fn warn(text: &str) -> Consequence {
    Consequence { weight: Weight::Warning, text: text.to_owned() }
}

pub(super) fn note(text: &str) -> Consequence {
    Consequence { weight: Weight::Note, text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::FIELDS;
    use crate::edit::{Column, Json, Record, Secret};
    use serde_json::json;

    fn draft(base: &Json) -> Draft {
        Draft::new(&FIELDS, Record::decode(&FIELDS, base).unwrap())
    }

    fn at(key: &str) -> At {
        At::of(&FIELDS, key).unwrap()
    }

    /// What sending this value for this field will cause, each with `!` where it is a warning.
    fn caused(base: &Json, key: &str, value: Value) -> Vec<String> {
        let mut draft = draft(base);
        draft.set(at(key), value);
        told(&draft)
    }

    fn told(draft: &Draft) -> Vec<String> {
        let told = |it: Consequence| match it.weight {
            Weight::Warning => format!("! {}", it.text),
            Weight::Note => it.text,
        };
        consequences(draft, &BTreeSet::new()).into_iter().map(told).collect()
    }

    fn rows(key: &str, names: &[&str]) -> Value {
        let columns = at(key).field(&FIELDS).unwrap().kind.columns();
        let row = |name: &&str| {
            let mut row = Column::fresh_row(columns);
            row.cells[0] = Value::Text((*name).to_owned());
            row
        };
        Value::Rows(names.iter().map(row).collect())
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_table_is_replaced_whole_and_what_it_loses_is_named() {
        let inputs = |names: &[&str]| json!({"data_inputs": names.iter().map(|name| json!({"name": name})).collect::<Vec<_>>()});
        let of =
            |base: &[&str], after: &[&str]| caused(&inputs(base), "data_inputs", rows("data_inputs", after));
        assert_eq!(of(&[], &["a"]), [""; 0]);
        assert_eq!(of(&["a"], &["a", "a"]), ["replaces the only data input, adding a"]);
        assert_eq!(
            of(&["a", "b", "c"], &["c", "d"]),
            ["replaces all 3 data inputs, dropping a and b, adding d"]
        );
        assert_eq!(of(&["a", "b"], &["b", "a"]), ["replaces all 2 data inputs"]);
        assert_eq!(of(&["a", ""], &["a"]), ["replaces all 2 data inputs, dropping one without a name"]);
        assert_eq!(of(&["a", "b"], &[]), ["! removes all 2 data inputs: a and b"]);
        assert_eq!(of(&["a"], &[]), ["! removes the only data input: a"]);
        let many: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"].to_vec();
        assert_eq!(of(&many, &["a"]), ["replaces all 7 data inputs, dropping b, c, d, e, f and g"]);
        assert_eq!(
            of(&many, &["x"]),
            ["replaces all 7 data inputs, dropping a, b, c, d, e and 2 more, adding x"]
        );
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test of how long something takes")]
    fn what_rows_are_lost_is_found_without_holding_each_against_each() {
        let row = |number: usize| Row { cells: vec![Value::Text(format!("n{number}"))], layout: Vec::new() };
        let before: Vec<Row> = (0..100_000).map(row).collect();
        let after: Vec<Row> = (0..100_000).rev().skip(1).map(row).collect();
        let begin = std::time::Instant::now();
        assert_eq!(names_beyond(&before, &after), ["n99999"]);
        assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
    }

    #[test]
    fn all_headers_are_replaced_and_no_value_is_told() {
        let base = json!({"headers": [{"name": "A", "value": "****"}, {"name": "B", "value": "****"}]});
        let Value::Rows(mut after) = rows("headers", &["B"]) else { panic!() };
        after[0].cells[1] = Value::Secret(Secret::new("hush"));
        assert_eq!(caused(&base, "headers", Value::Rows(after)), ["replaces all 2 headers, dropping A"]);
        assert_eq!(caused(&base, "headers", Value::Rows(vec![])), ["! removes all 2 headers: A and B"]);
    }

    #[test]
    fn every_token_that_goes_is_named() {
        let base = json!({"token_ids": ["7", "8", "9"]});
        let of = |after: &[&str]| caused(&base, "token_ids", Value::List(words(after)));
        assert_eq!(of(&["9"]), ["! removes 2 tokens: 7 and 8"]);
        assert_eq!(of(&["7", "9"]), ["! removes 1 token: 8"]);
        assert_eq!(of(&[]), ["! removes all 3 tokens: 7, 8 and 9"]);
        assert_eq!(of(&["9", "8", "7", "1"]), [""; 0]);
        let only = json!({"token_ids": ["7"]});
        assert_eq!(caused(&only, "token_ids", Value::List(vec![])), ["! removes the only token: 7"]);
    }

    #[test]
    fn audiences_are_opened_and_closed() {
        let base = json!({"audiences": ["users", "leads"]});
        let after = Value::Set(words(&["leads", "visitors"]));
        assert_eq!(caused(&base, "audiences", after), ["opens it to visitors", "closes it to users"]);
    }

    #[test]
    fn a_flag_says_what_turning_it_over_means() {
        for (key, on, off) in [
            (
                "direct_fin_usage",
                "hands it to Fin, which may then call it on its own",
                "takes it from Fin: only workflows call it then",
            ),
            (
                "customer_authentication",
                "turns the customer code on: it is asked for before each run",
                "! turns the customer code off: it runs without one",
            ),
            (
                "bypass_authentication",
                "! makes it public: it runs without authentication",
                "makes it public no longer",
            ),
        ] {
            assert_eq!(caused(&json!({key: false}), key, Value::Flag(true)), [on]);
            assert_eq!(caused(&json!({key: true}), key, Value::Flag(false)), [off]);
            assert_eq!(caused(&json!({key: null}), key, Value::Flag(true)), [on]);
            assert_eq!(caused(&json!({key: null}), key, Value::Flag(false)), [""; 0], "it was not on");
        }
    }

    #[test]
    fn a_live_connector_is_changed_at_once_and_a_flip_is_told_instead() {
        let live = json!({"state": "live", "name": "a"});
        let mut draft = draft(&live);
        draft.set(at("name"), Value::Text("b".into()));
        assert_eq!(told(&draft), ["! the connector is live: this may take effect at once"]);
        draft.set(at("state"), Value::Text("draft".into()));
        assert_eq!(told(&draft), ["! sets the connector to draft, together with the other changes"]);
        let all: BTreeSet<At> = draft.changes().collect();
        assert_eq!(consequences(&draft, &all), []);
        let flip = caused(&json!({"state": "draft"}), "state", Value::Text("live".into()));
        assert_eq!(flip, ["! sets the connector live, together with the other changes"]);
    }

    fn sample(base: &Json, text: &str) -> Vec<String> {
        caused(base, "mock_response", Value::Document(text.to_owned()))
    }

    fn fields(fields: &[(&str, &str, bool)]) -> Json {
        let row = |(path, kind, redacted): &(&str, &str, bool)| json!({"path": path, "type": kind, "redacted": redacted});
        fields.iter().map(row).collect()
    }

    #[test]
    fn a_sample_tells_which_response_fields_come_go_and_change() {
        let base = json!({
            "configuration_response_type": "test_response_type",
            "response_fields": fields(&[("a", "string", false), ("b", "integer", true), ("c", "datetime", false)]),
            "object_mappings": [{"response_object_path": "a", "intercom_object_type": "user", "attribute_mappings": [
                {"response_attribute_path": "a", "intercom_attribute_identifier": "segment"},
                {"response_attribute_path": "b", "intercom_attribute_identifier": "ref"},
            ]}],
        });
        assert_eq!(
            sample(
                &base,
                "{\"b\": 2, \"c\": \"x\", \"d\": 1, \"e\": {\"f\": 1, \"g\": 1, \"h\": 1, \"i\": 1}}"
            ),
            [
                "! makes new response fields in the place of all 3, which cannot be undone from here",
                "! 1 response field most likely disappears: a",
                "! 1 response field most likely changes its type: c from datetime to string",
                "! 1 response field most likely loses its redaction: b",
                "! object mappings point at 2 paths that most likely vanish: a and a (stored as segment)",
                "! switches the response type to mock, which cannot be undone from here",
                "5 response fields most likely appear: d, e.f, e.g and 2 more",
            ]
        );
    }

    #[test]
    fn a_sample_says_no_more_than_what_is_so() {
        let same = json!({
            "configuration_response_type": "mock_response_type",
            "response_fields": fields(&[("a", "string", false)]),
            "object_mappings": [{"response_object_path": "a", "attribute_mappings": []}],
        });
        assert_eq!(
            sample(&same, "{\"a\": \"other\"}"),
            [
                "! makes new response fields in the place of the only one, which cannot be undone from here",
                "most likely the same response fields as now, with the sample's values as examples",
            ]
        );
        assert_eq!(
            sample(&same, "{}")[1..],
            [
                "! 1 response field most likely disappears: a",
                "! an object mapping points at a path that most likely vanishes: a",
            ]
        );
        let none = json!({"configuration_response_type": null, "response_fields": []});
        assert_eq!(
            sample(&none, "{oops"),
            [
                "! makes the first response fields, which cannot be undone from here",
                "! switches the response type to mock, which cannot be undone from here",
            ]
        );
    }
}
