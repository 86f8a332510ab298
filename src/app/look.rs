//! How the program looks and what it takes from the terminal: what can be switched while it runs.

use super::command::{Command, Context};
use super::message::Effect;
use super::{App, Tone};

/// The switches, as the config sets them and as the person turns them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The theme, by name.
    pub theme: String,
    /// The names that can be chosen.
    pub themes: Vec<String>,
    /// The mouse is taken from the terminal, which then selects no text by itself.
    pub mouse: bool,
    /// The window's title says what is edited.
    pub title: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { theme: "auto".to_owned(), themes: Vec::new(), mouse: true, title: true }
    }
}

impl App {
    pub(super) fn next_theme(&mut self) {
        let look = &mut self.session.look;
        let here = look.themes.iter().position(|name| *name == look.theme);
        let next = here.map_or(0, |here| here + 1);
        let Some(name) = look.themes.get(next).or(look.themes.first()) else { return };
        let text = match name.as_str() {
            "auto" => "Theme: auto, by the terminal's background.".to_owned(),
            name => format!("Theme: {name}."),
        };
        look.theme.clone_from(name);
        self.say(Tone::Done, text);
    }

    /// Gives the mouse back to the terminal, or takes it again.
    pub(super) fn toggle_mouse(&mut self) -> Vec<Effect> {
        let look = &mut self.session.look;
        look.mouse = !look.mouse;
        let heard = look.mouse;
        let here = Some(self.listener()).filter(|here| here.hears(Command::ToggleMouse));
        let key = self.key(here.unwrap_or(Context::Form), Command::ToggleMouse);
        let text = if heard {
            format!("The mouse is heard again: click, wheel, drag. {key} leaves it to the terminal.")
        } else {
            format!("The mouse is the terminal's: it selects text. {key} takes it again.")
        };
        self.say(Tone::Done, text);
        Vec::new()
    }
}
