//! The Secret Service of the desktop (GNOME's keyring, KDE's wallet and others), over the session's D-Bus.
//!
//! The token crosses the bus as it is ("plain"): a program that could listen there runs as the same person, and could ask
//! the keyring itself.

use super::{SERVICE, Trouble};
use futures_util::StreamExt as _;
use std::collections::HashMap;
use std::time::Duration;
use zbus::zvariant::{DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, MatchRule, Message, MessageStream, message};
use zeroize::Zeroizing;

/// How long the service may take for an answer that needs no person.
const ANSWER: Duration = Duration::from_secs(15);
/// How long a person has to unlock it.
const PERSON: Duration = Duration::from_secs(120);

const BUS: &str = "org.freedesktop.secrets";
const PLACE: &str = "/org/freedesktop/secrets";
/// The path that stands for none.
const NOTHING: &str = "/";

/// A secret as the service writes it: session, parameters, value, type.
type Secret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

struct Service {
    connection: Connection,
    session: OwnedObjectPath,
}

pub fn ready() -> Result<(), Trouble> {
    wait(async { Service::open().await.map(drop) })
}

pub fn get(account: &str) -> Result<Option<String>, Trouble> {
    wait(async {
        let service = Service::open().await?;
        let Some(item) = service.find(account).await?.into_iter().next() else { return Ok(None) };
        let asked = (vec![item.as_ref()], service.session.as_ref());
        let answer = service.call(PLACE, "Service", "GetSecrets", &asked).await?;
        let secrets: HashMap<OwnedObjectPath, Secret> = read(&answer)?;
        // What is locked is left out without a word.
        let Some((.., value, _)) = secrets.into_values().next() else { return Err(Trouble::Locked) };
        String::from_utf8(value)
            .map(Some)
            .map_err(|_| Trouble::Failed("what lies there is no token".to_owned()))
    })
}

pub fn set(account: &str, token: &Zeroizing<String>) -> Result<(), Trouble> {
    wait(async {
        let service = Service::open().await?;
        let alias = service.collection().await?;
        service.unlock(vec![alias.clone()]).await?;
        let properties = HashMap::from([
            ("org.freedesktop.Secret.Item.Label", Value::from(format!("patchpanel: {account}"))),
            ("org.freedesktop.Secret.Item.Attributes", Value::from(attributes(account))),
        ]);
        let value = token.as_bytes().to_vec();
        let secret = (service.session.as_ref(), Vec::<u8>::new(), value, "text/plain");
        let asked = (properties, secret, true);
        let answer = service.call(alias.as_str(), "Collection", "CreateItem", &asked).await?;
        let (_, prompt): (OwnedObjectPath, OwnedObjectPath) = read(&answer)?;
        service.prompted(&prompt).await
    })
}

pub fn remove(account: &str) -> Result<bool, Trouble> {
    wait(async {
        let service = Service::open().await?;
        let items = service.find(account).await?;
        for item in &items {
            let answer = service.call(item.as_str(), "Item", "Delete", &()).await?;
            service.prompted(&read(&answer)?).await?;
        }
        Ok(!items.is_empty())
    })
}

/// What an item is found by.
fn attributes(account: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", account)])
}

/// Waits for it, on a runtime that lives as long.
fn wait<T>(asked: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Trouble::Failed(error.to_string()))?;
    runtime.block_on(asked)
}

impl Service {
    async fn open() -> Result<Self, Trouble> {
        let connecting = tokio::time::timeout(ANSWER, Connection::session());
        let connection = match connecting.await {
            Ok(Ok(connection)) => connection,
            Ok(Err(_)) => return Err(Trouble::None("there is no session bus".to_owned())),
            Err(_) => return Err(Trouble::None("the session bus does not answer".to_owned())),
        };
        let mut service = Self { connection, session: ObjectPath::from_static_str_unchecked(NOTHING).into() };
        let answer = service.call(PLACE, "Service", "OpenSession", &("plain", Value::from(""))).await?;
        let (_, session): (OwnedValue, OwnedObjectPath) = read(&answer)?;
        service.session = session;
        Ok(service)
    }

    /// The items of an account, unlocked.
    async fn find(&self, account: &str) -> Result<Vec<OwnedObjectPath>, Trouble> {
        let answer = self.call(PLACE, "Service", "SearchItems", &(attributes(account),)).await?;
        let (mut open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) = read(&answer)?;
        self.unlock(locked.clone()).await?;
        open.extend(locked);
        Ok(open)
    }

    /// The collection that new items go to. Where there is none yet, the service asks the person to make one.
    async fn collection(&self) -> Result<OwnedObjectPath, Trouble> {
        let default = ("default",);
        let alias: OwnedObjectPath = read(&self.call(PLACE, "Service", "ReadAlias", &default).await?)?;
        if alias.as_str() != NOTHING {
            return Ok(alias);
        }
        let properties = HashMap::from([("org.freedesktop.Secret.Collection.Label", Value::from("Default"))]);
        let answer = self.call(PLACE, "Service", "CreateCollection", &(properties, "default")).await?;
        let (made, prompt): (OwnedObjectPath, OwnedObjectPath) = read(&answer)?;
        self.prompted(&prompt).await?;
        let alias = if made.as_str() == NOTHING {
            read(&self.call(PLACE, "Service", "ReadAlias", &default).await?)?
        } else {
            made
        };
        if alias.as_str() == NOTHING { Err(Trouble::Locked) } else { Ok(alias) }
    }

    /// Unlocks what is locked; the person may be asked for that.
    async fn unlock(&self, places: Vec<OwnedObjectPath>) -> Result<(), Trouble> {
        if places.is_empty() {
            return Ok(());
        }
        let answer = self.call(PLACE, "Service", "Unlock", &(places,)).await?;
        let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = read(&answer)?;
        self.prompted(&prompt).await
    }

    /// Lets the service ask the person, where it wants to, and waits for the answer.
    async fn prompted(&self, prompt: &OwnedObjectPath) -> Result<(), Trouble> {
        if prompt.as_str() == NOTHING {
            return Ok(());
        }
        let rule = MatchRule::builder()
            .msg_type(message::Type::Signal)
            .interface("org.freedesktop.Secret.Prompt")
            .and_then(|rule| rule.member("Completed"))
            .and_then(|rule| rule.path(prompt.as_ref()))
            .map_err(|error| told(&error))?
            .build();
        // From before it is asked, so that a quick answer is not missed.
        let stream = MessageStream::for_match_rule(rule, &self.connection, None).await;
        let mut stream = stream.map_err(|error| told(&error))?;
        self.call(prompt.as_str(), "Prompt", "Prompt", &("",)).await?;
        let answer = tokio::time::timeout(PERSON, stream.next()).await.map_err(|_| Trouble::Locked)?;
        let answer = answer.and_then(Result::ok).ok_or_else(cut_off)?;
        let (dismissed, _): (bool, OwnedValue) = read(&answer)?;
        if dismissed { Err(Trouble::Locked) } else { Ok(()) }
    }

    async fn call<B>(&self, path: &str, part: &str, method: &str, body: &B) -> Result<Message, Trouble>
    where
        B: serde::Serialize + DynamicType,
    {
        let interface = format!("org.freedesktop.Secret.{part}");
        let asked = self.connection.call_method(Some(BUS), path, Some(interface.as_str()), method, body);
        match tokio::time::timeout(ANSWER, asked).await {
            Ok(answer) => answer.map_err(|error| told(&error)),
            Err(_) => Err(Trouble::Failed("it did not answer".to_owned())),
        }
    }
}

fn read<T: serde::de::DeserializeOwned + zbus::zvariant::Type>(answer: &Message) -> Result<T, Trouble> {
    let body = answer.body();
    body.deserialize().map_err(|error| told(&error))
}

/// The reason, without what the service says in its own words.
fn told(error: &zbus::Error) -> Trouble {
    match error {
        zbus::Error::MethodError(name, ..) => match name.as_str() {
            "org.freedesktop.DBus.Error.ServiceUnknown"
            | "org.freedesktop.DBus.Error.NameHasNoOwner"
            | "org.freedesktop.DBus.Error.UnknownMethod" => nobody(),
            name if name.starts_with("org.freedesktop.DBus.Error.Spawn.") => nobody(),
            "org.freedesktop.Secret.Error.IsLocked" => Trouble::Locked,
            name => Trouble::Failed(format!("it answered {}", crate::view::glyph::printable(name))),
        },
        zbus::Error::InputOutput(_) => cut_off(),
        _ => Trouble::Failed("it could not be understood".to_owned()),
    }
}

fn nobody() -> Trouble {
    Trouble::None("nothing on the session bus offers one".to_owned())
}

fn cut_off() -> Trouble {
    Trouble::Failed("the connection to it broke off".to_owned())
}
