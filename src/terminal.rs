//! The terminal: taken once, given back on every path, also when the program ends by a bug.

pub mod claims;
mod sequences;

use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::backend::{self, Backend as _, CrosstermBackend};
use ratatui::{Frame, Terminal};
use sequences::{BEGIN_FRAME, BRING_TITLE_BACK, END_FRAME, LeaveMouse, PUT_TITLE_ASIDE, TakeMouse};
use std::cell::Cell;
use std::io::{self, Write, stdout};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Room for a whole frame, so that each goes out in one write.
const ROOM: usize = 64 * 1024;

/// A frame of fewer bytes arrives as a whole anyway.
const SMALL: usize = 256;

/// Set while the terminal is ours.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Set while the mouse is, too.
static MOUSE: AtomicBool = AtomicBool::new(false);
/// Set while the window has a title of ours.
static TITLE: AtomicBool = AtomicBool::new(false);

/// Held while a frame is written, so that no other thread gives the terminal back in the middle of one.
static FRAME: Mutex<()> = Mutex::new(());

thread_local! {
    /// This thread is writing a frame: should that meet a bug, nobody is to be waited for.
    static DRAWING: Cell<bool> = const { Cell::new(false) };
}

/// The terminal while it is ours. Dropping it gives it back.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Whole>>,
    held: Rc<Cell<bool>>,
    manners: Manners,
    /// The title that was set last.
    title: Option<String>,
}

/// What a terminal can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manners {
    /// It may draw what it does not understand, so it is told no more than it has to be.
    pub plain: bool,
}

/// Passes a frame on as a whole. The backend flushes after the cells and again after each step of the cursor; held,
/// these wait for the end of the frame.
#[derive(Debug)]
struct Whole {
    bytes: Vec<u8>,
    held: Rc<Cell<bool>>,
    /// The terminal can be told where a frame begins and ends.
    marks: bool,
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.get() {
            return Ok(());
        }
        if self.marks && self.bytes.len() > SMALL {
            self.bytes.splice(0..0, BEGIN_FRAME.iter().copied());
            self.bytes.extend_from_slice(END_FRAME);
        }
        let mut out = stdout().lock();
        // What could not be written is not for later: the terminal is gone, or has been given back.
        let written = out.write_all(&self.bytes).and_then(|()| out.flush());
        self.bytes.clear();
        written
    }
}

impl Screen {
    /// Takes the terminal: raw mode, the alternate screen, bracketed paste. `told` is told the place of a bug, on
    /// whichever thread it is met.
    ///
    /// # Errors
    /// When there is no terminal to take. It is then as it was.
    pub fn take(told: fn(String), manners: Manners) -> io::Result<Self> {
        install_panic_hook(told);
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let held = Rc::new(Cell::new(false));
        let bytes = Vec::with_capacity(ROOM);
        let out = Whole { bytes, held: held.clone(), marks: !manners.plain };
        // A plain console has no alternate screen, and some terminals have theirs turned off: what stood there goes.
        let taken = execute!(stdout(), EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste)
            .and_then(|()| Terminal::new(CrosstermBackend::new(out)));
        let screen = taken.map(|terminal| Self { terminal, held, manners, title: None });
        screen.inspect_err(|_| give_back())
    }

    /// Draws a frame, which goes out in one write. `anew`: nothing of the last one is taken to be there still.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn draw(&mut self, anew: bool, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let _frame = FRAME.lock().unwrap_or_else(PoisonError::into_inner);
        if !TAKEN.load(Ordering::SeqCst) {
            // Another thread has met a bug: what is drawn now would stand among the last lines.
            return Ok(());
        }
        DRAWING.set(true);
        self.held.set(true);
        let cleared = if anew { self.forget() } else { Ok(()) };
        let drawn = cleared.and_then(|()| self.terminal.draw(draw).map(|_| ()));
        self.held.set(false);
        let drawn = drawn.and(Write::flush(self.terminal.backend_mut()));
        DRAWING.set(false);
        drawn
    }

    /// Gives the terminal to another program, until [`Screen::take_back`].
    pub fn lend(&mut self) {
        give_back();
    }

    /// Takes the terminal again. Keys that were pressed for the other program and not read by it are dropped.
    ///
    /// # Errors
    /// When the terminal cannot be had any more.
    pub fn take_back(&mut self) -> io::Result<()> {
        self.take_again()?;
        #[cfg(unix)]
        rustix::termios::tcflush(stdout(), rustix::termios::QueueSelector::IFlush)?;
        while event::poll(Duration::ZERO)? {
            event::read()?;
        }
        Ok(())
    }

    /// Takes the terminal again, in whatever state it is.
    ///
    /// # Errors
    /// When the terminal cannot be had any more.
    pub fn take_again(&mut self) -> io::Result<()> {
        if TAKEN.load(Ordering::SeqCst) {
            // It was taken from us meanwhile, by a stop that cannot be heard. What the library knows of it is old.
            disable_raw_mode()?;
        }
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        MOUSE.store(false, Ordering::SeqCst);
        // The window's own title, where it is still put aside, must not have ours put on top.
        self.title = None;
        execute!(stdout(), EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste)?;
        self.forget()
    }

    /// Clears the screen for a whole frame. The library's own way would ask for the cursor, and wait for an answer among
    /// the keys.
    fn forget(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().clear_region(backend::ClearType::All)?;
        self.terminal.swap_buffers();
        Ok(())
    }

    /// Takes the mouse, or leaves it to the terminal. Says so only when it changes.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn mouse(&mut self, wanted: bool) -> io::Result<()> {
        let _frame = FRAME.lock().unwrap_or_else(PoisonError::into_inner);
        if !TAKEN.load(Ordering::SeqCst) || MOUSE.swap(wanted, Ordering::SeqCst) == wanted {
            return Ok(());
        }
        if wanted { execute!(stdout(), TakeMouse) } else { execute!(stdout(), LeaveMouse) }
    }

    /// Gives the window a title. Says so only when it changes. The text has no control characters.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn title(&mut self, text: &str) -> io::Result<()> {
        let _frame = FRAME.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = TAKEN.load(Ordering::SeqCst) && !self.manners.plain;
        if !ours || self.title.as_deref() == Some(text) {
            return Ok(());
        }
        let mut said = sequences::title(text);
        if !TITLE.swap(true, Ordering::SeqCst) {
            said.insert_str(0, PUT_TITLE_ASIDE);
        }
        self.title = Some(text.to_owned());
        let mut out = stdout().lock();
        out.write_all(said.as_bytes())?;
        out.flush()
    }
}

/// Writes something that is not for the screen, such as a text for the terminal's clipboard, between two frames.
///
/// # Errors
/// When the terminal cannot be written, or is not ours.
pub fn say_aside(sequence: &str) -> io::Result<()> {
    let _frame = FRAME.lock().unwrap_or_else(PoisonError::into_inner);
    if !TAKEN.load(Ordering::SeqCst) {
        return Err(io::Error::other("it is not ours"));
    }
    let mut out = stdout().lock();
    out.write_all(sequence.as_bytes())?;
    out.flush()
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back, once.
fn give_back() {
    let _frame = (!DRAWING.get()).then(|| FRAME.lock().unwrap_or_else(PoisonError::into_inner));
    if TAKEN.swap(false, Ordering::SeqCst) {
        // There is nobody left to tell when this fails: the terminal is gone.
        if MOUSE.swap(false, Ordering::SeqCst) {
            let _ = execute!(stdout(), LeaveMouse);
        }
        if TITLE.swap(false, Ordering::SeqCst) {
            let _ = stdout().write_all(BRING_TITLE_BACK.as_bytes());
        }
        // Where there is no other screen to go back to, what is told now would stand among the remains of this one.
        let wiped = execute!(stdout(), Clear(ClearType::All), cursor::MoveTo(0, 0));
        let left = execute!(stdout(), DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
        let _ = wiped.and(left);
        let _ = disable_raw_mode();
    }
}

/// A bug ends the program: the terminal is given back first, and only the place is told, since a panic's own message
/// may quote what was being edited.
fn install_panic_hook(told: fn(String)) {
    std::panic::set_hook(Box::new(move |info| {
        give_back();
        told(info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string));
    }));
}
