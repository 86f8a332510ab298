//! The arguments, as `clap` reads them. What they mean together with the environment is `settings`' business.

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

/// The version that is asked for unless another one is named.
pub const API_VERSION: &str = "Unstable";

/// Edit the data connectors of an Intercom workspace.
///
/// Shows every field of a connector, shows exactly what would be sent, and sends only what changed.
/// The access token comes from `INTERCOM_ACCESS_TOKEN`; it is never an argument. `--demo` needs none.
#[derive(Debug, Parser)]
#[command(name = "patchpanel", version)]
#[command(
    after_help = "Unsent changes are kept below $XDG_STATE_HOME, ~/.local/state if that is not set, and offered when \
                  their connector is opened again. Header values are not kept.\n\n\
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
}

/// Something other than editing.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the sample workspace on this computer, for curl, tests and other programs
    DemoServer(DemoServer),
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
