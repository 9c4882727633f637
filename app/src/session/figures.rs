//! Figures as they stand on screen: their titles in words, what moves them, and the studies that
//! they draw.

use rackhour_engine::check::Case;
use rackhour_engine::figure::{self, Scope, Wording};
use rackhour_engine::run::Results;
use rackhour_engine::workbook::{Figure, FigureSpec, Id, NumberFormat, Study, title};

use super::Session;
use crate::figures;
use crate::sheet::Cell;
use crate::text;

/// The most sliders beside a figure that names none.
const SLIDERS: usize = 4;

impl Wording for Session {
    fn number(&self, value: f64, unit: &str, format: Option<NumberFormat>) -> String {
        text::in_sentence(value, unit, format)
    }

    fn unavailable(&self, reason: &str) -> String {
        format!("{} ({})", text::UNAVAILABLE, self.sentence(reason))
    }
}

impl Session {
    /// The title of a figure, its names replaced by what they stand for in the case on screen.
    pub fn figure_title(&self, figure: &Figure) -> String {
        let study = self.study_of(figure);
        let asked = study.and_then(|study| self.study_period(study));
        let case = self.figure_case(figure);
        let Some(results) = self.fresh_results(&case) else {
            return title::in_words(self.workbook(), &figure.title);
        };
        let scope = Scope {
            workbook: self.workbook(),
            results,
            case: &case,
            period: figure.spec.period().or(asked.as_deref()),
        };
        figure::title(&figure.title, scope, self)
    }

    /// The case that a figure tells of: that of its study, or the one on screen.
    pub fn figure_case(&self, figure: &Figure) -> Case {
        match self.study_of(figure) {
            Some(study) => self.study_version(study).case,
            None => self.case.clone(),
        }
    }

    /// The study that a figure draws.
    pub fn study_of(&self, figure: &Figure) -> Option<&Study> {
        let FigureSpec::Study(spec) = &figure.spec else {
            return None;
        };
        let mut studies = self.workbook().studies.iter();
        let found = studies.find(|study| study.id == spec.study);
        found.map(|study| &**study)
    }

    /// The figure so many places after the one on screen; none past the ends.
    pub fn figure_after(&self, chosen: Option<&str>, by: isize) -> Option<Id> {
        let workbook = self.workbook();
        let shown = figures::shown(workbook, chosen)?;
        let all = workbook.figures.iter();
        let drawn: Vec<_> = all.filter(|figure| figures::is_drawn(figure)).collect();
        let here = drawn.iter().position(|figure| figure.id == shown.id)?;
        let there = here.checked_add_signed(by)?;
        drawn.get(there).map(|figure| figure.id.clone())
    }

    /// The inputs that are moved beside a figure: its own, those of its study, or those of the
    /// main figure.
    pub fn figure_sliders(&self, figure: &Figure) -> Vec<String> {
        match &figure.spec {
            FigureSpec::CostCurves(spec) => return spec.sliders.clone(),
            FigureSpec::Timeline(spec) if !spec.sliders.is_empty() => return spec.sliders.clone(),
            FigureSpec::Study(_) => {
                let study = self.study_of(figure);
                return study.map_or_else(Vec::new, |study| self.study_sliders(study));
            }
            FigureSpec::Pareto(spec) => {
                let here = spec.here.iter().flat_map(|here| [&here.x, &here.y]);
                let own: Vec<_> = here.filter(|key| self.slides(key)).cloned().collect();
                if !own.is_empty() {
                    return own;
                }
            }
            _ => {}
        }
        let figures = self.workbook().figures.iter();
        let mut curves = figures.filter_map(|figure| match &figure.spec {
            FigureSpec::CostCurves(spec) => Some(&spec.sliders),
            _ => None,
        });
        let main = curves.next().into_iter().flatten();
        let moved = main.filter(|key| self.slides(key));
        moved.take(SLIDERS).cloned().collect()
    }

    fn slides(&self, key: &str) -> bool {
        let cell = self.cell_of_key(key);
        let cell = cell.filter(|cell| self.slider_range(cell).is_some());
        cell.is_some_and(|cell| self.can_type_over(&cell).is_ok())
    }

    /// The results as they were when the drag began, while there is one.
    pub fn ghost_results(&self) -> Option<&Results> {
        self.ghost()?.results.as_deref()
    }

    /// Whether a cell has a slider beside the figure on screen.
    pub fn has_figure_slider(&self, chosen: Option<&str>, cell: &Cell) -> bool {
        let figure = figures::shown(self.workbook(), chosen);
        let keys = figure.map_or_else(Vec::new, |figure| self.figure_sliders(figure));
        keys.iter()
            .any(|key| self.cell_of_key(key).as_ref() == Some(cell))
    }

    /// Moves the marks of the figures to the case on screen, while newer figures are on their way.
    pub(super) fn mark_figures(&mut self) {
        self.figures
            .mark(&self.computed.workbook, &self.computed.results);
        self.entitle_figures();
    }

    /// Gives the figures on screen their titles.
    pub(super) fn entitle_figures(&mut self) {
        let mut figures = std::mem::take(&mut self.figures);
        figures.entitle(|id| {
            let mut all = self.workbook().figures.iter();
            let figure = all.find(|figure| figure.id == *id)?;
            Some(self.figure_title(figure))
        });
        self.figures = figures;
    }
}
