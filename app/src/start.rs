//! The start page: what can be opened, and which of it is chosen.

use std::path::PathBuf;

use crate::templates;
use crate::view::View;

/// The start page while it is on screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartPage {
    /// What Enter takes, by its place among the offers.
    pub selected: usize,
    /// Whether the page is to show the chosen one in this frame.
    pub follow: bool,
}

/// Something that can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// What a dead window left behind, by its place.
    Recovered(usize),
    /// A template, by its place.
    Template(usize),
    /// A file that was opened before.
    Recent(PathBuf),
    /// A new workbook.
    New,
    /// A file that is looked for.
    Open,
}

/// What is done on the start page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartAct {
    /// Chooses the offer at this place.
    Select(usize),
    /// Takes the offer at this place.
    Take(usize),
    /// Goes back to the workbook in hand.
    Leave,
}

/// Everything that is offered, in the order of the page.
pub fn offers(view: &View) -> Vec<Offer> {
    let recovered = (0..view.shelf.recovered.len()).map(Offer::Recovered);
    let templates = (0..templates::TEMPLATES.len()).map(Offer::Template);
    let recent = view.shelf.settings.recent();
    let recent = recent.map(|path| Offer::Recent(path.to_path_buf()));
    let rest = [Offer::New, Offer::Open];
    recovered
        .chain(templates)
        .chain(recent)
        .chain(rest)
        .collect()
}
