//! The layout of a JSON text, made anew. Nothing else of it is touched: numbers keep their digits, strings their
//! escapes, objects the order of their keys.

use super::tokens::{Token, tokens};
use super::{JsonError, read};

/// The same document with every value on a line of its own, indented by two spaces.
///
/// # Errors
/// The first reason why the text is no JSON document, or holds a key twice in one object.
pub fn format(text: &str) -> Result<String, JsonError> {
    read(text)?;
    Ok(lay_out(text))
}

/// The same of a text that is shown and not sent: keys that stand twice stay. What is no JSON has no layout worth seeing.
pub fn lay_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    let mut depth = 0usize;
    let mut opened = false;
    for (token, range) in tokens(text) {
        let piece = text.get(range).unwrap_or_default();
        if token == Token::Close {
            depth = depth.saturating_sub(1);
            // What is empty stays on its line.
            if !opened {
                new_line(&mut out, depth);
            }
        } else if opened {
            new_line(&mut out, depth);
        }
        opened = matches!(token, Token::Open(_));
        out.push_str(piece);
        match token {
            Token::Open(_) => depth += 1,
            Token::Colon => out.push(' '),
            Token::Comma => new_line(&mut out, depth),
            Token::Close | Token::Text | Token::Word => {}
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn only_the_layout_changes() {
        let text = "\u{a0}".trim().to_owned()
            + "{\"b\":1.10,\"a\":[1E5,-0.0,{}, [ ]],\r\n\t\"e\":\"\\u00e9\\/ { , } \\\"\",\"n\":{\"x\":null}}";
        let expected = r#"{
  "b": 1.10,
  "a": [
    1E5,
    -0.0,
    {},
    []
  ],
  "e": "\u00e9\/ { , } \"",
  "n": {
    "x": null
  }
}"#;
        assert_eq!(format(&text).unwrap(), expected);
        assert_eq!(format(expected).unwrap(), expected);
    }

    #[test]
    fn what_is_no_document_is_refused_with_the_place() {
        assert_eq!(format("{\"a\": 1,\n \"a\": 2}").unwrap_err().line, 2);
        assert_eq!(format("{\"a\": 1,}").unwrap_err().column, 9);
    }
}
