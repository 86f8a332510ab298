//! What each answer does. An answer to a question that is no longer asked is dropped; a save's answer never is.

use super::ask::Question;
use super::editor::{Editor, Visit, exposed};
use super::form::{Form, Pane, Saving};
use super::message::{Answer, Effect, Opened, Other, Ticket};
use super::picker::Progress;
use super::report::{Report, Verdict};
use super::reread::{Reading, Why};
use super::{App, Stage, Tone};
use crate::api::failure::{Applied, Cause, Doing, Failure};
use crate::api::runs::{Run, RunPage};
use crate::api::wire::{Page, Summary};
use crate::connector::facts;
use crate::edit::{Accepted, At, Json, Outcome, Record, Table, Value};

impl App {
    pub(super) fn arrived(&mut self, ticket: Ticket, answer: Answer) -> Vec<Effect> {
        let answer = self.without_secrets(answer);
        if self.put_off(ticket, &answer) {
            return Vec::new();
        }
        match answer {
            Answer::Me(me) => {
                if self.asking_me == Some(ticket) {
                    self.asking_me = None;
                    // Without an answer the header names the host instead; whatever is wrong shows with the list.
                    self.me = me.ok();
                }
            }
            Answer::Page(page) => return self.page_arrived(ticket, page),
            Answer::Opened(opened) => return self.opened(ticket, *opened),
            Answer::Saved(answer) => return self.saved(ticket, answer),
            Answer::Runs(page) => self.runs_arrived(ticket, page),
            Answer::Run(run) => self.run_arrived(ticket, *run),
            Answer::Claimed(claimed) => return self.claimed(ticket, claimed),
            Answer::Kept(done) => return self.kept(ticket, done),
            Answer::Created(answer) => return self.created(ticket, answer),
            Answer::Deleted(answer) => return self.deleted(ticket, answer),
            Answer::Tokens(page) => return self.tokens_arrived(ticket, page),
            Answer::Copied(copied) => self.copied(ticket, copied),
            Answer::Text(text) | Answer::Edited(text) => return self.text_arrived(ticket, text),
            Answer::Written(written) => self.written(ticket, written),
        }
        Vec::new()
    }

    /// A server that repeats what it was sent must not bring a header value to the screen; nor may the system that a
    /// connector calls, whose answers the runs hold.
    fn without_secrets(&self, answer: Answer) -> Answer {
        let secrets = || {
            let values = self.parked.values().chain(self.form()).flat_map(Form::all_values);
            let cells =
                values.flat_map(|value| value.rows().iter().flat_map(|row| &row.cells).chain([value]));
            let mut secrets: Vec<&str> = cells.filter_map(exposed).collect();
            // The longest first: one that begins another would leave the end of that one legible.
            secrets.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
            secrets.dedup();
            secrets.into_iter()
        };
        let hide = |failure: Failure| secrets().fold(failure, Failure::without);
        match answer {
            Answer::Me(me) => Answer::Me(me.map_err(hide)),
            Answer::Page(page) => Answer::Page(page.map_err(hide)),
            Answer::Saved(saved) => Answer::Saved(saved.map_err(hide)),
            Answer::Created(made) => Answer::Created(made.map_err(hide)),
            Answer::Deleted(deleted) => Answer::Deleted(deleted.map_err(hide)),
            Answer::Tokens(page) => Answer::Tokens(page.map_err(hide)),
            Answer::Runs(page) => {
                Answer::Runs(page.map(|page| secrets().fold(page, RunPage::without)).map_err(hide))
            }
            Answer::Run(run) => {
                let run = run.map(|run| secrets().fold(run, Run::without)).map_err(hide);
                Answer::Run(Box::new(run))
            }
            Answer::Opened(opened) => {
                let Opened { draft, live } = *opened;
                Answer::Opened(Box::new(Opened { draft: draft.map_err(hide), live: live.map_err(hide) }))
            }
            Answer::Claimed(_)
            | Answer::Kept(_)
            | Answer::Copied(_)
            | Answer::Text(_)
            | Answer::Edited(_)
            | Answer::Written(_) => answer,
        }
    }

    fn page_arrived(&mut self, ticket: Ticket, page: Result<Page, Failure>) -> Vec<Effect> {
        match &self.picker.progress {
            Progress::Loading { ticket: asked, .. } if *asked == ticket => {}
            _ => return Vec::new(),
        }
        match page {
            Ok(page) => match self.picker.take_page(page) {
                Some(next) => vec![self.ask_on(ticket, Question::Page(Some(next)))],
                None => Vec::new(),
            },
            Err(failure) => {
                self.picker.progress = Progress::Failed(failure);
                Vec::new()
            }
        }
    }

    pub(super) fn opened(&mut self, ticket: Ticket, opened: Opened) -> Vec<Effect> {
        let Some(opened) = self.once_claimed(ticket, opened) else { return Vec::new() };
        let (table, now) = (self.table, self.now.elapsed);
        match &self.stage {
            Stage::Opening { id, ticket: asked, .. } if *asked == ticket => {
                let id = id.clone();
                self.stage = match read(table, &id, opened) {
                    Ok(reading) => Stage::Editing(Box::new(Form::new(id, table, reading, now))),
                    Err(failure) => Stage::Failed { id, failure },
                };
                self.go_on()
            }
            Stage::Editing(_) => self.reread(ticket, opened),
            _ => Vec::new(),
        }
    }

    fn saved(&mut self, ticket: Ticket, answer: Result<Json, Failure>) -> Vec<Effect> {
        let Some(form) = self.form_mut() else { return Vec::new() };
        let Some(Saving { patch, doing, .. }) = form.saving.take_if(|saving| saving.ticket == ticket) else {
            return Vec::new();
        };
        let table = form.draft.table();
        let id = form.id.clone();
        let stored = answer.and_then(|json| {
            // An answer that speaks of another connector, or of none, says nothing of this one.
            let ours =
                Record::decode(table, &json).is_some_and(|record| facts::id(table, &record) == Some(&id));
            let accepted = if ours { form.take_answer(&patch, &json) } else { None };
            accepted.map(|accepted| (json, accepted)).ok_or_else(|| not_a_connector(doing))
        });
        match stored {
            Err(mut failure) => {
                failure.several = patch.fields().count() > 1;
                let unsure = failure.may_be_half_applied() || failure.applied() == Applied::Unknown;
                form.take_failure(failure);
                form.doubt = unsure.then_some(patch);
                self.notice = None;
                if unsure { self.reload(Why::AfterDoubt) } else { Vec::new() }
            }
            Ok((json, Accepted { outcomes, mut derived, .. })) => {
                derived.retain(|at| !facts::moves_with_every_change(table, *at));
                let live = facts::state(table, form.draft.base()) == facts::State::Live;
                let text = told_of_save(table, &outcomes, &derived, doing, form);
                let rows: Vec<_> = outcomes.into_iter().map(|(at, outcome)| (at, outcome.into())).collect();
                let report = Report::of_answer(rows, derived);
                let doubtful = |verdict: &Verdict| matches!(verdict, Verdict::Ignored | Verdict::Unconfirmed);
                let trouble = report.those(doubtful).next().is_some();
                form.report = Some(report);
                form.other_is_old = true;
                if doing == Doing::Flipping {
                    self.went_live = live.then_some(id);
                }
                self.void_review();
                if let Some(summary) = Summary::read(&json) {
                    self.picker.update(summary);
                }
                self.say(if trouble { Tone::Trouble } else { Tone::Done }, text);
                // The answer is one version; what the other one holds now is learnt by reading both.
                self.reload(Why::AfterSave)
            }
        }
    }
}

impl Form {
    /// Every value that it holds: what the server has, what is edited, and what undo and redo lead to.
    fn all_values(&self) -> impl Iterator<Item = &Value> {
        let table = self.draft.table();
        let held = At::all(table).flat_map(|(at, _)| [self.draft.base().value(at), self.draft.value(at)]);
        let steps = self.timeline.entries().filter_map(|(entry, _)| entry.step());
        held.chain(steps.flat_map(|step| &step.changes).flat_map(|change| [&change.before, &change.after]))
    }

    /// Keeps a failed save: the server's messages go to the fields that they name, every edit stays.
    fn take_failure(&mut self, failure: Failure) {
        let table = self.draft.table();
        self.said.clear();
        for said in &failure.said {
            let blamed = facts::blamed(table, said.field.as_deref(), said.message.as_deref());
            if let (Some(at), Some(message)) = (blamed, &said.message) {
                self.said.entry(at).or_default().push(message.clone());
            }
        }
        if self.editor.is_none()
            && failure.applied() == Applied::No
            && let Some(at) = self.said.keys().next().copied()
        {
            self.go_to(at, None);
            self.pane = Pane::Fields;
        }
        self.failure = Some(failure);
    }

    /// What is open on a field whose value has just changed underneath: a text, which was not changed since it was
    /// opened, shows what is there now; the cursor of a table stays on its row, wherever that is.
    pub(super) fn follow_reload(&mut self, row: Option<&str>) {
        let Some((at, field)) = self.current() else { return };
        let to = row.and_then(|name| self.row_named(at, name));
        let value = self.draft.value(at);
        match &mut self.editor {
            Some(Editor::Text(visit)) if value.text().is_some_and(|text| text != visit.text.text()) => {
                **visit = Visit::new(value, field.kind);
            }
            Some(Editor::Grid(grid)) => grid.spot.row = to.unwrap_or(grid.spot.row),
            _ => {}
        }
        self.keep_inside();
    }
}

pub(super) fn read(table: Table, id: &str, opened: Opened) -> Result<Reading, Failure> {
    let (version, base, other) = opened.choose()?;
    let other = match other {
        Other::Read(json) => Record::decode(table, &json).map_or(Other::Unread, Other::Read),
        Other::NotThere => Other::NotThere,
        Other::Unread => Other::Unread,
    };
    let base = Record::decode(table, &base)
        .filter(|base| {
            facts::id(table, base).is_none_or(|answered| answered == id) && says_something(table, base)
        })
        .ok_or_else(|| not_a_connector(Doing::Opening))?;
    Ok(Reading { version, base, other })
}

/// An object without any key of a connector comes from something else: a proxy, a status page.
fn says_something(table: Table, record: &Record) -> bool {
    At::all(table).any(|(at, _)| *record.value(at) != Value::Absent)
}

fn not_a_connector(doing: Doing) -> Failure {
    Failure::new(doing, Cause::WrongShape { what: "the connector that was asked for".to_owned() })
}

fn told_of_save(
    table: Table,
    outcomes: &[(At, Outcome)],
    derived: &[At],
    doing: Doing,
    form: &Form,
) -> String {
    if doing == Doing::Flipping {
        let state = facts::state(table, form.draft.base());
        let pending = form.draft.changes().len();
        let rest = match pending {
            0 => String::new(),
            1 => " 1 change is still unsent.".to_owned(),
            many => format!(" {many} changes are still unsent."),
        };
        let live = state == facts::State::Live;
        let watch = if live { " l watches its runs arrive." } else { "" };
        return format!("{} is now {}.{rest}{watch}", facts::name(table, form.draft.base()), state.word());
    }
    let those = |wanted: fn(&Outcome) -> bool| {
        labels(table, outcomes.iter().filter(|(_, outcome)| wanted(outcome)).map(|(at, _)| *at))
    };
    let mut text = format!("Sent: {}.", labels(table, outcomes.iter().map(|(at, _)| *at)));
    let ignored = those(|outcome| *outcome == Outcome::Ignored);
    if !ignored.is_empty() {
        text = format!("{text} The server kept its own value of {ignored}; your edit stays unsent.");
    }
    let other = those(|outcome| matches!(outcome, Outcome::Normalised { .. }));
    if !other.is_empty() {
        text = format!("{text} The server stored {other} in its own form.");
    }
    let silent = those(|outcome| *outcome == Outcome::Unconfirmed);
    if !silent.is_empty() {
        text =
            format!("{text} The answer did not return {silent}; it stays unsent until a reading shows it.");
    }
    if !derived.is_empty() {
        text = format!(
            "{text} Different by now, without being sent: {}.",
            labels(table, derived.iter().copied())
        );
    }
    text
}

/// The labels of some fields in words: "Name, URL".
fn labels(table: Table, fields: impl Iterator<Item = At>) -> String {
    fields.filter_map(|at| at.field(table)).map(|field| field.label).collect::<Vec<_>>().join(", ")
}
