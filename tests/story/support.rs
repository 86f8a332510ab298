//! A person at a screen, with a server behind it.

use patchpanel::api::base::Base;
use patchpanel::api::client::{Client, Limits};
use patchpanel::api::token::Token;
use patchpanel::app::key::Key;
use patchpanel::app::message::{Effect, Message, Now};
use patchpanel::app::{App, Session};
use patchpanel::connector::FIELDS;
use patchpanel::demo::{self, Demo, Options, Unknowns};
use patchpanel::edit::{Json, Table};
use patchpanel::perform::{World, perform};
use patchpanel::view;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::runtime::Runtime;

/// The time at which every story begins: the sample's times are relative to it.
const START: i64 = 1_790_000_000;

/// A story in progress.
pub struct Story {
    pub app: App,
    pub demo: Demo,
    runtime: Runtime,
    world: World,
    terminal: Terminal<TestBackend>,
    now: Now,
    /// Effects that wait, while the world is held still.
    waiting: VecDeque<Effect>,
    held: bool,
    /// True once the app has asked to quit.
    pub ended: bool,
}

/// How a story begins.
pub struct Begin {
    pub unknowns: Unknowns,
    pub table: Table,
    pub open: Option<&'static str>,
    pub size: (u16, u16),
    pub read_only: bool,
    pub limits: Limits,
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

    pub fn begin(begin: &Begin) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let options = Options { unknowns: begin.unknowns, ..Options::new(|| START) };
        let demo = runtime.block_on(Demo::start(options)).unwrap();
        let base = Base::parse(&demo.url()).unwrap();
        let token = Token::new(demo::TOKEN.to_owned()).unwrap();
        let client = Client::new(base, token, "Unstable", begin.limits).unwrap();
        let world = World { client, read_only: begin.read_only };
        let now = Now { elapsed: Duration::ZERO, unix: START };
        let session =
            Session { demo: true, read_only: begin.read_only, host: "127.0.0.1".into(), region: None };
        let (app, effects) = App::new(session, begin.table, begin.open.map(str::to_owned), now);
        let terminal = Terminal::new(TestBackend::new(begin.size.0, begin.size.1)).unwrap();
        let mut story = Self {
            app,
            demo,
            runtime,
            world,
            terminal,
            now,
            waiting: effects.into(),
            held: false,
            ended: false,
        };
        story.settle();
        story
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
            self.now.elapsed += Duration::from_millis(50);
            self.tell(Message::Key(key.event()));
            rest = after;
        }
        self
    }

    /// Pastes text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.tell(Message::Paste(text.to_owned()));
        self
    }

    /// Lets time pass without anything happening.
    pub fn wait(&mut self, time: Duration) -> &mut Self {
        self.now.elapsed += time;
        self.tell(Message::Woke);
        self
    }

    /// From here on questions are asked but not answered, until [`Story::release`].
    pub fn hold(&mut self) -> &mut Self {
        self.held = true;
        self
    }

    /// Answers what was held, and whatever follows from it.
    pub fn release(&mut self) -> &mut Self {
        self.held = false;
        self.settle();
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
        while !self.held {
            let Some(effect) = self.waiting.pop_front() else { break };
            if let Effect::Quit = effect {
                self.ended = true;
                continue;
            }
            if let Some(answer) = self.runtime.block_on(perform(&self.world, effect)) {
                let effects = self.app.update(answer, self.now);
                self.waiting.extend(effects);
            }
        }
        self.draw();
    }

    fn draw(&mut self) {
        let mut drawn = None;
        self.terminal.draw(|frame| drawn = Some(view::draw(&self.app, frame))).unwrap();
        self.app.update(Message::Drawn(drawn.unwrap()), self.now);
    }

    /// Gives the screen another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.terminal.backend_mut().resize(width, height);
        self.draw();
        self
    }

    /// The screen as text, a line for each row.
    pub fn screen(&self) -> String {
        let buffer = self.terminal.backend().buffer();
        let rows = buffer.content.chunks(usize::from(buffer.area.width));
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
}
