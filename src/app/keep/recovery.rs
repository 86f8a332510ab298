//! Earlier work that is taken up again, thrown away or left where it is; and leaving without keeping anything.

use crate::app::command::{Command, Context};
use crate::app::message::Effect;
use crate::app::overlay::Overlay;
use crate::app::timeline::{Change, Step};
use crate::app::{App, Tone};
use crate::edit::{At, Restored, Value};

impl App {
    /// Takes earlier work up again, as one step.
    pub(in crate::app) fn restore(&mut self) {
        let Some(Overlay::Recovery(recovery)) = self.overlays.pop() else { return };
        let (found, now) = (recovery.found, self.now.elapsed);
        let Some(form) = self.form_mut() else { return };
        let id = form.id.clone();
        let fields: Vec<At> = found.kept.entries.iter().map(|(at, ..)| *at).collect();
        let before: Vec<(At, Value)> = fields.iter().map(|at| (*at, form.draft.value(*at).clone())).collect();
        let Restored { moved, refused } = form.draft.restore(found.kept.entries.clone());
        let after = |(at, before)| Change::new(at, before, form.draft.value(at).clone());
        let came_back = before.into_iter().filter(|(at, _)| !refused.contains(at));
        let changes: Vec<Change> = came_back.map(after).collect();
        let count = changes.len();
        form.timeline.push(Step { name: "restore kept work".to_owned(), changes, spot: None });
        let table = form.draft.table();
        let names: Vec<_> = refused.iter().filter_map(|at| Some(at.field(table)?.label)).collect();
        let first = form.draft.changes().next();
        if let Some(at) = first {
            form.go_to(at, None);
        }
        let what = match count {
            0 => "No change is back".to_owned(),
            1 => "1 change is back".to_owned(),
            _ => format!("{count} changes are back"),
        };
        let names = names.join(", ");
        let overlaps = moved.iter().any(|moved| moved.overlaps > 0);
        let text = match (moved.len(), refused.is_empty()) {
            (0, true) => format!("{what}. Nothing was sent."),
            (_, true) if overlaps => {
                let choose = self.key(Context::Form, Command::ShowOverlaps);
                format!("{what}; {choose} chooses where theirs differ.")
            }
            (_, true) => {
                format!("{what}. The server has changed some of these fields since; look before you send.")
            }
            // Short, so that there is room for the file.
            (_, false) => format!("{what}. Not back, for an unknown shape on the server: {names}."),
        };
        let calm = moved.is_empty() && refused.is_empty();
        if let Some(place) = self.keep.places.get_mut(&id) {
            place.written = Some(found.kept);
            place.again = found.again;
            // The file holds more than what came back, so nothing may be written over it.
            place.rest = (!refused.is_empty()).then(|| text.clone());
            place.due = place.rest.is_some().then_some(now);
        }
        self.say(if calm { Tone::Done } else { Tone::Trouble }, text);
    }

    /// Throws earlier work away, after the question.
    pub(in crate::app) fn discard_found(&mut self) -> Vec<Effect> {
        let mut found = None;
        self.overlays.retain_mut(|overlay| match overlay {
            Overlay::Discarding => false,
            Overlay::Recovery(recovery) => {
                found = Some(recovery.found.kept.clone());
                false
            }
            _ => true,
        });
        let Some(id) = self.form().map(|form| form.id.clone()) else { return Vec::new() };
        if let Some(place) = self.keep.places.get_mut(&id) {
            // It is there until the answer says otherwise, and what is said waits for that.
            place.written = found;
            place.discards = true;
        }
        self.write(&id, false).into_iter().collect()
    }

    /// Leaves earlier work where it is.
    pub(in crate::app) fn not_now(&mut self) -> Vec<Effect> {
        self.overlays.clear();
        self.say(Tone::Note, "The earlier changes stay where they are.".to_owned());
        self.go_to_picker()
    }

    /// True while earlier work on this connector is offered: nothing but its own question decides what becomes of it.
    pub(super) fn is_offered(&self, id: &str) -> bool {
        let open = self.form().is_some_and(|form| form.id == id);
        open && self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Recovery(_)))
    }

    /// Quits without anything being kept.
    pub(in crate::app) fn discard_all(&mut self) -> Vec<Effect> {
        self.keep.discarded = true;
        let wanted = |id: &&String| !self.is_offered(id);
        let ids: Vec<String> = self.keep.places.keys().filter(wanted).cloned().collect();
        let mut effects: Vec<Effect> = ids.into_iter().map(|id| Effect::Forget(self.ticket(), id)).collect();
        effects.push(Effect::Quit);
        effects
    }
}
