//! A change of sign: where it is, and whether it is a root or a jump.

use super::edge::Edge;
use super::{Contact, Meeting, Notes, Sample, Step, float};

/// After so many steps a bracket is halved by count of floats, which always ends.
const PATIENCE: usize = 48;

/// A difference this small beside the values around is rounding and no jump.
const ROUNDING: f64 = 1e-9;

/// How many floats away a jump is compared with what lies around it.
const AROUND: i64 = 1 << 16;

/// Two samples on different sides of the target, drawn together by Chandrupatla's method:
/// inverse quadratic interpolation where it is safe, halving where it is not.
pub(super) struct Bracket {
    pub(super) next: f64,
    /// The latest sample, the one on the other side, and the one that either replaced.
    latest: Sample,
    other: Sample,
    replaced: Option<Sample>,
    steps: usize,
    /// Where it began.
    outer: (Sample, Sample),
}

impl Bracket {
    pub(super) fn begin(one: Sample, other: Sample, notes: &mut Notes<'_>) {
        let start = Self {
            next: f64::NAN,
            latest: one,
            other,
            replaced: None,
            steps: 0,
            outer: (one, other),
        };
        start.go_on(notes);
    }

    pub(super) fn learn(mut self, value: f64, notes: &mut Notes<'_>) {
        let sample = Sample {
            x: self.next,
            value,
        };
        if value.is_nan() {
            // The change of sign may lie on either side of the gap, or be the gap itself.
            Edge::begin(self.latest, sample.x, notes);
            return Edge::begin(self.other, sample.x, notes);
        }
        if value == notes.target {
            return notes.meet(sample, Contact::Crosses);
        }
        let replaced = match notes.differ(sample, self.latest) {
            true => std::mem::replace(&mut self.other, self.latest),
            false => self.latest,
        };
        self.replaced = Some(replaced);
        self.latest = sample;
        self.steps += 1;
        self.go_on(notes);
    }

    fn go_on(mut self, notes: &mut Notes<'_>) {
        match self.choose(notes) {
            Some(next) => {
                self.next = next;
                notes.follow(Step::Bracket(self));
            }
            None => self.close(notes),
        }
    }

    /// The next place to look at; none where no float is left between.
    fn choose(&self, notes: &Notes<'_>) -> Option<f64> {
        let (near, far) = (self.latest.x, self.other.x);
        let middle = float::middle(near, far)?;
        if self.steps >= PATIENCE {
            return Some(middle);
        }
        let width = far - near;
        // A step of less than this would stay where it is.
        let least = (2.0 * f64::EPSILON * near.abs() / width.abs()).min(0.5);
        let next = near + self.fraction(notes).clamp(least, 1.0 - least) * width;
        let is_inside = near.min(far) < next && next < near.max(far);
        Some(if is_inside { next } else { middle })
    }

    /// Which part of the way to the other side to go (T. R. Chandrupatla 1997, Advances in
    /// Engineering Software 28, 145–149).
    fn fraction(&self, notes: &Notes<'_>) -> f64 {
        let Some(replaced) = self.replaced else {
            return 0.5;
        };
        let [a, b, c] = [self.latest, self.other, replaced].map(|sample| sample.x);
        let [fa, fb, fc] = [self.latest, self.other, replaced].map(|sample| notes.off(sample));
        let (xi, phi) = ((a - b) / (c - b), (fa - fb) / (fc - fb));
        if phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi {
            fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        } else {
            0.5
        }
    }

    /// Two neighbouring floats on different sides: a root where the values are as near, or come
    /// nearer as their places do.
    fn close(self, notes: &mut Notes<'_>) {
        let (one, other) = (self.latest, self.other);
        let jump = (one.value - other.value).abs();
        if jump <= ROUNDING * notes.scale(self.outer.0, self.outer.1) {
            return notes.meet(nearer(one, other, notes), Contact::Crosses);
        }
        let (low, high) = match one.x < other.x {
            true => (one, other),
            false => (other, one),
        };
        let (from, to) = (self.outer.0.x, self.outer.1.x);
        let (from, to) = (from.min(to), from.max(to));
        notes.follow(Step::Jump(Jump {
            next: float::away(low.x, -AROUND).max(from),
            low,
            high,
            below: None,
            above: float::away(high.x, AROUND).min(to),
        }));
    }
}

/// A change of sign between neighbouring floats that may be a jump.
pub(super) struct Jump {
    pub(super) next: f64,
    low: Sample,
    high: Sample,
    /// The value a little below.
    below: Option<f64>,
    /// The place a little above.
    above: f64,
}

impl Jump {
    pub(super) fn learn(mut self, value: f64, notes: &mut Notes<'_>) {
        let Some(below) = self.below else {
            self.below = Some(value);
            self.next = self.above;
            return notes.follow(Step::Jump(self));
        };
        let across = (self.high.value - self.low.value).abs();
        let around = (value - below).abs();
        // What is smooth, or at least continuous, differs much more over many floats.
        if across <= around / 8.0 {
            return notes.meet(nearer(self.low, self.high, notes), Contact::Crosses);
        }
        notes.found.meetings.push(Meeting {
            at: self.low,
            beyond: self.high.value,
            contact: Contact::Jumps,
        });
    }
}

fn nearer(one: Sample, other: Sample, notes: &Notes<'_>) -> Sample {
    match notes.off(one).abs() <= notes.off(other).abs() {
        true => one,
        false => other,
    }
}
