//! The arguments, as `clap` reads them. What they mean together with the environment is `settings`' business.

use clap::{Args, Parser, Subcommand};

/// The version that is asked for unless another one is named.
pub const API_VERSION: &str = "Unstable";

/// Edit the data connectors of an Intercom workspace.
///
/// Shows every field of a connector, shows exactly what would be sent, and sends only what changed.
/// The access token comes from `INTERCOM_ACCESS_TOKEN`; it is never an argument. `--demo` needs none.
#[derive(Debug, Parser)]
#[command(name = "patchpanel", version, args_conflicts_with_subcommands = true)]
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
    /// How to edit.
    #[command(flatten)]
    pub edit: Edit,
}

/// How to edit.
#[derive(Args, Debug)]
pub struct Edit {
    /// The connector to open; without one, the list is shown
    #[arg(value_name = "ID")]
    pub id: Option<String>,

    /// Open the embedded sample workspace; needs no account and no network
    #[arg(long, conflicts_with_all = ["base_url", "region"])]
    pub demo: bool,

    /// Address of the API; http:// is taken for this computer only
    #[arg(long, value_name = "URL", conflicts_with = "region")]
    pub base_url: Option<String>,

    /// Region of the workspace: us, eu or au [default: us]
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,

    /// Value of the Intercom-Version header; any version that has data connectors
    #[arg(long, value_name = "VERSION", default_value = API_VERSION)]
    pub api_version: String,

    /// Look, but send nothing
    #[arg(long)]
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
