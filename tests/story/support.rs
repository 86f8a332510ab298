//! A person at a screen, with a server behind it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use patchpanel::api::base::Base;
use patchpanel::api::client::{Client, Limits};
use patchpanel::api::token::Token;
use patchpanel::app::ask::TRIES;
use patchpanel::app::key::Key;
use patchpanel::app::keymap::Keymap;
use patchpanel::app::look::Look;
use patchpanel::app::message::{Effect, Message, Now};
use patchpanel::app::point::{Gesture, Target};
use patchpanel::app::seen::Hearing;
use patchpanel::app::{App, Session};
use patchpanel::connector::FIELDS;
use patchpanel::demo::{self, Canned, Demo, Options, Unknowns};
use patchpanel::edit::{At, Json, Table};
use patchpanel::journal::Journal;
use patchpanel::outside::Outside;
use patchpanel::outside::clipboard::Clipboard;
use patchpanel::perform::{World, perform};
use patchpanel::view;
use patchpanel::view::targets::Targets;
use patchpanel::view::theme::{Depth, Themes};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The time at which every story begins: the sample's times are relative to it.
const START: i64 = 1_790_000_000;

/// A story in progress.
pub struct Story {
    /// What the person works with.
    pub app: App,
    /// What it works on.
    pub demo: Demo,
    runtime: Runtime,
    world: World,
    terminal: Terminal<TestBackend>,
    /// The last frame. The backend keeps what a terminal would erase below the second half of a wide character.
    frame: Buffer,
    /// The themes that there are.
    pub themes: Themes,
    targets: Targets,
    now: Now,
    /// Effects that wait, while the world is held still.
    waiting: VecDeque<Effect>,
    held: bool,
    /// What may never stand on the screen from here on.
    secrets: Vec<String>,
    /// How many frames were drawn and looked over.
    pub frames: usize,
    /// The state folder in which unsent work is kept, where the story has one.
    folder: Option<TempDir>,
    /// True once the app has asked to quit.
    pub ended: bool,
}

/// How a story begins.
pub struct Begin {
    /// How the server answers what the documentation leaves open.
    pub unknowns: Unknowns,
    /// The fields that the app knows.
    pub table: Table,
    /// The connector that is opened instead of the list.
    pub open: Option<&'static str>,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Started with `--read-only`.
    pub read_only: bool,
    /// What the client waits for.
    pub limits: Limits,
    /// Nothing is answered until [`Story::release`].
    pub held: bool,
    /// Where the client connects to instead of the server itself.
    pub address: Option<String>,
    /// The person's own editor, as `$EDITOR` gives it.
    pub editor: Option<&'static str>,
    /// The time zone of the person.
    pub zone: Option<TimeZone>,
    /// Which keys mean what.
    pub keys: Keymap,
    /// What else the app was told at its start.
    pub session: Session,
}

impl Default for Begin {
    fn default() -> Self {
        Self {
            unknowns: Unknowns::default(),
            table: &FIELDS,
            open: None,
            size: (160, 45),
            read_only: false,
            limits: Limits::default(),
            held: false,
            address: None,
            editor: None,
            zone: None,
            keys: Keymap::default(),
            session: Session::default(),
        }
    }
}

impl Story {
    /// At the list of connectors, all of them read.
    pub fn at_the_list() -> Self {
        Self::begin(&Begin::default())
    }

    /// In the connector with this id, read.
    pub fn in_connector(id: &'static str) -> Self {
        Self::begin(&Begin { open: Some(id), ..Begin::default() })
    }

    /// As told.
    pub fn begin(begin: &Begin) -> Self {
        Self::begin_in(begin, None)
    }

    /// In the connector with this id, with a state folder in which unsent work is kept.
    pub fn keeping(id: &'static str) -> Self {
        Self::begin_in(&Begin { open: Some(id), ..Begin::default() }, Some(tempfile::tempdir().unwrap()))
    }

    /// The program is gone from one moment to the next, and started once more as told, with the same server and state
    /// folder.
    #[must_use]
    pub fn crash(self, begin: &Begin) -> Self {
        // Its locks go with it.
        drop((self.app, self.world));
        Self::begin_with(begin, self.runtime, self.demo, self.folder)
    }

    fn begin_in(begin: &Begin, folder: Option<TempDir>) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let options = Options { unknowns: begin.unknowns, ..Options::new(|| START) };
        let demo = runtime.block_on(Demo::start(options)).unwrap();
        Self::begin_with(begin, runtime, demo, folder)
    }

    fn begin_with(begin: &Begin, runtime: Runtime, demo: Demo, folder: Option<TempDir>) -> Self {
        let base = Base::parse(begin.address.as_ref().unwrap_or(&demo.url())).unwrap();
        let token = Token::new(demo::TOKEN.to_owned()).unwrap();
        let client = Client::new(base, token, "Unstable", begin.limits).unwrap();
        let state = |folder: &TempDir| folder.path().to_owned();
        let journal = folder.as_ref().map(state).map(|state| journal(&state, begin.table));
        let keeps = journal.is_some();
        let outside = Arc::new(Outside {
            clipboard: Clipboard::Own(Mutex::default()),
            home: folder.as_ref().map(state),
            editor: begin.editor.map(str::to_owned),
            tokens: Vec::new(),
        });
        let world = World { client, read_only: begin.read_only, journal, outside };
        let now = Now { elapsed: Duration::ZERO, unix: START };
        let themes = Themes::new(Vec::new(), Depth::Many, false, None);
        let session = Session {
            demo: true,
            read_only: begin.read_only,
            host: "127.0.0.1".into(),
            region: None,
            keeps,
            zone: begin.zone.clone(),
            keys: begin.keys.clone(),
            look: Look { themes: themes.names(), ..Look::default() },
            ..begin.session.clone()
        };
        let (app, effects) = App::new(session, begin.table, begin.open.map(str::to_owned), now);
        let terminal = Terminal::new(TestBackend::new(begin.size.0, begin.size.1)).unwrap();
        let mut story = Self {
            app,
            demo,
            runtime,
            world,
            terminal,
            frame: Buffer::default(),
            themes,
            targets: Targets::default(),
            now,
            waiting: effects.into(),
            held: begin.held,
            secrets: Vec::new(),
            frames: 0,
            folder,
            ended: false,
        };
        story.draw();
        story.settle();
        story
    }

    /// The same workspace is reached at another address, or waited for in another way, from here on.
    pub fn reconnect(&mut self, address: &str, limits: Limits) -> &mut Self {
        let token = Token::new(demo::TOKEN.to_owned()).unwrap();
        self.world.client = Client::new(Base::parse(address).unwrap(), token, "Unstable", limits).unwrap();
        self
    }

    /// Where the unsent work on this connector is kept.
    pub fn kept_file(&self, id: &str) -> PathBuf {
        let folder = self.folder.as_ref().expect("the story keeps nothing").path();
        folder.join("patchpanel/journal/demo/acme4demo").join(format!("{id}.json"))
    }

    /// The state folder.
    pub fn state_folder(&self) -> &Path {
        self.folder.as_ref().expect("the story keeps nothing").path()
    }

    /// Presses keys: `"jj<enter>text<esc>"`. What follows from each happens before the next, unless held.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let end = if first == '<' { rest.find('>') } else { None };
            let (name, after) = match end {
                Some(end) => (&rest[1..end], &rest[end + 1..]),
                None => rest.split_at(first.len_utf8()),
            };
            let name = match name {
                " " => "space",
                "lt" => "<",
                other => other,
            };
            let key = Key::named(name).unwrap_or_else(|| panic!("no key is called {name:?}"));
            self.now.elapsed += Duration::from_millis(150);
            self.look_first(key);
            self.tell(Message::Key(key.event()));
            rest = after;
        }
        self
    }

    /// Whoever reads a question before answering it takes this long.
    fn look_first(&mut self, key: Key) {
        if let Hearing::From(at) = self.app.hearing(key) {
            self.now.elapsed = at;
        }
    }

    /// Presses keys so many milliseconds one after the other, without a look at what comes up.
    pub fn blindly(&mut self, keys: &[&str], milliseconds: u64) -> &mut Self {
        for name in keys {
            let key = Key::named(name).unwrap_or_else(|| panic!("no key is called {name:?}"));
            self.now.elapsed += Duration::from_millis(milliseconds);
            self.tell(Message::Key(key.event()));
        }
        self
    }

    /// Esc and a letter, as they come together over a slow line.
    pub fn alt(&mut self, letter: char) -> &mut Self {
        let event = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::ALT);
        self.tell(Message::Key(event));
        self
    }

    /// Where a text stands on the screen: the column and row of its first character, in the topmost row that has it.
    #[track_caller]
    pub fn place_of(&self, text: &str) -> (u16, u16) {
        let width = usize::from(self.frame.area.width);
        let in_row = |(y, row): (usize, &[Cell])| {
            let from = |x: &usize| row[*x..].iter().map(Cell::symbol).collect::<String>().starts_with(text);
            (0..row.len()).find(from).map(|x| (u16::try_from(x).unwrap(), u16::try_from(y).unwrap()))
        };
        let found = self.frame.content.chunks(width).enumerate().find_map(in_row);
        found.unwrap_or_else(|| panic!("{text:?} is not on the screen:\n{}", self.screen()))
    }

    /// Points at a place of the screen.
    pub fn point(&mut self, (x, y): (u16, u16), gesture: Gesture) -> &mut Self {
        self.now.elapsed += Duration::from_millis(150);
        if let Some(target) = self.targets.at(x, y) {
            self.tell(Message::Point(target, gesture));
        }
        self
    }

    /// What stands at a place of the screen.
    pub fn target_at(&self, (x, y): (u16, u16)) -> Target {
        self.targets.at(x, y).unwrap()
    }

    /// Points at something, wherever it stands.
    pub fn tell_point(&mut self, target: Target, gesture: Gesture) -> &mut Self {
        self.tell(Message::Point(target, gesture));
        self
    }

    /// Clicks at the first character of a text.
    #[track_caller]
    pub fn click(&mut self, text: &str) -> &mut Self {
        let place = self.place_of(text);
        self.point(place, Gesture::Click)
    }

    /// Clicks twice at the first character of a text, without moving the hand.
    #[track_caller]
    pub fn double_click(&mut self, text: &str) -> &mut Self {
        let place = self.place_of(text);
        self.point(place, Gesture::Click).point(place, Gesture::DoubleClick)
    }

    /// Turns the wheel over the first character of a text, by so many steps.
    #[track_caller]
    pub fn wheel(&mut self, text: &str, steps: isize) -> &mut Self {
        let place = self.place_of(text);
        for _ in 0..steps.unsigned_abs() {
            self.point(place, Gesture::Wheel(3 * steps.signum()));
        }
        self
    }

    /// Pastes text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.tell(Message::Paste(text.to_owned()));
        self
    }

    /// What lies in the clipboard.
    pub fn clipboard(&self) -> String {
        self.world.outside.clipboard.take().unwrap()
    }

    /// Puts a text into the clipboard, as another program would.
    pub fn copies(&mut self, text: &str) -> &mut Self {
        self.world.outside.clipboard.put(text).unwrap();
        self
    }

    /// Lets time pass without anything happening.
    pub fn wait(&mut self, time: Duration) -> &mut Self {
        self.now.elapsed += time;
        self.tell(Message::Woke);
        self
    }

    /// Lets time pass on the server's clock, too.
    pub fn pass(&mut self, time: Duration) -> &mut Self {
        let seconds = i64::try_from(time.as_secs()).unwrap();
        self.demo.later(seconds);
        self.now.unix += seconds;
        self.wait(time)
    }

    /// From here on questions are asked but not answered, until [`Story::release`].
    pub fn hold(&mut self) -> &mut Self {
        self.held = true;
        self
    }

    /// From here on the place that sends refuses to, though the app was not started so.
    pub fn sends_nothing(&mut self) -> &mut Self {
        self.world.read_only = true;
        self
    }

    /// Answers what was held, and whatever follows from it.
    pub fn release(&mut self) -> &mut Self {
        self.held = false;
        self.settle();
        self
    }

    /// Answers only the question that was asked first, and leaves the rest waiting.
    pub fn answer_one(&mut self) -> &mut Self {
        assert!(self.held, "the world is not held still");
        if let Some(effect) = self.waiting.pop_front() {
            self.perform(effect);
        }
        self.draw();
        self
    }

    /// Answers only the question that was asked last: not every answer comes in its turn.
    pub fn answer_last(&mut self) -> &mut Self {
        if let Some(effect) = self.waiting.pop_back() {
            self.perform(effect);
        }
        self.draw();
        self
    }

    /// What was asked first comes after what was asked next.
    pub fn swap(&mut self) -> &mut Self {
        self.waiting.swap(0, 1);
        self
    }

    /// The questions that wait for an answer.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    fn tell(&mut self, message: Message) {
        let effects = self.app.update(message, self.now);
        self.waiting.extend(effects);
        self.draw();
        self.settle();
    }

    fn settle(&mut self) {
        let mut performed = false;
        while !self.held {
            let Some(effect) = self.waiting.pop_front() else { break };
            self.perform(effect);
            performed = true;
        }
        if performed {
            self.draw();
        }
    }

    fn perform(&mut self, effect: Effect) {
        if let Effect::Quit = effect {
            self.ended = true;
        } else if let Some(answer) = self.runtime.block_on(perform(&self.world, effect)) {
            let effects = self.app.update(answer, self.now);
            self.waiting.extend(effects);
        }
    }

    fn draw(&mut self) {
        let mut drawn = None;
        let theme = self.themes.of(&self.app.session.look.theme);
        let completed =
            self.terminal.draw(|frame| drawn = Some(view::draw(&self.app, theme, frame))).unwrap();
        self.frame = completed.buffer.clone();
        let (drawn, targets) = drawn.unwrap();
        self.targets = targets;
        self.app.update(Message::Drawn(drawn), self.now);
        self.look_over();
    }

    /// Holds for every frame of every story: no cell acts on the terminal or hides from the reader, and nothing
    /// secret is legible.
    fn look_over(&mut self) {
        self.frames += 1;
        for cell in &self.frame.content {
            let symbol = cell.symbol();
            let emoji = symbol.chars().any(|c| ('\u{1f000}'..='\u{1ffff}').contains(&c));
            let hidden = |c: char| {
                c.is_control()
                    || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
                    || (c == '\u{200d}' && !emoji)
            };
            assert!(!symbol.chars().any(hidden), "a cell holds {symbol:?}:\n{}", self.screen());
        }
        if !self.secrets.is_empty() {
            // A secret that is wrapped is as legible as one that is not.
            let screen = self.screen();
            let joined: String = screen.chars().filter(|c| !c.is_whitespace() && *c != '│').collect();
            for secret in &self.secrets {
                assert!(!joined.contains(secret.as_str()), "{secret:?} is legible:\n{screen}");
            }
        }
    }

    /// Fails from here on as soon as a frame shows this text. It must be free of spaces.
    pub fn never_shows(&mut self, secret: &str) -> &mut Self {
        self.secrets.push(secret.to_owned());
        self.draw();
        self
    }

    /// Lets everything be shown again.
    pub fn may_show_all(&mut self) -> &mut Self {
        self.secrets.clear();
        self
    }

    /// What is marked on the screen as the place of an error.
    pub fn marked(&self) -> String {
        let cells = self.frame.content.iter();
        cells.filter(|cell| cell.modifier.contains(Modifier::REVERSED)).map(Cell::symbol).collect()
    }

    /// Where the terminal's cursor stands, column and row, if it is shown.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let backend = self.terminal.backend();
        backend.cursor_visible().then(|| {
            let position = backend.cursor_position();
            (position.x, position.y)
        })
    }

    /// Gives the screen another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.terminal.backend_mut().resize(width, height);
        self.draw();
        self
    }

    /// The screen as text, a line for each row.
    pub fn screen(&self) -> String {
        let rows = self.frame.content.chunks(usize::from(self.frame.area.width));
        rows.map(|row| {
            // A wide character stands in its first cell; the one after it is its other half.
            let (mut line, mut skip) = (String::new(), 0);
            for cell in row {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                skip = unicode_width::UnicodeWidthStr::width(cell.symbol()).saturating_sub(1);
                line.push_str(cell.symbol());
            }
            line.trim_end().to_owned() + "\n"
        })
        .collect()
    }

    /// How the first letter of this text is drawn, in the topmost row that has it and there furthest to the right: its
    /// colour, and the signs that do without colours.
    #[track_caller]
    pub fn look_of(&self, text: &str) -> (Color, Modifier) {
        let width = usize::from(self.frame.area.width);
        let in_row = |row: &[Cell]| {
            let from = |x: &usize| row[*x..].iter().map(Cell::symbol).collect::<String>().starts_with(text);
            (0..row.len()).rev().find(from).map(|x| (row[x].fg, row[x].modifier))
        };
        let found = self.frame.content.chunks(width).find_map(in_row);
        found.unwrap_or_else(|| panic!("{text:?} is not on the screen:\n{}", self.screen()))
    }

    /// The text of a field with what is changed in it.
    #[track_caller]
    pub fn text_of(&self, key: &str) -> String {
        let draft = &self.app.form().expect("no connector is open").draft;
        let at = At::of(draft.table(), key).expect("there is no such field");
        draft.value(at).text().unwrap_or_default().to_owned()
    }

    /// Fails with the whole screen unless the text stands on it.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "{text:?} is not on the screen:\n{screen}");
        self
    }

    /// Fails with the whole screen if the text stands on it.
    #[track_caller]
    pub fn does_not_see(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "{text:?} is on the screen:\n{screen}");
        self
    }

    /// Moves the cursor to the field with this label.
    #[track_caller]
    pub fn go_to(&mut self, label: &str) -> &mut Self {
        self.keys("g");
        for _ in 0..200 {
            if self.current() == Some(label) {
                return self;
            }
            self.keys("j");
        }
        panic!("there is no field {label:?}:\n{}", self.screen());
    }

    /// The label of the field under the cursor.
    pub fn current(&self) -> Option<&'static str> {
        self.app.form()?.current().map(|(_, field)| field.label)
    }

    /// The exact bodies of every PATCH that reached the server.
    pub fn sent(&self) -> Vec<String> {
        self.demo
            .requests()
            .into_iter()
            .filter(|request| request.method == "PATCH")
            .map(|request| String::from_utf8(request.body.to_vec()).unwrap())
            .collect()
    }

    /// The one PATCH that reached the server, as JSON.
    #[track_caller]
    pub fn sent_once(&self) -> Json {
        let sent = self.sent();
        assert_eq!(sent.len(), 1, "{sent:#?}");
        serde_json::from_str(&sent[0]).unwrap()
    }

    /// The connector as the server stores it, header values included.
    pub fn stored(&self, id: &str) -> Json {
        self.demo.stored(id).expect("no such connector on the server")
    }

    /// The next request of this method to this path is answered like this.
    pub fn canned(&mut self, method: &str, path: &str, status: u16, body: &str) -> &mut Self {
        self.canned_with(method, path, status, &[], body)
    }

    /// The same, with headers.
    pub fn canned_with(
        &mut self,
        method: &str,
        path: &str,
        status: u16,
        headers: &[(&str, &str)],
        body: &str,
    ) -> &mut Self {
        let json = ("content-type", "application/json");
        let headers = headers.iter().chain([&json]);
        self.demo.fail_next(Canned {
            method: method.to_owned(),
            path: path.to_owned(),
            status,
            headers: headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.as_bytes().to_vec(),
            applies: false,
        });
        self
    }

    /// The next save of the connector is carried out, and a gateway answers in its place.
    pub fn loses_answer(&mut self, id: &str) -> &mut Self {
        self.lost_answer("PATCH", &format!("/data_connectors/{id}"))
    }

    /// The next request of this method to this path is carried out, and a gateway answers in its place.
    pub fn lost_answer(&mut self, method: &str, path: &str) -> &mut Self {
        self.demo.fail_next(Canned {
            method: method.to_owned(),
            path: path.to_owned(),
            status: 502,
            headers: Vec::new(),
            body: b"<html>".to_vec(),
            applies: true,
        });
        self
    }

    /// Sends what the review shows, after one more look where something has just been merged.
    #[track_caller]
    pub fn send_reviewed(&mut self) -> &mut Self {
        self.keys("<esc>").send()
    }

    /// Every reading of the connector is answered like this, as often as it is tried.
    pub fn cannot_be_read(&mut self, id: &str, status: u16, body: &str) -> &mut Self {
        for _ in 0..2 * TRIES {
            self.canned("GET", &format!("/data_connectors/{id}"), status, body);
        }
        self
    }

    /// Waits as long as something that failed is tried again by itself.
    pub fn with_patience(&mut self) -> &mut Self {
        while let Some(wait) = self.app.wait() {
            let until = wait.until;
            self.now.elapsed = self.now.elapsed.max(until);
            self.tell(Message::Woke);
        }
        self
    }

    /// Reviews and sends; between the last look at the connector and the patch itself something happens.
    #[track_caller]
    pub fn send_while(&mut self, meanwhile: impl FnOnce(&mut Self)) -> &mut Self {
        self.keys("<ctrl-s>").sees(" Review ").keys("G").hold().keys("<enter>");
        self.answer_one();
        meanwhile(self);
        self.release()
    }

    /// Holds the world still at the moment in which what was asked to be sent is on its way: the look before it is
    /// answered, the save is not.
    pub fn in_flight(&mut self, keys: &str) -> &mut Self {
        self.hold().keys(keys).answer_one()
    }

    /// The list cannot be read, as often as it is tried.
    pub fn list_cannot_be_read(&mut self, status: u16, body: &str) -> &mut Self {
        for _ in 0..TRIES {
            self.canned("GET", "/data_connectors", status, body);
        }
        self
    }

    /// The server holds these values from now on, whatever it answers to a save.
    pub fn stores(&mut self, id: &str, values: Json) -> &mut Self {
        assert!(self.demo.edit_as_someone_else(id, "128", values), "no such connector on the server");
        self
    }

    /// Someone else changes these values.
    pub fn someone_changes(&mut self, id: &str, values: Json) -> &mut Self {
        assert!(self.demo.edit_as_someone_else(id, "456", values), "no such connector on the server");
        self
    }

    /// The next save is refused with this code and message.
    pub fn refuse_save(&mut self, status: u16, code: &str, message: &str) -> &mut Self {
        self.canned("PATCH", "/data_connectors", status, &refusal(code, message))
    }

    /// The row of the list of fields that holds this label, from its mark on, without the rest of the screen.
    #[track_caller]
    pub fn row(&self, label: &str) -> String {
        let screen = self.screen();
        let row = screen.lines().find_map(|line| {
            let pane = line.split('│').nth(1)?;
            let words = pane.trim_start_matches([' ', '▸', '●', '!']);
            words.starts_with(label).then(|| pane.trim_start_matches([' ', '▸']).trim_end().to_owned())
        });
        row.unwrap_or_else(|| panic!("no row is called {label:?}:\n{screen}"))
    }

    /// What the list of fields says of this field.
    #[track_caller]
    pub fn short_value(&self, label: &str) -> String {
        let row = self.row(label);
        row.trim_start_matches(['●', '!', ' ']).trim_start_matches(label).trim().to_owned()
    }

    /// The body that the lowest request on the screen shows, line by line, without what stands around it.
    #[track_caller]
    pub fn body_on_screen(&self) -> String {
        let rows: Vec<Vec<&str>> = self
            .frame
            .content
            .chunks(usize::from(self.frame.area.width))
            .map(|row| {
                let mut symbols: Vec<&str> = row.iter().map(Cell::symbol).collect();
                for x in 0..symbols.len() {
                    for half in 1..unicode_width::UnicodeWidthStr::width(symbols[x]) {
                        symbols[x + half] = "";
                    }
                }
                symbols
            })
            .collect();
        let head: Vec<String> = "PATCH /data_connectors/".chars().map(String::from).collect();
        let starts = |row: &[&str]| row.windows(head.len()).rposition(|part| part == head);
        let place = rows.iter().enumerate().rev().find_map(|(y, row)| Some((y, starts(row)?)));
        let (y, x) = place.unwrap_or_else(|| panic!("no request is shown:\n{}", self.screen()));
        let mut lines = Vec::new();
        for row in &rows[y + 1..] {
            let inside: String = row[x..].iter().take_while(|symbol| **symbol != "│").copied().collect();
            lines.push(inside.trim_end().to_owned());
            if lines.last().is_some_and(|line| line == "}") {
                return lines.join("\n");
            }
        }
        panic!("the body has no end:\n{}", self.screen());
    }

    /// Nothing is changed, and nothing was sent.
    #[track_caller]
    pub fn is_clean(&mut self) -> &mut Self {
        self.sees("no changes");
        assert_eq!(self.sent(), Vec::<String>::new());
        self
    }

    /// Reviews and sends what is changed; the story goes on where the answer has arrived.
    #[track_caller]
    pub fn send(&mut self) -> &mut Self {
        self.keys("<ctrl-s>").sees(" Review ");
        // A sample response is sent by a key of its own.
        let key = if self.app.sends_sample() { "y" } else { "<enter>" };
        // All of it is seen first.
        self.keys("G").keys(key)
    }

    /// How many requests of this method reached a path that begins like this.
    pub fn count(&self, method: &str, path: &str) -> usize {
        let requests = self.demo.requests();
        requests
            .iter()
            .filter(|request| request.method == method && request.path_and_query.starts_with(path))
            .count()
    }

    /// The names of the connectors in the list, in the order in which they stand there.
    pub fn listed(&self) -> Vec<String> {
        let picker = &self.app.picker;
        picker.window(0, picker.shown_count()).map(|item| item.name.clone()).collect()
    }
}

/// The journals in this state folder.
pub fn journal(state: &Path, table: Table) -> Arc<Journal> {
    Arc::new(Journal::new(Ok(state), "demo", table, std::process::id()))
}

/// An error envelope with a request id that a person could quote.
pub fn refusal(code: &str, message: &str) -> String {
    serde_json::json!({
        "type": "error.list",
        "request_id": REQUEST_ID,
        "errors": [{"code": code, "message": message}],
    })
    .to_string()
}

/// The id in [`refusal`].
pub const REQUEST_ID: &str = "b4a45e2c-7a8d-4f3e-9c1a-2d5e8f7a6b3c";
