//! Lines of a spreadsheet are matched with rows, reviewed and applied.

use std::sync::Arc;

use rackhour_engine::excel::propose::ByHand;

use super::Hands;
use crate::import::{Choice, Consider, Considered, ImportAct, Matching, Step, key_of};
use crate::text;
use crate::view::Tab;

impl Hands<'_> {
    /// Does something about what is taken from the file in hand.
    pub(super) fn match_lines(&mut self, act: ImportAct) {
        let Some(matching) = self.matching() else {
            return;
        };
        match act {
            ImportAct::Step(step) => {
                matching.step = step;
                self.view.focus_table = true;
            }
            ImportAct::Line(line) => matching.line = line,
            ImportAct::Change(change) => matching.change = change,
            ImportAct::Tick(line) => self.tick(line),
            ImportAct::Goal(line, goal) => self.choose_for(line, |choice| {
                (choice.goal, choice.ticked) = (Some(goal), Some(true));
                choice.cell = None;
            }),
            ImportAct::One(line, cell) => self.choose_for(line, |choice| choice.cell = cell),
            ImportAct::Gaps(line, gaps) => {
                self.choose_for(line, |choice| choice.gaps = Some(gaps));
            }
            ImportAct::Answer(key, answer) => {
                matching.touch();
                match answer {
                    None => matching.answers.remove(&key),
                    Some(answer) => {
                        if let Err(refusal) = matching.answers.set(&key, &answer) {
                            self.view.refuse(refusal);
                        }
                    }
                }
            }
            ImportAct::Leave(target) => {
                matching.touch();
                if !matching.left.remove(&target) {
                    matching.left.insert(target);
                }
            }
            ImportAct::ByHand(replace) => {
                matching.touch();
                matching.by_hand = if replace {
                    ByHand::Replace
                } else {
                    ByHand::Keep
                };
            }
            ImportAct::Apply => self.apply_import(),
            _ => {}
        }
    }

    fn matching(&mut self) -> Option<&mut Matching> {
        let opened = self.view.import.opened.as_mut();
        opened.map(|opened| &mut opened.matching)
    }

    /// Changes what is chosen for a line.
    fn choose_for(&mut self, line: usize, change: impl FnOnce(&mut Choice)) {
        let Some(matching) = self.matching() else {
            return;
        };
        let considered = matching.considered.clone();
        let line = considered.as_ref().and_then(|known| known.lines.get(line));
        if let Some(line) = line {
            change(matching.choice(key_of(line)));
        }
    }

    /// Takes a line over or leaves it out; one that goes nowhere says so.
    fn tick(&mut self, line: usize) {
        let considered = self
            .matching()
            .and_then(|matching| matching.considered.clone());
        let bound = considered
            .as_ref()
            .and_then(|known| known.bound.get(line)?.as_ref());
        match bound {
            Some(bound) => {
                let ticked = !bound.is_ticked;
                self.choose_for(line, |choice| choice.ticked = Some(ticked));
            }
            None => {
                let refusal = "No row is like this line: choose a row for it, or make a new one";
                self.view.refuse(refusal);
            }
        }
    }

    /// Finds out what the import would change, where that is on screen and not known.
    pub(super) fn follow_import(&mut self) {
        if !self.view.dock.shows(Tab::Import) || self.view.dialog.is_some() {
            return;
        }
        self.look_at_imports();
        let workbook = self.session.shared();
        let case = self.session.case().clone();
        let Some(opened) = &mut self.view.import.opened else {
            return;
        };
        if opened.matching.step == Step::Sheet {
            return;
        }
        let Some(of) = opened.matching.wanted((&opened.book, &workbook, &case)) else {
            return;
        };
        self.jobs.consider(Consider {
            of,
            workbook,
            book: Arc::clone(&opened.book),
            lines: opened.lines(),
            corrections: opened.corrections(),
            matching: opened.matching.clone(),
            path: opened.path.clone(),
            beside: self.session.file().map(Into::into),
            modified: opened.modified.clone(),
            today: self.view.today.clone(),
        });
    }

    /// Takes what an import would change.
    pub(super) fn take_considered(&mut self, considered: Considered) {
        if let Some(matching) = self.matching() {
            let is_first = matching.considered.is_none();
            matching.take(considered);
            // The list that takes the keyboard is there only now.
            self.view.focus_table |= is_first && self.view.tab == Tab::Import;
        }
    }

    /// Applies what is proposed, as one step to undo.
    fn apply_import(&mut self) {
        let (workbook, case) = (self.session.shared(), self.session.case().clone());
        let Some(opened) = &mut self.view.import.opened else {
            return;
        };
        let name = opened.book.name.clone();
        let Some(considered) = opened
            .matching
            .current((&opened.book, &workbook, &case))
            .cloned()
        else {
            let refusal = "What would change is still being computed; apply it in a moment";
            return self.view.refuse(refusal);
        };
        if !considered.proposal.questions.is_empty() {
            return self
                .view
                .refuse("Answer the open questions first, then apply");
        }
        if considered.proposal.edits.is_empty() {
            return self.view.refuse("Nothing is ticked that could be applied");
        }
        let count = text::count(considered.changes(), "value", "values");
        let label = format!("Import {count} from {name}");
        if let Err(refusal) = self.session.reshape(label, &considered.proposal.edits) {
            return self.view.refuse(refusal);
        }
        let said = format!("Imported {count} from {name} as one step; undo takes all of it back");
        let applied = (said.clone(), self.session.shared());
        if let Some(matching) = self.matching() {
            matching.remember_made();
            matching.touch();
            matching.applied = Some(applied);
        }
        self.say_of_workbook(said);
    }
}
