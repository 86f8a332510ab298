//! The person's own themes, as the config says, taken by those who know the roles.

use crate::settings::config::{BASE, OwnTheme};
use crate::settings::fault::Fault;
use crate::view::theme::Theme;

/// Makes them.
///
/// # Errors
/// Everything in them that is not understood.
pub fn themes(own: &[OwnTheme]) -> Result<Vec<Theme>, Vec<Fault>> {
    let (mut themes, mut faults) = (Vec::new(), Vec::new());
    for own in own {
        let base = own.base.as_ref().and_then(|said| said.value.text()).unwrap_or(BASE);
        let said = own.roles.iter();
        let entries: Vec<_> =
            said.map(|(role, style, line)| (role.as_str(), style.as_str(), *line)).collect();
        match Theme::own(&own.name, base, &entries) {
            Ok(theme) => themes.push(theme),
            // What is wrong with the theme as a whole stands where it begins.
            Err(wrong) => faults.extend(
                wrong
                    .into_iter()
                    .map(|(line, what)| Fault::on(if line == 0 { own.line } else { line }, what)),
            ),
        }
    }
    if faults.is_empty() { Ok(themes) } else { Err(faults) }
}
