//! Cells of a table at each size: nothing moves below one that is opened, and those that can be told are shown.

use crate::support::{Begin, Story};

/// At the data inputs of a connector, opened.
fn at_the_inputs(size: (u16, u16)) -> Story {
    let mut story = Story::begin(&Begin { size, open: Some("12345"), ..Begin::default() });
    story.keys("/data inputs<enter><enter>");
    story
}

#[test]
fn opening_a_cell_and_leaving_it_moves_nothing() {
    for size in [(64, 20), (64, 30), (110, 32), (40, 12)] {
        let mut story = at_the_inputs(size);
        story.keys("llll<enter> and more<esc>hhhhj");
        for column in 0..5 {
            let below = |story: &Story| {
                let screen = story.screen();
                let rows = screen.lines().skip(1).filter(|row| !row.contains(" of message"));
                // The word for nothing gives way to what is typed.
                let rows = rows.take_while(|row| !row.contains('╰'));
                rows.map(|row| row.replace("│ empty ", "│       ")).collect::<Vec<_>>()
            };
            let before = below(&story);
            // A yes or no and a choice have nothing that is typed.
            if ![1, 2].contains(&column) {
                story.keys("<enter>").sees("editing");
                assert_eq!(below(&story), before, "column {column} at {size:?}");
                story.keys("<esc>");
                assert_eq!(below(&story), before, "column {column} at {size:?}");
            }
            story.keys("l");
        }
    }
}

#[test]
fn what_is_typed_in_a_cell_moves_no_column() {
    let mut story = at_the_inputs((110, 32));
    let heading = |story: &Story| {
        let screen = story.screen();
        screen.lines().find(|line| line.contains(" Name  ") && line.contains("Required")).unwrap().to_owned()
    };
    let before = heading(&story);
    story.keys("<enter>");
    for _ in 0..20 {
        story.keys("x");
        assert_eq!(heading(&story), before);
    }
    story.keys("<esc>");
    assert_ne!(heading(&story), before);
}

#[test]
fn on_a_small_screen_columns_that_say_nothing_give_way_to_the_others_but_never_the_one_under_the_cursor() {
    let mut story = at_the_inputs((40, 12));
    story.sees("Name      Type    Description    …").sees("order_id  string  The number");
    story.keys("ll").sees("Required  Description").sees("order_id  yes");
    story.keys("l").sees("Default").sees("order_id  empty");
    story.keys("l").sees("Description    …");
    story.resize(64, 20).sees("Name      Type    Required  Default  Description").does_not_see(" …│");
}

#[test]
fn on_a_small_screen_a_new_row_says_what_it_lacks() {
    let mut story = at_the_inputs((40, 12));
    story.keys("aabc").sees("! abc: the API requires").keys("<esc>").sees("! abc: the API requires");
}
