//! The themes that are built in: a look for each role.

#![expect(clippy::match_same_arms, reason = "one row a role, in the order of the roles")]

use super::{Look, Role};
use ratatui::style::{Color, Modifier};

const PLAIN: Look = Look { ink: Color::Reset, ground: Color::Reset, add: Modifier::empty() };

const fn ink(index: u8) -> Look {
    Look { ink: Color::Indexed(index), ..PLAIN }
}

const fn ground(index: u8) -> Look {
    Look { ground: Color::Indexed(index), ..PLAIN }
}

const fn both(index: u8, ground: u8) -> Look {
    Look { ink: Color::Indexed(index), ground: Color::Indexed(ground), ..PLAIN }
}

const fn sign(add: Modifier) -> Look {
    Look { add, ..PLAIN }
}

impl Look {
    const fn with(self, add: Modifier) -> Self {
        Self { add: self.add.union(add), ..self }
    }

    const fn bold(self) -> Self {
        self.with(Modifier::BOLD)
    }

    const fn underlined(self) -> Self {
        self.with(Modifier::UNDERLINED)
    }

    const fn reversed(self) -> Self {
        self.with(Modifier::REVERSED)
    }

    const fn italic(self) -> Self {
        self.with(Modifier::ITALIC)
    }
}

/// The 256 colours that nearly every terminal has, on its own dark background.
pub(super) fn dark(role: Role) -> Look {
    match role {
        Role::Text => PLAIN,
        Role::Strong => PLAIN.bold(),
        Role::Here => ink(75).bold(),
        Role::Dim | Role::Heading => ink(248),
        Role::Faint => ink(239),
        Role::Accent => ink(75),
        Role::Selected => ground(236),
        Role::Rested => ground(235),
        Role::Bar => ground(235),
        Role::ProductionBar => ground(52),
        Role::Production => both(235, 210).bold(),
        Role::Match => ground(237).underlined(),
        Role::MatchHere => both(235, 180).bold(),
        Role::Live | Role::Good | Role::Added => ink(114),
        Role::Draft => ink(180),
        Role::Changed => ink(215),
        Role::Warning => ink(221),
        Role::Danger | Role::Removed => ink(210),
        Role::Fault => ink(210).reversed().bold(),
        Role::Key => ink(252).bold(),
        Role::Off => ink(243),
        Role::Mark => ink(182),
        Role::AddedPart => both(157, 237).bold(),
        Role::RemovedPart => both(217, 237).bold(),
        Role::JsonKey => ink(110),
        // These stand in the midst of a text, so the sign beside the colour is in the letters themselves.
        Role::Variable => ink(152).bold(),
        Role::Undeclared => ink(221).underlined(),
        Role::Spaced => ink(152).italic(),
        Role::Opaque => ink(152),
        Role::Malformed => ink(210).reversed(),
        Role::Ribbon => both(235, 180).bold(),
    }
}

/// The same on the terminal's own light background.
pub(super) fn light(role: Role) -> Look {
    match role {
        Role::Text => PLAIN,
        Role::Strong => PLAIN.bold(),
        Role::Here => ink(25).bold(),
        Role::Dim | Role::Heading => ink(240),
        Role::Faint => ink(250),
        Role::Accent => ink(25),
        Role::Selected => ground(254),
        Role::Rested => ground(255),
        Role::Bar => ground(255),
        Role::ProductionBar => ground(225),
        Role::Production => both(255, 124).bold(),
        Role::Match => ground(230).underlined(),
        Role::MatchHere => both(255, 94).bold(),
        Role::Live | Role::Good | Role::Added => ink(22),
        Role::Draft | Role::Warning => ink(58),
        Role::Changed => ink(94),
        Role::Danger | Role::Removed => ink(124),
        Role::Fault => ink(124).reversed().bold(),
        Role::Key => ink(235).bold(),
        Role::Off => ink(244),
        Role::Mark => ink(127),
        Role::AddedPart => both(22, 194).bold(),
        Role::RemovedPart => both(88, 224).bold(),
        Role::JsonKey => ink(24),
        Role::Variable => ink(23).bold(),
        Role::Undeclared => ink(58).underlined(),
        Role::Spaced => ink(23).italic(),
        Role::Opaque => ink(23),
        Role::Malformed => ink(124).reversed(),
        Role::Ribbon => both(255, 94).bold(),
    }
}

/// White on black, whatever the terminal's own colours are, and nothing that is only hinted at.
pub(super) fn high_contrast(role: Role) -> Look {
    match role {
        Role::Text => both(231, 16),
        Role::Strong => ink(231).bold(),
        Role::Here => ink(51).bold(),
        Role::Heading => ink(252).bold(),
        Role::Dim | Role::Faint => ink(252),
        Role::Accent => ink(51).bold(),
        Role::Selected => ground(18),
        Role::Rested => ground(234),
        Role::Bar => ground(234),
        Role::ProductionBar => ground(52),
        Role::Production => both(16, 217).bold(),
        Role::Match => ground(18).underlined(),
        Role::MatchHere => both(16, 226).bold(),
        Role::Live | Role::Good | Role::Added => ink(120),
        Role::Draft => ink(229),
        Role::Changed => ink(214).bold(),
        Role::Warning => ink(226).bold(),
        Role::Danger | Role::Removed => ink(217).bold(),
        Role::Fault => both(16, 217).bold(),
        Role::Key => ink(231).bold().underlined(),
        Role::Off => ink(247),
        Role::Mark => ink(219),
        Role::AddedPart => both(16, 120).bold(),
        Role::RemovedPart => both(16, 217).bold(),
        Role::JsonKey => ink(153),
        Role::Variable => ink(159).bold(),
        Role::Undeclared => ink(226).underlined(),
        Role::Spaced => ink(159).italic(),
        Role::Opaque => ink(159),
        Role::Malformed => ink(217).reversed(),
        Role::Ribbon => both(16, 226).bold(),
    }
}

/// The 16 colours of a plain console, as the person set them. The dark red, yellow and magenta of a plain console
/// can hardly be read on black, so it is their bright ones.
pub(super) fn sixteen(role: Role) -> Look {
    match role {
        Role::Text | Role::Rested | Role::Opaque => PLAIN,
        Role::Strong => PLAIN.bold(),
        Role::Here => ink(6).bold(),
        Role::Heading => ink(7).bold(),
        Role::Dim => ink(7),
        Role::Faint | Role::Off => ink(8),
        Role::Accent | Role::JsonKey => ink(6),
        Role::Selected => sign(Modifier::REVERSED),
        Role::Bar => sign(Modifier::UNDERLINED),
        Role::ProductionBar => PLAIN.underlined().bold(),
        Role::Production => ink(9).reversed().bold(),
        Role::Match => PLAIN.underlined(),
        Role::MatchHere => ink(11).reversed().bold(),
        Role::Live | Role::Good | Role::Added => ink(2),
        Role::Draft | Role::Changed | Role::Warning => ink(11),
        Role::Danger | Role::Removed => ink(9),
        Role::Fault => ink(9).reversed().bold(),
        Role::Key => PLAIN.bold(),
        Role::Mark => ink(13),
        Role::AddedPart => ink(2).bold().underlined(),
        Role::RemovedPart => ink(9).reversed(),
        Role::Variable => ink(6).bold(),
        Role::Undeclared => ink(11).underlined(),
        Role::Spaced => ink(6).bold().underlined(),
        Role::Malformed => ink(9).reversed(),
        Role::Ribbon => ink(11).reversed().bold(),
    }
}

/// The same on a light background, on which most of these colours cannot be read. What is left without one has its sign
/// beside it.
pub(super) fn sixteen_light(role: Role) -> Look {
    let look = sixteen(role);
    let ink = match (role, look.ink) {
        (Role::Dim | Role::Heading, _) | (_, Color::Indexed(2 | 11)) => Color::Reset,
        (_, Color::Indexed(6)) => Color::Indexed(4),
        (_, Color::Indexed(9)) => Color::Indexed(1),
        (_, Color::Indexed(13)) => Color::Indexed(5),
        (_, other) => other,
    };
    Look { ink, ..look }
}

/// No colours at all.
pub(super) fn mono(role: Role) -> Look {
    match role {
        Role::Text
        | Role::Rested
        | Role::Dim
        | Role::Faint
        | Role::Draft
        | Role::Good
        | Role::Added
        | Role::Removed
        | Role::Off
        | Role::JsonKey
        | Role::Opaque => PLAIN,
        Role::Strong
        | Role::Heading
        | Role::Accent
        | Role::Live
        | Role::Changed
        | Role::Warning
        | Role::Danger
        | Role::Key
        | Role::Production
        | Role::Ribbon
        | Role::Variable => PLAIN.bold(),
        Role::Here | Role::Selected | Role::Bar | Role::Malformed | Role::RemovedPart => PLAIN.reversed(),
        Role::Undeclared | Role::Mark | Role::Match => PLAIN.underlined(),
        Role::ProductionBar => PLAIN.reversed().underlined(),
        Role::Fault | Role::MatchHere => PLAIN.reversed().bold(),
        Role::AddedPart | Role::Spaced => PLAIN.bold().underlined(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::depth::rgb;
    use super::*;

    fn light_of(colour: Color, unset: u8) -> f64 {
        let (r, g, b) = match colour {
            Color::Reset => (unset, unset, unset),
            other => rgb(other).unwrap(),
        };
        let part = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.039_28 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    /// The contrast of the guidelines for web content: 1 for none, 21 for black and white.
    #[test]
    fn what_is_to_be_read_can_be_read() {
        type Palette = fn(Role) -> Look;
        let themes: [(&str, Palette, u8, u8, f64); 5] = [
            ("dark", dark, 230, 20, 4.5),
            ("light", light, 20, 255, 4.5),
            ("high-contrast", high_contrast, 255, 0, 7.0),
            ("16", sixteen, 230, 0, 4.5),
            ("16 on a light background", sixteen_light, 20, 255, 4.5),
        ];
        let mut poor = Vec::new();
        for (name, theme, front, back, least) in themes {
            for role in Role::ALL {
                let look = theme(role);
                let grounds = [Role::Text, Role::Selected, Role::Bar, Role::ProductionBar];
                let within = match role {
                    Role::Text | Role::Mark | Role::Variable | Role::Undeclared | Role::JsonKey => {
                        &[Role::Match][..]
                    }
                    _ => &[],
                };
                for under in grounds.iter().chain(within).copied() {
                    let ground = [look.ground, theme(under).ground, theme(Role::Text).ground];
                    let ground = ground.into_iter().find(|it| *it != Color::Reset).unwrap_or(Color::Reset);
                    let (ink, ground) = (light_of(look.ink, front), light_of(ground, back));
                    let contrast = (ink.max(ground) + 0.05) / (ink.min(ground) + 0.05);
                    let least = match role {
                        Role::Faint => 1.3,
                        Role::Off => 2.9,
                        _ => least,
                    };
                    if (contrast * 10.0).round() < least * 10.0 {
                        poor.push(format!("{name}: {role:?} on {under:?} has {contrast:.1}"));
                    }
                }
            }
        }
        assert!(poor.is_empty(), "{poor:#?}");
    }
}
