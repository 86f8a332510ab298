//! Where the access token comes from: the environment, a command that prints it, or the system's keyring. It is found
//! before the screen is taken, and no sentence here holds any part of it.

pub mod command;
pub mod keyring;
pub mod login;

use crate::api::token::Token;
use crate::settings::effective::Environment;
use crate::settings::{TokenSource, TokenSources};
use std::fmt;

/// Where a token was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In this variable.
    Variable(String),
    /// This command printed it.
    Command(String),
    /// In the keyring, as this.
    Keyring(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "the variable {name}"),
            Self::Command(name) => write!(f, "the command {name}"),
            Self::Keyring(account) => write!(f, "{}, as {account}", keyring::NAME),
        }
    }
}

/// Asks one source after the other. `fit` says whether what the token is for can be done at all, and is asked before a
/// command runs that may ask a person.
///
/// # Errors
/// A sentence that says why there is no token and what to do.
pub fn find(
    sources: &TokenSources,
    environment: Environment<'_>,
    fit: impl Fn() -> Result<(), String>,
) -> Result<(Token, Origin), String> {
    let named = sources.order.len() == 1;
    let mut locked = None;
    for source in &sources.order {
        match source {
            TokenSource::Variable(name) => {
                let Some(text) = environment(name) else {
                    if named {
                        return Err(unset(name));
                    }
                    continue;
                };
                let token = Token::new(text).map_err(|why| format!("{name}: {why}"))?;
                return Ok((token, Origin::Variable(name.clone())));
            }
            TokenSource::Command { words, limit } => {
                fit()?;
                let text = command::run(words, *limit)?;
                let name = command::name(words);
                let token =
                    Token::new(text).map_err(|why| format!("what {name} printed is no token: {why}"))?;
                return Ok((token, Origin::Command(name)));
            }
            TokenSource::Keyring { account } => match keyring::get(account) {
                Ok(Some(text)) => {
                    let token =
                        Token::new(text).map_err(|why| format!("the token in {}: {why}", keyring::NAME))?;
                    return Ok((token, Origin::Keyring(account.clone())));
                }
                Ok(None) if named => {
                    return Err(format!(
                        "there is no access token in {} as {account}. patchpanel login stores one, with the same \
                         profile and address.",
                        keyring::NAME
                    ));
                }
                Err(why) if named => return Err(why.to_string()),
                // Where there is no keyring nobody expects a token in it.
                Ok(None) | Err(keyring::Trouble::None(_)) => {}
                Err(why) => locked = Some(why.to_string()),
            },
        }
    }
    if sources.order.is_empty() {
        return Err("token is \"command\", and no token_command is named. Name one beside it.".to_owned());
    }
    Err(locked.unwrap_or_else(|| nowhere(sources)))
}

/// Where to get one.
const HUB: &str = "in Intercom's Developer Hub, open your app, then Configure, then Authentication";

fn unset(name: &str) -> String {
    format!("there is no access token: {name} is to hold it, and is not set. To get one: {HUB}.")
}

fn nowhere(sources: &TokenSources) -> String {
    let name = sources.order.iter().find_map(|source| match source {
        TokenSource::Variable(name) => Some(name.as_str()),
        _ => None,
    });
    format!(
        "there is no access token. Set {} to one: {HUB}. Or store it with patchpanel login, or name a token_command in \
         the config file. To look around without an account, use --demo.",
        name.unwrap_or(crate::settings::TOKEN_VARIABLE)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_source_is_the_only_one_that_is_asked() {
        let sources = |order| TokenSources { order, named_by: None };
        let held = |name: &str| (name == "INTERCOM_ACCESS_TOKEN").then(|| "sesame".to_owned());
        let other = sources(vec![TokenSource::Variable("ACME_TOKEN".to_owned())]);
        assert!(find(&other, &held, || Ok(())).unwrap_err().contains("ACME_TOKEN is to hold it"));
        let usual = sources(vec![TokenSource::Variable("INTERCOM_ACCESS_TOKEN".to_owned())]);
        assert_eq!(
            find(&usual, &held, || Ok(())).unwrap().1.to_string(),
            "the variable INTERCOM_ACCESS_TOKEN"
        );
        assert!(find(&sources(Vec::new()), &held, || Ok(())).unwrap_err().contains("no token_command"));
    }
}
