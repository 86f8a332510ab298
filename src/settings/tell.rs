//! The settings in words: what holds, the file to begin with, and the page of the guide. All made of the table.

use super::config::{BASE, OwnTheme};
use super::effective::{Effective, PRESET, Row, Source};
use super::options::{Name, SETTINGS, Setting};
use super::place::Found;
use super::value::{Value, quoted};
use super::{TokenSource, TokenSources};
use crate::view::glyph::printable;
use std::fmt::Write as _;

/// What holds, each with where it came from.
pub fn effective(effective: &Effective, found: &Found) -> String {
    let mut out = String::new();
    let file = match &found.place {
        Some(place) => {
            let there = if found.there { "" } else { "  (there is none)" };
            format!("{}{there}", place.path.display())
        }
        None => "none: there is no home folder".to_owned(),
    };
    line(&mut out, "config file", &file, "");
    let profile = effective.row(Name::DefaultProfile);
    let name = effective.profile.clone().unwrap_or_else(|| NOTHING.to_owned());
    line(&mut out, "profile", &name, &profile.source.to_string());
    for row in SETTINGS.iter().filter(|row| row.name != Name::DefaultProfile) {
        let held = effective.row(row.name);
        let value = match &held.value {
            None => NOTHING.to_owned(),
            // Somebody may have put a password there.
            Some(Value::Words(words)) if row.name == Name::TokenCommand => command(words),
            Some(value) => value.to_string(),
        };
        line(&mut out, row.word, &value, &source(&held.source, held.value.is_some()));
    }
    let (keys, themes) = (keys(effective), themes(effective));
    block(&mut out, &keys);
    if themes.is_empty() {
        line(&mut out, "themes", NOTHING, "");
    }
    block(&mut out, &themes);
    out
}

/// The preset, and each command that the file gives other keys in a place: in names as the file has them.
fn keys(effective: &Effective) -> Vec<[String; 3]> {
    let Row { value, source } = &effective.preset;
    let preset = value.as_ref().map_or_else(|| quoted(PRESET), Value::to_string);
    let bound = effective.bound.iter().map(|(bound, source)| {
        let keys: Vec<String> = bound.keys.iter().flatten().map(|key| quoted(key)).collect();
        let keys = if keys.is_empty() { "unbound".to_owned() } else { keys.join(", ") };
        [format!("keys.{}.{}", bound.context, bound.command), keys, source.to_string()]
    });
    [["keys.preset".to_owned(), preset, source.to_string()]].into_iter().chain(bound).collect()
}

/// The person's own themes: what each begins with, and how much differs.
fn themes(effective: &Effective) -> Vec<[String; 3]> {
    let told = |theme: &OwnTheme| {
        let base = theme.base.as_ref().map_or_else(|| quoted(BASE), |base| base.value.to_string());
        let roles = match theme.roles.len() {
            0 => String::new(),
            1 => " but for 1 role".to_owned(),
            roles => format!(" but for {roles} roles"),
        };
        let source = Source::File { file: effective.file.clone(), line: theme.line, profile: None };
        [format!("themes.{}", theme.name), format!("{base}{roles}"), source.to_string()]
    };
    effective.config.themes.iter().map(told).collect()
}

/// Lines whose words are as wide as the longest of them.
fn block(out: &mut String, lines: &[[String; 3]]) {
    let width = lines.iter().map(|[word, ..]| word.chars().count()).max().unwrap_or_default().max(WORD);
    let value_width = (WORD + VALUE).saturating_sub(width);
    for [word, value, source] in lines {
        row(out, (word, width), (value, value_width), source);
    }
}

const NOTHING: &str = "–";

/// The first word of a command, and how many more there are.
fn command(words: &[String]) -> String {
    let first = words.first().map_or("", String::as_str);
    match words.len().saturating_sub(1) {
        0 => first.to_owned(),
        1 => format!("{first} and 1 word more"),
        more => format!("{first} and {more} words more"),
    }
}

fn source(source: &Source, set: bool) -> String {
    if set { source.to_string() } else { String::new() }
}

/// How wide the words and the values are where they fit.
const WORD: usize = 14;
const VALUE: usize = 36;

fn line(out: &mut String, word: &str, value: &str, source: &str) {
    row(out, (word, WORD), (value, VALUE), source);
}

fn row(out: &mut String, (word, wide): (&str, usize), (value, value_wide): (&str, usize), source: &str) {
    let line = format!("{word:<wide$} {:<value_wide$} {}", printable(value), printable(source));
    // Writing to a text does not fail.
    let _ = writeln!(out, "{}", line.trim_end());
}

/// Where a token is looked for, in words.
pub fn sources(sources: &TokenSources) -> Vec<String> {
    let said = |source: &TokenSource| match source {
        TokenSource::Variable(name) => format!("the variable {name}"),
        TokenSource::Command { words, .. } => {
            let name = words.first().map_or("", String::as_str);
            format!("the command {}", printable(name))
        }
        TokenSource::Keyring { account } => format!("the keyring, as {account}"),
    };
    sources.order.iter().map(said).collect()
}

/// A file in which everything is explained and nothing is changed: each setting stands there as a comment with its default.
pub fn sample() -> String {
    let mut out = String::from(
        "# The config file of patchpanel. Everything here is a comment: take the # away from what you want to change.\n\
         # An argument beats the environment, that a profile, that what stands here at the top, that the default.\n\
         # patchpanel config prints what holds and where it comes from.\n\
         # The access token does not belong here: see token, below.\n\n",
    );
    for row in SETTINGS {
        explained(&mut out, row);
    }
    out.push_str(
        "\n# A profile holds the same settings for one workspace: patchpanel --profile staging\n\
         # [profile.staging]\n# workspace = \"Acme, for trying things out\"\n# region = \"eu\"\n\
         # token_command = [\"pass\", \"show\", \"intercom/staging\"]\n\n\
         # [profile.real]\n# region = \"eu\"\n# token = \"keyring\"\n# production = true\n# read_only = true\n\n\
         # Keys that differ from those of the preset: where, which command, and its key or keys; [] takes them away.\n\
         # [keys]\n# preset = \"vim\"\n\n\
         # [keys.form]\n# review = [\"S\", \"ctrl-s\"]\n# open-runs = []\n\n\
         # Keys of one profile: they count instead of what is said of the same command in the same place for all.\n\
         # [profile.real.keys.form]\n# review = \"ctrl-s\"\n\n\
         # A theme of your own: the theme that it begins with, and what differs.\n\
         # [themes.mine]\n# base = \"dark\"\n# accent = \"bold 75\"\n",
    );
    out
}

fn explained(out: &mut String, row: &Setting) {
    for line in wrapped(row.doc, 108) {
        let _ = writeln!(out, "# {line}");
    }
    let (value, note) = match row.default {
        Some(default) => (default, ""),
        None => (row.example, "  # an example; nothing is set without it"),
    };
    let _ = writeln!(out, "# {} = {value}{note}\n", row.word);
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The table of the guide, in Markdown.
pub fn guide() -> String {
    let mut out = String::from(
        "| setting | what it is for | default | also set by | example |\n|---|---|---|---|---|\n",
    );
    for row in SETTINGS {
        let code = |text: &str| format!("`{text}`");
        let also: Vec<String> = [row.argument, row.variable].into_iter().flatten().map(code).collect();
        let default = row.default.map_or_else(|| NOTHING.to_owned(), code);
        let top = if row.in_profiles { "" } else { " Not in a profile." };
        let _ = writeln!(
            out,
            "| `{}` | {}{top} | {default} | {} | {} |",
            row.word,
            row.doc.replace('|', "\\|"),
            if also.is_empty() { NOTHING.to_owned() } else { also.join(", ") },
            code(row.example),
        );
    }
    out
}
