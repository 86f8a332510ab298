//! The app as a frame. Reads, never writes.
//!
//! Everything that came from outside goes through [`glyph`]; and whatever slips past is caught by the last look
//! over the cells, so that no hidden character reaches the terminal from any surface.

mod choosing;
mod chrome;
mod compare;
mod complete;
mod copies;
mod create;
mod diff;
mod field;
mod fields;
mod findings;
mod flip;
pub mod glyph;
mod grid;
mod header;
mod help;
mod outline;
mod overlays;
mod paint;
mod palette;
mod picker;
mod problem;
mod prompt;
mod recovery;
mod rename;
mod rendered;
mod report;
mod review;
mod rows;
mod runs;
mod sample;
mod seek;
pub mod spoken;
mod strip;
mod taken;
pub mod targets;
mod template;
mod text;
pub mod theme;
mod timeline;
mod title;
mod tokens;
mod unwrapped;
mod value;
mod when;
mod will_send;

use crate::app::message::Drawn;
use crate::app::overlay::Overlay;
use crate::app::point::Target;
use crate::app::{App, Stage};
use paint::Canvas;
use ratatui::Frame;
use ratatui::layout::Rect;
use targets::Targets;
use theme::{Role, Theme, style};
pub use title::title;
use unicode_width::UnicodeWidthStr;

/// Below this the screen only says that it is too small: columns and rows.
const FLOOR: (u16, u16) = (40, 12);
/// From here on two panes fit beside each other.
const MEDIUM: u16 = 84;
/// From here on three do.
const WIDE: u16 = 120;

/// How many panes fit beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    Narrow,
    Medium,
    Wide,
}

impl Width {
    fn of(area: Rect) -> Self {
        match area.width {
            0..MEDIUM => Self::Narrow,
            MEDIUM..WIDE => Self::Medium,
            _ => Self::Wide,
        }
    }
}

/// Draws the app in the colours of a theme. Returns what the app has to know of the frame and cannot work out itself, and
/// what can be pointed at.
pub fn draw(app: &App, theme: &Theme, frame: &mut Frame<'_>) -> (Drawn, Targets) {
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), app.held);
    let blind = area.width < FLOOR.0 || area.height < FLOOR.1;
    if blind {
        too_small(&mut canvas, area);
    } else {
        screen(app, &mut canvas, area);
    }
    let Canvas { cursor, page, scrollable, top, aside, spot, beside, will_send, targets, .. } = canvas;
    last_look(theme, frame);
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
    let size = (area.width, area.height);
    let place = app.place_number();
    (Drawn { place, page, scrollable, top, aside, spot, beside, will_send, blind, size }, targets)
}

fn screen(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let [top, body, notice, bottom] = rows(area);
    canvas.target(body, Target::Page);
    header::draw(app, canvas, top);
    match &app.stage {
        Stage::Picking => picker::draw(app, canvas, body),
        Stage::Opening { id, since, .. } => problem::opening(app, canvas, body, id, *since),
        Stage::Failed { id, failure } => problem::failed(canvas, body, id, failure),
        Stage::Editing(form) => {
            let body = strip::draw(app, form, canvas, body);
            fields::panes(app, form, canvas, body);
            if let Some(offer) = app.offer() {
                complete::draw(&offer, canvas, body);
            }
        }
    }
    for overlay in &app.overlays {
        canvas.cover(body);
        // What is looked for stands in the text below, where one stays.
        if !matches!(overlay, Overlay::Seeking(_)) {
            canvas.recede(body);
        }
        overlays::draw(app, overlay, canvas, body);
    }
    chrome::notice(app, canvas, notice);
    chrome::footer(app, canvas, bottom);
}

fn rows(area: Rect) -> [Rect; 4] {
    let row = |y: u16, height: u16| Rect { x: area.x, y: area.y + y, width: area.width, height };
    let bottom = area.height - 1;
    [row(0, 1), row(1, bottom - 2), row(bottom - 1, 1), row(bottom, 1)]
}

fn too_small(canvas: &mut Canvas<'_>, area: Rect) {
    let (width, height) = FLOOR;
    let text = format!(
        "patchpanel needs {width}x{height}; this is {}x{}. Nothing is lost.",
        area.width, area.height
    );
    canvas.lines(area, paint::paragraph(&text, usize::from(area.width), style(Role::Text)));
}

/// No cell may hold a character that acts on the terminal or hides from the reader, wherever it came from. And what was
/// drawn as a role gets its look.
fn last_look(theme: &Theme, frame: &mut Frame<'_>) {
    let buffer = frame.buffer_mut();
    for row in buffer.content.chunks_mut(usize::from(buffer.area.width).max(1)) {
        let mut blanks = 0;
        for cell in row.iter_mut().rev() {
            theme.paint(cell);
            let symbol = cell.symbol();
            let plain = symbol.len() == 1 && !symbol.as_bytes().first().is_some_and(u8::is_ascii_control);
            if !plain && !glyph::is_whole(symbol) {
                cell.set_symbol("·");
            } else if !plain && symbol.width() > blanks + 1 {
                // Something was drawn over its other half, and a terminal would draw that half over it.
                cell.set_symbol(" ");
            }
            blanks = if cell.symbol() == " " { blanks + 1 } else { 0 };
        }
    }
}
