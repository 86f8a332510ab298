//! From a variable to the data input that it names, and from a data input to each of its uses.

use super::command::{Context, Reason};
use super::form::Form;
use super::{App, Tone, capitalised};
use crate::connector::facts;
use crate::connector::template::{self, Form as Sort, nearest, variables};
use crate::connector::uses::{self, Use};
use crate::edit::Spot;

/// On the way through the uses of an input. It ends with the first other key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Walk {
    name: String,
    /// The row in which it is declared.
    row: usize,
    /// How many uses were gone to.
    seen: usize,
}

impl App {
    /// From the text of a variable to its declaration; from a declaration to its uses, one after the other.
    pub(super) fn follow(&mut self) {
        let Some(form) = self.form_mut() else { return };
        let walk = form.walk.take().or_else(|| {
            let (grid, ..) = form.grid().filter(|(grid, ..)| grid.cell.is_none())?;
            let row = grid.spot.row;
            Some(Walk { name: form.input_under_cursor()?, row, seen: 0 })
        });
        match walk {
            Some(walk) => self.go_to_next_use(walk),
            None => self.go_to_declaration(),
        }
    }

    fn go_to_next_use(&mut self, walk: Walk) {
        let Some(form) = self.form_mut() else { return };
        let Walk { name, row, seen } = walk;
        let found = uses::uses(&form.draft, &name);
        let count = found.list.len();
        let shown = if name.is_empty() { "This input has no name".to_owned() } else { name.clone() };
        if let Some(each) = found.list.get(seen) {
            form.go_to_use(each);
            form.walk = Some(Walk { name, row, seen: seen + 1 });
            let of =
                if count == 1 { "the only use".to_owned() } else { format!("{} of {count} uses", seen + 1) };
            return self.say(Tone::Note, format!("{shown}: {of}."));
        }
        if seen > 0 {
            form.go_to_row(row);
            let uses = if count == 1 { "1 use".to_owned() } else { format!("{count} uses") };
            return self.say(Tone::Note, format!("{shown}: back at its declaration, after {uses}."));
        }
        let text = match (name.is_empty(), found.hidden.is_empty()) {
            (true, _) => "This input has no name, so nothing can use it.".to_owned(),
            (false, true) => format!("{shown} is used nowhere."),
            (false, false) => {
                format!("{shown} is used nowhere; hidden header values cannot be looked at.")
            }
        };
        self.say(Tone::Note, text);
    }

    fn go_to_declaration(&mut self) {
        let Some(form) = self.form_mut() else { return };
        let Some(visit) = form.visit() else { return };
        let names = template::input_names(&form.draft);
        let (line, byte) = visit.text.cursor();
        let text = visit.text.line(line);
        let here = variables(text, &names)
            .into_iter()
            .find(|variable| variable.range.start <= byte && byte <= variable.range.end);
        let Some(variable) = here else {
            return self.say(Tone::Note, "The cursor stands on no variable.".to_owned());
        };
        // What stands in a masked text is not repeated.
        let name = text.get(variable.name).filter(|_| visit.text.masked().is_none()).unwrap_or_default();
        let told = match variable.form {
            Sort::Used(number) | Sort::Spaced(number) => {
                form.go_to_row(number);
                return;
            }
            Sort::Undeclared if name.is_empty() => "This variable is not a data input.".to_owned(),
            Sort::Undeclared => match nearest(name, &names) {
                Some(near) => format!("{name} is not a data input; did you mean {near}?"),
                None => format!("{name} is not a data input."),
            },
            Sort::Opaque => "patchpanel does not read this form; it stays as it is.".to_owned(),
            Sort::Malformed(why) => format!("{}.", capitalised(why)),
        };
        self.say(Tone::Note, told);
    }
}

pub(super) fn can_follow(app: &App) -> Result<(), Reason> {
    let Some(form) = app.form() else { return Err("nothing is open") };
    if app.listener() != Context::Table {
        return super::complete::can_complete(app);
    }
    if form.walk.is_some() || form.input_under_cursor().is_some() {
        return Ok(());
    }
    Err("only data inputs are used in variables")
}

impl Form {
    /// Puts the cursor on a data input.
    fn go_to_row(&mut self, row: usize) {
        if let Some(at) = facts::inputs_place(self.draft.table()) {
            self.go_to(at, Some(Spot { row, column: facts::INPUT_COLUMNS[0] }));
        }
    }

    /// Opens the text of a use, with the cursor on its name.
    fn go_to_use(&mut self, each: &Use) {
        self.go_to(each.at, each.spot);
        if each.spot.is_some() {
            self.open_cell();
        } else {
            self.open();
        }
        if let Some(visit) = self.text() {
            visit.text.stand_at(each.line, each.range.start + 2);
        }
    }
}
