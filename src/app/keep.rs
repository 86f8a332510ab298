//! Keeping unsent work on this computer: when it is written, what has to wait for it, and what is found of earlier work.
//!
//! This runs behind each message. It compares what is open with what was written last, so nothing that changes a draft
//! can forget to tell it.

use super::form::Form;
use super::message::{Answer, Effect, Message, Opened, Ticket};
use super::overlay::{Overlay, Recovery};
use super::timeline::{Change, Step};
use super::{App, Stage, Tone};
use crate::connector::facts;
use crate::edit::{At, Secret, Value};
use crate::journal::kept::{Claimed, Ending, Holder, Kept};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long after the first change that is not on disk yet the next writing starts. Counted from the first one, not the
/// last: who types without a pause is not to wait for it.
const SOON: Duration = Duration::from_millis(100);
/// How long a connector that has been read waits for the name of its workspace, before its work is kept without one.
const WORKSPACE: Duration = Duration::from_secs(2);
/// How long after a writing that failed the next one is tried.
const AGAIN: Duration = Duration::from_secs(2);

/// What is known of the places of unsent work.
#[derive(Debug, Default)]
pub struct Keep {
    claiming: Option<Claiming>,
    places: BTreeMap<String, Place>,
    /// Places that were asked for and are not wanted any more: given free when the answer comes.
    unwanted: BTreeMap<u64, String>,
    discarded: bool,
}

/// A connector is being opened, and with it its place.
#[derive(Debug)]
struct Claiming {
    id: String,
    /// The question for the connector itself.
    opening: Ticket,
    /// The question for its place, once it was asked: it waits for the workspace's id.
    asked: Option<Ticket>,
    answer: Option<Claimed>,
    /// The connector, where it came before its place.
    opened: Option<Opened>,
    /// When it came.
    opened_at: Option<Duration>,
}

/// The place of one connector's work.
#[derive(Debug, Default)]
struct Place {
    written: Option<Kept>,
    writing: Option<Writing>,
    due: Option<Duration>,
    trouble: Option<String>,
    others: Option<Holder>,
    /// A save that starts once what it sends is kept.
    save: Option<Effect>,
    /// The save has waited for its writing, whatever came of that.
    may_save: bool,
}

#[derive(Debug)]
struct Writing {
    ticket: Ticket,
    kept: Option<Kept>,
    /// The waiting save starts when it is done.
    for_save: bool,
}

/// What is said beside the notices of whether the work is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// There is nothing to keep.
    Nothing,
    /// What is on the screen is not on disk yet.
    Soon,
    /// What is on the screen is on disk.
    Kept,
    /// It could not be written, for this reason.
    Not(String),
}

/// What has to be known from before a message.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Before {
    typing: bool,
    passing: bool,
}

impl App {
    pub(super) fn before_message(&self, message: &Message) -> Before {
        Before { typing: self.is_in_a_text(), passing: matches!(message, Message::Drawn(_)) }
    }

    fn is_in_a_text(&self) -> bool {
        use super::editor::{Cell, Editor, Grid};
        let editor = self.form().and_then(|form| form.editor.as_ref());
        matches!(editor, Some(Editor::Text(_) | Editor::Grid(Grid { cell: Some(Cell::Text(_)), .. })))
    }

    /// Follows up on a message: claims what is being opened, writes what is due, holds back what has to wait.
    pub(super) fn keep_up(&mut self, effects: Vec<Effect>, before: Before) -> Vec<Effect> {
        if !self.session.keeps || before.passing || self.keep.discarded {
            return effects;
        }
        let left_a_text = before.typing && !self.is_in_a_text();
        let mut out = Vec::new();
        for effect in effects {
            match effect {
                Effect::Save(_, ref id, ..) if self.keep.places.contains_key(id) => {
                    let id = id.clone();
                    self.keep_before(&id, effect, &mut out);
                }
                other => out.push(other),
            }
        }
        self.claim_what_opens(&mut out);
        self.settle_claim(&mut out);
        let quitting = out.iter().any(|effect| matches!(effect, Effect::Quit));
        let open = self.form().map(|form| form.id.clone());
        let ids: Vec<String> = self.keep.places.keys().cloned().collect();
        for id in ids {
            let Some(form) = form_of(&self.stage, &self.parked, &id) else {
                self.let_go(&id, &mut out);
                continue;
            };
            let Some(place) = self.keep.places.get_mut(&id) else { continue };
            if place.is_current(form) {
                place.due = None;
                continue;
            }
            let wait = if place.trouble.is_some() { AGAIN } else { SOON };
            let due = *place.due.get_or_insert(self.now.elapsed + wait);
            let left = left_a_text && open.as_deref() == Some(id.as_str());
            // What is no longer unsent is not to be offered again.
            let sent = place.trouble.is_none() && !form.has_unsent();
            if due <= self.now.elapsed || left || sent || quitting {
                out.extend(self.write(&id, false));
            }
        }
        // Quitting comes last: what is written for it comes before.
        if let Some(place) = out.iter().position(|effect| matches!(effect, Effect::Quit)) {
            let quit = out.remove(place);
            out.push(quit);
        }
        out
    }

    /// When something is to be written next.
    pub(super) fn keep_due(&self) -> Option<Duration> {
        let idle = self.keep.places.values().filter(|place| place.writing.is_none());
        let unasked = self.keep.claiming.as_ref().filter(|claiming| claiming.asked.is_none());
        idle.filter_map(|place| place.due).chain(unasked.and_then(Claiming::gives_up_at)).min()
    }

    /// Whether what is on the screen is on disk.
    pub fn mark(&self) -> Mark {
        let Some((form, place)) = self.form().and_then(|form| Some((form, self.keep.places.get(&form.id)?)))
        else {
            return Mark::Nothing;
        };
        match &place.trouble {
            Some(why) if form.has_unsent() => Mark::Not(why.clone()),
            _ if !form.has_unsent() => Mark::Nothing,
            _ if place.is_current(form) => Mark::Kept,
            _ => Mark::Soon,
        }
    }

    /// Who else has the open connector open.
    pub fn others(&self) -> Option<Holder> {
        self.form().and_then(|form| self.keep.places.get(&form.id)?.others)
    }

    /// Why unsent work could not be written, if some could not.
    pub fn cannot_keep(&self) -> Option<&str> {
        let unsent = |id: &String| form_of(&self.stage, &self.parked, id).is_some_and(Form::has_unsent);
        self.keep.places.iter().find_map(|(id, place)| place.trouble.as_deref().filter(|_| unsent(id)))
    }

    /// What is to be written or removed when the program ends now, however it ends.
    pub fn endings(&self) -> Vec<Ending> {
        let mut endings = Vec::new();
        for (id, place) in &self.keep.places {
            let kept = match form_of(&self.stage, &self.parked, id) {
                _ if self.keep.discarded => None,
                Some(form) => Kept::of(&form.id, form.version, &form.draft, self.now.unix),
                // A bug has met the form on its way from one place to another.
                None => place.written.clone(),
            };
            match kept {
                Some(kept) => endings.push(Ending::Keep(Box::new(kept))),
                None if self.keep.discarded || place.may_be_on_disk() => {
                    endings.push(Ending::Forget(id.clone()));
                }
                None => {}
            }
        }
        endings
    }

    /// The rows whose secret was typed and is not kept: connector's name, field and row.
    pub fn unkept_secrets(&self) -> Vec<(String, String)> {
        let forms = self.parked.values().chain(self.form()).filter(|form| form.has_unsent());
        let typed = |cell: &Value| matches!(cell, Value::Secret(Secret::Known(_) | Secret::New(_)) if !cell.is_blank());
        forms
            .flat_map(|form| {
                let rows = form.draft.changes().flat_map(|at| form.draft.value(at).rows());
                rows.filter(|row| row.cells.iter().any(typed)).map(|row| {
                    let name = row.cells.first().and_then(Value::text).filter(|name| !name.is_empty());
                    (facts::draft_name(&form.draft).to_owned(), name.unwrap_or("unnamed").to_owned())
                })
            })
            .collect()
    }

    // Claiming a place, while the connector is being read.

    fn claim_what_opens(&mut self, out: &mut Vec<Effect>) {
        self.begin_claim();
        let now = self.now.elapsed;
        let unasked = self.keep.claiming.as_ref().filter(|claiming| claiming.asked.is_none());
        let waited = unasked.and_then(Claiming::gives_up_at).is_some_and(|at| at <= now);
        if unasked.is_some() && (self.asking_me.is_none() || self.is_me_late() || waited) {
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
    pub(super) fn once_claimed(&mut self, ticket: Ticket, opened: Opened) -> Option<Opened> {
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
    pub(super) fn claimed(&mut self, ticket: Ticket, claimed: Claimed) -> Vec<Effect> {
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
    fn settle_claim(&mut self, out: &mut Vec<Effect>) {
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
            self.say(
                Tone::Trouble,
                format!("Also open in {holder}. The last one to send a field decides it."),
            );
        }
        if let Some(mut found) = found
            && let Some(form) = self.form_mut()
        {
            found.fill(&form.draft);
            self.overlays.push(Overlay::Recovery(Box::new(Recovery { found: *found, scroll: 0 })));
        }
    }

    /// A connector is no longer open: what was kept of it is removed, and its place given free.
    fn let_go(&mut self, id: &str, out: &mut Vec<Effect>) {
        let Some(place) = self.keep.places.remove(id) else { return };
        if place.may_be_on_disk() {
            out.push(Effect::Forget(self.ticket(), id.to_owned()));
        }
        out.push(Effect::Release(id.to_owned()));
    }

    // Writing.

    /// Starts to write what is open now, unless something is being written.
    fn write(&mut self, id: &str, for_save: bool) -> Option<Effect> {
        let ticket = self.ticket();
        let form = form_of(&self.stage, &self.parked, id)?;
        let place = self.keep.places.get_mut(id).filter(|place| place.writing.is_none())?;
        let kept = Kept::of(&form.id, form.version, &form.draft, self.now.unix);
        place.due = None;
        place.writing = Some(Writing { ticket, kept: kept.clone(), for_save });
        Some(match kept {
            Some(kept) => Effect::Keep(ticket, Box::new(kept)),
            None => Effect::Forget(ticket, id.to_owned()),
        })
    }

    /// Lets a save start only once what it sends is kept.
    fn keep_before(&mut self, id: &str, save: Effect, out: &mut Vec<Effect>) {
        let form = form_of(&self.stage, &self.parked, id);
        let Some((form, place)) = form.zip(self.keep.places.get_mut(id)) else {
            out.push(save);
            return;
        };
        if std::mem::take(&mut place.may_save) || place.is_current(form) {
            out.push(save);
            return;
        }
        place.save = Some(save);
        out.extend(self.write(id, true));
    }

    /// Takes the answer to a writing.
    pub(super) fn kept(&mut self, ticket: Ticket, done: Result<(), String>) -> Vec<Effect> {
        let asked = |place: &Place| place.writing.as_ref().is_some_and(|writing| writing.ticket == ticket);
        let Some((id, place)) = self.keep.places.iter_mut().find(|(_, place)| asked(place)) else {
            return Vec::new();
        };
        let Some(Writing { kept, for_save, .. }) = place.writing.take() else { return Vec::new() };
        match done {
            Ok(()) => {
                place.written = kept;
                place.trouble = None;
            }
            Err(why) => place.trouble = Some(why),
        }
        if place.save.is_none() {
            return Vec::new();
        }
        let id = id.clone();
        let form = form_of(&self.stage, &self.parked, &id);
        let Some(place) = self.keep.places.get_mut(&id) else { return Vec::new() };
        if for_save || form.is_some_and(|form| place.is_current(form)) {
            place.may_save = true;
            return place.save.take().into_iter().collect();
        }
        // What was written had been put together before the save.
        match self.write(&id, true) {
            Some(writing) => vec![writing],
            None => Vec::new(),
        }
    }

    // Earlier work, and leaving.

    /// Takes earlier work up again, as one step.
    pub(super) fn restore(&mut self) {
        let Some(Overlay::Recovery(recovery)) = self.overlays.pop() else { return };
        let found = recovery.found;
        let Some(form) = self.form_mut() else { return };
        let (id, count) = (form.id.clone(), found.kept.entries.len());
        let fields: Vec<At> = found.kept.entries.iter().map(|(at, ..)| *at).collect();
        let before: Vec<(At, Value)> = fields.iter().map(|at| (*at, form.draft.value(*at).clone())).collect();
        let moved = form.draft.restore(found.kept.entries.clone()).len();
        let after = |(at, before)| Change::new(at, before, form.draft.value(at).clone());
        let changes = before.into_iter().map(after).collect();
        form.timeline.push(Step { name: "restore kept work".to_owned(), changes, spot: None });
        let first = form.draft.changes().next();
        if let Some(at) = first {
            form.go_to(at, None);
        }
        if let Some(place) = self.keep.places.get_mut(&id) {
            place.written = Some(found.kept);
        }
        let what =
            if count == 1 { "1 change is back".to_owned() } else { format!("{count} changes are back") };
        let text = match moved {
            0 => format!("{what}. Nothing was sent."),
            _ => format!("{what}. The server has changed some of these fields since; look before you send."),
        };
        self.say(if moved == 0 { Tone::Done } else { Tone::Trouble }, text);
    }

    /// Throws earlier work away, after the question.
    pub(super) fn discard_found(&mut self) -> Vec<Effect> {
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Discarding | Overlay::Recovery(_)));
        let Some(id) = self.form().map(|form| form.id.clone()) else { return Vec::new() };
        self.say(Tone::Done, "The earlier changes are discarded.".to_owned());
        self.write(&id, false).into_iter().collect()
    }

    /// Leaves earlier work where it is.
    pub(super) fn not_now(&mut self) -> Vec<Effect> {
        self.overlays.clear();
        self.say(Tone::Note, "The earlier changes stay where they are.".to_owned());
        self.go_to_picker()
    }

    /// Quits without anything being kept.
    pub(super) fn discard_all(&mut self) -> Vec<Effect> {
        self.keep.discarded = true;
        let ids: Vec<String> = self.keep.places.keys().cloned().collect();
        let mut effects: Vec<Effect> = ids.into_iter().map(|id| Effect::Forget(self.ticket(), id)).collect();
        effects.push(Effect::Quit);
        effects
    }
}

impl Claiming {
    /// When it no longer waits for the name of the workspace.
    fn gives_up_at(&self) -> Option<Duration> {
        self.opened_at.map(|at| at + WORKSPACE)
    }
}

impl Place {
    /// True when what is on disk is what the form holds.
    fn is_current(&self, form: &Form) -> bool {
        if self.writing.is_some() {
            return false;
        }
        match &self.written {
            Some(written) => written.holds(form.version, &form.draft),
            None => !form.has_unsent(),
        }
    }

    fn may_be_on_disk(&self) -> bool {
        self.written.is_some() || self.writing.is_some()
    }
}

fn form_of<'f>(stage: &'f Stage, parked: &'f BTreeMap<String, Form>, id: &str) -> Option<&'f Form> {
    match stage {
        Stage::Editing(form) if form.id == id => Some(form),
        _ => parked.get(id),
    }
}
