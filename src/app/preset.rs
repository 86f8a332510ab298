//! Sets of keys that can be chosen by name, each as its differences from the command table.

use super::command::{Command, Context};
use Command as Do;
use Context::{
    Choice, Choosing, Discarding, Failed, Flip, Form, Help, Leaving, Opening, Picker, Problems, Reading,
    Recovery, Review, Set, Table,
};

/// Keys that a command gets in some places, in the place of those that it has there.
pub(super) struct Change {
    pub(super) command: Command,
    pub(super) contexts: &'static [Context],
    pub(super) keys: &'static [&'static str],
}

/// The names of the presets.
pub const NAMES: [&str; 2] = ["default", "vim"];

pub(super) fn named(name: &str) -> Option<&'static [Change]> {
    match name {
        "default" => Some(&[]),
        "vim" => Some(VIM),
        _ => None,
    }
}

/// Where letters are commands.
#[rustfmt::skip] // one place a line
pub(super) const WALKING: &[Context] = &[
    Picker,
    Opening,
    Failed,
    Form,
    Choice,
    Set,
    Table,
    Reading,
    Review,
    Problems,
    Choosing,
    Context::Report,
    Flip,
    Context::Compare,
    Context::Timeline,
    Leaving,
    Recovery,
    Discarding,
    Context::RevertAll,
    Context::Failure,
    Context::Creating,
    Context::Findings,
    Context::Taken,
    Context::Tokens,
    Context::Rendered,
    Context::Generated,
    Context::Runs,
    Context::Run,
    Context::Renaming,
    Context::Copying,
    Help,
];

/// What people who live in vim press without thinking.
#[rustfmt::skip] // one change a line
const VIM: &[Change] = &[
    change(Do::Palette, WALKING, &[":"]),
    change(Do::PageDown, WALKING, &["pgdn", "ctrl-f", "ctrl-d"]),
    change(Do::PageUp, WALKING, &["pgup", "ctrl-b", "ctrl-u"]),
    change(Do::Edit, &[Form], &["enter", "i"]),
    change(Do::LoadEdits, &[Form], &["I"]),
    change(Do::Redo, &[Form, Table, Reading], &["ctrl-r", "U", "ctrl-y"]),
    change(Do::Redo, &[Choice, Set], &["ctrl-r", "ctrl-y"]),
    change(Do::Reload, &[Form], &["e"]),
    change(Do::ReloadList, &[Picker], &["e", "ctrl-r"]),
    change(Do::EditCell, &[Table], &["enter", "i"]),
    change(Do::AddRow, &[Table], &["o", "a"]),
    change(Do::DeleteRow, &[Table], &["x", "d", "delete"]),
    change(Do::ShowTokens, &[Table], &["T"]),
    change(Do::Reveal, &[Table], &["R"]),
];

const fn change(command: Command, contexts: &'static [Context], keys: &'static [&'static str]) -> Change {
    Change { command, contexts, keys }
}
