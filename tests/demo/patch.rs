//! Reading one connector and changing it, where the documentation says how.

use serde_json::{Value, json};

use super::{Client, NEVER_LIVE, ORDERS, REFUNDS, ids};

#[tokio::test]
async fn a_connector_that_does_not_exist_is_not_found() {
    let client = Client::new().await;
    let get = client.get("/data_connectors/999").await;
    let patch = client.patch("999", json!({"name": "x"})).await;
    for answer in [get, patch] {
        answer.refuses(404, "data_connector_not_found", "Data connector not found");
    }
    assert_eq!(client.demo.stored("999"), None);
}

#[tokio::test]
async fn header_values_are_redacted_in_every_answer_and_names_are_not() {
    let client = Client::new().await;
    let expected = json!([{"name": "Authorization", "value": "****"}]);
    assert_eq!(client.get_live(ORDERS).await["headers"], expected);
    assert_eq!(client.get_draft(ORDERS).await["headers"], expected);
    let patched = client.patch(ORDERS, json!({"headers": [{"name": "A", "value": "b"}]})).await.ok();
    assert_eq!(patched["headers"], json!([{"name": "A", "value": "****"}]));
    assert_eq!(client.stored(ORDERS)["headers"], json!([{"name": "A", "value": "b"}]));
}

#[tokio::test]
async fn state_version_chooses_between_draft_and_live_and_defaults_to_live() {
    let client = Client::new().await;
    let url = "/data_connectors/12346";
    let default = client.get(url).await.ok();
    let live = client.get(&format!("{url}?state_version=live")).await.ok();
    let draft = client.get(&format!("{url}?state_version=draft")).await.ok();
    assert_eq!(default, live);
    assert_ne!(draft["url"], live["url"]);
    assert_eq!((&draft["state"], &live["state"]), (&json!("live"), &json!("live")));
    client.get(&format!("{url}?state_version=paused")).await.refuses(
        400,
        "parameter_invalid",
        "Invalid state_version. Must be one of: live, draft",
    );
}

#[tokio::test]
async fn a_patch_changes_what_it_holds_and_nothing_else() {
    let client = Client::new().await;
    let before = client.stored(ORDERS);
    let answer = client.patch(ORDERS, json!({"name": "Orders", "url": "", "whatever": [1]})).await.ok();
    let after = client.stored(ORDERS);
    let moving = ["name", "url", "updated_at"];
    for (key, value) in before.as_object().unwrap() {
        assert_eq!(moving.contains(&key.as_str()), after[key] != *value, "{key}");
    }
    assert_eq!(after.as_object().unwrap().len(), before.as_object().unwrap().len());
    assert_eq!((&answer["name"], &answer["url"]), (&json!("Orders"), &json!("")));
    assert_eq!(client.get_draft(ORDERS).await, answer);
}

#[tokio::test]
async fn every_documented_field_can_be_written() {
    let client = Client::new().await;
    let patch = json!({
        "name": "n", "description": "d", "http_method": "patch", "url": "u", "body": "{\r\n x ",
        "direct_fin_usage": true, "audiences": ["visitors"], "headers": [{"name": "H", "value": "v"}],
        "data_inputs": [{"name": "i", "type": "decimal", "description": "d", "required": true,
                         "default_value": "1.10"}],
        "customer_authentication": true, "bypass_authentication": true,
        "validate_missing_attributes": true, "token_ids": ["9"]
    });
    client.patch(NEVER_LIVE, patch.clone()).await.ok();
    let stored = client.stored(NEVER_LIVE);
    for (key, value) in patch.as_object().unwrap() {
        assert_eq!(&stored[key], value, "{key}");
    }
}

#[tokio::test]
async fn data_inputs_are_replaced_whole_and_their_omissions_get_the_defaults() {
    let client = Client::new().await;
    let sent = json!([{"name": "only", "description": "One", "source": "fin"}]);
    client.patch(ORDERS, json!({"data_inputs": sent})).await.ok();
    let expected = json!([{"name": "only", "description": "One", "source": "fin", "type": "string",
                           "required": false, "default_value": ""}]);
    assert_eq!(client.stored(ORDERS)["data_inputs"], expected);
}

#[tokio::test]
async fn an_empty_array_removes_all_tokens() {
    let client = Client::new().await;
    assert_ne!(client.stored(REFUNDS)["token_ids"], json!([]));
    assert_eq!(client.patch(REFUNDS, json!({"token_ids": []})).await.ok()["token_ids"], json!([]));
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_words_of_the_api() {
    let client = Client::new().await;
    let input = |change: Value| {
        let mut input = json!({"name": "i", "type": "string", "description": "d"});
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        json!({"data_inputs": [input]})
    };
    let cases = [
        (
            json!({"audiences": ["users", "robots"]}),
            "Invalid audiences. Must be a subset of: leads, users, visitors",
        ),
        (json!({"audiences": "users"}), "Invalid audiences. Must be a subset of: leads, users, visitors"),
        (json!({"http_method": "options"}), "Http Method isn't an option"),
        (json!({"http_method": "GET"}), "Http Method isn't an option"),
        (json!({"state": "paused"}), "Invalid state. Must be one of: draft, live"),
        (json!({"state": null}), "Invalid state. Must be one of: draft, live"),
        (json!({"name": " "}), "Name can't be blank"),
        (json!({"name": 1}), "Name must be a string"),
        (json!({"body": {"a": 1}}), "Body must be a string"),
        (json!({"direct_fin_usage": "yes"}), "Direct Fin Usage must be a boolean"),
        (json!({"headers": {"A": "b"}}), "Headers must be an array of objects"),
        (json!({"headers": [{"value": "b"}]}), "Headers name is required"),
        (json!({"headers": [{"name": "A", "value": 1}]}), "Headers value must be a string"),
        (input(json!({"description": ""})), "Data inputs description is required"),
        (input(json!({"description": null})), "Data inputs description is required"),
        (input(json!({"name": ""})), "Data inputs name is required"),
        (input(json!({"type": "datetime"})), "Data inputs type isn't an option"),
        (input(json!({"default_value": 5})), "Data inputs default value must be a string"),
        (input(json!({"required": "no"})), "Data inputs required must be a boolean"),
        (json!({"token_ids": [7001]}), "Token ids must be an array of strings"),
        (json!({"mock_response": "text"}), "Mock response must be an object"),
    ];
    let before = client.stored(ORDERS);
    for (patch, message) in cases {
        client.patch(ORDERS, patch).await.refuses(422, "parameter_invalid", message);
    }
    assert_eq!(client.stored(ORDERS), before);
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let client = Client::new().await;
    let answer = client.patch(ORDERS, json!({"name": "", "http_method": "x", "url": "ok"})).await;
    assert_eq!(answer.status, 422);
    let json = answer.json();
    let messages: Vec<&Value> =
        json["errors"].as_array().unwrap().iter().map(|error| &error["message"]).collect();
    assert_eq!(messages, ["Name can't be blank", "Http Method isn't an option"]);
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_a_bad_request() {
    let client = Client::new().await;
    for body in ["", "{", "[]", "\"name\"", "{\"name\":\"x\",}"] {
        let (status, code, _) = client.patch_text(ORDERS, body.to_owned()).await.error();
        assert_eq!((status, code.as_str()), (400, "parameter_invalid"), "{body}");
    }
}

#[tokio::test]
async fn a_used_connector_cannot_be_set_to_draft() {
    let client = Client::new().await;
    client.patch(ORDERS, json!({"state": "draft"})).await.refuses(
        409,
        "data_connector_in_use",
        "Data connector is in use by other resources and cannot be set to draft",
    );
    assert_eq!(client.get_live(ORDERS).await["state"], "live");
}

#[tokio::test]
async fn setting_the_state_publishes_and_withdraws() {
    let client = Client::new().await;
    assert_eq!(client.get(&format!("/data_connectors/{NEVER_LIVE}")).await.status, 404);
    assert_eq!(client.patch(NEVER_LIVE, json!({"state": "live"})).await.ok()["state"], "live");
    assert_eq!(client.get_live(NEVER_LIVE).await, client.get_draft(NEVER_LIVE).await);
    assert_eq!(client.patch(NEVER_LIVE, json!({"state": "draft"})).await.ok()["state"], "draft");
    assert_eq!(client.get(&format!("/data_connectors/{NEVER_LIVE}")).await.status, 404);
}

#[tokio::test]
async fn setting_live_again_publishes_a_draft_that_differs() {
    let client = Client::new().await;
    client.patch(REFUNDS, json!({"state": "live"})).await.ok();
    assert_eq!(client.get_live(REFUNDS).await, client.get_draft(REFUNDS).await);
}

#[tokio::test]
async fn a_mock_response_is_never_returned_but_regenerates_the_response_fields() {
    let client = Client::new().await;
    let body = r#"{"mock_response": {"order": {"id": 12345678901234567890, "total": 1.10},
        "items": [{"sku": "A"}], "at": "2026-01-01T00:00:00Z", "note": null, "paid": true}}"#;
    let answer = client.patch_text(ORDERS, body.to_owned()).await;
    assert!(answer.text.contains(r#""example_value":12345678901234567890,"#), "{}", answer.text);
    assert!(answer.text.contains(r#""example_value":1.10,"#), "{}", answer.text);
    let detail = answer.ok();
    let rows: Vec<String> = detail["response_fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            assert_eq!(row["redacted"], false);
            format!("{} {}", row["path"].as_str().unwrap(), row["type"].as_str().unwrap())
        })
        .collect();
    let expected = [
        "order.id integer",
        "order.total decimal",
        "items.sku string",
        "at datetime",
        "note unknown",
        "paid boolean",
    ];
    assert_eq!(rows, expected);
    assert_eq!(detail["configuration_response_type"], "mock_response_type");
    assert!(client.stored(ORDERS).get("mock_response").is_none());
    let root = client.patch(ORDERS, json!({"mock_response": [{"id": 1}]})).await.ok();
    assert_eq!(root["response_fields"][0]["path"], "id");
}

#[tokio::test]
async fn each_successful_patch_moves_the_last_update_and_goes_to_the_top_of_the_list() {
    let client = Client::new().await;
    let first = client.patch("12370", json!({"name": "a"})).await.ok();
    assert_eq!(first["updated_at"], "2027-01-15T08:00:00Z");
    assert_eq!(first["updated_by_admin_id"], client.get("/me").await.ok()["id"]);
    let second = client.patch("12355", json!({"name": "b"})).await.ok();
    assert_eq!(second["updated_at"], "2027-01-15T08:00:01Z", "also within the same second");
    assert_eq!(second["updated_by_admin_id"], "128");
    let list = client.get("/data_connectors?per_page=2").await.ok();
    assert_eq!(ids(&list), ["12355", "12370"]);
    assert_eq!(list["data"][0]["updated_at"], second["updated_at"]);
}
