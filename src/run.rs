//! The one file where the world exists: the loop, the clock, the signals, the tasks.

use crate::api::failure::Failure;
use crate::app::message::{Answer, Effect, Message, Now};
use crate::app::{App, Session};
use crate::connect::{Connect, Connected};
use crate::connector::FIELDS;
use crate::demo::{Demo, Options, Unknowns};
use crate::farewell::{Ended, Farewell, Left};
use crate::journal::Journal;
use crate::journal::kept::Ending;
use crate::logbook::{self, Tries};
use crate::outside::Outside;
use crate::outside::clipboard::Clipboard;
use crate::perform::{World, beside, is_beside, is_for_the_journal, perform, record, refuse};
use crate::settings::{Settings, Workspace};
use crate::terminal::Screen;
use crate::view;
use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::task::Poll;
use std::time::Instant;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Notify, OnceCell};

/// Messages taken in before the next frame, at most: a paste or a held key must not starve the screen.
const BURST: usize = 256;

/// The number of the signal that ctrl-c in another program sends to this one, too.
pub(crate) const INTERRUPT: u8 = 2;

/// The exit code of a bug.
pub const BUG: u8 = 101;

/// A bug that was met, on whichever thread: where, and the news for the loop.
struct Met {
    place: Mutex<Option<String>>,
    news: Notify,
}

static MET: Met = Met { place: Mutex::new(None), news: Notify::const_new() };

impl Met {
    fn tell(place: String) {
        // The first one is the cause of those that follow.
        MET.place.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(place);
        MET.news.notify_one();
    }

    fn ended() -> Ended {
        let place = MET.place.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ended::Bug { place: place.unwrap_or_else(|| "an unknown place".to_owned()) }
    }
}

/// Runs the editor until it ends.
///
/// # Errors
/// When the terminal or the runtime cannot be had.
pub fn edit(settings: &Settings) -> io::Result<Farewell> {
    let runtime = runtime()?;
    let started = instant();
    let (session, folder) = session(settings);
    let (connect, read_only) = (Connect::of(settings), settings.read_only);
    let state = settings.state.as_deref().map_err(Clone::clone);
    let journal = Arc::new(Journal::new(state, &folder, &FIELDS, std::process::id()));
    let outside = Arc::new(Outside {
        clipboard: Clipboard::of(settings.surroundings.remote),
        home: settings.surroundings.home.clone(),
        editor: settings.surroundings.editor.clone(),
    });
    // The app stands outside of the loop: a bug in there must not take what was typed along.
    let (mut app, effects) = App::new(session, &FIELDS, settings.open.clone(), now(started));
    app.wrap = settings.look.wrap;
    let looped = catch_unwind(AssertUnwindSafe(|| {
        let worker = |answers| Worker::new(connect, read_only, journal.clone(), outside, answers);
        runtime.block_on(event_loop(&mut app, effects, worker, started))
    }));
    let ended = match looped {
        Ok(Ok(ended)) => ended,
        Ok(Err(error)) => Ended::TerminalFailed(error.to_string()),
        Err(_) => Met::ended(),
    };
    let bug = matches!(ended, Ended::Bug { .. });
    let in_flight = app.is_sending();
    let left = catch_unwind(AssertUnwindSafe(|| last_word(&app, &journal, settings, bug)));
    // Questions that are still open are of no use to anyone.
    runtime.shutdown_background();
    let unknown = left.is_err();
    Ok(Farewell { ended, in_flight, left: left.unwrap_or_default(), unknown })
}

/// Writes what was not sent, and says where it is.
pub(crate) fn last_word(app: &App, journal: &Journal, settings: &Settings, bug: bool) -> Vec<Left> {
    let mut endings = app.endings();
    // After a bug nothing is known so well that it could be thrown away.
    endings.retain(|ending| !bug || !matches!(ending, Ending::Forget(_)));
    let kept = journal.end(&endings).into_iter();
    kept.map(|(kept, file)| Left { command: settings.command(&kept.id), name: kept.name, file }).collect()
}

/// Serves the sample workspace until a signal ends it. `listening` is told the address.
///
/// # Errors
/// When the port cannot be had.
pub fn serve(
    port: u16,
    token: String,
    unknowns: Unknowns,
    listening: impl FnOnce(&str) -> io::Result<()>,
) -> io::Result<Ended> {
    runtime()?.block_on(async {
        let demo = Demo::start(Options { port, token, unknowns, ..Options::new(unix_now) }).await?;
        listening(&demo.url())?;
        let mut signals = Signals::new()?;
        Ok(Ended::Signal(signals.next().await))
    })
}

pub(crate) fn runtime() -> io::Result<Runtime> {
    // One worker: the loop has the main thread to itself, the network and the demo share the other.
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).max_blocking_threads(2).enable_all().build()
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the clock is read here and told to the app")]
pub fn unix_now() -> i64 {
    jiff::Timestamp::now().as_second()
}

#[expect(clippy::disallowed_methods, reason = "the clock is read here and told to the app")]
pub(crate) fn instant() -> Instant {
    Instant::now()
}

pub(crate) fn now(started: Instant) -> Now {
    Now { elapsed: started.elapsed(), unix: unix_now() }
}

async fn event_loop(
    app: &mut App,
    mut effects: Vec<Effect>,
    worker: impl FnOnce(UnboundedSender<Message>) -> Worker,
    started: Instant,
) -> io::Result<Ended> {
    let now = || now(started);
    let mut signals = Signals::new()?;
    let (answers, mut arrivals) = unbounded_channel();
    let worker = worker(answers);

    let mut screen = Screen::take(Met::tell)?;
    // There are none while another program has the terminal.
    let mut events = Some(EventStream::new());
    let mut tries = Tries::default();
    loop {
        let mut drawn = None;
        screen.draw(|frame| drawn = Some(view::draw(app, frame)))?;
        if let Some(drawn) = drawn.filter(|drawn| *drawn != app.drawn) {
            app.update(Message::Drawn(drawn), now());
        }
        // The first questions are asked after the first frame.
        for effect in effects.drain(..) {
            match effect {
                Effect::Quit => return Ok(Ended::Asked),
                // The stream reads the terminal as long as it is there.
                Effect::EditOutside(..) => {
                    events = None;
                    screen.lend();
                }
                _ => {}
            }
            worker.start(effect);
        }
        let mut next = Next::wait(app, &mut events, &mut arrivals, &mut signals, started).await;
        for _ in 0..BURST {
            match next {
                Next::Message(message) => {
                    if events.is_none() && matches!(message, Message::Arrived(_, Answer::Edited(_))) {
                        screen.take_back()?;
                        events = Some(EventStream::new());
                    }
                    logbook::ended(&message);
                    effects.extend(app.update(message, now()));
                    tries.look(app);
                }
                Next::Redraw => {}
                Next::Signal(number) => {
                    log::info!("ended by signal {number}");
                    return Ok(Ended::Signal(number));
                }
                Next::Gone => {
                    log::warn!("the terminal went away");
                    return Ok(Ended::TerminalGone);
                }
                Next::Bug => return Ok(Met::ended()),
            }
            match Next::ready(&mut events, &mut arrivals).await {
                Some(more) => next = more,
                None => break,
            }
        }
    }
}

/// What the loop wakes up for.
enum Next {
    Message(Message),
    Redraw,
    Signal(u8),
    Gone,
    /// On another thread; one in the loop unwinds it.
    Bug,
}

impl Next {
    async fn wait(
        app: &App,
        events: &mut Option<EventStream>,
        arrivals: &mut UnboundedReceiver<Message>,
        signals: &mut Signals,
        started: Instant,
    ) -> Self {
        let wake = app.wake_at();
        let nap = async {
            match wake {
                Some(at) => tokio::time::sleep_until((started + at).into()).await,
                None => std::future::pending().await,
            }
        };
        let lent = events.is_none();
        let event = async {
            match events {
                Some(events) => events.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = MET.news.notified() => Self::Bug,
            // The key that interrupts another program is not meant for this one.
            number = signals.next() => if lent && number == INTERRUPT { Self::Redraw } else { Self::Signal(number) },
            event = event => Self::of(event),
            Some(message) = arrivals.recv() => Self::Message(message),
            () = nap => Self::Message(Message::Woke),
        }
    }

    /// What has already happened, without waiting.
    ///
    /// The stream is asked with the loop's own waker: it remembers the first one it is given until the next event.
    async fn ready(
        events: &mut Option<EventStream>,
        arrivals: &mut UnboundedReceiver<Message>,
    ) -> Option<Self> {
        let Some(events) = events else { return arrivals.try_recv().ok().map(Self::Message) };
        let event = std::future::poll_fn(|context| match events.poll_next_unpin(context) {
            Poll::Ready(event) => Poll::Ready(Some(event)),
            Poll::Pending => Poll::Ready(None),
        });
        if let Some(event) = event.await {
            return Some(Self::of(event));
        }
        arrivals.try_recv().ok().map(Self::Message)
    }

    fn of(event: Option<io::Result<Event>>) -> Self {
        match event {
            Some(Ok(Event::Key(key))) => {
                #[cfg(debug_assertions)]
                forced_panic(key);
                Self::Message(Message::Key(key))
            }
            Some(Ok(Event::Paste(text))) => Self::Message(Message::Paste(text)),
            Some(Ok(Event::Resize(columns, rows))) => {
                log::debug!("the terminal has {columns} columns and {rows} rows");
                Self::Redraw
            }
            Some(Ok(_)) => Self::Redraw,
            Some(Err(_)) | None => Self::Gone,
        }
    }
}

/// For the test that the terminal survives a bug: only in debug builds, only when asked for by name.
#[cfg(debug_assertions)]
#[expect(clippy::disallowed_methods, reason = "the bug that a test asks for")]
fn forced_panic(key: crossterm::event::KeyEvent) {
    if key.code != crossterm::event::KeyCode::F(12) {
        return;
    }
    match std::env::var("PATCHPANEL_PANIC_ON_F12").as_deref() {
        Ok("task") => drop(tokio::spawn(async { assert!(std::env::args().count() == 0, "asked for") })),
        asked => assert!(asked.is_err(), "asked for"),
    }
}

/// What the app starts with, and the name of the folder of its journals.
pub(crate) fn session(settings: &Settings) -> (Session, String) {
    let (demo, host, region, folder) = match &settings.workspace {
        Workspace::Demo => (true, "sample workspace".to_owned(), None, "demo".to_owned()),
        Workspace::Remote { base, region, .. } => {
            (false, base.host().to_owned(), region.map(|region| region.to_string()), base.host().to_owned())
        }
    };
    let zone = settings.surroundings.zone.clone();
    let session = Session {
        demo,
        read_only: settings.read_only,
        read_only_by: settings.read_only_by.clone(),
        profile: settings.profile.clone(),
        production: settings.production,
        label: settings.label.clone(),
        host,
        region,
        keeps: true,
        zone,
        keys: settings.look.keys.clone(),
    };
    (session, folder)
}

/// Starts effects as tasks and sends their answers back to the loop. Those for the journal go through one thread, in
/// their order: they need no connection, and are not to wait behind a name that cannot be resolved.
pub(crate) struct Worker {
    journal: mpsc::Sender<Effect>,
    connect: Arc<Connect>,
    read_only: bool,
    world: Arc<OnceCell<Result<Connected, Failure>>>,
    outside: Arc<Outside>,
    answers: UnboundedSender<Message>,
}

impl Worker {
    #[expect(clippy::disallowed_methods, reason = "the journal's thread is started here")]
    pub(crate) fn new(
        connect: Connect,
        read_only: bool,
        journal: Arc<Journal>,
        outside: Arc<Outside>,
        answers: UnboundedSender<Message>,
    ) -> Self {
        let (sender, asked) = mpsc::channel::<Effect>();
        let replies = answers.clone();
        std::thread::spawn(move || {
            for message in asked.iter().filter_map(|effect| record(Some(&journal), &effect)) {
                // The loop has ended when nobody listens.
                let _ = replies.send(message);
            }
        });
        Self {
            journal: sender,
            connect: Arc::new(connect),
            read_only,
            world: Arc::new(OnceCell::new()),
            outside,
            answers,
        }
    }

    #[expect(clippy::disallowed_methods, reason = "effects become tasks here and nowhere else")]
    pub(crate) fn start(&self, effect: Effect) {
        logbook::started(&effect);
        if is_for_the_journal(&effect) {
            // Its thread has ended only when a bug has, which ends the loop.
            let _ = self.journal.send(effect);
            return;
        }
        let (outside, answers) = (self.outside.clone(), self.answers.clone());
        if is_beside(&effect) {
            tokio::task::spawn_blocking(move || {
                if let Some(message) = beside(&outside, &effect) {
                    // The loop has ended when nobody listens.
                    let _ = answers.send(message);
                }
            });
            return;
        }
        let (connect, world, read_only) = (self.connect.clone(), self.world.clone(), self.read_only);
        tokio::spawn(async move {
            let answer = match world.get_or_init(|| connect.make(unix_now)).await {
                Ok(Connected { client, .. }) => {
                    let world = World { client: client.clone(), read_only, journal: None, outside };
                    perform(&world, effect).await
                }
                Err(failure) => refuse(&effect, failure),
            };
            if let Some(message) = answer {
                // The loop has ended when nobody listens.
                let _ = answers.send(message);
            }
        });
    }
}

/// The signals that end the program.
#[cfg(unix)]
pub(crate) struct Signals {
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// The number of the next signal.
    pub(crate) async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.terminate.recv() => 15,
            _ = self.hang_up.recv() => 1,
            _ = self.interrupt.recv() => INTERRUPT,
        }
    }
}

#[cfg(not(unix))]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) async fn next(&mut self) -> u8 {
        match tokio::signal::ctrl_c().await {
            Ok(()) => INTERRUPT,
            Err(_) => std::future::pending().await,
        }
    }
}
