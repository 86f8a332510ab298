//! The terminal: taken once, given back on every path, also when the program ends by a bug.

use crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEventKind, KeyModifiers,
};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};
use std::cell::Cell;
use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// Room for a whole frame, so that each goes out in one write.
const ROOM: usize = 64 * 1024;

/// Set while the terminal is ours.
static TAKEN: AtomicBool = AtomicBool::new(false);

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
}

/// Passes a frame on as a whole. The backend flushes after the cells and again after each step of the cursor; held,
/// these wait for the end of the frame.
#[derive(Debug)]
struct Whole {
    out: BufWriter<Stdout>,
    held: Rc<Cell<bool>>,
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.get() { Ok(()) } else { self.out.flush() }
    }
}

impl Screen {
    /// Takes the terminal: raw mode, the alternate screen, bracketed paste. `told` is told the place of a bug, on
    /// whichever thread it is met.
    ///
    /// # Errors
    /// When there is no terminal to take. It is then as it was.
    pub fn take(told: fn(String)) -> io::Result<Self> {
        install_panic_hook(told);
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let held = Rc::new(Cell::new(false));
        let out = Whole { out: BufWriter::with_capacity(ROOM, stdout()), held: held.clone() };
        // A plain console has no alternate screen, and some terminals have theirs turned off: what stood there goes.
        let taken = execute!(stdout(), EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste)
            .and_then(|()| Terminal::new(CrosstermBackend::new(out)));
        taken.map(|terminal| Self { terminal, held }).inspect_err(|_| give_back())
    }

    /// Draws a frame, which goes out in one write.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let _frame = FRAME.lock().unwrap_or_else(PoisonError::into_inner);
        if !TAKEN.load(Ordering::SeqCst) {
            // Another thread has met a bug: what is drawn now would stand among the last lines.
            return Ok(());
        }
        DRAWING.set(true);
        self.held.set(true);
        let drawn = self.terminal.draw(draw).map(|_| ());
        self.held.set(false);
        let drawn = drawn.and(self.terminal.backend_mut().flush());
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
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        execute!(stdout(), EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste)?;
        while event::poll(Duration::ZERO)? {
            event::read()?;
        }
        self.terminal.clear()
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

/// Reads a line from the terminal without showing it, up to a number of bytes; none when it was called off.
///
/// # Errors
/// When the terminal cannot be read.
pub fn read_unseen(longest: usize) -> io::Result<Option<Zeroizing<String>>> {
    struct Raw;
    impl Drop for Raw {
        fn drop(&mut self) {
            // There is nobody left to tell when this fails: the terminal is gone.
            let _ = disable_raw_mode();
        }
    }
    enable_raw_mode()?;
    let _raw = Raw;
    // Of this size from the beginning: a buffer that grows leaves copies behind.
    let mut line = Zeroizing::new(String::with_capacity(longest + 4));
    loop {
        let Event::Key(key) = event::read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => return Ok(Some(line)),
            KeyCode::Char('j' | 'm') if ctrl => return Ok(Some(line)),
            KeyCode::Esc => return Ok(None),
            KeyCode::Char('c' | 'd') if ctrl => return Ok(None),
            KeyCode::Char('u') if ctrl => line.clear(),
            KeyCode::Backspace => drop(line.pop()),
            KeyCode::Char(letter) if !ctrl && line.len() + letter.len_utf8() <= longest => line.push(letter),
            _ => {}
        }
    }
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
        let _ = execute!(stdout(), DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
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
