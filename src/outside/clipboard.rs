//! The clipboard: the system's where there is one on this computer, else the terminal's, by an escape sequence.
//!
//! Over SSH the system's own clipboard would be that of the other computer, so the terminal is asked. It takes a text
//! without an answer (OSC 52), and most terminals refuse to give theirs, so reading needs the system's.

use crate::terminal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Characters of an encoded text that terminals are known to take; xterm and tmux drop longer ones without a word.
const LONGEST: usize = 74_994;

/// Where copies go.
pub enum Clipboard {
    /// The system's, asked for when it is first needed; the terminal's where there is none.
    System(Mutex<System>),
    /// The terminal's.
    Terminal,
    /// A place of the program's own, for when there is neither.
    Own(Mutex<String>),
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
}

impl fmt::Debug for Clipboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What lies there is nobody's business.
        f.write_str(match self {
            Self::System(_) => "System",
            Self::Terminal => "Terminal",
            Self::Own(_) => "Own",
        })
    }
}

impl Clipboard {
    /// The clipboard of the computer at which the person sits, as far as can be told.
    pub fn of(remote: bool) -> Self {
        if remote { Self::Terminal } else { Self::System(Mutex::default()) }
    }

    /// Puts a text there.
    ///
    /// # Errors
    /// A sentence that says why it is not there and what to do instead.
    pub fn put(&self, text: &str) -> Result<Route, String> {
        match self {
            Self::System(system) => {
                let mut system = system.lock().unwrap_or_else(PoisonError::into_inner);
                match system.ask().map(|clipboard| clipboard.set_text(text)) {
                    Some(Ok(())) => Ok(Route::System),
                    _ => through_the_terminal(text),
                }
            }
            Self::Terminal => through_the_terminal(text),
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
            Self::System(system) => {
                let mut system = system.lock().unwrap_or_else(PoisonError::into_inner);
                let clipboard = system.ask().ok_or(unreachable)?;
                clipboard.get_text().map_err(|error| match error {
                    arboard::Error::ContentNotAvailable => "the clipboard holds no text".to_owned(),
                    _ => unreachable.to_owned(),
                })
            }
            Self::Terminal => Err(unreachable.to_owned()),
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

fn through_the_terminal(text: &str) -> Result<Route, String> {
    let encoded = STANDARD.encode(text);
    if encoded.len() > LONGEST {
        return Err(format!(
            "it is too long for the terminal's clipboard, which takes some {} KiB",
            LONGEST / 4 * 3 / 1024
        ));
    }
    // Letters of base 64 cannot end the sequence.
    terminal::say_aside(&format!("\x1b]52;c;{encoded}\x07"))
        .map(|()| Route::Terminal)
        .map_err(|error| format!("the terminal could not be written: {error}"))
}
