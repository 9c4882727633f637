//! Digits with separators, read so that no number is ever guessed.

use super::entry::{Decimal, EntryError};
use super::ratio::Ratio;

/// Characters that only ever separate groups of three digits.
const SPACES: [char; 6] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’'];

/// A decimal number as it was typed, without its sign: nothing is rounded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    /// Digits with at most one `.` between or beside them.
    text: String,
    /// The power of ten that was written after them.
    exponent: i32,
}

impl Digits {
    /// Reads a number from the start of a text; also returns what follows it.
    pub(super) fn read(text: &str, decimal: Decimal) -> Result<(Self, &str), EntryError> {
        let end = run_length(text);
        let (run, rest) = text.split_at(end);
        let digits = unambiguous(run, decimal)?;
        let (exponent, rest) = exponent(rest);
        Ok((
            Self {
                text: digits,
                exponent,
            },
            rest,
        ))
    }

    /// The nearest `f64` to this number times a power of ten and a ratio.
    ///
    /// It is exact up to one rounding while digits and ratio fit 128 bits, which is more than
    /// anybody types; beyond that the factor is rounded before.
    pub(super) fn value(&self, power: i32, factor: Ratio) -> f64 {
        let power = self.exponent.saturating_add(power);
        if factor == Ratio::ONE {
            return self.scaled(power);
        }
        self.exactly(power, factor)
            .unwrap_or_else(|| self.scaled(power) * factor.to_f64())
    }

    /// The number times a power of ten. The standard library reads decimals to the nearest `f64`.
    fn scaled(&self, power: i32) -> f64 {
        format!("{}e{power}", self.text)
            .parse()
            .unwrap_or(f64::INFINITY)
    }

    fn exactly(&self, power: i32, factor: Ratio) -> Option<f64> {
        let decimals = self.text.find('.').map_or(0, |at| self.text.len() - at - 1);
        let whole: u128 = self.text.replace('.', "").parse().ok()?;
        if whole == 0 {
            return Some(0.0);
        }
        let power = power.checked_sub(i32::try_from(decimals).ok()?)?;
        let number = Ratio::new(whole, 1)?.times(Ratio::power_of_ten(power)?)?;
        Some(number.times(factor)?.to_f64())
    }
}

/// How many bytes digits and their separators take. A space separates only a group of three, so
/// that the unit of `5 1/yr` is left alone.
fn run_length(text: &str) -> usize {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let after = text[at + c.len_utf8()..].bytes();
        let group = after.take_while(u8::is_ascii_digit).count() == 3;
        let separates = SPACES.contains(&c) && before.is_ascii_digit() && group;
        if !(c.is_ascii_digit() || c == '.' || c == ',' || separates) {
            return at;
        }
        before = c;
    }
    text.len()
}

/// The power of ten written after digits, and what follows it.
fn exponent(text: &str) -> (i32, &str) {
    let Some(after) = text.strip_prefix(['e', 'E']) else {
        return (0, text);
    };
    let digits = after.strip_prefix(['+', '-', '−']).unwrap_or(after);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 {
        return (0, text);
    }
    let (number, rest) = digits.split_at(count);
    // An exponent that does not fit is as good as any that is far out of range.
    let size = number.parse().unwrap_or(99_999).min(99_999);
    (
        if after.starts_with(['-', '−']) {
            -size
        } else {
            size
        },
        rest,
    )
}

/// The digits with `.` as decimal mark and no separators, or both readings where there are two.
fn unambiguous(run: &str, decimal: Decimal) -> Result<String, EntryError> {
    let (point, comma) = (read_as(run, '.', ','), read_as(run, ',', '.'));
    match (decimal, point, comma) {
        (Decimal::Point, Some(point), _) => Ok(point),
        (Decimal::Point, None, Some(comma)) => {
            let without = run.replace(',', "");
            Err(two_readings(
                run,
                &comma,
                read_as(&without, '.', ',').as_deref(),
                decimal,
            ))
        }
        (Decimal::Comma, Some(point), Some(comma)) if point != comma && !run.contains(',') => {
            Err(two_readings(run, &comma, Some(&point), decimal))
        }
        (Decimal::Comma, _, Some(comma)) => Ok(comma),
        (Decimal::Comma, Some(point), None) => Ok(point),
        (_, None, None) => Err(EntryError {
            message: format!("`{run}` is not a number"),
            hint: "type digits with groups of three or none, such as `1234567`".to_owned(),
        }),
    }
}

fn two_readings(run: &str, first: &str, second: Option<&str>, decimal: Decimal) -> EntryError {
    let show = |digits: &str| {
        let digits = match digits.trim_start_matches('0') {
            rest if rest.is_empty() || rest.starts_with('.') => format!("0{rest}"),
            rest => rest.to_owned(),
        };
        if decimal == Decimal::Comma {
            digits.replace('.', ",")
        } else {
            digits
        }
    };
    let first = show(first);
    match second.map(show) {
        Some(second) => EntryError {
            message: format!("`{run}` reads as {first} or as {second}"),
            hint: format!("type `{first}` or `{second}`"),
        },
        None => EntryError {
            message: format!("`{run}` is not written with a decimal point"),
            hint: format!("type `{first}`"),
        },
    }
}

/// Reads digits with this decimal mark and this or a space between groups of three.
fn read_as(run: &str, mark: char, separator: char) -> Option<String> {
    let (whole, fraction) = run.split_once(mark).unwrap_or((run, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let used = whole.chars().find(|c| !c.is_ascii_digit());
    let mut whole = whole.to_owned();
    if let Some(used) = used {
        let mut groups = whole.split(used);
        let first = groups.next()?;
        let fits = (used == separator || SPACES.contains(&used))
            && (1..=3).contains(&first.len())
            && !first.starts_with('0')
            && all_digits(first)
            && groups.all(|group| group.len() == 3 && all_digits(group));
        if !fits {
            return None;
        }
        whole = whole.replace(used, "");
    }
    Some(if fraction.is_empty() {
        whole
    } else {
        format!("{whole}.{fraction}")
    })
}
