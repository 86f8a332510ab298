//! The variables of a template: `{{name}}` in the URL, the body and header values inserts a data input.
//!
//! Only that form is documented (API facts: template variables). Whatever else stands in double braces is opaque: it may
//! mean something to the server, so it is found, told apart, and never changed.

use super::facts;
use crate::edit::{Draft, Value};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Something in double braces, or nearly so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its bytes in the text, braces included.
    pub range: Range<usize>,
    /// The bytes of what stands between the braces.
    pub name: Range<usize>,
    /// What it is.
    pub form: Form,
}

/// What stands in double braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The name of a data input: its number among them.
    Used(usize),
    /// A plain word that names no data input.
    Undeclared,
    /// The name of a data input with spaces around it, which is not a documented form: its number.
    Spaced(usize),
    /// A form that is not documented. Left alone.
    Opaque,
    /// Braces that do not go together, and what is wrong with them.
    Malformed(&'static str),
}

/// A variable that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed<'t> {
    /// Where its name begins, in bytes.
    pub from: usize,
    /// What of the name stands before the cursor.
    pub name: &'t str,
    /// Braces close it already.
    pub closed: bool,
}

const UNCLOSED: &str = "nothing closes these braces";
const NAMELESS: &str = "there is no name between these braces";
const CLOSING: &str = "a closing brace is missing";
const OPENING: &str = "an opening brace is missing";

/// Bytes of the longest word that is compared with names: while it is typed, and to find what was meant.
const LONGEST: usize = 256;

/// The number of each input by its name; of inputs with one name, of the first.
type Numbers<'n> = HashMap<&'n str, usize>;

/// The variables of a text, in order; none overlaps another. `inputs` are the names of the data inputs. Linear in the
/// length of the text and the number of inputs.
pub fn variables(text: &str, inputs: &[&str]) -> Vec<Variable> {
    let mut found = Vec::new();
    // Most lines have none, and then nothing is looked up.
    if !text.contains("{{") && !text.contains("}}") {
        return found;
    }
    let mut numbers = HashMap::with_capacity(inputs.len());
    for (number, name) in inputs.iter().enumerate() {
        numbers.entry(*name).or_insert(number);
    }
    let inputs = &numbers;
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('{')).map(|offset| at + offset) {
        let run = text.get(open..).unwrap_or_default().bytes().take_while(|byte| *byte == b'{').count();
        let inside = open + run;
        let variable =
            if run == 1 { half_open(text, open, inputs) } else { opened(text, inside - 2, inputs) };
        at = variable.as_ref().map_or(inside, |variable| variable.range.end.max(inside));
        found.extend(variable);
    }
    found
}

/// What begins with two braces at this place.
fn opened(text: &str, open: usize, inputs: &Numbers<'_>) -> Option<Variable> {
    let inside = open + 2;
    let rest = text.get(inside..)?;
    let unclosed = || {
        let word = rest.chars().take_while(|c| is_of_a_word(*c)).map(char::len_utf8).sum::<usize>();
        Variable { range: open..inside + word, name: inside..inside + word, form: Form::Malformed(UNCLOSED) }
    };
    let stop = rest.find(['{', '}', '\n']);
    let Some(stop) = stop else { return Some(unclosed()) };
    let after = rest.get(stop..)?;
    let name = inside..inside + stop;
    let inner = rest.get(..stop)?;
    if after.starts_with("}}") {
        let form = if inner.is_empty() { Form::Malformed(NAMELESS) } else { form_of(inner, inputs) };
        return Some(Variable { range: open..name.end + 2, name, form });
    }
    if after.starts_with('}') && (is_word(inner) || inputs.contains_key(inner)) {
        let form = Form::Malformed(CLOSING);
        return Some(Variable { range: open..name.end + 1, name, form });
    }
    // A brace of another kind inside: whatever it is, it ends with two.
    match end_of_opaque(after) {
        Some(close) => {
            let end = name.end + close;
            Some(Variable { range: open..end + 2, name: inside..end, form: Form::Opaque })
        }
        None => Some(unclosed()),
    }
}

/// Where the two braces stand that end what goes on here, unless its line ends or two more open before.
fn end_of_opaque(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    for (place, pair) in bytes.windows(2).enumerate() {
        match pair {
            b"}}" => return Some(place),
            [b'\n', _] | b"{{" => return None,
            _ => {}
        }
    }
    None
}

/// `{name}}` around the name of an input. A single brace is JSON otherwise.
fn half_open(text: &str, open: usize, inputs: &Numbers<'_>) -> Option<Variable> {
    let rest = text.get(open + 1..)?;
    let stop = rest.find(['{', '}', '\n', '"', ':'])?;
    let closed = rest.get(stop..)?.starts_with("}}");
    let inner = rest.get(..stop)?;
    (closed && !inner.is_empty() && inputs.contains_key(inner)).then(|| Variable {
        range: open..open + 1 + stop + 2,
        name: open + 1..open + 1 + stop,
        form: Form::Malformed(OPENING),
    })
}

fn form_of(inner: &str, inputs: &Numbers<'_>) -> Form {
    let number = |name: &str| inputs.get(name).copied();
    if let Some(number) = number(inner) {
        return Form::Used(number);
    }
    match number(inner.trim()) {
        Some(number) => Form::Spaced(number),
        None if is_word(inner) => Form::Undeclared,
        None => Form::Opaque,
    }
}

/// A sign of the names that are documented: a letter or digit of any script, `_` or `-`.
pub fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// The words of a text that could be names.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_of_a_word(c)).filter(|word| !word.is_empty())
}

/// Letters of any script, digits, `_` and `-`, and at least one of them.
pub fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_of_a_word)
}

/// The declared name that was most likely meant: one that differs in a few letters or in case, or that this one is short
/// for. A word that is longer than any name is near to none: measuring costs the product of both lengths.
pub fn nearest<'n>(name: &str, inputs: &[&'n str]) -> Option<&'n str> {
    if name.len() > LONGEST {
        return None;
    }
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    let most = (length / 3).max(1);
    let distance = |input: &str| {
        let input = input.to_lowercase();
        let other = input.chars().count();
        // Names whose lengths differ by more are not worth measuring.
        let slips = (length.abs_diff(other) <= most)
            .then(|| strsim::damerau_levenshtein(&wanted, &input))
            .filter(|slips| *slips <= most);
        // `msg` for `message`: worse than a slip, better than nothing.
        slips.or_else(|| is_short_for(&wanted, &input).then_some(length + other))
    };
    let named = inputs.iter().filter(|input| !input.is_empty() && input.len() <= LONGEST);
    let near = named.filter_map(|input| Some((distance(input)?, *input)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, input)| input)
}

fn is_short_for(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    let begins = short.chars().next() == long.chars().next();
    begins && short.chars().count() >= 2 && short.chars().all(|c| rest.any(|other| other == c))
}

/// The variable in which the cursor stands while it is typed, if it stands in one.
pub fn typed_at(text: &str, cursor: usize) -> Option<Typed<'_>> {
    let before = text.get(..cursor)?;
    let near = (cursor.saturating_sub(LONGEST)..=cursor).find(|place| text.is_char_boundary(*place))?;
    let tail = before.get(near..)?;
    let open = tail.rfind("{{")?;
    let from = near + open + 2;
    let name = before.get(from..)?;
    if name.contains(['{', '}', '\n']) {
        return None;
    }
    let rest = text.get(cursor..)?.trim_start_matches(is_of_a_word);
    Some(Typed { from, name, closed: rest.starts_with("}}") })
}

/// The inputs that may be meant by the beginning of a name, by their numbers: those that begin with it, then those that
/// hold it. Case does not matter.
pub fn candidates(typed: &str, inputs: &[&str]) -> Vec<usize> {
    let typed = typed.trim().to_lowercase();
    // Of inputs with one name only the first is offered.
    let mut seen = BTreeSet::new();
    let (mut begin, mut hold) = (Vec::new(), Vec::new());
    for (number, name) in inputs.iter().enumerate() {
        if name.is_empty() || !seen.insert(*name) {
            continue;
        }
        let name = name.to_lowercase();
        if name.starts_with(&typed) {
            begin.push(number);
        } else if name.contains(&typed) {
            hold.push(number);
        }
    }
    begin.append(&mut hold);
    begin
}

/// The text with each use of one input made a use of another name, and how many there were. `None` where there is none.
/// Nothing else is touched.
pub fn rename(text: &str, old: &str, new: &str) -> Option<(String, usize)> {
    let uses: Vec<Variable> = variables(text, &[old])
        .into_iter()
        .filter(|variable| matches!(variable.form, Form::Used(_)))
        .collect();
    let mut renamed = String::with_capacity(text.len() + uses.len() * new.len());
    let mut at = 0;
    for variable in &uses {
        renamed.push_str(text.get(at..variable.name.start)?);
        renamed.push_str(new);
        at = variable.name.end;
    }
    renamed.push_str(text.get(at..)?);
    (!uses.is_empty()).then_some((renamed, uses.len()))
}

/// The names of the data inputs, in order; doubled and empty ones, too.
pub fn input_names(draft: &Draft) -> Vec<&str> {
    let rows = facts::inputs_place(draft.table()).map(|at| draft.value(at).rows()).unwrap_or_default();
    rows.iter().map(|row| row.cells.first().and_then(Value::text).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, inputs: &[&str]) -> Vec<(String, Form)> {
        let slice = |variable: Variable| (text[variable.range].to_owned(), variable.form);
        variables(text, inputs).into_iter().map(slice).collect()
    }

    fn one(text: &str, inputs: &[&str]) -> (String, Form) {
        let mut found = told(text, inputs);
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    #[test]
    fn each_form_is_told_apart() {
        let inputs = ["order_id", "品番", "a b", "x.y"];
        for (text, whole, form) in [
            ("a/{{order_id}}/b", "{{order_id}}", Form::Used(0)),
            ("{{品番}}", "{{品番}}", Form::Used(1)),
            ("{{a b}}", "{{a b}}", Form::Used(2)),
            ("{{x.y}}", "{{x.y}}", Form::Used(3)),
            ("{{ order_id }}", "{{ order_id }}", Form::Spaced(0)),
            ("{{order-id}}", "{{order-id}}", Form::Undeclared),
            ("{{数量}}", "{{数量}}", Form::Undeclared),
            ("{{user.email}}", "{{user.email}}", Form::Opaque),
            ("{{order_id | default: 1}}", "{{order_id | default: 1}}", Form::Opaque),
            ("{{#if order_id}}", "{{#if order_id}}", Form::Opaque),
            ("{{ }}", "{{ }}", Form::Opaque),
            ("{{{order_id}}}", "{{order_id}}", Form::Used(0)),
            ("{\"n\":{{order_id}}}", "{{order_id}}", Form::Used(0)),
            ("{{a{b}}", "{{a{b}}", Form::Opaque),
        ] {
            assert_eq!(one(text, &inputs), (whole.to_owned(), form), "{text}");
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test of how long something takes")]
    fn many_variables_and_many_inputs_are_not_held_against_each_other() {
        let names: Vec<String> = (0..10_000).map(|number| format!("n{number}")).collect();
        let inputs: Vec<&str> = names.iter().map(String::as_str).collect();
        let text = "{{n9999}}{{ n9999 }}{{x}}".repeat(10_000);
        let begin = std::time::Instant::now();
        assert_eq!(variables(&text, &inputs).len(), 30_000);
        assert!(begin.elapsed().as_secs() < 3, "{:?}", begin.elapsed());
        assert_eq!(variables("{{a}}", &["b", "a", "a"])[0].form, Form::Used(1));
    }

    #[test]
    fn braces_that_do_not_go_together_are_told() {
        for (text, whole, why) in [
            ("{{", "{{", UNCLOSED),
            ("{{order_id", "{{order_id", UNCLOSED),
            ("{{order_id and more\n}}", "{{order_id", UNCLOSED),
            ("{{}}", "{{}}", NAMELESS),
            ("{{order_id}/x", "{{order_id}", CLOSING),
            ("/{order_id}}/", "{order_id}}", OPENING),
        ] {
            assert_eq!(one(text, &["order_id"]), (whole.to_owned(), Form::Malformed(why)), "{text}");
        }
        let both = told("{{a {{order_id}}", &["order_id"]);
        assert_eq!(both[0].1, Form::Malformed(UNCLOSED));
        assert_eq!(both[1], ("{{order_id}}".to_owned(), Form::Used(0)));
    }

    #[test]
    fn json_is_no_template() {
        for text in [
            "{\"a\":{\"b\":{}}}",
            "{}",
            "}}",
            "{order_id}",
            "[{\"x\":1},{\"y\":{\"z\":2}}]",
            "{\"a\": {order}}",
        ] {
            assert_eq!(told(text, &["order_id"]), [], "{text}");
        }
    }

    #[test]
    fn the_nearest_name_is_the_one_that_was_meant() {
        let inputs = ["message", "order_id", "amount", ""];
        for (typed, meant) in [
            ("msg", Some("message")),
            ("orderid", Some("order_id")),
            ("Order_ID", Some("order_id")),
            ("oder_id", Some("order_id")),
            ("ammount", Some("amount")),
            ("zzz", None),
            ("x", None),
        ] {
            assert_eq!(nearest(typed, &inputs), meant, "{typed}");
        }
        assert_eq!(nearest("a", &[]), None);
    }

    #[test]
    fn a_word_that_is_longer_than_any_name_costs_no_more_than_reading_it() {
        let edge = "a".repeat(LONGEST + 1);
        assert_eq!(nearest(&edge, &[&edge]), None);
        // Measuring these would take the product of their lengths, in memory, too.
        let (long, longer) = ("a".repeat(1_000_000), "b".repeat(1_000_000));
        assert_eq!(nearest(&long, &[&long, &longer, "a"]), None);
        assert_eq!(nearest("aaa", &[&long, "aab"]), Some("aab"));
        let (wrong, right) = ("x".repeat(200), format!("{}y", "x".repeat(200)));
        assert_eq!(nearest(&wrong, &[&right]), Some(right.as_str()));
    }

    #[test]
    fn a_variable_that_is_being_typed_is_seen() {
        let typed = |text: &str, cursor: usize| {
            typed_at(text, cursor).map(|it| (it.from, it.name.to_owned(), it.closed))
        };
        assert_eq!(typed("a{{", 3), Some((3, String::new(), false)));
        assert_eq!(typed("a{{or", 5), Some((3, "or".into(), false)));
        assert_eq!(typed("a{{or}}", 5), Some((3, "or".into(), true)));
        assert_eq!(typed("a{{order_id}}", 5), Some((3, "or".into(), true)));
        assert_eq!(typed("a{{or}}b", 8), None);
        assert_eq!(typed("a{or", 4), None);
        assert_eq!(typed("{{a\nb", 5), None);
        assert_eq!(typed("é", 1), None, "not a place between two characters");
        assert_eq!(typed(&format!("{{{{{}", "é".repeat(900)), 1802), None);
    }

    #[test]
    fn candidates_begin_with_what_was_typed_or_hold_it() {
        let inputs = ["id", "order_id", "ID2", "", "id", "name"];
        assert_eq!(candidates("id", &inputs), [0, 2, 1]);
        assert_eq!(candidates("", &inputs), [0, 1, 2, 5]);
        assert_eq!(candidates("zz", &inputs), [0; 0]);
    }

    #[test]
    fn renaming_touches_the_uses_and_nothing_else() {
        let text = "{{a}}/{{ a }}/{{a.b}}/{{b}}/{{{a}}}{{a}a";
        assert_eq!(rename(text, "a", "c"), Some(("{{c}}/{{ a }}/{{a.b}}/{{b}}/{{{c}}}{{a}a".into(), 2)));
        assert_eq!(rename("no use", "a", "c"), None);
    }
}
