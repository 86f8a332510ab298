//! A value in one line: what the list of fields, tables and reviews say of it.

use super::glyph::glyphs;
use super::paint::{dim, fit, spans, words};
use super::theme::{Role, style};
use super::when::ago;
use crate::edit::{Access, Field, Kind, Secret, Value};
use ratatui::style::Style;
use ratatui::text::Span;

/// How a secret reads in a cell of this width: the same word begins it however narrow the cell is, so that the states
/// are told apart without their colours.
pub fn secret_words(secret: &Secret, width: usize) -> (&'static str, Role) {
    let (forms, role): (&[&'static str], Role) = match secret {
        Secret::Kept => (&["hidden on server", "on server", "hidden"], Role::Dim),
        typed if typed.is_missing() => (&["needs a value", "needed"], Role::Warning),
        Secret::Known(_) => {
            (&["•••••••• known in this run", "•••••••• known", "•••• known", "known"], Role::Text)
        }
        Secret::New(_) => (&["•••••••• new", "•••• new", "new"], Role::Changed),
    };
    let fits = |form: &&&str| form.chars().count() <= width;
    (forms.iter().find(fits).or(forms.last()).copied().unwrap_or_default(), role)
}

/// A value in at most `width` columns.
pub fn summary(field: &Field, value: &Value, width: usize, now: i64, base: Style) -> Vec<Span<'static>> {
    match value {
        Value::Absent if field.access == Access::WriteOnly => vec![dim(cut("write-only", width))],
        Value::Absent => vec![dim(cut("not returned by the server", width))],
        Value::Rows(rows) if field.access != Access::ReadOnly => {
            // Each name takes three columns at least, so a few of thousands tell.
            let names: Vec<_> = rows
                .iter()
                .take(width)
                .map(|row| {
                    row.cells
                        .first()
                        .and_then(Value::text)
                        .filter(|name| !name.is_empty())
                        .unwrap_or("unnamed")
                })
                .collect();
            let text = match rows.len() {
                0 => "none".to_owned(),
                count => format!("{count} · {}", names.join(", ")),
            };
            fit(&text, width, if rows.is_empty() { style(Role::Dim) } else { base })
        }
        Value::Text(text) if matches!(field.kind, Kind::Time) => match ago(text, now) {
            Some(relative) => fit(&relative, width, base),
            None => fit(text, width, base),
        },
        other => cell(other, width, base),
    }
}

/// A cell in at most `width` columns.
pub fn cell(value: &Value, width: usize, base: Style) -> Vec<Span<'static>> {
    match value {
        Value::Absent => vec![dim(cut("not returned", width))],
        Value::Null => vec![dim(cut("not set", width))],
        Value::Text(text) if text.is_empty() => vec![dim(cut("empty", width))],
        Value::Text(text) => fit(text, width, base),
        Value::Flag(on) => vec![Span::styled(if *on { "yes" } else { "no" }, base)],
        Value::Set(members) | Value::List(members) if members.is_empty() => vec![dim("none")],
        Value::Set(members) | Value::List(members) => {
            let shown = members.iter().take(width).map(String::as_str).collect::<Vec<_>>();
            fit(&shown.join(", "), width, base)
        }
        Value::Document(text) if text.trim().is_empty() => vec![dim("empty")],
        Value::Document(text) => match text.lines().count() {
            0 | 1 => fit(text, width, base),
            lines => fit(&format!("{lines} lines of JSON"), width, base),
        },
        Value::Secret(secret) => {
            let (text, role) = secret_words(secret, width);
            vec![words(cut(text, width), role)]
        }
        Value::Rows(rows) if rows.is_empty() => vec![dim("none")],
        Value::Rows(rows) => fit(&rows.len().to_string(), width, base),
        Value::Opaque(json) => fit(&json.to_string(), width, base),
    }
}

/// Text of one line as it will be sent, every hidden character and every trailing space visible.
pub fn exact(text: &str, base: Style) -> Vec<Span<'static>> {
    let trailing = text.len() - text.trim_end_matches(' ').len();
    let (body, tail) = text.split_at(text.len() - trailing);
    let mut out = spans(glyphs(body), base);
    if trailing > 0 {
        out.push(Span::styled("·".repeat(tail.len()), base.patch(style(Role::Mark))));
    }
    out
}

fn cut(text: &'static str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_secret_is_told_apart_at_every_width() {
        let states = [Secret::Kept, Secret::new(""), Secret::Known("a".into()), Secret::new("a")];
        for width in 4..40 {
            let shown = |secret: &Secret| {
                let spans = cell(&Value::Secret(secret.clone()), width, Style::new());
                spans.iter().map(|span| span.content.to_string()).collect::<String>()
            };
            let shown: Vec<String> = states.iter().map(shown).collect();
            for (number, words) in shown.iter().enumerate() {
                assert!(words.chars().count() <= width, "{words:?}");
                assert!(!shown[number + 1..].contains(words), "{shown:?} at {width}");
            }
        }
    }
}
