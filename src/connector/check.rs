//! What a look at a connector finds before the server says no: per field and across fields. A finding warns, names a
//! place, and never stands in the way.
//!
//! Each says where it comes from: a rule that the API documents, or caution about something that is not documented.

use super::consequence::short;
use super::facts::{self, members};
use super::header;
use super::template::{Form, Variable, input_names, is_word, nearest, variables, words};
use crate::edit::{At, Draft, Row, Spot, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How much a finding matters, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It may well be meant.
    Caution,
    /// It is most likely a mistake.
    Warning,
    /// The server will refuse it.
    Refused,
}

/// Whether findings keep a connector from being sent, in words.
pub fn weight(list: &[Finding]) -> String {
    match list.iter().filter(|finding| finding.severity == Severity::Refused).count() {
        0 => "none of them stands in the way".to_owned(),
        1 => "one has to be mended first".to_owned(),
        many => format!("{many} have to be mended first"),
    }
}

/// Where a finding comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The API documents it.
    Documented,
    /// Nobody documents it.
    Caution,
}

/// Something that a look at a connector finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Where it comes from.
    pub source: Source,
    /// The field.
    pub at: At,
    /// The cell, where it is one.
    pub spot: Option<Spot>,
    /// The bytes of the field's text, where it is a part of one.
    pub range: Option<Range<usize>>,
    /// A sentence without its full stop.
    pub text: String,
    /// The name of a data input that is missing.
    pub missing: Option<String>,
    /// What the name should most likely be.
    pub meant: Option<String>,
}

/// Findings of one text, at most: more of a kind do not say more.
const MOST: usize = 50;
/// Parts of header names by which a credential is known, in small letters and without what joins words.
const CREDENTIALS: [&str; 12] = [
    "apikey",
    "authkey",
    "accesskey",
    "subscriptionkey",
    "functionskey",
    "token",
    "secret",
    "password",
    "passwd",
    "credential",
    "cookie",
    "proxyauthorization",
];

/// Everything that a look at this draft finds, as it would be with its edits; the weightiest first, then in the order of
/// its table. Linear in what the draft holds.
pub fn findings(draft: &Draft) -> Vec<Finding> {
    let live = facts::state_place(draft.table()).and_then(|at| draft.value(at).text()) == Some("live");
    look(draft, live)
}

/// The same, for a connector that is about to be set live.
pub fn findings_when_live(draft: &Draft) -> Vec<Finding> {
    look(draft, true)
}

fn look(draft: &Draft, live: bool) -> Vec<Finding> {
    let inputs = input_names(draft);
    let mut numbers = BTreeMap::new();
    for (number, name) in inputs.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        numbers.entry(*name).or_insert(number);
    }
    let mut look = Look { draft, inputs, numbers, live, used: BTreeSet::new(), found: Vec::new() };
    let server_side = look.text("execution_type") != Some("client_side");
    look.templates("url");
    look.templates("body");
    look.header_templates();
    if server_side {
        look.url();
        look.body();
    }
    look.headers();
    look.inputs(server_side);
    look.security();
    let mut found = look.found;
    found.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.at));
    found
}

/// A look in progress.
struct Look<'d> {
    draft: &'d Draft,
    inputs: Vec<&'d str>,
    /// The number of each name; of doubled ones the first.
    numbers: BTreeMap<&'d str, usize>,
    /// It is live, or about to be.
    live: bool,
    /// The inputs that are used, or named in a form that may use them, by their numbers.
    used: BTreeSet<usize>,
    found: Vec<Finding>,
}

impl<'d> Look<'d> {
    fn place(&self, key: &str) -> Option<At> {
        At::of(self.draft.table(), key)
    }

    fn value(&self, key: &str) -> Option<&'d Value> {
        Some(self.draft.value(self.place(key)?))
    }

    fn text(&self, key: &str) -> Option<&'d str> {
        self.value(key).and_then(Value::text)
    }

    fn rows(&self, key: &str) -> &'d [Row] {
        self.value(key).map(Value::rows).unwrap_or_default()
    }

    fn is_unknown(&self, key: &str) -> bool {
        matches!(self.value(key), Some(Value::Absent | Value::Opaque(_)))
    }

    fn is_on(&self, key: &str) -> bool {
        matches!(self.value(key), Some(Value::Flag(true)))
    }

    fn label(&self, key: &str) -> &'static str {
        self.place(key).and_then(|at| at.field(self.draft.table())).map_or("", |field| field.label)
    }

    fn say(&mut self, key: &str, severity: Severity, source: Source, text: String) -> Option<&mut Finding> {
        let at = self.place(key)?;
        let finding =
            Finding { severity, source, at, spot: None, range: None, text, missing: None, meant: None };
        self.found.push(finding);
        self.found.last_mut()
    }

    /// A warning about something that nobody documents.
    fn warn(&mut self, key: &str, text: String) -> Option<&mut Finding> {
        self.say(key, Severity::Warning, Source::Caution, text)
    }

    /// Something that may well be meant.
    fn caution(&mut self, key: &str, text: String) -> Option<&mut Finding> {
        self.say(key, Severity::Caution, Source::Caution, text)
    }

    fn at_cell(finding: Option<&mut Finding>, row: usize, column: usize) {
        if let Some(finding) = finding {
            finding.spot = Some(Spot { row, column });
        }
    }

    // Templates.

    fn templates(&mut self, key: &str) {
        let Some(text) = self.text(key) else { return };
        let label = self.label(key);
        let mut told = BTreeSet::new();
        for Variable { range, name, form } in variables(text, &self.inputs) {
            let word = text.get(name).unwrap_or_default();
            let whole = text.get(range.clone()).unwrap_or_default();
            self.used.extend(named(form, word, &self.numbers));
            let shown = short(whole);
            let finding = match form {
                Form::Opaque if is_spaced_word(word) && told.len() < MOST && told.insert(whole) => {
                    let meant = nearest(word.trim(), &self.inputs);
                    let hint =
                        meant.map(|name| format!("; did you mean {}?", short(name))).unwrap_or_default();
                    self.caution(key, format!("{shown} in {label} is not a data input{hint}"))
                }
                Form::Used(_) | Form::Opaque => continue,
                _ if told.len() >= MOST || !told.insert(whole) => continue,
                Form::Spaced(_) => self
                    .caution(key, format!("{shown} in {label}: spaces inside the braces are not documented")),
                Form::Undeclared => {
                    let meant = nearest(word, &self.inputs).map(str::to_owned);
                    let hint = meant.as_ref().map(|name| format!("; did you mean {}?", short(name)));
                    let hint = hint.unwrap_or_default();
                    let mut finding = self.warn(key, format!("{shown} in {label} is not a data input{hint}"));
                    if let Some(finding) = &mut finding {
                        finding.meant = meant;
                        finding.missing = Some(word.to_owned());
                    }
                    finding
                }
                Form::Malformed(why) => self.warn(key, format!("{shown} in {label}: {why}")),
            };
            if let Some(finding) = finding {
                finding.range = Some(range);
            }
        }
    }

    /// What is typed into a header value is looked at, and never repeated: a name in it may be a part of a secret.
    fn header_templates(&mut self) {
        for (number, row) in self.rows("headers").iter().enumerate() {
            let header = short(name_of(row));
            for (column, cell) in row.cells.iter().enumerate() {
                let Value::Secret(secret) = cell else { continue };
                let looked = secret.look(|text| {
                    let found = variables(text, &self.inputs);
                    let word = |it: &Variable| text.get(it.name.clone()).unwrap_or_default();
                    let used = found.iter().flat_map(|it| named(it.form, word(it), &self.numbers));
                    (used.collect::<BTreeSet<_>>(), found.iter().map(|it| it.form).collect::<Vec<_>>())
                });
                let (used, forms) = looked.unwrap_or_default();
                self.used.extend(used);
                let mut told = BTreeSet::new();
                for form in forms {
                    let text = match form {
                        Form::Used(_) | Form::Spaced(_) | Form::Opaque => continue,
                        Form::Undeclared => {
                            format!("a variable in the value of {header} is not a data input")
                        }
                        Form::Malformed(_) => format!("braces in the value of {header} do not go together"),
                    };
                    if told.insert(text.clone()) {
                        Self::at_cell(self.warn("headers", text), number, column);
                    }
                }
            }
        }
    }

    // The request.

    fn url(&mut self) {
        // What the server does not return is not known to be empty.
        if self.is_unknown("url") {
            return;
        }
        let url = self.text("url").unwrap_or_default();
        if url.trim().is_empty() {
            if self.live {
                self.caution("url", "it is live, or about to be, without a URL".to_owned());
            }
            return;
        }
        if url.trim() != url {
            self.warn("url", "the URL begins or ends with a space or a line break".to_owned());
        }
        let url = url.trim();
        // What a variable begins may be anything.
        if url.starts_with("{{") {
            return;
        }
        // Another address may stand in the path or the query.
        let begins = url.split_once("://").filter(|(scheme, _)| !scheme.contains(['/', '?', '#']));
        let Some((scheme, rest)) = begins else {
            self.warn("url", "the URL has no scheme; most begin with https://".to_owned());
            return;
        };
        match scheme.to_ascii_lowercase().as_str() {
            "https" => {}
            "http" => drop(self.caution("url", "http:// sends everything unencrypted".to_owned())),
            _ if scheme.contains("{{") => {}
            _ => drop(self.warn("url", "the scheme of the URL is neither https nor http".to_owned())),
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let after_user = authority.rsplit('@').next().unwrap_or_default();
        let host = after_user.split(':').next().unwrap_or_default();
        if host.trim().is_empty() && !authority.contains("{{") {
            self.warn("url", "the URL has no host".to_owned());
        }
    }

    fn body(&mut self) {
        if self.text("body").unwrap_or_default().trim().is_empty() {
            return;
        }
        match self.text("http_method") {
            Some("get") => {
                let text = "a GET carries no body: what is here is most likely not sent";
                self.warn("body", text.to_owned());
            }
            Some("delete") => {
                let text = "not every server reads the body of a DELETE, if it is sent at all";
                self.caution("body", text.to_owned());
            }
            _ => {}
        }
    }

    fn headers(&mut self) {
        let mut seen = BTreeSet::new();
        for (number, row) in self.rows("headers").iter().enumerate() {
            let small = name_of(row).to_ascii_lowercase();
            let name = short(name_of(row));
            if let Err(why) = header::is_name(name_of(row)) {
                let shown = if name.is_empty() { String::new() } else { format!("{name}: ") };
                Self::at_cell(self.warn("headers", format!("{shown}{why}")), number, 0);
            } else if seen.contains(&small) {
                let text = format!("there are two headers called {name}");
                Self::at_cell(self.warn("headers", text), number, 0);
            }
            // Authorization is documented as masked in the logs (API facts: headers note).
            let joined = small.replace(['-', '_'], "");
            if CREDENTIALS.iter().any(|part| joined.contains(part)) {
                let text = format!(
                    "{name} looks like a credential, and header values are logged unmasked; a token is the safer place"
                );
                let finding = self.say("headers", Severity::Warning, Source::Documented, text);
                Self::at_cell(finding, number, 0);
            }
            seen.insert(small);
        }
    }

    // Data inputs.

    fn inputs(&mut self, server_side: bool) {
        let edited = self.place("data_inputs").is_some_and(|at| self.draft.is_dirty(at));
        // Only what is sent is refused.
        let refused = if edited { Severity::Refused } else { Severity::Warning };
        let column = |key: &str| {
            let at = self.place("data_inputs")?;
            at.field(self.draft.table())?.kind.columns().iter().position(|column| column.key == key)
        };
        let (about, kind, default) = (column("description"), column("type"), column("default_value"));
        let unseen = ["url", "body", "headers"].iter().any(|key| self.is_unknown(key));
        // Not typed yet is as little known as hidden.
        let mut values = self.rows("headers").iter().flat_map(|row| &row.cells);
        let hidden = values.any(|cell| matches!(cell, Value::Secret(secret) if secret.is_missing()));
        for (number, row) in self.rows("data_inputs").iter().enumerate() {
            let name = name_of(row);
            let called = if name.is_empty() { format!("input {}", number + 1) } else { short(name) };
            if let Some(column) = about.filter(|column| row.cells.get(*column).is_none_or(Value::is_blank)) {
                let text = format!("{called} has no description, which the API requires for each input");
                Self::at_cell(self.say("data_inputs", refused, Source::Documented, text), number, column);
            }
            if name.is_empty() {
                Self::at_cell(self.warn("data_inputs", format!("{called} has no name")), number, 0);
            } else if let Some(why) = unusable(name) {
                let text = format!("{called} cannot be used in a template: {why}");
                Self::at_cell(self.warn("data_inputs", text), number, 0);
            }
            let doubled = self.numbers.get(name).is_some_and(|first| *first < number);
            if doubled {
                let text = format!(
                    "there are two inputs called {called}; which one {{{{{called}}}}} inserts is not documented"
                );
                Self::at_cell(self.warn("data_inputs", text), number, 0);
            }
            let kind =
                kind.and_then(|column| row.cells.get(column)).and_then(Value::text).unwrap_or_default();
            let text =
                default.and_then(|column| row.cells.get(column)).and_then(Value::text).unwrap_or_default();
            if let (Some(column), false) = (default, fits(kind, text)) {
                let text = format!("the default of {called} is no {kind}");
                Self::at_cell(self.warn("data_inputs", text), number, column);
            }
            if server_side && !name.is_empty() && !doubled && !self.used.contains(&number) {
                let but = if unseen {
                    " that can be seen; not everything that may use it is returned by the server"
                } else if hidden {
                    " that can be seen; hidden header values may use it"
                } else {
                    ""
                };
                let text = format!("{called} is used nowhere{but}");
                Self::at_cell(self.caution("data_inputs", text), number, 0);
            }
        }
    }

    // Who may use it.

    fn security(&mut self) {
        let (code, public) = (self.is_on("customer_authentication"), self.is_on("bypass_authentication"));
        let visitors =
            self.value("audiences").is_some_and(|value| members(value).iter().any(|it| it == "visitors"));
        if code && public {
            let text = format!(
                "{} and {} are both on, and say the opposite of each other",
                self.label("customer_authentication"),
                self.label("bypass_authentication")
            );
            self.caution("bypass_authentication", text);
        }
        if code && visitors {
            let text = "visitors have no email that a code could be sent to".to_owned();
            self.caution("customer_authentication", text);
        }
    }
}

fn name_of(row: &Row) -> &str {
    row.cells.first().and_then(Value::text).unwrap_or_default()
}

/// The inputs that a variable uses or, in a form that is not documented or not closed, may use.
fn named(form: Form, word: &str, numbers: &BTreeMap<&str, usize>) -> Vec<usize> {
    match form {
        Form::Used(number) | Form::Spaced(number) => vec![number],
        Form::Undeclared => Vec::new(),
        Form::Opaque | Form::Malformed(_) => {
            [word].into_iter().chain(words(word)).filter_map(|name| numbers.get(name).copied()).collect()
        }
    }
}

/// A plain word with spaces around it: most likely meant as a name.
fn is_spaced_word(text: &str) -> bool {
    text.trim() != text && is_word(text.trim())
}

/// Why a name cannot stand between the braces of a template.
fn unusable(name: &str) -> Option<&'static str> {
    if name.contains(['{', '}']) {
        return Some("it has a brace in it");
    }
    if name.contains(char::is_control) {
        return Some("it has a line break or a control character in it");
    }
    (name.trim() != name).then_some("it begins or ends with a space")
}

/// Whether a default is of the type; an empty one is none, and of a type that is not known nothing can be said.
fn fits(kind: &str, default: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = default.strip_prefix(['-', '+']).unwrap_or(default);
    let (number, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    match kind {
        _ if default.is_empty() || default.contains("{{") => true,
        "integer" => digits(unsigned),
        "decimal" => {
            let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
            digits(whole) && digits(part) && digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))
        }
        "boolean" => matches!(default, "true" | "false"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::FIELDS;
    use crate::edit::{Json, Record, Secret};
    use serde_json::json;

    fn draft(json: &Json) -> Draft {
        Draft::new(&FIELDS, Record::decode(&FIELDS, json).unwrap())
    }

    fn told(json: &Json) -> Vec<String> {
        findings(&draft(json)).into_iter().map(|finding| finding.text).collect()
    }

    fn input(with: &Json) -> Json {
        let mut input = json!({"name": "a", "type": "string", "description": "d", "required": false, "default_value": ""});
        input.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        json!({"url": "https://x.example/{{a}}", "data_inputs": [input]})
    }

    #[test]
    fn a_sound_connector_has_no_findings() {
        let sound = json!({
            "state": "live", "http_method": "post", "url": "https://x.example/{{a}}?q={{b}}", "body": "{\"n\": {{b}}}",
            "headers": [{"name": "Authorization", "value": "****"}, {"name": "Accept", "value": "****"}],
            "data_inputs": [
                {"name": "a", "type": "string", "description": "d", "required": true, "default_value": ""},
                {"name": "b", "type": "integer", "description": "d", "required": true, "default_value": "-12"},
            ],
            "audiences": ["users"], "customer_authentication": true, "bypass_authentication": false,
        });
        assert_eq!(told(&sound), [""; 0]);
    }

    #[test]
    fn variables_are_checked_against_the_inputs_and_the_nearest_is_offered() {
        let found = findings(&draft(&json!({
            "url": "https://x.example/{{mesage}}/{{zzz}}/{{a.b}}/{{ message }}", "body": "{{message",
            "data_inputs": [{"name": "message", "description": "d"}],
        })));
        let texts: Vec<_> = found.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "{{mesage}} in URL is not a data input; did you mean message?",
                "{{zzz}} in URL is not a data input",
                "{{message in Body: nothing closes these braces",
                "{{ message }} in URL: spaces inside the braces are not documented",
            ]
        );
        assert_eq!(
            (found[0].meant.as_deref(), found[0].missing.as_deref()),
            (Some("message"), Some("mesage"))
        );
        assert_eq!(found[0].range, Some(18..28));
        assert_eq!(found[1].meant, None);
    }

    #[test]
    fn a_name_inside_a_header_value_is_never_repeated() {
        let mut draft = draft(&json!({"data_inputs": [{"name": "a", "description": "d"}], "headers": []}));
        let at = At::of(&FIELDS, "headers").unwrap();
        let row = |value: &str| Row {
            cells: vec![Value::Text("X".into()), Value::Secret(Secret::new(value))],
            layout: vec![],
        };
        draft.set(at, Value::Rows(vec![row("{{hush}} {{a}} {{hush2}} {{a")]));
        let found = findings(&draft);
        assert_eq!(found.len(), 2, "the input is used: {found:#?}");
        assert!(found.iter().all(|it| !it.text.contains("hush")), "{found:#?}");
        assert_eq!(found[0].spot, Some(Spot { row: 0, column: 1 }));
    }

    #[test]
    fn inputs_are_checked_one_by_one() {
        for (with, said) in [
            (json!({"description": null}), "a has no description, which the API requires for each input"),
            (json!({"description": "  "}), "a has no description, which the API requires for each input"),
            (json!({"type": "integer", "default_value": "1.5"}), "the default of a is no integer"),
            (json!({"type": "decimal", "default_value": "1,5"}), "the default of a is no decimal"),
            (json!({"type": "boolean", "default_value": "yes"}), "the default of a is no boolean"),
            (json!({"name": "b"}), "b is used nowhere"),
            (json!({"name": ""}), "input 1 has no name"),
            (json!({"name": " a"}), "a cannot be used in a template: it begins or ends with a space"),
            (json!({"name": "a}"}), "a} cannot be used in a template: it has a brace in it"),
            (json!({"name": "a\nb"}), "cannot be used in a template: it has a line break"),
        ] {
            let found = told(&input(&with));
            assert!(found.iter().any(|it| it.contains(said)), "{with}: {found:?}");
        }
        for fine in [
            json!({"type": "integer", "default_value": "-7"}),
            json!({"type": "decimal", "default_value": "1.50e-3"}),
            json!({"type": "decimal", "default_value": "7"}),
            json!({"type": "boolean", "default_value": "false"}),
            json!({"type": "uuid", "default_value": "whatever"}),
        ] {
            assert_eq!(told(&input(&fine)), [""; 0], "{fine}");
        }
    }

    #[test]
    fn what_is_documented_as_required_is_refused_only_where_it_is_sent() {
        let base = input(&json!({"description": ""}));
        let mut draft = draft(&base);
        assert_eq!(findings(&draft)[0].severity, Severity::Warning);
        let at = At::of(&FIELDS, "data_inputs").unwrap();
        let mut rows = draft.value(at).rows().to_vec();
        rows.push(rows[0].clone());
        draft.set(at, Value::Rows(rows));
        let first = &findings(&draft)[0];
        assert_eq!((first.severity, first.source), (Severity::Refused, Source::Documented));
    }

    #[test]
    fn two_inputs_of_one_name_are_told_once() {
        let mut twice = input(&json!({}));
        let first = twice["data_inputs"][0].clone();
        twice["data_inputs"].as_array_mut().unwrap().push(first);
        assert_eq!(
            told(&twice),
            ["there are two inputs called a; which one {{a}} inserts is not documented"]
        );
    }

    #[test]
    fn an_address_needs_a_scheme_and_a_host_unless_a_variable_may_bring_them() {
        for (url, said) in [
            ("x.example/a", "no scheme"),
            ("/a", "no scheme"),
            ("https://", "no host"),
            ("https:///a", "no host"),
            ("https://?a", "no host"),
            ("ftp://x.example", "neither https nor http"),
            ("http://x.example", "unencrypted"),
            (" https://x.example", "a space"),
            ("x.example/go?to=https://y.example", "no scheme"),
            ("https://:443/a", "no host"),
            ("https://me@/a", "no host"),
        ] {
            let found = told(&json!({"url": url}));
            assert!(found.iter().any(|it| it.contains(said)), "{url}: {found:?}");
        }
        for url in [
            "{{base}}/a",
            "https://{{host}}/a",
            "https://me@{{host}}:443",
            "{{base}}://x.example",
            "https://x.example",
            "https://me@x.example:443/go?to=https://y.example",
            "https://[::1]/a",
        ] {
            let found = told(
                &json!({"url": url, "data_inputs": [{"name": "base", "description": "d"}, {"name": "host", "description": "d"}]}),
            );
            assert!(!found.iter().any(|it| it.contains("the URL")), "{url}: {found:?}");
        }
    }

    #[test]
    fn a_live_connector_without_an_address_is_told_unless_it_runs_in_the_browser() {
        let mut live = json!({"state": "live", "url": null});
        assert_eq!(told(&live), ["it is live, or about to be, without a URL"]);
        live["execution_type"] = json!("client_side");
        assert_eq!(told(&live), [""; 0]);
        assert_eq!(told(&json!({"state": "draft", "url": ""})), [""; 0]);
    }

    #[test]
    fn a_body_that_is_not_sent_is_told() {
        let with = |method: &str| told(&json!({"http_method": method, "body": "{}"}));
        assert!(with("get")[0].contains("a GET carries no body"));
        assert!(with("delete")[0].contains("DELETE"));
        assert_eq!(with("post"), [""; 0]);
        assert_eq!(told(&json!({"http_method": "get", "body": " "})), [""; 0]);
    }

    #[test]
    fn headers_are_told_that_are_doubled_illegal_or_credentials() {
        let with = |names: &[&str]| {
            let rows: Vec<Json> = names.iter().map(|name| json!({"name": name, "value": "****"})).collect();
            told(&json!({"headers": rows}))
        };
        assert_eq!(with(&["Accept", "accept"]), ["there are two headers called accept"]);
        assert!(with(&["a b"])[0].starts_with("a b: a header name has only"));
        assert!(with(&[""])[0].contains("a header needs a name"));
        for name in [
            "X-Api-Key",
            "apikey",
            "API_KEY",
            "X-Auth-Key",
            "Ocp-Apim-Subscription-Key",
            "X-Auth-Token",
            "Cookie",
            "Client-Secret",
            "Proxy-Authorization",
        ] {
            assert!(with(&[name])[0].contains("looks like a credential"), "{name}");
        }
        assert_eq!(with(&["Authorization", "Accept", "X-Trace", "Idempotency-Key"]), [""; 0]);
    }

    #[test]
    fn an_input_that_an_unknown_form_names_is_not_called_unused() {
        for url in ["{{a | default: 1}}", "{{#if a}}", "{{b.a}}", "{{a", "{{a}/", "{a}}"] {
            let mut with = input(&json!({}));
            with["url"] = json!(format!("https://x.example/{url}"));
            let found = told(&with);
            assert!(!found.iter().any(|it| it.contains("used nowhere")), "{url}: {found:?}");
        }
        let mut other = input(&json!({}));
        other["url"] = json!("https://x.example/{{ab.c}}/a");
        (other["body"], other["headers"]) = (json!(""), json!([]));
        assert_eq!(told(&other), ["a is used nowhere"]);
    }

    #[test]
    fn hidden_values_are_spoken_of_only_where_there_are_some() {
        let at = At::of(&FIELDS, "headers").unwrap();
        let said = |secret: Secret| {
            let inputs = json!([{"name": "a", "description": "d"}]);
            let mut draft = draft(&json!({"url": "", "body": "", "headers": [], "data_inputs": inputs}));
            let cells = vec![Value::Text("X".into()), Value::Secret(secret)];
            draft.set(at, Value::Rows(vec![Row { cells, layout: vec![] }]));
            findings(&draft).pop().map(|it| it.text)
        };
        let hidden = "a is used nowhere that can be seen; hidden header values may use it";
        assert_eq!(said(Secret::Kept).as_deref(), Some(hidden));
        assert_eq!(said(Secret::new("")).as_deref(), Some(hidden));
        assert_eq!(said(Secret::new("plain")).as_deref(), Some("a is used nowhere"));
        assert_eq!(said(Secret::new("{{a | b}}")), None);
    }

    #[test]
    fn a_sentence_carries_no_more_of_a_name_than_can_be_read() {
        let long = "é".repeat(100_000);
        let found = findings(&draft(&json!({
            "url": format!("https://x.example/{{{{{long}}}}}"),
            "headers": [{"name": &long, "value": "****"}], "data_inputs": [{"name": format!("{long}x")}],
        })));
        assert_eq!(found.len(), 4, "{:?}", found.iter().map(|it| it.text.len()).collect::<Vec<_>>());
        assert!(found.iter().all(|it| it.text.chars().count() < 240));
        let whole = found.iter().find_map(|it| it.missing.as_deref());
        assert_eq!(whole, Some(long.as_str()), "what is mended is mended whole");
    }

    #[test]
    fn flags_that_contradict_each_other_are_told() {
        let both = json!({"customer_authentication": true, "bypass_authentication": true});
        assert_eq!(told(&both), ["Customer code and Public are both on, and say the opposite of each other"]);
        let visitors = json!({"customer_authentication": true, "audiences": ["visitors", "users"]});
        assert_eq!(told(&visitors), ["visitors have no email that a code could be sent to"]);
    }

    #[test]
    fn a_megabyte_of_variables_is_looked_at_once_and_told_in_short() {
        let body = (0..60_000).map(|number| format!("{{{{v{number}}}}}")).collect::<Vec<_>>().join(" ");
        assert_eq!(told(&json!({"body": body})).len(), MOST);
    }
}
