//! Powers of ten that a text, a heading or a number format adds to a number.

use crate::units::{Ratio, Unit};

use super::answer::{Kind, Setting};
use super::format::{Format, plain};
use super::job::{Job, choice};
use super::lexicon::{Meaning, Sort};
use super::number::Amount;
use super::unit::money;
use super::{Outcome, Reading, Remark};

impl Job<'_> {
    /// The power of ten that a word, a heading or a format adds.
    pub(super) fn power(
        &self,
        amount: &Amount<'_>,
        format: &Format,
        meaning: Option<&Meaning>,
        ratio: Ratio,
        reading: &mut Reading,
    ) -> Result<i32, Outcome> {
        if let Some(power) = self.answers.set_for(&self.place, Setting::Times) {
            reading.scale = power.parse().unwrap_or(0);
            return Ok(reading.scale);
        }
        if amount.power != 0 {
            return Ok(self.own_power(amount, meaning, reading));
        }
        if format.power != 0 {
            let from = Remark::FormatScale(format.power);
            return self.asked_power(amount, format.power, ratio, &from, reading);
        }
        let Some(scale) = &self.line.scale else {
            return Ok(0);
        };
        match self.holds(meaning) {
            Holds::Yes => {
                reading.remarks.push(Remark::Scaled(scale.word.clone()));
                reading.scale = scale.power;
                let own = if meaning.is_none() {
                    self.row_power()
                } else {
                    0
                };
                Ok(scale.power - own)
            }
            Holds::No => {
                reading.remarks.push(Remark::NotScaled(scale.word.clone()));
                Ok(0)
            }
            Holds::Silent => Ok(0),
            Holds::Open => {
                let from = Remark::Scaled(scale.word.clone());
                self.asked_power(amount, scale.power, ratio, &from, reading)
            }
        }
    }

    /// The scale in the text itself. In a row whose unit has one of its own, the digits are in the
    /// plain unit: `$1.2m` in a row of `$M` is 1.2.
    fn own_power(
        &self,
        amount: &Amount<'_>,
        meaning: Option<&Meaning>,
        reading: &mut Reading,
    ) -> i32 {
        reading.scale = amount.power;
        let own = if meaning.is_none() {
            self.row_power()
        } else {
            0
        };
        amount.power - own
    }

    /// The power of ten in the row's own unit, where it is money: 6 of `$M/yr`.
    fn row_power(&self) -> i32 {
        let mut factors = self.wanted.unit.factors();
        let first = factors.find(|(_, exponent)| *exponent > 0);
        let first = first.and_then(|(symbol, _)| self.wanted.catalog.parse(symbol).ok());
        let money = first.filter(|first| first.dimension().to_string().starts_with("money"));
        let powers = [3, 6, 9, 12].into_iter();
        let of = |first: Unit| {
            powers
                .into_iter()
                .find(|power| Ratio::power_of_ten(*power) == Some(first.scale()))
        };
        money.and_then(of).unwrap_or(0)
    }

    /// Whether the scale of a block holds for this number.
    fn holds(&self, meaning: Option<&Meaning>) -> Holds {
        let Some(meaning) = meaning else {
            let unit = self.wanted.unit;
            let is_money = money(unit, self.wanted).is_some();
            return match (is_money, unit.dimension().is_none()) {
                (true, _) if is_amount(&unit.symbol().replace(SCALES, "")) => Holds::Yes,
                (_, true) => Holds::Silent,
                _ => Holds::Open,
            };
        };
        match meaning.sort {
            Sort::Measured if meaning.power != 0 => Holds::No,
            Sort::Measured if is_amount(&meaning.unit.symbol()) => Holds::Yes,
            Sort::Measured => Holds::No,
            Sort::Count => Holds::Open,
            _ => Holds::Silent,
        }
    }

    /// A scale that may hold: as answered.
    fn asked_power(
        &self,
        amount: &Amount<'_>,
        power: i32,
        ratio: Ratio,
        from: &Remark,
        reading: &mut Reading,
    ) -> Result<i32, Outcome> {
        match self.answers.to(&self.place, Kind::Scale) {
            Some("yes") => {
                reading.scale = power;
                reading.remarks.push(from.clone());
                Ok(power)
            }
            Some(_) => Ok(0),
            None => {
                let words = match from {
                    Remark::Scaled(word) => format!("stands under `{word}`"),
                    _ => format!("is shown as `{}`", reading.shown),
                };
                Err(self.ask_scale(amount, power, ratio, &words))
            }
        }
    }

    fn ask_scale(&self, amount: &Amount<'_>, power: i32, ratio: Ratio, words: &str) -> Outcome {
        let scaled = Ratio::power_of_ten(power).and_then(|power| ratio.times(power));
        let number = plain(amount.times(Ratio::ONE));
        let text = format!(
            "`{}` in `{}` {words}. Is {number} meant times 1e{power}?",
            self.line.label, self.place.at
        );
        let value = scaled.map(|ratio| amount.times(ratio));
        let choices = vec![
            choice("yes", format!("times 1e{power}"), value),
            choice("no", "as it stands".to_owned(), Some(amount.times(ratio))),
        ];
        self.ask(Kind::Scale, text, choices)
    }
}

/// The letters of money in the catalogue that scale it.
const SCALES: [char; 4] = ['k', 'M', 'B', 'T'];

/// Whether the scale of a block holds.
enum Holds {
    Yes,
    No,
    /// It does not, and nobody would think that it did.
    Silent,
    Open,
}

/// Whether a unit is money, or money per year, quarter or month, without a scale: what `$ in
/// millions` is about.
fn is_amount(unit: &str) -> bool {
    let (money, per) = unit.split_once('/').unwrap_or((unit, "yr"));
    let is_plain = !money.is_empty() && !money.contains(['*', '^']) && !money.ends_with(SCALES);
    let is_money = money.starts_with(['$', '€', '£', '¥'])
        || money.len() == 3 && money.bytes().all(|byte| byte.is_ascii_uppercase());
    is_plain && is_money && ["yr", "quarter", "month"].contains(&per)
}
