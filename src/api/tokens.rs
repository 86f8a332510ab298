//! The authentication tokens of a workspace: what is known of them, which is never their values.
//!
//! Connectors name tokens by id only, and the list is not exhaustive (API facts: newer than the spec): an id that is
//! not on it may still be one. What an item holds beside what a new token is made of is not documented, so all but
//! the id may be missing.

use serde_json::Value as Json;

use super::wire::{Cursor, next, text};

/// One token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthToken {
    /// what connectors hold in `token_ids`
    pub id: String,
    /// its name; empty when the server gave none
    pub name: String,
    /// `text`, `oauth`, or a word that is not known yet
    pub kind: Option<String>,
    /// what it is for
    pub description: Option<String>,
    /// where it may be sent
    pub domain: Option<String>,
    /// the header that carries it
    pub header: Option<String>,
    /// what stands before its value in that header
    pub prefix: Option<String>,
}

impl AuthToken {
    /// Reads one item; none when it has no id.
    pub fn read(json: &Json) -> Option<AuthToken> {
        Some(AuthToken {
            id: text(json, "id").filter(|id| !id.is_empty())?,
            name: text(json, "name").unwrap_or_default(),
            kind: text(json, "token_type"),
            description: text(json, "description"),
            domain: text(json, "domain"),
            header: text(json, "request_header_key"),
            prefix: text(json, "token_prefix"),
        })
    }
}

/// One page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenPage {
    /// the tokens on it
    pub items: Vec<AuthToken>,
    /// how many items were left out because they had no id
    pub skipped: usize,
    /// none on the last page
    pub next: Option<Cursor>,
}

impl TokenPage {
    /// Reads a page; refuses what has no list in it, and a next page that cannot be asked for.
    pub fn read(json: &Json) -> Result<TokenPage, &'static str> {
        let data = json.get("data").and_then(Json::as_array).ok_or("a list of tokens was expected")?;
        let items: Vec<AuthToken> = data.iter().filter_map(AuthToken::read).collect();
        let skipped = data.len() - items.len();
        Ok(TokenPage { items, skipped, next: next(json)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_token_is_read_from_whatever_is_there() {
        let page = TokenPage::read(&json!({"data": [
            {"id": 7001, "name": "Payments", "token_type": "jwt", "request_header_key": "X-Key", "new": [1]},
            {"id": "7002"}, {"name": "no id"}, null, {"id": ""},
        ], "pages": {"next": {"starting_after": "c"}}}))
        .unwrap();
        assert_eq!((page.items.len(), page.skipped, page.next), (2, 3, Some(Cursor::new("c"))));
        let first = AuthToken {
            id: "7001".into(),
            name: "Payments".into(),
            kind: Some("jwt".into()),
            header: Some("X-Key".into()),
            ..AuthToken::default()
        };
        assert_eq!(page.items, [first, AuthToken { id: "7002".into(), ..AuthToken::default() }]);
        assert!(TokenPage::read(&json!({"data": {}})).is_err());
    }
}
