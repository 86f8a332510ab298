//! Everything in one list: found by a few letters, done or gone to, and never around what stands before it.

use crate::support::{Begin, Story};
use patchpanel::app::command::Context;

#[test]
fn a_few_letters_find_a_command_with_its_key() {
    let mut story = Story::in_connector("12345");
    story.keys("<ctrl-p>hist").sees("List the steps").sees("3 of").keys("<enter>").sees(" History ");
}

#[test]
fn a_command_of_the_fields_is_done_from_an_open_text_and_nothing_typed_is_lost() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter> (EU)<ctrl-p>compare<enter>").sees(" Compare ");
    story.keys("<esc>").sees("✎ 1 change");
    assert_eq!(story.short_value("Name"), "Order Status Service (EU)");
    story.keys("u").sees("no changes");
}

#[test]
fn a_field_is_gone_to_from_anywhere() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter><ctrl-p>audien<enter>");
    assert_eq!(story.current(), Some("Audiences"));
    story.keys("/tokens<enter>");
    assert_eq!(story.current(), Some("Tokens"));
    story.keys("/").sees(" Find a field ").does_not_see("draft/live").keys("<esc>");
}

#[test]
fn another_connector_is_opened_and_unsent_edits_stay() {
    let mut story = Story::at_the_list();
    story.keys("<enter>");
    let name = story.short_value("Name");
    story.go_to("Name").keys("<enter>!<ctrl-p>warehouse<enter>");
    assert_eq!(story.short_value("Name"), "Warehouse stock");
    story.keys("<ctrl-p>").keys(&name.replace(' ', "")).sees("✎ 1").keys("<enter>").sees("✎ 1 change");
    assert_eq!(story.short_value("Name"), format!("{name}!"));
}

#[test]
fn what_cannot_be_done_now_says_why_and_what_is_heard_elsewhere_says_where() {
    let mut story = Story::in_connector("12345");
    story
        .keys("<ctrl-p>review")
        .sees("nothing is changed")
        .keys("<enter>")
        .sees("Review: nothing is changed.");
    story
        .keys("<ctrl-u>fix spelling")
        .sees("only in: Findings")
        .keys("<enter>")
        .sees("Fix spelling: only in: Findings.")
        .sees("Everything");
    story
        .keys("<ctrl-u>zzzz")
        .sees("Nothing is called that.")
        .keys("<enter>")
        .sees("Nothing is called that.");
}

#[test]
fn nothing_that_agrees_to_something_is_done_from_the_list() {
    for (keys, command, reason) in [
        ("<enter>!<esc>s", "send", "only by its own key"),
        ("t", "confirm-flip", "only by its own key"),
        ("<enter>!<esc>R", "confirm-revert-all", "only by its own key"),
        ("<enter>!<esc>q", "discard", "only by its own key"),
        ("X", "delete", "it is live"),
    ] {
        let mut story = Story::in_connector("12345");
        story.keys(keys).keys("<ctrl-p>").keys(command).sees(reason).keys("<enter><enter>");
        assert_eq!(story.app.contexts()[0], Context::Palette, "{command}");
        assert_eq!(story.sent(), [""; 0], "{command}");
        story.keys("<esc>");
        assert!(!story.ended);
    }
    let mut story = Story::in_connector("12374");
    story.keys("X12374<ctrl-p>answer-prompt").sees("only by its own key").keys("<enter>");
    assert_eq!(story.count("DELETE", "/data_connectors/12374"), 0);
}

#[test]
fn movement_is_found_by_who_looks_for_it() {
    let mut story = Story::in_connector("12345");
    story.keys("<ctrl-p>").does_not_see("page down").keys("page down").sees("One page down");
}

#[test]
fn pressed_again_it_closes_and_everything_is_as_it_was() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>abc");
    let before = story.screen();
    story.keys("<ctrl-p>x<ctrl-p>");
    assert_eq!(story.screen(), before);
    story.keys("d");
    assert!(story.text_of("name").ends_with("abcd"));
}

#[test]
fn it_fits_the_smallest_screen() {
    let mut story = Story::begin(&Begin { open: Some("12345"), size: (40, 12), ..Begin::default() });
    story.keys("<ctrl-p>url").sees("URL").sees("find  url");
}
