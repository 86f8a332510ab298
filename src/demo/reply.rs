//! What the server says: a status, headers and JSON, or the API's error envelope.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

/// An answer before it is turned into bytes, which happens outside the lock.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Content,
}

#[derive(Debug)]
enum Content {
    Json(Value),
    /// A canned answer, given as is.
    Exact(Bytes),
    /// The errors of an envelope, which waits for the id of its request.
    Errors(Vec<Refusal>),
}

/// One entry of an error envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { code, message: message.into() }
    }

    /// The code that the API gives to nearly everything that is wrong with what was sent.
    pub(super) fn parameter(message: impl Into<String>) -> Refusal {
        Refusal::new("parameter_invalid", message)
    }
}

impl Reply {
    pub(super) fn ok(body: Value) -> Reply {
        Reply { status: StatusCode::OK, headers: HeaderMap::new(), body: Content::Json(body) }
    }

    pub(super) fn created(body: Value) -> Reply {
        Reply { status: StatusCode::CREATED, ..Reply::ok(body) }
    }

    pub(super) fn refused(status: StatusCode, refusal: Refusal) -> Reply {
        Reply::refused_for(status, vec![refusal])
    }

    pub(super) fn refused_for(status: StatusCode, refusals: Vec<Refusal>) -> Reply {
        Reply { status, headers: HeaderMap::new(), body: Content::Errors(refusals) }
    }

    pub(super) fn exact(status: StatusCode, headers: HeaderMap, body: Bytes) -> Reply {
        Reply { status, headers, body: Content::Exact(body) }
    }

    /// Adds a header whose value is a number.
    pub(super) fn count(&mut self, name: &'static str, value: i64) {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
    }

    /// The answer to request number `serial`.
    pub(super) fn into_response(mut self, serial: u64) -> Response<Body> {
        let id = request_id(serial);
        if !self.headers.contains_key("x-request-id")
            && let Ok(value) = HeaderValue::from_str(&id)
        {
            self.headers.insert("x-request-id", value);
        }
        let json = match self.body {
            Content::Exact(bytes) => return assemble(self.status, self.headers, bytes),
            Content::Json(value) => value,
            Content::Errors(refusals) => {
                let errors: Vec<Value> = refusals
                    .into_iter()
                    .map(|refusal| json!({"code": refusal.code, "message": refusal.message}))
                    .collect();
                json!({"type": "error.list", "request_id": id, "errors": errors})
            }
        };
        self.headers
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        assemble(self.status, self.headers, json.to_string().into())
    }
}

fn assemble(status: StatusCode, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Shaped like the random UUIDs of the API, but the same in every run.
fn request_id(serial: u64) -> String {
    format!("{:08x}-0000-4000-8000-{serial:012x}", serial & 0xffff_ffff)
}
