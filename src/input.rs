//! Lines that are typed. One is read when it is asked for and not before, on a thread of its own, so that a signal or an
//! answer of the server need not wait for it.

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use std::io::{BufRead, IsTerminal, Read, Write, stderr, stdin};
use std::sync::mpsc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zeroize::Zeroizing;

/// How a line is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As the terminal shows it.
    Seen,
    /// Without an echo.
    Unseen,
}

/// What was typed.
pub enum Typed {
    /// A line, without its end.
    Line(Zeroizing<String>),
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
    let mut bytes = Zeroizing::new(Vec::new());
    match stdin().lock().read_until(b'\n', &mut bytes) {
        Ok(1..) => {
            if bytes.last() == Some(&b'\n') {
                bytes.pop();
            }
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            Typed::Line(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
        }
        Ok(0) | Err(_) => Typed::End,
    }
}

/// The terminal shows nothing of it, and gives each key as it comes.
fn unseen() -> Typed {
    if enable_raw_mode().is_err() {
        return Typed::Broken;
    }
    let typed = keys();
    show_again();
    drop(writeln!(stderr()));
    typed
}

/// Lets the terminal show what is typed, whatever was asked last.
pub fn show_again() {
    drop(disable_raw_mode());
}

fn keys() -> Typed {
    let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
    let mut input = stdin().lock();
    loop {
        let mut byte = [0];
        if !matches!(input.read(&mut byte), Ok(1)) {
            return Typed::End;
        }
        match byte {
            [b'\r' | b'\n'] => {
                return Typed::Line(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()));
            }
            [3] => return Typed::Broken,
            [4] if bytes.is_empty() => return Typed::End,
            // Backspace: back over one character, however many bytes it has.
            [8 | 127] => while bytes.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {},
            // ctrl-u
            [21] => bytes.clear(),
            [0..32] => {}
            [byte] => bytes.push(byte),
        }
    }
}
