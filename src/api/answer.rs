//! From what came over the wire to a value or to a [`Failure`].
//!
//! The server's words pass through here once: they lose the token, should it be in them, and are cut to a length.
//! Nothing that a server sends is trusted to have a shape, and no address it names is repeated whole.

use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{DATE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{StatusCode, Url};
use serde_json::Value as Json;

use super::failure::{Cause, Doing, Failure, Said};
use super::token::Token;

/// The longest text of the server's that is kept, in characters.
const TEXT: usize = 500;

/// The most errors or permissions of one answer that are kept.
const ITEMS: usize = 20;

/// How deep `serde_json` reads before it refuses.
const DEPTH: usize = 127;

/// An answer's body as JSON, or why it is none.
pub(crate) fn json(body: &[u8]) -> Result<Json, Cause> {
    serde_json::from_slice(body).map_err(|error| {
        if depth(body) > DEPTH {
            Cause::TooDeep
        } else if error.is_eof() && !body.trim_ascii().is_empty() {
            Cause::Truncated
        } else {
            Cause::NotJson
        }
    })
}

/// The failure that a status other than 2xx stands for. A body that is no error envelope is passed over.
pub(crate) fn refusal(
    doing: Doing,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    asked: &Url,
    token: &Token,
) -> Failure {
    let body = serde_json::from_slice(body).unwrap_or(Json::Null);
    let mut failure = Failure::new(doing, Cause::OtherStatus(status.as_u16()));
    describe(&mut failure, status, headers, &body, token);
    failure.cause = cause(status, headers, &failure.said, &body, asked, token);
    failure
}

/// Puts in what a response says about itself: its status, its request id, its errors.
pub(crate) fn describe(
    failure: &mut Failure,
    status: StatusCode,
    headers: &HeaderMap,
    body: &Json,
    token: &Token,
) {
    failure.status = Some(status.as_u16());
    failure.request_id = body
        .get("request_id")
        .and_then(Json::as_str)
        .or_else(|| header(headers, "x-request-id"))
        .filter(|id| !id.is_empty())
        .map(|id| clean(id, token));
    failure.said = errors(body).filter_map(|error| said(error, token)).take(ITEMS).collect();
}

/// Whether an answer is an error envelope, whatever its status says.
pub(crate) fn is_error(body: &Json) -> bool {
    body.get("type").and_then(Json::as_str) == Some("error.list")
}

fn cause(
    status: StatusCode,
    headers: &HeaderMap,
    said: &[Said],
    body: &Json,
    asked: &Url,
    token: &Token,
) -> Cause {
    let says = |code: &str| said.iter().any(|said| said.code == code);
    if status.is_client_error() && says("intercom_version_invalid") {
        return Cause::VersionUnavailable;
    }
    if status.is_client_error() && says("api_plan_restricted") {
        return Cause::PlanRestricted;
    }
    match status.as_u16() {
        400 => Cause::BadRequest,
        401 => Cause::Unauthorized,
        403 => Cause::Forbidden { permissions: permissions(body, token) },
        404 => Cause::NotFound,
        409 if says("data_connector_in_use") => Cause::InUse,
        409 => Cause::Conflict,
        413 => Cause::TooMuchSent,
        422 => Cause::Invalid,
        429 => Cause::RateLimited { wait: wait(headers) },
        code @ 500..=599 => Cause::Server(code),
        300..=399 if headers.contains_key(LOCATION) => {
            Cause::Redirected { to: target(headers, asked, token) }
        }
        code => Cause::OtherStatus(code),
    }
}

/// Where a redirect points, as a host and a port: the rest of an address may hold anything.
fn target(headers: &HeaderMap, asked: &Url, token: &Token) -> String {
    let place = headers
        .get(LOCATION)
        .and_then(|location| location.to_str().ok())
        .and_then(|location| asked.join(&token.hide_in(location)).ok())
        .and_then(|url| {
            let host = url.host_str()?.to_owned();
            Some(url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}")))
        });
    place.map_or_else(|| "a place that can't be read".to_owned(), |place| plain(&place, token))
}

/// How long to wait: `Retry-After` in seconds or as a date, else `X-RateLimit-Reset` (Unix seconds). A point in
/// time is measured from the response's own `Date`, so that this computer's clock has no say.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let now = || header(headers, DATE.as_str()).and_then(unix);
    let until = |then: i64| now().map(|now| seconds(then.saturating_sub(now)));
    let after = header(headers, RETRY_AFTER.as_str()).and_then(|after| match after.parse::<i64>() {
        Ok(wait) => Some(seconds(wait)),
        Err(_) => unix(after).and_then(until),
    });
    after.or_else(|| header(headers, "x-ratelimit-reset")?.parse().ok().and_then(until))
}

/// No time at all when it has passed.
fn seconds(seconds: i64) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}

/// An HTTP date in Unix seconds.
fn unix(date: &str) -> Option<i64> {
    DateTimeParser::new().parse_timestamp(date).ok().map(jiff::Timestamp::as_second)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

fn errors(body: &Json) -> impl Iterator<Item = &Json> {
    body.get("errors").and_then(Json::as_array).into_iter().flatten()
}

/// One entry of the envelope; none when it says nothing.
fn said(error: &Json, token: &Token) -> Option<Said> {
    let text = |key| error.get(key).and_then(Json::as_str).map(|text| clean(text, token));
    let said =
        Said { code: text("code").unwrap_or_default(), message: text("message"), field: text("field") };
    (said != Said::default()).then_some(said)
}

/// `errors[].data.required_permissions`, a list of names or a single one (API facts: error envelope).
fn permissions(body: &Json, token: &Token) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for error in errors(body) {
        let named = match error.get("data").and_then(|data| data.get("required_permissions")) {
            Some(Json::Array(names)) => names.as_slice(),
            Some(name @ Json::String(_)) => std::slice::from_ref(name),
            _ => &[],
        };
        for name in named.iter().filter_map(Json::as_str).filter(|name| !name.trim().is_empty()) {
            let name = plain(name.trim(), token);
            if !found.contains(&name) && found.len() < ITEMS {
                found.push(name);
            }
        }
    }
    found
}

/// Server text as it came, without the token, cut to a length.
fn clean(text: &str, token: &Token) -> String {
    let text = token.hide_in(text);
    if text.chars().nth(TEXT).is_some() {
        text.chars().take(TEXT).chain(['…']).collect()
    } else {
        text.into_owned()
    }
}

/// Server text that becomes part of a sentence: printable ASCII, and short.
pub(crate) fn plain(text: &str, token: &Token) -> String {
    token
        .hide_in(text)
        .chars()
        .map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' })
        .take(100)
        .collect()
}

/// How deep arrays and objects nest, strings set aside. Only asked when reading has failed.
fn depth(body: &[u8]) -> usize {
    let (mut deepest, mut at, mut quoted, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                at += 1;
                deepest = deepest.max(at);
            }
            b']' | b'}' if !quoted => at = at.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn a_wait_needs_no_clock_of_our_own() {
        const NOW: (&str, &str) = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");
        let secs = |n| Some(Duration::from_secs(n));
        for (pairs, expected) in [
            (vec![], None),
            (vec![("retry-after", "7")], secs(7)),
            (vec![("retry-after", " 0 ")], secs(0)),
            (vec![("retry-after", "-3")], secs(0)),
            (vec![("retry-after", "soon")], None),
            (vec![("retry-after", "99999999999999999999")], None),
            (vec![("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT"), NOW], secs(30)),
            (vec![("retry-after", "Wed, 21 Oct 2015 07:27:30 GMT"), NOW], secs(0)),
            (vec![("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT")], None),
            (vec![("x-ratelimit-reset", "1445412489"), NOW], secs(9)),
            (vec![("x-ratelimit-reset", "1445412489")], None),
            (vec![("x-ratelimit-reset", "-9223372036854775808"), NOW], secs(0)),
            (vec![("retry-after", "soon"), ("x-ratelimit-reset", "1445412489"), NOW], secs(9)),
            (vec![("retry-after", "7"), ("x-ratelimit-reset", "1445412489"), NOW], secs(7)),
        ] {
            assert_eq!(wait(&headers(&pairs)), expected, "{pairs:?}");
        }
    }

    #[test]
    fn what_is_no_json_is_told_apart() {
        assert_eq!(json(b""), Err(Cause::NotJson));
        assert_eq!(json(b" \r\n"), Err(Cause::NotJson));
        assert_eq!(json(b"<html>"), Err(Cause::NotJson));
        assert_eq!(json(b"{} {}"), Err(Cause::NotJson));
        assert_eq!(json(b"{\"a\": [1, 2"), Err(Cause::Truncated));
        assert_eq!(json(b"\"\xff\""), Err(Cause::NotJson));
        let nested = |n: usize| [vec![b'['; n], vec![b']'; n]].concat();
        assert!(json(&nested(DEPTH)).is_ok());
        assert_eq!(json(&nested(DEPTH + 1)), Err(Cause::TooDeep));
        assert_eq!(json(&vec![b'['; 100_000]), Err(Cause::TooDeep));
        let brackets = format!("[\"{}\\\"{}\"", "[".repeat(500), "{".repeat(500));
        assert_eq!(json(brackets.as_bytes()), Err(Cause::Truncated));
    }

    #[test]
    fn server_words_are_cut_and_lose_the_token() {
        let token = Token::new("sesame-open-wide".to_owned()).unwrap();
        let long = format!("{}sesame-open-wide", "é".repeat(TEXT - 4));
        let kept = clean(&long, &token);
        assert_eq!(kept.chars().count(), TEXT + 1);
        assert!(kept.ends_with("é(hid…"), "{kept}");
        assert_eq!(clean("line\nbreak\u{1b}[2J", &token), "line\nbreak\u{1b}[2J");
        assert_eq!(plain("a\u{1b}[2Jsesame-open-wide\u{202e}b", &token), "a?[2J(hidden)?b");
    }
}
