//! House rules, read off the source: who may import whom, how long a file may be, how it begins, what it may not name.
//!
//! The import table is that of ARCHITECTURE.md. Where a row says more than the page, it says why.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "the checker reads the source, and should stop where it cannot"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What the files of one part of `src` may use.
struct Layer {
    /// A folder or a file of `src`, without its ending. The longest that fits a file is its layer.
    part: &'static str,
    /// Paths of ours that may be named, each with everything below it. A layer may always name itself.
    ours: &'static [&'static str],
    /// Paths of other crates that may be named, each with everything below it.
    crates: &'static [&'static str],
    /// Why this differs from the page, where it does.
    why: &'static str,
}

const LAYERS: &[Layer] = &[
    Layer {
        part: "edit",
        ours: &[],
        crates: &["serde_json", "serde::de", "secrecy"],
        why: "secrecy: a secret is a value like any other here, and must not print itself; serde::de: to look for \
              doubled keys while reading",
    },
    Layer {
        part: "edit/merge/lines",
        ours: &[],
        crates: &["similar"],
        why: "the only file of the core that compares texts by line",
    },
    Layer { part: "connector", ours: &["edit"], crates: &["serde_json"], why: "" },
    Layer {
        part: "connector/template",
        ours: &["edit"],
        crates: &["strsim"],
        why: "how far one name is from another",
    },
    Layer {
        part: "connector/url",
        ours: &[],
        crates: &["percent_encoding"],
        why: "the only file that knows what may stand in a URL",
    },
    Layer {
        part: "connector/response",
        ours: &["edit"],
        crates: &["jiff"],
        why: "whether a text is a point in time is asked of the library that reads the API's times",
    },
    Layer {
        part: "journal",
        ours: &["edit", "connector", "api::wire"],
        crates: &["serde_json", "tempfile"],
        why: "a file is written aside by tempfile, for the owner alone",
    },
    Layer {
        part: "journal/kept",
        ours: &["edit", "connector", "api::wire"],
        crates: &[],
        why: "the data of the journal: no files here, since the app makes and takes it",
    },
    Layer {
        part: "app",
        ours: &[
            "edit",
            "connector",
            "api::failure",
            "api::runs",
            "api::tokens",
            "api::wire",
            "journal::kept",
        ],
        crates: &["crossterm::event", "jiff::tz"],
        why: "connector: consequences, states and blame are rules of the editor; the text area, the matcher and \
              what a secret is typed into have a file each, below; jiff::tz: the person's time zone is data",
    },
    Layer {
        part: "app/names",
        ours: &["edit", "connector", "api::failure", "api::wire"],
        crates: &["strsim"],
        why: "which name was most likely meant",
    },
    Layer {
        part: "app/copies",
        ours: &["edit", "connector", "api::base", "api::failure", "api::wire"],
        crates: &[],
        why: "api::base: which host serves a region's web app is told in one place",
    },
    Layer {
        part: "app/exchange",
        ours: &["edit", "connector"],
        crates: &["serde_json"],
        why: "a file that edits are loaded from is read as JSON here",
    },
    Layer {
        part: "app/create",
        ours: &["edit", "connector", "api::failure", "api::wire"],
        crates: &["serde_json"],
        why: "a record of which nothing is known is an empty object",
    },
    Layer {
        part: "app/text",
        ours: &["edit", "connector", "api::failure", "api::wire"],
        crates: &["tui_textarea", "unicode_segmentation"],
        why: "the only file that knows the text area, and what a person sees as one character",
    },
    Layer {
        part: "app/masked",
        ours: &["edit", "connector", "api::failure", "api::wire"],
        crates: &["unicode_segmentation", "zeroize"],
        why: "what a secret is typed into is wiped, and edited by what a person sees as one character",
    },
    Layer {
        part: "app/picker",
        ours: &["edit", "connector", "api::failure", "api::wire"],
        crates: &["nucleo_matcher"],
        why: "the only file that ranks what a filter finds",
    },
    Layer {
        part: "app/editor",
        ours: &["edit", "connector", "api::failure", "api::wire"],
        crates: &["secrecy"],
        why: "a secret that was typed in this run opens as text",
    },
    Layer {
        part: "view",
        ours: &[
            "app",
            "edit",
            "connector",
            "api::failure",
            "api::runs",
            "api::tokens",
            "api::wire",
            "journal::kept",
        ],
        crates: &["ratatui", "similar", "jiff", "unicode_width", "unicode_segmentation", "serde_json"],
        why: "connector and the answers' types are shown; similar compares, jiff reads times, the unicode crates \
              measure; serde_json lays out what no kind knows",
    },
    Layer {
        part: "view/theme/own",
        ours: &[],
        crates: &["ratatui", "strsim"],
        why: "strsim: the nearest name of one that is none",
    },
    Layer {
        part: "api",
        ours: &[],
        crates: &["reqwest", "bytes", "rustls", "secrecy", "serde_json", "serde", "jiff", "log", "tokio"],
        why: "rustls: the certificate store is built here; jiff: dates of headers; log: what is asked; tokio: time-outs",
    },
    Layer {
        part: "demo",
        ours: &["edit", "connector"],
        crates: &["axum", "serde", "serde_json", "tokio", "futures_util", "jiff"],
        why: "jiff: the sample's times move with the day",
    },
    Layer {
        part: "perform",
        ours: &["api", "app::message", "edit", "journal", "outside"],
        crates: &["tokio"],
        why: "a file of its own, so that tests perform effects as the program does; tokio: two reads at once",
    },
    Layer {
        part: "connect",
        ours: &["api", "demo", "settings"],
        crates: &[],
        why: "what settings name is reached here, for the editor and for every command alike",
    },
    Layer {
        part: "outside",
        ours: &["terminal"],
        crates: &["arboard", "base64", "shell_words", "tempfile"],
        why: "terminal: a copy may have to go through it",
    },
    Layer {
        part: "terminal",
        ours: &[],
        crates: &["crossterm", "ratatui", "rustix::termios"],
        why: "rustix: what was typed for another program is dropped",
    },
    Layer {
        part: "settings",
        ours: &[
            "cli",
            "api::base",
            "api::token",
            "api::wire",
            "app::keymap",
            "app::misfit",
            "terminal::claims",
            "view::glyph::printable",
        ],
        crates: &["clap", "toml", "shell_words", "strsim", "tempfile"],
        why: "what a terminal says is a part of the environment; an address, a token, an id and keys are checked by the types that use them; strsim: how far a mistyped name \
              is from a setting",
    },
    Layer { part: "settings/schema", ours: &["cli"], crates: &["serde_json"], why: "a schema is JSON" },
    Layer {
        part: "settings/tell",
        ours: &["cli", "view::glyph"],
        crates: &[],
        why: "nothing foreign reaches the terminal as it came",
    },
    Layer {
        part: "token",
        ours: &["settings", "api", "input", "run::signals", "view::glyph"],
        crates: &[
            "apple_native_keyring_store",
            "futures_util",
            "keyring_core",
            "rustix::process",
            "rustix::termios",
            "serde",
            "tokio",
            "windows_native_keyring_store",
            "zbus",
            "zeroize",
        ],
        why: "a token that is stored is first shown to the workspace, and asked for on the terminal",
    },
    Layer {
        part: "logbook",
        ours: &["app", "settings", "view::glyph", "api::failure"],
        crates: &["log", "jiff"],
        why: "what is told of an effect is decided where the file is, so that no value gets there",
    },
    Layer {
        part: "doctor",
        ours: &[
            "api",
            "cli",
            "connect",
            "outside::clipboard",
            "settings",
            "terminal::claims",
            "token",
            "view::glyph",
            "view::theme::Depth",
        ],
        crates: &["shell_words", "tempfile", "tokio"],
        why: "it looks at everything once, and says of the terminal and the clipboard what the editor takes of them",
    },
    Layer {
        part: "start",
        ours: &["*"],
        crates: &["*"],
        why: "the environment is read there, and nowhere else",
    },
    Layer {
        part: "cli",
        ours: &["demo::TOKEN"],
        crates: &["clap", "clap_complete"],
        why: "the default of an argument is the demo's own token",
    },
    Layer {
        part: "farewell",
        ours: &["settings::quoted", "view::glyph"],
        crates: &[],
        why: "a file is named as a shell reads it, and nothing foreign reaches the terminal as it came",
    },
    Layer {
        part: "screenless",
        ours: &[
            "app",
            "connect",
            "connector",
            "edit",
            "farewell",
            "input",
            "journal",
            "outside",
            "run",
            "settings",
        ],
        crates: &["jiff::tz", "tokio"],
        why: "it performs effects as the loop does, with what the loop performs them with",
    },
    Layer {
        part: "input",
        ours: &[],
        crates: &["crossterm::event", "crossterm::terminal", "rustix", "tokio", "zeroize"],
        why: "what is typed may be a secret, and is wiped; the terminal is told not to show it, and is read past what \
              the standard library would keep",
    },
    Layer {
        part: "script",
        ours: &[
            "api",
            "app",
            "cli",
            "connector",
            "edit",
            "input",
            "outside::files",
            "screenless",
            "settings",
            "view::spoken",
        ],
        crates: &["crossterm::terminal", "zeroize"],
        why: "a person who speaks to the app, and prints what the view says; crossterm::terminal: how wide it is",
    },
    Layer { part: "script/said", ours: &[], crates: &[], why: "" },
    Layer {
        part: "script/assign",
        ours: &["connector", "edit", "script::meant"],
        crates: &["zeroize"],
        why: "what a file holds may be a secret, and is wiped",
    },
    Layer { part: "script/meant", ours: &["connector", "edit"], crates: &[], why: "" },
    Layer { part: "script/shown", ours: &["connector", "edit", "view::spoken"], crates: &[], why: "" },
    Layer {
        part: "script/pages",
        ours: &["cli"],
        crates: &["clap", "clap_complete", "clap_mangen"],
        why: "completions and manual pages are made from the arguments",
    },
    Layer {
        part: "plain",
        ours: &[
            "api::failure",
            "app",
            "connector",
            "edit",
            "farewell",
            "input",
            "screenless",
            "settings",
            "view::spoken",
        ],
        crates: &["zeroize"],
        why: "a conversation with the app, in the view's words; what is typed may be a secret, and is wiped",
    },
    Layer {
        part: "terminal/claims",
        ours: &["view::theme"],
        crates: &[],
        why: "what a terminal says decides which colours there are",
    },
    Layer { part: "taste", ours: &["settings", "view::theme"], crates: &[], why: "" },
    Layer { part: "run", ours: &["*"], crates: &["*"], why: "" },
    Layer { part: "main", ours: &["*"], crates: &["*"], why: "" },
    Layer { part: "lib", ours: &["*"], crates: &[], why: "" },
];

/// Parts of the standard library that reach the world. The pure layers name none of them.
const WORLD: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::io",
    "std::os",
    "std::time::Instant",
    "std::time::SystemTime",
];
const PURE: &[&str] = &["edit", "connector", "app", "view"];

/// Lines of code that a file may have, tests, comments and blank lines aside.
const LONGEST: usize = 450;
/// Files that may be longer, each with its reason.
const LONGER: &[(&str, &str)] = &[];

/// A path that a file names, and the line on which it begins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    path: String,
    line: usize,
}

/// What is wrong with the imports of one file. `file` is its path below `src`, with slashes.
fn broken_imports(file: &str, source: &str, crates: &BTreeSet<String>) -> Vec<String> {
    let Some(layer) = layer_of(file) else {
        return vec![format!("{file}: no layer in tests/layers.rs says what it may use")];
    };
    let own = layer.part.split('/').next().unwrap();
    let module = module_of(file);
    let mut found = Vec::new();
    for Named { path, line } in named_paths(source) {
        let (first, rest) = path.split_once("::").unwrap_or((&path, ""));
        let ours = match first {
            "crate" | "patchpanel" => Some(rest.to_owned()),
            "self" => Some(join(&module, rest)),
            "super" => Some(above(&module, &path)),
            _ => None,
        };
        let allowed = match &ours {
            Some(path) => own == head(path) || layer.ours.iter().any(|may| covers(may, path)),
            None if matches!(first, "std" | "core") => {
                !PURE.contains(&own) || !WORLD.iter().any(|world| covers(world, &path))
            }
            None if crates.contains(first) => layer.crates.iter().any(|may| covers(may, &path)),
            None => true,
        };
        if !allowed {
            let named = ours.map_or(path, |path| format!("crate::{path}"));
            let why = if layer.why.is_empty() { String::new() } else { format!(" ({})", layer.why) };
            found.push(format!("src/{file}:{line}: {} may not use {named}{why}", layer.part));
        }
    }
    found
}

fn layer_of(file: &str) -> Option<&'static Layer> {
    let stem = file.strip_suffix(".rs")?;
    let fits = |layer: &&Layer| stem == layer.part || stem.starts_with(&format!("{}/", layer.part));
    LAYERS.iter().filter(fits).max_by_key(|layer| layer.part.len())
}

fn module_of(file: &str) -> String {
    let stem = file.trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(stem, "lib" | "main") { String::new() } else { stem.replace('/', "::") }
}

fn above(module: &str, path: &str) -> String {
    let (mut module, mut rest) = (module, path);
    while let Some(after) = rest.strip_prefix("super") {
        module = module.rsplit_once("::").map_or("", |(parent, _)| parent);
        rest = after.trim_start_matches("::");
    }
    join(module, rest)
}

fn join(module: &str, rest: &str) -> String {
    [module, rest].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("::")
}

fn head(path: &str) -> &str {
    path.split("::").next().unwrap_or_default()
}

fn covers(may: &str, path: &str) -> bool {
    may == "*" || path == may || path.strip_prefix(may).is_some_and(|rest| rest.starts_with("::"))
}

/// Every path of a file with at least two parts, or in a `use`: groups taken apart, text and comments left out.
fn named_paths(source: &str) -> Vec<Named> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let word = |at: usize| tokens.get(at).map_or("", |(token, _)| token.as_str());
        let follows = at > 0 && matches!(word(at - 1), "::" | ".");
        let in_use = at > 0 && word(at - 1) == "use";
        if is_word(word(at)) && !follows && (in_use || word(at + 1) == "::") {
            at = take_path(&tokens, at, "", &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// Reads the path that begins at a token, and every path of its group. Returns where to go on.
fn take_path(tokens: &[(String, usize)], start: usize, before: &str, found: &mut Vec<Named>) -> usize {
    let word = |at: usize| tokens.get(at).map_or("", |(token, _)| token.as_str());
    let (mut path, mut at) = (before.to_owned(), start);
    loop {
        if is_word(word(at)) || word(at) == "*" {
            path = join(&path, word(at));
            at += 1;
        } else if word(at) == "{" {
            at += 1;
            while at < tokens.len() && word(at) != "}" {
                at = if word(at) == "," { at + 1 } else { take_path(tokens, at, &path, found).max(at + 1) };
            }
            return at + 1;
        } else {
            break;
        }
        if word(at) != "::" {
            break;
        }
        at += 1;
    }
    let path = path.trim_end_matches("::self").trim_end_matches("::*").to_owned();
    if let Some((_, line)) = tokens.get(start).filter(|_| !path.is_empty()) {
        found.push(Named { path, line: *line });
    }
    if word(at) == "as" { at + 2 } else { at }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::` and single signs, each with its line; without comments, texts, characters and lifetimes.
fn tokens(source: &str) -> Vec<(String, usize)> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => quoted(rest),
            'r' | 'b' | 'c' if raw_hashes(rest).is_some() => {
                let (start, hashes) = raw_hashes(rest).unwrap();
                let close = format!("\"{}", "#".repeat(hashes));
                rest[start..].find(&close).map_or(rest.len(), |end| start + end + close.len())
            }
            '\'' => character(rest),
            _ if c.is_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                tokens.push((rest[..end].to_owned(), line));
                end
            }
            ':' if rest.starts_with("::") => {
                tokens.push(("::".to_owned(), line));
                2
            }
            _ => {
                if !c.is_whitespace() {
                    tokens.push((c.to_string(), line));
                }
                c.len_utf8()
            }
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// The length of the text in quotes that begins here.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Where the text of a raw string begins, and how many hashes close it.
fn raw_hashes(rest: &str) -> Option<(usize, usize)> {
    let after = rest.strip_prefix(['b', 'c']).unwrap_or(rest).strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then(|| (rest.len() - after.len() + hashes + 1, hashes))
}

/// The length of a character in quotes, or of the sign of a lifetime.
fn character(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => rest[3..].find('\'').map_or(rest.len(), |end| end + 4),
        _ => match letters.next() {
            Some((end, '\'')) => end + 1,
            _ => 1,
        },
    }
}

/// The source without its tests, which stand at the end of a file.
fn without_tests(source: &str) -> &str {
    source.find("#[cfg(test)]\nmod ").map_or(source, |end| &source[..end])
}

fn lines_of_code(source: &str) -> usize {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    without_tests(source).lines().filter(is_code).count()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, with its path from the root of the package, slashes on every system.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(root().join(folder)) else { return found };
    for entry in entries {
        let entry = entry.unwrap();
        let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&name));
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            found.push((name, text));
        }
    }
    found.sort();
    found
}

fn source() -> Vec<(String, String)> {
    files("src").into_iter().filter(|(name, _)| is_rust(name)).collect()
}

fn is_rust(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "rs")
}

/// The crates that the package depends on, as the source names them.
fn crates() -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    // Also those that only some systems have.
    let tables = manifest.split("\n[").filter(|table| {
        table.starts_with("dependencies]") || table.starts_with("target.") && table.contains("dependencies]")
    });
    let lines = tables.flat_map(|table| table.lines().skip(1)).filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(line.split_once('=')?.0.trim().replace('-', "_"))).collect()
}

#[test]
fn every_file_imports_only_what_its_layer_may_use() {
    let crates = crates();
    let files = source();
    assert!(files.len() > 40 && crates.contains("serde_json"), "the source was not found");
    let found: Vec<String> = files
        .iter()
        .flat_map(|(name, text)| {
            broken_imports(name.trim_start_matches("src/"), without_tests(text), &crates)
        })
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_row_of_the_table_is_about_something() {
    let files = source();
    for layer in LAYERS {
        let fits =
            |name: &str| layer_of(name.trim_start_matches("src/")).is_some_and(|l| l.part == layer.part);
        assert!(files.iter().any(|(name, _)| fits(name)), "no file is in the layer {:?}", layer.part);
    }
    for (file, reason) in LONGER {
        assert!(files.iter().any(|(name, _)| name == file) && !reason.is_empty(), "{file}");
    }
}

#[test]
fn no_file_is_too_long() {
    for (name, text) in source() {
        let lines = lines_of_code(&text);
        let excused = LONGER.iter().any(|(file, _)| *file == name);
        assert!(
            lines <= LONGEST || excused,
            "{name} has {lines} lines of code: split it, or give a reason in LONGER"
        );
        assert!(lines > LONGEST || !excused, "{name} is short again: take it out of LONGER");
    }
}

#[test]
fn every_file_begins_by_saying_what_it_is_for() {
    for folder in ["src", "tests", "benches", "examples"] {
        for (name, text) in files(folder).into_iter().filter(|(name, _)| is_rust(name)) {
            assert!(text.starts_with("//!"), "{name} does not begin with what it is for");
        }
    }
}

#[test]
fn nothing_is_left_to_do() {
    for (name, text) in source() {
        for unfinished in ["todo", "unimplemented", "dbg"] {
            let tokens = tokens(&text);
            let called = tokens.windows(2).any(|pair| pair[0].0 == unfinished && pair[1].0 == "!");
            assert!(!called, "{name} holds {unfinished}!");
        }
    }
}

/// What would tie the package to the machine on which it was written. Put together here, so that this file does not
/// name it either.
fn elsewhere() -> Vec<String> {
    let folder = |name: &str| format!("{}{name}{}", '/', '/');
    vec![folder("work"), folder("tmp"), folder("home"), ["crates", "io"].join("."), ["pypi", "org"].join(".")]
}

/// The first thing from elsewhere that a text names.
fn names_elsewhere(text: &str) -> Option<String> {
    // A folder counts at the start of a path, not inside one: `src/work/` is nobody's machine.
    let starts_a_path = |at: usize| {
        !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | '/'))
    };
    elsewhere().into_iter().find(|sign| {
        text.match_indices(sign.as_str()).any(|(at, _)| !sign.starts_with('/') || starts_a_path(at))
    })
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    let mut all: Vec<(String, String)> =
        ["src", "tests", "benches", "examples", "assets"].iter().flat_map(|folder| files(folder)).collect();
    for entry in fs::read_dir(root()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let ending = Path::new(&name).extension().and_then(|ending| ending.to_str());
        if matches!(ending, Some("md" | "toml")) {
            all.push((name, fs::read_to_string(entry.path()).unwrap()));
        }
    }
    for (name, text) in all {
        assert_eq!(names_elsewhere(&text), None, "in {name}");
    }
}

/// What stands at the top, beside what begins with a dot.
const TOP: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "assets",
    "benches",
    "clippy.toml",
    "examples",
    "rustfmt.toml",
    "src",
    "target",
    "tests",
];

#[test]
fn nothing_was_left_lying_at_the_top() {
    let names = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let others: Vec<_> =
        names.filter(|name| !name.starts_with('.') && !TOP.contains(&name.as_str())).collect();
    assert!(others.is_empty(), "{others:?}");
}

mod the_checker {
    use super::*;

    fn wrong(file: &str, source: &str) -> Vec<String> {
        broken_imports(file, source, &crates())
    }

    #[test]
    fn finds_a_forbidden_import_however_it_is_written() {
        for (file, source) in [
            ("edit/draft.rs", "use crate::app::App;"),
            ("edit/draft.rs", "use ratatui::Frame;"),
            ("edit/draft.rs", "use ratatui as r;"),
            ("edit/draft.rs", "fn f() { super::super::view::draw() }"),
            ("connector/check.rs", "use crate::{edit::Draft, app::App};"),
            ("connector/check.rs", "use crate::{edit::{self, Draft}, demo};"),
            ("app/form.rs", "use crate::api::{failure::Failure, client::Client};"),
            ("app/form.rs", "use crossterm::terminal::size;"),
            ("app/form.rs", "use crossterm::{event::KeyEvent, terminal};"),
            ("app/form.rs", "use tui_textarea::TextArea;"),
            ("app/form.rs", "fn f() -> Option<std::time::Instant> { None }"),
            ("app/mod.rs", "use std::{fmt, time::{Duration, Instant}};"),
            ("app/mod.rs", "fn f() { crate::view::draw() }"),
            ("app/text.rs", "use nucleo_matcher::Matcher;"),
            ("view/mod.rs", "use crossterm::event::KeyEvent;"),
            ("view/mod.rs", "pub use crate::run::edit;"),
            ("view/mod.rs", "fn f(x: Vec<crate::demo::Demo>) {}"),
            ("view/mod.rs", "/* \" */ use std::fs; // \""),
            ("demo/mod.rs", "use crate::api::client::Client;"),
            ("demo/mod.rs", "use super::app::App;"),
            ("api/wire.rs", "use super::super::demo;"),
            ("perform.rs", "use crate::app::App;"),
            ("terminal.rs", "use crate::app::App;"),
            ("elsewhere.rs", ""),
        ] {
            assert_eq!(wrong(file, source).len(), 1, "{file}: {source}: {:?}", wrong(file, source));
        }
    }

    #[test]
    fn leaves_what_is_allowed_alone() {
        for (file, source) in [
            ("edit/draft.rs", "use super::field::{Access, Problem};\nuse secrecy::SecretString;"),
            ("edit/mod.rs", "pub use draft::{Draft, Patch};"),
            ("app/form.rs", "use crate::api::{failure::Failure, wire::Page};"),
            ("app/form.rs", "use std::time::Duration; use crossterm::event::{KeyCode, KeyEvent};"),
            ("app/text.rs", "use tui_textarea::{CursorMove, TextArea};"),
            ("app/form.rs", "const A: &str = \"use ratatui::Frame;\"; // use ratatui::Frame;"),
            (
                "app/form.rs",
                "const A: &str = r#\"\" ratatui::x\"#; const B: char = '\"'; const C: char = '\\'';",
            ),
            ("app/form.rs", "fn f<'a>(x: &'a str) -> &'a str { x }"),
            ("run.rs", "use crate::{app::App, view}; use std::time::Instant;"),
        ] {
            assert_eq!(wrong(file, source), Vec::<String>::new(), "{file}: {source}");
        }
    }

    #[test]
    fn tells_where_and_what() {
        let found = wrong("connector/facts.rs", "//! x\n\nuse crate::{\n    edit::At,\n    view::theme,\n};");
        assert_eq!(found, ["src/connector/facts.rs:5: connector may not use crate::view::theme"]);
    }

    #[test]
    fn counts_code_and_only_code() {
        let source = "//! x\n\nfn a() {\n    // b\n}\n\n#[cfg(test)]\nmod tests {\n    fn c() {}\n}\n";
        assert_eq!(lines_of_code(source), 2);
    }

    #[test]
    fn sees_what_is_named_from_elsewhere() {
        for sign in elsewhere() {
            assert_eq!(names_elsewhere(&format!("see \"{sign}x\"")), Some(sign));
        }
        assert_eq!(names_elsewhere("../../assets/demo/workspace.json, src/work/shop"), None);
    }
}
