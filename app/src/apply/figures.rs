//! What changes in the pane of figures, and the study that is kept up to date for it.

use super::Hands;
use crate::figures;
use crate::plot;
use crate::view::Tab;

impl Hands<'_> {
    /// Shows the figure so many places after the one on screen.
    pub(super) fn step_figure(&mut self, by: isize) {
        let shown = self.view.figure.as_deref();
        if let Some(id) = self.session.figure_after(shown, by) {
            self.show_figure(id);
        }
    }

    /// Shows figures whole again.
    pub(super) fn whole_figure(&mut self) {
        if !plot::reset_zoom(self.ctx) {
            self.view.say("The figure is shown whole already");
        }
    }

    /// The studies that panes on screen show, that of the pane in front first.
    pub(super) fn followed_studies(&self) -> Vec<String> {
        let chosen = self.view.studies.study.as_deref();
        let listed = self.session.study(chosen);
        let listed = listed.filter(|_| self.view.dock.shows(Tab::Studies));
        let listed = listed.map(|study| study.id.clone());
        let mut shown = match self.view.tab {
            Tab::Studies => [listed, self.drawn_study()],
            _ => [self.drawn_study(), listed],
        };
        if shown[0] == shown[1] {
            shown[1] = None;
        }
        shown.into_iter().flatten().collect()
    }

    /// The study that the figure on screen draws.
    pub(super) fn drawn_study(&self) -> Option<String> {
        let workbook = self.session.workbook();
        let figure = figures::shown(workbook, self.view.figure.as_deref());
        let figure = figure.filter(|_| self.view.dock.shows(Tab::Figures))?;
        let study = self.session.study_of(figure)?;
        Some(study.id.clone())
    }
}
