//! Files that the person names: read whole within a bound, written without ever replacing one.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The longest file that is read, in bytes: as long as the longest answer of a server.
const LONGEST: u64 = 32 * 1024 * 1024;

/// The text of a file.
///
/// # Errors
/// A sentence that says what is wrong with it.
#[expect(clippy::disallowed_methods, reason = "files that the person names are read here")]
pub fn read(path: &str, home: Option<&Path>) -> Result<String, String> {
    let place = resolved(path, home)?;
    let shown = place.display();
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => format!("there is no file {shown}"),
        ErrorKind::PermissionDenied => format!("{shown} may not be read by you"),
        _ => format!("{shown} could not be read: {error}"),
    };
    // A pipe or a device could keep whoever opens it waiting for ever.
    let about = place.metadata().map_err(failed)?;
    if about.is_dir() {
        return Err(format!("{shown} is a folder"));
    }
    if !about.is_file() {
        return Err(format!("{shown} is not an ordinary file"));
    }
    // With room for all of it: what is read may be a secret, and a buffer that grows leaves copies behind.
    let mut bytes = Vec::with_capacity(usize::try_from(about.len().min(LONGEST)).unwrap_or_default() + 1);
    File::open(&place).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!("{shown} is longer than {} MiB", LONGEST / (1024 * 1024)));
    }
    String::from_utf8(bytes).map_err(|_| format!("{shown} is no UTF-8 text"))
}

/// Writes a new file. One that is there already is left alone.
///
/// # Errors
/// A sentence that says why there is no such file now.
pub fn write(path: &str, text: &str, home: Option<&Path>) -> Result<String, String> {
    let place = resolved(path, home)?;
    let shown = place.display();
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{shown} is there already and was left alone; name another file"),
        ErrorKind::NotFound => format!("the folder of {shown} does not exist"),
        ErrorKind::PermissionDenied => format!("{shown} may not be written by you"),
        _ => format!("{shown} could not be written: {error}"),
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(&place).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(shown.to_string())
}

fn resolved(path: &str, home: Option<&Path>) -> Result<PathBuf, String> {
    let path = path.trim();
    match path.strip_prefix('~') {
        _ if path.is_empty() => Err("no file is named".to_owned()),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            let home = home.ok_or("there is no home folder for ~")?;
            Ok(home.join(rest.trim_start_matches('/')))
        }
        _ => Ok(PathBuf::from(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let home = Some(folder.path());
        assert!(write("~/a.json", "one", home).unwrap().ends_with("a.json"));
        assert!(write("~/a.json", "two", home).unwrap_err().contains("was left alone"));
        assert_eq!(read("~/a.json", home).unwrap(), "one");
        assert!(write("~/none/a.json", "x", home).unwrap_err().contains("does not exist"));
    }

    #[test]
    fn what_cannot_be_read_is_told_in_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let home = Some(folder.path());
        assert!(read("~", home).unwrap_err().contains("is a folder"));
        assert!(read("~/none", home).unwrap_err().contains("there is no file"));
        assert!(read(" ", home).unwrap_err().contains("no file is named"));
        assert!(read("~/x", None).unwrap_err().contains("no home folder"));
        File::create_new(folder.path().join("odd")).unwrap().write_all(&[0xff, 0xfe]).unwrap();
        assert!(read("~/odd", home).unwrap_err().contains("no UTF-8"));
        let long = File::create_new(folder.path().join("long")).unwrap();
        long.set_len(LONGEST + 1).unwrap();
        assert!(read("~/long", home).unwrap_err().contains("longer than 32 MiB"));
        #[cfg(unix)]
        assert!(read("/dev/null", home).unwrap_err().contains("not an ordinary file"));
    }
}
