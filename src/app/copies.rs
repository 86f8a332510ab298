//! What can be copied of an open connector, beside the value under the cursor. Header values are in none of it.

use super::command::{Command, Context, Reason, Row};
use super::copy::can_copy;
use super::message::Effect;
use super::overlay::Overlay;
use super::{App, Tone};
use crate::api::base::Region;
use crate::connector::facts;
use crate::edit::Value;

/// The rows of the choice: the commands that copy, in the order of the table.
pub fn copy_rows() -> impl Iterator<Item = &'static Row> {
    let copies = |command| {
        matches!(
            command,
            Command::Copy
                | Command::CopyRequestBody
                | Command::CopyPatch
                | Command::CopyCurl
                | Command::CopyId
                | Command::CopyLink
        )
    };
    Context::Copying.rows().filter(move |row| copies(row.command))
}

impl App {
    /// Copies what the cursor of the choice stands on.
    pub(super) fn copy_marked(&mut self) -> Vec<Effect> {
        match self.marked_copy() {
            Some(row) => self.apply(row.command),
            None => Vec::new(),
        }
    }

    fn marked_copy(&self) -> Option<&'static Row> {
        match self.overlays.last() {
            Some(Overlay::Copying { cursor }) => copy_rows().nth(*cursor),
            _ => None,
        }
    }

    /// Closes the choice, where it is open: something was chosen.
    pub(super) fn close_copies(&mut self) {
        self.overlays.pop_if(|overlay| matches!(overlay, Overlay::Copying { .. }));
    }

    pub(super) fn copy_request_body(&mut self) -> Vec<Effect> {
        self.close_copies();
        match self.request_body() {
            Some(text) => self.copy("the body of the request", text),
            None => Vec::new(),
        }
    }

    fn request_body(&self) -> Option<String> {
        let form = self.form()?;
        let body = facts::body_place(form.draft.table())?;
        form.draft.value(body).text().filter(|text| !text.is_empty()).map(str::to_owned)
    }

    pub(super) fn copy_patch(&mut self) -> Vec<Effect> {
        self.close_copies();
        match self.form().map(|form| form.draft.patch()) {
            Some(Ok(patch)) => self.copy("what would be sent, with header values masked", patch.shown()),
            _ => Vec::new(),
        }
    }

    pub(super) fn copy_id(&mut self) -> Vec<Effect> {
        self.close_copies();
        match self.form().map(|form| form.id.clone()) {
            Some(id) => self.copy(&format!("the id {id}"), id),
            None => Vec::new(),
        }
    }

    pub(super) fn copy_link(&mut self) -> Vec<Effect> {
        self.close_copies();
        match self.link() {
            Ok(link) => {
                self.copy("a link to Intercom's web app; its address is not documented, so a guess", link)
            }
            Err(why) => {
                self.say(Tone::Note, format!("Nothing was copied: {why}."));
                Vec::new()
            }
        }
    }

    /// Where the open connector most likely is in Intercom's web app. The hosts are documented; the path is what the web
    /// app has shown to people, and may change.
    pub fn link(&self) -> Result<String, Reason> {
        let form = self.form().ok_or("no connector is open")?;
        if self.session.demo {
            return Err("the sample workspace is in no web app");
        }
        let me = self.me.as_ref();
        let region = me.and_then(|me| me.region.as_deref()).or(self.session.region.as_deref());
        let region: Option<Region> = region.and_then(|region| region.parse().ok());
        let host = region.ok_or("the region of this workspace is not known")?.web_app_host();
        let plain = |text: &&str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        };
        let id = Some(form.id.as_str()).filter(plain).ok_or("its id cannot stand in an address")?;
        // The web app takes an underscore for the workspace in which one is signed in.
        let workspace = me.and_then(|me| me.workspace_id.as_deref()).filter(plain).unwrap_or("_");
        Ok(format!("https://{host}/a/apps/{workspace}/settings/app-settings/custom-actions/{id}"))
    }
}

pub(super) fn has_request_body(app: &App) -> Result<(), Reason> {
    match app.form().map(|form| (form, facts::body_place(form.draft.table()))) {
        Some((form, Some(body))) => match form.draft.value(body) {
            Value::Text(text) | Value::Document(text) if !text.is_empty() => Ok(()),
            _ => Err("the request has no body"),
        },
        _ => Err("the request has no body"),
    }
}

pub(super) fn has_patch(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if !form.has_unsent() => Err("nothing is changed"),
        Some(form) if form.draft.patch().is_err() => Err("something is missing before it could be sent"),
        Some(_) => Ok(()),
        None => Err("no connector is open"),
    }
}

pub(super) fn can_curl(app: &App) -> Result<(), Reason> {
    let url = app.form().and_then(|form| Some(form.draft.value(facts::url_place(form.draft.table())?)));
    if url.is_some_and(|url| !url.is_blank()) { Ok(()) } else { Err("there is no URL") }
}

pub(super) fn has_link(app: &App) -> Result<(), Reason> {
    app.link().map(|_| ())
}

pub(super) fn can_copy_marked(app: &App) -> Result<(), Reason> {
    match app.marked_copy() {
        Some(row) => (row.when)(app),
        None => can_copy(app),
    }
}
