//! The arguments, as `clap` reads them. What they mean together with the environment is `settings`' business.

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Edit the data connectors of an Intercom workspace.
///
/// Shows every field of a connector, shows exactly what would be sent, and sends only what changed.
/// The access token comes from `INTERCOM_ACCESS_TOKEN`, a command or the system's keyring; it is never an argument.
/// `--demo` needs none.
#[derive(Debug, Parser)]
#[command(name = "patchpanel", version)]
#[command(
    after_help = "Unsent changes are kept below $XDG_STATE_HOME, ~/.local/state if that is not set, and offered when \
                  their connector is opened again. Header values are not kept.\n\n\
                  An argument beats the environment, that a profile, that the top of the config file. \
                  patchpanel config prints what holds.\n\n\
                  Exit codes: 0 done · 1 something failed while running · 2 wrong arguments or settings · \
                  101 a bug · 129, 130, 143 ended by SIGHUP, SIGINT, SIGTERM"
)]
pub struct Arguments {
    /// What to do instead of editing.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// The connector to open; without one, the list is shown
    #[arg(value_name = "ID")]
    pub id: Option<String>,

    /// Talk in lines: for screen readers, and for terminals that cannot place text
    #[arg(long)]
    pub plain: bool,

    /// Which workspace, and how it is reached.
    #[command(flatten)]
    pub connection: Connection,
}

impl Arguments {
    /// The arguments of this program as it was started. Ends it with a sentence where they are wrong.
    pub fn given() -> Self {
        let given = Self::parse();
        if given.command.is_some() && given.id.is_some() {
            let why = "an id in front of a command: it belongs behind it";
            Self::command().error(ErrorKind::ArgumentConflict, why).exit();
        }
        given
    }
}

/// Which workspace, and how it is reached. The same for the editor and for every command.
#[derive(Args, Clone, Debug, Default)]
pub struct Connection {
    /// Open the embedded sample workspace; needs no account and no network
    #[arg(long, global = true, conflicts_with_all = ["base_url", "region"])]
    pub demo: bool,

    /// Address of the API; http:// is taken for this computer only
    #[arg(long, global = true, value_name = "URL", conflicts_with = "region")]
    pub base_url: Option<String>,

    /// Region of the workspace: us, eu or au [default: us]
    #[arg(long, global = true, value_name = "REGION")]
    pub region: Option<String>,

    /// Value of the Intercom-Version header; any version that has data connectors [default: Unstable]
    #[arg(long, global = true, value_name = "VERSION")]
    pub api_version: Option<String>,

    /// Look, but send nothing
    #[arg(long, global = true)]
    pub read_only: bool,

    /// Profile of the config file to work with
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,

    /// The config file; patchpanel config path prints which it is otherwise
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<String>,

    /// Colours: auto, dark, light, high-contrast, 16, mono, or a theme of the config file [default: auto]
    #[arg(long, global = true, value_name = "NAME")]
    pub theme: Option<String>,

    /// Add to this file what was asked of the server and how it ended
    #[arg(long, global = true, value_name = "FILE")]
    pub log_file: Option<String>,

    /// How much of that: error, warn, info or debug [default: info]
    #[arg(long, global = true, value_name = "LEVEL")]
    pub log_level: Option<String>,
}

/// Something other than editing.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the connectors of the workspace
    #[command(after_help = LIST)]
    List(List),
    /// Show a connector, or a part of it
    #[command(after_help = SHOW)]
    Show(Show),
    /// Set fields of a connector
    #[command(after_help = SET)]
    Set(Set),
    /// Take the values of a file as edits of a connector, and send them
    #[command(after_help = APPLY)]
    Apply(Apply),
    /// Set a connector live, or to draft, alone
    #[command(after_help = CODES)]
    State(SetState),
    /// Show what applying a file would change
    #[command(after_help = DIFF)]
    Diff(Diff),
    /// Print the completions of commands and options for a shell
    Completions(Completions),
    /// Print the manual page, or write one for each command into a folder
    Man(Man),
    /// Serve the sample workspace on this computer, for curl, tests and other programs
    DemoServer(DemoServer),
    /// Print the settings that hold, and where each comes from
    #[command(after_help = WRITTEN)]
    Config(Config),
    /// Store an access token in the system's keyring, once the workspace has taken it
    #[command(after_help = LOGIN)]
    Login,
    /// Remove the access token from the system's keyring
    #[command(after_help = STORED)]
    Logout,
    /// Look whether everything is in place: terminal, clipboard, editor, files, token, workspace
    #[command(after_help = DOCTOR)]
    Doctor,
}

/// What to do with the config file.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Config {
    /// Something other than printing what holds.
    #[command(subcommand)]
    pub command: Option<ConfigCommand>,
}

/// Something to do with the config file.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Write a config file in which every setting is explained; one that is there is left alone
    Init,
    /// Print where the config file is
    Path,
    /// Print the JSON schema of the config file
    Schema,
}

impl Command {
    /// The connector that it names.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Show(Show { id, .. })
            | Self::Set(Set { id, .. })
            | Self::State(SetState { id, .. })
            | Self::Diff(Diff { id, .. }) => Some(id),
            Self::Apply(Apply { id, .. }) => id.as_deref(),
            _ => None,
        }
    }
}

const CODES: &str = "Exit codes: 0 done, or nothing to change · 1 failed: refused by the server, or it was not reached · \
                     2 wrong arguments, settings or files · 3 it cannot be sent as it stands · 4 someone else \
                     changed the connector · 5 not confirmed · 6 sent, and what became of it is not known or could not be written · 7 no such connector · 8 sent, and \
                     the server did not take all of it · 101 a bug · 129, 130, 143 ended by SIGHUP, SIGINT, SIGTERM";

const WRITTEN: &str = "Exit codes: 0 done · 1 the file could not be written · 2 wrong arguments or settings";

const STORED: &str = "The name in the keyring is the profile and the host, so --profile and the address say which token it is.\n\n\
                      Exit codes: 0 done · 1 the keyring could not be used · 2 wrong arguments or settings";

const LOGIN: &str = "The token is asked for without being shown, or read from standard input. It is stored once GET /me has taken \
                     it, under the profile and the host.\n\n\
                     Exit codes: 0 done · 1 not stored: refused, or there is no keyring · 2 wrong arguments or settings";

const DOCTOR: &str =
    "It changes nothing, and prints no token.\n\nExit codes: 0 all is well · 1 something is not";

const LIST: &str = "On a terminal a table; on a pipe a line for each connector with id, state, method, time of the last \
                    change and name, separated by tabs. --json: a JSON object on each line.\n\n\
                    Exit codes: 0 done · 1 failed · 2 wrong arguments or settings";

const SHOW: &str = "On a terminal it is readable; on a pipe, or with --json, it is JSON as the server answered it. Header values \
                    are in neither. A FIELD is a key of the API, a row of a table by its name or number \
                    (data_inputs.order_id, data_inputs.#2) or a cell (data_inputs.order_id.type); its text is printed as it \
                    is.\n\nExit codes: 0 done · 1 failed · 2 wrong arguments or settings · 7 no such connector or version";

const SET: &str = "  name=Text              by what the field holds: a text, a word, yes or no, members separated by commas\n  \
                   description=           an empty text\n  \
                   token_ids=1 token_ids=2    several members\n  \
                   audiences:='[\"users\"]'   JSON\n  \
                   body=@FILE body=@-     the text of a file or of standard input; a field of one line loses the line end\n                         \
                   empty standard input is refused\n  \
                   data_inputs.order_id.description=Text   a cell; data_inputs.#2 is the second row, +NAME adds a new one\n  \
                   data_inputs.order_id:=null              removes a row\n  \
                   headers.X-Key.value=@-                  a header value, which is never an argument; at a terminal \
                   it is not shown\n\n\
                   Before it is sent the connector is read again. Standard output tells of each field what became of it: \
                   applied, stored-differently, not-taken, not-returned, not-applied, not-known; moved is a field that was \
                   not sent.\n\n\
                   Exit codes: 0 done, or nothing to change · 1 failed: refused by the server, or it was not reached · \
                   2 wrong arguments, settings or files · 3 it cannot be sent as it stands · 4 someone else changed the \
                   same · 5 not confirmed · 6 sent, and what became of it is not known or could not be written · 7 no such connector · 8 sent, and \
                   the server did not take all of it · 101 a bug · 129, 130, 143 ended by SIGHUP, SIGINT, SIGTERM";

const APPLY: &str = "The file is one that the editor writes (x), the output of show, or a JSON object with a few fields. What is \
                     left alone is told on standard error with its reason. Header values are not read from it: a file that holds \
                     one is not sent, with exit code 3. --if-unchanged wants the id and the updated_at that show writes.\n\n\
                     Exit codes: 0 done, or nothing to change · 1 failed: refused by the server, or it was not reached · \
                     2 wrong arguments, settings or files · 3 it cannot be sent as it stands · 4 someone else changed the \
                     same · 5 not confirmed · 6 sent, and what became of it is not known or could not be written · 7 no such connector · 8 sent, and \
                     the server did not take all of it · 101 a bug · 129, 130, 143 ended by SIGHUP, SIGINT, SIGTERM";

const DIFF: &str =
    "Exit codes, as of diff: 0 nothing would change · 1 something would · 2 trouble · 7 no such connector";

/// Which connectors are listed.
#[derive(Args, Debug)]
pub struct List {
    /// Only those in this state
    #[arg(long, value_name = "STATE")]
    pub state: Option<Version>,

    /// A JSON object on each line
    #[arg(long)]
    pub json: bool,
}

/// A state, or the version of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Version {
    /// Called for customers
    Live,
    /// Not called for customers
    Draft,
}

impl Version {
    /// The API's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Draft => "draft",
        }
    }
}

/// What is shown.
#[derive(Args, Debug)]
pub struct Show {
    /// The connector
    pub id: String,

    /// A field, or a part of one; without it the whole connector
    pub field: Option<String>,

    /// The live version
    #[arg(long, conflicts_with = "draft")]
    pub live: bool,

    /// The draft; without either, the draft where there is one
    #[arg(long)]
    pub draft: bool,

    /// JSON, also on a terminal
    #[arg(long)]
    pub json: bool,
}

impl Show {
    /// The version that is asked for.
    pub fn version(&self) -> Option<Version> {
        match (self.live, self.draft) {
            (true, _) => Some(Version::Live),
            (_, true) => Some(Version::Draft),
            _ => None,
        }
    }
}

/// Which fields are set to what.
#[derive(Args, Debug)]
pub struct Set {
    /// The connector
    pub id: String,

    /// What is set: FIELD=VALUE, FIELD:=JSON or FIELD=@FILE
    #[arg(required = true, value_name = "FIELD=VALUE")]
    pub assignments: Vec<String>,

    /// Replace the sample response, which cannot be undone; --yes alone does not
    #[arg(long)]
    pub replace_sample: bool,

    /// Whether it is sent.
    #[command(flatten)]
    pub sending: Sending,
}

/// Which file is taken for which connector.
#[derive(Args, Debug)]
pub struct Apply {
    /// A file, or - for standard input
    pub file: String,

    /// The connector; without it the one that the file names
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,

    /// The file is of another connector than --id, and that is meant; --yes alone does not send it
    #[arg(long, requires = "id")]
    pub of_another: bool,

    /// Send nothing where the connector has changed since the file was written, or where the file does not tell
    #[arg(long)]
    pub if_unchanged: bool,

    /// Replace the sample response, which cannot be undone; --yes alone does not
    #[arg(long)]
    pub replace_sample: bool,

    /// Whether it is sent.
    #[command(flatten)]
    pub sending: Sending,
}

/// Which state.
#[derive(Args, Debug)]
pub struct SetState {
    /// The connector
    pub id: String,

    /// The state
    #[arg(value_name = "STATE")]
    pub to: Version,

    /// Whether it is sent.
    #[command(flatten)]
    pub sending: Sending,
}

/// Whether something is sent.
#[derive(Args, Clone, Copy, Debug)]
pub struct Sending {
    /// Show what would be sent and what that causes, and send nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,

    /// Send without asking
    #[arg(long)]
    pub yes: bool,
}

/// What a file would change.
#[derive(Args, Debug)]
pub struct Diff {
    /// The connector
    pub id: String,

    /// A file, or - for standard input
    pub file: String,
}

/// For which shell.
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

/// Where manual pages are written.
#[derive(Args, Debug)]
pub struct Man {
    /// A folder; without one the page of the program is printed
    pub folder: Option<PathBuf>,
}

/// How to serve the sample workspace.
#[derive(Args, Debug)]
pub struct DemoServer {
    /// Port on 127.0.0.1; 0 takes any that is free
    #[arg(long, default_value_t = 0)]
    pub port: u16,

    /// The bearer token that it accepts
    #[arg(long, default_value = crate::demo::TOKEN)]
    pub token: String,

    /// How it behaves where the API's documentation is silent, as NAME=VALUE; may be repeated; `list` prints all
    #[arg(long, value_name = "NAME=VALUE")]
    pub unknown: Vec<String>,
}
