//! patchpanel: a terminal editor for the data connectors of an Intercom workspace.
//!
//! Two invariants carry the design: **the app cannot do I/O or read the clock; the view cannot change anything.**
//! A message and the time go into [`app::App::update`], effects come out as data, [`view::draw`] shows the result,
//! and [`run`] is the only place where the world exists. `tests/layers.rs` and `clippy.toml` keep it so.
//!
//! The modules, in reading order:

pub mod edit;

pub mod connector;

pub mod journal;

pub mod app;

pub mod view;

pub mod api;

pub mod demo;

pub mod outside;

pub mod perform;

pub mod terminal;

pub mod settings;

pub mod token;

pub mod cli;

pub mod connect;

pub mod farewell;

pub mod screenless;

pub mod input;

pub mod logbook;
pub mod script;

pub mod doctor;

pub mod plain;

pub mod taste;

pub mod run;

pub mod start;
