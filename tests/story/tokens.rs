//! The tokens of a workspace: names for ids, ids to choose from, and ids that nobody knows.

use super::support::{Begin, Story};
use patchpanel::demo::Unknowns;
use serde_json::json;

#[test]
fn known_tokens_have_their_names_and_unknown_ones_are_shown_as_such() {
    let mut story = Story::in_connector("12346");
    let list = story.count("GET", "/auth_tokens");
    assert_eq!(list, 0, "nobody has looked at the tokens yet");
    story.go_to("Tokens").sees("7001");
    assert_eq!(story.count("GET", "/auth_tokens"), 1);
    let mut story = Story::in_connector("12360");
    story.go_to("Tokens").sees("7004").sees("not on the list that the API gives; kept as it is");
}

#[test]
fn a_token_is_attached_and_taken_off_from_the_list() {
    let mut story = Story::in_connector("12356");
    story.go_to("Tokens").keys("<enter>o").sees("the API's list is not complete").keys("<space>").sees("☑");
    story.keys("<esc><esc>").send();
    let sent = story.sent_once();
    assert_eq!(sent["token_ids"].as_array().map(Vec::len), Some(1), "{sent}");
    story.go_to("Tokens").keys("<enter>o<space><esc><esc>s").sees("removes the only token");
}

#[test]
fn an_id_that_is_not_on_the_list_can_be_typed_and_is_kept() {
    let mut story = Story::in_connector("12360");
    story.go_to("Tokens").keys("<enter>a9999<esc><esc>").send();
    assert_eq!(story.sent_once(), json!({"token_ids": ["7004", "9999"]}));
}

#[test]
fn a_workspace_without_the_list_is_nothing_wrong() {
    let mut unknowns = Unknowns::default();
    unknowns.set("auth-tokens", "not-found").unwrap();
    let mut story = Story::begin(&Begin { unknowns, open: Some("12346"), ..Begin::default() });
    story.go_to("Tokens").sees("7001").does_not_see("not on the list").keys("<enter>o");
    story.sees("This version of the API has no list of tokens");
}

#[test]
fn a_list_that_could_not_be_read_is_asked_for_again_and_hinders_nothing() {
    let mut story = Story::in_connector("12346");
    story.canned("GET", "/auth_tokens", 403, "{}").go_to("Tokens").keys("<enter>a1<esc>").sees("✎ 1 change");
    story.keys("o").keys("o").sees("the API's list is not complete");
}

#[test]
fn an_attached_token_that_is_not_on_the_list_can_be_taken_off_there_too() {
    let mut story = Story::in_connector("12360");
    story
        .go_to("Tokens")
        .keys("<enter>oG")
        .sees("☑ not on the list")
        .keys("<space><esc><esc>")
        .sees("✎ 1 change");
    story.keys("s").sees("removes the only token: 7004");
}
