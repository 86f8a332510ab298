//! Role to style, in one table. Colour is never the only sign: each role also has a word or a mark where it is used.

use ratatui::style::{Color, Modifier, Style};

/// What something on the screen is, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Content.
    Text,
    /// A heading or a name.
    Strong,
    /// Chrome, labels, help.
    Dim,
    /// Borders and rules.
    Faint,
    /// Where one is.
    Accent,
    /// The row under the cursor.
    Selected,
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

/// The style of a role: the 256 colours that nearly every terminal has, on its own background.
pub fn style(role: Role) -> Style {
    let plain = Style::new();
    let ink = |index: u8| plain.fg(Color::Indexed(index));
    match role {
        Role::Text => plain.fg(Color::Reset),
        Role::Strong => plain.fg(Color::Reset).add_modifier(Modifier::BOLD),
        Role::Dim => ink(246),
        Role::Faint => ink(239),
        Role::Accent => ink(75),
        Role::Selected => plain.bg(Color::Indexed(236)),
        Role::Bar => plain.bg(Color::Indexed(235)),
        Role::ProductionBar => plain.bg(Color::Indexed(52)),
        Role::Production => {
            plain.fg(Color::Indexed(235)).bg(Color::Indexed(210)).add_modifier(Modifier::BOLD)
        }
        Role::Live | Role::Good | Role::Added => ink(114),
        Role::Draft => ink(180),
        Role::Changed => ink(215),
        Role::Warning => ink(221),
        Role::Danger | Role::Removed => ink(210),
        Role::Fault => ink(210).add_modifier(Modifier::REVERSED | Modifier::BOLD),
        Role::Key => ink(252).add_modifier(Modifier::BOLD),
        Role::Off => ink(241),
        Role::Mark => ink(175),
        Role::AddedPart => ink(157).bg(Color::Indexed(237)).add_modifier(Modifier::BOLD),
        Role::RemovedPart => ink(217).bg(Color::Indexed(237)).add_modifier(Modifier::BOLD),
        Role::JsonKey => ink(110),
        // These stand in the midst of a text, so the sign beside the colour is in the letters themselves.
        Role::Variable => ink(152).add_modifier(Modifier::BOLD),
        Role::Undeclared => ink(221).add_modifier(Modifier::UNDERLINED),
        Role::Spaced => ink(152).add_modifier(Modifier::ITALIC),
        Role::Opaque => ink(152),
        Role::Malformed => ink(210).add_modifier(Modifier::REVERSED),
        Role::Match => plain.bg(Color::Indexed(238)).add_modifier(Modifier::UNDERLINED),
        Role::MatchHere => ink(235).bg(Color::Indexed(180)).add_modifier(Modifier::BOLD),
        Role::Ribbon => plain.fg(Color::Indexed(235)).bg(Color::Indexed(180)).add_modifier(Modifier::BOLD),
    }
}
