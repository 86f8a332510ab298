//! Making a new connector, empty or like another one: its name is asked for, what would be sent is shown, and it goes out
//! once, on `y`.

use super::form::Form;
use super::message::{Effect, Ticket};
use super::overlay::Overlay;
use super::prompt::Asking;
use super::unread::Read;
use super::{App, Stage, Tone};
use crate::api::failure::{Applied, Cause, Doing, Failure};
use crate::api::wire::Summary;
use crate::connector::facts;
use crate::edit::{At, Creation, Draft, Json, Left, Record, Row, Secret, Value};
use std::time::Duration;

/// A connector that is about to be made.
#[derive(Debug)]
pub struct Creating {
    /// What will be sent.
    pub creation: Creation,
    /// The name of the one that it is made like.
    pub like: Option<String>,
    /// How many unsent changes of that one go along.
    pub unsent: usize,
    /// Headers whose values are hidden: prepared in the new one, with their values to be typed.
    pub headers: Option<(At, Value)>,
    /// The request in flight, and when it was sent.
    pub asked: Option<(Ticket, Duration)>,
    /// Why the last try did not work.
    pub failure: Option<Failure>,
    /// Rows above the window.
    pub scroll: usize,
    /// When its end was first seen: before that it is not made.
    pub read: Option<Read>,
}

/// What is to be done once a connector that is being opened is open.
#[derive(Debug)]
pub(super) struct Then {
    pub(super) id: String,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    /// Ask for the name of a copy.
    Duplicate,
    /// Ask whether it is to be deleted.
    Delete,
    /// Prepare these headers.
    Headers(At, Value),
}

impl App {
    /// Asks for the name of a new connector.
    pub(super) fn ask_new_name(&mut self) {
        self.ask_text(Asking::NewName, "");
    }

    /// Asks for the name of a copy of the open connector, or opens the one under the cursor of the list for that.
    pub(super) fn duplicate(&mut self) -> Vec<Effect> {
        if let Some(form) = self.form_mut() {
            form.leave();
            let name = format!("{} (copy)", facts::draft_name(&form.draft));
            self.ask_text(Asking::CopyName, &name);
            return Vec::new();
        }
        self.open_for(What::Duplicate)
    }

    /// Opens the connector under the cursor of the list and goes on from there.
    pub(super) fn open_for(&mut self, what: What) -> Vec<Effect> {
        let Some(id) = self.picker.selected().map(|item| item.id.clone()) else { return Vec::new() };
        self.then = Some(Then { id, what });
        let effects = self.open_selected();
        // One that was left with changes is open at once.
        self.go_on();
        effects
    }

    /// Does what was to be done once this connector is open.
    pub(super) fn go_on(&mut self) -> Vec<Effect> {
        let open = self.form().map(|form| form.id.clone());
        let Some(Then { what, .. }) = self.then.take_if(|then| Some(&then.id) == open.as_ref()) else {
            return Vec::new();
        };
        match what {
            What::Duplicate => return self.duplicate(),
            What::Delete => match super::when::can_delete(self) {
                Ok(()) => self.ask_delete(),
                Err(reason) => self.say(Tone::Note, format!("Delete: {reason}.")),
            },
            What::Headers(at, rows) => {
                self.with_form(|form| form.record(at, rows, "take the names of the headers along", None));
            }
        }
        Vec::new()
    }

    /// Shows what would be sent for a new connector of this name.
    pub(super) fn plan_creation(&mut self, name: &str, like: bool) {
        let table = self.table;
        let Some(name_at) = At::of(table, "name") else { return };
        let apart: Vec<At> = facts::state_place(table).into_iter().collect();
        let (creation, like, headers) = if let Some(form) = self.form().filter(|_| like) {
            let creation = form.draft.creation(name_at, name, &apart);
            let headers = prepared(&creation, form);
            (creation, Some(facts::draft_name(&form.draft).to_owned()), headers)
        } else {
            let nothing = Json::Object(serde_json::Map::new());
            let Some(record) = Record::decode(table, &nothing) else { return };
            (Draft::new(table, record).creation(name_at, name, &apart), None, None)
        };
        let unsent = self.form().filter(|_| like.is_some()).map_or(0, |form| form.draft.changes().len());
        let creating =
            Creating { creation, like, unsent, headers, asked: None, failure: None, scroll: 0, read: None };
        self.overlays.push(Overlay::Creating(Box::new(creating)));
    }

    /// The connector that is about to be made.
    pub fn creating(&self) -> Option<&Creating> {
        self.overlays.iter().find_map(|overlay| match overlay {
            Overlay::Creating(creating) => Some(creating.as_ref()),
            _ => None,
        })
    }

    fn creating_mut(&mut self) -> Option<&mut Creating> {
        self.overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Creating(creating) => Some(creating.as_mut()),
            _ => None,
        })
    }

    /// Sends it, once.
    pub(super) fn create(&mut self) -> Vec<Effect> {
        let (ticket, now) = (self.ticket(), self.now.elapsed);
        let Some(creating) = self.creating_mut() else { return Vec::new() };
        creating.asked = Some((ticket, now));
        creating.failure = None;
        vec![Effect::Create(ticket, Box::new(creating.creation.clone()))]
    }

    /// Goes back to the name.
    pub(super) fn rename_creation(&mut self) {
        if let Some(Overlay::Creating(creating)) = self.overlays.pop() {
            let asking = if creating.like.is_some() { Asking::CopyName } else { Asking::NewName };
            self.ask_text(asking, &creating.creation.name);
        }
    }

    pub(super) fn created(&mut self, ticket: Ticket, answer: Result<Json, Failure>) -> Vec<Effect> {
        let table = self.table;
        let Some(creating) = self.creating_mut() else { return Vec::new() };
        if creating.asked.take_if(|(asked, _)| *asked == ticket).is_none() {
            return Vec::new();
        }
        let made = answer.and_then(|json| {
            let id =
                Record::decode(table, &json).and_then(|record| facts::id(table, &record).map(str::to_owned));
            let id = id.filter(|id| crate::api::wire::is_id(id));
            let odd = || {
                let what = "the new connector was expected".to_owned();
                Failure::new(Doing::Creating, Cause::WrongShape { what })
            };
            id.map(|id| (id, Summary::read(&json))).ok_or_else(odd)
        });
        match made {
            Err(failure) => {
                let unsure = failure.applied() == Applied::Unknown;
                creating.failure = Some(failure);
                // The list tells whether it was made.
                if unsure { vec![self.ask_list()] } else { Vec::new() }
            }
            Ok((id, summary)) => {
                let headers = creating.headers.take();
                let name = creating.creation.name.clone();
                self.overlays.clear();
                self.park();
                if let Some(summary) = summary {
                    self.picker.insert(summary);
                }
                self.then = headers.map(|(at, rows)| Then { id: id.clone(), what: What::Headers(at, rows) });
                self.say(Tone::Done, format!("Made: {name}. It is a draft, and nothing uses it yet."));
                vec![self.ask_open(id)]
            }
        }
    }

    /// True while a connector is being made or deleted: the answer must not be missed.
    pub(super) fn is_making_or_deleting(&self) -> bool {
        self.creating().is_some_and(|creating| creating.asked.is_some())
            || self.form().is_some_and(|form| form.deleting.is_some())
    }

    /// Whether a connector is still being opened for something, in words for the page that waits.
    pub(super) fn forget_then(&mut self) {
        // One that could not be read may be read on the next try.
        if !matches!(self.stage, Stage::Opening { .. } | Stage::Failed { .. }) {
            self.then = None;
        }
    }
}

/// The headers that cannot go along since their values are hidden, each with a value to be typed.
fn prepared(creation: &Creation, form: &Form) -> Option<(At, Value)> {
    let (at, _) = creation.left.iter().find(|(_, left)| matches!(left, Left::Hidden(_)))?;
    let rows = form.draft.value(*at).rows().iter().map(|row| {
        let cells = row.cells.iter().map(|cell| match cell {
            Value::Secret(secret) if secret.is_missing() => Value::Secret(Secret::new("")),
            cell => cell.clone(),
        });
        Row { cells: cells.collect(), layout: Vec::new() }
    });
    Some((*at, Value::Rows(rows.collect())))
}
