//! The authentication tokens of the workspace, where the API lists them: names for the ids that a connector holds, and
//! ids to choose from. The list is not complete, so an id that is not on it is as good as any.

use super::ask::Question;
use super::form::Form;
use super::message::{Effect, Ticket};
use super::overlay::Overlay;
use super::{App, Tone};
use crate::api::failure::Failure;
use crate::api::tokens::{AuthToken, TokenPage};
use crate::connector::facts;
use crate::edit::{At, Value};

/// What is known of the list.
#[derive(Debug, Default)]
pub enum Tokens {
    /// It was not needed yet.
    #[default]
    Unasked,
    /// A page of it is awaited.
    Asked(Ticket, Vec<AuthToken>),
    /// It is here.
    Known(Vec<AuthToken>),
    /// This version of the API has none.
    NotHere,
    /// It could not be read.
    Failed(Failure),
}

impl Tokens {
    /// The token with this id, if its list is here and it is on it.
    pub fn find(&self, id: &str) -> Option<&AuthToken> {
        match self {
            Self::Known(tokens) => tokens.iter().find(|token| token.id == id),
            _ => None,
        }
    }
}

impl App {
    /// What can be chosen: the tokens of the list, then the attached ids that are not on it.
    pub fn offered_tokens(&self) -> Vec<(&str, Option<&AuthToken>)> {
        let Tokens::Known(tokens) = &self.tokens else { return Vec::new() };
        let attached = self.form().map(Form::attached).unwrap_or_default();
        let listed = tokens.iter().map(|token| (token.id.as_str(), Some(token)));
        let others = attached.iter().filter(|id| tokens.iter().all(|token| token.id != **id));
        listed.chain(others.map(|id| (id.as_str(), None))).collect()
    }

    /// Asks for the list once the field that holds tokens is looked at.
    pub(super) fn ask_tokens(&mut self) -> Vec<Effect> {
        let wanted = matches!(self.tokens, Tokens::Unasked) && self.form().is_some_and(Form::is_at_tokens);
        if wanted { self.begin_tokens() } else { Vec::new() }
    }

    fn begin_tokens(&mut self) -> Vec<Effect> {
        let (ticket, effect) = self.ask(Question::Tokens(None));
        self.tokens = Tokens::Asked(ticket, Vec::new());
        vec![effect]
    }

    pub(super) fn tokens_arrived(
        &mut self,
        ticket: Ticket,
        page: Result<Option<TokenPage>, Failure>,
    ) -> Vec<Effect> {
        let Tokens::Asked(asked, tokens) = &mut self.tokens else { return Vec::new() };
        if *asked != ticket {
            return Vec::new();
        }
        let mut tokens = std::mem::take(tokens);
        self.tokens = match page {
            Err(failure) => Tokens::Failed(failure),
            Ok(None) => Tokens::NotHere,
            Ok(Some(page)) => {
                tokens.extend(page.items);
                match page.next {
                    Some(next) => {
                        self.tokens = Tokens::Asked(ticket, tokens);
                        return vec![self.ask_on(ticket, Question::Tokens(Some(next)))];
                    }
                    None => Tokens::Known(tokens),
                }
            }
        };
        Vec::new()
    }

    /// Shows the tokens to choose from, or says why there are none.
    pub(super) fn show_tokens(&mut self) -> Vec<Effect> {
        match &self.tokens {
            Tokens::Known(_) if self.offered_tokens().is_empty() => {
                self.say(Tone::Note, "The API lists no tokens here; ids can be typed.".to_owned());
            }
            Tokens::Known(_) => self.overlays.push(Overlay::Tokens { cursor: 0 }),
            Tokens::NotHere => {
                let text = "This version of the API has no list of tokens (2.18 has); ids can be typed.";
                self.say(Tone::Note, text.to_owned());
            }
            Tokens::Asked(..) => self.say(Tone::Note, "The list of tokens is being read.".to_owned()),
            Tokens::Failed(_) | Tokens::Unasked => return self.begin_tokens(),
        }
        Vec::new()
    }

    /// Attaches the token under the cursor, or takes it off.
    pub(super) fn toggle_token(&mut self) {
        let Some(Overlay::Tokens { cursor }) = self.overlays.last() else { return };
        let offered = self.offered_tokens();
        let Some((id, token)) = offered.get(*cursor) else { return };
        let name = token.map(|token| token.name.as_str()).filter(|name| !name.is_empty()).unwrap_or(id);
        let (id, name) = ((*id).to_owned(), name.to_owned());
        self.with_form(|form| {
            let Some(at) = facts::token_place(form.draft.table()) else { return };
            let mut ids = facts::members(form.draft.value(at)).to_vec();
            let step = if ids.contains(&id) {
                ids.retain(|other| *other != id);
                format!("take token {name} off")
            } else {
                ids.push(id);
                format!("attach token {name}")
            };
            form.record(at, Value::List(ids), &step, None);
            form.keep_inside();
        });
    }
}

impl Form {
    /// The ids that are attached, edits included.
    fn attached(&self) -> &[String] {
        let at = facts::token_place(self.draft.table());
        at.map(|at| facts::members(self.draft.value(at))).unwrap_or_default()
    }

    /// The cursor is on the field that holds tokens.
    pub fn is_at_tokens(&self) -> bool {
        let here = self.current().map(|(at, _): (At, _)| at);
        here.is_some() && here == facts::token_place(self.draft.table())
    }
}
