//! What stands around the values of a line: its unit, its notes, and whether it sums up others.

use crate::excel::book::{Area, Value};
use crate::excel::interpret::{Format, label};
use crate::excel::line::{Held, UnitFrom, WrittenUnit};
use crate::excel::understand::{Block, Column, Orientation};

use super::Sought;

/// Words with which the label of a total starts.
const TOTALS: &[&str] = &[
    "total",
    "subtotal",
    "sub-total",
    "sum",
    "grand total",
    "check",
    "checks",
];

impl Sought<'_> {
    /// The unit of a line: from its column, its label, the headings above it, its format.
    pub(super) fn unit(
        &self,
        block: &Block,
        line: u32,
        label: &str,
        section: &[String],
        cells: &[Held],
    ) -> Option<WrittenUnit> {
        let of = |text: &str, from| {
            let text = text.trim().to_owned();
            (!text.is_empty()).then_some(WrittenUnit { text, from })
        };
        let column = block.place_of(&Column::Unit);
        let in_column = column.and_then(|place| of(self.text(line, place)?, UnitFrom::Column));
        let is_absent = |unit: &WrittenUnit| ["-", "–", "—", "n/a"].contains(&unit.text.as_str());
        let in_label = || of(label::in_label(label, &self.catalog)?.0, UnitFrom::Label);
        let above = || {
            let mut above = section.iter().rev();
            above.find_map(|text| of(label::in_label(text, &self.catalog)?.0, UnitFrom::Heading))
        };
        in_column
            .filter(|unit| !is_absent(unit))
            .or_else(in_label)
            .or_else(above)
            .or_else(|| of(&self.in_format(cells)?, UnitFrom::Format))
    }

    /// The unit that the number formats of all values show.
    fn in_format(&self, cells: &[Held]) -> Option<String> {
        let mut found: Option<String> = None;
        for held in cells {
            let cell = self.sheet.cells.get(&held.at)?;
            if !matches!(cell.value, Value::Number(_)) {
                continue;
            }
            let format = Format::read(self.book.format(cell));
            let unit = match format.is_percent {
                true => "%".to_owned(),
                false => format.unit?,
            };
            if found.as_ref().is_some_and(|found| *found != unit) {
                return None;
            }
            found = Some(unit);
        }
        found
    }

    /// Notes and sources beside a line, and those that hang at its cells.
    pub(super) fn note(&self, block: &Block, line: u32, cells: &[Held]) -> String {
        let places = block
            .columns
            .iter()
            .filter(|(_, column)| **column == Column::Note);
        let beside = places.filter_map(|(place, _)| self.text(line, *place));
        let mut notes: Vec<&str> = beside.map(str::trim).collect();
        if let Some(extras) = &self.sheet.extras {
            let label = block
                .place_of(&Column::Label)
                .map(|place| self.at(line, place));
            let places = label.into_iter().chain(cells.iter().map(|held| held.at));
            notes.extend(
                places
                    .filter_map(|at| extras.notes.get(&at))
                    .map(|note| note.trim()),
            );
        }
        notes.retain(|note| !note.is_empty());
        notes.join("\n")
    }

    /// Whether a formula sums up what stands before it in its column, or in its row where periods
    /// run down.
    pub(super) fn is_sum(&self, held: &Held) -> bool {
        let formula = self
            .sheet
            .cells
            .get(&held.at)
            .and_then(|cell| cell.formula.as_deref());
        let Some(formula) = formula else { return false };
        let upper = formula.trim_start_matches(['+', '=']).to_ascii_uppercase();
        let inside = ["SUM(", "SUBTOTAL("]
            .iter()
            .find_map(|name| upper.strip_prefix(name));
        let Some(inside) = inside.and_then(|inside| inside.strip_suffix(')')) else {
            return false;
        };
        let range = inside.rsplit(',').next().and_then(Area::read);
        range.is_some_and(|range| {
            let (row, column) = (held.at.row, held.at.column);
            match self.orientation {
                Orientation::Across => {
                    range.first.column == column
                        && range.last.column == column
                        && range.last.row < row
                        && range.last.row > range.first.row
                }
                Orientation::Down => {
                    range.first.row == row
                        && range.last.row == row
                        && range.last.column < column
                        && range.last.column > range.first.column
                }
            }
        })
    }
}

/// Whether a label says that its line sums up others.
pub(super) fn is_total(label: &str) -> bool {
    let lower = label.to_lowercase();
    TOTALS.iter().any(|word| {
        let rest = lower.strip_prefix(word);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic()))
    })
}
