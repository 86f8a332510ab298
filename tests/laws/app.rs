//! Laws of the app: random keys and pastes into `App::update`, with nothing performed.

use super::answers::{body, stored};
use super::make::{LEAK, MARK, complete, record, text};
use super::patches::holds;
use super::read::seen;
use super::tries;
use patchpanel::api::failure::{Cause, Doing, Failure};
use patchpanel::app::command::{Command, Context};
use patchpanel::app::form::Form;
use patchpanel::app::key::Key;
use patchpanel::app::message::{Answer, Drawn, Effect, Message, Now, Opened, Ticket};
use patchpanel::app::overlay::Overlay;
use patchpanel::app::palette::What;
use patchpanel::app::seen::Hearing;
use patchpanel::app::table::COMMANDS;
use patchpanel::app::{App, Session, Stage};
use patchpanel::connector::FIELDS;
use patchpanel::edit::{Access, At, Draft, Json, Kind, Patch, Value};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;
use std::collections::VecDeque;
use std::sync::LazyLock;

/// Every key that some row of the table names, and some that only type.
pub static KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let named: BTreeSet<&str> = COMMANDS.iter().flat_map(|row| row.keys.iter().copied()).collect();
    // Leaving the connector would leave nothing to look at, and nobody here brings a text back from another editor.
    named
        .into_iter()
        .filter(|key| !matches!(*key, "q" | "ctrl-c" | "ctrl-e"))
        .chain(["x", "*", "{", "é"])
        .collect()
});

/// What editing is made of: keys that change something come more often than those that only move.
pub const EDITING: [&str; 16] = [
    "enter",
    "enter",
    "enter",
    "space",
    "space",
    "a",
    "d",
    "D",
    "J",
    "K",
    "esc",
    "tab",
    "u",
    "U",
    "x",
    "backspace",
];

/// Something that the person does.
#[derive(Clone, Debug)]
pub enum Act {
    Key(&'static str),
    /// Pastes a text; into a masked text, a secret.
    Paste(String),
    /// Puts the cursor on the field with this number, and opens it.
    Visit(usize),
    /// The same, and opens the cell in this row and column.
    Cell(usize, usize, usize),
    /// Adds a header if there is none, and opens the value of the header in this row.
    Secret(usize),
}

pub fn acts() -> impl Strategy<Value = Vec<Act>> {
    let writable: Vec<usize> =
        (0..FIELDS.len()).filter(|at| FIELDS[*at].access != Access::ReadOnly).collect();
    let tables: Vec<usize> = writable
        .iter()
        .copied()
        .filter(|at| matches!(FIELDS[*at].kind, Kind::Table(_) | Kind::List))
        .collect();
    let act = prop_oneof![
        6 => select(EDITING.to_vec()).prop_map(Act::Key),
        4 => select(KEYS.clone()).prop_map(Act::Key),
        4 => text().prop_map(Act::Paste),
        3 => select(writable).prop_map(Act::Visit),
        1 => (0..FIELDS.len() + 3).prop_map(Act::Visit),
        2 => (0..3_usize).prop_map(Act::Secret),
        3 => (select(tables), 0..3_usize, 0..5_usize).prop_map(|(at, row, column)| Act::Cell(at, row, column)),
    ];
    prop::collection::vec(act, 0..40)
}

/// An app with this connector open, and what it asked of the world since.
pub struct Desk {
    pub app: App,
    /// What every reading answers.
    pub base: Json,
    pub saves: Vec<(Ticket, Patch)>,
    secrets: usize,
    pub now: Now,
}

impl Desk {
    pub fn open(base: &Json) -> Self {
        let id = base.get("id").and_then(Json::as_str).unwrap_or("1").to_owned();
        let (mut app, effects) = App::new(Session::default(), &FIELDS, Some(id), Now::default());
        let ticket = effects.iter().find_map(|effect| match effect {
            Effect::Open(ticket, _) => Some(*ticket),
            _ => None,
        });
        let live = Err(Failure::new(Doing::Opening, Cause::NotFound));
        let opened = Answer::Opened(Box::new(Opened { draft: Ok(base.clone()), live }));
        app.update(Message::Arrived(ticket.unwrap(), opened), Now::default());
        let mut desk = Self { app, base: base.clone(), saves: Vec::new(), secrets: 0, now: Now::default() };
        desk.draw();
        desk
    }

    pub fn draw(&mut self) {
        let drawn =
            Drawn { place: self.app.place_number(), page: 5, scrollable: 20, top: 20, ..Drawn::default() };
        self.app.update(Message::Drawn(drawn), self.now);
    }

    fn edited(base: &Json, acts: &[Act]) -> Self {
        let mut desk = Self::open(base);
        for act in acts {
            desk.act(act);
        }
        desk
    }

    fn listener(&self) -> Context {
        self.app.contexts()[0]
    }

    pub fn act(&mut self, act: &Act) {
        match act {
            Act::Key(name) => self.key(name),
            Act::Paste(_) if self.listener() == Context::Secret => {
                self.secrets += 1;
                self.tell(Message::Paste(format!("{MARK}{}", self.secrets)));
            }
            Act::Paste(text) => self.tell(Message::Paste(text.clone())),
            Act::Visit(place) => {
                self.back_to_the_fields();
                self.key("g");
                (0..*place).for_each(|_| self.key("j"));
                self.key("enter");
            }
            Act::Secret(row) => {
                let headers = FIELDS.iter().position(|field| field.key == "headers").unwrap();
                self.act(&Act::Visit(headers));
                if self.form().grid().is_some_and(|(_, _, rows)| rows == 0) {
                    self.key("a");
                    self.key("esc");
                }
                self.act(&Act::Cell(headers, *row, 1));
            }
            Act::Cell(place, row, column) => {
                self.act(&Act::Visit(*place));
                (0..*row).for_each(|_| self.key("j"));
                (0..*column).for_each(|_| self.key("l"));
                self.key("enter");
            }
        }
    }

    pub fn key(&mut self, name: &str) {
        let key = Key::named(name).unwrap();
        // Esc among the fields goes back to the list.
        if !(name == "enter" && finds_a_way_out(&self.app))
            && (name != "esc" || self.listener() != Context::Form)
        {
            // Here one reads before one answers.
            if let Hearing::From(at) = self.app.hearing(key) {
                self.now.elapsed = at;
            }
            self.tell(Message::Key(key.event()));
        }
    }

    pub fn back_to_the_fields(&mut self) {
        for _ in 0..8 {
            if self.listener() == Context::Form {
                return;
            }
            let key = if self.listener() == Context::Reading && self.form().editor.is_none() {
                "tab"
            } else {
                "esc"
            };
            self.key(key);
        }
        panic!("esc does not lead out of {:?}", self.listener());
    }

    pub fn tell(&mut self, message: Message) {
        let mut effects: VecDeque<Effect> = self.app.update(message, self.now).into();
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Save(ticket, _, patch, _) => self.saves.push((ticket, patch)),
                // Nobody else is there.
                Effect::Open(ticket, _) => {
                    let live = Err(Failure::new(Doing::Opening, Cause::NotFound));
                    let opened = Answer::Opened(Box::new(Opened { draft: Ok(self.base.clone()), live }));
                    effects.extend(self.app.update(Message::Arrived(ticket, opened), self.now));
                }
                _ => {}
            }
        }
        self.draw();
    }

    pub fn form(&self) -> &Form {
        self.app.form().unwrap()
    }

    pub fn form_mut(&mut self) -> &mut Form {
        match &mut self.app.stage {
            Stage::Editing(form) => form,
            other => panic!("{other:?}"),
        }
    }
}

/// Whether what is found in the list of everything leads out of the connector: from there one can leave, too.
pub fn finds_a_way_out(app: &App) -> bool {
    match app.overlays.last() {
        Some(Overlay::Palette(palette)) => palette.selected().is_some_and(|entry| {
            matches!(
                entry.what,
                What::Here(Command::Back | Command::Quit | Command::EditOutside)
                    | What::Below(Command::Back | Command::Quit | Command::EditOutside)
                    | What::Connector(_)
            )
        }),
        _ => false,
    }
}

/// Every field and cell of a shape that its kind cannot read, with its place.
fn opaque_cells(draft: &Draft) -> Vec<String> {
    let mut found = Vec::new();
    for (at, field) in At::all(&FIELDS) {
        let value = draft.value(at);
        let cells = value.rows().iter().enumerate().flat_map(|(row, cells)| {
            cells.cells.iter().enumerate().map(move |(column, cell)| (row, column, cell))
        });
        for (row, column, cell) in cells.chain([(0, 0, value)]) {
            if let Value::Opaque(json) = cell {
                found.push(format!("{} {row} {column} {json}", field.key));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(tries(64))]

    #[test]
    fn whatever_is_pressed_the_patch_is_what_is_seen(base in record(), acts in acts()) {
        let mut desk = Desk::edited(&base, &acts);
        holds(&base, &desk.form().draft)?;
        let mut draft = desk.form().draft.clone();
        complete(&mut draft);
        holds(&base, &draft)?;
        // Leaving an open text changes nothing: it was written as it was typed.
        let before = seen(&desk.form().draft);
        desk.back_to_the_fields();
        prop_assert_eq!(seen(&desk.form().draft), before);
    }

    #[test]
    fn undone_to_the_start_is_clean_and_redone_is_as_it_was(base in record(), acts in acts()) {
        let mut desk = Desk::edited(&base, &acts);
        desk.back_to_the_fields();
        let form = desk.form_mut();
        while form.travel(true).is_some() {}
        let mut states = vec![seen(&form.draft)];
        while form.travel(false).is_some() {
            states.push(seen(&form.draft));
        }
        prop_assert_eq!(form.draft.changes().len(), 0, "undone to the start");
        for (step, state) in states.iter().enumerate().rev() {
            prop_assert_eq!(&seen(&form.draft), state, "step {} from the end", step);
            if form.travel(false).is_some() {
                form.travel(true);
                prop_assert_eq!(&seen(&form.draft), state, "undo and redo at step {} from the end", step);
            }
            prop_assert_eq!(form.travel(true).is_some(), step > 0);
        }
    }

    #[test]
    fn nothing_that_is_printed_for_debugging_tells_a_secret(base in record(), acts in acts()) {
        let mut desk = Desk::open(&base);
        for act in &acts {
            desk.act(act);
        }
        let printed = format!("{:?} {:?} {:?}", desk.app, desk.form(), desk.saves);
        if let Some(at) = printed.find([MARK, LEAK]) {
            let before = printed.char_indices().rev().find(|(byte, _)| *byte + 200 < at).map_or(0, |(byte, _)| byte);
            prop_assert!(false, "a secret after {}", &printed[before..at]);
        }
    }

    #[test]
    fn a_value_that_cannot_be_read_is_never_changed(base in record(), acts in acts()) {
        let mut desk = Desk::open(&base);
        for act in &acts {
            let before = opaque_cells(&desk.form().draft);
            let any_command = desk.listener() == Context::Palette;
            let rows_come = desk.listener() == Context::Table && matches!(act, Act::Paste(_));
            desk.act(act);
            // Rows may come, go and change places with what is in them; typing and choosing leave it alone.
            let whole_rows = ["a", "d", "D", "delete", "J", "K", "u", "U", "ctrl-z", "ctrl-y", "r", "R", "y"];
            if !any_command && !rows_come && !matches!(act, Act::Key(key) if whole_rows.contains(key)) {
                prop_assert_eq!(opaque_cells(&desk.form().draft), before, "{:?}", act);
            }
        }
    }

    #[test]
    fn a_person_who_opens_everything_and_types_nothing_changes_nothing(base in record()) {
        let mut desk = Desk::open(&base);
        for (place, field) in FIELDS.iter().enumerate() {
            // Enter on a yes or no is a change, not a look.
            if !matches!(field.kind, Kind::Flag) {
                desk.act(&Act::Visit(place));
                let cell = desk.form().grid().is_some_and(|(grid, columns, _)| {
                    !matches!(columns[grid.spot.column].kind, Kind::Flag)
                });
                if cell {
                    desk.key("enter");
                }
                desk.back_to_the_fields();
            }
        }
        prop_assert_eq!(desk.form().draft.changes().len(), 0);
        prop_assert!(!desk.form().timeline.can_undo());
    }

    #[test]
    fn what_is_sent_is_stored_and_what_was_typed_meanwhile_stays(base in record(), acts in acts(), later in acts()) {
        // What holds no key of a connector is not opened as one.
        prop_assume!(FIELDS.iter().any(|field| base.get(field.key).is_some()));
        let mut desk = Desk::edited(&base, &acts);
        desk.back_to_the_fields();
        desk.saves.clear();
        complete(&mut desk.form_mut().draft);
        prop_assume!(desk.form().saving.is_none() && desk.form().has_unsent());
        desk.key("s");
        // A sample response is sent by a key of its own.
        let key = if desk.app.sends_sample() { "y" } else { "enter" };
        desk.key(key);
        let (ticket, patch) = desk.saves.pop().unwrap();
        let at_sending = desk.form().draft.clone();
        // While the answer is awaited the person goes on, but sends nothing else.
        for act in &later {
            desk.act(act);
        }
        prop_assert!(desk.saves.is_empty(), "a second save while one is in flight");
        // A text that is open would be left out of the answer, until a reading brings it.
        desk.back_to_the_fields();
        let before = desk.form().draft.clone();
        let mut answer = stored(&base, &body(&patch));
        answer["id"] = desk.form().id.clone().into();
        desk.base = answer.clone();
        desk.tell(Message::Arrived(ticket, Answer::Saved(Ok(answer))));
        prop_assert!(desk.form().saving.is_none());
        let after = &desk.form().draft;
        // Without a revision nobody knows whose change it was, and header values are forgotten.
        let revised = desk.base.get("updated_at").is_some_and(Json::is_string);
        for (at, field) in At::all(&FIELDS).filter(|(_, field)| revised || field.key != "headers") {
            if before.value(at) == at_sending.value(at) {
                prop_assert!(!after.is_dirty(at), "{}", field.key);
            } else if before.is_dirty(at) {
                prop_assert_eq!(after.value(at), before.value(at), "{}", field.key);
            }
        }
    }
}
