//! What this computer has beside the terminal: its clipboard, its files, the person's own editor.

pub mod clipboard;
pub mod editor;
pub mod files;
mod tmux;

use clipboard::Clipboard;
use std::path::PathBuf;

/// What the program may use of this computer.
#[derive(Debug)]
pub struct Outside {
    /// Where copies go, and where `ctrl-v` takes from.
    pub clipboard: Clipboard,
    /// What `~` stands for at the beginning of a path.
    pub home: Option<PathBuf>,
    /// The command that edits a file, as the environment gives it: `$VISUAL`, else `$EDITOR`.
    pub editor: Option<String>,
    /// The variables that hold the access token; no editor needs them.
    pub tokens: Vec<String>,
}
