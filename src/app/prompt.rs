//! A question that is answered with one line of text, over the screen.

use super::App;
use super::message::Effect;
use super::overlay::Overlay;
use super::text::{Shape, TextEditor};

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
}

impl Asking {
    /// The heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Find => "Find in this table",
        }
    }

    /// A sentence on what may be typed.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Find => "Letters of any cell, also of what is nested in it. n goes on to the next, N back.",
        }
    }

    /// What `enter` does, in a word or two.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Find => "find",
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
        }
        Vec::new()
    }

    /// The text that is being typed: over the screen, else in a field or a cell.
    pub(super) fn open_text(&mut self) -> Option<&mut TextEditor> {
        match self.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) => Some(&mut prompt.text),
            Some(_) => None,
            None => match &mut self.stage {
                super::Stage::Editing(form) => form.text().map(|visit| &mut visit.text),
                _ => None,
            },
        }
    }
}
