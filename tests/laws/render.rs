//! Laws of the rendered request: a value comes out of the URL as it went in, it never adds a part to it, and a shell
//! hands every word of the command to curl as it was meant.

use super::make::{edited, text};
use super::tries;
use patchpanel::connector::FIELDS;
use patchpanel::connector::curl::{curl, variables};
use patchpanel::connector::render::{Origin, Request, request, samples, whole};
use patchpanel::edit::{Draft, Json, Record};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

/// Values with everything that means something in a URL or to a shell.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => text(),
        2 => "(?s)[/?#&=+%;:@ .'\"$`\\\\!*{}\\[\\]|<>a-zé漢\n\r\t-]{0,16}",
        1 => "(?s).{0,12}",
    ]
}

fn rendered(record: &Json, values: &[(&str, &str)]) -> Request {
    let draft = Draft::new(&FIELDS, Record::decode(&FIELDS, record).unwrap());
    let typed: BTreeMap<_, _> =
        values.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    request(&draft, &samples(&draft, &typed))
}

fn connector(url: &str, body: &str, headers: &[String]) -> Json {
    let input = |name: &str| json!({"name": name, "type": "string", "description": "x"});
    let header = |name: &String| json!({"name": name, "value": "****"});
    json!({
        "http_method": "post", "url": url, "body": body,
        "headers": headers.iter().map(header).collect::<Vec<_>>(),
        "data_inputs": [input("p"), input("q"), input("f")],
    })
}

/// What `sh` hands to curl, word by word, with these variables in its environment.
#[cfg(unix)]
fn words(command: &str, environment: &[(String, String)]) -> Vec<String> {
    let script = format!("curl() {{ for word; do printf '%s\\0' \"$word\"; done; }}\n{command}");
    let mut shell = std::process::Command::new("sh");
    shell.arg("-c").arg(script).envs(environment.iter().map(|(name, value)| (name, value)));
    let output = shell.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{command}: {output:?}");
    let mut words: Vec<String> =
        String::from_utf8(output.stdout).unwrap().split('\0').map(str::to_owned).collect();
    words.pop();
    words
}

proptest! {
    #![proptest_config(tries(1_000))]

    #[test]
    fn a_value_comes_out_of_the_url_as_it_went_in((p, q, f) in (value(), value(), value())) {
        let record = connector("https://x.example/a/{{p}}/b?k={{q}}&l=m#n{{f}}", "", &[]);
        let url = rendered(&record, &[("p", &p), ("q", &q), ("f", &f)]).url.unwrap();
        let text = whole(&url);
        for part in &url {
            let Origin::Input(number) = part.origin else { continue };
            let decoded = percent_decode_str(&part.text).decode_utf8().unwrap();
            prop_assert_eq!(&*decoded, [&p, &q, &f][number].as_str());
        }
        prop_assert!(text.chars().all(|c| c.is_ascii_graphic()), "{}", text);
        // The parts of the URL are those of its template.
        let (rest, fragment) = text.split_once('#').unwrap();
        let (path, query) = rest.split_once('?').unwrap();
        let fragment = percent_decode_str(fragment).decode_utf8().unwrap();
        prop_assert_eq!(fragment.strip_prefix('n'), Some(f.as_str()));
        prop_assert_eq!(path.split('/').count(), 6);
        prop_assert_eq!(query.split('&').count(), 2);
        for sign in ['/', '?', '#', '&'] {
            for part in url.iter().filter(|part| matches!(part.origin, Origin::Input(0 | 1))) {
                prop_assert!(!part.text.contains(sign), "{} adds {}", part.text, sign);
            }
        }
        prop_assert!(!query.contains(['+', ';', '\'', '@']), "{}", query);
    }

    #[test]
    fn a_template_without_variables_keeps_what_may_stand_in_a_url(path in "[a-zA-Z0-9._~!$&'()*+,;=:@/-]{0,20}", escape in "%[0-9A-F]{2}") {
        let url = format!("https://x.example/{path}{escape}?{path}{escape}#{escape}{path}");
        prop_assert_eq!(whole(&rendered(&connector(&url, "", &[]), &[]).url.unwrap()), url);
    }

    #[test]
    fn any_draft_can_be_rendered_and_tells_no_secret((_, edited) in edited()) {
        let draft = &edited.draft;
        let samples = samples(draft, &BTreeMap::new());
        let request = request(draft, &samples);
        let told = format!("{request:?}{:?}", curl(&request));
        prop_assert!(!told.contains([super::make::MARK, super::make::LEAK]), "{}", told);
    }

    #[test]
    fn variables_of_headers_are_valid_and_differ(names in prop::collection::vec("[!#$%&'*+.^_`|~a-zA-Z0-9-]{1,6}", 0..8)) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let found = variables(&names);
        prop_assert_eq!(found.len(), names.len());
        for (number, name) in found.iter().enumerate() {
            let letter = |c: char| c.is_ascii_uppercase() || c == '_';
            prop_assert!(name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_ascii_digit()), "{}", name);
            prop_assert!(name.chars().any(|c| c != '_') && !found[..number].contains(name), "{:?}", found);
        }
    }
}

#[cfg(unix)]
proptest! {
    #![proptest_config(tries(100))]

    #[test]
    fn a_shell_hands_every_word_to_curl_as_it_was_meant(
        (p, q, body) in (value(), value(), value()),
        names in prop::collection::vec("[!#$%&'*+.^_`|~a-zA-Z0-9-]{1,6}", 0..4),
        secrets in prop::collection::vec(value(), 4),
    ) {
        let record = connector("https://x.example/it's/{{p}}?[k]={{a.b}}&q={{q}}", &format!("{body}{{{{f}}}}"), &names);
        let request = rendered(&record, &[("p", &p), ("q", &q), ("f", &p)]);
        let Ok(command) = curl(&request) else {
            prop_assert!(body.contains('\0') || p.contains('\0'));
            return Ok(());
        };
        let headers: Vec<&str> = names.iter().map(String::as_str).collect();
        let values: Vec<(String, String)> =
            // A value that is empty stops the shell, as one that is not set does.
            variables(&headers).into_iter().zip(secrets.iter().map(|it| format!("x{}", it.replace('\0', "")))).collect();
        let words = words(&command, &values);
        let url = whole(request.url.as_deref().unwrap());
        let mut expected: Vec<String> = ["--globoff", "-X", "POST", &url].map(str::to_owned).to_vec();
        if matches!(p.as_str(), "." | "..") {
            expected.insert(1, "--path-as-is".to_owned());
        }
        for (name, (_, value)) in names.iter().zip(&values) {
            expected.extend(["-H".to_owned(), format!("{name}: {value}")]);
        }
        expected.extend(["-H".to_owned(), "Content-Type:".to_owned()]);
        expected.extend(["--data-raw".to_owned(), whole(&request.body.unwrap().parts)]);
        prop_assert_eq!(words, expected, "{}", command);
    }

    #[test]
    fn any_text_is_one_word(text in value()) {
        let text = text.replace('\0', "");
        prop_assert_eq!(words(&format!("curl {}", patchpanel::connector::curl::quoted(&text)), &[]), [text]);
    }
}
