//! A terminal with no person at it: starts a program in a real pty, keeps the screen that it draws, and types.
//!
//! Nothing here sleeps or polls. A wait ends when the program's output makes it true, or fails at its deadline with the
//! whole screen in the message. Times are counted from just before the program is started, and an output's time is
//! taken as soon as it is read, before it is interpreted.
//!
//! Include it as `pub mod terminal;` with a `#[path]`: each user calls a part of it only.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "it stands outside the program: it may look at the clock, and a failure here is the failure of a test"
)]

mod keys;
mod modes;

use std::ffi::OsStr;
#[cfg(unix)]
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use portable_pty::{Child, ChildKiller, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::{Parser, Screen};

/// How long any wait may take before it fails. Generous: only a failing test pays it.
pub const DEADLINE: Duration = Duration::from_secs(15);

/// How long a program gets to end by itself, and its last words to arrive.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long a question has to stand before a key is taken for its answer, and a little more.
const READ: Duration = Duration::from_millis(350);

/// What to start, with which size and surroundings.
pub struct Program {
    command: CommandBuilder,
    size: PtySize,
    background: Option<&'static str>,
    state: TempDir,
}

impl Program {
    /// A program at 120 columns and 40 rows, in `/`, with nothing in its environment but the terminal's type, a plain
    /// search path, a home that does not exist, and an empty folder of its own for state.
    pub fn new(path: impl AsRef<OsStr>) -> Self {
        let mut command = CommandBuilder::new(path);
        command.env_clear();
        command.cwd("/");
        let state = TempDir::new().expect("a folder can be made");
        let place = state.path().to_owned();
        let program = Self { command, size: size(40, 120), background: Some("rgb:1010/1010/1010"), state };
        program
            .env("XDG_STATE_HOME", place)
            .env("TERM", "xterm-256color")
            .env("COLORTERM", "truecolor")
            .env("LANG", "C.UTF-8")
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("SHELL", "/bin/sh")
            .env("HOME", "/nonexistent")
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets one variable of the environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets the state folder, for programs that follow one another.
    #[must_use]
    pub fn state(self, directory: &Path) -> Self {
        self.env("XDG_STATE_HOME", directory)
    }

    /// Sets the home directory.
    #[must_use]
    pub fn home(self, directory: &Path) -> Self {
        self.env("HOME", directory)
    }

    /// Sets the directory to start in; it must exist.
    #[must_use]
    pub fn directory(mut self, directory: &Path) -> Self {
        self.command.cwd(directory);
        self
    }

    /// Sets what the terminal answers when it is asked for its background; nothing, and it does not answer.
    #[must_use]
    pub fn background(mut self, colour: Option<&'static str>) -> Self {
        self.background = colour;
        self
    }

    /// Sets the size of the terminal.
    #[must_use]
    pub fn size(mut self, rows: u16, columns: u16) -> Self {
        self.size = size(rows, columns);
        self
    }

    /// Opens a terminal and starts the program in it.
    pub fn start(self) -> Terminal {
        let pair = native_pty_system().openpty(self.size).expect("a pty can be opened");
        let reader = pair.master.try_clone_reader().expect("the pty can be read");
        let writer = pair.master.take_writer().expect("the pty can be written");
        let settings_found = settings(&*pair.master);
        let parser = Parser::new_with_callbacks(
            cells(self.size.rows),
            cells(self.size.cols),
            0,
            Answers { said: Vec::new(), background: self.background },
        );

        let started = Instant::now();
        let child = pair.slave.spawn_command(self.command).expect("the program can be started");
        let shared =
            Arc::new(Shared { started, state: Mutex::new(State::new(parser)), changed: Condvar::new() });
        // Only the program holds the other side from here on, so that its end is the end of the output.
        drop(pair.slave);

        let pid = child.process_id().expect("a process that was just started has an id");
        let killer = child.clone_killer();
        let (typing, typed) = mpsc::channel();
        let answering = typing.clone();
        thread::spawn({
            let shared = Arc::clone(&shared);
            move || read(&shared, reader, &answering)
        });
        thread::spawn({
            let shared = Arc::clone(&shared);
            move || write(&shared, writer, &typed)
        });
        thread::spawn({
            let shared = Arc::clone(&shared);
            move || await_end(&shared, child)
        });
        Terminal { shared, typing, master: pair.master, killer, pid, settings_found, _state: self.state }
    }
}

/// A running program and the screen before it. Dropping it ends the program, and no other.
pub struct Terminal {
    shared: Arc<Shared>,
    typing: Sender<Vec<u8>>,
    master: Box<dyn MasterPty + Send>,
    killer: Box<dyn ChildKiller + Send + Sync>,
    pid: u32,
    settings_found: String,
    _state: TempDir,
}

/// One piece of output: when it was read, and how much had been read with it since the start.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// Counted from the start of the program.
    pub at: Duration,
    /// Where the piece ends in [`Terminal::raw`].
    pub end: usize,
}

/// What came back for a key.
#[derive(Clone, Copy, Debug)]
pub struct Reaction {
    /// From the key to the first byte of output.
    pub first: Duration,
    /// From the key to the last one.
    pub last: Duration,
    /// How many there were.
    pub bytes: usize,
}

/// Waits until something outside of the screen is so.
#[track_caller]
pub fn until(what: &str, holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < DEADLINE, "{what} did not come");
        thread::yield_now();
    }
}

/// Waiting.
impl Terminal {
    /// Waits until the text stands somewhere on the screen; a line break in it is one on the screen. Returns the time
    /// from the start of the program to the output that put it there.
    #[track_caller]
    pub fn wait_for(&self, text: &str) -> Duration {
        self.wait(&format!("{text:?} is not on the screen"), |state| {
            shows(state.parser.screen(), text).then_some(state.at())
        })
    }

    /// Waits until the text stands nowhere on the screen.
    #[track_caller]
    pub fn wait_gone(&self, text: &str) -> Duration {
        self.wait(&format!("{text:?} is still on the screen"), |state| {
            (!shows(state.parser.screen(), text)).then_some(state.at())
        })
    }

    /// Waits until the screen is as described. Returns the time from the start to the output that made it so.
    #[track_caller]
    pub fn wait_until(&self, holds: impl Fn(&Screen) -> bool) -> Duration {
        self.wait("the screen is not what was waited for", |state| {
            holds(state.parser.screen()).then_some(state.at())
        })
    }

    /// Waits for the end of the program and of its output. Returns the exit code, or 128 and the number of the signal
    /// that ended it.
    #[track_caller]
    pub fn wait_exit(&self) -> i32 {
        let code = self.wait("the program has not ended", |state| state.exit);
        // Something that it started may keep the terminal open for longer; that is no reason to fail.
        drop(self.shared.wait_at_most(FAREWELL, |state| state.silent));
        code
    }

    /// Waits until nothing has been written for this long. For measuring: a test waits for what it wants to see.
    pub fn wait_quiet(&self, quiet: Duration) {
        let deadline = Instant::now() + DEADLINE;
        let mut written = self.shared.lock().raw.len();
        while Instant::now() < deadline {
            let (state, more) = self.shared.wait_at_most(quiet, |state| state.raw.len() > written);
            if !more {
                return;
            }
            written = state.raw.len();
        }
    }

    /// Waits for a text, and for as long as keys may be held back that were typed before it came up.
    #[track_caller]
    pub fn read(&self, text: &str) {
        self.wait_for(text);
        self.wait_quiet(READ);
    }

    /// Reads a question and answers it.
    #[track_caller]
    pub fn answer(&self, question: &str, keys: &str) {
        self.read(question);
        self.keys(keys);
    }

    /// Types, and waits for what is written in return until nothing has followed for as long as `quiet`. `None` if
    /// there is no reaction within a second.
    pub fn reaction(&self, keys: &str, quiet: Duration) -> Option<Reaction> {
        let before = self.shared.lock().raw.len();
        self.keys(keys);
        let (state, reacted) =
            self.shared.wait_at_most(Duration::from_secs(1), |state| state.raw.len() > before);
        drop(state);
        if !reacted {
            return None;
        }
        self.wait_quiet(quiet);
        let state = self.shared.lock();
        let first = state.arrivals.iter().find(|arrival| arrival.end > before)?.at;
        let since = |at: Duration| at.saturating_sub(state.typed);
        Some(Reaction { first: since(first), last: since(state.at()), bytes: state.raw.len() - before })
    }

    #[track_caller]
    fn wait<T>(&self, complaint: &str, ready: impl Fn(&State) -> Option<T>) -> T {
        let (state, _) =
            self.shared.wait_at_most(DEADLINE, |state| state.is_over() || ready(state).is_some());
        if let Some(found) = ready(&state) {
            return found;
        }
        let program = match state.exit {
            Some(code) => format!("the program ended with {code}"),
            None => format!("the program is still running after {:?}", self.shared.started.elapsed()),
        };
        let screen = text(state.parser.screen());
        drop(state);
        panic!("{complaint}; {program}. The screen:\n{screen}");
    }
}

/// Acting.
impl Terminal {
    /// Types, one key after the other: `ab<Enter><C-s><Esc><S-Tab><C-Left><lt>`.
    ///
    /// Esc is sent in its unambiguous form, `CSI 27 u`, because its lone byte and a key right behind it are Alt and that
    /// key. The lone byte is `<C-[>`; wait for what it does before typing on.
    pub fn keys(&self, keys: &str) {
        for bytes in keys::encode(keys) {
            self.send(bytes);
        }
    }

    /// Types, and all of it comes at once.
    pub fn at_once(&self, keys: &str) {
        self.send(keys::encode(keys).concat());
    }

    /// Types, and presses and releases the left mouse button over a cell, all of it at once.
    pub fn at_once_and_click(&self, keys: &str, row: u16, column: u16) {
        let mut bytes = keys::encode(keys).concat();
        for action in ['M', 'm'] {
            bytes.extend(format!("\x1b[<0;{};{}{action}", column + 1, row + 1).into_bytes());
        }
        self.send(bytes);
    }

    /// Pastes as terminals do: in brackets where the program asked for them, else as if typed.
    pub fn paste(&self, text: &str) {
        let bracketed = self.look(Screen::bracketed_paste);
        let bytes = if bracketed {
            format!("\x1b[200~{text}\x1b[201~")
        } else {
            text.replace("\r\n", "\r").replace('\n', "\r")
        };
        self.send(bytes.into_bytes());
    }

    /// Presses and releases the left mouse button over a cell, both counted from 0.
    pub fn click(&self, row: u16, column: u16) {
        for action in ['M', 'm'] {
            self.send(format!("\x1b[<0;{};{}{action}", column + 1, row + 1).into_bytes());
        }
    }

    /// Tells of the mouse over a cell, both counted from 0: the number of a button, 32 more while it is moved, 64 and 65 for
    /// the wheel; pressed or let go.
    pub fn mouse(&self, button: u8, row: u16, column: u16, pressed: bool) {
        let action = if pressed { 'M' } else { 'm' };
        self.send(format!("\x1b[<{button};{};{}{action}", column + 1, row + 1).into_bytes());
    }

    /// Changes the size of the terminal; the program is told by the system.
    pub fn resize(&self, rows: u16, columns: u16) {
        self.shared.lock().parser.set_size(cells(rows), cells(columns));
        self.master.resize(size(rows, columns)).expect("the pty can be resized");
    }

    /// Sends a signal by its name without the `SIG`: `TERM`, `INT`, `HUP`, `TSTP`, `CONT`, `KILL`.
    pub fn signal(&self, name: &str) {
        assert!(self.shared.lock().exit.is_none(), "SIG{name} has no receiver: the program has ended");
        assert!(kill(self.pid, name), "SIG{name} cannot be sent");
    }

    fn send(&self, bytes: Vec<u8>) {
        // Nobody listens any more once the program is gone; what a test then waits for says so better.
        _ = self.typing.send(bytes);
    }
}

/// Looking.
impl Terminal {
    /// The screen's text, row by row, without trailing blanks.
    pub fn screen(&self) -> String {
        self.look(text)
    }

    /// One row of the screen, counted from 0, without trailing blanks; empty below the last.
    pub fn row(&self, row: usize) -> String {
        self.look(|screen| rows(screen).nth(row).unwrap_or_default())
    }

    /// The cursor's row and column, counted from 0; `None` while it is hidden.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        self.look(|screen| (!screen.hide_cursor()).then(|| screen.cursor_position()))
    }

    /// The cell at which the text first starts within one row, as row and column counted from 0.
    pub fn find(&self, text: &str) -> Option<(u16, u16)> {
        self.look(|screen| {
            let width = screen.size().1.get();
            let inside_wide =
                |row, column| screen.cell(row, column).is_some_and(vt100::Cell::is_wide_continuation);
            let starts = |column| {
                let tails = (0_u16..).zip(screen.rows(column, width - column));
                let mut starting =
                    tails.filter(|(row, tail)| tail.starts_with(text) && !inside_wide(*row, column));
                starting.next().map(|(row, _)| (row, column))
            };
            (0..width).filter_map(starts).min()
        })
    }

    /// Anything else about the screen: colours, attributes, modes.
    pub fn look<T>(&self, at: impl FnOnce(&Screen) -> T) -> T {
        at(self.shared.lock().parser.screen())
    }

    /// Every byte that the program has written so far.
    pub fn raw(&self) -> Vec<u8> {
        self.shared.lock().raw.clone()
    }

    /// The pieces in which those bytes came.
    pub fn arrivals(&self) -> Vec<Arrival> {
        self.shared.lock().arrivals.clone()
    }

    /// The piece of output after which the screen was first like this: the output is gone through once more, in a
    /// terminal of today's size.
    pub fn first(&self, holds: impl Fn(&Screen) -> bool) -> Option<usize> {
        let state = self.shared.lock();
        let (rows, columns) = state.parser.screen().size();
        let mut again = Parser::new(rows, columns, 0);
        let mut from = 0;
        state.arrivals.iter().position(|arrival| {
            again.process(state.raw.get(from..arrival.end).unwrap_or_default());
            from = arrival.end;
            holds(again.screen())
        })
    }

    /// What the program has switched on in the terminal and not off again; empty after a good end.
    pub fn modes_left_on(&self) -> Vec<&'static str> {
        modes::left_on(&self.shared.lock().raw)
    }

    /// The line settings (echo, line editing, special characters) as they are now.
    pub fn settings(&self) -> String {
        settings(&*self.master)
    }

    /// The line settings before the program was started, to compare with [`Terminal::settings`].
    pub fn settings_found(&self) -> &str {
        &self.settings_found
    }

    /// The time since just before the program was started, as all times here are counted.
    pub fn elapsed(&self) -> Duration {
        self.shared.started.elapsed()
    }

    /// The program's process id.
    pub fn pid(&self) -> u32 {
        self.pid
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.shared.lock().exit.is_some() {
            return;
        }
        // It hangs up, as a window that is closed does; a program that does not mind is then ended without a question.
        _ = self.killer.kill();
        let (state, ended) = self.shared.wait_at_most(FAREWELL, |state| state.exit.is_some());
        drop(state);
        if !ended && kill(self.pid, "KILL") {
            drop(self.shared.wait_at_most(FAREWELL, |state| state.exit.is_some()));
        }
    }
}

struct Shared {
    started: Instant,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: Parser<Answers>,
    raw: Vec<u8>,
    arrivals: Vec<Arrival>,
    /// When the last key was handed over, counted from the start.
    typed: Duration,
    /// The output has ended: nobody holds the other side of the pty.
    silent: bool,
    exit: Option<i32>,
}

impl Shared {
    /// A test that fails inside a closure may leave the lock poisoned; the state is still sound.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it holds, and says whether it does.
    fn wait_at_most(&self, limit: Duration, holds: impl Fn(&State) -> bool) -> (MutexGuard<'_, State>, bool) {
        let waited = self.changed.wait_timeout_while(self.lock(), limit, |state| !holds(state));
        let (state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        (state, !timeout.timed_out())
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }
}

impl State {
    fn new(parser: Parser<Answers>) -> Self {
        Self {
            parser,
            raw: Vec::new(),
            arrivals: Vec::new(),
            typed: Duration::ZERO,
            silent: false,
            exit: None,
        }
    }

    /// When the last output came.
    fn at(&self) -> Duration {
        self.arrivals.last().map_or(Duration::ZERO, |arrival| arrival.at)
    }

    fn is_over(&self) -> bool {
        self.silent && self.exit.is_some()
    }
}

fn read(shared: &Shared, mut pty: Box<dyn Read + Send>, answering: &Sender<Vec<u8>>) {
    let mut buffer = vec![0; 1 << 16];
    loop {
        let bytes = match pty.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Ok(count @ 1..) => buffer.get(..count).unwrap_or_default(),
            _ => break,
        };
        let at = shared.started.elapsed();
        shared.change(|state| {
            state.raw.extend_from_slice(bytes);
            state.arrivals.push(Arrival { at, end: state.raw.len() });
            state.parser.process(bytes);
            for answer in state.parser.callbacks_mut().said.drain(..) {
                _ = answering.send(answer.into_bytes());
            }
        });
    }
    shared.change(|state| state.silent = true);
}

/// Its own thread, because a program that does not read makes a long paste wait, and its output must still be read.
fn write(shared: &Shared, mut pty: Box<dyn Write + Send>, typed: &Receiver<Vec<u8>>) {
    for bytes in typed {
        shared.lock().typed = shared.started.elapsed();
        if pty.write_all(&bytes).and_then(|()| pty.flush()).is_err() {
            return;
        }
    }
}

fn await_end(shared: &Shared, child: Box<dyn Child>) {
    let child = child.downcast::<std::process::Child>();
    #[cfg(unix)]
    let code = child.ok().and_then(|mut child| child.wait().ok()).map(|status| {
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        status.code().or(signal.map(|number| 128 + number)).unwrap_or(-1)
    });
    #[cfg(not(unix))]
    let code =
        child.err().and_then(|mut child| child.wait().ok()).map(|status| status.exit_code().cast_signed());
    shared.change(|state| state.exit = Some(code.unwrap_or(-1)));
}

/// What a terminal says when it is asked, so that a program which asks at its start does not wait in vain. Collected
/// while the output is read, and sent after.
#[derive(Default)]
struct Answers {
    said: Vec<String>,
    background: Option<&'static str>,
}

impl vt100::Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut Screen,
        i1: Option<u8>,
        i2: Option<u8>,
        params: &[&[u16]],
        last: char,
    ) {
        let first = params.first().and_then(|param| param.first()).copied().unwrap_or(0);
        let answer = match (i1, i2, first, last) {
            // Who are you (a VT220 with colours), and which version?
            (None, None, 0, 'c') => "\x1b[?62;22c".to_owned(),
            (Some(b'>'), None, 0, 'c') => "\x1b[>1;10;0c".to_owned(),
            // Are you well, and where is the cursor?
            (None, None, 5, 'n') => "\x1b[0n".to_owned(),
            (None, None, 6, 'n') => {
                let (row, column) = screen.cursor_position();
                format!("\x1b[{};{}R", row + 1, column + 1)
            }
            // Which keyboard enhancements are on? None, but they are known. And this mode? Not known.
            (Some(b'?'), None, _, 'u') => "\x1b[?0u".to_owned(),
            (Some(b'?'), Some(b'$'), mode, 'p') => format!("\x1b[?{mode};0$y"),
            _ => return,
        };
        self.said.push(answer);
    }

    fn unhandled_osc(&mut self, _: &mut Screen, params: &[&[u8]]) {
        // Which colours are the text and the background? Light grey on near black.
        match params {
            [b"10", b"?"] => self.said.push("\x1b]10;rgb:d0d0/d0d0/d0d0\x1b\\".to_owned()),
            [b"11", b"?"] => {
                self.said.extend(self.background.map(|colour| format!("\x1b]11;{colour}\x1b\\")));
            }
            _ => {}
        }
    }
}

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a terminal has at least one row and one column")
}

fn rows(screen: &Screen) -> impl Iterator<Item = String> {
    let (_, width) = screen.size();
    screen.rows(0, width.get()).map(|row| row.trim_end().to_owned())
}

fn text(screen: &Screen) -> String {
    rows(screen).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

fn shows(screen: &Screen, wanted: &str) -> bool {
    text(screen).contains(wanted)
}

/// Through a shell, which has this on every Unix; without unsafe code there is no shorter way.
fn kill(pid: u32, signal: &str) -> bool {
    let script = r#"kill -s "$1" "$2""#;
    let sent =
        std::process::Command::new("/bin/sh").args(["-c", script, "sh", signal, &pid.to_string()]).status();
    sent.is_ok_and(|status| status.success())
}

#[cfg(unix)]
fn settings(master: &dyn MasterPty) -> String {
    let mut all = String::new();
    if let Some(line) = master.get_termios() {
        _ = writeln!(all, "input: {:?}\noutput: {:?}", line.input_flags, line.output_flags);
        _ = writeln!(all, "control: {:?}\nlocal: {:?}", line.control_flags, line.local_flags);
        _ = writeln!(all, "characters: {:?}", line.control_chars);
    }
    all
}

#[cfg(not(unix))]
fn settings(_: &dyn MasterPty) -> String {
    String::new()
}
