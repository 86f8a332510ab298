//! The conversation and the commands in a real terminal: nothing that acts on it, nothing secret shown, a question that
//! is asked and answered.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

#[path = "support/between.rs"]
pub mod between;
#[path = "support/server.rs"]
pub mod server;
#[path = "support/terminal.rs"]
pub mod terminal;

use between::Between;
use serde_json::Value as Json;
use server::Server;
use terminal::{Program, Terminal, until};

const TOKEN: &str = "demo-token";

fn program(server: &Server, arguments: &[&str]) -> Program {
    Program::new(env!("CARGO_BIN_EXE_patchpanel"))
        .args(arguments)
        .args(["--base-url", &server.url()])
        .env("INTERCOM_ACCESS_TOKEN", TOKEN)
}

/// Nothing that acts on a terminal was written, and it is as it was found.
#[track_caller]
fn is_plain(terminal: &Terminal) {
    let raw = String::from_utf8(terminal.raw()).unwrap();
    let acts = |c: char| {
        c.is_control() && !"\r\n\t".contains(c)
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
    };
    if let Some(at) = raw.find(acts) {
        let before = raw.get(..at).unwrap_or_default();
        panic!("{:?} behind {before}", raw.get(at..).and_then(|rest| rest.chars().next()));
    }
    assert_eq!(terminal.settings(), terminal.settings_found());
}

/// Opens the headers of a connector, and asks for a value.
fn asked_for_a_value(terminal: &Terminal) {
    terminal.wait_for("Can be said here");
    terminal.keys("headers<Enter>");
    terminal.wait_for("is done.");
    terminal.keys("1 value<Enter>");
    terminal.wait_for("It is not shown while you type.");
    assert_ne!(terminal.settings(), terminal.settings_found(), "the echo is off before the question is put");
}

/// The header value of the last patch that was heard.
fn sent_value(between: &Between) -> String {
    let heard = between.heard();
    let patch = heard.iter().rfind(|heard| heard.method == "PATCH").unwrap();
    let text = String::from_utf8(patch.bytes.clone()).unwrap();
    let body: Json = serde_json::from_str(text.split_once("\r\n\r\n").unwrap().1).unwrap();
    body.pointer("/headers/0/value").unwrap().as_str().unwrap().to_owned()
}

fn between(server: &Server, arguments: &[&str]) -> (Between, Program) {
    let between = Between::start();
    between.stand_before(&server.url());
    let program = Program::new(env!("CARGO_BIN_EXE_patchpanel"))
        .args(arguments)
        .args(["--base-url", &between.url()])
        .env("INTERCOM_ACCESS_TOKEN", TOKEN);
    (between, program)
}

#[test]
fn the_conversation_writes_no_escape_sequence_at_any_terminal() {
    let server = Server::start(&[]);
    for (kind, rows, columns) in [("dumb", 24, 80), ("xterm-256color", 12, 40), ("vt100", 40, 160)] {
        let terminal = program(&server, &["--plain", "12345"]).env("TERM", kind).size(rows, columns).start();
        terminal.wait_for("Can be said here");
        terminal.keys("name<Enter>");
        terminal.wait_for("makes it empty.");
        terminal.keys("Spoken<Enter>");
        terminal.wait_for("1 change is unsent.");
        terminal.keys("review<Enter>");
        terminal.wait_for("yes, to send");
        terminal.keys("no<Enter>runs<Enter>");
        terminal.wait_for("watch.");
        terminal.keys("back<Enter>revert all<Enter>");
        terminal.wait_for("yes, to revert all");
        terminal.keys("yes<Enter>quit<Enter>");
        assert_eq!(terminal.wait_exit(), 0, "{kind}");
        is_plain(&terminal);
    }
}

#[test]
fn a_header_value_is_typed_without_an_echo_and_the_echo_comes_back() {
    let server = Server::start(&[]);
    let (between, program) = between(&server, &["--plain", "12345"]);
    let terminal = program.start();
    asked_for_a_value(&terminal);
    terminal.keys("hush-hushX<BS>-0042<Enter>");
    terminal.wait_for("typed and not shown");
    terminal.keys("<Enter>");
    terminal.wait_for("1 change is unsent.");
    terminal.keys("review<Enter>");
    terminal.wait_for("yes, to send");
    terminal.keys("yes<Enter>");
    terminal.wait_for("Sent: Headers.");
    let screen = String::from_utf8_lossy(&terminal.raw()).into_owned();
    assert!(!screen.contains("hush"), "{screen}");
    assert_eq!(sent_value(&between), "hush-hush-0042");
    // ctrl-d at the beginning of a line is the end of the input.
    terminal.keys("<C-d>");
    assert_eq!(terminal.wait_exit(), 0);
    is_plain(&terminal);
}

#[test]
fn a_key_that_is_no_letter_leaves_nothing_in_a_value_and_what_came_before_the_question_is_no_answer() {
    let server = Server::start(&[]);
    let (between, program) = between(&server, &["--plain", "12345"]);
    let terminal = program.start();
    terminal.wait_for("Can be said here");
    terminal.keys("headers<Enter>");
    terminal.wait_for("is done.");
    terminal.paste("1 value\ntoo-early\n");
    terminal.wait_for("It is not shown while you type.");
    assert_ne!(terminal.settings(), terminal.settings_found());
    terminal.keys("abc<Left><Home>d<Del><F1><C-Right>ef<A-Up><End>g");
    // Brackets around a paste, though nobody asked for them, and a second line in it.
    terminal.paste("\u{1b}[200~hi\nsecond-line\n\u{1b}[201~");
    terminal.wait_for("typed and not shown");
    terminal.keys("<Enter>");
    terminal.wait_for("1 change is unsent.");
    terminal.keys("review<Enter>");
    terminal.wait_for("yes, to send");
    terminal.keys("yes<Enter>");
    terminal.wait_for("Sent: Headers.");
    assert_eq!(sent_value(&between), "abcdefghi");
    let screen = String::from_utf8_lossy(&terminal.raw()).into_owned();
    assert!(!screen.contains("second-line"), "{screen}");
    terminal.keys("quit<Enter>");
    assert_eq!(terminal.wait_exit(), 0);
    is_plain(&terminal);
}

#[test]
#[cfg(target_os = "linux")]
fn a_stop_while_a_value_is_typed_gives_the_echo_back_and_going_on_takes_it_again() {
    let server = Server::start(&[]);
    let (between, program) = between(&server, &["--plain", "12345"]);
    let terminal = program.start();
    let state = || {
        let status = std::fs::read_to_string(format!("/proc/{}/stat", terminal.pid())).unwrap();
        status.rsplit(") ").next().and_then(|rest| rest.chars().next()).unwrap()
    };
    asked_for_a_value(&terminal);
    terminal.keys("hush");
    for _ in 0..2 {
        terminal.signal("TSTP");
        until("the stop", || state() == 'T');
        assert_eq!(terminal.settings(), terminal.settings_found());
        terminal.signal("CONT");
        until("the silence", || terminal.settings() != terminal.settings_found());
    }
    // A stop that cannot be heard, after which the shell sets the terminal as it likes.
    terminal.signal("STOP");
    until("the stop", || state() == 'T');
    let silent = terminal.settings();
    let place = std::fs::read_link(format!("/proc/{}/fd/0", terminal.pid())).unwrap();
    let set =
        std::process::Command::new("stty").arg("-F").arg(place).args(["echo", "icanon", "isig"]).status();
    assert!(set.unwrap().success());
    assert_ne!(terminal.settings(), silent);
    terminal.signal("CONT");
    until("the silence", || terminal.settings() == silent);
    terminal.keys("-0042<Enter>");
    terminal.wait_for("typed and not shown");
    terminal.keys("<Enter>review<Enter>");
    terminal.wait_for("yes, to send");
    terminal.keys("yes<Enter>");
    terminal.wait_for("Sent: Headers.");
    assert_eq!(sent_value(&between), "hush-0042");
}

#[test]
fn ctrl_c_where_nothing_is_echoed_leaves_the_value_and_sigterm_gives_the_echo_back() {
    let server = Server::start(&[]);
    let terminal = program(&server, &["--plain", "12345"]).start();
    asked_for_a_value(&terminal);
    terminal.keys("hush<C-c>");
    terminal.wait_until(|_| terminal.settings() == terminal.settings_found());
    terminal.keys("1 value<Enter>");
    terminal.wait_until(|_| terminal.settings() != terminal.settings_found());
    terminal.signal("TERM");
    assert_eq!(terminal.wait_exit(), 143);
    assert_eq!(terminal.settings(), terminal.settings_found());
}

#[test]
fn a_header_value_that_a_command_asks_for_is_typed_without_an_echo() {
    let server = Server::start(&[]);
    let (between, program) = between(&server, &["set", "12345", "headers.Authorization.value=@-"]);
    let terminal = program.start();
    terminal.wait_for("headers.Authorization.value, which is not shown while you type:");
    assert_ne!(terminal.settings(), terminal.settings_found());
    terminal.keys("hush<Left>-0042<Enter>");
    terminal.wait_for("Send this? Type yes to do it:");
    assert_eq!(terminal.settings(), terminal.settings_found());
    terminal.keys("yes<Enter>");
    assert_eq!(terminal.wait_exit(), 0);
    assert_eq!(sent_value(&between), "hush-0042");
    let screen = String::from_utf8_lossy(&terminal.raw()).into_owned();
    assert!(!screen.contains("hush") && screen.contains("••••"), "{screen}");
    is_plain(&terminal);

    let ask = || {
        let terminal = program_asking(&server);
        terminal.wait_for("which is not shown while you type:");
        terminal
    };
    for (keys, code) in [("<Enter>", 2), ("<C-d>", 2), ("hush<C-c>", 130)] {
        let terminal = ask();
        terminal.keys(keys);
        assert_eq!(terminal.wait_exit(), code, "{keys}");
        assert!(terminal.screen().to_lowercase().contains("nothing was sent"), "{}", terminal.screen());
        is_plain(&terminal);
    }
    let terminal = ask();
    terminal.signal("TERM");
    assert_eq!(terminal.wait_exit(), 143);
    is_plain(&terminal);
}

fn program_asking(server: &Server) -> Terminal {
    program(server, &["set", "12345", "headers.Authorization.value=@-"]).start()
}

#[test]
fn a_text_that_a_command_asks_for_is_asked_for_in_words() {
    let server = Server::start(&[]);
    let terminal = program(&server, &["set", "12345", "description=@-", "--dry-run"]).start();
    terminal
        .wait_for("the text for description is read from here; ctrl-d at the beginning of a line ends it.");
    terminal.keys("Typed here<Enter><C-d>");
    assert_eq!(terminal.wait_exit(), 0);
    assert!(terminal.screen().contains("+ Typed here"), "{}", terminal.screen());
}

#[test]
fn json_that_is_shown_does_not_act_on_the_terminal() {
    let server = Server::start(&[]);
    let hostile = "description=a\u{9b}31m\u{202e}b\u{200b}c\u{7f}d";
    let terminal = program(&server, &["set", "12345", hostile, "--yes"]).start();
    assert_eq!(terminal.wait_exit(), 0);
    is_plain(&terminal);
    for arguments in [
        &["show", "12345", "--json"][..],
        &["show", "12345", "description", "--json"],
        &["show", "12345", "description"],
        &["show", "12345"],
        &["list", "--json"],
        &["list"],
    ] {
        let terminal = program(&server, arguments).size(60, 200).start();
        assert_eq!(terminal.wait_exit(), 0);
        is_plain(&terminal);
    }
}

#[test]
fn what_ends_a_question_ends_its_line() {
    let server = Server::start(&[]);
    let raw = |terminal: &Terminal| String::from_utf8_lossy(&terminal.raw()).into_owned();
    let terminal = program(&server, &["set", "12345", "name=Asked"]).start();
    terminal.wait_for("Type yes to do it:");
    terminal.keys("<C-d>");
    assert_eq!(terminal.wait_exit(), 5);
    assert!(raw(&terminal).contains("do it: \r\npatchpanel: nothing was sent"), "{}", raw(&terminal));

    let terminal = program(&server, &["--plain", "12345"]).start();
    terminal.wait_for("Can be said here");
    terminal.keys("name<Enter>x<Enter>");
    terminal.wait_for("1 change is unsent.\n>");
    terminal.keys("<C-c>");
    assert_eq!(terminal.wait_exit(), 130);
    assert!(raw(&terminal).contains("> ^C\r\npatchpanel: ended"), "{}", raw(&terminal));
}

#[test]
fn a_dumb_terminal_is_told_that_the_conversation_works_there() {
    let server = Server::start(&[]);
    let terminal = program(&server, &[]).env("TERM", "dumb").size(24, 200).start();
    assert_eq!(terminal.wait_exit(), 2);
    assert!(terminal.screen().contains("--plain works there"), "{}", terminal.screen());
}

#[test]
fn a_person_is_asked_before_anything_is_sent() {
    let server = Server::start(&[]);
    let ask = |answer: &str| {
        let terminal = program(&server, &["set", "12345", "name=Asked"]).start();
        terminal.wait_for("Send this? Type yes to do it:");
        assert!(terminal.screen().contains("+ Asked"), "{}", terminal.screen());
        terminal.keys(answer);
        terminal
    };
    let terminal = ask("no<Enter>");
    assert_eq!(terminal.wait_exit(), 5);
    assert!(terminal.screen().contains("nothing was sent"), "{}", terminal.screen());
    assert_eq!(ask("<C-c>").wait_exit(), 130);
    assert_eq!(server.connector("12345", TOKEN)["name"], "Order Status Service");
    let terminal = ask("yes<Enter>");
    assert_eq!(terminal.wait_exit(), 0);
    assert!(terminal.screen().contains("applied  name"), "{}", terminal.screen());
    assert_eq!(server.connector("12345", TOKEN)["name"], "Asked");
}

#[test]
fn a_list_and_a_connector_are_readable_and_fit_the_width() {
    let server = Server::start(&[]);
    let terminal = program(&server, &["list"]).size(40, 60).start();
    assert_eq!(terminal.wait_exit(), 0);
    let screen = terminal.screen();
    assert!(screen.contains("ID     STATE  METHOD"), "{screen}");
    assert_eq!(
        screen.lines().filter(|line| line.starts_with("12")).count(),
        22,
        "no row is broken: {screen}"
    );

    let terminal = program(&server, &["show", "12345"]).size(120, 60).start();
    assert_eq!(terminal.wait_exit(), 0);
    let screen = terminal.screen();
    for part in [
        "#12345, the draft version",
        "GENERAL",
        "  Name             Order Status Service",
        "hidden on server",
    ] {
        assert!(screen.contains(part), "{part}: {screen}");
    }
    assert!(!screen.contains('{') || screen.contains("{{order_id}}"));
}

/// A config that names a command for the token, and a folder that holds it.
fn with_command(script: &str, more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let text = format!("{more}\ntoken = \"command\"\ntoken_command = [\"sh\", \"-c\", {script:?}]\n");
    std::fs::write(folder.path().join("config.toml"), text).expect("it can be written");
    folder
}

#[test]
fn a_token_command_that_is_ended_while_it_hides_what_is_typed_leaves_the_terminal_as_it_was() {
    let server = Server::start(&[]);
    let folder = with_command("stty -echo </dev/tty; read x </dev/tty", "token_timeout = 1");
    let config = folder.path().join("config.toml");
    let terminal = program(&server, &["list", "--config", &config.to_string_lossy()]).start();
    terminal.wait_for("had not ended after 1 s");
    assert_eq!(terminal.wait_exit(), 2);
    assert_eq!(terminal.settings(), terminal.settings_found());
}

#[test]
fn a_token_command_can_ask_at_the_terminal_while_data_is_piped_in() {
    let server = Server::start(&[]);
    let folder = with_command("printf 'Passphrase: ' >&2; read x </dev/tty; echo $x", "");
    let program = Program::new("/bin/sh").args([
        "-c",
        "printf 'From a pipe' | \"$0\" set 12345 name=@- --yes --config \"$1\" --base-url \"$2\"",
        env!("CARGO_BIN_EXE_patchpanel"),
        &folder.path().join("config.toml").to_string_lossy(),
        &server.url(),
    ]);
    let terminal = program.start();
    terminal.wait_for("Passphrase:");
    terminal.keys(&format!("{TOKEN}<Enter>"));
    terminal.wait_for("applied  name");
    assert_eq!(terminal.wait_exit(), 0);
    assert_eq!(server.connector("12345", TOKEN)["name"], "From a pipe");
}
