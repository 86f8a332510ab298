//! A journal as JSON text and back, byte for byte, but for what is secret: that is left out, and what is left out is
//! told when it is read.
//!
//! Each value is tagged with what it is, so that absent, null and empty stay three things. JSON that came from the server
//! is written as text inside the JSON: its digits, the order of its keys and its depth then stay as they are.

use super::kept::{Found, Gap, Kept, Standing, row_name};
use crate::api::wire::StateVersion;
use crate::edit::{At, Json, Kind, Row, Secret, Slot, Table, Value};
use serde_json::json;

/// The number of this format. A file with a higher one was written by a later version and is left alone.
pub const FORMAT: u64 = 1;

/// Where a journal belongs. It is written into the file, so that a file that was moved is not taken for another's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The host that was talked to.
    pub host: String,
    /// The workspace's id, where it was known.
    pub workspace: Option<String>,
    /// The connector's id.
    pub id: String,
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// A later version wrote it.
    Future(u64),
    /// It is not what this program writes.
    Damaged(&'static str),
}

/// The text of a journal.
pub fn write(table: Table, home: &Home, kept: &Kept) -> String {
    let entries: Vec<Json> = kept
        .entries
        .iter()
        .filter_map(|(at, base, mine)| {
            let field = at.field(table)?;
            Some(json!({ "field": field.key, "base": value(base), "mine": value(mine) }))
        })
        .collect();
    let again =
        kept.again.iter().filter_map(|(at, row)| Some(json!({ "field": at.field(table)?.key, "row": row })));
    let again: Vec<Json> = again.collect();
    let whole = json!({
        "format": FORMAT,
        "host": home.host,
        "workspace": home.workspace,
        "connector": { "id": kept.id, "name": kept.name },
        "version": kept.version.as_str(),
        "base_revision": kept.base_revision,
        "written": kept.when,
        "changes": entries,
        "again": again,
    });
    let mut text = format!("{whole:#}");
    text.push('\n');
    text
}

fn value(of: &Value) -> Json {
    match of {
        Value::Absent => json!({ "is": "absent" }),
        Value::Null => json!({ "is": "null" }),
        Value::Text(text) => json!({ "is": "text", "text": text }),
        Value::Flag(flag) => json!({ "is": "flag", "flag": flag }),
        Value::Set(members) => json!({ "is": "set", "members": members }),
        Value::List(members) => json!({ "is": "list", "members": members }),
        Value::Document(text) => json!({ "is": "document", "text": text }),
        Value::Secret(secret) => json!({ "is": "secret", "secret": word(Standing::of(secret)) }),
        Value::Rows(rows) => json!({ "is": "rows", "rows": rows.iter().map(row).collect::<Vec<_>>() }),
        Value::Opaque(json) => json!({ "is": "opaque", "json": json.to_string() }),
    }
}

fn row(of: &Row) -> Json {
    // Beside a secret, what nobody knows may be one, too.
    let secret = has_secrets(of);
    let slot = |slot: &Slot| match slot {
        Slot::Cell(column) => json!({ "column": column }),
        Slot::Odd(column, text) => json!({ "column": column, "odd": text }),
        Slot::Unknown(key, _) if secret => json!({ "left_out": key }),
        Slot::Unknown(key, unknown) => json!({ "key": key, "json": unknown.to_string() }),
    };
    json!({
        "cells": of.cells.iter().map(value).collect::<Vec<_>>(),
        "layout": of.layout.iter().map(slot).collect::<Vec<_>>(),
    })
}

fn has_secrets(row: &Row) -> bool {
    row.has_secrets() || row.cells.iter().flat_map(Value::rows).any(has_secrets)
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Hidden => "hidden",
        Standing::Known => "known",
        Standing::Typed => "typed",
        Standing::Empty => "empty",
    }
}

/// Reads the text of a journal that belongs here.
///
/// # Errors
/// Why it is not read. It is then to be left alone or set aside, never deleted.
pub fn read(table: Table, home: &Home, file: &str, bytes: &[u8]) -> Result<Found, Unread> {
    let damaged = Unread::Damaged;
    let whole: Json =
        serde_json::from_slice(bytes).map_err(|_| damaged("it is not the JSON that was written"))?;
    match whole.get("format").and_then(Json::as_u64) {
        Some(FORMAT) => {}
        Some(later) if later > FORMAT => return Err(Unread::Future(later)),
        _ => return Err(damaged("it does not say which format it has")),
    }
    let text = |key: &str| whole.get(key).and_then(Json::as_str);
    let elsewhere = || damaged("it belongs to another connector");
    let connector = |key: &str| whole.get("connector").and_then(|connector| connector.get(key)?.as_str());
    let workspace = text("workspace");
    // Written while the workspace was not known, it may belong to any.
    let fits = workspace.is_none() || workspace == home.workspace.as_deref();
    if text("host") != Some(home.host.as_str()) || connector("id") != Some(home.id.as_str()) || !fits {
        return Err(elsewhere());
    }
    let version = match text("version") {
        Some("draft") => StateVersion::Draft,
        Some("live") => StateVersion::Live,
        _ => return Err(damaged("it does not say which version was edited")),
    };
    let mut reading = Reading { again: Vec::new(), gaps: Vec::new() };
    let changes = whole.get("changes").and_then(Json::as_array);
    let entries = changes
        .ok_or(damaged("it holds no changes"))?
        .iter()
        .map(|change| reading.entry(table, change).ok_or(damaged("a change in it cannot be read")))
        .collect::<Result<Vec<_>, _>>()?;
    let kept = Kept {
        id: home.id.clone(),
        name: connector("name").unwrap_or_default().to_owned(),
        version,
        base_revision: text("base_revision").map(str::to_owned),
        when: whole.get("written").and_then(Json::as_i64).unwrap_or_default(),
        entries,
        again: Vec::new(),
    };
    // What had to be typed again when this was written, beside what was typed since.
    let before = whole.get("again").and_then(Json::as_array).into_iter().flatten().filter_map(|again| {
        Some((At::of(table, again.get("field")?.as_str()?)?, again.get("row")?.as_str()?.to_owned()))
    });
    let missing = kept.missing();
    for again in before.filter(|again| missing.contains(again)) {
        if !reading.again.contains(&again) {
            reading.again.push(again);
        }
    }
    Ok(Found { kept, again: reading.again, gaps: reading.gaps, file: file.to_owned() })
}

/// What is come across while the values are read.
struct Reading {
    again: Vec<(At, String)>,
    gaps: Vec<Gap>,
}

impl Reading {
    fn entry(&mut self, table: Table, change: &Json) -> Option<(At, Value, Value)> {
        let at = At::of(table, change.get("field")?.as_str()?)?;
        let kind = at.field(table)?.kind;
        let base = self.value(at, false, kind, change.get("base")?)?;
        let mine = self.value(at, true, kind, change.get("mine")?)?;
        Some((at, base, mine))
    }

    fn value(&mut self, at: At, mine: bool, kind: Kind, json: &Json) -> Option<Value> {
        let text = || Some(json.get("text")?.as_str()?.to_owned());
        let members = || {
            let members = json.get("members")?.as_array()?;
            members.iter().map(|member| member.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        };
        let is = json.get("is")?.as_str()?;
        // A secret stands in the columns that are made for it, and nothing else does.
        if matches!(kind, Kind::Secret) != (is == "secret") {
            return None;
        }
        Some(match is {
            "absent" => Value::Absent,
            "null" => Value::Null,
            "text" => Value::Text(text()?),
            "flag" => Value::Flag(json.get("flag")?.as_bool()?),
            "set" => Value::Set(members()?),
            "list" => Value::List(members()?),
            "document" => Value::Document(text()?),
            "secret" => Value::Secret(match (json.get("secret")?.as_str()?, mine) {
                ("hidden" | "known", _) | ("typed" | "empty", false) => Secret::Kept,
                ("typed" | "empty", true) => Secret::new(""),
                _ => return None,
            }),
            "rows" => {
                let rows = json.get("rows")?.as_array()?.iter().enumerate();
                let read = |(number, row)| self.row(at, mine, number, kind, row);
                Value::Rows(rows.map(read).collect::<Option<Vec<_>>>()?)
            }
            "opaque" => Value::Opaque(serde_json::from_str(json.get("json")?.as_str()?).ok()?),
            _ => return None,
        })
    }

    fn row(&mut self, at: At, mine: bool, number: usize, kind: Kind, json: &Json) -> Option<Row> {
        let (columns, cells) = (kind.columns(), json.get("cells")?.as_array()?);
        if columns.len() != cells.len() {
            return None;
        }
        let read = |(column, cell): (&crate::edit::Column, &Json)| self.value(at, mine, column.kind, cell);
        let values = columns.iter().zip(cells).map(read).collect::<Option<Vec<_>>>()?;
        let (mut layout, mut keys) = (Vec::new(), Vec::new());
        for slot in json.get("layout")?.as_array()? {
            if let Some(column) = slot.get("column") {
                let column =
                    usize::try_from(column.as_u64()?).ok().filter(|column| *column < columns.len())?;
                layout.push(match slot.get("odd") {
                    Some(text) => Slot::Odd(column, text.as_str()?.to_owned()),
                    None => Slot::Cell(column),
                });
            } else if let Some(key) = slot.get("left_out") {
                keys.push(key.as_str()?.to_owned());
            } else {
                let unknown = serde_json::from_str(slot.get("json")?.as_str()?).ok()?;
                layout.push(Slot::Unknown(slot.get("key")?.as_str()?.to_owned(), unknown));
            }
        }
        if !keys.is_empty() {
            self.gaps.push(Gap { at, mine, row: number, keys });
        }
        let typed =
            |cell: &Json| matches!(cell.get("secret").and_then(Json::as_str), Some("typed" | "known"));
        if mine && cells.iter().any(typed) {
            self.again.push((at, row_name(values.first(), number)));
        }
        Some(Row { cells: values, layout })
    }
}
