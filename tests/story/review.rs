//! The review and the save: what is shown is what is sent, once, and what comes back is taken in honestly.

use crate::support::{Begin, Story};
use serde_json::{Value, json};

const WIDE: (u16, u16) = (300, 100);

fn wide(id: &'static str) -> Story {
    Story::begin(&Begin { open: Some(id), size: WIDE, ..Begin::default() })
}

// What is shown.

#[test]
fn each_kind_shows_its_before_and_after() {
    let mut story = wide("12345");
    story.go_to("Name").keys("<enter>!<esc>");
    story.go_to("Description").keys("<enter><ctrl-end><enter>Second line. <esc>");
    story.go_to("Method").keys("<enter>d<enter>");
    story.go_to("Data inputs").keys("<enter>llll<enter>!<esc>Ganew<esc>llll<enter>New one<esc><esc>");
    story.go_to("Fin may use it").keys("<space>").go_to("Check inputs").keys("<space>");
    story.go_to("Audiences").keys("<enter>v<space>l<space><esc>");
    story.go_to("Tokens").keys("<enter>a7009<esc><esc>");
    story.go_to("Sample response").keys("<enter>{\"a\": 1}<esc>");
    story.keys("s").sees("Review · 9 changes");
    for line in [
        "- Order Status Service",
        "+ Order Status Service!",
        "- Fetches order status from external fulfillment API",
        "+ Second line.·",
        "- post",
        "+ delete",
        "~ order_id",
        "description  The number of the order, such as A-1042 → The number of the order, such as A-1042!",
        "+ new  type string",
        "1 row unchanged",
        "- not set",
        "+ yes",
        "- leads",
        "+ visitors",
        "users stay",
        "+ 7009",
        "+ {\"a\": 1}",
    ] {
        story.sees(line);
    }
}

#[test]
fn unchanged_lines_of_a_body_are_folded() {
    let mut story = wide("12361");
    story.go_to("Body").keys("<enter><ctrl-end> <esc>s").sees("lines unchanged").sees("+ }·").sees("- }");
    story.does_not_see("  \"request\": {");
}

#[test]
fn the_body_on_the_screen_is_the_body_that_arrives() {
    let mut story = wide("12356");
    story.go_to("Name").keys("<enter><ctrl-u>").paste("Déjà \"vu\" \\ 日本 👩\t{{x}}").keys("<esc>");
    story.go_to("Body").keys("<enter><end>").paste("\n  \"a\": \"\\u00e9/\u{1b}\u{7}\",").keys("<esc>");
    story.go_to("Data inputs").keys("<enter>l<enter>d<enter>K<esc>");
    story.go_to("Audiences").keys("<enter>v<space><esc>").go_to("Public").keys("<space>");
    story
        .go_to("Sample response")
        .keys("<enter>{\"n\":1.50,\"deep\":{\"empty\":[],\"none\":{}},\"e\":1e400}<esc>");
    let live = story.go_to("Name").body_on_screen();
    story.keys("s").sees("PATCH /data_connectors/12356");
    let shown = story.body_on_screen();
    story.keys("y");
    assert_eq!(story.sent(), [shown.as_str()]);
    let unwrapped = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(unwrapped(&live), unwrapped(&shown), "the pane beside the fields says the same");
}

#[test]
fn the_masks_are_the_only_difference_between_what_is_shown_and_what_is_sent() {
    let mut story = wide("12345");
    story.go_to("Headers").keys("<enter>l<enter>s3cret\"x<esc>s");
    let shown = story.body_on_screen();
    story.keys("<enter>");
    assert_eq!(story.sent(), [shown.replace("••••••••", "s3cret\\\"x")]);
}

#[test]
fn consequences_are_told_in_words() {
    let mut story = wide("12346");
    story
        .go_to("Name")
        .keys("<enter>!<esc>s")
        .sees("⚠ the connector is live: this may take effect at once")
        .keys("<esc>");
    story.go_to("Tokens").keys("<enter>d<esc>").go_to("Data inputs").keys("<enter>J<esc>");
    story.go_to("Sample response").keys("<enter>{\"a\": 1}<esc>s");
    story.sees("⚠ removes the only token: 7001").sees("· replaces all 3 data inputs");
    let count = story.stored("12346")["response_fields"].as_array().unwrap().len();
    story.sees(&format!(
        "⚠ makes new response fields in the place of all {count}, which cannot be undone from here"
    ));
    let mut story = wide("12356");
    story.go_to("Name").keys("<enter>!<esc>s").does_not_see("What it causes");
}

#[test]
fn a_long_review_can_be_read_to_its_end() {
    let mut story = Story::begin(&Begin { open: Some("12361"), size: (80, 20), ..Begin::default() });
    story.go_to("Data inputs").keys("<enter>J<ctrl-s>").sees(" Review ").sees("more ↓");
    let mut seen = story.screen();
    for _ in 0..40 {
        story.keys("<pgdn>");
        seen.push_str(&story.screen());
    }
    story.sees("↑ more").does_not_see("more ↓").keys("g").sees("● Data inputs");
    for input in story.stored("12361")["data_inputs"].as_array().unwrap() {
        assert!(seen.contains(&format!("\"name\": {}", input["name"])), "{}", input["name"]);
    }
    assert_eq!(story.sent(), Vec::<String>::new());
}

// Sending.

#[test]
fn enter_sends_exactly_once_and_esc_nothing() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>s<esc>").sees("✎ 1 change");
    story.keys("sq").sees("✎ 1 change");
    assert_eq!(story.sent(), Vec::<String>::new());
    story.in_flight("s<enter>").sees("Sending…").keys("<enter><esc>s<enter>");
    assert_eq!(story.waiting(), 1);
    story.release();
    assert_eq!(story.sent(), ["{\n  \"name\": \"Order Status Service!\"\n}"]);
}

#[test]
fn nothing_but_enter_sends() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Name")
        .keys("<enter>!<esc>s")
        .keys("y<space>s<ctrl-s><tab>xjkgG")
        .paste("\n")
        .sees(" Review ");
    assert_eq!(story.sent(), Vec::<String>::new());
}

#[test]
fn without_changes_there_is_nothing_to_review() {
    let mut story = Story::in_connector("12345");
    story.keys("s").sees("Review: nothing is changed.").does_not_see(" Review ·").is_clean();
}

#[test]
fn the_request_is_a_patch_of_json_to_this_connector() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").send();
    let requests = story.demo.requests();
    let patch = requests.iter().find(|request| request.method == "PATCH").unwrap();
    assert_eq!(patch.path_and_query, "/data_connectors/12345");
    for (name, value) in [("content-type", "application/json"), ("intercom-version", "Unstable")] {
        assert!(patch.headers.contains(&(name.to_owned(), value.to_owned())), "{:?}", patch.headers);
    }
}

#[test]
fn nothing_is_sent_when_started_read_only() {
    let mut story = Story::begin(&Begin { open: Some("12345"), read_only: true, ..Begin::default() });
    story.sees("READ-ONLY").go_to("Name").keys("<enter>!<esc>").sees("✎ 1 change");
    story.keys("s").sees(" Review ").sees("Started with --read-only: nothing is sent.").keys("<enter>");
    story.sees("started with --read-only: nothing is sent").sees(" Review ");
    assert_eq!(story.sent(), Vec::<String>::new());
    story.keys("<esc>").sees("✎ 1 change");
}

#[test]
fn the_place_that_sends_refuses_by_itself_whatever_the_app_asks() {
    let mut story = Story::in_connector("12356");
    story.sends_nothing().go_to("Name").keys("<enter>!<esc>").send();
    story.sees("It did not work").sees("--read-only").sees("Nothing was applied").sees("✎ 1 change");
    story.keys("<esc>ty").sees("--read-only").sees("The state was not changed");
    assert_eq!(story.count("PATCH", "/"), 0);
}

// While a save is in flight.

#[test]
fn what_is_typed_while_a_save_is_in_flight_stays_and_what_was_sent_comes_clean() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("Fin may use it").keys("<space>");
    story.in_flight("s<enter>").sees("Sending…");
    story.go_to("Name").keys("<enter>?<esc>").go_to("Description").keys("<enter>Now: ").release();
    story.keys("it ").keys("<esc>").sees("✎ 2 changes");
    assert_eq!(story.short_value("Name"), "Order Status Service!?");
    assert_eq!(story.row("Fin may use it"), "Fin may use it    yes");
    story.go_to("Name").sees("was  Order Status Service!");
    story.send();
    let second: Value = serde_json::from_str(&story.sent()[1]).unwrap();
    let description = "Now: it Fetches order status from external fulfillment API";
    assert_eq!(second, json!({"name": "Order Status Service!?", "description": description}));
    story.sees("no changes");
}

#[test]
fn taking_back_what_is_in_flight_is_a_change_against_what_was_stored() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").in_flight("s<enter>").keys("u").sees("no changes").release();
    story.sees("✎ 1 change").send().sees("no changes");
    assert_eq!(story.stored("12345")["name"], "Order Status Service");
    assert_eq!(story.sent().len(), 2);
}

#[test]
fn a_save_in_flight_can_be_neither_left_nor_doubled() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").in_flight("s<enter>");
    story.go_to("Description").keys("<enter>x<esc>");
    for keys in ["q", "<ctrl-c>", "<esc>", "<ctrl-r>", "s", "<ctrl-s>", "t"] {
        story.keys(keys).sees("Sending…").sees(" Fields ");
        assert!(!story.ended, "{keys}");
        assert_eq!(story.waiting(), 1, "{keys}");
        assert!(story.app.overlays.is_empty(), "{keys}");
    }
    story.wait(std::time::Duration::from_secs(12)).sees("Sending… 1");
    story.release().sees("✎ 1 change");
    assert_eq!(story.sent().len(), 1);
}

#[test]
fn a_key_that_waits_for_a_save_says_so() {
    for keys in ["q", "<ctrl-c>", "<esc>", "<ctrl-r>", "s", "t"] {
        let mut story = Story::in_connector("12345");
        story.go_to("Name").keys("<enter>!<esc>").in_flight("s<enter>").keys(keys);
        story.sees("wait for the answer to what was sent");
    }
}

// The answer.

/// The connector as the server would answer, with some keys replaced and the values of its headers hidden.
fn answer(story: &Story, id: &str, with: &Value, without: &[&str]) -> String {
    let mut stored = story.stored(id);
    let record = stored.as_object_mut().unwrap();
    for header in record.get_mut("headers").and_then(Value::as_array_mut).into_iter().flatten() {
        header["value"] = json!("****");
    }
    record.extend(with.as_object().unwrap().clone());
    record.retain(|key, _| !without.contains(&key.as_str()));
    stored.to_string()
}

#[test]
fn what_the_server_stored_in_its_own_form_is_taken_and_told() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>  <esc>").go_to("Fin may use it").keys("<space>");
    let body = answer(&story, "12345", &json!({"name": "Trimmed", "direct_fin_usage": true}), &[]);
    story.canned("PATCH", "/data_connectors/12345", 200, &body).send_while(|story| {
        story.stores("12345", json!({"name": "Trimmed", "direct_fin_usage": true}));
    });
    story.sees("The server stored Name in its own form.").sees("no changes");
    assert_eq!(story.short_value("Name"), "Trimmed");
}

#[test]
fn what_the_server_ignored_stays_an_edit_and_is_told() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("Fin may use it").keys("<space>");
    let body = answer(&story, "12345", &json!({"direct_fin_usage": true}), &[]);
    story.canned("PATCH", "/data_connectors/12345", 200, &body).send_while(|story| {
        story.stores("12345", json!({"direct_fin_usage": true}));
    });
    story.sees("The server kept its own value of Name; your edit stays unsent.").sees("✎ 1 change");
    assert_eq!(story.row("Name"), "● Name              Order Status Service!");
    assert_eq!(story.row("Fin may use it"), "Fin may use it    yes");
}

#[test]
fn only_what_was_stored_is_said_to_be_sent() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>");
    let body = answer(&story, "12345", &json!({}), &[]);
    story.canned("PATCH", "/data_connectors/12345", 200, &body).send();
    // The mark of the line is that of trouble, not that of something done.
    story.does_not_see("✓ Sent").sees("! Sent: Name.");
}

#[test]
fn a_key_that_the_answer_leaves_out_is_taken_as_sent_and_told() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>/x<esc>");
    let body = answer(&story, "12345", &json!({}), &["url", "body", "headers"]);
    story.canned("PATCH", "/data_connectors/12345", 200, &body).send_while(|story| {
        story.stores("12345", json!({"url": "https://api.example.com/orders/{{order_id}}/status/x"}));
    });
    story.sees("The answer did not return URL;").sees("no changes");
    assert_eq!(story.short_value("Body"), "{\"text\": \"{{message}}\"}");
    story.go_to("URL").sees("/status/x");
}

#[test]
fn what_the_server_derived_is_shown() {
    let mut story = Story::in_connector("12364");
    story
        .go_to("Sample response")
        .keys("<enter>{\"a\": {\"b\": 1}}<esc>")
        .send()
        .go_to("Response fields")
        .sees("a.b");
}

#[test]
fn an_answer_that_is_no_connector_keeps_every_edit() {
    for body in ["[]", "7", "null", "\"ok\""] {
        let mut story = Story::in_connector("12345");
        story.go_to("Name").keys("<enter>!<esc>").canned("PATCH", "/data_connectors", 200, body).send();
        story.sees("✎ 1 change").sees("edits are kept");
        assert_eq!(story.short_value("Name"), "Order Status Service!");
        story.send().sees("no changes");
    }
}

#[test]
fn an_empty_object_in_answer_does_not_empty_the_form() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").canned("PATCH", "/data_connectors", 200, "{}").send_while(
        |story| {
            story.stores("12345", json!({"name": "Order Status Service!"}));
        },
    );
    assert_eq!(story.short_value("Method"), "post");
    assert_eq!(story.short_value("Name"), "Order Status Service!");
}

// The world moves.

#[test]
fn a_review_is_void_once_the_connector_has_changed_on_the_server() {
    let mut story = Story::in_connector("12345");
    assert!(story.demo.edit_as_someone_else("12345", "7", json!({"name": "Theirs"})));
    story.go_to("Name").keys("<enter>!<esc>").hold().keys("<ctrl-r>s").sees(" Review ").release();
    story.sees("This review no longer holds: the connector has changed since");
    story.keys("<enter>").sees("press s to look again");
    assert_eq!(story.sent(), Vec::<String>::new());
    story
        .keys("s")
        .sees(" Not ready to send ")
        .keys("<enter>m")
        .keys("s")
        .sees("- Theirs")
        .sees("+ Order Status Service!")
        .keys("<enter>");
    assert_eq!(story.sent().len(), 1);
}

#[test]
fn reviewing_from_the_question_before_leaving_opens_one_review() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>s<ctrl-c>").sees("Unsent changes").keys("s").sees(" Review ");
    story.keys("<enter>").sees("Sent: Name.").does_not_see(" Review ").sees("no changes");
    assert_eq!(story.sent().len(), 1);
}
