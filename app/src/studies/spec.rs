//! What a study is, by its description alone.

use rackhour_engine::workbook::{AxisValues, StudySpec};

/// What a kind of study is called on screen.
pub const fn kind(spec: &StudySpec) -> &'static str {
    match spec {
        StudySpec::Grid(_) => "Grid",
        StudySpec::GoalSeek(_) => "Goal seek",
        StudySpec::Frontier(_) => "Break-even frontier",
        StudySpec::Falsifiers(_) => "Falsifiers",
        StudySpec::Tornado(_) => "Tornado",
        StudySpec::Spider(_) => "Spider",
        StudySpec::MonteCarlo(_) => "Monte Carlo",
        StudySpec::Bridge(_) => "Bridge",
    }
}

/// The outputs of a study, as keys.
pub fn outputs(spec: &StudySpec) -> Vec<&str> {
    match spec {
        StudySpec::Grid(spec) => spec.outputs.iter().map(String::as_str).collect(),
        StudySpec::GoalSeek(spec) => {
            let targets = spec.targets.iter();
            targets.map(|target| target.output.as_str()).collect()
        }
        StudySpec::Frontier(spec) => vec![&spec.target.output],
        StudySpec::Falsifiers(spec) => vec![&spec.target.output],
        StudySpec::Tornado(spec) => vec![&spec.output],
        StudySpec::Spider(spec) => vec![&spec.output],
        StudySpec::MonteCarlo(spec) => spec.outputs.iter().map(String::as_str).collect(),
        StudySpec::Bridge(spec) => vec![&spec.output],
    }
}

/// The inputs that a study names, as keys.
pub fn inputs(spec: &StudySpec) -> Vec<&str> {
    match spec {
        StudySpec::Grid(spec) => spec.axes.iter().map(|axis| axis.key.as_str()).collect(),
        StudySpec::GoalSeek(spec) => spec
            .inputs
            .iter()
            .map(|sought| sought.key.as_str())
            .collect(),
        StudySpec::Frontier(spec) => vec![&spec.x.key, &spec.y.key],
        StudySpec::Falsifiers(spec) => spec.inputs.iter().map(String::as_str).collect(),
        StudySpec::Tornado(spec) => spec.inputs.iter().map(String::as_str).collect(),
        StudySpec::Spider(spec) => spec.inputs.iter().map(String::as_str).collect(),
        StudySpec::MonteCarlo(spec) => spec.inputs.iter().map(|input| input.key.as_str()).collect(),
        StudySpec::Bridge(_) => Vec::new(),
    }
}

/// How many cases a study takes, where that is known before it runs.
pub fn cases(spec: &StudySpec) -> Option<usize> {
    match spec {
        StudySpec::Grid(spec) => {
            let lengths = spec.axes.iter().map(|axis| length(&axis.values));
            lengths.product::<Option<usize>>()
        }
        StudySpec::MonteCarlo(spec) => Some(spec.samples),
        _ => None,
    }
}

fn length(values: &AxisValues) -> Option<usize> {
    match values {
        AxisValues::Linear { count, .. } | AxisValues::Log { count, .. } => Some(*count),
        AxisValues::List(values) => Some(values.len()),
        AxisValues::Elements(ids) => (!ids.is_empty()).then_some(ids.len()),
    }
}
