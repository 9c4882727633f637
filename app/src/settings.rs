//! What the window remembers from one start to the next, besides the workbooks themselves.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// How many files are remembered.
pub const RECENT: usize = 10;

/// How many things that were chosen in the palette are remembered.
const USED: usize = 100;

/// What is remembered. A part that an older file lacks begins empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The files that were opened or saved, the last one first.
    pub recent: Vec<String>,
    /// What was chosen in the palette, the last one first.
    pub used: Vec<Used>,
    /// How large everything is drawn; the size of the system where nobody has said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoom: Option<f32>,
}

/// Something that was chosen in the palette.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// What, as its kind and name: `command Save`, `row gpus`.
    pub key: String,
    /// How often.
    pub times: u32,
}

/// A change of the settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A file was opened or saved.
    Opened(PathBuf),
    /// The list of files is to be empty.
    Forget,
    /// Something was chosen in the palette.
    Used(String),
    /// Everything is drawn in another size.
    Zoom(f32),
}

impl Settings {
    /// Makes a change. A path that is no text is not remembered, since it cannot be written down.
    pub fn make(&mut self, change: &Change) {
        match change {
            Change::Opened(path) => {
                if let Some(path) = path.to_str() {
                    self.recent.retain(|other| other != path);
                    self.recent.insert(0, path.to_owned());
                    self.recent.truncate(RECENT);
                }
            }
            Change::Forget => self.recent.clear(),
            Change::Used(key) => self.count(key),
            Change::Zoom(zoom) => self.zoom = Some(*zoom),
        }
    }

    fn count(&mut self, key: &str) {
        let known = self.used.iter().position(|used| used.key == key);
        let times = known.map_or(0, |at| self.used.remove(at).times);
        let used = Used {
            key: key.to_owned(),
            times: times.saturating_add(1),
        };
        self.used.insert(0, used);
        self.used.truncate(USED);
    }

    /// The files that were opened or saved, the last one first.
    pub fn recent(&self) -> impl Iterator<Item = &Path> {
        self.recent.iter().map(Path::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_files_are_remembered_each_once() {
        let mut settings = Settings::default();
        for number in (0..12).chain([5]) {
            settings.make(&Change::Opened(format!("/{number}.ron").into()));
        }
        assert_eq!(settings.recent.len(), RECENT);
        assert_eq!(settings.recent[..3], ["/5.ron", "/11.ron", "/10.ron"]);
        assert_eq!(settings.recent[9], "/2.ron");
        settings.make(&Change::Forget);
        assert_eq!(settings.recent, Vec::<String>::new());
    }

    #[test]
    fn what_is_chosen_is_counted() {
        let mut settings = Settings::default();
        for key in ["row a", "row b", "row a"] {
            settings.make(&Change::Used(key.to_owned()));
        }
        let used: Vec<_> = settings
            .used
            .iter()
            .map(|u| (u.key.as_str(), u.times))
            .collect();
        assert_eq!(used, [("row a", 2), ("row b", 1)]);
    }
}
