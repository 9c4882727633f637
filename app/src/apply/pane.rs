//! The keyboard goes round the panes: the table of rows, the sliders, the tree of references.

use egui::Id;

use super::Hands;
use crate::sheet::Pane;

/// What holds the keyboard in the pane of imports, step by step.
const LISTS: [&str; 3] = [
    "Sheet of the spreadsheet",
    "Lines of the spreadsheet",
    "Values that change",
];

impl Hands<'_> {
    /// Hands the keyboard to the next pane that is on screen.
    pub(super) fn next_pane(&mut self) {
        let panes = self.view.panes(self.session);
        let focused = self.ctx.memory(|memory| memory.focused());
        let tables = LISTS.map(|name| Id::unique(("list", name)));
        let is_table = |id: Id| id == Id::unique("model table") || tables.contains(&id);
        let here = match focused.is_some_and(is_table) {
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
            Pane::Sliders => self.view.focus_slider = self.view.slider(self.session),
            Pane::Tree => self.focus_tree(),
            Pane::Sheets => {
                let list = Id::unique(("list", "Sheets"));
                self.ctx.memory_mut(|memory| memory.request_focus(list));
            }
        }
    }
}
