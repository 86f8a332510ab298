//! The connectors themselves: where they come from, their two versions, and what changes them.
//!
//! A connector has a draft version always and a live version while its state is live. Header values are kept
//! as they are; only [`Record::detail`] hides them. What a request may change is decided in `rules`.

use std::io;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::lists;
use super::rules::State;
use super::traffic::{Run, Traffic};
use super::unknowns::{NeverLive, PatchWrites};

const SAMPLE: &str = include_str!("../../assets/demo/workspace.json");

/// The fields of a list item, in the order of the documentation.
const SUMMARY: [&str; 12] = [
    "type",
    "id",
    "name",
    "description",
    "state",
    "http_method",
    "direct_fin_usage",
    "created_by_admin_id",
    "updated_by_admin_id",
    "created_at",
    "updated_at",
    "execution_results_url",
];

/// Everything that the server remembers about the company.
pub(super) struct Workspace {
    /// The answer of `GET /me`.
    pub(super) me: Value,
    /// The items of `GET /auth_tokens`, newest first. They are not all that connectors hold, as documented.
    pub(super) tokens: Vec<Value>,
    records: Vec<Record>,
    /// The greatest id given so far: none is given twice, not even that of a connector that was deleted.
    last_id: u64,
    /// The newest `updated_at` given so far: each change gets a later one, however fast changes follow.
    newest: i64,
}

/// One connector.
pub(super) struct Record {
    pub(super) id: String,
    draft: Map<String, Value>,
    live: Option<Map<String, Value>>,
    /// Whether a workflow or an agent depends on it.
    is_used: bool,
    /// Unix seconds.
    pub(super) updated_at: i64,
    updated_by: Value,
    /// What customers make it do.
    pub(super) traffic: Option<Traffic>,
    /// From the sample file's time to now.
    shift: i64,
    /// What was live since when, oldest first; nothing while it was a draft.
    history: Vec<(i64, Option<Map<String, Value>>)>,
}

/// How many changes of the live version are remembered. What came before the oldest of them is told by it, too.
const REMEMBERED: usize = 50;

/// The shape of the sample file.
#[derive(Deserialize)]
struct Sample {
    /// The moment at which its times were written down.
    as_of: String,
    me: Value,
    auth_tokens: Vec<Value>,
    connectors: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    /// What depends on the connector.
    #[serde(default)]
    used_by: Vec<Value>,
    /// When it runs, and how that goes.
    traffic: Option<Traffic>,
    /// The draft version, with real header values.
    draft: Map<String, Value>,
    /// For a live connector: the keys in which its live version differs from the draft.
    #[serde(default)]
    live_differs: Map<String, Value>,
}

impl Workspace {
    /// The embedded sample, moved in time so that it was written down `now`.
    pub(super) fn sample(now: i64) -> io::Result<Workspace> {
        let sample: Sample = serde_json::from_str(SAMPLE)?;
        let shift = now - seconds(&sample.as_of)?;
        let records: Vec<Record> = sample
            .connectors
            .into_iter()
            .map(|entry| Record::from_sample(entry, shift))
            .collect::<io::Result<_>>()?;
        let newest = records.iter().map(|record| record.updated_at).max().unwrap_or(now);
        let last_id = records.iter().filter_map(|record| record.id.parse().ok()).max().unwrap_or(0);
        Ok(Workspace { me: sample.me, tokens: sample.auth_tokens, records, last_id, newest })
    }

    /// An id that no connector has or had.
    pub(super) fn fresh_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }

    /// Takes in a new draft, made by `admin` now, and answers with it as the API shows it.
    pub(super) fn add(&mut self, mut draft: Map<String, Value>, admin: Value, now: i64) -> Value {
        self.newest = now.max(self.newest + 1);
        draft.insert("created_at".to_owned(), json!(iso(self.newest)));
        let id = draft.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let record = Record {
            id,
            draft,
            live: None,
            is_used: false,
            updated_at: self.newest,
            updated_by: admin,
            traffic: None,
            shift: 0,
            history: Vec::new(),
        };
        let shown = record.detail(State::Draft, NeverLive::NotFound).unwrap_or_default();
        self.records.push(record);
        shown
    }

    /// Forgets a connector for good.
    pub(super) fn remove(&mut self, id: &str) {
        self.records.retain(|record| record.id != id);
    }

    pub(super) fn find(&self, id: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.id == id)
    }

    /// Most recently updated first.
    pub(super) fn by_update(&self) -> Vec<&Record> {
        let mut records: Vec<&Record> = self.records.iter().collect();
        records.sort_by(|a, b| b.place().cmp(&a.place()));
        records
    }

    /// Changes a record in the name of `admin`, and answers with it.
    pub(super) fn change(
        &mut self,
        id: &str,
        change: &Change,
        admin: &Value,
        now: i64,
        writes: PatchWrites,
    ) -> Option<&Record> {
        let record = self.records.iter_mut().find(|record| record.id == id)?;
        record.apply(change, writes, now);
        self.newest = now.max(self.newest + 1);
        record.updated_at = self.newest;
        record.updated_by = admin.clone();
        Some(record)
    }
}

/// What one request does to a record: its fields first, then its state.
pub(super) struct Change {
    pub(super) fields: Map<String, Value>,
    pub(super) state: Option<State>,
}

impl Record {
    fn from_sample(entry: Entry, shift: i64) -> io::Result<Record> {
        let mut draft = entry.draft;
        let time = |key| seconds(draft.get(key).and_then(Value::as_str).unwrap_or_default());
        let (created_at, updated_at) = (time("created_at")? + shift, time("updated_at")? + shift);
        draft.insert("created_at".to_owned(), json!(iso(created_at)));
        let id = draft.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let updated_by = draft.get("updated_by_admin_id").cloned().unwrap_or_default();
        let is_live = draft.get("state").and_then(Value::as_str) == Some("live");
        let live = is_live.then(|| {
            let mut live = draft.clone();
            live.extend(entry.live_differs);
            live
        });
        Ok(Record {
            id,
            draft,
            history: vec![(created_at, live.clone())],
            live,
            is_used: !entry.used_by.is_empty(),
            updated_at,
            updated_by,
            traffic: entry.traffic,
            shift,
        })
    }

    /// Where it stands in the list; greater means earlier.
    pub(super) fn place(&self) -> (i64, &str) {
        (self.updated_at, &self.id)
    }

    /// The draft version with its real header values.
    pub(super) fn draft(&self) -> &Map<String, Value> {
        &self.draft
    }

    pub(super) fn is_live(&self) -> bool {
        self.live.is_some()
    }

    pub(super) fn is_used(&self) -> bool {
        self.is_used
    }

    /// Setting it to draft would take it away from something that depends on it.
    pub(super) fn must_stay_live(&self) -> bool {
        self.is_used && self.live.is_some()
    }

    /// The draft version as only the server knows it.
    pub(super) fn stored(&self) -> Value {
        Value::Object(self.complete(&self.draft))
    }

    /// A version as the API shows it; `None` where there is no such version.
    pub(super) fn detail(&self, version: State, never_live: NeverLive) -> Option<Value> {
        let version = match (version, &self.live, never_live) {
            (State::Draft, ..) | (State::Live, None, NeverLive::Draft) => &self.draft,
            (State::Live, Some(live), _) => live,
            (State::Live, None, NeverLive::NotFound) => return None,
        };
        let mut shown = self.complete(version);
        lists::redact(&mut shown);
        Some(Value::Object(shown))
    }

    /// The list item, taken from the live version where there is one, as the detail is by default.
    pub(super) fn summary(&self) -> Value {
        let complete = self.complete(self.live.as_ref().unwrap_or(&self.draft));
        let value = |key: &str| complete.get(key).cloned().unwrap_or_default();
        Value::Object(SUMMARY.iter().map(|&key| (key.to_owned(), value(key))).collect())
    }

    /// A version together with what belongs to both.
    fn complete(&self, version: &Map<String, Value>) -> Map<String, Value> {
        let mut complete = version.clone();
        let state = if self.live.is_some() { "live" } else { "draft" };
        complete.insert("state".to_owned(), json!(state));
        complete.insert("updated_by_admin_id".to_owned(), self.updated_by.clone());
        complete.insert("updated_at".to_owned(), json!(iso(self.updated_at)));
        complete
    }

    /// What it did in a stretch of time; nothing where it was not live then.
    pub(super) fn run(&self, slot: i64) -> Option<Run<'_>> {
        let traffic = self.traffic.as_ref()?;
        let time = traffic.time(&self.id, slot);
        let (_, live) = self.history.iter().rev().find(|(since, _)| *since <= time)?;
        let live = live.as_ref()?;
        Some(Run { connector: &self.id, slot, time, live, traffic, shift: self.shift })
    }

    fn apply(&mut self, change: &Change, writes: PatchWrites, now: i64) {
        for (key, value) in &change.fields {
            self.draft.insert(key.clone(), value.clone());
            if let (PatchWrites::Both, Some(live)) = (writes, &mut self.live) {
                live.insert(key.clone(), value.clone());
            }
        }
        match change.state {
            None => {}
            Some(State::Draft) => self.live = None,
            Some(State::Live) => self.live = Some(self.draft.clone()),
        }
        if self.traffic.is_some() {
            self.history.push((now, self.live.clone()));
            if self.history.len() > REMEMBERED {
                self.history.remove(0);
            }
        }
    }
}

fn seconds(time: &str) -> io::Result<i64> {
    time.parse::<Timestamp>().map(Timestamp::as_second).map_err(io::Error::other)
}

/// The API's form of a time: ISO 8601 with `Z`. Clocks of another age give an empty text.
pub(super) fn iso(seconds: i64) -> String {
    Timestamp::from_second(seconds).map(|time| time.to_string()).unwrap_or_default()
}
