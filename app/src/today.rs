//! Today's date: the only look at a clock's calendar.

/// The date in UTC, as ISO 8601 writes it: `2026-11-21`.
pub fn today() -> String {
    let now = jiff::Timestamp::now();
    now.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// The time of day in UTC, to the minute: `14:05 UTC`.
pub fn time() -> String {
    let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    format!("{:02}:{:02} UTC", now.hour(), now.minute())
}
