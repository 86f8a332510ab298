//! The footer says what a key does where one is, and nothing that is told is cut without a sign.

use crate::support::Story;

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
