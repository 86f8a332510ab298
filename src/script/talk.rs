//! Standard output is data, standard error is talk. Whoever has closed one of them is not told so.

use crate::view::spoken::printable;
use std::io::{BufRead, ErrorKind, IsTerminal, Write, stderr, stdin, stdout};
use zeroize::Zeroizing;

/// Columns of lines that nobody has to fit into a window.
const UNBROKEN: usize = 10_000;
/// Bytes of standard input that are read at most, as of a file.
const LONGEST: usize = 32 * 1024 * 1024;

/// Where a command speaks.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about one of three streams")]
pub struct Talk {
    /// Standard output is a terminal: its reader is a person.
    pub shown: bool,
    /// A person can be asked: they read standard error and type into standard input.
    pub asks: bool,
    /// Standard input is a terminal: whatever is read from it is typed.
    pub typed: bool,
    /// Standard error is a terminal.
    pub told: bool,
    /// Columns of a line on standard output.
    pub width: usize,
    /// Standard output could not be written to, for another reason than that nobody reads it.
    pub trouble: Option<String>,
}

impl Talk {
    /// As the program was started.
    pub fn here() -> Self {
        let (shown, told) = (stdout().is_terminal(), stderr().is_terminal());
        let columns = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns.max(20)));
        let width = if shown { columns } else { UNBROKEN };
        let typed = stdin().is_terminal();
        Self { shown, asks: told && typed, typed, told, width, trouble: None }
    }

    /// Columns of a line of talk.
    pub fn told_width(&self) -> usize {
        if self.told && self.shown { self.width } else { 100 }
    }

    /// Data, as it is.
    pub fn data(&mut self, text: &str) {
        let mut out = stdout().lock();
        if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
            && error.kind() != ErrorKind::BrokenPipe
        {
            self.trouble = Some(error.to_string());
        }
    }

    /// Lines of data.
    pub fn lines(&mut self, lines: &[String]) {
        let mut text = lines.join("\n");
        if !lines.is_empty() {
            text.push('\n');
        }
        self.data(&text);
    }

    /// A sentence of talk, with the program's name before it.
    pub fn say(&mut self, text: &str) {
        // Nobody is left to tell when standard error is closed.
        drop(writeln!(stderr(), "patchpanel: {}", printable(text)));
    }

    /// Lines of talk, as they are.
    pub fn show(&mut self, lines: &[String]) {
        let mut err = stderr().lock();
        for line in lines {
            drop(writeln!(err, "{line}"));
        }
    }

    /// Ends a line on which something was asked and nothing typed.
    pub fn end_line(&mut self) {
        drop(writeln!(stderr()));
    }

    /// A question, at whose end the answer is typed.
    pub fn ask(&mut self, question: &str) {
        let mut err = stderr().lock();
        drop(write!(err, "{question} "));
        drop(err.flush());
    }

    /// What is read so far, on a line that is written over. Nothing where nobody looks.
    pub fn progress(&mut self, text: &str) {
        if self.told {
            let mut err = stderr().lock();
            drop(write!(err, "\r{text:<40}"));
            if text.is_empty() {
                drop(write!(err, "\r"));
            }
            drop(err.flush());
        }
    }
}

/// All of standard input. It may be a secret, so no part of it is left behind.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn input() -> Result<Zeroizing<String>, String> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1024));
    let mut stdin = stdin().lock();
    loop {
        let piece = match stdin.fill_buf() {
            Ok(piece) => piece,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(format!("standard input could not be read: {error}")),
        };
        let count = piece.len();
        if count == 0 {
            break;
        }
        if bytes.len() + count > LONGEST {
            return Err(format!("standard input is longer than {} MiB", LONGEST / (1024 * 1024)));
        }
        if bytes.len() + count > bytes.capacity() {
            // A buffer that grows by itself leaves copies behind.
            let mut larger = Zeroizing::new(Vec::with_capacity(bytes.capacity() * 2 + count));
            larger.extend_from_slice(&bytes);
            bytes = larger;
        }
        bytes.extend_from_slice(piece);
        stdin.consume(count);
    }
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Err("standard input is no UTF-8 text".to_owned())
        }
    }
}

/// Rows in columns: aligned for a person, the last one cut to the width; separated by tabs for a program.
pub fn columns(talk: &Talk, heading: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    use crate::view::spoken::{fitted, width_of};
    let shown = |row: &Vec<String>| row.iter().map(|cell| printable(cell)).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = rows.iter().map(shown).collect();
    if !talk.shown {
        return rows.into_iter().map(|row| row.join("\t")).collect();
    }
    let heading: Vec<String> = heading.iter().map(|cell| (*cell).to_owned()).collect();
    let all: Vec<&Vec<String>> = [&heading].into_iter().filter(|row| !row.is_empty()).chain(&rows).collect();
    let count = all.iter().map(|row| row.len()).max().unwrap_or_default();
    let wide =
        |column: usize| all.iter().filter_map(|row| Some(width_of(row.get(column)?))).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(wide).collect();
    let line = |row: &&Vec<String>| {
        let (mut line, mut used) = (String::new(), 0);
        for (place, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let last = place + 1 == count;
            let room = talk.width.saturating_sub(used);
            let cell = if last { fitted(cell, room) } else { cell.clone() };
            line.push_str(&cell);
            if !last {
                line.push_str(&" ".repeat(width + 2 - width_of(&cell)));
            }
            used += width + 2;
        }
        line.trim_end().to_owned()
    };
    all.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(shown: bool, width: usize) -> Talk {
        Talk { shown, asks: false, typed: false, told: false, width, trouble: None }
    }

    #[test]
    fn a_person_gets_aligned_columns_that_fit_and_a_program_tabs() {
        let rows =
            vec![vec!["1".to_owned(), "漢字\t".to_owned()], vec!["200".to_owned(), "a long name".to_owned()]];
        assert_eq!(
            columns(&talk(true, 12), &["ID", "NAME"], &rows),
            ["ID   NAME", "1    漢字→ …", "200  a long…"]
        );
        assert_eq!(columns(&talk(false, 12), &["ID", "NAME"], &rows), ["1\t漢字→   ", "200\ta long name"]);
    }
}
