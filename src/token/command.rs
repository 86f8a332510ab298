//! A command that prints the token: started without a shell, with the terminal for its questions, bounded in time and in
//! what is read of it. What it printed never becomes part of a sentence.

use crate::view::glyph::printable;
use std::io::{ErrorKind, IsTerminal as _, Read as _, stdin};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use zeroize::{Zeroize as _, Zeroizing};

/// The most that is read, in bytes; no token is near that long.
const LONGEST: usize = 4096;
/// How often it is asked whether the command has ended, once its output has.
const LOOK: Duration = Duration::from_millis(10);

/// The command's name as it may be said: its first word and no other.
pub fn name(words: &[String]) -> String {
    printable(words.first().map_or("", String::as_str))
}

/// Runs it to its end and returns the one line that it printed.
///
/// # Errors
/// A sentence that says what went wrong and where to look. Its output is not repeated.
#[expect(clippy::disallowed_methods, reason = "the clock of a time limit, before there is a loop")]
pub fn run(words: &[String], limit: Duration) -> Result<String, String> {
    let name = name(words);
    let (program, rest) = words.split_first().ok_or("token_command names no command.")?;
    let mut command = Command::new(program);
    // It may ask for a passphrase on the terminal; only what it prints is ours.
    command.args(rest).stdin(Stdio::inherit()).stderr(Stdio::inherit()).stdout(Stdio::piped());
    let apart = !stdin().is_terminal();
    group(&mut command, apart);
    let until = Instant::now() + limit;
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("token_command: there is no program {name}."),
        ErrorKind::PermissionDenied => format!("token_command: {name} may not be run by you."),
        _ => format!("token_command: {name} could not be started: {error}."),
    })?;
    let ended = await_end(&mut child, until);
    let Some((output, status)) = ended else {
        end(&mut child, apart);
        return Err(format!(
            "token_command: {name} had not ended after {} s and was ended. token_timeout sets another limit.",
            limit.as_secs()
        ));
    };
    let Ok(mut output) = output else {
        end(&mut child, apart);
        return Err(format!("token_command: what {name} printed could not be read."));
    };
    if output.len() > LONGEST {
        end(&mut child, apart);
        return Err(format!(
            "token_command: {name} printed more than {LONGEST} bytes; the token alone is wanted, on one line."
        ));
    }
    let status = status.ok_or_else(|| format!("token_command: how {name} ended is not known."))?;
    if !status.success() {
        return Err(format!("token_command: {name} {}; what it said stands above.", ending(status)));
    }
    one_line(std::mem::take(&mut *output), &name)
}

/// In a group of its own the command can be ended with all that it started. With a terminal it stays in this one's, or
/// it could not ask its questions there.
fn group(command: &mut Command, apart: bool) {
    #[cfg(unix)]
    if apart {
        use std::os::unix::process::CommandExt as _;
        command.process_group(0);
    }
    #[cfg(not(unix))]
    let _ = (command, apart);
}

type Output = std::io::Result<Zeroizing<Vec<u8>>>;

/// What it printed, and how it ended; none where it has not ended in time. What printed too much is not waited for.
#[expect(clippy::disallowed_methods, reason = "before there is a loop, and with a limit")]
fn await_end(child: &mut Child, until: Instant) -> Option<(Output, Option<ExitStatus>)> {
    let Some(stdout) = child.stdout.take() else { return Some((Ok(Zeroizing::default()), None)) };
    let (sender, read) = channel();
    // A program that it started may hold the pipe open for longer than it lives itself.
    std::thread::spawn(move || sender.send(whole(stdout)));
    let left = || until.saturating_duration_since(Instant::now());
    let output = match read.recv_timeout(left()) {
        Ok(output) => output,
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
    };
    if output.as_ref().is_ok_and(|bytes| bytes.len() > LONGEST) {
        return Some((output, None));
    }
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some((output, Some(status))),
            Ok(None) if left().is_zero() => return None,
            Ok(None) => std::thread::sleep(LOOK.min(left())),
            Err(_) => return Some((output, None)),
        }
    }
}

/// Up to one byte more than is taken, in a buffer that does not grow and leave copies behind.
fn whole(stdout: ChildStdout) -> Output {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 64));
    stdout.take(LONGEST as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Ends the command, by its own id, and what it started where it has a group of its own.
fn end(child: &mut Child, apart: bool) {
    #[cfg(unix)]
    if let Some(pid) =
        i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw).filter(|_| apart)
    {
        // It may have ended by itself meanwhile.
        let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
    }
    #[cfg(not(unix))]
    let _ = apart;
    let _ = child.kill();
    let _ = child.wait();
}

fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("ended with status {code}"),
        None => "was ended by a signal".to_owned(),
    }
}

fn one_line(bytes: Vec<u8>, name: &str) -> Result<String, String> {
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            error.into_bytes().zeroize();
            return Err(format!("token_command: what {name} printed is no text."));
        }
    };
    let fault = match text.trim() {
        "" => Some("printed nothing; the token alone is wanted, on one line."),
        line if line.contains(['\n', '\r']) => {
            Some("printed several lines; the token alone is wanted, on one line.")
        }
        _ => None,
    };
    match fault {
        Some(fault) => {
            text.zeroize();
            Err(format!("token_command: {name} {fault}"))
        }
        None => Ok(text),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn said(script: &str, limit: Duration) -> Result<String, String> {
        let words = ["sh", "-c", script].map(str::to_owned);
        run(&words, limit)
    }

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn one_line_is_the_token() {
        assert_eq!(said("echo sesame", LONG).unwrap().trim(), "sesame");
        assert_eq!(said("printf sesame; echo talk >&2", LONG).unwrap(), "sesame");
    }

    #[test]
    fn no_shell_reads_it() {
        let words = ["echo", "$HOME;", "x"].map(str::to_owned);
        assert_eq!(run(&words, LONG).unwrap().trim(), "$HOME; x");
    }

    #[test]
    fn whatever_goes_wrong_is_told_and_nothing_of_what_it_printed() {
        for (script, why) in [
            ("echo sesame; exit 3", "ended with status 3"),
            ("echo sesame; kill -9 $$", "was ended by a signal"),
            ("true", "printed nothing"),
            ("echo sesame; echo login: me", "several lines"),
            ("while :; do echo sesame; done", "more than 4096 bytes"),
            ("printf 'sesame\\377'", "is no text"),
        ] {
            let error = said(script, LONG).unwrap_err();
            assert!(error.contains(why) && !error.contains("sesame"), "{script}: {error}");
            assert!(error.starts_with("token_command: ") && error.contains("sh "), "{error}");
        }
        let words = ["/nonexistent/pass".to_owned()];
        assert!(run(&words, LONG).unwrap_err().contains("there is no program /nonexistent/pass"));
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "that nothing happens takes a while to see")]
    fn one_that_does_not_end_is_ended_with_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("late");
        let script = format!("echo sesame; (sleep 2; touch {}) & sleep 30", file.display());
        let error = said(&script, Duration::from_millis(200)).unwrap_err();
        assert!(error.contains("had not ended") && !error.contains("sesame"), "{error}");
        // Started from a terminal it stays in the terminal's group, where only it is ended.
        if !stdin().is_terminal() {
            std::thread::sleep(Duration::from_millis(2500));
            assert!(!file.exists());
        }
    }
}
