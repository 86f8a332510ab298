//! From place to place, and out: opening a connector, going back to the list, reviewing, sending, quitting.

use super::command::{Command, Context};
use super::editor::Editor;
use super::form::{Form, Pane, Saving};
use super::message::Effect;
use super::overlay::{Overlay, Problems, Review};
use super::reread::Why;
use super::{App, Stage, Tone};
use crate::api::failure::Doing;
use crate::connector::consequence::consequences_given;
use crate::connector::sample::Foreseen;
use crate::edit::{At, Patch};
use std::collections::BTreeSet;

impl App {
    pub(super) fn quit(&mut self) -> Vec<Effect> {
        // Whoever wants to leave does not want to send.
        self.cancel_send();
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
        match self.picker.selected().map(|item| item.id.clone()) {
            Some(id) => self.open(id),
            None => Vec::new(),
        }
    }

    /// Opens a connector: as it was left, where it was open before.
    pub(super) fn open(&mut self, id: String) -> Vec<Effect> {
        self.picker.filtering = false;
        self.notice = None;
        if let Some(form) = self.parked.remove(&id) {
            self.stage = Stage::Editing(Box::new(form));
            // What was left lying may have been changed by someone else meanwhile.
            return self.reload(Why::Return);
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
        if self.form_mut().is_some_and(Form::dismiss) {
            return Vec::new();
        }
        if self.wait().is_some() {
            self.with_form(|form| form.reloading = None);
            let reload = self.key(Context::Form, Command::Reload);
            self.say(Tone::Note, format!("It is not read again. {reload} reads it."));
            return Vec::new();
        }
        self.park();
        self.go_to_picker()
    }

    /// Leaves the open connector, and keeps what only this program knows of it.
    pub(super) fn park(&mut self) {
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
    }

    /// To the next pane, or to the one before. Leaves what is open; what was typed stays.
    pub(super) fn turn_pane(&mut self, forward: bool) {
        self.with_form(|form| {
            let next = match (form.pane, forward) {
                (Pane::Fields, true) | (Pane::WillSend, false) => Pane::Field,
                (Pane::Field, true) | (Pane::Fields, false) => Pane::WillSend,
                (Pane::WillSend, true) | (Pane::Field, false) => Pane::Fields,
            };
            form.leave();
            form.scroll = 0;
            form.pane = next;
            if next == Pane::Field {
                form.editor = Some(Editor::Reading { scroll: 0 });
            }
        });
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
        self.review_without(BTreeSet::new(), 0);
    }

    /// Opens the review of all changes but some, with one of them marked.
    pub(super) fn review_without(&mut self, left_out: BTreeSet<At>, marked: usize) {
        self.reviews += 1;
        let number = self.reviews;
        let Some(form) = self.form_mut() else { return };
        form.leave();
        let patch = form.draft.patch_without(&left_out);
        let all_out = form.draft.changes().len() > 0 && form.draft.changes().all(|at| left_out.contains(&at));
        let foreseen = Foreseen::of_draft(&form.draft, &left_out);
        let overlay = match patch {
            Err(list) if !all_out => Overlay::Problems(Problems { list, cursor: 0, left_out }),
            patch => Overlay::Review(Review {
                number,
                patch: patch.ok(),
                consequences: consequences_given(&form.draft, &left_out, foreseen.as_ref()),
                foreseen,
                left_out,
                marked,
                follows_mark: marked > 0,
                scroll: 0,
                read: None,
                voided: None,
            }),
        };
        // Asked for from the question before leaving, a review may already lie below it.
        self.overlays.clear();
        self.overlays.push(overlay);
    }

    /// Closes what lies on top. What was about to be sent from there is not.
    pub(super) fn close_overlay(&mut self) {
        if let Some(Overlay::Help(help)) = self.overlays.last_mut()
            && std::mem::take(&mut help.searching)
        {
            return;
        }
        if matches!(self.overlays.pop(), Some(Overlay::Review(_) | Overlay::Flip(_))) && self.cancel_send() {
            self.say(Tone::Note, "Nothing was sent.".to_owned());
        }
    }

    /// Leaves the marked change out of this send, or takes it in again. It stays unsent either way until it is sent.
    pub(super) fn leave_out(&mut self) {
        let Some(form) = self.form() else { return };
        let (mut left_out, at, marked) = match self.overlays.last() {
            Some(Overlay::Review(review)) => {
                (review.left_out.clone(), form.draft.changes().nth(review.marked), review.marked)
            }
            Some(Overlay::Problems(problems)) => {
                (problems.left_out.clone(), problems.list.get(problems.cursor).map(|problem| problem.at), 0)
            }
            _ => return,
        };
        let Some(at) = at else { return };
        if !left_out.remove(&at) {
            left_out.insert(at);
        }
        self.review_without(left_out, marked);
    }

    /// Puts the mark of the review on the next change, or on the one before.
    pub(super) fn mark_change(&mut self, forward: bool) {
        let count = self.form().map_or(0, |form| form.draft.changes().len());
        if let Some(Overlay::Review(review)) = self.overlays.last_mut() {
            let last = count.saturating_sub(1);
            review.marked =
                if forward { (review.marked + 1).min(last) } else { review.marked.saturating_sub(1) };
            review.follows_mark = true;
        }
    }

    /// From the question before leaving: the review of the open connector, else the first one that was left.
    pub(super) fn review_something(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let unsent = self.parked.iter().find(|(_, form)| form.has_unsent()).map(|(id, _)| id.clone());
        if !self.form().is_some_and(Form::has_unsent)
            && let Some(id) = unsent
            && let Some(form) = self.parked.remove(&id)
        {
            self.park();
            self.stage = Stage::Editing(Box::new(form));
            effects = self.reload(Why::Return);
        }
        self.review();
        effects
    }

    /// Asks for a patch to be sent: the connector is read once more, and the patch goes out when it is what it was.
    pub(super) fn send(&mut self, patch: Patch, doing: Doing) -> Vec<Effect> {
        if self.session.read_only {
            return Vec::new();
        }
        self.with_form(|form| {
            form.failure = None;
            form.said.clear();
        });
        self.reload(Why::BeforeSend(Box::new(patch), doing))
    }

    /// Sends a patch. The one place where a save begins.
    pub(super) fn save(&mut self, patch: Patch, doing: Doing) -> Vec<Effect> {
        let (ticket, since) = (self.ticket(), self.now.elapsed);
        let Some(form) = self.form_mut() else {
            return Vec::new();
        };
        form.news = None;
        form.doubt = None;
        form.report = None;
        form.saving = Some(Saving { ticket, patch: patch.clone(), since, doing });
        vec![Effect::Save(ticket, form.id.clone(), patch, doing)]
    }
}

impl Form {
    /// Whether something stands above the fields, which leaving takes away first.
    pub(super) fn is_covered(&self) -> bool {
        self.failure.is_some()
            || self.news.is_some()
            || self.report.as_ref().is_some_and(|report| report.shown)
    }

    /// Takes away the topmost of what stands above the fields. Returns false when nothing does.
    fn dismiss(&mut self) -> bool {
        if self.failure.take().is_some() || self.news.take().is_some() {
            return true;
        }
        self.report.as_mut().is_some_and(|report| std::mem::take(&mut report.shown))
    }
}
