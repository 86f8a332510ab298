//! Arguments, settings, run, exit code; nothing else.

use patchpanel::cli::{Arguments, Command, Completions, DemoServer, Man};
use patchpanel::demo::Unknowns;
use patchpanel::farewell::{Ended, Farewell};
use patchpanel::script::pages;
use patchpanel::settings::fault;
use patchpanel::start::{FAILED, WRONG, complain, editable, own, settings};
use patchpanel::taste::themes;
use patchpanel::{plain, run, script};
use std::io::{Write, stderr, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    let Arguments { command, id, plain, connection } = Arguments::given();
    let ended = match command {
        Some(Command::DemoServer(_)) if connection.log_file.is_some() => {
            return complain(WRONG, "demo-server writes no log: --log-file is for what asks a workspace.");
        }
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
            let command = match own(&connection, command) {
                Ok(done) => return done,
                Err(command) => command,
            };
            let settings = match settings(command.id().map(str::to_owned), &connection, || Ok(())) {
                Ok(settings) => settings,
                Err(why) => return complain(WRONG, &why),
            };
            return ExitCode::from(script::errand::run(&settings, command).unwrap_or(FAILED));
        }
        None => {
            // In lines nothing has to be placed.
            let able = if plain { || Ok(()) } else { editable };
            let settings = match settings(id, &connection, able) {
                Ok(settings) => settings,
                Err(why) => return complain(WRONG, &why),
            };
            if plain {
                return match plain::edit(&settings) {
                    Ok(farewell) => say(&farewell),
                    Err(error) => complain(FAILED, &format!("the program could not begin: {error}")),
                };
            }
            let themes = match themes(&settings.look.themes) {
                Ok(themes) => themes,
                Err(faults) => return complain(WRONG, &fault::told(faults, &settings.look.file).join("\n")),
            };
            run::edit(&settings, themes).map_err(|error| format!("the terminal could not be used: {error}"))
        }
    };
    match ended {
        Ok(farewell) => say(&farewell),
        Err(why) => complain(FAILED, &why),
    }
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
        return match list_unknowns() {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.to_string()),
            _ => Ok(Farewell::from(Ended::Asked)),
        };
    };
    let listening = |url: &str| {
        let mut out = stdout().lock();
        let said = writeln!(out, "listening on {url}").and_then(|()| out.flush());
        said.map_err(|error| std::io::Error::other(format!("its address could not be written: {error}")))
    };
    run::serve(port, token, unknowns, listening)
        .map(Farewell::from)
        .map_err(|error| format!("the sample workspace cannot be served on port {port}: {error}"))
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
