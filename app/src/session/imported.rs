//! Which values on screen came from spreadsheets.

use rackhour_engine::workbook::Imported;
use rackhour_engine::workbook::edit::Overlay;
use rackhour_engine::workbook::key::Key;

use super::Session;
use crate::sheet::Cell;

impl Session {
    /// The cells of spreadsheets that the value of a cell, and the ends of its range, came from: for
    /// the workbook itself and for the profile and scenario on screen.
    pub fn imported(&self, cell: &Cell) -> Vec<Imported<'_>> {
        let Some(key) = self.key(cell) else {
            return Vec::new();
        };
        let case = self.case();
        let is_shown = |layer: &Option<Overlay>| match layer {
            None => true,
            Some(Overlay::Profile(id)) => case.profile.as_ref() == Some(id),
            Some(Overlay::Scenario(id)) => case.scenario.as_ref() == Some(id),
        };
        let covers = |one: &Imported<'_>| {
            let named = Key::parse(&one.cell.key);
            named.is_ok_and(|named| named.at.iter().all(|part| key.at.contains(part)))
        };
        let mut found = self.workbook().imported(&cell.row);
        found.retain(|one| is_shown(&one.cell.layer) && covers(one));
        found
    }
}
