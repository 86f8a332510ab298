//! Every path of a JSON text and where it stands: to look at a long document, and to go to a part of it.
//!
//! A scanner of our own rather than a parser that knows places: `serde_json` decides what is valid, since it reads what
//! is sent, and the outline is wanted before the first error, too.

use super::tokens::{Token, tokens};
use std::ops::Range;

/// The paths of a document, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    entries: Vec<Entry>,
}

/// One value of a document. Its path is told by [`Outline::path`]: each entry holds its last step only, so that deep
/// documents do not cost the length of their paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The entry in which it stands.
    parent: Option<usize>,
    step: Step,
    /// How many entries it is inside.
    pub depth: usize,
    /// Its line, from zero.
    pub line: usize,
    /// Its first byte in that line.
    pub column: usize,
    /// Its bytes in the text, quotes and brackets included.
    pub bytes: Range<usize>,
    /// What it is.
    pub shape: Shape,
}

/// What a value of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An object with so many entries.
    Object(usize),
    /// An array with so many items.
    Array(usize),
    /// A string, a number, true, false or null.
    Leaf,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Root,
    Key(String),
    Item(usize),
}

/// What is remembered of a path for the paths that go on from it.
struct Beginning {
    holds: bool,
    is_empty: bool,
    /// Its end, no longer than what may go on in the next step.
    end: String,
}

impl Default for Beginning {
    fn default() -> Self {
        Self { holds: false, is_empty: true, end: String::new() }
    }
}

impl Beginning {
    fn with(&self, step: String, wanted: &str) -> Self {
        let is_empty = self.is_empty && step.is_empty();
        let text = if self.end.is_empty() { step } else { format!("{}{step}", self.end) };
        let from = (0..=text.len().saturating_sub(wanted.len())).rev().find(|at| text.is_char_boundary(*at));
        let end = text.get(from.unwrap_or(0)..).unwrap_or_default().to_owned();
        Self { holds: self.holds || text.contains(wanted), is_empty, end }
    }
}

impl Outline {
    /// Of a document, or of what stands before its first error.
    pub fn of(text: &str) -> Self {
        let before_error = match super::read(text) {
            Ok(_) => text.len(),
            Err(error) => error.byte,
        };
        Self::up_to(text, before_error)
    }

    /// Of what stands before a byte, which is known to be free of errors.
    pub fn up_to(text: &str, end: usize) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        // The objects and arrays that are open, and the key that was read last in an object.
        let mut open: Vec<(usize, Option<String>)> = Vec::new();
        let mut lines = Lines::new(text);
        for (token, range) in tokens(text).take_while(|(_, range)| range.start < end) {
            let parent = open.last().map(|(parent, _)| *parent);
            let in_object = parent
                .and_then(|parent| entries.get(parent))
                .is_some_and(|entry| matches!(entry.shape, Shape::Object(_)));
            match token {
                Token::Colon | Token::Comma => continue,
                Token::Close => {
                    if let Some((closed, _)) = open.pop()
                        && let Some(entry) = entries.get_mut(closed)
                    {
                        entry.bytes.end = range.end;
                    }
                    continue;
                }
                Token::Text if in_object && open.last().is_some_and(|(_, key)| key.is_none()) => {
                    if let Some((_, key)) = open.last_mut() {
                        *key = Some(unquoted(text.get(range).unwrap_or_default()));
                    }
                    continue;
                }
                Token::Open(_) | Token::Text | Token::Word => {}
            }
            let step = match open.last_mut().and_then(|(_, key)| key.take()) {
                Some(key) => Step::Key(key),
                None => match parent.and_then(|parent| entries.get(parent)).map(|entry| entry.shape) {
                    Some(Shape::Array(count)) => Step::Item(count),
                    // A value in an object without a key, or a second one at the root, stands behind an error.
                    None if entries.is_empty() => Step::Root,
                    Some(_) | None => break,
                },
            };
            if let Some(Shape::Object(count) | Shape::Array(count)) =
                parent.and_then(|parent| entries.get_mut(parent)).map(|entry| &mut entry.shape)
            {
                *count += 1;
            }
            let (line, column) = lines.place(range.start);
            let shape = match token {
                Token::Open(true) => Shape::Array(0),
                Token::Open(false) => Shape::Object(0),
                _ => Shape::Leaf,
            };
            if shape != Shape::Leaf {
                open.push((entries.len(), None));
            }
            let bytes = if shape == Shape::Leaf { range } else { range.start..end };
            entries.push(Entry {
                parent,
                step,
                depth: open.len() - usize::from(shape != Shape::Leaf),
                line,
                column,
                bytes,
                shape,
            });
        }
        Self { entries }
    }

    /// Every value, in the order of the text; the whole document first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The path of an entry: `order.items[0].sku`; of the whole document `$`.
    pub fn path(&self, entry: usize) -> String {
        let mut steps = Vec::new();
        let mut at = self.entries.get(entry);
        while let Some(entry) = at {
            steps.push(&entry.step);
            at = entry.parent.and_then(|parent| self.entries.get(parent));
        }
        let mut path = String::new();
        for step in steps.iter().rev() {
            match step {
                Step::Root => {}
                Step::Key(key) => {
                    if steps.len() > 1 && !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(key);
                }
                Step::Item(number) => {
                    path.push('[');
                    path.push_str(&number.to_string());
                    path.push(']');
                }
            }
        }
        if steps.len() <= 1 { "$".to_owned() } else { path }
    }

    /// The entries whose paths hold a text, in order; with `small`, whose paths in small letters do. No path is put together
    /// for it: a path holds what its beginning holds, and what its last step adds to the end of that.
    pub fn holding(&self, wanted: &str, small: bool) -> Vec<usize> {
        let mut beginnings: Vec<Beginning> = Vec::with_capacity(self.entries.len());
        let mut found = Vec::new();
        for (number, entry) in self.entries.iter().enumerate() {
            let parent = entry.parent.and_then(|parent| beginnings.get(parent));
            let beginning = parent.map_or_else(Beginning::default, |parent| {
                let text = match &entry.step {
                    Step::Root => String::new(),
                    Step::Key(key) if parent.is_empty => key.clone(),
                    Step::Key(key) => format!(".{key}"),
                    Step::Item(number) => format!("[{number}]"),
                };
                parent.with(if small { text.to_lowercase() } else { text }, wanted)
            });
            let holds = if entry.parent.is_none() { "$".contains(wanted) } else { beginning.holds };
            if holds || wanted.is_empty() {
                found.push(number);
            }
            beginnings.push(beginning);
        }
        found
    }

    /// The innermost entry around a byte of the text, or the last one before it.
    pub fn around(&self, byte: usize) -> Option<usize> {
        self.entries.partition_point(|entry| entry.bytes.start <= byte).checked_sub(1)
    }
}

/// Lines and columns of places that are asked for from the beginning to the end: one walk in all.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
    start: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 0, start: 0 }
    }

    fn place(&mut self, byte: usize) -> (usize, usize) {
        for (offset, _) in self
            .text
            .get(self.at..byte)
            .unwrap_or_default()
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
        {
            self.line += 1;
            self.start = self.at + offset + 1;
        }
        self.at = byte;
        (self.line, byte - self.start)
    }
}

/// A key as it reads without its quotes and escapes.
fn unquoted(text: &str) -> String {
    serde_json::from_str(text).unwrap_or_else(|_| text.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_in_the_paths_that_hold_it() {
        for text in [
            r#"{"order": {"Items": [{"sku": 1, "": {"a.b": [[2]]}}], "É": {"é": null}}, "": {"x": {"": 1}}, "$": 0}"#,
            "[1, [2, {\"a\": 3}]]",
            "7",
            "",
        ] {
            let outline = Outline::of(text);
            let paths: Vec<String> = (0..outline.entries().len()).map(|entry| outline.path(entry)).collect();
            for wanted in [
                "",
                "$",
                "a",
                ".",
                "[0]",
                "r.items[0].s",
                "Items",
                "sku",
                "[0][0]",
                "é.é",
                "].",
                "..",
                "a.b[",
                "zz",
            ] {
                for small in [false, true] {
                    let holds = |path: &str| {
                        if small { path.to_lowercase().contains(wanted) } else { path.contains(wanted) }
                    };
                    let expected: Vec<usize> =
                        (0..paths.len()).filter(|number| holds(&paths[*number])).collect();
                    assert_eq!(
                        outline.holding(wanted, small),
                        expected,
                        "{wanted} in {paths:?}, small: {small}"
                    );
                }
            }
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test of how long something takes")]
    fn many_paths_below_a_long_key_cost_no_more_than_the_text() {
        let text = format!("{{\"{}\": [{}0]}}", "k".repeat(200_000), "0,".repeat(100_000));
        let outline = Outline::of(&text);
        let begin = std::time::Instant::now();
        assert_eq!(outline.holding("k[100000]", true), [100_002]);
        assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
    }

    fn shown(text: &str) -> Vec<(String, usize, usize, &str)> {
        let outline = Outline::of(text);
        (outline.entries.iter().enumerate())
            .map(|(place, entry)| {
                (outline.path(place), entry.line, entry.column, text.get(entry.bytes.clone()).unwrap())
            })
            .collect()
    }

    #[test]
    fn every_path_has_its_line_column_and_bytes() {
        let text = "{\n  \"order\": {\"id\": 1.10,\n    \"é\\u0041\": [true, \"]\"]},\n  \"none\": {}\n}";
        assert_eq!(
            shown(text),
            [
                ("$".into(), 0, 0, text),
                ("order".into(), 1, 11, "{\"id\": 1.10,\n    \"é\\u0041\": [true, \"]\"]}"),
                ("order.id".into(), 1, 18, "1.10"),
                ("order.éA".into(), 2, 16, "[true, \"]\"]"),
                ("order.éA[0]".into(), 2, 17, "true"),
                ("order.éA[1]".into(), 2, 23, "\"]\""),
                ("none".into(), 3, 10, "{}"),
            ]
        );
        let outline = Outline::of(text);
        assert_eq!(outline.entries[0].shape, Shape::Object(2));
        assert_eq!(outline.entries[3].shape, Shape::Array(2));
        assert_eq!(
            outline.entries.iter().map(|entry| entry.depth).collect::<Vec<_>>(),
            [0, 1, 2, 2, 3, 3, 1]
        );
        assert_eq!(outline.around(text.find("true").unwrap() + 1), Some(4));
        assert_eq!(outline.around(text.len() - 1), Some(6));
    }

    #[test]
    fn what_stands_before_the_first_error_is_outlined() {
        let paths = |text: &str| shown(text).into_iter().map(|(path, ..)| path).collect::<Vec<_>>();
        assert_eq!(paths("{\"a\": [1, {\"b\": 2}], \"c\": }"), ["$", "a", "a[0]", "a[1]", "a[1].b"]);
        assert_eq!(paths("{\"a\": 1 \"b\": 2}"), ["$", "a"]);
        assert_eq!(paths("[1, 2,,3]"), ["$", "[0]", "[1]"]);
        assert_eq!(paths("]"), [""; 0]);
        assert_eq!(paths(""), [""; 0]);
        assert_eq!(paths("1 2"), ["$"]);
    }

    #[test]
    fn a_path_through_a_root_array_begins_with_its_number() {
        let text = "[[{\"a\": 1}]]";
        let paths: Vec<_> = shown(text).into_iter().map(|(path, ..)| path).collect();
        assert_eq!(paths, ["$", "[0]", "[0][0]", "[0][0].a"]);
    }
}
