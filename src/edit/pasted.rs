//! Lines of text as rows of a table: what spreadsheets, shells and other programs leave in a clipboard.
//!
//! Cells with tabs between, perhaps below a line of headings; `Name: value`; or one name a line. What cannot be read as a
//! cell is refused with its line, and then nothing of it is taken.

use super::field::{Column, Kind};
use super::value::{Row, Secret, Value};
use std::collections::BTreeSet;

/// The most rows that are taken at once.
const MOST: usize = 1000;

/// Cells of one row by their columns; those of other columns are not spoken of.
pub type Cells = Vec<(usize, Value)>;

/// How many rows came, and how many that were there got cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// New rows.
    pub added: usize,
    /// Rows that were there under the same name.
    pub filled: usize,
}

/// Reads the lines.
///
/// # Errors
/// A part of a sentence that says which line cannot be read, and why. It repeats nothing of a cell that may be secret.
pub fn read(columns: &[Column], text: &str) -> Result<Vec<Cells>, String> {
    if text.contains('\t') {
        let records = records(text)?;
        is_few(records.len())?;
        return tabbed(columns, &records);
    }
    let lines: Vec<(usize, &str)> =
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    is_few(lines.len())?;
    lines.iter().map(|(number, line)| named(columns, *number, line)).collect()
}

fn is_few(count: usize) -> Result<(), String> {
    match count {
        0 => Err("there is no text in it".to_owned()),
        1..=MOST => Ok(()),
        _ => Err(format!("it has more than {MOST} lines")),
    }
}

/// Cells with tabs between, each record with the line in which it begins. A spreadsheet puts a cell in quotes that holds
/// a quote, a tab or a line break, and doubles the quotes in it.
fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>, String> {
    let mut records = Vec::new();
    let (mut rest, mut number) = (text, 1);
    while !rest.is_empty() {
        let (begun, mut cells) = (number, Vec::new());
        loop {
            let (cell, after) = if let Some(quoted) = rest.strip_prefix('"') {
                let (cell, after) = quoted_cell(quoted).ok_or_else(|| {
                    format!("line {number}: a cell begins with a quote that does not end it")
                })?;
                number += cell.matches('\n').count();
                (cell, after)
            } else {
                let end = rest.find(['\t', '\n']).unwrap_or(rest.len());
                let (cell, after) = rest.split_at(end);
                (cell.to_owned(), after)
            };
            cells.push(cell);
            if let Some(more) = after.strip_prefix('\t') {
                rest = more;
                continue;
            }
            rest = after.strip_prefix('\r').unwrap_or(after);
            rest = rest.strip_prefix('\n').unwrap_or(rest);
            break;
        }
        number += 1;
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            records.push((begun, cells));
        }
    }
    Ok(records)
}

/// What stands up to the closing quote, and what follows it; nothing where that is no end of a cell.
fn quoted_cell(quoted: &str) -> Option<(String, &str)> {
    let (mut cell, mut rest) = (String::new(), quoted);
    loop {
        let (before, after) = rest.split_once('"')?;
        cell.push_str(before);
        let Some(more) = after.strip_prefix('"') else {
            let ends = after.is_empty() || after.starts_with(['\t', '\n']) || after.starts_with("\r\n");
            return ends.then_some((cell, after));
        };
        cell.push('"');
        rest = more;
    }
}

/// Puts cells that were read where they belong: into the row of the same name, else into a row of their own, the first of
/// them at `at`.
pub fn place(columns: &[Column], rows: &mut Vec<Row>, at: usize, read: Vec<Cells>) -> Placed {
    let mut added = Vec::new();
    // A line fills in a row that was there before, and each of them once: what stands twice in the paste stands twice.
    let mut filled = BTreeSet::new();
    for cells in read {
        let name = cells.iter().find(|(column, _)| *column == 0).and_then(|(_, value)| value.text());
        let same = |row: &Row| {
            let other = row.cells.first().and_then(Value::text);
            name.zip(other).is_some_and(|(name, other)| !name.is_empty() && is_same(columns, name, other))
        };
        let mut there = rows.iter_mut().enumerate().filter(|_| columns.len() > 1);
        if let Some((number, row)) = there.find(|(number, row)| !filled.contains(number) && same(row)) {
            filled.insert(number);
            // Its name stays as it is written there.
            put(row, cells.into_iter().filter(|(column, _)| *column > 0));
        } else {
            let mut row = Column::fresh_row(columns);
            put(&mut row, cells.into_iter());
            added.push(row);
        }
    }
    let placed = Placed { added: added.len(), filled: filled.len() };
    let at = at.min(rows.len());
    rows.splice(at..at, added);
    placed
}

fn put(row: &mut Row, cells: impl Iterator<Item = (usize, Value)>) {
    for (column, value) in cells {
        // What no kind could read is nobody's to write over.
        if let Some(cell) = row.cells.get_mut(column).filter(|cell| !matches!(cell, Value::Opaque(_))) {
            *cell = value;
        }
    }
}

/// Names of headers are the same in any case (RFC 9110, 5.1); those of data inputs are not.
fn is_same(columns: &[Column], name: &str, other: &str) -> bool {
    let headers = columns.iter().any(|column| matches!(column.kind, Kind::Secret));
    if headers { name.eq_ignore_ascii_case(other) } else { name == other }
}

fn tabbed(columns: &[Column], lines: &[(usize, Vec<String>)]) -> Result<Vec<Cells>, String> {
    let heading = |cell: &str| {
        let cell = cell.trim();
        let is = |column: &Column| column.label.eq_ignore_ascii_case(cell) || column.key == cell;
        columns.iter().position(is)
    };
    if let Some((number, _)) = lines.iter().find(|(_, cells)| cells.len() == 1) {
        return Err(format!("line {number} has no tab, where others have one"));
    }
    let first = lines.first().map_or(&[][..], |(_, cells)| cells);
    let headings: Option<Vec<usize>> = first.iter().map(|cell| heading(cell)).collect();
    let below = usize::from(headings.is_some());
    let order = headings.unwrap_or_else(|| (0..columns.len()).collect());
    let row = |(number, texts): &(usize, Vec<String>)| {
        let mut cells = Cells::new();
        for (place, text) in texts.iter().enumerate() {
            let (text, column) = (text.trim(), order.get(place).copied());
            match column.and_then(|column| Some((column, columns.get(column)?))) {
                _ if text.is_empty() => {}
                Some((at, column)) => cells.push((at, cell(*number, column, text)?)),
                None => return Err(format!("line {number} has more cells than there are columns")),
            }
        }
        if cells.iter().all(|(column, _)| *column > 0) {
            return Err(format!("line {number} has no {}", first_label(columns)));
        }
        Ok(cells)
    };
    lines.iter().skip(below).map(row).collect()
}

/// `Name: value`, or a name alone. The value belongs to what a row cannot do without, beside its name.
fn named(columns: &[Column], number: usize, line: &str) -> Result<Cells, String> {
    let line = line.trim();
    let [first, rest @ ..] = columns else { return Err("this table has no columns".to_owned()) };
    if rest.is_empty() {
        return Ok(vec![(0, cell(number, first, line)?)]);
    }
    if let Some((name, value)) = line.split_once(':') {
        let needed = rest.iter().position(|column| column.required).unwrap_or(0) + 1;
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() {
            return Err(format!("line {number} has no {} in front of its colon", first_label(columns)));
        }
        let mut cells = vec![(0, cell(number, first, name)?)];
        if let Some(column) = columns.get(needed).filter(|_| !value.is_empty()) {
            cells.push((needed, cell(number, column, value)?));
        }
        return Ok(cells);
    }
    if line.contains(char::is_whitespace) {
        return Err(format!(
            "line {number} is neither cells with tabs between nor a name and a value with a colon between"
        ));
    }
    Ok(vec![(0, cell(number, first, line)?)])
}

fn first_label(columns: &[Column]) -> String {
    columns.first().map_or("name", |column| column.label).to_lowercase()
}

fn cell(number: usize, column: &Column, text: &str) -> Result<Value, String> {
    let takes = |what: &str| Err(format!("line {number}: {} takes {what}", column.label));
    if text.contains(['\n', '\r']) && !matches!(column.kind, Kind::Lines) {
        return takes("one line");
    }
    Ok(match column.kind {
        Kind::Secret => Value::Secret(Secret::new(text)),
        Kind::Text | Kind::Lines => Value::Text(text.to_owned()),
        Kind::Choice(words) => match words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
            Some(word) => Value::Text((*word).to_owned()),
            None => return takes(&words.join(", ")),
        },
        Kind::Flag => match text.to_ascii_lowercase().as_str() {
            "yes" | "true" => Value::Flag(true),
            "no" | "false" => Value::Flag(false),
            _ => return takes("yes or no"),
        },
        _ => return takes("no text"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::FIELDS;

    fn columns(key: &str) -> &'static [Column] {
        FIELDS.iter().find(|field| field.key == key).unwrap().kind.columns()
    }

    fn texts(row: &Row) -> Vec<String> {
        row.cells.iter().map(|value| format!("{value:?}")).collect()
    }

    #[test]
    fn cells_with_tabs_between_become_rows_below_headings_or_without() {
        let inputs = columns("data_inputs");
        let plain =
            read(inputs, "order_id\tstring\tyes\t\tThe order\nemail\tSTRING\tfalse\t\tWhere to\n").unwrap();
        let headed = read(inputs, "Description\tname\nThe order\torder_id\nWhere to\temail").unwrap();
        let (mut one, mut other) = (Vec::new(), Vec::new());
        assert_eq!(place(inputs, &mut one, 0, plain), Placed { added: 2, filled: 0 });
        assert_eq!(place(inputs, &mut other, 9, headed), Placed { added: 2, filled: 0 });
        assert_eq!(one[0].cells[0].text(), Some("order_id"));
        assert_eq!(one[0].cells[2], Value::Flag(true));
        assert_eq!(one[1].cells[4].text(), Some("Where to"));
        assert_eq!(other[1].cells[0].text(), Some("email"));
        assert_eq!(other[1].cells[4].text(), Some("Where to"));
    }

    #[test]
    fn a_name_and_a_value_fill_the_row_of_that_name_or_make_one() {
        let headers = columns("headers");
        let mut rows = Vec::new();
        place(headers, &mut rows, 0, read(headers, "Accept: text/plain\nX-Key: a:b c").unwrap());
        let again = read(headers, "x-key: other\nX-New: n").unwrap();
        assert_eq!(place(headers, &mut rows, 1, again), Placed { added: 1, filled: 1 });
        let names: Vec<_> = rows.iter().map(|row| row.cells[0].text().unwrap()).collect();
        assert_eq!(names, ["Accept", "X-New", "X-Key"]);
        assert!(!texts(&rows[2]).concat().contains("other"), "a header value is a secret from here on");
        let inputs = read(columns("data_inputs"), "order_id: The order").unwrap();
        assert_eq!(inputs[0][1], (4, Value::Text("The order".to_owned())));
    }

    #[test]
    fn a_cell_in_quotes_is_one_cell_whatever_it_holds() {
        let inputs = columns("data_inputs");
        let read = |text: &str| read(inputs, text);
        let cells = read("order_no\tstring\tyes\t\t\"a \"\"quoted\"\" word\"\r\nother\tstring\r\n").unwrap();
        assert_eq!(cells.len(), 2);
        assert_eq!(cells[0].last(), Some(&(4, Value::Text("a \"quoted\" word".to_owned()))));
        assert_eq!(
            read("a\t\"string\"\t\t\t\"tab\there\"").unwrap()[0].last().unwrap().1.text(),
            Some("tab\there")
        );
        for (text, why) in [
            (
                "order_no\tstring\tyes\t\t\"first line\nsecond \"\"quoted\"\" line\"\nb\tstring",
                "line 1: Description takes one line",
            ),
            ("a\tstring\nb\t\"string", "line 2: a cell begins with a quote that does not end it"),
            ("a\t\"string\" x", "line 1: a cell begins with a quote that does not end it"),
            ("a\tstring\nno tab in it\nc\tstring", "line 2 has no tab, where others have one"),
            ("a\tstring\n\tstring", "line 2 has no name"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(why), "{text:?}: {said}");
        }
    }

    #[test]
    fn what_stands_twice_in_a_paste_stands_twice_and_fills_in_only_what_was_there() {
        let headers = columns("headers");
        let mut rows = Vec::new();
        let twice = || read(headers, "Set-Cookie: a\nSet-Cookie: b").unwrap();
        assert_eq!(place(headers, &mut rows, 0, twice()), Placed { added: 2, filled: 0 });
        assert_eq!(place(headers, &mut rows, 0, twice()), Placed { added: 0, filled: 2 });
        assert_eq!(rows.len(), 2);
        let said = read(headers, "Accept: x\n:method: GET").unwrap_err();
        assert!(said.contains("line 2 has no name in front of its colon"), "{said}");
    }

    #[test]
    fn what_could_not_be_read_is_not_written_over() {
        let inputs = columns("data_inputs");
        let mut rows = Vec::new();
        place(inputs, &mut rows, 0, read(inputs, "order_id: The order").unwrap());
        rows[0].cells[4] = Value::Opaque(serde_json::json!(7));
        place(inputs, &mut rows, 0, read(inputs, "order_id\tinteger\tyes\t\tOther").unwrap());
        assert_eq!(rows[0].cells[1].text(), Some("integer"));
        assert_eq!(rows[0].cells[4], Value::Opaque(serde_json::json!(7)));
    }

    #[test]
    fn what_cannot_be_a_row_is_told_with_its_line_and_nothing_is_taken() {
        for (key, text, why) in [
            ("data_inputs", "a\tstring\n\nb\tmaybe", "line 3: Type takes string, integer"),
            ("data_inputs", "a\tstring\tperhaps", "line 1: Required takes yes or no"),
            ("data_inputs", "a\tstring\tno\t\td\te", "more cells than there are columns"),
            ("data_inputs", "some words of prose", "neither cells with tabs"),
            ("headers", " \n", "no text"),
        ] {
            let said = read(columns(key), text).unwrap_err();
            assert!(said.contains(why), "{text:?}: {said}");
        }
        let said = read(columns("headers"), "my secret value").unwrap_err();
        assert!(!said.contains("secret"), "{said}");
        assert!(read(columns("headers"), &"a: b\n".repeat(MOST + 1)).is_err());
    }
}
