//! Edges: where values end, and where a stretch at the target ends.

use super::bracket::Bracket;
use super::{Contact, Meeting, Notes, Sample, Step, float, pole};

/// What is this much smaller than the values around it is zero but for rounding.
const ROUNDING: f64 = 1e-12;

/// The last place with a value before a stretch without, found by halving.
pub(super) struct Edge {
    pub(super) next: f64,
    /// The last place known to have a value.
    good: Sample,
    /// The nearest place known to have none.
    bad: f64,
    /// Where the search began.
    start: Sample,
}

impl Edge {
    pub(super) fn begin(good: Sample, bad: f64, notes: &mut Notes<'_>) {
        let next = f64::NAN;
        Self {
            next,
            good,
            bad,
            start: good,
        }
        .go_on(notes);
    }

    pub(super) fn learn(mut self, value: f64, notes: &mut Notes<'_>) {
        let sample = Sample {
            x: self.next,
            value,
        };
        if value.is_nan() {
            self.bad = sample.x;
        } else {
            if notes.differ(self.good, sample) {
                Bracket::begin(self.good, sample, notes);
            } else if value == notes.target && self.start.value != notes.target {
                notes.meet(sample, Contact::Crosses);
            }
            self.good = sample;
        }
        self.go_on(notes);
    }

    fn go_on(mut self, notes: &mut Notes<'_>) {
        match float::middle(self.good.x, self.bad) {
            Some(next) => {
                self.next = next;
                notes.follow(Step::Edge(self));
            }
            None => {
                notes.found.edges.push(self.good);
                widen_up_to(self.good.value, notes);
                met_but_for_rounding(self.good, self.start, notes);
            }
        }
    }
}

/// Counts the value at an edge among those attained, unless it is far beyond the others: that is
/// how a pole begins, and its last float says nothing.
fn widen_up_to(value: f64, notes: &mut Notes<'_>) {
    let is_far = notes.found.extent.is_some_and(|(least, most)| {
        let width = most - least;
        value < least - width || value > most + width
    });
    if !is_far {
        notes.found.widen(value);
    }
}

/// Notes a jump where two edges, on different sides of the target, are as good as neighbours: a pole
/// that a float happens to hit.
pub(super) fn jumps(notes: &mut Notes<'_>) {
    let mut edges = std::mem::take(&mut notes.found.edges);
    edges.sort_by(|one, other| one.x.total_cmp(&other.x));
    for pair in edges.windows(2) {
        let width = pair[1].x - pair[0].x;
        let size = pair[0].x.abs().max(pair[1].x.abs());
        // Around zero a quotient is out of range below 1e-308 already.
        if width > (1e-15 * size).max(1e-290) {
            continue;
        }
        pole::widen_beside([pair[0], pair[1]], notes);
        if notes.differ(pair[0], pair[1]) {
            notes.found.meetings.push(Meeting {
                at: Sample {
                    x: 0.5 * (pair[0].x + pair[1].x),
                    value: pair[0].value,
                },
                beyond: pair[1].value,
                contact: Contact::Jumps,
            });
        }
    }
}

/// Takes an end as a root where it is one but for rounding: `inner` says how large values are.
pub(super) fn met_but_for_rounding(end: Sample, inner: Sample, notes: &mut Notes<'_>) {
    let off = notes.off(end).abs();
    if 0.0 < off && off <= ROUNDING * notes.scale(inner, inner) {
        // Where the target is met nearby as well, merging keeps the better place.
        notes.meet(end, Contact::Crosses);
    }
}

/// Whether a value is the target but for rounding, beside values of some size.
pub(super) fn is_rounding(off: f64, scale: f64) -> bool {
    off.abs() <= ROUNDING * scale
}

/// The end of a stretch on which a function stays at the target, found by halving.
pub(super) struct Rim {
    pub(super) next: f64,
    /// The last place known to be at the target.
    at: Sample,
    /// The nearest place known not to be.
    past: f64,
}

impl Rim {
    /// `past` is the neighbour that is no longer at the target; none at an end of the range.
    pub(super) fn begin(at: Sample, past: Option<Sample>, notes: &mut Notes<'_>) {
        let past = past.map_or(at.x, |sample| sample.x);
        let next = f64::NAN;
        Self { next, at, past }.go_on(notes);
    }

    pub(super) fn learn(mut self, value: f64, notes: &mut Notes<'_>) {
        let x = self.next;
        match value == notes.target {
            true => self.at = Sample { x, value },
            false => self.past = x,
        }
        self.go_on(notes);
    }

    fn go_on(mut self, notes: &mut Notes<'_>) {
        match float::middle(self.at.x, self.past) {
            Some(next) => {
                self.next = next;
                notes.follow(Step::Rim(self));
            }
            None => notes.meet(self.at, Contact::Rests),
        }
    }
}
