//! Everything in one list: each command, each field of the open connector, each connector that was seen, found by a few
//! letters.
//!
//! It is a way to a command and never around what stands before it: what can be done is asked when it is done, and
//! what agrees to something is left to its own key in the place where it is asked.

use super::command::{Command, Context, Row};
use super::form::{Form, Pane, Place};
use super::message::Effect;
use super::overlay::Overlay;
use super::picker::ranked;
use super::table::COMMANDS;
use super::text::{Shape, TextEditor};
use super::when::is_not_saving;
use super::{App, Stage, Tone};
use std::collections::BTreeSet;

/// Why something that confirms is not done from here.
const OWN_KEY: &str = "only by its own key, where it is asked";

/// The list, and what of it is looked at.
#[derive(Debug)]
pub struct Palette {
    /// Only fields are in it.
    pub fields_only: bool,
    /// What is typed.
    pub text: TextEditor,
    entries: Vec<Entry>,
    /// What is found, as places among the entries.
    found: Vec<usize>,
    /// The one under the cursor, counted among those.
    pub cursor: usize,
}

/// Something that can be done or gone to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub what: What,
    /// What it is called.
    pub label: String,
    /// A few words on it.
    pub about: String,
    /// Its key, where it has one.
    pub key: String,
    /// Why it cannot be taken now, if it cannot.
    pub refused: Option<String>,
    /// Shown before anything is typed.
    listed: bool,
    sought: String,
    /// The label and the words on it in small letters, which are looked through with each letter that is typed.
    small: (String, String),
}

/// What an entry leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A command of the place where one is.
    Here(Command),
    /// A command of the list or the fields below what is open there.
    Below(Command),
    /// A command that is heard elsewhere only.
    Elsewhere,
    /// A field, or a key that the table does not name.
    Field(Place),
    /// A connector, by its id.
    Connector(String),
}

impl Palette {
    fn new(mut entries: Vec<Entry>, fields_only: bool) -> Self {
        for entry in &mut entries {
            entry.small = (entry.label.to_lowercase(), entry.about.to_lowercase());
        }
        let text = TextEditor::new("", Shape::Line);
        let mut palette = Self { fields_only, text, entries, found: Vec::new(), cursor: 0 };
        palette.narrow();
        palette
    }

    /// How many entries there are, and how many of them are found.
    pub fn counts(&self) -> (usize, usize) {
        (self.entries.len(), self.found.len())
    }

    /// Some of what is found.
    pub fn window(&self, first: usize, most: usize) -> impl Iterator<Item = &Entry> {
        self.found.iter().skip(first).take(most).filter_map(|place| self.entries.get(*place))
    }

    /// The entry under the cursor.
    pub fn selected(&self) -> Option<&Entry> {
        self.entries.get(*self.found.get(self.cursor)?)
    }

    /// Moves the cursor, within what is found.
    pub fn move_by(&mut self, rows: isize) {
        self.cursor = self.cursor.saturating_add_signed(rows).min(self.found.len().saturating_sub(1));
    }

    /// Finds what matches what is typed, the best first; behind it what tells of it in its description.
    pub fn narrow(&mut self) {
        let wanted = self.text.line(0).trim().to_owned();
        let all = 0..self.entries.len();
        self.cursor = 0;
        let entry = |place: usize| self.entries.get(place);
        if wanted.is_empty() {
            self.found = all.filter(|place| entry(*place).is_some_and(|entry| entry.listed)).collect();
            return;
        }
        let text = |place: usize| entry(place).map_or("", |entry| entry.sought.as_str());
        let mut found = ranked(&wanted, all.clone().collect(), text);
        let words: Vec<String> = wanted.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let told = |place: &usize| {
            let about = entry(*place).map_or("", |entry| entry.small.1.as_str());
            words.iter().all(|word| word.len() > 2 && about.contains(word.as_str()))
        };
        let called: BTreeSet<usize> = found.iter().copied().collect();
        let more: Vec<usize> = all.filter(|place| !called.contains(place) && told(place)).collect();
        found.extend(more);
        // What is called so stands before what is only made of these letters; what only moves, and what can only be done
        // elsewhere, give way.
        found.sort_by_cached_key(|place| {
            entry(*place).map(|entry| {
                let called = words.iter().all(|word| entry.small.0.contains(word.as_str()));
                u8::from(!called) + u8::from(!entry.listed) + 2 * u8::from(entry.what == What::Elsewhere)
            })
        });
        self.found = found;
    }
}

impl App {
    /// Opens the list, or closes it where it is open.
    pub(super) fn show_palette(&mut self, fields_only: bool) {
        if matches!(self.overlays.last(), Some(Overlay::Palette(_))) {
            self.overlays.pop();
            return;
        }
        self.close_completion();
        let mut entries = Vec::new();
        if !fields_only {
            self.offer_commands(&mut entries);
        }
        self.offer_fields(&mut entries);
        if !fields_only {
            self.offer_connectors(&mut entries);
            // What can be taken stands in front.
            entries.sort_by_key(|entry| entry.refused.is_some());
            self.offer_elsewhere(&mut entries);
        }
        self.overlays.push(Overlay::Palette(Box::new(Palette::new(entries, fields_only))));
    }

    /// The place below whatever is open in it: the list, or the fields.
    fn base(&self) -> Option<Context> {
        match &self.stage {
            _ if !self.overlays.is_empty() => None,
            Stage::Picking => Some(Context::Picker),
            Stage::Editing(_) => Some(Context::Form),
            Stage::Opening { .. } | Stage::Failed { .. } => None,
        }
    }

    fn offer_commands(&self, entries: &mut Vec<Entry>) {
        let here = self.listener();
        let mut offered: Vec<Command> = vec![Command::Palette];
        let places = [Some(here), self.base().filter(|base| *base != here), Some(Context::Everywhere)];
        for context in places.into_iter().flatten() {
            for row in context.rows() {
                if offered.contains(&row.command) {
                    continue;
                }
                offered.push(row.command);
                let what = if context == here || context == Context::Everywhere {
                    What::Here(row.command)
                } else {
                    What::Below(row.command)
                };
                let refused = if row.command.agrees() { Err(OWN_KEY) } else { (row.when)(self) };
                let refused = refused.err().map(|why| self.session.keys.spell(why).into_owned());
                entries.push(self.entry(what, context, row, refused));
            }
        }
    }

    /// Each command that is heard in other places only, once.
    fn offer_elsewhere(&self, entries: &mut Vec<Entry>) {
        let offered = |command: Command, entries: &[Entry]| {
            entries.iter().any(|entry| match entry.what {
                What::Here(other) | What::Below(other) => other == command,
                _ => false,
            })
        };
        let mut told: Vec<Command> = vec![Command::Palette];
        for row in COMMANDS {
            let Some(context) = row.contexts.first().copied() else { continue };
            if offered(row.command, entries) || told.contains(&row.command) {
                continue;
            }
            told.push(row.command);
            let mut entry = self.entry(What::Elsewhere, context, row, None);
            entry.refused = Some(format!("only in: {}", context.label()));
            entries.push(entry);
        }
    }

    fn entry(&self, what: What, context: Context, row: &Row, refused: Option<String>) -> Entry {
        Entry {
            what,
            label: row.label.to_owned(),
            about: self.session.keys.spell(row.doc).into_owned(),
            key: self.session.keys.first(context, row.command).unwrap_or_default(),
            refused,
            listed: !is_motion(row.command),
            sought: format!("{} {}", row.label, row.command.name()),
            small: (String::new(), String::new()),
        }
    }

    fn offer_fields(&self, entries: &mut Vec<Entry>) {
        let Some(form) = self.form().filter(|_| self.overlays.is_empty()) else { return };
        let table = form.draft.table();
        for place in form.places() {
            let label = match place {
                Place::Field(at) => at.field(table).map(|field| field.label.to_owned()),
                Place::Unknown(number) => form.draft.base().unknown().get(number).map(|(key, _)| key.clone()),
            };
            let Some(label) = label else { continue };
            let key = match place {
                Place::Field(at) => at.field(table).map_or("", |field| field.key),
                Place::Unknown(_) => "",
            };
            entries.push(Entry {
                what: What::Field(place),
                about: String::new(),
                key: String::new(),
                refused: None,
                listed: true,
                sought: format!("{label} {key}"),
                small: (String::new(), String::new()),
                label,
            });
        }
    }

    fn offer_connectors(&self, entries: &mut Vec<Entry>) {
        if !self.overlays.is_empty() {
            return;
        }
        let refused = is_not_saving(self).err().map(str::to_owned);
        let open = self.form().map(|form| form.id.as_str());
        for item in self.picker.items().filter(|item| Some(item.id.as_str()) != open) {
            entries.push(Entry {
                what: What::Connector(item.id.clone()),
                label: if item.name.is_empty() { "no name".to_owned() } else { item.name.clone() },
                about: String::new(),
                key: String::new(),
                refused: refused.clone(),
                listed: true,
                sought: format!("{} #{}", item.name, item.id),
                small: (String::new(), String::new()),
            });
        }
    }

    /// Does what the entry under the cursor says, or says why not.
    pub(super) fn take_found(&mut self) -> Vec<Effect> {
        let Some(Overlay::Palette(palette)) = self.overlays.last() else { return Vec::new() };
        let Some(entry) = palette.selected().cloned() else {
            self.say(Tone::Note, "Nothing is called that.".to_owned());
            return Vec::new();
        };
        if let Some(why) = entry.refused {
            self.refuse(&entry.label, &why);
            return Vec::new();
        }
        self.overlays.pop();
        if !self.overlays.is_empty() && matches!(entry.what, What::Field(_) | What::Connector(_)) {
            // Something has come up below it, which is answered first.
            self.refuse(&entry.label, "something else came up meanwhile");
            return Vec::new();
        }
        match entry.what {
            What::Here(command) => {
                let here = self.contexts().into_iter().find(|context| context.hears(command));
                return here.map_or_else(Vec::new, |context| self.do_in(context, command));
            }
            What::Below(command) => {
                let Some(base) = self.base() else { return Vec::new() };
                self.leave_open();
                return self.do_in(base, command);
            }
            What::Elsewhere => {}
            What::Field(place) => {
                self.leave_open();
                self.with_form(|form| form.go_to_place(place));
            }
            What::Connector(id) => {
                if let Err(reason) = is_not_saving(self) {
                    self.refuse(&entry.label, reason);
                    return Vec::new();
                }
                self.leave_open();
                self.park();
                return self.open(id);
            }
        }
        Vec::new()
    }

    /// Leaves what is open in the list or in the fields. What was typed stays.
    fn leave_open(&mut self) {
        self.picker.filtering = false;
        self.with_form(|form| {
            form.leave();
            form.pane = Pane::Fields;
        });
    }

    /// Asks once more whether it can be done, now that nothing lies over it.
    fn do_in(&mut self, context: Context, command: Command) -> Vec<Effect> {
        let Some(row) = context.rows().find(|row| row.command == command) else { return Vec::new() };
        match (row.when)(self) {
            Ok(()) => {
                self.notice = None;
                self.apply(command)
            }
            Err(reason) => {
                self.refuse(row.label, reason);
                Vec::new()
            }
        }
    }
}

impl Form {
    fn go_to_place(&mut self, place: Place) {
        let found = self.places().position(|other| other == place);
        self.cursor = found.unwrap_or(self.cursor);
    }
}

/// What one does with a key or not at all: it is found by who looks for it.
fn is_motion(command: Command) -> bool {
    use Command as Do;
    command.is_way_out() && command != Do::Quit && command != Do::Back
        || matches!(
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
                | Do::DeleteLeft
                | Do::DeleteRight
                | Do::DeleteWord
                | Do::DeleteToStart
                | Do::DeleteToEnd
                | Do::Newline
                | Do::UndoTyping
                | Do::RedoTyping
                | Do::TakeCompletion
                | Do::LeaveForward
                | Do::LeaveBack
                | Do::NextCell
                | Do::PreviousCell
                | Do::FirstCell
                | Do::LastCell
                | Do::NextPane
                | Do::PreviousPane
                | Do::Pick
                | Do::Edit
                | Do::EditCell
                | Do::AnswerPrompt
                | Do::TakeFound
                | Do::CopyMarked
                | Do::GoToPath
        )
}
