//! Laws of the frame: whatever stands in a connector, whatever is pressed and pointed at, on a screen of whatever size.

use super::app::{EDITING, KEYS, finds_a_way_out};
use super::make::{draft, edits, record, text};
use super::tries;
use super::world::World;
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use patchpanel::api::wire::StateVersion;
use patchpanel::app::command::{Command, Context};
use patchpanel::app::key::Key;
use patchpanel::app::look::Look;
use patchpanel::app::message::{Drawn, Effect, Message, Now};
use patchpanel::app::overlay::Overlay;
use patchpanel::app::point::Target;
use patchpanel::app::seen::Hearing;
use patchpanel::app::{App, Session};
use patchpanel::connector::FIELDS;
use patchpanel::edit::Json;
use patchpanel::journal::kept::Kept;
use patchpanel::run::pointer::Pointer;
use patchpanel::view;
use patchpanel::view::targets::Targets;
use patchpanel::view::theme::{Depth, Themes};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::Config;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use serde_json::json;
use std::collections::VecDeque;
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

/// Where everything fits.
const ROOMY: (u16, u16) = (160, 45);

/// What terminals and eyes stumble over.
const HOSTILE: [&str; 19] = [
    "漢字かな交じり文",
    "👩‍👩‍👧‍👦 family",
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "1\u{fe0f}\u{20e3} ❤\u{fe0f} ☎\u{fe0e}",
    "🇩🇪🇫🇷👍🏽",
    "e\u{301}e\u{301}e\u{301}",
    "\u{301}\u{302} alone",
    "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}\u{30c}\u{30d}\u{30e}\u{30f}\u{310}",
    "\u{202e}gpj.exe\u{2066}\u{2069}",
    "\u{200b}\u{200d}\u{2060}\u{feff}\u{ad}",
    "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m",
    "a\tb\r\nc\u{85}d\u{2028}e",
    "ﷺ ⸻ ꧅",
    "한\u{1112}\u{1161}\u{11ab}\u{115f}\u{3164}\u{ffa0}",
    "กำ\u{e49}า กิ\u{e48}",
    "{{order_id}} {{漢}} {{\u{202e}x}} {{",
    "order_id\u{fe0f} a\u{34f}b",
    "ᐃ\u{180e}\u{17b4}\u{fff9}\u{fffb}",
    "",
];

fn hostile() -> BoxedStrategy<String> {
    prop_oneof![
        4 => prop::collection::vec(select(&HOSTILE[..]), 1..4).prop_map(|parts| parts.concat()),
        1 => (select(&HOSTILE[..]), 1..60_usize).prop_map(|(part, times)| part.repeat(times)),
        1 => (select(&HOSTILE[..]), 1..40_usize).prop_map(|(part, times)| vec![part; times].join("\n")),
        1 => text(),
    ]
    .boxed()
}

/// A connector with hostile texts, long lines and many rows in it.
fn hostile_record() -> BoxedStrategy<Json> {
    let inputs = prop::collection::vec((hostile(), hostile()), 0..40);
    let headers = prop::collection::vec(hostile(), 0..6);
    let texts = prop::collection::vec(prop::option::weighted(0.7, hostile()), 4..5);
    (record(), texts, inputs, headers)
        .prop_map(|(mut record, texts, inputs, headers)| {
            for (key, text) in ["name", "description", "url", "body"].into_iter().zip(texts) {
                if let Some(text) = text {
                    record[key] = json!(text);
                }
            }
            if inputs.len() % 3 > 0 {
                let row = |(name, about)| json!({"name": name, "type": "string", "description": about, "required": true});
                record["data_inputs"] = inputs.into_iter().map(row).collect();
                let row = |name| json!({"name": name, "value": "****"});
                record["headers"] = headers.into_iter().map(row).collect();
            }
            // What holds no key of a connector is not opened as one.
            record["id"] = json!("1");
            record
        })
        .boxed()
}

/// What the hand does at a place.
#[derive(Clone, Copy, Debug)]
enum Hand {
    Click,
    Twice,
    Up,
    Down,
}

/// Something that happens.
#[derive(Clone, Debug)]
enum Act {
    Key(&'static str),
    Paste(String),
    /// Goes to the field with this number, and opens it.
    Visit(usize),
    /// The same, and opens the cell in this row and column.
    Cell(usize, usize, usize),
    /// Presses a key among the fields.
    Over(&'static str),
    /// The person and someone else change the same field, and the choice between the two is opened.
    Clash,
    Resize(u16, u16),
    /// At any cell, as a share of the screen.
    Anywhere(Hand, (u16, u16)),
    /// At something that can be pointed at.
    At(Hand, Index),
    /// From one cell to another one with the button held.
    Drag((u16, u16), (u16, u16)),
    /// A border between panes, where there is one.
    Border(u16),
    Wait(u64),
}

impl Act {
    /// Begins among the fields of a connector.
    fn wants_fields(&self) -> bool {
        matches!(self, Self::Visit(_) | Self::Cell(..) | Self::Over(_) | Self::Clash)
    }
}

/// The keys among the fields that lay something over them, or have the connector read again.
const OVER: [&str; 17] =
    ["s", "s", "s", "l", "l", "w", "v", "H", "p", "Y", "t", "R", "q", "ctrl-p", "D", "c", "ctrl-r"];

/// Each page that sends: the field that is changed, the keys that lead there, where one is then, and the key that sends.
const SENDS: &[(Option<&str>, &[&str], Context, &str)] = &[
    (Some("direct_fin_usage"), &["s"], Context::Review, "enter"),
    (Some("mock_response"), &["s"], Context::Review, "y"),
    (None, &["t"], Context::Flip, "y"),
    (None, &["D", "enter"], Context::Creating, "y"),
    (None, &["X", "a", "b", "c"], Context::Prompt, "enter"),
];

fn size() -> BoxedStrategy<(u16, u16)> {
    prop_oneof![
        2 => (1..60_u16, 1..20_u16),
        3 => (40..130_u16, 12..40_u16),
        1 => Just(ROOMY),
        1 => Just((40, 12)),
        1 => (1..=300_u16, 1..=100_u16),
    ]
    .boxed()
}

fn acts() -> BoxedStrategy<Vec<Act>> {
    let hand = || select(vec![Hand::Click, Hand::Twice, Hand::Twice, Hand::Up, Hand::Down]);
    let cell = || (0..10_000_u16, 0..10_000_u16);
    let act = prop_oneof![
        5 => select(OVER.to_vec()).prop_map(Act::Over),
        1 => Just(Act::Clash),
        2 => (0..FIELDS.len(), 0..3_usize, 0..5_usize).prop_map(|(at, row, column)| Act::Cell(at, row, column)),
        6 => select(KEYS.clone()).prop_map(Act::Key),
        3 => select(EDITING.to_vec()).prop_map(Act::Key),
        2 => hostile().prop_map(Act::Paste),
        3 => (0..FIELDS.len() + 3).prop_map(Act::Visit),
        4 => size().prop_map(|(width, height)| Act::Resize(width, height)),
        3 => (hand(), cell()).prop_map(|(hand, cell)| Act::Anywhere(hand, cell)),
        6 => (hand(), any::<Index>()).prop_map(|(hand, place)| Act::At(hand, place)),
        1 => (cell(), cell()).prop_map(|(from, to)| Act::Drag(from, to)),
        1 => (0..10_000_u16).prop_map(Act::Border),
        1 => (0..50_u64).prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 0..30).boxed()
}

/// A person at a window.
struct Window {
    app: App,
    world: World,
    size: (u16, u16),
    themes: Themes,
    targets: Targets,
    pointer: Pointer,
    now: Now,
}

type Tried<T = ()> = Result<T, TestCaseError>;

/// What a frame is, and what was learnt while drawing it.
type Seen = (Buffer, Option<Position>, Drawn, Targets);

impl Window {
    /// In the connector, read.
    fn open(base: &Json, kept: Option<Kept>, said: &str, size: (u16, u16)) -> Tried<Self> {
        Self::begin(Some("1"), base, kept, said, size)
    }

    fn begin(id: Option<&str>, base: &Json, kept: Option<Kept>, said: &str, size: (u16, u16)) -> Tried<Self> {
        let themes = Themes::new(Vec::new(), Depth::Many, false, None);
        let session = Session {
            keeps: true,
            production: said.len().is_multiple_of(2),
            profile: Some(said.to_owned()),
            label: Some(said.to_owned()),
            look: Look { themes: themes.names(), ..Look::default() },
            ..Session::default()
        };
        let now = Now { elapsed: Duration::ZERO, unix: 1_790_000_000 };
        let (app, effects) = App::new(session, &FIELDS, id.map(str::to_owned), now);
        let world = World { base: base.clone(), kept, said: said.to_owned(), asked: 0, sent: 0, calm: false };
        let (targets, pointer) = (Targets::default(), Pointer::default());
        let mut window = Self { app, world, size, themes, targets, pointer, now };
        window.draw()?;
        window.perform(effects, false)?;
        window.draw()?;
        Ok(window)
    }

    fn listener(&self) -> Context {
        self.app.contexts()[0]
    }

    fn act(&mut self, act: &Act) -> Tried {
        self.now.elapsed += Duration::from_secs(1);
        self.tell(Message::Woke)?;
        match act {
            Act::Key(name) => self.key(name),
            Act::Paste(text) => self.tell(Message::Paste(text.clone())),
            Act::Visit(place) => {
                self.back_to_the_fields()?;
                self.key("g")?;
                (0..*place).try_for_each(|_| self.key("j"))?;
                self.key("enter")
            }
            Act::Cell(place, row, column) => {
                self.act(&Act::Visit(*place))?;
                (0..*row).try_for_each(|_| self.key("j"))?;
                (0..*column).try_for_each(|_| self.key("l"))?;
                self.key("enter")
            }
            Act::Over(name) => {
                self.back_to_the_fields()?;
                self.key(name)
            }
            Act::Clash => {
                self.act(&Act::Visit(0))?;
                self.key("x")?;
                self.back_to_the_fields()?;
                self.world.someone_changes();
                ["ctrl-r", "c"].into_iter().try_for_each(|name| self.key(name))
            }
            Act::Resize(width, height) => {
                self.size = (*width, *height);
                Ok(())
            }
            Act::Anywhere(hand, share) => self.hand(*hand, self.cell(*share)),
            Act::At(hand, place) => {
                let areas: Vec<(Rect, Target)> = self.targets.areas().collect();
                let Some((area, _)) = areas.get(place.index(areas.len().max(1))) else { return Ok(()) };
                let within =
                    |from: u16, room: u16| from + u16::try_from(place.index(usize::from(room))).unwrap();
                self.hand(*hand, (within(area.x, area.width), within(area.y, area.height)))
            }
            Act::Drag(from, to) => self.drag(self.cell(*from), self.cell(*to)),
            Act::Border(share) => {
                let border = self.targets.areas().find(|(_, target)| matches!(target, Target::Border(_)));
                border.map_or(Ok(()), |(area, _)| self.drag((area.x, area.y), self.cell((*share, 5_000))))
            }
            Act::Wait(seconds) => {
                self.now.elapsed += Duration::from_secs(*seconds);
                self.tell(Message::Woke)
            }
        }?;
        self.draw()
    }

    fn cell(&self, (x, y): (u16, u16)) -> (u16, u16) {
        let part = |share: u16, all: u16| u16::try_from(u32::from(share) * u32::from(all) / 10_000).unwrap();
        (part(x, self.size.0), part(y, self.size.1))
    }

    fn hand(&mut self, hand: Hand, at: (u16, u16)) -> Tried {
        let down = MouseEventKind::Down(MouseButton::Left);
        match hand {
            Hand::Click => self.mouse(down, at),
            Hand::Twice => {
                self.mouse(down, at)?;
                self.draw()?;
                self.mouse(down, at)
            }
            Hand::Up => self.mouse(MouseEventKind::ScrollUp, at),
            Hand::Down => self.mouse(MouseEventKind::ScrollDown, at),
        }
    }

    fn drag(&mut self, from: (u16, u16), to: (u16, u16)) -> Tried {
        self.mouse(MouseEventKind::Down(MouseButton::Left), from)?;
        self.draw()?;
        self.mouse(MouseEventKind::Drag(MouseButton::Left), to)?;
        self.mouse(MouseEventKind::Up(MouseButton::Left), to)
    }

    fn mouse(&mut self, kind: MouseEventKind, (column, row): (u16, u16)) -> Tried {
        let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
        let message = self.pointer.hear(event, &self.targets, self.size.0, self.now.elapsed);
        let Some(Message::Point(target, gesture)) = message else { return Ok(()) };
        // Leaving the connector would leave nothing to look at.
        let away = match target {
            Target::Hint(command) => matches!(command, Command::Back | Command::Quit | Command::EditOutside),
            _ => finds_a_way_out(&self.app),
        };
        if away { Ok(()) } else { self.tell(Message::Point(target, gesture)) }
    }

    fn key(&mut self, name: &str) -> Tried {
        let away = name == "enter" && finds_a_way_out(&self.app)
            || name == "esc" && self.listener() == Context::Form;
        if away { Ok(()) } else { self.tell(Message::Key(Key::named(name).unwrap().event())) }
    }

    /// Waits until this key is heard where one is.
    fn read(&mut self, name: &str) {
        if let Hearing::From(at) = self.app.hearing(Key::named(name).unwrap()) {
            self.now.elapsed = at;
        }
    }

    /// Goes to a field and changes it: a yes or no to yes, an empty text to something that is JSON.
    fn change(&mut self, key: &str) -> Tried {
        self.act(&Act::Visit(FIELDS.iter().position(|field| field.key == key).unwrap()))?;
        if self.listener() == Context::Choice {
            self.key("y")?;
            return self.key("enter");
        }
        self.tell(Message::Paste("{}".to_owned()))
    }

    fn back_to_the_fields(&mut self) -> Tried {
        for _ in 0..40 {
            if self.listener() == Context::Form {
                break;
            }
            self.key("esc")?;
        }
        Ok(())
    }

    fn tell(&mut self, message: Message) -> Tried {
        let pointed = matches!(message, Message::Point(..));
        let what = if let Message::Point(target, gesture) = &message {
            format!("{gesture:?} {target:?}")
        } else {
            String::new()
        };
        let effects = self.app.update(message, self.now);
        self.perform(effects, pointed).map_err(|error| TestCaseError::fail(format!("{error}: {what}")))
    }

    /// Answers what is asked, and what follows from it.
    fn perform(&mut self, effects: Vec<Effect>, pointed: bool) -> Tried {
        let mut effects: VecDeque<Effect> = effects.into();
        let before = self.world.sent;
        while let Some(effect) = effects.pop_front() {
            if let Some(message) = self.world.answer(effect, self.app.form().is_some()) {
                effects.extend(self.app.update(message, self.now));
            }
        }
        prop_assert!(!pointed || self.world.sent == before, "a click sends");
        Ok(())
    }

    fn frame(&mut self) -> Seen {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        let (mut told, theme) = (None, self.themes.of(&self.app.session.look.theme));
        let drawn = terminal.draw(|frame| told = Some(view::draw(&self.app, theme, frame))).unwrap();
        let buffer = drawn.buffer.clone();
        let cursor = terminal.backend().cursor_visible().then(|| terminal.backend().cursor_position());
        let (drawn, targets) = told.unwrap();
        (buffer, cursor, drawn, targets)
    }

    /// What stands on the screen, a line for each row.
    fn text(&mut self) -> String {
        let (buffer, ..) = self.frame();
        let row =
            |cells: &[Cell]| cells.iter().map(|cell| cell.symbol().to_owned()).collect::<String>() + "\n";
        buffer.content.chunks(usize::from(buffer.area.width)).map(row).collect()
    }

    /// Draws, and looks the frame over.
    fn draw(&mut self) -> Tried {
        let seen = self.frame();
        let (buffer, cursor, drawn, targets) = &seen;
        let area = buffer.area;
        for (place, target) in targets.areas() {
            let inside = !place.is_empty() && area.intersection(place) == place;
            prop_assert!(inside, "{:?} at {} in {}", target, place, area);
        }
        let inside = cursor.map_or(drawn.blind, |cursor| area.contains(cursor));
        prop_assert!(inside, "the cursor at {:?} in {}", cursor, area);
        for row in buffer.content.chunks(usize::from(area.width)) {
            let mut covered = 0;
            for (x, cell) in row.iter().enumerate() {
                let symbol = cell.symbol();
                prop_assert!(is_fit(symbol), "{:?} in a cell of {}", symbol, area);
                let width = symbol.width();
                prop_assert!(x + width <= row.len(), "{:?} sticks out of {}", symbol, area);
                prop_assert!(
                    covered == 0 || symbol == " ",
                    "{:?} stands under a wide character in {}",
                    symbol,
                    area
                );
                covered = usize::max(covered, width).saturating_sub(1);
            }
        }
        prop_assert!(seen == self.frame(), "drawn twice it is another frame");
        // What the app learns from a frame changes nothing on it, or it would jump at the next key.
        if *drawn != self.app.drawn {
            self.app.update(Message::Drawn(*drawn), self.now);
            let after = self.frame().0;
            prop_assert!(seen.0 == after, "{}", difference(&seen.0, &after));
        }
        self.targets = seen.3;
        Ok(())
    }
}

/// The first row in which two frames differ.
fn difference(a: &Buffer, b: &Buffer) -> String {
    let rows = |buffer: &Buffer| {
        let rows = buffer.content.chunks(usize::from(buffer.area.width));
        rows.map(|row| row.iter().map(Cell::symbol).collect::<String>()).collect::<Vec<_>>()
    };
    let pair = rows(a).into_iter().zip(rows(b)).find(|(a, b)| a != b);
    format!("a row becomes another one: {pair:#?}")
}

/// Whether a terminal draws it where it is put, and a person sees all of it.
fn is_fit(symbol: &str) -> bool {
    let picture = |c: char| matches!(c, '\u{1f000}'..='\u{1ffff}' | '\u{20e3}' | '\u{2190}'..='\u{2bff}' | '\u{3030}' | '\u{303d}');
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
            || matches!(c, '\u{200d}' | '\u{fe00}'..='\u{fe0f}') && !symbol.chars().any(picture)
    };
    symbol.width() > 0 && !symbol.chars().any(hidden)
}

proptest! {
    #![proptest_config(Config { max_shrink_iters: 100, ..tries(20) })]

    #[test]
    fn whatever_is_done_on_whatever_screen_the_frame_is_sound_and_no_click_sends(
        base in hostile_record(),
        earlier in prop::option::weighted(0.2, edits()),
        said in hostile(),
        size in size(),
        acts in acts(),
    ) {
        let kept = earlier.and_then(|edits| {
            let mut draft = draft(&base);
            for edit in &edits {
                edit.make(&mut draft);
            }
            Kept::of("1", StateVersion::Draft, &draft, 1_789_000_000)
        });
        let mut window = Window::open(&base, kept, &said, size)?;
        if let Some(Overlay::Recovery(_)) = window.app.overlays.last() {
            for act in acts.iter().filter(|act| matches!(act, Act::Resize(..) | Act::Wait(_))) {
                window.act(act)?;
            }
            window.size = ROOMY;
            window.draw()?;
            window.key("enter")?;
            window.draw()?;
        }
        for act in &acts {
            window.act(act)?;
        }
        window.size = ROOMY;
        window.draw()?;
        window.back_to_the_fields()?;
        window.draw()?;
        prop_assert_eq!(window.listener(), Context::Form);
        let shown = window.text();
        prop_assert!(shown.contains("╭ Fields "), "{}", shown);
    }
}

proptest! {
    #![proptest_config(Config { max_shrink_iters: 20, ..tries(2) })]

    #[test]
    fn nothing_at_the_foot_of_any_page_that_sends_is_sent_by_a_click(mut base in hostile_record(), said in hostile()) {
        base["name"] = json!("abc");
        base["state"] = json!("draft");
        base["direct_fin_usage"] = json!(false);
        base["mock_response"] = Json::Null;
        for (edit, keys, page, sends) in SENDS {
            let open = || -> Tried<Window> {
                let mut window = Window::open(&base, None, &said, (110, 32))?;
                window.world.calm = true;
                if let Some(key) = edit {
                    window.change(key)?;
                    window.back_to_the_fields()?;
                }
                for name in *keys {
                    window.read(name);
                    window.key(name)?;
                    window.draw()?;
                }
                let shown = window.text();
                prop_assert_eq!(window.listener(), *page, "{}", shown);
                Ok(window)
            };
            let hints = |window: &Window| {
                let areas = window.targets.areas();
                let hints = areas.filter(|(_, target)| matches!(target, Target::Hint(_)));
                hints.map(|(area, _)| (area.x, area.y)).collect::<Vec<_>>()
            };
            for place in hints(&open()?) {
                open()?.hand(Hand::Twice, place)?;
            }
            let mut window = open()?;
            // All of it is seen first.
            window.key("end")?;
            window.draw()?;
            window.read(sends);
            window.key(sends)?;
            prop_assert_eq!(window.world.sent, 1, "{} sends", sends);
        }
    }
}

proptest! {
    #![proptest_config(Config { max_shrink_iters: 100, ..tries(8) })]

    #[test]
    fn whatever_is_done_to_the_list_of_connectors_the_frame_is_sound(
        base in hostile_record(),
        said in hostile(),
        size in size(),
        acts in acts(),
    ) {
        let mut window = Window::begin(None, &base, None, &said, size)?;
        for act in acts.iter().filter(|act| !act.wants_fields()) {
            window.act(act)?;
        }
    }
}
