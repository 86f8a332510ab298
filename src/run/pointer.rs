//! The mouse as messages: what was pointed at in the last frame, and how.

use crate::app::message::Message;
use crate::app::point::{Border, Gesture, Target};
use crate::view::targets::Targets;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use std::time::Duration;

/// Two clicks within this on one place are a double one.
const DOUBLE: Duration = Duration::from_millis(400);
/// Rows for one step of the wheel.
const ROWS: isize = 3;

/// The width of the screen, in the parts in which a border is told where it goes.
const WHOLE: u32 = 10_000;

/// What the hand did last.
#[derive(Debug, Default)]
pub struct Pointer {
    /// Where and when the last click was, and on what. A third one is a first one again.
    last: Option<(u16, u16, Duration, Target)>,
    /// The border that is being dragged.
    dragged: Option<Border>,
}

impl Pointer {
    /// What an event means over the last frame, whose width is given too.
    pub fn hear(
        &mut self,
        event: MouseEvent,
        targets: &Targets,
        width: u16,
        now: Duration,
    ) -> Option<Message> {
        let MouseEvent { kind, column, row, .. } = event;
        let here = targets.at(column, row);
        match kind {
            MouseEventKind::Down(MouseButton::Left) => {
                let target = here?;
                self.dragged = None;
                if let Target::Border(border) = target {
                    self.dragged = Some(border);
                    return None;
                }
                let last = self.last.take();
                if let Some((.., before)) =
                    last.filter(|(x, y, then, _)| (*x, *y) == (column, row) && now <= *then + DOUBLE)
                {
                    if is_same(before, target) {
                        return Some(Message::Point(target, Gesture::DoubleClick));
                    }
                    // A command that came up under the hand is not meant.
                    if matches!(target, Target::Hint(_)) {
                        return None;
                    }
                }
                self.last = Some((column, row, now, target));
                Some(Message::Point(target, Gesture::Click))
            }
            MouseEventKind::Drag(MouseButton::Left) => {
                let border = self.dragged?;
                let width = u32::from(width.max(1));
                let share =
                    u16::try_from((u32::from(column) * WHOLE + width / 2) / width).unwrap_or(u16::MAX);
                Some(Message::Point(Target::Border(border), Gesture::Drag(share)))
            }
            MouseEventKind::Up(_) => {
                self.dragged = None;
                None
            }
            MouseEventKind::ScrollDown => Some(Message::Point(here?, Gesture::Wheel(ROWS))),
            MouseEventKind::ScrollUp => Some(Message::Point(here?, Gesture::Wheel(-ROWS))),
            _ => None,
        }
    }
}

/// Whether the second click is on what the first one was on, which has put the cursor there meanwhile. What came up under
/// the first click is not meant by the second.
fn is_same(before: Target, now: Target) -> bool {
    match (before, now) {
        (Target::Item { row, .. }, Target::Item { steps, row: now }) => steps == 0 && row == now,
        (before, now) => before == now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command::Command;
    use crate::app::form::Pane;
    use crossterm::event::KeyModifiers;
    use ratatui::layout::Rect;

    fn targets() -> Targets {
        let mut targets = Targets::default();
        targets.add(Rect::new(0, 0, 80, 20), Target::Page);
        targets.add(Rect::new(10, 0, 10, 5), Target::Pane(Pane::Field));
        targets.add(Rect::new(40, 0, 2, 20), Target::Border(Border::Fields));
        targets
    }

    fn told(
        pointer: &mut Pointer,
        kind: MouseEventKind,
        (column, row): (u16, u16),
        ms: u64,
    ) -> Option<(Target, Gesture)> {
        let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
        match pointer.hear(event, &targets(), 80, Duration::from_millis(ms))? {
            Message::Point(target, gesture) => Some((target, gesture)),
            _ => None,
        }
    }

    const DOWN: MouseEventKind = MouseEventKind::Down(MouseButton::Left);

    #[test]
    fn two_clicks_on_one_place_within_a_moment_are_a_double_one() {
        let pane = Target::Pane(Pane::Field);
        let mut pointer = Pointer::default();
        let mut click = |at, ms| told(&mut pointer, DOWN, at, ms).map(|(_, gesture)| gesture);
        assert_eq!(click((12, 2), 0), Some(Gesture::Click));
        assert_eq!(click((12, 2), 400), Some(Gesture::DoubleClick));
        assert_eq!(click((12, 2), 500), Some(Gesture::Click), "a third one is a first one");
        assert_eq!(click((12, 2), 901), Some(Gesture::Click), "too late");
        assert_eq!(click((13, 2), 1000), Some(Gesture::Click), "elsewhere");
        assert_eq!(told(&mut pointer, DOWN, (12, 2), 5000), Some((pane, Gesture::Click)));
        assert_eq!(told(&mut pointer, DOWN, (12, 30), 6000), None, "nothing stands there");
    }

    #[test]
    fn what_came_up_under_a_double_click_is_not_done_by_it() {
        let mut pointer = Pointer::default();
        let mut click = |target, ms| {
            let mut targets = Targets::default();
            targets.add(Rect::new(0, 0, 80, 20), target);
            let event = MouseEvent { kind: DOWN, column: 3, row: 3, modifiers: KeyModifiers::NONE };
            pointer.hear(event, &targets, 80, Duration::from_millis(ms)).is_some()
        };
        assert!(click(Target::Hint(Command::Review), 0));
        assert!(!click(Target::Hint(Command::Quit), 300), "another hint");
        assert!(click(Target::Hint(Command::Quit), 400), "a click of its own");
        assert!(click(Target::Page, 900) && !click(Target::Hint(Command::Undo), 1_000));
        assert!(
            click(Target::Page, 2_000) && click(Target::Hint(Command::Undo), 2_500),
            "too late for a double one"
        );
    }

    #[test]
    fn a_border_goes_where_it_is_taken_until_it_is_let_go() {
        let mut pointer = Pointer::default();
        let drag = MouseEventKind::Drag(MouseButton::Left);
        assert_eq!(told(&mut pointer, drag, (20, 3), 0), None, "nothing was taken");
        assert_eq!(told(&mut pointer, DOWN, (41, 3), 0), None);
        let border = Target::Border(Border::Fields);
        assert_eq!(told(&mut pointer, drag, (20, 30), 0), Some((border, Gesture::Drag(2_500))));
        assert_eq!(told(&mut pointer, MouseEventKind::Up(MouseButton::Left), (20, 3), 0), None);
        assert_eq!(told(&mut pointer, drag, (30, 3), 0), None);
    }

    #[test]
    fn the_wheel_turns_what_is_under_it() {
        let mut pointer = Pointer::default();
        let pane = Target::Pane(Pane::Field);
        assert_eq!(
            told(&mut pointer, MouseEventKind::ScrollDown, (12, 2), 0),
            Some((pane, Gesture::Wheel(3)))
        );
        assert_eq!(
            told(&mut pointer, MouseEventKind::ScrollUp, (60, 9), 0),
            Some((Target::Page, Gesture::Wheel(-3)))
        );
        assert_eq!(told(&mut pointer, MouseEventKind::Moved, (12, 2), 0), None);
    }
}
