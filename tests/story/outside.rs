//! What there is beside the terminal: the clipboard, the person's own editor; and tables that are read, not edited.

use super::support::{Begin, Story};
use jiff::tz::{Offset, TimeZone};
use serde_json::json;
use std::time::Duration;

fn with_editor(id: &'static str, editor: &'static str) -> Story {
    Story::begin(&Begin { open: Some(id), editor: Some(editor), ..Begin::default() })
}

// Copying.

#[test]
fn a_value_a_cell_and_a_table_are_copied() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("y").sees("Copied URL.");
    assert_eq!(story.clipboard(), "https://api.example.com/orders/{{order_id}}/status");
    story.go_to("Data inputs").keys("<enter>jy").sees("Copied Name of this row.");
    assert_eq!(story.clipboard(), "message");
    story.keys("Y").sees("Copied Data inputs with its headings.");
    assert_eq!(
        story.clipboard(),
        "Name\tType\tRequired\tDefault\tDescription\n\
         order_id\tstring\ttrue\t\tThe number of the order, such as A-1042\n\
         message\tstring\tfalse\t\tWhat the customer wrote, in their own words\n"
    );
}

#[test]
fn what_would_be_sent_is_copied_with_masks() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Headers")
        .keys("<enter>l<enter>Bearer-hush<esc><esc><shift-tab>y")
        .sees("Copied what would be sent");
    assert!(story.clipboard().contains("\"name\": \"Authorization\""), "{}", story.clipboard());
    assert!(!story.clipboard().contains("hush"));
}

#[test]
fn a_header_value_is_never_copied() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Headers")
        .keys("<enter>l<enter>Bearer-hush<esc>y")
        .sees("there is nothing here that can be copied");
    story.keys("Y").sees("Copied Headers with its headings.");
    assert_eq!(story.clipboard(), "Name\tValue\nAuthorization\t\n");
}

#[test]
fn what_lies_in_the_clipboard_is_inserted_where_one_types() {
    let mut story = Story::in_connector("12345");
    story.copies("?v=2\n").go_to("URL").keys("<enter><ctrl-v><esc>").sees("status?v=2").sees("✎ 1 change");
    story.keys("u").sees("Undone: paste into URL.");
}

#[test]
fn a_clipboard_that_comes_after_the_text_was_left_is_pasted_nowhere() {
    let mut story = Story::in_connector("12345");
    story.copies("late").go_to("URL").keys("<enter>").hold().keys("<ctrl-v><esc>").release();
    story.sees("Nothing was pasted: the text was left meanwhile.").sees("no changes");
}

// Tables that are read.

#[test]
fn response_fields_are_a_table_to_walk_search_and_copy() {
    let mut story = Story::in_connector("12352");
    story.go_to("Response fields").keys("<enter>").sees("Response fields · read-only").sees("Path of");
    story.keys("/").sees("Find in this table").keys("loyalty<enter>");
    let first = story.screen();
    story.keys("n");
    assert_ne!(story.screen(), first, "n goes on");
    story.keys("N");
    assert_eq!(story.screen(), first, "N goes back");
    story.keys("y");
    assert!(story.clipboard().contains("loyalty"), "{}", story.clipboard());
    story.keys("/no-such-thing<enter>").sees("Nothing in this table holds \"no-such-thing\".");
    story.keys("Y");
    assert_eq!(story.clipboard().lines().count(), 201, "a heading and all rows");
}

#[test]
fn a_table_that_is_only_read_takes_no_edit_and_says_so() {
    let mut story = Story::in_connector("12352");
    story.go_to("Response fields").keys("<enter>");
    for key in ["<enter>", "a", "d", "D", "J", "K", "<space>"] {
        story.keys(key).sees("read-only in the API").sees("no changes");
    }
    story.keys("<esc>").sees("▸   Response fields");
}

#[test]
fn an_object_mapping_shows_what_it_maps_under_its_headings() {
    let mut story = Story::in_connector("12352");
    story
        .go_to("Object mappings")
        .keys("<enter>ll")
        .sees("Attributes of")
        .sees("Attribute")
        .sees("primitive_mapping");
}

// The person's own editor.

#[test]
fn a_text_goes_to_the_editor_and_comes_back_as_one_step() {
    let mut story = with_editor("12345", "sh -c 'printf \", more\" >> \"$0\"'");
    story.go_to("Description").keys("<ctrl-e>").sees("fulfillment API, more").sees("✎ 1 change");
    story.keys("u").sees("Undone: edit Description outside.").sees("no changes");
}

#[test]
fn what_was_typed_before_is_a_step_of_its_own_and_the_text_is_open_again() {
    let mut story = with_editor("12345", "sh -c 'printf 2 >> \"$0\"'");
    story.go_to("URL").keys("<enter>1<ctrl-e>").sees("status12").sees("URL ● changed · editing");
    story.keys("<esc>u").sees("was").sees("status1").keys("u").sees("no changes");
}

#[test]
fn a_cell_goes_there_too_and_stays_one_line() {
    let mut story = with_editor("12345", "sh -c 'printf \"a\\nb\" > \"$0\"'");
    story.go_to("Data inputs").keys("<enter>llll<ctrl-e>").sees("a b");
    assert!(story.sees("✎ 1 change").clipboard().is_empty());
}

#[test]
fn an_editor_that_fails_or_changes_nothing_leaves_the_text_as_it_was() {
    let mut story = with_editor("12345", "sh -c 'echo half > \"$0\"; exit 3'");
    story.go_to("Body").keys("<ctrl-e>").sees("the editor ended with status 3").sees("no changes");
    let mut story = with_editor("12345", "true");
    story.go_to("Body").keys("<ctrl-e>").sees("Nothing was changed in the editor.").sees("no changes");
    let mut story = with_editor("12345", "/nonexistent/editor");
    story.go_to("Body").keys("<ctrl-e>").sees("could not be started").sees("no changes");
}

#[test]
fn what_someone_else_changes_meanwhile_waits_until_the_editor_is_closed() {
    let mut story = with_editor("12345", "sh -c 'printf \"mine\" > \"$0\"'");
    story.go_to("Description").hold().keys("<ctrl-e>");
    story.someone_changes("12345", json!({"description": "theirs", "name": "Theirs"}));
    // The reading that is due meanwhile comes first.
    story.wait(Duration::from_secs(31));
    story.answer_last();
    story.sees("Order Status Service  #12345").does_not_see("Theirs  #12345");
    story.release().sees("mine").sees("Theirs  #12345").sees("c chooses");
}

#[test]
fn a_header_value_is_never_given_to_another_program() {
    let mut story = with_editor("12345", "sh -c 'echo leaked > \"$0\"'");
    story
        .go_to("Headers")
        .keys("<enter>l<ctrl-e>")
        .sees("only a text that is no secret can be given to another editor");
    story.sees("no changes");
}

// Times.

#[test]
fn a_time_is_local_and_relative_and_exact_on_demand() {
    let zone = TimeZone::fixed(Offset::constant(9));
    let mut story = Story::begin(&Begin { open: Some("12345"), zone: Some(zone), ..Begin::default() });
    let exact = story.stored("12345")["updated_at"].as_str().unwrap().to_owned();
    story.go_to("Updated").sees("+09   2 h ago").does_not_see(&exact);
    story.keys("<enter>").sees(&format!("exactly  {exact}")).keys("y");
    assert_eq!(story.clipboard(), exact);
}

#[test]
fn an_answer_that_comes_after_the_connector_was_left_is_put_nowhere() {
    let mut story = Story::at_the_list();
    story.keys("<enter>").hold().keys("i/in.json<enter><esc>").sees("Connectors");
    story.release().sees("came after its connector was left");
}

#[test]
fn an_editor_that_changes_nothing_makes_no_edit_of_a_text_that_is_not_one_line() {
    let mut story = with_editor("12356", "true");
    story.stores("12356", json!({"url": "https://logistics.example.com/a\nb"})).keys("<ctrl-r>");
    story.go_to("URL").keys("<ctrl-e>").sees("Nothing was changed in the editor.").sees("no changes");
}

#[test]
fn line_breaks_for_a_header_name_are_refused_as_in_a_paste() {
    let mut story = with_editor("12346", "sh -c 'printf \"X-A\\nX-B\" > \"$0\"'");
    story.go_to("Headers").keys("<enter><ctrl-e>").sees("this cell cannot hold them").sees("no changes");
}

#[test]
fn an_input_that_is_renamed_in_the_editor_is_offered_once_and_undo_takes_it_back_step_by_step() {
    let mut story = with_editor("12345", "sh -c 'printf order_no > \"$0\"'");
    story.go_to("Data inputs").keys("<enter><enter>x<ctrl-e>");
    story.sees("order_id is order_no now").keys("y<esc><esc>");
    story.go_to("URL").sees("{{order_no}}").keys("u<esc>").go_to("URL").sees("{{order_id}}");
    story.keys("u").sees("no changes");
}
