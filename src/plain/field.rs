//! A field: its value whole, then a new one is asked for in the way that suits it.

use super::aloud::{all_aloud, sentences};
use super::{Plain, WHOLE};
use crate::app::App;
use crate::app::told::Told;
use crate::edit::{At, Field, Kind, Spot, Value};
use crate::input::How;
use crate::screenless::Stop;
use crate::view::spoken;

/// Asked for on one line, this is an empty text.
const EMPTY: &str = "\"\"";

impl Plain {
    /// Goes to a field, tells it, and asks for what it should be.
    pub(super) fn visit(&mut self, at: At, spot: Option<Spot>) -> Result<(), Stop> {
        self.tell(Told::GoTo(at, None))?;
        let Some(field) = at.field(self.person.app.table()) else { return Ok(()) };
        self.tell_field(at, field);
        if let Some(why) = self.person.app.form().and_then(|form| form.draft.refusal(at)) {
            self.say(&format!("It cannot be changed: {why}."));
            return Ok(());
        }
        let before = self.value(at);
        match field.kind {
            Kind::Table(_) | Kind::List => self.visit_rows(at, field, spot)?,
            Kind::Lines | Kind::Document => {
                if let Some(text) = self.ask_lines()? {
                    let value = match field.kind {
                        Kind::Document => Value::Document(text),
                        _ => Value::Text(text),
                    };
                    self.change(at, field.label, value)?;
                }
            }
            kind => {
                if let Some(value) = self.ask_value(field.label, kind, &before)? {
                    self.change(at, field.label, value)?;
                }
            }
        }
        if self.value(at) == before {
            self.say("It is left as it is.");
        } else {
            self.tell_checked(at, field);
        }
        Ok(())
    }

    pub(super) fn value(&self, at: At) -> Value {
        self.person.app.form().map_or(Value::Absent, |form| form.draft.value(at).clone())
    }

    pub(super) fn change(&mut self, at: At, label: &str, value: Value) -> Result<(), Stop> {
        self.tell(Told::Edit(format!("edit {label}"), vec![(at, value)]))
    }

    fn tell_field(&mut self, at: At, field: &Field) {
        let app = &self.person.app;
        let Some(form) = app.form() else { return };
        let mut lines = sentences(&format!("{}. {}", field.label, field.help));
        if !matches!(field.kind, Kind::Table(_) | Kind::List) {
            lines.push("It is:".to_owned());
            lines.extend(spoken::whole(field, form.draft.value(at), WHOLE));
        }
        if form.draft.is_dirty(at) {
            lines.push("Changed, and not sent. On the server it is:".to_owned());
            lines.extend(spoken::whole(field, form.draft.base().value(at), WHOLE));
        }
        lines.extend(self.checked(at));
        self.lines(&lines);
    }

    /// What the checks and the server say of a field.
    fn checked(&self, at: At) -> Vec<String> {
        let Some(form) = self.person.app.form() else { return Vec::new() };
        let found: Vec<_> = form.checked.of(at).cloned().collect();
        let mut lines = all_aloud(&spoken::found(&self.person.app.session.keys, &found, WHOLE));
        let problems = form.draft.problems_at(at);
        lines
            .extend(problems.iter().flat_map(|it| sentences(&format!("It cannot be sent yet: {}.", it.why))));
        for message in form.said.get(&at).into_iter().flatten() {
            lines.push(spoken::printable(&format!("The server said: {message}")));
        }
        lines
    }

    /// After a change: how the field stands now.
    fn tell_checked(&mut self, at: At, field: &Field) {
        let app: &App = &self.person.app;
        let Some(form) = app.form() else { return };
        let count = form.draft.changes().len();
        let unsent =
            if count == 1 { "1 change is unsent".to_owned() } else { format!("{count} changes are unsent") };
        let how = if form.draft.is_dirty(at) { "changed" } else { "as it is on the server" };
        let mut lines = sentences(&format!("{}: {how}. {unsent}.", field.label));
        lines.extend(self.checked(at));
        self.lines(&lines);
    }

    /// A value that stands on one line. None leaves it as it is.
    pub(super) fn ask_value(&mut self, label: &str, kind: Kind, now: &Value) -> Result<Option<Value>, Stop> {
        match kind {
            Kind::Choice(words) => self.ask_one(label, words, now),
            Kind::Flag => {
                let words = ["yes", "no"];
                let chosen = self.ask_one(label, &words, now)?;
                Ok(chosen.map(|value| Value::Flag(value.text() == Some("yes"))))
            }
            Kind::Set(words) => self.ask_several(label, words, now),
            Kind::Secret => {
                let question =
                    format!("New {label}. It is not shown while you type. An empty line leaves it as it is.");
                let line = self.unseen_line(&question)?.filter(|line| !line.is_empty());
                Ok(line.map(|line| Value::Secret(crate::edit::Secret::new(&line))))
            }
            _ => {
                self.say(&format!("New {label}. An empty line leaves it as it is, {EMPTY} makes it empty."));
                let line = self.line(How::Seen)?.filter(|line| !line.is_empty());
                Ok(line
                    .map(|line| Value::Text(if *line == EMPTY { String::new() } else { line.to_string() })))
            }
        }
    }

    /// One of some words, by its number or its beginning.
    fn ask_one(&mut self, label: &str, words: &[&str], now: &Value) -> Result<Option<Value>, Stop> {
        let is = match now {
            Value::Text(text) => text.clone(),
            Value::Flag(on) => if *on { "yes" } else { "no" }.to_owned(),
            _ => "not set".to_owned(),
        };
        let list: Vec<String> =
            words.iter().enumerate().map(|(place, word)| format!("{} {word}", place + 1)).collect();
        self.say(&format!(
            "{label} is {}. It can be {}. A number or a word chooses; an empty line leaves it as it is.",
            spoken::printable(&is),
            list.join(", ")
        ));
        loop {
            let Some(line) = self.line(How::Seen)?.filter(|line| !line.trim().is_empty()) else {
                return Ok(None);
            };
            match chosen(words, line.trim()) {
                Some(word) => return Ok(Some(Value::Text(word.to_owned()))),
                None => self.say("That is none of them."),
            }
        }
    }

    /// Several of some words: each that is named is turned on or off.
    fn ask_several(&mut self, label: &str, words: &[&str], now: &Value) -> Result<Option<Value>, Stop> {
        let mut members: Vec<String> = crate::connector::facts::members(now).to_vec();
        let odd: Vec<String> =
            members.iter().filter(|word| !words.contains(&word.as_str())).cloned().collect();
        let all: Vec<&str> = words.iter().copied().chain(odd.iter().map(String::as_str)).collect();
        let state = |members: &[String]| {
            let list = all.iter().enumerate().map(|(place, word)| {
                let on = if members.iter().any(|member| member == word) { "on" } else { "off" };
                format!("{} {} is {on}", place + 1, spoken::printable(word))
            });
            list.collect::<Vec<_>>().join(", ")
        };
        self.say(&format!(
            "{label}: {}. Numbers or words turn them on or off; an empty line leaves it.",
            state(&members)
        ));
        let Some(line) = self.line(How::Seen)?.filter(|line| !line.trim().is_empty()) else {
            return Ok(None);
        };
        for part in line.split([',', ' ']).filter(|part| !part.is_empty()) {
            let Some(word) = chosen(&all, part) else {
                self.say(&format!("\"{}\" is none of them. Nothing was changed.", spoken::printable(part)));
                return Ok(None);
            };
            match members.iter().position(|member| member == word) {
                Some(place) => drop(members.remove(place)),
                None => members.push(word.to_owned()),
            }
        }
        Ok(Some(Value::Set(members)))
    }

    /// Text of many lines. None leaves it as it is.
    fn ask_lines(&mut self) -> Result<Option<String>, Stop> {
        self.say(&format!(
            "New text, line by line. A line with a single . ends it; a line that begins with two has one of them taken off. \
             A single . at once leaves it as it is, {EMPTY} makes it empty."
        ));
        let mut lines: Vec<String> = Vec::new();
        loop {
            let Some(line) = self.line(How::Seen)? else { return Ok(None) };
            match line.as_str() {
                "." if lines.is_empty() => return Ok(None),
                "." => return Ok(Some(lines.join("\n"))),
                EMPTY if lines.is_empty() => return Ok(Some(String::new())),
                text => lines.push(
                    text.strip_prefix('.').filter(|rest| rest.starts_with('.')).unwrap_or(text).to_owned(),
                ),
            }
        }
    }
}

/// A word by its number, itself, or a beginning that no other has.
fn chosen<'w>(words: &[&'w str], said: &str) -> Option<&'w str> {
    if let Ok(number) = said.parse::<usize>() {
        return words.get(number.checked_sub(1)?).copied();
    }
    if let Some(word) = words.iter().find(|word| **word == said) {
        return Some(word);
    }
    let mut begun = words.iter().filter(|word| word.starts_with(&said.to_lowercase()));
    match (begun.next(), begun.next()) {
        (Some(word), None) => Some(word),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn a_word_is_chosen_by_number_or_by_its_beginning() {
        let words = ["get", "post", "put", "patch"];
        assert_eq!(chosen(&words, "2"), Some("post"));
        assert_eq!(chosen(&words, "put"), Some("put"));
        assert_eq!(chosen(&words, "G"), Some("get"));
        for said in ["p", "0", "5", "x"] {
            assert_eq!(chosen(&words, said), None, "{said}");
        }
    }
}
