//! The help: its pages, and what is looked for in them.

use super::Hands;
use crate::help::{HelpAct, HelpPage};

impl Hands<'_> {
    /// Does something in the help.
    pub(super) fn help(&mut self, act: HelpAct) {
        let help = &mut self.view.window.help;
        match act {
            HelpAct::Page(page) => {
                help.page = page;
                help.search.clear();
            }
            HelpAct::Search(text) => help.search = text,
            HelpAct::Function(name) => {
                help.shown = true;
                help.page = HelpPage::Functions;
                help.search = name;
            }
            HelpAct::Open(place) if self.view.dialog.is_none() && self.settle() => {
                self.open_template(place);
            }
            HelpAct::Open(_) => {}
        }
    }
}
