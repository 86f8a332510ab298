//! Laws of merging: nobody's change is lost, nothing is made up, and it is all the same who is called mine.

use super::make::{MARK, draft, edited, read_secret, record};
use super::read::{plain, sorted};
use super::sides::{Sides, of, sides};
use super::tries;
use patchpanel::connector::FIELDS;
use patchpanel::edit::{
    At, By, Draft, Json, Kind, Merge, Overlap, Part, Record, Restored, Row, Side, Value, merge,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn merged(sides: &Sides) -> Merge {
    let [base, theirs, mine] = sides.values();
    merge(sides.kind(), &base, &theirs, &mine)
}

/// The parts of a value that can change by themselves, each with what it holds. Written without the merge's own reading.
fn parts(kind: Kind, value: &Value) -> BTreeMap<String, Json> {
    let mut parts = BTreeMap::new();
    match value {
        Value::Set(words) | Value::List(words) => {
            let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
            for word in words {
                let count = counts.entry(word).or_default();
                *count += 1;
                parts.insert(format!("{word} {count}"), Json::Bool(true));
            }
        }
        Value::Document(text) => leaves("", &serde_json::from_str(text).unwrap(), &mut parts),
        Value::Rows(rows) => {
            for (name, rows) in by_name(rows) {
                if let [row] = rows.as_slice() {
                    parts.insert(format!("{name} is there"), Json::Bool(true));
                    for (column, cell) in kind.columns().iter().zip(&row.cells) {
                        parts.insert(format!("{name}/{}", column.key), plain(column.kind, cell));
                    }
                    for (key, json) in row.unknown() {
                        parts.insert(format!("{name}/{key}"), sorted(json));
                    }
                }
            }
        }
        Value::Text(text) if matches!(kind, Kind::Lines) => {
            for line in text.lines() {
                parts.insert(line.to_owned(), Json::Bool(true));
            }
        }
        whole => drop(parts.insert(String::new(), plain(kind, whole))),
    }
    parts
}

fn leaves(path: &str, json: &Json, parts: &mut BTreeMap<String, Json>) {
    match json {
        Json::Object(object) if !object.is_empty() || path.is_empty() => {
            for (key, json) in object {
                leaves(&format!("{path}/{key}"), json, parts);
            }
        }
        other => drop(parts.insert(path.to_owned(), other.clone())),
    }
}

fn by_name(rows: &[Row]) -> BTreeMap<String, Vec<&Row>> {
    let mut names: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        names.entry(row.cells[0].text().unwrap_or_default().to_owned()).or_default().push(row);
    }
    names
}

/// Names that stand twice on some side: what is under them changes as one.
fn doubled(values: &[Value]) -> BTreeSet<String> {
    let twice = |value: &Value| {
        let names = by_name(value.rows());
        names.into_iter().filter(|(_, rows)| rows.len() > 1).map(|(name, _)| name).collect::<Vec<_>>()
    };
    values.iter().flat_map(twice).collect()
}

/// True where both sides added rows or words of one name: they stand where mine has them.
fn both_added(sides: &[&Value; 3]) -> bool {
    let names = |value: &Value| match value {
        Value::List(words) => words.clone(),
        value => value.rows().iter().map(|row| row.cells[0].text().unwrap_or_default().to_owned()).collect(),
    };
    let [base, theirs, mine] = sides.map(names);
    let count = |side: &[String], name: &String| side.iter().filter(|other| *other == name).count();
    theirs.iter().any(|name| count(&theirs, name).min(count(&mine, name)) > count(&base, name))
}

proptest! {
    #![proptest_config(tries(400))]

    #[test]
    fn no_side_is_lost_and_nothing_is_made_up(sides in sides()) {
        prop_assume!(sides.key != "body");
        let merge = merged(&sides);
        let values = sides.values();
        let [base, theirs, mine] = values.each_ref().map(|value| parts(sides.kind(), value));
        let doubled = doubled(&values);
        let hidden = plain(Kind::Secret, &Value::Secret(patchpanel::edit::Secret::Kept));
        for side in [Side::Mine, Side::Theirs, Side::Base] {
            let value = merge.value(|_| side);
            let result = parts(sides.kind(), &value);
            for part in base.keys().chain(theirs.keys()).chain(mine.keys()).chain(result.keys()) {
                let name = part.split(['/', ' ']).next().unwrap();
                if !value.rows().is_empty() && doubled.contains(name) {
                    continue;
                }
                let [b, t, m, r] = [&base, &theirs, &mine, &result].map(|parts| parts.get(part));
                prop_assert!([b, t, m].contains(&r), "{part} is {r:?} with {side:?}");
                if t.is_some() && (t == Some(&hidden)) {
                    // What is typed stays, unless theirs was chosen for the whole row.
                    prop_assert!(side != Side::Mine || m.is_none() || m == r || m == Some(&hidden), "{part}");
                    continue;
                }
                match side {
                    Side::Mine => prop_assert!(m == b || r == m, "{part}: mine is lost"),
                    Side::Theirs => prop_assert!(t == b || r == t, "{part}: theirs is lost"),
                    Side::Base => {}
                }
                if merge.is_clean() {
                    prop_assert!(t == b || r == t, "{part}: theirs is lost without asking");
                    prop_assert!(m == b || r == m, "{part}: mine is lost without asking");
                }
            }
            // No row of any name is lost, doubled or not, unless somebody took it out.
            let wanted = match side { Side::Mine => &values[2], Side::Theirs => &values[1], Side::Base => &values[0] };
            let names = by_name(value.rows());
            for (name, rows) in by_name(wanted.rows()) {
                let least = values.iter().map(|value| by_name(value.rows()).get(&name).map_or(0, Vec::len)).min();
                prop_assert!(names.get(&name).map_or(0, Vec::len) >= least.unwrap().min(rows.len()), "{}", name);
            }
        }
    }

    #[test]
    fn it_is_all_the_same_who_is_called_mine(mut sides in sides()) {
        sides.secrets.clear();
        let [base, theirs, mine] = sides.values();
        let one = merge(sides.kind(), &base, &theirs, &mine);
        let other = merge(sides.kind(), &base, &mine, &theirs);
        prop_assert_eq!(one.overlaps().len(), other.overlaps().len());
        let turn = |side| match side { Side::Mine => Side::Theirs, Side::Theirs => Side::Mine, Side::Base => Side::Base };
        if one.is_clean() && !both_added(&[&base, &theirs, &mine]) {
            prop_assert_eq!(one.value(|_| Side::Mine), other.value(|_| Side::Mine));
        }
        for overlap in one.overlaps() {
            let same = other.overlaps().iter().any(|o| {
                (o.base == overlap.base && o.theirs == overlap.mine && o.mine == overlap.theirs)
                    || matches!(overlap.part, Part::Lines { .. })
            });
            prop_assert!(same, "{:?}", overlap.part);
        }
        for side in [Side::Mine, Side::Theirs] {
            let (a, b) = (one.value(|_| side), other.value(|_| turn(side)));
            prop_assert_eq!(parts(sides.kind(), &a), parts(sides.kind(), &b));
        }
    }

    #[test]
    fn what_only_one_side_changed_is_that_side_byte_for_byte(sides in sides(), pick in 0..3_usize) {
        let [base, theirs, mine] = sides.values();
        let pick = [Side::Base, Side::Theirs, Side::Mine][pick];
        for (theirs, mine, expected) in [(&base, &mine, &mine), (&theirs, &base, &theirs), (&mine, &mine, &mine)] {
            let merge = merge(sides.kind(), &base, theirs, mine);
            prop_assert!(merge.is_clean());
            prop_assert_eq!(&merge.value(|_| pick), expected);
            if theirs != &base {
                prop_assert_eq!(format!("{:?}", merge.value(|_| pick)), format!("{:?}", expected));
            }
            prop_assert_eq!(merge.taken().is_empty(), theirs == &base || theirs == mine);
        }
    }

    #[test]
    fn merging_again_changes_nothing(sides in sides()) {
        // Of lines that are all alike nobody can say which one was added.
        prop_assume!(sides.key != "body");
        let [base, theirs, _] = sides.values();
        let first = merged(&sides);
        for side in [Side::Mine, Side::Theirs] {
            let once = first.value(|_| side);
            if first.is_clean() || side == Side::Theirs {
                let again = merge(sides.kind(), &base, &theirs, &once);
                if !matches!(sides.kind(), Kind::Lines) {
                    prop_assert!(again.is_clean() || !doubled(&sides.values()).is_empty(), "{:?}", again.overlaps());
                }
                prop_assert_eq!(again.value(|_| Side::Mine), once);
            }
        }
    }

    #[test]
    fn a_secret_stays_with_the_row_it_was_typed_for(sides in of(&["headers"])) {
        let merge = merged(&sides);
        let [_, _, mine] = sides.values();
        let typed = |value: &Value| -> Vec<(String, String)> {
            let rows = value.rows().iter();
            rows.filter_map(|row| Some((row.cells[0].text()?.to_owned(), read_secret(&row.cells[1])?))).collect()
        };
        for side in [Side::Mine, Side::Theirs, Side::Base] {
            let mut before = typed(&mine);
            for pair in typed(&merge.value(|_| side)) {
                let place = before.iter().position(|other| *other == pair);
                prop_assert!(place.is_some(), "{:?} is in another row than {:?}", pair, typed(&mine));
                before.remove(place.unwrap());
            }
            prop_assert!(side != Side::Mine || before.is_empty(), "{:?} is lost", before);
        }
    }
}

/// True for lines, and where rows share a name: which one is which may have to be guessed.
fn alike(sides: &Sides) -> bool {
    matches!(sides.kind(), Kind::Lines) || !doubled(&sides.values()).is_empty()
}

/// A draft on the base with mine typed, and theirs as a reading.
fn begun(sides: &Sides) -> (Draft, Record) {
    let [_, _, mine] = sides.values();
    let mut draft = draft(&sides.record(&sides.base));
    draft.set(sides.at(), mine);
    (draft, Record::decode(&FIELDS, &sides.record(&sides.theirs)).unwrap())
}

const MERGED: &[&str] = &["name", "description", "body", "audiences", "token_ids", "headers", "data_inputs"];

proptest! {
    #![proptest_config(tries(400))]

    #[test]
    fn a_reading_is_merged_once(sides in of(MERGED)) {
        let (mut draft, theirs) = begun(&sides);
        let at = sides.at();
        let edited = draft.is_dirty(at);
        let expected = merged(&sides);
        let moved = draft.take(theirs.clone(), By::SomeoneElse);
        prop_assert_eq!(draft.value(at), &expected.value(|_| Side::Mine));
        prop_assert_eq!(draft.is_dirty(at), draft.value(at) != draft.base().value(at), "an edit that is none");
        prop_assert_eq!(draft.conflicts_at(at).is_some(), edited && !expected.is_clean());
        if let Some(moved) = moved.iter().find(|moved| moved.at == at) {
            prop_assert_eq!(moved.edited, edited);
            prop_assert!(!edited || moved.taken == expected.taken());
            prop_assert_eq!(moved.overlaps > 0, !expected.is_clean());
        }
        // All but the number that only ever moves.
        let shown = |draft: &Draft| format!("{draft:?}").split(", revision: ").next().map(str::to_owned);
        let before = shown(&draft);
        prop_assert_eq!(draft.take(theirs, By::SomeoneElse), vec![]);
        prop_assert_eq!(shown(&draft), before);
    }

    #[test]
    fn what_is_open_is_what_both_changed_and_nothing_goes_out_before_it_is_chosen(sides in of(MERGED)) {
        let (mut draft, theirs) = begun(&sides);
        let at = sides.at();
        draft.take(theirs, By::SomeoneElse);
        let Some(open) = draft.conflicts_at(at) else { return Ok(()) };
        prop_assert_eq!(&open.value(|_| Side::Mine), draft.value(at));
        prop_assert_eq!(open.taken(), &[], "it was taken in before");
        // Lines and rows that are all alike may be asked about as a whole.
        if !alike(&sides) {
            // Which rows there are to be put in order has changed by what came in.
            let but_order = |merge: &Merge| {
                let shown = |overlap: &Overlap| match overlap.part {
                    Part::Order => String::new(),
                    _ => format!("{overlap:?}"),
                };
                merge.overlaps().iter().map(shown).collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(but_order(&open), but_order(&merged(&sides)));
        }
        let problems = draft.problems_at(at);
        prop_assert!(problems.len() == 1 && problems[0].why.contains("choose theirs or yours"), "{:?}", problems);
        prop_assert_eq!(draft.patch().unwrap_err(), problems);
        prop_assert_eq!(draft.patch_without(&BTreeSet::from([at])).unwrap_err(), vec![]);
        prop_assert_eq!(draft.conflicts().into_iter().map(|(at, _)| at).collect::<Vec<_>>(), vec![at]);
        let value = draft.value(at).clone();
        while !draft.conflicts().is_empty() {
            draft.choose(at, 0, Side::Mine);
        }
        prop_assert_eq!(draft.value(at), &value);
        prop_assert!(draft.conflicts().is_empty() && draft.is_dirty(at));
    }

    #[test]
    fn a_choice_settles_its_overlap_and_no_other(sides in of(MERGED), picks in prop::collection::vec((any::<prop::sample::Index>(), 0..2_usize), 12)) {
        let (mut draft, theirs) = begun(&sides);
        let at = sides.at();
        draft.take(theirs, By::SomeoneElse);
        for (index, side) in picks {
            let Some(open) = draft.conflicts_at(at) else { break };
            let index = index.index(open.overlaps().len());
            let side = [Side::Theirs, Side::Mine][side];
            draft.choose(at, index, side);
            let expected = open.value(|other| if other == index { side } else { Side::Mine });
            prop_assert_eq!(draft.value(at), &expected);
            let left = draft.conflicts_at(at);
            let left = left.as_ref().map_or(&[][..], Merge::overlaps);
            if !alike(&sides) {
                let mut rest = open.overlaps().to_vec();
                let chosen = rest.remove(index);
                // Where rows went or came with the choice, the question of their order is another one, or none.
                let rows = |overlaps: &[Overlap]| -> BTreeSet<String> {
                    let asked = overlaps.iter().filter(|overlap| overlap.part != Part::Order);
                    asked.map(|overlap| format!("{overlap:?}")).collect()
                };
                prop_assert_eq!(rows(left), rows(&rest));
                prop_assert!(chosen.part != Part::Order || left.iter().all(|overlap| overlap.part != Part::Order));
            }
        }
        prop_assert!(draft.conflicts_at(at).is_none(), "it never ends: {:?}", draft.conflicts_at(at));
    }

    #[test]
    fn theirs_everywhere_and_mine_everywhere_are_what_the_merge_says(sides in of(MERGED), side in 0..2_usize) {
        let side = [Side::Theirs, Side::Mine][side];
        // Where parts cannot be told apart the field may be asked about as a whole: then theirs is all of theirs.
        prop_assume!(side == Side::Mine || sides.key == "description" || !alike(&sides));
        let (mut draft, theirs) = begun(&sides);
        let at = sides.at();
        draft.take(theirs, By::SomeoneElse);
        for _ in 0..20 {
            draft.choose(at, 0, side);
        }
        let (chosen, expected) = (parts(sides.kind(), draft.value(at)), parts(sides.kind(), &merged(&sides).value(|_| side)));
        prop_assert_eq!(chosen, expected);
    }

    #[test]
    fn typing_over_what_is_open_never_sends_what_nobody_looked_at(sides in of(MERGED), back in any::<bool>()) {
        // Typing the old value back is a change of theirs, and asked about.
        let (mut draft, theirs) = begun(&sides);
        let at = sides.at();
        draft.take(theirs, By::SomeoneElse);
        prop_assume!(draft.conflicts_at(at).is_some());
        let [base, theirs, _] = sides.values();
        draft.set(at, if back { base.clone() } else { theirs.clone() });
        prop_assert_eq!(draft.is_dirty(at), back && draft.base().value(at) != &base);
        // Of rows that share a name nobody can say which one was moved.
        if doubled(&sides.values()).is_empty() {
            prop_assert_eq!(draft.conflicts_at(at).is_some(), draft.is_dirty(at));
        }
    }

    #[test]
    fn restoring_is_typing_before_the_server_moved(sides in of(MERGED)) {
        let (mut typed, theirs) = begun(&sides);
        let [base, _, mine] = sides.values();
        let at = sides.at();
        let mut restored = draft(&sides.record(&sides.theirs));
        let id = At::of(&FIELDS, "id").unwrap();
        let Restored { moved, refused } = restored.restore(vec![(at, base, mine), (id, Value::Null, Value::Text("x".into()))]);
        prop_assert_eq!(refused, [id]);
        let expected = typed.take(theirs, By::SomeoneElse);
        let expected: Vec<_> = expected.into_iter().filter(|moved| moved.edited).collect();
        prop_assert_eq!(moved, expected);
        prop_assert_eq!(restored.value(at), typed.value(at));
        prop_assert_eq!(restored.changes().collect::<Vec<_>>(), typed.changes().collect::<Vec<_>>());
        let overlaps = |draft: &Draft| draft.conflicts_at(at).map(|merge| merge.overlaps().to_vec());
        prop_assert_eq!(overlaps(&restored), overlaps(&typed));
    }

    #[test]
    fn nothing_known_is_left_after_someone_elses_change((base, edited) in edited(), other in record(), same in any::<bool>()) {
        let mut draft = edited.draft;
        super::make::complete(&mut draft);
        if let Ok(patch) = draft.patch() {
            draft.accepted(&patch, &super::answers::stored(&base, &super::answers::body(&patch)));
            for (at, _) in At::all(&FIELDS) {
                let mut value = draft.value(at).clone();
                let had = format!("{value:?}");
                let known = value.clone();
                value.forget_known();
                let left = format!("{value:?}");
                prop_assert!(!left.contains("Known"));
                prop_assert_eq!(left == had, !had.contains("Known"));
                // And what is sent again is known again, text for text.
                let mut typed = known.clone();
                typed.know_accepted(&known);
                prop_assert_eq!(typed, known);
            }
        }
        // An edit of the table takes what is known along.
        let at = At::of(&FIELDS, "headers").unwrap();
        if let Value::Rows(mut rows) = draft.value(at).clone() {
            rows.extend(rows.first().cloned());
            draft.set(at, Value::Rows(rows));
        }
        let fresh = if same { draft.base().clone() } else { Record::decode(&FIELDS, &other).unwrap() };
        draft.take(fresh, By::SomeoneElse);
        let printed = format!("{draft:?}");
        prop_assert!(!printed.contains("Known") && !printed.contains(MARK));
        prop_assert!(!draft.knows_secrets());
    }
}
