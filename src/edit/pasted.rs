//! Lines of text as rows of a table: what spreadsheets, shells and other programs leave in a clipboard.
//!
//! Cells with tabs between, perhaps below a line of headings; `Name: value`; or one name a line. What cannot be read as a
//! cell is refused with its line, and then nothing of it is taken.

use super::field::{Column, Kind};
use super::value::{Row, Secret, Value};

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
    let lines: Vec<(usize, &str)> =
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return Err("there is no text in it".to_owned());
    }
    if lines.len() > MOST {
        return Err(format!("it has more than {MOST} lines"));
    }
    if lines.iter().any(|(_, line)| line.contains('\t')) {
        return tabbed(columns, &lines);
    }
    lines.iter().map(|(number, line)| named(columns, *number, line)).collect()
}

/// Puts cells that were read where they belong: into the row of the same name, else into a row of their own, the first of
/// them at `at`.
pub fn place(columns: &[Column], rows: &mut Vec<Row>, at: usize, read: Vec<Cells>) -> Placed {
    let mut placed = Placed::default();
    let mut next = at.min(rows.len());
    for cells in read {
        let name = cells.iter().find(|(column, _)| *column == 0).and_then(|(_, value)| value.text());
        let same = |row: &Row| {
            let other = row.cells.first().and_then(Value::text);
            name.zip(other).is_some_and(|(name, other)| !name.is_empty() && is_same(columns, name, other))
        };
        let found = if columns.len() > 1 { rows.iter_mut().find(|row| same(row)) } else { None };
        if let Some(row) = found {
            placed.filled += 1;
            // Its name stays as it is written there.
            put(row, cells.into_iter().filter(|(column, _)| *column > 0));
        } else {
            let mut row = Column::fresh_row(columns);
            put(&mut row, cells.into_iter());
            rows.insert(next, row);
            next += 1;
            placed.added += 1;
        }
    }
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

fn tabbed(columns: &[Column], lines: &[(usize, &str)]) -> Result<Vec<Cells>, String> {
    let heading = |cell: &str| {
        let cell = cell.trim();
        let is = |column: &Column| column.label.eq_ignore_ascii_case(cell) || column.key == cell;
        columns.iter().position(is)
    };
    let first = lines.first().map_or("", |(_, line)| line);
    let headings: Option<Vec<usize>> = first.split('\t').map(heading).collect();
    let below = usize::from(headings.is_some());
    let order = headings.unwrap_or_else(|| (0..columns.len()).collect());
    let row = |(number, line): &(usize, &str)| {
        let mut cells = Cells::new();
        for (place, text) in line.split('\t').enumerate() {
            let (text, column) = (text.trim(), order.get(place).copied());
            match column.and_then(|column| Some((column, columns.get(column)?))) {
                _ if text.is_empty() => {}
                Some((at, column)) => cells.push((at, cell(*number, column, text)?)),
                None => return Err(format!("line {number} has more cells than there are columns")),
            }
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

fn cell(number: usize, column: &Column, text: &str) -> Result<Value, String> {
    let takes = |what: &str| Err(format!("line {number}: {} takes {what}", column.label));
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
