//! The journal: unsent work in the person's own state folder, so that no end of the program loses it.
//!
//! One file for each workspace and connector, and a lock beside it. Two programs on one connector write into two files.
//! Nothing secret is written, and nothing that cannot be read is ever deleted.

pub mod format;
pub mod kept;
mod lock;
pub mod place;

use crate::edit::Table;
use format::{Home, Unread};
use kept::{Claimed, Ending, Found, Holder, Kept};
use lock::{Lock, Tried};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many programs can have one connector open and keep their work apart.
const SLOTS: u32 = 9;

/// The journals of the workspaces at one host.
#[derive(Debug)]
pub struct Journal {
    root: Result<PathBuf, String>,
    host: String,
    table: Table,
    process: u32,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    held: BTreeMap<String, Held>,
    /// Nothing is written any more: the last word has been written.
    closed: bool,
}

impl Inside {
    fn forget(&self, id: &str) -> Result<(), String> {
        let Some(slot) = self.held.get(id).and_then(|held| held.slot.as_ref()) else { return Ok(()) };
        place::remove(&slot.file).map_err(|error| format!("{}: {error}", slot.file.display()))
    }

    fn set_aside(&self, id: &str) -> Result<Option<(String, String)>, String> {
        let Some(slot) = self.held.get(id).and_then(|held| held.slot.as_ref()) else { return Ok(None) };
        if place::look(&slot.file).is_none() {
            return Ok(None);
        }
        let aside = place::set_aside(&slot.file, "unrestored");
        let aside = aside.map_err(|error| format!("{}: {error}", slot.file.display()))?;
        let name = aside.file_name().unwrap_or_default().display().to_string();
        Ok(Some((name, aside.parent().unwrap_or(&aside).display().to_string())))
    }
}

/// A place that is ours.
#[derive(Debug)]
struct Held {
    home: Home,
    /// Without one there was no place to be had.
    slot: Option<Slot>,
}

#[derive(Debug)]
struct Slot {
    file: PathBuf,
    _lock: Lock,
}

impl Journal {
    /// The journals below a state folder, or the reason why there is none. Touches nothing yet.
    pub fn new(state: Result<&Path, String>, host: &str, table: Table, process: u32) -> Self {
        let root = state.map(|state| state.join("patchpanel").join("journal"));
        Self { root, host: host.to_owned(), table, process, inside: Mutex::default() }
    }

    /// Takes the place of a connector, and looks for earlier work there.
    pub fn claim(&self, workspace: Option<&str>, id: &str) -> Claimed {
        let mut inside = self.inside();
        // Ours from before would look like somebody else's.
        inside.held.remove(id);
        let home =
            Home { host: self.host.clone(), workspace: workspace.map(str::to_owned), id: id.to_owned() };
        let mut claimed = Claimed::default();
        let slot = self.take(&home, &mut claimed);
        inside.held.insert(id.to_owned(), Held { home, slot });
        claimed
    }

    /// Writes the unsent work on a connector whose place is ours. Returns the file.
    ///
    /// # Errors
    /// Why it could not be written, in words.
    pub fn keep(&self, kept: &Kept) -> Result<String, String> {
        let mut inside = self.inside();
        if inside.closed {
            return Err("the program is ending".to_owned());
        }
        self.keep_inside(&mut inside, kept)
    }

    fn keep_inside(&self, inside: &mut Inside, kept: &Kept) -> Result<String, String> {
        let held = inside.held.get_mut(&kept.id).ok_or("its place was never taken")?;
        if held.slot.is_none() {
            // What was wrong may have been put right.
            let mut claimed = Claimed::default();
            held.slot = self.take(&held.home, &mut claimed);
            if claimed.found.is_some() {
                held.slot = None;
                return Err("there is earlier work in its place; open the connector again".to_owned());
            }
            if let (None, Some(trouble)) = (&held.slot, claimed.trouble) {
                return Err(trouble);
            }
        }
        let slot = held.slot.as_ref().ok_or("there is no place for it")?;
        let text = format::write(self.table, &held.home, kept);
        place::write(&slot.file, &text).map_err(|error| format!("{error} ({})", slot.file.display()))?;
        Ok(slot.file.display().to_string())
    }

    /// Who else has a connector open whose place is ours.
    pub fn others(&self, id: &str) -> Option<Holder> {
        let inside = self.inside();
        let file = &inside.held.get(id)?.slot.as_ref()?.file;
        let folder = file.parent()?;
        let locks = (1..=SLOTS).map(|number| folder.join(format!("{}.lock", name(id, number))));
        let ours = file.with_extension("lock");
        locks.filter(|lock| *lock != ours).find_map(|lock| Lock::holder(&lock))
    }

    /// Removes the file of a connector whose place is ours.
    ///
    /// # Errors
    /// Why it could not be removed, in words.
    pub fn forget(&self, id: &str) -> Result<(), String> {
        let inside = self.inside();
        if inside.closed { Ok(()) } else { inside.forget(id) }
    }

    /// Gives the file of a connector whose place is ours another name, beside it. Returns that name and its folder, if there was
    /// a file.
    ///
    /// # Errors
    /// Why it could not be renamed, in words.
    pub fn set_aside(&self, id: &str) -> Result<Option<(String, String)>, String> {
        let inside = self.inside();
        if inside.closed { Ok(None) } else { inside.set_aside(id) }
    }

    /// Gives the place of a connector free. Its file stays as it is.
    pub fn release(&self, id: &str) {
        self.inside().held.remove(id);
    }

    /// Does what is to be done at the end, and nothing after that: what is still under way must not undo the last word.
    /// Returns for each connector whose work was to be written the file, or why there is none.
    pub fn end(&self, endings: &[Ending]) -> Vec<(Kept, Result<String, String>)> {
        let mut inside = self.inside();
        inside.closed = true;
        let (mut kept, mut blocked) = (Vec::new(), BTreeMap::new());
        for ending in endings {
            match ending {
                Ending::Keep(work) => {
                    let file = match blocked.remove(&work.id) {
                        Some(why) => Err(why),
                        None => self.keep_inside(&mut inside, work),
                    };
                    kept.push(((**work).clone(), file));
                }
                // What stands in the way holds what is nowhere else, so it is neither written over nor removed.
                Ending::SetAside(id) => {
                    if let Err(why) = inside.set_aside(id) {
                        blocked.insert(id.clone(), why);
                    }
                }
                Ending::Forget(id) if blocked.contains_key(id) => {}
                // What cannot be removed is offered once more, which is all that can come of it.
                Ending::Forget(id) => drop(inside.forget(id)),
            }
        }
        kept
    }

    /// A panic elsewhere must not keep the last word from being written.
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a free place: one where there is earlier work before an empty one.
    fn take(&self, home: &Home, claimed: &mut Claimed) -> Option<Slot> {
        let unkept = |why: &str| format!("Unsent changes cannot be kept on this computer: {why}.");
        let root = match &self.root {
            Ok(root) => root,
            Err(why) => {
                claimed.trouble = Some(unkept(why));
                return None;
            }
        };
        let folder = match place::folder(root, &home.host, home.workspace.as_deref()) {
            Ok(folder) => folder,
            Err(why) => {
                claimed.trouble = Some(unkept(&why));
                return None;
            }
        };
        let mut empty = None;
        for number in 1..=SLOTS {
            let name = name(&home.id, number);
            let (file, lock) = (folder.join(format!("{name}.json")), folder.join(format!("{name}.lock")));
            // Only the first that is empty is needed, so no further locks are made for nothing. But someone may be in one
            // behind it.
            if empty.is_some() && place::look(&file).is_none() {
                claimed.others = claimed.others.or_else(|| Lock::holder(&lock));
                continue;
            }
            let lock = match Lock::try_take(&lock, self.process) {
                Ok(Tried::Ours(lock)) => lock,
                Ok(Tried::Theirs(holder)) => {
                    claimed.others.get_or_insert(holder);
                    continue;
                }
                Err(error) => {
                    claimed.trouble = Some(unkept(&format!("{}: {error}", lock.display())));
                    continue;
                }
            };
            place::sweep(&file);
            match self.earlier(home, &file, claimed) {
                Earlier::None => empty = empty.or(Some(Slot { file, _lock: lock })),
                Earlier::Taken => {}
                Earlier::Found(found) => {
                    claimed.found = Some(found);
                    let behind =
                        (number + 1..=SLOTS).map(|number| format!("{}.lock", self::name(&home.id, number)));
                    let holder = || behind.map(|lock| folder.join(lock)).find_map(|lock| Lock::holder(&lock));
                    claimed.others = claimed.others.or_else(holder);
                    return Some(Slot { file, _lock: lock });
                }
            }
        }
        if let Some(slot) = &empty
            && home.workspace.is_some()
        {
            self.adopt(root, home, slot, claimed);
        }
        if empty.is_none() && claimed.trouble.is_none() {
            claimed.trouble = Some(unkept("every place for this connector is taken"));
        }
        empty
    }

    /// What lies at a place. What cannot be read is set aside and told.
    fn earlier(&self, home: &Home, file: &Path, claimed: &mut Claimed) -> Earlier {
        let shown = file.display().to_string();
        let read = match place::look(file) {
            None => return Earlier::None,
            Some(bytes) => bytes
                .map_err(Unread::Damaged)
                .and_then(|bytes| format::read(self.table, home, &shown, &bytes)),
        };
        let why = match read {
            Ok(found) => return Earlier::Found(Box::new(found)),
            Err(Unread::Future(_)) => {
                claimed.trouble = Some(format!(
                    "Unsent changes in {shown} were kept by a later version of patchpanel. They stay there; this \
                     version cannot read them."
                ));
                return Earlier::Taken;
            }
            Err(Unread::Damaged(why)) => why,
        };
        match place::set_aside(file, "damaged") {
            Ok(aside) => {
                claimed.trouble = Some(format!(
                    "What was kept of unsent changes cannot be read: {why}. It is set aside as {}.",
                    aside.display()
                ));
                Earlier::None
            }
            Err(error) => {
                claimed.trouble = Some(format!(
                    "What was kept of unsent changes in {shown} cannot be read: {why}. It stays there: {error}."
                ));
                Earlier::Taken
            }
        }
    }

    /// Work that was kept while the workspace was not known moves to where it belongs.
    fn adopt(&self, root: &Path, home: &Home, slot: &Slot, claimed: &mut Claimed) {
        let folder = root.join(place::part(&home.host)).join(place::UNKNOWN);
        for number in 1..=SLOTS {
            let name = name(&home.id, number);
            let file = folder.join(format!("{name}.json"));
            if place::look(&file).is_none() {
                continue;
            }
            let lock = Lock::try_take(&folder.join(format!("{name}.lock")), self.process);
            let Ok(Tried::Ours(_lock)) = lock else { continue };
            place::sweep(&file);
            if let Earlier::Found(mut found) = self.earlier(home, &file, claimed)
                && place::adopt(&file, &slot.file).is_ok()
            {
                found.file = slot.file.display().to_string();
                claimed.found = Some(found);
                return;
            }
        }
    }
}

enum Earlier {
    None,
    /// Something that is to stay as it is.
    Taken,
    Found(Box<Found>),
}

/// The name of a connector's files: the first place has none but the id, further ones a number.
fn name(id: &str, number: u32) -> String {
    let id = place::part(id);
    if number == 1 { id } else { format!("{id}-{number}") }
}

/// The one who is named in the message when another program has the same connector open.
impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.process {
            Some(process) => write!(f, "another patchpanel (process {process})"),
            None => f.write_str("another patchpanel"),
        }
    }
}
