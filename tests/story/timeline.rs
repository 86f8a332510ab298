//! One timeline: every edit is a named step, across all fields, through sends and failures.

use crate::support::Story;
use serde_json::json;

/// The steps as the list names them, the newest first.
fn steps(story: &mut Story) -> Vec<String> {
    let form = story.app.form().unwrap();
    let steps = form.timeline.entries().rev().filter_map(|(entry, _)| entry.step());
    steps.map(|step| step.name.clone()).collect()
}

#[test]
fn every_kind_of_edit_is_a_step_with_a_name() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>");
    story.go_to("URL").keys("<enter>").paste("x").keys("<esc>");
    story.go_to("Description").keys("<enter>a").paste("b").keys("<esc>");
    story.go_to("Fin may use it").keys("<space>");
    story.go_to("Method").keys("<enter>pu<enter>");
    story.go_to("Audiences").keys("<enter>v<space><esc>");
    story.go_to("Data inputs").keys("<enter>a<esc>").keys("D").keys("J").keys("K").keys("g<enter>z<esc>n");
    story.keys("gl<enter>b<enter>ll<enter>").paste("1").keys("<esc>").keys("gd<esc>");
    story.go_to("Name").keys("r").keys("Ry");
    let mut named = steps(&mut story);
    named.reverse();
    for (number, name) in [
        "edit Name",
        "paste into URL",
        "edit Description",
        "set Fin may use it to yes",
        "set Method to put",
        "Audiences",
        "add a row in Data inputs",
        "duplicate a row in Data inputs",
        "edit Data inputs name of row 1",
        "delete a row in Data inputs",
        "revert Name",
        "revert everything",
    ]
    .iter()
    .enumerate()
    {
        assert!(named.iter().any(|step| step.contains(name)), "{number} {name}: {named:#?}");
    }
    assert!(named.iter().any(|step| step.starts_with("paste into Data inputs")), "{named:#?}");
    assert!(named.iter().all(|step| !step.is_empty()));
}

#[test]
fn the_history_lists_the_steps_newest_first_and_says_where_one_is() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("URL").keys("<enter>x<esc>u").keys("H");
    story.sees("History · 2 steps · 1 undone").sees("↷ URL").sees("✓ Name").sees("start, as it was opened");
    let screen = story.screen();
    let line = |text: &str| screen.lines().position(|line| line.contains(text)).unwrap();
    assert!(line("edit URL") < line("edit Name") && line("edit Name") < line("start, as"), "{screen}");
    assert_eq!(line("◂ here"), line("edit Name"), "{screen}");
    assert_eq!(line("▸ ✓"), line("edit Name"), "{screen}");
    assert!(screen.lines().any(|line| line.contains("edit URL") && line.contains("undone")), "{screen}");
    story.keys("<esc>").does_not_see("History").sees("✎ 1 change");
}

#[test]
fn an_empty_history_teaches() {
    let mut story = Story::in_connector("12345");
    story.keys("H").sees("Nothing was done here yet.").sees("u takes back").keys("<enter>");
    story.sees("nothing was done yet").keys("<esc>").does_not_see("Nothing was done here yet").is_clean();
}

#[test]
fn jumping_to_the_start_and_back_is_the_identity() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("Data inputs").keys("<enter>jd<esc>");
    story.go_to("Fin may use it").keys("<space>").go_to("Name").keys("<enter>?<esc>");
    let edited = story.keys("s").body_on_screen();
    story.keys("<esc>HG<enter>").sees("4 steps undone.").sees("no changes");
    assert_eq!(story.current(), Some("Name"), "the first step was made there");
    story.keys("Hg<enter>").sees("4 steps redone.").sees("✎ 3 changes");
    assert_eq!(story.keys("s").body_on_screen(), edited);
    story.keys("<esc>H<enter>").sees("Everything is as it was there already.");
}

#[test]
fn a_jump_stops_at_the_step_under_the_cursor() {
    let mut story = Story::in_connector("12345");
    for _ in 0..3 {
        story.go_to("Name").keys("<enter>!<esc>");
    }
    story.keys("Hjj<enter>").sees("2 steps undone.");
    assert!(story.short_value("Name").ends_with('!') && !story.short_value("Name").ends_with("!!"));
    story.keys("Hk<enter>").sees("1 step redone.");
    assert!(story.short_value("Name").ends_with("!!"));
}

#[test]
fn undo_and_redo_lead_to_the_row_where_it_happened() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter>j<enter>x<esc>n<esc>").go_to("Name").keys("u");
    assert_eq!(story.current(), Some("Data inputs"));
    assert_eq!(story.app.form().unwrap().grid().unwrap().0.spot.row, 1);
    story.keys("<esc>").go_to("Name").keys("U");
    assert_eq!(story.current(), Some("Data inputs"));
    assert_eq!(story.app.form().unwrap().grid().unwrap().0.spot.row, 1);
    // A row that was added is found where it was added, even from elsewhere.
    story.keys("ga<esc><esc>").go_to("URL").keys("u<esc>").go_to("URL").keys("U");
    assert_eq!(story.app.form().unwrap().grid().unwrap().0.spot.row, 1);
}

#[test]
fn undoing_past_a_send_makes_the_field_dirty_against_what_was_sent() {
    let mut story = Story::in_connector("12345");
    let before = story.short_value("Name");
    story.go_to("Name").keys("<enter>!<esc>").send().sees("Sent: Name.").sees("no changes");
    story.keys("H").sees("─ sent Name").keys("<esc>");
    story.keys("u").sees("✎ 1 change").keys("s");
    story.sees(&format!("- {before}!")).sees(&format!("+ {before}")).keys("<enter>").sees("Sent: Name.");
    assert_eq!(story.stored("12345")["name"], before.as_str());
    story.keys("U").sees("✎ 1 change").keys("u").sees("no changes");
}

#[test]
fn redo_after_an_undone_send_is_clean_again() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").send().sees("Sent: Name.");
    story.go_to("URL").keys("<enter>x<esc>").keys("uu").sees("✎ 1 change").keys("U").sees("no changes");
    assert_eq!(story.current(), Some("Name"));
    story.keys("U").sees("✎ 1 change");
    assert_eq!(story.current(), Some("URL"));
}

#[test]
fn a_value_that_the_server_put_in_its_own_form_stays_clean_through_undo_and_redo() {
    let mut story = Story::in_connector("12345");
    let answer = json!({"id": "12345", "name": "As the server likes it"});
    story.go_to("Name").keys("<enter>!<esc>");
    story.canned("PATCH", "/data_connectors/12345", 200, &answer.to_string());
    story.send_while(|story| {
        story.stores("12345", json!({"name": "As the server likes it"}));
    });
    story.sees("stored Name in its own form").sees("no changes");
    story.keys("u").sees("✎ 1 change").keys("U").sees("no changes");
    assert_eq!(story.short_value("Name"), "As the server likes it");
}

#[test]
fn a_refused_and_a_failed_send_leave_every_step() {
    for (status, body) in [(422, "{}"), (403, "{}"), (502, "<html>"), (200, "not JSON")] {
        let mut story = Story::in_connector("12345");
        story.go_to("Name").keys("<enter>!<esc>").go_to("URL").keys("<enter>x<esc>u");
        let before = steps(&mut story);
        story.canned("PATCH", "/data_connectors/12345", status, body).send();
        assert_eq!(steps(&mut story), before, "{status}");
        assert!(story.app.form().unwrap().timeline.can_redo(), "{status}");
        story.keys("<esc>").keys("U").sees("✎ 2 changes").keys("uu").sees("no changes");
    }
}

#[test]
fn a_step_after_an_undone_send_keeps_the_mark_of_the_send() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").send().sees("Sent: Name.");
    story
        .keys("u")
        .go_to("URL")
        .keys("<enter>x<esc>H")
        .sees("sent Name")
        .sees("edit URL")
        .does_not_see("edit Name");
}

#[test]
fn a_history_of_thousands_of_steps_is_walked_in_a_window() {
    let mut story = Story::in_connector("12345");
    story.go_to("Fin may use it").keys(&" ".repeat(2_001)).keys("H").sees("History · 2001 steps");
    story.keys("<pgdn><pgdn>jG").sees("start, as it was opened").keys("<pgup>k<enter>").sees("steps undone.");
    story.keys("Hg<enter>").sees("steps redone.").sees("✎ 1 change");
}

#[test]
fn the_history_can_be_read_on_a_narrow_screen() {
    let mut story = Story::in_connector("12345");
    story.resize(40, 12).go_to("Name").keys("<enter>!<esc>u").keys("H");
    story.sees("↷ edit Name").sees("undone").sees("start, as").sees("◂ here");
}
