//! Draft to live and back: alone, deliberate, and without losing anything.

use crate::support::{Begin, Story};
use serde_json::json;

#[test]
fn a_flip_sends_the_state_and_nothing_else() {
    let mut story = Story::in_connector("12356");
    story.sees("○ DRAFT").go_to("Name").keys("<enter>!<esc>t");
    story.sees("Set live").sees("Book a delivery slot").sees("#12356").sees("in Acme Support · US");
    story.sees("○ DRAFT  →  ● LIVE").sees("Your unsent change stays unsent").sees("\"state\": \"live\"");
    assert_eq!(story.sent(), Vec::<String>::new());
    let shown = story.body_on_screen();
    story.keys("y").sees("Book a delivery slot is now live. 1 change is still unsent.").sees("● LIVE");
    assert_eq!(story.sent_once(), json!({"state": "live"}));
    assert_eq!(story.sent(), [shown]);
    story.sees("✎ 1 change");
    assert_eq!(story.short_value("Name"), "Book a delivery slot!");
    assert_eq!(story.stored("12356")["name"], "Book a delivery slot");
    assert_eq!(story.stored("12356")["state"], "live");
    // And back again, since nothing uses it.
    story.keys("t").sees("Set to draft").keys("y").sees("is now draft.").sees("○ DRAFT").sees("✎ 1 change");
    assert_eq!(story.sent()[1], "{\n  \"state\": \"draft\"\n}");
}

#[test]
fn only_a_deliberate_key_confirms_a_flip() {
    for keys in ["<enter>", "<space>", "Y", "<tab>", "s", "t", "x"] {
        let mut story = Story::in_connector("12356");
        story.keys("t").keys(keys).paste("y").sees("Set live");
        assert_eq!(story.sent(), Vec::<String>::new(), "{keys}");
    }
}

#[test]
fn esc_leaves_the_state_as_it_is() {
    for keys in ["<esc>", "n", "q"] {
        let mut story = Story::in_connector("12356");
        story.keys("t").keys(keys).does_not_see("Set live").sees("○ DRAFT").is_clean();
        assert!(!story.ended);
    }
}

#[test]
fn a_connector_in_use_stays_live_and_the_reason_is_in_words() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>t").sees("● LIVE  →  ○ DRAFT").sees("The server refuses this");
    story.keys("y").sees("The connector is used by a workflow or by Fin");
    story.sees("The state was not changed; your edits are kept.").sees("take it out there, then try again");
    story.sees("Request id ").sees("● LIVE").sees("✎ 1 change");
    assert_eq!(story.stored("12345")["state"], "live");
    assert_eq!(story.short_value("State"), "live");
    story.keys("<esc>").does_not_see("It did not work").send().sees("Sent: Name.");
}

#[test]
fn the_fields_in_which_the_versions_differ_are_named() {
    let mut story = Story::in_connector("12346");
    story.keys("t").sees("The draft and the live version differ in:");
    let screen = story.screen();
    for label in ["Name", "Description", "URL", "Body", "Audiences", "Customer code", "Data inputs", "Tokens"]
    {
        assert!(
            screen.contains(&format!("{label},")) || screen.contains(&format!("{label}.")),
            "{label}:\n{screen}"
        );
    }
    assert!(!screen.contains("Method,"), "{screen}");
    let mut story = Story::in_connector("12353");
    story.keys("t").sees("The draft and the live version are the same.");
    let mut story = Story::in_connector("12356");
    story.keys("t").sees("There is no other version to compare it with.");
}

#[test]
fn the_versions_can_still_be_compared_after_a_save() {
    let mut story = Story::in_connector("12353");
    story.go_to("Name").keys("<enter>!<esc>").send().keys("t");
    story.does_not_see("Only one of the two versions could be read");
}

#[test]
fn a_flip_with_an_unknown_outcome_says_so() {
    let mut story = Story::in_connector("12356");
    story.canned("PATCH", "/data_connectors/12356", 502, "<html>").keys("ty");
    story.sees("The state may or may not have changed; your edits are kept.").sees("Not applied: State.");
    assert_eq!(story.sent().len(), 1, "a flip is never repeated on its own");
    story.sees("○ DRAFT");
}

#[test]
fn a_flip_in_flight_can_neither_be_doubled_nor_left() {
    let mut story = Story::in_connector("12356");
    story.in_flight("ty").sees("Sending…").keys("ttq<esc><ctrl-c>s<ctrl-r>");
    assert_eq!(story.waiting(), 1);
    story.release();
    assert!(!story.ended);
    assert_eq!(story.sent(), ["{\n  \"state\": \"live\"\n}"]);
}

#[test]
fn nothing_is_flipped_when_started_read_only() {
    let mut story = Story::begin(&Begin { open: Some("12356"), read_only: true, ..Begin::default() });
    story.keys("t").sees("Started with --read-only: nothing is sent.").keys("y");
    story.sees("started with --read-only: nothing is sent");
    assert_eq!(story.sent(), Vec::<String>::new());
}

#[test]
fn a_state_that_is_not_known_is_not_flipped() {
    let mut story = Story::at_the_list();
    let odd = json!({"id": "12356", "name": "Odd", "state": "paused"}).to_string();
    for _ in 0..2 {
        story.canned("GET", "/data_connectors/12356", 200, &odd);
    }
    story.keys("/12356<enter>").sees("? PAUSED").keys("t").sees("its state is not one that patchpanel knows");
    assert_eq!(story.sent(), Vec::<String>::new());
}

#[test]
fn a_state_edited_among_the_fields_warns_that_it_goes_out_with_the_rest() {
    let mut story = Story::in_connector("12356");
    story.go_to("State").keys("<enter>l<enter>").go_to("Name").keys("<enter>!<esc>s");
    story.sees("⚠ sets the connector live, together with the other changes").keys("<enter>");
    assert_eq!(story.sent_once(), json!({"name": "Book a delivery slot!", "state": "live"}));
}
