//! Whole screens: at every size something sensible and never a panic; a few of them, letter by letter.

use crate::support::{Begin, Story};
use std::time::Duration;

/// The screens that a person meets, each reached from the list.
const SCREENS: [(&str, &str); 12] = [
    ("picker", ""),
    ("filter", "/order"),
    ("form", "<enter>"),
    ("field", "<enter>jj<tab>"),
    ("text", "<enter>j<enter>some more text that is long enough to wrap somewhere "),
    ("table", "/12361<enter>jjjjjjj<enter>jl"),
    ("cell", "/12361<enter>jjjjjjj<enter>jllll<enter>"),
    ("review", "/12361<enter><enter>!<esc>jjjjjjj<enter>J<ctrl-s>"),
    ("problems", "/12345<enter>jjjjj<enter>aX<esc>s"),
    ("flip", "/12346<enter><enter>!<esc>t"),
    ("help", "<enter>?"),
    ("leaving", "<enter><enter>!<esc>q"),
];

const SIZES: [(u16, u16); 15] = [
    (160, 45),
    (110, 32),
    (64, 20),
    (40, 12),
    (41, 13),
    (59, 12),
    (60, 30),
    (83, 24),
    (84, 24),
    (119, 40),
    (120, 40),
    (40, 100),
    (300, 12),
    (300, 100),
    (200, 60),
];

#[test]
fn no_size_of_any_screen_panics_and_too_small_ones_say_what_they_need() {
    for (name, keys) in SCREENS {
        let mut story = Story::at_the_list();
        story.keys(keys);
        let small = (1..=12).flat_map(|height| [1, 2, 3, 5, 8, 12].map(|width| (width, height)));
        let edges = [(39, 12), (40, 11), (1, 100), (300, 1), (39, 100), (300, 11)];
        for (width, height) in small.chain(edges) {
            story.resize(width, height);
            if width >= 36 && height >= 4 {
                story.sees("patchpanel needs 40x12").sees("Nothing is lost.");
            }
            assert!(!story.screen().contains(" Fields "), "{name} at {width}x{height}");
        }
        for (width, height) in SIZES {
            story.resize(width, height).does_not_see("patchpanel needs");
            let cursor = story.cursor();
            assert!(
                cursor.is_some_and(|(x, y)| x < width && y < height),
                "{name} at {width}x{height}: {cursor:?}"
            );
        }
    }
}

#[test]
fn keys_work_at_every_size() {
    for (width, height) in [(160, 45), (64, 20), (40, 12), (20, 5), (1, 1)] {
        let readable = width >= 40;
        let mut story = Story::begin(&Begin { size: (width, height), ..Begin::default() });
        story.keys("/order<enter><enter>!<esc>jjjj<enter><esc><tab><tab><pgdn><pgup>G<esc>Gg<pgdn>?<pgdn><esc>t<esc>");
        story.keys("R<esc>s<pgdn>G<enter>");
        let expected = ["{\n  \"name\": \"Order Status Service!\"\n}"];
        // Where nothing can be seen, no command acts.
        assert_eq!(story.sent(), if readable { &expected[..] } else { &[] }, "{width}x{height}");
    }
}

#[test]
fn one_pane_is_shown_when_narrow_two_when_wider_and_three_when_wide() {
    let mut story = Story::in_connector("12345");
    let frames = |story: &Story| story.screen().lines().nth(1).unwrap().matches('╭').count();
    assert_eq!(frames(story.resize(64, 20)), 1);
    assert_eq!(frames(story.resize(83, 20)), 1);
    assert_eq!(frames(story.resize(84, 20)), 2);
    assert_eq!(frames(story.resize(119, 20)), 2);
    assert_eq!(frames(story.resize(120, 20)), 3);
}

#[test]
fn a_narrow_screen_shows_the_pane_that_hears_the_keys() {
    let mut story = Story::begin(&Begin { size: (64, 20), open: Some("12345"), ..Begin::default() });
    story
        .sees(" Fields ")
        .keys("<enter>")
        .sees("· editing")
        .does_not_see(" Fields ")
        .keys("!<esc>")
        .sees(" Fields ");
    story.keys("<tab>").sees(" Name ").does_not_see(" Fields ").keys("<tab>").sees(" Will send ");
    story.sees("\"name\": \"Order Status Service!\"").keys("<tab>").sees(" Fields ").sees("✎ 1");
}

#[test]
fn nothing_moves_when_a_change_is_made_or_a_notice_comes() {
    let mut story = Story::in_connector("12345");
    let place =
        |story: &Story| story.screen().lines().position(|line| line.contains("Fin may use it")).unwrap();
    let before = place(&story);
    story.go_to("Name").keys("<enter>!<esc>u").sees("Undone");
    assert_eq!(place(&story), before);
    story.wait(Duration::from_secs(10)).does_not_see("Undone");
    assert_eq!(place(&story), before);
    story.hold().keys("U<ctrl-r>");
    assert_eq!(place(&story), before);
}

#[test]
fn nothing_ticks_while_nothing_happens() {
    let mut story = Story::in_connector("12345");
    // Nothing but the next look at the connector, which is half a minute away.
    let quiet = |story: &Story| {
        story.app.wake_at().is_none_or(|at| at > story.app.now.elapsed + Duration::from_secs(20))
    };
    assert!(quiet(&story));
    story.go_to("Name").keys("<enter>!<esc>");
    assert!(quiet(&story));
    story.hold().keys("s<enter>");
    assert!(story.app.wake_at().is_some());
}

/// Whole screens, each looked at by a person before it was accepted.
fn at(size: (u16, u16), keys: &str) -> String {
    let mut story = Story::begin(&Begin { size, ..Begin::default() });
    story.keys(keys);
    story.screen()
}

#[test]
fn the_list() {
    insta::assert_snapshot!("list_160x45", at((160, 45), "j"));
    insta::assert_snapshot!("list_64x20", at((64, 20), "/order"));
}

#[test]
fn a_form_with_changes() {
    insta::assert_snapshot!("form_160x45", at((160, 45), "<enter><enter> (EU)<esc>jjjjjjjjj<space>"));
    insta::assert_snapshot!("form_110x32", at((110, 32), "<enter><enter> (EU)<esc>jjjj"));
}

#[test]
fn an_open_table() {
    insta::assert_snapshot!("table_160x45", at((160, 45), "/12353<enter>jjjjjjj<enter>jllll<enter> or more"));
}

#[test]
fn a_review() {
    let keys = "<enter><enter> (EU)<esc>jjj<enter>d<enter>jjjj<enter>Galocale<esc>llll<enter>Which language<esc><esc>s";
    insta::assert_snapshot!("review_160x45", at((160, 45), keys));
}

#[test]
fn a_flip() {
    insta::assert_snapshot!("flip_110x32", at((110, 32), "j<enter><enter>!<esc>t"));
}

#[test]
fn a_failed_save() {
    let mut story = Story::begin(&Begin { size: (110, 32), open: Some("12345"), ..Begin::default() });
    story.go_to("Method").keys("<enter>d<enter>");
    story.refuse_save(422, "parameter_invalid", "Http Method isn't an option").send();
    insta::assert_snapshot!("failed_110x32", story.screen());
}
