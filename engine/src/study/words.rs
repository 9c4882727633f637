//! What studies say in words: refusals before the work begins, and numbers in sentences.

use crate::check::{RowKind, RowRule, Typed, bad_key};
use crate::compile::needed;
use crate::diagnostic::{Code, Diagnostic};
use crate::run::{Cancelled, Progress};
use crate::workbook::key::Key;
use crate::workbook::{Number, Target};

use super::{Measure, Point, Probe};

/// A refusal of a study as it is described.
pub(super) fn refuse(message: impl Into<String>, hint: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(Code::BadValue, message).hint(hint))
}

/// A number to six significant digits, with its unit: `−3.2 $/Mtok`.
pub(super) fn shown(value: f64, unit: &str) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    let size = rounded.abs();
    let digits = match rounded == 0.0 || (1e-5..1e15).contains(&size) {
        true => format!("{size}"),
        false => format!("{size:e}"),
    };
    let sign = if rounded < 0.0 { "−" } else { "" };
    format!("{sign}{digits} {unit}").trim_end().to_owned()
}

/// Both ends of a range, the unit once: `0.5 to 20 $/gpu/h`.
pub(super) fn range_shown((from, to): (f64, f64), unit: &str) -> String {
    format!("{} to {}", shown(from, ""), shown(to, unit))
}

/// Checks that a target is a number for an output that is one.
pub(super) fn check_target(typed: &Typed, target: &Target) -> Result<(), Box<Diagnostic>> {
    let Target { output, value } = target;
    if let Some(found) = bad_key(typed, output) {
        return Err(Box::new(found));
    }
    let row = Key::parse(output).ok().and_then(|key| typed.row(&key.name));
    if row.is_some_and(|row| row.kind != RowKind::Number) {
        let message = format!("`{output}` is not a number, so it has no value to be met");
        let found = Diagnostic::error(Code::KindMismatch, message).hint("choose a number");
        return Err(Box::new(found));
    }
    check_number(*value, output)
}

fn check_number(value: Number, output: &str) -> Result<(), Box<Diagnostic>> {
    match value.0.is_finite() {
        true => Ok(()),
        false => Err(refuse(
            format!("the value that `{output}` should have is not a finite number"),
            "give it a finite number, such as 0",
        )),
    }
}

/// The number assumptions that an output depends on, in the order of the workbook.
pub(super) fn drivers(typed: &Typed, output: &str) -> Vec<usize> {
    let row = Key::parse(output)
        .ok()
        .and_then(|key| typed.position(&key.name));
    let mut rows: Vec<_> = needed(typed, row).into_iter().flatten().copied().collect();
    rows.retain(|row| {
        let row = &typed.rows[*row];
        row.kind == RowKind::Number && matches!(row.rule, RowRule::Input)
    });
    rows.sort_unstable();
    rows
}

/// Refuses an input that no output follows, and names some that the output does follow.
pub(super) fn check_follows(
    typed: &Typed,
    probe: &Probe<'_>,
    input: usize,
) -> Result<(), Box<Diagnostic>> {
    if probe.depends_on(input) {
        return Ok(());
    }
    let outputs: Vec<_> = probe
        .outputs()
        .iter()
        .map(|output| output.key.as_str())
        .collect();
    let key = &probe.inputs()[input].key;
    let rows = outputs.iter().flat_map(|output| drivers(typed, output));
    let mut names: Vec<_> = rows
        .map(|row| format!("`{}`", typed.rows[row].id))
        .collect();
    names.dedup();
    names.truncate(8);
    let hint = match names.is_empty() {
        true => "it depends on no assumption; choose another output".to_owned(),
        false => format!("choose what it depends on, such as {}", names.join(", ")),
    };
    let outputs = outputs.join("` or `");
    Err(refuse(
        format!("`{outputs}` does not depend on `{key}`"),
        hint,
    ))
}

/// Why an output has no value at some points: the most frequent reason at some of them.
pub(super) fn reason(
    probe: &Probe<'_>,
    points: &[Point],
    progress: &Progress,
) -> Result<String, Cancelled> {
    // A few say as much as all, and each is a case of its own.
    let step = points.len().div_ceil(9).max(1);
    let some: Vec<_> = points.iter().step_by(step).cloned().collect();
    let reasons = probe.reasons(0, &some, progress)?;
    let most = reasons.into_iter().rev().max_by_key(|(_, count)| *count);
    Ok(most.map_or_else(String::new, |(reason, _)| reason))
}

/// Which side of a value an output is on: `above 0 $/Mtok`.
pub(super) fn side(value: f64, target: f64, output: &Measure) -> String {
    let side = if value > target { "above" } else { "below" };
    format!("{side} {}", shown(target, &output.unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_prose() {
        for (value, unit, expected) in [
            (-3.2, "$/Mtok", "−3.2 $/Mtok"),
            (0.1 + 0.2, "", "0.3"),
            (1.0 / 3.0, "h", "0.333333 h"),
            (-0.0, "", "0"),
            (1.5e20, "tok", "1.5e20 tok"),
        ] {
            assert_eq!(shown(value, unit), expected);
        }
    }
}
