//! A body as it is read: JSON laid out, anything else as it came, cut into lines once, so that a window of it costs what
//! the window holds.

use crate::edit::Json;
use crate::edit::json::lay_out;

/// Bytes of a line, at most. What is longer goes on in the next one, so that no line has to be walked to its end to show
/// a part of it.
const LONGEST: usize = 4 * 1024;

/// One body of a run.
#[derive(Debug, PartialEq, Eq)]
pub struct Body {
    /// As it came.
    pub came: String,
    /// What kind of text it is.
    pub kind: BodyKind,
    laid_out: String,
    /// Where each line begins, and its end.
    lines: Vec<(usize, usize)>,
}

/// What kind of text a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// A JSON object.
    Object,
    /// Other JSON.
    Json,
    /// Something else.
    Text,
}

impl Body {
    /// Reads a body.
    pub fn new(came: String) -> Self {
        let kind = match came.parse::<Json>() {
            Ok(Json::Object(_)) => BodyKind::Object,
            Ok(_) => BodyKind::Json,
            Err(_) => BodyKind::Text,
        };
        let laid_out = if kind == BodyKind::Text { came.clone() } else { lay_out(&came) };
        let mut lines = Vec::new();
        let mut start = 0;
        for line in laid_out.split('\n') {
            let end = start + line.len();
            let mut from = start;
            while end - from > LONGEST {
                let cut =
                    (from + LONGEST - 3..=from + LONGEST).rev().find(|at| laid_out.is_char_boundary(*at));
                let Some(cut) = cut else { break };
                lines.push((from, cut));
                from = cut;
            }
            lines.push((from, end));
            start = end + 1;
        }
        Self { came, kind, laid_out, lines }
    }

    /// As it is shown.
    pub fn text(&self) -> &str {
        &self.laid_out
    }

    /// How many lines it has.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// One of its lines.
    pub fn line(&self, number: usize) -> Option<&str> {
        let (from, to) = *self.lines.get(number)?;
        self.laid_out.get(from..to)
    }

    /// Whether this line is the rest of the one before, which was too long for one.
    pub fn goes_on(&self, number: usize) -> bool {
        let before = self.lines.get(number).and_then(|(from, _)| from.checked_sub(1));
        before.and_then(|at| self.laid_out.as_bytes().get(at)).is_some_and(|byte| *byte != b'\n')
    }

    /// Whether the two say the same: JSON that differs in its layout does.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.came == other.came
            || self.kind != BodyKind::Text && other.kind != BodyKind::Text && self.laid_out == other.laid_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Wire, wire::Reader};

    #[test]
    fn json_is_laid_out_and_nothing_of_it_is_lost() {
        let came = r#"{"a":[1.10,{"b":"x\"{,:\\"}],"a":12345678901234567890,"e":{},"n":[ ],"u":"\u001b[2J"}"#;
        let body = Body::new(came.to_owned());
        assert_eq!(body.kind, BodyKind::Object);
        let expected = "{\n  \"a\": [\n    1.10,\n    {\n      \"b\": \"x\\\"{,:\\\\\"\n    }\n  ],\n  \"a\": \
                        12345678901234567890,\n  \"e\": {},\n  \"n\": [],\n  \"u\": \"\\u001b[2J\"\n}";
        assert_eq!(body.text(), expected);
        assert_eq!((body.line_count(), body.line(1), body.came.as_str()), (12, Some("  \"a\": ["), came));
    }

    #[test]
    fn what_is_laid_out_looks_as_it_would_be_sent() {
        let came = r#" [ {"k" : null, "deep": [[1, 2], {}]}, true, "x" ] "#;
        let sent = Wire::Json(came.parse().unwrap()).write(Reader::Person);
        let body = Body::new(came.to_owned());
        assert_eq!((body.text(), body.kind), (sent.as_str(), BodyKind::Json));
        let same = Body::new("[{\"k\":null,\"deep\":[[1,2],{}]},true,\"x\"]".to_owned());
        assert!(body.says_the_same(&same) && !body.says_the_same(&Body::new("[]".to_owned())));
    }

    #[test]
    fn other_text_stays_as_it_came_and_a_long_line_is_cut_where_a_character_ends() {
        let text = format!("<p>\r\n{}", "é".repeat(5000));
        let body = Body::new(text.clone());
        assert_eq!((body.kind, body.text()), (BodyKind::Text, text.as_str()));
        assert_eq!(body.line(0), Some("<p>\r"));
        assert_eq!([0, 1, 2].map(|line| body.goes_on(line)), [false, false, true]);
        let pieces: String = (1..body.line_count()).filter_map(|line| body.line(line)).collect();
        assert_eq!(pieces, "é".repeat(5000));
        assert!((1..body.line_count()).all(|line| body.line(line).unwrap().len() <= LONGEST));
        assert_eq!(Body::new(String::new()).line_count(), 1);
    }
}
