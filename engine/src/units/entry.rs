//! Values as a person types them into a cell.
//!
//! | typed | cell | value |
//! |---|---|---|
//! | `1.2m`, `1.2 mn`, `1.2M` | `$` | 1200000 |
//! | `3k`, `3b`, `3bn`, `3t`, `3tn` | any | thousand, billion, trillion of the cell's unit |
//! | `45%`, `120 bps`, `0.45` | ratio | 0.45, 0.012, 0.45 |
//! | `45`, `0.45`, `45%` | ratio shown in percent | 0.45, 0.0045, 0.45 |
//! | `1.3x` | ratio, in percent or not | 1.3 |
//! | `$6.67`, `6.67`, `6.67 $/Mtok`, `$6.67/Mtok` | `$/Mtok` | 6.67 |
//! | `$1.2m`, `1.2 $M` | `$M` | 1.2 |
//! | `$1.2`, `1.2m` | `$M` | refused: the scale has two readings |
//! | `2.5 GW` | `MW` | 2500 |
//! | `1,389`, `1 389` | any | 1389 |
//! | `(1,234)`, `-1234`, `−1234` | any | -1234 |
//! | `6.67e-6` | any | 0.00000667 |
//! | `1,23` | any | refused: 1.23 or 123 |
//! | `3m` | `h` | refused: million, minutes or months |
//! | `65 MW` | ratio | refused: power is no ratio |
//!
//! Where a decimal comma is set, `1,389` is 1.389, `1.234,5` is 1234.5 and `1.234` is refused.

use super::catalog::{Catalog, family_of};
use super::digits::Digits;
use super::dimension::{Dimension, ENERGY, IT_ENERGY, TIME};
use super::ratio::Ratio;
use super::table::{ALIASES, TABLE};
use super::unit::Unit;

/// No number needs more; the longest `f64` in plain digits has about 330.
const LONGEST: usize = 1_000;

/// What a number without a unit means in a cell, and which decimal mark its reader uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// What a bare number means.
    pub bare: Bare,
    /// The decimal mark.
    pub decimal: Decimal,
}

/// What a bare number means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bare {
    /// It is in the cell's unit.
    #[default]
    InUnit,
    /// It is in percent: `45` is 0.45.
    Percent,
}

/// The decimal mark of plain typed numbers. Formulas and files always use `.`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decimal {
    /// `1.5`, with `,` between groups of three.
    #[default]
    Point,
    /// `1,5`, with `.` between groups of three.
    Comma,
}

/// Why a typed text is not a value for a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryError {
    /// What is wrong, lower case, the user's words in backticks.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// Reads a typed value and gives it in the cell's unit. It is rounded once.
///
/// ```
/// use rackhour_engine::units::{Catalog, entry::{Style, parse}};
/// let catalog = Catalog::default();
/// let price = catalog.parse("$/Mtok").unwrap();
/// assert_eq!(parse("$6.67", &price, &catalog, Style::default()), Ok(6.67));
/// let power = catalog.parse("MW").unwrap();
/// assert_eq!(parse("0.07 GW", &power, &catalog, Style::default()), Ok(70.0));
/// ```
pub fn parse(text: &str, unit: &Unit, catalog: &Catalog, style: Style) -> Result<f64, EntryError> {
    if text.len() > LONGEST {
        return Err(error("the text is too long for a value", NUMBER_HINT));
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(error("no value was typed", NUMBER_HINT));
    }
    let typed = Typed::read(text, style.decimal)?;
    let cell = Cell {
        text,
        unit,
        catalog,
        style,
    };
    let plain = cell.value(&typed);
    let Some(scaled) = typed.with_magnitude() else {
        return plain;
    };
    // What a cell shows with its unit must be typed back as it is, so its own unit wins.
    let own = catalog.parse(typed.rest).as_ref() == Ok(unit);
    match (plain, cell.value(&scaled)) {
        (Ok(value), _) if own => Ok(value),
        (Ok(value), Err(_)) => Ok(value),
        (Ok(one), Ok(other)) if one == other => Ok(one),
        (Ok(_), Ok(_)) => {
            let (rest, magnitude) = (typed.rest, scaled.magnitude.map_or("", |(_, word)| word));
            let message = format!("`{text}` reads as {magnitude} or as a number in `{rest}`");
            Err(error(
                message,
                format!("write out the digits, or a unit other than `{rest}`"),
            ))
        }
        (Err(_), scaled) => scaled,
    }
}

const NUMBER_HINT: &str = "type a number such as `1250`, `1.2m`, `45%` or `6.67 $/Mtok`";

/// Words for powers of ten, in any case.
const MAGNITUDES: &[(&str, i32, &str)] = &[
    ("k", 3, "thousand"),
    ("thousand", 3, "thousand"),
    ("m", 6, "million"),
    ("mn", 6, "million"),
    ("million", 6, "million"),
    ("b", 9, "billion"),
    ("bn", 9, "billion"),
    ("billion", 9, "billion"),
    ("t", 12, "trillion"),
    ("tn", 12, "trillion"),
    ("trillion", 12, "trillion"),
];

/// A typed text, taken apart.
#[derive(Clone, Debug)]
struct Typed<'a> {
    negative: bool,
    /// The symbol of the currency before the digits.
    currency: Option<&'static str>,
    digits: Digits,
    /// The power of ten of a magnitude word, and that word in full.
    magnitude: Option<(i32, &'static str)>,
    /// What follows: nothing, `%`, or a unit.
    rest: &'a str,
}

impl<'a> Typed<'a> {
    fn read(text: &'a str, decimal: Decimal) -> Result<Self, EntryError> {
        let (mut rest, mut signs, mut opened, mut currency) = (text, 0, false, None);
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix(['-', '−']) {
                (rest, signs) = (after, signs + 1);
            } else if let Some(after) = rest.strip_prefix('(').filter(|_| !opened) {
                (rest, opened) = (after, true);
            } else if let Some((symbol, after)) =
                leading_currency(rest).filter(|_| currency.is_none())
            {
                (rest, currency) = (after, Some(symbol));
            } else if let Some(after) = rest.strip_prefix('+') {
                rest = after;
            } else {
                break;
            }
        }
        if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') {
            return Err(error(format!("`{text}` is not a number"), NUMBER_HINT));
        }
        if signs + u32::from(opened) > 1 {
            let hint = "write one `-`, or parentheses for a negative value";
            return Err(error(format!("`{text}` has more than one sign"), hint));
        }
        let (digits, rest) = Digits::read(rest, decimal)?;
        let rest = if opened {
            without_closing(text, rest)?
        } else {
            rest.trim()
        };
        Ok(Self {
            negative: signs > 0 || opened,
            currency,
            digits,
            magnitude: None,
            rest,
        })
    }

    /// The same with the first word of the rest taken as a magnitude, where it can be one.
    fn with_magnitude(&self) -> Option<Self> {
        let end = self
            .rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        let separated =
            |c: char| c.is_whitespace() || matches!(c, '/' | '*' | '$' | '€' | '£' | '¥');
        if !rest.is_empty() && !rest.starts_with(separated) {
            return None;
        }
        let (_, power, full) = MAGNITUDES
            .iter()
            .find(|(own, ..)| own.eq_ignore_ascii_case(word))?;
        Some(Self {
            magnitude: Some((*power, full)),
            rest: rest.trim(),
            ..self.clone()
        })
    }

    /// The number times a ratio and a power of ten.
    fn number(&self, power: i32, factor: Ratio) -> Result<f64, EntryError> {
        let value = self
            .digits
            .value(power + self.magnitude.map_or(0, |(power, _)| power), factor);
        if !value.is_finite() {
            return Err(error(
                "the number is too large",
                "type a number below 1e308",
            ));
        }
        Ok(if self.negative { -value } else { value })
    }
}

/// A cell and what was typed into it.
struct Cell<'a> {
    text: &'a str,
    unit: &'a Unit,
    catalog: &'a Catalog,
    style: Style,
}

impl Cell<'_> {
    /// The value in the cell's unit.
    fn value(&self, typed: &Typed) -> Result<f64, EntryError> {
        let percent = [("%", -2), ("bps", -4), ("bp", -4)];
        match (typed.currency, typed.rest) {
            (None, "") => self.bare(typed),
            (None, "x" | "×") => self.converted(typed, &Unit::ratio(), 0),
            (None, rest) => match percent.iter().find_map(|(word, power)| {
                let after = rest.strip_prefix(word)?;
                (after.is_empty() || after.starts_with('/')).then_some((after, *power))
            }) {
                Some((after, power)) => self.percent(typed, after, power),
                None if rest.starts_with('/') => self.in_unit(typed, &format!("1{rest}")),
                None => self.in_unit(typed, rest),
            },
            (Some(currency), "") => self.money(typed, currency),
            (Some(currency), rest) if rest.starts_with(['/', '*']) => {
                self.in_unit(typed, &format!("{currency}{rest}"))
            }
            (Some(currency), rest) => {
                let message = format!("`{}` has `{currency}` before and `{rest}` after", self.text);
                Err(error(
                    message,
                    format!("write the whole unit after the number, as in `3 {currency}/h`"),
                ))
            }
        }
    }

    /// A number alone.
    fn bare(&self, typed: &Typed) -> Result<f64, EntryError> {
        if self.style.bare == Bare::Percent {
            return typed.number(-2, Ratio::ONE);
        }
        if let Some((_, word)) = typed.magnitude {
            self.refuse_doubtful(word)?;
        }
        typed.number(0, Ratio::ONE)
    }

    /// Refuses a magnitude without a unit where the cell's own unit makes its meaning doubtful.
    fn refuse_doubtful(&self, word: &str) -> Result<(), EntryError> {
        let (text, unit) = (self.text, self.unit);
        if word == "million" && Some(unit.dimension()) == Dimension::of(&[(TIME, 1)]).as_ref() {
            let message = format!("`{text}` reads as million, minutes or months");
            return Err(error(
                message,
                "write `mn`, `min` or `month` after the number",
            ));
        }
        let scaled = unit
            .factors()
            .filter(|(_, exponent)| *exponent > 0)
            .find_map(|(symbol, _)| {
                let (family, _, power) = family_of(symbol)?;
                ((family.is_money() || family.stem == "tok") && power > 0).then_some(family.stem)
            });
        let Some(stem) = scaled else { return Ok(()) };
        let message = format!("`{text}` reads as {word} `{stem}` or as {word} times `{unit}`");
        Err(error(
            message,
            format!("leave out the magnitude for a value in `{unit}`, or write a unit"),
        ))
    }

    /// `%` or `bps`, and perhaps `/yr`.
    fn percent(&self, typed: &Typed, after: &str, power: i32) -> Result<f64, EntryError> {
        if after.is_empty() && self.style.bare == Bare::Percent {
            return typed.number(power, Ratio::ONE);
        }
        let unit = self.read(&format!("1{after}"))?;
        self.converted(typed, &unit, power)
    }

    /// A currency before the number stands for that currency in the cell's unit.
    fn money(&self, typed: &Typed, currency: &str) -> Result<f64, EntryError> {
        let own = self.unit.factors().find_map(|(symbol, exponent)| {
            let (family, _, power) = family_of(symbol)?;
            (exponent == 1 && family.stem == currency).then_some(power)
        });
        let (text, unit) = (self.text, self.unit);
        match (own, Ratio::power_of_ten(-own.unwrap_or(0))) {
            (Some(0), _) => typed.number(0, Ratio::ONE),
            (Some(_), Some(factor)) if typed.magnitude.is_some() => typed.number(0, factor),
            (Some(_), _) => {
                let message = format!("`{text}` reads as plain `{currency}` or as `{unit}`");
                let hint =
                    format!("leave out `{currency}` for a value in `{unit}`, or write a magnitude");
                Err(error(message, format!("{hint} as in `{currency}1.2m`")))
            }
            (None, _) => Err(self.mismatch(&self.read(currency)?)),
        }
    }

    fn in_unit(&self, typed: &Typed, unit: &str) -> Result<f64, EntryError> {
        self.converted(typed, &self.read(unit)?, 0)
    }

    /// The number in a unit of its own, times a power of ten.
    fn converted(&self, typed: &Typed, unit: &Unit, power: i32) -> Result<f64, EntryError> {
        if !unit.same_dimension(self.unit) {
            return Err(self.mismatch(unit));
        }
        match unit.ratio_to(self.unit) {
            Some(factor) => typed.number(power, factor),
            None => {
                let message = format!("the factor from `{unit}` to `{}` is too large", self.unit);
                Err(error(message, format!("type the value in `{}`", self.unit)))
            }
        }
    }

    fn read(&self, unit: &str) -> Result<Unit, EntryError> {
        self.catalog
            .parse(unit)
            .map_err(|refused| error(refused.message, refused.hint))
    }

    /// Says what was typed, what the row holds, and what to do.
    fn mismatch(&self, typed: &Unit) -> EntryError {
        let message = format!(
            "`{}` is {}, but this row is {}",
            self.text,
            named(typed),
            named(self.unit)
        );
        let (from, to) = (typed.dimension(), self.unit.dimension());
        let bridged = |a: &Dimension, b: &Dimension| {
            a.exponent(&ENERGY) != 0 && b.exponent(&IT_ENERGY) != 0 && b.exponent(&ENERGY) == 0
        };
        let hint = if bridged(from, to) || bridged(to, from) {
            "use a PUE in `W/W_it` in a formula: it alone leads from one power to the other"
                .to_owned()
        } else if to.is_none() && self.style.bare == Bare::Percent {
            "type a percentage such as `65%`".to_owned()
        } else if to.is_none() {
            "type a plain number such as `0.65`, or a percentage such as `65%`".to_owned()
        } else {
            format!("type a value in `{0}`, such as `5 {0}`", self.unit)
        };
        error(message, hint)
    }
}

/// What a unit measures, and its symbol: ``power (`MW`)``.
fn named(unit: &Unit) -> String {
    match unit.symbol().as_str() {
        "" => unit.dimension().to_string(),
        symbol => format!("{} (`{symbol}`)", unit.dimension()),
    }
}

/// The currency at the start of a text, by its plain symbol, and what follows.
fn leading_currency(text: &str) -> Option<(&'static str, &str)> {
    let money = || TABLE.iter().filter(|family| family.is_money());
    let codes = ALIASES
        .iter()
        .filter(|(_, own)| money().any(|family| family.stem == *own));
    let plain = money().map(|family| (family.stem, family.stem));
    codes
        .copied()
        .chain([("US$", "$")])
        .chain(plain)
        .find_map(|(written, symbol)| Some((symbol, text.strip_prefix(written)?)))
}

/// What follows the digits of `(1,234) $` or `(1,234 $)`.
fn without_closing<'a>(text: &str, rest: &'a str) -> Result<&'a str, EntryError> {
    match rest
        .rsplit_once(')')
        .map(|(inside, after)| (inside.trim(), after.trim()))
    {
        Some((inside, "")) => Ok(inside),
        Some(("", after)) => Ok(after),
        _ => Err(error(
            format!("`{text}` has a `(` without its `)`"),
            "write `-` for a negative value",
        )),
    }
}

fn error(message: impl Into<String>, hint: impl Into<String>) -> EntryError {
    EntryError {
        message: message.into(),
        hint: hint.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERCENT: Style = Style {
        bare: Bare::Percent,
        decimal: Decimal::Point,
    };
    const COMMA: Style = Style {
        bare: Bare::InUnit,
        decimal: Decimal::Comma,
    };

    fn typed(text: &str, unit: &str, style: Style) -> Result<f64, EntryError> {
        let catalog = Catalog::default();
        parse(text, &catalog.parse(unit).unwrap(), &catalog, style)
    }

    #[test]
    fn reads_what_people_type() {
        for (text, unit, value) in [
            ("1.2m", "$", 1.2e6),
            ("1.2 mn", "$", 1.2e6),
            ("1.2M", "gpu", 1.2e6),
            ("3k", "", 3e3),
            ("3 bn", "$/yr", 3e9),
            ("3B", "$", 3e9),
            ("3tn", "tok", 3e12),
            ("45%", "", 0.45),
            ("120 bps", "", 0.012),
            ("7%/yr", "1/yr", 0.07),
            ("1.3x", "", 1.3),
            ("$6.67", "$/Mtok", 6.67),
            ("-$6.67", "$/Mtok", -6.67),
            ("$6.67/Mtok", "$/Mtok", 6.67),
            ("6.67 $/Mtok", "$/Mtok", 6.67),
            ("6.67 USD/Mtok", "$/tok", 6.67e-6),
            ("EUR 5", "€", 5.0),
            ("$1.2m", "$M/yr", 1.2),
            ("$1.2m/yr", "$M/yr", 1.2),
            ("1.2m $/yr", "$M/yr", 1.2),
            ("3k$", "$", 3000.0),
            ("2.5 GW", "MW", 2500.0),
            ("0.07 GW", "MW", 70.0),
            ("0.07", "$/kWh", 0.07),
            ("0.07 $/kWh", "$/MWh", 70.0),
            ("3 $/gpu/h", "$/gpu/h", 3.0),
            ("1,389", "MW", 1389.0),
            ("1 389 MW", "MW", 1389.0),
            ("(1,234)", "$", -1234.0),
            ("$(1,234.5)", "$", -1234.5),
            ("(1,234) $", "$", -1234.0),
            ("−3", "", -3.0),
            ("1.2e6", "", 1.2e6),
            ("6.67e-6", "", 6.67e-6),
            (".5", "", 0.5),
            ("3 month", "h", 2190.0),
            ("5 B/s", "GB/s", 5e-9),
            ("5 B", "B", 5.0),
            ("0.2/yr", "1/yr", 0.2),
            ("8760 h/yr", "", 1.0),
        ] {
            assert_eq!(
                typed(text, unit, Style::default()),
                Ok(value),
                "{text} into {unit}"
            );
        }
        for (text, value) in [
            ("45", 0.45),
            ("0.45", 0.0045),
            ("45%", 0.45),
            ("1.3x", 1.3),
            ("7", 0.07),
        ] {
            assert_eq!(typed(text, "", PERCENT), Ok(value), "{text}");
        }
        for (text, value) in [
            ("1,389", 1.389),
            ("1.234,5", 1234.5),
            ("1.5", 1.5),
            ("1.234.567", 1234567.0),
            ("12,5%", 0.125),
        ] {
            assert_eq!(typed(text, "", COMMA), Ok(value), "{text}");
        }
    }

    #[test]
    fn refuses_what_does_not_fit() {
        let default = Style::default();
        for (text, unit, style, message) in [
            (
                "65 MW",
                "",
                default,
                "`65 MW` is power (`MW`), but this row is a ratio",
            ),
            (
                "1.5 $B",
                "$M/yr",
                default,
                "`1.5 $B` is money in $ (`$B`), but this row is money in $ per time (`$M/yr`)",
            ),
            (
                "€5",
                "$",
                default,
                "`€5` is money in € (`€`), but this row is money in $ (`$`)",
            ),
            (
                "45%",
                "MW",
                default,
                "`45%` is a ratio, but this row is power (`MW`)",
            ),
            (
                "3 MW",
                "MW_it",
                default,
                "`3 MW` is power (`MW`), but this row is IT power (`MW_it`)",
            ),
            ("3 mw", "MW", default, "unknown unit `mw`"),
            (
                "3m",
                "h",
                default,
                "`3m` reads as million, minutes or months",
            ),
            (
                "5 B",
                "GB",
                default,
                "`5 B` reads as billion or as a number in `B`",
            ),
            ("$5", "$M", default, "`$5` reads as plain `$` or as `$M`"),
            (
                "5m",
                "$M",
                default,
                "`5m` reads as million `$` or as million times `$M`",
            ),
            ("1,23", "", default, "`1,23` reads as 1.23 or as 123"),
            ("0,123", "", default, "`0,123` reads as 0.123 or as 123"),
            (
                "1.234,5",
                "",
                default,
                "`1.234,5` reads as 1234.5 or as 1.2345",
            ),
            ("1.234", "", COMMA, "`1.234` reads as 1234 or as 1,234"),
            ("1.2.3", "", default, "`1.2.3` is not a number"),
            ("", "", default, "no value was typed"),
            ("abc", "", default, "`abc` is not a number"),
            ("--3", "", default, "`--3` has more than one sign"),
            ("(3", "", default, "`(3` has a `(` without its `)`"),
            ("$3 h", "$", default, "`$3 h` has `$` before and `h` after"),
            ("1e999", "", default, "the number is too large"),
        ] {
            let refused = typed(text, unit, style).unwrap_err();
            assert_eq!(refused.message, message, "{text} into {unit}");
            assert!(!refused.hint.is_empty());
        }
    }
}
