//! Values in the short notation: numbers, series, elements, steps and options.

use rackhour_engine::workbook::{Number, Quantity, Step};

use super::short::list;

/// `3`, `25%`, `[1, 2]`, `{a: 1, b: [2, 3]}`, `100 growing 10%`, `steps {2026-01-01: 3}`, `"option"`
pub(super) fn quantity(text: &str) -> Result<Quantity, String> {
    let text = text.trim();
    let between = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    if let Some(option) = between("\"", "\"") {
        return Ok(Quantity::Choice(option.into()));
    }
    if let Some(values) = between("[", "]") {
        let values = list(values).map(|value| number(&value));
        return Ok(Quantity::Series(values.collect::<Result<_, _>>()?));
    }
    if let Some(steps) = between("steps {", "}") {
        let steps = pairs(steps)?.into_iter().map(|(from, value)| {
            let value = number(&value)?;
            Ok(Step { from, value })
        });
        return Ok(Quantity::Steps(steps.collect::<Result<_, String>>()?));
    }
    if let Some(elements) = between("{", "}") {
        return by_element(pairs(elements)?);
    }
    match text.split_once(" growing ") {
        Some((first, rate)) => Ok(Quantity::Growth {
            first: number(first)?,
            rate: number(rate)?,
        }),
        None => Ok(Quantity::Constant(number(text)?)),
    }
}

fn by_element(pairs: Vec<(String, String)>) -> Result<Quantity, String> {
    let plain = pairs
        .iter()
        .map(|(id, value)| Ok((id.clone(), number(value)?)))
        .collect::<Result<Vec<_>, String>>();
    if let Ok(elements) = plain {
        return Ok(Quantity::Elements(elements));
    }
    let table = pairs
        .into_iter()
        .map(|(id, value)| Ok((id, quantity(&value)?)));
    Ok(Quantity::Table(table.collect::<Result<_, String>>()?))
}

/// `a: 1, b: {x: 2, y: 3}` at the commas outside brackets.
fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
        match parts.last_mut() {
            Some(part) if c != ',' || depth > 0 => part.push(c),
            _ => parts.push(String::new()),
        }
    }
    parts
        .iter()
        .filter(|part| !part.trim().is_empty())
        .map(|part| match part.split_once(':') {
            Some((id, value)) => Ok((id.trim().into(), value.trim().into())),
            None => Err(format!("expected `name: value`, found `{part}`")),
        })
        .collect()
}

/// `0.25` or `25%`
pub(super) fn number(text: &str) -> Result<Number, String> {
    let text = text.trim();
    let digits = match text.strip_suffix('%') {
        Some(percent) => format!("{percent}e-2"),
        None => text.to_owned(),
    };
    let value = digits.parse::<f64>();
    value
        .ok()
        .filter(|_| !digits.contains(char::is_alphabetic) || digits.contains('e'))
        .map(Number)
        .ok_or_else(|| format!("expected a number, found `{text}`"))
}
