//! Formulas of a wanted type.

use super::{Axes, Known, Maker, REGION, TIER, TIME, Type};

/// A part of a formula.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) axes: Axes,
    /// Whether it is 0 or NA, which fit any unit and therefore give a product none.
    is_free: bool,
}

impl Part {
    fn new(text: impl Into<String>, axes: Axes) -> Self {
        Self {
            text: text.into(),
            axes,
            is_free: false,
        }
    }

    /// The same, where a product gave it a unit.
    fn solid(self) -> Self {
        Self {
            is_free: false,
            ..self
        }
    }
}

impl Maker {
    /// A part that has a unit of its own, as products need.
    fn solid(&mut self, kind: Type, depth: usize) -> Part {
        let part = self.part(kind, depth);
        match part.is_free && kind != Type::Ratio {
            true => self.literal(kind, true),
            false => part,
        }
    }

    /// A part of a formula of this type.
    pub(super) fn part(&mut self, kind: Type, depth: usize) -> Part {
        if depth == 0 || self.random.chance(20) {
            return self.leaf(kind);
        }
        if kind == Type::Condition {
            return self.condition(depth);
        }
        match self.random.below(26) {
            0..=2 => self.infix(kind, depth, &["+", "-"]),
            3..=5 => self.product(kind, depth),
            6 => self.call("MIN", &[kind, kind, kind], depth),
            7 => self.call("MAX", &[kind, kind], depth),
            8 => self.call(
                self.random.clone().pick(&["SUM", "AVERAGE"]),
                &[kind; 3],
                depth,
            ),
            9 => self.call("ABS", &[kind], depth),
            10 | 11 => self.branch(kind, depth),
            12 => self.call("IFNA", &[kind, kind], depth),
            13 if self.random.chance(30) => self.reason(),
            14 => self.negated(kind, depth),
            15 | 16 => self.reduced(kind, depth),
            17..=19 => self.timed(kind, depth),
            20 => self.call("MOD", &[kind, kind], depth),
            21 => self.finance(kind, depth),
            22 if kind == Type::Money => {
                let argument = self.part(Type::Ratio, depth - 1);
                Part::new(format!("logarithmic({})", argument.text), argument.axes)
            }
            _ if kind == Type::Ratio => self.of_ratios(depth),
            _ => self.leaf(kind),
        }
    }

    fn literal(&mut self, kind: Type, solid: bool) -> Part {
        let number = self.random.number();
        let number = if solid && number == "0" {
            "2".into()
        } else {
            number
        };
        let is_free = number == "0";
        let unit = match is_free {
            true => "",
            false => self.random.pick(kind.units()),
        };
        let text = match (unit, number.strip_suffix('%'), number.strip_prefix('-')) {
            ("", _, None) => number,
            ("", ..) => format!("({number})"),
            (unit, Some(digits), _) => format!("{digits} [{unit}]"),
            (unit, None, Some(digits)) => format!("(-{digits} [{unit}])"),
            (unit, None, None) => format!("{number} [{unit}]"),
        };
        Part {
            text,
            axes: 0,
            is_free,
        }
    }

    fn leaf(&mut self, kind: Type) -> Part {
        let rows: Vec<_> = self.known.iter().filter(|row| row.kind == kind).collect();
        if !rows.is_empty() && self.random.chance(80) {
            let row = rows[self.random.below(rows.len())].clone();
            return self.read(&row);
        }
        let has_time = !self.periods.is_empty();
        match kind {
            Type::Condition => match self.random.below(4) {
                0 if self.has_choice => Part::new("method = \"fast\"", 0),
                1 => Part::new("tier = \"t1\"", TIER),
                2 => Part::new("tier <> \"t0\"", TIER),
                _ => Part::new(self.random.pick(&["TRUE", "FALSE"]), 0),
            },
            Type::Time if has_time && self.random.chance(40) => Part::new("period", 0),
            Type::Ratio if has_time && self.random.chance(20) => Part::new("year", TIME),
            kind => self.literal(kind, false),
        }
    }

    /// A row, or an element or period of it.
    fn read(&mut self, row: &Known) -> Part {
        let (mut labels, mut axes) = (Vec::new(), row.axes);
        for axis in [TIER, REGION, TIME] {
            if row.axes & axis != 0 && self.random.chance(20) {
                labels.push(self.label(axis));
                axes &= !axis;
            }
        }
        let text = match labels.as_slice() {
            [] => row.id.clone(),
            labels => format!("{}[{}]", row.id, labels.join(", ")),
        };
        Part::new(text, axes)
    }

    pub(super) fn label(&mut self, axis: Axes) -> String {
        match axis {
            TIER => format!("t{}", self.random.below(self.tiers)),
            REGION => format!("n{}", self.random.below(self.regions)),
            _ => self.periods[self.random.below(self.periods.len())].clone(),
        }
    }

    /// The key of one value of a row.
    pub(super) fn key(&mut self, row: &Known) -> String {
        let axes = [TIER, REGION, TIME];
        let labels: Vec<_> = axes
            .into_iter()
            .filter(|axis| row.axes & axis != 0)
            .map(|axis| self.label(axis))
            .collect();
        match labels.as_slice() {
            [] => row.id.clone(),
            labels => format!("{}[{}]", row.id, labels.join(",")),
        }
    }

    fn infix(&mut self, kind: Type, depth: usize, operators: &[&'static str]) -> Part {
        let (a, b) = (self.part(kind, depth - 1), self.part(kind, depth - 1));
        let operator = self.random.pick(operators);
        Part {
            text: format!("({} {operator} {})", a.text, b.text),
            axes: a.axes | b.axes,
            is_free: a.is_free && b.is_free,
        }
    }

    /// Two things multiplied or divided that give this type.
    fn product(&mut self, kind: Type, depth: usize) -> Part {
        let (left, operator, right) = match (kind, self.random.below(3)) {
            (Type::Ratio, 0) => (Type::Money, "/", Type::Money),
            (Type::Ratio, 1) => (Type::Time, "/", Type::Time),
            (Type::Money, 0) => (Type::Flow, "*", Type::Time),
            (Type::Flow, 0) => (Type::Money, "/", Type::Time),
            (Type::Time, 0) => (Type::Money, "/", Type::Flow),
            (kind, 1) => (kind, "/", Type::Ratio),
            (kind, _) => (kind, "*", Type::Ratio),
        };
        let (a, b) = (self.solid(left, depth - 1), self.solid(right, depth - 1));
        Part::new(
            format!("({} {operator} {})", a.text, b.text),
            a.axes | b.axes,
        )
    }

    fn call(&mut self, name: &str, kinds: &[Type], depth: usize) -> Part {
        let parts: Vec<_> = kinds
            .iter()
            .map(|kind| self.part(*kind, depth - 1))
            .collect();
        joined(name, &parts)
    }

    fn negated(&mut self, kind: Type, depth: usize) -> Part {
        let part = self.part(kind, depth - 1);
        Part {
            text: format!("-({})", part.text),
            ..part
        }
    }

    fn branch(&mut self, kind: Type, depth: usize) -> Part {
        let depth = depth - 1;
        let test = |maker: &mut Self| maker.part(Type::Condition, depth);
        let (a, b) = (self.part(kind, depth), self.part(kind, depth));
        let is_free = a.is_free && b.is_free;
        let part = match self.random.below(3) {
            0 => joined("IF", &[test(self), a, b]),
            1 => {
                let tests = [test(self), test(self)];
                let [first, second] = tests;
                match self.random.chance(60) {
                    true => joined("IFS", &[first, a, Part::new("TRUE", 0), b]),
                    false => joined("IFS", &[first, a, second, b]),
                }
            }
            _ => {
                let position = match self.random.chance(60) {
                    true => Part::new(self.random.pick(&["1", "2.5", "1.99", "2", "3"]), 0),
                    false => self.part(Type::Ratio, depth),
                };
                joined("CHOOSE", &[position, a, b])
            }
        };
        Part { is_free, ..part }
    }

    /// No value, for a reason that may quote a row.
    fn reason(&mut self) -> Part {
        if self.known.is_empty() || self.random.chance(50) {
            return Part {
                is_free: true,
                ..Part::new("NA(\"not disclosed\")", 0)
            };
        }
        let row = self.known[self.random.below(self.known.len())].clone();
        Part {
            is_free: true,
            ..Part::new(format!("NA(\"needs {{{}}}\")", row.id), row.axes)
        }
    }

    /// A reduction over some of a part's axes.
    fn reduced(&mut self, kind: Type, depth: usize) -> Part {
        let part = self.part(kind, depth - 1);
        let over: Vec<_> = [TIER, REGION, TIME]
            .into_iter()
            .filter(|axis| part.axes & axis != 0)
            .filter(|_| self.random.chance(70))
            .collect();
        if over.is_empty() {
            return part;
        }
        let names: &[&str] = match kind {
            Type::Condition => &["AND", "OR"],
            _ => &["SUM", "AVERAGE", "MIN", "MAX"],
        };
        let (name, axes) = (
            self.random.pick(names),
            over.iter().fold(0, |axes, axis| axes | axis),
        );
        Part {
            text: format!("{name}({}{})", part.text, self.over(axes)),
            axes: part.axes & !axes,
            is_free: part.is_free,
        }
    }

    /// The element of an axis at which something is least or greatest, and the axis.
    pub(super) fn element(&mut self, depth: usize) -> (Axes, Part) {
        if !self.picks.is_empty() && self.random.chance(30) {
            let pick = self.picks[self.random.below(self.picks.len())].clone();
            return (pick.of, Part::new(pick.id, pick.axes));
        }
        let kind = self
            .random
            .pick(&[Type::Ratio, Type::Money, Type::Time, Type::Flow]);
        let part = self.part(kind, depth);
        let free = [TIER, REGION, TIME].into_iter();
        let axes: Vec<_> = free.filter(|axis| part.axes & axis != 0).collect();
        let (axis, part) = match axes.as_slice() {
            [] => (
                TIER,
                Part::new(format!("IF(tier = \"t1\", {0}, {0})", part.text), TIER),
            ),
            axes => (self.random.pick(axes), part),
        };
        let name = self.random.pick(&["ARGMIN", "ARGMAX"]);
        let text = format!("{name}({}{})", part.text, self.over(axis));
        let least = Part::new(text, part.axes & !axis);
        if self.random.chance(70) {
            return (axis, least);
        }
        let test = self.part(Type::Condition, depth.saturating_sub(1));
        let nothing = Part::new("NA(\"none\")", 0);
        (axis, joined("IF", &[test, least, nothing]))
    }

    /// Whether the element found is a certain one.
    fn is_element(&mut self, depth: usize) -> Part {
        let (axis, part) = self.element(depth - 1);
        let (operator, label) = (self.random.pick(&["=", "<>"]), self.label(axis));
        Part::new(format!("({} {operator} \"{label}\")", part.text), part.axes)
    }

    /// A function along the timeline, where there is one.
    fn timed(&mut self, kind: Type, depth: usize) -> Part {
        let part = self.part(kind, depth - 1);
        if self.periods.is_empty() {
            return part;
        }
        let names = ["PREV", "LAG", "FIRST", "LAST", "CUMULATE"];
        // Conditions are not added up.
        let count = names.len() - usize::from(kind == Type::Condition);
        let name = self.random.pick(&names[..count]);
        match name {
            "PREV" | "LAG" => {
                let before = self.part(kind, depth - 1);
                let count = match name {
                    "LAG" => format!(" {},", 1 + self.random.below(4)),
                    _ => String::new(),
                };
                Part {
                    text: format!("{name}({},{count} {})", part.text, before.text),
                    axes: part.axes | before.axes | TIME,
                    is_free: part.is_free && before.is_free,
                }
            }
            _ if part.axes & TIME == 0 => part,
            "CUMULATE" => Part {
                text: format!("CUMULATE({})", part.text),
                ..part
            },
            _ => Part {
                text: format!("{name}({})", part.text),
                axes: part.axes & !TIME,
                ..part
            },
        }
    }

    fn finance(&mut self, kind: Type, depth: usize) -> Part {
        let flow = self.part(kind, depth - 1);
        let (mut rate, count) = (
            self.part(Type::Ratio, depth - 1),
            self.part(Type::Ratio, depth - 1),
        );
        let is_free = flow.is_free;
        let part = match self.random.below(4) {
            0 if flow.axes & TIME != 0 => {
                if rate.axes & TIME != 0 {
                    rate = Part::new(format!("LAST({})", rate.text), rate.axes & !TIME);
                }
                let mut part = joined("NPV", &[rate, flow]);
                part.axes &= !TIME;
                part
            }
            1 => joined("PMT", &[rate, count, flow]),
            2 => joined("PV", &[rate, count, flow]),
            _ => {
                let salvage = self.part(kind, 0);
                let both = is_free && salvage.is_free;
                let part = joined("SLN", &[flow, salvage, count]);
                return Part {
                    is_free: both,
                    ..part
                };
            }
        };
        Part { is_free, ..part }
    }

    /// Functions that only ratios have.
    fn of_ratios(&mut self, depth: usize) -> Part {
        let depth = depth - 1;
        let part = self.part(Type::Ratio, depth);
        let (text, axes) = (part.text.clone(), part.axes);
        let solid = |text: String| Part::new(text, axes);
        match self.random.below(12) {
            0 => solid(format!(
                "{}({text})",
                self.random.pick(&["EXP", "LN", "LOG10", "SQRT", "INT"])
            )),
            1 => {
                let name = self.random.pick(&["ROUND", "ROUNDUP", "ROUNDDOWN"]);
                solid(format!(
                    "{name}({text}, {})",
                    self.random.below(6) as i32 - 2
                ))
            }
            2 => solid(format!("({text})^{}", self.random.below(7) as i32 - 3)),
            3 => solid(format!("POWER({text}, {})", self.random.below(5))),
            4 => {
                let other = self.part(Type::Ratio, depth);
                Part::new(
                    format!("(({text})^({} / 1))", other.text),
                    axes | other.axes,
                )
            }
            5 => {
                let other = self.part(Type::Ratio, depth);
                Part::new(format!("CRF({text}, {})", other.text), axes | other.axes)
            }
            6 if !self.periods.is_empty() => {
                let kind = self.random.pick(&[Type::Money, Type::Ratio]);
                let flow = self.part(kind, depth);
                match flow.axes & TIME {
                    0 => solid(format!("({text})%")),
                    _ => Part::new(format!("IRR({})", flow.text), flow.axes & !TIME),
                }
            }
            7 => solid(format!("straight(MOD({text}, {}))", self.random.below(14))),
            8 => solid(format!("best(MIN({text}, 9))")),
            9 => {
                let time = self.solid(Type::Time, depth);
                Part::new(
                    format!("smooth(ABS(MIN({}, 1 [day])))", time.text),
                    time.axes,
                )
            }
            10 => solid(format!("({text})%")),
            _ => self
                .infix(Type::Ratio, depth + 1, &["+", "-", "*", "/"])
                .solid(),
        }
    }

    fn condition(&mut self, depth: usize) -> Part {
        let kind = self
            .random
            .pick(&[Type::Ratio, Type::Money, Type::Time, Type::Flow]);
        match self.random.below(11) {
            10 => self.is_element(depth),
            0 => self.call("AND", &[Type::Condition; 2], depth),
            1 => self.call("OR", &[Type::Condition; 3], depth),
            2 => self.call("NOT", &[Type::Condition], depth),
            3 => self.reduced(Type::Condition, depth),
            4 => self.branch(Type::Condition, depth),
            5 => self.timed(Type::Condition, depth),
            _ => {
                let operators = ["=", "<>", "<", "<=", ">", ">="];
                Part {
                    is_free: false,
                    ..self.infix(kind, depth, &operators)
                }
            }
        }
    }
}

/// A call; free where every argument is.
fn joined(name: &str, parts: &[Part]) -> Part {
    let texts: Vec<_> = parts.iter().map(|part| part.text.as_str()).collect();
    Part {
        text: format!("{name}({})", texts.join(", ")),
        axes: parts.iter().fold(0, |axes, part| axes | part.axes),
        is_free: parts.iter().all(|part| part.is_free),
    }
}
