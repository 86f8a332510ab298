//! The demo's promises, one test each, over real HTTP.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod access;
mod create;
mod list;
mod patch;
mod runs;
mod sample;
mod tools;
mod unknowns;

use patchpanel::demo::{Demo, Options, TOKEN};
use reqwest::Method;
use serde_json::Value;

/// The moment at which the demos of these tests start.
const START: i64 = 1_800_000_000;
const ORDERS: &str = "12345";
const REFUNDS: &str = "12346";
const NEVER_LIVE: &str = "12360";

fn clock() -> i64 {
    START
}

struct Client {
    demo: Demo,
    http: reqwest::Client,
}

struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()
    }

    /// Status, code and message of the only error, after a look at the envelope around it.
    fn error(&self) -> (u16, String, String) {
        let json = self.json();
        assert_eq!(json["type"], "error.list");
        assert_eq!(json["request_id"].as_str(), self.header("x-request-id"));
        assert_eq!(json["errors"].as_array().unwrap().len(), 1, "{}", self.text);
        let text = |key: &str| json["errors"][0][key].as_str().unwrap().to_owned();
        (self.status, text("code"), text("message"))
    }

    #[track_caller]
    fn refuses(&self, status: u16, code: &str, message: &str) {
        assert_eq!(self.error(), (status, code.to_owned(), message.to_owned()));
    }
}

impl Client {
    async fn new() -> Client {
        Client::with(Options::new(clock)).await
    }

    async fn with(options: Options) -> Client {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        Client { demo: Demo::start(options).await.unwrap(), http }
    }

    /// With one switch set.
    async fn when(name: &str, value: &str) -> Client {
        Client::when_all(&[(name, value)]).await
    }

    async fn when_all(switches: &[(&str, &str)]) -> Client {
        let mut options = Options::new(clock);
        for (name, value) in switches {
            options.unknowns.set(name, value).unwrap();
        }
        Client::with(options).await
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.demo.url()));
        request.header("Authorization", format!("Bearer {TOKEN}")).header("Intercom-Version", "Unstable")
    }

    async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    async fn get_live(&self, id: &str) -> Value {
        self.get(&format!("/data_connectors/{id}")).await.ok()
    }

    async fn get_draft(&self, id: &str) -> Value {
        self.get(&format!("/data_connectors/{id}?state_version=draft")).await.ok()
    }

    async fn patch(&self, id: &str, body: Value) -> Answer {
        self.patch_text(id, body.to_string()).await
    }

    async fn patch_text(&self, id: &str, body: String) -> Answer {
        let path = format!("/data_connectors/{id}");
        send(self.request(Method::PATCH, &path).header("Content-Type", "application/json").body(body)).await
    }

    async fn post(&self, body: Value) -> Answer {
        let request = self.request(Method::POST, "/data_connectors");
        send(request.header("Content-Type", "application/json").body(body.to_string())).await
    }

    async fn delete(&self, id: &str) -> Answer {
        send(self.request(Method::DELETE, &format!("/data_connectors/{id}"))).await
    }

    fn stored(&self, id: &str) -> Value {
        self.demo.stored(id).unwrap()
    }
}

async fn send(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, text: response.text().await.unwrap() }
}

fn ids(list: &Value) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}
