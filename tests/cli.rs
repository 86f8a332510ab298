//! The arguments of the built program: what it says about those that cannot be right, and the demo's server.

#![expect(clippy::expect_used, reason = "a failure here is the failure of a test")]

#[path = "support/server.rs"]
pub mod server;

use std::process::{Command, Output, Stdio};

use server::Server;

const TOKEN: &str = "dG9rZW4-of-the-cli-tests";

/// Runs the program to its end, away from any terminal, with a token in its environment.
fn run(arguments: &[&str]) -> Output {
    command(arguments).env("INTERCOM_ACCESS_TOKEN", TOKEN).output().expect("the program can be started")
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_patchpanel"));
    command.args(arguments).env_clear().env("TERM", "xterm-256color").stdin(Stdio::null());
    // Without it the bus of whoever runs the tests is found, and their keyring on it.
    command.env("XDG_RUNTIME_DIR", "/nonexistent");
    command
}

/// What it said on standard error, when it said nothing else and ended with this code.
#[track_caller]
fn complaint(output: &Output, code: i32) -> String {
    let said = String::from_utf8(output.stderr.clone()).expect("it writes UTF-8");
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert!(said.ends_with('\n') && !said.contains(TOKEN), "{said}");
    assert!(!said.contains(|c: char| c.is_control() && c != '\n'), "{said:?}");
    said
}

#[test]
fn what_cannot_be_right_is_refused_in_one_clear_line() {
    for (arguments, reason) in [
        (&["../me"] as &[&str], "is not the id of a connector"),
        (&["12 34"], "is not the id of a connector"),
        (&["\u{1b}[31m"], "is not the id of a connector"),
        (&["--api-version", "é"], "--api-version takes a word"),
        (&["--api-version", ""], "--api-version takes a word"),
        (&["--region", "mars"], "us, eu or au"),
        (&["--base-url", "http://example.com"], "https://"),
        (&["--base-url", "ftp://127.0.0.1"], "http"),
        (&["--base-url", "nonsense"], "http"),
        (&["--demo", "12345"], "draws on a terminal"),
        (&["12345"], "draws on a terminal"),
        (&["demo-server", "--unknown", "nonsense"], "NAME=VALUE"),
        (&["demo-server", "--unknown", "nonsense=1"], "no switch"),
        (&["demo-server", "--unknown", "headers=nonsense"], "replace"),
    ] {
        let said = complaint(&run(arguments), 2);
        assert!(said.starts_with("patchpanel: ") && said.contains(reason), "{arguments:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
    }
}

#[test]
fn arguments_that_do_not_exist_or_fit_together_are_pointed_out() {
    for (arguments, reason) in [
        (&["--nonsense"] as &[&str], "'--nonsense'"),
        (&["12345", "12346"], "'12346'"),
        (&["--demo", "--region", "eu"], "'--demo' cannot be used with '--region"),
        (&["--region", "eu", "--base-url", "https://example.com"], "cannot be used with"),
        (&["--base-url"], "'--base-url"),
        (&["demo-server", "--port", "65536"], "65536"),
        (&["demo-server", "12345"], "'12345'"),
    ] {
        let said = complaint(&run(arguments), 2);
        assert!(said.starts_with("error: ") && said.contains(reason), "{arguments:?}: {said}");
    }
}

#[test]
fn without_a_token_one_is_told_where_to_get_one() {
    // Where there always is a keyring, none of theirs is for this address.
    let nowhere = ["--base-url", "http://127.0.0.1:9"];
    for token in [None, Some(""), Some("two words"), Some("line\nbreak")] {
        let mut command = command(&nowhere);
        if let Some(token) = token {
            command.env("INTERCOM_ACCESS_TOKEN", token);
        }
        let said = complaint(&command.output().expect("the program can be started"), 2);
        assert!(said.contains("INTERCOM_ACCESS_TOKEN"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        if let Some(token) = token.filter(|token| !token.is_empty()) {
            assert!(!said.contains(token), "{said}");
        }
    }
    let said = complaint(&command(&nowhere).output().expect("the program can be started"), 2);
    assert!(said.contains("Developer Hub") && said.contains("--demo"), "{said}");
}

#[test]
fn help_and_version_go_to_standard_output() {
    let help = run(&["--help"]);
    assert!(help.status.success() && help.stderr.is_empty());
    let text = String::from_utf8(help.stdout).expect("it writes UTF-8");
    for part in
        ["Usage: patchpanel", "--demo", "--base-url", "demo-server", "INTERCOM_ACCESS_TOKEN", "Exit codes"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains('\u{1b}') && !text.contains(TOKEN));

    let version = run(&["--version"]);
    assert!(version.status.success() && version.stderr.is_empty());
    let expected = format!("patchpanel {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8_lossy(&version.stdout), expected);
}

#[test]
fn the_server_answers_who_has_the_token() {
    let server = Server::start(&["--token", "open-sesame"]);
    let me = server.get("/me", Some("open-sesame"));
    assert_eq!(me.status, 200, "{me:?}");
    assert_eq!(me.body["app"]["name"], "Acme Support");
    assert_eq!(server.connector("12345", "open-sesame")["name"], "Order Status Service");

    for token in [None, Some("demo-token"), Some("")] {
        let refused = server.get("/me", token);
        assert_eq!(refused.status, 401, "{refused:?}");
        assert_eq!(refused.body["errors"][0]["code"], "unauthorized");
    }
}

#[test]
fn the_server_lists_its_switches_and_takes_them() {
    let list = run(&["demo-server", "--unknown", "list"]);
    assert!(list.status.success() && list.stderr.is_empty());
    let text = String::from_utf8(list.stdout).expect("it writes UTF-8");
    assert!(text.contains("never-live") && text.contains("not-found | draft (default: not-found)"), "{text}");

    // A connector that never was live, asked for without saying which version.
    for (switch, status) in [("never-live=not-found", 404), ("never-live=draft", 200)] {
        let server = Server::start(&["--unknown", switch]);
        let answer = server.get("/data_connectors/12356", Some("demo-token"));
        assert_eq!(answer.status, status, "{switch}");
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let server = Server::start(&[]);
    let said = complaint(&run(&["demo-server", "--port", server.port()]), 1);
    assert!(said.contains(&format!("cannot be served on port {}", server.port())), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

/// What is listened to may also be read by other programs on the computer, but by none outside of it.
#[test]
fn the_server_listens_on_this_computer_only() {
    assert!(Server::start(&[]).url().starts_with("http://127.0.0.1:"));
}
