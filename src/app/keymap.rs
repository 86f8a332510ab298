//! Which keys mean what: the command table, a preset, and what the person binds in the config.
//!
//! A binding belongs to a command in one place. What does not go together is refused as a whole, each of it with both
//! places where it was said, so that no key ever does something that nobody can see coming.

use super::App;
use super::command::{Command, Context, Row};
use super::key::Key;
use super::names::meant;
use super::preset::{self, WALKING};
use super::table::COMMANDS;
use Command as Do;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// In the place of a context: wherever the command is heard.
const ALL: &str = "all";
/// Where the table's own keys come from.
const TABLE: &str = "the default keys";

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

/// One line of the config: a command in a place, and the keys that it gets there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The place, in its name, or `all`.
    pub context: String,
    /// The command, in its name.
    pub command: String,
    /// The keys, by name. None takes them away.
    pub keys: Vec<String>,
    /// Where it was said: `config.toml line 12`.
    pub place: String,
}

/// The keys of each command in each place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    bound: Arc<HashMap<(Context, Command), Bound>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Bound {
    keys: Arc<[Key]>,
    place: Cow<'static, str>,
}

/// The table's own keys, read once: it stands between the person and the first frame.
static OF_THE_TABLE: LazyLock<Keymap> = LazyLock::new(|| {
    let mut bound = HashMap::with_capacity(COMMANDS.iter().map(|row| row.contexts.len()).sum());
    for row in COMMANDS {
        let keys: Arc<[Key]> = row.keys.iter().filter_map(|name| Key::named(name)).collect();
        for context in row.contexts {
            bound.insert((*context, row.command), Bound { keys: keys.clone(), place: TABLE.into() });
        }
    }
    Keymap { bound: Arc::new(bound) }
});

impl Default for Keymap {
    /// The table as it stands.
    fn default() -> Self {
        OF_THE_TABLE.clone()
    }
}

impl Keymap {
    /// The keys of a preset with bindings on top of it, or everything that does not go together, a sentence each.
    pub fn of(preset: &str, bindings: &[Binding]) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        let mut keys = Self::default();
        match preset::named(preset) {
            Some(changes) => keys.take_preset(preset, changes),
            None => errors.push(format!(
                "There is no preset of keys called {preset:?}; there are {}.",
                preset::NAMES.join(" and ")
            )),
        }
        if bindings.is_empty() && errors.is_empty() {
            // Presets go together; a test says so.
            return Ok(keys);
        }
        // What names a place says more than what is said of all of them.
        let (everywhere, somewhere): (Vec<_>, Vec<_>) =
            bindings.iter().partition(|binding| binding.context == ALL);
        for binding in everywhere.into_iter().chain(somewhere) {
            if let Err(why) = keys.bind(binding, &mut errors) {
                errors.push(format!("{}: {why}", binding.place));
            }
        }
        keys.look_for_clashes(&mut errors);
        keys.look_for_doubled_keys(&mut errors);
        keys.look_for_lost_keys(&mut errors);
        if errors.is_empty() { Ok(keys) } else { Err(errors) }
    }

    fn take_preset(&mut self, name: &str, changes: &[preset::Change]) {
        if changes.is_empty() {
            return;
        }
        let place = Cow::from(format!("the preset {name}"));
        let bound = Arc::make_mut(&mut self.bound);
        for change in changes {
            let keys: Arc<[Key]> = change.keys.iter().filter_map(|name| Key::named(name)).collect();
            for context in change.contexts {
                // A group of places may hold some in which the command is not heard.
                if let Some(bound) = bound.get_mut(&(*context, change.command)) {
                    *bound = Bound { keys: keys.clone(), place: place.clone() };
                }
            }
        }
    }

    fn bind(&mut self, binding: &Binding, errors: &mut Vec<String>) -> Result<(), String> {
        let wanted = &binding.command;
        if binding.context != ALL {
            Self::place(&binding.context)?;
        }
        let Some(command) = Command::named(wanted) else {
            let rows = || Context::ALL.into_iter().flat_map(Context::rows);
            // What the footer calls it is as good a guess as what the config does.
            let label = rows().find(|row| row.label.replace([' ', '/'], "-") == *wanted);
            let hint = match label {
                Some(row) => format!("; did you mean {}?", row.command.name()),
                None => meant(wanted, rows().map(|row| row.command.name())),
            };
            return Err(format!("there is no command called {wanted:?}{hint}"));
        };
        let contexts = if binding.context == ALL {
            // Also said of all places, a command that walks is bound where one walks.
            Context::ALL.into_iter().filter(|context| context.hears(command)).collect()
        } else {
            vec![Self::heard_in(&binding.context, command)?]
        };
        let mut keys = Vec::new();
        for name in &binding.keys {
            match Key::read(name) {
                Ok(key) => keys.push(key),
                Err(why) => {
                    let hint =
                        if why.ends_with("is no key") { meant(name, Key::names()) } else { ".".to_owned() };
                    errors.push(format!("{}: {why}{hint}", binding.place));
                }
            }
        }
        if keys.len() < binding.keys.len() {
            return Ok(());
        }
        let slips = |key: &&Key| **key == Key::ENTER || key.typed() == Some(' ');
        if command.wants_own_key()
            && let Some(key) = keys.iter().find(slips)
        {
            return Err(format!(
                "{key} is pressed too easily for {wanted}, which confirms something; it wants another key."
            ));
        }
        for context in contexts {
            let typed = keys.iter().filter(|key| context.types() && key.typed().is_some());
            let typed: Vec<Key> = typed.copied().collect();
            let kept: Vec<Key> = keys.iter().filter(|key| !typed.contains(key)).copied().collect();
            if binding.context == ALL {
                // A key that types says nothing of places where one types.
                if kept.is_empty() && !typed.is_empty() {
                    continue;
                }
            } else if let Some(key) = typed.first() {
                errors.push(format!(
                    "{}: {key} is typed in {}, so it cannot be a command there.",
                    binding.place,
                    context.name()
                ));
                continue;
            }
            let bound = Bound { keys: kept.into(), place: binding.place.clone().into() };
            Arc::make_mut(&mut self.bound).insert((context, command), bound);
        }
        Ok(())
    }

    fn place(name: &str) -> Result<Context, String> {
        Context::named(name).ok_or_else(|| {
            let names = Context::ALL.into_iter().map(Context::name).chain([ALL.to_owned()]);
            format!("there is no place called {name:?}{}", meant(name, names))
        })
    }

    fn heard_in(name: &str, command: Command) -> Result<Context, String> {
        let context = Self::place(name)?;
        if context.hears(command) {
            return Ok(context);
        }
        let places = Context::ALL.into_iter().filter(|context| context.hears(command));
        let places: Vec<String> = places.map(Context::name).collect();
        Err(format!("{} is not heard in {name}, but in {}.", command.name(), places.join(", ")))
    }

    /// Two commands on one key, told once for all places in which they meet.
    fn look_for_clashes(&self, errors: &mut Vec<String>) {
        let mut clashes: Vec<(String, [String; 2], Vec<String>)> = Vec::new();
        for context in Context::ALL {
            let beside = Context::Everywhere.rows().filter(|_| context != Context::Everywhere);
            let beside = beside.map(|row| (Context::Everywhere, row));
            let rows: Vec<_> = context.rows().map(|row| (context, row)).chain(beside).collect();
            for (number, (place, row)) in rows.iter().enumerate() {
                for (other_place, other) in rows.iter().skip(number + 1) {
                    if row.command == other.command {
                        continue;
                    }
                    let (one, two) =
                        (self.bound(*place, row.command), self.bound(*other_place, other.command));
                    let Some((one, two)) = one.zip(two) else { continue };
                    for key in one.keys.iter().filter(|key| two.keys.contains(key)) {
                        let said =
                            |row: &Row, bound: &Bound| format!("{} ({})", row.command.name(), bound.place);
                        let key = key.to_string();
                        let both = [said(row, one), said(other, two)];
                        match clashes.iter_mut().find(|(told, pair, _)| *told == key && *pair == both) {
                            Some((.., places)) if places.contains(&context.name()) => {}
                            Some((.., places)) => places.push(context.name()),
                            None => clashes.push((key, both, vec![context.name()])),
                        }
                    }
                }
            }
        }
        errors.extend(clashes.into_iter().map(|(key, [one, two], places)| {
            format!(
                "{key} stands for two commands in {}: {one} and {two}. One of them wants another key; an empty list \
                 frees it.",
                places.join(", ")
            )
        }));
    }

    /// A key that opens a question and agrees to it as well: pressed twice, or held down, it would do both. Enter stands for
    /// both where nobody bound it; there the question waits until it could be seen.
    fn look_for_doubled_keys(&self, errors: &mut Vec<String>) {
        for Asked { place, openers, agree } in ASKED {
            for agrees in *agree {
                let Some(agreed) = self.bound(*place, *agrees) else { continue };
                for (opener, opened, context) in openers.iter().flat_map(|opener| {
                    let places = Context::ALL.into_iter().filter(|context| context != place);
                    places.filter_map(|context| Some((*opener, self.bound(context, *opener)?, context)))
                }) {
                    let both =
                        opened.keys.iter().find(|key| agreed.keys.contains(key) && **key != Key::ENTER);
                    let Some(key) = both else { continue };
                    errors.push(format!(
                        "{key} would open a question and agree to it: {} in {} ({}) and {} in {} ({}). One of them wants \
                         another key.",
                        opener.name(),
                        context.name(),
                        opened.place,
                        agrees.name(),
                        place.name(),
                        agreed.place,
                    ));
                }
            }
        }
    }

    /// What nobody could leave, agree to or quit any more.
    fn look_for_lost_keys(&self, errors: &mut Vec<String>) {
        for context in Context::ALL {
            for row in context.rows() {
                let needed = match row.command {
                    Command::Quit => context == Context::Everywhere,
                    command => command.is_way_out() || command.agrees(),
                };
                if let Some(bound) =
                    self.bound(context, row.command).filter(|bound| needed && bound.keys.is_empty())
                {
                    errors.push(format!(
                        "{}: {} in {} would have no key left. It wants one that {} hears.",
                        bound.place,
                        row.command.name(),
                        context.name(),
                        if context.types() { "a text" } else { "every terminal" },
                    ));
                }
            }
        }
    }

    fn bound(&self, context: Context, command: Command) -> Option<&Bound> {
        self.bound.get(&(context, command))
    }

    /// The keys of a command in a place; those that it has everywhere, where it has none of its own.
    pub fn keys(&self, context: Context, command: Command) -> &[Key] {
        let own = self.bound(context, command).filter(|bound| !bound.keys.is_empty());
        let bound = own.or_else(|| self.bound(Context::Everywhere, command));
        bound.map_or(&[], |bound| &bound.keys)
    }

    /// The keys that a command has in this very place.
    pub fn own_keys(&self, context: Context, command: Command) -> &[Key] {
        self.bound(context, command).map_or(&[], |bound| &bound.keys)
    }

    /// The first of its keys, which hints show.
    pub fn first(&self, context: Context, command: Command) -> Option<String> {
        self.keys(context, command).first().map(ToString::to_string)
    }

    /// What to press for a command, in a sentence: its key, else where it is found.
    pub fn key(&self, context: Context, command: Command) -> String {
        if let Some(key) = self.first(context, command) {
            return key;
        }
        let label = context.rows().find(|row| row.command == command).map_or("", |row| row.label);
        match self.first(Context::Everywhere, Command::Palette) {
            Some(palette) => format!("{palette} \u{201c}{label}\u{201d}"),
            None => format!("\u{201c}{label}\u{201d}"),
        }
    }

    /// The row that a key means in a place.
    pub fn row(&self, context: Context, key: Key) -> Option<&'static Row> {
        context.rows().find(|row| self.own_keys(context, row.command).contains(&key))
    }

    /// Our own words with the keys in them: `[form.undo]` becomes what undoes among the fields.
    pub fn spell<'t>(&self, words: &'t str) -> Cow<'t, str> {
        if !words.contains('[') {
            return words.into();
        }
        let mut out = String::new();
        let mut rest = words;
        while let Some((before, after)) = rest.split_once('[') {
            out.push_str(before);
            let named = after.split_once(']').and_then(|(name, after)| {
                let (context, command) = name.split_once('.')?;
                Some((Context::named(context)?, Command::named(command)?, after))
            });
            if let Some((context, command, after)) = named {
                out.push_str(&self.key(context, command));
                rest = after;
            } else {
                out.push('[');
                rest = after;
            }
        }
        out.push_str(rest);
        out.into()
    }
}

impl Context {
    /// Whether letters are text here.
    pub fn types(self) -> bool {
        // What is heard everywhere is heard where one types.
        !WALKING.contains(&self)
    }

    /// Whether a command is heard here.
    pub fn hears(self, command: Command) -> bool {
        self.rows().any(|row| row.command == command)
    }
}

impl App {
    /// What to press for a command in a place.
    pub fn key(&self, context: Context, command: Command) -> String {
        self.session.keys.key(context, command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(line: usize, context: &str, command: &str, keys: &[&str]) -> Binding {
        Binding {
            context: context.to_owned(),
            command: command.to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            place: format!("config.toml line {line}"),
        }
    }

    fn refused(bindings: &[Binding]) -> Vec<String> {
        Keymap::of("default", bindings).err().unwrap_or_default()
    }

    #[test]
    fn the_presets_go_together() {
        for name in preset::NAMES {
            let (keys, mut errors) = (Keymap::of(name, &[]).unwrap(), Vec::new());
            keys.look_for_clashes(&mut errors);
            keys.look_for_doubled_keys(&mut errors);
            keys.look_for_lost_keys(&mut errors);
            assert_eq!(errors, [""; 0], "{name}");
        }
        let vim = Keymap::of("vim", &[]).unwrap();
        assert_eq!(
            vim.row(Context::Form, Key::named("i").unwrap()).map(|row| row.command),
            Some(Command::Edit)
        );
        assert_eq!(vim.key(Context::Form, Command::Redo), "ctrl-r");
        assert_eq!(vim.key(Context::Form, Command::Reload), "e");
        assert_eq!(
            vim.row(Context::Table, Key::named("o").unwrap()).map(|row| row.command),
            Some(Command::AddRow)
        );
        assert_eq!(
            vim.row(Context::Text, Key::named(":").unwrap()).map(|row| row.command),
            None,
            "it is typed there"
        );
    }

    #[test]
    fn no_key_opens_a_question_and_agrees_to_it() {
        for ([opener, opens], [place, agrees]) in [
            (["form", "review"], ["review", "send"]),
            (["form", "review"], ["review", "send-sample"]),
            (["leaving", "review-instead"], ["review", "send"]),
            (["form", "flip"], ["flip", "confirm-flip"]),
            (["form", "revert-all"], ["revert-all", "confirm-revert-all"]),
            (["recovery", "discard-kept"], ["discarding", "confirm-discard-kept"]),
            (["everywhere", "quit"], ["leaving", "discard"]),
            (["palette", "take-found"], ["review", "send"]),
            (["prompt", "answer-prompt"], ["creating", "make-connector"]),
            (["form", "export"], ["prompt", "answer-prompt"]),
        ] {
            let said =
                refused(&[bound(3, opener, opens, &["f5"]), bound(7, place, agrees, &["f5"])]).join("\n");
            for part in ["f5 would open a question and agree to it", opens, agrees, "line 3", "line 7"] {
                assert!(said.contains(part), "{opens} {agrees}: {said}");
            }
        }
        let said = refused(&[bound(2, "flip", "confirm-flip", &["t"])]).join("\n");
        assert!(said.contains("t would open a question") && said.contains("the default keys"), "{said}");
    }

    #[test]
    fn what_agrees_keeps_a_key() {
        for (place, command) in [
            ("review", "send"),
            ("prompt", "answer-prompt"),
            ("review", "send-sample"),
            ("flip", "confirm-flip"),
        ] {
            let said = refused(&[bound(4, place, command, &[])]).join("\n");
            assert!(said.contains(&format!("line 4: {command} in {place} would have no key left")), "{said}");
        }
    }

    #[test]
    fn each_change_of_a_preset_names_keys_and_places_that_hear_it() {
        for change in preset::NAMES.iter().filter_map(|name| preset::named(name)).flatten() {
            assert!(change.keys.iter().all(|name| Key::read(name).is_ok()), "{:?}", change.command);
            let heard = |context: &Context| context.hears(change.command);
            assert!(change.contexts.iter().any(heard), "{:?}", change.command);
        }
    }

    #[test]
    fn a_binding_takes_the_place_of_the_keys_of_the_table() {
        let keys = Keymap::of("default", &[bound(3, "form", "review", &["ctrl-x"])]).unwrap();
        assert_eq!(keys.key(Context::Form, Command::Review), "ctrl-x");
        assert_eq!(keys.row(Context::Form, Key::named("s").unwrap()).map(|row| row.command), None);
        assert_eq!(keys.key(Context::Table, Command::Review), "s", "another place keeps its own");
        assert_eq!(
            keys.spell("[form.review] sends, [x] and [form.nothing] stay"),
            "ctrl-x sends, [x] and [form.nothing] stay"
        );
    }

    #[test]
    fn all_binds_wherever_it_is_heard_and_a_letter_not_where_one_types() {
        let keys = Keymap::of(
            "default",
            &[bound(3, "all", "review", &["S", "ctrl-x"]), bound(4, "table", "review", &["ctrl-s"])],
        );
        let keys = keys.unwrap();
        assert_eq!(keys.key(Context::Form, Command::Review), "S");
        assert_eq!(keys.key(Context::Text, Command::Review), "ctrl-x");
        assert_eq!(keys.key(Context::Table, Command::Review), "ctrl-s", "what names a place says more");
        let letters = Keymap::of("default", &[bound(3, "all", "review", &["S"])]).unwrap();
        assert_eq!(letters.key(Context::Text, Command::Review), "ctrl-s", "nothing was said of it");
    }

    #[test]
    fn a_command_without_a_key_is_found_in_the_palette() {
        let keys = Keymap::of("default", &[bound(3, "form", "undo", &[])]).unwrap();
        assert_eq!(keys.key(Context::Form, Command::Undo), "ctrl-p “undo”");
    }

    #[test]
    fn a_clash_names_both_places_once() {
        let told = refused(&[bound(12, "form", "review", &["x"])]);
        assert_eq!(
            told,
            [
                "x stands for two commands in form: review (config.toml line 12) and export (the default keys). One of \
              them wants another key; an empty list frees it."
            ]
        );
        let both = refused(&[bound(12, "form", "review", &["f5"]), bound(14, "form", "export", &["f5"])]);
        assert_eq!(both.len(), 1);
        assert!(both[0].contains("line 12") && both[0].contains("line 14"));
        let everywhere = refused(&[bound(2, "form", "review", &["ctrl-c"])]);
        assert!(
            everywhere[0].contains("review (config.toml line 2) and quit (the default keys)"),
            "{everywhere:?}"
        );
        assert_eq!(refused(&[bound(1, "form", "review", &["x"]), bound(2, "form", "export", &[])]), [""; 0]);
        let many = refused(&[bound(7, "all", "down", &["q"])]);
        assert_eq!(many.iter().filter(|told| told.contains("and quit")).count(), 1, "{many:?}");
    }

    #[test]
    fn every_mistake_is_told_and_not_the_first_alone() {
        let told = refused(&[
            bound(1, "fomr", "undo", &["f5"]),
            bound(2, "form", "revue", &["f5"]),
            bound(3, "form", "undo", &["ctrl-j", "spce", "alt-x"]),
            bound(4, "text", "undo-typing", &["u"]),
            bound(5, "form", "send", &["f5"]),
            bound(6, "flip", "confirm-flip", &["enter"]),
            bound(7, "review", "send-sample", &["space"]),
            bound(8, "flip", "close-overlay", &[]),
            bound(9, "everywhere", "quit", &[]),
            bound(10, "creating", "make-connector", &[]),
        ]);
        for (line, words) in [
            (1, "no place called \"fomr\"; did you mean form?"),
            (2, "no command called \"revue\"; did you mean review?"),
            (3, "\"spce\" is no key; did you mean space?"),
            (3, "\"alt-x\" needs alt"),
            (4, "u is typed in text, so it cannot be a command there."),
            (5, "send is not heard in form, but in review."),
            (6, "enter is pressed too easily for confirm-flip"),
            (7, "space is pressed too easily for send-sample"),
            (8, "close-overlay in flip would have no key left."),
            (9, "quit in everywhere would have no key left."),
            (10, "make-connector in creating would have no key left."),
        ] {
            let place = format!("config.toml line {line}: ");
            let found = told.iter().any(|said| said.starts_with(&place) && said.contains(words));
            assert!(found, "{words}\n{told:#?}");
        }
        assert_eq!(told.len(), 11, "{told:#?}");
        let preset = Keymap::of("vmi", &[]).unwrap_err();
        assert_eq!(preset, ["There is no preset of keys called \"vmi\"; there are default and vim."]);
    }
}
