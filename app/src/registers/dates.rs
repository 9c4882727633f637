//! Dates as they are written in a workbook: as precisely as known, `2026-05-22`, `2026-05`, `2026`.

use jiff::ToSpan as _;
use jiff::civil::Date;

/// After so many months a source is old.
pub const STALE_MONTHS: i64 = 18;

/// The last day that a date may stand for; none where it is no date.
///
/// ```
/// use rackhour::registers::dates::last_day;
/// assert_eq!(last_day("2026-02").unwrap().to_string(), "2026-02-28");
/// assert!(last_day("spring 2026").is_none() && last_day("2026-13").is_none());
/// ```
pub fn last_day(text: &str) -> Option<Date> {
    let is_digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    let counts = [4, 2, 2];
    let is_shaped =
        parts.len() <= 3 && parts.iter().zip(counts).all(|(part, n)| is_digits(part, n));
    if !is_shaped {
        return None;
    }
    let number = |place: usize, otherwise: i16| match parts.get(place) {
        Some(part) => part.parse::<i16>().ok(),
        None => Some(otherwise),
    };
    let (year, month) = (number(0, 0)?, number(1, 12)?);
    let month = i8::try_from(month).ok()?;
    match parts.len() {
        3 => Date::new(year, month, i8::try_from(number(2, 1)?).ok()?).ok(),
        _ => Date::new(year, month, 1).ok().map(Date::last_of_month),
    }
}

/// Whether a date is so long ago that what it dates should be looked at again; none where there is
/// no date, or where it cannot be read.
///
/// ```
/// use rackhour::registers::dates::is_stale;
/// assert_eq!(is_stale("2024", "2026-11-21"), Some(true));
/// assert_eq!(is_stale("2025-05", "2026-11-21"), Some(false), "it may be of the last day");
/// assert_eq!(is_stale("2025-05-20", "2026-11-21"), Some(true));
/// assert_eq!(is_stale("", "2026-11-21"), None);
/// ```
pub fn is_stale(date: &str, today: &str) -> Option<bool> {
    let (date, today) = (last_day(date)?, last_day(today)?);
    let oldest = today.checked_sub(STALE_MONTHS.months()).ok()?;
    Some(date < oldest)
}

/// Why a text cannot be taken as a date; none where it can.
pub fn refusal(text: &str) -> Option<String> {
    match last_day(text.trim()) {
        Some(_) => None,
        None => Some(format!(
            "“{}” is no date; write 2026, 2026-05 or 2026-05-22",
            text.trim()
        )),
    }
}
