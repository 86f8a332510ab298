//! The runs over time, as bars: those that went well on those that did not. The two differ without colour, too.

use super::super::paint::{Canvas, dim, words};
use super::super::theme::Role;
use super::super::when::clock;
use crate::app::App;
use crate::app::runs::Runs;
use crate::app::runs::tally::{Bar, bars};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// What stands for runs that went well, and for those that did not.
const WELL: &str = "█";
const HALF: &str = "▄";
const FAILED: &str = "▒";
/// Columns of the scale.
const SCALE: u16 = 5;
/// Columns of a bar, with the air behind it.
const BAR: usize = 3;
/// The most columns that the bars take.
const WIDEST: u16 = 120;

/// Draws the chart with a line for the time below it.
pub fn draw(app: &App, runs: &Runs, canvas: &mut Canvas<'_>, area: Rect) {
    let rows = area.height.saturating_sub(1);
    let width = area.width.saturating_sub(SCALE).min(WIDEST);
    let times = || runs.items().iter().filter_map(|run| run.at);
    let (Some(oldest), Some(newest)) = (times().min(), times().max()) else { return };
    let to = newest.max(app.now.unix);
    // Where everything was read, the chart is as long as what was asked for.
    let asked = runs.filter.range.seconds().filter(|_| !runs.has_more()).map(|seconds| to - seconds);
    let from = asked.unwrap_or(oldest).min(oldest);
    let bars = bars(runs.items(), from, to, usize::from(width) / BAR);
    let most = bars.iter().map(|bar| bar.total()).max().unwrap_or(0).max(1);
    for (row, y) in (0..rows).rev().zip(area.top()..) {
        let mut spans = vec![scale(row, rows, most)];
        spans.extend(line(&bars, usize::from(row), usize::from(rows), most));
        canvas.line(area.x, y, area.width, &Line::from(spans));
    }
    let zone = app.session.zone.as_ref();
    let dated = to - from >= 24 * 3_600;
    let begin = clock(from, zone, dated);
    let end = if newest.abs_diff(app.now.unix) < 60 || to == app.now.unix {
        "now".to_owned()
    } else {
        clock(to, zone, dated)
    };
    let middle = clock(from + (to - from) / 2, zone, dated);
    axis(canvas, Rect { y: area.bottom() - 1, x: area.x + SCALE, width, height: 1 }, [begin, middle, end]);
}

fn scale(row: u16, rows: u16, most: usize) -> Span<'static> {
    let label = match row {
        top if top + 1 == rows => most.to_string(),
        0 => "0".to_owned(),
        _ => String::new(),
    };
    dim(format!("{label:>width$} ", width = usize::from(SCALE) - 1))
}

/// One row of cells, the lowest being 0. What happened at all is seen, however little it is beside the most.
fn line(bars: &[Bar], row: usize, rows: usize, most: usize) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    for bar in bars {
        let (failed, halves) = heights(*bar, rows, most);
        let (sign, role) = if row < failed {
            (FAILED, Role::Danger)
        } else if row * 2 + 1 < halves {
            (WELL, Role::Good)
        } else if row * 2 < halves {
            (HALF, Role::Good)
        } else {
            (" ", Role::Faint)
        };
        spans.push(words(format!("{}{}", sign.repeat(BAR - 1), " "), role));
    }
    spans
}

/// How many cells the failed runs of a bar take, and how many halves of a cell the whole of it.
fn heights(bar: Bar, rows: usize, most: usize) -> (usize, usize) {
    let round = |count: usize, parts: usize| (count * parts * 2 + most) / (most * 2);
    // Where some went well, there is room left for them.
    let highest = if bar.well > 0 { rows.saturating_sub(1) } else { rows };
    let failed = round(bar.failed, rows).max(usize::from(bar.failed > 0)).min(highest.max(1));
    if bar.well == 0 {
        return (failed, failed * 2);
    }
    (failed, round(bar.total(), rows * 2).max(failed * 2 + 1).min(rows * 2))
}

/// The times below the bars: at both ends, in the middle where there is room; and what the signs mean.
fn axis(canvas: &mut Canvas<'_>, area: Rect, [begin, middle, end]: [String; 3]) {
    let width = usize::from(area.width);
    let mut text = begin;
    let place = |text: &str, at: usize, label: &str| {
        let used = text.chars().count();
        format!("{text}{}{label}", " ".repeat(at.saturating_sub(used)))
    };
    let at = (width / 2).saturating_sub(middle.chars().count() / 2);
    if width >= 60 {
        text = place(&text, at, &middle);
    }
    text = place(&text, width.saturating_sub(end.chars().count()), &end);
    canvas.line(area.x, area.y, area.width, &Line::from(dim(text)));
}

/// What the two kinds of bars mean.
pub fn legend() -> Vec<Span<'static>> {
    vec![words(WELL, Role::Good), dim(" succeeded  "), words(FAILED, Role::Danger), dim(" failed")]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(bars: &[Bar], rows: usize) -> Vec<String> {
        let most = bars.iter().map(|bar| bar.total()).max().unwrap();
        let text =
            |row| line(bars, row, rows, most).iter().filter_map(|span| span.content.chars().next()).collect();
        (0..rows).rev().map(text).collect()
    }

    #[test]
    fn bars_differ_without_colour_and_nothing_that_happened_is_invisible() {
        let bar = |well, failed| Bar { well, failed };
        let bars = [bar(8, 0), bar(4, 4), bar(0, 8), bar(0, 0), bar(1, 0), bar(7, 1), bar(1, 7)];
        assert_eq!(drawn(&bars, 4), ["██▒  ██", "██▒  █▒", "█▒▒  █▒", "█▒▒ ▄▒▒"]);
        let bars = [bar(100, 1), bar(0, 1), bar(1, 0), bar(1, 100)];
        assert_eq!(drawn(&bars, 3), ["█  █", "█  ▒", "▒▒▄▒"]);
        assert_eq!(drawn(&bars[..2], 1), ["▒▒"], "what failed is told before what did not");
    }
}
