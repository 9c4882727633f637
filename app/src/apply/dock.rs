//! Where the panes of the centre stand, and which is in front.

use super::Hands;
use crate::dock::DockAct;
use crate::view::Tab;

impl Hands<'_> {
    /// Does something with panes.
    pub(super) fn dock(&mut self, act: DockAct) {
        match act {
            DockAct::Arrange(layout, front) => {
                self.view.dock.arrange(layout, front);
                self.view.tab = self.view.dock.tab();
            }
            // What is typed must be taken before it goes out of sight.
            DockAct::Show(tab) if self.settle() => self.show_tab(tab),
            DockAct::Close(tab) if self.settle() => self.close_tab(tab),
            DockAct::Show(_) | DockAct::Close(_) => {}
        }
    }

    /// Makes the panes fit what was asked to be in front.
    pub(super) fn arrange(&mut self) {
        if self.view.tab != self.view.dock.tab() {
            self.view.dock.show(self.view.tab);
            self.view.tab = self.view.dock.tab();
        }
    }

    /// Puts the table and the figures side by side, or behind each other again.
    pub(super) fn show_both(&mut self) {
        match self.view.dock.tab() == Tab::Both {
            true => {
                self.view.dock.join();
                self.show_tab(Tab::Model);
            }
            false => self.show_tab(Tab::Both),
        }
    }

    pub(super) fn close_tab(&mut self, tab: Tab) {
        self.view.dock.close(tab);
        self.view.tab = self.view.dock.tab();
        self.view.focus_table = self.view.tab != Tab::Figures;
    }

    pub(super) fn reset_layout(&mut self) {
        self.view.dock.reset();
        self.view.tab = self.view.dock.tab();
        self.view.say("The tabs stand where they were at first");
    }
}
