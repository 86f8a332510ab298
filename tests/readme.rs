//! What the pages say of the keys is what the command table says, and what they point at is there.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "reads and, when asked to, writes pages of the repository"
)]

use patchpanel::app::command::{Command, Context, Row};
use patchpanel::app::key::Key;
use patchpanel::app::keymap::Keymap;
use patchpanel::app::table::COMMANDS;
use patchpanel::view::theme::Role;
use std::fmt::Write;
use std::path::{Path, PathBuf};

const KEYS: [&str; 2] = ["<!-- keys:", "<!-- end of keys -->"];
const ROLES: [&str; 2] = ["<!-- roles:", "<!-- end of roles -->"];

/// The places whose keys stand in the README.
const USUAL: [Context; 7] = [
    Context::Picker,
    Context::Form,
    Context::Text,
    Context::Lines,
    Context::Table,
    Context::Review,
    Context::Everywhere,
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn moves(row: &Row) -> bool {
    matches!(row.command, Command::Up | Command::Down)
}

/// What every text hears without being told, such as the arrows.
fn is_usual(row: &Row) -> bool {
    !matches!(
        row.command,
        Command::Left
            | Command::Right
            | Command::WordLeft
            | Command::WordRight
            | Command::Home
            | Command::End
            | Command::TextTop
            | Command::TextBottom
            | Command::PageUp
            | Command::PageDown
            | Command::Top
            | Command::Bottom
            | Command::DeleteLeft
            | Command::DeleteRight
    )
}

fn spelled<'k>(keys: impl IntoIterator<Item = &'k Key>) -> String {
    let keys: Vec<_> = keys.into_iter().map(|key| format!("`{key}`")).collect();
    if keys.is_empty() { "–".to_owned() } else { keys.join(" ") }
}

/// The keys of the most used places.
fn short_tables() -> String {
    let keys = Keymap::default();
    let mut out = String::new();
    for context in USUAL {
        let rows = context.rows().filter(|row| !moves(row) && is_usual(row) && !row.keys.is_empty());
        write!(out, "\n**{}**\n\n| keys | what they do |\n|---|---|\n", context.label()).unwrap();
        for row in rows {
            writeln!(out, "| {} | {} |", spelled(keys.own_keys(context, row.command)), row.doc).unwrap();
        }
    }
    out.push('\n');
    out
}

/// Every command of every place with its name in the config, and what the preset changes.
fn long_tables() -> String {
    let (keys, vim) = (Keymap::default(), Keymap::of("vim", &[]).unwrap());
    let mut out = String::new();
    for context in Context::ALL {
        let rows: Vec<_> = context.rows().collect();
        if rows.is_empty() {
            continue;
        }
        let name = context.name();
        write!(out, "\n### {}\n\n`[keys.{name}]`\n\n", context.label()).unwrap();
        out.push_str("| command | keys | with `vim` | what it does |\n|---|---|---|---|\n");
        for row in rows {
            let own = keys.own_keys(context, row.command);
            let other = vim.own_keys(context, row.command);
            let vim = if own == other { String::new() } else { spelled(other) };
            let command = row.command.name();
            writeln!(out, "| `{command}` | {} | {vim} | {} |", spelled(own), row.doc).unwrap();
        }
    }
    out.push('\n');
    out
}

/// What a config may give a colour to.
fn roles() -> String {
    let names: Vec<_> = Role::ALL.iter().map(|role| format!("`{}`", role.name())).collect();
    format!("\n{}.\n\n", names.join(", "))
}

/// Compares a part of a page with what it has to be, and writes it when asked to.
fn holds(page: &str, [begin, end]: [&str; 2], tables: &str) {
    let path = root().join(page);
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(begin).unwrap();
    let (marker, rest) = rest.split_once('\n').unwrap();
    let (written, after) = rest.split_once(end).unwrap();
    if written != tables && std::env::var_os("PATCHPANEL_WRITE").is_some() {
        std::fs::write(path, format!("{before}{begin}{marker}\n{tables}{end}{after}")).unwrap();
        return;
    }
    assert!(written == tables, "{page}: PATCHPANEL_WRITE=1 cargo test --test readme writes it");
}

#[test]
fn the_readme_lists_the_most_used_keys_of_the_command_table() {
    holds("README.md", KEYS, &short_tables());
}

#[test]
fn the_page_of_keys_lists_every_command_of_every_place() {
    let tables = long_tables();
    for row in COMMANDS {
        assert!(tables.contains(&format!("`{}`", row.command.name())), "{:?}", row.command);
    }
    holds("assets/guide/keys.md", KEYS, &tables);
}

#[test]
fn the_page_of_the_config_names_every_role() {
    holds("assets/guide/config.md", ROLES, &roles());
}

/// The pages that a reader may open.
fn pages() -> Vec<PathBuf> {
    let guide = std::fs::read_dir(root().join("assets/guide")).unwrap();
    let mut pages: Vec<_> = guide.map(|page| page.unwrap().path()).collect();
    pages.extend(
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|page| root().join(page)),
    );
    pages
}

#[test]
fn what_a_page_points_at_is_there() {
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            let there = page.parent().unwrap().join(file);
            assert!(there.exists(), "{} points at {link}", page.display());
        }
    }
}

#[test]
fn every_page_of_the_guide_is_named_in_the_readme_and_every_picture_is_shown_somewhere() {
    let texts: String = pages().iter().map(|page| std::fs::read_to_string(page).unwrap()).collect();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for page in std::fs::read_dir(root().join("assets/guide")).unwrap() {
        let name = page.unwrap().file_name().into_string().unwrap();
        assert!(readme.contains(&format!("assets/guide/{name}")), "{name}");
    }
    for picture in std::fs::read_dir(root().join("assets/pictures")).unwrap() {
        let name = picture.unwrap().file_name().into_string().unwrap();
        assert!(texts.contains(&format!("pictures/{name}")), "{name}");
    }
}

#[test]
fn the_readme_holds_a_reading_of_the_benchmark() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    assert!(readme.contains("cargo bench --bench terminal"));
    for row in ["start to first frame", "walking", "typing", "resident memory", "wake-ups"] {
        assert!(readme.contains(row), "no reading of {row}");
    }
}
