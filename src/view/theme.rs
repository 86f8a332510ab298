//! What things on the screen are, and the themes that say how that looks.
//!
//! Panes draw roles: [`style`] is the role itself, written as a colour that is none. The last pass over the cells turns roles
//! into the colours and signs of a [`Theme`], the only place that knows one. So a theme can change at any moment, and a
//! frame costs one look into a table for each cell. Colour is never the only sign: each role also has a word or a mark
//! where it is used, or a sign of its own in the theme without colours.

mod choice;
mod console;
mod depth;
mod own;
mod palettes;

pub use choice::{AUTO, Themes};
pub use depth::{Depth, Shade};

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier, Style};

/// What something on the screen is, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Role {
    /// Content.
    Text,
    /// A heading or a name.
    Strong,
    /// The name of the pane in which one is.
    Here,
    /// What stands above a group.
    Heading,
    /// Chrome, labels, help.
    Dim,
    /// Borders and rules.
    Faint,
    /// Where one is.
    Accent,
    /// The row under the cursor.
    Selected,
    /// The same where one is not.
    Rested,
    /// The header line.
    Bar,
    /// The header line where customers are served.
    ProductionBar,
    /// The word for that.
    Production,
    /// A connector that serves customers.
    Live,
    /// A connector that does not.
    Draft,
    /// Edited and not sent.
    Changed,
    /// Worth a look.
    Warning,
    /// Went wrong, or will hurt.
    Danger,
    /// The character at which something is wrong.
    Fault,
    /// Done.
    Good,
    /// A key in a hint.
    Key,
    /// A hint that cannot be used now.
    Off,
    /// A character made visible.
    Mark,
    /// Came.
    Added,
    /// Went.
    Removed,
    /// The part of a line that came.
    AddedPart,
    /// The part of a line that went.
    RemovedPart,
    /// The key of a JSON entry.
    JsonKey,
    /// A template variable that names a data input.
    Variable,
    /// One that names none.
    Undeclared,
    /// One with spaces around the name of an input, which is not documented.
    Spaced,
    /// Something else in double braces, and what is still being typed.
    Opaque,
    /// Braces that do not go together.
    Malformed,
    /// What is looked for, where it stands.
    Match,
    /// The one of these places where one is.
    MatchHere,
    /// The ribbon of the sample workspace.
    Ribbon,
}

impl Role {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 35] = [
        Self::Text,
        Self::Strong,
        Self::Here,
        Self::Heading,
        Self::Dim,
        Self::Faint,
        Self::Accent,
        Self::Selected,
        Self::Rested,
        Self::Bar,
        Self::ProductionBar,
        Self::Production,
        Self::Live,
        Self::Draft,
        Self::Changed,
        Self::Warning,
        Self::Danger,
        Self::Fault,
        Self::Good,
        Self::Key,
        Self::Off,
        Self::Mark,
        Self::Added,
        Self::Removed,
        Self::AddedPart,
        Self::RemovedPart,
        Self::JsonKey,
        Self::Variable,
        Self::Undeclared,
        Self::Spaced,
        Self::Opaque,
        Self::Malformed,
        Self::Match,
        Self::MatchHere,
        Self::Ribbon,
    ];

    /// Its name in a config.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Strong => "strong",
            Self::Here => "here",
            Self::Heading => "heading",
            Self::Dim => "dim",
            Self::Faint => "faint",
            Self::Accent => "accent",
            Self::Selected => "selected",
            Self::Rested => "rested",
            Self::Bar => "bar",
            Self::ProductionBar => "production-bar",
            Self::Production => "production",
            Self::Live => "live",
            Self::Draft => "draft",
            Self::Changed => "changed",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Fault => "fault",
            Self::Good => "good",
            Self::Key => "key",
            Self::Off => "off",
            Self::Mark => "mark",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::AddedPart => "added-part",
            Self::RemovedPart => "removed-part",
            Self::JsonKey => "json-key",
            Self::Variable => "variable",
            Self::Undeclared => "undeclared",
            Self::Spaced => "spaced",
            Self::Opaque => "opaque",
            Self::Malformed => "malformed",
            Self::Match => "match",
            Self::MatchHere => "match-here",
            Self::Ribbon => "ribbon",
        }
    }

    /// Whether it is drawn underneath what stands there.
    const fn is_ground(self) -> bool {
        matches!(self, Self::Selected | Self::Rested | Self::Bar | Self::ProductionBar | Self::Match)
    }
}

/// A role as it is drawn, until [`Theme::paint`] gives it the look of a theme.
pub fn style(role: Role) -> Style {
    let number = Color::Indexed(role as u8);
    match role {
        Role::Text => Style::new().fg(Color::Reset),
        role if role.is_ground() => Style::new().bg(number),
        // These have a ground of their own wherever they stand.
        Role::AddedPart | Role::RemovedPart | Role::Production | Role::MatchHere | Role::Ribbon => {
            Style::new().fg(number).bg(number)
        }
        _ => Style::new().fg(number),
    }
}

/// How a role looks: its colours, [`Color::Reset`] for those that it leaves alone, and its signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    ink: Color,
    ground: Color,
    add: Modifier,
}

/// A look for each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    name: String,
    looks: [Look; Role::ALL.len()],
    /// Drawn with the marks of a plain console.
    console: bool,
}

impl Theme {
    /// The names of the themes that are built in.
    pub const NAMES: [&str; 5] = ["dark", "light", "high-contrast", "16", "mono"];

    /// A theme that is built in.
    pub fn named(name: &str) -> Option<Self> {
        let look = match name {
            "dark" => palettes::dark,
            "light" => palettes::light,
            "high-contrast" => palettes::high_contrast,
            "16" => palettes::sixteen,
            "mono" => palettes::mono,
            _ => return None,
        };
        Some(Self { name: name.to_owned(), looks: Role::ALL.map(look), console: false })
    }

    /// The theme of sixteen colours on a light background.
    fn sixteen_light() -> Self {
        Self { name: "16".to_owned(), looks: Role::ALL.map(palettes::sixteen_light), console: false }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The look of a role.
    pub fn look(&self, role: Role) -> Look {
        self.looks.get(usize::from(role as u8)).copied().unwrap_or_default()
    }

    fn look_of(&self, colour: Color) -> Option<Look> {
        let Color::Indexed(number) = colour else { return None };
        self.looks.get(usize::from(number)).copied()
    }

    /// Gives a cell the look of the roles that were drawn there, and a mark that the terminal has.
    pub fn paint(&self, cell: &mut Cell) {
        if self.console
            && let Some(mark) = console::mark(cell.symbol())
        {
            cell.set_symbol(mark);
        }
        let (text, front, back) = (self.look(Role::Text), self.look_of(cell.fg), self.look_of(cell.bg));
        let alone = back.is_none() || cell.fg == cell.bg;
        let front = front.unwrap_or(text);
        let Some(back) = back.filter(|_| !alone) else {
            cell.fg = or(front.ink, text.ink);
            cell.bg = or(front.ground, text.ground);
            cell.modifier |= front.add;
            return;
        };
        let inverse = |look: Look| look.add.contains(Modifier::REVERSED);
        // What is written on a reversed row has its colour for a ground: one colour for the whole of it.
        // And on a ground that has an ink of its own, another one might not be read.
        let own = back.ground != Color::Reset && back.ink != Color::Reset;
        let plain = cell.fg == Color::Reset || own || inverse(back) && !inverse(front);
        let ink = if plain { back.ink } else { or(front.ink, back.ink) };
        cell.fg = or(ink, text.ink);
        cell.bg = or(back.ground, text.ground);
        cell.modifier |= front.add | back.add;
        if inverse(front) && inverse(back) {
            // A mark that is a reversed one has to differ from the row that it stands in.
            cell.modifier -= Modifier::REVERSED;
        }
    }
}

fn or(colour: Color, other: Color) -> Color {
    if colour == Color::Reset { other } else { colour }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_its_number_and_its_name() {
        for (number, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(role as u8), number);
            let spelled = format!("{role:?}");
            let plain: String = role.name().split('-').collect();
            assert_eq!(plain, spelled.to_lowercase());
        }
    }

    fn painted(theme: &str, styles: &[Style]) -> Cell {
        let mut cell = Cell::default();
        for style in styles {
            cell.set_style(*style);
        }
        Theme::named(theme).unwrap().paint(&mut cell);
        cell
    }

    #[test]
    fn a_cell_shows_its_role_on_the_ground_that_it_stands_on() {
        let cell = painted("dark", &[style(Role::Selected), style(Role::Danger)]);
        assert_eq!((cell.fg, cell.bg), (Color::Indexed(210), Color::Indexed(236)));
        let cell = painted("dark", &[style(Role::Bar), style(Role::Ribbon)]);
        assert_eq!(
            (cell.fg, cell.bg),
            (Color::Indexed(235), Color::Indexed(180)),
            "a ribbon keeps its ground"
        );
        let cell = painted("dark", &[style(Role::Text)]);
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "plain text is the terminal's own");
        let cell = painted("high-contrast", &[Style::new()]);
        assert_ne!(
            (cell.fg, cell.bg),
            (Color::Reset, Color::Reset),
            "a theme may have a ground for all of it"
        );
    }

    #[test]
    fn what_stands_in_a_changed_or_found_part_is_read_as_that_part_is() {
        for theme in Theme::NAMES {
            for ground in [Role::AddedPart, Role::RemovedPart, Role::MatchHere] {
                let part = painted(theme, &[style(ground)]);
                for role in [Role::Mark, Role::Variable, Role::JsonKey] {
                    let within = painted(theme, &[style(ground), style(role)]);
                    if part.bg != Color::Reset {
                        assert_eq!(
                            (within.fg, within.bg),
                            (part.fg, part.bg),
                            "{theme}: {role:?} in {ground:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn without_colours_a_fault_is_seen_on_a_selected_row_too() {
        let row = painted("mono", &[style(Role::Selected), style(Role::Danger)]);
        assert!(row.modifier.contains(Modifier::REVERSED) && row.fg == Color::Reset);
        let fault = painted("mono", &[style(Role::Selected), style(Role::Fault)]);
        assert!(!fault.modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn without_colours_each_role_has_a_sign_of_its_own_or_one_beside_it() {
        let mono = Theme::named("mono").unwrap();
        let allowed = Modifier::BOLD | Modifier::REVERSED | Modifier::UNDERLINED;
        for role in Role::ALL {
            let look = mono.look(role);
            assert_eq!((look.ink, look.ground), (Color::Reset, Color::Reset), "{role:?}");
            assert!(allowed.contains(look.add), "{role:?}");
            let beside = match role {
                Role::Text => "is plain text",
                Role::Dim => "labels and help say by their words what they are",
                Role::Faint => "lines are drawn with signs for lines",
                Role::Rested => "a pointer stands in front of it",
                Role::Draft => "its word, and an empty circle",
                Role::Good | Role::Added | Role::Removed => "a tick, a plus, a minus",
                Role::Off => "a key that can be used is bold",
                Role::JsonKey => "it is in quotes before a colon",
                Role::Opaque => "what is not read is left plain",
                _ => "",
            };
            assert_eq!(look.add == Modifier::empty(), !beside.is_empty(), "{role:?}: {beside}");
        }
        // Those that stand in the midst of one text are told from each other.
        let among = [
            &[Role::Variable, Role::Undeclared, Role::Spaced, Role::Malformed, Role::Opaque][..],
            &[Role::Fault, Role::Malformed, Role::Text, Role::Mark],
            &[Role::AddedPart, Role::RemovedPart, Role::Text],
            &[Role::Text, Role::Match, Role::MatchHere],
            &[Role::Bar, Role::ProductionBar, Role::Text],
            &[Role::Key, Role::Off],
            &[Role::Live, Role::Draft],
        ];
        for roles in among {
            for (number, role) in roles.iter().enumerate() {
                for other in &roles[number + 1..] {
                    assert_ne!(mono.look(*role), mono.look(*other), "{role:?} and {other:?}");
                }
            }
        }
    }

    #[test]
    fn what_stands_in_a_text_differs_without_its_colour_in_every_theme() {
        let roles = [Role::Variable, Role::Undeclared, Role::Spaced, Role::Malformed, Role::Opaque];
        for theme in Theme::NAMES.map(|name| Theme::named(name).unwrap()) {
            for (number, role) in roles.iter().enumerate() {
                for other in &roles[number + 1..] {
                    let bare = |role| theme.look(role).add;
                    assert_ne!(bare(*role), bare(*other), "{}: {role:?} and {other:?}", theme.name());
                }
            }
        }
    }
}
