//! The table of rows as it is laid out: one line per section, row and element, a column per period.
//!
//! The layout depends on the workbook and the shape of the results, not on the values; it is made
//! once per revision.

mod act;
mod changed;
mod clip;
pub mod find;
mod round;
mod selection;
mod view;

use rackhour_engine::run::{ResultAxis, Results, RowResult};
use rackhour_engine::workbook::Workbook;

pub use act::{Act, Family, FindAct, GoToAct};
pub use changed::Changed;
pub use clip::{Clip, Pasted, field};
pub use round::Run;
pub use selection::{Area, Selection, Walk};
pub use view::{Convention, Fold, FormatPicker, GoTo, SheetView};

/// A place for one value: a row, one of its elements, and a period where it runs over the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The row's name.
    pub row: String,
    /// The element, counted along all indexes but the timeline; 0 where there is none.
    pub element: usize,
    /// The period; none for the column of single values.
    pub period: Option<usize>,
}

/// How a selection moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many lines down, or up when negative.
    Lines(isize),
    /// So many columns to the right, or to the left when negative.
    Columns(isize),
    /// On as the Enter key leads: down, or up when negative; round within a range.
    Enter(isize),
    /// On as the Tab key leads: to the right, or to the left when negative; round within a range.
    Tab(isize),
    /// To the first column.
    LineStart,
    /// To the last column.
    LineEnd,
    /// To the first cell of the table.
    First,
    /// To the last cell of the table.
    Last,
    /// So many lines up or down, -1 or 1, to the end of the values that stand together.
    EdgeOfLines(isize),
    /// To the left or right, -1 or 1, to the end of the values that stand together.
    EdgeOfColumns(isize),
}

/// What a line of the table is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A heading, as the number of the section.
    Section(usize),
    /// A row that runs over indexes, as the number of the variable; its elements follow.
    Group(usize),
    /// Values.
    Values {
        /// The number of the variable.
        variable: usize,
        /// The element, counted along all indexes but the timeline.
        element: usize,
        /// What stands in the first column.
        label: String,
        /// Whether it is an element under a [`Line::Group`].
        indented: bool,
    },
}

/// The table's lines and columns.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The lines, from the top.
    pub lines: Vec<Line>,
    /// The labels of the periods, one column each, after the column of single values.
    pub periods: Vec<String>,
    /// How many rows each section has.
    rows: Vec<usize>,
    /// The line of the first values of each variable.
    first: Vec<usize>,
    /// The numbers of the variables, by their names.
    by_name: Vec<usize>,
}

/// Whether an axis is the timeline.
pub fn is_time(axis: &ResultAxis) -> bool {
    matches!(axis.id.as_str(), "year" | "quarter" | "month")
}

/// How many periods a row has; none where it does not run over the timeline.
pub fn periods(row: &RowResult) -> Option<usize> {
    row.axes
        .last()
        .filter(|axis| is_time(axis))
        .map(|axis| axis.labels.len())
}

/// The elements of a row along its indexes, as lists of element ids; one empty list without any.
pub fn elements(row: &RowResult) -> Vec<Vec<(String, String)>> {
    let mut all = vec![Vec::new()];
    for axis in row.axes.iter().filter(|axis| !is_time(axis)) {
        all = all
            .into_iter()
            .flat_map(|before: Vec<(String, String)>| {
                axis.labels.iter().map(move |element| {
                    let mut path = before.clone();
                    path.push((axis.id.clone(), element.clone()));
                    path
                })
            })
            .collect();
    }
    all
}

/// The place of one element along a row's indexes: each index, and the element of it.
pub fn path(row: &RowResult, element: usize) -> Vec<(&str, &str)> {
    let mut rest = element;
    let axes = row.axes.iter().filter(|axis| !is_time(axis));
    let mut path: Vec<_> = axes
        .rev()
        .filter_map(|axis| {
            let count = axis.labels.len().max(1);
            let label = axis.labels.get(rest % count)?;
            rest /= count;
            Some((axis.id.as_str(), label.as_str()))
        })
        .collect();
    path.reverse();
    path
}

/// Whether a row runs over indexes besides the timeline.
pub fn has_elements(row: &RowResult) -> bool {
    row.axes.iter().any(|axis| !is_time(axis))
}

/// What an element is called on screen.
pub fn element_label(workbook: &Workbook, index: &str, element: &str) -> String {
    workbook
        .indexes
        .iter()
        .find(|other| other.id == index)
        .and_then(|index| index.elements.iter().find(|other| other.id == element))
        .map_or_else(|| element.to_owned(), |element| element.label.clone())
}

/// The result of a variable, by its number.
fn result<'a>(workbook: &Workbook, results: &'a Results, variable: usize) -> Option<&'a RowResult> {
    let id = &workbook.variables.get(variable)?.id;
    let beside = results.rows.get(variable).filter(|row| row.id == *id);
    beside.or_else(|| results.row(id))
}

impl Sheet {
    /// Lays out a workbook's rows under their sections.
    pub fn of(workbook: &Workbook, results: &Results) -> Self {
        let mut sheet = Self {
            first: vec![usize::MAX; workbook.variables.len()],
            by_name: (0..workbook.variables.len()).collect(),
            ..Self::default()
        };
        sheet
            .by_name
            .sort_by(|a, b| workbook.variables[*a].id.cmp(&workbook.variables[*b].id));
        let sections = &workbook.sections;
        let mut rows = vec![Vec::new(); sections.len() + 1];
        for (variable, row) in workbook.variables.iter().enumerate() {
            let section = sections
                .iter()
                .position(|section| section.id == row.section);
            // A row whose section is missing is a finding, and must still be seen: at the end.
            rows[section.unwrap_or(sections.len())].push(variable);
        }
        for (number, rows) in rows.into_iter().enumerate() {
            if number < sections.len() {
                sheet.rows.push(rows.len());
                sheet.lines.push(Line::Section(number));
            }
            for variable in rows {
                sheet.add_row(workbook, variable, results);
            }
        }
        sheet
    }

    fn add_row(&mut self, workbook: &Workbook, variable: usize, results: &Results) {
        let row = &workbook.variables[variable];
        let result = result(workbook, results, variable);
        let elements = result.map_or_else(|| vec![Vec::new()], elements);
        if let Some(axis) = result.and_then(|row| row.axes.last())
            && is_time(axis)
            && self.periods.is_empty()
        {
            self.periods = axis.labels.to_vec();
        }
        let indented = elements.first().is_some_and(|path| !path.is_empty());
        if indented {
            self.lines.push(Line::Group(variable));
        }
        self.first[variable] = self.lines.len();
        for (element, path) in elements.into_iter().enumerate() {
            let labels: Vec<_> = path
                .iter()
                .map(|(index, id)| element_label(workbook, index, id))
                .collect();
            let label = if indented {
                labels.join(" · ")
            } else {
                row.label.clone()
            };
            self.lines.push(Line::Values {
                variable,
                element,
                label,
                indented,
            });
        }
    }

    /// The number of a row.
    fn variable_of(&self, workbook: &Workbook, row: &str) -> Option<usize> {
        let name = |at: &usize| {
            workbook
                .variables
                .get(*at)
                .map_or("", |row| row.id.as_str())
        };
        let place = self.by_name.partition_point(|at| name(at) < row);
        let found = self.by_name.get(place).copied()?;
        (name(&found) == row).then_some(found)
    }

    /// The line of a cell.
    pub fn line_of(&self, workbook: &Workbook, cell: &Cell) -> Option<usize> {
        let wanted = self.variable_of(workbook, &cell.row)?;
        let line = self.first.get(wanted)?.checked_add(cell.element)?;
        match self.lines.get(line)? {
            Line::Values { variable, .. } if *variable == wanted => Some(line),
            _ => None,
        }
    }

    /// How many rows a section has, by its number.
    pub fn rows_in(&self, section: usize) -> usize {
        self.rows.get(section).copied().unwrap_or(0)
    }

    /// The line of a section's heading.
    pub fn line_of_section(&self, workbook: &Workbook, section: &str) -> Option<usize> {
        self.lines.iter().position(|line| {
            matches!(line, Line::Section(number) if workbook.sections[*number].id == section)
        })
    }

    /// The first cell of a row that holds a value.
    pub fn first_cell(&self, row: &RowResult) -> Cell {
        Cell {
            row: row.id.clone(),
            element: 0,
            period: periods(row).map(|_| 0),
        }
    }

    /// The first cell in or below a line, in the column of its first value.
    pub fn first_cell_after(&self, workbook: &Workbook, line: usize) -> Option<Cell> {
        (line..self.lines.len()).find_map(|line| self.cell(workbook, line, 0))
    }

    /// The cell in a line and column, the first column holding the single values.
    pub fn cell(&self, workbook: &Workbook, line: usize, column: usize) -> Option<Cell> {
        match self.lines.get(line)? {
            Line::Values {
                variable, element, ..
            } => Some(Cell {
                row: workbook.variables.get(*variable)?.id.clone(),
                element: *element,
                period: column.checked_sub(1),
            }),
            Line::Section(_) | Line::Group(_) => None,
        }
    }
}
