//! Keys by name, and the bytes that a terminal sends for them.

/// The bytes of each key.
pub(super) fn encode(keys: &str) -> Vec<Vec<u8>> {
    let mut encoded = Vec::new();
    let mut rest = keys;
    while let Some(letter) = rest.chars().next() {
        let (key, after) = match rest.strip_prefix('<').map(|inner| inner.split_once('>')) {
            Some(Some((name, after))) => (named(name), after),
            Some(None) => panic!("{keys:?} has a < without its >; the key itself is <lt>"),
            None => {
                let (letter, after) = rest.split_at(letter.len_utf8());
                (letter.as_bytes().to_vec(), after)
            }
        };
        encoded.push(key);
        rest = after;
    }
    encoded
}

/// The bytes that xterm sends for a key written like `Enter`, `C-s`, `A-x`, `S-Up` or `C-S-Left`.
fn named(name: &str) -> Vec<u8> {
    let (mut shift, mut alt, mut ctrl) = (false, false, false);
    let mut base = name;
    while let Some((modifier, rest)) = base.split_once('-').filter(|(_, rest)| !rest.is_empty()) {
        match modifier {
            "S" => shift = true,
            "A" => alt = true,
            "C" => ctrl = true,
            _ => break,
        }
        base = rest;
    }
    let modifiers = 1 + u8::from(shift) + 2 * u8::from(alt) + 4 * u8::from(ctrl);
    let letter = |last: char| {
        if modifiers == 1 { format!("\x1b[{last}") } else { format!("\x1b[1;{modifiers}{last}") }
    };
    let number = |code: u8| {
        if modifiers == 1 { format!("\x1b[{code}~") } else { format!("\x1b[{code};{modifiers}~") }
    };
    let function = |last: char| {
        if modifiers == 1 { format!("\x1bO{last}") } else { letter(last) }
    };
    let plain = match base {
        "Up" => return letter('A').into_bytes(),
        "Down" => return letter('B').into_bytes(),
        "Right" => return letter('C').into_bytes(),
        "Left" => return letter('D').into_bytes(),
        "Home" => return letter('H').into_bytes(),
        "End" => return letter('F').into_bytes(),
        "Ins" => return number(2).into_bytes(),
        "Del" => return number(3).into_bytes(),
        "PgUp" => return number(5).into_bytes(),
        "PgDn" => return number(6).into_bytes(),
        "F1" => return function('P').into_bytes(),
        "F2" => return function('Q').into_bytes(),
        "F3" => return function('R').into_bytes(),
        "F4" => return function('S').into_bytes(),
        "F5" => return number(15).into_bytes(),
        "F12" => return number(24).into_bytes(),
        "Tab" if shift => return b"\x1b[Z".to_vec(),
        "Enter" => "\r",
        "Tab" => "\t",
        // A lone Esc byte that is read together with the next key would be Alt and that key.
        "Esc" => "\x1b[27u",
        "BS" => "\x7f",
        "Space" => " ",
        "lt" => "<",
        letter if letter.chars().count() == 1 && name != base => letter,
        _ => panic!("there is no key <{name}>"),
    };
    let mut bytes = Vec::from(plain);
    if let (true, [byte]) = (ctrl, bytes.as_mut_slice()) {
        *byte &= 0x1f;
    }
    if alt {
        bytes.insert(0, 0x1b);
    }
    bytes
}
