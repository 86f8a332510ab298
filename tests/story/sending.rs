//! Sending: nothing is repeated that writes, what is left out stays, and each field's fate is told.

use crate::support::{Story, refusal};
use serde_json::{Value, json};
use std::time::Duration;

// Readings are tried again by themselves, counted down, and can be stopped.

#[test]
fn a_reading_that_failed_for_the_moment_is_tried_again_by_itself() {
    let mut story = Story::at_the_list();
    for _ in 0..2 {
        story.canned("GET", "/data_connectors/12345", 503, "{}");
    }
    story.keys("<enter>").sees("The server had a problem of its own (HTTP 503).");
    story
        .sees("Trying again in 2 s, 2 of 4 · esc stops")
        .wait(Duration::from_millis(600))
        .sees("Trying again in 1 s");
    story.with_patience().sees(" Fields ").sees("no changes");
}

#[test]
fn after_four_tries_it_is_told_and_enter_begins_anew() {
    let mut story = Story::at_the_list();
    story.cannot_be_read("12345", 500, &refusal("server_error", "Oops")).keys("<enter>");
    for (number, wait) in [(2, 2), (3, 3), (4, 5)] {
        story.sees(&format!(" {number} of 4")).wait(Duration::from_secs(wait));
    }
    story.sees("#12345 could not be read").keys("<enter>").sees(" Fields ");
}

#[test]
fn a_reading_that_waits_can_be_stopped() {
    let mut story = Story::at_the_list();
    story
        .cannot_be_read("12345", 500, "{}")
        .keys("<enter>")
        .sees("Trying again")
        .keys("<esc>")
        .sees("Connectors");
    let then = story.count("GET", "/data_connectors/12345");
    story.wait(Duration::from_secs(20));
    assert_eq!(story.count("GET", "/data_connectors/12345"), then, "nobody waits for it any more");
}

#[test]
fn the_server_s_own_wait_is_kept() {
    for headers in [
        vec![("retry-after", "9")],
        vec![("x-ratelimit-reset", "1790000009"), ("date", "Mon, 21 Sep 2026 14:13:20 GMT")],
    ] {
        let mut story = Story::at_the_list();
        for _ in 0..2 {
            story.canned_with("GET", "/data_connectors/12345", 429, &headers, "{}");
        }
        story.keys("<enter>").sees("Intercom asks to slow down.");
        let then = story.count("GET", "/data_connectors/12345");
        story.wait(Duration::from_secs(8));
        assert_eq!(story.count("GET", "/data_connectors/12345"), then, "{headers:?}");
        story.wait(Duration::from_secs(4)).sees(" Fields ");
    }
}

#[test]
fn a_wait_of_many_minutes_is_told_instead() {
    let mut story = Story::at_the_list();
    for _ in 0..2 {
        story.canned_with("GET", "/data_connectors/12345", 429, &[("retry-after", "600")], "{}");
    }
    story.keys("<enter>").sees("could not be read").sees("Try again in 10 minutes.");
}

#[test]
fn the_list_is_tried_again_too_and_can_be_stopped() {
    let mut story = Story::at_the_list();
    story.canned("GET", "/data_connectors", 502, "<html>").keys("<ctrl-r>").sees("Trying again");
    story.with_patience().sees("Connectors · 22 ·");
    for _ in 0..9 {
        story.canned("GET", "/data_connectors", 502, "<html>");
    }
    story.keys("<ctrl-r>").sees("Trying again").keys("<esc>").sees("reading was stopped");
}

#[test]
fn a_save_is_never_repeated() {
    for status in [408, 429, 500, 502, 503, 504] {
        let mut story = Story::in_connector("12345");
        story.go_to("Name").keys("<enter>!<esc>");
        story.canned_with("PATCH", "/data_connectors/12345", status, &[("retry-after", "1")], "{}").send();
        story
            .sees("It did not work")
            .wait(Duration::from_secs(30))
            .with_patience()
            .wait(Duration::from_secs(90));
        assert_eq!(story.sent().len(), 1, "{status}");
    }
}

// What became of it.

#[test]
fn after_a_lost_answer_each_field_is_told_as_applied_or_not() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("URL").keys("<enter>/x<esc>");
    story.go_to("Headers").keys("<enter>l<enter>Bearer x<esc><esc>");
    // The server takes the name and then is gone.
    story.canned("PATCH", "/data_connectors/12345", 502, "<html>");
    story.send_while(|story| {
        story.stores("12345", json!({"name": "Order Status Service!"}));
    });
    story.sees("It may or may not have been applied").sees("Not applied: URL.").sees("Not known: Headers.");
    story.sees("Applied: Name.").sees("✎ 2 changes");
    story
        .keys("o")
        .sees("What became of it")
        .sees("Name  applied")
        .sees("URL  not applied")
        .sees("Headers  not known");
    assert_eq!(story.sent().len(), 1);
}

#[test]
fn a_save_that_was_applied_before_its_answer_was_lost_is_found_applied() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").loses_answer("12345").send();
    story.sees("Applied: Name.").sees("no changes");
    assert_eq!(story.sent().len(), 1);
    assert_eq!(story.stored("12345")["name"], "Order Status Service!");
}

#[test]
fn when_the_reading_after_it_fails_too_nothing_is_known_and_nothing_lost() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").loses_answer("12345");
    story.send_while(|story| {
        story.cannot_be_read("12345", 500, "{}");
    });
    story.with_patience().sees("Not known: Name.").sees("✎ 1 change");
    story.keys("<ctrl-r>").with_patience().sees("no changes");
}

#[test]
fn what_became_of_a_send_is_told_however_one_comes_back_to_it() {
    // Left before the reading has come, and opened again.
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("URL").keys("<enter>/x<esc>").loses_answer("12345");
    story.in_flight("s<enter>").answer_one().sees("may or may not have been applied");
    story.go_to("Method").keys("<enter>g<enter>").keys("<esc><esc>").sees("Connectors").release();
    story.keys("/12345<enter>").sees("Applied: Name, URL.").sees("✎ 1 change");
    // The reading fails at first, and is asked for later.
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").loses_answer("12345");
    story.send_while(|story| {
        story.cannot_be_read("12345", 500, "{}");
    });
    story.with_patience().sees("Not known: Name.").keys("<ctrl-r>").sees("Applied: Name.");
}

#[test]
fn what_the_server_made_of_it_is_shown_beside_what_was_sent() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>  <esc>");
    story.canned(
        "PATCH",
        "/data_connectors/12345",
        200,
        &answer(&story, "12345", &json!({"name": "Trimmed"})),
    );
    story.send_while(|story| {
        story.stores("12345", json!({"name": "Trimmed"}));
    });
    story.sees("Stored in another form: Name.").keys("o").sees("- Order Status Service··").sees("+ Trimmed");
    story.keys("<esc><esc>").does_not_see("Stored in another form").sees(" Fields ");
}

#[test]
fn what_changed_by_itself_is_told() {
    let mut story = Story::in_connector("12364");
    story.go_to("Sample response").keys("<enter>{\"a\": {\"b\": 1}}<esc>").send();
    story.sees("Different by now, without being sent: Response").keys("o").sees("Changed without being sent");
}

// Leaving out.

#[test]
fn a_change_can_be_left_out_and_stays_unsent() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Name")
        .keys("<enter>!<esc>")
        .go_to("URL")
        .keys("<enter>/x<esc>")
        .go_to("Method")
        .keys("<enter>g<enter>");
    story.keys("s").sees("Review · 3 changes").keys("<tab><space>").sees("Review · 2 of 3 changes");
    story
        .sees("left out, stays unsent")
        .does_not_see("\"http_method\"")
        .keys("<enter>")
        .sees("Sent: Name, URL.");
    story.sees("✎ 1 change");
    assert_eq!(story.row("Method"), "● Method            get");
    assert_eq!(story.sent_once().as_object().unwrap().len(), 2);
    story.send().sees("no changes");
}

#[test]
fn what_was_left_out_can_be_taken_in_again_and_nothing_at_all_cannot_be_sent() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>s<space>").sees("every change is left out").keys("<enter>");
    assert_eq!(story.sent(), Vec::<String>::new());
    story.sees(" Review ").keys("<space>").sees("Review · 1 change").keys("<enter>").sees("Sent: Name.");
}

#[test]
fn a_field_that_cannot_be_sent_yet_can_be_left_out() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>aX-New<tab>v<esc><esc>").go_to("Name").keys("<enter>!<esc>s");
    story.sees("Not ready to send").keys("<space>").sees("Review · 1 of 2 changes").keys("<enter>");
    assert_eq!(story.sent_once(), json!({"name": "Order Status Service!"}));
    story.sees("✎ 1 change");
}

#[test]
fn what_is_left_out_causes_nothing() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Name")
        .keys("<enter>!<esc>")
        .go_to("Audiences")
        .keys("<enter><space><esc>s")
        .sees("closes it to");
    story.keys("<tab><space>").does_not_see("closes it to");
}

/// The connector as the server would answer, with some keys replaced and the values of its headers hidden.
fn answer(story: &Story, id: &str, with: &Value) -> String {
    let mut stored = story.stored(id);
    let record = stored.as_object_mut().unwrap();
    for header in record.get_mut("headers").and_then(Value::as_array_mut).into_iter().flatten() {
        header["value"] = json!("****");
    }
    record.extend(with.as_object().unwrap().clone());
    stored.to_string()
}

#[test]
fn of_what_the_server_never_shows_no_more_is_said_than_that_it_was_accepted() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Headers")
        .keys("<enter>l<enter>Bearer x<esc><esc>")
        .go_to("Name")
        .keys("<enter>!<esc>")
        .send();
    story
        .keys("o")
        .sees("Name  applied")
        .sees("Headers  accepted")
        .sees("cannot be compared with what was sent");
}
