//! The person's own editor on a text: a file for the owner alone, removed however the editor ends. When this program is
//! ended while the editor still runs, the file stays with it: what is being typed there is not ours to throw away.

use std::io::{self, Write as _};
use std::process::{Command, ExitStatus};
use tempfile::{Builder, TempPath};

/// What is used where the environment names no editor.
const USUAL: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// A text on its way to the editor and back.
#[derive(Debug)]
pub struct Visit {
    file: TempPath,
    ended_in_a_break: bool,
    command: Command,
    name: String,
}

impl Visit {
    /// Writes the text to a file that the editor will be given. `editor` is a command line; its words are split as a
    /// shell would, and nothing else of a shell happens. `tokens` are variables that it is not given.
    ///
    /// # Errors
    /// A sentence that says why the editor cannot be started.
    pub fn prepare(
        editor: Option<&str>,
        text: &str,
        suffix: &str,
        tokens: &[String],
    ) -> Result<Self, String> {
        let line = editor.filter(|line| !line.trim().is_empty()).unwrap_or(USUAL);
        let mut words = shell_words::split(line)
            .map_err(|_| format!("$VISUAL or $EDITOR is {line:?}, in which a quotation mark is missing"))?
            .into_iter();
        let name = words.next().unwrap_or_else(|| USUAL.to_owned());
        let unwritten = |error: io::Error| format!("the file for the editor could not be written: {error}");
        let mut file = Builder::new().prefix("patchpanel-").suffix(suffix).tempfile().map_err(unwritten)?;
        file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(unwritten)?;
        // By its path from here on: some editors write a new file and rename it.
        let file = file.into_temp_path();
        let mut command = Command::new(&name);
        command.args(words).arg(&file);
        for variable in tokens {
            command.env_remove(variable);
        }
        Ok(Self { file, ended_in_a_break: text.ends_with('\n'), command, name })
    }

    /// Runs the editor to its end on the terminal, which has to be free, and returns what it left in the file.
    ///
    /// # Errors
    /// A sentence that says why there is no new text. The text that was edited is then as it was.
    pub fn run(mut self) -> Result<String, String> {
        let status = self.command.status().map_err(|error| {
            format!(
                "the editor {:?} could not be started: {error}; $VISUAL or $EDITOR names another",
                self.name
            )
        })?;
        if !status.success() {
            return Err(format!("the editor {}; the text is as it was", how(status)));
        }
        let path = self.file.to_str().ok_or("the file of the editor has a name that cannot be read")?;
        let text = super::files::read(path, None).map_err(|why| format!("{why}; the text is as it was"))?;
        // Many editors end a file with a line break that nobody typed.
        let added = !self.ended_in_a_break && text.ends_with('\n');
        let kept = if added { text.strip_suffix("\r\n").or(text.strip_suffix('\n')) } else { None };
        Ok(kept.map_or_else(|| text.clone(), str::to_owned))
    }
}

fn how(status: ExitStatus) -> String {
    status
        .code()
        .map_or_else(|| "was ended by a signal".to_owned(), |code| format!("ended with status {code}"))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn edited(editor: &str, text: &str) -> (Result<String, String>, bool) {
        let visit = Visit::prepare(Some(editor), text, ".txt", &[]).unwrap();
        let path = visit.file.to_path_buf();
        (visit.run(), path.exists())
    }

    #[test]
    fn the_words_of_the_command_are_split_and_nothing_else_of_a_shell_happens() {
        let (text, left) = edited("sh -c 'printf %s \"$0\" > \"$1\"' '$HOME; x'", "before");
        assert_eq!(text.unwrap(), "$HOME; x");
        assert!(!left, "the file is removed");
        assert!(Visit::prepare(Some("vi 'x"), "", "", &[]).unwrap_err().contains("quotation mark"));
    }

    #[test]
    fn a_line_break_at_the_end_that_nobody_typed_is_taken_off() {
        assert_eq!(edited("sh -c 'echo after > \"$0\"'", "before").0.unwrap(), "after");
        assert_eq!(edited("sh -c 'echo after > \"$0\"'", "before\n").0.unwrap(), "after\n");
        assert_eq!(edited("true", "before").0.unwrap(), "before");
    }

    #[test]
    fn an_editor_that_renames_over_the_file_is_understood() {
        assert_eq!(edited("sh -c 'printf new > \"$0.2\" && mv \"$0.2\" \"$0\"'", "x").0.unwrap(), "new");
    }

    #[test]
    fn an_editor_that_fails_or_is_not_there_leaves_the_text_and_no_file() {
        for (editor, why) in [
            ("sh -c 'echo half > \"$0\"; exit 3'", "ended with status 3"),
            ("sh -c 'kill -9 $$'", "ended by a signal"),
            ("sh -c 'rm \"$0\"'", "there is no file"),
            ("/nonexistent/editor", "could not be started"),
        ] {
            let (text, left) = edited(editor, "before");
            assert!(text.unwrap_err().contains(why), "{editor}");
            assert!(!left, "{editor}");
        }
    }

    #[test]
    fn the_file_is_for_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let visit = Visit::prepare(Some("true"), "x", ".json", &[]).unwrap();
        assert_eq!(visit.file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(visit.file.to_string_lossy().ends_with(".json"));
    }
}
