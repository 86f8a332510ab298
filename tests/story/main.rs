//! User goals, told as before, keys and after: headless, without sleeping, against the real demo server through the
//! real client. What is asserted is what the person sees and what went over the wire.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a story that goes wrong should stop where it went wrong"
)]

pub mod support;

mod cells;
mod consequences;
mod copies;
mod exchange;
mod failures;
mod fields;
mod findings;
mod flip;
mod focus;
mod found;
mod hints;
mod hostile;
mod journal;
mod keys;
mod leaving;
mod life;
mod meanwhile;
mod others;
mod outside;
mod palette;
mod picker;
mod pointing;
mod rendered;
mod review;
mod runs;
mod sample;
mod screens;
mod secrets;
mod seek;
mod seen;
mod sending;
mod tables;
mod template;
mod timeline;
mod tokens;
mod unread;
mod versions;
mod workspace;
