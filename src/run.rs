//! The one file where the world exists: the loop, the clock, the signals, the tasks.

use crate::api::base::Base;
use crate::api::client::{Client, Limits};
use crate::api::failure::{Cause, Doing, Failure};
use crate::api::token::Token;
use crate::app::message::{Effect, Message, Now};
use crate::app::{App, Session};
use crate::connector::FIELDS;
use crate::demo::{self, Demo, Options, Unknowns};
use crate::perform::{World, perform, refuse};
use crate::settings::{Settings, Workspace};
use crate::terminal::Screen;
use crate::view;
use crossterm::event::{Event, EventStream};
use futures_util::{Stream, StreamExt};
use std::io;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Messages taken in before the next frame, at most: a paste or a held key must not starve the screen.
const BURST: usize = 256;

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By the person.
    Asked,
    /// By a signal, with its number, leaving so many connectors with unsent changes.
    Signal {
        /// The signal's number.
        number: u8,
        /// Connectors whose changes were not sent.
        unsent: usize,
        /// A save was under way, and its outcome is not known.
        in_flight: bool,
    },
    /// Because the terminal went away.
    TerminalGone,
}

/// Runs the editor until it ends.
///
/// # Errors
/// When the terminal or the runtime cannot be had.
pub fn edit(settings: Settings) -> io::Result<Ended> {
    let runtime = runtime()?;
    let ended = runtime.block_on(event_loop(settings));
    // Questions that are still open are of no use to anyone.
    runtime.shutdown_background();
    ended
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
        Ok(Ended::Signal { number: signals.next().await, unsent: 0, in_flight: false })
    })
}

fn runtime() -> io::Result<Runtime> {
    // One worker: the loop has the main thread to itself, the network and the demo share the other.
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).max_blocking_threads(2).enable_all().build()
}

#[expect(clippy::disallowed_methods, reason = "the clock is read here and told to the app")]
fn unix_now() -> i64 {
    jiff::Timestamp::now().as_second()
}

#[expect(clippy::disallowed_methods, reason = "the clock is read here and told to the app")]
fn instant() -> Instant {
    Instant::now()
}

async fn event_loop(settings: Settings) -> io::Result<Ended> {
    let started = instant();
    let now = || Now { elapsed: started.elapsed(), unix: unix_now() };
    let mut signals = Signals::new()?;
    let (session, open, connect) = connection(settings);
    let (mut app, mut effects) = App::new(session, &FIELDS, open, now());
    let (answers, mut arrivals) = unbounded_channel();
    let worker = Worker { connect: Arc::new(connect), world: Arc::new(OnceCell::new()), answers };

    let mut screen = Screen::take()?;
    let mut events = EventStream::new();
    loop {
        let mut drawn = None;
        screen.draw(|frame| drawn = Some(view::draw(&app, frame)))?;
        if let Some(drawn) = drawn.filter(|drawn| *drawn != app.drawn) {
            app.update(Message::Drawn(drawn), now());
        }
        // The first questions are asked after the first frame.
        for effect in effects.drain(..) {
            if let Effect::Quit = effect {
                return Ok(Ended::Asked);
            }
            worker.start(effect);
        }
        let mut next = Next::wait(&app, &mut events, &mut arrivals, &mut signals, started).await;
        for _ in 0..BURST {
            match next {
                Next::Message(message) => effects.extend(app.update(message, now())),
                Next::Redraw => {}
                Next::Signal(number) => {
                    return Ok(Ended::Signal {
                        number,
                        unsent: app.unsent_connectors().len(),
                        in_flight: app.is_saving(),
                    });
                }
                Next::Gone => return Ok(Ended::TerminalGone),
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
}

impl Next {
    async fn wait(
        app: &App,
        events: &mut (impl Stream<Item = io::Result<Event>> + Unpin),
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
        tokio::select! {
            biased;
            number = signals.next() => Self::Signal(number),
            event = events.next() => Self::of(event),
            Some(message) = arrivals.recv() => Self::Message(message),
            () = nap => Self::Message(Message::Woke),
        }
    }

    /// What has already happened, without waiting.
    ///
    /// The stream is asked with the loop's own waker: it remembers the first one it is given until the next event.
    async fn ready(
        events: &mut (impl Stream<Item = io::Result<Event>> + Unpin),
        arrivals: &mut UnboundedReceiver<Message>,
    ) -> Option<Self> {
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
            Some(Ok(_)) => Self::Redraw,
            Some(Err(_)) | None => Self::Gone,
        }
    }
}

/// For the test that the terminal survives a bug: only in debug builds, only when asked for by name.
#[cfg(debug_assertions)]
#[expect(clippy::disallowed_methods, reason = "the bug that a test asks for")]
fn forced_panic(key: crossterm::event::KeyEvent) {
    let wanted = key.code == crossterm::event::KeyCode::F(12);
    assert!(!(wanted && std::env::var_os("PATCHPANEL_PANIC_ON_F12").is_some()), "asked for");
}

/// How the workspace is reached, before it is.
enum Connect {
    Demo { version: String, read_only: bool },
    Remote { base: Base, token: Token, version: String, read_only: bool },
}

fn connection(settings: Settings) -> (Session, Option<String>, Connect) {
    let Settings { workspace, api_version: version, open, read_only } = settings;
    let (session, connect) = match workspace {
        Workspace::Demo => (
            Session { demo: true, read_only, host: "sample workspace".to_owned(), region: None },
            Connect::Demo { version, read_only },
        ),
        Workspace::Remote { base, region, token } => (
            Session {
                demo: false,
                read_only,
                host: base.host().to_owned(),
                region: region.map(|region| region.to_string()),
            },
            Connect::Remote { base, token, version, read_only },
        ),
    };
    (session, open, connect)
}

impl Connect {
    /// Makes the client, and for the demo the server behind it. Takes milliseconds, so it happens off the loop.
    async fn make(&self) -> Result<Connected, Failure> {
        match self {
            Self::Demo { version, read_only } => {
                let unprepared = |why: String| Failure::new(Doing::Checking, Cause::Unsendable { why });
                let options = Options::new(unix_now);
                let demo = Demo::start(options)
                    .await
                    .map_err(|error| unprepared(format!("the sample workspace could not start: {error}")))?;
                let base = Base::parse(&demo.url()).map_err(unprepared)?;
                let token = Token::new(demo::TOKEN.to_owned()).map_err(unprepared)?;
                let client = Client::new(base, token, version, Limits::default())?;
                Ok(Connected { world: World { client, read_only: *read_only }, _demo: Some(demo) })
            }
            Self::Remote { base, token, version, read_only } => {
                let client = Client::new(base.clone(), token.clone(), version, Limits::default())?;
                Ok(Connected { world: World { client, read_only: *read_only }, _demo: None })
            }
        }
    }
}

/// The world, and the demo server that lives as long as it.
struct Connected {
    world: World,
    _demo: Option<Demo>,
}

/// Starts effects as tasks and sends their answers back to the loop.
struct Worker {
    connect: Arc<Connect>,
    world: Arc<OnceCell<Result<Connected, Failure>>>,
    answers: UnboundedSender<Message>,
}

impl Worker {
    #[expect(clippy::disallowed_methods, reason = "effects become tasks here and nowhere else")]
    fn start(&self, effect: Effect) {
        let (connect, world, answers) = (self.connect.clone(), self.world.clone(), self.answers.clone());
        tokio::spawn(async move {
            let answer = match world.get_or_init(|| connect.make()).await {
                Ok(connected) => perform(&connected.world, effect).await,
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
struct Signals {
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// The number of the next signal.
    async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.terminate.recv() => 15,
            _ = self.hang_up.recv() => 1,
            _ = self.interrupt.recv() => 2,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> u8 {
        match tokio::signal::ctrl_c().await {
            Ok(()) => 2,
            Err(_) => std::future::pending().await,
        }
    }
}
