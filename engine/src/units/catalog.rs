//! The units that exist, and the reading of unit texts.

use std::sync::Arc;

use crate::diagnostic::Span;

use super::dimension::Dimension;
use super::ratio::Ratio;
use super::table::{ALIASES, Family, TABLE, WORDS};
use super::unit::Unit;

/// Unit texts are a few symbols; anything longer is refused before it is read.
const LONGEST: usize = 200;

/// The built-in units and the base units that one workbook declares.
///
/// ```
/// use rackhour_engine::units::Catalog;
/// let catalog = Catalog::new(["site"]);
/// assert_eq!(catalog.parse("MW/site").unwrap().symbol(), "MW/site");
/// assert_eq!(catalog.parse("mtok").unwrap_err().hint, "write `Mtok`: upper and lower case differ");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    declared: Vec<Arc<str>>,
}

/// Why a text is not a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitError {
    /// What is wrong, lower case, the user's words in backticks.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Where in the unit's text.
    pub span: Span,
}

impl Catalog {
    /// The built-in units and these further base units. A built-in symbol keeps its meaning.
    pub fn new<'a>(declared: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            declared: declared.into_iter().map(Arc::from).collect(),
        }
    }

    /// Reads a unit: products `*` or `·`, left-associative `/`, integer `^`, parentheses.
    ///
    /// An empty text is the unit of a ratio; `1` may stand where a numerator is missing: `1/yr`.
    pub fn parse(&self, text: &str) -> Result<Unit, UnitError> {
        if text.trim().is_empty() {
            return Ok(Unit::ratio());
        }
        if text.len() > LONGEST {
            let message = format!("a unit of more than {LONGEST} bytes");
            return Err(error(
                message,
                "write a unit such as `$/gpu/h`",
                Span::new(0, text.len()),
            ));
        }
        let mut reader = Reader {
            catalog: self,
            text,
            at: 0,
        };
        let unit = reader.product()?;
        match reader.peek() {
            None => Ok(unit),
            Some(found) => Err(reader.unexpected(found)),
        }
    }

    /// Every symbol with its meaning, in the order of help and completion.
    pub fn symbols(&self) -> Vec<(String, String)> {
        let mut symbols = Vec::new();
        for family in TABLE {
            for (affix, power) in family.affixes() {
                symbols.push((family.symbol(affix), described(family.meaning, *power)));
            }
        }
        let declared = self
            .declared
            .iter()
            .filter(|symbol| family_of(symbol).is_none());
        symbols.extend(declared.map(|symbol| (symbol.to_string(), "of this workbook".to_owned())));
        symbols
    }

    /// Whether a symbol is built in, so that no workbook may declare it.
    pub fn is_built_in(symbol: &str) -> bool {
        family_of(symbol).is_some() || ["%", "bps"].contains(&symbol)
    }

    /// The unit of one symbol; `None` when there is none.
    fn symbol(&self, symbol: &str) -> Option<Unit> {
        if let Some((family, canonical, power)) = family_of(symbol) {
            let dimension = Dimension::of(family.bases)?;
            let scale = Ratio::new(family.scale, 1)?.times(Ratio::power_of_ten(power)?)?;
            return Some(Unit::named(canonical, dimension, scale));
        }
        Unit::declared(self.declared.iter().find(|own| &***own == symbol)?)
    }

    /// What to write instead of a symbol that does not exist.
    fn hint(&self, symbol: &str) -> String {
        let symbols: Vec<String> = self
            .symbols()
            .into_iter()
            .map(|(symbol, _)| symbol)
            .collect();
        let other_case: Vec<_> = symbols
            .iter()
            .filter(|own| own.eq_ignore_ascii_case(symbol))
            .map(|own| format!("`{own}`"))
            .collect();
        if !other_case.is_empty() {
            return format!(
                "write {}: upper and lower case differ",
                other_case.join(" or ")
            );
        }
        if let Some((_, own)) = WORDS
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(symbol))
        {
            return format!("write `{own}`");
        }
        match nearest(symbol, &symbols) {
            Some(own) => format!("did you mean `{own}`?"),
            None => {
                format!("declare `{symbol}` as a base unit of the workbook, or use a known unit")
            }
        }
    }
}

/// The family of a built-in symbol or alias, the symbol as it prints, and its power of ten.
pub(super) fn family_of(symbol: &str) -> Option<(&'static Family, &str, i32)> {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == symbol);
    let symbol = alias.map_or(symbol, |(_, canonical)| canonical);
    TABLE
        .iter()
        .find_map(|family| Some((family, symbol, family.power_of(symbol)?)))
}

/// The symbol that differs by the fewest typing errors, if that is few for its length.
fn nearest<'a>(symbol: &str, symbols: &'a [String]) -> Option<&'a String> {
    let longest = symbol.chars().count();
    let near = symbols
        .iter()
        .map(|own| (strsim::damerau_levenshtein(own, symbol), own))
        .min_by_key(|(distance, _)| *distance)?;
    (near.0 * 3 <= longest).then_some(near.1)
}

fn described(meaning: &str, power: i32) -> String {
    let scale = match power {
        -6 => "millionths of ",
        -3 => "thousandths of ",
        3 => "thousand ",
        6 => "million ",
        9 => "billion ",
        12 => "trillion ",
        15 => "quadrillion ",
        18 => "quintillion ",
        _ => "",
    };
    format!("{scale}{meaning}")
}

fn error(message: impl Into<String>, hint: impl Into<String>, span: Span) -> UnitError {
    UnitError {
        message: message.into(),
        hint: hint.into(),
        span,
    }
}

/// Reads one unit text from the left.
struct Reader<'a> {
    catalog: &'a Catalog,
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// Factors with `*`, `·` and `/` between them.
    fn product(&mut self) -> Result<Unit, UnitError> {
        let start = self.at;
        let mut unit = self.power()?;
        loop {
            let combined = match self.peek() {
                Some('*' | '·' | '×') => {
                    self.skip();
                    unit.times(&self.power()?)
                }
                Some('/') => {
                    self.skip();
                    unit.over(&self.power()?)
                }
                _ => return Ok(unit),
            };
            unit = combined.ok_or_else(|| self.too_large(start))?;
        }
    }

    /// A factor and its integer exponent.
    fn power(&mut self) -> Result<Unit, UnitError> {
        let start = self.at;
        let unit = self.factor()?;
        if self.peek() != Some('^') {
            return Ok(unit);
        }
        self.skip();
        let exponent = self.exponent()?;
        unit.power(exponent).ok_or_else(|| self.too_large(start))
    }

    /// A symbol, `1`, or a product in parentheses.
    fn factor(&mut self) -> Result<Unit, UnitError> {
        match self.peek() {
            Some('(') => {
                let open = self.at;
                self.skip();
                let unit = self.product()?;
                match self.peek() {
                    Some(')') => self.skip(),
                    Some(found) => return Err(self.unexpected(found)),
                    None => {
                        let span = Span::new(open, open + 1);
                        return Err(error("`(` is not closed", "add `)`", span));
                    }
                }
                Ok(unit)
            }
            Some(found) if is_symbol(found) || found.is_ascii_digit() => self.symbol(),
            Some(found) => Err(self.unexpected(found)),
            None => {
                let message = format!("`{}` ends where a unit should follow", self.text.trim());
                let span = Span::new(self.at, self.at);
                Err(error(message, "finish the unit, as in `$/gpu/h`", span))
            }
        }
    }

    fn symbol(&mut self) -> Result<Unit, UnitError> {
        let start = self.at;
        let symbol = self.take(|c| is_symbol(c) || c.is_ascii_digit() || c == '.');
        let span = Span::new(start, self.at);
        if symbol == "1" {
            return Ok(Unit::ratio());
        }
        if symbol.starts_with(|c: char| c.is_ascii_digit()) {
            let message = format!("a unit contains no number, found `{symbol}`");
            return Err(error(
                message,
                "put numbers before the unit, as in `1000 [h/yr]`",
                span,
            ));
        }
        if symbol == "%" || symbol == "bps" || symbol == "bp" {
            let hint = "leave the unit empty, which is a ratio, and show the row in percent";
            return Err(error(
                format!("`{symbol}` is a way to write a ratio, not a unit"),
                hint,
                span,
            ));
        }
        self.catalog.symbol(symbol).ok_or_else(|| {
            error(
                format!("unknown unit `{symbol}`"),
                self.catalog.hint(symbol),
                span,
            )
        })
    }

    fn exponent(&mut self) -> Result<i32, UnitError> {
        let _ = self.peek();
        let start = self.at;
        let digits = self.take(|c| c.is_ascii_digit() || c == '-' || c == '.');
        digits.parse().map_err(|_| {
            let message = match digits {
                "" => "`^` needs a whole number after it".to_owned(),
                _ => format!("`{digits}` is not a whole number"),
            };
            error(
                message,
                "write an exponent such as `h^2`",
                Span::new(start, self.at),
            )
        })
    }

    /// The next character that is not a space, and moves there.
    fn peek(&mut self) -> Option<char> {
        self.take(char::is_whitespace);
        self.text[self.at..].chars().next()
    }

    fn skip(&mut self) {
        self.at += self.text[self.at..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
    }

    /// Moves past the characters that fit, and returns them.
    fn take(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let taken = &rest[..rest.find(|c| !fits(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn unexpected(&self, found: char) -> UnitError {
        let span = Span::new(self.at, self.at + found.len_utf8());
        let hint = "write a unit with `*`, `/` and `^`, as in `$/gpu/h`";
        error(format!("unexpected `{found}` in a unit"), hint, span)
    }

    fn too_large(&self, start: usize) -> UnitError {
        let text = self.text[start..self.at].trim();
        let hint = "use smaller exponents or larger units";
        let message = format!("the scale of `{text}` leaves the exact range");
        error(message, hint, Span::new(start, self.at))
    }
}

/// Whether a character can be part of a symbol.
fn is_symbol(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '%' | '$' | '€' | '£' | '¥' | 'µ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Unit {
        Catalog::new(["sequence"]).parse(text).unwrap()
    }

    #[test]
    fn prints_what_was_written_with_names_cancelled() {
        for (text, symbol) in [
            ("", ""),
            ("1", ""),
            ("1/yr", "1/yr"),
            ("$ / gpu / h", "$/gpu/h"),
            ("USD/Mtok", "$/Mtok"),
            ("tok/s/rack", "tok/s/rack"),
            ("$/gpu/h*gpu", "$/h"),
            ("$/(gpu*h)", "$/gpu/h"),
            ("rack·h/yr", "rack*h/yr"),
            ("h/yr", "h/yr"),
            ("h^2/h", "h"),
            ("s^-2", "1/s^2"),
            ("h/h", ""),
            ("tok/sequence", "tok/sequence"),
            ("kW_it/rack", "kW_it/rack"),
        ] {
            assert_eq!(unit(text).symbol(), symbol, "{text}");
            assert_eq!(unit(symbol), unit(text), "{text}");
        }
    }

    #[test]
    fn scales_are_exact() {
        for (from, to, factor) in [
            ("yr", "h", 8760.0),
            ("quarter", "h", 2190.0),
            ("month", "h", 730.0),
            ("week", "day", 7.0),
            ("h", "yr", 1.0 / 8760.0),
            ("GW", "MW", 1000.0),
            ("MWh/yr", "kW", 1000.0 / 8760.0),
            ("J/tok", "Wh/Mtok", 1e6 / 3600.0),
            ("$B", "$M", 1000.0),
            ("$/tok", "$/Mtok", 1e6),
            ("MW*h", "MWh", 1.0),
            ("ms", "s", 0.001),
            ("h/yr", "", 1.0 / 8760.0),
        ] {
            assert_eq!(
                unit(from).factor_to(&unit(to)),
                Some(factor),
                "{from} to {to}"
            );
        }
        assert!(unit("MW*h/MWh").is_ratio());
        assert!(!unit("h/yr").is_ratio());
        assert_eq!(unit("W/W_it").factor_to(&unit("")), None);
        assert_eq!(unit("$").factor_to(&unit("€")), None);
    }

    #[test]
    fn explains_what_is_not_a_unit() {
        for (text, message, hint) in [
            (
                "mtok",
                "unknown unit `mtok`",
                "write `Mtok`: upper and lower case differ",
            ),
            (
                "kwh",
                "unknown unit `kwh`",
                "write `kWh`: upper and lower case differ",
            ),
            (
                "mj",
                "unknown unit `mj`",
                "write `mJ` or `MJ`: upper and lower case differ",
            ),
            ("$/year", "unknown unit `year`", "write `yr`"),
            ("M$", "unknown unit `M$`", "write `$M`"),
            ("qarter", "unknown unit `qarter`", "did you mean `quarter`?"),
            (
                "%",
                "`%` is a way to write a ratio, not a unit",
                "leave the unit empty, which is a ratio, and show the row in percent",
            ),
            (
                "1000 h",
                "a unit contains no number, found `1000`",
                "put numbers before the unit, as in `1000 [h/yr]`",
            ),
            (
                "$/",
                "`$/` ends where a unit should follow",
                "finish the unit, as in `$/gpu/h`",
            ),
            ("(h", "`(` is not closed", "add `)`"),
            (
                "h^x",
                "`^` needs a whole number after it",
                "write an exponent such as `h^2`",
            ),
            (
                "yr^9",
                "the scale of `yr^9` leaves the exact range",
                "use smaller exponents or larger units",
            ),
        ] {
            let error = Catalog::default().parse(text).unwrap_err();
            assert_eq!(
                (error.message.as_str(), error.hint.as_str()),
                (message, hint),
                "{text}"
            );
        }
    }

    #[test]
    fn every_symbol_of_the_table_is_read_back() {
        for (symbol, _) in Catalog::new(["site"]).symbols() {
            assert_eq!(
                Catalog::new(["site"]).parse(&symbol).unwrap().symbol(),
                symbol
            );
        }
        for (alias, canonical) in ALIASES {
            assert_eq!(unit(alias), unit(canonical));
        }
    }

    #[test]
    fn says_in_words_what_is_measured() {
        for (text, words) in [
            ("", "a ratio"),
            ("MW", "power"),
            ("kW_it", "IT power"),
            ("$/gpu/h", "money in $ per GPU per time"),
            ("1/yr", "per time"),
            ("Mtok/rack", "tokens per rack"),
        ] {
            assert_eq!(unit(text).dimension().to_string(), words);
        }
    }
}
