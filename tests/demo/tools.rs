//! What the demo offers to tests beside its HTTP face.

use patchpanel::demo::Canned;
use serde_json::json;

use super::{Client, ORDERS};

#[tokio::test]
async fn the_log_holds_what_arrived_byte_for_byte() {
    let client = Client::new().await;
    client.get("/data_connectors/12345?state_version=draft").await;
    client.patch_text(ORDERS, " {\"name\" : \"x\"}\r\n".to_owned()).await;
    let log = client.demo.requests();
    assert_eq!(log.len(), 2);
    assert_eq!((log[0].method.as_str(), log[0].body.len()), ("GET", 0));
    assert_eq!(log[0].path_and_query, "/data_connectors/12345?state_version=draft");
    assert!(log[0].headers.contains(&("intercom-version".to_owned(), "Unstable".to_owned())));
    assert_eq!(&log[1].body[..], b" {\"name\" : \"x\"}\r\n");
}

#[tokio::test]
async fn the_log_forgets_all_but_the_last_thousand() {
    let client = Client::new().await;
    for number in 0..1003 {
        client.get(&format!("/me?{number}")).await;
    }
    let log = client.demo.requests();
    assert_eq!(log.len(), 1000);
    assert_eq!(log[0].path_and_query, "/me?3");
    assert_eq!(log[999].path_and_query, "/me?1002");
}

#[tokio::test]
async fn canned_answers_are_given_once_in_order_to_what_they_match() {
    let client = Client::new().await;
    let canned = |status, body: &str| Canned {
        method: "PATCH".to_owned(),
        path: "/data_connectors/123".to_owned(),
        status,
        headers: vec![("Retry-After".to_owned(), "7".to_owned()), ("bad name".to_owned(), String::new())],
        body: body.as_bytes().to_vec(),
        applies: false,
    };
    client.demo.fail_next(canned(503, "<html>down</html>"));
    client.demo.fail_next(canned(502, ""));
    let patch = json!({"name": "x"});
    assert_eq!(client.get_live(ORDERS).await["name"], "Order Status Service");
    let answer = client.patch(ORDERS, patch.clone()).await;
    assert_eq!((answer.status, answer.text.as_str()), (503, "<html>down</html>"));
    assert_eq!((answer.header("retry-after"), answer.header("content-type")), (Some("7"), None));
    assert!(answer.header("x-request-id").is_some());
    assert_eq!(client.patch(ORDERS, patch.clone()).await.status, 502);
    assert_eq!(client.stored(ORDERS)["name"], "Order Status Service");
    assert_eq!(client.patch(ORDERS, patch).await.status, 200);
}

#[tokio::test]
async fn someone_else_can_edit_meanwhile() {
    let client = Client::new().await;
    let before = client.get_draft(ORDERS).await;
    let patch = json!({"name": "Theirs", "description": null});
    assert!(client.demo.edit_as_someone_else(ORDERS, "140", patch));
    let after = client.get_draft(ORDERS).await;
    assert_eq!((&after["name"], &after["updated_by_admin_id"]), (&json!("Theirs"), &json!("140")));
    assert_ne!(after["updated_at"], before["updated_at"]);
    assert_eq!(client.get_live(ORDERS).await["name"], "Theirs");
    assert!(client.demo.edit_as_someone_else(ORDERS, "140", json!({"state": "draft"})));
    assert_eq!(client.get_draft(ORDERS).await["state"], "draft");
    assert!(!client.demo.edit_as_someone_else("999", "140", json!({})));
}
