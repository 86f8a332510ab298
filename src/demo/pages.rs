//! Pages of a list, and the cursors between them: of connectors, of tokens and of runs.
//!
//! A cursor names the last item that was shown by its place in the order, `[time,"id"]` in base 64. It stays valid
//! when records move: one that was updated meanwhile is at the top, behind the reader's back.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::reply::{Refusal, Reply};
use super::workspace::{Record, Workspace};

/// How many items a page may hold, and how many it holds when nothing is said.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub(super) most: usize,
    pub(super) default: usize,
}

/// Those of connectors as documented; of tokens only the most is.
const FIFTY: Sizes = Sizes { most: 50, default: 20 };
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Which page is asked for.
pub(super) struct Asked {
    pub(super) per_page: usize,
    /// The place of the last item of the page before: everything from there on was shown.
    after: Option<(i64, String)>,
}

impl Asked {
    /// From `per_page` and `starting_after`, or what the API says of them.
    pub(super) fn read(sizes: Sizes, per_page: Option<&str>, after: Option<&str>) -> Result<Asked, Refusal> {
        let most = sizes.most;
        let per_page = match per_page.map(str::parse) {
            None => sizes.default,
            Some(Ok(number)) if (1..=most).contains(&number) => number,
            Some(_) => {
                return Err(Refusal::parameter(format!("per_page must be a number between 1 and {most}")));
            }
        };
        let after = match after.map(read_cursor) {
            None => None,
            Some(Some(place)) => Some(place),
            Some(None) => {
                return Err(Refusal::new(
                    "client_error",
                    "Invalid starting_after param. Please try again using a starting_after value from a \
                     paginated response",
                ));
            }
        };
        Ok(Asked { per_page, after })
    }

    /// The time of the last item of the page before, where there is one.
    pub(super) fn from(&self) -> Option<i64> {
        self.after.as_ref().map(|(time, _)| *time)
    }

    /// Whether an item at that place comes after what was shown; places fall from page to page.
    pub(super) fn is_left(&self, place: (i64, &str)) -> bool {
        self.after.as_ref().is_none_or(|(time, id)| place < (*time, id.as_str()))
    }

    /// The answer, from the items that come next with their places; more of them than fit mean a further page.
    pub(super) fn page(&self, next: Vec<((i64, String), Value)>) -> Reply {
        let mut pages = json!({"type": "pages", "per_page": self.per_page});
        // The last page has no `next` at all.
        if next.len() > self.per_page
            && let (Some((last, _)), Some(pages)) = (next.get(self.per_page - 1), pages.as_object_mut())
        {
            let cursor = encode(json!(last).to_string().as_bytes());
            pages.insert("next".to_owned(), json!({"starting_after": cursor}));
        }
        let data: Vec<Value> = next.into_iter().take(self.per_page).map(|(_, item)| item).collect();
        Reply::ok(json!({"type": "list", "data": data, "pages": pages}))
    }
}

/// `GET /data_connectors`, most recently updated first.
pub(super) fn connectors(workspace: &Workspace, per_page: Option<&str>, after: Option<&str>) -> Reply {
    let asked = match Asked::read(FIFTY, per_page, after) {
        Ok(asked) => asked,
        Err(refusal) => return Reply::refused(StatusCode::BAD_REQUEST, refusal),
    };
    let left = workspace.by_update().into_iter().filter(|record| asked.is_left(record.place()));
    let item = |record: &Record| ((record.updated_at, record.id.clone()), record.summary());
    asked.page(left.take(asked.per_page + 1).map(item).collect())
}

/// `GET /auth_tokens`: what is known of them, never their values. The order is the demo's own.
pub(super) fn tokens(workspace: &Workspace, per_page: Option<&str>, after: Option<&str>) -> Reply {
    let asked = match Asked::read(FIFTY, per_page, after) {
        Ok(asked) => asked,
        Err(refusal) => return Reply::refused(StatusCode::BAD_REQUEST, refusal),
    };
    let place = |token: &Value| {
        let id = token.get("id").and_then(Value::as_str).unwrap_or_default();
        (id.parse().unwrap_or(0), id.to_owned())
    };
    let items = workspace.tokens.iter().map(|token| (place(token), token.clone()));
    let left = items.filter(|((number, id), _)| asked.is_left((*number, id.as_str())));
    asked.page(left.take(asked.per_page + 1).collect())
}

fn read_cursor(cursor: &str) -> Option<(i64, String)> {
    serde_json::from_slice(&decode(cursor)?).ok()
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0, |bits, &byte| bits << 8 | usize::from(byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = ALPHABET.get(bits >> (18 - 6 * place) & 63).filter(|_| place <= chunk.len());
            text.push(letter.map_or('=', |&letter| char::from(letter)));
        }
    }
    text
}

fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0, 0);
    for letter in text.trim_end_matches('=').bytes() {
        bits = (bits << 6 | ALPHABET.iter().position(|&known| known == letter)?) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_are_base_64() {
        for (plain, encoded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(encode(plain.as_bytes()), encoded);
            assert_eq!(decode(encoded).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(decode("Zg="), None);
        assert_eq!(decode("Z*=="), None);
    }
}
