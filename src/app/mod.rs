//! The state machine: every rule of the editor. No I/O, no clock, no geometry.
//!
//! [`App::update`] is the only way in: a message and the time go in, effects come out as data. Who hears a key is
//! answered by [`App::contexts`] alone, and what a key means by the table in [`table`].

mod act;
mod arrive;
pub mod ask;
pub mod choose;
pub mod command;
pub mod complete;
pub mod copies;
mod copy;
pub mod create;
pub mod delete;
pub mod editor;
pub mod exchange;
mod find;
pub mod findings;
mod flip;
mod follow;
pub mod form;
mod go;
mod grid;
mod hints;
mod history;
pub mod keep;
pub mod key;
pub mod keymap;
pub mod look;
mod masked;
pub mod message;
pub mod misfit;
mod moving;
mod names;
pub mod outline;
pub mod outside;
pub mod overlay;
pub mod palette;
pub mod picker;
pub mod point;
pub mod preset;
pub mod prompt;
pub mod rename;
pub mod rendered;
pub mod report;
pub mod reread;
mod reveal;
pub mod runs;
pub mod sample;
pub mod seek;
pub mod seen;
pub mod table;
pub mod text;
pub mod timeline;
pub mod tokens;
pub mod told;
mod travel;
mod typing;
pub mod unread;
mod when;

use crate::api::failure::Failure;
use crate::api::wire::{Me, Summary};
use crate::connector::facts;
use crate::edit::Table;
use ask::{Asked, Question};
use command::{Command, Context, Row};
use create::Then;
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use form::Form;
use jiff::tz::TimeZone;
use keep::Keep;
use key::Key;
use keymap::Keymap;
use look::Look;
use message::{Drawn, Effect, Message, Now, Ticket};
use outside::Pending;
use overlay::Overlay;
use picker::{Picker, Progress};
use point::Widths;
use std::collections::BTreeMap;
use std::time::Duration;
use tokens::Tokens;

/// How long a passing notice stays.
const NOTICE: Duration = Duration::from_secs(6);
/// How often a spinner moves while something is awaited.
const SPIN: Duration = Duration::from_millis(120);
/// The whole state of the program.
#[derive(Debug)]
pub struct App {
    /// What the program was started with.
    pub session: Session,
    /// Whose workspace it is, once known.
    pub me: Option<Me>,
    /// The list of connectors, kept while one of them is open.
    pub picker: Picker,
    /// Where the person is.
    pub stage: Stage,
    /// What lies over the screen, the topmost last.
    pub overlays: Vec<Overlay>,
    /// What there is to say.
    pub notice: Option<Notice>,
    /// The time of the last message.
    pub now: Now,
    /// How the last frame was drawn.
    pub drawn: Drawn,
    /// What is kept of unsent work on this computer.
    pub keep: Keep,
    /// The authentication tokens of the workspace.
    pub tokens: Tokens,
    /// Long lines of texts are broken at the edge.
    pub wrap: bool,
    /// Connectors that were left with unsent changes, by id.
    parked: BTreeMap<String, Form>,
    table: Table,
    standing: seen::Standing,
    reviews: u64,
    reveal: Option<reveal::Reveal>,
    asking_me: Option<Ticket>,
    /// The connector that was set live last: its runs are about to arrive.
    went_live: Option<String>,
    asked: BTreeMap<Ticket, Asked>,
    pending: BTreeMap<Ticket, Pending>,
    /// Sample values, by the id of their connector.
    typed: BTreeMap<String, rendered::Typed>,
    then: Option<Then>,
    /// How many findings each connector had that was open in this run.
    looked_at: BTreeMap<String, usize>,
    typed_at: Duration,
    tickets: u64,
    /// The shares of the panes, where the person moved a border.
    pub widths: Widths,
    /// Where the cursor was put by pointing.
    pub held: Option<point::Held>,
}

/// What the program was started with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and they are told by name")]
pub struct Session {
    /// The embedded sample workspace.
    pub demo: bool,
    /// Nothing is sent.
    pub read_only: bool,
    /// The place in the config file that says so, where it is not the argument.
    pub read_only_by: Option<String>,
    /// The profile that was taken.
    pub profile: Option<String>,
    /// Customers are served by this workspace, as the person says.
    pub production: bool,
    /// What the person calls the workspace.
    pub label: Option<String>,
    /// The host that is talked to, for the header line until the workspace's name is known.
    pub host: String,
    /// The region that was asked for.
    pub region: Option<String>,
    /// Unsent work is kept on this computer. Without it nobody would answer what is asked for that.
    pub keeps: bool,
    /// The time zone that times are shown in; without one it is UTC.
    pub zone: Option<TimeZone>,
    /// Which keys mean what.
    pub keys: Keymap,
    /// How it looks, and what it takes from the terminal.
    pub look: Look,
    /// No shell would notice that the program has stopped.
    pub unheard: bool,
}

impl Session {
    /// Why nothing is sent, and what lifts it.
    pub fn only_reading(&self) -> String {
        match &self.read_only_by {
            None => "Started with --read-only: nothing is sent.".to_owned(),
            Some(place) => format!(
                "Read-only by {place}: nothing is sent. To send, take read_only out there and start again."
            ),
        }
    }
}

/// Where the person is. Nothing can be edited before it exists.
#[derive(Debug)]
pub enum Stage {
    /// In the list.
    Picking,
    /// A connector is being read.
    Opening {
        /// Its id.
        id: String,
        /// The question.
        ticket: Ticket,
        /// When it was asked.
        since: Duration,
    },
    /// A connector could not be read.
    Failed {
        /// Its id.
        id: String,
        /// Why.
        failure: Failure,
    },
    /// A connector is open.
    Editing(Box<Form>),
}

/// Something to say in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
    /// When it goes.
    pub until: Duration,
}

/// How a notice is meant, the calmest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something to know.
    Note,
    /// Something did not go as wished.
    Trouble,
}

impl App {
    /// The app as it starts: with the list, or with the connector that was named. Returns its first questions.
    pub fn new(session: Session, table: Table, open: Option<String>, now: Now) -> (Self, Vec<Effect>) {
        let mut app = Self {
            wrap: true,
            session,
            me: None,
            picker: Picker::default(),
            stage: Stage::Picking,
            overlays: Vec::new(),
            notice: None,
            now,
            drawn: Drawn::default(),
            keep: Keep::default(),
            tokens: Tokens::default(),
            parked: BTreeMap::new(),
            table,
            standing: seen::Standing::new(),
            reviews: 0,
            reveal: None,
            asking_me: None,
            went_live: None,
            asked: BTreeMap::new(),
            pending: BTreeMap::new(),
            typed: BTreeMap::new(),
            then: None,
            looked_at: BTreeMap::new(),
            typed_at: now.elapsed,
            tickets: 0,
            widths: Widths::default(),
            held: None,
        };
        let mut effects = vec![app.ask_me()];
        effects.push(match open {
            Some(id) => app.ask_open(id),
            None => app.ask_list(),
        });
        app.notice_place(seen::By::Person);
        (app, effects)
    }

    /// Takes a message. The only function that changes the app.
    pub fn update(&mut self, message: Message, now: Now) -> Vec<Effect> {
        let (by, typed_into) = (seen::By::of(&message), self.typed_into());
        let before = self.before_message(&message);
        let effects = self.hear(message, now);
        let effects = self.keep_up(effects, before);
        if matches!(by, seen::By::Itself) {
            self.keep_typing_on_top(typed_into);
        }
        self.notice_place(by);
        effects
    }

    fn hear(&mut self, message: Message, now: Now) -> Vec<Effect> {
        self.now = now;
        self.with_form(|form| form.timeline.tell_time(now.elapsed));
        if self.notice.as_ref().is_some_and(|notice| notice.until <= now.elapsed) {
            self.notice = None;
        }
        let (shown, disturbed) = (self.reveal, reveal::disturbs(&message));
        let drawn = matches!(message, Message::Drawn(_));
        let (listener, pointed) = (self.listener(), matches!(message, Message::Point(..)));
        let mut effects = self.take_message(message);
        effects.extend(self.ask_again());
        effects.extend(self.look_again());
        effects.extend(self.ask_tokens());
        self.forget_then();
        self.look_for_findings();
        self.renew_rendered();
        // What a frame teaches asks for nothing by itself.
        if !drawn {
            effects.extend(self.go_on_with_runs());
        }
        if !pointed && listener != self.listener() {
            self.held = None;
        }
        self.mask_again(shown, disturbed);
        self.look_at_sample();
        self.keep_completing();
        self.offer_to_rename();
        effects
    }

    fn take_message(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Key(event) => {
                self.typed_at = self.now.elapsed;
                self.press(event)
            }
            Message::Paste(text) => {
                self.typed_at = self.now.elapsed;
                let text = masked::pasted(text);
                if !self.holds_paste_back() {
                    self.paste(&text);
                }
                Vec::new()
            }
            Message::Told(told) => {
                self.typed_at = self.now.elapsed;
                self.told(told)
            }
            Message::Point(target, gesture) => {
                self.typed_at = self.now.elapsed;
                if self.is_unseen() {
                    return Vec::new();
                }
                self.point(target, gesture)
            }
            Message::Arrived(ticket, answer) => self.arrived(ticket, answer),
            Message::Drawn(drawn) => {
                if drawn.size != self.drawn.size {
                    self.reveal = None;
                }
                self.standing.show(&drawn, self.now.elapsed);
                self.look_for_the_end(&drawn);
                self.drawn = drawn;
                self.run_drawn();
                Vec::new()
            }
            Message::Zone(zone) => {
                self.session.zone = Some(zone);
                Vec::new()
            }
            Message::Woke => Vec::new(),
        }
    }

    /// When the app next wants to be woken, if at all. Nothing ticks while nothing happens.
    pub fn wake_at(&self) -> Option<Duration> {
        let spin = self.is_waiting().then(|| self.now.elapsed + SPIN);
        let notice = self.notice.as_ref().map(|notice| notice.until);
        let reveal = self.reveal.map(|reveal| reveal.until);
        let due = [
            spin,
            notice,
            reveal,
            self.asks_again_at(),
            self.watches_at(),
            self.keep_due(),
            self.look_due(),
            self.sample_due(),
            self.runs_due(),
        ];
        due.into_iter().flatten().min()
    }

    /// True while something is awaited and a spinner is shown.
    pub fn is_waiting(&self) -> bool {
        let making = self.creating().is_some_and(|creating| creating.asked.is_some());
        if making || self.runs().is_some_and(|runs| runs.awaited().next().is_some()) {
            return true;
        }
        match &self.stage {
            Stage::Picking => matches!(self.picker.progress, Progress::Loading { .. }),
            Stage::Opening { .. } => true,
            Stage::Failed { .. } => false,
            Stage::Editing(form) => form.saving.is_some() || form.deleting.is_some() || form.is_rereading(),
        }
    }

    /// The fields that it knows.
    pub fn table(&self) -> Table {
        self.table
    }

    /// The open connector.
    pub fn form(&self) -> Option<&Form> {
        match &self.stage {
            Stage::Editing(form) => Some(form),
            _ => None,
        }
    }

    pub(crate) fn form_mut(&mut self) -> Option<&mut Form> {
        match &mut self.stage {
            Stage::Editing(form) => Some(form),
            _ => None,
        }
    }

    /// How many fields of a connector wait unsent, whether it is open or was left.
    pub fn unsent(&self, id: &str) -> usize {
        let open = self.form().filter(|form| form.id == id);
        open.or_else(|| self.parked.get(id)).map_or(0, |form| form.draft.changes().len())
    }

    /// Every connector with unsent changes, by name.
    pub fn unsent_connectors(&self) -> Vec<(&str, usize)> {
        self.parked
            .values()
            .chain(self.form())
            .filter(|form| form.has_unsent())
            .map(|form| (facts::draft_name(&form.draft), form.draft.changes().len()))
            .collect()
    }

    fn press(&mut self, event: KeyEvent) -> Vec<Effect> {
        if event.kind == KeyEventKind::Release {
            return Vec::new();
        }
        if event.modifiers == KeyModifiers::ALT && matches!(event.code, KeyCode::Char(_)) {
            // No command needs Alt: it was Esc and the letter behind it, which came together over a slow line. Or it is meant for
            // words of a text, as in a shell. The bytes are the same, so where letters are typed the Esc alone is taken:
            // it loses nothing, and a letter that was no command for one of the two is none for the other.
            let typing = self.listener().types();
            let mut effects = self.press(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
            if typing {
                if self.notice.is_none() {
                    let text = "esc left the text; the letter that came together with it did nothing.";
                    self.say(Tone::Note, text.to_owned());
                }
                return effects;
            }
            effects.extend(self.press(KeyEvent::new(event.code, KeyModifiers::NONE)));
            return effects;
        }
        let key = Key::pressed(event);
        // Nobody can see what a command would act on. Text still goes where it was going; ctrl-c still asks.
        let listener = self.listener();
        let typing = listener.types() && listener != Context::Filter && listener != Context::Palette;
        let row = self.row_for(key);
        let quits = row
            .is_some_and(|row| row.command == Command::Quit && row.contexts.contains(&Context::Everywhere));
        if self.drawn.blind && !(quits || typing && key.typed().is_some()) {
            return Vec::new();
        }
        if self.holds_back(key) {
            return Vec::new();
        }
        if row.is_none_or(|row| row.command != Command::Follow) {
            self.with_form(|form| form.walk = None);
        }
        if let Some(row) = row {
            return self.obey(row);
        }
        if let Some(c) = key.typed() {
            self.type_char(c);
        }
        Vec::new()
    }

    /// Does what a row says, or says why it cannot be done now.
    fn obey(&mut self, row: &Row) -> Vec<Effect> {
        match (row.when)(self) {
            Ok(()) => {
                // What was said belongs to what was done before.
                self.notice = None;
                if self.has_read_on(row.command) {
                    return Vec::new();
                }
                self.apply(row.command)
            }
            Err(reason) => {
                self.refuse(row.label, reason);
                Vec::new()
            }
        }
    }

    /// Says why something cannot be done now.
    fn refuse(&mut self, label: &str, reason: &str) {
        let reason = self.session.keys.spell(reason).into_owned();
        self.say(Tone::Note, format!("{}: {reason}.", capitalised(label)));
    }

    /// Says something for a while.
    fn say(&mut self, tone: Tone, text: String) {
        self.notice = Some(Notice { tone, text, until: self.now.elapsed + NOTICE });
    }

    fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    fn ask_me(&mut self) -> Effect {
        let (ticket, effect) = self.ask(Question::Me);
        self.asking_me = Some(ticket);
        effect
    }

    fn ask_list(&mut self) -> Effect {
        let (ticket, effect) = self.ask(Question::Page(None));
        self.picker.restart(ticket, self.now.elapsed);
        effect
    }

    fn ask_open(&mut self, id: String) -> Effect {
        let (ticket, effect) = self.ask(Question::Connector(id.clone()));
        self.stage = Stage::Opening { id, ticket, since: self.now.elapsed };
        effect
    }

    /// What the list knows of the connector that is open or being opened.
    pub fn summary(&self) -> Option<&Summary> {
        let id = match &self.stage {
            Stage::Picking => return None,
            Stage::Opening { id, .. } | Stage::Failed { id, .. } => id,
            Stage::Editing(form) => &form.id,
        };
        self.picker.find(id)
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
