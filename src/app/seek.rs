//! Looking for letters in a text, while it is edited or read: each place that holds them, one after the other.

use super::command::Reason;
use super::editor::{Editor, Made};
use super::form::{Form, Pane};
use super::overlay::Overlay;
use super::text::{Shape, TextEditor};
use super::{App, Tone};
use crate::edit::Value;
use std::ops::Range;

/// Places that are gone to; a text that holds more of them holds what one looks for everywhere.
const MOST: usize = 10_000;

/// The line in which one types what is looked for.
#[derive(Debug)]
pub struct Seeking {
    /// What is typed.
    pub text: TextEditor,
    /// Where the cursor stood before: the first place is the one from there on.
    from: (usize, usize),
    places: Vec<Place>,
    /// Which of the places one is at.
    at: usize,
    /// The draft in which they were looked for.
    revision: u64,
}

/// A place that holds what is looked for: a line and bytes in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from zero.
    pub line: usize,
    /// The bytes within it.
    pub bytes: Range<usize>,
}

/// What was looked for in a text that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// The letters.
    pub letters: String,
    /// The place that one is at.
    pub at: Option<Place>,
    /// The window goes there.
    pub follows: bool,
}

/// How far the lines of a text that is only read have gone beyond the left edge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aside {
    /// What the window went to; without it the lines begin at the edge.
    pub near: Option<Place>,
    /// Columns that it was moved from there, to the right.
    pub columns: isize,
}

impl Seeking {
    /// Which place one is at, counted from one, how many there are, and whether there are more than are counted.
    pub fn counts(&self) -> (usize, usize, bool) {
        let count = self.places.len();
        (if count == 0 { 0 } else { self.at + 1 }, count, count >= MOST)
    }
}

/// The places of a line that hold some letters. Small letters find large ones, too; a large letter means itself.
pub fn places_in<'t>(line: &'t str, letters: &'t str) -> impl Iterator<Item = Range<usize>> + use<'t> {
    let exact = letters.chars().any(char::is_uppercase);
    let mut from = 0;
    std::iter::from_fn(move || {
        let found = next_in(line, from, letters, exact)?;
        from = found.end;
        Some(found)
    })
}

fn next_in(line: &str, from: usize, letters: &str, exact: bool) -> Option<Range<usize>> {
    let first = letters.chars().next()?;
    let rest = line.get(from..)?;
    if exact {
        let at = from + rest.find(letters)?;
        return Some(at..at + letters.len());
    }
    if letters.is_ascii() {
        let wanted = letters.as_bytes();
        let at = rest.as_bytes().windows(wanted.len()).position(|some| some.eq_ignore_ascii_case(wanted))?;
        return Some(from + at..from + at + wanted.len());
    }
    let small = |c: char| c.to_lowercase();
    rest.char_indices().filter(|(_, c)| small(*c).eq(small(first))).find_map(|(at, _)| {
        let mut line = rest.get(at..)?.char_indices();
        for letter in letters.chars() {
            if !small(line.next()?.1).eq(small(letter)) {
                return None;
            }
        }
        let end = line.next().map_or(rest.len(), |(more, _)| at + more);
        Some(from + at..from + end)
    })
}

fn places<'t>(lines: impl Iterator<Item = &'t str>, letters: &'t str) -> Vec<Place> {
    let of_line = |(line, text)| places_in(text, letters).map(move |bytes| Place { line, bytes });
    lines.enumerate().flat_map(of_line).take(MOST).collect()
}

impl App {
    /// Begins to look for letters in the text that is edited or read.
    pub(super) fn seek(&mut self) {
        let Some(form) = self.form() else { return };
        let at = form.sought_text.as_ref().and_then(|sought| sought.at.as_ref());
        let from = match form.visit() {
            Some(visit) => visit.text.cursor(),
            None => at.map_or((0, 0), |place| (place.line, place.bytes.start)),
        };
        let revision = form.draft.revision();
        let text = TextEditor::new("", Shape::Line);
        let seeking = Seeking { text, from, places: Vec::new(), at: 0, revision };
        self.overlays.push(Overlay::Seeking(Box::new(seeking)));
    }

    /// Looks for what is typed now, and goes to the first place from where one was.
    pub(super) fn seek_anew(&mut self) {
        let Some(Overlay::Seeking(seeking)) = self.overlays.last() else { return };
        let (letters, from) = (seeking.text.line(0).to_owned(), seeking.from);
        let Some(form) = self.form() else { return };
        let (found, revision) = (form.places_of(&letters), form.draft.revision());
        let ahead = |place: &Place| (place.line, place.bytes.start) >= from;
        let at = found.iter().position(ahead).unwrap_or(0);
        let place = found.get(at).cloned();
        if let Some(Overlay::Seeking(seeking)) = self.overlays.last_mut() {
            (seeking.places, seeking.at, seeking.revision) = (found, at, revision);
        }
        self.stand_on(letters, place);
    }

    /// Goes to the next place, or to the one before; around the end of the text.
    pub(super) fn seek_next(&mut self, forward: bool) {
        let step = |at: usize, count: usize| (at + if forward { 1 } else { count - 1 }) % count;
        let revision = self.form().map(|form| form.draft.revision());
        if let Some(Overlay::Seeking(seeking)) = self.overlays.last_mut() {
            if Some(seeking.revision) != revision {
                // Someone else's change was taken in meanwhile.
                return self.seek_anew();
            }
            if seeking.places.is_empty() {
                return;
            }
            seeking.at = step(seeking.at, seeking.places.len());
            let (letters, place) = (seeking.text.line(0).to_owned(), seeking.places.get(seeking.at).cloned());
            return self.stand_on(letters, place);
        }
        let Some(form) = self.form() else { return };
        let Some(sought) = form.sought_text.clone() else { return };
        let found = form.places_of(&sought.letters);
        if found.is_empty() {
            return self.say(Tone::Note, format!("Nothing in this text holds {:?}.", sought.letters));
        }
        let at = found.iter().position(|place| Some(place) == sought.at.as_ref());
        let at = at.map_or(0, |at| step(at, found.len()));
        let text = format!("{} of {}.", at + 1, found.len());
        self.stand_on(sought.letters, found.get(at).cloned());
        self.say(Tone::Note, text);
    }

    /// Puts the cursor, or the window where there is none, on a place.
    fn stand_on(&mut self, letters: String, place: Option<Place>) {
        let Some(form) = self.form_mut() else { return };
        let Some(visit) = form.text() else {
            let follows = place.is_some();
            form.aside = Aside { near: place.clone(), columns: 0 };
            form.sought_text =
                Some(Sought { letters, at: place, follows }).filter(|it| !it.letters.is_empty());
            return;
        };
        let Some(place) = place else { return };
        visit.text.go_to(place.line, place.bytes.start);
        // What was typed can still be taken back where the widget is told to go; beyond that only an untouched text is
        // gone through.
        if visit.text.cursor() != (place.line, place.bytes.start) && visit.made == Made::Nothing {
            visit.text.stand_at(place.line, place.bytes.start);
        }
    }

    /// What is looked for in the text that is shown, and where one is.
    pub fn sought(&self) -> Option<(&str, Option<&Place>)> {
        if let Some(Overlay::Seeking(seeking)) = self.overlays.last() {
            let letters = seeking.text.line(0);
            return (!letters.is_empty()).then(|| (letters, seeking.places.get(seeking.at)));
        }
        let sought = self.form()?.sought_text.as_ref()?;
        Some((&sought.letters, sought.at.as_ref()))
    }

    /// Breaks long lines at the edge, or no longer.
    pub(super) fn toggle_wrap(&mut self) {
        self.wrap = !self.wrap;
        self.with_form(|form| form.aside = Aside::default());
        let text = if self.wrap {
            "Long lines are broken at the edge."
        } else {
            "Long lines go on beyond the edge, where \u{203a} stands."
        };
        self.say(Tone::Done, text.to_owned());
    }
}

impl Form {
    fn places_of(&self, letters: &str) -> Vec<Place> {
        if let Some(visit) = self.visit() {
            return places((0..visit.text.line_count()).map(|row| visit.text.line(row)), letters);
        }
        self.read_text().map_or_else(Vec::new, |text| places(text.split('\n'), letters))
    }

    /// The text that is read in the pane of the field.
    fn read_text(&self) -> Option<&str> {
        if !matches!(self.editor, Some(Editor::Reading { .. })) || self.pane == Pane::WillSend {
            return None;
        }
        match self.draft.value(self.current()?.0) {
            Value::Text(text) | Value::Document(text) => Some(text),
            _ => None,
        }
    }
}

pub(super) fn is_text(app: &App) -> Result<(), Reason> {
    app.form().and_then(Form::read_text).map(|_| ()).ok_or("only a text is looked through")
}

pub(super) fn is_sought_here(app: &App) -> Result<(), Reason> {
    is_text(app)?;
    match app.form() {
        Some(form) if form.sought_text.is_some() => Ok(()),
        _ => Err("nothing was looked for yet; [reading.find] does"),
    }
}

pub(super) fn is_unwrapped(app: &App) -> Result<(), Reason> {
    if app.wrap {
        Err("long lines are broken at the edge; [reading.toggle-wrap] lets them go on")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str, letters: &str) -> Vec<Range<usize>> {
        places_in(line, letters).collect()
    }

    #[test]
    fn small_letters_find_large_ones_and_a_large_letter_means_itself() {
        assert_eq!(found("Aa aA", "aa"), [0..2, 3..5]);
        assert_eq!(found("Aa aA", "Aa"), [0..2; 1]);
        assert_eq!(found("Éa é", "é"), [0..2, 4..6]);
        assert_eq!(found("aaa", "aa"), [0..2; 1]);
        assert_eq!(found("abc", ""), [0..0; 0]);
        assert_eq!(found("日本語", "本"), [3..6; 1]);
    }

    #[test]
    fn what_holds_it_everywhere_is_counted_up_to_a_limit() {
        assert_eq!(places("a".repeat(50_000).lines(), "a").len(), MOST);
    }
}
