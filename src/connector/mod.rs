//! What a data connector is. Pure: a table of its fields, and what follows from their values.

pub mod check;
pub mod consequence;
pub mod curl;
pub mod facts;
pub mod fields;
pub mod header;
pub mod mapping;
pub mod render;
pub mod response;
pub mod run;
pub mod sample;
pub mod template;
mod url;
pub mod uses;

pub use fields::FIELDS;
