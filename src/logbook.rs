//! The log file: what was asked of the server, what was started and how it ended, signals, sizes. No bodies, no values, no
//! words of the server: nothing that may hold a secret is handed on from here.

use crate::app::App;
use crate::app::ask::TRIES;
use crate::app::message::{Answer, Effect, Message, Ticket};
use crate::settings::Log;
use crate::view::glyph::printable;
use log::{Level, LevelFilter, Metadata, Record, debug, info, warn};
use std::fmt::Debug;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Characters of a line that are written at most.
const LONGEST: usize = 1000;

struct Logbook(Mutex<File>);

/// Opens the file and writes to it from here on.
///
/// # Errors
/// A sentence that says why there is no such file.
pub fn begin(to: &Log) -> Result<(), String> {
    let shown = printable(&to.path.display().to_string());
    let file =
        open(&to.path).map_err(|error| format!("the log file {shown} could not be opened: {error}."))?;
    let level = match to.level.as_str() {
        "error" => LevelFilter::Error,
        "warn" => LevelFilter::Warn,
        "debug" => LevelFilter::Debug,
        _ => LevelFilter::Info,
    };
    // One program has one log file; a second beginning changes nothing.
    if log::set_boxed_logger(Box::new(Logbook(Mutex::new(file)))).is_ok() {
        log::set_max_level(level);
    }
    info!("patchpanel {} begins, process {}", env!("CARGO_PKG_VERSION"), std::process::id());
    Ok(())
}

/// For the owner alone, also where it was there before; a device, a pipe or a folder is no file for that. Where a link leads
/// it is not known whose file that is, so who may read it stays as it is.
/// A pipe is not even opened: it would wait for a reader.
fn open(path: &Path) -> io::Result<File> {
    let no_file = || io::Error::other("it is not an ordinary file");
    if std::fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(no_file());
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(no_file());
    }
    #[cfg(unix)]
    if !std::fs::symlink_metadata(path)?.is_symlink() {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

impl log::Log for Logbook {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Others write whole addresses, and whatever they like.
        metadata.target().starts_with("patchpanel")
    }

    #[expect(clippy::disallowed_methods, reason = "a line of the log has a time")]
    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let now = jiff::Timestamp::now();
        let said: String = printable(&record.args().to_string()).chars().take(LONGEST).collect();
        let level = match record.level() {
            Level::Error => "error",
            Level::Warn => "warn ",
            Level::Info => "info ",
            Level::Debug | Level::Trace => "debug",
        };
        let line = format!("{now:.3} {level} {said}\n");
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A disk that is full is no reason to stop.
        let _ = file.write_all(line.as_bytes());
    }

    fn flush(&self) {}
}

/// An effect begins.
pub fn started(effect: &Effect) {
    let (name, ticket, about) = named(effect);
    let ticket = ticket.map_or_else(String::new, |Ticket(number)| format!(" {number}"));
    let about = about.map_or_else(String::new, |about| format!(", {about}"));
    match effect {
        Effect::Save(..) | Effect::Create(..) | Effect::Delete(..) => info!("{name}{ticket} begins{about}"),
        _ => debug!("{name}{ticket} begins{about}"),
    }
}

/// An effect has ended.
pub fn ended(message: &Message) {
    let Message::Arrived(Ticket(number), answer) = message else { return };
    let (name, failed) = outcome(answer);
    match failed {
        Some(why) => warn!("{name} {number} failed: {why}"),
        None if matches!(answer, Answer::Saved(_) | Answer::Created(_) | Answer::Deleted(_)) => {
            info!("{name} {number} is done");
        }
        None => debug!("{name} {number} is done"),
    }
}

/// The waits between one try and the next, each told once.
#[derive(Debug, Default)]
pub struct Tries(Option<(Duration, u8)>);

impl Tries {
    /// Tells of a wait that is new.
    pub fn look(&mut self, app: &App) {
        let wait = app.wait().map(|wait| (wait.until, wait.next_try));
        if let Some((_, next)) = wait.filter(|_| wait != self.0) {
            warn!("to be asked again: try {next} of {TRIES}");
        }
        self.0 = wait;
    }
}

fn named(effect: &Effect) -> (&'static str, Option<Ticket>, Option<String>) {
    let connector = |id: &String| Some(format!("connector {id}"));
    match effect {
        Effect::Suspend => ("stopping", None, None),
        Effect::WhoAmI(ticket) => ("whose workspace", Some(*ticket), None),
        Effect::List(ticket, _) => ("list", Some(*ticket), None),
        Effect::Open(ticket, id) => ("reading", Some(*ticket), connector(id)),
        Effect::Save(ticket, id, patch, doing) => {
            let about = format!("connector {id}, {} fields, {}", patch.fields().count(), variant(doing));
            ("sending", Some(*ticket), Some(about))
        }
        Effect::Runs(ticket, id, ..) => ("runs", Some(*ticket), connector(id)),
        Effect::Run(ticket, id, run) => ("run", Some(*ticket), Some(format!("{run} of connector {id}"))),
        Effect::Claim(ticket, _, id) => ("place for unsent work", Some(*ticket), connector(id)),
        Effect::Keep(ticket, kept) => ("keeping", Some(*ticket), connector(&kept.id)),
        Effect::Forget(ticket, id) => ("forgetting what was kept", Some(*ticket), connector(id)),
        Effect::SetAside(ticket, id) => ("setting aside what was kept", Some(*ticket), connector(id)),
        Effect::Release(id) => ("giving a place free", None, connector(id)),
        Effect::Create(ticket, _) => ("creating", Some(*ticket), None),
        Effect::Delete(ticket, id) => ("deleting", Some(*ticket), connector(id)),
        Effect::Tokens(ticket, _) => ("list of tokens", Some(*ticket), None),
        Effect::Copy(ticket, _) => ("copy", Some(*ticket), None),
        Effect::TakeClipboard(ticket) => ("clipboard", Some(*ticket), None),
        Effect::ReadFile(ticket, _) => ("reading a file", Some(*ticket), None),
        Effect::WriteFile(ticket, ..) => ("writing a file", Some(*ticket), None),
        Effect::EditOutside(ticket, ..) => ("editor", Some(*ticket), None),
        Effect::Quit => ("quitting", None, None),
    }
}

/// What an answer is to, and why it failed: the kind of the cause alone, since its words may be the server's.
fn outcome(answer: &Answer) -> (&'static str, Option<String>) {
    let why = |failure: &crate::api::failure::Failure| {
        let status = failure.status.map_or_else(String::new, |status| format!(", status {status}"));
        Some(format!("{}{status}", variant(&failure.cause)))
    };
    let local = |failed: bool| failed.then(|| "the person was told why".to_owned());
    match answer {
        Answer::Me(result) => ("whose workspace", result.as_ref().err().and_then(why)),
        Answer::Page(result) => ("list", result.as_ref().err().and_then(why)),
        Answer::Opened(opened) => {
            let live = opened.live.as_ref().err();
            ("reading", opened.draft.as_ref().err().filter(|_| live.is_some()).and_then(why))
        }
        Answer::Saved(result) => ("sending", result.as_ref().err().and_then(why)),
        Answer::Runs(result) => ("runs", result.as_ref().err().and_then(why)),
        Answer::Run(result) => ("run", result.as_ref().as_ref().err().and_then(why)),
        Answer::Claimed(_) => ("place for unsent work", None),
        Answer::Kept(result) => ("keeping", local(result.is_err())),
        Answer::Created(result) => ("creating", result.as_ref().err().and_then(why)),
        Answer::Deleted(result) => ("deleting", result.as_ref().err().and_then(why)),
        Answer::Tokens(result) => ("list of tokens", result.as_ref().err().and_then(why)),
        Answer::Copied(result) => ("copy", local(result.is_err())),
        Answer::Text(result) => ("clipboard or file", local(result.is_err())),
        Answer::Edited(result) => ("editor", local(result.is_err())),
        Answer::Written(result) => ("writing a file", local(result.is_err())),
    }
}

/// The name of a variant without what it holds.
fn variant(of: &impl Debug) -> String {
    format!("{of:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}
