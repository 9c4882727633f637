//! How one value becomes another, as the bars of a bridge.

use crate::run::Results;
use crate::workbook::{Id, NumberFormat, Waterfall, Workbook};

use super::cases::read;

/// The bars of a bridge from one value to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaterfallData {
    /// What the figure shows, as a sentence.
    pub title: String,
    /// The unit of every bar; empty for a ratio.
    pub unit: String,
    /// How its numbers are shown.
    pub format: Option<NumberFormat>,
    /// The period at which series are read.
    pub period: Option<String>,
    /// The bars, in the order of computation.
    pub bars: Vec<WaterfallBar>,
}

/// One bar of a bridge.
#[derive(Clone, Debug, PartialEq)]
pub struct WaterfallBar {
    /// What it is called.
    pub label: String,
    /// The row that holds the value at its end.
    pub row: Id,
    /// What it stands for.
    pub kind: BarKind,
    /// Where it begins and ends, or why it is not known. A total begins at zero.
    pub span: Result<(f64, f64), String>,
}

/// What a bar of a bridge stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarKind {
    /// A value as it stands.
    Total,
    /// A step that adds, or changes nothing.
    Up,
    /// A step that takes away.
    Down,
    /// A step of which one side is unavailable.
    Unknown,
}

impl WaterfallBar {
    /// What the bar adds: the whole value of a total.
    pub fn change(&self) -> Option<f64> {
        self.span.as_ref().ok().map(|(from, to)| to - from)
    }

    fn total(label: String, row: &Id, value: &Result<f64, String>) -> Self {
        Self {
            label,
            row: row.clone(),
            kind: BarKind::Total,
            span: value.clone().map(|value| (0.0, value)),
        }
    }

    fn step(label: &str, row: &Id, from: &Result<f64, String>, to: &Result<f64, String>) -> Self {
        let span = match (from, to) {
            (Ok(from), Ok(to)) => Ok((*from, *to)),
            (Err(reason), _) | (_, Err(reason)) => Err(reason.clone()),
        };
        let kind = match &span {
            Ok((from, to)) if to < from => BarKind::Down,
            Ok(_) => BarKind::Up,
            Err(_) => BarKind::Unknown,
        };
        Self {
            label: label.to_owned(),
            row: row.clone(),
            kind,
            span,
        }
    }
}

/// The data of a bridge in one case.
pub fn waterfall(
    workbook: &Workbook,
    results: &Results,
    title: &str,
    spec: &Waterfall,
) -> WaterfallData {
    let period = spec.period.as_deref();
    let label = |id: &Id| {
        let row = workbook.variable(id);
        row.map_or_else(|| id.clone(), |row| row.label.clone())
    };
    let mut value = read(results, &spec.from, period);
    let mut bars = vec![WaterfallBar::total(label(&spec.from), &spec.from, &value)];
    for (position, step) in spec.steps.iter().enumerate() {
        let next = read(results, &step.to, period);
        bars.push(WaterfallBar::step(&step.label, &step.to, &value, &next));
        if step.total || position + 1 == spec.steps.len() {
            bars.push(WaterfallBar::total(label(&step.to), &step.to, &next));
        }
        value = next;
    }
    let first = workbook.variable(&spec.from);
    WaterfallData {
        title: title.to_owned(),
        unit: first.map_or_else(String::new, |row| row.unit.clone()),
        format: first.and_then(|row| row.format),
        period: spec.period.clone(),
        bars,
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::testing::{case, results};
    use super::*;
    use crate::workbook::WaterfallStep;

    fn step(label: &str, to: &str, total: bool) -> WaterfallStep {
        WaterfallStep {
            label: label.to_owned(),
            to: to.to_owned(),
            total,
        }
    }

    fn bars(steps: Vec<WaterfallStep>, profile: &str) -> Vec<WaterfallBar> {
        let (workbook, results) = results(&[case(profile, None)]);
        let spec = Waterfall {
            from: "list_price".to_owned(),
            steps,
            period: None,
        };
        waterfall(&workbook, &results[0], "From list to realised", &spec).bars
    }

    #[test]
    fn a_bridge_ends_with_a_total_and_its_steps_add_up() {
        let steps = vec![
            step("Batch", "batch_price", false),
            step("Negotiated", "price", false),
        ];
        let bars = bars(steps, "owner");
        let kinds: Vec<_> = bars.iter().map(|bar| bar.kind).collect();
        use BarKind::{Down, Total};
        assert_eq!(kinds, [Total, Down, Down, Total]);
        let labels: Vec<_> = bars.iter().map(|bar| bar.label.as_str()).collect();
        assert_eq!(
            labels,
            ["List price", "Batch", "Negotiated", "Realised price"]
        );
        let steps: f64 = bars[..3].iter().filter_map(WaterfallBar::change).sum();
        assert!((steps - bars[3].change().unwrap()).abs() < 1e-12);
        assert!((bars[3].change().unwrap() - 6.67 * 0.9 * 0.8).abs() < 1e-12);
    }

    #[test]
    fn a_total_in_between_and_a_step_up() {
        let steps = vec![
            step("Negotiated", "price", true),
            step("Back", "batch_price", false),
        ];
        let kinds: Vec<_> = bars(steps, "owner").iter().map(|bar| bar.kind).collect();
        use BarKind::{Down, Total, Up};
        assert_eq!(kinds, [Total, Down, Total, Up, Total]);
    }

    #[test]
    fn what_is_unavailable_keeps_its_reason() {
        let bars = bars(vec![step("To a return", "returns", false)], "renter");
        assert_eq!(bars[1].kind, BarKind::Unknown);
        assert_eq!(bars[1].span, Err("it owns no plant".to_owned()));
        assert_eq!(bars[2].span, Err("it owns no plant".to_owned()));
    }
}
