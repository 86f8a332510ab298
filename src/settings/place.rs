//! Where the config file is, and what is read from there.

use super::config::Config;
use super::effective::Environment;
#[cfg(unix)]
use super::options::Name;
use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The variable that names the config file.
pub const VARIABLE: &str = "PATCHPANEL_CONFIG";

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
    /// The file's own name, for places in it.
    pub fn file(&self) -> String {
        let name = self.place.as_ref().and_then(|place| place.path.file_name());
        name.map_or_else(|| "config.toml".to_owned(), |name| name.to_string_lossy().into_owned())
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
        return Some(Place { path: path(text), named_by: Some("--config") });
    }
    if let Some(text) = environment(VARIABLE) {
        return Some(Place { path: path(&text), named_by: Some(VARIABLE) });
    }
    folder.map(|folder| Place { path: folder.join("patchpanel").join("config.toml"), named_by: None })
}

/// Reads the file at a place. None there is fine unless it was named.
///
/// # Errors
/// A sentence for each thing that is wrong, with the file and the line.
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
    let config = Config::read(&text)
        .map_err(|faults| faults.iter().map(|fault| fault.at(&shown)).collect::<Vec<_>>())?;
    let warning = dangerous(&config, &about, &shown);
    Ok(Found { place: Some(place), there: true, config, warning })
}

/// Writes a new file, with the folders that lead there, for the owner alone. One that is there already is left alone.
///
/// # Errors
/// A sentence that says why there is no such file now.
#[expect(clippy::disallowed_methods, reason = "the config file is written here")]
pub fn write(path: &Path, text: &str) -> Result<String, String> {
    let shown = path.display();
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{shown} is there already and was left alone."),
        ErrorKind::PermissionDenied => format!("{shown} may not be written by you."),
        _ => format!("{shown} could not be written: {error}."),
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
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
    Ok((text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned), about))
}

fn unread(shown: &str, named_by: Option<&str>, error: &io::Error) -> String {
    let by = named_by.map_or(String::new(), |by| format!(" ({by} names it)"));
    match error.kind() {
        ErrorKind::NotFound => {
            format!("there is no config file {shown}{by}. patchpanel config init writes one.")
        }
        ErrorKind::PermissionDenied => format!("the config file {shown}{by} may not be read by you."),
        ErrorKind::IsADirectory => format!("the config file {shown}{by} is a folder."),
        _ => format!("the config file {shown}{by} could not be read: {error}."),
    }
}

/// Whoever can write the file says which command runs.
#[cfg(unix)]
fn dangerous(config: &Config, about: &Metadata, shown: &str) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut levels = config.profiles.iter().map(|profile| &profile.level).chain([&config.top]);
    let commands = [Name::TokenCommand, Name::Editor];
    let runs = levels.any(|level| commands.iter().any(|name| level.contains_key(name)));
    (runs && about.is_file() && about.permissions().mode() & 0o022 != 0).then(|| {
        format!(
            "{shown} names a command that is run, and others than you can write to the file. \
             To close it: chmod go-w {}",
            super::quoted(shown)
        )
    })
}

#[cfg(not(unix))]
fn dangerous(_: &Config, _: &Metadata, _: &str) -> Option<String> {
    None
}
