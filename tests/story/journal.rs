//! Unsent work survives the program: it is on disk a moment after it was typed, and offered when its connector is opened
//! again.

#![expect(clippy::disallowed_methods, reason = "it looks into the state folder from outside")]

use crate::support::{Begin, Story, journal};
use patchpanel::connector::FIELDS;
use serde_json::json;
use std::fs;
use std::time::Duration;

const SOON: Duration = Duration::from_millis(100);

fn in_connector() -> Begin {
    Begin { open: Some("12345"), ..Begin::default() }
}

fn kept(story: &Story) -> String {
    fs::read_to_string(story.kept_file("12345")).expect("nothing is kept")
}

// Writing.

#[test]
fn what_is_typed_is_on_disk_a_moment_later_and_the_screen_says_so() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").does_not_see("kept ✓").keys("<enter>!").does_not_see("kept ✓");
    assert!(!story.kept_file("12345").exists(), "each key would write");
    story.wait(SOON).sees("kept ✓");
    assert!(kept(&story).contains("Order Status Service!"));
    // While the typing goes on without a pause, too.
    let mut written = 0;
    for _ in 0..10 {
        story.keys("x");
        written += usize::from(kept(&story).contains("Service!x"));
    }
    assert!(written > 5, "the writing waited for a pause");
}

#[test]
fn leaving_a_text_writes_at_once() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc>").sees("kept ✓");
    assert!(kept(&story).contains("Service!"));
    story.go_to("Data inputs").keys("<enter>llll<enter>?<tab>").sees("kept ✓");
    assert!(kept(&story).contains("data_inputs"));
}

#[test]
fn nothing_unsent_leaves_no_file() {
    let mut story = Story::keeping("12345");
    for back in ["<enter><backspace><esc>", "u", "r", "Ry"] {
        story.go_to("Name").keys("<enter>!<esc>").sees("kept ✓");
        assert!(story.kept_file("12345").exists());
        story.keys(back).wait(SOON).does_not_see("kept ✓");
        assert!(!story.kept_file("12345").exists(), "{back}");
    }
    story.keys("<enter>!<esc>").send().sees("Sent: Name.");
    assert!(!story.kept_file("12345").exists(), "all of it was sent");
}

#[test]
fn what_was_not_sent_with_the_rest_stays_kept() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc>").refuse_save(422, "invalid", "Name is odd").send();
    assert!(kept(&story).contains("Service!"), "a refused send loses nothing");
    story
        .keys("<ctrl-s>")
        .in_flight("<enter>")
        .go_to("URL")
        .keys("<enter>?later<esc>")
        .release()
        .sees("✎ 1 change")
        .wait(SOON);
    assert!(kept(&story).contains("?later") && !kept(&story).contains("Service!\",\n        \"text\""));
}

#[test]
fn a_save_starts_only_once_what_it_sends_is_kept() {
    let mut story = Story::keeping("12345");
    story.go_to("Public").hold().keys("<space>s<enter>");
    assert_eq!(story.waiting(), 2, "the writing, and the look before the send");
    story.answer_last().sees("Sending…");
    assert_eq!(story.waiting(), 1, "the save waits for the writing");
    assert!(story.app.is_waiting() && !story.app.is_sending(), "so nothing is on its way yet");
    story.answer_one();
    assert!(story.app.is_sending());
    assert!(kept(&story).contains("bypass_authentication"));
    assert!(story.sent().is_empty());
    story.answer_one();
    assert_eq!(story.sent().len(), 1);
    story.release().sees("Sent: Public.");
}

#[test]
fn what_cannot_be_written_is_said_and_the_work_and_the_sending_go_on() {
    let mut story = Story::keeping("12345");
    let place = story.kept_file("12345");
    fs::create_dir(&place).unwrap();
    story.go_to("Name").keys("<enter>!<esc>").sees("not kept: ").keys("<enter>!<esc>").sees("✎ 1 change");
    story.keys("q").sees("could not be kept").keys("k").sees("Unsent changes");
    assert!(!story.ended);
    story.keys("<esc>");
    fs::remove_dir(&place).unwrap();
    story.wait(Duration::from_secs(3)).wait(SOON).sees("kept ✓");
    fs::remove_file(&place).unwrap();
    fs::create_dir(&place).unwrap();
    story.keys("<enter>!<esc>").send().sees("Sent: Name.");
}

#[test]
fn a_connector_that_was_left_with_changes_stays_kept() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc><esc>j<enter>").go_to("Name").keys("<enter>?<esc>");
    assert!(kept(&story).contains("Service!"));
    let mut story = story.crash(&in_connector());
    story.sees("Earlier changes").keys("<enter>").sees("Order Status Service!");
}

#[test]
fn a_connector_that_was_only_looked_at_leaves_nothing() {
    let mut story = Story::keeping("12345");
    story.keys("jjj<esc>");
    let other = journal(story.state_folder(), &FIELDS);
    assert_eq!(other.claim(Some("acme4demo"), "12345").others, None, "its place is free again");
    assert!(!story.kept_file("12345").exists());
}

// Coming back.

#[test]
fn earlier_work_is_offered_before_anything_can_be_edited_and_comes_back_as_one_step() {
    let mut story = Story::keeping("12345");
    story
        .go_to("Name")
        .keys("<enter> (EU)<esc>")
        .go_to("Body")
        .keys("<enter>x\u{e9}<esc>")
        .go_to("Public")
        .keys("<space>");
    story.go_to("Data inputs").keys("<enter>D<esc>").go_to("Audiences").keys("<enter>v<space><esc>");
    story
        .go_to("Sample response")
        .keys("<enter>{ \"n\": 1.10 }<esc>")
        .go_to("Tokens")
        .keys("<enter>a77<esc><esc>");
    story.wait(SOON);
    let before: Vec<String> = pending(&story);
    let mut story = story.crash(&in_connector());
    story
        .sees("Earlier changes · 7 changes")
        .sees("were kept just now")
        .sees("Kept in ")
        .sees("+ Order Status Service (EU)");
    story.keys("jx").sees("Earlier changes").keys("<enter>").sees("7 changes are back. Nothing was sent.");
    assert_eq!(pending(&story), before, "to the byte");
    assert_eq!(story.sent(), Vec::<String>::new());
    story
        .sees("kept ✓")
        .keys("u")
        .sees("Undone: restore kept work.")
        .is_clean()
        .keys("U")
        .sees("✎ 7 changes");
    story.send().sees("Sent: ");
    assert!(!story.kept_file("12345").exists());
}

#[test]
fn earlier_work_can_be_left_for_another_time() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc>");
    for key in ["<esc>", "q"] {
        story = story.crash(&in_connector());
        story.sees("Earlier changes").keys(key).sees("stay where they are").does_not_see("Earlier changes ·");
        assert!(kept(&story).contains("Service!"));
        story.keys("<enter>").sees("Earlier changes");
    }
    // Nor does it go when the program does.
    story.keys("<ctrl-c>");
    assert!(story.ended);
    assert_eq!(story.app.endings().len(), 0);
    assert!(kept(&story).contains("Service!"));
}

#[test]
fn earlier_work_is_discarded_only_after_a_question() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc>");
    let mut story = story.crash(&in_connector());
    story.keys("d").sees("Throw the earlier changes away?").keys("<esc>").sees("Earlier changes");
    assert!(story.kept_file("12345").exists());
    story.keys("dy").sees("The earlier changes are discarded.").is_clean();
    assert!(!story.kept_file("12345").exists());
}

#[test]
fn discarding_is_told_once_it_is_done_and_what_cannot_be_removed_is_said() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc>");
    let mut story = story.crash(&in_connector());
    story.hold().keys("dy").does_not_see("discarded").answer_one().sees("The earlier changes are discarded.");
    story.release().go_to("Name").keys("<enter>?<esc>").sees("kept ✓");
    let mut story = story.crash(&in_connector());
    let file = story.kept_file("12345");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    story.keys("dy").does_not_see("discarded").sees("The earlier changes could not be removed: ");
    fs::remove_dir(&file).unwrap();
    story.wait(Duration::from_secs(3)).wait(SOON).sees("The earlier changes are discarded.");
}

#[test]
fn what_the_server_holds_now_is_shown_beside_what_was_kept() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("URL").keys("<enter>?v=2<esc>");
    story.stores("12345", json!({"name": "Order Status, renamed"}));
    let mut story = story.crash(&in_connector());
    story.sees("kept        - Order Status Service").sees("+ Order Status Service!");
    story.sees("+ Order Status, renamed").sees("as it was then");
    story.keys("<enter>").sees("2 changes are back; c chooses where theirs differ");
}

#[test]
fn what_cannot_be_restored_is_named_and_its_file_is_set_aside() {
    let mut story = Story::keeping("12345");
    story.go_to("URL").keys("<enter>/mine<esc>").go_to("Name").keys("<enter>!<esc>").sees("kept ✓");
    let before = kept(&story);
    story.stores("12345", json!({"url": {"odd": "shape"}}));
    let mut story = story.crash(&in_connector());
    story
        .keys("<enter>")
        .sees("1 change is back.")
        .sees("server: URL.")
        .sees("It stays in 12345.json.unrestored-1 in /")
        .wait(SOON);
    assert_eq!(pending(&story).len(), 1);
    let aside = story.kept_file("12345").with_extension("json.unrestored-1");
    assert_eq!(fs::read_to_string(&aside).unwrap(), before);
    assert!(kept(&story).contains("Service!") && !kept(&story).contains("/mine"));
    // Nor is it lost with the rest.
    story.keys("u").wait(SOON);
    assert!(aside.exists() && !story.kept_file("12345").exists());
}

#[test]
fn what_cannot_be_restored_is_not_written_over_when_the_program_ends_at_once() {
    let mut story = Story::keeping("12345");
    story.go_to("URL").keys("<enter>/mine<esc>").sees("kept ✓");
    story.stores("12345", json!({"url": {"odd": "shape"}}));
    let mut story = story.crash(&in_connector());
    story.hold().keys("<enter>").sees("No change is back.").go_to("Name").keys("<enter>!");
    let endings = story.app.endings();
    let folder = story.state_folder().to_owned();
    let file = story.kept_file("12345");
    let _story = story.crash(&Begin::default());
    let journal = journal(&folder, &FIELDS);
    journal.claim(Some("acme4demo"), "12345");
    journal.end(&endings);
    assert!(fs::read_to_string(file.with_extension("json.unrestored-1")).unwrap().contains("/mine"));
    assert!(fs::read_to_string(file).unwrap().contains("Service!"));
}

#[test]
fn header_values_are_not_kept_and_the_ones_to_be_typed_again_are_named() {
    let mut story = Story::keeping("12345");
    story
        .never_shows("hush-hush")
        .go_to("Headers")
        .keys("<enter>l<enter>hush-hush<esc>aX-New<tab>hush-hush<esc><esc>");
    story.sees("kept ✓");
    assert!(!kept(&story).contains("hush"));
    story
        .keys("q")
        .sees("Header values are not kept.")
        .sees("again then: Authorization,")
        .sees("X-New.")
        .keys("k");
    assert!(story.ended);
    let mut story = story.crash(&in_connector());
    story
        .never_shows("hush-hush")
        .sees("To be typed again before the headers can be sent: Authorization, X-New.");
    story
        .keys("<enter>")
        .sees("1 change is back")
        .keys("s")
        .sees("Not ready to send")
        .sees("Authorization")
        .sees("X-New");
    assert!(story.sent().is_empty());
}

#[test]
fn what_has_to_be_typed_again_is_named_until_it_is() {
    let mut story = Story::keeping("12345");
    story.go_to("Headers").keys("<enter>l<enter>hush<esc>aX-New<tab>hush<esc><esc>").sees("kept ✓");
    let mut story = story.crash(&in_connector());
    story.sees("can be sent: Authorization, X-New.").keys("<enter>");
    story.go_to("Name").keys("<enter>!<esc>").sees("kept ✓");
    // However often, and also for what has been on disk only since the last word.
    let mut story = story.crash(&in_connector());
    story.sees("can be sent: Authorization, X-New.").keys("<enter>");
    story.go_to("Headers").keys("<enter>jl<enter>hush<esc>").keys("<esc>").sees("kept ✓");
    assert!(!kept(&story).contains("hush"));
    let mut story = story.crash(&in_connector());
    story.sees("X-New").sees("Authorization").keys("<enter>");
    // A row that was only begun is not said to have been typed.
    story.go_to("Headers").keys("<enter>aX-Begun<esc><esc>").sees("kept ✓");
    let story = story.crash(&in_connector());
    let screen = story.screen();
    let told = screen.lines().find(|line| line.contains("can be sent: ")).expect("nothing is told");
    assert!(told.contains("Authorization") && !told.contains("X-Begun"), "{told}");
}

#[test]
fn keys_beside_header_values_come_back_from_the_server() {
    let mut story = Story::keeping("12345");
    let headers = json!([{"name": "X-Key", "value": "hush-hush", "source": "vault", "n": 1.10}]);
    story.stores("12345", json!({ "headers": headers }));
    story.keys("<ctrl-r>").go_to("Headers").keys("<enter>l<enter>typed<esc><esc>").sees("kept ✓");
    assert!(!kept(&story).contains("vault"));
    let mut story = story.crash(&in_connector());
    story.keys("<enter>").go_to("Headers").keys("<enter>l<enter>typed<esc>").send();
    let sent = story.sent_once();
    assert_eq!(sent["headers"], json!([{"name": "X-Key", "value": "typed", "source": "vault", "n": 1.10}]));
}

#[test]
fn a_damaged_file_is_set_aside_and_told() {
    let story = Story::keeping("12345");
    fs::write(story.kept_file("12345"), "{\"format\": 1, \"chan").unwrap();
    let mut story = story.crash(&in_connector());
    story
        .does_not_see("Earlier changes")
        .sees("cannot be read")
        .go_to("Name")
        .keys("<enter>!<esc>")
        .sees("kept ✓");
    let aside = story.kept_file("12345").with_extension("json.damaged-1");
    assert_eq!(fs::read_to_string(aside).unwrap(), "{\"format\": 1, \"chan");
}

#[test]
fn a_file_of_a_later_version_is_left_alone_and_the_work_kept_beside_it() {
    let story = Story::keeping("12345");
    fs::write(story.kept_file("12345"), "{\"format\": 2}").unwrap();
    let mut story = story.crash(&in_connector());
    story.sees("later version of patchpanel").go_to("Name").keys("<enter>!<esc>").sees("kept ✓");
    assert_eq!(kept(&story), "{\"format\": 2}");
    let mut story = story.crash(&in_connector());
    story.sees("Earlier changes").keys("<enter>").sees("Order Status Service!");
}

// Two at once.

#[test]
fn two_programs_on_one_connector_notice_each_other_and_keep_both_works() {
    let story = Story::keeping("12345");
    let other = journal(story.state_folder(), &FIELDS);
    let mut story = story.crash(&Begin::default());
    assert_eq!(other.claim(Some("acme4demo"), "12345").others, None);
    story.keys("<enter>").sees(&format!("Also open in another patchpanel (process {})", std::process::id()));
    story.go_to("Name").keys("<enter>!<esc>").sees("kept ✓");
    assert!(!story.kept_file("12345").exists());
    assert!(fs::read_to_string(story.kept_file("12345-2")).unwrap().contains("Service!"));
    drop(other);
    // The place with work in it is taken before the empty one.
    let mut story = story.crash(&in_connector());
    story.sees("Earlier changes").keys("<enter>").sees("Order Status Service!");
}

#[test]
fn whoever_opens_a_connector_later_is_told_of_once_to_the_one_who_has_it_open() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc>").does_not_see("Also open");
    let other = journal(story.state_folder(), &FIELDS);
    other.claim(Some("acme4demo"), "12345");
    story.keys("<enter>!<esc>").sees("Also open in another patchpanel");
    story.wait(Duration::from_secs(20)).does_not_see("Also open");
    story.keys("<enter>!<esc>").sees("kept ✓").does_not_see("Also open");
}

#[test]
fn opening_can_be_given_up_before_its_place_is_known() {
    let mut story = Story::keeping("12345");
    story.keys("<esc>").hold().keys("<enter><esc>").release().sees("Order Status Service");
    let other = journal(story.state_folder(), &FIELDS);
    assert_eq!(other.claim(Some("acme4demo"), "12345").others, None, "the place is free again");
}

// Leaving.

#[test]
fn leaving_can_keep_everything_for_later() {
    let mut story = Story::keeping("12345");
    story
        .go_to("Public")
        .keys("<space>q")
        .sees("keep for later")
        .sees("Keep them for later, and they are offered");
    story.keys("k");
    assert!(story.ended);
    let mut story = story.crash(&in_connector());
    story.sees("Earlier changes · 1 change").keys("<enter>").sees("✎ 1 change");
}

#[test]
fn what_was_undone_is_not_offered_again_however_fast_the_program_is_left() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc>").sees("kept ✓").hold().keys("u<esc>q");
    assert!(story.waiting() > 0, "the removing is under way");
    let (endings, folder, file) =
        (story.app.endings(), story.state_folder().to_owned(), story.kept_file("12345"));
    assert!(file.exists());
    let _story = story.crash(&Begin::default());
    let journal = journal(&folder, &FIELDS);
    journal.claim(Some("acme4demo"), "12345");
    journal.end(&endings);
    assert!(!file.exists());
}

#[test]
fn what_was_undone_and_left_gives_its_place_free_and_opens_again() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc>").sees("kept ✓");
    story.keys("<esc><enter>").hold().keys("u<esc><enter>").release();
    story.go_to("Name").keys("<enter>?<esc>").sees("kept ✓");
    assert!(kept(&story).contains("Service?"));
    story.keys("u<esc>").sees("Connectors");
    assert!(!story.kept_file("12345").exists());
    let other = journal(story.state_folder(), &FIELDS);
    assert_eq!(other.claim(Some("acme4demo"), "12345").others, None, "the place is free again");
}

#[test]
fn leaving_can_discard_everything() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc><esc>j<enter>").go_to("Name").keys("<enter>!<esc>").wait(SOON);
    assert!(story.kept_file("12345").exists());
    story.keys("qd");
    assert!(story.ended);
    assert!(!story.kept_file("12345").exists());
    let mut story = story.crash(&in_connector());
    story.does_not_see("Earlier changes").is_clean();
}

/// What would be sent, exactly.
fn pending(story: &Story) -> Vec<String> {
    let form = story.app.form().unwrap();
    form.draft.changes().map(|at| format!("{:?}", form.draft.value(at))).collect()
}

#[test]
fn a_workspace_that_does_not_say_its_name_holds_no_opening_up_and_is_told() {
    let mut story = Story::keeping("12345");
    for _ in 0..8 {
        story.canned("GET", "/me", 503, "{}");
    }
    let mut story = story.crash(&in_connector());
    story.sees("Reading #12345").wait(Duration::from_secs(3)).sees(" Fields ");
    story.sees("did not say which workspace this is").keys("<enter>!<esc>").wait(SOON).sees("kept ✓");
}

#[test]
fn discarding_what_is_unsent_leaves_alone_what_was_only_offered() {
    let mut story = Story::keeping("12345");
    story.go_to("Name").keys("<enter>!<esc>").wait(SOON).sees("kept ✓");
    let mut story = story.crash(&Begin::default());
    story.keys("j<enter>").go_to("Name").keys("<enter>?<esc><esc>g<enter>").sees("Earlier changes");
    story.keys("<ctrl-c>").sees("Unsent changes").keys("d");
    assert!(story.ended);
    assert!(story.kept_file("12345").exists(), "nobody was asked about this one");
}

#[test]
fn restoring_over_someone_else_s_change_of_the_same_says_how_to_choose() {
    let mut story = Story::keeping("12345");
    story
        .go_to("Name")
        .keys("<enter>!<esc>")
        .wait(SOON)
        .someone_changes("12345", serde_json::json!({"name": "Theirs"}));
    let mut story = story.crash(&in_connector());
    story
        .keys("<enter>")
        .sees("1 change is back; c chooses where theirs differ.")
        .keys("c")
        .sees("Theirs or yours");
}
