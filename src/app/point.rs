//! Pointing: what a click, the wheel and a drag mean. The view says what stands where, so there is no geometry here.
//!
//! A click puts the cursor there, and never loses a text. A second one opens what is there. Neither confirms anything: what
//! sends, deletes or answers for good is left to a key.

use super::command::{Command, Context, Row};
use super::editor::{Cell, Editor, Grid};
use super::form::{Form, Pane};
use super::message::Effect;
use super::overlay::Overlay;
use super::palette::{Entry, What};
use super::text::Shape;
use super::{App, Stage, Tone, capitalised};
use crate::edit::Spot;

/// What can be pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The page that is on top: all of the screen's body that is nothing else.
    Page,
    /// A pane of the open connector.
    Pane(Pane),
    /// A row of the list in which one is.
    Item {
        /// How many steps it is from the cursor, downwards.
        steps: isize,
        /// Which row of the window it is.
        row: usize,
    },
    /// A row in the list of fields.
    Place {
        /// Its number among the places of the form.
        number: usize,
        /// Which row of the window it is.
        row: usize,
    },
    /// A cell of the open table.
    Cell {
        /// Which one.
        spot: Spot,
        /// Which row of the window it is.
        row: usize,
    },
    /// A word of the open choice or set.
    Word(usize),
    /// A character of the open text.
    Letter {
        /// Its line, from zero.
        line: usize,
        /// Where it begins in the line, in bytes.
        byte: usize,
        /// Which row of the window it is in.
        row: usize,
    },
    /// A hint at the foot of the screen.
    Hint(Command),
    /// The border behind a pane, which can be moved.
    Border(Border),
}

/// A border between panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Border {
    /// Between the fields and what stands beside them.
    Fields,
    /// In front of *Will send*.
    WillSend,
}

/// The row of its window in which the cursor stays after it was put there by pointing, so that nothing jumps under the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// In a list or a table.
    Row(usize),
    /// In an open text, which may stand below a table.
    Letter(usize),
}

impl Held {
    /// The cursor goes this many rows down, and the window stays as it is while the cursor is in it.
    pub(super) fn moved(self, rows: isize, page: usize) -> Self {
        let there = |row: usize| row.saturating_add_signed(rows).min(page.saturating_sub(1));
        match self {
            Self::Row(row) => Self::Row(there(row)),
            Self::Letter(row) => Self::Letter(there(row)),
        }
    }
}

/// How it was pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// Once.
    Click,
    /// Twice within a moment.
    DoubleClick,
    /// The wheel was turned by so many rows, downwards.
    Wheel(isize),
    /// It was taken to a column: in ten thousandths of the width of the screen.
    Drag(u16),
}

/// The shares of the panes in the width, in ten thousandths, where the person moved a border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Widths {
    /// Of the list of fields.
    pub fields: Option<u16>,
    /// Where *Will send* begins.
    pub will_send: Option<u16>,
}

/// What a second click does, of what can be done in a place.
const OPENS: &[Command] = &[
    Command::Open,
    Command::Edit,
    Command::EditCell,
    Command::Pick,
    Command::TakeCompletion,
    Command::GoToFinding,
    Command::GoToProblem,
    Command::GoToPath,
    Command::ReadRun,
    Command::EditSample,
    Command::TakeFound,
    Command::CopyMarked,
];

/// Whether a command is left to its key, wherever one could click on it: it agrees, deletes, or says what is sent.
fn is_for_keys_only(command: Command) -> bool {
    let says_what =
        [Command::DeleteRow, Command::LeaveOut, Command::TakeTheirs, Command::KeepMine, Command::EditOverlap];
    command.agrees() || says_what.contains(&command)
}

impl App {
    pub(super) fn point(&mut self, target: Target, gesture: Gesture) -> Vec<Effect> {
        if self.drawn.blind {
            return Vec::new();
        }
        let clicked = matches!(gesture, Gesture::Click | Gesture::DoubleClick);
        if clicked && target != Target::Hint(Command::Follow) {
            self.with_form(|form| form.walk = None);
        }
        match (gesture, target) {
            (Gesture::Drag(share), Target::Border(Border::Fields)) => self.widths.fields = Some(share),
            (Gesture::Drag(share), Target::Border(Border::WillSend)) => self.widths.will_send = Some(share),
            (Gesture::Drag(_), _) => {}
            (Gesture::Wheel(rows), target) => self.wheel(target, rows),
            (Gesture::Click | Gesture::DoubleClick, Target::Hint(command)) => return self.take_hint(command),
            (Gesture::Click, target) => self.click(target),
            (Gesture::DoubleClick, target) => return self.click_again(target),
        }
        Vec::new()
    }

    fn click(&mut self, target: Target) {
        let over = !self.overlays.is_empty();
        match target {
            Target::Item { steps, row } => {
                self.point_by(steps);
                self.picker.filtering = false;
                self.held = Some(Held::Row(row));
            }
            Target::Letter { line, byte, row } => {
                if let Some(text) = self.open_text() {
                    text.stand_at(line, byte);
                    self.held = Some(Held::Letter(row));
                }
            }
            Target::Hint(_) | Target::Border(_) => {}
            // The rest is out of reach while something lies over it.
            _ if over => {}
            Target::Page => {
                self.picker.filtering = false;
                self.with_form(|form| {
                    if form.is_typing() {
                        form.leave();
                    }
                });
            }
            Target::Place { number, row } => {
                self.with_form(|form| form.stand_on(number));
                self.held = Some(Held::Row(row));
            }
            Target::Pane(pane) => self.with_form(|form| form.go_to_pane(pane)),
            Target::Cell { spot, row } => {
                self.with_form(|form| {
                    form.close_cell();
                    form.stand_in(spot);
                });
                self.held = Some(Held::Row(row));
            }
            Target::Word(number) => self.with_form(|form| form.option_to(number)),
        }
    }

    fn click_again(&mut self, target: Target) -> Vec<Effect> {
        match target {
            Target::Pane(Pane::Field) if self.overlays.is_empty() => {
                if self.form().is_some_and(|form| matches!(form.editor, None | Some(Editor::Reading { .. })))
                {
                    self.with_form(Form::leave);
                    self.edit();
                }
                Vec::new()
            }
            Target::Item { .. } | Target::Place { .. } | Target::Cell { .. } | Target::Word(_) => {
                self.click(target);
                let contexts = self.contexts();
                let rows = contexts.iter().flat_map(|context| context.rows());
                match rows.into_iter().find(|row| OPENS.contains(&row.command)) {
                    Some(row) if row.command == Command::TakeFound => self.take_pointed(row),
                    Some(row) => self.obey(row),
                    None => Vec::new(),
                }
            }
            target => {
                self.click(target);
                Vec::new()
            }
        }
    }

    /// What the foot of the screen offers, unless it is for good.
    fn take_hint(&mut self, command: Command) -> Vec<Effect> {
        let Some((key, row)) =
            self.hints().map(|(key, row, _)| (key, row)).find(|(_, row)| row.command == command)
        else {
            return Vec::new();
        };
        if is_for_keys_only(command) {
            self.leave_to_key(row.label, &key);
            return Vec::new();
        }
        self.obey(row)
    }

    /// What a click found in the list of everything. A way to a command leads around nothing: not around this rule either.
    fn take_pointed(&mut self, row: &Row) -> Vec<Effect> {
        let found = match self.overlays.last() {
            Some(Overlay::Palette(palette)) => palette.selected(),
            _ => None,
        };
        if let Some(Entry { what: What::Here(command) | What::Below(command), label, refused: None, .. }) =
            found
            && is_for_keys_only(*command)
        {
            let (label, key) = (label.clone(), self.key(Context::Palette, Command::TakeFound));
            self.leave_to_key(&label, &key);
            return Vec::new();
        }
        self.obey(row)
    }

    fn leave_to_key(&mut self, label: &str, key: &str) {
        self.say(Tone::Note, format!("{}: {key} does it; a click does not.", capitalised(label)));
    }

    /// Scrolls what stands there, or moves its cursor where a window follows one.
    fn wheel(&mut self, target: Target, rows: isize) {
        if let Some(Overlay::Choosing(choosing)) = self.overlays.last_mut() {
            let last = self.drawn.scrollable;
            choosing.stay_at(self.drawn.top.saturating_add_signed(rows).min(last));
            return;
        }
        if !self.overlays.is_empty() || matches!(self.stage, Stage::Picking) {
            return self.move_by(rows);
        }
        let beyond = self.drawn.will_send;
        let Some(form) = self.form_mut() else { return };
        match target {
            Target::Place { .. } | Target::Pane(Pane::Fields) => {
                if matches!(form.editor, None | Some(Editor::Reading { .. })) {
                    // A text that is open stays open.
                    if form.pane == Pane::Field {
                        form.leave();
                    }
                    form.move_by(rows);
                }
            }
            Target::Pane(Pane::WillSend) if form.pane != Pane::WillSend => {
                form.scroll = form.scroll.min(beyond).saturating_add_signed(rows).min(beyond);
            }
            Target::Pane(Pane::Field) if form.editor.is_none() => form.go_to_pane(Pane::Field),
            Target::Letter { .. } => {
                // In a single line there is nothing below.
                let long = form.visit().is_some_and(|visit| visit.text.shape() == Shape::Lines);
                if long || self.is_completing() {
                    self.move_by(rows);
                }
            }
            Target::Cell { .. } if matches!(form.editor, Some(Editor::Grid(Grid { cell: Some(_), .. }))) => {}
            Target::Pane(pane) if form.pane == pane && !form.is_typing() => self.move_by(rows),
            Target::Cell { .. } | Target::Word(_) | Target::Item { .. } => self.move_by(rows),
            _ => {}
        }
    }
}

impl Form {
    /// Leaves what is open, and puts the cursor on a place.
    fn stand_on(&mut self, number: usize) {
        self.leave();
        self.pane = Pane::Fields;
        self.cursor = number.min(self.place_count().saturating_sub(1));
    }

    /// Goes to a pane. What is open in it stays open, unless it is a text or a cell: those are left, and kept.
    fn go_to_pane(&mut self, pane: Pane) {
        if self.pane == Pane::Field && pane == Pane::Field {
            match &self.editor {
                Some(Editor::Grid(Grid { cell, .. })) => {
                    if matches!(cell, Some(Cell::Text(_) | Cell::Choice(_))) {
                        self.close_cell();
                    }
                    return;
                }
                Some(Editor::Text(_)) => self.leave(),
                Some(_) => return,
                None => {}
            }
        }
        if self.pane == pane && pane != Pane::Field {
            return;
        }
        self.leave();
        self.pane = pane;
        if pane == Pane::Field {
            self.editor = Some(Editor::Reading { scroll: 0 });
        }
    }

    fn stand_in(&mut self, spot: Spot) {
        if let Some(Editor::Grid(grid)) = &mut self.editor {
            grid.spot = spot;
            self.keep_inside();
        }
    }
}
