//! The app without a screen: what it asks for is performed as in the editor, and whoever speaks to it waits until it is
//! at rest again.

use crate::app::App;
use crate::app::message::{Answer, Copied, Effect, Message, Now, Opened};
use crate::app::told::Told;
use crate::connect::Connect;
use crate::connector::FIELDS;
use crate::edit::Json;
use crate::farewell::{Farewell, Left};
use crate::input::show_again;
use crate::journal::Journal;
use crate::run::signals::Signals;
use crate::run::{Met, Worker, instant, last_word, now, outside, runtime, session};
use crate::settings::Settings;
use jiff::tz::TimeZone;
use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// The app, and what performs its effects.
pub struct Screenless {
    /// What is spoken to.
    pub app: App,
    /// The two versions of a connector as they were last read, draft and live.
    pub read: Option<(Option<Json>, Option<Json>)>,
    /// Texts that were copied: where there is no screen they are told instead.
    pub copied: Vec<String>,
    runtime: Runtime,
    worker: Worker,
    arrivals: UnboundedReceiver<Message>,
    signals: Signals,
    started: Instant,
    journal: Arc<Journal>,
    effects: VecDeque<Effect>,
}

/// Why nothing more can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The person has quit.
    Quit,
    /// The signal with this number has come.
    Signal(u8),
    /// A bug was met, on whichever thread.
    Bug,
}

pub use crate::run::BUG;
pub use crate::run::signals::INTERRUPT;

/// What there is to say after a bug. `in_flight`: a change was under way.
pub fn bug(in_flight: bool) -> Farewell {
    Farewell { in_flight, ..Farewell::from(Met::ended()) }
}

/// What is called while one waits.
pub type Watching<'w> = &'w mut dyn FnMut(&App);

impl Screenless {
    /// Starts with the connector that is named, else with the list. `keeps` says whether unsent work is kept.
    ///
    /// # Errors
    /// When the runtime cannot be had.
    pub fn start(settings: &Settings, open: Option<String>, keeps: bool) -> io::Result<Self> {
        remember_where();
        let runtime = runtime()?;
        let started = instant();
        let (mut session, folder) = session(settings);
        session.keeps = keeps;
        session.zone = TimeZone::try_system().ok();
        let state = settings.state.as_deref().map_err(Clone::clone);
        let journal = Arc::new(Journal::new(state, &folder, &FIELDS, std::process::id()));
        let outside = Arc::new(outside(settings));
        let (answers, arrivals) = unbounded_channel();
        let guard = runtime.enter();
        let signals = Signals::new()?;
        drop(guard);
        let worker =
            Worker::new(Connect::of(settings), settings.read_only, journal.clone(), outside, answers);
        let (app, effects) = App::new(session, &FIELDS, open, now(started));
        let effects = effects.into();
        let (read, copied) = (None, Vec::new());
        Ok(Self { app, read, copied, runtime, worker, arrivals, signals, started, journal, effects })
    }

    /// Says something, and waits until the app is at rest.
    ///
    /// # Errors
    /// When it is over.
    pub fn tell(&mut self, told: Told, watching: Watching<'_>) -> Result<(), Stop> {
        self.take(Message::Told(told));
        self.settle(watching)
    }

    /// Lets the app notice how late it is, and waits until it is at rest.
    ///
    /// # Errors
    /// When it is over.
    pub fn wake(&mut self, watching: Watching<'_>) -> Result<(), Stop> {
        self.take(Message::Woke);
        self.settle(watching)
    }

    /// Waits until the app is at rest.
    ///
    /// # Errors
    /// When it is over.
    pub fn settle(&mut self, watching: Watching<'_>) -> Result<(), Stop> {
        loop {
            self.perform()?;
            watching(&self.app);
            if self.app.is_at_rest() && self.effects.is_empty() {
                return Ok(());
            }
            let message = self.next()?;
            self.take(message);
        }
    }

    /// Waits for the next of these, while the app goes on with what it does by itself.
    ///
    /// # Errors
    /// When it is over.
    pub fn hear<T>(&mut self, from: &mut UnboundedReceiver<T>) -> Result<Option<T>, Stop> {
        loop {
            self.perform()?;
            let Self { runtime, arrivals, signals, app, started, .. } = self;
            let heard = runtime.block_on(async {
                tokio::select! {
                    biased;
                    () = Met::heard() => Err(Stop::Bug),
                    number = signals.end() => Err(Stop::Signal(number)),
                    heard = from.recv() => Ok(Ok(heard)),
                    message = message(app, arrivals, *started) => Ok(Err(message)),
                }
            })?;
            match heard {
                Ok(heard) => return Ok(heard),
                Err(message) => self.take(message),
            }
        }
    }

    /// The time, as the app is told it.
    pub fn now(&self) -> Now {
        now(self.started)
    }

    /// Keeps what was not sent, and says where it is and how one goes on, in lines again. `bug`: one was met. None where
    /// another one was met while it was written.
    pub fn end(self, settings: &Settings, bug: bool) -> Option<Vec<Left>> {
        let left = catch_unwind(AssertUnwindSafe(|| last_word(&self.app, &self.journal, settings, bug)));
        // Questions that are still open are of no use to anyone.
        self.runtime.shutdown_background();
        let mut left = left.ok()?;
        for left in &mut left {
            left.command.push_str(" --plain");
        }
        Some(left)
    }

    fn take(&mut self, message: Message) {
        if let Message::Arrived(_, Answer::Opened(opened)) = &message {
            let Opened { draft, live } = &**opened;
            self.read = Some((draft.as_ref().ok().cloned(), live.as_ref().ok().cloned()));
        }
        let now = now(self.started);
        self.effects.extend(self.app.update(message, now));
    }

    fn perform(&mut self) -> Result<(), Stop> {
        while let Some(effect) = self.effects.pop_front() {
            #[cfg(debug_assertions)]
            forced_panic(&self.runtime, &effect);
            match effect {
                Effect::Quit => return Err(Stop::Quit),
                Effect::Copy(ticket, text) => {
                    self.copied.push(text);
                    self.take(Message::Arrived(ticket, Answer::Copied(Ok(Copied::There))));
                }
                effect => {
                    let _inside = self.runtime.enter();
                    self.worker.start(effect);
                }
            }
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Message, Stop> {
        let Self { runtime, arrivals, signals, app, started, .. } = self;
        runtime.block_on(async {
            tokio::select! {
                biased;
                () = Met::heard() => Err(Stop::Bug),
                number = signals.end() => {
                    // The key that interrupts another program is not meant for this one.
                    let lent = app.form().is_some_and(|form| form.away.is_some());
                    if lent && number == INTERRUPT { Ok(Message::Woke) } else { Err(Stop::Signal(number)) }
                }
                message = message(app, arrivals, *started) => Ok(message),
            }
        })
    }
}

/// A bug is told by its place alone, at the end: its own message may quote what was being edited.
fn remember_where() {
    std::panic::set_hook(Box::new(|met| {
        show_again();
        Met::tell(met.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string));
    }));
}

/// For the test of what is said after a bug: only in debug builds, only when asked for by name.
#[cfg(debug_assertions)]
#[expect(clippy::disallowed_methods, reason = "the bug that a test asks for")]
fn forced_panic(runtime: &Runtime, effect: &Effect) {
    let saves = matches!(effect, Effect::Save(..));
    let asked = std::env::var("PATCHPANEL_PANIC_SCREENLESS");
    match asked.as_deref() {
        Ok("task") => drop(runtime.spawn(async { assert!(std::env::args().count() == 0, "asked for") })),
        Ok("save") => assert!(!saves, "asked for"),
        _ => {}
    }
}

/// The next answer, or the news that the time has come which the app waits for.
async fn message(app: &App, arrivals: &mut UnboundedReceiver<Message>, started: Instant) -> Message {
    let nap = async {
        match app.wake_at() {
            Some(at) => tokio::time::sleep_until((started + at).into()).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        biased;
        Some(message) = arrivals.recv() => message,
        () = nap => Message::Woke,
    }
}
