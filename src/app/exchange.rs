//! A connector as a file, and edits from one. What is loaded is reviewed like anything that was typed.

use super::form::Form;
use super::message::Effect;
use super::overlay::Overlay;
use super::prompt::Asking;
use super::timeline::{Change, Step};
use super::{App, Tone};
use crate::connector::facts;
use crate::edit::json::read;
use crate::edit::wire::Reader;
use crate::edit::{At, Json, Wire};

/// What came of a file.
#[derive(Debug)]
pub struct Taken {
    /// The fields that are edits now.
    pub edits: Vec<At>,
    /// The keys that were left alone, each with its reason.
    pub left: Vec<(String, String)>,
    /// The id that the file gives its connector, where it is another one.
    pub other: Option<String>,
    /// Rows above the window.
    pub scroll: usize,
}

impl App {
    /// Asks where the open connector is to be written.
    pub(super) fn ask_export(&mut self) {
        let Some(form) = self.form_mut() else { return };
        form.leave();
        let name = file_name(facts::draft_name(&form.draft), &form.id);
        self.ask_text(Asking::Export, &name);
    }

    /// Writes the open connector as it is shown.
    pub(super) fn export(&mut self, path: String) -> Vec<Effect> {
        let Some(form) = self.form() else { return Vec::new() };
        let (json, left_out) = form.draft.export();
        let text = Wire::Json(json).write(Reader::Person) + "\n";
        let ticket = self.pending(super::outside::Pending::Write(left_out));
        vec![Effect::WriteFile(ticket, path, text)]
    }

    /// Takes the values of a file as edits, in one step.
    pub(super) fn take_file(&mut self, text: Result<String, String>) {
        let read = text.and_then(|text| read(&text).map_err(|error| error.to_string()));
        let Some(form) = self.form_mut() else { return };
        match read.and_then(|json| form.take_json(&json)) {
            Err(why) => self.say(Tone::Trouble, format!("Nothing was loaded: {why}.")),
            Ok(taken) => {
                if !taken.edits.is_empty() {
                    self.void_review();
                }
                self.overlays.push(Overlay::Taken(taken));
            }
        }
    }
}

impl Form {
    fn take_json(&mut self, json: &Json) -> Result<Taken, String> {
        let table = self.draft.table();
        let apart: Vec<(At, &str)> =
            facts::state_place(table).map(|at| (at, "t sets the state, alone")).into_iter().collect();
        let loaded = self.draft.load(json, &apart)?;
        self.leave();
        let mut changes = Vec::new();
        for (at, value) in loaded.values {
            let before = self.draft.value(at).clone();
            self.draft.set(at, value);
            self.said.remove(&at);
            changes.push(Change::new(at, before, self.draft.value(at).clone()));
        }
        let edits: Vec<At> = changes.iter().map(|change| change.at).collect();
        self.timeline.push(Step { name: "load edits from a file".to_owned(), changes, spot: None });
        if let Some(first) = edits.first() {
            self.go_to(*first, None);
        }
        let theirs = json.get("id").and_then(Json::as_str).filter(|id| *id != self.id);
        let mut left = loaded.left;
        // Bookkeeping differs by nature; that the file is of another connector is said by itself.
        left.retain(|(key, _)| {
            At::of(table, key)
                .and_then(|at| at.field(table))
                .is_none_or(|field| field.access != crate::edit::Access::ReadOnly)
        });
        Ok(Taken { edits, left, other: theirs.map(str::to_owned), scroll: 0 })
    }
}

/// A name for a file: small letters, digits and dashes, with the id.
fn file_name(name: &str, id: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().take(LONGEST) {
        match c {
            c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { format!("connector-{id}.json") } else { format!("{slug}-{id}.json") }
}

/// Characters of a name that go into a file's.
const LONGEST: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_in_plain_letters() {
        assert_eq!(file_name("Order Status — Service!", "7"), "order-status-service-7.json");
        assert_eq!(file_name("在庫確認", "8"), "connector-8.json");
        assert_eq!(file_name("../../etc", "9"), "etc-9.json");
    }
}
