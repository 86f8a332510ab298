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
const NAMED: [(&str, KeyCode); 16] = [
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
    ("pgdn", KeyCode::PageDown),
    ("insert", KeyCode::Insert),
];

/// Keys that a terminal sends as another one.
const SAME: [(&str, &str); 3] = [("ctrl-i", "tab"), ("ctrl-m", "enter"), ("ctrl-[", "esc")];

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

    /// Reads the name of a key that somebody wrote, and says of one that no terminal sends as such why it is refused.
    pub fn read(name: &str) -> Result<Self, String> {
        if name.starts_with("alt-") {
            return Err(format!("{name:?} needs alt, which many terminals send as esc and a letter"));
        }
        if let Some((_, same)) = SAME.iter().find(|(confused, _)| confused.eq_ignore_ascii_case(name)) {
            return Err(format!("{name:?} cannot be told from {same}; terminals send the same for both"));
        }
        if let Some(rest) = name.strip_prefix("shift-")
            && rest != "tab"
        {
            let mut letters = rest.chars();
            return Err(match (letters.next(), letters.next()) {
                (Some(letter), None) if letter.is_alphabetic() => {
                    format!("{name:?} is written as the letter that it types: {}", letter.to_uppercase())
                }
                _ => format!("{name:?} is not told apart by every terminal"),
            });
        }
        match Self::named(name) {
            Some(key) if key.is_told_apart() => Ok(key),
            Some(_) => Err(format!("{name:?} is not told apart by every terminal")),
            None => Err(format!("{name:?} is no key")),
        }
    }

    /// With ctrl, terminals tell letters and the keys that move apart, and little else.
    fn is_told_apart(self) -> bool {
        !self.modifiers.contains(KeyModifiers::CONTROL)
            || match self.code {
                KeyCode::Char(c) => c.is_ascii_lowercase() || c == ' ',
                KeyCode::Left
                | KeyCode::Right
                | KeyCode::Up
                | KeyCode::Down
                | KeyCode::Home
                | KeyCode::End
                | KeyCode::PageUp
                | KeyCode::PageDown
                | KeyCode::Delete => true,
                _ => false,
            }
    }

    /// The names of the keys that are not a letter, for who mistyped one.
    pub fn names() -> impl Iterator<Item = String> {
        NAMED.iter().map(|(name, _)| (*name).to_owned())
    }

    /// Reads a name such as `a`, `R`, `ctrl-s`, `shift-tab`, `pgdn`, `f5`.
    pub fn named(name: &str) -> Option<Self> {
        let (name, modifiers) = match name.strip_prefix("ctrl-") {
            Some(rest) if !rest.is_empty() => (rest, KeyModifiers::CONTROL),
            _ => (name, KeyModifiers::NONE),
        };
        let named = NAMED.iter().find(|(known, _)| *known == name).map(|(_, code)| *code);
        let function = name.strip_prefix('f').and_then(|number| number.parse().ok());
        let function = function.filter(|number| (1..=12).contains(number)).map(KeyCode::F);
        let mut letters = name.chars();
        let code = match (named.or(function), letters.next(), letters.next()) {
            (Some(code), _, _) => code,
            // Terminals report ctrl with a letter in either case.
            (None, Some(letter), None) if !modifiers.is_empty() => KeyCode::Char(letter.to_ascii_lowercase()),
            (None, Some(letter), None) if !letter.is_control() => KeyCode::Char(letter),
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
        match NAMED.iter().find(|(_, code)| *code == self.code) {
            Some((name, _)) => f.write_str(name),
            None => match self.code {
                KeyCode::Char(c) => write!(f, "{c}"),
                KeyCode::F(number) => write!(f, "f{number}"),
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
        for name in [
            "a",
            "R",
            "?",
            "ctrl-s",
            "enter",
            "shift-tab",
            "space",
            "pgdn",
            "pgup",
            "esc",
            "/",
            "]",
            "f5",
            "f",
        ] {
            assert_eq!(Key::named(name).unwrap().to_string(), name);
        }
        assert_eq!(Key::named("nonsense"), None);
    }

    #[test]
    fn a_key_that_no_terminal_sends_as_such_is_refused_with_its_reason() {
        for name in ["a", "R", "ctrl-s", "ctrl-space", "f12", "shift-tab", "ctrl-left", "é"] {
            assert_eq!(Key::read(name).map(|key| key.to_string()), Ok(name.to_owned()));
        }
        for (name, why) in [
            ("alt-x", "needs alt"),
            ("ctrl-i", "cannot be told from tab"),
            ("ctrl-m", "cannot be told from enter"),
            ("shift-a", "the letter that it types: A"),
            ("shift-left", "not told apart"),
            ("ctrl-1", "not told apart"),
            ("ctrl-enter", "not told apart"),
            ("f13", "is no key"),
            ("", "is no key"),
        ] {
            assert!(Key::read(name).is_err_and(|said| said.contains(why)), "{name}");
        }
        assert_eq!(Key::read("ctrl-S"), Key::read("ctrl-s"));
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
