//! The clipboard: the system's where there is one on this computer, else the terminal's, by an escape sequence.
//!
//! Over SSH the system's own clipboard would be that of the other computer, so the terminal is asked. It takes a text
//! without an answer (OSC 52), and most terminals refuse to give theirs, so reading needs the system's. Inside of tmux it is
//! tmux that is asked, since it knows its terminal, and it gives back what it was given; GNU screen passes on what is
//! wrapped for it.

use super::tmux;
use crate::terminal;
use crate::terminal::claims::Claims;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Characters of an encoded text that terminals are known to take; xterm and tmux drop longer ones without a word.
const LONGEST: usize = 74_994;
/// Bytes of a wrapped piece that GNU screen takes.
const PIECE: usize = 512;

/// Where copies go.
pub enum Clipboard {
    /// The system's, asked for when it is first needed; the terminal's where there is none.
    System(Mutex<System>, Through),
    /// The terminal's.
    Terminal(Through),
    /// A place of the program's own, for when there is neither.
    Own(Mutex<String>),
}

/// What stands between the program and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    /// Nothing.
    Nothing,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
    /// Nothing that has a clipboard: a console, which may draw what it is told.
    Nowhere,
}

/// What is known of the system's clipboard.
#[derive(Default)]
pub enum System {
    /// It was not needed yet.
    #[default]
    Unasked,
    /// It is there. Kept, since on some systems a text is gone with the program that offers it.
    There(arboard::Clipboard),
    /// There is none.
    None,
}

/// Where a copy went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// To the system's clipboard.
    System,
    /// To the terminal, which does not say whether it took it.
    Terminal,
    /// To a buffer of tmux, which was asked to give it to its terminal as well.
    Tmux,
}

impl fmt::Debug for Clipboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What lies there is nobody's business.
        f.write_str(match self {
            Self::System(..) => "System",
            Self::Terminal(_) => "Terminal",
            Self::Own(_) => "Own",
        })
    }
}

impl Clipboard {
    /// The clipboard of the computer at which the person sits, as far as can be told.
    pub fn of(remote: bool, claims: &Claims) -> Self {
        let through = match (claims.tmux, claims.screen) {
            (true, _) => Through::Tmux,
            (_, true) => Through::Screen,
            _ if claims.is_plain() => Through::Nowhere,
            _ => Through::Nothing,
        };
        if remote { Self::Terminal(through) } else { Self::System(Mutex::default(), through) }
    }

    /// Where a copy goes, in words. Asks the system for its clipboard.
    pub fn route_name(&self) -> &'static str {
        let through = match self {
            Self::System(system, through) => {
                let mut system = system.lock().unwrap_or_else(PoisonError::into_inner);
                if system.ask().is_some() {
                    return "the clipboard of this system";
                }
                through
            }
            Self::Terminal(through) => through,
            Self::Own(_) => return "a place of the program's own",
        };
        match through {
            Through::Nowhere => "nowhere: this terminal has no clipboard",
            Through::Nothing => "the terminal (OSC 52), which does not say whether it takes it",
            Through::Tmux => "tmux (load-buffer -w), which passes it on to its terminal",
            Through::Screen => {
                "the terminal (OSC 52, wrapped for GNU screen), which does not say whether it takes it"
            }
        }
    }

    /// Puts a text there.
    ///
    /// # Errors
    /// A sentence that says why it is not there and what to do instead.
    pub fn put(&self, text: &str) -> Result<Route, String> {
        match self {
            Self::System(system, through) => {
                let mut system = system.lock().unwrap_or_else(PoisonError::into_inner);
                match system.ask().map(|clipboard| clipboard.set_text(text)) {
                    Some(Ok(())) => Ok(Route::System),
                    _ => to_the_terminal(text, *through),
                }
            }
            Self::Terminal(through) => to_the_terminal(text, *through),
            Self::Own(place) => {
                text.clone_into(&mut place.lock().unwrap_or_else(PoisonError::into_inner));
                Ok(Route::System)
            }
        }
    }

    /// The text that lies there.
    ///
    /// # Errors
    /// A sentence that says why it cannot be had and what to do instead.
    pub fn take(&self) -> Result<String, String> {
        let unreachable = "the clipboard cannot be read from here; paste with the terminal's own key instead";
        match self {
            Self::System(system, through) => {
                let mut system = system.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(clipboard) = system.ask() else {
                    return of_tmux(*through).unwrap_or(Err(unreachable.to_owned()));
                };
                clipboard.get_text().map_err(|error| match error {
                    arboard::Error::ContentNotAvailable => "the clipboard holds no text".to_owned(),
                    _ => unreachable.to_owned(),
                })
            }
            Self::Terminal(through) => of_tmux(*through).unwrap_or(Err(unreachable.to_owned())),
            Self::Own(place) => Ok(place.lock().unwrap_or_else(PoisonError::into_inner).clone()),
        }
    }
}

impl System {
    fn ask(&mut self) -> Option<&mut arboard::Clipboard> {
        if matches!(self, Self::Unasked) {
            *self = arboard::Clipboard::new().map_or(Self::None, Self::There);
        }
        match self {
            Self::There(clipboard) => Some(clipboard),
            _ => None,
        }
    }
}

/// What lies in tmux, where it is tmux.
fn of_tmux(through: Through) -> Option<Result<String, String>> {
    (through == Through::Tmux).then(|| tmux::take("tmux"))
}

fn to_the_terminal(text: &str, through: Through) -> Result<Route, String> {
    if through == Through::Nowhere {
        return Err("this terminal has no clipboard".to_owned());
    }
    if through == Through::Tmux && tmux::put("tmux", text).is_ok() {
        return Ok(Route::Tmux);
    }
    // An old tmux, or one that is not there for this program: it may still pass on what it reads.
    let encoded = STANDARD.encode(text);
    if encoded.len() > LONGEST {
        return Err(format!(
            "it is too long for the terminal's clipboard, which takes some {} KiB",
            LONGEST / 4 * 3 / 1024
        ));
    }
    terminal::say_aside(&sequence(&encoded, through))
        .map(|()| Route::Terminal)
        .map_err(|error| format!("the terminal could not be written: {error}"))
}

/// Letters of base 64 cannot end the sequence.
fn sequence(encoded: &str, through: Through) -> String {
    let whole = format!("\x1b]52;c;{encoded}\x07");
    if through != Through::Screen {
        return whole;
    }
    // It passes on what is wrapped, in pieces of the length that it takes.
    let pieces = whole.as_bytes().chunks(PIECE).map(String::from_utf8_lossy);
    pieces.flat_map(|piece| ["\x1bP".to_owned(), piece.into_owned(), "\x1b\\".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_ssh_the_terminal_is_asked_through_whatever_stands_between() {
        let term = "xterm".to_owned();
        let claims = |tmux, screen| Claims { term: term.clone(), tmux, screen, ..Claims::default() };
        for (tmux, screen, name) in
            [(false, false, "OSC 52)"), (true, false, "tmux"), (false, true, "GNU screen")]
        {
            let route = Clipboard::of(true, &claims(tmux, screen)).route_name();
            assert!(route.contains(name), "{route}");
        }
    }

    #[test]
    fn for_screen_a_text_is_wrapped_in_pieces_that_it_takes() {
        assert_eq!(sequence("QQ==", Through::Nothing), "\x1b]52;c;QQ==\x07");
        let wrapped = sequence(&"A".repeat(2_000), Through::Screen);
        let pieces: Vec<&str> = wrapped.split_terminator("\x1b\\").collect();
        assert!(pieces.len() > 3 && pieces.iter().all(|piece| piece.len() <= PIECE + 2));
        let inside: String = pieces.iter().map(|piece| piece.strip_prefix("\x1bP").unwrap()).collect();
        assert_eq!(inside, format!("\x1b]52;c;{}\x07", "A".repeat(2_000)));
    }
}
