//! A grid, planned: one slice per case that its axes name, and where each cell is found.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::check::{Axes, Layers, Resolved, Typed, resolve_base};
use crate::diagnostic::{Code, Diagnostic};
use crate::run::{Cancelled, Progress, Sheet, Tapes};
use crate::study::keys::{self, Output};
use crate::workbook::{AxisValues, Contest, Grid, Workbook};

use super::axes::{self, ElementAxis, Over};
use super::slice::Slice;
use super::winner::in_place_of;
use super::{GridAxis, GridOutput, GridResult, axis_values};

/// Of how many cells without a value the reason is looked for, output by output.
const MOST_REASONS: usize = 20_000;

/// What is known of a document already, from question to question.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// What the workbook alone gives every row.
    pub base: &'a [Resolved],
    /// The tapes of its meaning.
    pub tapes: &'a Tapes,
}

/// A grid, planned and compiled.
///
/// Axes of profiles and scenarios make a slice for each case; axes of elements and periods make
/// more outputs on each slice; axes of inputs make the cells of a slice.
pub struct Plan<'a> {
    axes: Vec<GridAxis>,
    along: Vec<Along>,
    outputs: Vec<Output>,
    period: Option<String>,
    slices: Vec<Slice<'a>>,
}

/// What moves along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Along {
    /// An input of each slice.
    Cells,
    /// The slice.
    Slices,
    /// The output of a slice.
    Outputs,
}

/// Where a cell is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    slice: usize,
    /// Among the elements and periods.
    choice: usize,
    cell: usize,
}

impl<'a> Plan<'a> {
    /// Plans a grid on top of some layers and compiles its tapes.
    ///
    /// # Errors
    ///
    /// A finding that names the axis or output that cannot be used, and what to do.
    pub fn new(
        workbook: &'a Workbook,
        typed: &'a Typed,
        layers: &Layers,
        grid: &Grid,
    ) -> Result<Self, Box<Diagnostic>> {
        Self::kept(workbook, typed, layers, grid, None)
    }

    /// The same with what may be known already.
    ///
    /// # Errors
    ///
    /// A finding that names the axis or output that cannot be used, and what to do.
    pub fn kept(
        workbook: &'a Workbook,
        typed: &'a Typed,
        layers: &Layers,
        grid: &Grid,
        kept: Option<Kept<'_>>,
    ) -> Result<Self, Box<Diagnostic>> {
        let plan = Self::make(workbook, typed, layers, grid, kept)?;
        plan.refuse_idle()?;
        plan.refuse_still(typed)?;
        Ok(plan)
    }

    /// The same for some outputs of a grid, which need not depend on every axis.
    ///
    /// # Errors
    ///
    /// A finding that names the axis or output that cannot be used, and what to do.
    pub fn of_part(
        workbook: &'a Workbook,
        typed: &'a Typed,
        layers: &Layers,
        grid: &Grid,
    ) -> Result<Self, Box<Diagnostic>> {
        Self::make(workbook, typed, layers, grid, None)
    }

    fn make(
        workbook: &'a Workbook,
        typed: &'a Typed,
        layers: &Layers,
        grid: &Grid,
        kept: Option<Kept<'_>>,
    ) -> Result<Self, Box<Diagnostic>> {
        axes::refuse(workbook, &grid.axes)?;
        let elements = grid
            .axes
            .iter()
            .map(|axis| match &axis.values {
                AxisValues::Elements(ids) => {
                    ElementAxis::new(workbook, typed, &axis.key, ids).map(Some)
                }
                _ => Ok(None),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let (outputs, slots) = outputs(typed, grid, &elements)?;
        let inputs: Vec<_> = grid
            .axes
            .iter()
            .zip(&elements)
            .filter(|(_, elements)| elements.is_none())
            .map(|(axis, _)| (axis.key.as_str(), axis_values(&axis.values)))
            .collect();
        let period = period(typed, grid);
        let read_at = period.as_deref();
        let resolved;
        let known = match kept {
            Some(Kept { base, tapes }) => (base, Some(tapes)),
            None => {
                resolved = resolve_base(workbook, typed);
                (resolved.as_slice(), None)
            }
        };
        let slice = |layers: &Layers| {
            let outputs = (slots.clone(), read_at);
            Slice::new(workbook, typed, layers, &inputs, outputs, known)
        };
        let cases = cases(layers, &elements);
        let slices = cases.iter().map(slice).collect::<Result<Vec<_>, _>>()?;
        let along: Vec<_> = elements.iter().map(Along::of).collect();
        // What stands still where no axis moves it is that of the case at hand.
        let here = cases.iter().position(|case| case == layers);
        let own = match here {
            None if along.contains(&Along::Slices) => Some(slice(layers)?),
            _ => None,
        };
        let own = own.as_ref().or(slices.get(here.unwrap_or(0)));
        let moved: Vec<_> = own.into_iter().flat_map(Slice::axes).cloned().collect();
        let mut moved = moved.into_iter();
        let axes = grid.axes.iter().zip(&elements);
        let axes = axes.filter_map(|(axis, elements)| match elements {
            Some(elements) => Some(elements.axis(&axis.key, layers)),
            None => moved.next(),
        });
        let axes = axes.collect();
        Ok(Self {
            axes,
            along,
            outputs,
            period,
            slices,
        })
    }

    /// An axis on which nothing depends would show the same values again and again.
    fn refuse_idle(&self) -> Result<(), Box<Diagnostic>> {
        let is_idle = |axis: &&GridAxis| {
            let mut slices = self.slices.iter();
            axis.elements.is_empty() && !slices.any(|slice| slice.follows(&axis.key))
        };
        let Some(idle) = self.axes.iter().find(is_idle) else {
            return Ok(());
        };
        let outputs = self.outputs.iter().map(|o| o.measure.key.as_str());
        let outputs: Vec<_> = outputs.collect();
        let message = format!("no output depends on `{}`", idle.key);
        let hint = format!(
            "let the axis move something that {} depends on, or choose another output",
            outputs.join(" or ")
        );
        Err(Box::new(
            Diagnostic::error(Code::BadValue, message).hint(hint),
        ))
    }

    /// An axis of elements over which no output runs would do the same.
    fn refuse_still(&self, typed: &Typed) -> Result<(), Box<Diagnostic>> {
        let over = |axis: &GridAxis| typed.extents.axis(&axis.key);
        let runs = |over: Axes| {
            let mut rows = self.outputs.iter().map(|output| &typed.rows[output.slot.0]);
            rows.any(|row| row.axes.contains(over))
        };
        let elements = self.axes.iter().zip(&self.along);
        let mut elements = elements.filter(|(_, along)| **along == Along::Outputs);
        match elements.find(|(axis, _)| !over(axis).is_some_and(runs)) {
            None => Ok(()),
            Some((axis, _)) => {
                let message = format!("no output runs over `{}`", axis.key);
                let hint = "take the axis out, or choose an output that does";
                Err(Box::new(
                    Diagnostic::error(Code::BadValue, message).hint(hint),
                ))
            }
        }
    }

    /// The axes, the slowest first.
    pub fn axes(&self) -> &[GridAxis] {
        &self.axes
    }

    /// The outputs: key and unit.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, &str)> {
        let outputs = self.outputs.iter();
        outputs.map(|output| (output.measure.key.as_str(), output.measure.unit.as_str()))
    }

    /// The period at which series are read.
    pub fn period(&self) -> Option<&str> {
        self.period.as_deref()
    }

    /// How many cells the grid has; none where no machine could count through them.
    pub fn size(&self) -> Option<f64> {
        let counts = self.axes.iter().map(|axis| axis.values.len() as f64);
        let cells: f64 = counts.product();
        (cells < usize::MAX as f64 / 2.0).then_some(cells)
    }

    /// How many cells the grid has.
    pub fn cells(&self) -> usize {
        let counts = self.axes.iter().map(|axis| axis.values.len());
        counts.fold(1, usize::saturating_mul)
    }

    /// Runs every cell. The result is the same on any number of threads.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop.
    pub fn run(&self, threads: usize, progress: &Progress) -> Result<GridResult, Cancelled> {
        let columns = self.run_part(0..self.cells(), threads, progress)?;
        let outputs = self.outputs.iter().zip(columns);
        let outputs = outputs.map(|(output, values)| GridOutput {
            id: output.measure.key.clone(),
            unit: output.measure.unit.clone(),
            values,
        });
        Ok(GridResult {
            axes: self.axes.clone(),
            outputs: outputs.collect(),
            period: self.period.clone(),
            ..GridResult::default()
        })
    }

    /// Runs some of the cells: one column per output. Parts put together are the whole, to the bit.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop.
    pub fn run_part(
        &self,
        cells: Range<usize>,
        threads: usize,
        progress: &Progress,
    ) -> Result<Vec<Vec<f64>>, Cancelled> {
        if let ([slice], true) = (self.slices.as_slice(), self.is_cells_alone()) {
            return slice.run(cells, threads, progress);
        }
        let mut values = vec![vec![f64::NAN; cells.len()]; self.outputs.len()];
        for (slice, within) in self.within(cells.clone()) {
            let columns = self.slices[slice].run(within.clone(), threads, progress)?;
            for (lane, cell) in cells.clone().enumerate() {
                let place = self.place(cell);
                if place.slice != slice {
                    continue;
                }
                for (output, values) in values.iter_mut().enumerate() {
                    let column = place.choice * self.outputs.len() + output;
                    values[lane] = columns[column][place.cell - within.start];
                }
            }
        }
        Ok(values)
    }

    /// Runs every cell, with the values of each output in a plane that may have been used before.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop; the planes then hold parts of the result.
    pub fn run_into(
        &self,
        threads: usize,
        progress: &Progress,
        planes: &mut Vec<Vec<f64>>,
    ) -> Result<(), Cancelled> {
        planes.resize_with(self.outputs.len(), Vec::new);
        match self.sheet(|sheet| sheet.run(threads, progress, planes)) {
            Some(done) => done,
            None => {
                *planes = self.run_part(0..self.cells(), threads, progress)?;
                Ok(())
            }
        }
    }

    /// Hands all cells, ready to run, to whoever runs them; none where the axes name several cases.
    pub fn sheet<T>(&self, run: impl FnOnce(Sheet<'_>) -> T) -> Option<T> {
        match self.slices.as_slice() {
            [slice] if self.is_cells_alone() => Some(slice.whole(run)),
            _ => None,
        }
    }

    /// Why cells have no value, output by output: each reason and how many cells it holds for.
    ///
    /// `values` are those of the cells from `first` on. Values that a reason quotes differ from
    /// cell to cell and stand as `…`. Beyond 20,000 cells of an output, spread evenly, the rest is
    /// counted as not looked into.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop.
    pub fn unavailable(
        &self,
        first: usize,
        values: &[&[f64]],
        threads: usize,
        progress: &Progress,
    ) -> Result<Vec<BTreeMap<String, usize>>, Cancelled> {
        let mut total = vec![BTreeMap::new(); self.outputs.len()];
        let mut missing = vec![Vec::new(); self.slices.len()];
        for (output, values) in values.iter().enumerate() {
            let empty = values
                .iter()
                .enumerate()
                .filter(|(_, value)| value.is_nan());
            let empty: Vec<_> = empty.map(|(lane, _)| first + lane).collect();
            let step = empty.len().div_ceil(MOST_REASONS).max(1);
            let rest = empty.len() - empty.len().div_ceil(step);
            if rest > 0 {
                total[output].insert("not looked into".to_owned(), rest);
            }
            for cell in empty.into_iter().step_by(step) {
                let place = self.place(cell);
                let column = place.choice * self.outputs.len() + output;
                missing[place.slice].push((place.cell, column));
            }
        }
        for (slice, mut missing) in self.slices.iter().zip(missing) {
            missing.sort_unstable();
            let found = slice.reasons(&missing, threads, progress)?;
            for (column, reasons) in found.into_iter().enumerate() {
                for (reason, count) in reasons {
                    *total[column % self.outputs.len()]
                        .entry(reason)
                        .or_insert(0) += count;
                }
            }
        }
        Ok(total)
    }

    /// The layers of one cell, so that it can be looked at as a case of its own.
    pub fn cell(&self, cell: usize) -> Layers {
        let place = self.place(cell);
        self.slices[place.slice].cell(place.cell)
    }

    fn is_cells_alone(&self) -> bool {
        self.along.iter().all(|along| *along == Along::Cells)
    }

    /// Where a cell is found.
    fn place(&self, cell: usize) -> Place {
        let mut rest = cell;
        let mut place = Place::default();
        let mut stride = Place {
            slice: 1,
            choice: 1,
            cell: 1,
        };
        for (axis, along) in self.axes.iter().zip(&self.along).rev() {
            let count = axis.values.len();
            let at = rest % count;
            rest /= count;
            let (part, stride) = match along {
                Along::Cells => (&mut place.cell, &mut stride.cell),
                Along::Slices => (&mut place.slice, &mut stride.slice),
                Along::Outputs => (&mut place.choice, &mut stride.choice),
            };
            *part += at * *stride;
            *stride *= count;
        }
        place
    }

    /// The slices that some cells lie on, and the range of each slice's own cells that holds them.
    fn within(&self, cells: Range<usize>) -> Vec<(usize, Range<usize>)> {
        let mut ranges: Vec<Option<Range<usize>>> = vec![None; self.slices.len()];
        for cell in cells {
            let Place { slice, cell, .. } = self.place(cell);
            let range = ranges[slice].get_or_insert(cell..cell + 1);
            range.start = range.start.min(cell);
            range.end = range.end.max(cell + 1);
        }
        let ranges = ranges.into_iter().enumerate();
        ranges
            .filter_map(|(slice, range)| Some((slice, range?)))
            .collect()
    }
}

impl Along {
    fn of(elements: &Option<ElementAxis>) -> Self {
        match elements.as_ref().map(|elements| elements.over) {
            None => Self::Cells,
            Some(Over::Profiles | Over::Scenarios) => Self::Slices,
            Some(Over::Labels(_)) => Self::Outputs,
        }
    }
}

/// The period at which series are read; none where an axis runs along the timeline.
fn period(typed: &Typed, grid: &Grid) -> Option<String> {
    let timeline = &typed.extents.timeline;
    let first = || timeline.labels.first().cloned();
    match grid.axes.iter().any(|axis| axis.key == timeline.id) {
        true => None,
        false => grid.period.clone().or_else(first),
    }
}

/// The outputs as they are called, and the slots of each choice of elements, choice by choice.
type Slots = (Vec<Output>, Vec<(usize, usize)>);

fn outputs(
    typed: &Typed,
    grid: &Grid,
    elements: &[Option<ElementAxis>],
) -> Result<Slots, Box<Diagnostic>> {
    let period = period(typed, grid);
    let mut planned: Vec<Output> = Vec::new();
    let mut slots = Vec::new();
    for choice in choices(elements) {
        planned.clear();
        for key in &grid.outputs {
            let output = keys::output_at(typed, key, period.as_deref(), &choice)?;
            slots.push(output.slot);
            planned.push(output);
        }
    }
    Ok((planned, slots))
}

/// Every choice of one element from each axis of elements and periods, the last axis fastest.
fn choices(elements: &[Option<ElementAxis>]) -> Vec<Vec<(Axes, String)>> {
    let mut choices = vec![Vec::new()];
    for axis in elements.iter().flatten() {
        let Over::Labels(over) = axis.over else {
            continue;
        };
        let longer = choices.iter().flat_map(|choice: &Vec<(Axes, String)>| {
            axis.ids.iter().map(move |id| {
                let mut choice = choice.clone();
                choice.push((over, id.clone()));
                choice
            })
        });
        choices = longer.collect();
    }
    choices
}

/// The layers of every case that the axes name, the last axis fastest.
fn cases(layers: &Layers, elements: &[Option<ElementAxis>]) -> Vec<Layers> {
    let mut cases = vec![layers.clone()];
    for axis in elements.iter().flatten() {
        let among = match axis.over {
            Over::Profiles => Contest::Profile,
            Over::Scenarios => Contest::Scenario,
            Over::Labels(_) => continue,
        };
        let ids = || axis.ids.iter();
        let more = cases
            .iter()
            .flat_map(|layers| ids().map(|id| in_place_of(layers, among, id)));
        cases = more.collect();
    }
    cases
}
