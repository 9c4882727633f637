//! Distributions as they would be typed for a row: in percent where the row is shown so.

use rackhour_engine::units::entry::Decimal;
use rackhour_engine::workbook::{Distribution, NumberFormat, Shape};

use crate::text;

/// A distribution as it would be typed for a row with this format.
pub fn distribution(distribution: &Distribution, format: Option<NumberFormat>) -> String {
    shape(distribution.shape(), &|value| {
        text::edit_text(value, format)
    })
}

fn shape(of: &Shape, number: &dyn Fn(f64) -> String) -> String {
    let apart = match text::decimal() {
        Decimal::Point => ", ",
        Decimal::Comma => "; ",
    };
    let call = |name: &str, values: &[f64]| {
        let values: Vec<_> = values.iter().map(|value| number(*value)).collect();
        format!("{name}({})", values.join(apart))
    };
    match of {
        Shape::Uniform { low, high } => call("uniform", &[*low, *high]),
        Shape::Triangular { low, mode, high } => call("triangular", &[*low, *mode, *high]),
        Shape::Pert { low, mode, high } => call("pert", &[*low, *mode, *high]),
        Shape::Normal { mean, deviation } => call("normal", &[*mean, *deviation]),
        Shape::Lognormal { mean, deviation } => call("lognormal", &[*mean, *deviation]),
        Shape::Beta {
            alpha,
            beta,
            low,
            high,
        } => {
            let ends = [
                text::exact(*alpha),
                text::exact(*beta),
                number(*low),
                number(*high),
            ];
            format!("beta({})", ends.join(apart))
        }
        Shape::Interval { low, high } => format!("{} to {}", number(*low), number(*high)),
        Shape::Discrete(pairs) => {
            let pairs = pairs.iter();
            let pairs: Vec<_> = pairs
                .map(|(value, weight)| format!("{}: {}", number(*value), text::exact(*weight)))
                .collect();
            format!("discrete({})", pairs.join(apart))
        }
        Shape::Truncated { of, low, high } => {
            let of = shape(of, number);
            let parts = [of, number(*low), number(*high)];
            format!("truncated({})", parts.join(apart))
        }
        Shape::Data(values) => call("data", values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_with_commas_reads_back_as_what_it_is() {
        text::set_decimal_comma(true);
        for typed in TYPED {
            let read: Distribution = typed.parse().unwrap();
            for format in [None, Some(NumberFormat::Percent(1))] {
                let shown = distribution(&read, format);
                let back = text::typed_distribution(&shown).unwrap();
                assert_eq!(back.parse(), Ok(read.clone()), "{shown}");
            }
        }
        let share: Distribution = "triangular(0.405, 0.6, 0.9)".parse().unwrap();
        let shown = distribution(&share, Some(NumberFormat::Percent(1)));
        assert_eq!(shown, "triangular(40,5%; 60%; 90%)");
        text::set_decimal_comma(false);
    }

    const TYPED: [&str; 6] = [
        "3 to 12",
        "triangular(0.4, 0.6, 0.9)",
        "beta(2.5, 5, 0.1, 0.9)",
        "discrete(0.2: 0.25, 0.3: 0.75)",
        "truncated(normal(0.5, 0.1), 0.2, 0.8)",
        "data(0.1, 0.25)",
    ];

    #[test]
    fn what_is_shown_reads_back_as_what_it_is() {
        for text in TYPED {
            let read: Distribution = text.parse().unwrap();
            for format in [None, Some(NumberFormat::Percent(1))] {
                let shown = distribution(&read, format);
                assert_eq!(shown.parse(), Ok(read.clone()), "{shown}");
            }
        }
        let share: Distribution = "triangular(0.4, 0.6, 0.9)".parse().unwrap();
        let shown = distribution(&share, Some(NumberFormat::Percent(1)));
        assert_eq!(shown, "triangular(40%, 60%, 90%)");
    }
}
