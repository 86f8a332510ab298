//! One key: read from its name, printed by its name, matched against what the terminal reports.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;

/// A key press with its modifiers, in the one form in which keys are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// Names of the keys that are not a character, as they are written in tables and shown in hints.
const NAMED: [(&str, KeyCode); 14] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("shift-tab", KeyCode::BackTab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
];

const PAGE_DOWN: (&str, KeyCode) = ("pgdn", KeyCode::PageDown);

impl Key {
    /// The key that agrees.
    pub const ENTER: Self = Self { code: KeyCode::Enter, modifiers: KeyModifiers::NONE };

    /// The key that every program stops at.
    pub const CTRL_C: Self = Self { code: KeyCode::Char('c'), modifiers: KeyModifiers::CONTROL };

    /// What the terminal reported. Shift is part of a character and of shift-tab already.
    pub fn pressed(event: KeyEvent) -> Self {
        // On Windows a character typed with AltGr is reported with both ctrl and alt.
        let both = KeyModifiers::CONTROL | KeyModifiers::ALT;
        if let KeyCode::Char(c) = event.code
            && event.modifiers.contains(both)
            && !c.is_alphanumeric()
        {
            return Self { code: event.code, modifiers: KeyModifiers::NONE };
        }
        let kept = match event.code {
            KeyCode::Char(_) | KeyCode::BackTab => KeyModifiers::CONTROL | KeyModifiers::ALT,
            _ => KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT,
        };
        let code = match event.code {
            // Terminals report ctrl with a letter in either case.
            KeyCode::Char(c) if event.modifiers.contains(KeyModifiers::CONTROL) => {
                KeyCode::Char(c.to_ascii_lowercase())
            }
            other => other,
        };
        Self { code, modifiers: event.modifiers & kept }
    }

    /// Reads a name such as `a`, `R`, `ctrl-s`, `shift-tab`, `pgdn`.
    pub fn named(name: &str) -> Option<Self> {
        let (name, modifiers) = match name.strip_prefix("ctrl-") {
            Some(rest) if !rest.is_empty() => (rest, KeyModifiers::CONTROL),
            _ => (name, KeyModifiers::NONE),
        };
        let named = NAMED.iter().chain([&PAGE_DOWN]).find(|(known, _)| *known == name).map(|(_, code)| *code);
        let mut letters = name.chars();
        let code = match (named, letters.next(), letters.next()) {
            (Some(code), _, _) => code,
            (None, Some(letter), None) => KeyCode::Char(letter),
            _ => return None,
        };
        Some(Self { code, modifiers })
    }

    /// The character that this key types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }

    /// The event that a terminal would report for this key.
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("ctrl-")?;
        }
        match NAMED.iter().chain([&PAGE_DOWN]).find(|(_, code)| *code == self.code) {
            Some((name, _)) => f.write_str(name),
            None => match self.code {
                KeyCode::Char(c) => write!(f, "{c}"),
                other => write!(f, "{other}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_read_and_printed_is_the_same_name() {
        for name in ["a", "R", "?", "ctrl-s", "enter", "shift-tab", "space", "pgdn", "pgup", "esc", "/", "]"]
        {
            assert_eq!(Key::named(name).unwrap().to_string(), name);
        }
        assert_eq!(Key::named("nonsense"), None);
    }

    #[test]
    fn what_is_typed_with_altgr_is_a_character() {
        let event = KeyEvent::new(KeyCode::Char('{'), KeyModifiers::CONTROL | KeyModifiers::ALT);
        assert_eq!(Key::pressed(event).typed(), Some('{'));
    }

    #[test]
    fn shift_is_part_of_a_letter() {
        let event = KeyEvent::new(KeyCode::Char('R'), KeyModifiers::SHIFT);
        assert_eq!(Key::pressed(event), Key::named("R").unwrap());
    }
}
