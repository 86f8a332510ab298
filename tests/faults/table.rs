//! The faults, a row each: what goes wrong, where it may happen, and what a person is to read then.

use crate::between::{Then, answer, typed_answer};
use crate::support::refusal;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// A row.
pub struct Row {
    /// In words.
    pub wrong: &'static str,
    /// Where it happens, by the letters of [`crate::When`].
    pub at: &'static str,
    /// What the server does.
    pub brings: Brings,
    /// The request is carried out all the same.
    pub reaches: bool,
    /// What the person reads.
    pub told: Told,
}

/// How it goes wrong.
pub enum Brings {
    /// The server answers like this.
    Answer(Then),
    /// The same, for a client that waits for only so long.
    Slow(Then, Duration),
    /// The same, for a client that reads only so many bytes.
    Large(Then, usize),
    /// The client connects to something else.
    Elsewhere(Place),
}

/// What else a client may connect to.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// A port at which nobody listens.
    Nowhere,
    /// A name that nobody has.
    BadName,
    /// The server as it is, with TLS, which it does not speak.
    Plain,
    /// A server that hangs up on the first byte of a handshake.
    HangsUp,
    /// A server that never answers a handshake.
    Silent,
    /// A server with a certificate of its own making.
    Untrusted,
}

/// What a person reads.
pub enum Told {
    /// A failure. What is safe follows from what was done and from `left`.
    Fails {
        /// What happened; `{do}` stands for what was tried, in the words of a missing permission.
        what: &'static str,
        /// What became of a change.
        left: Left,
        /// A reading is tried again by itself.
        again: bool,
        /// What to do next, unless the outcome is not known.
        next: &'static str,
    },
    /// No failure at all, but these words.
    Works(&'static str),
}

/// What became of a change of several fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nothing was applied.
    Nothing,
    /// Some fields may have been, the refused one was not.
    Half,
    /// It is not known.
    Unknown,
}

use Left::{Half, Nothing, Unknown};
use Place::{BadName, HangsUp, Nowhere, Plain, Silent, Untrusted};

/// How long a client waits that is not to wait for long.
const SOON: Duration = Duration::from_millis(300);
/// How long it waits where the request has to be carried out first.
const LATER: Duration = Duration::from_millis(1500);

const IN_A_MOMENT: &str = "Try again in a moment.";
const BASE: &str = "Check the base URL; a proxy or a sign-in page may be answering.";
const CERTIFICATES: &str = "Check the base URL, this computer's clock and its certificates.";
const RELOAD: &str = "Reload, then try again.";
const CORRECT: &str = "Correct what its message names, then send again.";
const PAGES: &str = "Check the base URL; if it is right, this can only be seen in Intercom's own pages.";
const ELSEWHERE: &str = "If that is the right place, set it as the region or the base URL.";

const DROPPED: &str = "The connection ended before an answer came.";
const TRUNCATED: &str = "The answer broke off before its end.";
const LATE: &str = "No whole answer came in time.";
const NOT_JSON: &str = "The answer was not JSON.";
const SHAPE: &str = "The answer had an unexpected shape: a connector was expected.";
const OTHER: &str = "The answer had an unexpected shape: the connector that was asked for.";
const SLOWER: &str = "Intercom asks to slow down.";
const INVALID: &str = "Intercom did not accept a value.";

/// A host that redirects point to; `{port}` is that of a listener which must stay untouched.
pub const AWAY: &str = "localhost:{port}";

fn row(wrong: &'static str, at: &'static str, brings: Brings, told: Told) -> Row {
    Row { wrong, at, brings, reaches: false, told }
}

/// The same after the request was carried out.
fn after(row: Row) -> Row {
    Row { reaches: true, ..row }
}

/// A failure that is not tried again by itself.
fn once(what: &'static str, left: Left, next: &'static str) -> Told {
    Told::Fails { what, left, again: false, next }
}

/// A failure for the moment: a reading is tried again by itself.
fn often(what: &'static str, left: Left, next: &'static str) -> Told {
    Told::Fails { what, left, again: true, next }
}

fn says(bytes: impl Into<Vec<u8>>) -> Brings {
    Brings::Answer(Then::Says(bytes.into()))
}

fn refuses(status: &str, headers: &str, code: &str, message: &str) -> Brings {
    says(answer(status, headers, refusal(code, message)))
}

fn ok(body: impl AsRef<[u8]>) -> Brings {
    says(answer("200 OK", "", body))
}

fn makes(make: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Brings {
    Brings::Answer(Then::Makes(Arc::new(make)))
}

/// The real answer with one key changed.
fn with(key: &'static str, value: Value) -> Brings {
    makes(move |body| {
        let mut json: Value = serde_json::from_slice(body).unwrap();
        json[key] = value.clone();
        answer("200 OK", "", json.to_string())
    })
}

fn cut(text: &[u8]) -> &[u8] {
    &text[..text.len() / 2]
}

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/// All of them.
pub fn rows() -> Vec<Row> {
    let mut rows = connections();
    rows.extend(broken());
    rows.extend(unreadable());
    rows.extend(refusals());
    rows.extend(limits());
    rows.extend(lost());
    rows.extend(odd());
    rows
}

fn connections() -> Vec<Row> {
    let tls = |why: &'static str| once(why, Nothing, CERTIFICATES);
    vec![
        row(
            "nothing listens at the address",
            "lobswd",
            Brings::Elsewhere(Nowhere),
            often(
                "Nothing accepted a connection at the address.",
                Nothing,
                "Check the base URL and its port, and that the server is running.",
            ),
        ),
        row(
            "the host's name is not known",
            "lobs",
            Brings::Elsewhere(BadName),
            often(
                "The name {host} was not found.",
                Nothing,
                "Check the network and the spelling of the base URL, then try again.",
            ),
        ),
        row(
            "an https address, and a server that speaks plain HTTP",
            "lobs",
            Brings::Elsewhere(Plain),
            tls("No secure connection could be made: the server does not speak TLS there."),
        ),
        row(
            "the server hangs up during the TLS handshake",
            "os",
            Brings::Elsewhere(HangsUp),
            tls("No secure connection could be made: the server ended the connection during the handshake."),
        ),
        row(
            "the server's certificate is its own",
            "lobsf",
            Brings::Elsewhere(Untrusted),
            tls(
                "No secure connection could be made: whoever issued the server's certificate is not trusted on this computer.",
            ),
        ),
        row(
            "the TLS handshake is never answered",
            "os",
            Brings::Elsewhere(Silent),
            often(
                "No connection could be made in time.",
                Nothing,
                "Check the network and the proxy, then try again.",
            ),
        ),
        row(
            "an http address, and a server that speaks TLS",
            "os",
            says(*b"\x15\x03\x03\x00\x02\x02\x46"),
            often(DROPPED, Unknown, IN_A_MOMENT),
        ),
    ]
}

fn broken() -> Vec<Row> {
    let slow = |then| Brings::Slow(then, SOON);
    let half_head = || format!("{HEAD}content-le").into_bytes();
    let half_body = || format!("{HEAD}content-length: 4000\r\n\r\n{{\"type\": \"data_conn").into_bytes();
    vec![
        row(
            "the answer never begins",
            "lobsfwad",
            slow(Then::Hangs(Vec::new())),
            often(LATE, Unknown, IN_A_MOMENT),
        ),
        row(
            "the answer stops within its headers",
            "obs",
            slow(Then::Hangs(half_head())),
            often(LATE, Unknown, IN_A_MOMENT),
        ),
        row(
            "the answer stops within its body",
            "lobs",
            slow(Then::Hangs(half_body())),
            often(LATE, Unknown, IN_A_MOMENT),
        ),
        row(
            "the answer comes a byte at a time, beyond the time limit",
            "lobs",
            slow(Then::Drips(answer("200 OK", "", " ".repeat(9000)))),
            often(LATE, Unknown, IN_A_MOMENT),
        ),
        row("the connection ends without a word", "lobsf", says([]), often(DROPPED, Unknown, IN_A_MOMENT)),
        row(
            "the connection ends within the headers",
            "obs",
            says(half_head()),
            often(DROPPED, Unknown, IN_A_MOMENT),
        ),
        row(
            "the body is shorter than its length says",
            "lobs",
            says(half_body()),
            often(TRUNCATED, Unknown, IN_A_MOMENT),
        ),
        row(
            "a chunked body is cut off",
            "obs",
            says(format!("{HEAD}transfer-encoding: chunked\r\n\r\n8\r\n{{\"type\":\r\n20\r\n \"data_c")),
            often(TRUNCATED, Unknown, IN_A_MOMENT),
        ),
        row(
            "a chunk has no length",
            "s",
            says(format!("{HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n")),
            often(TRUNCATED, Unknown, IN_A_MOMENT),
        ),
        row(
            "the JSON ends in the middle, though the body is whole",
            "obs",
            ok("{\"type\": \"data_connector\", \"id\": \"123"),
            often(TRUNCATED, Unknown, IN_A_MOMENT),
        ),
        row(
            "garbage comes instead of HTTP",
            "lobs",
            says("\u{1b}[2J\0\0SSH-2.0-nobody\r\n\r\n"),
            often(DROPPED, Unknown, IN_A_MOMENT),
        ),
        row(
            "the headers are larger than is read",
            "os",
            says(answer("200 OK", &format!("x-long: {}\r\n", "a".repeat(1 << 20)), "{}")),
            often(DROPPED, Unknown, IN_A_MOMENT),
        ),
        row(
            "two lengths that contradict each other",
            "os",
            says(answer("200 OK", "content-length: 7\r\n", "{}")),
            often(DROPPED, Unknown, IN_A_MOMENT),
        ),
    ]
}

fn unreadable() -> Vec<Row> {
    let sentence = "The answer was larger than 64 KiB.";
    let large = |bytes: Vec<u8>| Brings::Large(Then::Says(bytes), 64 << 10);
    let unread = || once(NOT_JSON, Unknown, BASE);
    let streamed = {
        let chunk = format!("1000\r\n{}\r\n", " ".repeat(4096));
        format!("{HEAD}transfer-encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(40))
    };
    let shape = || once(SHAPE, Unknown, BASE);
    vec![
        row("an HTML page with 200", "lobsd", ok("<html><body>Sign in</body></html>"), unread()),
        row("an empty 200", "lobs", ok(""), unread()),
        row("204 without a body", "obs", says("HTTP/1.1 204 No Content\r\n\r\n"), unread()),
        row(
            "a body that claims to be compressed",
            "obs",
            says(answer("200 OK", "content-encoding: gzip\r\n", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\xae")),
            unread(),
        ),
        row("bytes that are no UTF-8", "os", ok(b"{\"id\": \"12345\", \"name\": \"\xff\xfe\"}"), unread()),
        row("a number that JSON does not have", "os", ok("{\"id\": \"12345\", \"timeout\": NaN}"), unread()),
        row("JSON nested deeper than is read", "obs", ok("[".repeat(100_000)), {
            once("The answer was nested too deeply to be read.", Unknown, PAGES)
        }),
        row(
            "a body that is announced as larger than is read",
            "os",
            large(answer("200 OK", "", " ".repeat(65 << 10))),
            once(sentence, Unknown, PAGES),
        ),
        row(
            "a body that turns out larger than is read",
            "obs",
            large(streamed.into_bytes()),
            once(sentence, Unknown, PAGES),
        ),
        row("a list instead of a connector", "obs", ok("[]"), shape()),
        row("a number instead of a connector", "os", ok("42"), shape()),
        row("a text instead of a connector", "os", ok("\"fine\""), shape()),
        row("null instead of a connector", "obs", ok("null"), shape()),
        row(
            "an error envelope with 200",
            "lobs",
            ok(refusal("server_error", "Oops")),
            once("The answer had an unexpected shape: an error came as a success.", Unknown, BASE),
        ),
        row(
            "the answer is about another connector",
            "obs",
            with("id", json!("99")),
            once(OTHER, Unknown, BASE),
        ),
        row("the answer is an object with nothing in it", "obs", ok("{}"), once(OTHER, Unknown, BASE)),
        row(
            "the answer is an object of another kind",
            "os",
            ok("{\"status\": \"ok\", \"request\": 7}"),
            once(OTHER, Unknown, BASE),
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a table, a row for each status")]
fn refusals() -> Vec<Row> {
    let broken = |what| often(what, Unknown, IN_A_MOMENT);
    let permission = json!({"type": "error.list", "errors": [{
        "code": "action_forbidden", "message": "No",
        "data": {"required_permissions": ["read_write_data_connectors"]},
    }]});
    let named = json!({"type": "error.list", "errors": [
        {"code": "parameter_invalid", "message": "is too long", "field": "name"},
    ]});
    let away = |status: &str| {
        says(format!("HTTP/1.1 {status}\r\nlocation: http://{AWAY}/me?key=1\r\ncontent-length: 0\r\n\r\n"))
    };
    let elsewhere = "The address points elsewhere, to localhost:{port}; the token was not sent there.";
    vec![
        row("302 to another host", "lobs", away("302 Found"), once(elsewhere, Unknown, ELSEWHERE)),
        row("308 to another host", "os", away("308 Permanent Redirect"), once(elsewhere, Nothing, ELSEWHERE)),
        row(
            "302 to another path of the same host",
            "obs",
            says("HTTP/1.1 302 Found\r\nlocation: /sign-in\r\ncontent-length: 0\r\n\r\n"),
            once(
                "The address points elsewhere, to {here}; the token was not sent there.",
                Unknown,
                ELSEWHERE,
            ),
        ),
        row(
            "400",
            "obs",
            refuses("400 Bad Request", "", "bad_request", "No"),
            once("Intercom did not accept the request.", Half, RELOAD),
        ),
        row(
            "400 for the list",
            "l",
            refuses("400 Bad Request", "", "bad_request", "No"),
            once("Intercom did not accept the request.", Nothing, "List again from the first page."),
        ),
        row(
            "400, the API version has no data connectors",
            "obs",
            refuses("400 Bad Request", "", "intercom_version_invalid", "No"),
            once(
                "The API version in use has no data connectors.",
                Nothing,
                "Start with `--api-version 2.16` or `--api-version Preview`.",
            ),
        ),
        row(
            "401",
            "lobsfd",
            refuses("401 Unauthorized", "", "unauthorized", "Access Token Invalid"),
            once(
                "The token was not accepted.",
                Nothing,
                "Check the region, and where the token comes from: `patchpanel doctor` tells.",
            ),
        ),
        row(
            "403, with the permission that is missing",
            "obs",
            says(answer("403 Forbidden", "", permission.to_string())),
            once(
                "The token is not allowed to {do}; it needs read_write_data_connectors.",
                Nothing,
                "Add the permission in the Developer Hub, or use another token.",
            ),
        ),
        row(
            "403, the plan has no data connectors",
            "obs",
            refuses("403 Forbidden", "", "api_plan_restricted", "No"),
            once(
                "This workspace or its plan does not include data connectors.",
                Nothing,
                "Ask whoever looks after the workspace's plan.",
            ),
        ),
        row(
            "404",
            "obs",
            refuses("404 Not Found", "", "data_connector_not_found", "Data connector not found"),
            once(
                "This connector was not found in the workspace.",
                Nothing,
                "Check the id, the workspace and the region; it may have been deleted.",
            ),
        ),
        row(
            "404 for the list",
            "l",
            refuses("404 Not Found", "", "not_found", "No"),
            once(
                "The address answered, but it does not offer data connectors.",
                Nothing,
                "Check the base URL, the region and the API version.",
            ),
        ),
        row(
            "408 from a gateway",
            "os",
            says(answer("408 Request Timeout", "", "{}")),
            often(
                "The server gave an answer that was not expected (HTTP 408).",
                Unknown,
                "Try again; if it stays, check the base URL.",
            ),
        ),
        row(
            "409, in use",
            "s",
            refuses("409 Conflict", "", "data_connector_in_use", "In use"),
            once(
                "The connector is used by a workflow or by Fin, and the server refuses this change.",
                Half,
                "Find where it is used in Intercom, take it out there, then try again.",
            ),
        ),
        row(
            "409, in use, for a change of the state",
            "f",
            refuses("409 Conflict", "", "data_connector_in_use", "In use"),
            once(
                "The connector is used by a workflow or by Fin; it can't be set to draft until it is taken out there.",
                Nothing,
                "Find where it is used in Intercom, take it out there, then try again.",
            ),
        ),
        row(
            "409, a conflict",
            "sf",
            refuses("409 Conflict", "", "conflict", "No"),
            once("The connector's present state does not allow this.", Half, RELOAD),
        ),
        row(
            "413",
            "s",
            refuses("413 Payload Too Large", "", "bad_request", "Too large"),
            once(
                "The change is larger than the server takes.",
                Nothing,
                "Shorten the largest field, or send fewer fields at once.",
            ),
        ),
        row("418 with garbage", "os", says(typed_answer("418 Teapot", "", "\u{1b}]0;x\u{7}")), {
            once(
                "The server gave an answer that was not expected (HTTP 418).",
                Nothing,
                "Try again; if it stays, check the base URL.",
            )
        }),
        row(
            "422, with the field as data",
            "s",
            says(answer("422 Unprocessable", "", named.to_string())),
            once(INVALID, Half, CORRECT),
        ),
        row(
            "422, with the field in the message",
            "s",
            refuses("422 Unprocessable", "", "parameter_invalid", "Name is too long"),
            once(INVALID, Half, CORRECT),
        ),
        row(
            "422, with a message about no field",
            "s",
            refuses("422 Unprocessable", "", "parameter_invalid", "Something is odd"),
            once(INVALID, Half, CORRECT),
        ),
        row(
            "422, without a reason",
            "s",
            says(answer("422 Unprocessable", "", "{\"type\": \"error.list\", \"errors\": 7}")),
            once(
                "Intercom did not accept a value, and gave no reason.",
                Half,
                "Look through the changed fields, then send again.",
            ),
        ),
        row(
            "500",
            "lobsfwad",
            refuses("500 Oops", "", "server_error", "Oops"),
            broken("The server had a problem of its own (HTTP 500)."),
        ),
        row(
            "502 with an HTML page",
            "lobs",
            says(typed_answer("502 Bad Gateway", "content-type: text/html\r\n", "<html>\u{202e}Bad gateway")),
            broken("The server had a problem of its own (HTTP 502)."),
        ),
        row(
            "503 whose body never comes",
            "os",
            Brings::Slow(
                Then::Hangs(b"HTTP/1.1 503 Unavailable\r\ncontent-length: 99\r\n\r\n{".to_vec()),
                SOON,
            ),
            broken("The server had a problem of its own (HTTP 503)."),
        ),
    ]
}

fn limits() -> Vec<Row> {
    let limited =
        |headers: &str| refuses("429 Too Many Requests", headers, "rate_limit_exceeded", "Slow down");
    let past = "date: Wed, 21 Oct 2015 07:28:00 GMT\r\nretry-after: Wed, 21 Oct 2015 07:28:30 GMT\r\n";
    let future = "date: Fri, 21 Oct 2095 07:28:00 GMT\r\nretry-after: Fri, 21 Oct 2095 07:28:30 GMT\r\n";
    let reset = "date: Wed, 21 Oct 2015 07:28:00 GMT\r\nx-ratelimit-reset: 1445412489\r\n";
    vec![
        row(
            "429 with Retry-After",
            "lobsf",
            limited("retry-after: 7\r\n"),
            often(SLOWER, Nothing, "Try again in 7 seconds."),
        ),
        row(
            "429 with X-RateLimit-Reset and Date",
            "obs",
            limited(reset),
            often(SLOWER, Nothing, "Try again in 9 seconds."),
        ),
        row(
            "429 that asks for ten minutes",
            "lobs",
            limited("retry-after: 600\r\n"),
            once(SLOWER, Nothing, "Try again in 10 minutes."),
        ),
        row(
            "429 with a date, from a server whose clock is years behind",
            "obs",
            limited(past),
            often(SLOWER, Nothing, "Try again in 30 seconds."),
        ),
        row(
            "429 with a date, from a server whose clock is decades ahead",
            "os",
            limited(future),
            often(SLOWER, Nothing, "Try again in 30 seconds."),
        ),
        row(
            "429 with a date, and nothing to measure it from",
            "obs",
            limited("retry-after: Fri, 21 Oct 2095 07:28:30 GMT\r\n"),
            often(SLOWER, Nothing, IN_A_MOMENT),
        ),
        row(
            "429 with a wait that is no number",
            "os",
            limited("retry-after: soon\r\nx-ratelimit-reset: NaN\r\n"),
            often(SLOWER, Nothing, IN_A_MOMENT),
        ),
    ]
}

/// A save that was carried out, and whose answer says otherwise or nothing.
fn lost() -> Vec<Row> {
    vec![
        after(row(
            "the change is carried out, and the connection ends without a word",
            "sf",
            says([]),
            once(DROPPED, Unknown, ""),
        )),
        after(row(
            "the change is carried out, and the answer is cut off",
            "s",
            makes(|body| {
                let head = format!("{HEAD}content-length: {}\r\n\r\n", body.len());
                [head.as_bytes(), cut(body)].concat()
            }),
            once(TRUNCATED, Unknown, ""),
        )),
        after(row(
            "the change is carried out, and a gateway answers 502",
            "sf",
            says(typed_answer("502 Bad Gateway", "", "<html>")),
            once("The server had a problem of its own (HTTP 502).", Unknown, ""),
        )),
        after(row(
            "the change is carried out, and the answer never comes",
            "s",
            Brings::Slow(Then::Hangs(Vec::new()), LATER),
            once(LATE, Unknown, ""),
        )),
        after(row(
            "the change is carried out, and a sign-in page answers",
            "s",
            ok("<html>"),
            once(NOT_JSON, Unknown, ""),
        )),
    ]
}

/// Answers that are odd, and good enough.
fn odd() -> Vec<Row> {
    let good = |at| (at, Told::Works(""));
    let rows: Vec<(&'static str, &'static str, Brings)> = vec![
        (
            "good JSON with another type of content",
            "lobs",
            makes(|body| typed_answer("200 OK", "content-type: text/html\r\n", body)),
        ),
        (
            "10 MB of white space around good JSON",
            "obs",
            makes(|body| {
                let room = " ".repeat(5_000_000).into_bytes();
                answer("200 OK", "", [&room, body, &room].concat())
            }),
        ),
        (
            "a key that stands twice in the answer",
            "obs",
            makes(|body| {
                let text = String::from_utf8(body.to_vec()).unwrap();
                answer("200 OK", "", text.replacen('{', "{\"url\": \"https://first.example\",", 1))
            }),
        ),
        ("201 instead of 200", "s", makes(|body| answer("201 Created", "", body))),
    ];
    let mut rows: Vec<Row> = rows
        .into_iter()
        .map(|(wrong, at, brings)| {
            let (at, told) = good(at);
            row(wrong, at, brings, told)
        })
        .collect();
    let mut wrong = |wrong, key, value: Value, before| {
        rows.push(row(wrong, "os", with(key, value.clone()), Told::Works("")));
        rows.push(row(wrong, "b", with(key, value), Told::Works(before)));
    };
    let overlap = "Theirs or yours · 1 choice";
    let voided = "the connector has changed since; press s to look again";
    wrong("the name is a number", "name", json!(42), overlap);
    wrong("the headers are an object", "headers", json!({"X-Key": "1"}), overlap);
    wrong("the data inputs are a text", "data_inputs", json!("none"), voided);
    wrong("the audiences are null", "audiences", Value::Null, voided);
    wrong("Fin may use it is a text", "direct_fin_usage", json!("maybe"), overlap);
    rows
}
