//! Which keys mean what: the command table, a preset, and what the person binds in the config.
//!
//! A binding belongs to a command in one place. What does not go together ([`super::misfit`]) is refused as a whole, each of
//! it with both places where it was said, so that no key ever does something that nobody can see coming.

use super::App;
use super::command::{Command, Context, Row};
use super::key::Key;
use super::misfit::Misfit;
use super::names::{hint, meant};
use super::preset::{self, WALKING};
use super::table::COMMANDS;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// In the place of a context: wherever the command is heard.
const ALL: &str = "all";
/// No key has a longer name, in characters.
const LONGEST: usize = 14;

/// One line of the config: a command in a place, and the keys that it gets there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The place, in its name, or `all`.
    pub context: String,
    /// The command, in its name.
    pub command: String,
    /// The keys, by name; an empty list takes them away. None where it cannot be known what was wanted, which is told by
    /// whoever read it.
    pub keys: Option<Vec<String>>,
    /// The line on which it stands, from 1.
    pub line: usize,
}

/// The keys of each command in each place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    bound: Arc<HashMap<(Context, Command), Bound>>,
}

/// The keys of a command in a place, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) keys: Arc<[Key]>,
    pub(super) by: By,
}

/// Who says which keys a command has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Table,
    Preset(&'static str),
    Line(usize),
}

/// The table's own keys, read once: it stands between the person and the first frame.
static OF_THE_TABLE: LazyLock<Keymap> = LazyLock::new(|| {
    let mut bound = HashMap::with_capacity(COMMANDS.iter().map(|row| row.contexts.len()).sum());
    for row in COMMANDS {
        let keys: Arc<[Key]> = row.keys.iter().filter_map(|name| Key::named(name)).collect();
        for context in row.contexts {
            bound.insert((*context, row.command), Bound { keys: keys.clone(), by: By::Table });
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
    /// The keys of a preset with bindings on top of it, or everything that does not go together, in the order of the lines.
    ///
    /// # Errors
    /// Each of it once, and nothing that only follows from another.
    pub fn of(preset: &str, bindings: &[Binding]) -> Result<Self, Vec<Misfit>> {
        let mut misfits = Vec::new();
        let mut keys = Self::default();
        match preset::NAMES.into_iter().find(|name| *name == preset) {
            Some(name) => keys.take_preset(name, preset::named(name).unwrap_or_default()),
            None => misfits.push(Misfit::of_preset(preset)),
        }
        if bindings.is_empty() && misfits.is_empty() {
            // Presets go together; a test says so.
            return Ok(keys);
        }
        // What names a place says more than what is said of all of them.
        let (everywhere, somewhere): (Vec<_>, Vec<_>) =
            bindings.iter().partition(|binding| binding.context == ALL);
        for binding in everywhere.into_iter().chain(somewhere) {
            if let Err(why) = keys.bind(binding, &mut misfits) {
                misfits.push(Misfit::on(binding.line, why));
            }
        }
        misfits.extend(keys.misfits());
        misfits.sort();
        if misfits.is_empty() { Ok(keys) } else { Err(misfits) }
    }

    fn take_preset(&mut self, name: &'static str, changes: &[preset::Change]) {
        if changes.is_empty() {
            return;
        }
        let bound = Arc::make_mut(&mut self.bound);
        for change in changes {
            let keys: Arc<[Key]> = change.keys.iter().filter_map(|name| Key::named(name)).collect();
            for context in change.contexts {
                // A group of places may hold some in which the command is not heard.
                if let Some(bound) = bound.get_mut(&(*context, change.command)) {
                    *bound = Bound { keys: keys.clone(), by: By::Preset(name) };
                }
            }
        }
    }

    fn bind(&mut self, binding: &Binding, misfits: &mut Vec<Misfit>) -> Result<(), String> {
        let (wanted, line) = (&binding.command, binding.line);
        let place = if binding.context == ALL { Ok(()) } else { Self::place(&binding.context).map(drop) };
        let command = Self::command(wanted);
        let (command, place) = match (command, place) {
            (Ok(command), Ok(())) => (command, &binding.context),
            (command, place) => {
                // What the command that was meant would have taken, or left to another, is not known.
                let near_place = meant(&binding.context, Self::places()).unwrap_or_default();
                let near_command = command.clone().ok().or_else(|| Self::near(wanted));
                if let Some(command) = near_command {
                    let places = Self::heard_at(&near_place, command).into_iter();
                    let by_line = |at| self.bound(at, command).is_some_and(|it| matches!(it.by, By::Line(_)));
                    let places: Vec<Context> = places.filter(|at| !by_line(*at)).collect();
                    self.forget(&places, command);
                }
                misfits.extend(place.err().map(|why| Misfit::on(line, why)));
                return command.map(drop);
            }
        };
        if place != ALL {
            Self::heard_in(place, command)?;
        }
        // Also said of all places, a command that walks is bound where one walks.
        let contexts = Self::heard_at(place, command);
        let Some(names) = &binding.keys else {
            self.forget(&contexts, command);
            return Ok(());
        };
        let keys = Self::read(names, line, misfits);
        let slips = |key: &&Key| command.wants_own_key() && (**key == Key::ENTER || key.typed() == Some(' '));
        if let Some(key) = keys.iter().find(slips) {
            misfits.push(Misfit::on(
                line,
                format!(
                    "{key} is pressed too easily for {wanted}, which confirms something; it wants another key."
                ),
            ));
        }
        let keys: Vec<Key> = keys.into_iter().filter(|key| !slips(&key)).collect();
        for context in contexts {
            let (typed, kept): (Vec<Key>, Vec<Key>) =
                keys.iter().partition(|key| context.types() && key.typed().is_some());
            if binding.context == ALL {
                // A key that types says nothing of places where one types.
                if kept.is_empty() && !typed.is_empty() {
                    continue;
                }
            } else if let Some(key) = typed.first() {
                let place = context.name();
                misfits.push(Misfit::on(
                    line,
                    format!("{key} is typed in {place}, so it cannot be a command there."),
                ));
            }
            if kept.is_empty() && !names.is_empty() {
                // All that was wanted is told already: that no key is left, or whose the old one is, would only follow.
                self.forget(&[context], command);
                continue;
            }
            let bound = Bound { keys: kept.into(), by: By::Line(line) };
            Arc::make_mut(&mut self.bound).insert((context, command), bound);
        }
        Ok(())
    }

    /// The keys of these names; what is wrong with the others is told. A name that is none is not repeated: it may be
    /// anything.
    fn read(names: &[String], line: usize, misfits: &mut Vec<Misfit>) -> Vec<Key> {
        let mut keys = Vec::new();
        for (at, name) in names.iter().enumerate() {
            match Key::read(name) {
                Ok(key) => keys.push(key),
                Err(why) if !why.ends_with("is no key") && name.chars().count() <= LONGEST => {
                    misfits.push(Misfit::on(line, format!("{why}.")));
                }
                Err(_) => {
                    let which = match names.len() {
                        1 => "what stands there".to_owned(),
                        many => format!("key {} of {many}", at + 1),
                    };
                    let hint = hint(meant(name, Key::names()));
                    misfits.push(Misfit::on(line, format!("{which} is no key{hint}")));
                }
            }
        }
        keys
    }

    /// Which keys the command has in these places is not known.
    fn forget(&mut self, places: &[Context], command: Command) {
        let bound = Arc::make_mut(&mut self.bound);
        for place in places {
            bound.remove(&(*place, command));
        }
    }

    fn place(name: &str) -> Result<Context, String> {
        Context::named(name)
            .ok_or_else(|| format!("there is no place called {name:?}{}", hint(meant(name, Self::places()))))
    }

    fn places() -> impl Iterator<Item = String> {
        Context::ALL.into_iter().map(Context::name).chain([ALL.to_owned()])
    }

    fn command(name: &str) -> Result<Command, String> {
        let near = || Self::near(name).map(Command::name);
        Command::named(name).ok_or_else(|| format!("there is no command called {name:?}{}", hint(near())))
    }

    /// The command that was most likely meant.
    fn near(name: &str) -> Option<Command> {
        let rows = || Context::ALL.into_iter().flat_map(Context::rows);
        // What the footer calls it is as good a guess as what the config does.
        let label = rows().find(|row| row.label.replace([' ', '/'], "-") == name);
        let named = || Command::named(&meant(name, rows().map(|row| row.command.name()))?);
        label.map(|row| row.command).or_else(named)
    }

    /// The places of a name in which a command is heard.
    fn heard_at(name: &str, command: Command) -> Vec<Context> {
        let meant = |context: &Context| name == ALL || context.name() == name;
        Context::ALL.into_iter().filter(meant).filter(|context| context.hears(command)).collect()
    }

    fn heard_in(name: &str, command: Command) -> Result<(), String> {
        if Self::place(name)?.hears(command) {
            return Ok(());
        }
        let places = Context::ALL.into_iter().filter(|context| context.hears(command));
        let places: Vec<String> = places.map(Context::name).collect();
        Err(format!("{} is not heard in {name}, but in {}.", command.name(), places.join(", ")))
    }

    pub(super) fn bound(&self, context: Context, command: Command) -> Option<&Bound> {
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
            keys: Some(keys.iter().map(|key| (*key).to_owned()).collect()),
            line,
        }
    }

    fn refused(bindings: &[Binding]) -> Vec<String> {
        let misfits = Keymap::of("default", bindings).err().unwrap_or_default();
        misfits.iter().map(|Misfit { line, what, .. }| format!("line {line}: {what}")).collect()
    }

    #[test]
    fn the_presets_go_together() {
        for name in preset::NAMES {
            assert_eq!(Keymap::of(name, &[]).unwrap().misfits(), [], "{name}");
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
                "line 12: x stands for two commands in form: review (line 12) and export (the default keys). One of them \
              wants another key; an empty list frees it."
            ]
        );
        let both = refused(&[bound(12, "form", "review", &["f5"]), bound(14, "form", "export", &["f5"])]);
        assert_eq!(both.len(), 1);
        assert!(both[0].contains("line 12") && both[0].contains("line 14"));
        let everywhere = refused(&[bound(2, "form", "review", &["ctrl-c"])]);
        assert!(everywhere[0].contains("review (line 2) and quit (the default keys)"), "{everywhere:?}");
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
            (3, "key 2 of 3 is no key; did you mean space?"),
            (3, "\"alt-x\" needs alt"),
            (4, "u is typed in text, so it cannot be a command there."),
            (5, "send is not heard in form, but in review."),
            (6, "enter is pressed too easily for confirm-flip"),
            (7, "space is pressed too easily for send-sample"),
            (8, "close-overlay in flip would have no key left."),
            (9, "quit in everywhere would have no key left."),
            (10, "make-connector in creating would have no key left."),
        ] {
            let place = format!("line {line}: ");
            let found = told.iter().any(|said| said.starts_with(&place) && said.contains(words));
            assert!(found, "{words}\n{told:#?}");
        }
        assert_eq!(told.len(), 11, "{told:#?}");
        let preset = Keymap::of("vmi", &[]).unwrap_err();
        assert_eq!(preset[0].what, "There is no preset of keys called \"vmi\"; there are default and vim.");
    }
}
