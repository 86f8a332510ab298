//! Where the documentation is silent: each switch in both positions.

use patchpanel::demo::Unknowns;
use serde_json::{Value, json};

use super::{Client, NEVER_LIVE, ORDERS, REFUNDS};

/// The headers as stored, `name=value`.
fn stored_headers(client: &Client, id: &str) -> Vec<String> {
    let stored = client.stored(id);
    let text = |header: &Value, key: &str| header[key].as_str().unwrap().to_owned();
    let headers = stored["headers"].as_array().unwrap().iter();
    headers.map(|header| format!("{}={}", text(header, "name"), text(header, "value"))).collect()
}

#[tokio::test]
async fn headers_replace_or_merge() {
    for (value, expected) in [
        ("replace", vec!["x-api-key=new"]),
        ("merge", vec!["Content-Type=application/json", "x-api-key=new"]),
    ] {
        let client = Client::when("headers", value).await;
        client.patch(REFUNDS, json!({"headers": [{"name": "x-api-key", "value": "new"}]})).await.ok();
        assert_eq!(stored_headers(&client, REFUNDS), expected);
    }
}

#[tokio::test]
async fn audiences_replace_or_merge() {
    for (value, expected) in
        [("replace", json!(["visitors"])), ("merge", json!(["users", "leads", "visitors"]))]
    {
        let client = Client::when("audiences", value).await;
        let answer = client.patch(ORDERS, json!({"audiences": ["visitors"]})).await.ok();
        assert_eq!(answer["audiences"], expected);
    }
}

#[tokio::test]
async fn asterisks_are_stored_or_keep_the_secret() {
    let sent =
        json!({"headers": [{"name": "authorization", "value": "****"}, {"name": "New", "value": "****"}]});
    for (value, expected) in [
        ("store", ["authorization=****", "New=****"]),
        ("keep", ["authorization=Bearer demo-not-a-secret-orders", "New=****"]),
    ] {
        let client = Client::when("asterisks", value).await;
        client.patch(ORDERS, sent.clone()).await.ok();
        assert_eq!(stored_headers(&client, ORDERS), expected);
    }
}

#[tokio::test]
async fn the_live_version_of_a_never_live_connector_is_missing_or_the_draft() {
    let path = format!("/data_connectors/{NEVER_LIVE}");
    let client = Client::when("never-live", "not-found").await;
    client.get(&path).await.refuses(404, "data_connector_not_found", "Data connector not found");
    let client = Client::when("never-live", "draft").await;
    assert_eq!(client.get(&path).await.ok(), client.get_draft(NEVER_LIVE).await);
}

#[tokio::test]
async fn a_patch_of_a_live_connector_writes_both_versions_or_the_draft() {
    for (value, live_name) in [("both", "New"), ("draft", "Refund order")] {
        let client = Client::when("patch-writes", value).await;
        assert_eq!(client.patch(REFUNDS, json!({"name": "New"})).await.ok()["name"], "New");
        let live = client.get_live(REFUNDS).await;
        assert_eq!(live["name"], live_name);
        assert_eq!(live["description"], "Refunds an order.", "the rest of the draft is not published");
    }
}

#[tokio::test]
async fn both_authentication_flags_are_allowed_or_exclusive() {
    let client = Client::when("auth-flags", "allow").await;
    client.patch(REFUNDS, json!({"bypass_authentication": true})).await.ok();
    let client = Client::when("auth-flags", "exclusive").await;
    let answer = client.patch(REFUNDS, json!({"bypass_authentication": true})).await;
    let message = "Bypass Authentication can't be enabled together with Customer Authentication";
    answer.refuses(422, "parameter_invalid", message);
    assert_eq!(client.stored(REFUNDS)["bypass_authentication"], false);
    client
        .patch(REFUNDS, json!({"bypass_authentication": true, "customer_authentication": false}))
        .await
        .ok();
}

#[tokio::test]
async fn state_with_fields_is_allowed_or_refused() {
    let patch = json!({"state": "live", "name": "Score"});
    let client = Client::when("state-with-fields", "allow").await;
    client.patch(NEVER_LIVE, patch.clone()).await.ok();
    assert_eq!(client.get_live(NEVER_LIVE).await["name"], "Score");
    let client = Client::when("state-with-fields", "refuse").await;
    let message = "State can't be changed together with other fields";
    client.patch(NEVER_LIVE, patch).await.refuses(422, "parameter_invalid", message);
    assert_eq!(client.stored(NEVER_LIVE)["state"], "draft");
    client.patch(NEVER_LIVE, json!({"state": "live"})).await.ok();
}

#[tokio::test]
async fn an_empty_patch_is_refused_or_accepted() {
    for body in [json!({}), json!({"unheard_of": 1})] {
        let client = Client::when("empty-patch", "refuse").await;
        let before = client.stored(ORDERS);
        let (status, code, _) = client.patch(ORDERS, body.clone()).await.error();
        assert_eq!((status, code.as_str()), (422, "parameter_invalid"));
        assert_eq!(client.stored(ORDERS), before);
        let client = Client::when("empty-patch", "accept").await;
        assert_ne!(client.patch(ORDERS, body).await.ok()["updated_at"], before["updated_at"]);
    }
}

#[tokio::test]
async fn null_is_refused_or_clears() {
    let client = Client::when("null", "refuse").await;
    let answer = client.patch(ORDERS, json!({"description": null})).await;
    answer.refuses(422, "parameter_invalid", "Description must be a string");
    let client = Client::when("null", "accept").await;
    let nulls = json!({"description": null, "url": null, "body": null, "audiences": null, "token_ids": null,
                       "direct_fin_usage": null, "validate_missing_attributes": null});
    let answer = client.patch(ORDERS, nulls).await.ok();
    assert_eq!(answer["description"], Value::Null);
    assert_eq!(answer["url"], Value::Null);
    assert_eq!(answer["body"], "");
    assert_eq!(answer["audiences"], json!([]));
    assert_eq!(answer["direct_fin_usage"], false);
    client.patch(ORDERS, json!({"name": null})).await.refuses(
        422,
        "parameter_invalid",
        "Name can't be blank",
    );
}

#[tokio::test]
async fn input_names_are_free_or_unique() {
    let input = json!({"name": "i", "description": "d"});
    let patch = json!({"data_inputs": [input, input]});
    let client = Client::when("input-names", "free").await;
    client.patch(ORDERS, patch.clone()).await.ok();
    let client = Client::when("input-names", "unique").await;
    let answer = client.patch(ORDERS, patch).await;
    answer.refuses(422, "parameter_invalid", "Data inputs name has already been taken");
}

#[tokio::test]
async fn name_length_is_free_or_at_most_255() {
    let patch = |length| json!({"name": "é".repeat(length)});
    let client = Client::when("name-length", "free").await;
    client.patch(ORDERS, patch(5000)).await.ok();
    let client = Client::when("name-length", "255").await;
    client.patch(ORDERS, patch(255)).await.ok();
    let message = "Name is too long (maximum is 255 characters)";
    client.patch(ORDERS, patch(256)).await.refuses(422, "parameter_invalid", message);
}

#[tokio::test]
async fn paths_of_response_fields_go_through_arrays_in_several_ways() {
    for (value, expected) in
        [("plain", "items.sku"), ("indexed", "items[0].sku"), ("brackets", "items[].sku")]
    {
        let client = Client::when("array-paths", value).await;
        let answer = client.patch(ORDERS, json!({"mock_response": {"items": [{"sku": "A"}]}})).await.ok();
        assert_eq!(answer["response_fields"][0]["path"], expected);
    }
}

#[tokio::test]
async fn a_refused_patch_changes_the_valid_fields_or_nothing() {
    for (value, applied) in [("no", true), ("yes", false)] {
        for (patch, status) in [
            (json!({"description": "new", "name": "", "state": "live"}), 422),
            (json!({"description": "new", "state": "draft"}), 409),
        ] {
            let client = Client::when("atomic", value).await;
            let before = client.stored(ORDERS);
            assert_eq!(client.patch(ORDERS, patch).await.status, status);
            let after = client.stored(ORDERS);
            assert_eq!(after["description"] == "new", applied);
            assert_eq!(after["updated_at"] != before["updated_at"], applied);
            assert_eq!((&after["name"], &after["state"]), (&before["name"], &before["state"]));
        }
    }
}

#[tokio::test]
async fn several_switches_work_together() {
    let client = Client::when_all(&[("headers", "merge"), ("asterisks", "keep")]).await;
    client.patch(REFUNDS, json!({"headers": [{"name": "X-Api-Key", "value": "****"}]})).await.ok();
    let expected = ["Content-Type=application/json", "X-Api-Key=demo-not-a-secret-refunds"];
    assert_eq!(stored_headers(&client, REFUNDS), expected);
}

#[test]
fn every_switch_takes_each_of_its_values_and_starts_at_its_default() {
    for switch in Unknowns::SWITCHES {
        assert_eq!(switch.values[0], switch.default);
        assert!(switch.question.ends_with('?'));
        let mut unknowns = Unknowns::default();
        unknowns.set(switch.name, switch.default).unwrap();
        assert_eq!(unknowns, Unknowns::default(), "{}", switch.name);
        for value in &switch.values[1..] {
            unknowns.set(switch.name, value).unwrap();
            assert_ne!(unknowns, Unknowns::default(), "{} {value}", switch.name);
        }
        assert!(unknowns.set(switch.name, "perhaps").unwrap_err().contains(switch.default));
    }
    let mut unknowns = Unknowns::default();
    assert!(unknowns.set("weather", "fine").unwrap_err().contains("never-live"));
    assert_eq!(unknowns.asterisks.to_string(), "store");
}
