//! A person's computer in a folder that goes away again, and what the built program says there.
//!
//! Include it as `pub mod computer;` with a `#[path]`: each user calls a part of it only.

#![expect(
    clippy::disallowed_methods,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::new_without_default,
    clippy::panic,
    clippy::unwrap_used,
    reason = "it stands outside the program, and a failure here is the failure of a test"
)]

use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// The token of these tests: nothing that the program says holds it.
pub const TOKEN: &str = "dG9rOm-of-the-machine-tests-0042";

/// How long the program gets.
const LIMIT: Duration = Duration::from_secs(60);

/// A person's computer with nothing on it: no keyring, no config, no token.
pub struct Computer(TempDir);

impl Computer {
    /// A new one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The person's folder.
    pub fn home(&self) -> &Path {
        self.0.path()
    }

    /// A place in it.
    pub fn at(&self, name: &str) -> PathBuf {
        self.home().join(name)
    }

    /// Puts a config where it is looked for.
    pub fn config(&self, text: &str) -> &Self {
        fs::create_dir_all(self.at("config/patchpanel")).unwrap();
        let file = self.at("config/patchpanel/config.toml");
        fs::write(&file, text).unwrap();
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
        self
    }

    /// The program with these arguments, and nothing of this computer's own around it.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_patchpanel"));
        command.args(line.split_whitespace()).env_clear().stdin(Stdio::null());
        command
            .env("TERM", "xterm-256color")
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("EDITOR", "true");
        command.env("HOME", self.home()).env("XDG_CONFIG_HOME", self.at("config"));
        command.env("XDG_STATE_HOME", self.at("state")).env("XDG_RUNTIME_DIR", self.at("none"));
        command
    }

    /// What it says with these arguments.
    pub fn run(&self, line: &str) -> Said {
        Said::by(&mut self.command(line))
    }
}

/// What it said, and how it ended.
#[derive(Debug)]
pub struct Said {
    /// The exit code, unless a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub talk: String,
}

impl Said {
    /// As it stands in an output.
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let said = Self { code: output.status.code(), out: text(&output.stdout), talk: text(&output.stderr) };
        assert!(!said.out.contains(TOKEN) && !said.talk.contains(TOKEN), "{said:?}");
        said
    }

    /// Once this has ended.
    pub fn by(command: &mut Command) -> Self {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let pid = Pid::from_child(&child);
        let (sender, ended) = channel();
        thread::spawn(move || sender.send(child.wait_with_output()));
        if let Ok(output) = ended.recv_timeout(LIMIT) {
            return Self::of(&output.unwrap());
        }
        let _ = kill_process(pid, Signal::KILL);
        panic!("it had not ended after {LIMIT:?}");
    }

    /// Once this has ended, with this on its standard input.
    pub fn when_given(command: &mut Command, input: &str) -> Self {
        let (reading, mut writing) = std::io::pipe().unwrap();
        // It fits into the pipe, whether it is read or not.
        writing.write_all(input.as_bytes()).unwrap();
        drop(writing);
        Self::by(command.stdin(reading))
    }

    /// Holds it to an exit code, and to words that are to stand on either side.
    #[track_caller]
    pub fn ends(&self, code: i32, words: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        for word in words {
            assert!(self.out.contains(word) || self.talk.contains(word), "{word:?} in {self:#?}");
        }
        self
    }
}
