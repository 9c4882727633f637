//! The figures on screen, computed from a snapshot of the document.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rackhour_engine::check::{Checked, Layers};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::figure::{CurvesData, HeatmapData, Stage};
use rackhour_engine::run::Results;
use rackhour_engine::study::grid::{Kept, Tapes};
use rackhour_engine::workbook::{CostCurves, Figure, FigureSpec, Heatmap, Id, StudyView, Workbook};

use crate::cores;

/// Everything that the figures of one revision are made from.
#[derive(Clone)]
pub struct Plan {
    /// The revision of the document.
    pub revision: u64,
    /// The document.
    pub workbook: Arc<Workbook>,
    /// The document, checked.
    pub checked: Checked,
    /// The tapes of that meaning.
    pub tapes: Arc<Tapes>,
    /// The results of the case on screen.
    pub results: Arc<Results>,
    /// The case on screen.
    pub layers: Layers,
    /// Which figures are computed.
    pub page: Page,
}

/// The figures that take a grid of cases and are on screen, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Cost curves.
    pub curves: Option<Id>,
    /// A heatmap.
    pub heatmap: Option<Id>,
}

/// The figures of one revision.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The revision of the document that they show.
    pub revision: u64,
    /// Which figures they are.
    pub page: Page,
    /// The cost curves, or why there are none.
    pub curves: Option<Result<CurvesData, String>>,
    /// The heatmap, or why there is none.
    pub heatmap: Option<Result<HeatmapData, String>>,
    /// The results that they were made from; what is drawn of a single case is made from these.
    pub results: Option<Arc<Results>>,
    /// How long they took.
    pub took: Duration,
}

/// The figure on screen: the one chosen, else the first curves, else the first that is drawn.
pub fn shown<'a>(workbook: &'a Workbook, chosen: Option<&str>) -> Option<&'a Figure> {
    let mut drawn = workbook.figures.iter().filter(|figure| is_drawn(figure));
    let curves = |figure: &&Arc<Figure>| matches!(figure.spec, FigureSpec::CostCurves(_));
    let first = drawn.clone().find(curves).or_else(|| drawn.clone().next());
    let figure = drawn.find(|figure| Some(figure.id.as_str()) == chosen);
    figure.or(first).map(|figure| &**figure)
}

/// Whether a figure is a picture; a comparison is a table, with a pane of its own.
pub fn is_drawn(figure: &Figure) -> bool {
    !matches!(figure.spec, FigureSpec::Comparison(_))
}

/// The kind of a figure, in a word.
pub const fn kind(spec: &FigureSpec) -> &'static str {
    match spec {
        FigureSpec::CostCurves(_) => "Curves",
        FigureSpec::Heatmap(_) => "Map",
        FigureSpec::Waterfall(_) => "Bridge",
        FigureSpec::Stack(_) => "Stack",
        FigureSpec::Funnel(_) => "Funnel",
        FigureSpec::Comparison(_) => "Comparison",
        FigureSpec::Pareto(_) => "Pareto frontier",
        FigureSpec::Timeline(_) => "Timeline",
        FigureSpec::Study(spec) => match spec.view {
            StudyView::Tornado => "Tornado",
            StudyView::Spider => "Spider",
            StudyView::Frontier => "Break-even frontier",
            StudyView::Bridge => "Bridge of cases",
            StudyView::Histogram => "Histogram",
            StudyView::Fan => "Fan",
        },
    }
}

impl Page {
    /// What is computed for the figure on screen. The first curves have the first heatmap beside
    /// them.
    pub fn of(workbook: &Workbook, chosen: Option<&str>) -> Self {
        let first = |wanted: fn(&FigureSpec) -> bool| {
            let mut figures = workbook.figures.iter();
            figures
                .find(|figure| wanted(&figure.spec))
                .map(|figure| figure.id.clone())
        };
        let Some(figure) = shown(workbook, chosen) else {
            return Self::default();
        };
        let id = Some(figure.id.clone());
        match figure.spec {
            FigureSpec::CostCurves(_) => Self {
                heatmap: first(|spec| matches!(spec, FigureSpec::Heatmap(_)))
                    .filter(|_| first(|spec| matches!(spec, FigureSpec::CostCurves(_))) == id),
                curves: id,
            },
            FigureSpec::Heatmap(_) => Self {
                curves: None,
                heatmap: id,
            },
            _ => Self::default(),
        }
    }

    /// The description of the curves on the page, and their title.
    pub fn curves<'a>(&self, workbook: &'a Workbook) -> Option<(&'a str, &'a CostCurves)> {
        let figure = find(workbook, self.curves.as_ref())?;
        match &figure.spec {
            FigureSpec::CostCurves(spec) => Some((figure.title.as_str(), spec)),
            _ => None,
        }
    }

    /// The description of the heatmap on the page, and its title.
    pub fn heatmap<'a>(&self, workbook: &'a Workbook) -> Option<(&'a str, &'a Heatmap)> {
        let figure = find(workbook, self.heatmap.as_ref())?;
        match &figure.spec {
            FigureSpec::Heatmap(spec) => Some((figure.title.as_str(), spec)),
            _ => None,
        }
    }
}

fn find<'a>(workbook: &'a Workbook, id: Option<&Id>) -> Option<&'a Figure> {
    let mut figures = workbook.figures.iter();
    figures
        .find(|figure| Some(&figure.id) == id)
        .map(|figure| &**figure)
}

impl Figures {
    /// Gives the curves and the heatmap their titles in the case on screen.
    pub fn entitle(&mut self, title: impl Fn(&Id) -> Option<String>) {
        if let (Some(Ok(data)), Some(id)) = (&mut self.curves, &self.page.curves)
            && let Some(title) = title(id)
        {
            data.title = title;
        }
        if let (Some(Ok(data)), Some(id)) = (&mut self.heatmap, &self.page.heatmap)
            && let Some(title) = title(id)
        {
            data.title = title;
        }
    }

    /// Moves the marks of the case on screen, while new curves and colours are on their way.
    pub fn mark(&mut self, workbook: &Workbook, results: &Results) {
        let at = |x: &str, y: &str| results.at(x).zip(results.at(y));
        if let (Some(Ok(data)), Some((_, spec))) = (&mut self.curves, self.page.curves(workbook)) {
            data.here = at(&spec.x.key, &spec.output);
        }
        if let (Some(Ok(data)), Some((_, spec))) = (&mut self.heatmap, self.page.heatmap(workbook))
        {
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
            typed: self.checked.typed(),
            layers: &self.layers,
            kept: Kept {
                base: self.checked.base(),
                tapes: &self.tapes,
            },
            results: &self.results,
            threads: match cores::chosen() {
                0 => cores::there_are(),
                chosen => chosen,
            },
        };
        let said = |found: Box<Diagnostic>| format!("{}; {}", found.message, found.hint);
        let curves = self
            .page
            .curves(&self.workbook)
            .map(|(title, spec)| stage.cost_curves(title, spec).map_err(said));
        let heatmap = self
            .page
            .heatmap(&self.workbook)
            .map(|(title, spec)| stage.heatmap(title, spec).map_err(said));
        Figures {
            revision: self.revision,
            page: self.page.clone(),
            curves,
            heatmap,
            results: Some(Arc::clone(&self.results)),
            took: start.elapsed(),
        }
    }
}
