//! The pieces of a JSON text, each with its place. Whether they make up a document is for `serde_json` to say, which also
//! reads what is sent: two opinions on that would be one too many. So this file takes any text, needs no stack, and is
//! of use before the first error, too.

use std::ops::Range;

/// What a piece of JSON text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `{` or `[`; true for an array.
    Open(bool),
    /// `}` or `]`.
    Close,
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// A string, in its quotes.
    Text,
    /// A number, `true`, `false`, `null`, or what should have been one of them.
    Word,
}

/// The pieces of a text from its beginning to its end, white space left out.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (Token, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let is_air = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        at += bytes.get(at..)?.iter().take_while(|byte| is_air(byte)).count();
        let start = at;
        let token = match bytes.get(start)? {
            b'{' => Token::Open(false),
            b'[' => Token::Open(true),
            b'}' | b']' => Token::Close,
            b':' => Token::Colon,
            b',' => Token::Comma,
            b'"' => Token::Text,
            _ => Token::Word,
        };
        let rest = bytes.get(start + 1..).unwrap_or_default();
        at = start
            + 1
            + match token {
                Token::Text => length_of_string(rest),
                Token::Word => {
                    let ends = |byte: &u8| is_air(byte) || b"{}[]:,\"".contains(byte);
                    rest.iter().take_while(|byte| !ends(byte)).count()
                }
                _ => 0,
            };
        Some((token, start..at))
    })
}

/// How far it is behind the quote that closes a string, or to the end.
fn length_of_string(rest: &[u8]) -> usize {
    let mut escaped = false;
    for (place, byte) in rest.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return place + 1,
            _ => {}
        }
    }
    rest.len()
}
