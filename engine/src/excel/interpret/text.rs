//! Numbers that stand in a cell as text, read strictly: whatever is not plainly one is none.

use crate::units::Ratio;
use crate::units::entry::Decimal;

use super::lexicon;
use super::words::ABSENT;

/// No number needs more characters.
const LONGEST: usize = 60;
/// Characters that only ever separate groups of three digits.
const SPACES: [char; 6] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’'];
/// Currencies that may stand before or after the digits.
const CURRENCIES: &[(&str, &str)] = &[
    ("US$", "$"),
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", "¥"),
    ("CHF", "CHF"),
    ("$", "$"),
    ("€", "€"),
    ("£", "£"),
    ("¥", "¥"),
];
/// Marks and words before a number that is only near.
const NEAR: &[&str] = &[
    "~", "≈", "<=", ">=", "<", ">", "≤", "≥", "ca.", "c.", "circa", "approx.", "approx", "about",
    "around", "up to", "at least", "over", "under", "est.",
];

/// What a text in a cell is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Text<'a> {
    /// A word for no value.
    Absent,
    /// A number.
    Number(Written<'a>),
    /// Two numbers with a dash or `to` between them.
    Range(Written<'a>, Written<'a>),
    /// A number that is only near, with the mark that says so.
    Near(Written<'a>),
    /// Digits that name something: `007`.
    Identifier,
    /// Marked as text by an apostrophe.
    Marked,
    /// Other words.
    Words,
}

/// A number as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Written<'a> {
    is_negative: bool,
    /// Digits with `.` before the fraction, read with a decimal point.
    point: Option<String>,
    /// The same, read with a decimal comma.
    comma: Option<String>,
    /// The power of ten of an exponent.
    exponent: i32,
    /// The power of ten of a word after it: `k`, `bn`.
    pub(super) power: i32,
    /// The letter `m` alone, which may be minutes or months.
    pub(super) is_m: bool,
    /// The currency that stands with it.
    pub(super) currency: Option<&'static str>,
    /// The unit after it, as it is written.
    pub(super) unit: &'a str,
}

/// Reads a text as a cell holds it.
pub(super) fn read(text: &str) -> Text<'_> {
    let text = text.trim();
    if ABSENT.contains(&text.to_lowercase().as_str()) {
        return Text::Absent;
    }
    if text.starts_with(['\'', '’']) {
        return Text::Marked;
    }
    if text.len() > LONGEST {
        return Text::Words;
    }
    if is_identifier(text) {
        return Text::Identifier;
    }
    if let Some(after) = near(text) {
        return written(after).map_or(Text::Words, Text::Near);
    }
    if let Some(written) = written(text) {
        return Text::Number(written);
    }
    range(text).unwrap_or(Text::Words)
}

/// Digits alone that start with a zero name something.
fn is_identifier(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number && text.len() > 1 && text.starts_with('0')
}

/// What follows a mark or stands before `+`, where a number is only near.
fn near(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let before = NEAR.iter().find(|mark| {
        let is_word = mark.ends_with(|c: char| c.is_alphabetic());
        let rest = lower.strip_prefix(**mark);
        rest.is_some_and(|rest| !is_word || rest.starts_with(' '))
    });
    match before {
        Some(mark) => text.get(mark.len()..),
        None => text.strip_suffix('+'),
    }
}

/// Two numbers with a dash or `to` between them; the first takes what is written only once.
fn range(text: &str) -> Option<Text<'_>> {
    let marks = [" to ", " – ", " - ", "–", "—", "-"];
    for mark in marks {
        for (at, _) in text.match_indices(mark).filter(|(at, _)| *at > 0) {
            let (Some(mut low), Some(high)) =
                (written(&text[..at]), written(&text[at + mark.len()..]))
            else {
                continue;
            };
            if high.is_negative && mark == "-" {
                continue;
            }
            if low.unit.is_empty() && low.power == 0 {
                (low.unit, low.power, low.is_m) = (high.unit, high.power, high.is_m);
            }
            low.currency = low.currency.or(high.currency);
            let high = Written {
                currency: high.currency.or(low.currency),
                ..high
            };
            return Some(Text::Range(low, high));
        }
    }
    None
}

/// Reads one number with its sign, currency, scale and unit.
fn written(text: &str) -> Option<Written<'_>> {
    let (is_negative, is_opened, currency, rest) = before_digits(text.trim())?;
    let end = run_length(rest);
    let (run, rest) = rest.split_at(end);
    let (point, comma) = (read_as(run, '.', ','), read_as(run, ',', '.'));
    if point.is_none() && comma.is_none() {
        return None;
    }
    let (exponent, rest) = exponent(rest);
    let mut rest = rest.trim();
    let mut signs = u32::from(is_negative);
    if is_opened {
        let (inside, after) = rest.rsplit_once(')')?;
        rest = if inside.is_empty() {
            after.trim()
        } else {
            inside.trim()
        };
        // The bracket is the sign, unless there is none inside it.
        if !after.trim().is_empty() && !inside.trim().is_empty() {
            return None;
        }
    } else if rest.contains(')') && !rest.contains('(') {
        return None;
    }
    if let Some(before) = rest.strip_suffix(['-', '−']) {
        rest = before.trim();
        signs += 1;
    }
    let mut written = Written {
        is_negative: signs == 1,
        point,
        comma,
        exponent,
        power: 0,
        is_m: false,
        currency,
        unit: rest,
    };
    (signs <= 1 && written.take_affixes()).then_some(written)
}

/// The sign and the currency before the digits, in either order.
fn before_digits(text: &str) -> Option<(bool, bool, Option<&'static str>, &str)> {
    let (mut rest, mut signs, mut is_opened, mut currency) = (text, 0, false, None);
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix(['-', '−', '(']) {
            is_opened |= rest.starts_with('(');
            (rest, signs) = (after, signs + 1);
        } else if let Some(after) = rest.strip_prefix('+').filter(|_| signs == 0) {
            rest = after;
        } else if let Some((mark, symbol)) = CURRENCIES
            .iter()
            .find(|(mark, _)| currency.is_none() && rest.starts_with(mark))
        {
            (rest, currency) = (&rest[mark.len()..], Some(*symbol));
        } else {
            break;
        }
    }
    let is_number = rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
    (is_number && signs <= 1).then_some((signs == 1, is_opened, currency, rest))
}

/// How many bytes digits and their separators take.
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

/// The power of ten behind `e`, and what follows.
fn exponent(text: &str) -> (i32, &str) {
    let read = || {
        let after = text.strip_prefix(['e', 'E'])?;
        let sign = after.starts_with(['+', '-']);
        let digits = after[usize::from(sign)..].bytes();
        let count = digits.take_while(u8::is_ascii_digit).count();
        let end = usize::from(sign) + count;
        let power: i32 = after[..end].parse().ok()?;
        (count > 0 && power.abs() < 400).then_some((power, &after[end..]))
    };
    read().unwrap_or((0, text))
}

/// Reads digits with this decimal mark and this or a space between groups of three.
fn read_as(run: &str, mark: char, separator: char) -> Option<String> {
    let (whole, fraction) = run.split_once(mark).unwrap_or((run, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    // `1,` is a list that broke off.
    if run.ends_with(mark) {
        return None;
    }
    let mut digits = whole.to_owned();
    if let Some(used) = whole.chars().find(|c| !c.is_ascii_digit()) {
        let mut groups = whole.split(used);
        let first = groups.next()?;
        let fits = (used == separator || SPACES.contains(&used))
            && (1..=3).contains(&first.len())
            && !first.starts_with('0')
            && is_digits(first)
            && groups.all(|group| group.len() == 3 && is_digits(group));
        if !fits {
            return None;
        }
        digits = whole.replace(used, "");
    }
    if digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    Some(match fraction {
        "" => digits,
        _ => format!("{digits}.{fraction}"),
    })
}

impl Written<'_> {
    /// Takes a scale and a currency from what follows the digits; what is left is the unit. `false`
    /// where what is left is no unit's beginning.
    fn take_affixes(&mut self) -> bool {
        let is_letter = |c: char| c.is_alphanumeric();
        let end = self.unit.find(|c| !is_letter(c)).unwrap_or(self.unit.len());
        let (word, rest) = self.unit.split_at(end);
        if let Some(power) = lexicon::scale(word)
            && !word.starts_with(|c: char| c.is_ascii_digit())
            && !rest.starts_with(['*', '^', '_'])
        {
            self.power = power;
            self.is_m = word.eq_ignore_ascii_case("m");
            self.unit = rest.trim();
        }
        if self.currency.is_none()
            && let Some((mark, symbol)) = CURRENCIES.iter().find(|(mark, _)| self.unit == *mark)
        {
            self.currency = Some(symbol);
            self.unit = &self.unit[mark.len()..];
        }
        is_unit(self.unit)
    }

    /// Whether both decimal marks give a number, and not the same.
    pub(super) fn is_open(&self) -> bool {
        self.point.is_some() && self.comma.is_some() && self.point != self.comma
    }

    /// Whether, of both readings, that with groups of three and a decimal point is how English
    /// writes a whole number: `1,389`.
    pub(super) fn is_english(&self) -> bool {
        let has_fraction =
            |digits: &Option<String>| digits.as_ref().is_some_and(|digits| digits.contains('.'));
        has_fraction(&self.comma) && !has_fraction(&self.point)
    }

    /// Which decimal mark the number itself tells; `None` where it tells none.
    pub(super) fn decimal(&self) -> Option<Decimal> {
        match (&self.point, &self.comma) {
            (Some(_), None) => Some(Decimal::Point),
            (None, Some(_)) => Some(Decimal::Comma),
            _ => None,
        }
    }

    /// The number with this decimal mark, or the other where this gives none, times a ratio.
    pub(super) fn value(&self, decimal: Decimal, factor: Ratio) -> f64 {
        let (first, second) = match decimal {
            Decimal::Point => (&self.point, &self.comma),
            Decimal::Comma => (&self.comma, &self.point),
        };
        let digits = first
            .as_ref()
            .or(second.as_ref())
            .map_or("0", String::as_str);
        // The standard library reads decimals to the nearest number.
        let number: f64 = format!("{digits}e{}", self.exponent)
            .parse()
            .unwrap_or(f64::NAN);
        times(if self.is_negative { -number } else { number }, factor)
    }
}

/// A number times a ratio, rounded as little as can be: by a whole number it is divided.
pub(super) fn times(number: f64, factor: Ratio) -> f64 {
    let inverse = Ratio::ONE.over(factor).map_or(0.0, Ratio::to_f64);
    match inverse > 1.0 && inverse.fract() == 0.0 {
        true => number / inverse,
        false => number * factor.to_f64(),
    }
}

/// Whether what follows digits can be a unit: not a second number, nor the rest of a date.
fn is_unit(text: &str) -> bool {
    let starts = |c: char| c.is_alphabetic() || "%/$€£¥¢×µ#".contains(c);
    let has_digits = text.contains(|c: char| c.is_ascii_digit());
    text.is_empty() || (text.starts_with(starts) && (!has_digits || text.contains('/')))
}

/// Which decimal mark most of these texts have; `None` where none of them tells, or as many tell
/// one as the other.
pub(in crate::excel) fn majority<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Decimal> {
    let (mut points, mut commas) = (0, 0);
    for text in texts {
        let marks = match read(text) {
            Text::Number(one) | Text::Near(one) => [one.decimal(), None],
            Text::Range(low, high) => [low.decimal(), high.decimal()],
            _ => continue,
        };
        for mark in marks.into_iter().flatten() {
            match mark {
                Decimal::Point => points += 1,
                Decimal::Comma => commas += 1,
            }
        }
    }
    match points.cmp(&commas) {
        std::cmp::Ordering::Greater => Some(Decimal::Point),
        std::cmp::Ordering::Less => Some(Decimal::Comma),
        std::cmp::Ordering::Equal => None,
    }
}

/// Whether a text in a place of values says something about a value: a number, a range, or that
/// there is none.
pub(in crate::excel) fn is_value(text: &str) -> bool {
    !matches!(read(text), Text::Words)
}

/// Whether a text is a number, be it one that is only near.
pub(in crate::excel) fn is_number(text: &str) -> bool {
    matches!(
        read(text),
        Text::Number(_) | Text::Near(_) | Text::Range(..)
    )
}
