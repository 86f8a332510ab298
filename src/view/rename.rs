//! The offer to rename the uses of a data input: each with what stands around it, and what is out of reach.

use super::glyph::printable;
use super::overlays::asked;
use super::paint::{Canvas, dim, fit, padded, paragraph, width_of, words};
use super::theme::{Role, style};
use crate::app::command::{Command, Context};
use crate::app::keymap::Keymap;
use crate::app::rename::{Catch, Renaming, Shown, stands_in};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How wide the page becomes.
const WIDTH: u16 = 84;
/// Columns of the places, at most.
const PLACE: usize = 24;

/// Draws it over the body of the screen. The keys stay at its foot.
pub fn draw(keymap: &Keymap, renaming: &Renaming, canvas: &mut Canvas<'_>, area: Rect) {
    let outer = area.width.min(WIDTH);
    let width = usize::from(outer).saturating_sub(4);
    let lines = lines(renaming, width);
    let refused = matches!(renaming.catch, Some(Catch::Nameless | Catch::Unusable));
    let answers = [(Command::RenameUses, "rename them"), (Command::CloseOverlay, "leave them")];
    let answers = if refused { answers.get(1..).unwrap_or_default() } else { &answers };
    let foot = asked(keymap, (Context::Renaming, usize::MAX), Vec::new(), answers);
    let keys = u16::try_from(foot.len()).unwrap_or(0);
    let over = Canvas::page_over(area, WIDTH, lines.len() + usize::from(keys), 3);
    let title = Line::from(vec![words(" Rename the uses, too? ", Role::Strong)]);
    let inner = canvas.frame_over(over, title, Role::Accent);
    let above = Rect { height: inner.height.saturating_sub(keys), ..inner };
    canvas.lines(Rect { y: above.bottom(), height: keys.min(inner.height), ..inner }, foot);
    canvas.scrolled(above, lines, renaming.scroll, true);
}

fn lines(renaming: &Renaming, width: usize) -> Vec<Line<'static>> {
    let (old, new) = (printable(&renaming.renamed.old), printable(&renaming.renamed.new));
    let uses = match renaming.uses.len() + renaming.more {
        1 => "one use".to_owned(),
        many => format!("{many} uses"),
    };
    let mut lines = match renaming.catch {
        Some(Catch::Nameless) => {
            paragraph(&format!("{old} has no name any more, and {uses}."), width, style(Role::Text))
        }
        _ => paragraph(&format!("{old} is {new} now, and has {uses}."), width, style(Role::Text)),
    };
    let catch = renaming.catch.map(|catch| match catch {
        Catch::Nameless => "Without a name there is nothing that could stand in their place.".to_owned(),
        Catch::Unusable => format!("{new} cannot stand between braces, so the uses cannot follow."),
        Catch::Taken => format!("Another input is called {new}, too: which of them is meant cannot be told."),
        Catch::Odd => format!(
            "{new} has other signs than letters, digits, _ and -. Whether that can be used is not documented."
        ),
    });
    lines.extend(catch.iter().flat_map(|text| paragraph(text, width, style(Role::Warning))));
    lines.push(Line::default());
    let place = |each: &Shown| width_of(&fit(&each.place, PLACE, style(Role::Text)));
    let column = renaming.uses.iter().map(place).max().unwrap_or(0).min(width / 3);
    for each in &renaming.uses {
        lines.push(use_line(each, &old, column, width));
    }
    if renaming.more > 0 {
        lines.push(Line::from(dim(format!("  and {} more", renaming.more))));
    }
    let mut notes = Vec::new();
    match renaming.unread {
        0 => {}
        1 => notes.push(format!("{} It stays as it is.", stands_in(1, &old))),
        many => notes.push(format!("{} They stay as they are.", stands_in(many, &old))),
    }
    if !renaming.hidden.is_empty() {
        let names: Vec<String> = renaming.hidden.iter().map(|name| printable(name)).collect();
        notes.push(format!("Hidden on the server, so out of reach: {}.", names.join(", ")));
    }
    if !notes.is_empty() {
        lines.push(Line::default());
        lines.extend(notes.iter().flat_map(|text| paragraph(text, width, style(Role::Dim))));
    }
    lines
}

fn use_line(each: &Shown, old: &str, column: usize, width: usize) -> Line<'static> {
    let mut spans = vec![Span::raw("  ")];
    spans.extend(padded(fit(&each.place, column, style(Role::Dim)), column + 2));
    let room = width.saturating_sub(width_of(&spans));
    let variable = fit(&format!("{{{{{old}}}}}"), room, style(Role::Variable));
    let Some((before, after)) = &each.around else {
        spans.extend(variable);
        spans.push(dim("  in a value that you typed"));
        return Line::from(spans);
    };
    let rest = room.saturating_sub(width_of(&variable));
    // What stands before gives way from its beginning, so that the use itself is always seen.
    let before = printable(before);
    let count = before.chars().count();
    let most = rest.saturating_sub(after.chars().count().min(rest / 2));
    let before = if count > most {
        let kept: String = before.chars().skip(count + 1 - most.max(1)).collect();
        format!("…{kept}")
    } else {
        before
    };
    spans.extend(fit(&before, rest, style(Role::Text)));
    spans.extend(variable);
    let room = width.saturating_sub(width_of(&spans));
    spans.extend(fit(after, room, style(Role::Text)));
    Line::from(spans)
}
