//! Connectors come and go, and the tokens that they may name are listed.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Client, NEVER_LIVE, ORDERS, ids};

#[tokio::test]
async fn a_new_connector_is_a_draft_with_the_documented_defaults() {
    let client = Client::new().await;
    let answer = client.post(json!({"name": "Parcel size", "whatever": 1})).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let made = answer.json();
    let id = made["id"].as_str().unwrap();
    assert_eq!((&made["name"], &made["state"]), (&json!("Parcel size"), &json!("draft")));
    for flag in ["direct_fin_usage", "customer_authentication", "bypass_authentication"] {
        assert_eq!(made[flag], false, "{flag}");
    }
    assert_eq!(made["created_at"], "2027-01-15T08:00:00Z");
    assert_eq!((&made["created_at"], &made["created_by_admin_id"]), (&made["updated_at"], &json!("128")));
    assert_eq!(made["execution_results_url"], format!("/data_connectors/{id}/execution_results"));
    assert_eq!(client.get_draft(id).await, made);
    assert_eq!(client.get(&format!("/data_connectors/{id}")).await.status, 404, "it was never live");
    let list = client.get("/data_connectors?per_page=1").await.ok();
    assert_eq!(ids(&list), [id]);
}

#[tokio::test]
async fn every_field_but_the_state_can_be_given_to_a_new_connector() {
    let client = Client::new().await;
    let sent = json!({
        "name": "n", "description": "d", "http_method": "patch", "url": "u", "body": "{\r\n x ",
        "direct_fin_usage": true, "audiences": ["visitors"], "headers": [{"name": "H", "value": "v"}],
        "data_inputs": [{"name": "i", "description": "d"}], "customer_authentication": true,
        "validate_missing_attributes": true, "token_ids": ["9"], "mock_response": {"a": 1}
    });
    let made = client.post(sent.clone()).await.json();
    let stored = client.stored(made["id"].as_str().unwrap());
    for key in ["name", "description", "http_method", "url", "body", "audiences", "headers", "token_ids"] {
        assert_eq!(stored[key], sent[key], "{key}");
    }
    assert_eq!(made["headers"][0]["value"], "****");
    let input =
        json!({"name": "i", "description": "d", "type": "string", "required": false, "default_value": ""});
    assert_eq!(made["data_inputs"], json!([input]));
    assert_eq!((&made["response_fields"][0]["path"], made.get("mock_response")), (&json!("a"), None));
}

#[tokio::test]
async fn a_connector_without_a_name_or_with_wrong_fields_is_not_made() {
    let client = Client::new().await;
    for body in [json!({}), json!({"name": null}), json!({"url": "x"})] {
        client.post(body).await.refuses(422, "parameter_not_found", "Name is required");
    }
    for (body, message) in [
        (json!({"name": " "}), "Name can't be blank"),
        (
            json!({"name": "x", "audiences": ["robots"]}),
            "Invalid audiences. Must be a subset of: leads, users, visitors",
        ),
        (json!({"name": "x", "http_method": "GET"}), "Http Method isn't an option"),
        (json!({"name": "x", "data_inputs": [{"name": "i"}]}), "Data inputs description is required"),
    ] {
        client.post(body).await.refuses(422, "parameter_invalid", message);
    }
    assert_eq!(client.post(json!([])).await.error().0, 400);
    assert_eq!(client.get("/data_connectors?per_page=50").await.ok()["data"].as_array().unwrap().len(), 22);
}

#[tokio::test]
async fn a_state_on_create_is_refused_or_ignored() {
    let body = json!({"name": "x", "state": "live"});
    let client = Client::when("state-on-create", "refuse").await;
    client.post(body.clone()).await.refuses(422, "parameter_invalid", "State isn't accepted on create");
    let client = Client::when("state-on-create", "ignore").await;
    let made = client.post(body).await;
    assert_eq!((made.status, &made.json()["state"]), (201, &json!("draft")));
}

#[tokio::test]
async fn a_draft_that_nothing_uses_can_be_deleted_and_its_id_is_not_given_again() {
    let client = Client::new().await;
    let first = client.post(json!({"name": "x"})).await.json()["id"].as_str().unwrap().to_owned();
    let answer = client.delete(&first).await.ok();
    assert_eq!(answer, json!({"id": first, "object": "data_connector", "deleted": true}));
    for answer in [client.delete(&first).await, client.get(&format!("/data_connectors/{first}")).await] {
        answer.refuses(404, "data_connector_not_found", "Data connector not found");
    }
    assert_ne!(client.post(json!({"name": "x"})).await.json()["id"], first);
    client.delete(NEVER_LIVE).await.ok();
    assert_eq!(client.demo.stored(NEVER_LIVE), None);
}

#[tokio::test]
async fn what_is_live_or_used_cannot_be_deleted() {
    let client = Client::new().await;
    for live in [ORDERS, "12353"] {
        let answer = client.delete(live).await;
        answer.refuses(409, "conflict", "Data connector must be in draft state to be deleted");
    }
    client.delete("12376").await.refuses(
        409,
        "data_connector_in_use",
        "Data connector is in use by other resources and cannot be deleted",
    );
    assert!(client.demo.stored("12376").is_some());
}

#[tokio::test]
async fn tokens_are_listed_in_pages_without_values_and_not_all_of_them() {
    let client = Client::new().await;
    let first = client.get("/auth_tokens?per_page=3").await.ok();
    let cursor = first["pages"]["next"]["starting_after"].as_str().unwrap();
    let second = client.get(&format!("/auth_tokens?per_page=3&starting_after={cursor}")).await.ok();
    let all = [ids(&first), ids(&second)].concat();
    assert_eq!(all, ["7009", "7006", "7002", "7001"]);
    assert_eq!(second["pages"].get("next"), None);
    assert!(!first.to_string().contains("value"));
    let (used, _) = super::sample::sample();
    let used: Vec<&Value> =
        used.values().flat_map(|draft| super::sample::items(draft, "token_ids")).collect();
    assert!(
        used.iter().any(|id| **id == "7001") && used.iter().any(|id| !all.iter().any(|known| *known == **id))
    );
    for per_page in ["0", "51", "x"] {
        assert_eq!(client.get(&format!("/auth_tokens?per_page={per_page}")).await.error().0, 400);
    }
}

#[tokio::test]
async fn the_list_of_tokens_came_with_2_18_and_is_a_switch_before_it() {
    for (switch, version, status) in [
        ("yes", "Unstable", 200),
        ("yes", "Preview", 200),
        ("yes", "2.18", 200),
        ("yes", "3.0", 200),
        ("yes", "2.17", 400),
        ("not-found", "Unstable", 404),
        ("not-found", "Preview", 404),
        ("not-found", "2.18", 200),
        ("not-found", "2.16", 400),
    ] {
        let client = Client::when("auth-tokens", switch).await;
        let mut request = client.request(Method::GET, "/auth_tokens").build().unwrap();
        request.headers_mut().insert("intercom-version", version.parse().unwrap());
        let answer = client.http.execute(request).await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{switch} {version}");
    }
}
