//! A file that is sent, or would be: which connector it is of, whether it is still of today, what it may not hold.

use super::{LIVE, World};
use serde_json::{Value as Json, json};

/// A header value, as a file may hold one by mistake.
const SECRET: &str = "rotated-s3cret-0042";

fn file(world: &World, json: &Json) -> String {
    world.file("given.json", &json.to_string())
}

#[test]
fn if_unchanged_is_refused_where_the_file_cannot_tell() {
    let world = World::new();
    let then = world.held(LIVE)["updated_at"].clone();
    assert!(then.is_string());
    for (given, part) in [
        (json!({"id": LIVE, "name": "n2"}), "updated_at"),
        (json!({"id": LIVE, "name": "n2", "updated_at": 123}), "updated_at"),
        (json!({"id": LIVE, "name": "n2", "updated_at": null}), "updated_at"),
        (json!({"id": "999", "name": "n2", "updated_at": then}), "another connector"),
        (json!({"name": "n2", "updated_at": then}), "which connector it is of"),
        (json!({"id": 12345, "name": "n2", "updated_at": then}), "not a text"),
    ] {
        let file = file(&world, &given);
        for how in ["--yes", "--dry-run"] {
            let ran =
                world.run(&["apply", &file, "--id", LIVE, "--of-another", "--if-unchanged", how]).ended(2);
            ran.said(&[part, "--if-unchanged cannot be kept"]);
        }
    }
    assert_eq!(world.patches().len(), 0);
}

#[test]
fn if_unchanged_sends_nothing_once_the_connector_has_changed() {
    let world = World::new();
    // Someone else changes it between the first reading and the one before the send.
    for change in ["description", "updated_at"] {
        world.was(LIVE, move |json| {
            if change == "description" {
                json[change] = "As it was".into();
            }
        });
        let file = file(&world, &json!({"id": LIVE, "name": "Mine", "updated_at": "2026-01-01T00:00:00Z"}));
        let ran = world.run(&["apply", &file, "--if-unchanged", "--yes"]).ended(4);
        assert_eq!(ran.out, "");
        ran.said(&["has changed the connector meanwhile", "nothing was sent, since --if-unchanged"]);
    }
    assert_eq!(world.patches().len(), 0);
    // Unchanged, it is sent.
    let file =
        file(&world, &json!({"id": LIVE, "name": "Mine", "updated_at": world.held(LIVE)["updated_at"]}));
    world.run(&["apply", &file, "--if-unchanged", "--yes"]).ended(0);
    assert_eq!(world.patches().len(), 1);
}

#[test]
fn a_file_with_a_header_value_is_not_sent_and_the_value_is_not_repeated() {
    let world = World::new();
    let given = json!({"id": LIVE, "name": "n2", "headers": [{"name": "Authorization", "value": SECRET}]});
    let given = file(&world, &given);
    let told = ["left alone: headers.Authorization.value: ", "set ID headers.Authorization.value=@FILE"];
    for (arguments, code) in [
        (vec!["apply", &given, "--yes"], 3),
        (vec!["apply", &given, "--dry-run"], 3),
        (vec!["diff", LIVE, &given], 2),
    ] {
        let ran = world.run(&arguments).ended(code).said(&told);
        assert!(ran.out.is_empty() && !ran.err.contains(SECRET), "{ran:?}");
    }
    assert_eq!(world.patches().len(), 0);
    // A mask is no value.
    let masked = json!({"id": LIVE, "name": "n2", "headers": [{"name": "Authorization", "value": "****"}]});
    let ran = world.run(&["apply", &file(&world, &masked), "--yes"]).ended(0);
    assert_eq!(ran.out, "applied\tname\n");
}

#[test]
fn a_file_of_another_connector_wants_a_word_of_its_own() {
    let world = World::new();
    let given = file(&world, &json!({"id": "12356", "name": "n2"}));
    let apply = ["apply", &given, "--id", LIVE];
    world.run(&[&apply[..], &["--yes"]].concat()).ended(5).said(&["of the connector 12356", "--of-another"]);
    assert_eq!(world.patches().len(), 0);
    world.run(&[&apply[..], &["--dry-run"]].concat()).ended(0).printed(&["+ n2"]);
    world.run(&[&apply[..], &["--yes", "--of-another"]].concat()).ended(0);
    assert_eq!(world.held(LIVE)["name"], "n2");
    world.run(&["apply", &given, "--of-another"]).ended(2);
}

#[test]
fn what_is_wrong_with_a_file_is_said_as_it_is() {
    let world = World::new();
    world.feed(&["apply", "-"], r#"{"id": 12345, "name": "n"}"#).ended(2).said(&["is not a text", "--id"]);
    let ran = world.feed(&["apply", "-", "--id", LIVE], r#"{"name": "a", "name": "b"}"#).ended(2);
    ran.said(&["patchpanel: the file was not taken: the key \"name\" stands twice"]);
}

#[test]
fn a_file_is_held_to_the_words_that_a_field_takes_and_its_members_stand_once() {
    let world = World::new();
    for (given, part) in [
        (json!({"id": LIVE, "http_method": "fetch"}), "http_method takes get, post"),
        (json!({"id": LIVE, "audiences": ["users", "everyone"]}), "audiences takes"),
        (json!({"id": LIVE, "name": "a\u{1}b"}), "name holds one line"),
    ] {
        let ran = world.run(&["apply", &file(&world, &given), "--yes"]).ended(2);
        ran.said(&["the file was not taken: ", part]);
    }
    let given = json!({"id": LIVE, "audiences": ["visitors", "visitors"], "token_ids": ["t", "t"]});
    world.run(&["apply", &file(&world, &given), "--yes"]).ended(0);
    let sent: Json = serde_json::from_str(&world.patches()[0]).unwrap();
    assert_eq!(sent, json!({"audiences": ["visitors"], "token_ids": ["t"]}));
    // What is there already, only twice, is no change.
    let given = json!({"id": LIVE, "audiences": ["visitors", "visitors"]});
    world.run(&["apply", &file(&world, &given), "--yes"]).ended(0).said(&["nothing to change"]);
    world
        .run(&["set", LIVE, "audiences=visitors", "audiences=visitors", "--yes"])
        .ended(0)
        .said(&["nothing to change"]);
    assert_eq!(world.patches().len(), 1);
}
