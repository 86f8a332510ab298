//! When a command can be done, and if not, why: the last column of the command table.

use super::App;
use super::command::Reason;
use super::form::Form;
use super::overlay::Overlay;
use super::picker::Progress;
use crate::api::failure::{Applied, Failure};
use crate::edit::Kind;

pub(super) fn has_connector(app: &App) -> Result<(), Reason> {
    app.picker.selected().map(|_| ()).ok_or("there is no connector here")
}

/// Esc in the list stops what is waited for, else it shows everything again.
pub(super) fn has_filter(app: &App) -> Result<(), Reason> {
    if app.picker.filter.is_empty() && list_is_idle(app).is_ok() { Err("there is no filter") } else { Ok(()) }
}

pub(super) fn list_is_idle(app: &App) -> Result<(), Reason> {
    match app.picker.progress {
        Progress::Loading { .. } => Err("the list is being read"),
        _ => Ok(()),
    }
}

pub(super) fn is_not_saving(app: &App) -> Result<(), Reason> {
    match app.form() {
        _ if app.is_making_or_deleting() => Err("wait for the answer to what was sent"),
        Some(form) if form.saving.is_some() => Err("wait for the answer to what was sent"),
        _ => Ok(()),
    }
}

pub(super) fn is_dirty(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if form.has_unsent() => Ok(()),
        _ => Err("nothing is changed"),
    }
}

pub(super) fn can_review(app: &App) -> Result<(), Reason> {
    is_not_saving(app)?;
    is_dirty(app)
}

pub(super) fn can_write(app: &App) -> Result<(), Reason> {
    match app.session.read_only_by {
        _ if !app.session.read_only => is_not_saving(app),
        Some(_) => Err("read_only is set in the config file: nothing is sent until it is taken out there"),
        None => Err("started with --read-only: nothing is sent"),
    }
}

fn is_not_about_to_send(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if form.is_about_to_send() => {
            Err("it is being read once more before that; [review.close-overlay] stops it")
        }
        _ => Ok(()),
    }
}

/// What Enter sends. A sample response is not sent by it.
pub(super) fn can_send(app: &App) -> Result<(), Reason> {
    can_send_review(app)?;
    if app.sends_sample() {
        return Err("this sends the sample response, which cannot be undone: [review.send-sample] sends it");
    }
    Ok(())
}

pub(super) fn can_send_sample(app: &App) -> Result<(), Reason> {
    can_send_review(app)?;
    if app.sends_sample() { Ok(()) } else { Err("there is no sample response in it: [review.send] sends it") }
}

pub(super) fn has_foreseen(app: &App) -> Result<(), Reason> {
    let Some(form) = app.form() else { return Err("no connector is open") };
    match form.sample.known() {
        _ if form.sample.is_behind() => Err("the sample response is being read"),
        Some(Ok(_)) => Ok(()),
        Some(Err(_)) => Err("the sample response is no JSON object yet"),
        None => Err("no sample response is typed"),
    }
}

fn can_send_review(app: &App) -> Result<(), Reason> {
    can_write(app)?;
    is_not_about_to_send(app)?;
    match app.overlays.last() {
        Some(Overlay::Review(review)) if review.patch.is_none() => Err("every change is left out"),
        Some(Overlay::Review(review)) => review.voided.map_or(Ok(()), Err),
        _ => Err("there is nothing to send"),
    }
}

pub(super) fn can_reveal(app: &App) -> Result<(), Reason> {
    app.can_reveal()
}

pub(super) fn can_send_flip(app: &App) -> Result<(), Reason> {
    can_write(app)?;
    is_not_about_to_send(app)
}

/// A review that holds: its changes can be left out one by one.
pub(super) fn is_reviewed(app: &App) -> Result<(), Reason> {
    is_not_about_to_send(app)?;
    match app.overlays.last() {
        Some(Overlay::Review(review)) => review.voided.map_or(Ok(()), Err),
        _ => Err("there is no review"),
    }
}

pub(super) fn is_voided(app: &App) -> Result<(), Reason> {
    match app.overlays.last() {
        Some(Overlay::Review(review)) if review.voided.is_some() => Ok(()),
        _ => Err("this is how it stands now"),
    }
}

pub(super) fn has_problem(app: &App) -> Result<(), Reason> {
    match app.overlays.last() {
        Some(Overlay::Problems(problems)) if !problems.list.is_empty() => Ok(()),
        _ => Err("there is nothing to leave out"),
    }
}

pub(super) fn has_overlaps(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if !form.draft.conflicts().is_empty() => Ok(()),
        _ => Err("nothing waits for a choice"),
    }
}

pub(super) fn has_report(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if form.report.is_some() => Ok(()),
        _ => Err("there is no outcome to tell of"),
    }
}

pub(super) fn can_flip(app: &App) -> Result<(), Reason> {
    is_not_saving(app)?;
    match app.form() {
        Some(form) if form.flipped_state().is_some() => Ok(()),
        _ => Err("its state is not one that patchpanel knows"),
    }
}

pub(super) fn field_is_dirty(app: &App) -> Result<(), Reason> {
    match app.form().and_then(|form| Some((form, form.current()?.0))) {
        Some((form, at)) if form.draft.is_dirty(at) => Ok(()),
        _ => Err("this field is as it is on the server"),
    }
}

pub(super) fn is_flag(app: &App) -> Result<(), Reason> {
    match app.form().and_then(|form| Some((form, form.current()?))) {
        Some((form, (at, field))) if matches!(field.kind, Kind::Flag) => {
            form.draft.refusal(at).map_or(Ok(()), Err)
        }
        _ => Err("only a yes or no can be toggled; [form.edit] edits"),
    }
}

pub(super) fn can_undo(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if form.timeline.can_undo() => Ok(()),
        _ => Err("there is nothing to undo"),
    }
}

pub(super) fn can_redo(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if form.timeline.can_redo() => Ok(()),
        _ => Err("there is nothing to redo"),
    }
}

pub(super) fn has_steps(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if form.timeline.is_empty() => Err("nothing was done yet"),
        _ => Ok(()),
    }
}

/// Why a live connector is not deleted.
const LIVE: &str = "it is live, and only a draft can be deleted; [form.flip] sets it to draft";

/// What is deleted has to be a draft (API facts: delete).
pub(super) fn can_delete(app: &App) -> Result<(), Reason> {
    use crate::connector::facts::{State, state};
    can_write(app)?;
    match app.form().map(|form| state(form.draft.table(), form.draft.base())) {
        Some(State::Live) => Err(LIVE),
        Some(State::Draft) => Ok(()),
        Some(State::Other(_)) => Err("its state is not one that patchpanel knows"),
        None => {
            has_connector(app)?;
            match app.picker.selected().map(|item| State::read(item.state.as_deref())) {
                Some(State::Live) => Err(LIVE),
                _ => Ok(()),
            }
        }
    }
}

pub(super) fn can_duplicate(app: &App) -> Result<(), Reason> {
    can_write(app)?;
    if app.form().is_some() { Ok(()) } else { has_connector(app) }
}

/// Until the answer has come there is nothing else to be done with it.
pub(super) fn can_create(app: &App) -> Result<(), Reason> {
    can_write(app)?;
    let failure = app.creating().and_then(|creating| creating.failure.as_ref());
    match failure.map(Failure::applied) {
        // The same key again would make a second one.
        Some(Applied::Unknown) => {
            Err("it may have been made: look in the list first; [creating.rename-creation] begins anew")
        }
        _ => Ok(()),
    }
}

pub(super) fn has_taken(app: &App) -> Result<(), Reason> {
    match app.overlays.last() {
        Some(Overlay::Taken(taken)) if !taken.edits.is_empty() => can_undo(app),
        _ => Err("nothing was taken from the file"),
    }
}

pub(super) fn has_finding(app: &App) -> Result<(), Reason> {
    app.finding().map(|_| ()).ok_or("nothing was found")
}

pub(super) fn can_correct(app: &App) -> Result<(), Reason> {
    match app.finding() {
        Some(finding) if finding.meant.is_some() => Ok(()),
        _ => Err("it is not known what was meant"),
    }
}

pub(super) fn can_add_input(app: &App) -> Result<(), Reason> {
    match app.finding() {
        Some(finding) if finding.missing.is_some() => Ok(()),
        _ => Err("no input is missing here"),
    }
}

pub(super) fn is_at_tokens(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if form.is_at_tokens() => Ok(()),
        _ => Err("only tokens are chosen from a list"),
    }
}

/// A table that can be read may be one that cannot be edited.
pub(super) fn can_change_rows(app: &App) -> Result<(), Reason> {
    match app.form().and_then(|form| form.draft.refusal(form.current()?.0)) {
        Some(reason) => Err(reason),
        None => Ok(()),
    }
}

pub(super) fn can_change_row(app: &App) -> Result<(), Reason> {
    can_change_rows(app)?;
    has_rows(app)
}

pub(super) fn is_sought(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if form.sought.is_some() => has_rows(app),
        _ => Err("nothing was looked for yet; [table.find] does"),
    }
}

pub(super) fn can_edit_outside(app: &App) -> Result<(), Reason> {
    match app.form().and_then(Form::text_for_outside) {
        Some(_) => Ok(()),
        None => Err("only a text that is no secret can be given to another editor"),
    }
}

pub(super) fn has_rows(app: &App) -> Result<(), Reason> {
    match app.form().and_then(Form::grid) {
        Some((_, _, rows)) if rows > 0 => Ok(()),
        _ => Err("there are no rows; [table.add-row] adds one"),
    }
}

pub(super) fn cell_is_flag(app: &App) -> Result<(), Reason> {
    can_change_rows(app)?;
    match app.form().and_then(Form::grid) {
        Some((grid, columns, rows)) if rows > 0 => {
            match columns.get(grid.spot.column).map(|column| column.kind) {
                Some(Kind::Flag) => Ok(()),
                _ => Err("only a yes or no can be toggled; [table.edit-cell] edits"),
            }
        }
        _ => Err("there are no rows; [table.add-row] adds one"),
    }
}

pub(super) fn can_keep(app: &App) -> Result<(), Reason> {
    if !app.session.keeps {
        return Err("nothing is kept here");
    }
    if app.cannot_keep().is_some() { Err("it could not be written to the state folder") } else { Ok(()) }
}

pub(super) fn has_failure(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if form.failure.is_some() => Ok(()),
        _ => Err("nothing has failed"),
    }
}

/// Only a Unix has shells that a program can be handed back to.
pub fn can_suspend(app: &App) -> Result<(), Reason> {
    match app.session.unheard {
        _ if !cfg!(unix) => Err("this system has no such thing"),
        true => Err("it was not started from a shell that could let it go on"),
        false => Ok(()),
    }
}
