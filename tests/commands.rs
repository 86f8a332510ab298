//! The command table: every key is one key, every row can be reached, and none is silent.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a check that goes wrong should stop where it went wrong"
)]

use patchpanel::api::failure::{Cause, Doing, Failure, Said};
use patchpanel::api::runs::{Run, RunPage};
use patchpanel::api::tokens::TokenPage;
use patchpanel::api::wire::{Me, Page, StateVersion};
use patchpanel::app::command::{Command, Context, Row};
use patchpanel::app::key::Key;
use patchpanel::app::keymap::{Binding, Keymap};
use patchpanel::app::message::{Answer, Copied, Effect, Message, Now, Opened};
use patchpanel::app::seen::Hearing;
use patchpanel::app::table::COMMANDS;
use patchpanel::app::{App, Session};
use patchpanel::connector::FIELDS;
use patchpanel::edit::{At, Json, Value};
use patchpanel::journal::kept::{Claimed, Done, Found, Kept};
use patchpanel::view;
use patchpanel::view::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Color;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

/// Every command. The match makes the compiler ask for a new one here.
macro_rules! every_command {
    ($($name:ident)*) => {
        const EVERY: &[Command] = &[$(Command::$name),*];

        const fn is_listed(command: Command) -> bool {
            match command {
                $(Command::$name => true,)*
            }
        }
    };
}

every_command! {
    ToggleMouse NextTheme Suspend
    ShowFindings GoToFinding CorrectSpelling AddMissingInput
    Complete TakeCompletion CloseCompletion Follow RenameUses
    NewConnector Duplicate MakeConnector RenameCreation DeleteConnector Export LoadEdits ShowTokens ToggleToken
    ShowRendered EditSample ResetSample CopyCurl
    LayOut Outline GoToPath FromFile ShowGenerated SendSample
    OpenRuns ReadRun LeaveRun LeaveRuns FilterOutcome FilterError LongerRange ShorterRange WatchRuns ReloadRuns CopyBody
    TakeAsSample NextPart PreviousPart NextRun PreviousRun
    AnswerPrompt Find FindNext FindPrevious Copy CopyTable TakeClipboard EditOutside
    Quit Help Up Down PageUp PageDown Top Bottom Open Filter LeaveFilter ClearFilter Order ReloadList Cancel Retry
    Back Edit Toggle ShowFailure NextPane PreviousPane NextChange PreviousChange Review Revert RevertAll Undo Redo Flip Reload
    Leave LeaveForward LeaveBack Left Right WordLeft WordRight Home End TextTop TextBottom DeleteLeft DeleteRight
    DeleteWord DeleteToStart DeleteToEnd Newline UndoTyping RedoTyping Reveal Pick EditCell NextCell PreviousCell
    AddRow DuplicateRow DeleteRow RowUp RowDown ToggleCell Send GoToProblem ConfirmFlip CloseOverlay ReviewInstead
    Discard ConfirmRevertAll NextMark PreviousMark LeaveOut ShowReport ShowOverlaps TakeTheirs KeepMine EditOverlap
    KeepForLater Restore DiscardKept ConfirmDiscardKept NotNow
    Compare History GoToStep
    Palette TakeFound FindField SearchHelp ShowCopies CopyMarked CopyRequestBody CopyPatch CopyId CopyLink ToggleWrap
    FirstCell LastCell
}

#[test]
fn every_command_has_a_row() {
    for command in EVERY {
        assert!(is_listed(*command));
        assert!(COMMANDS.iter().any(|row| row.command == *command), "{command:?} is in no row");
    }
}

#[test]
fn every_key_has_a_name_that_can_be_read_and_typed() {
    for row in COMMANDS {
        for name in row.keys {
            let key = Key::named(name).unwrap_or_else(|| panic!("{name:?} is no key: {row:?}"));
            assert_eq!(key.to_string(), *name);
            assert_eq!(Key::pressed(key.event()), key, "{name}: what a terminal reports is what is matched");
        }
    }
}

#[test]
fn no_command_needs_a_key_that_terminals_do_not_tell_apart() {
    // The same byte as tab, enter and esc; or swallowed on its way.
    let confused = ["ctrl-i", "ctrl-m", "ctrl-j", "ctrl-[", "ctrl-q", "ctrl-enter", "ctrl-tab", "ctrl-space"];
    for row in COMMANDS.iter().filter(|row| !row.keys.is_empty()) {
        let distinct = row.keys.iter().any(|name| !confused.contains(name) && !name.contains("alt-"));
        assert!(distinct || row.keys.is_empty(), "{row:?}");
    }
}

#[test]
fn within_a_context_a_key_stands_once() {
    for context in Context::ALL {
        let mut seen = BTreeSet::new();
        let everywhere = Context::Everywhere.rows().filter(|_| context != Context::Everywhere);
        for row in context.rows().chain(everywhere) {
            for name in row.keys {
                assert!(seen.insert(*name), "{name} stands twice in {context:?}");
            }
        }
    }
}

#[test]
fn within_a_context_a_command_stands_once() {
    for context in Context::ALL {
        let mut seen = BTreeSet::new();
        for row in context.rows() {
            assert!(seen.insert(row.command.name()), "{:?} stands twice in {context:?}", row.command);
        }
    }
}

#[test]
fn where_text_is_typed_no_letter_is_a_command() {
    assert!(Context::Text.types() && Context::Palette.types() && !Context::Form.types());
    for context in Context::ALL.into_iter().filter(|context| context.types()) {
        for name in context.rows().flat_map(|row| row.keys) {
            assert_eq!(Key::named(name).and_then(Key::typed), None, "{name} cannot be typed in {context:?}");
        }
    }
}

#[test]
fn every_context_can_be_left_and_has_keys_to_show() {
    for context in Context::ALL.into_iter().filter(|context| *context != Context::Everywhere) {
        assert!(context.rows().any(|row| row.hint), "{context:?} shows no keys");
        assert!(
            context.rows().any(|row| row.keys.contains(&"esc")) || context == Context::Picker,
            "{context:?}"
        );
        assert!(!context.label().is_empty());
    }
}

#[test]
fn words_are_short_calm_and_whole() {
    for row in COMMANDS {
        assert!(row.doc.ends_with('.'), "{row:?}");
        assert!(row.doc.starts_with(char::is_uppercase), "{row:?}");
        assert!(!row.doc.contains('!') && !row.label.contains('!'), "{row:?}");
        assert!((1..=3).contains(&row.label.split_whitespace().count()), "{row:?}");
        assert!(row.label.len() <= 18, "{row:?}");
        assert!(!row.label.ends_with('.'), "{row:?}");
    }
}

#[test]
fn the_hints_of_every_context_fit_a_wide_screen() {
    for context in Context::ALL {
        let cost = |row: &&Row| row.keys[0].chars().count() + 1 + row.label.chars().count() + 2;
        // These stand there at few moments, in the place of what could be done at others.
        let at_times = [Command::ShowOverlaps, Command::ShowTokens];
        let always = |row: &&Row| row.hint && !at_times.contains(&row.command);
        let used: usize = context.rows().filter(always).collect::<Vec<_>>().iter().map(cost).sum();
        assert!(used <= 118, "{context:?} needs {used} columns");
    }
}

/// How what is asked for is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum World {
    /// Connectors are not read yet.
    Silent,
    /// Connectors cannot be read.
    Closed,
    /// Connectors are read; each save is refused, at length.
    Refusing,
    /// Someone else changes the connector before each reading.
    Busy,
    /// Each save is taken, and the server makes something else of the body.
    Taking,
}

/// The app at a screen of its own, without a server: what it asks for is answered here.
struct Desk {
    app: App,
    readings: usize,
    terminal: Terminal<TestBackend>,
    now: Now,
    effects: usize,
}

/// Everything that a person could notice, and what was asked of the world.
#[derive(Debug, PartialEq)]
struct Impression {
    /// Each cell with its background, which tells where one is.
    screen: Vec<(String, Color)>,
    cursor: (u16, u16),
    effects: usize,
}

fn connector(id: &str) -> Json {
    let inputs: Vec<Json> = (0..30)
        .map(|n| json!({"name": format!("in_{n}"), "type": "decimal", "description": "", "required": false, "default_value": ""}))
        .collect();
    let fields: Vec<Json> = (0..60).map(|n| json!({"path": format!("p{n}"), "type": "string"})).collect();
    let body: Vec<String> = (0..80).map(|n| format!("line {n} of the body {{{{in_2}}}}")).collect();
    json!({
        "id": id, "name": "One two three", "description": "Text", "state": "draft", "http_method": "put",
        "url": "https://x.example/{{in_0}}", "body": body.join("\n"), "direct_fin_usage": false, "audiences": ["users"],
        "headers": [{"name": "A", "value": "****"}, {"name": "B", "value": "****"}, {"name": "C", "value": "****"}],
        "data_inputs": inputs, "response_fields": fields, "token_ids": [], "updated_at": "2026-01-01T00:00:00Z",
    })
}

fn page() -> Page {
    let data: Vec<Json> = (0..60)
        .map(|id| json!({"id": id.to_string(), "name": format!("Order {}", 60 - id), "state": "draft"}))
        .collect();
    Page::read(&json!({"data": data, "pages": {}})).unwrap()
}

/// A refusal that says much.
fn refused(doing: Doing) -> Failure {
    let mut failure = Failure::new(doing, Cause::Invalid);
    let said = |number| Said { message: Some(format!("Reason {number}")), ..Said::default() };
    failure.said = (0..60).map(said).collect();
    failure
}

/// More tokens than fit on a screen.
fn tokens() -> TokenPage {
    let data: Vec<Json> =
        (0..60).map(|id| json!({"id": id.to_string(), "name": format!("Token {id}")})).collect();
    TokenPage::read(&json!({"data": data})).unwrap()
}

/// A file with one value that is another one, and many keys that nobody knows.
fn file() -> String {
    let mut file = json!({"name": "From a file"});
    for number in 0..60 {
        file[format!("key_{number}")] = json!(number);
    }
    file.to_string()
}

/// What any connector did.
fn runs() -> RunPage {
    let error = |n: u32| {
        n.is_multiple_of(3).then_some(if n.is_multiple_of(2) { "faraday_error" } else { "3rd_party_error" })
    };
    let data: Vec<Json> = (0..60)
        .map(|n| json!({"id": n.to_string(), "error_type": error(n), "created_at": "2026-09-21T13:00:00Z"}))
        .collect();
    RunPage::read(&json!({"data": data, "pages": {}})).unwrap()
}

/// One of it, with bodies that do not fit on a screen.
fn run(id: &str) -> Run {
    let long: Vec<String> = (0..40).map(|n| format!("\"key_{n}\": {n}")).collect();
    let body = format!("{{{}}}", long.join(","));
    Run::read(&json!({"id": id, "request_body": body, "response_body": body, "raw_response_body": "<p>"}))
        .unwrap()
}

/// The last connector of the list has earlier work.
fn claimed(id: &str) -> Claimed {
    let at = |key| At::of(&FIELDS, key).unwrap();
    let text = |text: &str| Value::Text(text.to_owned());
    let body: Vec<String> = (0..80).map(|n| format!("another line {n}")).collect();
    let kept = Kept {
        id: id.to_owned(),
        name: "One two three".to_owned(),
        version: StateVersion::Draft,
        base_revision: None,
        when: 1_789_999_000,
        entries: vec![
            (at("name"), text("One two"), text("One two four")),
            (at("body"), text("short"), text(&body.join("\n"))),
        ],
        again: Vec::new(),
    };
    let found = Found { kept, again: Vec::new(), gaps: Vec::new(), file: "/state/59.json".to_owned() };
    Claimed { found: (id == "59").then(|| Box::new(found)), ..Claimed::default() }
}

impl Desk {
    fn new(keys: &str, answered: World) -> Self {
        Self::with(Keymap::default(), keys, answered)
    }

    fn with(keymap: Keymap, keys: &str, answered: World) -> Self {
        let now = Now { elapsed: Duration::ZERO, unix: 1_790_000_000 };
        let session =
            Session { keeps: true, region: Some("eu".to_owned()), keys: keymap, ..Session::default() };
        let (app, effects) = App::new(session, &FIELDS, None, now);
        let terminal = Terminal::new(TestBackend::new(130, 24)).unwrap();
        let mut desk = Self { app, readings: 0, terminal, now, effects: 0 };
        desk.answer(effects, answered);
        desk.draw();
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let end = if first == '<' { rest.find('>') } else { None };
            let (name, after) = match end {
                Some(end) => (&rest[1..end], &rest[end + 1..]),
                None => rest.split_at(first.len_utf8()),
            };
            let name = if name == " " { "space" } else { name };
            if name.starts_with("pg") || name == "G" {
                // What a page is, and where the end, is learnt from the frame.
                desk.draw();
            }
            desk.tell(Key::named(name).unwrap(), answered);
            rest = after;
        }
        desk.draw();
        desk
    }

    /// Reads what is on the screen.
    fn wait(&mut self, answered: World) {
        self.draw();
        self.now.elapsed += Duration::from_secs(1);
        let effects = self.app.update(Message::Woke, self.now);
        self.effects += effects.len();
        self.answer(effects, answered);
        self.draw();
    }

    fn press(&mut self, key: Key, answered: World) {
        self.tell(key, answered);
        self.draw();
    }

    fn tell(&mut self, key: Key, answered: World) {
        self.now.elapsed += Duration::from_millis(1);
        if self.app.hearing(key) != Hearing::Now {
            // Whoever answers a question reads it first.
            self.draw();
            if let Hearing::From(at) = self.app.hearing(key) {
                self.now.elapsed = at;
            }
        }
        let effects = self.app.update(Message::Key(key.event()), self.now);
        self.effects += effects.len();
        self.answer(effects, answered);
    }

    fn answer(&mut self, effects: Vec<Effect>, answered: World) {
        for effect in effects {
            let (ticket, answer) = match effect {
                Effect::List(ticket, _) => (ticket, Answer::Page(Ok(page()))),
                Effect::Open(ticket, id) => {
                    self.readings += 1;
                    let mut record = connector(&id);
                    if answered == World::Busy {
                        for key in ["name", "description", "url"] {
                            record[key] = json!(format!("{} of {key}", self.readings));
                        }
                        record["updated_at"] = json!(format!("2026-01-{:02}T00:00:00Z", self.readings));
                    }
                    let read = || match answered {
                        World::Closed => Err(Failure::new(Doing::Opening, Cause::NotFound)),
                        _ => Ok(record.clone()),
                    };
                    if answered == World::Silent {
                        continue;
                    }
                    // The live version is another one throughout.
                    let live = read().map(|mut live| {
                        let body: Vec<String> = (0..80).map(|n| format!("line {n} as it is live")).collect();
                        live["body"] = json!(body.join("\n"));
                        live
                    });
                    (ticket, Answer::Opened(Box::new(Opened { draft: read(), live })))
                }
                Effect::Save(ticket, id, ..) if answered == World::Taking => {
                    let mut record = connector(&id);
                    record["body"] =
                        json!((0..80).map(|n| format!("other {n}")).collect::<Vec<_>>().join("\n"));
                    (ticket, Answer::Saved(Ok(record)))
                }
                // Each save is refused, at length.
                Effect::Save(ticket, _, _, doing) => (ticket, Answer::Saved(Err(refused(doing)))),
                Effect::Claim(ticket, _, id) => (ticket, Answer::Claimed(claimed(&id))),
                Effect::Keep(ticket, _) | Effect::Forget(ticket, _) | Effect::SetAside(ticket, _) => {
                    (ticket, Answer::Kept(Ok(Done::default())))
                }
                Effect::Runs(ticket, ..) => (ticket, Answer::Runs(Ok(runs()))),
                Effect::Run(ticket, _, id) => (ticket, Answer::Run(Box::new(Ok(run(&id))))),
                Effect::WhoAmI(ticket) => (ticket, Answer::Me(Ok(Me::default()))),
                Effect::Create(ticket, _) => (ticket, Answer::Created(Err(refused(Doing::Creating)))),
                Effect::Delete(ticket, _) => (ticket, Answer::Deleted(Err(refused(Doing::Deleting)))),
                Effect::Tokens(ticket, _) => (ticket, Answer::Tokens(Ok(Some(tokens())))),
                Effect::ReadFile(ticket, _) => (ticket, Answer::Text(Ok(file()))),
                Effect::Copy(ticket, _) => (ticket, Answer::Copied(Ok(Copied::There))),
                Effect::TakeClipboard(ticket) => {
                    (ticket, Answer::Text(Ok("{\"from\": \"outside\"}".to_owned())))
                }
                Effect::EditOutside(ticket, ..) => {
                    (ticket, Answer::Edited(Ok("{\"from\": \"outside\"}".to_owned())))
                }
                Effect::WriteFile(ticket, path, _) => (ticket, Answer::Written(Ok(path))),
                Effect::Release(_) | Effect::Suspend | Effect::Quit => continue,
            };
            let more = self.app.update(Message::Arrived(ticket, answer), self.now);
            self.answer(more, answered);
        }
    }

    fn draw(&mut self) {
        let mut drawn = None;
        let theme = Theme::named("dark").unwrap();
        self.terminal.draw(|frame| drawn = Some(view::draw(&self.app, &theme, frame))).unwrap();
        self.app.update(Message::Drawn(drawn.unwrap().0), self.now);
    }

    fn impression(&self) -> Impression {
        let backend = self.terminal.backend();
        let position = backend.cursor_position();
        Impression {
            screen: backend.buffer().content.iter().map(|cell| (cell.symbol().to_owned(), cell.bg)).collect(),
            cursor: (position.x, position.y),
            effects: self.effects,
        }
    }

    fn notice(&self) -> Option<&str> {
        self.app.notice.as_ref().map(|notice| notice.text.as_str())
    }
}

/// For each context the keys that lead there, to places where there is something before and after the cursor.
#[rustfmt::skip] // one scene a line
const SCENES: &[(Context, &str, World)] = &[
    (Context::Picker, "jjjjj", World::Refusing),
    (Context::Picker, "/order<esc>jjj", World::Refusing),
    (Context::Filter, "/order <down><down>", World::Refusing),
    (Context::Opening, "<enter>", World::Silent),
    (Context::Failed, "<enter>", World::Closed),
    // Changes at the first and a later field, one of them undone, the cursor between them on a flag that is changed.
    (
        Context::Form,
        "<enter><enter>!<esc>jjjjjjjjj jjjj<enter>a1<esc><esc>j<enter>{<esc>ugjjjjjjjjj",
        World::Refusing,
    ),
    (Context::Form, "<enter>", World::Refusing),
    (Context::Form, "<enter><enter>!<esc>sG<enter>", World::Refusing),
    (Context::Failure, "<enter><enter>!<esc>sG<enter>f<pgdn><down>", World::Refusing),
    (Context::Text, "<enter><enter> four<backspace><ctrl-z><left><left><left>", World::Refusing),
    (Context::Lines, "<enter>jjjjjj<enter><pgdn><pgdn><pgdn><end>xy<ctrl-z><left><left><left>", World::Refusing),
    (Context::Secret, "<enter>jjjjj<enter>jl<enter>one two<backspace><ctrl-z><left><left><left>", World::Refusing),
    (Context::Choice, "<enter><enter>!<esc>j<enter>!<esc>ujj<enter>", World::Refusing),
    (Context::Choice, "<enter><enter>!<esc>jjjjjjj<enter>jl<enter>", World::Refusing),
    (Context::Set, "<enter><enter>!<esc>j<enter>!<esc>ujjjjjjjjj<enter>j", World::Refusing),
    (Context::Table, "<enter>jjjjjjj<enter><pgdn><pgdn>llJJu", World::Refusing),
    (Context::Reading, "<enter>jjjjjj<enter>x<esc>gj<enter>!<esc>u<shift-tab><pgdn><pgdn>", World::Refusing),
    (Context::Review, "<enter>jjjjjj<enter>x<esc>s<pgdn>", World::Refusing),
    (Context::Review, "<enter>jjjjjj<enter><ctrl-k><ctrl-d><ctrl-k><esc>s", World::Refusing),
    (Context::Problems, "<enter>jjjjj<enter>aX<esc><esc>sj", World::Refusing),
    (Context::Flip, "<enter>t<pgdn><pgdn>", World::Refusing),
    (Context::Compare, "<enter>v<pgdn><down>", World::Refusing),
    (Context::Timeline, "<enter>jjjjjjjjj                              uuuuuuuuuuuuuuuH", World::Refusing),
    (Context::Timeline, "<enter>H", World::Refusing),
    (Context::Leaving, "<enter><enter>!<esc>q", World::Refusing),
    (Context::RevertAll, "<enter><enter>!<esc>R", World::Refusing),
    (Context::Help, "<enter>?<pgdn><up>", World::Refusing),
    (Context::Table, "<enter>jjjjj<enter>jl<enter>one<esc>", World::Refusing),
    (Context::Review, "<enter><enter>!<esc>j<enter>!<esc>jjjj<enter>!<esc>s<tab>", World::Refusing),
    (Context::Review, "<enter>jjjjjj<enter>x<esc>sG<enter>", World::Busy),
    (Context::Form, "<enter>jjjjjj<enter>x<esc>sG<enter>", World::Taking),
    (Context::Report, "<enter>jjjjjj<enter>x<esc>sG<enter>o<pgdn>", World::Taking),
    (Context::Form, "<enter><enter>!<esc>j<enter>!<esc>jjj<enter>!<esc>sG<enter><esc>", World::Busy),
    (Context::Choosing, "<enter><enter>!<esc>j<enter>!<esc>jjj<enter>!<esc>sG<enter>j", World::Busy),
    (Context::Flip, "<enter>t", World::Refusing),
    (Context::Table, "<enter>jjjjjjj<enter>/in_<enter>nnn", World::Refusing),
    (Context::Prompt, "<enter>jjjjjjj<enter>/in one<backspace><ctrl-z><left><left><left>", World::Refusing),
    (Context::Findings, "<enter>jjjj<enter>/{{im_1}}/{{zzzzz}}<esc>w", World::Refusing),
    (Context::Findings, "<enter>w<pgdn><down>", World::Refusing),
    (Context::Creating, "nName<enter>y<pgdn><down>", World::Refusing),
    (Context::Taken, "<enter>ifile<enter><pgdn><down>", World::Refusing),
    (Context::Table, "<enter>jjjjjjjjjjjjj<enter>", World::Refusing),
    (Context::Tokens, "<enter>jjjjjjjjjjjjj<enter>o<pgdn><down>", World::Refusing),
    (Context::Rendered, "<enter>pjjj<enter>5<enter><pgdn>", World::Refusing),
    (Context::Rendered, "<enter>pj", World::Refusing),
    (Context::Prompt, "<enter>X123<left>", World::Refusing),
    (Context::Document, "<enter>jjjjjjjjjjjjjj<enter>{<enter><enter><enter><enter><enter><enter><enter><enter><enter><enter><enter><enter><enter><enter><enter>\"aa\": 1, \"bb\": 2,<enter><enter><enter><enter><enter><enter><enter><enter><enter><enter><enter><enter><enter><enter><enter>\"c\":3}<up><up><up><up><up><up><up><up><up><up><up><up><up><up><up><home><right><right><right><right><right><right><right><right><right>x y<ctrl-z>", World::Refusing),
    (Context::Document, "<enter>jjjjjjjjjjjjjj<enter>{}", World::Refusing),
    (Context::Form, "<enter>jjjjjjjjjjjjjj<enter>{}<esc>", World::Refusing),
    (Context::Reading, "<enter>jjjjjjjjjjjjjj<enter>{}<esc><tab>", World::Refusing),
    (Context::Review, "<enter>jjjjjjjjjjjjjj<enter>{}<esc>s", World::Refusing),
    (Context::Generated, "<enter>jjjjjjjjjjjjjj<enter>{}<ctrl-l><pgdn><down>", World::Refusing),
    (
        Context::Outline,
        "<enter>jjjjjjjjjjjjjj<enter>{\"one two a\":1,\"one two b\":2,\"one two c\":3}<ctrl-t>one two<backspace><ctrl-z><up><left><left><left>",
        World::Refusing,
    ),
    (Context::Runs, "<enter>ljjj", World::Refusing),
    (Context::Runs, "ljjjtt", World::Refusing),
    (Context::Runs, "<enter>ljjj<enter><esc>", World::Refusing),
    (Context::Run, "<enter>ljjj<enter><pgdn><down>", World::Refusing),
    (Context::Text, "<enter>jjjj<enter><left><left>", World::Refusing),
    (Context::Completing, "<enter>jjjj<enter>{{<down>", World::Refusing),
    (Context::Renaming, "<enter>jjjjjjj<enter>jj<enter>x<esc><pgdn><down>", World::Refusing),
    (Context::Renaming, "<enter>jjjjjjj<enter>jj<enter>}}<esc>", World::Refusing),
    (Context::Palette, "<enter><ctrl-p>e r<backspace><ctrl-z><left><left><down><down>", World::Refusing),
    (Context::Palette, "<enter>/<down>", World::Refusing),
    (Context::Copying, "<enter><enter>!<esc>Y<down>", World::Refusing),
    (Context::Seeking, "<enter>jjjjjj<enter><ctrl-f>of the<backspace><ctrl-z><left><left><left>", World::Refusing),
    (Context::Searching, "<enter>?/e t<backspace><ctrl-z><left><left><pgdn><down>", World::Refusing),
    (Context::Reading, "<enter>jjjjjj<tab>/of the<enter><esc>", World::Refusing),
    (
        Context::Reading,
        "<enter>jjjjjj<enter>012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789xy012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789<esc><tab>z/xy<esc>",
        World::Refusing,
    ),
    (Context::Recovery, "G<enter><pgdn><down>", World::Refusing),
    (Context::Discarding, "G<enter>d", World::Refusing),
];

#[test]
fn every_row_acts_or_says_why_it_does_not() {
    let mut idle = Vec::new();
    for context in Context::ALL {
        // What has no key is found in the palette.
        for row in context.rows().filter(|row| !row.keys.is_empty()) {
            let mut acted = false;
            let scenes =
                SCENES.iter().filter(|(where_, ..)| context == Context::Everywhere || *where_ == context);
            for (_, keys, answered) in scenes {
                let name = format!("{:?} in {context:?} after {keys}", row.command);
                // A command without a key is given one.
                let (heard, keymap): (&[&str], _) = if row.keys.is_empty() {
                    let binding = Binding {
                        context: context.name(),
                        command: row.command.name(),
                        keys: Some(vec!["f5".to_owned()]),
                        line: 1,
                    };
                    (&["f5"], Keymap::of("default", &[binding]).unwrap())
                } else {
                    (row.keys, Keymap::default())
                };
                for key in heard {
                    let mut desk = Desk::with(keymap.clone(), keys, *answered);
                    if context != Context::Everywhere {
                        assert_eq!(desk.app.contexts()[0], context, "{keys}");
                    }
                    let can = (row.when)(&desk.app);
                    let before = desk.impression();
                    desk.press(Key::named(key).unwrap(), *answered);
                    match can {
                        Ok(()) => acted |= desk.impression() != before,
                        Err(reason) => {
                            let said = desk.notice().unwrap_or_else(|| panic!("{name}: {key} is silent"));
                            let reason = keymap.spell(reason);
                            assert!(said.contains(&*reason), "{name}: {key} says {said:?}");
                            assert!(
                                desk.impression() != before,
                                "{name}: {key} says its reason where nobody sees it"
                            );
                        }
                    }
                }
            }
            if !acted {
                idle.push((row.command, context));
            }
        }
    }
    assert!(idle.is_empty(), "these do nothing anywhere: {idle:?}");
}

#[test]
fn each_key_of_a_row_does_the_same() {
    for context in Context::ALL {
        for (_, keys, answered) in SCENES.iter().filter(|(where_, ..)| *where_ == context) {
            for row in context.rows().filter(|row| row.keys.len() > 1) {
                let after: Vec<Impression> = row
                    .keys
                    .iter()
                    .map(|key| {
                        let mut desk = Desk::new(keys, *answered);
                        // A key that is heard later than another finds more done by then.
                        desk.wait(*answered);
                        desk.press(Key::named(key).unwrap(), *answered);
                        desk.impression()
                    })
                    .collect();
                assert!(after.windows(2).all(|pair| pair[0] == pair[1]), "{:?} after {keys}", row.command);
            }
        }
    }
}

#[test]
fn every_key_of_a_context_and_what_follows_it_is_survived() {
    for (context, scene, answered) in SCENES {
        let keys = context.rows().flat_map(|row| row.keys.iter().copied());
        for first in keys.chain(["x", "é", "space", "ctrl-c", "ctrl-x"]) {
            let mut desk = Desk::new(scene, *answered);
            desk.press(Key::named(first).unwrap(), *answered);
            // What it led to is used a little as well.
            for then in ["down", "enter", "x", "esc", "esc"] {
                desk.tell(Key::named(then).unwrap(), *answered);
            }
            desk.draw();
        }
    }
}
