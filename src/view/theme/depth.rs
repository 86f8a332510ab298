//! How many colours a terminal has, and the nearest that it has to one.

use super::{Look, Role, Theme, palettes};
use ratatui::style::{Color, Modifier};

/// How many colours there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// The 16 of a plain console, each as the person set it.
    Sixteen,
    /// 256, of which 240 are the same everywhere.
    #[default]
    Many,
    /// Any.
    All,
}

/// What the terminal's own background is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// Text on it is light.
    Dark,
    /// Text on it is dark.
    Light,
}

impl Theme {
    /// The theme in the colours that there are.
    #[must_use]
    pub fn at(self, depth: Depth) -> Self {
        match (depth, self.name.as_str()) {
            (Depth::All, _) | (_, "mono" | "16") => self,
            (Depth::Many, _) => self.mapped(nearest_of_many),
            // These are made for a background that is not told, and their shades of grey would fall together.
            (Depth::Sixteen, "dark") => Self { looks: Role::ALL.map(palettes::sixteen), ..self },
            (Depth::Sixteen, "light") => Self { looks: Role::ALL.map(palettes::sixteen_light), ..self },
            (Depth::Sixteen, _) => self.in_sixteen(),
        }
    }

    fn mapped(self, map: impl Fn(Color) -> Color) -> Self {
        let looks = self.looks.map(|it| Look { ink: map(it.ink), ground: map(it.ground), ..it });
        Self { looks, ..self }
    }

    fn in_sixteen(self) -> Self {
        let mut theme = self.mapped(nearest_of_sixteen);
        let whole = theme.look(Role::Text).ground;
        for (role, look) in Role::ALL.into_iter().zip(&mut theme.looks) {
            let lost = match look.ground {
                Color::Reset => false,
                ground if whole == Color::Reset => matches!(ground, Color::Indexed(0 | 15)),
                ground => ground == whole,
            };
            if lost && role != Role::Text {
                // It would be seen no more.
                look.ground = Color::Reset;
                if role == Role::Selected {
                    look.add |= Modifier::REVERSED;
                }
            }
        }
        theme
    }
}

/// The usual colours of the first 16.
const SIXTEEN: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

/// The parts of a colour, as far as it has any that are the same everywhere.
pub(super) fn rgb(colour: Color) -> Option<(u8, u8, u8)> {
    match colour {
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(index @ 0..16) => SIXTEEN.get(usize::from(index)).copied(),
        Color::Indexed(index @ 16..232) => {
            let part = |place: u8| match (index - 16) / place % 6 {
                0 => 0,
                step => 55 + 40 * step,
            };
            Some((part(36), part(6), part(1)))
        }
        Color::Indexed(index) => {
            let grey = 8 + 10 * (index - 232);
            Some((grey, grey, grey))
        }
        _ => None,
    }
}

fn apart((r, g, b): (u8, u8, u8), (other_r, other_g, other_b): (u8, u8, u8)) -> u32 {
    // The eye tells greens best and blues least.
    [(r, other_r, 3), (g, other_g, 4), (b, other_b, 2)]
        .map(|(one, other, weight)| weight * u32::from(one.abs_diff(other)).pow(2))
        .iter()
        .sum()
}

fn nearest(colour: Color, among: std::ops::RangeInclusive<u8>) -> Color {
    let Some(parts) = rgb(colour) else { return colour };
    let from = |index: &u8| rgb(Color::Indexed(*index)).map_or(u32::MAX, |other| apart(parts, other));
    among.min_by_key(from).map_or(colour, Color::Indexed)
}

fn nearest_of_many(colour: Color) -> Color {
    // Of the first 16 nobody knows how they look.
    if matches!(colour, Color::Rgb(..)) { nearest(colour, 16..=255) } else { colour }
}

fn nearest_of_sixteen(colour: Color) -> Color {
    if matches!(colour, Color::Indexed(0..16)) { colour } else { nearest(colour, 0..=15) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_becomes_the_nearest_that_there_is() {
        for (given, many, sixteen) in [
            (Color::Rgb(255, 136, 0), 208, 3),
            (Color::Rgb(0, 0, 0), 16, 0),
            (Color::Rgb(255, 255, 255), 231, 15),
            (Color::Rgb(118, 118, 118), 243, 8),
            (Color::Rgb(250, 10, 10), 196, 9),
            (Color::Indexed(196), 196, 9),
            (Color::Indexed(3), 3, 3),
        ] {
            assert_eq!(nearest_of_many(given), Color::Indexed(many), "{given:?}");
            assert_eq!(nearest_of_sixteen(given), Color::Indexed(sixteen), "{given:?}");
        }
        assert_eq!(nearest_of_sixteen(Color::Reset), Color::Reset, "the terminal's own stays");
    }

    #[test]
    fn in_sixteen_colours_no_theme_loses_the_row_under_the_cursor() {
        for name in Theme::NAMES {
            let theme = Theme::named(name).unwrap().at(Depth::Sixteen);
            let (selected, text) = (theme.look(Role::Selected), theme.look(Role::Text));
            assert!(selected.ground != text.ground || selected.add != text.add, "{name}");
            for role in Role::ALL {
                let look = theme.look(role);
                for colour in [look.ink, look.ground] {
                    assert!(
                        matches!(colour, Color::Reset | Color::Indexed(0..16)),
                        "{name}: {role:?} {colour:?}"
                    );
                }
            }
        }
    }
}
