//! Values as JSON: full precision, the row's unit, `null` with a reason where there is none.

use rackhour_engine::check::RowKind;
use rackhour_engine::run::RowResult;
use serde_json::{Map, Value, json};

/// A number, or `null` for one that is not there. Zero has no sign.
pub(super) fn number(value: f64) -> Value {
    serde_json::Number::from_f64(value + 0.0).map_or(Value::Null, Value::Number)
}

/// One slot of a row: a number, an option or a condition.
pub(super) fn slot(row: &RowResult, value: f64) -> Value {
    if value.is_nan() {
        return Value::Null;
    }
    match &row.kind {
        RowKind::Number => number(value),
        RowKind::Condition => json!(value != 0.0),
        RowKind::Choice(options) => json!(options.get(value as usize)),
    }
}

/// The values of a row: one, or a flat list with the last index fastest.
pub(super) fn value(row: &RowResult) -> Value {
    match row.values.as_slice() {
        [only] if row.axes.is_empty() => slot(row, *only),
        many => many.iter().map(|value| slot(row, *value)).collect(),
    }
}

/// Why values are missing: absent, one reason, or each reason with the positions it holds for.
pub(super) fn unavailable(row: &RowResult) -> Option<Value> {
    let (_, first) = row.reasons.first()?;
    if row.axes.is_empty() {
        return Some(json!(first));
    }
    let mut reasons: Map<String, Value> = Map::new();
    for (position, reason) in &row.reasons {
        let positions = reasons
            .entry(reason.to_string())
            .or_insert_with(|| json!([]));
        if let Some(list) = positions.as_array_mut() {
            list.push(json!(position));
        }
    }
    Some(Value::Object(reasons))
}

/// One row of a case.
pub(super) fn row(row: &RowResult) -> Value {
    let ids: Vec<_> = row.axes.iter().map(|axis| &axis.id).collect();
    let labels: Vec<_> = row.axes.iter().map(|axis| &axis.labels).collect();
    let mut object = json!({
        "unit": row.unit, "index": ids, "labels": labels, "value": value(row),
    });
    if let (Some(reasons), Some(object)) = (unavailable(row), object.as_object_mut()) {
        object.insert("unavailable".to_owned(), reasons);
    }
    object
}

/// A document, indented, with a final newline.
pub(super) fn text(document: &Value) -> String {
    format!("{document:#}\n")
}
