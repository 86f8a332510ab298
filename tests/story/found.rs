//! What reviewers broke once, told as stories so that it stays mended.

use crate::support::{Begin, Story};
use serde_json::json;
use std::time::Duration;

#[test]
fn after_headers_were_sent_nothing_is_said_to_have_changed() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>Bearer one<esc><ctrl-s><enter>").sees("Sent: Headers.");
    story.does_not_see("has changed on the server").does_not_see("differs from live");
    story.keys("<ctrl-r>").sees("Read again: nothing has changed on the server.");
}

#[test]
fn header_values_are_known_for_the_whole_run() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>Bearer one<esc><ctrl-s><enter>").sees("Sent: Headers.");
    // Back to the list and in again.
    story.keys("<esc><esc>").sees("Connectors").keys("/status service<enter>").sees(" Fields ");
    story.go_to("Headers").keys("<enter>").sees("known in this run");
}

#[test]
fn undoing_after_someone_else_s_change_does_not_bring_back_what_they_replaced() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>");
    story.stores("12345", json!({"name": "Theirs"})).keys("<ctrl-r>").sees("You changed the same in Name");
    story.keys("u").sees("no changes");
    assert_eq!(story.short_value("Name"), "Theirs");
    story.keys("U").sees("✎ 1 change");
}

#[test]
fn undoing_to_no_value_says_that_it_cannot_be_sent() {
    let mut story = Story::in_connector("12374");
    story.go_to("Description").sees("Not set.").keys("<enter>x<esc>").send().sees("Sent: Description.");
    story.keys("u").sees("cannot be sent").sees("no changes");
    assert_eq!(story.short_value("Description"), "x");
}

#[test]
fn an_answer_about_another_connector_changes_nothing() {
    for body in [r#"{"id": "999", "name": "Other"}"#, r#"{"id": "12346", "name": "zz"}"#, r#"{"name": 5}"#] {
        let mut story = Story::in_connector("12345");
        story.canned("PATCH", "/data_connectors", 200, body);
        story.go_to("Name").keys("<enter>!<esc>").send().sees("It did not work").sees("edits are kept");
        assert_eq!(story.short_value("Name"), "Order Status Service!");
        story.sees("✎ 1 change").keys("<esc>").send().sees("Sent: Name.").sees("no changes");
    }
}

#[test]
fn an_answer_of_a_wrong_shape_keeps_the_edit_until_it_is_seen_stored() {
    let mut story = Story::in_connector("12345");
    story.canned("PATCH", "/data_connectors", 200, r#"{"id": "12345", "name": 5}"#);
    story
        .go_to("Name")
        .keys("<enter>!<esc>")
        .send()
        .sees("The answer did not return Name")
        .sees("✎ 1 change");
    assert_eq!(story.short_value("Name"), "Order Status Service!");
}

#[test]
fn a_time_out_is_followed_by_a_reading_that_shows_what_was_stored() {
    let mut story = Story::in_connector("12345");
    // Stored, and then the answer is lost.
    story.go_to("Name").keys("<enter>!<esc>").loses_answer("12345").send();
    story.sees("may or may not have been applied").sees("no changes");
}

#[test]
fn a_mask_with_air_around_it_is_still_a_mask() {
    for mask in ["**** ", "\t****", "••••", " ••••••••"] {
        let mut story = Story::in_connector("12345");
        story
            .go_to("Headers")
            .keys("<enter>l<enter>")
            .paste(mask)
            .keys("<esc><ctrl-s>")
            .sees("this is a mask");
        assert!(story.sent().is_empty(), "{mask:?}");
    }
}

#[test]
fn a_second_enter_by_mistake_acts_on_nothing() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Name")
        .keys("<enter>!<esc>s<enter>")
        .blindly(&["enter"], 150)
        .sees("Sent: Name.")
        .does_not_see("· editing");
    // Meant, it comes later.
    story.wait(Duration::from_secs(1)).keys("<enter>").sees("· editing");
}

#[test]
fn line_breaks_are_pasted_as_line_breaks_whatever_the_terminal_makes_of_them() {
    for text in ["one\rtwo\r", "one\r\ntwo\r\n", "one\ntwo\n"] {
        let mut story = Story::in_connector("12345");
        story.go_to("Description").keys("<enter>").paste(text).keys("<esc>").send();
        assert_eq!(
            story.sent_once()["description"],
            "one\ntwo\nFetches order status from external fulfillment API"
        );
    }
}

#[test]
fn the_server_s_message_goes_once_the_field_is_changed_in_any_way() {
    for (label, keys) in
        [("Method", "<enter>d<enter>"), ("Public", "<space>"), ("Audiences", "<enter><space><esc>")]
    {
        let mut story = Story::in_connector("12345");
        story.go_to(label).keys(keys);
        story.refuse_save(
            422,
            "parameter_invalid",
            &format!("{} is wrong", label.replace("Method", "Http method")),
        );
        story.send();
        if label == "Public" {
            continue;
        }
        story.keys("<esc>").go_to(label).sees("! The server said").wait(Duration::from_secs(1)).keys("u");
        story.does_not_see("! The server said");
    }
}

#[test]
fn a_failure_is_whole_on_a_small_screen() {
    let mut story = Story::begin(&Begin { size: (64, 20), open: Some("12345"), ..Begin::default() });
    story.go_to("Method").keys("<enter>d<enter>");
    let id = "b4a45e2c-7a8d-4f3e-9c1a-2d5e8f7a6b3c";
    let body = json!({"type": "error.list", "request_id": id, "errors": [
        {"code": "parameter_invalid", "message": "Http Method isn't an option"}
    ]});
    story.canned("PATCH", "/data_connectors", 422, &body.to_string()).send();
    story.sees(&format!("Request id {id}")).sees("Http Method isn't an option");
    story.keys("f").sees("The server said: Http Method isn't an option").sees("your edits are kept");
    story.keys("<esc>").sees("It did not work").keys("<esc>").does_not_see("It did not work");
}

#[test]
fn a_flip_on_a_small_screen_still_says_what_it_is_about() {
    let mut story = Story::begin(&Begin { size: (40, 12), open: Some("12345"), ..Begin::default() });
    story
        .keys("t")
        .sees("Order Status Service")
        .sees("in Acme Support · US")
        .sees("LIVE  →")
        .sees("y set it to draft");
}

#[test]
fn the_region_stands_on_every_screen() {
    for size in [(160, 45), (110, 32), (64, 20), (40, 12)] {
        let mut story = Story::begin(&Begin { size, open: Some("12345"), ..Begin::default() });
        story.sees("Acme Support · US ");
    }
}

#[test]
fn a_list_that_leads_back_to_itself_comes_to_an_end() {
    let mut story = Story::at_the_list();
    for next in ["one", "two", "one", "two", "one"] {
        let page = json!({"type": "list", "data": [], "pages": {"next": {"starting_after": next}}});
        story.canned("GET", "/data_connectors", 200, &page.to_string());
    }
    story.keys("<ctrl-r>").sees("lead back to one that was read before");
}

#[test]
fn text_beside_a_hidden_value_is_hidden_too() {
    let mut story = Story::in_connector("12345");
    let record = json!({"id": "12345", "name": "n", "headers": [{"name": "A", "value": "****", "copy": "tops3cret", "n": 1}]});
    // Read on request, and once more before the send.
    for _ in 0..4 {
        story.canned("GET", "/data_connectors/12345", 200, &record.to_string());
    }
    story.never_shows("tops3cret").keys("<ctrl-r>").go_to("Headers").sees("copy: hidden, n: 1");
    story.keys("<enter>l<enter>v<esc><ctrl-s>").sees("\"n\": 1").keys("<enter>");
    assert_eq!(story.sent_once()["headers"][0]["copy"], "tops3cret", "and goes back as it came");
}

#[test]
fn a_body_rewritten_from_end_to_end_is_reviewed_without_waiting() {
    let mut story = Story::in_connector("12345");
    let lines = |word: &str| (0..3_000).map(|n| format!("{word} {n}")).collect::<Vec<_>>().join("\n");
    story.stores("12345", json!({"body": lines("old")})).keys("<ctrl-r>");
    story.go_to("Body").keys("<enter>").paste(&lines("new")).keys("<esc>s").sees(" Review ").sees("+ new 0");
    // Work, not time: the diff of the whole is one block, whatever its size.
    story.keys("jjjjjjjj").sees(" Review ");
}

#[test]
fn a_key_that_stands_twice_in_a_sample_response_is_not_dropped_without_a_word() {
    let mut story = Story::in_connector("12364");
    story.go_to("Sample response").keys("<enter>").paste("{\"a\": 1.10, \"b\": 2, \"a\": 3}").keys("<esc>s");
    story.sees("Not ready to send").sees("the key \"a\" stands twice in one object at line 1, column");
    assert!(story.sent().is_empty());
}
