//! What the connectors of the sample did, as documented, and what a change makes of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Client, NEVER_LIVE, ORDERS, START, ids};

/// Live, used by nothing, and failing since yesterday.
const VAT: &str = "12357";
const DAY: i64 = 24 * 3600;

impl Client {
    async fn runs(&self, id: &str, query: &str) -> Value {
        self.get(&format!("/data_connectors/{id}/execution_results?{query}")).await.ok()
    }

    async fn newest(&self, id: &str) -> Value {
        let list = self.runs(id, "per_page=1").await;
        let run = list["data"][0]["id"].as_str().unwrap().to_owned();
        self.get(&format!("/data_connectors/{id}/execution_results/{run}")).await.ok()
    }

    /// All pages of it.
    async fn all_runs(&self, id: &str, query: &str) -> Vec<Value> {
        let (mut runs, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.runs(id, &format!("per_page=30&{query}{after}")).await;
            runs.extend(page["data"].as_array().unwrap().iter().cloned());
            let Some(cursor) = page["pages"]["next"]["starting_after"].as_str() else { return runs };
            after = format!("&starting_after={cursor}");
        }
    }
}

fn time(run: &Value) -> i64 {
    run["created_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second()
}

#[tokio::test]
async fn runs_are_those_of_the_last_hour_newest_first_ten_to_a_page() {
    let client = Client::new().await;
    let first = client.runs(ORDERS, "").await;
    assert_eq!((&first["type"], &first["pages"]["per_page"]), (&json!("list"), &json!(10)));
    assert_eq!(ids(&first).len(), 10);
    let all = client.all_runs(ORDERS, "").await;
    let times: Vec<i64> = all.iter().map(time).collect();
    assert!(times.is_sorted_by(|a, b| a > b));
    assert!(times.iter().all(|time| (START - 3600..=START).contains(time)));
    assert!((50..90).contains(&times.len()), "{}", times.len());
    let different: BTreeSet<&str> = all.iter().map(|run| run["id"].as_str().unwrap()).collect();
    assert_eq!(different.len(), all.len());
    assert_eq!(client.all_runs(ORDERS, "").await, all, "the same whenever one asks");
}

#[tokio::test]
async fn an_item_has_the_documented_keys_and_bodies_only_when_asked_for() {
    let client = Client::new().await;
    let keys = |run: &Value| -> Vec<String> { run.as_object().unwrap().keys().cloned().collect() };
    let plain = [
        "type",
        "id",
        "data_connector_id",
        "success",
        "http_status",
        "http_method",
        "error_type",
        "error_message",
        "execution_time_ms",
        "source_type",
        "source_id",
        "conversation_id",
        "created_at",
        "request_url",
    ];
    let bodies = ["request_body", "response_body", "raw_response_body"];
    let list = client.runs(ORDERS, "per_page=1").await;
    assert_eq!(keys(&list["data"][0]), plain);
    let whole = [&plain[..], &bodies[..]].concat();
    let list = client.runs(ORDERS, "per_page=1&include_bodies=true").await;
    assert_eq!(keys(&list["data"][0]), whole);
    let one = client.newest(ORDERS).await;
    assert_eq!((&one, keys(&one)), (&list["data"][0], whole.iter().map(|&key| key.to_owned()).collect()));
    assert_eq!(
        (&one["type"], &one["data_connector_id"]),
        (&json!("data_connector.execution"), &json!(ORDERS))
    );
}

#[tokio::test]
async fn runs_are_chosen_by_success_error_and_time() {
    let client = Client::new().await;
    let week = format!("start_ts={}", START - 2 * DAY);
    let failed = client.all_runs(ORDERS, &format!("{week}&success=false")).await;
    assert!(!failed.is_empty() && failed.iter().all(|run| run["success"] == false));
    let went_well = client.all_runs(ORDERS, &format!("{week}&success=true")).await;
    assert!(went_well.iter().all(|run| run["success"] == true && run["error_type"].is_null()));
    assert_eq!(failed.len() + went_well.len(), client.all_runs(ORDERS, &week).await.len());
    let slow = client.all_runs(ORDERS, &format!("{week}&error_type=faraday_error")).await;
    assert!(!slow.is_empty() && slow.iter().all(|run| run["error_type"] == "faraday_error"));
    assert!(slow.iter().all(|run| run["http_status"].is_null()));
    let none = client.all_runs(ORDERS, &format!("{week}&error_type=faraday_error&success=true")).await;
    assert_eq!(none, Vec::<Value>::new());
    let range = format!("start_ts={}&end_ts={}", START - DAY, START - DAY + 600);
    let times: Vec<i64> = client.all_runs(ORDERS, &range).await.iter().map(time).collect();
    assert!(!times.is_empty() && times.iter().all(|time| (START - DAY..=START - DAY + 600).contains(time)));
}

#[tokio::test]
async fn what_is_wrong_with_a_question_is_said_in_the_words_of_the_api() {
    let client = Client::new().await;
    let path = |query: &str| format!("/data_connectors/{ORDERS}/execution_results{query}");
    for (query, message) in [
        (
            "?error_type=odd",
            "Invalid error_type. Must be one of: request_configuration_error, faraday_error, 3rd_party_error, \
             response_mapping_error, token_refresh_error, fin_action_response_formatting_error, \
             fin_action_identity_verification_error, email_verification_error, \
             non_fin_standalone_action_identity_verification_error, request_validation_error, \
             client_side_action_error",
        ),
        ("?start_ts=yesterday", "start_ts must be a Unix timestamp (integer)"),
        ("?end_ts=1.5", "end_ts must be a Unix timestamp (integer)"),
        ("?success=maybe", "Invalid success. Must be one of: true, false"),
        ("?include_bodies=1", "Invalid include_bodies. Must be one of: true, false"),
        ("?per_page=31", "per_page must be a number between 1 and 30"),
    ] {
        client.get(&path(query)).await.refuses(400, "parameter_invalid", message);
    }
    let (status, code, _) = client.get(&path("?starting_after=odd")).await.error();
    assert_eq!((status, code.as_str()), (400, "client_error"));
    for missing in ["/data_connectors/999/execution_results", "/data_connectors/999/execution_results/1"] {
        client.get(missing).await.refuses(404, "data_connector_not_found", "Data connector not found");
    }
    let other = client.newest(VAT).await["id"].as_str().unwrap().to_owned();
    for run in ["/1", "/x", &format!("/{other}")] {
        client.get(&path(run)).await.refuses(404, "execution_result_not_found", "Execution result not found");
    }
}

#[tokio::test]
async fn every_documented_error_is_somewhere_in_the_sample() {
    let client = Client::new().await;
    let (mut errors, mut sources) = (BTreeSet::new(), BTreeSet::new());
    let (drafts, _) = super::sample::sample();
    for draft in drafts.values() {
        let id = draft["id"].as_str().unwrap();
        let query = format!("start_ts={}&success=false", START - 4 * DAY);
        let runs = client.runs(id, &format!("per_page=30&{query}")).await;
        for run in runs["data"].as_array().unwrap() {
            assert!(run["error_message"].is_string(), "{run}");
            errors.insert(run["error_type"].as_str().unwrap().to_owned());
            sources.insert(run["source_type"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(errors.len(), 11, "{errors:?}");
    assert!(sources.len() >= 5, "{sources:?}");
}

#[tokio::test]
async fn bodies_come_as_json_as_something_else_large_and_hostile() {
    let client = Client::new().await;
    let week = format!("start_ts={}&include_bodies=true", START - 7 * DAY);
    let body = |run: &Value| run["response_body"].as_str().unwrap_or_default().to_owned();
    let raw = |run: &Value| run["raw_response_body"].as_str().unwrap_or_default().to_owned();
    let orders = client.runs(ORDERS, &format!("{week}&success=true")).await;
    let order = &orders["data"][0];
    assert!(serde_json::from_str::<Value>(&body(order)).unwrap()["status"].is_string());
    assert!(order["request_body"].as_str().unwrap().starts_with("{\"text\": \""));
    assert!(order["request_url"].as_str().unwrap().starts_with("https://api.example.com/orders/A-"));
    let pages = client.runs("12352", &format!("{week}&error_type=response_mapping_error")).await;
    assert!(raw(&pages["data"][0]).starts_with("<!doctype html>") && body(&pages["data"][0]).is_empty());
    let loyalty = client.runs("12355", &format!("{week}&success=true")).await;
    assert!(raw(&loyalty["data"][0]).starts_with("<?xml") && body(&loyalty["data"][0]).starts_with('{'));
    let rates = client.runs("12375", &format!("{week}&success=true&per_page=1")).await;
    assert!(body(&rates["data"][0]).len() > 60_000);
    let gifts = client.runs("12370", &format!("{week}&success=true")).await;
    let text: Value = serde_json::from_str(&body(&gifts["data"][0])).unwrap();
    assert!(text["greeting"].as_str().unwrap().contains('\u{1b}'));
    let stock = client.runs("12353", &format!("{week}&success=true")).await;
    let url = stock["data"][0]["request_url"].as_str().unwrap();
    assert!(url.starts_with("https://wms.example.com/stock/") && !url.contains(['?', '&', ' ']), "{url}");
}

#[tokio::test]
async fn a_connector_runs_only_while_it_is_live_and_only_what_is_known_of_it_runs() {
    let client = Client::new().await;
    assert_eq!(client.runs(NEVER_LIVE, "").await["data"], json!([]));
    client.patch(NEVER_LIVE, json!({"state": "live"})).await.ok();
    assert_eq!(client.runs(NEVER_LIVE, "").await["data"], json!([]), "nothing of the time before");
    client.demo.later(120);
    let then = client.all_runs(NEVER_LIVE, "").await;
    assert!(then.len() >= 3 && then.iter().all(|run| time(run) >= START), "{then:?}");
    client.patch(NEVER_LIVE, json!({"state": "draft"})).await.ok();
    client.demo.later(600);
    assert_eq!(client.all_runs(NEVER_LIVE, "").await, then);
    let made = client.post(json!({"name": "x", "url": "https://x.example"})).await.json();
    let id = made["id"].as_str().unwrap();
    client.patch(id, json!({"state": "live"})).await.ok();
    client.demo.later(600);
    assert_eq!(client.runs(id, "").await["data"], json!([]));
}

#[tokio::test]
async fn a_failing_connector_says_in_its_runs_how_it_is_mended_and_is_mended_by_that() {
    let client = Client::new().await;
    let run = client.newest(VAT).await;
    assert_eq!((&run["error_type"], &run["http_status"]), (&json!("3rd_party_error"), &json!(410)));
    assert!(run["response_body"].as_str().unwrap().contains("/v2/vat-numbers"));
    let hour = client.all_runs(VAT, "success=true").await;
    assert_eq!(hour, Vec::<Value>::new(), "it is failing throughout");
    let before = format!("start_ts={}&end_ts={}", START - 3 * DAY, START - 2 * DAY);
    assert!(!client.all_runs(VAT, &format!("{before}&success=true")).await.is_empty(), "and was not before");

    client.patch(VAT, json!({"state": "draft"})).await.ok();
    let url = "https://tax.example.com/v2/vat-numbers";
    client.patch(VAT, json!({"url": url})).await.ok();
    client.patch(VAT, json!({"state": "live"})).await.ok();
    client.demo.later(180);
    let half = client.newest(VAT).await;
    assert_eq!(half["http_status"], 422, "half mended: {half}");
    let body = r#"{"country": "{{country}}", "vat_number": "{{vat_number}}"}"#;
    client.patch(VAT, json!({"body": body})).await.ok();
    client.demo.later(180);
    let whole = client.newest(VAT).await;
    assert_eq!((&whole["success"], &whole["http_status"]), (&json!(true), &json!(200)), "{whole}");
    assert_eq!(whole["request_url"], url);
    let path = format!("/data_connectors/{VAT}/execution_results/{}", run["id"].as_str().unwrap());
    assert_eq!(client.get(&path).await.ok(), run, "what has happened has happened");
}
