//! What sending causes, in words: one story for each sentence.

use super::support::{Begin, Story};

/// A connector on a screen that shows the whole of a short review.
fn in_connector(id: &'static str) -> Story {
    Story::begin(&Begin { open: Some(id), size: (200, 120), ..Begin::default() })
}

/// The consequences that the review tells, without their marks' room.
fn told(story: &mut Story) -> Vec<String> {
    story.keys("<ctrl-s>").sees(" Review ");
    let screen = story.screen();
    let lines = screen.lines().map(|line| line.trim_matches(['│', ' ']).to_owned());
    let from = lines.skip_while(|line| line != "What it causes").skip(1);
    from.take_while(|line| !line.is_empty()).collect()
}

fn sample(story: &mut Story, text: &str) -> Vec<String> {
    story.go_to("Sample response").keys("<enter>").paste(text).keys("<esc>");
    told(story)
}

const LIVE: &str = "⚠ the connector is live: this may take effect at once";

#[test]
fn inputs_that_are_dropped_and_added_are_named() {
    let mut story = in_connector("12346");
    story.go_to("Data inputs").keys("<enter>dd<esc>").keys("<enter>acode<esc>llll<enter>A code<esc><esc>");
    assert_eq!(
        told(&mut story),
        [LIVE, "· replaces all 3 data inputs, dropping order_id and amount, adding code"]
    );
}

#[test]
fn removing_every_input_is_a_warning() {
    let mut story = in_connector("12346");
    story.go_to("Data inputs").keys("<enter>ddd<esc>");
    assert_eq!(told(&mut story), [LIVE, "⚠ removes all 3 data inputs: order_id, amount and reason"]);
}

#[test]
fn headers_that_are_dropped_are_named_and_their_values_are_not() {
    let mut story = in_connector("12346");
    story.never_shows("hush").go_to("Headers").keys("<enter>dl<enter>hush<esc><esc>");
    let told = told(&mut story);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].starts_with("· replaces all 2 headers, dropping "), "{told:?}");
}

#[test]
fn tokens_that_are_removed_are_named() {
    let mut story = in_connector("12350");
    story.go_to("Tokens").keys("<enter>d<esc>");
    assert_eq!(told(&mut story), [LIVE, "⚠ removes 1 token: 7001"]);
    story.keys("<esc>").go_to("Tokens").keys("<enter>d<esc>");
    assert_eq!(told(&mut story), [LIVE, "⚠ removes all 2 tokens: 7001 and 7002"]);
}

#[test]
fn audiences_are_opened_and_closed() {
    let mut story = in_connector("12346");
    story.go_to("Audiences").keys("<enter>u<space>v<space><esc>");
    assert_eq!(told(&mut story), [LIVE, "· opens it to visitors", "· closes it to users"]);
}

#[test]
fn it_is_handed_to_fin_and_taken_from_it() {
    let mut story = in_connector("12345");
    story.go_to("Fin may use it").keys("<space>");
    assert_eq!(told(&mut story), [LIVE, "· hands it to Fin, which may then call it on its own"]);
    let mut story = in_connector("12346");
    story.go_to("Fin may use it").keys("<space>");
    assert_eq!(told(&mut story), [LIVE, "· takes it from Fin: only workflows call it then"]);
}

#[test]
fn the_customer_code_is_turned_on_and_off() {
    let mut story = in_connector("12345");
    story.go_to("Customer code").keys("<space>");
    assert_eq!(told(&mut story), [LIVE, "· turns the customer code on: it is asked for before each run"]);
    let mut story = in_connector("12346");
    story.go_to("Customer code").keys("<space>");
    assert_eq!(told(&mut story), [LIVE, "⚠ turns the customer code off: it runs without one"]);
}

#[test]
fn it_becomes_public_and_is_so_no_longer() {
    let mut story = in_connector("12345");
    story.go_to("Public").keys("<space>");
    assert_eq!(told(&mut story), [LIVE, "⚠ makes it public: it runs without authentication"]);
    let mut story = in_connector("12358");
    story.go_to("Public").keys("<space>");
    assert_eq!(told(&mut story), [LIVE, "· makes it public no longer"]);
}

#[test]
fn a_draft_is_changed_without_a_word_and_its_state_with_one() {
    let mut story = in_connector("12356");
    story.go_to("Name").keys("<enter>!<esc>s").does_not_see("What it causes").keys("<esc>");
    story.go_to("State").keys("<enter>l<enter>");
    assert_eq!(told(&mut story), ["⚠ sets the connector live, together with the other changes"]);
    let mut story = in_connector("12345");
    story.go_to("State").keys("<enter>d<enter>");
    assert_eq!(told(&mut story), ["⚠ sets the connector to draft, together with the other changes"]);
}

#[test]
fn a_sample_names_the_response_fields_that_come_go_and_change() {
    let text = "{\"status\": 1, \"carrier\": \"P\", \"signature_required\": true, \"recipient\": {\"phone\": \"+46\"},
        \"a\": 1, \"b\": 1, \"c\": 1, \"d\": 1, \"e\": 1}";
    assert_eq!(
        sample(&mut in_connector("12345"), text),
        [
            LIVE,
            "⚠ makes new response fields in the place of all 6, which cannot be undone from here",
            "⚠ 2 response fields most likely disappear: eta and parcels",
            "⚠ 1 response field most likely changes its type: status from string to integer",
            "⚠ 1 response field most likely loses its redaction: recipient.phone",
            "⚠ switches the response type to mock, which cannot be undone from here",
            "· 5 response fields most likely appear: a, b, c and 2 more",
        ]
    );
}

#[test]
fn a_sample_names_what_object_mappings_will_not_find() {
    let text = "{\"customer\": {\"locale\": \"sv\", \"is_business\": true}, \"account\": {\"tier\": \"a\", \"health\": {\"score\": 1}},
        \"last_order\": {\"id\": \"1\", \"shipment\": {\"eta\": \"2026-01-01T00:00:00Z\"}}, \"last_ticket\": {\"id\": \"1\"}}";
    let told = sample(&mut in_connector("12352"), text);
    let gone = "⚠ an object mapping points at a path that most likely vanishes: customer.segment (stored as custom_attributes.segment)";
    assert!(told.iter().any(|line| line == gone), "{told:#?}");
    let told = sample(&mut in_connector("12352"), "{}");
    let gone = "⚠ object mappings point at ";
    assert!(
        told.iter().any(|line| line.starts_with(gone) && line.contains("that most likely vanish: customer,")),
        "{told:#?}"
    );
}

#[test]
fn a_sample_that_changes_nothing_but_examples_says_so_and_mock_stays_mock() {
    let mut story = in_connector("12361");
    let text = "{\"valid\": true, \"confidence\": 0.50, \"suggestions\": [{\"line_1\": \"a\", \"postcode\": \"b\"}]}";
    assert_eq!(
        sample(&mut story, text),
        [
            LIVE,
            "⚠ makes new response fields in the place of all 4, which cannot be undone from here",
            "· most likely the same response fields as now, with the sample's values as examples",
        ]
    );
}

#[test]
fn the_first_sample_makes_the_first_response_fields() {
    assert_eq!(
        sample(&mut in_connector("12356"), "{\"slot\": \"2026-04-02T16:00:00Z\"}"),
        [
            "⚠ makes the first response fields, which cannot be undone from here",
            "⚠ switches the response type to mock, which cannot be undone from here",
            "· 1 response field most likely appears: slot",
        ]
    );
}

#[test]
fn what_is_left_out_causes_nothing() {
    let mut story = in_connector("12345");
    story.go_to("Public").keys("<space>").go_to("Sample response").keys("<enter>{}<esc>s<tab><space>");
    story.does_not_see("response fields").sees("makes it public");
}
