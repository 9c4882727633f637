//! Outputs of a workbook as a function of some of its inputs.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::check::{Axes, Layers, Resolved, RowKind, RowRule, Typed, bad_key, resolve};
use crate::compile::{InputKey, Tape, compile, dependents};
use crate::diagnostic::{Code, Diagnostic};
use crate::run::{Cancelled, Class, Input, Program, Progress, Reference, resolve_all};
use crate::workbook::key::Key;
use crate::workbook::{Action, Change, Definition, Id, Number, Quantity, names};

use super::Question;

/// An input or output of a study, and its value where nothing is moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// The row, or one element of it, as a key: `allocation[inference]`.
    pub key: String,
    /// Its unit.
    pub unit: String,
    /// Its value in the base case; NaN where it has none.
    pub base: f64,
}

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
    /// Whether every moved value goes into all that the tape reads of the row as it is.
    plain: bool,
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
        let Question {
            workbook, typed, ..
        } = *question;
        let mut question = question.clone();
        let at_rest = resolve_all(workbook, typed, &question.layers).0;
        let inputs = inputs
            .iter()
            .map(|key| input(typed, &at_rest, key))
            .collect::<Result<Vec<_>, _>>()?;
        for (measure, row) in &inputs {
            if !matches!(typed.rows[*row].rule, RowRule::Input) {
                let change = change(&measure.key, measure.base);
                question.layers.axis.push(change);
            }
        }
        let planned = outputs
            .iter()
            .map(|key| output(typed, key, period))
            .collect::<Result<Vec<_>, _>>()?;
        let slots: Vec<_> = planned.iter().map(|output| output.slot).collect();
        let base = resolve_all(workbook, typed, &question.layers).0;
        let tape = compile(typed, &base, &slots);
        let fed = fed(&tape, &base, &inputs);
        let class = |input: &Input| match input {
            Input::Fixed(_) => Class::Fixed,
            Input::Filled(_) => Class::Lane,
        };
        let classes: Vec<_> = fed.iter().map(class).collect();
        let moved = moved_rows(&question, &inputs, &tape, &fed);
        let mut probe = Self {
            question,
            inputs: inputs.into_iter().map(|(measure, _)| measure).collect(),
            outputs: planned.into_iter().map(|output| output.measure).collect(),
            slots,
            moved,
            base,
            program: Program::new(&tape, &classes),
            fed,
        };
        let at_base = probe.at(&[Vec::new()], &Progress::default());
        for (output, values) in probe.outputs.iter_mut().zip(at_base.unwrap_or_default()) {
            output.base = values.first().copied().unwrap_or(f64::NAN);
        }
        Ok(probe)
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
        let mut rows = self.moved.iter();
        rows.any(|row| row.inputs.contains(&input) && !row.fed.is_empty())
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
        let mut planes = vec![Vec::new(); self.outputs.len()];
        let feed = |cases: Range<usize>, lanes: &mut [Vec<f64>]| {
            let mut columns = vec![vec![f64::NAN; cases.len()]; self.inputs.len()];
            fill(cases, &mut columns);
            self.feed(&columns, lanes);
        };
        let how = (self.question.threads, progress);
        self.program
            .run_cases(&self.fed, cases, feed, how, &mut planes)?;
        Ok(planes)
    }

    /// Turns the values of inputs into those of the program's inputs.
    fn feed(&self, columns: &[Vec<f64>], lanes: &mut [Vec<f64>]) {
        let count = columns.first().map_or(0, Vec::len);
        for row in &self.moved {
            match row.inputs.as_slice() {
                [input] if row.plain => self.feed_plain(row, &columns[*input], lanes),
                _ => (0..count).for_each(|lane| self.feed_lane(row, columns, lanes, lane)),
            }
        }
    }

    /// What one input sets, it sets everywhere.
    fn feed_plain(&self, row: &MovedRow, column: &[f64], lanes: &mut [Vec<f64>]) {
        for (key, place) in &row.fed {
            let base = key.value(&self.base[row.row]);
            for (to, value) in lanes[*place].iter_mut().zip(column) {
                *to = if value.is_nan() { base } else { *value };
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
        let moved = point.iter();
        let moved = moved.map(|(input, value)| change(&self.inputs[*input].key, *value));
        layers.axis.extend(moved);
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
        let rows: Vec<_> = self.moved.iter().map(|moved| moved.row).collect();
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
        let keys = own.iter().map(|input| inputs[*input].0.key.as_str());
        MovedRow {
            row,
            fed: read.collect(),
            plain: is_plain(question, row, &keys.collect::<Vec<_>>()),
            inputs: own,
        }
    });
    moved.collect()
}

/// Whether one input sets the whole of an assumption, and nothing else has a say in it.
fn is_plain(question: &Question<'_>, row: usize, keys: &[&str]) -> bool {
    let variable = &question.workbook.variables[row];
    let Definition::Assumption(assumption) = &variable.definition else {
        return false;
    };
    let layers = &question.layers;
    let mut by_hand = layers.set.iter().chain(&layers.axis);
    let free = !by_hand.any(|change| change.key.trim_start().starts_with(&variable.id));
    free && !assumption.shares && assumption.valid.is_none() && *keys == [variable.id.as_str()]
}

/// A change that sets a key to a number.
pub(super) fn change(key: &str, value: f64) -> Change {
    Change {
        key: key.to_owned(),
        profile: None,
        action: Action::Set(Quantity::Constant(Number(value))),
        source: None,
    }
}

/// Refuses a profile or scenario that does not exist.
pub(super) fn unknown(noun: &str, id: &str, known: &[Id]) -> Box<Diagnostic> {
    let near = names::suggest(id, known.iter().map(String::as_str));
    let hint = match (near, known) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("the workbook has no {noun}s: leave it out"),
        (None, known) => format!("choose among {}", known.join(", ")),
    };
    let message = format!("there is no {noun} `{id}`");
    Box::new(Diagnostic::error(Code::UnknownReference, message).hint(hint))
}

/// An input that may be moved, and its row.
pub(super) fn input(
    typed: &Typed,
    at_rest: &[Resolved],
    text: &str,
) -> Result<(Measure, usize), Box<Diagnostic>> {
    if let Some(found) = bad_key(typed, text) {
        return Err(Box::new(found));
    }
    let key = parse(text);
    let row = typed.position(&key.name).unwrap_or_default();
    if typed.rows[row].kind != RowKind::Number {
        let message = format!("`{text}` is not a number, so it cannot be moved");
        let found = Diagnostic::error(Code::KindMismatch, message).hint("choose a number");
        return Err(Box::new(found));
    }
    let mut reference = Reference::new(typed, at_rest);
    reference.prepare([row]);
    let slot = typed.slot_of(row, &key.at);
    let base = slot.and_then(|slot| reference.slot(row, slot).ok());
    let measure = Measure {
        key: text.to_owned(),
        unit: typed.rows[row].unit.to_string(),
        base: base.unwrap_or(f64::NAN),
    };
    Ok((measure, row))
}

/// An output as it is planned.
pub(super) struct Output {
    pub(super) measure: Measure,
    /// Its row and slot.
    pub(super) slot: (usize, usize),
}

/// A single value that a key names, a series at a period.
pub(super) fn output(
    typed: &Typed,
    text: &str,
    period: Option<&str>,
) -> Result<Output, Box<Diagnostic>> {
    output_at(typed, text, period, &[])
}

/// The same, at elements that the key leaves open; those of indexes that the row lacks are passed
/// over.
pub(super) fn output_at(
    typed: &Typed,
    text: &str,
    period: Option<&str>,
    elements: &[(Axes, String)],
) -> Result<Output, Box<Diagnostic>> {
    if let Some(found) = bad_key(typed, text) {
        return Err(Box::new(found));
    }
    let key = parse(text);
    let row = typed.position(&key.name).unwrap_or_default();
    let mut at = key.at;
    let labels = &typed.extents.timeline.labels;
    if let Some(period) = period.filter(|_| !at.iter().any(|label| labels.contains(label))) {
        if !labels.iter().any(|label| label == period) {
            let message = format!("there is no period `{period}`");
            let hint = "name a period of the workbook's timeline";
            let found = Diagnostic::error(Code::UnknownElement, message).hint(hint);
            return Err(Box::new(found));
        }
        at.push(period.to_owned());
    }
    for (axis, id) in elements {
        let named = |label: &String| typed.extents.labels(*axis).contains(label);
        if typed.rows[row].axes.contains(*axis) && !at.iter().any(named) {
            at.push(id.clone());
        }
    }
    let measure = Measure {
        key: text.to_owned(),
        unit: typed.rows[row].unit.to_string(),
        base: f64::NAN,
    };
    match typed.slot_of(row, &at) {
        Some(slot) => Ok(Output {
            measure,
            slot: (row, slot),
        }),
        None => Err(Box::new(several_values(typed, text, row))),
    }
}

fn several_values(typed: &Typed, text: &str, row: usize) -> Diagnostic {
    let axes = typed.rows[row].axes.iter();
    let axes: Vec<_> = axes.map(|axis| typed.extents.id(axis)).collect();
    let axes = axes.join(", ");
    let message = format!("`{text}` has several values: it runs over {axes}");
    let hint = format!("choose one, as in `{text}[element]`");
    Diagnostic::error(Code::NotIndexed, message).hint(hint)
}

fn parse(text: &str) -> Key {
    Key::parse(text).unwrap_or_else(|_| Key {
        name: text.to_owned(),
        at: Vec::new(),
    })
}
