//! From place to place, and out: opening a connector, going back to the list, reviewing, sending, quitting.

use super::form::{Form, Reloading, Saving};
use super::message::Effect;
use super::overlay::{Overlay, Problems, Review};
use super::{App, Stage, Tone};
use crate::api::failure::Doing;
use crate::connector::check;
use crate::edit::Patch;

impl App {
    pub(super) fn quit(&mut self) -> Vec<Effect> {
        if self.unsent_connectors().is_empty() {
            return vec![Effect::Quit];
        }
        if !matches!(self.overlays.last(), Some(Overlay::Leaving)) {
            self.with_form(Form::leave);
            self.overlays.push(Overlay::Leaving);
        }
        Vec::new()
    }

    pub(super) fn open_selected(&mut self) -> Vec<Effect> {
        let Some(id) = self.picker.selected().map(|item| item.id.clone()) else {
            return Vec::new();
        };
        self.picker.filtering = false;
        self.notice = None;
        if let Some(form) = self.parked.remove(&id) {
            self.stage = Stage::Editing(Box::new(form));
            // What was left lying may have been changed by someone else meanwhile.
            return self.reload(true);
        }
        vec![self.ask_open(id)]
    }

    /// Back to the list. Reads it if it was never read.
    pub(super) fn go_to_picker(&mut self) -> Vec<Effect> {
        self.stage = Stage::Picking;
        if matches!(self.picker.progress, super::picker::Progress::Idle) {
            return vec![self.ask_list()];
        }
        Vec::new()
    }

    pub(super) fn back(&mut self) -> Vec<Effect> {
        if let Some(form) = self.form_mut()
            && form.failure.take().is_some()
        {
            return Vec::new();
        }
        if let Stage::Editing(form) = std::mem::replace(&mut self.stage, Stage::Picking) {
            if form.has_unsent() {
                let name = crate::connector::facts::draft_name(&form.draft);
                self.say(Tone::Note, format!("The unsent changes of {name} are kept."));
            }
            // A form that knows header values is kept for them, too.
            if form.has_unsent() || form.draft.knows_secrets() {
                self.parked.insert(form.id.clone(), *form);
            }
        }
        self.go_to_picker()
    }

    pub(super) fn travel(&mut self, forward: bool) {
        let Some((name, unset)) = self.form_mut().and_then(|form| form.travel(forward)) else { return };
        let done = if forward { "Redone" } else { "Undone" };
        if unset {
            let text = format!(
                "{done}: {name}. It had no value before, which cannot be sent; it stays as it is on the server."
            );
            self.say(Tone::Note, text);
        } else {
            self.say(Tone::Done, format!("{done}: {name}."));
        }
    }

    /// Opens the review, or what is still missing for one.
    pub(super) fn review(&mut self) {
        let Some(form) = self.form_mut() else { return };
        form.leave();
        let overlay = match form.draft.patch() {
            Ok(patch) => Overlay::Review(Review {
                patch,
                consequences: check::consequences(&form.draft),
                scroll: 0,
                voided: None,
            }),
            Err(list) => Overlay::Problems(Problems { list, cursor: 0 }),
        };
        // Asked for from the question before leaving, a review may already lie below it.
        self.overlays.clear();
        self.overlays.push(overlay);
    }

    /// From the question before leaving: the review of the open connector, else the first one that was left.
    pub(super) fn review_something(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.form().is_some_and(Form::has_unsent)
            && let Some(id) = self.parked.keys().next().cloned()
            && let Some(form) = self.parked.remove(&id)
        {
            self.stage = Stage::Editing(Box::new(form));
            effects = self.reload(true);
        }
        self.review();
        effects
    }

    /// Reads the open connector again. A quiet reading speaks up only when something has changed.
    pub(super) fn reload(&mut self, quiet: bool) -> Vec<Effect> {
        let ticket = self.ticket();
        let Some(form) = self.form_mut() else { return Vec::new() };
        form.reloading = Some(Reloading { ticket, quiet });
        vec![Effect::Open(ticket, form.id.clone())]
    }

    /// Sends a patch. The one place where a save begins.
    pub(super) fn send(&mut self, patch: Patch, doing: Doing) -> Vec<Effect> {
        if self.session.read_only {
            return Vec::new();
        }
        let (ticket, since) = (self.ticket(), self.now.elapsed);
        self.sent_at = Some(since);
        let Some(form) = self.form_mut() else {
            return Vec::new();
        };
        form.failure = None;
        form.said.clear();
        form.reloading = None;
        form.saving = Some(Saving { ticket, patch: patch.clone(), since, doing });
        vec![Effect::Save(ticket, form.id.clone(), patch, doing)]
    }
}
