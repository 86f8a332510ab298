//! A secret that was typed in this run, shown for a moment: the one under the cursor, and only for as long as the
//! cursor stays on it and nothing lies over it.

use super::App;
use super::command::Reason;
use super::editor::{Cell, Editor, Grid, exposed, grid_window};
use super::message::Message;
use crate::edit::{At, Spot, Value};
use crossterm::event::KeyEventKind;
use std::time::Duration;

/// How long it is shown.
const MOMENT: Duration = Duration::from_secs(5);

/// What is shown, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reveal {
    pub(super) until: Duration,
    place: Place,
}

/// What the cursor is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    at: At,
    spot: Option<Spot>,
    /// It is being typed. Else it is a cell of a table in which nothing is open.
    open: bool,
}

impl App {
    /// Whether the secret under the cursor is shown, in a frame of this size. The first frame of another size does not
    /// show it any more: the app learns of a resize only by the frame.
    pub fn reveals(&self, size: (u16, u16)) -> bool {
        self.reveal.is_some() && self.drawn.size == size
    }

    /// Why the secret under the cursor cannot be shown, if it cannot.
    pub(super) fn can_reveal(&self) -> Result<(), Reason> {
        if self.place().is_some_and(|place| place.open) {
            return Ok(());
        }
        match self.cell() {
            Some(cell @ Value::Secret(_)) => match exposed(&cell) {
                None => Err("hidden on the server; nobody can see it"),
                Some("") => Err("nothing is typed here yet"),
                Some(_) => Ok(()),
            },
            _ => Err("nothing is masked here"),
        }
    }

    /// Shows the secret under the cursor for a moment, or masks it again.
    pub(super) fn reveal(&mut self) {
        self.reveal = match (self.reveal, self.place()) {
            (None, Some(place)) => Some(Reveal { until: self.now.elapsed + MOMENT, place }),
            _ => None,
        };
    }

    /// Masks it again when its moment is over, or when this message, which has just been taken, took the eye off it.
    pub(super) fn mask_again(&mut self, before: Option<Reveal>, disturbed: bool) {
        let Some(reveal) = self.reveal else { return };
        let over = reveal.until <= self.now.elapsed || self.place() != Some(reveal.place);
        // Where it is typed, typing goes on. In a table each key may put another row under the cursor.
        let disturbed = disturbed && !reveal.place.open && before == Some(reveal);
        if over || disturbed || self.drawn.blind {
            self.reveal = None;
        }
    }

    fn place(&self) -> Option<Place> {
        let form = self.form().filter(|_| self.overlays.is_empty())?;
        let (at, _) = form.current()?;
        match form.editor.as_ref()? {
            Editor::Text(visit) if visit.text.masked().is_some() => {
                Some(Place { at, spot: None, open: true })
            }
            Editor::Grid(Grid { spot, cell: Some(Cell::Text(visit)) }) if visit.text.masked().is_some() => {
                Some(Place { at, spot: Some(*spot), open: true })
            }
            Editor::Grid(Grid { spot, cell: None }) => Some(Place { at, spot: Some(*spot), open: false }),
            _ => None,
        }
    }

    /// The cell under the cursor of the table.
    fn cell(&self) -> Option<Value> {
        let form = self.form()?;
        let Some(Editor::Grid(Grid { spot, cell: None })) = &form.editor else { return None };
        grid_window(form.draft.value(form.current()?.0), spot.row, 1).first()?.cells.get(spot.column).cloned()
    }
}

/// Whether something happened that may have changed what is under the cursor.
pub(super) fn disturbs(message: &Message) -> bool {
    match message {
        Message::Key(event) => event.kind != KeyEventKind::Release,
        Message::Paste(_) | Message::Told(_) | Message::Point(..) | Message::Arrived(..) => true,
        Message::Drawn(_) | Message::Zone(_) | Message::Woke => false,
    }
}
