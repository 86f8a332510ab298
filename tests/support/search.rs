//! Looks for secrets in whatever was written: as they are, encoded in the usual ways, broken over lines, drawn piece by
//! piece, or only their beginning.
//!
//! Include it as `pub mod search;` with a `#[path]`: each user calls a part of it only.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// How much of its beginning gives a secret away.
const BEGINNING: usize = 10;

/// Something to look for.
pub struct Secret {
    /// What it is, for the complaint.
    pub name: &'static str,
    forms: Vec<(&'static str, String)>,
}

impl Secret {
    /// A secret, with every form that it is looked for in.
    pub fn new(name: &'static str, text: &str) -> Self {
        let json = serde_json::Value::from(text).to_string();
        let beginning: String = text.chars().take(BEGINNING).collect();
        let url = |upper: bool| {
            text.bytes().fold(String::new(), |mut out, byte| {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    out.push(char::from(byte));
                } else {
                    let written = if upper { write!(out, "%{byte:02X}") } else { write!(out, "%{byte:02x}") };
                    written.expect("a text can be written to");
                }
                out
            })
        };
        let hex = text.bytes().fold(String::new(), |mut out, byte| {
            write!(out, "{byte:02x}").expect("a text can be written to");
            out
        });
        let standard = base64(text.as_bytes());
        let mut forms = vec![
            ("as it is", text.to_owned()),
            ("its beginning", beginning),
            ("in JSON", json.trim_matches('"').to_owned()),
            ("in an address", url(true)),
            ("in an address", url(false)),
            ("in base64", standard.replace(['+', '/'], "").trim_end_matches('=').to_owned()),
            ("in base64", standard.trim_end_matches('=').to_owned()),
            ("in base64", standard.trim_end_matches('=').replace('+', "-").replace('/', "_")),
            ("in small letters", text.to_lowercase()),
            ("in hexadecimal", hex),
        ];
        forms.dedup_by(|a, b| a.1 == b.1);
        Self { name, forms }
    }
}

/// Where each secret is in these bytes, or nothing.
pub fn found_in(bytes: &[u8], secrets: &[Secret]) -> Vec<String> {
    let joined = joined(bytes);
    let mut found = Vec::new();
    for secret in secrets {
        for (form, text) in &secret.forms {
            let whole: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            if contains(bytes, text.as_bytes()) || contains(joined.as_bytes(), whole.as_bytes()) {
                found.push(format!("{}, {form}", secret.name));
            }
        }
    }
    found
}

/// The same for the names and contents of every file and folder below a folder.
pub fn found_in_folder(folder: &Path, secrets: &[Secret]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder can be read") {
        let path = entry.expect("a folder can be read").path();
        let name = path.file_name().unwrap_or_default().as_encoded_bytes().to_owned();
        let mut here = found_in(&name, secrets);
        if path.is_dir() {
            found.extend(found_in_folder(&path, secrets));
        } else {
            here.extend(found_in(&fs::read(&path).expect("a file can be read"), secrets));
        }
        found.extend(here.into_iter().map(|what| format!("{what}, in {}", path.display())));
    }
    found
}

/// The text without white space, the lines of frames, and everything that commands a terminal.
fn joined(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            match letters.next() {
                Some('[') => while letters.next().is_some_and(|c| !('@'..='~').contains(&c)) {},
                Some(']') => while letters.next_if(|c| !['\u{7}', '\u{1b}'].contains(c)).is_some() {},
                _ => {}
            }
        } else if !letter.is_whitespace() && !letter.is_control() && !('─'..='╿').contains(&letter) {
            out.push(letter);
        }
    }
    out
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3)
            .fold(0_usize, |number, place| number << 8 | usize::from(three.get(place).copied().unwrap_or(0)));
        for place in 0..4 {
            let letter = LETTERS.get(number >> (18 - 6 * place) & 63).copied().unwrap_or(b'=');
            out.push(if place > three.len() { '=' } else { char::from(letter) });
        }
    }
    out
}
