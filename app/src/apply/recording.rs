//! What is said of changes that are made while values are recorded.

use super::Hands;
use crate::sheet::Cell;

impl Hands<'_> {
    /// Says what was done to the workbook itself, which no recording holds.
    pub(super) fn say_of_workbook(&mut self, said: impl Into<String>) {
        let said = said.into();
        self.view.say(match self.session.is_recording() {
            true => format!("{said}; this changes the workbook itself and is not recorded"),
            false => said,
        });
    }

    /// Says that a value was recorded in place of what a formula gives.
    pub(super) fn say_recorded_over(&mut self, cell: &Cell) {
        let label = self.session.cell_label(cell);
        self.view.say(format!(
            "{label}: the value is recorded in place of what the formula gives; the formula stays"
        ));
    }
}
