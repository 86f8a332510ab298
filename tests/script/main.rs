//! The commands without a screen, run as a script runs them, against the sample workspace behind a server that may
//! misbehave. Each test is one promise: what is on standard output and on standard error, the exit code, what went over
//! the wire.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

#[path = "../support/between.rs"]
pub mod between;
#[path = "../support/server.rs"]
pub mod server;

mod apply;
mod look;
mod plain;
mod send;
mod state;

use between::{Between, Fault, Heard, Then};
use serde_json::Value as Json;
use server::Server;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

/// Given in the environment.
const TOKEN: &str = "demo-token";
/// A connector that is live.
const LIVE: &str = "12345";

/// A workspace and a person's computer.
struct World {
    folder: TempDir,
    server: Server,
    between: Between,
}

/// What came of a command.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl World {
    fn new() -> Self {
        Self::with(&[])
    }

    fn with(switches: &[&str]) -> Self {
        let (folder, server, between) =
            (tempfile::tempdir().unwrap(), Server::start(switches), Between::start());
        between.stand_before(&server.url());
        Self { folder, server, between }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_patchpanel"));
        command
            .args(arguments)
            .args(["--base-url", &self.between.url()])
            .env_clear()
            .env("INTERCOM_ACCESS_TOKEN", TOKEN)
            .env("HOME", self.folder.path())
            .env("TERM", "xterm-256color")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Self::ran(self.command(arguments).output().unwrap())
    }

    /// With this on standard input.
    fn feed(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        // Who does not want it all closes it early.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Self::ran(child.wait_with_output().unwrap())
    }

    fn ran(output: std::process::Output) -> Ran {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let ran = Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
        for text in [&ran.out, &ran.err] {
            assert!(!text.contains(TOKEN) && !text.contains('\u{1b}'), "{ran:?}");
        }
        ran
    }

    fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.folder.path().join(name), text).unwrap();
        name.to_owned()
    }

    /// The bodies of the patches that were heard.
    fn patches(&self) -> Vec<String> {
        let heard = self.between.heard();
        heard.iter().filter(|heard| heard.method == "PATCH").map(body).collect()
    }

    /// The draft of a connector on the server.
    fn held(&self, id: &str) -> Json {
        self.server.connector(id, TOKEN)
    }

    fn suffer(&self, method: &'static str, path: &str, times: usize, reaches: bool, then: Then) {
        self.between.suffer(Fault { method, path: path.to_owned(), times, reaches, then });
    }

    /// The first reading of the draft shows it as it was before someone changed it.
    fn was(&self, id: &str, change: impl Fn(&mut Json) + Send + Sync + 'static) {
        let makes = Arc::new(move |bytes: &[u8]| {
            let mut json: Json = serde_json::from_slice(bytes).unwrap();
            json["updated_at"] = "2026-01-01T00:00:00Z".into();
            change(&mut json);
            between::answer("200 OK", "", json.to_string())
        });
        self.suffer(
            "GET",
            &format!("/data_connectors/{id}?state_version=draft"),
            1,
            true,
            Then::Makes(makes),
        );
    }
}

fn body(heard: &Heard) -> String {
    let text = String::from_utf8(heard.bytes.clone()).unwrap();
    text.split_once("\r\n\r\n").unwrap().1.to_owned()
}

impl Ran {
    #[track_caller]
    fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    #[track_caller]
    fn said(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.err.contains(part), "{part}: {self:?}");
        }
        self
    }

    #[track_caller]
    fn printed(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.out.contains(part), "{part}: {self:?}");
        }
        self
    }
}
