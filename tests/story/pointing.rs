//! The mouse: a click puts the cursor there and never loses a text, a second one opens, and nothing is confirmed by either.

use crate::support::Story;
use patchpanel::app::message::{Effect, Message};
use patchpanel::app::point::{Border, Gesture, Target};
use serde_json::json;
use std::time::Duration;

// Lists.

#[test]
fn a_click_puts_the_cursor_on_a_connector_and_a_second_one_opens_it() {
    let mut story = Story::at_the_list();
    story.click("Refund order").sees("▸ ").does_not_see("Fields");
    story.double_click("Refund order").sees("Fields").sees("#12346");
}

#[test]
fn no_row_moves_under_the_hand() {
    let mut story = Story::at_the_list();
    story.resize(100, 12);
    for _ in 0..3 {
        let rows = |story: &Story| {
            let screen = story.screen();
            screen
                .lines()
                .skip(3)
                .take(6)
                .map(|row| row.chars().skip(4).take(40).collect::<String>())
                .collect::<Vec<_>>()
        };
        let before = rows(&story);
        story.point((20, 7), Gesture::Click);
        assert_eq!(rows(&story), before, "{}", story.screen());
        assert_eq!(story.cursor().map(|(_, y)| y), Some(7), "{}", story.screen());
        story.point((20, 7), Gesture::Wheel(3));
        assert_eq!(story.cursor().map(|(_, y)| y), Some(7), "the list moves below the cursor");
    }
}

#[test]
fn a_window_in_which_one_has_pointed_stays_while_the_cursor_is_in_it() {
    let mut story = Story::at_the_list();
    story.resize(100, 12).keys("jjjjjjj");
    let names = |story: &Story| -> Vec<String> {
        let rows = story.screen().lines().skip(3).take(6).map(str::to_owned).collect::<Vec<_>>();
        rows.iter().map(|row| row.chars().skip(4).take(40).collect()).collect()
    };
    story.point((20, 5), Gesture::Click);
    let (before, (_, y)) = (names(&story), story.cursor().unwrap());
    story.keys("j");
    assert_eq!((names(&story), story.cursor().unwrap().1), (before.clone(), y + 1), "{}", story.screen());
    story.keys("kkk");
    assert_eq!((names(&story), story.cursor().unwrap().1), (before.clone(), y - 2), "{}", story.screen());
    story.keys("jjjjjjjjj");
    assert_ne!(names(&story), before, "it goes along at the edge");
}

#[test]
fn a_click_goes_to_a_field_and_a_second_one_edits_it() {
    let mut story = Story::in_connector("12345");
    story.click("Description").does_not_see("· editing").double_click("URL").sees("· editing");
    story.keys("x<esc>").sees("✎ 1 change");
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut story = Story::in_connector("12345");
    story.resize(160, 14).wheel("General", 4);
    assert_eq!(story.app.form().unwrap().cursor, 12);
    story.wheel("Fields", -9);
    assert_eq!(story.app.form().unwrap().cursor, 0);
    story.resize(120, 12).keys("<enter>x<esc>").go_to("Body").keys("<enter>");
    for _ in 0..30 {
        story.keys("line<enter>");
    }
    // The pane beside a text that is being typed is scrolled, and the text stays open.
    let before = story.screen();
    story.wheel("Will send", 3);
    assert_ne!(story.screen(), before);
    story.sees("· editing").wheel("Will send", -9);
    assert_eq!(story.screen(), before);
    story.wheel("Will send", 40).wheel("Will send", -1);
    assert_ne!(story.screen(), before, "turned too far is not turned forever");
}

#[test]
fn the_wheel_moves_through_a_long_text_and_stands_still_in_a_line() {
    let mut story = Story::in_connector("12345");
    story.go_to("Body").keys("<enter><ctrl-end>");
    for _ in 0..30 {
        story.keys("<enter>z");
    }
    let (_, y) = story.cursor().unwrap();
    story.point((70, y), Gesture::Wheel(-3)).keys("Q<esc>");
    let body = story.text_of("body");
    let lines: Vec<&str> = body.lines().rev().take(4).collect();
    assert_eq!(lines, ["z", "z", "z", "zQ"]);
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>").wheel("Order Status Service", -3).keys("!<esc>");
    assert_eq!(story.text_of("name"), "Order Status Service!");
}

// Texts.

#[test]
fn a_click_in_an_open_text_puts_the_cursor_at_that_character() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter><ctrl-u>").paste("日本 e\u{301}\u{200b}👩‍👩‍👧 xyz");
    for (at, expected) in [
        ("本", "日|本 e\u{301}\u{200b}👩‍👩‍👧 xyz"),
        ("e\u{301}", "日本 |e\u{301}\u{200b}👩‍👩‍👧 xyz"),
        ("ZWSP", "日本 e\u{301}|\u{200b}👩‍👩‍👧 xyz"),
        ("yz", "日本 e\u{301}\u{200b}👩‍👩‍👧 x|yz"),
    ] {
        story.click(at).keys("|");
        assert_eq!(story.text_of("name"), expected);
        story.keys("<backspace>");
    }
    let (x, y) = story.place_of("yz");
    // The second half of a wide character is that character; what is beside a line is its end.
    let (wide, _) = story.place_of("本");
    story.point((wide + 1, y), Gesture::Click).keys("|");
    assert_eq!(story.text_of("name"), "日|本 e\u{301}\u{200b}👩‍👩‍👧 xyz");
    story.keys("<backspace>").point((x + 9, y), Gesture::Click).keys("|");
    assert!(story.text_of("name").ends_with("xyz|"));
}

#[test]
fn a_click_in_a_wrapped_row_finds_its_character_and_below_the_text_its_end() {
    let mut story = Story::in_connector("12345");
    story.resize(100, 30).go_to("Description").keys("<enter><ctrl-home>");
    for _ in 0..20 {
        story.keys("words and ");
    }
    story.keys("HERE<esc><enter>").click("HERE").keys("|<esc>");
    assert!(story.text_of("description").contains("|HERE"));
    let mut story = Story::in_connector("12345");
    story.go_to("Body").keys("<enter><ctrl-home>");
    let (x, y) = story.cursor().unwrap();
    story.point((x + 3, y + 20), Gesture::Click).keys("|<esc>");
    assert!(story.text_of("body").ends_with('|'), "{}", story.text_of("body"));
}

#[test]
fn a_click_elsewhere_leaves_an_open_text_and_keeps_it() {
    for elsewhere in ["Data inputs", "Will send", "About", "General"] {
        let mut story = Story::in_connector("12345");
        story.go_to("Name").keys("<enter> new").click(elsewhere);
        story.does_not_see("· editing").sees("✎ 1 change");
        assert_eq!(story.text_of("name"), "Order Status Service new", "{elsewhere}");
        story.keys("u");
        assert_eq!(story.text_of("name"), "Order Status Service", "one step takes the visit back");
    }
}

#[test]
fn a_click_goes_into_a_pane() {
    let mut story = Story::in_connector("12345");
    story.click("Will send").keys("<tab>").sees("▸").click("About").sees("esc back");
    story.double_click("About").sees("· editing").keys("x<esc>").sees("✎ 1 change");
}

#[test]
fn a_click_ends_the_moment_in_which_a_value_is_shown() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Headers")
        .keys("<enter>l<enter>")
        .paste("hush-hush-1")
        .keys("<esc><ctrl-r>")
        .sees("hush-hush-1");
    story.click("Authorization").does_not_see("hush");
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>").paste("hush-hush-1").keys("<ctrl-r>").sees("hush-hush-1");
    story.click("General").does_not_see("hush").click("Headers").does_not_see("hush");
}

#[test]
fn a_click_in_a_masked_text_finds_its_character() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>").paste("hush").sees("· editing");
    let (x, y) = story.cursor().unwrap();
    story.point((x - 4, y), Gesture::Click).keys("X<ctrl-r>").sees("Xhush");
}

// Tables and choices.

#[test]
fn a_click_in_a_table_goes_to_the_cell_and_a_second_one_edits_it() {
    let mut story = Story::in_connector("12345");
    story.resize(200, 45).go_to("Data inputs").keys("<enter>");
    story.click("What the customer").sees("Description of message").does_not_see("of message · editing");
    let place = story.place_of("What the customer");
    story.point(place, Gesture::DoubleClick).sees("· editing").keys("!<esc>");
    // Another cell while one is open: what was typed is kept.
    story.keys("<enter>?").click("order_id").sees("Name of order_id").keys("<esc>");
    story.keys("s").send_reviewed();
    let sent = story.sent_once();
    assert_eq!(sent["data_inputs"][1]["description"], json!("What the customer wrote, in their own words!?"));
}

#[test]
fn a_click_in_an_open_cell_leaves_the_table_where_it_is() {
    let mut story = Story::in_connector("12345");
    let rows: Vec<String> = (0..60).map(|number| format!("input_{number}")).collect();
    story.resize(200, 40).go_to("Data inputs").keys("<enter>").paste(&rows.join("\n"));
    story.keys(&"<down>".repeat(30)).keys("<enter>").sees("· editing");
    let table = |story: &Story| -> Vec<String> {
        let screen = story.screen();
        let rows = screen.lines().filter(|line| line.contains("input_")).map(str::to_owned);
        rows.collect()
    };
    let (before, (x, y)) = (table(&story), story.cursor().unwrap());
    assert!(before.len() > 10, "{}", story.screen());
    story.point((x - 2, y), Gesture::Click);
    assert_eq!(story.cursor(), Some((x - 2, y)));
    assert_eq!(table(&story), before, "{}", story.screen());
}

#[test]
fn a_click_or_a_paste_ends_the_walk_through_uses() {
    for pastes in [false, true] {
        let mut story = Story::in_connector("12345");
        story.go_to("Body").keys("<enter>").paste("{{order_id}} {{order_id}}").keys("<esc>");
        story.go_to("Data inputs").keys("<enter><ctrl-g>").sees("order_id: 1 of ").keys("<ctrl-g>");
        story.sees("order_id: 2 of ").sees("· editing");
        if pastes {
            story.paste("x");
        } else {
            let place = story.cursor().unwrap();
            story.point(place, Gesture::Click);
        }
        // Now it is the text's own key.
        story.keys("<ctrl-g>").does_not_see("order_id: 3 of ");
    }
}

#[test]
fn a_word_is_chosen_by_a_second_click() {
    let mut story = Story::in_connector("12345");
    story.go_to("Method").keys("<enter>").click("○ put").sees("▸ ○ put").does_not_see("✎ 1 change");
    story.double_click("○ put").sees("✎ 1 change").does_not_see("· editing");
    assert_eq!(story.text_of("http_method"), "put");
}

// What lies over the screen.

#[test]
fn only_what_is_on_top_can_be_reached() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").keys("w");
    let (form, cursor) = (story.place_of("General"), story.app.form().unwrap().cursor);
    for y in 1..44 {
        for gesture in [Gesture::Click, Gesture::DoubleClick, Gesture::Wheel(3), Gesture::Drag(3_000)] {
            story.point((form.0, y), gesture);
        }
    }
    story.sees("Findings").keys("<esc>");
    assert_eq!(story.app.form().unwrap().cursor, cursor);
}

#[test]
fn rows_over_the_screen_are_pointed_at_as_well() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>/{{one}}/{{two}}<esc>w").sees("Findings");
    let (x, y) = story.place_of("▸ ⚠");
    story.point((x, y + 3), Gesture::Click).point((x, y + 3), Gesture::DoubleClick).does_not_see("Findings");
    story.keys("<esc>").go_to("Name").keys("<enter>1<esc>").go_to("Name").keys("<enter>2<esc>H");
    story.click("start, as it was opened").keys("<enter>");
    assert_eq!(story.text_of("name"), "Order Status Service");
    // A second click does not go back in time.
    story.keys("UUU").keys("H").double_click("start, as it was opened").sees("History");
}

#[test]
fn a_click_marks_a_change_of_the_review_and_only_a_key_leaves_it_out() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("Description").keys("<enter>!<esc>");
    story.go_to("URL").keys("<enter>/x<esc>s").sees("▸ ● Name");
    let before = story.screen().replace('▸', " ");
    // A change is pointed at in any of its rows.
    let (x, y) = story.place_of("● Description");
    story.point((x, y + 1), Gesture::Click).sees("▸ ● Description").sees("3 changes");
    assert_eq!(story.screen().replace('▸', " "), before, "nothing moves under the hand");
    story.point((x, y), Gesture::DoubleClick).sees("▸ ● Description").sees("3 changes");
    story.click("space leave out").sees("a click does not").sees("3 changes");
    story.keys(" ").sees("▸ ○ Description  left out").sees("2 of 3 changes");
    story.double_click("○ Description").sees("2 of 3 changes").click("● URL").sees("▸ ● URL");
    story.keys("<enter>");
    assert_eq!(
        story.sent_once().as_object().unwrap().keys().collect::<Vec<_>>(),
        ["name", "url"],
        "what was left out by a key stays so"
    );
}

#[test]
fn a_scrolled_review_stays_where_it_is_under_a_click_and_goes_on_from_there() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("Body").keys("<enter>");
    for _ in 0..30 {
        story.keys("z<enter>");
    }
    story.keys("<esc>s").resize(100, 20).wheel("Review", 3);
    let before = story.screen();
    story.wheel("Review", -1);
    assert_ne!(story.screen(), before, "the wheel scrolls");
    story.wheel("Review", 1);
    let (x, y) = story.place_of("+ z");
    story.point((x, y), Gesture::Click);
    assert_eq!(story.screen(), before);
    story.keys("<shift-tab>").sees("▸ ● Name").keys("<tab>").sees("▸ ● Body");
    let before = story.screen();
    story.click("+ z");
    assert_eq!(story.screen(), before, "where a key has put the window it stays, too");
}

#[test]
fn a_click_stands_on_what_is_missing_and_a_second_one_goes_there() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter>Galocale<esc>aregion<esc><esc>s").sees("Not ready to send");
    let rows = story.screen().lines().filter(|line| line.contains("│ ▸ Data inputs")).count();
    assert_eq!(rows, 1, "{}", story.screen());
    let first = story.place_of("▸ Data inputs");
    story.point((first.0 + 4, first.1 + 3), Gesture::Click);
    assert_eq!(story.place_of("▸ Data inputs"), (first.0, first.1 + 2), "{}", story.screen());
    assert_eq!(story.cursor(), Some((first.0, first.1 + 2)));
    story.click("space leave out").sees("a click does not").sees("Not ready to send");
    story.wheel("Not ready", -1);
    assert_eq!(story.place_of("▸ Data inputs"), first);
    let second = (first.0 + 4, first.1 + 2);
    story.point(second, Gesture::Click).point(second, Gesture::DoubleClick);
    story.does_not_see("Not ready").sees("of region").sees("· editing");
    assert!(story.sent().is_empty());
}

#[test]
fn a_click_stands_on_a_choice_and_chooses_nothing() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>").go_to("Description").keys("<enter>!<esc>");
    story.someone_changes("12345", json!({"name": "Theirs", "description": "Theirs, too"})).keys("<ctrl-r>");
    story.go_to("Name").keys("c").sees("2 choices").sees("▸ Name");
    for text in
        ["theirs  Theirs, too", "mine    Order", "was     Fetches", "mine    !Fetches", "Theirs or yours"]
    {
        story.double_click(text).sees("2 choices").sees(" Theirs or yours ");
    }
    story.sees("▸ Description").does_not_see("▸ Name").click("theirs  Theirs").sees("▸ Name");
    for hint in ["t theirs", "m mine", "e edit"] {
        story.click(hint).sees("a click does not").sees("2 choices");
    }
    story.click("theirs  Theirs, too").keys("t").sees("1 choice").sees("▸ Name");
    assert_eq!(story.text_of("description"), "Theirs, too");
    assert_eq!(story.text_of("name"), "Order Status Service!");
}

#[test]
fn the_wheel_scrolls_a_choice_that_is_longer_than_the_screen() {
    let mut story = Story::in_connector("12345");
    let text = |word: &str| vec![word; 30].join(" and\n");
    story.go_to("Description").keys("<enter><ctrl-u>").paste(&text("mine")).keys("<esc>");
    story.someone_changes("12345", json!({"description": text("theirs")})).keys("<ctrl-r>");
    story.go_to("Description").keys("c").resize(80, 16).sees("▸ Description").does_not_see("mine and");
    story.wheel("Theirs or yours", 20).sees("mine and").does_not_see("▸ Description");
    let before = story.screen();
    story.point((20, 6), Gesture::Click);
    assert_eq!(story.screen(), before, "nothing moves under the hand");
    story.wheel("Theirs or yours", -20).sees("▸ Description");
}

#[test]
fn what_is_found_in_the_list_of_everything_is_stood_on_by_a_click_and_done_by_a_second_one() {
    let mut story = Story::in_connector("12345");
    story.keys("<ctrl-p>compare").click("Compare the").sees("▸ compare").sees(" Everything ");
    story.double_click("Compare the").sees(" Compare ").keys("<esc>");
    // A row below the first one is stood on first; the rows stay where they are.
    story.keys("<ctrl-p>e");
    let row = story.place_of("The keys that work");
    story.point(row, Gesture::Click).sees("▸ help").point(row, Gesture::DoubleClick).sees(" Help ");
    story.keys("<esc><ctrl-p>audien").double_click("Audiences").does_not_see("Everything");
    assert_eq!(story.current(), Some("Audiences"));
    // What cannot be done now says why, as it does by a key.
    story
        .keys("<ctrl-p>review")
        .double_click("nothing is changed")
        .sees("Review: nothing is changed.")
        .sees("Everything");
    story
        .keys("<ctrl-u>fix spelling")
        .double_click("only in: Findings")
        .sees("only in: Findings.")
        .keys("<esc>");
    story.keys("<ctrl-p>").wheel("Everything", 2).sees("▸ ");
    assert_eq!(story.cursor().map(|(_, y)| y), Some(story.place_of("find ").1), "letters go on to the top");
}

#[test]
fn no_way_through_the_list_of_everything_lets_a_click_agree() {
    for (keys, sought, label, sees) in [
        ("<enter>!<esc>s", "send", "send", "only by its own key"),
        ("<enter>!<esc>s", "leave-out", "leave out", "enter does it; a click does not"),
        ("t", "confirm-flip", "set the state", "only by its own key"),
        ("<enter>!<esc>R", "confirm-revert-all", "revert all", "only by its own key"),
        ("<enter>!<esc>q", "discard", "discard", "only by its own key"),
        ("jjjjjjj<enter>", "delete-row", "delete", "enter does it; a click does not"),
    ] {
        let mut story = Story::in_connector("12345");
        story.keys(keys).keys("<ctrl-p>").keys(sought).sees(&format!("▸ {label}"));
        let before = story.app.form().unwrap().draft.changes().count();
        let row = story.place_of(&format!("▸ {label}"));
        story.point(row, Gesture::Click).point(row, Gesture::DoubleClick).sees(sees);
        story.sees(" Everything ");
        assert_eq!(story.app.form().unwrap().draft.changes().count(), before, "{sought}");
        assert!(story.sent().is_empty() && !story.ended, "{sought}");
    }
}

#[test]
fn what_is_copied_is_stood_on_by_a_click_and_copied_by_a_second_one() {
    let mut story = Story::in_connector("12345");
    story.keys("Y").click("id ").sees("▸ i").sees(" Copy ");
    let place = story.place_of("▸ i");
    story.point(place, Gesture::DoubleClick).sees("Copied the id 12345").does_not_see(" Copy ");
    assert_eq!(story.clipboard(), "12345");
    // What cannot be copied says why, and the choice stays.
    story.keys("Y").double_click("patch").sees("othing is changed").sees(" Copy ");
    story.wheel(" Copy ", 1).wheel(" Copy ", -1).sees("▸ v");
}

#[test]
fn a_run_is_read_by_a_second_click() {
    let mut story = Story::in_connector("12345");
    story.keys("l").sees("Runs");
    let place = story.place_of("25 min ago");
    story.point(place, Gesture::Click).sees("enter read").point(place, Gesture::DoubleClick).sees("esc back");
    // The list beside it is gone back to, and the run beside the list is gone into.
    story.point(place, Gesture::Click).sees("enter read").click("HTTP 200").sees("esc back");
}

#[test]
fn no_click_sends_deletes_or_answers_for_good() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<esc>s").sees("enter send").click("enter send");
    story.sees("enter does it; a click does not").sees("Review").sends_nothing();
    for (x, y) in (0..160).step_by(40).flat_map(|x| (0..44).step_by(4).map(move |y| (x, y))) {
        story.point((x, y), Gesture::Click).point((x, y), Gesture::DoubleClick);
    }
    story.sees("✎ 1 change").sees("Review");
    let mut story = Story::in_connector("12345");
    story.keys("t").sees("set the state").click("y set the state").sees("a click does not").keys("<esc>");
    assert!(story.sent().is_empty());
}

#[test]
fn hints_at_the_foot_do_what_they_say() {
    let mut story = Story::in_connector("12345");
    story.click("? help").sees("Help").click("esc close").does_not_see("Help ·");
    story.click("s review").sees("nothing is changed").click("w findings").sees("Findings");
}

#[test]
fn the_list_of_inputs_in_a_text_is_pointed_at() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter><end>/{{").sees("message");
    let place = story.place_of("message   ");
    story.point(place, Gesture::Click).sees("▸ message").point(place, Gesture::DoubleClick);
    assert!(story.text_of("url").ends_with("/{{message}}"), "{}", story.text_of("url"));
}

// Borders.

#[test]
fn a_border_is_dragged_within_what_the_panes_need_and_keeps_its_share() {
    let mut story = Story::in_connector("12345");
    let at = |story: &Story| story.place_of("╭ Name").0;
    let before = at(&story);
    let border = story.place_of("╭ Name");
    story.point((border.0, border.1 + 5), Gesture::Drag(5_000));
    assert!(at(&story) > before && at(&story).abs_diff(80) <= 1, "{}", story.screen());
    story.resize(240, 40);
    assert!(at(&story).abs_diff(120) <= 1, "it is a share");
    for share in [0, 10_000] {
        story.tell_point(Target::Border(Border::Fields), Gesture::Drag(share));
        story.tell_point(Target::Border(Border::WillSend), Gesture::Drag(share));
        for width in [160, 120, 119, 84, 83, 60] {
            story.resize(width, 30).sees("Fields");
        }
        story.resize(160, 45).sees("Will send").sees("╭ Name");
    }
}

// The switch.

#[test]
fn m_leaves_the_mouse_to_the_terminal_and_takes_it_again() {
    let mut story = Story::at_the_list();
    assert!(story.app.session.look.mouse);
    story.keys("m").sees("it selects text");
    assert!(!story.app.session.look.mouse);
    story.keys("m").sees("heard again");
    assert!(story.app.session.look.mouse);
}

#[test]
fn nothing_is_pointed_at_on_a_screen_that_is_too_small() {
    let mut story = Story::in_connector("12345");
    let place = story.place_of("Description");
    let target = story.target_at(place);
    story.resize(30, 8);
    let effects = story.app.update(Message::Point(target, Gesture::DoubleClick), story.app.now);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Save(..))));
    story.wait(Duration::ZERO).resize(160, 45).does_not_see("· editing");
}
