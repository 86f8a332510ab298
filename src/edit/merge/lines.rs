//! Text by line: chunks that one side changed are taken from it; chunks that both changed, or that touch, are one overlap.
//!
//! A line is everything up to and including its `\n`, so line ends and a missing last one are kept byte for byte.

use super::{Choice, Found, Part, Piece, Value};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::HashMap;
use std::ops::Range;

/// So many lines are compared with care, which may cost their product. More are first cut at lines that stand once on
/// both sides; what cannot be cut is one chunk.
const FEW: usize = 5_000;
/// So often are they cut.
const CUTS: usize = 8;

#[derive(Clone, Debug)]
pub(super) struct Plan(Vec<Piece<String>>);

impl Plan {
    pub(super) fn read(&self, choice: &Choice) -> String {
        self.0.iter().map(|piece| piece.get(choice).as_str()).collect()
    }
}

/// Lines of the old text that were replaced by lines of the new one. Either may be none.
#[derive(Clone, Debug)]
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

pub(super) fn plan(texts: [&str; 3], found: &mut Found) -> Plan {
    plan_by(texts, true, found)
}

/// The same, but lines that only touch are taken apart: for a format in which it is known from elsewhere what may come
/// together.
pub(super) fn plan_apart(texts: [&str; 3]) -> Plan {
    plan_by(texts, false, &mut Found::default())
}

fn plan_by(texts: [&str; 3], together: bool, found: &mut Found) -> Plan {
    let [base, theirs, mine] = texts.map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let (by_them, by_me) = (changes(&base, &theirs), changes(&base, &mine));
    let (mut by_them, mut by_me) = (by_them.into_iter().peekable(), by_me.into_iter().peekable());
    let mut pieces = Vec::new();
    let (mut at, mut at_theirs, mut at_mine) = (0, 0, 0);
    loop {
        let starts = [by_them.peek(), by_me.peek()].into_iter().flatten().map(|change| change.old.start);
        let start = starts.min().unwrap_or(base.len());
        let same = start.saturating_sub(at);
        if same > 0 {
            let text = text(&base, at, same);
            pieces.push(Piece::Settled { value: text.clone(), theirs: text });
        }
        at_theirs += same;
        at_mine += same;
        if by_them.peek().is_none() && by_me.peek().is_none() {
            return Plan(pieces);
        }
        // Everything that overlaps belongs together, and what touches, too.
        let mut end = start;
        let [mut gone, mut came] = [[0, 0]; 2];
        loop {
            let touches = |change: &Change| {
                let from = change.old.start;
                from == start || from < end || (together && from == end)
            };
            let (side, change) = match (by_them.next_if(touches), by_me.peek()) {
                (Some(change), _) => (0, change),
                (None, Some(_)) => match by_me.next_if(touches) {
                    Some(change) => (1, change),
                    None => break,
                },
                (None, None) => break,
            };
            end = end.max(change.old.end);
            if let (Some(gone), Some(came)) = (gone.get_mut(side), came.get_mut(side)) {
                *gone += change.old.len();
                *came += change.new.len();
            }
        }
        let length = end - start;
        let [theirs_gone, mine_gone] = gone;
        let [theirs_came, mine_came] = came;
        let theirs_length = (length + theirs_came).saturating_sub(theirs_gone);
        let mine_length = (length + mine_came).saturating_sub(mine_gone);
        let was = text(&base, start, length);
        let theirs_text = text(&theirs, at_theirs, theirs_length);
        let mine_text = text(&mine, at_mine, mine_length);
        let from = (at_mine + 1).min(mine.len().max(1));
        let part = Part::Lines { from, to: (at_mine + mine_length).max(from) };
        let Found { taken, overlaps } = found;
        pieces.push(Piece::of(
            [&was, &theirs_text, &mine_text],
            || taken.push(part.clone()),
            || {
                let [base, theirs, mine] = [&was, &theirs_text, &mine_text].map(|text| shown(text));
                overlaps.push(super::Overlap { part: part.clone(), base, theirs, mine });
                overlaps.len() - 1
            },
        ));
        (at, at_theirs, at_mine) = (end, at_theirs + theirs_length, at_mine + mine_length);
    }
}

fn shown(text: &str) -> Value {
    if text.is_empty() { Value::Absent } else { Value::Text(text.to_owned()) }
}

fn text(lines: &[&str], from: usize, count: usize) -> String {
    lines.iter().skip(from).take(count).copied().collect()
}

/// What turns the old lines into the new ones, in order; no two changes touch.
fn changes(old: &[&str], new: &[&str]) -> Vec<Change> {
    // Numbers for lines: long ones are compared once.
    let mut numbers = HashMap::new();
    let [old, new] = [old, new].map(|lines| {
        let number = |line: &&str| {
            let next = numbers.len();
            *numbers.entry((*line).to_owned()).or_insert(next)
        };
        lines.iter().map(number).collect::<Vec<_>>()
    });
    let mut found: Vec<Change> = Vec::new();
    compare(&old, &new, (0, 0), CUTS, &mut found);
    let mut joined: Vec<Change> = Vec::new();
    for change in found {
        match joined.last_mut() {
            Some(last) if last.old.end == change.old.start && last.new.end == change.new.start => {
                last.old.end = change.old.end;
                last.new.end = change.new.end;
            }
            _ => joined.push(change),
        }
    }
    joined
}

fn compare(old: &[usize], new: &[usize], at: (usize, usize), cuts: usize, found: &mut Vec<Change>) {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = |lines: &[usize]| lines.get(head..).unwrap_or_default().to_vec();
    let (mut old, mut new) = (rest(old), rest(new));
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    old.truncate(old.len() - tail);
    new.truncate(new.len() - tail);
    let (old_at, new_at) = (at.0 + head, at.1 + head);
    let mut push = |old: Range<usize>, new: Range<usize>| {
        found.push(Change {
            old: old_at + old.start..old_at + old.end,
            new: new_at + new.start..new_at + new.end,
        });
    };
    if old.is_empty() && new.is_empty() {
        return;
    }
    if old.is_empty() || new.is_empty() {
        return push(0..old.len(), 0..new.len());
    }
    if old.len() + new.len() <= FEW {
        for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
            if !matches!(op, DiffOp::Equal { .. }) {
                push(op.old_range(), op.new_range());
            }
        }
        return;
    }
    let anchors = if cuts == 0 { Vec::new() } else { anchors(&old, &new) };
    if anchors.is_empty() {
        return push(0..old.len(), 0..new.len());
    }
    let (mut from, ends) = ((0, 0), (old.len(), new.len()));
    for (old_end, new_end) in anchors.into_iter().chain([ends]) {
        let between = (old.get(from.0..old_end), new.get(from.1..new_end));
        if let (Some(old), Some(new)) = between {
            compare(old, new, (old_at + from.0, new_at + from.1), cuts - 1, found);
        }
        from = (old_end + 1, new_end + 1);
    }
}

/// Places of lines that stand once on both sides, as many as are in the same order on both.
fn anchors(old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
    let once = |lines: &[usize]| {
        let mut places: HashMap<usize, Option<usize>> = HashMap::new();
        for (place, line) in lines.iter().enumerate() {
            places.entry(*line).and_modify(|place| *place = None).or_insert(Some(place));
        }
        places
    };
    let (in_old, in_new) = (once(old), once(new));
    let place = |line: &usize| Some((in_old.get(line).copied()??, in_new.get(line).copied()??));
    let pairs: Vec<(usize, usize)> = old.iter().filter_map(place).collect();
    // The longest run of pairs that rises on both sides: for each length the run with the lowest end.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, (_, new)) in pairs.iter().enumerate() {
        let lower = |end: &usize| pairs.get(*end).is_some_and(|(_, other)| other < new);
        let length = ends.partition_point(lower);
        before.push(length.checked_sub(1).and_then(|length| ends.get(length).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut run = Vec::new();
    let mut next = ends.last().copied();
    while let Some(index) = next {
        run.extend(pairs.get(index));
        next = before.get(index).copied().flatten();
    }
    run.reverse();
    run
}
