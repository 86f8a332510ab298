//! What a terminal says of itself in the environment, and what follows from that.

use crate::view::theme::{Depth, Shade};

/// The variables, as they were set. An empty one counts as one that is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `TERM`
    pub term: String,
    /// `COLORTERM`
    pub colours: Option<String>,
    /// `COLORFGBG`
    pub ground: Option<String>,
    /// `NO_COLOR`
    pub no_colour: bool,
    /// `TMUX`: it is tmux.
    pub tmux: bool,
    /// `STY`: it is GNU screen.
    pub screen: bool,
}

impl Claims {
    /// Reads them. `set` gives the value of a variable.
    pub fn read(set: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| set(name).filter(|value| !value.is_empty());
        Self {
            term: set("TERM").unwrap_or_default(),
            colours: set("COLORTERM"),
            ground: set("COLORFGBG"),
            no_colour: set("NO_COLOR").is_some(),
            tmux: set("TMUX").is_some(),
            screen: set("STY").is_some(),
        }
    }

    /// Whether it has any. A terminal that has none may blink instead.
    pub fn has_colours(&self) -> bool {
        let none = ["vt1", "vt2"].iter().any(|name| self.term.starts_with(name))
            || ["-mono", "-m"].iter().any(|end| self.term.ends_with(end));
        self.colours.is_some() || !none
    }

    /// How many colours it has, if it has any.
    pub fn depth(&self) -> Depth {
        let term = self.term.as_str();
        if matches!(self.colours.as_deref(), Some("truecolor" | "24bit")) || term.ends_with("-direct") {
            return Depth::All;
        }
        if term.contains("256color") || self.colours.is_some() && !self.is_plain() {
            return Depth::Many;
        }
        // `xterm` alone is what most windows have called themselves for long, and they have 256.
        let few = ["16color", "8color", "color"].iter().any(|end| term.ends_with(end));
        if few || self.is_plain() || term == "screen" || term.starts_with("screen.") {
            Depth::Sixteen
        } else {
            Depth::Many
        }
    }

    /// The terminal's own background, as far as the environment tells.
    pub fn shade(&self) -> Option<Shade> {
        if self.term == "linux" {
            return Some(Shade::Dark);
        }
        match self.ground.as_deref()?.rsplit(';').next()?.parse().ok()? {
            7 | 9..=15 => Some(Shade::Light),
            0..=6 | 8 => Some(Shade::Dark),
            _ => None,
        }
    }

    /// A console or a terminal of old, which may draw what it does not understand.
    pub fn is_plain(&self) -> bool {
        let plain = ["linux", "vt", "ansi", "dumb", "cons25", "sun", "hurd"];
        self.term.is_empty() || plain.iter().any(|name| self.term.starts_with(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(variables: &[(&str, &str)]) -> Claims {
        let of =
            |name: &str| variables.iter().find(|(other, _)| *other == name).map(|(_, it)| (*it).to_owned());
        Claims::read(of)
    }

    #[test]
    fn a_terminal_has_the_colours_that_it_says() {
        for (term, colours, depth) in [
            ("xterm-256color", "truecolor", Depth::All),
            ("xterm-256color", "24bit", Depth::All),
            ("xterm-direct", "", Depth::All),
            ("xterm-256color", "", Depth::Many),
            ("tmux-256color", "", Depth::Many),
            ("screen-256color", "", Depth::Many),
            ("xterm-kitty", "", Depth::Many),
            ("xterm", "", Depth::Many),
            ("xterm", "yes", Depth::Many),
            ("xterm-16color", "", Depth::Sixteen),
            ("xterm-color", "", Depth::Sixteen),
            ("screen", "", Depth::Sixteen),
            ("screen.linux", "", Depth::Sixteen),
            ("linux", "", Depth::Sixteen),
            ("linux", "yes", Depth::Sixteen),
            ("vt220", "", Depth::Sixteen),
            ("ansi", "", Depth::Sixteen),
            ("", "", Depth::Sixteen),
        ] {
            let said = claims(&[("TERM", term), ("COLORTERM", colours)]);
            assert_eq!(said.depth(), depth, "TERM={term} COLORTERM={colours}");
        }
    }

    #[test]
    fn a_terminal_of_old_has_none_unless_more_is_said_of_it() {
        for (term, colours, has) in [
            ("vt100", "", false),
            ("vt220", "", false),
            ("xterm-mono", "", false),
            ("linux-m", "", false),
            ("vt220", "yes", true),
            ("linux", "", true),
            ("vte-256color", "", true),
            ("", "", true),
        ] {
            assert_eq!(
                claims(&[("TERM", term), ("COLORTERM", colours)]).has_colours(),
                has,
                "{term} {colours}"
            );
        }
    }

    #[test]
    fn the_background_is_the_last_part_of_what_is_said_of_it() {
        for (ground, shade) in [
            ("15;0", Some(Shade::Dark)),
            ("0;15", Some(Shade::Light)),
            ("0;default;15", Some(Shade::Light)),
            ("12;8", Some(Shade::Dark)),
            ("0;7", Some(Shade::Light)),
            ("15;default", None),
            ("0;99", None),
            ("", None),
        ] {
            assert_eq!(claims(&[("TERM", "xterm"), ("COLORFGBG", ground)]).shade(), shade, "{ground}");
        }
        assert_eq!(claims(&[("TERM", "linux")]).shade(), Some(Shade::Dark), "a console is black");
    }

    #[test]
    fn an_empty_variable_is_as_good_as_none() {
        assert!(!claims(&[("NO_COLOR", "")]).no_colour);
        assert!(claims(&[("NO_COLOR", "0")]).no_colour, "whatever it is set to");
    }
}
