//! What is told of a request, for the log: method, path, status, how long it took, and the request's id. No body, no
//! header, no word of the server's own.

use super::failure::Failure;
use log::{info, warn};
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use std::time::Instant;

/// A request that is under way.
pub(super) struct Told {
    method: Method,
    path: String,
    since: Instant,
}

impl Told {
    #[expect(clippy::disallowed_methods, reason = "how long an answer took is for the log only")]
    pub(super) fn begin(method: &Method, path: &str) -> Self {
        // Where a page begins is the server's own word.
        let end = path.find("starting_after=").unwrap_or(path.len());
        let path = path.get(..end).unwrap_or_default().trim_end_matches(['?', '&']).to_owned();
        Self { method: method.clone(), path, since: Instant::now() }
    }

    /// It was answered well.
    pub(super) fn answered(&self, status: u16, id: Option<&str>, body: Option<&SecretString>) {
        let Self { method, path, since } = self;
        info!("{method} {path}: {status} in {} ms{}", since.elapsed().as_millis(), request(id, body));
    }

    /// It was not.
    pub(super) fn failed(&self, failure: &Failure, body: Option<&SecretString>) {
        let Self { method, path, since } = self;
        let cause: String =
            format!("{:?}", failure.cause).chars().take_while(char::is_ascii_alphanumeric).collect();
        let status = failure.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        let id = request(failure.request_id.as_deref(), body);
        warn!("{method} {path}: {status} in {} ms, {cause}{id}", since.elapsed().as_millis());
    }
}

/// The request's id, where it looks like one and is nothing that was sent: a careless server may repeat anything there.
fn request(id: Option<&str>, body: Option<&SecretString>) -> String {
    let plain = |id: &&str| {
        let uuid = id.split('-').map(str::len).eq([8, 4, 4, 4, 12])
            && id.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
        uuid || ((8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    let unsent = |id: &&str| body.is_none_or(|body| !body.expose_secret().contains(*id));
    id.filter(plain).filter(unsent).map_or_else(String::new, |id| format!(", request {id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_is_told_only_where_it_looks_like_one() {
        let id = |id| request(Some(id), Some(&SecretString::from(r#"{"value": "s3same0pen0wide"}"#)));
        assert_eq!(id("b2tbcd0ob0bo0g7q1234"), ", request b2tbcd0ob0bo0g7q1234");
        assert_eq!(
            id("0b0f2c1e-7c2a-4a52-9d7e-1f0e6a1f9c11"),
            ", request 0b0f2c1e-7c2a-4a52-9d7e-1f0e6a1f9c11"
        );
        for odd in [
            "s3same0pen0wide",
            "a secret of words",
            "(hidden)-typed",
            "hush-hush-0042",
            "x",
            "\u{1b}[31m12345678",
        ] {
            assert_eq!(id(odd), "", "{odd}");
        }
    }
}
