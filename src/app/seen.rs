//! What the person could have seen before a key acts.
//!
//! Two rules hold for every place, whoever opened it:
//!
//! - What agrees to something is heard once a frame has shown the question and a moment has passed.
//! - Where a place came up or went by itself, nothing acts that was on its way to the one before: not before a frame has
//!   shown the new one, and then not until what the former place would have taken has stopped coming for a moment.
//!
//! Places are told apart by looking, after each message, at where one is; so no code that opens one can forget it. What
//! is told by name ([`super::told`]) is no key, and is not held up.

use super::command::{Command, Context};
use super::key::Key;
use super::message::{Answer, Drawn, Message};
use super::overlay::Overlay;
use super::prompt::Asking;
use super::unread::READ_ON;
use super::{App, Stage, Tone};
use std::time::Duration;

/// How long a frame has to stand before what was pressed can be an answer to it.
pub const PAUSE: Duration = Duration::from_millis(300);
/// The same for the very key that opened the question: held down, it begins to repeat itself within this time.
pub const REPEAT: Duration = Duration::from_millis(700);

/// Presses of one key that are closer than this are its own repeating, held down. Fingers are slower.
const REPEATING: Duration = Duration::from_millis(120);

/// A place, as far as a person can tell it from another.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    listener: Context,
    depth: usize,
    /// The connector, where nothing lies over it.
    connector: Option<String>,
    question: Question,
}

/// What is asked, where the same place can ask something else.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Question {
    One,
    Review(u64),
    Creating { asked: bool, failed: bool },
    Prompt(Asking),
}

/// Where one is, and what could be known of it.
#[derive(Debug)]
pub(super) struct Standing {
    place: Place,
    /// Goes up with each place, so that a frame can say which one it showed.
    number: u64,
    /// When a frame first showed it.
    shown: Option<Duration>,
    /// When what was held back last is to be followed by a pause.
    held: Option<Duration>,
    /// The key that led here, or was pressed just before this came by itself, as long as no other was pressed.
    opener: Option<Key>,
    /// The key that was to agree too early, and when it was so for the first time. Held down, it will repeat itself.
    early: Option<(Key, Duration)>,
    /// The last key that was pressed, heard or not.
    pressed: Option<(Key, Duration)>,
    /// Where one was when it came by itself.
    former: Vec<Context>,
    /// It laid itself over what was there.
    over: bool,
}

/// Whether a key is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// It is.
    Now,
    /// Not before a frame has shown where one is.
    OnceShown,
    /// Not before this time.
    From(Duration),
}

/// How a message can move one to another place.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    Key(Key),
    Person,
    Itself,
}

impl By {
    pub(super) fn of(message: &Message) -> Self {
        match message {
            Message::Key(event) => Self::Key(Key::pressed(*event)),
            // Whoever comes back from another editor has left it just now, and typed nothing here before.
            Message::Paste(_)
            | Message::Told(_)
            | Message::Point(..)
            | Message::Arrived(_, Answer::Edited(_)) => Self::Person,
            Message::Arrived(..) | Message::Drawn(_) | Message::Zone(_) | Message::Woke => Self::Itself,
        }
    }
}

impl Standing {
    pub(super) fn new() -> Self {
        let place =
            Place { listener: Context::Everywhere, depth: 0, connector: None, question: Question::One };
        Self {
            place,
            number: 0,
            shown: None,
            held: None,
            opener: None,
            early: None,
            pressed: None,
            former: Vec::new(),
            over: false,
        }
    }

    /// From when on it is quiet, at the earliest.
    fn quiet_from(&self, pause: Duration) -> Option<Duration> {
        Some(self.shown?.max(self.held.unwrap_or_default()) + pause)
    }

    /// What was on its way to the place before may still come.
    fn is_settling(&self, now: Duration) -> bool {
        (self.over || !self.former.is_empty()) && self.quiet_from(PAUSE).is_none_or(|at| now < at)
    }

    pub(super) fn show(&mut self, drawn: &Drawn, now: Duration) {
        if drawn.place == self.number && !drawn.blind {
            self.shown.get_or_insert(now);
        }
    }
}

impl App {
    /// The number of the place where one is: a frame that shows it tells it back.
    pub fn place_number(&self) -> u64 {
        self.standing.number
    }

    /// The key that was pressed last, as long as it may still be repeating itself.
    pub(super) fn last_pressed(&self) -> Option<Key> {
        self.standing.pressed.filter(|(_, at)| self.now.elapsed < *at + REPEAT).map(|(key, _)| key)
    }

    fn where_one_is(&self) -> Place {
        let question = match self.overlays.last() {
            Some(Overlay::Review(review)) => Question::Review(review.number),
            Some(Overlay::Creating(creating)) => {
                Question::Creating { asked: creating.asked.is_some(), failed: creating.failure.is_some() }
            }
            Some(Overlay::Prompt(prompt)) => Question::Prompt(prompt.asking.clone()),
            _ => Question::One,
        };
        let connector = match &self.stage {
            _ if !self.overlays.is_empty() => None,
            Stage::Picking => None,
            Stage::Opening { id, .. } | Stage::Failed { id, .. } => Some(id.clone()),
            Stage::Editing(form) => Some(form.id.clone()),
        };
        Place { listener: self.listener(), depth: self.overlays.len(), connector, question }
    }

    /// Notes where one is after a message.
    pub(super) fn notice_place(&mut self, by: By) {
        let place = self.where_one_is();
        let now = self.now.elapsed;
        let (settling, pressed) = (self.standing.is_settling(now), self.last_pressed());
        let standing = &mut self.standing;
        if place == standing.place {
            if let By::Key(key) = by
                && standing.opener != Some(key)
            {
                standing.opener = None;
            }
            return;
        }
        let before = std::mem::replace(&mut standing.place, place);
        standing.number += 1;
        (standing.shown, standing.held, standing.over, standing.early) = (None, None, false, None);
        standing.opener = match by {
            By::Key(key) => Some(key),
            // A key that is held down goes on repeating itself through whatever comes up.
            By::Itself => pressed,
            By::Person => None,
        };
        let itself = matches!(by, By::Itself);
        // What was meant for the place before the last one may still be on its way, unless a key led on from there.
        if !itself || !settling {
            standing.former.clear();
        }
        if itself {
            // One that took the place of another is as new as one that was laid over it.
            standing.over = standing.place.depth > 0 && standing.place.depth >= before.depth;
            standing.former.push(before.listener);
        }
    }

    /// Whether this key is heard now, where one is.
    pub fn hearing(&self, key: Key) -> Hearing {
        let (standing, now) = (&self.standing, self.now.elapsed);
        let row = self.row_for(key);
        let quits = row
            .is_some_and(|row| row.command == Command::Quit && row.contexts.contains(&Context::Everywhere));
        if quits {
            return Hearing::Now;
        }
        let until = |pause: Duration| match standing.quiet_from(pause) {
            None => Hearing::OnceShown,
            Some(at) if now < at => Hearing::From(at),
            Some(_) => Hearing::Now,
        };
        let meant = |former: &Context| {
            let before = [*former, Context::Everywhere];
            let before = before.into_iter().find_map(|place| self.session.keys.row(place, key));
            match before {
                Some(before) => row.is_none_or(|row| row.command != before.command),
                None => former.takes_letters() && key.typed().is_some(),
            }
        };
        let agrees = row.is_some_and(|row| row.command.wants_to_be_seen());
        let read = self.has_read();
        let led_here = standing.opener == Some(key) || read.is_some_and(|read| read.by == Some(key));
        let pause = if agrees && led_here { REPEAT } else { PAUSE };
        if standing.is_settling(now)
            && (standing.over || standing.shown.is_none() || standing.former.iter().any(meant))
        {
            return until(pause);
        }
        if agrees {
            // What was read on to is a question like one that has just come up.
            let until = |pause: Duration| match (until(pause), read.map(|read| read.at + pause)) {
                (Hearing::Now, Some(at)) if now < at => Hearing::From(at),
                (Hearing::From(one), Some(other)) => Hearing::From(one.max(other)),
                (hearing, _) => hearing,
            };
            let early = standing.early.filter(|(early, _)| *early == key).map(|(_, at)| at + REPEAT);
            return match (until(pause), early) {
                (Hearing::Now, Some(at)) if now < at => Hearing::From(at),
                (Hearing::From(one), Some(other)) => Hearing::From(one.max(other)),
                (hearing, _) => hearing,
            };
        }
        Hearing::Now
    }

    /// Holds a key back that came too early to be meant for where one is. Says so, with what to do.
    pub(super) fn holds_back(&mut self, key: Key) -> bool {
        let now = self.now.elapsed;
        let before = self.standing.pressed.replace((key, now));
        if self.hearing(key) == Hearing::Now {
            return false;
        }
        // A tap that comes too early asks for no pause of its own, or who is in a hurry would never be heard.
        let repeats = before.is_some_and(|(other, at)| other == key && now < at + REPEATING);
        if repeats || self.standing.is_settling(now) {
            self.standing.held = Some(now);
        }
        let agrees = self.row_for(key).filter(|row| row.command.wants_to_be_seen());
        if let Some(row) = agrees {
            if self.standing.early.is_none_or(|(early, _)| early != key) {
                self.standing.early = Some((key, now));
            }
            let Drawn { top, scrollable, .. } = self.drawn;
            let unread = self.standing.shown.is_some() && self.reads_on(row.command, top, scrollable);
            let label = if unread { READ_ON } else { row.label };
            let text = format!("Press {key} once more: {label}. This had only just come up.");
            self.say(Tone::Note, text);
        } else {
            self.say_too_early();
        }
        true
    }

    /// Holds pasted text back where keys would be.
    pub(super) fn holds_paste_back(&mut self) -> bool {
        let settling = self.standing.is_settling(self.now.elapsed);
        if settling {
            self.standing.held = Some(self.now.elapsed);
            self.say(Tone::Note, "Nothing was pasted: this came up meanwhile. Paste it again.".to_owned());
        }
        settling
    }

    /// What was pointed at stood on a frame that shows another place.
    pub(super) fn is_unseen(&self) -> bool {
        self.standing.is_settling(self.now.elapsed) && self.standing.shown.is_none()
    }

    /// Names no key: what was typed may have been on its way into a masked text. Says nothing over what was just said.
    fn say_too_early(&mut self) {
        if self.notice.is_none() {
            let text =
                "What was typed while this came up did nothing. After a moment without a key it is heard.";
            self.say(Tone::Note, text.to_owned());
        }
    }

    /// What one types into stays on top, whatever an answer lays over the screen.
    pub(super) fn keep_typing_on_top(&mut self, typed_into: Option<Context>) {
        let Some(typed_into) = typed_into else { return };
        let is_it = |overlay: &Overlay| self.listener_under(Some(overlay)) == typed_into;
        let Some(place) = self.overlays.iter().rposition(is_it) else { return };
        if place + 1 < self.overlays.len() {
            let overlay = self.overlays.remove(place);
            self.overlays.push(overlay);
        }
    }

    /// The topmost overlay, where one types into it.
    pub(super) fn typed_into(&self) -> Option<Context> {
        let listener = self.listener();
        (!self.overlays.is_empty() && listener.types()).then_some(listener)
    }
}

impl Context {
    /// Letters go somewhere here, beside those that are commands.
    fn takes_letters(self) -> bool {
        self.types() || matches!(self, Self::Choice | Self::Set)
    }
}

impl Command {
    /// What is not done before its question could be seen.
    fn wants_to_be_seen(self) -> bool {
        self.agrees() || self == Self::Restore
    }
}
