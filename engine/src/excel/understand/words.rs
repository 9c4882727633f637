//! Words by which the parts of a sheet are told apart.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::excel::book::Value;
use crate::units::Catalog;

use super::{Column, Scale};

/// Headings of columns, in small letters, and what stands below them.
const HEADINGS: &[(&str, Column)] = &[
    ("unit", Column::Unit),
    ("units", Column::Unit),
    ("uom", Column::Unit),
    ("note", Column::Note),
    ("notes", Column::Note),
    ("source", Column::Note),
    ("sources", Column::Note),
    ("comment", Column::Note),
    ("comments", Column::Note),
    ("ref", Column::Note),
    ("reference", Column::Note),
    ("label", Column::Label),
    ("parameter", Column::Label),
    ("assumption", Column::Label),
    ("item", Column::Label),
    ("description", Column::Label),
    ("value", Column::Value),
    ("input", Column::Value),
    ("low", Column::Low),
    ("lower", Column::Low),
    ("min", Column::Low),
    ("minimum", Column::Low),
    ("high", Column::High),
    ("upper", Column::High),
    ("max", Column::High),
    ("maximum", Column::High),
];

/// Names of scenarios, in small letters; `case` or `scenario` may follow.
const SCENARIOS: &[&str] = &[
    "base",
    "bull",
    "bear",
    "upside",
    "downside",
    "best",
    "worst",
    "central",
    "optimistic",
    "pessimistic",
    "stress",
    "consensus",
    "management",
];

/// Words for powers of ten. Alone they count anywhere; letters need a currency before them, since
/// `m` is a metre too.
const SCALES: &[(&str, i32)] = &[
    ("thousand", 3),
    ("thousands", 3),
    ("000s", 3),
    ("million", 6),
    ("millions", 6),
    ("mn", 6),
    ("billion", 9),
    ("billions", 9),
    ("bn", 9),
    ("trillion", 12),
    ("trillions", 12),
];
const LETTERS: &[(&str, i32)] = &[
    ("000", 3),
    ("k", 3),
    ("m", 6),
    ("mm", 6),
    ("b", 9),
    ("t", 12),
];
const CURRENCIES: &[&str] = &["us$", "usd", "eur", "gbp", "jpy", "$", "€", "£", "¥"];

/// Units as people write them, beyond those that formulas know.
const UNITS: &[&str] = &[
    "%", "pct", "percent", "bps", "x", "#", "no.", "count", "ratio", "usd", "eur", "gbp", "year",
    "years", "yrs", "yr", "months", "month", "hours", "hour", "days", "day", "mwh", "kwh", "mw",
    "gw", "kw", "gpu", "gpus", "rack", "racks", "token", "tokens",
];

/// What a heading says about its column.
pub(in crate::excel) fn heading(text: &str) -> Option<Column> {
    let text = text.trim().trim_end_matches(':').to_lowercase();
    let word = text.split([' ', '(']).next().unwrap_or_default();
    if SCENARIOS.contains(&word) {
        let rest = text[word.len()..].trim();
        if ["", "case", "scenario"].contains(&rest) {
            return Some(Column::Scenario(String::new()));
        }
    }
    let found = HEADINGS.iter().find(|(own, _)| *own == text);
    found.map(|(_, column)| column.clone())
}

/// The year, or part of one, that a heading names. A number must look like a year and be shown like
/// one; a date counts by its calendar year.
pub(super) fn period(value: &Value, format: &str, is_1904: bool) -> Option<Column> {
    match value {
        Value::Number(number) => {
            let is_plain = !format.contains([',', '%', '$', '€']);
            year(*number).filter(|_| is_plain).map(Column::Year)
        }
        Value::Date(days) => day(*days, is_1904).map(|day| Column::Year(day.year())),
        Value::Text(text) => named_period(text),
        _ => None,
    }
}

fn year(number: f64) -> Option<i16> {
    ((1990.0..=2100.0).contains(&number) && number.fract() == 0.0).then_some(number as i16)
}

/// The day of a serial date; the missing day of February 1900 makes Excel's start the 30th.
pub(in crate::excel) fn day(days: f64, is_1904: bool) -> Option<Date> {
    let start = if is_1904 {
        date(1904, 1, 1)
    } else {
        date(1899, 12, 30)
    };
    let days = (0.0..3e6).contains(&days).then_some(days as i64)?;
    start.checked_add(days.days()).ok()
}

/// `2026`, `2026E`, `FY26`, `FY2026A`, `CY 2026`, `1H26`, `Q1 2026`.
fn named_period(text: &str) -> Option<Column> {
    let text = text.trim().to_uppercase().replace([' ', '\''], "");
    if text.len() > 8 || !text.is_ascii() {
        return None;
    }
    let (part, rest) = match text.as_bytes() {
        [b'1' | b'2', b'H', ..]
        | [b'1'..=b'4', b'Q', ..]
        | [b'Q', b'1'..=b'4', ..]
        | [b'H', b'1' | b'2', ..] => (Some(&text[..2]), &text[2..]),
        _ => (None, &text[..]),
    };
    let named = rest.strip_prefix("FY").or_else(|| rest.strip_prefix("CY"));
    let digits = named
        .unwrap_or(rest)
        .trim_end_matches(['A', 'E', 'F', 'P', 'B']);
    let number: f64 = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())??;
    let number = match digits.len() {
        4 => number,
        // Two digits are a year only where something else says so.
        // `H1` of a year, but `H100` is none.
        2 if part.is_some_and(|part| part.starts_with('H')) => return None,
        2 if part.is_some() || named.is_some() => 2000.0 + number,
        _ => return None,
    };
    let year = year(number)?;
    Some(match part {
        Some(part) => Column::Part(year, part.to_owned()),
        None => Column::Year(year),
    })
}

/// The scale that a title or heading names: `$ in millions`, `USD m`, `(000s)`.
pub(super) fn scale(text: &str) -> Option<Scale> {
    let lower = text.to_lowercase();
    let is_end = |c: char| c.is_whitespace() || "()[],;:/'’".contains(c);
    let words: Vec<&str> = lower
        .split(is_end)
        .filter(|word| !word.is_empty())
        .collect();
    let mut before = "";
    for word in &words {
        let bare = CURRENCIES
            .iter()
            .find_map(|currency| word.strip_prefix(currency));
        let after_currency = bare.filter(|bare| !bare.is_empty());
        let letter = after_currency.or_else(|| CURRENCIES.contains(&before).then_some(*word));
        let of_letter = letter.and_then(|letter| LETTERS.iter().find(|(own, _)| *own == letter));
        let of_word = SCALES
            .iter()
            .find(|(own, _)| Some(*own) == after_currency || own == word);
        if let Some((_, power)) = of_word.or(of_letter) {
            return Some(Scale {
                word: (*word).to_owned(),
                power: *power,
            });
        }
        before = word;
    }
    None
}

/// Whether a text is a unit and nothing else.
pub(super) fn is_unit(text: &str, catalog: &Catalog) -> bool {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')');
    if text.is_empty() || text.len() > 20 {
        return false;
    }
    let lower = text.to_lowercase();
    let known = |part: &str| UNITS.contains(&part.trim()) || CURRENCIES.contains(&part.trim());
    UNITS.contains(&lower.as_str())
        || catalog.parse(text).is_ok()
        || lower.split('/').all(known)
        || (lower.contains('/') && scale(&lower).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_they_are_written() {
        for (text, year) in [
            ("2026", 2026),
            ("2026E", 2026),
            ("FY26", 2026),
            ("FY2026A", 2026),
            ("CY 2031", 2031),
            ("fy'27e", 2027),
        ] {
            assert_eq!(named_period(text), Some(Column::Year(year)), "{text}");
        }
        let half = Column::Part(2026, "1H".to_owned());
        assert_eq!(named_period("1H26"), Some(half));
        let quarter = Column::Part(2027, "Q3".to_owned());
        assert_eq!(named_period("Q3 2027"), Some(quarter));
        for text in [
            "26", "1500", "H100", "20-26", "FY", "2026x", "GB200", "20262027", "", "Q5 2026",
        ] {
            assert_eq!(named_period(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_years_where_they_are_shown_as_such() {
        let read = |number, format| period(&Value::Number(number), format, false);
        assert_eq!(read(2027.0, "General"), Some(Column::Year(2027)));
        assert_eq!(read(2027.0, "#,##0"), None);
        assert_eq!(read(2027.5, "General"), None);
        assert_eq!(read(1500.0, "General"), None);
        let dated = |days, is_1904| period(&Value::Date(days), "dd-mmm-yy", is_1904);
        assert_eq!(dated(46_387.0, false), Some(Column::Year(2026)));
        assert_eq!(dated(46_387.0 - 1_462.0, true), Some(Column::Year(2026)));
        assert_eq!(dated(f64::NAN, false), None);
    }

    #[test]
    fn scales_are_words_or_letters_after_a_currency() {
        for (text, power) in [
            ("$ in millions", 6),
            ("USD m", 6),
            ("All figures in $mm", 6),
            ("(000s)", 3),
            ("€bn", 9),
            ("US$ 000", 3),
        ] {
            assert_eq!(scale(text).map(|scale| scale.power), Some(power), "{text}");
        }
        for text in ["Length in m", "M tokens", "k", "Price in $", "200 MW"] {
            assert_eq!(scale(text), None, "{text}");
        }
    }

    #[test]
    fn units_are_told_from_words() {
        let catalog = Catalog::default();
        for text in ["%", "$/Mtok", "MW", "(years)", "USD/MWh", "$m/MW", "gpus"] {
            assert!(is_unit(text, &catalog), "{text}");
        }
        for text in ["Vendor", "see note", "", "Utilisation of the whole fleet"] {
            assert!(!is_unit(text, &catalog), "{text}");
        }
    }
}
