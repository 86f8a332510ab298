//! Where one is, in lines: the list, the fields, what lies over them.

use super::aloud::{all_aloud, sentences};
use super::over::{is_only_told, over};
use super::{PAGE, Plain, WHOLE, words};
use crate::app::form::Form;
use crate::app::overlay::Overlay;
use crate::app::picker::Progress;
use crate::app::{App, Stage};
use crate::connector::facts;
use crate::edit::{At, Field};
use crate::view::spoken;

/// Columns of a value in the list of fields.
const SHORT: usize = 60;

/// Where one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the list.
    List,
    /// A connector is read, or could not be.
    NotOpen(String),
    /// Among the fields of a connector.
    Fields(String),
    /// In what lies over them, by its heading.
    Over(&'static str),
}

/// Where one is now.
pub fn place(app: &App) -> Place {
    if !app.overlays.is_empty() {
        return Place::Over(app.contexts().first().map_or("", |context| context.label()));
    }
    match &app.stage {
        Stage::Picking => Place::List,
        Stage::Opening { id, .. } | Stage::Failed { id, .. } => Place::NotOpen(id.clone()),
        Stage::Editing(form) => Place::Fields(form.id.clone()),
    }
}

/// How many entries there are to be numbered.
pub fn entries(app: &App) -> usize {
    match (app.overlays.last(), app.form()) {
        (Some(Overlay::Problems(problems)), _) => problems.list.len(),
        (Some(Overlay::Findings { .. }), Some(form)) => form.checked.list.len(),
        (Some(Overlay::Choosing(_)), Some(form)) => form.overlaps().len(),
        (Some(Overlay::Timeline { .. }), Some(form)) => form.timeline.len() + 1,
        (Some(Overlay::Review(_)), Some(form)) => form.draft.changes().len(),
        (Some(Overlay::Tokens { .. }), _) => app.offered_tokens().len(),
        (Some(Overlay::Runs(runs)), _) => runs.items().len(),
        (Some(Overlay::Rendered(_) | Overlay::Copying { .. }), _) => usize::MAX,
        (Some(_), _) => 0,
        (None, Some(form)) => form.draft.table().len(),
        (None, None) => app.picker.shown_count(),
    }
}

/// Where one is, in a sentence.
pub fn one_line(app: &App) -> String {
    let place = match &app.stage {
        Stage::Picking => format!("The list of {} connectors.", app.picker.shown_count()),
        Stage::Opening { id, .. } | Stage::Failed { id, .. } => format!("Connector {id}, not open."),
        Stage::Editing(form) => heading(app, form),
    };
    match place_over(app) {
        Some(over) => format!("{over}. {place}"),
        None => place,
    }
}

fn place_over(app: &App) -> Option<&'static str> {
    match place(app) {
        Place::Over(label) => Some(label),
        _ => None,
    }
}

/// A connector and how it stands.
fn heading(app: &App, form: &Form) -> String {
    let (table, base) = (form.draft.table(), form.draft.base());
    let changes = match form.draft.changes().len() {
        0 => "Nothing is changed.".to_owned(),
        1 => "1 change is unsent.".to_owned(),
        many => format!("{many} changes are unsent."),
    };
    let name = spoken::printable(facts::draft_name(&form.draft));
    let id = spoken::printable(&form.id);
    let state = facts::state(table, base);
    let word = spoken::printable(state.word());
    let whose = spoken::whereabouts(app);
    format!(
        "{name}, number {id}, {word}. In {whose}. You edit the {} version. {changes}",
        form.version.as_str()
    )
}

impl Plain {
    /// Tells where one is, where that is not what was told last.
    pub(super) fn tell_place(&mut self) {
        let place = place(&self.person.app);
        let lines = match &place {
            Place::Over(_) => over(&self.person.app),
            _ => Vec::new(),
        };
        let before = self.place.replace(place.clone());
        let same = before.as_ref() == Some(&place);
        match place {
            Place::Over(_) if same && lines == self.on_top => {}
            Place::Over(_) => {
                self.lines(&lines);
                let hints = words::hints(&self.person.app);
                let overlay = self.person.app.overlays.last();
                let asks = overlay.is_some_and(|it| is_only_told(it) || matches!(it, Overlay::Prompt(_)));
                if let Some(hints) = hints.filter(|_| !asks) {
                    self.lines(&sentences(&hints));
                }
            }
            _ if same => {}
            Place::Fields(_) if matches!(before, Some(Place::Over(_))) => {
                let text = format!("Back at the fields. {}", one_line(&self.person.app));
                self.lines(&sentences(&text));
            }
            Place::Fields(_) => self.lines(&self.fields()),
            Place::List => self.lines(&self.list()),
            Place::NotOpen(_) => {
                if let Stage::Failed { id, failure } = &self.person.app.stage {
                    self.say(&format!("Connector {} could not be read.", spoken::printable(id)));
                    self.lines(&all_aloud(&spoken::failed(failure, WHOLE)));
                    self.say("again tells this once more; try again reads it again, back goes to the list.");
                }
            }
        }
        self.on_top = lines;
    }

    /// The list, or the part of it that is told.
    fn list(&self) -> Vec<String> {
        let app = &self.person.app;
        let (picker, mut lines) = (&app.picker, Vec::new());
        let count = picker.shown_count();
        let whose = spoken::whereabouts(app);
        let fit = if picker.filter.is_empty() {
            String::new()
        } else {
            format!(" that fit \"{}\"", spoken::printable(&picker.filter))
        };
        lines.push(format!("{count} connectors of {whose}{fit}, ordered by {}.", picker.order.label()));
        for (place, item) in picker.window(self.first, PAGE).enumerate() {
            let unsent = match app.unsent(&item.id) {
                0 => "",
                _ => " (changed, unsent)",
            };
            let state = item.state.as_deref().unwrap_or("state unknown");
            let updated = item.updated_at.as_deref().map(|time| spoken::ago(time, app.now.unix));
            let updated = updated.map(|ago| format!(", {ago}")).unwrap_or_default();
            lines.push(format!(
                "{}. {}: {}{updated}, id {}{unsent}",
                self.first + place + 1,
                spoken::printable(&item.name),
                spoken::printable(state),
                spoken::printable(&item.id),
            ));
        }
        if count > self.first + PAGE {
            lines.push(format!("{} more: more goes on.", count - self.first - PAGE));
        }
        match &picker.progress {
            Progress::Failed(failure) => {
                lines.push("The list is not complete.".to_owned());
                lines.extend(all_aloud(&spoken::failed(failure, WHOLE)));
            }
            Progress::Stopped => lines.push("The list is not complete; reload reads it again.".to_owned()),
            _ => {}
        }
        lines
    }

    /// Every field with its number.
    fn fields(&self) -> Vec<String> {
        let app = &self.person.app;
        let Some(form) = app.form() else { return Vec::new() };
        let mut lines = sentences(&heading(app, form));
        let mut group = "";
        for (place, (at, field)) in At::all(form.draft.table()).enumerate() {
            if field.group != group {
                group = field.group;
                lines.push(format!("{group}."));
            }
            lines.push(self.field_line(form, place, at, field));
        }
        let unknown: Vec<&str> = form.draft.base().unknown().iter().map(|(key, _)| key.as_str()).collect();
        if !unknown.is_empty() {
            lines.push(format!(
                "Keys that patchpanel does not know: {}.",
                spoken::printable(&unknown.join(", "))
            ));
        }
        if let Some(hints) = words::hints(app) {
            lines.extend(sentences(&hints));
        }
        lines
    }

    fn field_line(&self, form: &Form, place: usize, at: At, field: &Field) -> String {
        let value = spoken::summary(field, form.draft.value(at), self.person.app.now.unix, SHORT);
        let mut marks = Vec::new();
        if form.draft.is_dirty(at) {
            marks.push("changed");
        }
        if form.draft.conflicts_at(at).is_some() {
            marks.push("someone else changed it, too");
        }
        if form.checked.of(at).next().is_some() {
            marks.push("has a finding");
        }
        if form.draft.refusal(at).is_some() {
            marks.push("read-only");
        }
        let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
        format!("{}. {}: {value}{marks}", place + 1, field.label)
    }
}
