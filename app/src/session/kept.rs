//! Studies that stood beside the workbook and were kept in it: where that is undone they stand
//! beside it again.

use std::sync::{Arc, Weak};

use rackhour_engine::workbook::{Id, Study, Workbook};

use super::Session;

/// Studies that were kept in one step.
pub(super) struct Kept {
    /// The document before and after that step, as long as it can be undone or made again.
    states: [Weak<Workbook>; 2],
    /// The studies as they stood beside it.
    studies: Vec<Arc<Study>>,
}

impl Session {
    /// Puts studies that stand beside the workbook into it, as one step to undo; gives the first.
    ///
    /// # Errors
    /// One of them is refused; none is kept.
    pub fn keep_studies(&mut self, ids: &[Id]) -> Result<Option<Id>, String> {
        let is_kept = |study: &&Arc<Study>| ids.contains(&study.id);
        let studies: Vec<_> = self.beside.iter().filter(is_kept).cloned().collect();
        let before = Arc::downgrade(self.history.current());
        let copies = studies.iter().map(|study| Study::clone(study));
        let first = self.insert_studies(copies.collect())?;
        self.beside.retain(|study| !ids.contains(&study.id));
        let after = Arc::downgrade(self.history.current());
        self.kept.retain(Kept::can_return);
        self.kept.push(Kept {
            states: [before, after],
            studies,
        });
        Ok(first)
    }

    /// After a step through the history from another version: studies stand beside the workbook
    /// again where keeping them was undone, and no longer where it was made again.
    pub(super) fn follow_kept(&mut self, from: &Arc<Workbook>) {
        let to = self.history.current();
        for Kept { states, studies } in &self.kept {
            let is = |one: &Arc<Workbook>, other: &Weak<Workbook>| {
                std::ptr::eq(Arc::as_ptr(one), other.as_ptr())
            };
            let [before, after] = states;
            let ids = |id: &Id| studies.iter().any(|study| study.id == *id);
            if is(from, after) && is(to, before) {
                self.beside.retain(|study| !ids(&study.id));
                self.beside.extend(studies.iter().cloned());
            } else if is(from, before) && is(to, after) {
                self.beside.retain(|study| !ids(&study.id));
            }
        }
    }
}

impl Kept {
    fn can_return(&self) -> bool {
        self.states.iter().all(|state| state.strong_count() > 0)
    }
}
