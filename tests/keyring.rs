//! The built program and a keyring: what `login` puts there and when, who gets it, what `logout` leaves, and what is said
//! where the keyring is locked or does not do what it should. The token is in nothing that is said (`Said` looks).

#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "it stands outside the program")]

#[path = "support/bus.rs"]
pub mod bus;
#[path = "support/computer.rs"]
pub mod computer;
#[path = "support/keyring.rs"]
pub mod keyring;
#[path = "support/server.rs"]
pub mod server;
#[path = "support/terminal.rs"]
pub mod terminal;

use computer::{Computer, Said, TOKEN};
use keyring::{Keyring, Person, Trouble};
use server::Server;
use std::collections::BTreeMap;
use std::fs;
use terminal::{Program, Terminal};

/// A person's desk: a computer whose config names a workspace, and a keyring.
struct Desk {
    computer: Computer,
    keyring: Keyring,
    server: Server,
}

impl Desk {
    /// The token is looked for in the keyring and nowhere else.
    fn new() -> Self {
        Self::with("token = \"keyring\"\n[profile.other]\nread_only = true\n")
    }

    fn with(config: &str) -> Self {
        let (computer, server) = (Computer::new(), Server::start(&["--token", TOKEN]));
        computer.config(&format!("base_url = {:?}\n{config}", server.url()));
        Self { computer, keyring: Keyring::new(), server }
    }

    fn run(&self, line: &str) -> Said {
        Said::by(self.keyring.beside(&mut self.computer.command(line)))
    }

    /// `login`, with this piped in.
    fn login(&self, more: &str, token: &str) -> Said {
        let mut command = self.computer.command(&format!("login {more}"));
        Said::when_given(self.keyring.beside(&mut command), token)
    }

    /// `login` in a terminal, asking.
    fn login_typed(&self) -> Terminal {
        let program =
            Program::new(env!("CARGO_BIN_EXE_patchpanel")).args(["login", "--base-url", &self.server.url()]);
        let terminal = program.env("DBUS_SESSION_BUS_ADDRESS", self.keyring.address()).start();
        terminal.wait_for("Access token for 127.0.0.1");
        terminal
    }

    /// With a token in it.
    fn logged_in() -> Self {
        let desk = Self::new();
        desk.login("", TOKEN).ends(0, &["is stored"]);
        desk.keyring.state().calls.clear();
        desk
    }

    /// The name under which it lies there.
    fn account(&self) -> String {
        format!("127.0.0.1:{}", self.server.port())
    }

    fn secrets(&self) -> Vec<String> {
        self.keyring.state().items.iter().map(|item| item.secret.clone()).collect()
    }
}

#[test]
fn a_token_is_stored_only_after_the_workspace_accepted_it() {
    let desk = Desk::new();
    let log = desk.computer.at("pp.log");
    let logged = format!("--log-level debug --log-file {}", log.display());
    let refused = desk.login(&logged, "another-token-0042\n");
    refused.ends(1, &["nothing was stored: 127.0.0.1 did not accept the token. Copy it again"]);
    assert!(fs::read_to_string(&log).unwrap().contains("GET /me: 401"));
    assert!(!refused.talk.contains("another-token"), "{refused:?}");
    for (piped, why) in [
        (String::new(), "nothing was stored: "),
        ("two words\n".to_owned(), "nothing was stored: "),
        ("x".repeat(5000), "nothing was stored: standard input is longer than any token"),
    ] {
        let said = desk.login("", &piped);
        said.ends(1, &[why]);
        assert!(!said.talk.contains("words") && !said.talk.contains("xxx"), "{said:?}");
    }
    {
        let state = desk.keyring.state();
        assert!(state.items.is_empty() && !state.heard("CreateItem") && !state.heard("Unlock"), "{state:?}");
    }
    let account = desk.account();
    let stored = format!("the token of Acme Support (US) is stored in the keyring, as {account}.\n");
    desk.login(&logged, &format!("  {TOKEN}\n")).ends(0, &[&stored]);
    let log = fs::read_to_string(&log).unwrap();
    assert!(log.contains("GET /me: 200") && !log.contains(TOKEN) && !log.contains("another-token"), "{log}");
    let state = desk.keyring.state();
    let [item] = state.items.as_slice() else { unreachable!("{state:?}") };
    assert_eq!((item.secret.as_str(), item.kind.as_str()), (TOKEN, "text/plain"));
    assert_eq!(item.label, format!("patchpanel: {account}"));
    let attributes = [("service", "patchpanel"), ("username", account.as_str())];
    assert_eq!(item.attributes, BTreeMap::from(attributes.map(|(a, b)| (a.to_owned(), b.to_owned()))));
}

#[test]
fn a_workspace_that_cannot_be_asked_has_accepted_nothing() {
    let Desk { computer, keyring, server } = Desk::new();
    drop(server);
    let said = Said::when_given(keyring.beside(&mut computer.command("login")), TOKEN);
    said.ends(1, &["nothing was stored: "]);
    assert!(!keyring.state().heard("CreateItem"));
}

#[test]
fn the_stored_token_is_used_and_only_where_it_came_from_is_told() {
    let desk = Desk::logged_in();
    desk.run("list").ends(0, &["Order Status Service"]);
    let from = format!("token         from the keyring, as {}", desk.account());
    desk.run("doctor").ends(0, &[&from, "127.0.0.1 answered in"]);
    assert!(!desk.keyring.state().heard("Prompt"), "nobody was asked");
    let log = desk.computer.at("pp.log");
    desk.run(&format!("show 12345 --log-level debug --log-file {}", log.display())).ends(0, &[]);
    assert!(!fs::read_to_string(log).unwrap().contains(TOKEN));
    // A variable comes first where the config names no source; the keyring is not even asked then.
    let desk = Desk::with("");
    let mut command = desk.computer.command("list");
    Said::by(desk.keyring.beside(&mut command).env("INTERCOM_ACCESS_TOKEN", TOKEN))
        .ends(0, &["Order Status"]);
    assert_eq!(desk.keyring.state().calls, [""; 0]);
    let mut command = desk.computer.command("login");
    let command = desk.keyring.beside(&mut command).env("INTERCOM_ACCESS_TOKEN", TOKEN);
    Said::when_given(command, TOKEN).ends(0, &["It is not used while INTERCOM_ACCESS_TOKEN is set"]);
    desk.run("list").ends(0, &["Order Status Service"]);
}

#[test]
fn a_token_takes_the_place_of_its_own_forerunner_and_of_no_other() {
    let desk = Desk::logged_in();
    desk.run("list --profile other").ends(2, &["as other@127.0.0.1"]);
    desk.login("--profile other", TOKEN).ends(0, &["as other@127.0.0.1"]);
    desk.keyring.state().items.iter_mut().for_each(|item| item.secret = "an-older-one-0042".to_owned());
    desk.run("list").ends(1, &["not accepted"]);
    desk.login("", TOKEN).ends(0, &["is stored"]);
    assert_eq!(desk.secrets(), ["an-older-one-0042", TOKEN]);
    desk.run("logout").ends(0, &["is removed"]);
    assert_eq!(desk.secrets(), ["an-older-one-0042"]);
}

#[test]
fn logout_removes_the_token_and_says_when_there_was_none() {
    let desk = Desk::logged_in();
    let account = desk.account();
    let removed = format!("the token of {account} is removed from the keyring. In Intercom it is as valid");
    desk.run("logout").ends(0, &[&removed]);
    assert!(desk.keyring.state().items.is_empty());
    let missing =
        format!("there is no access token in the keyring as {account}. patchpanel login stores one");
    desk.run("list").ends(2, &[&missing]);
    desk.run("doctor").ends(1, &["! trouble  token", &missing]);
    desk.run("logout").ends(0, &[&format!("there was no token of {account} in the keyring.")]);
}

#[test]
fn a_locked_keyring_is_used_once_the_person_has_unlocked_it() {
    let desk = Desk::new();
    desk.keyring.state().person = Person::Agrees;
    let run = |line: &str, said: &str| {
        desk.keyring.state().locked = true;
        desk.keyring.state().calls.clear();
        (if line == "login" { desk.login("", TOKEN) } else { desk.run(line) }).ends(0, &[said]);
        let state = desk.keyring.state();
        assert!(state.heard("Prompt") && !state.locked, "{line}: {state:?}");
    };
    run("login", "is stored in the keyring");
    assert_eq!(desk.secrets(), [TOKEN]);
    run("list", "Order Status Service");
    run("logout", "is removed from the keyring");
    assert!(desk.secrets().is_empty());
}

#[test]
fn a_keyring_that_stays_locked_is_told_and_left_as_it_was() {
    for person in [Person::TurnsAway, Person::LocksAgain] {
        let desk = Desk::new();
        let lock = || {
            let mut state = desk.keyring.state();
            (state.person, state.locked) = (person, true);
        };
        lock();
        let locked = "the keyring stayed locked. Unlock it and start again";
        desk.login("", TOKEN).ends(1, &[&format!("nothing was stored: {locked}, or give the token in")]);
        assert!(desk.secrets().is_empty());
        desk.keyring.state().locked = false;
        desk.login("", TOKEN).ends(0, &["is stored"]);
        lock();
        desk.run("list").ends(2, &[locked, "INTERCOM_ACCESS_TOKEN"]);
        desk.run("doctor").ends(1, &["! trouble  token", locked]);
        desk.run("logout").ends(1, &[&format!("the token may still be there: {locked}.\n")]);
        assert_eq!(desk.secrets(), [TOKEN]);
    }
}

#[test]
fn a_keyring_that_asks_at_each_change_is_waited_for() {
    let desk = Desk::new();
    let person = |person| {
        let mut state = desk.keyring.state();
        (state.person, state.confirms) = (person, true);
    };
    person(Person::TurnsAway);
    desk.login("", TOKEN).ends(1, &["nothing was stored: the keyring stayed locked"]);
    person(Person::Agrees);
    desk.login("", TOKEN).ends(0, &["is stored"]);
    assert_eq!(desk.secrets(), [TOKEN]);
    person(Person::TurnsAway);
    desk.run("logout").ends(1, &["the token may still be there: the keyring stayed locked"]);
    assert_eq!(desk.secrets(), [TOKEN]);
    person(Person::Agrees);
    desk.run("logout").ends(0, &["is removed"]);
    assert!(desk.secrets().is_empty());
}

#[test]
fn a_keyring_that_was_never_set_up_is_made_by_the_person_or_not_at_all() {
    let desk = Desk::new();
    desk.keyring.state().there = false;
    desk.login("", TOKEN).ends(1, &["nothing was stored: the keyring stayed locked"]);
    assert!(!desk.keyring.state().there && desk.secrets().is_empty());
    desk.keyring.state().person = Person::Agrees;
    desk.login("", TOKEN).ends(0, &["is stored"]);
    assert!(desk.keyring.state().there);
    assert_eq!(desk.secrets(), [TOKEN]);
}

/// What is said of each kind of trouble, wherever it comes up.
fn troubles() -> [(Trouble, &'static str); 3] {
    // A keyring in trouble may say in its own words what it was given.
    let own = format!("cannot store {TOKEN}");
    [
        (
            Trouble::Error("org.freedesktop.DBus.Error.Failed", own),
            "it answered org.freedesktop.DBus.Error.Failed",
        ),
        (Trouble::Nonsense, "it could not be understood"),
        (Trouble::HangsUp, "the connection to it broke off"),
    ]
}

#[test]
fn whatever_goes_wrong_while_logging_in_is_told_in_a_sentence_and_nothing_is_stored() {
    let desk = Desk::new();
    for at in ["OpenSession", "ReadAlias", "Unlock", "CreateItem"] {
        for (trouble, why) in troubles() {
            desk.keyring.state().trouble = Some((at, trouble));
            let said = desk.login("", TOKEN);
            said.ends(1, &[&format!("the keyring could not be used: {why}. The token can be given in")]);
            assert_eq!(said.talk.lines().count(), 1, "{at}: {said:?}");
            let open = said.talk.contains("it is not certain that the token was stored");
            assert_eq!(open, at != "OpenSession", "{at}: {said:?}");
        }
    }
    // The bus itself.
    for (trouble, _) in troubles() {
        desk.keyring.state().trouble = Some(("Hello", trouble));
        desk.login("", TOKEN).ends(1, &["there is no keyring here (there is no session bus)"]);
    }
    let none = Trouble::Error("org.freedesktop.DBus.Error.Spawn.ServiceNotFound", String::new());
    desk.keyring.state().trouble = Some(("OpenSession", none));
    desk.login("", TOKEN).ends(1, &["there is no keyring here (nothing on the session bus offers one)"]);
    assert!(desk.secrets().is_empty());
}

#[test]
fn whatever_goes_wrong_later_is_told_in_a_sentence_and_the_token_stays() {
    let desk = Desk::logged_in();
    for at in ["OpenSession", "SearchItems", "GetSecrets", "Delete"] {
        for (trouble, why) in troubles() {
            desk.keyring.state().trouble = Some((at, trouble));
            let why = format!("the keyring could not be used: {why}.");
            if at != "Delete" {
                desk.run("list").ends(2, &[&why]);
            }
            if at != "GetSecrets" {
                desk.run("logout").ends(1, &[&format!("the token may still be there: {why}\n")]);
            }
        }
    }
    assert_eq!(desk.secrets(), [TOKEN]);
}

#[test]
fn a_keyring_that_says_nothing_is_not_waited_for_without_end() {
    let asked = |at, line: &str, code, why: &str| {
        let desk = Desk::logged_in();
        desk.keyring.state().trouble = Some((at, Trouble::SaysNothing));
        (if line == "login" { desk.login("", TOKEN) } else { desk.run(line) }).ends(code, &[why]);
        assert_eq!(desk.secrets(), [TOKEN]);
    };
    let silent = "the keyring could not be used: it did not answer.";
    // The limit is 15 s, so all wait at once.
    std::thread::scope(|scope| {
        scope.spawn(|| asked("GetSecrets", "list", 2, silent));
        scope.spawn(|| asked("Delete", "logout", 1, silent));
        scope.spawn(|| asked("CreateItem", "login", 1, silent));
        asked("Hello", "list", 2, "there is no keyring here (the session bus does not answer)");
    });
}

#[test]
fn a_keyring_that_goes_away_while_it_asks_is_not_waited_for() {
    let desk = Desk::logged_in();
    let away = |person, trouble| {
        let mut state = desk.keyring.state();
        (state.locked, state.person, state.trouble) = (true, person, trouble);
    };
    for trouble in [None, Some(("Prompt", Trouble::HangsUp))] {
        away(Person::GoesAway, trouble);
        let why = "the keyring could not be used: the connection to it broke off.";
        desk.run("list").ends(2, &[why]);
        desk.run("logout").ends(1, &[why]);
        desk.login("", TOKEN).ends(1, &[why]);
    }
    assert_eq!(desk.secrets(), [TOKEN]);
}

#[test]
fn a_token_that_is_typed_is_stored_and_shown_nowhere() {
    let desk = Desk::new();
    let terminal = desk.login_typed();
    terminal.keys(&format!("wrong<C-u>{TOKEN}"));
    terminal.keys("<Enter>");
    terminal.wait_for("is stored in the keyring");
    assert_eq!(terminal.wait_exit(), 0);
    assert_eq!(desk.secrets(), [TOKEN]);
    assert!(!terminal.screen().contains(&TOKEN[..6]) && !terminal.screen().contains("wrong"));
    assert_eq!(terminal.settings(), terminal.settings_found());
}

#[test]
fn a_login_that_is_called_off_or_ended_stores_nothing_and_gives_the_terminal_back() {
    for signal in [None, Some("TERM"), Some("HUP")] {
        let desk = Desk::new();
        let terminal = desk.login_typed();
        terminal.keys(&TOKEN[..9]);
        let said = match signal {
            None => {
                terminal.keys("<C-c>");
                "nothing was stored: it was called off"
            }
            Some(signal) => {
                terminal.signal(signal);
                "nothing was stored: it was ended from outside"
            }
        };
        terminal.wait_for(said);
        assert_eq!(terminal.wait_exit(), 1, "{signal:?}");
        assert_eq!(terminal.settings(), terminal.settings_found(), "{signal:?}");
        assert!(!terminal.screen().contains(&TOKEN[..6]));
        assert!(desk.secrets().is_empty());
    }
}
