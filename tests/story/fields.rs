//! Each kind of field: how it is edited, what is shown, what goes out.

use crate::support::{Begin, Story};
use patchpanel::edit::Access;
use serde_json::{Value, json};

#[test]
fn a_text_is_edited_reviewed_and_sent_alone() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter> (EU)<esc>").sees("✎ 1 change");
    story.keys("s").sees("Review").sees("\"name\": \"Order Status Service (EU)\"");
    story.keys("<enter>").sees("Sent: Name.").sees("no changes");
    assert_eq!(story.sent_once(), json!({"name": "Order Status Service (EU)"}));
    assert_eq!(story.stored("12345")["name"], "Order Status Service (EU)");
}

#[test]
fn what_would_be_sent_is_shown_while_typing() {
    let mut story = Story::in_connector("12345");
    story.sees("Nothing yet.");
    story.go_to("Name").keys("<enter>!").sees("\"name\": \"Order Status Service!\"").sees("✎ 1 change");
    story.sees("⚠ the connector is live");
    story.keys("<backspace>").sees("Nothing yet.").is_clean();
}

#[test]
fn typing_the_old_value_back_is_no_change() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter><ctrl-u>Other<ctrl-u>Order Status Service<esc>").is_clean();
    assert_eq!(story.row("Name"), "Name              Order Status Service");
}

#[test]
fn esc_leaves_a_text_and_keeps_what_was_typed() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter> 2").sees("· editing").keys("<esc>").does_not_see("· editing");
    story.sees("✎ 1 change");
    assert_eq!(story.short_value("Name"), "Order Status Service 2");
}

#[test]
fn tab_leaves_a_text_for_the_next_field_and_shift_tab_for_the_one_before() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter>!<tab>");
    assert_eq!(story.current(), Some("Description"));
    story.sees("✎ 1 change").does_not_see("· editing");
    story.keys("<enter>Soon: <shift-tab>").sees("✎ 2 changes");
    assert_eq!(story.current(), Some("Name"));
    assert_eq!(story.short_value("Name"), "Order Status Service!");
}

#[test]
fn letters_are_text_while_editing_and_commands_while_walking() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter><ctrl-u>q s u R t ?<esc>");
    assert!(!story.ended);
    assert_eq!(story.short_value("Name"), "q s u R t ?");
    story.keys("?").sees(" Help ");
}

#[test]
fn a_text_of_many_lines_is_sent_with_its_line_breaks() {
    let mut story = Story::in_connector("12345");
    story.go_to("Description").keys("<enter><ctrl-end><enter>Second line.<enter><esc>").send();
    let expected = "Fetches order status from external fulfillment API\nSecond line.\n";
    assert_eq!(story.sent_once(), json!({"description": expected}));
    assert_eq!(story.stored("12345")["description"], expected);
    story.sees("Sent: Description.").sees("no changes");
}

#[test]
fn a_choice_is_a_list_of_words_in_which_a_letter_jumps() {
    let mut story = Story::in_connector("12345");
    story.go_to("Method").keys("<enter>").sees("▸ ◉ post").sees("  ○ get");
    story.keys("d").sees("▸ ○ delete").keys("p").sees("▸ ○ patch").keys("p").sees("▸ ◉ post");
    story.keys("p").sees("▸ ○ put").keys("<enter>").sees("✎ 1 change").send();
    assert_eq!(story.sent_once(), json!({"http_method": "put"}));
    assert_eq!(story.stored("12345")["http_method"], "put");
}

#[test]
fn leaving_a_choice_with_esc_chooses_nothing() {
    let mut story = Story::in_connector("12345");
    story.go_to("Method").keys("<enter>d<esc>").is_clean();
    assert_eq!(story.short_value("Method"), "post");
}

#[test]
fn a_flag_is_turned_over_by_space_and_chosen_after_enter() {
    let mut story = Story::in_connector("12345");
    story.go_to("Fin may use it");
    assert_eq!(story.short_value("Fin may use it"), "no");
    story.keys("<space>").sees("\"direct_fin_usage\": true");
    assert_eq!(story.short_value("Fin may use it"), "yes");
    story.keys("<enter>").sees("▸ ◉ yes").keys("n<enter>").is_clean();
    // Enter alone opens it: a second Enter by mistake, after a review, must not change what is under the cursor.
    story.keys("<enter><esc>").is_clean();
    story.keys("<space>").send();
    assert_eq!(story.sent_once(), json!({"direct_fin_usage": true}));
}

#[test]
fn a_flag_that_is_not_set_is_not_a_no() {
    let mut story = Story::in_connector("12345");
    story.go_to("Check inputs").sees("Not set. The server returned null.");
    assert_eq!(story.short_value("Check inputs"), "not set");
    story.keys("<space><space>").sees("\"validate_missing_attributes\": false").sees("✎ 1 change");
    assert_eq!(story.short_value("Check inputs"), "no");
    story.keys("uu").is_clean();
    assert_eq!(story.short_value("Check inputs"), "not set");
    story.keys("<space><space>").send();
    assert_eq!(story.sent_once(), json!({"validate_missing_attributes": false}));
}

#[test]
fn the_order_of_a_set_is_no_change() {
    let mut story = Story::in_connector("12345");
    assert_eq!(story.stored("12345")["audiences"], json!(["users", "leads"]));
    story.go_to("Audiences").keys("<enter>").sees("▸ ☑ leads").sees("☐ visitors");
    story.keys("j<space>").sees("✎ 1 change").sees("closes it to users");
    story.keys("<space>").is_clean().keys("<esc>");
}

#[test]
fn a_letter_jumps_to_every_word_of_a_set() {
    let mut story = Story::in_connector("12345");
    story.go_to("Audiences").keys("<enter>v").sees("▸ ☐ visitors").keys("l").sees("▸ ☑ leads");
    story.keys("u").sees("▸ ☑ users").is_clean();
}

#[test]
fn a_set_is_sent_whole() {
    let mut story = Story::in_connector("12345");
    story.go_to("Audiences").keys("<enter>v<space><esc>").sees("opens it to visitors").send();
    let sent = story.sent_once();
    let mut members: Vec<&str> =
        sent["audiences"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    members.sort_unstable();
    assert_eq!(members, ["leads", "users", "visitors"]);
    assert_eq!(sent.as_object().unwrap().len(), 1);
}

#[test]
fn a_list_takes_one_entry_a_row() {
    let mut story = Story::in_connector("12350");
    story.go_to("Tokens").keys("<enter>").sees("7001").sees("7002");
    story.keys("Ga9001<esc><esc>").send();
    assert_eq!(story.sent_once(), json!({"token_ids": ["7001", "7002", "9001"]}));
}

#[test]
fn removing_the_last_entry_of_a_list_says_that_it_removes_all() {
    let mut story = Story::in_connector("12350");
    story.go_to("Tokens").keys("<enter>d").sees("✎ 1 change").does_not_see("removes all 1");
    story.keys("d").sees("removes all 2 tokens: 7001 and 7002");
    story.keys("s").sees(" Review ").sees("removes all 2 tokens: 7001 and 7002").sees("nothing is left");
    story.sees("\"token_ids\": []").keys("<enter>");
    assert_eq!(story.sent_once(), json!({"token_ids": []}));
    assert_eq!(story.stored("12350")["token_ids"], json!([]));
}

#[test]
fn one_removed_token_is_counted_as_one() {
    let mut story = Story::in_connector("12350");
    story.go_to("Tokens").keys("<enter>d").sees("removes 1 token: 7001");
}

#[test]
fn a_document_that_is_not_json_is_refused_with_its_line_and_column() {
    let mut story = Story::in_connector("12364");
    story.go_to("Sample response").sees("The server never returns it.");
    assert_eq!(story.short_value("Sample response"), "write-only");
    story.keys("<enter>{<enter>  \"status\": ok<enter>}<esc>").sees("not valid JSON at line 2, column 13");
    story.keys("s").sees("Not ready to send").sees("not valid JSON at line 2, column 13");
    story.keys("<enter>").does_not_see("Not ready to send");
    assert_eq!(story.current(), Some("Sample response"));
    assert_eq!(story.sent(), Vec::<String>::new());
    story.keys("<esc>r").go_to("Sample response").keys("<enter>[1]<esc>s").sees("JSON object here, in { }");
    story.keys("<esc>").sees("✎ 1 change");
    assert_eq!(story.sent(), Vec::<String>::new());
}

#[test]
fn a_document_is_sent_once_and_comes_clean_without_being_returned() {
    let mut story = Story::in_connector("12364");
    story.go_to("Sample response").keys("<enter>{\"label\": {\"pages\": 2.50}}<esc>");
    story.sees("switches the response type").sees("to mock");
    story.send().sees("Sent: Sample response.").sees("no changes");
    assert_eq!(story.sent().len(), 1);
    assert!(story.sent()[0].contains("\"pages\": 2.50"), "digits stay as typed: {}", story.sent()[0]);
    story.go_to("Sample response").sees("The server never returns it.");
    assert_eq!(story.short_value("Sample response"), "write-only");
    assert_eq!(story.short_value("Response type"), "mock_response_type");
    story.go_to("Response fields").sees("label.pages");
    // The same again is a change again: nothing says that the server still holds it.
    story.go_to("Sample response").keys("<enter>{\"label\": {\"pages\": 2.50}}<esc>").sees("✎ 1 change");
}

#[test]
fn a_document_that_was_visited_or_emptied_is_no_change() {
    let mut story = Story::in_connector("12364");
    story.go_to("Sample response").keys("<enter><esc>").is_clean();
    story.keys("<enter>{}<backspace><backspace><esc>").is_clean();
    story.keys("<enter>  <enter>  <esc>").is_clean();
    assert_eq!(story.short_value("Sample response"), "write-only");
}

#[test]
fn fields_that_the_api_does_not_take_are_readable_and_never_editable() {
    let mut story = Story::in_connector("12345");
    let read_only: Vec<&str> = patchpanel::connector::FIELDS
        .iter()
        .filter(|field| field.access == Access::ReadOnly)
        .map(|field| field.label)
        .collect();
    assert!(read_only.len() >= 12, "{read_only:?}");
    for label in read_only {
        story.go_to(label).keys("<enter>").sees("· read-only").sees("Read-only in the API.");
        story.keys("xyz0<space><backspace>").paste("pasted").sees("Nothing was pasted").keys("<esc>");
        story.keys("<space>").is_clean();
        assert_eq!(story.current(), Some(label));
    }
    story.go_to("Runs at").sees("/data_connectors/12345/execution_results");
    story.go_to("Response fields").sees("carrier").sees("Postnord").sees("datetime");
    story.go_to("Id").sees("12345");
}

#[test]
fn nested_mappings_are_readable() {
    let mut story = Story::in_connector("12352");
    let mapping = story.stored("12352")["object_mappings"][0].clone();
    let attribute = mapping["attribute_mappings"][0]["intercom_attribute_identifier"].as_str().unwrap();
    story.resize(220, 60).go_to("Object mappings").sees(attribute);
}

#[test]
fn unknown_keys_and_words_are_shown_and_never_sent() {
    let mut story = Story::in_connector("12372");
    assert_eq!(story.short_value("Method"), "options");
    story.go_to("Method").sees("◉ options").sees("not a word that patchpanel knows");
    story.keys("<enter><esc>");
    story.keys("G").sees("version_notes").sees("Not known to patchpanel");
    story.keys("<enter>xyz<space>").sees("does not know it").sees("never sends it").keys("<esc>kk");
    story.sees("Kept for the network team").is_clean();
    story.keys("j").sees("\"percent\": 12.5");
    story.go_to("Name").keys("<enter>!<esc>").send();
    assert_eq!(story.sent_once(), json!({"name": "Preflight probe!"}));
    let stored = story.stored("12372");
    assert_eq!(stored["http_method"], "options");
    assert_eq!(stored["internal_description"], "Kept for the network team, ask before you delete it.");
}

#[test]
fn an_absent_key_is_not_an_empty_one_and_is_not_sent() {
    let mut story = Story::in_connector("12363");
    for label in ["URL", "Headers", "Body"] {
        assert_eq!(story.short_value(label), "not returned by the server", "{label}");
        story.go_to(label).sees("That is not the same as empty");
        story.keys("<enter><esc>").is_clean();
    }
    story.go_to("URL").keys("<enter>x<backspace><esc>").is_clean();
    story.go_to("Body").keys("<enter>x<enter><backspace><backspace><esc>").is_clean();
    story.go_to("Headers").keys("<enter>ax<esc>d<esc>").is_clean();
    story.go_to("Name").keys("<enter>!<esc>").send();
    assert_eq!(story.sent_once(), json!({"name": "Invoice download!"}));
    for key in ["url", "headers", "body"] {
        assert_eq!(story.stored("12363").get(key), None, "{key}");
    }
}

#[test]
fn an_absent_key_is_sent_once_it_is_edited() {
    let mut story = Story::in_connector("12363");
    story.go_to("URL").keys("<enter>https://x.example<esc>").sees("was  not returned by the server").send();
    assert_eq!(story.sent_once(), json!({"url": "https://x.example"}));
    story.sees("no changes");
    assert_eq!(story.short_value("URL"), "https://x.example");
}

#[test]
fn a_null_text_can_be_typed_and_taken_back() {
    let mut story = Story::in_connector("12374");
    story.go_to("Description").sees("Not set. The server returned null.");
    assert_eq!(story.short_value("Description"), "not set");
    story.keys("<enter><esc>").is_clean();
    story.keys("<enter>x<backspace><esc>").is_clean();
    story.keys("<enter>Says hello.<esc>").send();
    assert_eq!(story.sent_once(), json!({"description": "Says hello."}));
}

#[test]
fn a_text_is_emptied_with_an_empty_text_and_not_with_null() {
    let mut story = Story::in_connector("12345");
    story.go_to("Description").keys("<enter><ctrl-k><esc>").sees("\"description\": \"\"").send();
    assert_eq!(story.sent_once(), json!({"description": ""}));
    story.sees("no changes");
    assert_eq!(story.short_value("Description"), "empty");
}

const SLOT_BODY: &str =
    "{\r\n  \"slot\": \"{{slot}}\",   \r\n  \"floor\": {{floor}},\t\r\n  \"note\": \"{{note}}\"  \r\n}\r\n";

#[test]
fn a_visit_to_a_body_keeps_every_byte() {
    let mut story = Story::in_connector("12356");
    assert_eq!(story.stored("12356")["body"], SLOT_BODY);
    story.go_to("Body").keys("<enter><ctrl-end><up><end><ctrl-home><esc>").is_clean();
    story.keys("<enter><end>x<backspace><ctrl-end>y<backspace><esc>").is_clean();
    story.sees("Lines end in CRLF; they stay so.");
}

#[test]
fn an_edit_of_a_body_keeps_its_line_ends_and_trailing_spaces() {
    let mut story = Story::in_connector("12356");
    story.go_to("Body").keys("<enter><end><enter>  \"gate\": 1,<esc>").send();
    let expected = SLOT_BODY.replacen("{\r\n", "{\r\n  \"gate\": 1,\r\n", 1);
    assert_eq!(story.sent_once(), json!({"body": expected}));
    assert_eq!(story.stored("12356")["body"], expected);
}

#[test]
fn pasted_lines_take_the_line_ends_of_the_body() {
    let mut story = Story::in_connector("12356");
    story.go_to("Body").keys("<enter><end>").paste("\n  \"a\": 1,\r\n  \"b\": 2,").keys("<esc>").send();
    let expected = SLOT_BODY.replacen("{\r\n", "{\r\n  \"a\": 1,\r\n  \"b\": 2,\r\n", 1);
    assert_eq!(story.sent_once(), json!({"body": expected}));
}

#[test]
fn a_body_that_is_no_json_is_sent_as_it_is() {
    let mut story = Story::in_connector("12345");
    story.go_to("Body").keys("<enter><ctrl-k>{\"n\": {{count}<esc>").send();
    assert_eq!(story.sent_once(), json!({"body": "{\"n\": {{count}"}));
}

#[test]
fn pasting_while_walking_is_never_read_as_commands() {
    let mut story = Story::in_connector("12345");
    story.go_to("Fin may use it").paste(" sq<enter>R\n").sees("Nothing was pasted").is_clean();
    assert!(!story.ended);
}

#[test]
fn a_paste_into_one_line_says_that_its_breaks_became_spaces() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Name")
        .keys("<enter><ctrl-u>")
        .paste("One\nTwo\n")
        .sees("became spaces")
        .keys("<esc>")
        .send();
    assert_eq!(story.sent_once(), json!({"name": "One Two"}));
}

/// Every frame of every story is looked over for control characters; this one shows the worst name everywhere.
#[test]
fn a_hostile_name_is_shown_with_marks_on_every_screen() {
    let mut story = Story::begin(&Begin { size: (220, 60), ..Begin::default() });
    let marked = "Parcel ␛[31mtracker␛[0m ‹RLO›gpj.exe‹PDF›";
    story.sees(marked).keys("/parcel").sees(marked).keys("<enter>").sees(marked);
    story
        .keys("j")
        .sees("nobody dared to change it.␇")
        .keys("k<enter>!")
        .sees(&format!("{marked}!"))
        .keys("<esc>");
    story
        .keys("s")
        .sees(" Review ")
        .sees(marked)
        .sees("gpj.exe‹PDF›!")
        .sees("\\u001b[31mtracker")
        .keys("<esc>");
    story.keys("t").sees("Set live").sees(marked).keys("<esc>");
    story.keys("q").sees("Unsent changes").sees("‹RLO›gpj.exe").keys("<esc>");
    story.send();
    assert_eq!(
        story.sent_once(),
        json!({"name": "Parcel \u{1b}[31mtracker\u{1b}[0m \u{202e}gpj.exe\u{202c}!"})
    );
    for size in [(110, 32), (64, 20), (40, 12)] {
        story.resize(size.0, size.1).keys("s<esc>t<esc>?<esc>");
    }
}

#[test]
fn hostile_words_in_every_field_never_reach_a_cell() {
    let mut story = Story::at_the_list();
    let bad = "a\u{1b}[2J\u{7}\u{202e}b\u{200b}\r\nc\u{9b}d\u{2066}\u{feff}\u{7f}e";
    let row = json!({"name": bad, "type": bad, "description": bad, "required": true, "default_value": bad, bad: bad});
    assert!(story.demo.edit_as_someone_else(
        "12345",
        bad,
        json!({
            "name": bad, "description": bad, "url": bad, "body": bad, "http_method": bad,
            "audiences": ["users", bad], "token_ids": [bad], "data_inputs": [row],
            "headers": [{"name": bad, "value": bad}], "execution_type": bad, bad: {bad: bad},
            "response_fields": [{"path": bad, "type": bad, "example_value": {bad: bad}, "redacted": null}],
            "object_mappings": [{"response_object_path": bad, "attribute_mappings": [{"response_attribute_path": bad}]}],
        }),
    ));
    story.keys("<ctrl-r>/12345<enter>");
    assert_eq!(story.app.form().map(|form| form.id.as_str()), Some("12345"));
    for size in [(160, 45), (110, 32), (64, 20)] {
        story.resize(size.0, size.1).keys("g");
        for _ in 0..32 {
            story.keys("<enter><enter><tab><esc><esc><esc>j");
        }
        story.keys("<ctrl-s><esc>t<esc>?<esc>");
    }
    assert!(story.frames > 500);
}

#[test]
fn a_shape_that_is_not_known_is_left_alone() {
    let mut story = Story::at_the_list();
    let odd =
        json!({"url": {"template": "https://x"}, "audiences": "everyone", "direct_fin_usage": "sometimes"});
    assert!(story.demo.edit_as_someone_else("12345", "7", odd.clone()));
    story.keys("/12345<enter>");
    for (label, shown) in [("URL", "template"), ("Audiences", "everyone"), ("Fin may use it", "sometimes")] {
        story.go_to(label).sees(shown).keys("<enter>xyz<space>").paste("x").keys("<esc><space>").is_clean();
    }
    story.go_to("Name").keys("<enter>!<esc>").send();
    assert_eq!(story.sent_once(), json!({"name": "Order Status Service!"}));
    let stored = story.stored("12345");
    assert_eq!([&stored["url"], &stored["audiences"]], [&odd["url"], &odd["audiences"]]);
}

#[test]
fn numbers_that_do_not_fit_a_float_keep_their_digits() {
    let mut story = Story::in_connector("12352");
    story.resize(220, 60).go_to("Response fields").sees("12345678901234567890");
    assert_eq!(
        story.stored("12352")["response_fields"][0]["example_value"].to_string(),
        "12345678901234567890"
    );
    assert!(matches!(story.stored("12352"), Value::Object(_)));
}

#[test]
fn esc_and_a_letter_that_come_together_are_two_keys() {
    let mut story = Story::in_connector("12345");
    story.go_to("URL").keys("<enter>?v=2").alt('j').does_not_see("· editing").sees("status?v=2");
    // The letter may have been meant for the text: it is no command.
    assert_eq!(story.current(), Some("URL"));
    story.sees("the letter that came together with it did nothing");
    // Where one walks it is heard.
    story.go_to("Data inputs").keys("<enter>").alt('j');
    assert_ne!(story.current(), Some("Data inputs"), "esc left the table, j went on");
}

#[test]
fn alt_and_a_letter_in_a_cell_deletes_no_row() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter>llll<enter>x");
    let rows = |story: &Story| story.app.form().and_then(|form| form.grid()).map(|(_, _, rows)| rows);
    let before = rows(&story);
    assert!(before.is_some());
    story.alt('d');
    assert_eq!(story.app.contexts()[0], patchpanel::app::command::Context::Table);
    assert_eq!(rows(&story), before);
}
