//! Arguments, settings, run, exit code; nothing else.

use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};
use jiff::tz::TimeZone;
use patchpanel::cli::{Arguments, Command, Completions, Connection, DemoServer, Man};
use patchpanel::demo::Unknowns;
use patchpanel::farewell::{Ended, Farewell};
use patchpanel::script::pages;
use patchpanel::settings::{Settings, Surroundings, TOKEN_VARIABLE};
use patchpanel::{run, script};
use std::io::{IsTerminal, Write, stderr, stdout};
use std::process::ExitCode;

/// Something failed while running.
const FAILED: u8 = 1;
/// Wrong arguments or settings; also clap's code.
const WRONG: u8 = 2;

fn main() -> ExitCode {
    let Arguments { command, id, connection } = Arguments::given();
    let ended = match command {
        Some(Command::DemoServer(server)) => match switches(&server.unknown) {
            Ok(unknowns) => serve(server, unknowns),
            Err(why) => return complain(WRONG, &why),
        },
        Some(Command::Completions(Completions { shell })) => {
            return finished(pages::completions(shell, &mut stdout().lock()));
        }
        Some(Command::Man(Man { folder })) => {
            return finished(match folder {
                Some(folder) => pages::manual_into(&folder),
                None => pages::manual(&mut stdout().lock()),
            });
        }
        Some(command) => {
            let settings = match settings(command.id().map(str::to_owned), connection) {
                Ok(settings) => settings,
                Err(why) => return complain(WRONG, &why),
            };
            return ExitCode::from(script::errand::run(&settings, command).unwrap_or(FAILED));
        }
        None => {
            let settings = match settings(id, connection) {
                Ok(settings) => settings,
                Err(why) => return complain(WRONG, &why),
            };
            if !stdout().is_terminal() {
                return complain(
                    WRONG,
                    "patchpanel draws on a terminal, and its output goes somewhere else. \
                     Run it without a pipe or a redirection.",
                );
            }
            #[expect(clippy::disallowed_methods, reason = "the environment is read here, once")]
            let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            if dumb {
                return complain(
                    WRONG,
                    "this terminal says that it is dumb (TERM=dumb), and patchpanel needs to \
                    place text on it. Use another terminal, or set TERM to what it really is.",
                );
            }
            run::edit(&settings).map_err(|error| format!("the terminal could not be used: {error}"))
        }
    };
    match ended {
        Ok(farewell) => say(&farewell),
        Err(why) => complain(FAILED, &why),
    }
}

/// Arguments and environment together.
fn settings(id: Option<String>, connection: Connection) -> Result<Settings, String> {
    #[expect(clippy::disallowed_methods, reason = "the environment is read here, once")]
    let token = std::env::var(TOKEN_VARIABLE).ok();
    Settings::new(id, connection, token, surroundings())
}

/// The last lines, and the exit code. What was not sent comes last.
fn say(farewell: &Farewell) -> ExitCode {
    let Farewell { ended, left, unknown, .. } = farewell;
    let code = match ended {
        Ended::Asked => 0,
        Ended::TerminalGone | Ended::TerminalFailed(_) => FAILED,
        Ended::Signal(number) => 128 + *number,
        Ended::Bug { .. } => run::BUG,
    };
    match (ended, farewell.first()) {
        (Ended::Bug { .. }, Some(first)) => drop(writeln!(stderr(), "patchpanel {first}")),
        (_, Some(first)) => drop(complain(code, &first)),
        (_, None) => {}
    }
    if *unknown {
        complain(
            code,
            "whether everything that was not sent is kept is not known; what was kept is offered when its connector is opened again.",
        );
    }
    for left in left {
        complain(code, &left.to_string());
    }
    ExitCode::from(code)
}

/// What the environment says of the person's place.
#[expect(clippy::disallowed_methods, reason = "the environment is read here, once")]
fn surroundings() -> Surroundings {
    let strategy = choose_base_strategy().ok();
    // `$XDG_STATE_HOME`, else what is usual.
    let state = strategy.as_ref().map(|it| it.state_dir().unwrap_or_else(|| it.data_dir()));
    let set = |name| std::env::var(name).ok().filter(|text| !text.trim().is_empty());
    Surroundings {
        state,
        home: strategy.as_ref().map(|it| it.home_dir().to_owned()),
        editor: set("VISUAL").or_else(|| set("EDITOR")),
        remote: set("SSH_CONNECTION").or_else(|| set("SSH_TTY")).is_some(),
        zone: TimeZone::try_system().ok(),
    }
}

/// The switches as they were given; none when they should only be listed.
fn switches(given: &[String]) -> Result<Option<Unknowns>, String> {
    if given.iter().any(|switch| switch == "list") {
        return Ok(None);
    }
    let mut unknowns = Unknowns::default();
    for switch in given {
        let (name, value) =
            switch.split_once('=').ok_or("--unknown takes NAME=VALUE; --unknown list prints all")?;
        unknowns.set(name, value)?;
    }
    Ok(Some(unknowns))
}

fn serve(server: DemoServer, unknowns: Option<Unknowns>) -> Result<Farewell, String> {
    let DemoServer { port, token, .. } = server;
    let Some(unknowns) = unknowns else {
        return list_unknowns().map(|()| Farewell::from(Ended::Asked)).map_err(|error| error.to_string());
    };
    let listening = |url: &str| {
        let mut out = stdout().lock();
        writeln!(out, "listening on {url}")?;
        out.flush()
    };
    run::serve(port, token, unknowns, listening)
        .map(Farewell::from)
        .map_err(|error| format!("port {port} could not be had: {error}"))
}

fn list_unknowns() -> std::io::Result<()> {
    let mut out = stdout().lock();
    for switch in Unknowns::SWITCHES {
        writeln!(out, "{:<18} {}", switch.name, switch.question)?;
        writeln!(out, "{:<18} {} (default: {})", "", switch.values.join(" | "), switch.default)?;
    }
    Ok(())
}

/// After something was printed or written. Whoever closed the other end of a pipe has read enough.
fn finished(done: std::io::Result<()>) -> ExitCode {
    match done {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            complain(FAILED, &format!("{error}."))
        }
        _ => ExitCode::SUCCESS,
    }
}

fn complain(code: u8, why: &str) -> ExitCode {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(stderr(), "patchpanel: {why}");
    ExitCode::from(code)
}
