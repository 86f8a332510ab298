//! The README's key table is the command table.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "reads and, when asked to, writes the README"
)]

use patchpanel::app::command::{Command, Context, Row};
use patchpanel::app::table::COMMANDS;
use std::fmt::Write;

const BEGIN: &str = "<!-- keys:";
const END: &str = "<!-- end of keys -->";

fn moves(row: &Row) -> bool {
    matches!(row.command, Command::Up | Command::Down)
}

/// One table for each place, its keys in the order of the command table; plain movements are told once.
fn key_tables() -> String {
    let mut out = String::new();
    for context in Context::ALL {
        let rows: Vec<_> = context.rows().filter(|row| !moves(row)).collect();
        if rows.is_empty() {
            continue;
        }
        write!(out, "\n**{}**\n\n| keys | what they do |\n|---|---|\n", context.label()).unwrap();
        for row in rows {
            let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
            writeln!(out, "| {} | {} |", keys.join(" "), row.doc).unwrap();
        }
    }
    let all: Vec<_> = COMMANDS.iter().filter(|row| moves(row)).collect();
    let keys = |doc: &str| {
        let mut names: Vec<_> = all.iter().filter(|row| row.doc == doc).flat_map(|row| row.keys).collect();
        names.dedup();
        names.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" ")
    };
    write!(out, "\nIn every list: {} down, {} up.\n\n", keys("Down."), keys("Up.")).unwrap();
    out
}

#[test]
fn the_readme_lists_the_keys_of_the_command_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the README has no place for the keys");
    let (marker, rest) = rest.split_once('\n').unwrap();
    let (written, after) = rest.split_once(END).expect("the place for the keys has no end");
    let tables = key_tables();
    if written != tables && std::env::var_os("PATCHPANEL_WRITE").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{marker}\n{tables}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(written, tables, "PATCHPANEL_WRITE=1 cargo test --test readme writes it");
}

#[test]
fn the_readme_holds_a_reading_of_the_benchmark() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    assert!(readme.contains("cargo bench --bench terminal"));
    for row in ["start to first frame", "walking", "typing", "resident memory", "wake-ups"] {
        assert!(readme.contains(row), "no reading of {row}");
    }
}
