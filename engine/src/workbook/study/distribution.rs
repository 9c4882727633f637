//! Distributions of uncertain inputs, as an analyst writes them: `3 to 12`, `triangular(40, 60, 90)`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How likely the values of an uncertain input are, in the row's unit.
///
/// The text form is the only one: in a file, in a cell and on the command line. Numbers may be
/// written in percent.
///
/// ```
/// use rackhour_engine::workbook::{Distribution, Shape};
/// let price: Distribution = "3 to 12".parse()?;
/// assert_eq!(price.shape(), &Shape::Interval { low: 3.0, high: 12.0 });
/// assert_eq!("triangular(40%, 60%, 90%)".parse::<Distribution>()?.to_string(), "triangular(0.4, 0.6, 0.9)");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Distribution(Shape);

/// The shapes of a [`Distribution`].
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Anything between two ends, equally likely: `uniform(low, high)`.
    Uniform {
        /// The least value.
        low: f64,
        /// The greatest value.
        high: f64,
    },
    /// `triangular(low, mode, high)`.
    Triangular {
        /// The least value.
        low: f64,
        /// The most likely value.
        mode: f64,
        /// The greatest value.
        high: f64,
    },
    /// A beta distribution with mean (low + 4 mode + high) / 6: `pert(low, mode, high)`.
    Pert {
        /// The least value.
        low: f64,
        /// The most likely value.
        mode: f64,
        /// The greatest value.
        high: f64,
    },
    /// `normal(mean, deviation)`.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        deviation: f64,
    },
    /// A positive value whose logarithm is normal, by its own mean and deviation:
    /// `lognormal(mean, deviation)`.
    Lognormal {
        /// The mean of the value, not of its logarithm.
        mean: f64,
        /// The standard deviation of the value.
        deviation: f64,
    },
    /// `beta(alpha, beta, low, high)`; from 0 to 1 without ends.
    Beta {
        /// The first shape parameter.
        alpha: f64,
        /// The second shape parameter.
        beta: f64,
        /// The least value.
        low: f64,
        /// The greatest value.
        high: f64,
    },
    /// `low to high`: the value lies between them with 90 % probability, 5 % to either side.
    /// Lognormal where both ends are positive, normal otherwise.
    Interval {
        /// The 5th percentile.
        low: f64,
        /// The 95th percentile.
        high: f64,
    },
    /// Some values with weights: `discrete(2: 0.5, 3: 0.3, 4: 0.2)`.
    Discrete(Vec<(f64, f64)>),
    /// Another distribution, within two ends: `truncated(normal(10, 3), 0, 20)`.
    Truncated {
        /// What is truncated.
        of: Box<Shape>,
        /// The least value.
        low: f64,
        /// The greatest value.
        high: f64,
    },
    /// Observations, each equally likely: `data(3.1, 2.8, 4.0)`.
    Data(Vec<f64>),
}

impl Distribution {
    /// Whether a text is meant as a distribution, right or wrong, and not as a number.
    ///
    /// ```
    /// use rackhour_engine::workbook::Distribution;
    /// assert!(Distribution::is_meant_by("3 to 12") && Distribution::is_meant_by("uniform(1"));
    /// assert!(!Distribution::is_meant_by("(3)") && !Distribution::is_meant_by("3 tok/s"));
    /// ```
    pub fn is_meant_by(text: &str) -> bool {
        let text = text.trim();
        let is_called = text.starts_with(char::is_alphabetic) && text.contains('(');
        is_called || text.split_whitespace().any(|word| word == "to")
    }

    /// Its shape.
    pub fn shape(&self) -> &Shape {
        &self.0
    }
}

impl FromStr for Distribution {
    type Err = String;

    /// Reads the text form.
    ///
    /// # Errors
    ///
    /// What is wrong, and what a right one looks like.
    fn from_str(text: &str) -> Result<Self, String> {
        shape(text.trim()).map(Self)
    }
}

impl TryFrom<String> for Distribution {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Distribution> for String {
    fn from(distribution: Distribution) -> Self {
        distribution.to_string()
    }
}

impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uniform { low, high } => write!(f, "uniform({low}, {high})"),
            Self::Triangular { low, mode, high } => write!(f, "triangular({low}, {mode}, {high})"),
            Self::Pert { low, mode, high } => write!(f, "pert({low}, {mode}, {high})"),
            Self::Normal { mean, deviation } => write!(f, "normal({mean}, {deviation})"),
            Self::Lognormal { mean, deviation } => write!(f, "lognormal({mean}, {deviation})"),
            Self::Beta {
                alpha,
                beta,
                low,
                high,
            } => write!(f, "beta({alpha}, {beta}, {low}, {high})"),
            Self::Interval { low, high } => write!(f, "{low} to {high}"),
            Self::Discrete(values) => {
                let values = values.iter();
                let pairs: Vec<_> = values.map(|(value, w)| format!("{value}: {w}")).collect();
                write!(f, "discrete({})", pairs.join(", "))
            }
            Self::Truncated { of, low, high } => write!(f, "truncated({of}, {low}, {high})"),
            Self::Data(values) => {
                let values: Vec<_> = values.iter().map(f64::to_string).collect();
                write!(f, "data({})", values.join(", "))
            }
        }
    }
}

/// What a refusal shows as examples.
const EXAMPLES: &str = "write `3 to 12` for a 90 % interval, or uniform(low, high), \
    triangular(low, mode, high), pert(low, mode, high), normal(mean, deviation), \
    lognormal(mean, deviation), beta(alpha, beta, low, high), discrete(value: weight, …), \
    truncated(…, low, high) or data(value, …)";

fn shape(text: &str) -> Result<Shape, String> {
    let call = text.strip_suffix(')').and_then(|text| text.split_once('('));
    let Some((name, inner)) = call else {
        return interval(text);
    };
    let parts = split(inner);
    let shape = match name.trim() {
        "discrete" => Shape::Discrete(weighted(&parts)?),
        "data" => Shape::Data(numbers(&parts)?),
        "truncated" => truncated(&parts)?,
        name => by_numbers(name, &numbers(&parts)?)?,
    };
    ordered(shape)
}

fn interval(text: &str) -> Result<Shape, String> {
    let ends = text.split_once(" to ");
    let (low, high) = ends.ok_or_else(|| format!("`{text}` is no distribution: {EXAMPLES}"))?;
    ordered(Shape::Interval {
        low: number(low)?,
        high: number(high)?,
    })
}

/// The shapes that a few numbers describe.
fn by_numbers(name: &str, numbers: &[f64]) -> Result<Shape, String> {
    Ok(match (name, numbers) {
        ("uniform", &[low, high]) => Shape::Uniform { low, high },
        ("triangular", &[low, mode, high]) => Shape::Triangular { low, mode, high },
        ("pert", &[low, mode, high]) => Shape::Pert { low, mode, high },
        ("normal", &[mean, deviation]) => Shape::Normal { mean, deviation },
        ("lognormal", &[mean, deviation]) => Shape::Lognormal { mean, deviation },
        ("beta", &[alpha, beta, low, high]) => Shape::Beta {
            alpha,
            beta,
            low,
            high,
        },
        ("beta", &[alpha, beta]) => Shape::Beta {
            alpha,
            beta,
            low: 0.0,
            high: 1.0,
        },
        ("uniform" | "triangular" | "pert" | "normal" | "lognormal" | "beta", _) => {
            let count = numbers.len();
            return Err(format!(
                "`{name}` cannot be made of {count} numbers: {EXAMPLES}"
            ));
        }
        _ => {
            return Err(format!("there is no distribution `{name}`: {EXAMPLES}"));
        }
    })
}

fn truncated(parts: &[&str]) -> Result<Shape, String> {
    let [of, low, high] = parts else {
        let message = "`truncated` needs a distribution and two ends";
        return Err(format!("{message}: truncated(normal(10, 3), 0, 20)"));
    };
    Ok(Shape::Truncated {
        of: Box::new(shape(of)?),
        low: number(low)?,
        high: number(high)?,
    })
}

/// Parts at the commas that stand in no brackets.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

fn number(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let (digits, scale) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), 100.0),
        None => (text, 1.0),
    };
    match digits.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value / scale),
        _ => Err(format!("`{text}` is not a number: {EXAMPLES}")),
    }
}

fn numbers(parts: &[&str]) -> Result<Vec<f64>, String> {
    parts.iter().map(|part| number(part)).collect()
}

fn weighted(parts: &[&str]) -> Result<Vec<(f64, f64)>, String> {
    let pair = |part: &&str| {
        let (value, weight) = part
            .split_once(':')
            .ok_or_else(|| format!("`{part}` has no weight: discrete(2: 0.5, 3: 0.5)"))?;
        Ok((number(value)?, number(weight)?))
    };
    parts.iter().map(pair).collect()
}

/// The shape, if its numbers make sense together.
fn ordered(shape: Shape) -> Result<Shape, String> {
    let fault = match &shape {
        Shape::Uniform { low, high } | Shape::Interval { low, high } if low >= high => {
            "the low end is not below the high end"
        }
        Shape::Triangular { low, mode, high } | Shape::Pert { low, mode, high }
            if low >= high || mode < low || mode > high =>
        {
            "the most likely value must lie between two different ends"
        }
        Shape::Normal { deviation, .. } if *deviation <= 0.0 => "the deviation must be positive",
        Shape::Lognormal { mean, deviation } if *mean <= 0.0 || *deviation <= 0.0 => {
            "mean and deviation must be positive"
        }
        Shape::Beta {
            alpha,
            beta,
            low,
            high,
        } if *alpha <= 0.0 || *beta <= 0.0 || low >= high => {
            "both parameters must be positive, and the low end below the high one"
        }
        Shape::Discrete(values)
            if values.iter().any(|(_, weight)| *weight < 0.0)
                || values.iter().all(|(_, weight)| *weight == 0.0) =>
        {
            "weights must not be negative, and one must be positive"
        }
        Shape::Truncated { low, high, .. } if low >= high => {
            "the low end is not below the high end"
        }
        Shape::Data(values) if values.is_empty() => "there are no observations",
        _ => return Ok(shape),
    };
    Err(format!("`{shape}`: {fault}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        for text in [
            "3 to 12",
            "uniform(1, 2)",
            "triangular(0.4, 0.6, 0.9)",
            "pert(1, 2, 4)",
            "normal(-1, 0.5)",
            "lognormal(10, 3)",
            "beta(2, 5, 0, 1)",
            "discrete(2: 0.5, 3: 0.5)",
            "truncated(normal(10, 3), 0, 20)",
            "truncated(3 to 12, 2, 20)",
            "data(3.1, 2.8, 4)",
        ] {
            let read: Distribution = text.parse().unwrap();
            assert_eq!(read.to_string(), text);
        }
        let percent: Distribution = "40% to 90 %".parse().unwrap();
        assert_eq!(percent.to_string(), "0.4 to 0.9");
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_the_reason() {
        for (text, reason) in [
            ("12 to 3", "the low end is not below the high end"),
            ("triangular(1, 5, 3)", "the most likely value must lie"),
            ("normal(1, 0)", "the deviation must be positive"),
            ("lognormal(-1, 1)", "must be positive"),
            ("uniform(1)", "cannot be made of 1 numbers"),
            ("gauss(1, 2)", "there is no distribution `gauss`"),
            ("discrete(1, 2)", "`1` has no weight"),
            ("data()", "is not a number"),
            ("7", "`7` is no distribution"),
            ("1 to inf", "`inf` is not a number"),
        ] {
            let error = text.parse::<Distribution>().unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
