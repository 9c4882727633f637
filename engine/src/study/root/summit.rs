//! Turning points: whether a function reaches the target, or how far it goes, between places.

use super::bracket::Bracket;
use super::edge::is_rounding;
use super::{Contact, Notes, Sample, Step};

/// The smaller part of a golden section.
const GOLDEN: f64 = 0.381_966_011_250_105_1;

/// A turning point that is this many times farther from the target than its sides are from it is
/// left alone.
const OUT_OF_REACH: f64 = 10.0;

/// What is sought at a turning point.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// The target.
    Target,
    /// The least value.
    Least,
    /// The greatest value.
    Most,
}

impl Aim {
    /// How often the section is taken: until no float is left, as a sharp bend needs. Twenty give a
    /// rounded extreme to eight digits or so.
    fn rounds(self) -> usize {
        match self {
            Self::Target => 80,
            Self::Least | Self::Most => 20,
        }
    }
}

/// Three samples of which the middle one is least, once `sign` has made it so; drawn together by
/// golden section.
pub(super) struct Summit {
    pub(super) next: f64,
    low: Sample,
    best: Sample,
    high: Sample,
    sign: f64,
    aim: Aim,
    rounds: usize,
    /// How large values are around it, and how wide it was.
    scale: f64,
    width: f64,
    /// Three samples wide enough apart for a parabola through them to be exact.
    parabola: Option<[Sample; 3]>,
}

impl Summit {
    /// Begins where the middle of three samples is an extreme.
    pub(super) fn begin(triple: &[Sample], aim: Aim, notes: &mut Notes<'_>) {
        let [low, best, high] = *triple else { return };
        let sign = match aim {
            Aim::Target => notes.off(best).signum(),
            Aim::Least => 1.0,
            Aim::Most => -1.0,
        };
        let start = Self {
            next: f64::NAN,
            low,
            best,
            high,
            sign,
            aim,
            rounds: 0,
            scale: notes.scale(low, high),
            width: high.x - low.x,
            parabola: None,
        };
        let [left, middle, right] = [low, best, high].map(|sample| start.height(sample, notes));
        let is_near = aim != Aim::Target || middle > 0.0;
        // Comparisons with NaN are false, so that all three have values.
        if is_near && middle < left && middle <= right {
            start.go_on(notes);
        }
    }

    fn height(&self, sample: Sample, notes: &Notes<'_>) -> f64 {
        match self.aim {
            Aim::Target => self.sign * notes.off(sample),
            Aim::Least | Aim::Most => self.sign * sample.value,
        }
    }

    /// Whether the target is many times farther than the function falls over the whole width: what
    /// is left between would have to fall steeply out of nowhere.
    fn is_out_of_reach(&self, notes: &Notes<'_>) -> bool {
        let [left, best, right] =
            [self.low, self.best, self.high].map(|sample| self.height(sample, notes));
        best > OUT_OF_REACH * (left.max(right) - best) && !is_rounding(best, self.scale)
    }

    pub(super) fn learn(mut self, value: f64, notes: &mut Notes<'_>) {
        let sample = Sample {
            x: self.next,
            value,
        };
        if value.is_nan() {
            return;
        }
        let height = self.height(sample, notes);
        match self.aim {
            Aim::Least | Aim::Most => notes.found.widen(value),
            Aim::Target if height < 0.0 && !is_rounding(height, self.scale) => {
                let above = sample.x > self.best.x;
                let (low, high) = match above {
                    true => (self.best, self.high),
                    false => (self.low, self.best),
                };
                Bracket::begin(low, sample, notes);
                return Bracket::begin(sample, high, notes);
            }
            Aim::Target => {}
        }
        self.narrow(sample, height < self.height(self.best, notes));
        self.rounds += 1;
        self.go_on(notes);
    }

    fn narrow(&mut self, sample: Sample, is_better: bool) {
        let outer = match is_better {
            true => std::mem::replace(&mut self.best, sample),
            false => sample,
        };
        match outer.x < self.best.x {
            true => self.low = outer,
            false => self.high = outer,
        }
        if self.parabola.is_none() && self.high.x - self.low.x < 1e-3 * self.width {
            self.parabola = Some([self.low, self.best, self.high]);
        }
    }

    fn go_on(mut self, notes: &mut Notes<'_>) {
        let (left, right) = (self.best.x - self.low.x, self.high.x - self.best.x);
        self.next = match left < right {
            true => self.best.x + GOLDEN * right,
            false => self.best.x - GOLDEN * left,
        };
        if self.aim == Aim::Target && self.is_out_of_reach(notes) {
            return;
        }
        let is_new = self.low.x < self.next && self.next < self.high.x && self.next != self.best.x;
        if is_new && self.rounds < self.aim.rounds() {
            notes.follow(Step::Summit(self));
        } else if self.aim == Aim::Target && is_rounding(notes.off(self.best), self.scale) {
            Vertex::begin(self.best, self.parabola, self.scale, notes);
        }
    }
}

/// The last look at a turning point that reaches the target: near it, rounding hides what golden
/// section compares, and the vertex of a parabola through wider places is nearer the truth.
pub(super) struct Vertex {
    pub(super) next: f64,
    best: Sample,
    scale: f64,
}

impl Vertex {
    fn begin(best: Sample, wide: Option<[Sample; 3]>, scale: f64, notes: &mut Notes<'_>) {
        let next = wide.and_then(vertex);
        match next {
            Some(next) => notes.follow(Step::Vertex(Self { next, best, scale })),
            None => notes.meet(best, Contact::Touches),
        }
    }

    pub(super) fn learn(self, value: f64, notes: &mut Notes<'_>) {
        let sample = Sample {
            x: self.next,
            value,
        };
        let no_worse = notes.off(sample).abs() - notes.off(self.best).abs();
        let is_as_good = !value.is_nan() && is_rounding(no_worse.max(0.0), 0.1 * self.scale);
        notes.meet(
            if is_as_good { sample } else { self.best },
            Contact::Touches,
        );
    }
}

/// Where the parabola through three samples turns, if that is between them.
fn vertex([a, b, c]: [Sample; 3]) -> Option<f64> {
    let (left, right) = (b.x - a.x, b.x - c.x);
    let (fall, rise) = (left * (b.value - c.value), right * (b.value - a.value));
    let x = b.x - 0.5 * (left * fall - right * rise) / (fall - rise);
    (a.x < x && x < c.x).then_some(x)
}
