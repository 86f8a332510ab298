//! The list of data inputs that is open in a text: below its cursor, or above it where there is no room.

use super::Width;
use super::paint::{Canvas, dim, first_visible, fit, padded, width_of, words};
use super::theme::{Role, style};
use crate::app::complete::{Input, Offer};
use crate::app::point::Target;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Columns of the widest list.
const WIDEST: usize = 64;
/// Rows of the longest one.
const LONGEST: u16 = 8;
/// Columns of the longest name.
const NAME: usize = 28;

/// Draws it over the panes, within `area`. The cursor stays in the text.
pub fn draw(offer: &Offer<'_>, canvas: &mut Canvas<'_>, area: Rect) {
    let Some(cursor) = canvas.cursor else { return };
    // The borders of the panes to both sides stay whole, but where there is one pane, a box in its box would only take room.
    let alone = Width::of(area) == Width::Narrow;
    let inset = u16::from(!alone);
    let area = Rect { x: area.x + inset, width: area.width.saturating_sub(2 * inset), ..area };
    let lines = lines(offer, usize::from(area.width.saturating_sub(4)).min(WIDEST));
    let count = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(LONGEST);
    let below = area.bottom().saturating_sub(cursor.y + 1);
    let above = cursor.y.saturating_sub(area.y);
    let is_below = below >= count + 2 || below >= above;
    let height = (count + 2).min(if is_below { below } else { above });
    if height < 3 {
        return;
    }
    let widest = lines.iter().map(|line| width_of(&line.spans)).max().unwrap_or(0);
    let width = u16::try_from(widest + 4).unwrap_or(u16::MAX).min(area.width);
    // Names stand below what is typed of them.
    let typed = super::glyph::glyphs(offer.typed).map(|glyph| glyph.width).sum::<usize>() + 4;
    let x = cursor.x.saturating_sub(u16::try_from(typed).unwrap_or(u16::MAX)).max(area.x);
    let over = Rect {
        x: x.min(area.right() - width),
        y: if is_below { cursor.y + 1 } else { cursor.y - height },
        width,
        height,
    };
    let over = if alone { onto_borders(over, area) } else { over };
    let inner = canvas.frame_beside(over, Line::default(), Role::Accent);
    let room = usize::from(inner.height);
    canvas.target(over, Target::Page);
    let first = first_visible(offer.cursor, lines.len(), room);
    let total = lines.len();
    for ((number, line), y) in lines.into_iter().enumerate().skip(first).zip(inner.top()..inner.bottom()) {
        if number == offer.cursor && !offer.inputs.is_empty() {
            canvas.tint(Rect { x: inner.x - 1, y, width: inner.width + 2, height: 1 }, style(Role::Selected));
        }
        canvas.item(Rect { y, ..inner }, number, offer.cursor, inner.y);
        canvas.line(inner.x, y, inner.width, &line);
    }
    canvas.more(inner, first, total.saturating_sub(room));
    canvas.cursor = Some(Position { ..cursor });
}

/// A box that would stand right beside a border lies on it.
fn onto_borders(over: Rect, area: Rect) -> Rect {
    let x = if over.x == area.x + 1 { area.x } else { over.x };
    let right = if over.right() + 1 == area.right() { area.right() } else { over.right() };
    Rect { x, width: right - x, ..over }
}

fn lines(offer: &Offer<'_>, width: usize) -> Vec<Line<'static>> {
    if offer.inputs.is_empty() {
        return vec![Line::from(dim("no data inputs yet"))];
    }
    let column = |text: fn(&Input<'_>) -> usize| offer.inputs.iter().map(text).max().unwrap_or(0);
    let name = column(|input| width_of(&fit(input.name, NAME, style(Role::Text)))).min(width / 2);
    let kind = column(|input| width_of(&fit(input.kind, 8, style(Role::Text))));
    let line = |(number, input): (usize, &Input<'_>)| {
        let here = number == offer.cursor;
        let mut spans = vec![if here { words("▸ ", Role::Accent) } else { Span::raw("  ") }];
        spans.extend(padded(fit(input.name, name, style(Role::Variable)), name + 2));
        spans.extend(padded(fit(input.kind, kind, style(Role::Dim)), kind + 2));
        let room = width.saturating_sub(width_of(&spans));
        if room > 8 {
            spans.extend(fit(input.description, room, style(Role::Dim)));
        }
        Line::from(spans)
    };
    offer.inputs.iter().enumerate().map(line).collect()
}
