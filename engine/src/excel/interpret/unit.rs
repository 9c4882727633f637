//! Whether what is written as a unit can be that of a row, and by which factor.

use crate::units::{Base, Dimension, Ratio, Unit};
use crate::workbook::NumberFormat;

use super::label;
use super::lexicon::{self, Meaning, Sort};
use super::{Kind, Remark, Wanted};

/// How what is written fits what is wanted.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::excel) enum Fit {
    /// A value times this is one of the row.
    Times(Ratio),
    /// The same, with something taken for granted.
    Assumed(Ratio, Vec<Remark>),
    /// A value in percent: what a fraction is multiplied by.
    Percent(Ratio),
    /// The same, after a question: about power, or what it is per.
    Asks(Kind, Ratio, Vec<Remark>),
    /// It measures something else, and what.
    No(String),
}

/// What is known of a line besides its unit.
#[derive(Clone, Copy, Debug)]
pub(in crate::excel) struct Around<'a> {
    /// Its label with the headings above it.
    pub(in crate::excel) words: &'a str,
    /// Whether it has a value per year.
    pub(in crate::excel) is_yearly: bool,
}

/// How a unit, or none, fits a row.
pub(in crate::excel) fn fit(
    meaning: Option<&Meaning>,
    around: Around<'_>,
    wanted: &Wanted<'_>,
) -> Fit {
    let Some(meaning) = meaning else {
        return unwritten(around, wanted);
    };
    let found = match meaning.sort {
        Sort::Percent => share(meaning, wanted).map(Fit::Percent),
        Sort::BasisPoints => share(meaning, wanted)
            .and_then(|ratio| ratio.times(Ratio::power_of_ten(-4)?))
            .map(Fit::Times),
        Sort::Multiple => is_multiple(wanted.unit).then_some(Fit::Times(Ratio::ONE)),
        Sort::Count => is_count(wanted).then_some(Fit::Times(Ratio::ONE)),
        Sort::Scale => scaled(meaning.power, wanted).map(Fit::Times),
        Sort::Measured => measured(meaning, around, wanted),
    };
    found.unwrap_or_else(|| Fit::No(described(meaning)))
}

/// What a unit measures, in words.
fn described(meaning: &Meaning) -> String {
    match meaning.sort {
        Sort::Percent | Sort::BasisPoints | Sort::Multiple => "a ratio".to_owned(),
        Sort::Count | Sort::Scale => "a number of things".to_owned(),
        Sort::Measured => meaning.unit.dimension().to_string(),
    }
}

/// Nothing is written: the row's own unit, but for what the label says that it is per.
fn unwritten(around: Around<'_>, wanted: &Wanted<'_>) -> Fit {
    let unit = wanted.unit;
    let said = || {
        let (below, power) = label::per(around.words, wanted.catalog)?;
        let above = above(wanted)?;
        let written = above.over(&below)?;
        let ratio = written.ratio_to(unit)?;
        let ratio = ratio.times(Ratio::power_of_ten(power.checked_neg()?)?)?;
        Some(Fit::Assumed(ratio, vec![Remark::NoUnit]))
    };
    match said() {
        Some(fit) => fit,
        None if unit.dimension().is_none() => Fit::Times(Ratio::ONE),
        None => Fit::Assumed(Ratio::ONE, vec![Remark::NoUnit]),
    }
}

/// What stands above the line in a row's unit, and below it.
fn above(wanted: &Wanted<'_>) -> Option<Unit> {
    product(wanted, |exponent| exponent > 0)
}

fn product(wanted: &Wanted<'_>, holds: impl Fn(i32) -> bool) -> Option<Unit> {
    let factors = wanted
        .unit
        .factors()
        .filter(|(_, exponent)| holds(*exponent));
    let mut unit = Unit::ratio();
    for (symbol, exponent) in factors {
        unit = unit.times(&wanted.catalog.parse(symbol).ok()?.power(exponent)?)?;
    }
    Some(unit)
}

/// What a fraction is multiplied by to be a value of the row.
fn share(meaning: &Meaning, wanted: &Wanted<'_>) -> Option<Ratio> {
    if let Some(ratio) = meaning.unit.ratio_to(wanted.unit) {
        return Some(ratio);
    }
    // A share of a year's something, `1/yr`, is written as a percentage alone.
    let is_shown = matches!(wanted.row.format, Some(NumberFormat::Percent(_)));
    let is_rate = wanted.unit.factors().all(|(_, exponent)| exponent < 0);
    (is_shown && is_rate && meaning.unit.is_ratio()).then_some(Ratio::ONE)
}

const TIME: Base = Base::Measured("time");
const ENERGY: Base = Base::Measured("energy");
const IT_ENERGY: Base = Base::Measured("IT energy");

/// Whether `1.25x` can be a value: of a ratio, or of utility power to that of the equipment.
fn is_multiple(unit: &Unit) -> bool {
    let dimension = unit.dimension();
    dimension.is_none()
        || Dimension::of(&[(ENERGY, 1), (IT_ENERGY, -1)]).as_ref() == Some(dimension)
}

/// Whether a plain number can be a value: of a ratio, or of things that are counted.
fn is_count(wanted: &Wanted<'_>) -> bool {
    let dimension = wanted.unit.dimension();
    let is_measured = [TIME, ENERGY, IT_ENERGY]
        .iter()
        .any(|base| dimension.exponent(base) != 0);
    !is_measured && money(wanted.unit, wanted).is_none()
}

/// The money in a unit: `money in $`.
pub(super) fn money(unit: &Unit, wanted: &Wanted<'_>) -> Option<String> {
    let words = |symbol: &str| Some(wanted.catalog.parse(symbol).ok()?.dimension().to_string());
    let mut words = unit.factors().filter_map(|(symbol, _)| words(symbol));
    words.find(|words| words.starts_with("money"))
}

/// `thousands` of what the row is in: of `$` for a row in `$M`, of tokens for one in `Mtok`.
fn scaled(power: i32, wanted: &Wanted<'_>) -> Option<Ratio> {
    let (symbol, _) = wanted.unit.factors().find(|(_, exponent)| *exponent > 0)?;
    let first = wanted.catalog.parse(symbol).ok()?;
    let dimension = first.dimension();
    let is_measured = [TIME, ENERGY, IT_ENERGY]
        .iter()
        .any(|base| dimension.exponent(base) != 0);
    let ratio = Ratio::power_of_ten(power)?.over(first.scale())?;
    (!is_measured).then_some(ratio)
}

/// A unit that measures something.
fn measured(meaning: &Meaning, around: Around<'_>, wanted: &Wanted<'_>) -> Option<Fit> {
    let power = Ratio::power_of_ten(meaning.power)?;
    let ratio = |unit: &Unit| unit.ratio_to(wanted.unit)?.times(power);
    if let Some(ratio) = ratio(&meaning.unit) {
        return Some(Fit::Times(ratio));
    }
    let at_equipment = equipment(&meaning.unit, wanted);
    for (unit, is_it) in [(Some(&meaning.unit), false), (at_equipment.as_ref(), true)] {
        let Some(unit) = unit else { continue };
        let mut remarks = Vec::new();
        remarks.extend(is_it.then_some(Remark::AtEquipment));
        let is_said = !is_it || says_equipment(around.words);
        let settle = |ratio, remarks| match is_said {
            true => Fit::Assumed(ratio, remarks),
            false => Fit::Asks(Kind::Power, ratio, remarks),
        };
        if let Some(ratio) = ratio(unit) {
            return Some(settle(ratio, remarks));
        }
        if let Some((ratio, below)) = said_below(unit, around, wanted) {
            remarks.push(Remark::Per(below));
            return Some(settle(ratio.times(power)?, remarks));
        }
        if let Some((ratio, below, is_mentioned)) = implied(unit, around, wanted) {
            remarks.push(Remark::Per(below));
            let ratio = ratio.times(power)?;
            return Some(match is_mentioned {
                true => settle(ratio, remarks),
                false => Fit::Asks(Kind::Per, ratio, remarks),
            });
        }
    }
    None
}

/// The unit with utility power read as that of the equipment, where the row is in the latter.
fn equipment(unit: &Unit, wanted: &Wanted<'_>) -> Option<Unit> {
    let own = wanted.unit.dimension();
    let exponent = unit.dimension().exponent(&ENERGY);
    let differs = own.exponent(&IT_ENERGY) == exponent && own.exponent(&ENERGY) == 0;
    let bridge = wanted.catalog.parse("W_it/W").ok()?.power(exponent)?;
    (exponent != 0 && differs).then(|| unit.times(&bridge))?
}

/// Whether words tell that power is that of the equipment.
fn says_equipment(words: &str) -> bool {
    let lower = words.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        [
            "it",
            "rack",
            "racks",
            "gpu",
            "gpus",
            "server",
            "servers",
            "nameplate",
        ]
        .contains(&word)
    })
}

/// With what the label says that it is per: `Rack price per rack ($)`.
fn said_below(unit: &Unit, around: Around<'_>, wanted: &Wanted<'_>) -> Option<(Ratio, String)> {
    let (below, power) = label::per(around.words, wanted.catalog)?;
    let power = Ratio::power_of_ten(power.checked_neg()?)?;
    let bridged = equipment(&Unit::ratio().over(&below)?, wanted);
    let plain = Unit::ratio().over(&below);
    let ratio = [plain, bridged]
        .into_iter()
        .flatten()
        .find_map(|over| unit.times(&over)?.ratio_to(wanted.unit))?;
    Some((ratio.times(power)?, below.symbol()))
}

/// With what the row is per, and whether the words or the years mention all of it.
fn implied(unit: &Unit, around: Around<'_>, wanted: &Wanted<'_>) -> Option<(Ratio, String, bool)> {
    let below: Vec<&str> = wanted
        .unit
        .factors()
        .filter(|(_, exponent)| *exponent == -1)
        .map(|(symbol, _)| symbol)
        .collect();
    let alone = below.iter().map(|symbol| vec![*symbol]);
    let sets = alone.chain((below.len() > 1).then(|| below.clone()));
    for set in sets {
        let mut whole = unit.clone();
        for symbol in &set {
            whole = whole.over(&wanted.catalog.parse(symbol).ok()?)?;
        }
        if let Some(ratio) = whole.ratio_to(wanted.unit) {
            let said = set
                .iter()
                .all(|symbol| is_mentioned(symbol, around, wanted));
            return Some((ratio, set.join("/"), said));
        }
    }
    None
}

/// Whether a label mentions a unit: `annual` and years for `yr`, `GPU-hour` for `gpu` and `h`.
fn is_mentioned(symbol: &str, around: Around<'_>, wanted: &Wanted<'_>) -> bool {
    let lower = around.words.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric() && c != '$');
    if symbol == "yr" && around.is_yearly {
        return true;
    }
    let adverb = match symbol {
        "yr" => &["annual", "annually", "yearly"][..],
        "month" => &["monthly"],
        "h" => &["hourly"],
        _ => &[],
    };
    let unit = wanted.catalog.parse(symbol);
    words.any(|word| {
        let named = lexicon::read(word, wanted.catalog);
        let is_unit = named.is_some_and(|named| {
            named.sort == Sort::Measured && named.power == 0 && unit.as_ref() == Ok(&named.unit)
        });
        adverb.contains(&word) || (is_unit && word.len() > 1)
    })
}
