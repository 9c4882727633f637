//! The obvious evaluator: walks the terms of one case and says why a value is missing.
//!
//! It is the oracle that the tape is held to, bit by bit, and the one that gives reasons. Where a
//! slot is asked for, everything it reads is computed first, once.

use std::borrow::Cow;
use std::sync::Arc;

use crate::check::{
    Axes, Binary, Piece, Position, Resolved, RowKind, RowRule, SlotAction, Term, Typed,
};
use crate::compile::{along, needed, op};
use crate::functions::{Evaluate, Fold, Function};
use crate::math::{self, Rate};
use crate::workbook::NumberFormat;

/// Why there is no value.
pub type Reason = Arc<str>;

/// A value, or why there is none. Conditions are 1 and 0.
pub type Value = Result<f64, Reason>;

/// The value of a slot of a row, where it is known.
type Given<'a> = Box<dyn Fn(usize, usize) -> Option<f64> + 'a>;

/// One case of a workbook, computed slot by slot as asked.
pub struct Reference<'a> {
    typed: &'a Typed,
    resolved: Cow<'a, [Resolved]>,
    /// Values that need not be computed.
    given: Option<Given<'a>>,
    /// What is known of each row; nothing at all where none of its slots is.
    slots: Vec<Vec<Option<Value>>>,
    /// Rows and slots at which one rate of return was found though flows change sign repeatedly.
    pub several_rates: Vec<(usize, usize)>,
    here: (usize, usize),
    quotes: bool,
}

impl<'a> Reference<'a> {
    /// Prepares a case; nothing is computed yet.
    pub fn new(typed: &'a Typed, resolved: &'a [Resolved]) -> Self {
        Self {
            typed,
            resolved: Cow::Borrowed(resolved),
            given: None,
            slots: vec![Vec::new(); typed.rows.len()],
            several_rates: Vec::new(),
            here: (0, 0),
            quotes: true,
        }
    }

    /// The same, with values that are known already; what is not is computed when asked for.
    pub fn knowing(
        typed: &'a Typed,
        resolved: &'a [Resolved],
        value: impl Fn(usize, usize) -> Option<f64> + 'a,
    ) -> Self {
        Self {
            given: Some(Box::new(value)),
            ..Self::new(typed, resolved)
        }
    }

    /// The same, but reasons show `…` for the values they quote, so that they can be counted.
    pub fn unquoted(typed: &'a Typed, resolved: &'a [Resolved]) -> Self {
        Self {
            quotes: false,
            ..Self::new(typed, resolved)
        }
    }

    /// Moves on to a case that differs in what the layers give some rows. What follows from them,
    /// [`dependents`](crate::compile::dependents), is computed anew.
    pub fn move_on(&mut self, changed: Vec<(usize, Resolved)>, dependents: &[usize]) {
        self.given = None;
        for (row, resolved) in changed {
            self.resolved.to_mut()[row] = resolved;
        }
        for row in dependents {
            self.slots[*row].clear();
        }
    }

    /// Computes some rows and everything they read, in an order that keeps recursion shallow.
    pub fn prepare(&mut self, rows: impl IntoIterator<Item = usize>) {
        self.compute_all(needed(self.typed, rows).into_iter(), |_| true);
    }

    /// Computes the rows that are open where all others are known, in the same order.
    pub(super) fn prepare_open(&mut self, is_open: impl Fn(usize) -> bool) {
        self.compute_all(self.typed.order.iter().map(Vec::as_slice), is_open);
    }

    fn compute_all<'g>(
        &mut self,
        groups: impl Iterator<Item = &'g [usize]>,
        is_wanted: impl Fn(usize) -> bool,
    ) {
        let periods = self.typed.extents.timeline.labels.len().max(1);
        for group in groups {
            let rows: Vec<_> = group.iter().filter(|row| is_wanted(**row)).collect();
            if rows.is_empty() {
                continue;
            }
            for period in 0..periods {
                for &&row in &rows {
                    let axes = self.typed.rows[row].axes;
                    for slot in self.typed.extents.slots_in(axes, period) {
                        // Kept in `slots`; a reason is read from there.
                        let _ = self.slot(row, slot);
                    }
                }
            }
        }
    }

    /// The value of one slot of a row.
    pub fn slot(&mut self, row: usize, slot: usize) -> Value {
        if let Some(Some(known)) = self.slots[row].get(slot) {
            return known.clone();
        }
        if let Some(value) = self.given.as_ref().and_then(|given| given(row, slot)) {
            return Ok(value);
        }
        let outer = std::mem::replace(&mut self.here, (row, slot));
        let value = self.compute(row, slot);
        self.here = outer;
        let known = &mut self.slots[row];
        if known.is_empty() {
            known.resize(self.typed.slots(row), None);
        }
        if let Some(known) = known.get_mut(slot) {
            *known = Some(value.clone());
        }
        value
    }

    fn compute(&mut self, row: usize, slot: usize) -> Value {
        if let Some(given) = self.resolved[row].values.get(slot) {
            return given.clone().and_then(finite);
        }
        let actions = self.resolved[row]
            .actions
            .get(slot)
            .cloned()
            .unwrap_or_default();
        let mut value = match actions.first() {
            Some(SlotAction::Set(number)) => finite(*number),
            _ => self.formula(row, slot),
        };
        for action in actions {
            value = match action {
                SlotAction::Set(number) => finite(number),
                SlotAction::Scale(number) => value.and_then(|value| finite(value * number)),
                SlotAction::Add(number) => value.and_then(|value| finite(value + number)),
            };
        }
        value
    }

    fn formula(&mut self, row: usize, slot: usize) -> Value {
        let typed = self.typed;
        let at = typed.extents.position(typed.rows[row].axes, slot);
        match &typed.rows[row].rule {
            RowRule::Formula(term) => self.term(term, &at),
            RowRule::Irregular(terms) => match terms.get(at.period) {
                Some(term) => self.term(term, &at),
                None => Err("no entry for this period".into()),
            },
            RowRule::Blocked(reason) => Err(reason.as_str().into()),
            RowRule::Input => Err("no value is given".into()),
        }
    }

    /// The value of a term at a position.
    pub fn term(&mut self, term: &Term, at: &Position) -> Value {
        match term {
            Term::Constant(value) => finite(*value),
            Term::Unavailable(pieces) => Err(self.reason(pieces, at)),
            Term::Read { row, fixed } => {
                let mut at = at.clone();
                for (axis, place) in fixed {
                    at.set(*axis, *place);
                }
                self.slot(
                    *row,
                    self.typed.extents.slot(self.typed.rows[*row].axes, &at),
                )
            }
            Term::Year => match self.typed.extents.timeline.years.get(at.period) {
                Some(year) => Ok(*year),
                None => Err("the workbook has no timeline".into()),
            },
            Term::ElementIs(axis, place) => Ok(condition(at.along(*axis) == *place)),
            Term::Scale(inner, factor) => finite(self.term(inner, at)? * factor),
            Term::Negate(inner) => Ok(-self.term(inner, at)?),
            Term::Not(inner) => Ok(condition(self.term(inner, at)? == 0.0)),
            Term::WholePower(inner, n) => {
                let base = self.term(inner, at)?;
                let power = math::power_integer(base, *n);
                if base == 0.0 && *n < 0 {
                    Err("division by zero".into())
                } else {
                    finite(power)
                }
            }
            Term::Binary(operator, left, right) => {
                let (left, right) = (self.term(left, at)?, self.term(right, at)?);
                binary(*operator, left, right)
            }
            Term::Apply(function, arguments) => {
                let values = self.all(arguments, at)?;
                apply(function, &values)
            }
            Term::Fold(kind, terms) => fold(*kind, &self.all(terms, at)?),
            Term::Reduce(kind, axes, inner) => {
                let places = along(self.typed, *axes, at);
                let values = places.iter().map(|at| self.term(inner, at));
                fold(*kind, &values.collect::<Result<Vec<_>, _>>()?)
            }
            Term::Element(extreme, axis, inner) => {
                let places = along(self.typed, *axis, at);
                let values = places.iter().map(|at| self.term(inner, at));
                match extreme.place(&values.collect::<Result<Vec<_>, _>>()?) {
                    Some(place) => Ok(place as f64),
                    None => Err("nothing to choose from".into()),
                }
            }
            Term::If(condition, then, otherwise) => {
                let taken = if self.term(condition, at)? != 0.0 {
                    then
                } else {
                    otherwise
                };
                self.term(taken, at)
            }
            Term::Choose(position, options) => {
                let position = self.term(position, at)?;
                let place = position.floor() - 1.0;
                match options.get(place as usize).filter(|_| place >= 0.0) {
                    Some(option) => self.term(option, at),
                    None => {
                        let count = options.len();
                        let shown = match self.quotes {
                            true => significant(position),
                            false => "…".to_owned(),
                        };
                        Err(format!("position {shown} is not among 1 to {count}").into())
                    }
                }
            }
            Term::IfNa(value, otherwise) => {
                self.term(value, at).or_else(|_| self.term(otherwise, at))
            }
            Term::Curve(curve, argument) => {
                let x = self.term(argument, at)?;
                self.curve(*curve, x)
            }
            _ => self.timed(term, at),
        }
    }

    /// The functions that run along the timeline.
    fn timed(&mut self, term: &Term, at: &Position) -> Value {
        match term {
            Term::Lag(inner, count, before) => match at.period.checked_sub(*count) {
                Some(earlier) => self.term(inner, &at.with(Axes::TIME, earlier)),
                None => self.term(before, at),
            },
            Term::First(inner) => self.term(inner, &at.with(Axes::TIME, 0)),
            Term::Last(inner) => {
                let last = self.typed.extents.timeline.labels.len().saturating_sub(1);
                self.term(inner, &at.with(Axes::TIME, last))
            }
            Term::Cumulate(inner) => {
                let values = (0..=at.period).map(|p| self.term(inner, &at.with(Axes::TIME, p)));
                fold(Fold::Sum, &values.collect::<Result<Vec<_>, _>>()?)
            }
            Term::Npv(rate, flows) => {
                let rate = self.term(rate, at)?;
                let flows = self.series(flows, at)?;
                if rate <= -1.0 {
                    return Err("the rate is −100 % or less".into());
                }
                finite(math::npv(rate, &flows))
            }
            Term::Irr(flows) => {
                let flows = self.series(flows, at)?;
                self.irr(&flows)
            }
            _ => Err("nothing is known about this value".into()),
        }
    }

    fn all(&mut self, terms: &[Term], at: &Position) -> Result<Vec<f64>, Reason> {
        terms.iter().map(|term| self.term(term, at)).collect()
    }

    fn series(&mut self, term: &Term, at: &Position) -> Result<Vec<f64>, Reason> {
        along(self.typed, Axes::TIME, at)
            .iter()
            .map(|at| self.term(term, at))
            .collect()
    }

    fn irr(&mut self, flows: &[f64]) -> Value {
        match math::irr(flows) {
            Rate::One(rate) => finite(rate),
            Rate::OneOfSeveral(rate) => {
                self.several_rates.push(self.here);
                finite(rate)
            }
            Rate::None if math::sign_changes(flows) == 0 => {
                Err("the cash flows do not change sign".into())
            }
            Rate::None => Err("no rate of return between −95 % and 1,000 %".into()),
            Rate::Several(count) => {
                Err(format!("the cash flows change sign repeatedly, and {count} rates fit").into())
            }
        }
    }

    fn curve(&self, curve: usize, x: f64) -> Value {
        let Some(curve) = self.typed.curves.get(curve) else {
            return Err("there is no such curve".into());
        };
        let value = curve.at(x);
        if value.is_nan() {
            let (first, last) = curve.range();
            if first.is_nan() {
                return Err(format!("`{}` has no usable points", curve.id).into());
            }
            let unit = &curve.input;
            return Err(format!("outside the measured range {first}–{last} {unit}").into());
        }
        finite(value)
    }

    /// A reason with the values that it quotes.
    fn reason(&mut self, pieces: &[Piece], at: &Position) -> Reason {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Value(_) if !self.quotes => text.push('…'),
                Piece::Value(row) => {
                    let target = &self.typed.rows[*row];
                    let slot = self.typed.extents.slot(target.axes, at);
                    match self.slot(*row, slot) {
                        Ok(value) => text.push_str(&self.shown(*row, value)),
                        Err(reason) => text.push_str(&format!("n/a ({reason})")),
                    }
                }
            }
        }
        text.into()
    }

    /// A value as a reason quotes it: four significant digits and its unit.
    fn shown(&self, row: usize, value: f64) -> String {
        let row = &self.typed.rows[row];
        match (&row.kind, row.format) {
            (RowKind::Condition, _) => if value == 0.0 { "no" } else { "yes" }.into(),
            (RowKind::Choice(options), _) => {
                options.get(value as usize).cloned().unwrap_or_default()
            }
            (_, Some(NumberFormat::Percent(decimals))) => {
                format!("{:.*} %", usize::from(decimals), value * 100.0)
            }
            (_, Some(NumberFormat::Multiple(decimals))) => {
                format!("{value:.*}x", usize::from(decimals))
            }
            (_, Some(NumberFormat::Decimals(decimals))) => {
                format!("{value:.*} {}", usize::from(decimals), row.unit)
                    .trim_end()
                    .to_owned()
            }
            _ => format!("{} {}", significant(value), row.unit)
                .trim_end()
                .to_owned(),
        }
    }
}

/// Four significant digits, without trailing zeros.
fn significant(value: f64) -> String {
    let rounded: f64 = format!("{value:.3e}").parse().unwrap_or(value);
    format!("{rounded}")
}

fn condition(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn finite(value: f64) -> Value {
    if value.is_finite() {
        Ok(value)
    } else {
        Err("the number is too large".into())
    }
}

fn binary(operator: Binary, a: f64, b: f64) -> Value {
    match operator {
        Binary::Add => finite(a + b),
        Binary::Subtract => finite(a - b),
        Binary::Multiply => finite(a * b),
        Binary::Divide if b == 0.0 => Err("division by zero".into()),
        Binary::Divide => finite(a / b),
        Binary::Power if a == 0.0 && b < 0.0 => Err("division by zero".into()),
        Binary::Power => {
            let power = math::pow(a, b);
            if power.is_nan() {
                return Err("a fractional power of a negative number".into());
            }
            finite(power)
        }
        Binary::Equal => Ok(condition(a == b)),
        Binary::NotEqual => Ok(condition(a != b)),
        Binary::Less => Ok(condition(a < b)),
        Binary::LessOrEqual => Ok(condition(a <= b)),
        Binary::Greater => Ok(condition(a > b)),
        Binary::GreaterOrEqual => Ok(condition(a >= b)),
    }
}

fn apply(function: &Function, values: &[f64]) -> Value {
    let reason = match function.evaluate {
        Evaluate::One(_, reason) | Evaluate::Two(_, reason) | Evaluate::Three(_, reason) => reason,
        _ => "nothing is known about this value",
    };
    let value = op::call(function, values);
    if value.is_finite() {
        Ok(value)
    } else {
        Err(reason.into())
    }
}

/// A fold from the left.
fn fold(kind: Fold, values: &[f64]) -> Value {
    let Some((first, rest)) = values.split_first() else {
        return Err("nothing to add up".into());
    };
    let mut total = *first;
    for value in rest {
        total = match kind {
            Fold::Sum | Fold::Average => finite(total + value)?,
            Fold::Min => math::min(total, *value),
            Fold::Max => math::max(total, *value),
            Fold::And => condition(total != 0.0 && *value != 0.0),
            Fold::Or => condition(total != 0.0 || *value != 0.0),
        };
    }
    if kind == Fold::Average {
        finite(total / values.len() as f64)
    } else {
        Ok(total)
    }
}
