//! How much of a quantity is left at each stage.

use crate::run::Results;
use crate::workbook::{Funnel, Id, NumberFormat, Workbook};

use super::cases::read;

/// The stages of a funnel, the widest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FunnelData {
    /// What the figure shows, as a sentence.
    pub title: String,
    /// The unit of every stage; empty for a ratio.
    pub unit: String,
    /// The period at which series are read.
    pub period: Option<String>,
    /// The stages, in order.
    pub stages: Vec<FunnelStage>,
}

/// One stage of a funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelStage {
    /// What it is called.
    pub label: String,
    /// Its row.
    pub row: Id,
    /// How its number is shown.
    pub format: Option<NumberFormat>,
    /// What is left here, or why it is not known.
    pub value: Result<f64, String>,
    /// The share of the first stage; none where one of them is unavailable, or the first is zero.
    pub of_first: Option<f64>,
    /// The share of the stage before; none for the first.
    pub of_previous: Option<f64>,
}

/// The data of a funnel in one case.
pub fn funnel(workbook: &Workbook, results: &Results, title: &str, spec: &Funnel) -> FunnelData {
    let values: Vec<_> = spec
        .stages
        .iter()
        .map(|id| read(results, id, spec.period.as_deref()))
        .collect();
    let share = |of: usize, at: usize| match (&values[of], &values[at]) {
        (Ok(whole), Ok(part)) if *whole != 0.0 => Some(part / whole),
        _ => None,
    };
    let stages = spec.stages.iter().enumerate().map(|(at, id)| {
        let row = workbook.variable(id);
        FunnelStage {
            label: row.map_or_else(|| id.clone(), |row| row.label.clone()),
            row: id.clone(),
            format: row.and_then(|row| row.format),
            value: values[at].clone(),
            of_first: share(0, at),
            of_previous: at.checked_sub(1).and_then(|before| share(before, at)),
        }
    });
    let first = spec.stages.first().and_then(|id| workbook.variable(id));
    FunnelData {
        title: title.to_owned(),
        unit: first.map_or_else(String::new, |row| row.unit.clone()),
        period: spec.period.clone(),
        stages: stages.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::testing::{case, results};
    use super::*;

    fn data(stages: &[&str], period: Option<&str>) -> FunnelData {
        let (workbook, results) = results(&[case("renter", None)]);
        let spec = Funnel {
            stages: stages.iter().map(|&id| id.to_owned()).collect(),
            period: period.map(str::to_owned),
        };
        funnel(&workbook, &results[0], "What is served", &spec)
    }

    #[test]
    fn stages_know_their_shares() {
        let data = data(&["demand", "served"], Some("2028"));
        assert_eq!(data.unit, "Mtok/yr");
        let [first, second] = &data.stages[..] else {
            panic!("two stages");
        };
        assert_eq!(first.value, Ok(200.0));
        assert_eq!((first.of_first, first.of_previous), (Some(1.0), None));
        assert_eq!(second.value, Ok(100.0));
        assert_eq!(
            (second.of_first, second.of_previous),
            (Some(0.5), Some(0.5))
        );
    }

    #[test]
    fn a_missing_stage_has_no_share() {
        let data = data(&["demand", "returns", "served"], None);
        assert_eq!(data.stages[1].value, Err("it owns no plant".to_owned()));
        assert_eq!(data.stages[1].of_first, None);
        assert_eq!(data.stages[2].of_first, Some(0.5));
        assert_eq!(data.stages[2].of_previous, None);
    }
}
