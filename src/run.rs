//! The one file where the world exists: the loop, the clock, the signals, the tasks.

mod background;
mod ears;
mod next;
pub mod pointer;
pub(crate) mod signals;

use crate::api::failure::Failure;
use crate::app::look::Look;
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
use crate::terminal::{self, Manners, Screen};
use crate::view;
use crate::view::theme::{Theme, Themes};
use crossterm::event::EventStream;
use ears::Ears;
use jiff::tz::TimeZone;
use next::Next;
use signals::{Asked, INTERRUPT, Signals};
use std::io;
#[cfg(unix)]
use std::io::IsTerminal as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{Notify, OnceCell};

/// Messages taken in before the next frame, at most: a paste or a held key must not starve the screen.
const BURST: usize = 256;

/// How much later than the end of another program the signal that ended it may come.
const LATE: Duration = Duration::from_millis(500);

/// The exit code of a bug.
pub const BUG: u8 = 101;

/// A bug that was met, on whichever thread: where, and the news for the loop.
pub(crate) struct Met {
    place: Mutex<Option<String>>,
    news: Notify,
}

static MET: Met = Met { place: Mutex::new(None), news: Notify::const_new() };

/// The terminal has gone, and nobody said so with a signal.
static GONE: Notify = Notify::const_new();

impl Met {
    pub(crate) fn tell(place: String) {
        // The first one is the cause of those that follow.
        MET.place.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(place);
        MET.news.notify_one();
    }

    /// Waits for one.
    pub(crate) async fn heard() {
        MET.news.notified().await;
    }

    pub(crate) fn ended() -> Ended {
        let place = MET.place.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ended::Bug { place: place.unwrap_or_else(|| "an unknown place".to_owned()) }
    }
}

/// Runs the editor until it ends.
///
/// # Errors
/// When the terminal or the runtime cannot be had.
pub fn edit(settings: &Settings, themes: Vec<Theme>) -> io::Result<Farewell> {
    let runtime = runtime()?;
    let started = instant();
    let (mut session, folder) = session(settings);
    let looks = Looks::of(settings, themes);
    session.look = Look {
        theme: settings.look.theme.clone(),
        themes: looks.themes.names(),
        mouse: settings.look.mouse,
        title: settings.look.title,
    };
    let (connect, read_only) = (Connect::of(settings), settings.read_only);
    let state = settings.state.as_deref().map_err(Clone::clone);
    let journal = Arc::new(Journal::new(state, &folder, &FIELDS, std::process::id()));
    let outside = Arc::new(outside(settings));
    // The app stands outside of the loop: a bug in there must not take what was typed along.
    let (mut app, effects) = App::new(session, &FIELDS, settings.open.clone(), now(started));
    app.wrap = settings.look.wrap;
    let looped = catch_unwind(AssertUnwindSafe(|| {
        let worker = |answers| Worker::new(connect, read_only, journal.clone(), outside, answers);
        runtime.block_on(event_loop(&mut app, effects, worker, looks, started))
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

/// What may be used of this computer.
pub(crate) fn outside(settings: &Settings) -> Outside {
    let surroundings = &settings.surroundings;
    Outside {
        clipboard: Clipboard::of(surroundings.remote, &surroundings.claims),
        home: surroundings.home.clone(),
        editor: surroundings.editor.clone(),
        tokens: settings.token_variables.clone(),
    }
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
        Ok(Ended::Signal(signals.end().await))
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
    mut looks: Looks,
    started: Instant,
) -> io::Result<Ended> {
    let now = || now(started);
    let mut signals = Signals::new()?;
    let (answers, mut arrivals) = unbounded_channel();
    let worker = worker(answers.clone());

    let mut screen = Screen::take(Met::tell, looks.manners)?;
    watch_the_terminal();
    let mut ears = Ears::new();
    // There are none while another program has the terminal.
    let mut events = Some(EventStream::new());
    let mut tries = Tries::default();
    let mut first = true;
    // What has come and is for the next frame.
    let mut kept = None;
    // When another program gave the terminal back.
    let mut back = None;
    loop {
        show(app, &mut screen, &mut looks, &mut ears, now)?;
        // What is not needed for the first frame comes after it.
        if std::mem::take(&mut first) {
            read_zone(answers.clone());
        }
        looks.ask(&app.session.look.theme, &mut ears, now().elapsed);
        // The first questions are asked after the first frame.
        let mut stopped = false;
        for effect in effects.drain(..) {
            match effect {
                Effect::Quit => return Ok(Ended::Asked),
                Effect::Suspend => {
                    stop(&mut screen, &mut signals, events.is_some())?;
                    stopped = true;
                    continue;
                }
                // The stream reads the terminal as long as it is there.
                Effect::EditOutside(..) => {
                    events = None;
                    screen.lend();
                }
                _ => {}
            }
            worker.start(effect);
        }
        let mut next = match kept.take() {
            Some(next) => next,
            // The screen was taken again and is empty; nothing else need happen before it is drawn.
            None if stopped => Next::Redraw,
            None => Next::wait(app, ears.due(), &mut events, &mut arrivals, &mut signals, started).await,
        };
        for taken in 0..BURST {
            // What was pointed at is what is seen then.
            if taken > 0 && next.points() {
                kept = Some(next);
                break;
            }
            let was_event = matches!(next, Next::Event(_));
            match next {
                Next::Event(event) => {
                    for message in ears.hear(event, now().elapsed) {
                        effects.extend(app.update(message, now()));
                    }
                }
                Next::Message(message) => {
                    if events.is_none() && matches!(message, Message::Arrived(_, Answer::Edited(_))) {
                        screen.take_back()?;
                        events = Some(EventStream::new());
                        back = Some(now().elapsed);
                    }
                    logbook::ended(&message);
                    effects.extend(app.update(message, now()));
                    tries.look(app);
                }
                Next::Woke => {
                    for message in ears.wait_no_longer(now().elapsed) {
                        effects.extend(app.update(message, now()));
                    }
                    effects.extend(app.update(Message::Woke, now()));
                }
                Next::Redraw => {}
                // The key that ended another program may be told to this one later than its end.
                Next::Signal(Asked::End(INTERRUPT)) if back.is_some_and(|at| now().elapsed < at + LATE) => {}
                Next::Signal(Asked::End(number)) => {
                    log::info!("ended by signal {number}");
                    return Ok(Ended::Signal(number));
                }
                Next::Signal(Asked::Stop) => stop(&mut screen, &mut signals, events.is_some())?,
                Next::Signal(Asked::GoOn) => {
                    // Whoever had the terminal meanwhile has left it as they like.
                    if events.is_some() {
                        screen.take_again()?;
                    }
                }
                Next::Gone => {
                    log::warn!("the terminal went away");
                    return Ok(Ended::TerminalGone);
                }
                Next::Bug => return Ok(Met::ended()),
            }
            match Next::ready(was_event, &mut events, &mut arrivals).await {
                Some(more) if taken + 1 < BURST => next = more,
                more => {
                    kept = more;
                    break;
                }
            }
        }
        if let Some(shade) = ears.shade.take() {
            looks.themes.learn(shade);
        }
    }
}

/// Draws a frame, and remembers what was drawn where.
fn show(
    app: &mut App,
    screen: &mut Screen,
    looks: &mut Looks,
    ears: &mut Ears,
    now: impl Fn() -> Now,
) -> io::Result<()> {
    let mut drawn = None;
    screen.mouse(app.session.look.mouse)?;
    if app.session.look.title {
        screen.title(&view::title(app))?;
    }
    let theme = looks.themes.of(&app.session.look.theme);
    let anew = std::mem::take(&mut ears.resized);
    screen.draw(anew, |frame| drawn = Some(view::draw(app, theme, frame)))?;
    if let Some((drawn, targets)) = drawn {
        ears.seen = (targets, drawn.size.0);
        if drawn != app.drawn {
            app.update(Message::Drawn(drawn), now());
        }
    }
    Ok(())
}

/// Gives the terminal back where it is ours, and stops until the shell lets the program go on. Another program that has the
/// terminal stops with this one. Where no shell would let them go on the system stops neither, and so does this.
fn stop(screen: &mut Screen, signals: &mut Signals, ours: bool) -> io::Result<()> {
    if Signals::are_unheard() {
        return Ok(());
    }
    if ours {
        screen.lend();
    }
    signals.stop();
    if ours { screen.take_again() } else { Ok(()) }
}

/// Reads the time zone of the system, off the loop: its names stand in hundreds of files, and no time is on the first frame.
fn read_zone(answers: UnboundedSender<Message>) {
    tokio::task::spawn_blocking(move || {
        if let Ok(zone) = TimeZone::try_system() {
            // The loop has ended when nobody listens.
            let _ = answers.send(Message::Zone(zone));
        }
    });
}

/// Waits, on a thread of its own, until the terminal is gone. The event stream takes a terminal that is gone for one on which
/// nothing is typed, and reads it without end; a signal only comes where this program is of the terminal's own session.
#[cfg(unix)]
#[expect(
    clippy::disallowed_methods,
    reason = "a thread of the loop's, which sleeps until there is nothing left to do"
)]
fn watch_the_terminal() {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    std::thread::spawn(|| {
        let terminal = io::stdin();
        if !terminal.is_terminal() {
            return;
        }
        let mut asked = [PollFd::new(&terminal, PollFlags::empty())];
        loop {
            let woken = poll(&mut asked, None);
            if !matches!(woken, Ok(_) | Err(Errno::INTR)) {
                return;
            }
            let [asked] = &asked;
            if asked.revents().intersects(PollFlags::HUP | PollFlags::ERR) {
                return GONE.notify_one();
            }
            // A system that cannot be asked about terminals says no more.
            if asked.revents().contains(PollFlags::NVAL) {
                return;
            }
        }
    });
}

#[cfg(not(unix))]
fn watch_the_terminal() {}

/// What the loop draws with.
struct Looks {
    themes: Themes,
    manners: Manners,
    /// The terminal can be asked for its background, and was not yet.
    asks: bool,
}

impl Looks {
    fn of(settings: &Settings, own: Vec<Theme>) -> Self {
        let claims = &settings.surroundings.claims;
        let plain = claims.is_plain();
        let colourless = claims.no_colour || !claims.has_colours();
        let themes = Themes::new(own, claims.depth(), colourless, claims.shade()).on_console(plain);
        Self { themes, manners: Manners { plain }, asks: cfg!(unix) && !plain }
    }

    /// Asks the terminal for its background, when the theme first depends on it.
    fn ask(&mut self, theme: &str, ears: &mut Ears, now: Duration) {
        if !self.asks || !self.themes.wants_shade(theme) {
            return;
        }
        self.asks = false;
        // Where the terminal is not ours any more a bug has been met on another thread, which is about to be told.
        if terminal::say_aside(background::QUESTION).is_ok() {
            ears.asked(now);
        }
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
        keys: settings.look.keys.clone(),
        unheard: !Signals::are_heard_alone(),
        ..Session::default()
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
