//! Template variables where they stand: each form in its colour and with its sign.

use super::glyph::{Glyph, stretch_range};
use super::paint::spans;
use super::theme::{Role, style};
use crate::app::form::Form;
use crate::connector::template::{self, Form as Sort, Variable, variables};
use crate::connector::uses::is_template;
use crate::edit::At;
use ratatui::style::Style;
use ratatui::text::Span;
use std::ops::Range;

/// Bytes around a stretch of a line in which a variable may begin or end that reaches into it.
const MARGIN: usize = 512;

/// The names of the data inputs, where this field or a cell of this column is a template.
pub fn names(form: &Form, at: At, column: Option<usize>) -> Option<Vec<&str>> {
    is_template(form.draft.table(), at, column).then(|| template::input_names(&form.draft))
}

/// The variables of one stretch of a line, and what each looks like. None where the text is no template.
pub fn found(line: &str, stretch: usize, inputs: Option<&[&str]>) -> Vec<(Range<usize>, Role)> {
    let role = |variable: Variable| {
        let role = match variable.form {
            Sort::Used(_) => Role::Variable,
            Sort::Undeclared => Role::Undeclared,
            Sort::Spaced(_) => Role::Spaced,
            Sort::Opaque => Role::Opaque,
            Sort::Malformed(_) => Role::Malformed,
        };
        (variable.range, role)
    };
    inputs.map_or_else(Vec::new, |inputs| near(line, stretch, inputs).map(role).collect())
}

/// The variables that reach into a stretch of a line.
fn near<'t>(line: &'t str, stretch: usize, inputs: &[&str]) -> impl Iterator<Item = Variable> + use<'t> {
    let range = stretch_range(line, stretch);
    let from = (range.start.saturating_sub(MARGIN)..=range.start)
        .find(|byte| line.is_char_boundary(*byte))
        .unwrap_or(range.start);
    let to = (range.end..line.len().min(range.end + MARGIN))
        .rev()
        .find(|byte| line.is_char_boundary(*byte))
        .filter(|_| range.end + MARGIN < line.len())
        .unwrap_or(line.len());
    let piece = line.get(from..to).unwrap_or_default();
    let shift = move |range: Range<usize>| range.start + from..range.end + from;
    variables(piece, inputs).into_iter().map(move |variable| Variable {
        range: shift(variable.range),
        name: shift(variable.name),
        form: variable.form,
    })
}

/// Glyphs, those of variables in their style.
pub fn coloured(glyphs: &[Glyph<'_>], found: &[(Range<usize>, Role)]) -> Vec<Span<'static>> {
    let mut out = Vec::new();
    let first = glyphs.first().map_or(0, |glyph| glyph.byte);
    let mut ahead = found.iter().skip_while(|(range, _)| range.end <= first).peekable();
    let mut rest = glyphs;
    while let Some(glyph) = rest.first() {
        while ahead.next_if(|(range, _)| range.end <= glyph.byte).is_some() {}
        let (until, style) = match ahead.peek() {
            Some((range, role)) if range.start <= glyph.byte => (range.end, style(*role)),
            Some((range, _)) => (range.start, Style::new()),
            None => (usize::MAX, Style::new()),
        };
        let count = rest.iter().take_while(|glyph| glyph.byte < until).count().max(1);
        let (run, after) = rest.split_at(count);
        out.extend(spans(run.iter().cloned(), style));
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::glyph::{glyphs, stretch_count};
    use super::*;

    #[test]
    fn colours_leave_every_letter_where_it_is() {
        let line = "a{{x}}{{y}}b {{ x }}{{}} {{z.z}}é{{x";
        let found = found(line, 0, Some(&["x"]));
        let glyphs: Vec<_> = glyphs(line).collect();
        for (from, to) in [(0, glyphs.len()), (3, 9), (1, 2)] {
            let spans = coloured(&glyphs[from..to], &found);
            let shown: String = spans.iter().map(|span| span.content.as_ref()).collect();
            let plain: String = glyphs[from..to].iter().map(|glyph| glyph.text.as_ref()).collect();
            assert_eq!(shown, plain);
        }
        let styled = coloured(&glyphs, &found);
        let of = |text: &str| styled.iter().find(|span| span.content == text).map(|span| span.style);
        assert_eq!(of("{{x}}"), Some(style(Role::Variable)));
        assert_eq!(of("{{y}}"), Some(style(Role::Undeclared)));
        assert_eq!(of("{{ x }}"), Some(style(Role::Spaced)));
        assert_eq!(of("{{}}"), Some(style(Role::Malformed)));
        assert_eq!(of("{{z.z}}"), Some(style(Role::Opaque)));
        assert_eq!(of("{{x"), Some(style(Role::Malformed)));
        assert_eq!(of("b "), Some(Style::new()));
    }

    #[test]
    fn a_stretch_of_a_long_line_has_the_variables_that_the_whole_has_there() {
        for unit in ["{{x}}, {{why}} {\"a\":1} ", "日本{{x}}", "{{x}", "{{é.é}}"] {
            let line = unit.repeat(80_000 / unit.len());
            let whole = variables(&line, &["x"]);
            assert!(stretch_count(&line) > 3);
            for stretch in 0..stretch_count(&line) {
                let range = stretch_range(&line, stretch);
                let inside = |it: &Range<usize>| it.start < range.end && range.start < it.end;
                let expected: Vec<_> =
                    whole.iter().map(|it| it.range.clone()).filter(|it| inside(it)).collect();
                let near: Vec<_> =
                    near(&line, stretch, &["x"]).map(|it| it.range).filter(|it| inside(it)).collect();
                assert_eq!(near, expected, "stretch {stretch} of {unit:?}");
            }
        }
    }
}
