//! A system whose keyring is not known.

use super::Trouble;
use zeroize::Zeroizing;

fn none<T>() -> Result<T, Trouble> {
    Err(Trouble::None("patchpanel knows none of this system".to_owned()))
}

pub fn ready() -> Result<(), Trouble> {
    none()
}

pub fn get(_: &str) -> Result<Option<String>, Trouble> {
    none()
}

pub fn set(_: &str, _: &Zeroizing<String>) -> Result<(), Trouble> {
    none()
}

pub fn remove(_: &str) -> Result<bool, Trouble> {
    none()
}
