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
        Standing::of_this_program().is_unheard()
    }

    /// Whether a shell waits for this program alone, and would notice that it has stopped. A script that runs it in its own
    /// group would not.
    pub fn are_heard_alone() -> bool {
        Standing::of_this_program().is_heard_alone()
    }

    /// Stops the program, until the shell lets it go on. That it does is not told by [`Signals::next`].
    pub fn stop(&mut self) {
        use rustix::process::{Signal, getpid, kill_process};
        self.stopped = true;
        // A program may always stop itself.
        let _ = kill_process(getpid(), Signal::STOP);
    }
}

/// Where the program stands among the others in its terminal.
///
/// The numbers are read by `nix`, not by `rustix`: in a container or another namespace of processes, a leader that cannot be
/// seen from the inside has the number 0, which rustix's own type for such numbers cannot hold.
#[cfg(unix)]
#[derive(Clone, Copy, Debug)]
struct Standing {
    /// The leader of its session: the shell that has the terminal, as a rule.
    session: i32,
    /// The leader of its group: what a shell stops and lets go on as one.
    group: i32,
    /// The session and the group of what started it, where that can be seen.
    parent: Option<(i32, i32)>,
}

#[cfg(unix)]
impl Standing {
    fn of_this_program() -> Self {
        use nix::unistd::{Pid, getpgid, getpgrp, getppid, getsid};
        // For the system 0 is whoever asks; a parent that is out of sight has that number, too.
        let parent = Some(getppid()).filter(|parent| *parent != Pid::from_raw(0));
        let parent = parent.and_then(|parent| getsid(Some(parent)).ok().zip(getpgid(Some(parent)).ok()));
        Self {
            // A program may always ask for its own.
            session: getsid(None).map_or(0, Pid::as_raw),
            group: getpgrp().as_raw(),
            parent: parent.map(|(session, group)| (session.as_raw(), group.as_raw())),
        }
    }

    /// See [`Signals::are_unheard`].
    fn is_unheard(self) -> bool {
        self.group == self.session || self.parent.is_none_or(|(session, _)| session != self.session)
    }

    /// See [`Signals::are_heard_alone`].
    fn is_heard_alone(self) -> bool {
        !self.is_unheard() && self.parent.is_some_and(|(_, group)| group != self.group)
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

#[cfg(all(test, unix))]
mod tests {
    use super::Standing;

    fn standing(session: i32, group: i32, parent: Option<(i32, i32)>) -> (bool, bool) {
        let standing = Standing { session, group, parent };
        (standing.is_unheard(), standing.is_heard_alone())
    }

    #[test]
    fn a_stop_is_heard_where_a_shell_stands_above_in_the_same_terminal() {
        const SHELL: i32 = 10;
        assert_eq!(standing(SHELL, 20, Some((SHELL, SHELL))), (false, true), "started by the shell");
        assert_eq!(
            standing(SHELL, 20, Some((SHELL, 20))),
            (false, false),
            "started by a script that shares its group"
        );
        assert_eq!(standing(20, 20, Some((SHELL, SHELL))), (true, false), "the first in its terminal");
        assert_eq!(standing(SHELL, 20, Some((1, 1))), (true, false), "left behind by its shell");
    }

    #[test]
    fn leaders_out_of_sight_are_no_reason_to_stop_where_nobody_would_notice() {
        const HIDDEN: i32 = 0;
        assert_eq!(
            standing(20, 20, None),
            (true, false),
            "started from outside of the container, in a terminal of its own"
        );
        assert_eq!(
            standing(20, 20, Some((HIDDEN, HIDDEN))),
            (true, false),
            "started by one that belongs to a session outside"
        );
        assert_eq!(
            standing(HIDDEN, HIDDEN, None),
            (true, false),
            "started from outside, in a terminal and group from there"
        );
        assert_eq!(
            standing(HIDDEN, 20, Some((HIDDEN, 5))),
            (false, true),
            "started by a shell whose terminal is from outside"
        );
    }

    #[test]
    fn where_the_program_stands_can_be_asked_anywhere() {
        let standing = Standing::of_this_program();
        assert!(standing.session >= 0 && standing.group >= 0, "{standing:?}");
    }
}
