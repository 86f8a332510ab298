//! What the footer shows: the keys that matter where one is, and what they are called there.

use super::App;
use super::command::{Command, Context, Reason, Row};
use super::form::Form;
use super::overlay::Overlay;

/// What can be done at few moments is shown only in these, and not as something that cannot be done in all others.
const AT_TIMES: [Command; 2] = [Command::ShowOverlaps, Command::ShowTokens];

impl App {
    /// What the footer shows: each hint of the place where one is with its key, and whether it can be done now.
    pub fn hints(&self) -> impl Iterator<Item = (String, &'static Row, Result<(), Reason>)> {
        // Where nothing can be edited, the keys that would are of no use.
        let reading = self.is_reading_a_table();
        // Of the two keys that send, the footer shows the one that would.
        let other = if self.sends_sample() { Command::Send } else { Command::SendSample };
        let first = self.contexts().first().copied().unwrap_or(Context::Everywhere);
        let rows = first.rows().filter(move |row| row.hint && row.command != other);
        let keyed = rows.filter_map(move |row| Some((self.session.keys.first(first, row.command)?, row)));
        let hints = keyed.map(|(key, row)| (key, row, (row.when)(self)));
        hints.filter(move |(_, row, when)| when.is_ok() || !reading && !AT_TIMES.contains(&row.command))
    }

    /// What the footer calls a row here: a key that does the next thing first is called by that.
    pub fn label(&self, row: &Row) -> &'static str {
        let form = self.form();
        let refused = |form: &Form| form.current().is_some_and(|(at, _)| form.draft.refusal(at).is_some());
        match (row.command, self.overlays.last()) {
            (Command::Edit, _) if form.is_some_and(refused) => "read",
            (Command::Back, _) if form.is_some_and(Form::is_covered) => "close",
            (Command::Back | Command::ClearFilter, _) if self.wait().is_some() => "stop",
            (Command::AnswerPrompt, Some(Overlay::Prompt(prompt))) => prompt.asking.verb(),
            _ => row.label,
        }
    }
}
