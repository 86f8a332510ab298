//! Rows of which only those are made that a window shows, so that a frame costs what is seen and not what is there.

use ratatui::text::Line;
use std::ops::Range;

/// Makes some rows of a block, counted from its first one.
type Make<'r> = Box<dyn Fn(Range<usize>) -> Vec<Line<'static>> + 'r>;

/// Rows in blocks, each of which knows how many it has.
#[derive(Default)]
pub struct Rows<'r> {
    blocks: Vec<(usize, Make<'r>)>,
    count: usize,
}

impl<'r> Rows<'r> {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Adds rows that are made already.
    pub fn extend(&mut self, lines: Vec<Line<'static>>) {
        self.later(lines.len(), move |range| lines.get(range).unwrap_or_default().to_vec());
    }

    /// Adds rows that are made when they are seen.
    pub fn later(&mut self, count: usize, make: impl Fn(Range<usize>) -> Vec<Line<'static>> + 'r) {
        self.blocks.push((count, Box::new(make)));
        self.count += count;
    }

    /// Some of the rows, from the first one on.
    pub fn window(&self, first: usize, most: usize) -> Vec<Line<'static>> {
        let (mut made, mut before) = (Vec::new(), 0);
        for (count, make) in &self.blocks {
            let from = first.saturating_sub(before).min(*count);
            let to = first.saturating_add(most).saturating_sub(before).min(*count);
            if from < to {
                made.extend(make(from..to));
            }
            before += count;
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn only_what_is_seen_is_made() {
        let made = Cell::new(0);
        let mut rows = Rows::default();
        rows.extend(vec![Line::raw("a"), Line::raw("b")]);
        rows.later(1_000_000, |range| {
            made.set(made.get() + range.len());
            range.map(|number| Line::raw(number.to_string())).collect()
        });
        rows.later(0, |_| vec![Line::raw("never")]);
        rows.extend(vec![Line::raw("z")]);
        let told = |first, most| -> Vec<String> {
            rows.window(first, most).iter().map(ToString::to_string).collect()
        };
        assert_eq!(told(1, 3), ["b", "0", "1"]);
        assert_eq!(told(500_002, 2), ["500000", "500001"]);
        assert_eq!(told(1_000_001, 9), ["999999", "z"]);
        assert_eq!(told(2_000_000, 9), [""; 0]);
        assert_eq!((rows.count(), made.get()), (1_000_003, 5));
    }
}
