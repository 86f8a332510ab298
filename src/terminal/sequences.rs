//! Escape sequences that the terminal library has no words for, or other ones than are wanted here.

use crossterm::Command;
use std::fmt;

/// Clicks, drags and the wheel are told; mere movement is not, since each would wake the program.
pub struct TakeMouse;

impl Command for TakeMouse {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1000h\x1b[?1002h\x1b[?1006h")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> std::io::Result<()> {
        crossterm::event::EnableMouseCapture.execute_winapi()
    }

    #[cfg(windows)]
    fn is_ansi_code_supported(&self) -> bool {
        false
    }
}

/// The terminal has the mouse for itself.
pub struct LeaveMouse;

impl Command for LeaveMouse {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1006l\x1b[?1002l\x1b[?1000l")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> std::io::Result<()> {
        crossterm::event::DisableMouseCapture.execute_winapi()
    }

    #[cfg(windows)]
    fn is_ansi_code_supported(&self) -> bool {
        false
    }
}

/// The title of the window is put aside, to be brought back.
pub const PUT_TITLE_ASIDE: &str = "\x1b[22;0t";
/// It is brought back.
pub const BRING_TITLE_BACK: &str = "\x1b[23;0t";
/// What comes is shown at once, where the terminal can wait for it.
pub const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
/// It is shown now.
pub const END_FRAME: &[u8] = b"\x1b[?2026l";

/// Sets the title of the window. Its text has no control characters.
pub fn title(text: &str) -> String {
    format!("\x1b]2;{text}\x07")
}
