//! What each command does. The match has no catch-all, so that a new command cannot be forgotten here.

use super::command::{Command, Context};
use super::editor::{Editor, duplicate, grid_columns};
use super::form::{Form, Pane};
use super::message::Effect;
use super::overlay::{Choosing, Helping, Overlay};
use super::picker::Progress;
use super::prompt::Asking;
use super::reread::Why;
use super::runs::act::{next_error, next_outcome};
use super::text::Motion;
use super::{App, Stage, Tone, capitalised};
use crate::api::failure::Doing;
use crate::edit::{Column, Side};

impl App {
    /// Does what a command says. The caller has asked whether it can be done.
    #[expect(clippy::too_many_lines, reason = "one arm for each command, most of them one line")]
    pub(super) fn apply(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Quit => return self.quit(),
            Command::Discard => return self.discard_all(),
            Command::KeepForLater => return vec![Effect::Quit],
            Command::Restore => self.restore(),
            Command::DiscardKept => self.overlays.push(Overlay::Discarding),
            Command::ConfirmDiscardKept => return self.discard_found(),
            Command::NotNow => return self.not_now(),
            Command::NextTheme => self.next_theme(),
            Command::ToggleMouse => return self.toggle_mouse(),
            Command::Suspend => return vec![Effect::Suspend],
            Command::Help => self.overlays.push(Overlay::Help(Helping::default())),
            Command::CloseOverlay => self.close_overlay(),
            Command::ReviewInstead => {
                self.overlays.pop();
                return self.review_something();
            }
            Command::ConfirmRevertAll => {
                self.overlays.pop();
                self.with_form(Form::revert_all);
                let undo = self.key(Context::Form, Command::Undo);
                self.say(Tone::Done, format!("Everything is as it is on the server. {undo} brings it back."));
            }
            Command::Up => self.step_by(-1),
            Command::Down => self.step_by(1),
            Command::PageUp => self.move_by_page(-1),
            Command::PageDown => self.move_by_page(1),
            Command::Top => self.move_by(isize::MIN / 2),
            Command::Bottom => self.move_by(isize::MAX / 2),
            // The list of connectors.
            Command::Open => return self.open_selected(),
            Command::Filter => self.picker.filtering = true,
            Command::LeaveFilter => self.picker.filtering = false,
            Command::ClearFilter => match self.picker.progress {
                Progress::Loading { .. } if self.picker.filter.is_empty() || self.wait().is_some() => {
                    self.picker.progress = Progress::Stopped;
                }
                _ => self.picker.set_filter(String::new()),
            },
            Command::Order => self.picker.next_order(),
            Command::ReloadList => return vec![self.ask_list()],
            Command::Cancel => return self.go_to_picker(),
            Command::Retry => {
                if let Stage::Failed { id, .. } = &self.stage {
                    let id = id.clone();
                    return vec![self.ask_open(id)];
                }
            }
            // The fields.
            Command::Back => return self.back(),
            Command::Edit => self.edit(),
            Command::Toggle => self.with_form(Form::toggle_flag),
            Command::NextPane => self.turn_pane(true),
            Command::PreviousPane => self.turn_pane(false),
            Command::NextChange => self.with_form(|form| form.jump_to_change(true)),
            Command::PreviousChange => self.with_form(|form| form.jump_to_change(false)),
            Command::Review => match self.overlays.last() {
                Some(Overlay::Review(review)) => {
                    let left_out = review.left_out.clone();
                    self.review_without(left_out, 0);
                }
                _ => self.review(),
            },
            Command::Revert => {
                if let Some((form, (at, field))) = self.form_mut().and_then(|form| {
                    let current = form.current()?;
                    Some((form, current))
                }) {
                    form.revert(at);
                    let undo = self.key(Context::Form, Command::Undo);
                    let text = format!("{} is as it is on the server. {undo} brings it back.", field.label);
                    self.say(Tone::Done, text);
                }
            }
            Command::RevertAll => self.overlays.push(Overlay::RevertAll),
            Command::ShowFailure => self.overlays.push(Overlay::Failure { scroll: 0 }),
            Command::Undo => {
                self.overlays.retain(|overlay| !matches!(overlay, Overlay::Taken(_)));
                self.travel(false);
                self.after_mending();
            }
            Command::Redo => self.travel(true),
            Command::Flip => {
                if let Some(flip) = self.form().and_then(Form::flip) {
                    self.overlays.push(Overlay::Flip(flip));
                }
            }
            Command::Compare => self.overlays.push(Overlay::Compare { scroll: 0 }),
            Command::History => {
                let cursor = self.form().map_or(0, |form| form.timeline.place());
                self.overlays.push(Overlay::Timeline { cursor });
            }
            Command::GoToStep => {
                if let Some(Overlay::Timeline { cursor }) = self.overlays.pop() {
                    self.jump(cursor);
                }
            }
            Command::Reload => return self.reload(Why::Asked),
            // Text.
            Command::Leave => self.with_form(|form| {
                if !form.leave_one() {
                    form.pane = Pane::Fields;
                }
            }),
            Command::LeaveForward => self.leave_to(false),
            Command::LeaveBack => self.leave_to(true),
            Command::Left => self.sideways(-1, Motion::Left),
            Command::Right => self.sideways(1, Motion::Right),
            Command::WordLeft => self.go(Motion::WordLeft),
            Command::WordRight => self.go(Motion::WordRight),
            Command::Home => self.go(Motion::Home),
            Command::End => self.go(Motion::End),
            Command::TextTop => self.go(Motion::Top),
            Command::TextBottom => self.go(Motion::Bottom),
            Command::DeleteLeft => self.delete(super::text::TextEditor::delete_left, |filter| {
                filter.pop();
            }),
            Command::DeleteWord => self.delete(super::text::TextEditor::delete_word_left, |filter| {
                let kept = filter.trim_end().rfind(' ').map_or(0, |space| space + 1);
                filter.truncate(kept);
            }),
            Command::DeleteToStart => {
                self.delete(super::text::TextEditor::delete_to_start, String::clear);
            }
            Command::DeleteRight => self.change_text(super::text::TextEditor::delete_right),
            Command::DeleteToEnd => self.change_text(super::text::TextEditor::delete_to_end),
            Command::Newline => self.change_text(super::text::TextEditor::newline),
            Command::UndoTyping => self.change_text(|text| {
                text.undo();
            }),
            Command::RedoTyping => self.change_text(|text| {
                text.redo();
            }),
            Command::Complete => self.complete(),
            Command::TakeCompletion => self.take_completion(),
            Command::CloseCompletion => self.close_completion(),
            Command::Follow => self.follow(),
            Command::RenameUses => self.rename_uses(),
            Command::Reveal => self.reveal(),
            Command::NewConnector => self.ask_new_name(),
            Command::Duplicate => return self.duplicate(),
            Command::MakeConnector => return self.create(),
            Command::RenameCreation => self.rename_creation(),
            Command::DeleteConnector => return self.delete_connector(),
            Command::Export => self.ask_export(),
            Command::LoadEdits => {
                self.with_form(Form::leave);
                self.ask_text(Asking::Load, "");
            }
            Command::ShowTokens => return self.show_tokens(),
            Command::ToggleToken => self.toggle_token(),
            Command::ShowFindings => {
                // What was asked there would not hold any more once something is mended.
                if matches!(self.overlays.last(), Some(Overlay::Review(_) | Overlay::Flip(_))) {
                    self.close_overlay();
                }
                self.with_form(Form::leave);
                self.overlays.push(Overlay::Findings { cursor: 0 });
            }
            Command::GoToFinding => self.go_to_finding(),
            Command::CorrectSpelling => self.correct_spelling(),
            Command::AddMissingInput => self.add_missing_input(),
            Command::ShowRendered => self.show_rendered(),
            Command::EditSample => self.ask_sample(),
            Command::ResetSample => self.reset_sample(),
            Command::CopyCurl => {
                self.close_copies();
                return self.copy_curl();
            }
            Command::TakeClipboard => return self.take_clipboard(),
            Command::EditOutside => return self.edit_outside(),
            Command::LayOut => self.lay_out(),
            Command::Outline => self.outline(),
            Command::GoToPath => self.go_to_path(),
            Command::FromFile => self.ask_for_file(),
            Command::ShowGenerated => self.overlays.push(Overlay::Generated { scroll: 0 }),
            Command::Copy => {
                self.close_copies();
                return self.copy_this();
            }
            Command::CopyTable => return self.copy_table(),
            Command::AnswerPrompt => return self.answer_prompt(),
            Command::Find if self.listener() == Context::Table => self.ask_text(Asking::Find, ""),
            Command::Find => self.seek(),
            Command::FindNext if self.listener() == Context::Table => self.find_next(true, true),
            Command::FindNext => self.seek_next(true),
            Command::FindPrevious if self.listener() == Context::Table => self.find_next(false, true),
            Command::FindPrevious => self.seek_next(false),
            Command::Palette => self.show_palette(false),
            Command::FindField => self.show_palette(true),
            Command::TakeFound => return self.take_found(),
            Command::SearchHelp => {
                if let Some(Overlay::Help(help)) = self.overlays.last_mut() {
                    help.searching = true;
                }
            }
            Command::ShowCopies => self.overlays.push(Overlay::Copying { cursor: 0 }),
            Command::CopyMarked => return self.copy_marked(),
            Command::CopyRequestBody => return self.copy_request_body(),
            Command::CopyPatch => return self.copy_patch(),
            Command::CopyId => return self.copy_id(),
            Command::CopyLink => return self.copy_link(),
            Command::ToggleWrap => self.toggle_wrap(),
            Command::FirstCell => self.with_form(|form| form.move_cell(0, isize::MIN / 2)),
            Command::LastCell => self.with_form(|form| form.move_cell(0, isize::MAX / 2)),
            // Choices and tables.
            Command::Pick => self.with_form(Form::pick),
            Command::EditCell => self.with_form(Form::open_cell),
            Command::NextCell => self.next_cell(false),
            Command::PreviousCell => self.next_cell(true),
            Command::AddRow => self.add_row(),
            Command::DuplicateRow => self.with_rows("duplicate a row", 1, |rows, row| {
                if let Some(copy) = rows.get(row).map(duplicate) {
                    rows.insert(row + 1, copy);
                }
            }),
            Command::DeleteRow => self.delete_row(),
            Command::RowUp => self.with_rows("move a row up", -1, |rows, row| {
                if row > 0 && row < rows.len() {
                    rows.swap(row, row - 1);
                }
            }),
            Command::RowDown => self.with_rows("move a row down", 1, |rows, row| {
                if row + 1 < rows.len() {
                    rows.swap(row, row + 1);
                }
            }),
            Command::ToggleCell => self.with_form(Form::toggle_cell),
            // The runs.
            Command::OpenRuns => return self.open_runs(),
            Command::ReadRun => self.read_run(true),
            Command::LeaveRun => self.read_run(false),
            Command::LeaveRuns => self.leave_runs(),
            Command::FilterOutcome => return self.filter_runs(next_outcome),
            Command::FilterError => return self.filter_runs(next_error),
            Command::LongerRange => {
                return self.filter_runs(|runs| runs.filter.with_range(runs.filter.range.longer()));
            }
            Command::ShorterRange => {
                return self.filter_runs(|runs| runs.filter.with_range(runs.filter.range.shorter()));
            }
            Command::WatchRuns => self.watch_runs(),
            Command::ReloadRuns => return self.read_runs(),
            Command::CopyBody => return self.copy_body(),
            Command::TakeAsSample => self.take_as_sample(),
            Command::NextPart => self.turn_part(true),
            Command::PreviousPart => self.turn_part(false),
            Command::NextRun => self.next_run(true),
            Command::PreviousRun => self.next_run(false),
            // Over the screen.
            Command::Send | Command::SendSample => {
                if let Some(Overlay::Review(review)) = self.overlays.last()
                    && let Some(patch) = review.patch.clone()
                {
                    return self.send(patch, Doing::Saving);
                }
            }
            Command::ConfirmFlip => {
                if let Some(Overlay::Flip(flip)) = self.overlays.last() {
                    let patch = flip.patch.clone();
                    return self.send(patch, Doing::Flipping);
                }
            }
            Command::NextMark => self.mark_change(true),
            Command::PreviousMark => self.mark_change(false),
            Command::LeaveOut => self.leave_out(),
            Command::ShowReport => self.overlays.push(Overlay::Report { scroll: 0 }),
            Command::ShowOverlaps => self.overlays.push(Overlay::Choosing(Choosing::default())),
            Command::TakeTheirs => self.choose(Side::Theirs),
            Command::KeepMine => self.choose(Side::Mine),
            Command::EditOverlap => self.edit_overlap(),
            Command::GoToProblem => {
                if let Some(Overlay::Problems(problems)) = self.overlays.pop()
                    && let Some(problem) = problems.list.get(problems.cursor)
                {
                    let (at, spot) = (problem.at, problem.spot);
                    if self.form().is_some_and(|form| form.draft.conflicts_at(at).is_some()) {
                        self.choose_in(at);
                        return Vec::new();
                    }
                    self.with_form(|form| {
                        form.go_to(at, spot);
                        if spot.is_some() {
                            form.open_cell();
                        } else {
                            form.open();
                        }
                    });
                }
            }
        }
        Vec::new()
    }

    pub(super) fn with_form(&mut self, change: impl FnOnce(&mut Form)) {
        if let Some(form) = self.form_mut() {
            change(form);
        }
    }

    fn delete(
        &mut self,
        in_text: impl FnOnce(&mut super::text::TextEditor),
        in_filter: impl FnOnce(&mut String),
    ) {
        if self.listener() == Context::Filter {
            let mut filter = self.picker.filter.clone();
            in_filter(&mut filter);
            self.picker.set_filter(filter);
        } else {
            self.change_text(in_text);
        }
    }

    /// Opens the field under the cursor and says why not, where it takes no edits.
    pub(super) fn edit(&mut self) {
        let Some(form) = self.form_mut() else { return };
        let refusal = form.refusal();
        form.open();
        if let Some(reason) = refusal {
            self.say(Tone::Note, format!("{}.", capitalised(reason)));
        }
    }

    fn leave_to(&mut self, back: bool) {
        self.with_form(|form| {
            form.leave_one();
            if form.editor.is_some() {
                // A cell was open: on to the next one, which is opened in turn if it holds text.
                if form.next_cell(back) {
                    form.open_cell_for_typing();
                }
            } else {
                form.pane = Pane::Fields;
                form.move_by(if back { -1 } else { 1 });
            }
        });
    }

    fn next_cell(&mut self, back: bool) {
        self.with_form(|form| {
            if !form.next_cell(back) {
                form.leave_one();
                form.pane = Pane::Fields;
            }
        });
    }

    fn add_row(&mut self) {
        let Some(form) = self.form_mut() else { return };
        let (Some((_, field)), Some((grid, _, rows))) = (form.current(), form.grid()) else {
            return;
        };
        let to = if rows == 0 { 0 } else { grid.spot.row + 1 };
        let fresh = Column::fresh_row(grid_columns(field));
        form.change_rows("add a row", to, |rows, _| rows.insert(to.min(rows.len()), fresh));
        if let Some(Editor::Grid(grid)) = &mut form.editor {
            grid.spot.column = 0;
        }
        form.open_cell();
    }

    pub(super) fn with_rows(
        &mut self,
        what: &str,
        step: isize,
        change: impl FnOnce(&mut Vec<crate::edit::Row>, usize),
    ) {
        self.with_form(|form| {
            let Some(row) = form.grid().map(|(grid, _, _)| grid.spot.row) else {
                return;
            };
            form.change_rows(what, row.saturating_add_signed(step), change);
        });
    }
}
