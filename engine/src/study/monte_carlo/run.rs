//! A planned run, carried out.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::run::{Cancelled, Progress};

use super::correlate::spearman;
use super::plan::{Plan, point};
use super::quantiles::percentiles;
use super::summary::{convergence, deviation, histogram, mean, mean_and_error, share_of_at_least};
use super::{AchievedCorrelation, DrawnInput, Fan, Sampled, Summary, effects};

/// How many samples without a value are asked for their reason.
const ASKED: usize = 128;

/// What the others are counted under.
const NOT_ASKED: &str = "not looked at";

impl Plan<'_> {
    /// Draws every sample, computes it and summarises. The result is the same on any number of
    /// threads.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` was asked to stop.
    pub fn run(&self, progress: &Progress) -> Result<Sampled, Cancelled> {
        let (draws, mut values) = self.sampled(progress)?;
        let fans = self.fans(&values[self.outputs..], progress)?;
        values.truncate(self.outputs);
        let summaries =
            (0..self.outputs).map(|output| self.summary(output, &draws, &values, progress));
        let outputs = summaries.collect::<Result<_, _>>()?;
        let correlations = self.correlations(&draws, progress)?;
        let inputs = self.drawn(&draws, progress)?;
        Ok(Sampled {
            seed: self.sample.seed,
            sampling: self.sample.sampling,
            samples: self.sample.samples,
            inputs,
            effects_note: effects::note(self),
            outputs,
            correlations,
            fans,
            draws,
            values,
        })
    }

    /// The draws of each input and the values of each output.
    #[expect(clippy::type_complexity, reason = "two tables by columns")]
    fn sampled(&self, progress: &Progress) -> Result<(Vec<Vec<f64>>, Vec<Vec<f64>>), Cancelled> {
        let samples = self.sample.samples;
        let mut draws = vec![vec![0.0; samples]; self.inputs.len()];
        let kept = Kept::new(&mut draws);
        let fill = |samples: Range<usize>, columns: &mut [Vec<f64>]| {
            let stops = || progress.is_cancelled();
            self.draws.fill_until(samples.clone(), columns, &stops);
            kept.keep(samples, columns);
        };
        let values = self.probe.over(samples, fill, progress)?;
        // Draws that were cut short are no draws.
        stopped(progress)?;
        Ok((draws, values))
    }

    fn summary(
        &self,
        output: usize,
        draws: &[Vec<f64>],
        values: &[Vec<f64>],
        progress: &Progress,
    ) -> Result<Summary, Cancelled> {
        let unavailable = self.unavailable(output, draws, &values[output], progress)?;
        let values = &values[output];
        let (mean, standard_error) = mean_and_error(values, self.sample.sampling);
        let percentiles = percentiles(values);
        let targets = self.targets.iter().filter(|(of, _)| *of == output);
        let share = |(_, value): &(usize, f64)| (*value, share_of_at_least(values, *value));
        Ok(Summary {
            output: self.probe.outputs()[output].clone(),
            mean,
            standard_error,
            deviation: deviation(values),
            targets: targets.map(share).collect(),
            histogram: histogram(values, (percentiles[3], percentiles[5])),
            percentiles,
            convergence: convergence(values, self.sample.sampling),
            unavailable,
        })
    }

    /// Why samples have no value: the first of them are asked, the others only counted.
    fn unavailable(
        &self,
        output: usize,
        draws: &[Vec<f64>],
        values: &[f64],
        progress: &Progress,
    ) -> Result<BTreeMap<String, usize>, Cancelled> {
        stopped(progress)?;
        let samples = values.iter().enumerate();
        let mut missing = samples.filter(|(_, value)| value.is_nan());
        let asked = missing.by_ref().take(ASKED);
        let points: Vec<_> = asked.map(|(sample, _)| point(draws, sample)).collect();
        let mut reasons = self.probe.reasons(output, &points, progress)?;
        let others = missing.count();
        if others > 0 {
            reasons.insert(NOT_ASKED.to_owned(), others);
        }
        Ok(reasons)
    }

    fn fans(&self, values: &[Vec<f64>], progress: &Progress) -> Result<Vec<Fan>, Cancelled> {
        let mut rest = values;
        let mut base = &self.probe.outputs()[self.outputs..];
        let mut fans = Vec::with_capacity(self.fans.len());
        for planned in &self.fans {
            let (own, later) = rest.split_at(planned.labels.len());
            let (measures, others) = base.split_at(planned.labels.len());
            (rest, base) = (later, others);
            let mut by_period = Vec::with_capacity(own.len());
            for values in own {
                stopped(progress)?;
                by_period.push(percentiles(values));
            }
            let missing = |values: &Vec<f64>| values.iter().filter(|value| value.is_nan()).count();
            let level = |level| by_period.iter().map(|all| all[level]).collect();
            fans.push(Fan {
                row: planned.row.clone(),
                unit: measures
                    .first()
                    .map(|measure| measure.unit.clone())
                    .unwrap_or_default(),
                labels: planned.labels.clone(),
                base: measures.iter().map(|measure| measure.base).collect(),
                percentiles: (0..super::PERCENTILES.len()).map(level).collect(),
                unavailable: own.iter().map(missing).collect(),
            });
        }
        Ok(fans)
    }

    fn correlations(
        &self,
        draws: &[Vec<f64>],
        progress: &Progress,
    ) -> Result<Vec<AchievedCorrelation>, Cancelled> {
        let one = |(first, second, imposed): &(usize, usize, f64)| {
            stopped(progress)?;
            Ok(AchievedCorrelation {
                first: self.inputs[*first].key.clone(),
                second: self.inputs[*second].key.clone(),
                imposed: *imposed,
                achieved: spearman(&draws[*first], &draws[*second]),
            })
        };
        self.pairs.iter().map(one).collect()
    }

    fn drawn(&self, draws: &[Vec<f64>], progress: &Progress) -> Result<Vec<DrawnInput>, Cancelled> {
        let mut effects = effects::total_effects(self, progress)?.into_iter();
        let one = |(place, input): (usize, &super::plan::Input)| {
            stopped(progress)?;
            Ok(DrawnInput {
                input: self.probe.inputs()[place].clone(),
                distribution: input.distribution.to_string(),
                mean: mean(&draws[place]),
                percentiles: percentiles(&draws[place]),
                total_effects: effects.next().unwrap_or_default(),
            })
        };
        self.inputs.iter().enumerate().map(one).collect()
    }
}

pub(super) fn stopped(progress: &Progress) -> Result<(), Cancelled> {
    match progress.is_cancelled() {
        true => Err(Cancelled),
        false => Ok(()),
    }
}

/// How many samples are kept under one lock.
const TILE: usize = 4096;

/// Where draws are kept while several threads make them: each thread locks the tile it fills.
struct Kept<'a>(Vec<Mutex<Vec<&'a mut [f64]>>>);

impl<'a> Kept<'a> {
    fn new(columns: &'a mut [Vec<f64>]) -> Self {
        let samples = columns.first().map_or(0, Vec::len);
        let mut tiles: Vec<Vec<&mut [f64]>> = Vec::new();
        tiles.resize_with(samples.div_ceil(TILE), Vec::new);
        for column in columns {
            for (tile, part) in tiles.iter_mut().zip(column.chunks_mut(TILE)) {
                tile.push(part);
            }
        }
        Self(tiles.into_iter().map(Mutex::new).collect())
    }

    /// Copies the draws of some samples to their place.
    fn keep(&self, samples: Range<usize>, columns: &[Vec<f64>]) {
        let mut from = samples.start;
        while from < samples.end {
            let (tile, place) = (from / TILE, from % TILE);
            let count = (TILE - place).min(samples.end - from);
            let done = from - samples.start;
            // Draws are only numbers: after another thread's panic they are as good as before.
            let mut parts = self.0[tile].lock().unwrap_or_else(PoisonError::into_inner);
            for (part, column) in parts.iter_mut().zip(columns) {
                part[place..place + count].copy_from_slice(&column[done..done + count]);
            }
            from += count;
        }
    }
}
