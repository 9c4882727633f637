//! Reading a file again by the recipe of an earlier import.
//!
//! A line is found where it stood; where the sheet has changed, by its label and the headings above
//! it. What is not found, or found more than once, keeps its value and is said.

use std::collections::BTreeSet;

use super::book::{At, Book};
use super::interpret::Answers;
use super::line::{Held, Line};
use super::lines::lines;
use super::propose::words::plain;
use super::propose::{Bind, Found, Model, Proposal, Target, When, propose};
use super::suggest::Learned;
use super::understand::{Correction, Orientation, corrected};
use crate::workbook::{Binding, BoundCell, Import, Workbook};

/// What a recipe finds in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recipe {
    /// The lines of all sheets, as they were laid out before.
    pub lines: Vec<Line>,
    /// The lines that were found, bound as before.
    pub binds: Vec<Bind>,
    /// What was answered before.
    pub answers: Answers,
    /// What was found elsewhere: `Inputs: GPU-hour price moved from C17 to C19`.
    pub moved: Vec<String>,
    /// What was not found and keeps its value.
    pub broken: Vec<String>,
}

/// Finds what was imported before in a file that may have changed since.
pub fn follow(import: &Import, book: &Book) -> Recipe {
    let mut recipe = Recipe {
        lines: laid_out(import, book),
        ..Recipe::default()
    };
    for (key, choice) in &import.answers {
        // An answer that an older program understood may mean nothing any more.
        if let Err(why) = recipe.answers.set(key, choice) {
            recipe.broken.push(why);
        }
    }
    for binding in &import.bindings {
        match line_of(binding, book, &recipe.lines) {
            Ok(at) => recipe.follow(binding, at),
            Err(why) => {
                let cells = cells(binding);
                recipe.broken.push(format!(
                    "{}!{cells} ({}): {why}; the value stays as it is",
                    binding.sheet, binding.label
                ));
            }
        }
    }
    recipe
}

/// What it would do to read a file again by the recipe of an import.
///
/// Questions that have come up since are asked; [`follow`] gives the answers of before, to which
/// further ones can be added.
pub fn refresh(model: &Model<'_>, import: &Import, book: &Book, when: &When) -> Proposal {
    follow(import, book).propose(model, import, book, when)
}

/// The labels that were bound before, and to which rows: the last import knows best.
pub fn learned(workbook: &Workbook) -> Vec<Learned> {
    let bindings = workbook.imports.iter().rev();
    let bindings = bindings.flat_map(|import| &import.bindings);
    bindings
        .map(|binding| Learned {
            label: binding.label.clone(),
            row: binding.row.clone(),
        })
        .collect()
}

/// The lines of all sheets, with what was corrected about their layout.
fn laid_out(import: &Import, book: &Book) -> Vec<Line> {
    let mut found = Vec::new();
    for sheet in &book.sheets {
        let texts = import.corrections.get(&sheet.name);
        let texts = texts.into_iter().flatten();
        let corrections: Vec<_> = texts.filter_map(|text| Correction::read(text)).collect();
        let layout = corrected(book, sheet, &corrections);
        found.extend(lines(book, sheet, &layout));
    }
    found
}

impl Recipe {
    /// What it would do to carry the recipe out.
    pub fn propose(
        &self,
        model: &Model<'_>,
        import: &Import,
        book: &Book,
        when: &When,
    ) -> Proposal {
        let found = Found {
            book,
            lines: &self.lines,
            answers: &self.answers,
        };
        let when = When {
            corrections: import.corrections.clone(),
            recipe: Some(import.id.clone()),
            ..when.clone()
        };
        let mut proposal = propose(model, &found, &self.binds, &when);
        proposal.problems.splice(0..0, self.broken.iter().cloned());
        proposal.remarks.splice(0..0, self.moved.iter().cloned());
        proposal
    }

    /// Binds a line as before, value by value.
    fn follow(&mut self, binding: &Binding, at: usize) {
        let line = &self.lines[at];
        let place = |cell: &str| format!("{}!{cell} ({})", line.sheet, line.label);
        let mut bind = Bind::again(at, binding);
        let mut moves = BTreeSet::new();
        for cell in binding.cells.iter().filter(|cell| !cell.is_filled) {
            let Some(held) = held(line, cell) else {
                let heading = match cell.heading.as_str() {
                    "" => "there is no value there".to_owned(),
                    heading => format!("there is no column {heading} any more"),
                };
                let place = place(&cell.cell);
                let problem = format!("{place}: {heading}; the value stays as it is");
                self.broken.push(problem);
                continue;
            };
            if held.at.to_string() != cell.cell || line.sheet != binding.sheet {
                moves.insert((cell.cell.clone(), held.at.to_string()));
            }
            let target = Target {
                key: cell.key.clone(),
                layer: cell.layer.clone(),
                role: cell.role,
            };
            // A range in one cell gives both its ends.
            bind.cells.entry(held.at).or_insert(target);
        }
        if let (Some((from, to)), count) = (moves.first(), moves.len()) {
            let others = match count {
                1 => String::new(),
                count => format!(", and {} more with it", count - 1),
            };
            let sheet = match line.sheet == binding.sheet {
                true => String::new(),
                false => format!("{}!", line.sheet),
            };
            self.moved.push(format!(
                "{}!{} moved from {from} to {sheet}{to}{others}",
                binding.sheet, binding.label
            ));
        }
        if !bind.cells.is_empty() {
            self.binds.push(bind);
        }
    }
}

/// Where a line of an earlier import stands now, or why that is not known.
fn line_of(binding: &Binding, book: &Book, lines: &[Line]) -> Result<usize, String> {
    let is_its = |line: &&(usize, &Line)| is_named(line.1, binding);
    let all: Vec<_> = lines.iter().enumerate().collect();
    let has_sheet = book.sheet(&binding.sheet).is_some();
    let in_sheet = all
        .iter()
        .filter(|(_, line)| !has_sheet || line.sheet == binding.sheet);
    let named: Vec<_> = in_sheet.filter(is_its).collect();
    let stands = |line: &Line| {
        let mut cells = binding.cells.iter().filter_map(|cell| At::read(&cell.cell));
        cells.any(|at| line.cells.iter().any(|held| held.at == at))
    };
    let there = named.iter().find(|(_, line)| has_sheet && stands(line));
    match (there, named.as_slice()) {
        (Some((at, _)), _) | (None, [(at, _)]) => Ok(*at),
        (None, []) if !has_sheet => Err("the sheet is gone".to_owned()),
        (None, []) => Err("no line has that label any more".to_owned()),
        (None, several) => Err(format!("{} lines have that label", several.len())),
    }
}

/// Whether a line has the label and the headings of a binding.
fn is_named(line: &Line, binding: &Binding) -> bool {
    let same = |a: &str, b: &str| plain(a) == plain(b);
    same(&line.label, &binding.label)
        && line.section.len() == binding.section.len()
        && line
            .section
            .iter()
            .zip(&binding.section)
            .all(|(a, b)| same(a, b))
}

/// The value of a line that a cell was: the only one under its heading, or the one that stands where
/// it stood among several.
fn held<'a>(line: &'a Line, cell: &BoundCell) -> Option<&'a Held> {
    let heading = plain(&cell.heading);
    let named = || {
        let cells = line.cells.iter();
        cells.filter(|held| plain(&held.heading) == heading)
    };
    let column = At::read(&cell.cell).map(|at| (at.row, at.column));
    let stands = |held: &&Held| {
        column.is_some_and(|(row, column)| match line.orientation {
            Orientation::Across => held.at.column == column,
            Orientation::Down => held.at.row == row,
        })
    };
    let mut all = named();
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only),
        _ => named().find(stands),
    }
}

/// The first and last cell of a binding: `C17`, `C17 to F17`.
fn cells(binding: &Binding) -> String {
    match binding.cells.as_slice() {
        [] => String::new(),
        [only] => only.cell.clone(),
        [first, .., last] if first.cell == last.cell => first.cell.clone(),
        [first, .., last] => format!("{} to {}", first.cell, last.cell),
    }
}
