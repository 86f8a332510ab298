//! Claiming the place of a connector's work, while the connector is being read.

use super::{Claiming, Place, WORKSPACE, also_open};
use crate::app::message::{Answer, Effect, Opened, Ticket};
use crate::app::overlay::{Overlay, Recovery};
use crate::app::{App, Stage, Tone};
use crate::journal::kept::Claimed;
use std::time::Duration;

impl App {
    pub(super) fn claim_what_opens(&mut self, out: &mut Vec<Effect>) {
        self.begin_claim();
        let now = self.now.elapsed;
        let unasked = self.keep.claiming.as_ref().filter(|claiming| claiming.asked.is_none());
        let waited = unasked.and_then(Claiming::gives_up_at).is_some_and(|at| at <= now);
        if unasked.is_some() && (self.asking_me.is_none() || waited) {
            let ticket = self.ticket();
            let workspace = self.me.as_ref().and_then(|me| me.workspace_id.clone());
            if let Some(claiming) = &mut self.keep.claiming {
                claiming.asked = Some(ticket);
                out.push(Effect::Claim(ticket, workspace, claiming.id.clone()));
            }
        }
    }

    /// Notes what is being opened, and that nobody waits any more for what was being opened before.
    fn begin_claim(&mut self) {
        let opening = match &self.stage {
            Stage::Opening { id, ticket, .. } => Some((id.clone(), *ticket)),
            _ => None,
        };
        let wanted = opening.as_ref().map(|(_, ticket)| *ticket);
        let stale = |claiming: &mut Claiming| claiming.answer.is_none() && Some(claiming.opening) != wanted;
        if let Some(Claiming { asked: Some(asked), id, .. }) = self.keep.claiming.take_if(stale) {
            self.keep.unwanted.insert(asked.0, id);
        }
        if let (None, Some((id, opening))) = (&self.keep.claiming, opening) {
            self.keep.claiming =
                Some(Claiming { id, opening, asked: None, answer: None, opened: None, opened_at: None });
        }
    }

    /// Holds the answer to an opening back until it is known whether there is earlier work.
    pub(in crate::app) fn once_claimed(&mut self, ticket: Ticket, opened: Opened) -> Option<Opened> {
        if !self.session.keeps
            || !matches!(&self.stage, Stage::Opening { ticket: asked, .. } if *asked == ticket)
        {
            return Some(opened);
        }
        // The answer may come before anything else has happened.
        self.begin_claim();
        match &mut self.keep.claiming {
            Some(claiming) if claiming.answer.is_none() => {
                claiming.opened = Some(opened);
                claiming.opened_at = Some(self.now.elapsed);
                None
            }
            _ => Some(opened),
        }
    }

    /// Takes the answer to a claim.
    pub(in crate::app) fn claimed(&mut self, ticket: Ticket, claimed: Claimed) -> Vec<Effect> {
        let ours = |claiming: &&mut Claiming| claiming.asked == Some(ticket);
        if let Some(claiming) = self.keep.claiming.as_mut().filter(ours) {
            claiming.answer = Some(claimed);
            let (opening, opened) = (claiming.opening, claiming.opened.take());
            if let Some(opened) = opened {
                return self.arrived(opening, Answer::Opened(Box::new(opened)));
            }
            return Vec::new();
        }
        let unwanted = self.keep.unwanted.remove(&ticket.0);
        let again = |id: &String| {
            self.keep.places.contains_key(id) || self.keep.claiming.as_ref().is_some_and(|c| c.id == *id)
        };
        unwanted.filter(|id| !again(id)).map(Effect::Release).into_iter().collect()
    }

    /// The connector is open, or could not be: its place is taken up, or given free.
    pub(super) fn settle_claim(&mut self, out: &mut Vec<Effect>) {
        let settled = match &self.stage {
            Stage::Opening { .. } => return,
            Stage::Editing(form) => Some(form.id.clone()),
            _ => None,
        };
        let Some(Claiming { id, answer: Some(claimed), .. }) = self.keep.claiming.take() else { return };
        if settled.as_ref() != Some(&id) {
            out.push(Effect::Release(id));
            return;
        }
        let Claimed { found, others, trouble } = claimed;
        self.keep.places.insert(id, Place { others, ..Place::default() });
        if let Some(trouble) = trouble {
            self.say(Tone::Trouble, trouble);
        } else if let Some(holder) = others {
            let (tone, text) = also_open(holder);
            self.say(tone, text);
        } else if self.me.as_ref().and_then(|me| me.workspace_id.as_ref()).is_none() {
            let text = "The server did not say which workspace this is: earlier work that was kept in it is not found.";
            self.say(Tone::Note, text.to_owned());
        }
        if let Some(mut found) = found
            && let Some(form) = self.form_mut()
        {
            found.fill(&form.draft);
            self.overlays.push(Overlay::Recovery(Box::new(Recovery { found: *found, scroll: 0 })));
        }
    }
}

impl Claiming {
    /// When it no longer waits for the name of the workspace.
    pub(super) fn gives_up_at(&self) -> Option<Duration> {
        self.opened_at.map(|at| at + WORKSPACE)
    }
}
