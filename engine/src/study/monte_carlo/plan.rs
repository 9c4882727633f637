//! A Monte Carlo run, planned: what is drawn, what is computed, and what is refused.

use crate::check::Axes;
use crate::check::{Layers, RowKind, RowRule, Typed, bad_key};
use crate::diagnostic::{Code, Diagnostic};
use crate::run::resolve_all;
use crate::study::keys::is_by_hand;
use crate::study::{Point, Probe, Question};
use crate::workbook::key::Key;
use crate::workbook::{
    Correlation, Definition, Distribution, MonteCarlo, Number, Sampling, Target,
};

use super::correlate::Mixing;
use super::distribution::{Inverse, LEAST_MASS};
use super::draws::{Draws, Sample};
use super::philox::fingerprint;
use super::sobol::DIMENSIONS;

/// The most samples of one run.
const MOST_SAMPLES: usize = 100_000_000;

/// The most bytes of draws and values that one run keeps.
const MOST_BYTES: usize = 2_000_000_000;

type Refusal = Box<Diagnostic>;

/// A Monte Carlo run, planned and compiled.
pub struct Plan<'a> {
    pub(super) probe: Probe<'a>,
    pub(super) sample: Sample,
    /// What is drawn, in the order of the probe's inputs.
    pub(super) inputs: Vec<Input>,
    pub(super) draws: Draws,
    /// How many of the probe's outputs are those of the study; the others belong to its fans.
    pub(super) outputs: usize,
    /// Targets with the output that each is of.
    pub(super) targets: Vec<(usize, f64)>,
    pub(super) fans: Vec<PlannedFan>,
    /// Correlated inputs, by position.
    pub(super) pairs: Vec<(usize, usize, f64)>,
}

/// An input that is drawn.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub(super) key: String,
    pub(super) distribution: Distribution,
}

/// A series whose percentiles are shown.
#[derive(Clone, Debug)]
pub(super) struct PlannedFan {
    pub(super) row: String,
    pub(super) labels: Vec<String>,
}

impl<'a> Plan<'a> {
    /// Plans a run on top of the question's layers.
    ///
    /// # Errors
    ///
    /// A finding that names what makes no sense, and what to do.
    pub fn new(question: &Question<'a>, spec: &MonteCarlo) -> Result<Self, Box<Diagnostic>> {
        sized(spec.samples)?;
        let targets = targets(spec)?;
        let fans = fans(question.typed, spec)?;
        let mut outputs = spec.outputs.clone();
        for fan in &fans {
            let slots = fan.labels.iter();
            outputs.extend(slots.map(|label| format!("{}[{label}]", fan.row)));
        }
        if outputs.is_empty() {
            let message = "the run has no outputs";
            return Err(refusal(
                Code::BadValue,
                message,
                "name what should be computed",
            ));
        }
        let period = spec.period.as_deref();
        let (inputs, probe) = inputs_and_probe(question, spec, &outputs, period)?;
        let pairs = pairs(&inputs, &spec.correlations)?;
        let mixing = mixing(&inputs, &pairs)?;
        fits(spec.samples, inputs.len() + outputs.len())?;
        let sample = Sample {
            sampling: spec.sampling,
            samples: spec.samples,
            seed: spec.seed,
        };
        Ok(Self {
            probe,
            sample,
            draws: Draws::new(sample, &shapes(&inputs), mixing),
            inputs,
            outputs: spec.outputs.len(),
            targets,
            fans,
            pairs,
        })
    }

    /// The outputs as a function of the inputs.
    pub fn probe(&self) -> &Probe<'a> {
        &self.probe
    }

    /// Writes the draws of some samples, one column per input, each as long as the range.
    ///
    /// Any range of samples gives the same values for them as any other.
    pub fn draw(&self, samples: std::ops::Range<usize>, columns: &mut [Vec<f64>]) {
        self.draws.fill(samples, columns);
    }

    /// The layers of one sample, so that it can be looked at as a case of its own.
    pub fn case(&self, sample: usize) -> Layers {
        let mut columns = vec![vec![0.0]; self.inputs.len()];
        self.draws.fill(sample..sample + 1, &mut columns);
        self.probe.case(&point(&columns, 0))
    }

    /// How many cases the run computes.
    pub fn cases(&self) -> usize {
        self.sample.samples + super::effects::cases(self)
    }
}

/// The values of one sample, as a point of a probe.
pub(super) fn point(columns: &[Vec<f64>], sample: usize) -> Point {
    let values = columns.iter().map(|column| column[sample]);
    values.enumerate().collect()
}

/// What inputs are drawn by: their fixed numbers and shapes.
pub(super) fn shapes(inputs: &[Input]) -> Vec<(u64, &crate::workbook::Shape)> {
    let one = |input: &'_ Input| fingerprint(&input.key);
    inputs
        .iter()
        .map(|input| (one(input), input.distribution.shape()))
        .collect()
}

fn refusal(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Refusal {
    Box::new(Diagnostic::error(code, message).hint(hint))
}

/// A key as it is always written.
fn written(text: &str) -> String {
    Key::parse(text).map_or_else(|_| text.to_owned(), |key| key.to_string())
}

fn sized(samples: usize) -> Result<(), Refusal> {
    let (message, hint) = match samples {
        0 => (
            "no samples are asked for",
            "ask for 8192, or for 1 at least",
        ),
        1..=MOST_SAMPLES => return Ok(()),
        _ => (
            "the run has more than 100 million samples",
            "ask for 100000000 at most; 8192 are usually enough",
        ),
    };
    Err(refusal(Code::BadValue, message, hint))
}

/// All draws and values are kept, for exact percentiles and to be written out.
fn fits(samples: usize, columns: usize) -> Result<(), Refusal> {
    let most = MOST_BYTES / (columns * size_of::<f64>());
    if samples <= most {
        return Ok(());
    }
    let message = format!("{samples} samples of {columns} inputs and outputs need more than 2 GB");
    let hint = format!("ask for {most} samples at most, or for fewer outputs and fans");
    Err(refusal(Code::TooLarge, message, hint))
}

/// Targets with the output that each is of.
fn targets(spec: &MonteCarlo) -> Result<Vec<(usize, f64)>, Refusal> {
    let one = |target: &Target| {
        let key = written(&target.output);
        let mut outputs = spec.outputs.iter();
        match outputs.position(|output| written(output) == key) {
            Some(output) => Ok((output, target.value.0)),
            None => {
                let message = format!("`{key}` has a target and is no output of the run");
                let hint = format!("add `{key}` to the outputs, or take the target out");
                Err(refusal(Code::UnknownReference, message, hint))
            }
        }
    };
    spec.targets.iter().map(one).collect()
}

fn fans(typed: &Typed, spec: &MonteCarlo) -> Result<Vec<PlannedFan>, Refusal> {
    let one = |id: &String| {
        if let Some(found) = bad_key(typed, id) {
            return Err(Box::new(found));
        }
        let labels = typed.extents.timeline.labels.clone();
        let axes = typed.row(id).map(|row| row.axes);
        if axes == Some(Axes::TIME) {
            let row = id.clone();
            return Ok(PlannedFan { row, labels });
        }
        let message = format!("`{id}` is not one series over the timeline, so it has no fan");
        let hint = "name a row with one value per period, and no other index";
        Err(refusal(Code::NotIndexed, message, hint))
    };
    spec.fans.iter().map(one).collect()
}

/// What is drawn, and the outputs as a function of it.
fn inputs_and_probe<'a>(
    question: &Question<'a>,
    spec: &MonteCarlo,
    outputs: &[String],
    period: Option<&str>,
) -> Result<(Vec<Input>, Probe<'a>), Refusal> {
    let mut inputs = match spec.inputs.is_empty() {
        true => stated(question),
        false => named(question, spec)?,
    };
    let keys = |inputs: &[Input]| -> Vec<String> {
        inputs.iter().map(|input| input.key.clone()).collect()
    };
    let mut probe = Probe::new(question, &keys(&inputs), outputs, period)?;
    if spec.inputs.is_empty() {
        let mut place = 0..;
        inputs.retain(|_| place.next().is_some_and(|input| probe.depends_on(input)));
        probe = Probe::new(question, &keys(&inputs), outputs, period)?;
    }
    if inputs.is_empty() {
        let message = "nothing is drawn: no input of these outputs has a distribution";
        let hint = "give an assumption that they depend on a distribution, such as `3 to 12`";
        return Err(refusal(Code::BadValue, message, hint));
    }
    if !(0..inputs.len()).any(|input| probe.depends_on(input)) {
        let drawn: Vec<_> = inputs.iter().map(|one| format!("`{}`", one.key)).collect();
        let message = format!("no output depends on what is drawn: {}", drawn.join(", "));
        let hint = "draw an input that an output depends on, or choose another output";
        return Err(refusal(Code::BadValue, message, hint));
    }
    drawable(&inputs, spec.sampling)?;
    Ok((inputs, probe))
}

/// Every assumption that states a distribution and is not set by hand.
fn stated(question: &Question<'_>) -> Vec<Input> {
    let rows = question.workbook.variables.iter().zip(&question.typed.rows);
    let numbers =
        rows.filter(|(_, row)| row.kind == RowKind::Number && matches!(row.rule, RowRule::Input));
    let one = |variable: &crate::workbook::Variable| {
        Some(Input {
            key: variable.id.clone(),
            distribution: own(&variable.definition)?,
        })
    };
    // What is set by hand is certain.
    let given = resolve_all(question.workbook, question.typed, &question.layers).0;
    let is_drawn = |input: &Input| !is_by_hand(question.typed, &given, &input.key);
    let drawn = numbers.filter_map(|(variable, _)| one(variable));
    drawn.filter(is_drawn).collect()
}

/// The distribution that an assumption states.
fn own(definition: &Definition) -> Option<Distribution> {
    match definition {
        Definition::Assumption(assumption) => assumption.distribution.clone(),
        _ => None,
    }
}

/// The inputs that the study names.
fn named(question: &Question<'_>, spec: &MonteCarlo) -> Result<Vec<Input>, Refusal> {
    let Question {
        workbook, typed, ..
    } = *question;
    let mut inputs: Vec<Input> = Vec::new();
    for uncertain in &spec.inputs {
        if let Some(found) = bad_key(typed, &uncertain.key) {
            return Err(Box::new(found));
        }
        let key = written(&uncertain.key);
        if let Some(other) = inputs.iter().find(|other| overlap(typed, &other.key, &key)) {
            let message = format!("`{}` and `{key}` are drawn for the same values", other.key);
            return Err(refusal(Code::BadValue, message, "keep one of them"));
        }
        let name = key.split('[').next().unwrap_or_default();
        let row = typed.position(name).unwrap_or_default();
        let stated = || own(&workbook.variables[row].definition);
        let distribution = uncertain.distribution.clone().or_else(stated);
        let Some(distribution) = distribution else {
            let message = format!("`{key}` has no distribution to be drawn from");
            let hint = "give it one here or where it is assumed, such as `3 to 12`";
            return Err(refusal(Code::BadValue, message, hint));
        };
        inputs.push(Input { key, distribution });
    }
    Ok(inputs)
}

/// Whether two keys share values: they name one row, and no index at which they differ.
fn overlap(typed: &Typed, first: &str, second: &str) -> bool {
    let (Ok(first), Ok(second)) = (Key::parse(first), Key::parse(second)) else {
        return false;
    };
    let Some(row) = typed.row(&first.name).filter(|_| first.name == second.name) else {
        return false;
    };
    let places = |key: &Key| typed.extents.places(row.axes, &key.at).unwrap_or_default();
    let (first, second) = (places(&first), places(&second));
    let apart = |(axis, place): &(Axes, usize)| {
        let mut others = second.iter();
        others.any(|(other, at)| other == axis && at != place)
    };
    !first.iter().any(apart)
}

/// Distributions must leave something to draw, and Sobol's sequence needs a dimension for each.
fn drawable(inputs: &[Input], sampling: Sampling) -> Result<(), Refusal> {
    let empty = |input: &&Input| Inverse::of(input.distribution.shape()).mass() < LEAST_MASS;
    if let Some(Input { key, distribution }) = inputs.iter().find(empty) {
        let message = format!("`{key}`: hardly anything of `{distribution}` lies between its ends");
        let hint = "choose ends that leave one in a billion at least";
        return Err(refusal(Code::BadValue, message, hint));
    }
    let boundless = |input: &&Input| !Inverse::of(input.distribution.shape()).is_finite();
    if let Some(Input { key, .. }) = inputs.iter().find(boundless) {
        let message = format!("`{key}`: its distribution reaches beyond what numbers can hold");
        let hint = "choose a narrower distribution or smaller weights, or a larger unit";
        return Err(refusal(Code::BadValue, message, hint));
    }
    if sampling == Sampling::Sobol && inputs.len() > DIMENSIONS {
        let count = inputs.len();
        let message = format!("Sobol's sequence serves {DIMENSIONS} inputs, and {count} are drawn");
        let hint = "choose `latin_hypercube` as the sampling, or name fewer inputs";
        return Err(refusal(Code::TooLarge, message, hint));
    }
    Ok(())
}

/// Correlated inputs, by position.
fn pairs(
    inputs: &[Input],
    correlations: &[Correlation],
) -> Result<Vec<(usize, usize, f64)>, Refusal> {
    let position = |text: &str| {
        let key = written(text);
        let found = inputs.iter().position(|input| input.key == key);
        found.ok_or_else(|| {
            let message = format!("`{key}` is correlated and is not drawn");
            let drawn: Vec<_> = inputs
                .iter()
                .map(|input| format!("`{}`", input.key))
                .collect();
            let hint = format!(
                "give it a distribution, or choose among {}",
                drawn.join(", ")
            );
            refusal(Code::UnknownReference, message, hint)
        })
    };
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    for Correlation {
        first,
        second,
        rank,
    } in correlations
    {
        let (a, b) = (position(first)?, position(second)?);
        let twice = pairs
            .iter()
            .any(|(c, d, _)| (a.min(b), a.max(b)) == (*c.min(d), *c.max(d)));
        let between = format!("`{first}` and `{second}`");
        let (message, hint) = if a == b {
            (
                format!("`{first}` is correlated with itself"),
                "name two inputs",
            )
        } else if twice {
            (
                format!("{between} are correlated twice"),
                "keep one of the two",
            )
        } else if !(-1.0..=1.0).contains(&rank.0) {
            let message = format!("the correlation of {between} is {}", rank.0);
            (message, "choose a number from −1 to 1")
        } else {
            pairs.push((a, b, rank.0));
            continue;
        };
        return Err(refusal(Code::BadValue, message, hint));
    }
    Ok(pairs)
}

/// The correlations nearest to those of a study that can be had together; none where its own can, or
/// where they name no pair of inputs.
pub fn nearest(spec: &MonteCarlo) -> Option<Vec<Correlation>> {
    let place = |key: &String| spec.inputs.iter().position(|input| input.key == *key);
    let pair = |one: &Correlation| Some((place(&one.first)?, place(&one.second)?, one.rank.0));
    let pairs = spec
        .correlations
        .iter()
        .map(pair)
        .collect::<Option<Vec<_>>>()?;
    let nearest = Mixing::new(&pairs).err()?;
    let told = |(first, second, rank): (usize, usize, f64)| Correlation {
        first: spec.inputs[first].key.clone(),
        second: spec.inputs[second].key.clone(),
        rank: Number(rank),
    };
    Some(nearest.into_iter().map(told).collect())
}

/// How draws are mixed, unless no variables can have these correlations together.
fn mixing(inputs: &[Input], pairs: &[(usize, usize, f64)]) -> Result<Mixing, Refusal> {
    Mixing::new(pairs).map_err(|nearest| {
        let told = |(first, second, rank): &(usize, usize, f64)| {
            let (first, second) = (&inputs[*first].key, &inputs[*second].key);
            format!("`{first}` with `{second}` {rank}")
        };
        let nearest: Vec<_> = nearest.iter().map(told).collect();
        let message = "no inputs can be correlated like this all at once: \
            the matrix is not positive definite";
        let hint = format!("the nearest that can be had is {}", nearest.join(", "));
        refusal(Code::BadValue, message, hint)
    })
}
