//! Authentication tokens: what is known of an id, and the list to choose from.

use super::glyph::printable;
use super::paint::{Canvas, dim, fit, padded, words};
use super::theme::{Role, style};
use crate::api::tokens::AuthToken;
use crate::app::App;
use crate::app::form::Form;
use crate::app::tokens::Tokens;
use crate::connector::facts;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// How wide the list becomes.
const WIDTH: u16 = 96;
/// Columns of the names.
const NAME: usize = 30;

/// What is known of the token with this id, in one line beside it. Nothing while its list is not here.
pub fn known(tokens: &Tokens, id: &str) -> Option<Vec<Span<'static>>> {
    match (tokens, tokens.find(id)) {
        (_, Some(token)) => Some(vec![words(name(token), Role::Text), dim(about(token))]),
        // The list is not complete: tokens of app packages and of most integrations are not on it.
        (Tokens::Known(_), None) if !id.is_empty() => {
            Some(vec![dim("not on the list that the API gives; kept as it is")])
        }
        _ => None,
    }
}

fn name(token: &AuthToken) -> String {
    if token.name.is_empty() { "no name".to_owned() } else { printable(&token.name) }
}

fn about(token: &AuthToken) -> String {
    let header = token.header.as_ref().map(|header| format!("sent as {header}"));
    let domain = token.domain.as_ref().map(|domain| format!("to {domain}"));
    let parts: Vec<String> = [token.kind.clone(), header, domain].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { printable(&format!("  {}", parts.join(" · "))) }
}

/// The tokens to choose from, those that are attached with a cross.
pub fn draw(app: &App, form: &Form, cursor: usize, canvas: &mut Canvas<'_>, area: Rect) {
    let tokens = app.offered_tokens();
    let Some(at) = facts::token_place(form.draft.table()) else { return };
    let attached = facts::members(form.draft.value(at));
    let over = Canvas::page_over(area, WIDTH, tokens.len() + 2, 3);
    let title = vec![words(" Tokens ", Role::Strong), dim("· the API's list is not complete ")];
    let inner = canvas.frame_over(over, Line::from(title), Role::Accent);
    let width = usize::from(inner.width);
    let list = Rect { height: inner.height.saturating_sub(2), ..inner };
    canvas.page = usize::from(list.height);
    let first = canvas.first_visible(cursor, tokens.len(), usize::from(list.height));
    for ((number, token), y) in tokens.iter().enumerate().skip(first).zip(list.top()..list.bottom()) {
        let here = number == cursor;
        canvas.item(Rect { y, ..list }, number, cursor, list.y);
        if here {
            canvas.tint(Rect { x: inner.x - 1, y, width: inner.width + 2, height: 1 }, style(Role::Selected));
            canvas.cursor = Some(Position { x: inner.x, y });
        }
        let (id, token) = *token;
        let on = attached.iter().any(|other| other == id);
        let mut spans = vec![words(if here { "▸ " } else { "  " }, Role::Accent)];
        spans.push(if on { words("☑ ", Role::Accent) } else { dim("☐ ") });
        let name_room = NAME.min(width / 2);
        let named = match token {
            Some(token) => fit(&name(token), name_room - 2, style(Role::Text)),
            None => vec![dim("not on the list")],
        };
        spans.extend(padded(named, name_room));
        spans.extend(padded(fit(id, 10, style(Role::Dim)), 10));
        let about = token.map(about).unwrap_or_default();
        spans.extend(fit(&about, width.saturating_sub(name_room + 14), style(Role::Dim)));
        canvas.line(inner.x, y, inner.width, &Line::from(spans));
    }
    // What it is for, whole, for the one under the cursor.
    let description =
        tokens.get(cursor).and_then(|(_, token)| token.as_ref()?.description.as_deref()).unwrap_or("");
    let foot = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
    canvas.line(foot.x, foot.y, foot.width, &Line::from(fit(description, width, style(Role::Dim))));
}
