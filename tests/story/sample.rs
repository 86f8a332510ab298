//! The sample response: typed, read in, looked over, and sent by a key of its own.

use super::support::{Begin, Story};
use patchpanel::demo::Unknowns;
use serde_json::json;
use std::time::Duration;

/// Of the order status service: one of its fields goes, one comes, one changes its type, and one is redacted now.
const SAMPLE: &str = r#"{"status": "x", "eta": "soon", "parcels": 2, "signature_required": true,
"recipient": {"phone": "+46"}, "weight": 1.50}"#;

fn typing(size: (u16, u16)) -> Story {
    let mut story = Story::begin(&Begin { open: Some("12345"), size, ..Begin::default() });
    story.go_to("Sample response").keys("<enter>");
    story
}

// Typing.

#[test]
fn the_first_error_is_told_and_marked_while_one_types() {
    let mut story = typing((240, 45));
    story.keys("{").sees("! not valid JSON at line 1, column 2: the text ends inside an object");
    assert_eq!(story.marked(), " ", "behind the last character");
    story.keys("<enter>\"status\": ok");
    story.sees("! not valid JSON at line 2, column 11: a value should stand here");
    assert_eq!(story.marked(), "o");
    story.keys("<backspace><backspace>1").sees("a } is missing").keys("}");
    story.sees("✓ a JSON object").sees("1 field: 5 disappear, 1 changes type").does_not_see("not valid JSON");
    assert_eq!(story.marked(), "");
    story.keys("<ctrl-home><delete>[<ctrl-end><backspace>]").sees("a , or ] should stand here");
    story.keys("<ctrl-home><ctrl-k><ctrl-k><ctrl-k>1").sees("! the API takes a JSON object here, in { }");
}

#[test]
fn a_key_that_stands_twice_is_told_while_one_types() {
    typing((160, 45))
        .keys("{\"a\": 1, \"a\": 2}")
        .sees("the key \"a\" stands twice in one object at line 1, column");
}

#[test]
fn the_fields_that_it_will_generate_stand_beside_it_compared_with_those_that_are_there() {
    for size in [(160, 45), (120, 45), (110, 40), (90, 40)] {
        let mut story = typing(size);
        story.paste(SAMPLE).sees("Will generate · most likely");
        for (sign, path) in [
            ("− gone", "carrier"),
            ("~ type", "eta"),
            ("+ new", "weight"),
            ("! shown", "phone"),
            ("      ", "parcels"),
        ] {
            let screen = story.screen();
            let row = |line: &&str| line.contains(sign) && line.contains(path);
            assert!(screen.lines().any(|line| row(&line)), "{sign} {path} at {size:?}:\n{screen}");
        }
        story.sees("→ string").sees("decimal");
    }
    typing((240, 45)).paste(SAMPLE).sees("datetime → string").sees("unredacted").sees("1.50");
}

#[test]
fn on_a_narrow_screen_a_key_shows_them() {
    let mut story = typing((64, 24));
    story.keys("<ctrl-l>").sees("no sample response is typed");
    story.paste(SAMPLE).does_not_see("Will generate").keys("<ctrl-l>").sees("The sample will generate");
    story.sees("+ new   weight").sees("1 disappears, 1 changes type").sees("unredacted");
    story.keys("<ctrl-l>").sees("JSON object").keys("<esc><ctrl-l>").sees("The sample will generate");
    story.keys("q<tab>").sees("+ new   weight");
}

#[test]
fn a_long_sample_is_read_when_the_typing_pauses() {
    let mut story = typing((160, 45));
    let long = format!("{{\"status\": \"{}\"}}", "x".repeat(70 * 1024));
    story.paste(&long).sees("it is read as soon as you pause").keys("<enter>");
    story.wait(Duration::from_millis(100)).sees("it is read as soon as you pause");
    story.wait(Duration::from_millis(200)).sees("✓ a JSON object").sees("1 field: 5 disappear");
    story.keys("x").sees("as soon as you pause").wait(Duration::from_millis(200));
    story.sees("not valid JSON at line 2, column 1");
    let mut story = typing((160, 45));
    story.paste(&long).keys("<ctrl-l>").sees("the sample response is being read");
}

#[test]
fn what_is_foretold_is_what_the_server_makes_of_it() {
    for form in ["plain", "indexed", "brackets"] {
        let mut unknowns = Unknowns::default();
        unknowns.set("array-paths", form).unwrap();
        let mut story = Story::begin(&Begin { open: Some("12353"), unknowns, ..Begin::default() });
        let sample = "{\"available\": true, \"locations\": [{\"code\": \"A\", \"bins\": [[1]]}], \"at\": \"2026-01-01T00:00:00Z\"}";
        story.go_to("Sample response").keys("<enter>").paste(sample).keys("<esc>").send();
        let made = story.stored("12353")["response_fields"].as_array().unwrap().len();
        assert_eq!(made, 4);
        // From here on the form of the paths is known, and the same sample makes the same fields.
        story.go_to("Sample response").keys("<enter>").paste(sample).sees("4 fields, the same as now");
    }
}

// Layout and outline.

#[test]
fn ctrl_b_lays_it_out_as_one_change() {
    let mut story = typing((160, 45));
    story.paste("{\"b\":1.10,\"a\":[1e5]}").keys("<ctrl-b>").sees("nothing but white space changed");
    story.sees("\"b\": 1.10,").sees("    1e5");
    story.keys("<ctrl-b>").sees("It is laid out already.").keys("<ctrl-z>").sees("{\"b\":1.10,\"a\":[1e5]}");
    story.keys("<ctrl-y>").sees("    1e5").keys("<esc>");
    story.keys("u").sees("no changes").sees("Undone: edit Sample response.");
}

#[test]
fn what_is_no_json_is_not_laid_out_and_the_place_is_told() {
    let mut story = typing((160, 45));
    story.keys("{<enter>x<ctrl-b>");
    story.sees(
        "Nothing was laid out: not valid JSON at line 2, column 1: a key in double quotes should stand here.",
    );
    story.sees("{");
}

#[test]
fn the_outline_lists_every_path_and_goes_there() {
    let mut story = typing((160, 45));
    story.paste("{\n  \"order\": {\"id\": 1, \"items\": [{\"sku\": \"A\"}]},\n  \"note\": \"n\"\n}");
    story
        .keys("<ctrl-t>")
        .sees("Outline · 7 paths")
        .sees("order.items[0].sku")
        .sees("{ 2 keys }")
        .sees("[ 1 item ]");
    story.sees("▸ note");
    story.keys("SKU").sees("0 of 7 paths").sees("No path holds that.");
    story.keys("<ctrl-u>sku").sees("1 of 7 paths").sees("▸ order.items[0].sku").keys("<enter>");
    story.does_not_see("Outline").keys("!").sees("{\"sku\": !\"A\"}");
    story.keys("<backspace><ctrl-t><esc>").does_not_see("Outline").sees("{\"sku\": \"A\"}");
}

#[test]
fn the_outline_ends_before_the_first_error() {
    let mut story = typing((160, 45));
    story.paste("{\"a\": 1, \"b\": oops}").keys("<ctrl-t>").sees("Outline · 2 paths");
    let mut story = typing((160, 45));
    story
        .keys("<ctrl-t>")
        .sees("There is no value before the first error.")
        .keys("<enter>{}")
        .sees("✓ a JSON object");
}

// From elsewhere.

#[test]
fn a_file_takes_its_place_as_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answer.json");
    write(&path, "{\"from\": \"the file\"}\n");
    let mut story = typing((160, 45));
    story
        .keys("{}<ctrl-o>")
        .sees("Sample response from a file")
        .paste(path.to_str().unwrap())
        .keys("<enter>");
    story.sees("Read from answer.json.").sees("{\"from\": \"the file\"}").sees("✓ a JSON object");
    story.keys("!").sees("{\"from\"").keys("<backspace><ctrl-o>").paste(path.to_str().unwrap());
    story.keys("<enter>").sees("answer.json holds what is here already.");
    story.keys("<esc>u").sees("Undone: read Sample response from answer.json.").sees("✎ 1 change");
    story.keys("u").sees("Undone: edit Sample response.").sees("no changes");
}

#[test]
fn a_file_that_cannot_be_read_changes_nothing() {
    let mut story = typing((160, 45));
    story.keys("{}<ctrl-o>/no/such.json<enter>").sees("Nothing was changed: there is no file /no/such.json.");
    story.sees("✓ a JSON object").keys("<ctrl-o><esc>").sees("{}").keys("<ctrl-o><enter>").sees("{}");
    story.keys("<esc>").sees("✎ 1 change");
}

#[test]
fn the_clipboard_is_inserted_where_one_types() {
    let mut story = typing((160, 45));
    story.copies("\"a\": 1").keys("{}<left><ctrl-v>").sees("{\"a\": 1}").sees("1 field");
}

#[expect(clippy::disallowed_methods, reason = "the file that the person names")]
fn write(path: &std::path::Path, text: &str) {
    std::fs::write(path, text).unwrap();
}

fn with_editor(editor: &'static str) -> Story {
    let mut story = Story::begin(&Begin { open: Some("12345"), editor: Some(editor), ..Begin::default() });
    story.go_to("Sample response").keys("<enter>{\"mine\": 1}");
    story
}

#[test]
fn the_person_s_own_editor_gets_it_as_json_and_what_it_makes_is_a_step() {
    let mut story = with_editor("sh -c 'printf \"{\\\"suffix\\\": \\\"%s\\\"}\" \"${0##*.}\" > \"$0\"'");
    story.keys("<ctrl-e>").sees("{\"suffix\": \"json\"}").sees("✓ a JSON object");
    story.keys("<esc>u").sees("Undone: edit Sample response outside.").sees("{\"mine\": 1}");
}

#[test]
fn an_editor_that_fails_or_changes_nothing_loses_nothing() {
    with_editor("sh -c 'echo lost > \"$0\"; exit 3'")
        .keys("<ctrl-e>")
        .sees("Nothing was changed: ")
        .sees("{\"mine\": 1}");
    with_editor("true").keys("<ctrl-e>").sees("Nothing was changed in the editor.").sees("{\"mine\": 1}");
}

// Sending.

#[test]
fn it_is_sent_by_y_only_and_enter_says_why() {
    let mut story = typing((160, 45));
    story.paste("{\"status\": \"x\"}").keys("<ctrl-s>").sees(" Review ").sees("y send with sample");
    story.keys("<enter>").sees("this sends the sample response, which cannot be undone: y sends it");
    assert_eq!(story.sent(), Vec::<String>::new());
    story.keys("?").sees("Send exactly what is shown, the sample response with it.").keys("<esc>");
    story.keys("y").sees("Sent: Sample response.");
    assert_eq!(story.sent_once(), json!({"mock_response": {"status": "x"}}));
}

#[test]
fn without_it_enter_sends_and_y_does_not() {
    let mut story = typing((160, 45));
    story.paste("{}").keys("<esc>").go_to("Name").keys("<enter>!<esc>s").sees("y send with sample");
    story.keys("<tab><space>").sees("left out, stays unsent").sees("enter send").does_not_see("y send");
    story.keys("y").sees("there is no sample response in it: enter sends it");
    assert_eq!(story.sent(), Vec::<String>::new());
    story.keys("<enter>");
    assert_eq!(story.sent_once(), json!({"name": "Order Status Service!"}));
    story.sees("✎ 1 change");
}

#[test]
fn the_review_spells_out_what_becomes_of_each_field() {
    let mut story = Story::begin(&Begin { open: Some("12345"), size: (160, 70), ..Begin::default() });
    story.go_to("Sample response").keys("<enter>").paste(SAMPLE).keys("<esc>s");
    story.sees(
        "It most likely makes 6 fields: 1 appears, 1 disappears, 1 changes type, 1 loses its redaction.",
    );
    story.sees("− gone  carrier").sees("~ type  eta").sees("datetime → string").sees("+ new   weight");
    story.sees("! shown recipient.phone").sees("unredacted");
    story.sees("⚠ makes new response fields in the place of all 6, which cannot be undone from here");
    story.keys("y").sees("Sent: Sample response.");
    let paths: Vec<_> = story.stored("12345")["response_fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["path"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(paths, ["status", "eta", "parcels", "signature_required", "recipient.phone", "weight"]);
}

#[test]
fn the_columns_of_what_it_will_generate_stand_close_together() {
    let mut story = typing((110, 32));
    story.paste("{\"status\": \"x\", \"signature_required\": true}").keys("<esc><ctrl-l>");
    story.sees("signature_required  boolean   true").sees("status              string    x");
}
