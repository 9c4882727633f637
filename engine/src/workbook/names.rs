//! What may be called what: the rule for ids, and "did you mean".

use std::fmt;

use crate::functions::Function;

/// Why a name, key, date or edit was refused, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// What to do, as an action.
    pub hint: String,
}

impl Refusal {
    /// A refusal and its way out.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.hint.is_empty() {
            Ok(())
        } else {
            write!(f, "; {}", self.hint)
        }
    }
}

impl std::error::Error for Refusal {}

/// The greatest length of an id, in characters.
pub const LONGEST: usize = 64;

/// Words that formulas keep for themselves.
pub const RESERVED: &[&str] = &[
    "over", "year", "quarter", "month", "period", "true", "false",
];

/// Names of hardware that read as spreadsheet cells, with the usual way out.
const CELL_LIKE: &[(&str, &str)] = &[
    ("gb200", "gb200_nvl72"),
    ("gb300", "gb300_nvl72"),
    ("h100", "h100_gpu"),
    ("h200", "h200_gpu"),
    ("b200", "b200_gpu"),
    ("b300", "b300_gpu"),
    ("nvl72", "nvl72_rack"),
];

/// Whether an id can name a row, index or curve in formulas.
///
/// ```
/// use rackhour_engine::workbook::names::check_id;
/// assert!(check_id("racks").is_ok());
/// let refusal = check_id("gb200").unwrap_err();
/// assert_eq!(refusal.message, "`gb200` reads as a spreadsheet cell");
/// assert_eq!(refusal.hint, "add a word, such as `gb200_nvl72`");
/// ```
pub fn check_id(id: &str) -> Result<(), Refusal> {
    check_shape(id)?;
    if RESERVED.contains(&id) {
        let message = format!("`{id}` is a word of the formula language");
        return Err(Refusal::new(
            message,
            format!("add a word, such as `{id}_value`"),
        ));
    }
    if Function::named(id).is_some() {
        let message = format!("`{id}` is a function");
        return Err(Refusal::new(
            message,
            format!("add a word, such as `{id}_value`"),
        ));
    }
    if reads_as_cell(id) {
        let better = CELL_LIKE
            .iter()
            .find(|(name, _)| *name == id)
            .map(|(_, better)| *better);
        let better = better.map_or_else(|| format!("{id}_value"), str::to_owned);
        let message = format!("`{id}` reads as a spreadsheet cell");
        return Err(Refusal::new(
            message,
            format!("add a word, such as `{better}`"),
        ));
    }
    Ok(())
}

/// Whether an id has the right shape: `[a-z][a-z0-9_]*`, at most [`LONGEST`] characters.
///
/// This alone holds for names that stand only where nothing else can: index elements, sources,
/// sections, profiles and the like.
pub fn check_shape(id: &str) -> Result<(), Refusal> {
    let rule = "use lower-case letters, digits and `_`, starting with a letter";
    if id.is_empty() {
        return Err(Refusal::new("a name is empty", rule));
    }
    if LONGEST < id.chars().count() {
        let start: String = id.chars().take(20).collect();
        let message = format!("the name `{start}…` is longer than {LONGEST} characters");
        return Err(Refusal::new(
            message,
            "shorten it; the label can say the rest",
        ));
    }
    let is_shaped = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_shaped {
        return Ok(());
    }
    let message = format!("`{}` is not a name", id.escape_debug());
    Err(match shaped(id) {
        Some(better) => Refusal::new(message, format!("{rule}: `{better}`")),
        None => Refusal::new(message, rule),
    })
}

/// The nearest id of the right shape, where there is one.
fn shaped(id: &str) -> Option<String> {
    let words: String = id
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    let better = words.trim_matches('_').to_owned();
    (better != id && check_shape(&better).is_ok()).then_some(better)
}

/// Whether a spreadsheet would read the id as `A1` or `R1C1`.
fn reads_as_cell(id: &str) -> bool {
    let letters = id.chars().take_while(char::is_ascii_lowercase).count();
    let is_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let is_a1 = letters <= 3 && letters < id.len() && is_digits(&id[letters..]);
    let row = id.strip_prefix('r').unwrap_or(id);
    let is_r1c1 = match row.split_once('c') {
        Some((row, column)) => is_digits(row) && is_digits(column),
        None => id == "r",
    };
    is_a1 || is_r1c1
}

/// The candidate that a mistyped name probably means; the first of equally near ones.
///
/// ```
/// use rackhour_engine::workbook::names::suggest;
/// assert_eq!(suggest("rakcs", ["racks", "gpus"]), Some("racks"));
/// assert_eq!(suggest("profit", ["racks", "gpus"]), None);
/// ```
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    if 2 * LONGEST < length {
        return None;
    }
    let (name, furthest) = (name.to_lowercase(), (length / 3).max(1));
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&name, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= furthest)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A hint that names the nearest candidate, or says what else to do.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match suggest(name, candidates) {
        Some(near) => format!("did you mean `{near}`?"),
        None => otherwise.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_formulas_cannot_hold_are_refused() {
        for (id, message) in [
            ("", "a name is empty"),
            ("Racks", "`Racks` is not a name"),
            ("2nd", "`2nd` is not a name"),
            ("gp/mw", "`gp/mw` is not a name"),
            ("h100", "`h100` reads as a spreadsheet cell"),
            ("q1", "`q1` reads as a spreadsheet cell"),
            ("fy26", "`fy26` reads as a spreadsheet cell"),
            ("r", "`r` reads as a spreadsheet cell"),
            ("c", "`c` reads as a spreadsheet cell"),
            ("rc", "`rc` reads as a spreadsheet cell"),
            ("r1c1", "`r1c1` reads as a spreadsheet cell"),
            ("r12c", "`r12c` reads as a spreadsheet cell"),
            ("sum", "`sum` is a function"),
            ("crf", "`crf` is a function"),
            ("over", "`over` is a word of the formula language"),
            ("quarter", "`quarter` is a word of the formula language"),
        ] {
            assert_eq!(check_id(id).unwrap_err().message, message);
        }
        let long = "a".repeat(65);
        assert!(
            check_id(&long)
                .unwrap_err()
                .message
                .ends_with("is longer than 64 characters")
        );
        assert!(
            check_shape("Racks per MW")
                .unwrap_err()
                .hint
                .ends_with("`racks_per_mw`")
        );
    }

    #[test]
    fn ordinary_names_pass() {
        for id in [
            "racks",
            "x",
            "gb200_nvl72",
            "abcd12",
            "rate",
            "cost",
            "rack",
            "a_1",
            "q1_sales",
        ] {
            assert_eq!(check_id(id), Ok(()));
        }
        assert_eq!(check_shape("gb200"), Ok(()));
    }
}
