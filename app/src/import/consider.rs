//! Finds out beside the window what an import would change: which rows lines may go into, how their
//! values are read, and the edits.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rackhour_engine::check::{Checked, Layers, catalog};
use rackhour_engine::excel::interpret::{Outcome, Reading, Wanted, interpret};
use rackhour_engine::excel::propose::{
    Bind, Found, Model, NewRow, Proposal, Target, When, bind, create, propose,
};
use rackhour_engine::excel::refresh::{Recipe, follow, learned};
use rackhour_engine::excel::suggest::{Match, suggest};
use rackhour_engine::excel::{At, Book, Line};
use rackhour_engine::workbook::{ChosenBy, Id, Import, Variable, Workbook};

use super::matching::{Goal, Matching, Of, key_of};

/// What is to be considered.
pub struct Consider {
    /// What it is about.
    pub of: Of,
    /// The document.
    pub workbook: Arc<Workbook>,
    /// The file.
    pub book: Arc<Book>,
    /// The lines of its sheets, as they are laid out.
    pub lines: Vec<Line>,
    /// What was corrected about the layout, sheet by sheet.
    pub corrections: BTreeMap<String, Vec<String>>,
    /// What is chosen.
    pub matching: Matching,
    /// Where the file is.
    pub path: PathBuf,
    /// The file of the document.
    pub beside: Option<PathBuf>,
    /// When the file was changed last.
    pub modified: String,
    /// The date.
    pub today: String,
}

/// What an import would change, and why.
#[derive(Debug)]
pub struct Considered {
    /// What it is about.
    pub of: Of,
    /// The lines.
    pub lines: Vec<Line>,
    /// The rows that each line may go into, the best first.
    pub suggested: Vec<Vec<Match>>,
    /// Where each line goes, or would go if it were ticked.
    pub bound: Vec<Option<Bound>>,
    /// What would change.
    pub proposal: Proposal,
}

/// Where a line goes.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The row, and where each of its values goes.
    pub bind: Bind,
    /// Whether it is taken over.
    pub is_ticked: bool,
    /// How its cells are read, in their order.
    pub readings: Vec<Reading>,
}

impl Considered {
    /// A proposal about nothing.
    #[cfg(test)]
    pub(super) fn nothing(of: Of) -> Self {
        Self {
            of,
            lines: Vec::new(),
            suggested: Vec::new(),
            bound: Vec::new(),
            proposal: Proposal::default(),
        }
    }

    /// How many lines are taken over.
    pub fn ticked(&self) -> usize {
        let bound = self.bound.iter().flatten();
        bound.filter(|bound| bound.is_ticked).count()
    }

    /// How many values would be set that differ from those of the workbook.
    pub fn changes(&self) -> usize {
        use rackhour_engine::excel::propose::Flag;
        let changes = self.proposal.changes.iter();
        changes
            .filter(|change| change.is_applied && !change.flags.contains(&Flag::Unchanged))
            .count()
    }
}

/// Gives a row that is one number the value of one cell.
fn take_one(bind: &mut Bind, at: At) {
    let key = match &bind.element {
        Some(element) => format!("{}[{element}]", bind.row),
        None => bind.row.clone(),
    };
    bind.remarks.clear();
    bind.cells = [(at, Target::base(key))].into();
}

impl Bound {
    /// The first reading that says something.
    pub fn first(&self) -> Option<&Reading> {
        let mut readings = self.readings.iter();
        let first = self.readings.first();
        readings
            .find(|reading| !matches!(reading.outcome, Outcome::None(_)))
            .or(first)
    }
}

impl Consider {
    /// Finds it out; `path` tells where the file is, seen from the document.
    pub fn run(self, path: String) -> Considered {
        let checked = Checked::new(&self.workbook);
        let model = Model {
            workbook: &self.workbook,
            checked: &checked,
        };
        let import = self.import();
        let mut recipe = match &import {
            Some(import) => follow(import, &self.book),
            None => Recipe {
                lines: self.lines.clone(),
                ..Recipe::default()
            },
        };
        for (key, choice) in self.matching.answers.iter() {
            if let Err(why) = recipe.answers.set(key, choice) {
                recipe.broken.push(why);
            }
        }
        let suggested = self.suggested(&model, &recipe.lines);
        let bound = self.bound(&model, &recipe, &suggested);
        let ticked = bound.iter().flatten().filter(|bound| bound.is_ticked);
        recipe.binds = ticked.map(|bound| bound.bind.clone()).collect();
        let proposal = self.propose(&model, &recipe, import.as_ref(), path);
        Considered {
            of: self.of,
            lines: recipe.lines,
            suggested,
            bound,
            proposal,
        }
    }

    /// The rows that each line may go into; what was found before holds as long as neither the
    /// document nor a line has changed.
    fn suggested(&self, model: &Model<'_>, lines: &[Line]) -> Vec<Vec<Match>> {
        let before = self.matching.considered.as_ref();
        let same = before.filter(|before| {
            before.of.has_document(&self.workbook) && before.lines.as_slice() == lines
        });
        match same {
            Some(before) => before.suggested.clone(),
            None => {
                let learned = learned(&self.workbook);
                suggest(model.typed(), &self.workbook, &self.book, lines, &learned)
            }
        }
    }

    /// The earlier import, with the layout as it is corrected now.
    fn import(&self) -> Option<Import> {
        let import = self.matching.recipe.as_ref()?;
        Some(Import {
            corrections: self.corrections.clone(),
            ..Import::clone(import)
        })
    }

    fn propose(
        &self,
        model: &Model<'_>,
        recipe: &Recipe,
        import: Option<&Import>,
        path: String,
    ) -> Proposal {
        let when = When {
            imported: self.today.clone(),
            modified: self.modified.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            path,
            corrections: self.corrections.clone(),
            layers: Layers::of(self.of.case().clone()),
            by_hand: self.matching.by_hand,
            left: self.matching.left.clone(),
            recipe: None,
        };
        match import {
            Some(import) => recipe.propose(model, import, &self.book, &when),
            None => {
                let found = Found {
                    book: &self.book,
                    lines: &recipe.lines,
                    answers: &recipe.answers,
                };
                propose(model, &found, &recipe.binds, &when)
            }
        }
    }

    /// Where every line goes that may go anywhere.
    fn bound(
        &self,
        model: &Model<'_>,
        recipe: &Recipe,
        suggested: &[Vec<Match>],
    ) -> Vec<Option<Bound>> {
        let catalog = catalog(&self.workbook);
        let mut taken: Vec<Id> = Vec::new();
        let mut all = Vec::new();
        for (at, (line, matches)) in recipe.lines.iter().zip(suggested).enumerate() {
            let choice = self.matching.choices.get(&key_of(line));
            let before = recipe.binds.iter().find(|bind| bind.line == at);
            let best = matches.first();
            let goal = choice.and_then(|choice| choice.goal.as_ref());
            let found = match (goal, before, best) {
                (Some(goal), ..) => Some(self.by_goal(model, (at, line), goal, &mut taken)),
                (None, Some(before), _) => Some(before.clone()),
                (None, None, Some(best)) => Some(Bind {
                    chosen_by: ChosenBy::Auto,
                    ..bind(model, (at, line), &best.row, best.element.as_deref())
                }),
                (None, None, None) => None,
            };
            let is_proposed = match self.matching.recipe {
                Some(_) => before.is_some(),
                None => best.is_some_and(|best| best.is_preticked),
            };
            all.push(found.map(|mut bind| {
                let ticked = choice.and_then(|choice| choice.ticked);
                let gaps = choice.and_then(|choice| choice.gaps);
                bind.gaps = gaps.unwrap_or(bind.gaps);
                if let Some(at) = choice.and_then(|choice| choice.cell) {
                    take_one(&mut bind, at);
                }
                let row = bind.created.as_deref();
                let row = row.or_else(|| self.workbook.variable(&bind.row));
                let readings = row.map(|row| self.readings(&catalog, recipe, line, row));
                Bound {
                    is_ticked: ticked.unwrap_or(is_proposed || goal.is_some()),
                    readings: readings.unwrap_or_default(),
                    bind,
                }
            }));
        }
        all
    }

    /// A line where the analyst wants it.
    fn by_goal(
        &self,
        model: &Model<'_>,
        line: (usize, &Line),
        goal: &Goal,
        taken: &mut Vec<Id>,
    ) -> Bind {
        match goal {
            Goal::Row(row, element) => bind(model, line, row, element.as_deref()),
            Goal::New {
                made: Some(made), ..
            } if self.workbook.variable(made).is_some() => bind(model, line, made, None),
            Goal::New {
                label,
                unit,
                section,
                ..
            } => {
                let new = NewRow {
                    label: label.clone(),
                    unit: unit.clone(),
                    section: section.clone(),
                    taken: taken.clone(),
                };
                let bind = create(model, line, &new);
                taken.push(bind.row.clone());
                bind
            }
        }
    }

    fn readings(
        &self,
        catalog: &rackhour_engine::units::Catalog,
        recipe: &Recipe,
        line: &Line,
        row: &Variable,
    ) -> Vec<Reading> {
        let (Some(sheet), Ok(unit)) = (self.book.sheet(&line.sheet), catalog.parse(&row.unit))
        else {
            return Vec::new();
        };
        let wanted = Wanted {
            row,
            unit: &unit,
            catalog,
        };
        let read = |held| interpret(&self.book, sheet, line, held, &wanted, &recipe.answers);
        line.cells.iter().map(read).collect()
    }
}
