//! Lines that are typed. One is read when it is asked for and not before, on a thread of its own, so that a signal or an
//! answer of the server need not wait for it.

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use std::io::{BufRead, IsTerminal, Write, stderr, stdin};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zeroize::Zeroizing;

/// The longest line that is typed without an echo, in bytes. Its buffer has this size from the beginning: one that grows
/// leaves copies behind.
const LONGEST: usize = 16 * 1024;

/// How a line is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As the terminal shows it.
    Seen,
    /// Without an echo: [`hide`] comes before the question.
    Unseen,
}

/// What was typed.
pub enum Typed {
    /// A line, without its end.
    Line(Zeroizing<String>),
    /// A line that cannot be taken, and why.
    Refused(&'static str),
    /// Nothing more will come.
    End,
    /// What was asked unseen was broken off with ctrl-c.
    Broken,
}

/// Whoever reads the lines.
pub struct Input {
    ask: mpsc::Sender<How>,
    /// What was typed, one for each that was asked for.
    pub typed: UnboundedReceiver<Typed>,
}

impl Input {
    /// Reads nothing yet.
    #[expect(
        clippy::disallowed_methods,
        reason = "reading a line blocks, and the thread waits for nothing else"
    )]
    pub fn new() -> Self {
        let (ask, asked) = mpsc::channel();
        let (typing, typed) = unbounded_channel();
        std::thread::spawn(move || read_on(&asked, &typing));
        Self { ask, typed }
    }

    /// Asks for a line, which then comes.
    pub fn ask(&self, how: How) {
        // The thread ends with the program only.
        let _ = self.ask.send(how);
    }
}

impl Default for Input {
    fn default() -> Self {
        Self::new()
    }
}

fn read_on(asked: &mpsc::Receiver<How>, typing: &UnboundedSender<Typed>) {
    for how in asked {
        let typed = match how {
            How::Unseen if stdin().is_terminal() => unseen(),
            _ => seen(),
        };
        if typing.send(typed).is_err() {
            return;
        }
    }
}

fn seen() -> Typed {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST));
    match stdin().lock().read_until(b'\n', &mut bytes) {
        Ok(1..) => {
            if bytes.last() == Some(&b'\n') {
                bytes.pop();
            }
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            text(&mut bytes)
        }
        Ok(0) | Err(_) => Typed::End,
    }
}

fn text(bytes: &mut Vec<u8>) -> Typed {
    match String::from_utf8(std::mem::take(bytes)) {
        Ok(line) => Typed::Line(Zeroizing::new(line)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Typed::Refused("What was typed is no UTF-8 text, and was not taken.")
        }
    }
}

/// The terminal shows nothing of what is typed, because of a question that is not answered yet.
static HIDDEN: Mutex<bool> = Mutex::new(false);

fn hidden() -> MutexGuard<'static, bool> {
    HIDDEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From here on the terminal shows nothing of what is typed, and what was typed before is forgotten: it was no answer to a
/// question that is yet to be asked. Returns false where there is no terminal. Until the line has come, a line that is
/// written ends with `\r\n`.
pub fn hide() -> bool {
    let mut hidden = hidden();
    *hidden = stdin().is_terminal() && enable_raw_mode().is_ok();
    if *hidden {
        forget_typed();
    }
    *hidden
}

/// The terminal shows nothing already: were it told so here, that could come after it was given back.
fn unseen() -> Typed {
    let typed = keys();
    // The rest of a paste of several lines may be a secret as well, and would be taken for a command.
    forget_typed();
    show_again();
    drop(writeln!(stderr()));
    typed
}

/// Lets the terminal show what is typed, whatever was asked last.
pub fn show_again() {
    *hidden() = false;
    drop(disable_raw_mode());
}

/// Gives the terminal back as it was, for the time of a stop.
pub fn lend() {
    let _hidden = hidden();
    drop(disable_raw_mode());
}

/// After a stop: where the question is still open, the terminal shows nothing again. Whoever had it meanwhile left it as
/// they like, so what the library knows of it is old.
pub fn take_back() {
    if *hidden() {
        drop(disable_raw_mode());
        drop(enable_raw_mode());
    }
}

#[cfg(unix)]
fn forget_typed() {
    // There is nobody left to tell when this fails: the terminal is gone.
    let _ = rustix::termios::tcflush(stdin(), rustix::termios::QueueSelector::IFlush);
}

#[cfg(not(unix))]
fn forget_typed() {
    use crossterm::event::{poll, read};
    while poll(std::time::Duration::ZERO).unwrap_or(false) {
        if read().is_err() {
            return;
        }
    }
}

/// Reads past what the standard library keeps: it would hold on to a secret, and to what [`forget_typed`] is to forget.
#[cfg(unix)]
fn keys() -> Typed {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;
    /// A key that is several bytes brings them together; after this an escape is the key of that name.
    const TOGETHER: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
    let input = stdin();
    let mut line = Hidden::new();
    loop {
        if line.is_after_escape() {
            let mut asked = [PollFd::new(&input, PollFlags::IN)];
            if matches!(poll(&mut asked, Some(&TOGETHER)), Ok(0)) {
                line.was_alone();
            }
        }
        let mut byte = [0];
        match rustix::io::read(&input, &mut byte) {
            Ok(1..) => {}
            Err(Errno::INTR) => continue,
            Ok(0) | Err(_) => return Typed::End,
        }
        if let Some(typed) = line.take(byte[0]) {
            return typed;
        }
    }
}

#[cfg(not(unix))]
fn keys() -> Typed {
    use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
    let mut line = Hidden::new();
    loop {
        let Ok(event) = read() else { return Typed::End };
        let Event::Key(key) = event else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let typed = match key.code {
            KeyCode::Enter => line.take(b'\r'),
            KeyCode::Backspace => line.take(8),
            KeyCode::Char('c') if ctrl => line.take(3),
            KeyCode::Char('d') if ctrl => line.take(4),
            KeyCode::Char('u') if ctrl => line.take(21),
            KeyCode::Char(letter) if !ctrl => {
                letter.encode_utf8(&mut [0; 4]).bytes().find_map(|byte| line.take(byte))
            }
            _ => None,
        };
        if let Some(typed) = typed {
            return typed;
        }
    }
}

/// A line that is typed without an echo, byte by byte.
struct Hidden {
    bytes: Zeroizing<Vec<u8>>,
    within: Within,
    too_long: bool,
}

/// Where one is between letters and keys that are no letters, such as an arrow: `ESC [ D`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Text,
    Escape,
    Sequence { begun: bool },
    LastLetter,
}

impl Hidden {
    fn new() -> Self {
        Self { bytes: Zeroizing::new(Vec::with_capacity(LONGEST)), within: Within::Text, too_long: false }
    }

    #[cfg(unix)]
    fn is_after_escape(&self) -> bool {
        self.within == Within::Escape
    }

    /// The escape was no beginning of anything.
    #[cfg(unix)]
    fn was_alone(&mut self) {
        self.within = Within::Text;
    }

    /// Takes the next byte. Returns what was typed once it is over.
    fn take(&mut self, byte: u8) -> Option<Typed> {
        let within = self.within;
        self.within = match (within, byte) {
            (_, 27) => Within::Escape,
            (Within::Escape, b'[') => Within::Sequence { begun: true },
            // The function keys of a console are `ESC [ [ A`.
            (Within::Escape, b'O') | (Within::Sequence { begun: true }, b'[') => Within::LastLetter,
            (Within::Sequence { .. }, b' '..=b'?') => Within::Sequence { begun: false },
            _ => Within::Text,
        };
        let part_of_a_key = matches!(within, Within::Sequence { .. } | Within::LastLetter) && byte >= b' ';
        if self.within != Within::Text || part_of_a_key {
            return None;
        }
        match byte {
            b'\r' | b'\n' if self.too_long => {
                return Some(Typed::Refused("What was typed is longer than 16 KiB, and was not taken."));
            }
            b'\r' | b'\n' => return Some(text(&mut self.bytes)),
            3 => return Some(Typed::Broken),
            4 if self.bytes.is_empty() => return Some(Typed::End),
            // Backspace: back over one character, however many bytes it has.
            8 | 127 => while self.bytes.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {},
            // ctrl-u
            21 => {
                self.bytes.clear();
                self.too_long = false;
            }
            0..32 => {}
            byte if self.bytes.len() < LONGEST => self.bytes.push(byte),
            _ => self.too_long = true,
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(bytes: &[u8]) -> Result<String, &'static str> {
        let mut line = Hidden::new();
        match bytes.iter().find_map(|byte| line.take(*byte)) {
            Some(Typed::Line(line)) => Ok(line.to_string()),
            Some(Typed::Refused(why)) => Err(why),
            Some(Typed::End) => Err("end"),
            Some(Typed::Broken) => Err("broken"),
            None => Err("goes on"),
        }
    }

    #[test]
    fn keys_that_are_no_letters_leave_nothing_in_a_line_that_is_not_shown() {
        for key in [
            "\x1b[D",
            "\x1b[1;5C",
            "\x1b[3~",
            "\x1bOH",
            "\x1b[[A",
            "\x1b\x1b[B",
            "\x1b[200~",
            "\x1b[?1;2$y",
            "\x01",
            "\t",
        ] {
            assert_eq!(typed(format!("abc{key}def\r").as_bytes()).as_deref(), Ok("abcdef"), "{key:?}");
        }
        assert_eq!(typed("aé漢\x7f\x08b\r".as_bytes()).as_deref(), Ok("ab"));
        assert_eq!(typed(b"abc\x15d\n").as_deref(), Ok("d"));
        assert_eq!(typed(b"abc\x1b[\r").as_deref(), Ok("abc"));
    }

    #[test]
    fn what_cannot_be_taken_as_it_was_typed_is_refused_and_not_mended() {
        assert!(typed(b"ab\xffc\r").unwrap_err().contains("UTF-8"));
        let long = [vec![b'a'; LONGEST + 1], vec![b'\r']].concat();
        assert!(typed(&long).unwrap_err().contains("longer"));
        assert!(typed(&long[1..]).is_ok());
        assert_eq!((typed(b"\x04"), typed(b"a\x04\x03")), (Err("end"), Err("broken")));
    }
}
