//! Nothing that was typed for one place acts in another that came up meanwhile, and nothing is agreed to before it could
//! be seen.

#![expect(clippy::disallowed_methods, reason = "it looks into the state folder from outside")]

use crate::support::{Begin, Story};
use patchpanel::app::command::Context;
use serde_json::json;
use std::fs;
use std::time::Duration;

/// How fast one types who does not look.
const FAST: u64 = 60;

fn listener(story: &Story) -> Context {
    story.app.contexts()[0]
}

/// In the list, with the connector 12345 under the cursor, of which unsent work is kept.
fn with_kept_work() -> Story {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc>").wait(Duration::from_secs(1)).sees("kept ✓");
    let mut story = story.crash(&Begin::default());
    story.keys("/12345<esc>");
    story
}

#[test]
fn what_is_typed_in_the_palette_stays_there_when_kept_work_is_offered() {
    let mut story = with_kept_work();
    story.hold().keys("<enter><ctrl-p>bo").release();
    assert_eq!(listener(&story), Context::Palette);
    story.blindly(&["d", "y"], FAST).sees("body").sees("Everything");
    assert!(story.kept_file("12345").exists(), "what was kept is thrown away");
    // What lies below it is answered first.
    story.keys("<ctrl-u>warehouse<enter>").sees("something else came up meanwhile");
    story.blindly(&["enter"], FAST).sees("Press enter once more: restore. This had only just come up.");
    assert_eq!(listener(&story), Context::Recovery);
    story.blindly(&["d", "y"], FAST).sees("Press y once more: discard. This had only just come up");
    assert!(story.kept_file("12345").exists());
    story.keys("<esc><enter>").sees("1 change is back");
}

#[test]
fn an_offer_that_comes_by_itself_hears_no_key_that_was_on_its_way() {
    let mut story = with_kept_work();
    story.blindly(&["enter", "enter", "d", "y"], FAST);
    assert_eq!(listener(&story), Context::Recovery);
    story.sees("Press enter once more: restore. ");
    assert!(story.kept_file("12345").exists());
    // As long as keys go on coming they are none of its own.
    for _ in 0..20 {
        story.blindly(&["d"], FAST);
    }
    assert_eq!(listener(&story), Context::Recovery);
    story.keys("<enter>").sees("1 change is back");
}

#[test]
fn a_connector_that_was_made_hears_nothing_that_was_typed_for_the_palette() {
    let mut story = Story::at_the_list();
    story.keys("nNew one<enter>").sees("New one").hold().keys("y<ctrl-p>emp");
    assert_eq!(listener(&story), Context::Palette);
    story.release().blindly(&["t", "y", "q"], FAST).paste("x");
    assert_eq!(listener(&story), Context::Form);
    assert!(!story.ended);
    assert_eq!(story.sent(), [""; 0]);
    story.sees("Nothing was pasted: this came up meanwhile.");
    story.keys("t").sees("Set live");
}

#[test]
fn what_comes_from_a_file_lies_below_what_is_typed_meanwhile() {
    let mut story = Story::keeping("12345");
    fs::write(story.state_folder().join("edits.json"), json!({"name": "Other"}).to_string()).unwrap();
    story.keys("i~/edits.json").hold().keys("<enter>").keys("<ctrl-p>r").release();
    assert_eq!(listener(&story), Context::Palette);
    story.blindly(&["u", "s"], FAST);
    assert_eq!(story.text_of("name"), "Other", "a letter of the palette took it back");
    story.keys("<esc>");
    assert_eq!(listener(&story), Context::Taken);
}

#[test]
fn a_choice_between_theirs_and_mine_lies_below_what_is_typed_meanwhile() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>s").someone_changes("12345", json!({"name": "Theirs"}));
    story.hold().keys("<enter><ctrl-p>i").release();
    assert_eq!(listener(&story), Context::Palette);
    story.blindly(&["t", "e", "m"], FAST).keys("<esc>");
    assert_eq!(listener(&story), Context::Choosing);
    assert!(story.text_of("name").ends_with('!'), "a letter of the palette chose");
    assert_eq!(story.sent(), [""; 0]);
}

#[test]
fn a_choice_that_comes_in_the_place_of_the_review_hears_no_key_that_was_on_its_way() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>s").someone_changes("12345", json!({"name": "Theirs"}));
    story.keys("<enter>").blindly(&["t", "e", "enter"], FAST);
    assert_eq!(listener(&story), Context::Choosing);
    assert!(story.text_of("name").ends_with('!'));
    story.keys("t");
    assert_eq!(story.text_of("name"), "Theirs");
}

#[test]
fn what_was_reviewed_goes_out_below_the_palette_and_says_what_else_lies_over_it() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>s").hold().keys("<enter><ctrl-p>hist").release();
    assert_eq!(story.sent().len(), 1);
    assert_eq!(listener(&story), Context::Palette);
    story.sees("hist");
}

#[test]
fn a_key_that_is_pressed_twice_agrees_to_nothing_that_it_opened() {
    for (open, keys, asked) in [
        ("<enter>!<esc><ctrl-p>review", ["enter", "enter"], Context::Review),
        ("", ["D", "enter"], Context::Prompt),
        ("<enter>!<esc>", ["s", "enter"], Context::Review),
        ("", ["t", "y"], Context::Flip),
        ("<enter>!<esc>", ["R", "y"], Context::RevertAll),
        ("<enter>!<esc>", ["q", "d"], Context::Leaving),
    ] {
        let mut story = Story::in_connector("12356");
        story.keys(open).blindly(&keys, FAST);
        assert_eq!(listener(&story), asked, "{open} {keys:?}");
        story.sees(" once more: ").sees("This had only just come up.");
        assert!(!story.ended);
        assert_eq!(story.sent(), [""; 0], "{open} {keys:?}");
        story.wait(Duration::from_millis(700)).blindly(&keys[1..], 0);
        assert!(
            story.ended || listener(&story) != asked,
            "it is heard once it could be seen: {open} {keys:?}"
        );
    }
}

#[test]
fn a_key_that_is_held_down_agrees_to_nothing_that_it_opened() {
    let mut story = Story::in_connector("12356");
    story.keys("<enter>!<esc><ctrl-p>review").blindly(&["enter"], FAST);
    // A keyboard repeats the first time after half a second.
    story.blindly(&["enter"], 500);
    for _ in 0..60 {
        story.blindly(&["enter"], 33);
    }
    assert_eq!(story.sent(), [""; 0]);
    story.keys("<enter>").sees("Sent: Name.");
}

#[test]
fn what_is_left_out_has_to_be_seen_too() {
    let mut story = Story::in_connector("12356");
    story.go_to("Name").keys("<enter>!<esc>").go_to("URL").keys("<enter>x<esc>s");
    story.wait(Duration::from_secs(1)).blindly(&["space", "enter"], FAST);
    assert_eq!(story.sent(), [""; 0]);
}

#[test]
fn ctrl_c_is_heard_whatever_came_up() {
    let mut story = with_kept_work();
    story.blindly(&["enter", "ctrl-c"], 1);
    assert!(story.ended);
}

#[test]
fn a_made_connector_that_failed_is_not_made_again_by_a_second_key() {
    let mut story = Story::at_the_list();
    story.canned("POST", "/data_connectors", 422, &crate::support::refusal("parameter_invalid", "no"));
    story.keys("nNew one<enter>").wait(Duration::from_secs(1)).blindly(&["y", "y"], FAST);
    assert_eq!(story.count("POST", "/data_connectors"), 1);
}

#[test]
fn who_is_in_a_hurry_is_heard_within_a_second_and_a_key_that_is_held_down_never() {
    let sends = |gap: u64, times: u64| {
        let mut story = Story::in_connector("12356");
        story.keys("<enter>!<esc>").blindly(&["s"], FAST);
        for _ in 0..times {
            story.wait(Duration::from_millis(gap)).blindly(&["enter"], FAST);
        }
        story.sent().len()
    };
    assert_eq!((sends(200, 2), sends(200, 6)), (0, 1), "tapped");
    assert_eq!((sends(100, 2), sends(100, 9)), (0, 1), "tapped faster");
    assert_eq!(sends(30, 60), 0, "held down");
    // From the list of everything the same key has opened the review.
    let mut story = Story::in_connector("12356");
    story.keys("<enter>!<esc><ctrl-p>review").blindly(&["enter"], FAST);
    for _ in 0..3 {
        story.wait(Duration::from_millis(450)).blindly(&["enter"], FAST);
    }
    assert_eq!(story.sent().len(), 1);
}

#[test]
fn a_key_that_is_held_down_while_work_is_offered_does_not_bring_it_back() {
    let mut story = with_kept_work();
    story.blindly(&["enter"], FAST);
    assert_eq!(listener(&story), Context::Recovery);
    story.wait(Duration::from_millis(500));
    for _ in 0..30 {
        story.blindly(&["enter"], 33);
    }
    assert_eq!(listener(&story), Context::Recovery);
    story.wait(Duration::from_millis(700)).blindly(&["enter"], FAST).sees("1 change is back");
}
