//! The rows that a reader looks at first.

use std::collections::BTreeSet;

use crate::check::{RowRule, Typed};
use crate::workbook::key::Key;
use crate::workbook::{FigureSpec, ParetoPoints, StudySpec, Workbook};

/// The computed rows that nothing else reads, and those that figures and studies name, as keys in
/// the order of the workbook.
pub fn headlines(workbook: &Workbook, typed: &Typed) -> Vec<String> {
    let reads = typed.rows.iter().flat_map(|row| &row.reads);
    let read: BTreeSet<_> = reads.copied().collect();
    let named: Vec<_> = named(workbook)
        .into_iter()
        .filter_map(|key| {
            let name = Key::parse(&key).ok()?.name;
            Some((typed.position(&name)?, key))
        })
        .collect();
    let mut keys = Vec::new();
    for (position, row) in typed.rows.iter().enumerate() {
        if matches!(row.rule, RowRule::Input) {
            continue;
        }
        let own = || named.iter().filter(|(row, _)| *row == position);
        if !read.contains(&position) || own().any(|(_, key)| *key == row.id) {
            keys.push(row.id.clone());
            continue;
        }
        let mut parts: Vec<_> = own().map(|(_, key)| key.clone()).collect();
        parts.sort();
        parts.dedup();
        keys.extend(parts);
    }
    keys
}

/// The keys of what figures show and studies look at.
fn named(workbook: &Workbook) -> Vec<String> {
    let figures = workbook.figures.iter();
    let shown = figures.flat_map(|figure| shown(&figure.spec));
    let studies = workbook.studies.iter();
    shown
        .chain(studies.flat_map(|study| asked(&study.spec)))
        .collect()
}

fn shown(spec: &FigureSpec) -> Vec<String> {
    match spec {
        FigureSpec::CostCurves(curves) => vec![curves.output.clone(), curves.line.clone()],
        FigureSpec::Heatmap(heatmap) => vec![heatmap.output.clone()],
        FigureSpec::Waterfall(waterfall) => {
            let steps = waterfall.steps.iter().map(|step| step.to.clone());
            std::iter::once(waterfall.from.clone())
                .chain(steps)
                .collect()
        }
        FigureSpec::Stack(stack) => vec![stack.output.clone(), stack.total.clone()],
        FigureSpec::Funnel(funnel) => funnel.stages.clone(),
        FigureSpec::Comparison(comparison) => {
            let metrics = comparison.metrics.iter();
            metrics.map(|metric| metric.row.clone()).collect()
        }
        FigureSpec::Study(_) => Vec::new(),
        FigureSpec::Pareto(pareto) => match &pareto.points {
            ParetoPoints::Rows(rows) => vec![rows.x.clone(), rows.y.clone()],
            ParetoPoints::Curve(_) => Vec::new(),
        },
        FigureSpec::Timeline(timeline) => {
            let rows = timeline.rows.iter();
            rows.map(|row| row.row.clone()).collect()
        }
    }
}

fn asked(spec: &StudySpec) -> Vec<String> {
    match spec {
        StudySpec::Grid(grid) => grid.outputs.clone(),
        StudySpec::GoalSeek(seek) => {
            let targets = seek.targets.iter();
            targets.map(|target| target.output.clone()).collect()
        }
        StudySpec::Frontier(frontier) => vec![frontier.target.output.clone()],
        StudySpec::Falsifiers(falsifiers) => vec![falsifiers.target.output.clone()],
        StudySpec::Tornado(tornado) => vec![tornado.output.clone()],
        StudySpec::Spider(spider) => vec![spider.output.clone()],
        StudySpec::MonteCarlo(run) => run.outputs.iter().chain(&run.fans).cloned().collect(),
        StudySpec::Bridge(bridge) => vec![bridge.output.clone()],
    }
}
