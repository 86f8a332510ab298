//! How each failure is worded: what happened, what is safe, what to do next. Calm, short, and made here once.

use super::failure::{Applied, Cause, Doing, Failure};
use std::fmt;
use std::time::Duration;

impl Failure {
    /// What happened.
    pub fn what(&self) -> String {
        match &self.cause {
            Cause::BadRequest => "Intercom did not accept the request.".into(),
            Cause::VersionUnavailable => "The API version in use has no data connectors.".into(),
            Cause::Unauthorized => "The token was not accepted.".into(),
            Cause::Forbidden { permissions } if permissions.is_empty() => {
                format!("The token is not allowed to {}.", self.verb())
            }
            Cause::Forbidden { permissions } => {
                format!("The token is not allowed to {}; it needs {}.", self.verb(), permissions.join(", "))
            }
            Cause::PlanRestricted => "This workspace or its plan does not include data connectors.".into(),
            Cause::NotFound if self.asks_the_workspace() => {
                "The address answered, but it does not offer data connectors.".into()
            }
            Cause::NotFound if self.has_said("execution_result_not_found") => {
                "This run was not found; the server may have let go of it.".into()
            }
            Cause::NotFound => "This connector was not found in the workspace.".into(),
            Cause::InUse if self.doing == Doing::Deleting => {
                "The connector is used by a workflow or by Fin; it can't be deleted until it is taken out there."
                    .into()
            }
            Cause::InUse if self.doing != Doing::Flipping => {
                "The connector is used by a workflow or by Fin, and the server refuses this change.".into()
            }
            Cause::InUse => {
                "The connector is used by a workflow or by Fin; it can't be set to draft until it is taken out there."
                    .into()
            }
            Cause::Conflict if self.doing == Doing::Deleting => {
                "Only a draft can be deleted, and the server says that this connector is none.".into()
            }
            Cause::Conflict => "The connector's present state does not allow this.".into(),
            Cause::Invalid if self.said.is_empty() => "Intercom did not accept a value, and gave no reason.".into(),
            Cause::Invalid => "Intercom did not accept a value.".into(),
            Cause::TooMuchSent => "The change is larger than the server takes.".into(),
            Cause::RateLimited { .. } => "Intercom asks to slow down.".into(),
            Cause::Server(status) => format!("The server had a problem of its own (HTTP {status})."),
            Cause::OtherStatus(status) => format!("The server gave an answer that was not expected (HTTP {status})."),
            Cause::Redirected { to } => {
                format!("The address points elsewhere, to {to}; the token was not sent there.")
            }
            Cause::NotJson => "The answer was not JSON.".into(),
            Cause::TooDeep => "The answer was nested too deeply to be read.".into(),
            Cause::Truncated => "The answer broke off before its end.".into(),
            Cause::WrongShape { what } => format!("The answer had an unexpected shape: {what}."),
            Cause::TooLarge { limit } => format!("The answer was larger than {}.", size(*limit)),
            Cause::Refused => "Nothing accepted a connection at the address.".into(),
            Cause::Unreachable => "The server could not be reached.".into(),
            Cause::Dns { host } => format!("The name {host} was not found."),
            Cause::Tls { detail } => format!("No secure connection could be made: {detail}."),
            Cause::TimedOut { connecting: true } => "No connection could be made in time.".into(),
            Cause::TimedOut { connecting: false } => "No whole answer came in time.".into(),
            Cause::Dropped => "The connection ended before an answer came.".into(),
            Cause::Unsendable { why } => format!("The request was not sent: {why}."),
        }
    }

    /// What is safe, and whether anything changed.
    pub fn safe(&self) -> String {
        if self.may_be_half_applied() {
            return "What was refused was not applied, other fields may have been; your edits are kept."
                .into();
        }
        match (self.doing, self.applied()) {
            (Doing::Saving, Applied::No) => "Nothing was applied; your edits are kept.",
            (Doing::Saving, Applied::Unknown) => "It may or may not have been applied; your edits are kept.",
            (Doing::Flipping, Applied::No) => "The state was not changed; your edits are kept.",
            (Doing::Flipping, Applied::Unknown) => {
                "The state may or may not have changed; your edits are kept."
            }
            (Doing::Rereading, _) => {
                "It is read again before each send, and that did not work. Nothing was sent; your edits are kept."
            }
            (Doing::Creating, Applied::No) => "No connector was made.",
            (Doing::Creating, Applied::Unknown) => "The connector may or may not have been made.",
            (Doing::Deleting, Applied::No) => "Nothing was deleted.",
            (Doing::Deleting, Applied::Unknown) => "The connector may or may not have been deleted.",
            (
                Doing::Checking
                | Doing::Listing
                | Doing::Opening
                | Doing::ReadingRuns
                | Doing::ReadingTokens,
                _,
            ) => "Nothing was changed.",
        }
        .into()
    }

    /// What to do next.
    pub fn next(&self) -> String {
        if self.applied() == Applied::Unknown {
            let next = match self.doing {
                Doing::Creating => {
                    "Look in the list before making it again; a second try may make a second one."
                }
                Doing::Deleting => "Reload the list, to see.",
                _ if self.told => "What became of each field stands below.",
                _ => "Reload before sending again, to see.",
            };
            return next.into();
        }
        match &self.cause {
            Cause::BadRequest if self.doing == Doing::Listing => "List again from the first page.".into(),
            Cause::BadRequest if self.doing == Doing::ReadingRuns => {
                "Read again from the newest, or with other filters.".into()
            }
            Cause::Conflict if self.doing == Doing::Deleting => "Set it to draft, then delete it.".into(),
            Cause::BadRequest | Cause::Conflict => "Reload, then try again.".into(),
            Cause::VersionUnavailable => {
                "Start with `--api-version 2.16` or `--api-version Preview`.".into()
            }
            Cause::Unauthorized => {
                "Check the region, and where the token comes from: `patchpanel doctor` tells.".into()
            }
            Cause::Forbidden { permissions } if permissions.is_empty() && self.doing.writes() => {
                "Sending usually needs read_write_data_connectors; add it in the Developer Hub, or use another token."
                    .into()
            }
            Cause::Forbidden { .. } => "Add the permission in the Developer Hub, or use another token.".into(),
            Cause::PlanRestricted => "Ask whoever looks after the workspace's plan.".into(),
            Cause::NotFound if self.has_said("execution_result_not_found") => "Read the runs again.".into(),
            Cause::NotFound if self.asks_the_workspace() => {
                "Check the base URL, the region and the API version.".into()
            }
            Cause::NotFound => "Check the id, the workspace and the region; it may have been deleted.".into(),
            Cause::InUse => "Find where it is used in Intercom, take it out there, then try again.".into(),
            Cause::Invalid if self.said.is_empty() => "Look through the changed fields, then send again.".into(),
            Cause::Invalid => "Correct what its message names, then send again.".into(),
            Cause::TooMuchSent => "Shorten the largest field, or send fewer fields at once.".into(),
            Cause::RateLimited { wait } => again_after(*wait),
            Cause::Redirected { .. } => {
                "If that is the right place, set it as the region or the base URL.".into()
            }
            Cause::NotJson | Cause::WrongShape { .. } => {
                "Check the base URL; a proxy or a sign-in page may be answering.".into()
            }
            Cause::TooDeep | Cause::TooLarge { .. } => {
                "Check the base URL; if it is right, this can only be seen in Intercom's own pages.".into()
            }
            Cause::Server(_) | Cause::Truncated | Cause::Dropped | Cause::TimedOut { connecting: false } => {
                "Try again in a moment.".into()
            }
            Cause::OtherStatus(_) => "Try again; if it stays, check the base URL.".into(),
            Cause::Refused => "Check the base URL and its port, and that the server is running.".into(),
            Cause::Unreachable | Cause::TimedOut { connecting: true } => {
                "Check the network and the proxy, then try again.".into()
            }
            Cause::Dns { .. } => "Check the network and the spelling of the base URL, then try again.".into(),
            Cause::Tls { .. } => "Check the base URL, this computer's clock and its certificates.".into(),
            Cause::Unsendable { .. } => "Correct that, then try again.".into(),
        }
    }

    /// What happened, what is safe, what to do next.
    pub fn sentence(&self) -> String {
        format!("{} {} {}", self.what(), self.safe(), self.next())
    }

    /// What a token would have to be allowed to do.
    fn verb(&self) -> &'static str {
        match self.doing {
            Doing::Checking => "say whose it is",
            Doing::Listing => "list data connectors",
            Doing::Opening | Doing::Rereading => "read this connector",
            Doing::Saving => "change this connector",
            Doing::Flipping => "change this connector's state",
            Doing::Creating => "make data connectors",
            Doing::Deleting => "delete this connector",
            Doing::ReadingRuns => "read what this connector did",
            Doing::ReadingTokens => "list authentication tokens",
        }
    }

    /// Whether the question was for no connector in particular.
    fn asks_the_workspace(&self) -> bool {
        matches!(self.doing, Doing::Checking | Doing::Listing | Doing::Creating | Doing::ReadingTokens)
    }

    fn has_said(&self, code: &str) -> bool {
        self.said.iter().any(|said| said.code == code)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl std::error::Error for Failure {}

/// When to try again, rounded up to whole seconds.
pub(super) fn again_after(wait: Option<Duration>) -> String {
    let seconds = wait.map(|wait| wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
    match seconds {
        None => "Try again in a moment.".into(),
        Some(0) => "It may be tried again now.".into(),
        Some(1) => "Try again in a second.".into(),
        Some(seconds @ 2..=120) => format!("Try again in {seconds} seconds."),
        Some(seconds) => format!("Try again in {} minutes.", seconds.div_ceil(60)),
    }
}

/// Bytes, in the largest unit that divides them.
pub(super) fn size(bytes: usize) -> String {
    const KIB: usize = 1024;
    const MIB: usize = 1024 * KIB;
    if bytes >= MIB && bytes.is_multiple_of(MIB) {
        format!("{} MiB", bytes / MIB)
    } else if bytes >= KIB && bytes.is_multiple_of(KIB) {
        format!("{} KiB", bytes / KIB)
    } else {
        format!("{bytes} bytes")
    }
}
