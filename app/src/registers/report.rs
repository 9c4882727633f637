//! What differs between two versions, in the analyst's words: for the pane, and for a spreadsheet.

use std::sync::Arc;

use rackhour_engine::study::Measure;
use rackhour_engine::study::bridge::{Step, Steps};
use rackhour_engine::study::diff::{Other, OutputChange, STRUCTURE, TokenChange, Written};
use rackhour_engine::workbook::{Definition, Id};

use super::versions::Compared;
use crate::studies::Names;
use crate::text;

/// Values closer than this share of the larger differ by rounding alone.
const CLOSE: f64 = 1e-12;

/// A value before and after, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The row, as it is found in the workbook.
    pub row: Id,
    /// What it is called.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// The value before.
    pub from: String,
    /// The value after.
    pub to: String,
    /// Both with every digit.
    pub exact: [String; 2],
    /// What else there is to say: that the source changed as well.
    pub also: String,
}

/// Rows that came, went, or were called otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowChange {
    /// The row; of one that went, its name in the first version.
    pub row: Id,
    /// What happened: `added`, `removed`, `renamed`, `moved`.
    pub what: &'static str,
    /// What it is called.
    pub label: String,
    /// Further words: from where to where.
    pub detail: String,
}

/// What differs, in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// The outputs, in their order, each with what it moved by and that as a share.
    pub outputs: Vec<(Changed, [String; 2])>,
    /// The given values.
    pub inputs: Vec<Changed>,
    /// Rows that came or went, were renamed, or stand under another section.
    pub rows: Vec<RowChange>,
    /// Everything else: what it is, which part, before and after.
    pub others: Vec<[String; 4]>,
}

impl Told {
    /// What differs between two versions, in words.
    pub(super) fn of(compared: &Compared) -> Self {
        let outputs = compared.moves.outputs.iter();
        Self {
            outputs: outputs
                .map(|output| (compared.output(output), compared.delta(output)))
                .collect(),
            inputs: compared.inputs(),
            rows: compared.rows(),
            others: compared.others(),
        }
    }
}

impl Compared {
    /// Names of the second version, or of the first for what only it has.
    fn names(&self, key: &str) -> Names<'_> {
        let [first, second] = &self.workbooks;
        let second = Names { workbook: second };
        match second.row(key) {
            Some(_) => second,
            None => Names { workbook: first },
        }
    }

    /// What a row or a step is called.
    pub fn label(&self, key: &str) -> String {
        match key {
            STRUCTURE => "Periods, indexes, units, curves, and rows that came or went".to_owned(),
            key => self.names(key).label(key),
        }
    }

    fn shown(&self, key: &str, value: Option<&Written>) -> String {
        match value {
            None => text::DASH.to_owned(),
            Some(Written::Number(value)) => self.names(key).number(key, *value),
            Some(Written::Text(words)) => words.clone(),
        }
    }

    fn exact(value: Option<&Written>) -> String {
        match value {
            None => String::new(),
            Some(Written::Number(value)) => text::exact(*value),
            Some(Written::Text(words)) => words.clone(),
        }
    }

    /// What a source of one of the versions is called.
    fn source(&self, side: usize, given: &str) -> String {
        let mut sources = self.workbooks[side].sources.iter();
        let source = sources.find(|source| source.id == given);
        source.map_or_else(|| text::capital(given), |source| source.title.clone())
    }

    fn inputs(&self) -> Vec<Changed> {
        let inputs = self.differences.inputs.iter().map(|input| {
            let key = &input.key;
            let (from, to) = (input.from.as_ref(), input.to.as_ref());
            let also = match &input.source {
                Some((was, is)) => {
                    format!("source: {} → {}", self.source(0, was), self.source(1, is))
                }
                None => "same source".to_owned(),
            };
            Changed {
                row: self
                    .names(key)
                    .row(key)
                    .map_or_else(|| key.clone(), |row| row.id.clone()),
                label: self.label(key),
                unit: text::unit_label(&input.unit),
                from: self.shown(key, from),
                to: self.shown(key, to),
                exact: [Self::exact(from), Self::exact(to)],
                also,
            }
        });
        inputs.collect()
    }

    fn output(&self, output: &OutputChange) -> Changed {
        let key = &output.key;
        let (from, to) = (output.from.as_ref(), output.to.as_ref());
        Changed {
            row: self
                .names(key)
                .row(key)
                .map_or_else(|| key.clone(), |row| row.id.clone()),
            label: self.label(key),
            unit: text::unit_label(&output.unit),
            from: self.shown(key, from),
            to: self.shown(key, to),
            exact: [Self::exact(from), Self::exact(to)],
            also: match output.reason.as_str() {
                "" if is_rounding(output) => "Differs by rounding alone".to_owned(),
                "" => String::new(),
                reason => reason.to_owned(),
            },
        }
    }

    fn delta(&self, output: &OutputChange) -> [String; 2] {
        if output.delta.is_nan() {
            return [text::DASH.to_owned(), text::DASH.to_owned()];
        }
        if is_rounding(output) {
            return ["≈ 0".to_owned(), "≈ 0 %".to_owned()];
        }
        let names = self.names(&output.key);
        let share = match output.from {
            Some(Written::Number(from)) if from != 0.0 => {
                text::relative_change(output.delta / from.abs())
            }
            _ => text::DASH.to_owned(),
        };
        [names.change(&output.key, output.delta), share]
    }

    /// A contribution to an output, signed.
    pub fn contribution(&self, output: &OutputChange, delta: f64) -> String {
        self.names(&output.key).change(&output.key, delta)
    }

    /// The move of an output as the steps of a bridge; none where it has no numbers.
    pub fn steps(&self, output: &OutputChange) -> Option<Steps> {
        let (Some(Written::Number(from)), Some(Written::Number(to))) = (&output.from, &output.to)
        else {
            return None;
        };
        let step = |step: &rackhour_engine::study::diff::OutputStep| Step {
            row: step.name.clone(),
            with: step.with.clone(),
            from: f64::NAN,
            to: f64::NAN,
            words: String::new(),
            delta: step.delta,
            error: 0.0,
        };
        let [first, second] = self.cases.clone();
        Some(Steps {
            from: first,
            to: second,
            output: Measure {
                key: output.key.clone(),
                unit: output.unit.clone(),
                base: *from,
            },
            end: *to,
            steps: output.steps.iter().map(step).collect(),
            residual: output.residual,
            neutral: 0,
            orders: None,
        })
    }

    fn rows(&self) -> Vec<RowChange> {
        let renamed = self.renamed();
        let change = |row: &Id, what, detail: String| RowChange {
            row: row.clone(),
            what,
            label: self.label(row),
            detail,
        };
        let is_new = |id: &&Id| !renamed.iter().any(|(_, new)| new == *id);
        let is_old = |id: &&Id| !renamed.iter().any(|(old, _)| old == *id);
        let names = renamed
            .iter()
            .map(|(old, new)| change(new, "renamed", format!("in formulas from {old} to {new}")));
        let found = &self.differences;
        let added = found.added.iter().filter(is_new);
        let removed = found.removed.iter().filter(is_old);
        let section = |side: usize, id: &Id| {
            let mut sections = self.workbooks[side].sections.iter();
            let section = sections.find(|section| section.id == *id);
            section.map_or_else(|| id.clone(), |section| section.label.clone())
        };
        let moved = found.moved.iter().map(|(row, from, to)| {
            let detail = format!("from {} to {}", section(0, from), section(1, to));
            change(row, "moved", detail)
        });
        names
            .chain(added.map(|row| change(row, "added", String::new())))
            .chain(removed.map(|row| change(row, "removed", String::new())))
            .chain(moved)
            .collect()
    }

    /// Rows that one version has and the other lacks, and that are called alike on screen and
    /// given alike: their names in formulas before and after.
    fn renamed(&self) -> Vec<(Id, Id)> {
        let [first, second] = &self.workbooks;
        let found = &self.differences;
        let mut pairs: Vec<(Id, Id)> = Vec::new();
        for old in &found.removed {
            let is_free = |new: &&Id| !pairs.iter().any(|(_, taken)| taken == *new);
            let is_same = |new: &&Id| match (first.variable(old), second.variable(new)) {
                (Some(a), Some(b)) => {
                    let kind = std::mem::discriminant::<Definition>;
                    a.label == b.label
                        && a.unit == b.unit
                        && kind(&a.definition) == kind(&b.definition)
                }
                _ => false,
            };
            let new = found.added.iter().filter(is_free).find(is_same);
            pairs.extend(new.map(|new| (old.clone(), new.clone())));
        }
        pairs
    }

    fn others(&self) -> Vec<[String; 4]> {
        let others = self.differences.other.iter().map(|other| {
            let Other {
                kind,
                name,
                part,
                from,
                to,
            } = other;
            let item = match (*kind, name.as_str()) {
                ("row", name) if !name.is_empty() => self.label(name),
                ("workbook", _) => "The workbook".to_owned(),
                (kind, "") => format!("The list of {kind}s"),
                (kind, name) => format!("{} {}", text::capital(kind), self.item(kind, name)),
            };
            let none = || text::DASH.to_owned();
            let part = match (part.as_str(), from, to) {
                ("", None, Some(_)) => "added".to_owned(),
                ("", Some(_), None) => "removed".to_owned(),
                (part, None, None) => format!("{part} changed"),
                (part, ..) => part.to_owned(),
            };
            let [from, to] = [from, to].map(|text| text.clone().unwrap_or_else(none));
            [item, part, from, to]
        });
        others.collect()
    }

    /// What an item of a kind is called, in the second version or else in the first.
    fn item(&self, kind: &str, id: &str) -> String {
        let label = |side: usize| {
            let workbook = &self.workbooks[side];
            match kind {
                "profile" => named(&workbook.profiles, id, |one| (&one.id, &one.label)),
                "scenario" => named(&workbook.scenarios, id, |one| (&one.id, &one.label)),
                "source" => named(&workbook.sources, id, |one| (&one.id, &one.title)),
                "study" => named(&workbook.studies, id, |one| (&one.id, &one.label)),
                "figure" => named(&workbook.figures, id, |one| (&one.id, &one.title)),
                "signal" => named(&workbook.signals, id, |one| (&one.id, &one.label)),
                "check" => named(&workbook.checks, id, |one| (&one.id, &one.label)),
                "section" => named(&workbook.sections, id, |one| (&one.id, &one.label)),
                _ => None,
            }
        };
        label(1)
            .or_else(|| label(0))
            .unwrap_or_else(|| id.to_owned())
    }

    /// Everything as a table for a spreadsheet: every digit, tabs between columns.
    /// `sentence` gives reasons as they read on screen.
    pub fn table(&self, sentence: impl Fn(&str) -> String) -> String {
        let [first, second] = &self.names;
        let mut lines = vec![vec!["Versions".to_owned(), first.clone(), second.clone()]];
        lines.push(Vec::new());
        let heads = [
            "Outputs that moved",
            "Unit",
            first,
            second,
            "Moved by",
            "Note",
        ];
        lines.push(heads.map(str::to_owned).to_vec());
        for (output, (told, _)) in self.moves.outputs.iter().zip(&self.told.outputs) {
            let Changed {
                label,
                unit,
                exact: [from, to],
                also,
                ..
            } = told.clone();
            let delta = number(output.delta);
            lines.push(vec![label, unit, from, to, delta, sentence(&also)]);
            for step in &output.steps {
                let name = self.step_label(&step.name, &step.with);
                lines.push(vec![
                    format!("  {name}"),
                    String::new(),
                    String::new(),
                    String::new(),
                    number(step.delta),
                ]);
            }
            if !output.steps.is_empty() {
                lines.push(vec![
                    "  Residual".to_owned(),
                    String::new(),
                    String::new(),
                    String::new(),
                    number(output.residual),
                ]);
            }
        }
        lines.push(Vec::new());
        lines.push(
            ["Inputs that changed", "Unit", first, second, "Source"]
                .map(str::to_owned)
                .to_vec(),
        );
        for input in self.told.inputs.clone() {
            let [from, to] = input.exact;
            lines.push(vec![input.label, input.unit, from, to, input.also]);
        }
        lines.push(Vec::new());
        lines.push(
            ["Formulas that changed", first, second]
                .map(str::to_owned)
                .to_vec(),
        );
        for change in &self.differences.formulas {
            lines.push(vec![
                self.label(&change.row),
                change.from.clone(),
                change.to.clone(),
            ]);
        }
        lines.push(Vec::new());
        lines.push(["Rows", "What", "How"].map(str::to_owned).to_vec());
        lines.extend(
            self.told
                .rows
                .iter()
                .cloned()
                .map(|row| vec![row.label, row.what.to_owned(), row.detail]),
        );
        lines.push(Vec::new());
        lines.push(["Other", "Part", first, second].map(str::to_owned).to_vec());
        lines.extend(self.told.others.iter().map(|cells| cells.to_vec()));
        let clean = |cells: Vec<String>| {
            let cells = cells
                .into_iter()
                .map(|cell| cell.replace(['\t', '\n', '\r'], " "));
            cells.collect::<Vec<_>>().join("\t") + "\n"
        };
        lines.into_iter().map(clean).collect()
    }

    /// What a step is called: its row, and those that went over with it.
    pub fn step_label(&self, name: &str, with: &[String]) -> String {
        let others = with.iter().map(|row| format!(" + {}", self.label(row)));
        self.label(name) + &others.collect::<String>()
    }
}

/// Whether an output moved by no more than its numbers are exact to.
fn is_rounding(output: &OutputChange) -> bool {
    let numbers = [&output.from, &output.to].map(|value| match value {
        Some(Written::Number(value)) => value.abs(),
        _ => 0.0,
    });
    output.delta.abs() <= CLOSE * numbers[0].max(numbers[1])
}

fn number(value: f64) -> String {
    match value.is_nan() {
        true => String::new(),
        false => text::exact(value),
    }
}

/// The sign before a token of a changed formula, which says what happened without its colour.
pub const fn mark(change: TokenChange) -> &'static str {
    match change {
        TokenChange::Kept => "",
        TokenChange::Removed => "−",
        TokenChange::Added => "+",
    }
}

/// What an item of a list is called, by its id.
fn named<T>(list: &[Arc<T>], id: &str, of: fn(&T) -> (&String, &String)) -> Option<String> {
    let mut items = list.iter().map(|item| of(item));
    let (_, label) = items.find(|(other, _)| *other == id)?;
    Some(label.clone())
}
