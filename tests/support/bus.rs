//! A session bus as one program sees it: a unix socket in a folder of its own, the way in, and messages. What is answered
//! is up to whoever starts it.
//!
//! Include it as `pub mod bus;` with a `#[path]`.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::unwrap_used,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{ErrorKind, Read as _, Write as _};
use std::num::NonZeroU32;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tempfile::TempDir;
use zbus::zvariant::serialized::{Context, Data};
use zbus::zvariant::{DynamicType, Endian, OwnedValue, Type};
use zbus::{MatchRule, Message};

/// How long a program may be silent, or leave what is sent to it unread.
const LIMIT: Duration = Duration::from_secs(45);

/// The bus itself.
pub const DBUS: &str = "org.freedesktop.DBus";
/// Whoever asks is known as this.
pub const NAME: &str = ":1.7";
/// And who answers as this.
const SERVICE: &str = ":1.1";

/// The connection is over; nothing more is answered on it.
#[derive(Clone, Copy, Debug)]
pub struct Over;

/// A bus. Dropping it ends it, once whoever was connected has gone.
pub struct Bus {
    folder: TempDir,
    ended: Arc<AtomicBool>,
    listens: Option<JoinHandle<()>>,
}

impl Bus {
    /// Starts one that answers each call like this, the first of a connection (`Hello`) among them.
    pub fn start(answer: impl Fn(&Call, &mut Line) -> Result<(), Over> + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(socket(&folder)).unwrap();
        let ended = Arc::new(AtomicBool::new(false));
        let listens = thread::spawn({
            let ended = Arc::clone(&ended);
            move || {
                thread::scope(|scope| {
                    for stream in listener.incoming().map(Result::unwrap) {
                        if ended.load(Ordering::SeqCst) {
                            return;
                        }
                        scope.spawn(|| serve(stream, &answer));
                    }
                });
            }
        });
        Self { folder, ended, listens: Some(listens) }
    }

    /// What `DBUS_SESSION_BUS_ADDRESS` is to say.
    pub fn address(&self) -> String {
        format!("unix:path={}", socket(&self.folder).display())
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // It looks up when somebody comes.
        let _ = UnixStream::connect(socket(&self.folder));
        let fine = self.listens.take().is_none_or(|listens| listens.join().is_ok());
        assert!(fine || thread::panicking(), "what the bus was told could not be understood");
    }
}

fn socket(folder: &TempDir) -> PathBuf {
    folder.path().join("bus")
}

fn serve(stream: UnixStream, answer: impl Fn(&Call, &mut Line) -> Result<(), Over>) {
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream.set_write_timeout(Some(LIMIT)).unwrap();
    let mut line = Line { stream, rules: Vec::new() };
    let served = line.let_in().and_then(|()| {
        loop {
            let call = line.read()?;
            answer(&call, &mut line)?;
        }
    });
    let _: Result<(), Over> = served;
}

/// One call of a method.
pub struct Call {
    serial: NonZeroU32,
    /// Whom it is for.
    pub name: String,
    /// The object.
    pub path: String,
    /// The interface and the method, with a dot between.
    pub method: String,
    body: Data<'static, 'static>,
}

impl Call {
    /// What was asked.
    ///
    /// # Panics
    /// When it is of another type.
    pub fn body<T: DeserializeOwned + Type>(&self) -> T {
        self.body.deserialize().unwrap().0
    }

    /// A message that can be answered: the library knows no other way to one.
    fn message(&self) -> Message {
        let call = Message::method_call(self.path.as_str(), "Any").unwrap();
        call.serial(self.serial).sender(NAME).unwrap().build(&()).unwrap()
    }
}

/// Endianness, kind, flags, version, length of the body, serial, fields.
type Head = (u8, u8, u8, u8, u32, u32, Vec<(u8, OwnedValue)>);

/// One connection.
pub struct Line {
    stream: UnixStream,
    rules: Vec<MatchRule<'static>>,
}

impl Line {
    /// Answers a call with values.
    ///
    /// # Errors
    /// When nobody is there any more.
    pub fn answer(&mut self, call: &Call, body: &(impl Serialize + DynamicType)) -> Result<(), Over> {
        let answer = Message::method_return(&call.message().header()).unwrap();
        let sender = if call.name == DBUS { DBUS } else { SERVICE };
        self.send(&answer.sender(sender).unwrap().build(body).unwrap())
    }

    /// Answers a call with an error.
    ///
    /// # Errors
    /// When nobody is there any more.
    pub fn refuse(&mut self, call: &Call, name: &str, text: &str) -> Result<(), Over> {
        self.send(&Message::error(&call.message().header(), name).unwrap().build(&(text,)).unwrap())
    }

    /// From now on signals are wanted that are like this.
    pub fn listen(&mut self, rule: &str) {
        self.rules.push(MatchRule::try_from(rule).unwrap().into_owned());
    }

    /// No longer.
    pub fn listen_no_more(&mut self, rule: &str) {
        let rule = MatchRule::try_from(rule).unwrap();
        self.rules.retain(|other| *other != rule);
    }

    /// Sends a signal, if it is wanted.
    ///
    /// # Errors
    /// When nobody is there any more.
    pub fn tell(
        &mut self,
        path: &str,
        interface: &str,
        member: &str,
        body: &(impl Serialize + DynamicType),
    ) -> Result<(), Over> {
        let signal = Message::signal(path, interface, member).unwrap().sender(SERVICE).unwrap();
        let signal = signal.build(body).unwrap();
        if self.rules.iter().any(|rule| rule.matches(&signal).unwrap()) { self.send(&signal) } else { Ok(()) }
    }

    fn send(&mut self, message: &Message) -> Result<(), Over> {
        self.stream.write_all(message.data()).map_err(|_| Over)
    }

    /// The way in: who it is was told by the system, and no open files are passed along.
    fn let_in(&mut self) -> Result<(), Over> {
        loop {
            let said = self.word()?;
            let answer = match said.trim_start_matches('\0').split(' ').next() {
                Some("AUTH") => "OK 0123456789abcdef0123456789abcdef\r\n",
                Some("BEGIN") => return Ok(()),
                _ => "ERROR\r\n",
            };
            self.stream.write_all(answer.as_bytes()).map_err(|_| Over)?;
        }
    }

    /// Up to the end of a line and not a byte further: behind the last one messages begin.
    fn word(&mut self) -> Result<String, Over> {
        let mut word = Vec::new();
        while !word.ends_with(b"\r\n") {
            word.extend(self.bytes(1)?);
        }
        Ok(String::from_utf8(word).unwrap().trim_end().to_owned())
    }

    fn read(&mut self) -> Result<Call, Over> {
        let start = self.bytes(16)?;
        let endian = if start[0] == b'l' { Endian::Little } else { Endian::Big };
        let context = Context::new_dbus(endian, 0);
        let number = |at: usize| {
            let bytes = start[at..at + 4].try_into().unwrap();
            if endian == Endian::Little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }
        };
        let (body, fields) = (number(4) as usize, number(12) as usize);
        let rest = self.bytes(fields.next_multiple_of(8))?;
        let head = Data::new([start, rest].concat(), context);
        let ((_, kind, .., serial, fields), _) = head.deserialize::<Head>().unwrap();
        assert_eq!(kind, 1, "a method call");
        let field = |wanted: u8| {
            let value = fields.iter().find(|(code, _)| *code == wanted).map(|(_, value)| value);
            value.map_or_else(String::new, |value| match &**value {
                zbus::zvariant::Value::ObjectPath(path) => path.to_string(),
                value => value.downcast_ref::<String>().unwrap(),
            })
        };
        Ok(Call {
            serial: serial.try_into().unwrap(),
            name: field(6),
            path: field(1),
            method: format!("{}.{}", field(2), field(3)),
            body: Data::new(self.bytes(body)?, context),
        })
    }

    fn bytes(&mut self, count: usize) -> Result<Vec<u8>, Over> {
        let mut bytes = vec![0; count];
        match self.stream.read_exact(&mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) => {
                let silent = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
                assert!(!silent, "who is connected says nothing");
                Err(Over)
            }
        }
    }
}
