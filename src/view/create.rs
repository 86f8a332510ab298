//! A new connector before it is made: what goes along, what does not and why, and the exact body.

use super::paint::{Canvas, dim, fit, paragraph, words};
use super::theme::{Role, style};
use super::will_send::json;
use crate::app::App;
use crate::app::create::Creating;
use crate::connector::facts;
use crate::edit::{At, Left};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How wide the page becomes.
const WIDTH: u16 = 100;

/// Draws it over the body of the screen.
pub fn draw(app: &App, creating: &Creating, canvas: &mut Canvas<'_>, area: Rect) {
    let outer = area.width.min(WIDTH);
    let width = usize::from(outer).saturating_sub(4);
    let lines = lines(app, creating, width);
    let over = Canvas::page_over(area, WIDTH, lines.len(), 3);
    let title = if creating.like.is_some() { " A copy " } else { " A new connector " };
    let inner = canvas.frame_over(over, Line::from(words(title, Role::Strong)), Role::Accent);
    canvas.scrolled(inner, lines, creating.scroll, true);
}

fn lines(app: &App, creating: &Creating, width: usize) -> Vec<Line<'static>> {
    let creation = &creating.creation;
    let mut lines = vec![Line::from(fit(&creation.name, width, style(Role::Strong)))];
    if let Some(like) = &creating.like {
        let mut line = vec![dim("like  ")];
        let along = match creating.unsent {
            0 => String::new(),
            1 => "  with its unsent change".to_owned(),
            many => format!("  with its {many} unsent changes"),
        };
        line.extend(fit(like, width.saturating_sub(6 + along.len()), style(Role::Text)));
        line.push(words(along, Role::Changed));
        lines.push(Line::from(line));
    }
    let me = app.me.as_ref();
    let workspace = me.and_then(|me| me.workspace.as_deref()).unwrap_or(&app.session.host);
    let region = me.and_then(|me| me.region.as_deref()).or(app.session.region.as_deref());
    let place = region.map_or(String::new(), |region| format!(" · {}", region.to_uppercase()));
    // The two names stand below each other, where there are two.
    let word = if creating.like.is_some() { "in    " } else { "in " };
    let place = fit(&format!("{workspace}{place}"), width.saturating_sub(word.len()), style(Role::Text));
    lines.push(Line::from([vec![dim(word)], place].concat()));
    if let Some(failure) = &creating.failure {
        lines.push(Line::default());
        lines.extend(paragraph(&failure.sentence(), width, style(Role::Danger)));
        for said in failure.said.iter().filter_map(|said| said.message.as_deref()) {
            let text = format!("The server said: {}", super::glyph::printable(said));
            lines.extend(paragraph(&text, width, style(Role::Text)));
        }
    }
    if let Some((_, since)) = &creating.asked {
        let seconds = app.now.elapsed.saturating_sub(*since).as_secs();
        lines.push(Line::default());
        lines
            .push(Line::from(vec![super::chrome::spinner(app), Span::raw(format!(" Sending… {seconds} s"))]));
    }
    lines.push(Line::default());
    let text = "It is made as a draft: nothing uses it, and no customer meets it, until it is set live.";
    lines.extend(paragraph(text, width, style(Role::Text)));
    if creating.like.is_some() {
        lines.extend(left(app, creating, width));
    }
    lines.push(Line::default());
    lines.push(Line::from(words("What goes out, once", Role::Strong)));
    lines.push(Line::from(vec![words("POST ", Role::Strong), Span::raw("/data_connectors")]));
    lines.extend(json(&creation.shown(), width));
    lines
}

/// What does not go along, each with its reason, those that the person can do something about first.
fn left(app: &App, creating: &Creating, width: usize) -> Vec<Line<'static>> {
    let label = |at: &At| at.field(app.table()).map_or("", |field| field.label);
    let mut rows: Vec<(&str, String, Role)> = Vec::new();
    let mut read_only = Vec::new();
    for (at, why) in &creating.creation.left {
        match why {
            Left::ReadOnly => read_only.push(label(at)),
            Left::Hidden(names) => {
                let names = super::glyph::printable(&names.join(", "));
                let text = format!(
                    "the server hides the values of {names}; the names are prepared in the copy, to be filled in"
                );
                rows.insert(0, (label(at), text, Role::Warning));
            }
            Left::Unsendable(why) => rows.insert(0, (label(at), super::glyph::printable(why), Role::Warning)),
            Left::Unknown => {
                let text = "the server did not return it; look whether it has one";
                rows.insert(0, (label(at), text.to_owned(), Role::Warning));
            }
            Left::NeverReturned => {
                rows.push((label(at), "the server never returns it".to_owned(), Role::Dim));
            }
            Left::Apart if facts::state_place(app.table()) == Some(*at) => {
                rows.push((label(at), "a new connector is a draft".to_owned(), Role::Dim));
            }
            Left::Apart => rows.push((label(at), "is sent by itself, from the copy".to_owned(), Role::Dim)),
        }
    }
    let mut lines = vec![Line::default(), Line::from(words("What does not go along", Role::Strong))];
    for (label, why, role) in rows {
        let mut text = paragraph(&why, width.saturating_sub(20), style(role)).into_iter();
        let mut line = super::paint::padded(vec![Span::raw("  "), words(label.to_owned(), Role::Text)], 20);
        line.extend(text.next().unwrap_or_default().spans);
        lines.push(Line::from(line));
        lines.extend(text.map(|mut more| {
            more.spans.insert(0, Span::raw(" ".repeat(20)));
            more
        }));
    }
    if !read_only.is_empty() {
        let text = format!("read-only in the API: {}", read_only.join(", "));
        for mut row in paragraph(&text, width.saturating_sub(2), style(Role::Dim)) {
            row.spans.insert(0, Span::raw("  "));
            lines.push(row);
        }
    }
    lines
}
