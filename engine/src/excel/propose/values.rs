//! The values of lines that are bound, read in the units of their rows.

use crate::check::catalog;
use crate::excel::book::At;
use crate::excel::interpret::{Outcome, Question, Reading, Wanted, interpret};
use crate::excel::line::{Held, Line};
use crate::units::Catalog;
use crate::workbook::key::Key;
use crate::workbook::{Gaps, Role, Variable};

use super::draft::{Draft, Taken};
use super::{Asked, Bind, Found, Model, Target, gaps};

/// How a cell of a line is read for a row; none where the row has no unit that could be read, or
/// the sheet is gone.
pub fn reading(
    model: &Model<'_>,
    found: &Found<'_>,
    (line, held): (&Line, &Held),
    row: &Variable,
) -> Option<Reading> {
    read(&catalog(model.workbook), found, (line, held), row)
}

fn read(
    catalog: &Catalog,
    found: &Found<'_>,
    (line, held): (&Line, &Held),
    row: &Variable,
) -> Option<Reading> {
    let sheet = found.book.sheet(&line.sheet)?;
    let unit = catalog.parse(&row.unit).ok()?;
    let wanted = Wanted {
        row,
        unit: &unit,
        catalog,
    };
    Some(interpret(
        found.book,
        sheet,
        line,
        held,
        &wanted,
        found.answers,
    ))
}

impl<'a> Draft<'a> {
    /// Reads the values of a line that is bound.
    pub(super) fn take(&mut self, bind: &Bind) {
        let found = self.found;
        let Some(line) = found.lines.get(bind.line) else {
            return;
        };
        let created = bind.created.as_deref();
        let Some(row) = created.or_else(|| self.model.workbook.variable(&bind.row)) else {
            let problem = format!(
                "{} goes nowhere: there is no row `{}`",
                line.label, bind.row
            );
            return self.out.problems.push(problem);
        };
        self.remark(line, &bind.remarks);
        let first = self.taken.len();
        for (at, target) in &bind.cells {
            let Some(held) = line.cells.iter().find(|held| held.at == *at) else {
                continue;
            };
            match read(&self.catalog, found, (line, held), row) {
                Some(reading) => self.place(bind, line, held, target, reading),
                None => {
                    let problem =
                        format!("{} has the unit `{}`, which is none", row.label, row.unit);
                    self.out.problems.push(problem);
                    break;
                }
            }
        }
        self.fill(bind, row, first);
    }

    fn remark(&mut self, line: &Line, remarks: &[String]) {
        let said = |remark: &String| format!("{}!{}: {remark}", line.sheet, line.label);
        self.out.remarks.extend(remarks.iter().map(said));
    }

    /// Puts one value where it goes.
    fn place(&mut self, bind: &Bind, line: &Line, held: &Held, target: &Target, reading: Reading) {
        let place = format!("{}!{} ({})", line.sheet, held.at, line.label);
        let mut take = |role: Role, value: f64| {
            let target = Target {
                role,
                ..target.clone()
            };
            let taken = Taken::of(bind, (line, held), target, value, Some(reading.clone()));
            self.taken.push(taken);
        };
        match &reading.outcome {
            Outcome::Value(value) => take(target.role, *value),
            Outcome::Range { low, high } if target.layer.is_none() => {
                take(Role::Low, *low);
                take(Role::High, *high);
            }
            Outcome::Range { low, high } => {
                let problem = format!("{place} is a range, {low} to {high}: a layer has one value");
                self.out.problems.push(problem);
            }
            Outcome::Asks(question) => self.ask(bind.line, held.at, question),
            Outcome::None(why) if self.was_bound(target) => {
                let problem = format!("{place}: {why}; the value stays as it is");
                self.out.problems.push(problem);
            }
            Outcome::None(why) => self.out.remarks.push(format!("{place}: {why}")),
            Outcome::Refused(why) => {
                let problem = format!("{place}: {why}; the value stays as it is");
                self.out.problems.push(problem);
            }
        }
    }

    fn ask(&mut self, line: usize, at: At, question: &Question) {
        let mut asked = self.out.questions.iter_mut();
        match asked.find(|asked| asked.key == question.key) {
            Some(asked) => asked.cells.push(at),
            None => self.out.questions.push(Asked {
                line,
                key: question.key.clone(),
                question: question.clone(),
                cells: vec![at],
            }),
        }
    }

    /// Fills the periods that the file does not have, as the binding says.
    fn fill(&mut self, bind: &Bind, row: &Variable, first: usize) {
        if bind.gaps == Gaps::Leave {
            return;
        }
        let labels = &self.model.typed().extents.timeline.labels;
        let runs = match self.model.typed().row(&row.id) {
            Some(typed) => typed.axes.contains(crate::check::Axes::TIME),
            None => row.over.is_some(),
        };
        if !runs {
            return;
        }
        let mut given = vec![None; labels.len()];
        let mut from = vec![None; labels.len()];
        for (position, taken) in self.taken.iter().enumerate().skip(first) {
            let Some(period) = period(labels, &taken.target) else {
                continue;
            };
            given[period] = Some(taken.value);
            from[period] = Some(position);
        }
        for (period, value, origin) in gaps::fill(&given, bind.gaps) {
            let Some(origin) = from[origin].and_then(|position| self.taken.get(position)) else {
                continue;
            };
            let key = key_at(&bind.row, bind.element.as_deref(), &labels[period]);
            let filled = Taken {
                target: Target::base(key),
                value,
                is_filled: true,
                ..origin.clone()
            };
            self.taken.push(filled);
        }
        // What is filled stands behind the value that it follows from.
        self.taken[first..].sort_by_key(|taken| taken.at);
    }
}

/// The period that a value of the workbook itself is for.
fn period(labels: &[String], target: &Target) -> Option<usize> {
    if target.layer.is_some() || target.role != Role::Value {
        return None;
    }
    let key = Key::parse(&target.key).ok()?;
    let last = key.at.last()?;
    labels.iter().position(|label| label == last)
}

fn key_at(row: &str, element: Option<&str>, period: &str) -> String {
    match element {
        Some(element) => format!("{row}[{element},{period}]"),
        None => format!("{row}[{period}]"),
    }
}
