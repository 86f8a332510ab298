//! The signals that end the program or stop it for a while.

use crate::input;
use std::io;

/// The number of the signal that ctrl-c in another program sends to this one, too.
pub const INTERRUPT: u8 = 2;

/// What a signal asks for.
#[cfg_attr(not(unix), expect(dead_code, reason = "nothing is stopped for a while where no such signal is"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The end. Holds the signal's number.
    End(u8),
    /// To give the terminal back and stop (`kill -TSTP`).
    Stop,
    /// It goes on after it was stopped, by whichever signal.
    GoOn,
}

/// The signals that are listened to.
#[cfg(unix)]
pub struct Signals {
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    stop: tokio::signal::unix::Signal,
    go_on: tokio::signal::unix::Signal,
    /// It was stopped by its own hand, so that it goes on is known already.
    stopped: bool,
}

#[cfg(unix)]
impl Signals {
    /// Listens from here on.
    pub fn new() -> io::Result<Self> {
        use rustix::process::Signal;
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            stop: signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?,
            go_on: signal(SignalKind::from_raw(Signal::CONT.as_raw()))?,
            stopped: false,
        })
    }

    /// What the next signal asks for.
    pub async fn next(&mut self) -> Asked {
        loop {
            return tokio::select! {
                _ = self.terminate.recv() => Asked::End(15),
                _ = self.hang_up.recv() => Asked::End(1),
                _ = self.interrupt.recv() => Asked::End(INTERRUPT),
                _ = self.stop.recv() => Asked::Stop,
                _ = self.go_on.recv() => if std::mem::take(&mut self.stopped) { continue } else { Asked::GoOn },
            };
        }
    }

    /// Whether no shell would notice that the program has stopped, and let it go on: it is the first one in its terminal,
    /// or was left behind there.
    pub fn are_unheard() -> bool {
        use rustix::process::{getpgrp, getppid, getsid};
        let Ok(session) = getsid(None) else { return false };
        let of_parent = getppid().and_then(|parent| getsid(Some(parent)).ok());
        getpgrp() == session || of_parent != Some(session)
    }

    /// Whether a shell waits for this program alone, and would notice that it has stopped. A script that runs it in its own
    /// group would not.
    pub fn are_heard_alone() -> bool {
        use rustix::process::{getpgid, getpgrp, getppid};
        let of_parent = getppid().and_then(|parent| getpgid(Some(parent)).ok());
        !Self::are_unheard() && of_parent.is_some_and(|group| group != getpgrp())
    }

    /// Stops the program, until the shell lets it go on. That it does is not told by [`Signals::next`].
    pub fn stop(&mut self) {
        use rustix::process::{Signal, getpid, kill_process};
        self.stopped = true;
        // A program may always stop itself.
        let _ = kill_process(getpid(), Signal::STOP);
    }
}

impl Signals {
    /// The number of the next signal that ends the program. Meanwhile it stops and goes on as it is told.
    pub async fn end(&mut self) -> u8 {
        loop {
            match self.next().await {
                Asked::End(number) => return number,
                // Where a line is typed without an echo, whoever has the terminal meanwhile gets it as it was.
                Asked::Stop => {
                    input::lend();
                    self.stop();
                    input::take_back();
                }
                Asked::GoOn => input::take_back(),
            }
        }
    }
}

/// There are none but ctrl-c elsewhere.
#[cfg(not(unix))]
pub struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Listens from here on.
    pub fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// What the next signal asks for.
    pub async fn next(&mut self) -> Asked {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Asked::End(INTERRUPT),
            Err(_) => std::future::pending().await,
        }
    }

    /// There is no such thing here.
    pub fn are_unheard() -> bool {
        true
    }

    /// There is no such thing here.
    pub fn are_heard_alone() -> bool {
        false
    }

    /// There is no such thing here.
    pub fn stop(&mut self) {}
}
