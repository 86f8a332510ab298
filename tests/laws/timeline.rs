//! Laws of the timeline: random edits, undos, redos, jumps and sends, through the app's own messages.

use super::answers::{body, stored};
use super::app::{Act, Desk, acts};
use super::make::{complete, record};
use super::read::seen;
use super::tries;
use patchpanel::api::failure::{Cause, Doing, Failure};
use patchpanel::app::message::{Answer, Message};
use patchpanel::app::timeline::{Change, Step, Timeline};
use patchpanel::connector::FIELDS;
use patchpanel::edit::{At, Json, Side, Value};
use proptest::prelude::*;

/// What becomes of a send.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Stored,
    /// The server stores the text fields in its own form.
    Normalised,
    Refused,
    Lost,
}

#[derive(Clone, Debug)]
enum Part {
    Edits(Vec<Act>),
    Send(Fate),
    /// Someone else gives these fields other values, and the connector is read again.
    Theirs(Json, Vec<prop::sample::Index>),
    Undo(usize),
    Redo(usize),
    Jump(usize),
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let fate = prop_oneof![
        3 => Just(Fate::Stored), 1 => Just(Fate::Normalised), 1 => Just(Fate::Refused), 1 => Just(Fate::Lost)
    ];
    let part = prop_oneof![
        4 => acts().prop_map(Part::Edits),
        3 => fate.prop_map(Part::Send),
        2 => (1..6_usize).prop_map(Part::Undo),
        1 => (1..6_usize).prop_map(Part::Redo),
        1 => (0..30_usize).prop_map(Part::Jump),
    ];
    prop::collection::vec(part, 1..6)
}

/// The same with other people's changes in between.
fn mixed() -> impl Strategy<Value = Vec<Part>> {
    let theirs = (record(), prop::collection::vec(any::<prop::sample::Index>(), 1..5))
        .prop_map(|(record, fields)| vec![Part::Theirs(record, fields)]);
    prop::collection::vec(prop_oneof![3 => parts(), 2 => theirs], 1..4).prop_map(|parts| parts.concat())
}

/// Someone else's change, and what the person does about what overlaps: one or the other, in turn.
fn theirs(desk: &mut Desk, server: &mut Json, record: &Json, fields: &[prop::sample::Index]) {
    desk.back_to_the_fields();
    if desk.form().saving.is_some() {
        return;
    }
    // Mostly where the person was at work, too.
    let dirty: Vec<&str> =
        desk.form().draft.changes().filter_map(|at| Some(at.field(&FIELDS)?.key)).collect();
    for (turn, field) in fields.iter().enumerate() {
        let key = match (turn % 2, dirty.len()) {
            (0, 1..) => dirty[field.index(dirty.len())],
            _ => FIELDS[field.index(FIELDS.len())].key,
        };
        if let Some(value) = record.get(key).filter(|_| key != "id") {
            server[key] = value.clone();
        }
    }
    let serial = desk.form().timeline.len();
    server["updated_at"] = format!("2026-02-01T00:00:{serial:02}Z").into();
    desk.base = server.clone();
    desk.key("ctrl-r");
    desk.back_to_the_fields();
    for turn in 0.. {
        let Some((place, _)) = desk.form().overlaps().into_iter().next() else { break };
        let side = if turn % 2 == 0 { Side::Theirs } else { Side::Mine };
        desk.form_mut().choose(place.at, place.number, side);
        assert!(turn < 1_000, "choosing has no end");
    }
}

fn steps(desk: &Desk) -> usize {
    desk.form().timeline.entries().filter(|(entry, _)| entry.step().is_some()).count()
}

fn marks(desk: &Desk) -> usize {
    desk.form().timeline.len() - steps(desk)
}

/// Does the parts. Returns how many sends were stored.
fn live(desk: &mut Desk, server: &mut Json, parts: &[Part]) -> usize {
    let mut sent = 0;
    for part in parts {
        match part {
            Part::Edits(acts) => acts.iter().for_each(|act| desk.act(act)),
            Part::Undo(count) => (0..*count).for_each(|_| drop(desk.form_mut().travel(false))),
            Part::Redo(count) => (0..*count).for_each(|_| drop(desk.form_mut().travel(true))),
            Part::Jump(place) => drop(desk.form_mut().jump(*place)),
            Part::Theirs(record, fields) => theirs(desk, server, record, fields),
            Part::Send(fate) => sent += usize::from(send(desk, server, *fate)),
        }
    }
    desk.back_to_the_fields();
    sent
}

/// Sends what can be sent, with what is missing typed in as a step like any other.
fn send(desk: &mut Desk, server: &mut Json, fate: Fate) -> bool {
    desk.back_to_the_fields();
    // Something may be on its way already: keys that were pressed at random reach far.
    if desk.form().saving.is_none() {
        if !desk.form().has_unsent() {
            // Name or description, so that there is something to send.
            desk.act(&Act::Visit(desk.form().timeline.len() % 2));
            desk.act(&Act::Paste("x".to_owned()));
            desk.back_to_the_fields();
        }
        let mut whole = desk.form().draft.clone();
        complete(&mut whole);
        let changes: Vec<At> = whole.changes().collect();
        for at in changes {
            desk.form_mut().record(at, whole.value(at).clone(), "complete", None);
        }
        desk.saves.clear();
        desk.key("s");
        desk.key("enter");
    }
    let Some((ticket, patch)) = desk.saves.pop() else {
        desk.back_to_the_fields();
        return false;
    };
    let answer = match fate {
        Fate::Refused => Err(Failure::new(Doing::Saving, Cause::Invalid)),
        Fate::Lost => Err(Failure::new(Doing::Saving, Cause::NotFound)),
        Fate::Stored | Fate::Normalised => {
            let mut sent = body(&patch);
            if matches!(fate, Fate::Normalised) {
                for value in sent.as_object_mut().unwrap().values_mut() {
                    if let Json::String(text) = value {
                        text.push('~');
                    }
                }
            }
            let mut answer = stored(server, &sent);
            answer["id"] = desk.form().id.clone().into();
            *server = answer.clone();
            desk.base = answer.clone();
            Ok(answer)
        }
    };
    let good = answer.is_ok();
    desk.tell(Message::Arrived(ticket, Answer::Saved(answer)));
    desk.back_to_the_fields();
    good
}

proptest! {
    #![proptest_config(tries(48))]

    #[test]
    fn undo_and_redo_are_each_other_s_inverse_through_sends_and_merges(base in record(), parts in mixed()) {
        let (mut desk, mut server) = (Desk::open(&base), base.clone());
        live(&mut desk, &mut server, &parts);
        let form = desk.form_mut();
        while form.travel(true).is_some() {}
        let mut states = vec![seen(&form.draft)];
        while form.travel(false).is_some() {
            states.push(seen(&form.draft));
        }
        for (step, state) in states.iter().enumerate().rev() {
            prop_assert_eq!(&seen(&form.draft), state, "step {} from the end", step);
            prop_assert_eq!(form.travel(true).is_some(), step > 0);
        }
    }

    #[test]
    fn a_jump_and_the_way_back_change_nothing(base in record(), parts in mixed(), place in 0..40_usize) {
        let (mut desk, mut server) = (Desk::open(&base), base.clone());
        live(&mut desk, &mut server, &parts);
        let before = seen(&desk.form().draft);
        for place in [0, place, usize::MAX] {
            let form = desk.form_mut();
            let here = form.timeline.place();
            let (forward, steps, _) = form.jump(place.min(form.timeline.len()));
            let back = form.jump(here);
            prop_assert_eq!(back.1, steps);
            prop_assert!(steps == 0 || forward != back.0);
            prop_assert_eq!(form.timeline.place(), here);
            prop_assert_eq!(seen(&form.draft), before.clone());
        }
    }

    #[test]
    fn undone_to_the_start_without_a_stored_send_is_what_the_server_holds(base in record(), parts in mixed()) {
        let (mut desk, mut server) = (Desk::open(&base), base.clone());
        let failing: Vec<Part> = parts
            .into_iter()
            .map(|part| match part {
                Part::Send(Fate::Stored | Fate::Normalised) => Part::Send(Fate::Refused),
                part => part,
            })
            .collect();
        live(&mut desk, &mut server, &failing);
        desk.form_mut().jump(0);
        prop_assert_eq!(desk.form().draft.changes().len(), 0);
    }

    #[test]
    fn each_edit_is_one_step_at_most_and_no_mark_is_lost(base in record(), parts in parts()) {
        let (mut desk, mut server) = (Desk::open(&base), base.clone());
        let mut sent = 0;
        for part in &parts {
            if let Part::Edits(acts) = part {
                for act in acts {
                    let before = steps(&desk);
                    desk.act(act);
                    // Opening another place leaves the text that was open before.
                    let most = if matches!(act, Act::Key(_) | Act::Paste(_)) { 1 } else { 2 };
                    prop_assert!(steps(&desk) <= before + most, "{:?}", act);
                }
            } else {
                sent += live(&mut desk, &mut server, std::slice::from_ref(part));
            }
            prop_assert_eq!(marks(&desk), sent);
        }
    }

    #[test]
    fn a_timeline_keeps_its_marks_and_its_place(moves in prop::collection::vec(0..4_u8, 0..60)) {
        let mut timeline = Timeline::default();
        let (mut marks, mut pushed) = (0, 0);
        for action in moves {
            let text = Value::Text(pushed.to_string());
            match action {
                0 => {
                    pushed += 1;
                    let change = Change::new(At::default(), Value::Null, text);
                    timeline.push(Step { name: pushed.to_string(), changes: vec![change], spot: None });
                }
                1 => drop(timeline.undo().map(|step| step.name.clone())),
                2 => drop(timeline.redo().map(|step| step.name.clone())),
                _ => {
                    marks += 1;
                    timeline.mark(marks.to_string());
                }
            }
            let place = timeline.place();
            prop_assert!(place <= timeline.len());
            prop_assert_eq!(timeline.entries().filter(|(_, done)| *done).count(), place);
            prop_assert_eq!(timeline.entries().filter(|(entry, _)| entry.step().is_none()).count(), marks);
            let next = timeline.before(place + 1);
            prop_assert!(next.is_none_or(|(entry, _)| entry.step().is_some()), "stands before a mark");
            prop_assert_eq!(timeline.can_undo(), timeline.way_to(0).1 > 0);
            prop_assert_eq!(timeline.can_redo(), timeline.way_to(timeline.len()).1 > 0);
        }
    }
}
