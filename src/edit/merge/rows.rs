//! Tables: rows by name, then by column.
//!
//! A row's name is the text of its first cell. A row that stands alone under its name on every side is merged cell by
//! cell; rows that share a name cannot be told apart, so all rows of that name change together, as one part. A renamed
//! row is one that went and another one that came. Thus nothing of one row ever ends up in another one, and secrets
//! least of all.

use super::order::{Order, number};
use super::{Choice, Found, Overlap, Part, Piece};
use crate::edit::value::{Row, Secret, Slot, Value};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
pub(super) struct Plan {
    units: Vec<(String, Unit)>,
    order: Order,
}

/// All rows of one name.
#[derive(Clone, Debug)]
enum Unit {
    Rows(Piece<Vec<Row>>),
    Cells { cells: Vec<Piece<Value>>, layout: Vec<Slot>, theirs: Vec<Slot> },
}

pub(super) fn plan(sides: [&[Row]; 3], found: &mut Found) -> Plan {
    let mut groups: BTreeMap<&str, [Vec<&Row>; 3]> = BTreeMap::new();
    for (side, rows) in sides.iter().enumerate() {
        for row in *rows {
            if let Some(group) = groups.entry(name(row)).or_default().get_mut(side) {
                group.push(row);
            }
        }
    }
    let [base, theirs, mine] = sides;
    let (mut units, mut seen) = (Vec::new(), BTreeSet::new());
    for row in mine.iter().chain(theirs).chain(base) {
        let name = name(row);
        if let Some(group) = groups.get(name).filter(|_| seen.insert(name)) {
            units.push((name.to_owned(), unit(name, group, found)));
        }
    }
    let order = Order::plan(sides.map(|rows| number(rows.iter().map(name))), found);
    Plan { units, order }
}

fn name(row: &Row) -> &str {
    row.cells.first().and_then(Value::text).unwrap_or_default()
}

impl Plan {
    pub(super) fn read(&self, choice: &Choice) -> Vec<Row> {
        let mut rows = BTreeMap::new();
        for (name, unit) in &self.units {
            for (number, row) in unit.read(choice).into_iter().enumerate() {
                rows.insert((name.as_str(), number), row);
            }
        }
        let there = rows.keys().copied().collect();
        self.order.place(&there, choice).into_iter().filter_map(|id| rows.remove(&id)).collect()
    }
}

impl Unit {
    fn read(&self, choice: &Choice) -> Vec<Row> {
        match self {
            Self::Rows(piece) => piece.get(choice).clone(),
            Self::Cells { cells, layout, theirs } => vec![Row {
                cells: cells.iter().map(|cell| cell.get(choice).clone()).collect(),
                layout: if choice.ground { theirs.clone() } else { layout.clone() },
            }],
        }
    }
}

fn unit(name: &str, [base, theirs, mine]: &[Vec<&Row>; 3], found: &mut Found) -> Unit {
    if let ([base], [theirs], [mine]) = (base.as_slice(), theirs.as_slice(), mine.as_slice())
        && let Some(unit) = alone(name, [base, theirs, mine], found)
    {
        return unit;
    }
    let own = |rows: &[&Row]| rows.iter().copied().cloned().collect::<Vec<_>>();
    let settled = |value: Vec<Row>| Unit::Rows(Piece::Settled { value, theirs: own(theirs) });
    let each = |a: &[&Row], b: &[&Row], same: fn(&Row, &Row) -> bool| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
    };
    let shown = |rows: &[&Row]| if rows.is_empty() { Value::Absent } else { Value::Rows(own(rows)) };
    let theirs_changed = !each(base, theirs, Row::looks_like);
    if each(base, mine, untouched) {
        if theirs_changed {
            found.taken.push(Part::Row(name.to_owned()));
        }
        return settled(own(theirs));
    }
    if !theirs_changed {
        return settled(own(mine));
    }
    match (theirs.as_slice(), mine.as_slice()) {
        // Both came to the same row, to which one of them, mostly the server, added keys of its own.
        ([theirs], [mine])
            if mine.same_but_for_secrets(theirs)
                && (knows_no_more(mine, theirs) || knows_no_more(theirs, mine)) =>
        {
            let more = if knows_no_more(mine, theirs) { theirs } else { mine };
            settled(vec![Row { cells: with_secrets(&[], theirs, mine), layout: more.layout.clone() }])
        }
        (theirs, mine) if each(theirs, mine, Row::looks_like) => settled(own(mine)),
        (theirs, mine) => {
            let overlap = found.overlap(Part::Row(name.to_owned()), shown(base), shown(theirs), shown(mine));
            Unit::Rows(Piece::Open { overlap, base: own(base), theirs: own(theirs), mine: own(mine) })
        }
    }
}

/// A row that is the only one of its name on all sides. `None` where it has to change as a whole.
fn alone(name: &str, [base, theirs, mine]: [&Row; 3], found: &mut Found) -> Option<Unit> {
    let columns = base.cells.len();
    if theirs.cells.len() != columns || mine.cells.len() != columns {
        return None;
    }
    let settled =
        |value: Row| Unit::Rows(Piece::Settled { value: vec![value], theirs: vec![theirs.clone()] });
    let touched = !untouched(base, mine);
    if theirs.looks_like(base) && touched {
        let cells = with_secrets(&base.cells, theirs, mine);
        return Some(settled(Row { cells, layout: mine.layout.clone() }));
    }
    let layout = if touched { layout([base, theirs, mine])? } else { theirs.layout.clone() };
    let rest_changed = !same_unknown(base, theirs) && same_unknown(base, mine);
    let Found { taken, overlaps } = found;
    if rest_changed {
        taken.push(Part::Row(name.to_owned()));
    }
    let mut cells = Vec::with_capacity(columns);
    for (column, ((base, theirs), mine)) in base.cells.iter().zip(&theirs.cells).zip(&mine.cells).enumerate()
    {
        let part = || Part::Cell { row: name.to_owned(), column };
        cells.push(match (base, theirs, mine) {
            (Value::Secret(was), Value::Secret(their), Value::Secret(my)) => {
                let value = Value::Secret(secret(Some(was), their, my, touched).clone());
                Piece::Settled { value, theirs: theirs.clone() }
            }
            _ => Piece::of(
                [base, theirs, mine],
                || taken.push(part()),
                || {
                    let [base, theirs, mine] = [base, theirs, mine].map(Clone::clone);
                    overlaps.push(Overlap { part: part(), base, theirs, mine });
                    overlaps.len() - 1
                },
            ),
        });
    }
    Some(Unit::Cells { cells, layout, theirs: theirs.layout.clone() })
}

/// What the person typed wins over what the server hides. What is known since an earlier save goes with a row that the
/// person changed; in one that they left alone, theirs counts.
fn secret<'a>(base: Option<&Secret>, theirs: &'a Secret, mine: &'a Secret, touched: bool) -> &'a Secret {
    let wins = match mine {
        Secret::Kept => false,
        Secret::Known(_) if base.is_some_and(|base| base == mine) => touched && theirs.typed().is_none(),
        Secret::New(_) | Secret::Known(_) => mine != theirs,
    };
    if wins { mine } else { theirs }
}

/// The cells of mine, which was touched, each secret as [`secret`] says.
fn with_secrets(base: &[Value], theirs: &Row, mine: &Row) -> Vec<Value> {
    let cells = mine.cells.iter().zip(&theirs.cells).enumerate();
    let cell = |(column, (mine, theirs)): (usize, (&Value, &Value))| match (mine, theirs) {
        (Value::Secret(my), Value::Secret(their)) => {
            let base = base.get(column).and_then(|cell| match cell {
                Value::Secret(secret) => Some(secret),
                _ => None,
            });
            Value::Secret(secret(base, their, my, true).clone())
        }
        _ => mine.clone(),
    };
    cells.map(cell).collect()
}

/// The person changed nothing: what is hidden on a side is no change of it, what waits to be sent is one.
fn untouched(base: &Row, mine: &Row) -> bool {
    mine.looks_like(base)
        && mine.cells.iter().zip(&base.cells).all(|(mine, base)| match (mine, base) {
            (Value::Secret(Secret::New(_)), Value::Secret(_)) => false,
            (Value::Secret(mine), Value::Secret(base)) => mine.typed().is_none() || mine == base,
            _ => true,
        })
}

fn same_unknown(a: &Row, b: &Row) -> bool {
    knows_no_more(a, b) && knows_no_more(b, a)
}

fn knows_no_more(row: &Row, than: &Row) -> bool {
    row.unknown().all(|entry| than.unknown().any(|other| other == entry))
}

/// The keys of the merged row: those that no column names by key, theirs where mine did not change them. `None` where
/// both changed one, differently.
fn layout([base, theirs, mine]: [&Row; 3]) -> Option<Vec<Slot>> {
    let of =
        |row: &Row, key: &str| row.unknown().find(|(other, _)| *other == key).map(|(_, json)| json.clone());
    let mut layout = Vec::new();
    let mut placed = BTreeSet::new();
    for slot in theirs.layout.iter().chain(&mine.layout) {
        match slot {
            Slot::Cell(column) | Slot::Odd(column, _) => {
                if placed.insert(Err(*column)) {
                    layout.push(slot.clone());
                }
            }
            Slot::Unknown(key, _) => {
                if !placed.insert(Ok(key.as_str())) {
                    continue;
                }
                let (was, their, my) = (of(base, key), of(theirs, key), of(mine, key));
                let kept = if their == was || their == my {
                    my
                } else if my == was {
                    their
                } else {
                    return None;
                };
                layout.extend(kept.map(|json| Slot::Unknown(key.clone(), json)));
            }
        }
    }
    Some(layout)
}
