//! The list of data inputs that is offered where a variable is typed: on a key, and by itself behind two braces.
//!
//! It never holds what is typed: where the name begins is remembered, and the rest is read from the text each time. So
//! letters go where they always go, and the list goes as soon as the cursor leaves the name.

use super::App;
use super::command::Reason;
use super::editor::Visit;
use super::form::Form;
use super::picker::ranked;
use crate::connector::template::{self, candidates, is_of_a_word, typed_at};
use crate::connector::{facts, uses};
use crate::edit::{At, Row, Spot, Value};
use std::ops::Range;

/// A list that is open in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completing {
    line: usize,
    /// Where the name begins, in bytes of its line.
    from: usize,
    /// It was asked for outside of braces. In a masked text no letter is then looked at: they may be those of a secret.
    bare: bool,
    /// Two braces were typed in front of two that were there: those close an object of the body, not the variable.
    before_braces: bool,
    /// The candidate under the cursor.
    cursor: usize,
}

/// What the list offers.
#[derive(Debug)]
pub struct Offer<'f> {
    /// The inputs that may be meant, the likeliest first. Empty where there are none to begin with.
    pub inputs: Vec<Input<'f>>,
    /// The one under the cursor.
    pub cursor: usize,
    /// What of the name is typed.
    pub typed: &'f str,
}

/// A data input as the list shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input<'f> {
    /// Its name.
    pub name: &'f str,
    /// Its type.
    pub kind: &'f str,
    /// What it is for.
    pub description: &'f str,
}

impl<'f> Input<'f> {
    fn of(row: &'f Row) -> Self {
        let text = |column: usize| row.cells.get(column).and_then(Value::text).unwrap_or_default();
        let [name, kind, description] = facts::INPUT_COLUMNS.map(text);
        Self { name, kind, description }
    }
}

impl Completing {
    /// What of the name is typed; nothing where the cursor is not in the name any more.
    fn typed<'v>(&self, visit: &'v Visit) -> Option<&'v str> {
        let (line, byte) = visit.text.cursor();
        let text = visit.text.line(line);
        let typed = text.get(self.from..byte).filter(|_| line == self.line)?;
        let inside = if self.bare && visit.text.masked().is_some() {
            typed.is_empty()
        } else if self.bare {
            typed.chars().all(is_of_a_word)
        } else {
            typed_at(text, byte).is_some_and(|typed| typed.from == self.from)
        };
        inside.then_some(typed)
    }
}

impl App {
    /// What the open list offers. Nothing where none is open, or where nothing begins as what is typed.
    pub fn offer(&self) -> Option<Offer<'_>> {
        self.form().filter(|_| self.overlays.is_empty())?.offer()
    }

    /// A list is open from which something can be taken.
    pub(super) fn is_completing(&self) -> bool {
        self.offer().is_some_and(|offer| !offer.inputs.is_empty())
    }

    /// Opens the list for the word under the cursor.
    pub(super) fn complete(&mut self) {
        self.with_form(|form| form.complete(false));
    }

    /// Puts the name under the cursor of the list into the text, with its braces.
    pub(super) fn take_completion(&mut self) {
        let Some((place, words)) = self.form().and_then(Form::completion) else { return };
        self.change_text(|text| text.put(place, &words));
        self.close_completion();
    }

    pub(super) fn close_completion(&mut self) {
        if let Some(visit) = self.form_mut().and_then(Form::text) {
            visit.completing = None;
        }
    }

    /// Behind each message: a list goes when the cursor has left the name.
    pub(super) fn keep_completing(&mut self) {
        let left = |visit: &Visit| visit.completing.is_some_and(|list| list.typed(visit).is_none());
        if self.form().and_then(Form::visit).is_some_and(left) {
            self.close_completion();
        }
    }
}

pub(super) fn can_complete(app: &App) -> Result<(), Reason> {
    match app.form() {
        Some(form) if form.is_in_a_template() => Ok(()),
        _ => Err("only the URL, the body and header values hold variables"),
    }
}

impl Form {
    /// The open text is the URL, the body or the value of a header.
    pub(super) fn is_in_a_template(&self) -> bool {
        let template = |(at, spot): (At, Option<Spot>)| {
            uses::is_template(self.draft.table(), at, spot.map(|spot| spot.column))
        };
        self.text_place().is_some_and(template)
    }

    /// Opens the list: in braces for the name that is typed there; else, unless it opens `by_itself`, for the word
    /// before the cursor.
    pub(super) fn complete(&mut self, by_itself: bool) {
        if !self.is_in_a_template() {
            return;
        }
        let names = template::input_names(&self.draft);
        let Some(visit) = self.visit() else { return };
        let (line, byte) = visit.text.cursor();
        let text = visit.text.line(line);
        let typed = typed_at(text, byte);
        let completing = match typed {
            // Of a name that is there already the whole is looked at again.
            Some(typed) => {
                let before_braces =
                    by_itself && text.get(byte..).is_some_and(|after| after.starts_with("}}"));
                Completing { line, from: typed.from, bare: false, before_braces, cursor: 0 }
            }
            None if by_itself => return,
            None => {
                let before = text.get(..byte).unwrap_or_default();
                let word = before.trim_end_matches(is_of_a_word);
                let short = before.len() - word.len() <= LONGEST;
                let known = |word: &str| !word.is_empty() && !ordered(word, &names).is_empty();
                let from = match before.get(word.len()..) {
                    Some(typed) if short && visit.text.masked().is_none() && known(typed) => word.len(),
                    _ => byte,
                };
                Completing { line, from, bare: true, before_braces: false, cursor: 0 }
            }
        };
        if let Some(visit) = self.text() {
            visit.completing = Some(completing);
        }
    }

    /// Two braces were typed just now: the list opens by itself.
    pub(super) fn complete_braces(&mut self) {
        let opened = |visit: &Visit| {
            let (line, byte) = visit.text.cursor();
            typed_at(visit.text.line(line), byte).is_some_and(|typed| typed.name.is_empty())
        };
        if self.visit().is_some_and(opened) {
            self.complete(true);
        }
    }

    /// Moves the cursor of the open list, within it.
    pub(super) fn move_offer(&mut self, rows: isize) {
        let Some((count, cursor)) = self.offer().map(|offer| (offer.inputs.len(), offer.cursor)) else {
            return;
        };
        if let Some(list) = self.text().and_then(|visit| visit.completing.as_mut()) {
            list.cursor = cursor.saturating_add_signed(rows).min(count.saturating_sub(1));
        }
    }

    fn offer(&self) -> Option<Offer<'_>> {
        let visit = self.visit()?;
        let list = visit.completing?;
        let typed = list.typed(visit)?;
        let rows = self.draft.value(facts::inputs_place(self.draft.table())?).rows();
        let names = template::input_names(&self.draft);
        let found = ordered(typed, &names);
        if found.is_empty() && !ordered("", &names).is_empty() {
            return None;
        }
        let inputs: Vec<_> = found.into_iter().filter_map(|number| rows.get(number)).map(Input::of).collect();
        let cursor = list.cursor.min(inputs.len().saturating_sub(1));
        Some(Offer { inputs, cursor, typed })
    }

    /// What taking the chosen name puts in the place of which bytes of the line.
    fn completion(&self) -> Option<(Range<usize>, String)> {
        let offer = self.offer()?;
        let name = offer.inputs.get(offer.cursor)?.name;
        let visit = self.visit()?;
        let list = visit.completing?;
        let (line, byte) = visit.text.cursor();
        let text = visit.text.line(line);
        let after = text.get(byte..)?;
        let rest = after.len() - after.trim_start_matches(is_of_a_word).len();
        let ends = !list.bare && !list.before_braces;
        let closed = ends && typed_at(text, byte).is_some_and(|typed| typed.closed);
        // What stands behind the cursor is a part of the name where braces close it, or where it spells the name on.
        let tail = name.strip_prefix(offer.typed);
        let spells = tail.is_some_and(|tail| after.get(..rest).is_some_and(|rest| tail.starts_with(rest)));
        let mut end = byte + if closed || spells { rest } else { 0 };
        if closed {
            end += 2;
        }
        // A single brace before the word is the beginning of two.
        let half = list.bare && text.get(..list.from)?.ends_with('{');
        let from = list.from - usize::from(half);
        let braces = if list.bare { "{{" } else { "" };
        Some((from..end, format!("{braces}{name}}}}}")))
    }
}

/// Characters of the longest word that is looked up.
const LONGEST: usize = 256;

/// The inputs that may be meant, by their numbers: those that begin so, those that hold it, those in which the letters
/// follow each other. A name that braces cannot hold is not offered.
fn ordered(typed: &str, names: &[&str]) -> Vec<usize> {
    let mut found = candidates(typed, names);
    let others: Vec<usize> =
        candidates("", names).into_iter().filter(|number| !found.contains(number)).collect();
    if !typed.is_empty() {
        found.extend(ranked(typed, others, |number| names.get(number).copied().unwrap_or_default()));
    }
    found.retain(|number| names.get(*number).is_some_and(|name| !name.contains(['{', '}', '\n', '\r'])));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_so_come_first_then_those_in_which_the_letters_follow_each_other() {
        let names = ["note", "order_id", "id", "id", "", "a{b", "kind"];
        assert_eq!(ordered("id", &names), [2, 1, 6]);
        assert_eq!(ordered("", &names), [0, 1, 2, 6]);
        assert_eq!(ordered("oid", &names), [1]);
        assert_eq!(ordered("zz", &names), [0; 0]);
    }
}
