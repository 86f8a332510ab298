//! The offer of earlier work: for each field what the server held then, what it holds now, and what was kept.

use super::diff;
use super::glyph::printable;
use super::paint::{Canvas, dim, paragraph, words};
use super::theme::{Role, style};
use super::when::ago;
use crate::app::App;
use crate::app::command::{Command, Context};
use crate::app::form::Form;
use crate::app::overlay::Recovery;
use crate::edit::{Field, Value};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Room for the words before a value.
const HEAD: usize = 14;

/// Draws the offer over the whole body of the screen.
pub fn draw(app: &App, form: &Form, recovery: &Recovery, canvas: &mut Canvas<'_>, area: Rect) {
    let found = &recovery.found;
    let count = found.kept.entries.len();
    let title = Line::from(vec![
        words(" Earlier changes ", Role::Strong),
        dim(if count == 1 { "· 1 change ".to_owned() } else { format!("· {count} changes ") }),
    ]);
    let inner = canvas.frame_over(area, title, Role::Accent);
    let width = usize::from(inner.width);
    let when = jiff::Timestamp::from_second(found.kept.when).map(|then| then.to_string());
    let when = when.ok().and_then(|then| ago(&then, app.now.unix)).unwrap_or_else(|| "earlier".to_owned());
    let [restore, discard, later] = [Command::Restore, Command::DiscardKept, Command::NotNow]
        .map(|command| app.key(Context::Recovery, command));
    let mut lines = paragraph(
        &format!(
            "Unsent changes to this connector were kept {when}. {restore} restores them, {discard} throws them away, \
             {later} leaves them for later. Nothing is sent by any of it."
        ),
        width,
        style(Role::Text),
    );
    let version = found.kept.version.as_str();
    if found.kept.version != form.version {
        let now = form.version.as_str();
        let text = format!("They were made on the {version} version; what is open now is the {now} version.");
        lines.extend(paragraph(&text, width, style(Role::Warning)));
    }
    if !found.again.is_empty() {
        let names: Vec<String> = found.again.iter().map(|(_, name)| printable(name)).collect();
        let text = format!(
            "Header values are never kept. To be typed again before the headers can be sent: {}.",
            names.join(", ")
        );
        lines.extend(paragraph(&text, width, style(Role::Warning)));
    }
    for (at, then, mine) in &found.kept.entries {
        let Some(field) = at.field(form.draft.table()) else { continue };
        let now = form.draft.base().value(*at);
        lines.push(Line::default());
        lines.push(Line::from(vec![words("● ", Role::Changed), words(field.label, Role::Strong)]));
        lines.extend(headed("kept", compared(field, then, mine, width)));
        // Laid side by side, both begin at what the server held when the changes were made.
        if same(field, then, now, width) {
            lines.push(Line::from(vec![Span::raw(padded("server now")), dim("as it was then")]));
        } else {
            lines.extend(headed("server now", compared(field, then, now, width)));
        }
    }
    lines.push(Line::default());
    lines.extend(paragraph(&format!("Kept in {}", found.file), width, style(Role::Dim)));
    canvas.scrolled(inner, lines, recovery.scroll, true);
}

fn same(field: &Field, a: &Value, b: &Value, width: usize) -> bool {
    // Rows are compared as they are shown: a hidden value is one whatever is known of it.
    a == b || (!a.rows().is_empty() && diff::lines(field, a, b, width).is_empty())
}

fn compared(field: &Field, before: &Value, after: &Value, width: usize) -> Vec<Line<'static>> {
    diff::lines(field, before, after, width.saturating_sub(HEAD))
}

fn padded(head: &str) -> String {
    format!("  {head:<width$}", width = HEAD - 2)
}

fn headed(head: &str, lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
    let head = |row: usize| padded(if row == 0 { head } else { "" });
    let with = |(row, mut line): (usize, Line<'static>)| {
        line.spans.insert(0, dim(head(row)));
        line
    };
    lines.into_iter().enumerate().map(with).collect()
}
