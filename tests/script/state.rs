//! Setting the state.

use super::{LIVE, World};

#[test]
fn the_state_goes_out_alone() {
    // A draft that nothing uses.
    let world = World::new();
    let draft = "12356";
    world.run(&["state", draft, "live", "--dry-run"]).ended(0).printed(&[
        "→",
        "From then on Fin and workflows call it for customers",
        "\"state\": \"live\"",
    ]);
    world.run(&["state", draft, "live"]).ended(5).said(&["--yes"]);
    assert_eq!(world.patches().len(), 0);
    let ran = world.run(&["state", draft, "live", "--yes"]).ended(0);
    assert_eq!(ran.out.lines().next(), Some("applied\tstate"));
    assert_eq!(world.patches(), ["{\n  \"state\": \"live\"\n}"]);
    world.run(&["state", draft, "live", "--yes"]).ended(0).said(&["live already"]);
    assert_eq!(world.patches().len(), 1);
}

#[test]
fn a_connector_in_use_stays_live_and_that_is_said_in_words() {
    let world = World::new();
    let ran = world.run(&["state", LIVE, "draft", "--yes"]).ended(1);
    ran.said(&["is used by a workflow or by Fin", "The state was not changed.", "data_connector_in_use"]);
    assert_eq!(world.held(LIVE)["state"], "live");
}

#[test]
fn someone_elses_change_stops_it() {
    let world = World::new();
    world.was("12356", |json| json["url"] = "https://example.com/as-it-was".into());
    world
        .run(&["state", "12356", "live", "--yes"])
        .ended(4)
        .said(&["meanwhile: URL. Nothing was sent. Show it"]);
    assert_eq!(world.patches().len(), 0);
}

#[test]
fn only_the_two_states_are_taken_and_nothing_is_sent_by_a_reader() {
    let world = World::new();
    world.run(&["state", LIVE, "paused", "--yes"]).ended(2);
    world.run(&["state", "12356", "live", "--yes", "--read-only"]).ended(2).said(&["read-only"]);
    assert_eq!(world.patches().len(), 0);
}
