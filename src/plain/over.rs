//! What lies over the list or the fields, in lines: a review, what is missing, a choice, the history.

use super::aloud::{all_aloud, aloud, sentences};
use super::{DRAWN, WHOLE};
use crate::app::App;
use crate::app::form::Form;
use crate::app::overlay::{Overlay, Problems, Review};
use crate::app::runs::{Progress, Runs};
use crate::app::timeline::Entry;
use crate::connector::check::weight;
use crate::connector::{facts, run};
use crate::view::spoken;

/// True for what is only read: once it is told, one is back where one was.
pub fn is_only_told(overlay: &Overlay) -> bool {
    matches!(
        overlay,
        Overlay::Report { .. }
            | Overlay::Compare { .. }
            | Overlay::Failure { .. }
            | Overlay::Generated { .. }
    )
}

/// What lies on top.
pub fn over(app: &App) -> Vec<String> {
    match (app.overlays.last(), app.form()) {
        (Some(Overlay::Review(review)), Some(form)) => reviewed(app, form, review),
        (Some(Overlay::Flip(flip)), Some(form)) => {
            let mut lines = vec![format!("In {}.", spoken::whereabouts(app))];
            lines.extend(all_aloud(&spoken::flipping(app, form, flip, WHOLE)));
            lines
        }
        (Some(Overlay::Problems(problems)), Some(form)) => missing(form, problems),
        (Some(Overlay::Report { .. }), Some(form)) => all_aloud(&spoken::reported(form, WHOLE)),
        (Some(Overlay::Findings { .. }), Some(form)) => found(form),
        (Some(Overlay::Choosing(_)), Some(form)) => to_choose(form),
        (Some(Overlay::Timeline { .. }), Some(form)) => history(form),
        (Some(Overlay::Tokens { .. }), Some(form)) => tokens(app, form),
        (Some(Overlay::Runs(runs)), _) if !runs.reading => ran(app, runs),
        (Some(Overlay::Leaving), _) => leaving(app),
        (Some(Overlay::RevertAll), Some(form)) => {
            let changes = match form.draft.changes().len() {
                1 => "its change is taken back".to_owned(),
                many => format!("all {many} changes are taken back"),
            };
            vec![format!(
                "Every field goes back to what the server holds: {changes}. One undo brings it all back."
            )]
        }
        (Some(Overlay::Discarding), _) => vec!["The earlier changes will be gone for good.".to_owned()],
        (Some(Overlay::Failure { .. }), Some(form)) => form
            .failure
            .as_ref()
            .map(|failure| all_aloud(&spoken::failed(failure, WHOLE)))
            .unwrap_or_default(),
        (Some(Overlay::Prompt(prompt)), form) => {
            let unsent = form.map_or(0, |form| form.draft.changes().len());
            let word = prompt.asking.word().map_or(String::new(), |word| format!(" To be typed: {word}."));
            let text = format!(
                "{}.{word} {} An empty line asks for nothing.",
                prompt.asking.title(),
                prompt.asking.help(unsent, &app.session.keys)
            );
            sentences(&text)
        }
        _ => all_aloud(&spoken::on_top(app, DRAWN)),
    }
}

fn reviewed(app: &App, form: &Form, review: &Review) -> Vec<String> {
    let mut lines = vec![format!("In {}.", spoken::whereabouts(app))];
    let mut body = false;
    // What goes out stays as it is.
    for line in
        spoken::review(&app.session.keys, form, review, WHOLE).into_iter().filter(|line| !line.is_empty())
    {
        body |= line.starts_with("PATCH ");
        lines.push(if body { line } else { aloud(&line) });
    }
    if let Some(why) = review.voided {
        lines.push(format!("This review no longer holds: {}.", app.session.keys.spell(why)));
    }
    let table = form.draft.table();
    let labels = form.draft.changes().enumerate().filter_map(|(place, at)| {
        let left_out = if review.left_out.contains(&at) { " (left out)" } else { "" };
        Some(format!("{} {}{left_out}", place + 1, at.field(table)?.label))
    });
    let labels: Vec<String> = labels.collect();
    if labels.len() > 1 {
        let text =
            format!("Changes: {}. A number leaves that one out, or takes it in again.", labels.join(", "));
        lines.extend(sentences(&text));
    }
    lines
}

fn leaving(app: &App) -> Vec<String> {
    let mut lines = vec!["There are unsent changes.".to_owned()];
    for (name, count) in app.unsent_connectors() {
        lines.push(format!("{}: {count} unsent.", spoken::printable(name)));
    }
    match app.cannot_keep() {
        Some(why) => lines.push(format!(
            "They could not be kept on this computer: {}. If you quit now, they are gone.",
            spoken::printable(why)
        )),
        None => lines.push("Kept for later, they are offered when the connector is opened again.".to_owned()),
    }
    let secrets: Vec<String> = app.unkept_secrets().iter().map(|(_, row)| spoken::printable(row)).collect();
    if !secrets.is_empty() {
        lines.push(format!("Header values are not kept. To be typed again then: {}.", secrets.join(", ")));
    }
    lines
}

fn missing(form: &Form, problems: &Problems) -> Vec<String> {
    let mut lines = vec!["This cannot be sent yet.".to_owned()];
    for (place, problem) in problems.list.iter().enumerate() {
        let label = problem.at.field(form.draft.table()).map_or("", |field| field.label);
        let text = format!("{}. {label}: {}.", place + 1, spoken::printable(&problem.why));
        lines.extend(sentences(&text));
    }
    lines
}

fn found(form: &Form) -> Vec<String> {
    if form.checked.list.is_empty() {
        return vec!["Nothing was found that looks wrong. Only the server knows the rest.".to_owned()];
    }
    let mut lines = vec![format!("Findings; {}.", weight(&form.checked.list))];
    for (place, finding) in form.checked.list.iter().enumerate() {
        let label = finding.at.field(form.draft.table()).map_or("", |field| field.label);
        let text = format!("{}. {label}: {}.", place + 1, spoken::printable(&finding.text));
        lines.extend(sentences(&text));
    }
    lines
}

fn to_choose(form: &Form) -> Vec<String> {
    let mut lines = vec!["Someone else changed the same as you. Nothing is sent by choosing.".to_owned()];
    for (number, (place, overlap)) in form.overlaps().iter().enumerate() {
        let Some(field) = place.at.field(form.draft.table()) else { continue };
        let part = overlap.part.describe(field);
        let part = if part.is_empty() { String::new() } else { format!(", {}", spoken::printable(&part)) };
        lines.push(format!("{}. {}{part}.", number + 1, field.label));
        for (whose, value) in
            [("It was", &overlap.base), ("Theirs", &overlap.theirs), ("Mine", &overlap.mine)]
        {
            lines.push(format!("{whose}: {}", spoken::whole(field, value, WHOLE).join("\n")));
        }
    }
    lines.push("theirs N takes theirs, mine N keeps yours, edit N keeps yours and goes there.".to_owned());
    lines
}

fn history(form: &Form) -> Vec<String> {
    let mut lines = vec!["What was done, the latest first. A number goes to how it was then.".to_owned()];
    let count = form.timeline.len();
    for row in 0..=count {
        let text = match form.timeline.before(count - row) {
            None => "as it was opened".to_owned(),
            Some((Entry::Mark(text), _)) => spoken::printable(text),
            Some((Entry::Step(step, _), done)) => {
                format!("{}{}", spoken::printable(&step.name), if done { "" } else { " (undone)" })
            }
        };
        lines.push(format!("{}. {text}", row + 1));
    }
    lines
}

fn tokens(app: &App, form: &Form) -> Vec<String> {
    let attached = facts::token_place(form.draft.table()).map(|at| facts::members(form.draft.value(at)));
    let attached = attached.unwrap_or_default();
    let mut lines = vec!["Tokens. A number attaches one, or takes it off.".to_owned()];
    for (place, (id, token)) in app.offered_tokens().iter().enumerate() {
        let name = token.map_or("not on the list", |token| token.name.as_str());
        let on = if attached.iter().any(|other| other == id) { ", attached" } else { "" };
        lines.push(format!("{}. {}, id {}{on}", place + 1, spoken::printable(name), spoken::printable(id)));
    }
    lines
}

fn ran(app: &App, runs: &Runs) -> Vec<String> {
    let range = runs.filter.range.label();
    let mut lines = vec![format!("Runs of {} in {range}, the newest first.", spoken::printable(&runs.name))];
    if let Some(rate) = runs.tally.success_rate() {
        lines
            .push(format!("{rate} percent of {} succeeded, {} failed.", runs.tally.count, runs.tally.failed));
    }
    for (place, run) in runs.items().iter().enumerate() {
        let when = run.created_at.as_deref().map(|time| spoken::ago(time, app.now.unix)).unwrap_or_default();
        let went = if run.has_failed() { "failed" } else { "succeeded" };
        let mut parts = vec![when, went.to_owned()];
        parts.extend(run.http_status.as_ref().map(|status| format!("HTTP {status}")));
        parts.extend(
            run.error_type.as_ref().map(|error| run::error(error).map_or(error.clone(), str::to_owned)),
        );
        parts.extend(run.took_ms.map(|took| format!("{took} milliseconds")));
        lines.push(format!("{}. {}", place + 1, spoken::printable(&parts.join(", "))));
    }
    match &runs.progress {
        Progress::Failed(failure) => lines.extend(all_aloud(&spoken::failed(failure, WHOLE))),
        Progress::Stopped => lines.push("Reading them was stopped.".to_owned()),
        _ if runs.items().is_empty() => lines.push(format!("Nothing in {range}.")),
        _ if runs.has_more() => lines.push("There are older ones.".to_owned()),
        _ => {}
    }
    lines
}
