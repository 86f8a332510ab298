//! What the API's answers say, read leniently: unknown keys are passed over, unknown words are kept as text, a
//! number where a text was promised keeps its digits. A whole connector stays JSON; only its editor reads it.

use serde_json::Value as Json;

/// Who the token speaks for, and which workspace it changes (API facts: `GET /me`). Anything may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Me {
    /// the teammate's id
    pub admin_id: Option<String>,
    /// the teammate's name
    pub admin_name: Option<String>,
    /// the workspace's name, `app.name`
    pub workspace: Option<String>,
    /// the workspace's id, `app.id_code`
    pub workspace_id: Option<String>,
    /// where the workspace is hosted, as the server words it: `US`, `EU`, `AU`
    pub region: Option<String>,
}

impl Me {
    /// Reads the answer of `GET /me`; refuses only what is not an object, saying what was expected.
    pub fn read(json: &Json) -> Result<Me, &'static str> {
        if !json.is_object() {
            return Err("a description of the token's owner was expected");
        }
        let app = |key| json.get("app").and_then(|app| text(app, key));
        Ok(Me {
            admin_id: text(json, "id"),
            admin_name: text(json, "name"),
            workspace: app("name"),
            workspace_id: app("id_code"),
            region: app("region"),
        })
    }
}

/// One row of the list: twelve fields, too few to be the base of a change (API facts: list).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// the connector's id; always one that can be asked for
    pub id: String,
    /// its name; empty when the server gave none
    pub name: String,
    /// `type`, `data_connector` as far as is known
    pub kind: Option<String>,
    /// what it is for
    pub description: Option<String>,
    /// `draft`, `live`, or a word that is not known yet
    pub state: Option<String>,
    /// in lower case as far as is known
    pub http_method: Option<String>,
    /// whether Fin may use it directly; none when the server did not say yes or no
    pub direct_fin_usage: Option<bool>,
    /// who made it
    pub created_by_admin_id: Option<String>,
    /// who changed it last
    pub updated_by_admin_id: Option<String>,
    /// ISO 8601, as it came
    pub created_at: Option<String>,
    /// ISO 8601, as it came
    pub updated_at: Option<String>,
    /// a path of this API
    pub execution_results_url: Option<String>,
}

impl Summary {
    /// Reads one item; none when it has no id that could be asked for.
    pub fn read(json: &Json) -> Option<Summary> {
        Some(Summary {
            id: text(json, "id").filter(|id| is_id(id))?,
            name: text(json, "name").unwrap_or_default(),
            kind: text(json, "type"),
            description: text(json, "description"),
            state: text(json, "state"),
            http_method: text(json, "http_method"),
            direct_fin_usage: json.get("direct_fin_usage").and_then(Json::as_bool),
            created_by_admin_id: text(json, "created_by_admin_id"),
            updated_by_admin_id: text(json, "updated_by_admin_id"),
            created_at: text(json, "created_at"),
            updated_at: text(json, "updated_at"),
            execution_results_url: text(json, "execution_results_url"),
        })
    }
}

/// Where the next page begins. It is opaque: given back as it came (API facts: pagination).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// A cursor from its text.
    pub fn new(text: impl Into<String>) -> Cursor {
        Cursor(text.into())
    }

    /// Its text, not yet made fit for an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One page of the list, most recently changed first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// the connectors on it
    pub items: Vec<Summary>,
    /// how many items were left out because they had no usable id
    pub skipped: usize,
    /// none on the last page
    pub next: Option<Cursor>,
}

impl Page {
    /// Reads a page; refuses what has no list in it, and a next page that cannot be asked for, since a list that
    /// ends early without a word would look complete.
    pub fn read(json: &Json) -> Result<Page, &'static str> {
        let data = json.get("data").and_then(Json::as_array).ok_or("a list of connectors was expected")?;
        let items: Vec<Summary> = data.iter().filter_map(Summary::read).collect();
        let skipped = data.len() - items.len();
        Ok(Page { items, skipped, next: next(json)? })
    }
}

/// `pages.next.starting_after`; absent, null or empty on the last page.
pub(super) fn next(json: &Json) -> Result<Option<Cursor>, &'static str> {
    match json.get("pages").and_then(|pages| pages.get("next")) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Object(next)) => match next.get("starting_after") {
            None | Some(Json::Null) => Ok(None),
            Some(Json::String(cursor)) if cursor.is_empty() => Ok(None),
            Some(Json::String(cursor)) => Ok(Some(Cursor(cursor.clone()))),
            Some(Json::Number(cursor)) => Ok(Some(Cursor(cursor.to_string()))),
            Some(_) => Err("the place where the next page begins could not be read"),
        },
        Some(_) => Err("the place where the next page begins could not be read"),
    }
}

/// Whether an id can stand in a path without becoming another path: letters, digits, `_` and `-`, up to 128.
/// The API calls ids strings and shows digits only (API facts: requests), so this is roomy.
pub fn is_id(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// A text, or a number's digits as they came.
pub(super) fn text(json: &Json, key: &str) -> Option<String> {
    match json.get(key)? {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Which of the two versions behind one id is read (API facts: retrieve; data-loss traps, 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateVersion {
    /// the one being worked on
    Draft,
    /// the one in use
    Live,
}

impl StateVersion {
    /// The value of the `state_version` parameter.
    pub fn as_str(self) -> &'static str {
        match self {
            StateVersion::Draft => "draft",
            StateVersion::Live => "live",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn all_twelve_fields_of_a_row_are_read() {
        let row = Summary::read(&json!({
            "type": "data_connector", "id": "125", "name": "Refund", "description": "Pays back",
            "state": "paused", "http_method": "post", "direct_fin_usage": false,
            "created_by_admin_id": "1", "updated_by_admin_id": 2, "created_at": "2025-11-15T09:30:00Z",
            "updated_at": "2026-01-20T14:22:15Z", "execution_results_url": "/data_connectors/125/execution_results",
            "something_new": [1],
        }))
        .unwrap();
        assert_eq!(
            row,
            Summary {
                id: "125".into(),
                name: "Refund".into(),
                kind: Some("data_connector".into()),
                description: Some("Pays back".into()),
                state: Some("paused".into()),
                http_method: Some("post".into()),
                direct_fin_usage: Some(false),
                created_by_admin_id: Some("1".into()),
                updated_by_admin_id: Some("2".into()),
                created_at: Some("2025-11-15T09:30:00Z".into()),
                updated_at: Some("2026-01-20T14:22:15Z".into()),
                execution_results_url: Some("/data_connectors/125/execution_results".into()),
            }
        );
    }

    #[test]
    fn a_row_without_a_usable_id_is_skipped_and_counted() {
        let page = Page::read(&json!({"data": [
            {"id": "1"}, {"name": "none"}, {"id": null}, {"id": "../me"}, {"id": ""}, 7, null, {"id": 9},
        ]}))
        .unwrap();
        let ids: Vec<&str> = page.items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!((ids, page.skipped), (vec!["1", "9"], 6));
    }

    #[test]
    fn the_last_page_is_told_in_several_ways() {
        for pages in [json!(null), json!({}), json!({"next": null}), json!({"next": {}}), json!([])] {
            assert_eq!(Page::read(&json!({"data": [], "pages": pages})).unwrap().next, None);
        }
        for (cursor, read) in [(json!("a b"), "a b"), (json!(17), "17")] {
            let page =
                Page::read(&json!({"data": [], "pages": {"next": {"starting_after": cursor}}})).unwrap();
            assert_eq!(page.next, Some(Cursor::new(read)));
        }
        for odd in [json!("https://elsewhere"), json!({"starting_after": []})] {
            assert!(Page::read(&json!({"data": [], "pages": {"next": odd}})).is_err());
        }
    }

    #[test]
    fn an_owner_is_read_from_whatever_is_there() {
        assert_eq!(Me::read(&json!({})), Ok(Me::default()));
        assert!(Me::read(&json!([])).is_err());
        let me =
            Me::read(&json!({"id": "9", "name": null, "app": {"name": "Acme", "region": "EU"}})).unwrap();
        assert_eq!((me.admin_id.as_deref(), me.admin_name), (Some("9"), None));
        assert_eq!((me.workspace.as_deref(), me.region.as_deref()), (Some("Acme"), Some("EU")));
    }

    #[test]
    fn an_id_cannot_become_another_path() {
        for id in ["1", "abc_DEF-9", &"9".repeat(128)] {
            assert!(is_id(id), "{id}");
        }
        for id in ["", ".", "..", "a/b", "a%2fb", "a b", "a\n", "é", "a?b", "a#b", "a.b", &"9".repeat(129)] {
            assert!(!is_id(id), "{id:?}");
        }
    }
}
