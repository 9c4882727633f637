//! Units as people write them, read as units of the catalogue: the words are data in
//! [`WORDS`](super::words::WORDS) and its neighbours.
//!
//! It is strict: a text with one word that it does not know is no unit.

use crate::units::{Catalog, Unit};

use super::term::{Term, at_equipment, scale, term};
use super::words::{COUNTS, FILLERS, MULTIPLES, PERCENT};

/// Longer texts are sentences.
const LONGEST: usize = 60;

/// What a unit text means.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::excel) struct Meaning {
    /// The unit of the catalogue; that of a ratio for `%`, `x`, `#` and a scale alone.
    pub(in crate::excel) unit: Unit,
    /// The power of ten that comes on top: 6 for `$ millions`, -2 for cents.
    pub(in crate::excel) power: i32,
    /// What kind of unit it is.
    pub(in crate::excel) sort: Sort,
}

/// What kind of unit a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::excel) enum Sort {
    /// One that measures something.
    Measured,
    /// `%`.
    Percent,
    /// `bps`.
    BasisPoints,
    /// `x`, `ratio`.
    Multiple,
    /// `#`, `count`: of whatever the row counts.
    Count,
    /// `thousands`, of whatever the row is in.
    Scale,
}

/// Reads a unit text: `MEUR/MW`, `$ per GPU-hr`, `% p.a.`, `USD in millions`, `1M tokens`.
pub(in crate::excel) fn read(text: &str, catalog: &Catalog) -> Option<Meaning> {
    let text = bare(text);
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let of = [" of ", " on "]
        .iter()
        .find_map(|word| text.split_once(word));
    if let Some((percent, _)) = of.filter(|(first, _)| is_one_of(first, PERCENT)) {
        return read(percent, catalog);
    }
    if is_one_of(text, MULTIPLES) {
        return Some(plain(Sort::Multiple));
    }
    if is_one_of(text, COUNTS) {
        return Some(plain(Sort::Count));
    }
    if let Ok(unit) = catalog.parse(text) {
        return Some(Meaning {
            unit,
            power: 0,
            sort: Sort::Measured,
        });
    }
    quotient(&with_slashes(text), catalog)
}

/// A text without spaces, brackets around it and marks after it.
fn bare(text: &str) -> &str {
    let text = text.trim().trim_end_matches([':', ';', '.', ',']);
    let inside = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    let inner = inside('(', ')').or_else(|| inside('[', ']'));
    inner
        .filter(|inner| !inner.contains(['(', '[']))
        .unwrap_or(text)
        .trim()
}

pub(super) fn is_one_of(text: &str, words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| word.eq_ignore_ascii_case(text.trim()))
}

/// `per` and `p.a.` as slashes.
pub(super) fn with_slashes(text: &str) -> String {
    let mut text = format!(" {text} ");
    for (written, meant) in [
        (" per annum", " /yr"),
        (" p.a.", " /yr"),
        (" p.a ", " /yr "),
        (" pa ", " /yr "),
        (" a year", " /yr"),
        (" a month", " /month"),
        (" annually", " /yr"),
        (" per ", " / "),
    ] {
        while let Some(at) = text.to_ascii_lowercase().find(written) {
            text.replace_range(at..at + written.len(), meant);
        }
    }
    text.trim().to_owned()
}

/// `a/b/c`, each a product.
fn quotient(text: &str, catalog: &Catalog) -> Option<Meaning> {
    let mut parts = text.split('/');
    let mut whole = product(parts.next()?, catalog)?;
    for part in parts {
        let part = match part.trim() {
            "a" | "A" => "yr",
            part => part,
        };
        let below = product(part, catalog)?;
        if below.sort != Sort::Measured {
            return None;
        }
        if whole.sort == Sort::Scale {
            return None;
        }
        whole.unit = whole.unit.over(&below.unit)?;
        whole.power -= below.power;
    }
    Some(whole)
}

/// Words, symbols and scales side by side: `$ millions`, `GPU-hr`, `1M tokens`, `IT MW`.
pub(super) fn product(text: &str, catalog: &Catalog) -> Option<Meaning> {
    let text = text.trim();
    if let Some(term) = term(text, catalog) {
        return Some(Meaning::of(term));
    }
    let is_mark =
        |c: char| c.is_whitespace() || matches!(c, '*' | '·' | '×' | '-' | '–' | '(' | ')');
    let words: Vec<&str> = text
        .split(is_mark)
        .filter(|word| !word.is_empty())
        .collect();
    let is_it = words.iter().any(|word| word.eq_ignore_ascii_case("it"));
    let mut whole: Option<Meaning> = None;
    let mut power = 0;
    for word in words {
        if is_filler(word) {
            continue;
        }
        if let Some(own) = scale(word) {
            power += own;
            continue;
        }
        let term = match is_it {
            true => at_equipment(word, catalog).or_else(|| term(word, catalog)),
            false => term(word, catalog),
        }?;
        whole = Some(match whole {
            None => Meaning::of(term),
            Some(own) => own.times(&term)?,
        });
    }
    let mut whole = match whole {
        Some(whole) => whole,
        // A letter alone may be anything.
        None if power != 0 && text.len() > 2 => plain(Sort::Scale),
        None => return None,
    };
    whole.power += power;
    Some(whole)
}

/// Words that tell nothing about a unit, and years of prices: `2015 EUR`.
fn is_filler(word: &str) -> bool {
    let is_year = word.len() == 4
        && word
            .parse()
            .is_ok_and(|year: u32| (1990..=2100).contains(&year) && year != 2000);
    is_year || word.eq_ignore_ascii_case("it") || is_one_of(word, FILLERS)
}

fn plain(sort: Sort) -> Meaning {
    Meaning {
        unit: Unit::ratio(),
        power: 0,
        sort,
    }
}

impl Meaning {
    fn of(term: Term) -> Self {
        let Term { unit, power, sort } = term;
        Self { unit, power, sort }
    }

    fn times(self, term: &Term) -> Option<Self> {
        if self.sort != Sort::Measured || term.sort != Sort::Measured {
            return None;
        }
        Some(Self {
            unit: self.unit.times(&term.unit)?,
            power: self.power + term.power,
            sort: Sort::Measured,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        Catalog::new(["user", "parameter", "task"])
    }

    fn shown(text: &str) -> String {
        match read(text, &catalog()) {
            None => "-".to_owned(),
            Some(meaning) => {
                let sort = match meaning.sort {
                    Sort::Measured => String::new(),
                    sort => format!("{sort:?} "),
                };
                let power = match meaning.power {
                    0 => String::new(),
                    power => format!(" e{power}"),
                };
                let text = format!("{sort}{}{power}", meaning.unit);
                text.replace("  ", " ").trim().to_owned()
            }
        }
    }

    #[test]
    fn units_are_read_as_people_write_them() {
        for (text, unit) in [
            ("$/gpu/h", "$/gpu/h"),
            ("$/GPU-hr", "$/gpu/h"),
            ("USD per GPU-hour", "$/gpu/h"),
            ("$ / GPU hr", "$/gpu/h"),
            ("MEUR/MW", "€/MW e6"),
            ("EUR/MW/year", "€/MW/yr"),
            ("EUR/MWh", "€/MWh"),
            ("2015 EUR", "€"),
            ("$m", "$ e6"),
            ("$mm", "$ e6"),
            ("US$ million", "$ e6"),
            ("$ in millions", "$ e6"),
            ("USD bn", "$ e9"),
            ("$000s", "$ e3"),
            ("kUSD", "$ e3"),
            ("CHF", "CHF"),
            ("chf", "CHF"),
            ("¢/kWh", "$/kWh e-2"),
            ("$/kwh", "$/kWh"),
            ("$ per 1M tokens", "$/tok e-6"),
            ("$/1M tokens", "$/tok e-6"),
            ("$/Mtok", "$/Mtok"),
            ("$/mtok", "$/Mtok"),
            ("USD per million tokens", "$/tok e-6"),
            ("$/1k tokens", "$/tok e-3"),
            ("tok/s", "tok/s"),
            ("tokens/sec/GPU", "tok/s/gpu"),
            ("tokens per second per user", "tok/s/user"),
            ("tps", "tok/s"),
            ("%", "Percent"),
            ("pct", "Percent"),
            ("% p.a.", "Percent 1/yr"),
            ("%/yr", "Percent 1/yr"),
            ("% of revenue", "Percent"),
            ("bps", "BasisPoints"),
            ("x", "Multiple"),
            ("#", "Count"),
            ("thousands", "Scale e3"),
            ("000s", "Scale e3"),
            ("mw", "MW"),
            ("MW", "MW"),
            ("GW", "GW"),
            ("MW IT", "MW_it"),
            ("IT MW", "MW_it"),
            ("$/kW/month", "$/kW/month"),
            ("$/kW-mo", "$/kW/month"),
            ("years", "yr"),
            ("yrs", "yr"),
            ("months", "month"),
            ("(years)", "yr"),
            ("GPUs", "gpu"),
            ("GPUs/rack", "gpu/rack"),
            ("users", "user"),
            ("billion parameters", "parameter e9"),
            ("TB/s", "TB/s"),
            ("PFLOPS", "Pflop/s"),
            ("GB", "GB"),
        ] {
            assert_eq!(shown(text), unit, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_units() {
        for text in [
            "",
            "2020",
            "Vendor",
            "see note",
            "Prices",
            "per",
            "M",
            "$x",
            "incl. VAT",
            "base case",
            "of which equipment",
            "closed model",
            "/",
            "h/",
            "% of",
            "-",
        ] {
            assert_eq!(shown(text).replace("Percent", "-"), "-", "{text}");
        }
    }
}
