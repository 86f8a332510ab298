//! Token, version, rate limit, and what is no endpoint.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};

use patchpanel::demo::{Options, TOKEN};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{Client, ORDERS, START, send};

#[tokio::test]
async fn a_wrong_or_missing_token_is_refused_without_rate_limit_headers() {
    let client = Client::new().await;
    let url = format!("{}/me", client.demo.url());
    for request in [client.http.get(&url), client.http.get(&url).header("Authorization", "Bearer wrong")] {
        let answer = send(request).await;
        answer.refuses(401, "unauthorized", "Access Token Invalid");
        assert_eq!(answer.header("x-ratelimit-limit"), None);
    }
}

#[tokio::test]
async fn me_names_the_admin_and_the_workspace_on_every_version() {
    let client = Client::new().await;
    let me = client.get("/me").await.ok();
    assert_eq!(me["type"], "admin");
    assert_eq!(me["app"]["name"], "Acme Support");
    assert_eq!(me["app"]["region"], "US");
    assert!(me["app"]["id_code"].is_string());
    let bare = client.http.get(format!("{}/me", client.demo.url())).bearer_auth(TOKEN);
    assert_eq!(send(bare).await.status, 200);
}

#[tokio::test]
async fn versions_without_data_connectors_are_refused() {
    let client = Client::new().await;
    let request = |version: Option<&str>| {
        let request = client.http.get(format!("{}/data_connectors", client.demo.url())).bearer_auth(TOKEN);
        version.into_iter().fold(request, |request, version| request.header("Intercom-Version", version))
    };
    for version in [None, Some("1.0"), Some("2.14"), Some("2.15"), Some("2.9"), Some("nonsense"), Some("")] {
        let message = "Requested resource is not available in current API version.";
        send(request(version)).await.refuses(400, "intercom_version_invalid", message);
    }
    for version in ["Unstable", "Preview", "2.16", "2.18", "3.0"] {
        assert_eq!(send(request(Some(version))).await.status, 200, "{version}");
    }
}

#[tokio::test]
async fn authenticated_answers_count_down_the_rate_limit() {
    let client = Client::new().await;
    for remaining in ["1666", "1665"] {
        let answer = client.get("/me").await;
        assert_eq!(answer.header("x-ratelimit-limit"), Some("1667"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(remaining));
        assert_eq!(answer.header("x-ratelimit-reset"), Some((START + 10).to_string().as_str()));
    }
    assert_eq!(client.get("/nowhere").await.header("x-ratelimit-remaining"), Some("1664"));
}

#[tokio::test]
async fn too_many_calls_are_refused_until_the_window_ends() {
    static NOW: AtomicI64 = AtomicI64::new(START + 3);
    let options = Options { calls_per_window: 2, ..Options::new(|| NOW.load(Ordering::Relaxed)) };
    let client = Client::with(options).await;
    assert_eq!(client.get("/me").await.status, 200);
    assert_eq!(client.get("/me").await.status, 200);
    let answer = client.patch(ORDERS, json!({"name": "x"})).await;
    answer.refuses(429, "rate_limit_exceeded", "Exceeded rate limit of 2 in 10_seconds");
    assert_eq!(answer.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(answer.header("x-ratelimit-reset"), Some((START + 10).to_string().as_str()));
    assert_eq!(client.stored(ORDERS)["name"], "Order Status Service");
    NOW.store(START + 10, Ordering::Relaxed);
    assert_eq!(client.get("/me").await.status, 200);
}

#[tokio::test]
async fn every_answer_has_its_own_request_id_shaped_like_a_uuid() {
    let client = Client::new().await;
    let mut seen = BTreeSet::new();
    for path in ["/me", "/nowhere", "/data_connectors", "/data_connectors/1"] {
        let answer = client.get(path).await;
        let id = answer.header("x-request-id").unwrap().to_owned();
        let groups: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert!(seen.insert(id));
        assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_not_found() {
    let client = Client::new().await;
    let cases = [
        (Method::GET, "/"),
        (Method::GET, "/contacts"),
        (Method::PUT, "/data_connectors/12345"),
        (Method::PATCH, "/data_connectors"),
        (Method::GET, "/data_connectors/12345/anything"),
    ];
    for (method, path) in cases {
        let (status, code, _) = send(client.request(method, path)).await.error();
        assert_eq!((status, code.as_str()), (404, "not_found"), "{path}");
    }
}

#[tokio::test]
async fn a_body_above_32_mib_is_refused_and_one_below_is_not() {
    let client = Client::new().await;
    let body = |bytes: usize| json!({"body": "x".repeat(bytes)}).to_string();
    let answer = client.patch_text(ORDERS, body(32 * 1024 * 1024)).await;
    assert_eq!(answer.error().0, 413);
    assert_eq!(client.stored(ORDERS)["body"], "{\"text\": \"{{message}}\"}");
    let answer = client.patch_text(ORDERS, body(32 * 1024 * 1024 - 100)).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn dropping_the_demo_stops_the_server() {
    let Client { demo, http } = Client::new().await;
    let url = format!("{}/me", demo.url());
    assert_eq!(http.get(&url).bearer_auth(TOKEN).send().await.unwrap().status(), StatusCode::OK);
    drop(demo);
    for _ in 0..1000 {
        if http.get(&url).bearer_auth(TOKEN).send().await.is_err_and(|error| error.is_connect()) {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("still answering");
}
