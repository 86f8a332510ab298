//! Values of headers: what is known of each in words, what is shown and for how long, and what cannot be one.

use crate::support::Story;
use serde_json::json;
use std::time::Duration;

const VALUE: &str = "hush-hush-1";
const SECONDS: fn(u64) -> Duration = Duration::from_secs;

/// On the value of the only header, which was typed just now and is closed again.
fn typed() -> Story {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>").paste(VALUE).keys("<esc>");
    story.sees("•••••••• new").does_not_see("hush");
    story
}

// Shown for a moment.

#[test]
fn a_value_is_shown_for_five_seconds_and_masks_itself() {
    let mut story = typed();
    story.keys("<ctrl-r>").sees(VALUE);
    let wakes = story.app.wake_at().expect("nobody would wake the app to mask the value");
    story.wait(SECONDS(4)).sees(VALUE);
    assert_eq!(story.app.wake_at(), Some(wakes), "nothing else happens until then");
    story.wait(SECONDS(1)).does_not_see("hush");
    assert!(story.app.wake_at().is_none_or(|at| at > story.app.now.elapsed + SECONDS(15)), "nothing ticks");
    // While it is typed as well, and typing goes on.
    story.keys("<enter>").does_not_see("hush").keys("<ctrl-r>").sees(VALUE).keys("x").sees("hush-hush-1x");
    story.wait(SECONDS(5)).does_not_see("hush").sees("••••••••••••");
}

#[test]
fn the_same_key_masks_it_again() {
    let mut story = typed();
    story.keys("<ctrl-r>").sees(VALUE).keys("<ctrl-r>").does_not_see("hush");
    story.keys("<enter><ctrl-r>").sees(VALUE).keys("<ctrl-r>").does_not_see("hush");
}

#[test]
fn whatever_takes_the_eye_off_a_shown_value_masks_it() {
    let away = ["j", "h", "J", "D", "a", "<tab>", "?", "<ctrl-s>", "<ctrl-c>", "<esc>", "u", "<enter>", "r"];
    for keys in away {
        let mut story = typed();
        story.keys("<ctrl-r>").sees(VALUE).keys(keys).does_not_see("hush");
    }
    for keys in ["<esc>", "<tab>", "<shift-tab>", "<ctrl-s>", "<ctrl-c>", "<enter>"] {
        let mut story = typed();
        story.keys("<enter><ctrl-r>").sees(VALUE).keys(keys).does_not_see("hush");
    }
    // Nor is it there when the eye comes back.
    let mut story = typed();
    story.keys("<ctrl-r>?").does_not_see("hush").keys("<esc>").sees("Value of").does_not_see("hush");
    story.keys("<ctrl-r><esc>").go_to("Headers").keys("<enter>l").sees("Value of").does_not_see("hush");
    story.keys("<ctrl-r><esc><esc>").sees("Connectors").keys("<enter>").go_to("Headers").keys("<enter>l");
    story.sees("Value of").does_not_see("hush").keys("<ctrl-r>").sees(VALUE);
}

#[test]
fn another_size_masks_a_shown_value_before_it_is_drawn_there() {
    for keys in ["<ctrl-r>", "<enter><ctrl-r>"] {
        let mut story = typed();
        story
            .keys(keys)
            .sees(VALUE)
            .resize(120, 30)
            .does_not_see("hush")
            .resize(160, 45)
            .does_not_see("hush");
        story.keys("<ctrl-r>").sees(VALUE).resize(30, 8).resize(160, 45).does_not_see("hush");
    }
}

#[test]
fn a_shown_value_is_masked_when_an_answer_arrives() {
    let mut story = typed();
    story.hold().keys("<esc><ctrl-r>").go_to("Headers").keys("<enter>l<ctrl-r>").sees(VALUE);
    story.release().does_not_see("hush");
}

#[test]
fn what_cannot_be_shown_says_why() {
    let mut story = Story::in_connector("12346");
    story.go_to("Headers").keys("<enter>l<ctrl-r>").sees("hidden on the server; nobody can see it");
    story.keys("h<ctrl-r>").sees("nothing is masked here");
    story.keys("Dl<ctrl-r>").sees("nothing is typed here yet");
}

#[test]
fn what_a_value_hides_is_marked_when_it_is_shown() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>").paste("a\u{1b}[31mb\u{202e}c").keys("<esc><ctrl-r>");
    story.sees("a␛[31mb‹RLO›c");
}

#[test]
fn a_value_of_a_save_long_done_can_still_be_shown() {
    let mut story = typed();
    story.send().go_to("Headers").sees("known in this run").keys("<enter>l<ctrl-r>").sees(VALUE);
    story.keys("<esc>").does_not_see("hush");
}

// Told apart in words.

#[test]
fn the_states_of_a_value_are_told_apart_without_colours_at_every_width() {
    let mut story = typed();
    story.send();
    // Known, new, and not typed yet; beside them one that is hidden, in another connector.
    story.go_to("Headers").keys("<enter>aX-New<tab>v<esc>hD");
    for width in [200, 160, 120, 100, 84, 70, 50, 40] {
        story.resize(width, 40);
        let screen = story.screen();
        for (header, word) in [("Authorization", "known"), ("X-New", "new"), ("X-New", "need")] {
            let rows = || screen.lines().filter(|row| row.contains(header.split_at(4).0));
            assert!(rows().any(|row| row.contains(word)), "{word:?} at {width}:\n{screen}");
        }
    }
    let mut other = Story::in_connector("12346");
    other.go_to("Headers").keys("<enter>");
    for width in [200, 120, 84, 50, 40] {
        other.resize(width, 40).sees("hidden").does_not_see("••");
    }
}

// What cannot be sent.

#[test]
fn a_header_name_that_is_none_is_refused_at_its_cell() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>aX Key").sees("! X Key: a header name has only").sees("_`|~");
    story.keys("<tab>v<esc>s").sees("X Key: a header name has only letters");
    story.keys("<esc>").go_to("Headers").keys("<enter>l<enter>").paste("first").keys("<esc>s");
    story.sees("One thing is missing").keys("<enter>").sees("Name of X Key · editing");
    story.keys("<ctrl-u>X-Key<esc>").does_not_see("a header name has only").send();
    assert_eq!(story.sent_once()["headers"][1], json!({"name": "X-Key", "value": "v"}));
}

#[test]
fn a_header_without_a_name_is_refused() {
    let mut story = typed();
    story.keys("a<tab>v<esc>s").sees("a header needs a name");
}

#[test]
fn a_value_with_a_control_character_is_refused_at_its_cell_and_a_template_is_not() {
    let mut story = Story::in_connector("12345");
    let why = "a header value cannot hold";
    story.go_to("Headers").keys("<enter>l<enter>");
    for text in ["a\u{1b}[0mb", "a\0b", "a\u{7f}", "\u{85}x"] {
        story.paste(text).sees(why).keys("<esc>s").sees(why).keys("<enter><ctrl-u>");
    }
    story.paste("Bearer {{token}}\té").does_not_see(why).keys("<esc>").send();
    assert_eq!(story.sent_once()["headers"][0]["value"], "Bearer {{token}}\té");
}

#[test]
fn pasted_line_breaks_are_refused_whole_in_a_header() {
    for (keys, text) in
        [("<enter>", "X-A\r\nX-B: 1"), ("l<enter>", "Bearer\nx"), ("l<enter>", "a\rb"), ("l<enter>", "\nb")]
    {
        let mut story = Story::in_connector("12345");
        story.go_to("Headers").keys("<enter>").keys(keys).paste(text);
        story.sees("Nothing was pasted: the text has line breaks, and this cell cannot hold them.");
        story.keys("<esc>").is_clean();
    }
    // Elsewhere they are joined, and a line that was copied with its end is taken without it.
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>").paste("\nb\nc").sees("became spaces").keys("<esc>").sees("✎ 1 change");
    story
        .go_to("Headers")
        .keys("<enter>l<enter>")
        .paste("abc\n")
        .does_not_see("Nothing was pasted")
        .keys("<ctrl-r>")
        .sees("abc");
}

#[test]
fn a_name_that_the_server_holds_goes_back_as_it_came_until_it_is_changed() {
    let mut story = Story::in_connector("12345");
    let odd =
        json!({"headers": [{"name": "X Odd\u{1b}", "value": "kept"}, {"name": "X-Two", "value": "kept"}]});
    story.stores("12345", odd).keys("<ctrl-r>").go_to("Headers").sees("X Odd␛");
    story.keys("<enter>l<enter>one<esc>j<enter>two<esc>").send();
    let sent = story.sent_once();
    assert_eq!(sent["headers"][0], json!({"name": "X Odd\u{1b}", "value": "one"}));
    story.go_to("Headers").keys("<enter><enter>!<esc>s").sees("a header name has only letters");
}

#[test]
fn control_characters_elsewhere_are_shown_as_marks_and_sent() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("URL")
        .keys("<enter><ctrl-u>")
        .paste("https://x.example/\u{1b}\u{202e}")
        .sees("␛‹RLO›")
        .keys("<esc>");
    story.go_to("Data inputs").keys("<enter><enter>").paste("\u{7}").sees("␇").keys("<esc>").send();
    assert_eq!(story.sent_once()["url"], "https://x.example/\u{1b}\u{202e}");
}

#[test]
fn a_value_that_was_accepted_while_more_was_typed_is_forgotten_when_someone_replaces_it() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>").paste("mine-1").keys("<esc><esc>");
    story.keys("<ctrl-s>").in_flight("<enter>");
    story.go_to("Headers").keys("<enter>aX-More<tab>").paste("mine-2").keys("<esc><esc>").release();
    assert_eq!(story.sent().len(), 1);
    let mut theirs = story.stored("12345")["headers"].clone();
    theirs[0]["value"] = "theirs".into();
    story.someone_changes("12345", json!({"headers": theirs})).wait(SECONDS(31));
    // What is not known any more has to be typed again before any of it can be sent.
    story.keys("<ctrl-s>").sees("Not ready to send").sees("Authorization").keys("<enter><esc><esc>");
    assert_eq!(story.sent().len(), 1);
    assert_eq!(story.stored("12345")["headers"], theirs);
    // Nor does a step of the history bring it back.
    story.keys("u<ctrl-s>").does_not_see(" Review ");
    assert_eq!(story.stored("12345")["headers"], theirs);
}
