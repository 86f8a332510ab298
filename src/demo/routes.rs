//! What a request goes through: token, rate limit, API version, and then the endpoint.

use axum::body::Bytes;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use serde_json::{Map, Value};

use super::reply::{Refusal, Reply};
use super::rules::{self, State};
use super::unknowns::{Atomic, AuthTokens, NeverLive, Unknowns};
use super::workspace::{Change, Workspace};
use super::{Options, WINDOW_SECONDS};
use super::{create, pages, runs};

/// The oldest numbered version that has data connectors.
const FIRST_VERSION: (u32, u32) = (2, 16);

/// The oldest numbered version that lists authentication tokens.
const FIRST_WITH_TOKENS: (u32, u32) = (2, 18);

/// Everything that a request can change.
pub(super) struct Service {
    pub(super) workspace: Workspace,
    window: Window,
}

/// The calls of the current stretch of ten seconds.
#[derive(Default)]
struct Window {
    start: i64,
    calls: u32,
}

impl Service {
    pub(super) fn new(workspace: Workspace) -> Service {
        Service { workspace, window: Window::default() }
    }

    /// `now` is in Unix seconds; `body` is the parsed body, or `None` where it is not JSON.
    pub(super) fn answer(
        &mut self,
        options: &Options,
        now: i64,
        parts: &Parts,
        body: Option<Value>,
    ) -> Reply {
        if !is_authorized(parts, &options.token) {
            let refusal = Refusal::new("unauthorized", "Access Token Invalid");
            return Reply::refused(StatusCode::UNAUTHORIZED, refusal);
        }
        let start = now - now.rem_euclid(WINDOW_SECONDS);
        if self.window.start != start {
            self.window = Window { start, calls: 0 };
        }
        let limit = options.calls_per_window;
        let mut reply = if self.window.calls < limit {
            self.window.calls += 1;
            route(&mut self.workspace, &options.unknowns, now, parts, body)
        } else {
            let message = format!("Exceeded rate limit of {limit} in {WINDOW_SECONDS}_seconds");
            Reply::refused(StatusCode::TOO_MANY_REQUESTS, Refusal::new("rate_limit_exceeded", message))
        };
        reply.count("x-ratelimit-limit", limit.into());
        reply.count("x-ratelimit-remaining", (limit - self.window.calls).into());
        reply.count("x-ratelimit-reset", start + WINDOW_SECONDS);
        reply
    }
}

fn is_authorized(parts: &Parts, token: &str) -> bool {
    let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    value
        .and_then(|value| value.split_once(' '))
        .is_some_and(|(scheme, sent)| scheme.eq_ignore_ascii_case("bearer") && sent.trim() == token)
}

fn route(
    workspace: &mut Workspace,
    unknowns: &Unknowns,
    now: i64,
    parts: &Parts,
    body: Option<Value>,
) -> Reply {
    let segments: Vec<&str> = parts.uri.path().trim_matches('/').split('/').collect();
    let first = match segments.first() {
        Some(&"data_connectors") => Some(FIRST_VERSION),
        Some(&"auth_tokens") => Some(FIRST_WITH_TOKENS),
        _ => None,
    };
    if first.is_some_and(|first| !is_since(parts, first)) {
        let message = "Requested resource is not available in current API version.";
        return bad_request(Refusal::new("intercom_version_invalid", message));
    }
    let query = |key: &str| query(parts, key);
    match (&parts.method, segments.as_slice()) {
        (&Method::GET, ["me"]) => Reply::ok(workspace.me.clone()),
        (&Method::GET, ["data_connectors"]) => {
            pages::connectors(workspace, query("per_page").as_deref(), query("starting_after").as_deref())
        }
        (&Method::POST, ["data_connectors"]) => match body {
            Some(Value::Object(sent)) => create::create(workspace, unknowns, now, &sent),
            _ => not_an_object(),
        },
        (&Method::DELETE, ["data_connectors", id]) => create::delete(workspace, id),
        (&Method::GET, ["auth_tokens"])
            if unknowns.auth_tokens == AuthTokens::Yes || number(parts).is_some() =>
        {
            pages::tokens(workspace, query("per_page").as_deref(), query("starting_after").as_deref())
        }
        (&Method::GET, ["data_connectors", id]) => {
            let version = match query("state_version").as_deref() {
                None | Some("live") => State::Live,
                Some("draft") => State::Draft,
                Some(_) => {
                    let message = "Invalid state_version. Must be one of: live, draft";
                    return bad_request(Refusal::parameter(message));
                }
            };
            let record = workspace.find(id);
            record
                .and_then(|record| record.detail(version, unknowns.never_live))
                .map_or_else(no_connector, Reply::ok)
        }
        (&Method::GET, ["data_connectors", id, "execution_results"]) => {
            runs::list(workspace, now, id, &query)
        }
        (&Method::GET, ["data_connectors", id, "execution_results", run]) => {
            runs::one(workspace, now, id, run)
        }
        (&Method::PATCH, ["data_connectors", id]) => match body {
            Some(Value::Object(sent)) => patch(workspace, unknowns, now, id, &sent),
            _ => not_an_object(),
        },
        _ => {
            let refusal = Refusal::new("not_found", "The requested resource does not exist");
            Reply::refused(StatusCode::NOT_FOUND, refusal)
        }
    }
}

/// Fields first, then the state. What a refusal leaves behind is the matter of [`Atomic`]; a state is never
/// set by a request in which something was wrong.
fn patch(
    workspace: &mut Workspace,
    unknowns: &Unknowns,
    now: i64,
    id: &str,
    sent: &Map<String, Value>,
) -> Reply {
    let Some(record) = workspace.find(id) else {
        return no_connector();
    };
    let reading = rules::read(sent, record.draft(), unknowns);
    let refusal = if !reading.refusals.is_empty() {
        Some(Reply::refused_for(StatusCode::UNPROCESSABLE_ENTITY, reading.refusals))
    } else if reading.state == Some(State::Draft) && record.must_stay_live() {
        let message = "Data connector is in use by other resources and cannot be set to draft";
        Some(Reply::refused(StatusCode::CONFLICT, Refusal::new("data_connector_in_use", message)))
    } else {
        None
    };
    let state = reading.state.filter(|_| refusal.is_none());
    if refusal.is_none() || (unknowns.atomic == Atomic::No && !reading.fields.is_empty()) {
        let admin = workspace.me.get("id").cloned().unwrap_or_default();
        let change = Change { fields: reading.fields, state };
        workspace.change(id, &change, &admin, now, unknowns.patch_writes);
    }
    refusal.unwrap_or_else(|| {
        let draft = workspace.find(id).and_then(|record| record.detail(State::Draft, NeverLive::NotFound));
        draft.map_or_else(no_connector, Reply::ok)
    })
}

fn not_an_object() -> Reply {
    bad_request(Refusal::parameter("The body of the request must be a JSON object"))
}

pub(super) fn no_connector() -> Reply {
    let refusal = Refusal::new("data_connector_not_found", "Data connector not found");
    Reply::refused(StatusCode::NOT_FOUND, refusal)
}

pub(super) fn bad_request(refusal: Refusal) -> Reply {
    Reply::refused(StatusCode::BAD_REQUEST, refusal)
}

/// Whether the version that was asked for has what came with `first`. Without the header the real API takes the
/// version of the app's settings, which may have no connectors; the demo's app is set to such a version.
fn is_since(parts: &Parts, first: (u32, u32)) -> bool {
    match version(parts) {
        Some("Unstable" | "Preview") => true,
        _ => number(parts).is_some_and(|number| number >= first),
    }
}

fn version(parts: &Parts) -> Option<&str> {
    parts.headers.get("intercom-version").and_then(|value| value.to_str().ok())
}

/// The version's number, where it is none of the named ones.
fn number(parts: &Parts) -> Option<(u32, u32)> {
    let (major, minor) = version(parts)?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// The first parameter of that name.
fn query(parts: &Parts, key: &str) -> Option<String> {
    let axum::extract::Query(pairs) =
        axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).ok()?;
    pairs.into_iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

/// Whether the body of such a request is read as JSON at all.
pub(super) fn parse(parts: &Parts, body: &Bytes) -> Option<Value> {
    if matches!(parts.method, Method::PATCH | Method::POST) {
        serde_json::from_slice(body).ok()
    } else {
        None
    }
}
