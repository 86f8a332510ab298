//! The person's own themes, as the config says, taken by those who know the roles.

use crate::settings::Look;
use crate::view::theme::Theme;

/// Makes them.
///
/// # Errors
/// A sentence for each of them that is not understood.
pub fn themes(look: &Look) -> Result<Vec<Theme>, Vec<String>> {
    let (mut themes, mut faults) = (Vec::new(), Vec::new());
    for own in &look.themes {
        let base = own.base.as_ref().and_then(|said| said.value.text()).unwrap_or("dark");
        let places: Vec<String> =
            own.roles.iter().map(|(.., line)| format!("{} line {line}", look.file)).collect();
        let said = own.roles.iter().zip(&places);
        let entries: Vec<_> =
            said.map(|((role, style, _), place)| (role.as_str(), style.as_str(), place.as_str())).collect();
        match Theme::own(&own.name, base, &entries) {
            Ok(theme) => themes.push(theme),
            Err(why) => faults.push(why),
        }
    }
    if faults.is_empty() { Ok(themes) } else { Err(faults) }
}
