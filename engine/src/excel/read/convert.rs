//! From the words of the crate that reads spreadsheets to ours.

use calamine::{Data, DataRef, ExcelDateTime, SheetType, SheetVisible};
use jiff::civil::DateTime;

use crate::excel::book::{Value, Visibility};

use super::Stop;
use super::limits::LONGEST;

/// Why a sheet was not read to its end.
pub(super) enum Refused {
    /// It is damaged.
    Failed,
    /// It is not wanted any more.
    Stopped(Stop),
}

pub(super) fn visibility(visible: SheetVisible) -> Visibility {
    match visible {
        SheetVisible::Visible => Visibility::Visible,
        SheetVisible::Hidden => Visibility::Hidden,
        SheetVisible::VeryHidden => Visibility::VeryHidden,
    }
}

pub(super) fn is_worksheet(kind: SheetType) -> bool {
    kind == SheetType::WorkSheet
}

/// A cell's value; `None` where it is empty.
pub(super) fn value(data: DataRef<'_>) -> Option<Value> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::Int(number) => Value::Number(number as f64),
        DataRef::Float(number) if number.is_finite() => Value::Number(number),
        DataRef::Float(_) => Value::Error("#NUM!".into()),
        DataRef::String(text) => return self::text(&text),
        DataRef::SharedString(text) => return self::text(text),
        DataRef::Bool(truth) => Value::Truth(truth),
        DataRef::DateTime(moment) => dated(moment),
        DataRef::DateTimeIso(text) => iso(&text),
        DataRef::DurationIso(text) => Value::Text(text.into_boxed_str()),
        DataRef::Error(error) => Value::Error(error.to_string().into_boxed_str()),
    })
}

/// The same for a value that is owned.
pub(super) fn owned(data: Data) -> Option<Value> {
    value(match data {
        Data::Int(number) => DataRef::Int(number),
        Data::Float(number) => DataRef::Float(number),
        Data::String(text) => DataRef::String(text),
        Data::Bool(truth) => DataRef::Bool(truth),
        Data::DateTime(moment) => DataRef::DateTime(moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text),
        Data::DurationIso(text) => DataRef::DurationIso(text),
        Data::Error(error) => DataRef::Error(error),
        Data::Empty => DataRef::Empty,
    })
}

/// A text, cut where no cell could hold more; `None` where nothing stands in it.
pub(super) fn text(text: &str) -> Option<Value> {
    let cut = Some(text).filter(|text| text.len() > LONGEST);
    let cut = cut.and_then(|text| text.char_indices().nth(LONGEST));
    let end = cut.map_or(text.len(), |(at, _)| at);
    (!text.trim().is_empty()).then(|| Value::Text(text[..end].into()))
}

fn dated(moment: ExcelDateTime) -> Value {
    if moment.is_duration() {
        Value::Span(moment.as_f64())
    } else {
        Value::Date(moment.as_f64())
    }
}

/// A date as OpenDocument writes it, as days since the end of 1899; what is no date stays a text.
fn iso(text: &str) -> Value {
    let start = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
    let moment = text.parse::<DateTime>().ok();
    let days = moment.and_then(|moment| {
        let seconds = moment
            .since(start)
            .ok()?
            .total((jiff::Unit::Second, start))
            .ok()?;
        Some(seconds / 86_400.0)
    });
    days.map_or_else(|| Value::Text(text.into()), Value::Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_other_programs_count_like_those_of_excel() {
        assert_eq!(iso("2026-12-31"), Value::Date(46_387.0));
        assert_eq!(iso("2026-12-31T12:00:00"), Value::Date(46_387.5));
        assert_eq!(iso("soon"), Value::Text("soon".into()));
    }

    #[test]
    fn blank_texts_are_empty_and_long_ones_are_cut() {
        assert_eq!(text(" \u{a0}"), None);
        let Some(Value::Text(cut)) = text(&"é".repeat(40_000)) else {
            panic!("a text");
        };
        assert_eq!(cut.chars().count(), LONGEST);
    }
}
