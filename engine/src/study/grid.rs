//! Every combination of the values on one or more axes.

use std::collections::BTreeMap;

use crate::check::{Layers, Resolved, RowKind, Typed, bad_key, resolve};
use crate::compile::{InputKey, Tape, compile, dependents};
use crate::diagnostic::{Code, Diagnostic};
use crate::run::{Cancelled, Progress, Reference, Sheet, Source, in_blocks, resolve_all};
use crate::workbook::key::Key;
use crate::workbook::{Action, Axis, AxisValues, Change, Grid, Id, Number, Quantity, Workbook};

/// The most cells of one grid.
const MOST_CELLS: usize = 100_000_000;

/// A grid, planned and compiled.
pub struct Plan<'a> {
    workbook: &'a Workbook,
    typed: &'a Typed,
    layers: Layers,
    period: Option<String>,
    axes: Vec<PlannedAxis>,
    outputs: Vec<PlannedOutput>,
    base: Vec<Resolved>,
    tape: Tape,
}

struct PlannedAxis {
    axis: GridAxis,
    row: usize,
    /// What the layers give the axis's row at each of its values, other axes at their first one.
    rows: Vec<Resolved>,
}

struct PlannedOutput {
    key: String,
    row: usize,
    slot: usize,
}

/// The values of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct GridResult {
    /// The axes, the slowest first.
    pub axes: Vec<GridAxis>,
    /// The outputs.
    pub outputs: Vec<GridOutput>,
    /// The period at which series were read.
    pub period: Option<String>,
}

impl GridResult {
    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.axes.iter().map(|axis| axis.values.len()).product()
    }

    /// The value of each axis at a cell.
    pub fn coordinates(&self, cell: usize) -> Vec<f64> {
        let mut rest = cell;
        let mut values: Vec<_> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let place = rest % axis.values.len();
                rest /= axis.values.len();
                axis.values[place]
            })
            .collect();
        values.reverse();
        values
    }
}

/// One axis of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct GridAxis {
    /// The input, as a key of an overlay.
    pub key: String,
    /// The unit of its values.
    pub unit: String,
    /// Its values.
    pub values: Vec<f64>,
    /// Its value where the study does not move it; NaN where there is none.
    pub base: f64,
}

/// One output of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct GridOutput {
    /// The row, or one element of it.
    pub id: Id,
    /// Its unit.
    pub unit: String,
    /// One value per cell, the last axis fastest; NaN where unavailable.
    pub values: Vec<f64>,
}

/// The values on an axis. The last one is exactly the end that was asked for.
///
/// ```
/// use rackhour_engine::{study::grid::axis_values, workbook::{AxisValues, Number}};
/// let axis = AxisValues::Linear { from: Number(0.1), to: Number(0.95), count: 3 };
/// assert_eq!(axis_values(&axis), [0.1, 0.525, 0.95]);
/// ```
pub fn axis_values(values: &AxisValues) -> Vec<f64> {
    match values {
        AxisValues::List(numbers) => numbers.iter().map(|number| number.0).collect(),
        AxisValues::Linear { from, to, count } => (0..*count)
            .map(|place| match place {
                last if last + 1 == *count => to.0,
                place => from.0 + (to.0 - from.0) * place as f64 / (*count as f64 - 1.0),
            })
            .collect(),
    }
}

impl<'a> Plan<'a> {
    /// Plans a grid on top of some layers and compiles its tape.
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
        let outputs = grid
            .outputs
            .iter()
            .map(|output| planned_output(typed, output, grid.period.as_deref()))
            .collect::<Result<Vec<_>, _>>()?;
        let values: Vec<_> = grid
            .axes
            .iter()
            .map(|axis| axis_values(&axis.values))
            .collect();
        size(&values)?;
        let by_hand = layers.axis.iter().chain(&layers.set);
        if let Some(found) = by_hand
            .filter_map(|change| bad_key(typed, &change.key))
            .next()
        {
            return Err(Box::new(found));
        }
        let mut layers = layers.clone();
        let at_rest = layers.clone();
        for (axis, values) in grid.axes.iter().zip(&values) {
            layers.axis.push(change(&axis.key, values[0]));
        }
        let axes = grid
            .axes
            .iter()
            .zip(values)
            .enumerate()
            .map(|(place, (axis, values))| {
                planned_axis(workbook, typed, (&at_rest, &layers), (place, axis), values)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let (base, _) = resolve_all(workbook, typed, &layers);
        let slots: Vec<_> = outputs
            .iter()
            .map(|output| (output.row, output.slot))
            .collect();
        let tape = compile(typed, &base, &slots);
        let period = grid
            .period
            .clone()
            .or_else(|| typed.extents.timeline.labels.first().cloned());
        Ok(Self {
            workbook,
            typed,
            layers,
            period,
            axes,
            outputs,
            base,
            tape,
        })
    }

    /// How many cells the grid has.
    pub fn cells(&self) -> usize {
        self.axes
            .iter()
            .map(|axis| axis.axis.values.len())
            .product()
    }

    /// Runs every cell. The result is the same on any number of threads.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop.
    pub fn run(&self, threads: usize, progress: &Progress) -> Result<GridResult, Cancelled> {
        let mut planes = Vec::new();
        self.run_into(threads, progress, &mut planes)?;
        let outputs = self
            .outputs
            .iter()
            .zip(planes)
            .map(|(output, values)| GridOutput {
                id: output.key.clone(),
                unit: self.typed.rows[output.row].unit.to_string(),
                values,
            });
        let axes = self.axes.iter().map(|axis| axis.axis.clone());
        Ok(GridResult {
            axes: axes.collect(),
            outputs: outputs.collect(),
            period: self.period.clone(),
        })
    }

    /// The same, with the values of each output in a plane that may have been used before.
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
        self.sheet(|sheet| sheet.run(threads, progress, planes))
    }

    /// Hands the grid, ready to run, to whoever runs it.
    pub fn sheet<T>(&self, run: impl FnOnce(Sheet<'_>) -> T) -> T {
        let moves: Vec<_> = self.tape.inputs.iter().map(|key| self.moves(key)).collect();
        let by_cell = |key: InputKey| {
            move |first: usize, values: &mut [f64]| {
                for (place, value) in values.iter_mut().enumerate() {
                    let layers = self.cell(first + place);
                    *value = key.value(&resolve(self.workbook, self.typed, &layers, key.row).0);
                }
            }
        };
        let fills: Vec<_> = self.tape.inputs.iter().map(|key| by_cell(*key)).collect();
        let sources: Vec<_> = moves
            .iter()
            .zip(&fills)
            .map(|(moves, fill)| match moves {
                Moves::Not(value) => Source::Value(*value),
                Moves::Fast(values) => Source::Lanes(values),
                Moves::Slow { values, stride } => Source::Along {
                    values,
                    // Rows are as many cells apart as there are columns.
                    stride: stride / self.columns(),
                },
                Moves::ByCell => Source::Cells(fill),
            })
            .collect();
        let size = (self.cells() / self.columns().max(1), self.columns());
        run(Sheet::new(&self.tape, size, &sources))
    }

    /// How many values the last axis has, which is the fast one.
    fn columns(&self) -> usize {
        self.axes.last().map_or(1, |axis| axis.axis.values.len())
    }

    /// Why cells have no value, output by output: each reason and how many cells it holds for.
    ///
    /// Values that a reason quotes differ from cell to cell and stand as `…`.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop.
    pub fn unavailable(
        &self,
        result: &GridResult,
        threads: usize,
        progress: &Progress,
    ) -> Result<Vec<BTreeMap<String, usize>>, Cancelled> {
        let axis_rows = || self.axes.iter().map(|axis| axis.row);
        let moved = dependents(self.typed, axis_rows());
        let state = || Reference::unquoted(self.typed, &self.base);
        let count_block = |reference: &mut Reference<'_>, first: usize, count: usize| {
            let mut reasons = vec![BTreeMap::new(); self.outputs.len()];
            for cell in first..first + count {
                let missing: Vec<_> = (0..self.outputs.len())
                    .filter(|output| result.outputs[*output].values[cell].is_nan())
                    .collect();
                if missing.is_empty() {
                    continue;
                }
                let layers = self.cell(cell);
                let changed = axis_rows()
                    .map(|row| (row, resolve(self.workbook, self.typed, &layers, row).0));
                reference.move_on(changed.collect(), &moved);
                reference.prepare(missing.iter().map(|output| self.outputs[*output].row));
                for output in missing {
                    let planned = &self.outputs[output];
                    if let Err(reason) = reference.slot(planned.row, planned.slot) {
                        *reasons[output].entry(reason.to_string()).or_insert(0) += 1;
                    }
                }
            }
            reasons
        };
        let blocks = in_blocks(self.cells(), threads, progress, state, count_block)?;
        let mut total = vec![BTreeMap::new(); self.outputs.len()];
        for block in blocks {
            for (all, part) in total.iter_mut().zip(block) {
                for (reason, count) in part {
                    *all.entry(reason).or_insert(0) += count;
                }
            }
        }
        Ok(total)
    }

    /// The layers of one cell, so that it can be looked at as a case of its own.
    pub fn cell(&self, cell: usize) -> Layers {
        let mut layers = self.layers.clone();
        let own = layers.axis.len() - self.axes.len();
        for (place, axis) in self.axes.iter().enumerate() {
            let value = axis.axis.values[self.place(place, cell)];
            layers.axis[own + place] = change(&axis.axis.key, value);
        }
        layers
    }

    /// How many cells apart two neighbours along an axis are.
    fn stride(&self, axis: usize) -> usize {
        let faster = self.axes[axis + 1..].iter();
        faster.map(|axis| axis.axis.values.len()).product()
    }

    /// The place along an axis of a cell.
    fn place(&self, axis: usize, cell: usize) -> usize {
        cell / self.stride(axis) % self.axes[axis].axis.values.len()
    }

    /// How an input of the tape changes from cell to cell.
    fn moves(&self, key: &InputKey) -> Moves {
        let mut axes = (0..self.axes.len()).filter(|place| self.axes[*place].row == key.row);
        match (axes.next(), axes.next()) {
            (None, _) => Moves::Not(key.value(&self.base[key.row])),
            (Some(axis), None) => {
                let rows = self.axes[axis].rows.iter();
                let values = rows.map(|row| key.value(row)).collect();
                match axis + 1 == self.axes.len() {
                    true => Moves::Fast(values),
                    false => Moves::Slow {
                        values,
                        stride: self.stride(axis),
                    },
                }
            }
            _ => Moves::ByCell,
        }
    }
}

/// How an input changes from cell to cell.
enum Moves {
    /// Not at all.
    Not(f64),
    /// Along the last axis, which is the fast one.
    Fast(Vec<f64>),
    /// Along another, whose neighbours are this many cells apart.
    Slow { values: Vec<f64>, stride: usize },
    /// With every cell: several axes set parts of one row, which closing shares ties together.
    ByCell,
}

fn change(key: &str, value: f64) -> Change {
    let action = Action::Set(Quantity::Constant(Number(value)));
    Change {
        key: key.to_owned(),
        profile: None,
        action,
        source: None,
    }
}

fn size(values: &[Vec<f64>]) -> Result<(), Box<Diagnostic>> {
    let cells = values
        .iter()
        .try_fold(1_usize, |cells, axis| cells.checked_mul(axis.len()));
    let (fault, hint) = match cells {
        _ if values.is_empty() => ("a grid needs an axis", "give it an input and its values"),
        Some(0) => (
            "an axis of the grid has no values",
            "give it one value at least",
        ),
        Some(cells) if cells <= MOST_CELLS => return Ok(()),
        _ => (
            "the grid has more than 100 million cells",
            "give the axes fewer values",
        ),
    };
    Err(Box::new(
        Diagnostic::error(Code::BadValue, fault).hint(hint),
    ))
}

fn planned_axis(
    workbook: &Workbook,
    typed: &Typed,
    (at_rest, moved): (&Layers, &Layers),
    (place, axis): (usize, &Axis),
    values: Vec<f64>,
) -> Result<PlannedAxis, Box<Diagnostic>> {
    if let Some(found) = bad_key(typed, &axis.key) {
        return Err(Box::new(found));
    }
    let key = Key::parse(&axis.key).ok();
    let row = key
        .as_ref()
        .and_then(|key| typed.position(&key.name))
        .unwrap_or_default();
    if typed.rows[row].kind != RowKind::Number {
        let message = format!(
            "`{}` is not a number, so no axis can run along it",
            axis.key
        );
        return Err(Box::new(
            Diagnostic::error(Code::KindMismatch, message).hint("choose a number for the axis"),
        ));
    }
    let own = at_rest.axis.len() + place;
    let mut layers = moved.clone();
    let rows = values
        .iter()
        .map(|value| {
            layers.axis[own] = change(&axis.key, *value);
            resolve(workbook, typed, &layers, row).0
        })
        .collect();
    let base = key.map_or(f64::NAN, |key| {
        at_rest_value(workbook, typed, at_rest, row, &key)
    });
    let unit = typed.rows[row].unit.to_string();
    let axis = GridAxis {
        key: axis.key.clone(),
        unit,
        values,
        base,
    };
    Ok(PlannedAxis { axis, row, rows })
}

/// The value of an input where no axis moves it.
fn at_rest_value(
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
    row: usize,
    key: &Key,
) -> f64 {
    let (resolved, _) = resolve_all(workbook, typed, layers);
    let mut reference = Reference::new(typed, &resolved);
    reference.prepare([row]);
    typed
        .slot_of(row, &key.at)
        .and_then(|slot| reference.slot(row, slot).ok())
        .unwrap_or(f64::NAN)
}

fn planned_output(
    typed: &Typed,
    output: &str,
    period: Option<&str>,
) -> Result<PlannedOutput, Box<Diagnostic>> {
    if let Some(found) = bad_key(typed, output) {
        return Err(Box::new(found));
    }
    let key = Key::parse(output).unwrap_or_else(|_| Key {
        name: output.to_owned(),
        at: Vec::new(),
    });
    let row = typed.position(&key.name).unwrap_or_default();
    let mut at = key.at;
    let labels = &typed.extents.timeline.labels;
    if let Some(period) = period.filter(|_| !at.iter().any(|label| labels.contains(label))) {
        if !labels.iter().any(|label| label == period) {
            let message = format!("there is no period `{period}`");
            return Err(Box::new(
                Diagnostic::error(Code::UnknownElement, message)
                    .hint("name a period of the workbook's timeline"),
            ));
        }
        at.push(period.to_owned());
    }
    match typed.slot_of(row, &at) {
        Some(slot) => Ok(PlannedOutput {
            key: output.to_owned(),
            row,
            slot,
        }),
        None => {
            let axes = typed.rows[row]
                .axes
                .iter()
                .map(|axis| typed.extents.id(axis));
            let axes: Vec<_> = axes.collect();
            let message = format!(
                "`{output}` has several values: it runs over {}",
                axes.join(", ")
            );
            Err(Box::new(
                Diagnostic::error(Code::NotIndexed, message)
                    .hint(format!("choose one, as in `{output}[element]`")),
            ))
        }
    }
}
