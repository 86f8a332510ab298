//! A keyring as a desktop has one: the Secret Service on a bus that is its alone, with a person in front of it. It holds to
//! the rules of the specification that a program could break: what is locked is not told, written or removed, a session
//! must have been opened, and a signal reaches only who asked for it.
//!
//! Include it as `pub mod keyring;` with a `#[path]`, beside `bus`.

#![expect(
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::new_without_default,
    clippy::struct_excessive_bools,
    clippy::unwrap_used,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

use super::bus::{Bus, Call, DBUS, Line, NAME, Over};
use std::collections::{BTreeMap, HashMap};
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

const SERVICE: &str = "/org/freedesktop/secrets";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const SESSION: &str = "/org/freedesktop/secrets/session/s1";
const UNLOCKS: &str = "/org/freedesktop/secrets/prompt/unlocks";
const MAKES: &str = "/org/freedesktop/secrets/prompt/makes";
const CONFIRMS: &str = "/org/freedesktop/secrets/prompt/confirms";
const NOTHING: &str = "/";

/// What one is found by.
type Attributes = BTreeMap<String, String>;
/// Session, parameters, value, type.
type Secret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

/// What lies in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    path: String,
    /// What a person sees of it.
    pub label: String,
    /// What it is found by.
    pub attributes: Attributes,
    /// What nobody sees.
    pub secret: String,
    /// Of the secret.
    pub kind: String,
}

/// What the person does when asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Types the password.
    Agrees,
    /// Closes the question.
    TurnsAway,
    /// Agrees, and locks it again before anything else comes.
    LocksAgain,
    /// Ends the session instead.
    GoesAway,
}

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// This error, with this text.
    Error(&'static str, String),
    /// An answer of a type that nobody expects.
    Nonsense,
    /// It hangs up.
    HangsUp,
    /// It stays on the line and says nothing.
    SaysNothing,
}

/// How it stands with it, to be looked at and changed.
#[derive(Debug)]
pub struct State {
    /// All that it holds.
    pub items: Vec<Item>,
    /// Whether it was ever set up.
    pub there: bool,
    /// Whether a person has to be asked.
    pub locked: bool,
    /// Whether a person is asked at each change, even while it is not locked.
    pub confirms: bool,
    /// Who is asked then.
    pub person: Person,
    /// At which method what goes wrong.
    pub trouble: Option<(&'static str, Trouble)>,
    /// Each call so far, by interface and method.
    pub calls: Vec<String>,
    opened: bool,
    made: usize,
    waiting: Option<Change>,
}

/// What is done once a person agrees.
#[derive(Debug)]
enum Change {
    Take(Item),
    Remove(String),
}

/// A keyring on a bus. Dropping it ends both.
pub struct Keyring {
    bus: Bus,
    state: Arc<Mutex<State>>,
}

impl Keyring {
    /// An empty one that is not locked.
    pub fn new() -> Self {
        let state = Arc::new(Mutex::new(State {
            items: Vec::new(),
            there: true,
            locked: false,
            confirms: false,
            person: Person::TurnsAway,
            trouble: None,
            calls: Vec::new(),
            opened: false,
            made: 0,
            waiting: None,
        }));
        let held = Arc::clone(&state);
        Self { bus: Bus::start(move |call, line| held.lock().unwrap().hears(call, line)), state }
    }

    /// Looks into it.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// A program that has it.
    pub fn beside<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("DBUS_SESSION_BUS_ADDRESS", self.address())
    }

    /// Where it is found.
    pub fn address(&self) -> String {
        self.bus.address()
    }
}

impl State {
    /// Whether this was called, by the name of the method alone.
    pub fn heard(&self, method: &str) -> bool {
        self.calls.iter().any(|call| call.rsplit('.').next() == Some(method))
    }

    fn hears(&mut self, call: &Call, line: &mut Line) -> Result<(), Over> {
        let short = call.method.trim_start_matches("org.freedesktop.").to_owned();
        self.calls.push(short.clone());
        if let Some((_, trouble)) = self.trouble.as_ref().filter(|(at, _)| short.ends_with(at)) {
            return match trouble {
                Trouble::Error(name, text) => line.refuse(call, name, text),
                Trouble::Nonsense => line.answer(call, &(7_u8, "nonsense")),
                Trouble::HangsUp => Err(Over),
                Trouble::SaysNothing => Ok(()),
            };
        }
        match (call.name.as_str(), short.as_str(), call.path.as_str()) {
            (DBUS, "DBus.Hello", _) => {
                self.opened = false;
                line.answer(call, &NAME)
            }
            (DBUS, "DBus.AddMatch", _) => {
                line.listen(&call.body::<String>());
                line.answer(call, &())
            }
            (DBUS, "DBus.RemoveMatch", _) => {
                line.listen_no_more(&call.body::<String>());
                line.answer(call, &())
            }
            ("org.freedesktop.secrets", "Secret.Service.OpenSession", SERVICE) => self.open(call, line),
            ("org.freedesktop.secrets", method, path) if self.opened => {
                match (method.trim_start_matches("Secret."), path) {
                    ("Service.SearchItems", SERVICE) => self.search(call, line),
                    ("Service.GetSecrets", SERVICE) => self.tell(call, line),
                    ("Service.Unlock", SERVICE) => self.unlock(call, line),
                    ("Service.ReadAlias", SERVICE) => {
                        let known = self.there && call.body::<String>() == "default";
                        line.answer(call, &place(if known { COLLECTION } else { NOTHING }))
                    }
                    ("Service.CreateCollection", SERVICE) => {
                        let (properties, alias) = call.body::<(HashMap<String, OwnedValue>, String)>();
                        assert!(properties.contains_key("org.freedesktop.Secret.Collection.Label"));
                        assert_eq!(alias, "default");
                        line.answer(call, &(place(NOTHING), place(MAKES)))
                    }
                    ("Collection.CreateItem", COLLECTION) => self.take(call, line),
                    ("Item.Delete", path) => self.remove(path, call, line),
                    ("Prompt.Prompt", UNLOCKS | MAKES | CONFIRMS) => self.ask(call, line),
                    _ => unknown(call, line),
                }
            }
            _ => unknown(call, line),
        }
    }

    fn open(&mut self, call: &Call, line: &mut Line) -> Result<(), Over> {
        let (way, _) = call.body::<(String, OwnedValue)>();
        if way != "plain" {
            return line.refuse(call, "org.freedesktop.DBus.Error.NotSupported", "another way");
        }
        self.opened = true;
        line.answer(call, &(Value::from(""), place(SESSION)))
    }

    fn search(&self, call: &Call, line: &mut Line) -> Result<(), Over> {
        let wanted: Attributes = call.body::<HashMap<String, String>>().into_iter().collect();
        let found = self.items.iter().filter(|item| {
            wanted.iter().all(|(name, value)| item.attributes.get(name).is_some_and(|has| has == value))
        });
        let found: Vec<_> = found.map(|item| place(&item.path)).collect();
        let (open, locked) = if self.locked { (Vec::new(), found) } else { (found, Vec::new()) };
        line.answer(call, &(open, locked))
    }

    fn tell(&self, call: &Call, line: &mut Line) -> Result<(), Over> {
        let (wanted, session) = call.body::<(Vec<OwnedObjectPath>, OwnedObjectPath)>();
        if session.as_str() != SESSION {
            return line.refuse(call, "org.freedesktop.Secret.Error.NoSession", "");
        }
        let told = self.items.iter().filter(|item| wanted.contains(&place(&item.path)) && !self.locked);
        let told: HashMap<OwnedObjectPath, Secret> = told
            .map(|item| {
                let secret = item.secret.clone().into_bytes();
                (place(&item.path), (session.clone(), Vec::new(), secret, item.kind.clone()))
            })
            .collect();
        line.answer(call, &told)
    }

    fn unlock(&self, call: &Call, line: &mut Line) -> Result<(), Over> {
        let wanted: Vec<OwnedObjectPath> = call.body();
        if self.locked {
            line.answer(call, &(Vec::<OwnedObjectPath>::new(), place(UNLOCKS)))
        } else {
            line.answer(call, &(wanted, place(NOTHING)))
        }
    }

    fn take(&mut self, call: &Call, line: &mut Line) -> Result<(), Over> {
        let (mut properties, (session, _, value, kind), replace) =
            call.body::<(HashMap<String, OwnedValue>, Secret, bool)>();
        if session.as_str() != SESSION {
            return line.refuse(call, "org.freedesktop.Secret.Error.NoSession", "");
        }
        if self.locked {
            return line.refuse(call, "org.freedesktop.Secret.Error.IsLocked", "");
        }
        let mut property = |name: &str| properties.remove(&format!("org.freedesktop.Secret.Item.{name}"));
        let attributes = HashMap::<String, String>::try_from(property("Attributes").unwrap()).unwrap();
        assert!(replace, "one token for a name");
        self.made += 1;
        let item = Item {
            path: format!("{COLLECTION}/{}", self.made),
            label: String::try_from(property("Label").unwrap()).unwrap(),
            attributes: attributes.into_iter().collect(),
            secret: String::from_utf8(value).unwrap(),
            kind,
        };
        let path = item.path.clone();
        let prompt = self.change(Change::Take(item));
        let path = if prompt == NOTHING { path.as_str() } else { NOTHING };
        line.answer(call, &(place(path), place(prompt)))
    }

    fn remove(&mut self, path: &str, call: &Call, line: &mut Line) -> Result<(), Over> {
        if self.locked {
            return line.refuse(call, "org.freedesktop.Secret.Error.IsLocked", "");
        }
        if !self.items.iter().any(|item| item.path == path) {
            return line.refuse(call, "org.freedesktop.Secret.Error.NoSuchObject", "");
        }
        let prompt = self.change(Change::Remove(path.to_owned()));
        line.answer(call, &place(prompt))
    }

    /// The prompt that it waits for; nothing, when it is done.
    fn change(&mut self, change: Change) -> &'static str {
        if self.confirms {
            self.waiting = Some(change);
            return CONFIRMS;
        }
        self.apply(change);
        NOTHING
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Take(item) => {
                self.items.retain(|other| other.attributes != item.attributes);
                self.items.push(item);
            }
            Change::Remove(path) => self.items.retain(|item| item.path != path),
        }
    }

    /// The person may be quicker than the answer that there is a question.
    fn ask(&mut self, call: &Call, line: &mut Line) -> Result<(), Over> {
        if self.person == Person::GoesAway {
            line.answer(call, &())?;
            return Err(Over);
        }
        let dismissed = self.person == Person::TurnsAway;
        match (call.path.as_str(), self.waiting.take()) {
            (UNLOCKS, _) => self.locked = self.person != Person::Agrees,
            (MAKES, _) => self.there = !dismissed,
            (_, Some(change)) if !dismissed => self.apply(change),
            _ => {}
        }
        let result = if dismissed { Value::from("") } else { Value::from(place(COLLECTION).into_inner()) };
        line.tell(&call.path, "org.freedesktop.Secret.Prompt", "Completed", &(dismissed, result))?;
        line.answer(call, &())
    }
}

fn place(path: &str) -> OwnedObjectPath {
    OwnedObjectPath::try_from(path).unwrap()
}

fn unknown(call: &Call, line: &mut Line) -> Result<(), Over> {
    line.refuse(call, "org.freedesktop.DBus.Error.UnknownMethod", "")
}
