//! What does not go together in the keys of a config: two commands on one key, a question that would agree to itself, a
//! place that nobody could leave. Each is told once, however many places it is seen in.

use super::command::{Command, Context};
use super::key::Key;
use super::keymap::{Bound, By, Keymap};
use super::preset;
use Command as Do;

/// A place that asks, what leads to it, and what agrees to it there.
struct Asked {
    place: Context,
    openers: &'static [Command],
    agree: &'static [Command],
}

#[rustfmt::skip] // one place a line
const ASKED: &[Asked] = &[
    Asked { place: Context::Review, openers: &[Do::Review, Do::ReviewInstead, Do::TakeFound], agree: &[Do::Send, Do::SendSample] },
    Asked { place: Context::Flip, openers: &[Do::Flip, Do::TakeFound], agree: &[Do::ConfirmFlip] },
    Asked { place: Context::RevertAll, openers: &[Do::RevertAll, Do::TakeFound], agree: &[Do::ConfirmRevertAll] },
    Asked { place: Context::Discarding, openers: &[Do::DiscardKept, Do::TakeFound], agree: &[Do::ConfirmDiscardKept] },
    Asked { place: Context::Leaving, openers: &[Do::Quit, Do::TakeFound], agree: &[Do::Discard] },
    Asked { place: Context::Creating, openers: &[Do::AnswerPrompt], agree: &[Do::MakeConnector] },
    Asked { place: Context::Renaming, openers: &[Do::Leave, Do::LeaveForward, Do::LeaveBack], agree: &[Do::RenameUses] },
    Asked {
        place: Context::Prompt,
        openers: &[
            Do::NewConnector, Do::Duplicate, Do::DeleteConnector, Do::Export, Do::LoadEdits, Do::FromFile, Do::EditSample,
            Do::RenameCreation, Do::Find, Do::TakeFound,
        ],
        agree: &[Do::AnswerPrompt],
    },
];

/// Something that does not go together. They are in the order of their lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Misfit {
    /// The line where it was said, the later one where there are two; 0 where no line says it.
    pub line: usize,
    /// What, in a sentence.
    pub what: String,
    /// What is the same in two of them that tell of one thing.
    pub cause: String,
    /// It is so because of the preset, too: with another one it may not be.
    pub of_preset: bool,
}

impl Misfit {
    pub(super) fn on(line: usize, what: String) -> Self {
        Self { line, cause: what.clone(), what, of_preset: false }
    }

    pub(super) fn of_preset(name: &str) -> Self {
        let names = preset::NAMES.join(" and ");
        Self::on(0, format!("There is no preset of keys called {name:?}; there are {names}."))
    }

    /// Of two that say something.
    fn of(one: By, two: By, cause: String, what: String) -> Self {
        let of_preset = [one, two].into_iter().any(|by| by.line().is_none());
        let line = [one, two].into_iter().filter_map(By::line).max().unwrap_or_default();
        Self { line, what, cause, of_preset }
    }
}

impl By {
    fn line(self) -> Option<usize> {
        match self {
            Self::Line(line) => Some(line),
            Self::Table | Self::Preset(_) => None,
        }
    }

    fn place(self) -> String {
        match self {
            Self::Table => "the default keys".to_owned(),
            Self::Preset(name) => format!("the preset {name}"),
            Self::Line(line) => format!("line {line}"),
        }
    }
}

/// Things that are each seen in several places, in the order in which they were found.
struct Seen<T>(Vec<(T, Vec<Context>)>);

impl<T: PartialEq> Seen<T> {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn see(&mut self, what: T, context: Context) {
        match self.0.iter_mut().find(|(seen, _)| *seen == what) {
            Some((_, places)) if places.contains(&context) => {}
            Some((_, places)) => places.push(context),
            None => self.0.push((what, vec![context])),
        }
    }
}

/// A key that opens a question and agrees to it.
#[derive(PartialEq)]
struct Doubled {
    key: Key,
    opener: (Command, By),
    agrees: (Command, Context, By),
}

fn cause(key: Key, mut both: [String; 2]) -> String {
    both.sort();
    format!("{key}: {}", both.join(", "))
}

fn list(places: &[Context]) -> String {
    places.iter().map(|place| place.name()).collect::<Vec<_>>().join(", ")
}

impl Keymap {
    /// All that does not go together in the keys as they are bound.
    pub(super) fn misfits(&self) -> Vec<Misfit> {
        let mut misfits = self.doubled_keys();
        for misfit in self.clashes().into_iter().chain(self.lost_keys()) {
            // A question and what agrees to it may be heard in one place as well; that they share a key is told already.
            if !misfits.iter().any(|told| told.cause == misfit.cause) {
                misfits.push(misfit);
            }
        }
        misfits
    }

    /// Two commands on one key.
    fn clashes(&self) -> Vec<Misfit> {
        let mut seen = Seen::new();
        for context in Context::ALL {
            let beside = Context::Everywhere.rows().filter(|_| context != Context::Everywhere);
            let beside = beside.map(|row| (Context::Everywhere, row));
            let rows = context.rows().map(|row| (context, row)).chain(beside);
            let bound = |(place, row): (Context, &super::command::Row)| {
                Some((row.command, self.bound(place, row.command)?))
            };
            let rows: Vec<(Command, &Bound)> = rows.filter_map(bound).collect();
            for (number, (command, one)) in rows.iter().enumerate() {
                for (other, two) in rows.iter().skip(number + 1).filter(|(other, _)| other != command) {
                    for key in one.keys.iter().filter(|key| two.keys.contains(key)) {
                        seen.see((*key, *command, one.by, *other, two.by), context);
                    }
                }
            }
        }
        let told = |((key, command, one, other, two), places): ((Key, Command, By, Command, By), Vec<_>)| {
            let said = |command: Command, by: By| format!("{} ({})", command.name(), by.place());
            let (first, second) = (said(command, one), said(other, two));
            let what = format!(
                "{key} stands for two commands in {}: {first} and {second}. One of them wants another key; an empty list \
                 frees it.",
                list(&places)
            );
            Misfit::of(one, two, cause(key, [first, second]), what)
        };
        seen.0.into_iter().map(told).collect()
    }

    /// A key that opens a question and agrees to it as well: pressed twice, or held down, it would do both. Enter stands for
    /// both where nobody bound it; there the question waits until it could be seen.
    fn doubled_keys(&self) -> Vec<Misfit> {
        let mut seen = Seen::new();
        for Asked { place, openers, agree } in ASKED {
            for agrees in *agree {
                let Some(agreed) = self.bound(*place, *agrees) else { continue };
                for opener in *openers {
                    for context in Context::ALL.into_iter().filter(|context| context != place) {
                        let Some(opened) = self.bound(context, *opener) else { continue };
                        let both =
                            opened.keys.iter().find(|key| agreed.keys.contains(key) && **key != Key::ENTER);
                        let Some(key) = both else { continue };
                        let doubled = Doubled {
                            key: *key,
                            opener: (*opener, opened.by),
                            agrees: (*agrees, *place, agreed.by),
                        };
                        seen.see(doubled, context);
                    }
                }
            }
        }
        let told = |(doubled, contexts): (Doubled, Vec<Context>)| {
            let Doubled { key, opener: (opener, one), agrees: (command, place, two) } = doubled;
            let (opens, agrees, place) = (opener.name(), command.name(), place.name());
            let (opened_by, agreed_by) = (one.place(), two.place());
            let what = format!(
                "{key} would open a question and agree to it: {opens} in {} ({opened_by}) and {agrees} in {place} \
                 ({agreed_by}). One of them wants another key.",
                list(&contexts)
            );
            let both = [format!("{opens} ({opened_by})"), format!("{agrees} ({agreed_by})")];
            Misfit::of(one, two, cause(key, both), what)
        };
        seen.0.into_iter().map(told).collect()
    }

    /// What nobody could leave, agree to or quit any more.
    fn lost_keys(&self) -> Vec<Misfit> {
        let mut seen = Seen::new();
        for context in Context::ALL {
            for row in context.rows() {
                let needed = match row.command {
                    Command::Quit => context == Context::Everywhere,
                    command => command.is_way_out() || command.agrees(),
                };
                let bound = self.bound(context, row.command);
                if let Some(bound) = bound.filter(|bound| needed && bound.keys.is_empty()) {
                    seen.see((row.command, bound.by), context);
                }
            }
        }
        let told = |((command, by), places): ((Command, By), Vec<Context>)| {
            let name = command.name();
            let heard = match places.iter().filter(|place| place.types()).count() {
                0 => "every terminal hears",
                some if some == places.len() => "a text hears",
                _ => "each of them hears",
            };
            let what =
                format!("{name} in {} would have no key left. It wants one that {heard}.", list(&places));
            // The preset has no part in it: it was taken away.
            Misfit { of_preset: false, ..Misfit::of(by, by, format!("{name} has no key"), what) }
        };
        seen.0.into_iter().map(told).collect()
    }
}
