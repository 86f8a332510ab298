//! The conversation and the commands in a real terminal: nothing that acts on it, nothing secret shown, a question that
//! is asked and answered.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

#[path = "support/server.rs"]
pub mod server;
#[path = "support/terminal.rs"]
pub mod terminal;

use server::Server;
use terminal::{Program, Terminal};

const TOKEN: &str = "demo-token";

fn program(server: &Server, arguments: &[&str]) -> Program {
    Program::new(env!("CARGO_BIN_EXE_patchpanel"))
        .args(arguments)
        .args(["--base-url", &server.url()])
        .env("INTERCOM_ACCESS_TOKEN", TOKEN)
}

#[track_caller]
fn is_plain(terminal: &Terminal) {
    let raw = terminal.raw();
    let odd = raw.iter().position(|byte| matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 127));
    if let Some(at) = odd {
        panic!(
            "byte {at}: {}",
            String::from_utf8_lossy(raw.get(at.saturating_sub(80)..at + 20).unwrap_or(&raw))
        );
    }
    assert_eq!(terminal.settings(), terminal.settings_found());
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
    let terminal = program(&server, &["--plain", "12345"]).start();
    terminal.wait_for("Can be said here");
    terminal.keys("headers<Enter>");
    terminal.wait_for("is done.");
    terminal.keys("1 value<Enter>");
    terminal.wait_for("It is not shown while you type.");
    // The terminal is told not to echo before the question is put on the screen with its prompt.
    terminal.wait_until(|_| terminal.settings() != terminal.settings_found());
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
    // ctrl-d at the beginning of a line is the end of the input.
    terminal.keys("<C-d>");
    assert_eq!(terminal.wait_exit(), 0);
    is_plain(&terminal);
}

#[test]
fn ctrl_c_where_nothing_is_echoed_leaves_the_value_and_sigterm_gives_the_echo_back() {
    let server = Server::start(&[]);
    let terminal = program(&server, &["--plain", "12345"]).start();
    terminal.wait_for("Can be said here");
    terminal.keys("headers<Enter>");
    terminal.wait_for("is done.");
    terminal.keys("1 value<Enter>");
    terminal.wait_until(|_| terminal.settings() != terminal.settings_found());
    terminal.keys("hush<C-c>");
    terminal.wait_until(|_| terminal.settings() == terminal.settings_found());
    terminal.keys("1 value<Enter>");
    terminal.wait_until(|_| terminal.settings() != terminal.settings_found());
    terminal.signal("TERM");
    assert_eq!(terminal.wait_exit(), 143);
    assert_eq!(terminal.settings(), terminal.settings_found());
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
