//! Other people's edits: seen soon, told by name and time, merged with one's own, and never sent over unseen.

use crate::support::{Begin, Story, refusal};
use serde_json::json;
use std::time::Duration;

const HALF_A_MINUTE: Duration = Duration::from_secs(31);

fn reads(story: &Story) -> usize {
    // Both versions are read each time.
    story.count("GET", "/data_connectors/12345") / 2
}

// Reading again, quietly.

#[test]
fn someone_else_s_change_shows_within_half_a_minute_with_who_and_when() {
    let mut story = Story::in_connector("12345");
    story.someone_changes("12345", json!({"name": "Theirs"})).does_not_see("Theirs").wait(HALF_A_MINUTE);
    story.sees("Teammate 456 changed this connector just now. Taken in: Name.");
    assert_eq!(story.short_value("Name"), "Theirs");
    story.sees("no changes").keys("<esc>").does_not_see("Teammate 456").sees(" Fields ");
}

#[test]
fn an_open_connector_is_not_read_more_often_than_every_half_minute() {
    let mut story = Story::in_connector("12345");
    for seconds in 1..=300 {
        story.wait(Duration::from_secs(1));
        assert!(reads(&story) <= 1 + seconds / 30, "{seconds} s: {}", reads(&story));
    }
    assert!(reads(&story) >= 10, "{}", reads(&story));
}

#[test]
fn nothing_is_read_while_one_types_nor_when_nobody_is_there() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>");
    for _ in 0..400 {
        story.keys("x");
    }
    assert_eq!(reads(&story), 1, "a minute of typing");
    story.wait(Duration::from_secs(4));
    assert_eq!(reads(&story), 2, "a pause");
    for _ in 0..60 {
        story.wait(Duration::from_secs(60));
    }
    let then = reads(&story);
    assert!(then <= 12, "an hour without a key: {then}");
    story.keys("x").wait(Duration::from_secs(4));
    assert_eq!(reads(&story), then + 1, "the person is back");
}

#[test]
fn what_cannot_be_reached_is_left_alone_until_it_is_asked_for() {
    let mut story = Story::in_connector("12345");
    for _ in 0..2 {
        story.canned("GET", "/data_connectors/12345", 403, "{}");
    }
    story.wait(HALF_A_MINUTE);
    story.sees("It is not read again by itself until ctrl-r works");
    let then = story.count("GET", "/data_connectors/12345");
    for _ in 0..10 {
        story.wait(HALF_A_MINUTE);
    }
    assert_eq!(story.count("GET", "/data_connectors/12345"), then);
    story.keys("<ctrl-r>").with_patience().sees("Read again").wait(HALF_A_MINUTE);
    assert!(story.count("GET", "/data_connectors/12345") > then + 2);
}

#[test]
fn what_is_being_typed_stays_and_theirs_comes_in_on_leaving_the_text() {
    let mut story = Story::in_connector("12361");
    story
        .go_to("Body")
        .keys("<enter><ctrl-end># mine")
        .someone_changes("12361", json!({"url": "https://theirs.example"}));
    let body = story.stored("12361")["body"].as_str().unwrap().to_owned();
    story.someone_changes("12361", json!({"body": format!("# theirs\n{body}")})).wait(HALF_A_MINUTE);
    story.sees("Teammate 456 changed this connector").sees("What you are typing stays").sees("· editing");
    story.keys("!<esc>").sees("Taken in: URL, Body (line 1)").sees("✎ 1 change");
    story.send_reviewed();
    let sent = story.sent_once();
    assert_eq!(sent, json!({"body": format!("# theirs\n{body}# mine!")}));
}

#[test]
fn a_text_that_is_open_but_unchanged_shows_what_is_stored_now() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>").someone_changes("12345", json!({"url": "https://theirs.example"}));
    story.wait(HALF_A_MINUTE).sees("· editing").sees("https://theirs.example").sees("no changes");
}

// Before a send.

#[test]
fn the_connector_is_read_again_before_each_send() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").send().sees("Sent: Name.");
    let order: Vec<String> = story
        .demo
        .requests()
        .iter()
        .filter(|request| request.path_and_query.starts_with("/data_connectors/"))
        .map(|request| request.method.clone())
        .collect();
    assert_eq!(order, ["GET", "GET", "GET", "GET", "PATCH", "GET", "GET"]);
}

#[test]
fn a_change_elsewhere_stops_the_send_and_is_taken_in() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Name")
        .keys("<enter>!<esc>")
        .someone_changes("12345", json!({"url": "https://theirs.example"}))
        .send();
    assert_eq!(story.sent(), Vec::<String>::new(), "a change that nobody saw voids the review");
    story.sees("This review no longer holds").keys("<enter>").sees("press s to look again");
    assert_eq!(story.sent(), Vec::<String>::new());
    story.keys("<esc>").sees("Taken in: URL.").sees("✎ 1 change");
    story.send();
    assert_eq!(story.sent_once(), json!({"name": "Order Status Service!"}));
    assert_eq!(story.stored("12345")["url"], "https://theirs.example");
}

#[test]
fn a_voided_review_is_opened_anew_with_s() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Name")
        .keys("<enter>!<esc>")
        .someone_changes("12345", json!({"url": "https://theirs.example"}))
        .send();
    story.sees("This review no longer holds").keys("s").does_not_see("no longer holds").keys("<enter>");
    story.sees("Sent: Name.");
}

#[test]
fn even_a_change_that_cannot_be_seen_stops_the_send() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>Bearer mine<esc><esc>");
    // A header value: hidden in every reading.
    let theirs = json!([{"name": "Authorization", "value": "Bearer theirs"}]);
    story.someone_changes("12345", json!({"headers": theirs})).send();
    assert_eq!(story.sent(), Vec::<String>::new());
    story
        .keys("<esc>")
        .sees("Teammate 456 changed this connector")
        .sees("Nothing that can be seen is different.");
    story.send().sees("Sent: Headers.");
}

#[test]
fn what_cannot_be_read_again_is_not_sent() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").cannot_be_read("12345", 500, &refusal("server_error", "Oops"));
    story.send().sees("Trying again in").with_patience();
    story.sees("It did not work").sees("Nothing was sent; your edits are kept.").sees("✎ 1 change");
    assert_eq!(story.sent(), Vec::<String>::new());
    story.send().sees("Sent: Name.");
}

#[test]
fn the_look_before_a_send_can_be_stopped() {
    for keys in ["<esc>", "q", "<ctrl-c><esc><esc>"] {
        let mut story = Story::in_connector("12345");
        story.go_to("Name").keys("<enter>!<esc>s").hold().keys("<enter>").sees("once more before sending");
        story.keys("<enter>").sees("being read once more").keys(keys).release();
        story.sees("✎ 1 change").does_not_see(" Review ");
        assert_eq!(story.sent(), Vec::<String>::new(), "{keys}");
    }
}

#[test]
fn a_flip_is_asked_again_when_the_connector_has_changed() {
    let mut story = Story::in_connector("12356");
    story.keys("t").someone_changes("12356", json!({"url": "https://theirs.example"})).keys("y");
    story.sees("Nothing was sent: the connector has changed since you looked.");
    assert_eq!(story.sent(), Vec::<String>::new());
    story.keys("ty").sees("is now live");
}

// Overlaps.

fn overlapping() -> Story {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("URL").keys("<enter>/mine<esc>");
    story.someone_changes("12345", json!({"name": "Theirs", "description": "Theirs, too"})).send();
    assert_eq!(story.sent(), Vec::<String>::new());
    story
}

#[test]
fn an_overlap_shows_what_it_was_what_is_theirs_and_what_is_mine() {
    let mut story = overlapping();
    story.sees(" Theirs or yours · 1 choice ").sees("Teammate 456 changed the same as you just now.");
    story.sees("was     Order Status Service").sees("theirs  Theirs").sees("mine    Order Status Service!");
    story.keys("<esc>").sees("Taken in: Description.").sees("You changed the same in Name: c chooses");
    story.sees("✎ 2 changes").go_to("Name").keys("c").sees(" Theirs or yours ");
}

#[test]
fn an_overlap_that_nobody_chose_cannot_be_sent() {
    let mut story = overlapping();
    story.keys("<esc>s").sees("Not ready to send").sees("someone else changed this too");
    story.keys("<enter>").sees(" Theirs or yours ");
    assert_eq!(story.sent(), Vec::<String>::new());
}

#[test]
fn mine_is_sent_over_theirs_only_when_it_is_chosen() {
    let mut story = overlapping();
    story.keys("m").sees("All of it is chosen.").keys("s").sees("- Theirs").sees("+ Order Status Service!");
    story.keys("<enter>").sees("Sent: Name, URL.");
    assert_eq!(story.stored("12345")["name"], "Order Status Service!");
    assert_eq!(story.stored("12345")["description"], "Theirs, too");
}

#[test]
fn theirs_takes_the_place_of_mine_and_one_undo_brings_mine_back() {
    let mut story = overlapping();
    story.keys("t").sees("All of it is chosen.").sees("✎ 1 change");
    assert_eq!(story.short_value("Name"), "Theirs");
    story.keys("u").sees("Undone: take theirs in Name.").sees("✎ 2 changes");
    assert_eq!(story.short_value("Name"), "Order Status Service!");
    story.keys("U").send();
    assert_eq!(story.sent_once(), json!({"url": "https://api.example.com/orders/{{order_id}}/status/mine"}),);
}

#[test]
fn an_overlap_can_be_edited_into_something_else() {
    let mut story = overlapping();
    story.keys("e").sees("· editing").keys("<ctrl-u>Ours<esc>").send().sees("Sent: Name, URL.");
    assert_eq!(story.stored("12345")["name"], "Ours");
}

#[test]
fn undoing_everything_after_a_merge_leads_to_what_the_server_holds() {
    let mut story = overlapping();
    story.keys("<esc>uu").sees("no changes");
    assert_eq!(story.short_value("Name"), "Theirs");
    story.keys("UU").sees("✎ 2 changes");
    assert_eq!(story.short_value("Name"), "Order Status Service!");
}

#[test]
fn rows_are_merged_by_name_and_column() {
    let mut story = Story::in_connector("12356");
    story.go_to("Data inputs").keys("<enter>llll<enter> (mine)<esc><esc>");
    let mut inputs = story.stored("12356")["data_inputs"].clone();
    inputs[1]["description"] = json!("Theirs");
    inputs.as_array_mut().unwrap().push(json!({"name": "theirs", "type": "string", "description": "New"}));
    let first = inputs[0]["description"].as_str().unwrap().to_owned();
    story
        .someone_changes("12356", json!({"data_inputs": inputs}))
        .wait(HALF_A_MINUTE)
        .sees("Taken in: Data inputs (");
    story.keys("<esc>").send();
    let sent = story.sent_once()["data_inputs"].clone();
    assert_eq!(sent[0]["description"], format!("{first} (mine)"));
    assert_eq!(sent[1]["description"], "Theirs");
    assert_eq!(sent.as_array().unwrap().last().unwrap()["name"], "theirs");
}

// Header values.

#[test]
fn known_header_values_are_forgotten_when_someone_else_changes_the_connector() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>Bearer one<esc><ctrl-s><enter>").sees("Sent: Headers.");
    story.go_to("Headers").keys("<enter>").sees("known in this run").keys("<esc>");
    story.someone_changes("12345", json!({"name": "Theirs"})).wait(HALF_A_MINUTE);
    story.sees("known in this run are forgotten").go_to("Headers").keys("<enter>");
    story.sees("hidden on server").does_not_see("•••••••• known in this run");
    // Neither does undo bring one back.
    story
        .keys("<esc>")
        .wait(Duration::from_secs(1))
        .keys("uU<esc><esc>")
        .go_to("Headers")
        .keys("<enter>")
        .sees("hidden on server");
    story
        .keys("a")
        .keys("X<tab>v<esc>")
        .keys("<ctrl-s>")
        .sees("Authorization: type its value; the server hides it");
}

#[test]
fn every_value_must_be_known_once_the_headers_change_and_enter_goes_to_what_is_missing() {
    let mut story = Story::begin(&Begin { open: Some("12345"), ..Begin::default() });
    story
        .go_to("Headers")
        .keys("<enter>aX-New<tab>v<esc>s")
        .sees("Not ready to send")
        .sees("Authorization: type its value");
    story.keys("<enter>").sees("· editing").keys("Bearer x<esc><ctrl-s><enter>").sees("Sent: Headers.");
}
