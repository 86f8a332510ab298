//! The editor as a conversation: one line is said, and what is new is told. For screen readers and for terminals that
//! cannot place text. No colour, no cursor, nothing that moves.
//!
//! It is another front of the same app ([`crate::screenless`]): the same fields, checks, review and send, the same
//! commands with the same reasons where one cannot be done, the same journal. This module knows only how that is said.

mod aloud;
mod field;
mod news;
mod over;
mod page;
mod table;
mod words;

use crate::app::Stage;
use crate::app::command::Command;
use crate::app::overlay::Overlay;
use crate::app::told::Told;
use crate::edit::At;
use crate::farewell::{Ended, Farewell};
use crate::input::{How, Input, Typed, hide, show_again};
use crate::screenless::{self, Screenless, Stop};
use crate::settings::Settings;
use crate::view::spoken::printable;
use news::Seen;
use page::Place;
use std::io::{self, IsTerminal, Write, stdin, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use words::Found;
use zeroize::Zeroizing;

/// Columns of a line: none is broken, since whatever reads or shows it does that in its own way.
const WHOLE: usize = 100_000;
/// Columns of what is told as it is drawn.
const DRAWN: u16 = 80;
/// Connectors that are listed at once.
const PAGE: usize = 40;

/// The conversation.
struct Plain {
    person: Screenless,
    input: Input,
    /// A person types, and is told when it is their turn.
    prompts: bool,
    /// Where one was when it was last told.
    place: Option<Place>,
    /// What lay on top when it was last told.
    on_top: Vec<String>,
    /// The first connector of the part of the list that is told.
    first: usize,
    seen: Seen,
}

/// Runs the conversation until it ends.
///
/// # Errors
/// When the runtime cannot be had.
pub fn edit(settings: &Settings) -> io::Result<Farewell> {
    let mut plain = Plain {
        person: Screenless::start(settings, settings.open.clone(), true)?,
        input: Input::new(),
        prompts: stdin().is_terminal(),
        place: None,
        on_top: Vec::new(),
        first: 0,
        seen: Seen::default(),
    };
    // The app stands outside of the conversation: a bug in there must not take what was typed along.
    let stop = catch_unwind(AssertUnwindSafe(|| plain.converse())).unwrap_or(Stop::Bug);
    if plain.prompts {
        show_again();
    }
    let in_flight = plain.person.app.is_sending();
    let left = plain.person.end(settings, stop == Stop::Bug);
    let ended = match stop {
        Stop::Quit => Ended::Asked.into(),
        Stop::Signal(number) => Ended::Signal(number).into(),
        Stop::Bug => screenless::bug(in_flight),
    };
    Ok(Farewell { in_flight, unknown: left.is_none(), left: left.unwrap_or_default(), ..ended })
}

impl Plain {
    fn converse(&mut self) -> Stop {
        self.say("patchpanel, in lines. help says what can be done. Where a value is asked for, the line is the value.");
        if let Err(stop) = self.settle() {
            return stop;
        }
        loop {
            if let Err(stop) = self.turn() {
                return stop;
            }
        }
    }

    /// Tells what is new, takes a line, does it.
    fn turn(&mut self) -> Result<(), Stop> {
        self.tell_news();
        self.tell_place();
        if self.person.app.overlays.last().is_some_and(over::is_only_told) {
            self.place = Some(Place::Fields(String::new()));
            self.tell(Told::Do(Command::CloseOverlay))?;
            self.place = Some(page::place(&self.person.app));
            return Ok(());
        }
        if let Some(Overlay::Prompt(_)) = self.person.app.overlays.last() {
            return self.answer();
        }
        if let Some((at, spot)) = self.opened() {
            return self.visit(at, spot);
        }
        let Some(line) = self.line(How::Seen)? else { return Ok(()) };
        // What others did meanwhile comes before what is done now.
        self.tell_news();
        self.take(line.trim())
    }

    /// Answers a question of the app's with a line.
    fn answer(&mut self) -> Result<(), Stop> {
        match self.line(How::Seen)? {
            Some(line) if !line.is_empty() => {
                // Whatever is asked next is told anew.
                self.place = None;
                self.tell(Told::Answer(line.to_string()))
            }
            _ => self.tell(Told::Do(Command::CloseOverlay)),
        }
    }

    /// Where the app has gone to, to have something changed there.
    fn opened(&mut self) -> Option<(At, Option<crate::edit::Spot>)> {
        let form = self.person.app.form().filter(|_| self.person.app.overlays.is_empty())?;
        form.editor.as_ref()?;
        let spot = form.grid().map(|(grid, ..)| grid.spot);
        Some((form.current()?.0, spot))
    }

    fn take(&mut self, line: &str) -> Result<(), Stop> {
        let lower = line.to_lowercase();
        match lower.as_str() {
            "" => {
                self.say(&page::one_line(&self.person.app));
                return Ok(());
            }
            "help" | "?" => {
                self.lines(&words::help(&self.person.app));
                return Ok(());
            }
            "again" | "fields" | "list" => {
                self.place = None;
                return Ok(());
            }
            "back" | "close" => {
                if let Some(row) = words::way_back(&self.person.app) {
                    return self.command(row.command, None);
                }
            }
            "yes" => return self.confirm(),
            "no" if !self.person.app.overlays.is_empty() => {
                return self.tell(Told::Do(Command::CloseOverlay));
            }
            _ => {}
        }
        // An id may look like a number; one that stands in the list is meant as such.
        let number_said = line.parse::<usize>().ok();
        let entry = number_said.is_some_and(|number| number <= page::entries(&self.person.app));
        if let Stage::Picking = self.person.app.stage
            && !entry
            && self.person.app.overlays.is_empty()
            && self.in_the_list(line)?
        {
            return Ok(());
        }
        if let Some(number) = number_said {
            return self.number(number);
        }
        let (said, number) = words::apart(line);
        match words::find(&self.person.app, said) {
            Found::Row(row) => self.command(row.command, number),
            Found::Field(at) if number.is_none() => self.visit(at, None),
            Found::Several(names) => {
                self.say(&format!("\"{}\" may be: {}. Say more of it.", printable(said), names.join(", ")));
                Ok(())
            }
            Found::Field(_) | Found::Nothing => {
                self.say(&format!(
                    "\"{}\" is nothing that can be done here. help says what can.",
                    printable(said)
                ));
                Ok(())
            }
        }
    }

    /// What is said to the list alone. Returns true when it was such.
    fn in_the_list(&mut self, line: &str) -> Result<bool, Stop> {
        let picker = &self.person.app.picker;
        if line == "more" {
            let next = self.first + PAGE;
            self.first = if next < picker.shown_count() { next } else { 0 };
            self.place = None;
        } else if let Some(letters) =
            line.strip_prefix("find").filter(|rest| rest.is_empty() || rest.starts_with(' '))
        {
            self.first = 0;
            self.place = None;
            self.tell(Told::Filter(letters.trim().to_owned()))?;
        } else if picker.find(line).is_some() {
            self.tell(Told::Open(line.to_owned()))?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Opens the entry with this number, or goes to it.
    fn number(&mut self, number: usize) -> Result<(), Stop> {
        let app = &self.person.app;
        let Some(place) = number.checked_sub(1).filter(|place| *place < page::entries(app)) else {
            self.say(&format!("There is no {number} here."));
            return Ok(());
        };
        let command = match app.overlays.last() {
            Some(Overlay::Problems(_)) => Command::GoToProblem,
            Some(Overlay::Findings { .. }) => Command::GoToFinding,
            Some(Overlay::Timeline { .. }) => Command::GoToStep,
            Some(Overlay::Tokens { .. }) => Command::ToggleToken,
            Some(Overlay::Runs(_)) => Command::ReadRun,
            Some(Overlay::Rendered(_)) => Command::EditSample,
            Some(Overlay::Copying { .. }) => Command::CopyMarked,
            Some(Overlay::Choosing(_)) => {
                self.say(&format!("Say theirs {number}, mine {number} or edit {number}."));
                return Ok(());
            }
            Some(Overlay::Review(_)) => Command::LeaveOut,
            Some(_) => {
                self.say("Nothing here has a number.");
                return Ok(());
            }
            None => match &app.stage {
                Stage::Picking => Command::Open,
                Stage::Editing(form) => {
                    let at = At::all(form.draft.table()).nth(place).map(|(at, _)| at);
                    return at.map_or(Ok(()), |at| self.visit(at, None));
                }
                _ => return Ok(()),
            },
        };
        self.command(command, Some(number))
    }

    /// Does a command, at the entry with this number where one is named.
    fn command(&mut self, command: Command, number: Option<usize>) -> Result<(), Stop> {
        if words::confirms(&self.person.app) == Some(command) {
            self.say("That wants the word yes.");
            return Ok(());
        }
        if command == Command::EditOutside && !self.prompts {
            self.say(
                "Another editor needs a terminal to be typed in, and the lines here come from elsewhere.",
            );
            return Ok(());
        }
        if command == Command::Discard
            && !self.sure("The unsent changes will be gone. Type yes to discard them and quit.")?
        {
            self.say("Nothing was discarded.");
            return Ok(());
        }
        if let Some(number) = number {
            let Some(place) = number.checked_sub(1).filter(|place| *place < page::entries(&self.person.app))
            else {
                self.say(&format!("There is no {number} here."));
                return Ok(());
            };
            self.go_to(place)?;
        }
        let before = page::place(&self.person.app);
        self.tell(Told::Do(command))?;
        // What stands above the fields in the editor was told already; going back is meant to go back.
        for _ in 0..3 {
            let still = command == Command::Back && page::place(&self.person.app) == before;
            if !still {
                break;
            }
            self.tell(Told::Do(command))?;
        }
        if command == Command::Order {
            self.place = None;
        }
        Ok(())
    }

    fn go_to(&mut self, place: usize) -> Result<(), Stop> {
        if let Some(Overlay::Review(_)) = self.person.app.overlays.last() {
            let count = page::entries(&self.person.app);
            for _ in 0..count {
                self.tell(Told::Do(Command::PreviousMark))?;
            }
            for _ in 0..place {
                self.tell(Told::Do(Command::NextMark))?;
            }
            return Ok(());
        }
        self.tell(Told::Place(place))
    }

    fn confirm(&mut self) -> Result<(), Stop> {
        if let Some(command) = words::confirms(&self.person.app) {
            return self.tell(Told::Do(command));
        }
        self.say("Nothing here waits for a yes.");
        Ok(())
    }

    fn sure(&mut self, question: &str) -> Result<bool, Stop> {
        self.say(question);
        Ok(self.line(How::Seen)?.is_some_and(|line| line.trim() == "yes"))
    }

    // Speaking and hearing.

    fn tell(&mut self, told: Told) -> Result<(), Stop> {
        let mut waits = Vec::new();
        let told = self.person.tell(told, &mut |app| news::waiting(app, &mut waits));
        self.tell_copied();
        told
    }

    fn settle(&mut self) -> Result<(), Stop> {
        let mut waits = Vec::new();
        self.person.settle(&mut |app| news::waiting(app, &mut waits))
    }

    fn tell_copied(&mut self) {
        for text in std::mem::take(&mut self.person.copied) {
            self.say("Here it is, to be taken from the screen:");
            for line in text.lines() {
                self.say(&printable(line));
            }
        }
    }

    /// A line, as it was typed. None where it was broken off.
    fn line(&mut self, how: How) -> Result<Option<Zeroizing<String>>, Stop> {
        if self.prompts {
            let mut out = stdout().lock();
            drop(write!(out, "> "));
            drop(out.flush());
        }
        self.input.ask(how);
        let typed = self.person.hear(&mut self.input.typed).inspect_err(|_| {
            if self.prompts {
                show_again();
                self.say("");
            }
        })?;
        match typed {
            Some(Typed::Line(line)) => Ok(Some(line)),
            Some(Typed::Refused(why)) => {
                self.say(why);
                Ok(None)
            }
            Some(Typed::Broken) => Ok(None),
            // As if it was said that everything is kept for later: it is, and nothing is lost.
            Some(Typed::End) | None => {
                if self.prompts {
                    self.say("");
                }
                Err(Stop::Quit)
            }
        }
    }

    /// A line that is typed without an echo. The terminal is told so before the question is put.
    fn unseen_line(&mut self, question: &str) -> Result<Option<Zeroizing<String>>, Stop> {
        if hide() {
            drop(write!(stdout(), "{question}\r\n"));
            return self.line(How::Unseen);
        }
        if self.prompts {
            self.say("The terminal cannot be told to show nothing, so this cannot be typed here.");
            return Ok(None);
        }
        self.say(question);
        self.line(How::Seen)
    }

    #[expect(clippy::unused_self, reason = "whoever speaks has to hold the conversation")]
    fn say(&self, text: &str) {
        // Nobody is left to tell when standard output is closed; the end of the input ends it, too.
        drop(writeln!(stdout(), "{text}"));
    }

    fn lines(&self, lines: &[String]) {
        for line in lines {
            self.say(line);
        }
    }
}
