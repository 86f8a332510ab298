//! Leaving never discards on its own, and everything that was done can be taken back, step by step.

use crate::support::Story;
use serde_json::{Value, json};

// The guard.

#[test]
fn without_changes_q_quits_at_once() {
    for keys in ["q", "<ctrl-c>"] {
        let mut story = Story::in_connector("12345");
        story.keys(keys);
        assert!(story.ended, "{keys}");
        let mut story = Story::at_the_list();
        story.keys(keys);
        assert!(story.ended, "{keys}");
    }
}

#[test]
fn quitting_with_changes_asks_and_esc_stays() {
    for keys in ["q", "<ctrl-c>"] {
        let mut story = Story::in_connector("12345");
        story.go_to("Name").keys("<enter>!<esc>").keys(keys).sees("Unsent changes");
        story.sees("Order Status Service!").sees("1 change").sees("If you quit now, these changes are gone.");
        assert!(!story.ended);
        // A second time asks nothing new and decides nothing.
        story.keys("<ctrl-c>").keys("<enter>").keys("q").sees("Unsent changes");
        assert!(!story.ended);
        story.keys("<esc>").does_not_see("Unsent changes").sees("✎ 1 change");
        story.keys(keys).keys("n").sees("✎ 1 change");
        assert!(!story.ended);
    }
}

#[test]
fn quitting_with_changes_can_discard_them() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>qd");
    assert!(story.ended);
    assert_eq!(story.sent(), Vec::<String>::new());
}

#[test]
fn quitting_with_changes_can_review_them_instead() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>qs").sees(" Review ").keys("<enter>").sees("Sent: Name.");
    assert!(!story.ended);
    story.keys("q");
    assert!(story.ended);
}

#[test]
fn ctrl_c_in_the_middle_of_typing_keeps_what_was_typed() {
    for (label, keys) in
        [("Name", "<enter>!"), ("Body", "<enter>!"), ("Headers", "<enter>l<enter>!"), ("Tokens", "<enter>a!")]
    {
        let mut story = Story::in_connector("12345");
        story
            .go_to(label)
            .keys(keys)
            .keys("<ctrl-c>")
            .sees("Unsent changes")
            .keys("<esc>")
            .sees("✎ 1 change");
        assert!(!story.ended);
        assert!(story.row(label).starts_with('●'), "{label}");
    }
}

#[test]
fn connectors_that_were_left_with_changes_are_asked_about_too() {
    let mut story = Story::at_the_list();
    story
        .keys("<enter>")
        .go_to("Name")
        .keys("<enter>!<esc><esc>j<enter>")
        .go_to("Method")
        .keys("<enter>g<enter><esc>");
    story
        .keys("q")
        .sees("Unsent changes")
        .sees("Order Status Service!  1 change")
        .sees("Refund an order  1 change");
    story
        .keys("s")
        .sees(" Review ")
        .sees("Order Status Service!")
        .keys("<enter>")
        .sees("Sent: Name.")
        .keys("q");
    assert!(!story.ended);
    story
        .sees("Refund an order  1 change")
        .does_not_see("Order Status Service!  1 change")
        .keys("s")
        .sees("Review");
    story.keys("<enter>q");
    assert!(story.ended);
    assert_eq!(
        story.sent(),
        ["{\n  \"name\": \"Order Status Service!\"\n}", "{\n  \"http_method\": \"get\"\n}"]
    );
}

#[test]
fn what_cannot_be_sent_is_told_instead_of_reviewed() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Headers")
        .keys("<enter>a<esc><esc>qs")
        .sees("Not ready to send")
        .keys("<esc>")
        .sees("✎ 1 change");
    assert!(!story.ended);
}

// The timeline.

/// What the person would send, as one text.
fn pending(story: &Story) -> String {
    let Some(form) = story.app.form() else { return String::new() };
    form.draft
        .changes()
        .filter_map(|at| {
            at.field(form.draft.table()).map(|field| format!("{}={:?};", field.key, form.draft.value(at)))
        })
        .collect()
}

#[test]
fn every_step_is_taken_back_and_made_again_in_order() {
    let mut story = Story::in_connector("12345");
    let mut states = vec![pending(&story)];
    let mut step = |story: &mut Story, label: &str, keys: &str| {
        story.go_to(label).keys(keys);
        states.push(pending(story));
    };
    step(&mut story, "Name", "<enter> one two three<esc>");
    step(&mut story, "Fin may use it", "<space>");
    step(&mut story, "Description", "<enter>a<enter>b<ctrl-end>c<tab>");
    step(&mut story, "Data inputs", "<enter>D<esc>");
    step(&mut story, "Data inputs", "<enter>jd<esc>");
    step(&mut story, "Data inputs", "<enter>llll<enter>x<esc><esc>");
    step(&mut story, "Audiences", "<enter>v<space><esc>");
    step(&mut story, "Method", "<enter>d<enter>");
    step(&mut story, "Sample response", "<enter>{}<esc>");
    step(&mut story, "Headers", "<enter>l<enter>v<esc><esc>");
    step(&mut story, "Name", "r");
    step(&mut story, "Tokens", "<enter>a9<esc><esc>");
    step(&mut story, "Name", "Ry");
    assert_eq!(states.last().map(String::as_str), Some(""), "everything is reverted");
    assert_eq!(states.first().map(String::as_str), Some(""));
    // Adding a token was two steps: the row, and what was typed into it.
    let mut backwards = Vec::new();
    while story.app.form().unwrap().timeline.can_undo() {
        story.keys("u").sees("Undone: ");
        backwards.push(pending(&story));
    }
    backwards.reverse();
    story.is_clean();
    let before_revert = &states[states.len() - 2];
    assert_eq!(backwards.last(), Some(before_revert), "one undo brings everything back");
    let mut rest = backwards.iter();
    for state in &states[..states.len() - 1] {
        assert!(rest.any(|found| found == state), "{state:?} was not passed on the way back");
    }
    let mut forwards = Vec::new();
    while story.app.form().unwrap().timeline.can_redo() {
        story.keys("U").sees("Redone: ");
        forwards.push(pending(&story));
    }
    assert_eq!(forwards[..forwards.len() - 1], backwards[1..]);
    assert_eq!(pending(&story), "");
}

#[test]
fn a_visit_to_a_text_is_one_step_and_undo_goes_where_it_happened() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter> and<left><left>x<backspace> more<esc>").go_to("Tokens");
    story.keys("u").sees("Undone: edit Name.").is_clean();
    assert_eq!(story.current(), Some("Name"));
    story.keys("U").sees("Redone: edit Name.").sees("✎ 1 change");
    story.keys("<ctrl-z>").is_clean().keys("<ctrl-y>").sees("✎ 1 change");
}

#[test]
fn a_visit_that_changes_nothing_is_no_step() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>x<backspace><esc>u").sees("Undo: there is nothing to undo.");
    story.keys("U").sees("Redo: there is nothing to redo.");
}

#[test]
fn a_new_step_forgets_what_was_undone() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>u").go_to("Fin may use it").keys("<space>U");
    story.sees("there is nothing to redo").sees("✎ 1 change");
}

#[test]
fn while_typing_single_changes_can_be_taken_back() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter><ctrl-w>").sees("✎ 1 change").keys("<ctrl-z>").sees("no changes");
    story.keys("<ctrl-y>").sees("✎ 1 change").keys("<esc>");
    assert_eq!(story.short_value("Name"), "Order Status");
}

#[test]
fn a_reverted_field_and_reverting_everything_can_be_taken_back() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("Public").keys("<space>").go_to("Name").keys("r");
    story
        .sees("Name is as it is on the server. u brings it back.")
        .sees("✎ 1 change")
        .keys("u")
        .sees("✎ 2 changes");
    story
        .keys("R")
        .sees("Take 2 fields back")
        .keys("<esc>")
        .sees("✎ 2 changes")
        .keys("R<enter>")
        .sees("Take 2 fields");
    story.keys("y").is_clean().keys("u").sees("✎ 2 changes");
    assert_eq!(story.short_value("Name"), "Order Status Service!");
    assert_eq!(story.short_value("Public"), "yes");
}

#[test]
fn undo_survives_a_send_that_failed() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("Public").keys("<space>");
    story
        .canned("PATCH", "/data_connectors", 500, "{}")
        .send()
        .sees("It did not work")
        .keys("u")
        .sees("✎ 1 change");
    story.keys("u").sees("no changes").keys("UU").sees("✎ 2 changes").send().sees("no changes");
}

#[test]
fn undo_after_a_send_is_a_change_back_to_what_was() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").send().sees("no changes").keys("u").sees("✎ 1 change");
    story.sees("\"name\": \"Order Status Service\"").send().sees("no changes");
    let sent: Vec<Value> = story.sent().iter().map(|body| serde_json::from_str(body).unwrap()).collect();
    assert_eq!(sent, [json!({"name": "Order Status Service!"}), json!({"name": "Order Status Service"})]);
    story.keys("U").sees("✎ 1 change");
}

#[test]
fn undo_never_sends_hidden_values_after_headers_were_sent() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>typed-value<esc>").send().sees("no changes").keys("u");
    // The old value is unknown; it can be typed, and nothing else is sent in its place.
    story.sees("✎ 1 change").keys("s").sees("Authorization: type its value; the server hides it");
    story.keys("<esc><ctrl-y>").sees("no changes");
    assert_eq!(story.sent().len(), 1);
}

#[test]
fn the_next_and_the_previous_change_can_be_jumped_to() {
    let mut story = Story::in_connector("12345");
    for label in ["Description", "Public", "Tokens"] {
        let keys = if label == "Public" {
            "<space>"
        } else if label == "Tokens" {
            "<enter>a1<esc><esc>"
        } else {
            "<enter>x<esc>"
        };
        story.go_to(label).keys(keys);
    }
    story.keys("g");
    for label in ["Description", "Public", "Tokens", "Description"] {
        story.keys("]");
        assert_eq!(story.current(), Some(label));
    }
    story.keys("[");
    assert_eq!(story.current(), Some("Tokens"));
}
