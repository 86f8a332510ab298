//! Where the config file is, and what is read from there.

use super::config::Config;
use super::effective::Environment;
use super::fault::told;
#[cfg(unix)]
use super::options::Name;
use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The variable that names the config file.
pub const VARIABLE: &str = "PATCHPANEL_CONFIG";

/// The argument that names it.
const ARGUMENT: &str = "--config";

/// The longest file that is read, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// The place of the config file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// What named it; none for the usual place, where no file has to be.
    pub named_by: Option<&'static str>,
}

/// What was found there.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Where it was looked for; none where there is no usual place and none was named.
    pub place: Option<Place>,
    /// Whether there is a file.
    pub there: bool,
    /// What it says.
    pub config: Config,
    /// What is dangerous about it, though it was read.
    pub warning: Option<String>,
}

impl Found {
    /// The file as it is to be named.
    pub fn file(&self) -> String {
        self.place.as_ref().map_or_else(|| "config.toml".to_owned(), |it| it.path.display().to_string())
    }
}

/// Where the file is: as the argument says, else the environment, else below the folder of configs.
pub fn place(
    argument: Option<&str>,
    environment: Environment<'_>,
    folder: Option<&Path>,
    home: Option<&Path>,
) -> Option<Place> {
    let path = |text: &str| match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    };
    if let Some(text) = argument {
        return Some(Place { path: path(text), named_by: Some(ARGUMENT) });
    }
    if let Some(text) = environment(VARIABLE) {
        return Some(Place { path: path(&text), named_by: Some(VARIABLE) });
    }
    folder.map(|folder| Place { path: folder.join("patchpanel").join("config.toml"), named_by: None })
}

/// Reads the file at a place. None there is fine unless it was named.
///
/// # Errors
/// Why it cannot be read, with the file and the line. What is wrong with single entries is kept beside what was read.
pub fn read(place: Option<Place>) -> Result<Found, Vec<String>> {
    let Some(place) = place else { return Ok(Found::default()) };
    let shown = place.path.display().to_string();
    let (text, about) = match look(&place.path) {
        Ok(read) => read,
        Err(error) if error.kind() == ErrorKind::NotFound && place.named_by.is_none() => {
            return Ok(Found { place: Some(place), ..Found::default() });
        }
        Err(error) => return Err(vec![unread(&shown, place.named_by, &error)]),
    };
    let config = Config::read(&text).map_err(|faults| told(faults, &shown))?;
    let warning = dangerous(&config, &about, &place.path);
    Ok(Found { place: Some(place), there: true, config, warning })
}

/// Writes a new file, with the folders that lead there, for the owner alone. One that is there already is left alone.
///
/// # Errors
/// A sentence that says why there is no such file now.
pub fn write(path: &Path, text: &str) -> Result<String, String> {
    let shown = path.display();
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{shown} is there already and was left alone."),
        ErrorKind::PermissionDenied => format!("{shown} may not be written by you."),
        _ => format!("{shown} could not be written: {error}."),
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut folders = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folders, 0o700);
    folders.recursive(true).create(folder).map_err(failed)?;
    // Whole or not at all: what is half written would be left alone the next time. It is for the owner alone from the start.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist_noclobber(path).map_err(|error| failed(error.error))?;
    Ok(format!("{shown} is written: every setting is explained in it, and none is changed yet."))
}

#[expect(clippy::disallowed_methods, reason = "the config file is read here")]
fn look(path: &Path) -> io::Result<(String, Metadata)> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    if about.is_dir() {
        return Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder"));
    }
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other("it is longer than 1 MiB"));
    }
    // A mark of its encoding is no part of the text.
    let text = String::from_utf8(bytes).map_err(|_| io::Error::other("it is no UTF-8 text"))?;
    Ok((text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text), about))
}

fn unread(shown: &str, named_by: Option<&str>, error: &io::Error) -> String {
    let by = named_by.map_or(String::new(), |by| format!(" ({by} names it)"));
    match error.kind() {
        ErrorKind::NotFound if shown.is_empty() => format!("no config file is named{by}."),
        ErrorKind::NotFound => {
            let there = if named_by == Some(ARGUMENT) {
                format!(" {ARGUMENT} {}", super::quoted(shown))
            } else {
                String::new()
            };
            format!("there is no config file {shown}{by}. patchpanel config init{there} writes one.")
        }
        ErrorKind::PermissionDenied => format!("the config file {shown}{by} may not be read by you."),
        ErrorKind::IsADirectory => format!("the config file {shown}{by} is a folder."),
        _ => format!("the config file {shown}{by} could not be read: {error}."),
    }
}

/// Whoever can write the file, or put another in its place, says which command runs.
#[cfg(unix)]
fn dangerous(config: &Config, about: &Metadata, path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut levels = config.profiles.iter().map(|profile| &profile.level).chain([&config.top]);
    let commands = [Name::TokenCommand, Name::Editor];
    let runs = levels.any(|level| commands.iter().any(|name| level.contains_key(name)));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // In a folder such as /tmp each one's files are one's own.
    let of_others = |mode: u32| mode & 0o022 != 0 && mode & 0o1000 == 0;
    let open: Vec<String> = [
        (about.is_file() && of_others(about.permissions().mode())).then_some(path),
        std::fs::metadata(folder).is_ok_and(|it| of_others(it.permissions().mode())).then_some(folder),
    ]
    .into_iter()
    .flatten()
    .map(|path| super::quoted(&path.display().to_string()))
    .collect();
    (runs && !open.is_empty()).then(|| {
        format!(
            "{} names a command that is run, and others than you can write to it or its folder. To close it: chmod go-w {}",
            path.display(),
            open.join(" ")
        )
    })
}

#[cfg(not(unix))]
fn dangerous(_: &Config, _: &Metadata, _: &Path) -> Option<String> {
    None
}
