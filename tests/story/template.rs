//! Template variables where they are edited: coloured, completed, renamed with their input, and gone to.

use crate::support::{Begin, Story};
use patchpanel::app::command::Context;
use patchpanel::app::point::{Gesture, Target};
use ratatui::style::Modifier;
use serde_json::json;

/// A screen on which the field under the cursor stands alone.
const NARROW: (u16, u16) = (64, 20);
/// One on which it stands to the right of the fields.
const MEDIUM: (u16, u16) = (110, 32);

fn at_size(id: &'static str, size: (u16, u16)) -> Story {
    Story::begin(&Begin { open: Some(id), size, ..Begin::default() })
}

/// The names that the open list offers, and which of them is under its cursor.
fn offered(story: &Story) -> Option<(Vec<String>, usize)> {
    let offer = story.app.offer()?;
    Some((offer.inputs.iter().map(|input| input.name.to_owned()).collect(), offer.cursor))
}

fn names(story: &Story) -> Vec<String> {
    offered(story).map(|(names, _)| names).unwrap_or_default()
}

const URL: &str = "https://api.example.com/orders/{{order_id}}/status";

// Colours.

#[test]
fn each_form_of_a_variable_has_a_colour_and_a_sign_that_needs_none() {
    let mut story = at_size("12345", NARROW);
    story.go_to("URL").keys("<enter>/{{oops}}/{{ message }}/{{a.b}}/{{}<home>");
    let plain = story.look_of("https");
    let used = story.look_of("{{order_id");
    let undeclared = story.look_of("{{oops");
    let spaced = story.look_of("{{ message");
    let opaque = story.look_of("{{a.b");
    let malformed = story.look_of("{{}");
    assert_eq!(used.1, Modifier::BOLD);
    assert_eq!(undeclared.1, Modifier::UNDERLINED);
    assert_eq!(spaced.1, Modifier::ITALIC);
    assert_eq!(malformed.1, Modifier::REVERSED);
    assert_eq!(opaque.1, Modifier::empty(), "what is not read is left plain");
    let colours = [plain.0, used.0, undeclared.0, malformed.0];
    for (number, colour) in colours.iter().enumerate() {
        assert!(!colours[number + 1..].contains(colour), "{colours:?}");
    }
}

#[test]
fn variables_are_checked_against_the_data_inputs_while_typing() {
    let mut story = at_size("12345", NARROW);
    story.go_to("URL").keys("<enter>/{{mesage}}");
    assert_eq!(story.look_of("{{mesage").1, Modifier::UNDERLINED);
    story.sees("{{mesage}} in URL is not a data input");
    story.keys("<left><left><left><left><left>s").does_not_see("is not a data input");
    assert_eq!(story.look_of("{{message").1, Modifier::BOLD);
    // With another name of the input the colour is another one.
    story.keys("<esc>").go_to("Data inputs").keys("<enter>j<enter>s<esc>n<esc>").go_to("URL").keys("<enter>");
    assert_eq!(story.look_of("{{message").1, Modifier::UNDERLINED);
}

#[test]
fn what_is_being_typed_is_not_called_wrong_before_the_cursor_has_left_it() {
    let mut story = at_size("12345", NARROW);
    story.go_to("URL").keys("<enter>/{{mes");
    assert_eq!(story.look_of("{{mes").1, Modifier::empty());
    story.keys("<esc><home>");
    assert_eq!(story.look_of("{{mes").1, Modifier::REVERSED);
}

#[test]
fn texts_that_are_only_read_are_coloured_and_those_that_are_no_templates_never() {
    let mut story = at_size("12345", MEDIUM);
    story.go_to("URL");
    assert_eq!(story.look_of("{{order_id").1, Modifier::BOLD);
    story.go_to("Body");
    assert_eq!(story.look_of("{{message").1, Modifier::BOLD);
    story.go_to("Description").keys("<enter>{{order_id}} ");
    assert_eq!(story.look_of("{{order_id").1, Modifier::empty());
    story.keys("<esc>");
    assert_eq!(story.look_of("{{order_id").1, Modifier::empty());
    story.go_to("Name").keys("<enter>{{message}}");
    assert_eq!(story.look_of("{{message").1, Modifier::empty());
}

#[test]
fn a_header_value_is_coloured_while_it_is_shown_and_only_then() {
    let mut story = at_size("12345", NARROW);
    story.go_to("Headers").keys("<enter>l<enter>{{order_id}}{{x}}").does_not_see("{{order_id}}");
    story.keys("<ctrl-r>");
    assert_eq!(story.look_of("{{order_id").1, Modifier::BOLD);
    assert_eq!(story.look_of("{{x").1, Modifier::UNDERLINED);
    story.keys("<ctrl-r>").does_not_see("{{order_id}}").keys("<esc><ctrl-r>").sees("{{order_id}}{{x}}");
    // In its row it is cut; in full it stands below.
    assert_eq!(story.look_of("{{order_id}}").1, Modifier::BOLD);
    story.keys("<ctrl-r>").does_not_see("{{order_id}}");
}

#[test]
fn variables_keep_their_colours_in_the_midst_of_a_very_long_line() {
    let mut story = at_size("12345", NARROW);
    story.go_to("Body").keys("<enter><ctrl-end>");
    story.paste(&"0123456789 ".repeat(20_000)).paste("{{order_id}}").paste(&" abcdefghi".repeat(20_000));
    story.keys("<ctrl-home>");
    assert_eq!(story.look_of("{{message").1, Modifier::BOLD);
    story.keys("<esc>").go_to("Data inputs").keys("<enter><ctrl-g><ctrl-g>").sees("2 of 2 uses");
    assert_eq!(story.look_of("{{order_id").1, Modifier::BOLD);
}

// Completion.

#[test]
fn two_braces_open_the_list_of_data_inputs_and_typing_narrows_it() {
    let mut story = at_size("12345", NARROW);
    story.go_to("URL").keys("<enter>/{").does_not_see("What the customer wrote").keys("{");
    story.sees("order_id").sees("string").sees("The number of the order").sees("What the customer wrote");
    assert_eq!(names(&story), ["order_id", "message"]);
    assert_eq!(story.app.contexts()[0], Context::Completing);
    story.keys("mes").does_not_see("The number of the order").sees("What the customer wrote").keys("<tab>");
    assert_eq!(story.text_of("url"), format!("{URL}/{{{{message}}}}"));
    assert_eq!(names(&story), [""; 0]);
    story.keys("?x=1");
    assert_eq!(story.text_of("url"), format!("{URL}/{{{{message}}}}?x=1"), "one types on behind the braces");
}

#[test]
fn arrows_choose_and_enter_takes() {
    let mut story = at_size("12345", NARROW);
    story.go_to("URL").keys("<enter>{{<down>");
    assert_eq!(offered(&story).map(|(_, cursor)| cursor), Some(1));
    story.keys("<down><up><up><down><enter>");
    assert_eq!(story.text_of("url"), format!("{URL}{{{{message}}}}"));
    assert_eq!(story.app.contexts()[0], Context::Text, "the text is still open");
}

#[test]
fn esc_closes_the_list_only_and_nothing_that_was_typed_is_lost() {
    let mut story = at_size("12345", NARROW);
    story.go_to("URL").keys("<enter>{{or<esc>").does_not_see("The number of the order");
    assert_eq!(story.app.contexts()[0], Context::Text);
    story.keys("der_id}}");
    assert_eq!(story.text_of("url"), format!("{URL}{{{{order_id}}}}"));
    // Typed by hand to the end, with the list open, it is what was typed; so is what nobody is called.
    story.keys("{{message}}{{#if x}}{{zz}}");
    assert_eq!(story.text_of("url"), format!("{URL}{{{{order_id}}}}{{{{message}}}}{{{{#if x}}}}{{{{zz}}}}"));
    // Where nothing is offered, enter and tab do what they always do.
    story.keys("{{zz<enter>").sees("enter edit");
}

#[test]
fn a_list_without_a_match_comes_back_as_soon_as_there_is_one() {
    let mut story = at_size("12345", NARROW);
    story.go_to("URL").keys("<enter>{{mez");
    assert_eq!(names(&story), [""; 0]);
    story.keys("<backspace>");
    assert_eq!(names(&story), ["message"]);
    story.keys("<home>").does_not_see("What the customer wrote").keys("<end>");
    assert_eq!(offered(&story), None, "where the cursor has left the name, the list is gone");
}

#[test]
fn a_key_completes_the_word_under_the_cursor_with_braces_around_it() {
    for key in ["<ctrl-space>", "<ctrl-n>"] {
        let mut story = at_size("12345", NARROW);
        story.go_to("URL").keys(&format!("<enter>/mes{key}"));
        assert_eq!(names(&story), ["message"]);
        story.keys("<tab>");
        assert_eq!(story.text_of("url"), format!("{URL}/{{{{message}}}}"));
        // Behind a word that no input is called every input is offered, and the word stays.
        story.keys(&format!("/xyzzy{key}"));
        assert_eq!(names(&story), ["order_id", "message"]);
        story.keys("<enter>");
        assert_eq!(story.text_of("url"), format!("{URL}/{{{{message}}}}/xyzzy{{{{order_id}}}}"));
    }
}

#[test]
fn braces_are_never_doubled() {
    for (typed, text) in [
        ("{{}}<left><left><ctrl-space><tab>", "{{order_id}}"),
        ("{{mess}}<left><left><ctrl-space><tab>", "{{message}}"),
        ("{{message}}<left><left><left><left><ctrl-space><tab>", "{{message}}"),
        ("{mess<ctrl-space><tab>", "{{message}}"),
        // The braces of an object of the body are not those of the variable.
        ("{\"a\":{\"b\":}}<left><left>{{mess<tab>", "{\"a\":{\"b\":{{message}}}}"),
        ("{\"b\":}<left>{{mess<tab>", "{\"b\":{{message}}}"),
    ] {
        let mut story = at_size("12345", NARROW);
        story.go_to("Body").keys(&format!("<enter><ctrl-k>{typed}"));
        assert_eq!(story.text_of("body"), text, "{typed}");
        story.keys("!");
        assert!(story.text_of("body").contains('!'));
    }
}

#[test]
fn the_body_and_masked_header_values_are_completed_too() {
    let mut story = at_size("12345", NARROW);
    story.go_to("Body").keys("<enter><ctrl-end><enter>{{or").sees("The number of the order").keys("<enter>");
    assert_eq!(story.text_of("body"), "{\"text\": \"{{message}}\"}\n{{order_id}}");
    story.keys("<esc>").go_to("Headers").keys("<enter>l<enter>").never_shows("hush");
    story.keys("hush-{{mes").sees("What the customer wrote").keys("<tab>-mess<ctrl-space>");
    // Outside of braces no letter of it is looked at, so all are offered, until one types on.
    assert_eq!(names(&story), ["order_id", "message"]);
    story.keys("m");
    assert_eq!(names(&story), [""; 0]);
    story.keys("<backspace><ctrl-space><down><tab><esc><esc>");
    story.may_show_all().send();
    let sent = story.sent_once();
    assert_eq!(
        sent["headers"],
        json!([{"name": "Authorization", "value": "hush-{{message}}-mess{{message}}"}])
    );
}

#[test]
fn without_data_inputs_the_list_says_so_and_takes_no_key() {
    let mut story = at_size("12358", NARROW);
    story.go_to("Body").keys("<enter>{{").sees("no data inputs yet").keys("<enter>x");
    assert_eq!(story.text_of("body"), "{{\nx");
    story.does_not_see("no data inputs yet").keys("<ctrl-space>").sees("no data inputs yet");
}

#[test]
fn where_there_are_no_variables_nothing_is_offered() {
    let mut story = at_size("12345", MEDIUM);
    story.go_to("Description").keys("<enter>{{");
    assert_eq!(offered(&story), None);
    story.keys("<ctrl-space>").sees("only the URL, the body and header values hold variables");
    story.keys("<esc>").go_to("Headers").keys("<enter><enter>{{");
    assert_eq!(offered(&story), None, "the name of a header is no template");
}

#[test]
fn the_list_stays_on_the_screen_beside_the_cursor() {
    for size in [(40, 12), NARROW, MEDIUM, (160, 45)] {
        let mut story = at_size("12361", size);
        story.go_to("Body").keys("<enter>");
        for key in ["<ctrl-home>", "<ctrl-end>"] {
            story.keys(key).keys("{{");
            let (x, y) = story.cursor().unwrap();
            let rows: Vec<String> = story.screen().lines().map(str::to_owned).collect();
            let beside = |row: usize| rows.get(row).is_some_and(|row| row.contains(['╭', '╰']));
            assert!(x < size.0 && y < size.1);
            assert!(
                beside(usize::from(y) + 1) || beside(usize::from(y) - 1),
                "{size:?}:\n{}",
                story.screen()
            );
            story.sees("▸ request_id");
        }
    }
}

// Renaming.

/// In the name of the first data input, with a typed header value that uses it, too.
fn about_to_rename(size: (u16, u16)) -> Story {
    let mut story = at_size("12345", size);
    story.go_to("Headers").keys("<enter>l<enter>k-{{order_id}}-{{ order_id }}<esc>aX-Late<esc><esc>");
    story.go_to("Body").keys("<enter><ctrl-end><enter>{{order_id.short}} {{order_id}}<esc>");
    story.go_to("Data inputs").keys("<enter><enter>");
    story
}

#[test]
fn a_renamed_input_offers_to_rename_its_uses_and_lists_them() {
    let mut story = about_to_rename(MEDIUM);
    story.keys("_2<esc>").sees("Rename the uses, too?").sees("order_id is order_id_2 now, and has 3 uses.");
    assert_eq!(story.app.contexts()[0], Context::Renaming);
    story.sees("https://api.example.com/orders/{{order_id}}/status").sees("Body, line 2");
    story.sees("{{order_id.short}} {{order_id}}").sees("Headers, Authorization");
    story.sees("order_id stands in 2 forms that patchpanel does not read. They stay as they are.");
    story.does_not_see("k-{{");
}

#[test]
fn renaming_the_uses_changes_exactly_these_and_is_one_step_with_the_name() {
    let mut story = about_to_rename(MEDIUM);
    let before = story.text_of("body");
    story.keys("_2<esc>y").sees("order_id_2 is used in URL, Headers and Body now. u takes it all back.");
    assert_eq!(story.text_of("url"), "https://api.example.com/orders/{{order_id_2}}/status");
    assert_eq!(story.text_of("body"), "{\"text\": \"{{message}}\"}\n{{order_id.short}} {{order_id_2}}");
    story.keys("u").sees("Undone: rename order_id to order_id_2, with its uses.");
    assert_eq!(story.text_of("url"), URL);
    assert_eq!(story.text_of("body"), before);
    assert!(!story.app.form().unwrap().draft.changes().any(|at| {
        at.field(&patchpanel::connector::FIELDS).is_some_and(|field| field.key == "data_inputs")
    }));
    story.keys("U<esc>").go_to("Headers").keys("<enter>Gdgg<esc>").send();
    let sent = story.sent_once();
    assert_eq!(sent["url"], "https://api.example.com/orders/{{order_id_2}}/status");
    assert_eq!(sent["headers"][0]["value"], "k-{{order_id_2}}-{{ order_id }}");
    assert_eq!(sent["data_inputs"][0]["name"], "order_id_2");
}

#[test]
fn of_many_uses_the_first_are_listed_and_all_are_renamed() {
    let mut story = at_size("12345", (160, 45));
    story.go_to("Body").keys("<enter><ctrl-end><enter>").paste(&"{{order_id}}\n".repeat(60)).keys("<esc>");
    story.go_to("Data inputs").keys("<enter><enter>_2<esc>").sees("order_id_2 now, and has 61 uses.");
    story.keys("<pgdn><pgdn>").sees("Body, line 50").does_not_see("Body, line 51").sees("and 11 more");
    story.keys("y");
    assert_eq!(story.text_of("body").matches("{{order_id_2}}").count(), 60);
}

#[test]
fn the_uses_stay_when_one_says_no() {
    for key in ["n", "<esc>"] {
        let mut story = about_to_rename(MEDIUM);
        story.keys(&format!("_2<tab>{key}")).does_not_see("Rename the uses");
        assert_eq!(story.text_of("url"), URL);
        story.keys("<esc>u").sees("Undone: edit Data inputs name of row 1.");
    }
}

#[test]
fn no_question_is_asked_where_there_is_nothing_to_rename() {
    let mut story = at_size("12345", MEDIUM);
    // The name that it had; the name of a new row; a name that another row still has; another cell.
    story.go_to("Data inputs").keys("<enter><enter>x<backspace><esc>").does_not_see("Rename the uses");
    story
        .keys("anew<esc>")
        .does_not_see("Rename the uses")
        .keys("<enter>er<esc>")
        .does_not_see("Rename the uses");
    story.keys("ggD<enter>_2<esc>").does_not_see("Rename the uses");
    story.keys("gllll<enter>x<esc>").does_not_see("Rename the uses");
    // Taken back at once, there is no other name any more.
    story.keys("Gd").keys("ghhhhj<esc>").go_to("Name").does_not_see("Rename the uses");
}

#[test]
fn a_name_that_cannot_be_used_or_is_taken_is_told() {
    let mut story = at_size("12345", MEDIUM);
    story.go_to("Data inputs").keys("<enter><enter>}}<esc>").sees("order_id}} cannot stand between braces");
    story.keys("y").sees("that name cannot stand between braces").keys("<esc>u");
    story.keys("<enter><ctrl-u><esc>").sees("order_id has no name any more, and one use.").keys("<esc>u");
    story.keys("<enter><ctrl-u>message<esc>").sees("Another input is called message, too").keys("<esc>u");
    story.keys("<enter> no<esc>").sees("has other signs than letters, digits, _ and -.").keys("y");
    assert_eq!(story.text_of("url"), "https://api.example.com/orders/{{order_id no}}/status");
}

#[test]
fn hidden_header_values_are_named_as_out_of_reach() {
    let mut story = at_size("12345", MEDIUM);
    story.go_to("Data inputs").keys("<enter>anew<esc><ctrl-g>");
    story.sees("new is used nowhere; hidden header values cannot be looked at.").keys("g<enter>_2<esc>");
    story.sees("Hidden on the server, so out of reach: Authorization.");
}

#[test]
fn a_review_asked_for_from_the_name_shows_what_the_answer_made_of_it() {
    let mut story = at_size("12345", (160, 45));
    story.go_to("Data inputs").keys("<enter><enter>_2<ctrl-s>").sees("Rename the uses, too?").keys("y");
    story.sees(" Review ").keys("<enter>");
    let sent = story.sent_once();
    assert_eq!(sent["url"], "https://api.example.com/orders/{{order_id_2}}/status");
    assert_eq!(sent["data_inputs"][0]["name"], "order_id_2");
}

// Deleting.

#[test]
fn deleting_an_input_that_is_used_says_where() {
    let mut story = about_to_rename(MEDIUM);
    story.keys("<esc>d").sees("order_id is still used in URL, Headers and Body; u brings the row back.");
    story.keys("u<esc>").sees("2 · order_id");
    story
        .go_to("Data inputs")
        .keys("<enter>jd")
        .sees("message is still used in Body; u brings the row back.");
    story.keys("uanew<esc>d").does_not_see("still used");
    story.keys("ggDd").does_not_see("still used");
}

// Going there and back.

#[test]
fn a_key_goes_from_a_variable_to_its_declaration() {
    let mut story = at_size("12345", MEDIUM);
    story.go_to("Body").keys("<enter><end><left><left><left><left><ctrl-g>").sees("Name of message");
    assert_eq!(story.current(), Some("Data inputs"));
    story.keys("<esc>").go_to("URL").keys("<enter><ctrl-g>").sees("The cursor stands on no variable.");
    story.keys("{{mesage}}<ctrl-g>").sees("mesage is not a data input; did you mean message?");
    story.keys("{{a.b}}<ctrl-g>").sees("patchpanel does not read this form; it stays as it is.");
    story
        .keys("<esc>")
        .go_to("Name")
        .keys("<enter><ctrl-g>")
        .sees("only the URL, the body and header values");
    story.keys("<esc>").go_to("Headers").keys("<enter>l<enter>{{order_id}}<ctrl-g>").sees("Name of order_id");
}

#[test]
fn a_key_goes_from_a_declaration_to_each_use_and_back() {
    let mut story = about_to_rename(MEDIUM);
    story.keys("<esc><ctrl-g>").sees("order_id: 1 of 3 uses.");
    assert_eq!((story.current(), story.app.contexts()[0]), (Some("URL"), Context::Text));
    story.keys("<ctrl-g>").sees("2 of 3 uses");
    assert_eq!((story.current(), story.app.contexts()[0]), (Some("Headers"), Context::Secret));
    story.keys("<ctrl-g>").sees("3 of 3 uses");
    assert_eq!(story.current(), Some("Body"));
    story.keys("<ctrl-g>").sees("back at its declaration, after 3 uses.").sees("Name of order_id");
    // With another key between, the same key leads from the variable to its declaration.
    story.keys("<ctrl-g><right><ctrl-g>").sees("Name of order_id").does_not_see("2 of 3");
    story.keys("anew<esc><ctrl-g>").sees("new is used nowhere.");
    story
        .keys("<esc>")
        .go_to("Headers")
        .keys("<enter><ctrl-g>")
        .sees("only data inputs are used in variables");
}

#[test]
fn a_click_or_a_paste_ends_the_walk_through_uses() {
    for paste in [false, true] {
        let mut story = Story::in_connector("12345");
        story.go_to("Data inputs").keys("<enter><ctrl-g>").sees("URL · editing");
        if paste {
            story.paste("x");
        } else {
            story.tell_point(Target::Letter { line: 0, byte: 0, row: 0 }, Gesture::Click);
        }
        story.keys("<ctrl-g>").does_not_see("2 of ");
    }
}
