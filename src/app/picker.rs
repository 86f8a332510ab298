//! The list of connectors: what has arrived, in which order, through which filter.

use super::message::Ticket;
use crate::api::failure::{Cause, Doing, Failure};
use crate::api::wire::{Cursor, Summary};
use crate::connector::facts::State;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use std::collections::HashSet;
use std::time::Duration;

/// The picker.
#[derive(Debug, Default)]
pub struct Picker {
    items: Vec<Summary>,
    seen: HashSet<String>,
    /// The cursors of the pages that were asked for: a list that leads back to one of them has no end.
    walked: HashSet<String>,
    /// What of the items is shown, in order, as their places in `items`.
    shown: Vec<usize>,
    cursor: usize,
    /// What was typed into the filter.
    pub filter: String,
    /// True while letters go into the filter.
    pub filtering: bool,
    /// The order of the list.
    pub order: Order,
    /// Whether pages are still to come.
    pub progress: Progress,
    /// List items without an id that could be used.
    pub skipped: usize,
}

/// Where the loading of the list stands.
#[derive(Debug, Default)]
pub enum Progress {
    /// Not asked yet.
    #[default]
    Idle,
    /// A page is being waited for.
    Loading {
        /// The question.
        ticket: Ticket,
        /// When the first page was asked for.
        since: Duration,
        /// How many pages have arrived.
        pages: usize,
    },
    /// All pages are here.
    Complete,
    /// The person stopped it; what came before stays.
    Stopped,
    /// A page failed; what came before stays.
    Failed(Failure),
}

/// An order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The server's: last changed first.
    #[default]
    Updated,
    /// By name.
    Name,
    /// Live first, then by name.
    State,
    /// By method, then by name.
    Method,
}

impl Order {
    fn next(self) -> Self {
        match self {
            Self::Updated => Self::Name,
            Self::Name => Self::State,
            Self::State => Self::Method,
            Self::Method => Self::Updated,
        }
    }

    /// In words, for the list's title.
    pub fn label(self) -> &'static str {
        match self {
            Self::Updated => "last change",
            Self::Name => "name",
            Self::State => "state",
            Self::Method => "method",
        }
    }
}

impl Picker {
    /// Forgets the list and waits for its first page. The filter and the order stay.
    pub fn restart(&mut self, ticket: Ticket, now: Duration) {
        self.progress = Progress::Loading { ticket, since: now, pages: 0 };
        self.seen.clear();
        self.walked.clear();
        self.skipped = 0;
    }

    /// Takes a page in. Items that were there already (the list shifts while it is walked) are taken once.
    /// Returns the cursor of the next page, if there is one.
    pub fn take_page(&mut self, page: crate::api::wire::Page) -> Option<Cursor> {
        let kept = self.selected().map(|item| item.id.clone());
        if let Progress::Loading { pages, .. } = &mut self.progress {
            if *pages == 0 {
                self.items.clear();
            }
            *pages += 1;
        }
        self.skipped += page.skipped;
        for item in page.items {
            if self.seen.insert(item.id.clone()) {
                self.items.push(item);
            }
        }
        self.arrange(kept.as_deref());
        match &page.next {
            None => self.progress = Progress::Complete,
            Some(next) if !self.walked.insert(next.as_str().to_owned()) => {
                let what = "its pages lead back to one that was read before".to_owned();
                self.progress = Progress::Failed(Failure::new(Doing::Listing, Cause::WrongShape { what }));
                return None;
            }
            Some(_) => {}
        }
        page.next
    }

    /// How many connectors have arrived.
    pub fn total(&self) -> usize {
        self.items.len()
    }

    /// The rows from `first` on, at most `count`: the work follows what is visible.
    pub fn window(&self, first: usize, count: usize) -> impl Iterator<Item = &Summary> {
        self.shown.iter().skip(first).take(count).filter_map(|place| self.items.get(*place))
    }

    /// Every connector that has arrived, as the server orders them.
    pub fn items(&self) -> impl Iterator<Item = &Summary> {
        self.items.iter()
    }

    /// How many connectors pass the filter.
    pub fn shown_count(&self) -> usize {
        self.shown.len()
    }

    /// Where the cursor stands among them.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The connector under the cursor.
    pub fn selected(&self) -> Option<&Summary> {
        self.items.get(*self.shown.get(self.cursor)?)
    }

    /// The connector with this id, if its page has arrived.
    pub fn find(&self, id: &str) -> Option<&Summary> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Takes a connector's new summary in: one that has just been changed goes to the top, as on the server.
    pub fn update(&mut self, summary: Summary) {
        let kept = self.selected().map(|item| item.id.clone());
        if let Some(place) = self.items.iter().position(|item| item.id == summary.id) {
            let before = self.items.remove(place);
            let place = if before.updated_at == summary.updated_at { place } else { 0 };
            self.items.insert(place, summary);
        }
        self.arrange(kept.as_deref());
    }

    /// Takes a new connector in, at the top, as on the server, and goes to it.
    pub fn insert(&mut self, summary: Summary) {
        let id = summary.id.clone();
        if self.seen.insert(id.clone()) {
            self.items.insert(0, summary);
        }
        self.arrange(Some(&id));
    }

    /// Takes a connector out.
    pub fn remove(&mut self, id: &str) {
        self.items.retain(|item| item.id != id);
        self.arrange(None);
    }

    /// Moves the cursor by so many rows, within the list.
    pub fn move_by(&mut self, rows: isize) {
        self.cursor = self.cursor.saturating_add_signed(rows).min(self.shown.len().saturating_sub(1));
    }

    /// Takes the next order.
    pub fn next_order(&mut self) {
        let kept = self.selected().map(|item| item.id.clone());
        self.order = self.order.next();
        self.arrange(kept.as_deref());
    }

    /// Takes a new filter. The cursor goes to the best match.
    pub fn set_filter(&mut self, filter: String) {
        self.filter = filter;
        if self.filter.is_empty() {
            // Nothing is looked for any more: the cursor stays on what was found.
            let found = self.selected().map(|item| item.id.clone());
            self.arrange(found.as_deref());
        } else {
            self.arrange(None);
            self.cursor = 0;
        }
    }

    /// Works out what is shown, and keeps the cursor on the connector on which it stood.
    fn arrange(&mut self, kept: Option<&str>) {
        let name = |place: usize| self.items.get(place).map(|item| item.name.to_lowercase());
        let mut places: Vec<usize> = (0..self.items.len()).collect();
        match self.order {
            Order::Updated => {}
            Order::Name => places.sort_by_cached_key(|place| name(*place)),
            Order::State => places.sort_by_cached_key(|place| {
                let live =
                    self.items.get(*place).map(|item| State::read(item.state.as_deref()) != State::Live);
                (live, name(*place))
            }),
            Order::Method => places.sort_by_cached_key(|place| {
                let method = self.items.get(*place).and_then(|item| item.http_method.clone());
                (method, name(*place))
            }),
        }
        if !self.filter.is_empty() {
            let text = |place: usize| {
                self.items.get(place).map(|item| format!("{} #{}", item.name, item.id)).unwrap_or_default()
            };
            places = ranked(&self.filter, places, text);
        }
        self.shown = places;
        let stood = kept.and_then(|id| {
            self.shown.iter().position(|place| self.items.get(*place).is_some_and(|item| item.id == id))
        });
        self.cursor = stood.unwrap_or(self.cursor).min(self.shown.len().saturating_sub(1));
    }
}

/// The places whose texts a filter finds, the best first.
pub(super) fn ranked<T: AsRef<str>>(
    filter: &str,
    places: Vec<usize>,
    text: impl Fn(usize) -> T,
) -> Vec<usize> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(filter, CaseMatching::Smart, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, usize)> = places
        .into_iter()
        .filter_map(|place| {
            let score = pattern.score(Utf32Str::new(text(place).as_ref(), &mut buffer), &mut matcher)?;
            Some((score, place))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, place)| place).collect()
}
