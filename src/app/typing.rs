//! Letters and pasted text: into whatever takes them, at once into the draft, and never read as commands.

use super::command::{Command, Context};
use super::editor::Made;
use super::form::Form;
use super::overlay::Overlay;
use super::text::{Pasted, TextEditor};
use super::when::can_change_rows;
use super::{App, Tone};
use crate::edit::pasted::{self, Placed};

/// Why a paste was refused.
const BROKEN: &str = "Nothing was pasted: the text has line breaks, and this cell cannot hold them. In the table itself lines become rows.";

impl App {
    /// A character that no command took: text where text is typed, a jump where words are chosen.
    pub(super) fn type_char(&mut self, c: char) {
        match self.listener() {
            Context::Filter => {
                let mut filter = self.picker.filter.clone();
                filter.push(c);
                self.picker.set_filter(filter);
            }
            listener if listener.types() => {
                self.change_text(|text| text.insert(c));
                if c == '{' {
                    self.with_form(Form::complete_braces);
                }
            }
            Context::Choice | Context::Set => {
                let Some(form) = self.form_mut() else { return };
                let Some((words, place)) = form.options() else {
                    return;
                };
                let after = (1..=words.len()).map(|step| (place + step) % words.len());
                let found = after.into_iter().find(|place| {
                    words.get(*place).is_some_and(|word| word.starts_with(c.to_ascii_lowercase()))
                });
                if let Some(place) = found {
                    form.option_to(place);
                }
            }
            _ => {}
        }
    }

    /// Pasted text goes where text is typed, and nowhere else: it is never read as commands.
    pub(super) fn paste(&mut self, pasted: &str) {
        self.with_form(|form| form.walk = None);
        match self.listener() {
            Context::Filter => {
                let line = pasted.lines().next().unwrap_or_default();
                let filter = format!("{}{line}", self.picker.filter);
                self.picker.set_filter(filter);
            }
            Context::Prompt | Context::Outline | Context::Palette | Context::Seeking | Context::Searching => {
                self.change_text(|text| {
                    text.paste(pasted);
                });
            }
            Context::Text | Context::Secret | Context::Lines | Context::Document => {
                let untouched =
                    self.form_mut().and_then(Form::text).is_some_and(|visit| visit.made == Made::Nothing);
                let mut became = Pasted::Whole;
                self.change_text(|text| became = text.paste(pasted));
                if untouched && let Some(visit) = self.form_mut().and_then(Form::text) {
                    visit.made = Made::OnePaste;
                }
                match became {
                    Pasted::Whole => {}
                    Pasted::Joined => {
                        self.say(Tone::Note, "Line breaks in the pasted text became spaces.".to_owned());
                    }
                    Pasted::Refused => self.say(Tone::Note, BROKEN.to_owned()),
                }
            }
            Context::Table => self.paste_rows(pasted),
            _ => {
                let key = self.key(Context::Form, Command::Edit);
                self.say(Tone::Note, format!("Nothing was pasted: open a text with {key} first."));
            }
        }
    }

    /// Pasted lines become rows of the open table, as one step.
    fn paste_rows(&mut self, pasted: &str) {
        let Some(columns) = self.form().and_then(Form::grid).map(|(_, columns, _)| columns) else { return };
        let read = match can_change_rows(self) {
            // Nobody could see what became of it.
            Ok(()) if self.drawn.blind => Err("the window is too small to show the rows".to_owned()),
            Ok(()) => pasted::read(columns, pasted),
            Err(reason) => Err(reason.to_owned()),
        };
        let read = match read {
            Ok(read) => read,
            Err(why) => return self.say(Tone::Note, format!("Nothing was pasted: {why}.")),
        };
        let mut placed = Placed::default();
        self.with_form(|form| {
            let Some((grid, _, rows)) = form.grid() else { return };
            let to = if rows == 0 { 0 } else { grid.spot.row + 1 };
            let stay = grid.spot.row;
            form.change_rows("paste rows", to, |rows, _| placed = pasted::place(columns, rows, to, read));
            if placed.added == 0 {
                form.move_cell(isize::MIN / 2, 0);
                form.move_cell(isize::try_from(stay).unwrap_or(0), 0);
            }
        });
        let count = |count: usize, what: &str| match count {
            0 => None,
            1 => Some(format!("1 row {what}")),
            _ => Some(format!("{count} rows {what}")),
        };
        let told: Vec<_> =
            [count(placed.added, "added"), count(placed.filled, "filled in")].into_iter().flatten().collect();
        let undo = self.key(Context::Table, Command::Undo);
        self.say(Tone::Done, format!("Pasted: {}. {undo} takes it back.", told.join(", ")));
    }

    /// Changes the open text and writes it into the draft at once.
    pub(super) fn change_text(&mut self, change: impl FnOnce(&mut TextEditor)) {
        match self.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) => return change(&mut prompt.text),
            Some(Overlay::Outline(outlined)) => {
                change(&mut outlined.filter);
                return outlined.narrow();
            }
            Some(Overlay::Palette(palette)) => {
                change(&mut palette.text);
                return palette.narrow();
            }
            Some(Overlay::Seeking(seeking)) => {
                change(&mut seeking.text);
                return self.seek_anew();
            }
            Some(Overlay::Help(help)) => {
                change(&mut help.text);
                help.scroll = 0;
                return;
            }
            _ => {}
        }
        let Some(form) = self.form_mut() else { return };
        if let Some(visit) = form.text() {
            change(&mut visit.text);
            visit.made = Made::More;
            form.write_through();
        }
    }
}
