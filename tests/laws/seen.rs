//! A law of the app: whatever is pressed how fast, nothing is agreed to before a frame has shown the question for a moment.

use super::app::{Act, Desk, acts};
use super::make::record;
use super::tries;
use patchpanel::api::failure::{Cause, Doing, Failure};
use patchpanel::app::command::Context;
use patchpanel::app::form::Form;
use patchpanel::app::key::Key;
use patchpanel::app::message::{Answer, Effect, Message, Opened};
use patchpanel::app::seen::PAUSE;
use patchpanel::connector::FIELDS;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::VecDeque;
use std::time::Duration;

/// Ways into each question, and keys that agree.
const KEYS: [&str; 22] = [
    "s", "s", "enter", "enter", "enter", "y", "y", "t", "R", "esc", "esc", "space", "X", "D", "x", "i",
    "ctrl-p", "r", "e", "v", "d", "u",
];

/// What happens, one after the other.
#[derive(Clone, Debug)]
enum Event {
    /// A key, so many milliseconds after what was before.
    Key(&'static str, u64),
    /// A frame is drawn.
    Frame,
    /// The answer comes that was asked for first.
    Answer,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        6 => (select(KEYS.to_vec()), select(vec![0_u64, 30, 150, 299, 301, 900]))
            .prop_map(|(key, gap)| Event::Key(key, gap)),
        4 => Just(Event::Frame),
        2 => Just(Event::Answer),
    ];
    prop::collection::vec(event, 0..60)
}

proptest! {
    #![proptest_config(tries(256))]

    #[test]
    fn nothing_is_agreed_to_before_it_was_shown_for_a_moment(base in record(), edits in acts(), events in events()) {
        prop_assume!(FIELDS.iter().any(|field| base.get(field.key).is_some()));
        let mut desk = Desk::open(&base);
        for act in edits.iter().filter(|act| !matches!(act, Act::Key("ctrl-p"))).take(6) {
            desk.act(act);
        }
        desk.back_to_the_fields();
        let mut waiting: VecDeque<Effect> = VecDeque::new();
        let place = |desk: &Desk| (desk.app.contexts()[0], desk.app.overlays.len());
        // When a frame first showed the place where one is.
        let (mut at, mut shown) = (place(&desk), None);
        for event in events {
            let sending = desk.app.form().is_some_and(Form::is_about_to_send);
            match event {
                Event::Key(name, gap) => {
                    desk.now.elapsed += Duration::from_millis(gap);
                    let unsent = desk.app.form().map_or(0, |form| form.draft.changes().len());
                    let effects = desk.app.update(Message::Key(Key::named(name).unwrap().event()), desk.now);
                    let sends = !sending && desk.app.form().is_some_and(Form::is_about_to_send);
                    let acts = effects.iter().any(|effect| {
                        matches!(effect, Effect::Save(..) | Effect::Create(..) | Effect::Delete(..) | Effect::WriteFile(..))
                    });
                    let reverts = at.0 == Context::RevertAll
                        && desk.app.form().is_some_and(|form| form.draft.changes().len() < unsent);
                    let seen = shown.is_some_and(|shown| desk.now.elapsed >= shown + PAUSE);
                    prop_assert!(seen || !(sends || acts || reverts), "{} in {:?}, shown {:?}", name, at, shown);
                    waiting.extend(effects);
                }
                Event::Frame => {
                    desk.draw();
                    shown = shown.or(Some(desk.now.elapsed));
                }
                Event::Answer => {
                    let Some(Effect::Open(ticket, _)) = waiting.pop_front() else { continue };
                    let live = Err(Failure::new(Doing::Opening, Cause::NotFound));
                    let opened = Answer::Opened(Box::new(Opened { draft: Ok(desk.base.clone()), live }));
                    let more = desk.app.update(Message::Arrived(ticket, opened), desk.now);
                    waiting.extend(more);
                }
            }
            if place(&desk) != at {
                (at, shown) = (place(&desk), None);
            }
        }
    }
}
