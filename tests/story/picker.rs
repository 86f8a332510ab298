//! The list of connectors: finding one, ordering them, and pages that arrive one by one or not at all.

use crate::support::{Begin, REQUEST_ID, Story, refusal};
use patchpanel::app::ask::TRIES;
use serde_json::json;

/// A page with these connectors, and where the next one begins.
fn page(ids: std::ops::Range<u32>, next: Option<&str>) -> String {
    let data: Vec<_> = ids
        .map(|id| {
            json!({
                "type": "data_connector", "id": id.to_string(), "name": format!("Connector {id}"),
                "description": null, "state": "draft", "http_method": "get", "direct_fin_usage": false,
                "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
            })
        })
        .collect();
    let next = next.map(|cursor| json!({"starting_after": cursor}));
    json!({"type": "list", "data": data, "pages": {"type": "pages", "per_page": 50, "next": next}})
        .to_string()
}

fn unanswered() -> Story {
    Story::begin(&Begin { held: true, ..Begin::default() })
}

#[test]
fn every_connector_is_listed_with_what_tells_it_apart() {
    let mut story = Story::begin(&Begin { size: (200, 45), ..Begin::default() });
    story.sees("Acme Support · US").sees("DEMO").sees("Connectors · 22 · by last change");
    assert_eq!(story.listed().len(), 22);
    let screen = story.screen();
    let line = |name: &str| screen.lines().find(|line| line.contains(name)).unwrap().to_owned();
    for (name, words) in [
        ("Order Status Service", ["● live", "POST", " no ", "2 h ago", "12345"]),
        ("Cancel subscription", ["● live", "DELETE", " yes ", "20 h ago", "12350"]),
        ("Book a delivery slot", ["○ draft", "PUT", " no ", "4 d ago", "12356"]),
        ("Preflight probe", ["○ draft", "OPTIONS", " no ", "13 Jul 2026", "12372"]),
    ] {
        for word in words {
            assert!(line(name).contains(word), "{word:?} is missing in {:?}", line(name));
        }
    }
    // Columns line up, whatever the width of the letters before them.
    let place = |line: &str, word: &str| {
        line.find(word).map(|byte| unicode_width::UnicodeWidthStr::width(&line[..byte]))
    };
    assert_eq!(place(&line("在庫確認"), "GET"), place(&line("Warehouse stock"), "GET"));
    assert_eq!(place(&line("Gift card"), "GET"), place(&line("Warehouse stock"), "GET"));
}

#[test]
fn typing_finds_a_connector_and_enter_opens_it() {
    let mut story = Story::at_the_list();
    story.keys("/gft").sees("of 22").sees("Gift card balance").does_not_see("Warehouse stock");
    assert!(story.listed()[0].contains("Gift card"), "the best match comes first");
    story.keys("<enter>").sees("#12370").sees(" Fields ");
    assert_eq!(story.count("GET", "/data_connectors/12370?state_version=draft"), 1);
    assert_eq!(story.count("GET", "/data_connectors/12370?state_version=live"), 1);
    // Back in the list the filter still stands; esc takes it away.
    story.keys("<esc>").sees("/ gft").keys("<esc>").sees("Connectors · 22 ·");
}

#[test]
fn a_connector_is_found_by_its_id() {
    let mut story = Story::at_the_list();
    story.keys("/12366<enter>").sees("Show my cart").sees("#12366");
}

#[test]
fn commands_are_letters_while_filtering_and_the_filter_can_be_corrected() {
    let mut story = Story::at_the_list();
    story.keys("/qo?").sees("/ qo?").sees("No connector has these letters in its name or id.");
    assert!(!story.ended);
    story.keys("<backspace><backspace>").sees("/ q").keys("<ctrl-u>").sees("Connectors · 22");
    story.keys("fraud check<ctrl-w>").sees("/ fraud").paste("check\nrest").sees("/ fraud check");
    story.keys("<esc>").sees("▸ ○ draft   Fraud check").keys("q");
    assert!(story.ended);
}

#[test]
fn enter_on_an_empty_result_says_why_nothing_opens() {
    let mut story = Story::at_the_list();
    story.keys("/zzzz<enter>").sees("there is no connector here");
    assert!(story.app.form().is_none());
    story.keys("<esc><esc>").sees("Connectors · 22 ·");
}

#[test]
fn taking_the_filter_away_leaves_the_cursor_on_what_was_found() {
    let mut story = Story::at_the_list();
    story.keys("/12366<esc>").sees("▸ ● live    Show my cart").keys("<esc>").sees("Connectors · 22 ·");
    story.sees("▸ ● live    Show my cart");
}

#[test]
fn the_order_goes_round_and_the_cursor_stays_on_its_connector() {
    let mut story = Story::at_the_list();
    let by_change = story.listed();
    story.keys("jjjj");
    let chosen = story.app.picker.selected().unwrap().name.clone();
    story.keys("o").sees("by name");
    let by_name = story.listed();
    assert!(by_name.is_sorted_by_key(|name| name.to_lowercase()), "{by_name:?}");
    story.keys("o").sees("by state");
    let states = |story: &Story| -> Vec<Option<String>> {
        story.app.picker.window(0, 22).map(|item| item.state.clone()).collect()
    };
    let first_draft = states(&story).iter().position(|state| state.as_deref() == Some("draft")).unwrap();
    assert!(states(&story)[first_draft..].iter().all(|state| state.as_deref() == Some("draft")));
    story.keys("o").sees("by method");
    assert_eq!(story.app.picker.selected().unwrap().name, chosen);
    story.keys("o").sees("by last change");
    assert_eq!(story.listed(), by_change);
}

#[test]
fn a_saved_connector_moves_to_the_top_of_a_list_ordered_by_last_change() {
    let mut story = Story::at_the_list();
    story.keys("G<enter>").go_to("Name").keys("<enter>!<esc>").send();
    story.keys("<esc>").sees("by last change").sees("just now");
    assert_eq!(story.listed()[0], "Opening hours of a shop!");
}

#[test]
fn reloading_reads_the_list_again() {
    let mut story = Story::at_the_list();
    assert!(story.demo.edit_as_someone_else("12376", "7", json!({"name": "Shop hours"})));
    story.does_not_see("Shop hours").keys("<ctrl-r>").sees("Shop hours").sees("Connectors · 22");
    assert_eq!(story.count("GET", "/data_connectors"), 2);
    assert_eq!(story.listed()[0], "Shop hours");
}

#[test]
fn reloading_twice_at_once_says_that_the_list_is_being_read() {
    let mut story = Story::at_the_list();
    story.hold().keys("<ctrl-r><ctrl-r>").sees("Reload: the list is being read.");
    // Meanwhile the old list stays and can be used.
    story.sees("Order Status Service").release();
    assert_eq!(story.count("GET", "/data_connectors"), 2);
}

#[test]
fn the_list_can_be_used_from_its_first_page_on() {
    let mut story = unanswered();
    story.sees("first page, 0 s");
    story.canned("GET", "/data_connectors", 200, &page(0..50, Some("two")));
    story.canned("GET", "/data_connectors", 200, &page(50..100, Some("three & more")));
    story.canned("GET", "/data_connectors", 200, &page(99..120, None));
    story.answer_one().answer_one().sees("1 page read").sees("Connectors · 50 ·");
    story.keys("/connector 49").sees("· 1 of 50").keys("<esc>");
    story
        .answer_one()
        .sees("2 pages read")
        .sees("of 100")
        .keys("<esc>")
        .sees("Connectors · 100")
        .keys("jjjjj");
    let chosen = story.app.picker.selected().unwrap().id.clone();
    // A connector that moved from one page to the next while they were read is listed once.
    story.answer_one().does_not_see("pages read").sees("Connectors · 120 ·");
    assert_eq!(story.app.picker.selected().unwrap().id, chosen, "the cursor stays where it was");
    assert_eq!(story.waiting(), 0);
    assert_eq!(story.count("GET", "/data_connectors?per_page=50&starting_after=three%20%26%20more"), 1);
}

#[test]
fn waiting_shows_the_seconds() {
    let mut story = unanswered();
    story.wait(std::time::Duration::from_secs(7)).sees("first page, 7 s").sees("Connectors");
}

#[test]
fn a_page_that_fails_keeps_the_pages_before_it() {
    let mut story = unanswered();
    story.canned("GET", "/data_connectors", 200, &page(0..50, Some("two")));
    story.list_cannot_be_read(500, &refusal("server_error", "Something broke"));
    story
        .release()
        .with_patience()
        .sees("Connectors · 50")
        .sees("the rest could not be read")
        .sees("Connector 0");
    story.canned("GET", "/data_connectors/7", 200, &json!({"id": "7", "name": "Seven"}).to_string());
    story.keys("/connector 7<enter>").sees("#7");
    story.keys("<esc><esc><ctrl-r>").sees("Connectors · 22 ·").does_not_see("could not be read");
}

#[test]
fn a_page_that_fails_says_why_and_what_to_do() {
    let mut story = unanswered();
    story.canned("GET", "/data_connectors", 200, &page(0..50, Some("two")));
    story.list_cannot_be_read(500, &refusal("server_error", "Something broke"));
    story.release().with_patience().sees("the rest could not be read");
    story.sees("The server had a problem of its own (HTTP 500).").sees("Try again").sees(REQUEST_ID);
    story
        .resize(64, 20)
        .sees("Connector 0")
        .sees("HTTP 500")
        .resize(40, 12)
        .sees("▸ ○ draft   Connector 0 ")
        .sees("The server had a problem");
}

#[test]
fn a_list_that_cannot_be_read_says_what_happened_and_what_to_do() {
    for (status, body, what, next) in [
        (
            500,
            refusal("server_error", "Oops"),
            "The server had a problem of its own (HTTP 500).",
            "Try again",
        ),
        (
            401,
            refusal("unauthorized", "Access Token Invalid"),
            "The token was not accepted.",
            "patchpanel doctor",
        ),
        (403, refusal("api_plan_restricted", "No"), "does not include data connectors", "plan"),
        (
            400,
            refusal("intercom_version_invalid", "No"),
            "The API version in use has no data connectors.",
            "2.16",
        ),
        (
            502,
            "<html>Bad gateway</html>".to_owned(),
            "The server had a problem of its own (HTTP 502).",
            "Try again",
        ),
        (200, "<html>Sign in</html>".to_owned(), "The answer was not JSON.", "sign-in page"),
        (200, "{\"data\": [".to_owned(), "broke off", "Try again"),
        (200, "[]".to_owned(), "unexpected shape", "base URL"),
    ] {
        let mut story = unanswered();
        let tries = if status >= 500 || what == "broke off" { TRIES } else { 1 };
        for _ in 0..tries {
            story.canned("GET", "/data_connectors", status, &body);
        }
        story.release().with_patience().sees(what).sees("Nothing was changed.").sees(next);
        if body.contains(REQUEST_ID) {
            story.sees(REQUEST_ID);
        }
        story.keys("<ctrl-r>").sees("Connectors · 22 ·").does_not_see(what);
    }
}

#[test]
fn a_failed_reload_keeps_the_list_that_was_there() {
    let mut story = Story::at_the_list();
    story.list_cannot_be_read(500, "{}").keys("<ctrl-r>").with_patience();
    story.sees("could not be read").sees("Order Status Service").keys("<enter>").sees("#12345");
}

#[test]
fn a_workspace_without_connectors_says_so() {
    let mut story = unanswered();
    story.canned("GET", "/data_connectors", 200, &page(0..0, None)).release();
    story
        .sees("This workspace has no data connectors yet.")
        .keys("<enter>")
        .sees("there is no connector here");
}

#[test]
fn items_without_a_usable_id_are_counted_and_never_opened() {
    let mut story = unanswered();
    let odd = json!({"data": [{"id": "../me", "name": "Trap"}, {"name": "None"}, {"id": "5", "name": ""}], "pages": {}});
    story.canned("GET", "/data_connectors", 200, &odd.to_string()).release();
    story.sees("2 without a usable id").sees("no name").does_not_see("Trap");
}

#[test]
fn a_connector_is_opened_by_its_id_without_reading_the_list() {
    let mut story = Story::in_connector("12353");
    story.sees("Warehouse stock").sees("#12353").sees("● LIVE").sees("no changes");
    assert_eq!(story.count("GET", "/data_connectors?"), 0);
    story.keys("<esc>").sees("Connectors · 22 ·");
    assert_eq!(story.count("GET", "/data_connectors?"), 1);
}

#[test]
fn opening_can_be_cancelled_and_a_late_answer_changes_nothing() {
    let mut story = Story::at_the_list();
    story
        .hold()
        .keys("<enter>")
        .sees("Reading #12345")
        .sees(" Will send ")
        .keys("<esc>")
        .sees("Connectors · 22");
    story.keys("j<enter>").sees("Reading #12346").answer_one().sees("Reading #12346");
    story.answer_one().sees("#12346").sees(" Fields ");
    assert_eq!(story.app.form().map(|form| form.id.as_str()), Some("12346"));
}

#[test]
fn a_connector_that_was_left_with_changes_is_marked_and_comes_back_with_them() {
    let mut story = Story::at_the_list();
    story.keys("<enter>").go_to("Name").keys("<enter>!<esc>").go_to("Fin may use it").keys("<space><esc>");
    story.sees("The unsent changes of Order Status Service! are kept.").sees("Order Status Service ✎ 2");
    story.keys("j<enter>").sees("#12346").sees("no changes").keys("<esc>").sees("Order Status Service ✎ 2");
    story.keys("k<enter>").sees("✎ 2 changes");
    assert_eq!(story.short_value("Name"), "Order Status Service!");
    // Undo still knows what was done before.
    story.keys("uu").is_clean().keys("<esc>").does_not_see("✎");
}

#[test]
fn a_connector_that_changed_while_it_was_left_says_so() {
    let mut story = Story::at_the_list();
    story.keys("<enter>").go_to("Name").keys("<enter>!<esc><esc>");
    let theirs = json!({"name": "Theirs", "description": "Theirs too"});
    assert!(story.demo.edit_as_someone_else("12345", "7", theirs));
    story.keys("<enter>").sees("You changed the same in Name").sees("✎ 1 change");
    assert_eq!(story.short_value("Name"), "Order Status Service!");
    assert_eq!(story.short_value("Description"), "Theirs too");
    story.go_to("Name").sees("was  Theirs");
}

#[test]
fn a_text_that_is_open_when_the_connector_is_read_again_shows_what_the_server_holds_now() {
    let mut story = Story::in_connector("12345");
    assert!(story.demo.edit_as_someone_else("12345", "7", json!({"name": "Theirs"})));
    story.hold().keys("<ctrl-r>").go_to("Name").keys("<enter>").release().keys("!<esc>");
    assert_eq!(
        story.short_value("Name"),
        "Theirs!",
        "one letter more must not take back what someone else wrote"
    );
}
