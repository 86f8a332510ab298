//! The built program in a real terminal: what it shows, what it sends, and how it leaves the terminal.
//!
//! Nothing here sleeps. A wait ends when the screen is as described, or fails at its deadline with the whole screen.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

#[path = "support/server.rs"]
pub mod server;
#[path = "support/terminal.rs"]
pub mod terminal;

use std::io::Read as _;
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use server::Server;
use terminal::{DEADLINE, Program, Terminal};

const PATCHPANEL: &str = env!("CARGO_BIN_EXE_patchpanel");

/// The token of these tests; it must show nowhere.
const TOKEN: &str = "dG9rZW4-of-the-pty-tests";

/// On the screen as soon as a connector is open: a part of the footer, which is drawn last.
const OPEN: &str = "r revert  u undo  t draft/live";

/// A server that takes [`TOKEN`].
fn server() -> Server {
    Server::start(&["--token", TOKEN])
}

fn program(server: &Server) -> Program {
    Program::new(PATCHPANEL).args(["--base-url", &server.url()]).env("INTERCOM_ACCESS_TOKEN", TOKEN)
}

fn demo() -> Program {
    Program::new(PATCHPANEL).args(["--demo"])
}

/// A connector of the sample that nothing uses, with four data inputs, in draft.
fn at_the_slots(program: Program) -> Terminal {
    let terminal = program.args(["12356"]).start();
    terminal.read(OPEN);
    terminal
}

/// Opens the review and sends what it shows.
#[track_caller]
fn send(terminal: &Terminal, sent: &str) {
    // All of it is seen first.
    terminal.keys("<C-s>");
    terminal.wait_for(" Review ");
    terminal.keys("G");
    terminal.answer("enter send", "<Enter>");
    terminal.read(sent);
}

#[track_caller]
fn ends_well(terminal: &Terminal) {
    assert_eq!(terminal.wait_exit(), 0);
    left_as_found(terminal);
    assert_eq!(terminal.screen(), "", "a good end says nothing");
}

#[track_caller]
fn left_as_found(terminal: &Terminal) {
    assert_eq!(terminal.modes_left_on(), [""; 0]);
    assert_eq!(terminal.settings(), terminal.settings_found());
    assert!(!terminal.settings().is_empty());
}

/// Whether these bytes were written one after the other.
fn wrote(terminal: &Terminal, bytes: &str) -> bool {
    contains(&terminal.raw(), bytes.as_bytes())
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

/// What was written after the alternate screen was left.
fn last_words(terminal: &Terminal) -> String {
    let raw = terminal.raw();
    let leaving = b"\x1b[?1049l";
    let at = raw.windows(leaving.len()).rposition(|window| window == leaving).expect("it was left");
    String::from_utf8_lossy(&raw[at + leaving.len()..]).into_owned()
}

// The main story.

#[test]
fn a_connector_is_edited_reviewed_sent_and_another_flipped() {
    let server = server();
    let terminal = program(&server).start();
    terminal.wait_for("Order Status Service");
    terminal.wait_for("Acme Support · US");
    assert!(terminal.look(vt100::Screen::alternate_screen));
    assert!(terminal.look(vt100::Screen::bracketed_paste));
    assert_ne!(terminal.settings(), terminal.settings_found());
    terminal.keys("<Enter>");
    terminal.wait_for(OPEN);
    terminal.wait_for("no changes");

    // The name; the URL; the description of the first data input.
    terminal.keys("<Enter> (EU)<Esc>");
    terminal.wait_for("✎ 1 change");
    terminal.keys("jjjj<Enter>?v=2<Enter>");
    terminal.wait_for("✎ 2 changes");
    terminal.keys("jjj<Enter>llll<Enter>, as printed<Enter><Esc>");
    terminal.wait_for("✎ 3 changes");
    let before = server.connector("12345", TOKEN);
    assert_eq!(before["name"], "Order Status Service", "nothing goes out before it is sent");

    terminal.keys("s");
    terminal.wait_for("+ Order Status Service (EU)");
    terminal.keys("G");
    terminal.answer("enter send", "<Enter>");
    terminal.wait_for("✓ Sent:");
    terminal.read("no changes");
    let after = server.connector("12345", TOKEN);
    assert_eq!(after["name"], "Order Status Service (EU)");
    assert_eq!(after["url"], "https://api.example.com/orders/{{order_id}}/status?v=2");
    assert_eq!(after["data_inputs"][0]["description"], "The number of the order, such as A-1042, as printed");
    let mut expected = before;
    for key in ["name", "url", "data_inputs", "updated_at", "updated_by_admin_id"] {
        expected[key] = after[key].clone();
    }
    assert_eq!(expected, after, "nothing else moved");

    // The flip, of one that no workflow uses.
    terminal.keys("<Esc>/fraud<Enter>");
    terminal.wait_for("○ DRAFT");
    terminal.wait_for("#12360");
    terminal.keys("t");
    terminal.wait_for("set the state");
    assert_eq!(server.connector("12360", TOKEN)["state"], "draft");
    terminal.keys("<Enter>");
    terminal.answer("set the state", "y");
    terminal.wait_for("Fraud check is now live");
    terminal.read("● LIVE");
    assert_eq!(server.connector("12360", TOKEN)["state"], "live");

    terminal.keys("q");
    ends_well(&terminal);
}

/// A plain console has no alternate screen: what the shell printed must not show between the lines of ours.
#[test]
fn what_stood_on_the_screen_is_cleared_before_the_first_frame() {
    let terminal = demo().start();
    terminal.wait_for("Order Status Service");
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    let cleared = raw.find("\u{1b}[2J").expect("nothing is cleared");
    assert!(cleared < raw.find("patchpanel").expect("nothing is drawn"));
    terminal.keys("q");
    ends_well(&terminal);
}

#[test]
fn the_demo_needs_no_token_and_is_edited_like_any_workspace() {
    let terminal = demo().start();
    terminal.wait_for("DEMO");
    terminal.wait_for("Order Status Service");
    terminal.keys("<Enter>");
    terminal.wait_for(OPEN);
    terminal.keys("<Enter> 2<Esc>");
    terminal.wait_for("Service 2\"");
    terminal.keys("jjjj<Enter>?v=2<Enter>");
    terminal.wait_for("✎ 2 changes");
    terminal.keys("jjj<Enter>llll<Enter>, as printed<Enter><Esc>");
    terminal.wait_for("✎ 3 changes");
    send(&terminal, "✓ Sent: Name, URL, Data inputs.");
    terminal.wait_for("no changes");
    // The server inside is asked anew, for the connector and for the list.
    terminal.keys("<C-r>");
    terminal.wait_for("Read again: nothing has changed on the server.");
    terminal.keys("<Esc><C-r>");
    terminal.wait_for("Order Status Service 2");
    terminal.keys("/fraud<Enter>");
    terminal.wait_for("#12360");
    terminal.wait_for("○ DRAFT");
    terminal.keys("t");
    terminal.answer("set the state", "y");
    terminal.wait_for("Fraud check is now live");
    terminal.read("● LIVE");
    terminal.keys("q");
    ends_well(&terminal);
}

#[test]
fn leaving_unsent_changes_is_asked_about() {
    let terminal = at_the_slots(demo());
    terminal.keys("<Enter>XYZ<Esc>q");
    terminal.wait_for("discard and quit");
    terminal.keys("<Esc>");
    terminal.wait_gone("discard and quit");
    // In raw mode ctrl-c is a key like any other.
    terminal.keys("<C-c>");
    terminal.answer("discard and quit", "d");
    ends_well(&terminal);
}

// How it ends.

#[test]
fn a_signal_gives_the_terminal_back_and_is_told_by_the_exit_code() {
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let terminal = at_the_slots(demo());
        terminal.signal(signal);
        assert_eq!(terminal.wait_exit(), code, "SIG{signal}");
        left_as_found(&terminal);
        assert_eq!(last_words(&terminal).trim(), "\u{1b}[?25h", "nothing was unsent, so nothing is said");
    }
}

/// Runs the command of the last line as it was printed, and finds the work there.
#[track_caller]
fn comes_back(said: &str, state: &Path, restored: &str) {
    let last = said.trim_end().lines().last().unwrap_or_default();
    let file = last.split("are kept in ").nth(1).and_then(|rest| rest.split(';').next()).expect(last);
    assert!(Path::new(file).starts_with(state) && Path::new(file).is_file(), "{last}");
    let command = last.split("to go on: ").nth(1).expect(last);
    let path = format!("{}:/usr/bin:/bin", Path::new(PATCHPANEL).parent().expect("a folder").display());
    let again = Program::new("/bin/sh").args(["-c", command]).env("PATH", path).state(state).start();
    again.answer("Earlier changes", "<Enter>");
    again.wait_for("1 change is back");
    again.wait_for(restored);
    again.keys("q");
    again.answer("discard and quit", "d");
    ends_well(&again);
    assert!(!Path::new(file).exists());
}

#[test]
fn a_signal_keeps_what_was_not_sent_and_says_how_to_go_on() {
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let state = tempfile::tempdir().expect("a folder");
        let terminal = at_the_slots(demo().state(state.path()));
        terminal.keys("<Enter>hush-hush");
        // All of it: what is typed after the end would be echoed by the terminal itself.
        terminal.wait_for("slothush-hush");
        terminal.signal(signal);
        assert_eq!(terminal.wait_exit(), code, "SIG{signal}");
        left_as_found(&terminal);
        let said = last_words(&terminal);
        assert!(said.contains("patchpanel: ended by a signal."), "{said:?}");
        assert!(!said.contains("hush"), "{said:?}");
        comes_back(&said, state.path(), "Book a delivery slothush-hush");
    }
}

#[test]
fn what_is_kept_for_later_comes_back() {
    let state = tempfile::tempdir().expect("a folder");
    let terminal = at_the_slots(demo().state(state.path()));
    terminal.keys("<Enter>XYZ<C-c>");
    terminal.wait_for("keep for later");
    terminal.keys("k");
    assert_eq!(terminal.wait_exit(), 0);
    left_as_found(&terminal);
    comes_back(&last_words(&terminal), state.path(), "Book a delivery slotXYZ");
}

#[test]
fn what_could_not_be_kept_is_said_plainly() {
    let state = tempfile::tempdir().expect("a folder");
    std::fs::write(state.path().join("patchpanel"), "in the way").expect("a file");
    let terminal = at_the_slots(demo().state(state.path()));
    terminal.wait_for("cannot be kept on this computer");
    terminal.keys("<Enter>XYZ<Esc>");
    terminal.wait_for("not kept: ");
    terminal.signal("TERM");
    assert_eq!(terminal.wait_exit(), 143);
    let said = last_words(&terminal);
    assert!(said.contains("\"Book a delivery slot\" could not be kept and are lost: "), "{said:?}");
}

#[test]
#[cfg(debug_assertions)]
fn a_bug_gives_the_terminal_back_keeps_the_work_and_repeats_nothing_that_was_typed() {
    for on in ["1", "task"] {
        let state = tempfile::tempdir().expect("a folder");
        let terminal = at_the_slots(demo().env("PATCHPANEL_PANIC_ON_F12", on).state(state.path()));
        terminal.keys("<Enter>hush-hush");
        terminal.wait_for("hush-hush");
        terminal.keys("<F12>");
        assert_eq!(terminal.wait_exit(), 101);
        left_as_found(&terminal);
        let said = last_words(&terminal);
        assert!(said.contains("patchpanel met a bug at src/"), "{said:?}");
        assert!(!said.contains("hush") && !said.contains("asked for"), "{said:?}");
        let screen = terminal.screen();
        assert!(
            screen.starts_with("patchpanel met a bug"),
            "it starts at the left of a line of its own, {on}, {said:?}: {screen}"
        );
        comes_back(&said, state.path(), "Book a delivery slothush-hush");
    }
}

/// The harness keeps the terminal open for as long as it reads, so this one does without it.
#[test]
fn the_program_ends_when_its_terminal_goes_away() {
    for typed in ["", "\rhush-hush"] {
        let size = PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).expect("a pty can be opened");
        let mut command = CommandBuilder::new(PATCHPANEL);
        command.args(["--demo", "12356"]);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        let state = tempfile::tempdir().expect("a folder");
        command.env("XDG_STATE_HOME", state.path());
        let mut child = pty.slave.spawn_command(command).expect("the program can be started");
        drop(pty.slave);
        let mut killer = child.clone_killer();
        let (ended, end) = mpsc::channel();
        thread::spawn(move || _ = ended.send(child.wait()));

        let mut reader = pty.master.try_clone_reader().expect("the pty can be read");
        let mut writer = pty.master.take_writer().expect("the pty can be written");
        let (open, opened) = mpsc::channel();
        let reading = thread::spawn(move || {
            let mut screen = vt100::Parser::default();
            screen.screen_mut().set_size(size.rows.try_into().unwrap(), size.cols.try_into().unwrap());
            let mut buffer = [0; 4096];
            let mut wanted = vec![OPEN, "✎ 1 change"];
            wanted.truncate(if typed.is_empty() { 1 } else { 2 });
            for wanted in wanted {
                while !screen.screen().contents().contains(wanted) {
                    let Ok(count @ 1..) = reader.read(&mut buffer) else { return };
                    screen.process(&buffer[..count]);
                }
                _ = open.send(());
            }
        });
        opened.recv_timeout(DEADLINE).expect("the connector is open");
        if !typed.is_empty() {
            writer.write_all(typed.as_bytes()).expect("the program reads");
            opened.recv_timeout(DEADLINE).expect("the text has arrived");
        }
        reading.join().expect("it only reads");
        drop(writer);
        drop(pty.master);

        let ended = end.recv_timeout(DEADLINE);
        if ended.is_err() {
            _ = killer.kill();
        }
        let status = ended.expect("it ends when nobody can see it").expect("it can be waited for");
        // By the hang-up or by the end of the input, whichever it met first.
        assert!([129, 1].contains(&status.exit_code()), "{status:?}");
        if !typed.is_empty() {
            let again = demo().args(["12356"]).state(state.path()).start();
            again.wait_for("Earlier changes");
            // The rest may still have been on its way.
            again.wait_for("+ Book a delivery sloth");
        }
    }
}

// What must not be seen.

#[test]
fn the_token_shows_nowhere() {
    let server = server();
    let terminal = at_the_slots(program(&server));
    let process = |file| std::fs::read(format!("/proc/{}/{file}", terminal.pid()));
    if let Ok(arguments) = process("cmdline") {
        assert!(contains(&arguments, b"--base-url"));
        assert!(!contains(&arguments, TOKEN.as_bytes()));
    }
    terminal.keys("?");
    terminal.wait_for("close");
    terminal.keys("<Esc>");
    // A request that fails says why, and not with what.
    drop(server);
    terminal.keys("<C-r>");
    terminal.wait_for("Nothing accepted a connection");
    terminal.signal("TERM");
    assert_eq!(terminal.wait_exit(), 143);
    assert!(!wrote(&terminal, TOKEN));
}

#[test]
fn a_token_that_is_refused_is_not_repeated() {
    let server = server();
    let wrong = "bm90LXRoaXM-one";
    let terminal = program(&server).env("INTERCOM_ACCESS_TOKEN", wrong).start();
    terminal.wait_for("token");
    terminal.keys("q");
    ends_well(&terminal);
    assert!(!wrote(&terminal, wrong));
}

#[test]
fn a_typed_header_value_is_masked_from_the_key_to_the_send() {
    let server = server();
    let terminal = program(&server).args(["12371"]).start();
    terminal.wait_for(OPEN);
    terminal.keys("jjjjj<Enter>aX-Key<Tab>");
    terminal.wait_for("Value of X-Key · editing");
    terminal.paste("s3cr3t-glued");
    terminal.wait_for("••••••••••••");
    terminal.keys("-7y9ed<Enter><Esc>");
    terminal.wait_for("✎ 1 change");
    send(&terminal, "✓ Sent: Headers.");
    assert_eq!(server.connector("12371", TOKEN)["headers"][0]["name"], "X-Key");
    terminal.keys("q");
    ends_well(&terminal);
    for part in ["s3cr3t", "glued", "7y9ed"] {
        assert!(!wrote(&terminal, part), "{part}");
    }
}

#[test]
fn a_hostile_name_commands_nothing() {
    let terminal = demo().start();
    terminal.wait_for("␛[31mtracker");
    terminal.keys("/tracker<Enter>");
    terminal.wait_for(OPEN);
    terminal.wait_for("‹RLO›gpj.exe");
    // Into the text, the review and the notice.
    terminal.keys("<Enter>!<Esc>s");
    terminal.answer("What goes out", "<Enter>");
    terminal.wait_for("✓ Sent:");
    terminal.keys("t");
    terminal.wait_for("set the state");
    terminal.keys("nq");
    ends_well(&terminal);
    assert!(!wrote(&terminal, "\x1b[31mtracker"));
    let text = String::from_utf8(terminal.raw()).expect("what is written is UTF-8");
    let turns = |c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert_eq!(text.find(turns), None);
    // The bell ends a title and the question for the background; the name stands in the title with its marks, and ends
    // nothing.
    let mut outside = String::new();
    for (number, part) in text.split("\x1b]").enumerate() {
        let end = if number == 0 { 0 } else { part.find(['\u{7}', '\u{1b}']).expect("it ends") };
        let (told, rest) = part.split_at(end);
        assert!(!told.contains(char::is_control), "{told:?}");
        outside.push_str(rest.strip_prefix('\u{7}').unwrap_or(rest));
    }
    assert_eq!(outside.find(|c| matches!(c, '\u{7}' | '\u{80}'..='\u{9f}')), None);
}

// Pastes.

#[test]
fn a_paste_while_walking_is_not_read_as_commands() {
    let terminal = demo().start();
    terminal.wait_for("Order Status Service");
    for text in ["q", "s\nq", "\nq\r", "/x\x03"] {
        terminal.paste(text);
    }
    terminal.wait_for("Nothing was pasted");
    terminal.keys("j");
    terminal.wait_for("▸ ● live    Refund order");
    terminal.keys("<Enter>");
    terminal.read(OPEN);
    for text in ["t", "s\nq", "R", "ty"] {
        terminal.paste(text);
    }
    terminal.wait_for("Nothing was pasted");
    terminal.keys("jj");
    terminal.wait_for("▸   State");
    terminal.read("no changes");
    terminal.keys("q");
    ends_well(&terminal);
}

#[test]
fn a_paste_into_a_text_arrives_whole() {
    let server = server();
    let terminal = program(&server).args(["12371"]).start();
    terminal.wait_for(OPEN);
    let lines: Vec<String> = (1..=400).map(|number| format!("q{number} s \"{{{{x}}}}\" 日本")).collect();
    let body = lines.join("\n");
    terminal.keys("jjjj<Enter>?a=1");
    terminal.paste("&sq=日本&q");
    terminal.keys("<Esc>jj<Enter><C-Home>");
    terminal.paste(&format!("{body}\n"));
    terminal.wait_for("q400 s");
    terminal.keys("<Esc>");
    terminal.wait_for("✎ 2 changes");
    send(&terminal, "✓ Sent:");
    let stored = server.connector("12371", TOKEN);
    let url = stored["url"].as_str().expect("a text");
    assert!(url.ends_with("?a=1&sq=日本&q"), "{url}");
    assert_eq!(stored["body"], format!("{body}\n"));
    terminal.keys("q");
    ends_well(&terminal);
}

// Sizes.

#[test]
fn a_resize_keeps_everything() {
    let terminal = at_the_slots(demo().size(36, 120));
    terminal.keys("<Enter> kept");
    terminal.wait_for("Book a delivery slot kept");
    terminal.wait_for("✎ 1 change");
    terminal.wait_for("kept ✓");
    let (before, cursor) = (terminal.screen(), terminal.cursor());
    assert!(cursor.is_some());

    let fills = |rows: u16, columns: u16| {
        terminal.resize(rows, columns);
        terminal.wait_until(|screen| {
            let cell = |row, column| screen.cell(row, column).map_or("", vt100::Cell::contents);
            cell(1, 0) == "╭" && cell(1, columns - 1) == "╮" && cell(rows - 3, columns - 1) == "╯"
        });
    };
    fills(20, 64);
    terminal.wait_for("Book a delivery slot kept");
    fills(32, 110);
    terminal.wait_for("Book a delivery slot kept");
    terminal.resize(1, 1);
    terminal.wait_until(|screen| screen.contents().trim() == "p");
    // What is typed where nothing can be seen is there when it can be seen again.
    terminal.keys("!");
    fills(20, 64);
    terminal.wait_for("Book a delivery slot kept!");
    terminal.keys("<BS>");
    fills(36, 120);
    terminal.wait_for(&before);
    assert_eq!(terminal.cursor(), cursor);
    terminal.keys("<Esc>u");
    terminal.wait_for("no changes");
    terminal.keys("q");
    ends_well(&terminal);
}

/// The news of a new size and a key may come together; neither may wait for what comes next.
#[test]
fn a_key_during_a_resize_is_not_kept_waiting() {
    let terminal = at_the_slots(demo());
    terminal.keys("<Enter>");
    terminal.wait_for("editing");
    let mut typed = String::from("slot");
    for (letter, width) in ('a'..='p').zip([100, 64, 120, 110].into_iter().cycle()) {
        typed.push(letter);
        terminal.resize(30, width);
        terminal.keys(&letter.to_string());
        terminal.wait_for(&typed);
        terminal.wait_until(|screen| screen.cell(1, width - 1).is_some_and(|cell| cell.contents() == "╮"));
    }
}

/// Terminals do not agree on the width of joined pictures; one that draws them wider than was reckoned must not be
/// left with pieces of them.
#[test]
fn nothing_of_one_screen_is_left_on_the_next() {
    let fresh = demo().args(["12370"]).start();
    fresh.wait_for(OPEN);
    fresh.wait_for("Acme Support · US");
    let terminal = demo().start();
    terminal.wait_for("Gift card balance");
    terminal.keys("/gift<Enter>");
    terminal.wait_for(OPEN);
    terminal.wait_for(&fresh.screen());
}

// Beside the terminal.

/// A script, in a folder of its own.
fn script(lines: &str) -> (tempfile::TempDir, String) {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("editor");
    std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).expect("the script can be written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("and made to run");
    let path = path.to_str().expect("the folder has a plain name").to_owned();
    (folder, path)
}

#[test]
fn the_person_s_own_editor_gets_the_terminal_and_gives_it_back() {
    let (_folder, editor) = script("printf 'type a word: '\nread word\nprintf ', %s' \"$word\" >> \"$2\"");
    let terminal = at_the_slots(demo().env("VISUAL", format!("{editor} --wait")));
    terminal.keys("j<C-e>");
    terminal.wait_for("type a word:");
    assert!(!terminal.look(vt100::Screen::alternate_screen), "the editor has the screen");
    assert!(!terminal.look(vt100::Screen::bracketed_paste));
    assert_eq!(terminal.settings(), terminal.settings_found());
    terminal.keys("evenings<Enter>");
    terminal.wait_for("✎ 1 change");
    terminal.wait_for("evenings");
    assert!(terminal.look(vt100::Screen::alternate_screen));
    assert!(terminal.look(vt100::Screen::bracketed_paste));
    // The keys are heard by this program again.
    terminal.keys("u");
    terminal.wait_for("no changes");
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    left_as_found(&terminal);
}

#[test]
fn ctrl_c_in_the_editor_ends_the_editor_and_nothing_else() {
    let (_folder, editor) = script("echo half > \"$1\"\necho never ending\nwhile :; do sleep 1; done");
    let terminal = at_the_slots(demo().env("EDITOR", &editor));
    terminal.keys("j<C-e>");
    terminal.wait_for("never ending");
    terminal.keys("<C-c>");
    terminal.wait_for("Nothing was changed: the editor was ended by a signal");
    terminal.wait_for("no changes");
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    left_as_found(&terminal);
}

#[test]
fn a_copy_goes_through_the_terminal_where_there_is_no_other_clipboard() {
    let terminal = at_the_slots(demo());
    terminal.keys("y");
    terminal.wait_for("Copied Name through the terminal");
    // "Book a delivery slot" in base 64.
    assert!(wrote(&terminal, "\x1b]52;c;Qm9vayBhIGRlbGl2ZXJ5IHNsb3Q=\x07"));
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    left_as_found(&terminal);
}

#[test]
fn a_sample_response_goes_to_the_editor_and_back_and_survives_one_that_fails_or_changes_nothing() {
    // What the script does with its file is told by the file itself.
    let (_folder, editor) = script(
        "case $(cat \"$1\") in\n\
         *fail*) exit 3 ;;\n\
         *keep*) exit 0 ;;\n\
         *) printf '{\"ends\": \"%s\"}' \"${1##*.}\" > \"$1\" ;;\n\
         esac",
    );
    let terminal = at_the_slots(demo().env("EDITOR", &editor));
    terminal.keys("jjjjjjjjjjjjjj<Enter>{\"a\": \"fail\"}");
    terminal.wait_for("{\"a\": \"fail\"}");
    terminal.keys("<C-e>");
    terminal.wait_for("Nothing was changed: ");
    terminal.wait_for("{\"a\": \"fail\"}");
    terminal.keys("<C-k>{\"a\": \"keep\"}<C-e>");
    terminal.wait_for("Nothing was changed in the editor.");
    terminal.wait_for("{\"a\": \"keep\"}");
    terminal.keys("<C-k>{\"a\": \"other\"}");
    terminal.keys("<C-e>");
    terminal.wait_for("{\"ends\": \"json\"}");
    terminal.wait_for("✓ a JSON object");
    // One step, named for what it was.
    terminal.keys("<Esc>u");
    terminal.wait_for("Undone: edit Sample response outside.");
    terminal.keys("q");
    terminal.answer("discard and quit", "d");
    assert_eq!(terminal.wait_exit(), 0);
    left_as_found(&terminal);
}
