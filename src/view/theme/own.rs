//! A person's own theme, from the words of a config: a base, and what differs from it.

use super::{Look, Role, Theme};
use ratatui::style::{Color, Modifier};

/// The names of the 16 colours, in their order.
const COLOURS: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// The signs that a role can have beside its colours.
const SIGNS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

impl Theme {
    /// A theme that is `base` but for some roles. Each of those comes with its style, such as `bold #ff8800 on 236`, and with
    /// the place where it was said, for the sentence when it is not understood.
    ///
    /// # Errors
    /// A sentence for each thing that is not understood: where it stands, and what comes nearest. None repeats a style, which
    /// may be a secret in the wrong place.
    pub fn own(
        name: &str,
        base: &str,
        entries: &[(&str, &str, usize)],
    ) -> Result<Self, Vec<(usize, String)>> {
        if Self::NAMES.contains(&name) || name == super::AUTO {
            return Err(vec![(0, format!("the theme {name:?} is built in; give yours another name"))]);
        }
        let Some(mut theme) = Self::named(base) else {
            let names = Self::NAMES.join(", ");
            return Err(vec![(
                0,
                format!("the theme {name:?} is based on {base:?}, which is none of {names}"),
            )]);
        };
        name.clone_into(&mut theme.name);
        let mut faults = Vec::new();
        for (role, style, line) in entries {
            let look = read(style);
            if let Some(known) = Role::ALL.into_iter().find(|known| known.name() == *role) {
                if let (Ok(look), Some(held)) = (&look, theme.looks.get_mut(usize::from(known as u8))) {
                    *held = *look;
                }
            } else {
                let near = nearest(role, Role::ALL.into_iter().map(Role::name));
                faults.push((*line, format!("there is no role {role:?}; the nearest is {near:?}")));
            }
            faults.extend(look.err().map(|why| (*line, format!("the style of {role:?}: {why}"))));
        }
        if faults.is_empty() { Ok(theme) } else { Err(faults) }
    }
}

/// Reads a style: signs and a colour in any order, then `on` and the colour of the ground.
fn read(style: &str) -> Result<Look, String> {
    let mut look = Look::default();
    let mut words = style.split_whitespace();
    while let Some(word) = words.next() {
        if word == "on" {
            look.ground = colour(words.next().ok_or("a colour is missing after on")?)?;
            continue;
        }
        let word = if word == "underline" { "underlined" } else { word };
        let word = if word == "reverse" { "reversed" } else { word };
        match SIGNS.iter().find(|(name, _)| *name == word) {
            Some((_, sign)) => look.add |= *sign,
            None => look.ink = colour(word)?,
        }
    }
    Ok(look)
}

fn colour(word: &str) -> Result<Color, String> {
    if word == "default" {
        return Ok(Color::Reset);
    }
    if let Some(index) = COLOURS.iter().position(|name| *name == word) {
        return Ok(Color::Indexed(u8::try_from(index).unwrap_or_default()));
    }
    if let Some(digits) = word.strip_prefix('#') {
        return hex(digits).ok_or_else(|| "a colour in digits looks like #ff8800 or #f80".to_owned());
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return word.parse().map(Color::Indexed).map_err(|_| "colours by number go from 0 to 255".to_owned());
    }
    let names = COLOURS.into_iter().chain(SIGNS.map(|(name, _)| name)).chain(["default", "on"]);
    Err(format!("a word of it is neither a colour nor a sign; the nearest is {:?}", nearest(word, names)))
}

fn hex(digits: &str) -> Option<Color> {
    let one = |at: usize| u8::from_str_radix(digits.get(at..=at)?, 16).ok();
    let two = |at: usize| Some(16 * one(at)? + one(at + 1)?);
    match digits.len() {
        3 => Some(Color::Rgb(one(0)? * 17, one(1)? * 17, one(2)? * 17)),
        6 => Some(Color::Rgb(two(0)?, two(2)?, two(4)?)),
        _ => None,
    }
}

fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> &'n str {
    names.into_iter().min_by_key(|name| strsim::osa_distance(word, name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_read_as_it_is_said() {
        let look = |ink, ground, add| Look { ink, ground, add };
        let (none, no) = (Color::Reset, Modifier::empty());
        for (style, expected) in [
            ("bold #ff8800 on 236", look(Color::Rgb(255, 136, 0), Color::Indexed(236), Modifier::BOLD)),
            ("#f80", look(Color::Rgb(255, 136, 0), none, no)),
            ("on bright-black underlined", look(none, Color::Indexed(8), Modifier::UNDERLINED)),
            ("red reverse bold", look(Color::Indexed(1), none, Modifier::REVERSED | Modifier::BOLD)),
            ("default on default", look(none, none, no)),
            ("", look(none, none, no)),
        ] {
            assert_eq!(read(style), Ok(expected), "{style:?}");
        }
    }

    #[test]
    fn only_what_differs_is_named() {
        let own = Theme::own("mine", "light", &[("json-key", "blue", 3)]).unwrap();
        let light = Theme::named("light").unwrap();
        assert_eq!((own.name(), own.look(Role::Danger)), ("mine", light.look(Role::Danger)));
        assert_ne!(own.look(Role::JsonKey), light.look(Role::JsonKey));
    }

    #[test]
    fn an_error_says_where_and_what_comes_nearest_and_repeats_no_style() {
        let said = |name, base, role, style| {
            let faults = Theme::own(name, base, &[(role, style, 12)]).unwrap_err();
            let faults = faults.iter().map(|(line, what)| format!("line {line}: {what}"));
            faults.collect::<Vec<_>>().join("\n")
        };
        for (role, style, parts) in [
            ("acent", "red", ["line 12", "\"acent\"", "\"accent\""]),
            ("accent", "bold rde", ["line 12", "accent", "\"red\""]),
            ("accent", "on", ["line 12", "accent", "missing"]),
            ("accent", "#12345", ["line 12", "accent", "#ff8800"]),
            ("accent", "#ffé0", ["line 12", "accent", "#ff8800"]),
            ("accent", "256", ["line 12", "accent", "255"]),
        ] {
            let told = said("mine", "dark", role, style);
            assert!(parts.iter().all(|part| told.contains(part)), "{told}");
            assert!(style == "red" || style == "on" || !told.contains(style), "{told}");
        }
        assert!(said("mine", "drak", "accent", "red").contains("\"drak\""));
        assert!(said("dark", "dark", "accent", "red").contains("built in"));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let told =
            Theme::own("mine", "dark", &[("acent", "rde", 1), ("danger", "red", 2), ("eror", "999", 3)]);
        let lines: Vec<_> = told.unwrap_err().iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 1, 3, 3], "an unknown role and its style are two things");
    }
}
