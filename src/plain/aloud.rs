//! Lines as they are heard: a sentence on each, words where the screen has signs.

use crate::view::spoken::printable;

/// Sentences, one on each line.
pub fn sentences(text: &str) -> Vec<String> {
    let text = printable(text);
    let mut lines = Vec::new();
    let mut rest = text.as_str();
    while let Some(end) = rest.match_indices(". ").map(|(at, _)| at + 1).find(|end| begins(rest, *end)) {
        let (sentence, after) = rest.split_at(end);
        lines.push(sentence.to_owned());
        rest = after.trim_start();
    }
    lines.push(rest.to_owned());
    lines
}

/// Whether a sentence begins behind this full stop.
fn begins(text: &str, stop: usize) -> bool {
    let number = text
        .get(..stop)
        .is_some_and(|head| head.trim_end_matches('.').bytes().all(|byte| byte.is_ascii_digit()));
    let next = text.get(stop..).and_then(|rest| rest.trim_start().chars().next());
    !number && next.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// Signs at the beginning of a line, and the words for them.
const SIGNS: [(&str, &str); 12] = [
    ("- ", "Was: "),
    ("+ ", "Becomes: "),
    ("~ ", "Changed: "),
    ("⋯ ", ""),
    ("⚠ ", "Warning: "),
    ("✗ ", "Trouble: "),
    ("≈ ", "Different: "),
    ("✓ ", "Done: "),
    ("? ", "Not known: "),
    ("· ", ""),
    ("● ", ""),
    ("▸ ", ""),
];

/// A line of the view without its indentation, and with words for its sign.
pub fn aloud(line: &str) -> String {
    let text = line.trim_start();
    // In the offer of earlier work the sign stands behind a label.
    if let Some(kept) = text.strip_prefix("kept ") {
        return format!("Kept. {}", aloud(kept.trim_start()));
    }
    match SIGNS.iter().find(|(sign, _)| text.starts_with(sign)) {
        Some((sign, words)) => {
            let text = text.strip_prefix(sign).unwrap_or(text).trim_start();
            // Where the view has air between a name and what is said of it.
            let text =
                if *sign == "- " || *sign == "+ " { text.to_owned() } else { text.replacen("  ", ", ", 1) };
            format!("{words}{text}")
        }
        None => line.to_owned(),
    }
}

/// Lines of the view that have something to say.
pub fn all_aloud(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| aloud(line)).filter(|line| !line.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_where_a_sentence_ends() {
        assert_eq!(sentences("One. Two. three"), ["One.", "Two. three"]);
        assert_eq!(sentences("1. A name"), ["1. A name"]);
        assert_eq!(sentences(""), [""]);
    }

    #[test]
    fn signs_become_words() {
        assert_eq!(aloud("  - old"), "Was: old");
        assert_eq!(aloud("  + new"), "Becomes: new");
        assert_eq!(aloud("    ⋯ 1 row unchanged"), "1 row unchanged");
        assert_eq!(aloud("plain"), "plain");
    }
}
