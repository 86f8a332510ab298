//! Hostile and odd input: texts that would act on the terminal or deceive the reader, and more of everything than a
//! person would ever type. That no frame holds a hidden character is asserted for each frame of each story; here it is
//! asserted as well that something stands in its place.

use crate::support::{Begin, Story};
use serde_json::{Value, json};

const ID: &str = "12345";

/// What a text may hold at worst, and what stands for it.
const HOSTILE: &str =
    "Zq\u{1b}[31m\u{9b}0m\u{202e}gpj.exe\u{2066}\u{200b}\u{feff}\r\0\u{7}\u{7f}\u{85}\u{61c}\u{e0041}end";
const MARKS: [&str; 12] =
    ["␛", "‹U+009B›", "‹RLO›", "‹LRI›", "‹ZWSP›", "‹BOM›", "␍", "␀", "␇", "␡", "‹U+0085›", "‹U+061C›"];

fn long(times: usize) -> String {
    HOSTILE.repeat(times)
}

/// A connector whose every text is hostile, its keys included.
fn connector() -> Value {
    let text = HOSTILE;
    json!({
        "id": ID, "type": text, "name": text, "description": long(10), "state": text, "http_method": text,
        "url": long(30), "body": format!("{text}\r\n{text}\n{}", long(30)), "direct_fin_usage": false,
        "audiences": [text, "users"], "token_ids": [text], "response_type": text, "execution_results_url": text,
        "headers": [
            {"name": text, "value": text, text: text, "n": {text: [text]}},
            {"name": long(50), "value": "****"},
        ],
        "data_inputs": [
            {"name": text, "type": text, "description": text, "required": true, "default_value": text, text: {text: text}},
            {"name": long(50), "type": "string", "description": long(50), "required": false, "default_value": ""},
        ],
        "response_fields": [{"path": text, "type": text, "redacted": false, "example_value": {text: text}}],
        "object_mappings": [{"response_object_path": text, "intercom_object_type": text,
            "attribute_mappings": [{"response_attribute_path": text, text: text}]}],
        "created_by_admin_id": text, "updated_by_admin_id": text, "created_at": text, "updated_at": text,
        text: text, "\u{202e}b": {text: [text, 1, null]}, "c": long(30),
    })
}

/// A story whose server says nothing honest at all.
fn hostile_story(open: Option<&'static str>) -> Story {
    let mut story = Story::begin(&Begin { open, held: true, ..Begin::default() });
    let me = json!({"type": "admin", "id": HOSTILE, "name": HOSTILE,
        "app": {"name": HOSTILE, "id_code": HOSTILE, "region": HOSTILE}});
    let page = json!({"type": "list", "data": [connector()], "pages": {}});
    story.canned("GET", "/me", 200, &me.to_string());
    let one = connector().to_string();
    for version in ["draft", "live"] {
        story.canned("GET", &format!("/data_connectors/{ID}?state_version={version}"), 200, &one);
    }
    story.canned("GET", "/data_connectors?", 200, &page.to_string());
    story.release();
    story
}

/// Every hidden character of the text has its mark somewhere on the screen.
#[track_caller]
fn marked(story: &mut Story) {
    let screen = story.screen();
    let joined: String = screen.chars().filter(|c| !c.is_whitespace() && *c != '│').collect();
    assert!(MARKS.iter().any(|mark| joined.contains(mark)), "no mark is to be seen:\n{screen}");
}

#[test]
fn a_hostile_list_is_read_as_marks() {
    let mut story = hostile_story(None);
    story.sees("Zq␛[31m‹U+009B›0m‹RLO›gpj.exe");
    marked(&mut story);
    for size in [(200, 50), (110, 32), (64, 20), (40, 12)] {
        story.resize(size.0, size.1);
        marked(&mut story);
        story.keys("oooo?<esc>/Zq").sees("␛").keys("<esc><esc>");
    }
}

#[test]
fn a_hostile_connector_is_read_as_marks_on_every_surface() {
    for size in [(160, 45), (110, 32), (40, 12)] {
        let mut story = hostile_story(Some(ID));
        story.resize(size.0, size.1).sees("␛");
        let places = story.app.form().unwrap().place_count();
        assert!(places > 32, "the unknown keys are listed");
        for _ in 0..places {
            // Over the field, into it, through what is open there, and out.
            story.keys("<enter>");
            marked(&mut story);
            story.keys("<right><down><down><pgdn><pgup><esc><esc>");
            if story.app.form().is_none() {
                story.keys("<enter>");
            }
            story.keys("<tab><tab><pgdn><esc>j");
        }
        story.keys("?<esc>t").keys("<esc>");
    }
}

#[test]
fn hostile_values_are_reviewed_as_marks_and_go_back_byte_for_byte() {
    let mut story = hostile_story(Some(ID));
    story.go_to("Name").keys("<enter>!<esc>").go_to("Body").keys("<enter>!<esc>");
    story.go_to("Headers").keys("<enter>l<enter>one<esc>j<enter>two<esc><esc>");
    story.go_to("Data inputs").keys("<enter>jllll<enter>!<esc>");
    for size in [(160, 45), (40, 12), (200, 60)] {
        story.resize(size.0, size.1).keys("<ctrl-s>").sees("Review");
        for _ in 0..15 {
            story.keys("<pgdn>");
        }
        marked(&mut story);
        story.keys("<esc>");
    }
    // It is read once more before it is sent.
    for _ in 0..2 {
        story.canned("GET", "/data_connectors/", 200, &connector().to_string());
    }
    story.keys("<ctrl-s>G<enter>");
    let sent: Value = serde_json::from_str(&story.sent()[0]).unwrap();
    let held = connector();
    assert_eq!(sent["name"], format!("{HOSTILE}!"));
    assert_eq!(sent["headers"][0]["name"], held["headers"][0]["name"], "nobody changed the name");
    assert_eq!(sent["headers"][0][HOSTILE], HOSTILE);
    assert_eq!(sent["headers"][1]["name"], held["headers"][1]["name"]);
    assert_eq!(sent["data_inputs"][0], held["data_inputs"][0]);
}

#[test]
fn a_hostile_refusal_is_read_as_marks() {
    let mut story = Story::in_connector(ID);
    let error = json!({"type": "error.list", "request_id": HOSTILE, "errors": [
        {"code": HOSTILE, "message": long(3), "field": HOSTILE},
        {"code": "parameter_invalid", "message": format!("Name {HOSTILE}"), "field": "name"},
    ]});
    story.canned("PATCH", "/data_connectors", 422, &error.to_string());
    story.go_to("Name").keys("<enter>!<esc>").send();
    marked(&mut story);
    story.keys("f");
    marked(&mut story);
    for size in [(200, 60), (64, 20), (40, 12)] {
        story.resize(size.0, size.1);
        marked(&mut story);
    }
    story.keys("<esc>").resize(160, 45).sees("✎ 1 change");
    // A connector that cannot be opened.
    let mut story = Story::at_the_list();
    story.cannot_be_read("", 500, &error.to_string()).keys("<enter>").with_patience();
    marked(&mut story);
}

#[test]
fn a_hostile_answer_to_a_save_is_read_as_marks() {
    let mut story = Story::in_connector(ID);
    story.go_to("Name").keys("<enter>!<esc>");
    story.canned("PATCH", "/data_connectors", 200, &connector().to_string());
    for _ in 0..2 {
        story.canned("GET", "/data_connectors/", 200, &connector().to_string());
    }
    story.send();
    marked(&mut story);
}

// More than anybody types.

#[test]
fn what_lies_over_wide_characters_keeps_its_border() {
    // At one of these two places a character stands across the border.
    for text in ["漢".repeat(2_000), format!("x{}", "漢".repeat(2_000))] {
        let mut story = Story::in_connector(ID);
        story.go_to("Body").keys("<enter><ctrl-home>").paste(&text).keys("<esc>R");
        story.sees("│ Take 1 field back to what the server holds?").sees("│ y revert all");
    }
}

fn nested(depth: usize) -> String {
    format!("{{\"a\": {}1{}}}", "[".repeat(depth), "]".repeat(depth))
}

#[test]
fn deep_json_from_the_server_is_shown_and_sent_back() {
    let mut story = Story::in_connector(ID);
    let deep: Value = serde_json::from_str(&nested(110)).unwrap();
    story.stores(ID, json!({"deep": deep, "data_inputs": [
        {"name": "n", "type": "string", "description": "d", "required": true, "default_value": "", "deep": deep},
    ]}));
    story.keys("<ctrl-r>").go_to("Data inputs").sees("also kept: deep").keys("<enter><enter>x<esc>").send();
    assert_eq!(story.sent_once()["data_inputs"][0]["deep"], deep);
    story.keys("G").sees("deep").keys("<enter><pgdn><pgdn><esc>");
}

#[test]
fn deep_json_that_is_typed_is_sent_or_refused_in_words() {
    let mut story = Story::in_connector(ID);
    story
        .go_to("Sample response")
        .keys("<enter>")
        .paste(&nested(120))
        .keys("<esc>s")
        .sees(" Review ")
        .keys("<esc>");
    story
        .go_to("Sample response")
        .keys("<enter>")
        .paste(&nested(100_000))
        .keys("<esc>s")
        .sees("not valid JSON");
    assert!(story.sent().is_empty());
}

#[test]
fn every_digit_of_a_huge_number_goes_out() {
    let digits = "9".repeat(400);
    let mut story = Story::in_connector(ID);
    story.go_to("Sample response").keys("<enter>");
    story.paste(&format!("{{\"a\": 1e400, \"b\": {digits}, \"c\": -0.10}}")).keys("<esc>").send();
    let body = &story.sent()[0];
    assert!(body.contains(&digits) && body.contains("1e+400") || body.contains("1e400"), "{body}");
    assert!(body.contains("-0.10"), "{body}");
}

#[test]
fn ten_thousand_rows_are_opened_moved_added_to_and_reviewed() {
    let mut story = Story::in_connector(ID);
    let row = |n: usize| json!({"name": format!("in_{n}"), "type": "string", "description": "d", "required": false, "default_value": ""});
    let rows: Vec<Value> = (0..10_000).map(row).collect();
    story.stores(ID, json!({ "data_inputs": rows })).keys("<ctrl-r>").go_to("Data inputs").sees("in_0");
    story.keys("<enter>G").sees("in_9999").keys("kk").sees("in_9997").keys("gJ").sees("✎ 1 change");
    story.keys("Gallast<tab><tab><tab><tab><enter>what<esc>").sees("llast").keys("<esc>").send();
    let sent = story.sent_once();
    let names: Vec<&str> =
        [0, 1, 9_999, 10_000].iter().map(|n| sent["data_inputs"][n]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["in_1", "in_0", "in_9999", "llast"]);
}

#[test]
fn a_line_of_megabytes_is_opened_edited_reviewed_and_sent() {
    // Without optimisation each frame is some forty times as slow.
    let megabyte = if cfg!(debug_assertions) { 1024 * 100 } else { 1024 * 1024 };
    let line = "abcdefg {{x}},".repeat(5 * megabyte / 14);
    let mut story = Story::in_connector(ID);
    story.stores(ID, json!({ "body": line })).keys("<ctrl-r>").go_to("Body").sees("abcdefg");
    story.keys("<enter><end>").sees("{{x}},").keys("!<left><left>?<home>>").sees(">abcdefg").keys("<esc>");
    story.sees("✎ 1 change").keys("s").sees(" Review ").keys("G<enter>");
    let (start, end) = line.split_at(line.len() - 1);
    assert_eq!(story.sent_once()["body"], format!(">{start}?{end}!"));
    // One change in the midst of it: shown with what stands around it.
    story
        .go_to("Body")
        .keys("<enter><right><right>Q<esc>s")
        .sees("+ >aQbcdefg")
        .sees("bytes of this line unchanged");
}
