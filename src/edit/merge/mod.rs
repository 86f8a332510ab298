//! Three versions of a value become one: what it was, what someone else made of it, what the person made of it.
//!
//! What only one side changed is taken from that side; what both changed differently is an overlap, and somebody has to
//! choose. A merge is a pure question, asked again whenever its answer is needed.

mod asked;
mod json;
mod lines;
mod order;
mod rows;
mod words;

pub(super) use asked::Asked;

use super::field::{Field, Kind};
use super::value::Value;

/// Whose version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// As it was before either changed it.
    Base,
    /// What the server holds now.
    Theirs,
    /// What the person typed.
    Mine,
}

/// A part of a field that can change by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The field as a whole.
    Whole,
    /// A row of a table, or all rows of one name.
    Row(String),
    /// One cell of a row.
    Cell {
        /// The row's name: the text of its first cell.
        row: String,
        /// The column, from zero.
        column: usize,
    },
    /// A member of a set or a list.
    Member(String),
    /// A place in a JSON document: `customer.name`.
    Path(String),
    /// Lines of the person's text, counted from one, both included.
    Lines {
        /// The first of them.
        from: usize,
        /// The last of them.
        to: usize,
    },
    /// The order of rows or members.
    Order,
}

impl Part {
    /// What to call it, beside the field's own label. Nothing for the whole of it.
    pub fn describe(&self, field: &Field) -> String {
        let named = |name: &str| if name.is_empty() { "without a name".to_owned() } else { name.to_owned() };
        match self {
            Self::Whole => String::new(),
            Self::Row(name) => format!("row {}", named(name)),
            Self::Cell { row, column } => {
                let label = field.kind.columns().get(*column).map_or("cell", |column| column.label);
                let row = if row.is_empty() { "the row without a name" } else { row };
                format!("{} of {row}", label.to_lowercase())
            }
            Self::Member(name) | Self::Path(name) => name.clone(),
            Self::Lines { from, to } if from == to => format!("line {from}"),
            Self::Lines { from, to } => format!("lines {from} to {to}"),
            Self::Order if field.kind.columns().is_empty() => "order".to_owned(),
            Self::Order => "order of rows".to_owned(),
        }
    }
}

/// A part that both sides changed, differently. [`Value::Absent`] stands for what is not there on a side.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlap {
    /// Which part.
    pub part: Part,
    /// As it was.
    pub base: Value,
    /// As the server holds it.
    pub theirs: Value,
    /// As the person has it.
    pub mine: Value,
}

/// The answer to a merge: what came in by itself, what has to be chosen, and the value for each way of choosing.
#[derive(Clone, Debug)]
pub struct Merge {
    found: Found,
    plan: Plan,
    /// The whole answer, byte for byte, where only one side changed anything.
    one_sided: Option<Value>,
    theirs: Value,
}

/// What a merge finds on its way.
#[derive(Clone, Debug, Default)]
struct Found {
    taken: Vec<Part>,
    overlaps: Vec<Overlap>,
}

impl Found {
    fn overlap(&mut self, part: Part, base: Value, theirs: Value, mine: Value) -> usize {
        self.overlaps.push(Overlap { part, base, theirs, mine });
        self.overlaps.len() - 1
    }
}

#[derive(Clone, Debug)]
enum Plan {
    Whole(Piece<Value>),
    Text(lines::Plan),
    /// JSON that is not valid on some side, by line.
    Source(lines::Plan),
    Json(json::Plan),
    List(words::Plan),
    Rows(rows::Plan),
}

/// A part of the answer: settled, or waiting for a choice.
#[derive(Clone, Debug)]
enum Piece<T> {
    Settled { value: T, theirs: T },
    Open { overlap: usize, base: T, theirs: T, mine: T },
}

/// How open parts are read.
struct Choice<'a> {
    pick: &'a dyn Fn(usize) -> Side,
    /// Settled parts are read as theirs: this makes the base on which what is still open was changed by both.
    ground: bool,
}

impl<T> Piece<T> {
    fn get(&self, choice: &Choice) -> &T {
        match self {
            Self::Settled { theirs, .. } if choice.ground => theirs,
            Self::Settled { value, .. } => value,
            Self::Open { overlap, base, theirs, mine } => match (choice.pick)(*overlap) {
                Side::Base => base,
                Side::Theirs => theirs,
                Side::Mine => mine,
            },
        }
    }
}

impl<T: Clone + PartialEq> Piece<T> {
    /// Three versions of something that changes as a whole. `open` is asked for the overlap.
    fn of([base, theirs, mine]: [&T; 3], taken: impl FnOnce(), open: impl FnOnce() -> usize) -> Self {
        let settled = |value: &T| Self::Settled { value: value.clone(), theirs: theirs.clone() };
        if theirs == base || theirs == mine {
            settled(mine)
        } else if mine == base {
            taken();
            settled(theirs)
        } else {
            let [base, theirs, mine] = [base, theirs, mine].map(Clone::clone);
            Self::Open { overlap: open(), base, theirs, mine }
        }
    }
}

/// Merges three versions of a field's or a cell's value.
///
/// Text of many lines is merged by line, a set by member, a list by member and order, a document by JSON path, a table
/// by row name and column; everything else as a whole. What the server hides never counts as a change of theirs.
pub fn merge(kind: Kind, base: &Value, theirs: &Value, mine: &Value) -> Merge {
    let mut found = Found::default();
    let mine_alone = theirs == base || theirs == mine;
    if mine_alone {
        // No need to look further.
        let plan = Plan::Whole(Piece::Settled { value: mine.clone(), theirs: theirs.clone() });
        return Merge { found, plan, one_sided: Some(mine.clone()), theirs: theirs.clone() };
    }
    let plan = plan(kind, base, theirs, mine, &mut found);
    let one_sided = (mine == base).then(|| theirs.clone());
    if one_sided.is_some() && !found.overlaps.is_empty() {
        found = Found { taken: vec![Part::Whole], overlaps: Vec::new() };
    }
    Merge { found, plan, one_sided, theirs: theirs.clone() }
}

fn plan(kind: Kind, base: &Value, theirs: &Value, mine: &Value, found: &mut Found) -> Plan {
    match (kind, base, theirs, mine) {
        (Kind::Lines, Value::Text(base), Value::Text(theirs), Value::Text(mine)) => {
            Plan::Text(lines::plan([base, theirs, mine], found))
        }
        (Kind::Document, Value::Document(base), Value::Document(theirs), Value::Document(mine)) => {
            match json::plan([base, theirs, mine], found) {
                Some(plan) => Plan::Json(plan),
                None => Plan::Source(lines::plan([base, theirs, mine], found)),
            }
        }
        (Kind::Set(_), Value::Set(base), Value::Set(theirs), Value::Set(mine)) => {
            let value = Value::Set(words::set([base, theirs, mine], found));
            Plan::Whole(Piece::Settled { value, theirs: Value::Set(theirs.clone()) })
        }
        (Kind::List, Value::List(base), Value::List(theirs), Value::List(mine)) => {
            Plan::List(words::plan([base, theirs, mine], found))
        }
        (Kind::Table(_), Value::Rows(base), Value::Rows(theirs), Value::Rows(mine)) => {
            Plan::Rows(rows::plan([base, theirs, mine], found))
        }
        _ => {
            let Found { taken, overlaps } = found;
            Plan::Whole(Piece::of(
                [base, theirs, mine],
                || taken.push(Part::Whole),
                || {
                    let [base, theirs, mine] = [base, theirs, mine].map(Clone::clone);
                    overlaps.push(Overlap { part: Part::Whole, base, theirs, mine });
                    overlaps.len() - 1
                },
            ))
        }
    }
}

impl Merge {
    /// Nothing but a choice between two versions of the field as a whole.
    pub(super) fn whole(base: &Value, theirs: &Value, mine: &Value) -> Self {
        let mut found = Found::default();
        let overlap = found.overlap(Part::Whole, base.clone(), theirs.clone(), mine.clone());
        let [base, their, mine] = [base, theirs, mine].map(Clone::clone);
        let plan = Plan::Whole(Piece::Open { overlap, base, theirs: their, mine });
        Self { found, plan, one_sided: None, theirs: theirs.clone() }
    }

    /// The parts of theirs that are taken in without asking.
    pub fn taken(&self) -> &[Part] {
        &self.found.taken
    }

    /// The parts that both sides changed, differently.
    pub fn overlaps(&self) -> &[Overlap] {
        &self.found.overlaps
    }

    /// True when there is nothing to choose.
    pub fn is_clean(&self) -> bool {
        self.found.overlaps.is_empty()
    }

    /// The merged value, with each overlap resolved to the side that `pick` names for its index.
    pub fn value(&self, pick: impl Fn(usize) -> Side) -> Value {
        match &self.one_sided {
            Some(value) => value.clone(),
            None => self.read(&Choice { pick: &pick, ground: false }),
        }
    }

    /// What to call the base from here on: theirs, but for the overlaps that are still open. Against it theirs has changed
    /// nothing but those, and mine has changed what it changed before.
    pub(super) fn ground(&self, settled: impl Fn(usize) -> bool) -> Value {
        if self.is_clean() {
            return self.theirs.clone();
        }
        let pick = |overlap| if settled(overlap) { Side::Theirs } else { Side::Base };
        self.read(&Choice { pick: &pick, ground: true })
    }

    fn read(&self, choice: &Choice) -> Value {
        match &self.plan {
            Plan::Whole(piece) => piece.get(choice).clone(),
            Plan::Text(plan) => Value::Text(plan.read(choice)),
            Plan::Source(plan) => Value::Document(plan.read(choice)),
            Plan::Json(plan) => Value::Document(plan.read(choice)),
            Plan::List(plan) => Value::List(plan.read(choice)),
            Plan::Rows(plan) => Value::Rows(plan.read(choice)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::field::{Access, Column};
    use serde_json::json;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn lines(base: &str, theirs: &str, mine: &str) -> Merge {
        merge(Kind::Lines, &text(base), &text(theirs), &text(mine))
    }

    fn document(base: &str, theirs: &str, mine: &str) -> Merge {
        let [base, theirs, mine] = [base, theirs, mine].map(|text| Value::Document(text.to_owned()));
        merge(Kind::Document, &base, &theirs, &mine)
    }

    const COLUMNS: &[Column] = &[
        Column { key: "name", label: "Name", kind: Kind::Text, required: false, rule: None },
        Column { key: "description", label: "Description", kind: Kind::Text, required: true, rule: None },
    ];

    fn table(rows: &serde_json::Value) -> Value {
        Kind::Table(COLUMNS).decode(Some(rows))
    }

    #[test]
    fn lines_that_are_apart_come_together_with_their_own_ends() {
        let merge = lines("a\r\nb\nc\nd", "A\r\nb\nc\nd", "a\r\nb\nc\nd\ne");
        assert_eq!(merge.value(|_| Side::Mine), text("A\r\nb\nc\nd\ne"));
        assert_eq!(merge.taken(), [Part::Lines { from: 1, to: 1 }]);
        assert!(merge.is_clean());
    }

    #[test]
    fn lines_that_touch_are_one_choice() {
        let merge = lines("a\nb\nc\n", "A\nb\nc\n", "a\nB\nC\n");
        let [overlap] = merge.overlaps() else { panic!("{:?}", merge.overlaps()) };
        assert_eq!(overlap.part, Part::Lines { from: 1, to: 3 });
        assert_eq!((&overlap.theirs, &overlap.mine), (&text("A\nb\nc\n"), &text("a\nB\nC\n")));
        assert_eq!(merge.value(|_| Side::Theirs), text("A\nb\nc\n"));
        assert_eq!(merge.value(|_| Side::Base), text("a\nb\nc\n"));
    }

    #[test]
    fn a_huge_text_is_merged_and_one_without_anything_in_common_is_one_choice() {
        let base: Vec<String> = (0..40_000).map(|line| format!("line {line}\n")).collect();
        let changed = |places: &[usize]| {
            let mut lines = base.clone();
            for place in places {
                lines[*place].insert(0, '+');
            }
            lines.concat()
        };
        let merge = lines(&base.concat(), &changed(&[7, 39_000]), &changed(&[20_000]));
        assert!(merge.is_clean());
        assert_eq!(merge.value(|_| Side::Mine), text(&changed(&[7, 20_000, 39_000])));
        // Lines that stand twice offer nothing to cut at.
        let line = |number: usize| number.to_string() + "\n";
        let alike = |by: usize| (0..40_000).map(|number| line(number % by)).collect::<String>();
        let merge = lines(&alike(3), &alike(5), &alike(7));
        assert_eq!(merge.overlaps().len(), 1);
        assert_eq!(merge.value(|_| Side::Theirs), text(&alike(5)));
    }

    #[test]
    fn json_is_merged_by_path_in_the_persons_layout_and_with_every_digit() {
        let merge = document(
            "{\n    \"n\": 1.10,\n    \"a\": {\"x\": 1},\n    \"z\": 0\n}",
            "{\n    \"n\": 1.100,\n    \"a\": {\"x\": 1},\n    \"z\": 0\n}",
            "{\n    \"n\": 1.10,\n    \"a\": {\"x\": 2},\n    \"z\": 0\n}",
        );
        let both = "{\n    \"n\": 1.100,\n    \"a\": {\"x\": 2},\n    \"z\": 0\n}";
        assert_eq!(merge.value(|_| Side::Mine).text(), Some(both));
        assert_eq!(merge.taken(), [Part::Path("n".into())]);
        let merge = document("{\"a\":{\"b.c\":[1]}}", "{\"a\":{\"b.c\":[1,2]}}", "{\"a\":{\"b.c\":[0]}}");
        assert_eq!(merge.overlaps()[0].part, Part::Path("a[\"b.c\"]".into()));
        // A key that stands twice would be lost by reading it.
        let doubled = |a: u8, b: u8| format!("{{\n\"a\":1,\n\"a\":{a},\n\"c\":0,\n\"b\":{b}}}");
        let merge = document(&doubled(2, 3), &doubled(2, 4), &doubled(7, 3));
        assert_eq!(merge.value(|_| Side::Mine).text(), Some(doubled(7, 4).as_str()));
    }

    #[test]
    fn a_row_that_one_deleted_and_the_other_changed_has_to_be_chosen() {
        let base = table(&json!([{"name": "a", "description": "1"}, {"name": "b", "description": "1"}]));
        let theirs = table(&json!([{"name": "a", "description": "1"}]));
        let mine = table(&json!([{"name": "a", "description": "1"}, {"name": "b", "description": "2"}]));
        let merge = merge(Kind::Table(COLUMNS), &base, &theirs, &mine);
        assert_eq!(merge.overlaps()[0].part, Part::Row("b".into()));
        assert_eq!(merge.overlaps()[0].theirs, Value::Absent);
        assert_eq!((merge.value(|_| Side::Theirs), merge.value(|_| Side::Mine)), (theirs, mine));
    }

    #[test]
    fn rows_that_were_renamed_crosswise_are_not_mixed_up() {
        let base = table(&json!([{"name": "a", "description": "1"}, {"name": "b", "description": "2"}]));
        let mine = table(&json!([{"name": "c", "description": "1"}, {"name": "b", "description": "2"}]));
        let theirs = table(&json!([{"name": "a", "description": "1"}, {"name": "b", "description": "3"}]));
        let merge = merge(Kind::Table(COLUMNS), &base, &theirs, &mine);
        let both = table(&json!([{"name": "c", "description": "1"}, {"name": "b", "description": "3"}]));
        assert!(merge.is_clean());
        assert_eq!(merge.value(|_| Side::Mine), both);
    }

    #[test]
    fn a_part_is_called_what_a_person_would_call_it() {
        let field =
            |kind| Field { key: "k", label: "L", help: "", group: "", kind, access: Access::ReadWrite };
        let table = field(Kind::Table(COLUMNS));
        let cell = Part::Cell { row: "order_id".into(), column: 1 };
        assert_eq!(cell.describe(&table), "description of order_id");
        assert_eq!(Part::Row("Authorization".into()).describe(&table), "row Authorization");
        assert_eq!(Part::Order.describe(&table), "order of rows");
        let lines = field(Kind::Lines);
        assert_eq!(Part::Lines { from: 3, to: 5 }.describe(&lines), "lines 3 to 5");
        assert_eq!(Part::Lines { from: 3, to: 3 }.describe(&lines), "line 3");
        assert_eq!(Part::Whole.describe(&lines), "");
    }
}
