//! Numbers as a spreadsheet shows them, by the number format of their cell.
//!
//! What is shown here is for recognising a cell beside the file it came from; no value is ever read
//! from it.

use jiff::ToSpan;
use jiff::civil::date;
use rackhour_engine::math;

use super::plain;

/// The most decimals that a format can ask for.
const DECIMALS: usize = 12;

/// A number in a number format such as `#,##0.0%` or `$#,##0_);($#,##0)`.
///
/// ```
/// use rackhour::text::spreadsheet_number;
/// assert_eq!(spreadsheet_number(0.125, "0.0%"), "12.5%");
/// assert_eq!(spreadsheet_number(-1234.6, "#,##0_);(#,##0)"), "(1,235)");
/// assert_eq!(spreadsheet_number(1.389e9, "$#,##0.0,,\"M\""), "$1,389.0M");
/// ```
pub fn spreadsheet_number(value: f64, format: &str) -> String {
    let mut sections = format.split(';');
    let first = sections.next().unwrap_or("General");
    let negative = sections.next().filter(|_| value < 0.0);
    let section = negative.unwrap_or(first);
    if first.eq_ignore_ascii_case("general") || first.is_empty() || first == "@" {
        return general(value);
    }
    let parts = Parts::read(section);
    if parts.decimals.is_none() {
        return plain(value);
    }
    let sign = if value < 0.0 && negative.is_none() {
        "-"
    } else {
        ""
    };
    let digits = parts.digits(value.abs());
    format!("{sign}{}{digits}{}", parts.before, parts.after)
}

/// A number as it is shown without a format: up to eleven digits, thousands not apart.
fn general(value: f64) -> String {
    let rounded: f64 = format!("{value:.10e}").parse().unwrap_or(value);
    match rounded != 0.0 && !(1e-9..1e15).contains(&rounded.abs()) {
        true => super::marked(format!("{rounded:e}")),
        false => super::marked(rounded.to_string()),
    }
}

/// The day that a serial date stands for, as ISO 8601 writes it.
///
/// ```
/// use rackhour::text::spreadsheet_date;
/// assert_eq!(spreadsheet_date(46_387.0, false), "2026-12-31");
/// assert_eq!(spreadsheet_date(44_925.0, true), "2026-12-31");
/// ```
pub fn spreadsheet_date(days: f64, is_1904: bool) -> String {
    let first = match is_1904 {
        true => date(1904, 1, 1),
        // The calendar of spreadsheets has a 29 February 1900 that there was not.
        false => date(1899, 12, 30),
    };
    let whole = days.floor();
    let day = (whole.abs() < 1e7)
        .then(|| first.checked_add((whole as i64).days()).ok())
        .flatten();
    day.map_or_else(|| plain(days), |day| day.to_string())
}

/// What a section of a number format says.
#[derive(Default)]
struct Parts {
    before: String,
    after: String,
    /// None where the section shows no digits.
    decimals: Option<usize>,
    has_thousands: bool,
    /// How many powers of a thousand are taken off.
    thousands_off: u32,
    is_percent: bool,
    is_scientific: bool,
}

impl Parts {
    fn read(section: &str) -> Self {
        let mut parts = Self::default();
        let mut commas = 0;
        let mut in_decimals = false;
        let mut rest = section.chars();
        while let Some(c) = rest.next() {
            match c {
                '0' | '#' | '?' => {
                    let decimals = parts.decimals.get_or_insert(0);
                    *decimals += usize::from(in_decimals && !parts.is_scientific);
                    parts.has_thousands |= commas > 0;
                    commas = 0;
                }
                '.' => in_decimals = true,
                ',' if parts.decimals.is_some() => commas += 1,
                'E' | 'e' if parts.decimals.is_some() => {
                    parts.is_scientific = true;
                    rest.next();
                }
                '"' => {
                    let literal: String = rest.by_ref().take_while(|c| *c != '"').collect();
                    parts.push(&literal);
                }
                '[' => {
                    let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                    if let Some(currency) = inside.strip_prefix('$') {
                        let symbol = currency.split('-').next().unwrap_or_default();
                        parts.push(symbol);
                    }
                }
                '\\' => {
                    let literal: String = rest.next().into_iter().collect();
                    parts.push(&literal);
                }
                // Room as wide as some character, or filled with it.
                '_' | '*' => drop(rest.next()),
                '%' => {
                    parts.is_percent = true;
                    parts.push("%");
                }
                other => parts.push(&other.to_string()),
            }
        }
        parts.thousands_off = commas;
        parts
    }

    fn push(&mut self, literal: &str) {
        match self.decimals {
            None => self.before.push_str(literal),
            Some(_) => self.after.push_str(literal),
        }
    }

    fn digits(&self, size: f64) -> String {
        let times = if self.is_percent { 100.0 } else { 1.0 };
        let power = i32::try_from(self.thousands_off).unwrap_or(0);
        let size = size * times / math::power_integer(1_000.0, power);
        let decimals = self.decimals.unwrap_or(0).min(DECIMALS);
        if self.is_scientific {
            return format!("{size:.decimals$e}");
        }
        let digits = format!("{size:.decimals$}");
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut text = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if self.has_thousands && place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        let point = if fraction.is_empty() { "" } else { "." };
        super::marked(format!("{text}{point}{fraction}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_in_the_file() {
        let cases = [
            (0.4, "General", "0.4"),
            (2_026.0, "General", "2026"),
            (0.1 + 0.2, "General", "0.3"),
            (1e20, "General", "1e20"),
            (0.4, "0%", "40%"),
            (3.5, "0.00", "3.50"),
            (3.5, "$#,##0.00", "$3.50"),
            (3.5, "[$€-407] #,##0.00", "€ 3.50"),
            (-3.5, "0.0;[Red]-0.0", "-3.5"),
            (-3.5, "0.0", "-3.5"),
            (6.67, "0.00\"x\"", "6.67x"),
            (2_027.0, "0", "2027"),
            (1_234_567.0, "#,##0,", "1,235"),
            (12_345.0, "0.00E+00", "1.23e4"),
            (7.0, "\"n/a\"", "7"),
            (7.0, "", "7"),
        ];
        for (value, format, expected) in cases {
            assert_eq!(spreadsheet_number(value, format), expected, "{format}");
        }
    }

    #[test]
    fn no_serial_date_brings_the_window_down() {
        for days in [f64::MAX, -1e300, f64::NAN, 0.0, 1e6] {
            assert!(!spreadsheet_date(days, false).is_empty());
        }
    }
}
