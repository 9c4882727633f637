//! Periods: years, quarters or months from a first one on.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::names::Refusal;
use super::{Quantity, Step};
use crate::math::power_integer;

/// The periods over which series run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// The first period's label: `2027`, `2027Q1`, `2027-01`.
    pub first: String,
    /// How many periods.
    pub count: usize,
    /// How long each is.
    pub step: PeriodLength,
}

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodLength {
    /// 8,760 hours.
    Year,
    /// 2,190 hours.
    Quarter,
    /// 730 hours.
    Month,
}

/// One period: a calendar year and, in finer timelines, the quarter or month in it from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The calendar year.
    pub year: i16,
    /// The quarter or month from 1; 1 for a whole year.
    pub part: u8,
}

/// The greatest number of periods: a hundred years of months.
pub const MOST_PERIODS: usize = 1200;

impl PeriodLength {
    /// The name of such a timeline in formulas and in a row's `over`: `year`, `quarter`, `month`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Month => "month",
        }
    }

    /// How long a period is in hours: 8,760, 2,190 or 730.
    pub const fn hours(self) -> f64 {
        match self {
            Self::Year => 8760.0,
            Self::Quarter => 2190.0,
            Self::Month => 730.0,
        }
    }

    /// How many periods a year has.
    pub const fn per_year(self) -> u8 {
        match self {
            Self::Year => 1,
            Self::Quarter => 4,
            Self::Month => 12,
        }
    }

    /// How a period is written: `2028`, `2028Q1`, `2028-01`.
    ///
    /// ```
    /// use rackhour_engine::workbook::{Period, PeriodLength};
    /// assert_eq!(PeriodLength::Quarter.label(Period { year: 2028, part: 3 }), "2028Q3");
    /// ```
    pub fn label(self, Period { year, part }: Period) -> String {
        match self {
            Self::Year => format!("{year:04}"),
            Self::Quarter => format!("{year:04}Q{part}"),
            Self::Month => format!("{year:04}-{part:02}"),
        }
    }

    /// The period that a label names; a label of another length is refused with both named.
    pub fn parse(self, label: &str) -> Result<Period, Refusal> {
        let example = self.label(Period {
            year: 2028,
            part: 1,
        });
        let hint = format!("write a {} such as `{example}`", self.id());
        match read_label(label) {
            Some((length, period)) if length == self => Ok(period),
            Some((length, _)) => Err(Refusal::new(
                format!(
                    "`{label}` is a {}, but the periods are {}s",
                    length.id(),
                    self.id()
                ),
                hint,
            )),
            None => Err(Refusal::new(format!("`{label}` is not a period"), hint)),
        }
    }

    /// The period that follows.
    fn next(self, Period { year, part }: Period) -> Period {
        if part < self.per_year() {
            Period {
                year,
                part: part + 1,
            }
        } else {
            Period {
                year: year + 1,
                part: 1,
            }
        }
    }

    /// The first day of a period; `None` outside the calendar.
    pub fn first_day(self, Period { year, part }: Period) -> Option<Date> {
        let months = 12 / self.per_year();
        let month = part.checked_sub(1)?.checked_mul(months)?.checked_add(1)?;
        Date::new(year, i8::try_from(month).ok()?, 1).ok()
    }

    /// The last day of a period; `None` outside the calendar.
    pub fn last_day(self, period: Period) -> Option<Date> {
        let months = 12 / self.per_year();
        let month = i8::try_from(period.part.checked_mul(months)?).ok()?;
        Some(Date::new(period.year, month, 1).ok()?.last_of_month())
    }
}

/// Reads a label of any length.
fn read_label(label: &str) -> Option<(PeriodLength, Period)> {
    let (year, rest) = label.split_at_checked(4)?;
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(year) {
        return None;
    }
    let year = year.parse().ok()?;
    let (length, part) = match rest.split_at_checked(1) {
        None => (PeriodLength::Year, "1"),
        Some(("Q" | "q", part)) if part.len() == 1 => (PeriodLength::Quarter, part),
        Some(("-", part)) if part.len() == 2 => (PeriodLength::Month, part),
        Some(_) => return None,
    };
    let part = part.parse().ok().filter(|_| is_digits(part))?;
    (1 <= part && part <= length.per_year()).then_some((length, Period { year, part }))
}

impl Timeline {
    /// The timeline's name in formulas and in a row's `over`: `year`, `quarter`, `month`.
    pub fn id(&self) -> &'static str {
        self.step.id()
    }

    /// How long each period is, in hours.
    pub fn hours(&self) -> f64 {
        self.step.hours()
    }

    /// The periods in order.
    ///
    /// ```
    /// use rackhour_engine::workbook::{PeriodLength, Timeline};
    /// let timeline = Timeline { first: "2027Q4".into(), count: 2, step: PeriodLength::Quarter };
    /// let labels: Vec<_> = timeline.periods()?.iter().map(|p| timeline.label(*p)).collect();
    /// assert_eq!(labels, ["2027Q4", "2028Q1"]);
    /// # Ok::<(), rackhour_engine::workbook::names::Refusal>(())
    /// ```
    pub fn periods(&self) -> Result<Vec<Period>, Refusal> {
        let first = self.step.parse(&self.first)?;
        if !(1..=MOST_PERIODS).contains(&self.count) {
            let message = format!("the timeline has {} periods", self.count);
            return Err(Refusal::new(
                message,
                format!("give it 1 to {MOST_PERIODS}"),
            ));
        }
        let periods: Vec<_> = std::iter::successors(Some(first), |p| Some(self.step.next(*p)))
            .take(self.count)
            .collect();
        match periods.last() {
            Some(last) if 9999 < last.year => {
                let message = format!("the timeline runs to the year {}", last.year);
                Err(Refusal::new(
                    message,
                    "let it begin earlier, or have fewer periods",
                ))
            }
            _ => Ok(periods),
        }
    }

    /// How a period is written in this timeline.
    pub fn label(&self, period: Period) -> String {
        self.step.label(period)
    }

    /// The position of the period that a label names, from zero.
    pub fn position(&self, label: &str) -> Result<usize, Refusal> {
        let (period, periods) = (self.step.parse(label)?, self.periods()?);
        periods
            .iter()
            .position(|other| *other == period)
            .ok_or_else(|| {
                let ends = [periods.first(), periods.last()]
                    .map(|p| p.map_or_else(String::new, |p| self.label(*p)));
                let [first, last] = ends;
                Refusal::new(
                    format!("`{label}` is outside the timeline"),
                    format!("choose a {} from {first} to {last}", self.id()),
                )
            })
    }

    /// The mean of dated steps over a period, each weighed by its calendar days.
    ///
    /// The first step holds before its date as well, the last one for ever.
    pub fn mean_of_steps(&self, steps: &[Step], period: Period) -> Result<f64, Refusal> {
        let dates = step_dates(steps)?;
        let (Some(first), Some(last)) = (self.step.first_day(period), self.step.last_day(period))
        else {
            let message = format!("`{}` is outside the calendar", self.label(period));
            return Err(Refusal::new(
                message,
                "begin the timeline between the years 1 and 9999",
            ));
        };
        let total = days(first, last) + 1.0;
        let mut sum = 0.0;
        for (position, step) in steps.iter().enumerate() {
            // Counted in days from the period's first one; a step ends where the next begins.
            let begins = if position == 0 {
                0.0
            } else {
                days(first, dates[position]).max(0.0)
            };
            let ends = dates
                .get(position + 1)
                .map_or(total, |next| days(first, *next).min(total));
            let held = ends - begins;
            if held == total {
                // No arithmetic on a value that holds throughout, so that it stays as typed.
                return Ok(step.value.0);
            }
            if 0.0 < held {
                sum += step.value.0 * held;
            }
        }
        Ok(sum / total)
    }

    /// The values of a quantity without elements, one per period.
    ///
    /// Growth counts in calendar years from the first period: `first · (1 + rate)^(year − first
    /// year)`.
    pub fn spread(&self, quantity: &Quantity) -> Result<Vec<f64>, Refusal> {
        let periods = self.periods()?;
        match quantity {
            Quantity::Constant(value) => Ok(vec![value.0; periods.len()]),
            Quantity::Series(values) if values.len() == periods.len() => {
                Ok(values.iter().map(|value| value.0).collect())
            }
            Quantity::Series(values) => Err(Refusal::new(
                format!("{} values for {} periods", values.len(), periods.len()),
                "give one value per period",
            )),
            Quantity::Growth { first, rate } => Ok(periods
                .iter()
                .map(|period| i32::from(period.year) - i32::from(periods[0].year))
                .map(|years| first.0 * power_integer(1.0 + rate.0, years))
                .collect()),
            Quantity::Steps(steps) => periods
                .iter()
                .map(|period| self.mean_of_steps(steps, *period))
                .collect(),
            Quantity::Choice(_) | Quantity::Elements(_) | Quantity::Table(_) => Err(Refusal::new(
                "expected one number or a series over the periods",
                "give the values of one element at a time",
            )),
        }
    }
}

/// The dates of steps, which must be real and in order.
fn step_dates(steps: &[Step]) -> Result<Vec<Date>, Refusal> {
    if steps.is_empty() {
        return Err(Refusal::new(
            "dated steps without a step",
            "give a date and a value",
        ));
    }
    let dates = steps
        .iter()
        .map(|step| parse_date(&step.from))
        .collect::<Result<Vec<_>, _>>()?;
    match dates.windows(2).find(|pair| pair[1] <= pair[0]) {
        Some(pair) => Err(Refusal::new(
            format!(
                "the step of {} does not follow that of {}",
                pair[1], pair[0]
            ),
            "put the steps in order of their dates, one per date",
        )),
        None => Ok(dates),
    }
}

/// Reads a date as `2026-09-01`, and nothing else.
pub fn parse_date(text: &str) -> Result<Date, Refusal> {
    let date = text
        .parse::<Date>()
        .ok()
        .filter(|date| date.to_string() == text);
    date.ok_or_else(|| {
        Refusal::new(
            format!("`{text}` is not a date"),
            "write year, month and day: `2026-09-01`",
        )
    })
}

/// How many days the second date is after the first.
fn days(from: Date, to: Date) -> f64 {
    (from.duration_until(to).as_hours() / 24) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Number;

    fn timeline(first: &str, count: usize, step: PeriodLength) -> Timeline {
        Timeline {
            first: first.into(),
            count,
            step,
        }
    }

    #[test]
    fn labels_and_periods_agree() {
        for (length, first, third) in [
            (PeriodLength::Year, "2027", "2029"),
            (PeriodLength::Quarter, "2027Q3", "2028Q1"),
            (PeriodLength::Month, "2027-11", "2028-01"),
        ] {
            let timeline = timeline(first, 3, length);
            let periods = timeline.periods().unwrap();
            assert_eq!(timeline.label(periods[2]), third);
            assert_eq!(timeline.position(third), Ok(2));
            assert_eq!(length.parse(third), Ok(periods[2]));
        }
    }

    #[test]
    fn labels_of_another_length_say_so() {
        let refused = |length: PeriodLength, label| length.parse(label).unwrap_err().message;
        assert_eq!(
            refused(PeriodLength::Quarter, "2028"),
            "`2028` is a year, but the periods are quarters"
        );
        assert_eq!(
            refused(PeriodLength::Year, "2028-01"),
            "`2028-01` is a month, but the periods are years"
        );
        for label in [
            "", "28", "2028Q5", "2028-00", "2028-13", "2028Q", "20280", "+028", "2028-+1", "20é8",
        ] {
            assert_eq!(
                refused(PeriodLength::Month, label),
                format!("`{label}` is not a period")
            );
        }
        let years = timeline("2027", 3, PeriodLength::Year);
        assert_eq!(
            years.position("2035").unwrap_err().hint,
            "choose a year from 2027 to 2029"
        );
    }

    #[test]
    fn impossible_timelines_are_refused() {
        for (first, count, message) in [
            ("2027", 0, "the timeline has 0 periods"),
            ("2027", 1201, "the timeline has 1201 periods"),
            ("9999", 2, "the timeline runs to the year 10000"),
            ("soon", 2, "`soon` is not a period"),
        ] {
            let refusal = timeline(first, count, PeriodLength::Year)
                .periods()
                .unwrap_err();
            assert_eq!(refusal.message, message);
        }
    }

    fn steps(pairs: &[(&str, f64)]) -> Vec<Step> {
        pairs
            .iter()
            .map(|(from, value)| Step {
                from: (*from).into(),
                value: Number(*value),
            })
            .collect()
    }

    #[test]
    fn steps_are_weighed_by_days() {
        let years = timeline("2026", 3, PeriodLength::Year);
        let values = |pairs: &[(&str, f64)]| years.spread(&Quantity::Steps(steps(pairs)));
        // 243 days at 0.1 and 122 at 0.2.
        let expected = (243.0 * 0.1 + 122.0 * 0.2) / 365.0;
        assert_eq!(
            values(&[("2020-01-01", 0.1), ("2026-09-01", 0.2)]),
            Ok(vec![expected, 0.2, 0.2])
        );
        assert_eq!(
            values(&[("2027-01-01", 0.1), ("2028-01-01", 0.3)]),
            Ok(vec![0.1, 0.1, 0.3])
        );
        assert_eq!(
            values(&[]).unwrap_err().message,
            "dated steps without a step"
        );
        assert_eq!(
            values(&[("1.9.2026", 1.0)]).unwrap_err().message,
            "`1.9.2026` is not a date"
        );
        assert_eq!(
            values(&[("2026-02-30", 1.0)]).unwrap_err().message,
            "`2026-02-30` is not a date"
        );
        assert_eq!(
            values(&[("2027-01-01", 0.1), ("2026-01-01", 0.3)])
                .unwrap_err()
                .message,
            "the step of 2026-01-01 does not follow that of 2027-01-01"
        );
    }

    #[test]
    fn growth_counts_calendar_years() {
        let quarters = timeline("2026Q3", 3, PeriodLength::Quarter);
        let growth = Quantity::Growth {
            first: Number(2.0),
            rate: Number(0.5),
        };
        assert_eq!(quarters.spread(&growth), Ok(vec![2.0, 2.0, 3.0]));
        let two = Quantity::Series(vec![Number(1.0); 2]);
        assert_eq!(
            quarters.spread(&two).unwrap_err().message,
            "2 values for 3 periods"
        );
    }
}
