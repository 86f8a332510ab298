//! Completions and manual pages, made from the arguments as they are declared.

use crate::cli::Arguments;
use clap::CommandFactory;
use clap_complete::Shell;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Prints what a shell reads to complete commands and options.
///
/// # Errors
/// When it cannot be written.
pub fn completions(shell: Shell, out: &mut impl Write) -> io::Result<()> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "patchpanel", &mut text);
    out.write_all(&text)
}

/// Prints the manual page of the program.
///
/// # Errors
/// When it cannot be written.
pub fn manual(out: &mut impl Write) -> io::Result<()> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut text)?;
    out.write_all(&text)
}

/// Writes a page for the program and one for each command into a folder, which is made where it is missing.
///
/// # Errors
/// When one cannot be written.
pub fn manual_into(folder: &Path) -> io::Result<()> {
    #[expect(clippy::disallowed_methods, reason = "a border: the person named this folder")]
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Arguments::command(), folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    fn names() -> Vec<String> {
        let command = Arguments::command();
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect()
    }

    #[test]
    fn every_shell_completes_every_command() {
        let names = names();
        assert!(names.len() > 8, "{names:?}");
        for shell in Shell::value_variants() {
            let mut text = Vec::new();
            completions(*shell, &mut text).unwrap();
            let text = String::from_utf8(text).unwrap();
            for name in names.iter().map(String::as_str).chain(["base-url", "dry-run", "replace-sample"]) {
                assert!(text.contains(name), "{shell}: {name}");
            }
        }
    }

    #[test]
    fn there_is_a_page_for_the_program_and_for_each_command() {
        let folder = tempfile::tempdir().unwrap();
        let pages = folder.path().join("share/man1");
        manual_into(&pages).unwrap();
        let page = |name: &str| {
            let mut text = String::new();
            let mut file = fs::OpenOptions::new().read(true).open(pages.join(name)).unwrap();
            io::Read::read_to_string(&mut file, &mut text).unwrap();
            text
        };
        let whole = page("patchpanel.1");
        for name in names() {
            assert!(whole.contains(&format!("patchpanel\\-{}", name.replace('-', "\\-"))), "{name}: {whole}");
            assert!(page(&format!("patchpanel-{name}.1")).contains(".SH SYNOPSIS"));
        }
        assert!(page("patchpanel-set.1").contains("Exit codes"));
        let mut printed = Vec::new();
        manual(&mut printed).unwrap();
        assert!(String::from_utf8(printed).unwrap().contains(".TH patchpanel"));
        assert!(manual_into(&pages.join("patchpanel.1")).is_err());
    }
}
