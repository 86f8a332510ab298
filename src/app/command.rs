//! What can be done and where: commands, the places where they are heard, and who hears a key. The rows are in `table`.

use super::form::Pane;
use super::key::Key;
use super::overlay::Overlay;
use super::table::COMMANDS;
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
    /// In a JSON text.
    Document,
    /// In a list of data inputs that is open in a text, which hears all other keys.
    Completing,
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
    /// In what would be sent for a new connector.
    Creating,
    /// In the list of findings.
    Findings,
    /// In what came of a file.
    Taken,
    /// In the list of tokens.
    Tokens,
    /// In the request as it would go out.
    Rendered,
    /// In the paths of a JSON text.
    Outline,
    /// In the response fields that a sample will generate.
    Generated,
    /// Among the runs of a connector.
    Runs,
    /// In one of them.
    Run,
    /// In the offer to rename the uses of a data input.
    Renaming,
    /// In a question that is answered with one line of text.
    Prompt,
    /// In the list of everything that can be done and gone to.
    Palette,
    /// In the choice of what is copied.
    Copying,
    /// While looking for letters in a text.
    Seeking,
    /// In the help.
    Help,
    /// While looking for letters in the help.
    Searching,
}

/// Something that can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its row in COMMANDS")]
pub enum Command {
    Quit,
    Help,
    NextTheme,
    ToggleMouse,
    Suspend,
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
    Complete,
    TakeCompletion,
    CloseCompletion,
    Follow,
    RenameUses,
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
    AnswerPrompt,
    Find,
    FindNext,
    FindPrevious,
    Copy,
    CopyTable,
    TakeClipboard,
    EditOutside,
    NewConnector,
    Duplicate,
    MakeConnector,
    RenameCreation,
    DeleteConnector,
    Export,
    LoadEdits,
    ShowTokens,
    ToggleToken,
    ShowFindings,
    GoToFinding,
    CorrectSpelling,
    AddMissingInput,
    ShowRendered,
    EditSample,
    ResetSample,
    CopyCurl,
    LayOut,
    Outline,
    GoToPath,
    FromFile,
    ShowGenerated,
    SendSample,
    OpenRuns,
    ReadRun,
    LeaveRun,
    LeaveRuns,
    FilterOutcome,
    FilterError,
    LongerRange,
    ShorterRange,
    WatchRuns,
    ReloadRuns,
    CopyBody,
    TakeAsSample,
    NextPart,
    PreviousPart,
    NextRun,
    PreviousRun,
    Palette,
    TakeFound,
    FindField,
    SearchHelp,
    ShowCopies,
    CopyMarked,
    CopyRequestBody,
    CopyPatch,
    CopyId,
    CopyLink,
    ToggleWrap,
    FirstCell,
    LastCell,
}

/// One row: a command, where it is heard, by which keys, and what it is called.
#[derive(Debug)]
pub struct Row {
    /// What it does.
    pub command: Command,
    /// Where it is heard.
    pub contexts: &'static [Context],
    /// The keys, by name, where nobody binds others; the first is the one that hints show.
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

use Context::{
    Choice, Choosing, Discarding, Document, Everywhere, Failed, Filter, Flip, Form, Help, Leaving, Lines,
    Opening, Picker, Problems, Reading, Recovery, Review, Secret, Set, Table, Text,
};

impl Context {
    /// The rows that are heard here, in the order of the table.
    pub fn rows(self) -> impl Iterator<Item = &'static Row> {
        COMMANDS.iter().filter(move |row| row.contexts.contains(&self))
    }
}

impl App {
    /// Who hears a key, first to last. The only answer to that question. What a list in a text does not hear goes on to
    /// the text.
    pub fn contexts(&self) -> Vec<Context> {
        let list = self.is_completing().then_some(Context::Completing);
        list.into_iter().chain([self.listener(), Everywhere]).collect()
    }

    /// Who would hear a key if the help were closed.
    pub fn listens_below_help(&self) -> Context {
        let below = self.overlays.iter().rev().find(|overlay| !matches!(overlay, Overlay::Help(_)));
        self.listener_under(below)
    }

    /// The place where one is, below a list in a text: who takes letters.
    pub(super) fn listener(&self) -> Context {
        self.listener_under(self.overlays.last())
    }

    pub(super) fn listener_under(&self, overlay: Option<&Overlay>) -> Context {
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
                Overlay::Creating(_) => Context::Creating,
                Overlay::Findings { .. } => Context::Findings,
                Overlay::Taken(_) => Context::Taken,
                Overlay::Tokens { .. } => Context::Tokens,
                Overlay::Rendered(_) => Context::Rendered,
                Overlay::Outline(_) => Context::Outline,
                Overlay::Generated { .. } => Context::Generated,
                Overlay::Runs(runs) if runs.reading => Context::Run,
                Overlay::Runs(_) => Context::Runs,
                Overlay::Renaming(_) => Context::Renaming,
                Overlay::Prompt(_) => Context::Prompt,
                Overlay::Palette(_) => Context::Palette,
                Overlay::Copying { .. } => Context::Copying,
                Overlay::Seeking(_) => Context::Seeking,
                Overlay::Help(help) if help.searching => Context::Searching,
                Overlay::Help(_) => Help,
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
                Some(Editor::Text(_)) if form.is_in_document() => Document,
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
        self.contexts().into_iter().find_map(|context| self.session.keys.row(context, key))
    }
}

impl Command {
    /// Leaves where one is. Without a key for it one could not.
    pub fn is_way_out(self) -> bool {
        matches!(
            self,
            Self::Quit
                | Self::CloseOverlay
                | Self::Cancel
                | Self::Back
                | Self::Leave
                | Self::LeaveFilter
                | Self::CloseCompletion
                | Self::LeaveRun
                | Self::LeaveRuns
                | Self::NotNow
        )
    }

    /// Agrees to what cannot be taken back, or not easily: it is done by a key of its own where it is asked, and never
    /// from a list.
    pub fn wants_own_key(self) -> bool {
        self.agrees() && !matches!(self, Self::Send | Self::AnswerPrompt)
    }

    /// Agrees to something, or sends what has to be seen while one agrees to it: left to its key in the place where it is
    /// asked, which is heard only once that could be seen.
    pub fn agrees(self) -> bool {
        matches!(
            self,
            Self::Send
                | Self::AnswerPrompt
                | Self::ConfirmFlip
                | Self::SendSample
                | Self::MakeConnector
                | Self::RenameUses
                | Self::ConfirmRevertAll
                | Self::ConfirmDiscardKept
                | Self::Discard
        )
    }
}

fn of_shape(shape: super::text::Shape) -> Context {
    match shape {
        super::text::Shape::Line => Text,
        super::text::Shape::Lines => Lines,
        super::text::Shape::Secret => Secret,
    }
}
