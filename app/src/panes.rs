//! The panes on screen that the keyboard goes round: the table, the sliders, the tree of
//! references.

use crate::figures;
use crate::session::Session;
use crate::sheet::{Cell, Pane};
use crate::view::{Tab, View};

impl View {
    /// The panes on screen that take the keyboard, in their order.
    pub fn panes(&self, session: &Session) -> Vec<Pane> {
        let mut panes = Vec::new();
        if self.tab.has_model() {
            panes.push(Pane::Table);
        }
        if self.tab == Tab::Import && self.import.opened.is_some() {
            panes.extend([Pane::Table, Pane::Sheets]);
        }
        if self.slider(session).is_some() {
            panes.push(Pane::Sliders);
        }
        if self.inspector && self.selected.is_some() {
            panes.push(Pane::Tree);
        }
        panes
    }

    /// The slider on screen that the keyboard goes to: that of the selected cell, else the first.
    pub fn slider(&self, session: &Session) -> Option<Cell> {
        let keys = match self.tab {
            Tab::Figures | Tab::Both => {
                let figure = figures::shown(session.workbook(), self.figure.as_deref());
                figure.map_or_else(Vec::new, |figure| session.figure_sliders(figure))
            }
            Tab::Studies => {
                let study = session.study(self.studies.study.as_deref());
                study.map_or_else(Vec::new, |study| session.study_sliders(study))
            }
            _ => Vec::new(),
        };
        let cells = keys.iter().filter_map(|key| session.cell_of_key(key));
        let cells: Vec<_> = cells.collect();
        let selected = self.selected.as_ref();
        let own = cells.iter().find(|cell| Some(*cell) == selected);
        own.or(cells.first()).cloned()
    }
}
