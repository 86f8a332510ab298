//! What a header of HTTP may be called and hold (RFC 9110, 5.1 and 5.5): the rules of the table's header columns.

/// A name is a token.
///
/// # Errors
/// Why this is none.
pub fn is_name(text: &str) -> Result<(), &'static str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    match text {
        "" => Err("a header needs a name"),
        text if text.chars().all(fits) => Ok(()),
        _ => Err("a header name has only letters, digits and !#$%&'*+-.^_`|~"),
    }
}

/// A value is one line without control characters. Templates are text like any other.
///
/// # Errors
/// Why this is none.
pub fn is_value(text: &str) -> Result<(), &'static str> {
    let breaks = |c: char| c.is_control() && c != '\t';
    if text.contains(breaks) {
        return Err("a header value cannot hold a line break or a control character");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_token() {
        for name in
            ["Authorization", "X-Api-Key", "x_1", "!#$%&'*+-.^_`|~", "{{name}}".trim_matches(['{', '}'])]
        {
            assert_eq!(is_name(name), Ok(()), "{name}");
        }
        for name in [
            "",
            " ",
            "X Key",
            "X-Key ",
            "X-Key:",
            "X\r\nY: 1",
            "\0",
            "Schl\u{fc}ssel",
            "a,b",
            "(a)",
            "\"a\"",
            "{{n}}",
        ] {
            assert!(is_name(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_value_is_one_line_without_control_characters() {
        for value in [
            "",
            "Bearer x",
            "a\tb",
            "Bearer {{token}}",
            "Schl\u{fc}ssel",
            "\u{65e5}\u{672c}",
            "\u{2028}",
            " ~",
        ] {
            assert_eq!(is_value(value), Ok(()), "{value}");
        }
        for value in ["a\rb", "a\n", "a\r\nb", "\0", "\u{1b}[31m", "\u{7f}", "\u{85}", "\u{9b}"] {
            assert!(is_value(value).is_err(), "{value:?}");
        }
    }
}
