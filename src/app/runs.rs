//! What a connector did: its runs, newest first, read page by page as one goes down; one of them with its bodies; and
//! watching new ones arrive.

pub(super) mod act;
pub mod body;
pub mod tally;

use super::message::Ticket;
use crate::api::failure::Failure;
use crate::api::runs::{Run, RunFilter, RunPage};
use crate::api::wire::Cursor;
use body::Body;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::time::Duration;
use tally::Tally;

/// How many runs are read without anyone going down to them, so that the numbers say something.
const BEGIN: usize = 120;
/// How far before the end of what was read the next page is asked for.
const AHEAD: usize = 15;
/// How many runs are kept with their bodies, which may be large.
const DETAILS: usize = 12;
/// How long the cursor rests on a run before its bodies are read, where they are shown beside the list.
const REST: Duration = Duration::from_millis(200);

/// The runs of one connector, over the screen.
#[derive(Debug)]
pub struct Runs {
    /// The connector's id.
    pub id: String,
    /// Its name, where it is known.
    pub name: String,
    /// Which runs are wanted.
    pub filter: Filter,
    /// Whether a page is awaited.
    pub progress: Progress,
    /// Items without an id that could be used.
    pub skipped: usize,
    /// Those that were read, in a few numbers.
    pub tally: Tally,
    /// The run under the cursor hears the keys, not the list.
    pub reading: bool,
    /// Which of its bodies is marked.
    pub part: Part,
    /// The window goes where the mark is.
    pub follows_part: bool,
    /// Where the window stood when it was drawn last.
    pub scroll: Spot,
    /// By how many rows it goes on from there. Only what is drawn has rows, so the next frame finds the place.
    pub moved: isize,
    /// New runs are looked for.
    pub watch: Option<Watch>,
    items: Vec<Run>,
    seen: HashSet<String>,
    /// Runs that came while one watched.
    fresh: HashSet<String>,
    next: Option<Cursor>,
    /// Since when runs are asked for: the same for all pages.
    since: Option<i64>,
    cursor: usize,
    moved_at: Duration,
    /// Errors that were seen since the screen was opened, and how often.
    errors: BTreeMap<String, usize>,
    /// The run whose bodies are awaited.
    awaited: Option<(Ticket, String)>,
    details: VecDeque<(String, Result<Detail, Failure>)>,
}

/// Whether runs are still to come.
#[derive(Debug)]
pub enum Progress {
    /// A page is awaited.
    Loading {
        /// The question.
        ticket: Ticket,
        /// When it was asked.
        since: Duration,
    },
    /// What was asked for is here.
    Idle,
    /// The person stopped it; what came before stays.
    Stopped,
    /// A page failed; what came before stays.
    Failed(Failure),
}

/// A row of a run that is shown: one line may be taller than the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The line.
    pub line: usize,
    /// Which of the line's rows.
    pub row: usize,
}

/// Which runs are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// How they went.
    pub outcome: Outcome,
    /// Only those with this error.
    pub error: Option<String>,
    /// How far back.
    pub range: Range,
}

impl Filter {
    /// The same with another range, where there is one.
    pub(super) fn with_range(&self, range: Option<Range>) -> Self {
        Self { range: range.unwrap_or(self.range), ..self.clone() }
    }
}

/// How runs went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// In any way.
    #[default]
    Any,
    /// Wrong.
    Failed,
    /// Well.
    Well,
}

/// How far back runs are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Range {
    /// What the server gives when nothing is said.
    #[default]
    Hour,
    /// A quarter of a day.
    SixHours,
    /// A day and a night.
    Day,
    /// Seven days.
    Week,
    /// As far as the server goes.
    All,
}

impl Range {
    const EVERY: [Self; 5] = [Self::Hour, Self::SixHours, Self::Day, Self::Week, Self::All];

    /// In words, as in "the last hour".
    pub fn label(self) -> &'static str {
        match self {
            Self::Hour => "the last hour",
            Self::SixHours => "the last 6 hours",
            Self::Day => "the last 24 hours",
            Self::Week => "the last 7 days",
            Self::All => "all that is kept",
        }
    }

    /// How long it is, in seconds, where that is known.
    pub fn seconds(self) -> Option<i64> {
        match self {
            Self::Hour => Some(3_600),
            Self::SixHours => Some(6 * 3_600),
            Self::Day => Some(24 * 3_600),
            Self::Week => Some(7 * 24 * 3_600),
            Self::All => None,
        }
    }

    /// The next longer one.
    pub fn longer(self) -> Option<Self> {
        Self::EVERY.iter().copied().skip_while(|range| *range != self).nth(1)
    }

    /// The next shorter one.
    pub fn shorter(self) -> Option<Self> {
        Self::EVERY.iter().copied().rev().skip_while(|range| *range != self).nth(1)
    }
}

/// A body of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// What was sent.
    Request,
    /// What came back.
    #[default]
    Response,
    /// What came back, before it was mapped.
    Raw,
}

/// Looking for new runs every few seconds.
#[derive(Debug)]
pub struct Watch {
    /// When it is looked next.
    due: Duration,
    /// The question that is not answered yet.
    asked: Option<Ticket>,
    /// How long after an answer; longer after one that failed.
    pause: Duration,
}

/// A run with its bodies.
#[derive(Debug)]
pub struct Detail {
    /// The run.
    pub run: Run,
    /// What was sent.
    pub request: Option<Body>,
    /// What came back.
    pub response: Option<Body>,
    /// What came back before it was mapped, where that is something else.
    pub raw: Option<Body>,
}

impl Detail {
    fn new(mut run: Run) -> Self {
        let [request, response, raw] =
            [&mut run.request_body, &mut run.response_body, &mut run.raw_response_body]
                .map(|body| body.take().filter(|body| !body.is_empty()).map(Body::new));
        let differs = |raw: &Body| response.as_ref().is_none_or(|response| !response.says_the_same(raw));
        let raw = raw.filter(differs);
        Self { run, request, response, raw }
    }

    /// One of the bodies.
    pub fn part(&self, part: Part) -> Option<&Body> {
        match part {
            Part::Request => self.request.as_ref(),
            Part::Response => self.response.as_ref(),
            Part::Raw => self.raw.as_ref(),
        }
    }

    /// The bodies that there are, in the order in which they are shown.
    pub fn parts(&self) -> impl Iterator<Item = (Part, &Body)> {
        [Part::Request, Part::Response, Part::Raw]
            .into_iter()
            .filter_map(|part| Some((part, self.part(part)?)))
    }
}

impl Runs {
    fn new(id: String, name: String, now: Duration) -> Self {
        Self {
            id,
            name,
            filter: Filter::default(),
            progress: Progress::Idle,
            skipped: 0,
            tally: Tally::default(),
            reading: false,
            part: Part::default(),
            follows_part: false,
            scroll: Spot::default(),
            moved: 0,
            watch: None,
            items: Vec::new(),
            seen: HashSet::new(),
            fresh: HashSet::new(),
            next: None,
            since: None,
            cursor: 0,
            moved_at: now,
            errors: BTreeMap::new(),
            awaited: None,
            details: VecDeque::new(),
        }
    }

    /// Those that were read, newest first.
    pub fn items(&self) -> &[Run] {
        &self.items
    }

    /// Where the cursor stands among them.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The run under the cursor.
    pub fn selected(&self) -> Option<&Run> {
        self.items.get(self.cursor)
    }

    /// Whether it came while one watched.
    pub fn is_fresh(&self, run: &Run) -> bool {
        self.fresh.contains(&run.id)
    }

    /// How many came while one watched.
    pub fn fresh_count(&self) -> usize {
        self.fresh.len()
    }

    /// Whether the server has more of them.
    pub fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// The run under the cursor with its bodies, or why they could not be read. None while they are not read yet.
    pub fn detail(&self) -> Option<&Result<Detail, Failure>> {
        let id = &self.selected()?.id;
        self.details.iter().find(|(of, _)| of == id).map(|(_, detail)| detail)
    }

    /// The body that `y` copies: the marked one, or the first there is where the run has none of that kind.
    pub fn marked(&self) -> Option<(Part, &Body)> {
        let Some(Ok(detail)) = self.detail() else { return None };
        let marked = detail.part(self.part).map(|body| (self.part, body));
        // A response that could not be mapped came all the same.
        let instead = || detail.raw.as_ref().map(|body| (Part::Raw, body));
        marked.or_else(instead).or_else(|| detail.parts().next())
    }

    /// The errors that were seen, most frequent first.
    fn seen_errors(&self) -> Vec<&str> {
        let mut errors: Vec<(&str, usize)> =
            self.errors.iter().map(|(word, count)| (word.as_str(), *count)).collect();
        errors.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        errors.into_iter().map(|(word, _)| word).collect()
    }

    /// The error to look at next: that of the run under the cursor first, then the others that were seen, then any.
    fn next_error(&self) -> Option<String> {
        let seen = self.seen_errors();
        match &self.filter.error {
            None => {
                let here = self.selected().and_then(|run| run.error_type.as_deref());
                here.or_else(|| seen.first().copied()).map(str::to_owned)
            }
            Some(error) => {
                let place = seen.iter().position(|word| word == error)?;
                seen.get(place + 1).map(|word| (*word).to_owned())
            }
        }
    }

    /// What is asked of the server.
    fn question(&self) -> RunFilter {
        RunFilter {
            success: match self.filter.outcome {
                Outcome::Any => None,
                Outcome::Failed => Some(false),
                Outcome::Well => Some(true),
            },
            error_type: self.filter.error.clone(),
            since: self.since,
        }
    }

    /// Forgets what was read and waits for the first page. The filter stays.
    fn restart(&mut self, unix: i64, now: Duration) {
        self.items.clear();
        self.seen.clear();
        self.fresh.clear();
        self.details.retain(|(_, detail)| detail.is_ok());
        self.next = None;
        self.skipped = 0;
        self.cursor = 0;
        self.begin_run();
        self.awaited = None;
        if let Some(watch) = &mut self.watch {
            // What is on its way was asked under another filter; and the newest are read now.
            watch.asked = None;
            watch.due = watch.due.max(now + watch.pause);
        }
        self.tally = Tally::default();
        // The server's own range is the last hour, by its own clock.
        self.since = match self.filter.range {
            Range::Hour => None,
            range => Some(range.seconds().map_or(0, |seconds| unix - seconds)),
        };
    }

    /// Takes a page in at the end. What was there already is taken once.
    fn take_page(&mut self, page: RunPage) {
        self.skipped += page.skipped;
        for run in page.items {
            if self.seen.insert(run.id.clone()) {
                self.note_error(&run);
                self.items.push(run);
            }
        }
        self.next = page.next;
        self.progress = Progress::Idle;
        self.tally = Tally::of(&self.items);
    }

    /// Takes the newest page in at the top. Returns how many of its runs are new.
    fn take_newest(&mut self, page: RunPage) -> usize {
        let empty = self.items.is_empty();
        if empty && matches!(self.progress, Progress::Failed(_) | Progress::Stopped) {
            // The first page is here after all; what was stopped goes on when the person does.
            let stopped = matches!(self.progress, Progress::Stopped);
            self.take_page(page);
            if stopped {
                self.progress = Progress::Stopped;
            }
            return self.items.len();
        }
        let known = page.items.iter().any(|run| self.seen.contains(&run.id));
        // So much has happened that what lies between is not known: the list begins anew.
        let gap = !empty && !known && !page.items.is_empty() && page.next.is_some();
        if gap && self.reading {
            // Not under the eyes of whoever reads one of them: the next look finds the gap again.
            return 0;
        }
        if gap {
            self.items.clear();
            self.seen.clear();
            self.fresh.clear();
            self.skipped = 0;
            self.cursor = 0;
            // A page on its way goes on from where the old list ended.
            if self.loading().is_some() {
                self.progress = Progress::Idle;
            }
        }
        if gap || empty {
            self.skipped += page.skipped;
            self.next = page.next;
        }
        let fresh: Vec<Run> = page.items.into_iter().filter(|run| self.seen.insert(run.id.clone())).collect();
        for run in &fresh {
            self.fresh.insert(run.id.clone());
            self.note_error(run);
        }
        let count = fresh.len();
        // Whoever looks at the newest goes on doing so; any other run stays under the cursor.
        if !gap && (self.cursor > 0 || self.reading) {
            self.cursor += count;
        }
        self.items.splice(0..0, fresh);
        self.cursor = self.cursor.min(self.items.len().saturating_sub(1));
        self.tally = Tally::of(&self.items);
        count
    }

    fn note_error(&mut self, run: &Run) {
        if let Some(error) = &run.error_type {
            *self.errors.entry(error.clone()).or_default() += 1;
        }
    }

    fn move_by(&mut self, rows: isize, now: Duration) {
        let last = self.items.len().saturating_sub(1);
        // Going on at the end asks for more, also where that was stopped or has failed.
        if rows > 0 && self.cursor == last && matches!(self.progress, Progress::Stopped | Progress::Failed(_))
        {
            self.progress = Progress::Idle;
        }
        let before = self.cursor;
        self.cursor = self.cursor.saturating_add_signed(rows).min(last);
        if self.cursor != before {
            self.moved_at = now;
            self.begin_run();
        }
    }

    /// Shows the run from its beginning.
    fn begin_run(&mut self) {
        (self.scroll, self.moved, self.follows_part) = (Spot::default(), 0, false);
    }

    /// Moves the window over the run by some rows, or to one of its ends.
    fn scroll_by(&mut self, rows: isize) {
        if rows.unsigned_abs() < usize::MAX / 8 {
            self.moved = self.moved.saturating_add(rows);
            return;
        }
        self.begin_run();
        if rows > 0 {
            self.scroll.line = usize::MAX;
        }
    }

    /// Takes the place at which the window was drawn.
    pub(super) fn drawn_at(&mut self, spot: Spot) {
        (self.scroll, self.moved, self.follows_part) = (spot, 0, false);
    }

    fn turn_part(&mut self, forward: bool) {
        let Some(Ok(detail)) = self.detail() else { return };
        let parts: Vec<Part> = detail.parts().map(|(part, _)| part).collect();
        let here = self.marked().and_then(|(part, _)| parts.iter().position(|other| *other == part));
        let (Some(here), count) = (here, parts.len()) else { return };
        let place = if forward { here + 1 } else { here + count - 1 } % count;
        if let Some(part) = parts.get(place) {
            self.part = *part;
            (self.moved, self.follows_part) = (0, true);
        }
    }

    /// Whether another page should be asked for.
    fn wants_page(&self) -> bool {
        let near = self.items.len() < BEGIN || self.cursor + AHEAD >= self.items.len();
        matches!(self.progress, Progress::Idle) && self.next.is_some() && near
    }

    /// When the bodies of the run under the cursor are asked for; `beside` where they are shown without being opened.
    fn wants_detail(&self, beside: bool) -> Option<Duration> {
        let id = &self.selected()?.id;
        let awaited = self.awaited.as_ref().is_some_and(|(_, run)| run == id);
        if awaited || self.detail().is_some() {
            return None;
        }
        match (self.reading, beside) {
            (true, _) => Some(Duration::ZERO),
            (false, true) => Some(self.moved_at + REST),
            (false, false) => None,
        }
    }

    fn take_detail(&mut self, id: String, detail: Result<Detail, Failure>) {
        self.details.retain(|(of, _)| *of != id);
        self.details.push_back((id, detail));
        if self.details.len() > DETAILS {
            self.details.pop_front();
        }
    }

    /// Whether an answer to this question is awaited.
    pub(super) fn awaits(&self, ticket: Ticket) -> bool {
        self.awaits_with_patience(ticket)
            || self.watch.as_ref().is_some_and(|watch| watch.asked == Some(ticket))
    }

    /// The same, where it is worth asking again.
    pub(super) fn awaits_with_patience(&self, ticket: Ticket) -> bool {
        self.loading() == Some(ticket) || self.awaited.as_ref().is_some_and(|(asked, _)| *asked == ticket)
    }

    /// The question for the page that is awaited.
    pub(super) fn loading(&self) -> Option<Ticket> {
        match self.progress {
            Progress::Loading { ticket, .. } => Some(ticket),
            _ => None,
        }
    }

    /// The questions that one waits for, the one for what is read first.
    pub(super) fn awaited(&self) -> impl Iterator<Item = Ticket> {
        let run = self.awaited.as_ref().map(|(ticket, _)| *ticket);
        let (first, second) = if self.reading { (run, self.loading()) } else { (self.loading(), run) };
        first.into_iter().chain(second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::failure::{Cause, Doing};

    fn run(id: u32) -> Run {
        Run { id: id.to_string(), ..Run::default() }
    }

    fn page(ids: impl IntoIterator<Item = u32>, more: bool) -> RunPage {
        let items = ids.into_iter().map(run).collect();
        RunPage { items, skipped: 0, next: more.then(|| Cursor::new("more")) }
    }

    fn read() -> Runs {
        let mut runs = Runs::new("1".to_owned(), String::new(), Duration::ZERO);
        runs.take_page(page((0..5).rev(), false));
        runs
    }

    #[test]
    fn new_runs_come_on_top_once_and_are_marked() {
        let mut runs = read();
        assert_eq!(runs.take_newest(page((1..8).rev(), true)), 3);
        assert_eq!(runs.take_newest(page((1..8).rev(), true)), 0);
        let ids: Vec<&str> = runs.items().iter().map(|run| run.id.as_str()).collect();
        assert_eq!(ids, ["7", "6", "5", "4", "3", "2", "1", "0"]);
        assert!(runs.is_fresh(&run(7)) && !runs.is_fresh(&run(4)));
        assert_eq!(
            (runs.cursor(), runs.fresh_count(), runs.has_more()),
            (0, 3, false),
            "the newest is followed"
        );
    }

    #[test]
    fn a_run_that_is_looked_at_stays_under_the_cursor() {
        let mut runs = read();
        runs.move_by(2, Duration::ZERO);
        runs.take_newest(page((1..8).rev(), true));
        assert_eq!(runs.selected().unwrap().id, "2");
    }

    #[test]
    fn where_more_came_than_a_page_holds_the_list_begins_anew() {
        let mut runs = read();
        runs.move_by(2, Duration::ZERO);
        runs.take_newest(page((100..130).rev(), true));
        assert_eq!((runs.items().len(), runs.items()[0].id.as_str(), runs.has_more()), (30, "129", true));
        assert_eq!(runs.cursor(), 0);
    }

    #[test]
    fn a_gap_is_a_page_of_which_nothing_is_known_and_that_is_not_the_last() {
        for (ids, skipped, more, gap) in
            [(100..103, 2, true, true), (100..103, 0, false, false), (3..40, 0, true, false)]
        {
            let mut runs = read();
            runs.take_newest(RunPage { skipped, ..page(ids.rev(), more) });
            assert_eq!(runs.items().iter().all(|run| run.id != "0"), gap);
            assert_eq!((runs.has_more(), runs.skipped), (gap, if gap { skipped } else { 0 }));
        }
    }

    #[test]
    fn no_gap_takes_a_run_away_from_whoever_reads_it() {
        let mut runs = read();
        runs.move_by(2, Duration::ZERO);
        runs.reading = true;
        assert_eq!(runs.take_newest(page((100..130).rev(), true)), 0);
        assert_eq!((runs.selected().unwrap().id.as_str(), runs.items().len()), ("2", 5));
        runs.reading = false;
        assert_eq!(runs.take_newest(page((100..130).rev(), true)), 30);
    }

    #[test]
    fn a_page_on_its_way_is_dropped_where_the_list_begins_anew() {
        let mut runs = read();
        runs.progress = Progress::Loading { ticket: Ticket(7), since: Duration::ZERO };
        runs.take_newest(page((100..130).rev(), true));
        assert!(runs.loading().is_none() && runs.wants_page());
    }

    #[test]
    fn the_newest_page_stands_in_for_a_first_one_that_failed_whole() {
        let failure = Failure::new(Doing::ReadingRuns, Cause::Dropped);
        let mut runs = Runs::new("1".to_owned(), String::new(), Duration::ZERO);
        runs.progress = Progress::Failed(failure.clone());
        runs.take_newest(page((0..5).rev(), true));
        assert!(runs.has_more() && runs.wants_page());
        assert_eq!((runs.fresh_count(), runs.items().len()), (0, 5), "nobody saw them arrive");
        // A failure of older pages stays: nobody has asked for them again.
        runs.progress = Progress::Failed(failure);
        runs.take_newest(page((1..8).rev(), true));
        assert!(matches!(runs.progress, Progress::Failed(_)) && !runs.wants_page());
    }

    #[test]
    fn ranges_follow_each_other() {
        let mut range = Range::Hour;
        for label in ["the last 6 hours", "the last 24 hours", "the last 7 days", "all that is kept"] {
            let longer = range.longer().unwrap();
            assert_eq!((longer.label(), longer.shorter()), (label, Some(range)));
            range = longer;
        }
        assert_eq!((range.longer(), Range::Hour.shorter()), (None, None));
    }

    #[test]
    fn a_raw_response_is_a_body_of_its_own_only_where_it_says_something_else() {
        let detail = |response: Option<&str>, raw: &str| {
            Detail::new(Run {
                response_body: response.map(str::to_owned),
                raw_response_body: Some(raw.to_owned()),
                ..run(1)
            })
        };
        assert_eq!(detail(Some("{\"a\":1}"), "{ \"a\": 1 }").raw, None);
        assert!(detail(Some("{\"a\":1}"), "<a>1</a>").raw.is_some());
        assert!(detail(None, "<a>").raw.is_some());
    }
}
