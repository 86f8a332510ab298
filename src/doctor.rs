//! `patchpanel doctor`: whether everything is in place, a line each. It asks and looks; it changes nothing, and no token
//! is in what it says.

use crate::api::client::{Client, Limits};
use crate::api::failure::{Cause, Failure};
use crate::api::wire::Me;
use crate::cli::Connection;
use crate::connect::{Connect, Connected};
use crate::outside::clipboard::Clipboard;
use crate::settings::effective::{Effective, Environment};
use crate::settings::options::Name;
use crate::settings::place::Found;
use crate::settings::tell::sources;
use crate::settings::{Settings, Surroundings, Workspace, address, at_home, token_sources};
use crate::terminal::claims::Claims;
use crate::token;
use crate::view::glyph::printable;
use crate::view::theme::Depth;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What the terminal says of itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
    /// Columns and rows, where it has them.
    pub size: Option<(u16, u16)>,
    /// Standard input is one.
    pub input: bool,
    /// Standard output is one.
    pub output: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Report {
    lines: Vec<(Mark, &'static str, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Fine,
    Note,
    Trouble,
}

impl Report {
    /// Whether all is well.
    pub fn is_well(&self) -> bool {
        !self.lines.iter().any(|(mark, ..)| *mark == Mark::Trouble)
    }

    /// The lines, each with a mark and a word.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (mark, what, said) in &self.lines {
            let mark = match mark {
                Mark::Fine => "✓ fine   ",
                Mark::Note => "· note   ",
                Mark::Trouble => "! trouble",
            };
            let (first, rest) = said.split_once('\n').unwrap_or((said, ""));
            // Writing to a text does not fail.
            let _ = writeln!(out, "{mark}  {what:<12}  {}", printable(first));
            for line in rest.lines() {
                let _ = writeln!(out, "{:25}{}", "", printable(line));
            }
        }
        out
    }

    fn add(&mut self, mark: Mark, what: &'static str, said: impl Into<String>) {
        self.lines.push((mark, what, said.into()));
    }

    fn result(&mut self, what: &'static str, result: Result<String, String>) {
        match result {
            Ok(said) => self.add(Mark::Fine, what, said),
            Err(why) => self.add(Mark::Trouble, what, why),
        }
    }
}

/// Looks at everything. `settings` holds what was found and what holds, or all that is wrong with it.
pub fn examine(
    connection: &Connection,
    settings: Result<(Effective, Found), Vec<String>>,
    environment: Environment<'_>,
    surroundings: &Surroundings,
    terminal: Terminal,
    clock: fn() -> i64,
) -> Report {
    let mut report = Report::default();
    screen(&mut report, environment, &surroundings.claims, terminal);
    beside(&mut report, environment, surroundings, settings.as_ref().ok().map(|(effective, _)| effective));
    let state = surroundings.state.as_ref().map(|state| state.join("patchpanel").join("journal"));
    report.result(
        "unsent work",
        state.ok_or_else(|| "there is no home folder to keep it in".to_owned()).and_then(|it| writable(&it)),
    );
    match settings {
        Ok((effective, found)) => {
            files(&mut report, &effective, &found, surroundings);
            workspace(&mut report, connection, &effective, environment, surroundings, clock);
        }
        Err(faults) => report.add(Mark::Trouble, "config", faults.join("\n")),
    }
    report
}

fn screen(report: &mut Report, environment: Environment<'_>, claims: &Claims, terminal: Terminal) {
    let term = environment("TERM");
    let kind = term.clone().unwrap_or_else(|| "TERM is not set".to_owned());
    match (term.as_deref(), terminal.output) {
        (_, false) => report.add(
            Mark::Note,
            "terminal",
            format!("{kind}; standard output goes somewhere else, so the editor could not draw from here"),
        ),
        (Some("dumb"), true) => {
            report.add(Mark::Trouble, "terminal", "TERM=dumb: it cannot place text, which the editor needs");
        }
        (None, true) if cfg!(unix) => {
            report.add(Mark::Trouble, "terminal", "TERM is not set, so what it can do is not known");
        }
        (_, true) if !terminal.input => {
            report.add(Mark::Note, "terminal", format!("{kind}; standard input comes from somewhere else"));
        }
        (_, true) => report.add(Mark::Fine, "terminal", kind),
    }
    if let Some((columns, rows)) = terminal.size {
        let fits = columns >= 40 && rows >= 12;
        let said = format!("{columns} columns, {rows} rows");
        let said = if fits { said } else { format!("{said}; the editor needs 40 and 12") };
        report.add(if fits { Mark::Fine } else { Mark::Trouble }, "size", said);
    }
    let colours = match (claims.no_colour, claims.depth()) {
        (true, _) => "none, as NO_COLOR says",
        (_, Depth::All) => "all, as COLORTERM or TERM says",
        (_, Depth::Many) => "256, by what COLORTERM and TERM say",
        (_, Depth::Sixteen) => "16, as neither COLORTERM nor TERM says more",
    };
    report.add(Mark::Fine, "colours", colours);
    let says = |name: &str| environment(name);
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| Some((name, says(name)?)));
    let utf8 = |text: &str| {
        let text = text.to_lowercase();
        text.contains("utf-8") || text.contains("utf8")
    };
    match locale {
        _ if !cfg!(unix) => {}
        Some((name, text)) if utf8(&text) => report.add(Mark::Fine, "letters", format!("{name}={text}")),
        Some((name, text)) => report.add(
            Mark::Note,
            "letters",
            format!("{name}={text} names no UTF-8; marks and letters beyond ASCII may come out wrong"),
        ),
        None => report.add(Mark::Note, "letters", "no locale is set; UTF-8 is taken for granted"),
    }
}

fn beside(
    report: &mut Report,
    environment: Environment<'_>,
    surroundings: &Surroundings,
    effective: Option<&Effective>,
) {
    let inside: Vec<&str> = [("TMUX", "tmux"), ("STY", "screen"), ("SSH_CONNECTION", "SSH")]
        .into_iter()
        .filter_map(|(variable, name)| environment(variable).map(|_| name))
        .collect();
    let way = if inside.is_empty() { String::new() } else { format!("; inside {}", inside.join(" and ")) };
    let route = Clipboard::of(surroundings.remote, &surroundings.claims).route_name();
    report.add(Mark::Fine, "clipboard", format!("{route}{way}"));
    let configured = effective.and_then(|effective| effective.words(Name::Editor)).map(<[String]>::to_vec);
    let words = configured.map_or_else(
        || {
            let line = surroundings
                .editor
                .clone()
                .unwrap_or_else(|| if cfg!(windows) { "notepad".to_owned() } else { "vi".to_owned() });
            shell_words::split(&line).map_err(|_| "$VISUAL or $EDITOR lacks a quotation mark".to_owned())
        },
        Ok,
    );
    report.result(
        "editor",
        words.and_then(|words| {
            let first = words.first().ok_or("$VISUAL or $EDITOR names no command")?;
            let shown: Vec<String> = words.iter().map(|word| crate::settings::quoted(word)).collect();
            match found(first, environment("PATH").as_deref()) {
                Some(place) if place != Path::new(first) => {
                    Ok(format!("{} ({})", shown.join(" "), place.display()))
                }
                Some(_) => Ok(shown.join(" ")),
                None => Err(format!(
                    "there is no program {first}; VISUAL, EDITOR or editor in the config names another"
                )),
            }
        }),
    );
}

/// Where a program is.
fn found(name: &str, path: Option<&str>) -> Option<PathBuf> {
    if Path::new(name).components().count() > 1 {
        return Path::new(name).is_file().then(|| PathBuf::from(name));
    }
    let endings: &[&str] = if cfg!(windows) { &["", ".exe", ".cmd", ".bat", ".com"] } else { &[""] };
    std::env::split_paths(path?)
        .flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{name}{ending}"))))
        .find(|file| file.is_file())
}

fn files(report: &mut Report, effective: &Effective, found: &Found, surroundings: &Surroundings) {
    match (&found.place, found.there) {
        (Some(place), true) => {
            let profile = effective.profile.as_ref().map(|it| format!(", profile {it}")).unwrap_or_default();
            report.add(Mark::Fine, "config", format!("{}{profile}", place.path.display()));
        }
        (Some(place), false) => {
            report.add(Mark::Fine, "config", format!("none at {}, which is fine", place.path.display()));
        }
        (None, _) => report.add(Mark::Note, "config", "there is no home folder to look in"),
    }
    if let Some(warning) = &found.warning {
        report.add(Mark::Trouble, "config", warning.clone());
    }
    if let Some(file) = effective.text(Name::LogFile) {
        let path = at_home(file, surroundings.home.as_deref());
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let said = if folder.is_dir() {
            writable(folder).map(|_| path.display().to_string())
        } else {
            Err(format!("the folder of {} does not exist", path.display()))
        };
        report.result("log file", said);
    }
}

/// Whether a folder can be written to, or made. Nothing is left there.
fn writable(folder: &Path) -> Result<String, String> {
    let there = folder.ancestors().find(|place| place.exists());
    let Some(there) = there else { return Err(format!("{} is nowhere", folder.display())) };
    match tempfile::tempfile_in(there) {
        Ok(_) => Ok(folder.display().to_string()),
        Err(error) => Err(format!("{} cannot be written to: {error}", there.display())),
    }
}

fn workspace(
    report: &mut Report,
    connection: &Connection,
    effective: &Effective,
    environment: Environment<'_>,
    surroundings: &Surroundings,
    clock: fn() -> i64,
) {
    let mut origin = None;
    let settings = Settings::new(
        None,
        connection,
        effective,
        |sources| {
            let (token, found) = token::find(sources, environment, || Ok(()))?;
            origin = Some(found);
            Ok(token)
        },
        surroundings.clone(),
    );
    match (&settings, &origin) {
        (Ok(_), Some(origin)) => report.add(Mark::Fine, "token", format!("from {origin}")),
        (Ok(_), None) => report.add(Mark::Fine, "token", "the sample workspace's own"),
        (Err(why), _) => {
            let looked =
                address(effective).map(|(base, _)| sources(&token_sources(effective, &base)).join(", then "));
            let looked = looked.map(|looked| format!("\nlooked for in {looked}")).unwrap_or_default();
            report.add(Mark::Trouble, "token", format!("{why}{looked}"));
        }
    }
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(async {
            match settings {
                Ok(settings) => reach(report, &settings, clock).await,
                Err(_) => knock(report, effective).await,
            }
        }),
        Err(error) => report.add(Mark::Trouble, "workspace", error.to_string()),
    }
}

/// Without a token: whether there is a way to the address at all. No other token is tried.
async fn knock(report: &mut Report, effective: &Effective) {
    // An address that cannot be right is told with the token.
    let Ok((base, region)) = address(effective) else { return };
    let host = match region {
        Some(region) => format!("{} (region {region})", base.host()),
        None => base.host().to_owned(),
    };
    let version = effective.text(Name::ApiVersion).unwrap_or_default();
    let client = match Client::without_token(base, version, Limits::default()) {
        Ok(client) => client,
        Err(failure) => return report.add(Mark::Trouble, "workspace", failure.sentence()),
    };
    match asked(client.me()).await {
        (Err(Failure { cause: Cause::Unauthorized, .. }), ms) => report.add(
            Mark::Fine,
            "workspace",
            format!(
                "{host} was reached in {ms} ms; it wants a token\nwith one it is asked what it makes of the region and \
                 the API version"
            ),
        ),
        (Ok(_), ms) => {
            report.add(Mark::Note, "workspace", format!("{host} answered in {ms} ms without a token"));
        }
        (Err(failure), ms) => {
            let told = told(&failure);
            report.add(Mark::Trouble, "workspace", format!("{host}, without a token, after {ms} ms: {told}"));
        }
    }
}

async fn reach(report: &mut Report, settings: &Settings, clock: fn() -> i64) {
    let host = match &settings.workspace {
        Workspace::Demo => "the sample workspace".to_owned(),
        Workspace::Remote { base, .. } => base.host().to_owned(),
    };
    let connected = match Connect::of(settings).make(clock).await {
        Ok(connected) => connected,
        Err(failure) => return report.add(Mark::Trouble, "workspace", failure.sentence()),
    };
    let Connected { client, .. } = &connected;
    match asked(client.me()).await {
        (Ok(me), ms) => {
            report.add(Mark::Fine, "workspace", format!("{host} answered in {ms} ms: {}", whose(&me)));
            region(report, settings, &me);
        }
        (Err(failure), ms) => {
            report.add(Mark::Trouble, "workspace", format!("{host}, after {ms} ms: {}", told(&failure)));
        }
    }
    version(report, settings, client).await;
}

/// What the server makes of the version.
async fn version(report: &mut Report, settings: &Settings, client: &Client) {
    let version = &settings.api_version;
    match asked(client.list(None)).await {
        (Ok(page), ms) => {
            let more = if page.next.is_some() { " and more" } else { "" };
            let said = format!("{version} is taken; {} connectors{more} in {ms} ms", page.items.len());
            report.add(Mark::Fine, "API version", said);
        }
        (Err(failure), _) => {
            report.add(Mark::Trouble, "API version", format!("{version}: {}", told(&failure)));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "how long an answer took is what is asked here")]
async fn asked<T>(question: impl Future<Output = Result<T, Failure>>) -> (Result<T, Failure>, u128) {
    let since = Instant::now();
    let answer = question.await;
    (answer, since.elapsed().as_millis())
}

fn whose(me: &Me) -> String {
    let name = me.workspace.as_deref().unwrap_or("a workspace without a name");
    let region = me.region.as_deref().map(|region| format!(", {region}")).unwrap_or_default();
    format!("{name}{region}")
}

/// A failure, with the status that came.
fn told(failure: &Failure) -> String {
    let status = failure.status.map(|status| format!("status {status}. ")).unwrap_or_default();
    format!("{status}{} {}", failure.what(), failure.next())
}

/// The region that was said, against the one that the workspace says it is in.
fn region(report: &mut Report, settings: &Settings, me: &Me) {
    let Workspace::Remote { region: said, .. } = &settings.workspace else { return };
    let (Some(said), Some(says)) = (said, me.region.as_deref()) else { return };
    if says.eq_ignore_ascii_case(&said.to_string()) {
        report.add(Mark::Fine, "region", format!("{said}, as the workspace says"));
    } else {
        report.add(
            Mark::Trouble,
            "region",
            format!("the settings say {said}, and the workspace {says}; set region to that"),
        );
    }
}
