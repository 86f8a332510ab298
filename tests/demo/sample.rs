//! The sample workspace holds what an editor must cope with.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Client, ORDERS, REFUNDS};

const WORKSPACE: &str = include_str!("../../assets/demo/workspace.json");

/// The drafts of the sample by name, and the names of those that something depends on.
pub(crate) fn sample() -> (BTreeMap<String, Value>, BTreeSet<String>) {
    let sample: Value = serde_json::from_str(WORKSPACE).unwrap();
    let (mut drafts, mut used) = (BTreeMap::new(), BTreeSet::new());
    for entry in sample["connectors"].as_array().unwrap() {
        let name = entry["draft"]["name"].as_str().unwrap().to_owned();
        if entry["used_by"].as_array().unwrap().iter().any(|user| user["type"] == "workflow") {
            used.insert(name.clone());
        }
        drafts.insert(name, entry["draft"].clone());
    }
    (drafts, used)
}

pub(crate) fn items<'a>(draft: &'a Value, key: &str) -> &'a [Value] {
    draft[key].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn the_sample_has_every_method_state_input_type_and_a_value_nobody_knows() {
    let (drafts, used) = sample();
    let every =
        |key: &str| -> BTreeSet<&str> { drafts.values().filter_map(|draft| draft[key].as_str()).collect() };
    assert!((18..=22).contains(&drafts.len()), "{}", drafts.len());
    assert_eq!(every("http_method"), BTreeSet::from(["get", "post", "put", "delete", "patch", "options"]));
    assert_eq!(every("state"), BTreeSet::from(["draft", "live"]));
    assert_eq!(every("execution_type"), BTreeSet::from(["server_side", "client_side"]));
    assert_eq!(every("configuration_response_type").len(), 2);
    assert_eq!(every("data_transformation_type").len(), 3);
    let types: BTreeSet<&str> = drafts
        .values()
        .flat_map(|draft| items(draft, "data_inputs"))
        .map(|input| input["type"].as_str().unwrap())
        .collect();
    assert_eq!(types, BTreeSet::from(["string", "integer", "decimal", "boolean"]));
    assert!(used.len() >= 3);
}

#[test]
fn the_sample_has_nulls_absent_keys_and_keys_nobody_knows() {
    let (drafts, _) = sample();
    let any = |test: &dyn Fn(&Value) -> bool| drafts.values().any(test);
    for key in ["description", "url", "validate_missing_attributes", "updated_by_admin_id"] {
        assert!(any(&|draft| draft.get(key) == Some(&Value::Null)), "{key}");
    }
    assert!(any(&|draft| items(draft, "data_inputs").iter().any(|input| input["description"].is_null())));
    assert!(any(&|draft| ["url", "body", "headers"].iter().all(|key| draft.get(key).is_none())));
    assert!(any(&|draft| draft.get("rollout").is_some()));
    assert!(any(&|draft| items(draft, "data_inputs").iter().any(|input| input.get("source").is_some())));
    assert!(any(
        &|draft| draft["client_function_name"].is_string() && draft["client_function_timeout_ms"].is_number()
    ));
}

#[test]
fn the_sample_has_large_and_awkward_contents() {
    let (drafts, _) = sample();
    let any = |test: &dyn Fn(&Value) -> bool| drafts.values().any(test);
    let body = |draft: &Value| draft["body"].as_str().unwrap_or_default().to_owned();
    assert!(any(&|draft| items(draft, "headers").len() >= 7));
    assert!(any(&|draft| body(draft).lines().count() >= 60 && body(draft).matches("{{").count() > 10));
    assert!(any(&|draft| body(draft).contains(" \r\n")));
    assert!(any(&|draft| {
        let mappings = items(draft, "object_mappings");
        items(draft, "response_fields").len() == 200
            && mappings.len() > 1
            && mappings.iter().any(|mapping| !items(mapping, "attribute_mappings").is_empty())
            && mappings.iter().any(|mapping| !items(mapping, "reference_mappings").is_empty())
    }));
    assert!(drafts.values().filter(|draft| !items(draft, "token_ids").is_empty()).count() >= 3);
    let orders: BTreeSet<String> = drafts.values().map(|draft| draft["audiences"].to_string()).collect();
    assert!(orders.contains(r#"["users","leads"]"#) && orders.contains(r#"["leads","users"]"#));
    let examples: BTreeSet<String> = drafts
        .values()
        .flat_map(|draft| items(draft, "response_fields"))
        .map(|row| row["example_value"].to_string())
        .collect();
    assert!(examples.contains("1.10") && examples.contains("12345678901234567890"));
}

#[test]
fn the_sample_has_names_of_several_scripts_and_its_dangerous_characters_only_as_escapes() {
    let (drafts, _) = sample();
    let named = |text: char| drafts.keys().any(|name| name.contains(text));
    for letter in ['確', 'ت', '🎁', '\u{1b}', '\u{202e}'] {
        assert!(named(letter), "{letter:?}");
    }
    let is_dangerous =
        |letter: char| letter != '\n' && letter.is_control() || ('\u{202a}'..='\u{202e}').contains(&letter);
    assert!(!WORKSPACE.contains(is_dangerous));
}

#[tokio::test]
async fn the_order_status_service_of_the_sample_is_the_documented_one() {
    let client = Client::new().await;
    let stored = client.stored(ORDERS);
    assert_eq!(stored["name"], "Order Status Service");
    assert_eq!((&stored["http_method"], &stored["state"]), (&json!("post"), &json!("live")));
    assert_eq!(stored["url"], "https://api.example.com/orders/{{order_id}}/status");
    assert_eq!(stored["body"], "{\"text\": \"{{message}}\"}");
    let names: Vec<&Value> = items(&stored, "data_inputs").iter().map(|input| &input["name"]).collect();
    assert_eq!(names, ["order_id", "message"]);
    assert_eq!(stored["updated_at"], "2027-01-15T06:00:00Z", "two hours before the demo's start");
    let sample: Value = serde_json::from_str(WORKSPACE).unwrap();
    assert_eq!(sample["connectors"][0]["used_by"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_draft_of_the_sample_differs_from_its_live_version_in_several_fields() {
    let client = Client::new().await;
    let (draft, live) = (client.get_draft(REFUNDS).await, client.get_live(REFUNDS).await);
    let differing = draft.as_object().unwrap().iter().filter(|(key, value)| live[key] != **value).count();
    assert!(differing >= 5, "{differing}");
}
