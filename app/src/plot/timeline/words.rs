//! What a timeline says without the picture, and why rows are missing.

use rackhour_engine::figure::{TimelineData, TimelineEvent, TimelineSeries};

use super::TimelineView;
use crate::text;

/// The rows without any value, with the reason.
pub(super) fn absent(data: &TimelineData, view: TimelineView<'_>) -> String {
    let rows = data.rows.iter().filter_map(|row| {
        let reason = reason(row)?;
        Some(format!(" · {}: {}", row.label, (view.say)(reason)))
    });
    rows.collect()
}

/// Why a row has no value at all.
pub(super) fn reason(row: &TimelineSeries) -> Option<&str> {
    match row.values.iter().all(Result::is_err) {
        true => Some(first_reason(row).unwrap_or("it has no value in any period")),
        false => None,
    }
}

pub(super) fn first_reason(row: &TimelineSeries) -> Option<&str> {
    let mut reasons = row.values.iter().filter_map(|value| value.as_ref().err());
    reasons.next().map(String::as_str)
}

/// What the figure says, without the picture.
pub(super) fn summary(data: &TimelineData, view: TimelineView<'_>) -> String {
    let rows = data.rows.iter().map(|row| {
        if let Some(reason) = reason(row) {
            return format!("{}: {}.", row.label, (view.say)(reason));
        }
        let known = row.values.iter().zip(&data.periods);
        let mut known = known.filter_map(|(value, period)| Some((value.as_ref().ok()?, period)));
        let told = |(value, period): (&f64, &String)| {
            format!(
                "{} in {period}",
                text::in_sentence(*value, &data.unit, data.format)
            )
        };
        let ends = [known.next().map(told), known.next_back().map(told)];
        let ends: Vec<_> = ends.into_iter().flatten().collect();
        format!("{}: {}.", row.label, ends.join(", "))
    });
    let events = data.events.iter().map(|event| {
        let period = data.periods.get(event.period).map_or("", String::as_str);
        format!("{} in {period}.", event_words(event))
    });
    rows.chain(events).collect::<Vec<_>>().join(" ")
}

/// `Refresh`, `Rent 3.20 $/GPU/h`.
pub(super) fn event_words(event: &TimelineEvent) -> String {
    match event.value {
        None => event.label.clone(),
        Some(value) => {
            let value = text::in_sentence(value, &event.unit, event.format);
            format!("{} {value}", event.label)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::workbook::Mark;

    #[test]
    fn a_row_without_values_is_told_with_its_reason() {
        let row = TimelineSeries {
            label: "Debt".to_owned(),
            row: "debt".to_owned(),
            mark: Mark::Line,
            values: Vec::new(),
        };
        let mut data = TimelineData {
            periods: vec!["2027".to_owned(), "2028".to_owned()],
            rows: vec![row],
            ..TimelineData::default()
        };
        let reason = "it rents".to_owned();
        data.rows[0].values = vec![Err(reason.clone()), Err(reason)];
        let view = TimelineView {
            case: "",
            ghost: None,
            frozen: None,
            say: &|reason| format!("n/a, {reason}"),
        };
        assert_eq!(absent(&data, view), " · Debt: n/a, it rents");
        assert_eq!(summary(&data, view), "Debt: n/a, it rents.");
        data.rows[0].values[1] = Ok(2.0);
        assert_eq!(absent(&data, view), "");
        assert!(summary(&data, view).contains("in 2028"));
    }
}
