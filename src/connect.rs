//! How the workspace is reached: the client, and for the demo the server behind it.

use crate::api::base::Base;
use crate::api::client::{Client, Limits};
use crate::api::failure::{Cause, Doing, Failure};
use crate::api::token::Token;
use crate::demo::{self, Demo, Options};
use crate::settings::{Settings, Workspace};

/// How the workspace is reached, before it is.
#[derive(Debug)]
pub struct Connect {
    place: Place,
    version: String,
}

#[derive(Debug)]
enum Place {
    /// The sample workspace, which is started for that.
    Demo,
    Remote(Base, Token),
}

/// The client, and the demo server that lives as long as it.
pub struct Connected {
    /// Speaks with the workspace.
    pub client: Client,
    _demo: Option<Demo>,
}

impl Connect {
    /// As the settings say.
    pub fn of(settings: &Settings) -> Self {
        let place = match &settings.workspace {
            Workspace::Demo => Place::Demo,
            Workspace::Remote { base, token, .. } => Place::Remote(base.clone(), token.clone()),
        };
        Self { place, version: settings.api_version.clone() }
    }

    /// Makes the client, and for the demo the server behind it, which reads the time from `clock`. Takes milliseconds, so
    /// it is not for the loop.
    ///
    /// # Errors
    /// When the demo cannot start, or the client cannot be prepared.
    pub async fn make(&self, clock: fn() -> i64) -> Result<Connected, Failure> {
        match &self.place {
            Place::Demo => {
                let unprepared = |why: String| Failure::new(Doing::Checking, Cause::Unsendable { why });
                let demo = Demo::start(Options::new(clock))
                    .await
                    .map_err(|error| unprepared(format!("the sample workspace could not start: {error}")))?;
                let base = Base::parse(&demo.url()).map_err(unprepared)?;
                let token = Token::new(demo::TOKEN.to_owned()).map_err(unprepared)?;
                let client = Client::new(base, token, &self.version, Limits::default())?;
                Ok(Connected { client, _demo: Some(demo) })
            }
            Place::Remote(base, token) => {
                let client = Client::new(base.clone(), token.clone(), &self.version, Limits::default())?;
                Ok(Connected { client, _demo: None })
            }
        }
    }
}
