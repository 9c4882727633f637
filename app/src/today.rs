//! Today's date: the only look at a clock's calendar.

/// The date in UTC, as ISO 8601 writes it: `2026-11-21`.
pub fn today() -> String {
    let now = jiff::Timestamp::now();
    now.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}
