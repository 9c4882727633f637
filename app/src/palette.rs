//! The box that finds everything by name: what can be found, and which of it fits a text best.

pub(crate) mod fit;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fit::{Name, Typed};

use crate::command::{Command, TABLE};
use crate::session::Session;
use crate::settings::{Settings, Used};

/// How many of the last things, and of the most frequent ones, stand before the commands while
/// nothing is typed.
const REMEMBERED: usize = 6;

/// The box while it is open.
#[derive(Clone, Debug)]
pub struct Palette {
    /// What is typed.
    pub text: String,
    /// Everything that can be found, as it was when the box was opened.
    pub items: Arc<[Item]>,
    /// What fits the text, by its place among the items, the best first.
    pub hits: Vec<usize>,
    /// The one that Enter takes, by its place among the hits.
    pub selected: usize,
    /// Whether the list is to show the selected one in this frame.
    pub follow: bool,
}

/// What is done in the box.
#[derive(Clone, Debug, PartialEq)]
pub enum PaletteAct {
    /// The text has changed.
    Text(String),
    /// Selects the hit so many places below, or above when negative.
    Move(isize),
    /// Takes the hit at this place.
    Take(usize),
    /// Closes the box.
    Close,
}

/// Something that can be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is called.
    pub title: String,
    /// Its name in formulas, or what else it may be looked for by.
    pub also: String,
    /// What it is.
    pub target: Target,
    /// Both names, as they are searched.
    names: [Name; 2],
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A command.
    Command(Command),
    /// A row, by its id.
    Row(String),
    /// A section, by its id.
    Section(String),
    /// A scenario, by its id; the base case as none.
    Scenario(Option<String>),
    /// A profile, by its id.
    Profile(String),
    /// A figure, by its id.
    Figure(String),
    /// A study, by its id.
    Study(String),
    /// A source, by its id.
    Source(String),
    /// A file that was opened before.
    File(PathBuf),
}

impl Target {
    /// The word for things of its kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Command(_) => "Command",
            Self::Row(_) => "Row",
            Self::Section(_) => "Section",
            Self::Scenario(_) => "Scenario",
            Self::Profile(_) => "Profile",
            Self::Figure(_) => "Figure",
            Self::Study(_) => "Study",
            Self::Source(_) => "Source",
            Self::File(_) => "File",
        }
    }

    /// By what it is remembered: its kind and its name.
    pub fn key(&self) -> String {
        let name = match self {
            Self::Command(command) => command.entry().title,
            Self::Scenario(id) => id.as_deref().unwrap_or_default(),
            Self::File(path) => path.to_str().unwrap_or_default(),
            Self::Row(id)
            | Self::Section(id)
            | Self::Profile(id)
            | Self::Figure(id)
            | Self::Study(id)
            | Self::Source(id) => id,
        };
        format!("{} {name}", self.kind().to_lowercase())
    }
}

impl Item {
    fn new(title: impl Into<String>, also: impl Into<String>, target: Target) -> Self {
        let (title, also) = (title.into(), also.into());
        let names = [Name::new(&title), Name::new(&also)];
        Self {
            title,
            also,
            target,
            names,
        }
    }
}

impl Palette {
    /// The box as it opens: nothing typed, and what was used lately on top.
    pub fn new(session: &Session, settings: &Settings) -> Self {
        let mut palette = Self {
            text: String::new(),
            items: items(session, settings).into(),
            hits: Vec::new(),
            selected: 0,
            follow: true,
        };
        palette.find(String::new(), &settings.used);
        palette
    }

    /// Finds what fits a text.
    pub fn find(&mut self, text: String, used: &[Used]) {
        self.hits = match text.trim() {
            "" => remembered(&self.items, used),
            typed => best(&self.items, typed, used),
        };
        self.text = text;
        self.selected = 0;
        self.follow = true;
    }

    /// Selects another hit; the list ends at both ends.
    pub fn step(&mut self, by: isize) {
        let last = self.hits.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
        self.follow = true;
    }

    /// The hit at a place.
    pub fn hit(&self, place: usize) -> Option<&Item> {
        self.items.get(*self.hits.get(place)?)
    }
}

/// Everything that can be found: commands first, then the workbook in reading order.
fn items(session: &Session, settings: &Settings) -> Vec<Item> {
    let workbook = session.workbook();
    let mut items: Vec<_> = TABLE
        .iter()
        .filter(|entry| entry.command != Command::Palette)
        .map(|entry| Item::new(entry.title, entry.tooltip, Target::Command(entry.command)))
        .collect();
    let id = String::clone;
    let rows = workbook.variables.iter();
    items.extend(rows.map(|row| Item::new(&row.label, &row.id, Target::Row(id(&row.id)))));
    let sections = workbook.sections.iter();
    items.extend(sections.map(|s| Item::new(&s.label, "", Target::Section(id(&s.id)))));
    if !workbook.scenarios.is_empty() {
        items.push(Item::new("Base case", "", Target::Scenario(None)));
    }
    let scenarios = workbook.scenarios.iter();
    items.extend(scenarios.map(|s| Item::new(&s.label, "", Target::Scenario(Some(id(&s.id))))));
    let profiles = workbook.profiles.iter();
    items.extend(profiles.map(|p| Item::new(&p.label, "", Target::Profile(id(&p.id)))));
    let figures = workbook.figures.iter();
    let title = |f| session.figure_title(f);
    items.extend(figures.map(|f| Item::new(title(f), "", Target::Figure(id(&f.id)))));
    let studies = session.studies();
    items.extend(studies.map(|s| Item::new(&s.label, "", Target::Study(id(&s.id)))));
    let sources = workbook.sources.iter();
    items.extend(sources.map(|s| Item::new(&s.title, &s.publisher, Target::Source(id(&s.id)))));
    let files = settings.recent();
    items.extend(files.map(|path| Item::new(name(path), folder(path), Target::File(path.into()))));
    items
}

/// The name of a file on screen.
pub fn name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// The folder of a file on screen.
pub fn folder(path: &Path) -> String {
    path.parent()
        .map_or_else(String::new, |folder| folder.display().to_string())
}

/// What stands in the list while nothing is typed: the last things used, the most frequent ones,
/// then the commands.
fn remembered(items: &[Item], used: &[Used]) -> Vec<usize> {
    let keys: Vec<_> = items.iter().map(|item| item.target.key()).collect();
    let place = |used: &Used| keys.iter().position(|key| *key == used.key);
    let mut frequent: Vec<_> = used.iter().filter(|used| used.times > 1).collect();
    frequent.sort_by_key(|used| std::cmp::Reverse(used.times));
    let mut hits = Vec::new();
    let mut add = |candidates: &mut dyn Iterator<Item = usize>, most: usize| {
        let before = hits.len();
        for place in candidates {
            if hits.len() - before < most && !hits.contains(&place) {
                hits.push(place);
            }
        }
    };
    add(&mut used.iter().filter_map(place), REMEMBERED);
    add(&mut frequent.into_iter().filter_map(place), REMEMBERED);
    let is_command = |place: &usize| matches!(items[*place].target, Target::Command(_));
    add(&mut (0..items.len()).filter(is_command), usize::MAX);
    hits
}

/// What fits a text, the best first; of equals the shorter name, then the earlier.
fn best(items: &[Item], typed: &str, used: &[Used]) -> Vec<usize> {
    let typed = Typed::new(typed);
    let mut fits: Vec<_> = items
        .iter()
        .enumerate()
        .filter_map(|(place, item)| {
            let fit = typed.fit(&item.names[0], &item.names[1])?;
            Some((fit, place))
        })
        .collect();
    if !used.is_empty() {
        for (fit, place) in &mut fits {
            let key = items[*place].target.key();
            let times = used.iter().find(|used| used.key == key);
            *fit += times.map_or(0, |used| used.times.min(5) as i32);
        }
    }
    fits.sort_by_key(|(fit, place)| (-fit, items[*place].title.len(), *place));
    fits.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn titles(palette: &Palette) -> Vec<&str> {
        let hits = palette.hits.iter();
        hits.map(|place| palette.items[*place].title.as_str())
            .collect()
    }

    #[test]
    fn the_best_fit_comes_first() {
        let session = Session::bundled();
        let mut palette = Palette::new(&session, &Settings::default());
        for (typed, first) in [
            ("save", "Save"),
            ("save as", "Save as…"),
            ("zmi", "Zoom in"),
            ("uptime", "Uptime"),
            ("gpu_hour_price", "Rent of a GPU-hour"),
            ("rent hour gpu", "Rent of a GPU-hour"),
            ("base", "Base case"),
        ] {
            palette.find(typed.to_owned(), &[]);
            assert_eq!(titles(&palette).first(), Some(&first), "{typed}");
        }
        palette.find("no such thing at all".to_owned(), &[]);
        assert!(palette.hits.is_empty() && palette.hit(0).is_none());
    }

    #[test]
    fn what_is_used_stands_on_top() {
        let used = |key: &str, times| Used {
            key: key.to_owned(),
            times,
        };
        let settings = Settings {
            used: vec![
                used("row uptime", 1),
                used("row nowhere", 9),
                used("command Undo", 4),
            ],
            ..Settings::default()
        };
        let palette = Palette::new(&Session::bundled(), &settings);
        assert_eq!(titles(&palette)[..3], ["Uptime", "Undo", "New"]);
        assert_eq!(palette.hits.len(), TABLE.len(), "the rest are commands");
    }

    #[test]
    fn the_selection_stays_in_the_list() {
        let mut palette = Palette::new(&Session::bundled(), &Settings::default());
        palette.step(-1);
        assert_eq!(palette.selected, 0);
        palette.step(10_000);
        assert_eq!(palette.selected, palette.hits.len() - 1);
    }

    #[test]
    fn five_thousand_rows_are_searched_within_a_frame() {
        let rows = (0..5_000).map(|number| {
            let title = format!("Cost of part {number} of the cooling plant, by year");
            Item::new(
                title,
                format!("cooling_part_{number}"),
                Target::Row(number.to_string()),
            )
        });
        let mut palette = Palette::new(&Session::bundled(), &Settings::default());
        palette.items = rows.collect();
        let search = || {
            let start = Instant::now();
            palette.find("plnt 4711".to_owned(), &[]);
            start.elapsed()
        };
        // The best of several: this machine does other things too.
        let took = std::iter::repeat_with(search).take(8).min();
        assert_eq!(
            titles(&palette)[0],
            "Cost of part 4711 of the cooling plant, by year"
        );
        let frame = Duration::from_millis(16);
        assert!(took.is_some_and(|took| took < frame), "{took:?}");
    }
}
