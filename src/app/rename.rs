//! When a data input gets another name or goes: what becomes of its uses. Renaming them is offered, and never done unasked.

use super::command::{Command, Context, Reason};
use super::form::Form;
use super::overlay::Overlay;
use super::timeline::Change;
use super::{App, Tone};
use crate::connector::uses::{self, Use, Uses};
use crate::connector::{facts, template};
use crate::edit::{At, Draft, Spot, Value};

/// Letters of the text around a use that are shown at each side.
const AROUND: usize = 48;
/// Uses that are shown; the rest is counted.
const LISTED: usize = 50;

/// A data input has another name since its cell was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Its name before.
    pub old: String,
    /// Its name now.
    pub new: String,
    row: usize,
}

/// The offer to rename the uses, too.
#[derive(Debug)]
pub struct Renaming {
    /// What was renamed.
    pub renamed: Renamed,
    /// The first uses, as they are shown.
    pub uses: Vec<Shown>,
    /// How many more there are. All are renamed.
    pub more: usize,
    /// Forms that hold the old name and are not read.
    pub unread: usize,
    /// Headers whose values cannot be looked at.
    pub hidden: Vec<String>,
    /// What is to be known of the new name.
    pub catch: Option<Catch>,
    /// Rows above the window.
    pub scroll: usize,
}

/// A use in the midst of what stands around it.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    /// The field, and where in it.
    pub place: String,
    /// The text before and behind it. Nothing of a value that is secret.
    pub around: Option<(String, String)>,
}

/// What is to be known of a new name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Catch {
    /// There is none, so there is nothing that could stand between braces.
    Nameless,
    /// Braces cannot hold it.
    Unusable,
    /// Another input has it, too.
    Taken,
    /// It has other signs than those that are documented.
    Odd,
}

impl Catch {
    fn of(new: &str, names: &[&str]) -> Option<Self> {
        match new {
            _ if new.trim().is_empty() => Some(Self::Nameless),
            _ if new.contains(['{', '}', '\n', '\r']) => Some(Self::Unusable),
            _ if names.iter().filter(|name| **name == new).count() > 1 => Some(Self::Taken),
            _ if !new.chars().all(template::is_of_a_word) => Some(Self::Odd),
            _ => None,
        }
    }
}

impl App {
    /// Behind each message: offers to rename the uses of an input whose name has just been changed.
    pub(super) fn offer_to_rename(&mut self) {
        // Whoever is about to leave is not asked; it is asked on staying.
        if !matches!(self.overlays.last(), None | Some(Overlay::Review(_) | Overlay::Problems(_))) {
            return;
        }
        // Its text may be in the person's own editor still.
        let Some(form) = self.form_mut().filter(|form| form.away.is_none()) else { return };
        let Some(renamed) = form.renamed.take() else { return };
        let names = template::input_names(&form.draft);
        let still = names.get(renamed.row).is_some_and(|name| *name == renamed.new);
        if !still || names.contains(&renamed.old.as_str()) {
            return;
        }
        let catch = Catch::of(&renamed.new, &names);
        let Uses { list, unread, hidden } = uses::uses(&form.draft, &renamed.old);
        if list.is_empty() {
            if unread > 0 {
                let text = format!("{} {}", stands_in(unread, &renamed.old), "It stays as it is there.");
                self.say(Tone::Note, text);
            }
            return;
        }
        let uses: Vec<_> = list.iter().take(LISTED).map(|each| shown(&form.draft, each)).collect();
        let more = list.len() - uses.len();
        let renaming = Renaming { renamed, uses, more, unread, hidden, catch, scroll: 0 };
        self.overlays.push(Overlay::Renaming(renaming));
    }

    /// Renames the uses, in one step with the name.
    pub(super) fn rename_uses(&mut self) {
        let Some(Overlay::Renaming(Renaming { renamed, .. })) = self.overlays.pop() else { return };
        let Renamed { old, new, .. } = renamed;
        let Some(form) = self.form_mut() else { return };
        let fields = form.rename_uses(&old, &new);
        let fields = joined(&fields);
        // What would be sent is another thing now.
        match self.overlays.last() {
            Some(Overlay::Review(review)) => {
                let (left_out, marked) = (review.left_out.clone(), review.marked);
                self.review_without(left_out, marked);
            }
            Some(Overlay::Problems(problems)) => {
                let left_out = problems.left_out.clone();
                self.review_without(left_out, 0);
            }
            _ => {}
        }
        let undo = self.key(Context::Form, Command::Undo);
        self.say(Tone::Done, format!("{new} is used in {fields} now. {undo} takes it all back."));
    }

    /// Deletes the row under the cursor, and says where the input that it held is still used.
    pub(super) fn delete_row(&mut self) {
        let used = self.form().and_then(Form::uses_of_row);
        self.with_rows("delete a row", 0, |rows, row| {
            if row < rows.len() {
                rows.remove(row);
            }
        });
        if let Some((name, fields)) = used {
            let fields = joined(&fields);
            let undo = self.key(Context::Table, Command::Undo);
            self.say(Tone::Note, format!("{name} is still used in {fields}; {undo} brings the row back."));
        }
    }
}

pub(super) fn can_rename(app: &App) -> Result<(), Reason> {
    match app.overlays.last() {
        Some(Overlay::Renaming(renaming)) => match renaming.catch {
            Some(Catch::Nameless) => Err("an input without a name cannot be used"),
            Some(Catch::Unusable) => Err("that name cannot stand between braces"),
            Some(Catch::Taken | Catch::Odd) | None => Ok(()),
        },
        _ => Err("nothing was renamed"),
    }
}

impl Form {
    /// Takes note that the text of a cell is another one, where that cell is the name of a data input.
    pub(super) fn note_name(&mut self, at: At, spot: Spot, before: &Value) {
        if facts::inputs_place(self.draft.table()) != Some(at) || spot.column != facts::INPUT_COLUMNS[0] {
            return;
        }
        let cell = self.draft.value(at).rows().get(spot.row).and_then(|row| row.cells.get(spot.column));
        let (old, new) = (before.text().unwrap_or_default(), cell.and_then(Value::text).unwrap_or_default());
        // Renamed twice before it could be offered is renamed once: from the first name to the last.
        let first = self.renamed.take_if(|it| it.row == spot.row && it.new == old).map(|it| it.old);
        let old = first.unwrap_or_else(|| old.to_owned());
        if old != new && !old.is_empty() {
            self.renamed = Some(Renamed { old, new: new.to_owned(), row: spot.row });
        }
    }

    /// Makes each use of one name a use of another, as a part of the last step. Returns the labels of the fields.
    fn rename_uses(&mut self, old: &str, new: &str) -> Vec<&'static str> {
        let table = self.draft.table();
        let mut changes = Vec::new();
        for (at, value) in uses::renamed(&self.draft, old, new) {
            let before = self.draft.value(at).clone();
            self.draft.set(at, value);
            self.said.remove(&at);
            changes.push(Change::new(at, before, self.draft.value(at).clone()));
        }
        let labels = changes.iter().filter_map(|change| Some(change.at.field(table)?.label)).collect();
        self.timeline.join(format!("rename {old} to {new}, with its uses"), changes);
        labels
    }

    /// The input under the cursor of the table, and the fields in which it is used, where there are some and no other
    /// input has its name.
    fn uses_of_row(&self) -> Option<(String, Vec<&'static str>)> {
        let name = self.input_under_cursor()?;
        let names = template::input_names(&self.draft);
        let (table, fields) = (self.draft.table(), uses::uses(&self.draft, &name).fields());
        let labels: Vec<_> = fields.iter().filter_map(|at| Some(at.field(table)?.label)).collect();
        let single = names.iter().filter(|other| **other == name).count() == 1;
        (single && !labels.is_empty()).then_some((name, labels))
    }

    /// The name of the data input in the row under the cursor.
    pub(super) fn input_under_cursor(&self) -> Option<String> {
        let (at, _) = self.current()?;
        (facts::inputs_place(self.draft.table()) == Some(at)).then(|| self.row_under_cursor())?
    }
}

/// A use with its place in words.
fn shown(draft: &Draft, each: &Use) -> Shown {
    let label = each.at.field(draft.table()).map_or("", |field| field.label);
    let value = draft.value(each.at);
    if let Some(spot) = each.spot {
        let name = value.rows().get(spot.row).and_then(|row| row.cells.first()).and_then(Value::text);
        return Shown { place: format!("{label}, {}", name.unwrap_or_default()), around: None };
    }
    let text = value.text().unwrap_or_default();
    let line = text.split('\n').nth(each.line).unwrap_or_default();
    let before = line.get(..each.range.start).unwrap_or_default();
    let behind = line.get(each.range.end..).unwrap_or_default().trim_end_matches('\r');
    let from = before.char_indices().rev().nth(AROUND).map_or(0, |(byte, _)| byte);
    let to = behind.char_indices().nth(AROUND).map_or(behind.len(), |(byte, _)| byte);
    let cut = |cut: bool| if cut { "…" } else { "" };
    let before = format!("{}{}", cut(from > 0), before.get(from..).unwrap_or_default().trim_start());
    let after = format!("{}{}", behind.get(..to).unwrap_or_default(), cut(to < behind.len()));
    let many = text.contains('\n');
    let place = if many { format!("{label}, line {}", each.line + 1) } else { label.to_owned() };
    Shown { place, around: Some((before, after)) }
}

/// Forms that are not read and hold a name, in a sentence.
pub fn stands_in(unread: usize, name: &str) -> String {
    match unread {
        1 => format!("{name} stands in 1 form that patchpanel does not read."),
        many => format!("{name} stands in {many} forms that patchpanel does not read."),
    }
}

/// Words with commas between them, and the last with an "and".
fn joined(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_known_of_a_name_is_told() {
        let names = ["a", "b", "b", "x y"];
        for (new, catch) in [
            ("a", None),
            ("数量-1_b", None),
            ("", Some(Catch::Nameless)),
            (" ", Some(Catch::Nameless)),
            ("a}}", Some(Catch::Unusable)),
            ("b", Some(Catch::Taken)),
            ("x y", Some(Catch::Odd)),
        ] {
            assert_eq!(Catch::of(new, &names), catch, "{new:?}");
        }
    }

    #[test]
    fn fields_are_listed_as_a_person_would() {
        assert_eq!(joined(&["URL"]), "URL");
        assert_eq!(joined(&["URL", "Headers", "Body"]), "URL, Headers and Body");
    }
}
