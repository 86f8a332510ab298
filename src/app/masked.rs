//! One line of text that is wiped: what a masked text is typed into. The text area keeps plain copies of what it holds
//! and of what was deleted from it, so no secret goes there.
//!
//! A change never happens in place: the new text is put together in a buffer that has exactly the room for it, and the
//! old one is wiped. So no buffer ever grows, which would leave its old self behind. What was inserted and deleted is
//! kept for undo in buffers of the same kind.

use super::text::{Motion, VISIT_HISTORY};
use std::collections::VecDeque;
use std::fmt;
use unicode_segmentation::UnicodeSegmentation;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// A line that is wiped when it changes and when it goes.
pub struct Masked {
    text: Zeroizing<String>,
    /// In bytes.
    cursor: usize,
    edits: VecDeque<Edit>,
    /// How many of the edits are done; the others were taken back.
    done: usize,
}

/// At a place something went and something came.
struct Edit {
    at: usize,
    gone: Zeroizing<String>,
    come: Zeroizing<String>,
}

// Everything that may hold a part of the text is wiped on its own; this says so to whoever asks for it.
impl ZeroizeOnDrop for Masked {}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Masked(hidden)")
    }
}

impl Masked {
    /// Opens a text with the cursor at its end.
    pub fn new(text: &str) -> Self {
        Self { text: joined(&[text]), cursor: text.len(), edits: VecDeque::new(), done: 0 }
    }

    /// The text, in place.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the cursor is, in bytes.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Types a character or inserts a text. Line breaks have no place here and are the caller's to refuse.
    pub fn insert(&mut self, text: &str) {
        if !text.is_empty() {
            self.replace(self.cursor, self.cursor, text);
        }
    }

    /// Deletes the character, as the person sees it, before the cursor.
    pub fn delete_left(&mut self) {
        self.replace(self.left(), self.cursor, "");
    }

    /// Deletes the character, as the person sees it, under the cursor.
    pub fn delete_right(&mut self) {
        self.replace(self.cursor, self.right(), "");
    }

    /// Deletes back to the start of the word.
    pub fn delete_word_left(&mut self) {
        self.replace(self.word_left(), self.cursor, "");
    }

    /// Deletes back to the start.
    pub fn delete_to_start(&mut self) {
        self.replace(0, self.cursor, "");
    }

    /// Deletes up to the end.
    pub fn delete_to_end(&mut self) {
        self.replace(self.cursor, self.text.len(), "");
    }

    /// Takes back the last change. Returns false when there is none.
    pub fn undo(&mut self) -> bool {
        let Some(done) = self.done.checked_sub(1) else { return false };
        let Some(edit) = self.edits.get(done) else { return false };
        let cursor = edit.at + edit.gone.len();
        self.text = spliced(&self.text, edit.at, edit.at + edit.come.len(), &edit.gone);
        (self.done, self.cursor) = (done, cursor);
        true
    }

    /// Makes the last undone change again.
    pub fn redo(&mut self) -> bool {
        let Some(edit) = self.edits.get(self.done) else { return false };
        let cursor = edit.at + edit.come.len();
        self.text = spliced(&self.text, edit.at, edit.at + edit.gone.len(), &edit.come);
        (self.done, self.cursor) = (self.done + 1, cursor);
        true
    }

    /// Moves the cursor. There is one line: up and down lead nowhere.
    pub fn go(&mut self, motion: Motion) {
        self.cursor = match motion {
            Motion::Left => self.left(),
            Motion::Right => self.right(),
            Motion::WordLeft => self.word_left(),
            Motion::WordRight => self.word_right(),
            Motion::Home | Motion::Top => 0,
            Motion::End | Motion::Bottom => self.text.len(),
            Motion::Up | Motion::Down => self.cursor,
        };
    }

    /// Puts the cursor in front of this byte.
    pub fn stand_at(&mut self, byte: usize) {
        if self.text.is_char_boundary(byte) {
            self.cursor = byte;
        }
    }

    /// Puts other words in the place of these bytes, with the cursor behind them.
    pub fn replace(&mut self, from: usize, to: usize, come: &str) {
        let Some(gone) = self.text.get(from..to) else { return };
        if gone.is_empty() && come.is_empty() {
            return;
        }
        let edit = Edit { at: from, gone: joined(&[gone]), come: joined(&[come]) };
        self.text = spliced(&self.text, from, to, come);
        self.cursor = from + come.len();
        self.edits.truncate(self.done);
        if self.edits.len() == VISIT_HISTORY {
            self.edits.pop_front();
        }
        self.edits.push_back(edit);
        self.done = self.edits.len();
    }

    fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    fn left(&self) -> usize {
        self.cursor - self.before().graphemes(true).next_back().map_or(0, str::len)
    }

    fn right(&self) -> usize {
        self.cursor + self.after().graphemes(true).next().map_or(0, str::len)
    }

    /// The start of the word before the cursor, or of the text.
    fn word_left(&self) -> usize {
        let mut letters = self.before().char_indices().rev().map(|(at, c)| (at, Sort::of(c)));
        let Some((mut start, mut sort)) = letters.next() else { return 0 };
        for (at, next) in letters {
            if sort != Sort::Space && next != sort {
                return start;
            }
            (start, sort) = (at, next);
        }
        0
    }

    /// The start of the next word, or the end of the text.
    fn word_right(&self) -> usize {
        let mut letters = self.after().char_indices().map(|(at, c)| (at, Sort::of(c)));
        let mut sort = letters.next().map(|(_, sort)| sort);
        for (at, next) in letters {
            if next != Sort::Space && sort != Some(next) {
                return self.cursor + at;
            }
            sort = Some(next);
        }
        self.text.len()
    }
}

/// What words are made of, as the text area sees it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Space,
    Sign,
    Letter,
}

impl Sort {
    fn of(c: char) -> Self {
        match c {
            c if c.is_whitespace() => Self::Space,
            c if c.is_ascii_punctuation() && c != '_' => Self::Sign,
            _ => Self::Letter,
        }
    }
}

/// The parts one after the other, in a buffer that has exactly the room for them.
fn joined(parts: &[&str]) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(parts.iter().map(|part| part.len()).sum()));
    for part in parts {
        out.push_str(part);
    }
    out
}

fn spliced(text: &str, from: usize, to: usize, with: &str) -> Zeroizing<String> {
    joined(&[text.get(..from).unwrap_or_default(), with, text.get(to..).unwrap_or_default()])
}

/// Text as a terminal pasted it, with `\n` for each of its line breaks. It may be meant for a masked text.
pub fn pasted(text: String) -> Zeroizing<String> {
    let text = Zeroizing::new(text);
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        if c == '\r' {
            // Terminals send a carriage return for each line break of what is pasted.
            letters.next_if_eq(&'\n');
        }
        out.push(if c == '\r' { '\n' } else { c });
    }
    out
}

/// The text in one line: a space for each of its line breaks.
pub fn in_one_line(text: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        if c == '\r' {
            letters.next_if_eq(&'\n');
        }
        out.push(if matches!(c, '\r' | '\n') { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_wiped_on_drop<T: ZeroizeOnDrop>(_: &T) {}

    #[test]
    fn everything_that_holds_a_part_of_the_text_is_wiped_on_drop() {
        let masked = Masked::new("hush");
        is_wiped_on_drop(&masked);
        let Masked { text, cursor: _, edits: _, done: _ } = &masked;
        is_wiped_on_drop(text);
        let Edit { at: _, gone, come } = &Edit { at: 0, gone: joined(&["a"]), come: joined(&["b"]) };
        is_wiped_on_drop(gone);
        is_wiped_on_drop(come);
        is_wiped_on_drop(&pasted("a\rb".to_owned()));
    }

    #[test]
    fn no_buffer_ever_grows() {
        let mut masked = Masked::new("a");
        for _ in 0..200 {
            let before = masked.text.as_ptr();
            masked.insert("é");
            assert_eq!(masked.text.capacity(), masked.text.len());
            assert_ne!(masked.text.as_ptr(), before, "the text was changed where it was");
            let last = masked.edits.back().unwrap();
            assert_eq!(last.come.capacity(), last.come.len());
        }
        let broken = pasted("\r".repeat(1000));
        assert_eq!(broken.capacity(), broken.len());
        assert_eq!(in_one_line(&broken).capacity(), 1000);
    }

    #[test]
    fn it_prints_nothing() {
        assert_eq!(format!("{:?}", Masked::new("hush")), "Masked(hidden)");
    }
}
