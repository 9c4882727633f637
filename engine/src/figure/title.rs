//! Titles with live values in the case on screen.

use crate::check::{Case, RowKind};
use crate::run::Results;
use crate::workbook::title::{Piece, pieces};
use crate::workbook::{NumberFormat, Workbook};

use super::cases::Place;

/// What a title tells of: a case, and the period at which it reads series.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The document.
    pub workbook: &'a Workbook,
    /// The results of the case.
    pub results: &'a Results,
    /// The profile and the scenario.
    pub case: &'a Case,
    /// The period; the first where none is given.
    pub period: Option<&'a str>,
}

/// How the values in a title are written.
pub trait Wording {
    /// A number in its unit, in the format of its row.
    fn number(&self, value: f64, unit: &str, format: Option<NumberFormat>) -> String;
    /// A value that is unavailable, for this reason.
    fn unavailable(&self, reason: &str) -> String;
}

/// A title in which every name is replaced by what it stands for.
///
/// A name of nothing stays as it is written; [`crate::check`] reports it.
pub fn title(text: &str, scope: Scope<'_>, wording: &dyn Wording) -> String {
    if !text.contains(['{', '}']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) | Piece::Unclosed(words) => out.push_str(words),
            Piece::Name("profile") => out.push_str(&profile(scope)),
            Piece::Name("scenario") => out.push_str(&scenario(scope)),
            Piece::Name("year") => out.push_str(period(scope)),
            Piece::Name(key) => match value(key, scope, wording) {
                Some(words) => out.push_str(&words),
                None => out.extend(["{", key, "}"]),
            },
        }
    }
    out
}

fn value(key: &str, scope: Scope<'_>, wording: &dyn Wording) -> Option<String> {
    let place = Place::of(scope.results, key, scope.period)?;
    if let Some(word) = place.word(scope.workbook) {
        return Some(word);
    }
    let row = place.row();
    let variable = scope.workbook.variable(&row.id);
    Some(match place.value() {
        Ok(value) => {
            let (unit, format) = match (&row.kind, variable) {
                (RowKind::Number, Some(variable)) => (variable.unit.as_str(), variable.format),
                _ => ("", None),
            };
            wording.number(value, unit, format)
        }
        Err(reason) => wording.unavailable(&reason),
    })
}

fn profile(scope: Scope<'_>) -> String {
    let id = scope.case.profile.as_ref();
    let mut profiles = scope.workbook.profiles.iter();
    let found = profiles.find(|profile| Some(&profile.id) == id);
    found.map_or_else(
        || scope.workbook.title.clone(),
        |profile| profile.label.clone(),
    )
}

fn scenario(scope: Scope<'_>) -> String {
    let id = scope.case.scenario.as_ref();
    let mut scenarios = scope.workbook.scenarios.iter();
    let found = scenarios.find(|scenario| Some(&scenario.id) == id);
    found.map_or_else(|| "Base case".to_owned(), |scenario| scenario.label.clone())
}

fn period<'a>(scope: Scope<'a>) -> &'a str {
    let rows = scope.results.rows.iter();
    let mut axes = rows.flat_map(|row| row.axes.iter());
    let first = || {
        let time = axes.find(|axis| super::is_time(axis))?;
        time.labels.first().map(String::as_str)
    };
    scope.period.or_else(first).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::cases::testing::{case, results};
    use super::*;

    struct Plain;

    impl Wording for Plain {
        fn number(&self, value: f64, unit: &str, _: Option<NumberFormat>) -> String {
            format!("{value} {unit}")
        }
        fn unavailable(&self, reason: &str) -> String {
            format!("n/a ({reason})")
        }
    }

    fn said(text: &str, profile: &str, period: Option<&str>) -> String {
        let case = case(profile, Some("bear"));
        let (workbook, results) = results(std::slice::from_ref(&case));
        let scope = Scope {
            workbook: &workbook,
            results: &results[0],
            case: &case,
            period,
        };
        title(text, scope, &Plain)
    }

    #[test]
    fn names_stand_for_values_of_the_case_and_the_period() {
        let said = |text| said(text, "owner", Some("2028"));
        assert_eq!(said("At {list_price}"), "At 5 $/Mtok");
        assert_eq!(said("{demand}; {demand[2027]}"), "200 Mtok/yr; 100 Mtok/yr");
        assert_eq!(
            said("{profile}, {scenario} in {year}"),
            "Owner, Bear in 2028"
        );
        assert_eq!(said("{parts[power]} {{net}}"), "1 $/Mtok {net}");
        assert_eq!(said("{nothing} and {open"), "{nothing} and {open");
    }

    #[test]
    fn an_unavailable_value_gives_its_reason() {
        let renter = said("Returns {returns} in {year}", "renter", None);
        assert_eq!(renter, "Returns n/a (it owns no plant) in 2027");
    }
}
