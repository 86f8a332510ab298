//! The marks of a plain console, whose font has little more than ASCII, lines and blocks.

#![expect(clippy::match_same_arms, reason = "marks that belong together stand together")]

/// What stands for a mark of ours there. Nothing for what such a font has.
pub(super) fn mark(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "╭" => "┌",
        "╮" => "┐",
        "╰" => "└",
        "╯" => "┘",
        "▏" => "│",
        "●" | "◉" | "•" => "*",
        "○" => "o",
        "☑" | "✗" => "x",
        "☐" | "◌" => ".",
        "▸" | "›" | "↷" => ">",
        "◂" | "‹" => "<",
        "✎" => "~",
        "⚠" => "!",
        "✓" => "√",
        "…" => "»",
        "⋯" => "=",
        "⏎" => "¶",
        "–" | "—" | "−" => "-",
        "≈" => "~",
        "“" | "”" => "\"",
        "’" => "'",
        "␛" | "␍" | "␡" | "␦" => "?",
        "⠋" | "⠦" => "|",
        "⠙" | "⠇" => "/",
        "⠸" | "⠏" => "-",
        "⠴" | "⠛" => "\\",
        _ => return None,
    })
}

/// Whether the font of a plain console has it: what is in code page 437 and in Latin-1.
#[cfg(test)]
pub(super) fn has(letter: char) -> bool {
    letter <= 'ÿ' || "─│┌┐└┘├┤┬┴┼░▒▓█▄▌▐▀√↑↓→←".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_stand_for_each_other_stay_apart() {
        for apart in [
            &["●", "○", "✎"][..],
            &["◉", "○"],
            &["☑", "☐"],
            &["✓", "✗", "⚠", "+", "−", "~"],
            &["▸", "◂", " "],
        ] {
            let marks: Vec<_> = apart.iter().map(|it| mark(it).unwrap_or(it)).collect();
            // What a line of a difference begins with stands nowhere near the number of changes.
            for (number, one) in marks.iter().enumerate() {
                assert!(!marks[number + 1..].contains(one), "{apart:?} become {marks:?}");
            }
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "it reads the source of the view")]
    fn every_mark_of_ours_is_one_that_a_console_has() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/view");
        let mut unknown = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "rs") {
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            for letter in lines.flat_map(str::chars).filter(|letter| !has(*letter)) {
                if mark(&letter.to_string()).is_none_or(|mark| !mark.chars().all(has)) {
                    unknown.push((letter, path.file_name().unwrap().to_owned()));
                }
            }
        }
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
