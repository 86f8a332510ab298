//! A question that is answered with one line of text, over the screen.

use super::command::{Command, Context};
use super::keymap::Keymap;
use super::message::Effect;
use super::outside::For;
use super::overlay::Overlay;
use super::text::{Shape, TextEditor};
use super::{App, Tone};
use crate::edit::At;

/// One line of text is asked for.
#[derive(Debug)]
pub struct Prompt {
    /// What it is for.
    pub asking: Asking,
    /// The answer so far.
    pub text: TextEditor,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    /// What to look for in the open table.
    Find,
    /// The name of a new connector.
    NewName,
    /// The name of a copy of the open connector.
    CopyName,
    /// The word that says that this connector is meant.
    Delete {
        /// What has to be typed.
        word: String,
    },
    /// Where the open connector is written.
    Export,
    /// Where edits are loaded from.
    Load,
    /// The value of an input in the rendered request.
    Sample {
        /// The input's name.
        name: String,
        /// Its type, in the API's word.
        kind: String,
    },
    /// Which file is read in the place of a field's text.
    File {
        /// The field.
        at: At,
        /// What a person calls it.
        label: &'static str,
    },
}

impl Asking {
    /// The heading.
    pub fn title(&self) -> String {
        match self {
            Self::Find => "Find in this table".to_owned(),
            Self::NewName => "New connector".to_owned(),
            Self::CopyName => "A copy of this connector".to_owned(),
            Self::Delete { .. } => "Delete this connector".to_owned(),
            Self::Export => "Write this connector to a file".to_owned(),
            Self::Load => "Load edits from a file".to_owned(),
            Self::File { label, .. } => format!("{label} from a file"),
            Self::Sample { .. } => "A sample value".to_owned(),
        }
    }

    /// What has to be typed, letter by letter.
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Delete { word } => Some(word),
            _ => None,
        }
    }

    /// A sentence on what may be typed. `unsent` is how many changes of the open connector are unsent.
    pub fn help(&self, unsent: usize, keys: &Keymap) -> String {
        let text = match self {
            Self::File { .. } => {
                "The path of a file; ~ is your home folder. Its text takes the place of what is typed, as one step."
            }
            Self::Find => {
                "Letters of any cell, also of what is nested in it. [table.find-next] goes on to the next, [table.find-previous] back."
            }
            Self::NewName => {
                "Its name. It is made as a draft, with nothing but the name; what is sent is shown first."
            }
            Self::CopyName => {
                "The name of the copy. What goes along and what cannot is shown before it is made."
            }
            Self::Delete { .. } => {
                let with = match unsent {
                    0 => String::new(),
                    1 => " Its unsent change goes with it.".to_owned(),
                    many => format!(" Its {many} unsent changes go with it."),
                };
                return format!(
                    "Type that to delete it for good.{with} It cannot be brought back; {} writes it to a file first. \
                     The server refuses while something uses it.",
                    keys.key(Context::Form, Command::Export)
                );
            }
            Self::Export => {
                "The path of a new file; ~ is your home. It gets what is shown, unsent changes too, and no header value."
            }
            Self::Load => {
                "The path of a file as [form.export] writes it. Its values become edits, to be reviewed; nothing is sent by that."
            }
            Self::Sample { name, kind } => {
                let kind = if kind.is_empty() { String::new() } else { format!(" ({kind})") };
                return format!(
                    "For {name}{kind}, in the rendered request only. It is remembered while this program runs, and \
                     neither kept nor sent."
                );
            }
        };
        keys.spell(text).into_owned()
    }

    /// What `enter` does, in a word or two.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Find => "find",
            Self::NewName | Self::CopyName => "go on",
            Self::Delete { .. } => "delete",
            Self::Export => "write",
            Self::Load => "load",
            Self::Sample { .. } => "use",
            Self::File { .. } => "read it",
        }
    }
}

impl App {
    /// Asks a question over the screen, with the answer begun.
    pub(super) fn ask_text(&mut self, asking: Asking, initial: &str) {
        let text = TextEditor::new(initial, Shape::Line);
        self.overlays.push(Overlay::Prompt(Prompt { asking, text }));
    }

    /// Takes the answer of the prompt on top.
    pub(super) fn answer_prompt(&mut self) -> Vec<Effect> {
        let Some(Overlay::Prompt(Prompt { asking, text })) = self.overlays.pop() else {
            return Vec::new();
        };
        let text = text.text();
        match asking {
            Asking::Find => self.find(text),
            Asking::NewName | Asking::CopyName if text.trim().is_empty() => {
                self.say(Tone::Note, "A connector needs a name.".to_owned());
                self.ask_text(asking, &text);
            }
            Asking::NewName => self.plan_creation(&text, false),
            Asking::CopyName => self.plan_creation(&text, true),
            Asking::Delete { word } => return self.delete_if(&word, &text),
            Asking::Export => return self.export(text),
            Asking::Load => return self.read_file(For::Edits, text),
            Asking::Sample { name, .. } => self.take_sample(name, text),
            Asking::File { at, .. } => return self.read_in(at, text),
        }
        Vec::new()
    }

    /// The text that is being typed: over the screen, else in a field or a cell.
    pub(super) fn open_text(&mut self) -> Option<&mut TextEditor> {
        match self.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) => Some(&mut prompt.text),
            Some(Overlay::Outline(outlined)) => Some(&mut outlined.filter),
            Some(Overlay::Palette(palette)) => Some(&mut palette.text),
            Some(Overlay::Seeking(seeking)) => Some(&mut seeking.text),
            Some(Overlay::Help(help)) if help.searching => Some(&mut help.text),
            Some(_) => None,
            None => match &mut self.stage {
                super::Stage::Editing(form) => form.text().map(|visit| &mut visit.text),
                _ => None,
            },
        }
    }
}
