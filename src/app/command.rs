//! Everything that can be done, in one table. Key lookup, footer, help and the README's key table all read it.

use super::form::Pane;
use super::key::Key;
use super::overlay::Overlay;
use super::when::{
    can_flip, can_keep, can_redo, can_reveal, can_review, can_send, can_send_flip, can_undo, cell_is_flag,
    field_is_dirty, has_connector, has_failure, has_filter, has_overlaps, has_problem, has_report, has_rows,
    has_steps, is_dirty, is_flag, is_not_saving, is_reviewed, is_voided, list_is_idle,
};
use super::{App, Stage};
use crate::app::editor::{Cell, Editor};

/// Where a key is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere.
    Everywhere,
    /// In the list of connectors.
    Picker,
    /// While typing into its filter.
    Filter,
    /// While a connector is being read.
    Opening,
    /// When a connector could not be read.
    Failed,
    /// Among the fields of a connector.
    Form,
    /// In one line of text.
    Text,
    /// In a masked text.
    Secret,
    /// In text of many lines.
    Lines,
    /// In a list of words of which one is chosen.
    Choice,
    /// In a list of words of which several are chosen.
    Set,
    /// In a table.
    Table,
    /// In a pane that is only read.
    Reading,
    /// In the review.
    Review,
    /// In the list of what cannot be sent yet.
    Problems,
    /// Where theirs and mine overlap.
    Choosing,
    /// In what became of the last send.
    Report,
    /// In the dialog before a flip.
    Flip,
    /// In the comparison of the two versions.
    Compare,
    /// In the list of steps.
    Timeline,
    /// In the dialog before leaving unsent changes.
    Leaving,
    /// In the offer of earlier work.
    Recovery,
    /// In the dialog before earlier work is thrown away.
    Discarding,
    /// In the dialog before reverting everything.
    RevertAll,
    /// In a failure that is shown in full.
    Failure,
    /// In the help.
    Help,
}

/// Something that can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its row in COMMANDS")]
pub enum Command {
    Quit,
    Help,
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
    Open,
    Filter,
    LeaveFilter,
    ClearFilter,
    Order,
    ReloadList,
    Cancel,
    Retry,
    Back,
    Edit,
    Toggle,
    NextPane,
    PreviousPane,
    NextChange,
    PreviousChange,
    Review,
    Revert,
    RevertAll,
    Undo,
    Redo,
    Flip,
    Compare,
    History,
    GoToStep,
    Reload,
    Leave,
    LeaveForward,
    LeaveBack,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    TextTop,
    TextBottom,
    DeleteLeft,
    DeleteRight,
    DeleteWord,
    DeleteToStart,
    DeleteToEnd,
    Newline,
    UndoTyping,
    RedoTyping,
    Reveal,
    Pick,
    EditCell,
    NextCell,
    PreviousCell,
    AddRow,
    DuplicateRow,
    DeleteRow,
    RowUp,
    RowDown,
    ToggleCell,
    Send,
    GoToProblem,
    ShowFailure,
    ConfirmFlip,
    CloseOverlay,
    ReviewInstead,
    Discard,
    KeepForLater,
    Restore,
    DiscardKept,
    ConfirmDiscardKept,
    NotNow,
    ConfirmRevertAll,
    NextMark,
    PreviousMark,
    LeaveOut,
    ShowReport,
    ShowOverlaps,
    TakeTheirs,
    KeepMine,
    EditOverlap,
}

/// One row: a command, where it is heard, by which keys, and what it is called.
#[derive(Debug)]
pub struct Row {
    /// What it does.
    pub command: Command,
    /// Where it is heard.
    pub contexts: &'static [Context],
    /// The keys, by name; the first is the one that hints show.
    pub keys: &'static [&'static str],
    /// One to three words for the footer.
    pub label: &'static str,
    /// A sentence for the help.
    pub doc: &'static str,
    /// Whether the footer shows it.
    pub hint: bool,
    /// Whether it can be done now, and if not, why.
    pub when: fn(&App) -> Result<(), Reason>,
}

/// Why something cannot be done now.
pub type Reason = &'static str;

use Command as Do;
use Context::{
    Choice, Choosing, Discarding, Everywhere, Failed, Filter, Flip, Form, Help, Leaving, Lines, Opening,
    Picker, Problems, Reading, Recovery, Review, Secret, Set, Table, Text,
};

const ALWAYS: fn(&App) -> Result<(), Reason> = |_| Ok(());
const TYPING: &[Context] = &[Text, Secret, Lines];

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
    row(Do::EditCell, &[Table], &["enter"], "edit cell", "Edit the cell under the cursor.", true, has_rows),
    row(Do::AddRow, &[Table], &["a"], "add", "Add a row below.", true, ALWAYS),
    row(Do::DuplicateRow, &[Table], &["D"], "duplicate", "Copy the row below itself. Hidden values are not copied.", true, has_rows),
    row(Do::DeleteRow, &[Table], &["d", "delete"], "delete", "Delete the row.", true, has_rows),
    row(Do::RowDown, &[Table], &["J"], "move down", "Move the row down.", true, has_rows),
    row(Do::RowUp, &[Table], &["K"], "move up", "Move the row up.", false, has_rows),
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
    // Moving.
    row(Do::Down, &[Picker, Form, Reading, Review, Recovery, Context::Failure, Context::Report, Choosing, Problems, Help, Choice, Set, Table, Flip, Context::Compare, Context::Timeline], &["j", "down"], "down", "Down.", false, ALWAYS),
    row(Do::Up, &[Picker, Form, Reading, Review, Recovery, Context::Failure, Context::Report, Choosing, Problems, Help, Choice, Set, Table, Flip, Context::Compare, Context::Timeline], &["k", "up"], "up", "Up.", false, ALWAYS),
    row(Do::Down, &[Filter, Lines, Text, Secret], &["down"], "down", "Down.", false, ALWAYS),
    row(Do::Up, &[Filter, Lines, Text, Secret], &["up"], "up", "Up.", false, ALWAYS),
    row(Do::PageDown, &[Picker, Form, Reading, Review, Recovery, Context::Failure, Context::Report, Help, Table, Lines, Flip, Context::Compare, Context::Timeline], &["pgdn"], "page down", "One page down.", false, ALWAYS),
    row(Do::PageUp, &[Picker, Form, Reading, Review, Recovery, Context::Failure, Context::Report, Help, Table, Lines, Flip, Context::Compare, Context::Timeline], &["pgup"], "page up", "One page up.", false, ALWAYS),
    row(Do::Top, &[Picker, Form, Reading, Review, Recovery, Context::Failure, Context::Report, Help, Table, Context::Compare, Context::Timeline], &["g", "home"], "first", "To the first.", false, ALWAYS),
    row(Do::Bottom, &[Picker, Form, Reading, Review, Recovery, Context::Failure, Context::Report, Help, Table, Context::Compare, Context::Timeline], &["G", "end"], "last", "To the last.", false, ALWAYS),
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

impl Context {
    /// A heading for help and documentation.
    pub fn label(self) -> &'static str {
        match self {
            Everywhere => "Everywhere",
            Picker => "List of connectors",
            Filter => "Filter",
            Opening => "Opening a connector",
            Failed => "A connector that could not be read",
            Form => "Fields",
            Text => "Text",
            Secret => "Masked text",
            Lines => "Text of many lines",
            Choice => "Choice",
            Set => "Several choices",
            Table => "Table",
            Reading => "Reading",
            Review => "Review",
            Problems => "What is still missing",
            Choosing => "Theirs or mine",
            Context::Report => "What became of a send",
            Flip => "Draft or live",
            Context::Compare => "The two versions",
            Context::Timeline => "History",
            Leaving => "Leaving",
            Recovery => "Earlier changes",
            Discarding => "Discard earlier changes",
            Context::RevertAll => "Revert all",
            Context::Failure => "A failure in full",
            Help => "Help",
        }
    }

    /// Every context, in the order in which they are documented.
    pub const ALL: [Self; 26] = [
        Picker,
        Filter,
        Form,
        Text,
        Lines,
        Secret,
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
        Opening,
        Failed,
        Help,
        Everywhere,
    ];

    /// The rows that are heard here, in the order of the table.
    pub fn rows(self) -> impl Iterator<Item = &'static Row> {
        COMMANDS.iter().filter(move |row| row.contexts.contains(&self))
    }
}

impl App {
    /// Who hears a key, first to last. The only answer to that question.
    pub fn contexts(&self) -> [Context; 2] {
        [self.listener(), Everywhere]
    }

    /// Who would hear a key if the help were closed.
    pub fn listens_below_help(&self) -> Context {
        let below = self.overlays.iter().rev().find(|overlay| !matches!(overlay, Overlay::Help { .. }));
        self.listener_under(below)
    }

    fn listener(&self) -> Context {
        self.listener_under(self.overlays.last())
    }

    fn listener_under(&self, overlay: Option<&Overlay>) -> Context {
        if let Some(overlay) = overlay {
            return match overlay {
                Overlay::Review(_) => Review,
                Overlay::Problems(_) => Problems,
                Overlay::Choosing(_) => Choosing,
                Overlay::Report { .. } => Context::Report,
                Overlay::Flip(_) => Flip,
                Overlay::Compare { .. } => Context::Compare,
                Overlay::Timeline { .. } => Context::Timeline,
                Overlay::Leaving => Leaving,
                Overlay::Recovery(_) => Recovery,
                Overlay::Discarding => Discarding,
                Overlay::RevertAll => Context::RevertAll,
                Overlay::Failure { .. } => Context::Failure,
                Overlay::Help { .. } => Help,
            };
        }
        match &self.stage {
            Stage::Picking if self.picker.filtering => Filter,
            Stage::Picking => Picker,
            Stage::Opening { .. } => Opening,
            Stage::Failed { .. } => Failed,
            Stage::Editing(form) => match &form.editor {
                None if form.pane == Pane::WillSend => Reading,
                None => Form,
                Some(Editor::Choice(_)) => Choice,
                Some(Editor::Set(_)) => Set,
                Some(Editor::Reading { .. }) => Reading,
                Some(Editor::Text(visit)) => of_shape(visit.text.shape()),
                Some(Editor::Grid(grid)) => match &grid.cell {
                    None => Table,
                    Some(Cell::Choice(_)) => Choice,
                    Some(Cell::Text(visit)) => of_shape(visit.text.shape()),
                },
            },
        }
    }

    /// The row that this key means here.
    pub fn row_for(&self, key: Key) -> Option<&'static Row> {
        self.contexts().iter().find_map(|context| {
            context.rows().find(|row| row.keys.iter().any(|name| Key::named(name) == Some(key)))
        })
    }

    /// What the footer shows: each hint of the place where one is, and whether it can be done now.
    pub fn hints(&self) -> impl Iterator<Item = (&'static Row, Result<(), Reason>)> {
        self.listener().rows().filter(|row| row.hint).map(|row| (row, (row.when)(self)))
    }
}

fn of_shape(shape: super::text::Shape) -> Context {
    match shape {
        super::text::Shape::Line => Text,
        super::text::Shape::Lines => Lines,
        super::text::Shape::Secret => Secret,
    }
}
