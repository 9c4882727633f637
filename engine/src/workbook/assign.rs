//! Setting a part of a given value: one element, one period, or both.
//!
//! A [`Quantity`] is as short as its author could write it, such as one constant for all elements.
//! It is opened up only as far as the part that is set needs, so that an edit changes few lines of
//! the file.

use super::edit::no_timeline;
use super::key::Key;
use super::names::{Refusal, did_you_mean};
use super::shares::close;
use super::timeline::Timeline;
use super::{Assumption, Id, Index, Number, Quantity, Variable, Workbook};

/// One of the axes over which a row runs, and the part of it that a key names.
struct Axis<'a> {
    kind: AxisKind<'a>,
    /// The position of the element or period; all of them where the key names none.
    at: Option<usize>,
}

/// What an axis is made of.
enum AxisKind<'a> {
    Index(&'a Index),
    Timeline(&'a Timeline),
}

/// An assumption's value with the part that a key names replaced.
pub(super) fn assign(
    workbook: &Workbook,
    row: &Variable,
    assumption: &Assumption,
    key: &Key,
    new: &Quantity,
) -> Result<Quantity, Refusal> {
    let axes = axes(workbook, row, key)?;
    let value = set(&assumption.value, &axes, new)?;
    match axes.first() {
        Some(Axis {
            kind: AxisKind::Index(index),
            at: Some(position),
        }) if assumption.shares => close_shares(value, index, *position, axes.get(1)),
        _ => Ok(value),
    }
}

/// The number that a quantity of a row gives for a key; none where it gives several, or no number.
pub(super) fn part(
    workbook: &Workbook,
    row: &Variable,
    quantity: &Quantity,
    key: &Key,
) -> Option<Number> {
    let axes = axes(workbook, row, key).ok()?;
    part_along(quantity, &axes)
}

fn part_along(quantity: &Quantity, axes: &[Axis<'_>]) -> Option<Number> {
    match (quantity, axes) {
        (Quantity::Choice(_), _) => None,
        (Quantity::Constant(number), _) => Some(*number),
        (_, []) => None,
        (_, [first, rest @ ..]) => match first.kind {
            AxisKind::Timeline(timeline) => {
                let values = timeline.spread(quantity).ok()?;
                values.get(first.at?).copied().map(Number)
            }
            AxisKind::Index(index) => {
                let element = index.elements.get(first.at?)?;
                let mut parts = open(quantity, index).ok()?.into_iter();
                let (_, inner) = parts.find(|(id, _)| *id == element.id)?;
                part_along(&inner, rest)
            }
        },
    }
}

/// Refuses a number that no file can hold.
pub(super) fn check_finite(quantity: &Quantity) -> Result<(), Refusal> {
    let is_finite = |number: &Number| number.0.is_finite();
    let all_finite = match quantity {
        Quantity::Constant(number) => is_finite(number),
        Quantity::Choice(_) => true,
        Quantity::Elements(pairs) => pairs.iter().all(|(_, number)| is_finite(number)),
        Quantity::Table(pairs) => {
            return pairs.iter().try_for_each(|(_, inner)| check_finite(inner));
        }
        Quantity::Series(numbers) => numbers.iter().all(is_finite),
        Quantity::Growth { first, rate } => is_finite(first) && is_finite(rate),
        Quantity::Steps(steps) => steps.iter().all(|step| is_finite(&step.value)),
    };
    if all_finite {
        Ok(())
    } else {
        Err(Refusal::new(
            "expected a finite number",
            "write a number, such as `0.5` or `1e6`",
        ))
    }
}

/// The row's axes, each with the element or period that the key names on it.
fn axes<'a>(workbook: &'a Workbook, row: &Variable, key: &Key) -> Result<Vec<Axis<'a>>, Refusal> {
    let over = row.over.as_deref().unwrap_or_default();
    let mut axes: Vec<_> = over.iter().filter_map(|id| axis(workbook, id)).collect();
    for part in &key.at {
        place(workbook, &mut axes, key, part)?;
    }
    Ok(axes)
}

fn axis<'a>(workbook: &'a Workbook, id: &str) -> Option<Axis<'a>> {
    let index = workbook.indexes.iter().find(|index| index.id == id);
    let timeline = workbook
        .timeline
        .as_ref()
        .filter(|timeline| timeline.id() == id);
    let index = index.map(|index| AxisKind::Index(index));
    let kind = index.or(timeline.map(AxisKind::Timeline))?;
    Some(Axis { kind, at: None })
}

/// Finds the first axis still free that has the element or period.
fn place(workbook: &Workbook, axes: &mut [Axis<'_>], key: &Key, part: &str) -> Result<(), Refusal> {
    let is_label = part.starts_with(|c: char| c.is_ascii_digit());
    for axis in axes.iter_mut().filter(|axis| axis.at.is_none()) {
        axis.at = match axis.kind {
            AxisKind::Index(index) => index.elements.iter().position(|e| e.id == part),
            AxisKind::Timeline(timeline) if is_label => Some(timeline.position(part)?),
            AxisKind::Timeline(_) => None,
        };
        if axis.at.is_some() {
            return Ok(());
        }
    }
    if is_label && workbook.timeline.is_none() {
        return Err(no_timeline(part));
    }
    let elements = axes
        .iter()
        .filter(|axis| axis.at.is_none())
        .filter_map(|axis| match axis.kind {
            AxisKind::Index(index) => Some(&index.elements),
            AxisKind::Timeline(_) => None,
        });
    let elements: Vec<_> = elements
        .flatten()
        .map(|element| element.id.as_str())
        .collect();
    let noun = if is_label { "period" } else { "element" };
    let otherwise = match elements.as_slice() {
        [] => format!("leave the {noun} out"),
        elements => format!("choose among `{}`", elements.join("`, `")),
    };
    Err(Refusal::new(
        format!("`{}` has no {noun} `{part}`", key.name),
        did_you_mean(part, elements.iter().copied(), &otherwise),
    ))
}

/// A value with the part that the axes name replaced.
fn set(value: &Quantity, axes: &[Axis], new: &Quantity) -> Result<Quantity, Refusal> {
    if axes.iter().all(|axis| axis.at.is_none()) {
        return Ok(new.clone());
    }
    match axes {
        [] => Ok(new.clone()),
        [
            Axis {
                kind: AxisKind::Timeline(timeline),
                at,
            },
            ..,
        ] => set_period(value, timeline, *at, new),
        [
            Axis {
                kind: AxisKind::Index(index),
                at,
            },
            rest @ ..,
        ] => {
            let olds = open(value, index)?;
            let news = open(new, index);
            let set_one = |(position, (id, old)): (usize, &(Id, Quantity))| {
                let value = match (at, &news) {
                    (Some(at), _) if *at != position => old.clone(),
                    (None, Ok(news)) => set(old, rest, &news[position].1)?,
                    _ => set(old, rest, new)?,
                };
                Ok((id.clone(), value))
            };
            Ok(shorten(
                olds.iter()
                    .enumerate()
                    .map(set_one)
                    .collect::<Result<_, _>>()?,
            ))
        }
    }
}

/// A series with one period replaced.
fn set_period(
    value: &Quantity,
    timeline: &Timeline,
    at: Option<usize>,
    new: &Quantity,
) -> Result<Quantity, Refusal> {
    let Some(position) = at else {
        return Ok(new.clone());
    };
    let Quantity::Constant(number) = new else {
        return Err(Refusal::new(
            "expected one number for one period",
            "give a plain number",
        ));
    };
    let mut series: Vec<_> = timeline.spread(value)?.into_iter().map(Number).collect();
    if let Some(slot) = series.get_mut(position) {
        *slot = *number;
    }
    Ok(Quantity::Series(series))
}

/// A value as one quantity per element, in the index's order.
fn open(value: &Quantity, index: &Index) -> Result<Vec<(Id, Quantity)>, Refusal> {
    let given = |id: &Id| match value {
        Quantity::Elements(pairs) => pairs
            .iter()
            .find(|(other, _)| other == id)
            .map(|(_, number)| Quantity::Constant(*number)),
        Quantity::Table(pairs) => pairs
            .iter()
            .find(|(other, _)| other == id)
            .map(|(_, inner)| inner.clone()),
        same_for_all => Some(same_for_all.clone()),
    };
    let open_one = |id: &Id| {
        let value = given(id).ok_or_else(|| {
            let message = format!("the value of `{id}` is not given");
            Refusal::new(
                message,
                format!("give a value for every element of `{}`", index.id),
            )
        })?;
        Ok((id.clone(), value))
    };
    index
        .elements
        .iter()
        .map(|element| open_one(&element.id))
        .collect()
}

/// Quantities by element, in the shorter form where each is one number.
fn shorten(pairs: Vec<(Id, Quantity)>) -> Quantity {
    let numbers: Option<Vec<_>> = pairs
        .iter()
        .map(|(id, value)| match value {
            Quantity::Constant(number) => Some((id.clone(), *number)),
            _ => None,
        })
        .collect();
    numbers.map_or(Quantity::Table(pairs), Quantity::Elements)
}

/// Shares of which one element was just set, with the others scaled in proportion.
///
/// Over the timeline this is done for the period that was set, or for each where all were.
fn close_shares(
    value: Quantity,
    index: &Index,
    position: usize,
    inner: Option<&Axis>,
) -> Result<Quantity, Refusal> {
    let pairs = open(&value, index)?;
    let set: Vec<_> = (0..pairs.len()).map(|other| other == position).collect();
    let timeline = inner.and_then(|axis| match axis.kind {
        AxisKind::Timeline(timeline) => Some((timeline, axis.at)),
        AxisKind::Index(_) => None,
    });
    let is_flat = matches!(value, Quantity::Elements(_));
    let columns: Vec<Vec<f64>> = match timeline {
        Some((timeline, _)) if !is_flat => pairs
            .iter()
            .map(|(_, value)| timeline.spread(value))
            .collect::<Result<_, _>>()?,
        _ => pairs
            .iter()
            .map(|(_, value)| constant(value))
            .collect::<Result<_, _>>()?,
    };
    let count = columns.first().map_or(0, Vec::len);
    let only = timeline.and_then(|(_, at)| at).filter(|_| !is_flat);
    let mut closed = columns;
    for period in (0..count).filter(|period| only.is_none_or(|only| only == *period)) {
        let mut shares: Vec<_> = closed.iter().map(|column| column[period]).collect();
        close(&mut shares, &set)?;
        for (column, share) in closed.iter_mut().zip(shares) {
            column[period] = share;
        }
    }
    let quantity = |column: Vec<f64>| match column.as_slice() {
        [only] if is_flat => Quantity::Constant(Number(*only)),
        values => Quantity::Series(values.iter().copied().map(Number).collect()),
    };
    let ids = pairs.into_iter().map(|(id, _)| id);
    Ok(shorten(
        ids.zip(closed)
            .map(|(id, column)| (id, quantity(column)))
            .collect(),
    ))
}

/// A constant as a series of one.
fn constant(value: &Quantity) -> Result<Vec<f64>, Refusal> {
    match value {
        Quantity::Constant(number) => Ok(vec![number.0]),
        _ => Err(Refusal::new(
            "shares over more than one index and the timeline cannot be set one at a time",
            "give all of them",
        )),
    }
}
