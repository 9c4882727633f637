//! The document in hand and everything computed from it. Panels read it; [`crate::apply`] changes it.
//!
//! This is where the window meets the engine. A change of the document or the case raises the
//! revision; [`Session::recompute`] then makes results and figures that fit it, once.

mod blank;
mod cells;
mod compare;
mod compared_rows;
mod computed;
mod ends;
mod evidence;
mod figures;
mod fill;
mod formula;
mod imported;
mod kept;
mod paste;
mod put;
mod register_forms;
mod registers;
mod rows;
mod scenarios;
mod seek;
mod sheet;
mod side_by_side;
mod structure;
mod studies;
mod studio;
mod sum;
mod trace;
mod versions;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rackhour_engine::check::{self, Case, Layer, Layers};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::run::{self, CheckResult, Results};
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::history::History;
use rackhour_engine::workbook::{Distribution, Number, Quantity, Study, Workbook, file};

use blank::slug;
pub use cells::{Shown, evidence_label};
pub use compare::{CellText, ComparisonSpec, comparisons};
pub use compared_rows::Series;
pub use computed::{LaidOut, LayOut};
pub use evidence::CellOrigin;
pub use fill::Fill;
pub use register_forms::is_web;
pub use registers::{Facts, Headline, KINDS, SourceFacts};
pub use scenarios::{Promoted, RECORDING};
pub use sheet::can_copy;
pub use side_by_side::{SetCell, SetLine, SideBySide};
pub use sum::Sum;
pub use trace::{Branch, BranchPath, Fold, LayerValue, Place, Reading, Twigs};

use crate::cases::CaseBook;
use crate::figures::{Figures, Page, Plan};
use crate::jobs::{self, Jobs};
use crate::overtype;
use crate::sheet::{Cell, Sheet};
use crate::studies::Desk;
use crate::view::Dialog;
use computed::Computed;

/// The workbook that comes with the program.
const BUNDLED: &str = include_str!("../../workbooks/stargate-abilene.ron");

/// Figures that take longer than this are made beside the window, so that no frame waits.
const A_FRAME: Duration = Duration::from_millis(30);

/// The document in hand.
pub struct Session {
    history: History,
    file: Option<PathBuf>,
    case: Case,
    /// The scenario that was on screen when a recording began.
    recorded_over: Option<String>,
    revision: u64,
    /// The revision at which this document took the place of another.
    first_revision: u64,
    computed: Computed,
    figures: Figures,
    figures_revision: u64,
    page: Page,
    cases: CaseBook,
    compared: Option<compare::Compared>,
    desk: Desk,
    /// The studies beside the workbook, and how many there were.
    beside: Vec<Arc<Study>>,
    last_beside: usize,
    /// Those that were kept in the workbook, for when that is undone.
    kept: Vec<kept::Kept>,
    /// The studies whose samples have settled checks and signals, and the revision.
    settled: Vec<(String, u64)>,
    ghost: Option<Figures>,
    drag: Option<String>,
    gesture: u64,
    /// The document as it was opened or last saved, and its results in the case on screen.
    opened: (Arc<Workbook>, Arc<Results>),
}

impl Session {
    /// The workbook that comes with the program, as an unsaved copy.
    pub fn bundled() -> Self {
        // A test reads it; the empty workbook only keeps this total.
        Self::new(
            file::parse(BUNDLED).unwrap_or_else(|_| Workbook::new("New workbook")),
            None,
        )
    }

    /// A document in hand, and the file that it came from.
    pub fn new(workbook: Workbook, file: Option<PathBuf>) -> Self {
        let case = first_case(&workbook);
        let history = History::new(workbook);
        let computed = Computed::of(history.current(), &case, 1, None);
        let opened = (Arc::clone(history.current()), Arc::clone(&computed.results));
        let page = Page::of(&computed.workbook, None);
        let mut session = Self {
            history,
            file,
            case,
            recorded_over: None,
            revision: 1,
            first_revision: 1,
            computed,
            figures: Figures::default(),
            figures_revision: 0,
            page,
            cases: CaseBook::default(),
            compared: None,
            desk: Desk::default(),
            beside: Vec::new(),
            last_beside: 0,
            kept: Vec::new(),
            settled: Vec::new(),
            ghost: None,
            drag: None,
            gesture: 0,
            opened,
        };
        session.make_figures();
        session
    }

    // What panels read.

    /// The document as it was last computed.
    pub fn workbook(&self) -> &Workbook {
        &self.computed.workbook
    }

    /// The document, to be shared with a job.
    pub fn shared(&self) -> Arc<Workbook> {
        Arc::clone(self.history.current())
    }

    /// The results of the case on screen.
    pub fn results(&self) -> &Results {
        &self.computed.results
    }

    /// The table's lines and columns.
    pub fn sheet(&self) -> &Sheet {
        &self.computed.sheet
    }

    /// The figures; of an earlier revision while newer ones are on their way.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Which figures are computed for the one on screen.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The figures as they were when the drag began, while there is one.
    pub fn ghost(&self) -> Option<&Figures> {
        self.ghost.as_ref()
    }

    /// The profile and the scenario on screen.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// What the case is called: `Frontier lab · Base case`.
    pub fn case_label(&self) -> String {
        self.label_of_case(&self.case)
    }

    /// The file it was read from or last saved to.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The name that a save proposes.
    pub fn file_name(&self) -> String {
        let name = self.file.as_ref().and_then(|file| file.file_name());
        let named = name.map(|name| name.to_string_lossy().into_owned());
        named.unwrap_or_else(|| format!("{}.{}", slug(&self.workbook().title), jobs::ENDING))
    }

    /// Whether nothing is lost when the document is given up.
    pub fn is_saved(&self) -> bool {
        !self.history.is_changed()
    }

    /// Whether an edit can be taken back.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Whether an edit can be made again.
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// What undo takes back.
    pub fn undo_label(&self) -> Option<&str> {
        self.history.undo_label()
    }

    /// What redo makes again.
    pub fn redo_label(&self) -> Option<&str> {
        self.history.redo_label()
    }

    /// Everything that is wrong with the document, and with the case on screen.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.computed.problems
    }

    /// The workbook's own checks in the case on screen.
    pub fn checks(&self) -> &[CheckResult] {
        &self.computed.results.checks
    }

    /// How long the last computation took, figures included.
    pub fn computed_in(&self) -> Duration {
        self.computed.took + self.figures.took
    }

    // What `apply` changes.

    /// Shows another case.
    pub fn set_case(&mut self, case: Case) {
        if case != self.case {
            self.case = case;
            self.revision += 1;
            self.compute_opened();
        }
    }

    fn compute_opened(&mut self) {
        let (typed, _) = check::check(&self.opened.0);
        let layers = Layers::of(self.case.clone());
        self.opened.1 = Arc::new(run::evaluate(&self.opened.0, &typed, &layers));
    }

    /// Types a value into a cell, as one step to undo; says where it went if not into the workbook.
    ///
    /// # Errors
    /// Nothing can be typed there; the reason says what to do instead.
    pub fn type_over(&mut self, cell: &Cell, value: Quantity) -> Result<Option<String>, String> {
        self.end_drag();
        let edit = self.overtyping(cell, value)?;
        let layer = self.layer_of(cell);
        let label = format!("Change {}", self.label(&cell.row));
        let applied = self.history.apply(label, &edit);
        applied.map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        self.revision += 1;
        Ok(layer)
    }

    /// Says how likely the values around an assumption are.
    ///
    /// # Errors
    /// The row is no assumption.
    pub fn set_distribution(&mut self, row: &str, drawn: Distribution) -> Result<(), String> {
        self.end_drag();
        self.refuse_while_recording()?;
        let edit = Edit::SetDistribution {
            name: row.to_owned(),
            distribution: Some(drawn),
        };
        let label = format!("Change the distribution of {}", self.label(row));
        let applied = self.history.apply(label, &edit);
        applied.map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        self.revision += 1;
        Ok(())
    }

    /// Moves an input while a slider is dragged. All moves until [`Self::end_drag`] are one step.
    ///
    /// # Errors
    /// The key names no value that can be changed.
    pub fn drag(&mut self, key: &str, value: f64) -> Result<Option<String>, String> {
        let cell = self.cell_of_key(key).ok_or("There is no such input")?;
        let edit = self.overtyping(&cell, Quantity::Constant(Number(value)))?;
        let layer = self.layer_of(&cell);
        if self.drag.as_deref() != Some(key) {
            self.end_drag();
            self.drag = Some(key.to_owned());
            self.ghost = Some(self.figures.clone());
            self.gesture += 1;
        }
        let label = format!("Change {}", self.key_label(key));
        let applied = self.history.apply_within(self.gesture, label, &edit);
        applied.map_err(|refusal| self.refusal(&refusal.message, &refusal.hint))?;
        self.revision += 1;
        Ok(layer)
    }

    /// Ends the drag: what it changed becomes one step to undo.
    pub fn end_drag(&mut self) {
        self.drag = None;
        self.ghost = None;
        self.history.end_gesture();
    }

    /// Takes back the last edit; says which.
    pub fn undo(&mut self) -> Option<String> {
        self.end_drag();
        let from = Arc::clone(self.history.current());
        let label = self.history.undo().map(str::to_owned)?;
        self.follow_kept(&from);
        self.revision += 1;
        Some(label)
    }

    /// Makes the edit again that was taken back; says which.
    pub fn redo(&mut self) -> Option<String> {
        self.end_drag();
        let from = Arc::clone(self.history.current());
        let label = self.history.redo().map(str::to_owned)?;
        self.follow_kept(&from);
        self.revision += 1;
        Some(label)
    }

    /// Remembers that a file holds this version of the document.
    pub fn saved_as(&mut self, path: PathBuf, version: &Arc<Workbook>) {
        if Arc::ptr_eq(version, self.history.current()) {
            self.history.mark_saved();
        }
        self.file = Some(path);
        self.opened.0 = Arc::clone(version);
        self.compute_opened();
    }

    /// Makes results and figures fit the document; figures that take long are left to a job.
    /// `chosen` is the figure on screen, by its id; while none is `shown` they wait.
    pub fn recompute(&mut self, chosen: Option<&str>, shown: bool, jobs: &mut Jobs) {
        self.mend_case();
        if self.computed.revision != self.revision {
            let (current, case) = (self.history.current(), &self.case);
            let old = Some(&mut self.computed);
            self.computed = Computed::of(current, case, self.revision, old);
        }
        if let Some(wanted) = self.computed.wanted_tape() {
            jobs.lay_out(wanted);
        }
        let page = Page::of(&self.computed.workbook, chosen);
        if page != self.page {
            self.page = page;
            self.make_figures();
        }
        if shown && self.figures_revision != self.revision {
            if self.figures.took > A_FRAME {
                self.figures_revision = self.revision;
                self.mark_figures();
                jobs.compute(self.plan());
            } else {
                self.make_figures();
            }
        }
    }

    /// Takes the tape of the case on screen, which a job has laid out.
    pub fn take_tape(&mut self, laid_out: LaidOut) {
        self.computed.take(laid_out);
    }

    /// Takes figures that a job has made, of this or an earlier revision.
    pub fn take_figures(&mut self, revision: u64, figures: Figures) {
        // A job of the document before this one may report late, or one that was overtaken.
        let is_newer = revision >= self.figures.revision || self.figures.page != figures.page;
        if revision >= self.first_revision && is_newer && figures.page == self.page {
            self.figures = figures;
            self.mark_figures();
        }
    }

    fn make_figures(&mut self) {
        self.figures = self.plan().run();
        self.figures_revision = self.revision;
        self.entitle_figures();
    }

    fn plan(&self) -> Plan {
        Plan {
            revision: self.revision,
            workbook: Arc::clone(&self.computed.workbook),
            checked: self.computed.checked.clone(),
            tapes: Arc::clone(&self.computed.tapes),
            results: Arc::clone(&self.computed.results),
            layers: Layers::of(self.case.clone()),
            page: self.page.clone(),
        }
    }

    /// The edit that typing over a cell makes.
    fn overtyping(&self, cell: &Cell, value: Quantity) -> Result<Edit, String> {
        let place = self
            .key(cell)
            .zip(self.slot(cell))
            .zip(self.variable(&cell.row));
        let Some(((key, (result, slot)), row)) = place else {
            return Err("This row has no value in this column".to_owned());
        };
        let layer = result.layers.get(slot).copied().unwrap_or(Layer::Workbook);
        let layer = self.recorded_layer(row).unwrap_or(layer);
        if layer == Layer::Workbook && self.is_entry_formula(cell) {
            return Ok(Edit::SetValue {
                key: key.to_string(),
                quantity: value,
            });
        }
        overtype::overtype(self.workbook(), &self.case, row, layer, &key, value)
    }
}

/// Says that a file cannot be opened, why, and what to do.
pub fn not_opened(path: &Path, error: &str) -> Dialog {
    Dialog::Message {
        title: "The workbook cannot be opened".to_owned(),
        text: format!("{}\n\n{error}", path.display()),
    }
}

fn first_case(workbook: &Workbook) -> Case {
    Case {
        profile: workbook.profiles.first().map(|profile| profile.id.clone()),
        scenario: None,
    }
}
