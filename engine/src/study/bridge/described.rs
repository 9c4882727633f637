//! How a row differs between two cases, in numbers or in words.

use crate::check::{Given, Resolved, Row, RowKind, SlotAction};

/// The number of a row in each case, NaN where it has not one, and words where numbers do not say
/// it.
pub(super) fn described(row: &Row, from: &Resolved, to: &Resolved) -> (f64, f64, String) {
    match (side(row, from), side(row, to)) {
        (Side::Number(from), Side::Number(to)) => (from, to, String::new()),
        (Side::Several, Side::Number(_) | Side::Several) | (Side::Number(_), Side::Several) => {
            let pairs = from.values.iter().zip(to.values.iter());
            let changed = pairs.filter(|(from, to)| from != to).count();
            let count = from.values.len();
            (f64::NAN, f64::NAN, format!("{changed} of {count} values"))
        }
        (from, to) => {
            let words = format!("{} → {}", from.words(), to.words());
            (from.number(), to.number(), words)
        }
    }
}

/// What one case has for a row.
enum Side {
    /// One number, for all elements and periods.
    Number(f64),
    /// One option or condition, a formula, or a formula with changes.
    Words(String),
    /// Several values.
    Several,
}

impl Side {
    fn number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Words(_) | Self::Several => f64::NAN,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Words(words) => words.clone(),
            Self::Several => "several values".to_owned(),
        }
    }
}

fn side(row: &Row, resolved: &Resolved) -> Side {
    if let Some(first) = resolved.values.first() {
        return match resolved.values.iter().all(|value| value == first) {
            true => value(row, first),
            false => Side::Several,
        };
    }
    match resolved.actions.first() {
        Some(first) if resolved.actions.iter().all(|actions| actions == first) => {
            overridden(row, first)
        }
        _ => Side::Words("formula, overridden in part".to_owned()),
    }
}

fn value(row: &Row, given: &Given) -> Side {
    match (given, &row.kind) {
        (Err(reason), _) => Side::Words(format!("n/a ({reason})")),
        (Ok(number), RowKind::Number) => Side::Number(*number),
        (Ok(number), RowKind::Condition) => {
            Side::Words(if *number == 0.0 { "no" } else { "yes" }.to_owned())
        }
        (Ok(place), RowKind::Choice(options)) => {
            Side::Words(options.get(*place as usize).cloned().unwrap_or_default())
        }
    }
}

/// A formula with the same changes to each of its values.
fn overridden(row: &Row, actions: &[SlotAction]) -> Side {
    match actions {
        [] => Side::Words("formula".to_owned()),
        [SlotAction::Set(number)] => value(row, &Ok(*number)),
        actions => {
            let words = actions.iter().map(|action| match action {
                SlotAction::Set(number) => format!("{number}"),
                SlotAction::Scale(number) => format!("× {number}"),
                SlotAction::Add(number) => format!("+ {number}"),
            });
            let words: Vec<_> = words.collect();
            let formula = match actions.first() {
                Some(SlotAction::Set(_)) => "",
                _ => "formula ",
            };
            Side::Words(format!("{formula}{}", words.join(" ")))
        }
    }
}
