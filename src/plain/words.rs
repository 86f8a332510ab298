//! What can be said: every command of the one table that makes sense without a screen, by its key, its label or its name.

use crate::app::App;
use crate::app::command::{Command, Row};
use crate::app::key::Key;
use crate::app::overlay::Overlay;
use crate::edit::At;

/// What a line means.
pub enum Found {
    /// A command.
    Row(&'static Row),
    /// A field, by its label or its key.
    Field(At),
    /// More than one of these.
    Several(Vec<String>),
    /// Nothing.
    Nothing,
}

/// True for what only moves about on a screen, or is said here in another way.
fn is_of_the_screen(command: Command) -> bool {
    use Command as Do;
    matches!(
        command,
        Do::Up
            | Do::Down
            | Do::PageUp
            | Do::PageDown
            | Do::Top
            | Do::Bottom
            | Do::Left
            | Do::Right
            | Do::WordLeft
            | Do::WordRight
            | Do::Home
            | Do::End
            | Do::TextTop
            | Do::TextBottom
            | Do::NextPane
            | Do::PreviousPane
            | Do::NextChange
            | Do::PreviousChange
            | Do::NextMark
            | Do::PreviousMark
            | Do::NextPart
            | Do::PreviousPart
            | Do::Help
            | Do::Edit
            | Do::Open
            | Do::Filter
            | Do::Leave
            | Do::LeaveForward
            | Do::LeaveBack
            | Do::Find
            | Do::FindNext
            | Do::FindPrevious
            | Do::Reveal
            | Do::TakeClipboard
            | Do::Palette
            | Do::TakeFound
            | Do::FindField
            | Do::SearchHelp
            | Do::ToggleWrap
            | Do::ToggleMouse
            | Do::NextTheme
            | Do::FirstCell
            | Do::LastCell
    )
}

/// What can be said here, each command once.
pub fn rows(app: &App) -> Vec<&'static Row> {
    let mut rows: Vec<&'static Row> = Vec::new();
    for row in app.contexts().iter().flat_map(|context| context.rows()) {
        let known = rows.iter().any(|other| other.command == row.command);
        if !known && !is_of_the_screen(row.command) {
            rows.push(row);
        }
    }
    // Of the two that send, only one would.
    let other = if app.sends_sample() { Command::Send } else { Command::SendSample };
    rows.retain(|row| row.command != other);
    rows
}

/// What closes what is on top, or leads back to the list.
pub fn way_back(app: &App) -> Option<&'static Row> {
    by_key(app, "esc")
}

/// What this key means here, where that can be said.
fn by_key(app: &App, key: &str) -> Option<&'static Row> {
    Key::named(key).and_then(|key| app.row_for(key)).filter(|row| !is_of_the_screen(row.command))
}

/// The key of a command here, by its name.
fn key(app: &App, command: Command) -> Option<String> {
    let context = app.contexts().into_iter().find(|context| context.hears(command))?;
    app.session.keys.first(context, command)
}

/// What the word yes does here.
pub fn confirms(app: &App) -> Option<Command> {
    Some(match app.overlays.last()? {
        Overlay::Review(_) if app.sends_sample() => Command::SendSample,
        Overlay::Review(_) => Command::Send,
        Overlay::Flip(_) => Command::ConfirmFlip,
        Overlay::Creating(_) => Command::MakeConnector,
        Overlay::RevertAll => Command::ConfirmRevertAll,
        Overlay::Discarding => Command::ConfirmDiscardKept,
        Overlay::Renaming(_) => Command::RenameUses,
        _ => return None,
    })
}

/// A command and the number behind it, where there is one.
pub fn apart(line: &str) -> (&str, Option<usize>) {
    match line.rsplit_once(' ') {
        Some((said, number)) => match number.parse() {
            Ok(number) => (said.trim(), Some(number)),
            Err(_) => (line, None),
        },
        None => (line, None),
    }
}

/// What is meant: a key as it is written, else a label, a name or a field, whole or begun.
pub fn find(app: &App, said: &str) -> Found {
    let rows = rows(app);
    if let Some(row) = by_key(app, said) {
        return Found::Row(row);
    }
    let said = said.to_lowercase();
    let same = |row: &&&'static Row| row.label == said || row.command.name() == said;
    if let Some(row) = rows.iter().find(same) {
        return Found::Row(row);
    }
    let fields: Vec<(At, String, String)> = match app.form().filter(|_| app.overlays.is_empty()) {
        Some(form) => At::all(form.draft.table())
            .map(|(at, field)| (at, field.label.to_lowercase(), field.key.to_owned()))
            .collect(),
        None => Vec::new(),
    };
    if let Some((at, ..)) = fields.iter().find(|(_, label, key)| *label == said || *key == said) {
        return Found::Field(*at);
    }
    let begun: Vec<&&'static Row> = rows
        .iter()
        .filter(|row| row.label.starts_with(&said) || row.command.name().starts_with(&said))
        .collect();
    let begun_fields: Vec<&(At, String, String)> =
        fields.iter().filter(|(_, label, key)| label.starts_with(&said) || key.starts_with(&said)).collect();
    match (begun.as_slice(), begun_fields.as_slice()) {
        ([], []) => Found::Nothing,
        ([row], []) => Found::Row(row),
        ([], [(at, ..)]) => Found::Field(*at),
        (rows, fields) => {
            let commands = rows.iter().map(|row| row.label.to_owned());
            Found::Several(commands.chain(fields.iter().map(|(_, label, _)| label.clone())).collect())
        }
    }
}

/// Everything that can be said here, a sentence each.
pub fn help(app: &App) -> Vec<String> {
    let mut lines = vec!["A number opens or goes to the entry with that number.".to_owned()];
    if app.overlays.is_empty() {
        match app.form() {
            Some(_) => {
                lines.push("The name of a field opens it. fields lists them all.".to_owned());
                lines.push("A command may be followed by the number of a field: revert 5.".to_owned());
            }
            None => lines.push(
                "find WORDS lists what fits, find alone lists all, more goes on. An id opens its connector."
                    .to_owned(),
            ),
        }
    }
    lines.push("again tells once more where you are. An empty line tells it briefly.".to_owned());
    if confirms(app).is_some() {
        lines.push("yes does what is asked here; no leaves it.".to_owned());
    }
    lines.push(
        "What else can be said here, by its name or the start of it, or by its key in brackets:".to_owned(),
    );
    for row in rows(app) {
        let key = key(app, row.command).map(|key| format!(" ({key})")).unwrap_or_default();
        let now = match (row.when)(app) {
            Ok(()) => String::new(),
            Err(reason) => format!(" Not now: {reason}."),
        };
        let text = format!("{}{key}: {}{now}", row.label, row.doc);
        lines.push(app.session.keys.spell(&text).into_owned());
    }
    lines
}

/// The few things that one most likely wants to say here.
pub fn hints(app: &App) -> Option<String> {
    let yes = confirms(app);
    let wanted =
        rows(app).into_iter().filter(|row| row.hint && (row.when)(app).is_ok() && Some(row.command) != yes);
    let mut said: Vec<String> = wanted.map(|row| row.label.to_owned()).collect();
    if let Some(row) = rows(app).into_iter().find(|row| Some(row.command) == yes && (row.when)(app).is_ok()) {
        said.insert(0, format!("yes, to {}", row.label));
    }
    (!said.is_empty()).then(|| format!("Can be said here: {}.", said.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_behind_a_command_is_its_entry() {
        assert_eq!(apart("revert 5"), ("revert", Some(5)));
        assert_eq!(apart("revert all"), ("revert all", None));
    }
}
