//! The Keychain of macOS and the Credential Manager of Windows.

use super::{SERVICE, Trouble};
use keyring_core::api::CredentialStoreApi as _;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

fn entry(account: &str) -> Result<Entry, Trouble> {
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new();
    #[cfg(windows)]
    let store = windows_native_keyring_store::Store::new();
    store.and_then(|store| store.build(SERVICE, account, None)).map_err(told)
}

/// The reason without what the library quotes: it may hold what was stored.
fn told(error: Error) -> Trouble {
    match error {
        Error::NoStorageAccess(_) => Trouble::Locked,
        Error::NoDefaultStore => Trouble::None("the system offers none".to_owned()),
        Error::PlatformFailure(error) => Trouble::Failed(error.to_string()),
        Error::TooLong(..) => Trouble::Failed("the token is longer than it takes".to_owned()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            Trouble::Failed("what lies there is no token".to_owned())
        }
        _ => Trouble::Failed("it refused".to_owned()),
    }
}

pub fn ready() -> Result<(), Trouble> {
    entry("ready").map(drop)
}

pub fn get(account: &str) -> Result<Option<String>, Trouble> {
    match entry(account)?.get_password() {
        Ok(token) => Ok(Some(token)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(told(error)),
    }
}

pub fn set(account: &str, token: &Zeroizing<String>) -> Result<(), Trouble> {
    entry(account)?.set_password(token).map_err(told)
}

pub fn remove(account: &str) -> Result<bool, Trouble> {
    match entry(account)?.delete_credential() {
        Ok(()) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(error) => Err(told(error)),
    }
}
