//! The terminal that other tests and the benchmark rely on is itself worth a few tests.

#![cfg(unix)]

#[path = "support/terminal.rs"]
pub mod terminal;

use std::path::{Path, PathBuf};
use std::process::Command;

use terminal::{Program, Terminal};

/// A shell that runs the script.
fn shell(script: &str) -> Terminal {
    Program::new("/bin/sh").args(["-c", script]).size(10, 40).start()
}

/// The example, which lies near the program. `cargo test` builds it; a run of this file alone may have to.
fn floor() -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_patchpanel")).with_file_name("examples").join("floor");
    if !path.exists() {
        let profile: &[&str] = if cfg!(debug_assertions) { &[] } else { &["--release"] };
        let example = ["build", "--quiet", "--example", "floor"];
        let built = Command::new(env!("CARGO")).args(example).args(profile).status();
        assert!(built.is_ok_and(|status| status.success()), "the example cannot be built");
    }
    path
}

#[test]
fn sees_text_where_it_stands() {
    let terminal = shell(r"printf 'one 日本x\n  two \033[31mthree\033[m'; exec sleep 30");
    terminal.wait_for("two three");
    assert_eq!(terminal.screen(), "one 日本x\n  two three");
    assert_eq!(terminal.row(1), "  two three");
    assert_eq!(terminal.row(99), "");
    assert_eq!(terminal.find("three"), Some((1, 6)));
    assert_eq!(terminal.find("x"), Some((0, 8)));
    assert_eq!(terminal.find("four"), None);
    assert_eq!(terminal.cursor(), Some((1, 11)));
}

#[test]
fn reports_how_the_program_ended() {
    assert_eq!(shell("exit 0").wait_exit(), 0);
    assert_eq!(shell("exit 7").wait_exit(), 7);
    let terminal = shell("echo ready; exec sleep 30");
    terminal.wait_for("ready");
    terminal.signal("TERM");
    assert_eq!(terminal.wait_exit(), 128 + 15);
}

#[test]
fn has_the_last_words_when_the_end_is_known() {
    let terminal = shell("seq 1 5000; printf the-end");
    assert_eq!(terminal.wait_exit(), 0);
    assert!(terminal.raw().ends_with(b"5000\r\nthe-end"));
}

#[test]
#[should_panic(expected = "the program ended with 3. The screen:\nnot this")]
fn fails_with_the_screen_as_soon_as_nothing_can_come_any_more() {
    shell("printf 'not this'; exit 3").wait_for("something else");
}

#[test]
fn surroundings_hold_nothing_that_was_not_given() {
    let terminal = Program::new("/usr/bin/env").env("EXTRA", "1").home("/".as_ref()).size(20, 60).start();
    assert_eq!(terminal.wait_exit(), 0);
    let mut names: Vec<_> =
        terminal.screen().lines().filter_map(|line| Some(line.split_once('=')?.0.to_owned())).collect();
    names.sort();
    assert_eq!(names, ["COLORTERM", "EXTRA", "HOME", "LANG", "PATH", "SHELL", "TERM", "XDG_STATE_HOME"]);
    assert!(terminal.screen().contains("HOME=/\n"));
}

#[test]
fn notices_what_is_left_on() {
    let on = r"printf '\033[?1049h\033[?1000;1006h\033[?2004h\033[?1004h\033[?25l\033[?7l\033[>1u\033[5 q'";
    let off = r"printf '\033[0 q\033[<1u\033[?7h\033[?25h\033[?1004l\033[?2004l\033[?1006;1000l\033[?1049l'";
    let left = shell(on);
    left.wait_exit();
    assert_eq!(
        left.modes_left_on(),
        [
            "no line wrap",
            "hidden cursor",
            "mouse",
            "focus reports",
            "mouse SGR encoding",
            "alternate screen",
            "bracketed paste",
            "keyboard enhancements",
            "cursor shape"
        ]
    );
    let tidy = shell(&format!("{on}; {off}"));
    tidy.wait_exit();
    assert_eq!(tidy.modes_left_on(), [""; 0]);
    assert!(!tidy.raw().is_empty());
}

#[test]
fn notices_changed_line_settings() {
    let terminal = shell("stty raw -echo; echo changed; read line; stty sane; exec sleep 30");
    terminal.wait_for("changed");
    assert_ne!(terminal.settings(), terminal.settings_found());

    let careful = shell("found=$(stty -g); stty raw -echo; stty \"$found\"");
    assert_eq!(careful.wait_exit(), 0);
    assert_eq!(careful.settings(), careful.settings_found());
    assert_ne!(careful.settings(), "");
}

#[test]
fn types_what_a_keyboard_would_send() {
    let script =
        "stty raw -echo; echo ready; dd bs=1 count=46 2>/dev/null | od -An -v -c -w46; exec sleep 30";
    let terminal = Program::new("/bin/sh").args(["-c", script]).size(10, 200).start();
    terminal.wait_for("ready");
    terminal
        .keys("aé<lt><Enter><Tab><S-Tab><C-s><BS><Up><C-Left><PgDn><F1><A-x><C-[>q<Esc><Del><C-Space><F5>");
    terminal.wait_for("[   1   5   ~");
    let typed = terminal.screen().split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
    let expected = [
        r"a 303 251 < \r \t 033 [ Z 023 177 033 [ A 033 [ 1 ; 5 D",
        r"033 [ 6 ~ 033 O P 033 x 033 q 033 [ 2 7 u 033 [ 3 ~ \0 033 [ 1 5 ~",
    ];
    assert_eq!(typed, expected.join(" "));
}

#[test]
fn answers_what_programs_ask() {
    let ask = |question: &str, count: usize| {
        let script = format!(
            "stty raw -echo; printf '{question}'; dd bs=1 count={count} 2>/dev/null | tr '\\033' E; exec sleep 30"
        );
        shell(&script)
    };
    ask(r"\033[c", 9).wait_for("E[?62;22c");
    ask(r"abc\033[6n", 6).wait_for("E[1;4R");
    ask(r"\033[?u", 5).wait_for("E[?0u");
    ask(r"\033]11;?\033\\", 25).wait_for("E]11;rgb:1010/1010/1010E");
    ask(r"\033]10;?\007", 25).wait_for("E]10;rgb:d0d0/d0d0/d0d0E");
}

#[test]
fn drives_a_full_screen_program() {
    let terminal = Program::new(floor()).size(24, 80).start();
    terminal.wait_for("Row 20");
    assert!(terminal.look(vt100::Screen::alternate_screen));
    let inverse_row =
        |screen: &vt100::Screen| (0..24).find(|&row| screen.cell(row, 3).is_some_and(vt100::Cell::inverse));
    terminal.keys("jj<Down>k");
    terminal.wait_until(|screen| inverse_row(screen) == Some(3));

    terminal.keys("<Tab>");
    terminal.paste("pasted jqk\nsecond");
    terminal.wait_for("pasted jqk");
    terminal.resize(12, 50);
    terminal.wait_until(|screen| {
        screen.rows(0, 50).nth(11).is_some_and(|row| row.starts_with('└') && row.ends_with('┘'))
    });
    terminal.keys("<Tab>q");

    assert_eq!(terminal.wait_exit(), 0);
    assert_eq!(terminal.modes_left_on(), [""; 0]);
    assert_eq!(terminal.settings(), terminal.settings_found());
}

#[test]
fn an_escape_and_the_next_key_are_two_keys() {
    let terminal = Program::new(floor()).size(24, 80).start();
    terminal.wait_for("Row 20");
    terminal.keys("<Tab>");
    terminal.keys(&"<Esc>q".repeat(20));
    terminal.wait_for(&"q".repeat(20));
}

#[test]
fn ends_a_program_that_would_stay() {
    let terminal = shell("trap '' HUP TERM; echo ready; while :; do read line; done");
    terminal.wait_for("ready");
    let pid = terminal.pid().to_string();
    let lives = || {
        Command::new("/bin/sh")
            .args(["-c", "kill -0 $0 2>&-", &pid])
            .status()
            .is_ok_and(|status| status.success())
    };
    assert!(lives());
    drop(terminal);
    assert!(!lives());
}
