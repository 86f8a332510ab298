//! What comes from the terminal, as messages.

use super::background::Background;
use super::pointer::Pointer;
use crate::app::message::Message;
use crate::view::targets::Targets;
use crate::view::theme::Shade;
use crossterm::event::Event;
use std::time::Duration;

/// What was heard so far, as far as the next event depends on it.
#[derive(Debug)]
pub struct Ears {
    background: Background,
    pointer: Pointer,
    /// What can be pointed at in the last frame, and its width.
    pub seen: (Targets, u16),
    /// The terminal has another size than before, or had one for a moment: what it did to the screen is not known.
    pub resized: bool,
    /// The terminal's background, when it has just told.
    pub shade: Option<Shade>,
}

impl Ears {
    /// Before anything was heard.
    pub fn new() -> Self {
        let seen = (Targets::default(), 0);
        Self {
            background: Background::asked(None),
            pointer: Pointer::default(),
            seen,
            resized: false,
            shade: None,
        }
    }

    /// The terminal was asked for its background.
    pub fn asked(&mut self, now: Duration) {
        self.background = Background::asked(Some(now));
    }

    /// When [`Ears::wait_no_longer`] has to be asked, if it has to be.
    pub fn due(&self) -> Option<Duration> {
        self.background.due()
    }

    /// What has waited long enough for what did not come.
    pub fn wait_no_longer(&mut self, now: Duration) -> Vec<Message> {
        let passed = self.background.wait_no_longer(now);
        passed.into_iter().filter_map(|event| self.told(event, now)).collect()
    }

    /// Takes an event.
    pub fn hear(&mut self, event: Event, now: Duration) -> Vec<Message> {
        let heard = self.background.hear(event, now);
        self.shade = heard.shade.or(self.shade);
        heard.passed.into_iter().filter_map(|event| self.told(event, now)).collect()
    }

    fn told(&mut self, event: Event, now: Duration) -> Option<Message> {
        match event {
            Event::Key(key) => {
                #[cfg(debug_assertions)]
                forced_panic(key);
                Some(Message::Key(key))
            }
            Event::Paste(text) => Some(Message::Paste(text)),
            Event::Mouse(event) => self.pointer.hear(event, &self.seen.0, self.seen.1, now),
            Event::Resize(..) => {
                self.resized = true;
                None
            }
            Event::FocusGained | Event::FocusLost => None,
        }
    }
}

/// For the test that the terminal survives a bug: only in debug builds, only when asked for by name.
#[cfg(debug_assertions)]
#[expect(clippy::disallowed_methods, reason = "the bug that a test asks for")]
fn forced_panic(key: crossterm::event::KeyEvent) {
    if key.code != crossterm::event::KeyCode::F(12) {
        return;
    }
    match std::env::var("PATCHPANEL_PANIC_ON_F12").as_deref() {
        Ok("task") => drop(tokio::spawn(async { assert!(std::env::args().count() == 0, "asked for") })),
        asked => assert!(asked.is_err(), "asked for"),
    }
}
