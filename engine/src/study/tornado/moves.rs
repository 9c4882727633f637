//! Which inputs move, and between which ends.

use crate::check::{Layer, Resolved, RowKind, RowRule, Slots, Typed, bad_key, given};
use crate::compile::needed;
use crate::diagnostic::{Code, Diagnostic};
use crate::run::{Reference, resolve_all};
use crate::workbook::key::Key;
use crate::workbook::{Assumption, Definition, TestRange, Workbook};

use crate::study::keys::output;
use crate::study::monte_carlo::quantile;
use crate::study::{Measure, Point, Question};

/// The inputs that move, in groups that can share a tape, and those that do not.
pub(super) struct Plan {
    /// All assumptions together; each formula by itself, as it is cut off from what it reads.
    pub(super) groups: Vec<Vec<Move>>,
    /// Inputs that do not move, and why.
    pub(super) left_out: Vec<(String, String)>,
}

/// One input: the slots that move together, and between which ends each does.
pub(super) struct Move {
    key: String,
    unit: String,
    /// The row that it is, or is a part of.
    row: usize,
    /// The slots that move, with the key of each.
    pub(super) slots: Vec<(usize, String)>,
    base: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    /// The least and the greatest value that make sense.
    valid: (f64, f64),
    told: Told,
    /// What a reader should know about the range.
    pub(super) note: String,
}

/// How the values of its slots are told as one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// As the one that all of them have, in its unit.
    Value,
    /// As how many times their base they are, all together.
    Multiple,
    /// As their mean, in their unit, where a base of zero has no multiple.
    Mean,
}

/// The keys of a group's slots, in order.
pub(super) fn keys(group: &[Move]) -> Vec<String> {
    let slots = group.iter().flat_map(|one| &one.slots);
    slots.map(|(_, key)| key.clone()).collect()
}

impl Move {
    /// The value of each slot some of so many steps below or above the base.
    pub(super) fn at(&self, step: i32, steps: usize) -> Vec<f64> {
        let ends = if step < 0 { &self.low } else { &self.high };
        let share = f64::from(step.abs()) / steps as f64;
        let between = |(base, end): (&f64, &f64)| match share {
            0.0 => *base,
            1.0 => *end,
            share => base + (end - base) * share,
        };
        self.base.iter().zip(ends).map(between).collect()
    }

    /// The point of a probe at which its slots have these values; `first` is the first of them
    /// among the probe's inputs.
    pub(super) fn point(&self, first: usize, values: Vec<f64>) -> Point {
        (first..).zip(values).collect()
    }

    /// The same in another case, whose values at rest are `own`: the value itself where the case
    /// shares the base, otherwise as far in proportion from its own base. What has no value there
    /// stays as it is.
    pub(super) fn point_in(&self, first: usize, values: &[f64], own: &[f64]) -> Point {
        let moved = self.base.iter().zip(values).zip(own);
        let moved = moved.map(|((base, value), own)| match *base {
            base if base.to_bits() == own.to_bits() => *value,
            base if base != 0.0 => own * (value / base),
            base => own + (value - base),
        });
        let (least, most) = self.valid;
        let points = (first..).zip(moved.map(|value| value.clamp(least, most)));
        points.filter(|(_, value)| !value.is_nan()).collect()
    }

    /// The values of its slots as one number.
    pub(super) fn told(&self, values: &[f64]) -> f64 {
        let sum = |values: &[f64]| values.iter().sum::<f64>();
        match self.told {
            Told::Value => values[0],
            Told::Multiple => sum(values) / sum(&self.base),
            Told::Mean => sum(values) / values.len() as f64,
        }
    }

    /// The input with its base.
    pub(super) fn measure(&self) -> Measure {
        Measure {
            key: self.key.clone(),
            unit: self.unit.clone(),
            base: self.told(&self.base),
        }
    }

    /// The values of its slots in a case.
    pub(super) fn values(&self, reference: &mut Reference<'_>) -> Vec<f64> {
        reference.prepare([self.row]);
        let slots = self.slots.iter();
        slots
            .map(|(slot, _)| reference.slot(self.row, *slot).unwrap_or(f64::NAN))
            .collect()
    }
}

/// Finds the inputs that move an output, or takes those that are named.
pub(super) fn plan(
    question: &Question<'_>,
    target: &str,
    inputs: &[String],
    range: TestRange,
) -> Result<Plan, Box<Diagnostic>> {
    check_range(range)?;
    let Question {
        workbook, typed, ..
    } = *question;
    let keys = match inputs {
        [] => candidates(workbook, typed, output(typed, target, None)?.slot.0),
        named => each_once(typed, named)?,
    };
    let resolved = resolve_all(workbook, typed, &question.layers).0;
    let mut ranges = Ranges {
        workbook,
        typed,
        resolved: &resolved,
        reference: Reference::new(typed, &resolved),
        range,
    };
    let mut plan = Plan {
        groups: vec![Vec::new()],
        left_out: Vec::new(),
    };
    for key in keys {
        match ranges.of(&key) {
            Ok(one) if matches!(typed.rows[one.row].rule, RowRule::Input) => {
                plan.groups[0].push(one);
            }
            Ok(one) => plan.groups.push(vec![one]),
            Err(reason) => plan.left_out.push((key.to_string(), reason)),
        }
    }
    Ok(plan)
}

fn check_range(range: TestRange) -> Result<(), Box<Diagnostic>> {
    let (message, hint) = match range {
        TestRange::Percent(share) if share.0 <= 0.0 => (
            format!("inputs cannot be moved by {} of their base", share.0),
            "give a positive share, such as 0.1 for ±10 %",
        ),
        TestRange::Percentile(percent) if !(percent.0 > 0.0 && percent.0 < 50.0) => (
            format!(
                "there is no range from percentile {} to its mirror image",
                percent.0
            ),
            "give a percentile between 0 and 50, such as 10 for P10 to P90",
        ),
        _ => return Ok(()),
    };
    Err(Box::new(
        Diagnostic::error(Code::BadValue, message).hint(hint),
    ))
}

/// The numbers among the assumptions that a row depends on; shares element by element.
fn candidates(workbook: &Workbook, typed: &Typed, row: usize) -> Vec<Key> {
    let mut rows: Vec<_> = needed(typed, [row])
        .into_iter()
        .flatten()
        .copied()
        .collect();
    rows.sort_unstable();
    let is_input = |row: &usize| {
        let row = &typed.rows[*row];
        matches!(row.rule, RowRule::Input) && row.kind == RowKind::Number
    };
    let keys = rows.into_iter().filter(is_input).flat_map(|position| {
        let row = &typed.rows[position];
        let whole = vec![Vec::new()];
        let parts = match row.axes.iter().next() {
            Some(axis) if is_shares(workbook, position) => {
                let labels = typed.extents.labels(axis).iter();
                labels.map(|label| vec![label.clone()]).collect()
            }
            _ => whole,
        };
        let name = row.id.clone();
        parts.into_iter().map(move |at| Key {
            name: name.clone(),
            at,
        })
    });
    keys.collect()
}

/// Keys that were named; each must be that of a number.
fn each_once(typed: &Typed, named: &[String]) -> Result<Vec<Key>, Box<Diagnostic>> {
    let mut keys = Vec::new();
    for text in named {
        if let Some(found) = bad_key(typed, text) {
            return Err(Box::new(found));
        }
        let key = Key::parse(text).ok();
        let row = key.as_ref().and_then(|key| typed.row(&key.name));
        if row.is_some_and(|row| row.kind != RowKind::Number) {
            let message = format!("`{text}` is not a number, so it cannot be moved");
            let found = Diagnostic::error(Code::KindMismatch, message).hint("choose a number");
            return Err(Box::new(found));
        }
        keys.extend(key.filter(|key| !keys.contains(key)));
    }
    Ok(keys)
}

fn assumption(workbook: &Workbook, row: usize) -> Option<&Assumption> {
    match &workbook.variables[row].definition {
        Definition::Assumption(assumption) => Some(assumption),
        Definition::Formula(_) | Definition::Irregular(_) => None,
    }
}

fn is_shares(workbook: &Workbook, row: usize) -> bool {
    assumption(workbook, row).is_some_and(|assumption| assumption.shares)
}

/// Where inputs rest in a case, and how far they should move.
struct Ranges<'a> {
    workbook: &'a Workbook,
    typed: &'a Typed,
    resolved: &'a [Resolved],
    reference: Reference<'a>,
    range: TestRange,
}

impl Ranges<'_> {
    /// How an input moves, or why it does not.
    fn of(&mut self, key: &Key) -> Result<Move, String> {
        let row = self.typed.position(&key.name).unwrap_or_default();
        let whole_shares = key.at.is_empty() && is_shares(self.workbook, row);
        if whole_shares {
            return Err("its shares always sum to one: name one of its elements".to_owned());
        }
        let slots = self.slots(row, key)?;
        let by_hand =
            |(slot, _): &(usize, String)| self.resolved[row].layers.get(*slot) == Some(&Layer::Set);
        if slots.iter().all(by_hand) {
            return Err("it is set by hand, which no study changes".to_owned());
        }
        let mut one = Move {
            key: key.to_string(),
            unit: self.typed.rows[row].unit.to_string(),
            row,
            slots,
            base: Vec::new(),
            low: Vec::new(),
            high: Vec::new(),
            valid: self.valid(row),
            told: Told::Value,
            note: String::new(),
        };
        one.base = one.values(&mut self.reference);
        if one.base.iter().any(|value| value.is_nan()) {
            return Err("it has no value in this case".to_owned());
        }
        (one.low, one.high) = self.ends(&one)?;
        settle(one)
    }

    /// The slots that a key covers, each with a key of its own.
    fn slots(&self, row: usize, key: &Key) -> Result<Vec<(usize, String)>, String> {
        let (extents, axes) = (&self.typed.extents, self.typed.rows[row].axes);
        let fixed = extents.places(axes, &key.at).unwrap_or_default();
        let slots = (0..extents.slots(axes)).filter_map(|slot| {
            let at = extents.position(axes, slot);
            let labels = axes
                .iter()
                .map(|axis| &extents.labels(axis)[at.along(axis)]);
            let covered = fixed.iter().all(|(axis, place)| at.along(*axis) == *place);
            covered
                .then(|| Key {
                    name: key.name.clone(),
                    at: labels.cloned().collect(),
                })
                .map(|own| (slot, own.to_string()))
        });
        let slots: Vec<_> = slots.collect();
        let bad = slots.iter().find_map(|(_, key)| bad_key(self.typed, key));
        match bad {
            Some(found) => Err(found.message),
            None => Ok(slots),
        }
    }

    fn valid(&self, row: usize) -> (f64, f64) {
        let assumption = assumption(self.workbook, row);
        match assumption.and_then(|assumption| assumption.valid) {
            Some((least, most)) => (least.0, most.0),
            None if is_shares(self.workbook, row) => (0.0, 1.0),
            None => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    /// Both ends of each slot as the range has them.
    fn ends(&self, one: &Move) -> Result<(Vec<f64>, Vec<f64>), String> {
        let assumption = assumption(self.workbook, one.row);
        match self.range {
            TestRange::Percent(_) if one.base.iter().all(|base| *base == 0.0) => {
                Err("its base is zero, and so is every share of it".to_owned())
            }
            TestRange::Percent(share) => {
                let all = |factor: f64| one.base.iter().map(|base| base * factor).collect();
                Ok((all(1.0 - share.0), all(1.0 + share.0)))
            }
            TestRange::Stated => {
                let low = assumption.and_then(|assumption| assumption.low.as_ref());
                let high = assumption.and_then(|assumption| assumption.high.as_ref());
                let (Some(low), Some(high)) = (low, high) else {
                    return Err("no low and high end is stated".to_owned());
                };
                let ends = |end| given(self.workbook, self.typed, one.row, end);
                let (low, high) = (chosen(&ends(low), one), chosen(&ends(high), one));
                low.zip(high)
                    .ok_or_else(|| "its low and high ends do not fit the row".to_owned())
            }
            TestRange::Percentile(percent) => {
                let distribution =
                    assumption.and_then(|assumption| assumption.distribution.as_ref());
                let Some(distribution) = distribution else {
                    return Err("no distribution is stated".to_owned());
                };
                if one
                    .base
                    .iter()
                    .any(|base| base.to_bits() != one.base[0].to_bits())
                {
                    let reason = "it has several values and one distribution: name one of them";
                    return Err(reason.to_owned());
                }
                let ends = [percent.0 / 100.0, 1.0 - percent.0 / 100.0];
                let ends = ends.map(|share| quantile(distribution.shape(), share));
                if ends.iter().any(|end| !end.is_finite()) {
                    return Err("the percentiles of its distribution are not known".to_owned());
                }
                let [low, high] = ends.map(|end| vec![end; one.base.len()]);
                Ok((low, high))
            }
        }
    }
}

/// The values of the slots that move; none where one is missing.
fn chosen(all: &Slots, one: &Move) -> Option<Vec<f64>> {
    let slots = one.slots.iter();
    slots
        .map(|(slot, _)| all.get(*slot).copied().flatten())
        .collect()
}

/// Keeps the ends within what is valid and around the base, and decides how the input is told.
fn settle(mut one: Move) -> Result<Move, String> {
    let (least, most) = one.valid;
    let is_same = |values: &[f64]| values.iter().all(|v| v.to_bits() == values[0].to_bits());
    let is_uniform = [&one.base, &one.low, &one.high]
        .into_iter()
        .all(|values| is_same(values));
    let (mut is_extended, mut is_cut) = (false, false);
    for slot in 0..one.base.len() {
        let base = one.base[slot];
        let (mut low, mut high) = (one.low[slot], one.high[slot]);
        // A percentage of a negative base: the low end of one value is the smaller one.
        if is_uniform && low > high {
            (low, high) = (high, low);
        }
        if low <= high {
            is_extended |= base < low || base > high;
            (low, high) = (low.min(base), high.max(base));
        }
        let ends = [low, high].map(|end| end.clamp(least, most));
        is_cut |= ends != [low, high];
        [one.low[slot], one.high[slot]] = ends;
    }
    one.note = match (is_extended, is_cut) {
        (true, _) => "the base lies outside the range, which was extended to it".to_owned(),
        (_, true) => "the range was cut to what is valid".to_owned(),
        _ => String::new(),
    };
    one.told = match one.base.iter().sum::<f64>() {
        _ if is_uniform => Told::Value,
        0.0 => Told::Mean,
        _ => Told::Multiple,
    };
    match one.told {
        Told::Value => {}
        Told::Multiple => one.unit = "x".to_owned(),
        Told::Mean => {
            let join = if one.note.is_empty() { "" } else { "; " };
            one.note = format!("told as the mean of its values{join}{}", one.note);
        }
    }
    let stays = |ends: &[f64]| ends.iter().zip(&one.base).all(|(end, base)| end == base);
    if stays(&one.low) && stays(&one.high) {
        return Err("both ends of its range are its base".to_owned());
    }
    Ok(one)
}
