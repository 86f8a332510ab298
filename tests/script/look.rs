//! Commands that only look.

use super::{LIVE, World};
use crate::between::{Then, answer};
use serde_json::{Value as Json, json};
use std::process::Stdio;
use std::sync::Arc;

/// The list goes on after its first page.
fn goes_on(world: &World) {
    let makes = Arc::new(|bytes: &[u8]| {
        let mut json: Json = serde_json::from_slice(bytes).unwrap();
        json["pages"]["next"] = json!({"per_page": 50, "starting_after": "x y"});
        answer("200 OK", "", json.to_string())
    });
    world.suffer("GET", "/data_connectors?", 1, true, Then::Makes(makes));
}

#[test]
fn a_list_on_a_pipe_has_a_line_for_each_connector_of_every_page() {
    let world = World::new();
    goes_on(&world);
    let next = json!({"data": [{"id": LIVE, "name": "twice"}, {"id": "900", "name": "Of the second page", "state": "draft"}]});
    let next = answer("200 OK", "", next.to_string());
    world.suffer("GET", "/data_connectors?per_page=50&starting_after=x%20y", 1, false, Then::Says(next));
    let ran = world.run(&["list"]).ended(0);
    let rows: Vec<Vec<&str>> = ran.out.lines().map(|line| line.split('\t').collect()).collect();
    assert!(rows.len() > 20 && rows.iter().all(|row| row.len() == 5), "{ran:?}");
    let first = rows.iter().find(|row| row[0] == LIVE).unwrap();
    assert_eq!((first[1], first[2], first[4]), ("live", "post", "Order Status Service"));
    assert_eq!(rows.last().unwrap(), &["900", "draft", "", "", "Of the second page"]);
    assert_eq!(ran.err, "", "progress is for a person");
}

#[test]
fn a_list_can_be_of_one_state_and_of_json_lines() {
    let world = World::new();
    let ran = world.run(&["list", "--state", "draft", "--json"]).ended(0);
    let items: Vec<Json> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!items.is_empty() && items.iter().all(|item| item["state"] == "draft"));
    assert!(items.iter().all(|item| item.as_object().unwrap().len() == 12), "the keys of the API");
}

#[test]
fn a_list_that_breaks_off_says_so_and_fails() {
    let world = World::new();
    let refusal = answer(
        "401 Unauthorized",
        "",
        r#"{"type":"error.list","errors":[{"code":"unauthorized","message":"Access Token Invalid"}]}"#,
    );
    goes_on(&world);
    world.suffer("GET", "/data_connectors?", 1, false, Then::Says(refusal));
    let ran = world.run(&["list"]).ended(1);
    assert!(ran.out.lines().count() > 20);
    ran.said(&["the list is not complete", "Access Token Invalid"]);
}

#[test]
fn a_list_that_is_not_there_is_no_missing_connector() {
    let world = World::new();
    world.suffer("GET", "/", 9, false, Then::Says(answer("404 Not Found", "", "{}")));
    world.run(&["list"]).ended(1);
}

#[test]
fn names_cannot_command_the_terminal_or_break_a_line() {
    let world = World::new();
    let makes = Arc::new(|_: &[u8]| {
        let item = json!({"id": "7", "name": "a\u{1b}[31m\tb\nc\u{202e}d", "state": "live"});
        answer("200 OK", "", json!({"data": [item]}).to_string())
    });
    world.suffer("GET", "/data_connectors?", 1, true, Then::Makes(makes));
    let ran = world.run(&["list"]).ended(0);
    assert_eq!(ran.out.lines().count(), 1);
    assert_eq!(ran.out.split('\t').count(), 5, "{ran:?}");
    assert!(!ran.out.contains('\u{202e}'));
}

#[test]
fn json_holds_no_character_that_acts_on_a_terminal_and_means_the_same() {
    let world = World::new();
    let hostile = "a\u{9b}31m\u{202e}b\u{200b}c\u{7f}d\u{e0041}é";
    let makes = |path: &'static str| {
        let makes = Arc::new(move |bytes: &[u8]| {
            let mut json: Json = serde_json::from_slice(bytes).unwrap();
            let item = if path.ends_with('?') { &mut json["data"][0] } else { &mut json };
            item["name"] = hostile.into();
            if item.get("data_inputs").is_some() {
                item["data_inputs"][0]["description"] = hostile.into();
                item[hostile] = hostile.into();
            }
            answer("200 OK", "", json.to_string())
        });
        world.suffer("GET", path, 1, true, Then::Makes(makes));
    };
    for (arguments, place) in [
        (&["list", "--json"][..], "/name"),
        (&["show", LIVE], "/name"),
        (&["show", LIVE, "--json"], "/name"),
        (&["show", LIVE, "name", "--json"], ""),
        (&["show", LIVE, "data_inputs"], "/0/description"),
        (&["show", LIVE, "data_inputs.#1"], "/description"),
    ] {
        makes("/data_connectors?");
        makes("/data_connectors/12345?state_version=draft");
        let ran = world.run(arguments).ended(0);
        let acts = |c: char| c != '\n' && c.is_control() || "\u{202e}\u{200b}\u{e0041}".contains(c);
        assert!(!ran.out.contains(acts) && ran.out.contains('é'), "{arguments:?}: {ran:?}");
        let first = if arguments[0] == "list" { ran.out.lines().next().unwrap() } else { &ran.out };
        let json: Json = serde_json::from_str(first).unwrap();
        assert_eq!(json.pointer(place).unwrap(), hostile, "{arguments:?}");
    }
    // A text alone is as it is.
    makes("/data_connectors/12345?state_version=draft");
    assert_eq!(world.run(&["show", LIVE, "name"]).ended(0).out, format!("{hostile}\n"));
}

#[test]
fn a_connector_on_a_pipe_is_what_the_server_answered_without_what_it_hides() {
    let world = World::new();
    let makes = Arc::new(|bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        answer("200 OK", "", text.replacen('{', r#"{"zeta":1.10,"#, 1).replace("****", "l3aked"))
    });
    world.suffer("GET", "/data_connectors/12345?state_version=draft", 1, true, Then::Makes(makes));
    let ran = world.run(&["show", LIVE]).ended(0).printed(&["\"zeta\": 1.10", "\"Authorization\""]);
    assert!(!ran.out.contains("l3aked") && !ran.out.contains("****"), "{ran:?}");
    let shown: Json = serde_json::from_str(&ran.out).unwrap();
    let first: Vec<&String> = shown.as_object().unwrap().keys().take(3).collect();
    assert_eq!(first, ["zeta", "type", "id"], "the server's order");
    let mut held = world.held(LIVE);
    held["zeta"] = shown["zeta"].clone();
    for header in held["headers"].as_array_mut().unwrap() {
        header.as_object_mut().unwrap().remove("value");
    }
    assert_eq!(shown, held);
}

#[test]
fn a_part_of_a_connector_is_printed_as_it_is() {
    let world = World::new();
    let shown = |path: &str| world.run(&["show", LIVE, path]).ended(0).out;
    assert_eq!(shown("url"), "https://api.example.com/orders/{{order_id}}/status\n");
    assert_eq!(shown("data_inputs.order_id.type"), "string\n");
    assert_eq!(shown("data_inputs.#1.required"), "true\n");
    assert_eq!(world.run(&["show", LIVE, "name", "--json"]).ended(0).out, "\"Order Status Service\"\n");
    world.run(&["show", LIVE, "nmae"]).ended(2).said(&["Did you mean name?"]);
    world.run(&["show", LIVE, "headers.Authorization.value"]).ended(2);
}

#[test]
fn the_two_versions_are_told_apart() {
    let world = World::new();
    // It never was live.
    world.run(&["show", "12356", "--live"]).ended(7).said(&["no live version"]);
    world.run(&["show", "12356", "--draft", "state"]).ended(0).printed(&["draft"]);
    world.run(&["show", "12356"]).ended(0);
    world.run(&["show", LIVE, "--live", "state"]).ended(0).printed(&["live"]);
}

#[test]
fn what_is_not_there_has_a_code_of_its_own() {
    let world = World::new();
    let ran = world.run(&["show", "99999"]).ended(7).said(&["was not found", "data_connector_not_found"]);
    assert_eq!(ran.out, "");
    world.run(&["set", "99999", "name=x", "--yes"]).ended(7);
    world.run(&["show", "../me"]).ended(2).said(&["is not the id of a connector"]);
}

#[test]
fn a_reading_that_fails_for_the_moment_is_made_again() {
    let world = World::new();
    let busy = answer("503 Service Unavailable", "retry-after: 1\r\n", "{}");
    world.suffer("GET", "/data_connectors/12345", 1, false, Then::Says(busy));
    world.run(&["show", LIVE, "name"]).ended(0).printed(&["Order Status Service"]);
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let world = World::new();
    let mut child = world.command(&["list", "--json"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn a_diff_ends_like_diff() {
    let world = World::new();
    let same = world.run(&["show", LIVE]).ended(0).out;
    let file = world.file("same.json", &same);
    let ran = world.run(&["diff", LIVE, &file]).ended(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));

    let mut other: Json = serde_json::from_str(&same).unwrap();
    other["name"] = "Another name".into();
    other["data_inputs"][0]["description"] = "changed".into();
    let file = world.file("other.json", &other.to_string());
    world.run(&["diff", LIVE, &file]).ended(1).printed(&[
        "--- 12345 on the server, draft\n+++ other.json\n",
        "@@ name (Name) @@\n- Order Status Service\n+ Another name\n",
        "order_id",
        "changed",
    ]);
    world.run(&["diff", LIVE, "none.json"]).ended(2).said(&["there is no file"]);
    let file = world.file("bad.json", "{\"name\": \n oops}");
    world.run(&["diff", LIVE, &file]).ended(2).said(&["line 2"]);
    world.run(&["diff", "99999", &world.file("same.json", &same)]).ended(7);
    assert_eq!(world.patches().len(), 0);
}
