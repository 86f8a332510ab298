//! Text as it may be shown. Whatever could command the terminal or deceive the reader becomes a visible mark.

use std::borrow::Cow;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// More scalars than any honest character has: a pile of combining marks is shown as its base and a count.
const LONGEST: usize = 16;

/// What the person sees as one character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyph<'t> {
    /// What is drawn.
    pub text: Cow<'t, str>,
    /// In columns; never 0.
    pub width: usize,
    /// Whether it stands for something that cannot be shown.
    pub mark: bool,
    /// Where it begins in the text, in bytes.
    pub byte: usize,
}

/// The glyphs of a text, in order.
pub fn glyphs(text: &str) -> impl Iterator<Item = Glyph<'_>> {
    let (mut at, mut split) = (0, None::<Split<'_>>);
    std::iter::from_fn(move || {
        loop {
            if let Some(glyph) = split.as_mut().and_then(Iterator::next) {
                return Some(glyph);
            }
            let mut ahead = text.as_bytes().iter().skip(at).map(|byte| (0x20..0x7f).contains(byte));
            let byte = at;
            // Between two plain letters there is nothing to look up; most of a long text is made of them.
            if ahead.next()? && ahead.next().unwrap_or(true) {
                at += 1;
                let text = Cow::Borrowed(text.get(byte..at)?);
                return Some(Glyph { text, width: 1, mark: false, byte });
            }
            let grapheme = text.get(at..)?.graphemes(true).next()?;
            at += grapheme.len();
            split = Some(Split::new(byte, grapheme));
        }
    })
}

/// One grapheme as one glyph, or as a mark for each of its characters.
enum Split<'t> {
    One(Option<Glyph<'t>>),
    Each { byte: usize, rest: std::str::Chars<'t> },
}

impl<'t> Split<'t> {
    fn new(byte: usize, grapheme: &'t str) -> Self {
        if let [one] = grapheme.as_bytes()
            && (0x20..0x7f).contains(one)
        {
            return Self::One(Some(Glyph { text: Cow::Borrowed(grapheme), width: 1, mark: false, byte }));
        }
        let pictures = grapheme.chars().any(is_picture);
        let hidden = |c: char| is_hidden(c) && !(pictures && makes_pictures(c));
        if grapheme.chars().any(hidden) {
            return Self::Each { byte, rest: grapheme.chars() };
        }
        let count = grapheme.chars().count();
        if count > LONGEST {
            let base: String = grapheme.chars().take(1).collect();
            return Self::One(Some(marked(format!("{base}‹+{}›", count - 1), byte)));
        }
        let apart: usize = grapheme.chars().filter_map(UnicodeWidthChar::width).sum();
        Self::One(Some(match grapheme.width() {
            // A combining mark with nothing to combine with.
            0 => marked(format!("◌{grapheme}"), byte),
            // Some terminals join these pictures and some draw them one beside the other, over what stands there.
            width if pictures && apart > width => {
                let base: String = grapheme.chars().take(1).collect();
                marked(format!("{base}‹+{}›", count - 1), byte)
            }
            width => Glyph { text: Cow::Borrowed(grapheme), width, mark: false, byte },
        }))
    }
}

impl<'t> Iterator for Split<'t> {
    type Item = Glyph<'t>;

    fn next(&mut self) -> Option<Glyph<'t>> {
        match self {
            Self::One(glyph) => glyph.take(),
            Self::Each { byte, rest } => {
                let c = rest.next()?;
                let at = *byte;
                *byte += c.len_utf8();
                Some(if is_hidden(c) {
                    marked(name(c), at)
                } else {
                    let text = c.to_string();
                    let width = text.width();
                    if width == 0 {
                        marked(format!("◌{text}"), at)
                    } else {
                        Glyph { text: Cow::Owned(text), width, mark: false, byte: at }
                    }
                })
            }
        }
    }
}

fn marked<'t>(text: String, byte: usize) -> Glyph<'t> {
    let width = text.width().max(1);
    Glyph { text: Cow::Owned(text), width, mark: true, byte }
}

/// True for characters that act on the terminal, turn the direction of reading, or take no room.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a text can be shown as it is, without a mark in it.
pub fn is_whole(text: &str) -> bool {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        // Alone there is nothing to join with. Frames are made of such.
        (Some(letter), None) => !is_hidden(letter) && letter.width().is_some_and(|width| width > 0),
        _ => glyphs(text).all(|glyph| !glyph.mark),
    }
}

fn is_picture(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1ffff}' | '\u{20e3}' | '\u{2190}'..='\u{2bff}' | '\u{3030}' | '\u{303d}')
}

/// Hidden characters of which pictures are made: the joiner, and what chooses between a picture and a sign.
fn makes_pictures(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

/// The visible name of a hidden character.
fn name(c: char) -> String {
    match c {
        '\n' => "⏎".to_owned(),
        '\t' => "→   ".to_owned(),
        '\u{7f}' => "␡".to_owned(),
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('␦').to_string(),
        '\u{ad}' => "‹SHY›".to_owned(),
        '\u{34f}' => "‹CGJ›".to_owned(),
        '\u{fe00}'..='\u{fe0f}' => format!("‹VS{}›", u32::from(c) - 0xfdff),
        '\u{200b}' => "‹ZWSP›".to_owned(),
        '\u{200c}' => "‹ZWNJ›".to_owned(),
        '\u{200d}' => "‹ZWJ›".to_owned(),
        '\u{200e}' => "‹LRM›".to_owned(),
        '\u{200f}' => "‹RLM›".to_owned(),
        '\u{202a}' => "‹LRE›".to_owned(),
        '\u{202b}' => "‹RLE›".to_owned(),
        '\u{202c}' => "‹PDF›".to_owned(),
        '\u{202d}' => "‹LRO›".to_owned(),
        '\u{202e}' => "‹RLO›".to_owned(),
        '\u{2066}' => "‹LRI›".to_owned(),
        '\u{2067}' => "‹RLI›".to_owned(),
        '\u{2068}' => "‹FSI›".to_owned(),
        '\u{2069}' => "‹PDI›".to_owned(),
        '\u{feff}' => "‹BOM›".to_owned(),
        other => format!("‹U+{:04X}›", u32::from(other)),
    }
}

/// The text with every hidden character as its mark, for anything that is printed outside the screen.
pub fn printable(text: &str) -> String {
    glyphs(text).map(|glyph| glyph.text.into_owned()).collect()
}

/// A line of glyphs, and where its text begins and ends.
pub type Wrapped<'t> = Vec<Glyph<'t>>;

/// Bytes of a long line that are laid out together, about. A row never spans two stretches, so that a window in the
/// midst of a line of megabytes can be laid out without what stands before it.
const STRETCH: usize = 8 * 1024;
/// A line up to this length is one stretch.
const LONG: usize = 4 * STRETCH;

/// How many stretches a line has; at least one.
pub fn stretch_count(text: &str) -> usize {
    if text.len() <= LONG { 1 } else { text.len().div_ceil(STRETCH) }
}

/// The stretch in which this byte stands.
pub fn stretch_at(text: &str, byte: usize) -> usize {
    let last = stretch_count(text) - 1;
    let near = (byte / STRETCH).min(last);
    if near > 0 && byte < stretch_start(text, near) { near - 1 } else { near }
}

/// The bytes of a stretch.
pub fn stretch_range(text: &str, number: usize) -> Range<usize> {
    stretch_start(text, number)..stretch_start(text, number + 1)
}

/// Where a stretch begins. Never inside what a person sees as one character, unless that is a pile of marks.
fn stretch_start(text: &str, number: usize) -> usize {
    if number == 0 || number >= stretch_count(text) {
        return if number == 0 { 0 } else { text.len() };
    }
    let from = number * STRETCH;
    let bytes = text.as_bytes().get(from..text.len().min(from + STRETCH / 8)).unwrap_or_default();
    match bytes.iter().position(|byte| (0x20..0x7f).contains(byte)) {
        Some(ahead) => from + ahead,
        None => (from..text.len()).find(|byte| text.is_char_boundary(*byte)).unwrap_or(text.len()),
    }
}

/// The rows of one stretch of a line, as [`wrap`] makes them.
pub fn wrap_stretch(text: &str, number: usize, width: usize) -> impl Iterator<Item = Wrapped<'_>> {
    let range = stretch_range(text, number);
    let start = range.start;
    wrap_from(text.get(range).unwrap_or_default(), start, width, false)
}

/// Breaks one line of text into rows of at most `width` columns, where there is a good place: after a space or one of
/// `/ ? & ,`, or before a template variable. A word that fits a row is not broken; a longer one goes on in the row in which
/// it begins, unless little of it would stand there. Every letter is in a row, and none begins with the space after which it
/// was broken. A lazy iterator: the work follows the rows that are asked for. An empty text is one empty row.
pub fn wrap(text: &str, width: usize) -> impl Iterator<Item = Wrapped<'_>> {
    (0..stretch_count(text)).flat_map(move |number| wrap_stretch(text, number, width))
}

/// The same for sentences, of which the spaces between two rows are not shown.
pub fn wrap_sentences(text: &str, width: usize) -> impl Iterator<Item = Wrapped<'_>> {
    wrap_from(text, 0, width, true)
}

fn wrap_from(text: &str, start: usize, width: usize, sentences: bool) -> impl Iterator<Item = Wrapped<'_>> {
    let width = width.max(2);
    let mut source = glyphs(text).map(move |glyph| Glyph { byte: start + glyph.byte, ..glyph }).peekable();
    let mut carried: Wrapped<'_> = Vec::new();
    let mut started = false;
    std::iter::from_fn(move || {
        if started && carried.is_empty() && source.peek().is_none() {
            return None;
        }
        started = true;
        let mut row = std::mem::take(&mut carried);
        let mut used: usize = row.iter().map(|glyph| glyph.width).sum();
        while let Some(glyph) = source.peek() {
            let too_wide = glyph.width > width;
            if used + glyph.width > width && !(too_wide && row.is_empty()) {
                if sentences && glyph.text == " " {
                    while source.next_if(|glyph| glyph.text == " ").is_some() {}
                    return Some(row);
                }
                let ends = (glyph.text != " " && breaks_at(&row, row.len())).then_some(row.len());
                let cut = ends.or_else(|| (1..row.len()).rev().find(|place| breaks_at(&row, *place)));
                let fits = |cut: usize| {
                    let byte = row.get(cut).map_or(0, |glyph| glyph.byte - start);
                    cut * 3 >= row.len() * 2
                        || begins_with_a_word(text.get(byte..).unwrap_or_default(), width)
                };
                if let Some(cut) = cut.filter(|cut| fits(*cut)) {
                    carried = row.split_off(cut);
                }
                return Some(row);
            }
            used += glyph.width;
            row.extend(source.next());
        }
        Some(row)
    })
}

/// Whether a text begins with a word that fits so many columns.
fn begins_with_a_word(text: &str, width: usize) -> bool {
    let (mut used, mut word) = (0, Vec::new());
    for glyph in glyphs(text) {
        used += glyph.width;
        let ends = glyph.text == " ";
        word.push(glyph);
        // It ends before a variable, too, of which the second brace has to be seen.
        let last = word.len().saturating_sub(2).max(1)..word.len();
        if ends || last.into_iter().any(|place| breaks_at(&word, place)) {
            return true;
        }
        if used > width {
            return false;
        }
    }
    true
}

/// Whether a row may be broken before the glyph at this place.
fn breaks_at(row: &[Glyph<'_>], place: usize) -> bool {
    let text = |at: usize| row.get(at).map_or("", |glyph| glyph.text.as_ref());
    let before = place.checked_sub(1).map_or("", text);
    let variable = text(place) == "{" && text(place + 1) == "{" && before != "{";
    // The space between two rows stands at the end of the first one.
    text(place) != " " && (variable || matches!(before, " " | "/" | "?" | "&" | ","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_alone_is_judged_as_any_text() {
        for letter in ('\0'..=char::MAX).filter(|&c| u32::from(c) < 0x3_4000 || u32::from(c) > 0xd_ffff) {
            let text = letter.to_string();
            assert_eq!(is_whole(&text), glyphs(&text).all(|glyph| !glyph.mark), "{letter:?}");
        }
    }
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        printable(text)
    }

    #[test]
    fn hostile_characters_become_visible_marks() {
        assert_eq!(shown("a\u{1b}[31mb"), "a␛[31mb");
        assert_eq!(shown("abc\u{202e}def\u{2069}"), "abc‹RLO›def‹PDI›");
        assert_eq!(shown("x\u{9b}31m\u{85}"), "x‹U+009B›31m‹U+0085›");
        assert_eq!(shown("a\u{200b}b\u{feff}"), "a‹ZWSP›b‹BOM›");
        assert_eq!(shown("a\r\nb"), "a␍⏎b");
    }

    #[test]
    fn what_only_makes_two_names_differ_is_a_mark_and_what_makes_a_picture_is_none() {
        assert_eq!(shown("order_id\u{fe0f} a\u{34f}b"), "order_id‹VS16› a‹CGJ›b");
        for picture in ["☀\u{fe0f}", "☎\u{fe0e}", "1\u{fe0f}\u{20e3}"] {
            assert_eq!(shown(picture), picture);
        }
    }

    #[test]
    fn emoji_are_one_glyph_and_a_bare_joiner_is_a_mark() {
        assert_eq!(shown("🎁☀️🇩🇪"), "🎁☀️🇩🇪");
        for (joined, drawn) in [("👩‍💻", "👩‹+2›"), ("👍🏽", "👍‹+1›")] {
            assert_eq!(glyphs(joined).count(), 1);
            assert_eq!(shown(joined), drawn, "terminals differ on the width of the whole");
        }
        assert_eq!(shown("a\u{200d}b"), "a‹ZWJ›b");
        assert_eq!(glyphs("日本").map(|glyph| glyph.width).collect::<Vec<_>>(), [2, 2]);
    }

    #[test]
    fn a_pile_of_combining_marks_is_cut_short() {
        let pile = format!("a{}", "\u{301}".repeat(200));
        assert_eq!(shown(&pile), "a‹+200›");
    }

    #[test]
    fn a_window_of_a_long_line_is_laid_out_as_the_whole_is() {
        for unit in ["abc, ", "日本語", "e\u{301}x", "{{n}} 👩‍💻", "\u{301}"] {
            let text = unit.repeat(LONG);
            let whole: Vec<_> = wrap(&text, 40).collect();
            let parts: Vec<_> =
                (0..stretch_count(&text)).flat_map(|number| wrap_stretch(&text, number, 40)).collect();
            assert!(whole == parts && stretch_count(&text) > 3);
            let mut expected = 0;
            for glyph in whole.iter().flatten() {
                assert!(glyph.byte >= expected && text.is_char_boundary(glyph.byte));
                expected = glyph.byte;
            }
            for byte in (0..text.len()).step_by(1000).chain([text.len()]) {
                let number = stretch_at(&text, byte);
                assert!(stretch_start(&text, number) <= byte && byte <= stretch_start(&text, number + 1));
            }
        }
    }

    fn rows(text: &str, width: usize) -> Vec<String> {
        wrap(text, width).map(|row| row.into_iter().map(|glyph| glyph.text.into_owned()).collect()).collect()
    }

    #[test]
    fn a_word_that_fits_a_row_is_not_broken() {
        assert_eq!(rows("those on the islands. Fetches", 20), ["those on the ", "islands. Fetches"]);
        assert_eq!(
            rows("the other system's error (3rd_party_error)", 30),
            ["the other system's error ", "(3rd_party_error)"]
        );
        assert_eq!(rows("on {{a_long_variable}}x", 20), ["on ", "{{a_long_variable}}x"]);
        // A longer one would be, so it begins where it stands.
        assert_eq!(rows("id 0123456789abcdefghijklmn", 20), ["id 0123456789abcdefg", "hijklmn"]);
    }

    #[test]
    fn no_row_begins_with_the_space_at_which_it_was_broken_and_none_is_lost() {
        assert_eq!(rows("aaa bbbb cc", 8), ["aaa ", "bbbb cc"]);
        assert_eq!(rows("aaa bbb  cc", 8), ["aaa ", "bbb  cc"], "two of them are seen as two");
        let sentences: Vec<String> = wrap_sentences("aaa bbbb  cc", 8)
            .map(|row| row.into_iter().map(|it| it.text).collect())
            .collect();
        assert_eq!(sentences, ["aaa bbbb", "cc"]);
    }

    proptest! {
        #[test]
        fn characters_are_told_apart_as_by_the_library(text in "(?s)([ -~]|[\r\n\t]|é|e\u{301}|🇩🇪|🇫|\u{600}|\u{200d}|👩‍💻|क्षि|.){0,40}") {
            let plain: Vec<_> = text.grapheme_indices(true).flat_map(|(byte, it)| Split::new(byte, it)).collect();
            prop_assert_eq!(glyphs(&text).collect::<Vec<_>>(), plain);
        }

        #[test]
        fn nothing_hidden_is_ever_passed_on(text in "(?s).{0,60}") {
            for glyph in glyphs(&text) {
                prop_assert!(glyph.width > 0);
                let pictures = glyph.text.chars().any(is_picture);
                let harmless = |c: char| !is_hidden(c) || (pictures && makes_pictures(c));
                prop_assert!(glyph.text.chars().all(harmless));
            }
        }

        #[test]
        fn words_that_fit_are_whole(words in prop::collection::vec("[a-c.]{1,10},?", 1..20), width in 12usize..40) {
            let text = words.join(" ");
            for (before, row) in rows(&text, width).iter().zip(rows(&text, width).iter().skip(1)) {
                prop_assert!(before.ends_with(' ') && !row.starts_with(' '), "{before:?} {row:?}");
            }
            let sentences = wrap_sentences(&text, width);
            let shown: Vec<String> = sentences.map(|row| row.into_iter().map(|it| it.text).collect()).collect();
            prop_assert!(shown.iter().all(|row| !row.starts_with(' ') && row.len() <= width));
            let words: Vec<&str> = shown.iter().map(|row| row.trim_end()).collect();
            prop_assert_eq!(words.join(" "), text);
        }

        #[test]
        fn wrapping_keeps_every_glyph_in_order(text in "(?s)([a-c ]|日|\u{202e}|👩‍💻){0,80}", width in 2usize..20) {
            let rows: Vec<_> = wrap(&text, width).collect();
            let joined: Vec<_> = rows.iter().flatten().cloned().collect();
            prop_assert_eq!(joined, glyphs(&text).collect::<Vec<_>>());
            for row in &rows {
                let used: usize = row.iter().map(|glyph| glyph.width).sum();
                prop_assert!(used <= width || row.len() == 1);
            }
        }
    }
}
