//! The sample workspace in a process of its own, as a person starts it, and a bare client to ask it what it holds.
//!
//! Include it as `pub mod server;` with a `#[path]`: each user calls a part of it only.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value as Json;

/// How long the server gets to say where it listens, and to answer.
const DEADLINE: Duration = Duration::from_secs(15);

/// A running `patchpanel demo-server`. Dropping it ends it.
pub struct Server {
    child: Child,
    address: String,
}

/// What came back for a request.
#[derive(Debug)]
pub struct Answer {
    /// Of the first line.
    pub status: u16,
    /// `Null` if it is not JSON.
    pub body: Json,
}

impl Server {
    /// Starts one at a port that is free, with further arguments, and waits for the line that says where it listens.
    pub fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_patchpanel"))
            .args(["demo-server", "--port", "0"])
            .args(arguments)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server can be started");
        let output = child.stdout.take().expect("its output is a pipe");
        let (said, heard) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            _ = BufReader::new(output).read_line(&mut line);
            _ = said.send(line);
        });
        // From here on a failure ends the server, too.
        let mut server = Self { child, address: String::new() };
        let line = heard.recv_timeout(DEADLINE).expect("the server says where it listens");
        let url = line.trim_end().strip_prefix("listening on http://");
        url.unwrap_or_else(|| panic!("{line:?} is not where it listens")).clone_into(&mut server.address);
        server
    }

    /// Such as `http://127.0.0.1:49152`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The server's process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The port that it has.
    pub fn port(&self) -> &str {
        self.address.rsplit(':').next().unwrap_or_default()
    }

    /// The draft version of a connector, as anyone with the token reads it.
    pub fn connector(&self, id: &str, token: &str) -> Json {
        let answer = self.get(&format!("/data_connectors/{id}?state_version=draft"), Some(token));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    /// One GET, as curl would send it.
    pub fn get(&self, path: &str, token: Option<&str>) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("the server can be reached");
        stream.set_read_timeout(Some(DEADLINE)).expect("a wait can be bounded");
        let token = token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
        let host = &self.address;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nIntercom-Version: Unstable\r\n{token}Connection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("the server reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the server answers in time");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head and a body");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Answer { status: status.unwrap_or(0), body: serde_json::from_str(body).unwrap_or_default() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
