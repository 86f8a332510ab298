//! Performing effects: the one place where the app's questions meet the client, and the one that can send.

use crate::api::client::Client;
use crate::api::failure::{Cause, Doing, Failure};
use crate::api::wire::StateVersion;
use crate::app::message::{Answer, Effect, Message, Opened};

/// What effects are performed with.
#[derive(Clone, Debug)]
pub struct World {
    /// The workspace.
    pub client: Client,
    /// Nothing is sent, whatever the app asks.
    pub read_only: bool,
}

/// Performs an effect and returns the answer to it. [`Effect::Quit`] has none.
pub async fn perform(world: &World, effect: Effect) -> Option<Message> {
    let client = &world.client;
    let (ticket, answer) = match effect {
        Effect::Quit => return None,
        Effect::WhoAmI(ticket) => (ticket, Answer::Me(client.me().await)),
        Effect::List(ticket, cursor) => (ticket, Answer::Page(client.list(cursor.as_ref()).await)),
        Effect::Open(ticket, id) => {
            let (draft, live) =
                tokio::join!(client.get(&id, StateVersion::Draft), client.get(&id, StateVersion::Live));
            (ticket, Answer::Opened(Box::new(Opened { draft, live })))
        }
        Effect::Save(ticket, id, patch, doing) => {
            let answer = if world.read_only {
                let why = "the program was started with --read-only".to_owned();
                Err(Failure::new(doing, Cause::Unsendable { why }))
            } else {
                client.patch(&id, &patch.body()).await.map_err(|failure| failure.while_doing(doing))
            };
            (ticket, Answer::Saved(answer))
        }
    };
    Some(Message::Arrived(ticket, answer))
}

/// The answer to an effect when there is no world to perform it in.
pub fn refuse(effect: &Effect, failure: &Failure) -> Option<Message> {
    let because = |doing: Doing| failure.clone().while_doing(doing);
    let (ticket, answer) = match effect {
        Effect::Quit => return None,
        Effect::WhoAmI(ticket) => (*ticket, Answer::Me(Err(because(Doing::Checking)))),
        Effect::List(ticket, _) => (*ticket, Answer::Page(Err(because(Doing::Listing)))),
        Effect::Open(ticket, _) => {
            let opened = Opened { draft: Err(because(Doing::Opening)), live: Err(because(Doing::Opening)) };
            (*ticket, Answer::Opened(Box::new(opened)))
        }
        Effect::Save(ticket, _, _, doing) => (*ticket, Answer::Saved(Err(because(*doing)))),
    };
    Some(Message::Arrived(ticket, answer))
}
