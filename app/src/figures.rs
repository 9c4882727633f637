//! The figures on screen, computed from a snapshot of the document.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rackhour_engine::check::{Layers, Typed};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::figure::{CurvesData, HeatmapData, Stage};
use rackhour_engine::run::Results;
use rackhour_engine::workbook::{CostCurves, FigureSpec, Heatmap, Workbook};

/// Everything that the figures of one revision are made from.
#[derive(Clone)]
pub struct Plan {
    /// The revision of the document.
    pub revision: u64,
    /// The document.
    pub workbook: Arc<Workbook>,
    /// The document, checked.
    pub typed: Arc<Typed>,
    /// The results of the case on screen.
    pub results: Arc<Results>,
    /// The case on screen.
    pub layers: Layers,
}

/// The figures of one revision.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The revision of the document that they show.
    pub revision: u64,
    /// The cost curves, or why there are none.
    pub curves: Option<Result<CurvesData, String>>,
    /// The heatmap, or why there is none.
    pub heatmap: Option<Result<HeatmapData, String>>,
    /// How long they took.
    pub took: Duration,
}

/// The first figure of cost curves in a workbook.
pub fn cost_curves(workbook: &Workbook) -> Option<(&str, &CostCurves)> {
    workbook
        .figures
        .iter()
        .find_map(|figure| match &figure.spec {
            FigureSpec::CostCurves(spec) => Some((figure.title.as_str(), spec)),
            _ => None,
        })
}

/// The first heatmap in a workbook.
pub fn heatmap(workbook: &Workbook) -> Option<(&str, &Heatmap)> {
    workbook
        .figures
        .iter()
        .find_map(|figure| match &figure.spec {
            FigureSpec::Heatmap(spec) => Some((figure.title.as_str(), spec)),
            _ => None,
        })
}

impl Figures {
    /// Moves the marks of the case on screen, while new curves and colours are on their way.
    pub fn mark(&mut self, workbook: &Workbook, results: &Results) {
        let at = |x: &str, y: &str| results.at(x).zip(results.at(y));
        if let (Some(Ok(data)), Some((_, spec))) = (&mut self.curves, cost_curves(workbook)) {
            data.here = at(&spec.x.key, &spec.output);
        }
        if let (Some(Ok(data)), Some((_, spec))) = (&mut self.heatmap, heatmap(workbook)) {
            data.here = at(&spec.x.key, &spec.y.key);
        }
    }
}

impl Plan {
    /// Computes the figures.
    pub fn run(&self) -> Figures {
        let start = Instant::now();
        let stage = Stage {
            workbook: &self.workbook,
            typed: &self.typed,
            layers: &self.layers,
            results: &self.results,
            threads: std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        };
        let said = |found: Box<Diagnostic>| format!("{}; {}", found.message, found.hint);
        let curves = cost_curves(&self.workbook)
            .map(|(title, spec)| stage.cost_curves(title, spec).map_err(said));
        let heatmap =
            heatmap(&self.workbook).map(|(title, spec)| stage.heatmap(title, spec).map_err(said));
        Figures {
            revision: self.revision,
            curves,
            heatmap,
            took: start.elapsed(),
        }
    }
}
