//! Numbers and units as an analyst reads them: the only place in the application with number formats.
//!
//! For reading, [`number`] rounds: negatives stand in parentheses, zero is a dash, thousands are
//! separated, very large numbers carry a word. For editing, [`edit_text`] never rounds: it gives
//! the shortest text that reads back as the same value. A dash is always exactly zero, and `n/a`
//! always a value that is unavailable.

mod spreadsheet;

use std::cell::Cell;

use rackhour_engine::math;
use rackhour_engine::units::entry::Decimal;
use rackhour_engine::workbook::{Distribution, NumberFormat, Shape};

pub use spreadsheet::{spreadsheet_date, spreadsheet_number};

thread_local! {
    /// Whether decimals stand behind a comma, on the thread that draws and in jobs that word what
    /// it shows. Elsewhere texts are for programs or for everybody, and have the point.
    static DECIMAL_COMMA: Cell<bool> = const { Cell::new(false) };
}

/// Writes decimals behind a comma, on this thread, and thousands behind a point.
pub fn set_decimal_comma(comma: bool) {
    DECIMAL_COMMA.set(comma);
}

/// The decimal mark of numbers that are typed.
pub fn decimal() -> Decimal {
    match DECIMAL_COMMA.get() {
        true => Decimal::Comma,
        false => Decimal::Point,
    }
}

/// A number with the marks that are set; what is exchanged are its points and commas.
fn marked(number: String) -> String {
    if !DECIMAL_COMMA.get() {
        return number;
    }
    let exchange = |mark| match mark {
        '.' => ',',
        ',' => '.',
        other => other,
    };
    number.chars().map(exchange).collect()
}

/// What stands in place of a value that is unavailable; the reason belongs on hover.
pub const UNAVAILABLE: &str = "n/a";

/// What stands for exactly zero.
pub const ZERO: &str = "–";

/// A value for reading, without its unit.
///
/// The row's format decides where there is one. Otherwise money below 1,000 has two decimals
/// (three digits below 1, as token prices need), other numbers about four significant digits, and from a
/// billion on a word stands for the powers of ten. The text never has more than 12 characters.
pub fn number(value: f64, unit: &str, format: Option<NumberFormat>) -> String {
    if value.is_nan() {
        return UNAVAILABLE.to_owned();
    }
    if value == 0.0 {
        return ZERO.to_owned();
    }
    in_parentheses(value < 0.0, marked(magnitude(value.abs(), unit, format)))
}

/// A difference for reading: `+0.81`, `(7.96)`, `–`.
pub fn difference(value: f64, unit: &str, format: Option<NumberFormat>) -> String {
    let text = number(value, unit, format);
    if value > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

/// What stands for a value that is unavailable where a column has no room for a word.
pub const DASH: &str = "—";

/// A value for reading where a dash would say that there is none: zero is a zero.
pub fn number_or_zero(value: f64, unit: &str, format: Option<NumberFormat>) -> String {
    match format {
        Some(NumberFormat::Percent(_)) if value == 0.0 => "0 %".to_owned(),
        _ if value == 0.0 => "0".to_owned(),
        _ => number(value, unit, format),
    }
}

/// A difference between two values of a row, signed: `+0.81`, `−7.96`; of a row in percent, in
/// points: `+2.3 pp`.
pub fn change(value: f64, unit: &str, format: Option<NumberFormat>) -> String {
    let text = number_or_zero(value.abs(), unit, format);
    let text = match format {
        Some(NumberFormat::Percent(_)) => text.replace('%', "pp"),
        _ => text,
    };
    signed(value, text)
}

/// A relative difference, signed: `+12.5 %`, `−3.0 %`.
pub fn relative_change(share: f64) -> String {
    let format = Some(NumberFormat::Percent(1));
    signed(share, number_or_zero(share.abs(), "", format))
}

/// The same with two decimals: `+1.04 %`.
pub fn relative_change_fine(share: f64) -> String {
    let format = Some(NumberFormat::Percent(2));
    signed(share, number_or_zero(share.abs(), "", format))
}

fn signed(value: f64, text: String) -> String {
    match value {
        _ if value > 0.0 => format!("+{text}"),
        _ if value < 0.0 => format!("−{text}"),
        _ => text,
    }
}

/// A value with ten digits and its unit: `1.525598103 $/Mtok`, `12.345678 %`.
pub fn long_with_unit(value: f64, unit: &str, format: Option<NumberFormat>) -> String {
    if let Some(NumberFormat::Percent(_)) = format {
        return format!("{} %", plain(value * 100.0));
    }
    format!("{} {}", plain(value), unit_label(unit))
        .trim_end()
        .to_owned()
}

/// A value with its unit for running text: `6.67 $/Mtok`, `64.8 %`, `124 tn tok`.
pub fn with_unit(value: f64, unit: &str, format: Option<NumberFormat>) -> String {
    let text = number(value, unit, format);
    let unit = unit_label(unit);
    if unit.is_empty() || value.is_nan() {
        text
    } else {
        format!("{text} {unit}")
    }
}

/// A value with its unit in a sentence: zero is a zero, and what is negative has a minus sign.
///
/// ```
/// assert_eq!(rackhour::text::in_sentence(-1.078, "$/Mtok", None), "−1.08 $/Mtok");
/// ```
pub fn in_sentence(value: f64, unit: &str, format: Option<NumberFormat>) -> String {
    let number = number_or_zero(value.abs(), unit, format);
    let sign = if value < 0.0 { "−" } else { "" };
    let unit = unit_label(unit);
    let space = if unit.is_empty() { "" } else { " " };
    format!("{sign}{number}{space}{unit}")
}

/// A value on an axis, for running text and hover: `50.0 %`, `6.67 $/Mtok`.
pub fn axis_value(value: f64, unit: &str, percent: bool) -> String {
    with_unit(value, unit, percent.then_some(NumberFormat::Percent(1)))
}

/// A unit for reading: `$/GPU/h` for `$/gpu/h`, `W·h` for `W*h`, `MW (IT)` for `MW_it`.
///
/// Only these spellings change. A ratio has no unit, and gives an empty text.
pub fn unit_label(unit: &str) -> String {
    let mut label = String::new();
    let mut name = String::new();
    for c in unit.chars().chain(std::iter::once('\0')) {
        if c.is_alphanumeric() || matches!(c, '_' | '$' | '€' | '£' | '¥') {
            name.push(c);
            continue;
        }
        match name.as_str() {
            "gpu" => label.push_str("GPU"),
            other => match other.strip_suffix("_it") {
                Some(power) => label.extend([power, " (IT)"]),
                None => label.push_str(other),
            },
        }
        name.clear();
        match c {
            '*' => label.push('·'),
            '\0' => {}
            other => label.push(other),
        }
    }
    label
}

/// The label of an axis or a column: `Fixed cost ($/Mtok)`; no unit where the ticks carry it.
pub fn axis_label(label: &str, unit: &str, percent: bool) -> String {
    let unit = unit_label(unit);
    if percent || unit.is_empty() {
        label.to_owned()
    } else {
        format!("{label} ({unit})")
    }
}

/// The shortest text that reads back as exactly this value: `0.07`, `123910000000000`, `6.67e-6`.
pub fn exact(value: f64) -> String {
    let size = value.abs();
    marked(if size != 0.0 && !(1e-5..1e15).contains(&size) {
        format!("{value:e}")
    } else {
        format!("{value}")
    })
}

/// A value with so many significant digits, whatever its size: `1.2e-12`, `0.05`.
pub fn exact_to(value: f64, digits: usize) -> String {
    let text = format!("{value:.*e}", digits.max(1) - 1);
    exact(text.parse().unwrap_or(value))
}

/// A sentence in which the thousands of large numbers stand apart, in the marks that are set. Years
/// and other numbers of four digits stay as they are.
pub fn with_thousands(sentence: &str) -> String {
    let apart = |word: &str| {
        let digits = word.trim_start_matches('-');
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
            return word.to_owned();
        }
        let sign = if word.len() > digits.len() { "−" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        let whole = match whole.len() > 4 {
            true => separated(whole),
            false => whole.to_owned(),
        };
        marked(format!("{sign}{whole}{point}{fraction}"))
    };
    let words: Vec<_> = sentence.split(' ').map(apart).collect();
    words.join(" ")
}

/// The text with which editing a value begins: exact, in percent where the row is shown so.
pub fn edit_text(value: f64, format: Option<NumberFormat>) -> String {
    match format {
        _ if value.is_nan() => String::new(),
        Some(NumberFormat::Percent(_)) => format!("{}%", hundredfold(value)),
        _ => exact(value),
    }
}

/// The mark on an axis whose marks are `step` apart: as many decimals as the step needs.
pub fn tick(value: f64, step: f64, percent: bool) -> String {
    let scale = if percent { 100.0 } else { 1.0 };
    let (value, step) = (value * scale, (step * scale).abs());
    // Positions of marks are sums of steps; what is left of zero is rounding.
    let value = if value.abs() < step * 1e-6 {
        0.0
    } else {
        value
    };
    let digits = match value.abs() {
        size if size >= 1e9 => in_words(size),
        // Beside a scale there is no room for the zeros of millions.
        size if step >= 1e5 && size > 0.0 => {
            format!("{}m", grouped(size / 1e6, decimals_of_step(step / 1e6)))
        }
        size => grouped(size, decimals_of_step(step)),
    };
    let sign = if value < 0.0 { "−" } else { "" };
    let end = if percent { " %" } else { "" };
    format!("{sign}{}{end}", marked(digits))
}

/// A time that something took: `3.2 ms`, `96 ms`, `0.6 s`, `2 min`.
pub fn duration(time: std::time::Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds * 1000.0 {
        ms if ms < 10.0 => marked(format!("{ms:.1} ms")),
        ms if ms < 500.0 => format!("{ms:.0} ms"),
        _ if seconds < 100.0 => marked(format!("{seconds:.1} s")),
        _ => format!("{:.0} min", seconds / 60.0),
    }
}

/// How many of something, with its noun: `1 row`, `1,389 rows`.
pub fn count(number: usize, singular: &str, plural: &str) -> String {
    let digits = marked(separated(&number.to_string()));
    format!("{digits} {}", if number == 1 { singular } else { plural })
}

/// The positive number `size`, rounded.
fn magnitude(size: f64, unit: &str, format: Option<NumberFormat>) -> String {
    match format {
        Some(NumberFormat::Percent(decimals)) => format!("{} %", fixed(size * 100.0, decimals)),
        Some(NumberFormat::Multiple(decimals)) => format!("{}x", fixed(size, decimals)),
        Some(NumberFormat::Decimals(decimals)) => fixed(size, decimals),
        None if size >= 1e9 => in_words(size),
        None if size < 1e-4 => significant(size),
        None if is_money(unit) => money(size),
        None if size.fract() == 0.0 => fixed(size, 0),
        None => fixed(size, plain_decimals(size)),
    }
}

/// Digits with this many decimals, or in words where that would not fit a column.
fn fixed(size: f64, decimals: u8) -> String {
    if size >= 1e9 {
        in_words(size)
    } else {
        grouped(size, usize::from(decimals.min(9)))
    }
}

/// Whether a unit is money, or money per something.
pub fn is_money(unit: &str) -> bool {
    let first = unit.split(['/', '*', '·']).next().unwrap_or_default();
    let name = first.trim_end_matches(['k', 'M', 'B', 'T']);
    matches!(name, "$" | "€" | "£" | "¥")
        || (name.len() == 3 && name.chars().all(|c| c.is_ascii_uppercase()))
}

/// Two decimals; below one as many as three digits need, without zeros after the second: `0.80`,
/// `0.125`, `0.0542`.
fn money(size: f64) -> String {
    if size >= 1.0 {
        return fixed(size, if size >= 1000.0 { 0 } else { 2 });
    }
    let decimals = leading_zeros(size) + 3;
    let text = fixed(size, decimals);
    let surplus = text
        .bytes()
        .rev()
        .take_while(|&digit| digit == b'0')
        .count();
    fixed(size, decimals - u8::min(surplus as u8, decimals - 2))
}

fn plain_decimals(size: f64) -> u8 {
    match size {
        _ if size >= 1000.0 => 0,
        _ if size >= 100.0 => 1,
        _ if size >= 1.0 => 2,
        _ => leading_zeros(size) + 3,
    }
}

/// The zeros between the point and the first digit of a number below one.
fn leading_zeros(size: f64) -> u8 {
    (-math::log10(size)).ceil().clamp(1.0, 5.0) as u8 - 1
}

fn decimals_of_step(step: f64) -> usize {
    // A step of 0.25 needs two decimals although its first digit is the first decimal.
    (0..6)
        .find(|&n| {
            let scaled = step * math::power_integer(10.0, n);
            (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1e-6)
        })
        .unwrap_or(6) as usize
}

fn in_words(size: f64) -> String {
    let (scale, word) = match size {
        _ if size >= 0.999_95e18 => return significant(size),
        _ if size >= 0.999_95e12 => (1e12, "tn"),
        _ => (1e9, "bn"),
    };
    let scaled = size / scale;
    let whole_digits = math::log10(scaled).floor().max(0.0) as usize + 1;
    let text = grouped(scaled, 4_usize.saturating_sub(whole_digits));
    format!("{} {word}", without_trailing_zeros(&text))
}

fn significant(size: f64) -> String {
    let text = format!("{size:.2e}");
    match text.split_once('e') {
        Some((digits, exponent)) => format!("{}e{exponent}", without_trailing_zeros(digits)),
        None => text,
    }
}

fn without_trailing_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

fn grouped(size: f64, decimals: usize) -> String {
    let text = format!("{size:.decimals$}");
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{}.{fraction}", separated(whole)),
        None => separated(&text),
    }
}

/// Whole digits with a comma between thousands.
fn separated(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn in_parentheses(negative: bool, text: String) -> String {
    if negative { format!("({text})") } else { text }
}

/// The exact decimal text of a hundred times a value: multiplying would turn 0.07 into
/// 7.000000000000001, moving the point does not.
fn hundredfold(value: f64) -> String {
    let text = format!("{value:e}");
    let moved = text.split_once('e').and_then(|(digits, exponent)| {
        let exponent: i32 = exponent.parse().ok()?;
        format!("{digits}e{}", exponent + 2).parse().ok()
    });
    exact(moved.unwrap_or(value * 100.0))
}

/// A value for the terminal: ten significant digits, thousands apart, a minus sign.
///
/// ```
/// assert_eq!(rackhour::text::plain(2_628_000_000.0), "2,628,000,000");
/// assert_eq!(rackhour::text::plain(-0.1 - 0.2), "-0.3");
/// ```
pub fn plain(value: f64) -> String {
    let rounded: f64 = format!("{value:.9e}").parse().unwrap_or(value);
    if rounded != 0.0 && !(1e-6..1e15).contains(&rounded.abs()) {
        return marked(format!("{rounded:e}"));
    }
    let digits = rounded.abs().to_string();
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let sign = if rounded < 0.0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    marked(format!("{sign}{text}{point}{fraction}"))
}

/// A text with a capital letter first.
///
/// ```
/// assert_eq!(rackhour::text::capital("there is none"), "There is none");
/// ```
pub fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

/// A formula with some of its names replaced; quoted options stay.
///
/// ```
/// let say = |name: &str| (name == "gpus").then(|| "GPUs".to_owned());
/// assert_eq!(rackhour::text::replace_names("2 * gpus - 1", say), "2 × GPUs − 1");
/// ```
pub fn replace_names(formula: &str, mut say: impl FnMut(&str) -> Option<String>) -> String {
    let mut said = String::new();
    let (mut rest, mut quoted) = (formula, false);
    while let Some(first) = rest.chars().next() {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let end = match is_part(first) {
            true => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (part, after) = rest.split_at(end);
        quoted ^= part == "\"";
        match (part, quoted) {
            ("*", false) => said.push('×'),
            ("-", false) => said.push('−'),
            (_, false) => said.push_str(&say(part).unwrap_or_else(|| part.to_owned())),
            (_, true) => said.push_str(part),
        }
        rest = after;
    }
    said
}

/// A number as it was typed, where it is one and nothing else.
pub fn typed(text: &str) -> Option<f64> {
    match decimal() {
        Decimal::Point => text.parse().ok(),
        Decimal::Comma if text.contains('.') => None,
        Decimal::Comma => text.replace(',', ".").parse().ok(),
    }
}

/// A distribution in the marks that are set: `triangular(0,9; 0,95; 0,99)`.
pub fn distribution(distribution: &str) -> String {
    match decimal() {
        Decimal::Point => distribution.to_owned(),
        Decimal::Comma => distribution.replace(',', ";").replace('.', ","),
    }
}

/// A distribution as it is typed in the marks that are set, in those of a file.
///
/// # Errors
/// It has points where decimals stand behind a comma, and they could be meant in two ways.
pub fn typed_distribution(typed: &str) -> Result<String, String> {
    match decimal() {
        Decimal::Point => Ok(typed.to_owned()),
        Decimal::Comma if typed.contains('.') => Err(
            "Write decimals behind a comma and thousands without a point, as in 3,5 to 1200"
                .to_owned(),
        ),
        Decimal::Comma => Ok(typed.replace(',', ".").replace(';', ",")),
    }
}

/// What a distribution means, in words: `drawn: 90 % between 3 and 12, lognormal`.
pub fn drawn(drawn: &Distribution) -> String {
    match drawn.shape() {
        Shape::Interval { low, high } => {
            let law = if *low > 0.0 { "lognormal" } else { "normal" };
            let (low, high) = (marked(low.to_string()), marked(high.to_string()));
            format!("drawn: 90 % between {low} and {high}, {law}")
        }
        shape => format!("drawn: {}", distribution(&shape.to_string())),
    }
}

#[cfg(test)]
mod tests;
