//! Poles: where values of both signs grow without bound towards each other.
//!
//! A scan only sees two neighbours of different signs. Between them the function may take any
//! value beyond theirs, so that roots hide there although neither side has passed the target.

use super::bracket::Bracket;
use super::edge::Edge;
use super::{Contact, Meeting, Notes, Sample, Step, float};

/// How many times the values around it those beside a pole are.
const GROWTH: f64 = 1e4;

/// Two places of different signs, drawn together by halving.
pub(super) struct Pole {
    pub(super) next: f64,
    low: Sample,
    high: Sample,
    /// Where it began.
    outer: (Sample, Sample),
}

impl Pole {
    /// Looks for a pole between a place of a scan and the next one, if values grow towards it.
    pub(super) fn begin(scan: &[Sample], place: usize, notes: &mut Notes<'_>) {
        let (Some(low), Some(high)) = (scan.get(place), scan.get(place + 1)) else {
            return;
        };
        let grows = |at: &Sample, before: Option<&Sample>| {
            before.is_none_or(|before| before.value.is_nan() || before.value.abs() < at.value.abs())
        };
        let before = place.checked_sub(1).and_then(|place| scan.get(place));
        let differ = low.value * high.value < 0.0;
        if differ && grows(low, before) && grows(high, scan.get(place + 2)) {
            let start = Self {
                next: f64::NAN,
                low: *low,
                high: *high,
                outer: (*low, *high),
            };
            start.go_on(notes);
        }
    }

    pub(super) fn learn(mut self, value: f64, notes: &mut Notes<'_>) {
        let x = self.next;
        if value.is_nan() {
            self.look_back(notes);
            Edge::begin(self.low, x, notes);
            return Edge::begin(self.high, x, notes);
        }
        let side = match value * self.low.value > 0.0 {
            true => &mut self.low,
            false => &mut self.high,
        };
        // Values that fall lead to a zero or a step.
        if value.abs() >= side.value.abs() {
            *side = Sample { x, value };
            self.go_on(notes);
        }
    }

    fn go_on(mut self, notes: &mut Notes<'_>) {
        match float::middle(self.low.x, self.high.x) {
            Some(next) => {
                self.next = next;
                notes.follow(Step::Pole(self));
            }
            None => self.close(notes),
        }
    }

    fn close(self, notes: &mut Notes<'_>) {
        let (low, high) = self.outer;
        let grew = |to: Sample, from: Sample| to.value.abs() > GROWTH * from.value.abs();
        if grew(self.low, low) && grew(self.high, high) {
            notes.found.widen(boundless(self.low.value));
            notes.found.widen(boundless(self.high.value));
            if notes.differ(self.low, self.high) {
                notes.found.meetings.push(Meeting {
                    at: self.low,
                    beyond: self.high.value,
                    contact: Contact::Jumps,
                });
            }
            self.look_back(notes);
        }
    }

    /// Looks for the target between where the search began and where it is.
    fn look_back(&self, notes: &mut Notes<'_>) {
        for (from, to) in [(self.outer.0, self.low), (self.high, self.outer.1)] {
            if notes.differ(from, to) {
                Bracket::begin(from, to, notes);
            }
        }
    }
}

/// Infinity with the sign of a value.
fn boundless(value: f64) -> f64 {
    f64::INFINITY.copysign(value)
}

/// Counts infinity among what is attained where two edges with next to nothing between them have
/// values far beyond all of the scan: a pole that a float happens to hit.
pub(super) fn widen_beside(edges: [Sample; 2], notes: &mut Notes<'_>) {
    let scan = notes.found.scan.iter().map(|sample| sample.value.abs());
    let most = scan.fold(0.0, f64::max);
    if edges.iter().all(|edge| edge.value.abs() > GROWTH * most) {
        edges
            .iter()
            .for_each(|edge| notes.found.widen(boundless(edge.value)));
    }
}
