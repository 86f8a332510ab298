//! What goes wrong loses nothing: each failure says what happened, what is safe and what to do, and can be tried again.

use crate::support::{Begin, REQUEST_ID, Story, refusal};
use patchpanel::api::client::Limits;
use patchpanel::app::ask::TRIES;
use serde_json::json;
use std::time::Duration;

/// Status, body, and a part of the sentence that says what happened.
fn refusals() -> Vec<(u16, String, &'static str)> {
    let html = "<html><body>Bad gateway</body></html>".to_owned();
    vec![
        (400, refusal("bad_request", "No"), "Intercom did not accept the request."),
        (400, refusal("intercom_version_invalid", "No"), "The API version in use has no data connectors."),
        (401, refusal("unauthorized", "Access Token Invalid"), "The token was not accepted."),
        (403, refusal("action_forbidden", "No"), "The token is not allowed to change this connector."),
        (
            404,
            refusal("data_connector_not_found", "Data connector not found"),
            "This connector was not found",
        ),
        (409, refusal("data_connector_in_use", "In use"), "The connector is used by a workflow or by Fin"),
        (409, refusal("conflict", "No"), "The connector's present state does not allow this."),
        (413, refusal("bad_request", "Too large"), "The change is larger than the server takes."),
        (422, refusal("parameter_invalid", "Something is odd"), "Intercom did not accept a value."),
        (429, refusal("rate_limit_exceeded", "Slow"), "Intercom asks to slow down."),
        (500, refusal("server_error", "Oops"), "The server had a problem of its own (HTTP 500)."),
        (502, html.clone(), "The server had a problem of its own (HTTP 502)."),
        (418, "garbage".to_owned(), "an answer that was not expected (HTTP 418)."),
        (302, String::new(), "HTTP 302"),
        (200, html, "The answer was not JSON."),
        (200, String::new(), "The answer was not JSON."),
        (200, "\u{1b}[2J".to_owned(), "The answer was not JSON."),
        (200, "{\"id\": \"12345\", \"name\": \"Order".to_owned(), "The answer broke off before its end."),
        (200, "[".repeat(500), "nested too deeply"),
        (200, refusal("server_error", "Oops"), "unexpected shape"),
    ]
}

#[test]
fn a_failed_save_keeps_every_edit_and_can_be_sent_again() {
    for (status, body, what) in refusals() {
        let mut story = Story::in_connector("12345");
        story.go_to("Name").keys("<enter>!<esc>").go_to("Fin may use it").keys("<space>");
        story.canned("PATCH", "/data_connectors/12345", status, &body).send();
        story.sees("It did not work").sees(what).sees("are kept.").sees("✎ 2 changes");
        assert_eq!(story.row("Name"), "● Name              Order Status Service!");
        assert_eq!(story.row("Fin may use it"), "● Fin may use it    yes");
        assert_eq!(story.sent().len(), 1, "nothing is repeated on its own: {status} {body}");
        if body.contains(REQUEST_ID) {
            story.sees(&format!("Request id {REQUEST_ID}"));
        }
        story.send().sees("Sent: Name, Fin may use it.").sees("no changes").does_not_see("It did not work");
        assert_eq!(story.sent()[0], story.sent()[1]);
        assert_eq!(story.stored("12345")["name"], "Order Status Service!");
    }
}

#[test]
fn what_may_have_been_applied_is_not_said_to_be_safe() {
    for (status, body, unknown) in [
        (500, refusal("server_error", "Oops"), true),
        (502, "<html>".to_owned(), true),
        (200, "{\"id\":".to_owned(), true),
        (422, refusal("parameter_invalid", "Odd"), false),
        (429, refusal("rate_limit_exceeded", "Slow"), false),
    ] {
        let mut story = Story::in_connector("12345");
        story
            .go_to("Name")
            .keys("<enter>!<esc>")
            .canned("PATCH", "/data_connectors/12345", status, &body)
            .send();
        if unknown {
            story.sees("It may or may not have been applied").sees("Not applied: Name.");
        } else {
            story.sees("Nothing was applied; your edits are kept.");
        }
    }
}

/// A refused request may have stored the fields that were valid: the API does not say that it is all or nothing.
#[test]
fn a_refusal_of_several_fields_does_not_promise_that_none_was_stored() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>/x<esc>").go_to("Name").keys("<enter><ctrl-u><esc>").send();
    story.sees("Name can't be blank");
    assert!(story.stored("12345")["url"].as_str().unwrap().ends_with("/x"), "the server took half of it");
    story.does_not_see("Nothing was applied");
}

#[test]
fn the_server_says_its_message_at_the_field_that_it_names() {
    let mut story = Story::in_connector("12345");
    story.go_to("Method").keys("<enter>d<enter>").go_to("Name").keys("<enter>!<esc>");
    story.refuse_save(422, "parameter_invalid", "Http Method isn't an option").send();
    assert_eq!(story.current(), Some("Method"));
    assert_eq!(story.row("Method"), "! Method            delete");
    story.sees("! The server said: Http Method isn't an option").sees(REQUEST_ID).sees("✎ 2 changes");
    // It goes once the field is changed or something is sent.
    story.keys("<esc>").send().does_not_see("The server said").sees("no changes");
}

#[test]
fn a_message_that_names_no_field_stands_above_the_fields() {
    let mut story = Story::in_connector("12345");
    story.go_to("Description").keys("<enter>x<esc>");
    story.refuse_save(422, "parameter_invalid", "Quota of the\u{1b}[31m plan is used up\u{202e}").send();
    story.sees("The server said: Quota of the␛[31m plan is used up‹RLO›").sees(REQUEST_ID);
    assert_eq!(story.current(), Some("Description"));
    story.keys("<esc>").does_not_see("The server said").sees(" Fields ").sees("✎ 1 change");
}

#[test]
fn several_messages_each_stand_at_their_field() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>x<esc>").go_to("Audiences").keys("<enter><space><esc>");
    let body = json!({"type": "error.list", "request_id": REQUEST_ID, "errors": [
        {"code": "parameter_invalid", "message": "Url is not allowed"},
        {"code": "parameter_invalid", "message": "is wrong", "field": "audiences"},
        {"code": "parameter_invalid", "message": "Something else"},
        {"code": "parameter_invalid", "message": null},
    ]});
    story.canned("PATCH", "/data_connectors/12345", 422, &body.to_string()).send();
    assert_eq!(story.current(), Some("URL"));
    story.sees("Url is not allowed").sees("The server said: Something else");
    assert!(story.row("URL").starts_with("! URL"));
    assert!(story.row("Audiences").starts_with("! Audiences"));
    story.go_to("Audiences").sees("! The server said: is wrong");
    story.go_to("URL").keys("<enter>y<esc>").does_not_see("Url is not allowed");
}

#[test]
fn a_real_refusal_of_the_server_is_shown_in_its_own_words() {
    let mut story = Story::in_connector("12356");
    story.go_to("Name").keys("<enter><ctrl-u><esc>").send().sees("! The server said: Name can't be blank");
    story.wait(Duration::from_secs(1)).keys("<enter>Slots<esc>").send().sees("Sent: Name.");
    assert_eq!(story.stored("12356")["name"], "Slots");
}

#[test]
fn a_long_message_never_pushes_the_fields_off_the_screen() {
    for size in [(160, 45), (64, 20), (40, 12)] {
        let mut story = Story::begin(&Begin { open: Some("12345"), size, ..Begin::default() });
        story.go_to("Name").keys("<enter>!<esc>");
        story.refuse_save(422, "parameter_invalid", &"word ".repeat(90)).send();
        story.sees("It did not work").sees("Fields").keys("<esc>").does_not_see("It did not work");
    }
}

#[test]
fn reading_again_after_an_unknown_outcome_tells_what_was_applied() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").canned("PATCH", "/data_connectors/12345", 500, "{}").send();
    // It had been applied all the same.
    assert!(story.demo.edit_as_someone_else("12345", "128", json!({"name": "Order Status Service!"})));
    story.sees("Not applied: Name.").keys("<ctrl-r>").sees("no changes");
    assert_eq!(story.short_value("Name"), "Order Status Service!");
    story.does_not_see("It did not work");
}

#[test]
fn a_failed_reload_keeps_the_form_and_the_edits() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>");
    story.cannot_be_read("12345", 500, &refusal("server_error", "Oops"));
    story
        .keys("<ctrl-r>")
        .sees("Trying again")
        .with_patience()
        .sees("It did not work")
        .sees("Nothing was changed.")
        .sees("✎ 1 change");
    assert_eq!(story.short_value("Name"), "Order Status Service!");
}

#[test]
fn a_failure_that_is_over_is_not_shown_any_more() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>");
    story
        .cannot_be_read("12345", 500, "{}")
        .keys("<ctrl-r>")
        .with_patience()
        .sees("It did not work")
        .keys("<ctrl-r>")
        .sees("Read again")
        .does_not_see("It did not work");
}

// Opening.

#[test]
fn a_connector_that_cannot_be_read_says_why_and_enter_tries_again() {
    for (status, body, what, next) in [
        (
            500,
            refusal("server_error", "Oops"),
            "The server had a problem of its own (HTTP 500).",
            "Try again",
        ),
        (
            401,
            refusal("unauthorized", "Access Token Invalid"),
            "The token was not accepted.",
            "patchpanel doctor",
        ),
        (429, refusal("rate_limit_exceeded", "Slow"), "Intercom asks to slow down.", "Try again"),
        (200, "<html>".to_owned(), "The answer was not JSON.", "sign-in page"),
        (200, "{\"id\"".to_owned(), "broke off", "Try again"),
    ] {
        let mut story = Story::at_the_list();
        let tries = if matches!(status, 429 | 500) || what == "broke off" { 2 * TRIES } else { 2 };
        for _ in 0..tries {
            story.canned("GET", "/data_connectors/12345", status, &body);
        }
        story
            .keys("<enter>")
            .with_patience()
            .sees("#12345 could not be read")
            .sees(what)
            .sees("Nothing was changed.")
            .sees(next);
        if body.contains(REQUEST_ID) {
            story.sees(&format!("Request id {REQUEST_ID}"));
        }
        story.keys("<enter>").sees(" Fields ").sees("no changes");
    }
}

#[test]
fn an_unknown_id_says_so_and_leads_back_to_the_list() {
    let mut story = Story::in_connector("99999");
    story.sees("#99999 could not be read").sees("This connector was not found in the workspace.");
    story.sees("The server said: Data connector not found").sees("Request id ").sees("Check the id");
    story.keys("<enter>").sees("#99999 could not be read").keys("<esc>").sees("Connectors · 22 ·");
}

#[test]
fn an_id_that_is_none_is_never_asked_for() {
    for id in ["../me", "a b", "%2e%2e", "12345?state_version=live"] {
        let mut story = Story::in_connector(id);
        story
            .sees("could not be read")
            .sees("The request was not sent")
            .keys("<esc>")
            .sees("Connectors · 22 ·");
        assert_eq!(story.count("GET", "/data_connectors/"), 0);
        assert_eq!(story.count("GET", "/me"), 1);
    }
}

#[test]
fn one_of_two_versions_is_enough_to_open() {
    let mut story = Story::at_the_list();
    let missing = refusal("data_connector_not_found", "Data connector not found");
    story
        .canned("GET", "/data_connectors/12345?state_version=draft", 404, &missing)
        .keys("<enter>")
        .sees("· the live version");
    story.keys("t").sees("There is no other version to compare it with.");
}

/// The draft may hold edits that the live version does not, so a draft that is only out of reach for a moment is
/// waited for, and never swapped for the live version underneath the person.
#[test]
fn a_draft_that_is_out_of_reach_for_a_moment_is_not_swapped_for_the_live_version() {
    for status in [429, 500, 503] {
        let mut story = Story::at_the_list();
        for _ in 0..TRIES {
            story.canned("GET", "/data_connectors/12346?state_version=draft", status, "{}");
        }
        story.keys("j<enter>").with_patience().sees("could not be read");
        story.keys("<enter>").sees("· the draft").sees("Refund an order");
        // Nor on a reload, where the edit happens to be what the live version says.
        story.keys("<enter><ctrl-u>Refund order<esc>").sees("✎ 1 change");
        for _ in 0..TRIES {
            story.canned("GET", "/data_connectors/12346?state_version=draft", status, "{}");
        }
        story.keys("<ctrl-r>").with_patience().sees("It did not work").sees("· the draft").sees("✎ 1 change");
        story.keys("<ctrl-r>").does_not_see("It did not work").sees("✎ 1 change");
    }
}

#[test]
fn an_answer_that_is_larger_than_is_read_is_refused_in_words() {
    let limits = Limits { body: 2048, ..Limits::default() };
    let mut story = Story::begin(&Begin { open: Some("12352"), limits, ..Begin::default() });
    story.sees("The answer was larger than 2 KiB.").sees("Nothing was changed.");
}
