//! Editing any remote record: what a field can hold, how it is read and written, and what changed.
//!
//! Knows no Intercom, no terminal and no network. A record is a JSON object; a [`Table`] says which of its
//! keys are fields; a [`Draft`] is a base plus the edits that differ from it; a [`Patch`] is what may be sent.

pub mod answer;
pub mod creation;
pub mod draft;
pub mod exchange;
pub mod field;
pub mod json;
pub mod merge;
pub mod pasted;
pub mod patch;
pub mod reading;
pub mod record;
pub mod value;
pub mod wire;

pub use answer::{Accepted, Fate, Outcome};
pub use creation::{Creation, Left};
pub use draft::Draft;
pub use exchange::Loaded;
pub use field::{Access, Column, Field, Kind, Problem, Rule, Spot, Table};
pub use json::JsonError;
pub use merge::{Merge, Overlap, Part, Side, merge};
pub use patch::Patch;
pub use reading::{By, Moved, Restored};
pub use record::{At, Record};
pub use value::{Row, Secret, Slot, Value};
pub use wire::Wire;

/// Any JSON, with the order of keys and the digits of numbers as they came.
pub type Json = serde_json::Value;
