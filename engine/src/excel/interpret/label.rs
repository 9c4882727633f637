//! Units inside labels, and what labels say that their values are per.

use crate::units::{Catalog, Unit};

use super::lexicon::{Sort, is_one_of, product, read, with_slashes};
use super::words::ADJECTIVES;

/// The unit in a label and the label without it: `Lifetime (years)`, `Rack price, $/rack`,
/// `Tax rate %`, `Investment in $m`.
pub(in crate::excel) fn in_label<'a>(
    label: &'a str,
    catalog: &Catalog,
) -> Option<(&'a str, String)> {
    in_brackets(label, catalog)
        .or_else(|| after_comma(label, catalog))
        .or_else(|| at_end(label, catalog))
        .or_else(|| at_start(label, catalog))
}

/// The last text in brackets that is a unit, or starts with one: `($m, real)`.
fn in_brackets<'a>(label: &'a str, catalog: &Catalog) -> Option<(&'a str, String)> {
    let mut end = label.len();
    while let Some(open) = label[..end].rfind(['(', '[']) {
        let close = label[open..].find([')', ']']).map(|at| open + at)?;
        let inside = &label[open + 1..close];
        let first = inside.split([',', ';']).next().unwrap_or_default();
        let found = [inside, first]
            .into_iter()
            .find(|text| read(text, catalog).is_some());
        if let Some(text) = found {
            let rest = format!("{}{}", &label[..open], &label[close + 1..]);
            return Some((text.trim(), rest.trim().to_owned()));
        }
        end = open;
    }
    None
}

fn after_comma<'a>(label: &'a str, catalog: &Catalog) -> Option<(&'a str, String)> {
    let (rest, unit) = label.rsplit_once([',', ';'])?;
    read(unit, catalog)?;
    Some((unit.trim(), rest.trim().to_owned()))
}

/// After `in`, or a last word that can be nothing else.
fn at_end<'a>(label: &'a str, catalog: &Catalog) -> Option<(&'a str, String)> {
    if let Some((rest, unit)) = label.rsplit_once(" in ")
        && read(unit, catalog).is_some()
    {
        return Some((unit.trim(), rest.trim().to_owned()));
    }
    let (rest, unit) = label.trim().rsplit_once(char::is_whitespace)?;
    let is_symbol = unit.contains(['%', '$', '€', '£', '/']) && !unit.starts_with('/');
    (is_symbol && read(unit, catalog).is_some()).then(|| (unit, rest.trim().to_owned()))
}

/// `% of revenue`, `$ per rack`.
fn at_start<'a>(label: &'a str, catalog: &Catalog) -> Option<(&'a str, String)> {
    let (unit, rest) = label.trim().split_once(char::is_whitespace)?;
    let is_symbol = unit.contains(['%', '$', '€', '£']);
    (is_symbol && read(unit, catalog).is_some()).then(|| (unit, rest.trim().to_owned()))
}

/// What a label says that its values are per: `per million output tokens`, `per GPU-hour`. The unit
/// and the power of ten below the line.
pub(in crate::excel) fn per(label: &str, catalog: &Catalog) -> Option<(Unit, i32)> {
    let text = with_slashes(&label.replace(['(', ')', '[', ']'], " "));
    let mut found: Option<(Unit, i32)> = None;
    for part in text.split('/').skip(1) {
        let words: Vec<&str> = part
            .split_whitespace()
            .filter(|word| !is_one_of(word, ADJECTIVES))
            .take(4)
            .collect();
        let most = (1..=words.len()).rev();
        let mut readings = most.filter_map(|count| product(&words[..count].join(" "), catalog));
        let Some(below) = readings.find(|below| below.sort == Sort::Measured) else {
            continue;
        };
        found = Some(match found {
            None => (below.unit, below.power),
            Some((unit, power)) => (unit.times(&below.unit)?, power + below.power),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        Catalog::new(["user", "parameter", "task"])
    }

    #[test]
    fn labels_hold_units() {
        for (label, unit, rest) in [
            ("Lifetime (years)", "years", "Lifetime"),
            (
                "Nominal investment (MEUR/MW)",
                "MEUR/MW",
                "Nominal investment",
            ),
            ("Forced outage (%)", "%", "Forced outage"),
            ("Rack price, $/rack", "$/rack", "Rack price"),
            ("Tax rate %", "%", "Tax rate"),
            ("Investment in $m", "$m", "Investment"),
            ("Capex [$m, real 2024]", "$m", "Capex"),
            ("Price (2026) ($/Mtok)", "$/Mtok", "Price (2026)"),
            ("Rent (on demand) $/GPU-hr", "$/GPU-hr", "Rent (on demand)"),
            ("% debt", "%", "debt"),
        ] {
            let found = in_label(label, &catalog());
            assert_eq!(found, Some((unit, rest.to_owned())), "{label}");
        }
        for label in [
            "Electricity, large consumer",
            "Price (2026)",
            "Cost of capital",
            "IT life",
        ] {
            assert_eq!(in_label(label, &catalog()), None, "{label}");
        }
    }

    #[test]
    fn labels_say_what_values_are_per() {
        for (label, unit, power) in [
            ("Price per million output tokens", "tok", 6),
            ("Rent per GPU-hour", "gpu*h", 0),
            ("Facility capex per IT MW", "MW_it", 0),
            ("tokens per second per GPU", "s*gpu", 0),
            ("Spend per seat and year", "seat*yr", 0),
        ] {
            let found = per(label, &catalog()).map(|(unit, power)| (unit.symbol(), power));
            assert_eq!(found, Some((unit.to_owned(), power)), "{label}");
        }
        assert_eq!(per("Price of power", &catalog()), None);
        assert_eq!(per("Price per our contract", &catalog()), None);
    }
}
