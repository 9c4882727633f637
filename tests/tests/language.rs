//! Laws of formulas, units and typed values, on random ones.

use proptest::prelude::*;
use rackhour_engine::diagnostic::Span;
use rackhour_engine::formula::{Ast, Node, Operator, Word, canonical, number, parse, print};
use rackhour_engine::units::entry::{self, Bare, Decimal, Style};
use rackhour_engine::units::{Catalog, Unit};

fn ast(node: Node) -> Ast {
    Ast {
        node,
        span: Span::default(),
    }
}

fn word(text: String) -> Word {
    Word {
        text,
        span: Span::default(),
    }
}

/// Names that are no keyword.
fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z_][a-z0-9_]{0,6}".prop_filter("keyword", |name| {
        !["over", "true", "false"].contains(&name.to_ascii_lowercase().as_str())
    })
}

fn element() -> impl Strategy<Value = String> {
    prop_oneof![
        name(),
        "20[0-9]{2}",
        "20[0-9]{2}Q[1-4]",
        "20[0-9]{2}-[01][0-9]"
    ]
}

fn finite() -> impl Strategy<Value = f64> {
    any::<u64>()
        .prop_map(f64::from_bits)
        .prop_filter("finite", |value| value.is_finite())
}

fn leaf() -> impl Strategy<Value = Ast> {
    let unit = prop::option::of("[a-z$*/^0-9]{0,8}".prop_map(word));
    let value = prop_oneof![
        finite().prop_map(f64::abs),
        (0u32..5000).prop_map(f64::from)
    ];
    prop_oneof![
        (value, unit).prop_map(|(value, unit)| ast(Node::Number { value, unit })),
        "[ -~é]{0,6}".prop_map(|text| ast(Node::Text(text))),
        any::<bool>().prop_map(|truth| ast(Node::Boolean(truth))),
        (
            name(),
            prop::collection::vec(element().prop_map(word), 0..3)
        )
            .prop_map(|(name, at)| ast(Node::Name { name, at })),
        Just(ast(Node::Missing)),
    ]
}

/// Every tree that the parser can produce, up to a depth.
fn formula() -> impl Strategy<Value = Ast> {
    leaf().prop_recursive(6, 40, 4, |inner| {
        let operator = prop::sample::select(Operator::TABLE).prop_map(|(operator, ..)| operator);
        let boxed = || inner.clone().prop_map(Box::new);
        let words = || prop::collection::vec(name().prop_map(word), 0..3);
        prop_oneof![
            boxed().prop_map(|operand| ast(Node::Negate(operand))),
            boxed().prop_map(|operand| ast(Node::Percent(operand))),
            (operator, boxed(), boxed()).prop_map(|(operator, left, right)| {
                ast(Node::Binary {
                    operator,
                    left,
                    right,
                })
            }),
            (name(), prop::collection::vec(inner.clone(), 0..4), words()).prop_map(
                |(name, arguments, over)| {
                    // `f(over i)` has a missing argument, so `over` never stands alone.
                    let over = if arguments.is_empty() {
                        Vec::new()
                    } else {
                        over
                    };
                    ast(Node::Call {
                        name: word(name),
                        arguments,
                        over,
                    })
                }
            ),
        ]
    })
}

/// Text made of what formulas are made of, mostly in the wrong order.
fn scramble() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "a", "over", "true", "SUM(", "(", ")", "[", "]", "[h/yr]", ",", ";", "+", "-", "*", "/",
        "^", "%", "=", "<>", "<=", "≤", "×", "\"", "\"\"", "1", "1.5", "1e", "1,000", "2028Q1",
        "&", "$", " ", "é", "\u{a0}", ".", "000", "x[", "==", "\n",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..24).prop_map(|pieces| pieces.concat())
}

/// Units of up to three factors.
fn unit() -> impl Strategy<Value = Unit> {
    let catalog = Catalog::new(["site"]);
    let symbols: Vec<String> = catalog
        .symbols()
        .into_iter()
        .map(|(symbol, _)| symbol)
        .collect();
    let factor = (
        prop::sample::select(symbols),
        prop::sample::select(vec![-2, -1, 1, 2]),
    );
    prop::collection::vec(factor, 0..3).prop_filter_map("too large", move |factors| {
        factors
            .into_iter()
            .try_fold(Unit::ratio(), |unit, (symbol, exponent)| {
                unit.times(&catalog.parse(&symbol).ok()?.power(exponent)?)
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn a_printed_formula_reads_as_the_same(ast in formula()) {
        prop_assert_eq!(parse(&print(&ast)).0, ast);
    }

    #[test]
    fn upper_case_changes_names_of_functions_only(ast in formula()) {
        prop_assert_eq!(canonical(ast.clone(), &|_| false), ast.clone());
        let upper = canonical(ast.clone(), &|_| true);
        prop_assert_eq!(upper.names(), ast.names());
    }

    #[test]
    fn any_text_is_read_without_panic(text in prop_oneof![scramble(), any::<String>()]) {
        let (ast, diagnostics) = parse(&text);
        prop_assert_eq!(&parse(&print(&ast)).0, &ast, "{:?}", print(&ast));
        let mut missing = false;
        ast.walk(&mut |ast| missing |= ast.node == Node::Missing);
        prop_assert!(!missing || !diagnostics.is_empty());
        for diagnostic in diagnostics {
            prop_assert!(!diagnostic.hint.is_empty());
            let span = diagnostic.span().unwrap_or_default();
            prop_assert!(text.get(span.start..span.end).is_some());
        }
    }

    #[test]
    fn any_unit_and_value_text_is_read_without_panic(
        text in prop_oneof![
            any::<String>(),
            "[0-9.,' ()$€%*/^kmbtMWh-]{0,12}",
            "[-($€]{0,2}[0-9]{1,4}([.,][0-9]{1,4}){0,3}(e[-+]?[0-9]{1,5})? ?[)%kmbtx]?[$MWh/]{0,4}",
        ],
        unit in unit(),
        percent in any::<bool>(),
        comma in any::<bool>(),
    ) {
        let catalog = Catalog::default();
        if let Err(error) = catalog.parse(&text) {
            prop_assert!(text.get(error.span.start..error.span.end).is_some());
        }
        let style = Style {
            bare: if percent { Bare::Percent } else { Bare::InUnit },
            decimal: if comma { Decimal::Comma } else { Decimal::Point },
        };
        if let Ok(value) = entry::parse(&text, &unit, &catalog, style) {
            prop_assert!(value.is_finite());
        }
    }

    #[test]
    fn a_shown_value_is_typed_back_exactly(value in finite(), unit in unit()) {
        let catalog = Catalog::new(["site"]);
        let style = Style::default();
        for text in [
            number(value),
            format!("{value}"),
            format!("{} {unit}", number(value)),
        ] {
            prop_assert_eq!(entry::parse(&text, &unit, &catalog, style), Ok(value), "{}", text);
        }
    }

    #[test]
    fn a_decimal_in_another_unit_is_rounded_once(thousandths in 1u64..1_000_000_000) {
        let catalog = Catalog::default();
        let text = format!("{}.{:03} GW", thousandths / 1000, thousandths % 1000);
        let cell = catalog.parse("MW").unwrap();
        let value = entry::parse(&text, &cell, &catalog, Style::default());
        prop_assert_eq!(value, Ok(thousandths as f64));
    }

    #[test]
    fn units_obey_the_laws_of_products(u in unit(), v in unit(), w in unit()) {
        if let (Some(uv), Some(vu)) = (u.times(&v), v.times(&u)) {
            prop_assert_eq!(&uv, &vu);
            prop_assert_eq!(uv.over(&v), Some(u.clone()));
        }
        if let (Some(left), Some(right)) = (
            u.times(&v).and_then(|uv| uv.times(&w)),
            v.times(&w).and_then(|vw| u.times(&vw)),
        ) {
            prop_assert_eq!(left, right);
        }
        prop_assert_eq!(u.over(&u), Some(Unit::ratio()));
        prop_assert_eq!(u.times(&u), u.power(2));
        prop_assert_eq!(u.times(&Unit::ratio()), Some(u));
    }

    #[test]
    fn a_unit_is_read_back_from_its_symbol(u in unit()) {
        prop_assert_eq!(Catalog::new(["site"]).parse(&u.symbol()), Ok(u));
    }

    #[test]
    fn factors_between_units_are_inverse(u in unit(), v in unit()) {
        prop_assert_eq!(u.factor_to(&u), Some(1.0));
        if let (Some(there), Some(back)) = (u.ratio_to(&v), v.ratio_to(&u)) {
            prop_assert!(there.times(back).is_some_and(|one| one.to_f64() == 1.0));
        }
    }

    #[test]
    fn a_ratio_rounds_to_the_nearest(numerator in 1u64..1 << 53, denominator in 1u64..1 << 53) {
        let ratio = rackhour_engine::units::Ratio::new(numerator.into(), denominator.into()).unwrap();
        prop_assert_eq!(ratio.to_f64(), numerator as f64 / denominator as f64);
    }
}
