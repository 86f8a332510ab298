//! Whose workspace it is: what the header says of it, so that nobody edits the wrong one.

use crate::support::{Begin, Story};
use patchpanel::app::Session;
use serde_json::json;
use std::time::Duration;

fn begin(session: Session, size: (u16, u16)) -> Story {
    Story::begin(&Begin { session, size, read_only: true, ..Begin::default() })
}

fn real() -> Session {
    Session {
        production: true,
        profile: Some("real".into()),
        label: Some("The real one".into()),
        read_only_by: Some("config.toml line 5, profile real".into()),
        ..Session::default()
    }
}

#[test]
fn the_header_names_production_the_profile_and_both_names_of_the_workspace() {
    begin(real(), (160, 45))
        .sees("PRODUCTION")
        .sees("READ-ONLY")
        .sees("The real one (Acme Support) · US")
        .sees("▏real");
    // What is narrow keeps the word and the region.
    begin(real(), (64, 20))
        .sees("PROD")
        .sees("The real")
        .sees("· US")
        .keys("<enter>")
        .sees("PROD")
        .sees("The ")
        .sees("· US");
}

/// The header of a connector with one change, of a workspace whose parts have these names.
fn headers(session: &Session, demo: bool, names: [&str; 2], state: &str) -> String {
    let read_only = session.read_only_by.is_some();
    let session = session.clone();
    let mut story = Story::begin(&Begin { session, read_only, open: Some("12345"), ..Begin::default() });
    story.app.session.demo = demo;
    story.app.me.as_mut().unwrap().workspace = Some(names[0].to_owned());
    for _ in 0..2 {
        let record = json!({"id": "12345", "name": names[1], "state": state, "description": "Old"});
        story.canned("GET", "/data_connectors/12345", 200, &record.to_string());
    }
    story.keys("<ctrl-r>");
    story.go_to("Description").keys("<enter>!<esc>").wait(Duration::from_secs(10));
    let at = |width: u16| {
        let header = story.resize(width, 20).screen().lines().next().unwrap().to_owned();
        format!("{width:>3} {header}\n")
    };
    [40, 50, 60, 80, 100, 110, 160].map(at).concat()
}

#[test]
fn what_gives_way_in_the_header_gives_way_in_this_order() {
    let short = ["Acme Support", "Order status"];
    let long = ["Northern Lights Outdoor & Travel GmbH", "Fetch the status of an order from the warehouse"];
    let wide = ["北方之光户外旅行用品有限公司客户支持", "从仓库获取订单状态的数据连接器"];
    let usual = Session::default();
    let mut rows = Vec::new();
    for (title, session, demo, names, state) in [
        ("the sample workspace", &usual, true, short, "live"),
        ("a workspace", &usual, false, short, "draft"),
        ("long names", &usual, false, long, "live"),
        ("wide characters", &usual, false, wide, "live"),
        ("an unknown state", &usual, false, long, "paused_by_an_admin"),
        ("production, read-only", &real(), false, short, "live"),
        ("production, read-only, long names", &real(), false, long, "draft"),
    ] {
        rows.push(format!("{title}\n{}\n", headers(session, demo, names, state)));
    }
    insta::assert_snapshot!("headers", rows.concat());
}

#[test]
fn whatever_the_width_the_header_says_whose_workspace_it_is_the_state_and_the_number_of_changes() {
    let session = Session { label: Some("Northern Lights Outdoor".into()), ..real() };
    let mut story = begin(session, (160, 45));
    story.app.session.demo = false;
    story.keys("<enter>").go_to("Description").keys("<enter>!<esc>");
    for width in 40..=300 {
        let header = story.resize(width, 20).screen().lines().next().unwrap().to_owned();
        for part in [" PROD", "Norther", " · US", "● LIVE", "✎ 1"] {
            assert!(header.contains(part), "{part:?} at {width}: {header}");
        }
        assert!(header.contains("RO ") || header.contains("READ-ONLY "), "{width}: {header}");
    }
}

#[test]
fn without_a_profile_the_header_says_what_it_said() {
    begin(Session::default(), (160, 45))
        .sees("Acme Support · US")
        .does_not_see("PRODUCTION")
        .does_not_see("▏real");
}

#[test]
fn what_only_reads_by_the_config_says_where_and_how_to_lift_it() {
    let mut story = begin(real(), (160, 45));
    story
        .keys("<enter>")
        .keys("<enter> (EU)<esc>")
        .keys("s")
        .sees("config.toml line 5, profile real")
        .sees("take read_only out there");
    story.keys("<enter>").sends_nothing();
}
