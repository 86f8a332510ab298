//! A command that prints the token: started without a shell, with the terminal for its questions, bounded in time and in
//! what is read of it. What it printed never becomes part of a sentence.

use crate::settings::TOKEN_VARIABLE;
use crate::view::glyph::printable;
#[cfg(unix)]
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
#[cfg(unix)]
use std::fs::File;
use std::io::{ErrorKind, IsTerminal as _, Read as _, stdin};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use zeroize::{Zeroize as _, Zeroizing};

/// The most that is read, in bytes; no token is near that long.
const LONGEST: usize = 4096;
/// How often it is asked whether the command has ended.
const LOOK: Duration = Duration::from_millis(10);
/// How long the rest of its output may take once it has ended. What it started may hold the pipe open for longer.
const REST: Duration = Duration::from_millis(200);

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
    // It may ask for a passphrase on the terminal. What is piped in is for this program, and may be a secret.
    let input = if stdin().is_terminal() { Stdio::inherit() } else { Stdio::null() };
    // Only what it prints is ours, and another workspace's token is not its business.
    command
        .args(rest)
        .stdin(input)
        .stderr(Stdio::inherit())
        .stdout(Stdio::piped())
        .env_remove(TOKEN_VARIABLE);
    let terminal = Terminal::of_this();
    let apart = terminal.is_none();
    group(&mut command, apart);
    let until = Instant::now() + limit;
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("token_command: there is no program {name}."),
        ErrorKind::PermissionDenied => format!("token_command: {name} may not be run by you."),
        _ => format!("token_command: {name} could not be started: {error}."),
    })?;
    let ended = await_end(&mut child, until);
    if !matches!(ended, Ended::With(..)) {
        end(&mut child, apart);
    }
    if let Some(terminal) = terminal {
        terminal.bring_back();
    }
    match ended {
        Ended::With(output, status) if status.success() => one_line(output, &name),
        Ended::With(_, status) => {
            Err(format!("token_command: {name} {}; what it said stands above.", ending(status)))
        }
        Ended::Late => Err(format!(
            "token_command: {name} had not ended after {} s and was ended. token_timeout sets another limit.",
            limit.as_secs()
        )),
        Ended::Long => Err(format!(
            "token_command: {name} printed more than {LONGEST} bytes; the token alone is wanted, on one line."
        )),
        Ended::Unknown => Err(format!("token_command: what {name} printed could not be read.")),
    }
}

/// The terminal that this program was started from, and how it was set. A command that is ended while it asks for a
/// passphrase leaves it as it was for that: nothing that is typed is seen.
#[cfg(unix)]
struct Terminal(File, Termios);

#[cfg(unix)]
impl Terminal {
    #[expect(clippy::disallowed_methods, reason = "the terminal, not a file")]
    fn of_this() -> Option<Self> {
        let terminal = File::open("/dev/tty").ok()?;
        let set = tcgetattr(&terminal).ok()?;
        Some(Self(terminal, set))
    }

    fn bring_back(&self) {
        let Self(terminal, set) = self;
        let modes = |set: &Termios| (set.input_modes, set.output_modes, set.control_modes, set.local_modes);
        // Setting it for nothing would stop this program where it runs in the background.
        if tcgetattr(terminal).is_ok_and(|now| modes(&now) != modes(set)) {
            // Where that fails the terminal is gone.
            let _ = tcsetattr(terminal, OptionalActions::Now, set);
        }
    }
}

/// A console is set anew by whoever reads from it.
#[cfg(not(unix))]
struct Terminal;

#[cfg(not(unix))]
impl Terminal {
    fn of_this() -> Option<Self> {
        None
    }

    fn bring_back(&self) {}
}

/// In a group of its own the command can be ended with all that it started. With a terminal it stays in this one's, or
/// it could not ask its questions there and ctrl-c would not reach it.
fn group(command: &mut Command, apart: bool) {
    #[cfg(unix)]
    if apart {
        use std::os::unix::process::CommandExt as _;
        command.process_group(0);
    }
    #[cfg(not(unix))]
    let _ = (command, apart);
}

/// How it went.
enum Ended {
    /// By itself, with what it had printed.
    With(Zeroizing<Vec<u8>>, ExitStatus),
    /// Not in time.
    Late,
    /// It printed more than is taken.
    Long,
    /// That cannot be told.
    Unknown,
}

#[expect(clippy::disallowed_methods, reason = "before there is a loop, and with a limit")]
fn await_end(child: &mut Child, until: Instant) -> Ended {
    let Some(stdout) = child.stdout.take() else { return Ended::Unknown };
    let (sender, pieces) = channel();
    // Reading waits for as long as anybody holds the pipe, which may be longer than the command lives.
    std::thread::spawn(move || read(stdout, |piece| sender.send(piece).is_ok()));
    // It never grows, so no copies are left behind.
    let mut output = Zeroizing::new(Vec::with_capacity(2 * LONGEST));
    let mut status = None;
    let mut until = until;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match (next(&pieces, LOOK.min(left)), status) {
            (Next::Piece(piece), _) => {
                output.extend_from_slice(&piece);
                if output.len() > LONGEST {
                    return Ended::Long;
                }
            }
            (Next::Broken, _) => return Ended::Unknown,
            (Next::End, Some(status)) => return Ended::With(output, status),
            (Next::Nothing, Some(status)) if left.is_zero() => return Ended::With(output, status),
            (Next::End | Next::Nothing, None) if left.is_zero() => return Ended::Late,
            (Next::End, None) => std::thread::sleep(LOOK.min(left)),
            (Next::Nothing, _) => {}
        }
        if status.is_none() {
            match child.try_wait() {
                Ok(None) => {}
                Ok(Some(how)) => {
                    status = Some(how);
                    until = Instant::now() + REST;
                }
                Err(_) => return Ended::Unknown,
            }
        }
    }
}

/// What came from the pipe.
enum Next {
    Piece(Zeroizing<Vec<u8>>),
    Nothing,
    End,
    Broken,
}

type Piece = std::io::Result<Zeroizing<Vec<u8>>>;

fn next(pieces: &Receiver<Piece>, wait: Duration) -> Next {
    match pieces.recv_timeout(wait) {
        Ok(Ok(piece)) => Next::Piece(piece),
        Ok(Err(_)) => Next::Broken,
        Err(RecvTimeoutError::Timeout) => Next::Nothing,
        Err(RecvTimeoutError::Disconnected) => Next::End,
    }
}

/// Hands on what is printed until that ends or nobody wants more.
fn read(mut stdout: ChildStdout, hand_on: impl Fn(Piece) -> bool) {
    let mut buffer = Zeroizing::new([0; LONGEST]);
    loop {
        let piece = match stdout.read(&mut *buffer) {
            Ok(0) => return,
            Ok(count) => Ok(Zeroizing::new(buffer.iter().take(count).copied().collect())),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        if !hand_on(piece) {
            return;
        }
    }
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

fn one_line(mut bytes: Zeroizing<Vec<u8>>, name: &str) -> Result<String, String> {
    let mut text = match String::from_utf8(std::mem::take(&mut *bytes)) {
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

    fn pipe(folder: &std::path::Path) -> std::path::PathBuf {
        let pipe = folder.join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        pipe
    }

    #[test]
    fn what_it_leaves_running_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = pipe(folder.path());
        assert_eq!(said(&format!("cat {} & echo sesame", pipe.display()), LONG).unwrap().trim(), "sesame");
        drop(File::options().write(true).open(pipe).unwrap());
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a pipe that tells when all who hold it have ended")]
    fn one_that_does_not_end_is_ended_with_what_it_started() {
        // Started from a terminal it stays in the terminal's group, where only it is ended.
        if Terminal::of_this().is_some() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let held = pipe(folder.path());
        let reader = std::thread::spawn({
            let held = held.clone();
            move || std::io::copy(&mut File::open(held).unwrap(), &mut std::io::sink()).unwrap()
        });
        let script = format!("exec 3>{}; echo sesame; sleep 600 & sleep 600", held.display());
        let error = said(&script, Duration::from_millis(500)).unwrap_err();
        assert!(error.contains("had not ended") && !error.contains("sesame"), "{error}");
        // It reads to the end, which is there when both are gone.
        assert_eq!(reader.join().unwrap(), 0);
    }
}
