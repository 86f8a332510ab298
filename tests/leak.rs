//! Nothing that is secret gets out: the built program in a real terminal, with a known token and known header values, set
//! against a server that repeats them in everything it says; then all that it wrote anywhere is searched for them.
//!
//! `/proc/<pid>/environ` of the program holds the token, since that is how it is given; nothing is said about it here. While
//! a value is shown with ctrl-r it is on the screen; nothing is shown in these runs. The log file, as talkative as it gets, lies
//! among what is searched.

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
use std::sync::Arc;
use tempfile::TempDir;
use terminal::{Program, Terminal};

/// Given in the environment.
const TOKEN: &str = "dG9rZW4/of+the=leak&tests";
/// A header value that is typed, key by key.
const TYPED: &str = "typ3d-hush-hush-0042";
/// A header value that is pasted, with what JSON and addresses write in another way.
const PASTED: &str = "p4sted/\"glue\"+50%=\\end";
/// Something that is no secret and does get out: the search finds it.
const NAME: &str = "n0-secret-at-all";

/// On the screen as soon as a connector is open.
const OPEN: &str = "r revert  u undo  t draft/live";
const FAILED: &str = "It did not work";

fn secrets() -> Vec<Secret> {
    [("the token", TOKEN), ("the typed value", TYPED), ("the pasted value", PASTED)]
        .map(|(name, text)| Secret::new(name, text))
        .into()
}

/// A person's computer: folders that the program may write to, and nothing in them.
struct Computer {
    folder: TempDir,
    server: Server,
    between: Between,
}

impl Computer {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "state", "tmp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let server = Server::start(&["--token", TOKEN]);
        let between = Between::start();
        between.stand_before(&server.url());
        Self { folder, server, between }
    }

    fn start(&self) -> Terminal {
        let at = |name| self.folder.path().join(name);
        Program::new(env!("CARGO_BIN_EXE_patchpanel"))
            .args(["--base-url", &self.between.url(), "12345", "--log-level", "debug", "--log-file"])
            .args([at("talk.log")])
            .env("INTERCOM_ACCESS_TOKEN", TOKEN)
            .env("XDG_STATE_HOME", at("state"))
            .env("TMPDIR", at("tmp"))
            .env("RUST_BACKTRACE", "full")
            .env("RUST_LOG", "trace")
            .env("PATCHPANEL_PANIC_ON_F12", "1")
            .home(&at("home"))
            .start()
    }

    /// Fails if a secret is anywhere that the program wrote to; the name must be there, or nothing was looked at.
    #[track_caller]
    fn nothing_got_out(&self, terminal: &Terminal) {
        let raw = terminal.raw();
        let mut found = found_in(&raw, &secrets());
        let on_a_screen = |secret: &Secret| {
            terminal.first(|screen| {
                !found_in(screen.contents().as_bytes(), std::slice::from_ref(secret)).is_empty()
            })
        };
        found.extend(
            secrets()
                .iter()
                .filter(|it| on_a_screen(it).is_some())
                .map(|it| format!("{} on a screen", it.name)),
        );
        found.extend(found_in_folder(self.folder.path(), &secrets()));
        for copy in copies(&raw) {
            found.extend(found_in(&copy, &secrets()).into_iter().map(|it| format!("{it} in a copy")));
        }
        assert!(found.is_empty(), "{found:#?}");
        let log = fs::read_to_string(self.folder.path().join("talk.log")).unwrap();
        assert!(log.contains("GET /data_connectors/12345") && log.contains("debug"), "{log}");
        let name = [Secret::new("the name", NAME)];
        assert!(!found_in(&raw, &name).is_empty(), "the terminal's bytes were not searched");
    }
}

/// What went to the terminal's clipboard.
fn copies(raw: &[u8]) -> Vec<Vec<u8>> {
    use base64::Engine as _;
    let text = String::from_utf8_lossy(raw);
    let payloads = text.split("\u{1b}]52;c;").skip(1).filter_map(|rest| rest.split('\u{7}').next());
    payloads.map(|it| base64::engine::general_purpose::STANDARD.decode(it).unwrap()).collect()
}

/// Takes everything out that can be taken out: copies, a file, the page before a copy of the connector is made.
fn take_out(terminal: &Terminal, computer: &Computer) {
    terminal.keys("<Enter>ly");
    terminal.wait_for("there is nothing here that can be copied");
    terminal.keys("Y");
    terminal.wait_for("Copied Headers");
    terminal.keys("<Esc><S-Tab>y");
    terminal.wait_for("Copied what would be sent");
    terminal.keys("<Esc>");
    terminal.wait_for(OPEN);
    terminal.keys("D");
    terminal.answer("A copy of this connector", "<Enter>");
    terminal.wait_for("What goes out, once");
    terminal.keys("<Esc>");
    terminal.wait_for(OPEN);
    terminal.keys("p");
    terminal.wait_for("copy curl");
    terminal.keys("y");
    terminal.wait_for("Copied the curl command");
    terminal.keys("<Esc>");
    terminal.wait_for(OPEN);
    terminal.keys("w");
    terminal.wait_for("Findings");
    terminal.keys("<Esc>");
    terminal.wait_for(OPEN);
    let file = computer.folder.path().join("home/taken-out.json");
    terminal.keys(&format!("x<C-u>{}", file.display()));
    terminal.answer("taken-out.json", "<Enter>");
    terminal.wait_for("Written to");
    assert!(!found_in(&fs::read(file).unwrap(), &[Secret::new("the name", NAME)]).is_empty());
    assert!(copies(&terminal.raw()).len() >= 3, "nothing was copied");
}

/// What can be seen of a running program from outside, but for its environment.
#[track_caller]
fn seen_from_outside(terminal: &Terminal) {
    let process = format!("/proc/{}", terminal.pid());
    let arguments = fs::read(format!("{process}/cmdline")).unwrap();
    assert!(!found_in(&arguments, &[Secret::new("an argument", "--base-url")]).is_empty());
    assert_eq!(found_in(&arguments, &secrets()), [""; 0]);
    for task in fs::read_dir(format!("{process}/task")).unwrap() {
        let children = fs::read_to_string(task.unwrap().path().join("children"));
        assert_eq!(children.unwrap_or_default(), "", "it has children, which have its environment");
    }
}

/// Every secret in one sentence, as a careless server repeats what it was sent.
fn echo() -> String {
    format!("You sent Authorization: Bearer {TOKEN} and {TYPED} and {PASTED}.")
}

/// An error envelope that repeats the secrets in each of its texts.
fn envelope() -> String {
    let data = json!({"required_permissions": [TOKEN, TYPED, PASTED]});
    json!({"type": "error.list", "request_id": format!("{TYPED} {TOKEN} {PASTED}"), "errors": [
        {"code": PASTED, "message": echo(), "field": TYPED, "data": data},
        {"code": TOKEN, "message": format!("Headers {TYPED} is invalid"), "field": "headers", "data": data},
    ]})
    .to_string()
}

/// What the server says to a PATCH, one after the other.
fn answers() -> Vec<Vec<u8>> {
    let id = format!("x-request-id: {TOKEN}-{TYPED}\r\n");
    let away = |place: &str| {
        typed_answer(
            "302 Found",
            &format!("location: {place}\r\n{id}"),
            format!("<a href=\"{place}\">{}</a>", echo()),
        )
    };
    let mut answers: Vec<Vec<u8>> = [
        "400 Bad", "401 No", "403 No", "404 No", "409 No", "413 No", "418 Tea", "422 No", "429 Slow",
        "500 Oops",
    ]
    .iter()
    .map(|status| answer(status, &id, envelope()))
    .collect();
    answers.extend([
        answer(
            "422 No",
            &id,
            json!({"type": "error.list", "errors": [{"message": echo().repeat(9)}]}).to_string(),
        ),
        answer("200 OK", &id, envelope()),
        answer("200 OK", &id, json!([echo()]).to_string()),
        answer("200 OK", &id, json!({"id": TYPED, "name": echo()}).to_string()),
        answer("200 OK", &id, format!("{{\"name\": \"{TYPED} {TOKEN}")),
        typed_answer("200 OK", &id, format!("<html>{}", echo())),
        typed_answer("502 Bad Gateway", &id, format!("<html>{}", echo())),
        away(&format!("http://{TOKEN}@localhost/{TYPED}?token={TOKEN}")),
        away(&format!("https://{TYPED}.example/")),
        echo().into_bytes(),
        Vec::new(),
    ]);
    answers
}

/// Opens whatever tells of a failure or of what was typed, and closes it again.
fn look_around(terminal: &Terminal, failed: bool) {
    for (key, sign) in
        [("f", FAILED), ("?", " Help "), ("H", " History "), ("v", " Compare "), ("s", " Review ")]
    {
        if key != "f" || failed {
            terminal.keys(key);
            shows(terminal, &[sign], &[OPEN]);
            terminal.keys("<Esc>");
            terminal.wait_for(OPEN);
        }
    }
}

/// Waits until all of these stand on the screen, and none of those. The footer is drawn last: where it has changed, the
/// frame is whole.
#[track_caller]
fn shows(terminal: &Terminal, these: &[&str], not_those: &[&str]) {
    terminal.wait_until(|screen| {
        let text = screen.contents();
        these.iter().all(|it| text.contains(it)) && !not_those.iter().any(|it| text.contains(it))
    });
}

/// Types a name and two header values, one key by key and one in a paste, and drives the program through the answers.
fn through_every_failure(computer: &Computer) -> Terminal {
    let terminal = computer.start();
    terminal.wait_for(OPEN);
    terminal.keys(&format!("<Enter> {NAME}<Esc>jjjjj<Enter>l<Enter>{TYPED}<Enter>"));
    terminal.wait_for("✎ 2 changes");
    terminal.keys("aX-Two<Tab>");
    terminal.wait_for("Value of X-Two · editing");
    terminal.paste(PASTED);
    terminal.wait_for(&"•".repeat(PASTED.chars().count()));
    terminal.keys("<Enter><Esc>");
    terminal.wait_for(OPEN);
    seen_from_outside(&terminal);
    look_around(&terminal, false);
    take_out(&terminal, computer);
    for bytes in answers() {
        computer.between.suffer(Fault {
            method: "PATCH",
            path: "/data_connectors/12345".to_owned(),
            times: 1,
            reaches: false,
            then: Then::Says(bytes),
        });
        terminal.keys("<C-s>");
        terminal.answer("enter send", "<Enter>");
        shows(&terminal, &[FAILED, OPEN], &[]);
        look_around(&terminal, true);
        terminal.keys("<Esc>");
        shows(&terminal, &[OPEN], &[FAILED]);
    }
    // The same for readings, which come back with the values in place of the dots as well.
    for status in ["401 No", "403 No", "404 No"] {
        computer.between.suffer(Fault {
            method: "GET",
            path: "/data_connectors/12345".to_owned(),
            times: 2,
            reaches: false,
            then: Then::Says(answer(status, "", envelope())),
        });
        terminal.keys("<C-r>");
        shows(&terminal, &[FAILED, OPEN], &[]);
        look_around(&terminal, true);
        terminal.keys("<Esc>");
        shows(&terminal, &[OPEN], &[FAILED]);
    }
    let bare: between::Makes = Arc::new(|body| {
        let mut json: serde_json::Value = serde_json::from_slice(body).unwrap();
        json["headers"] = json!([{"name": "Authorization", "value": TYPED}]);
        answer("200 OK", "", json.to_string())
    });
    computer.between.suffer(Fault {
        method: "GET",
        path: "/data_connectors/12345".to_owned(),
        times: 2,
        reaches: true,
        then: Then::Makes(bare),
    });
    terminal.keys("<C-r>");
    terminal.wait_for("Read again");
    look_around(&terminal, false);
    seen_from_outside(&terminal);
    assert_eq!(computer.server.connector("12345", TOKEN)["name"], "Order Status Service");
    terminal
}

#[test]
fn nothing_secret_gets_out_when_it_is_kept_for_later_and_taken_up_again() {
    let computer = Computer::new();
    let terminal = through_every_failure(&computer);
    terminal.keys("q");
    terminal.wait_for("keep for later");
    terminal.keys("k");
    assert_eq!(terminal.wait_exit(), 0);
    computer.nothing_got_out(&terminal);
    assert!(
        !found_in_folder(&computer.folder.path().join("state"), &[Secret::new("the name", NAME)]).is_empty()
    );

    let terminal = computer.start();
    terminal.wait_for(NAME);
    seen_from_outside(&terminal);
    terminal.signal("TERM");
    assert_eq!(terminal.wait_exit(), 143);
    computer.nothing_got_out(&terminal);
}

#[test]
#[cfg(debug_assertions)]
fn nothing_secret_gets_out_by_a_bug() {
    let computer = Computer::new();
    let terminal = through_every_failure(&computer);
    // In the middle of a masked text, so that it is in the hands of many.
    terminal.keys("<Enter>l<Enter>");
    terminal.wait_for("editing");
    terminal.keys("<F12>");
    assert_eq!(terminal.wait_exit(), 101);
    computer.nothing_got_out(&terminal);
}

#[test]
fn nothing_secret_gets_out_when_it_is_ended_during_a_send() {
    for (signal, code) in [("TERM", 143), ("KILL", 137)] {
        let computer = Computer::new();
        let terminal = through_every_failure(&computer);
        computer.between.suffer(Fault {
            method: "PATCH",
            path: "/data_connectors/12345".to_owned(),
            times: 1,
            reaches: false,
            then: Then::Hangs(
                format!("HTTP/1.1 200 OK\r\nx-request-id: {TOKEN}\r\n\r\n{TYPED}").into_bytes(),
            ),
        });
        let before = computer.between.count("PATCH", "");
        terminal.keys("<C-s>");
        terminal.answer("enter send", "<Enter>");
        computer.between.wait_for("PATCH", "", before + 1);
        seen_from_outside(&terminal);
        terminal.signal(signal);
        assert_eq!(terminal.wait_exit(), code);
        computer.nothing_got_out(&terminal);
    }
}

/// The search itself: what it is for, it finds.
#[test]
fn the_search_finds_what_is_planted() {
    for secret in [TOKEN, TYPED, PASTED] {
        let hidden = Secret::new("it", secret);
        let json = serde_json::to_string(secret).unwrap();
        let (first, last) = secret.split_at(12);
        let drawn = format!("\u{1b}[1;1H\u{1b}[38;5;7m{first}\u{1b}[0m \u{1b}[2;1H│ {last} │");
        let wrapped = format!("│ words {first} │\r\n│ {last} words │");
        let cut = format!("{}…", &secret[..11]);
        for text in [secret, &json, &drawn, &wrapped, &cut, &secret.to_lowercase()] {
            let planted = format!("{{\"some\": \"text before {text} and after\"}}");
            assert!(!found_in(planted.as_bytes(), std::slice::from_ref(&hidden)).is_empty(), "{text:?}");
        }
        assert_eq!(found_in(b"nothing of that kind", std::slice::from_ref(&hidden)), [""; 0]);
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(found_in_folder(folder.path(), std::slice::from_ref(&hidden)), [""; 0]);
        fs::create_dir(folder.path().join("deep")).unwrap();
        fs::write(folder.path().join("deep/file"), format!("\0\u{ff}{secret}")).unwrap();
        assert!(!found_in_folder(folder.path(), std::slice::from_ref(&hidden)).is_empty());
    }
    let token = [Secret::new("the token", TOKEN)];
    for planted in [
        "dG9rZW4%2Fof%2Bthe%3Dleak%26tests",
        "dG9rZW4%2fof%2bthe%3dleak%26tests",
        "ZEc5clpXNC9vZit0aGU9bGVhayZ0ZXN0cw==",
    ] {
        assert!(!found_in(planted.as_bytes(), &token).is_empty(), "{planted}");
    }
    assert!(found_in_folder(&tempfile::tempdir().unwrap().path().join("."), &token).is_empty());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(TYPED), "").unwrap();
    assert!(!found_in_folder(folder.path(), &[Secret::new("a name", TYPED)]).is_empty());
}
