//! The access token: read once, sent in one header, shown nowhere.

use std::borrow::Cow;
use std::fmt;

use reqwest::header::{HeaderValue, InvalidHeaderValue};
use secrecy::zeroize::Zeroize;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value as Json;

/// What stands where a token would otherwise be printed.
const HIDDEN: &str = "(hidden)";

/// A token shorter than this is no secret, only a word that a test or a demo uses. Blotting it out of messages
/// would tear ordinary words apart.
const WORTH_HIDING: usize = 8;

/// An access token. It has no `Display`, and its `Debug` hides it.
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// Takes a token as it was typed or read, without the white space around it. The refusal is a sentence that
    /// does not repeat the token. The text it was read from is wiped.
    pub fn new(mut text: String) -> Result<Token, String> {
        let trimmed = text.trim();
        let fault = if trimmed.is_empty() {
            Some("the token is empty; copy it from the Developer Hub: Configure, Authentication")
        } else if trimmed.chars().any(|c| c.is_whitespace() || c.is_control()) {
            Some("the token holds a space or a line break; give the token alone, without the word Bearer")
        } else if !trimmed.is_ascii() {
            Some("the token holds a character that no token has; copy it again from the Developer Hub")
        } else {
            None
        };
        let token = Token(SecretString::from(trimmed));
        text.zeroize();
        fault.map_or(Ok(token), |fault| Err(fault.to_owned()))
    }

    /// What stands for a token where none is sent: there is nothing in it to hide.
    pub(super) fn none() -> Token {
        Token(String::new().into())
    }

    /// The `Authorization` header, marked so that nothing prints it (API facts: authentication).
    pub(crate) fn header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut text = format!("Bearer {}", self.0.expose_secret());
        let value = HeaderValue::from_str(&text);
        text.zeroize();
        let mut value = value?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Blots the token out of a text that may be JSON, in case a server repeats it.
    pub(super) fn blot_out_of(&self, text: &mut String) {
        blot_out_of_body(text, self.0.expose_secret());
    }

    /// The text with the token blotted out, in case a server repeats it.
    pub(crate) fn hide_in<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let token = self.0.expose_secret();
        if token.len() >= WORTH_HIDING && text.contains(token) {
            Cow::Owned(text.replace(token, HIDDEN))
        } else {
            Cow::Borrowed(text)
        }
    }
}

/// The text without a secret that it may hold. The server may have broken it off at the end of the text.
pub(super) fn blot_out(text: &mut String, secret: &str) {
    if secret.len() < WORTH_HIDING {
        return;
    }
    if text.contains(secret) {
        *text = text.replace(secret, HIDDEN);
    }
    // What was too long was cut, perhaps in the middle of it.
    let Some(cut) = text.strip_suffix('…') else { return };
    let begun = secret.char_indices().map(|(at, _)| at).filter(|at| *at >= WORTH_HIDING).rev();
    let ends_in = |at: &usize| secret.get(..*at).is_some_and(|start| cut.ends_with(start));
    if let Some(length) = begun.into_iter().find(ends_in) {
        *text = format!("{}{HIDDEN}…", cut.get(..cut.len() - length).unwrap_or_default());
    }
}

/// The same for a text that may be JSON, where a secret may be written in several ways.
pub(super) fn blot_out_of_body(text: &mut String, secret: &str) {
    blot_out(text, secret);
    let plain = |c: char| c.is_ascii() && !c.is_ascii_control() && !matches!(c, '"' | '\\' | '/');
    if secret.len() < WORTH_HIDING || secret.chars().all(plain) {
        return;
    }
    let quoted = Json::from(secret).to_string();
    let mut escaped = quoted.trim_start_matches('"').to_owned();
    escaped.truncate(escaped.len().saturating_sub(1));
    let mut ascii = String::with_capacity(escaped.len());
    for c in escaped.chars() {
        if c.is_ascii() {
            ascii.push(c);
        } else {
            ascii.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    for mut way in [escaped, ascii] {
        blot_out(text, &way);
        let mut slashed = way.replace('/', "\\/");
        blot_out(text, &slashed);
        way.zeroize();
        slashed.zeroize();
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

impl TryFrom<String> for Token {
    type Error = String;

    fn try_from(text: String) -> Result<Token, String> {
        Token::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_around_a_token_is_dropped() {
        let token = Token::new("  dG9rOmFiYw==\r\n".to_owned()).unwrap();
        assert_eq!(token.header().unwrap().to_str().unwrap(), "Bearer dG9rOmFiYw==");
    }

    #[test]
    fn what_cannot_be_a_token_is_refused_without_repeating_it() {
        for (text, word) in [
            ("", "empty"),
            (" \n", "empty"),
            ("Bearer sesame", "without the word Bearer"),
            ("sesame\nopen", "line break"),
            ("sesame\u{7}open", "line break"),
            ("“sesame”", "no token has"),
        ] {
            let refusal = Token::new(text.to_owned()).unwrap_err();
            assert!(refusal.contains(word), "{refusal}");
            assert!(!refusal.contains("sesame"), "{refusal}");
        }
    }

    #[test]
    fn a_secret_is_blotted_out_even_where_it_is_cut() {
        let out = |text: &str| {
            let mut text = text.to_owned();
            blot_out(&mut text, "sesame-open-wide");
            text
        };
        assert_eq!(out("say sesame-open-wide twice, sesame-open-wide"), "say (hidden) twice, (hidden)");
        assert_eq!(out("say sesame-op…"), "say (hidden)…");
        assert_eq!(out("say sesam…"), "say sesam…");
        assert_eq!(out("sesame-op"), "sesame-op");
    }

    #[test]
    fn a_secret_is_blotted_out_however_json_writes_it() {
        let secret = "k/9\"é+sesame";
        for written in
            ["k/9\"é+sesame", "k/9\\\"é+sesame", "k\\/9\\\"\\u00e9+sesame", "k/9\\\"\\u00e9+sesame"]
        {
            let mut text = format!("{{\"said\": \"{written}\"}}");
            blot_out_of_body(&mut text, secret);
            assert_eq!(text, "{\"said\": \"(hidden)\"}");
        }
        let mut short = "a/b".to_owned();
        blot_out_of_body(&mut short, "a/b");
        assert_eq!(short, "a/b");
    }

    #[test]
    fn nothing_prints_a_token() {
        let token = Token::new("sesame-open-wide".to_owned()).unwrap();
        assert_eq!(format!("{token:?}"), "Token(hidden)");
        assert_eq!(format!("{:?}", token.header().unwrap()), "Sensitive");
        assert_eq!(token.hide_in("no sesame-open-wide, no entry"), "no (hidden), no entry");
        assert_eq!(token.hide_in("no entry"), "no entry");
    }
}
