//! Two versions behind one id: what differs between them, and what is not known of the two.

use crate::support::{Begin, Story};
use patchpanel::demo::Unknowns;
use patchpanel::demo::unknowns::PatchWrites;
use patchpanel::edit::Json;
use serde_json::json;

fn begin(size: (u16, u16)) -> Story {
    Story::begin(&Begin { open: Some("12346"), size, ..Begin::default() })
}

/// A story in which the server answers these two versions of one connector.
fn with_versions(draft: (u16, &Json), live: (u16, &Json)) -> Story {
    let mut story = Story::at_the_list();
    // Both are asked for at once; which question comes first does not matter to the person.
    story.canned("GET", "/data_connectors/12356?state_version=draft", draft.0, &draft.1.to_string());
    story.canned("GET", "/data_connectors/12356?state_version=live", live.0, &live.1.to_string());
    story.keys("/12356<enter>");
    story
}

#[test]
fn the_versions_are_compared_field_by_field_in_the_order_of_the_table() {
    let mut story = begin((160, 60));
    story.keys("v").sees("Compare · - live  + draft").sees("You edit the draft.");
    story.sees("- Refund order").sees("+ Refund an order").sees("+ 7001").does_not_see("Method");
    story.sees("The API does not say whether a PATCH writes the draft or the live version, so both are read");
    story
        .sees("Header values are hidden in both versions, so they cannot be compared.")
        .sees("Both last changed 3 h ago by #140.");
    let screen = story.screen();
    let places: Vec<_> =
        ["Name", "Description", "URL", "Body", "Data inputs", "Audiences", "Tokens", "Both last changed"]
            .iter()
            .map(|label| screen.find(&format!("│ {label}")).unwrap_or_else(|| panic!("{label}:\n{screen}")))
            .collect();
    assert!(places.is_sorted(), "{screen}");
    story.keys("v").does_not_see("Compare");
    for key in ["v", "<esc>", "q"] {
        story.keys("v").sees("Compare").keys(key).does_not_see("Compare").is_clean();
    }
}

#[test]
fn unsent_edits_are_no_part_of_the_comparison() {
    let mut story = begin((160, 60));
    story.go_to("Name").keys("<enter> now<esc>v").sees("Your unsent change is not part of this.");
    story.does_not_see("Refund an order now").keys("v");
    story.go_to("URL").keys("<enter>x<esc>v").sees("Your 2 unsent changes are not part of this.");
}

#[test]
fn the_comparison_is_whole_at_every_size() {
    for size in [(160, 45), (84, 24), (60, 20), (40, 12)] {
        let mut story = begin(size);
        story.keys("v");
        let mut read = String::new();
        for _ in 0..200 {
            read.push_str(&story.screen());
            let at_the_end = !story.screen().contains("more ↓") && !story.screen().contains("↑ more ↓");
            if at_the_end {
                break;
            }
            story.keys("<pgdn>");
        }
        for part in
            ["Name", "+ Refund an order", "\"currency\": \"USD\"", "Customer code", "+ 7001", "last changed"]
        {
            assert!(read.contains(part), "{part} at {size:?}:\n{read}");
        }
        story.keys("g").sees("You edit the draft.");
    }
}

#[test]
fn versions_that_are_the_same_are_told_in_one_sentence() {
    let mut story = Story::in_connector("12353");
    story.keys("v").sees("The draft and the live version are the same.");
}

#[test]
fn a_version_that_is_not_there_is_told_with_what_it_may_mean() {
    let mut story = Story::in_connector("12356");
    story.keys("v").sees("The server has no live version of it").sees("You edit the draft.");
    story.does_not_see("- live").does_not_see("are the same");
}

#[test]
fn a_version_that_could_not_be_read_is_not_taken_for_one_that_is_not_there() {
    let draft = json!({"id": "12356", "name": "One", "state": "draft"});
    let mut story = with_versions((200, &draft), (403, &json!({})));
    story
        .keys("v")
        .sees("The live version could not be read")
        .sees("It may be there")
        .sees("You edit the draft.");
    story.does_not_see("has no live version");
    let mut story = with_versions((404, &json!({})), (200, &draft));
    story.keys("v").sees("The server has no draft of it").sees("You edit the live version.");
    story.keys("<esc>").go_to("Name").keys("<enter>!<esc>s").sees("Edited here: the live version.");
}

#[test]
fn keys_that_are_not_known_are_compared_too_and_their_names_command_nothing() {
    let one = json!({"id": "12356", "name": "One", "state": "draft", "sour\u{1b}ce": 1});
    let two = json!({"id": "12356", "name": "One", "state": "draft", "sour\u{1b}ce": 2});
    let mut story = with_versions((200, &one), (200, &two));
    story.keys("v").sees("Keys that patchpanel does not know differ, too: sour␛ce.");
    story.does_not_see("are the same");
}

#[test]
fn a_header_value_that_was_typed_in_this_run_is_no_difference_between_the_versions() {
    let unknowns = Unknowns { patch_writes: PatchWrites::Draft, ..Unknowns::default() };
    let mut story =
        Story::begin(&Begin { open: Some("12346"), size: (160, 60), unknowns, ..Begin::default() });
    story.go_to("Headers").keys("<enter>").never_shows("zq7");
    story.keys("gl<enter>zq7<enter>jl<enter>zq7<enter>aX-New<enter>l<enter>zq7<enter><esc>").send();
    story.sees("Sent: Headers.").sees("no changes").keys("v").sees("+ X-New").sees("⋯ 2 rows unchanged");
    story.does_not_see("~ ").sees("Header values are hidden in both");
}

#[test]
fn both_versions_are_read_again_after_a_save() {
    let mut story = begin((160, 60));
    let before = story.count("GET", "/data_connectors/12346");
    story.go_to("Method").keys("<enter>pu<enter>").send();
    // Before it, and after it.
    assert_eq!(story.count("GET", "/data_connectors/12346"), before + 4);
}

#[test]
fn the_review_says_which_version_is_edited_and_what_is_not_known() {
    let mut story = begin((160, 45));
    story.go_to("Name").keys("<enter>!<esc>s");
    story.sees("Edited here: the draft. The API does not say which version a PATCH writes.");
}

#[test]
fn the_flip_shows_what_differs_above_a_body_that_stays_in_sight() {
    for size in [(160, 45), (84, 30), (60, 24), (40, 12)] {
        let mut story = begin(size);
        story.keys("t");
        let mut read = String::new();
        for _ in 0..300 {
            story
                .sees("From then on it is not called")
                .sees("\"state\": \"draft\"")
                .sees("y set it to draft")
                .sees("esc leave it");
            read.push_str(&story.screen());
            if !story.screen().contains("more ↓") {
                break;
            }
            story.keys("<down>");
        }
        for part in [
            "Refund an order",
            "● LIVE  →  ○ DRAFT",
            "differ in: Name",
            "- Refund order",
            "+ 7001",
            "PATCH writes",
        ] {
            assert!(read.contains(part), "{part} at {size:?}:\n{read}");
        }
        assert_eq!(story.sent(), Vec::<String>::new());
        story.keys("y");
        assert_eq!(story.sent(), ["{\n  \"state\": \"draft\"\n}"], "{size:?}");
    }
}

#[test]
fn scrolling_confirms_nothing() {
    let mut story = begin((84, 24));
    story.keys("t<down><up><pgdn><pgup>jk").sees("Set to draft");
    assert_eq!(story.sent(), Vec::<String>::new());
}
