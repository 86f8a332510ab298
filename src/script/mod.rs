//! The same abilities without the screen, for scripts and pipes. Standard output is data, standard error is talk.
//!
//! There is no second way of doing anything here: a command is a person who speaks to the same app
//! ([`crate::screenless`]), so that drafts, checks, merges, the reading before each send and the report after it are the
//! editor's own. This module knows what is said to it, what is printed, and with which code the program ends.

pub mod assign;
pub mod end;
pub mod errand;
pub mod file;
pub mod look;
pub mod meant;
pub mod pages;
pub mod said;
pub mod send;
pub mod shown;
pub mod talk;
