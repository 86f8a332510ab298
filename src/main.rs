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
        Some(Command::DemoServer(server)) => serve(server),
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
            run::edit(settings).map_err(|error| format!("the terminal could not be used: {error}"))
        }
    };
    match ended {
        Ok(Ended::Asked) => ExitCode::SUCCESS,
        Ok(Ended::TerminalGone) => complain(FAILED, "the terminal went away."),
        Ok(Ended::Signal { number, unsent }) => {
            let code = 128 + number;
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

fn serve(server: DemoServer) -> Result<Ended, String> {
    let DemoServer { port, token, unknown } = server;
    let mut unknowns = Unknowns::default();
    if unknown.iter().any(|switch| switch == "list") {
        return list_unknowns().map(|()| Ended::Asked).map_err(|error| error.to_string());
    }
    for switch in &unknown {
        let (name, value) =
            switch.split_once('=').ok_or("--unknown takes NAME=VALUE; --unknown list prints all")?;
        unknowns.set(name, value)?;
    }
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
