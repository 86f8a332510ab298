//! Keys that a person binds: they are what is heard, and what every screen names.

use crate::support::{Begin, Story};
use patchpanel::app::command::{Command, Context};
use patchpanel::app::key::Key;
use patchpanel::app::keymap::{Binding, Keymap};
use std::collections::BTreeSet;

fn binding(context: &str, command: &str, keys: &[&str]) -> Binding {
    Binding {
        context: context.to_owned(),
        command: command.to_owned(),
        keys: Some(keys.iter().map(|key| (*key).to_owned()).collect()),
        line: 1,
    }
}

fn with(keys: Keymap) -> Story {
    Story::begin(&Begin { open: Some("12345"), keys, ..Begin::default() })
}

#[test]
fn a_key_that_was_bound_is_heard_and_the_old_one_is_not() {
    let bound = [binding("form", "review", &["f5"]), binding("all", "undo", &["ctrl-x"])];
    let mut story = with(Keymap::of("default", &bound).unwrap());
    story.sees("f5 review").keys("<enter>!<esc>s").does_not_see("What goes out");
    story.keys("<f5>").sees("What goes out").keys("<esc><ctrl-x>").sees("no changes").sees("Undone");
}

#[test]
fn notices_name_the_key_that_was_bound() {
    let mut story = with(Keymap::of("default", &[binding("form", "undo", &["f7"])]).unwrap());
    story.keys("<enter>!<esc>r").sees("f7 brings it back");
    let mut story = with(Keymap::of("default", &[binding("form", "undo", &[])]).unwrap());
    story.keys("<enter>!<esc>r").sees("ctrl-p “undo” brings it back");
    story.keys("<ctrl-p>undo<enter>").sees("✎ 1 change");
}

#[test]
fn the_vim_preset_edits_with_i_and_redoes_with_ctrl_r() {
    let mut story = with(Keymap::of("vim", &[]).unwrap());
    story.keys("i!<esc>u").sees("Undone").keys("<ctrl-r>").sees("Redone: edit Name.");
    story.keys(":").sees(" Everything ").keys("<esc>");
    story
        .go_to("Data inputs")
        .keys("<enter>o")
        .sees("· editing")
        .keys("<esc>x")
        .sees("2 · order_id, message");
}

/// Another name for each key, of the same sort: letters of another alphabet, function keys for the others.
fn other(key: &str) -> String {
    let mut letters = key.chars();
    match (key, letters.next(), letters.next()) {
        ("esc", ..) => "f1".to_owned(),
        ("enter", ..) => "f2".to_owned(),
        ("tab", ..) => "f3".to_owned(),
        ("shift-tab", ..) => "f4".to_owned(),
        ("space", ..) => "f6".to_owned(),
        ("ctrl-r", ..) => "f7".to_owned(),
        ("ctrl-l", ..) => "f8".to_owned(),
        ("ctrl-p", ..) => "f9".to_owned(),
        ("ctrl-space", ..) => "f10".to_owned(),
        (_, Some(letter), None) => {
            let number = u32::from(letter) - u32::from(' ');
            char::from_u32(0x0410 + number).unwrap().to_string()
        }
        _ => key.to_owned(),
    }
}

/// Every command on another key.
fn every_key_moved() -> Keymap {
    let mut bound = Vec::new();
    for context in Context::ALL {
        for row in context.rows().filter(|row| !row.keys.is_empty()) {
            // What agrees to something cannot be on the key that leads there.
            let moved = |key: &&str| {
                if row.command.agrees() && *key == "enter" { "f11".to_owned() } else { other(key) }
            };
            let keys: Vec<String> = row.keys.iter().map(moved).collect();
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            bound.push(binding(&context.name(), &row.command.name(), &keys));
        }
    }
    Keymap::of("default", &bound).unwrap()
}

/// Presses keys by the names that they have in the table: where one types, letters are letters.
fn press(story: &mut Story, keys: &str) {
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let end = if first == '<' { rest.find('>') } else { None };
        let (name, after) = match end {
            Some(end) => (&rest[1..end], &rest[end + 1..]),
            None => rest.split_at(first.len_utf8()),
        };
        let typed = Key::named(name).and_then(Key::typed).is_some();
        let text =
            story.app.contexts().iter().any(|context| *context != Context::Everywhere && context.types());
        let name = if typed && text { name.to_owned() } else { other(name) };
        story.keys(&format!("<{name}>"));
        rest = after;
    }
}

#[test]
fn no_screen_names_a_key_that_was_moved() {
    let tour = [
        "<enter>!<esc>u",
        "U",
        "r",
        "uR",
        "<esc>s",
        "s<tab>",
        "<esc>t",
        "<esc>w",
        "<esc>p",
        "<esc>H",
        "<esc>v",
        "<esc>Y",
        "<esc>?",
        "<esc>l",
        "<enter>",
        "<esc><esc>X",
        "x",
        "<esc>i",
        "<esc>/",
        "<esc>q",
        "<esc>o",
        "f",
        "c",
        "<space>",
        "jjjjj<enter>",
        "/",
        "<esc>n",
        "d",
        "<esc>jj<enter>",
        "jjjjjjjj<space>",
        "<esc>z",
        "jjjj<enter>",
        "<esc>jj<tab>",
        "n",
        "<left>",
        "<esc>m",
        "m",
    ];
    let names: BTreeSet<String> = Context::ALL
        .into_iter()
        .flat_map(Context::rows)
        .flat_map(|row| row.keys.iter())
        .map(|key| (*key).to_owned())
        .filter(|key| other(key) != *key)
        // Words and signs that stand by themselves without being keys.
        .filter(|key| !["a", "/", "[", "]", "?", "0", "$", ":", "tab", "space"].contains(&key.as_str()))
        .collect();
    let mut found = Vec::new();
    for open in ["12345", "12374"] {
        let keys = every_key_moved();
        let mut story = Story::begin(&Begin { open: Some(open), keys, ..Begin::default() });
        for leg in tour {
            press(&mut story, leg);
            // A letter at the edge of a page is what it left of a word.
            let sign = |c: char| !(c.is_alphanumeric() || "-/…_.'│╭╮╰╯─".contains(c));
            for line in story.screen().lines() {
                // So is what begins right of a page that leaves some of the screen on both sides.
                let mut parts: Vec<&str> = line.split(" │ ").collect();
                if !story.app.overlays.is_empty()
                    && let [_, _, .., right] = parts.as_mut_slice()
                {
                    *right = right.trim_start_matches(|c: char| !sign(c));
                }
                let line = parts.join(" │ ");
                let words: Vec<&str> = line.split(sign).filter(|word| !word.is_empty()).collect();
                // Numbers have their units: "2 h ago".
                let counted = |at: usize| at > 0 && words[at - 1].chars().all(|c| c.is_ascii_digit());
                // Of "not set" a letter is left.
                let left = |at: usize| at > 0 && words[at - 1] == "not" && words[at] == "s";
                for (at, word) in words.iter().enumerate() {
                    if names.contains(*word) && !counted(at) && !left(at) {
                        found.push(format!(
                            "{word} after {leg:?} in {:?}: {}",
                            story.app.contexts(),
                            line.trim()
                        ));
                    }
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_key_that_quits_can_be_another_one_and_works_where_nothing_is_seen() {
    let bound = [binding("everywhere", "quit", &["ctrl-x"])];
    let mut story = with(Keymap::of("default", &bound).unwrap());
    story.resize(20, 5).keys("<ctrl-c>");
    assert!(!story.ended);
    story.keys("<ctrl-x>");
    assert!(story.ended);
}

#[test]
fn the_help_tells_how_each_command_is_called_in_the_config_and_is_searched() {
    let mut story = Story::in_connector("12345");
    story.keys("?").sees("keys.form").sees("review").sees("revert-all");
    story.keys("/hist").sees("List the steps").does_not_see("Take every field back");
    story.keys("<enter>").sees("List the steps").keys("<esc>").does_not_see(" Help ");
    assert_eq!(story.app.key(Context::Form, Command::History), "H");
}
