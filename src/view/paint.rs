//! Small brushes: spans of shown text, lines that fit, frames, and the canvas that all panes draw on.

use super::glyph::{Glyph, glyphs};
use super::rows::Rows;
use super::targets::Targets;
use super::theme::{Role, style};
use crate::app::point::{Held, Target};
use crate::app::runs::Spot;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};
use std::ops::Range;

/// Where a frame is drawn, and what is learnt while drawing it.
pub struct Canvas<'b> {
    /// The cells.
    pub buffer: &'b mut Buffer,
    /// Where the terminal's cursor goes. Always one: the last one set.
    pub cursor: Option<Position>,
    /// Rows of the focused list or text.
    pub page: usize,
    /// How far the focused text can be scrolled.
    pub scrollable: usize,
    /// Its first row that is seen.
    pub top: usize,
    /// Columns by which the focused text can go to the left and to the right, as far as that was looked at.
    pub aside: (usize, usize),
    /// The same of the run that is read.
    pub spot: Spot,
    /// The run under the cursor is shown beside the list of runs.
    pub beside: bool,
    /// How far *Will send* can be scrolled, as far as it was laid out.
    pub will_send: usize,
    /// Where the cursor stays after it was put there by pointing.
    pub held: Option<Held>,
    /// What can be pointed at, the topmost last.
    pub targets: Targets,
}

impl<'b> Canvas<'b> {
    /// Nothing is drawn yet. `held` is where the cursor stays in its window.
    pub fn new(buffer: &'b mut Buffer, held: Option<Held>) -> Self {
        Self {
            buffer,
            cursor: None,
            page: 0,
            scrollable: 0,
            top: 0,
            aside: (0, 0),
            spot: Spot::default(),
            beside: false,
            will_send: 0,
            held,
            targets: Targets::default(),
        }
    }
}

impl Canvas<'_> {
    /// Columns and rows of the whole screen.
    pub fn size(&self) -> (u16, u16) {
        (self.buffer.area.width, self.buffer.area.height)
    }

    /// Makes an area something that can be pointed at, over what was there.
    pub fn target(&mut self, area: Rect, target: Target) {
        self.targets.add(area.intersection(self.buffer.area), target);
    }

    /// Takes everything that was drawn so far out of reach: something lies over it.
    pub fn cover(&mut self, area: Rect) {
        self.targets.clear();
        self.target(area, Target::Page);
    }

    /// Takes the focus off what was drawn so far in an area: its frames are as any others, and no row in it is the one under
    /// the cursor. What stands there is still read as it was.
    pub fn recede(&mut self, area: Rect) {
        let within = area.intersection(self.buffer.area);
        let [accent, faint, dim] = [Role::Accent, Role::Faint, Role::Dim].map(|role| style(role).fg);
        let [here, strong] = [Role::Here, Role::Strong].map(|role| style(role).fg);
        let [selected, rested] = [Role::Selected, Role::Rested].map(|role| style(role).bg);
        for (x, y) in within.rows().flat_map(|row| (row.left()..row.right()).map(move |x| (x, row.y))) {
            let Some(cell) = self.buffer.cell_mut((x, y)) else { continue };
            if Some(cell.bg) == selected {
                cell.bg = rested.unwrap_or_default();
            }
            let role = match cell.symbol() {
                "─" | "│" | "╭" | "╮" | "╰" | "╯" if Some(cell.fg) == accent => faint,
                "▸" if Some(cell.fg) == accent => dim,
                _ if Some(cell.fg) == here => strong,
                _ => None,
            };
            cell.fg = role.unwrap_or(cell.fg);
        }
    }

    /// The first row of the list or table in which one is, of `total` rows, that keeps the cursor in the window: near its
    /// middle, or where it was put by pointing.
    pub fn first_visible(&self, cursor: usize, total: usize, height: usize) -> usize {
        match self.held {
            Some(Held::Row(row)) => first_held(cursor, row, total, height),
            _ => first_visible(cursor, total, height),
        }
    }

    /// The same for the open text.
    pub fn first_of_text(&self, cursor: usize, total: usize, height: usize) -> usize {
        match self.held {
            Some(Held::Letter(row)) => first_held(cursor, row, total, height),
            _ => first_visible(cursor, total, height),
        }
    }

    /// Makes a row of the list in which one is something that can be pointed at.
    pub fn item(&mut self, row: Rect, number: usize, cursor: usize, top: u16) {
        self.item_of(row, number, cursor, row.y.saturating_sub(top));
    }

    /// The same, where the row belongs to an item that begins in another row of the window.
    pub fn item_of(&mut self, row: Rect, number: usize, cursor: usize, begins: u16) {
        let row = Rect { x: row.x.saturating_sub(1), width: row.width + 2, height: 1, ..row };
        let steps = isize::try_from(number).unwrap_or(0) - isize::try_from(cursor).unwrap_or(0);
        self.target(row, Target::Item { steps, row: usize::from(begins) });
    }

    /// Makes items of several rows something that can be pointed at: each is some of the lines of which a window shows those
    /// from `first` on.
    pub fn items(&mut self, window: Rect, first: usize, items: &[Range<usize>], cursor: usize) {
        let beyond = first + usize::from(window.height);
        for (number, lines) in items.iter().enumerate() {
            let from = lines.start.max(first);
            let row = |line: usize| u16::try_from(line - first).unwrap_or(u16::MAX);
            for line in from..lines.end.min(beyond) {
                let y = window.y.saturating_add(row(line));
                self.item_of(Rect { y, ..window }, number, cursor, row(from));
            }
        }
    }

    /// Draws a line from a point on, at most `width` columns.
    pub fn line(&mut self, x: u16, y: u16, width: u16, line: &Line<'_>) {
        if !self.buffer.area.contains(Position { x, y }) {
            return;
        }
        let end = x.saturating_add(width).min(self.buffer.area.right());
        let mut x = x;
        for span in &line.spans {
            let style = line.style.patch(span.style);
            x = if is_plain(&span.content) {
                self.plain(x, y, end, &span.content, style)
            } else {
                self.buffer.set_stringn(x, y, &span.content, usize::from(end - x), style).0
            };
            if x >= end {
                return;
            }
        }
    }

    /// Draws plain letters up to a column. Most of a frame is made of them, and there is nothing to look up.
    fn plain(&mut self, x: u16, y: u16, end: u16, text: &str, style: Style) -> u16 {
        let mut column = x;
        for at in (0..text.len()).take(usize::from(end - x)) {
            if let (Some(letter), Some(cell)) = (text.get(at..=at), self.buffer.cell_mut((column, y))) {
                cell.set_symbol(letter).set_style(style);
            }
            column += 1;
        }
        column
    }

    /// Gives a whole row a style underneath what is drawn on it.
    pub fn tint(&mut self, area: Rect, tint: Style) {
        self.buffer.set_style(area.intersection(self.buffer.area), tint);
    }

    /// Draws a frame with a title and returns the room inside, with a column of air at each side.
    pub fn frame(&mut self, area: Rect, title: Line<'_>, focused: bool) -> Rect {
        let role = if focused { Role::Accent } else { Role::Faint };
        inset(self.border(area, titled(title, role), style(role)))
    }

    /// Clears an area of what was there, and lets nothing below it be pointed at.
    pub fn clear(&mut self, area: Rect) {
        Clear.render(area.intersection(self.buffer.area), self.buffer);
        self.target(area, Target::Page);
    }

    /// Clears an area and draws a frame over what was there, with a column of air at each side that is not the screen's edge,
    /// so that no word ends at its line.
    pub fn frame_over(&mut self, area: Rect, title: Line<'_>, role: Role) -> Rect {
        let x = area.x.saturating_sub(1);
        let right = area.right().saturating_add(1);
        let around = Rect { x, width: right - x, ..area }.intersection(self.buffer.area);
        Clear.render(around, self.buffer);
        self.frame_beside(area, title, role)
    }

    /// The same right beside something that stays whole.
    pub fn frame_beside(&mut self, area: Rect, title: Line<'_>, role: Role) -> Rect {
        Clear.render(area, self.buffer);
        inset(self.border(area, titled(title, role), style(role)))
    }

    /// Draws a border with a title in it and returns the room inside. Only its own cells are touched; a ready-made block
    /// gives all the cells inside a style as well, pane by pane and frame by frame.
    fn border(&mut self, area: Rect, title: Line<'_>, look: Style) -> Rect {
        let title = cut(title, area);
        let within = area.intersection(self.buffer.area);
        if within != area || area.width < 2 || area.height < 2 {
            let block = Block::bordered().border_type(BorderType::Rounded).border_style(look).title(title);
            let inner = block.inner(area);
            block.render(area, self.buffer);
            return inner;
        }
        let (left, right, top, bottom) = (area.left(), area.right() - 1, area.top(), area.bottom() - 1);
        let mut put = |x, y, symbol| {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.set_symbol(symbol).set_style(look);
            }
        };
        for x in left + 1..right {
            put(x, top, "─");
            put(x, bottom, "─");
        }
        for y in top + 1..bottom {
            put(left, y, "│");
            put(right, y, "│");
        }
        for (x, y, corner) in [(left, top, "╭"), (right, top, "╮"), (left, bottom, "╰"), (right, bottom, "╯")]
        {
            put(x, y, corner);
        }
        self.line(left + 1, top, area.width - 2, &title);
        Rect { x: left + 1, y: top + 1, width: area.width - 2, height: area.height - 2 }
    }

    /// A page over an area: at most so wide, as high as its rows with their frame, with a share of the room that is left above it
    /// (2 is the middle). Where it takes the whole width it takes the whole height, too, so that nothing looks out beside it.
    pub fn page_over(area: Rect, width: u16, rows: usize, share: u16) -> Rect {
        let height = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2).min(area.height);
        let height = if area.width <= width { area.height } else { height };
        Self::box_over(area, without_fringe(area, width, LONG_FRINGE), height, share)
    }

    /// A box over an area, centred between its sides. Where little would look out beside it, it takes the whole width.
    pub fn box_over(area: Rect, width: u16, height: u16, share: u16) -> Rect {
        let height = area.height.min(height);
        let width = without_fringe(area, width, if height == area.height { LONG_FRINGE } else { FRINGE });
        let x = area.x + (area.width - width) / 2;
        let y = area.y + (area.height - height) / share.max(1);
        Rect { x, y, width, height }
    }

    /// Draws lines from the top of an area, as many as fit.
    pub fn lines<'l>(&mut self, area: Rect, lines: impl IntoIterator<Item = Line<'l>>) {
        for (y, line) in (area.top()..area.bottom()).zip(lines) {
            self.line(area.x, y, area.width, &line);
        }
    }

    /// As [`Canvas::lines`], with a sign where there are more than fit.
    pub fn lines_or_more(&mut self, area: Rect, mut lines: Vec<Line<'_>>) {
        let room = usize::from(area.height);
        if room < 3 && lines.len() > room {
            // Where each row counts, the last one says at least how it goes on.
            let last = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
            let rest = lines.split_off(room.saturating_sub(1));
            self.lines(area, lines);
            self.lines(Rect { width: last.width.saturating_sub(2), ..last }, rest);
            let end = Rect { x: last.right().saturating_sub(1), width: 1, ..last };
            return self.lines(end, [Line::from(dim("…"))]);
        }
        if lines.len() > room {
            lines.truncate(room.saturating_sub(1));
            lines.push(Line::from(dim("…")));
        }
        self.lines(area, lines);
    }

    /// Draws the window of `lines` that a scroll position shows, and says at the frame's foot how much is above and
    /// below. The lines are all laid out already; only the visible ones are drawn.
    pub fn scrolled(&mut self, area: Rect, lines: Vec<Line<'_>>, scroll: usize, focused: bool) {
        let first = self.scroll_in(area, lines.len(), scroll, focused);
        self.lines(area, lines.into_iter().skip(first));
    }

    /// As [`Canvas::scrolled`], of rows that are made only where they are seen.
    pub fn scrolled_rows(&mut self, area: Rect, rows: &Rows<'_>, scroll: usize, focused: bool) {
        let first = self.scroll_in(area, rows.count(), scroll, focused);
        self.lines(area, rows.window(first, usize::from(area.height)));
    }

    /// Scrolls in an area as far as so many rows go, and returns the first one that is seen.
    fn scroll_in(&mut self, area: Rect, count: usize, scroll: usize, focused: bool) -> usize {
        let height = usize::from(area.height);
        let scrollable = count.saturating_sub(height);
        if focused {
            self.page = height;
            self.scrollable = scrollable;
            self.cursor = Some(Position { x: area.x, y: area.y });
        }
        let scroll = scroll.min(scrollable);
        if focused {
            self.top = scroll;
        }
        self.more(area, scroll, scrollable);
        scroll
    }

    /// Says below an area how much of what scrolls in it is above and below.
    pub fn more(&mut self, area: Rect, scroll: usize, scrollable: usize) {
        if scrollable > 0 {
            let mark = match (scroll > 0, scroll < scrollable) {
                (true, true) => " ↑ more ↓ ",
                (true, false) => " ↑ more ",
                _ => " more ↓ ",
            };
            let width = u16::try_from(mark.chars().count()).unwrap_or(0);
            let x = (area.right() + 1).saturating_sub(width);
            self.line(x, area.bottom(), width, &Line::from(dim(mark)));
        }
    }
}

impl Canvas<'_> {
    /// As [`Canvas::scrolled`]; where some of the lines have to be seen, the window moves no further than that needs.
    pub fn scrolled_to(
        &mut self,
        area: Rect,
        lines: Vec<Line<'_>>,
        scroll: usize,
        seen: Option<Range<usize>>,
    ) {
        self.scrolled(area, lines, scroll_to(scroll, seen, area.height), true);
    }
}

/// The scroll position that is nearest to one and shows some of the rows.
pub fn scroll_to(scroll: usize, seen: Option<Range<usize>>, height: u16) -> usize {
    seen.map_or(scroll, |seen| {
        let least = seen.end.saturating_sub(usize::from(height)).min(seen.start);
        scroll.clamp(least, seen.start)
    })
}

/// Fewer columns than these beside a box say nothing.
const FRINGE: u16 = 4;
/// Nor do fewer than these beside a page.
const LONG_FRINGE: u16 = 12;

/// A width, or the whole of it where so little would be left at each side.
fn without_fringe(area: Rect, width: u16, least: u16) -> u16 {
    let width = area.width.min(width);
    if (area.width - width) / 2 < least { area.width } else { width }
}

/// A title in a frame with a role: where the frame tells where one is, its name does, too.
fn titled(mut title: Line<'_>, role: Role) -> Line<'_> {
    if role == Role::Accent {
        for span in title.spans.iter_mut().filter(|span| span.style == style(Role::Strong)) {
            span.style = style(Role::Here);
        }
    }
    title
}

fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + u16::from(area.width > 2),
        width: area.width.saturating_sub(2).max(area.width.min(1)),
        ..area
    }
}

/// Whether each byte is a letter of one column that joins with no other.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// A span of our own words.
pub fn words<'t>(text: impl Into<std::borrow::Cow<'t, str>>, role: Role) -> Span<'t> {
    Span::styled(text, style(role))
}

/// Our own words, dim.
pub fn dim<'t>(text: impl Into<std::borrow::Cow<'t, str>>) -> Span<'t> {
    words(text, Role::Dim)
}

/// Glyphs as spans: runs of text in one style, marks in theirs.
pub fn spans<'t>(glyphs: impl IntoIterator<Item = Glyph<'t>>, base: Style) -> Vec<Span<'static>> {
    let mut out: Vec<Span<'static>> = Vec::new();
    let mut run = String::new();
    let mut marked = false;
    for glyph in glyphs {
        if glyph.mark != marked && !run.is_empty() {
            out.push(run_span(std::mem::take(&mut run), marked, base));
        }
        marked = glyph.mark;
        run.push_str(&glyph.text);
    }
    if !run.is_empty() {
        out.push(run_span(run, marked, base));
    }
    out
}

fn run_span(text: String, marked: bool, base: Style) -> Span<'static> {
    Span::styled(text, if marked { base.patch(style(Role::Mark)) } else { base })
}

/// Foreign text in one line of at most `width` columns; what does not fit ends in an ellipsis.
pub fn fit(text: &str, width: usize, base: Style) -> Vec<Span<'static>> {
    if is_plain(text) {
        return match (text.len(), width.checked_sub(1)) {
            (0, _) | (_, None) => Vec::new(),
            (length, _) if length <= width => vec![Span::styled(text.to_owned(), base)],
            (_, Some(room)) => {
                [(text.get(..room).unwrap_or_default(), base), ("…", base.patch(style(Role::Dim)))]
                    .into_iter()
                    .filter(|(text, _)| !text.is_empty())
                    .map(|(text, look)| Span::styled(text.to_owned(), look))
                    .collect()
            }
        };
    }
    let (mut used, mut kept) = (0, Vec::new());
    let mut source = glyphs(text);
    for glyph in source.by_ref() {
        if used + glyph.width > width {
            while used + 1 > width {
                let Some(last) = kept.pop() else { return Vec::new() };
                let Glyph { width: gone, .. } = last;
                used -= gone;
            }
            let mut out = spans(kept, base);
            out.push(Span::styled("…", base.patch(style(Role::Dim))));
            return out;
        }
        used += glyph.width;
        kept.push(glyph);
    }
    spans(kept, base)
}

/// How many columns spans take.
pub fn width_of(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| if is_plain(&span.content) { span.content.len() } else { span.width() }).sum()
}

/// Spans filled up with spaces to a width.
pub fn padded(mut spans: Vec<Span<'static>>, width: usize) -> Vec<Span<'static>> {
    let used = width_of(&spans);
    if used < width {
        spans.push(Span::raw(" ".repeat(width - used)));
    }
    spans
}

/// Sentences, wrapped between words.
pub fn paragraph(text: &str, width: usize, base: Style) -> Vec<Line<'static>> {
    let rows = text.lines().flat_map(|line| super::glyph::wrap_sentences(line, width));
    rows.map(|row| Line::from(spans(row, base))).collect()
}

fn first_held(cursor: usize, row: usize, total: usize, height: usize) -> usize {
    cursor.saturating_sub(row.min(height.saturating_sub(1))).min(total.saturating_sub(height))
}

/// The first row of a list of `total` rows that keeps the cursor in a window of `height` rows, near its middle.
pub fn first_visible(cursor: usize, total: usize, height: usize) -> usize {
    cursor.saturating_sub(height / 2).min(total.saturating_sub(height))
}

/// The title of a frame, with a sign at its end where it is longer than the frame.
fn cut(mut title: Line<'_>, area: Rect) -> Line<'_> {
    let room = usize::from(area.width).saturating_sub(2);
    if title.width() <= room {
        return title;
    }
    let (mut left, mut kept) = (room.saturating_sub(1), Vec::new());
    for span in std::mem::take(&mut title.spans) {
        let width = span.width();
        if width > left {
            kept.extend(fit(&span.content, left + 1, span.style));
            break;
        }
        left -= width;
        kept.push(span);
    }
    title.spans = kept;
    title
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Plain texts, and some that are not.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["[ -~]{0,20}", "[ -~é│日e\u{301}👍🏽\u{202e}\t]{0,12}"]
    }

    proptest! {
        #[test]
        fn a_plain_line_is_drawn_as_any_other(texts in proptest::collection::vec(text(), 0..4), x in 0_u16..12, width in 0_u16..40) {
            let looks = [style(Role::Text), style(Role::Dim), style(Role::Accent), style(Role::Danger)];
            let shown = texts.iter().zip(looks).flat_map(|(text, look)| spans(glyphs(text), look));
            let line: Line<'_> = shown.collect();
            let area = Rect { x: 0, y: 0, width: 30, height: 1 };
            let (mut ours, mut theirs) = (Buffer::filled(area, '日'.into()), Buffer::filled(area, '日'.into()));
            Canvas::new(&mut ours, None).line(x, 0, width, &line);
            theirs.set_line(x, 0, &line, width);
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn a_border_is_a_block(
            text in text(), x in 0_u16..9, y in 0_u16..6, width in 0_u16..14, height in 0_u16..8,
        ) {
            let title = Line::from(spans(glyphs(&text), style(Role::Strong)));
            let area = Rect { x, y, width, height };
            let whole = Rect { x: 0, y: 0, width: 12, height: 7 };
            let (mut ours, mut theirs) = (Buffer::filled(whole, 'x'.into()), Buffer::filled(whole, 'x'.into()));
            let inner = Canvas::new(&mut ours, None).border(area, title.clone(), style(Role::Accent));
            let block = Block::bordered().border_type(BorderType::Rounded).border_style(style(Role::Accent));
            let block = block.title(cut(title, area));
            prop_assert_eq!(inner, block.inner(area));
            block.render(area, &mut theirs);
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn what_fits_is_kept_and_what_does_not_ends_in_a_sign(text in text(), width in 0_usize..24) {
            let whole: usize = glyphs(&text).map(|glyph| glyph.width).sum();
            let shown = fit(&text, width, style(Role::Text));
            let content: String = shown.iter().map(|span| span.content.as_ref()).collect();
            prop_assert!(width_of(&shown) <= width);
            prop_assert_eq!(width_of(&shown), shown.iter().map(Span::width).sum::<usize>());
            if whole <= width {
                prop_assert_eq!(content, super::super::glyph::printable(&text));
            } else if width > 0 {
                let kept = content.strip_suffix('…').expect("a sign that something is missing");
                prop_assert!(super::super::glyph::printable(&text).starts_with(kept));
                // A wide letter may leave a column free.
                prop_assert!(width_of(&shown) + 1 >= width || !is_plain(&text));
            }
        }
    }
}
