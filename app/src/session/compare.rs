//! The cases and the comparison on screen, and what their columns are called.

use rackhour_engine::check::{Case, Layer};
use rackhour_engine::evidence::between_cases;
use rackhour_engine::figure::{self, CellData, ComparisonData, MetricData};
use rackhour_engine::run::Results;
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{
    Comparison, Figure, FigureSpec, Id, Metric, Profile, Scenario, Workbook,
};

use super::Session;
use crate::cases::Evaluated;
use crate::jobs::Jobs;
use crate::sheet::Cell;
use crate::text;
use crate::view::{CompareView, Mode};

/// A comparison of cases, and what it was made from.
pub(super) struct Compared {
    serial: u64,
    revision: u64,
    spec: Comparison,
    base: usize,
    data: ComparisonData,
    warnings: Vec<String>,
}

/// What a cell of the comparison shows.
#[derive(Clone, Debug, PartialEq)]
pub struct CellText {
    /// What stands in it.
    pub short: String,
    /// The same with every digit, for the clipboard.
    pub exact: String,
}

/// A comparison on screen: which of the workbook's it is, and what it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonSpec {
    /// The figure's id; empty where the workbook has no comparison and rows were chosen.
    pub id: String,
    /// What stands above.
    pub title: String,
    /// The rows, and the period at which series are read.
    pub spec: Comparison,
}

/// The comparisons of a workbook.
pub fn comparisons(workbook: &Workbook) -> impl Iterator<Item = (&Figure, &Comparison)> {
    workbook
        .figures
        .iter()
        .filter_map(|figure| match &figure.spec {
            FigureSpec::Comparison(spec) => Some((&**figure, spec)),
            _ => None,
        })
}

impl Session {
    /// The comparison that the view asks for, else the first, with the rows that were chosen.
    pub fn comparison_spec(&self, view: &CompareView) -> Option<ComparisonSpec> {
        let figure = self.compared_figure(view);
        let own = figure.map(|(_, spec)| spec);
        let metric = |row: &String| {
            let mut known = own.into_iter().flat_map(|spec| &spec.metrics);
            let better = known.find(|metric| metric.row == *row);
            Metric {
                row: row.clone(),
                better: better.and_then(|metric| metric.better),
            }
        };
        let spec = match (&view.rows, own) {
            (Some(rows), _) => Comparison {
                metrics: rows.iter().map(metric).collect(),
                period: own.and_then(|spec| spec.period.clone()),
            },
            (None, Some(own)) => own.clone(),
            (None, None) => return None,
        };
        let (id, title) = match figure {
            Some((figure, _)) => (figure.id.clone(), self.figure_title(figure)),
            None => (String::new(), "Rows side by side".to_owned()),
        };
        Some(ComparisonSpec { id, title, spec })
    }

    /// The workbook's comparison that the view asks for, else its first.
    pub fn compared_figure(&self, view: &CompareView) -> Option<(&Figure, &Comparison)> {
        let chosen =
            |(figure, _): &(&Figure, &Comparison)| Some(&figure.id) == view.figure.as_ref();
        let mut all = comparisons(self.workbook());
        all.find(chosen)
            .or_else(|| comparisons(self.workbook()).next())
    }

    /// The columns that the view asks for: profiles, and within each the scenarios.
    pub fn compared_cases(&self, view: &CompareView) -> Vec<Case> {
        let Workbook { profiles, .. } = self.workbook();
        let scenarios = self.compared_scenarios(view);
        let profiles: Vec<_> = match profiles.is_empty() {
            true => vec![None],
            false => self.compared_profiles(view).into_iter().map(Some).collect(),
        };
        let columns = profiles.iter().flat_map(|profile| {
            scenarios.iter().map(|scenario| Case {
                profile: profile.clone(),
                scenario: scenario.clone(),
            })
        });
        columns.collect()
    }

    /// The profiles that the view asks for, in the order of the workbook; all where it asks for
    /// none that there is.
    pub fn compared_profiles(&self, view: &CompareView) -> Vec<Id> {
        let profiles = self.workbook().profiles.iter();
        let all: Vec<_> = profiles.map(|profile| profile.id.clone()).collect();
        let mut shown = all.clone();
        if let Some(chosen) = &view.profiles {
            shown.retain(|profile| chosen.contains(profile));
        }
        if shown.is_empty() { all } else { shown }
    }

    /// The scenarios that the view asks for, in the order of the workbook, the base case first:
    /// that alone where profiles are compared, and all where there is but one.
    pub fn compared_scenarios(&self, view: &CompareView) -> Vec<Option<String>> {
        let workbook = self.workbook();
        let scenarios = workbook
            .scenarios
            .iter()
            .map(|scenario| Some(scenario.id.clone()));
        let all = std::iter::once(None).chain(scenarios);
        let shown: Vec<_> = match &view.scenarios {
            Some(chosen) => all.filter(|scenario| chosen.contains(scenario)).collect(),
            None if workbook.profiles.len() > 1 => vec![None],
            None => all.collect(),
        };
        if shown.is_empty() { vec![None] } else { shown }
    }

    /// The results of a case, if they are known.
    pub fn case_results(&self, case: &Case) -> Option<&Results> {
        if *case == self.case {
            return Some(self.results());
        }
        self.cases.results(case)
    }

    /// The results of a case for the document as it is; none while they are on their way.
    pub fn fresh_results(&self, case: &Case) -> Option<&Results> {
        if *case == self.case {
            return Some(self.results());
        }
        self.cases.fresh(&self.computed.workbook, case)
    }

    /// Whether other cases are being evaluated.
    pub fn is_comparing(&self) -> bool {
        self.cases.is_busy()
    }

    /// The comparison on screen; none before its cases are evaluated.
    pub fn comparison(&self) -> Option<&ComparisonData> {
        self.compared.as_ref().map(|compared| &compared.data)
    }

    /// Sees to it that these cases get evaluated.
    pub fn want(&mut self, cases: &[Case], jobs: &Jobs) {
        if cases.is_empty() {
            return;
        }
        self.cases.expect(self.computed.took);
        let (workbook, typed) = (&self.computed.workbook, &self.computed.typed);
        self.cases.want(workbook, typed, cases, jobs);
    }

    /// Takes cases that a job has evaluated.
    pub fn take_cases(&mut self, evaluated: Evaluated) {
        self.cases.take(evaluated);
    }

    /// Makes the comparison fit the view, where its cases are known.
    pub fn compare(&mut self, view: &CompareView) {
        let cases = self.compared_cases(view);
        let base = cases
            .iter()
            .position(|case| Some(case) == view.reference.as_ref());
        let base = base.unwrap_or(0);
        let Some(ComparisonSpec { title, spec, .. }) = self.comparison_spec(view) else {
            self.compared = None;
            return;
        };
        let (serial, revision) = (self.cases.serial(), self.revision);
        let fits = |old: &Compared| {
            (old.serial, old.revision, old.base) == (serial, revision, base)
                && (&old.spec, &old.data.cases, &old.data.title) == (&spec, &cases, &title)
        };
        if self.compared.as_ref().is_some_and(fits) {
            return;
        }
        let results: Option<Vec<_>> = cases.iter().map(|case| self.cases.results(case)).collect();
        let Some(results) = results else {
            self.compared = None;
            return;
        };
        let columns: Vec<_> = cases.iter().cloned().zip(results).collect();
        let data = figure::comparison(self.workbook(), &columns, base, &title, &spec);
        self.compared = Some(Compared {
            serial,
            revision,
            spec,
            base,
            warnings: self.warnings_of(&data),
            data,
        });
    }

    /// Where the figures on screen were measured on different bases, in words.
    pub fn comparison_warnings(&self) -> &[String] {
        let compared = self.compared.as_ref();
        compared.map_or(&[], |compared| &compared.warnings)
    }

    fn warnings_of(&self, data: &ComparisonData) -> Vec<String> {
        let cases = data.cases.iter();
        let evidence: Vec<_> = cases.filter_map(|case| self.cases.evidence(case)).collect();
        let typed = &self.computed.typed;
        let row = |metric: &MetricData| typed.position(&Key::parse(&metric.row).ok()?.name);
        let rows: Vec<_> = data.metrics.iter().filter_map(row).collect();
        let found = between_cases(&evidence, &rows).into_iter();
        let title = |id: &str| {
            self.source(id)
                .map_or(id, |source| &source.title)
                .to_owned()
        };
        let words = found.map(|(clash, rows)| {
            let count = text::count(rows.len(), "row rests", "rows rest");
            format!(
                "Not measured alike: {count} on “{}” in one column and on “{}” in another. {}",
                title(&clash.sources.0),
                title(&clash.sources.1),
                clash.differences.join("; "),
            )
        });
        words.collect()
    }

    /// The vendors' claims that a cell of the comparison rests on, by what they are called.
    pub fn compared_claims(&self, metric: &MetricData, case: &Case) -> Vec<String> {
        let position = Key::parse(&metric.row).ok();
        let position = position.and_then(|key| self.computed.typed.position(&key.name));
        let (Some(row), Some(evidence)) = (position, self.cases.evidence(case)) else {
            return Vec::new();
        };
        let claims = evidence.row(row).vendor_claims;
        claims.iter().map(|id| self.name_label(id)).collect()
    }

    /// The cell of the table of rows that a key of the comparison names, at its period.
    pub fn compared_cell(&self, key: &str) -> Option<Cell> {
        let mut cell = self.cell_of_key(key)?;
        let period = self
            .compared
            .as_ref()
            .and_then(|compared| compared.data.period.as_ref());
        let is_open = Key::parse(key)
            .is_ok_and(|key| !self.sheet().periods.iter().any(|p| key.at.contains(p)));
        if let (Some(_), Some(period), true) = (cell.period, period, is_open) {
            cell.period = self
                .sheet()
                .periods
                .iter()
                .position(|other| other == period);
        }
        Some(cell)
    }

    /// A profile of the document.
    pub fn profile(&self, id: Option<&String>) -> Option<&Profile> {
        let mut profiles = self.workbook().profiles.iter();
        profiles
            .find(|profile| Some(&profile.id) == id)
            .map(|profile| &**profile)
    }

    /// A scenario of the document.
    pub fn scenario(&self, id: Option<&String>) -> Option<&Scenario> {
        let mut scenarios = self.workbook().scenarios.iter();
        scenarios
            .find(|scenario| Some(&scenario.id) == id)
            .map(|scenario| &**scenario)
    }

    /// What a scenario is called.
    pub fn scenario_label(&self, id: Option<&String>) -> String {
        let scenario = self.scenario(id);
        scenario.map_or_else(|| "Base case".to_owned(), |scenario| scenario.label.clone())
    }

    /// What a case is called: `Frontier lab · Base case`.
    pub fn label_of_case(&self, case: &Case) -> String {
        let scenario = self.scenario_label(case.scenario.as_ref());
        match self.profile(case.profile.as_ref()) {
            Some(profile) => format!("{} · {scenario}", profile.label),
            None => scenario,
        }
    }

    /// What a cell of a comparison shows in a mode. `is_reference` is the column that the others
    /// are compared with, which always shows its value.
    pub fn cell_text(
        metric: &MetricData,
        cell: &CellData,
        mode: Mode,
        is_reference: bool,
    ) -> CellText {
        let Ok(value) = cell.value else {
            return CellText::same(text::DASH);
        };
        if let Some(word) = &cell.word {
            return CellText::same(word);
        }
        let shown = |value: f64, short: String| CellText {
            short,
            exact: text::exact(value),
        };
        let (unit, format) = (metric.unit.as_str(), metric.format);
        let missing = || CellText::same(text::DASH);
        match mode {
            Mode::Difference if !is_reference => cell.delta.map_or_else(missing, |delta| {
                shown(delta, text::change(delta, unit, format))
            }),
            Mode::Percent if !is_reference => cell.relative.map_or_else(missing, |relative| {
                shown(relative, text::relative_change(relative))
            }),
            _ => shown(value, text::number_or_zero(value, unit, format)),
        }
    }

    /// Everything about a cell of a comparison, as sentences: value, layer, or why there is none.
    pub fn cell_sentences(
        &self,
        data: &ComparisonData,
        metric: usize,
        column: usize,
    ) -> Vec<String> {
        let place = data.metrics.get(metric).zip(data.cases.get(column));
        let Some((row, case)) = place else {
            return Vec::new();
        };
        let Some(cell) = row.cells.get(column) else {
            return Vec::new();
        };
        let mut lines = vec![match (&cell.value, &cell.word) {
            (Err(reason), _) => self.not_available(reason),
            (_, Some(word)) => word.clone(),
            (Ok(value), None) => text::long_with_unit(*value, &row.unit, row.format),
        }];
        lines.extend(self.difference_sentence(data, row, cell));
        let better = |rank| match rank {
            figure::Rank::Best => "★ best of the columns shown",
            figure::Rank::Worst => "▼ worst of the columns shown",
        };
        lines.extend(cell.rank.map(better).map(str::to_owned));
        lines.push(self.layer_sentence(row, cell, case));
        let claims = self.compared_claims(row, case);
        if cell.value.is_ok() && !claims.is_empty() {
            lines.push(format!("Rests on vendor claims: {}", claims.join(", ")));
        }
        lines
    }

    fn difference_sentence(
        &self,
        data: &ComparisonData,
        row: &MetricData,
        cell: &CellData,
    ) -> Option<String> {
        let reference = row.cells.get(data.base)?;
        if cell.value.is_ok() && reference.value.is_err() {
            let label = self.label_of_case(data.cases.get(data.base)?);
            return Some(format!("No difference: {label} has no value"));
        }
        let delta = text::change(cell.delta?, &row.unit, row.format);
        let unit = text::unit_label(&row.unit);
        let relative = cell.relative.map(text::relative_change);
        let relative = relative.map_or_else(String::new, |share| format!(", {share}"));
        let reference = self.label_of_case(data.cases.get(data.base)?);
        let delta = format!("{delta} {unit}");
        Some(format!(
            "{}{relative} against {reference}",
            delta.trim_end()
        ))
    }

    fn layer_sentence(&self, row: &MetricData, cell: &CellData, case: &Case) -> String {
        let layer = match cell.layer {
            Layer::Workbook if self.is_assumption(&row.row) => {
                return "Set by the workbook".to_owned();
            }
            Layer::Workbook => return "Computed by the workbook's formula".to_owned(),
            Layer::Profile => self
                .profile(case.profile.as_ref())
                .map(|profile| format!("the profile {}", profile.label)),
            Layer::Scenario => self
                .scenario(case.scenario.as_ref())
                .map(|scenario| format!("the scenario {}", scenario.label)),
            Layer::Axis | Layer::Set => Some("the study".to_owned()),
        };
        let layer = layer.unwrap_or_else(|| "a layer".to_owned());
        match cell.overridden {
            true => format!("Formula overridden by {layer}"),
            false => format!("Set by {layer}"),
        }
    }

    /// The comparison as a table for a spreadsheet: tabs between columns, every digit.
    pub fn comparison_table(&self, data: &ComparisonData, mode: Mode) -> String {
        let label = |case: &Case| self.label_of_case(case);
        let reference = data.cases.get(data.base).map(label).unwrap_or_default();
        let first = match mode {
            Mode::Values => "Metric".to_owned(),
            Mode::Difference => format!("Metric, difference from {reference}"),
            Mode::Percent => format!("Metric, difference as a share of {reference}"),
        };
        let heads = [first, "Unit".to_owned()].into_iter();
        let mut lines = vec![line(heads.chain(data.cases.iter().map(label)))];
        for metric in &data.metrics {
            let cells = metric
                .cells
                .iter()
                .enumerate()
                .map(|(column, cell)| match &cell.value {
                    Err(_) => text::UNAVAILABLE.to_owned(),
                    Ok(_) => Self::cell_text(metric, cell, mode, column == data.base).exact,
                });
            let head = [metric.label.clone(), text::unit_label(&metric.unit)];
            lines.push(line(head.into_iter().chain(cells)));
        }
        lines.concat()
    }
}

impl CellText {
    fn same(text: &str) -> Self {
        Self {
            short: text.to_owned(),
            exact: text.to_owned(),
        }
    }
}

/// A line of a table: no cell may hold what parts cells.
fn line(cells: impl Iterator<Item = String>) -> String {
    let clean = |cell: String| cell.replace(['\t', '\n', '\r'], " ");
    let mut line = cells.map(clean).collect::<Vec<_>>().join("\t");
    line.push('\n');
    line
}
