//! Asking the world, and asking again: a reading that failed only for the moment is asked again after a while, a few
//! times, and can be cancelled while it waits. A save is never asked again.

use super::message::{Answer, Effect, Ticket};
use super::picker::Progress;
use super::tokens::Tokens;
use super::{App, Stage};
use crate::api::failure::{Cause, Failure};
use crate::api::runs::RunFilter;
use crate::api::wire::Cursor;
use std::time::Duration;

/// How often a reading is tried in all.
pub const TRIES: u8 = 4;
/// The wait before the second try; it doubles from one try to the next (API facts: retry).
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// A server that asks for a longer wait than this is not waited for: the failure says how long it will be.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A question that changes nothing on the server, so that it can be asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whose workspace it is.
    Me,
    /// A page of the list.
    Page(Option<Cursor>),
    /// Both versions of a connector.
    Connector(String),
    /// A page of the list of tokens.
    Tokens(Option<Cursor>),
    /// A page of what a connector did.
    Runs {
        /// The connector.
        id: String,
        /// Which runs.
        filter: RunFilter,
        /// Where the page begins.
        after: Option<Cursor>,
    },
    /// One run of a connector.
    Run {
        /// The connector.
        id: String,
        /// The run.
        run: String,
    },
}

/// A question that was asked.
#[derive(Debug)]
pub(super) struct Asked {
    question: Question,
    tries: u8,
    wait: Option<Wait>,
}

/// Waiting before a question is asked again.
#[derive(Clone, Debug)]
pub struct Wait {
    /// When it is asked again.
    pub until: Duration,
    /// Which try that will be, of [`TRIES`].
    pub next_try: u8,
    /// Why the last one failed.
    pub failure: Failure,
}

impl Question {
    fn effect(&self, ticket: Ticket) -> Effect {
        match self {
            Self::Me => Effect::WhoAmI(ticket),
            Self::Page(cursor) => Effect::List(ticket, cursor.clone()),
            Self::Connector(id) => Effect::Open(ticket, id.clone()),
            Self::Tokens(cursor) => Effect::Tokens(ticket, cursor.clone()),
            Self::Runs { id, filter, after } => {
                Effect::Runs(ticket, id.clone(), filter.clone(), after.clone())
            }
            Self::Run { id, run } => Effect::Run(ticket, id.clone(), run.clone()),
        }
    }
}

impl App {
    /// Asks a question for the first time.
    pub(super) fn ask(&mut self, question: Question) -> (Ticket, Effect) {
        let ticket = self.ticket();
        let effect = question.effect(ticket);
        self.asked.insert(ticket, Asked { question, tries: 1, wait: None });
        (ticket, effect)
    }

    /// Asks the next question of a conversation that has its ticket already.
    pub(super) fn ask_on(&mut self, ticket: Ticket, question: Question) -> Effect {
        let effect = question.effect(ticket);
        self.asked.insert(ticket, Asked { question, tries: 1, wait: None });
        effect
    }

    /// Takes an answer that failed for the moment as the reason to ask again later. Returns true when it did, so that
    /// nobody else hears of it.
    pub(super) fn put_off(&mut self, ticket: Ticket, answer: &Answer) -> bool {
        let failure = match answer {
            Answer::Me(Err(failure))
            | Answer::Page(Err(failure))
            | Answer::Tokens(Err(failure))
            | Answer::Runs(Err(failure)) => Some(failure),
            Answer::Opened(opened) => opened.passing_failure(),
            Answer::Run(run) => run.as_ref().as_ref().err(),
            _ => None,
        };
        let passing =
            failure.filter(|failure| failure.is_retryable() && self.is_awaited_with_patience(ticket));
        let now = self.now.elapsed;
        if let (Some(failure), Some(asked)) = (passing, self.asked.get_mut(&ticket))
            && asked.tries < TRIES
            && let Some(pause) = pause(failure, asked.tries, ticket, now)
        {
            asked.tries += 1;
            asked.wait = Some(Wait { until: now + pause, next_try: asked.tries, failure: failure.clone() });
            return true;
        }
        self.asked.remove(&ticket);
        false
    }

    /// The questions whose wait is over, asked again. What nobody awaits any more is forgotten.
    pub(super) fn ask_again(&mut self) -> Vec<Effect> {
        let awaited: Vec<Ticket> =
            self.asked.keys().copied().filter(|ticket| self.is_awaited(*ticket)).collect();
        self.asked.retain(|ticket, asked| asked.wait.is_none() || awaited.contains(ticket));
        let now = self.now.elapsed;
        let due = |asked: &Asked| asked.wait.as_ref().is_some_and(|wait| wait.until <= now);
        let mut effects = Vec::new();
        for (ticket, asked) in self.asked.iter_mut().filter(|(_, asked)| due(asked)) {
            asked.wait = None;
            effects.push(asked.question.effect(*ticket));
        }
        effects
    }

    /// When the next of the waiting questions is asked again.
    pub(super) fn asks_again_at(&self) -> Option<Duration> {
        let waits = self.asked.iter().filter(|(ticket, _)| self.is_awaited(**ticket));
        waits.filter_map(|(_, asked)| Some(asked.wait.as_ref()?.until)).min()
    }

    /// The wait of what the person is waiting for, if it is one.
    pub fn wait(&self) -> Option<&Wait> {
        if let Some(runs) = self.runs() {
            return runs.awaited().find_map(|ticket| self.wait_of(ticket));
        }
        let ticket = match &self.stage {
            Stage::Picking => match self.picker.progress {
                Progress::Loading { ticket, .. } => ticket,
                _ => return None,
            },
            Stage::Opening { ticket, .. } => *ticket,
            Stage::Failed { .. } => return None,
            Stage::Editing(form) => form.reloading.as_ref()?.ticket,
        };
        self.wait_of(ticket)
    }

    /// The wait before this question is asked again, if it is one.
    pub(super) fn wait_of(&self, ticket: Ticket) -> Option<&Wait> {
        self.asked.get(&ticket)?.wait.as_ref()
    }

    fn is_awaited(&self, ticket: Ticket) -> bool {
        let listed =
            matches!(self.picker.progress, Progress::Loading { ticket: asked, .. } if asked == ticket);
        let open = match &self.stage {
            Stage::Opening { ticket: asked, .. } => *asked == ticket,
            Stage::Editing(form) => form.reloading.as_ref().is_some_and(|asked| asked.ticket == ticket),
            _ => false,
        };
        let tokens = matches!(self.tokens, Tokens::Asked(asked, _) if asked == ticket);
        let ran = self.runs().is_some_and(|runs| runs.awaits(ticket));
        listed || open || tokens || ran || self.asking_me == Some(ticket)
    }

    /// What is read without anyone having asked for it is not worth a second try: it is read again soon anyway.
    fn is_awaited_with_patience(&self, ticket: Ticket) -> bool {
        let watching = self
            .form()
            .and_then(|form| form.reloading.as_ref())
            .is_some_and(|asked| asked.ticket == ticket && matches!(asked.why, super::reread::Why::Watch));
        let looking =
            self.runs().is_some_and(|runs| runs.awaits(ticket) && !runs.awaits_with_patience(ticket));
        self.is_awaited(ticket) && !watching && !looking
    }
}

/// How long to wait before the next try; nothing when the server asks for more than one would wait.
fn pause(failure: &Failure, tries: u8, ticket: Ticket, now: Duration) -> Option<Duration> {
    let asked_for = match failure.cause {
        Cause::RateLimited { wait } => wait,
        _ => None,
    };
    if asked_for.is_some_and(|wait| wait > LONGEST_WAIT) {
        return None;
    }
    let backoff = FIRST_WAIT * 2_u32.pow(u32::from(tries.saturating_sub(1)));
    // Never sooner than the server asks for, and up to a quarter later, so that many programs that were turned away
    // together do not come back together.
    let wait = asked_for.unwrap_or(backoff).max(FIRST_WAIT);
    Some(wait + wait / 1024 * scatter(ticket, now))
}

/// A number below 256 that differs from one program and question to the next: the nanoseconds at which an answer
/// came, stirred.
fn scatter(ticket: Ticket, now: Duration) -> u32 {
    let seed = u64::from(now.subsec_nanos()) ^ ticket.0.rotate_left(32);
    let stirred = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    u32::try_from(stirred >> 56).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::failure::Doing;

    fn wait(cause: Cause, tries: u8) -> Option<Duration> {
        pause(&Failure::new(Doing::Opening, cause), tries, Ticket(7), Duration::from_nanos(123_456))
    }

    #[test]
    fn each_wait_is_twice_the_one_before_and_scattered_by_up_to_a_quarter() {
        for (tries, least) in [(1, 1000), (2, 2000), (3, 4000)] {
            let waited = wait(Cause::Dropped, tries).unwrap().as_millis();
            assert!((least..=least * 5 / 4).contains(&waited), "{tries}: {waited}");
        }
    }

    #[test]
    fn the_server_is_never_asked_sooner_than_it_wants_nor_waited_for_without_end() {
        let limited = |seconds| Cause::RateLimited { wait: Some(Duration::from_secs(seconds)) };
        assert!(wait(limited(9), 1).unwrap() >= Duration::from_secs(9));
        assert!(wait(limited(0), 1).unwrap() >= FIRST_WAIT);
        assert!(wait(limited(61), 1).is_none());
        assert!(wait(Cause::RateLimited { wait: None }, 2).unwrap() >= Duration::from_secs(2));
    }

    #[test]
    fn programs_that_were_turned_away_together_do_not_come_back_together() {
        let waits: std::collections::BTreeSet<u32> =
            (0..40_u64).map(|n| scatter(Ticket(3), Duration::from_nanos(n * 1_003))).collect();
        assert!(waits.len() > 20, "{waits:?}");
    }
}
