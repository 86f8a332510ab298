//! The request as it would go out: the sample values of the inputs, and what becomes of the draft with them.
//!
//! What is typed here belongs to the run: it is neither kept nor sent, and no part of the draft.

use super::command::Reason;
use super::message::Effect;
use super::overlay::Overlay;
use super::prompt::Asking;
use super::{App, Stage, Tone};
use crate::connector::curl::{can_curl, curl};
use crate::connector::render::{Origin, Part, Request, Sample, Source, request, samples};
use crate::edit::Draft;
use std::collections::{BTreeMap, BTreeSet};

/// The sample values that were typed for one connector, by the name of the input.
pub(super) type Typed = BTreeMap<String, String>;

/// What is shown of it.
#[derive(Debug)]
pub struct Rendered {
    /// The inputs with their sample values.
    pub samples: Vec<Sample>,
    /// The request with these values.
    pub request: Request,
    /// The inputs that are used in the URL, and those that are used in the body.
    pub used: [BTreeSet<usize>; 2],
    /// The input under the cursor.
    pub cursor: usize,
    /// Rows of the request above the window.
    pub scroll: usize,
    /// The window goes where the input under the cursor is used.
    pub follows: bool,
    can_curl: Result<(), Reason>,
    /// The draft of which it was made.
    revision: u64,
}

impl Rendered {
    fn new(draft: &Draft, typed: &Typed) -> Self {
        let samples = samples(draft, typed);
        let request = request(draft, &samples);
        let can_curl = can_curl(&request);
        let input = |part: &Part| match part.origin {
            Origin::Input(number) => Some(number),
            _ => None,
        };
        let used = |parts: &[Part]| parts.iter().filter_map(input).collect();
        let used = [
            request.url.as_deref().map(used).unwrap_or_default(),
            request.body.as_ref().map(|body| used(&body.parts)).unwrap_or_default(),
        ];
        let (cursor, scroll, revision) = (0, 0, draft.revision());
        Self { samples, request, used, cursor, scroll, follows: false, can_curl, revision }
    }

    /// The input under the cursor, where there is one.
    pub fn sample(&self) -> Option<&Sample> {
        self.samples.get(self.cursor)
    }

    /// Among the inputs, and through the request where there are none.
    pub(super) fn move_by(&mut self, rows: isize, last: usize) {
        match self.samples.len().checked_sub(1) {
            Some(lowest) => {
                self.cursor = self.cursor.saturating_add_signed(rows).min(lowest);
                self.follows = true;
            }
            None => self.scroll_by(rows, last),
        }
    }

    fn scroll_by(&mut self, rows: isize, last: usize) {
        self.scroll = self.scroll.min(last).saturating_add_signed(rows).min(last);
    }
}

impl App {
    pub(super) fn show_rendered(&mut self) {
        let Some(form) = self.form() else { return };
        let none = Typed::new();
        let rendered = Rendered::new(&form.draft, self.typed.get(&form.id).unwrap_or(&none));
        self.overlays.push(Overlay::Rendered(Box::new(rendered)));
    }

    /// Makes what is shown anew when the draft has moved underneath it.
    pub(super) fn renew_rendered(&mut self) {
        let Stage::Editing(form) = &self.stage else { return };
        for overlay in &mut self.overlays {
            if let Overlay::Rendered(shown) = overlay
                && shown.revision != form.draft.revision()
            {
                let none = Typed::new();
                let fresh = Rendered::new(&form.draft, self.typed.get(&form.id).unwrap_or(&none));
                let cursor = shown.cursor.min(fresh.samples.len().saturating_sub(1));
                **shown = Rendered { cursor, scroll: shown.scroll, follows: shown.follows, ..fresh };
            }
        }
    }

    /// A page of what is listening; of the request where it stands beside a list.
    pub(super) fn move_by_page(&mut self, pages: isize) {
        let (rows, last, top) = (pages * self.page(), self.drawn.scrollable, self.drawn.top);
        match self.overlays.last_mut() {
            Some(Overlay::Rendered(rendered)) => {
                if std::mem::take(&mut rendered.follows) {
                    rendered.scroll = top;
                }
                rendered.scroll_by(rows, last);
            }
            _ => self.move_by(rows),
        }
    }

    /// Asks for another value of the input under the cursor.
    pub(super) fn ask_sample(&mut self) {
        if let Some(Sample { name, kind, text, .. }) = self.rendered().and_then(Rendered::sample).cloned() {
            self.ask_text(Asking::Sample { name, kind }, &text);
        }
    }

    pub(super) fn take_sample(&mut self, name: String, text: String) {
        self.with_samples(|typed| {
            typed.insert(name, text);
        });
    }

    /// Lets go of what was typed for the input under the cursor.
    pub(super) fn reset_sample(&mut self) {
        let Some(name) = self.rendered().and_then(Rendered::sample).map(|sample| sample.name.clone()) else {
            return;
        };
        self.with_samples(|typed| {
            typed.remove(&name);
        });
    }

    fn with_samples(&mut self, change: impl FnOnce(&mut Typed)) {
        let Stage::Editing(form) = &self.stage else { return };
        let typed = self.typed.entry(form.id.clone()).or_default();
        change(typed);
        for overlay in &mut self.overlays {
            if let Overlay::Rendered(shown) = overlay {
                let fresh = Rendered::new(&form.draft, typed);
                **shown = Rendered { cursor: shown.cursor, scroll: shown.scroll, follows: true, ..fresh };
            }
        }
    }

    pub(super) fn copy_curl(&mut self) -> Vec<Effect> {
        let shown = self.rendered().map(|rendered| curl(&rendered.request));
        let made = || {
            let form = self.form()?;
            let none = Typed::new();
            let rendered = Rendered::new(&form.draft, self.typed.get(&form.id).unwrap_or(&none));
            Some(curl(&rendered.request))
        };
        match shown.or_else(made) {
            Some(Ok(command)) => {
                self.copy("the curl command, with header values as environment variables", command)
            }
            Some(Err(why)) => {
                self.say(Tone::Note, format!("Nothing was copied: {why}."));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn rendered(&self) -> Option<&Rendered> {
        self.overlays.iter().rev().find_map(|overlay| match overlay {
            Overlay::Rendered(rendered) => Some(&**rendered),
            _ => None,
        })
    }
}

pub(super) fn has_inputs(app: &App) -> Result<(), Reason> {
    app.rendered().and_then(Rendered::sample).map(|_| ()).ok_or("there are no data inputs")
}

pub(super) fn has_typed_sample(app: &App) -> Result<(), Reason> {
    has_inputs(app)?;
    match app.rendered().and_then(Rendered::sample) {
        Some(sample) if sample.source == Source::Typed => Ok(()),
        _ => Err("nothing was typed for this input"),
    }
}

pub(super) fn has_curl(app: &App) -> Result<(), Reason> {
    app.rendered().map_or(Err("there is no request"), |rendered| rendered.can_curl)
}
