//! What a look at a connector finds before the server says no, and the way from there to the mending.

use super::support::Story;
use patchpanel::app::form::Pane;
use serde_json::json;

#[test]
fn a_finding_stands_where_one_types_and_is_gone_when_it_is_mended() {
    let mut story = Story::in_connector("12345");
    story.does_not_see("⚠").go_to("URL").keys("<enter>?m={{mesage}}");
    story.sees("⚠ {{mesage}} in URL is not a data input; did you").sees("Fields · the draft · ⚠ 1");
    story.sees("URL ⚠");
    story
        .keys("<backspace><backspace>")
        .does_not_see("did you mean")
        .keys("<ctrl-w><ctrl-u>")
        .does_not_see("mesage");
}

#[test]
fn findings_never_stand_in_the_way() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>/{{zip}}/{{}}<esc>").send();
    assert_eq!(
        story.sent_once(),
        json!({"url": "https://api.example.com/orders/{{order_id}}/status/{{zip}}/{{}}"})
    );
}

#[test]
fn the_list_names_severity_sentence_and_source_and_goes_there() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>/{{zip}}<esc>").go_to("Data inputs").keys("<enter>llll<enter>");
    story.keys("<ctrl-u><esc><esc>w").sees("Findings · 2 · one has to be mended first");
    story.sees("✗ order_id has no description, which the API requires for each input");
    story
        .sees("documented by the API")
        .sees("⚠ {{zip}} in URL is not a data input")
        .sees("not documented; caution");
    story.keys("j<enter>").sees("URL ● changed · editing");
    let (column, _) = story.cursor().unwrap();
    let screen = story.screen();
    let line = screen.lines().find(|line| line.contains("{{zip}}")).unwrap().to_owned();
    let before = line.split("{{zip}}").next().unwrap().chars().count();
    assert_eq!(usize::from(column), before, "the cursor stands on it:\n{screen}");
    story.keys("<esc>w<enter>").sees("Description of order_id · editing");
}

#[test]
fn one_key_fixes_the_spelling_as_one_step() {
    let mut story = Story::in_connector("12345");
    story.go_to("Body").keys("<enter><ctrl-end> {{mesage}} {{mesage}}<esc>w").keys("f");
    story.sees("mesage is message in Body now, in 2 places. u takes it back.").sees("Nothing was found");
    story.keys("<esc>").sees("{\"text\": \"{{message}}\"} {{message}} {{message}}");
    story.keys("u").sees("{{mesage}} {{mesage}}").keys("u").sees("no changes");
}

#[test]
fn one_key_creates_the_missing_input_and_asks_for_its_description() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>/{{zip}}<esc>wa").sees("zip is a data input now. It needs a description");
    story
        .sees("Description of zip · editing")
        .keys("The postcode<esc><esc>")
        .does_not_see("⚠ {{zip}}")
        .send();
    let sent = story.sent_once();
    assert_eq!(sent["data_inputs"][2]["name"], "zip");
    assert_eq!(sent["data_inputs"][2]["description"], "The postcode");
    let mut story = Story::in_connector("12345");
    story
        .go_to("URL")
        .keys("<enter>/{{zip}}<esc>wa<esc><esc>u")
        .sees("Undone: add the input zip.")
        .sees("✎ 1 change");
}

#[test]
fn what_a_hidden_header_value_holds_is_left_open() {
    let mut story = Story::in_connector("12345");
    story.go_to("Body").keys("<enter><ctrl-end><ctrl-u><esc>w");
    story.sees("· message is used nowhere that can be seen; hidden header values may use it");
}

#[test]
fn a_variable_in_a_typed_header_value_counts_and_an_undeclared_one_is_not_written_out() {
    let mut story = Story::in_connector("12345");
    story
        .never_shows("hushhush")
        .go_to("Headers")
        .keys("<enter>l<enter>")
        .paste("Bearer {{hushhush}} {{message}}");
    story.keys("<esc><esc>").go_to("Body").keys("<enter><ctrl-end><ctrl-u><esc>w");
    story
        .sees("a variable in the value of Authorization is not a data input")
        .does_not_see("is used nowhere");
}

#[test]
fn the_review_and_the_list_of_connectors_show_how_many_there_are() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("URL")
        .keys("<enter>/{{zip}}<esc>s")
        .sees("1 finding")
        .sees("⚠ {{zip}} in URL is not a data input");
    story.keys("<esc><esc>").sees("Order Status Service").sees("✎ 1 ⚠ 1");
}

#[test]
fn a_field_says_what_was_found_in_it() {
    let mut story = Story::in_connector("12346");
    story.go_to("Headers").sees("X-Api-Key looks like a credential").sees("a token is the safer place");
    story.go_to("Name").does_not_see("X-Api-Key looks like a credential, and header values");
    assert_eq!(story.app.form().unwrap().pane, Pane::Fields);
}

#[test]
fn a_long_text_is_looked_at_in_a_pause() {
    let mut story = Story::in_connector("12345");
    let body = "x".repeat(70_000);
    story.go_to("Body").keys("<enter>").paste(&format!("{body}{{{{zip}}}}")).does_not_see("{{zip}} in Body");
    story.keys("y").does_not_see("{{zip}} in Body");
    story.wait(std::time::Duration::from_millis(250)).sees("{{zip}} in Body is not a data input");
}

#[test]
fn a_client_side_connector_is_not_told_about_an_address() {
    let mut story = Story::in_connector("12366");
    story.keys("w").does_not_see("without a URL");
}

#[test]
fn going_live_without_an_address_is_told_in_the_question_before() {
    let mut story = Story::in_connector("12374");
    story.keys("w").does_not_see("without a URL").keys("<esc>t");
    story.sees("Set live").sees("it is live, or about to be, without a URL");
}

#[test]
fn a_misspelt_name_with_spaces_around_it_is_found_too() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>/{{ mesage }}<esc>");
    story.sees("· {{ mesage }} in URL is not a data input; did you mean").sees("message?");
}
