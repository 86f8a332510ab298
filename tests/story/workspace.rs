//! Whose workspace it is: what the header says of it, so that nobody edits the wrong one.

use crate::support::{Begin, Story};
use patchpanel::app::Session;

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
