//! Commands that send: fields, a file, the state. Each shows what it would do, asks or is told yes, and is sent by the
//! same app as in the editor.

use super::assign::{Assigning, Input, is_secret};
use super::end::{End, word};
use super::errand::{Errand, Over};
use super::file::Given;
use super::said::{self, Said};
use super::talk::columns;
use crate::api::wire::is_id;
use crate::app::App;
use crate::app::command::Command;
use crate::app::form::Form;
use crate::app::overlay::Overlay;
use crate::app::told::Told;
use crate::cli::{Apply, Sending, Set, SetState};
use crate::connector::FIELDS;
use crate::connector::consequence::Weight;
use crate::connector::facts;
use crate::edit::json::read;
use crate::edit::{At, Value};
use crate::input::{How, Input as Lines, Typed, hide, show_again};
use crate::screenless::{INTERRUPT, Screenless};
use crate::view::spoken;
use zeroize::Zeroizing;

/// How often a review is made anew since the connector moves underneath it.
const ROUNDS: usize = 3;

/// Sets fields.
///
/// # Errors
/// When it ends early; why has been said.
pub fn set(errand: &mut Errand<'_>, set: &Set) -> Result<End, Over> {
    may_send(errand, set.sending)?;
    let mut said = Vec::new();
    for (place, text) in set.assignments.iter().enumerate() {
        said.push(Said::read(text, place + 1).map_err(|why| errand.wrong(&why))?);
    }
    if said.iter().filter(|said| said.reads_input()).count() > 1 {
        return Err(errand.wrong("standard input can be read for one field only."));
    }
    let mut inputs = Vec::new();
    for said in said {
        let input = input(errand, &said)?;
        inputs.push((said.path, input));
    }
    let mut person = errand.open(Some(&set.id))?;
    let Some(form) = person.app.form() else { return Ok(End::Failed) };
    let mut assigning = Assigning::on(&form.draft);
    for (path, input) in inputs {
        let input = match input {
            Some(input) => input,
            None => Input::Text(unseen(errand, &mut person, &path)?),
        };
        assigning.take(&path, input).map_err(|why| errand.wrong(&why))?;
    }
    let values = assigning.values();
    let asked = Asked { sending: set.sending, replace_sample: set.replace_sample, if_unchanged: false };
    send(errand, person, "set fields", values, asked)
}

/// What is given. None where it is typed without an echo, once the connector has been read.
fn input(errand: &mut Errand<'_>, said: &Said) -> Result<Option<Input>, Over> {
    let json = |errand: &mut Errand<'_>, text: &str| {
        read(text)
            .map(|json| Some(Input::Json(json)))
            .map_err(|error| errand.wrong(&format!("the JSON behind := was not taken: {error}.")))
    };
    let hidden = is_secret(&FIELDS, &said.path);
    match &said.given {
        said::Given::Words(text) => Ok(Some(Input::Words(text.clone()))),
        said::Given::Json(text) => json(errand, text),
        said::Given::File(path) if path == "-" && hidden && errand.talk.typed => Ok(None),
        said::Given::File(path) | said::Given::JsonFile(path) => {
            let text = errand.file(path, &format!("the text for {}", said.path))?;
            if path == "-" && text.is_empty() {
                // What went before it in a pipe has failed, as often as not.
                let empty = format!("; {}= sets an empty text", said.path);
                let empty = if hidden { "" } else { &empty };
                return Err(errand.wrong(&format!("standard input was empty{empty}. Nothing was sent.")));
            }
            match said.given {
                said::Given::JsonFile(_) => json(errand, &text),
                _ => Ok(Some(Input::Text(text))),
            }
        }
    }
}

/// A value that is typed without an echo.
fn unseen(errand: &mut Errand<'_>, person: &mut Screenless, path: &str) -> Result<Zeroizing<String>, Over> {
    if !hide() {
        return Err(errand.wrong("the terminal cannot be told to show nothing. Nothing was sent."));
    }
    errand.talk.ask(&format!("{}, which is not shown while you type:", spoken::printable(path)));
    match hear(errand, person, How::Unseen)? {
        Some(Typed::Line(line)) if !line.is_empty() => Ok(line),
        Some(Typed::Refused(why)) => Err(errand.wrong(&format!("{why} Nothing was sent."))),
        Some(Typed::Broken) => {
            errand.talk.say("nothing was sent.");
            Err(Over::Signal(INTERRUPT))
        }
        Some(Typed::Line(_) | Typed::End) | None => Err(errand.wrong("nothing was typed. Nothing was sent.")),
    }
}

fn hear(errand: &mut Errand<'_>, person: &mut Screenless, how: How) -> Result<Option<Typed>, Over> {
    let mut input = Lines::new();
    input.ask(how);
    person.hear(&mut input.typed).map_err(|stop| {
        show_again();
        errand.talk.end_line();
        errand.stopped(&person.app, stop)
    })
}

/// Takes the values of a file.
///
/// # Errors
/// When it ends early; why has been said.
pub fn apply(errand: &mut Errand<'_>, apply: &Apply) -> Result<End, Over> {
    may_send(errand, apply.sending)?;
    let text = errand.file(&apply.file, "the file")?;
    let given = Given::read(errand, &text)?;
    drop(text);
    let id = match (&apply.id, given.id()) {
        (Some(id), Ok(Some(named))) if id != named => {
            errand.talk.say(&format!("the file is of the connector {named}; its values are taken for {id}."));
            if apply.sending.yes && !apply.of_another {
                errand.talk.say("--of-another says that this is meant. Nothing was sent.");
                return Ok(End::NotConfirmed);
            }
            id.clone()
        }
        (Some(id), _) => id.clone(),
        (None, Ok(Some(id))) if is_id(id) => id.to_owned(),
        (None, Err(why)) => return Err(errand.wrong(&format!("{why}, so it names no connector; --id does."))),
        (None, Ok(_)) => return Err(errand.wrong("the file names no connector; --id does.")),
    };
    if apply.if_unchanged
        && let Some(why) = untold(&given, &id)
    {
        return Err(errand.wrong(&format!("{why}, so --if-unchanged cannot be kept. Nothing was sent.")));
    }
    let person = errand.open(Some(&id))?;
    let Some(form) = person.app.form() else { return Ok(End::Failed) };
    let values = given.edits(errand, form)?;
    let (then, now) = (given.revision(), facts::revision(&FIELDS, form.draft.base()));
    if then.is_some() && then != now && given.id() == Ok(Some(&id)) {
        errand.talk.say(
            "the connector has changed since the file was written: what others changed in these fields is set back by it.",
        );
        if apply.if_unchanged {
            return Ok(unchanged_was_asked_for(errand));
        }
    }
    let asked = Asked {
        sending: apply.sending,
        replace_sample: apply.replace_sample,
        if_unchanged: apply.if_unchanged,
    };
    send(errand, person, "load edits from a file", values, asked)
}

/// Why it cannot be told whether the connector has changed since the file was written.
fn untold(given: &Given, id: &str) -> Option<&'static str> {
    match given.id() {
        Err(why) => Some(why),
        Ok(None) => Some("the file does not say which connector it is of"),
        Ok(Some(named)) if named != id => Some("the file is of another connector"),
        Ok(Some(_)) if given.revision().is_none() => {
            Some("the file does not say when it was written (updated_at, a text)")
        }
        Ok(Some(_)) => None,
    }
}

fn unchanged_was_asked_for(errand: &mut Errand<'_>) -> End {
    errand.talk.say("nothing was sent, since --if-unchanged asks for that.");
    End::Conflict
}

/// Sets the state, alone.
///
/// # Errors
/// When it ends early; why has been said.
pub fn state(errand: &mut Errand<'_>, state: &SetState) -> Result<End, Over> {
    may_send(errand, state.sending)?;
    let mut person = errand.open(Some(&state.id))?;
    let Some(form) = person.app.form() else { return Ok(End::Failed) };
    let now = facts::state(&FIELDS, form.draft.base());
    if now.word() == state.to.word() {
        errand.talk.say(&format!("it is {} already; nothing was sent.", now.word()));
        return Ok(End::Done);
    }
    tell(errand, &mut person, Told::Do(Command::Flip))?;
    let Some(lines) = flip(&person.app, errand.talk.width, errand.talk.told_width(), state.sending.dry_run)
    else {
        errand.talk.say(&format!("its state is {}, which is not one that patchpanel knows.", now.word()));
        return Ok(End::Unsendable);
    };
    say_where(errand, &person.app);
    if state.sending.dry_run {
        errand.talk.lines(&lines);
        return Ok(End::Done);
    }
    confirm(errand, &mut person, &lines, state.sending.yes, "Set the state?")?;
    send_now(errand, &mut person, Command::ConfirmFlip)?;
    Ok(came_of_it(errand, &person.app))
}

fn flip(app: &App, width: usize, told: usize, dry: bool) -> Option<Vec<String>> {
    match (app.overlays.last(), app.form()) {
        (Some(Overlay::Flip(flip)), Some(form)) => {
            Some(spoken::flipping(app, form, flip, if dry { width } else { told }))
        }
        _ => None,
    }
}

fn may_send(errand: &mut Errand<'_>, sending: Sending) -> Result<(), Over> {
    if errand.settings.read_only && !sending.dry_run {
        let by =
            errand.settings.read_only_by.as_ref().map(|by| format!(" ({by} says so)")).unwrap_or_default();
        return Err(errand.wrong(&format!("read-only{by}: nothing is sent. --dry-run shows what would be.")));
    }
    Ok(())
}

fn tell(errand: &mut Errand<'_>, person: &mut Screenless, told: Told) -> Result<(), Over> {
    person.tell(told, &mut |_| {}).map_err(|stop| errand.stopped(&person.app, stop))
}

/// How it is asked for.
#[derive(Clone, Copy)]
struct Asked {
    sending: Sending,
    replace_sample: bool,
    if_unchanged: bool,
}

/// Whose workspace it is, before anything is agreed to.
fn say_where(errand: &mut Errand<'_>, app: &App) {
    errand.talk.say(&format!("in {}.", spoken::whereabouts(app)));
}

fn send_now(errand: &mut Errand<'_>, person: &mut Screenless, command: Command) -> Result<(), Over> {
    errand.under_way = true;
    tell(errand, person, Told::Do(command))?;
    errand.under_way = false;
    Ok(())
}

/// Makes these values edits, reviews them, and sends them where that is confirmed.
fn send(
    errand: &mut Errand<'_>,
    mut person: Screenless,
    name: &str,
    values: Vec<(At, Value)>,
    asked: Asked,
) -> Result<End, Over> {
    let Asked { sending, replace_sample, if_unchanged } = asked;
    tell(errand, &mut person, Told::Edit(name.to_owned(), values))?;
    if person.app.form().is_none_or(|form| form.draft.changes().len() == 0) {
        errand.talk.say("nothing to change: the server holds it so already. Nothing was sent.");
        return Ok(End::Done);
    }
    for round in 0..ROUNDS {
        tell(errand, &mut person, Told::Do(Command::Review))?;
        let Some(form) = person.app.form() else { return Ok(End::Failed) };
        let review = match person.app.overlays.last() {
            Some(Overlay::Review(review)) => review,
            Some(Overlay::Problems(problems)) => {
                for problem in &problems.list {
                    let key = problem.at.field(&FIELDS).map_or("", |field| field.key);
                    errand.talk.say(&format!("{key}: {}.", problem.why));
                }
                errand.talk.say("nothing was sent: it cannot be sent as it stands.");
                let overlaps = !form.draft.conflicts().is_empty();
                return Ok(if overlaps { End::Conflict } else { End::Unsendable });
            }
            _ => return Ok(End::Failed),
        };
        if round == 0 {
            say_where(errand, &person.app);
        }
        if sending.dry_run {
            let lines = spoken::review(&person.app.session.keys, form, review, errand.talk.width);
            errand.talk.lines(&lines);
            return Ok(End::Done);
        }
        let sample = person.app.sends_sample();
        let lines = spoken::review(&person.app.session.keys, form, review, errand.talk.told_width());
        if sending.yes && round == 0 {
            for cause in review.consequences.iter().filter(|cause| cause.weight == Weight::Warning) {
                errand.talk.say(&format!("this {}.", with_verb(&cause.text)));
            }
        }
        confirm(errand, &mut person, &lines, sending.yes, "Send this?")?;
        if sample && !replace_sample {
            if sending.yes {
                errand.talk.say(
                    "this replaces the sample response, which cannot be undone: --replace-sample says that it is meant. Nothing was sent.",
                );
                return Ok(End::NotConfirmed);
            }
            confirm(
                errand,
                &mut person,
                &[],
                false,
                "The sample response cannot be read back or undone. Replace it?",
            )?;
        }
        let send = if sample { Command::SendSample } else { Command::Send };
        send_now(errand, &mut person, send)?;
        match person.app.overlays.last() {
            // The connector has moved underneath it. What does not overlap was taken in.
            Some(Overlay::Review(review)) if review.voided.is_some() => {
                changed_meanwhile(errand, &person.app, if_unchanged);
                if if_unchanged {
                    return Ok(unchanged_was_asked_for(errand));
                }
            }
            Some(Overlay::Choosing(_)) => return Ok(conflict(errand, &person.app)),
            _ => return Ok(came_of_it(errand, &person.app)),
        }
    }
    errand.talk.say("the connector keeps changing. Nothing was sent.");
    Ok(End::Conflict)
}

/// "the connector is live …" begins with its own subject.
fn with_verb(text: &str) -> String {
    text.strip_prefix("the connector is live: ")
        .map_or(text.to_owned(), |rest| format!("goes to a live connector: {rest}"))
}

fn changed_meanwhile(errand: &mut Errand<'_>, app: &App, ends: bool) {
    let what = app.form().map(what_moved).unwrap_or_default();
    let then = if ends { "" } else { " It is reviewed again." };
    errand.talk.say(&format!("someone else has changed the connector meanwhile{what}.{then}"));
}

/// What someone else changed, after a colon.
fn what_moved(form: &Form) -> String {
    let fields = form.news.iter().flat_map(|news| news.moved.iter().map(|moved| moved.at));
    let labels = spoken::labels(form, fields);
    if labels.is_empty() { String::new() } else { format!(": {labels}") }
}

fn conflict(errand: &mut Errand<'_>, app: &App) -> End {
    if let Some(form) = app.form() {
        let fields = form.draft.conflicts().into_iter().map(|(at, _)| at);
        let labels = spoken::labels(form, fields);
        errand.talk.say(&format!(
            "someone else has changed the same meanwhile: {labels}. Nothing was sent. Look at it, then say again what it should be."
        ));
    }
    End::Conflict
}

/// Goes on where this was confirmed.
fn confirm(
    errand: &mut Errand<'_>,
    person: &mut Screenless,
    lines: &[String],
    yes: bool,
    question: &str,
) -> Result<(), Over> {
    if yes {
        return Ok(());
    }
    if !errand.talk.asks {
        errand.talk.say("nobody can be asked here. --yes sends without a question, --dry-run shows what would be sent. Nothing was sent.");
        return Err(Over::End(End::NotConfirmed));
    }
    errand.talk.show(lines);
    errand.talk.ask(&format!("{question} Type yes to do it:"));
    let typed = hear(errand, person, How::Seen)?;
    if let Some(Typed::End) | None = typed {
        errand.talk.end_line();
    }
    match typed {
        Some(Typed::Line(line)) if line.trim().eq_ignore_ascii_case("yes") => Ok(()),
        _ => {
            errand.talk.say("nothing was sent.");
            Err(Over::End(End::NotConfirmed))
        }
    }
}

/// What became of it: the fields on standard output, the rest as talk.
fn came_of_it(errand: &mut Errand<'_>, app: &App) -> End {
    let Some(form) = app.form() else { return End::Failed };
    let failure = form.failure.clone();
    let mut ended = failure.as_ref().map(|failure| errand.failed(failure));
    if let Some(report) = &form.report {
        errand.sent = true;
        let row = |what: &str, at: &At| Some(vec![what.to_owned(), at.field(&FIELDS)?.key.to_owned()]);
        let sent = report.rows.iter().filter_map(|(at, verdict)| row(word(verdict), at));
        let sent_too = |at: &&At| report.rows.iter().any(|(sent, _)| sent == *at);
        let derived: Vec<At> = report.derived.iter().filter(|at| !sent_too(at)).copied().collect();
        let moved = derived.iter().filter_map(|at| row("moved", at));
        let rows: Vec<Vec<String>> = sent.chain(moved).collect();
        let lines = columns(&errand.talk, &[], &rows);
        errand.talk.lines(&lines);
        for (what, labels) in spoken::counts(&FIELDS, report) {
            errand.talk.say(&format!("{}: {labels}.", what.to_lowercase()));
        }
        if !derived.is_empty() {
            let labels = spoken::labels(form, derived.into_iter());
            errand.talk.say(&format!("different by now, without being sent: {labels}."));
        }
        ended = match (ended, End::of_send(app)) {
            // It was read again since, and that tells.
            (Some(End::Unknown) | None, told) => Some(told),
            (Some(End::Failed), End::Unknown) => Some(End::Unknown),
            (ended, _) => ended,
        };
    }
    ended.unwrap_or_else(|| {
        // Neither a failure nor an answer: it has changed since it was looked at.
        let what = what_moved(form);
        errand.talk.say(&format!(
            "someone else has changed the connector meanwhile{what}. Nothing was sent. Show it, then say again what it should be."
        ));
        End::Conflict
    })
}
