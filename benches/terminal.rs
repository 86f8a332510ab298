//! What patchpanel costs in a real terminal, beside the least that any ratatui program with a list and a text area
//! costs (`examples/floor.rs`): `cargo bench --bench terminal`, or with a number of rounds, `-- 30`.
//!
//! They take turns, so that whatever else the machine does meets both. It prints; it never fails because of a time.
//! A figure of one machine means little, the ratio means more: both go through the same pty and the same reader, whose
//! own share (some tens of microseconds) is in both.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "it stands outside the program, measures with the clock, and prints what it found"
)]

#[path = "../tests/support/server.rs"]
pub mod server;
#[path = "../tests/support/terminal.rs"]
pub mod terminal;

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs, process, thread};

use server::Server;
use terminal::{Program, Terminal};

const ROWS: u16 = 40;
const COLUMNS: u16 = 120;

/// Rounds when nothing else is asked for, by an argument or by `PATCHPANEL_BENCH_ROUNDS`.
const ROUNDS: usize = 15;

/// Keys per round, walking and again typing; even, so that walking ends where it began.
const KEYS: usize = 16;

/// A frame that answers a key is over when nothing more has come for this long.
const QUIET: Duration = Duration::from_millis(30);

/// The writes of one frame at the start are closer together than this. It is much less than `QUIET`, because the next
/// frame may follow soon and is not part of the first.
const SAME_FRAME: Duration = Duration::from_millis(1);

/// Idling is measured in the first rounds only, for it takes long: after a pause in which delayed work gets done.
const IDLE_ROUNDS: usize = 3;
const SETTLE: Duration = Duration::from_secs(2);
const IDLE: Duration = Duration::from_secs(3);

/// How to use one of the two programs.
struct Course {
    /// On the screen as soon as the main content is there.
    content: &'static str,
    /// From the content to where walking is measured.
    to_list: &'static [Step],
    /// Pressed in turn; each must move the cursor.
    walk: [&'static str; 2],
    /// From there into a text field.
    to_text: &'static [Step],
    /// And out of it, to where idling is measured.
    to_rest: &'static [Step],
}

/// Keys, and what is on the screen once they have done their work; empty if that cannot be told from the text.
struct Step(&'static str, &'static str);

/// The sample workspace: its picker, the first connector's form with the preview of the request beside it, and the
/// field below the name, which is the description.
const PATCHPANEL: Course = Course {
    content: "Order Status Service",
    to_list: &[Step("<Enter>", "Nothing yet")],
    walk: ["j", "k"],
    to_text: &[Step("j", "Description"), Step("<Enter>", "")],
    to_rest: &[Step("<Esc>", "")],
};

const FLOOR: Course = Course {
    content: "Row 20",
    to_list: &[],
    walk: ["j", "k"],
    to_text: &[Step("<Tab>", "")],
    to_rest: &[Step("<Tab>", "")],
};

/// What was measured of one program: milliseconds, bytes, MiB and wake-ups.
#[derive(Default)]
struct Figures {
    frame: Vec<f64>,
    content: Vec<f64>,
    walk: Vec<f64>,
    walk_bytes: Vec<f64>,
    typing: Vec<f64>,
    typing_bytes: Vec<f64>,
    memory: Vec<f64>,
    wakeups: Vec<f64>,
    /// Keys that nothing was written for.
    unanswered: usize,
}

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    if !args.iter().any(|arg| arg == "--bench") {
        println!("nothing is measured outside of `cargo bench`");
        return;
    }
    let asked = args.iter().find_map(|arg| arg.parse().ok());
    let asked = asked.or_else(|| env::var("PATCHPANEL_BENCH_ROUNDS").ok()?.parse().ok());
    let rounds: usize = asked.unwrap_or(ROUNDS).max(1);

    let patchpanel = Path::new(env!("CARGO_BIN_EXE_patchpanel"));
    let floor = build_floor(patchpanel);
    let homes = env::temp_dir().join(format!("patchpanel-bench-{}", process::id()));
    let server = Server::start(&[]);
    let remote = || {
        let program = Program::new(patchpanel).args(["--base-url", &server.url()]);
        program.env("INTERCOM_ACCESS_TOKEN", "demo-token")
    };
    let (mut ours, mut apart, mut least) = (Figures::default(), Figures::default(), Figures::default());
    for round in 0..rounds {
        let idle = round < IDLE_ROUNDS;
        // A fresh home each time: what one round leaves behind must not be found by the next.
        let home = homes.join(round.to_string());
        fs::create_dir_all(&home).expect("a home directory can be made");
        measure(Program::new(patchpanel).args(["--demo"]), &PATCHPANEL, &home, idle, &mut ours);
        measure(remote(), &PATCHPANEL, &home, idle, &mut apart);
        measure(Program::new(&floor), &FLOOR, &home, idle, &mut least);
    }
    _ = fs::remove_dir_all(&homes);

    println!(
        "\n{COLUMNS}x{ROWS}, {rounds} rounds, {KEYS} keys each in a list and in a text; median and 95th percentile\n"
    );
    println!("--demo, which holds the server, too");
    print(&ours, &least);
    println!("\n--base-url, with the server in a process of its own");
    print(&apart, &least);
}

/// The example is built like the program, and lies beside it.
fn build_floor(patchpanel: &Path) -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let built = process::Command::new(cargo)
        .args(["build", "--quiet", "--release", "--example", "floor"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the example `floor` cannot be built");
    patchpanel.with_file_name("examples").join("floor").with_extension(env::consts::EXE_EXTENSION)
}

/// One round of one program.
fn measure(program: Program, course: &Course, home: &Path, idle: bool, figures: &mut Figures) {
    let terminal = program.home(home).size(ROWS, COLUMNS).start();
    terminal.wait_for(course.content);
    terminal.wait_quiet(QUIET);
    let text = |screen: &vt100::Screen| screen.contents();
    figures.frame.extend(end_of_frame(&terminal, |screen| !text(screen).trim().is_empty()));
    figures.content.extend(end_of_frame(&terminal, |screen| text(screen).contains(course.content)));

    follow(&terminal, course.to_list);
    for key in course.walk.iter().cycle().take(KEYS) {
        match terminal.reaction(key, QUIET) {
            Some(reaction) => {
                figures.walk.push(milliseconds(reaction.last));
                figures.walk_bytes.push(count(reaction.bytes));
            }
            None => figures.unanswered += 1,
        }
    }

    follow(&terminal, course.to_text);
    for letter in ('a'..='z').cycle().take(KEYS) {
        match terminal.reaction(letter.encode_utf8(&mut [0; 4]), QUIET) {
            Some(reaction) => {
                figures.typing.push(milliseconds(reaction.last));
                figures.typing_bytes.push(count(reaction.bytes));
            }
            None => figures.unanswered += 1,
        }
    }
    follow(&terminal, course.to_rest);

    figures.memory.extend(resident(terminal.pid()));
    if idle {
        thread::sleep(SETTLE);
        let before = switches(terminal.pid());
        thread::sleep(IDLE);
        let after = switches(terminal.pid());
        figures.wakeups.extend(before.zip(after).map(|(before, after)| after - before));
    }
}

/// Takes the steps one by one.
fn follow(terminal: &Terminal, steps: &[Step]) {
    for Step(keys, shown) in steps {
        // The reaction's end is what counts here, not its time; a step without one shows in the figures that follow.
        _ = terminal.reaction(keys, QUIET);
        terminal.wait_for(shown);
        terminal.wait_quiet(QUIET);
    }
}

/// When the frame was complete that first made the screen like this.
fn end_of_frame(terminal: &Terminal, holds: impl Fn(&vt100::Screen) -> bool) -> Option<f64> {
    let arrivals = terminal.arrivals();
    let mut rest = arrivals.get(terminal.first(holds)?..)?.iter();
    let mut end = rest.next()?.at;
    for arrival in rest {
        if arrival.at.saturating_sub(end) > SAME_FRAME {
            break;
        }
        end = arrival.at;
    }
    Some(milliseconds(end))
}

/// The memory that the process holds, in MiB. Known on Linux only.
fn resident(pid: u32) -> Option<f64> {
    let kibibytes = field(Path::new(&format!("/proc/{pid}/status")), "VmRSS:")?;
    Some(kibibytes / 1024.0)
}

/// How often the threads of the process have gone to sleep so far: when it idles, once for each time that it was woken.
fn switches(pid: u32) -> Option<f64> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten();
    threads.map(|thread| field(&thread.path().join("status"), "voluntary_ctxt_switches:")).sum()
}

/// A number in a status file of `/proc`.
fn field(path: &Path, name: &str) -> Option<f64> {
    let status = fs::read_to_string(path).ok()?;
    status.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

/// What one hopes for, in the last column.
enum Aim {
    None,
    /// At most this many times the floor.
    Ratio(f64),
    /// Less than this.
    Below(f64, &'static str),
    Zero,
}

fn print(ours: &Figures, least: &Figures) {
    println!("{:34} {:>10} {:>8} {:>10} {:>8} {:>8}  aim", "", "patchpanel", "p95", "floor", "p95", "ratio");
    let rows = [
        ("start to first frame, ms", &ours.frame, &least.frame, true, Aim::Ratio(1.5)),
        ("start to content, ms", &ours.content, &least.content, true, Aim::None),
        ("key to end of frame, walking, ms", &ours.walk, &least.walk, true, Aim::Ratio(1.5)),
        ("key to end of frame, typing, ms", &ours.typing, &least.typing, true, Aim::Ratio(1.5)),
        ("bytes per key, walking", &ours.walk_bytes, &least.walk_bytes, false, Aim::None),
        ("bytes per key, typing", &ours.typing_bytes, &least.typing_bytes, false, Aim::None),
        ("resident memory, MiB", &ours.memory, &least.memory, false, Aim::Below(12.0, "MiB")),
        ("wake-ups in 3 s of idling", &ours.wakeups, &least.wakeups, false, Aim::Zero),
    ];
    for (name, ours, least, spread, aim) in rows {
        let value = |share, of: &[f64]| percentile(of, share);
        let (our, floor) = (value(0.5, ours), value(0.5, least));
        let ratio = our.zip(floor.filter(|floor| *floor > 0.0)).map(|(our, floor)| our / floor);
        let tails =
            if spread { [value(0.95, ours), value(0.95, least)].map(number) } else { Default::default() };
        let [our_tail, floor_tail] = tails;
        println!(
            "{name:34} {:>10} {our_tail:>8} {:>10} {floor_tail:>8} {:>8}  {}",
            number(our),
            number(floor),
            number(ratio),
            aim.verdict(our, ratio)
        );
    }
    for (name, figures) in [("patchpanel", ours), ("the floor", least)] {
        if figures.unanswered > 0 {
            println!("\n{name} wrote nothing for {} keys; they are left out above", figures.unanswered);
        }
    }
}

impl Aim {
    fn verdict(&self, value: Option<f64>, ratio: Option<f64>) -> String {
        let (aim, met) = match self {
            Self::None => return String::new(),
            Self::Ratio(most) => (format!("ratio <= {most:.1}"), ratio.map(|ratio| ratio <= *most)),
            Self::Below(limit, unit) => (format!("< {limit} {unit}"), value.map(|value| value < *limit)),
            Self::Zero => ("0".to_owned(), value.map(|value| value < 0.5)),
        };
        let met = match met {
            Some(true) => "met",
            Some(false) => "missed",
            None => "unknown",
        };
        format!("{aim}: {met}")
    }
}

/// By nearest rank; the share is between 0 and 1.
fn percentile(of: &[f64], share: f64) -> Option<f64> {
    let mut sorted = of.to_vec();
    sorted.sort_by(f64::total_cmp);
    let below = sorted.len().saturating_sub(1);
    let rank = (0..=below).find(|&rank| count(rank + 1) >= share * count(sorted.len()));
    sorted.get(rank?).copied()
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "n/a".to_owned(), |value| format!("{value:.2}"))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Exact for everything counted here.
fn count(of: usize) -> f64 {
    u32::try_from(of).map_or(f64::INFINITY, f64::from)
}
