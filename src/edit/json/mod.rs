//! JSON as a person types it: what it says, where its first error is, how it is laid out, what stands where.

mod doubled;
mod format;
mod outline;
mod tokens;

pub use format::{format, lay_out};
pub use outline::{Entry, Outline, Shape};

use super::Json;
use std::fmt;

/// Why a text cannot be sent as a document, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Its byte in the text.
    pub byte: usize,
    /// Its line, from one.
    pub line: usize,
    /// Its character in that line, from one.
    pub column: usize,
    /// Its byte in that line, from zero.
    pub in_line: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not JSON.
    Syntax(String),
    /// An object holds this key twice; sending it would drop all but the last.
    Doubled(String),
    /// It is JSON, but no object.
    NotObject,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, fault, .. } = self;
        match fault {
            Fault::Syntax(why) => write!(f, "not valid JSON at line {line}, column {column}: {why}"),
            Fault::Doubled(key) => {
                write!(f, "the key {key:?} stands twice in one object at line {line}, column {column}")
            }
            Fault::NotObject => f.write_str("the API takes a JSON object here, in { }"),
        }
    }
}

/// Any document, with the digits of its numbers and the order of its keys.
///
/// # Errors
/// The first place that is not JSON, else the first key that stands twice in one object.
pub fn read(text: &str) -> Result<Json, JsonError> {
    let json = serde_json::from_str(text).map_err(|error| syntax(text, &error))?;
    match doubled_key(text) {
        Some(doubled) => Err(doubled),
        None => Ok(json),
    }
}

/// A document that is an object, as the API takes it.
///
/// # Errors
/// As for [`read`]; and when it is something else than an object.
pub fn read_object(text: &str) -> Result<Json, JsonError> {
    let json = read(text)?;
    if json.is_object() {
        return Ok(json);
    }
    let byte = text.len() - text.trim_start().len();
    Err(JsonError::at(text, byte, Fault::NotObject))
}

/// The first key that an object in the text holds twice. Text that is not JSON has none.
pub(super) fn doubled_key(text: &str) -> Option<JsonError> {
    let (key, error) = doubled::doubled_key(text)?;
    Some(JsonError::at(text, byte_of(text, &error), Fault::Doubled(key)))
}

fn syntax(text: &str, error: &serde_json::Error) -> JsonError {
    let byte = if error.is_eof() { text.len() } else { byte_of(text, error) };
    JsonError::at(text, byte, Fault::Syntax(in_words(error)))
}

/// Where an error is. `serde_json` counts lines from one and bytes up to and with the one at which it stopped.
fn byte_of(text: &str, error: &serde_json::Error) -> usize {
    let before = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let mut byte = (before + error.column()).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

impl JsonError {
    fn at(text: &str, byte: usize, fault: Fault) -> Self {
        let before = text.get(..byte).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            byte,
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: line.chars().count() + 1,
            in_line: line.len(),
            fault,
        }
    }

    /// It stops where the reader goes no deeper, and not where the text is wrong.
    pub fn is_of_depth(&self) -> bool {
        matches!(&self.fault, Fault::Syntax(why) if why == TOO_DEEP)
    }

    /// What is wrong, without the place.
    pub fn why(&self) -> String {
        match &self.fault {
            Fault::Syntax(why) => why.clone(),
            Fault::Doubled(key) => format!("the key {key:?} stands twice in one object"),
            Fault::NotObject => self.to_string(),
        }
    }
}

const TOO_DEEP: &str = "it is nested deeper than 127 levels";

/// What the reader complains of, in the words of the rest of the screen.
const WORDS: &[(&str, &str)] = &[
    ("EOF while parsing an object", "the text ends inside an object; a } is missing"),
    ("EOF while parsing a list", "the text ends inside an array; a ] is missing"),
    ("EOF while parsing a string", "the text ends inside a string; a \" is missing"),
    ("EOF while parsing a value", "the text ends where a value should stand"),
    ("expected `:`", "a : should stand here"),
    ("expected `,` or `]`", "a , or ] should stand here"),
    ("expected `,` or `}`", "a , or } should stand here"),
    ("expected ident", "only true, false and null stand without quotes"),
    ("expected value", "a value should stand here"),
    ("expected a double quote", "a string should stand here"),
    ("key must be a string", "a key in double quotes should stand here"),
    ("trailing comma", "nothing follows the comma before it"),
    ("trailing characters", "the document has ended before this"),
    ("control character", "a string ends on its line; a line break in it is written \\n"),
    ("invalid escape", "a string has no such escape"),
    ("unexpected end of hex escape", "\\u takes four hexadecimal digits"),
    ("lone leading surrogate", "this \\u escape is half of a character"),
    ("invalid unicode code point", "this \\u escape is no character"),
    ("invalid number", "this is not a number in JSON"),
    ("recursion limit exceeded", TOO_DEEP),
];

fn in_words(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let what = whole.split(" at line ").next().unwrap_or(&whole);
    let words = WORDS.iter().find(|(start, _)| what.starts_with(start)).map(|(_, words)| *words);
    words.unwrap_or(what).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_has_its_line_its_column_and_a_reason() {
        for (text, line, column, why) in [
            ("{\"a\": ok}", 1, 7, "a value should stand here"),
            ("{\"a\": nul}", 1, 10, "only true, false and null stand without quotes"),
            ("{\n  \"é\": \"ö\" x\n}", 2, 12, "a , or } should stand here"),
            ("{\"a\": 1,}", 1, 9, "nothing follows the comma before it"),
            ("{\"a\" 1}", 1, 6, "a : should stand here"),
            ("{a: 1}", 1, 2, "a key in double quotes should stand here"),
            ("[1 2]", 1, 4, "a , or ] should stand here"),
            ("{} x", 1, 4, "the document has ended before this"),
            ("{\"a\": 01}", 1, 8, "this is not a number in JSON"),
            ("{\"a\": \"\\x\"}", 1, 9, "a string has no such escape"),
            ("{\"a\": \"x\n}", 1, 9, "a string ends on its line; a line break in it is written \\n"),
            ("{\"a\": 1\n", 2, 1, "the text ends inside an object; a } is missing"),
            ("[", 1, 2, "the text ends inside an array; a ] is missing"),
            ("{\"a\": \"", 1, 8, "the text ends inside a string; a \" is missing"),
            ("{\"a\":", 1, 6, "the text ends where a value should stand"),
            ("", 1, 1, "the text ends where a value should stand"),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!((error.line, error.column, error.why().as_str()), (line, column, why), "{text:?}");
        }
        let deep = "[".repeat(200);
        assert_eq!(read(&deep).unwrap_err().why(), "it is nested deeper than 127 levels");
        assert!(read(&deep).unwrap_err().is_of_depth() && !read("[").unwrap_err().is_of_depth());
    }

    #[test]
    fn the_byte_of_an_error_is_the_character_at_which_it_stands() {
        let text = "{\r\n \"é\": ü}";
        let error = read(text).unwrap_err();
        assert!(text[error.byte..].starts_with('ü'), "{error:?}");
        assert_eq!((error.line, error.column), (2, 7));
    }

    #[test]
    fn only_an_object_can_be_sent() {
        assert!(read_object("{}").is_ok());
        assert_eq!(read_object(" [1]").unwrap_err().to_string(), "the API takes a JSON object here, in { }");
        let doubled = read_object("{\"a\": 1,\n\"a\": 2}").unwrap_err();
        assert_eq!(doubled.to_string(), "the key \"a\" stands twice in one object at line 2, column 3");
    }
}
