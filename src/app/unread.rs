//! What goes out is seen to its end before it does: as long as more of it lies below the edge, the key that sends reads on.

use super::App;
use super::command::Command;
use super::key::Key;
use super::message::Drawn;
use super::overlay::Overlay;
use std::time::Duration;

/// What the key that sends is called as long as it reads on.
pub const READ_ON: &str = "read on";

/// When a frame first showed the end of what goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// The time of that frame.
    pub at: Duration,
    /// The key that was pressed before. Held down, it will repeat itself.
    pub by: Option<Key>,
}

impl App {
    /// Whether this command would read on, and not send yet: more than these rows are above the window would have to be
    /// for its end to be seen.
    pub fn reads_on(&self, command: Command, top: usize, scrollable: usize) -> bool {
        command.shows_what_goes_out() && self.has_read().is_none() && top < scrollable
    }

    /// When the end of what lies on top was first seen.
    pub(super) fn has_read(&self) -> Option<Read> {
        match self.overlays.last() {
            Some(Overlay::Review(review)) => review.read,
            Some(Overlay::Creating(creating)) => creating.read,
            _ => None,
        }
    }

    /// Notes that the end of what lies on top was seen.
    pub(super) fn note_read(&mut self, read: Read) {
        match self.overlays.last_mut() {
            Some(Overlay::Review(review)) => _ = review.read.get_or_insert(read),
            Some(Overlay::Creating(creating)) => _ = creating.read.get_or_insert(read),
            _ => {}
        }
    }

    /// Learns from a frame whether the end is seen.
    pub(super) fn look_for_the_end(&mut self, drawn: &Drawn) {
        if drawn.place == self.place_number() && !drawn.blind && drawn.top >= drawn.scrollable {
            let read = Read { at: self.now.elapsed, by: self.last_pressed() };
            self.note_read(read);
        }
    }

    /// Goes on by a page where the end was not seen yet. True where it did, and nothing else is to be done.
    pub(super) fn has_read_on(&mut self, command: Command) -> bool {
        let unread = command.shows_what_goes_out() && self.has_read().is_none();
        if unread {
            self.move_by_page(1);
        }
        unread
    }
}

impl Command {
    /// Sends what is shown above it, which can be longer than the screen.
    fn shows_what_goes_out(self) -> bool {
        matches!(self, Self::Send | Self::SendSample | Self::MakeConnector)
    }
}
