//! A workbook file, read and checked, with its findings on standard error.

use std::path::{Path, PathBuf};

use rackhour_engine::check::{Layers, Typed, check};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::evidence::{self, CaseEvidence};
use rackhour_engine::run::Results;
use rackhour_engine::workbook::lines::Lines;
use rackhour_engine::workbook::{Workbook, file};

use super::Failure;

/// A workbook that was read from a file.
pub(super) struct Opened {
    pub(super) path: PathBuf,
    pub(super) workbook: Workbook,
    pub(super) typed: Typed,
    pub(super) diagnostics: Vec<Diagnostic>,
    text: String,
}

impl Opened {
    /// Reads and checks a workbook.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let (workbook, text) =
            file::read_with_text(path).map_err(|error| Failure::File(error.to_string()))?;
        let (typed, diagnostics) = check(&workbook);
        Ok(Self {
            path: path.to_owned(),
            workbook,
            typed,
            diagnostics,
            text,
        })
    }

    /// Saves a changed version in the file's place, unless another program has changed the file.
    pub(super) fn save(&self, workbook: &Workbook) -> Result<(), Failure> {
        let now = std::fs::read_to_string(&self.path);
        let is_same = now.is_ok_and(|now| now.trim_start_matches('\u{feff}') == self.text);
        if !is_same {
            return Err(Failure::File(format!(
                "cannot save {}: another program has changed it meanwhile\n  hint: run the command \
                 again",
                self.path.display()
            )));
        }
        file::save(&self.path, workbook).map_err(|error| Failure::File(error.to_string()))
    }

    /// What the rows of a case rest on.
    pub(super) fn evidence(&self, layers: &Layers, results: &Results) -> CaseEvidence {
        evidence::of_case(&self.workbook, &self.typed, layers, results)
    }

    /// Rows at which figures on different bases meet in some cases.
    pub(super) fn mixed(&self, cases: &[(Layers, Results)]) -> Vec<Diagnostic> {
        let cases = cases.iter().map(|(layers, results)| (layers, results));
        evidence::mixed_in(&self.workbook, &self.typed, cases)
    }

    /// Some ids of rows and curves in the order of the document, each once.
    pub(super) fn in_order(&self, ids: &[String]) -> Vec<&str> {
        let rows = self.workbook.variables.iter().map(|row| row.id.as_str());
        let curves = self.workbook.curves.iter().map(|curve| curve.id.as_str());
        let is_meant = |id: &&str| ids.iter().any(|other| other == id);
        rows.chain(curves).filter(is_meant).collect()
    }

    /// Findings, each with the line of the file at which it stands; none for one that is about the
    /// command line.
    pub(super) fn located<'a>(
        &self,
        diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    ) -> impl Iterator<Item = (&'a Diagnostic, Option<usize>)> {
        // Read once: a hostile file has a finding in every row.
        let lines = Lines::of(&self.text);
        diagnostics.into_iter().map(move |diagnostic| {
            let path = diagnostic.place.path.as_str();
            let line = (!path.is_empty()).then(|| lines.line(path)).flatten();
            (diagnostic, line)
        })
    }

    /// Whether the workbook has errors, which end a command with 1.
    pub(super) fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Writes findings to standard error, each with its file and line.
    pub(super) fn report<'a>(&self, diagnostics: impl IntoIterator<Item = &'a Diagnostic>) {
        for text in self.rendered(diagnostics) {
            eprintln!("{text}");
        }
    }

    /// Findings as text, each with its file and line.
    pub(super) fn rendered<'a>(
        &self,
        diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    ) -> impl Iterator<Item = String> {
        let file = self.path.display();
        self.located(diagnostics)
            .map(move |(diagnostic, line)| match line {
                Some(line) => format!("{file}:{line}: {diagnostic}"),
                None => format!("{file}: {diagnostic}"),
            })
    }
}
