//! A request as a command for a POSIX shell, to be pasted as it is. Header values are environment variables.

use super::header;
use super::render::{Request, whole};
use super::url;
use std::collections::HashSet;
use std::fmt::Write;

/// How every variable begins. Whoever names a header does not choose with that which variable of another person's shell is
/// sent along.
const PREFIX: &str = "HEADER_";

/// Why a request cannot be written as a command, if it cannot.
///
/// # Errors
/// A few words on what is in the way.
pub fn can_curl(request: &Request) -> Result<(), &'static str> {
    let Some(url) = &request.url else { return Err("there is no URL") };
    let body = request.body.iter().filter(|body| body.sent).flat_map(|body| &body.parts);
    let mut texts = url.iter().chain(body).map(|part| part.text.as_str()).chain(request.method.as_deref());
    if texts.any(|text| text.contains('\0')) {
        return Err("it holds a null character, which no shell can pass on");
    }
    Ok(())
}

/// The command.
///
/// # Errors
/// As [`can_curl`] says.
pub fn curl(request: &Request) -> Result<String, &'static str> {
    can_curl(request)?;
    let url = request.url.as_deref().map(whole).unwrap_or_default();
    let mut command = "curl".to_owned();
    if url.contains(['{', '}', '[', ']']) {
        // curl would take them for several URLs in one.
        command += " --globoff";
    }
    if url::has_steps(&url) {
        command += " --path-as-is";
    }
    if let Some(method) = &request.method {
        let plain = method.chars().all(|c| c.is_ascii_alphanumeric());
        command += " -X ";
        command += &if plain { method.clone() } else { quoted(method) };
    }
    command += if url.starts_with('-') { " --url " } else { " " };
    command += &quoted(&url);
    let names: Vec<&str> = headers(request).collect();
    for (name, variable) in names.iter().zip(variables(&names)) {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        // Within double quotes a shell may read more than the variable.
        let name = if plain { format!("\"{name}: ") } else { format!("{}\"", quoted(&format!("{name}: "))) };
        // The result of writing to a text is always good.
        // A variable that is not set would take its header away without a word; so the shell stops and names it.
        let _ = write!(command, " -H {name}${{{variable}:?}}\"");
    }
    if let Some(body) = request.body.as_ref().filter(|body| body.sent) {
        if !names.iter().any(|name| name.eq_ignore_ascii_case("content-type")) {
            // curl would add one of its own, which nobody was shown.
            command += " -H 'Content-Type:'";
        }
        command += " --data-raw ";
        command += &quoted(&whole(&body.parts));
    }
    Ok(command)
}

/// The headers that a command can name: what is no name of a header is left out.
fn headers(request: &Request) -> impl Iterator<Item = &str> {
    request.headers.iter().map(|header| header.name.as_str()).filter(|name| header::is_name(name).is_ok())
}

/// An environment variable for each header: its name in capitals behind a prefix, valid and unlike all others.
pub fn variables(headers: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    for name in headers {
        let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        let variable: String = PREFIX.chars().chain(name.chars().map(fits)).collect();
        let mut unlike = variable.clone();
        let mut number = 1;
        while !taken.insert(unlike.clone()) {
            number += 1;
            unlike = format!("{variable}_{number}");
        }
        found.push(unlike);
    }
    found
}

/// A text as one word of a POSIX shell. Characters that a terminal would act on while they are pasted are spelt out.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\'' => out += "'\\''",
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {
                let mut bytes = String::new();
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(bytes, "\\{byte:03o}");
                }
                let _ = write!(out, "'\"$(printf '{bytes}')\"'");
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::render::{Body, Header, Known, Origin, Part};

    fn part(text: &str) -> Vec<Part> {
        vec![Part { text: text.to_owned(), origin: Origin::Template }]
    }

    fn request(method: &str, url: &str, headers: &[&str], body: Option<(&str, bool)>) -> Request {
        let header = |name: &&str| Header { name: (*name).to_owned(), value: Known::Hidden };
        Request {
            method: Some(method.to_owned()),
            url: Some(part(url)),
            headers: headers.iter().map(header).collect(),
            body: body.map(|(text, sent)| Body { parts: part(text), sent, json: None }),
            left: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_request_is_one_command() {
        let told = request("POST", "https://x.example/a?b=c", &["Authorization"], Some(("{\"a\": 1}", true)));
        let command = "curl -X POST 'https://x.example/a?b=c' -H \"Authorization: ${HEADER_AUTHORIZATION:?}\" \
                       -H 'Content-Type:' --data-raw '{\"a\": 1}'";
        assert_eq!(curl(&told).unwrap(), command);
        let told = request("GET", "https://x.example/", &[], Some(("{}", false)));
        assert_eq!(curl(&told).unwrap(), "curl -X GET 'https://x.example/'", "a body that is not sent");
    }

    #[test]
    fn what_curl_would_read_otherwise_is_told_to_it() {
        let line = |url: &str| curl(&request("GET", url, &[], None)).unwrap();
        assert_eq!(line("https://x.example/{{a.b}}"), "curl --globoff -X GET 'https://x.example/{{a.b}}'");
        assert_eq!(line("https://x.example/../a"), "curl --path-as-is -X GET 'https://x.example/../a'");
        assert_eq!(line("https://x.example/?../a"), "curl -X GET 'https://x.example/?../a'");
        assert_eq!(line("-o"), "curl -X GET --url '-o'");
        assert_eq!(curl(&request("A B", "u", &[], None)).unwrap(), "curl -X 'A B' 'u'");
    }

    #[test]
    fn each_header_has_a_variable_of_its_own() {
        let names = [
            "Authorization",
            "X-Api-Key",
            "x_api_key",
            "X-Api-Key-2",
            "X-Api-Key",
            "2fa",
            "Path",
            "!",
            "~a.b",
        ];
        assert_eq!(
            variables(&names),
            [
                "HEADER_AUTHORIZATION",
                "HEADER_X_API_KEY",
                "HEADER_X_API_KEY_2",
                "HEADER_X_API_KEY_2_2",
                "HEADER_X_API_KEY_3",
                "HEADER_2FA",
                "HEADER_PATH",
                "HEADER__",
                "HEADER__A_B"
            ]
        );
        let told = request("GET", "u", &["X!$`Y", "", "a b", "X-Key"], None);
        assert_eq!(
            curl(&told).unwrap(),
            "curl -X GET 'u' -H 'X!$`Y: '\"${HEADER_X___Y:?}\" -H \"X-Key: ${HEADER_X_KEY:?}\""
        );
    }

    #[test]
    fn no_header_names_a_variable_that_a_person_has_for_something_else() {
        let names = ["Intercom-Access-Token", "GITHUB-TOKEN", "Home", "_", "2", "", "é"];
        for variable in variables(&names) {
            assert!(variable.starts_with("HEADER_"), "{variable}");
        }
        let told = curl(&request("GET", "u", &["Intercom-Access-Token"], None)).unwrap();
        assert!(!told.contains("$INTERCOM_ACCESS_TOKEN"), "{told}");
    }

    #[test]
    fn quotes_and_what_a_terminal_would_act_on_are_spelt_out() {
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted("a\r\nb\tc"), "'a'\"$(printf '\\015')\"'\nb\tc'");
        assert_eq!(quoted("\u{85}"), "''\"$(printf '\\302\\205')\"''");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn what_no_shell_can_pass_on_is_said() {
        let told = request("POST", "u", &[], Some(("a\0b", true)));
        assert_eq!(curl(&told), Err("it holds a null character, which no shell can pass on"));
        let nowhere = Request { url: None, ..told };
        assert_eq!(curl(&nowhere), Err("there is no URL"));
    }
}
