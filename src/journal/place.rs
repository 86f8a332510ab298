//! Where journals lie, and how files are written there: aside, then renamed, for the owner alone.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder of workspaces whose id is not known.
pub const UNKNOWN: &str = "workspace-unknown";

/// Longest name that is taken as it is, in bytes; file systems end at 255.
const LONGEST: usize = 120;

/// A text from outside as one part of a path: it can neither climb out nor be mistaken for another one.
pub fn part(name: &str) -> String {
    let mut safe = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => safe.push(char::from(byte)),
            b'.' if !safe.is_empty() => safe.push('.'),
            // Capitals too: there are file systems that do not tell them from small letters.
            other => safe.extend(["%".to_owned(), format!("{other:02x}")]),
        }
    }
    if safe.is_empty() {
        "%".clone_into(&mut safe);
    }
    if safe.len() > LONGEST {
        safe.truncate(LONGEST);
        safe.extend(["%".to_owned(), format!("{:016x}", fingerprint(name))]);
    }
    safe
}

/// Tells long names of the same beginning apart (FNV-1a).
fn fingerprint(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Makes the folder of a workspace, below `root`, for the owner alone. A link in the way is not followed: it could lead
/// anywhere.
///
/// # Errors
/// When it cannot be made, with the folder that is in the way.
pub fn folder(root: &Path, host: &str, workspace: Option<&str>) -> Result<PathBuf, String> {
    let fail = |path: &Path, error: &io::Error| format!("{error} ({})", path.display());
    make(root).map_err(|error| fail(root, &error))?;
    let workspace = workspace.map_or_else(|| UNKNOWN.to_owned(), part);
    let mut path = root.to_owned();
    for name in [part(host), workspace] {
        path.push(name);
        if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_dir()) {
            return Err(format!("{} is in the way: it is not a folder", path.display()));
        }
        make(&path).map_err(|error| fail(&path, &error))?;
    }
    Ok(path)
}

fn make(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        builder.mode(0o700);
        builder.create(path)?;
        // It may have been there before, open to others.
        let mode = fs::metadata(path)?.permissions().mode();
        if mode & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
        }
        Ok(())
    }
    #[cfg(not(unix))]
    builder.create(path)
}

/// Writes a file so that at any moment there is the old one or the new one, whole.
///
/// # Errors
/// When it cannot be written. What was there before is still there.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    write_and(path, text, sync_folder)
}

fn write_and(path: &Path, text: &str, sync: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    // Made for the owner alone.
    let mut aside = tempfile::Builder::new().prefix(&unfinished(path)).tempfile_in(folder)?;
    aside.write_all(text.as_bytes())?;
    aside.as_file().sync_all()?;
    aside.persist(path)?;
    // The file is there, whole. Not every file system can make sure of its name, too.
    drop(sync(folder));
    Ok(())
}

/// How the names begin under which a file is written aside.
fn unfinished(path: &Path) -> String {
    format!(".writing-{}-", path.file_name().unwrap_or_default().display())
}

/// Removes what was left of writing this file by a program that was killed in the middle: it holds unsent work, and nobody
/// reads it. Only for whoever holds the file's lock.
pub fn sweep(path: &Path) {
    let begin = unfinished(path);
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&begin)) {
        // What cannot be removed is tried again the next time.
        drop(remove(&entry.path()));
    }
}

/// Removes a file; one that is not there is removed.
///
/// # Errors
/// When it cannot be removed.
#[expect(clippy::disallowed_methods, reason = "the border to the file system")]
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Gives a file a name at which nobody looks for it, beside the one it had. Returns where it lies now.
///
/// # Errors
/// When it cannot be renamed.
#[expect(clippy::disallowed_methods, reason = "the border to the file system")]
pub fn set_aside(path: &Path, why: &str) -> io::Result<PathBuf> {
    let free = |number: &u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{why}-{number}"));
        let aside = PathBuf::from(name);
        fs::symlink_metadata(&aside).is_err().then_some(aside)
    };
    let aside = (1..10_000).find_map(|number| free(&number)).ok_or(io::ErrorKind::AlreadyExists)?;
    fs::rename(path, &aside)?;
    Ok(aside)
}

/// Moves a file to a place where there is none.
///
/// # Errors
/// When it cannot be moved.
#[expect(clippy::disallowed_methods, reason = "the border to the file system")]
pub fn adopt(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// What lies at a place: none, a file's bytes, or the reason why it is not read. Links are not followed.
#[expect(clippy::disallowed_methods, reason = "the border to the file system")]
pub fn look(path: &Path) -> Option<Result<Vec<u8>, &'static str>> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(_) => return Some(Err("it cannot be looked at")),
    };
    if !found.is_file() {
        return Some(Err("it is not a plain file"));
    }
    if found.len() > LARGEST {
        return Some(Err("it is larger than anything that is written there"));
    }
    Some(fs::read(path).map_err(|_| "it cannot be read"))
}

/// In bytes. Two copies of the largest record that the API takes, and their marks, stay far below.
const LARGEST: u64 = 256 * 1024 * 1024;

#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "the border to the file system")]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{part, write_and};

    #[test]
    fn a_file_that_is_there_is_written_though_its_folder_cannot_be_synced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.json");
        let cannot = |_: &std::path::Path| Err(std::io::ErrorKind::Unsupported.into());
        write_and(&path, "all of it", cannot).unwrap();
        assert_eq!(super::look(&path).unwrap().unwrap(), b"all of it");
    }

    #[test]
    fn no_name_climbs_out_or_hides() {
        for name in
            ["..", ".", "", "../../etc", "/etc/passwd", "a/b", "a\\b", "c:\\x", "\0", ".hidden", "é\u{202e}"]
        {
            let part = part(name);
            assert!(!part.is_empty() && !part.starts_with('.'), "{name:?} became {part:?}");
            assert!(
                part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.%".contains(&byte)),
                "{part:?}"
            );
        }
    }

    #[test]
    fn two_names_are_two_places() {
        let long = "9".repeat(400);
        let names = ["a", "A", "a-2", "a_2", "a%2d2", "..", ".", "", "%", "127.0.0.1:80", &long, &long[1..]];
        let parts: std::collections::BTreeSet<_> = names.iter().map(|name| part(name)).collect();
        assert_eq!(parts.len(), names.len());
        assert!(parts.iter().all(|part| part.len() < 200));
    }
}
