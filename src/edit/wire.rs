//! The exact bytes of a request body, and the same bytes as a person may see them.
//!
//! One writer makes both, so that what is shown and what is sent differ in nothing but the masks.

use super::Json;
use secrecy::{ExposeSecret, SecretString};

/// What stands for a secret on the screen. Fixed length: the mask says nothing about the value.
pub const MASK: &str = "••••••••";

/// A value on its way to the server.
#[derive(Clone, Debug)]
pub enum Wire {
    /// Plain JSON.
    Json(Json),
    /// A string that is written masked wherever a person looks.
    Secret(SecretString),
    /// An array.
    Array(Vec<Wire>),
    /// An object, keys in the order of writing.
    Object(Vec<(String, Wire)>),
}

/// Who reads what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A person: secrets are masked.
    Person,
    /// The server: secrets are written out.
    Server,
}

impl Wire {
    /// Two-space indented JSON, `\n` line ends, no trailing newline.
    pub fn write(&self, reader: Reader) -> String {
        let mut out = String::new();
        self.write_to(&mut out, 0, reader);
        out
    }

    fn write_to(&self, out: &mut String, depth: usize, reader: Reader) {
        match self {
            Self::Json(json) => write_json(json, out, depth),
            Self::Secret(text) => match reader {
                Reader::Person => write_string(MASK, out),
                Reader::Server => write_string(text.expose_secret(), out),
            },
            Self::Array(items) => write_all(out, depth, ['[', ']'], items, |item, out| {
                item.write_to(out, depth + 1, reader);
            }),
            Self::Object(entries) => write_all(out, depth, ['{', '}'], entries, |(key, item), out| {
                write_string(key, out);
                out.push_str(": ");
                item.write_to(out, depth + 1, reader);
            }),
        }
    }
}

fn write_json(json: &Json, out: &mut String, depth: usize) {
    match json {
        Json::Array(items) => write_all(out, depth, ['[', ']'], items, |item, out| {
            write_json(item, out, depth + 1);
        }),
        Json::Object(entries) => write_all(out, depth, ['{', '}'], entries, |(key, item), out| {
            write_string(key, out);
            out.push_str(": ");
            write_json(item, out, depth + 1);
        }),
        Json::String(text) => write_string(text, out),
        Json::Null | Json::Bool(_) | Json::Number(_) => out.push_str(&json.to_string()),
    }
}

fn write_all<T>(
    out: &mut String,
    depth: usize,
    [open, close]: [char; 2],
    items: impl IntoIterator<Item = T>,
    mut each: impl FnMut(T, &mut String),
) {
    out.push(open);
    let mut any = false;
    for item in items {
        out.push_str(if any { ",\n" } else { "\n" });
        any = true;
        indent(out, depth + 1);
        each(item, out);
    }
    if any {
        out.push('\n');
        indent(out, depth);
    }
    out.push(close);
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn write_string(text: &str, out: &mut String) {
    // `Json`'s own writer knows every escape that JSON needs.
    out.push_str(&Json::String(text.to_owned()).to_string());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_is_what_serde_json_would_write() {
        let samples =
            [json!({"a": [1, {"b": []}], "c": {}, "d": "x\n\u{1b}\"é"}), json!([]), json!("s"), json!(null)];
        for json in samples {
            assert_eq!(
                Wire::Json(json.clone()).write(Reader::Server),
                serde_json::to_string_pretty(&json).unwrap()
            );
        }
    }

    #[test]
    fn a_person_sees_the_same_lines_with_masks() {
        let wire = Wire::Array(vec![Wire::Object(vec![
            ("name".into(), Wire::Json(json!("Authorization"))),
            ("value".into(), Wire::Secret("Bearer x".into())),
        ])]);
        let (shown, sent) = (wire.write(Reader::Person), wire.write(Reader::Server));
        assert_eq!(shown.replace(MASK, "Bearer x"), sent);
        assert!(!shown.contains("Bearer"));
    }
}
