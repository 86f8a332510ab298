//! What can be pointed at, and where it stands: the answer to a click, since the app knows no geometry.

use crate::app::point::Target;
use ratatui::layout::{Position, Rect};

/// The areas of a frame that mean something, the topmost last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    areas: Vec<(Rect, Target)>,
}

impl Targets {
    /// What stands at a place.
    pub fn at(&self, x: u16, y: u16) -> Option<Target> {
        let here = |(area, _): &&(Rect, Target)| area.contains(Position { x, y });
        self.areas.iter().rev().find(here).map(|(_, target)| *target)
    }

    /// All of them, the topmost last.
    pub fn areas(&self) -> impl ExactSizeIterator<Item = (Rect, Target)> {
        self.areas.iter().copied()
    }

    pub(crate) fn add(&mut self, area: Rect, target: Target) {
        if !area.is_empty() {
            self.areas.push((area, target));
        }
    }

    pub(super) fn clear(&mut self) {
        self.areas.clear();
    }
}
