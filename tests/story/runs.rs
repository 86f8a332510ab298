//! What a connector did, and what one makes of it.

use super::support::{Begin, Story, refusal};
use serde_json::{Value, json};
use std::time::Duration;

/// Live, used by nothing, and failing: its address was retired yesterday.
const VAT: &str = "12357";
const RUNS: &str = "/data_connectors/12357/execution_results";
const SECOND: Duration = Duration::from_secs(1);

/// The runs of a connector, with the one under the cursor read.
fn runs_of(id: &'static str) -> Story {
    let mut story = Story::in_connector(id);
    story.keys("l").wait(SECOND);
    story
}

#[test]
fn one_key_shows_what_a_connector_did_newest_first() {
    let mut story = runs_of(VAT);
    story.sees("╭ Runs ").sees("VAT number check").sees("the last hour");
    story.sees("✗ failed").sees("410").sees("other system's error").sees("inbound bot");
    let screen = story.screen();
    let minutes: Vec<u32> = screen
        .lines()
        .filter_map(|line| line.split(" min ago").next()?.rsplit(' ').next()?.parse().ok())
        .collect();
    assert!(minutes.len() > 10 && minutes.is_sorted(), "{minutes:?}");
    story.keys("<esc>").does_not_see("╭ Runs ").sees(" Fields ");
}

#[test]
fn the_list_of_connectors_leads_to_the_runs_of_the_one_under_the_cursor() {
    let mut story = Story::at_the_list();
    story.keys("/vat num<esc>l").wait(SECOND).sees("╭ Runs ").sees("VAT number check").sees("✗ failed");
    story.keys("<esc>").sees(" Connectors ");
}

#[test]
fn the_run_under_the_cursor_is_told_with_what_was_called_sent_and_answered() {
    let mut story = runs_of(VAT);
    story.sees("✗ failed · HTTP 410").sees("The server answered with status 410").sees("started by ");
    story.sees("POST https://tax.example.com/vat/check").sees("Request body").sees("\"number\": \"");
    story
        .sees("▸ Response body")
        .sees("││     \"error\": \"gone\"")
        .sees("This address was retired. POST to /v2/");
    assert_eq!(story.count("GET", &format!("{RUNS}/")), 1, "one run was read with its bodies");
    story.keys("jjjjjj").wait(SECOND);
    assert_eq!(story.count("GET", &format!("{RUNS}/")), 2, "those that were passed by were not read");
    story.keys("kkkkkk").wait(SECOND);
    assert_eq!(story.count("GET", &format!("{RUNS}/")), 2, "nor is one read twice");
}

#[test]
fn on_a_narrow_screen_enter_opens_the_run_and_esc_leads_back() {
    for size in [(64, 20), (110, 32)] {
        let mut story = Story::begin(&Begin { open: Some(VAT), size, ..Begin::default() });
        story.keys("l").wait(SECOND).sees("✗ failed").does_not_see("Response body");
        assert_eq!(story.count("GET", &format!("{RUNS}/")), 0, "nothing is read that is not shown");
        story.keys("<enter>").sees("HTTP 410").keys("G").sees("Response body").sees("\"gone\"");
        story.keys("<esc>").does_not_see("Response body").sees("When");
    }
}

#[test]
fn each_filter_has_a_key_and_is_told_in_words() {
    let mut story = runs_of("12345");
    let asked = |story: &Story, what: &str| {
        let requests = story.demo.requests();
        requests.iter().rev().any(|request| request.path_and_query.contains(what))
    };
    story
        .keys("f")
        .sees("· failed, the last hour")
        .does_not_see("✓ ok")
        .sees(" runs that failed")
        .does_not_see("0 %");
    assert!(asked(&story, "success=false"));
    story.keys("f").sees("· succeeded, the last hour").does_not_see("✗ failed").sees(" runs that succeeded");
    assert!(asked(&story, "success=true"));
    story.keys("f").sees("· the last hour").sees("✓ ok");
    for (range, hours) in [
        ("the last 6 hours", Some(6)),
        ("the last 24 hours", Some(24)),
        ("the last 7 days", Some(168)),
        ("all that is kept", None),
    ] {
        story.keys("t").sees(range);
        let since = hours.map_or(0, |hours: i64| 1_790_000_000 - hours * 3600);
        assert!(asked(&story, &format!("start_ts={since}")), "{range}");
    }
    story.keys("t").sees("this goes as far back as the server does").keys("T").sees("the last 7 days");
    story.keys("f").keys("e").sees("· failed, ");
    let mut seen = Vec::new();
    while let Some(error) = story.app.runs().unwrap().filter.error.clone() {
        assert!(asked(&story, &format!("success=false&error_type={error}")), "{error}");
        assert!(!seen.contains(&error), "{error} comes twice: {seen:?}");
        seen.push(error);
        story.keys("e");
    }
    assert!(seen.len() > 1, "{seen:?}");
    story.sees("· failed, the last 7 days");
}

#[test]
fn an_answer_that_was_asked_under_another_filter_is_dropped() {
    for key in ["f", "t", "e", "<ctrl-r>"] {
        let mut story = runs_of(VAT);
        let other = json!({"data": [{"id": "4711", "success": true, "http_status": "299"}]}).to_string();
        story.hold().keys("W").keys(key);
        assert_eq!(story.waiting(), 2, "the newest, and the first page anew");
        // The first page comes first, then what was looked for before.
        story.swap().answer_one().does_not_see("299");
        let before = story.app.runs().unwrap().items().len();
        story.canned("GET", &format!("{RUNS}?"), 200, &other);
        story.answer_one().does_not_see("299").sees("◉ watching");
        let runs = story.app.runs().unwrap();
        assert!(runs.items().iter().all(|run| run.id != "4711") && runs.items().len() == before, "{key}");
        // It is looked for again all the same.
        let asked = story.release().count("GET", &format!("{RUNS}?"));
        story.pass(5 * SECOND);
        assert_eq!(story.count("GET", &format!("{RUNS}?")), asked + 1, "{key}");
    }
}

#[test]
fn watching_does_not_ask_again_for_older_runs_that_could_not_be_read() {
    let mut story = runs_of(VAT);
    story.keys("tt").canned("GET", &format!("{RUNS}?"), 403, &refusal("action_forbidden", "No"));
    story.keys("G").wait(SECOND).sees("the rest could not be read").keys("W");
    let older = |story: &Story| {
        let requests = story.demo.requests();
        requests.iter().filter(|request| request.path_and_query.contains("starting_after")).count()
    };
    let asked = older(&story);
    story.pass(5 * SECOND).pass(5 * SECOND).sees("◉ watching").sees("the rest could not be read");
    assert_eq!(older(&story), asked, "nobody has asked for them again");
    story.keys("G").wait(SECOND).keys("j").wait(SECOND).does_not_see("the rest could not be read");
    assert!(older(&story) > asked);
}

#[test]
fn leaving_a_run_does_not_blame_it_for_a_page_that_waits() {
    let mut story = runs_of(VAT);
    story.keys("tt").canned("GET", &format!("{RUNS}?"), 503, "<html>");
    story.hold().keys("G").wait(SECOND);
    assert_eq!(story.waiting(), 2, "a page, and the run under the cursor");
    story.answer_one().sees("Trying again in").keys("<enter><esc>").does_not_see("This run");
    assert!(story.app.runs().unwrap().detail().is_none(), "it is still being read");
    story.answer_one();
    assert!(story.app.runs().unwrap().detail().unwrap().is_ok());
    story.sees("Response body");
}

#[test]
fn every_character_of_a_long_line_can_be_scrolled_to() {
    let words: Vec<String> = (0..2_000).map(|number| format!("w{number:05}")).collect();
    for size in [(64, 20), (160, 45)] {
        for came in [words.concat(), json!({ "deep": { "key": words.concat() } }).to_string()] {
            let mut story = Story::begin(&Begin { open: Some(VAT), size, ..Begin::default() });
            let run = json!({"id": "1", "success": true, "response_body": came}).to_string();
            story.canned("GET", &format!("{RUNS}/"), 200, &run);
            story.keys("l").wait(SECOND).keys("<enter>").wait(SECOND).sees("Response body");
            for (key, end) in [("<pgdn>", "↑ more ╯"), ("<pgup>", " more ↓ ")] {
                let mut frames = Vec::new();
                loop {
                    frames.push(body_rows(&story.screen()));
                    let screen = story.screen();
                    let is_end = screen.contains(end) && !screen.contains("↑ more ↓");
                    if is_end && frames.len() > 1 {
                        break;
                    }
                    assert!(frames.len() < 400, "there is no end:\n{screen}");
                    story.keys(key);
                }
                for word in &words {
                    assert!(frames.iter().any(|frame| frame.contains(word)), "{word} {key} {size:?}");
                }
            }
            // Row by row is as far as page by page, and both ends are one key away.
            story.keys("G").sees("↑ more ╯");
            assert!(body_rows(&story.screen()).contains("w01999"));
            let end = story.screen();
            story.keys("kj");
            assert_eq!(story.screen(), end);
            story.keys("g").sees("✓ succeeded");
        }
    }
}

/// What the pane of the run shows, its rows joined.
fn body_rows(screen: &str) -> String {
    let inside = |line: &str| {
        let row = line.trim_end().strip_suffix('│')?;
        Some(row.rsplit('│').next()?.trim().to_owned())
    };
    screen.lines().filter_map(inside).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "looks at what is kept on disk")]
fn a_header_value_that_the_called_system_repeats_is_hidden_wherever_a_run_is_shown_copied_or_taken() {
    let secret = "hush/hush-1";
    let mut story = Story::keeping("12345");
    story.go_to("Headers").keys("<enter>l<enter>").paste("hush/hus").keys("<esc>");
    story.keys("<enter>").paste("h-1").keys("<esc>").send().sees("Sent: ");
    let echo = "{\"you\": \"hush/hush-1\", \"php\": \"hush\\/hush-1\"}";
    let run = json!({
        "id": "1", "success": true, "error_message": format!("no {secret}"), "request_url": format!("https://a/{secret}"),
        "request_body": echo, "response_body": echo, "raw_response_body": format!("<{secret}>"),
    });
    let list = json!({"data": [run.clone()]}).to_string();
    story.canned("GET", "/data_connectors/12345/execution_results?", 200, &list);
    story.canned("GET", "/data_connectors/12345/execution_results/", 200, &run.to_string());
    story.never_shows("hush").keys("l").wait(SECOND).sees("no (hidden)").sees("\"you\": \"(hidden)\"");
    story.sees("\"php\": \"(hidden)\"").sees("<(hidden)>");
    for _ in 0..3 {
        story.keys("y").sees("Copied ");
        assert!(story.clipboard().contains("(hidden)") && !story.clipboard().contains("hush"));
        story.keys("<enter><tab><esc>");
    }
    story.keys("m").sees("u takes it back");
    assert_eq!(story.text_of("mock_response").matches("(hidden)").count(), 2);
    story.wait(5 * SECOND);
    let kept = std::fs::read_to_string(story.kept_file("12345")).unwrap();
    assert!(kept.contains("(hidden)") && !kept.contains("hush"), "{kept}");
}

#[test]
fn an_error_under_the_cursor_can_be_looked_at_alone() {
    let mut story = runs_of(VAT);
    story.keys("e").sees("· other system's error, the last hour");
    story.keys("e").sees("· the last hour").does_not_see("· other system's error,");
}

#[test]
fn pages_come_as_one_goes_down_with_a_sign_and_can_be_stopped() {
    let mut story = runs_of(VAT);
    story.keys("ttt").sees("of the 120 newest");
    let pages = story.count("GET", &format!("{RUNS}?"));
    story.keys("G").sees("of the 150 newest");
    assert_eq!(story.count("GET", &format!("{RUNS}?")), pages + 1);
    story.hold().keys("G").wait(3 * SECOND).sees("150 read, 3 s").keys("<esc>").sees("stopped");
    story.release().wait(SECOND).sees("of the 150 newest").sees("stopped");
    story.keys("jj").sees("of the 180 newest").does_not_see("stopped");
}

#[test]
fn the_numbers_and_the_chart_say_what_they_are_of() {
    let mut story = runs_of(VAT);
    story.sees("0 % succeeded").sees(" runs · failed ").sees("median ").sees("worst ");
    story.sees("▒ failed").sees("█ succeeded").sees("▒▒").sees("now");
    story.keys("tttT").sees("of the 120 newest");
    story.keys("<esc>").keys("<esc>");
    let mut story = runs_of("12345");
    story.sees(" % succeeded").sees("██");
}

#[test]
fn an_empty_hour_says_so_and_offers_a_longer_time() {
    let mut story = runs_of("12360");
    story
        .sees("Nothing in the last hour.")
        .sees("t looks at the last 6 hours")
        .sees("W watches for new ones");
    story
        .keys("t")
        .sees("Nothing in the last 6 hours.")
        .keys("f")
        .sees("No run that failed in the last 6 hours.");
}

#[test]
fn bodies_are_shown_as_what_they_are() {
    // XML that became JSON is shown as both.
    let mut story = runs_of("12355");
    story
        .keys("ttf")
        .keys("f")
        .wait(SECOND)
        .sees("\"tier\": \"gold\"")
        .sees("Response as it came · not JSON");
    story.sees("<tier>gold</tier>");
    // A page instead of JSON.
    let mut story = runs_of("12352");
    story.keys("tf").wait(SECOND);
    for _ in 0..10 {
        if story.screen().contains("answer not understood (") {
            break;
        }
        story.keys("j").wait(SECOND);
    }
    story.sees("Response as it came · not JSON").sees("<title>Sign in</title>");
    // Nothing in it acts on the terminal.
    let mut story = runs_of("12370");
    story.keys("t").wait(SECOND).sees("‹RLO›gnp.exe");
}

#[test]
fn a_large_body_is_scrolled_to_its_end() {
    let mut story = runs_of("12375");
    story.keys("ttf").keys("f").wait(SECOND).keys("<enter>").sees("\"rates\": [").sees("more ↓");
    story.keys("G").sees("↑ more ╯").keys("g").sees("✓ succeeded");
    story.keys("<tab>").sees("▸ Response body");
}

#[test]
fn the_marked_body_is_copied_as_it_came() {
    let mut story = runs_of(VAT);
    story.keys("y").sees("Copied the response body.");
    let body = story.clipboard();
    assert!(body.starts_with("{\"error\":\"gone\""), "{body}");
    story.keys("<enter><tab>").sees("▸ Request body").keys("y").sees("Copied the request body.");
    assert!(story.clipboard().contains("\"number\": \""), "as it was sent: {}", story.clipboard());
    story.keys("<shift-tab>").sees("▸ Response body").keys("]").sees("▸ Response body");
}

#[test]
fn a_response_becomes_the_sample_response_as_one_step_like_any_other() {
    let mut story = runs_of("12345");
    story.keys("ff").wait(SECOND).keys("m");
    story.does_not_see("╭ Runs ").sees("Sample response").sees("● changed").sees("\"carrier\": \"Postnord\"");
    story.sees("u takes it back").sees("1 change");
    assert_eq!(story.current(), Some("Sample response"));
    assert_eq!(story.sent(), Vec::<String>::new());
    story.keys("<esc>u").sees("Undone: take the response of a run as Sample response").is_clean();
}

#[test]
fn a_response_that_is_no_json_object_is_refused_with_the_reason() {
    let mut story = runs_of("12352");
    story.keys("tf").wait(SECOND);
    for _ in 0..10 {
        if story.screen().contains("answer not understood (") {
            break;
        }
        story.keys("j").wait(SECOND);
    }
    story.keys("m").sees("a sample response is a JSON object, and this is none").sees("╭ Runs ");
    let mut story = Story::at_the_list();
    story.keys("/vat num<esc>l").wait(SECOND).keys("m").sees("open the connector first");
}

#[test]
fn after_a_flip_to_live_one_key_watches_the_runs_arrive() {
    let mut story = Story::in_connector("12360");
    story.keys("ty").sees("is now live. l watches its runs arrive.").keys("l");
    story.sees("◉ watching").sees("Nothing in the last hour.");
    story.pass(60 * SECOND).sees("✓ ok new").sees("new").sees("◉ watching, ");
    let known = story.app.runs().unwrap().items().len();
    story.pass(60 * SECOND);
    assert!(story.app.runs().unwrap().items().len() > known);
    story.keys("<esc>").does_not_see("◉ watching").sees("It is not watched any more.").sees("╭ Runs ");
    let known = story.app.runs().unwrap().items().len();
    story.pass(60 * SECOND);
    assert_eq!(story.app.runs().unwrap().items().len(), known, "nothing is looked for any more");
}

#[test]
fn watching_is_begun_and_ended_by_a_key_and_rests_when_nobody_is_there() {
    let mut story = Story::at_the_list();
    story.keys("/vat num<esc>l").wait(SECOND).wait(10 * SECOND);
    assert_eq!(story.app.wake_at(), None, "nothing ticks while nothing is watched");
    let asked = |story: &Story| story.count("GET", &format!("{RUNS}?"));
    let before = asked(&story);
    story.keys("W").sees("◉ watching");
    assert_eq!(asked(&story), before + 1, "the newest are read at once");
    story.pass(3 * SECOND);
    assert_eq!(asked(&story), before + 1);
    story.pass(2 * SECOND);
    assert_eq!(asked(&story), before + 2);
    for _ in 0..200 {
        story.pass(5 * SECOND);
    }
    let most = asked(&story);
    assert!(most <= before + 125, "ten minutes after the last key it rests: {}", most - before);
    story.sees("watching rests; any key goes on");
    story.keys("k").pass(5 * SECOND);
    assert!(asked(&story) > most);
    story.keys("W").does_not_see("◉ watching");
}

#[test]
fn a_failure_is_told_calmly_and_what_was_read_stays() {
    let mut story = Story::in_connector(VAT);
    for _ in 0..8 {
        story.canned("GET", RUNS, 503, "<html>");
    }
    story
        .keys("l")
        .sees("Trying again in")
        .with_patience()
        .sees("The server had a problem of its own (HTTP 503).");
    story.sees("Nothing was changed.").keys("<esc>").sees(" Fields ");
    let mut story = runs_of(VAT);
    story.keys("tt").canned("GET", &format!("{RUNS}?"), 403, &refusal("action_forbidden", "No"));
    story
        .keys("G")
        .wait(SECOND)
        .sees("the rest could not be read")
        .sees("The token is not allowed to read what this connector did");
    story.sees("of the 120 newest").keys("jj").sees("of the 150 newest");
    story.canned("GET", &format!("{RUNS}?"), 401, &refusal("unauthorized", "Access Token Invalid"));
    story.keys("gW").sees("It is not watched any more: The token was not accepted.");
}

#[test]
fn a_run_that_is_gone_is_told_beside_the_list() {
    let mut story = Story::in_connector(VAT);
    story.canned(
        "GET",
        &format!("{RUNS}/"),
        404,
        &refusal("execution_result_not_found", "Execution result not found"),
    );
    story
        .keys("l")
        .wait(SECOND)
        .sees("This run was not found")
        .keys("y")
        .sees("its bodies could not be read");
    story.keys("<ctrl-r>").wait(SECOND).sees("Response body");
}

#[test]
fn runs_can_be_read_where_nothing_may_be_sent() {
    let mut story = Story::begin(&Begin { open: Some(VAT), read_only: true, ..Begin::default() });
    story.keys("l").wait(SECOND).sees("READ-ONLY").sees("✗ failed").sees("Response body");
}

#[test]
fn a_connector_is_taken_from_live_and_failing_to_mended_and_live_again() {
    let mut story = runs_of(VAT);
    story.sees("0 % succeeded").sees("This address was retired. POST to /v2/").keys("<esc>");
    story.keys("ty").sees("is now draft");
    story.go_to("URL").keys("<enter><ctrl-u>https://tax.example.com/v2/vat-numbers<esc>");
    story.go_to("Body").keys("<enter><ctrl-home><ctrl-k>");
    story.paste("{\"country\": \"{{country}}\", \"vat_number\": \"{{vat_number}}\"}").keys("<esc>");
    story.send().sees("Sent: URL, Body.");
    story.keys("ty").sees("is now live. l watches its runs arrive.").keys("l").sees("◉ watching");
    story.pass(90 * SECOND).sees("✓ ok new").wait(SECOND).sees("\"valid\": true");
    let patch: Vec<Value> = story.sent().iter().map(|body| serde_json::from_str(body).unwrap()).collect();
    assert_eq!(patch[0], json!({"state": "draft"}));
    assert_eq!(patch[2], json!({"state": "live"}));
    assert_eq!(patch[1]["url"], "https://tax.example.com/v2/vat-numbers");
}
