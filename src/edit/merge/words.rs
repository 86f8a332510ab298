//! Words by member: what either side added is there, what either side took out is not.

use super::order::{Order, number};
use super::{Choice, Found, Part};
use std::collections::BTreeSet;

/// A set has nothing to overlap in: a member is there or is not, and only one side can change that.
pub(super) fn set([base, theirs, mine]: [&[String]; 3], found: &mut Found) -> Vec<String> {
    let mut merged = Vec::new();
    for member in mine {
        if base.contains(member) && !theirs.contains(member) {
            found.taken.push(Part::Member(member.clone()));
        } else {
            merged.push(member.clone());
        }
    }
    for member in theirs {
        if !base.contains(member) && !merged.contains(member) {
            found.taken.push(Part::Member(member.clone()));
            merged.push(member.clone());
        }
    }
    merged
}

#[derive(Clone, Debug)]
pub(super) struct Plan {
    merged: Vec<(String, usize)>,
    theirs: Vec<(String, usize)>,
    order: Order,
}

/// A list: the same by member, the second of two equal ones being another member than the first; and its order.
pub(super) fn plan(sides: [&[String]; 3], found: &mut Found) -> Plan {
    let [base, theirs, mine] = sides.map(|side| number(side.iter().map(String::as_str)));
    let [in_base, in_theirs, in_mine] =
        [&base, &theirs, &mine].map(|side| side.iter().cloned().collect::<BTreeSet<_>>());
    let mut merged = Vec::new();
    for id in &mine {
        if in_base.contains(id) && !in_theirs.contains(id) {
            found.taken.push(Part::Member(id.0.clone()));
        } else {
            merged.push(id.clone());
        }
    }
    for id in &theirs {
        if !in_base.contains(id) && !in_mine.contains(id) {
            found.taken.push(Part::Member(id.0.clone()));
            merged.push(id.clone());
        }
    }
    let order = Order::plan([base, theirs.clone(), mine], found);
    Plan { merged, theirs, order }
}

impl Plan {
    pub(super) fn read(&self, choice: &Choice) -> Vec<String> {
        let there = if choice.ground { &self.theirs } else { &self.merged };
        let there = there.iter().map(|(name, number)| (name.as_str(), *number)).collect();
        self.order.place(&there, choice).into_iter().map(|(name, _)| name.to_owned()).collect()
    }
}
