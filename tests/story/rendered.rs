//! The request as it would go out, with sample values for the inputs.

use super::support::{Begin, Story};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::time::Duration;

#[test]
fn inputs_are_filled_with_their_defaults_or_a_stand_in_of_their_type() {
    let mut story = Story::in_connector("12353");
    story.keys("p").sees(" Rendered · the draft ").sees("stand-in").sees("default");
    story.sees("https://wms.example.com/stock/sku?min=1&within=");
    story.keys("jj").sees("decimal · in the URL");
}

#[test]
fn a_sample_value_is_typed_for_an_input_and_taken_back() {
    let mut story = Story::in_connector("12345");
    story.keys("p").sees("/orders/order_id/status").keys("<enter>").sees("For order_id (string)");
    story.keys("<ctrl-u>A-1042<enter>").sees("/orders/A-1042/status").sees("typed").sees("no changes");
    story.keys("r").sees("/orders/order_id/status").sees("stand-in");
    story.keys("r").sees("nothing was typed for this input");
    story.keys("<enter><ctrl-u><enter>").sees("/orders//status").sees("empty");
}

#[test]
fn a_sample_value_is_remembered_for_the_run_and_nowhere_else() {
    let mut story = Story::keeping("12345");
    story.keys("p<enter><ctrl-u>remember-me<enter><esc>");
    story.go_to("Name").keys("<enter>!<esc>").sees("✎ 1 change");
    story.keys("<esc>").keys("<enter>").go_to("Name").keys("p").sees("/orders/remember-me/status");
    // Another connector has values of its own.
    story.keys("<esc>rr<esc>");
    assert_eq!(story.sent(), Vec::<String>::new());
    assert!(!anywhere(story.state_folder(), "remember-me"), "a sample value was written to disk");
}

/// Whether a file below a folder holds a text.
#[expect(clippy::disallowed_methods, reason = "what is on disk is what is asked")]
fn anywhere(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return anywhere(&path, text);
        }
        fs::read(&path).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(text))
    })
}

#[test]
fn it_shows_the_request_as_it_would_go_out() {
    let mut story = Story::in_connector("12345");
    story.keys("p<enter><ctrl-u>A 1/2?<enter>");
    story.sees("POST https://api.example.com/orders/A%201%2F2%3F/status");
    story.sees("Authorization  hidden on server").sees("{\"text\": \"message\"}");
    story.sees("How Intercom encodes values is not documented");
    let mut story = Story::in_connector("12352");
    story
        .keys("p<enter><ctrl-u>a@b.example<enter>")
        .sees("?email=a%40b.example&expand=account,orders,loyalty");
}

#[test]
fn it_is_copied_as_curl_with_header_values_as_environment_variables() {
    let mut story = Story::in_connector("12345");
    story.keys("py").sees("Copied the curl command, with header values as environment variables.");
    assert_eq!(
        story.clipboard(),
        "curl -X POST 'https://api.example.com/orders/order_id/status' -H \"Authorization: ${HEADER_AUTHORIZATION:?}\" \
         -H 'Content-Type:' --data-raw '{\"text\": \"message\"}'"
    );
}

#[test]
fn a_header_value_is_neither_shown_nor_copied() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>Bearer-hush<esc><esc>").never_shows("hush");
    story.keys("p").sees("Authorization  typed in this run").keys("y").sees("Copied the curl command");
    assert!(!story.clipboard().contains("hush"), "{}", story.clipboard());
    story.keys("<esc>").go_to("Headers").keys("<enter>aX-New<esc><esc>p").sees("X-New").sees("needs a value");
}

#[test]
fn a_json_body_is_valid_or_it_says_in_which_line_and_column_it_is_not() {
    let mut story = Story::in_connector("12346");
    story.keys("p").sees("✓ valid JSON");
    story
        .keys("j<enter><ctrl-u>abc<enter>")
        .sees("! not valid JSON")
        .sees("Line 2, column 13: a value should stand here.");
    story.keys("r").sees("✓ valid JSON");
    let mut story = Story::in_connector("12357");
    story.keys("p<enter><ctrl-u>D\"E<enter>").sees("Line 1, column 16");
    // What does not look like JSON is not called broken JSON.
    story.stores("12357", json!({"body": "a={{country}}"}));
    story.keys("<esc><ctrl-r>p").sees("a=D\"E").does_not_see("JSON");
}

#[test]
fn a_body_that_the_method_does_not_carry_is_said_not_to_go_along() {
    let mut story = Story::in_connector("12345");
    story.go_to("Method").keys("<enter>g<enter>").keys("p").sees("GET https://");
    story.sees("A GET carries no body, so it is most likely not sent.").keys("y");
    assert!(!story.clipboard().contains("--data-raw"), "{}", story.clipboard());
    story.stores("12345", json!({"http_method": "delete"}));
    story.keys("<esc>u<ctrl-r>p").sees("Whether a DELETE sends its body is not documented");
}

#[test]
fn it_follows_unsent_edits_and_says_which_version_it_shows() {
    let mut story = Story::in_connector("12345");
    story.keys("p").sees(" Rendered · the draft ").keys("<esc>");
    story.go_to("URL").keys("<enter>?v={{message}}<esc>p");
    story.sees("Rendered · the draft, with 1 unsent edit ").sees("/status?v=message");
    // Also what someone else changes while it is looked at.
    story.someone_changes("12345", json!({"body": "{\"say\": \"{{message}}\"}"}));
    story.wait(Duration::from_secs(40)).sees("{\"say\": \"message\"}").sees("with 1 unsent edit");
}

#[test]
fn variables_that_are_not_understood_stay_and_are_listed() {
    let mut story = Story::in_connector("12345");
    story.stores("12345", json!({"url": "https://x.example/{{msg}}/{{ order_id }}/{{user.email}}"}));
    story
        .keys("<ctrl-r>p")
        .sees("https://x.example/{{msg}}/{{ order_id }}/{{user.email}}")
        .sees("Left as they are");
    story.sees("URL: no data input is called so").sees("URL: this form is not documented");
    story.sees("URL: spaces inside the braces are not documented").keys("y");
    assert!(story.clipboard().starts_with("curl --globoff -X POST 'https://x.example/{{msg}}/"));
}

#[test]
fn a_value_in_the_host_goes_in_as_it_is_with_a_caution() {
    let mut story = Story::in_connector("12345");
    story.stores("12345", json!({"url": "https://{{order_id}}.example/x"}));
    story.keys("<ctrl-r>p").sees("order_id stands before the path: its value goes in as it is.");
}

#[test]
fn a_connector_that_runs_in_the_browser_sends_nothing_from_intercoms_servers() {
    let mut story = Story::in_connector("12366");
    story.keys("p").sees("no request goes out from Intercom's servers").sees("no URL");
    story.keys("y").sees("Copy curl: there is no URL.");
}

#[test]
fn a_connector_without_inputs_shows_its_request_all_the_same() {
    let mut story = Story::in_connector("12358");
    story.keys("p").sees("No data inputs.").sees("GET https://status.example.com/api/v2/summary.json");
    story.keys("<enter>").sees("there are no data inputs");
    story.keys("q").sees("▸   Name");
}

#[test]
fn at_every_size_the_inputs_and_the_request_can_be_gone_through() {
    for size in [(160, 45), (110, 32), (64, 20), (40, 12)] {
        let mut story = Story::begin(&Begin { open: Some("12361"), size, ..Begin::default() });
        let sample =
            |story: &Story| story.screen().lines().find(|line| line.contains("▸ ")).map(str::to_owned);
        story.keys("p").sees("Rendered").sees("▸ request_id").sees("POST ");
        story.keys("j");
        assert!(sample(&story).is_some_and(|line| line.contains("mode")), "{}", story.screen());
        story.keys("G");
        let last = sample(&story);
        assert!(last.is_some_and(|line| !line.contains("mode")), "{}", story.screen());
        for _ in 0..60 {
            story.keys("<pgdn>");
        }
        // The window goes to where the input is used.
        story.sees("likely.").keys("gj").sees("\"mode\": \"quick\"").keys("g").sees("▸ request_id");
    }
}
