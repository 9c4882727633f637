//! `rackhour explain`: where a number comes from, down to its sources.

use std::collections::HashSet;
use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use rackhour_engine::explain::{Trace, explain};
use rackhour_engine::run::{RowResult, evaluate};
use rackhour_engine::workbook::edit::Overlay;
use rackhour_engine::workbook::{Imported, Workbook};
use serde_json::{Value, json};

use super::open::Opened;
use super::{CaseArguments, Ending, Failure, Format, Outcome, did_you_mean, json, print, table};

/// Show where a number comes from, down to its sources.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The workbook's file.
    workbook: PathBuf,
    /// The row.
    name: String,
    #[command(flatten)]
    case: CaseArguments,
    /// How it is printed: a tree to a terminal, JSON to anything else.
    #[arg(long, value_enum)]
    format: Option<Format>,
}

impl Explain {
    pub(super) fn execute(self) -> Outcome {
        let opened = Opened::read(&self.workbook)?;
        let Some(row) = opened.typed.position(&self.name) else {
            let known = opened.typed.rows.iter().map(|row| row.id.as_str());
            let near = did_you_mean(&self.name, known);
            return Err(Failure::Usage(format!(
                "there is no row `{}`{near}",
                self.name
            )));
        };
        let layers = self.case.layers(&opened)?;
        let [layers] = layers.as_slice() else {
            return Err(Failure::Usage(
                "explain one case: one profile and one scenario".into(),
            ));
        };
        opened.report(&opened.diagnostics);
        let results = evaluate(&opened.workbook, &opened.typed, layers);
        let trace = explain(&opened.workbook, &opened.typed, layers, &results, row);
        let plain = self
            .format
            .map_or(std::io::stdout().is_terminal(), |f| f != Format::Json);
        print(&if plain {
            tree(&opened.workbook, &trace)
        } else {
            json::text(&document(&opened.workbook, &trace))
        })?;
        Ok(Ending::wrong_if(opened.has_errors()))
    }
}

fn document(workbook: &Workbook, trace: &Trace) -> Value {
    let inputs = trace.inputs.iter();
    let inputs: Vec<_> = inputs.map(|input| document(workbook, input)).collect();
    let mut document = json!({
        "name": trace.result.id,
        "formula": trace.formula,
        "unit": trace.result.unit,
        "value": json::value(&trace.result),
        "source": trace.source,
        "vendor_claims": trace.evidence.vendor_claims,
        "assumed": trace.evidence.assumed,
        "inputs": inputs,
    });
    let imported = imported(workbook, trace);
    if let (false, Some(object)) = (imported.is_empty(), document.as_object_mut()) {
        object.insert("imported".to_owned(), Value::Array(imported));
    }
    if trace.left_out > 0
        && let Some(object) = document.as_object_mut()
    {
        object.insert("left_out".to_owned(), json!(trace.left_out));
    }
    if let (Some(reasons), Some(object)) =
        (json::unavailable(&trace.result), document.as_object_mut())
    {
        object.insert("unavailable".to_owned(), reasons);
    }
    document
}

/// Which of a row's values came from spreadsheets. A row that is explained above says it there.
fn imported(workbook: &Workbook, trace: &Trace) -> Vec<Value> {
    let one = |one: &Imported<'_>| {
        let cell = one.cell;
        let (sha256, imported) = match &cell.earlier {
            Some(earlier) => (&earlier.sha256, &earlier.imported),
            None => (&one.import.sha256, &one.import.imported),
        };
        let mut told = json!({
            "key": cell.key, "role": cell.role, "file": one.import.file,
            "sha256": sha256, "sheet": one.binding.sheet, "cell": cell.cell,
            "label": one.binding.label, "shown": cell.shown, "formula": cell.formula,
            "imported": imported, "value": json::number(cell.value.0),
            "changed_since": one.is_changed,
        });
        if let (Some(layer), Some(told)) = (&cell.layer, told.as_object_mut()) {
            let (kind, id) = match layer {
                Overlay::Profile(id) => ("profile", id),
                Overlay::Scenario(id) => ("scenario", id),
            };
            told.insert(kind.to_owned(), json!(id));
        }
        told
    };
    let found = workbook.imported(&trace.result.id);
    found.iter().map(one).collect()
}

/// A line per row, inputs below what reads them, and what a vendor claims. A row that many others
/// read is taken apart once.
fn tree(workbook: &Workbook, trace: &Trace) -> String {
    let mut text = String::new();
    branch(workbook, (trace, 0), &mut HashSet::new(), &mut text);
    let claims = &trace.evidence.vendor_claims;
    if !claims.is_empty() {
        text.push_str(&format!("rests on vendor claims: {}\n", claims.join(", ")));
    }
    text
}

/// The most imported values of a row that a tree shows; JSON has all of them.
const MOST_IMPORTED: usize = 3;

fn branch(
    workbook: &Workbook,
    (trace, depth): (&Trace, usize),
    shown: &mut HashSet<usize>,
    text: &mut String,
) {
    let row = &trace.result;
    let first = shown.insert(trace.row);
    let origin = match (&trace.formula, &trace.source) {
        _ if !first => "(above)".to_owned(),
        (Some(formula), _) => format!("= {formula}"),
        (None, Some(source)) => format!("← {source}"),
        (None, None) => String::new(),
    };
    let value = format!("{} {}", values(row), row.unit);
    let indent = "  ".repeat(depth);
    text.push_str(&format!(
        "{indent}{}  {}  {origin}\n",
        row.id,
        value.trim_end()
    ));
    if first {
        let imported = workbook.imported(&row.id);
        for one in imported.iter().take(MOST_IMPORTED) {
            text.push_str(&format!("{indent}  {}: {one}\n", one.cell.key));
        }
        if imported.len() > MOST_IMPORTED {
            let more = imported.len() - MOST_IMPORTED;
            text.push_str(&format!("{indent}  and {more} more from spreadsheets\n"));
        }
        for input in &trace.inputs {
            branch(workbook, (input, depth + 1), shown, text);
        }
        if trace.left_out > 0 {
            text.push_str(&format!("{indent}  … and {} more\n", trace.left_out));
        }
    }
}

/// The values of a row, each with its element and period; of many, how many there are and between
/// what they lie.
fn values(row: &RowResult) -> String {
    const MOST: usize = 12;
    let one = |slot: usize| {
        let at = row.labels(slot).join(",");
        let value = match row.reason(slot) {
            Some(reason) => format!("n/a ({reason})"),
            None => table::shown(row, slot),
        };
        format!("{at} {value}").trim_start().to_owned()
    };
    let slots = 0..row.values.len();
    if slots.len() <= MOST {
        return slots.map(one).collect::<Vec<_>>().join("; ");
    }
    let mut given: Vec<_> = slots
        .clone()
        .filter(|slot| row.reason(*slot).is_none())
        .collect();
    given.sort_by(|a, b| row.values[*a].total_cmp(&row.values[*b]));
    let missing = match slots.len() - given.len() {
        0 => String::new(),
        missing => format!(", {missing} n/a"),
    };
    let range = match (given.first(), given.last()) {
        (Some(least), Some(most)) => {
            let [least, most] = [*least, *most].map(|slot| table::shown(row, slot));
            format!(" from {least} to {most}")
        }
        _ => String::new(),
    };
    format!("{} values{missing}{range}", slots.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::check::{Layers, check};
    use rackhour_engine::workbook::file;

    #[test]
    fn a_tree_that_ends_early_says_so() {
        let definition = |place: usize| match place.checked_sub(1) {
            None => "1".to_owned(),
            Some(before) => format!("row_{before} + 1"),
        };
        let row = |place: usize| {
            let formula = definition(place);
            format!(
                "(id: \"row_{place}\", label: \"R\", unit: \"\", section: \"s\", \
                 definition: formula(\"{formula}\")),"
            )
        };
        let rows: String = (0..300).map(row).collect();
        let text = format!(
            "(format: 1, title: \"T\", sections: [(id: \"s\", label: \"S\")], variables: [{rows}])"
        );
        let workbook = file::parse(&text).unwrap();
        let (typed, _) = check(&workbook);
        let layers = Layers::default();
        let results = evaluate(&workbook, &typed, &layers);
        let printed = tree(
            &workbook,
            &explain(&workbook, &typed, &layers, &results, 299),
        );
        assert!(printed.trim_end().ends_with("… and 1 more"));
        let printed = tree(
            &workbook,
            &explain(&workbook, &typed, &layers, &results, 100),
        );
        assert!(!printed.contains("more"));
    }
}
