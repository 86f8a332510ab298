//! `patchpanel login` and `logout`: a token goes into the keyring only once the workspace has taken it.

use super::keyring::{self, Trouble};
use crate::api::base::{Base, Region};
use crate::api::client::{Client, Limits};
use crate::api::failure::{Cause, Failure};
use crate::api::token::Token;
use crate::api::wire::Me;
use crate::input::{self, How, Input, Typed};
use crate::run::signals::Signals;
use crate::settings::effective::{Effective, Environment};
use crate::settings::options::Name;
use crate::settings::{TokenSource, account, address, token_sources};
use crate::view::glyph::printable;
use std::io::{IsTerminal as _, Read as _, Write as _, stderr, stdin};
use zeroize::Zeroizing;

/// The most that is read, in bytes.
const LONGEST: usize = 4096;

/// Stores a token and says where.
///
/// # Errors
/// A sentence that says why nothing was stored.
pub fn login(effective: &Effective, environment: Environment<'_>) -> Result<String, String> {
    let (base, region) = address(effective)?;
    let account = account(effective.profile.as_deref(), &base);
    // Before anybody looks for a token.
    keyring::ready().map_err(|why| why.to_string())?;
    let text = asked(base.host())?;
    let token = Token::new(text.to_string()).map_err(|why| format!("nothing was stored: {why}."))?;
    let me = who(&base, token, effective.text(Name::ApiVersion).unwrap_or_default())?;
    let stored = Zeroizing::new(text.trim().to_owned());
    keyring::set(&account, &stored).map_err(|why| unstored(&why))?;
    let name = me.workspace.as_deref().map_or_else(|| "the workspace".to_owned(), printable);
    let place = me.region.as_deref().map_or_else(String::new, |it| format!(" ({})", printable(it)));
    let mut said = format!("the token of {name}{place} is stored in {}, as {account}.", keyring::NAME);
    if let Some(note) = elsewhere(me.region.as_deref(), region) {
        said.push_str(&note);
    }
    if let Some(note) = passed_over(effective, &base, environment) {
        said.push_str(&note);
    }
    Ok(said)
}

/// Removes it.
///
/// # Errors
/// A sentence that says why it may still be there.
pub fn logout(effective: &Effective) -> Result<String, String> {
    let (base, _) = address(effective)?;
    let account = account(effective.profile.as_deref(), &base);
    let removed = keyring::remove(&account).map_err(|why| unremoved(&why))?;
    Ok(if removed {
        format!(
            "the token of {account} is removed from {}. In Intercom it is as valid as before.",
            keyring::NAME
        )
    } else {
        format!("there was no token of {account} in {}.", keyring::NAME)
    })
}

/// What became of the token when the keyring did not say that it took it.
fn unstored(why: &Trouble) -> String {
    match why {
        Trouble::None(_) | Trouble::Locked => format!("nothing was stored: {why}"),
        // It may have failed in the answer.
        Trouble::Failed(_) => format!("it is not certain that the token was stored: {why}"),
    }
}

/// Other places for a token are no advice to who wants it gone.
fn unremoved(why: &Trouble) -> String {
    let what = why.what();
    match why {
        Trouble::None(_) => format!("{what}, and so no token in it."),
        Trouble::Locked => format!("the token may still be there: {what}. Unlock it and start again."),
        Trouble::Failed(_) => format!("the token may still be there: {what}."),
    }
}

/// The token, typed unseen or from a pipe.
fn asked(host: &str) -> Result<Zeroizing<String>, String> {
    let nothing = |why: &str| format!("nothing was stored: {why}.");
    if stdin().is_terminal() {
        return typed(host).map_err(|why| nothing(&why));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 64));
    let read = stdin().lock().take(LONGEST as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| nothing(&format!("standard input could not be read: {error}")))?;
    if bytes.len() > LONGEST {
        return Err(nothing("standard input is longer than any token"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| nothing("standard input is no text"))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The token, typed where the terminal shows nothing of it. A signal gives the terminal back as it was.
fn typed(host: &str) -> Result<Zeroizing<String>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(async {
        let mut signals = Signals::new().map_err(|error| error.to_string())?;
        if !input::hide() {
            return Err("the terminal would have shown what is typed".to_owned());
        }
        let host = printable(host);
        let _ = write!(
            stderr(),
            "Access token for {host} (it is not shown; enter ends it, ctrl-c calls it off): "
        );
        let mut lines = Input::new();
        lines.ask(How::Unseen);
        tokio::select! {
            typed = lines.typed.recv() => match typed {
                Some(Typed::Line(line)) => Ok(line),
                Some(Typed::Refused(why)) => Err(why.trim_end_matches('.').to_owned()),
                Some(Typed::End | Typed::Broken) | None => Err("it was called off".to_owned()),
            },
            _ = signals.end() => {
                input::show_again();
                let _ = writeln!(stderr());
                Err("it was ended from outside".to_owned())
            }
        }
    })
}

/// Whose token it is.
fn who(base: &Base, token: Token, version: &str) -> Result<Me, String> {
    let failed = |why: &str| format!("nothing was stored: {}", printable(why));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed(&error.to_string()))?;
    let client = Client::new(base.clone(), token, version, Limits::default());
    let client = client.map_err(|failure| failed(&sentence(&failure)))?;
    runtime.block_on(client.me()).map_err(|failure| match failure.cause {
        Cause::Unauthorized => failed(&format!(
            "{} did not accept the token. Copy it again and whole from the Developer Hub, and check the region or the \
             address.",
            base.host()
        )),
        _ => failed(&sentence(&failure)),
    })
}

/// A failure in words: what happened, and what to do.
fn sentence(failure: &Failure) -> String {
    format!("{} {}", failure.what(), failure.next())
}

/// A workspace that lives in another region than was said answers, but slowly or not for long.
fn elsewhere(says: Option<&str>, said: Option<Region>) -> Option<String> {
    let (says, said) = (says?, said?);
    (!says.eq_ignore_ascii_case(&said.to_string()))
        .then(|| format!(" It says that it is in {}, and the settings say {said}.", printable(says)))
}

/// A note where something else comes first.
fn passed_over(effective: &Effective, base: &Base, environment: Environment<'_>) -> Option<String> {
    let sources = token_sources(effective, base).order;
    if !sources.iter().any(|source| matches!(source, TokenSource::Keyring { .. })) {
        return Some(" It is not used: the config file names another source of the token.".to_owned());
    }
    sources.iter().find_map(|source| match source {
        TokenSource::Variable(name) if environment(name).is_some() => Some(format!(
            " It is not used while {name} is set; token = \"keyring\" in the config file would."
        )),
        TokenSource::Command { .. } => {
            Some(" It is not used: token_command comes first. token = \"keyring\" changes that.".to_owned())
        }
        _ => None,
    })
}
