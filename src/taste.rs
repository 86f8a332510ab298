//! The person's own themes, as the config says, taken by those who know the roles.

use crate::settings::config::OwnTheme;
use crate::view::theme::Theme;

/// Makes them; `file` is the config file as it is to be named.
///
/// # Errors
/// A sentence for each thing that is not understood, by the lines of the file.
pub fn themes(own: &[OwnTheme], file: &str) -> Result<Vec<Theme>, Vec<String>> {
    let (mut themes, mut faults) = (Vec::new(), Vec::new());
    for own in own {
        let base = own.base.as_ref().and_then(|said| said.value.text()).unwrap_or("dark");
        let places: Vec<String> = own.roles.iter().map(|(.., line)| format!("{file} line {line}")).collect();
        let said = own.roles.iter().zip(&places);
        let entries: Vec<_> =
            said.map(|((role, style, _), place)| (role.as_str(), style.as_str(), place.as_str())).collect();
        match Theme::own(&own.name, base, &entries) {
            Ok(theme) => themes.push(theme),
            Err(why) => faults.extend(why),
        }
    }
    if faults.is_empty() { Ok(themes) } else { Err(faults) }
}
