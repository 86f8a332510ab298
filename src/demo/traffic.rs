//! What customers make a connector do: when it runs, with which values, and how the other system answers.
//!
//! The sample file says how often a connector runs and what goes wrong; everything else follows from the number of a
//! run. Nothing is stored, so the same run is found whenever it is asked for, and a run is as it has to be under the
//! configuration that was live at its time: whoever mends a connector sees its old runs fail and its new ones succeed.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The pattern of one connector, from the sample file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Traffic {
    /// One run in each stretch of that length.
    pub(super) every_seconds: i64,
    /// What starts it: `source_type` and `source_id`.
    #[serde(default)]
    sources: Vec<(String, Option<String>)>,
    /// What customers and Fin put in for a data input.
    #[serde(default)]
    inputs: BTreeMap<String, Vec<String>>,
    /// The quickest and the slowest answer, in milliseconds.
    takes_ms: (u64, u64),
    /// How it goes well; without it the answer is made of the response fields.
    answer: Option<Answer>,
    /// What goes wrong; the first that applies does.
    #[serde(default)]
    faults: Vec<Fault>,
}

/// What the other system says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    status: u16,
    /// As the connector took it; a text is no JSON.
    body: Value,
    /// As it came, where that is something else.
    raw: Option<Value>,
    /// A list in the body that is far longer than one cares to write down.
    long: Option<Long>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Long {
    key: String,
    count: usize,
    item: Value,
}

/// One way to fail.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    /// In which configurations; without it in any.
    when: Option<When>,
    /// Since when, in the sample file's time; without it always.
    since: Option<String>,
    /// How often, of a hundred runs.
    #[serde(default = "always")]
    percent: u64,
    error_type: String,
    error_message: String,
    /// The other system's answer, where there is one.
    http_status: Option<u16>,
    #[serde(default)]
    body: Value,
    #[serde(default)]
    raw: Value,
    /// Milliseconds, where it differs.
    takes_ms: Option<(u64, u64)>,
    /// False where it failed before anything was sent.
    #[serde(default = "yes")]
    sent: bool,
}

/// A field of the configuration that holds a text, or does not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    field: String,
    contains: Option<String>,
    lacks: Option<String>,
}

fn always() -> u64 {
    100
}

fn yes() -> bool {
    true
}

impl When {
    fn holds(&self, live: &Map<String, Value>) -> bool {
        let text = match live.get(&self.field) {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        };
        self.contains.as_ref().is_none_or(|part| text.contains(part))
            && self.lacks.as_ref().is_none_or(|part| !text.contains(part))
    }
}

/// One run: its number, its time, and what was live then.
pub(super) struct Run<'a> {
    /// The connector's id.
    pub(super) connector: &'a str,
    /// The stretch of time that it falls into, counted from the beginning of 1970.
    pub(super) slot: i64,
    /// Unix seconds.
    pub(super) time: i64,
    pub(super) live: &'a Map<String, Value>,
    pub(super) traffic: &'a Traffic,
    /// From the sample file's time to now.
    pub(super) shift: i64,
}

/// What makes an error of a run whose connector has nothing to call.
const NO_URL: &str = "request_configuration_error";

impl Traffic {
    /// When the run of a stretch is: somewhere in it, the same whenever one asks.
    pub(super) fn time(&self, connector: &str, slot: i64) -> i64 {
        let every = self.every_seconds.max(1);
        let into = hash(connector, slot, "time") % every.unsigned_abs();
        slot * every + i64::try_from(into).unwrap_or(0)
    }

    /// The stretch that a time falls into.
    pub(super) fn slot(&self, time: i64) -> i64 {
        time.div_euclid(self.every_seconds.max(1))
    }
}

impl Run<'_> {
    /// Long enough to tell connectors apart, and back to the stretch of time.
    pub(super) fn id(&self) -> String {
        id(self.connector, self.slot)
    }

    /// What the API calls the error; none for a run that went well.
    pub(super) fn error_type(&self) -> Option<&str> {
        if self.lacks_a_url() {
            return Some(NO_URL);
        }
        self.fault().map(|fault| fault.error_type.as_str())
    }

    /// The item of the list, or the single result when `with_bodies`.
    pub(super) fn item(&self, created_at: &str, with_bodies: bool) -> Value {
        let outcome = self.outcome();
        let (source_type, source_id) = self.pick(&self.traffic.sources, "source").cloned().unzip();
        let conversation =
            (!self.chance(8, "outside")).then(|| (8000 + self.draw("conversation") % 900).to_string());
        let mut item = json!({
            "type": "data_connector.execution",
            "id": self.id(),
            "data_connector_id": self.connector,
            "success": outcome.error.is_none(),
            "http_status": outcome.http_status,
            "http_method": self.live.get("http_method"),
            "error_type": outcome.error.as_ref().map(|(kind, _)| kind),
            "error_message": outcome.error.as_ref().map(|(_, message)| message),
            "execution_time_ms": outcome.takes_ms,
            "source_type": source_type,
            "source_id": source_id.flatten(),
            "conversation_id": conversation,
            "created_at": created_at,
            "request_url": outcome.sent.then(|| redacted(&self.filled("url", true))).filter(|url| !url.is_empty()),
        });
        if let (true, Some(item)) = (with_bodies, item.as_object_mut()) {
            let sent = outcome.sent.then(|| self.filled("body", false)).filter(|body| !body.is_empty());
            item.insert("request_body".to_owned(), json!(sent));
            item.insert("response_body".to_owned(), json!(outcome.body));
            item.insert("raw_response_body".to_owned(), json!(outcome.raw));
        }
        item
    }

    fn outcome(&self) -> Outcome {
        if self.lacks_a_url() {
            let error = (NO_URL.to_owned(), "The connector has no URL".to_owned());
            return Outcome { error: Some(error), sent: false, ..Outcome::default() };
        }
        if let Some(fault) = self.fault() {
            let (least, most) = fault.takes_ms.unwrap_or(self.traffic.takes_ms);
            let message = self.with_inputs(&fault.error_message, &str::to_owned);
            let body = self.text(&fault.body);
            return Outcome {
                error: Some((fault.error_type.clone(), message)),
                http_status: fault.http_status,
                takes_ms: fault.sent.then(|| self.between(least, most)),
                raw: self.text(&fault.raw).or_else(|| body.clone()),
                body,
                sent: fault.sent,
            };
        }
        let (least, most) = self.traffic.takes_ms;
        let (status, body, raw) = if let Some(answer) = &self.traffic.answer {
            let body = self.text(&answer.whole());
            (answer.status, body.clone(), answer.raw.as_ref().and_then(|raw| self.text(raw)).or(body))
        } else {
            let body = Some(from_fields(self.live.get("response_fields")).to_string());
            (200, body.clone(), body)
        };
        let takes_ms = Some(self.between(least, most));
        let is_here = self.live.get("execution_type").and_then(Value::as_str) == Some("client_side");
        let http_status = (!is_here).then_some(status);
        Outcome { error: None, http_status, takes_ms, body, raw, sent: !is_here }
    }

    fn fault(&self) -> Option<&Fault> {
        self.traffic.faults.iter().enumerate().map(|(number, fault)| (number.to_string(), fault)).find_map(
            |(number, fault)| {
                let is_due =
                    fault.since.as_ref().is_none_or(|since| self.time >= self.shift + seconds(since));
                let holds = fault.when.as_ref().is_none_or(|when| when.holds(self.live));
                (is_due && holds && self.chance(fault.percent, &number)).then_some(fault)
            },
        )
    }

    fn lacks_a_url(&self) -> bool {
        let text = |key| self.live.get(key).and_then(Value::as_str).unwrap_or_default();
        text("execution_type") != "client_side" && text("url").trim().is_empty()
    }

    /// A text of the configuration with the values of its inputs, made fit for an address or not.
    fn filled(&self, field: &str, in_an_address: bool) -> String {
        let template = self.live.get(field).and_then(Value::as_str).unwrap_or_default();
        self.with_inputs(template, &|value| if in_an_address { encoded(value) } else { value.to_owned() })
    }

    fn text(&self, value: &Value) -> Option<String> {
        let template = match value {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Some(self.with_inputs(&template, &str::to_owned))
    }

    /// Puts values where `{{name}}` stands; what is not the name of an input becomes nothing.
    fn with_inputs(&self, template: &str, fit: &dyn Fn(&str) -> String) -> String {
        let (mut text, mut rest) = (String::with_capacity(template.len()), template);
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, behind)) = after.split_once("}}") else { break };
            text.push_str(before);
            text.push_str(&fit(&self.value_of(name)));
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    fn value_of(&self, name: &str) -> String {
        if let Some(value) = self.traffic.inputs.get(name).and_then(|values| self.pick(values, name)) {
            return value.clone();
        }
        let inputs = self.live.get("data_inputs").and_then(Value::as_array);
        let input = inputs.into_iter().flatten().find(|input| input.get("name") == Some(&json!(name)));
        let text = |key| input.and_then(|input| input.get(key)).and_then(Value::as_str).unwrap_or_default();
        match (text("default_value"), text("type")) {
            ("", "integer") => (1 + self.draw(name) % 40).to_string(),
            ("", "decimal") => format!("{}.{:02}", 5 + self.draw(name) % 90, self.draw("cents") % 100),
            ("", "boolean") => self.draw(name).is_multiple_of(2).to_string(),
            ("", "string") => format!("{}-{}", name, 100 + self.draw(name) % 900),
            (default, _) => default.to_owned(),
        }
    }

    fn draw(&self, what: &str) -> u64 {
        hash(self.connector, self.slot, what)
    }

    fn chance(&self, percent: u64, what: &str) -> bool {
        self.draw(what) % 100 < percent
    }

    fn pick<'a, T>(&self, from: &'a [T], what: &str) -> Option<&'a T> {
        let count = u64::try_from(from.len()).ok().filter(|count| *count > 0)?;
        from.get(usize::try_from(self.draw(what) % count).ok()?)
    }

    /// Mostly near the least, and now and then near the most.
    fn between(&self, least: u64, most: u64) -> u64 {
        let part = self.draw("pace") % 1000;
        least + most.saturating_sub(least) * part * part / 1000 * part / 1_000_000
    }
}

/// How a run went.
#[derive(Default)]
struct Outcome {
    /// Type and message.
    error: Option<(String, String)>,
    http_status: Option<u16>,
    takes_ms: Option<u64>,
    body: Option<String>,
    raw: Option<String>,
    sent: bool,
}

impl Answer {
    fn whole(&self) -> Value {
        let mut body = self.body.clone();
        if let (Some(long), Some(members)) = (&self.long, body.as_object_mut()) {
            members.insert(long.key.clone(), vec![long.item.clone(); long.count].into());
        }
        body
    }
}

/// The id of a connector's run in a stretch of time.
pub(super) fn id(connector: &str, slot: i64) -> String {
    format!("{slot}{:06}", number(connector))
}

/// The stretch of time of a run of this connector; none for anything that is no id of one.
pub(super) fn slot_of(connector: &str, id: &str) -> Option<i64> {
    let (slot, own) = id.split_at_checked(id.len().checked_sub(6)?)?;
    (own == format!("{:06}", number(connector))).then_some(slot)?.parse().ok()
}

fn number(connector: &str) -> u64 {
    connector.parse::<u64>().unwrap_or(0) % 1_000_000
}

/// The answer that the response fields describe, each with its example.
fn from_fields(fields: Option<&Value>) -> Value {
    let mut answer = json!({});
    for field in fields.and_then(Value::as_array).into_iter().flatten() {
        let path = field.get("path").and_then(Value::as_str).unwrap_or_default();
        let example = field.get("example_value").cloned().unwrap_or_default();
        put(&mut answer, &path.split('.').collect::<Vec<_>>(), example);
    }
    answer
}

fn put(place: &mut Value, path: &[&str], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        *place = value;
        return;
    };
    if !place.is_object() {
        *place = json!({});
    }
    if let Some(members) = place.as_object_mut() {
        put(members.entry(*first).or_insert(Value::Null), rest, value);
    }
}

/// Without query, userinfo and fragment. The documentation says that they are redacted, and not what stands there
/// instead: here it is nothing.
fn redacted(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let kept = url.get(..end).unwrap_or_default();
    match kept.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = host.rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{path}")
        }
        None => kept.to_owned(),
    }
}

/// Everything but letters, digits and `-._~` as `%XX`.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend(
                [byte >> 4, byte & 15].map(|half| {
                    char::from_digit(u32::from(half), 16).unwrap_or_default().to_ascii_uppercase()
                }),
            );
        }
    }
    out
}

/// Unix seconds of a time in the sample file, which is held to be right by the tests.
fn seconds(time: &str) -> i64 {
    time.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_second)
}

/// The same number for the same question, without any likeness to that of the next one: FNV-1a, stirred.
fn hash(connector: &str, slot: i64, what: &str) -> u64 {
    let bytes = connector.bytes().chain(slot.to_le_bytes()).chain(what.bytes());
    let mut hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash ^= hash >> 30;
    hash = hash.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^= hash >> 27;
    hash = hash.wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_what_may_be_private() {
        for (url, shown) in [
            ("https://me:secret@api.example.com/a/b?key=1#x", "https://api.example.com/a/b"),
            ("https://api.example.com?key=1", "https://api.example.com"),
            ("api.example.com/a#x", "api.example.com/a"),
            ("", ""),
        ] {
            assert_eq!(redacted(url), shown);
        }
    }

    #[test]
    fn an_id_leads_back_to_its_run_and_to_no_other_connector() {
        assert_eq!(id("12345", 29_000_000), "29000000012345");
        assert_eq!(slot_of("12345", "29000000012345"), Some(29_000_000));
        for odd in ["29000000012346", "12345", "", "x", "é00012345", "-x012345"] {
            assert_eq!(slot_of("12345", odd), None, "{odd}");
        }
    }

    #[test]
    fn an_answer_is_made_of_response_fields() {
        let fields = json!([
            {"path": "order.id", "example_value": 1}, {"path": "order.paid", "example_value": true},
            {"path": "note"}, {"path": "note.text", "example_value": "x"},
        ]);
        let made = from_fields(Some(&fields));
        assert_eq!(made, json!({"order": {"id": 1, "paid": true}, "note": {"text": "x"}}));
        assert_eq!(from_fields(None), json!({}));
    }
}
