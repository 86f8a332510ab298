//! A connector as a file, and edits from one.

#![expect(clippy::disallowed_methods, reason = "looks at the files that the program was asked for")]

use super::support::Story;
use serde_json::{Value, json};
use std::fs;

/// With a home folder in which files are written.
fn at_home(id: &'static str) -> Story {
    Story::keeping(id)
}

impl Story {
    fn file(&self, name: &str) -> Value {
        serde_json::from_str(&fs::read_to_string(self.state_folder().join(name)).unwrap()).unwrap()
    }

    fn has_file(&self, name: &str, text: &str) {
        fs::write(self.state_folder().join(name), text).unwrap();
    }

    fn loads(&mut self, name: &str) -> &mut Self {
        self.keys(&format!("i~/{name}<enter>"))
    }
}

#[test]
fn a_connector_is_written_as_it_is_shown_without_header_values() {
    let mut story = at_home("12345");
    story.go_to("Headers").keys("<enter>l<enter>").paste("Bearer-hush").keys("<esc><esc>");
    story.go_to("Name").keys("<enter>!<esc>x").sees("order-status-service-12345.json");
    story.keys("<ctrl-u>~/out.json<enter>").sees("without header values");
    let (file, stored) = (story.file("out.json"), story.stored("12345"));
    assert_eq!(file["name"], "Order Status Service!");
    assert_eq!(file["headers"], json!([{"name": "Authorization"}]));
    for key in ["url", "body", "data_inputs", "response_fields", "id", "audiences"] {
        assert_eq!(file[key], stored[key], "{key}");
    }
    assert!(!fs::read_to_string(story.state_folder().join("out.json")).unwrap().contains("hush"));
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let mut story = at_home("12345");
    story.has_file("out.json", "mine");
    story.keys("x<ctrl-u>~/out.json<enter>").sees("Nothing was written").sees("is there already");
    assert_eq!(fs::read_to_string(story.state_folder().join("out.json")).unwrap(), "mine");
}

#[test]
fn what_was_written_and_is_loaded_again_changes_nothing() {
    let mut story = at_home("12352");
    story
        .keys("x<ctrl-u>~/out.json<enter>")
        .loads("out.json")
        .sees("Nothing in it differs from what is here.");
    story.sees("no changes");
}

#[test]
fn a_files_values_become_edits_that_are_reviewed_as_usual() {
    let mut story = at_home("12356");
    story.has_file(
        "in.json",
        &json!({"name": "Slots", "http_method": "post", "audiences": ["leads"]}).to_string(),
    );
    story
        .loads("in.json")
        .sees("These fields are edits now. Nothing was sent")
        .sees("● Name")
        .sees("● Method");
    assert_eq!(story.sent().len(), 0);
    story.keys("<enter>").sees("✎ 3 changes").send();
    assert_eq!(story.sent_once(), json!({"name": "Slots", "http_method": "post", "audiences": ["leads"]}));
}

#[test]
fn one_undo_takes_all_of_a_file_back() {
    let mut story = at_home("12356");
    story.has_file("in.json", &json!({"name": "Slots", "http_method": "post"}).to_string());
    story.loads("in.json").keys("u").sees("Undone: load edits from a file.").sees("no changes");
}

#[test]
fn what_cannot_be_taken_from_a_file_is_named_with_its_reason() {
    let mut story = at_home("12356");
    let file = json!({"id": "99", "state": "live", "made_up": 1, "name": ["x"], "url": "https://x.example"});
    story.has_file("in.json", &file.to_string());
    story.loads("in.json").sees("The file was written of another connector, #99.").sees("● URL");
    story.sees("state: t sets the state, alone").sees("made_up: not a field that patchpanel knows");
    story.sees("name: of another shape than this field has").keys("<enter>").sees("✎ 1 change");
}

#[test]
fn header_values_are_not_read_from_a_file() {
    let mut story = at_home("12345");
    let headers = json!({"headers": [{"name": "Authorization", "value": "from-the-file"}, {"name": "X-New", "value": "also"}]});
    story.never_shows("from-the-file").has_file("in.json", &headers.to_string());
    story.loads("in.json").sees("needs something before it can be sent").keys("<enter>s");
    story.sees("Authorization: type its value").sees("X-New: type its value");
}

#[test]
fn a_file_that_is_no_connector_is_told_in_a_sentence() {
    let mut story = at_home("12345");
    story.loads("none.json").sees("Nothing was loaded: there is no file");
    story.has_file("bad.json", "{\n  \"name\": }");
    story.loads("bad.json").sees("Nothing was loaded: not valid JSON at line 2, column 11");
    story.has_file("list.json", "[1]");
    story.loads("list.json").sees("Nothing was loaded: it holds no JSON object.").sees("no changes");
}
