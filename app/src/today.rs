//! Today's date: the only look at a clock's calendar.

use jiff::Zoned;
use jiff::tz::TimeZone;

/// The date where the analyst is, as ISO 8601 writes it: `2026-11-21`.
pub fn today() -> String {
    Zoned::now().date().to_string()
}

/// The time of day where the analyst is, to the minute: `14:05`.
pub fn time() -> String {
    time_of(&Zoned::now())
}

/// The time of day; where the system does not tell its zone it is that of UTC, and says so.
fn time_of(now: &Zoned) -> String {
    let time = format!("{:02}:{:02}", now.hour(), now.minute());
    let zone = now.time_zone();
    match zone.is_unknown() || *zone == TimeZone::UTC {
        true => format!("{time} UTC"),
        false => time,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_names_its_zone_only_where_it_is_not_the_analysts() {
        let noon: jiff::Timestamp = "2026-11-21T12:05:00Z".parse().unwrap();
        let cases = [
            (TimeZone::fixed(jiff::tz::offset(-5)), "07:05"),
            (TimeZone::fixed(jiff::tz::offset(9)), "21:05"),
            (TimeZone::UTC, "12:05 UTC"),
            (TimeZone::unknown(), "12:05 UTC"),
        ];
        for (zone, said) in cases {
            assert_eq!(time_of(&noon.to_zoned(zone)), said);
        }
    }
}
