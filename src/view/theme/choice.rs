//! Which theme is meant by a name, on this terminal.

use super::{Depth, Look, Role, Shade, Theme};

/// The name of the theme that follows the terminal's background.
pub const AUTO: &str = "auto";

/// The name of the theme that has no ground of its own and no shades to choose from.
const SIXTEEN: &str = "16";

/// The themes that there are, and what is known of the terminal.
#[derive(Clone, Debug)]
pub struct Themes {
    own: Vec<Theme>,
    depth: Depth,
    /// The person wants no colours (`NO_COLOR`), unless they name a theme.
    plain: bool,
    shade: Option<Shade>,
    /// It is a plain console.
    console: bool,
    /// The last one that was asked for, and by which name.
    made: Option<(String, Theme)>,
}

impl Themes {
    /// The person's own beside those that are built in.
    pub fn new(own: Vec<Theme>, depth: Depth, plain: bool, shade: Option<Shade>) -> Self {
        Self { own, depth, plain, shade, console: false, made: None }
    }

    /// The same for a plain console, whose font lacks most marks.
    #[must_use]
    pub fn on_console(self, console: bool) -> Self {
        Self { console, made: None, ..self }
    }

    /// Every name that a person can choose.
    pub fn names(&self) -> Vec<String> {
        let own = self.own.iter().map(Theme::name);
        [AUTO].into_iter().chain(Theme::NAMES).chain(own).map(str::to_owned).collect()
    }

    /// The terminal has told its background.
    pub fn learn(&mut self, shade: Shade) {
        self.shade = Some(shade);
        self.made = None;
    }

    /// Whether the theme of a name depends on a background that is not known.
    pub fn wants_shade(&self, name: &str) -> bool {
        (name == AUTO && !self.plain || name == SIXTEEN) && self.shade.is_none()
    }

    /// The theme of a name, in the colours that there are. Of a name that is none, the default.
    pub fn of(&mut self, name: &str) -> &Theme {
        if self.made.as_ref().is_none_or(|(made, _)| made != name) {
            self.made = None;
        }
        let (own, depth, plain, shade) = (&self.own, self.depth, self.plain, self.shade);
        let console = self.console;
        let make = || (name.to_owned(), Theme { console, ..meant(own, plain, shade, name).at(depth) });
        &self.made.get_or_insert_with(make).1
    }
}

fn meant(own: &[Theme], plain: bool, shade: Option<Shade>, name: &str) -> Theme {
    let by_name = own.iter().find(|theme| theme.name() == name).cloned();
    let built_in = || match shade {
        Some(Shade::Light) if name == SIXTEEN => Some(Theme::sixteen_light()),
        _ => Theme::named(name),
    };
    by_name.or_else(built_in).unwrap_or_else(|| {
        let name = match shade {
            _ if plain => "mono",
            Some(Shade::Light) => "light",
            _ => "dark",
        };
        Theme::named(name).unwrap_or_else(Theme::bare)
    })
}

impl Theme {
    /// Everything in the terminal's own colours.
    fn bare() -> Self {
        Self { name: String::new(), looks: [Look::default(); Role::ALL.len()], console: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theme_follows_the_background_unless_one_is_named() {
        for (plain, shade, name, meant) in [
            (false, None, AUTO, "dark"),
            (false, Some(Shade::Dark), AUTO, "dark"),
            (false, Some(Shade::Light), AUTO, "light"),
            (true, Some(Shade::Light), AUTO, "mono"),
            (true, None, "light", "light"),
            (false, Some(Shade::Light), "high-contrast", "high-contrast"),
            (false, None, "none such", "dark"),
            (false, Some(Shade::Light), "mine", "mine"),
        ] {
            let own = Theme::own("mine", "16", &[]).unwrap();
            let mut themes = Themes::new(vec![own], Depth::Many, plain, shade);
            assert_eq!(themes.of(name).name(), meant, "{plain} {shade:?} {name}");
        }
    }

    #[test]
    fn sixteen_colours_are_chosen_for_the_background_too() {
        let mut themes = Themes::new(Vec::new(), Depth::Many, false, None);
        let on_dark = themes.of("16").clone();
        assert!(themes.wants_shade("16"), "the terminal is asked");
        themes.learn(Shade::Light);
        let on_light = themes.of("16");
        assert_eq!(on_light.name(), "16");
        assert_ne!(on_light, &on_dark);
    }

    #[test]
    fn a_background_that_is_told_later_is_followed() {
        let mut themes = Themes::new(Vec::new(), Depth::Many, false, None);
        assert_eq!(themes.of(AUTO).name(), "dark");
        assert!(themes.wants_shade(AUTO) && !themes.wants_shade("mono"));
        themes.learn(Shade::Light);
        assert_eq!(themes.of(AUTO).name(), "light");
        assert!(!themes.wants_shade(AUTO));
        assert_eq!(themes.of("mono").name(), "mono");
    }
}
