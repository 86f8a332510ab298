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
    ///
    /// The text has exactly the room that it needs, so that no secret is left behind where a shorter buffer was, and
    /// none is copied again when the text becomes a [`SecretString`].
    pub fn write(&self, reader: Reader) -> String {
        let mut length = Length(0);
        self.write_to(&mut length, 0, reader);
        let mut out = String::with_capacity(length.0);
        self.write_to(&mut out, 0, reader);
        out
    }

    fn write_to(&self, out: &mut impl Out, depth: usize, reader: Reader) {
        match self {
            Self::Json(json) => write_json(json, out, depth),
            Self::Secret(text) => match reader {
                Reader::Person => write_string(MASK, out),
                Reader::Server => write_string(text.expose_secret(), out),
            },
            Self::Array(items) => write_all(out, depth, ["[", "]"], items, |item, out| {
                item.write_to(out, depth + 1, reader);
            }),
            Self::Object(entries) => write_all(out, depth, ["{", "}"], entries, |(key, item), out| {
                write_string(key, out);
                out.put(": ");
                item.write_to(out, depth + 1, reader);
            }),
        }
    }
}

/// Where JSON is written to: a text, or only its length.
trait Out {
    fn put(&mut self, text: &str);
}

impl Out for String {
    fn put(&mut self, text: &str) {
        self.push_str(text);
    }
}

struct Length(usize);

impl Out for Length {
    fn put(&mut self, text: &str) {
        self.0 += text.len();
    }
}

fn write_json(json: &Json, out: &mut impl Out, depth: usize) {
    match json {
        Json::Array(items) => write_all(out, depth, ["[", "]"], items, |item, out| {
            write_json(item, out, depth + 1);
        }),
        Json::Object(entries) => write_all(out, depth, ["{", "}"], entries, |(key, item), out| {
            write_string(key, out);
            out.put(": ");
            write_json(item, out, depth + 1);
        }),
        Json::String(text) => write_string(text, out),
        Json::Null | Json::Bool(_) | Json::Number(_) => out.put(&json.to_string()),
    }
}

fn write_all<T, O: Out>(
    out: &mut O,
    depth: usize,
    [open, close]: [&str; 2],
    items: impl IntoIterator<Item = T>,
    mut each: impl FnMut(T, &mut O),
) {
    out.put(open);
    let mut any = false;
    for item in items {
        out.put(if any { ",\n" } else { "\n" });
        any = true;
        indent(out, depth + 1);
        each(item, out);
    }
    if any {
        out.put("\n");
        indent(out, depth);
    }
    out.put(close);
}

fn indent(out: &mut impl Out, depth: usize) {
    for _ in 0..depth {
        out.put("  ");
    }
}

/// A string with its escapes, written straight to its place: `Json`'s own writer wants a copy of it first.
fn write_string(text: &str, out: &mut impl Out) {
    out.put("\"");
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        let (plain, after) = rest.split_at(at);
        out.put(plain);
        let (special, after) = after.split_at(1);
        match special {
            "\"" => out.put("\\\""),
            "\\" => out.put("\\\\"),
            "\n" => out.put("\\n"),
            "\r" => out.put("\\r"),
            "\t" => out.put("\\t"),
            "\u{8}" => out.put("\\b"),
            "\u{c}" => out.put("\\f"),
            other => other.bytes().for_each(|byte| out.put(&format!("\\u{byte:04x}"))),
        }
        rest = after;
    }
    out.put(rest);
    out.put("\"");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn a_secret_is_written_as_serde_json_would_and_without_a_copy_that_is_left_behind(text in "(?s)([\\x00-\\x7f]|é|漢|👩){0,60}") {
            let wire = Wire::Object(vec![("value".into(), Wire::Secret(text.as_str().into()))]);
            let written = wire.write(Reader::Server);
            prop_assert_eq!(&written, &serde_json::to_string_pretty(&json!({"value": text})).unwrap());
            prop_assert_eq!(written.capacity(), written.len(), "a buffer that grew leaves its old self behind");
            let at = written.as_ptr();
            let sealed = SecretString::from(written);
            prop_assert_eq!(sealed.expose_secret().as_ptr(), at, "sealing copies nothing");
        }
    }

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
