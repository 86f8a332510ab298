//! A server in front of another one: it passes on what it is asked, and misbehaves where it is told to.
//!
//! It is made of threads that wait for their sockets and never sleep: a hang lasts until the client has gone.
//!
//! Include it as `pub mod between;` with a `#[path]`: each user calls a part of it only.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How long any wait for a socket lasts at most. Only a failing test pays it.
const DEADLINE: Duration = Duration::from_secs(20);
/// The time between two bytes of a drip.
const DRIP: Duration = Duration::from_millis(15);

/// The server in between. Dropping it ends it.
pub struct Between {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    told: Mutex<Told>,
    /// Something was heard.
    news: Condvar,
    over: AtomicBool,
}

#[derive(Default)]
struct Told {
    behind: Option<SocketAddr>,
    faults: Vec<Fault>,
    heard: Vec<Heard>,
}

impl Told {
    fn count(&self, method: &str, path: &str) -> usize {
        self.heard.iter().filter(|heard| heard.method == method && heard.target.starts_with(path)).count()
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Upper case.
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// Head and body, byte for byte.
    pub bytes: Vec<u8>,
}

/// What goes wrong, and with which requests.
#[derive(Clone)]
pub struct Fault {
    /// Upper case.
    pub method: &'static str,
    /// What the path and query begin with.
    pub path: String,
    /// How many requests suffer it.
    pub times: usize,
    /// They are carried out all the same, before they are answered like this.
    pub reaches: bool,
    /// What happens to them.
    pub then: Then,
}

/// Changes the body of a real answer into all the bytes that are sent in its place.
pub type Makes = Arc<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

/// What happens to a request.
#[derive(Clone)]
pub enum Then {
    /// These bytes, and the connection is closed.
    Says(Vec<u8>),
    /// These bytes, and nothing more, until the client has gone.
    Hangs(Vec<u8>),
    /// These bytes one by one, and then begun again, until the client has gone.
    Drips(Vec<u8>),
    /// What is made of the body of the real answer, and the connection is closed.
    Makes(Makes),
}

impl Between {
    /// Starts one at a port that is free. It has nothing behind it yet.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let shared =
            Arc::new(Shared { told: Mutex::default(), news: Condvar::new(), over: AtomicBool::new(false) });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.over.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(stream), shared) = (stream, Arc::clone(&serving)) else { continue };
                thread::spawn(move || _ = shared.serve(stream));
            }
        });
        Self { address, shared }
    }

    /// Such as `http://127.0.0.1:49152`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Names the server behind it by its URL.
    pub fn stand_before(&self, url: &str) {
        let address = url.trim_start_matches("http://").parse().expect("the address of a server");
        self.shared.lock().behind = Some(address);
    }

    /// Misbehaves like this from now on. Of several that fit a request the one that was told first happens.
    pub fn suffer(&self, fault: Fault) {
        self.shared.lock().faults.push(fault);
    }

    /// Behaves again.
    pub fn recover(&self) {
        self.shared.lock().faults.clear();
    }

    /// What was heard so far, the oldest first.
    pub fn heard(&self) -> Vec<Heard> {
        self.shared.lock().heard.clone()
    }

    /// How many requests of this method to a path and query that begins like this were heard so far.
    pub fn count(&self, method: &str, path: &str) -> usize {
        self.shared.lock().count(method, path)
    }

    /// Waits until so many of them were heard.
    #[track_caller]
    pub fn wait_for(&self, method: &str, path: &str, count: usize) {
        let too_few = |told: &mut Told| told.count(method, path) < count;
        let waited = self.shared.news.wait_timeout_while(self.shared.lock(), DEADLINE, too_few);
        let heard = waited.unwrap_or_else(PoisonError::into_inner).0.count(method, path);
        assert!(heard >= count, "{heard} times {method} {path} instead of {count}");
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // The listener wakes up for it.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One request, and the end of the connection.
    fn serve(&self, mut stream: TcpStream) -> Option<()> {
        stream.set_read_timeout(Some(DEADLINE)).ok()?;
        stream.set_write_timeout(Some(DEADLINE)).ok()?;
        let heard = hear(&mut stream)?;
        let (fault, behind) = {
            let mut told = self.lock();
            told.heard.push(heard.clone());
            self.news.notify_all();
            let fits = |fault: &Fault| {
                fault.times > 0 && fault.method == heard.method && heard.target.starts_with(&fault.path)
            };
            let fault = told.faults.iter_mut().find(|fault| fits(fault)).map(|fault| {
                fault.times -= 1;
                fault.clone()
            });
            (fault, told.behind)
        };
        let asks = || pass_on(&heard.bytes, behind?);
        let Some(Fault { reaches, then, .. }) = fault else {
            return stream.write_all(&asks()?).ok();
        };
        let real = if reaches || matches!(then, Then::Makes(_)) { asks()? } else { Vec::new() };
        match then {
            Then::Says(bytes) => stream.write_all(&bytes).ok(),
            Then::Makes(makes) => stream.write_all(&makes(body_of(&real))).ok(),
            Then::Hangs(bytes) => {
                stream.write_all(&bytes).ok()?;
                gone(&mut stream, DEADLINE);
                Some(())
            }
            Then::Drips(bytes) => {
                stream.set_nodelay(true).ok()?;
                for byte in bytes.iter().cycle() {
                    stream.write_all(&[*byte]).ok()?;
                    if gone(&mut stream, DRIP) {
                        break;
                    }
                }
                Some(())
            }
        }
    }
}

/// Waits for the client to go, and says whether it has.
fn gone(stream: &mut TcpStream, limit: Duration) -> bool {
    let waits = stream.set_read_timeout(Some(limit));
    let read = waits.and_then(|()| stream.read(&mut [0; 64]));
    !matches!(read, Err(error) if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()))
}

/// Reads a request to its end. Who greets in another language is told so, as servers do.
fn hear(stream: &mut TcpStream) -> Option<Heard> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 1 << 14];
    let head = loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n") {
            break end + 4;
        }
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(buffer.get(..count)?);
        if bytes.first() == Some(&0x16) {
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n").ok()?;
            stream.shutdown(Shutdown::Write).ok()?;
            gone(stream, DEADLINE);
            return None;
        }
    };
    let text = String::from_utf8_lossy(bytes.get(..head)?).into_owned();
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    while bytes.len() < head + length.unwrap_or(0) {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(buffer.get(..count)?);
    }
    let mut words = text.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    Some(Heard { method, target, bytes })
}

/// Asks the server behind, on a connection of its own, and returns its whole answer.
fn pass_on(request: &[u8], behind: SocketAddr) -> Option<Vec<u8>> {
    let line = find(request, b"\r\n")? + 2;
    let mut stream = TcpStream::connect(behind).ok()?;
    stream.set_read_timeout(Some(DEADLINE)).ok()?;
    stream.write_all(request.get(..line)?).ok()?;
    stream.write_all(b"connection: close\r\n").ok()?;
    stream.write_all(request.get(line..)?).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(answer)
}

fn body_of(answer: &[u8]) -> &[u8] {
    find(answer, b"\r\n\r\n").and_then(|end| answer.get(end + 4..)).unwrap_or_default()
}

fn find(all: &[u8], part: &[u8]) -> Option<usize> {
    all.windows(part.len()).position(|window| window == part)
}

/// A whole answer: status and reason, further headers each with its line break, and a body of JSON.
pub fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    typed_answer(status, &format!("content-type: application/json\r\n{headers}"), body)
}

/// The same without a type of content.
pub fn typed_answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}
