//! The outline of a JSON text: a list of its paths, narrowed by typing.

use super::text::{Shape, TextEditor};
use crate::edit::json::{Entry, Outline};

/// The paths of a text, and which of them are looked at.
#[derive(Debug)]
pub struct Outlined {
    /// The text as it was when it was outlined.
    pub text: String,
    outline: Outline,
    /// What the paths have to hold.
    pub filter: TextEditor,
    /// The paths that do.
    found: Vec<usize>,
    /// The one under the cursor, counted among those.
    pub cursor: usize,
}

impl Outlined {
    /// Of an open text, with the cursor on the path in which one is.
    pub fn of(editor: &TextEditor) -> Self {
        let text = editor.text();
        let outline = Outline::of(&text);
        let (line, byte) = editor.cursor();
        let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let found: Vec<usize> = (0..outline.entries().len()).collect();
        let cursor = outline.around(before + byte).unwrap_or_default();
        Self { text, outline, filter: TextEditor::new("", Shape::Line), found, cursor }
    }

    /// How many paths there are, and how many of them are found.
    pub fn counts(&self) -> (usize, usize) {
        (self.outline.entries().len(), self.found.len())
    }

    /// Some of the found paths, each with what it leads to.
    pub fn window(&self, first: usize, most: usize) -> impl Iterator<Item = (String, &Entry)> {
        let found = self.found.iter().skip(first).take(most);
        found.filter_map(|place| Some((self.outline.path(*place), self.outline.entries().get(*place)?)))
    }

    /// Moves the cursor, within what is found.
    pub fn move_by(&mut self, rows: isize) {
        let last = self.found.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(rows).min(last);
    }

    /// Finds the paths that hold what is typed. The cursor stays on its path where that is among them.
    pub fn narrow(&mut self) {
        let here = self.found.get(self.cursor).copied();
        let wanted = self.filter.line(0);
        // Small letters find large ones, too; a large letter means itself.
        let exact = wanted.chars().any(char::is_uppercase);
        self.found = self.outline.holding(wanted, !exact);
        self.cursor = here.and_then(|here| self.found.binary_search(&here).ok()).unwrap_or(0);
    }

    /// Line and byte within it of the path under the cursor, both from zero.
    pub fn place(&self) -> Option<(usize, usize)> {
        let entry = self.outline.entries().get(*self.found.get(self.cursor)?)?;
        Some((entry.line, entry.column))
    }
}
