//! Outputs of a workbook as a function of some of its inputs.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::check::{Layers, Resolved, RowRule, Typed, resolve};
use crate::compile::{InputKey, Tape, compile, dependents};
use crate::diagnostic::Diagnostic;
use crate::run::{Cancelled, Input, Program, Progress, Reference, resolve_all};
use crate::workbook::{Definition, Workbook};

use super::Question;
use super::keys::{Measure, Move, Output, change, input, output, parse};

/// Some inputs, by position, and the values they are moved to. The others stay where they are.
pub type Point = Vec<(usize, f64)>;

/// Outputs of a workbook as a function of some of its inputs.
///
/// ```
/// use rackhour_engine::{check::{Layers, check}, run::Progress, study::{Probe, Question}, workbook::file};
/// let workbook = file::parse(
///     r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
///         (id: "racks", label: "Racks", unit: "rack", section: "s",
///             definition: assumption((value: constant(2), source: assumed("a test")))),
///         (id: "gpus", label: "GPUs", unit: "gpu", section: "s",
///             definition: formula("racks * 72 [gpu/rack]")),
///     ])"#,
/// ).unwrap();
/// let (typed, _) = check(&workbook);
/// let layers = Layers::default();
/// let question = Question { workbook: &workbook, typed: &typed, layers, threads: 1 };
/// let probe = Probe::new(&question, &["racks".into()], &["gpus".into()], None).unwrap();
/// assert_eq!(probe.outputs()[0].base, 144.0);
/// let values = probe.at(&[vec![], vec![(0, 3.0)]], &Progress::default()).unwrap();
/// assert_eq!(values, [[144.0, 216.0]]);
/// ```
pub struct Probe<'a> {
    question: Question<'a>,
    inputs: Vec<Measure>,
    outputs: Vec<Measure>,
    /// The row and slot of each output.
    slots: Vec<(usize, usize)>,
    moved: Vec<MovedRow>,
    /// How each input moves, and the change that makes room for it where it is a formula.
    moves: Vec<(Move, Option<usize>)>,
    /// Whether the tape reads any slot of each input.
    read: Vec<bool>,
    base: Vec<Resolved>,
    program: Program,
    /// Where the values of each of the program's inputs come from.
    fed: Vec<Input>,
}

/// A row that inputs move.
struct MovedRow {
    row: usize,
    /// The inputs that are parts of it.
    inputs: Vec<usize>,
    /// What the program reads of it, and in which of the columns that are filled.
    fed: Vec<(InputKey, usize)>,
    /// Where every moved value goes into all that the tape reads of the row as it is, the range in
    /// which values are valid.
    plain: Option<(f64, f64)>,
}

impl<'a> Probe<'a> {
    /// Compiles the outputs on top of the question's layers.
    ///
    /// Inputs are keys of numbers; formulas among them are overridden. Outputs are keys of single
    /// values; a series is read at `period`, by default the first.
    ///
    /// # Errors
    ///
    /// A finding that names the input or output that cannot be used, and what to do.
    pub fn new(
        question: &Question<'a>,
        inputs: &[String],
        outputs: &[String],
        period: Option<&str>,
    ) -> Result<Self, Box<Diagnostic>> {
        let set: Vec<_> = inputs.iter().map(|key| (key.clone(), Move::Set)).collect();
        Self::moving(question, &set, outputs, period)
    }

    /// The same with inputs that may be multiples of series and tables.
    ///
    /// # Errors
    ///
    /// As for [`Self::new`].
    pub fn moving(
        question: &Question<'a>,
        inputs: &[(String, Move)],
        outputs: &[String],
        period: Option<&str>,
    ) -> Result<Self, Box<Diagnostic>> {
        let Question {
            workbook, typed, ..
        } = *question;
        let mut question = question.clone();
        let at_rest = resolve_all(workbook, typed, &question.layers).0;
        let mut reference = Reference::new(typed, &at_rest);
        let mut moves = Vec::with_capacity(inputs.len());
        let inputs = inputs
            .iter()
            .map(|(key, by)| {
                let (measure, row) = input(typed, (&at_rest, &mut reference), (key, *by), period)?;
                let is_formula = !matches!(typed.rows[row].rule, RowRule::Input);
                moves.push((*by, is_formula.then_some(question.layers.axis.len())));
                if is_formula {
                    let change = change(&measure.key, *by, measure.base);
                    question.layers.axis.push(change);
                }
                Ok((measure, row))
            })
            .collect::<Result<Vec<_>, Box<Diagnostic>>>()?;
        let planned = outputs
            .iter()
            .map(|key| output(typed, key, period))
            .collect::<Result<Vec<_>, _>>()?;
        let slots: Vec<_> = planned.iter().map(|output| output.slot).collect();
        reference.prepare(slots.iter().map(|(row, _)| *row));
        let base_of = |output: Output| Measure {
            base: reference
                .slot(output.slot.0, output.slot.1)
                .unwrap_or(f64::NAN),
            ..output.measure
        };
        let outputs = planned.into_iter().map(base_of).collect();
        let base = resolve_all(workbook, typed, &question.layers).0;
        let tape = compile(typed, &base, &slots);
        let fed = fed(&tape, &base, &inputs);
        let moved = moved_rows(&question, &inputs, &moves, &tape, &fed);
        let reads =
            |(measure, row): &(Measure, usize)| reads((workbook, typed), &tape, &measure.key, *row);
        let read = inputs.iter().map(reads).collect();
        Ok(Self {
            question,
            inputs: inputs.into_iter().map(|(measure, _)| measure).collect(),
            outputs,
            slots,
            moved,
            moves,
            read,
            base,
            program: Program::of_cases(&tape, &fed),
            fed,
        })
    }

    /// The inputs, with their base values.
    pub fn inputs(&self) -> &[Measure] {
        &self.inputs
    }

    /// The outputs, with their base values.
    pub fn outputs(&self) -> &[Measure] {
        &self.outputs
    }

    /// Whether any output depends on an input.
    pub fn depends_on(&self, input: usize) -> bool {
        self.read.get(input).copied().unwrap_or(false)
    }

    /// The values of every output at some points: one column per output.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop.
    pub fn at(&self, points: &[Point], progress: &Progress) -> Result<Vec<Vec<f64>>, Cancelled> {
        let fill = |cases: Range<usize>, columns: &mut [Vec<f64>]| {
            for (lane, point) in points[cases].iter().enumerate() {
                for (input, value) in point {
                    columns[*input][lane] = *value;
                }
            }
        };
        self.over(points.len(), fill, progress)
    }

    /// The values of every output over many cases: one column per output.
    ///
    /// `fill` writes the inputs' values for a range of cases, one column per input; what it leaves
    /// NaN is not moved. It is called for every block, on several threads.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop.
    pub fn over(
        &self,
        cases: usize,
        fill: impl Fn(Range<usize>, &mut [Vec<f64>]) + Sync + Send,
        progress: &Progress,
    ) -> Result<Vec<Vec<f64>>, Cancelled> {
        let mut planes = Vec::new();
        self.over_into(cases, fill, progress, &mut planes)?;
        Ok(planes)
    }

    /// The same, with the values of each output in a plane that may have been used before; memory
    /// that is warm is written several times as fast.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop; the planes then hold parts of the result.
    pub fn over_into(
        &self,
        cases: usize,
        fill: impl Fn(Range<usize>, &mut [Vec<f64>]) + Sync + Send,
        progress: &Progress,
        planes: &mut Vec<Vec<f64>>,
    ) -> Result<(), Cancelled> {
        planes.resize_with(self.outputs.len(), Vec::new);
        let feed = |cases: Range<usize>, columns: &mut Vec<Vec<f64>>, lanes: &mut [Vec<f64>]| {
            columns.resize_with(self.inputs.len(), Vec::new);
            for column in columns.iter_mut() {
                column.clear();
                column.resize(cases.len(), f64::NAN);
            }
            fill(cases, columns);
            self.feed(columns, lanes);
        };
        let how = (self.question.threads, progress);
        self.program.run_cases(&self.fed, cases, feed, how, planes)
    }

    /// Turns the values of inputs into those of the program's inputs.
    fn feed(&self, columns: &[Vec<f64>], lanes: &mut [Vec<f64>]) {
        let count = columns.first().map_or(0, Vec::len);
        for row in &self.moved {
            match (row.inputs.as_slice(), row.plain) {
                ([input], Some(valid)) => self.feed_plain(row, valid, &columns[*input], lanes),
                _ => (0..count).for_each(|lane| self.feed_lane(row, columns, lanes, lane)),
            }
        }
    }

    /// What one input sets, it sets everywhere, within the range in which it is valid.
    fn feed_plain(
        &self,
        row: &MovedRow,
        (least, most): (f64, f64),
        column: &[f64],
        lanes: &mut [Vec<f64>],
    ) {
        for (key, place) in &row.fed {
            let base = key.value(&self.base[row.row]);
            for (to, value) in lanes[*place].iter_mut().zip(column) {
                *to = match *value {
                    value if value.is_nan() => base,
                    value if least <= value && value <= most => value,
                    _ => f64::NAN,
                };
            }
        }
    }

    fn feed_lane(&self, row: &MovedRow, columns: &[Vec<f64>], lanes: &mut [Vec<f64>], lane: usize) {
        let values = row
            .inputs
            .iter()
            .map(|input| (*input, columns[*input][lane]));
        let point: Point = values.filter(|(_, value)| !value.is_nan()).collect();
        let moved = (!point.is_empty()).then(|| self.resolved(&point, row.row));
        let resolved = moved.as_ref().unwrap_or(&self.base[row.row]);
        for (key, place) in &row.fed {
            lanes[*place][lane] = key.value(resolved);
        }
    }

    fn resolved(&self, point: &Point, row: usize) -> Resolved {
        let Question {
            workbook, typed, ..
        } = self.question;
        resolve(workbook, typed, &self.case(point), row).0
    }

    /// The same, with `…` for a value that is refused because it is out of range.
    fn unquoted(&self, point: &Point, row: usize) -> Resolved {
        let mut resolved = self.resolved(point, row);
        let start = format!("\"{}\" is ", self.question.workbook.variables[row].label);
        let without = |reason: &str| {
            let (value, range) = reason.strip_prefix(&start)?.split_once(", outside ")?;
            let unit = value.find(' ').map_or("", |at| &value[at..]);
            Some(Arc::from(format!("{start}…{unit}, outside {range}")))
        };
        let mut values = resolved.values.to_vec();
        for reason in values.iter_mut().filter_map(|value| value.as_mut().err()) {
            if let Some(without) = without(reason) {
                *reason = without;
            }
        }
        resolved.values = values.into();
        resolved
    }

    /// The layers of one point, so that it can be looked at as a case of its own.
    pub fn case(&self, point: &Point) -> Layers {
        let mut layers = self.question.layers.clone();
        for (input, value) in point {
            let (by, room) = self.moves[*input];
            let change = change(&self.inputs[*input].key, by, *value);
            match room.and_then(|room| layers.axis.get_mut(room)) {
                Some(room) => *room = change,
                None => layers.axis.push(change),
            }
        }
        layers
    }

    /// Why an output has no value at some points: each reason, and how many points it holds for.
    ///
    /// Values that a reason quotes differ from point to point and stand as `…`.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop.
    pub fn reasons(
        &self,
        output: usize,
        points: &[Point],
        progress: &Progress,
    ) -> Result<BTreeMap<String, usize>, Cancelled> {
        let typed = self.question.typed;
        let mut inputs: Vec<_> = points.iter().flatten().map(|(input, _)| *input).collect();
        inputs.sort_unstable();
        inputs.dedup();
        let moves = |moved: &&MovedRow| moved.inputs.iter().any(|input| inputs.contains(input));
        let rows: Vec<_> = self
            .moved
            .iter()
            .filter(moves)
            .map(|moved| moved.row)
            .collect();
        let followers = dependents(typed, rows.iter().copied());
        let mut reference = Reference::unquoted(typed, &self.base);
        let (row, slot) = self.slots[output];
        let mut reasons = BTreeMap::new();
        for point in points {
            if progress.is_cancelled() {
                return Err(Cancelled);
            }
            let changed = rows.iter().map(|row| (*row, self.unquoted(point, *row)));
            reference.move_on(changed.collect(), &followers);
            reference.prepare([row]);
            if let Err(reason) = reference.slot(row, slot) {
                *reasons.entry(reason.to_string()).or_insert(0) += 1;
            }
        }
        Ok(reasons)
    }
}

/// Where the values of a tape's inputs come from, when some rows are moved.
fn fed(tape: &Tape, base: &[Resolved], inputs: &[(Measure, usize)]) -> Vec<Input> {
    let is_moved = |row: usize| inputs.iter().any(|(_, moved)| *moved == row);
    let mut filled = 0;
    let mut one = |key: &InputKey| match is_moved(key.row) {
        false => Input::Fixed(key.value(&base[key.row])),
        true => {
            filled += 1;
            Input::Filled(filled - 1)
        }
    };
    tape.inputs.iter().map(&mut one).collect()
}

/// Which rows inputs move, and how.
fn moved_rows(
    question: &Question<'_>,
    inputs: &[(Measure, usize)],
    moves: &[(Move, Option<usize>)],
    tape: &Tape,
    fed: &[Input],
) -> Vec<MovedRow> {
    let mut rows: Vec<_> = inputs.iter().map(|(_, row)| *row).collect();
    rows.sort_unstable();
    rows.dedup();
    let moved = rows.into_iter().map(|row| {
        let read = tape.inputs.iter().zip(fed);
        let read = read.filter_map(|(key, input)| match input {
            Input::Filled(place) if key.row == row => Some((*key, *place)),
            _ => None,
        });
        let own = inputs.iter().enumerate();
        let own = own.filter(|(_, (_, other))| *other == row);
        let own: Vec<_> = own.map(|(position, _)| position).collect();
        let changed = own.iter();
        let changed = changed.map(|input| (inputs[*input].0.key.as_str(), moves[*input].0));
        MovedRow {
            row,
            fed: read.collect(),
            plain: plain(
                (question.workbook, &question.layers),
                row,
                &changed.collect::<Vec<_>>(),
            ),
            inputs: own,
        }
    });
    moved.collect()
}

/// Where one input sets the whole of an assumption, and nothing else has a say in it, the range in
/// which its values are valid.
pub(super) fn plain(
    (workbook, layers): (&Workbook, &Layers),
    row: usize,
    moved: &[(&str, Move)],
) -> Option<(f64, f64)> {
    let variable = &workbook.variables[row];
    let Definition::Assumption(assumption) = &variable.definition else {
        return None;
    };
    let mut by_hand = layers.set.iter().chain(&layers.axis);
    let free = !by_hand.any(|change| change.key.trim_start().starts_with(&variable.id));
    let is_whole = *moved == [(variable.id.as_str(), Move::Set)];
    let everywhere = (f64::NEG_INFINITY, f64::INFINITY);
    let valid = assumption.valid.map(|(least, most)| (least.0, most.0));
    (free && !assumption.shares && is_whole).then(|| valid.unwrap_or(everywhere))
}

/// Whether a tape reads a slot that a key names, or a share that moves with it.
pub(super) fn reads(
    (workbook, typed): (&Workbook, &Typed),
    tape: &Tape,
    text: &str,
    row: usize,
) -> bool {
    let definition = &workbook.variables[row].definition;
    let is_shares = matches!(definition, Definition::Assumption(found) if found.shares);
    let axes = typed.rows[row].axes;
    let key = parse(text);
    let fixed = typed.extents.places(axes, &key.at).unwrap_or_default();
    let mut fed = tape.inputs.iter().filter(|input| input.row == row);
    fed.any(|input| {
        let at = typed.extents.position(axes, input.slot);
        is_shares || fixed.iter().all(|(axis, place)| at.along(*axis) == *place)
    })
}
