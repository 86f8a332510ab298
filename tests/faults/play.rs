//! A person who meets a fault: edits, does what brings the fault about, reads, looks whether everything is still there,
//! and does the same again when the fault is over.

use crate::between::{Between, Fault, Then};
use crate::places::Places;
use crate::support::{Begin, Story};
use crate::table::{Brings, Left, Place, Row, Told};
use patchpanel::api::client::Limits;
use patchpanel::app::ask::TRIES;
use patchpanel::app::editor::{Cell, Editor, Grid, exposed};
use patchpanel::app::form::{Form, Pane};
use patchpanel::edit::{Access, At, Spot, Value};
use serde_json::json;
use std::fmt::Write as _;
use std::time::Duration;

/// The connector that is edited.
const ID: &str = "12345";
/// The connector that is opened while another one waits with unsent edits.
const OTHER: &str = "12356";
/// The value of a header that is typed before each fault, and may show nowhere.
const SECRET: &str = "s3cret-words";

/// Columns and rows: small enough to be drawn quickly, large enough for a whole failure.
const SIZE: (u16, u16) = (114, 34);

/// Where a fault happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Listing,
    Opening,
    Watching,
    Before,
    Sending,
    Flipping,
    After,
    Doubting,
}

impl When {
    /// All of them, with their letters in the table and what is done, in words.
    pub const ALL: [(When, char, &str); 8] = [
        (When::Listing, 'l', "Reading the list again"),
        (When::Opening, 'o', "Opening a connector"),
        (When::Watching, 'w', "Reading an open connector, by itself, after half a minute"),
        (When::Before, 'b', "Reading it once more before a send"),
        (When::Sending, 's', "Sending"),
        (When::Flipping, 'f', "Changing the state"),
        (When::After, 'a', "Reading it again after a good send"),
        (When::Doubting, 'd', "Reading it again after a send whose answer was lost"),
    ];

    /// What a token would have to be allowed to do.
    fn verb(self) -> &'static str {
        match self {
            Self::Listing => "list data connectors",
            Self::Sending => "change this connector",
            Self::Flipping => "change this connector's state",
            _ => "read this connector",
        }
    }
}

/// What was seen, for the page.
#[derive(Debug)]
pub struct Seen {
    /// What the person read.
    pub read: String,
    /// What is known of the change.
    pub known: String,
    /// What became of the edits.
    pub edits: String,
    /// What trying again did.
    pub again: String,
    /// The requests that went out: how often a reading was tried, or how many changes were sent.
    pub asked: String,
}

/// Everything that only this program holds, and where the person is in it.
#[derive(Debug, PartialEq)]
struct Work {
    values: Vec<(At, Value)>,
    dirty: Vec<At>,
    cursor: usize,
    pane: Pane,
    open: Option<Open>,
    steps: Vec<(String, bool)>,
}

/// What is open.
#[derive(Debug, PartialEq)]
enum Open {
    Text(String, (usize, usize)),
    Cell(Spot, String, (usize, usize)),
    Else(String),
}

impl Work {
    fn of(story: &Story) -> Self {
        let form = story.app.form().expect("a connector is open");
        let table = form.draft.table();
        let steps =
            form.timeline.entries().filter_map(|(entry, done)| Some((entry.step()?.name.clone(), done)));
        Self {
            values: At::all(table)
                .filter(|(_, field)| field.access == Access::ReadWrite)
                .map(|(at, _)| (at, form.draft.value(at).clone()))
                .collect(),
            dirty: form.draft.changes().collect(),
            cursor: form.cursor,
            pane: form.pane,
            open: open(form),
            steps: steps.collect(),
        }
    }
}

fn open(form: &Form) -> Option<Open> {
    let typed = |text: &patchpanel::app::text::TextEditor| {
        let masked = text.masked().map(|masked| masked.text().to_owned());
        (masked.unwrap_or_else(|| text.text()), text.cursor())
    };
    Some(match form.editor.as_ref()? {
        Editor::Text(visit) => {
            let (text, cursor) = typed(&visit.text);
            Open::Text(text, cursor)
        }
        Editor::Grid(Grid { spot, cell: Some(Cell::Text(visit)) }) => {
            let (text, cursor) = typed(&visit.text);
            Open::Cell(*spot, text, cursor)
        }
        other => Open::Else(format!("{other:?}")),
    })
}

/// A row, played out.
pub struct Play<'a> {
    pub row: &'a Row,
    pub when: When,
    pub places: &'a Places,
    between: Between,
    story: Story,
    read: String,
    known: String,
    edits: String,
}

impl<'a> Play<'a> {
    pub fn new(row: &'a Row, when: When, places: &'a Places) -> Self {
        let between = Between::start();
        let begin = Begin { address: Some(between.url()), size: SIZE, held: true, ..Begin::default() };
        let mut story = Story::begin(&begin);
        between.stand_before(&story.demo.url());
        story.release().never_shows(SECRET);
        Self {
            row,
            when,
            places,
            between,
            story,
            read: String::new(),
            known: String::new(),
            edits: String::new(),
        }
    }

    /// Plays it and returns what was seen. Fails where something else happens than the row says.
    pub fn run(mut self) -> Seen {
        let (again, asked) = match self.when {
            When::Listing => self.listing(),
            When::Opening => self.opening(),
            When::Watching => self.watching(),
            When::Before => self.before(),
            When::Sending => self.sending(),
            When::Flipping => self.flipping(),
            When::After => self.after(),
            When::Doubting => self.doubting(),
        };
        assert_eq!(self.between.count("GET", "/sign-in"), 0, "no redirect is followed");
        Seen { read: self.read, known: self.known, edits: self.edits, again, asked }
    }

    // The moments.

    fn listing(&mut self) -> (String, String) {
        self.open_connector(ID);
        self.make_edits();
        let work = Work::of(&self.story);
        self.story.keys("<esc><esc>").sees("Connectors · 22 ·").sees("✎ 3");
        let path = "/data_connectors?";
        let before = self.between.count("GET", path);
        self.suffers("GET", path);
        self.story.keys("<ctrl-r>").with_patience();
        let asked = self.tries(before, path, 1);
        if self.fails() {
            self.reads_failure("Nothing was changed.");
        } else {
            self.reads("Connectors · 22 ·");
        }
        self.recovers();
        self.story.keys("<ctrl-r>").sees("Connectors · 22 ·").does_not_see("could not be read");
        self.open_connector(ID);
        self.finds(&work, "all there");
        self.story.send().sees("Sent: ");
        ("the list is read".to_owned(), asked)
    }

    fn opening(&mut self) -> (String, String) {
        self.open_connector(ID);
        self.make_edits();
        let work = Work::of(&self.story);
        self.story.keys("<esc><esc>").sees("✎ 3");
        let path = format!("/data_connectors/{OTHER}?");
        self.suffers("GET", &path);
        self.story.keys(&format!("/{OTHER}<enter>")).with_patience();
        let asked = self.tries(0, &path, 2);
        if self.fails() {
            self.story.sees(&format!("#{OTHER} could not be read"));
            self.reads_failure("Nothing was changed.");
            self.recovers();
            self.story.keys("<enter>").sees(" Fields ").sees("no changes");
        } else {
            self.reads(" Fields ");
            self.story.sees("no changes");
            self.recovers();
            self.story.keys("<ctrl-r>").sees("Read again");
        }
        assert!(self.story.short_value("Name").starts_with("Book a"));
        self.story.keys("<esc>");
        self.open_connector(ID);
        self.finds(&work, "all there, in the connector that was left");
        self.story.send().sees("Sent: ");
        ("it is opened".to_owned(), asked)
    }

    fn watching(&mut self) -> (String, String) {
        self.open_connector(ID);
        self.make_edits();
        self.type_on();
        let work = Work::of(&self.story);
        let path = format!("/data_connectors/{ID}?");
        let before = self.between.count("GET", &path);
        self.suffers("GET", &path);
        self.story.wait(Duration::from_secs(31));
        let what = self.what();
        let passing = ["The server had a problem", "Intercom asks to slow down", "The answer broke off"];
        if passing.iter().any(|start| what.starts_with(start)) {
            self.story.does_not_see("It is not read again by itself");
            "nothing: it is read again half a minute later".clone_into(&mut self.read);
        } else {
            self.reads(&format!("It is not read again by itself until ctrl-r works: {what}"));
            self.story.wait(Duration::from_secs(120));
            assert_eq!(self.between.count("GET", &path), self.sent(before, 2), "it does not try on and on");
        }
        self.finds(&work, "all there, and the text still open");
        self.recovers();
        self.story.keys("<esc><ctrl-r>").sees("Read again: nothing has changed on the server.");
        self.sends_all();
        ("it is read, and all is sent".to_owned(), "once".to_owned())
    }

    fn before(&mut self) -> (String, String) {
        self.open_connector(ID);
        self.make_edits();
        let work = Work::of(&self.story);
        self.story.keys("<ctrl-s>").sees(" Review ").keys("G");
        let path = format!("/data_connectors/{ID}?");
        let before = self.between.count("GET", &path);
        self.suffers("GET", &path);
        self.story.keys("<enter>").with_patience();
        if self.fails() {
            let asked = self.tries(before, &path, 2);
            self.reads_failure(
                "It is read again before each send, and that did not work. Nothing was sent; your edits are kept.",
            );
            assert_eq!(self.between.count("PATCH", ""), 0);
            self.finds(&work, "all there");
            self.recovers();
            self.sends_all();
            assert_eq!(self.between.count("PATCH", ""), 1);
            return ("it is sent".to_owned(), asked);
        }
        let Told::Works(seen) = self.row.told else { unreachable!("it fails or works") };
        let seen = if seen.is_empty() { "Sent: Name, Headers, Fin may use it." } else { seen };
        self.reads(seen);
        self.recovers();
        if seen.starts_with("Sent") {
            "sent".clone_into(&mut self.edits);
            return ("not needed".to_owned(), "once".to_owned());
        }
        assert_eq!(self.between.count("PATCH", ""), 0);
        self.story.keys("<esc>");
        self.finds(&work, "all there");
        self.story.keys("<ctrl-r>");
        while !self.story.app.form().unwrap().draft.conflicts().is_empty() {
            self.story.keys("cm");
        }
        self.sends_all();
        ("it is sent".to_owned(), "once".to_owned())
    }

    fn sending(&mut self) -> (String, String) {
        self.open_connector(ID);
        self.make_edits();
        self.story.keys("<ctrl-s>").sees(" Review ").keys("G").in_flight("<enter>");
        self.type_on();
        let work = Work::of(&self.story);
        self.suffers("PATCH", &format!("/data_connectors/{ID}"));
        self.story.release().with_patience();
        self.finds(&work, "all there, and the text still open");
        if self.fails() {
            self.story.keys("<esc>");
            self.reads_failure(self.safe());
        } else {
            self.reads("Sent: Name, Headers, Fin may use it.");
            let screen = self.story.screen();
            let told = screen.lines().find_map(|line| line.find("Sent: ").map(|at| line[at..].trim()));
            told.unwrap_or_default().clone_into(&mut self.read);
            self.story.keys("<esc>");
        }
        let first = self.sent(0, 1);
        assert_eq!(self.between.count("PATCH", ""), first, "nothing is repeated");
        assert_eq!(self.story.sent().len(), usize::from(self.reaches()));
        self.learns();
        match (self.left(), self.reaches()) {
            (Left::Nothing, _) => assert_eq!(self.known, ""),
            (_, true) => assert_eq!(self.known, "Not known: Headers. Applied: Name, Fin may use it."),
            _ => assert_eq!(self.known, "Not applied: Name, Fin may use it. Not known: Headers."),
        }
        self.recovers();
        self.sends_all();
        assert_eq!(self.between.count("PATCH", ""), first + 1, "nothing is repeated");
        ("it is sent".to_owned(), format!("{first}, then 1"))
    }

    fn flipping(&mut self) -> (String, String) {
        self.open_connector(OTHER);
        self.make_edits();
        let before = self.story.stored(OTHER)["state"].clone();
        self.story.keys("t").sees("set the state").in_flight("y");
        self.type_on();
        let work = Work::of(&self.story);
        self.suffers("PATCH", &format!("/data_connectors/{OTHER}"));
        self.story.release().with_patience();
        self.finds(&work, "all there, and the text still open");
        self.story.keys("<esc>");
        self.reads_failure(match self.left() {
            Left::Unknown => "The state may or may not have changed; your edits are kept.",
            _ => "The state was not changed; your edits are kept.",
        });
        let first = self.sent(0, 1);
        assert_eq!(self.between.count("PATCH", ""), first);
        self.learns();
        self.recovers();
        let applied = self.row.reaches;
        match (self.left(), applied) {
            (Left::Unknown, true) => assert_eq!(self.known, "Applied: State."),
            (Left::Unknown, false) => assert_eq!(self.known, "Not applied: State."),
            _ => assert_eq!(self.known, ""),
        }
        let (again, sent) = if applied {
            assert_ne!(self.story.stored(OTHER)["state"], before);
            ("the new state is shown".to_owned(), format!("{first}"))
        } else {
            assert_eq!(self.story.stored(OTHER)["state"], before);
            self.story.keys("ty");
            ("the state is changed".to_owned(), format!("{first}, then 1"))
        };
        self.story.sees("● LIVE");
        assert_ne!(self.story.stored(OTHER)["state"], before);
        assert_eq!(self.between.count("PATCH", ""), first + usize::from(!applied));
        (again, sent)
    }

    fn after(&mut self) -> (String, String) {
        self.open_connector(ID);
        self.make_edits();
        self.story.keys("<ctrl-s>").sees(" Review ").keys("G").in_flight("<enter>").answer_one();
        self.type_on();
        let work = Work::of(&self.story);
        let path = format!("/data_connectors/{ID}?");
        let before = self.between.count("GET", &path);
        self.suffers("GET", &path);
        self.story.release().with_patience();
        self.reads(&format!("It could not be read again: {}", self.what()));
        let asked = self.tries(before, &path, 2);
        self.finds(&work, "all there, and the text still open");
        assert_eq!(self.between.count("PATCH", ""), 1);
        self.recovers();
        self.story.keys("<esc><ctrl-r>").sees("Read again");
        self.sends_all();
        ("it is read, and the rest is sent".to_owned(), asked)
    }

    fn doubting(&mut self) -> (String, String) {
        self.open_connector(ID);
        self.make_edits();
        self.story.keys("<ctrl-s>").sees(" Review ").keys("G").in_flight("<enter>");
        self.type_on();
        let work = Work::of(&self.story);
        self.between.suffer(Fault {
            method: "PATCH",
            path: format!("/data_connectors/{ID}"),
            times: 1,
            reaches: true,
            then: Then::Says(Vec::new()),
        });
        self.story.answer_one();
        let path = format!("/data_connectors/{ID}?");
        let before = self.between.count("GET", &path);
        self.suffers("GET", &path);
        self.story.release().with_patience();
        self.reads(&format!("It could not be read again: {}", self.what()));
        let asked = self.tries(before, &path, 2);
        self.finds(&work, "all there, and the text still open");
        self.learns();
        assert!(self.known.starts_with("Not known: Name, Headers, Fin may use it"), "{}", self.known);
        assert_eq!(self.between.count("PATCH", ""), 1);
        self.recovers();
        self.story.keys("<esc><ctrl-r>").sees("Read again");
        self.sends_all();
        assert_eq!(self.between.count("PATCH", ""), 2);
        ("it is read, and the rest is sent".to_owned(), asked)
    }

    // What the person does.

    fn open_connector(&mut self, id: &str) {
        self.story.keys("<esc><esc>").sees("Connectors").keys(&format!("/{id}<enter>")).sees(" Fields ");
    }

    /// Three edits, one of them a secret, and a step that was undone and can be made again.
    fn make_edits(&mut self) {
        let story = &mut self.story;
        story.go_to("Name").keys("<enter>!<esc>").go_to("Fin may use it").keys("<space>");
        story.go_to("Headers").keys("<enter>l<enter>").paste(&format!("Bearer {SECRET}")).keys("<esc><esc>");
        story.go_to("Check inputs").keys("<space>u").go_to("URL").sees("✎ 3 changes");
    }

    /// Opens a text, types, and leaves the cursor in the middle of it.
    fn type_on(&mut self) {
        self.story.go_to("Description").keys("<enter> soon<left><left>");
    }

    /// Sends all that is left, and sees it stored.
    fn sends_all(&mut self) {
        let id = ID;
        self.story.go_to("URL").send().sees("Sent: ").sees("no changes");
        let stored = self.story.stored(id);
        assert_eq!(stored["name"], "Order Status Service!");
        assert_eq!(stored["direct_fin_usage"], true);
        assert_eq!(
            stored["headers"],
            json!([{"name": "Authorization", "value": format!("Bearer {SECRET}")}])
        );
        let typed = stored["description"].as_str().unwrap().contains("soon");
        assert_eq!(typed, matches!(self.when, When::Sending | When::Watching | When::After | When::Doubting));
    }

    // What goes wrong.

    fn suffers(&mut self, method: &'static str, path: &str) {
        let mut limits = Limits::default();
        let then = match &self.row.brings {
            Brings::Answer(then) => then,
            Brings::Slow(then, time) => {
                (limits.connect, limits.total) = (*time, *time);
                then
            }
            Brings::Large(then, bytes) => {
                limits.body = *bytes;
                then
            }
            Brings::Elsewhere(place) => {
                let time = Duration::from_millis(300);
                let address = self.places.address(*place, &self.between);
                let slow = matches!(place, Place::Silent);
                let limits = if slow { Limits { connect: time, ..limits } } else { limits };
                self.story.reconnect(&address, limits);
                return;
            }
        };
        let then = match then {
            Then::Says(bytes) => Then::Says(self.places.fill_in(bytes)),
            other => other.clone(),
        };
        let (path, reaches) = (path.to_owned(), self.row.reaches);
        self.between.suffer(Fault { method, path, times: usize::MAX, reaches, then });
        self.story.reconnect(&self.between.url(), limits);
    }

    fn recovers(&mut self) {
        self.between.recover();
        self.story.reconnect(&self.between.url(), Limits::default());
    }

    // What the row says.

    fn fails(&self) -> bool {
        matches!(self.row.told, Told::Fails { .. })
    }

    /// The request is carried out, whatever its answer says.
    fn reaches(&self) -> bool {
        self.row.reaches || matches!(&self.row.brings, Brings::Answer(Then::Makes(_)))
    }

    fn left(&self) -> Left {
        match self.row.told {
            Told::Fails { left, .. } => left,
            Told::Works(_) => Left::Nothing,
        }
    }

    fn what(&self) -> String {
        let Told::Fails { what, .. } = self.row.told else { return String::new() };
        let what = what.replace("{do}", self.when.verb());
        let here = self.between.address().to_string();
        String::from_utf8(self.places.fill_in(what.replace("{here}", &here).as_bytes())).unwrap()
    }

    fn safe(&self) -> &'static str {
        match self.left() {
            Left::Nothing => "Nothing was applied; your edits are kept.",
            Left::Half => {
                "What was refused was not applied, other fields may have been; your edits are kept."
            }
            Left::Unknown => "It may or may not have been applied; your edits are kept.",
        }
    }

    /// How often something was heard after so many more requests, where they reach us at all.
    fn sent(&self, before: usize, more: usize) -> usize {
        if matches!(self.row.brings, Brings::Elsewhere(_)) { before } else { before + more }
    }

    /// A reading was tried exactly as often as it should be.
    fn tries(&mut self, before: usize, path: &str, requests: usize) -> String {
        let again = matches!(self.row.told, Told::Fails { again: true, .. });
        let tries = if again { usize::from(TRIES) } else { 1 };
        let expected = self.sent(before, tries * requests);
        assert_eq!(self.between.count("GET", path), expected, "{}", self.story.screen());
        if again { format!("{tries} times") } else { "once".to_owned() }
    }

    // What the person reads and finds.

    fn reads_failure(&mut self, safe: &str) {
        let Told::Fails { next, .. } = self.row.told else { return };
        let writes = matches!(self.when, When::Sending | When::Flipping);
        let next = if writes && self.left() == Left::Unknown {
            "What became of each field stands below."
        } else {
            next
        };
        let what = self.what();
        let whole = format!("{what} {safe} {next}");
        self.on_screen(&whole);
        self.read = whole;
    }

    fn reads(&mut self, text: &str) {
        self.on_screen(text);
        text.clone_into(&mut self.read);
    }

    fn on_screen(&self, text: &str) {
        let (screen, words) = (self.story.screen(), self.words());
        assert!(words.contains(text), "{text:?} is not on the screen:\n{screen}");
    }

    /// The screen without its frames and line breaks.
    fn words(&self) -> String {
        let screen = self.story.screen();
        let frames = |c: char| "│╭╮╰╯─".contains(c);
        let rows = screen.lines().map(|line| line.trim_matches(|c: char| frames(c) || c == ' '));
        rows.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    /// Everything is as it was, but for what was found to be stored, which is no edit any more.
    #[track_caller]
    fn finds(&mut self, work: &Work, edits: &str) {
        let mut now = Work::of(&self.story);
        let form = self.story.app.form().unwrap();
        let stored: Vec<At> = work.dirty.iter().filter(|at| !form.draft.is_dirty(**at)).copied().collect();
        for at in &stored {
            let same = form.draft.value(*at) == form.draft.base().value(*at);
            assert!(same, "an edit was lost");
        }
        now.dirty.extend(stored.iter().copied());
        now.dirty.sort();
        let mut work_dirty = work.dirty.clone();
        work_dirty.sort();
        assert_eq!(now.dirty, work_dirty);
        for ((at, now), (_, before)) in now.values.iter().zip(&work.values) {
            // What was stored is known, no longer new; what nobody edited is what the server says it is.
            let kept = now == before || now.looks_like(before) && !work.dirty.contains(at);
            let known = stored.contains(at) && self.typed_secret(*at) && now.looks_like(before);
            let theirs = !self.fails() && !work.dirty.contains(at);
            assert!(kept || known || theirs, "{now:?} was {before:?}");
        }
        assert_eq!((now.cursor, now.pane, &now.open), (work.cursor, work.pane, &work.open));
        assert_eq!(now.steps, work.steps);
        edits.clone_into(&mut self.edits);
    }

    /// The header value that was typed is still known.
    fn typed_secret(&self, at: At) -> bool {
        let value = self.story.app.form().unwrap().draft.value(at);
        let exposed = value.rows().first().and_then(|row| exposed(row.cells.get(1)?));
        exposed.is_some_and(|text| text.ends_with(SECRET))
    }

    /// What became of each field that was sent, as it is told above the fields and on the page behind `o`.
    fn learns(&mut self) {
        let words = self.words();
        let mut known = String::new();
        for verdict in ["Not applied: ", "Not known: ", " Applied: "] {
            if let Some((_, after)) = words.split_once(verdict) {
                let fields = after.split('.').next().unwrap_or_default();
                _ = write!(known, "{}{fields}. ", verdict.trim_start());
            }
        }
        known.trim_end().clone_into(&mut self.known);
        // The same in full, on request.
        if !known.is_empty() && self.story.app.form().is_some_and(|form| form.editor.is_none()) {
            self.story.keys("o").sees(" What became of it ");
            for (verdict, told) in
                [("Not applied", "not applied"), ("Not known", "not known"), ("Applied", "applied")]
            {
                let listed = known.split(". ").find_map(|part| part.strip_prefix(&format!("{verdict}: ")));
                for field in listed.iter().flat_map(|fields| fields.split(", ")) {
                    self.on_screen(&format!("{field} {told}"));
                }
            }
            self.story.keys("<esc>");
        }
    }
}
