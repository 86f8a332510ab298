//! Data inputs and headers: rows are added, copied, deleted and moved, cells are typed, and no secret is ever legible.

use crate::support::Story;
use serde_json::{Value, json};

fn input(name: &str, kind: &str, description: &str, required: bool, default: &str) -> Value {
    json!({"name": name, "type": kind, "description": description, "required": required, "default_value": default})
}

/// The inputs of the sample's order status connector.
fn order_inputs() -> [Value; 2] {
    [
        input("order_id", "string", "The number of the order, such as A-1042", true, ""),
        input("message", "string", "What the customer wrote, in their own words", false, ""),
    ]
}

// Rows.

#[test]
fn an_added_row_is_filled_cell_by_cell_and_all_rows_go_out_in_order() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter>").sees("order_id").sees("message").keys("Ga").sees("· editing");
    // Name, then tab into the choice of the type, past the flag, and on to the texts.
    story
        .keys("copies<tab>")
        .sees("▸ ◉ string")
        .keys("i<enter><tab><space><tab><enter>1<tab>How many<esc><esc>");
    story.sees("replaces all 2 data inputs").send();
    let [order, message] = order_inputs();
    let added = input("copies", "integer", "How many", true, "1");
    assert_eq!(story.sent_once(), json!({"data_inputs": [order, message, added]}));
    story.sees("no changes").resize(220, 60).sees("3 · order_id, message, copies");
}

#[test]
fn lines_pasted_into_a_table_become_rows_as_one_step() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Data inputs")
        .keys("<enter>")
        .paste("email\tstring\tyes\t\tWhere to\ncopies\tInteger\tno\t1\tHow many");
    story.sees("Pasted: 2 rows added. u takes it back.").sees("Where to").sees("✎ 1 change");
    story.keys("u").sees("no changes").does_not_see("Where to").keys("U").sees("Where to").send();
    let [order, message] = order_inputs();
    let (email, copies) =
        (input("email", "string", "Where to", true, ""), input("copies", "integer", "How many", false, "1"));
    // They come below the row under the cursor.
    assert_eq!(story.sent_once(), json!({"data_inputs": [order, email, copies, message]}));
}

#[test]
fn pasted_header_lines_fill_the_rows_of_their_names_and_are_masked_from_then_on() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>").never_shows("s3cr3t-one").never_shows("s3cr3t-two");
    story.paste("authorization: Bearer s3cr3t-one\r\nX-Key: s3cr3t-two\r\n");
    story.sees("Pasted: 1 row added, 1 row filled in.").keys("<esc>").send();
    let headers = json!([
        {"name": "Authorization", "value": "Bearer s3cr3t-one"},
        {"name": "X-Key", "value": "s3cr3t-two"},
    ]);
    assert_eq!(story.sent_once(), json!({"headers": headers}));
}

#[test]
fn a_paste_that_is_no_rows_changes_nothing_and_says_which_line() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter>").paste("a\tstring\nb\tmaybe");
    story.sees("Nothing was pasted: line 2: Type takes string").sees("no changes");
    story.paste("some words of prose").sees("Nothing was pasted: line 1").sees("no changes");
    story
        .keys("<esc>")
        .go_to("Response fields")
        .keys("<enter>")
        .paste("a\tb")
        .sees("Nothing was pasted")
        .sees("no changes");
}

#[test]
fn tab_in_a_cell_goes_on_to_the_next_one_and_shift_tab_back() {
    let mut story = Story::in_connector("12345");
    story
        .go_to("Data inputs")
        .keys("<enter>")
        .sees("Name of order_id")
        .keys("<tab>")
        .sees("Type of order_id");
    story.keys("<tab>").sees("Required of order_id").keys("<tab>").sees("Default of order_id");
    story.keys("<enter>x<tab>").sees("Description of order_id · editing");
    story.keys("<tab>").sees("Name of message · editing").keys("<shift-tab>");
    story.sees("Description of order_id · editing").keys("<esc>").sees("✎ 1 change");
    // From the last cell on to the fields.
    story
        .keys("<esc>")
        .go_to("Data inputs")
        .keys("<enter>Gllll")
        .sees("Description of message")
        .keys("<tab>");
    story.sees("enter edit").does_not_see("Description of message");
}

#[test]
fn typed_cells_keep_their_types() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter>l<enter>d<enter>").sees("Type of order_id").keys("l<space>");
    story.keys("j").sees("Required of message").keys("<enter><esc>").send();
    assert_eq!(
        story.sent_once(),
        json!({"data_inputs": [
            input("order_id", "decimal", "The number of the order, such as A-1042", false, ""),
            input("message", "string", "What the customer wrote, in their own words", true, ""),
        ]})
    );
}

#[test]
fn a_cell_typed_back_and_a_row_added_and_deleted_are_no_change() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter><enter>x<backspace><esc>").is_clean();
    story.keys("anew<esc>").sees("✎ 1 change").keys("d").is_clean();
    story.keys("l<enter>i<enter><enter>s<enter>").is_clean();
    story.keys("gJ").sees("✎ 1 change").keys("K").is_clean();
    story
        .keys("<esc>")
        .go_to("Headers")
        .keys("<enter>aX-New<tab>value<esc>")
        .sees("✎ 1 change")
        .keys("d")
        .is_clean();
}

#[test]
fn rows_are_copied_moved_and_deleted() {
    let mut story = Story::in_connector("12345");
    let [order, message] = order_inputs();
    story.resize(220, 60).go_to("Data inputs").keys("<enter>D").sees("3 · order_id, order_id, message");
    story.keys("<enter>_2<esc>J").sees("3 · order_id, message, order_id_2");
    story.keys("ggd").sees("2 · message, order_id_2").send();
    let mut copy = order.clone();
    copy["name"] = json!("order_id_2");
    assert_eq!(story.sent_once(), json!({"data_inputs": [message, copy]}));
}

#[test]
fn deleting_every_row_says_so_and_sends_an_empty_list() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter>dd").sees("No data inputs. a adds one.");
    story.sees("removes all 2 data inputs: order_id").send();
    assert_eq!(story.sent_once(), json!({"data_inputs": []}));
    assert_eq!(story.short_value("Data inputs"), "none");
}

#[test]
fn an_empty_table_teaches_how_to_fill_it() {
    let mut story = Story::in_connector("12358");
    story.go_to("Data inputs").sees("None. enter, then a, adds one.").keys("<enter>").sees("a adds one");
    story.keys("d").sees("there are no rows; a adds one").keys("aregion<esc>").sees("1 · region");
}

#[test]
fn keys_of_an_input_that_are_not_known_are_shown_and_sent_back() {
    let mut story = Story::in_connector("12372");
    story
        .go_to("Data inputs")
        .sees("also kept: source: \"attribute\"")
        .keys("<enter>llll<enter>!<esc>")
        .send();
    assert_eq!(
        story.sent_once(),
        json!({"data_inputs": [{
            "name": "customer_id", "type": "string", "description": "Id of the customer in the shop!",
            "required": false, "default_value": "", "source": "attribute", "attribute_id": "user.external_id",
        }]})
    );
    let order = ["name", "type", "description", "required", "default_value", "source", "attribute_id"];
    let places: Vec<_> = order.iter().map(|key| story.sent()[0].find(&format!("\"{key}\":"))).collect();
    assert!(places.is_sorted() && places[0].is_some(), "the server's own order of keys: {}", story.sent()[0]);
}

#[test]
fn an_input_without_a_description_is_refused_by_name_and_enter_goes_there() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter>Galocale<esc>s").sees("Not ready to send");
    story.sees("▸ Data inputs").sees("locale: the API requires a description");
    story
        .keys("<enter>")
        .sees("Description of locale · editing")
        .keys("Which language<esc>s")
        .sees(" Review ");
    story.keys("<enter>");
    let [order, message] = order_inputs();
    let added = input("locale", "string", "Which language", false, "");
    assert_eq!(story.sent_once(), json!({"data_inputs": [order, message, added]}));
}

#[test]
fn an_old_input_with_a_null_description_has_to_be_described_too() {
    let mut story = Story::in_connector("12355");
    story.go_to("Data inputs").keys("<enter><enter>_no<esc>n").sees("cannot be sent yet");
    story.keys("s").sees("reason: the API requires a description");
    story.keys("<enter>Why<esc>sG<enter>").sees("Sent: Data inputs.");
    assert_eq!(story.sent_once()["data_inputs"][2]["description"], "Why");
    assert_eq!(story.sent_once()["data_inputs"][0]["name"], "member_id_no");
}

#[test]
fn every_problem_is_listed_and_each_can_be_gone_to() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter>Gaone<esc>atwo<esc><ctrl-s>").sees("Some things are missing");
    story.sees("one: the API requires").sees("two: the API requires").keys("j<enter>");
    story
        .sees("Description of two · editing")
        .keys("<esc><ctrl-s><enter>")
        .sees("Description of one · editing");
}

// Headers.

const KEY: &str = "sk-refund-7f3a91";
const TYPE: &str = "application/x-refund";

#[test]
fn header_values_are_hidden_on_the_server_and_never_asterisks() {
    let mut story = Story::in_connector("12346");
    story.go_to("Headers").sees("Content-Type").sees("X-Api-Key").sees("hidden on server").does_not_see("**");
    story.keys("<enter>l").sees("Value of Content-Type").does_not_see("**");
    // Opening a value and typing nothing does not make it an empty one.
    story.keys("<enter><esc><enter>x<backspace><esc>").is_clean();
}

#[test]
fn touching_a_header_asks_for_every_value_and_never_shows_one() {
    let mut story = Story::in_connector("12346");
    story.never_shows(KEY).never_shows(TYPE).never_shows("demo-not-a-secret-refunds");
    story.go_to("Headers").keys("<enter><enter>-2<esc>s").sees("Some things are missing");
    story.sees("Content-Type-2: type its value; the server hides it").sees("X-Api-Key: type its value");
    story.keys("j<enter>").sees("Value of X-Api-Key · editing").keys(KEY).sees("••••••••").keys("<esc>");
    story.sees("•••••••• new").keys("s").sees("One thing is missing").sees("Content-Type-2: type its value");
    story.keys("<enter>").paste(TYPE).keys("<esc>s").sees(" Review ");
    // A renamed header is one that went and one that came; both values stay masked.
    story.sees("\"value\": \"••••••••\"").sees("masked here and sent as typed").keys("<enter>");
    assert_eq!(
        story.sent_once(),
        json!({"headers": [{"name": "Content-Type-2", "value": TYPE}, {"name": "X-Api-Key", "value": KEY}]})
    );
    story.sees("Sent: Headers.").sees("no changes");
    story.go_to("Headers").sees("•••••••• known in this run").keys("<enter>l<enter>").sees("•••••");
    story.resize(64, 20).resize(110, 32);
}

#[test]
fn values_typed_in_this_run_are_not_asked_for_again() {
    let mut story = Story::in_connector("12346");
    story.never_shows(KEY).never_shows(TYPE);
    story
        .go_to("Headers")
        .keys("<enter>l<enter>")
        .paste(TYPE)
        .keys("<esc>j<enter>")
        .paste(KEY)
        .keys("<esc>")
        .send();
    story
        .sees("Sent: Headers.")
        .go_to("Headers")
        .keys("<enter>aX-Trace<tab>abc<esc>s")
        .sees(" Review ")
        .keys("<enter>");
    let sent: Value = serde_json::from_str(&story.sent()[1]).unwrap();
    assert_eq!(
        sent,
        json!({"headers": [
            {"name": "Content-Type", "value": TYPE},
            {"name": "X-Trace", "value": "abc"},
            {"name": "X-Api-Key", "value": KEY},
        ]})
    );
    // Saving something else does not forget them.
    story.go_to("Name").keys("<enter>!<esc>").send();
    story.go_to("Headers").keys("<enter>Gd").send();
    let sent: Value = serde_json::from_str(&story.sent()[3]).unwrap();
    assert_eq!(sent["headers"][1]["value"], "abc");
    assert_eq!(sent["headers"][0]["value"], TYPE);
}

#[test]
fn asterisks_are_refused_as_a_header_value() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>****<esc>s");
    story.sees("Authorization: this is a mask, not a value").keys("<enter>x<esc>s").sees(" Review ");
    story.keys("<enter>");
    assert_eq!(story.sent_once(), json!({"headers": [{"name": "Authorization", "value": "****x"}]}));
}

#[test]
fn a_secret_is_shown_only_on_demand_and_hides_again() {
    let mut story = Story::in_connector("12345");
    story.never_shows("hush-hush-1").go_to("Headers").keys("<enter>l<enter>hush-hush-1").sees("•••••••••••");
    story.may_show_all().keys("<ctrl-r>").sees("hush-hush-1").keys("<ctrl-r>").does_not_see("hush");
    story.keys("<ctrl-r>").sees("hush-hush-1").keys("<esc>").does_not_see("hush");
    story.never_shows("hush-hush-1").keys("<enter>").keys("<esc>sgq<esc><esc>uU?<esc>");
}

#[test]
fn deleting_a_row_never_mixes_up_whose_value_is_whose() {
    let mut story = Story::in_connector("12346");
    story.go_to("Headers").keys("<enter>jl<enter>").paste(KEY).keys("<esc>kd").send();
    assert_eq!(story.sent_once(), json!({"headers": [{"name": "X-Api-Key", "value": KEY}]}));
}

#[test]
fn a_renamed_header_keeps_its_own_value_through_undo_and_redo() {
    let mut story = Story::in_connector("12346");
    story
        .go_to("Headers")
        .keys("<enter>l<enter>")
        .paste("first")
        .keys("<esc>j<enter>")
        .paste("second")
        .keys("<esc>");
    let names: Vec<Value> =
        story.stored("12346")["headers"].as_array().unwrap().iter().map(|row| row["name"].clone()).collect();
    // The first is renamed, moved below the second and copied; all of it is undone, and all but the copy made again.
    story.keys("gh<enter>-Two<esc>JDuuu").keys("UU").send();
    let renamed = format!("{}-Two", names[0].as_str().unwrap());
    assert_eq!(
        story.sent_once(),
        json!({"headers": [{"name": names[1], "value": "second"}, {"name": renamed, "value": "first"}]})
    );
}

#[test]
fn moved_and_deleted_rows_keep_the_values_that_are_known() {
    let mut story = Story::in_connector("12360");
    let names: Vec<String> = story.stored("12360")["headers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|header| header["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 8);
    story.go_to("Headers").keys("<enter>l");
    for name in &names {
        story.never_shows(&format!("v-{name}")).keys("<enter>").paste(&format!("v-{name}")).keys("<esc>j");
    }
    story.send().sees("Sent: Headers.");
    // The third goes, the first moves two down, the last two up.
    story.go_to("Headers").keys("<enter>jjdgJJGKK").send();
    let sent: Value = serde_json::from_str(&story.sent()[1]).unwrap();
    let rows = sent["headers"].as_array().unwrap();
    assert_eq!(rows.len(), 7);
    for row in rows {
        assert_eq!(row["value"], format!("v-{}", row["name"].as_str().unwrap()));
    }
    assert_ne!(rows.iter().map(|row| row["name"].as_str().unwrap()).collect::<Vec<_>>(), names[..7]);
    assert_eq!(story.stored("12360")["headers"], sent["headers"]);
}

#[test]
fn a_copied_header_does_not_copy_its_value() {
    let mut story = Story::in_connector("12345");
    story
        .never_shows("one-secret")
        .go_to("Headers")
        .keys("<enter>l<enter>one-secret<esc>D")
        .sees("needs a value");
    story.keys("s").sees("One thing is missing").sees("Authorization: type its value").keys("<enter>");
    story.keys("two-secret<esc>").send();
    assert_eq!(
        story.sent_once(),
        json!({"headers": [
            {"name": "Authorization", "value": "one-secret"},
            {"name": "Authorization", "value": "two-secret"},
        ]})
    );
}

#[test]
fn headers_of_one_name_keep_their_own_values() {
    let mut story = Story::in_connector("12345");
    story.go_to("Headers").keys("<enter>l<enter>first-value<esc>D<enter>second-value<esc>").send();
    story.go_to("Headers").keys("<enter>gJ").send();
    let sent: Vec<Value> = story.sent().iter().map(|body| serde_json::from_str(body).unwrap()).collect();
    let values: Vec<_> =
        sent.iter().map(|body| [&body["headers"][0]["value"], &body["headers"][1]["value"]]).collect();
    assert_eq!(values[0], ["first-value", "second-value"]);
    assert_eq!(values[1], ["second-value", "first-value"]);
}

#[test]
fn a_failed_send_keeps_the_typed_values() {
    let mut story = Story::in_connector("12345");
    story.never_shows("kept-secret").go_to("Headers").keys("<enter>l<enter>kept-secret<esc>");
    story
        .refuse_save(500, "server_error", "Oops kept-secre")
        .send()
        .sees("It did not work")
        .sees("✎ 1 change");
    story.send().sees("Sent: Headers.");
    assert_eq!(story.sent()[0], story.sent()[1]);
    assert_eq!(story.stored("12345")["headers"], json!([{"name": "Authorization", "value": "kept-secret"}]));
}

#[test]
fn a_value_that_the_server_ignored_is_not_taken_as_known() {
    let mut story = Story::in_connector("12345");
    let mut unchanged = story.stored("12345");
    unchanged["headers"][0]["value"] = json!("****");
    story.go_to("Headers").keys("<enter>l<enter>not-taken<esc>aX-More<tab>other<esc>");
    story.canned("PATCH", "/data_connectors/12345", 200, &unchanged.to_string()).send();
    story.sees("The server kept its own value of Headers").sees("✎ 1 change");
    story
        .go_to("Headers")
        .keys("r")
        .sees("no changes")
        .sees("hidden on server")
        .does_not_see("known in this run");
}

#[test]
fn a_cell_that_is_open_while_the_rows_change_below_it_never_writes_into_another_row() {
    let mut story = Story::in_connector("12353");
    let inputs = story.stored("12353")["data_inputs"].as_array().unwrap().clone();
    assert!(story.demo.edit_as_someone_else("12353", "7", json!({"data_inputs": inputs[1..]})));
    story
        .hold()
        .keys("<ctrl-r>")
        .go_to("Data inputs")
        .keys("<enter>jllll<enter>")
        .sees("Description of minimum");
    story.release().keys("!<esc>");
    for row in story.app.form().unwrap().draft.value(data_inputs()).rows() {
        let (name, description) = (row.cells[0].text().unwrap(), row.cells[4].text().unwrap());
        let own = inputs.iter().find(|input| input["name"] == name).unwrap()["description"].as_str().unwrap();
        assert!(description.starts_with(own), "{name} is now described as {description:?}");
    }
}

fn data_inputs() -> patchpanel::edit::At {
    patchpanel::edit::At::of(&patchpanel::connector::FIELDS, "data_inputs").unwrap()
}

#[test]
fn no_rows_are_pasted_into_a_table_that_cannot_be_seen() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter>").resize(30, 6).paste("a\tstring").resize(160, 45);
    story.sees("Nothing was pasted: the window is too small to show the rows.").is_clean();
}

#[test]
fn a_quoted_cell_of_a_spreadsheet_is_no_false_row() {
    let mut story = Story::in_connector("12345");
    story.go_to("Data inputs").keys("<enter>");
    story.paste("order_no\tstring\tyes\t\t\"first line\nsecond \"\"quoted\"\" line\"");
    story.sees("Nothing was pasted: line 1: Description takes one line.").sees("no changes");
    story.paste("order_no\tstring\tyes\t\t\"a \"\"quoted\"\" line\"").sees("Pasted: 1 row added.");
    story.sees("a \"quoted\" line");
}
