//! Keeping unsent work on this computer: when it is written, what has to wait for it, and what is found of earlier work.
//!
//! This runs behind each message. It compares what is open with what was written last, so nothing that changes a draft
//! can forget to tell it.

mod claim;
mod recovery;

use super::form::Form;
use super::message::{Effect, Message, Opened, Ticket};
use super::{App, Stage, Tone};
use crate::connector::facts;
use crate::edit::{At, Secret, Value};
use crate::journal::kept::{Claimed, Done, Ending, Holder, Kept};
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
    /// What is on disk holds more than could be restored: it is set aside before anything else is written. This was said
    /// of it.
    rest: Option<String>,
    /// Secrets that had to be typed again when earlier work was taken up.
    again: Vec<(At, String)>,
    /// The connector is not open any more: the place is given free once what was kept is removed.
    leaves: bool,
    /// Earlier work is being thrown away, which is said once it is done.
    discards: bool,
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

    /// True while a save is on its way. One that still waits for what it sends to be kept is not.
    pub fn is_sending(&self) -> bool {
        let held = |id: &str| self.keep.places.get(id).is_some_and(|place| place.save.is_some());
        self.is_making_or_deleting()
            || self.form().is_some_and(|form| form.saving.is_some() && !held(&form.id))
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
        for (id, place) in self.keep.places.iter().filter(|(id, _)| !self.is_offered(id)) {
            let kept = match form_of(&self.stage, &self.parked, id) {
                _ if self.keep.discarded => None,
                Some(form) => place.kept_of(form, self.now.unix),
                None if place.leaves => None,
                // A bug has met the form on its way from one place to another.
                None => place.written.clone(),
            };
            if place.rest.is_some() && !self.keep.discarded {
                endings.push(Ending::SetAside(id.clone()));
            }
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

    // Writing.

    /// A connector is no longer open: what was kept of it is removed, and its place given free.
    fn let_go(&mut self, id: &str, out: &mut Vec<Effect>) {
        let ticket = self.ticket();
        let Some(place) = self.keep.places.get_mut(id).filter(|place| !place.leaves) else { return };
        if !place.may_be_on_disk() {
            self.keep.places.remove(id);
            out.push(Effect::Release(id.to_owned()));
            return;
        }
        // The place is known until that is answered: whoever quits before is not to be offered it again.
        place.leaves = true;
        place.due = None;
        let effect = match place.rest {
            Some(_) if place.writing.is_some() => return,
            Some(_) => Effect::SetAside(ticket, id.to_owned()),
            None => Effect::Forget(ticket, id.to_owned()),
        };
        place.writing = Some(Writing { ticket, kept: None, for_save: false });
        out.push(effect);
    }

    /// Starts to write what is open now, unless something is being written.
    fn write(&mut self, id: &str, for_save: bool) -> Option<Effect> {
        let ticket = self.ticket();
        let form = form_of(&self.stage, &self.parked, id)?;
        let place = self.keep.places.get_mut(id).filter(|place| place.writing.is_none())?;
        place.due = None;
        if place.rest.is_some() {
            place.writing = Some(Writing { ticket, kept: None, for_save });
            return Some(Effect::SetAside(ticket, id.to_owned()));
        }
        let kept = place.kept_of(form, self.now.unix);
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
    pub(super) fn kept(&mut self, ticket: Ticket, done: Result<Done, String>) -> Vec<Effect> {
        let asked = |place: &Place| place.writing.as_ref().is_some_and(|writing| writing.ticket == ticket);
        let Some((id, place)) = self.keep.places.iter_mut().find(|(_, place)| asked(place)) else {
            return Vec::new();
        };
        let Some(Writing { kept, mut for_save, .. }) = place.writing.take() else { return Vec::new() };
        let mut told = None;
        match done {
            Ok(Done { aside, others }) => {
                // Who came later is told of, too, and once.
                let others_before = std::mem::replace(&mut place.others, others);
                told = others.filter(|_| others != others_before).map(also_open);
                if std::mem::take(&mut place.discards) && kept.is_none() {
                    told = Some((Tone::Done, "The earlier changes are discarded.".to_owned()));
                }
                place.written = kept;
                place.trouble = None;
                if let Some(said) = place.rest.take() {
                    // A save still waits for what it sends to be written, too.
                    for_save = false;
                    let stays = |(file, folder)| format!("{said} It stays in {file} in {folder}.");
                    told = aside.map(|aside| (Tone::Trouble, stays(aside))).or(told);
                }
            }
            Err(why) if place.leaves => {
                let text =
                    format!("What was kept of it could not be removed, and will be offered again: {why}");
                told = Some((Tone::Trouble, text));
            }
            Err(why) => {
                // It is tried again; once is enough to be told.
                if place.discards && place.trouble.is_none() {
                    let text = format!("The earlier changes could not be removed: {why}");
                    told = Some((Tone::Trouble, text));
                }
                place.trouble = Some(why);
            }
        }
        let (id, waits, leaves) = (id.clone(), place.save.is_some(), place.leaves);
        if let Some((tone, told)) = told {
            self.say(tone, told);
        }
        if leaves {
            self.keep.places.remove(&id);
            // Asked for anew, it is not to be given free.
            let asked = |claiming: &Claiming| claiming.id == id && claiming.asked.is_some();
            let again = self.keep.claiming.as_ref().is_some_and(asked);
            return if again { Vec::new() } else { vec![Effect::Release(id)] };
        }
        if !waits {
            return Vec::new();
        }
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
}

impl Place {
    /// True when what is on disk is what the form holds.
    fn is_current(&self, form: &Form) -> bool {
        if self.writing.is_some() || self.rest.is_some() {
            return false;
        }
        match &self.written {
            Some(written) => written.holds(form.version, &form.draft),
            None => !form.has_unsent(),
        }
    }

    /// What is to be written of a form.
    fn kept_of(&self, form: &Form, now: i64) -> Option<Kept> {
        let kept = Kept::of(&form.id, form.version, &form.draft, now)?;
        Some(kept.with_again(&self.again))
    }

    fn may_be_on_disk(&self) -> bool {
        self.written.is_some() || self.writing.is_some()
    }
}

fn also_open(holder: Holder) -> (Tone, String) {
    (Tone::Trouble, format!("Also open in {holder}. The last one to send a field decides it."))
}

fn form_of<'f>(stage: &'f Stage, parked: &'f BTreeMap<String, Form>, id: &str) -> Option<&'f Form> {
    match stage {
        Stage::Editing(form) if form.id == id => Some(form),
        _ => parked.get(id),
    }
}
