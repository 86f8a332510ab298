//! The list and its pages.

use serde_json::json;

use super::{Client, ids};

#[tokio::test]
async fn the_list_is_ordered_by_the_last_update_and_starts_with_the_order_status() {
    let client = Client::new().await;
    let list = client.get("/data_connectors?per_page=50").await.ok();
    assert_eq!(list["type"], "list");
    assert_eq!(list["data"][0]["name"], "Order Status Service");
    let times: Vec<&str> =
        list["data"].as_array().unwrap().iter().map(|item| item["updated_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a > b), "{times:?}");
    assert_eq!(list["pages"], json!({"type": "pages", "per_page": 50}));
}

#[tokio::test]
async fn a_list_item_has_exactly_the_twelve_documented_fields() {
    let client = Client::new().await;
    let list = client.get("/data_connectors?per_page=50").await.ok();
    let expected = "type id name description state http_method direct_fin_usage created_by_admin_id \
                    updated_by_admin_id created_at updated_at execution_results_url";
    for item in list["data"].as_array().unwrap() {
        let keys: Vec<&str> = item.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys.join(" "), expected);
    }
}

#[tokio::test]
async fn pages_follow_one_another_to_the_end_without_gap_or_repeat() {
    let client = Client::new().await;
    let everything = ids(&client.get("/data_connectors?per_page=50").await.ok());
    for per_page in [1, 7, 20, everything.len()] {
        let (mut walked, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = client.get(&format!("/data_connectors?per_page={per_page}{cursor}")).await.ok();
            assert_eq!(page["pages"]["per_page"], per_page);
            walked.extend(ids(&page));
            let Some(next) = page["pages"]["next"]["starting_after"].as_str() else {
                break;
            };
            cursor = format!("&starting_after={}", next.replace('+', "%2B").replace('=', "%3D"));
        }
        assert_eq!(walked, everything);
    }
}

#[tokio::test]
async fn twenty_items_are_a_page_unless_asked_otherwise() {
    let client = Client::new().await;
    let page = client.get("/data_connectors").await.ok();
    assert_eq!(page["data"].as_array().unwrap().len(), 20);
    assert_eq!(page["pages"]["per_page"], 20);
    assert!(page["pages"]["next"]["starting_after"].is_string());
}

#[tokio::test]
async fn per_page_out_of_bounds_and_bad_cursors_are_bad_requests() {
    let client = Client::new().await;
    for per_page in ["0", "51", "-1", "many", ""] {
        let (status, code, _) = client.get(&format!("/data_connectors?per_page={per_page}")).await.error();
        assert_eq!((status, code.as_str()), (400, "parameter_invalid"), "{per_page}");
    }
    for cursor in ["nonsense", "", "WzFd", "WzE="] {
        client.get(&format!("/data_connectors?starting_after={cursor}")).await.refuses(
            400,
            "client_error",
            "Invalid starting_after param. Please try again using a starting_after value from a paginated \
             response",
        );
    }
}
