//! Whether a number in percent is a fraction or in percentage points.

use crate::excel::book::{At, Value};
use crate::units::Ratio;
use crate::workbook::NumberFormat;

use super::answer::Kind;
use super::format::plain;
use super::job::{Job, choice};
use super::number::Amount;
use super::unit::Fit;
use super::{Outcome, Reading, Remark};

/// From here on a number under `%` is in percentage points.
const LARGEST_FRACTION: f64 = 1.5;
/// How many neighbours a question shows.
const PEERS: usize = 4;
/// How far away they are looked for.
const NEAR: u32 = 50;

impl Job<'_> {
    /// What a number under `%` is multiplied by: 1 as a fraction, 1/100 as points. A text that says
    /// `40%` is plain.
    pub(super) fn percent(
        &self,
        amount: &Amount<'_>,
        ratio: Ratio,
        reading: &mut Reading,
    ) -> Result<Ratio, Outcome> {
        let points = Ratio::power_of_ten(-2).and_then(|power| power.times(ratio));
        let Some(points) = points else {
            return Ok(ratio);
        };
        let size = amount.times(Ratio::ONE).abs();
        match self.answers.to(&self.place, Kind::Percent) {
            _ if !amount.unit.is_empty() || size == 0.0 => Ok(points),
            Some("points") => Ok(points),
            Some(_) => Ok(ratio),
            None if size > LARGEST_FRACTION => {
                reading.remarks.push(Remark::LikelyPercent);
                Ok(points)
            }
            None => Err(self.ask_percent(amount, ratio, points)),
        }
    }

    /// What a number is multiplied by where nothing says that it is in percent but the row. A small
    /// one is a fraction; a large one is asked about.
    pub(super) fn plain_percent(&self, amount: &Amount<'_>, fitted: Fit) -> Result<Fit, Outcome> {
        let is_in_percent = matches!(self.wanted.row.format, Some(NumberFormat::Percent(_)));
        let is_large = amount.times(Ratio::ONE).abs() > LARGEST_FRACTION;
        let Fit::Times(ratio) = fitted else {
            return Ok(fitted);
        };
        let points = Ratio::power_of_ten(-2).and_then(|power| power.times(ratio));
        let Some(points) = points.filter(|_| is_in_percent && is_large) else {
            return Ok(fitted);
        };
        match self.answers.to(&self.place, Kind::Percent) {
            Some("points") => Ok(Fit::Times(points)),
            Some(_) => Ok(fitted),
            None => Err(self.ask_percent(amount, ratio, points)),
        }
    }

    fn ask_percent(&self, amount: &Amount<'_>, fraction: Ratio, points: Ratio) -> Outcome {
        let number = plain(amount.times(Ratio::ONE));
        let (as_fraction, as_points) = (amount.times(fraction), amount.times(points));
        let shown = |value: f64| format!("{} %", plain(value * 100.0));
        let choices = vec![
            choice(
                "fraction",
                format!("a fraction: {number} is {}", shown(as_fraction)),
                Some(as_fraction),
            ),
            choice(
                "points",
                format!("percentage points: {number} is {}", shown(as_points)),
                Some(as_points),
            ),
        ];
        let peers = self.peers();
        let beside = match peers.is_empty() {
            true => String::new(),
            false => format!(" Beside it stand {}.", peers.join(", ")),
        };
        let text = format!(
            "`{}` in `{}` is {number}, without a percent format, and `{}` is a ratio.{beside} Are the numbers of this block fractions or percentage points?",
            self.line.label, self.place.at, self.wanted.row.label
        );
        self.ask(Kind::Percent, text, choices)
    }

    /// Other numbers of the line and of the same column, as they are shown.
    fn peers(&self) -> Vec<String> {
        let own = self.held.at;
        let beside = self.line.cells.iter().map(|held| held.at);
        let (first, last) = (own.row.saturating_sub(NEAR), own.row.saturating_add(NEAR));
        let above_and_below = (first..=last).map(|row| At::new(row, own.column));
        let cells = beside.chain(above_and_below).filter(|at| *at != own);
        let numbers = cells.filter_map(|at| {
            let cell = self.sheet.cells.get(&at)?;
            let is_number = matches!(cell.value, Value::Number(_));
            is_number.then(|| super::shown(self.book, cell))
        });
        numbers.take(PEERS).collect()
    }
}
