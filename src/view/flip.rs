//! The question before a flip of the state: what changes place with what, what that means, and the exact body. The
//! differences scroll; what is asked and what goes out stay where they are.

use super::glyph::printable;
use super::header::state;
use super::overlays::asked;
use super::paint::{Canvas, dim, fit, paragraph, words};
use super::theme::{Role, style};
use super::{compare, findings};
use crate::app::App;
use crate::app::command::{Command, Context};
use crate::app::form::Form;
use crate::app::keymap::Keymap;
use crate::app::overlay::Flip;
use crate::connector::facts::{self, State};
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

/// How wide it becomes, without and with something to compare.
const WIDTH: (u16, u16) = (72, 100);
/// Rows of differences below which everything else moves together for them.
const FEW: usize = 3;
/// Rows that have to be left for what scrolls: below that the line of the request gives way.
const LEFT: usize = 6;
/// Findings that are shown here.
const FINDINGS: usize = 4;

/// Draws the dialog.
pub fn draw(app: &App, form: &Form, flip: &Flip, canvas: &mut Canvas<'_>, area: Rect) {
    let plain = compare::differing(form).is_empty();
    let outer = area.width.min(if plain { WIDTH.0 } else { WIDTH.1 });
    let width = usize::from(outer).saturating_sub(4);
    let most = usize::from(area.height).saturating_sub(2);
    let (head, mut middle) = (about(app, form, flip, width), Vec::new());
    if !flip.findings.is_empty() {
        middle.push(Line::default());
        middle.extend(findings::first(&app.session.keys, &flip.findings, FINDINGS, width));
        middle.push(Line::default());
    }
    middle.extend(differences(&app.session.keys, form, width));
    let mut above: Vec<_> = head.iter().cloned().chain([Line::default()]).collect();
    above.extend(paragraph(means(flip, false), width, style(Role::Text)));
    let mut below = vec![Line::default()];
    below.extend(stays(app, flip, width));
    if below.len() > 1 {
        below.push(Line::default());
    }
    below.extend(out(form, flip, width));
    let mut below = asked(&app.session.keys, (Context::Flip, usize::MAX), below, &keys(flip, width));
    let tight = above.len() + below.len() + middle.len().min(FEW) > most;
    let mut change = None;
    if tight {
        // Little room: what is asked and what goes out stay, everything else is scrolled above them.
        let mut all = head;
        change = all.pop();
        // Which connector it is does not go out of sight.
        above = all.drain(..all.len().min(1)).collect();
        all.extend(std::mem::take(&mut middle));
        all.extend(stays(app, flip, width));
        middle = all;
        below = if app.session.read_only {
            paragraph("Read-only: nothing is sent.", width, style(Role::Warning))
        } else {
            paragraph(means(flip, true), width, style(Role::Text))
        };
        let mut sent = out(form, flip, width);
        if below.len() + sent.len() + LEFT > most {
            sent.remove(0);
        }
        below.extend(sent);
        below.extend(
            asked(&app.session.keys, (Context::Flip, usize::MAX), Vec::new(), &keys(flip, width)).pop(),
        );
    }
    let needed = above.len() + middle.len() + below.len();
    let height = u16::try_from(needed.min(most) + 2).unwrap_or(area.height);
    // Where it is as wide as the screen, what little would look out below it is covered.
    let height = if outer == area.width && height + 3 > area.height { area.height } else { height };
    let over = Canvas::box_over(area, outer, height, 2);
    let asked = if flip.to == State::Live { " Set live " } else { " Set to draft " };
    let mut title = vec![words(asked, Role::Strong)];
    if let Some(change) = change {
        title.push(dim("· "));
        title.extend(change.spans);
        title.push(dim(" "));
    }
    let inner = canvas.frame_over(over, Line::from(title), Role::Accent);
    let rows = |lines: &[Line<'_>]| u16::try_from(lines.len()).unwrap_or(u16::MAX).min(inner.height);
    let (top, foot) = (rows(&above), rows(&below));
    let room = inner.height.saturating_sub(top).saturating_sub(foot);
    let window = Rect { y: inner.y + top, height: room, ..inner };
    let scrollable = middle.len().saturating_sub(usize::from(room));
    let scroll = flip.scroll.min(scrollable);
    canvas.lines(Rect { height: top, ..inner }, above);
    canvas.lines(Rect { y: inner.bottom() - foot, height: foot, ..inner }, below);
    canvas.lines(window, middle.into_iter().skip(scroll));
    canvas.more(if tight { inner } else { window }, scroll, scrollable);
    (canvas.page, canvas.scrollable) = (usize::from(room), scrollable);
    canvas.cursor = Some(Position { x: inner.x, y: inner.bottom().saturating_sub(1) });
}

/// All of it, one part below the other, without the keys.
pub fn whole(app: &App, form: &Form, flip: &Flip, width: usize) -> Vec<Line<'static>> {
    let mut lines = about(app, form, flip, width);
    lines.push(Line::default());
    lines.extend(paragraph(means(flip, false), width, style(Role::Text)));
    if !flip.findings.is_empty() {
        lines.push(Line::default());
        lines.extend(findings::first(&app.session.keys, &flip.findings, usize::MAX, width));
    }
    lines.push(Line::default());
    lines.extend(differences(&app.session.keys, form, width));
    lines.push(Line::default());
    lines.extend(stays(app, flip, width));
    lines.extend(out(form, flip, width));
    lines
}

/// Which connector, where, and from what to what.
fn about(app: &App, form: &Form, flip: &Flip, width: usize) -> Vec<Line<'static>> {
    let (table, base) = (form.draft.table(), form.draft.base());
    let me = app.me.as_ref();
    let workspace = me.and_then(|me| me.workspace.as_deref()).unwrap_or(&app.session.host);
    let region = me.and_then(|me| me.region.as_deref()).or(app.session.region.as_deref());
    let mut who = fit(facts::name(table, base), width.saturating_sub(12), style(Role::Strong));
    who.push(dim(format!("  #{}", printable(&form.id))));
    let place = region.map_or(String::new(), |region| format!(" · {}", region.to_uppercase()));
    let mut change = state(&facts::state(table, base));
    change.push(dim("  →  "));
    change.extend(state(&flip.to));
    vec![
        Line::from(who),
        Line::from(fit(&format!("in {workspace}{place}"), width, style(Role::Dim))),
        Line::from(change),
    ]
}

/// What the new state means to customers; `briefly` where there is no room for the whole of it.
fn means(flip: &Flip, briefly: bool) -> &'static str {
    match (&flip.to, briefly) {
        (State::Live, false) => {
            "From then on Fin and workflows call it for customers, as the draft now stands on the server."
        }
        (State::Live, true) => "From then on customers get it.",
        (_, false) => {
            "From then on it is not called for customers. The server refuses this while a workflow or Fin uses it."
        }
        (_, true) => "From then on it is not called.",
    }
}

/// How the draft and the live version differ, and what is not known of the two.
fn differences(keys: &Keymap, form: &Form, width: usize) -> Vec<Line<'static>> {
    let fields = compare::differing(form);
    let mut lines = Vec::new();
    if !fields.is_empty() {
        let labels: Vec<_> = fields.iter().map(|(_, field)| field.label).collect();
        let text = format!("The draft and the live version differ in: {}.", labels.join(", "));
        lines.extend(paragraph(&text, width, style(Role::Text)));
    }
    let open = "The API does not say which of the two a PATCH writes; both are read again after it.";
    if fields.is_empty() {
        lines.extend(compare::differences(keys, form, width, width));
        lines.extend(paragraph(open, width, style(Role::Dim)));
    } else {
        lines.extend(paragraph(open, width, style(Role::Dim)));
        lines.push(Line::from(compare::sides().to_vec()));
        lines.push(Line::default());
        lines.extend(compare::differences(keys, form, width, width));
    }
    lines
}

/// What stays as it is.
fn stays(app: &App, flip: &Flip, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if flip.pending > 0 {
        let those = if flip.pending == 1 { "Your unsent change stays" } else { "Your unsent changes stay" };
        let text = format!("{those} unsent: only the state goes out.");
        lines.extend(paragraph(&text, width, style(Role::Changed)));
    }
    if app.session.read_only {
        lines.extend(paragraph(&app.session.only_reading(), width, style(Role::Warning)));
    }
    lines
}

/// The request, byte for byte.
fn out(form: &Form, flip: &Flip, width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![super::will_send::request_line(&form.id)];
    lines.extend(super::will_send::json(&flip.patch.shown(), width));
    lines
}

fn keys(flip: &Flip, width: usize) -> [(Command, &'static str); 2] {
    let yes = if flip.to == State::Live { "set it live" } else { "set it to draft" };
    [
        (Command::ConfirmFlip, yes),
        (Command::CloseOverlay, if width < 44 { "leave it" } else { "leave it as it is" }),
    ]
}
