//! Why a file is not read, in one sentence, and how reading is watched and stopped.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

/// How many cells are read between two looks at whether to go on.
pub(super) const LOOK_EVERY: u64 = 4_096;

/// Why a file is not read.
///
/// ```
/// use rackhour_engine::excel::read::Refusal;
/// let refusal = Refusal::new("DCF.xlsx", "is empty", "choose another file");
/// assert_eq!(refusal.to_string(), "`DCF.xlsx` is empty: choose another file.");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The name of the file.
    pub file: String,
    /// What is wrong, as what follows the name.
    pub problem: String,
    /// What to do.
    pub hint: String,
}

impl Refusal {
    /// Says what is wrong with a file and what to do.
    pub fn new(
        file: impl Into<String>,
        problem: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            problem: problem.into(),
            hint: hint.into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}: {}.", self.file, self.problem, self.hint)
    }
}

impl std::error::Error for Refusal {}

/// Why reading ended without a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The file cannot be read.
    Refused(Refusal),
    /// Whoever asked for it does not want it any more.
    Cancelled,
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// How far reading is, and whether it is still wanted; shared with whoever shows it.
#[derive(Debug, Default)]
pub struct Watch {
    is_cancelled: AtomicBool,
    cells: AtomicU64,
    sheets: AtomicU64,
    of_sheets: AtomicU64,
}

impl Watch {
    /// Asks the reading to stop at the next opportunity.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    /// Shows how far a reading elsewhere is: its cells, its sheets, and of how many.
    pub fn show(&self, cells: u64, sheets: u64, of_sheets: u64) {
        self.cells.store(cells, Ordering::Relaxed);
        self.sheets.store(sheets, Ordering::Relaxed);
        self.of_sheets.store(of_sheets, Ordering::Relaxed);
    }

    /// How many cells were read so far.
    pub fn cells(&self) -> u64 {
        self.cells.load(Ordering::Relaxed)
    }

    /// How many sheets were read so far, and how many there are.
    pub fn sheets(&self) -> (u64, u64) {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (read(&self.sheets), read(&self.of_sheets))
    }

    /// Notes how many sheets there are.
    pub(super) fn begin(&self, sheets: usize) {
        self.of_sheets.store(sheets as u64, Ordering::Relaxed);
    }

    /// Notes that a sheet was read.
    pub(super) fn finish_sheet(&self) {
        self.sheets.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a cell; now and then fails where reading is not wanted any more.
    pub(super) fn count_cell(&self) -> Result<(), Stop> {
        let before = self.cells.fetch_add(1, Ordering::Relaxed);
        if before.is_multiple_of(LOOK_EVERY) {
            self.look()?;
        }
        Ok(())
    }

    /// Fails where reading is not wanted any more.
    pub(super) fn look(&self) -> Result<(), Stop> {
        if self.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        Ok(())
    }
}
