//! The footer says what a key does where one is, and nothing that is told is cut without a sign.

use crate::support::{Begin, Story};
use serde_json::json;
use std::time::Duration;

fn footer(story: &Story) -> String {
    story.screen().lines().last().unwrap_or_default().to_owned()
}

#[test]
fn a_key_is_called_by_what_it_does_next() {
    let mut story = Story::in_connector("12345");
    assert!(footer(&story).starts_with(" enter edit "));
    story.go_to("Response fields");
    assert!(footer(&story).starts_with(" enter read "), "{}", footer(&story));
    assert!(footer(&story).contains("esc connectors"));
    story.go_to("Name").keys("<enter>!<esc>").refuse_save(422, "parameter_invalid", "Name is taken").send();
    assert!(footer(&story).contains("esc close"), "it closes the failure first: {}", footer(&story));
    story.keys("<esc>");
    assert!(footer(&story).contains("esc connectors"));
}

#[test]
fn the_footer_of_a_question_says_what_its_answer_does() {
    let mut story = Story::in_connector("12356");
    for (keys, does) in [("X", "delete"), ("x", "write"), ("i", "load"), ("D", "go on")] {
        story.keys(keys);
        assert!(footer(&story).contains(&format!("enter {does}")), "{}", footer(&story));
        story.keys("<esc>");
    }
}

#[test]
fn where_one_pane_is_in_sight_the_way_to_the_next_one_is_shown() {
    let mut story = Story::in_connector("12345");
    story.resize(64, 20).sees("tab next pane").sees("esc connectors").sees("? help");
    story.resize(40, 12).sees("? help").sees("enter edit").does_not_see("tab next");
}

#[test]
fn what_is_told_of_a_text_is_told_in_a_small_terminal_too() {
    let mut story = Story::in_connector("12345");
    story.resize(64, 20).go_to("URL").keys("<enter>/{{mesage}}?q={{ order_id }}&x={{broken}");
    story.sees("did you mean").sees("a closing brace is missing").sees("spaces inside");
    story.resize(40, 12);
    assert!(story.screen().lines().any(|row| row.starts_with("│ … ")), "{}", story.screen());
    story.resize(64, 20).keys("<esc>w").sees("adds it as an").sees("input");
    story.keys("<esc>Y").sees("values masked");
}

#[test]
fn the_title_of_the_fields_keeps_the_number_of_findings() {
    let mut story = Story::in_connector("12346");
    story.resize(160, 45).sees("differs from live · ⚠ 1 ");
    story.resize(110, 32).sees("differs · ⚠ 1 ");
}

#[test]
fn in_the_smallest_terminal_names_questions_and_times_are_whole() {
    let mut story = Story::at_the_list();
    story.resize(40, 12).sees("Order Status Service").sees("CRM customer lookup");
    story.keys("<enter>").sees("  DEMO  Acme Support · US    ● LIVE ✎ 0").keys("<enter>!<esc>q");
    story.sees("k keep for later").sees("d discard").sees("esc stay");
    let (_, row) = story.cursor().expect("there is one");
    assert!(story.screen().lines().nth(row.into()).is_some_and(|row| row.contains("esc stay")));
    story.keys("<esc>").go_to("URL").keys("<enter>{{x}}<esc>w").sees("· none of them stands i…");
    story.keys("<esc>l").sees(" Took ").sees(" ms ");
}

#[test]
fn what_waits_to_be_sent_has_its_key_in_the_footer_at_every_width() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("URL").keys("<enter>x<esc>");
    for width in 40..=160 {
        story.resize(width, 20).sees("s review").sees("? help").sees("esc connectors");
    }
}

#[test]
fn the_footer_offers_the_choice_between_theirs_and_mine_as_long_as_it_waits() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>");
    assert!(!footer(&story).contains("c choose"));
    story.someone_changes("12345", json!({"name": "Theirs"})).wait(Duration::from_secs(31)).keys("<esc>");
    assert!(footer(&story).contains("c choose"), "{}", footer(&story));
    story.resize(64, 20);
    assert!(footer(&story).contains("c choose"), "{}", footer(&story));
}

#[test]
fn a_question_says_what_it_is_about_and_what_agrees_to_it_in_the_smallest_terminal() {
    let mut story = Story::in_connector("12356");
    story.resize(40, 12).keys("X").sees("Book a delivery slot").sees("enter delete   esc back").keys("<esc>");
    story.keys("x").sees("enter write   esc back").keys("<esc>");
    story.keys("t<pgdn><pgdn><pgdn>").sees("#12356").sees("y set it live").keys("<esc>");
    story.go_to("Name").keys("<enter>!<esc>s").sees("Review · #12356 · 1 change");
    let mut story = Story::begin(&Begin { open: Some("12356"), read_only: true, ..Begin::default() });
    for size in [(40, 12), (64, 20), (160, 45)] {
        story.resize(size.0, size.1).keys("t").sees("nothing is sent").keys("<esc>");
    }
}

#[test]
fn what_is_missing_is_told_whole_in_the_smallest_terminal() {
    let mut story = Story::in_connector("12356");
    story.go_to("Headers").keys("<enter>aX<esc><esc>").resize(40, 12).keys("s");
    story.sees("Content-Type: type its value; the").sees("server hides it").sees("more ↓");
    story.keys("j").sees("X: type its value;");
}

#[test]
fn what_is_said_is_whole_in_a_small_terminal_and_gives_its_rows_back() {
    let mut story = Story::in_connector("12345");
    story.resize(40, 12).keys("X").sees("only a draft").sees("can be deleted; t sets it to draft.");
    story.wait(Duration::from_secs(20)).sees("╰──────").does_not_see("sets it to draft");
}

#[test]
fn the_findings_are_a_key_away_from_where_they_are_told() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>/{{zip}}<esc>s").sees(" Review ").keys("w").sees(" Findings ");
    // Whatever is mended there, no review of the time before lies below.
    story.keys("<esc>").does_not_see(" Review ").keys("t").sees("set the state").keys("w").sees(" Findings ");
    story.keys("<esc>").does_not_see("set the state");
}

#[test]
fn esc_stops_what_is_tried_again_before_it_drops_the_filter() {
    let mut story = Story::at_the_list();
    story.keys("/slot<esc>").list_cannot_be_read(503, "{}").keys("<ctrl-r>");
    assert!(footer(&story).contains("esc stop"), "{}", footer(&story));
    story.keys("<esc>").does_not_see("Trying again").sees("slot");
}
