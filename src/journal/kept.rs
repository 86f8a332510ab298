//! What is kept of a connector's unsent work, as plain data. No I/O: the app makes it and takes it back.

use crate::api::wire::StateVersion;
use crate::connector::facts;
use crate::edit::{At, Draft, Row, Secret, Slot, Value};

/// The unsent work on one connector. It never holds the text of a secret, see [`Kept::of`].
#[derive(Clone, Debug)]
pub struct Kept {
    /// The connector's id.
    pub id: String,
    /// Its name on the server: what was typed is repeated nowhere but in the journal itself.
    pub name: String,
    /// Which of its two versions was edited.
    pub version: StateVersion,
    /// What identifies the reading that the edits were made on.
    pub base_revision: Option<String>,
    /// When it was put together, in seconds since 1970.
    pub when: i64,
    /// Each edited field: what the server held then, and what the person made of it.
    pub entries: Vec<(At, Value, Value)>,
    /// Secrets that were typed before this work was taken up and have not been typed again since: the field, and the name
    /// of the row.
    pub again: Vec<(At, String)>,
}

/// What was found of earlier work.
#[derive(Clone, Debug)]
pub struct Found {
    /// The work. Where a secret was typed it stands empty, since it was not written down.
    pub kept: Kept,
    /// Secrets that were typed then and have to be typed again: the field, and the name of the row.
    pub again: Vec<(At, String)>,
    /// Keys beside secrets that were not written down, for they might have been secret as well.
    pub gaps: Vec<Gap>,
    /// The file.
    pub file: String,
}

/// Keys of a row that no column names, which stand beside a secret and were therefore left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The field.
    pub at: At,
    /// In the person's value; else in the base.
    pub mine: bool,
    /// The row.
    pub row: usize,
    /// The keys.
    pub keys: Vec<String>,
}

/// Another program that has the same connector open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its process, where that could be read.
    pub process: Option<u32>,
}

/// What came of claiming the place of a connector's unsent work.
#[derive(Clone, Debug, Default)]
pub struct Claimed {
    /// Work that was kept earlier.
    pub found: Option<Box<Found>>,
    /// Who else has it open.
    pub others: Option<Holder>,
    /// What went wrong: a sentence for the person.
    pub trouble: Option<String>,
}

/// What was done for a connector's work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The name of the file that was set aside, if there was one to be, and its folder.
    pub aside: Option<(String, String)>,
    /// Who else has the connector open by now.
    pub others: Option<Holder>,
}

/// What is to be done with a connector's work when the program ends.
#[derive(Clone, Debug)]
pub enum Ending {
    /// It is written.
    Keep(Box<Kept>),
    /// What was written is removed.
    Forget(String),
    /// What was written holds more than could be restored: it is given another name.
    SetAside(String),
}

impl Kept {
    /// The edits of a draft; none when there are none. The text of each secret is replaced by a mark, so that nothing
    /// that is handed on from here can hold one.
    pub fn of(id: &str, version: StateVersion, draft: &Draft, when: i64) -> Option<Self> {
        let entry = |at| (at, masked(draft.typed_on(at)), masked(draft.value(at)));
        let entries: Vec<_> = draft.changes().map(entry).collect();
        (!entries.is_empty()).then(|| Self {
            id: id.to_owned(),
            name: facts::name(draft.table(), draft.base()).to_owned(),
            version,
            base_revision: facts::revision(draft.table(), draft.base()).map(str::to_owned),
            when,
            entries,
            again: Vec::new(),
        })
    }

    /// Takes along which secrets had to be typed again, as far as they still have to.
    #[must_use]
    pub fn with_again(mut self, again: &[(At, String)]) -> Self {
        let missing = self.missing();
        self.again = again.iter().filter(|wanted| missing.contains(wanted)).cloned().collect();
        self
    }

    /// The rows without the text of a secret.
    pub(super) fn missing(&self) -> Vec<(At, String)> {
        let missing = |cell: &Value| matches!(cell, Value::Secret(secret) if secret.is_missing());
        let rows = |(at, _, mine): &(At, Value, Value)| {
            let rows = mine.rows().iter().enumerate().filter(|(_, row)| row.cells.iter().any(missing));
            rows.map(|(number, row)| (*at, row_name(row.cells.first(), number))).collect::<Vec<_>>()
        };
        self.entries.iter().flat_map(rows).collect()
    }

    /// True when this is what the draft holds now, to the byte.
    pub fn holds(&self, version: StateVersion, draft: &Draft) -> bool {
        self.version == version
            && self.entries.len() == draft.changes().len()
            && self.base_revision.as_deref() == facts::revision(draft.table(), draft.base())
            && self.entries.iter().zip(draft.changes()).all(|((at, base, mine), now)| {
                *at == now && same_bytes(mine, draft.value(now)) && same_bytes(base, draft.typed_on(now))
            })
    }
}

impl Found {
    /// Puts back what was left out beside secrets: from the row of the same name that the server holds now.
    pub fn fill(&mut self, now: &Draft) {
        for Gap { at, mine, row, keys } in std::mem::take(&mut self.gaps) {
            let Some((_, base, edit)) = self.kept.entries.iter_mut().find(|entry| entry.0 == at) else {
                continue;
            };
            let Value::Rows(rows) = (if mine { edit } else { base }) else { continue };
            let Some(row) = rows.get_mut(row) else { continue };
            let same_name = |other: &&Row| {
                row.cells.first().and_then(Value::text).is_some_and(|name| named(other) == Some(name))
            };
            let Some(source) = now.base().value(at).rows().iter().find(same_name) else { continue };
            let left_out = source
                .layout
                .iter()
                .filter(|slot| matches!(slot, Slot::Unknown(key, _) if keys.contains(key)))
                .cloned();
            row.layout.extend(left_out);
        }
    }
}

/// What a row is called by its first cell; without a name by its number.
pub(super) fn row_name(first: Option<&Value>, number: usize) -> String {
    let name = first.and_then(Value::text).filter(|name| !name.is_empty());
    name.map_or_else(|| format!("row {}", number + 1), str::to_owned)
}

fn named(row: &Row) -> Option<&str> {
    row.cells.first().and_then(Value::text)
}

/// What is written of a secret: how it stands, never what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Hidden on the server.
    Hidden,
    /// Typed in this run, and accepted by the server.
    Known,
    /// Typed, and not accepted yet.
    Typed,
    /// Not typed yet.
    Empty,
}

impl Standing {
    pub(super) fn of(secret: &Secret) -> Self {
        match secret {
            Secret::Kept => Self::Hidden,
            Secret::Known(_) => Self::Known,
            typed if typed.is_missing() => Self::Empty,
            Secret::New(_) => Self::Typed,
        }
    }
}

/// Stands in the place of a secret's text.
const MARK: &str = "typed";

fn masked(value: &Value) -> Value {
    match value {
        Value::Secret(secret) => Value::Secret(match Standing::of(secret) {
            Standing::Hidden => Secret::Kept,
            Standing::Known => Secret::Known(MARK.into()),
            Standing::Typed => Secret::new(MARK),
            Standing::Empty => Secret::new(""),
        }),
        Value::Rows(rows) => {
            let masked =
                |row: &Row| Row { cells: row.cells.iter().map(masked).collect(), layout: row.layout.clone() };
            Value::Rows(rows.iter().map(masked).collect())
        }
        other => other.clone(),
    }
}

/// Equal to the byte, secrets aside: what was laid out anew is another text, though it says the same.
fn same_bytes(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Secret(a), Value::Secret(b)) => Standing::of(a) == Standing::of(b),
        (Value::Document(a), Value::Document(b)) => a == b,
        (Value::Set(a), Value::Set(b)) => a == b,
        (Value::Rows(a), Value::Rows(b)) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|(a, b)| {
                    let cells = a.cells.iter().zip(&b.cells);
                    a.cells.len() == b.cells.len()
                        && cells.clone().all(|(a, b)| same_bytes(a, b))
                        && a.unknown().eq(b.unknown())
                })
        }
        _ => a == b,
    }
}
