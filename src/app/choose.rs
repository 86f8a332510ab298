//! Choosing between theirs and mine, where someone else and the person changed the same.

use super::command::{Command, Context};
use super::overlay::{Choosing, Overlay};
use super::{App, Stage, Tone};
use crate::edit::{At, Merge, Overlap, Part, Side, Spot};

/// An overlap and where it is.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The field.
    pub at: At,
    /// Its number among the overlaps of the field.
    pub number: usize,
}

impl Stage {
    /// How many overlaps wait for a choice.
    pub(super) fn overlaps(&self) -> usize {
        match self {
            Stage::Editing(form) => form.overlaps().len(),
            _ => 0,
        }
    }
}

impl super::form::Form {
    /// Every overlap that waits for a choice, in the order of the table.
    pub fn overlaps(&self) -> Vec<(Place, Overlap)> {
        let conflicts = self.draft.conflicts();
        let of_field = |(at, merge): &(At, Merge)| {
            let at = *at;
            let numbered = merge.overlaps().iter().cloned().enumerate();
            numbered.map(move |(number, overlap)| (Place { at, number }, overlap)).collect::<Vec<_>>()
        };
        conflicts.iter().flat_map(of_field).collect()
    }
}

impl App {
    fn overlap_under_cursor(&self) -> Option<(Place, Overlap)> {
        let Some(Overlay::Choosing(choosing)) = self.overlays.last() else { return None };
        self.form()?.overlaps().into_iter().nth(choosing.cursor)
    }

    /// Opens the choices at the first one of a field.
    pub(super) fn choose_in(&mut self, at: At) {
        let cursor = self
            .form()
            .and_then(|form| form.overlaps().iter().position(|(place, _)| place.at == at))
            .unwrap_or_default();
        self.overlays.push(Overlay::Choosing(Choosing { cursor, scroll: 0, follows_cursor: true }));
    }

    /// Takes a side of the overlap under the cursor.
    pub(super) fn choose(&mut self, side: Side) {
        let Some((place, _)) = self.overlap_under_cursor() else { return };
        self.with_form(|form| form.choose(place.at, place.number, side));
        self.after_choice();
    }

    /// Keeps what is there as the person's own answer and goes to change it.
    pub(super) fn edit_overlap(&mut self) {
        let Some((place, overlap)) = self.overlap_under_cursor() else { return };
        self.overlays.pop();
        self.with_form(|form| {
            form.choose(place.at, place.number, Side::Mine);
            let spot = match overlap.part {
                Part::Cell { row, column } => form.row_named(place.at, &row).map(|row| Spot { row, column }),
                Part::Row(row) => form.row_named(place.at, &row).map(|row| Spot { row, column: 0 }),
                _ => None,
            };
            form.go_to(place.at, spot);
            if spot.is_none() {
                form.open();
            }
        });
    }

    fn after_choice(&mut self) {
        let left = self.stage.overlaps();
        if let Some(Overlay::Choosing(choosing)) = self.overlays.last_mut() {
            choosing.cursor = choosing.cursor.min(left.saturating_sub(1));
            choosing.follows_cursor = true;
        }
        if left == 0 {
            self.overlays.pop();
            self.with_form(|form| form.news = None);
            let review = self.key(Context::Form, Command::Review);
            self.say(Tone::Done, format!("All of it is chosen. {review} shows what would be sent now."));
        }
    }
}
