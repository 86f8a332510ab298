//! What the loop wakes up for, and what has come by then.

use super::signals::{Asked, INTERRUPT, Signals};
use super::{GONE, Met};
use crate::app::App;
use crate::app::message::Message;
use crossterm::event::{self, Event, EventStream, MouseEventKind};
use futures_util::StreamExt;
use std::io;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedReceiver;

/// How long the library is asked for an event that came together with another. It keeps those, and gives them to nobody who
/// does not wait at all; its stream would fetch each by its thread, for a frame of its own.
const MOMENT: Duration = Duration::from_micros(50);

/// What the loop wakes up for.
pub(super) enum Next {
    /// Something came from the terminal.
    Event(Event),
    /// Something was answered.
    Message(Message),
    /// The time has come that something waited for.
    Woke,
    /// Nothing but a frame is wanted.
    Redraw,
    /// A signal came.
    Signal(Asked),
    /// The terminal is gone.
    Gone,
    /// On another thread; one in the loop unwinds it.
    Bug,
}

impl Next {
    /// Waits for it.
    pub(super) async fn wait(
        app: &App,
        due: Option<Duration>,
        events: &mut Option<EventStream>,
        arrivals: &mut UnboundedReceiver<Message>,
        signals: &mut Signals,
        started: Instant,
    ) -> Self {
        let wake = [app.wake_at(), due].into_iter().flatten().min();
        let nap = async {
            match wake {
                Some(at) => tokio::time::sleep_until((started + at).into()).await,
                None => std::future::pending().await,
            }
        };
        let lent = events.is_none();
        let event = async {
            match events {
                Some(events) => events.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = Met::heard() => Self::Bug,
            () = GONE.notified() => Self::Gone,
            asked = signals.next() => match asked {
                // The key that interrupts another program is not meant for this one.
                Asked::End(INTERRUPT) if lent => Self::Redraw,
                asked => Self::Signal(asked),
            },
            event = event => Self::of(event),
            Some(message) = arrivals.recv() => Self::Message(message),
            () = nap => Self::Woke,
        }
    }

    /// The hand has pointed at something.
    pub(super) fn points(&self) -> bool {
        matches!(self, Self::Event(Event::Mouse(event)) if matches!(event.kind, MouseEventKind::Down(_)))
    }

    /// What has already happened, without waiting. `was_event`: the last thing that did was an event.
    ///
    /// The stream is asked with the loop's own waker: it remembers the first one it is given until the next event.
    pub(super) async fn ready(
        was_event: bool,
        events: &mut Option<EventStream>,
        arrivals: &mut UnboundedReceiver<Message>,
    ) -> Option<Self> {
        let Some(events) = events else { return arrivals.try_recv().ok().map(Self::Message) };
        // Right behind an event nobody else waits for the next one.
        if was_event && event::poll(MOMENT).is_ok_and(|is_there| is_there) {
            return Some(Self::of(Some(event::read())));
        }
        let event = std::future::poll_fn(|context| match events.poll_next_unpin(context) {
            Poll::Ready(event) => Poll::Ready(Some(event)),
            Poll::Pending => Poll::Ready(None),
        });
        if let Some(event) = event.await {
            return Some(Self::of(event));
        }
        arrivals.try_recv().ok().map(Self::Message)
    }

    fn of(event: Option<io::Result<Event>>) -> Self {
        match event {
            Some(Ok(event)) => Self::Event(event),
            Some(Err(_)) | None => Self::Gone,
        }
    }
}
