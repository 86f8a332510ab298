//! The request as it would go out, with sample values in the place of the data inputs.
//!
//! How Intercom puts a value into a URL or a body is not documented, so this is what is most likely. Values of headers are
//! not looked at: only whether there is one.

use super::consequence::Weight;
use super::facts;
use super::template::{self, Form, variables};
use super::url::{self, Place};
use crate::edit::{At, Column, Draft, Json, JsonError, Row, Secret, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What an input is filled in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The input's name.
    pub name: String,
    /// Its type, in the API's word.
    pub kind: String,
    /// The value.
    pub text: String,
    /// Where the value comes from.
    pub source: Source,
}

/// Where a sample value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Typed in this run.
    Typed,
    /// The input's own default.
    Default,
    /// Made up, so that there is one.
    StandIn,
}

/// A piece of rendered text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it reads.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a piece of rendered text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The template itself.
    Template,
    /// The value of the input with this number.
    Input(usize),
    /// A variable that stays as it is.
    Left,
}

/// The request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method, in capitals.
    pub method: Option<String>,
    /// The URL, where there is one.
    pub url: Option<Vec<Part>>,
    /// The headers, in order.
    pub headers: Vec<Header>,
    /// The body, where there is one.
    pub body: Option<Body>,
    /// The variables that stay as they are.
    pub left: Vec<Left>,
    /// What there is to know of it.
    pub notes: Vec<Note>,
}

/// A header without its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// What is known of its value.
    pub value: Known,
}

/// What is known of the value of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The server has one and hides it.
    Hidden,
    /// One was typed in this run.
    Typed,
    /// There is none yet.
    Missing,
}

/// The body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// What it reads.
    pub parts: Vec<Part>,
    /// Whether the method carries one.
    pub sent: bool,
    /// Whether it is valid JSON, where it is meant to be.
    pub json: Option<Result<(), JsonError>>,
}

/// A variable that stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// The label of the field in which it stands.
    pub field: &'static str,
    /// The variable, braces included.
    pub text: String,
    /// Why it stays, in a few words.
    pub why: &'static str,
}

/// Something to know of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How much it matters.
    pub weight: Weight,
    /// A whole sentence.
    pub text: String,
}

/// The inputs of a draft with a sample value each: what was typed for its name, else its default, else a stand-in.
pub fn samples(draft: &Draft, typed: &BTreeMap<String, String>) -> Vec<Sample> {
    let Some(at) = facts::inputs_place(draft.table()) else { return Vec::new() };
    let columns = columns(draft, at);
    let sample = |row: &Row| {
        let read = |key: &str| cell(columns, row, key).map(written).unwrap_or_default();
        let (name, kind, default) = (read("name"), read("type"), read("default_value"));
        let (text, source) = match typed.get(&name) {
            Some(text) => (text.clone(), Source::Typed),
            None if default.is_empty() => (stand_in(&name, &kind), Source::StandIn),
            None => (default, Source::Default),
        };
        Sample { name, kind, text, source }
    };
    draft.value(at).rows().iter().map(sample).collect()
}

fn stand_in(name: &str, kind: &str) -> String {
    match kind {
        "integer" => "1",
        "decimal" => "1.5",
        "boolean" => "true",
        _ if name.is_empty() => "value",
        _ => name,
    }
    .to_owned()
}

/// Whether a method sends a body along: of GET, HEAD, DELETE, OPTIONS and TRACE none is expected (RFC 9110, 9.3).
pub fn carries_body(method: &str) -> bool {
    !["get", "head", "delete", "options", "trace"].iter().any(|none| method.eq_ignore_ascii_case(none))
}

/// The request of a draft, filled in with these samples.
pub fn request(draft: &Draft, samples: &[Sample]) -> Request {
    let names: Vec<&str> = samples.iter().map(|sample| sample.name.as_str()).collect();
    let text = |key: &str| {
        let (at, field) = At::all(draft.table()).find(|(_, field)| field.key == key)?;
        Some((field.label, draft.value(at).text().filter(|text| !text.is_empty())?))
    };
    let mut told = Told::default();
    let method = text("http_method").map(|(_, method)| method.to_uppercase());
    let url = text("url").map(|(label, template)| {
        let pieces = pieces(template, &names);
        told.variables(label, &pieces);
        told.url(&pieces, samples)
    });
    let headers = headers(draft);
    let body = text("body").map(|(label, template)| {
        let pieces = pieces(template, &names);
        told.variables(label, &pieces);
        let parts = told.body(&pieces, samples);
        let typed = headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
        let json = begins_like_json(&parts, typed).then(|| check(&whole(&parts))).flatten();
        Body { parts, sent: method.as_deref().is_none_or(carries_body), json }
    });
    let Told { left, mut notes, filled } = told;
    if text("execution_type").is_some_and(|(_, word)| word == "client_side") {
        let text = "It runs in the customer's browser: no request goes out from Intercom's servers.";
        notes.insert(0, Note { weight: Weight::Warning, text: text.to_owned() });
    }
    let unknown: Vec<&str> = At::all(draft.table())
        .filter(|(at, field)| {
            matches!(field.key, "http_method" | "url" | "headers" | "body")
                && *draft.value(*at) == Value::Absent
        })
        .map(|(_, field)| field.label)
        .collect();
    // Only a record that was read can lack a key.
    if !unknown.is_empty() && facts::id(draft.table(), draft.base()).is_some() {
        let text =
            format!("The server did not return {}: what is missing here may be there.", unknown.join(", "));
        notes.insert(0, Note { weight: Weight::Warning, text });
    }
    if filled {
        let text = "How Intercom encodes values is not documented; this is what is most likely.";
        notes.push(Note { weight: Weight::Note, text: text.to_owned() });
    }
    Request { method, url, headers, body, left: left.into_iter().collect(), notes }
}

/// Parts as one text.
pub fn whole(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

/// A piece of a template.
enum Piece<'t> {
    Literal(&'t str),
    Use(usize),
    Left(&'t str, &'static str),
}

fn pieces<'t>(text: &'t str, names: &[&str]) -> Vec<Piece<'t>> {
    let mut found = Vec::new();
    let mut at = 0;
    let slice = |range| text.get(range).unwrap_or_default();
    for template::Variable { range, form, .. } in variables(text, names) {
        if range.start > at {
            found.push(Piece::Literal(slice(at..range.start)));
        }
        at = range.end;
        let variable = slice(range);
        found.push(match form {
            Form::Used(number) => Piece::Use(number),
            Form::Undeclared => Piece::Left(variable, "no data input is called so"),
            Form::Spaced(_) => Piece::Left(variable, "spaces inside the braces are not documented"),
            Form::Opaque => Piece::Left(variable, "this form is not documented"),
            Form::Malformed(why) => Piece::Left(variable, why),
        });
    }
    if at < text.len() {
        found.push(Piece::Literal(slice(at..text.len())));
    }
    found
}

/// What is learnt while filling in.
#[derive(Default)]
struct Told {
    left: BTreeSet<Left>,
    notes: Vec<Note>,
    filled: bool,
}

impl Told {
    fn variables(&mut self, field: &'static str, pieces: &[Piece<'_>]) {
        for piece in pieces {
            if let Piece::Left(text, why) = piece {
                self.left.insert(Left { field, text: (*text).to_owned(), why });
            }
        }
    }

    fn warn(&mut self, text: String) {
        let note = Note { weight: Weight::Warning, text };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// A value is encoded for the part of the URL in which it stands; in the host it goes in as it is.
    fn url(&mut self, pieces: &[Piece<'_>], samples: &[Sample]) -> Vec<Part> {
        let mut place = Place::default();
        let mut parts = Vec::new();
        for piece in pieces {
            parts.push(match piece {
                Piece::Literal(text) => Part { text: place.literal(text), origin: Origin::Template },
                Piece::Left(text, _) => Part { text: (*text).to_owned(), origin: Origin::Left },
                Piece::Use(number) => {
                    let (name, value) = named(samples, *number);
                    self.filled = true;
                    if place.is_host() {
                        self.warn(format!("{name} stands before the path: its value goes in as it is."));
                    } else if place.is_path() && url::climbs(value) {
                        self.warn(format!(
                            "{name} is {value}, which most programs read as a step in the path."
                        ));
                    }
                    Part { text: place.value(value), origin: Origin::Input(*number) }
                }
            });
        }
        parts
    }

    fn body(&mut self, pieces: &[Piece<'_>], samples: &[Sample]) -> Vec<Part> {
        let part = |piece: &Piece<'_>| match piece {
            Piece::Literal(text) => Part { text: (*text).to_owned(), origin: Origin::Template },
            Piece::Left(text, _) => Part { text: (*text).to_owned(), origin: Origin::Left },
            Piece::Use(number) => {
                let text = named(samples, *number).1.to_owned();
                Part { text, origin: Origin::Input(*number) }
            }
        };
        self.filled |= pieces.iter().any(|piece| matches!(piece, Piece::Use(_)));
        pieces.iter().map(part).collect()
    }
}

fn named(samples: &[Sample], number: usize) -> (&str, &str) {
    samples.get(number).map_or(("", ""), |sample| (&sample.name, &sample.text))
}

fn headers(draft: &Draft) -> Vec<Header> {
    let Some(at) = At::of(draft.table(), "headers") else { return Vec::new() };
    let columns = columns(draft, at);
    let header = |row: &Row| Header {
        name: cell(columns, row, "name").map(written).unwrap_or_default(),
        value: match cell(columns, row, "value") {
            Some(Value::Secret(Secret::Kept)) => Known::Hidden,
            Some(Value::Secret(secret)) if !secret.is_missing() => Known::Typed,
            _ => Known::Missing,
        },
    };
    draft.value(at).rows().iter().map(header).collect()
}

fn columns(draft: &Draft, at: At) -> &'static [Column] {
    at.field(draft.table()).map_or(&[], |field| field.kind.columns())
}

fn cell<'r>(columns: &[Column], row: &'r Row, key: &str) -> Option<&'r Value> {
    row.cells.get(columns.iter().position(|column| column.key == key)?)
}

/// A cell as text. A default may be a number where the API documents a text.
fn written(value: &Value) -> String {
    match value {
        Value::Opaque(json @ (Json::Number(_) | Json::Bool(_))) => json.to_string(),
        value => value.text().unwrap_or_default().to_owned(),
    }
}

/// Whether a body is meant to be JSON: it begins as an object or a list does, or as a text where a content type is said.
fn begins_like_json(parts: &[Part], typed: bool) -> bool {
    let Some(first) = parts.iter().find(|part| !part.text.trim_start().is_empty()) else { return false };
    let begins = |signs: &[char]| first.text.trim_start().starts_with(signs);
    first.origin != Origin::Left && (begins(&['{', '[']) || typed && begins(&['"']))
}

/// Whether a text is valid JSON, and where not. Of one that is nested deeper than the reader goes, nobody knows.
fn check(text: &str) -> Option<Result<(), JsonError>> {
    match json::read(text) {
        Ok(_) => Some(Ok(())),
        Err(error) => (!error.is_of_depth()).then_some(Err(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::FIELDS;
    use crate::edit::Record;
    use serde_json::json;

    fn draft(json: &Json) -> Draft {
        Draft::new(&FIELDS, Record::decode(&FIELDS, json).unwrap())
    }

    fn input(name: &str, kind: &str, default: &str) -> Json {
        json!({"name": name, "type": kind, "required": true, "default_value": default, "description": "x"})
    }

    fn filled(url: &str, values: &[(&str, &str)]) -> Request {
        let inputs: Vec<Json> = values.iter().map(|(name, _)| input(name, "string", "")).collect();
        let typed = values.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let draft = draft(&json!({"url": url, "http_method": "get", "data_inputs": inputs}));
        request(&draft, &samples(&draft, &typed))
    }

    fn url(template: &str, values: &[(&str, &str)]) -> String {
        whole(&filled(template, values).url.unwrap())
    }

    fn body(text: &str, headers: &Json) -> Body {
        let inputs = [input("a", "string", ""), input("n", "integer", "")];
        let draft =
            draft(&json!({"body": text, "http_method": "post", "headers": headers, "data_inputs": inputs}));
        request(&draft, &samples(&draft, &BTreeMap::new())).body.unwrap()
    }

    #[test]
    fn an_input_is_filled_with_what_was_typed_else_its_default_else_a_stand_in() {
        let draft = draft(&json!({"data_inputs": [
            input("order_id", "string", ""), input("count", "integer", ""), input("rate", "decimal", ""),
            input("gift", "boolean", ""), input("unit", "string", "kg"), input("size", "integer", "7"),
        ]}));
        let typed = BTreeMap::from([("unit".to_owned(), "lb".to_owned())]);
        let told: Vec<_> =
            samples(&draft, &typed).into_iter().map(|sample| (sample.text, sample.source)).collect();
        let told: Vec<_> = told.iter().map(|(text, source)| (text.as_str(), *source)).collect();
        assert_eq!(
            told,
            [
                ("order_id", Source::StandIn),
                ("1", Source::StandIn),
                ("1.5", Source::StandIn),
                ("true", Source::StandIn),
                ("lb", Source::Typed),
                ("7", Source::Default),
            ]
        );
    }

    #[test]
    fn a_value_is_encoded_for_the_part_of_the_url_in_which_it_stands() {
        let value = [("v", "a b/c?d&e=é@+#%")];
        for (template, rendered) in [
            ("https://x.example/{{v}}/z", "https://x.example/a%20b%2Fc%3Fd%26e%3D%C3%A9@%2B%23%25/z"),
            ("https://x.example/?q={{v}}", "https://x.example/?q=a%20b%2Fc%3Fd%26e%3D%C3%A9%40%2B%23%25"),
            ("https://x.example/#{{v}}", "https://x.example/#a%20b/c?d&e=%C3%A9@+%23%25"),
            ("/{{v}}", "/a%20b%2Fc%3Fd%26e%3D%C3%A9@%2B%23%25"),
            ("x.example/{{v}}", "x.example/a%20b%2Fc%3Fd%26e%3D%C3%A9@%2B%23%25"),
        ] {
            assert_eq!(url(template, &value), rendered, "{template}");
        }
    }

    #[test]
    fn a_value_before_the_path_goes_in_as_it_is_and_is_a_caution() {
        for (template, rendered) in [
            ("https://{{v}}.example/x", "https://eu-1.example/x"),
            ("https://x.example:{{v}}/x", "https://x.example:eu-1/x"),
            ("{{v}}/x", "eu-1/x"),
            ("{{v}}://x.example/", "eu-1://x.example/"),
        ] {
            let request = filled(template, &[("v", "eu-1")]);
            assert_eq!(whole(request.url.as_ref().unwrap()), rendered);
            assert_eq!(request.notes[0].weight, Weight::Warning);
            assert_eq!(request.notes[0].text, "v stands before the path: its value goes in as it is.");
        }
        let base = [("base", "https://x.example/v1?k="), ("v", "a&b")];
        assert_eq!(
            url("{{base}}{{v}}", &base),
            "https://x.example/v1?k=a%26b",
            "a base may bring a path along"
        );
    }

    #[test]
    fn what_stands_in_the_template_stays_but_for_what_cannot_stand_in_a_url() {
        for (template, rendered) in [
            ("https://x.example/a%20b?f[x]=1&g=%2F;(*)", "https://x.example/a%20b?f[x]=1&g=%2F;(*)"),
            ("https://x.example/a b\"<é>{1}", "https://x.example/a%20b%22%3C%C3%A9%3E%7B1%7D"),
            ("https://bücher.example/ü", "https://bücher.example/%C3%BC"),
            ("https://x.example/100%/#a#b", "https://x.example/100%25/#a%23b"),
        ] {
            assert_eq!(url(template, &[]), rendered, "{template}");
        }
    }

    #[test]
    fn the_parts_know_the_input_that_they_come_from() {
        let request = filled("https://x.example/{{b}}/{{a}}/{{c}}", &[("a", "1"), ("b", "2")]);
        let origins: Vec<_> = request.url.unwrap().iter().map(|part| part.origin).collect();
        let (template, input) = (Origin::Template, Origin::Input);
        assert_eq!(origins, [template, input(1), template, input(0), template, Origin::Left]);
    }

    #[test]
    fn variables_that_are_not_understood_stay_and_are_listed() {
        let template = "https://x.example/{{msg}}/{{ a }}/{{a | b}}/{{a}/{{a}}";
        let request = filled(template, &[("a", "1")]);
        assert_eq!(whole(&request.url.unwrap()), "https://x.example/{{msg}}/{{ a }}/{{a | b}}/{{a}/1");
        let mut left: Vec<_> = request.left.iter().map(|left| (left.text.as_str(), left.why)).collect();
        left.sort_unstable();
        assert_eq!(
            left,
            [
                ("{{ a }}", "spaces inside the braces are not documented"),
                ("{{a | b}}", "this form is not documented"),
                ("{{a}", "a closing brace is missing"),
                ("{{msg}}", "no data input is called so"),
            ]
        );
    }

    #[test]
    fn a_step_up_in_the_path_is_a_caution() {
        let told = filled("https://x.example/a/{{v}}/b", &[("v", "..")]);
        assert!(told.notes[0].text.contains("a step in the path"), "{told:?}");
        assert_eq!(filled("https://x.example/a?b={{v}}", &[("v", "..")]).notes.len(), 1);
    }

    #[test]
    fn a_header_shows_its_name_and_never_its_value() {
        let mut draft = draft(&json!({"headers": [
            {"name": "Authorization", "value": "****"}, {"name": "X-Key", "value": "****"}, {"name": "X-New", "value": ""},
        ]}));
        let at = At::of(&FIELDS, "headers").unwrap();
        let mut rows = draft.value(at).rows().to_vec();
        rows[1].cells[1] = Value::Secret(Secret::new("hush"));
        rows[2].cells[1] = Value::Secret(Secret::new(""));
        draft.set(at, Value::Rows(rows));
        let request = request(&draft, &[]);
        let known: Vec<_> =
            request.headers.iter().map(|header| (header.name.as_str(), header.value)).collect();
        assert_eq!(
            known,
            [("Authorization", Known::Hidden), ("X-Key", Known::Typed), ("X-New", Known::Missing)]
        );
        assert!(!format!("{request:?}").contains("hush"));
    }

    #[test]
    fn a_body_goes_along_only_with_a_method_that_carries_one() {
        for (method, sent) in
            [("post", true), ("put", true), ("patch", true), ("get", false), ("delete", false)]
        {
            let draft = draft(&json!({"body": "{}", "http_method": method}));
            assert_eq!(request(&draft, &[]).body.unwrap().sent, sent, "{method}");
        }
        assert_eq!(request(&draft(&json!({"body": "", "http_method": "post"})), &[]).body, None);
    }

    #[test]
    fn a_body_that_looks_like_json_is_checked_with_its_values() {
        assert_eq!(body("{\"a\": \"{{a}}\", \"n\": {{n}}}", &json!([])).json, Some(Ok(())));
        let flaw = |text: &str| body(text, &json!([])).json.unwrap().unwrap_err();
        let told = flaw("{\n  \"n\": {{n}},\n  \"é\": {{a}}\n}");
        assert_eq!((told.line, told.column), (3, 8), "{told:?}");
        assert_eq!(told.why(), "a value should stand here");
        let told = flaw("{\"a\": {{msg}}}");
        assert_eq!((told.line, told.column), (1, 8), "a variable that stays is no JSON: {told:?}");
        let told = flaw("{\"a\": 1");
        assert_eq!((told.line, told.column), (1, 8), "{told:?}");
        let told = flaw("{\"a\": 1,\n\"a\": {{n}}}");
        assert_eq!(told.why(), "the key \"a\" stands twice in one object", "only the last would be read");
    }

    #[test]
    fn a_body_that_is_something_else_is_not_called_invalid() {
        let content = json!([{"name": "content-type", "value": "****"}]);
        for text in ["a=1&b={{a}}", "<a/>", "{{#each}}{}", "plain", "  "] {
            assert_eq!(body(text, &json!([])).json, None, "{text}");
            assert_eq!(body(text, &content).json, None, "{text}");
        }
        assert_eq!(body(&"[".repeat(500), &json!([])).json, None, "nested deeper than is read");
        assert_eq!(body("\"{{a}}\"", &json!([])).json, None);
        assert_eq!(body("\"{{a}}\"", &content).json, Some(Ok(())));
    }

    #[test]
    fn a_client_side_connector_sends_nothing_from_intercoms_servers() {
        let draft = draft(&json!({"execution_type": "client_side", "url": null}));
        let told = request(&draft, &[]);
        assert!(told.notes[0].text.contains("no request goes out from Intercom's servers"), "{told:?}");
        assert_eq!((told.url, told.method), (None, None));
    }
}
