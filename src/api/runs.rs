//! What a connector did: execution results, read leniently. All but the id may be missing, and words that nobody knows
//! yet are kept as text (API facts: execution results).

use jiff::Timestamp;
use serde_json::Value as Json;

use super::token::blot_out_of_body;
use super::wire::{Cursor, is_id, next, text};

/// One run. In a list it comes without bodies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// the run's id; always one that can be asked for
    pub id: String,
    /// whether it went well, as far as the server says
    pub success: Option<bool>,
    /// what the other system answered with; none where it did not answer
    pub http_status: Option<String>,
    /// in lower case as far as is known
    pub http_method: Option<String>,
    /// one of the documented words, or one that is not known yet
    pub error_type: Option<String>,
    /// in the server's words; query, userinfo and fragment of an address are redacted in it
    pub error_message: Option<String>,
    /// milliseconds
    pub took_ms: Option<u64>,
    /// what started it: a workflow, Fin, the inbox
    pub source_type: Option<String>,
    /// which one
    pub source_id: Option<String>,
    /// in which conversation
    pub conversation_id: Option<String>,
    /// ISO 8601, as it came
    pub created_at: Option<String>,
    /// the same in Unix seconds, where it is a time
    pub at: Option<i64>,
    /// without query, userinfo and fragment, which are redacted
    pub request_url: Option<String>,
    /// what was sent
    pub request_body: Option<String>,
    /// what came back
    pub response_body: Option<String>,
    /// what came back before it was mapped
    pub raw_response_body: Option<String>,
}

impl Run {
    /// Reads one run; none when it has no id that could be asked for.
    pub fn read(json: &Json) -> Option<Run> {
        Some(Run {
            id: text(json, "id").filter(|id| is_id(id))?,
            success: json.get("success").and_then(Json::as_bool),
            http_status: text(json, "http_status"),
            http_method: text(json, "http_method"),
            error_type: text(json, "error_type"),
            error_message: text(json, "error_message"),
            took_ms: json.get("execution_time_ms").and_then(Json::as_u64),
            source_type: text(json, "source_type"),
            source_id: text(json, "source_id"),
            conversation_id: text(json, "conversation_id"),
            at: text(json, "created_at").and_then(|time| Some(time.parse::<Timestamp>().ok()?.as_second())),
            created_at: text(json, "created_at"),
            request_url: text(json, "request_url"),
            request_body: body(json, "request_body"),
            response_body: body(json, "response_body"),
            raw_response_body: body(json, "raw_response_body"),
        })
    }

    /// The same run without a text that nobody may read, should what was called have repeated it. A text of a few
    /// letters is no secret, and is left alone.
    #[must_use]
    pub fn without(mut self, secret: &str) -> Run {
        self.texts().for_each(|text| blot_out_of_body(text, secret));
        self
    }

    /// Everything in it that is shown and may hold what others wrote.
    pub(super) fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        [
            &mut self.http_status,
            &mut self.http_method,
            &mut self.error_type,
            &mut self.error_message,
            &mut self.source_type,
            &mut self.source_id,
            &mut self.conversation_id,
            &mut self.created_at,
            &mut self.request_url,
            &mut self.request_body,
            &mut self.response_body,
            &mut self.raw_response_body,
        ]
        .into_iter()
        .flatten()
    }

    /// Whether it went wrong: where the server does not say, an error says it.
    pub fn has_failed(&self) -> bool {
        self.success.map_or(self.error_type.is_some(), |success| !success)
    }
}

/// A body is documented to be a text; one that comes as JSON is written as JSON.
fn body(json: &Json, key: &str) -> Option<String> {
    match json.get(key)? {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// One page of runs, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunPage {
    /// the runs on it
    pub items: Vec<Run>,
    /// how many items were left out because they had no usable id
    pub skipped: usize,
    /// none on the last page
    pub next: Option<Cursor>,
}

impl RunPage {
    /// The same page without a text that nobody may read.
    #[must_use]
    pub fn without(self, secret: &str) -> RunPage {
        RunPage { items: self.items.into_iter().map(|run| run.without(secret)).collect(), ..self }
    }

    /// Reads a page; refuses what has no list in it, and a next page that cannot be asked for.
    pub fn read(json: &Json) -> Result<RunPage, &'static str> {
        let data = json.get("data").and_then(Json::as_array).ok_or("a list of runs was expected")?;
        let items: Vec<Run> = data.iter().filter_map(Run::read).collect();
        let skipped = data.len() - items.len();
        Ok(RunPage { items, skipped, next: next(json)? })
    }
}

/// Which runs are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// only those that went well, or only those that did not
    pub success: Option<bool>,
    /// only those with this error
    pub error_type: Option<String>,
    /// Unix seconds; none for the server's own range, which is the last hour
    pub since: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_key_of_a_run_is_read() {
        let run = Run::read(&json!({
            "type": "data_connector.execution", "id": "99001", "data_connector_id": "12345", "success": false,
            "http_status": 410, "http_method": "post", "error_type": "3rd_party_error", "error_message": "Gone",
            "execution_time_ms": 150, "source_type": "workflow", "source_id": 5001, "conversation_id": "8001",
            "created_at": "2026-02-10T18:15:32Z", "request_url": "https://a.example/b", "request_body": "{}",
            "response_body": {"ok": true}, "raw_response_body": null, "new": true,
        }))
        .unwrap();
        assert_eq!(
            run,
            Run {
                id: "99001".into(),
                success: Some(false),
                http_status: Some("410".into()),
                http_method: Some("post".into()),
                error_type: Some("3rd_party_error".into()),
                error_message: Some("Gone".into()),
                took_ms: Some(150),
                source_type: Some("workflow".into()),
                source_id: Some("5001".into()),
                conversation_id: Some("8001".into()),
                created_at: Some("2026-02-10T18:15:32Z".into()),
                at: Some(1_770_747_332),
                request_url: Some("https://a.example/b".into()),
                request_body: Some("{}".into()),
                response_body: Some("{\"ok\":true}".into()),
                raw_response_body: None,
            }
        );
    }

    #[test]
    fn a_run_of_which_little_is_known_is_a_run_still() {
        let page = RunPage::read(&json!({"data": [
            {"id": "1"}, {"id": 2, "error_type": "brand_new_error", "http_status": "5xx"}, {"id": "../1"}, null,
            {"id": "3", "success": "no", "execution_time_ms": -4},
        ]}))
        .unwrap();
        assert_eq!((page.items.len(), page.skipped, page.next), (3, 2, None));
        let failed: Vec<bool> = page.items.iter().map(Run::has_failed).collect();
        assert_eq!(failed, [false, true, false]);
        assert_eq!(page.items[1].http_status.as_deref(), Some("5xx"));
        assert_eq!((page.items[2].success, page.items[2].took_ms), (None, None));
        assert!(RunPage::read(&json!({"data": null})).is_err());
    }
}
