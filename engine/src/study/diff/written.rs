//! Parts of a document as short texts.

use crate::formula;
use crate::workbook::{
    Action, Claim, Definition, DrawnClaim, Entry, Provenance, Quantity, Workbook,
};

use super::Written;

impl Written {
    /// The value as text, exact.
    pub fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// A quantity in one line: `3`, `{free: 0, paid: 45}`, `[3, 2]`, `3 growing 0.1 a year`.
pub(super) fn quantity(quantity: &Quantity) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match quantity {
        Quantity::Constant(number) => number.0.to_string(),
        Quantity::Choice(option) => option.clone(),
        Quantity::Elements(pairs) => {
            let parts = pairs
                .iter()
                .map(|(id, number)| format!("{id}: {}", number.0));
            format!("{{{}}}", joined(parts.collect()))
        }
        Quantity::Table(pairs) => {
            let parts = pairs
                .iter()
                .map(|(id, inner)| format!("{id}: {}", self::quantity(inner)));
            format!("{{{}}}", joined(parts.collect()))
        }
        Quantity::Series(numbers) => {
            let parts = numbers.iter().map(|number| number.0.to_string());
            format!("[{}]", joined(parts.collect()))
        }
        Quantity::Growth { first, rate } => format!("{} growing {} a year", first.0, rate.0),
        Quantity::Steps(steps) => {
            let parts = steps
                .iter()
                .map(|step| format!("{}: {}", step.from, step.value.0));
            format!("{{{}}}", joined(parts.collect()))
        }
    }
}

/// The single values of a quantity, each with the elements and period that name it.
pub(super) fn parts(workbook: &Workbook, given: &Quantity) -> Vec<(Vec<String>, Written)> {
    let under = |id: &String, mut inner: Vec<(Vec<String>, Written)>| {
        inner
            .iter_mut()
            .for_each(|(at, _)| at.insert(0, id.clone()));
        inner
    };
    let number = |number: f64| vec![(Vec::new(), Written::Number(number))];
    match given {
        Quantity::Constant(constant) => number(constant.0),
        Quantity::Elements(pairs) => {
            let pairs = pairs.iter();
            pairs
                .flat_map(|(id, value)| under(id, number(value.0)))
                .collect()
        }
        Quantity::Table(pairs) => {
            let pairs = pairs.iter();
            pairs
                .flat_map(|(id, inner)| under(id, parts(workbook, inner)))
                .collect()
        }
        Quantity::Series(numbers) => {
            let timeline = workbook.timeline.as_ref();
            let labels = timeline.and_then(|timeline| {
                let periods = timeline.periods().ok()?.into_iter();
                Some(periods.map(|period| timeline.label(period)).collect())
            });
            let labels: Vec<String> = labels.unwrap_or_default();
            if labels.len() != numbers.len() {
                return vec![(Vec::new(), Written::Text(quantity(given)))];
            }
            let pairs = labels.iter().zip(numbers);
            pairs
                .flat_map(|(label, value)| under(label, number(value.0)))
                .collect()
        }
        Quantity::Choice(_) | Quantity::Growth { .. } | Quantity::Steps(_) => {
            vec![(Vec::new(), Written::Text(quantity(given)))]
        }
    }
}

/// What defines a row, in one line.
pub(super) fn definition(definition: &Definition) -> String {
    match definition {
        Definition::Assumption(assumption) => quantity(&assumption.value),
        Definition::Formula(text) => text.clone(),
        Definition::Irregular(entries) => {
            let entries: Vec<_> = entries.iter().map(entry).collect();
            entries.join(" | ")
        }
    }
}

fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Value(number) => number.0.to_string(),
        Entry::Formula(text) => text.clone(),
    }
}

/// The tokens of what defines a row; a given value is one.
pub(super) fn tokens(definition: &Definition) -> Vec<String> {
    let of = |text: &str| -> Vec<String> {
        let tokens = formula::tokens(text).into_iter();
        tokens.map(str::to_owned).collect()
    };
    match definition {
        Definition::Assumption(assumption) => vec![quantity(&assumption.value)],
        Definition::Formula(text) => of(text),
        Definition::Irregular(entries) => {
            let entries: Vec<_> = entries.iter().map(|one| of(&entry(one))).collect();
            entries.join(&"|".to_owned())
        }
    }
}

/// Where a number comes from: the id of its source, or why it is assumed.
pub(super) fn provenance(source: &Provenance) -> String {
    match source {
        Provenance::From(id) => id.clone(),
        Provenance::Assumed(reason) => format!("assumed: {reason}"),
    }
}

/// What a layer does to a value: `3`, `× 1.1`, `+ 2`.
pub(super) fn action(action: &Action) -> String {
    match action {
        Action::Set(given) => quantity(given),
        Action::Scale(number) => format!("× {}", number.0),
        Action::Add(number) => format!("+ {}", number.0),
    }
}

/// What a percentile of a study is claimed to be: `P5 of npv in risk at least 0`.
fn drawn(claim: &DrawnClaim) -> String {
    let (percent, output, study) = (claim.percentile.0, &claim.output, &claim.study);
    let mut text = format!("P{percent} of {output} in {study}");
    for (words, bound) in [("at least", claim.at_least), ("at most", claim.at_most)] {
        if let Some(bound) = bound {
            text.push_str(&format!(" {words} {}", bound.0));
        }
    }
    text
}

/// What a check claims.
pub(super) fn claim(claim: &Claim) -> String {
    match claim {
        Claim::Holds(formula) => formula.clone(),
        Claim::Equal {
            left,
            right,
            tolerance,
        } => format!("{left} = {right} within {}", tolerance.0),
        Claim::Drawn(claim) => drawn(claim),
        Claim::AllOthers => "all other checks hold".to_owned(),
    }
}
