//! Every place in a range at which a function has a wanted value, for many functions in lock-step.
//!
//! A lane is one function of one number. [`solve`] looks at each lane at the places given, notes
//! what may hide between neighbours, and then asks for one further place per open search and
//! round, all lanes at once. What it looks for:
//!
//! - a change of sign, refined by Chandrupatla's method until no float lies between ([`bracket`]);
//! - a change of sign that stays large however near both sides come: a jump, not a root;
//! - the edge next to a stretch without values, between which and its neighbour a root may lie
//!   ([`edge`]);
//! - a pole between two places, on whose sides roots may lie ([`pole`]);
//! - a turning point that may reach the target between two places ([`summit`]);
//! - a place of the scan that is at the target, and what lies beside it ([`single`]).
//!
//! A stretch on which the function stays at the target is given by its ends; one that lies
//! between two places of the scan by one place on it.

mod bracket;
mod edge;
mod float;
mod pole;
mod single;
mod summit;

use crate::run::Cancelled;

use bracket::{Bracket, Jump};
use edge::{Edge, Rim};
use pole::Pole;
use single::Single;
use summit::{Aim, Summit, Vertex};

/// How an output meets a value while an input moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    /// It passes from one side to the other.
    Crosses,
    /// It turns back where it has the value. Rounding hides where exactly: such a place is known
    /// to some eight digits rather than twelve.
    Touches,
    /// It stays at the value for a stretch, of which this is an end.
    Rests,
    /// It leaps over the value without having it.
    Jumps,
}

/// A place, and the value of a function there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sample {
    pub(super) x: f64,
    pub(super) value: f64,
}

/// A place at which a function meets the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Meeting {
    /// Where, and what the function gives there: not always the target to the last digit.
    pub(super) at: Sample,
    /// The last value beyond a jump; that at the place itself otherwise.
    pub(super) beyond: f64,
    pub(super) contact: Contact,
}

/// What is known of one lane in the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// Where it meets the target, rising.
    pub(super) meetings: Vec<Meeting>,
    /// Its least and greatest value, infinite beside a pole; none where it never has one.
    pub(super) extent: Option<(f64, f64)>,
    /// Its values at the places given; NaN where there is none.
    pub(super) scan: Vec<Sample>,
    /// Where its values end, until they have been looked through.
    edges: Vec<Sample>,
}

impl Found {
    /// The meetings at which the function has the target's value.
    pub(super) fn roots(&self) -> impl Iterator<Item = &Meeting> {
        let all = self.meetings.iter();
        all.filter(|meeting| meeting.contact != Contact::Jumps)
    }

    fn widen(&mut self, value: f64) {
        if !value.is_nan() {
            let (least, most) = self.extent.unwrap_or((value, value));
            self.extent = Some((least.min(value), most.max(value)));
        }
    }
}

/// A search that waits for the value at one place.
enum Step {
    Bracket(Bracket),
    Jump(Jump),
    Edge(Edge),
    Rim(Rim),
    Pole(Pole),
    Single(Single),
    Summit(Summit),
    Vertex(Vertex),
}

impl Step {
    fn place(&self) -> f64 {
        match self {
            Self::Bracket(step) => step.next,
            Self::Jump(step) => step.next,
            Self::Edge(step) => step.next,
            Self::Rim(step) => step.next,
            Self::Pole(step) => step.next,
            Self::Single(step) => step.next,
            Self::Summit(step) => step.next,
            Self::Vertex(step) => step.next,
        }
    }

    fn learn(self, value: f64, notes: &mut Notes<'_>) {
        match self {
            Self::Bracket(step) => step.learn(value, notes),
            Self::Jump(step) => step.learn(value, notes),
            Self::Edge(step) => step.learn(value, notes),
            Self::Rim(step) => step.learn(value, notes),
            Self::Pole(step) => step.learn(value, notes),
            Self::Single(step) => step.learn(value, notes),
            Self::Summit(step) => step.learn(value, notes),
            Self::Vertex(step) => step.learn(value, notes),
        }
    }
}

/// What the searches of one lane put down: what they found, and what is left to look at.
struct Notes<'a> {
    lane: usize,
    target: f64,
    found: &'a mut Found,
    open: &'a mut Vec<(usize, Step)>,
}

impl Notes<'_> {
    /// How far a sample is above the target.
    fn off(&self, sample: Sample) -> f64 {
        sample.value - self.target
    }

    /// Whether two samples lie on different sides of the target.
    fn differ(&self, one: Sample, other: Sample) -> bool {
        let (one, other) = (self.off(one), self.off(other));
        (one < 0.0 && 0.0 < other) || (other < 0.0 && 0.0 < one)
    }

    /// The size of what is compared, against which a difference counts as rounding.
    fn scale(&self, one: Sample, other: Sample) -> f64 {
        let outer = one.value.abs().max(other.value.abs());
        outer.max(self.target.abs())
    }

    fn meet(&mut self, at: Sample, contact: Contact) {
        let beyond = at.value;
        self.found.widen(beyond);
        self.found.meetings.push(Meeting {
            at,
            beyond,
            contact,
        });
    }

    fn follow(&mut self, step: Step) {
        self.open.push((self.lane, step));
    }
}

/// Looks for the target in every lane; `lanes` holds the places of each scan, rising.
///
/// `at` gives the values of lanes at places. The result depends on nothing else.
///
/// # Errors
///
/// [`Cancelled`] if `at` was.
pub(super) fn solve(
    lanes: &[Vec<f64>],
    target: f64,
    at: &impl Fn(&[(usize, f64)]) -> Result<Vec<f64>, Cancelled>,
) -> Result<Vec<Found>, Cancelled> {
    let scans = lanes.iter().enumerate();
    let scans = scans.flat_map(|(lane, places)| places.iter().map(move |x| (lane, *x)));
    let asked: Vec<_> = scans.collect();
    let mut found = vec![Found::default(); lanes.len()];
    for ((lane, x), value) in asked.iter().zip(at(&asked)?) {
        found[*lane].scan.push(Sample { x: *x, value });
    }
    let mut open = Vec::new();
    for (lane, found) in found.iter_mut().enumerate() {
        let scan = std::mem::take(&mut found.scan);
        let mut notes = Notes {
            lane,
            target,
            found,
            open: &mut open,
        };
        look(&scan, &mut notes);
        found.scan = scan;
    }
    while !open.is_empty() {
        let asked: Vec<_> = open
            .iter()
            .map(|(lane, step)| (*lane, step.place()))
            .collect();
        let values = at(&asked)?;
        let mut left = Vec::new();
        for ((lane, step), value) in open.into_iter().zip(values) {
            let mut notes = Notes {
                lane,
                target,
                found: &mut found[lane],
                open: &mut left,
            };
            step.learn(value, &mut notes);
        }
        open = left;
    }
    for (lane, found) in found.iter_mut().enumerate() {
        let mut notes = Notes {
            lane,
            target,
            found,
            open: &mut Vec::new(),
        };
        edge::jumps(&mut notes);
        merge(&mut found.meetings, target);
    }
    Ok(found)
}

/// Notes what a scan shows, and what may hide between its places.
fn look(scan: &[Sample], notes: &mut Notes<'_>) {
    for sample in scan {
        notes.found.widen(sample.value);
    }
    for pair in scan.windows(2) {
        match (pair[0].value.is_nan(), pair[1].value.is_nan()) {
            (false, true) => Edge::begin(pair[0], pair[1].x, notes),
            (true, false) => Edge::begin(pair[1], pair[0].x, notes),
            _ if notes.differ(pair[0], pair[1]) => Bracket::begin(pair[0], pair[1], notes),
            _ => {}
        }
    }
    (0..scan.len()).for_each(|place| Pole::begin(scan, place, notes));
    for triple in scan.windows(3) {
        Summit::begin(triple, Aim::Target, notes);
    }
    rests(scan, notes);
    ends(scan, notes);
    let extreme = |sign: f64| {
        let known = scan.iter().enumerate();
        let known = known.filter(|(_, sample)| !sample.value.is_nan());
        let least = known.min_by(|(_, a), (_, b)| (sign * a.value).total_cmp(&(sign * b.value)));
        least.map_or(0, |(place, _)| place)
    };
    for (place, aim) in [(extreme(1.0), Aim::Least), (extreme(-1.0), Aim::Most)] {
        if let Some(triple) = scan.get(place.wrapping_sub(1)..place + 2) {
            Summit::begin(triple, aim, notes);
        }
    }
}

/// Places of the scan that have the target's value: single ones, and both ends of a stretch.
fn rests(scan: &[Sample], notes: &mut Notes<'_>) {
    let mut from = 0;
    while from < scan.len() {
        if scan[from].value != notes.target {
            from += 1;
            continue;
        }
        let run = scan[from..].iter();
        let count = run
            .take_while(|sample| sample.value == notes.target)
            .count();
        let to = from + count - 1;
        let (before, after) = (
            from.checked_sub(1).map(|place| scan[place]),
            scan.get(to + 1),
        );
        if count > 1 {
            Rim::begin(scan[from], before, notes);
            Rim::begin(scan[to], after.copied(), notes);
        } else {
            // An end of the range is its own neighbour.
            let at = scan[from];
            Single::begin([before.unwrap_or(at), at, *after.unwrap_or(&at)], notes);
        }
        from = to + 1;
    }
}

/// Ends of the scan at which the target is met but for rounding.
fn ends(scan: &[Sample], notes: &mut Notes<'_>) {
    if let [first, second, .., last_but_one, last] = scan {
        for (end, inner) in [(*first, *second), (*last, *last_but_one)] {
            edge::met_but_for_rounding(end, inner, notes);
        }
    }
}

/// Sorts meetings, and keeps one of those that are the same but for rounding.
fn merge(meetings: &mut Vec<Meeting>, target: f64) {
    meetings.sort_by(|one, other| one.at.x.total_cmp(&other.at.x));
    let off = |meeting: &Meeting| (meeting.at.value - target).abs();
    meetings.dedup_by(|later, kept| {
        let near = 1e-9 * kept.at.x.abs().max(later.at.x.abs());
        let is_same = later.at.x - kept.at.x <= near;
        if is_same && off(later) < off(kept) {
            *kept = *later;
        }
        is_same
    });
}

#[cfg(test)]
mod tests;
