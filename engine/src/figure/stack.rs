//! What one value is made of, as bars of parts.

use crate::check::Case;
use crate::run::Results;
use crate::workbook::{Across, Id, NumberFormat, Stack, Workbook};

use super::cases::read;

/// Parts that sum to less of their total than this are shown with what is left.
const CLOSE: f64 = 1e-9;

/// Bars of parts, per profile, scenario or period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StackData {
    /// What the figure shows, as a sentence.
    pub title: String,
    /// What the parts sum to.
    pub total_label: String,
    /// The row that holds it.
    pub total_row: Id,
    /// The unit of every part; empty for a ratio.
    pub unit: String,
    /// How its numbers are shown.
    pub format: Option<NumberFormat>,
    /// The period at which series are read; none across periods.
    pub period: Option<String>,
    /// What the parts are called, from the bottom.
    pub parts: Vec<String>,
    /// The bars, from the left.
    pub bars: Vec<StackBar>,
}

/// One bar of parts.
#[derive(Clone, Debug, PartialEq)]
pub struct StackBar {
    /// What it stands for.
    pub label: String,
    /// The profile that it stands for, where the bars are profiles.
    pub profile: Option<Id>,
    /// Its parts, or why they are not known.
    pub content: Result<StackContent, String>,
}

/// The parts of a bar and their sum.
#[derive(Clone, Debug, PartialEq)]
pub struct StackContent {
    /// The parts, in the order of [`StackData::parts`].
    pub parts: Vec<f64>,
    /// What they sum to, from its own row.
    pub total: f64,
    /// What of the total no part explains; zero where they agree to 1e-9 of it.
    pub residual: f64,
}

/// The cases that a stack shows, with what each is called, besides that on screen.
pub fn stack_cases(workbook: &Workbook, here: &Case, across: Across) -> Vec<Case> {
    let with_profile = |profile: &Id| Case {
        profile: Some(profile.clone()),
        scenario: here.scenario.clone(),
    };
    let with_scenario = |scenario: Option<&Id>| Case {
        profile: here.profile.clone(),
        scenario: scenario.cloned(),
    };
    match across {
        Across::Profiles if workbook.profiles.is_empty() => vec![here.clone()],
        Across::Profiles => {
            let profiles = workbook.profiles.iter();
            profiles.map(|profile| with_profile(&profile.id)).collect()
        }
        Across::Scenarios => {
            let scenarios = workbook.scenarios.iter().map(|scenario| Some(&scenario.id));
            let all = std::iter::once(None).chain(scenarios);
            all.map(with_scenario).collect()
        }
        Across::Periods => vec![here.clone()],
    }
}

/// The data of a stack. `cases` are those of [`stack_cases`], evaluated.
pub fn stack(
    workbook: &Workbook,
    cases: &[(Case, &Results)],
    title: &str,
    spec: &Stack,
) -> StackData {
    let total = workbook.variable(&spec.total);
    let index = workbook.indexes.iter().find(|index| index.id == spec.over);
    let elements = index.map_or(&[][..], |index| &index.elements);
    let bar = |results: &Results, period: Option<&str>| {
        let parts: Result<Vec<_>, _> = elements
            .iter()
            .map(|element| read(results, &format!("{}[{}]", spec.output, element.id), period))
            .collect();
        Ok(content(parts?, read(results, &spec.total, period)?))
    };
    let bars = match spec.across {
        Across::Periods => cases.first().map_or_else(Vec::new, |(_, results)| {
            let periods = periods(results, spec).iter();
            let bars = periods.map(|period| StackBar {
                label: period.clone(),
                profile: None,
                content: bar(results, Some(period)),
            });
            bars.collect()
        }),
        _ => cases
            .iter()
            .map(|(case, results)| StackBar {
                label: case_label(workbook, case, spec.across),
                profile: case
                    .profile
                    .clone()
                    .filter(|_| spec.across == Across::Profiles),
                content: bar(results, spec.period.as_deref()),
            })
            .collect(),
    };
    StackData {
        title: title.to_owned(),
        total_label: total.map_or_else(|| spec.total.clone(), |row| row.label.clone()),
        total_row: spec.total.clone(),
        unit: total.map_or_else(String::new, |row| row.unit.clone()),
        format: total.and_then(|row| row.format),
        period: spec
            .period
            .clone()
            .filter(|_| spec.across != Across::Periods),
        parts: elements.iter().map(|part| part.label.clone()).collect(),
        bars,
    }
}

fn content(parts: Vec<f64>, total: f64) -> StackContent {
    let sum: f64 = parts.iter().sum();
    let size = parts
        .iter()
        .map(|part| part.abs())
        .fold(total.abs(), f64::max);
    let residual = total - sum;
    StackContent {
        residual: if residual.abs() <= CLOSE * size {
            0.0
        } else {
            residual
        },
        parts,
        total,
    }
}

/// The periods of the total, or of the parts where it has none.
fn periods<'a>(results: &'a Results, spec: &Stack) -> &'a [String] {
    let timeline = |id: &Id| {
        let axis = results.row(id)?.axes.last()?;
        let is_time = matches!(axis.id.as_str(), "year" | "quarter" | "month");
        is_time.then_some(&axis.labels[..])
    };
    timeline(&spec.total)
        .or_else(|| timeline(&spec.output))
        .unwrap_or_default()
}

fn case_label(workbook: &Workbook, case: &Case, across: Across) -> String {
    let named = match across {
        Across::Profiles => workbook
            .profiles
            .iter()
            .find(|profile| Some(&profile.id) == case.profile.as_ref())
            .map(|profile| profile.label.clone()),
        _ => workbook
            .scenarios
            .iter()
            .find(|scenario| Some(&scenario.id) == case.scenario.as_ref())
            .map(|scenario| scenario.label.clone()),
    };
    named.unwrap_or_else(|| "Base case".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::cases::testing::{case, results, workbook};
    use super::*;

    fn spec(across: Across, total: &str) -> Stack {
        Stack {
            output: "parts".to_owned(),
            over: "part".to_owned(),
            across,
            total: total.to_owned(),
            period: None,
        }
    }

    fn bars(spec: &Stack) -> Vec<StackBar> {
        let (workbook, _) = workbook();
        let cases = stack_cases(&workbook, &case("owner", None), spec.across);
        let (workbook, results) = results(&cases);
        let cases: Vec<_> = cases.into_iter().zip(&results).collect();
        stack(&workbook, &cases, "What a token costs", spec).bars
    }

    #[test]
    fn parts_sum_to_their_total_or_leave_a_residual() {
        let bars = bars(&spec(Across::Profiles, "cost"));
        let content = |at: usize| bars[at].content.clone().unwrap();
        assert_eq!(bars[0].label, "Owner");
        assert_eq!(content(0).parts, [3.0, 1.0]);
        assert_eq!((content(0).total, content(0).residual), (4.0, 0.0));
        assert_eq!(content(1).parts, [2.0, 1.0]);
        assert_eq!((content(1).total, content(1).residual), (3.5, 0.5));
    }

    #[test]
    fn the_base_case_comes_first_across_scenarios() {
        let bars = bars(&spec(Across::Scenarios, "cost"));
        assert_eq!(bars[0].label, "Base case");
        assert_eq!(bars[1].label, "Bear");
        assert_eq!(bars[1].content.as_ref().unwrap().residual, 2.0);
    }

    #[test]
    fn a_bar_per_period_and_one_that_is_unavailable() {
        let by_year = bars(&spec(Across::Periods, "served"));
        let labels: Vec<_> = by_year.iter().map(|bar| bar.label.as_str()).collect();
        assert_eq!(labels, ["2027", "2028"]);
        let missing = bars(&spec(Across::Profiles, "returns"));
        assert_eq!(missing[1].content, Err("it owns no plant".to_owned()));
        assert!(missing[0].content.is_ok());
    }

    #[test]
    fn a_difference_in_the_last_digit_is_no_residual() {
        assert_eq!(content(vec![0.1, 0.2], 0.3).residual, 0.0);
        assert!(content(vec![1.0], 1.0 + 1e-6).residual > 0.0);
    }
}
