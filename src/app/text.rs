//! The text editor: text in, text out. The only file that knows the text area.
//!
//! The widget keeps the lines and the cursor; its own shortcuts, drawing and history limit stay unused. Text goes
//! through it byte for byte: a document whose lines all end in `\r\n` keeps those ends, any other `\r` stays in its
//! line as a character, and trailing newlines and spaces are lines and characters like all others.

use std::fmt;
use tui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

/// How many steps a single visit to an editor can take back.
const VISIT_HISTORY: usize = 10_000;

/// A visit to a text.
pub struct TextEditor {
    area: TextArea<'static>,
    ending: &'static str,
    shape: Shape,
    /// The text is masked unless this is set.
    pub revealed: bool,
}

/// What kind of text is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One line: Enter leaves, pasted line breaks become spaces.
    Line,
    /// Many lines: Enter breaks the line.
    Lines,
    /// One line that is masked.
    Secret,
}

/// A move of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One character, as the person sees it, to the left.
    Left,
    /// One character, as the person sees it, to the right.
    Right,
    /// One line up.
    Up,
    /// One line down.
    Down,
    /// To the start of the word before.
    WordLeft,
    /// To the start of the next word.
    WordRight,
    /// To the start of the line.
    Home,
    /// To the end of the line.
    End,
    /// To the start of the text.
    Top,
    /// To the end of the text.
    Bottom,
}

impl fmt::Debug for TextEditor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The text may be a secret.
        f.debug_struct("TextEditor").field("shape", &self.shape).finish_non_exhaustive()
    }
}

impl TextEditor {
    /// Opens a text with the cursor at its end, or at its start where it has many lines.
    pub fn new(text: &str, shape: Shape) -> Self {
        let breaks = text.matches('\n').count();
        let ending = if breaks > 0 && text.matches("\r\n").count() == breaks { "\r\n" } else { "\n" };
        let mut area = TextArea::new(text.split(ending).map(str::to_owned).collect());
        area.set_max_histories(VISIT_HISTORY);
        if shape != Shape::Lines {
            area.move_cursor(CursorMove::Bottom);
            area.move_cursor(CursorMove::End);
        }
        Self { area, ending, shape, revealed: shape != Shape::Secret }
    }

    /// The whole text, with the line ends that it came with.
    pub fn text(&self) -> String {
        self.area.lines().join(self.ending)
    }

    /// The lines, without their ends.
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// What kind of text it is.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Line and byte within the line, both from zero.
    pub fn cursor(&self) -> (usize, usize) {
        let position = self.area.cursor();
        let line = self.line(position.0);
        (position.0, line.char_indices().nth(position.1).map_or(line.len(), |(byte, _)| byte))
    }

    fn line(&self, row: usize) -> &str {
        self.area.lines().get(row).map_or("", String::as_str)
    }

    /// Types one character. A newline is ignored where the text has one line.
    pub fn insert(&mut self, c: char) {
        if c == '\n' {
            self.newline();
        } else {
            self.area.insert_char(c);
        }
    }

    /// Breaks the line, where the text may have several.
    pub fn newline(&mut self) {
        if self.shape == Shape::Lines {
            self.area.insert_newline();
        }
    }

    /// Inserts pasted text. Returns true when line breaks had to become spaces.
    pub fn paste(&mut self, text: &str) -> bool {
        if self.shape == Shape::Lines {
            self.area.insert_str(text);
            return false;
        }
        let text = text.trim_end_matches(['\r', '\n']);
        let joined = text.replace("\r\n", " ").replace(['\r', '\n'], " ");
        self.area.insert_str(&joined);
        joined != text
    }

    /// Deletes the character, as the person sees it, before the cursor.
    pub fn delete_left(&mut self) {
        let (row, byte) = self.cursor();
        let count = match self.line(row).get(..byte).and_then(|before| before.graphemes(true).next_back()) {
            Some(grapheme) => grapheme.chars().count(),
            None if row > 0 => 1,
            None => return,
        };
        for _ in 0..count {
            self.area.move_cursor(CursorMove::Back);
        }
        self.area.delete_str(count);
    }

    /// Deletes the character, as the person sees it, under the cursor.
    pub fn delete_right(&mut self) {
        let (row, byte) = self.cursor();
        let next = self.line(row).get(byte..).and_then(|after| after.graphemes(true).next());
        let count = next.map_or(1, |grapheme| grapheme.chars().count());
        self.area.delete_str(count);
    }

    /// Deletes back to the start of the word.
    pub fn delete_word_left(&mut self) {
        self.area.delete_word();
    }

    /// Deletes back to the start of the line.
    pub fn delete_to_start(&mut self) {
        self.area.delete_line_by_head();
    }

    /// Deletes up to the end of the line.
    pub fn delete_to_end(&mut self) {
        self.area.delete_line_by_end();
    }

    /// Takes back the last change of this visit. Returns false when there is none.
    pub fn undo(&mut self) -> bool {
        self.area.undo()
    }

    /// Makes the last undone change of this visit again.
    pub fn redo(&mut self) -> bool {
        self.area.redo()
    }

    /// Moves the cursor.
    pub fn go(&mut self, motion: Motion) {
        match motion {
            Motion::Left => self.step(CursorMove::Back, |line, byte| {
                line.get(..byte).and_then(|before| before.graphemes(true).next_back())
            }),
            Motion::Right => self.step(CursorMove::Forward, |line, byte| {
                line.get(byte..).and_then(|after| after.graphemes(true).next())
            }),
            Motion::Up => self.area.move_cursor(CursorMove::Up),
            Motion::Down => self.area.move_cursor(CursorMove::Down),
            Motion::WordLeft => self.area.move_cursor(CursorMove::WordBack),
            Motion::WordRight => self.area.move_cursor(CursorMove::WordForward),
            Motion::Home => self.area.move_cursor(CursorMove::Head),
            Motion::End => self.area.move_cursor(CursorMove::End),
            Motion::Top => {
                self.area.move_cursor(CursorMove::Top);
                self.area.move_cursor(CursorMove::Head);
            }
            Motion::Bottom => {
                self.area.move_cursor(CursorMove::Bottom);
                self.area.move_cursor(CursorMove::End);
            }
        }
    }

    fn step(&mut self, step: CursorMove, grapheme: impl Fn(&str, usize) -> Option<&str>) {
        let (row, byte) = self.cursor();
        let count = grapheme(self.line(row), byte).map_or(1, |grapheme| grapheme.chars().count());
        for _ in 0..count {
            self.area.move_cursor(step);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_visit_that_changes_nothing_keeps_every_byte(text in "(?s)([a-z \t\r\n]|\r\n|é|👩‍💻|\u{202e}){0,40}") {
            let mut editor = TextEditor::new(&text, Shape::Lines);
            prop_assert_eq!(editor.text(), text.clone());
            editor.go(Motion::Bottom);
            editor.insert('x');
            editor.delete_left();
            prop_assert_eq!(editor.text(), text);
        }
    }

    #[test]
    fn a_line_added_to_a_document_with_crlf_ends_in_crlf() {
        let mut editor = TextEditor::new("a\r\nb\r\n", Shape::Lines);
        editor.go(Motion::End);
        editor.newline();
        editor.insert('x');
        assert_eq!(editor.text(), "a\r\nx\r\nb\r\n");
    }

    #[test]
    fn mixed_line_ends_stay_as_they_are() {
        let text = "a\r\nb\nc\r";
        assert_eq!(TextEditor::new(text, Shape::Lines).text(), text);
    }

    #[test]
    fn one_key_deletes_what_the_person_sees_as_one_character() {
        let mut editor = TextEditor::new("a👩‍💻", Shape::Line);
        editor.delete_left();
        assert_eq!(editor.text(), "a");
    }

    #[test]
    fn line_breaks_pasted_into_one_line_become_spaces() {
        let mut editor = TextEditor::new("", Shape::Line);
        assert!(!editor.paste("abc\n"));
        assert!(editor.paste("\nd\r\ne"));
        assert_eq!(editor.text(), "abc d e");
    }
}
