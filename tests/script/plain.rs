//! The conversation (`--plain`), driven by lines on a pipe.

use super::{LIVE, World};
use crate::between::{Then, answer};
use serde_json::{Value as Json, json};
use std::fs;
use std::io::Write;
use std::path::Path;
#[cfg(unix)]
use std::process::Command;
use std::process::Stdio;

/// Says these lines about a connector, one after the other.
fn said(world: &World, connector: &str, lines: &[&str]) -> super::Ran {
    world.feed(&["--plain", connector], &(lines.join("\n") + "\n"))
}

fn kept(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(kept(&path));
        } else if path.extension().is_some_and(|it| it == "json") {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
    found
}

#[test]
fn a_connector_is_chosen_changed_reviewed_and_sent_in_lines() {
    let world = World::new();
    let ran = world
        .feed(&["--plain"], "find order status\n1\nname\nOrder (EU)\nFin may\nyes\nreview\nyes\nquit\n")
        .ended(0);
    ran.printed(&[
        "connectors of Acme Support",
        "1. Order Status Service: live",
        "1. Name: Order Status Service\n",
        "What teammates see in the list",
        "Name: changed.\n1 change is unsent.\n",
        "Was: Order Status Service\nBecomes: Order (EU)\n",
        "Warning: the connector is live",
        "PATCH /data_connectors/12345\n{\n  \"name\": \"Order (EU)\",\n  \"direct_fin_usage\": true\n}\n",
        "yes, to send",
        "Sent: Name, Fin may use it.",
    ]);
    assert_eq!(world.patches(), ["{\n  \"name\": \"Order (EU)\",\n  \"direct_fin_usage\": true\n}"]);
}

#[test]
fn nothing_is_sent_without_the_word_yes() {
    let world = World::new();
    let ran = said(
        &world,
        LIVE,
        &["name", "x", "review", "send", "enter", "y", "Yes?", "no", "again", "revert all", "yes", "quit"],
    );
    ran.ended(0).printed(&[
        "That wants the word yes.",
        "1. Name: x (changed)",
        "Everything is as it is on the server.",
    ]);
    assert_eq!(world.patches().len(), 0);
}

#[test]
fn each_kind_of_field_is_asked_for_in_its_own_way() {
    let world = World::new();
    let lines = [
        "4",
        "3",
        "audiences",
        "visitors 1",
        "check",
        "2",
        "body",
        "one",
        "..two",
        "",
        "end",
        ".",
        "description",
        "\"\"",
        "tokens",
        "add",
        "tok_9",
        "",
        "name",
        "",
        "16",
        "review",
        "yes",
        "quit",
    ];
    let ran = said(&world, LIVE, &lines).ended(0);
    ran.printed(&[
        "It can be 1 get, 2 post",
        "3 visitors is off",
        "It is left as it is.",
        "It cannot be changed: read-only",
    ]);
    let sent: Json = serde_json::from_str(&world.patches()[0]).unwrap();
    let expected = json!({
        "description": "", "http_method": "put", "body": "one\n.two\n\nend", "validate_missing_attributes": false,
        "audiences": ["users", "visitors"], "token_ids": ["tok_9"],
    });
    assert_eq!(sent, expected);
}

#[test]
fn a_table_is_changed_row_by_row() {
    let world = World::new();
    let lines = [
        "data inputs",
        "1 description",
        "changed",
        "add",
        "floor",
        "integer",
        "yes",
        "",
        "Which floor",
        "up 3",
        "delete 3",
        "7 name",
        "",
        "review",
        "yes",
        "quit",
    ];
    said(&world, LIVE, &lines)
        .ended(0)
        .printed(&["1. order_id; type string; required yes", "That is no row and no column."]);
    let sent: Json = serde_json::from_str(&world.patches()[0]).unwrap();
    let inputs = sent["data_inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), 2);
    assert_eq!(
        (inputs[0]["name"].as_str(), inputs[0]["description"].as_str()),
        (Some("order_id"), Some("changed"))
    );
    assert_eq!(
        inputs[1],
        json!({"name": "floor", "type": "integer", "required": true, "default_value": "", "description": "Which floor"})
    );
}

#[test]
fn a_header_value_is_never_repeated_and_what_is_missing_is_named() {
    let world = World::new();
    let secret = "typ3d-hush-hush-0042";
    let lines = ["headers", "add", "X-Key", secret, "", "review", "1", secret, "", "review", "yes", "quit"];
    let ran = said(&world, LIVE, &lines).ended(0);
    assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{ran:?}");
    ran.printed(&["1. Headers: Authorization: type its value", "typed and not shown", "Sent: Headers."]);
    assert_eq!(world.patches()[0].matches(secret).count(), 2);
    assert!(kept(world.folder.path()).iter().all(|text| !text.contains(secret)));
}

#[test]
fn the_end_of_the_input_keeps_what_is_unsent_and_it_is_offered_again() {
    let world = World::new();
    let ran = said(&world, LIVE, &["name", "Kept"]).ended(0).said(&["are kept in"]);
    let (_, way_back) = ran.err.split_once("to go on: ").unwrap();
    assert_eq!(way_back, format!("patchpanel 12345 --base-url {} --plain\n", world.between.url()));
    assert!(kept(world.folder.path()).iter().any(|text| text.contains("Kept")));
    let ran = said(&world, LIVE, &["restore", "fields", "quit", "discard", "yes"]).ended(0);
    ran.printed(&["Earlier changes", "1. Name: Kept (changed)", "The unsent changes will be gone."]);
    assert_eq!(kept(world.folder.path()).len(), 0);
    assert_eq!(world.patches().len(), 0);
}

#[cfg(debug_assertions)]
#[test]
fn a_bug_keeps_what_is_unsent_and_says_where_it_was_met() {
    let world = World::new();
    let bug = |lines: &str, switch| {
        let mut command = world.command(&["--plain", LIVE]);
        command.env("PATCHPANEL_PANIC_SCREENLESS", switch).stdin(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // It may have ended before it has heard everything.
        let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
        let ran = World::ran(child.wait_with_output().unwrap()).ended(101);
        assert!(!ran.err.contains("asked for"), "{ran:?}");
        ran.said(&["patchpanel met a bug at src/screenless.rs:", "Please report the place."])
    };
    // On another thread.
    bug("quit\n", "task").said(&["Nothing was sent by that."]);
    bug("name\nKept\nreview\nyes\n", "save").said(&["A save was under way", "are kept in", "--plain"]);
    assert!(kept(world.folder.path()).iter().any(|text| text.contains("Kept")));
    assert_eq!(world.patches().len(), 0);
}

#[cfg(unix)]
#[test]
fn a_signal_keeps_what_is_unsent() {
    let world = World::new();
    let mut child = world.command(&["--plain", LIVE]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"name\nKept\nruns\n").unwrap();
    // What is said after the change has been heard by then.
    world.between.wait_for("GET", "/data_connectors/12345/execution_results", 1);
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    World::ran(output).ended(143).said(&["are kept in"]);
}

#[test]
fn a_failure_a_lost_answer_and_an_overlap_are_told_in_words() {
    let world = World::new();
    let refusal = r#"{"errors":[{"code":"parameter_invalid","message":"Name is taken"}]}"#;
    world.suffer("PATCH", "/", 1, false, Then::Says(answer("422 Unprocessable Entity", "", refusal)));
    said(&world, LIVE, &["name", "x", "review", "yes", "revert 1", "quit"]).ended(0).printed(&[
        "It did not work.",
        "Nothing was applied; your edits are kept.",
        "The server said: Name is taken",
    ]);

    let world = World::new();
    world.suffer("PATCH", "/", 1, true, Then::Says(Vec::new()));
    said(&world, LIVE, &["name", "x", "review", "yes", "quit"])
        .ended(0)
        .printed(&["What became of it:", "Done: Name, applied"]);
    assert_eq!(world.patches().len(), 1);

    let world = World::new();
    world.was(LIVE, |json| json["name"] = "As it was".into());
    let ran = said(&world, LIVE, &["name", "Mine", "review", "yes", "theirs 1", "quit"]).ended(0);
    ran.printed(&["Someone else changed the same as you.", "Theirs: Order Status Service", "Mine: Mine"]);
    assert_eq!(world.patches().len(), 0);
}

#[test]
fn other_peoples_changes_are_told_and_taken_in() {
    let world = World::new();
    world.was(LIVE, |json| json["name"] = "As it was".into());
    let ran =
        said(&world, LIVE, &["url", "https://example.com/{{order_id}}", "ctrl-r", "again", "quit", "keep"])
            .ended(0);
    ran.printed(&[
        "1. Name: As it was",
        "changed this connector",
        "Taken in: Name.",
        "1. Name: Order Status Service",
    ]);
}

#[test]
fn what_cannot_be_done_says_why_and_what_is_unclear_is_asked_back() {
    let world = World::new();
    said(&world, LIVE, &["review", "re", "nonsense", "99", "help", "quit"]).ended(0).printed(&[
        "Review: nothing is changed.",
        "\"re\" may be: ",
        "\"nonsense\" is nothing that can be done here.",
        "There is no 99 here.",
        "revert (r): ",
        "Not now: ",
    ]);
    world
        .feed(&["--plain", LIVE, "--read-only"], "name\nx\nreview\nyes\nquit\ndiscard\nyes\n")
        .ended(0)
        .printed(&["nothing is sent"]);
    assert_eq!(world.patches().len(), 0);
}

#[test]
fn a_connector_that_is_not_there_leads_back_to_the_list() {
    let world = World::new();
    said(&world, "99999", &["back", "12356", "state", "", "draft/live", "no", "quit"]).ended(0).printed(&[
        "Connector 99999 could not be read.",
        "1. Order Status Service",
        "Book a delivery slot, number 12356, draft.",
        "From then on Fin and workflows call it",
    ]);
}

#[test]
fn what_makes_no_sense_in_lines_is_neither_offered_nor_done() {
    let world = World::new();
    let ran = said(&world, LIVE, &["help", "mouse", "next theme", "url", "", "editor", "quit"]).ended(0);
    let out = ran.out.clone();
    ran.printed(&["Another editor needs a terminal to be typed in, and the lines here come from elsewhere."]);
    for never in ["\nmouse", "The mouse is", "Take the next theme", "\x1b"] {
        assert!(!out.contains(never), "{never:?} in {out}");
    }
}
