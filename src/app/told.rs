//! What the app is told by name instead of by keys: by whoever does not sit before a screen. It does the same, and is
//! refused the same.

use super::command::Command;
use super::message::Effect;
use super::overlay::Overlay;
use super::text::{Shape, TextEditor};
use super::timeline::{Change, Step};
use super::unread::Read;
use super::{App, Stage, Tone};
use crate::edit::{At, Spot, Value};

/// Something that is told by name.
pub enum Told {
    /// Do what this command does where one is.
    Do(Command),
    /// Open the connector with this id.
    Open(String),
    /// Go to a field, and into a cell of it where one is named.
    GoTo(At, Option<Spot>),
    /// Go to this place of what lies on top, or of the list, counted from zero.
    Place(usize),
    /// Take these values as edits, in one step of this name.
    Edit(String, Vec<(At, Value)>),
    /// Show the connectors in which these letters are found.
    Filter(String),
    /// Take this text as the answer to what is asked.
    Answer(String),
}

impl App {
    pub(super) fn told(&mut self, told: Told) -> Vec<Effect> {
        match told {
            Told::Do(command) => return self.told_to(command),
            Told::Open(id) => {
                self.park();
                return self.open(id);
            }
            Told::GoTo(at, spot) => self.with_form(|form| form.go_to(at, spot)),
            Told::Place(place) => {
                self.move_by(isize::MIN / 2);
                self.move_by(isize::try_from(place).unwrap_or(isize::MAX / 2));
            }
            Told::Edit(name, values) => self.take_values(name, values),
            Told::Filter(letters) => self.picker.set_filter(letters),
            Told::Answer(text) => {
                if let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() {
                    prompt.text = TextEditor::new(&text, Shape::Line);
                    return self.answer_prompt();
                }
            }
        }
        Vec::new()
    }

    fn told_to(&mut self, command: Command) -> Vec<Effect> {
        let contexts = self.contexts();
        let row = contexts.iter().find_map(|context| context.rows().find(|row| row.command == command));
        if let Some(row) = row {
            // Whoever is told it line by line hears all of it.
            self.note_read(Read { at: self.now.elapsed, by: None });
            return self.obey(row);
        }
        self.say(Tone::Note, "That cannot be done here.".to_owned());
        Vec::new()
    }

    fn take_values(&mut self, name: String, values: Vec<(At, Value)>) {
        let Stage::Editing(form) = &mut self.stage else { return };
        form.leave();
        let mut changes = Vec::new();
        for (at, value) in values {
            let before = form.draft.value(at).clone();
            let value = form.meant(at, value);
            form.draft.set(at, value);
            form.said.remove(&at);
            changes.push(Change::new(at, before, form.draft.value(at).clone()));
        }
        form.timeline.push(Step { name, changes, spot: None });
    }

    /// True when nothing is awaited and nothing is about to be done: until somebody says something, nothing happens but
    /// what happens every half minute.
    pub fn is_at_rest(&self) -> bool {
        let asked = !self.asked.is_empty() || !self.pending.is_empty() || self.is_waiting();
        let looking = self.look_due().is_some() || self.sample_due().is_some();
        let keeping = self.mark() == super::keep::Mark::Soon || self.keep_due().is_some();
        let reading = self.form().is_some_and(|form| form.reloading.is_some());
        !(asked || looking || keeping && self.cannot_keep().is_none() || reading)
    }
}
