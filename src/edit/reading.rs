//! What a fresh reading of the record does to a draft: what others changed is taken in, and what they changed where the
//! person did, too, waits for a choice.

use super::answer::remember;
use super::draft::Draft;
use super::draft::shows_the_same;
use super::field::Access;
use super::merge::{Merge, Part, Side, merge};
use super::record::{At, Record};
use super::value::Value;

/// Whose change a reading shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Our own: the secrets that were typed in this run are still the server's.
    Us,
    /// Someone else's, who may have replaced what the server hides: no secret is known any more.
    SomeoneElse,
}

/// A field whose base moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The field.
    pub at: At,
    /// There was an edit in it.
    pub edited: bool,
    /// The parts of theirs that came in by themselves.
    pub taken: Vec<Part>,
    /// How many parts have to be chosen.
    pub overlaps: usize,
}

/// What came of bringing edits back.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    /// The fields whose base is another one by now.
    pub moved: Vec<Moved>,
    /// The fields that take no edits by now, so that theirs did not come back.
    pub refused: Vec<At>,
}

impl Draft {
    /// Takes a fresh reading as the new base and merges every edit with it.
    ///
    /// Returns one entry for each field that the server shows differently than before. Taking the same reading again
    /// changes nothing.
    pub fn take(&mut self, mut fresh: Record, by: By) -> Vec<Moved> {
        let mut before = self.base.clone();
        if by == By::Us {
            for (at, _) in At::all(self.table) {
                fresh.put(at, remember(before.value(at), fresh.value(at)));
            }
        }
        let mut confirmed = std::mem::take(&mut self.unconfirmed);
        confirmed.retain(|at, sent| shows_the_same(sent, fresh.value(*at)));
        for (at, sent) in &confirmed {
            fresh.put(*at, remember(sent, fresh.value(*at)));
            self.know_accepted(*at, fresh.value(*at));
            self.confirmed.insert(*at, fresh.value(*at).clone());
        }
        if by == By::SomeoneElse {
            for record in [&mut before, &mut fresh] {
                for (at, _) in At::all(self.table) {
                    let mut value = record.value(at).clone();
                    value.forget_known();
                    record.put(at, value);
                }
            }
            self.edits.values_mut().chain(self.ancestors.values_mut()).for_each(Value::forget_known);
        }
        self.base = fresh;
        let mut moved = Vec::new();
        for (at, field) in At::all(self.table) {
            let (was, now) = (before.value(at), self.base.value(at));
            let edited = self.edits.contains_key(&at);
            if was.looks_like(now) {
                continue;
            }
            // What the server never returns says nothing of what was typed there.
            if edited && field.access != Access::WriteOnly {
                // What was sent, and is seen to be stored by now, is what was typed on since.
                moved.push(self.merge_at(at, confirmed.get(&at).unwrap_or(was)));
            } else {
                let taken = merge(field.kind, was, now, was).taken().to_vec();
                moved.push(Moved { at, edited, taken, overlaps: 0 });
            }
        }
        self.drop_empty_edits();
        moved
    }

    /// What readings have shown to be stored since this was last asked: the history knows it from then on, too.
    pub fn take_confirmed(&mut self) -> impl Iterator<Item = (At, Value)> {
        std::mem::take(&mut self.confirmed).into_iter()
    }

    /// Merges the edit, typed on this base unless something is still open there, with what the server holds by now.
    pub(super) fn merge_at(&mut self, at: At, typed_on: &Value) -> Moved {
        let (Some(field), Some(mine)) = (at.field(self.table), self.edits.get(&at)) else {
            return Moved { at, edited: false, taken: Vec::new(), overlaps: 0 };
        };
        let typed_on = self.ancestors.get(&at).unwrap_or(typed_on);
        let merge = merge(field.kind, typed_on, self.base.value(at), mine);
        let ground = merge.ground(|_| false);
        self.ancestors.remove(&at);
        self.put(at, merge.value(|_| Side::Mine));
        if !merge.is_clean() && self.edits.contains_key(&at) {
            self.ancestors.insert(at, ground);
        }
        let overlaps = self.conflicts_at(at).map_or(0, |merge| merge.overlaps().len());
        Moved { at, edited: true, taken: merge.taken().to_vec(), overlaps }
    }

    /// The fields in which both changed something, and their merges, in the order of the table.
    pub fn conflicts(&self) -> Vec<(At, Merge)> {
        self.ancestors.keys().filter_map(|at| Some((*at, self.conflicts_at(*at)?))).collect()
    }

    /// The merge of this field, where something has to be chosen. Mine everywhere is always the edit as it stands.
    pub fn conflicts_at(&self, at: At) -> Option<Merge> {
        let (merge, mine) = (self.merge_open(at)?, self.edits.get(&at)?);
        if !merge.is_clean() && merge.value(|_| Side::Mine) == *mine {
            return Some(merge);
        }
        // By part it would not leave mine as it stands: what they changed was typed back to what it was before, or lines
        // and rows that are all alike pair in another way now. So the field is asked about as a whole.
        Some(Merge::whole(self.ancestors.get(&at)?, self.base.value(at), mine))
    }

    fn merge_open(&self, at: At) -> Option<Merge> {
        let (ancestor, mine) = (self.ancestors.get(&at)?, self.edits.get(&at)?);
        Some(self.asked.merge(at, at.field(self.table)?.kind, [ancestor, self.base.value(at), mine]))
    }

    /// Resolves one overlap of a field: theirs, mine, or what was there before.
    pub fn choose(&mut self, at: At, overlap: usize, side: Side) {
        let Some(merge) = self.conflicts_at(at).filter(|merge| overlap < merge.overlaps().len()) else {
            return;
        };
        let value = merge.value(|index| if index == overlap { side } else { Side::Mine });
        let ancestor = merge.ground(|index| index == overlap);
        self.ancestors.remove(&at);
        self.put(at, value);
        if merge.overlaps().len() == 1 || !self.edits.contains_key(&at) {
            return;
        }
        self.ancestors.insert(at, ancestor);
        // Parts that have names do not go away by themselves: only their order may be beyond question now.
        if self.value(at).text().is_some() {
            self.let_go_of_ancestor(at);
        } else if self.merge_open(at).is_none_or(|merge| merge.is_clean()) {
            self.ancestors.remove(&at);
        }
    }

    /// After typing: the ancestor is kept exactly while something is open.
    pub(super) fn let_go_of_ancestor(&mut self, at: At) {
        // Clean alone is not enough: what they changed may have been typed back to what it was before.
        let answered = |merge: Merge| merge.is_clean() && merge.value(|_| Side::Mine) == *self.value(at);
        if self.merge_open(at).is_some_and(answered) {
            self.ancestors.remove(&at);
        }
    }

    /// Brings back edits that were made on another base: each a field, the base then, and what was typed.
    ///
    /// As if it had just been typed there and the server had moved to the present base since. Places that take no edits
    /// are left out, and told.
    pub fn restore(&mut self, kept: Vec<(At, Value, Value)>) -> Restored {
        let (mut moved, mut refused) = (Vec::new(), Vec::new());
        for (at, then, mine) in kept {
            let Some(field) = at.field(self.table).filter(|_| self.refusal(at).is_none()) else {
                refused.push(at);
                continue;
            };
            self.revert(at);
            if mine == then || matches!(mine, Value::Absent | Value::Null) {
                continue;
            }
            self.edits.insert(at, mine);
            let same = then.looks_like(self.base.value(at)) || field.access == Access::WriteOnly;
            let entry = if same {
                let base = self.base.value(at).clone();
                self.merge_at(at, &base)
            } else {
                self.merge_at(at, &then)
            };
            if !same {
                moved.push(entry);
            }
        }
        self.drop_empty_edits();
        Restored { moved, refused }
    }
}
