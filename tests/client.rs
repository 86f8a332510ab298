//! The client against servers written by hand: bytes in, bytes out, on loopback. Each test is one promise.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "helpers of a test may stop it, and two tests look at the environment that they start themselves in"
)]

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use patchpanel::api::base::Base;
use patchpanel::api::client::{Client, Limits};
use patchpanel::api::failure::{Applied, Cause, Doing, Failure, Said};
use patchpanel::api::runs::RunFilter;
use patchpanel::api::token::Token;
use patchpanel::api::wire::StateVersion;
use patchpanel::api::wire::{Cursor, Summary};
use secrecy::SecretString;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

const TOKEN: &str = "dG9rOjEyMzQ1Njc4OTA=";

/// Long enough for any machine; a test that needs it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

// ---------------------------------------------------------------------------------------------------------
// A server by hand

/// What the server does with a request.
enum Then {
    /// sends these bytes and closes
    Answer(Vec<u8>),
    /// sends these bytes and waits for another request on the same connection
    Keep(Vec<u8>),
    /// sends the bytes, then one more every few milliseconds, for ever
    Drip(Vec<u8>),
    /// holds the connection until the client has gone
    Hang,
    /// closes without a word
    Drop,
}

/// A request as it came.
#[derive(Debug)]
struct Heard {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Heard {
    fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }
}

struct Server {
    listener: TcpListener,
    heard: RefCell<Vec<Heard>>,
    connections: Cell<usize>,
}

impl Server {
    async fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Server { listener, heard: RefCell::default(), connections: Cell::default() }
    }

    fn address(&self) -> SocketAddr {
        self.listener.local_addr().unwrap()
    }

    fn base(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Answers by the script for as long as the call runs.
    async fn during<T>(&self, script: impl IntoIterator<Item = Then>, call: impl Future<Output = T>) -> T {
        let script = script.into_iter();
        let both = async {
            tokio::select! {
                biased;
                result = call => result,
                () = self.run(script) => panic!("the server stopped"),
            }
        };
        timeout(PATIENCE, both).await.unwrap_or_else(|_| panic!("the call never ended"))
    }

    async fn run(&self, mut script: impl Iterator<Item = Then>) {
        loop {
            let (stream, _) = self.listener.accept().await.unwrap();
            self.connections.set(self.connections.get() + 1);
            while let Some(heard) = hear(&stream).await {
                self.heard.borrow_mut().push(heard);
                match script.next() {
                    Some(Then::Answer(bytes)) => {
                        say(&stream, &bytes).await;
                        break;
                    }
                    Some(Then::Keep(bytes)) => {
                        say(&stream, &bytes).await;
                    }
                    Some(Then::Drip(bytes)) => {
                        let mut there = say(&stream, &bytes).await;
                        while there && timeout(Duration::from_millis(5), gone(&stream)).await.is_err() {
                            there = say(&stream, b" ").await;
                        }
                        break;
                    }
                    Some(Then::Hang) => gone(&stream).await,
                    Some(Then::Drop) | None => break,
                }
            }
        }
    }
}

/// Sends everything; false when the client has gone.
async fn say(stream: &TcpStream, mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        stream.writable().await.unwrap();
        match stream.try_write(bytes) {
            Ok(sent) => bytes = &bytes[sent..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return false,
        }
    }
    true
}

/// Reads what there is; none at the end.
async fn some_bytes(stream: &TcpStream) -> Option<Vec<u8>> {
    let mut buffer = [0; 4096];
    loop {
        stream.readable().await.unwrap();
        match stream.try_read(&mut buffer) {
            Ok(0) => return None,
            Ok(read) => return Some(buffer[..read].to_vec()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return None,
        }
    }
}

async fn gone(stream: &TcpStream) {
    while some_bytes(stream).await.is_some() {}
}

/// One whole request; none when the client closed instead.
async fn hear(stream: &TcpStream) -> Option<Heard> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        bytes.extend(some_bytes(stream).await?);
    };
    let lines = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut body = bytes[end + 4..].to_vec();
    let mut lines = lines.lines();
    let mut first = lines.next().unwrap().split(' ');
    let (method, target) = (first.next().unwrap().to_owned(), first.next().unwrap().to_owned());
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(key, value)| (key.to_lowercase(), value.to_owned()))
        .collect();
    let heard = Heard { method, target, headers, body: Vec::new() };
    let length = heard.header("content-length").first().map_or(0, |length| length.parse().unwrap());
    while body.len() < length {
        body.extend(some_bytes(stream).await?);
    }
    Some(Heard { body, ..heard })
}

/// An answer with its length, which closes the connection.
fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\n{headers}content-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn ok(body: impl AsRef<[u8]>) -> Then {
    Then::Answer(answer("200 OK", "", body))
}

// ---------------------------------------------------------------------------------------------------------
// A client

fn limits() -> Limits {
    Limits { connect: PATIENCE, total: PATIENCE, body: 64 * 1024 }
}

fn client_with(base: &str, limits: Limits) -> Client {
    let token = Token::new(TOKEN.to_owned()).unwrap();
    Client::new(Base::parse(base).unwrap(), token, "Unstable", limits).unwrap()
}

fn client(base: &str) -> Client {
    client_with(base, limits())
}

/// The client's calls, for tables.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Call {
    Me,
    List,
    Get,
    Patch,
    Create,
    Delete,
    Tokens,
    Runs,
    Run,
}

const CALLS: [Call; 9] = [
    Call::Me,
    Call::List,
    Call::Get,
    Call::Patch,
    Call::Create,
    Call::Delete,
    Call::Tokens,
    Call::Runs,
    Call::Run,
];

impl Call {
    fn doing(self) -> Doing {
        match self {
            Call::Me => Doing::Checking,
            Call::List => Doing::Listing,
            Call::Get => Doing::Opening,
            Call::Patch => Doing::Saving,
            Call::Create => Doing::Creating,
            Call::Delete => Doing::Deleting,
            Call::Tokens => Doing::ReadingTokens,
            Call::Runs | Call::Run => Doing::ReadingRuns,
        }
    }

    /// What a failure leaves behind that does not say whether the request was carried out.
    fn unknown(self) -> Applied {
        match self {
            Call::Patch | Call::Create | Call::Delete => Applied::Unknown,
            _ => Applied::No,
        }
    }

    async fn on(self, client: &Client) -> Result<(), Failure> {
        match self {
            Call::Me => client.me().await.map(drop),
            Call::List => client.list(None).await.map(drop),
            Call::Get => client.get("125", StateVersion::Live).await.map(drop),
            Call::Patch => client.patch("125", &SecretString::from("{}")).await.map(drop),
            Call::Create => client.create(&SecretString::from("{}")).await.map(drop),
            Call::Delete => client.delete("125").await,
            Call::Tokens => client.tokens(None).await.map(drop),
            Call::Runs => client.runs("125", &RunFilter::default(), None).await.map(drop),
            Call::Run => client.run("125", "7").await.map(drop),
        }
    }
}

/// The failure of a call that is answered so.
async fn failure(call: Call, then: Then) -> Failure {
    failure_with(call, then, limits()).await
}

async fn failure_with(call: Call, then: Then, limits: Limits) -> Failure {
    let server = Server::start().await;
    let client = client_with(&server.base(), limits);
    let failure = server.during([then], call.on(&client)).await.unwrap_err();
    assert_eq!(server.heard.borrow().len(), 1, "asked more than once: {failure:?}");
    assert_eq!(failure.doing, call.doing());
    silent_about_the_token(&failure);
    failure
}

fn silent_about_the_token(failure: &Failure) {
    for shown in [format!("{failure:?}"), format!("{failure:#?}"), failure.to_string(), failure.sentence()] {
        let shown = shown.to_lowercase();
        assert!(!shown.contains(&TOKEN[..12].to_lowercase()), "{shown}");
    }
}

fn said(code: &str, message: &str) -> Said {
    Said { code: code.into(), message: Some(message.into()), field: None }
}

// ---------------------------------------------------------------------------------------------------------
// What is sent

fn assert_headers(heard: &Heard) {
    let agent = concat!("patchpanel/", env!("CARGO_PKG_VERSION"));
    let bearer = format!("Bearer {TOKEN}");
    for (name, value) in [
        ("authorization", bearer.as_str()),
        ("intercom-version", "Unstable"),
        ("accept", "application/json"),
        ("user-agent", agent),
    ] {
        assert_eq!(heard.header(name), [value], "{name} of {heard:?}");
    }
    let names: BTreeSet<&str> = heard.headers.iter().map(|(name, _)| name.as_str()).collect();
    let mut expected = BTreeSet::from(["accept", "authorization", "host", "intercom-version", "user-agent"]);
    if heard.method == "PATCH" {
        assert_eq!(heard.header("content-type"), ["application/json"]);
        expected.extend(["content-length", "content-type"]);
    }
    assert_eq!(names, expected, "nothing else is sent");
}

#[tokio::test]
async fn me_asks_who_the_token_speaks_for() {
    let server = Server::start().await;
    let body = r#"{"type":"admin","id":"7","name":"Ada","email":"ada@example.com","extra":{"a":[]},
        "app":{"type":"app","id_code":"abc1","name":"Acme Support","region":"US"}}"#;
    let me = server.during([ok(body)], client(&server.base()).me()).await.unwrap();
    assert_eq!((me.admin_id.as_deref(), me.admin_name.as_deref()), (Some("7"), Some("Ada")));
    assert_eq!((me.workspace.as_deref(), me.workspace_id.as_deref()), (Some("Acme Support"), Some("abc1")));
    assert_eq!(me.region.as_deref(), Some("US"));
    let heard = server.heard.borrow();
    assert_eq!((heard[0].method.as_str(), heard[0].target.as_str(), heard[0].body.len()), ("GET", "/me", 0));
    assert_headers(&heard[0]);
}

#[tokio::test]
async fn all_pages_are_walked() {
    let server = Server::start().await;
    let page = |ids: &[&str], next: &str| {
        let data: Vec<String> = ids
            .iter()
            .map(|id| format!(r#"{{"type":"data_connector","id":"{id}","name":"C{id}"}}"#))
            .collect();
        ok(format!(
            r#"{{"type":"list","data":[{}],"pages":{{"type":"pages","per_page":50{next}}}}}"#,
            data.join(",")
        ))
    };
    let script = [
        page(&["3", "2"], r#","next":{"per_page":50,"starting_after":"WzE3LCAiYS9iIl0="}"#),
        page(&["1", "../9"], r#","next":{"per_page":50,"starting_after":"a b&per_page=1#é+"}"#),
        page(&[], r#","next":null"#),
    ];
    let client = client(&server.base());
    let walk = async {
        let (mut items, mut skipped, mut after): (Vec<Summary>, usize, Option<Cursor>) = (vec![], 0, None);
        loop {
            let page = client.list(after.as_ref()).await.unwrap();
            items.extend(page.items);
            skipped += page.skipped;
            after = page.next;
            if after.is_none() {
                return (items, skipped);
            }
        }
    };
    let (items, skipped) = server.during(script, walk).await;
    let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!((names, skipped), (vec!["C3", "C2", "C1"], 1));
    let heard = server.heard.borrow();
    let targets: Vec<&str> = heard.iter().map(|heard| heard.target.as_str()).collect();
    assert_eq!(
        targets,
        [
            "/data_connectors?per_page=50",
            "/data_connectors?per_page=50&starting_after=WzE3LCAiYS9iIl0%3D",
            "/data_connectors?per_page=50&starting_after=a%20b%26per_page%3D1%23%C3%A9%2B",
        ]
    );
    heard.iter().for_each(assert_headers);
}

#[tokio::test]
async fn a_list_that_points_back_to_itself_is_not_walked_for_ever() {
    let server = Server::start().await;
    let again = || ok(r#"{"data":[],"pages":{"next":{"starting_after":"same"}}}"#);
    let client = client(&server.base());
    let walk = async {
        let first = client.list(None).await.unwrap();
        client.list(first.next.as_ref()).await
    };
    let failure = server.during([again(), again()], walk).await.unwrap_err();
    assert!(matches!(failure.cause, Cause::WrongShape { .. }), "{failure:?}");
}

#[tokio::test]
async fn get_asks_for_either_version() {
    let server = Server::start().await;
    let client = client(&server.base());
    let both = async {
        let live = client.get("125", StateVersion::Live).await.unwrap();
        let draft = client.get("a-B_9", StateVersion::Draft).await.unwrap();
        (live, draft)
    };
    let script = [ok(r#"{"id":"125","unknown":{"kept":true}}"#), ok("{}")];
    let (live, draft) = server.during(script, both).await;
    assert_eq!(live["unknown"]["kept"], true);
    assert_eq!(draft, serde_json::json!({}));
    let heard = server.heard.borrow();
    assert_eq!(heard[0].target, "/data_connectors/125?state_version=live");
    assert_eq!(heard[1].target, "/data_connectors/a-B_9?state_version=draft");
    heard.iter().for_each(assert_headers);
    assert_eq!(heard[0].method, "GET");
}

#[tokio::test]
async fn a_change_is_sent_byte_for_byte() {
    let server = Server::start().await;
    let body =
        "{ \"url\" : \"https://x/{{a}}\",\r\n\t\"body\": \"{\\\"é\\\":\\u0001}\", \"n\":1.50, \"n\":2 }\n";
    let secret = SecretString::from(body);
    let client = client(&server.base());
    let answered = server.during([ok(r#"{"id":"125"}"#)], client.patch("125", &secret)).await.unwrap();
    assert_eq!(answered["id"], "125");
    let heard = server.heard.borrow();
    assert_eq!((heard[0].method.as_str(), heard[0].target.as_str()), ("PATCH", "/data_connectors/125"));
    assert_eq!(heard[0].body, body.as_bytes());
    assert_headers(&heard[0]);
}

#[tokio::test]
async fn a_path_in_the_base_stays_in_front() {
    let server = Server::start().await;
    let client = client(&format!("{}/gate/way/", server.base()));
    server.during([ok("{}")], client.me()).await.unwrap();
    assert_eq!(server.heard.borrow()[0].target, "/gate/way/me");
}

#[tokio::test]
async fn localhost_is_this_computer() {
    let server = Server::start().await;
    let client = client(&format!("http://localhost:{}", server.address().port()));
    server.during([ok("{}")], client.me()).await.unwrap();
    assert_eq!(server.heard.borrow().len(), 1);
}

#[tokio::test]
async fn a_change_is_sent_once_even_when_its_connection_breaks() {
    let server = Server::start().await;
    let client = client(&server.base());
    let both = async {
        client.get("125", StateVersion::Live).await.unwrap();
        client.patch("125", &SecretString::from("{}")).await
    };
    let kept = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec();
    // An answer waits behind the break, should anyone ask again.
    let failure = server.during([Then::Keep(kept), Then::Drop, ok("{}")], both).await.unwrap_err();
    assert_eq!((&failure.cause, failure.applied()), (&Cause::Dropped, Applied::Unknown));
    let methods: Vec<String> = server.heard.borrow().iter().map(|heard| heard.method.clone()).collect();
    assert_eq!((methods, server.connections.get()), (vec!["GET".into(), "PATCH".into()], 1));
}

#[tokio::test]
async fn making_and_deleting_are_sent_once_even_when_their_connection_breaks() {
    for call in [Call::Create, Call::Delete] {
        let server = Server::start().await;
        let client = client(&server.base());
        let both = async {
            client.get("125", StateVersion::Live).await.unwrap();
            call.on(&client).await
        };
        let kept = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec();
        let failure = server.during([Then::Keep(kept), Then::Drop, ok("{}")], both).await.unwrap_err();
        assert_eq!((&failure.cause, failure.applied()), (&Cause::Dropped, Applied::Unknown));
        assert_eq!(server.heard.borrow().len(), 2, "asked again: {failure:?}");
        let look =
            if call == Call::Create { "Look in the list before making it again" } else { "Reload the list" };
        assert!(failure.next().contains(look) && !failure.is_retryable(), "{failure}");
    }
}

#[tokio::test]
async fn a_new_connector_is_sent_byte_for_byte_and_a_deletion_has_no_body() {
    let server = Server::start().await;
    let client = client(&server.base());
    let body = " {\"name\" : \"x\"}\r\n";
    let made = Then::Answer(answer("201 Created", "", r#"{"id":"7","name":"x"}"#));
    let json = server.during([made], client.create(&SecretString::from(body))).await.unwrap();
    assert_eq!(json["id"], "7");
    let deleted = ok(r#"{"id":"7","object":"data_connector","deleted":true}"#);
    server.during([deleted], client.delete("7")).await.unwrap();
    let refused = server.during([ok(r#"{"id":"7","deleted":false}"#)], client.delete("7")).await.unwrap_err();
    assert_eq!(refused.applied(), Applied::Unknown);
    let heard = server.heard.borrow();
    assert_eq!((heard[0].method.as_str(), heard[0].target.as_str()), ("POST", "/data_connectors"));
    assert_eq!(heard[0].body, body.as_bytes());
    assert_eq!((heard[1].method.as_str(), heard[1].target.as_str()), ("DELETE", "/data_connectors/7"));
    assert!(heard[1].body.is_empty());
}

#[tokio::test]
async fn tokens_are_listed_where_there_is_a_list_and_missing_calmly_where_there_is_none() {
    let server = Server::start().await;
    let client = client(&server.base());
    let page = ok(r#"{"data":[{"id":"7001","name":"Pay"}],"pages":{"next":{"starting_after":"a b"}}}"#);
    let first = server.during([page], client.tokens(None)).await.unwrap().unwrap();
    let again = ok(r#"{"data":[],"pages":{"next":{"starting_after":"a b"}}}"#);
    let failure = server.during([again], client.tokens(first.next.as_ref())).await.unwrap_err();
    assert!(matches!(failure.cause, Cause::WrongShape { .. }), "{failure:?}");
    for (status, code) in [("404 Not Found", "not_found"), ("400 Bad Request", "intercom_version_invalid")] {
        let body = format!(r#"{{"type":"error.list","errors":[{{"code":"{code}"}}]}}"#);
        let then = Then::Answer(answer(status, "", body));
        assert_eq!(server.during([then], client.tokens(None)).await, Ok(None));
    }
    let targets: Vec<String> = server.heard.borrow().iter().map(|heard| heard.target.clone()).collect();
    assert_eq!(targets[..2], ["/auth_tokens?per_page=50", "/auth_tokens?per_page=50&starting_after=a%20b"]);
}

#[tokio::test]
async fn runs_are_asked_for_by_what_is_wanted_of_them() {
    let server = Server::start().await;
    let client = client(&server.base());
    let page = || ok(r#"{"data":[{"id":"7","success":true}],"pages":{"next":{"starting_after":"a b"}}}"#);
    let first = server.during([page()], client.runs("125", &RunFilter::default(), None)).await.unwrap();
    assert_eq!((first.items[0].id.as_str(), first.next.as_ref()), ("7", Some(&Cursor::new("a b"))));
    let filter = RunFilter {
        success: Some(false),
        error_type: Some("3rd party & more".to_owned()),
        since: Some(1_790_000_000),
    };
    let again = server.during([page()], client.runs("125", &filter, first.next.as_ref())).await.unwrap_err();
    assert!(matches!(again.cause, Cause::WrongShape { .. }), "a page that leads to itself: {again:?}");
    let one = ok(r#"{"id":"7","response_body":"{\"ok\": true}"}"#);
    let run = server.during([one], client.run("125", "7")).await.unwrap();
    assert_eq!(run.response_body.as_deref(), Some("{\"ok\": true}"));
    let targets: Vec<String> = server.heard.borrow().iter().map(|heard| heard.target.clone()).collect();
    assert_eq!(
        targets,
        [
            "/data_connectors/125/execution_results?per_page=30",
            "/data_connectors/125/execution_results?per_page=30&starting_after=a%20b&success=false\
             &error_type=3rd%20party%20%26%20more&start_ts=1790000000",
            "/data_connectors/125/execution_results/7",
        ]
    );
}

#[tokio::test]
async fn a_run_that_repeats_the_token_loses_it() {
    let server = Server::start().await;
    let client = client(&server.base());
    let run = format!(
        r#"{{"id":"7","error_message":"no {TOKEN}","request_url":"https://a/{TOKEN}","request_body":"{TOKEN}",
        "response_body":"{{\"got\": \"{TOKEN}\"}}","raw_response_body":{{"got":"{TOKEN}"}}}}"#
    );
    let one = server.during([ok(&run)], client.run("125", "7")).await.unwrap();
    let page = ok(format!(r#"{{"data":[{run}]}}"#));
    let page = server.during([page], client.runs("125", &RunFilter::default(), None)).await.unwrap();
    for run in [&one, &page.items[0]] {
        assert!(!format!("{run:?}").contains(TOKEN), "{run:?}");
        assert_eq!(run.response_body.as_deref(), Some(r#"{"got": "(hidden)"}"#));
    }
}

#[tokio::test]
async fn a_run_that_is_gone_is_told_apart_from_a_connector_that_is() {
    for (code, words) in [
        ("execution_result_not_found", "This run was not found"),
        ("data_connector_not_found", "This connector was not found"),
    ] {
        let body = format!(r#"{{"type":"error.list","errors":[{{"code":"{code}"}}]}}"#);
        let failure = failure(Call::Run, Then::Answer(answer("404 Not Found", "", body))).await;
        assert!(failure.sentence().starts_with(words), "{failure}");
    }
}

// ---------------------------------------------------------------------------------------------------------
// What the server refuses

#[tokio::test]
async fn each_refusal_has_its_cause() {
    let one = |code: &str, message: &str| {
        format!(
            r#"{{"type":"error.list","request_id":"r-1","errors":[{{"code":"{code}","message":"{message}"}}]}}"#
        )
    };
    let table = [
        ("400 Bad Request", "client_error", Cause::BadRequest),
        ("400 Bad Request", "intercom_version_invalid", Cause::VersionUnavailable),
        ("401 Unauthorized", "unauthorized", Cause::Unauthorized),
        ("403 Forbidden", "action_forbidden", Cause::Forbidden { permissions: vec![] }),
        ("403 Forbidden", "api_plan_restricted", Cause::PlanRestricted),
        ("404 Not Found", "data_connector_not_found", Cause::NotFound),
        ("406 Not Acceptable", "unsupported", Cause::OtherStatus(406)),
        ("409 Conflict", "data_connector_in_use", Cause::InUse),
        ("409 Conflict", "conflict", Cause::Conflict),
        ("413 Content Too Large", "client_error", Cause::TooMuchSent),
        ("422 Unprocessable", "parameter_invalid", Cause::Invalid),
        ("429 Too Many Requests", "rate_limit_exceeded", Cause::RateLimited { wait: None }),
    ];
    for (status, code, cause) in table {
        for call in CALLS {
            // Where there is no list of tokens, nothing has failed.
            let absent = matches!(cause, Cause::NotFound | Cause::VersionUnavailable);
            if call == Call::Tokens && absent {
                continue;
            }
            let failure = failure(call, Then::Answer(answer(status, "", one(code, "In words")))).await;
            assert_eq!(failure.cause, cause, "{status} {code}");
            assert_eq!(failure.status.unwrap().to_string(), status[..3]);
            assert_eq!(failure.request_id.as_deref(), Some("r-1"));
            assert_eq!(failure.said, [said(code, "In words")]);
            assert_eq!(failure.applied(), Applied::No, "a refusal applies nothing: {status}");
        }
    }
}

#[tokio::test]
async fn a_server_problem_leaves_a_change_unknown() {
    for (status, body) in [
        ("500 Internal Server Error", r#"{"type":"error.list","errors":[{"code":"server_error"}]}"#),
        ("502 Bad Gateway", "<html><body><h1>502</h1></body></html>"),
        ("503 Service Unavailable", ""),
    ] {
        for call in CALLS {
            let failure =
                failure(call, Then::Answer(answer(status, "x-request-id: from-header\r\n", body))).await;
            assert_eq!(failure.cause, Cause::Server(status[..3].parse().unwrap()));
            assert_eq!(failure.request_id.as_deref(), Some("from-header"));
            assert_eq!(failure.applied(), call.unknown());
            assert_eq!(failure.is_retryable(), call.unknown() == Applied::No);
            assert_eq!(failure.sentence().contains("may or may not"), call.unknown() == Applied::Unknown);
            assert_eq!(failure.sentence().contains("your edits are kept"), call == Call::Patch, "{failure}");
        }
    }
}

#[tokio::test]
async fn a_field_is_kept_when_the_server_names_one() {
    let body = r#"{"type":"error.list","request_id":null,"errors":[
        {"code":"parameter_invalid","message":"Http Method isn't an option","field":"http_method"},
        {"code":"parameter_invalid","message":null,"field":null}, {"message":"line\nbreak\u001b[2J"}, {}, 7, "x"]}"#;
    let failure = failure(Call::Patch, Then::Answer(answer("422 Unprocessable", "", body))).await;
    assert_eq!(
        failure.said,
        [
            Said {
                field: Some("http_method".into()),
                ..said("parameter_invalid", "Http Method isn't an option")
            },
            Said { code: "parameter_invalid".into(), message: None, field: None },
            said("", "line\nbreak\u{1b}[2J"),
        ]
    );
    assert_eq!(failure.request_id, None);
    assert!(!failure.sentence().contains('\u{1b}'));
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let body = r#"{"type":"error.list","errors":[{"code":"action_forbidden","message":"No",
        "data":{"required_permissions":["read_write_data_connectors","  ","b\u001b[31m",5]}},
        {"code":"action_forbidden","data":{"required_permissions":"read_write_data_connectors"}}]}"#;
    let failure = failure(Call::Patch, Then::Answer(answer("403 Forbidden", "", body))).await;
    let permissions = vec!["read_write_data_connectors".into(), "b?[31m".into()];
    assert_eq!(failure.cause, Cause::Forbidden { permissions });
    assert!(failure.what().contains("it needs read_write_data_connectors"), "{failure}");
}

#[tokio::test]
async fn the_wait_of_a_rate_limit_is_read_from_the_answer_alone() {
    let date = "date: Wed, 21 Oct 2015 07:28:00 GMT\r\n";
    for (headers, wait) in [
        ("retry-after: 7\r\n".to_owned(), Some(7)),
        (format!("{date}retry-after: Wed, 21 Oct 2015 07:29:00 GMT\r\n"), Some(60)),
        (format!("{date}X-RateLimit-Reset: 1445412489\r\n"), Some(9)),
        (format!("{date}X-RateLimit-Reset: 1445412000\r\n"), Some(0)),
        ("X-RateLimit-Reset: 1445412489\r\n".to_owned(), None),
    ] {
        let failure = failure(Call::Patch, Then::Answer(answer("429 Too Many", &headers, ""))).await;
        assert_eq!(failure.cause, Cause::RateLimited { wait: wait.map(Duration::from_secs) }, "{headers}");
        assert_eq!((failure.applied(), failure.is_retryable()), (Applied::No, true));
    }
}

#[tokio::test]
async fn server_words_are_bounded() {
    let error = format!(r#"{{"code":"{}","message":"{}"}}"#, "c".repeat(900), "é".repeat(900));
    let body = format!(r#"{{"request_id":"{}","errors":[{}]}}"#, "r".repeat(900), vec![error; 25].join(","));
    let limits = Limits { body: 1024 * 1024, ..limits() };
    let failure = failure_with(Call::Get, Then::Answer(answer("400 Bad Request", "", body)), limits).await;
    assert_eq!(failure.said.len(), 20);
    assert!(failure.said[0].code.chars().count() <= 501);
    assert!(failure.said[0].message.as_ref().unwrap().chars().count() <= 501);
    assert!(failure.request_id.unwrap().len() <= 510);
}

#[tokio::test]
async fn a_refusal_is_known_by_its_status_even_when_its_body_is_not_read() {
    let long = answer("422 Unprocessable", "", vec![b' '; 100_000]);
    let short = b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 500\r\n\r\n{\"errors\":".to_vec();
    assert_eq!(failure(Call::Patch, Then::Answer(long)).await.cause, Cause::Invalid);
    assert_eq!(failure(Call::Patch, Then::Answer(short)).await.cause, Cause::Unauthorized);
}

// ---------------------------------------------------------------------------------------------------------
// What can't be read

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_told_apart() {
    let text = |what: &str| Cause::WrongShape { what: what.into() };
    let owner = || text("a description of the token's owner was expected");
    let list = || text("a list of connectors was expected");
    let connector = || text("a connector was expected");
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let (get, patch) = (Call::Get, Call::Patch);
    let table: Vec<(Call, Vec<u8>, Cause)> = vec![
        (patch, b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(), Cause::NotJson),
        (patch, answer("200 OK", "", ""), Cause::NotJson),
        (get, answer("200 OK", "", "<!doctype html><title>Sign in</title>"), Cause::NotJson),
        (patch, answer("200 OK", "", b"{\"a\":\"\xff\"}"), Cause::NotJson),
        (patch, answer("200 OK", "", &deep), Cause::TooDeep),
        (Call::List, answer("200 OK", "", &deep), Cause::TooDeep),
        (patch, b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"id\":\"125\"}".to_vec(), Cause::Truncated),
        (
            get,
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"id\"".to_vec(),
            Cause::Truncated,
        ),
        (get, b"HTTP/1.1 200 OK\r\n\r\n{\"id\":\"12".to_vec(), Cause::Truncated),
        (Call::Me, answer("200 OK", "", "[]"), owner()),
        (Call::List, answer("200 OK", "", "[]"), list()),
        (Call::List, answer("200 OK", "", r#"{"data":{"id":"1"}}"#), list()),
        (Call::List, answer("200 OK", "", "{}"), list()),
        (get, answer("200 OK", "", r#"[{"id":"125"}]"#), connector()),
        (patch, answer("200 OK", "", "null"), connector()),
        (patch, b"nonsense\r\n\r\n".to_vec(), Cause::Dropped),
    ];
    for (call, bytes, cause) in table {
        let failure = failure(call, Then::Answer(bytes)).await;
        assert_eq!(failure.cause, cause);
        let unknown = call == patch;
        assert_eq!(failure.applied(), if unknown { Applied::Unknown } else { Applied::No }, "{failure:?}");
        if unknown {
            let words = failure.sentence();
            assert!(
                words.contains("may or may not have been applied; your edits are kept. Reload"),
                "{words}"
            );
        }
    }
}

#[tokio::test]
async fn an_error_that_comes_as_a_success_is_none() {
    let body =
        r#"{"type":"error.list","request_id":"r-9","errors":[{"code":"server_error","message":"Oh"}]}"#;
    for call in CALLS {
        let failure = failure(call, ok(body)).await;
        assert!(matches!(failure.cause, Cause::WrongShape { .. }), "{failure:?}");
        assert_eq!(failure.said, [said("server_error", "Oh")]);
        assert_eq!((failure.request_id.as_deref(), failure.status), (Some("r-9"), Some(200)));
    }
}

#[tokio::test]
async fn an_answer_is_read_no_further_than_the_limit() {
    let limits = Limits { body: 1000, ..limits() };
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n".to_vec();
    let unannounced = [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 1001]].concat();
    // The first says too much at once and sends nothing; the third never ends.
    for then in
        [Then::Keep(announced), Then::Answer(unannounced), Then::Drip(b"HTTP/1.1 200 OK\r\n\r\n{}".to_vec())]
    {
        let drips = matches!(then, Then::Drip(_));
        let limits = if drips { Limits { body: 8, ..limits } } else { limits };
        let failure = failure_with(Call::Patch, then, limits).await;
        assert_eq!(failure.cause, Cause::TooLarge { limit: limits.body });
        assert_eq!(failure.applied(), Applied::Unknown);
    }
    let server = Server::start().await;
    let fits = format!("{}{{}}", " ".repeat(998));
    let client = client_with(&server.base(), limits);
    server.during([ok(fits)], client.me()).await.unwrap();
}

#[tokio::test]
async fn odd_json_is_kept_as_it_is() {
    let server = Server::start().await;
    let body =
        r#"{"id":"1","id":"2","n":12345678901234567890.12345678901234567890,"e":1e999,"i":-0.0,"z":1.50}"#;
    let json = server.during([ok(body)], client(&server.base()).get("2", StateVersion::Draft)).await.unwrap();
    assert_eq!(json["id"], "2");
    assert_eq!(json["n"].to_string(), "12345678901234567890.12345678901234567890");
    assert_eq!((json["i"].to_string(), json["z"].to_string()), ("-0.0".into(), "1.50".into()));
    assert_eq!(json["e"].to_string().to_lowercase().replace('+', ""), "1e999");
}

// ---------------------------------------------------------------------------------------------------------
// What does not arrive

#[tokio::test]
async fn an_answer_that_never_comes_is_given_up() {
    let limits = Limits { total: Duration::from_millis(150), ..limits() };
    let drip = b"HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n{".to_vec();
    for call in CALLS {
        for then in [Then::Hang, Then::Drip(drip.clone())] {
            let failure = failure_with(call, then, limits).await;
            assert_eq!(failure.cause, Cause::TimedOut { connecting: false });
            assert_eq!(failure.applied(), call.unknown());
        }
    }
}

#[tokio::test]
async fn a_connection_that_never_stands_is_given_up() {
    // It accepts, and then says nothing to the TLS handshake.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let limits = Limits { connect: Duration::from_millis(100), ..limits() };
    let client = client_with(&format!("https://{}", silent.local_addr().unwrap()), limits);
    let failure = timeout(PATIENCE, Call::Patch.on(&client)).await.unwrap().unwrap_err();
    assert_eq!(failure.cause, Cause::TimedOut { connecting: true });
    assert_eq!((failure.applied(), failure.is_retryable()), (Applied::No, true));
}

#[tokio::test]
async fn a_dropped_connection_leaves_a_change_unknown() {
    for call in CALLS {
        let failure = failure(call, Then::Drop).await;
        assert_eq!(failure.cause, Cause::Dropped);
        assert_eq!(failure.applied(), call.unknown());
    }
}

#[tokio::test]
async fn a_refused_connection_applies_nothing() {
    // Bound and never listening: the port is ours, and it refuses.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    for scheme in ["http", "https"] {
        let client = client(&format!("{scheme}://{}", socket.local_addr().unwrap()));
        let failure = timeout(PATIENCE, Call::Patch.on(&client)).await.unwrap().unwrap_err();
        assert_eq!((&failure.cause, failure.applied()), (&Cause::Refused, Applied::No));
        silent_about_the_token(&failure);
    }
}

#[tokio::test]
async fn a_server_without_tls_gets_nothing() {
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("https://{}", plain.local_addr().unwrap()));
    for answer in [&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], b""] {
        let serve = async {
            let (stream, _) = plain.accept().await.unwrap();
            let hello = some_bytes(&stream).await.unwrap();
            say(&stream, answer).await;
            hello
        };
        let (hello, result) =
            timeout(PATIENCE, async { tokio::join!(serve, Call::Patch.on(&client)) }).await.unwrap();
        let failure = result.unwrap_err();
        assert!(matches!(failure.cause, Cause::Tls { .. }), "{failure:?}");
        assert_eq!(failure.applied(), Applied::No);
        assert!(!hello.windows(6).any(|bytes| bytes == b"Bearer"));
        silent_about_the_token(&failure);
    }
}

/// Runs one test of this file again, in an environment with just these proxies. True in the inner run.
fn in_another_environment(test: &str, proxy: Option<&str>) -> bool {
    const INNER: &str = "PATCHPANEL_TEST_INNER";
    const PROXIES: [&str; 4] = ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
    if std::env::var_os(INNER).is_some() {
        return true;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]).env(INNER, "1").env_remove("REQUEST_METHOD");
    for name in PROXIES {
        command.env_remove(name).env_remove(name.to_lowercase());
        if let Some(proxy) = proxy.filter(|_| name != "NO_PROXY") {
            command.env(name, proxy);
        }
    }
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
    false
}

#[tokio::test]
async fn an_unknown_name_is_told() {
    if !in_another_environment("an_unknown_name_is_told", None) {
        return;
    }
    // A label may have 63 characters, so that nobody needs to be asked for this one.
    let host = format!("{}.invalid", "a".repeat(64));
    let client = client(&format!("https://{host}"));
    let failure = timeout(PATIENCE, Call::Patch.on(&client)).await.unwrap().unwrap_err();
    assert_eq!((failure.applied(), failure.is_retryable()), (Applied::No, true));
    assert!(failure.what().contains(&host), "{failure}");
    assert_eq!(failure.cause, Cause::Dns { host });
}

#[tokio::test]
async fn no_proxy_stands_before_this_computer() {
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    if !in_another_environment("no_proxy_stands_before_this_computer", Some(&address)) {
        untouched(&proxy);
        return;
    }
    let server = Server::start().await;
    server.during([ok("{}")], client(&server.base()).me()).await.unwrap();
}

/// Nobody has connected there.
fn untouched(listener: &std::net::TcpListener) {
    listener.set_nonblocking(true).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

// ---------------------------------------------------------------------------------------------------------
// Where the token goes

#[tokio::test]
async fn a_redirect_never_carries_the_token_away() {
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = other.local_addr().unwrap().to_string();
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        for call in CALLS {
            let headers = format!("location: http://me:secret@{place}/me?key=private#part\r\n");
            let failure = failure(call, Then::Answer(answer(status, &headers, "{}"))).await;
            assert_eq!(failure.cause, Cause::Redirected { to: place.clone() });
            let words = format!("{failure} {failure:?}");
            assert!(!words.contains("secret") && !words.contains("private"), "{words}");
        }
    }
    untouched(&other);
}

#[tokio::test]
async fn a_redirect_to_the_same_host_is_not_followed_either() {
    let unreadable = "a place that can't be read";
    for (location, to) in
        [("/elsewhere", None), ("//other.example/x", Some("other.example")), ("http://[", Some(unreadable))]
    {
        let server = Server::start().await;
        let here = server.address().to_string();
        let client = client(&server.base());
        let redirect = answer("302 Found", &format!("location: {location}\r\n"), "");
        let script = [Then::Answer(redirect), ok("{}")];
        let failure = server.during(script, client.me()).await.unwrap_err();
        assert_eq!(failure.cause, Cause::Redirected { to: to.map_or(here, str::to_owned) });
        assert_eq!(server.heard.borrow().len(), 1);
    }
    let nowhere = failure(Call::Me, Then::Answer(answer("304 Not Modified", "", ""))).await;
    assert_eq!(nowhere.cause, Cause::OtherStatus(304));
}

#[tokio::test]
async fn no_failure_contains_the_token() {
    let body = format!(
        r#"{{"type":"error.list","request_id":"{TOKEN}","errors":[{{"code":"{TOKEN}","message":"no {TOKEN} here",
        "field":"{TOKEN}","data":{{"required_permissions":["{TOKEN}"]}}}}]}}"#
    );
    let long = format!(r#"{{"errors":[{{"code":"x","message":"{}{TOKEN}"}}]}}"#, "m".repeat(490));
    let headers = format!("x-request-id: {TOKEN}\r\nlocation: https://{TOKEN}.example/\r\n");
    for status in
        ["200 OK", "302 Found", "400 Bad", "401 No", "403 No", "409 No", "422 No", "429 No", "500 No"]
    {
        for body in [body.as_str(), long.as_str(), TOKEN] {
            for call in [Call::Me, Call::List] {
                let answered = Then::Answer(answer(status, &headers, body));
                let server = Server::start().await;
                let client = client(&server.base());
                if let Err(failure) = server.during([answered], call.on(&client)).await {
                    silent_about_the_token(&failure);
                }
                assert!(!format!("{client:?}").contains(TOKEN));
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------
// What is not sent at all

#[tokio::test]
async fn an_id_that_could_be_another_path_is_never_asked_for() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let client = client(&format!("http://{}", listener.local_addr().unwrap()));
    let long = "1".repeat(129);
    for id in
        ["", ".", "..", "a/b", "../me", "a%2Fb", "1?x=1", "1#", "1 ", "1\n", "\u{7f}", "é", "a\\b", &long]
    {
        let get = client.get(id, StateVersion::Live).await.unwrap_err();
        let patch = client.patch(id, &SecretString::from("{}")).await.unwrap_err();
        let delete = client.delete(id).await.unwrap_err();
        let runs = client.runs(id, &RunFilter::default(), None).await.unwrap_err();
        let run = client.run("125", id).await.unwrap_err();
        for (failure, doing) in [
            (get, Doing::Opening),
            (patch, Doing::Saving),
            (delete, Doing::Deleting),
            (runs, Doing::ReadingRuns),
            (run, Doing::ReadingRuns),
        ] {
            assert!(matches!(failure.cause, Cause::Unsendable { .. }), "{id:?}");
            assert_eq!(
                (failure.doing, failure.applied(), failure.is_retryable()),
                (doing, Applied::No, false)
            );
        }
    }
    untouched(&listener);
}

#[test]
fn an_address_that_is_not_safe_is_refused() {
    for (address, word) in [
        ("", "empty"),
        ("api.intercom.io", "can't be read"),
        ("localhost:8080", "begin with https"),
        ("ftp://api.intercom.io", "begin with https"),
        ("file:///etc/passwd", "begin with https"),
        ("http://api.intercom.io", "this computer only"),
        ("http://127.0.0.1.example", "this computer only"),
        ("https://sesame@api.intercom.io", "a password"),
        ("https://me:sesame@api.intercom.io", "a password"),
        ("https://:sesame@api.intercom.io", "a password"),
        ("https://api.intercom.io/?sesame", "a ?"),
        ("https://api.intercom.io/#sesame", "a #"),
        ("https://api.inter\ncom.io", "invisible"),
        ("https:\\\\api.intercom.io", "backslash"),
        ("https://", "can't be read"),
        ("https://api.intercom.io:99999", "can't be read"),
    ] {
        let refusal = Base::parse(address).unwrap_err();
        assert!(refusal.contains(word), "{address}: {refusal}");
        assert!(!refusal.contains("sesame"), "{refusal}");
    }
}

#[test]
fn a_version_that_no_header_can_hold_is_refused() {
    let token = || Token::new(TOKEN.to_owned()).unwrap();
    let base = || Base::parse("http://127.0.0.1:9").unwrap();
    for version in ["", "2.16\r\nx: y"] {
        let failure = Client::new(base(), token(), version, Limits::default()).unwrap_err();
        assert!(matches!(failure.cause, Cause::Unsendable { .. }), "{version:?}");
    }
    for version in ["Preview", "2.16", "2.18", "whatever comes next"] {
        assert!(Client::new(base(), token(), version, Limits::default()).is_ok());
    }
}

#[test]
fn limits_are_generous_by_default() {
    let limits = Limits::default();
    assert_eq!((limits.connect.as_secs(), limits.total.as_secs(), limits.body), (10, 30, 33_554_432));
}
