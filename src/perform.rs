//! Performing effects: the one place where the app's questions meet the client, and the one that can send.

use crate::api::client::Client;
use crate::api::failure::{Cause, Doing, Failure};
use crate::api::wire::StateVersion;
use crate::app::message::{Answer, Copied, Effect, Message, Opened};
use crate::journal::Journal;
use crate::journal::kept::{Claimed, Done};
use crate::outside::clipboard::Route;
use crate::outside::editor::Visit;
use crate::outside::{Outside, files};
use std::sync::Arc;

/// What effects are performed with.
#[derive(Clone, Debug)]
pub struct World {
    /// The workspace.
    pub client: Client,
    /// Nothing is sent, whatever the app asks.
    pub read_only: bool,
    /// Where unsent work is kept, if anywhere.
    pub journal: Option<Arc<Journal>>,
    /// What there is beside the terminal.
    pub outside: Arc<Outside>,
}

/// Performs an effect and returns the answer to it. [`Effect::Quit`] has none.
pub async fn perform(world: &World, effect: Effect) -> Option<Message> {
    let client = &world.client;
    let (ticket, answer) = match effect {
        Effect::Suspend | Effect::Quit => return None,
        Effect::Claim(..)
        | Effect::Keep(..)
        | Effect::Forget(..)
        | Effect::SetAside(..)
        | Effect::Release(_) => {
            return record(world.journal.as_deref(), &effect);
        }
        Effect::Copy(..)
        | Effect::TakeClipboard(_)
        | Effect::ReadFile(..)
        | Effect::WriteFile(..)
        | Effect::EditOutside(..) => return beside(&world.outside, &effect),
        Effect::WhoAmI(ticket) => (ticket, Answer::Me(client.me().await)),
        Effect::List(ticket, cursor) => (ticket, Answer::Page(client.list(cursor.as_ref()).await)),
        Effect::Open(ticket, id) => {
            let (draft, live) =
                tokio::join!(client.get(&id, StateVersion::Draft), client.get(&id, StateVersion::Live));
            (ticket, Answer::Opened(Box::new(Opened { draft, live })))
        }
        Effect::Runs(ticket, id, filter, after) => {
            (ticket, Answer::Runs(client.runs(&id, &filter, after.as_ref()).await))
        }
        Effect::Run(ticket, id, run) => (ticket, Answer::Run(Box::new(client.run(&id, &run).await))),
        Effect::Save(ticket, id, patch, doing) => {
            let answer = if world.read_only {
                Err(only_reading(doing))
            } else {
                client.patch(&id, &patch.body()).await.map_err(|failure| failure.while_doing(doing))
            };
            (ticket, Answer::Saved(answer))
        }
        Effect::Create(ticket, creation) => {
            let answer = if world.read_only {
                Err(only_reading(Doing::Creating))
            } else {
                client.create(&creation.body()).await
            };
            (ticket, Answer::Created(answer))
        }
        Effect::Delete(ticket, id) => {
            let answer =
                if world.read_only { Err(only_reading(Doing::Deleting)) } else { client.delete(&id).await };
            (ticket, Answer::Deleted(answer))
        }
        Effect::Tokens(ticket, cursor) => (ticket, Answer::Tokens(client.tokens(cursor.as_ref()).await)),
    };
    Some(Message::Arrived(ticket, answer))
}

/// Why nothing is sent.
fn only_reading(doing: Doing) -> Failure {
    let why = "--read-only was given, or read_only is set in the config file".to_owned();
    Failure::new(doing, Cause::Unsendable { why })
}

/// True for the effects that [`record`] performs: they need no connection, and those on one connector their order.
pub fn is_for_the_journal(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Claim(..) | Effect::Keep(..) | Effect::Forget(..) | Effect::SetAside(..) | Effect::Release(_)
    )
}

/// Performs an effect on the journal and returns the answer to it. It waits for the disk, so it is not for the loop.
pub fn record(journal: Option<&Journal>, effect: &Effect) -> Option<Message> {
    let nowhere = || "there is no place for it".to_owned();
    let (ticket, answer) = match effect {
        Effect::Claim(ticket, workspace, id) => {
            let claimed = journal.map_or_else(Claimed::default, |it| it.claim(workspace.as_deref(), id));
            (*ticket, Answer::Claimed(claimed))
        }
        Effect::Keep(ticket, kept) => {
            let done = journal.ok_or_else(nowhere).and_then(|journal| journal.keep(kept));
            let others = journal.and_then(|journal| journal.others(&kept.id));
            (*ticket, Answer::Kept(done.map(|_| Done { aside: None, others })))
        }
        Effect::Forget(ticket, id) => {
            let done = journal.map_or(Ok(()), |journal| journal.forget(id));
            let others = journal.and_then(|journal| journal.others(id));
            (*ticket, Answer::Kept(done.map(|()| Done { aside: None, others })))
        }
        Effect::SetAside(ticket, id) => {
            let done = journal.map_or(Ok(None), |journal| journal.set_aside(id));
            let others = journal.and_then(|journal| journal.others(id));
            (*ticket, Answer::Kept(done.map(|aside| Done { aside, others })))
        }
        Effect::Release(id) => {
            if let Some(journal) = journal {
                journal.release(id);
            }
            return None;
        }
        _ => return None,
    };
    Some(Message::Arrived(ticket, answer))
}

/// True for the effects that [`beside`] performs: they need no connection.
pub fn is_beside(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Copy(..)
            | Effect::TakeClipboard(_)
            | Effect::ReadFile(..)
            | Effect::WriteFile(..)
            | Effect::EditOutside(..)
    )
}

/// Performs an effect on what there is beside the terminal. It may wait for a disk or, with an editor, for a person, so
/// it is not for the loop; and while an editor runs the terminal has to be its own.
pub fn beside(outside: &Outside, effect: &Effect) -> Option<Message> {
    let home = outside.home.as_deref();
    let (ticket, answer) = match effect {
        Effect::Copy(ticket, text) => {
            let copied = outside.clipboard.put(text).map(|route| match route {
                Route::System => Copied::There,
                Route::Tmux => Copied::Buffered,
                Route::Terminal => Copied::Asked,
            });
            (*ticket, Answer::Copied(copied))
        }
        Effect::TakeClipboard(ticket) => (*ticket, Answer::Text(outside.clipboard.take())),
        Effect::ReadFile(ticket, path) => {
            // A mark of its encoding is no part of the text.
            let text = files::read(path, home);
            let text = text.map(|text| text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned));
            (*ticket, Answer::Text(text))
        }
        Effect::WriteFile(ticket, path, text) => (*ticket, Answer::Written(files::write(path, text, home))),
        Effect::EditOutside(ticket, text, suffix) => {
            let visit = Visit::prepare(outside.editor.as_deref(), text, suffix, &outside.tokens);
            (*ticket, Answer::Edited(visit.and_then(Visit::run)))
        }
        _ => return None,
    };
    Some(Message::Arrived(ticket, answer))
}

/// The answer to an effect when there is no world to perform it in.
pub fn refuse(effect: &Effect, failure: &Failure) -> Option<Message> {
    let because = |doing: Doing| failure.clone().while_doing(doing);
    let (ticket, answer) = match effect {
        Effect::Suspend
        | Effect::Quit
        | Effect::Copy(..)
        | Effect::TakeClipboard(_)
        | Effect::ReadFile(..)
        | Effect::WriteFile(..)
        | Effect::EditOutside(..) => return None,
        Effect::Claim(..)
        | Effect::Keep(..)
        | Effect::Forget(..)
        | Effect::SetAside(..)
        | Effect::Release(_) => {
            return record(None, effect);
        }
        Effect::WhoAmI(ticket) => (*ticket, Answer::Me(Err(because(Doing::Checking)))),
        Effect::List(ticket, _) => (*ticket, Answer::Page(Err(because(Doing::Listing)))),
        Effect::Open(ticket, _) => {
            let opened = Opened { draft: Err(because(Doing::Opening)), live: Err(because(Doing::Opening)) };
            (*ticket, Answer::Opened(Box::new(opened)))
        }
        Effect::Runs(ticket, ..) => (*ticket, Answer::Runs(Err(because(Doing::ReadingRuns)))),
        Effect::Run(ticket, ..) => (*ticket, Answer::Run(Box::new(Err(because(Doing::ReadingRuns))))),
        Effect::Save(ticket, _, _, doing) => (*ticket, Answer::Saved(Err(because(*doing)))),
        Effect::Create(ticket, _) => (*ticket, Answer::Created(Err(because(Doing::Creating)))),
        Effect::Delete(ticket, _) => (*ticket, Answer::Deleted(Err(because(Doing::Deleting)))),
        Effect::Tokens(ticket, _) => (*ticket, Answer::Tokens(Err(because(Doing::ReadingTokens)))),
    };
    Some(Message::Arrived(ticket, answer))
}
