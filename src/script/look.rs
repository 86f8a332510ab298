//! Commands that only look: the list, one connector, what a file would change.

use super::end::End;
use super::errand::{Errand, Over};
use super::file::Given;
use super::shown;
use super::talk::columns;
use crate::api::wire::{StateVersion, Summary};
use crate::app::form::Form;
use crate::app::message::Other;
use crate::app::picker::Progress;
use crate::cli::{Diff, List, Show, Version};
use crate::connector::FIELDS;
use crate::edit::wire::Reader;
use crate::edit::{Json, Record, Wire};
use crate::view::spoken;

/// Every connector of the workspace.
///
/// # Errors
/// When it ends early; why has been said.
pub fn list(errand: &mut Errand<'_>, list: &List) -> Result<End, Over> {
    // No connector was named that could be missing.
    let person = errand.open(None).map_err(|over| match over {
        Over::End(End::NotFound) => Over::End(End::Failed),
        other => other,
    })?;
    let picker = &person.app.picker;
    let wanted = |item: &&Summary| list.state.is_none_or(|state| item.state.as_deref() == Some(state.word()));
    let items: Vec<&Summary> = picker.window(0, usize::MAX).filter(wanted).collect();
    if list.json {
        let lines: Vec<String> =
            items.iter().map(|item| spoken::in_json(&summary(item).to_string())).collect();
        errand.talk.lines(&lines);
    } else {
        let now = person.now().unix;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let updated = |item: &Summary| match &item.updated_at {
            Some(time) if errand.talk.shown => spoken::ago(time, now),
            time => text(time),
        };
        let row = |item: &&Summary| {
            let method = text(&item.http_method);
            let method = if errand.talk.shown { method.to_uppercase() } else { method };
            vec![item.id.clone(), text(&item.state), method, updated(item), item.name.clone()]
        };
        let rows: Vec<Vec<String>> = items.iter().map(row).collect();
        let whole = !matches!(picker.progress, Progress::Failed(_));
        if rows.is_empty() && whole {
            errand.talk.say(match list.state {
                None => "there is no connector in the workspace.",
                Some(_) => "there is no such connector in the workspace.",
            });
        } else if !rows.is_empty() {
            let lines = columns(&errand.talk, &["ID", "STATE", "METHOD", "UPDATED", "NAME"], &rows);
            errand.talk.lines(&lines);
        }
    }
    if picker.skipped > 0 {
        errand.talk.say(&format!("left out, without an id that could be used: {}.", picker.skipped));
    }
    match &picker.progress {
        Progress::Failed(failure) => {
            let failure = failure.clone();
            if picker.total() > 0 {
                errand.talk.say("the list is not complete.");
            }
            errand.failed(&failure);
            Ok(End::Failed)
        }
        _ => Ok(End::Done),
    }
}

fn summary(item: &Summary) -> Json {
    let text = |text: &Option<String>| text.clone().map_or(Json::Null, Json::String);
    let entries = [
        ("type", text(&item.kind)),
        ("id", Json::String(item.id.clone())),
        ("name", Json::String(item.name.clone())),
        ("description", text(&item.description)),
        ("state", text(&item.state)),
        ("http_method", text(&item.http_method)),
        ("direct_fin_usage", item.direct_fin_usage.map_or(Json::Null, Json::Bool)),
        ("created_by_admin_id", text(&item.created_by_admin_id)),
        ("updated_by_admin_id", text(&item.updated_by_admin_id)),
        ("created_at", text(&item.created_at)),
        ("updated_at", text(&item.updated_at)),
        ("execution_results_url", text(&item.execution_results_url)),
    ];
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// One connector, or a part of it.
///
/// # Errors
/// When it ends early; why has been said.
pub fn show(errand: &mut Errand<'_>, show: &Show) -> Result<End, Over> {
    let person = errand.open(Some(&show.id))?;
    let Some(form) = person.app.form() else { return Ok(End::Failed) };
    let edited = form.version;
    let wanted = match show.version() {
        Some(Version::Live) => StateVersion::Live,
        Some(Version::Draft) => StateVersion::Draft,
        None => edited,
    };
    let record = if wanted == edited {
        form.draft.base()
    } else {
        match &form.other {
            Other::Read(record) => record,
            Other::NotThere => {
                errand.talk.say(&format!("the server has no {} version of it.", wanted.as_str()));
                return Ok(End::NotFound);
            }
            Other::Unread => {
                errand.talk.say(&format!("the {} version could not be read.", wanted.as_str()));
                return Ok(End::Failed);
            }
        }
    };
    let read = person.read.as_ref();
    let json = read.and_then(|(draft, live)| match wanted {
        StateVersion::Draft => draft.as_ref(),
        StateVersion::Live => live.as_ref(),
    });
    let Some(json) = json.map(|json| shown::bare(&FIELDS, json)) else { return Ok(End::Failed) };
    if let Some(path) = &show.field {
        let part = shown::part(&FIELDS, &json, path).map_err(|why| errand.wrong(&why))?;
        let text = match part {
            Json::String(text) if !show.json && errand.talk.shown => {
                text.lines().map(spoken::printable).collect::<Vec<_>>().join("\n")
            }
            Json::String(text) if !show.json => text.clone(),
            json => written(json),
        };
        errand.talk.data(&(text + "\n"));
    } else if show.json || !errand.talk.shown {
        errand.talk.data(&(written(&json) + "\n"));
    } else {
        person_reads(errand, form, record, wanted);
    }
    if form.version == wanted && show.version().is_none() && wanted == StateVersion::Live {
        errand.talk.say("this is the live version; the server has no draft of it, or does not show it.");
    }
    Ok(End::Done)
}

fn person_reads(errand: &mut Errand<'_>, form: &Form, record: &Record, version: StateVersion) {
    let mut lines =
        vec![format!("#{}, the {} version", spoken::printable(&form.id), version.as_str()), String::new()];
    lines.extend(shown::readable(&FIELDS, record, errand.talk.width));
    errand.talk.lines(&lines);
}

fn written(json: &Json) -> String {
    spoken::in_json(&Wire::Json(json.clone()).write(Reader::Person))
}

/// What a file would change.
///
/// # Errors
/// When it ends early; why has been said. As with diff(1) that is never 1.
pub fn diff(errand: &mut Errand<'_>, diff: &Diff) -> Result<End, Over> {
    let trouble = |over| match over {
        Over::End(End::Failed | End::Unknown | End::Unsendable) => Over::End(End::Wrong),
        other => other,
    };
    let text = errand.file(&diff.file, "the file")?;
    let given = Given::read(errand, &text)?;
    drop(text);
    let person = errand.open(Some(&diff.id)).map_err(trouble)?;
    let Some(form) = person.app.form() else { return Ok(End::Wrong) };
    let values = given.edits(errand, form).map_err(trouble)?;
    if values.is_empty() {
        return Ok(End::Done);
    }
    let version = form.version.as_str();
    let mut lines = vec![
        format!("--- {} on the server, {version}", spoken::printable(&form.id)),
        format!("+++ {}", spoken::printable(&diff.file)),
    ];
    for (at, value) in &values {
        let Some(field) = at.field(&FIELDS) else { continue };
        lines.push(format!("@@ {} ({}) @@", field.key, field.label));
        lines.extend(spoken::change(field, form.draft.base().value(*at), value, errand.talk.width));
    }
    errand.talk.lines(&lines);
    Ok(End::Failed)
}
