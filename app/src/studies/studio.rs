//! What the window keeps while studies are made and changed, and what is asked for meanwhile.

use std::sync::Arc;

use rackhour_engine::check::Case;
use rackhour_engine::run::Progress;
use rackhour_engine::study::prefill::Wish;
use rackhour_engine::workbook::Study;

use super::quick::{Asked, Goes};

/// What the window keeps while studies are made and changed.
#[derive(Clone, Debug)]
pub struct Studio {
    /// Whether the shelves of the study on screen are shown.
    pub shelves: bool,
    /// The question that is open: which study of what.
    pub form: Option<Form>,
    /// What is being filled in.
    pub filling: Option<(Asked, Arc<Progress>)>,
}

impl Default for Studio {
    fn default() -> Self {
        Self {
            shelves: true,
            form: None,
            filling: None,
        }
    }
}

impl Studio {
    /// Ends the filling in of what nobody waits for any more.
    pub fn stop(&mut self) {
        if let Some((_, progress)) = self.filling.take() {
            progress.cancel();
        }
    }
}

/// Which study of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What it is about, as a key.
    pub key: Option<String>,
    /// The case that the study looks at; the one on screen where none is told.
    pub case: Option<Case>,
    /// Where it goes.
    pub goes: Goes,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum StudioAct {
    /// Fills in studies.
    Fill(Asked),
    /// The open question reads otherwise.
    Form(Form),
    /// Answers the open question.
    Take(Vec<Wish>),
    /// Closes the open question; nothing is done.
    Cancel,
    /// Puts a study in the place of the one with its name, saying what has changed.
    Set(Box<Study>, String),
    /// Shows the shelves, or hides them.
    Shelves(bool),
    /// Says why something cannot be done.
    Refuse(String),
    /// Adds a spider of these inputs of a tornado, beside it.
    Spider(String, Vec<String>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_waits_for_any_more_is_ended() {
        let progress = Arc::<Progress>::default();
        let asked = Asked {
            key: "margin".to_owned(),
            case: None,
            wishes: vec![Wish::Tornado],
            goes: Goes::Beside,
        };
        let mut studio = Studio {
            filling: Some((asked, Arc::clone(&progress))),
            ..Studio::default()
        };
        studio.stop();
        assert!(progress.is_cancelled() && studio.filling.is_none());
    }
}
