//! The HTTP border: everything that is said to an Intercom workspace, and everything it may answer.
//!
//! Only [`client`] knows the HTTP library. What crosses into the rest of the program is plain data: a JSON
//! value, a [`wire`] type, or a [`failure::Failure`] that already knows how it is worded.
//!
//! This module must not know the editor: no draft, no field, no screen, no clock.

mod answer;
pub mod base;
pub mod client;
pub mod failure;
pub mod runs;
pub mod token;
pub mod tokens;
mod told;
mod transport;
pub mod wire;
mod words;
