//! A single place of a scan that is at the target: what the function does on either side of it.

use super::bracket::Bracket;
use super::edge::Rim;
use super::{Contact, Notes, Sample, Step};

/// How far to look aside, as a part of the way to the next place: far enough for a tangent to have
/// left the target, near enough for few roots to hide between.
const ASIDE: f64 = 1e-3;

/// The place, its neighbours in the scan, and what is known a little below it.
pub(super) struct Single {
    pub(super) next: f64,
    before: Sample,
    at: Sample,
    after: Sample,
    below: Option<Sample>,
}

impl Single {
    pub(super) fn begin([before, at, after]: [Sample; 3], notes: &mut Notes<'_>) {
        notes.follow(Step::Single(Self {
            next: at.x - ASIDE * (at.x - before.x),
            before,
            at,
            after,
            below: None,
        }));
    }

    pub(super) fn learn(mut self, value: f64, notes: &mut Notes<'_>) {
        let sample = Sample {
            x: self.next,
            value,
        };
        match self.below {
            None => {
                self.below = Some(sample);
                self.next = self.at.x + ASIDE * (self.after.x - self.at.x);
                notes.follow(Step::Single(self));
            }
            Some(below) => self.close(below, sample, notes),
        }
    }

    fn close(self, below: Sample, above: Sample, notes: &mut Notes<'_>) {
        let stays = |beside: Sample| beside.x != self.at.x && beside.value == notes.target;
        if stays(below) || stays(above) {
            // A stretch that reaches no other place of the scan.
            Rim::begin(self.at, Some(self.before), notes);
            return Rim::begin(self.at, Some(self.after), notes);
        }
        let turns = notes.off(below) * notes.off(above) > 0.0;
        let contact = if turns {
            Contact::Touches
        } else {
            Contact::Crosses
        };
        notes.meet(self.at, contact);
        for (near, far) in [(below, self.before), (above, self.after)] {
            if notes.differ(near, far) {
                Bracket::begin(near, far, notes);
            }
        }
    }
}
