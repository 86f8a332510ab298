//! Arguments, settings, run, exit code; nothing else.

use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};
use jiff::tz::TimeZone;
use patchpanel::cli::{Arguments, Command, Completions, Config, ConfigCommand, Connection, DemoServer, Man};
use patchpanel::demo::Unknowns;
use patchpanel::doctor;
use patchpanel::farewell::{Ended, Farewell};
use patchpanel::script::pages;
use patchpanel::settings::effective::Effective;
use patchpanel::settings::place::{self, Found, Place};
use patchpanel::settings::{Settings, Surroundings, schema, tell};
use patchpanel::token::{self, login};
use patchpanel::{logbook, run, script};
use std::io::{IsTerminal, Write, stderr, stdin, stdout};
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
        Some(Command::Config(Config { command })) => return config(&connection, command),
        Some(Command::Login) => return keyring(&connection, |it| login::login(it, &variable)),
        Some(Command::Logout) => return keyring(&connection, login::logout),
        Some(Command::Doctor) => return examine(&connection),
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
            let settings = match settings(command.id().map(str::to_owned), &connection) {
                Ok(settings) => settings,
                Err(why) => return complain(WRONG, &why),
            };
            return ExitCode::from(script::errand::run(&settings, command).unwrap_or(FAILED));
        }
        None => {
            let settings = match settings(id, &connection) {
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
            if variable("TERM").is_some_and(|term| term == "dumb") {
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

/// Arguments, environment and config file together, and the log file begun.
fn settings(id: Option<String>, connection: &Connection) -> Result<Settings, String> {
    let surroundings = surroundings();
    let (effective, found) = effective(connection, &surroundings).map_err(|faults| faults.join("\n"))?;
    if let Some(warning) = &found.warning {
        let _ = writeln!(stderr(), "patchpanel: {warning}");
    }
    let token = |sources: &_| token::find(sources, &variable).map(|(token, _)| token);
    let settings = Settings::new(id, connection, &effective, token, surroundings)?;
    settings.log.as_ref().map_or(Ok(()), logbook::begin)?;
    Ok(settings)
}

/// What holds, and the config file that it is made from.
fn effective(
    connection: &Connection,
    surroundings: &Surroundings,
) -> Result<(Effective, Found), Vec<String>> {
    let found = place::read(place_of(connection, surroundings))?;
    let effective = Effective::of(connection, &variable, found.config.clone(), &found.file())?;
    Ok((effective, found))
}

fn place_of(connection: &Connection, surroundings: &Surroundings) -> Option<Place> {
    let (folder, home) = (surroundings.config.as_deref(), surroundings.home.as_deref());
    place::place(connection.config.as_deref(), &variable, folder, home)
}

/// A variable of the environment; one that is empty is as good as not set.
#[expect(clippy::disallowed_methods, reason = "the environment is read here and nowhere else")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.trim().is_empty())
}

/// `patchpanel config` and what is below it.
fn config(connection: &Connection, command: Option<ConfigCommand>) -> ExitCode {
    let surroundings = surroundings();
    let place = place_of(connection, &surroundings);
    let nowhere = "there is no home folder; --config names a file";
    match command {
        None => match effective(connection, &surroundings) {
            Ok((effective, found)) => print(&tell::effective(&effective, &found)),
            Err(faults) => complain(WRONG, &faults.join("\n")),
        },
        Some(ConfigCommand::Schema) => print(&schema::schema()),
        Some(ConfigCommand::Path) => match place {
            Some(place) => print(&format!("{}\n", place.path.display())),
            None => complain(WRONG, nowhere),
        },
        Some(ConfigCommand::Init) => match place.map(|place| place::write(&place.path, &tell::sample())) {
            Some(Ok(said)) => complain(0, &said),
            Some(Err(why)) => complain(FAILED, &why),
            None => complain(WRONG, nowhere),
        },
    }
}

/// What is done with the keyring.
fn keyring(connection: &Connection, what: impl FnOnce(&Effective) -> Result<String, String>) -> ExitCode {
    if connection.demo {
        return complain(WRONG, "the sample workspace needs no token, so none is stored for it.");
    }
    match effective(connection, &surroundings()) {
        Ok((effective, _)) => match what(&effective) {
            Ok(said) => complain(0, &said),
            Err(why) => complain(FAILED, &why),
        },
        Err(faults) => complain(WRONG, &faults.join("\n")),
    }
}

fn examine(connection: &Connection) -> ExitCode {
    let surroundings = surroundings();
    let (input, output) = (stdin().is_terminal(), stdout().is_terminal());
    let size = crossterm::terminal::size().ok().filter(|_| output);
    let terminal = doctor::Terminal { size, input, output };
    let settings = effective(connection, &surroundings);
    let report = doctor::examine(connection, settings, &variable, &surroundings, terminal, run::unix_now);
    let printed = print(&report.text());
    if report.is_well() { printed } else { ExitCode::from(FAILED) }
}

/// Data, for whoever reads it.
fn print(text: &str) -> ExitCode {
    match stdout().lock().write_all(text.as_bytes()) {
        // Whoever read it has read enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            complain(FAILED, &format!("it could not be written: {error}"))
        }
        _ => ExitCode::SUCCESS,
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

/// What the environment says of the person's place.
fn surroundings() -> Surroundings {
    let strategy = choose_base_strategy().ok();
    // `$XDG_STATE_HOME`, else what is usual.
    let state = strategy.as_ref().map(|it| it.state_dir().unwrap_or_else(|| it.data_dir()));
    let set = |name| variable(name);
    Surroundings {
        state,
        config: strategy.as_ref().map(BaseStrategy::config_dir),
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
    for line in why.lines() {
        let _ = writeln!(stderr(), "patchpanel: {line}");
    }
    ExitCode::from(code)
}
