//! Pictures of the program at work, drawn from a real terminal: `cargo run --example picture` starts the built program
//! on its sample workspace, types, and writes what stands on the screen to `assets/pictures/`, cell by cell.
//!
//! The same program gives the same pictures: the sample's times are relative to now, and dates are replaced by others. Only
//! the runs of a connector differ: they follow the clock on the wall.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "it stands outside the program: it writes files and says which"
)]

#[path = "support/built.rs"]
mod built;
#[path = "../tests/support/terminal.rs"]
pub mod terminal;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;
use std::{env, fs};

use terminal::{Program, Terminal};
use vt100::{Cell, Color, Screen};

/// The size of a cell, of the letters in it, and where they stand in it, in pixels.
const WIDTH: f64 = 8.4;
const HEIGHT: f64 = 18.0;
const LETTERS: f64 = 14.0;
const BASELINE: f64 = 13.2;

/// The window around the cells: its bar with the title, and the air on each side.
const BAR: f64 = 34.0;
const AIR: f64 = 12.0;

const FONTS: &str = "'JetBrains Mono','Cascadia Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono',\
    'Noto Sans Mono CJK JP',monospace";

/// Text and background where the program sets none, and the title bar.
const DARK: Ground = Ground { ink: 0x00d4_d4d8, paper: 0x0016_1618, frame: 0x0020_2022, edge: 0x0038_383c };
const LIGHT: Ground = Ground { ink: 0x0024_2428, paper: 0x00fc_fcfc, frame: 0x00ec_ecee, edge: 0x00c8_c8cc };
const TITLE: u32 = 0x008e_8e93;

/// What stands where the program sets no colour, and around the cells.
#[derive(Clone, Copy)]
struct Ground {
    ink: u32,
    paper: u32,
    frame: u32,
    edge: u32,
}

/// The sixteen colours that a terminal chooses itself.
const PALETTE: [u32; 16] = [
    0x001b_1d23,
    0x00e0_6c75,
    0x0098_c379,
    0x00e5_c07b,
    0x0061_afef,
    0x00c6_78dd,
    0x0056_b6c2,
    0x00ab_b2bf,
    0x005c_6370,
    0x00ff_7b86,
    0x00b5_e08f,
    0x00ff_d58a,
    0x007c_c3ff,
    0x00de_95f0,
    0x0070_d5e0,
    0x00ff_ffff,
];

/// A step is over when nothing has been written for this long.
const QUIET: Duration = Duration::from_millis(350);

/// How long something may take that comes by itself, such as a run.
const LONGEST: Duration = Duration::from_secs(100);

/// On the screen as soon as a connector is open: a part of the footer, which is drawn last.
const OPEN: &str = "s review";

/// A picture: its file, its size in rows and columns, what it shows, and the way there. Each step is keys, and what is
/// on the screen once they have done their work. `earlier` is what another run did before it was killed.
struct Picture {
    name: &'static str,
    size: (u16, u16),
    shows: &'static str,
    steps: Steps,
    earlier: Steps,
}

impl Picture {
    /// The name of a picture in the light theme says so.
    fn ground(&self) -> Ground {
        if self.name == "light" { LIGHT } else { DARK }
    }
}

/// What stands in a picture for the folder in which its programs keep what is unsent; mostly as long, so that nothing
/// moves.
const USUAL_STATE: &str = "~/.local/state";

type Steps = &'static [(&'static str, &'static str)];

const PICTURES: [Picture; 17] = [
    Picture {
        name: "list",
        size: (30, 120),
        shows: "The list of connectors",
        steps: &[("jjj", "▸ ● live    CRM customer lookup")],
        earlier: &[],
    },
    Picture {
        name: "connector",
        size: (36, 120),
        shows: "A connector with an edited name and a URL being typed; beside it, what would be sent",
        steps: &[
            ("<Enter>", OPEN),
            ("<Enter> (EU)<Esc>", "✎ 1 change"),
            ("jjjj<Enter>", "URL · editing"),
            ("?verbose=true", "✎ 2 changes"),
        ],
        earlier: &[],
    },
    Picture {
        name: "table",
        size: (34, 160),
        shows: "The data inputs of a connector as a table, one description being edited",
        steps: &[
            ("/stock<Enter>", OPEN),
            ("jjjjjjj<Enter>", "Data inputs · editing"),
            ("jllll<Enter>", "Description of minimum"),
            (" in one place", "✎ 1 change"),
        ],
        earlier: &[],
    },
    Picture {
        name: "review",
        size: (36, 120),
        shows: "The review before sending: each change, its consequences, and the exact body",
        steps: &[
            ("<Enter>", OPEN),
            ("<Enter> (EU)<Esc>", "✎ 1 change"),
            ("jjjj<Enter>?verbose=true<Enter>", "✎ 2 changes"),
            ("jjj<Enter>llll<Enter>, as printed<Enter><Esc>", "✎ 3 changes"),
            ("s", " Review "),
        ],
        earlier: &[],
    },
    Picture {
        name: "flip",
        size: (36, 120),
        shows: "The dialog before a connector goes live",
        steps: &[("/fraud<Enter>", OPEN), ("t", "set the state")],
        earlier: &[],
    },
    Picture {
        name: "compare",
        size: (34, 120),
        shows: "The live version of a connector against its draft, field by field",
        steps: &[("j<Enter>", OPEN), ("v", "esc close")],
        earlier: &[],
    },
    Picture {
        name: "kept",
        size: (30, 120),
        shows: "What a killed program had kept, offered beside what the server held then and holds now",
        steps: &[("<Enter>", "Earlier changes")],
        earlier: &[
            ("<Enter>", OPEN),
            ("<Enter> (EU)<Esc>", "✎ 1 change"),
            ("jjjj<Enter>?verbose=true<Enter>", "✎ 2 changes"),
            ("", "kept ✓"),
        ],
    },
    Picture {
        name: "runs",
        size: (40, 140),
        shows: "The runs of a connector that fails: numbers, a chart, the list, and one run with its bodies",
        steps: &[("/vat<Enter>", OPEN), ("l", "Response body")],
        earlier: &[],
    },
    Picture {
        name: "rendered",
        size: (24, 120),
        shows: "A request as it would go out, with sample values for the inputs",
        steps: &[
            ("j<Enter>", OPEN),
            ("p", "copy curl"),
            ("<Enter>", "A sample value"),
            ("<C-u>A-1042<Enter>", "A-1042"),
        ],
        earlier: &[],
    },
    Picture {
        name: "mended",
        size: (40, 140),
        shows: "The first runs after the mending arrive while they are watched",
        steps: &[
            ("/vat<Enter>", OPEN),
            ("t", "set the state"),
            ("y", "is now draft"),
            ("gjjjj", "▸   URL"),
            ("<Enter>", "URL · editing"),
            ("<C-u>https://tax.example.com/v2/vat-numbers<Enter>", "✎ 1 change"),
            (
                "jj<Enter><Right><Right><Right><Right><Right><Right><Right><Right><Right><Right><Right><Right><Right><Right>",
                "Body · editing",
            ),
            (
                "<Right><Right><Right><Right><Right><Right><Right><Right><Right><Right><Right><Right><Right><Right>vat_<Esc>",
                "✎ 2 changes",
            ),
            ("s", " Review "),
            ("<Enter>", "Sent"),
            ("t", "set the state"),
            ("y", "is now live"),
            ("l", "watching"),
            ("", "ok new"),
            ("", "\"valid\": true"),
        ],
        earlier: &[],
    },
    Picture {
        name: "variables",
        size: (30, 120),
        shows: "A variable being completed from the data inputs, and what was found in the URL",
        steps: &[
            ("<Enter>", OPEN),
            ("gjjjj<Enter>/{{mesage}}?q=", "did you mean message?"),
            ("{{", "✎ 1 change"),
        ],
        earlier: &[],
    },
    Picture {
        name: "sample",
        size: (36, 140),
        shows: "A sample response being typed, and beside it the response fields that it will generate",
        steps: &[
            ("<Enter>", OPEN),
            ("gjjjjjjjjjjjjjj<Enter>", "Sample response · editing"),
            (
                "{\"status\": \"in_transit\", \"carrier\": \"DHL\", \"eta\": \"2026-04-02T16:00:00Z\", \"parcels\": 1.5}",
                "Will generate",
            ),
        ],
        earlier: &[],
    },
    Picture {
        name: "palette",
        size: (30, 120),
        shows: "The palette: commands, fields and connectors by a few letters, with why some cannot be used now",
        steps: &[("<Enter>", OPEN), ("<C-p>", "Everything"), ("co", "compare")],
        earlier: &[],
    },
    Picture {
        name: "help",
        size: (30, 120),
        shows: "The keys of the place where one is, narrowed down to what is looked for",
        steps: &[("<Enter>", OPEN), ("?", "Help"), ("/undo", "redo")],
        earlier: &[],
    },
    Picture {
        name: "find",
        size: (30, 120),
        shows: "Letters looked for in the body, with the places where they stand",
        steps: &[
            ("/address v<Enter>", OPEN),
            ("gjjjjjj<Enter>", "Body · editing"),
            ("<C-f>", "enter next"),
            ("sugg", "1 of"),
        ],
        earlier: &[],
    },
    Picture {
        name: "light",
        size: (30, 120),
        shows: "A connector in the light theme",
        steps: &[("<Enter>", OPEN), ("<Enter> (EU)<Esc>", "✎ 1 change")],
        earlier: &[],
    },
    Picture {
        name: "narrow",
        size: (20, 64),
        shows: "The same connector in a narrow terminal, one pane at a time",
        steps: &[("<Enter>", OPEN), ("<Enter> (EU)<Esc>", "✎ 1")],
        earlier: &[],
    },
];

fn main() {
    let program = built::program();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/pictures");
    fs::create_dir_all(&folder).expect("the folder for the pictures can be made");
    for picture in &PICTURES {
        let state = env::temp_dir().join("pp-states");
        _ = fs::remove_dir_all(&state);
        fs::create_dir(&state).expect("a folder for what is kept can be made");
        if !picture.earlier.is_empty() {
            // Dropping it kills it.
            drop(live(&program, picture, &state, picture.earlier));
        }
        let terminal = live(&program, picture, &state, picture.steps);
        let svg = draw(&terminal, picture).replace(&state.display().to_string(), USUAL_STATE);
        let path = folder.join(picture.name).with_extension("svg");
        fs::write(&path, &svg).expect("the picture can be written");
        println!("{} ({} bytes)", path.display(), svg.len());
        drop(terminal);
        _ = fs::remove_dir_all(&state);
    }
}

/// A program that was led this far.
fn live(program: &Path, picture: &Picture, state: &Path, steps: Steps) -> Terminal {
    let (rows, columns) = picture.size;
    let terminal = Program::new(program)
        .args(["--demo", "--theme", if picture.name == "light" { "light" } else { "dark" }])
        .size(rows, columns)
        .state(state)
        .start();
    // The list, and the footer that is drawn last; the workspace's name comes with an answer of its own.
    for text in ["Order Status Service", "enter open", "Acme Support · US"] {
        terminal.wait_for(text);
    }
    for (keys, shown) in steps {
        terminal.keys(keys);
        // What comes by itself may take its time.
        let patience = terminal.elapsed() + LONGEST;
        while keys.is_empty() && !terminal.screen().contains(shown) && terminal.elapsed() < patience {
            terminal.wait_quiet(QUIET);
        }
        terminal.wait_for(shown);
        terminal.wait_quiet(QUIET);
    }
    terminal
}

/// Cells of one row, next to each other, that look the same.
struct Run {
    column: u16,
    cells: u16,
    text: String,
    look: Look,
}

/// How a cell looks, colours resolved.
#[expect(clippy::struct_excessive_bools, reason = "the attributes of a cell are four yes or no")]
#[derive(Clone, Copy, PartialEq)]
struct Look {
    ink: u32,
    paper: u32,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
}

fn draw(terminal: &Terminal, picture: &Picture) -> String {
    let ((rows, columns), ground) = (picture.size, picture.ground());
    let (width, height) = (f64::from(columns) * WIDTH + 2.0 * AIR, f64::from(rows) * HEIGHT + BAR + AIR);
    let mut svg = String::new();
    let title = escaped(picture.shows);
    _ = writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1} {height:.1}" width="{width:.0}" height="{height:.0}" role="img" aria-label="{title}">
<title>{title}</title>
<rect x="0.5" y="0.5" width="{:.1}" height="{:.1}" rx="9" fill="{}" stroke="{}"/>
<path d="M1 {BAR} V10 a9 9 0 0 1 9 -9 H{:.1} a9 9 0 0 1 9 9 V{BAR} Z" fill="{}"/>"#,
        width - 1.0,
        height - 1.0,
        hex(ground.paper),
        hex(ground.edge),
        width - 10.0,
        hex(ground.frame),
    );
    for (place, colour) in [(20, "#ff5f57"), (40, "#febc2e"), (60, "#28c840")] {
        _ = writeln!(svg, r#"<circle cx="{place}" cy="17" r="6" fill="{colour}"/>"#);
    }
    _ = writeln!(
        svg,
        r#"<text x="{:.1}" y="21.5" fill="{}" font-family="system-ui,'Segoe UI','DejaVu Sans',sans-serif" font-size="13" text-anchor="middle">patchpanel --demo</text>"#,
        width / 2.0,
        hex(TITLE),
    );
    _ = writeln!(
        svg,
        r#"<g transform="translate({AIR} {:.1})" font-family="{FONTS}" font-size="{LETTERS}" xml:space="preserve">"#,
        BAR + 2.0
    );
    terminal.look(|screen| {
        let dates = dates(screen, ground);
        for row in 0..rows {
            let runs = runs(screen, row, columns, &dates, ground);
            for run in &runs {
                svg.push_str(&background(row, run, columns, ground));
            }
            for run in &runs {
                svg.push_str(&letters(row, run));
            }
        }
        if !screen.hide_cursor() {
            let (row, column) = screen.cursor_position();
            let (x, y) = (f64::from(column) * WIDTH, f64::from(row) * HEIGHT);
            _ = writeln!(
                svg,
                r#"<rect x="{x:.1}" y="{y:.1}" width="{WIDTH}" height="{HEIGHT}" fill="{}" opacity="0.5"/>"#,
                hex(ground.ink)
            );
        }
    });
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// The row in runs. What a font may draw at a width of its own (anything but plain letters and line drawing) is a run
/// of one cell, so that nothing moves what stands behind it.
fn runs(screen: &Screen, row: u16, columns: u16, dates: &[Masked], ground: Ground) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..columns {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation()) else {
            continue;
        };
        let masked = dates.iter().find(|masked| (masked.row, masked.column) == (row, column));
        let text = match masked {
            Some(masked) => masked.letter.to_string(),
            None if cell.has_contents() => cell.contents().to_owned(),
            None => " ".to_owned(),
        };
        let look = masked.map_or_else(|| look(cell, ground), |masked| masked.look);
        let cells = if cell.is_wide() { 2 } else { 1 };
        let plain = |text: &str| text.chars().all(|c| c.is_ascii() || ('─'..='╿').contains(&c));
        let joins = |run: &str| {
            (plain(&text) && plain(run) && is_line(&text) == is_line(run))
                || (is_backward(run) && (text == " " || is_backward(&text)))
        };
        match runs.last_mut() {
            Some(run) if run.look == look && run.column + run.cells == column && joins(&run.text) => {
                run.text.push_str(&text);
                run.cells += cells;
            }
            _ => runs.push(Run { column, cells, text, look }),
        }
    }
    runs
}

/// A cell of which something else is shown.
struct Masked {
    row: u16,
    column: u16,
    letter: char,
    look: Look,
}

/// The sample's times are relative to now, and a date, such as `9 Mar 2026`, would make each day's pictures different:
/// the cells in which dates stand, and the letters of others that are always the same, from top to bottom one a day.
fn dates(screen: &Screen, ground: Ground) -> Vec<Masked> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
    let letter = |row, column| screen.cell(row, column).and_then(|cell| cell.contents().chars().next());
    let mut masked = Vec::new();
    let mut days = (10..=28).rev().cycle();
    for row in 0..rows {
        for month in 3..columns.saturating_sub(8) {
            let word: String = (month..month + 3).filter_map(|column| letter(row, column)).collect();
            let digit = |column| letter(row, column).is_some_and(|c| c.is_ascii_digit());
            if !MONTHS.contains(&word.as_str()) || !digit(month - 2) || !(month + 4..month + 8).all(digit) {
                continue;
            }
            // A day of one digit leaves a blank at the end, so that there is always room for two.
            let first = if digit(month - 3) { month - 3 } else { month - 2 };
            let date = format!("{} Feb 2026", days.next().unwrap_or(28));
            let look = screen.cell(row, first).map(|cell| look(cell, ground));
            masked.extend(
                (first..)
                    .zip(date.chars())
                    .filter_map(|(column, letter)| Some(Masked { row, column, letter, look: look? })),
            );
        }
    }
    masked
}

/// Whether it begins in a script that is written from right to left; its letters join, so it is one run.
fn is_backward(text: &str) -> bool {
    text.starts_with(|c| matches!(c, '\u{590}'..='\u{8ff}'))
}

fn is_line(text: &str) -> bool {
    text.chars().all(|c| ('─'..='╿').contains(&c))
}

fn look(cell: &Cell, ground: Ground) -> Look {
    let (mut ink, mut paper) = (colour(cell.fgcolor(), ground.ink), colour(cell.bgcolor(), ground.paper));
    if cell.inverse() {
        (ink, paper) = (paper, ink);
    }
    Look {
        ink,
        paper,
        bold: cell.bold(),
        dim: cell.dim(),
        italic: cell.italic(),
        underline: cell.underline(),
    }
}

/// Red, green and blue of a colour, in one number.
fn colour(colour: Color, unset: u32) -> u32 {
    match colour {
        Color::Default => unset,
        Color::Rgb(red, green, blue) => u32::from_be_bytes([0, red, green, blue]),
        Color::Idx(index) => match index {
            0..=15 => PALETTE.get(usize::from(index)).copied().unwrap_or(unset),
            16..=231 => {
                let step = |part: u8| if part == 0 { 0 } else { 55 + 40 * part };
                let index = index - 16;
                u32::from_be_bytes([0, step(index / 36), step(index / 6 % 6), step(index % 6)])
            }
            232..=255 => {
                let grey = 8 + 10 * (index - 232);
                u32::from_be_bytes([0, grey, grey, grey])
            }
        },
    }
}

fn background(row: u16, run: &Run, columns: u16, ground: Ground) -> String {
    if run.look.paper == ground.paper {
        return String::new();
    }
    // A little wider than the cells, so that no seam shows between two of the same colour; at the edges of the screen
    // up to the edge of the window.
    let left = if run.column == 0 { 1.0 - AIR } else { f64::from(run.column) * WIDTH };
    let end = run.column + run.cells;
    let right = f64::from(end) * WIDTH + if end == columns { AIR - 1.0 } else { 0.3 };
    format!(
        "<rect x=\"{left:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{HEIGHT}\" fill=\"{}\"/>\n",
        f64::from(row) * HEIGHT,
        right - left,
        hex(run.look.paper)
    )
}

fn letters(row: u16, run: &Run) -> String {
    if is_line(&run.text) {
        return lines(row, run);
    }
    let Look { ink, bold, dim, italic, underline, .. } = run.look;
    let mut more = String::new();
    for (wanted, attribute) in [
        (bold, r#" font-weight="700""#),
        (dim, r#" opacity="0.6""#),
        (italic, r#" font-style="italic""#),
        (underline, r#" text-decoration="underline""#),
    ] {
        more.push_str(if wanted { attribute } else { "" });
    }
    let y = f64::from(row) * HEIGHT + BASELINE;
    let mut svg = String::new();
    for (from, text) in pieces(&run.text) {
        let x = (f64::from(run.column) + number(from)) * WIDTH;
        let length = number(text.chars().count()) * WIDTH;
        let spread = if text.is_ascii() {
            format!(r#" textLength="{length:.1}""#)
        } else if is_backward(text) {
            format!(r#" textLength="{length:.1}" lengthAdjust="spacingAndGlyphs""#)
        } else {
            // A single picture keeps its shape.
            String::new()
        };
        _ = writeln!(
            svg,
            r#"<text x="{x:.1}" y="{y:.1}"{spread} fill="{}"{more}>{}</text>"#,
            hex(ink),
            escaped(text)
        );
    }
    svg
}

/// The parts of a text between two blanks or more, and the cell at which each begins: placed one by one, columns line
/// up in any font, and blanks need no letters.
fn pieces(text: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for piece in text.split("  ") {
        let lead = piece.len() - piece.trim_start_matches(' ').len();
        let inner = piece.trim_matches(' ');
        if !inner.is_empty() {
            pieces.push((from + lead, inner));
        }
        from += piece.chars().count() + 2;
    }
    pieces
}

/// Lines are drawn, not written, so that they meet whatever the font.
fn lines(row: u16, run: &Run) -> String {
    let mut path = String::new();
    let mut flat: Option<(f64, f64)> = None;
    let top = f64::from(row) * HEIGHT;
    let (middle, bottom) = (top + HEIGHT / 2.0, top + HEIGHT);
    for (column, letter) in (run.column..).zip(run.text.chars()) {
        let left = f64::from(column) * WIDTH;
        let (centre, right) = (left + WIDTH / 2.0, left + WIDTH);
        if letter == '─' {
            flat = Some((flat.map_or(left, |(start, _)| start), right));
            continue;
        }
        if let Some((start, end)) = flat.take() {
            _ = write!(path, "M{start:.1} {middle:.1}H{end:.1}");
        }
        _ = match letter {
            '│' => write!(path, "M{centre:.1} {top:.1}V{bottom:.1}"),
            '╭' => write!(
                path,
                "M{centre:.1} {bottom:.1}V{:.1}Q{centre:.1} {middle:.1} {right:.1} {middle:.1}",
                middle + 4.0
            ),
            '╮' => write!(
                path,
                "M{centre:.1} {bottom:.1}V{:.1}Q{centre:.1} {middle:.1} {left:.1} {middle:.1}",
                middle + 4.0
            ),
            '╰' => write!(
                path,
                "M{centre:.1} {top:.1}V{:.1}Q{centre:.1} {middle:.1} {right:.1} {middle:.1}",
                middle - 4.0
            ),
            '╯' => write!(
                path,
                "M{centre:.1} {top:.1}V{:.1}Q{centre:.1} {middle:.1} {left:.1} {middle:.1}",
                middle - 4.0
            ),
            // No other line is used; one that is shows by its absence.
            _ => Ok(()),
        };
    }
    if let Some((start, end)) = flat {
        _ = write!(path, "M{start:.1} {middle:.1}H{end:.1}");
    }
    format!("<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.1\"/>\n", hex(run.look.ink))
}

fn number(of: usize) -> f64 {
    u32::try_from(of).map_or(0.0, f64::from)
}

fn hex(colour: u32) -> String {
    format!("#{colour:06x}")
}

/// As XML wants it; a control character, which it forbids, is a replacement mark.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut all, letter| {
        match letter {
            '&' => all.push_str("&amp;"),
            '<' => all.push_str("&lt;"),
            '>' => all.push_str("&gt;"),
            '"' => all.push_str("&quot;"),
            letter if letter.is_control() => all.push('\u{fffd}'),
            letter => all.push(letter),
        }
        all
    })
}
