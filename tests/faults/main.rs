//! A table of faults, each met by a person over a real connection: what is read, that every edit is still there, and that
//! trying again works. What was seen is the page `assets/faults.md`; `PATCHPANEL_WRITE=1` writes it.
//!
//! A hang ends after some tenths of a second, since that is how long the client waits there; nothing sleeps.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::disallowed_methods,
    reason = "a test stands outside the program, and should stop where it goes wrong"
)]

#[path = "../support/between.rs"]
pub mod between;
mod page;
mod places;
mod play;
#[path = "../story/support.rs"]
pub mod support;
mod table;

use places::Places;
use play::{Play, Seen, When};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many rows are played at a time: most of the time a row waits.
const AT_ONCE: usize = 6;

#[test]
fn every_fault_is_told_loses_nothing_and_can_be_tried_again() {
    if !without_proxies("every_fault_is_told_loses_nothing_and_can_be_tried_again") {
        return;
    }
    let places = Places::open();
    let only = std::env::var("FAULT").ok();
    let rows = table::rows();
    let mut cases = Vec::new();
    for (when, letter, _) in When::ALL {
        cases.extend(rows.iter().filter(|row| row.at.contains(letter)).map(|row| (row, when)));
    }
    if let Some(only) = &only {
        cases.retain(|(row, when)| format!("{when:?}: {}", row.wrong).contains(only));
    }
    let next = AtomicUsize::new(0);
    let seen: Mutex<Vec<(usize, Result<Seen, String>)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((number, (row, when))) = {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    cases.get(number).map(|case| (number, case))
                } {
                    let played = catch_unwind(AssertUnwindSafe(|| Play::new(row, *when, &places).run()));
                    let played = played.map_err(|cause| {
                        let text = cause.downcast_ref::<String>().cloned();
                        text.or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                            .unwrap_or_default()
                    });
                    seen.lock().unwrap().push((number, played));
                }
            });
        }
    });
    places.nobody_was_led_away();
    let mut seen = seen.into_inner().unwrap();
    seen.sort_by_key(|(number, _)| *number);
    let mut wrong = String::new();
    let mut page = Vec::new();
    for ((row, when), (_, played)) in cases.iter().zip(seen) {
        match played {
            Ok(seen) => page.push((*row, *when, seen)),
            Err(why) => _ = writeln!(wrong, "\n==== {when:?}: {}\n{why}", row.wrong),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    if only.is_none() {
        assert!(page.len() >= 40, "{}", page.len());
        page::compare(&page);
    }
}

/// Runs the test again where no proxy stands between a client and a name that nobody has. True in the inner run.
fn without_proxies(test: &str) -> bool {
    const PROXIES: [&str; 4] = ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
    let names = || PROXIES.iter().flat_map(|name| [(*name).to_owned(), name.to_lowercase()]);
    if names().all(|name| std::env::var_os(name).is_none()) {
        return true;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]);
    for name in names() {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
    false
}
