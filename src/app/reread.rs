//! Reading an open connector again: on request, on its own every half minute, before each send and after it. Whatever
//! someone else changed is merged into what is being edited, told, and never sent over unseen.

use super::ask::Question;
use super::command::{Command, Context};
use super::message::{Effect, Opened, Other, Ticket};
use super::overlay::{Choosing, Overlay};
use super::report::{Report, Verdict};
use super::{App, Stage, Tone};
use crate::api::failure::{Cause, Doing, Failure};
use crate::api::wire::StateVersion;
use crate::connector::facts;
use crate::edit::{At, By, Moved, Patch, Record};
use std::time::Duration;

/// How often an open connector is read again by itself, at most.
const WATCH: Duration = Duration::from_secs(30);
/// How long nothing may be typed before that.
const PAUSE: Duration = Duration::from_secs(3);
/// How long after the last key it goes on. After that nobody is looking; the next key begins it again.
pub(super) const ATTENTION: Duration = Duration::from_secs(600);

/// A reading of the open connector whose answer is awaited.
#[derive(Debug)]
pub struct Reloading {
    /// The question.
    pub ticket: Ticket,
    /// What it is for.
    pub why: Why,
}

/// What a reading is for.
#[derive(Debug)]
pub enum Why {
    /// The person asked for it.
    Asked,
    /// The connector was left and is opened again.
    Return,
    /// On its own, to see whether someone else has changed it.
    Watch,
    /// A save was answered; what the two versions hold now is learnt by reading both.
    AfterSave,
    /// The outcome of a save is not known: this tells what was applied.
    AfterDoubt,
    /// The patch goes out when nobody has changed the connector since it was last read.
    BeforeSend(Box<Patch>, Doing),
}

/// Both versions of a connector as they were just read.
#[derive(Debug)]
pub struct Reading {
    /// Which of the two is edited.
    pub version: StateVersion,
    /// It.
    pub base: Record,
    /// The other one.
    pub other: Other<Record>,
}

/// Someone else's change, until it is dismissed.
#[derive(Clone, Debug)]
pub struct News {
    /// Who made it, as the API words it.
    pub by: Option<String>,
    /// It was made with the same account as this program's.
    pub ours: bool,
    /// When, as the API words it.
    pub when: Option<String>,
    /// What it did to the fields that are shown.
    pub moved: Vec<Moved>,
    /// It is not taken in yet, since a text is being typed.
    pub waiting: bool,
    /// Header values that were known in this run are forgotten, since they may have been changed, too.
    pub forgot: bool,
}

impl App {
    /// Reads the open connector again.
    pub(super) fn reload(&mut self, why: Why) -> Vec<Effect> {
        let Some(id) = self.form().map(|form| form.id.clone()) else { return Vec::new() };
        let (ticket, effect) = self.ask(Question::Connector(id));
        self.with_form(|form| form.reloading = Some(Reloading { ticket, why }));
        vec![effect]
    }

    /// When the open connector is next read by itself: not more often than every half minute, not while typing, not
    /// while offline, and not when nobody has touched a key for long.
    pub(super) fn watches_at(&self) -> Option<Duration> {
        let form = self.form()?;
        let busy = form.saving.is_some() || form.reloading.is_some() || form.waiting.is_some();
        let at = (form.read_at + WATCH).max(self.typed_at + PAUSE);
        (!busy && !form.offline && at < self.typed_at + ATTENTION).then_some(at)
    }

    /// What is due by now: a reading of the open connector, and what was read while a text was being typed.
    pub(super) fn look_again(&mut self) -> Vec<Effect> {
        if self.form().is_some_and(|form| form.waiting.is_some() && !form.is_typing())
            && let Some(waiting) = self.form_mut().and_then(|form| form.waiting.take())
        {
            let (why, reading) = *waiting;
            self.take(why, reading);
        }
        match self.watches_at() {
            Some(at) if at <= self.now.elapsed => self.reload(Why::Watch),
            _ => Vec::new(),
        }
    }

    /// Stops the reading that comes before a send. Returns false when there was none.
    pub(super) fn cancel_send(&mut self) -> bool {
        let asked = |asked: &mut Reloading| matches!(asked.why, Why::BeforeSend(..));
        self.form_mut().and_then(|form| form.reloading.take_if(asked)).is_some()
    }

    /// What a reading of the open connector found, or why there is none.
    pub(super) fn reread(&mut self, ticket: Ticket, opened: Opened) -> Vec<Effect> {
        let table = self.table;
        let Stage::Editing(form) = &mut self.stage else { return Vec::new() };
        let Some(Reloading { why, .. }) = form.reloading.take_if(|asked| asked.ticket == ticket) else {
            return Vec::new();
        };
        form.read_at = self.now.elapsed;
        match super::arrive::read(table, &form.id, opened) {
            // After a deletion without an answer that is the answer.
            Err(failure) if form.may_be_gone && failure.cause == Cause::NotFound => self.is_gone(),
            Err(failure) => {
                self.could_not_reread(&why, failure);
                Vec::new()
            }
            Ok(reading) => {
                form.offline = false;
                if std::mem::take(&mut form.may_be_gone) {
                    form.failure = None;
                    let effects = self.take(why, reading);
                    self.say(Tone::Note, "It is still there: nothing was deleted.".to_owned());
                    return effects;
                }
                self.take(why, reading)
            }
        }
    }

    fn could_not_reread(&mut self, why: &Why, failure: Failure) {
        let Some(form) = self.form_mut() else { return };
        let passing = failure.is_passing();
        form.offline = !passing;
        if let Cause::RateLimited { wait: Some(wait) } = failure.cause {
            // Not before the server wants it.
            form.read_at = form.read_at.max((form.read_at + wait).saturating_sub(WATCH));
        }
        if let Some(doubt) = &form.doubt {
            let rows = doubt.fields().map(|at| (at, Verdict::Unknown)).collect();
            form.report = Some(Report::of_doubt(rows));
        }
        match why {
            Why::Asked => form.failure = Some(failure),
            // It is read again in half a minute anyway.
            Why::Watch if passing => {}
            Why::Watch => {
                let key = self.key(Context::Form, Command::Reload);
                let text = format!("It is not read again by itself until {key} works: {}", failure.what());
                self.say(Tone::Note, text);
            }
            Why::Return | Why::AfterSave | Why::AfterDoubt => {
                self.say(Tone::Trouble, format!("It could not be read again: {}", failure.what()));
            }
            Why::BeforeSend(..) => {
                form.failure = Some(failure.while_doing(Doing::Rereading));
                self.overlays.retain(|overlay| !matches!(overlay, Overlay::Review(_) | Overlay::Flip(_)));
            }
        }
    }

    /// Takes a reading in.
    fn take(&mut self, why: Why, reading: Reading) -> Vec<Effect> {
        let me = self.me.as_ref().and_then(|me| me.admin_id.clone());
        let Some(form) = self.form_mut() else { return Vec::new() };
        let table = form.draft.table();
        let (before, now) =
            (facts::revision(table, form.draft.base()), facts::revision(table, &reading.base));
        // Without a revision there is no telling whether what cannot be seen has changed.
        let (same, moved_on) = (before.is_some() && before == now, before != now);
        let elsewhere =
            reading.version != form.version || (!form.other_is_old && reading.other != form.other);
        let mut news = News {
            by: facts::changed_by(table, &reading.base).map(str::to_owned),
            ours: me.is_some() && me.as_deref() == facts::changed_by(table, &reading.base),
            when: facts::revision(table, &reading.base).map(str::to_owned),
            moved: Vec::new(),
            waiting: false,
            forgot: !same && form.draft.knows_secrets(),
        };
        if form.is_typing() && !matches!(why, Why::BeforeSend(..)) {
            let differing = form.draft.base().differing(&reading.base);
            if moved_on || !differing.is_empty() {
                // What is being typed would be typed over, or theirs would be: it is taken in on leaving the text.
                let one = |at: At| Moved { at, edited: false, taken: Vec::new(), overlaps: 0 };
                news.moved = shown(table, differing.into_iter().map(one).collect());
                news.waiting = true;
                // What we sent ourselves is nobody's news: it is told with the reading.
                if form.doubt.is_none() && !matches!(why, Why::AfterSave) && !news.moved.is_empty() {
                    form.news = Some(news);
                }
                form.waiting = Some(Box::new((why, reading)));
                return Vec::new();
            }
        }
        // Whatever it was for: the first reading after a lost answer tells what became of what was sent.
        let doubt = form.doubt.take();
        let fates = doubt.map(|sent| form.draft.fate(&sent, &reading.base)).unwrap_or_default();
        form.version = reading.version;
        form.other = reading.other;
        form.other_is_old = false;
        let under_cursor = form.current().map(|(at, _)| (at, form.draft.value(at).clone()));
        let row = form.row_under_cursor();
        let moved = form.take_reading(reading.base, if same { By::Us } else { By::SomeoneElse });
        if under_cursor.is_some_and(|(at, before)| *form.draft.value(at) != before) {
            form.follow_reload(row.as_deref());
        }
        news.moved = shown(table, moved);
        let in_doubt = !fates.is_empty();
        if in_doubt {
            let ours = |at: At| fates.iter().any(|(sent, _)| *sent == at);
            news.moved.retain(|moved| moved.overlaps > 0 || !ours(moved.at));
            let rows = fates.into_iter().map(|(at, fate)| (at, fate.into())).collect();
            form.report = Some(Report::of_doubt(rows));
            if let Some(failure) = &mut form.failure {
                failure.told = true;
            }
        }
        if !same && !news.moved.is_empty() {
            let labels = news.moved.iter().filter_map(|moved| Some(moved.at.field(table)?.label));
            let labels = labels.collect::<Vec<_>>().join(", ");
            form.timeline
                .mark(format!("changed by {}: {labels}", news.by.as_deref().unwrap_or("someone else")));
        }
        let changed = !news.moved.is_empty();
        let stale = changed || moved_on || elsewhere;
        match why {
            Why::BeforeSend(patch, doing) => return self.send_unless(stale.then_some(news), *patch, doing),
            Why::AfterDoubt => {
                if changed {
                    form.news = Some(news);
                }
            }
            Why::AfterSave => {
                form.confirm_report();
                // The same revision reads differently: the server made that of what was sent.
                match (&mut form.report, same) {
                    (Some(report), true) => report.derived.extend(news.moved.iter().map(|moved| moved.at)),
                    _ if changed => form.news = Some(news),
                    _ => {}
                }
            }
            Why::Asked => {
                form.failure = None;
                let text = if changed {
                    "Read again: the connector has changed on the server. Your edits stay."
                } else {
                    "Read again: nothing has changed on the server."
                };
                if changed || moved_on && !in_doubt {
                    form.news = Some(news);
                }
                self.say(Tone::Done, text.to_owned());
            }
            Why::Watch | Why::Return => {
                if changed || moved_on && !in_doubt {
                    form.news = Some(news);
                }
            }
        }
        if stale {
            self.void_review();
        }
        Vec::new()
    }

    /// The last step before a send: what was reviewed goes out only when the connector is still what it was.
    fn send_unless(&mut self, news: Option<News>, patch: Patch, doing: Doing) -> Vec<Effect> {
        let Some(news) = news else {
            let passing = |overlay: &Overlay| matches!(overlay, Overlay::Help(_) | Overlay::Palette(_));
            let asked = self.overlays.iter().rfind(|overlay| !passing(overlay));
            // Whoever has gone on to something else meanwhile has not said yes to this any more.
            let holds = match asked {
                Some(Overlay::Review(review)) => review.voided.is_none() && doing == Doing::Saving,
                Some(Overlay::Flip(_)) => doing == Doing::Flipping,
                _ => false,
            };
            if !holds {
                let is_there =
                    |overlay: &Overlay| matches!(overlay, Overlay::Review(review) if review.voided.is_none());
                let why = if self.overlays.iter().any(is_there) {
                    "something else was opened over the review"
                } else {
                    "the review was closed"
                };
                self.say(Tone::Note, format!("Nothing was sent: {why}."));
                return Vec::new();
            }
            // What one types into meanwhile stays.
            self.overlays.retain(|overlay| matches!(overlay, Overlay::Palette(_)));
            return self.save(patch, doing);
        };
        let overlapping = self.form().is_some_and(|form| !form.draft.conflicts().is_empty());
        self.with_form(|form| form.news = Some(news));
        self.void_review();
        if overlapping {
            self.overlays.retain(|overlay| !matches!(overlay, Overlay::Review(_)));
            self.overlays.push(Overlay::Choosing(Choosing::default()));
        } else if doing == Doing::Flipping {
            let flip = self.key(Context::Form, Command::Flip);
            let text = format!(
                "Nothing was sent: the connector has changed since you looked. Look, then press {flip} again."
            );
            self.say(Tone::Trouble, text);
        }
        Vec::new()
    }

    /// A review of a base that has moved no longer holds; a flip that was about to be confirmed is asked again.
    pub(super) fn void_review(&mut self) {
        for overlay in &mut self.overlays {
            if let Overlay::Review(review) = overlay {
                review.voided = Some("the connector has changed since; press [review.review] to look again");
                // Why it is so is told at its head.
                (review.scroll, review.follows_mark) = (0, false);
            }
        }
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Flip(_)));
    }
}

/// Without the fields that move with every change.
fn shown(table: crate::edit::Table, mut moved: Vec<Moved>) -> Vec<Moved> {
    moved.retain(|moved| !facts::moves_with_every_change(table, moved.at));
    moved
}
