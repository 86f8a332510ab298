//! What arrives while something is open: it neither types over what is typed, nor moves it, nor is typed over.

use crate::support::{Story, refusal};
use patchpanel::app::command::Context;
use patchpanel::app::editor::exposed;
use patchpanel::edit::Value;
use serde_json::{Value as Json, json};
use std::time::Duration;

const HALF_A_MINUTE: Duration = Duration::from_secs(31);

fn value(story: &Story) -> &Value {
    let form = story.app.form().unwrap();
    form.draft.value(form.current().unwrap().0)
}

/// A change of the name is on its way; the look before it is answered, it is not.
fn name_in_flight(story: &mut Story) {
    story.go_to("Name").keys("<enter>!<esc>").in_flight("<ctrl-s><enter>");
}

fn with_first(rows: &Json, first: Json) -> Json {
    let mut rows = rows.as_array().unwrap().clone();
    rows.insert(0, first);
    json!(rows)
}

#[test]
fn a_typed_header_value_stays_with_its_row_when_an_answer_moves_the_rows() {
    let mut story = Story::in_connector("12361");
    let rows = story.stored("12361")["headers"].clone();
    name_in_flight(&mut story);
    story.go_to("Headers").keys("<enter>l<enter>").paste("first-secret");
    story.someone_changes(
        "12361",
        json!({"headers": with_first(&rows, json!({"name": "AAA", "value": "theirs"}))}),
    );
    story.release().keys("y<esc><esc>");
    let typed: Vec<(Option<&str>, Option<&str>)> =
        value(&story).rows().iter().map(|row| (row.cells[0].text(), exposed(&row.cells[1]))).collect();
    let first = rows[0]["name"].as_str();
    assert!(typed.contains(&(first, Some("first-secrety"))), "{typed:?}");
    assert!(typed.iter().all(|(name, text)| *name == first || text.is_none()), "{typed:?}");
}

#[test]
fn a_typed_cell_stays_with_its_row_when_an_answer_moves_the_rows() {
    let mut story = Story::in_connector("12356");
    let rows = story.stored("12356")["data_inputs"].clone();
    name_in_flight(&mut story);
    story.go_to("Data inputs").keys("<enter>llll<enter>x");
    let theirs = json!({"name": "aaa", "type": "string", "description": "Theirs"});
    story.someone_changes("12356", json!({"data_inputs": with_first(&rows, theirs)}));
    story.release().keys("y<esc><esc>");
    let rows_now = value(&story).rows();
    let of =
        |name: &str| rows_now.iter().find(|row| row.cells[0].text() == Some(name)).unwrap().cells[4].text();
    assert_eq!(of("aaa"), Some("Theirs"));
    let first = rows[0]["name"].as_str().unwrap();
    assert_eq!(of(first).unwrap(), format!("{}xy", rows[0]["description"].as_str().unwrap()));
}

#[test]
fn lines_that_came_with_an_answer_are_not_typed_over() {
    let mut story = Story::in_connector("12361");
    let body = story.stored("12361")["body"].as_str().unwrap().to_owned();
    name_in_flight(&mut story);
    story.go_to("Body").keys("<enter><ctrl-end># mine");
    story.someone_changes("12361", json!({"body": format!("# theirs\n{body}")}));
    story.release().keys("!<esc>");
    assert_eq!(value(&story).text().unwrap(), format!("# theirs\n{body}# mine!"));
    story.send();
    assert_eq!(story.stored("12361")["body"], format!("# theirs\n{body}# mine!"));
}

#[test]
fn letters_typed_into_a_cell_never_become_commands() {
    let mut story = Story::in_connector("12356");
    let rows = story.stored("12356")["data_inputs"].clone();
    let count = rows.as_array().unwrap().len();
    story.go_to("Data inputs").keys("<enter>llll<enter>");
    let theirs = json!({"name": "aaa", "type": "string", "description": "Theirs"});
    story.someone_changes("12356", json!({"data_inputs": with_first(&rows, theirs)})).wait(HALF_A_MINUTE);
    assert_eq!(story.app.contexts()[0], Context::Text);
    story.sees("Teammate 456 changed this connector").keys("Dad<esc>");
    assert_eq!(value(&story).rows().len(), count + 1, "theirs, and no other");
    let first = rows[0]["description"].as_str().unwrap();
    assert_eq!(value(&story).rows()[1].cells[4].text().unwrap(), format!("{first}Dad"));
}

#[test]
fn an_edited_text_that_is_only_open_shows_what_is_merged_into_it() {
    let mut story = Story::in_connector("12361");
    let body = story.stored("12361")["body"].as_str().unwrap().to_owned();
    story.go_to("Body").keys("<enter><ctrl-end># mine<esc><enter>");
    story.someone_changes("12361", json!({"body": format!("# theirs\n{body}")})).wait(HALF_A_MINUTE);
    story.keys("<ctrl-end>!<esc>");
    assert_eq!(value(&story).text().unwrap(), format!("# theirs\n{body}# mine!"));
}

#[test]
fn editing_one_overlap_decides_no_other() {
    let mut story = Story::in_connector("12361");
    let lines = |first: &str, last: &str| {
        let middle: Vec<String> = (0..40).map(|n| format!("line {n}")).collect();
        format!("{first}\n{}\n{last}", middle.join("\n"))
    };
    story.stores("12361", json!({"body": lines("a", "z")})).keys("<ctrl-r><esc>");
    story.go_to("Body").keys("<enter>mine <ctrl-end> mine<esc>");
    story.someone_changes("12361", json!({"body": lines("their a", "their z")})).wait(HALF_A_MINUTE);
    story.sees("You changed the same in Body in 2 places").keys("c").sees("2 choices").keys("e<esc><esc>");
    story.keys("s").sees("Not ready to send").sees("someone else changed this too");
    assert_eq!(story.sent(), Vec::<String>::new());
    story.keys("<enter>").sees("1 choice").keys("t").sees("All of it is chosen.").keys("s<enter>");
    assert_eq!(story.stored("12361")["body"], lines("mine a", "their z"));
}

#[test]
fn undoing_and_redoing_answers_no_open_question() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter><ctrl-u>Mine<esc>");
    story.someone_changes("12345", json!({"name": "Theirs"})).wait(HALF_A_MINUTE).sees("c chooses");
    story
        .keys("u")
        .sees("no changes")
        .keys("U")
        .sees("✎ 1 change")
        .keys("s")
        .sees("someone else changed this too");
    assert_eq!(story.sent(), Vec::<String>::new());
}

#[test]
fn a_choice_can_be_taken_back_whichever_it_was() {
    for (key, step) in [("m", "keep mine in Name"), ("t", "take theirs in Name")] {
        let mut story = Story::in_connector("12345");
        story.go_to("Name").keys("<enter><ctrl-u>Mine<esc>");
        story.someone_changes("12345", json!({"name": "Theirs"})).wait(HALF_A_MINUTE).keys("c").keys(key);
        story.keys("u").sees(&format!("Undone: {step}.")).keys("s").sees("someone else changed this too");
        story.keys("<esc>U");
        assert_eq!(story.app.form().unwrap().draft.conflicts().len(), 0, "{step}");
    }
}

#[test]
fn who_is_turned_away_stops_looking_and_a_passing_trouble_does_not_end_it() {
    let mut story = Story::in_connector("12345");
    story.cannot_be_read("12345", 401, &refusal("unauthorized", "no")).wait(HALF_A_MINUTE);
    story.sees("It is not read again by itself until ctrl-r works");
    let then = story.count("GET", "/data_connectors/12345");
    story.wait(HALF_A_MINUTE).wait(HALF_A_MINUTE);
    assert_eq!(story.count("GET", "/data_connectors/12345"), then);

    let mut story = Story::in_connector("12345");
    for _ in 0..2 {
        story.canned_with("GET", "/data_connectors/12345", 429, &[("retry-after", "1")], "{}");
    }
    story.wait(HALF_A_MINUTE).someone_changes("12345", json!({"name": "Theirs"})).wait(HALF_A_MINUTE);
    story.sees("Teammate 456 changed this connector");
}

#[test]
fn from_the_question_before_leaving_one_reviews_what_is_unsent() {
    let mut story = Story::at_the_list();
    // Left for its known header value only.
    story
        .keys("<enter>")
        .go_to("Headers")
        .keys("<enter>l<enter>Bearer x<esc><esc>")
        .send()
        .sees("Sent: Headers.");
    story.keys("<esc>j<enter>").go_to("Name").keys("<enter>!<esc><esc>").sees("Connectors");
    let unsent = story.app.unsent_connectors()[0].0.to_owned();
    story.keys("qs").sees(" Review ").sees(&format!("+ {unsent}"));
}
