//! The text editor: text in, text out. The only file that knows the text area.
//!
//! The widget keeps the lines and the cursor; its own shortcuts, drawing and history limit stay unused. Text goes
//! through it byte for byte: a document whose lines all end in `\r\n` keeps those ends, any other `\r` stays in its
//! line as a character, and trailing newlines and spaces are lines and characters like all others. A masked text never
//! enters it: it lives in a line of its own that is wiped.

use super::masked::{Masked, in_one_line};
use std::fmt;
use std::ops::Range;
use tui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

/// How many steps a single visit to an editor can take back.
pub(super) const VISIT_HISTORY: usize = 10_000;

/// A visit to a text.
pub struct TextEditor {
    body: Body,
    /// The texts before this one was put in the place of the last as a whole, and those after it that were taken back.
    earlier: Vec<Whole>,
    later: Vec<Whole>,
    ending: &'static str,
    shape: Shape,
    whole: bool,
}

/// The widget takes no whole text as a single change, so each has a widget of its own, with its history.
struct Whole {
    area: Box<TextArea<'static>>,
    ending: &'static str,
    /// How many changes of the text before this one were taken back since this one was.
    undone: usize,
}

enum Body {
    Plain(Box<TextArea<'static>>),
    Masked(Masked),
}

/// What became of pasted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// It was inserted as it is.
    Whole,
    /// It was inserted with spaces for its line breaks.
    Joined,
    /// It was not inserted: it has line breaks where none may be, and without them it would be another text.
    Refused,
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
        let ending = ending_of(text);
        let body = if shape == Shape::Secret {
            Body::Masked(Masked::new(text))
        } else {
            let mut area = area_of(text, ending);
            if shape != Shape::Lines {
                area.move_cursor(CursorMove::Bottom);
                area.move_cursor(CursorMove::End);
            }
            Body::Plain(Box::new(area))
        };
        Self { body, earlier: Vec::new(), later: Vec::new(), ending, shape, whole: false }
    }

    /// The same, where pasted text with line breaks is refused instead of joined.
    #[must_use]
    pub fn whole(mut self, whole: bool) -> Self {
        self.whole = whole;
        self
    }

    /// The whole text, with the line ends that it came with. Of a masked text nothing: see [`TextEditor::masked`].
    pub fn text(&self) -> String {
        match &self.body {
            Body::Plain(area) => area.lines().join(self.ending),
            Body::Masked(_) => String::new(),
        }
    }

    /// The masked text, where it is one.
    pub fn masked(&self) -> Option<&Masked> {
        match &self.body {
            Body::Plain(_) => None,
            Body::Masked(line) => Some(line),
        }
    }

    /// How many lines there are.
    pub fn line_count(&self) -> usize {
        match &self.body {
            Body::Plain(area) => area.lines().len(),
            Body::Masked(_) => 1,
        }
    }

    /// A line without its end.
    pub fn line(&self, row: usize) -> &str {
        match &self.body {
            Body::Plain(area) => area.lines().get(row).map_or("", String::as_str),
            Body::Masked(line) => line.text(),
        }
    }

    /// What kind of text it is.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Line and byte within the line, both from zero.
    pub fn cursor(&self) -> (usize, usize) {
        match &self.body {
            Body::Plain(area) => byte_cursor(area),
            Body::Masked(line) => (0, line.cursor()),
        }
    }

    /// What is about to be changed. What was taken back cannot be made again after it.
    fn changing(&mut self) -> &mut Body {
        self.later.clear();
        &mut self.body
    }

    /// Types one character. A newline is ignored where the text has one line.
    pub fn insert(&mut self, c: char) {
        if matches!(c, '\n' | '\r') {
            return self.newline();
        }
        match self.changing() {
            Body::Plain(area) => area.insert_char(c),
            Body::Masked(line) => line.insert(c.encode_utf8(&mut [0; 4])),
        }
    }

    /// Breaks the line, where the text may have several.
    pub fn newline(&mut self) {
        if let (Shape::Lines, Body::Plain(area)) = (self.shape, self.changing()) {
            area.insert_newline();
        }
    }

    /// Inserts pasted text. Line breaks at its end are taken for those of whatever it was copied from.
    pub fn paste(&mut self, text: &str) -> Pasted {
        let line = text.trim_end_matches(['\r', '\n']);
        let broken = self.shape != Shape::Lines && line.contains(['\r', '\n']);
        if broken && self.whole {
            return Pasted::Refused;
        }
        match (self.shape, self.changing()) {
            (Shape::Lines, Body::Plain(area)) => area.insert_str(text),
            (_, Body::Plain(area)) => area.insert_str(in_one_line(line).as_str()),
            (_, Body::Masked(masked)) => {
                masked.insert(&in_one_line(line));
                true
            }
        };
        if broken { Pasted::Joined } else { Pasted::Whole }
    }

    /// Deletes the character, as the person sees it, before the cursor.
    pub fn delete_left(&mut self) {
        match self.changing() {
            Body::Masked(line) => line.delete_left(),
            Body::Plain(area) => {
                if let Some(count) = step_left(area) {
                    area.delete_str(count);
                }
            }
        }
    }

    /// Deletes the character, as the person sees it, under the cursor.
    pub fn delete_right(&mut self) {
        match self.changing() {
            Body::Masked(line) => line.delete_right(),
            Body::Plain(area) => {
                let (row, byte) = byte_cursor(area);
                let count = match line_of(area, row).get(byte..).and_then(|it| it.graphemes(true).next()) {
                    Some(grapheme) => grapheme.chars().count(),
                    None if row + 1 < area.lines().len() => 1,
                    None => return,
                };
                area.delete_str(count);
            }
        }
    }

    /// Deletes back to the start of the word.
    pub fn delete_word_left(&mut self) {
        match self.changing() {
            Body::Masked(line) => line.delete_word_left(),
            Body::Plain(area) => drop(area.delete_word()),
        }
    }

    /// Deletes back to the start of the line.
    pub fn delete_to_start(&mut self) {
        match self.changing() {
            Body::Masked(line) => line.delete_to_start(),
            Body::Plain(area) => drop(area.delete_line_by_head()),
        }
    }

    /// Deletes up to the end of the line.
    pub fn delete_to_end(&mut self) {
        match self.changing() {
            Body::Masked(line) => line.delete_to_end(),
            Body::Plain(area) => drop(area.delete_line_by_end()),
        }
    }

    /// Puts a whole text in the place of this one, as one change. The cursor stays behind the letters behind which it was.
    pub fn replace(&mut self, text: &str) {
        let letters = self.letters_before_cursor();
        let ending = ending_of(text);
        if let Body::Plain(area) = self.changing() {
            let area = std::mem::replace(area, Box::new(area_of(text, ending)));
            let ending = std::mem::replace(&mut self.ending, ending);
            self.earlier.push(Whole { area, ending, undone: 0 });
        }
        self.go_behind(letters);
    }

    fn letters_before_cursor(&self) -> usize {
        let (row, byte) = self.cursor();
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let above: usize = (0..row).map(|row| letters(self.line(row))).sum();
        above + letters(self.line(row).get(..byte).unwrap_or_default())
    }

    fn go_behind(&mut self, letters: usize) {
        let mut left = letters;
        let mut place = (0, 0);
        for row in 0..self.line_count() {
            let line = self.line(row);
            let found = line.char_indices().filter(|(_, c)| !c.is_whitespace()).nth(left.saturating_sub(1));
            match found {
                _ if left == 0 => break,
                Some((byte, c)) => {
                    place = (row, byte + c.len_utf8());
                    break;
                }
                None => left -= line.chars().filter(|c| !c.is_whitespace()).count(),
            }
        }
        self.go_to(place.0, place.1);
    }

    /// Puts the cursor on a byte of a line, both from zero, or as near to it as there is text. In a line of more than
    /// 65,535 characters that is as near as the widget jumps: each step on from there would cost the whole line.
    pub fn go_to(&mut self, row: usize, byte: usize) {
        let row = row.min(self.line_count().saturating_sub(1));
        let before = self.line(row).char_indices().take_while(|(at, _)| *at < byte).count();
        if let Body::Plain(area) = &mut self.body {
            let near = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
            area.move_cursor(CursorMove::Jump(near(row), near(before)));
            if row > usize::from(u16::MAX) {
                for _ in usize::from(u16::MAX)..row {
                    area.move_cursor(CursorMove::Down);
                }
                // A short line on the way has taken the cursor to its end.
                area.move_cursor(CursorMove::Head);
                for _ in 0..near(before) {
                    area.move_cursor(CursorMove::Forward);
                }
            }
        }
    }

    /// Takes back the last change of this visit. Returns false when there is none.
    pub fn undo(&mut self) -> bool {
        match &mut self.body {
            Body::Masked(line) => line.undo(),
            Body::Plain(area) => {
                if area.undo() {
                    if let Some(next) = self.later.last_mut() {
                        next.undone += 1;
                    }
                    return true;
                }
                let Some(Whole { area: before, ending, .. }) = self.earlier.pop() else { return false };
                let area = std::mem::replace(area, before);
                let ending = std::mem::replace(&mut self.ending, ending);
                self.later.push(Whole { area, ending, undone: 0 });
                true
            }
        }
    }

    /// Makes the last undone change of this visit again.
    pub fn redo(&mut self) -> bool {
        match &mut self.body {
            Body::Masked(line) => line.redo(),
            Body::Plain(area) => {
                if let Some(Whole { area: after, ending, .. }) = self.later.pop_if(|next| next.undone == 0) {
                    let area = std::mem::replace(area, after);
                    let ending = std::mem::replace(&mut self.ending, ending);
                    self.earlier.push(Whole { area, ending, undone: 0 });
                    return true;
                }
                let done = area.redo();
                if let Some(next) = self.later.last_mut().filter(|_| done) {
                    next.undone = next.undone.saturating_sub(1);
                }
                done
            }
        }
    }

    /// Puts the cursor on a byte of the whole text, as [`TextEditor::text`] gives it.
    pub fn go_to_byte(&mut self, byte: usize) {
        let mut before = 0;
        for row in 0..self.line_count() {
            let length = self.line(row).len();
            if byte <= before + length {
                // Inside of a line's end, its end is as near as it gets.
                return self.stand_at(row, byte.saturating_sub(before));
            }
            before += length + self.ending.len();
        }
    }

    /// Puts other words in the place of these bytes of the line in which the cursor stands, with the cursor behind them.
    pub fn put(&mut self, place: Range<usize>, words: &str) {
        let area = match self.changing() {
            Body::Masked(line) => return line.replace(place.start, place.end, words),
            Body::Plain(area) => area,
        };
        let (row, _) = byte_cursor(area);
        let Some(gone) = line_of(area, row).get(place.clone()).map(|gone| gone.chars().count()) else {
            return;
        };
        // By letters, not by what is seen as one: a mark may combine with the brace in front of the name.
        let before = line_of(area, row).get(..place.start).map_or(0, |before| before.chars().count());
        match (u16::try_from(row), u16::try_from(before)) {
            (Ok(row), Ok(column)) => area.move_cursor(CursorMove::Jump(row, column)),
            _ => while byte_cursor(area).1 > place.start && step_left(area).is_some() {},
        }
        if gone > 0 {
            area.delete_str(gone);
        }
        if !words.is_empty() {
            area.insert_str(words);
        }
    }

    /// Puts the cursor in front of a byte of a line. What this visit did so far may not be taken back any more where
    /// that is beyond what the widget can be told to go to.
    pub fn stand_at(&mut self, row: usize, byte: usize) {
        match &mut self.body {
            Body::Masked(line) => line.stand_at(byte),
            Body::Plain(area) => stand(area, row, byte),
        }
    }

    /// Moves the cursor.
    pub fn go(&mut self, motion: Motion) {
        let area = match &mut self.body {
            Body::Masked(line) => return line.go(motion),
            Body::Plain(area) => area,
        };
        match motion {
            Motion::Left => drop(step_left(area)),
            Motion::Right => step_right(area),
            Motion::Up => area.move_cursor(CursorMove::Up),
            Motion::Down => area.move_cursor(CursorMove::Down),
            Motion::WordLeft => area.move_cursor(CursorMove::WordBack),
            Motion::WordRight => area.move_cursor(CursorMove::WordForward),
            Motion::Home => area.move_cursor(CursorMove::Head),
            Motion::End => area.move_cursor(CursorMove::End),
            Motion::Top => {
                area.move_cursor(CursorMove::Top);
                area.move_cursor(CursorMove::Head);
            }
            Motion::Bottom => {
                area.move_cursor(CursorMove::Bottom);
                area.move_cursor(CursorMove::End);
            }
        }
    }
}

/// The line ends of a text: those that all of its lines have, or plain ones.
fn ending_of(text: &str) -> &'static str {
    let breaks = text.matches('\n').count();
    if breaks > 0 && text.matches("\r\n").count() == breaks { "\r\n" } else { "\n" }
}

fn area_of(text: &str, ending: &str) -> TextArea<'static> {
    let mut area = TextArea::new(text.split(ending).map(str::to_owned).collect());
    area.set_max_histories(VISIT_HISTORY);
    area
}

fn line_of<'t>(area: &'t TextArea<'_>, row: usize) -> &'t str {
    area.lines().get(row).map_or("", String::as_str)
}

fn byte_cursor(area: &TextArea<'_>) -> (usize, usize) {
    let position = area.cursor();
    let line = line_of(area, position.0);
    (position.0, line.char_indices().nth(position.1).map_or(line.len(), |(byte, _)| byte))
}

/// Puts the cursor in front of a byte of a line.
fn stand(area: &mut TextArea<'static>, row: usize, byte: usize) {
    let Some(before) = area.lines().get(row).and_then(|line| line.get(..byte)) else { return };
    let column = before.chars().count();
    if let (Ok(row), Ok(column)) = (u16::try_from(row), u16::try_from(column)) {
        return area.move_cursor(CursorMove::Jump(row, column));
    }
    // The widget counts in sixteen bits there, but stands where two lines have been joined, however long they are.
    let mut lines = area.lines().to_vec();
    let Some(line) = lines.get_mut(row) else { return };
    let after = line.split_off(byte);
    lines.insert(row + 1, after);
    let mut fresh = TextArea::new(lines);
    fresh.set_max_histories(0);
    let near = u16::try_from(row + 1).unwrap_or(u16::MAX);
    fresh.move_cursor(CursorMove::Jump(near, 0));
    for _ in usize::from(near)..=row {
        fresh.move_cursor(CursorMove::Down);
    }
    fresh.delete_newline();
    fresh.set_max_histories(VISIT_HISTORY);
    *area = fresh;
}

/// One character, as the person sees it, to the left. Returns how many scalars it has, none at the start of the text.
///
/// The widget does not step over what takes no room at either end of a line, so those are gone to by name.
fn step_left(area: &mut TextArea<'_>) -> Option<usize> {
    let (row, byte) = byte_cursor(area);
    let before = line_of(area, row).get(..byte)?;
    let Some(grapheme) = before.graphemes(true).next_back() else {
        row.checked_sub(1)?;
        area.move_cursor(CursorMove::Up);
        area.move_cursor(CursorMove::End);
        return Some(1);
    };
    let count = grapheme.chars().count();
    if grapheme.len() == before.len() {
        area.move_cursor(CursorMove::Head);
    } else {
        for _ in 0..count {
            area.move_cursor(CursorMove::Back);
        }
    }
    Some(count)
}

fn step_right(area: &mut TextArea<'_>) {
    let (row, byte) = byte_cursor(area);
    let after = line_of(area, row).get(byte..).unwrap_or_default();
    match after.graphemes(true).next() {
        Some(grapheme) if grapheme.len() == after.len() => area.move_cursor(CursorMove::End),
        found => {
            let count = found.map_or(1, |grapheme| grapheme.chars().count());
            for _ in 0..count {
                area.move_cursor(CursorMove::Forward);
            }
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
    fn any_byte_can_be_gone_to_even_one_within_an_ending_or_behind_the_end() {
        // A finding may be older than its text: long ones are looked at in a pause.
        let text = "a\r\né\r\n";
        for (byte, place) in
            [(0, (0, 0)), (1, (0, 1)), (2, (1, 0)), (3, (1, 0)), (5, (1, 2)), (6, (2, 0)), (7, (2, 0))]
        {
            let mut editor = TextEditor::new(text, Shape::Lines);
            editor.go_to_byte(byte);
            assert_eq!(editor.cursor(), place, "{byte}");
        }
        TextEditor::new(text, Shape::Lines).go_to_byte(1_000);
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
    fn a_text_that_is_replaced_as_a_whole_is_one_change() {
        let mut editor = TextEditor::new("{\"a\":\r\n1}", Shape::Lines);
        editor.insert(' ');
        editor.go_to(1, 1);
        editor.replace("{\n  \"a\": 1\n}");
        assert_eq!(
            (editor.text().as_str(), editor.cursor()),
            ("{\n  \"a\": 1\n}", (1, 8)),
            "behind the same letter"
        );
        editor.insert('0');
        assert!(editor.undo() && editor.undo());
        assert_eq!(editor.text(), " {\"a\":\r\n1}");
        assert!(editor.undo());
        assert_eq!(editor.text(), "{\"a\":\r\n1}");
        assert!(!editor.undo());
        assert!(editor.redo() && editor.redo());
        assert_eq!(editor.text(), "{\n  \"a\": 1\n}");
        assert!(editor.redo() && !editor.redo());
        assert_eq!(editor.text(), "{\n  \"a\": 10\n}");
        assert!(editor.undo() && editor.undo());
        editor.insert('x');
        assert!(!editor.redo(), "another change takes the place of what was taken back");
    }

    #[test]
    fn the_cursor_goes_to_a_byte_of_a_line() {
        let mut editor = TextEditor::new("a\né漢b\n", Shape::Lines);
        for (to, at) in
            [((1, 5), (1, 5)), ((1, 2), (1, 2)), ((1, 99), (1, 6)), ((9, 9), (2, 0)), ((0, 0), (0, 0))]
        {
            editor.go_to(to.0, to.1);
            assert_eq!(editor.cursor(), at, "{to:?}");
        }
        let mut long = TextEditor::new(&"\nabc\n".repeat(35_000), Shape::Lines);
        long.go_to(66_001, 2);
        assert_eq!(long.cursor(), (66_001, 2));
        let mut wide = TextEditor::new(&"é".repeat(70_000), Shape::Lines);
        wide.go_to(0, 132_000);
        assert_eq!(wide.cursor(), (0, 2 * 65_535), "as near as it gets");
    }

    #[test]
    fn one_key_deletes_what_the_person_sees_as_one_character() {
        let mut editor = TextEditor::new("a👩‍💻", Shape::Line);
        editor.delete_left();
        assert_eq!(editor.text(), "a");
    }

    #[test]
    fn the_cursor_can_be_put_anywhere() {
        let text = format!("a\né{{{{x}}}}b\n{}é{{{{x}}}}c", "é".repeat(70_000));
        let mut editor = TextEditor::new(&text, Shape::Lines);
        for (row, byte) in [(0, 1), (1, 4), (2, 140_004), (2, 0), (0, 0)] {
            editor.stand_at(row, byte);
            assert_eq!(editor.cursor(), (row, byte));
            assert_eq!(editor.text(), text);
        }
        let mut rows = TextEditor::new(&"x\n".repeat(65_540), Shape::Lines);
        rows.stand_at(65_538, 1);
        assert_eq!(rows.cursor(), (65_538, 1));
    }

    #[test]
    fn other_words_are_put_in_the_place_of_some() {
        for shape in [Shape::Line, Shape::Secret] {
            let mut editor = TextEditor::new("a {{or}} é", shape);
            editor.stand_at(0, 6);
            editor.put(4..6, "order_id");
            assert_eq!(editor.line(0), "a {{order_id}} é");
            assert_eq!(editor.cursor(), (0, 12));
            assert!(editor.undo());
        }
    }

    #[test]
    fn a_mark_that_takes_no_room_can_be_deleted_at_the_start_of_a_line() {
        for shape in [Shape::Line, Shape::Secret] {
            let mut editor = TextEditor::new("\u{301}", shape);
            editor.delete_left();
            assert_eq!(editor.line(0), "");
        }
    }

    #[test]
    fn line_breaks_pasted_into_one_line_become_spaces() {
        let mut editor = TextEditor::new("", Shape::Line);
        assert_eq!(editor.paste("abc\n"), Pasted::Whole);
        assert_eq!(editor.paste("\nd\r\ne"), Pasted::Joined);
        assert_eq!(editor.text(), "abc d e");
    }

    #[test]
    fn line_breaks_pasted_where_none_may_be_are_refused_with_the_whole_text() {
        for shape in [Shape::Line, Shape::Secret] {
            let mut editor = TextEditor::new("a", shape).whole(true);
            assert_eq!(editor.paste("b\nc"), Pasted::Refused);
            assert_eq!(editor.paste("\nc"), Pasted::Refused);
            assert_eq!(editor.line(0), "a");
            assert_eq!(
                editor.paste("bc\n"),
                Pasted::Whole,
                "the end of the line that was copied is no part of it"
            );
            assert_eq!(editor.line(0), "abc");
        }
    }

    #[test]
    fn a_masked_text_is_handed_out_by_no_other_door() {
        let mut editor = TextEditor::new("hush", Shape::Secret);
        editor.insert('!');
        assert_eq!(editor.text(), "");
        assert_eq!(editor.masked().map(Masked::text), Some("hush!"));
        assert!(!format!("{editor:?}").contains("hush"));
    }

    #[derive(Clone, Debug)]
    enum Do {
        Insert(char),
        Paste(String),
        Go(Motion),
        Delete(u8),
        Undo,
        Redo,
    }

    fn anything() -> impl Strategy<Value = Do> {
        use Motion::{Bottom, Down, End, Home, Left, Right, Top, Up, WordLeft, WordRight};
        let motions = [Left, Right, Up, Down, WordLeft, WordRight, Home, End, Top, Bottom];
        prop_oneof![
            "[a-c _.(é漢👩]|\n".prop_map(|text| Do::Insert(text.chars().next().unwrap())),
            "(?s)([a-c -/]|é|\n|\r\n|👩‍💻|e\u{301}){0,6}".prop_map(Do::Paste),
            proptest::sample::select(motions.to_vec()).prop_map(Do::Go),
            (0u8..5).prop_map(Do::Delete),
            Just(Do::Undo),
            Just(Do::Redo),
        ]
    }

    impl Do {
        fn to(&self, editor: &mut TextEditor) {
            match self {
                Self::Insert(c) => editor.insert(*c),
                Self::Paste(text) => drop(editor.paste(text)),
                Self::Go(motion) => editor.go(*motion),
                Self::Delete(0) => editor.delete_left(),
                Self::Delete(1) => editor.delete_right(),
                Self::Delete(2) => editor.delete_word_left(),
                Self::Delete(3) => editor.delete_to_start(),
                Self::Delete(_) => editor.delete_to_end(),
                Self::Undo => drop(editor.undo()),
                Self::Redo => drop(editor.redo()),
            }
        }
    }

    proptest! {
        #[test]
        fn a_masked_line_is_edited_like_any_other(
            text in "([a-c ._]|é|👩‍💻){0,8}",
            steps in prop::collection::vec(anything(), 0..40),
        ) {
            let mut plain = TextEditor::new(&text, Shape::Line);
            let mut masked = TextEditor::new(&text, Shape::Secret);
            for step in &steps {
                step.to(&mut plain);
                step.to(&mut masked);
                prop_assert_eq!(plain.line(0), masked.line(0), "after {:?}", step);
                prop_assert_eq!(plain.cursor(), masked.cursor(), "after {:?} in {:?}", step, plain.line(0));
            }
        }
    }
}
