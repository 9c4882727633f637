//! Number formats: what they tell about a value, and how a value looks in them.

use crate::excel::book::{Book, Cell, Value};
use crate::excel::understand::day;

use super::term;

/// What a number format tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::excel) struct Format {
    /// It shows numbers times a hundred, with `%`.
    pub(in crate::excel) is_percent: bool,
    /// How many thousands it leaves out: one per comma behind the digits.
    pub(in crate::excel) thousands: u32,
    /// The currency that it shows.
    pub(in crate::excel) currency: Option<String>,
    /// A unit that it shows behind the number: `MWh`, `x`, `/GPU-hr`.
    pub(in crate::excel) unit: Option<String>,
    /// The power of ten of a word that it shows without leaving thousands out: `0.0"bn"`.
    pub(in crate::excel) power: i32,
    /// Digits behind the decimal point.
    decimals: usize,
    /// Whether thousands are separated.
    is_grouped: bool,
    /// What stands before and behind the digits.
    before: String,
    after: String,
    /// Whether digits stand in it at all.
    has_digits: bool,
}

impl Format {
    /// Reads the first section of a format, that of positive numbers.
    pub(in crate::excel) fn read(format: &str) -> Self {
        let mut own = Self::default();
        let mut chars = format.chars().peekable();
        let mut commas = 0;
        let mut is_fraction = false;
        while let Some(c) = chars.next() {
            match c {
                ';' => break,
                '"' => {
                    let text: String = chars.by_ref().take_while(|c| *c != '"').collect();
                    own.add(&text);
                }
                '\\' => own.add(&chars.next().map(String::from).unwrap_or_default()),
                '_' | '*' => drop(chars.next()),
                '[' => {
                    let text: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    own.bracketed(&text);
                }
                '0' | '#' | '?' => {
                    own.has_digits = true;
                    own.is_grouped |= commas > 0;
                    commas = 0;
                    own.decimals += usize::from(is_fraction);
                }
                '.' => is_fraction = true,
                ',' => commas += u32::from(own.has_digits),
                '%' => {
                    own.is_percent = true;
                    own.add("%");
                }
                c => own.add(&c.to_string()),
            }
        }
        own.thousands = commas;
        own.settle();
        own
    }

    /// Reads the format of what was taken for a date: `0 bps` has an `s`, like one of seconds.
    pub(super) fn of_date(format: &str) -> Self {
        let unit = Self::read(format).unit;
        Self {
            unit: unit.filter(|unit| unit.contains("bp")),
            ..Self::default()
        }
    }

    fn add(&mut self, text: &str) {
        match self.has_digits {
            true => self.after += text,
            false => self.before += text,
        }
    }

    /// `[$€-407]` is a currency; colours and conditions are passed over.
    fn bracketed(&mut self, text: &str) {
        if let Some(rest) = text.strip_prefix('$') {
            let symbol = rest.split('-').next().unwrap_or_default().to_owned();
            self.add(&symbol);
        }
    }

    /// Tells currency, unit and scale from what stands around the digits.
    fn settle(&mut self) {
        if !self.has_digits {
            return;
        }
        let around = format!("{} {}", self.before, self.after);
        let marks = ["$", "€", "£", "¥", "USD", "EUR", "GBP", "JPY", "CHF"];
        let currency = marks.iter().find(|mark| around.contains(**mark));
        self.currency = currency.map(|mark| (*mark).to_owned());
        let mut rest = self.after.replace('%', "");
        if let Some(currency) = &self.currency {
            rest = rest.replace(currency.as_str(), "");
        }
        let rest = rest.trim();
        match term::scale(rest) {
            Some(power) if self.thousands == 0 => self.power = power,
            Some(_) => {}
            None if rest.starts_with('/') => {
                let money = self.currency.clone().unwrap_or_default();
                self.unit = Some(format!("{money}{rest}"));
            }
            None => self.unit = Some(rest.to_owned()).filter(|rest| !rest.is_empty()),
        }
    }

    fn number(&self, number: f64) -> String {
        let mut scaled = if self.is_percent {
            number * 100.0
        } else {
            number
        };
        for _ in 0..self.thousands {
            scaled /= 1000.0;
        }
        let digits = format!("{:.*}", self.decimals, scaled.abs());
        let digits = if self.is_grouped {
            grouped(&digits)
        } else {
            digits
        };
        let sign = if scaled < 0.0 { "-" } else { "" };
        let text = format!("{sign}{}{digits}{}", self.before, self.after);
        text.trim().to_owned()
    }
}

/// Digits with a comma between groups of three.
fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(a, b)| (a, Some(b)));
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text += fraction;
    }
    text
}

/// What the spreadsheet shows in a cell, as nearly as its number format tells.
///
/// ```
/// use rackhour_engine::excel::interpret::shown;
/// use rackhour_engine::excel::read::{Watch, read};
/// let book = read("a.csv", b"Rate,0.4\n", &Watch::default()).unwrap();
/// let cells: Vec<_> = book.sheets[0].cells.values().map(|cell| shown(&book, cell)).collect();
/// assert_eq!(cells, ["Rate", "0.4"]);
/// ```
pub fn shown(book: &Book, cell: &Cell) -> String {
    match &cell.value {
        Value::NotComputed => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Truth(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        Value::Error(code) => code.to_string(),
        Value::Date(days) => date(*days, book.is_1904),
        Value::Span(days) => format!("{} h", plain(days * 24.0)),
        Value::Number(number) => formatted(*number, book.format(cell)),
    }
}

/// A number in a number format.
pub(super) fn formatted(number: f64, format: &str) -> String {
    let read = Format::read(format);
    match format.eq_ignore_ascii_case("general") || !read.has_digits || format.contains("E+") {
        true => plain(number),
        false => read.number(number),
    }
}

/// A date as `2026-12-31`; the bare number where it is none.
pub(in crate::excel) fn date(days: f64, is_1904: bool) -> String {
    day(days, is_1904).map_or_else(|| plain(days), |day| day.to_string())
}

/// A number in at most 15 digits.
pub(in crate::excel) fn plain(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_their_format_says() {
        for (number, format, text) in [
            (0.1 + 0.2, "General", "0.3"),
            (1389.0, "#,##0", "1,389"),
            (-1234.5, "#,##0.00", "-1,234.50"),
            (0.4, "0.0%", "40.0%"),
            (1.389e9, "#,##0.0,,\"M\"", "1,389.0M"),
            (6.67, "$0.00", "$6.67"),
            (6.67, "[$€-407]#,##0.00", "€6.67"),
            (120.0, "#,##0 \"MWh\"", "120 MWh"),
            (1.25, "0.00\"x\"", "1.25x"),
            (120.0, "#,##0\\ \\M\\W", "120 MW"),
            (-5.0, "#,##0_);(#,##0)", "-5"),
        ] {
            assert_eq!(formatted(number, format), text, "{format}");
        }
    }

    #[test]
    fn formats_tell_units() {
        let unit = |format: &str| Format::read(format).unit.unwrap_or_default();
        assert_eq!(unit("#,##0 \"MWh\""), "MWh");
        assert_eq!(unit("0.0\"x\""), "x");
        assert_eq!(unit("$0.00\"/GPU-hr\""), "$/GPU-hr");
        assert_eq!(unit("#,##0.0,,\"M\""), "");
        assert_eq!(unit("0.0%"), "");
        assert_eq!(Format::read("0.0\"bn\"").power, 9);
        assert_eq!(Format::read("#,##0.0,,\"M\"").power, 0);
        assert_eq!(Format::read("#,##0.0,,\"M\"").thousands, 2);
        assert_eq!(Format::read("[$$-409]#,##0").currency.as_deref(), Some("$"));
        assert_eq!(Format::read("[Red]#,##0").currency, None);
    }
}
