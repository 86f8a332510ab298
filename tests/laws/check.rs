//! Laws of findings: each names a place that is there, none repeats a secret, mending one makes it go away, and a look costs
//! no more than reading what it looks at.

use super::make::{Edited, MARK, draft, edited};
use super::tries;
use patchpanel::connector::FIELDS;
use patchpanel::connector::check::{Finding, Severity, Source, findings};
use patchpanel::connector::template::rename;
use patchpanel::edit::{At, Column, Draft, Json, Secret, Value};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use std::time::{Duration, Instant};

/// A text of names, some of which are inputs, in braces that go together or not.
fn template() -> impl Strategy<Value = String> {
    let pieces = [
        "{{order_id}}",
        "{{oder_id}}",
        "{{message}}",
        "{{msg}}",
        "{{ message }}",
        "{{数量}}",
        "{{a.b}}",
        "{{nothing_like_it}}",
        "{{",
        "}}",
        "{",
        "}",
        "/",
        "\n",
        "é",
        "👩‍💻",
        "message",
    ];
    prop::collection::vec(select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat())
}

/// A connector with these templates and two inputs.
fn with(url: &str, body: &str) -> Draft {
    draft(&json!({
        "url": format!("https://api.example.com/{url}"), "body": body, "http_method": "post",
        "data_inputs": [{"name": "order_id", "description": "d"}, {"name": "message", "description": "d"}],
    }))
}

fn add_input(draft: &mut Draft, name: &str) {
    let at = At::of(&FIELDS, "data_inputs").unwrap();
    let mut row = Column::fresh_row(at.field(&FIELDS).unwrap().kind.columns());
    row.cells[0] = Value::Text(name.to_owned());
    let mut rows = draft.value(at).rows().to_vec();
    rows.push(row);
    draft.set(at, Value::Rows(rows));
}

/// Whether a finding says the same of the same field.
fn is_same(one: &Finding, other: &Finding) -> bool {
    one.at == other.at && one.missing == other.missing && one.range.is_some() == other.range.is_some()
}

proptest! {
    #![proptest_config(tries(150))]

    #[test]
    fn each_finding_names_a_place_that_is_there((_, Edited { draft, .. }) in edited()) {
        let before = draft.revision();
        let found = findings(&draft);
        for Finding { severity, source, at, spot, range, text, .. } in &found {
            let field = at.field(&FIELDS).unwrap();
            let value = draft.value(*at);
            if let Some(spot) = spot {
                prop_assert!(spot.row < value.rows().len() && spot.column < field.kind.columns().len(), "{text}");
            }
            if let Some(range) = range {
                prop_assert!(value.text().unwrap().get(range.clone()).is_some_and(|part| part.contains('{')), "{text}");
            }
            prop_assert!(!text.is_empty() && !text.ends_with(['.', '!']), "{text}");
            prop_assert!(*severity != Severity::Refused || *source == Source::Documented, "{text}");
        }
        prop_assert!(found.is_sorted_by(|a, b| a.severity >= b.severity));
        prop_assert_eq!(draft.revision(), before);
    }

    #[test]
    fn no_finding_repeats_what_was_typed_into_a_secret((_, Edited { draft, .. }) in edited(), value in template()) {
        let mut draft = draft;
        let at = At::of(&FIELDS, "headers").unwrap();
        let mut rows = draft.value(at).rows().to_vec();
        let secret = format!("{{{{{MARK}}}}} {value} {{{{hush_{MARK}}}}} {{{{hush}}}}");
        for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
            if matches!(cell, Value::Secret(_)) {
                *cell = Value::Secret(Secret::new(&secret));
            }
        }
        draft.set(at, Value::Rows(rows));
        for finding in findings(&draft) {
            let all = format!("{finding:?}");
            prop_assert!(!all.contains(MARK) && !all.contains("hush"), "{}", all);
        }
    }

    #[test]
    fn mending_a_finding_makes_it_go_away_and_brings_no_other(url in template(), body in template()) {
        let before = with(&url, &body);
        let found = findings(&before);
        for finding in &found {
            let Some(missing) = &finding.missing else { continue };
            let mut declared = before.clone();
            add_input(&mut declared, missing);
            let after = findings(&declared);
            prop_assert!(!after.iter().any(|it| it.missing.as_ref() == Some(missing)), "{missing}: {after:#?}");
            let Some(meant) = &finding.meant else { continue };
            let mut spelled = before.clone();
            let (text, _) = rename(before.value(finding.at).text().unwrap(), missing, meant).unwrap();
            spelled.set(finding.at, Value::Text(text));
            let after = findings(&spelled);
            prop_assert!(!after.iter().any(|it| is_same(it, finding)), "{missing}: {after:#?}");
            let had = |it: &&Finding| it.range.is_some();
            prop_assert!(after.iter().filter(had).count() < found.iter().filter(had).count());
        }
    }
}

/// What a look at this costs.
#[expect(clippy::disallowed_methods, reason = "a law of how long something takes")]
fn cost(json: &Json) -> Duration {
    let draft = draft(json);
    let began = Instant::now();
    findings(&draft);
    began.elapsed()
}

#[test]
fn a_look_costs_no_more_than_reading_what_it_looks_at() {
    // Far more than this takes on a busy machine, and far less than the product of two lengths or counts would.
    let within = Duration::from_secs(20);
    let input = |name: String| json!({"name": name, "description": "d", "default_value": ""});
    let header = |name: String| json!({"name": name, "value": "****"});
    let names: Vec<Json> = (0..20).map(|number| input(format!("{}{number}", "b".repeat(200)))).collect();
    for piece in ["a", "{", "{{", "{{a", "{{a}", "{a}", "{{a}}", "{{ a }}", "{{a.", "é"] {
        let body = format!("{{{{{}}}}}", piece.repeat(200_000 / piece.len()));
        let took = cost(&json!({"body": body, "url": body, "data_inputs": names}));
        assert!(took < within, "{piece}: {took:?}");
    }
    let many: Vec<Json> = (0..100_000).map(|number| input(format!("input_{number}"))).collect();
    let took = cost(&json!({"data_inputs": many}));
    assert!(took < within, "many inputs: {took:?}");
    let many: Vec<Json> = (0..100_000).map(|number| header(format!("X-{number}"))).collect();
    let took = cost(&json!({"headers": many}));
    assert!(took < within, "many headers: {took:?}");
}
