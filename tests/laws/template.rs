//! Laws of templates: the finder loses nothing and changes nothing, and renaming touches exactly the uses.

use super::tries;
use patchpanel::connector::template::{Form, candidates, nearest, rename, typed_at, variables};
use proptest::prelude::*;
use proptest::sample::select;

const NAMES: [&str; 4] = ["a", "order_id", "品番", "x y"];

/// Texts with many braces, names, and whatever else.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "{{",
        "}}",
        "{",
        "}",
        "{{{",
        "}}}",
        "a",
        "order_id",
        "品番",
        "x y",
        "b",
        " ",
        "\n",
        "\"",
        ":",
        "|",
        ".",
        "{{a}}",
        "{{order_id}}",
        "{{ a }}",
        "{{a.b}}",
        "{{new}}",
        "é",
        "\u{202e}",
        "👩‍💻",
    ];
    prop::collection::vec(select(pieces.to_vec()), 0..24).prop_map(|pieces| pieces.concat())
}

/// The text with every variable taken out, to see what stands between them.
fn between(text: &str, names: &[&str]) -> Vec<String> {
    let mut at = 0;
    let mut out = Vec::new();
    for variable in variables(text, names) {
        out.push(text[at..variable.range.start].to_owned());
        at = variable.range.end;
    }
    out.push(text[at..].to_owned());
    out
}

fn uses(text: &str, name: &str) -> usize {
    variables(text, &[name]).iter().filter(|variable| matches!(variable.form, Form::Used(_))).count()
}

proptest! {
    #![proptest_config(tries(2_000))]

    #[test]
    fn the_pieces_of_a_text_are_the_text(text in text()) {
        let mut at = 0;
        let mut whole = String::new();
        for variable in variables(&text, &NAMES) {
            prop_assert!(variable.range.start >= at, "two overlap in {text:?}");
            prop_assert!(variable.range.start <= variable.name.start && variable.name.end <= variable.range.end);
            whole += &text[at..variable.range.start];
            whole += &text[variable.range.clone()];
            at = variable.range.end;
            let name = &text[variable.name.clone()];
            match variable.form {
                Form::Used(number) => prop_assert_eq!(name, NAMES[number]),
                Form::Spaced(number) => {
                    prop_assert_eq!(name.trim(), NAMES[number]);
                    prop_assert_ne!(name, NAMES[number]);
                }
                Form::Undeclared | Form::Opaque => prop_assert!(!NAMES.contains(&name)),
                Form::Malformed(_) => {}
            }
            prop_assert!(!text[variable.range].contains('\n'), "a variable never spans lines: {text:?}");
        }
        whole += &text[at..];
        prop_assert_eq!(whole, text);
    }

    #[test]
    fn every_documented_variable_is_found(text in text()) {
        // Whatever stands around it: closed braces before, anything after.
        let text = format!("{text}\n.{{{{order_id}}}}");
        let last = variables(&text, &NAMES).pop().unwrap();
        prop_assert_eq!((&text[last.range], last.form), ("{{order_id}}", Form::Used(1)));
    }

    #[test]
    fn renaming_touches_exactly_the_uses(text in text(), old in select(NAMES.to_vec())) {
        let count = uses(&text, old);
        let Some((renamed, renamed_uses)) = rename(&text, old, "brand_new") else {
            prop_assert_eq!(count, 0);
            return Ok(());
        };
        prop_assert_eq!(renamed_uses, count);
        prop_assert_eq!(uses(&renamed, old), 0);
        prop_assert_eq!(uses(&renamed, "brand_new"), count);
        // By another way: the uses cut out, the rest untouched.
        let parts: Vec<&str> = text.split(&format!("{{{{{old}}}}}")).collect();
        let put = |name: &str| parts.join(&format!("{{{{{name}}}}}"));
        prop_assert_eq!(put(old), text.clone());
        if parts.len() - 1 == count {
            prop_assert_eq!(put("brand_new"), renamed.clone());
        }
        // There and back again.
        prop_assert_eq!(rename(&renamed, "brand_new", old).unwrap().0, text);
    }

    #[test]
    fn what_is_not_understood_survives_a_renaming(text in text()) {
        if let Some((renamed, _)) = rename(&text, "a", "other") {
            let opaque = |text: &str| -> Vec<String> {
                let found = variables(text, &["a", "other"]).into_iter();
                found.filter(|it| it.form == Form::Opaque).map(|it| text[it.range].to_owned()).collect()
            };
            prop_assert_eq!(opaque(&text), opaque(&renamed));
            prop_assert_eq!(between(&text, &["a", "other"]), between(&renamed, &["a", "other"]), "what stands between them is untouched");
        }
    }

    #[test]
    fn nothing_is_found_where_there_are_no_braces(text in "[^{}]{0,60}") {
        prop_assert_eq!(variables(&text, &NAMES), vec![]);
        prop_assert_eq!(rename(&text, "a", "b"), None);
    }

    #[test]
    fn any_text_at_any_cursor_is_survived(text in "(?s).{0,60}", cursor in 0usize..80) {
        variables(&text, &[&text]);
        nearest(&text, &[&text, "a"]);
        candidates(&text, &[&text, "a"]);
        if let Some(typed) = typed_at(&text, cursor) {
            prop_assert_eq!(&text[typed.from..cursor], typed.name);
        }
    }
}

#[test]
fn a_megabyte_of_braces_is_walked_once() {
    // Far more than linear work would not end here.
    for piece in ["{", "{{", "{{a", "{{a}", "{a}", "{{a{", "{a}}", "{{ ", "}}"] {
        let text = piece.repeat(1_000_000 / piece.len());
        variables(&text, &NAMES);
    }
}
