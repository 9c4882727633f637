//! The table of rows as it is laid out: one line per section, row and element, a column per period.
//!
//! The layout depends on the workbook and the shape of the results, not on the values; it is made
//! once per revision.

use rackhour_engine::run::{ResultAxis, Results, RowResult};
use rackhour_engine::workbook::Workbook;

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
    /// To the first column.
    LineStart,
    /// To the last column.
    LineEnd,
    /// To the first cell of the table.
    First,
    /// To the last cell of the table.
    Last,
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

/// What an element is called on screen.
pub fn element_label(workbook: &Workbook, index: &str, element: &str) -> String {
    workbook
        .indexes
        .iter()
        .find(|other| other.id == index)
        .and_then(|index| index.elements.iter().find(|other| other.id == element))
        .map_or_else(|| element.to_owned(), |element| element.label.clone())
}

impl Sheet {
    /// Lays out a workbook's rows under their sections.
    pub fn of(workbook: &Workbook, results: &Results) -> Self {
        let mut sheet = Self::default();
        for (number, section) in workbook.sections.iter().enumerate() {
            sheet.lines.push(Line::Section(number));
            for (variable, row) in workbook.variables.iter().enumerate() {
                if row.section == section.id {
                    sheet.add_row(workbook, variable, results);
                }
            }
        }
        // A row whose section is missing is a finding, and must still be seen.
        for (variable, row) in workbook.variables.iter().enumerate() {
            if !workbook
                .sections
                .iter()
                .any(|section| section.id == row.section)
            {
                sheet.add_row(workbook, variable, results);
            }
        }
        sheet
    }

    fn add_row(&mut self, workbook: &Workbook, variable: usize, results: &Results) {
        let row = &workbook.variables[variable];
        let elements = results
            .row(&row.id)
            .map_or_else(|| vec![Vec::new()], elements);
        if let Some(axis) = results.row(&row.id).and_then(|row| row.axes.last())
            && is_time(axis)
            && self.periods.is_empty()
        {
            self.periods = axis.labels.to_vec();
        }
        let indented = elements.first().is_some_and(|path| !path.is_empty());
        if indented {
            self.lines.push(Line::Group(variable));
        }
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

    /// The line of a cell.
    pub fn line_of(&self, workbook: &Workbook, cell: &Cell) -> Option<usize> {
        self.lines.iter().position(|line| {
            matches!(line, Line::Values { variable, element, .. }
                if *element == cell.element && workbook.variables[*variable].id == cell.row)
        })
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

    /// Where a step leads from a cell; the cell itself at the table's edge.
    pub fn step(&self, workbook: &Workbook, from: &Cell, step: Step) -> Cell {
        let line = self.line_of(workbook, from).unwrap_or(0);
        let column = from.period.map_or(0, |period| period + 1);
        let last_column = self.periods.len();
        let (line, column) = match step {
            Step::Lines(by) => (self.lines_from(line, by), column),
            Step::Columns(by) => (line, column.saturating_add_signed(by).min(last_column)),
            Step::LineStart => (line, 0),
            Step::LineEnd => (line, last_column),
            Step::First => (self.lines_from(line, isize::MIN), 0),
            Step::Last => (self.lines_from(line, isize::MAX), last_column),
        };
        self.cell(workbook, line, column)
            .unwrap_or_else(|| from.clone())
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

    /// The line so many lines of values away, at most the first or last one.
    fn lines_from(&self, line: usize, by: isize) -> usize {
        let values: Vec<_> = (0..self.lines.len())
            .filter(|line| matches!(self.lines[*line], Line::Values { .. }))
            .collect();
        let here = values.partition_point(|other| *other < line);
        let there = here
            .saturating_add_signed(by)
            .min(values.len().saturating_sub(1));
        values.get(there).copied().unwrap_or(line)
    }
}
