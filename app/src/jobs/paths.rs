//! Where files are: the system's file dialog, our own one, and what stands in a folder.

use std::path::{Path, PathBuf};

use crate::import;
use crate::view::{Entry, PathBox, Purpose};

/// The ending of a workbook's file name.
pub const ENDING: &str = "ron";

/// Whether a file of that name exists.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// A path from the root, whatever it was typed as.
pub fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Whether two paths are one file, however they are spelt.
pub fn are_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize();
    one == other || matches!((real(one), real(other)), (Ok(one), Ok(other)) if one == other)
}

/// A file that is named as it is seen from another one.
pub fn beside(file: Option<&Path>, named: &Path) -> PathBuf {
    let folder = file.and_then(Path::parent);
    folder.map_or_else(|| named.to_path_buf(), |folder| folder.join(named))
}

/// The path of a file, seen from the folder of another one.
pub(super) fn seen_from(from: Option<&Path>, file: &Path) -> String {
    let real = |path: &Path| path.canonicalize().ok();
    let (Some(from), Some(to)) = (from.and_then(real), real(file)) else {
        return file.display().to_string();
    };
    let folder = from.parent().into_iter().flat_map(Path::components);
    let (folder, parts): (Vec<_>, Vec<_>) = (folder.collect(), to.components().collect());
    let pairs = folder.iter().zip(&parts);
    let common = pairs.take_while(|(one, other)| one == other).count();
    let up = (common..folder.len()).map(|_| "..".to_owned());
    let down = parts[common..].iter();
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Whether a path is a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// The folder that a first dialog shows: the home of the user, or where the program was started.
pub fn first_folder() -> PathBuf {
    std::env::home_dir()
        .filter(|home| home.is_dir())
        .or_else(|| std::env::current_dir().ok())
        .unwrap_or_else(|| PathBuf::from("/"))
}

/// The folder in which the window keeps its settings and what can be recovered; none where the
/// system names no place for it.
pub fn own_folder() -> Option<PathBuf> {
    let named = |name: &str| {
        let path = std::env::var_os(name).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    let home = || std::env::home_dir().filter(|home| home.is_absolute());
    if cfg!(windows) {
        return named("APPDATA").map(|folder| folder.join("Rackhour"));
    }
    if cfg!(target_os = "macos") {
        return home().map(|home| home.join("Library/Application Support/Rackhour"));
    }
    named("XDG_CONFIG_HOME")
        .or_else(|| home().map(|home| home.join(".config")))
        .map(|folder| folder.join("rackhour"))
}

impl PathBox {
    /// Our own file dialog, showing a folder.
    pub fn new(purpose: Purpose, folder: PathBuf, name: &str) -> Self {
        let mut path_box = Self {
            purpose,
            text: String::new(),
            folder: PathBuf::new(),
            entries: Vec::new(),
            refusal: None,
        };
        path_box.show(folder);
        path_box.text = path_box.folder.join(name).display().to_string();
        path_box
    }

    /// Why a typed path cannot be taken, and what to do.
    pub fn refusal_of(&self, path: &Path) -> Option<String> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if path.as_os_str().is_empty() || path.file_name().is_none() && !path.is_dir() {
            Some("Type the path of a file, or choose one below".to_owned())
        } else if !matches!(self.purpose, Purpose::Save | Purpose::Samples) && !path.exists() {
            Some(format!(
                "There is no file {}; check the path",
                path.display()
            ))
        } else if self.purpose == Purpose::Samples && path.exists() && !path.is_dir() {
            let path = path.display();
            Some(format!(
                "There is a file {path} already; choose another name"
            ))
        } else if self.purpose != Purpose::Open && folder.is_some_and(|folder| !folder.is_dir()) {
            Some("There is no such folder; choose one below".to_owned())
        } else {
            None
        }
    }

    /// Shows another folder; says so where it cannot be read.
    pub fn show(&mut self, folder: PathBuf) {
        match list(&folder, endings(self.purpose)) {
            Ok(entries) => {
                let name = Path::new(&self.text).file_name().map(PathBuf::from);
                self.text = folder.join(name.unwrap_or_default()).display().to_string();
                self.entries = entries;
                self.folder = folder;
                self.refusal = None;
            }
            Err(error) => {
                let folder = folder.display();
                self.refusal = Some(format!("The folder {folder} cannot be read: {error}"));
            }
        }
    }
}

/// The endings of the files that a dialog offers.
const fn endings(purpose: Purpose) -> &'static [&'static str] {
    match purpose {
        Purpose::Open | Purpose::Save | Purpose::Version(_) => &[ENDING],
        Purpose::Samples => &["csv"],
        Purpose::Spreadsheet => &import::ENDINGS,
    }
}

/// Whether a file has one of these endings, in small letters or capitals.
pub fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().unwrap_or_default();
    endings.iter().any(|one| ending.eq_ignore_ascii_case(one))
}

/// The folders in a folder and the files with such endings, by name, folders first; hidden ones are
/// left out.
fn list(folder: &Path, endings: &[&str]) -> std::io::Result<Vec<Entry>> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            Entry {
                name,
                is_folder: path.is_dir(),
                path,
            }
        })
        .filter(|entry| !entry.name.starts_with('.'))
        .filter(|entry| entry.is_folder || has_ending(&entry.path, endings))
        .collect();
    entries.sort_by_key(|entry| (!entry.is_folder, entry.name.to_lowercase()));
    Ok(entries)
}

/// Asks for a path in the system's file dialog, suggesting a folder and, for a save, a name.
pub(super) async fn system_dialog(purpose: Purpose, folder: &Path, name: &str) -> Option<PathBuf> {
    let kind = match purpose {
        Purpose::Open | Purpose::Save | Purpose::Version(_) => "Workbook",
        Purpose::Samples => "Comma-separated values",
        Purpose::Spreadsheet => "Spreadsheet",
    };
    let dialog = rfd::AsyncFileDialog::new()
        .set_directory(folder)
        .add_filter(kind, endings(purpose));
    let picked = match purpose {
        Purpose::Open => dialog.set_title("Open a workbook").pick_file().await,
        Purpose::Version(_) => {
            let title = "Choose a workbook to compare with";
            dialog.set_title(title).pick_file().await
        }
        Purpose::Spreadsheet => {
            let title = "Choose a spreadsheet to import";
            dialog.set_title(title).pick_file().await
        }
        Purpose::Save | Purpose::Samples => {
            let title = match purpose {
                Purpose::Samples => "Save the samples",
                _ => "Save the workbook",
            };
            dialog
                .set_title(title)
                .set_file_name(name)
                .save_file()
                .await
        }
    };
    picked.map(|file| file.path().to_path_buf())
}
