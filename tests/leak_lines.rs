//! Nothing that is secret gets out without the screen either: header values that come from a file, from standard input,
//! from keys and from lines, against a server that repeats them in everything it says; then all that the program wrote
//! anywhere is searched for them. As in `leak.rs`, nothing is said of the environment, which holds the token.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

#[path = "support/between.rs"]
pub mod between;
#[path = "support/search.rs"]
pub mod search;
#[path = "support/server.rs"]
pub mod server;
#[path = "support/terminal.rs"]
pub mod terminal;

use between::{Between, Fault, Then, answer, typed_answer};
use search::{Secret, found_in, found_in_folder};
use serde_json::json;
use server::Server;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::TempDir;
use terminal::{Program, Terminal};

/// Given in the environment.
const TOKEN: &str = "dG9rZW4/of+the=leak&tests";
/// A header value, with what JSON and addresses write in another way.
const VALUE: &str = "hush-0042/\"glue\"+50%=\\end";
/// Something that is no secret and does get out: the search finds it.
const NAME: &str = "n0-secret-at-all";

fn secrets() -> [Secret; 2] {
    [Secret::new("the token", TOKEN), Secret::new("the header value", VALUE)]
}

fn name() -> [Secret; 1] {
    [Secret::new("the name", NAME)]
}

/// A person's computer: a folder for all that the program may write, and one with the person's own files.
struct Computer {
    written: TempDir,
    own: TempDir,
    _server: Server,
    between: Between,
}

impl Computer {
    fn new() -> Self {
        let (written, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for name in ["home", "state", "tmp"] {
            fs::create_dir(written.path().join(name)).unwrap();
        }
        let server = Server::start(&["--token", TOKEN]);
        let between = Between::start();
        between.stand_before(&server.url());
        Self { written, own, _server: server, between }
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.own.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn arguments(&self, arguments: &[&str]) -> Vec<String> {
        let log = self.written.path().join("talk.log").display().to_string();
        let own = ["--base-url", &self.between.url(), "--log-level", "debug", "--log-file", &log];
        arguments.iter().chain(&own).map(|word| (*word).to_owned()).collect()
    }

    fn variables(&self) -> Vec<(&'static str, PathBuf)> {
        let at = |name| self.written.path().join(name);
        vec![
            ("INTERCOM_ACCESS_TOKEN", TOKEN.into()),
            ("XDG_STATE_HOME", at("state")),
            ("HOME", at("home")),
            ("TMPDIR", at("tmp")),
            ("RUST_BACKTRACE", "full".into()),
            ("RUST_LOG", "trace".into()),
        ]
    }

    /// Runs a command with this on standard input, and searches what it wrote. `bug` is where one is to be met.
    #[track_caller]
    fn run(&self, arguments: &[&str], input: &str, bug: Option<&str>) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_patchpanel"));
        command.args(self.arguments(arguments)).env_clear().envs(self.variables());
        command.envs(bug.map(|bug| ("PATCHPANEL_PANIC_SCREENLESS", bug)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let line = fs::read(format!("/proc/{}/cmdline", child.id())).unwrap();
        // It may have ended before it has heard everything.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert_eq!(found_in(&line, &secrets()), [""; 0]);
        self.nothing_got_out(&said);
        (output.status.code(), String::from_utf8_lossy(&said).into_owned())
    }

    fn start(&self, arguments: &[&str]) -> Terminal {
        let program = Program::new(env!("CARGO_BIN_EXE_patchpanel")).args(self.arguments(arguments));
        self.variables().into_iter().fold(program, |program, (name, value)| program.env(name, value)).start()
    }

    /// Fails if a secret is in what was said or anywhere that the program wrote to.
    #[track_caller]
    fn nothing_got_out(&self, said: &[u8]) {
        let mut found = found_in(said, &secrets());
        found.extend(found_in_folder(self.written.path(), &secrets()));
        assert!(found.is_empty(), "{found:#?} in {}", String::from_utf8_lossy(said));
    }

    /// The next patch is answered so, with every secret in each of its texts.
    fn answers(&self, then: Vec<u8>) {
        let (method, path) = ("PATCH", "/data_connectors/12345".to_owned());
        self.between.suffer(Fault { method, path, times: 1, reaches: false, then: Then::Says(then) });
    }

    /// The readings hold the values in place of what hides them.
    fn reads_bare(&self) {
        let bare: between::Makes = Arc::new(|body| {
            let mut json: serde_json::Value = serde_json::from_slice(body).unwrap();
            json["headers"] = json!([{"name": "Authorization", "value": VALUE, "note": VALUE}]);
            answer("200 OK", "", json.to_string())
        });
        let path = "/data_connectors/12345".to_owned();
        self.between.suffer(Fault { method: "GET", path, times: 2, reaches: true, then: Then::Makes(bare) });
    }

    /// The log was written and is among what was searched; the patches that were heard held the value.
    #[track_caller]
    fn was_looked_at(&self) {
        let log = fs::read_to_string(self.written.path().join("talk.log")).unwrap();
        assert!(log.contains("GET /data_connectors/12345") && log.contains("debug"), "{log}");
        let heard = self.between.heard();
        let sent = heard.iter().filter(|heard| heard.method == "PATCH");
        let held = |bytes: &[u8]| !found_in(bytes, &[Secret::new("it", VALUE)]).is_empty();
        assert!(sent.filter(|heard| held(&heard.bytes)).count() > 0, "no value was ever sent");
    }
}

/// What a careless server says to a patch.
fn careless() -> Vec<Vec<u8>> {
    let echo = format!("You sent Bearer {TOKEN} and {VALUE}.");
    let id = format!("x-request-id: {TOKEN}-0042\r\n");
    let envelope = json!({"type": "error.list", "request_id": format!("{VALUE} {TOKEN}"), "errors": [
        {"code": VALUE, "message": echo, "field": VALUE}, {"code": TOKEN, "message": echo, "field": "headers"},
    ]});
    let mut answers: Vec<Vec<u8>> =
        ["400 Bad", "401 No", "404 No", "409 No", "422 No", "429 Slow", "500 Oops"]
            .iter()
            .map(|status| answer(status, &id, envelope.to_string()))
            .collect();
    answers.extend([
        answer("200 OK", &id, json!({"id": VALUE, "name": echo}).to_string()),
        answer("200 OK", &id, format!("{{\"name\": \"{TOKEN}")),
        typed_answer("502 Bad Gateway", &id, format!("<html>{echo}")),
        Vec::new(),
    ]);
    answers
}

#[test]
fn a_value_from_a_file_or_from_standard_input_gets_nowhere_but_to_the_server() {
    let computer = Computer::new();
    let file = computer.file("value.txt", &format!("{VALUE}\n"));
    let from_file = format!("headers.Authorization.value=@{file}");
    let named = format!("name={NAME}");
    for (argument, input) in [(from_file.as_str(), ""), ("headers.Authorization.value=@-", VALUE)] {
        let set = ["set", "12345", argument, &named];
        let (code, said) = computer.run(&[&set[..], &["--dry-run"]].concat(), input, None);
        assert_eq!(code, Some(0), "{said}");
        assert!(!found_in(said.as_bytes(), &name()).is_empty(), "what was said was not searched: {said}");
        // Nobody can be asked.
        assert_eq!(computer.run(&set, input, None).0, Some(5));
        let send = [&set[..], &["--yes"]].concat();
        for bytes in careless() {
            computer.answers(bytes);
            computer.run(&send, input, None);
        }
        computer.reads_bare();
        computer.run(&send, input, None);
        #[cfg(debug_assertions)]
        for bug in ["task", "save"] {
            assert_eq!(computer.run(&send, input, Some(bug)).0, Some(101));
        }
        computer.run(&send, input, None);
        computer.was_looked_at();
    }
    // What is wrong with it is said without it.
    for arguments in [
        &["set", "12345", "headers.Nobody.value=@-", "--yes"][..],
        &["set", "12345", "headers.Authorization.vaule=@-", "--yes"],
        &["set", "12345", "http_method=@-", "--dry-run"],
        &["set", "12345", "headers:=@-", "--yes"],
        &["apply", "-", "--id", "12345", "--yes"],
        &["diff", "12345", "-"],
    ] {
        let json = json!([{"name": "Authorization", "value": VALUE}]).to_string();
        let text = match arguments {
            [_, _, "headers:=@-", ..] => json,
            ["apply" | "diff", ..] => format!("{{\"name\": \"{NAME}\", \"headers\": {json}}}"),
            // A word that is none is repeated: it is no header value there.
            [_, _, "http_method=@-", ..] => NAME.to_owned(),
            _ => VALUE.to_owned(),
        };
        assert_ne!(computer.run(arguments, &text, None).0, Some(0), "{arguments:?}");
    }
    for arguments in [&["show", "12345"][..], &["show", "12345", "headers"], &["list", "--json"]] {
        computer.reads_bare();
        assert_eq!(computer.run(arguments, "", None).0, Some(0));
    }
}

#[test]
fn a_value_in_a_line_of_the_conversation_gets_nowhere_but_to_the_server() {
    let computer = Computer::new();
    // What is left of the last time is let go of.
    let edits = format!("discard\nyes\nname\n{NAME}\nheaders\n1 value\n{VALUE}\n\n");
    let ask = |rest: &str, bug| computer.run(&["--plain", "12345"], &format!("{edits}{rest}"), bug);
    for bytes in careless() {
        computer.answers(bytes);
        ask("review\nyes\nheaders\n\nagain\nhelp\nhistory\nquit\nkeep\n", None);
        // What was kept is offered.
        computer.run(&["--plain", "12345"], "restore\nheaders\n\nquit\nkeep\n", None);
    }
    computer.answers(answer("422 No", "", "{}"));
    let (code, said) = ask("review\nyes\nquit\nkeep\n", None);
    assert_eq!(code, Some(0), "{said}");
    let state = computer.written.path().join("state");
    assert!(!found_in_folder(&state, &name()).is_empty(), "nothing was kept that could be searched");
    #[cfg(debug_assertions)]
    assert_eq!(ask("review\nyes\n", Some("save")).0, Some(101));
    computer.was_looked_at();
}

#[test]
fn a_value_that_is_typed_gets_nowhere_but_to_the_server() {
    let computer = Computer::new();
    let terminal = computer.start(&["set", "12345", "headers.Authorization.value=@-"]);
    terminal.wait_for("which is not shown while you type:");
    terminal.keys(&format!("{VALUE}<Left><Enter>"));
    terminal.wait_for("Send this? Type yes to do it:");
    computer.answers(careless().swap_remove(4));
    terminal.keys("yes<Enter>");
    assert_eq!(terminal.wait_exit(), 1);
    computer.nothing_got_out(&terminal.raw());

    let terminal = computer.start(&["--plain", "12345"]);
    terminal.wait_for("Can be said here");
    terminal.keys(&format!("name<Enter>{NAME}<Enter>"));
    terminal.wait_for("1 change is unsent.");
    terminal.keys("headers<Enter>");
    terminal.wait_for("is done.");
    terminal.keys("1 value<Enter>");
    terminal.wait_for("It is not shown while you type.");
    // Of a paste of two lines neither is shown.
    terminal.paste(&format!("{VALUE}\n{VALUE}\n"));
    terminal.wait_for("typed and not shown");
    let line = fs::read(format!("/proc/{}/cmdline", terminal.pid())).unwrap();
    assert_eq!(found_in(&line, &secrets()), [""; 0]);
    computer.answers(careless().swap_remove(4));
    terminal.keys("<Enter>");
    terminal.wait_for("2 changes are unsent.");
    terminal.keys("review<Enter>");
    terminal.wait_for("yes, to send");
    terminal.keys("yes<Enter>");
    terminal.wait_for("It did not work.");
    terminal.signal("TERM");
    assert_eq!(terminal.wait_exit(), 143);
    computer.nothing_got_out(&terminal.raw());
    assert!(!found_in(&terminal.raw(), &name()).is_empty(), "the terminal's bytes were not searched");
    computer.was_looked_at();
}
