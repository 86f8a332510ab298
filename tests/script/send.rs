//! Commands that send fields.

use super::{LIVE, World};
use crate::between::{Then, answer};
use serde_json::{Value as Json, json};
use std::sync::Arc;

fn parsed(body: &str) -> Json {
    serde_json::from_str(body).unwrap()
}

#[test]
fn only_what_was_set_goes_out_and_what_became_of_it_is_printed() {
    let world = World::new();
    let ran = world
        .run(&["set", LIVE, "name=Order (EU)", "direct_fin_usage:=true", "audiences=leads,visitors", "--yes"])
        .ended(0);
    assert_eq!(ran.out, "applied\tname\napplied\tdirect_fin_usage\napplied\taudiences\n");
    let patches = world.patches();
    assert_eq!(patches.len(), 1);
    assert_eq!(
        parsed(&patches[0]),
        json!({"name": "Order (EU)", "direct_fin_usage": true, "audiences": ["leads", "visitors"]})
    );
    assert_eq!(world.held(LIVE)["name"], "Order (EU)");
    // Once before, once more before the send, and once after it.
    assert_eq!(world.between.count("GET", "/data_connectors/12345?state_version=draft"), 3);
}

#[test]
fn a_dry_run_prints_the_review_and_the_exact_body_and_sends_nothing() {
    let world = World::new();
    let set = ["set", LIVE, "name=Order (EU)", "token_ids=", "url=https://example.com/{{oops}}"];
    let ran = world.run(&[&set[..], &["--dry-run"]].concat()).ended(0).printed(&[
        "Name (name)\n  - Order Status Service\n  + Order (EU)",
        "What it causes",
        "the connector is live",
        "Findings",
        "{{oops}}",
        "PATCH /data_connectors/12345\n{\n  \"name\": \"Order (EU)\",\n",
    ]);
    assert_eq!(world.patches().len(), 0);
    world.run(&[&set[..], &["--yes"]].concat()).ended(0).said(&["goes to a live connector"]);
    assert!(
        ran.out.ends_with(&(world.patches()[0].clone() + "\n")),
        "what is shown is what is sent: {ran:?}"
    );
    let read_only = [&set[..], &["--dry-run", "--read-only"]].concat();
    world.run(&read_only).ended(0);
}

#[test]
fn without_a_yes_nothing_is_sent_where_nobody_can_be_asked() {
    let world = World::new();
    world.run(&["set", LIVE, "name=x"]).ended(5).said(&["--yes", "--dry-run", "Nothing was sent"]);
    world.feed(&["set", LIVE, "name=x"], "yes\n").ended(5);
    world.run(&["set", LIVE, "name=x", "--yes", "--read-only"]).ended(2).said(&["read-only"]);
    world.run(&["set", LIVE, "name=x", "--yes", "--dry-run"]).ended(2);
    assert_eq!(world.patches().len(), 0);
}

#[test]
fn nothing_to_change_is_said_and_nothing_is_sent() {
    let world = World::new();
    let ran =
        world.run(&["set", LIVE, "name=Order Status Service", "audiences=leads,users", "--yes"]).ended(0);
    assert_eq!(ran.out, "");
    ran.said(&["nothing to change"]);
    assert_eq!(world.patches().len(), 0);
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_sent() {
    let world = World::new();
    for (argument, part) in [
        ("nmae=x", "Did you mean name?"),
        ("id=7", "read-only"),
        ("state=live", "patchpanel state"),
        ("http_method=fetch", "get, post"),
        ("url:=null", "null cannot be sent"),
        ("url:={oops", "not valid JSON"),
        ("body=@none.txt", "there is no file"),
        ("data_inputs.orderid.type=integer", "Did you mean order_id?"),
        ("nonsense", "argument 1"),
    ] {
        world.run(&["set", LIVE, argument, "--yes"]).ended(2).said(&[part]);
    }
    assert_eq!(world.patches().len(), 0);
}

#[test]
fn what_cannot_be_sent_is_named_with_its_field() {
    let world = World::new();
    let set = ["set", LIVE, "headers.+X-Key.value=@-", "data_inputs.order_id.description=", "--yes"];
    let ran = world.feed(&set, "typed\n");
    ran.ended(3).said(&[
        "headers: Authorization: type its value",
        "data_inputs: order_id: the API requires a description",
    ]);
    assert_eq!(world.patches().len(), 0);
}

#[test]
fn a_header_value_comes_from_a_file_or_standard_input_and_is_shown_nowhere() {
    let world = World::new();
    let secret = "typ3d-hush-hush-0042";
    let argument = format!("headers.Authorization.value={secret}");
    let ran = world.run(&["set", LIVE, &argument, "--yes"]).ended(2).said(&["=@FILE", "=@-"]);
    assert!(!ran.err.contains(secret));

    let set = ["set", LIVE, "headers.Authorization.value=@-"];
    let input = format!("{secret}\n");
    let ran = world.feed(&[&set[..], &["--dry-run"]].concat(), &input).ended(0).printed(&["••••••••"]);
    assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{ran:?}");
    assert_eq!(world.patches().len(), 0);

    // Also where the server repeats it.
    let refusal =
        format!(r#"{{"errors":[{{"code":"parameter_invalid","message":"Invalid headers: {secret}"}}]}}"#);
    let refusal = answer("422 Unprocessable Entity", "", refusal);
    world.suffer("PATCH", "/data_connectors/", 1, false, Then::Says(refusal));
    let ran = world.feed(&[&set[..], &["--yes"]].concat(), &input).ended(1).said(&["Invalid headers"]);
    assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{ran:?}");

    let ran = world.feed(&[&set[..], &["--yes"]].concat(), &input).ended(0);
    assert_eq!(ran.out, "applied\theaders\n");
    assert!(!ran.err.contains(secret));
    let body = parsed(world.patches().last().unwrap());
    assert_eq!(body, json!({"headers": [{"name": "Authorization", "value": secret}]}));
}

#[test]
fn a_text_from_a_file_is_sent_byte_for_byte() {
    let world = World::new();
    let text = "{\r\n\t\"a\": {{order_id}}\n}\n";
    let file = world.file("body.txt", text);
    let line = world.file("name.txt", "From a file\n");
    world.run(&["set", LIVE, &format!("body=@{file}"), &format!("name=@{line}"), "--yes"]).ended(0);
    assert_eq!(parsed(&world.patches()[0]), json!({"name": "From a file", "body": text}));
    world.feed(&["set", LIVE, "body=@-", "name=@-", "--yes"], "x").ended(2).said(&["one field only"]);
}

#[test]
fn an_empty_standard_input_is_no_empty_text() {
    let world = World::new();
    for argument in
        ["description=@-", "body=@-", "token_ids=@-", "name:=@-", "headers.Authorization.value=@-"]
    {
        let ran = world.feed(&["set", LIVE, argument, "--yes"], "").ended(2);
        let ran = ran.said(&["standard input was empty", "Nothing was sent"]);
        let field = argument.trim_end_matches(":=@-").trim_end_matches("=@-");
        let advice = format!("; {field}= sets an empty text");
        assert_eq!(ran.err.contains(&advice), !field.starts_with("headers"), "{ran:?}");
    }
    assert_eq!(world.patches().len(), 0);
    world.run(&["set", LIVE, "description=", "--yes"]).ended(0);
}

#[test]
fn whose_workspace_it_is_is_said_before_anything_is_agreed_to() {
    let world = World::new();
    let config = "default_profile = \"real\"\n[profile.real]\nproduction = true\nworkspace = \"ACME REAL\"\n";
    let config = world.file("config.toml", config);
    let whose = "production, profile real, ACME REAL (Acme Support) (US), 127.0.0.1";
    let file = world.file("given.json", r#"{"id": "12345", "name": "n2"}"#);
    for arguments in [
        &["set", LIVE, "name=x"][..],
        &["set", LIVE, "name=y", "--yes"],
        &["apply", &file, "--yes"],
        &["state", "12356", "live"],
        &["state", "12356", "live", "--yes"],
    ] {
        world
            .run(&[arguments, &["--config", &config]].concat())
            .said(&[&format!("patchpanel: in {whose}.\n")]);
    }
    let plain = ["--plain", "--config", &config];
    let ran = world.feed(&plain, &format!("{LIVE}\nname\nz\nreview\nno\ndraft/live\nno\nquit\nkeep\n"));
    ran.printed(&[
        &format!("connectors of {whose}, ordered by"),
        &format!("number 12345, live.\nIn {whose}.\nYou edit"),
        &format!("\nIn {whose}.\nReview of"),
    ]);
}

/// The output goes nowhere.
#[cfg(target_os = "linux")]
fn into_a_full_disk(world: &World, arguments: &[&str]) -> super::Ran {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    World::ran(world.command(arguments).stdout(full).output().unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_is_lost_after_a_send_is_not_told_as_a_refusal() {
    let world = World::new();
    let ran = into_a_full_disk(&world, &["set", LIVE, "name=x", "--yes"]).ended(6);
    ran.said(&["standard output could not be written", "It was sent"]);
    assert_eq!(world.held(LIVE)["name"], "x");
    into_a_full_disk(&world, &["set", LIVE, "name=y", "--dry-run"]).ended(1);
    into_a_full_disk(&world, &["list"]).ended(1);
    let file = world.file("given.json", r#"{"name": "z"}"#);
    into_a_full_disk(&world, &["diff", LIVE, &file]).ended(2);
    assert_eq!(world.patches().len(), 1);
}

#[cfg(debug_assertions)]
#[test]
fn a_bug_ends_a_command_with_a_code_of_its_own_and_says_where_and_what_is_safe() {
    let world = World::new();
    let file = world.file("given.json", r#"{"id": "12345", "name": "n2"}"#);
    let bug = |arguments: &[&str], switch| {
        let ran =
            World::ran(world.command(arguments).env("PATCHPANEL_PANIC_SCREENLESS", switch).output().unwrap());
        assert!(!ran.err.contains("asked for"), "its own message is not repeated: {ran:?}");
        ran.ended(101).said(&["patchpanel met a bug at src/screenless.rs:", "Please report the place."])
    };
    for arguments in [
        &["list"][..],
        &["show", LIVE],
        &["diff", LIVE, &file],
        &["set", LIVE, "name=x", "--yes"],
        &["apply", &file, "--yes"],
        &["state", "12356", "live", "--yes"],
    ] {
        bug(arguments, "task").said(&["Nothing was sent by that."]);
    }
    for arguments in [&["set", LIVE, "name=x", "--yes"][..], &["state", "12356", "live", "--yes"]] {
        bug(arguments, "save").said(&["A save was under way; open the connector again"]);
    }
    assert_eq!(world.patches().len(), 0);
}

#[test]
fn someone_elses_change_of_the_same_field_stops_it() {
    let world = World::new();
    world.was(LIVE, |json| json["name"] = "As it was".into());
    let ran = world.run(&["set", LIVE, "name=Mine", "--yes"]).ended(4);
    assert_eq!(ran.out, "");
    ran.said(&["someone else has changed the same meanwhile: Name", "Nothing was sent"]);
    assert_eq!(world.patches().len(), 0);
}

#[test]
fn someone_elses_change_of_another_field_is_told_and_left_alone() {
    let world = World::new();
    world.was(LIVE, |json| json["description"] = "As it was".into());
    world.run(&["set", LIVE, "name=Mine", "--yes"]).ended(0).said(&["meanwhile: Description"]);
    assert_eq!(world.patches(), ["{\n  \"name\": \"Mine\"\n}"]);
}

#[test]
fn someone_elses_row_stays_when_a_cell_of_another_row_is_set() {
    let world = World::new();
    world.was(LIVE, |json| json["data_inputs"][1]["description"] = "As it was".into());
    world.run(&["set", LIVE, "data_inputs.order_id.description=Mine", "--yes"]).ended(0);
    let sent = parsed(&world.patches()[0]);
    assert_eq!(sent["data_inputs"][0]["description"], "Mine");
    assert_eq!(sent["data_inputs"][1], world.held(LIVE)["data_inputs"][1]);
    assert_ne!(sent["data_inputs"][1]["description"], "As it was");
}

#[test]
fn a_refusal_is_told_in_words_with_what_the_server_says() {
    let world = World::new();
    let refusal = r#"{"type":"error.list","request_id":"r-1","errors":[{"code":"parameter_invalid","message":"Name is taken\u001b[31m"}]}"#;
    world.suffer(
        "PATCH",
        "/data_connectors/",
        1,
        false,
        Then::Says(answer("422 Unprocessable Entity", "", refusal)),
    );
    let ran = world.run(&["set", LIVE, "name=x", "--yes"]).ended(1);
    assert_eq!(ran.out, "");
    ran.said(&[
        "Intercom did not accept a value. Nothing was applied.",
        "the server says: Name is taken␛[31m",
        "r-1",
    ]);
    assert_eq!(world.patches().len(), 1);
}

#[test]
fn a_lost_answer_is_followed_by_a_reading_and_never_by_a_second_send() {
    // It was carried out, and nobody said so.
    let world = World::new();
    world.suffer("PATCH", "/data_connectors/", 1, true, Then::Says(Vec::new()));
    let ran =
        world.run(&["set", LIVE, "name=x", "--yes"]).ended(0).said(&["may or may not have been applied"]);
    assert_eq!(ran.out, "applied\tname\n");
    assert_eq!(world.patches().len(), 1);

    // It was not carried out.
    let world = World::new();
    world.suffer("PATCH", "/data_connectors/", 1, false, Then::Says(Vec::new()));
    let ran = world.run(&["set", LIVE, "name=x", "--yes"]).ended(1);
    assert_eq!(ran.out, "not-applied\tname\n");
    assert_eq!(world.patches().len(), 1);

    // Nor can it be read again.
    let world = World::new();
    let makes = Arc::new(|_: &[u8]| Vec::new());
    world.suffer("PATCH", "/data_connectors/", 1, false, Then::Makes(makes));
    let refusal = answer("401 Unauthorized", "", "{}");
    world.suffer(
        "GET",
        "/data_connectors/12345",
        4,
        true,
        Then::Makes(Arc::new(|body: &[u8]| answer("200 OK", "", body))),
    );
    world.suffer("GET", "/data_connectors/12345", 9, false, Then::Says(refusal));
    let ran = world.run(&["set", LIVE, "name=x", "--yes"]).ended(6);
    assert_eq!(ran.out, "not-known\tname\n");
    assert_eq!(world.patches().len(), 1);
}

#[test]
fn what_the_server_makes_of_it_is_told_apart() {
    let world = World::new();
    let makes = Arc::new(|bytes: &[u8]| {
        let mut json: Json = serde_json::from_slice(bytes).unwrap();
        json["name"] = "x, tidied".into();
        json["description"] = "Fetches order status from external fulfillment API".into();
        json.as_object_mut().unwrap().remove("url");
        answer("200 OK", "", json.to_string())
    });
    world.suffer("PATCH", "/data_connectors/", 1, true, Then::Makes(makes));
    // What is read after it is what the answer said, but for what it did not say.
    world.suffer(
        "GET",
        "/data_connectors/12345",
        4,
        true,
        Then::Makes(Arc::new(|body: &[u8]| answer("200 OK", "", body))),
    );
    let after = Arc::new(|bytes: &[u8]| {
        let mut json: Json = serde_json::from_slice(bytes).unwrap();
        json["name"] = "x, tidied".into();
        json["description"] = "Fetches order status from external fulfillment API".into();
        json.as_object_mut().unwrap().remove("url");
        answer("200 OK", "", json.to_string())
    });
    world.suffer("GET", "/data_connectors/12345", 2, true, Then::Makes(after));
    let ran = world
        .run(&["set", LIVE, "name=x", "description=y", "url=https://example.com/{{order_id}}", "--yes"])
        .ended(8);
    assert_eq!(ran.out, "stored-differently\tname\nnot-taken\tdescription\nnot-returned\turl\n");
    ran.said(&[
        "stored in another form: Name",
        "kept as it was by the server: Description",
        "not returned: URL",
    ]);
}

#[test]
fn a_sample_response_wants_a_word_of_its_own() {
    let world = World::new();
    let file = world.file("sample.json", r#"{"status": "ok", "total": 1.50}"#);
    let set = ["set", LIVE, &format!("mock_response=@{file}"), "--yes"];
    world.run(&set).ended(5).said(&["--replace-sample", "Nothing was sent"]);
    assert_eq!(world.patches().len(), 0);
    let ran = world
        .run(&[&set[..], &["--replace-sample"]].concat())
        .ended(0)
        .printed(&["applied\tmock_response\n"]);
    ran.printed(&["moved\tresponse_fields\n"]);
    assert!(world.patches()[0].contains("1.50"), "digits are kept");
    let file = world.file("bad.json", "{oops");
    world
        .run(&["set", LIVE, &format!("mock_response=@{file}"), "--yes"])
        .ended(3)
        .said(&["mock_response: not valid JSON"]);
}

#[test]
fn a_file_names_its_connector_and_its_values_are_sent() {
    let world = World::new();
    let mut json = parsed(&world.run(&["show", LIVE]).ended(0).out);
    json["name"] = "From a file".into();
    json["state"] = "draft".into();
    json["made_up"] = 1.into();
    json["response_fields"] = json!([]);
    let file = world.file("connector.json", &json.to_string());
    let ran = world.run(&["apply", &file, "--yes"]).ended(0);
    assert_eq!(ran.out, "applied\tname\n");
    ran.said(&[
        "left alone: state: patchpanel state",
        "left alone: made_up: not a field",
        "left alone: response_fields: read-only",
    ]);
    assert_eq!(world.patches(), ["{\n  \"name\": \"From a file\"\n}"]);

    world.feed(&["apply", "-", "--id", LIVE, "--yes"], r#"{"description": "partial"}"#).ended(0);
    assert_eq!(world.held(LIVE)["description"], "partial");
    world.feed(&["apply", "-", "--yes"], r#"{"description": "nobody's"}"#).ended(2).said(&["--id"]);
    world
        .feed(&["apply", "-", "--id", LIVE, "--dry-run"], r#"{"name": "other"}"#)
        .ended(0)
        .printed(&["+ other"]);
    world.feed(&["apply", "-", "--id", LIVE], "[1]").ended(2).said(&["no JSON object"]);
    assert_eq!(world.patches().len(), 2);
}

#[test]
fn a_file_that_is_older_than_the_connector_says_so_and_may_stop() {
    let world = World::new();
    let mut json = parsed(&world.run(&["show", LIVE]).ended(0).out);
    json["name"] = "From a file".into();
    let file = world.file("connector.json", &json.to_string());
    world.run(&["set", LIVE, "description=changed since", "--yes"]).ended(0);
    world
        .run(&["apply", &file, "--if-unchanged", "--yes"])
        .ended(4)
        .said(&["has changed since the file was written"]);
    assert_eq!(world.patches().len(), 1);
    let ran = world.run(&["apply", &file, "--dry-run"]).ended(0).said(&["is set back by it"]);
    ran.printed(&["- changed since"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_during_a_send_says_that_the_outcome_is_not_known() {
    use std::process::Command;
    let world = World::new();
    world.suffer("PATCH", "/data_connectors/", 1, false, Then::Hangs(Vec::new()));
    let child = world.command(&["set", LIVE, "name=x", "--yes"]).spawn().unwrap();
    world.between.wait_for("PATCH", "/data_connectors/", 1);
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let output = child.wait_with_output().unwrap();
    World::ran(output).ended(130).said(&["may or may not have been applied"]);
    assert_eq!(world.patches().len(), 1);
}
