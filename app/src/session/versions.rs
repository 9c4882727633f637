//! The versions of the document that there are: in hand, last saved, before that.

use std::path::Path;
use std::sync::Arc;

use rackhour_engine::check::Typed;
use rackhour_engine::workbook::Workbook;

use super::Session;
use crate::registers::End;
use crate::sheet;

impl Session {
    /// The document as it was opened or last saved.
    pub fn last_saved(&self) -> Arc<Workbook> {
        Arc::clone(&self.opened.0)
    }

    /// The document as it was last computed, and what it means.
    pub fn checked(&self) -> (Arc<Workbook>, Arc<Typed>) {
        let computed = &self.computed;
        (Arc::clone(&computed.workbook), Arc::clone(&computed.typed))
    }

    /// What a version is called.
    pub fn name_of_end(&self, end: &End) -> String {
        let file = |path: &Path| {
            let name = path.file_name();
            name.map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            )
        };
        match (end, self.file()) {
            (End::Open, _) => "As it is now".to_owned(),
            (End::LastSave, Some(_)) => "Last save".to_owned(),
            (End::LastSave, None) => "As it was opened".to_owned(),
            (End::Backup, _) => "Backup of the save before".to_owned(),
            (End::File(path), _) => file(path),
        }
    }

    /// Whether a row runs over time.
    pub fn runs_over_time(&self, row: &str) -> bool {
        let result = self.result(row);
        result.is_some_and(|result| result.axes.iter().any(sheet::is_time))
    }
}
