//! What a program has switched on in the terminal, read from its output.

use std::collections::BTreeSet;

/// The private modes that a program may change: number, name, and whether it is on in a fresh terminal.
const MODES: [(u16, &str, bool); 18] = [
    (1, "application cursor keys", false),
    (7, "line wrap", true),
    (9, "mouse presses", false),
    (25, "cursor", true),
    (47, "alternate screen", false),
    (1000, "mouse", false),
    (1002, "mouse drag", false),
    (1003, "mouse motion", false),
    (1004, "focus reports", false),
    (1005, "mouse UTF-8 encoding", false),
    (1006, "mouse SGR encoding", false),
    (1015, "mouse urxvt encoding", false),
    (1016, "mouse pixel encoding", false),
    (1047, "alternate screen", false),
    (1049, "alternate screen", false),
    (2004, "bracketed paste", false),
    (2026, "synchronized output", false),
    (2031, "colour scheme reports", false),
];

/// Reads every `ESC [ parameters intermediates final` of the output and keeps count of what is on at its end.
pub(super) fn left_on(raw: &[u8]) -> Vec<&'static str> {
    let mut changed = BTreeSet::new();
    let mut keyboards = 0_u16;
    let mut cursor_shape = 0;
    let mut rest = raw;
    while let Some(start) = rest.iter().position(|&byte| byte == 0x1b) {
        rest = rest.get(start + 1..).unwrap_or_default();
        if rest.starts_with(b"c") {
            (keyboards, cursor_shape) = (0, 0);
            changed.clear();
        }
        let Some(body) = rest.strip_prefix(b"[") else {
            continue;
        };
        let Some(end) = body.iter().position(|byte| (0x40..=0x7e).contains(byte)) else {
            continue;
        };
        let (Some(middle), Some(last)) =
            (body.get(..end).and_then(|all| str::from_utf8(all).ok()), body.get(end))
        else {
            continue;
        };
        let (mark, digits) = match middle.strip_prefix(['?', '<', '=', '>']) {
            Some(digits) => (middle.as_bytes().first().copied(), digits),
            None => (None, middle),
        };
        let number = |text: &str| text.trim_end().parse::<u16>().ok();
        match (mark, last) {
            (Some(b'?'), b'h' | b'l') => {
                for mode in digits.split(';').filter_map(number) {
                    let Some(&(_, _, normal)) = MODES.iter().find(|known| known.0 == mode) else {
                        continue;
                    };
                    if (*last == b'h') == normal {
                        changed.remove(&mode)
                    } else {
                        changed.insert(mode)
                    };
                }
            }
            (Some(b'>'), b'u') => keyboards += 1,
            (Some(b'<'), b'u') => keyboards = keyboards.saturating_sub(number(digits).unwrap_or(1)),
            (Some(b'='), b'u') => keyboards = u16::from(!digits.starts_with('0')),
            (None, b'q') if digits.ends_with(' ') => cursor_shape = number(digits).unwrap_or(0),
            _ => {}
        }
    }
    let mut left = Vec::new();
    for (mode, name, normal) in MODES {
        if changed.contains(&mode) {
            left.push(match (mode, normal) {
                (25, _) => "hidden cursor",
                (_, true) => "no line wrap",
                _ => name,
            });
        }
    }
    left.extend((keyboards > 0).then_some("keyboard enhancements"));
    left.extend((cursor_shape > 0).then_some("cursor shape"));
    left
}
