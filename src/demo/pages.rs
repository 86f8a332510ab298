//! `GET /data_connectors`: one page of the list, and the cursor to the next.
//!
//! A cursor names the last item that was shown by its place in the order, `[updated_at,"id"]` in base 64. It
//! stays valid when records move: one that was updated meanwhile is at the top, behind the reader's back.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::reply::{Refusal, Reply};
use super::workspace::Workspace;

const MOST: usize = 50;
const DEFAULT: usize = 20;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn list(workspace: &Workspace, per_page: Option<&str>, after: Option<&str>) -> Reply {
    let refused = |refusal| Reply::refused(StatusCode::BAD_REQUEST, refusal);
    let per_page = match per_page.map(str::parse) {
        None => DEFAULT,
        Some(Ok(number)) if (1..=MOST).contains(&number) => number,
        Some(_) => {
            return refused(Refusal::parameter(format!("per_page must be a number between 1 and {MOST}")));
        }
    };
    let after = match after.map(|cursor| read_cursor(cursor).ok_or(())) {
        None => None,
        Some(Ok(place)) => Some(place),
        Some(Err(())) => {
            return refused(Refusal::new(
                "client_error",
                "Invalid starting_after param. Please try again using a starting_after value from a paginated \
                 response",
            ));
        }
    };
    let rest: Vec<_> = workspace
        .by_update()
        .into_iter()
        .filter(|record| after.as_ref().is_none_or(|(time, id)| record.place() < (*time, id.as_str())))
        .collect();
    let data: Vec<Value> = rest.iter().take(per_page).map(|record| record.summary()).collect();
    let mut pages = json!({"type": "pages", "per_page": per_page});
    // The last page has no `next` at all.
    if rest.len() > per_page
        && let (Some(last), Some(pages)) = (rest.get(per_page - 1), pages.as_object_mut())
    {
        let cursor = encode(json!([last.updated_at, last.id]).to_string().as_bytes());
        pages.insert("next".to_owned(), json!({"starting_after": cursor}));
    }
    Reply::ok(json!({"type": "list", "data": data, "pages": pages}))
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
