//! The start page: what follows from what is chosen there.

use super::Hands;
use crate::session::Session;
use crate::start::{self, Offer, StartAct, StartPage};
use crate::templates::TEMPLATES;
use crate::view::{Purpose, Tab};

impl Hands<'_> {
    /// Shows the start page, or goes back from it.
    pub(super) fn toggle_start(&mut self) {
        match self.view.window.start.is_some() && !self.view.placeholder {
            true => self.leave_start(),
            false => {
                self.free_keyboard();
                self.look();
                self.view.window.start = Some(StartPage::default());
            }
        }
    }

    /// Does something on the start page.
    pub(super) fn start(&mut self, act: StartAct) {
        if self.view.dialog.is_some() {
            return;
        }
        let offers = start::offers(self.view);
        match act {
            StartAct::Select(place) => {
                if let Some(page) = &mut self.view.window.start {
                    page.selected = place.min(offers.len().saturating_sub(1));
                    page.follow = true;
                }
            }
            StartAct::Take(place) => {
                if let Some(offer) = offers.get(place) {
                    self.take_offer(offer);
                }
            }
            StartAct::Leave => self.leave_start(),
        }
    }

    fn take_offer(&mut self, offer: &Offer) {
        match offer {
            Offer::Recovered(place) => self.open_recovered(*place),
            Offer::Template(place) => self.open_template(*place),
            Offer::Recent(path) => match self.view.shelf.why_missing(path) {
                Some(why) => {
                    let said = format!("{} cannot be opened. {why}", path.display());
                    self.view.refuse(said);
                }
                None => self.open_file(path.clone()),
            },
            Offer::New => self.new_document(),
            Offer::Open => self.ask(Purpose::Open),
        }
    }

    /// Opens a template as an unsaved copy.
    pub(super) fn open_template(&mut self, place: usize) {
        if let Some(template) = TEMPLATES.get(place) {
            self.add_document(Session::new(template.workbook(), None), None);
        }
    }

    /// Goes back to the workbook in hand, where there is one.
    pub(super) fn leave_start(&mut self) {
        if !self.view.placeholder && self.view.window.start.take().is_some() {
            self.view.focus_table = self.view.tab != Tab::Figures;
        }
    }

    /// Shows the start page in place of the last document.
    pub(super) fn put_last_away(&mut self) {
        self.take_document(Session::nothing(), None);
        self.view.placeholder = true;
        self.view.window.start = Some(StartPage::default());
        self.look();
    }
}
