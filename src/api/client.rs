//! The only file that sends anything. One method per call of the API that the editor needs; each sends its
//! request once, reads a bounded answer in a bounded time, and gives back data or a [`Failure`].
//!
//! It follows no redirect, so the token reaches the host that was named and no other. It repeats nothing by
//! itself, and it keeps no error of the HTTP library's, since those carry whole addresses.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response, Url, redirect, retry};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value as Json;

use super::answer;
use super::base::Base;
use super::failure::{Cause, Doing, Failure};
use super::runs::{Run, RunFilter, RunPage};
use super::token::Token;
use super::tokens::TokenPage;
use super::told::Told;
use super::transport;
use super::wire::{Cursor, Me, Page, StateVersion, is_id};

/// Items asked for on each page, the most the API gives (API facts: list).
const PER_PAGE: u8 = 50;

/// The same of runs (API facts: execution results).
const RUNS_PER_PAGE: u8 = 30;

/// Why an id is not asked for.
const ODD_ID: &str = "an id holds only letters, digits, _ and -, up to 128 of them";

/// Bytes of a refusal's body that are read at most; an error envelope is far smaller.
const REFUSAL_BODY: usize = 1024 * 1024;

/// How long an idle connection is kept. Short, so that a save seldom meets one that the server has just closed,
/// which would leave its outcome unknown for nothing.
const IDLE: Duration = Duration::from_secs(15);

/// How long and how much an answer may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// until a connection stands, name look-up and TLS included
    pub connect: Duration,
    /// for the whole exchange, from connecting to the last byte of the answer
    pub total: Duration,
    /// bytes of an answer's body
    pub body: usize,
}

impl Default for Limits {
    /// 10 seconds, 30 seconds, 32 MiB.
    fn default() -> Limits {
        Limits { connect: Duration::from_secs(10), total: Duration::from_secs(30), body: 32 * 1024 * 1024 }
    }
}

/// A connection to one workspace. Clones share their connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Base,
    token: Token,
    limits: Limits,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.base)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Prepares a client; nothing is sent yet. `version` goes into `Intercom-Version` as it is, and may be any
    /// name (API facts: Intercom-Version header).
    ///
    /// An `http` base loads no certificates. An `https` base loads the platform's, which takes some milliseconds,
    /// and follows the proxies of the environment unless it is this computer. Fails with
    /// [`Cause::Unsendable`] for a version that no header can hold, and with [`Cause::Tls`] when there are no
    /// certificates.
    pub fn new(base: Base, token: Token, version: &str, limits: Limits) -> Result<Client, Failure> {
        Client::with(base, Some(token), version, limits)
    }

    /// The same without a token, to see whether anybody answers: nothing is sent that would say who asks.
    pub fn without_token(base: Base, version: &str, limits: Limits) -> Result<Client, Failure> {
        Client::with(base, None, version, limits)
    }

    fn with(base: Base, token: Option<Token>, version: &str, limits: Limits) -> Result<Client, Failure> {
        let fail = |cause| Failure::new(Doing::Checking, cause);
        let headers = headers(token.as_ref(), version).map_err(|why| fail(unsendable(why)))?;
        let mut builder = reqwest::Client::builder()
            .default_headers(headers)
            .user_agent(concat!("patchpanel/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            .pool_idle_timeout(IDLE);
        if base.is_loopback() {
            // The name is pinned as well, so that no resolver can send an unencrypted token off this computer.
            let here =
                [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
            builder = builder.no_proxy().resolve_to_addrs("localhost", &here);
        }
        if base.is_secure() {
            // The library builds the platform's verifier only around the process-wide provider. Being refused
            // means that there is one already, which serves as well.
            let _ = ring::default_provider().install_default();
        } else {
            builder = builder
                .tls_backend_preconfigured(trusting_nobody().map_err(|error| fail(transport::tls(&error)))?);
        }
        let http = builder.build().map_err(|error| fail(transport::unprepared(&error)))?;
        Ok(Client { http, base, token: token.unwrap_or_else(Token::none), limits })
    }

    /// Who the token speaks for, and in which workspace: `GET /me`.
    pub async fn me(&self) -> Result<Me, Failure> {
        let answer = self.ask(Doing::Checking, Method::GET, "/me", None).await?;
        Me::read(&answer.json).map_err(|what| self.odd(Doing::Checking, &answer, what))
    }

    /// One page of the list, from the beginning or from where another page said that the next begins.
    pub async fn list(&self, after: Option<&Cursor>) -> Result<Page, Failure> {
        let path = page_of("/data_connectors", PER_PAGE, after);
        let answer = self.ask(Doing::Listing, Method::GET, &path, None).await?;
        let page = Page::read(&answer.json).map_err(|what| self.odd(Doing::Listing, &answer, what))?;
        self.moves_on(Doing::Listing, &answer, page.next.as_ref(), after)?;
        Ok(page)
    }

    /// One connector, whole: `GET /data_connectors/{id}`.
    pub async fn get(&self, id: &str, version: StateVersion) -> Result<Json, Failure> {
        let path = format!("{}?state_version={}", connector(Doing::Opening, id)?, version.as_str());
        self.object(Doing::Opening, Method::GET, &path, None).await
    }

    /// Sends a change, byte for byte and once; answers with the connector as it is then. Tell a failure of a
    /// state change as such with [`Failure::while_doing`].
    pub async fn patch(&self, id: &str, body: &SecretString) -> Result<Json, Failure> {
        let path = connector(Doing::Saving, id)?;
        self.object(Doing::Saving, Method::PATCH, &path, Some(body)).await
    }

    /// Makes a connector, byte for byte and once: `POST /data_connectors`. Answers with the connector, which is a
    /// draft. There is nothing in the API to recognise a repeated request by, so an answer that is lost leaves it open
    /// whether there is a new connector ([`Failure::applied`]); only the list tells.
    pub async fn create(&self, body: &SecretString) -> Result<Json, Failure> {
        self.object(Doing::Creating, Method::POST, "/data_connectors", Some(body)).await
    }

    /// Deletes a connector for good, once: `DELETE /data_connectors/{id}`.
    pub async fn delete(&self, id: &str) -> Result<(), Failure> {
        let path = connector(Doing::Deleting, id)?;
        let answer = self.ask(Doing::Deleting, Method::DELETE, &path, None).await?;
        // The documented answer says `"deleted": true`; one that says the opposite is not taken for it.
        match answer.json.get("deleted").and_then(Json::as_bool) {
            Some(false) => Err(self.odd(Doing::Deleting, &answer, "it says that nothing was deleted")),
            _ if !answer.json.is_object() => {
                Err(self.odd(Doing::Deleting, &answer, "a word about the deletion was expected"))
            }
            _ => Ok(()),
        }
    }

    /// One page of the workspace's authentication tokens: `GET /auth_tokens`. None where the API version in use has
    /// no such list (API facts: newer than the spec), which is nothing wrong.
    pub async fn tokens(&self, after: Option<&Cursor>) -> Result<Option<TokenPage>, Failure> {
        let path = page_of("/auth_tokens", PER_PAGE, after);
        let answer = match self.ask(Doing::ReadingTokens, Method::GET, &path, None).await {
            Ok(answer) => answer,
            Err(Failure { cause: Cause::NotFound | Cause::VersionUnavailable, .. }) => return Ok(None),
            Err(failure) => return Err(failure),
        };
        let page =
            TokenPage::read(&answer.json).map_err(|what| self.odd(Doing::ReadingTokens, &answer, what))?;
        self.moves_on(Doing::ReadingTokens, &answer, page.next.as_ref(), after)?;
        Ok(Some(page))
    }

    /// One page of what a connector did, newest first and without bodies: `GET .../execution_results`.
    pub async fn runs(
        &self,
        id: &str,
        filter: &RunFilter,
        after: Option<&Cursor>,
    ) -> Result<RunPage, Failure> {
        let doing = Doing::ReadingRuns;
        let mut path = page_of(&format!("{}/execution_results", connector(doing, id)?), RUNS_PER_PAGE, after);
        let RunFilter { success, error_type, since } = filter;
        for (key, value) in [
            ("success", success.map(|success| success.to_string())),
            ("error_type", error_type.as_deref().map(encoded)),
            ("start_ts", since.map(|since| since.to_string())),
        ] {
            if let Some(value) = value {
                path.extend(["&", key, "=", &value]);
            }
        }
        let answer = self.ask(doing, Method::GET, &path, None).await?;
        let mut page = RunPage::read(&answer.json).map_err(|what| self.odd(doing, &answer, what))?;
        page.items.iter_mut().flat_map(Run::texts).for_each(|text| self.token.blot_out_of(text));
        self.moves_on(doing, &answer, page.next.as_ref(), after)?;
        Ok(page)
    }

    /// One run, with its bodies where the server has them: `GET .../execution_results/{run}`.
    pub async fn run(&self, id: &str, run: &str) -> Result<Run, Failure> {
        let doing = Doing::ReadingRuns;
        let path = connector(doing, id)?;
        if !is_id(run) {
            return Err(Failure::new(doing, unsendable(ODD_ID)));
        }
        let answer = self.ask(doing, Method::GET, &format!("{path}/execution_results/{run}"), None).await?;
        let mut run =
            Run::read(&answer.json).ok_or_else(|| self.odd(doing, &answer, "a run was expected"))?;
        run.texts().for_each(|text| self.token.blot_out_of(text));
        Ok(run)
    }

    /// A page that leads to itself would be walked for ever.
    fn moves_on(
        &self,
        doing: Doing,
        answer: &Answer,
        next: Option<&Cursor>,
        after: Option<&Cursor>,
    ) -> Result<(), Failure> {
        if next.is_some() && next == after {
            return Err(self.odd(doing, answer, "the next page is the same page again"));
        }
        Ok(())
    }

    async fn object(
        &self,
        doing: Doing,
        method: Method,
        path: &str,
        body: Option<&SecretString>,
    ) -> Result<Json, Failure> {
        let answer = self.ask(doing, method, path, body).await?;
        if answer.json.is_object() {
            Ok(answer.json)
        } else {
            Err(self.odd(doing, &answer, "a connector was expected"))
        }
    }

    /// Sends one request, reads its answer, and tells the log.
    async fn ask(
        &self,
        doing: Doing,
        method: Method,
        path: &str,
        body: Option<&SecretString>,
    ) -> Result<Answer, Failure> {
        let told = Told::begin(&method, path);
        let answer = self.exchange(doing, method, path, body).await;
        match &answer {
            Ok(answer) => {
                let id = answer.headers.get("x-request-id").and_then(|id| id.to_str().ok());
                told.answered(answer.status.as_u16(), id, body);
            }
            Err(failure) => told.failed(failure, body),
        }
        answer
    }

    async fn exchange(
        &self,
        doing: Doing,
        method: Method,
        path: &str,
        body: Option<&SecretString>,
    ) -> Result<Answer, Failure> {
        let fail = |cause| Failure::new(doing, cause);
        let url = Url::parse(&self.base.endpoint(path))
            .map_err(|_| fail(unsendable("the address can't be put together")))?;
        let mut request = self.http.request(method, url.clone());
        if let Some(body) = body {
            request = request
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(Bytes::from_owner(Sealed(body.clone())));
        }
        let mut response =
            request.send().await.map_err(|error| fail(transport::unanswered(&error, &self.base)))?;
        let (status, headers) = (response.status(), response.headers().clone());
        if !status.is_success() {
            // The status has said enough: a body that can't be read takes nothing away.
            let limit = self.limits.body.min(REFUSAL_BODY);
            let body =
                if status.is_redirection() { Ok(Vec::new()) } else { body_of(&mut response, limit).await };
            let body = body.unwrap_or_default();
            return Err(answer::refusal(doing, status, &headers, &body, &url, &self.token));
        }
        let json = body_of(&mut response, self.limits.body).await.and_then(|body| answer::json(&body));
        let mut answer = Answer { status, headers, json: Json::Null };
        match json {
            Ok(json) => answer.json = json,
            Err(cause) => return Err(self.described(fail(cause), &answer)),
        }
        if answer::is_error(&answer.json) {
            return Err(self.odd(doing, &answer, "an error came as a success"));
        }
        Ok(answer)
    }

    /// A failure about the shape of an answer.
    fn odd(&self, doing: Doing, answer: &Answer, what: &str) -> Failure {
        self.described(Failure::new(doing, Cause::WrongShape { what: what.to_owned() }), answer)
    }

    fn described(&self, mut failure: Failure, answer: &Answer) -> Failure {
        answer::describe(&mut failure, answer.status, &answer.headers, &answer.json, &self.token);
        failure
    }
}

/// A 2xx answer, read to its end.
struct Answer {
    status: reqwest::StatusCode,
    headers: HeaderMap,
    json: Json,
}

/// A request body in our hands: wiped as soon as the library lets go of it. What is copied below it, into the buffers
/// of the connection, of TLS and of the system, is out of reach.
struct Sealed(SecretString);

impl AsRef<[u8]> for Sealed {
    fn as_ref(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

/// What every request carries.
fn headers(token: Option<&Token>, version: &str) -> Result<HeaderMap, &'static str> {
    let version = version.trim();
    if version.is_empty() {
        // Without the header the server chooses, perhaps a version that has no data connectors.
        return Err("the API version is empty; give one such as Unstable, Preview or 2.16");
    }
    let version = HeaderValue::from_str(version)
        .map_err(|_| "the API version holds a character that can't be sent; use letters, digits and dots")?;
    let mut headers = HeaderMap::from_iter([
        (ACCEPT, HeaderValue::from_static("application/json")),
        (HeaderName::from_static("intercom-version"), version),
    ]);
    if let Some(token) = token {
        let token =
            token.header().map_err(|_| "the token holds a character that can't be sent; copy it again")?;
        headers.insert(AUTHORIZATION, token);
    }
    Ok(headers)
}

/// A TLS set-up for a client that will not use any: quick to build, and it would accept no server.
fn trusting_nobody() -> Result<ClientConfig, rustls::Error> {
    Ok(ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}

/// The path of one connector, or a refusal to ask for an id that could become another path.
fn connector(doing: Doing, id: &str) -> Result<String, Failure> {
    if is_id(id) {
        Ok(format!("/data_connectors/{id}"))
    } else {
        Err(Failure::new(doing, unsendable(ODD_ID)))
    }
}

/// The path of one page of a list.
fn page_of(list: &str, per_page: u8, after: Option<&Cursor>) -> String {
    let mut path = format!("{list}?per_page={per_page}");
    if let Some(cursor) = after {
        path.push_str("&starting_after=");
        path.push_str(&encoded(cursor.as_str()));
    }
    path
}

/// The body, as long as it stays within the limit; the rest is left unread.
async fn body_of(response: &mut Response, limit: usize) -> Result<Vec<u8>, Cause> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(Cause::TooLarge { limit });
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if chunk.len() > limit - body.len() => return Err(Cause::TooLarge { limit }),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) if error.is_timeout() => return Err(Cause::TimedOut { connecting: false }),
            Err(_) => return Err(Cause::Truncated),
        }
    }
}

/// Everything but letters, digits and `-._~` as `%XX`.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend(
                [byte >> 4, byte & 15].map(|half| {
                    char::from_digit(u32::from(half), 16).unwrap_or_default().to_ascii_uppercase()
                }),
            );
        }
    }
    out
}

fn unsendable(why: &str) -> Cause {
    Cause::Unsendable { why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_made_fit_for_an_address() {
        assert_eq!(encoded("aZ09-._~"), "aZ09-._~");
        assert_eq!(encoded("a b+c/=&é%#"), "a%20b%2Bc%2F%3D%26%C3%A9%25%23");
    }

    #[test]
    fn a_version_may_be_any_name_that_a_header_can_hold() {
        let token = Token::new("sesame".to_owned()).unwrap();
        for version in ["Unstable", "2.16", "Preview", "next week", "été"] {
            assert_eq!(headers(Some(&token), version).unwrap()["intercom-version"], version);
        }
        for version in ["", "  ", "2.16\r\nX-Other: 1", "\u{7f}"] {
            assert!(headers(Some(&token), version).is_err(), "{version:?}");
        }
    }
}
