//! One word of a unit text: a unit, another spelling of one, a scale, or money with a scale.

use crate::units::{Catalog, Unit};

use super::lexicon::{Sort, is_one_of};
use super::words::{CENTS, PERCENT, SCALES, WORDS};

/// One word or symbol of a unit text.
pub(super) struct Term {
    pub(super) unit: Unit,
    pub(super) power: i32,
    pub(super) sort: Sort,
}

/// `million`, `000s`, `1M`, `1,000`, `k`.
pub(in crate::excel) fn scale(word: &str) -> Option<i32> {
    let lower = word.to_lowercase();
    let digits = lower.strip_prefix('1').unwrap_or(&lower);
    if lower.len() > digits.len() {
        let zeros = digits.replace([',', '\'', '.'], "");
        if zeros.len().is_multiple_of(3) && zeros.bytes().all(|byte| byte == b'0') {
            return i32::try_from(zeros.len()).ok();
        }
    }
    let found = SCALES.iter().find(|(own, _)| *own == digits);
    found.map(|(_, power)| *power)
}

/// One word: a unit of the catalogue, another spelling of one, or money with a scale.
pub(super) fn term(word: &str, catalog: &Catalog) -> Option<Term> {
    let lower = word.to_lowercase();
    let known = |text: &str, sort| {
        let unit = catalog.parse(text).ok()?;
        Some(Term {
            unit,
            power: 0,
            sort,
        })
    };
    if is_one_of(word, PERCENT) {
        return known("", Sort::Percent);
    }
    if ["bps", "bp"].contains(&lower.as_str()) {
        return known("", Sort::BasisPoints);
    }
    if let Some((_, unit)) = CENTS.iter().find(|(own, _)| *own == lower) {
        let term = known(unit, Sort::Measured)?;
        return Some(Term { power: -2, ..term });
    }
    let exact = (!word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit()))
        .then(|| known(word, Sort::Measured))
        .flatten();
    let spelled = || {
        let (_, unit) = WORDS.iter().find(|(own, _)| *own == lower)?;
        known(unit, Sort::Measured)
    };
    exact
        .or_else(spelled)
        .or_else(|| money(&lower, catalog))
        .or_else(|| declared(&lower, catalog))
}

/// `meur`, `$mm`, `usdbn`, `€k`, `$000`.
fn money(lower: &str, catalog: &Catalog) -> Option<Term> {
    const CURRENCIES: &[(&str, &str)] = &[
        ("us$", "$"),
        ("usd", "$"),
        ("eur", "€"),
        ("gbp", "£"),
        ("jpy", "¥"),
        ("$", "$"),
        ("€", "€"),
        ("£", "£"),
        ("¥", "¥"),
    ];
    CURRENCIES
        .iter()
        .find_map(|(own, unit)| {
            let rest = lower
                .strip_prefix(own)
                .or_else(|| lower.strip_suffix(own))?;
            let power = match rest {
                "" => 0,
                rest => scale(rest)?,
            };
            let unit = catalog.parse(unit).ok()?;
            Some(Term {
                unit,
                power,
                sort: Sort::Measured,
            })
        })
        .or_else(|| {
            let unit = catalog.parse(&lower.to_uppercase()).ok()?;
            (lower.len() == 3).then_some(Term {
                unit,
                power: 0,
                sort: Sort::Measured,
            })
        })
}

/// A unit that the workbook declares, in any case and number.
fn declared(lower: &str, catalog: &Catalog) -> Option<Term> {
    let singular = lower.strip_suffix('s').unwrap_or(lower);
    let unit = catalog
        .parse(lower)
        .or_else(|_| catalog.parse(singular))
        .ok()?;
    (singular.len() > 1).then_some(Term {
        unit,
        power: 0,
        sort: Sort::Measured,
    })
}

/// Power and energy behind the word `IT`.
pub(super) fn at_equipment(word: &str, catalog: &Catalog) -> Option<Term> {
    let lower = word.to_lowercase();
    let (_, plain) = WORDS.iter().find(|(own, _)| *own == lower)?;
    let unit = catalog.parse(&format!("{plain}_it")).ok()?;
    Some(Term {
        unit,
        power: 0,
        sort: Sort::Measured,
    })
}
