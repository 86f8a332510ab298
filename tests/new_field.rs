//! One row in the table makes a field load, show, edit, mark dirty, review and be sent. Here are rows that the table
//! does not have; nothing in `src` knows of them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a story that goes wrong should stop where it went wrong"
)]

#[expect(dead_code, reason = "the stories use the rest")]
#[path = "story/support.rs"]
mod support;

use patchpanel::connector::FIELDS;
use patchpanel::demo::Canned;
use patchpanel::edit::{Access, Column, Field, Json, Kind, Table};
use serde_json::{Map, json};
use support::{Begin, Story};

const CONNECTOR: &str = "12345";

/// The real rows and these.
fn table_with(rows: Vec<Field>) -> Table {
    let copy = |field: &Field| Field {
        key: field.key,
        label: field.label,
        help: field.help,
        group: field.group,
        kind: field.kind,
        access: field.access,
    };
    Box::leak(FIELDS.iter().map(copy).chain(rows).collect())
}

const fn row(key: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { key, label, help: "A field of tomorrow.", group: "Tomorrow", kind, access: Access::ReadWrite }
}

/// A person in a connector whose server holds these values beside the usual ones.
fn story(rows: Vec<Field>, held: Json) -> Story {
    let mut story =
        Story::begin(&Begin { table: table_with(rows), open: Some(CONNECTOR), ..Begin::default() });
    assert!(story.demo.edit_as_someone_else(CONNECTOR, "9", held));
    story.keys("<ctrl-r>");
    story
}

/// Has the server answer the next PATCH as one that stores this key too. The demo knows nothing of tomorrow.
fn will_store(story: &Story, key: &str, json: Json) {
    let mut record = story.stored(CONNECTOR);
    for header in record["headers"].as_array_mut().unwrap() {
        header["value"] = json!("****");
    }
    record[key] = json.clone();
    // What it then stores is what the next reading shows.
    let stored = Map::from_iter([(key.to_owned(), json)]);
    story.demo.edit_as_someone_else(CONNECTOR, "128", Json::Object(stored));
    story.demo.fail_next(Canned {
        method: "PATCH".to_owned(),
        path: "/data_connectors/".to_owned(),
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: record.to_string().into_bytes(),
        applies: false,
    });
}

/// Reviews, sends, and looks at what went over the wire and what is left.
#[track_caller]
fn reviews_and_sends(story: &mut Story, key: &str, label: &str, json: &Json) {
    story.sees("✎ 1 change").keys("<ctrl-s>").sees("Review").sees(&format!("\"{key}\":"));
    // After the look before the send, so that it is not someone else's change.
    story.in_flight("<enter>");
    will_store(story, key, json.clone());
    story.release().sees(&format!("Sent: {label}.")).sees("no changes");
    assert_eq!(story.sent_once(), json!({ key: json }));
    assert_eq!(story.app.form().unwrap().draft.changes().len(), 0);
}

#[test]
fn one_row_is_all_that_a_field_needs() {
    let rows = || vec![row("internal_description", "Internal note", Kind::Lines)];
    let mut story =
        Story::begin(&Begin { table: table_with(rows()), open: Some(CONNECTOR), ..Begin::default() });

    // Shows, also while the server returns nothing; and visiting it changes nothing.
    story.go_to("Internal note").sees("Tomorrow").sees("Not returned by the server.");
    story.keys("<enter><esc>").sees("no changes");

    // Loads.
    story.demo.edit_as_someone_else(
        CONNECTOR,
        "9",
        json!({"internal_description": "Ask the orders team.\n"}),
    );
    story.keys("<ctrl-r>").sees("Ask the orders team.");

    // Edits, and is marked as changed.
    story.keys("<enter>").paste("Old: ").keys("<esc>").sees("Old: Ask the orders team.");
    story.sees("● changed").sees("✎ 1 change");

    // Typing it back is clean, and so is undo; redo brings it again.
    story.keys("u").sees("no changes").keys("U").sees("✎ 1 change");

    // Is reviewed, sent alone, and comes clean.
    let sent = json!("Old: Ask the orders team.\n");
    reviews_and_sends(&mut story, "internal_description", "Internal note", &sent);
    story.sees("Old: Ask the orders team.").does_not_see("● changed");
}

#[test]
fn a_field_without_its_row_is_shown_and_never_sent() {
    let mut story = story(Vec::new(), json!({"internal_description": "Ask the orders team."}));
    story.go_to("Name").keys("G").sees("internal_description").sees("Ask the orders team.");
    story.keys("g<enter>!<esc>s<enter>").sees("Sent: Name.");
    assert_eq!(story.sent_once(), json!({"name": "Order Status Service!"}));
}

#[test]
fn the_server_s_message_finds_a_new_field() {
    let mut story = story(
        vec![row("internal_description", "Internal note", Kind::Text)],
        json!({"internal_description": "a"}),
    );
    story.go_to("Internal note").keys("<enter>b<esc>s");
    let error = json!({"type": "error.list", "errors": [
        {"code": "parameter_invalid", "message": "Internal description is too long"}
    ]});
    story.demo.fail_next(Canned {
        method: "PATCH".to_owned(),
        path: "/data_connectors/".to_owned(),
        status: 422,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: error.to_string().into_bytes(),
        applies: false,
    });
    story.keys("g<enter>").sees("The server said: Internal description is too long").sees("✎ 1 change");
    assert_eq!(story.current(), Some("Internal note"));
}

/// A field of each kind: what the server holds, how it shows, how it is edited, what then goes out.
struct Sample {
    kind: Kind,
    held: Json,
    shows: &'static str,
    keys: &'static str,
    sent: Json,
}

const ROW: [Column; 3] = [
    Column { key: "name", label: "Name", kind: Kind::Text, required: true, rule: None },
    Column { key: "on", label: "On", kind: Kind::Flag, required: false, rule: None },
    Column { key: "key", label: "Key", kind: Kind::Secret, required: true, rule: None },
];

fn samples() -> Vec<Sample> {
    let sample = |kind, held, shows, keys, sent| Sample { kind, held, shows, keys, sent };
    vec![
        sample(Kind::Text, json!("one"), "one", "<enter> two<esc>", json!("one two")),
        sample(Kind::Lines, json!("one\r\ntwo"), "one", "<enter>0<enter><esc>", json!("0\r\none\r\ntwo")),
        sample(Kind::Choice(&["red", "blue"]), json!("red"), "red", "<enter>b<enter>", json!("blue")),
        sample(Kind::Flag, json!(true), "yes", "<space>", json!(false)),
        sample(
            Kind::Set(&["cats", "dogs"]),
            json!(["cats"]),
            "cats",
            "<enter>d<space><esc>",
            json!(["cats", "dogs"]),
        ),
        sample(Kind::List, json!(["n1"]), "n1", "<enter>an2<enter><esc>", json!(["n1", "n2"])),
        sample(
            Kind::Document,
            json!({"n": 1}),
            "\"n\": 1",
            "<enter><ctrl-home><right>\"m\":2,<esc>",
            json!({"m": 2, "n": 1}),
        ),
        sample(
            Kind::Time,
            json!("2026-03-31T07:00:00Z"),
            "Tue 31 Mar 2026",
            "<enter><backspace>+00:00<esc>",
            json!("2026-03-31T07:00:00+00:00"),
        ),
        sample(
            Kind::Table(&ROW),
            json!([{"name": "a", "on": false, "key": "****", "more": 1.5}]),
            "hidden on server",
            "<enter>l<space>l<enter>k-1<enter><esc>",
            json!([{"name": "a", "on": true, "key": "k-1", "more": 1.5}]),
        ),
    ]
}

#[test]
fn a_field_of_each_kind_loads_shows_edits_and_is_sent() {
    for Sample { kind, held, shows, keys, sent } in samples() {
        let mut story = story(vec![row("tomorrow", "Of tomorrow", kind)], json!({"tomorrow": held}));
        story.go_to("Of tomorrow").sees(shows).sees("no changes");
        story.keys(keys).sees("✎ 1 change");
        story.keys("uuuu").sees("no changes").keys("UUUU").sees("✎ 1 change");
        let masked = if matches!(kind, Kind::Table(_)) {
            let mut masked = sent.clone();
            masked[0]["key"] = json!("****");
            masked
        } else {
            sent.clone()
        };
        story.keys("<ctrl-s>").sees("Review").in_flight("<enter>");
        will_store(&story, "tomorrow", masked);
        story.release().sees("Sent: Of tomorrow.").sees("no changes");
        assert_eq!(story.sent_once(), json!({"tomorrow": sent}), "{kind:?}");
    }
}

#[test]
fn a_field_of_each_kind_that_is_only_read_is_never_sent() {
    for Sample { kind, held, shows, keys, .. } in samples() {
        let read_only = Field { access: Access::ReadOnly, ..row("tomorrow", "Of tomorrow", kind) };
        let mut story = story(vec![read_only], json!({"tomorrow": held}));
        story.go_to("Of tomorrow").sees(shows).keys(keys);
        assert_eq!(story.app.unsent(CONNECTOR), 0, "{kind:?}");
    }
}

#[test]
fn a_field_of_each_kind_survives_a_shape_that_it_does_not_know() {
    for Sample { kind, keys, .. } in
        samples().into_iter().filter(|sample| !matches!(sample.kind, Kind::Document))
    {
        let odd = json!({"tomorrow": {"shape": [1]}});
        let mut story = story(vec![row("tomorrow", "Of tomorrow", kind)], odd);
        story.go_to("Of tomorrow").sees("shape").keys(keys);
        assert_eq!(story.app.unsent(CONNECTOR), 0, "{kind:?}");
    }
}
