//! A connector is made, copied and deleted: what goes out is seen first, goes out once, and what cannot go along is named.

use super::support::{Begin, Story};
use serde_json::{Value, json};

impl Story {
    fn bodies(&self, method: &str) -> Vec<String> {
        let requests = self.demo.requests();
        let those = requests.iter().filter(|request| request.method == method);
        those.map(|request| String::from_utf8(request.body.to_vec()).unwrap()).collect()
    }

    fn made_once(&self) -> Value {
        let made = self.bodies("POST");
        assert_eq!(made.len(), 1, "{made:#?}");
        serde_json::from_str(&made[0]).unwrap()
    }
}

// New.

#[test]
fn a_new_connector_is_shown_before_it_is_made_and_is_a_draft() {
    let mut story = Story::at_the_list();
    story.keys("n").sees("New connector").keys("Parcel insurance<enter>");
    story
        .sees("A new connector")
        .sees("│ in Acme Support · US")
        .sees("POST /data_connectors")
        .sees("\"name\": \"Parcel insurance\"");
    assert_eq!(story.count("POST", "/"), 0, "nothing goes out before y");
    story.keys("<enter>");
    assert_eq!(story.count("POST", "/"), 0, "enter is not y");
    story.keys("y").sees("Made: Parcel insurance. It is a draft").sees("Parcel insurance").sees("○ DRAFT");
    assert_eq!(story.made_once(), json!({"name": "Parcel insurance"}));
    story.keys("<esc>").sees("▸ ○ draft").sees("Parcel insurance");
}

#[test]
fn a_new_connector_can_be_left_and_its_name_changed() {
    let mut story = Story::at_the_list();
    story
        .keys("n<enter>")
        .sees("A connector needs a name.")
        .keys("One<enter>e two<enter>")
        .sees("\"One two\"");
    story.keys("<esc>").does_not_see("What goes out");
    assert_eq!(story.count("POST", "/"), 0);
}

#[test]
fn a_refused_creation_says_why_and_can_be_mended() {
    let mut story = Story::at_the_list();
    let answer =
        json!({"type": "error.list", "errors": [{"code": "parameter_invalid", "message": "Name is taken"}]});
    story.canned("POST", "/data_connectors", 422, &answer.to_string());
    story.keys("nTwin<enter>y").sees("No connector was made.").sees("The server said: Name is taken");
    story.keys("e 2<enter>y").sees("Made: Twin 2.");
}

#[test]
fn a_creation_without_an_answer_is_not_repeated_and_the_list_tells_what_became_of_it() {
    let mut story = Story::at_the_list();
    story.lost_answer("POST", "/data_connectors");
    let lists = story.count("GET", "/data_connectors?");
    story.keys("nLost<enter>y").sees("The connector may or may not have been made.");
    assert!(story.count("GET", "/data_connectors?") > lists, "the list is read again");
    story.keys("y").sees("it may have been made: look in the list first");
    assert_eq!(story.count("POST", "/"), 1, "the same key makes no second one");
    story.keys("<esc>").sees("Lost");
}

#[test]
fn while_a_connector_is_being_made_one_cannot_leave() {
    let mut story = Story::at_the_list();
    story.keys("nSlow<enter>").hold().keys("y").sees("Sending…").keys("<esc>y<ctrl-c>");
    story.sees("wait for the answer to what was sent");
    story.release().sees("Made: Slow.");
    assert!(!story.ended);
    assert_eq!(story.count("POST", "/"), 1);
}

#[test]
fn nothing_is_made_or_deleted_when_started_read_only() {
    let mut story = Story::begin(&Begin { read_only: true, ..Begin::default() });
    for key in ["n", "D", "X"] {
        story.keys(key).sees("started with --read-only");
    }
    let mut story = Story::at_the_list();
    story.keys("nName<enter>").sends_nothing().keys("y").sees("--read-only").sees("connector was made.");
    let mut story = Story::in_connector("12356");
    story
        .sends_nothing()
        .keys("XBook a delivery slot<enter>")
        .sees("--read-only")
        .sees("Nothing was deleted.");
    assert_eq!(story.count("POST", "/") + story.count("DELETE", "/"), 0);
}

// Copies.

#[test]
fn a_copy_takes_along_what_it_can_and_names_what_it_cannot() {
    let mut story = Story::in_connector("12346");
    story.keys("D<enter>").sees("A copy").sees("What does not go along");
    story.sees("the server hides the values of Content-Type, X-Api-Key").sees("a new connector is a draft");
    story.sees("the server never returns it").sees("read-only in the API: Response fields");
    story.keys("Gy").sees("Made: ").sees("(copy)");
    let (made, source) = (story.made_once(), story.stored("12346"));
    for key in ["description", "http_method", "url", "body", "audiences", "data_inputs", "token_ids"] {
        assert_eq!(made[key], source[key], "{key}");
    }
    for key in ["headers", "state", "id", "response_fields", "mock_response"] {
        assert!(made.get(key).is_none(), "{key}");
    }
    assert_eq!(made["name"], format!("{} (copy)", source["name"].as_str().unwrap()));
}

#[test]
fn the_names_of_hidden_headers_are_prepared_in_the_copy_and_their_values_asked_for() {
    let mut story = Story::in_connector("12346");
    story.keys("D<enter>Gy").go_to("Headers").sees("✎ 1 change").sees("2 · Content-Type, X-Api-Key");
    story.keys("s").sees("Not ready to send").sees("X-Api-Key: type its value");
    story.keys("<esc>u").sees("no changes");
}

#[test]
fn a_header_value_that_was_typed_in_this_run_goes_along_and_shows_nowhere() {
    let mut story = Story::in_connector("12345");
    story
        .never_shows("Bearer-hush")
        .go_to("Headers")
        .keys("<enter>l<enter>")
        .paste("Bearer-hush")
        .keys("<esc><esc>");
    story.keys("D<enter>").sees("\"value\": \"••••••••\"").keys("Gy").sees("Made:");
    assert_eq!(story.made_once()["headers"], json!([{"name": "Authorization", "value": "Bearer-hush"}]));
}

#[test]
fn a_copy_from_the_list_opens_its_source_first_and_leaves_its_edits_alone() {
    let mut story = Story::at_the_list();
    story.keys("/slot<enter>").go_to("Name").keys("<enter>!<esc><esc>D").sees("A copy of this connector");
    story.keys("<enter>Gy").sees("Made: Book a delivery slot! (copy)").keys("<esc>").sees("✎ 1");
    assert_eq!(story.stored("12356")["name"], "Book a delivery slot");
}

// Deleting.

#[test]
fn a_draft_is_deleted_after_its_name_was_typed() {
    let mut story = Story::in_connector("12356");
    story.keys("X").sees("Type that to delete it for good").keys("Book a delivery<enter>");
    story.sees("Nothing was deleted: that is not Book a delivery slot.");
    assert_eq!(story.count("DELETE", "/"), 0);
    // What was typed is there to be mended.
    story
        .sees("Delete this connector")
        .keys(" slot<enter>")
        .sees("Deleted: Book a delivery slot.")
        .does_not_see("#12356");
    assert_eq!(story.count("DELETE", "/data_connectors/12356"), 1);
    assert!(story.demo.stored("12356").is_none());
}

#[test]
fn a_live_connector_is_not_deleted_and_it_is_said_how_it_could_be() {
    let mut story = Story::in_connector("12345");
    story.keys("X").sees("it is live, and only a draft can be deleted; t sets it to draft");
    let mut story = Story::at_the_list();
    story.keys("/Order Status<enter><esc>X").sees("only a draft can be deleted");
    assert_eq!(story.count("DELETE", "/"), 0);
}

#[test]
fn both_conflicts_are_explained_and_nothing_is_lost() {
    let mut story = Story::in_connector("12356");
    story.go_to("Name").keys("<enter>!<esc>");
    for (code, said) in [
        ("conflict", "Only a draft can be deleted"),
        ("data_connector_in_use", "it can't be deleted until it is taken out"),
    ] {
        let answer = json!({"type": "error.list", "errors": [{"code": code, "message": "no"}]});
        story.canned("DELETE", "/data_connectors/12356", 409, &answer.to_string());
        story
            .keys("X")
            .sees("Its unsent change goes with it.")
            .keys("Book a delivery slot<enter>")
            .sees(said);
        story.sees("Nothing was deleted.").sees("✎ 1 change").keys("<esc>");
    }
}

#[test]
fn a_deletion_without_an_answer_is_looked_after() {
    let mut story = Story::in_connector("12356");
    story.lost_answer("DELETE", "/data_connectors/12356");
    story.keys("XBook a delivery slot<enter>").sees("Deleted: Book a delivery slot.").does_not_see("#12356");
    assert_eq!(story.count("DELETE", "/"), 1);
    let mut story = Story::in_connector("12356");
    story.canned("DELETE", "/data_connectors/12356", 502, "<html>").keys("XBook a delivery slot<enter>");
    story.sees("It is still there: nothing was deleted.").sees("○ DRAFT");
    assert_eq!(story.count("DELETE", "/"), 1);
}

#[test]
fn a_name_that_cannot_be_typed_is_replaced_by_the_id() {
    let mut story = Story::in_connector("12371");
    story.keys("X").sees("Type that to delete it for good").keys("12371<enter>").sees("Deleted:");
}

#[test]
fn what_was_kept_of_a_deleted_connector_is_removed() {
    let mut story = Story::keeping("12356");
    story.go_to("Name").keys("<enter>!<esc>");
    assert!(story.kept_file("12356").exists());
    story.keys("XBook a delivery slot<enter>").sees("Deleted: Book a delivery slot.");
    assert!(!story.kept_file("12356").exists());
    story.keys("q");
    assert!(story.ended, "there is nothing unsent any more");
}

#[test]
fn what_the_server_did_not_return_is_named_and_not_taken_for_empty() {
    let mut story = Story::in_connector("12363");
    story.keys("D<enter>").sees("the server did not return it; look whether it has one").sees("URL");
    story.keys("<esc>w").does_not_see("without a URL");
    story.sees("is used nowhere that can be seen; not everything that may use it").keys("<esc>p");
    story.sees("The server did not return URL, Headers, Body: what is missing here may be there.");
}

#[test]
fn a_copy_says_that_unsent_changes_go_along() {
    let mut story = Story::in_connector("12356");
    story.go_to("Name").keys("<enter>!<esc>D<enter>").sees("with its unsent change");
}
