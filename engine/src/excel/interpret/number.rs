//! From a number in a cell to a value of the row: unit, percent, scale, sign.

use crate::excel::line::{UnitFrom, WrittenUnit};
use crate::excel::understand::Column;
use crate::units::Ratio;
use crate::units::entry::Decimal;

use super::answer::{Kind, Setting};
use super::format::{Format, plain};
use super::job::{Job, choice};
use super::label;
use super::lexicon::{self, Meaning, Sort};
use super::text::{Written, times};
use super::unit::{Around, Fit, fit, money};
use super::{Outcome, Reading, Remark};

/// A number as a cell has it, with what its own text says about it.
pub(super) struct Amount<'a> {
    number: Number<'a>,
    /// The unit in its text.
    pub(super) unit: &'a str,
    currency: Option<&'static str>,
    /// The power of ten of a word in its text.
    pub(super) power: i32,
    is_m: bool,
}

enum Number<'a> {
    Stored(f64),
    Written(&'a Written<'a>, Decimal),
}

impl<'a> Amount<'a> {
    pub(super) fn stored(number: f64) -> Self {
        Self {
            number: Number::Stored(number),
            unit: "",
            currency: None,
            power: 0,
            is_m: false,
        }
    }

    pub(super) fn written(one: &'a Written<'a>, decimal: Decimal) -> Self {
        Self {
            number: Number::Written(one, decimal),
            unit: one.unit,
            currency: one.currency,
            power: one.power,
            is_m: one.is_m,
        }
    }

    pub(super) fn times(&self, ratio: Ratio) -> f64 {
        match &self.number {
            Number::Stored(number) => times(*number, ratio),
            Number::Written(one, decimal) => one.value(*decimal, ratio),
        }
    }
}

impl Job<'_> {
    /// The value that a number comes to.
    pub(super) fn number(
        &self,
        amount: &Amount<'_>,
        format: &Format,
        reading: &mut Reading,
    ) -> Outcome {
        let found = self.unit(amount, format);
        reading.unit = found.as_ref().map(|unit| unit.text.clone());
        if let Some(refused) = self.doubtful(amount, format, found.as_ref()) {
            return Outcome::Refused(refused);
        }
        let meaning = match &found {
            None => None,
            Some(unit) => match lexicon::read(&unit.text, self.wanted.catalog) {
                Some(meaning) => Some(meaning),
                None => {
                    return Outcome::Refused(format!(
                        "the unit `{}` is not known: set the unit of this line",
                        unit.text
                    ));
                }
            },
        };
        if format.thousands > 0 {
            reading.remarks.push(Remark::Shown(reading.shown.clone()));
        }
        let words = self.words();
        let is_yearly = matches!(self.held.column, Column::Year(_));
        let around = Around {
            words: &words,
            is_yearly,
        };
        let mut fitted = fit(meaning.as_ref(), around, self.wanted);
        if format.is_percent {
            fitted = match fit(Some(&percent()), around, self.wanted) {
                Fit::Percent(ratio) if is_ratio(meaning.as_ref()) => Fit::Times(ratio),
                Fit::Percent(_) => {
                    let unit = reading.unit.as_deref().unwrap_or_default();
                    return Outcome::Refused(format!(
                        "its format shows percent, but its unit is `{unit}`: set the unit"
                    ));
                }
                _ => Fit::No("a ratio".to_owned()),
            };
        }
        if found.is_none() && !format.is_percent {
            fitted = match self.plain_percent(amount, fitted) {
                Ok(fitted) => fitted,
                Err(outcome) => return outcome,
            };
        }
        self.fitted(amount, format, meaning.as_ref(), fitted, reading)
    }

    fn fitted(
        &self,
        amount: &Amount<'_>,
        format: &Format,
        meaning: Option<&Meaning>,
        fitted: Fit,
        reading: &mut Reading,
    ) -> Outcome {
        let (ratio, asked) = match fitted {
            Fit::Times(ratio) => (ratio, None),
            Fit::Assumed(ratio, remarks) => {
                reading.remarks.extend(remarks);
                (ratio, None)
            }
            Fit::Asks(kind, ratio, remarks) => {
                reading.remarks.extend(remarks);
                (ratio, Some(kind))
            }
            Fit::Percent(ratio) => match self.percent(amount, ratio, reading) {
                Ok(ratio) => (ratio, None),
                Err(outcome) => return outcome,
            },
            Fit::No(found) => return Outcome::Refused(self.mismatch(&found)),
        };
        let power = match self.power(amount, format, meaning, ratio, reading) {
            Ok(power) => power,
            Err(outcome) => return outcome,
        };
        let total = Ratio::power_of_ten(power).and_then(|power| ratio.times(power));
        let Some(total) = total else {
            return Outcome::Refused("the factor between the units is too large".to_owned());
        };
        reading.factor = total.to_f64();
        let mut value = amount.times(total);
        if self.is_flipped() {
            reading.remarks.push(Remark::Flipped);
            reading.factor = -reading.factor;
            value = -value;
        }
        match asked {
            Some(kind) => self.settled(kind, value, reading),
            None => finite(value),
        }
    }

    /// The unit of a cell: as set, in its text, of its line, in its heading or its format.
    fn unit(&self, amount: &Amount<'_>, format: &Format) -> Option<WrittenUnit> {
        let of = |text: &str, from| WrittenUnit {
            text: text.to_owned(),
            from,
        };
        if let Some(text) = self.answers.set_for(&self.place, Setting::Unit) {
            return Some(of(text, UnitFrom::Column)).filter(|unit| !unit.text.is_empty());
        }
        if !amount.unit.is_empty() {
            let currency = amount.currency.filter(|_| amount.unit.starts_with('/'));
            let text = format!("{}{}", currency.unwrap_or_default(), amount.unit);
            return Some(of(&text, UnitFrom::Format));
        }
        let is_near = |unit: &&WrittenUnit| unit.from <= UnitFrom::Label;
        if let Some(unit) = self.line.unit.as_ref().filter(is_near) {
            return Some(unit.clone());
        }
        let catalog = self.wanted.catalog;
        let headings = self.held.heading.split(" / ");
        let in_heading = headings.filter_map(|heading| match label::in_label(heading, catalog) {
            Some((unit, _)) => Some(unit),
            None => lexicon::read(heading, catalog).map(|_| heading),
        });
        if let Some(text) = in_heading.last() {
            return Some(of(text, UnitFrom::Heading));
        }
        let own = format
            .unit
            .as_deref()
            .map(|text| of(text, UnitFrom::Format));
        own.or_else(|| self.line.unit.clone())
    }

    /// What speaks against reading the number at all: the currency that is shown with it is another,
    /// or `5m` may be minutes.
    fn doubtful(
        &self,
        amount: &Amount<'_>,
        format: &Format,
        unit: Option<&WrittenUnit>,
    ) -> Option<String> {
        let is_time = self.wanted.unit.symbol();
        if amount.is_m && ["yr", "h", "month", "min", "s"].contains(&is_time.as_str()) {
            return Some("`m` can be million, minutes or months: set the value by hand".to_owned());
        }
        let shown = amount
            .currency
            .map(str::to_owned)
            .or_else(|| format.currency.clone())?;
        let catalog = self.wanted.catalog;
        let own = catalog.parse(&shown).ok()?.dimension().to_string();
        let read = unit.and_then(|unit| lexicon::read(&unit.text, catalog));
        let written = read.filter(|read| read.sort == Sort::Measured);
        let expected = match &written {
            Some(meaning) => money(&meaning.unit, self.wanted),
            None => money(self.wanted.unit, self.wanted),
        };
        match expected {
            Some(expected) if expected == own => None,
            Some(expected) => Some(format!(
                "it is {own}, but expected is {expected}: convert it in the spreadsheet, or set the unit"
            )),
            None => Some(format!(
                "it is {own}, but `{}` is not money",
                self.wanted.row.label
            )),
        }
    }

    /// What is read around the number: label, headings, section.
    fn words(&self) -> String {
        let section = self.line.section.join(" ");
        format!("{} {} {section}", self.line.label, self.held.heading)
    }

    fn mismatch(&self, found: &str) -> String {
        let row = self.wanted.row;
        let unit = match self.wanted.unit.symbol() {
            symbol if symbol.is_empty() => "a ratio".to_owned(),
            symbol => format!("in `{symbol}`"),
        };
        format!("it is {found}, but `{}` is {unit}", row.label)
    }

    /// A value that stands once a question about its unit is answered.
    fn settled(&self, kind: Kind, value: f64, reading: &Reading) -> Outcome {
        let row = &self.wanted.row.label;
        let unit = self.wanted.unit.symbol();
        let written = reading.unit.as_deref().unwrap_or_default();
        match (kind, self.answers.to(&self.place, kind)) {
            (Kind::Power, Some("it")) | (Kind::Per, Some("yes")) => return finite(value),
            (_, Some(_)) => {
                let why = "left out: its unit is another one, as answered";
                return Outcome::None(why.to_owned());
            }
            (_, None) => {}
        }
        let number = plain(value);
        let (question, yes, no) = match kind {
            Kind::Power => ("power at the IT equipment", "it", "leave"),
            _ => ("meant so", "yes", "no"),
        };
        let text = format!(
            "`{}` in `{}` is in `{written}`, and `{row}` is in `{unit}`. Is it {question}?",
            self.line.label, self.place.at
        );
        let choices = vec![
            choice(yes, format!("yes: {number} `{unit}`"), Some(value)),
            choice(no, "no: no value".to_owned(), None),
        ];
        self.ask(kind, text, choices)
    }
}

fn percent() -> Meaning {
    Meaning {
        unit: crate::units::Unit::ratio(),
        power: 0,
        sort: Sort::Percent,
    }
}

/// Whether what is written besides a percent format agrees with it.
fn is_ratio(meaning: Option<&Meaning>) -> bool {
    meaning
        .is_none_or(|meaning| meaning.sort != Sort::Measured || meaning.unit.dimension().is_none())
}

fn finite(value: f64) -> Outcome {
    match value.is_finite() {
        true => Outcome::Value(value),
        false => Outcome::Refused("the number is too large".to_owned()),
    }
}
