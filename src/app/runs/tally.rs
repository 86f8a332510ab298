//! Many runs in a few numbers, and over time.

use crate::api::runs::Run;

/// The runs that were read, in a few numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: usize,
    /// How many of them failed.
    pub failed: usize,
    /// Half of them took longer, in milliseconds. None where the server says it of none.
    pub median: Option<u64>,
    /// The longest, in milliseconds.
    pub worst: Option<u64>,
}

impl Tally {
    /// Counts them.
    pub fn of(runs: &[Run]) -> Self {
        let mut took: Vec<u64> = runs.iter().filter_map(|run| run.took_ms).collect();
        took.sort_unstable();
        let middle = took.len() / 2;
        let median = match took.get(middle).copied() {
            Some(upper) if took.len().is_multiple_of(2) => {
                let lower = middle.checked_sub(1).and_then(|before| took.get(before)).copied();
                Some(lower.map_or(upper, |lower| lower.midpoint(upper)))
            }
            other => other,
        };
        let failed = runs.iter().filter(|run| run.has_failed()).count();
        Self { count: runs.len(), failed, median, worst: took.last().copied() }
    }

    /// How many of a hundred went well. All of them only when none failed, and none only when none went well.
    pub fn success_rate(&self) -> Option<usize> {
        if self.count == 0 {
            return None;
        }
        let well = self.count - self.failed;
        Some(match (well, self.failed) {
            (_, 0) => 100,
            (0, _) => 0,
            _ => ((well * 100 + self.count / 2) / self.count).clamp(1, 99),
        })
    }
}

/// What happened in one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// Runs that went well.
    pub well: usize,
    /// Runs that did not.
    pub failed: usize,
}

impl Bar {
    /// All runs of the stretch.
    pub fn total(self) -> usize {
        self.well + self.failed
    }
}

/// The time from `from` to `to`, both in Unix seconds, in stretches of the same length. A run at `to` belongs to the last
/// one; those outside and those without a time are left out.
pub fn bars(runs: &[Run], from: i64, to: i64, count: usize) -> Vec<Bar> {
    let mut bars = vec![Bar::default(); count];
    let (Ok(stretches), span) = (i64::try_from(count), (to - from).max(1)) else { return bars };
    for run in runs {
        let Some(at) = run.at.filter(|at| (from..=to).contains(at)) else { continue };
        let place = ((at - from).saturating_mul(stretches) / span).min(stretches - 1);
        let Some(bar) = usize::try_from(place).ok().and_then(|place| bars.get_mut(place)) else { continue };
        if run.has_failed() {
            bar.failed += 1;
        } else {
            bar.well += 1;
        }
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(at: i64, success: bool, took_ms: u64) -> Run {
        Run { at: Some(at), success: Some(success), took_ms: Some(took_ms), ..Run::default() }
    }

    #[test]
    fn runs_are_summed_up_by_count_rate_median_and_worst() {
        let runs = [run(0, true, 30), run(1, false, 15_000), run(2, true, 10), run(3, true, 20)];
        let tally = Tally::of(&runs);
        assert_eq!(tally, Tally { count: 4, failed: 1, median: Some(25), worst: Some(15_000) });
        assert_eq!(tally.success_rate(), Some(75));
        assert_eq!(Tally::of(&runs[..3]).median, Some(30));
        let untimed = Run { success: Some(false), ..Run::default() };
        let untimed = Tally::of(&[untimed]);
        assert_eq!((untimed.median, untimed.worst, untimed.success_rate()), (None, None, Some(0)));
        assert_eq!(Tally::of(&[]).success_rate(), None);
    }

    #[test]
    fn a_rate_is_whole_only_when_it_is() {
        let of = |count, failed| Tally { count, failed, ..Tally::default() }.success_rate();
        assert_eq!(of(1000, 1), Some(99));
        assert_eq!(of(1000, 999), Some(1));
        assert_eq!(of(1000, 0), Some(100));
        assert_eq!(of(3, 1), Some(67));
    }

    #[test]
    fn a_chart_has_each_run_in_its_stretch_of_time() {
        let runs =
            [run(100, true, 1), run(109, true, 1), run(110, false, 1), run(140, true, 1), run(99, true, 1)];
        let none = Run::default();
        let all: Vec<Run> = runs.into_iter().chain([none]).collect();
        let bar = |well, failed| Bar { well, failed };
        assert_eq!(bars(&all, 100, 140, 4), [bar(2, 0), bar(0, 1), bar(0, 0), bar(1, 0)]);
        assert_eq!(bars(&all, 100, 100, 2), [bar(1, 0), bar(0, 0)], "a span of nothing");
        assert_eq!(bars(&all, 100, 140, 0), []);
    }
}
