//! One cell on its way to a value: what kind of cell it is decides what becomes of it.

use crate::excel::book::{Book, Cell, Sheet, Value};
use crate::excel::line::{Held, Line};
use crate::units::Ratio;
use crate::units::entry::Decimal;

use super::answer::{Answers, Choice, Kind, Place, Question, Setting};
use super::format::{self, Format};
use super::number::Amount;
use super::text::{self, Text, Written};
use super::{Outcome, Reading, Remark, Wanted};

/// A cell and all that it is read by.
pub(super) struct Job<'a> {
    pub(super) book: &'a Book,
    pub(super) sheet: &'a Sheet,
    pub(super) line: &'a Line,
    pub(super) held: &'a Held,
    pub(super) wanted: &'a Wanted<'a>,
    pub(super) answers: &'a Answers,
    pub(super) place: Place<'a>,
}

impl Job<'_> {
    pub(super) fn reading(&self) -> Reading {
        let Some(cell) = self.sheet.cells.get(&self.held.at) else {
            return self.blank();
        };
        let mut reading = Reading {
            raw: cell.value.clone(),
            format: self.book.format(cell).to_owned(),
            shown: format::shown(self.book, cell),
            unit: None,
            scale: 0,
            factor: 1.0,
            outcome: Outcome::None(String::new()),
            remarks: self.circumstances(cell),
        };
        reading.outcome = self.outcome(cell, &mut reading);
        if matches!(reading.outcome, Outcome::Asks(_)) {
            // Nothing is taken for granted before it is answered.
            let is_taken = |remark: &Remark| matches!(remark, Remark::Per(_) | Remark::AtEquipment);
            reading.remarks.retain(|remark| !is_taken(remark));
        }
        if let Outcome::Value(value) = reading.outcome
            && value < 0.0
            && self.takes_no_negatives()
        {
            reading.remarks.push(Remark::Negative);
        }
        reading
    }

    fn blank(&self) -> Reading {
        Reading {
            raw: Value::Text("".into()),
            format: "General".to_owned(),
            shown: String::new(),
            unit: None,
            scale: 0,
            factor: 1.0,
            outcome: Outcome::None("the cell is empty".to_owned()),
            remarks: Vec::new(),
        }
    }

    /// What is to be known about a cell whatever it holds.
    fn circumstances(&self, cell: &Cell) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let formula = cell.formula.as_deref();
        remarks.extend(
            formula
                .filter(|text| is_external(text))
                .map(|_| Remark::OtherFile),
        );
        let is_manual = self.book.calculation.is_some_and(|when| when.is_manual);
        remarks.extend((is_manual && formula.is_some()).then_some(Remark::MayBeStale));
        let tables = self
            .sheet
            .extras
            .iter()
            .flat_map(|extras| &extras.data_tables);
        let mut tables = tables.filter(|table| table.area.contains(self.held.at));
        remarks.extend(tables.next().map(|_| Remark::WhatIf));
        let is_hidden = self.held.is_hidden || self.line.is_hidden;
        remarks.extend(is_hidden.then_some(Remark::Hidden));
        remarks
    }

    fn takes_no_negatives(&self) -> bool {
        match &self.wanted.row.definition {
            crate::workbook::Definition::Assumption(assumption) => {
                assumption.valid.is_some_and(|(least, _)| least.0 >= 0.0)
            }
            _ => false,
        }
    }

    fn outcome(&self, cell: &Cell, reading: &mut Reading) -> Outcome {
        match &cell.value {
            Value::NotComputed => Outcome::Refused(
                "its formula has no stored result: open the file in Excel or LibreOffice, save it, and import it again".to_owned(),
            ),
            Value::Error(code) => Outcome::Refused(format!("the cell holds the error `{code}`")),
            Value::Truth(_) => Outcome::Refused(format!("`{}` is not a number", reading.shown)),
            Value::Number(number) => {
                let format = Format::read(&reading.format);
                self.number(&Amount::stored(*number), &format, reading)
            }
            Value::Date(days) | Value::Span(days) => self.dated(*days, reading),
            Value::Text(text) => self.text(text, reading),
        }
    }

    /// A number that is shown as a date or a time span, perhaps by a letter in its format.
    fn dated(&self, days: f64, reading: &mut Reading) -> Outcome {
        let format = Format::of_date(&reading.format);
        match self.answers.to(&self.place, Kind::Date) {
            Some("number") => self.number(&Amount::stored(days), &format, reading),
            Some(_) => left_out(),
            None => {
                let number = format::plain(days);
                let text = format!(
                    "`{}` is shown as {} because of its format `{}`, and stored as {number}. Is it a number?",
                    self.place.at, reading.shown, reading.format
                );
                let value = match self.number(&Amount::stored(days), &format, &mut reading.clone())
                {
                    Outcome::Value(value) => Some(value),
                    _ => None,
                };
                let choices = vec![
                    choice("number", format!("the number {number}"), value),
                    choice("leave", "no value".to_owned(), None),
                ];
                self.ask(Kind::Date, text, choices)
            }
        }
    }

    fn text(&self, written: &str, reading: &mut Reading) -> Outcome {
        match text::read(written) {
            Text::Absent => Outcome::None(match written.trim() {
                "" => "the cell is empty".to_owned(),
                word => format!("`{word}` says that there is no value"),
            }),
            Text::Identifier => Outcome::Refused(format!(
                "`{}` starts with a zero, as an identifier does",
                written.trim()
            )),
            Text::Marked => Outcome::Refused(format!("`{}` is marked as text", written.trim())),
            Text::Words => Outcome::Refused(format!("`{}` is not a number", written.trim())),
            Text::Number(one) => {
                reading.remarks.push(Remark::Text);
                self.written(&one, reading)
            }
            Text::Near(one) => self.near(written.trim(), &one, reading),
            Text::Range(low, high) => self.range(written.trim(), &low, &high, reading),
        }
    }

    /// A number in text, once its decimal mark is known.
    fn written(&self, one: &Written<'_>, reading: &mut Reading) -> Outcome {
        match self.decimal(one) {
            Some(decimal) => {
                self.number(&Amount::written(one, decimal), &Format::default(), reading)
            }
            None => self.ask_locale(one, reading),
        }
    }

    /// The decimal mark of a number: as answered, as it tells itself, as most on the sheet have it;
    /// `None` where all of that leaves it open.
    fn decimal(&self, one: &Written<'_>) -> Option<Decimal> {
        if !one.is_open() {
            return Some(one.decimal().unwrap_or_default());
        }
        match self.answers.to(&self.place, Kind::Locale) {
            Some("comma") => Some(Decimal::Comma),
            Some(_) => Some(Decimal::Point),
            None => self
                .line
                .decimal
                .or(one.is_english().then_some(Decimal::Point)),
        }
    }

    fn ask_locale(&self, one: &Written<'_>, reading: &Reading) -> Outcome {
        let value = |decimal| {
            let amount = Amount::written(one, decimal);
            match self.number(&amount, &Format::default(), &mut reading.clone()) {
                Outcome::Value(value) => Some(value),
                _ => None,
            }
        };
        let shown = |decimal| format::plain(one.value(decimal, Ratio::ONE));
        let choices = [("point", Decimal::Point), ("comma", Decimal::Comma)];
        let choices = choices.map(|(id, decimal)| {
            let label = format!("a decimal {id}: {}", shown(decimal));
            choice(id, label, value(decimal))
        });
        let text = format!(
            "`{}` in `{}` can be {} or {}. Which decimal mark has this text?",
            reading.shown,
            self.place.at,
            shown(Decimal::Point),
            shown(Decimal::Comma)
        );
        self.ask(Kind::Locale, text, choices.into())
    }

    /// A number that is only near: taken as it is, or left out.
    fn near(&self, shown: &str, one: &Written<'_>, reading: &mut Reading) -> Outcome {
        let mut tried = reading.clone();
        tried.remarks.push(Remark::Text);
        let outcome = self.written(one, &mut tried);
        let Outcome::Value(value) = outcome else {
            return outcome;
        };
        match self.answers.to(&self.place, Kind::Approximate) {
            Some("value") => {
                *reading = tried;
                outcome
            }
            Some(_) => left_out(),
            None => {
                let text = format!(
                    "`{shown}` in `{}` is not exact. Take the number?",
                    self.place.at
                );
                let number = format::plain(value);
                let choices = vec![
                    choice("value", format!("take {number}"), Some(value)),
                    choice("leave", "no value".to_owned(), None),
                ];
                self.ask(Kind::Approximate, text, choices)
            }
        }
    }

    fn range(
        &self,
        shown: &str,
        low: &Written<'_>,
        high: &Written<'_>,
        reading: &mut Reading,
    ) -> Outcome {
        let mut tried = reading.clone();
        tried.remarks.push(Remark::Text);
        let ends = (
            self.written(low, &mut reading.clone()),
            self.written(high, &mut tried),
        );
        let (low, high) = match ends {
            (Outcome::Value(low), Outcome::Value(high)) => (low, high),
            (Outcome::Value(_), other) | (other, _) => return other,
        };
        if low > high {
            return Outcome::Refused(format!("`{shown}` is a range that ends before it starts"));
        }
        let middle = (low + high) / 2.0;
        let answer = self.answers.to(&self.place, Kind::Range);
        if answer.is_some_and(|answer| answer != "leave") {
            *reading = tried;
        }
        match answer {
            Some("range") => Outcome::Range { low, high },
            Some("midpoint") => Outcome::Value(middle),
            Some("low") => Outcome::Value(low),
            Some("high") => Outcome::Value(high),
            Some(_) => left_out(),
            None => {
                let [a, b, c] = [low, middle, high].map(format::plain);
                let choices = vec![
                    choice(
                        "range",
                        format!("the range from {a} to {b}", b = c.clone()),
                        None,
                    ),
                    choice("midpoint", format!("the middle, {b}"), Some(middle)),
                    choice("low", format!("the low end, {a}"), Some(low)),
                    choice("high", format!("the high end, {c}"), Some(high)),
                    choice("leave", "no value".to_owned(), None),
                ];
                let text = format!(
                    "`{shown}` in `{}` is a range. What is taken?",
                    self.place.at
                );
                self.ask(Kind::Range, text, choices)
            }
        }
    }

    pub(super) fn ask(&self, kind: Kind, text: String, choices: Vec<Choice>) -> Outcome {
        Outcome::Asks(Question {
            kind,
            key: self.place.key(kind),
            text,
            choices,
        })
    }

    /// Whether the sign of this cell is to be turned around.
    pub(super) fn is_flipped(&self) -> bool {
        self.answers.set_for(&self.place, Setting::Sign) == Some("flip")
    }
}

pub(super) fn choice(id: &'static str, label: String, value: Option<f64>) -> Choice {
    Choice { id, label, value }
}

pub(super) fn left_out() -> Outcome {
    Outcome::None("left out, as answered".to_owned())
}

/// Whether a formula reads another file: `[1]Sheet!A1`, `'[Costs.xlsx]Sheet 1'!A1`.
fn is_external(formula: &str) -> bool {
    formula.match_indices('[').any(|(at, _)| {
        let Some((name, after)) = formula[at + 1..].split_once(']') else {
            return false;
        };
        let sheet = after.split_once('!').map_or("", |(sheet, _)| sheet);
        let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        let is_file = name.to_ascii_lowercase().contains(".xl") || name.ends_with(".ods");
        !sheet.is_empty() && (is_number || is_file)
    })
}
