//! The call around the caret: how it is written, and which of its arguments is being typed.

use crate::functions::Function;
use crate::workbook::Workbook;

use super::place::place;

/// A call as it is written, with the argument at the caret apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// What stands before the argument: `IF(condition, `.
    pub before: String,
    /// The argument at the caret; empty where there is no such one.
    pub argument: String,
    /// What stands behind it.
    pub after: String,
    /// What the call does, in one sentence.
    pub summary: String,
}

/// The innermost call of a function or curve that is open at a byte of a formula's text.
///
/// ```
/// use rackhour_engine::{assist::signature, workbook::Workbook};
/// let found = signature(&Workbook::new("Empty"), "IF(a > b, ", 10).unwrap();
/// assert_eq!((&*found.before, &*found.argument), ("IF(condition, ", "then"));
/// ```
pub fn signature(workbook: &Workbook, text: &str, caret: usize) -> Option<Signature> {
    let calls = place(text, caret).calls;
    calls.iter().rev().find_map(|call| {
        let of_function = || of_function(Function::named(call.name)?, call.argument);
        of_function().or_else(|| of_curve(workbook, call.name))
    })
}

fn of_function(function: &Function, argument: usize) -> Option<Signature> {
    let whole = function.signature();
    let count = function.parameters.len();
    let place = match argument < count {
        true => Some(argument),
        false if function.repeat > 0 => {
            Some(count - function.repeat + (argument - count) % function.repeat)
        }
        false => None,
    };
    let names: Vec<_> = function
        .parameters
        .iter()
        .map(|parameter| parameter.name)
        .collect();
    let start = function.name.len() + 1;
    let before = |place: usize| {
        names[..place]
            .iter()
            .map(|name| name.len() + 2)
            .sum::<usize>()
    };
    let (from, to) = place.map_or((whole.len(), whole.len()), |place| {
        let from = start + before(place);
        (from, from + names[place].len())
    });
    Some(Signature {
        before: whole.get(..from)?.to_owned(),
        argument: whole.get(from..to)?.to_owned(),
        after: whole.get(to..)?.to_owned(),
        summary: function.summary.to_owned(),
    })
}

fn of_curve(workbook: &Workbook, name: &str) -> Option<Signature> {
    let curve = workbook.curves.iter().find(|curve| curve.id == name)?;
    let unit = |unit: &str| if unit.is_empty() { "a ratio" } else { unit }.to_owned();
    Some(Signature {
        before: format!("{}(", curve.id),
        argument: unit(&curve.input_unit),
        after: format!(") → {}", unit(&curve.output_unit)),
        summary: curve.label.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = signature(&Workbook::new("Empty"), text, text.len());
        let found = found.map(|s| format!("{}<{}>{}", s.before, s.argument, s.after));
        assert_eq!(found.unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn the_argument_at_the_caret_stands_apart() {
        check("IF(", "IF(<condition>, then, otherwise)");
        check("2 * IF(a, MAX(b, c), ", "IF(condition, then, <otherwise>)");
        check("IF(a, MAX(b, (c", "MAX(<x>, …)");
        check("IFS(a, b, c, ", "IFS(condition, <value>, …)");
        check("NOT(a, ", "NOT(condition)<>");
        check("IF(a, b, c)", "");
    }
}
