//! What the app asks of this computer beside the terminal: copies, files, the person's own editor. Each question knows
//! what its answer is for, and an answer comes only where it was asked for.

use super::command::{Command, Context};
use super::editor::grid_window;
use super::form::Form;
use super::message::{Copied, Effect, Ticket};
use super::{App, Tone};
use crate::edit::{At, Kind, Spot, Value};

/// What a text from outside is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum For {
    /// To be inserted where one types.
    Typing {
        /// The field that was open.
        at: At,
        /// The cell, where it was one.
        spot: Option<Spot>,
    },
    /// The new text of a field or a cell that was given to the person's own editor.
    Edited {
        /// The field.
        at: At,
        /// The cell, where it was one.
        spot: Option<Spot>,
        /// It was open before, and is opened again.
        open: bool,
    },
    /// Edits of the open connector.
    Edits,
    /// The new text of a field, read from a file.
    Replacing {
        /// The field.
        at: At,
        /// The connector.
        id: String,
        /// The file's name.
        name: String,
    },
}

/// Something that was asked and not answered yet.
#[derive(Debug)]
pub(super) enum Pending {
    /// A copy of this.
    Copy(String),
    /// A file; the fields that could not go into it.
    Write(Vec<&'static str>),
    /// A text for this, in the connector with this id.
    Text(For, String),
}

impl App {
    /// Puts a text into the clipboard. `what` is said of it: "Copied the body."
    pub(super) fn copy(&mut self, what: &str, text: String) -> Vec<Effect> {
        let ticket = self.pending(Pending::Copy(what.to_owned()));
        vec![Effect::Copy(ticket, text)]
    }

    pub(super) fn pending(&mut self, pending: Pending) -> Ticket {
        let ticket = self.ticket();
        self.pending.insert(ticket, pending);
        ticket
    }

    pub(super) fn copied(&mut self, ticket: Ticket, copied: Result<Copied, String>) {
        let Some(Pending::Copy(what)) = self.pending.remove(&ticket) else { return };
        match copied {
            Ok(Copied::There) => self.say(Tone::Done, format!("Copied {what}.")),
            Ok(Copied::Buffered) => {
                self.say(
                    Tone::Done,
                    format!("Copied {what} into tmux, which passes it on where its settings allow."),
                );
            }
            Ok(Copied::Asked) => {
                self.say(Tone::Done, format!("Copied {what} through the terminal, which does not answer."));
            }
            Err(why) => self.say(Tone::Trouble, format!("Nothing was copied: {why}.")),
        }
    }

    pub(super) fn written(&mut self, ticket: Ticket, written: Result<String, String>) {
        let Some(Pending::Write(left_out)) = self.pending.remove(&ticket) else { return };
        match written {
            Ok(path) if left_out.is_empty() => {
                self.say(Tone::Done, format!("Written to {path}, without header values."));
            }
            Ok(path) => {
                let left_out = left_out.join(", ");
                self.say(
                    Tone::Trouble,
                    format!("Written to {path}, without {left_out}, which cannot be written."),
                );
            }
            Err(why) => self.say(Tone::Trouble, format!("Nothing was written: {why}.")),
        }
    }

    /// Asks for the text in the clipboard, to be inserted where one types.
    pub(super) fn take_clipboard(&mut self) -> Vec<Effect> {
        let Some((at, spot)) = self.form().and_then(Form::text_place) else { return Vec::new() };
        let ticket = self.pending_text(For::Typing { at, spot });
        vec![Effect::TakeClipboard(ticket)]
    }

    /// Asks for the text of a file.
    pub(super) fn read_file(&mut self, purpose: For, path: String) -> Vec<Effect> {
        let ticket = self.pending_text(purpose);
        vec![Effect::ReadFile(ticket, path)]
    }

    fn pending_text(&mut self, purpose: For) -> Ticket {
        let id = self.form().map(|form| form.id.clone()).unwrap_or_default();
        self.pending(Pending::Text(purpose, id))
    }

    /// Gives the text under the cursor to the person's own editor. What was typed until then is a step of its own.
    pub(super) fn edit_outside(&mut self) -> Vec<Effect> {
        let Some(form) = self.form_mut() else { return Vec::new() };
        let Some((at, spot, text)) = form.text_for_outside() else { return Vec::new() };
        let suffix = suffix(at.field(form.draft.table()).map(|field| field.kind), &text);
        let open = form.text_place().is_some();
        form.leave();
        form.away = Some(at);
        let ticket = self.pending_text(For::Edited { at, spot, open });
        vec![Effect::EditOutside(ticket, text, suffix)]
    }

    pub(super) fn text_arrived(&mut self, ticket: Ticket, text: Result<String, String>) -> Vec<Effect> {
        let Some(Pending::Text(purpose, id)) = self.pending.remove(&ticket) else { return Vec::new() };
        if self.form().is_none_or(|form| form.id != id) {
            let text = "What was asked for came after its connector was left, and was put nowhere.";
            self.say(Tone::Note, text.to_owned());
            return Vec::new();
        }
        self.came(purpose, text)
    }

    /// A text has come, or why it has not.
    fn came(&mut self, purpose: For, text: Result<String, String>) -> Vec<Effect> {
        match purpose {
            For::Typing { at, spot } => match text {
                _ if !self.overlays.is_empty()
                    || self.form().and_then(Form::text_place) != Some((at, spot)) =>
                {
                    self.say(Tone::Note, "Nothing was pasted: the text was left meanwhile.".to_owned());
                }
                Ok(text) => self.paste(&super::masked::pasted(text)),
                Err(why) => self.say(Tone::Trouble, format!("Nothing was pasted: {why}.")),
            },
            For::Edited { at, spot, open } => self.edited_outside(at, spot, open, text),
            For::Edits => self.take_file(text),
            For::Replacing { at, id, name } => self.replaced(at, &id, &name, text),
        }
        Vec::new()
    }

    fn edited_outside(&mut self, at: At, spot: Option<Spot>, open: bool, text: Result<String, String>) {
        let Some(form) = self.form_mut() else { return };
        form.away = None;
        form.go_to(at, spot);
        let told = text.and_then(|text| form.take_outside(at, spot, text, None));
        if open {
            if spot.is_some() { form.open_cell() } else { form.open() }
        }
        match told {
            Ok(true) => {}
            Ok(false) => self.say(Tone::Note, "Nothing was changed in the editor.".to_owned()),
            Err(why) => self.say(Tone::Trouble, format!("Nothing was changed: {why}.")),
        }
    }
}

impl App {
    /// A file was read in the place of a field's text, which is opened again if it was left for that.
    fn replaced(&mut self, at: At, id: &str, name: &str, text: Result<String, String>) {
        let Some(form) = self.form_mut().filter(|form| form.id == id) else { return };
        let here = form.text_place() == Some((at, None));
        let told = text.and_then(|text| {
            if here {
                form.leave();
            }
            form.take_outside(at, None, text, Some(name))
        });
        if here && told.is_ok() {
            form.open();
        }
        match told {
            Ok(true) => {
                self.void_review();
                let undo = self.key(Context::Form, Command::Undo);
                self.say(
                    Tone::Done,
                    format!("Read from {name}. Leave the text and press {undo} to take it back."),
                );
            }
            Ok(false) => self.say(Tone::Note, format!("{name} holds what is here already.")),
            Err(why) => self.say(Tone::Trouble, format!("Nothing was changed: {why}.")),
        }
    }
}

impl Form {
    /// The field and the cell in which a text is open.
    pub(super) fn text_place(&self) -> Option<(At, Option<Spot>)> {
        use super::editor::{Cell, Editor, Grid};
        let (at, _) = self.current()?;
        match self.editor.as_ref()? {
            Editor::Text(_) => Some((at, None)),
            Editor::Grid(Grid { spot, cell: Some(Cell::Text(_)) }) => Some((at, Some(*spot))),
            _ => None,
        }
    }

    /// The text under the cursor that another program may see, and where it is: no secret, and nothing that takes no
    /// edits.
    pub(super) fn text_for_outside(&self) -> Option<(At, Option<Spot>, String)> {
        let (at, field) = self.current()?;
        if self.draft.refusal(at).is_some() {
            return None;
        }
        let plain = |kind: Kind| matches!(kind, Kind::Text | Kind::Lines | Kind::Document);
        let Some((grid, columns, _)) = self.grid() else {
            let text = self.draft.value(at).text().unwrap_or_default();
            return plain(field.kind).then(|| (at, None, text.to_owned()));
        };
        let spot = grid.spot;
        let rows = grid_window(self.draft.value(at), spot.row, 1);
        let cell = rows.first()?.cells.get(spot.column)?;
        let usable = plain(columns.get(spot.column)?.kind) && !matches!(cell, Value::Opaque(_));
        usable.then(|| (at, Some(spot), cell.text().unwrap_or_default().to_owned()))
    }

    /// Takes a text that was edited elsewhere, as a step. Returns false when it is what was there.
    fn take_outside(
        &mut self,
        at: At,
        spot: Option<Spot>,
        text: String,
        from: Option<&str>,
    ) -> Result<bool, String> {
        let Some(field) = at.field(self.draft.table()) else { return Ok(false) };
        let column = spot.and_then(|spot| super::editor::grid_columns(field).get(spot.column));
        let before = match spot {
            None => self.draft.value(at).text().unwrap_or_default().to_owned(),
            Some(spot) => {
                let rows = grid_window(self.draft.value(at), spot.row, 1);
                let cell = rows.first().and_then(|row| row.cells.get(spot.column));
                cell.and_then(Value::text).unwrap_or_default().to_owned()
            }
        };
        if text == before {
            return Ok(false);
        }
        let one_line = spot.is_some() || matches!(field.kind, Kind::Text);
        let broken = one_line && text.trim_end_matches(['\r', '\n']).contains(['\r', '\n']);
        if broken && column.is_some_and(|column| column.rule.is_some()) {
            return Err("the text has line breaks, and this cell cannot hold them".to_owned());
        }
        let text = if one_line { text.lines().collect::<Vec<_>>().join(" ") } else { text };
        match (spot, field.kind) {
            (Some(spot), _) => self.set_cell(spot, Value::Text(text)),
            (None, kind) => {
                let document = matches!(kind, Kind::Document);
                let value = if document { Value::Document(text) } else { Value::Text(text) };
                let name = match from {
                    Some(file) => format!("read {} from {file}", field.label),
                    None => format!("edit {} outside", field.label),
                };
                self.record(at, value, &name, None);
            }
        }
        Ok(true)
    }
}

/// The suffix by which an editor knows what it edits.
fn suffix(kind: Option<Kind>, text: &str) -> &'static str {
    let json = matches!(kind, Some(Kind::Document)) || text.trim_start().starts_with(['{', '[']);
    if json { ".json" } else { ".txt" }
}
