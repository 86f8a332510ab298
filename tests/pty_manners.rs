//! Manners of the built program in terminals of many kinds: colours, mouse, title, stopping, clipboards, sizes.
//!
//! Nothing here sleeps. A wait ends when the screen is as described, or fails at its deadline with the whole screen.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

#[path = "support/terminal.rs"]
pub mod terminal;

use std::path::Path;
use terminal::{Program, Terminal, until};
use vt100::{Color, Screen};

/// On the screen as soon as a connector is open: a part of the footer, which is drawn last.
const OPEN: &str = "r revert  u undo  t draft/live";

fn demo() -> Program {
    Program::new(env!("CARGO_BIN_EXE_patchpanel")).args(["--demo"])
}

/// A connector of the sample with a short description, in draft.
fn at_the_slots(program: Program) -> Terminal {
    let terminal = program.args(["12356"]).start();
    terminal.read(OPEN);
    terminal
}

#[track_caller]
fn ends_well(terminal: &Terminal) {
    assert_eq!(terminal.wait_exit(), 0);
    assert_eq!(terminal.modes_left_on(), [""; 0]);
    assert_eq!(terminal.settings(), terminal.settings_found());
}

/// How often these bytes were written.
fn written(terminal: &Terminal, bytes: &str) -> usize {
    let raw = terminal.raw();
    raw.windows(bytes.len()).filter(|window| *window == bytes.as_bytes()).count()
}

/// Every colour on the screen, foregrounds and backgrounds.
fn colours(terminal: &Terminal) -> Vec<Color> {
    terminal.look(|screen| {
        let (rows, columns) = screen.size();
        let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
        let cells = cells.filter_map(|(row, column)| screen.cell(row, column));
        cells.flat_map(|cell| [cell.fgcolor(), cell.bgcolor()]).collect()
    })
}

/// The background of the row under the cursor.
fn selected(terminal: &Terminal) -> Color {
    let (row, _) = terminal.find("▸").expect("there is a row under the cursor");
    terminal.look(|screen| screen.cell(row, 20).expect("it is wide enough").bgcolor())
}

// Colours.

const LIGHT: Color = Color::Idx(254);
const DARK: Color = Color::Idx(236);

#[test]
fn a_light_background_that_the_terminal_tells_is_followed_and_no_letter_of_it_is_a_command() {
    // As the harness answers by itself, and as bytes come apart on a slow line.
    for (answers, later) in [
        (Some("rgb:ffff/ffff/ffff"), ""),
        (None, "<A-]>11;rgb:ffff/ffff/ffff<A-\\>"),
        (None, "<A-]>11;rgb:fd/f6/e3<C-g>"),
        (None, "<Esc>]11;rgb:ffff/ffff/ffff<Esc>\\"),
    ] {
        let terminal = at_the_slots(demo().background(answers));
        until("the question", || written(&terminal, "\x1b]11;?\x1b\\") == 1);
        // What is typed before and after it is heard, and nothing of it is: `r` reverts, `g` goes to the top.
        terminal.keys("jj");
        terminal.keys(later);
        terminal.keys("j");
        terminal.wait_for("▸   Method");
        terminal.wait_until(|screen| {
            (0..screen.size().0.get())
                .any(|row| screen.cell(row, 20).is_some_and(|cell| cell.bgcolor() == LIGHT))
        });
        terminal.wait_for("no changes");
        terminal.keys("q");
        ends_well(&terminal);
    }
}

#[test]
fn keys_are_heard_where_the_terminal_does_not_answer() {
    let terminal = at_the_slots(demo().background(None));
    until("the question", || written(&terminal, "\x1b]11;?") == 1);
    assert_eq!(selected(&terminal), DARK);
    // A lone escape may be the beginning of an answer.
    terminal.keys("<C-[>");
    terminal.wait_for("Connectors");
    terminal.keys("q");
    ends_well(&terminal);
}

#[test]
fn the_terminal_is_asked_when_its_background_is_first_needed() {
    let terminal = at_the_slots(demo().args(["--theme", "mono"]).background(Some("rgb:ffff/ffff/ffff")));
    terminal.keys("jk");
    terminal.wait_for("▸   Name");
    assert_eq!(written(&terminal, "\x1b]11;?"), 0);
    terminal.keys("<C-p>next theme<Enter>");
    terminal.wait_for("Theme: auto");
    until("the answer", || selected(&terminal) == LIGHT);
    terminal.keys("q");
    ends_well(&terminal);
    assert_eq!(written(&terminal, "\x1b]11;?"), 1);
}

#[test]
fn the_environment_is_believed_and_then_the_terminal_is_not_asked() {
    for (variable, value, ground) in [("COLORFGBG", "0;15", LIGHT), ("COLORFGBG", "15;0", DARK)] {
        let terminal = at_the_slots(demo().env(variable, value));
        assert_eq!(selected(&terminal), ground);
        terminal.keys("q");
        ends_well(&terminal);
        assert_eq!(written(&terminal, "\x1b]11;?"), 0);
    }
}

#[test]
fn without_colours_none_is_written_and_the_cursor_and_a_fault_are_seen() {
    let terminal = at_the_slots(demo().env("NO_COLOR", "1"));
    let (row, _) = terminal.find("▸").expect("there is a row under the cursor");
    assert!(terminal.look(|screen| screen.cell(row, 20).expect("a cell").inverse()));
    terminal.keys("jjjjjjjjjjjjjj<Enter>{\"a\": oops}");
    terminal.wait_for("oops}");
    terminal.wait_for("line 1, column");
    assert!(colours(&terminal).iter().all(|colour| *colour == Color::Default));
    let (row, column) = terminal.find("oops}").expect("it is there");
    assert!(
        terminal.look(
            |screen| (0..6).any(|step| screen.cell(row, column + step).is_some_and(vt100::Cell::inverse))
        )
    );
    terminal.keys("<Esc>q");
    terminal.answer("discard and quit", "d");
    ends_well(&terminal);
    assert_eq!(
        (written(&terminal, "8;5;"), written(&terminal, "8;2;"), written(&terminal, "\x1b]11;?")),
        (0, 0, 0)
    );
}

#[test]
fn a_console_gets_sixteen_colours_and_nothing_that_it_may_not_know() {
    for term in ["linux", "vt220", "xterm-16color"] {
        let terminal = at_the_slots(demo().env("TERM", term).env("COLORTERM", ""));
        let few = |colour: &Color| matches!(colour, Color::Default | Color::Idx(0..16));
        assert!(colours(&terminal).iter().all(few), "{term}");
        if term == "vt220" {
            assert!(colours(&terminal).iter().all(|colour| *colour == Color::Default), "it would blink");
        }
        terminal.keys("<Enter>x<Esc>q");
        terminal.wait_for("keep for later");
        if term != "xterm-16color" {
            // What the font of a console has: Latin letters, lines, blocks.
            let known = |letter: &char| *letter <= 'ÿ' || "─│┌┐└┘√↑↓→←░▒▓█▄".contains(*letter);
            let screen = terminal.screen();
            let unknown: Vec<char> = screen.chars().filter(|letter| !known(letter)).collect();
            assert!(unknown.is_empty(), "{term}: {unknown:?}\n{screen}");
            assert!(screen.contains("o DRAFT") && screen.contains("~ 1"), "{screen}");
        }
        terminal.answer("keep for later", "d");
        ends_well(&terminal);
        if term != "xterm-16color" {
            for unknown in ["\x1b]", "\x1b[?2026", "\x1b[22;0t", "\x1b[23;0t"] {
                assert_eq!(written(&terminal, unknown), 0, "{term}: {unknown:?}");
            }
        }
    }
}

#[test]
fn where_there_is_no_other_screen_the_last_words_stand_alone() {
    let terminal = at_the_slots(demo());
    terminal.keys("<Enter>x<Esc>q");
    terminal.wait_for("keep for later");
    terminal.keys("k");
    ends_well(&terminal);
    let (rows, columns) = terminal.look(Screen::size);
    let raw = String::from_utf8_lossy(&terminal.raw()).replace("\x1b[?1049h", "").replace("\x1b[?1049l", "");
    let mut console = vt100::Parser::new(rows, columns, 0);
    console.process(raw.as_bytes());
    let left = console.screen().contents();
    assert!(left.starts_with("patchpanel: the unsent changes"), "{left}");
    assert!(!left.contains("Fields"), "{left}");
}

#[test]
fn where_256_colours_are_no_others_are_used() {
    let terminal = at_the_slots(demo().env("COLORTERM", ""));
    assert!(colours(&terminal).iter().all(|colour| !matches!(colour, Color::Rgb(..))));
    assert_eq!(selected(&terminal), DARK);
}

// What comes together.

#[test]
fn keys_that_come_together_share_frames() {
    let terminal = at_the_slots(demo());
    terminal.keys("j");
    terminal.wait_for("▸   Description");
    // Each frame shows the cursor.
    let before = written(&terminal, "\x1b[?25h");
    terminal.at_once(&"kj".repeat(150));
    terminal.at_once("j");
    terminal.wait_for("▸   State");
    let frames = written(&terminal, "\x1b[?25h") - before;
    assert!(frames < 100, "{frames} frames for 301 keys");
    // And none of them is lost, however many they are.
    terminal.keys("g<Enter>");
    terminal.wait_for("· editing");
    terminal.at_once(&"0123456789".repeat(60));
    terminal.keys("<Esc>");
    terminal.wait_gone("· editing");
    terminal.keys("<Tab>");
    terminal.wait_until(|screen| screen.contents().matches("0123456789").count() >= 6);
    terminal.keys("<Esc>qk");
    assert_eq!(terminal.wait_exit(), 0);
}

#[test]
fn a_click_behind_keys_goes_where_it_is_seen() {
    let terminal = at_the_slots(demo());
    let (row, column) = terminal.find("URL").expect("a field");
    terminal.at_once_and_click("jj", row, column);
    terminal.wait_for("▸   URL");
    terminal.keys("<Esc>");
    terminal.wait_for("Refund order");
    terminal.keys("g");
    let (row, column) = terminal.find("Refund order").expect("a connector");
    terminal.at_once_and_click("jj", row, column);
    terminal.wait_for("▸ ● live    Refund order");
    terminal.keys("q");
    ends_well(&terminal);
}

// The mouse.

#[test]
fn the_mouse_is_taken_without_mere_movement_left_on_demand_and_given_back() {
    let terminal = demo().start();
    terminal.wait_for("Order Status Service");
    assert_eq!(written(&terminal, "\x1b[?1000h\x1b[?1002h\x1b[?1006h"), 1);
    assert_eq!(written(&terminal, "\x1b[?1003h"), 0);
    terminal.keys("m");
    terminal.wait_for("it selects text");
    until("the mouse's leave", || written(&terminal, "\x1b[?1006l\x1b[?1002l\x1b[?1000l") == 1);
    terminal.keys("m");
    terminal.wait_for("heard again");
    until("the mouse", || written(&terminal, "\x1b[?1000h\x1b[?1002h\x1b[?1006h") == 2);
    terminal.keys("q");
    ends_well(&terminal);
}

#[test]
fn a_connector_is_opened_and_edited_by_clicks() {
    let terminal = demo().start();
    terminal.wait_for("Refund order");
    let click = |text: &str| {
        terminal.wait_for(text);
        let (row, column) = terminal.find(text).unwrap_or_else(|| panic!("{text:?} is not there"));
        terminal.click(row, column);
    };
    click("Refund order");
    terminal.wait_for("▸ ● live    Refund order");
    click("Refund order");
    terminal.wait_for(OPEN);
    // Twice on the same place: once it is chosen, the word stands in a title as well.
    let (row, column) = terminal.find("Description").expect("it is there");
    terminal.click(row, column);
    terminal.click(row, column);
    terminal.wait_for("· editing");
    terminal.keys("!");
    terminal.wait_for("✎ 1 change");
    // Elsewhere: it is left, and kept. Then what the foot of the screen offers.
    click("State");
    terminal.wait_gone("· editing");
    terminal.wait_for("✎ 1 change");
    terminal.wait_for(OPEN);
    click("s review");
    terminal.wait_for("Review · 1 change");
    click("enter send");
    terminal.wait_for("a click does not");
    click("esc back");
    terminal.wait_gone("Review · 1 change");
    terminal.keys("q");
    terminal.answer("discard and quit", "d");
    ends_well(&terminal);
}

#[test]
fn a_border_is_dragged_and_a_wheel_turned() {
    let terminal = at_the_slots(demo().size(30, 160));
    let (row, column) = terminal.find("╭ Name").expect("a second pane");
    terminal.mouse(0, row + 4, column, true);
    terminal.mouse(32, row + 4, 90, true);
    terminal.mouse(0, row + 4, 90, false);
    terminal.wait_until(|screen| screen.rows(90, 8).nth(1).is_some_and(|text| text.contains("╭ Name")));
    let (row, column) = terminal.find("General").expect("the list of fields");
    terminal.mouse(65, row, column, true);
    terminal.wait_for("▸   Method");
    terminal.mouse(64, row, column, true);
    terminal.wait_for("▸   Name");
    terminal.keys("q");
    ends_well(&terminal);
}

// The window.

#[test]
fn the_title_says_what_is_edited_is_set_when_it_changes_and_brought_back() {
    let terminal = demo().start();
    terminal.wait_for("Acme Support");
    until("a title", || written(&terminal, "\x1b]2;Acme Support · patchpanel\x07") == 1);
    assert_eq!(written(&terminal, "\x1b[22;0t"), 1);
    // The name of the workspace is one answer, the list another.
    terminal.wait_for("Book a delivery slot");
    terminal.keys("/slot<Enter>");
    terminal.wait_for(OPEN);
    until("its name", || {
        written(&terminal, "\x1b]2;Book a delivery slot · Acme Support · patchpanel\x07") == 1
    });
    terminal.keys("<Enter>!<Esc>");
    terminal.wait_for("✎ 1 change");
    until("the pencil", || written(&terminal, "\x1b]2;Book a delivery slot ✎1 · Acme") == 1);
    let before = written(&terminal, "\x1b]2;");
    terminal.keys("jjkk");
    terminal.wait_for("▸ ● Name");
    assert_eq!(written(&terminal, "\x1b]2;"), before);
    terminal.keys("q");
    terminal.answer("discard and quit", "d");
    ends_well(&terminal);
    assert_eq!(written(&terminal, "\x1b[23;0t"), 1);
}

#[test]
fn each_large_frame_is_shown_at_once() {
    let terminal = at_the_slots(demo());
    terminal.keys("?");
    terminal.wait_for("Help ·");
    terminal.keys("<Esc>q");
    ends_well(&terminal);
    let marks: Vec<char> = String::from_utf8_lossy(&terminal.raw())
        .split("\x1b[?2026")
        .skip(1)
        .filter_map(|rest| rest.chars().next())
        .collect();
    assert!(marks.len() >= 4, "{marks:?}");
    assert!(marks.chunks(2).all(|pair| pair == ['h', 'l']), "{marks:?}");
}

// Stopping.

/// The letter that says in what state a program is.
fn state(pid: &str) -> String {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    status.rsplit(") ").next().and_then(|rest| rest.split(' ').next()).unwrap_or_default().to_owned()
}

/// The program in a shell that lets it go on when Enter is pressed, and its id.
fn in_a_shell() -> (Terminal, String, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let id = folder.path().join("id");
    let shell = "set -m; sh -c 'echo $$ > \"$0.new\"; mv \"$0.new\" \"$0\"; exec \"$@\"' \"$@\"\n\
                 while [ $? -gt 128 ]; do echo 'the shell waits'; read line; fg; done";
    let program = Program::new("/bin/sh").args(["-c", shell, "sh"]).args([&id]);
    let terminal = at_the_slots(program.args([env!("CARGO_BIN_EXE_patchpanel"), "--demo"]));
    let id = std::fs::read_to_string(id).expect("it has said its id").trim().to_owned();
    (terminal, id, folder)
}

/// As many titles were brought back as were put aside.
#[track_caller]
fn has_its_own_title(terminal: &Terminal) {
    assert_eq!(written(terminal, "\x1b[22;0t"), written(terminal, "\x1b[23;0t"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_stop_gives_the_terminal_back_and_going_on_takes_it_again_once() {
    let (terminal, id, _folder) = in_a_shell();
    terminal.keys("<Enter> later");
    terminal.wait_for("✎ 1 change");
    until("the pencil", || written(&terminal, "✎1 · Acme Support · patchpanel\x07") == 1);
    for (times, from_outside) in [(2, true), (3, false), (4, true)] {
        if from_outside {
            let args = ["-c", "kill -s TSTP \"$1\"", "sh", &id];
            let told = std::process::Command::new("/bin/sh").args(args).status();
            assert!(told.is_ok_and(|status| status.success()));
        } else {
            terminal.keys("<Esc><C-p>suspend<Enter>");
        }
        until("the stop", || state(&id) == "T");
        until("the old screen", || !terminal.look(Screen::alternate_screen));
        assert_eq!(terminal.modes_left_on(), [""; 0]);
        has_its_own_title(&terminal);
        // Before it waits nobody would hear the key.
        until("the shell", || written(&terminal, "the shell waits") == times - 1);
        terminal.keys("<Enter>");
        terminal.wait_for("✎ 1 change");
        terminal.wait_for(if times == 2 { "· editing" } else { "▸ ● Name" });
        assert_eq!(written(&terminal, "✎1 · Acme Support · patchpanel\x07"), times, "it was taken once");
    }
    // What is typed goes on where it was.
    terminal.keys("<Enter>!");
    terminal.wait_for("Book a delivery slot later!");
    terminal.keys("<Esc>q");
    terminal.answer("keep for later", "d");
    assert_eq!(terminal.wait_exit(), 0);
    assert_eq!(terminal.modes_left_on(), [""; 0]);
    has_its_own_title(&terminal);
    assert_eq!(written(&terminal, "✎1 · Acme Support · patchpanel\x07"), 4);
}

/// Such a stop cannot be heard; whoever had the terminal meanwhile wrote over the screen.
#[test]
#[cfg(target_os = "linux")]
fn a_stop_that_is_not_heard_leaves_no_title_of_ours() {
    let terminal = at_the_slots(demo());
    for _ in 0..2 {
        terminal.signal("STOP");
        until("the stop", || state(&terminal.pid().to_string()) == "T");
        let frames = written(&terminal, "\x1b[2J");
        terminal.signal("CONT");
        until("a new frame", || written(&terminal, "\x1b[2J") > frames);
        terminal.wait_for(OPEN);
    }
    terminal.keys("q");
    ends_well(&terminal);
    has_its_own_title(&terminal);
    assert_eq!(written(&terminal, "\x1b[22;0t"), 1);
}

#[test]
#[cfg(target_os = "linux")]
fn where_no_shell_could_let_it_go_on_it_does_not_stop() {
    let terminal = at_the_slots(demo());
    terminal.keys("<C-p>suspend<Enter>");
    terminal.wait_for("it was not started from a shell");
    terminal.keys("<Esc>");
    // Neither does the system stop a program there.
    terminal.signal("TSTP");
    terminal.keys("<Esc>jj");
    terminal.wait_for("Connectors");
    assert!(terminal.look(Screen::alternate_screen));
    terminal.keys("q");
    ends_well(&terminal);
    has_its_own_title(&terminal);
}

// What a config switches off, and says otherwise.

#[test]
fn what_the_config_switches_off_is_off_from_the_first_byte_on_and_its_own_theme_is_seen() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("config.toml");
    let lines = "mouse = false\ntitle = false\ntheme = \"mine\"\n[themes.mine]\nbase = \"dark\"\nselected = \"on 22\"\n";
    std::fs::write(&file, lines).expect("it can be written");
    let terminal = at_the_slots(demo().args(["--config", file.to_str().expect("it is text")]));
    assert_eq!(selected(&terminal), Color::Idx(22));
    terminal.keys("m");
    terminal.wait_for("heard again");
    until("the mouse", || written(&terminal, "\x1b[?1000h") == 1);
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    for title in ["\x1b]0;", "\x1b]1;", "\x1b]2;", "\x1b[22;0t"] {
        assert_eq!(written(&terminal, title), 0, "{title:?}");
    }
}

// Clipboards.

#[test]
fn what_is_too_long_for_the_terminal_s_clipboard_is_not_cut_but_refused() {
    let terminal = at_the_slots(demo().env("SSH_TTY", "/dev/pts/1"));
    terminal.keys("j<Enter>");
    terminal.paste(&"a word and ".repeat(7_000));
    terminal.wait_for("✎ 1 change");
    terminal.keys("<Esc>y");
    terminal.wait_for("too long for the terminal's clipboard");
    assert_eq!(written(&terminal, "\x1b]52;"), 0);
    terminal.keys("q");
    terminal.answer("discard and quit", "d");
    ends_well(&terminal);
}

/// A folder with programs of these names.
fn programs(scripts: &[(&str, &str)]) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, lines) in scripts {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).expect("a script can be written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("and made to run");
    }
    folder
}

fn with_path(program: Program, folder: &Path) -> Program {
    program.env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
}

#[test]
fn inside_of_tmux_a_copy_goes_to_its_buffer_and_comes_from_there() {
    let tmux = "here=$(dirname \"$0\")\ncase \"$*\" in\n'load-buffer -w -') cat > \"$here/copied\" ;;\n'save-buffer -') printf ' from tmux' ;;\nesac";
    let folder = programs(&[("tmux", tmux)]);
    let terminal = at_the_slots(
        with_path(demo(), folder.path()).env("TMUX", "/run/tmux,1,0").env("SSH_TTY", "/dev/pts/1"),
    );
    terminal.keys("y");
    terminal.wait_for("Copied Name");
    assert_eq!(
        std::fs::read_to_string(folder.path().join("copied")).expect("it was copied"),
        "Book a delivery slot"
    );
    assert_eq!(written(&terminal, "\x1b]52;"), 0);
    terminal.keys("<Enter><C-v>");
    terminal.wait_for("Book a delivery slot from tmux");
    terminal.keys("<Esc>q");
    terminal.answer("discard and quit", "d");
    ends_well(&terminal);
}

#[test]
fn a_tmux_that_takes_nothing_is_passed_over_and_screen_gets_it_wrapped() {
    let folder = programs(&[("tmux", "exit 1")]);
    let base64 = "Qm9vayBhIGRlbGl2ZXJ5IHNsb3Q=";
    for (variable, sequence) in
        [("TMUX", format!("\x1b]52;c;{base64}\x07")), ("STY", format!("\x1bP\x1b]52;c;{base64}\x07\x1b\\"))]
    {
        let terminal = at_the_slots(
            with_path(demo(), folder.path()).env(variable, "x").env("SSH_CONNECTION", "1 2 3 4"),
        );
        terminal.keys("y");
        terminal.wait_for("Copied Name through the terminal");
        assert_eq!(written(&terminal, &sequence), 1, "{variable}");
        terminal.keys("q");
        ends_well(&terminal);
    }
}

#[test]
fn a_console_is_told_nothing_of_a_clipboard() {
    let terminal =
        at_the_slots(demo().env("TERM", "linux").env("COLORTERM", "").env("SSH_TTY", "/dev/pts/1"));
    terminal.keys("y");
    terminal.wait_for("Nothing was copied: this terminal has no clipboard.");
    terminal.keys("q");
    ends_well(&terminal);
    assert_eq!(written(&terminal, "\x1b]52"), 0);
}

// The person's own editor.

/// An editor that is told by a file what to do, and tells in another what it was given.
fn editor() -> tempfile::TempDir {
    programs(&[(
        "my editor",
        "here=$(dirname \"$0\")\nfor file; do :; done\n\
         { for word; do echo \"$word\"; done; ls -l \"$file\" | cut -c1-10; cat \"$file\"; echo; printenv INTERCOM_ACCESS_TOKEN; } > \"$here/told.new\"\n\
         mv \"$here/told.new\" \"$here/told\"\n. \"$here/mood\"",
    )])
}

fn with_editor(folder: &Path, mood: &str) -> Program {
    std::fs::write(folder.join("mood"), mood).expect("a mood can be written");
    demo()
        .env("VISUAL", format!("'{}/my editor' --wait 'two words'", folder.display()))
        .env("EDITOR", "/nonexistent")
        .env("INTERCOM_ACCESS_TOKEN", "of-no-use-to-an-editor")
        .env("TMPDIR", folder)
}

/// What the editor was given, line by line, once it was.
fn told(folder: &Path) -> Vec<String> {
    let path = folder.join("told");
    until("the editor", || path.exists());
    let text = std::fs::read_to_string(&path).expect("it can be read");
    assert!(!text.contains("of-no-use"), "an editor was given the token: {text}");
    std::fs::remove_file(&path).expect("it can be removed");
    text.lines().map(str::to_owned).collect()
}

/// The files that were made for the editor and are still there.
fn left(folder: &Path) -> usize {
    let files = std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok);
    files.filter(|file| file.file_name().to_string_lossy().starts_with("patchpanel-")).count()
}

#[test]
fn an_editor_gets_its_arguments_and_a_file_for_the_owner_alone_named_by_what_it_holds() {
    let folder = editor();
    let terminal = at_the_slots(with_editor(folder.path(), "exit 0"));
    for (field, text, suffix) in
        [("j", "Moves", ".txt"), ("jjjjjjjjjjjjj<Enter>{\"a\": 1}", "{\"a\": 1}", ".json")]
    {
        terminal.keys(field);
        terminal.keys("<C-e>");
        let told = told(folder.path());
        assert_eq!(told[..2], ["--wait", "two words"]);
        assert!(told[2].contains("/patchpanel-") && told[2].ends_with(suffix), "{told:?}");
        assert_eq!(told[3], "-rw-------");
        assert!(told[4].starts_with(text), "{told:?}");
        terminal.wait_for("Nothing was changed in the editor.");
        assert_eq!(left(folder.path()), 0);
    }
    terminal.keys("<Esc>q");
    terminal.answer("discard and quit", "d");
    ends_well(&terminal);
}

#[test]
fn whatever_an_editor_does_the_screen_comes_back_and_no_file_stays() {
    for (mood, said, changes) in [
        ("exit 0", "Nothing was changed in the editor.", "no changes"),
        ("echo half > \"$file\"; exit 3", "ended with status 3", "no changes"),
        ("echo half > \"$file\"; kill -9 $$", "ended by a signal", "no changes"),
        ("rm \"$file\"", "there is no file", "no changes"),
        ("printf new > \"$file.2\"; mv \"$file.2\" \"$file\"", "new", "✎ 1 change"),
        ("printf '\\377' > \"$file\"", "Nothing was changed", "no changes"),
    ] {
        let folder = editor();
        let terminal = at_the_slots(with_editor(folder.path(), mood));
        terminal.keys("j<C-e>");
        terminal.wait_for(said);
        terminal.wait_for(changes);
        assert!(terminal.look(Screen::alternate_screen), "{mood}");
        assert!(terminal.cursor().is_some(), "{mood}");
        assert_eq!(left(folder.path()), 0, "{mood}");
        // A step was made only where something changed.
        terminal.keys("H");
        terminal.wait_for(if changes == "no changes" { "Nothing was done here yet" } else { "· 1 step" });
        terminal.keys("<Esc>q");
        if changes != "no changes" {
            terminal.answer("discard and quit", "d");
        }
        ends_well(&terminal);
    }
}

#[test]
fn an_editor_that_stops_where_no_shell_is_does_not_stop_the_program_for_good() {
    // As ctrl-z in an editor does: it stops all that were started with it. The first program of a terminal is not
    // stopped by that, nor is what it started.
    let folder = editor();
    let mood = "kill -TSTP 0; echo stopped; read go; printf new > \"$file\"";
    let terminal = at_the_slots(with_editor(folder.path(), mood));
    terminal.keys("j<C-e>");
    terminal.wait_for("stopped");
    terminal.keys("<Enter>");
    terminal.wait_for("✎ 1 change");
    terminal.keys("<C-p>suspend");
    terminal.wait_for("it was not started from a shell");
    terminal.keys("<Esc>q");
    terminal.answer("keep for later", "d");
    ends_well(&terminal);
}

#[test]
fn a_file_that_comes_back_empty_is_an_edit_that_is_told_and_can_be_undone() {
    let folder = editor();
    let terminal = at_the_slots(with_editor(folder.path(), ": > \"$file\""));
    terminal.keys("j<C-e>");
    terminal.wait_for("✎ 1 change");
    terminal.wait_for("\"description\": \"\"");
    terminal.keys("u");
    terminal.wait_for("no changes");
    terminal.keys("q");
    ends_well(&terminal);
}

#[test]
fn keys_that_were_typed_for_the_editor_are_not_heard_after_it() {
    let folder = editor();
    let terminal =
        at_the_slots(with_editor(folder.path(), "while [ ! -e \"$here/go\" ]; do sleep 0.05; done"));
    terminal.keys("j<C-e>");
    told(folder.path());
    // The terminal shows them itself as they come: they are there before the editor ends.
    terminal.keys("qqtt<Enter>XXRy");
    terminal.wait_for("XXRy");
    terminal.signal("WINCH");
    std::fs::write(folder.path().join("go"), "").expect("a sign can be given");
    terminal.wait_for("Nothing was changed in the editor.");
    terminal.wait_for("no changes");
    terminal.keys("k");
    terminal.wait_for("▸   Name");
    terminal.keys("q");
    ends_well(&terminal);
}

#[test]
fn one_that_never_ends_is_interrupted_and_the_mouse_is_its_own_meanwhile() {
    let folder = editor();
    let terminal =
        at_the_slots(with_editor(folder.path(), "echo half > \"$file\"; while :; do sleep 1; done"));
    terminal.keys("j<C-e>");
    told(folder.path());
    assert_eq!(terminal.modes_left_on(), [""; 0], "the terminal is the editor's");
    assert_eq!(written(&terminal, "\x1b[23;0t"), 1, "its title, too");
    terminal.keys("<C-c>");
    terminal.wait_for("ended by a signal");
    terminal.wait_for("no changes");
    assert_eq!(left(folder.path()), 0);
    until("the mouse", || written(&terminal, "\x1b[?1000h") == 2);
    terminal.keys("q");
    ends_well(&terminal);
}

#[test]
fn a_header_value_is_given_to_no_editor() {
    let folder = editor();
    let terminal = with_editor(folder.path(), "exit 0").args(["12345"]).start();
    terminal.wait_for(OPEN);
    terminal.keys("jjjjj<Enter>l");
    terminal.wait_for("Value of");
    terminal.keys("<C-e>");
    terminal.wait_for("only a text that is no secret");
    assert!(!folder.path().join("told").exists());
}

// Sizes.

#[test]
fn any_size_at_any_moment_is_survived() {
    let terminal = at_the_slots(demo().size(40, 120));
    let sizes = [
        (100, 300),
        (1, 1),
        (2, 80),
        (12, 40),
        (3, 3),
        (60, 20),
        (11, 39),
        (24, 84),
        (1, 300),
        (100, 1),
        (45, 160),
    ];
    // A late frame of another size may show any word, and a key that comes before the program knows the last size may
    // be one that it does not hear, since nothing could be seen. The end of the first row tells the sizes apart.
    let whole = |screen: &Screen| screen.contents_between(0, 109, 0, 119) == "no changes";
    // Walking; in a text; in a table; under each kind of page.
    for (keys, there) in [
        ("", OPEN),
        ("<Enter>", "Name · editing"),
        ("jjjjj<Enter>", "Headers · editing"),
        ("?", "Help · Fields"),
        ("v", "╭ Compare"),
        ("w", "╭ Findings "),
        ("p", "Rendered · "),
        ("l", "Nothing in the last hour."),
        ("H", "╭ History ─"),
    ] {
        terminal.keys(keys);
        terminal.wait_for(there);
        for (rows, columns) in sizes {
            terminal.resize(rows, columns);
        }
        terminal.resize(40, 120);
        terminal.wait_until(whole);
        terminal.wait_for(there);
        if there != OPEN {
            terminal.keys("<Esc>");
            terminal.wait_for(OPEN);
        }
    }
    terminal.keys("q");
    ends_well(&terminal);
}
