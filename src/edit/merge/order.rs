//! The order of what stands in a row on three sides: who moved what, and where new ones go.

use super::{Choice, Found, Part, Side, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A name, and which one of that name it is, from zero.
pub(super) type Id<'a> = (&'a str, usize);

#[derive(Clone, Debug)]
pub(super) struct Order {
    base: Vec<(String, usize)>,
    theirs: Vec<(String, usize)>,
    mine: Vec<(String, usize)>,
    how: How,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Mine,
    Theirs,
    Open(usize),
}

/// Numbers the names of one side: the second `a` is `("a", 1)`.
pub(super) fn number<'a>(names: impl Iterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    names
        .map(|name| {
            let count = seen.entry(name).or_default();
            *count += 1;
            (name.to_owned(), *count - 1)
        })
        .collect()
}

impl Order {
    /// The side that moved something wins; where both did, and not to the same end, it has to be chosen. Where something
    /// new stands is no move: what both added stands where mine has it.
    pub(super) fn plan(sides: [Vec<(String, usize)>; 3], found: &mut Found) -> Self {
        let [base, theirs, mine] = sides;
        let how = {
            let [in_base, in_theirs, in_mine] =
                [&base, &theirs, &mine].map(|side| side.iter().collect::<BTreeSet<_>>());
            let old = |side: &'_ [(String, usize)]| {
                let kept = |id: &(String, usize)| {
                    in_base.contains(id) && in_theirs.contains(id) && in_mine.contains(id)
                };
                side.iter().filter(|id| kept(id)).cloned().collect::<Vec<_>>()
            };
            let [was, their, my] = [&base, &theirs, &mine].map(|side| old(side));
            if their == was || their == my {
                How::Mine
            } else if my == was {
                How::Theirs
            } else {
                How::Open(found.overlap(Part::Order, names(&base), names(&theirs), names(&mine)))
            }
        };
        if matches!(how, How::Theirs) {
            found.taken.push(Part::Order);
        }
        Self { base, theirs, mine, how }
    }

    /// Those that are there, each in its place.
    pub(super) fn place<'a>(&'a self, there: &BTreeSet<Id<'a>>, choice: &Choice) -> Vec<Id<'a>> {
        let side = match self.how {
            How::Open(overlap) => (choice.pick)(overlap),
            How::Theirs => Side::Theirs,
            How::Mine if choice.ground => Side::Theirs,
            How::Mine => Side::Mine,
        };
        let (first, second, third) = match side {
            Side::Mine => (&self.mine, &self.theirs, &self.base),
            Side::Theirs => (&self.theirs, &self.mine, &self.base),
            Side::Base => (&self.base, &self.mine, &self.theirs),
        };
        let [first, second, third] = [first, second, third].map(|side| {
            let ids = side.iter().map(|(name, number)| (name.as_str(), *number));
            ids.filter(|id| there.contains(id)).collect::<Vec<_>>()
        });
        // Of several of one name the first is the first, wherever they were put.
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let numbered = put_in(put_in(first, &second), &third).into_iter().map(|(name, _)| {
            let count = seen.entry(name).or_default();
            *count += 1;
            (name, *count - 1)
        });
        numbered.collect()
    }
}

fn names(side: &[(String, usize)]) -> Value {
    Value::List(side.iter().map(|(name, _)| name.clone()).collect())
}

/// Puts those of the other side that are missing behind what they stand behind there.
///
/// Where both sides added something in one place the names decide what comes first, so that it is all the same whose
/// side is called mine.
pub(super) fn put_in<'a>(placed: Vec<Id<'a>>, other: &[Id<'a>]) -> Vec<Id<'a>> {
    let known: BTreeSet<Id> = placed.iter().copied().collect();
    let there: BTreeSet<Id> = other.iter().copied().collect();
    let mut runs: BTreeMap<Option<Id>, Vec<Id>> = BTreeMap::new();
    let mut behind = None;
    for id in other {
        if known.contains(id) {
            behind = Some(*id);
        } else {
            runs.entry(behind).or_default().push(*id);
        }
    }
    let mut out = Vec::with_capacity(placed.len() + other.len());
    let mut placed = placed.into_iter().peekable();
    let mut behind = None;
    loop {
        let run = runs.remove(&behind).unwrap_or_default();
        let mut own = Vec::new();
        while let Some(id) = placed.next_if(|id| !there.contains(id)) {
            own.push(id);
        }
        let (before, after) = if own.first() < run.first() { (own, run) } else { (run, own) };
        out.extend(before);
        out.extend(after);
        match placed.next() {
            Some(id) => {
                out.push(id);
                behind = Some(id);
            }
            None => return out,
        }
    }
}
