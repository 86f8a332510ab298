//! Nothing goes out of which the end was not on the screen: until then the key that sends reads on.

use crate::support::{Begin, Story};
use serde_json::json;
use std::time::Duration;

/// A change reviewed in a window in which what goes out lies below the edge.
fn in_a_small_window() -> Story {
    let mut story = Story::begin(&Begin { open: Some("12345"), size: (40, 12), ..Begin::default() });
    story.go_to("Name").keys("<enter>!<esc>s").sees(" Review ").does_not_see("What goes out");
    story
}

#[test]
fn what_lies_below_the_edge_is_read_before_it_is_sent() {
    let mut story = in_a_small_window();
    story.sees("enter read on").does_not_see("enter send");
    story.keys("<enter>").sees("the connector is live").sees("enter read on");
    assert_eq!(story.sent(), [""; 0]);
    story.keys("<enter>").sees("PATCH /data_connectors/12345").sees("enter send");
    assert_eq!(story.sent(), [""; 0]);
    story.keys("<enter>").sees("Sent: Name.");
    assert_eq!(story.sent_once(), json!({"name": "Order Status Service!"}));
}

#[test]
fn whoever_goes_to_the_end_by_another_key_or_the_wheel_sends_at_once() {
    let mut story = in_a_small_window();
    story.keys("G").sees("enter send").keys("<enter>").sees("Sent: Name.");
    let mut story = in_a_small_window();
    story.wheel("Review", 9).sees("enter send").keys("<enter>").sees("Sent: Name.");
}

#[test]
fn what_was_read_stays_read_wherever_one_goes_from_there() {
    let mut story = in_a_small_window();
    story.keys("Ggg").sees("enter send").keys("?").sees(" Help ").keys("<esc>").sees("enter send");
    story.keys("<enter>").sees("Sent: Name.");
}

#[test]
fn a_larger_window_shows_the_rest_and_a_smaller_one_hides_nothing_unread() {
    let mut story = in_a_small_window();
    story.resize(160, 45).sees("enter send").resize(40, 12).sees("enter send");
    story.keys("<enter>").sees("Sent: Name.");
}

#[test]
fn a_key_that_reads_on_does_not_send_by_being_held_down_or_pressed_twice() {
    let mut story = in_a_small_window();
    story.wait(Duration::from_secs(1)).blindly(&["enter"], 60);
    story.blindly(&["enter"], 500);
    for _ in 0..60 {
        story.blindly(&["enter"], 33);
    }
    assert_eq!(story.sent(), [""; 0]);
    story.sees("enter send").keys("<enter>").sees("Sent: Name.");
    let mut story = in_a_small_window();
    story.keys("<enter>").blindly(&["enter", "enter"], 200).sees("Press enter once more: send.");
    assert_eq!(story.sent(), [""; 0]);
}

#[test]
fn another_choice_of_changes_is_read_anew() {
    let mut story = Story::begin(&Begin { open: Some("12345"), size: (64, 20), ..Begin::default() });
    story.go_to("Name").keys("<enter>!<esc>").go_to("URL").keys("<enter>?a=b<esc>s");
    story.keys("G").sees("enter send").keys("<space>").keys("gg").sees("enter read on");
    story.keys("<enter>").sees("enter send");
    assert_eq!(story.sent(), [""; 0]);
}

#[test]
fn a_new_connector_is_made_once_all_of_it_was_seen() {
    let mut story = Story::begin(&Begin { size: (40, 12), ..Begin::default() });
    story.keys("nNew one<enter>").sees("y read on").keys("y");
    assert_eq!(story.count("POST", "/data_connectors"), 0);
    story.keys("G").sees("y make it").keys("y");
    assert_eq!(story.count("POST", "/data_connectors"), 1);
}

#[test]
fn the_list_of_everything_leads_around_nothing() {
    let mut story = in_a_small_window();
    story.keys("<ctrl-p>send<enter>");
    assert_eq!(story.sent(), [""; 0]);
}

#[test]
fn a_review_that_no_longer_holds_says_so_wherever_one_was_in_it() {
    let mut story = in_a_small_window();
    story.keys("G").sees("enter send");
    story.someone_changes("12345", json!({"description": "Theirs"})).wait(Duration::from_secs(31));
    story.sees("This review no longer holds").keys("<enter>");
    assert_eq!(story.sent(), [""; 0]);
}
