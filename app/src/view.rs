//! What is on screen and selected: state of the window that is no part of the document.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rackhour_engine::check::Case;

use crate::command::Command;
use crate::dock::Dock;
use crate::documents::Window;
use crate::figures;
use crate::formula::FormulaEdit;
use crate::import::Importing;
use crate::palette::Palette;
use crate::registers::{Form, RegistersView, Side};
use crate::reshape::{Ask, ReshapeView};
use crate::seek::Seek;
use crate::session::Session;
use crate::sheet::{Cell, SheetView};
use crate::shelf::Shelf;
use crate::studies::studio::Studio;
use crate::trail::Trail;

/// A pane of the centre of the window, by what it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The table of rows.
    Model,
    /// The figures, and what moves them.
    #[default]
    Figures,
    /// Both, side by side.
    Both,
    /// Profiles and scenarios, side by side.
    Compare,
    /// What the workbook's studies found.
    Studies,
    /// What to watch in the world.
    Signals,
    /// Where numbers come from.
    Sources,
    /// What differs between versions of the workbook.
    Versions,
    /// A spreadsheet on its way into the workbook.
    Import,
}

impl Tab {
    /// Every tab, from left to right.
    pub const ALL: [Self; 9] = [
        Self::Model,
        Self::Figures,
        Self::Both,
        Self::Compare,
        Self::Studies,
        Self::Signals,
        Self::Sources,
        Self::Versions,
        Self::Import,
    ];

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Model => "Model",
            Self::Figures => "Figures",
            Self::Both => "Side by side",
            Self::Compare => "Compare",
            Self::Studies => "Studies",
            Self::Signals => "Signals",
            Self::Sources => "Sources",
            Self::Versions => "Versions",
            Self::Import => "Import",
        }
    }

    /// The command that shows it.
    pub const fn command(self) -> Command {
        match self {
            Self::Model => Command::ShowModel,
            Self::Figures => Command::ShowFigures,
            Self::Both => Command::ShowBoth,
            Self::Compare => Command::ShowCompare,
            Self::Studies => Command::ShowStudies,
            Self::Signals => Command::ShowSignals,
            Self::Sources => Command::ShowSources,
            Self::Versions => Command::ShowVersions,
            Self::Import => Command::ShowImport,
        }
    }

    /// The panes that can be arranged: every tab that is not itself an arrangement.
    pub fn panes() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|tab| *tab != Self::Both)
    }

    /// The panes that are open at first; the others open when they are asked for.
    pub fn usual() -> impl Iterator<Item = Self> {
        Self::panes().filter(|tab| *tab != Self::Import)
    }

    /// The tab of this title.
    pub fn titled(title: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.title() == title)
    }

    /// Whether it shows the table of rows.
    pub const fn has_model(self) -> bool {
        matches!(self, Self::Model | Self::Both)
    }

    /// Whether it shows figures.
    pub const fn has_figures(self) -> bool {
        matches!(self, Self::Figures | Self::Both)
    }
}

/// What the comparison shows of values that differ from those of the reference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// The values.
    #[default]
    Values,
    /// The differences.
    Difference,
    /// The differences as shares of the reference.
    Percent,
}

/// How the comparison is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charting {
    /// As a table of numbers.
    #[default]
    Table,
    /// As bars, a small figure for each metric.
    Bars,
    /// As lines over time, a small figure for each metric.
    Lines,
}

/// What the pane of comparisons shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompareView {
    /// The comparison, by its id; the first where none was chosen.
    pub figure: Option<String>,
    /// The scenarios that have columns, the base case as none; those of the start where none were
    /// chosen.
    pub scenarios: Option<Vec<Option<String>>>,
    /// The profiles that have columns; all of them where none were chosen.
    pub profiles: Option<Vec<String>>,
    /// The case that the others are compared with; the first column where none was chosen.
    pub reference: Option<Case>,
    /// What is shown of differences.
    pub mode: Mode,
    /// The selected cell: its row and its column.
    pub cell: (usize, usize),
    /// Whether the profiles' cards are shown; where there is room for them, if nobody has said.
    pub cards: Option<bool>,
    /// The metrics, as keys; those of the workbook's comparison where none were chosen.
    pub rows: Option<Vec<String>>,
    /// How they are drawn.
    pub drawn: Charting,
}

/// How the values of a study are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawing {
    /// As colours over two inputs.
    #[default]
    Map,
    /// As lines over one input.
    Lines,
    /// As numbers.
    Table,
}

/// What is shown of a Monte Carlo run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sample {
    /// How many samples lie where.
    #[default]
    Histogram,
    /// Percentiles, period by period.
    Fan,
    /// How the mean settles as samples are added.
    Convergence,
}

/// What the pane shows of one study; the same after another was looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The output, by its place among the study's.
    pub output: usize,
    /// How a grid is drawn.
    pub drawing: Drawing,
    /// The selected cell of a grid.
    pub cell: Option<usize>,
    /// Whether bars of a tornado carry the output's values at their ends, and not the input's.
    pub outputs_at_ends: bool,
    /// The least swing of a bar in a tornado, as a share of the widest one's.
    pub least_swing: f64,
    /// How many bars a tornado has at most; twenty where nobody has said.
    pub most_bars: Option<usize>,
    /// What is shown of a Monte Carlo run.
    pub sample: Sample,
    /// The series of a fan chart, by its place among the study's.
    pub fan: usize,
    /// Between which values of the output samples are counted; P5 and P95 where none were chosen.
    pub between: Option<(f64, f64)>,
}

/// What the pane of studies shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StudiesView {
    /// The study, by its id; the first where none was chosen.
    pub study: Option<String>,
    /// What is shown of each study.
    pub looks: BTreeMap<String, Look>,
}

impl StudiesView {
    /// What is shown of a study.
    pub fn look(&self, study: &str) -> Look {
        self.looks.get(study).cloned().unwrap_or_default()
    }
}

/// A cell that is being typed into.
#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    /// The cell.
    pub cell: Cell,
    /// Whether the text stands beside the cell's slider, and not in the table.
    pub beside_slider: bool,
    /// What belongs to a formula, where one is typed and not a value.
    pub formula: Option<FormulaEdit>,
    /// The text in it.
    pub text: String,
    /// Whether the whole text is to be selected when the box appears.
    pub select_all: bool,
    /// Why the text was refused, until it changes.
    pub refusal: Option<String>,
}

/// Something that takes the whole window until it is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Something failed: what, and what to do.
    Message {
        /// What failed, in a few words.
        title: String,
        /// Where, why, and what to do.
        text: String,
    },
    /// The workbook has changes that would be lost.
    Unsaved(Next),
    /// The file exists already.
    Replace(PathBuf),
    /// Another program has changed the file that is to be saved.
    Conflict(PathBuf),
    /// The file cannot be saved.
    NotSaved {
        /// The file.
        path: PathBuf,
        /// Why, and what to do.
        text: String,
    },
    /// Unsaved changes would be lost by reading the file again.
    Reload,
    /// What a dead window left behind would be lost.
    DiscardRecovered,
    /// The system's file dialog is open.
    System(Purpose),
    /// Our own file dialog is open.
    Path(PathBox),
    /// A file is being read or written.
    Busy(String),
    /// Something about rows, sections or scenarios is asked.
    Reshape(Box<Ask>),
    /// A result is being set; what is known of it stands in [`View::seek`].
    Seek,
    /// What a user prefers.
    Preferences,
    /// Something about sources and signals is asked.
    Register(Box<Form>),
    /// Which study of what is asked; what is chosen stands in [`View::studio`].
    NewStudy,
}

/// What happens once the unsaved changes are dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The workbook is closed.
    Close,
    /// The window closes.
    Quit,
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A workbook to open.
    Open,
    /// A file to save to.
    Save,
    /// A workbook to compare with, at this side.
    Version(Side),
    /// A file for the samples of a study.
    Samples,
    /// A spreadsheet whose values go into the workbook.
    Spreadsheet,
}

/// Our own file dialog: a folder's content, and a box for the path.
#[derive(Clone, Debug, PartialEq)]
pub struct PathBox {
    /// What the path is for.
    pub purpose: Purpose,
    /// What stands in the box.
    pub text: String,
    /// The folder shown.
    pub folder: PathBuf,
    /// The folder's folders and workbooks, by name; folders first.
    pub entries: Vec<Entry>,
    /// Why the path was refused.
    pub refusal: Option<String>,
}

/// A line of our own file dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name in the folder.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Whether it can be entered.
    pub is_folder: bool,
}

/// What the window shows of the document.
#[derive(Debug)]
pub struct View {
    /// The pane in front.
    pub tab: Tab,
    /// Where the panes stand.
    pub dock: Dock,
    /// Whether the list of sections is shown.
    pub sections: bool,
    /// Whether the inspector is shown.
    pub inspector: bool,
    /// Whether the list of problems and checks is shown.
    pub problems: bool,
    /// The figure on screen, by its id; the first where none was chosen.
    pub figure: Option<String>,
    /// What the pane of comparisons shows.
    pub compare: CompareView,
    /// What the pane of studies shows.
    pub studies: StudiesView,
    /// What is kept while studies are made and changed.
    pub studio: Studio,
    /// What the table of rows shows.
    pub sheet: SheetView,
    /// The date, for what is overdue: `2026-11-21`.
    pub today: String,
    /// The selected cell.
    pub selected: Option<Cell>,
    /// The cell that is being typed into.
    pub editing: Option<Editing>,
    /// The line of the table to scroll to in this frame.
    pub scroll_to: Option<usize>,
    /// Whether the table is to take the keyboard in this frame.
    pub focus_table: bool,
    /// The cell whose slider is to take the keyboard in this frame.
    pub focus_slider: Option<Cell>,
    /// What takes the whole window.
    pub dialog: Option<Dialog>,
    /// The result that is being set.
    pub seek: Option<Seek>,
    /// Where the selection was, and what is open of the trees at it.
    pub trail: Trail,
    /// What happens once the running save is done.
    pub after_save: Option<Next>,
    /// What of the window belongs to no document.
    pub window: Window,
    /// Whether somebody chose to open the document, so that another one does not take its place.
    pub chosen: bool,
    /// Whether there is no document, and the session only keeps its place.
    pub placeholder: bool,
    /// Whether the document's changes are given up when the window closes.
    pub given_up: bool,
    /// Whether the window closes and nothing more is asked.
    pub quitting: bool,
    /// What the last action did or why it was refused.
    pub notice: Option<Notice>,
    /// What is remembered of sections.
    pub reshape: ReshapeView,
    /// What is known about files.
    pub shelf: Shelf,
    /// The box that finds everything, while it is open.
    pub palette: Option<Palette>,
    /// What the panes of the registers show.
    pub registers: RegistersView,
    /// What the pane of imports shows.
    pub import: Importing,
}

/// A sentence in the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// Whether something was refused.
    pub refused: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            tab: Tab::default(),
            dock: Dock::default(),
            sections: true,
            inspector: true,
            problems: false,
            figure: None,
            compare: CompareView::default(),
            studies: StudiesView::default(),
            studio: Studio::default(),
            sheet: SheetView::default(),
            today: String::new(),
            selected: None,
            editing: None,
            scroll_to: None,
            focus_table: false,
            focus_slider: None,
            dialog: None,
            seek: None,
            trail: Trail::default(),
            after_save: None,
            window: Window::default(),
            chosen: false,
            placeholder: false,
            given_up: false,
            quitting: false,
            notice: None,
            reshape: ReshapeView::default(),
            shelf: Shelf::default(),
            palette: None,
            registers: RegistersView::default(),
            import: Importing::default(),
        }
    }
}

impl View {
    /// Begins with a document: selects what its main figure is about, or shows its rows where it
    /// has no figure.
    pub fn begin_with(&mut self, session: &Session) {
        self.editing = None;
        self.notice = None;
        self.figure = None;
        self.compare = CompareView::default();
        self.studies = StudiesView::default();
        self.registers = RegistersView::default();
        self.import.put_away();
        self.studio = Studio::default();
        self.reshape = ReshapeView::default();
        self.sheet.begin();
        self.seek = None;
        self.trail = Trail::default();
        self.selected = session.first_selected();
        if figures::shown(session.workbook(), None).is_none() {
            self.tab = Tab::Model;
        }
    }

    /// Says in the status line what was done.
    pub fn say(&mut self, text: impl Into<String>) {
        self.note(text.into(), false);
    }

    /// Says in the status line what was refused, and why.
    pub fn refuse(&mut self, text: impl Into<String>) {
        self.note(text.into(), true);
    }

    fn note(&mut self, text: String, refused: bool) {
        self.window.messages.note(&text, refused);
        self.notice = Some(Notice { text, refused });
    }
}
