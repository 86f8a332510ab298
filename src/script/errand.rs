//! A command from beginning to end: who reaches the workspace for it, and how it says that something failed.

use super::end::End;
use super::talk::{self, Talk};
use super::{look, send};
use crate::api::failure::{Applied, Cause, Doing, Failure};
use crate::app::{App, Stage};
use crate::cli::Command;
use crate::outside::files;
use crate::screenless::{BUG, Screenless, Stop, bug};
use crate::settings::Settings;
use std::panic::{AssertUnwindSafe, catch_unwind};
use zeroize::Zeroizing;

/// Why a command ends before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// With this; why has been said.
    End(End),
    /// By the signal with this number.
    Signal(u8),
    /// By a bug; its place has been said.
    Bug,
}

impl From<End> for Over {
    fn from(end: End) -> Self {
        Self::End(end)
    }
}

/// One command.
pub struct Errand<'s> {
    /// What the program was told.
    pub settings: &'s Settings,
    /// Where it speaks.
    pub talk: Talk,
    /// A change may have gone out, and no answer to it has been told.
    pub under_way: bool,
    /// A change was sent, and what became of it was told.
    pub sent: bool,
}

/// Does what a command says. Returns the exit code; `None` for the commands that are done elsewhere.
pub fn run(settings: &Settings, command: Command) -> Option<u8> {
    let mut errand = Errand { settings, talk: Talk::here(), under_way: false, sent: false };
    let compares = matches!(command, Command::Diff(_));
    let done = catch_unwind(AssertUnwindSafe(|| {
        Some(match command {
            Command::List(list) => look::list(&mut errand, &list),
            Command::Show(show) => look::show(&mut errand, &show),
            Command::Diff(diff) => look::diff(&mut errand, &diff),
            Command::Set(set) => send::set(&mut errand, &set),
            Command::Apply(apply) => send::apply(&mut errand, &apply),
            Command::State(state) => send::state(&mut errand, &state),
            _ => return None,
        })
    }));
    let done = match done {
        Ok(done) => done?,
        Err(_) => Err(errand.met_a_bug(errand.under_way)),
    };
    let lost = errand.talk.trouble.take();
    if let Some(trouble) = &lost {
        let sent = if errand.sent { " It was sent: show the connector to see what is stored." } else { "" };
        errand.talk.say(&format!("standard output could not be written: {trouble}.{sent}"));
    }
    Some(match done {
        // Whoever reads the code must not take what was lost for whole, nor what was sent for refused.
        Ok(end) | Err(Over::End(end)) if lost.is_some() => match end {
            End::Done if errand.sent => End::Unknown.code(),
            End::Done | End::Failed if compares => End::Wrong.code(),
            End::Done => End::Failed.code(),
            end => end.code(),
        },
        Ok(end) | Err(Over::End(end)) => end.code(),
        Err(Over::Signal(number)) => 128 + number,
        Err(Over::Bug) => BUG,
    })
}

impl Errand<'_> {
    /// Says why something cannot be meant.
    pub fn wrong(&mut self, why: &str) -> Over {
        self.talk.say(why);
        Over::End(End::Wrong)
    }

    /// Starts, with the connector that is named or with the list, and waits until it has been read.
    ///
    /// # Errors
    /// When it could not be; why has been said.
    pub fn open(&mut self, id: Option<&str>) -> Result<Screenless, Over> {
        let started = Screenless::start(self.settings, id.map(str::to_owned), false);
        let mut person = started.map_err(|error| {
            self.talk.say(&format!("the program could not begin: {error}."));
            Over::End(End::Failed)
        })?;
        let talk = &mut self.talk;
        let mut pages = 0;
        let reading = person.settle(&mut |app| {
            let read = app.picker.total();
            if read > pages {
                pages = read;
                talk.progress(&format!("{read} connectors read"));
            }
        });
        if pages > 0 {
            self.talk.progress("");
        }
        reading.map_err(|stop| self.stopped(&person.app, stop))?;
        if let Stage::Failed { failure, .. } = &person.app.stage {
            let failure = failure.clone();
            return Err(Over::End(self.failed(&failure)));
        }
        Ok(person)
    }

    fn met_a_bug(&mut self, in_flight: bool) -> Over {
        self.talk.show(
            &bug(in_flight)
                .first()
                .map(|first| format!("patchpanel {first}"))
                .into_iter()
                .collect::<Vec<_>>(),
        );
        Over::Bug
    }

    /// The program is told to end. What is under way is told of.
    pub fn stopped(&mut self, app: &App, stop: Stop) -> Over {
        if stop == Stop::Bug {
            return self.met_a_bug(app.is_sending());
        }
        if app.is_sending() {
            self.talk.say(
                "ended while a change was under way. It may or may not have been applied: show the connector to see what is stored.",
            );
        }
        match stop {
            Stop::Signal(number) => Over::Signal(number),
            Stop::Quit => Over::End(End::Done),
            Stop::Bug => Over::Bug,
        }
    }

    /// Says what happened, what is safe and what to do next, and what the server said.
    pub fn failed(&mut self, failure: &Failure) -> End {
        self.talk.say(&format!("{} {} {}", failure.what(), safe(failure), failure.next()));
        for said in &failure.said {
            let message = said.message.as_deref().unwrap_or("no message");
            let code = if said.code.is_empty() { String::new() } else { format!(" ({})", said.code) };
            self.talk.say(&format!("the server says: {message}{code}"));
        }
        if let Some(id) = &failure.request_id {
            self.talk.say(&format!("the id of the request, for Intercom's support: {id}"));
        }
        match failure.cause {
            Cause::NotFound => End::NotFound,
            _ if failure.applied() == Applied::Unknown => End::Unknown,
            _ => End::Failed,
        }
    }

    /// The text of a file; `-` is standard input, and `what` is what is typed there.
    ///
    /// # Errors
    /// When there is none; why has been said.
    pub fn file(&mut self, path: &str, what: &str) -> Result<Zeroizing<String>, Over> {
        let text = if path == "-" {
            if self.talk.typed {
                self.talk
                    .say(&format!("{what} is read from here; ctrl-d at the beginning of a line ends it."));
            }
            talk::input()
        } else {
            files::read(path, self.settings.surroundings.home.as_deref()).map(Zeroizing::new)
        };
        let mut text = text.map_err(|why| self.wrong(&format!("{why}.")))?;
        // A mark of its encoding is no part of the text.
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Ok(text)
    }
}

/// What is safe. No edits are kept here, so none are spoken of.
fn safe(failure: &Failure) -> String {
    if failure.may_be_half_applied() {
        return "What was refused was not applied, other fields may have been.".to_owned();
    }
    match (failure.doing, failure.applied()) {
        (Doing::Saving, Applied::No) => "Nothing was applied.".to_owned(),
        (Doing::Saving, Applied::Unknown) => "It may or may not have been applied.".to_owned(),
        (Doing::Flipping, Applied::No) => "The state was not changed.".to_owned(),
        (Doing::Flipping, Applied::Unknown) => "The state may or may not have changed.".to_owned(),
        (Doing::Rereading, _) => {
            "It is read again before each send, and that did not work. Nothing was sent.".to_owned()
        }
        _ => failure.safe(),
    }
}
