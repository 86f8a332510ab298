//! Who has a connector open: a lock that the system lets go of when its program ends, however it ends.

use super::kept::Holder;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

/// A lock while it is ours. Dropping it lets go of it; its file stays, and means nothing by itself.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// What came of trying.
#[derive(Debug)]
pub enum Tried {
    /// It is ours.
    Ours(Lock),
    /// Another program has it.
    Theirs(Holder),
}

impl Lock {
    /// Who has this lock, where it has ever been taken. Takes nothing.
    #[expect(clippy::disallowed_methods, reason = "the border to the file system")]
    pub fn holder(path: &Path) -> Option<Holder> {
        if !std::fs::symlink_metadata(path).ok()?.is_file() {
            return None;
        }
        let file = File::open(path).ok()?;
        // Shared, so that two who ask at once do not take each other for a holder.
        matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)).then(|| said(file))
    }

    /// Takes the lock if it is free.
    ///
    /// # Errors
    /// When its file cannot be had.
    pub fn try_take(path: &Path, process: u32) -> io::Result<Tried> {
        // A link would have us write into whatever it leads to.
        if std::fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
            super::place::remove(path)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        match file.try_lock() {
            Ok(()) => {
                // For the message that another one shows; the lock itself does not rest on it.
                file.set_len(0)?;
                writeln!(file, "{process}")?;
                Ok(Tried::Ours(Self { _file: file }))
            }
            Err(TryLockError::WouldBlock) => Ok(Tried::Theirs(said(file))),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// What the holder wrote of itself.
fn said(mut file: File) -> Holder {
    let mut said = String::new();
    let read = file.rewind().and_then(|()| file.take(64).read_to_string(&mut said));
    Holder { process: read.ok().and_then(|_| said.split_whitespace().next()?.parse().ok()) }
}
