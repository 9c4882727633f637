//! The keyboard goes round the panes: the table of rows, the sliders, the tree of references.

use egui::Id;

use super::Hands;
use crate::sheet::{Cell, Pane};
use crate::view::Tab;

impl Hands<'_> {
    /// Hands the keyboard to the next pane that is on screen.
    pub(super) fn next_pane(&mut self) {
        let slider = self.slider();
        let mut panes = Vec::new();
        if self.view.tab.has_model() {
            panes.push(Pane::Table);
        }
        if slider.is_some() {
            panes.push(Pane::Sliders);
        }
        if self.view.inspector && self.view.selected.is_some() {
            panes.push(Pane::Tree);
        }
        let focused = self.ctx.memory(|memory| memory.focused());
        let here = match focused == Some(Id::unique("model table")) {
            true => Some(Pane::Table),
            // Whatever else has the keyboard is where it was sent last, if anywhere.
            false => self.view.sheet.pane.filter(|_| focused.is_some()),
        };
        let here = panes.iter().position(|pane| Some(*pane) == here);
        let next = here.map_or(0, |here| (here + 1) % panes.len().max(1));
        let Some(next) = panes.get(next).copied() else {
            return;
        };
        self.view.sheet.pane = Some(next);
        match next {
            Pane::Table => self.view.focus_table = true,
            Pane::Sliders => self.view.focus_slider = slider,
            Pane::Tree => self.focus_tree(),
        }
    }

    /// The slider on screen that the keyboard goes to: that of the selected cell, else the first.
    fn slider(&self) -> Option<Cell> {
        let session = &*self.session;
        let keys = match self.view.tab {
            Tab::Figures | Tab::Both => {
                let curves = session.page().curves(session.workbook());
                curves.map_or_else(Vec::new, |(_, spec)| spec.sliders.clone())
            }
            Tab::Studies => {
                let study = session.study(self.view.studies.study.as_deref());
                study.map_or_else(Vec::new, |study| session.study_sliders(study))
            }
            _ => Vec::new(),
        };
        let cells = keys.iter().filter_map(|key| session.cell_of_key(key));
        let cells: Vec<_> = cells.collect();
        let selected = self.view.selected.as_ref();
        let own = cells.iter().find(|cell| Some(*cell) == selected);
        own.or(cells.first()).cloned()
    }
}
