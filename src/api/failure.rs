//! Why a request failed: made once, here at the border, and shown as it is.
//!
//! A failure answers three questions in order: what happened, what is safe, what to do next. It never holds a
//! token, nor more of an address than its host.

use std::time::Duration;

/// What was being done when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// asking who the token speaks for
    Checking,
    /// reading the list
    Listing,
    /// reading one connector
    Opening,
    /// reading one connector once more before a send
    Rereading,
    /// sending changed fields
    Saving,
    /// changing the state between draft and live
    Flipping,
    /// making a new connector
    Creating,
    /// deleting a connector
    Deleting,
    /// reading what a connector did
    ReadingRuns,
    /// reading which authentication tokens there are
    ReadingTokens,
}

impl Doing {
    /// Whether the request was meant to change something.
    pub(super) fn writes(self) -> bool {
        matches!(self, Doing::Saving | Doing::Flipping | Doing::Creating | Doing::Deleting)
    }
}

/// What went wrong. HTTP statuses and error codes are those of the API facts: error envelope, endpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// 400
    BadRequest,
    /// the asked API version has no data connectors: `intercom_version_invalid`
    VersionUnavailable,
    /// 401
    Unauthorized,
    /// 403, with the permissions that the server says are needed
    Forbidden {
        /// as the server words them; may be empty
        permissions: Vec<String>,
    },
    /// `api_plan_restricted`
    PlanRestricted,
    /// 404
    NotFound,
    /// 409 `data_connector_in_use`
    InUse,
    /// 409 for any other reason
    Conflict,
    /// 422
    Invalid,
    /// 413: the request was too large for the server
    TooMuchSent,
    /// 429
    RateLimited {
        /// how long the server asks to wait, when it says so
        wait: Option<Duration>,
    },
    /// 5xx
    Server(u16),
    /// any other status
    OtherStatus(u16),
    /// 3xx towards somewhere; not followed
    Redirected {
        /// the host it points to
        to: String,
    },
    /// the answer is not JSON
    NotJson,
    /// the answer is JSON nested deeper than is read
    TooDeep,
    /// the answer ended before its end
    Truncated,
    /// the answer is JSON of another shape
    WrongShape {
        /// what was expected, or what was odd
        what: String,
    },
    /// the answer is longer than is read
    TooLarge {
        /// bytes
        limit: usize,
    },
    /// nothing listens there
    Refused,
    /// no way there: no route, or a proxy that would not connect
    Unreachable,
    /// the host's name is not known
    Dns {
        /// the name
        host: String,
    },
    /// no secure connection could be made
    Tls {
        /// why
        detail: String,
    },
    /// it took too long
    TimedOut {
        /// whether no connection had been made yet
        connecting: bool,
    },
    /// the connection ended before an answer came
    Dropped,
    /// the request was not sent at all
    Unsendable {
        /// why
        why: String,
    },
}

/// Whether a change reached the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// it did not
    No,
    /// only reading again will tell
    Unknown,
}

/// One of the server's own errors. The text is raw, bounded in length, and without the token; who shows it
/// makes its control characters visible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// empty when the server gave none
    pub code: String,
    /// in the server's words
    pub message: Option<String>,
    /// the field it is about; no documented example carries one (API facts: error envelope)
    pub field: Option<String>,
}

/// A request that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// what was being done
    pub doing: Doing,
    /// what went wrong
    pub cause: Cause,
    /// the HTTP status, when one came
    pub status: Option<u16>,
    /// what support will ask for: the envelope's, else the `x-request-id` header's
    pub request_id: Option<String>,
    /// what the server said itself, in its order
    pub said: Vec<Said>,
    /// the request would have changed several fields: the API does not promise that refusing one refuses all
    pub several: bool,
    /// a reading has come since that told what became of each field
    pub told: bool,
}

impl Failure {
    /// A failure without an answer from the server.
    pub fn new(doing: Doing, cause: Cause) -> Failure {
        Failure {
            doing,
            cause,
            status: None,
            request_id: None,
            said: Vec::new(),
            several: false,
            told: false,
        }
    }

    /// The same failure, told of another purpose: a flip is sent as a save.
    #[must_use]
    pub fn while_doing(self, doing: Doing) -> Failure {
        Failure { doing, ..self }
    }

    /// The same failure without a text that nobody may read, should the server have repeated it. A text of a few
    /// letters is no secret, and is left alone.
    #[must_use]
    pub fn without(mut self, secret: &str) -> Failure {
        let hide = |text: &mut String| super::token::blot_out(text, secret);
        for said in &mut self.said {
            hide(&mut said.code);
            said.message.iter_mut().chain(&mut said.field).for_each(hide);
        }
        self.request_id.iter_mut().for_each(hide);
        match &mut self.cause {
            Cause::Forbidden { permissions } => permissions.iter_mut().for_each(hide),
            // A host is written in small letters, and may be cut out of a longer text.
            Cause::Redirected { to } => super::token::blot_out(to, &secret.to_lowercase()),
            _ => {}
        }
        self
    }

    /// Whether the change reached the workspace. Reading changes nothing.
    ///
    /// A refusal applied nothing. Neither did a request that never left. Once it has left, an answer that is
    /// missing or unreadable says nothing; nor does 408, which a gateway also sends when the server is slow;
    /// nor a redirect, unless it is one that tells the client to repeat the request elsewhere.
    pub fn applied(&self) -> Applied {
        if !self.doing.writes() {
            return Applied::No;
        }
        match &self.cause {
            Cause::BadRequest
            | Cause::VersionUnavailable
            | Cause::Unauthorized
            | Cause::Forbidden { .. }
            | Cause::PlanRestricted
            | Cause::NotFound
            | Cause::InUse
            | Cause::Conflict
            | Cause::Invalid
            | Cause::TooMuchSent
            | Cause::RateLimited { .. }
            | Cause::Refused
            | Cause::Unreachable
            | Cause::Dns { .. }
            | Cause::Tls { .. }
            | Cause::TimedOut { connecting: true }
            | Cause::Unsendable { .. } => Applied::No,
            Cause::OtherStatus(status) if (400..500).contains(status) && *status != 408 => Applied::No,
            Cause::Redirected { .. } if matches!(self.status, Some(307 | 308)) => Applied::No,
            Cause::OtherStatus(_)
            | Cause::Redirected { .. }
            | Cause::Server(_)
            | Cause::NotJson
            | Cause::TooDeep
            | Cause::Truncated
            | Cause::WrongShape { .. }
            | Cause::TooLarge { .. }
            | Cause::TimedOut { connecting: false }
            | Cause::Dropped => Applied::Unknown,
        }
    }

    /// Whether the server looked at the fields, refused, and may have stored some of them all the same (API facts:
    /// atomicity on a 409 or 422 is not stated).
    pub fn may_be_half_applied(&self) -> bool {
        let looked =
            matches!(self.cause, Cause::BadRequest | Cause::InUse | Cause::Conflict | Cause::Invalid);
        self.several && self.doing == Doing::Saving && looked
    }

    /// Whether the server was reached and is likely to answer in a moment.
    pub fn is_passing(&self) -> bool {
        matches!(
            self.cause,
            Cause::RateLimited { .. } | Cause::Server(_) | Cause::OtherStatus(408) | Cause::Truncated
        )
    }

    /// Whether the same request may succeed later with nothing changed, and repeating it is harmless. A change
    /// whose outcome is unknown is never repeatable: it has to be read again first (API facts: retry).
    pub fn is_retryable(&self) -> bool {
        let passing = matches!(
            self.cause,
            Cause::RateLimited { .. }
                | Cause::Server(_)
                | Cause::OtherStatus(408)
                | Cause::Truncated
                | Cause::Refused
                | Cause::Unreachable
                | Cause::Dns { .. }
                | Cause::TimedOut { .. }
                | Cause::Dropped
        );
        passing && self.applied() == Applied::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::words::{again_after, size};

    const DOINGS: [Doing; 9] = [
        Doing::Checking,
        Doing::Listing,
        Doing::Opening,
        Doing::Saving,
        Doing::Flipping,
        Doing::Creating,
        Doing::Deleting,
        Doing::ReadingRuns,
        Doing::ReadingTokens,
    ];

    /// Every cause, with whether a change may have been applied and whether a read may be repeated.
    fn causes() -> Vec<(Cause, Applied, bool)> {
        use Applied::{No, Unknown};
        let text = || "x".to_owned();
        vec![
            (Cause::BadRequest, No, false),
            (Cause::VersionUnavailable, No, false),
            (Cause::Unauthorized, No, false),
            (Cause::Forbidden { permissions: vec![] }, No, false),
            (Cause::Forbidden { permissions: vec![text(), text()] }, No, false),
            (Cause::PlanRestricted, No, false),
            (Cause::NotFound, No, false),
            (Cause::InUse, No, false),
            (Cause::Conflict, No, false),
            (Cause::Invalid, No, false),
            (Cause::TooMuchSent, No, false),
            (Cause::RateLimited { wait: None }, No, true),
            (Cause::RateLimited { wait: Some(Duration::from_secs(7)) }, No, true),
            (Cause::Server(500), Unknown, true),
            (Cause::OtherStatus(418), No, false),
            (Cause::OtherStatus(408), Unknown, true),
            (Cause::OtherStatus(304), Unknown, false),
            (Cause::Redirected { to: text() }, Unknown, false),
            (Cause::NotJson, Unknown, false),
            (Cause::TooDeep, Unknown, false),
            (Cause::Truncated, Unknown, true),
            (Cause::WrongShape { what: text() }, Unknown, false),
            (Cause::TooLarge { limit: 32 << 20 }, Unknown, false),
            (Cause::Refused, No, true),
            (Cause::Unreachable, No, true),
            (Cause::Dns { host: text() }, No, true),
            (Cause::Tls { detail: text() }, No, false),
            (Cause::TimedOut { connecting: true }, No, true),
            (Cause::TimedOut { connecting: false }, Unknown, true),
            (Cause::Dropped, Unknown, true),
            (Cause::Unsendable { why: text() }, No, false),
        ]
    }

    #[test]
    fn each_cause_says_whether_a_change_was_applied() {
        for (cause, applied, retryable) in causes() {
            for doing in DOINGS {
                let failure = Failure::new(doing, cause.clone());
                let writes = doing.writes();
                assert_eq!(failure.applied(), if writes { applied } else { Applied::No }, "{failure:?}");
                let safely = retryable && failure.applied() == Applied::No;
                assert_eq!(failure.is_retryable(), safely, "{failure:?}");
            }
        }
    }

    #[test]
    fn a_redirect_that_asks_for_a_repeat_has_applied_nothing() {
        for (status, applied) in [
            (301, Applied::Unknown),
            (302, Applied::Unknown),
            (303, Applied::Unknown),
            (307, Applied::No),
            (308, Applied::No),
        ] {
            let cause = Cause::Redirected { to: "x".into() };
            let failure = Failure { status: Some(status), ..Failure::new(Doing::Saving, cause) };
            assert_eq!(failure.applied(), applied, "{status}");
        }
    }

    #[test]
    fn words_are_calm_short_and_whole() {
        for (cause, ..) in causes() {
            for doing in DOINGS {
                let failure = Failure::new(doing, cause.clone());
                let parts = [failure.what(), failure.safe(), failure.next()];
                for part in &parts {
                    assert!(part.ends_with('.') && part.len() < 130, "{part}");
                    assert!(part.starts_with(char::is_uppercase), "{part}");
                    assert!(!part.contains('!') && !part.contains("..") && !part.contains("  "), "{part}");
                }
                assert_eq!(failure.sentence(), parts.join(" "));
                assert_eq!(failure.to_string(), failure.sentence());
                let sentences = failure.sentence().matches(". ").count() + 1;
                assert!(sentences <= 3, "{sentences}: {failure}");
                let sends = matches!(doing, Doing::Saving | Doing::Flipping);
                assert_eq!(failure.safe().contains("your edits are kept"), sends, "{failure}");
                if failure.applied() == Applied::Unknown {
                    assert!(failure.safe().contains("may or may not"), "{failure}");
                    let look = match doing {
                        Doing::Creating => "Look in the list before making it again",
                        Doing::Deleting => "Reload the list",
                        _ => "Reload before sending again",
                    };
                    assert!(failure.next().contains(look), "{failure}");
                }
            }
        }
    }

    #[test]
    fn the_words_name_the_way_out() {
        let words = |doing, cause| Failure::new(doing, cause).sentence();
        assert!(words(Doing::Listing, Cause::VersionUnavailable).contains("`--api-version 2.16`"));
        assert!(words(Doing::Saving, Cause::VersionUnavailable).contains("Preview"));
        assert!(words(Doing::Checking, Cause::Unauthorized).contains("`patchpanel doctor`"));
        let named = Cause::Forbidden { permissions: vec!["a_b".into(), "c_d".into()] };
        assert!(words(Doing::Saving, named).contains("it needs a_b, c_d"));
        let unnamed = Cause::Forbidden { permissions: vec![] };
        assert!(words(Doing::Flipping, unnamed).contains("read_write_data_connectors"));
        assert!(
            words(Doing::Flipping, Cause::InUse).contains("a workflow or by Fin; it can't be set to draft")
        );
        assert!(words(Doing::Deleting, Cause::InUse).contains("it can't be deleted until it is taken out"));
        assert!(words(Doing::Deleting, Cause::Conflict).contains("Set it to draft, then delete it."));
        assert!(words(Doing::Opening, Cause::TooLarge { limit: 32 << 20 }).contains("32 MiB"));
        assert_eq!(size(3072), "3 KiB");
        assert_eq!(size(1000), "1000 bytes");
    }

    #[test]
    fn a_wait_is_told_in_whole_units() {
        let words = |millis| again_after(Some(Duration::from_millis(millis)));
        assert_eq!(again_after(None), "Try again in a moment.");
        assert_eq!(words(0), "It may be tried again now.");
        assert_eq!(words(1), "Try again in a second.");
        assert_eq!(words(1_001), "Try again in 2 seconds.");
        assert_eq!(words(120_000), "Try again in 120 seconds.");
        assert_eq!(words(121_000), "Try again in 3 minutes.");
    }

    #[test]
    fn a_flip_is_a_save_told_differently() {
        let save = Failure::new(Doing::Saving, Cause::InUse);
        let flip = save.clone().while_doing(Doing::Flipping);
        assert_eq!((flip.doing, &flip.cause), (Doing::Flipping, &save.cause));
        assert!(flip.safe().contains("The state was not changed"));
    }
}
