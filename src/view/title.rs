//! The title of the window.

use super::glyph::printable;
use crate::app::{App, Stage};
use crate::connector::facts;

/// Characters of each name that are shown; windows cut long titles where they like.
const LONGEST: usize = 60;

/// What is edited, how much of it is unsent, where: `Order status ✎3 · Acme · patchpanel`. It has no control characters.
pub fn title(app: &App) -> String {
    let mut parts = Vec::new();
    match &app.stage {
        Stage::Picking => {}
        Stage::Opening { id, .. } | Stage::Failed { id, .. } => {
            parts.push(app.summary().map_or_else(|| cut(id), |summary| cut(&summary.name)));
        }
        Stage::Editing(form) => {
            let name = cut(facts::name(form.draft.table(), form.draft.base()));
            parts.push(match form.draft.changes().len() {
                0 => name,
                count => format!("{name} ✎{count}"),
            });
        }
    }
    let workspace = app.me.as_ref().and_then(|me| me.workspace.as_deref());
    parts.push(cut(workspace.unwrap_or(&app.session.host)));
    parts.push("patchpanel".to_owned());
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn cut(name: &str) -> String {
    // Long before anything is laid out: a name of megabytes is no title.
    let beginning: String = name.chars().take(LONGEST + 1).collect();
    let shown = printable(&beginning);
    if shown.chars().count() <= LONGEST {
        return shown;
    }
    let kept: String = shown.chars().take(LONGEST - 1).collect();
    format!("{kept}…")
}
