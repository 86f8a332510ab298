//! The terminal's answer to the question for its background, taken out of the stream of keys.
//!
//! The answer comes in among the keys, as an escape sequence that is read as keys: Alt-`]`, or Esc and `]` where the bytes
//! came apart; `11;rgb:ffff/ffff/ffff`; then ctrl-g, Alt-`\`, or Esc and `\`. While one is awaited it is recognised here and goes
//! nowhere else, since its letters are commands, however late its pieces come. What is no answer goes on, unchanged and in
//! order; what only may be the beginning of one waits for a moment.

use crate::view::theme::Shade;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::time::Duration;

/// How it is asked.
pub const QUESTION: &str = "\x1b]11;?\x1b\\";

/// How long an answer is awaited. After that only Alt-`]` is taken for a beginning, since no key of the person's is that.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a lone Esc waits for the rest. One of the person's waits as long, while an answer is awaited.
const ESCAPE: Duration = Duration::from_millis(100);
/// How long a bracket waits, which may be a command.
const BRACKET: Duration = Duration::from_millis(300);
/// How long the rest is waited for once it can hardly be anything else.
const PIECE: Duration = Duration::from_secs(5);
/// No answer is longer.
const LONGEST: usize = 48;
/// How an answer begins.
const BEGINNING: &str = "]11;";

/// What came of an event.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// What goes on, in order.
    pub passed: Vec<Event>,
    /// What the terminal answered, once.
    pub shade: Option<Shade>,
}

/// Where one is in the answer.
#[derive(Debug)]
pub struct Background {
    state: State,
    until: Duration,
    /// When the last piece of it came.
    last: Duration,
    /// A bracket went on that waited in vain: its answer may still follow.
    bracket: bool,
}

#[derive(Debug)]
enum State {
    /// Nothing is awaited any more.
    Over,
    /// What may be its beginning, and how many letters of [`BEGINNING`] that is.
    Beginning(Vec<Event>, usize),
    /// It has begun: what it says so far.
    Reading(String),
    /// It is read, but for the second half of its end.
    Ending,
}

impl Background {
    /// It was asked at `now`, or not at all.
    pub fn asked(now: Option<Duration>) -> Self {
        let state = if now.is_some() { State::Beginning(Vec::new(), 0) } else { State::Over };
        let now = now.unwrap_or_default();
        Self { state, until: now + PATIENCE, last: now, bracket: false }
    }

    /// When [`Background::wait_no_longer`] has to be asked, if it has to be.
    pub fn due(&self) -> Option<Duration> {
        match &self.state {
            State::Over => None,
            State::Beginning(held, _) if held.is_empty() => None,
            State::Beginning(_, 0) => Some(self.last + ESCAPE),
            State::Beginning(_, 1) => Some(self.last + BRACKET),
            _ => Some(self.last + PIECE),
        }
    }

    /// Gives up on what has not gone on for a moment. What was certainly an answer is gone, what was not goes on. To be
    /// asked only where nothing is there to be heard: what has come and waits for its turn was not late.
    pub fn wait_no_longer(&mut self, now: Duration) -> Vec<Event> {
        if self.due().is_none_or(|due| now < due) {
            return Vec::new();
        }
        match std::mem::replace(&mut self.state, State::Over) {
            State::Beginning(held, count) => {
                self.bracket = count == 1;
                self.state = State::Beginning(Vec::new(), 0);
                held
            }
            _ => Vec::new(),
        }
    }

    /// How many letters of [`BEGINNING`] there are with this event, if it goes on there.
    fn begins(&self, held: &[Event], count: usize, event: &Event, now: Duration) -> Option<usize> {
        let awaited = now <= self.until;
        let escaped = matches!(held, [only] if is_escape(only));
        match (letter(event)?, count) {
            ((']', true), 0) if held.is_empty() => Some(1),
            (('\u{1b}', false), 0) if held.is_empty() && awaited => Some(0),
            ((']', false), 0) if escaped || held.is_empty() && awaited => Some(1),
            (('1', false), 0) if self.bracket && held.is_empty() => Some(2),
            ((c, false), 1..) if BEGINNING.chars().nth(count) == Some(c) => Some(count + 1),
            _ => None,
        }
    }

    /// Takes an event. How much later than the last one it is heard says nothing: the program may have been busy.
    pub fn hear(&mut self, event: Event, now: Duration) -> Heard {
        let mut passed = Vec::new();
        let mut shade = None;
        match std::mem::replace(&mut self.state, State::Over) {
            State::Over => passed.push(event),
            State::Ending => {
                if letter(&event) != Some(('\\', false)) {
                    passed.push(event);
                }
            }
            State::Beginning(mut held, count) => {
                let fits = self.begins(&held, count, &event, now);
                if fits.is_none() {
                    // What was held was none; this one may be the beginning.
                    passed.append(&mut held);
                }
                let fits = fits.or_else(|| self.begins(&held, 0, &event, now));
                self.bracket = false;
                match fits {
                    Some(count) if count == BEGINNING.len() => self.state = State::Reading(String::new()),
                    Some(count) => {
                        held.push(event);
                        self.state = State::Beginning(held, count);
                    }
                    None => {
                        passed.push(event);
                        self.state = State::Beginning(held, 0);
                    }
                }
                self.last = now;
            }
            State::Reading(mut said) => {
                self.last = now;
                if let Some(whole) = end(&event) {
                    shade = shade_of(&said);
                    self.state = if whole { State::Over } else { State::Ending };
                } else {
                    match letter(&event) {
                        Some((c, false)) if goes_on(&said, c) => said.push(c),
                        // Nothing of the answer's: it goes on, and so does the answer.
                        _ => passed.push(event),
                    }
                    if said.len() < LONGEST {
                        self.state = State::Reading(said);
                    }
                }
            }
        }
        Heard { passed, shade }
    }
}

/// Whether a colour that is told goes on with this letter: `rgb:` or `rgba:`, and hexadecimal digits with slashes.
fn goes_on(said: &str, c: char) -> bool {
    let next = format!("{said}{c}");
    ["rgb:", "rgba:"].iter().any(|head| {
        let digits = |rest: &str| rest.chars().all(|c| c.is_ascii_hexdigit() || c == '/');
        head.starts_with(&next) || next.strip_prefix(head).is_some_and(digits)
    })
}

/// Whether this ends an answer, and whether wholly.
fn end(event: &Event) -> Option<bool> {
    if let Event::Key(KeyEvent { code: KeyCode::Char('g'), modifiers: KeyModifiers::CONTROL, .. }) = event {
        return Some(true);
    }
    match letter(event)? {
        ('\\', true) => Some(true),
        ('\u{1b}', false) => Some(false),
        _ => None,
    }
}

fn is_escape(event: &Event) -> bool {
    letter(event) == Some(('\u{1b}', false))
}

/// The letter of a key, and whether Alt was held, as it seems.
fn letter(event: &Event) -> Option<(char, bool)> {
    let Event::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) = event else { return None };
    let alt = match *modifiers {
        KeyModifiers::NONE | KeyModifiers::SHIFT => false,
        KeyModifiers::ALT => true,
        _ => return None,
    };
    match code {
        KeyCode::Char(c) => Some((*c, alt)),
        KeyCode::Esc => Some(('\u{1b}', alt)),
        _ => None,
    }
}

/// Whether a colour such as `rgb:ffff/ffff/ffff` is a light one.
fn shade_of(said: &str) -> Option<Shade> {
    let parts = said.strip_prefix("rgb:").or_else(|| said.strip_prefix("rgba:"))?;
    let part = |text: &str| {
        let most =
            16_u32.checked_pow(u32::try_from(text.len()).ok()?)?.checked_sub(1).filter(|most| *most > 0)?;
        Some(u32::from_str_radix(text, 16).ok()? * 1000 / most)
    };
    let mut parts = parts.split('/').map(|text| part(text).filter(|_| text.len() <= 4));
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    // As bright as the eye sees them.
    let bright = (red * 299 + green * 587 + blue * 114) / 1000;
    Some(if bright > 500 { Shade::Light } else { Shade::Dark })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Duration = Duration::from_secs(1);

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(code, modifiers))
    }

    fn plain(c: char) -> Event {
        let shift = if c.is_ascii_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
        key(KeyCode::Char(c), shift)
    }

    /// Bytes of an answer as crossterm reads them. `split` says of each escape whether it came alone.
    fn answer(text: &str, split: [bool; 2], bell: bool) -> Vec<Event> {
        let escaped = |c: char, split: bool| {
            if split {
                vec![key(KeyCode::Esc, KeyModifiers::NONE), plain(c)]
            } else {
                vec![key(KeyCode::Char(c), KeyModifiers::ALT)]
            }
        };
        let mut events = escaped(']', split[0]);
        events.extend(text.chars().map(plain));
        events.extend(if bell {
            vec![key(KeyCode::Char('g'), KeyModifiers::CONTROL)]
        } else {
            escaped('\\', split[1])
        });
        events
    }

    fn heard(events: &[Event]) -> Heard {
        let mut background = Background::asked(Some(Duration::ZERO));
        let mut all = Heard::default();
        for event in events {
            let Heard { passed, shade } = background.hear(event.clone(), NOW);
            all.passed.extend(passed);
            all.shade = all.shade.or(shade);
        }
        all.passed.extend(background.wait_no_longer(NOW + PIECE));
        all
    }

    #[test]
    fn colours_are_light_or_dark() {
        for (said, shade) in [
            ("rgb:ffff/ffff/ffff", Some(Shade::Light)),
            ("rgb:FF/FF/DD", Some(Shade::Light)),
            ("rgb:0000/0000/0000", Some(Shade::Dark)),
            ("rgb:1e1e/1e1e/2e2e", Some(Shade::Dark)),
            ("rgba:ffff/ffff/ffff/8000", Some(Shade::Light)),
            ("rgb:fdfd/f6f6/e3e3", Some(Shade::Light)),
            ("rgb:0000/2b2b/3636", Some(Shade::Dark)),
            ("rgb:0000/0000", None),
            ("rgb://", None),
            ("rgb:fffff/0/0", None),
            ("?", None),
        ] {
            assert_eq!(shade_of(said), shade, "{said}");
        }
    }

    #[test]
    fn a_key_that_may_begin_an_answer_waits_a_moment_only() {
        let mut background = Background::asked(Some(Duration::ZERO));
        let escape = key(KeyCode::Esc, KeyModifiers::NONE);
        assert_eq!(background.hear(escape.clone(), NOW), Heard::default());
        let due = background.due().unwrap();
        assert!(due <= NOW + Duration::from_millis(100));
        assert_eq!(background.wait_no_longer(due), [escape]);
        assert_eq!(background.due(), None);
    }

    #[test]
    fn an_answer_that_stops_in_the_midst_is_no_command() {
        let mut background = Background::asked(Some(Duration::ZERO));
        for event in answer("11;rgb:ff", [false; 2], true).iter().take(9) {
            assert_eq!(background.hear(event.clone(), NOW), Heard::default());
        }
        assert_eq!(background.wait_no_longer(NOW + PIECE), []);
        assert_eq!(background.hear(plain('j'), NOW + PIECE).passed, [plain('j')]);
    }

    #[test]
    fn nothing_is_held_once_it_is_no_longer_awaited() {
        for asked in [None, Some(Duration::ZERO)] {
            let mut background = Background::asked(asked);
            let escape = key(KeyCode::Esc, KeyModifiers::NONE);
            assert_eq!(background.hear(escape.clone(), Duration::from_secs(11)).passed, [escape]);
        }
    }

    #[test]
    fn an_answer_whose_pieces_come_late_gives_no_command_of_its_own() {
        for bell in [false, true] {
            let whole = answer("11;rgb:ffff/ffff/ffff", [true, true], bell);
            for (at, gap) in (1..whole.len()).flat_map(|at| [60, 250, 600, 2000].map(|gap| (at, gap))) {
                let mut background = Background::asked(Some(Duration::ZERO));
                let mut heard = Heard::default();
                for (place, event) in whole.iter().enumerate() {
                    let late = if place >= at { Duration::from_millis(gap) } else { Duration::ZERO };
                    heard.passed.extend(background.wait_no_longer(NOW + late));
                    let Heard { passed, shade } = background.hear(event.clone(), NOW + late);
                    heard.passed.extend(passed);
                    heard.shade = heard.shade.or(shade);
                }
                // A lone Esc and a lone bracket cannot be told from the person's own.
                let others =
                    heard.passed.iter().filter(|event| !matches!(letter(event), Some(('\u{1b}' | ']', _))));
                assert_eq!(others.count(), 0, "split at {at} for {gap} ms: {:?}", heard.passed);
                assert_eq!(heard.shade, Some(Shade::Light), "split at {at} for {gap} ms");
            }
        }
    }

    #[test]
    fn an_answer_that_is_heard_slowly_is_one() {
        for split in [false, true] {
            let mut background = Background::asked(Some(Duration::ZERO));
            let mut shade = None;
            for (event, second) in answer("11;rgb:ffff/ffff/ffff", [split; 2], false).into_iter().zip(1..) {
                let heard = background.hear(event, Duration::from_secs(second));
                assert_eq!(heard.passed, [], "at {second} s");
                shade = shade.or(heard.shade);
            }
            assert_eq!(shade, Some(Shade::Light));
        }
    }

    fn keys() -> impl Strategy<Value = Vec<Event>> {
        let one = prop_oneof![
            4 => any::<char>().prop_map(|c| key(KeyCode::Char(c), KeyModifiers::NONE)),
            4 => proptest::sample::select("]1;\\rgb:/j".chars().collect::<Vec<_>>()).prop_map(plain),
            1 => Just(key(KeyCode::Esc, KeyModifiers::NONE)),
            1 => Just(key(KeyCode::Char(']'), KeyModifiers::ALT)),
            1 => Just(key(KeyCode::Char('g'), KeyModifiers::CONTROL)),
            1 => Just(key(KeyCode::Enter, KeyModifiers::NONE)),
            1 => Just(Event::Resize(3, 4)),
            1 => any::<String>().prop_map(Event::Paste),
        ];
        proptest::collection::vec(one, 0..12)
    }

    /// Keys that hold no answer of their own, nor the beginning of one at their end.
    fn without_an_answer(keys: &[Event]) -> bool {
        let text: String = keys.iter().map(|event| letter(event).map_or('x', |(c, _)| c)).collect();
        !text.contains(BEGINNING)
            && !(1..=BEGINNING.len()).any(|some| text.ends_with(&BEGINNING[..some]))
            && !text.ends_with('\u{1b}')
    }

    proptest! {
        #[test]
        fn keys_go_on_unchanged_and_in_order(keys in keys()) {
            prop_assume!(without_an_answer(&keys));
            let heard = heard(&keys);
            prop_assert_eq!(heard.passed, keys);
            prop_assert_eq!(heard.shade, None);
        }

        #[test]
        fn an_answer_is_taken_out_from_among_keys_however_it_comes_apart(
            before in keys(),
            after in keys(),
            split in any::<[bool; 2]>(),
            bell in any::<bool>(),
            light in any::<bool>(),
        ) {
            prop_assume!(without_an_answer(&before) && without_an_answer(&after));
            prop_assume!(after.first().and_then(letter) != Some(('\\', false)));
            let text = if light { "11;rgb:fFfF/ffff/ffff" } else { "11;rgb:0000/0000/0000" };
            let events = [before.clone(), answer(text, split, bell), after.clone()].concat();
            let heard = heard(&events);
            prop_assert_eq!(heard.shade, Some(if light { Shade::Light } else { Shade::Dark }));
            prop_assert_eq!(heard.passed, [before, after].concat());
        }

        /// A key that comes in between, as far as it is no letter of an answer, goes on, and the answer is still one.
        #[test]
        fn what_comes_between_goes_on(at in 4_usize..20, split in any::<bool>()) {
            let mut events = answer("11;rgb:ffff/ffff/ffff", [split, false], true);
            let between = [key(KeyCode::Down, KeyModifiers::NONE), Event::Resize(9, 9)];
            let at = at + usize::from(split);
            events.splice(at..at, between.clone());
            let heard = heard(&events);
            prop_assert_eq!(heard.passed, between);
            prop_assert_eq!(heard.shade, Some(Shade::Light));
        }
    }
}
