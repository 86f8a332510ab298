//! The program beside an example.

use std::path::PathBuf;
use std::{env, process};

/// The program, built as the example that asks for it was.
pub fn program() -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let profile: &[&str] = if cfg!(debug_assertions) { &[] } else { &["--release"] };
    let built = process::Command::new(cargo)
        .args(["build", "--quiet", "--bin", "patchpanel"])
        .args(profile)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the program cannot be built");
    let example = env::current_exe().expect("a running example has a path");
    let folder = example.ancestors().nth(2).expect("examples lie in a folder beside the program");
    folder.join("patchpanel").with_extension(env::consts::EXE_EXTENSION)
}
