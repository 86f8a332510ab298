//! A tour of the program as it was recorded: `cargo run --example tour` plays it in this terminal, with nothing but the
//! repository. `cargo run --example tour -- record` starts the built program on its sample workspace, types what stands in
//! [`TOUR`], and writes all that came onto the screen to `assets/tour.cast`, in the asciicast format (version 2), which
//! other players read, too.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it stands outside the program: it writes to the terminal, waits, and reads and writes the recording"
)]

#[path = "support/built.rs"]
mod built;
#[path = "../tests/support/terminal.rs"]
pub mod terminal;

use serde_json::json;
use std::io::{self, IsTerminal as _, Write as _, stdout};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs, process, thread};
use terminal::{Program, Terminal};

/// Rows of the program; one more below them holds what is told.
const ROWS: u16 = 36;
const COLUMNS: u16 = 120;

/// Between two keys, and at least between two steps.
const KEY: Duration = Duration::from_millis(90);
const STEP: Duration = Duration::from_millis(1500);
/// For each letter of what is told: as fast as one reads.
const LETTER: Duration = Duration::from_millis(45);
/// Nothing is waited for longer than this between two pieces of a replay, however it was recorded.
const LONGEST: Duration = Duration::from_secs(8);

/// A key has done its work when nothing has been written for this long.
const QUIET: Duration = Duration::from_millis(350);

/// What is told, the keys that are pressed then, and what is on the screen once they have done their work.
const TOUR: &[(&str, &[&str], &str)] = &[
    (
        "The connectors of a workspace: here of a made-up one, inside the program.",
        &["j", "j", "k", "k"],
        "Order Status",
    ),
    ("A few letters find one, Enter opens it.", &["/", "v", "a", "t", "<Enter>"], "s review"),
    (
        "It is live. What did it do lately? Every call fails, and the other system says why.",
        &["l"],
        "Response body",
    ),
    ("First take it away from customers: to draft, alone, and only on y.", &["<Esc>", "t"], "set the state"),
    ("", &["y"], "is now draft"),
    (
        "Now the address. What would be sent follows each letter, on the right.",
        &["g", "j", "j", "j", "j", "<Enter>"],
        "URL · editing",
    ),
    ("", &["<C-u>", "https://tax.", "example.com", "/v2", "/vat-numbers", "<Enter>"], "✎ 1 change"),
    (
        "Leaving a field keeps what was typed. H lists the steps, u takes one back, U makes it again.",
        &["u"],
        "no changes",
    ),
    ("", &["U"], "✎ 1 change"),
    (
        "The name of the key in the body has changed, too.",
        &["j", "j", "<Enter>", "<C-Home>", "<Right>", "<Right>"],
        "Body · editing",
    ),
    (
        "The review: before and after, what it will cause, and the exact body. Enter sends just that.",
        &["<Esc>", "s", "G"],
        "enter send",
    ),
    ("", &["<Enter>"], "Sent"),
    ("Every command, field and connector is in the palette.", &["<C-p>", "c", "o", "m", "p"], "ompare"),
    ("", &["<Esc>"], "s review"),
    ("The keys that work here, each with what it does.", &["?"], "Help"),
    ("That is the tour. cargo run --release -- --demo is the real thing.", &["<Esc>"], "s review"),
];

fn main() {
    let recording = env::args().nth(1);
    match recording.as_deref() {
        None => play(),
        Some("record") => record(),
        Some(_) => {
            eprintln!("cargo run --example tour plays the tour; with -- record it is recorded anew");
            process::exit(2);
        }
    }
}

fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/tour.cast")
}

/// Plays the recording at the pace at which it was made.
fn play() {
    let cast = fs::read_to_string(place()).expect("the recording is in the repository");
    if !stdout().is_terminal() {
        eprintln!("the tour is for a terminal of at least {COLUMNS}x{} cells", ROWS + 1);
        process::exit(2);
    }
    let mut before = 0.0;
    let events = cast.lines().skip(1).filter_map(|line| serde_json::from_str(line).ok());
    for (at, _kind, text) in events.map(|event: (f64, String, String)| event) {
        let pause = Duration::try_from_secs_f64(at - before).unwrap_or_default().min(LONGEST);
        before = at;
        thread::sleep(pause);
        if write(&text).is_err() {
            break;
        }
    }
    // However the recording ends, the terminal is as it was.
    drop(write("\x1b[?1000l\x1b[?1002l\x1b[?1006l\x1b[?2004l\x1b[?2026l\x1b[?1049l\x1b[?25h\r\n"));
}

fn write(text: &str) -> io::Result<()> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// A recording that is being made.
struct Cast {
    lines: Vec<String>,
    at: Duration,
    taken: usize,
}

impl Cast {
    fn add(&mut self, text: &str) {
        if !text.is_empty() {
            self.lines.push(json!([self.at.as_secs_f64(), "o", text]).to_string());
        }
    }

    /// What the program has written since the last time.
    fn take(&mut self, terminal: &Terminal) {
        let raw = terminal.raw();
        let text = String::from_utf8_lossy(raw.get(self.taken..).unwrap_or_default()).into_owned();
        self.taken = raw.len();
        // Whoever watches has the mouse to themselves.
        let text =
            ["\x1b[?1000h", "\x1b[?1002h", "\x1b[?1006h"].iter().fold(text, |text, on| text.replace(on, ""));
        self.add(&text);
    }

    /// What is told, below the program.
    fn tell(&mut self, text: &str) {
        self.add(&format!("\x1b7\x1b[{};1H\x1b[0m\x1b[2K  \x1b[1m{text}\x1b[0m\x1b8", ROWS + 1));
    }
}

fn record() {
    let program = built::program();
    let terminal = Program::new(program).args(["--demo"]).size(ROWS, COLUMNS).start();
    for text in ["Order Status Service", "enter open", "Acme Support · US"] {
        terminal.wait_for(text);
    }
    terminal.wait_quiet(QUIET);
    let mut cast = Cast { lines: Vec::new(), at: Duration::ZERO, taken: 0 };
    cast.take(&terminal);
    for (told, keys, shown) in TOUR {
        if !told.is_empty() {
            cast.tell(told);
            cast.at += STEP + LETTER * u32::try_from(told.chars().count()).unwrap_or(0);
        }
        for key in *keys {
            terminal.keys(key);
            terminal.wait_quiet(QUIET);
            cast.take(&terminal);
            cast.at += KEY;
        }
        terminal.wait_for(shown);
        terminal.wait_quiet(QUIET);
        cast.take(&terminal);
        cast.at += STEP;
    }
    let head = json!({
        "version": 2,
        "width": COLUMNS,
        "height": ROWS + 1,
        "title": "patchpanel: from failing to live again",
    });
    let text = format!("{head}\n{}\n", cast.lines.join("\n"));
    fs::write(place(), &text).expect("the recording can be written");
    println!("{} ({} bytes, {:.0} s)", place().display(), text.len(), cast.at.as_secs_f64());
}
