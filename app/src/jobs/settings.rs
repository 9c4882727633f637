//! The settings file: read at the start, and changed in place by every window.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::files::write_whole;
use crate::settings::{Change, Settings, VERSION, Version};

/// What every version of the file begins with.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Head {
    version: Version,
}

/// Where the settings stand in the folder of the window.
fn settings_path(folder: &Path) -> PathBuf {
    folder.join("settings.ron")
}

/// The settings of a folder, and what is to be said about them. A file that cannot be understood is
/// moved aside, so that nothing is written over it.
///
/// # Errors
/// There is a file, and it can neither be read nor moved aside; it must not be written over.
pub(super) fn read(folder: &Path) -> Result<(Settings, Option<String>), String> {
    let path = settings_path(folder);
    let unread =
        |error: io::Error| format!("The settings {} cannot be read: {error}", path.display());
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(<_>::default()),
        // What is no text is moved aside like any other content that cannot be understood.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => String::from("?"),
        Err(error) => return Err(unread(error)),
    };
    let why = match ron::from_str::<Head>(&text).map(|head| head.version.0) {
        Ok(version) if version != VERSION => format!(
            "The settings are of another version of the program (version {version}, and this one \
             knows version {VERSION})"
        ),
        _ => match ron::from_str(&text) {
            Ok(settings) => return Ok((settings, None)),
            Err(error) => {
                let line = error.span.start.line;
                format!("The settings could not be read (line {line})")
            }
        },
    };
    let aside = path.with_extension("ron.bak");
    fs::rename(&path, &aside).map_err(unread)?;
    let aside = aside.display();
    let said = format!("{why} and begin anew; the old ones are kept in {aside}");
    Ok((Settings::default(), Some(said)))
}

/// Makes a change in the file of a folder, keeping what other windows have changed in it.
///
/// # Errors
/// The file cannot be read or written.
pub(super) fn change(folder: &Path, change: &Change) -> Result<Option<String>, String> {
    let cannot = |error: io::Error| {
        let folder = folder.display();
        format!("Recent files and settings cannot be kept in {folder}: {error}")
    };
    fs::create_dir_all(folder).map_err(cannot)?;
    let lock = File::create(folder.join("settings.lock")).map_err(cannot)?;
    // Two windows take turns; where the disk knows no locks, the later one wins.
    let _ = lock.lock();
    let (mut settings, said) = read(folder)?;
    settings.make(change);
    let text = ron::ser::to_string_pretty(&settings, ron::ser::PrettyConfig::default())
        .map_err(|error| cannot(io::Error::other(error)))?;
    write_whole(&settings_path(folder), &(text + "\n")).map_err(cannot)?;
    Ok(said)
}
