//! What a case gives, as text: findings, checks, values.

use rackhour_engine::check::{Layer, Layers, RowKind, RowRule, Typed, check};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::evidence::{self, CaseEvidence};
use rackhour_engine::run::{Cases, Progress, Results, RowResult, evaluate};
use rackhour_engine::study::grid::Plan;
use rackhour_engine::workbook::{Workbook, file};

use super::answers;
use super::short::{self, Input};

/// Runs a case and says what it gives.
///
/// Every case goes through a file, and through both evaluators, which must agree bit by bit.
///
/// # Errors
///
/// Input that cannot be read, or evaluators that differ.
pub fn report(input: &str) -> Result<String, String> {
    let input = short::read(input)?;
    let workbook = match file::parse(&file::print(&input.workbook)) {
        Ok(workbook) => workbook,
        Err(error) => return Ok(format!("{}\n  hint: {}", error.message, error.hint)),
    };
    if workbook != input.workbook {
        return Err("the workbook changes when it is saved and opened".into());
    }
    let (typed, mut findings) = check(&workbook);
    let results = evaluate(&workbook, &typed, &input.layers);
    agree(&workbook, &typed, &input.layers, &results)?;
    let evidence = evidence::of_case(&workbook, &typed, &input.layers, &results);
    for finding in results.findings.iter().chain(&evidence.mixed()) {
        let same = |other: &Diagnostic| other.message == finding.message;
        if !findings.iter().any(same) {
            findings.push(finding.clone());
        }
    }
    let mut lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
    lines.extend(
        results
            .checks
            .iter()
            .map(|check| match check.detail.as_str() {
                "" => format!("check {}: holds", check.id),
                detail => format!("check {}: {detail}", check.id),
            }),
    );
    lines.extend(results.signals.iter().map(|signal| match signal.status() {
        Ok(status) => format!("signal {}: {}", signal.id, status.as_str()),
        Err(reason) => format!("signal {}: unavailable: {reason}", signal.id),
    }));
    values(&input, &workbook, &typed, &results, &mut lines);
    let against = input.against.clone().map(|case| {
        let layers = Layers::of(case);
        let results = evaluate(&workbook, &typed, &layers);
        evidence::of_case(&workbook, &typed, &layers, &results)
    });
    for id in &input.evidence {
        let row = typed
            .position(id)
            .ok_or(format!("there is no row `{id}`"))?;
        lines.push(rests_on(id, &evidence, row));
        lines.extend(
            against
                .iter()
                .flat_map(|other| differs(id, &evidence, other, row)),
        );
    }
    grid(&input, &workbook, &typed, &mut lines)?;
    for spec in &input.studies {
        answers::study(&workbook, &typed, &input.layers, spec, &mut lines)?;
    }
    Ok(lines.join("\n"))
}

/// Whether the tape gives the bits of the reference, NaN exactly where there is a reason, and many
/// cases at once what one at a time gives.
///
/// # Errors
///
/// The first thing that differs.
pub fn agree(
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
    results: &Results,
) -> Result<(), String> {
    let cases = Cases::new(workbook, typed, vec![layers.clone()]);
    let at_once = cases.results(workbook, typed, 0);
    for (position, (row, other)) in results.rows.iter().zip(&at_once.rows).enumerate() {
        for (slot, reference) in row.values.iter().enumerate() {
            let place = format!("`{}` slot {slot}", row.id);
            let tape = cases.value(0, position, slot);
            if reference.to_bits() != tape.to_bits() {
                return Err(format!("{place}: {reference:?}, on the tape {tape:?}"));
            }
            if reference.is_nan() != row.reason(slot).is_some() {
                return Err(format!("{place}: {reference} and {:?}", row.reason(slot)));
            }
        }
        let bits =
            |row: &RowResult| -> Vec<u64> { row.values.iter().map(|v| v.to_bits()).collect() };
        if bits(row) != bits(other) || row.reasons != other.reasons {
            return Err(format!("`{}`: {row:?}, at once {other:?}", row.id));
        }
    }
    let told = |results: &Results| {
        let Results {
            checks,
            signals,
            findings,
            ..
        } = results;
        format!("{checks:?} {signals:?} {findings:?}")
    };
    if told(results) == told(&at_once) {
        Ok(())
    } else {
        Err(format!("{}\nat once\n{}", told(results), told(&at_once)))
    }
}

fn values(
    input: &Input,
    workbook: &Workbook,
    typed: &Typed,
    results: &Results,
    lines: &mut Vec<String>,
) {
    for (row, variable) in results.rows.iter().zip(&workbook.variables) {
        let is_input = matches!(typed.row(&row.id).map(|r| &r.rule), Some(RowRule::Input));
        let is_blocked = matches!(
            typed.row(&row.id).map(|r| &r.rule),
            Some(RowRule::Blocked(_))
        );
        let is_moved = row.layers.iter().any(|layer| *layer != Layer::Workbook);
        let by_default = !is_blocked && (!is_input || is_moved);
        let chosen = match input.show.as_slice() {
            [] => by_default,
            show => show.contains(&row.id),
        };
        if chosen {
            lines.extend((0..row.values.len()).map(|slot| {
                let is_changed = row.overridden && row.layers[slot] != Layer::Workbook;
                let changed = if is_changed { " (overridden)" } else { "" };
                let labels = labels(row, slot);
                let value = value(row, slot, &variable.unit);
                format!("{}{labels} = {value}{changed}", row.id)
            }));
        }
    }
}

/// `[premium, 2028]`
fn labels(row: &RowResult, slot: usize) -> String {
    let labels = row.labels(slot);
    match labels.as_slice() {
        [] => String::new(),
        labels => format!("[{}]", labels.join(", ")),
    }
}

fn value(row: &RowResult, slot: usize, unit: &str) -> String {
    let value = match row.value(slot) {
        Err(reason) => return format!("n/a: {reason}"),
        Ok(value) => value,
    };
    match &row.kind {
        RowKind::Number => format!("{} {unit}", digits(value)).trim_end().to_owned(),
        RowKind::Condition => if value == 0.0 { "false" } else { "true" }.into(),
        RowKind::Choice(options) => format!("\"{}\"", options[value as usize]),
    }
}

/// A number to 12 significant digits.
pub fn digits(value: f64) -> String {
    let rounded: f64 = format!("{value:.11e}").parse().unwrap_or(value);
    let size = rounded.abs();
    if rounded == 0.0 || (1e-5..1e15).contains(&size) {
        format!("{rounded}")
    } else {
        format!("{rounded:e}")
    }
}

/// `evidence bill: from primer; vendor price; assumed gpus; measured by primer`
fn rests_on(id: &str, case: &CaseEvidence, row: usize) -> String {
    let evidence = case.row(row);
    let bases: Vec<_> = evidence.bases.iter().map(|(id, _)| id.clone()).collect();
    let parts = [
        ("from", &evidence.sources),
        ("vendor", &evidence.vendor_claims),
        ("assumed", &evidence.assumed),
        ("measured by", &bases),
    ];
    let parts = parts.iter().filter(|(_, ids)| !ids.is_empty());
    let parts: Vec<_> = parts
        .map(|(word, ids)| format!("{word} {}", ids.join(", ")))
        .collect();
    match parts.as_slice() {
        [] => format!("evidence {id}: nothing"),
        parts => format!("evidence {id}: {}", parts.join("; ")),
    }
}

/// `differs bill: primer against test on precision: FP4 against FP8`
fn differs(id: &str, one: &CaseEvidence, other: &CaseEvidence, row: usize) -> Vec<String> {
    let clashes = evidence::incomparable(&[one.row(row), other.row(row)]);
    let line = |clash: &evidence::Clash| {
        let (a, b) = &clash.sources;
        format!(
            "differs {id}: {a} against {b}: {}",
            clash.differences.join("; ")
        )
    };
    clashes.iter().map(line).collect()
}

fn grid(
    input: &Input,
    workbook: &Workbook,
    typed: &Typed,
    lines: &mut Vec<String>,
) -> Result<(), String> {
    let Some(grid) = &input.grid else {
        return Ok(());
    };
    let plan = match Plan::new(workbook, typed, &input.layers, grid) {
        Ok(plan) => plan,
        Err(finding) => {
            lines.push(finding.to_string());
            return Ok(());
        }
    };
    let result = plan
        .run(1, &Progress::default())
        .map_err(|_| "cancelled".to_owned())?;
    for output in &result.outputs {
        let cells = output.values.iter().map(|value| match value.is_nan() {
            true => "n/a".to_owned(),
            false => digits(*value),
        });
        let cells: Vec<_> = cells.collect();
        lines.push(format!("grid {} = {}", output.id, cells.join(", ")));
    }
    Ok(())
}
