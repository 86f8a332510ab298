//! A world that answers at once, now well and now badly, and puts hostile words into everything it says.

use super::answers::{body, stored};
use patchpanel::api::failure::{Cause, Doing, Failure, Said};
use patchpanel::api::runs::{Run, RunPage};
use patchpanel::api::tokens::TokenPage;
use patchpanel::api::wire::{Me, Page};
use patchpanel::app::message::{Answer, Copied, Effect, Message, Opened};
use patchpanel::edit::Json;
use patchpanel::journal::kept::{Claimed, Done, Found, Kept};
use serde_json::json;

/// What the server holds, and what it says.
pub struct World {
    /// The connector.
    pub base: Json,
    /// Earlier work on it, until it is found.
    pub kept: Option<Kept>,
    /// A text that stands in every answer.
    pub said: String,
    /// How much it was asked.
    pub asked: usize,
    /// How much of that was to change something.
    pub sent: usize,
    /// Everything goes well, and nobody else is there.
    pub calm: bool,
}

impl World {
    /// Someone else changes three fields.
    pub fn someone_changes(&mut self) {
        let (asked, said) = (self.asked, &self.said);
        for key in ["name", "description", "body"] {
            self.base[key] = json!(format!("{asked}{said}"));
        }
        self.base["updated_at"] = json!(format!("2026-03-31T07:{:02}:00Z", asked % 60));
        self.base["updated_by_admin_id"] = json!(said);
    }

    /// The answer to a question, now a good and now a bad one. `open` tells whether a connector is.
    pub fn answer(&mut self, effect: Effect, open: bool) -> Option<Message> {
        self.asked += 1;
        self.sent +=
            usize::from(matches!(effect, Effect::Save(..) | Effect::Create(..) | Effect::Delete(..)));
        let (asked, said) = (self.asked, self.said.clone());
        let well = self.calm || asked % 3 > 0;
        let failure = |doing| {
            let mut failure = Failure::new(doing, Cause::Invalid);
            failure.request_id = Some(said.clone());
            failure.said =
                vec![Said { message: Some(said.clone()), field: Some("name".to_owned()), ..Said::default() }];
            failure
        };
        let (ticket, answer) = match effect {
            Effect::WhoAmI(ticket) => {
                let me =
                    json!({"id": "9", "name": said, "app": {"name": said, "id_code": "a", "region": "EU"}});
                (ticket, Answer::Me(Ok(Me::read(&me).unwrap())))
            }
            Effect::List(ticket, _) => {
                let item = |id: u32| json!({"id": id.to_string(), "name": said, "state": said, "http_method": "get"});
                let page = json!({"data": (2..30).map(item).collect::<Json>()});
                (ticket, Answer::Page(Ok(Page::read(&page).unwrap())))
            }
            Effect::Open(ticket, _) => {
                if !self.calm && open && asked % 4 == 0 {
                    self.someone_changes();
                }
                let draft = if well || !open { Ok(self.base.clone()) } else { Err(failure(Doing::Opening)) };
                let live = if asked % 2 == 0 {
                    Ok(json!({"id": "1", "name": said}))
                } else {
                    Err(failure(Doing::Opening))
                };
                (ticket, Answer::Opened(Box::new(Opened { draft, live })))
            }
            Effect::Save(ticket, _, patch, doing) => {
                let saved = if well { Ok(stored(&self.base, &body(&patch))) } else { Err(failure(doing)) };
                if let Ok(record) = &saved {
                    self.base = record.clone();
                }
                (ticket, Answer::Saved(saved))
            }
            Effect::Runs(ticket, ..) => {
                let run = |id: u32| run(id, &said);
                let page = json!({"data": (0..20).map(run).collect::<Json>()});
                (
                    ticket,
                    Answer::Runs(if well {
                        Ok(RunPage::read(&page).unwrap())
                    } else {
                        Err(failure(Doing::ReadingRuns))
                    }),
                )
            }
            Effect::Run(ticket, ..) => {
                let run = if well {
                    Ok(Run::read(&run(1, &said)).unwrap())
                } else {
                    Err(failure(Doing::ReadingRuns))
                };
                (ticket, Answer::Run(Box::new(run)))
            }
            Effect::Claim(ticket, ..) => {
                let found = self
                    .kept
                    .take()
                    .map(|kept| Box::new(Found { kept, again: Vec::new(), gaps: Vec::new(), file: said }));
                (ticket, Answer::Claimed(Claimed { found, ..Claimed::default() }))
            }
            Effect::Keep(ticket, _) | Effect::Forget(ticket, _) | Effect::SetAside(ticket, _) => {
                (ticket, Answer::Kept(if well { Ok(Done::default()) } else { Err(said) }))
            }
            Effect::Create(ticket, _) => (ticket, Answer::Created(Err(failure(Doing::Creating)))),
            Effect::Delete(ticket, _) => (ticket, Answer::Deleted(Err(failure(Doing::Deleting)))),
            Effect::Tokens(ticket, _) => {
                let token = |id: u32| json!({"id": id.to_string(), "name": said, "description": said, "domain": said});
                let page = json!({"data": (0..9).map(token).collect::<Json>()});
                (ticket, Answer::Tokens(Ok(Some(TokenPage::read(&page).unwrap()))))
            }
            Effect::Copy(ticket, _) => {
                (ticket, Answer::Copied(if well { Ok(Copied::There) } else { Err(said) }))
            }
            Effect::TakeClipboard(ticket) | Effect::ReadFile(ticket, _) => {
                (ticket, Answer::Text(if well { Ok(said) } else { Err(said) }))
            }
            Effect::WriteFile(ticket, ..) => {
                (ticket, Answer::Written(if well { Ok(said) } else { Err(said) }))
            }
            Effect::EditOutside(ticket, ..) => (ticket, Answer::Edited(Err(said))),
            Effect::Release(_) | Effect::Suspend | Effect::Quit => return None,
        };
        Some(Message::Arrived(ticket, answer))
    }
}

fn run(id: u32, said: &str) -> Json {
    json!({
        "id": id.to_string(), "success": id.is_multiple_of(3), "http_status": said, "http_method": said, "error_type": said,
        "error_message": said, "execution_time_ms": id, "source_type": said, "created_at": "2026-09-20T07:00:00Z",
        "request_url": said, "request_body": said, "response_body": format!("[{id}, \"{said}\"]"), "raw_response_body": said,
    })
}
