//! Arguments, settings, run, exit code; nothing else.

use clap::Parser;
use patchpanel::cli::{Arguments, Command, DemoServer};
use patchpanel::demo::Unknowns;
use patchpanel::run::{self, Ended};
use patchpanel::settings::{Settings, TOKEN_VARIABLE};
use std::io::{IsTerminal, Write, stderr, stdout};
use std::process::ExitCode;

/// Something failed while running.
const FAILED: u8 = 1;
/// Wrong arguments or settings; also clap's code.
const WRONG: u8 = 2;

fn main() -> ExitCode {
    let Arguments { command, edit } = Arguments::parse();
    let ended = match command {
        Some(Command::DemoServer(server)) => match switches(&server.unknown) {
            Ok(unknowns) => serve(server, unknowns),
            Err(why) => return complain(WRONG, &why),
        },
        None => {
            #[expect(clippy::disallowed_methods, reason = "the environment is read here, once")]
            let token = std::env::var(TOKEN_VARIABLE).ok();
            let settings = match Settings::new(edit, token) {
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
            run::edit(settings).map_err(|error| format!("the terminal could not be used: {error}"))
        }
    };
    match ended {
        Ok(Ended::Asked) => ExitCode::SUCCESS,
        Ok(Ended::TerminalGone) => complain(FAILED, "the terminal went away."),
        Ok(Ended::Signal { number, unsent, in_flight }) => {
            let code = 128 + number;
            if in_flight {
                return complain(
                    code,
                    "ended by a signal while a save was under way; open the connector again to see what was stored.",
                );
            }
            match unsent {
                0 => ExitCode::from(code),
                1 => complain(code, "ended by a signal; the unsent changes of 1 connector were not sent."),
                many => complain(
                    code,
                    &format!("ended by a signal; the unsent changes of {many} connectors were not sent."),
                ),
            }
        }
        Err(why) => complain(FAILED, &why),
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

fn serve(server: DemoServer, unknowns: Option<Unknowns>) -> Result<Ended, String> {
    let DemoServer { port, token, .. } = server;
    let Some(unknowns) = unknowns else {
        return list_unknowns().map(|()| Ended::Asked).map_err(|error| error.to_string());
    };
    let listening = |url: &str| {
        let mut out = stdout().lock();
        writeln!(out, "listening on {url}")?;
        out.flush()
    };
    run::serve(port, token, unknowns, listening)
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

fn complain(code: u8, why: &str) -> ExitCode {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(stderr(), "patchpanel: {why}");
    ExitCode::from(code)
}
