//! The undo history: snapshots of the workbook that share what did not change.

use std::collections::VecDeque;
use std::slice;
use std::sync::Arc;

use super::Workbook;
use super::edit::Edit;
use super::names::Refusal;

/// How many steps can be undone; older ones are forgotten.
pub const LONGEST: usize = 200;

/// A workbook, what it was before each step, and what was undone.
///
/// ```
/// use rackhour_engine::workbook::edit::Edit;
/// use rackhour_engine::workbook::file;
/// use rackhour_engine::workbook::history::History;
/// let text = r#"(format: 1, title: "Rent", variables: [
///     (id: "rent", label: "Rent", unit: "$", section: "cost", definition: formula("1 [$]")),
/// ])"#;
/// let mut history = History::new(file::parse(text)?);
/// history.apply("Edit note", &Edit::SetNote { name: "rent".into(), text: "Monthly".into() })?;
/// assert_eq!(history.undo_label(), Some("Edit note"));
/// history.undo();
/// assert!(!history.is_changed());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct History {
    /// The oldest first; never empty.
    states: VecDeque<State>,
    /// The current one.
    at: usize,
    /// The one that the file on disk holds.
    saved: Arc<Workbook>,
    /// The gesture that made the current state, while it may go on.
    gesture: Option<u64>,
}

/// A snapshot and the step that led to it.
#[derive(Clone, Debug)]
struct State {
    workbook: Arc<Workbook>,
    label: String,
}

impl History {
    /// The history of a workbook as it was opened: nothing to undo, nothing to save.
    pub fn new(workbook: Workbook) -> Self {
        let saved = Arc::new(workbook);
        let first = State {
            workbook: Arc::clone(&saved),
            label: String::new(),
        };
        Self {
            states: VecDeque::from([first]),
            at: 0,
            saved,
            gesture: None,
        }
    }

    /// The workbook as it is now.
    pub fn current(&self) -> &Arc<Workbook> {
        &self.states[self.at].workbook
    }

    /// Applies an edit as one step. The label is what the menu says: `Undo {label}`.
    ///
    /// An edit that is refused, or changes nothing, makes no step.
    pub fn apply(&mut self, label: impl Into<String>, edit: &Edit) -> Result<(), Refusal> {
        self.apply_all(label, slice::from_ref(edit))
    }

    /// Applies several edits as one step: all of them, or none if one is refused.
    pub fn apply_all(&mut self, label: impl Into<String>, edits: &[Edit]) -> Result<(), Refusal> {
        self.end_gesture();
        self.step(label.into(), edits, None)
    }

    /// Applies an edit as a part of a gesture. Consecutive edits of one gesture, as a drag makes
    /// them, are one step together, until another step or [`History::end_gesture`].
    pub fn apply_within(
        &mut self,
        gesture: u64,
        label: impl Into<String>,
        edit: &Edit,
    ) -> Result<(), Refusal> {
        self.step(label.into(), slice::from_ref(edit), Some(gesture))
    }

    /// Ends a gesture, so that the next edit is a step of its own.
    pub fn end_gesture(&mut self) {
        self.gesture = None;
    }

    fn step(&mut self, label: String, edits: &[Edit], gesture: Option<u64>) -> Result<(), Refusal> {
        let mut workbook = Workbook::clone(self.current());
        edits
            .iter()
            .try_for_each(|edit| edit.apply(&mut workbook))?;
        if workbook == **self.current() {
            return Ok(());
        }
        let state = State {
            workbook: Arc::new(workbook),
            label,
        };
        self.states.truncate(self.at + 1);
        if gesture.is_some() && gesture == self.gesture {
            self.states.pop_back();
        }
        self.states.push_back(state);
        if LONGEST < self.states.len() - 1 {
            self.states.pop_front();
        }
        self.at = self.states.len() - 1;
        self.gesture = gesture;
        Ok(())
    }

    /// Goes back one step. Returns the label of what was undone; `None` if there was nothing.
    pub fn undo(&mut self) -> Option<&str> {
        self.end_gesture();
        self.at = self.at.checked_sub(1)?;
        self.redo_label()
    }

    /// Goes forward again by one step. Returns the label of what was redone.
    pub fn redo(&mut self) -> Option<&str> {
        self.end_gesture();
        if self.states.len() <= self.at + 1 {
            return None;
        }
        self.at += 1;
        self.undo_label()
    }

    /// Whether there is a step to undo.
    pub fn can_undo(&self) -> bool {
        self.at > 0
    }

    /// Whether there is a step to redo.
    pub fn can_redo(&self) -> bool {
        self.at + 1 < self.states.len()
    }

    /// The label of the step that undo takes back.
    pub fn undo_label(&self) -> Option<&str> {
        (self.at > 0).then(|| self.states[self.at].label.as_str())
    }

    /// The label of the step that redo repeats.
    pub fn redo_label(&self) -> Option<&str> {
        self.states
            .get(self.at + 1)
            .map(|state| state.label.as_str())
    }

    /// Whether the workbook is another than the one on disk.
    ///
    /// Undoing back to what was saved counts as unchanged.
    pub fn is_changed(&self) -> bool {
        !Arc::ptr_eq(self.current(), &self.saved)
    }

    /// Notes that the workbook as it is now has been written to its file.
    pub fn mark_saved(&mut self) {
        self.end_gesture();
        self.saved = Arc::clone(self.current());
    }

    /// Notes that no file holds any version of the workbook: it was recovered, or its file changed.
    pub fn mark_unsaved(&mut self) {
        self.end_gesture();
        self.saved = Arc::new(Workbook::clone(self.current()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::file;

    fn history() -> History {
        let text = r#"(format: 1, title: "T", variables: [(id: "x1_count", label: "X", unit: "",
            section: "s", definition: formula("1"))])"#;
        History::new(file::parse(text).unwrap())
    }

    fn note(text: &str) -> Edit {
        Edit::SetNote {
            name: "x1_count".into(),
            text: text.into(),
        }
    }

    fn note_of(history: &History) -> &str {
        &history.current().variables[0].note
    }

    #[test]
    fn a_gesture_is_one_step() {
        let mut history = history();
        history.apply("First", &note("a")).unwrap();
        for text in ["b", "c", "d"] {
            history.apply_within(7, "Drag", &note(text)).unwrap();
        }
        history.apply_within(8, "Drag again", &note("e")).unwrap();
        assert_eq!(history.undo(), Some("Drag again"));
        assert_eq!(history.undo(), Some("Drag"));
        assert_eq!(
            (note_of(&history), history.undo_label()),
            ("a", Some("First"))
        );
        assert_eq!(history.redo(), Some("Drag"));
        assert_eq!(note_of(&history), "d");
        history.apply_within(8, "Other", &note("f")).unwrap();
        assert!(!history.can_redo() && history.can_undo());
        assert_eq!(history.undo(), Some("Other"));
        assert_eq!(note_of(&history), "d");
    }

    #[test]
    fn what_is_saved_is_known() {
        let mut history = history();
        history.apply("Nothing", &note("")).unwrap();
        assert!(!history.is_changed() && !history.can_undo());
        history.apply_within(1, "A", &note("a")).unwrap();
        assert!(history.is_changed());
        history.mark_saved();
        history.apply_within(1, "B", &note("b")).unwrap();
        assert!(history.is_changed());
        history.undo();
        assert!(!history.is_changed());
        assert_eq!(history.undo(), Some("A"));
        assert_eq!(history.undo(), None);
        assert!(history.is_changed());
    }

    #[test]
    fn what_no_file_holds_is_unsaved_at_every_step() {
        let mut history = history();
        history.apply("A", &note("a")).unwrap();
        history.mark_unsaved();
        assert!(history.is_changed());
        history.undo();
        assert!(history.is_changed());
        history.mark_saved();
        assert!(!history.is_changed());
    }

    #[test]
    fn several_edits_are_applied_together_or_not_at_all() {
        let mut history = history();
        let missing = Edit::SetNote {
            name: "y".into(),
            text: String::new(),
        };
        assert!(history.apply_all("Import", &[note("a"), missing]).is_err());
        assert!(!history.is_changed());
        history
            .apply_all("Import", &[note("a"), note("b")])
            .unwrap();
        assert_eq!(history.undo(), Some("Import"));
        assert_eq!(note_of(&history), "");
    }

    #[test]
    fn old_steps_are_forgotten() {
        let mut history = history();
        for step in 0..2 * LONGEST {
            history.apply("Note", &note(&step.to_string())).unwrap();
        }
        let undone = std::iter::from_fn(|| history.undo().map(|_| ())).count();
        assert_eq!(undone, LONGEST);
        assert_eq!(note_of(&history), (LONGEST - 1).to_string());
    }
}
