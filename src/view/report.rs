//! What became of what was sent, field by field.

use super::diff;
use super::paint::{Canvas, dim, paragraph, words};
use super::theme::{Role, style};
use crate::app::form::Form;
use crate::app::report::{Report, Verdict};
use crate::edit::{Access, Field, Kind, Table};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws it over the body of the screen.
pub fn draw(form: &Form, report: &Report, scroll: usize, canvas: &mut Canvas<'_>, area: Rect) {
    let inner = canvas.frame_over(area, Line::from(words(" What became of it ", Role::Strong)), Role::Accent);
    let lines = lines(form, report, usize::from(inner.width));
    canvas.scrolled(inner, lines, scroll, true);
}

/// All of it.
pub fn lines(form: &Form, report: &Report, width: usize) -> Vec<Line<'static>> {
    let table = form.draft.table();
    let mut lines = Vec::new();
    for (at, verdict) in &report.rows {
        let Some(field) = at.field(table) else { continue };
        let (mark, role, what, means) = match verdict {
            Verdict::Applied if hides(field) => ("✓ ", Role::Good, "accepted", UNSEEN),
            verdict => said(verdict),
        };
        lines.push(Line::from(vec![
            words(mark, role),
            words(field.label, Role::Strong),
            Span::raw("  "),
            words(what, role),
        ]));
        lines.extend(indented(paragraph(means, width.saturating_sub(4), style(Role::Dim))));
        if let Verdict::Normalised { sent, stored } = verdict {
            lines.push(Line::from(dim("    - as it was sent, + as it is stored")));
            lines.extend(indented(diff::lines(field, sent, stored, width.saturating_sub(4))));
        }
        lines.push(Line::default());
    }
    let derived: Vec<_> = report.derived.iter().filter_map(|at| at.field(table)).collect();
    if !derived.is_empty() {
        lines.push(Line::from(words("Changed without being sent", Role::Strong)));
        let labels = derived.iter().map(|field| field.label).collect::<Vec<_>>().join(", ");
        lines.extend(indented(paragraph(&labels, width.saturating_sub(4), style(Role::Text))));
    }
    lines
}

/// What can be said of a field that is taken and not, or not whole, returned.
const UNSEEN: &str = "The server took it. What it never shows cannot be compared with what was sent.";

fn hides(field: &Field) -> bool {
    field.access == Access::WriteOnly
        || field.kind.columns().iter().any(|column| matches!(column.kind, Kind::Secret))
}

/// The verdicts with the labels of their fields, those that need a look first.
pub fn counts(table: Table, report: &Report) -> Vec<(&'static str, String)> {
    type Wanted = fn(&Verdict) -> bool;
    let kinds: [(&'static str, Wanted); 6] = [
        ("Not applied", |verdict| matches!(verdict, Verdict::NotApplied)),
        ("Not known", |verdict| matches!(verdict, Verdict::Unknown)),
        ("Kept as it was by the server", |verdict| matches!(verdict, Verdict::Ignored)),
        ("Not returned", |verdict| matches!(verdict, Verdict::Unconfirmed)),
        ("Stored in another form", |verdict| matches!(verdict, Verdict::Normalised { .. })),
        ("Applied", |verdict| matches!(verdict, Verdict::Applied)),
    ];
    let labels = |wanted: Wanted| {
        let fields = report.those(wanted).filter_map(|at| at.field(table));
        fields.map(|field| field.label).collect::<Vec<_>>().join(", ")
    };
    let named = kinds.into_iter().map(|(what, wanted)| (what, labels(wanted)));
    named.filter(|(_, fields)| !fields.is_empty()).collect()
}

fn said(verdict: &Verdict) -> (&'static str, Role, &'static str, &'static str) {
    match verdict {
        Verdict::Applied => ("✓ ", Role::Good, "applied", "The server holds what was sent."),
        Verdict::Normalised { .. } => (
            "≈ ",
            Role::Warning,
            "stored in another form",
            "The server took it and stored something else; that is what is edited now.",
        ),
        Verdict::Ignored => {
            ("✗ ", Role::Warning, "not taken", "The server kept its own value. Your edit stays unsent.")
        }
        Verdict::Unconfirmed => (
            "? ",
            Role::Warning,
            "not returned",
            "The answer did not hold it. Your edit stays unsent until a reading shows it.",
        ),
        Verdict::NotApplied => (
            "✗ ",
            Role::Danger,
            "not applied",
            "The connector, read again, does not hold it. Your edit stays unsent.",
        ),
        Verdict::Unknown => (
            "? ",
            Role::Warning,
            "not known",
            "What the server holds cannot be seen or is neither the old nor the new value. Your edit stays unsent.",
        ),
    }
}

fn indented(lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
    lines
        .into_iter()
        .map(|mut line| {
            line.spans.insert(0, Span::raw("    "));
            line
        })
        .collect()
}
