//! The parts of a URL, and what has to be encoded in each (RFC 3986).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// In a query a value keeps only what means nothing anywhere.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// In a path it keeps also what parts nothing there; `&`, `+`, `;` and `=` are encoded, since some servers give them a meaning.
const PATH: &AsciiSet = &QUERY
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b':')
    .remove(b'@');
/// In a fragment it keeps what may stand there.
const FRAGMENT: &AsciiSet =
    &PATH.remove(b'/').remove(b'?').remove(b'&').remove(b'+').remove(b';').remove(b'=');

/// A part of a URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    /// The scheme, or where there is none, the host.
    #[default]
    Start,
    Host,
    Path,
    Query,
    Fragment,
}

/// Where one is in a URL while it is put together from left to right.
#[derive(Clone, Debug, Default)]
pub struct Place {
    section: Section,
    /// The last two characters, which tell `//` after a scheme from a path.
    last: [char; 2],
}

impl Place {
    /// Before the path: a value is not encoded here, since it may be a whole address.
    pub fn is_host(&self) -> bool {
        matches!(self.section, Section::Start | Section::Host)
    }

    /// In the path.
    pub fn is_path(&self) -> bool {
        self.section == Section::Path
    }

    /// Text of the template as it stands in the URL, and on behind it: only what cannot stand there is encoded.
    pub fn literal(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            let stands = match c {
                '%' => is_escape(text.get(at + 1..).unwrap_or_default()),
                '#' => self.section != Section::Fragment,
                ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
                c if c.is_control() => false,
                // A host may be written in any script.
                c => c.is_ascii() || self.is_host(),
            };
            if stands {
                out.push(c);
            } else {
                out.extend(utf8_percent_encode(c.encode_utf8(&mut [0; 4]), NON_ALPHANUMERIC));
            }
            self.pass(c);
        }
        out
    }

    /// A value as it stands in the URL, and on behind it.
    pub fn value(&mut self, text: &str) -> String {
        let keep = match self.section {
            Section::Start | Section::Host => {
                text.chars().for_each(|c| self.pass(c));
                return text.to_owned();
            }
            Section::Path => PATH,
            Section::Query => QUERY,
            Section::Fragment => FRAGMENT,
        };
        utf8_percent_encode(text, keep).to_string()
    }

    fn pass(&mut self, c: char) {
        let [before, last] = self.last;
        self.section = match (self.section, c) {
            (Section::Fragment, _) | (_, '#') => Section::Fragment,
            (Section::Query, _) | (_, '?') => Section::Query,
            (Section::Start, '/') if (before, last) == (':', '/') => Section::Host,
            (Section::Start, '/') if last == ':' => Section::Start,
            (_, '/') => Section::Path,
            // One slash after a scheme is a path.
            (Section::Start, _) if (before, last) == (':', '/') => Section::Path,
            (section, _) => section,
        };
        self.last = [last, c];
    }
}

/// Two digits of an escape follow.
fn is_escape(after: &str) -> bool {
    after.get(..2).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A segment of a path that leads to the same or the folder above.
pub fn climbs(segment: &str) -> bool {
    matches!(segment, "." | "..")
}

/// Whether the path of a URL has segments that programs resolve before they send it.
pub fn has_steps(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.split('/').any(climbs)
}
