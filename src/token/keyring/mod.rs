//! The system's keyring. Nothing of it is touched unless a token is looked for there.

#[cfg(target_os = "linux")]
mod secret_service;
#[cfg(target_os = "linux")]
use secret_service as system;

#[cfg(any(target_os = "macos", windows))]
mod native;
#[cfg(any(target_os = "macos", windows))]
use native as system;

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
mod none;
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
use none as system;

use std::fmt;
use zeroize::Zeroizing;

/// What it is called on this system.
pub const NAME: &str = if cfg!(target_os = "macos") {
    "the Keychain"
} else if cfg!(windows) {
    "the Credential Manager"
} else {
    "the keyring"
};

/// The name under which everything of this program lies there.
pub const SERVICE: &str = "patchpanel";

/// Why the keyring cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is none.
    None(String),
    /// It stayed locked: nobody unlocked it, or the question was turned away.
    Locked,
    /// Anything else.
    Failed(String),
}

impl Trouble {
    /// What happened, without what to do instead.
    pub fn what(&self) -> String {
        match self {
            Self::None(why) => format!("there is no keyring here ({why})"),
            Self::Locked => format!("{NAME} stayed locked"),
            Self::Failed(why) => format!("{NAME} could not be used: {why}"),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, variable) = (self.what(), crate::settings::TOKEN_VARIABLE);
        match self {
            Self::Locked => write!(
                f,
                "{what}. Unlock it and start again, or give the token in the variable {variable} or by a token_command."
            ),
            Self::None(_) | Self::Failed(_) => write!(
                f,
                "{what}. The token can be given in the variable {variable}, or by a token_command in the config file."
            ),
        }
    }
}

/// Whether there is a keyring, before anybody is asked for a token.
///
/// # Errors
/// Why not.
pub fn ready() -> Result<(), Trouble> {
    system::ready()
}

/// The token that lies there under this name.
///
/// # Errors
/// When the keyring cannot be used.
pub fn get(account: &str) -> Result<Option<String>, Trouble> {
    system::get(account)
}

/// Stores a token in the place of the one that lies there.
///
/// # Errors
/// When the keyring cannot be used.
pub fn set(account: &str, token: &Zeroizing<String>) -> Result<(), Trouble> {
    system::set(account, token)
}

/// Removes the token; says whether there was one.
///
/// # Errors
/// When the keyring cannot be used.
pub fn remove(account: &str) -> Result<bool, Trouble> {
    system::remove(account)
}
