//! Falsifiers: how far each assumption may move before an output misses its target.
//!
//! All inputs are looked at together: one run of the tape for a scan of every range, and one for
//! every round of refinement.

use crate::check::{Typed, bad_key};
use crate::diagnostic::Diagnostic;
use crate::run::{Cancelled, Progress, resolve_all};
use crate::workbook::key::Key;
use crate::workbook::{Definition, Falsifiers, Workbook};

use super::keys::is_by_hand;
use super::range::{check, places, usual};
use super::root::{Contact, Found, Meeting, solve};
use super::words::{check_follows, check_target, drivers, range_shown, reason, refuse, side};
use super::{Measure, Move, Point, Probe, Question, Stop};

/// The most elements of an assumption that are looked at one by one; of a larger one the whole.
const MOST_ELEMENTS: usize = 12;

/// What a falsifier study found.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The output, with its value at the base case: which side of the target it is on says what a
    /// break point does. Where it meets the target already, break points are where it would miss
    /// it; where it misses it, they are how far an input must move for it to hold.
    pub output: Measure,
    /// The value at which the thesis breaks.
    pub target: f64,
    /// The inputs, the one with the least headroom first, those that cannot break it last.
    pub falsifiers: Vec<Falsifier>,
    /// Assumptions that the output depends on and that were not moved, and why.
    pub left_out: Vec<(String, String)>,
}

/// How far one input may move.
#[derive(Clone, Debug, PartialEq)]
pub struct Falsifier {
    /// The input, with its base value. A series or table moves as a whole, as a multiple of what
    /// it is: base 1, unit `x`.
    pub input: Measure,
    /// Where it was sought.
    pub range: (f64, f64),
    /// The value nearest to the base, on either side of it, at which the output passes the target
    /// or leaps over it; none where no value in the range does.
    pub break_point: Option<f64>,
    /// How the output meets the target there.
    pub contact: Option<Contact>,
    /// How far that is, as a share of the base value: −0.3 for a base that shrinks by 30 %, 0.3 for
    /// one that grows. None without a break point, or with a base of zero.
    pub headroom: Option<f64>,
    /// Why it cannot break the thesis, in words; empty where it can.
    pub infeasible: String,
}

/// Finds and ranks the break points.
///
/// # Errors
///
/// The study makes no sense as described, or `progress` was asked to stop.
pub fn run(
    question: &Question<'_>,
    spec: &Falsifiers,
    progress: &Progress,
) -> Result<Ranking, Stop> {
    let Question {
        workbook, typed, ..
    } = *question;
    check_target(typed, &spec.target)?;
    let is_named = !spec.inputs.is_empty();
    let mut left_out = Vec::new();
    let inputs = match is_named {
        true => named(workbook, typed, &spec.inputs)?,
        false => all(workbook, typed, &spec.target.output, &mut left_out),
    };
    let given = resolve_all(workbook, typed, &question.layers).0;
    let (by_hand, inputs): (Vec<_>, Vec<_>) = inputs
        .into_iter()
        .partition(|(key, _)| !is_named && is_by_hand(typed, &given, key));
    let reason = "it is set by hand, which no study changes";
    left_out.extend(by_hand.into_iter().map(|(key, _)| (key, reason.to_owned())));
    let output = [spec.target.output.clone()];
    let probe = Probe::moving(question, &inputs, &output, spec.period.as_deref())?;
    let mut moved = Vec::new();
    for (input, (key, by)) in inputs.iter().enumerate() {
        let range = usual(workbook, key, *by, probe.inputs()[input].base);
        match range {
            _ if is_named => {
                check_follows(typed, &probe, input)?;
                let range = range.ok_or_else(|| unranged(key))?;
                check(key, range.0, range.1)?;
                moved.push((input, range));
            }
            _ if !probe.depends_on(input) => {}
            Some(range) if check(key, range.0, range.1).is_ok() => moved.push((input, range)),
            _ => left_out.push((key.clone(), UNRANGED.to_owned())),
        }
    }
    if moved.is_empty() && left_out.is_empty() {
        let message = format!("`{}` depends on no assumption", spec.target.output);
        return Err(refuse(message, "choose an output that does").into());
    }
    let search = Search {
        probe: &probe,
        progress,
        moved,
        target: spec.target.value.0,
    };
    Ok(search.ranking(left_out)?)
}

const UNRANGED: &str = "its base is no number but zero, and no range is stated";

fn unranged(key: &str) -> Box<Diagnostic> {
    let message = format!("no range is known in which to look for `{key}`: {UNRANGED}");
    refuse(
        message,
        "give the row a valid range, or a low and a high value",
    )
}

/// Inputs that are named: single values are set, what has several is multiplied.
fn named(
    workbook: &Workbook,
    typed: &Typed,
    keys: &[String],
) -> Result<Vec<(String, Move)>, Box<Diagnostic>> {
    let one = |(place, key): (usize, &String)| {
        if let Some(found) = bad_key(typed, key) {
            return Err(Box::new(found));
        }
        if keys[..place].contains(key) {
            let message = format!("`{key}` is named twice among the inputs");
            return Err(refuse(message, "name each input once"));
        }
        match (slots(typed, key), is_shares(workbook, key)) {
            (0 | 1, _) => Ok((key.clone(), Move::Set)),
            (_, false) => Ok((key.clone(), Move::Scale)),
            (_, true) => {
                let message = format!("`{key}` are shares of one whole, which cannot all grow");
                Err(refuse(
                    message,
                    format!("name one of them, as in `{key}[element]`"),
                ))
            }
        }
    };
    keys.iter().enumerate().map(one).collect()
}

/// Every number assumption that an output depends on: element by element where there are few,
/// otherwise as a whole.
fn all(
    workbook: &Workbook,
    typed: &Typed,
    output: &str,
    left_out: &mut Vec<(String, String)>,
) -> Vec<(String, Move)> {
    let mut inputs = Vec::new();
    for row in drivers(typed, output) {
        let id = &typed.rows[row].id;
        let axes = typed.rows[row].axes;
        let is_series = axes.contains(crate::check::Axes::TIME);
        if axes.is_empty() {
            inputs.push((id.clone(), Move::Set));
        } else if !is_series && typed.slots(row) <= MOST_ELEMENTS {
            let key = |slot| {
                let at = typed.extents.position(axes, slot);
                let labels = axes
                    .iter()
                    .map(|axis| &*typed.extents.labels(axis)[at.along(axis)]);
                let key = format!("{id}[{}]", labels.collect::<Vec<_>>().join(","));
                (key, Move::Set)
            };
            inputs.extend((0..typed.slots(row)).map(key));
        } else if is_shares(workbook, id) {
            let reason = "shares of one whole cannot all grow; name one of them".to_owned();
            left_out.push((id.clone(), reason));
        } else {
            inputs.push((id.clone(), Move::Scale));
        }
    }
    inputs
}

/// How many slots a key names.
fn slots(typed: &Typed, key: &str) -> usize {
    let parsed = Key::parse(key).ok();
    let row = parsed.as_ref().and_then(|key| typed.row(&key.name));
    let (Some(key), Some(row)) = (parsed, row) else {
        return 0;
    };
    let places = typed.extents.places(row.axes, &key.at).unwrap_or_default();
    let free = places
        .iter()
        .fold(row.axes, |axes, (axis, _)| axes.without(*axis));
    typed.extents.slots(free)
}

fn is_shares(workbook: &Workbook, key: &str) -> bool {
    let name = Key::parse(key).map(|key| key.name).unwrap_or_default();
    let variable = workbook
        .variables
        .iter()
        .find(|variable| variable.id == name);
    variable.is_some_and(
        |variable| matches!(&variable.definition, Definition::Assumption(found) if found.shares),
    )
}

/// Inputs by position, each with its range, and what is looked for along them.
struct Search<'a> {
    probe: &'a Probe<'a>,
    progress: &'a Progress,
    moved: Vec<(usize, (f64, f64))>,
    target: f64,
}

impl Search<'_> {
    fn ranking(&self, left_out: Vec<(String, String)>) -> Result<Ranking, Cancelled> {
        let lanes = self.moved.iter();
        let lanes = lanes.map(|(input, range)| places(*range, self.probe.inputs()[*input].base));
        let lanes: Vec<_> = lanes.collect();
        let at = |asked: &[(usize, f64)]| {
            let point = |(lane, x): &(usize, f64)| -> Point { vec![(self.moved[*lane].0, *x)] };
            let points: Vec<_> = asked.iter().map(point).collect();
            Ok(self.probe.at(&points, self.progress)?.swap_remove(0))
        };
        let found = solve(&lanes, self.target, &at)?;
        let each = found.iter().enumerate();
        let each = each.map(|(lane, found)| self.falsifier(lane, found));
        let mut falsifiers = each.collect::<Result<Vec<_>, _>>()?;
        // A sort that keeps the order of the workbook where headrooms are the same.
        falsifiers.sort_by(|one, other| {
            let rank = |one: &Falsifier| match (one.break_point, one.headroom) {
                (None, _) => (2, 0.0),
                (Some(_), None) => (1, 0.0),
                (Some(_), Some(room)) => (0, room.abs()),
            };
            let (one, other) = (rank(one), rank(other));
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        Ok(Ranking {
            output: self.probe.outputs()[0].clone(),
            target: self.target,
            falsifiers,
            left_out,
        })
    }

    fn falsifier(&self, lane: usize, found: &Found) -> Result<Falsifier, Cancelled> {
        let (input, range) = self.moved[lane];
        let input = self.probe.inputs()[input].clone();
        // An output that touches the target and turns back does not break.
        let breaks = found
            .meetings
            .iter()
            .filter(|one| one.contact != Contact::Touches);
        let distance = |one: &&Meeting| (one.at.x - input.base).abs();
        let nearest = breaks.min_by(|one, other| distance(one).total_cmp(&distance(other)));
        let infeasible = match nearest {
            None => self.infeasible(lane, found)?,
            Some(_) => String::new(),
        };
        let break_point = nearest.map(|meeting| meeting.at.x);
        let headroom = break_point.map(|at| (at - input.base) / input.base);
        Ok(Falsifier {
            range,
            break_point,
            contact: nearest.map(|meeting| meeting.contact),
            headroom: headroom.filter(|room| room.is_finite()),
            infeasible,
            input,
        })
    }

    /// Why an input cannot break the thesis.
    fn infeasible(&self, lane: usize, found: &Found) -> Result<String, Cancelled> {
        let (input, range) = self.moved[lane];
        let unit = &self.probe.inputs()[input].unit;
        let output = &self.probe.outputs()[0];
        let within = range_shown(range, unit);
        let missing = found.scan.iter().filter(|sample| sample.value.is_nan());
        let missing: Vec<Point> = missing.map(|sample| vec![(input, sample.x)]).collect();
        let why = match missing.is_empty() {
            true => String::new(),
            false => reason(self.probe, &missing, self.progress)?,
        };
        let Some((least, most)) = found.extent else {
            return Ok(format!("no value at {within}: {why}"));
        };
        if least == most && missing.is_empty() {
            return Ok("nothing moves with it in this case".to_owned());
        }
        let beyond = if (least - self.target).abs() > (most - self.target).abs() {
            least
        } else {
            most
        };
        let side = side(beyond, self.target, output);
        let mut words = format!("stays {side} at {within}");
        if !missing.is_empty() {
            words.push_str(&format!(", where it has a value: {why}"));
        }
        Ok(words)
    }
}
