//! What is wrong with the file, in sentences that say where and what was meant. No sentence repeats a value: it may be a
//! secret that was put into the wrong place.

use strsim::damerau_levenshtein;

/// Something that is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// From 1, where it matters.
    pub column: Option<usize>,
    /// What was meant.
    pub what: String,
}

/// What to do with a token that stands in the file. Where this is told nothing else is told of the line: it might repeat
/// the token.
pub const ADVICE: &str = "the access token does not belong in this file, where others may come to read it. Take it out, and \
                          replace it in Intercom if it was seen; then set INTERCOM_ACCESS_TOKEN, name a token_command, or \
                          use patchpanel login";

impl Fault {
    /// One on a line.
    pub fn on(line: usize, what: impl Into<String>) -> Self {
        Self { line, column: None, what: what.into() }
    }

    /// It, with the place in front.
    pub fn at(&self, file: &str) -> String {
        let Self { line, column, what } = self;
        match column {
            Some(column) => format!("{file} line {line}, column {column}: {what}"),
            None => format!("{file} line {line}: {what}"),
        }
    }
}

/// All that is wrong with a file, in the order of its lines and each of it once, as it is told.
pub fn told(mut faults: Vec<Fault>, file: &str) -> Vec<String> {
    faults.sort();
    faults.dedup();
    let of_token = |fault: &&Fault| fault.what.contains(ADVICE);
    let tokens: Vec<usize> = faults.iter().filter(of_token).map(|fault| fault.line).collect();
    let told = faults.iter().filter(|fault| of_token(fault) || !tokens.contains(&fault.line));
    told.map(|fault| fault.at(file)).collect()
}

/// Counts lines.
#[derive(Debug)]
pub struct Lines<'t>(&'t str);

impl<'t> Lines<'t> {
    /// Those of a text.
    pub fn of(text: &'t str) -> Self {
        Self(text)
    }

    /// The line of a byte, from 1.
    pub fn line(&self, byte: usize) -> usize {
        1 + self.before(byte).matches('\n').count()
    }

    /// Its column in characters, from 1.
    fn column(&self, byte: usize) -> usize {
        1 + self.before(byte).chars().rev().take_while(|&c| c != '\n').count()
    }

    fn before(&self, byte: usize) -> &'t str {
        let byte = (0..=byte.min(self.0.len())).rev().find(|&at| self.0.is_char_boundary(at)).unwrap_or(0);
        self.0.get(..byte).unwrap_or_default()
    }
}

/// What is wrong with the file before it can be read as TOML: one fault a line, since a further one is often but the
/// consequence of the first.
pub fn of_syntax(text: &str, errors: &[toml::de::Error]) -> Vec<Fault> {
    let lines = Lines::of(text);
    let mut faults: Vec<Fault> = errors
        .iter()
        .map(|error| {
            // The end of a line belongs to it.
            let byte = error.span().map_or(0, |span| span.start);
            Fault { line: lines.line(byte), column: Some(lines.column(byte)), what: said(error.message()) }
        })
        .collect();
    faults.sort();
    faults.dedup_by_key(|fault| fault.line);
    faults
}

/// A message of the reader in words of ours. What it quotes are signs of the grammar and nothing of the file.
fn said(message: &str) -> String {
    let cases = [
        (
            "string values must be quoted",
            "a text needs quotation marks around it, as in region = \"eu\"; each setting has a line of its own",
        ),
        ("key with no value", "a name stands alone; a setting is written as name = value"),
        ("invalid unquoted key", "a setting is written as name = value"),
        ("unquoted keys cannot be empty", "there is no name in front of the ="),
        ("duplicate key", "this was set further up already; keep one of the two"),
        ("unclosed table", "the ] is missing behind the name of a section"),
        ("unclosed array", "the ] is missing behind a list"),
        ("missing comma", "a comma is missing between two entries of a list"),
        ("unclosed inline table", "the } is missing"),
        (
            "invalid basic string",
            "the quotation mark that ends the text is missing, or a text holds a control character",
        ),
        ("invalid literal string", "the ' that ends the text is missing"),
        (
            "missing escaped value",
            "a \\ in quotation marks begins a sign such as \\n; write \\\\ for one, or use '…'",
        ),
        (
            "invalid boolean",
            "this can't be read; yes and no are written true and false, texts in quotation marks",
        ),
        ("unexpected leading zero", "a number can't begin with 0"),
        ("unexpected key or value", "something stands behind the end of the setting; each has its own line"),
    ];
    let known = cases.iter().find(|(begins, _)| message.starts_with(begins));
    known.map_or_else(|| format!("this can't be read as TOML: {message}"), |(_, words)| (*words).to_owned())
}

/// The name that was probably meant.
pub fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let word = word.to_lowercase();
    let near = names.into_iter().map(|name| (damerau_levenshtein(&word, &name.to_lowercase()), name));
    // A third of it may be wrong, and a letter or two of a short one.
    let bound = (word.chars().count() / 3).clamp(1, 4).max(2);
    near.filter(|(far, name)| *far <= bound && *far < name.len())
        .min_by_key(|(far, _)| *far)
        .map(|(_, it)| it)
}

/// What holds the token of an Intercom workspace begins like this (base64 of `tok:`).
const TOKEN_BEGINS: &str = "dG9rO";

/// Whether a text has something in it that looks like an access token.
pub fn holds_a_token(text: &str) -> bool {
    let of_token = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-');
    text.match_indices(TOKEN_BEGINS)
        .any(|(at, _)| text.get(at..).is_some_and(|rest| rest.chars().take_while(of_token).count() >= 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["region", "read_only", "token", "token_env", "mouse"];
        for (word, near) in [
            ("regoin", Some("region")),
            ("Region", Some("region")),
            ("readonly", Some("read_only")),
            ("tokenenv", Some("token_env")),
            ("mose", Some("mouse")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(nearest(word, names), near, "{word}");
        }
    }

    #[test]
    fn a_token_is_seen_wherever_it_stands() {
        assert!(holds_a_token("echo dG9rOmFiYzEyMzQ1Njc4OTA="));
        assert!(!holds_a_token("pass show intercom/dG9rO"));
    }

    #[test]
    fn lines_and_columns_are_counted_as_a_person_does() {
        let lines = Lines::of("é = 1\nabc\n");
        assert_eq!((lines.line(0), lines.column(0)), (1, 1));
        assert_eq!((lines.line(3), lines.column(3)), (1, 3));
        assert_eq!((lines.line(8), lines.column(8)), (2, 2));
        assert_eq!(lines.line(1000), 3);
    }
}
