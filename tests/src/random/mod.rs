//! Random workbooks that check clean, written in the notation of the suite.
//!
//! Formulas are made from the wanted type inward, so that units and indexes fit. A model that shows
//! a fault can be copied into the suite as it is. Each row has a random source of its own: a model
//! of fewer rows from the same seed is the beginning of the longer one.

mod formula;

/// What a formula measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Ratio,
    Money,
    Time,
    /// Money per time.
    Flow,
    Condition,
}

const TYPES: &[Type] = &[
    Type::Ratio,
    Type::Ratio,
    Type::Ratio,
    Type::Money,
    Type::Money,
    Type::Time,
    Type::Flow,
    Type::Condition,
];

impl Type {
    /// The units in which rows and literals of this type come.
    fn units(self) -> &'static [&'static str] {
        match self {
            Type::Ratio | Type::Condition => &[""],
            Type::Money => &["$", "$k", "$M"],
            Type::Time => &["h", "yr", "day"],
            Type::Flow => &["$/h", "$k/yr", "$M/yr"],
        }
    }
}

/// The axes of a formula: the two indexes and the timeline, one bit each.
type Axes = u8;
const TIER: Axes = 1;
const REGION: Axes = 2;
const TIME: Axes = 4;

/// The same model with some characters of its formulas lost, doubled or exchanged.
pub fn damaged(model: &Model, seed: u64) -> String {
    const PIECES: &[&str] = &[
        "(", ")", ",", "[", "]", "%", "^", "*", "0", "\"", "tier", "over", "row_0", "year", "SUM(",
    ];
    let mut random = Random::new(seed);
    let lines = model.text.lines().map(|line| {
        let is_row = line.starts_with("row_") && !line.contains(":=");
        if !is_row || random.chance(60) {
            return line.to_owned();
        }
        let start = line.find('=').map_or(0, |at| at + 2);
        let characters: Vec<_> = line.chars().collect();
        let at = (start + random.below(characters.len())).min(characters.len());
        let (head, tail) = characters.split_at(at);
        let lost = random.below(3).min(tail.len());
        let piece = random.pick(PIECES);
        let words = [head, &tail[lost..]].map(|part| part.iter().collect::<String>());
        format!("{}{piece}{}", words[0], words[1])
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Random numbers from a seed (Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A source that always gives the same numbers for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number below `end`, which is at least 1.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// One of some things.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A number as an analyst may type it; often one that leads to trouble.
    fn number(&mut self) -> String {
        match self.below(12) {
            0 => "0".into(),
            1 => "-1".into(),
            2 => "1".into(),
            3 => format!("-{}", self.below(1000) as f64 / 8.0),
            4 => format!("{}e{}", 1 + self.below(9), self.below(30) as i32 - 15),
            5 => format!("{}%", self.below(300)),
            6..=8 => format!("{}", self.below(100_000) as f64 / 1000.0),
            _ => format!("{}", self.below(40)),
        }
    }
}

/// A row that formulas may read.
#[derive(Clone, Debug)]
struct Known {
    id: String,
    kind: Type,
    axes: Axes,
    /// Whether its elements are shares of one whole.
    is_shares: bool,
}

/// A random model and what may be done with it.
#[derive(Clone, Debug)]
pub struct Model {
    /// The workbook, in the notation of the suite.
    pub text: String,
    /// Keys of single values that a study or `--set` may move.
    pub inputs: Vec<String>,
    /// Keys of single values that a study may keep.
    pub outputs: Vec<String>,
}

/// Makes a model of some computed rows.
pub fn model(seed: u64, rows: usize) -> Model {
    let mut maker = Maker::new(seed);
    maker.document();
    let givens = 8 + maker.random.below(8);
    for position in 0..givens {
        maker.own_source(seed, position);
        maker.given(position);
    }
    let mut position = 0;
    while position < rows {
        maker.own_source(seed, 1000 + position);
        position += maker.computed(position);
    }
    maker.own_source(seed, 5000);
    maker.overlays();
    let keys = |maker: &mut Maker, of: &[Known]| -> Vec<String> {
        of.iter().map(|row| maker.key(row)).collect()
    };
    let known = maker.known.clone();
    let is_input = |row: &&Known| row.kind != Type::Condition;
    let inputs: Vec<_> = known.iter().filter(is_input).cloned().collect();
    let inputs = keys(&mut maker, &inputs);
    let outputs = keys(&mut maker, &known);
    Model {
        text: maker.text,
        inputs,
        outputs,
    }
}

/// A row whose values are elements of one axis, or periods.
#[derive(Clone, Debug)]
struct Pick {
    id: String,
    of: Axes,
    axes: Axes,
}

struct Maker {
    random: Random,
    text: String,
    known: Vec<Known>,
    picks: Vec<Pick>,
    tiers: usize,
    regions: usize,
    /// The labels of the periods; empty without a timeline.
    periods: Vec<String>,
    timeline: &'static str,
    has_choice: bool,
}

impl Maker {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let (tiers, regions) = (2 + random.below(3), random.below(4));
        Self {
            random,
            text: String::new(),
            known: Vec::new(),
            picks: Vec::new(),
            tiers,
            regions: if regions < 2 { 0 } else { regions },
            periods: Vec::new(),
            timeline: "",
            has_choice: false,
        }
    }

    /// From here on, numbers that depend on the seed and this position alone.
    fn own_source(&mut self, seed: u64, position: usize) {
        self.random = Random::new(seed ^ (position as u64 + 1).wrapping_mul(0x2545_f491_4f6c_dd1d));
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Timeline, indexes, curves and a choice.
    fn document(&mut self) {
        let count = 2 + self.random.below(6);
        match self.random.below(5) {
            0 => {}
            1 | 2 => {
                self.timeline = "year";
                self.periods = (0..count).map(|year| format!("{}", 2026 + year)).collect();
                self.line(&format!("timeline 2026 {count} years"));
            }
            3 => {
                self.timeline = "quarter";
                let label = |q: usize| format!("{}Q{}", 2026 + (q + 2) / 4, (q + 2) % 4 + 1);
                self.periods = (0..count).map(label).collect();
                self.line(&format!("timeline 2026Q3 {count} quarters"));
            }
            _ => {
                self.timeline = "month";
                let label = |m: usize| format!("{}-{:02}", 2026 + (m + 10) / 12, (m + 10) % 12 + 1);
                self.periods = (0..count).map(label).collect();
                self.line(&format!("timeline 2026-11 {count} months"));
            }
        }
        let names = |letter: &str, count: usize| -> String {
            let names: Vec<_> = (0..count).map(|i| format!("{letter}{i}")).collect();
            names.join(", ")
        };
        self.line(&format!("index tier: {}", names("t", self.tiers)));
        if self.regions > 0 {
            self.line(&format!("index region: {}", names("n", self.regions)));
        }
        self.line("curve straight -> : (-2, 5) (0, 1) (1, 0.5) (10, -3)");
        self.line("curve logarithmic -> [$]; log_log: (0.1, 5) (1, 3) (40, 0.2)");
        self.line("curve smooth [h] -> ; monotone_cubic: (0, 0) (1, 1) (3, 1.5) (24, 9)");
        self.line("curve best -> ; pareto: (0, 5) (1, 3) (2, 4) (5, 1) (9, 1)");
        if self.random.chance(70) {
            self.has_choice = true;
            let first = self.random.pick(&["fast", "slow", "exact"]);
            let line = format!("method := \"{first}\"; options fast, slow, exact");
            self.line(&line);
        }
    }

    /// Some of the axes that the model has.
    fn some_axes(&mut self) -> Axes {
        let mut axes = 0;
        if self.random.chance(40) {
            axes |= TIER;
        }
        if self.regions > 0 && self.random.chance(25) {
            axes |= REGION;
        }
        if !self.periods.is_empty() && self.random.chance(40) {
            axes |= TIME;
        }
        axes
    }

    fn over(&self, axes: Axes) -> String {
        let ids = [(TIER, "tier"), (REGION, "region"), (TIME, self.timeline)];
        let ids: Vec<_> = ids
            .iter()
            .filter(|(axis, _)| axes & axis != 0)
            .map(|(_, id)| *id)
            .collect();
        match ids.as_slice() {
            [] => String::new(),
            ids => format!(" over {}", ids.join(", ")),
        }
    }

    fn unit(&mut self, kind: Type) -> String {
        match self.random.pick(kind.units()) {
            "" => String::new(),
            unit => format!(" [{unit}]"),
        }
    }

    /// An assumption.
    fn given(&mut self, position: usize) {
        let id = format!("given_{position}");
        if self.random.chance(15) {
            let parts: Vec<_> = (0..self.tiers).map(|_| 1 + self.random.below(9)).collect();
            let sum: usize = parts.iter().sum();
            let shares = parts
                .iter()
                .enumerate()
                .map(|(i, part)| format!("t{i}: {}", *part as f64 / sum as f64));
            let shares: Vec<_> = shares.collect();
            self.line(&format!(
                "{id} over tier := {{{}}}; shares",
                shares.join(", ")
            ));
            self.remember(id, Type::Ratio, TIER, true);
            return;
        }
        let kind = self
            .random
            .pick(&[Type::Ratio, Type::Money, Type::Time, Type::Flow]);
        let axes = self.some_axes();
        let mut value = self.quantity(axes);
        if self.random.chance(10) {
            value.push_str("; valid -1e5 to 1e17");
        }
        let (over, unit) = (self.over(axes), self.unit(kind));
        self.line(&format!("{id}{over}{unit} := {value}"));
        self.remember(id, kind, axes, false);
    }

    fn remember(&mut self, id: String, kind: Type, axes: Axes, is_shares: bool) {
        self.known.push(Known {
            id,
            kind,
            axes,
            is_shares,
        });
    }

    /// A quantity over some axes, in one of the ways to write it.
    fn quantity(&mut self, axes: Axes) -> String {
        if axes & (TIER | REGION) != 0 && self.random.chance(85) {
            let (axis, letter, count) = match axes & TIER {
                0 => (REGION, "n", self.regions),
                _ => (TIER, "t", self.tiers),
            };
            let rest = axes & !axis;
            let parts: Vec<_> = (0..count)
                .map(|i| format!("{letter}{i}: {}", self.quantity(rest)))
                .collect();
            return format!("{{{}}}", parts.join(", "));
        }
        if axes & TIME == 0 {
            return self.random.number();
        }
        match self.random.below(5) {
            0 => self.random.number(),
            1 => format!(
                "{} growing {}%",
                self.random.number(),
                self.random.below(60) as i32 - 30
            ),
            2 => format!(
                "steps {{2025-03-01: {}, 2026-10-15: {}, 2027-01-01: {}}}",
                self.random.number(),
                self.random.number(),
                self.random.number()
            ),
            _ => {
                let numbers: Vec<_> = (0..self.periods.len())
                    .map(|_| self.random.number())
                    .collect();
                format!("[{}]", numbers.join(", "))
            }
        }
    }

    /// A computed row, or two that read one another; says how many.
    fn computed(&mut self, position: usize) -> usize {
        let id = format!("row_{position}");
        let kind = self.random.pick(TYPES);
        let unit = self.unit(kind);
        let has_time = !self.periods.is_empty();
        match self.random.below(11) {
            10 => {
                self.pick_row(id);
                1
            }
            0 if has_time && kind != Type::Condition => {
                self.irregular(&id, kind, &unit);
                1
            }
            1 if has_time && kind != Type::Condition => {
                self.pair(position, kind);
                2
            }
            2 if has_time => {
                let (before, more) = (self.part(kind, 1), self.part(kind, 2));
                let count = 1 + self.random.below(3);
                let text = match (kind, self.random.below(3)) {
                    (Type::Condition, _) => {
                        format!("OR(PREV({id}, {}), {})", before.text, more.text)
                    }
                    (_, 0) => format!("PREV({id}, {}) * 0.9 + {}", before.text, more.text),
                    (_, 1) => format!("LAG({id}, {count}, {}) - {}", before.text, more.text),
                    _ => format!("MAX(PREV({id}, {}), {})", before.text, more.text),
                };
                self.line(&format!("{id}{unit} = {text}"));
                self.remember(id, kind, before.axes | more.axes | TIME, false);
                1
            }
            _ => {
                let part = self.part(kind, 4);
                let mut axes = part.axes;
                let mut over = String::new();
                if self.random.chance(15) {
                    axes |= self.some_axes();
                    over = self.over(axes);
                }
                self.line(&format!("{id}{over}{unit} = {}", part.text));
                self.remember(id, kind, axes, false);
                1
            }
        }
    }

    /// A row whose values are elements.
    fn pick_row(&mut self, id: String) {
        let (of, part) = self.element(3);
        self.line(&format!("{id} = {}", part.text));
        let axes = part.axes;
        self.picks.push(Pick { id, of, axes });
    }

    fn irregular(&mut self, id: &str, kind: Type, unit: &str) {
        let (mut axes, mut entries) = (TIME, Vec::new());
        for _ in 0..self.periods.len() {
            if self.random.chance(40) {
                entries.push(self.random.number());
                continue;
            }
            let part = self.part(kind, 2);
            axes |= part.axes;
            entries.push(match self.random.chance(30) {
                true => format!("PREV({id}, 0) + {}", part.text),
                false => part.text,
            });
        }
        self.line(&format!("{id}{unit} =| {}", entries.join(" | ")));
        self.remember(id.to_owned(), kind, axes, false);
    }

    /// Two rows, one of which reads the other a period ago.
    fn pair(&mut self, position: usize, kind: Type) {
        let (first, second) = (format!("row_{position}"), format!("row_{}", position + 1));
        let parts = [1, 2, 1].map(|depth| self.part(kind, depth));
        let axes = parts.iter().fold(TIME, |axes, part| axes | part.axes);
        let [before, a, b] = parts.map(|part| part.text);
        let units = [self.unit(kind), self.unit(kind)];
        self.line(&format!(
            "{first}{} = PREV({second}, {before}) + {a}",
            units[0]
        ));
        self.line(&format!("{second}{} = {first} / 2 - {b}", units[1]));
        self.remember(first, kind, axes, false);
        self.remember(second, kind, axes, false);
    }

    /// A profile, a scenario, and what is set on top of them.
    fn overlays(&mut self) {
        for (head, indent) in [("profile lab", "  "), ("scenario slow", "  ")] {
            self.line(head);
            for _ in 0..self.random.below(4) {
                let change = self.change();
                self.line(&format!("{indent}{change}"));
            }
        }
        self.line("case lab, slow");
        for _ in 0..self.random.below(3) {
            let change = self.change();
            let layer = self.random.pick(&["set", "axis"]);
            self.line(&format!("{layer} {change}"));
        }
    }

    fn change(&mut self) -> String {
        if !self.picks.is_empty() && self.random.chance(10) {
            let pick = self.picks[self.random.below(self.picks.len())].clone();
            return format!("{} = \"{}\"", pick.id, self.label(pick.of));
        }
        let row = self.known[self.random.below(self.known.len())].clone();
        let key = match self.random.chance(50) {
            true => row.id.clone(),
            false => self.key(&row),
        };
        if row.is_shares {
            let key = self.key(&row);
            return format!("{key} = {}%", self.random.below(90));
        }
        if row.kind == Type::Condition {
            return format!("{key} = {}", self.random.below(2));
        }
        let (operator, number) = match self.random.below(3) {
            0 => ("=", self.random.number()),
            1 => ("*=", self.random.number()),
            _ => ("+=", self.random.number()),
        };
        format!("{key} {operator} {number}")
    }
}
