//! Moving: the cursor, or the window where there is no cursor, of whatever is listening.

use super::command::Context;
use super::copies::copy_rows;
use super::editor::Editor;
use super::form::Pane;
use super::overlay::{Helping, Overlay};
use super::text::Motion;
use super::{App, Stage};

/// Columns by which a text that is only read goes sideways.
const ASIDE: isize = 8;

impl App {
    pub(super) fn page(&self) -> isize {
        isize::try_from(self.drawn.page.max(2) - 1).unwrap_or(1)
    }

    /// As [`App::move_by`], by a key: a window in which one has pointed stays where it is as long as it can.
    pub(super) fn step_by(&mut self, rows: isize) {
        self.held = self.held.map(|held| held.moved(rows, self.drawn.page));
        self.move_by(rows);
    }

    /// Moves the cursor, or the window where there is no cursor, of whatever is listening.
    pub(super) fn move_by(&mut self, rows: isize) {
        let last = self.drawn.scrollable;
        let newest = self.form().map_or(0, |form| form.timeline.len());
        let tokens = self.offered_tokens().len();
        let findings = self.form().map_or(0, |form| form.checked.list.len());
        let scrolled =
            |scroll: &mut usize| *scroll = (*scroll).min(last).saturating_add_signed(rows).min(last);
        let step = |cursor: &mut usize, count: usize| {
            *cursor = cursor.saturating_add_signed(rows).min(count.saturating_sub(1));
        };
        match self.overlays.last_mut() {
            Some(
                Overlay::Help(Helping { scroll, .. })
                | Overlay::Failure { scroll }
                | Overlay::Report { scroll }
                | Overlay::Compare { scroll }
                | Overlay::Generated { scroll },
            ) => return scrolled(scroll),
            Some(Overlay::Flip(flip)) => return scrolled(&mut flip.scroll),
            Some(Overlay::Creating(creating)) => return scrolled(&mut creating.scroll),
            Some(Overlay::Taken(taken)) => return scrolled(&mut taken.scroll),
            Some(Overlay::Findings { cursor }) => return step(cursor, findings),
            Some(Overlay::Renaming(renaming)) => return scrolled(&mut renaming.scroll),
            Some(Overlay::Tokens { cursor }) => return step(cursor, tokens),
            // The newest stands on top, so down is back in time.
            Some(Overlay::Timeline { cursor }) => {
                *cursor = (*cursor).min(newest).saturating_add_signed(rows.saturating_neg()).min(newest);
                return;
            }
            Some(Overlay::Review(review)) => {
                if std::mem::take(&mut review.follows_mark) {
                    review.scroll = self.drawn.top;
                }
                return scrolled(&mut review.scroll);
            }
            Some(Overlay::Rendered(rendered)) => return rendered.move_by(rows, last),
            Some(Overlay::Outline(outlined)) => return outlined.move_by(rows),
            Some(Overlay::Palette(palette)) => return palette.move_by(rows),
            Some(Overlay::Copying { cursor }) => return step(cursor, copy_rows().count()),
            Some(Overlay::Recovery(recovery)) => return scrolled(&mut recovery.scroll),
            Some(Overlay::Choosing(choosing)) => {
                let count = self.stage.overlaps();
                choosing.cursor = choosing.cursor.saturating_add_signed(rows).min(count.saturating_sub(1));
                // From where the window is it goes no further than it has to.
                choosing.scroll = self.drawn.top;
                choosing.follows_cursor = true;
                return;
            }
            Some(Overlay::Problems(problems)) => {
                return step(&mut problems.cursor, problems.list.len());
            }
            Some(Overlay::Runs(_)) => return self.move_in_runs(rows),
            Some(
                Overlay::Leaving
                | Overlay::RevertAll
                | Overlay::Discarding
                | Overlay::Prompt(_)
                | Overlay::Seeking(_),
            ) => return,
            None => {}
        }
        if self.is_completing() {
            return self.with_form(|form| form.move_offer(rows));
        }
        let listener = self.listener();
        match &mut self.stage {
            Stage::Picking => self.picker.move_by(rows),
            Stage::Opening { .. } | Stage::Failed { .. } => {}
            Stage::Editing(form) => match (listener, &mut form.editor) {
                (Context::Text | Context::Secret | Context::Lines | Context::Document, _) => {
                    let one_line = !matches!(listener, Context::Lines | Context::Document);
                    let Some(visit) = form.text() else { return };
                    let motion = match (one_line, rows < 0) {
                        (true, true) => Motion::Home,
                        (true, false) => Motion::End,
                        (false, true) => Motion::Up,
                        (false, false) => Motion::Down,
                    };
                    let count = if one_line { 1 } else { rows.unsigned_abs().min(visit.text.line_count()) };
                    for _ in 0..count {
                        visit.text.go(motion);
                    }
                }
                (Context::Choice | Context::Set, _) => {
                    if let Some((words, place)) = form.options() {
                        form.option_to(place.saturating_add_signed(rows).min(words.len().saturating_sub(1)));
                    }
                }
                (_, Some(Editor::Grid(_))) => form.move_cell(rows, 0),
                (_, Some(Editor::Reading { scroll })) => {
                    // What was found has moved the window without a word to here.
                    if form.sought_text.as_mut().is_some_and(|sought| std::mem::take(&mut sought.follows)) {
                        *scroll = self.drawn.top;
                    }
                    scrolled(scroll);
                }
                _ if form.pane == Pane::WillSend => scrolled(&mut form.scroll),
                _ => form.move_by(rows),
            },
        }
    }

    /// Puts the cursor so many items further, because one of them was pointed at. The window stays where it is.
    pub(super) fn point_by(&mut self, steps: isize) {
        let changes = self.form().map_or(0, |form| form.draft.changes().len());
        let (top, overlaps) = (self.drawn.top, self.stage.overlaps());
        let step =
            |cursor: usize, count: usize| cursor.saturating_add_signed(steps).min(count.saturating_sub(1));
        match self.overlays.last_mut() {
            Some(Overlay::Review(review)) => {
                review.marked = step(review.marked, changes);
                review.scroll = top;
                review.follows_mark = false;
            }
            Some(Overlay::Choosing(choosing)) => {
                choosing.cursor = step(choosing.cursor, overlaps);
                choosing.stay_at(top);
            }
            _ => self.move_by(steps),
        }
    }

    pub(super) fn sideways(&mut self, columns: isize, motion: Motion) {
        match self.listener() {
            Context::Table => self.with_form(|form| form.move_cell(0, columns)),
            Context::Reading => self.aside(columns * ASIDE),
            _ => self.go(motion),
        }
    }

    /// Moves the window of a text that is only read by columns, as far as the text goes.
    fn aside(&mut self, columns: isize) {
        let (left, right) = &mut self.drawn.aside;
        let most = |room: usize| isize::try_from(room).unwrap_or(isize::MAX);
        let by = columns.clamp(-most(*left), most(*right));
        // Until the next frame tells.
        (*left, *right) = (left.saturating_add_signed(by), right.saturating_add_signed(by.saturating_neg()));
        self.with_form(|form| form.aside.columns = form.aside.columns.saturating_add(by));
    }

    pub(super) fn go(&mut self, motion: Motion) {
        if let Some(text) = self.open_text() {
            text.go(motion);
        }
    }
}
