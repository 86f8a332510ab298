//! Deleting a connector: a draft only, after its name was typed, once. It cannot be brought back.

use super::App;
use super::Tone;
use super::create::What;
use super::form::Form;
use super::message::{Effect, Ticket};
use super::prompt::Asking;
use crate::api::failure::{Applied, Failure};
use crate::connector::facts;
use std::time::Duration;

/// The longest name that one is asked to type; else it is the id.
const LONGEST: usize = 60;

/// A connector is being deleted.
#[derive(Clone, Copy, Debug)]
pub struct Deleting {
    /// The question.
    pub ticket: Ticket,
    /// When it was sent.
    pub since: Duration,
}

impl App {
    /// From the list the connector is opened first: what is deleted is to be seen.
    pub(super) fn delete_connector(&mut self) -> Vec<Effect> {
        if self.form().is_none() {
            return self.open_for(What::Delete);
        }
        self.ask_delete();
        Vec::new()
    }

    /// Asks for the name of the open connector, as a sign that this one is meant.
    pub(super) fn ask_delete(&mut self) {
        let Some(form) = self.form_mut() else { return };
        form.leave();
        let asking = Asking::Delete { word: form.word_to_type() };
        self.ask_text(asking, "");
    }

    /// Deletes the open connector when this is the word that was asked for.
    pub(super) fn delete_if(&mut self, word: &str, typed: &str) -> Vec<Effect> {
        if typed.trim() != word {
            self.say(Tone::Note, format!("Nothing was deleted: that is not {word}."));
            self.ask_text(Asking::Delete { word: word.to_owned() }, typed);
            return Vec::new();
        }
        // While one typed, it may have been set live.
        if let Err(reason) = super::when::can_delete(self) {
            self.say(Tone::Note, format!("Nothing was deleted: {reason}."));
            return Vec::new();
        }
        let (ticket, since) = (self.ticket(), self.now.elapsed);
        let Some(form) = self.form_mut() else { return Vec::new() };
        form.failure = None;
        form.deleting = Some(Deleting { ticket, since });
        vec![Effect::Delete(ticket, form.id.clone())]
    }

    pub(super) fn deleted(&mut self, ticket: Ticket, answer: Result<(), Failure>) -> Vec<Effect> {
        let Some(form) = self.form_mut() else { return Vec::new() };
        if form.deleting.take_if(|deleting| deleting.ticket == ticket).is_none() {
            return Vec::new();
        }
        if let Err(failure) = answer {
            let unsure = failure.applied() == Applied::Unknown;
            form.failure = Some(failure);
            form.may_be_gone = unsure;
            // A reading that finds nothing tells that it is gone.
            return if unsure { self.reload(super::reread::Why::AfterDoubt) } else { Vec::new() };
        }
        self.is_gone()
    }

    /// The open connector is not there any more.
    pub(super) fn is_gone(&mut self) -> Vec<Effect> {
        let Some(form) = self.form() else { return Vec::new() };
        let (id, name) = (form.id.clone(), facts::name(form.draft.table(), form.draft.base()).to_owned());
        self.overlays.clear();
        self.parked.remove(&id);
        self.picker.remove(&id);
        let effects = self.go_to_picker();
        self.say(Tone::Done, format!("Deleted: {name}."));
        effects
    }
}

impl Form {
    /// What has to be typed before it is deleted: its name on the server, or its id where that cannot be typed.
    fn word_to_type(&self) -> String {
        let name = facts::name(self.draft.table(), self.draft.base()).trim();
        let plain = |c: char| c.is_alphanumeric() || c.is_ascii_graphic() || c == ' ';
        if name.is_empty() || name.chars().count() > LONGEST || !name.chars().all(plain) {
            return self.id.clone();
        }
        name.to_owned()
    }
}
