//! The demo: a sample workspace behind a real HTTP server on the loopback device.
//!
//! It behaves as the API is documented, down to the wording of its errors, so that the editor needs no second
//! way to talk to it, and so that tests can drive the editor through real requests. Where the documentation is
//! silent it behaves as its [`Unknowns`] say. Nothing is written to disk: a restart brings the sample back.
//!
//! | file | idea |
//! |---|---|
//! | `unknowns` | the open questions, a switch each |
//! | `workspace` | the connectors: sample, versions, changes |
//! | `rules`, `lists` | what may be written, and the wording of what may not |
//! | `create` | a connector comes and goes |
//! | `mock` | a sample answer to response fields |
//! | `runs`, `traffic` | what the connectors did, made from the sample and the clock |
//! | `pages` | lists and their cursors |
//! | `routes` | token, rate limit, version, endpoint |
//! | `reply` | answers and the error envelope |

mod create;
mod lists;
mod mock;
mod pages;
mod reply;
mod routes;
mod rules;
mod runs;
mod traffic;
pub mod unknowns;
mod workspace;

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use axum::serve::ListenerExt as _;
use futures_util::StreamExt as _;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use reply::{Refusal, Reply};
use routes::Service;
use rules::State;
pub use unknowns::{Switch, Unknowns};
use workspace::{Change, Workspace};

/// The token that the demo accepts unless told otherwise.
pub const TOKEN: &str = "demo-token";

/// Calls allowed in one window: the documented default of 10,000 a minute.
pub const CALLS_PER_WINDOW: u32 = 1667;

/// Length of a rate limit window.
const WINDOW_SECONDS: i64 = 10;

/// Largest request body in bytes; a larger one is answered with 413.
const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// How many requests the log holds, and how many bytes of bodies, before it forgets the oldest.
const LOG_REQUESTS: usize = 1000;
const LOG_BYTES: usize = 2 * LARGEST_BODY;

/// How the server should behave.
#[derive(Clone, Debug)]
pub struct Options {
    /// Port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// The only bearer token that is accepted.
    pub token: String,
    /// Answers to what the documentation leaves open.
    pub unknowns: Unknowns,
    /// The time in Unix seconds; the server reads no clock of its own.
    pub now: fn() -> i64,
    /// Calls allowed in each window of ten seconds.
    pub calls_per_window: u32,
}

impl Options {
    /// Any port, [`TOKEN`], the cautious unknowns and the documented rate limit.
    pub fn new(now: fn() -> i64) -> Options {
        Options {
            port: 0,
            token: TOKEN.to_owned(),
            unknowns: Unknowns::default(),
            now,
            calls_per_window: CALLS_PER_WINDOW,
        }
    }
}

/// A request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Upper case.
    pub method: String,
    /// As sent, percent signs included.
    pub path_and_query: String,
    /// Names in lower case, in the order of the request; values that are not text show U+FFFD.
    pub headers: Vec<(String, String)>,
    /// Exactly the bytes of the body; empty for one above the size limit.
    pub body: Bytes,
}

/// An answer prepared beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canned {
    /// Upper case.
    pub method: String,
    /// What the path must begin with, or the path and query where it holds a `?`.
    pub path: String,
    /// HTTP status; one outside 100 to 999 becomes 500.
    pub status: u16,
    /// Sent as given, content type included; a pair that HTTP does not permit is left out.
    pub headers: Vec<(String, String)>,
    /// Sent as given.
    pub body: Vec<u8>,
    /// The request is carried out before it is answered like this, as by a server whose answer is lost.
    pub applies: bool,
}

/// A running server; dropping it stops it.
pub struct Demo {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// Dropping the sender is the signal to stop.
    _stop: oneshot::Sender<()>,
}

struct Shared {
    options: Options,
    /// Held while one request is answered, never across an await.
    inner: Mutex<Inner>,
}

struct Inner {
    service: Service,
    log: VecDeque<Request>,
    /// Bytes of all bodies in the log.
    logged: usize,
    canned: Vec<Canned>,
    serial: u64,
    /// How many seconds the clock was moved on.
    later: i64,
}

impl Demo {
    /// Binds the port and starts serving on the current tokio runtime.
    pub async fn start(options: Options) -> io::Result<Demo> {
        let workspace = Workspace::sample((options.now)())?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let inner = Inner {
            service: Service::new(workspace),
            log: VecDeque::new(),
            logged: 0,
            canned: Vec::new(),
            serial: 0,
            later: 0,
        };
        let shared = Arc::new(Shared { options, inner: Mutex::new(inner) });
        let (stop, stopped) = oneshot::channel::<()>();
        let router = Router::new().fallback({
            let shared = Arc::clone(&shared);
            move |request| async move { shared.serve(request).await }
        });
        // Small answers should not wait for the acknowledgement of the one before.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let server = axum::serve(listener, router).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
        #[expect(clippy::disallowed_methods, reason = "the server ends when its `Demo` is dropped")]
        tokio::spawn(async { server.await });
        Ok(Demo { address, shared, _stop: stop })
    }

    /// Such as `http://127.0.0.1:49152`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has arrived, oldest first: the last thousand, fewer if their bodies are large.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.lock().log.iter().cloned().collect()
    }

    /// The draft version of a connector with its real header values.
    pub fn stored(&self, id: &str) -> Option<Value> {
        self.shared.lock().service.workspace.find(id).map(workspace::Record::stored)
    }

    /// Answers the next request that matches with `failure`, whatever its token; each is used once, in the
    /// order in which they were given. Unless it says so, the request has no other effect than to be logged.
    pub fn fail_next(&self, failure: Canned) {
        self.shared.lock().canned.push(failure);
    }

    /// Moves the server's clock on, as if that time had passed.
    pub fn later(&self, seconds: i64) {
        self.shared.lock().later += seconds;
    }

    /// Changes a connector as another admin would: `patch` is written over its versions without any check, a
    /// `state` in it publishes or withdraws, and the last update moves. False if there is no such connector.
    pub fn edit_as_someone_else(&self, id: &str, admin: &str, patch: Value) -> bool {
        let Value::Object(mut fields) = patch else {
            return false;
        };
        let state = match fields.remove("state").as_ref().and_then(Value::as_str) {
            Some("draft") => Some(State::Draft),
            Some("live") => Some(State::Live),
            _ => None,
        };
        let change = Change { fields, state };
        let unknowns = &self.shared.options.unknowns;
        let mut inner = self.shared.lock();
        let now = self.shared.now(&inner);
        inner.service.workspace.change(id, &change, &admin.into(), now, unknowns.patch_writes).is_some()
    }
}

impl Shared {
    /// A panic elsewhere does not make the records unusable: each change is written in one go.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Unix seconds by the server's clock.
    fn now(&self, inner: &Inner) -> i64 {
        (self.options.now)() + inner.later
    }

    async fn serve(&self, request: axum::extract::Request) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let body = read(body).await;
        let json = body.as_ref().and_then(|body| routes::parse(&parts, body));
        let (reply, serial) = {
            let mut inner = self.lock();
            inner.serial += 1;
            let now = self.now(&inner);
            inner.note(&parts, body.clone().unwrap_or_default());
            let reply = if let Some(canned) = inner.take_canned(&parts) {
                if canned.applies {
                    inner.service.answer(&self.options, now, &parts, json);
                }
                canned.reply()
            } else if body.is_none() {
                let refusal = Refusal::new("bad_request", "The body of the request is too large");
                Reply::refused(StatusCode::PAYLOAD_TOO_LARGE, refusal)
            } else {
                inner.service.answer(&self.options, now, &parts, json)
            };
            (reply, inner.serial)
        };
        reply.into_response(serial)
    }
}

impl Inner {
    fn note(&mut self, parts: &Parts, body: Bytes) {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        self.logged += body.len();
        self.log.push_back(Request {
            method: parts.method.to_string(),
            path_and_query: parts.uri.to_string(),
            headers: parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
            body,
        });
        while self.log.len() > LOG_REQUESTS || self.logged > LOG_BYTES {
            let Some(oldest) = self.log.pop_front() else { break };
            self.logged -= oldest.body.len();
        }
    }

    fn take_canned(&mut self, parts: &Parts) -> Option<Canned> {
        let matches = |canned: &Canned| {
            let asked = if canned.path.contains('?') {
                parts.uri.path_and_query().map_or("", |both| both.as_str())
            } else {
                parts.uri.path()
            };
            parts.method == canned.method.as_str() && asked.starts_with(&canned.path)
        };
        self.canned.iter().position(matches).map(|at| self.canned.remove(at))
    }
}

impl Canned {
    fn reply(self) -> Reply {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut headers = HeaderMap::new();
        for (name, value) in self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.append(name, value);
            }
        }
        Reply::exact(status, headers, self.body.into())
    }
}

/// The whole body, or `None` if it is too large. It is read to its end all the same, without being kept: a
/// client that is still writing would not see the answer.
async fn read(body: Body) -> Option<Bytes> {
    let mut stream = body.into_data_stream();
    let mut whole = Vec::new();
    let mut is_small = true;
    while let Some(chunk) = stream.next().await {
        // The client went away in the middle: what came so far must not be taken for all.
        let Ok(chunk) = chunk else {
            return Some(Bytes::new());
        };
        is_small = is_small && whole.len() + chunk.len() <= LARGEST_BODY;
        if is_small {
            whole.extend_from_slice(&chunk);
        } else {
            whole = Vec::new();
        }
    }
    is_small.then(|| whole.into())
}
