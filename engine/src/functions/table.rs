//! Every built-in function, in the order of the reference.
//!
//! Examples of functions that run along the timeline stand in the five years 2026 to 2030.

use super::{Evaluate, Extreme, Fold, Form, Function, Group, Outcome, Parameter, Rule};
use crate::math;

const fn shared(name: &'static str) -> Parameter {
    Parameter {
        name,
        rule: Rule::Shared,
    }
}

const fn ratio(name: &'static str) -> Parameter {
    Parameter {
        name,
        rule: Rule::Ratio,
    }
}

const fn condition(name: &'static str) -> Parameter {
    Parameter {
        name,
        rule: Rule::Condition,
    }
}

const fn written(name: &'static str, rule: Rule) -> Parameter {
    Parameter { name, rule }
}

/// The built-in functions, in the order of the reference.
pub static TABLE: &[Function] = &[
    Function {
        name: "IF",
        group: Group::Logic,
        parameters: &[condition("condition"), shared("then"), shared("otherwise")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "One of two values; only the one taken is looked at.",
        example: ("IF(2 > 1, 10, 20)", "10"),
        excel: "IF({*})",
        evaluate: Evaluate::Form(Form::If),
    },
    Function {
        name: "IFS",
        group: Group::Logic,
        parameters: &[condition("condition"), shared("value")],
        repeat: 2,
        result: Outcome::Shared,
        summary: "The value of the first condition that holds; unavailable if none does.",
        example: ("IFS(1 > 2, 10, 2 > 1, 20)", "20"),
        excel: "IFS({*})",
        evaluate: Evaluate::Form(Form::Ifs),
    },
    Function {
        name: "CHOOSE",
        group: Group::Logic,
        parameters: &[ratio("position"), shared("value")],
        repeat: 1,
        result: Outcome::Shared,
        summary: "The value at a position, counted from 1; a fraction of the position is dropped.",
        example: ("CHOOSE(2, 10, 20, 30)", "20"),
        excel: "CHOOSE({*})",
        evaluate: Evaluate::Form(Form::Choose),
    },
    Function {
        name: "AND",
        group: Group::Logic,
        parameters: &[condition("condition")],
        repeat: 1,
        result: Outcome::Condition,
        summary: "Whether all conditions hold.",
        example: ("AND(1 < 2, 2 < 3)", "true"),
        excel: "AND({*})",
        evaluate: Evaluate::Fold(Fold::And),
    },
    Function {
        name: "OR",
        group: Group::Logic,
        parameters: &[condition("condition")],
        repeat: 1,
        result: Outcome::Condition,
        summary: "Whether at least one condition holds.",
        example: ("OR(1 > 2, 2 < 3)", "true"),
        excel: "OR({*})",
        evaluate: Evaluate::Fold(Fold::Or),
    },
    Function {
        name: "NOT",
        group: Group::Logic,
        parameters: &[condition("condition")],
        repeat: 0,
        result: Outcome::Condition,
        summary: "Whether a condition does not hold.",
        example: ("NOT(1 > 2)", "true"),
        excel: "NOT({0})",
        evaluate: Evaluate::Form(Form::Not),
    },
    Function {
        name: "SUM",
        group: Group::Arithmetic,
        parameters: &[shared("x")],
        repeat: 1,
        result: Outcome::Shared,
        summary: "The sum of several values, or of one over indexes: `SUM(x over tier)`.",
        example: ("SUM(1, 2, 3.5)", "6.5"),
        excel: "SUM({*})",
        evaluate: Evaluate::Fold(Fold::Sum),
    },
    Function {
        name: "AVERAGE",
        group: Group::Arithmetic,
        parameters: &[shared("x")],
        repeat: 1,
        result: Outcome::Shared,
        summary: "The mean of several values, or of one over indexes: `AVERAGE(x over year)`.",
        example: ("AVERAGE(1, 2, 6)", "3"),
        excel: "AVERAGE({*})",
        evaluate: Evaluate::Fold(Fold::Average),
    },
    Function {
        name: "MIN",
        group: Group::Arithmetic,
        parameters: &[shared("x")],
        repeat: 1,
        result: Outcome::Shared,
        summary: "The least of several values, or of one over indexes: `MIN(x over year)`.",
        example: ("MIN(3, 1, 2)", "1"),
        excel: "MIN({*})",
        evaluate: Evaluate::Fold(Fold::Min),
    },
    Function {
        name: "MAX",
        group: Group::Arithmetic,
        parameters: &[shared("x")],
        repeat: 1,
        result: Outcome::Shared,
        summary: "The greatest of several values, or of one over indexes: `MAX(x over year)`.",
        example: ("MAX(3, 1, 2)", "3"),
        excel: "MAX({*})",
        evaluate: Evaluate::Fold(Fold::Max),
    },
    Function {
        name: "ARGMIN",
        group: Group::Arithmetic,
        parameters: &[shared("x")],
        repeat: 0,
        result: Outcome::Element,
        summary: "The element of one index at which a value is least, the first of several.",
        example: ("ARGMIN(ABS(year - 2028) over year)", "\"2028\""),
        excel: "INDEX(index,MATCH(MIN({0}),{0},0))",
        evaluate: Evaluate::Element(Extreme::Least),
    },
    Function {
        name: "ARGMAX",
        group: Group::Arithmetic,
        parameters: &[shared("x")],
        repeat: 0,
        result: Outcome::Element,
        summary: "The element of one index at which a value is greatest, the first of several.",
        example: ("ARGMAX(ABS(year - 2028) over year)", "\"2026\""),
        excel: "INDEX(index,MATCH(MAX({0}),{0},0))",
        evaluate: Evaluate::Element(Extreme::Greatest),
    },
    Function {
        name: "ABS",
        group: Group::Arithmetic,
        parameters: &[shared("x")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "The distance from zero.",
        example: ("ABS(-2.5)", "2.5"),
        excel: "ABS({0})",
        evaluate: Evaluate::One(math::abs, "the result is too large"),
    },
    Function {
        name: "MOD",
        group: Group::Arithmetic,
        parameters: &[shared("x"), shared("divisor")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "The remainder of a division, with the divisor's sign.",
        example: ("MOD(5, -3)", "-1"),
        excel: "MOD({*})",
        evaluate: Evaluate::Two(math::modulo, "a remainder needs a divisor other than zero"),
    },
    Function {
        name: "SQRT",
        group: Group::Arithmetic,
        parameters: &[ratio("x")],
        repeat: 0,
        result: Outcome::Ratio,
        summary: "The square root.",
        example: ("SQRT(2)", "1.41421356237"),
        excel: "SQRT({0})",
        evaluate: Evaluate::One(
            math::sqrt,
            "the square root needs a number that is not negative",
        ),
    },
    Function {
        name: "POWER",
        group: Group::Arithmetic,
        parameters: &[
            written("base", Rule::Base),
            written("exponent", Rule::Exponent),
        ],
        repeat: 0,
        result: Outcome::Power,
        summary: "The base to a power, as `base ^ exponent`.",
        example: ("POWER(2, 10)", "1024"),
        excel: "POWER({*})",
        evaluate: Evaluate::Form(Form::Power),
    },
    Function {
        name: "EXP",
        group: Group::Arithmetic,
        parameters: &[ratio("x")],
        repeat: 0,
        result: Outcome::Ratio,
        summary: "e to a power.",
        example: ("EXP(1)", "2.71828182846"),
        excel: "EXP({0})",
        evaluate: Evaluate::One(math::exp, "the result is too large"),
    },
    Function {
        name: "LN",
        group: Group::Arithmetic,
        parameters: &[ratio("x")],
        repeat: 0,
        result: Outcome::Ratio,
        summary: "The natural logarithm.",
        example: ("LN(10)", "2.30258509299"),
        excel: "LN({0})",
        evaluate: Evaluate::One(math::ln, "the logarithm needs a positive number"),
    },
    Function {
        name: "LOG10",
        group: Group::Arithmetic,
        parameters: &[ratio("x")],
        repeat: 0,
        result: Outcome::Ratio,
        summary: "The decimal logarithm.",
        example: ("LOG10(1000)", "3"),
        excel: "LOG10({0})",
        evaluate: Evaluate::One(math::log10, "the logarithm needs a positive number"),
    },
    Function {
        name: "ROUND",
        group: Group::Rounding,
        parameters: &[ratio("x"), ratio("digits")],
        repeat: 0,
        result: Outcome::Ratio,
        summary: "The nearest number with so many decimals, halves away from zero.",
        example: ("ROUND(2.675, 2)", "2.68"),
        excel: "ROUND({*})",
        evaluate: Evaluate::Two(
            math::round,
            "rounding needs a number of digits that leaves a finite result",
        ),
    },
    Function {
        name: "ROUNDUP",
        group: Group::Rounding,
        parameters: &[ratio("x"), ratio("digits")],
        repeat: 0,
        result: Outcome::Ratio,
        summary: "The next number with so many decimals, away from zero.",
        example: ("ROUNDUP(1388.2, 0)", "1389"),
        excel: "ROUNDUP({*})",
        evaluate: Evaluate::Two(
            math::round_up,
            "rounding needs a number of digits that leaves a finite result",
        ),
    },
    Function {
        name: "ROUNDDOWN",
        group: Group::Rounding,
        parameters: &[ratio("x"), ratio("digits")],
        repeat: 0,
        result: Outcome::Ratio,
        summary: "The next number with so many decimals, toward zero.",
        example: ("ROUNDDOWN(1388.9, 0)", "1388"),
        excel: "ROUNDDOWN({*})",
        evaluate: Evaluate::Two(
            math::round_down,
            "rounding needs a number of digits that leaves a finite result",
        ),
    },
    Function {
        name: "INT",
        group: Group::Rounding,
        parameters: &[ratio("x")],
        repeat: 0,
        result: Outcome::Ratio,
        summary: "The greatest whole number that is not above a number.",
        example: ("INT(-2.5)", "-3"),
        excel: "INT({0})",
        evaluate: Evaluate::One(math::int, "the result is too large"),
    },
    Function {
        name: "NPV",
        group: Group::Finance,
        parameters: &[ratio("rate"), shared("flow")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "The present value of flows over the timeline, the first one period away.",
        example: ("NPV(10%, IF(year = 2026, 110, 0))", "100"),
        excel: "NPV({*})",
        evaluate: Evaluate::Form(Form::Npv),
    },
    Function {
        name: "IRR",
        group: Group::Finance,
        parameters: &[shared("flow")],
        repeat: 0,
        result: Outcome::Ratio,
        summary: "The rate per period, −95 % to 1,000 %, at which flows are worth nothing.",
        example: ("IRR(IF(year = 2026, -100, 30))", "0.0771384729521"),
        excel: "IRR({0})",
        evaluate: Evaluate::Form(Form::Irr),
    },
    Function {
        name: "PMT",
        group: Group::Finance,
        parameters: &[ratio("rate"), ratio("count"), shared("present")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "The level payment per period for a loan; negative for a positive loan.",
        example: ("PMT(9%, 5, 600)", "-154.255474174"),
        excel: "PMT({*})",
        evaluate: Evaluate::Three(
            math::pmt,
            "a payment needs a rate above −100 % and a positive number of periods",
        ),
    },
    Function {
        name: "PV",
        group: Group::Finance,
        parameters: &[ratio("rate"), ratio("count"), shared("payment")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "The present value of level payments; negative for positive payments.",
        example: ("PV(9%, 5, -154)", "599.006294556"),
        excel: "PV({*})",
        evaluate: Evaluate::Three(
            math::pv,
            "a present value needs a rate above −100 % and a count of periods that is not negative",
        ),
    },
    Function {
        name: "CRF",
        group: Group::Finance,
        parameters: &[ratio("rate"), ratio("count")],
        repeat: 0,
        result: Outcome::Ratio,
        summary: "The capital recovery factor: the level payment per period that repays 1.",
        example: ("CRF(7%, 5)", "0.243890694441"),
        excel: "-PMT({0},{1},1)",
        evaluate: Evaluate::Two(
            math::crf,
            "a capital recovery factor needs a rate above −100 % and a positive number of periods",
        ),
    },
    Function {
        name: "SLN",
        group: Group::Finance,
        parameters: &[shared("cost"), shared("salvage"), ratio("life")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "Straight-line depreciation per period, down to the salvage value.",
        example: ("SLN(1000, 100, 5)", "180"),
        excel: "SLN({*})",
        evaluate: Evaluate::Three(math::sln, "depreciation needs a positive life"),
    },
    Function {
        name: "PREV",
        group: Group::Time,
        parameters: &[shared("x"), shared("before")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "The value one period earlier; `before` in the first period.",
        example: ("LAST(PREV(year, 2000))", "2029"),
        excel: "",
        evaluate: Evaluate::Form(Form::Prev),
    },
    Function {
        name: "LAG",
        group: Group::Time,
        parameters: &[
            shared("x"),
            written("periods", Rule::WholeNumber),
            shared("before"),
        ],
        repeat: 0,
        result: Outcome::Shared,
        summary: "The value so many periods earlier; `before` where there is none yet.",
        example: ("LAST(LAG(year, 2, 2000))", "2028"),
        excel: "",
        evaluate: Evaluate::Form(Form::Lag),
    },
    Function {
        name: "FIRST",
        group: Group::Time,
        parameters: &[shared("x")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "The value in the first period.",
        example: ("FIRST(year)", "2026"),
        excel: "",
        evaluate: Evaluate::Form(Form::First),
    },
    Function {
        name: "LAST",
        group: Group::Time,
        parameters: &[shared("x")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "The value in the last period.",
        example: ("LAST(year)", "2030"),
        excel: "",
        evaluate: Evaluate::Form(Form::Last),
    },
    Function {
        name: "CUMULATE",
        group: Group::Time,
        parameters: &[shared("x")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "The running sum from the first period on.",
        example: ("LAST(CUMULATE(year - 2025))", "15"),
        excel: "",
        evaluate: Evaluate::Form(Form::Cumulate),
    },
    Function {
        name: "NA",
        group: Group::Availability,
        parameters: &[written("reason", Rule::Text)],
        repeat: 0,
        result: Outcome::Any,
        summary: "No value, for the reason given.",
        example: ("NA(\"not disclosed\")", "n/a"),
        excel: "NA()",
        evaluate: Evaluate::Form(Form::Na),
    },
    Function {
        name: "IFNA",
        group: Group::Availability,
        parameters: &[shared("x"), shared("otherwise")],
        repeat: 0,
        result: Outcome::Shared,
        summary: "A value, or another where it is unavailable; the only way back from unavailable.",
        example: ("IFNA(NA(\"not disclosed\"), 5)", "5"),
        excel: "IFNA({*})",
        evaluate: Evaluate::Form(Form::IfNa),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_complete() {
        for (position, item) in TABLE.iter().enumerate() {
            let name = item.name;
            assert!(
                TABLE[..position].iter().all(|other| other.name != name),
                "{name} twice"
            );
            assert!(
                item.example.0.contains(&format!("{name}(")),
                "{name} has no example"
            );
            assert!(item.summary.ends_with('.'), "{name} has no sentence");
            assert!(
                item.repeat <= item.parameters.len(),
                "{name} repeats what it lacks"
            );
            assert_eq!(item.excel.is_empty(), item.group == Group::Time, "{name}");
        }
    }

    #[test]
    fn signatures_and_counts_follow_from_the_parameters() {
        let ifs = Function::named("ifs").unwrap();
        assert_eq!(ifs.signature(), "IFS(condition, value, …)");
        assert!(ifs.accepts(2) && !ifs.accepts(3) && ifs.accepts(4));
        assert_eq!(ifs.parameter(4).map(|p| p.rule), Some(Rule::Condition));
        let choose = Function::named("CHOOSE").unwrap();
        assert_eq!(choose.parameter(5).map(|p| p.rule), Some(Rule::Shared));
        assert!(Function::named("VLOOKUP").is_none());
    }

    #[test]
    fn spreadsheet_spellings_use_every_parameter_and_no_other() {
        for item in TABLE.iter().filter(|item| !item.excel.is_empty()) {
            let (name, least) = (item.name, item.least());
            let holes: Vec<_> = item
                .excel
                .split('{')
                .skip(1)
                .map(|part| part.split('}').next().unwrap())
                .collect();
            if holes == ["*"] {
                continue;
            }
            assert_eq!(item.repeat, 0, "{name} drops what repeats");
            let mut places: Vec<usize> = holes.iter().map(|hole| hole.parse().unwrap()).collect();
            places.dedup();
            let expected: Vec<_> = (0..least).collect();
            // A spreadsheet's NA has no reason.
            assert!(places == expected || name == "NA", "{name}: {places:?}");
            let depth = |text: &str| text.matches('(').count() - text.matches(')').count();
            assert_eq!(depth(item.excel), 0, "{name}");
        }
    }

    #[test]
    fn groups_stand_together() {
        let mut groups: Vec<_> = TABLE.iter().map(|item| item.group).collect();
        groups.dedup();
        assert_eq!(groups.len(), 6);
    }

    #[test]
    fn scalar_functions_give_their_examples() {
        let three = |name: &str, x, y, z| match Function::named(name).map(|f| f.evaluate) {
            Some(Evaluate::One(f, _)) => f(x),
            Some(Evaluate::Two(f, _)) => f(x, y),
            Some(Evaluate::Three(f, _)) => f(x, y, z),
            other => panic!("{name}: {other:?}"),
        };
        for (name, x, y, z) in [
            ("MOD", 5.0, -3.0, 0.0),
            ("SQRT", 2.0, 0.0, 0.0),
            ("LN", 10.0, 0.0, 0.0),
            ("ROUND", 2.675, 2.0, 0.0),
            ("PMT", 0.09, 5.0, 600.0),
            ("PV", 0.09, 5.0, -154.0),
            ("CRF", 0.07, 5.0, 0.0),
            ("SLN", 1000.0, 100.0, 5.0),
        ] {
            let expected: f64 = Function::named(name).unwrap().example.1.parse().unwrap();
            let found = three(name, x, y, z);
            assert!(
                (found / expected - 1.0).abs() < 1e-11,
                "{name}: {found}, not {expected}"
            );
        }
    }
}
