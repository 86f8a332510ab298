//! One history for all fields: named steps that undo and redo walk, and marks of what happened between them.
//!
//! A place in it is a number of entries that are done: 0 is how everything began. Undo and redo stop at steps; a mark
//! (what was sent, what was taken in) is passed over and never forgotten, since it cannot be taken back.

use crate::edit::{At, Spot, Value};
use std::time::Duration;

/// The steps of a form.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    entries: Vec<Entry>,
    /// How many entries are done. Never stands directly before a mark.
    done: usize,
    clock: Option<Duration>,
}

/// A line of the history.
#[derive(Clone, Debug)]
pub enum Entry {
    /// Something that the person did, and when, where that is known.
    Step(Step, Option<Duration>),
    /// Something that happened and cannot be undone: "sent Name, URL".
    Mark(String),
}

/// One thing that the person did.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it was, in words: "edit URL".
    pub name: String,
    /// What it changed. Most steps change one field.
    pub changes: Vec<Change>,
    /// The cell in which it happened, where it was one.
    pub spot: Option<Spot>,
}

/// A field before and after a step.
#[derive(Clone, Debug)]
pub struct Change {
    /// The field.
    pub at: At,
    /// Its value before.
    pub before: Value,
    /// Its value after.
    pub after: Value,
    /// Where the step was a choice between theirs and mine: what was open before it, and what was still open after it.
    pub open: Option<(Value, Option<Value>)>,
}

impl Change {
    /// A change of a field's value.
    pub fn new(at: At, before: Value, after: Value) -> Self {
        Self { at, before, after, open: None }
    }
}

impl Entry {
    /// The step, where it is one.
    pub fn step(&self) -> Option<&Step> {
        match self {
            Self::Step(step, _) => Some(step),
            Self::Mark(_) => None,
        }
    }
}

impl Timeline {
    /// Adds a step and forgets the undone ones. A step that changed nothing is none.
    pub fn push(&mut self, mut step: Step) {
        step.changes.retain(|change| change.before != change.after || change.open.is_some());
        if step.changes.is_empty() {
            return;
        }
        // What was sent was sent, whether or not what led to it was undone since.
        let undone = self.entries.split_off(self.done);
        self.entries.extend(undone.into_iter().filter(|entry| entry.step().is_none()));
        self.entries.push(Entry::Step(step, self.clock));
        self.done = self.entries.len();
    }

    /// Makes further changes a part of the step that was made last, and gives it another name: one undo takes all of
    /// it back.
    pub fn join(&mut self, name: String, changes: Vec<Change>) {
        let done = self.entries.iter_mut().take(self.done).rev();
        let last = done.filter_map(|entry| match entry {
            Entry::Step(step, _) => Some(step),
            Entry::Mark(_) => None,
        });
        match last.into_iter().next() {
            Some(step) => {
                step.name = name;
                step.changes.extend(changes);
            }
            None => self.push(Step { name, changes, spot: None }),
        }
    }

    /// Says, at the present place, what happened. Undo and redo pass over it.
    pub fn mark(&mut self, text: impl Into<String>) {
        self.entries.insert(self.done, Entry::Mark(text.into()));
        self.done += 1;
    }

    /// The time that steps are made at from here on, since the start.
    pub fn tell_time(&mut self, elapsed: Duration) {
        self.clock = Some(elapsed);
    }

    /// What was `old` is there as `new` now: steps that led from or to the one lead from or to the other.
    pub fn rebase(&mut self, at: At, old: &Value, new: &Value) {
        for value in self.values_mut(at) {
            if value == old {
                *value = new.clone();
            }
        }
    }

    /// Every value that some step leads from or to in this field, the oldest first.
    pub fn values_mut(&mut self, at: At) -> impl Iterator<Item = &mut Value> {
        let here = self.changes_mut().filter(move |change| change.at == at);
        here.flat_map(|change| [&mut change.before, &mut change.after])
    }

    /// Every value that some step leads from or to, and what was open before and after a choice.
    pub fn all_values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.changes_mut().flat_map(|change| {
            let open = change.open.iter_mut().flat_map(|(before, after)| [Some(before), after.as_mut()]);
            [&mut change.before, &mut change.after].into_iter().chain(open.flatten())
        })
    }

    fn changes_mut(&mut self) -> impl Iterator<Item = &mut Change> {
        let steps = self.entries.iter_mut().filter_map(|entry| match entry {
            Entry::Step(step, _) => Some(step),
            Entry::Mark(_) => None,
        });
        steps.flat_map(|step| &mut step.changes)
    }

    /// The step to take back, which is then undone.
    pub fn undo(&mut self) -> Option<&Step> {
        self.done = self.entries.get(..self.done)?.iter().rposition(|entry| entry.step().is_some())?;
        self.entries.get(self.done)?.step()
    }

    /// The step to make again, which is then done.
    pub fn redo(&mut self) -> Option<&Step> {
        let place = self.done;
        self.entries.get(place)?;
        let marks = self.entries.iter().skip(place + 1).take_while(|entry| entry.step().is_none());
        self.done = place + 1 + marks.count();
        self.entries.get(place)?.step()
    }

    /// True when there is something to take back.
    pub fn can_undo(&self) -> bool {
        self.entries().any(|(entry, done)| done && entry.step().is_some())
    }

    /// True when there is something to make again.
    pub fn can_redo(&self) -> bool {
        self.done < self.entries.len()
    }

    /// Every entry, the oldest first, and whether it is done.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (&Entry, bool)> + ExactSizeIterator {
        self.entries.iter().enumerate().map(|(number, entry)| (entry, number < self.done))
    }

    /// The entry that leads to this place, and whether it is done. None leads to the first.
    pub fn before(&self, place: usize) -> Option<(&Entry, bool)> {
        let number = place.checked_sub(1)?;
        Some((self.entries.get(number)?, number < self.done))
    }

    /// How many entries there are: the last place.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True when nothing has happened yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The present place: how many entries are done.
    pub fn place(&self) -> usize {
        self.done
    }

    /// How to get to a place: whether forward, and by how many steps.
    pub fn way_to(&self, place: usize) -> (bool, usize) {
        let forward = place > self.done;
        let (from, to) = if forward { (self.done, place) } else { (place, self.done) };
        let between = self.entries.iter().take(to).skip(from);
        (forward, between.filter(|entry| entry.step().is_some()).count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &str) -> Step {
        let change = Change::new(At::default(), Value::Null, Value::Text(name.to_owned()));
        Step { name: name.to_owned(), changes: vec![change], spot: None }
    }

    fn told(timeline: &Timeline) -> String {
        let mut words = Vec::new();
        for (number, (entry, _)) in timeline.entries().enumerate() {
            if number == timeline.place() {
                words.push("|".to_owned());
            }
            words.push(match entry {
                Entry::Step(step, _) => step.name.clone(),
                Entry::Mark(text) => format!("({text})"),
            });
        }
        words.join(" ")
    }

    #[test]
    fn undo_and_redo_pass_over_marks() {
        let mut timeline = Timeline::default();
        timeline.mark("0");
        timeline.push(step("a"));
        timeline.mark("1");
        timeline.mark("2");
        timeline.push(step("b"));
        assert_eq!(timeline.undo().map(|step| step.name.as_str()), Some("b"));
        assert_eq!(told(&timeline), "(0) a (1) (2) | b");
        assert_eq!(timeline.undo().map(|step| step.name.as_str()), Some("a"));
        assert_eq!(told(&timeline), "(0) | a (1) (2) b");
        assert!(timeline.undo().is_none() && !timeline.can_undo());
        assert_eq!(told(&timeline), "(0) | a (1) (2) b");
        assert_eq!(timeline.redo().map(|step| step.name.as_str()), Some("a"));
        assert_eq!(told(&timeline), "(0) a (1) (2) | b");
    }

    #[test]
    fn a_new_step_forgets_the_undone_ones_and_no_mark() {
        let mut timeline = Timeline::default();
        timeline.push(step("a"));
        timeline.mark("1");
        timeline.push(step("b"));
        timeline.push(step("c"));
        timeline.undo();
        timeline.mark("2");
        assert_eq!(told(&timeline), "a (1) b (2) | c", "a mark forgets nothing");
        timeline.undo();
        timeline.push(step("d"));
        assert_eq!(told(&timeline), "a (1) (2) d");
    }

    #[test]
    fn what_joins_the_last_step_is_undone_with_it() {
        let mut timeline = Timeline::default();
        timeline.push(step("a"));
        timeline.push(step("b"));
        timeline.mark("1");
        timeline.join("c".to_owned(), step("x").changes);
        assert_eq!(told(&timeline), "a c (1) |".trim_end_matches(" |"));
        let undone = timeline.undo().map(|step| (step.name.clone(), step.changes.len()));
        assert_eq!(undone, Some(("c".to_owned(), 2)));
        assert_eq!(told(&timeline), "a | c (1)");
    }

    #[test]
    fn the_way_to_a_place_counts_steps_only() {
        let mut timeline = Timeline::default();
        timeline.push(step("a"));
        timeline.mark("1");
        timeline.push(step("b"));
        assert_eq!(timeline.way_to(3), (false, 0));
        assert_eq!(timeline.way_to(2), (false, 1));
        assert_eq!(timeline.way_to(1), (false, 1));
        assert_eq!(timeline.way_to(0), (false, 2));
        timeline.undo();
        assert_eq!(timeline.way_to(3), (true, 1));
    }
}
