//! Where one is, is seen in one place: not twice below a dialog, and without colours, too.

use crate::support::{Begin, Story};

/// Without colours, where what has the focus is reversed.
fn plain(size: (u16, u16)) -> Story {
    let mut story = Story::in_connector("12345");
    "mono".clone_into(&mut story.app.session.look.theme);
    story.resize(size.0, size.1);
    story
}

#[test]
fn the_name_of_the_pane_in_which_one_is_stands_out_without_colours() {
    let mut story = plain((160, 45));
    let named = |story: &Story, name: &str| story.marked().contains(&format!(" {name} "));
    assert!(named(&story, "Fields") && !named(&story, "Will send"));
    assert!(story.marked().contains("▸   Name"));
    story.keys("<tab><tab>");
    assert!(!story.marked().contains("▸   Name"), "the row is under the cursor where one is");
    assert!(!named(&story, "Fields") && named(&story, "Will send"));
}

#[test]
fn what_lies_below_a_dialog_shows_no_second_focus() {
    for (keys, title) in [("Y", "Copy"), ("w", "findings"), ("<ctrl-p>", "Everything"), ("?", "Help")] {
        let mut story = plain((160, 45));
        let border = story.look_of("╭ Fields");
        assert!(story.marked().contains("Fields"));
        assert!(story.marked().contains("▸   Name"));
        story.keys(keys);
        let marked = story.marked();
        assert!(!marked.contains("Fields") && !marked.contains("▸   Name"), "{title}: {marked}");
        assert_ne!(story.look_of("╭ Fields"), border, "{title}");
    }
    // Where it is closed, everything is as it was.
    let mut story = plain((160, 45));
    let before = story.marked();
    story.keys("Y<esc>");
    assert_eq!(story.marked(), before);
}

#[test]
fn no_word_ends_at_the_border_of_a_dialog() {
    let mut story = Story::in_connector("12345");
    for width in [96, 110, 119, 120, 136, 160] {
        story.resize(width, 32);
        for keys in ["Y", "w", "?", "<ctrl-p>", "t"] {
            story.keys(keys);
            let screen = story.screen();
            for line in screen.lines().map(|line| line.chars().collect::<Vec<_>>()) {
                for pair in line.windows(2).filter(|pair| "│╭╮╰╯".contains(pair[1])) {
                    let outside = pair[0].is_alphanumeric();
                    assert!(!outside, "{keys} at {width}:\n{screen}");
                }
                for pair in line.windows(2).filter(|pair| "│╮╯╰╭".contains(pair[0])) {
                    assert!(!pair[1].is_alphanumeric(), "{keys} at {width}:\n{screen}");
                }
            }
            story.keys("<esc>");
        }
    }
}

#[test]
fn a_page_that_would_leave_a_fringe_takes_the_whole_width() {
    let mut story = Story::in_connector("12345");
    story.keys("?");
    for (width, whole) in [(110, true), (119, true), (120, false), (160, false)] {
        story.resize(width, 32);
        let first = story.screen().lines().nth(1).unwrap().starts_with("╭ Help");
        assert_eq!(first, whole, "at {width}:\n{}", story.screen());
    }
}

#[test]
fn the_caret_stands_where_one_is_while_nothing_is_there_yet() {
    let mut story = Story::begin(&Begin { held: true, open: Some("12345"), ..Begin::default() });
    for (width, height) in [(160, 45), (40, 12)] {
        story.resize(width, height).sees("Reading #12345");
        assert_eq!(story.cursor(), Some((2, 2)), "at {width}x{height}");
        // The groups stand where they will stand.
        story.sees("│ General");
    }
    let row = |story: &Story| story.screen().lines().position(|line| line.starts_with("│ Request"));
    let awaited = row(&story);
    story.release().does_not_see("Reading #12345");
    assert_eq!(row(&story), awaited);

    let mut story = Story::at_the_list();
    story.keys("/zzzz<enter>").sees("No connector has these letters");
    assert_eq!(story.cursor(), Some((8, 2)), "behind what is typed of the filter");
}

#[test]
fn a_list_that_goes_on_says_so() {
    let mut story = Story::begin(&Begin { size: (64, 20), ..Begin::default() });
    let foot = |story: &Story| {
        let screen = story.screen();
        screen.lines().find(|line| line.starts_with('╰')).unwrap_or_default().to_owned()
    };
    assert!(foot(&story).contains(" more ↓"), "{}", story.screen());
    assert!(foot(story.keys("G")).contains("↑ more "), "{}", story.screen());
    story.resize(64, 60);
    assert!(!foot(&story).contains("more"), "{}", story.screen());
    let mut story = Story::begin(&Begin { size: (64, 20), open: Some("12345"), ..Begin::default() });
    assert!(foot(&story).contains(" more ↓"), "{}", story.screen());
    for _ in 0..20 {
        story.keys("<enter>x<esc><enter>y<esc>");
    }
    assert!(foot(story.keys("H")).contains(" more ↓"), "{}", story.screen());
    let mut story = Story::begin(&Begin { size: (64, 12), open: Some("12345"), ..Begin::default() });
    story
        .go_to("Sample response")
        .keys("<enter>")
        .paste("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]")
        .keys("<ctrl-t>");
    assert!(foot(&story).contains(" ↑ more "), "{}", story.screen());
    story.sees("Path  ").sees("Line │");
}

#[test]
fn where_there_is_one_pane_the_list_of_inputs_lies_over_its_border() {
    for width in [64, 40] {
        let mut story = Story::begin(&Begin { size: (width, 20), open: Some("12345"), ..Begin::default() });
        story.go_to("Body").keys("<enter><end>{{").sees("▸ order_id");
        let screen = story.screen();
        assert!(!screen.contains("│╭") && !screen.contains("╮│"), "{screen}");
    }
}
