//! What the window remembers from one start to the next, besides the workbooks themselves.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::dock::Layout;
use crate::sheet::Convention;
use crate::view::Tab;

/// The version of the file in which settings are kept.
pub const VERSION: u32 = 1;

/// How many files are remembered.
pub const RECENT: usize = 10;

/// How many arrangements of panes are remembered.
const LAYOUTS: usize = 50;

/// How many things that were chosen in the palette are remembered.
const USED: usize = 100;

/// What is remembered. A part that an older file lacks begins empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The version of the file.
    pub version: Version,
    /// The files that were opened or saved, the last one first.
    pub recent: Vec<String>,
    /// What was chosen in the palette, the last one first.
    pub used: Vec<Used>,
    /// How large everything is drawn; the size of the system where nobody has said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoom: Option<f32>,
    /// Whether everything is light or dark.
    pub appearance: Appearance,
    /// Whether decimals stand behind a comma.
    pub decimal_comma: bool,
    /// How given and computed values are told apart.
    pub convention: Convention,
    /// How many cores computations may use; all where nobody has said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cores: Option<usize>,
    /// Where the panes of files stood, the last one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layouts: Vec<Arranged>,
}

/// The version of a file of settings; files from before there were versions have the first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub u32);

impl Default for Version {
    fn default() -> Self {
        Self(VERSION)
    }
}

/// Whether everything is light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Appearance {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Something that a user prefers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Preference {
    /// Light or dark.
    Appearance(Appearance),
    /// Everything so many steps larger; in its usual size where no number is given.
    Zoom(Option<f32>),
    /// Whether decimals stand behind a comma.
    DecimalComma(bool),
    /// How given and computed values are told apart.
    Convention(Convention),
    /// How many cores computations may use.
    Cores(Option<usize>),
}

/// Where the panes of a file stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arranged {
    /// The file.
    pub file: String,
    /// The arrangement.
    pub layout: Layout,
    /// The panes that there were then, by their titles.
    #[serde(default)]
    pub known: Vec<String>,
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
    /// Something is preferred.
    Prefer(Preference),
    /// The panes of a file stand in this way.
    Layout(PathBuf, Layout),
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
            Change::Prefer(preference) => self.prefer(*preference),
            Change::Layout(path, layout) => self.arrange(path, layout),
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

    fn prefer(&mut self, preference: Preference) {
        match preference {
            Preference::Appearance(appearance) => self.appearance = appearance,
            Preference::DecimalComma(comma) => self.decimal_comma = comma,
            Preference::Convention(convention) => self.convention = convention,
            Preference::Cores(cores) => self.cores = cores,
            // The size is kept as it came out.
            Preference::Zoom(_) => {}
        }
    }

    fn arrange(&mut self, path: &Path, layout: &Layout) {
        if let Some(file) = path.to_str() {
            self.layouts.retain(|other| other.file != file);
            let (file, layout) = (file.to_owned(), layout.clone());
            let known = Tab::panes().map(|pane| pane.title().to_owned()).collect();
            let arranged = Arranged {
                file,
                layout,
                known,
            };
            self.layouts.insert(0, arranged);
            self.layouts.truncate(LAYOUTS);
        }
    }

    /// Where the panes of a file stood.
    pub fn layout(&self, path: &Path) -> Option<&Layout> {
        let file = path.to_str()?;
        let found = self.layouts.iter().find(|other| other.file == file);
        found.map(|found| &found.layout)
    }

    /// The arrangement in which a file is shown: as it was left, without what cannot be drawn and
    /// with the panes that there were not then.
    pub fn arrangement(&self, path: &Path) -> Option<Layout> {
        let file = path.to_str()?;
        let found = self.layouts.iter().find(|other| other.file == file)?;
        let layout = found.layout.clone().mended()?;
        let is_new = |pane: &Tab| !found.known.iter().any(|title| title == pane.title());
        let new: Vec<_> = match found.known.is_empty() {
            true => Vec::new(),
            false => Tab::usual().filter(is_new).collect(),
        };
        Some(layout.with(&new))
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
    fn panes_that_there_were_not_yet_are_added_to_an_arrangement() {
        let mut settings = Settings::default();
        let mut dock = crate::dock::Dock::default();
        dock.close(Tab::Studies);
        dock.close(Tab::Compare);
        let path = Path::new("/a.ron");
        settings.make(&Change::Layout(path.into(), dock.layout().clone()));
        assert_eq!(settings.arrangement(path).as_ref(), Some(dock.layout()));
        // One that an older program did not have was closed by nobody.
        settings.layouts[0]
            .known
            .retain(|title| title != Tab::Compare.title());
        let panes = settings.arrangement(path).unwrap().panes();
        assert!(panes.contains(&Tab::Compare) && !panes.contains(&Tab::Studies));
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
