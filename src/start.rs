//! How the program starts: the one place where the environment is read, and the commands about the program itself.

use crate::cli::{Command, Config, ConfigCommand, Connection};
use crate::settings::effective::Effective;
use crate::settings::options::SETTINGS;
use crate::settings::place::{self, Found, Place};
use crate::settings::{Settings, Surroundings, TOKEN_VARIABLE, log, schema, tell};
use crate::terminal::claims::Claims;
use crate::token::{self, login};
use crate::view::glyph::printable;
use crate::{doctor, logbook, run, taste};
use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};
use std::io::{IsTerminal as _, Write as _, stderr, stdin, stdout};
use std::process::ExitCode;

/// Something failed while running.
pub const FAILED: u8 = 1;
/// Wrong arguments or settings; also clap's code.
pub const WRONG: u8 = 2;

/// Does what is about the program itself, and gives any other command back.
///
/// # Errors
/// The command, where it is about a workspace.
pub fn own(connection: &Connection, command: Command) -> Result<ExitCode, Command> {
    match command {
        Command::Config(Config { command }) => Ok(config(connection, command.as_ref())),
        Command::Login => Ok(keyring(connection, |it| login::login(it, &variable))),
        Command::Logout => Ok(keyring(connection, login::logout)),
        Command::Doctor => Ok(examine(connection)),
        other => Err(other),
    }
}

/// Whether the editor can be shown here.
///
/// # Errors
/// Why not, and what to do about it.
pub fn editable() -> Result<(), String> {
    if !stdout().is_terminal() {
        return Err("patchpanel draws on a terminal, and its output goes somewhere else. \
                    Run it without a pipe or a redirection."
            .to_owned());
    }
    if variable("TERM").is_some_and(|term| term == "dumb") {
        return Err(
            "this terminal says that it is dumb (TERM=dumb), and patchpanel needs to place text on it. \
                    --plain works there, in lines. Or set TERM to what the terminal really is."
                .to_owned(),
        );
    }
    Ok(())
}

/// Arguments, environment and config file together, and the log file begun. `fit` says whether what comes next can be
/// done at all.
///
/// # Errors
/// One sentence or more on what is missing or wrong and what to do about it.
pub fn settings(
    id: Option<String>,
    connection: &Connection,
    fit: impl Fn() -> Result<(), String>,
) -> Result<Settings, String> {
    let surroundings = surroundings();
    let (effective, found) = effective(connection, &surroundings).map_err(|faults| faults.join("\n"))?;
    if let Some(warning) = &found.warning {
        let _ = writeln!(stderr(), "patchpanel: {warning}");
    }
    let token = |sources: &_| token::find(sources, &variable, &fit).map(|(token, _)| token);
    let settings = Settings::new(id, connection, &effective, token, surroundings)?;
    fit()?;
    settings.log.as_ref().map_or(Ok(()), logbook::begin)?;
    Ok(settings)
}

/// What holds, and the config file that it is made from.
fn effective(
    connection: &Connection,
    surroundings: &Surroundings,
) -> Result<(Effective, Found), Vec<String>> {
    readable()?;
    let mut found = place::read(place_of(connection, surroundings))?;
    // Themes are only drawn with by the editor; what is wrong with the file is told by everything that reads it, at once.
    found.config.faults.extend(taste::themes(&found.config.themes).err().unwrap_or_default());
    let effective = Effective::of(connection, &variable, found.config.clone(), &found.file())?;
    Ok((effective, found))
}

/// A variable of ours that is no text is not as good as none: it may have named another workspace.
///
/// # Errors
/// A sentence for each of them.
#[expect(clippy::disallowed_methods, reason = "the environment is read here and nowhere else")]
fn readable() -> Result<(), Vec<String>> {
    let ours = SETTINGS.iter().filter_map(|row| row.variable).chain([place::VARIABLE, TOKEN_VARIABLE]);
    let broken = ours.filter(|name| std::env::var_os(name).is_some_and(|value| value.to_str().is_none()));
    let faults: Vec<String> = broken
        .map(|name| format!("{name} is set to what is no text (UTF-8). Set it anew, or unset it."))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
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
fn config(connection: &Connection, command: Option<&ConfigCommand>) -> ExitCode {
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
            Some(place) => print(&format!("{}\n", printable(&place.path.display().to_string()))),
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
    let surroundings = surroundings();
    let effective = effective(connection, &surroundings)
        .map_err(|faults| faults.join("\n"))
        .and_then(|(effective, _)| begin_log(&effective, &surroundings).map(|()| effective));
    match effective.map(|effective| what(&effective)) {
        Ok(Ok(said)) => complain(0, &said),
        Ok(Err(why)) => complain(FAILED, &why),
        Err(why) => complain(WRONG, &why),
    }
}

fn begin_log(effective: &Effective, surroundings: &Surroundings) -> Result<(), String> {
    log(effective, surroundings.home.as_deref()).as_ref().map_or(Ok(()), logbook::begin)
}

fn examine(connection: &Connection) -> ExitCode {
    let surroundings = surroundings();
    let (input, output) = (stdin().is_terminal(), stdout().is_terminal());
    let size = crossterm::terminal::size().ok().filter(|_| output);
    let terminal = doctor::Terminal { size, input, output };
    let settings = effective(connection, &surroundings);
    // One that cannot be opened is told with all the rest.
    if let Ok((effective, _)) = &settings {
        let _ = begin_log(effective, &surroundings);
    }
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
        claims: Claims::read(variable),
    }
}

/// Says it on standard error, each line as a line of ours.
pub fn complain(code: u8, why: &str) -> ExitCode {
    // Nobody is left to tell when standard error is closed.
    for line in why.lines() {
        let _ = writeln!(stderr(), "patchpanel: {}", printable(line));
    }
    ExitCode::from(code)
}
