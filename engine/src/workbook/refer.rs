//! Where a document refers to rows: the one list that renaming and "what uses this?" share.

use std::sync::Arc;

use super::key::Key;
use super::{
    Axis, Change, Check, Claim, Definition, Entry, Figure, FigureSpec, Id, Import, List, Order,
    ParetoFigure, ParetoPoints, Signal, Sought, Study, StudySpec, Target, Variable, Winner,
    Workbook,
};
use crate::formula;

/// What a text that refers to rows is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// A formula.
    Formula,
    /// A key, or a row's id alone.
    Key,
}

/// What is done with each text that refers to rows.
pub(super) type Visit<'a> = &'a mut dyn FnMut(Holds, &mut String);

/// The kinds of items that refer to rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseKind {
    /// Another row, by its formula.
    Row,
    /// A check.
    Check,
    /// A profile, which changes it.
    Profile,
    /// A scenario, which changes it.
    Scenario,
    /// A study.
    Study,
    /// A figure.
    Figure,
    /// A signal.
    Signal,
}

impl UseKind {
    /// What such an item is called in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Check => "check",
            Self::Profile => "profile",
            Self::Scenario => "scenario",
            Self::Study => "study",
            Self::Figure => "figure",
            Self::Signal => "signal",
        }
    }
}

/// An item that refers to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// What it is.
    pub kind: UseKind,
    /// Its name.
    pub id: Id,
    /// What it is called on screen.
    pub label: String,
}

impl Workbook {
    /// What refers to a row, in the order of the document; the row itself is left out.
    ///
    /// Rows that do not exist may have uses too: those are what a problem is reported for.
    ///
    /// ```
    /// use rackhour_engine::workbook::file;
    /// let workbook = file::parse(
    ///     r#"(format: 1, title: "Rent", variables: [
    ///         (id: "price", label: "Price", unit: "$", section: "rent", definition: formula("3 [$]")),
    ///         (id: "twice", label: "Twice", unit: "$", section: "rent", definition: formula("2 * price")),
    ///     ])"#,
    /// )?;
    /// assert_eq!(workbook.uses("price")[0].label, "Twice");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn uses(&self, name: &str) -> Vec<Use> {
        let mut found = Vec::new();
        let mut note = |kind, id: &Id, label: &String, each: &mut dyn FnMut(Visit<'_>)| {
            let mut reads = false;
            each(&mut |holds, text| reads |= refers(holds, text, name));
            if reads && !(kind == UseKind::Row && id == name) {
                let (id, label) = (id.clone(), label.clone());
                found.push(Use { kind, id, label });
            }
        };
        // The visitor may change what it sees, so it is shown copies.
        for row in &self.variables {
            let mut copy = Variable::clone(row);
            note(UseKind::Row, &row.id, &row.label, &mut |visit| {
                in_row(&mut copy, visit)
            });
        }
        for check in &self.checks {
            let mut copy = Check::clone(check);
            note(UseKind::Check, &check.id, &check.label, &mut |visit| {
                in_check(&mut copy, visit)
            });
        }
        for (kind, id, label, changes) in self.layers() {
            let mut copy = changes.to_vec();
            note(kind, id, label, &mut |visit| in_changes(&mut copy, visit));
        }
        for study in &self.studies {
            let mut copy = Study::clone(study);
            note(UseKind::Study, &study.id, &study.label, &mut |visit| {
                in_study(&mut copy, visit)
            });
        }
        for figure in &self.figures {
            let mut copy = Figure::clone(figure);
            let title = super::title::in_words(self, &figure.title);
            note(UseKind::Figure, &figure.id, &title, &mut |visit| {
                in_figure(&mut copy, visit)
            });
        }
        for signal in &self.signals {
            let mut copy = Signal::clone(signal);
            note(UseKind::Signal, &signal.id, &signal.label, &mut |visit| {
                in_signal(&mut copy, visit)
            });
        }
        found
    }

    /// Profiles and scenarios, as what they change.
    fn layers(&self) -> impl Iterator<Item = (UseKind, &Id, &String, &[Change])> {
        let profiles = (self.profiles.iter()).map(|layer| {
            (
                UseKind::Profile,
                &layer.id,
                &layer.label,
                &layer.changes[..],
            )
        });
        let scenarios = (self.scenarios.iter()).map(|layer| {
            (
                UseKind::Scenario,
                &layer.id,
                &layer.label,
                &layer.changes[..],
            )
        });
        profiles.chain(scenarios)
    }
}

fn refers(holds: Holds, text: &str, name: &str) -> bool {
    match holds {
        Holds::Formula => formula::reads(text, name),
        Holds::Key => Key::parse(text).is_ok_and(|key| key.name == name),
    }
}

/// Visits all that refers to rows. Items that the visitor leaves as they are stay shared.
pub(super) fn each_name(workbook: &mut Workbook, visit: Visit<'_>) {
    each(&mut workbook.variables, in_row, visit);
    each(&mut workbook.checks, in_check, visit);
    let of_profile = |profile: &mut super::Profile, visit: Visit<'_>| {
        in_changes(&mut profile.changes, visit);
    };
    each(&mut workbook.profiles, of_profile, visit);
    let of_scenario = |scenario: &mut super::Scenario, visit: Visit<'_>| {
        in_changes(&mut scenario.changes, visit);
    };
    each(&mut workbook.scenarios, of_scenario, visit);
    each(&mut workbook.studies, in_study, visit);
    each(&mut workbook.figures, in_figure, visit);
    each(&mut workbook.signals, in_signal, visit);
    each(&mut workbook.imports, in_import, visit);
}

fn each<T: Clone + PartialEq>(
    items: &mut List<T>,
    inside: fn(&mut T, Visit<'_>),
    visit: Visit<'_>,
) {
    for item in items {
        let mut copy = T::clone(item);
        inside(&mut copy, visit);
        if copy != **item {
            *item = Arc::new(copy);
        }
    }
}

fn in_row(row: &mut Variable, visit: Visit<'_>) {
    match &mut row.definition {
        Definition::Assumption(_) => {}
        Definition::Formula(text) => visit(Holds::Formula, text),
        Definition::Irregular(entries) => {
            for entry in entries {
                if let Entry::Formula(text) = entry {
                    visit(Holds::Formula, text);
                }
            }
        }
    }
}

fn in_check(check: &mut Check, visit: Visit<'_>) {
    match &mut check.claim {
        Claim::Holds(text) => visit(Holds::Formula, text),
        Claim::Equal { left, right, .. } => {
            visit(Holds::Formula, left);
            visit(Holds::Formula, right);
        }
        Claim::Drawn(claim) => visit(Holds::Key, &mut claim.output),
        Claim::AllOthers => {}
    }
}

fn in_changes(changes: &mut [Change], visit: Visit<'_>) {
    for change in changes {
        visit(Holds::Key, &mut change.key);
    }
}

fn in_signal(signal: &mut Signal, visit: Visit<'_>) {
    visit(Holds::Key, &mut signal.row);
    visit(Holds::Formula, &mut signal.watch);
    visit(Holds::Formula, &mut signal.broken);
}

/// Imports follow a row that is renamed; they do not use it, since nothing breaks without it.
fn in_import(import: &mut Import, visit: Visit<'_>) {
    for binding in &mut import.bindings {
        visit(Holds::Key, &mut binding.row);
        for cell in &mut binding.cells {
            visit(Holds::Key, &mut cell.key);
        }
    }
}

fn in_keys(keys: &mut [String], visit: Visit<'_>) {
    for key in keys {
        visit(Holds::Key, key);
    }
}

fn in_axis(axis: &mut Axis, visit: Visit<'_>) {
    visit(Holds::Key, &mut axis.key);
}

fn in_sought(sought: &mut Sought, visit: Visit<'_>) {
    visit(Holds::Key, &mut sought.key);
}

fn in_targets(targets: &mut [Target], visit: Visit<'_>) {
    for target in targets {
        visit(Holds::Key, &mut target.output);
    }
}

fn in_winner(winner: &mut Option<Winner>, visit: Visit<'_>) {
    if let Some(winner) = winner {
        visit(Holds::Key, &mut winner.output);
    }
}

fn in_study(study: &mut Study, visit: Visit<'_>) {
    match &mut study.spec {
        StudySpec::Grid(grid) => {
            grid.axes.iter_mut().for_each(|axis| in_axis(axis, visit));
            in_keys(&mut grid.outputs, visit);
            in_targets(&mut grid.contours, visit);
            in_winner(&mut grid.winner, visit);
        }
        StudySpec::GoalSeek(seek) => {
            in_targets(&mut seek.targets, visit);
            seek.inputs
                .iter_mut()
                .for_each(|sought| in_sought(sought, visit));
        }
        StudySpec::Frontier(frontier) => {
            in_axis(&mut frontier.x, visit);
            in_sought(&mut frontier.y, visit);
            visit(Holds::Key, &mut frontier.target.output);
        }
        StudySpec::Falsifiers(falsifiers) => {
            visit(Holds::Key, &mut falsifiers.target.output);
            in_keys(&mut falsifiers.inputs, visit);
        }
        moved => in_moved(moved, visit),
    }
}

/// The studies that move inputs, draw them, or go from one case to another.
fn in_moved(spec: &mut StudySpec, visit: Visit<'_>) {
    match spec {
        StudySpec::Tornado(tornado) => {
            visit(Holds::Key, &mut tornado.output);
            in_keys(&mut tornado.inputs, visit);
            in_winner(&mut tornado.winner, visit);
        }
        StudySpec::Spider(spider) => {
            visit(Holds::Key, &mut spider.output);
            in_keys(&mut spider.inputs, visit);
        }
        StudySpec::MonteCarlo(run) => {
            in_keys(&mut run.outputs, visit);
            for input in &mut run.inputs {
                visit(Holds::Key, &mut input.key);
            }
            for pair in &mut run.correlations {
                visit(Holds::Key, &mut pair.first);
                visit(Holds::Key, &mut pair.second);
            }
            in_targets(&mut run.targets, visit);
            in_keys(&mut run.fans, visit);
        }
        StudySpec::Bridge(bridge) => {
            visit(Holds::Key, &mut bridge.output);
            in_changes(&mut bridge.from.set, visit);
            in_changes(&mut bridge.to.set, visit);
            if let Order::These(ids) = &mut bridge.order {
                in_keys(ids, visit);
            }
        }
        StudySpec::Grid(_)
        | StudySpec::GoalSeek(_)
        | StudySpec::Frontier(_)
        | StudySpec::Falsifiers(_) => {}
    }
}

fn in_figure(figure: &mut Figure, visit: Visit<'_>) {
    super::title::each_name(&mut figure.title, &mut |name| visit(Holds::Key, name));
    match &mut figure.spec {
        FigureSpec::CostCurves(curves) => {
            in_axis(&mut curves.x, visit);
            in_axis(&mut curves.curves, visit);
            visit(Holds::Key, &mut curves.output);
            visit(Holds::Key, &mut curves.line);
            in_keys(&mut curves.sliders, visit);
        }
        FigureSpec::Heatmap(map) => {
            in_axis(&mut map.x, visit);
            in_axis(&mut map.y, visit);
            visit(Holds::Key, &mut map.output);
        }
        FigureSpec::Waterfall(waterfall) => {
            visit(Holds::Key, &mut waterfall.from);
            for step in &mut waterfall.steps {
                visit(Holds::Key, &mut step.to);
            }
        }
        FigureSpec::Stack(stack) => {
            visit(Holds::Key, &mut stack.output);
            visit(Holds::Key, &mut stack.total);
        }
        FigureSpec::Funnel(funnel) => in_keys(&mut funnel.stages, visit),
        FigureSpec::Comparison(comparison) => {
            for metric in &mut comparison.metrics {
                visit(Holds::Key, &mut metric.row);
            }
        }
        FigureSpec::Study(study) => {
            if let Some(output) = &mut study.output {
                visit(Holds::Key, output);
            }
        }
        FigureSpec::Pareto(pareto) => in_pareto(pareto, visit),
        FigureSpec::Timeline(timeline) => {
            for row in &mut timeline.rows {
                visit(Holds::Key, &mut row.row);
            }
            in_keys(&mut timeline.events, visit);
            in_keys(&mut timeline.sliders, visit);
        }
    }
}

fn in_pareto(pareto: &mut ParetoFigure, visit: Visit<'_>) {
    if let ParetoPoints::Rows(rows) = &mut pareto.points {
        visit(Holds::Key, &mut rows.x);
        visit(Holds::Key, &mut rows.y);
    }
    if let Some(here) = &mut pareto.here {
        visit(Holds::Key, &mut here.x);
        visit(Holds::Key, &mut here.y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::file;

    #[test]
    fn every_name_in_a_figure_and_its_title_follows_a_row() {
        let text = r#"(format: 1, title: "Debts", figures: [
            (id: "a", title: "{debt[2028]} of {scenario}", spec: timeline((rows: [(row: "debt[x]")],
                events: ["debt"], sliders: ["debt"]))),
            (id: "b", title: "B", spec: pareto((points: rows((x: "debt", y: "debt[x]",
                along: profiles)), here: (x: "debt", y: "debt")))),
            (id: "c", title: "C", spec: study((study: "drawn", view: fan, output: "debt"))),
        ], variables: [])"#;
        let mut workbook = file::parse(text).unwrap();
        assert_eq!(workbook.uses("debt").len(), 3);
        each_name(&mut workbook, &mut |holds, name| {
            assert_eq!(holds, Holds::Key);
            *name = name.replace("debt", "owed");
        });
        assert!(workbook.uses("debt").is_empty());
        let printed = file::print(&workbook);
        assert!(printed.contains("{owed[2028]} of {scenario}"), "{printed}");
        assert!(!printed.contains("debt"), "{printed}");
    }
}
