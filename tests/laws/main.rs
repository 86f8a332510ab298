//! Laws of editing: what must hold for every record, every edit and every answer, tried with random ones.
//!
//! `make` and `sides` hold the generators, `read` a second, independent reading of values to compare with, `world` a server that says
//! hostile things; the rest are the laws.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a law that is broken should stop where it broke"
)]

mod answers;
mod app;
mod check;
mod exchange;
mod frames;
mod json;
mod make;
mod merge;
mod patches;
mod read;
mod render;
mod response;
mod seen;
mod sides;
mod template;
mod timeline;
mod world;

use proptest::test_runner::{Config, RngSeed};

/// So many tries for each law, the same ones in every run, and no files beside the tests.
///
/// `PROPTEST_CASES` and `PROPTEST_RNG_SEED` ask for more of them, or for others.
fn tries(cases: u32) -> Config {
    let asked = Config::default();
    Config {
        cases: if asked.cases == USUAL { cases } else { asked.cases },
        rng_seed: if asked.rng_seed == RngSeed::Random { RngSeed::Fixed(1) } else { asked.rng_seed },
        max_global_rejects: 100_000,
        failure_persistence: None,
        ..asked
    }
}

/// What proptest tries when nothing is asked of it.
const USUAL: u32 = 256;
