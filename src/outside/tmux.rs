//! The buffers of tmux: it is asked by its own command, which is given a moment and no longer.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long tmux may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Puts a text into a buffer of tmux, which gives it to its terminal as well (`-w`, since tmux 3.2).
///
/// # Errors
/// When tmux is not there, does not take it, or does not answer.
pub(super) fn put(program: &str, text: &str) -> Result<(), String> {
    run(Command::new(program).args(["load-buffer", "-w", "-"]), text).map(drop)
}

/// The text of the newest buffer of tmux.
///
/// # Errors
/// A sentence that says why there is none.
pub(super) fn take(program: &str) -> Result<String, String> {
    let bytes = run(Command::new(program).args(["save-buffer", "-"]), "")?;
    String::from_utf8(bytes).map_err(|_| "what lies in tmux is no text".to_owned())
}

/// Runs a command with a text to read, and returns what it wrote.
fn run(command: &mut Command, text: &str) -> Result<Vec<u8>, String> {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = piped.spawn().map_err(|error| format!("tmux could not be asked: {error}"))?;
    let written = converse(&mut child, text);
    if written.is_none() {
        // It may have ended by itself just now.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| format!("tmux could not be asked: {error}"))?;
    match written {
        None => Err("tmux does not answer".to_owned()),
        Some(_) if !status.success() => Err("tmux has nothing to paste, or would not take it".to_owned()),
        Some(bytes) => Ok(bytes),
    }
}

/// Writes and reads at once, so that neither waits for the other. Nothing comes back when it takes too long. The threads are
/// not waited for: what was started in the background there may hold on to what they read and write.
#[expect(clippy::disallowed_methods, reason = "two threads that sleep until another program is done")]
fn converse(child: &mut Child, text: &str) -> Option<Vec<u8>> {
    let (input, output, text) = (child.stdin.take(), child.stdout.take(), text.to_owned());
    let (done, heard) = mpsc::channel();
    std::thread::spawn(move || {
        // A command that ends early has said so by its status.
        let _ = input.map(|mut input| input.write_all(text.as_bytes()));
    });
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.map(|mut output| output.read_to_end(&mut bytes));
        // Nobody listens any more when it took too long.
        let _ = done.send(matches!(read, Some(Ok(_))).then_some(bytes));
    });
    heard.recv_timeout(PATIENCE).ok().flatten()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    /// A program that stands in for tmux.
    #[expect(clippy::disallowed_methods, reason = "a stand-in is a file")]
    fn stand_in(script: &str) -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tmux");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        let name = path.to_str().unwrap().to_owned();
        (folder, name)
    }

    #[test]
    fn what_is_put_there_can_be_taken_however_long_it_is() {
        let (folder, tmux) = stand_in(
            "here=$(dirname \"$0\")\ncase \"$*\" in\n'load-buffer -w -') cat > \"$here/buffer\";;\n\
             'save-buffer -') cat \"$here/buffer\";;\n*) exit 1;;\nesac",
        );
        let text = "é 日本\n".repeat(50_000);
        put(&tmux, &text).unwrap();
        assert_eq!(take(&tmux).unwrap(), text);
        drop(folder);
    }

    #[test]
    fn one_that_fails_is_not_there_or_reads_nothing_is_told() {
        let (_folder, fails) = stand_in("exit 1");
        assert!(put(&fails, &"x".repeat(200_000)).is_err());
        assert!(take(&fails).unwrap_err().contains("nothing to paste"));
        assert!(take("/nonexistent/tmux").unwrap_err().contains("could not be asked"));
    }

    /// It lives on when what started it is ended.
    #[test]
    fn what_holds_on_to_its_output_is_not_waited_for() {
        let (folder, leaves) = stand_in(
            "here=$(dirname \"$0\")\n(i=0; while [ $i -lt 200 ] && [ -e \"$here\" ]; do sleep 0.05; i=$((i + 1)); done\n\
             echo > \"$here/late\") &\nexit 0",
        );
        assert!(put(&leaves, "x").is_err());
        assert!(!folder.path().join("late").exists());
    }

    #[test]
    fn one_that_does_not_answer_is_not_waited_for() {
        let (_folder, hangs) = stand_in("exec sleep 60");
        assert!(put(&hangs, &"x".repeat(200_000)).is_err());
    }
}
