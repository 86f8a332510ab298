//! Everything that can be done, in one table. Key lookup, footer, help and the README's key table all read it.

use super::App;
use super::command::{Command, Context, Reason, Row};
use super::copy::can_copy;
use super::when::{
    can_change_row, can_change_rows, can_edit_outside, can_flip, can_keep, can_redo, can_reveal, can_review,
    can_send, can_send_flip, can_undo, cell_is_flag, field_is_dirty, has_connector, has_failure, has_filter,
    has_overlaps, has_problem, has_report, has_rows, has_steps, is_dirty, is_flag, is_not_saving,
    is_reviewed, is_sought, is_voided, list_is_idle,
};

use Command as Do;
use Context::{
    Choice, Choosing, Discarding, Everywhere, Failed, Filter, Flip, Form, Help, Leaving, Lines, Opening,
    Picker, Problems, Reading, Recovery, Review, Secret, Set, Table, Text,
};

const ALWAYS: fn(&App) -> Result<(), Reason> = |_| Ok(());
const TYPING: &[Context] = &[Text, Secret, Lines, Context::Prompt];
/// Where something moves row by row.
#[rustfmt::skip] // one place a line
const MOVING: &[Context] = &[
    Picker,
    Form,
    Reading,
    Review,
    Recovery,
    Context::Failure,
    Context::Report,
    Choosing,
    Problems,
    Help,
    Choice,
    Set,
    Table,
    Flip,
    Context::Compare,
    Context::Timeline,
];
/// Where something moves page by page.
#[rustfmt::skip] // one place a line
const PAGING: &[Context] = &[
    Picker,
    Form,
    Reading,
    Review,
    Recovery,
    Context::Failure,
    Context::Report,
    Help,
    Table,
    Lines,
    Flip,
    Context::Compare,
    Context::Timeline,
];
/// Where something has a beginning and an end to go to.
#[rustfmt::skip] // one place a line
const ENDS: &[Context] = &[
    Picker,
    Form,
    Reading,
    Review,
    Recovery,
    Context::Failure,
    Context::Report,
    Help,
    Table,
    Context::Compare,
    Context::Timeline,
];

/// The table. Within a context a key stands once.
#[rustfmt::skip] // one row a line
pub static COMMANDS: &[Row] = &[
    // The list of connectors.
    row(Do::Open, &[Picker, Filter], &["enter"], "open", "Open the connector under the cursor.", true, has_connector),
    row(Do::Filter, &[Picker], &["/"], "filter", "Type to find a connector by name or id.", true, ALWAYS),
    row(Do::Order, &[Picker], &["o"], "order", "Order by last change, name, state or method.", true, ALWAYS),
    row(Do::ReloadList, &[Picker], &["ctrl-r"], "reload", "Read the list again.", true, list_is_idle),
    row(Do::ClearFilter, &[Picker], &["esc"], "show all", "Show every connector again. While the list is being read: stop that.", true, has_filter),
    row(Do::LeaveFilter, &[Filter], &["esc", "tab"], "done", "Keep the filter and go back to the list.", true, ALWAYS),
    // Opening.
    row(Do::Cancel, &[Opening], &["esc", "q"], "cancel", "Stop reading and go back to the list.", true, ALWAYS),
    row(Do::Retry, &[Failed], &["enter", "ctrl-r"], "try again", "Read the connector again.", true, ALWAYS),
    row(Do::Cancel, &[Failed], &["esc"], "back", "Go back to the list.", true, ALWAYS),
    // Tables.
    row(Do::EditCell, &[Table], &["enter"], "edit cell", "Edit the cell under the cursor.", true, can_change_row),
    row(Do::AddRow, &[Table], &["a"], "add", "Add a row below.", true, can_change_rows),
    row(Do::DuplicateRow, &[Table], &["D"], "duplicate", "Copy the row below itself. Hidden values are not copied.", true, can_change_row),
    row(Do::DeleteRow, &[Table], &["d", "delete"], "delete", "Delete the row.", true, can_change_row),
    row(Do::RowDown, &[Table], &["J"], "move down", "Move the row down.", true, can_change_row),
    row(Do::RowUp, &[Table], &["K"], "move up", "Move the row up.", false, can_change_row),
    row(Do::ToggleCell, &[Table], &["space"], "toggle", "Turn a yes or no over.", false, cell_is_flag),
    // Choices and sets.
    row(Do::Pick, &[Choice], &["enter", "space"], "choose", "Take the word under the cursor. A letter jumps to a word.", true, ALWAYS),
    row(Do::Pick, &[Set], &["space"], "on/off", "Turn the word under the cursor on or off. A letter jumps to a word.", true, ALWAYS),
    // The fields.
    row(Do::Edit, &[Form], &["enter"], "edit", "Edit the field under the cursor, or read it whole.", true, ALWAYS),
    row(Do::Toggle, &[Form], &["space"], "toggle", "Turn a yes or no over.", false, is_flag),
    row(Do::Review, &[Form, Table], &["s", "ctrl-s"], "review", "See exactly what would be sent, then send it.", true, can_review),
    row(Do::Review, &[Text, Secret, Lines, Choice, Set], &["ctrl-s"], "review", "Leave the field and see exactly what would be sent.", true, can_review),
    row(Do::Revert, &[Form, Table], &["r"], "revert", "Take the field back to what the server holds.", true, field_is_dirty),
    row(Do::RevertAll, &[Form], &["R"], "revert all", "Take every field back to what the server holds. Asks first.", false, is_dirty),
    row(Do::Undo, &[Choice, Set], &["ctrl-z"], "undo", "Take back the last step, in whichever field it was.", true, can_undo),
    row(Do::Redo, &[Choice, Set], &["ctrl-y"], "redo", "Make the last undone step again.", false, can_redo),
    row(Do::Undo, &[Form, Table], &["u", "ctrl-z"], "undo", "Take back the last step, in whichever field it was.", true, can_undo),
    row(Do::Redo, &[Form, Table], &["U", "ctrl-y"], "redo", "Make the last undone step again.", false, can_redo),
    row(Do::Flip, &[Form], &["t"], "draft/live", "Set the connector live or to draft, alone. Asks first.", true, can_flip),
    row(Do::Compare, &[Form, Reading], &["v"], "compare", "Compare the draft and the live version.", false, ALWAYS),
    row(Do::History, &[Form, Table, Reading], &["H"], "history", "List the steps that were made, and go back to one.", false, ALWAYS),
    row(Do::NextPane, &[Form], &["tab"], "next pane", "Go to the next pane.", true, ALWAYS),
    row(Do::PreviousPane, &[Form], &["shift-tab"], "previous pane", "Go to the pane before.", false, ALWAYS),
    row(Do::NextChange, &[Form], &["]"], "next change", "Go to the next changed field.", false, is_dirty),
    row(Do::PreviousChange, &[Form], &["["], "previous change", "Go to the changed field before.", false, is_dirty),
    row(Do::Reload, &[Form], &["ctrl-r"], "reload", "Read the connector again. Edits stay.", false, is_not_saving),
    row(Do::ShowFailure, &[Form], &["f"], "failure", "Show the last failure in full.", false, has_failure),
    row(Do::ShowReport, &[Form], &["o"], "outcome", "Show what became of the last send.", false, has_report),
    row(Do::ShowOverlaps, &[Form], &["c"], "choose", "Choose between theirs and yours, where both changed the same.", false, has_overlaps),
    row(Do::Back, &[Form], &["esc"], "connectors", "Go back to the list. Edits stay.", true, is_not_saving),
    // Leaving a table, a choice or a page.
    row(Do::Left, &[Table], &["h", "left"], "left", "To the cell on the left.", false, ALWAYS),
    row(Do::Right, &[Table], &["l", "right"], "right", "To the cell on the right.", false, ALWAYS),
    row(Do::NextCell, &[Table], &["tab"], "next cell", "To the next cell; from the last one back to the fields.", false, ALWAYS),
    row(Do::PreviousCell, &[Table], &["shift-tab"], "previous cell", "To the cell before.", false, ALWAYS),
    row(Do::Leave, &[Table], &["esc"], "done", "Back to the fields. What was changed stays.", true, ALWAYS),
    row(Do::Leave, &[Reading], &["esc", "enter"], "back", "Back to the fields.", true, ALWAYS),
    row(Do::NextPane, &[Reading], &["tab"], "next pane", "Go to the next pane.", true, ALWAYS),
    row(Do::Review, &[Reading], &["s", "ctrl-s"], "review", "See exactly what would be sent, then send it.", true, can_review),
    row(Do::Undo, &[Reading], &["u", "ctrl-z"], "undo", "Take back the last step, in whichever field it was.", false, can_undo),
    row(Do::Redo, &[Reading], &["U", "ctrl-y"], "redo", "Make the last undone step again.", false, can_redo),
    row(Do::Leave, &[Choice], &["esc"], "leave", "Leave it as it is.", true, ALWAYS),
    row(Do::Leave, &[Set], &["enter", "esc"], "done", "Leave. What was chosen stays.", true, ALWAYS),
    row(Do::LeaveForward, &[Choice, Set], &["tab"], "next", "Leave and go on to the next field or cell.", false, ALWAYS),
    row(Do::LeaveBack, &[Choice, Set], &["shift-tab"], "previous", "Leave and go to the field or cell before.", false, ALWAYS),
    // Text.
    row(Do::Leave, &[Text, Secret], &["enter", "esc"], "done", "Leave the text. What was typed stays.", true, ALWAYS),
    row(Do::Leave, &[Lines], &["esc"], "done", "Leave the text. What was typed stays.", true, ALWAYS),
    row(Do::LeaveForward, &[Text, Secret, Lines], &["tab"], "next", "Leave the text and go on to the next field or cell.", true, ALWAYS),
    row(Do::LeaveBack, &[Text, Secret, Lines], &["shift-tab"], "previous", "Leave the text and go to the field or cell before.", false, ALWAYS),
    row(Do::Newline, &[Lines], &["enter"], "new line", "Break the line.", false, ALWAYS),
    row(Do::Left, TYPING, &["left"], "left", "One character to the left.", false, ALWAYS),
    row(Do::Right, TYPING, &["right"], "right", "One character to the right.", false, ALWAYS),
    row(Do::WordLeft, TYPING, &["ctrl-left"], "word left", "To the start of the word before.", false, ALWAYS),
    row(Do::WordRight, TYPING, &["ctrl-right"], "word right", "To the start of the next word.", false, ALWAYS),
    row(Do::Home, TYPING, &["home", "ctrl-a"], "line start", "To the start of the line.", false, ALWAYS),
    row(Do::End, TYPING, &["end"], "line end", "To the end of the line.", false, ALWAYS),
    row(Do::TextTop, TYPING, &["ctrl-home"], "text start", "To the start of the text.", false, ALWAYS),
    row(Do::TextBottom, TYPING, &["ctrl-end"], "text end", "To the end of the text.", false, ALWAYS),
    row(Do::DeleteLeft, &[Text, Secret, Lines, Filter], &["backspace", "ctrl-h"], "delete left", "Delete the character before the cursor.", false, ALWAYS),
    row(Do::DeleteRight, TYPING, &["delete", "ctrl-d"], "delete right", "Delete the character under the cursor.", false, ALWAYS),
    row(Do::DeleteWord, &[Text, Secret, Lines, Filter], &["ctrl-w"], "delete word", "Delete back to the start of the word.", false, ALWAYS),
    row(Do::DeleteToStart, &[Text, Secret, Lines, Filter], &["ctrl-u"], "delete to start", "Delete back to the start of the line.", false, ALWAYS),
    row(Do::DeleteToEnd, TYPING, &["ctrl-k"], "delete to end", "Delete up to the end of the line.", false, ALWAYS),
    row(Do::UndoTyping, TYPING, &["ctrl-z"], "undo typing", "Take back the last change of this visit.", true, ALWAYS),
    row(Do::RedoTyping, TYPING, &["ctrl-y"], "redo typing", "Make it again.", false, ALWAYS),
    row(Do::Reveal, &[Secret], &["ctrl-r"], "show", "Show what you type here for a moment, or mask it again.", true, ALWAYS),
    row(Do::Reveal, &[Table], &["ctrl-r"], "show", "Show the masked value under the cursor for a moment, or mask it again.", false, can_reveal),
    row(Do::TakeClipboard, &[Text, Secret, Lines], &["ctrl-v"], "paste", "Insert what lies in the clipboard of this computer.", false, ALWAYS),
    row(Do::EditOutside, &[Form, Table, Text, Lines], &["ctrl-e"], "editor", "Edit the text in $VISUAL or $EDITOR. Never a header value.", false, can_edit_outside),
    // Copying and finding.
    row(Do::Copy, &[Form, Table, Reading], &["y"], "copy", "Copy the value, or the cell, under the cursor. Never a header value.", false, can_copy),
    row(Do::CopyTable, &[Table], &["Y"], "copy all", "Copy the whole table with its headings, for a spreadsheet.", false, has_rows),
    row(Do::Find, &[Table], &["/"], "find", "Look for letters in the cells of the table.", true, has_rows),
    row(Do::FindNext, &[Table], &["n"], "next found", "To the next cell that holds what was looked for.", false, is_sought),
    row(Do::FindPrevious, &[Table], &["N"], "previous found", "To the cell before that holds it.", false, is_sought),
    row(Do::AnswerPrompt, &[Context::Prompt], &["enter"], "go on", "Take what is typed as the answer.", true, ALWAYS),
    row(Do::CloseOverlay, &[Context::Prompt], &["esc"], "back", "Close the question without an answer.", true, ALWAYS),
    // Moving.
    row(Do::Down, MOVING, &["j", "down"], "down", "Down.", false, ALWAYS),
    row(Do::Up, MOVING, &["k", "up"], "up", "Up.", false, ALWAYS),
    row(Do::Down, &[Filter, Lines, Text, Secret], &["down"], "down", "Down.", false, ALWAYS),
    row(Do::Up, &[Filter, Lines, Text, Secret], &["up"], "up", "Up.", false, ALWAYS),
    row(Do::PageDown, PAGING, &["pgdn"], "page down", "One page down.", false, ALWAYS),
    row(Do::PageUp, PAGING, &["pgup"], "page up", "One page up.", false, ALWAYS),
    row(Do::Top, ENDS, &["g", "home"], "first", "To the first.", false, ALWAYS),
    row(Do::Bottom, ENDS, &["G", "end"], "last", "To the last.", false, ALWAYS),
    // Over the screen.
    row(Do::Send, &[Review], &["enter"], "send", "Send exactly what is shown.", true, can_send),
    row(Do::NextMark, &[Review], &["tab", "]"], "next change", "Mark the next change.", false, is_reviewed),
    row(Do::PreviousMark, &[Review], &["shift-tab", "["], "previous change", "Mark the change before.", false, is_reviewed),
    row(Do::LeaveOut, &[Review], &["space"], "leave out", "Leave the marked change out of this send, or take it in again. It stays unsent.", true, is_reviewed),
    row(Do::Review, &[Review], &["s"], "look again", "Review again, when the connector has changed since.", false, is_voided),
    row(Do::LeaveOut, &[Problems], &["space"], "leave out", "Send without this field. Its change stays unsent.", true, has_problem),
    row(Do::TakeTheirs, &[Choosing], &["t"], "theirs", "Take what is on the server now.", true, ALWAYS),
    row(Do::KeepMine, &[Choosing], &["m"], "mine", "Keep yours, to be sent over theirs.", true, ALWAYS),
    row(Do::EditOverlap, &[Choosing], &["e", "enter"], "edit", "Keep yours and go there to change it.", true, ALWAYS),
    row(Do::CloseOverlay, &[Choosing], &["esc", "q"], "later", "Back to the fields. What is not chosen cannot be sent yet.", true, ALWAYS),
    row(Do::CloseOverlay, &[Context::Report], &["esc", "q", "enter", "o"], "close", "Close it. o shows it again.", true, ALWAYS),
    row(Do::GoToProblem, &[Problems], &["enter"], "go there", "Go to the field that needs something.", true, ALWAYS),
    row(Do::CloseOverlay, &[Review, Problems], &["esc", "q"], "back", "Back to the fields. Nothing is sent.", true, ALWAYS),
    row(Do::ConfirmFlip, &[Flip], &["y"], "set the state", "Set the new state, and nothing else.", true, can_send_flip),
    row(Do::CloseOverlay, &[Flip], &["esc", "n", "q"], "keep the state", "Leave the state as it is.", true, ALWAYS),
    row(Do::CloseOverlay, &[Context::Compare], &["esc", "v", "q"], "close", "Close the comparison.", true, ALWAYS),
    row(Do::GoToStep, &[Context::Timeline], &["enter"], "go there", "Undo or redo step by step up to here.", true, has_steps),
    row(Do::CloseOverlay, &[Context::Timeline], &["esc", "H", "q"], "close", "Close the list. Everything stays as it is.", true, ALWAYS),
    row(Do::ReviewInstead, &[Leaving], &["s"], "review", "Stay, and see what would be sent.", true, ALWAYS),
    row(Do::KeepForLater, &[Leaving], &["k"], "keep for later", "Quit. The unsent changes stay on this computer.", true, can_keep),
    row(Do::Discard, &[Leaving], &["d"], "discard and quit", "Quit. The unsent changes are gone.", true, ALWAYS),
    row(Do::CloseOverlay, &[Leaving], &["esc", "n"], "stay", "Stay, with everything as it is.", true, ALWAYS),
    row(Do::Restore, &[Recovery], &["enter"], "restore", "Take the earlier changes up again. Nothing is sent by that.", true, ALWAYS),
    row(Do::DiscardKept, &[Recovery], &["d"], "discard", "Throw the earlier changes away. Asks first.", true, ALWAYS),
    row(Do::NotNow, &[Recovery], &["esc", "q"], "not now", "Back to the list. The earlier changes stay where they are.", true, ALWAYS),
    row(Do::ConfirmDiscardKept, &[Discarding], &["y"], "discard", "Throw the earlier changes away, for good.", true, ALWAYS),
    row(Do::CloseOverlay, &[Discarding], &["esc", "n"], "back", "Keep the earlier changes.", true, ALWAYS),
    row(Do::ConfirmRevertAll, &[Context::RevertAll], &["y"], "revert all", "Take every field back. One undo brings it all back.", true, ALWAYS),
    row(Do::CloseOverlay, &[Context::RevertAll], &["esc", "n"], "keep", "Keep the edits.", true, ALWAYS),
    row(Do::CloseOverlay, &[Context::Failure], &["esc", "q", "enter", "f"], "close", "Close it. It stays above the fields until esc there.", true, ALWAYS),
    row(Do::CloseOverlay, &[Help], &["esc", "q", "?"], "close", "Close the help.", true, ALWAYS),
    // Everywhere.
    row(Do::Help, &[Picker, Form, Table, Choice, Set, Reading, Review, Recovery, Problems, Choosing, Failed, Context::Compare, Context::Timeline], &["?"], "help", "The keys that work where you are.", true, ALWAYS),
    row(Do::Quit, &[Picker, Form, Reading, Failed], &["q"], "quit", "Quit. Asks when there are unsent changes.", true, is_not_saving),
    row(Do::Quit, &[Everywhere], &["ctrl-c"], "quit", "Quit. Asks when there are unsent changes.", false, is_not_saving),
];

const fn row(
    command: Command,
    contexts: &'static [Context],
    keys: &'static [&'static str],
    label: &'static str,
    doc: &'static str,
    hint: bool,
    when: fn(&App) -> Result<(), Reason>,
) -> Row {
    Row { command, contexts, keys, label, doc, hint, when }
}
