//! Looking for letters in long texts, and texts whose long lines go on beyond the edge.

use crate::support::{Begin, Story};
use ratatui::style::Modifier;

/// A body of many lines, one of them far down.
fn body() -> String {
    let mut lines: Vec<String> = (0..300).map(|n| format!("line {n} of the body")).collect();
    "line 200 holds a Needle".clone_into(&mut lines[200]);
    "line 250 holds a needle and a needle".clone_into(&mut lines[250]);
    lines.join("\n")
}

fn in_body() -> Story {
    let mut story = Story::in_connector("12345");
    story.go_to("Body").keys("<enter><ctrl-home>").paste(&body()).keys("<ctrl-home>");
    story
}

#[test]
fn typing_goes_to_the_first_place_and_enter_to_the_next() {
    let mut story = in_body();
    story.keys("<ctrl-f>needle").sees("1 of 3").sees("line 200 holds");
    assert!(story.look_of("Needle").1.contains(Modifier::BOLD), "the place that one is at");
    story.keys("<enter>").sees("2 of 3").sees("line 250 holds").keys("<down>").sees("3 of 3");
    story.keys("<enter>").sees("1 of 3").keys("<up><up>").sees("2 of 3");
    story.keys("<esc>").does_not_see(" find ").keys("<X>");
    assert!(
        story.text_of("body").contains("line 250 holds a Xneedle and a needle"),
        "the cursor stayed there"
    );
}

#[test]
fn a_large_letter_means_itself_and_what_is_not_there_says_so() {
    let mut story = in_body();
    story
        .keys("<ctrl-f>Needle")
        .sees("1 of 1")
        .keys("<ctrl-u>zzz")
        .sees("not in this text")
        .keys("<enter><esc>");
    assert_eq!(story.text_of("body").lines().count(), 300, "nothing was typed into it");
}

#[test]
fn all_places_are_seen_where_they_stand() {
    let mut story = in_body();
    story.keys("<ctrl-f>a needle");
    story.keys("<enter><enter>").sees("3 of 3").sees("holds a needle and a needle");
    assert!(story.look_of("a needle and").1.contains(Modifier::UNDERLINED), "another place is marked, too");
}

#[test]
fn a_text_that_is_read_is_looked_through_with_the_same_keys() {
    let mut story = in_body();
    story
        .keys("<esc>")
        .go_to("Body")
        .keys("<tab>/needle")
        .sees("1 of 3")
        .sees("line 200 holds")
        .keys("<esc>");
    story
        .sees("line 200 holds")
        .keys("n")
        .sees("2 of 3.")
        .sees("line 250 holds")
        .keys("N")
        .sees("line 200 holds");
    // From there it is gone on as always.
    story.keys("<down>").sees("line 200 holds").keys("<esc>");
    assert_eq!(story.current(), Some("Body"));
}

#[test]
fn in_json_ctrl_f_finds_and_ctrl_b_lays_out() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Sample response")
        .keys("<enter>")
        .paste("{\"a\":{\"b\":1}}")
        .keys("<ctrl-f>b")
        .sees("1 of 1");
    story.keys("<esc><ctrl-b>").sees("Laid out anew");
    assert_eq!(story.text_of("mock_response"), "{\n  \"a\": {\n    \"b\": 1\n  }\n}");
}

/// On a screen that shows one pane only.
fn narrow() -> Story {
    Story::begin(&Begin { open: Some("12345"), size: (80, 24), ..Begin::default() })
}

/// The row of the screen on which a text stands, from its column on.
fn from(story: &Story, text: &str) -> String {
    let screen = story.screen();
    let row = screen.lines().find(|line| line.contains(text)).unwrap_or_default();
    row.split_at(row.find(text).unwrap_or_default()).1.to_owned()
}

#[test]
fn long_lines_go_on_beyond_the_edge_with_a_mark_and_follow_the_cursor() {
    let mut story = narrow();
    let long = format!("begin {} finis", "0123456789".repeat(40));
    story.go_to("Body").keys("<enter><ctrl-home>").paste(&format!("{long}\nshort")).keys("<ctrl-home>");
    story.sees("finis").keys("<ctrl-p>wrap<enter>").sees("Long lines go on beyond the edge");
    story.does_not_see(" finis").sees("begin").sees("›");
    assert!(from(&story, "begin").contains('›'), "{}", story.screen());
    story.keys("<end>").sees(" finis").sees("‹").does_not_see("begin 0");
    let (x, y) = story.cursor().unwrap();
    let row =
        story.screen().lines().nth(usize::from(y)).unwrap().chars().take(usize::from(x)).collect::<String>();
    assert!(row.ends_with("finis"), "the cursor stands behind the last letter: {row:?}");
    story.keys("<home>").sees("begin").sees("short");
    story.keys("<ctrl-p>wrap<enter>").sees("Long lines are broken").sees(" finis");
}

#[test]
fn a_text_that_is_read_goes_sideways() {
    let mut story = narrow();
    let long = format!("begin {} finis", "0123456789".repeat(8));
    story.go_to("Body").keys("<enter><ctrl-home>").paste(&format!("{long}\nshort\n")).keys("<esc>");
    story
        .go_to("Body")
        .keys("z<tab>")
        .sees("begin")
        .does_not_see(" finis")
        .keys("<right><right><right><right><right>");
    story.sees(" finis").does_not_see("begin 0").keys("<left><left><left><left><left><left>").sees("begin");
}

#[test]
fn sideways_goes_no_further_than_the_text() {
    let mut story = narrow();
    let long = format!("begin {} finis", "0123456789".repeat(12));
    story.go_to("Body").keys("<enter><ctrl-home>").paste(&format!("{long}\nshort")).keys("<esc>");
    story.go_to("Body").keys("z<tab>").sees("begin").does_not_see(" finis");
    story.keys(&"<right>".repeat(30)).sees(" finis").does_not_see("begin 0");
    story.keys(&"<left>".repeat(8)).sees("begin 0");
    story.keys(&"<left>".repeat(30)).sees("begin 0").keys("<right>").does_not_see("begin 0");
    // Where nothing is beyond the edge, nothing moves.
    story.keys("<esc>").go_to("Name").keys("<tab>").keys(&"<right>".repeat(30)).does_not_see("\u{2039}");
    story.sees("Order Status Service");
}

/// A body of one long line and a short one, read without breaking the lines, in which something is looked for.
fn looked_for(begin: &str, letters: &str, end: &str) -> Story {
    let mut story = narrow();
    story.app.wrap = false;
    let text = format!("{begin}{letters}{end}\nshort");
    story.go_to("Body").keys("<enter><ctrl-home>").paste(&text).keys("<esc>").go_to("Body");
    story.keys("<tab>/").keys(letters).sees("1 of ").keys("<esc>").sees(letters);
    assert!(story.look_of(letters).1.contains(Modifier::BOLD), "{}", story.screen());
    story
}

#[test]
fn what_is_found_in_a_line_that_goes_on_is_seen_and_marked_wherever_it_stands() {
    for (begin, end) in [
        ("", ""),
        ("é".repeat(100).as_str(), ""),
        ("漢".repeat(100).as_str(), "字"),
        ("e\u{301}👩\u{200d}💻".repeat(50).as_str(), &"x".repeat(300)),
        ("abc def ".repeat(4_500).as_str(), ""),
        ("é漢 ".repeat(9_000).as_str(), &"字".repeat(9_000)),
    ] {
        looked_for(begin, "needle", end);
    }
}

#[test]
fn from_what_was_found_one_goes_sideways_over_any_length() {
    let mut story = looked_for(&"0123456789".repeat(3_700), "needle", " Needle xyz");
    assert!(story.look_of("Needle").1.contains(Modifier::UNDERLINED), "another place is marked, too");
    story.sees(" xyz").keys("<left><left>").sees("needle").keys(&"<left>".repeat(12)).does_not_see("needle");
    story.keys(&"<right>".repeat(14)).sees("needle").sees(" xyz");
    assert!(story.look_of("needle").1.contains(Modifier::BOLD), "{}", story.screen());
    story.keys("<esc>").go_to("Body").keys("<tab>").sees("0123").sees("short");
}

#[test]
fn what_a_person_sees_as_one_is_gone_over_and_deleted_as_one_in_either_layout() {
    let whole = "漢a\u{301}👩\u{200d}💻e\u{301}x";
    for unwrapped in [false, true] {
        let begin = Begin { open: Some("12345"), ..Begin::default() };
        let mut story = Story::begin(&begin);
        story.app.wrap = !unwrapped;
        story.go_to("Name").keys("<enter><ctrl-u>").paste(whole);
        let at = |story: &Story| story.cursor().unwrap().0;
        let end = at(&story);
        story.keys("<left>");
        assert_eq!(end - at(&story), 1, "x");
        story.keys("<left>");
        assert_eq!(end - at(&story), 2, "an accent belongs to its letter");
        story.keys("<delete>");
        assert_eq!(story.text_of("name"), "漢a\u{301}👩\u{200d}💻x");
        story.keys("<backspace>");
        assert_eq!(story.text_of("name"), "漢a\u{301}x", "a picture of several is one");
        story.keys("<backspace>");
        assert_eq!(story.text_of("name"), "漢x");
        let before = at(&story);
        story.keys("<left>");
        assert_eq!(before - at(&story), 2, "a wide letter is two columns");
        story.keys("<delete>");
        assert_eq!(story.text_of("name"), "x");
    }
}

#[test]
fn a_very_long_line_is_gone_through_in_either_layout() {
    for wrap in [true, false] {
        let mut story = Story::in_connector("12345");
        story.app.wrap = wrap;
        let long = format!("{}needle{}", "abc def ".repeat(9_000), " xyz".repeat(100));
        story.go_to("Body").keys("<enter><ctrl-home>").paste(&format!("{long}\nshort")).keys("<ctrl-home>");
        story
            .keys("<ctrl-f>needle")
            .sees("1 of 1")
            .keys("<esc><end>")
            .sees("xyz")
            .keys("<home>")
            .sees("abc def");
    }
}
