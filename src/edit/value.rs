//! What a field can hold. Absent, null and empty are three different things here and stay so to the wire.

use super::Json;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::ops::Range;

/// The value of one field or one cell.
///
/// Two values are equal when sending one instead of the other would change nothing: a set ignores order,
/// a document ignores layout and the order of keys, a secret compares by what would be sent.
#[derive(Clone, Debug)]
pub enum Value {
    /// The server did not return the key at all. Never sent.
    Absent,
    /// The server returned `null`. Never sent: the API documents no field as nullable on writing.
    Null,
    /// Text, choices and times, byte for byte.
    Text(String),
    /// A yes or no.
    Flag(bool),
    /// Members in the order in which they came; compared without order.
    Set(Vec<String>),
    /// Members in order.
    List(Vec<String>),
    /// JSON as its author laid it out. May be invalid while it is being typed.
    Document(String),
    /// A value that the server hides. Only inside rows.
    Secret(Secret),
    /// The rows of a table, in order.
    Rows(Vec<Row>),
    /// A shape that the field's kind cannot read: shown, never editable, sent back only inside a table row.
    Opaque(Json),
}

/// What is known of a value that the server never shows.
///
/// There is no way from [`Secret::Kept`] to text: what the server answered in its place is dropped on reading. Nor can
/// any of them be serialised by accident:
///
/// ```compile_fail
/// serde_json::to_string(&patchpanel::edit::Secret::Kept);
/// ```
///
/// ```compile_fail
/// let shown: String = format!("{}", patchpanel::edit::Secret::new("typed"));
/// ```
#[derive(Clone)]
pub enum Secret {
    /// Hidden on the server. Holds nothing, so it can neither be edited nor sent.
    Kept,
    /// Typed in this run and accepted by the server.
    Known(SecretString),
    /// Typed in this run and not yet accepted. Empty means: not typed yet.
    New(SecretString),
}

impl Secret {
    /// What was typed, if anything was.
    pub fn typed(&self) -> Option<&SecretString> {
        match self {
            Self::Kept => None,
            Self::Known(text) | Self::New(text) => Some(text),
        }
    }

    /// Asks something of what was typed, in place: nothing of it goes further than the answer does.
    pub fn look<T>(&self, look: impl FnOnce(&str) -> T) -> Option<T> {
        self.typed().map(|text| look(text.expose_secret()))
    }

    /// A newly typed value.
    pub fn new(text: &str) -> Self {
        Self::New(SecretString::from(text))
    }

    /// The same text with other words in these places, which follow each other, as something newly typed. Nothing is
    /// left behind: it is put together in a buffer that has exactly the room for it.
    #[must_use]
    pub fn with(&self, places: &[Range<usize>], words: &str) -> Self {
        let Some(text) = self.typed().map(ExposeSecret::expose_secret).filter(|_| !places.is_empty()) else {
            return self.clone();
        };
        let gone: usize = places.iter().map(Range::len).sum();
        let mut whole = String::with_capacity((text.len() + places.len() * words.len()).saturating_sub(gone));
        let mut at = 0;
        for place in places {
            whole.push_str(text.get(at..place.start).unwrap_or_default());
            whole.push_str(words);
            at = place.end;
        }
        whole.push_str(text.get(at..).unwrap_or_default());
        Self::New(SecretString::from(whole))
    }

    /// True when there is no text that could be sent: hidden on the server, or not typed yet.
    pub fn is_missing(&self) -> bool {
        self.typed().is_none_or(|text| text.expose_secret().is_empty())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kept => "Kept",
            Self::Known(_) => "Known(hidden)",
            Self::New(_) => "New(hidden)",
        })
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        match (self.typed(), other.typed()) {
            (None, None) => true,
            (Some(mine), Some(theirs)) => mine.expose_secret() == theirs.expose_secret(),
            _ => false,
        }
    }
}

/// One row of a table: a cell for each column, and whatever else the server keeps in the row.
#[derive(Clone, Debug)]
pub struct Row {
    /// One value for each column of the table, in its order.
    pub cells: Vec<Value>,
    /// The keys of the row in the order in which the server sent them.
    pub layout: Vec<Slot>,
}

/// A key of a row as the server sent it.
#[derive(Clone, Debug)]
pub enum Slot {
    /// The cell of this column stood here.
    Cell(usize),
    /// The cell of this column stood here with a text that the column's rule refuses. It goes back as it came for as
    /// long as nobody changes it: the server holds it already, and the row is replaced whole.
    Odd(usize, String),
    /// A key that no column names, kept as it came and sent back with the row.
    Unknown(String, Json),
}

impl Row {
    /// The keys of this row that no column names.
    pub fn unknown(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.layout.iter().filter_map(|slot| match slot {
            Slot::Cell(_) | Slot::Odd(..) => None,
            Slot::Unknown(key, json) => Some((key.as_str(), json)),
        })
    }

    /// True when the cell of this column holds what the server sent, though the column's rule refuses it.
    pub(super) fn is_odd(&self, column: usize) -> bool {
        let text = self.cells.get(column).and_then(Value::text);
        self.layout
            .iter()
            .any(|slot| matches!(slot, Slot::Odd(at, odd) if *at == column && Some(odd.as_str()) == text))
    }

    /// True when some of its cells are secret.
    pub fn has_secrets(&self) -> bool {
        self.cells.iter().any(|cell| matches!(cell, Value::Secret(_)))
    }

    /// Equal in everything that the server shows: all cells but the secret ones.
    pub fn same_but_for_secrets(&self, other: &Self) -> bool {
        self.cells.len() == other.cells.len()
            && self.cells.iter().zip(&other.cells).all(|(a, b)| match (a, b) {
                (Value::Secret(_), Value::Secret(_)) => true,
                _ => a == b,
            })
    }

    /// The same, and in the keys that no column names.
    pub fn looks_like(&self, other: &Self) -> bool {
        self.same_but_for_secrets(other) && self.same_unknown(other)
    }

    fn same_unknown(&self, other: &Self) -> bool {
        self.unknown().count() == other.unknown().count()
            && self.unknown().all(|mine| other.unknown().any(|theirs| mine == theirs))
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.cells == other.cells && self.same_unknown(other)
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent, Self::Absent) | (Self::Null, Self::Null) => true,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Flag(a), Self::Flag(b)) => a == b,
            (Self::Set(a), Self::Set(b)) => same_members(a, b),
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Document(a), Self::Document(b)) => same_document(a, b),
            (Self::Secret(a), Self::Secret(b)) => a == b,
            (Self::Rows(a), Self::Rows(b)) => a == b,
            (Self::Opaque(a), Self::Opaque(b)) => a == b,
            _ => false,
        }
    }
}

impl Value {
    /// The text, where the value is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Document(text) => Some(text),
            _ => None,
        }
    }

    /// The rows, where the value is a table.
    pub fn rows(&self) -> &[Row] {
        match self {
            Self::Rows(rows) => rows,
            _ => &[],
        }
    }

    /// Absent, null or an empty text: there is nothing to read.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Absent | Self::Null => true,
            Self::Text(text) | Self::Document(text) => text.trim().is_empty(),
            Self::Secret(secret) => secret.is_missing(),
            _ => false,
        }
    }

    /// Equal in everything that the server shows: all but the secrets.
    pub fn looks_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Rows(a), Self::Rows(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.looks_like(b))
            }
            _ => self == other,
        }
    }

    /// Forgets the secrets that the server accepted in this run: someone else may have replaced them since.
    pub fn forget_known(&mut self) {
        self.each_secret(&mut |secret| {
            if matches!(secret, Secret::Known(_)) {
                *secret = Secret::Kept;
            }
        });
    }

    /// Every new secret inside that `stored` knows by now is known here, too.
    pub fn know_accepted(&mut self, stored: &Self) {
        let mut known = Vec::new();
        stored.clone().each_secret(&mut |secret| {
            if let Secret::Known(text) = secret {
                known.push(text.clone());
            }
        });
        self.each_secret(&mut |secret| {
            if let Secret::New(text) = secret
                && known.iter().any(|known| known.expose_secret() == text.expose_secret())
            {
                *secret = Secret::Known(text.clone());
            }
        });
    }

    /// True when something is typed into one of its secrets.
    pub(super) fn has_typed_secrets(&self) -> bool {
        match self {
            Self::Secret(secret) => secret.typed().is_some(),
            Self::Rows(rows) => rows.iter().flat_map(|row| &row.cells).any(Self::has_typed_secrets),
            _ => false,
        }
    }

    fn each_secret(&mut self, each: &mut impl FnMut(&mut Secret)) {
        match self {
            Self::Secret(secret) => each(secret),
            Self::Rows(rows) => {
                for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
                    cell.each_secret(each);
                }
            }
            _ => {}
        }
    }
}

fn same_members(a: &[String], b: &[String]) -> bool {
    a.iter().all(|member| b.contains(member)) && b.iter().all(|member| a.contains(member))
}

fn same_document(a: &str, b: &str) -> bool {
    a == b
        || matches!(
            (serde_json::from_str::<Json>(a), serde_json::from_str::<Json>(b)),
            (Ok(a), Ok(b)) if a == b
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_secret_is_equal_to_no_typed_one() {
        assert_ne!(Secret::Kept, Secret::new("****"));
        assert_ne!(Secret::Kept, Secret::new(""));
        assert_eq!(Secret::Known(SecretString::from("a")), Secret::new("a"));
    }

    #[test]
    fn a_secret_never_shows_itself_in_debug() {
        let shown = format!("{:?}", Value::Secret(Secret::new("sk-123")));
        assert!(!shown.contains("sk-123"), "{shown}");
    }

    #[test]
    fn a_typed_secret_is_looked_at_and_changed_in_places_and_a_kept_one_is_neither() {
        let typed = Secret::Known(SecretString::from("a{{x}}b{{x}}"));
        assert_eq!(typed.look(str::len), Some(12));
        assert_eq!(typed.with(&[3..4, 9..10], "long"), Secret::new("a{{long}}b{{long}}"));
        assert!(
            matches!(typed.with(&[3..4, 9..10], "y"), Secret::New(_)),
            "it is not what the server accepted"
        );
        assert!(matches!(typed.with(&[], "y"), Secret::Known(_)));
        assert_eq!(Secret::Kept.look(str::len), None);
        assert_eq!(Secret::Kept.with(&[0..1, 1..2], "y"), Secret::Kept);
    }

    #[test]
    fn layout_and_key_order_are_no_change_but_digits_are() {
        let a = Value::Document("{\"a\":1,\"b\":2}".into());
        assert_eq!(a, Value::Document("{ \"b\": 2,\n \"a\": 1 }".into()));
        assert_ne!(Value::Document("[1.0]".into()), Value::Document("[1.00]".into()));
        assert_eq!(Value::Document("{oops".into()), Value::Document("{oops".into()));
    }

    #[test]
    fn a_set_ignores_order_and_a_list_does_not() {
        let ab = vec!["a".to_owned(), "b".to_owned()];
        let ba = vec!["b".to_owned(), "a".to_owned()];
        assert_eq!(Value::Set(ab.clone()), Value::Set(ba.clone()));
        assert_ne!(Value::List(ab.clone()), Value::List(ba));
        let aa = vec!["a".to_owned(), "a".to_owned()];
        assert_ne!(Value::Set(aa.clone()), Value::Set(ab));
        assert_eq!(Value::Set(aa), Value::Set(vec!["a".to_owned()]));
    }
}
