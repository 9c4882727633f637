//! Whether a line's unit and value can be those of a row.

use crate::excel::book::{Book, Value};
use crate::excel::interpret::{
    Answers, Format, Kind, Outcome, Reading, Remark, Wanted, interpret, lexicon, text,
};
use crate::excel::line::{Held, Line};
use crate::units::{Catalog, Unit};
use crate::workbook::{Definition, NumberFormat, Quantity, Variable};

/// What counts where nothing is known.
const NEUTRAL: f64 = 0.5;

/// How a line's unit and value fit a row.
pub(super) struct Likeness {
    pub(super) unit: f64,
    pub(super) magnitude: f64,
}

/// How they fit; `None` where they measure different things.
pub(super) fn likeness(
    book: &Book,
    line: &Line,
    row: &Variable,
    unit: &Unit,
    catalog: &Catalog,
    element: Option<&str>,
) -> Option<Likeness> {
    let wanted = Wanted { row, unit, catalog };
    let sheet = book.sheet(&line.sheet)?;
    let is_number = |held: &&Held| match sheet.cells.get(&held.at).map(|cell| &cell.value) {
        Some(Value::Number(_)) => true,
        Some(Value::Text(text)) => text::is_number(text),
        _ => false,
    };
    let Some(held) = line.cells.iter().find(is_number) else {
        return Some(Likeness {
            unit: NEUTRAL,
            magnitude: NEUTRAL,
        });
    };
    let reading = interpret(book, sheet, line, held, &wanted, &Answers::default());
    let unit = unit_part(&reading, &wanted)?;
    let values: Vec<f64> = match &reading.outcome {
        Outcome::Value(value) => vec![*value],
        Outcome::Range { low, high } => vec![*low, *high],
        Outcome::Asks(question) => question
            .choices
            .iter()
            .filter_map(|choice| choice.value)
            .collect(),
        _ => Vec::new(),
    };
    let parts = values.iter().map(|value| magnitude(*value, row, element));
    let magnitude = parts.reduce(f64::max).unwrap_or(NEUTRAL);
    Some(Likeness { unit, magnitude })
}

/// How the unit fits: 1 where it is written and the same.
fn unit_part(reading: &Reading, wanted: &Wanted<'_>) -> Option<f64> {
    let Some(written) = &reading.unit else {
        let has_money = Format::read(&reading.format).currency.is_some();
        return match reading.outcome {
            Outcome::Refused(_) => None,
            _ if has_money => Some(0.8),
            _ => Some(NEUTRAL),
        };
    };
    let assumes = |remark: &Remark| matches!(remark, Remark::Per(_) | Remark::AtEquipment);
    let is_percent = written.contains('%') || written.to_lowercase().starts_with("pct");
    let in_percent = matches!(wanted.row.format, Some(NumberFormat::Percent(_)));
    match &reading.outcome {
        // Words that are no unit tell neither way.
        Outcome::Refused(_) if lexicon::read(written, wanted.catalog).is_none() => Some(0.3),
        Outcome::Refused(_) => None,
        Outcome::Asks(question) if matches!(question.kind, Kind::Per | Kind::Power) => {
            Some(NEUTRAL)
        }
        _ if reading.remarks.iter().any(assumes) => Some(0.8),
        _ if is_percent && !in_percent => Some(0.6),
        _ => Some(1.0),
    }
}

/// Whether a value lies where those of a row do: 0 outside what makes sense, 1 inside what is
/// plausible, less the more powers of ten it is away.
fn magnitude(value: f64, row: &Variable, element: Option<&str>) -> f64 {
    let Definition::Assumption(assumption) = &row.definition else {
        return NEUTRAL;
    };
    if assumption
        .valid
        .is_some_and(|(least, greatest)| value < least.0 || value > greatest.0)
    {
        return 0.0;
    }
    let own = |quantity: &Quantity| number(quantity, element);
    let center = own(&assumption.value);
    let low = assumption.low.as_ref().and_then(own).or(center);
    let high = assumption.high.as_ref().and_then(own).or(center);
    let (Some(low), Some(high)) = (low, high) else {
        return NEUTRAL;
    };
    if (low..=high).contains(&value) {
        return 1.0;
    }
    let away = |end: f64| match end == 0.0 || value == 0.0 || end.signum() != value.signum() {
        true => 10.0_f64,
        false => (value / end).abs().max((end / value).abs()),
    };
    match away(low).min(away(high)) {
        times if times <= 2.0 => 0.9,
        times if times <= 5.0 => 0.7,
        times if times <= 20.0 => NEUTRAL,
        times if times <= 200.0 => 0.2,
        _ => 0.05,
    }
}

/// The number of a quantity at an element, or the first of several.
fn number(quantity: &Quantity, element: Option<&str>) -> Option<f64> {
    match quantity {
        Quantity::Constant(number) => Some(number.0),
        Quantity::Choice(_) => None,
        Quantity::Elements(pairs) => {
            let own = pairs.iter().find(|(id, _)| Some(id.as_str()) == element);
            own.or(pairs.first()).map(|(_, number)| number.0)
        }
        Quantity::Table(pairs) => {
            let own = pairs.iter().find(|(id, _)| Some(id.as_str()) == element);
            number(&own.or(pairs.first())?.1, None)
        }
        Quantity::Series(numbers) => numbers.first().map(|number| number.0),
        Quantity::Growth { first, .. } => Some(first.0),
        Quantity::Steps(steps) => steps.first().map(|step| step.value.0),
    }
}
