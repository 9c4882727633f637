//! The short notation of workbooks, layers and grids.

use std::sync::Arc;

use rackhour_engine::check::{Case, Layers};
use rackhour_engine::workbook::{
    Action, Assumption, Axis, AxisValues, BaseUnit, Basis, Change, Check, Claim, Curve, Definition,
    Direction, Element, Entry, Evidence, Grid, Index, Interpolation, NumberFormat, PeriodLength,
    Profile, Provenance, Scenario, Section, Signal, Source, StudySpec, Timeline, Variable,
    Workbook, file,
};

use super::values::{number, quantity};

/// What a case says.
#[derive(Debug)]
pub struct Input {
    /// The workbook.
    pub workbook: Workbook,
    /// The layers on top of it.
    pub layers: Layers,
    /// The rows whose values are shown; computed and changed ones where none is named.
    pub show: Vec<String>,
    /// The rows whose evidence is shown.
    pub evidence: Vec<String>,
    /// Another case, against which their bases are compared.
    pub against: Option<Case>,
    /// A grid to run as well.
    pub grid: Option<Grid>,
    /// Studies to run as well.
    pub studies: Vec<StudySpec>,
}

/// Reads the input part of a case.
///
/// # Errors
///
/// The line that cannot be read, and what was expected there.
pub fn read(text: &str) -> Result<Input, String> {
    let mut input = Input {
        workbook: empty(),
        layers: Layers::default(),
        show: Vec::new(),
        evidence: Vec::new(),
        against: None,
        grid: None,
        studies: Vec::new(),
    };
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim_end() == "ron" {
            let rest: Vec<_> = lines.collect();
            input.workbook = file::parse(&rest.join("\n")).map_err(|error| error.to_string())?;
            break;
        }
        read_line(&mut input, line).map_err(|error| format!("`{line}`: {error}"))?;
    }
    Ok(input)
}

fn empty() -> Workbook {
    let rows = Section {
        id: "rows".into(),
        label: "Rows".into(),
    };
    Workbook {
        sections: vec![Arc::new(rows)],
        ..Workbook::new("A case")
    }
}

fn read_line(input: &mut Input, line: &str) -> Result<(), String> {
    let Input {
        workbook, layers, ..
    } = input;
    if line.trim().is_empty() || line.starts_with("//") {
        return Ok(());
    }
    if line.starts_with("  ") {
        return overlay_line(workbook, line.trim());
    }
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let id = || rest.to_owned();
    match word {
        "timeline" => workbook.timeline = Some(timeline(rest)?),
        "unit" => workbook.units.push(Arc::new(BaseUnit {
            symbol: id(),
            label: id(),
        })),
        "index" => workbook.indexes.push(Arc::new(index(rest)?)),
        "curve" => workbook.curves.push(Arc::new(curve(rest)?)),
        "check" => workbook.checks.push(Arc::new(claim(rest)?)),
        "signal" => workbook.signals.push(Arc::new(signal(rest)?)),
        "profile" => workbook.profiles.push(Arc::new(Profile {
            id: id(),
            label: id(),
            note: String::new(),
            lens: String::new(),
            leaves_out: String::new(),
            changes: Vec::new(),
        })),
        "scenario" => workbook.scenarios.push(Arc::new(Scenario {
            id: id(),
            label: id(),
            note: String::new(),
            changes: Vec::new(),
        })),
        "source" => workbook.sources.push(Arc::new(document(rest)?)),
        "case" => layers.case = case(rest),
        "against" => input.against = Some(case(rest)),
        "evidence" => input.evidence.extend(list(rest)),
        "axis" => layers.axis.push(change(rest)?),
        "set" => layers.set.push(change(rest)?),
        "show" => input.show.extend(list(rest)),
        "grid" => input.grid = Some(grid(rest)?),
        "study" => input.studies.push(
            dialect()
                .from_str(rest)
                .map_err(|error| error.to_string())?,
        ),
        _ => workbook.variables.push(Arc::new(row(line)?)),
    }
    Ok(())
}

/// RON as files write it: optional parts without `Some`.
fn dialect() -> ron::Options {
    ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
}

/// `lab, slow`, with `-` for no profile.
fn case(text: &str) -> Case {
    let mut ids = list(text);
    Case {
        profile: ids.next().filter(|id| id != "-"),
        scenario: ids.next(),
    }
}

/// `primer vendor; model llama; precision FP4`
fn document(text: &str) -> Result<Source, String> {
    let mut parts = text.split(';').map(str::trim);
    let head = parts.next().unwrap_or_default();
    let (id, evidence) = head.split_once(' ').unwrap_or((head, "derived"));
    let evidence = match evidence.trim() {
        "filing" => Evidence::Filing,
        "measured" => Evidence::Measured,
        "analyst" => Evidence::Analyst,
        "vendor" => Evidence::Vendor,
        "list_price" => Evidence::ListPrice,
        "press" => Evidence::Press,
        "derived" => Evidence::Derived,
        other => return Err(format!("unknown evidence `{other}`")),
    };
    let mut basis = Basis::default();
    for part in parts {
        let (field, value) = part
            .split_once(' ')
            .ok_or("expected a field and its value")?;
        *match field {
            "model" => &mut basis.model,
            "precision" => &mut basis.precision,
            "workload" => &mut basis.workload,
            "interactivity" => &mut basis.interactivity,
            "hardware" => &mut basis.hardware,
            other => return Err(format!("unknown field `{other}`")),
        } = value.trim().to_owned();
    }
    Ok(Source {
        id: id.into(),
        title: id.into(),
        publisher: String::new(),
        date: String::new(),
        link: String::new(),
        evidence,
        basis: (basis != Basis::default()).then_some(basis),
        note: String::new(),
    })
}

/// The parts between commas.
pub(super) fn list(text: &str) -> impl Iterator<Item = String> {
    text.split(',').map(|part| part.trim().to_owned())
}

/// `2026 5 years`
fn timeline(text: &str) -> Result<Timeline, String> {
    let words: Vec<_> = text.split_whitespace().collect();
    let [first, count, step] = words.as_slice() else {
        return Err("expected a first period, a count and `years`, `quarters` or `months`".into());
    };
    let step = match *step {
        "years" => PeriodLength::Year,
        "quarters" => PeriodLength::Quarter,
        "months" => PeriodLength::Month,
        other => return Err(format!("expected `years`, found `{other}`")),
    };
    let count = count
        .parse()
        .map_err(|_| format!("expected a count, found `{count}`"))?;
    let first = (*first).to_owned();
    Ok(Timeline { first, count, step })
}

fn element(id: String) -> Element {
    Element {
        label: id.clone(),
        id,
    }
}

/// `tier: free, premium`
fn index(text: &str) -> Result<Index, String> {
    let (id, elements) = text.split_once(':').ok_or("expected `:` after the index")?;
    Ok(Index {
        id: id.trim().into(),
        label: id.trim().into(),
        elements: list(elements)
            .filter(|id| !id.is_empty())
            .map(element)
            .collect(),
    })
}

/// `frontier [tok/s] -> [$]; log_log; pareto: (1, 2) (3, 4)`
fn curve(text: &str) -> Result<Curve, String> {
    let (head, points) = text.split_once(": ").unwrap_or((text, ""));
    let mut parts = head.split(';').map(str::trim);
    let units = parts.next().unwrap_or_default();
    let (input, output) = units
        .split_once("->")
        .ok_or("expected `[unit] -> [unit]`")?;
    let (id, input_unit) = unit_after(input)?;
    let (_, output_unit) = unit_after(output)?;
    let mut curve = Curve {
        label: id.clone(),
        id,
        input_unit,
        output_unit,
        interpolation: Interpolation::Linear,
        pareto: false,
        points: Vec::new(),
        source: Provenance::Assumed("a test".into()),
        note: String::new(),
    };
    for part in parts {
        match part {
            "log_log" => curve.interpolation = Interpolation::LogLog,
            "monotone_cubic" => curve.interpolation = Interpolation::MonotoneCubic,
            "pareto" => curve.pareto = true,
            other => curve.source = source(other).ok_or(format!("unknown word `{other}`"))?,
        }
    }
    for pair in points.split(')').map(str::trim).filter(|p| !p.is_empty()) {
        let (x, y) = pair
            .trim_start_matches('(')
            .split_once(',')
            .ok_or("expected `(x, y)`")?;
        curve.points.push((number(x)?, number(y)?));
    }
    Ok(curve)
}

/// `from primer`, `assumed a round number`
fn source(text: &str) -> Option<Provenance> {
    if let Some(reason) = text.strip_prefix("assumed ") {
        return Some(Provenance::Assumed(reason.to_owned()));
    }
    Some(Provenance::From(text.strip_prefix("from ")?.to_owned()))
}

/// `name [unit]`, the unit empty where there are no brackets.
fn unit_after(text: &str) -> Result<(String, String), String> {
    match text.trim().split_once('[') {
        None => Ok((text.trim().into(), String::new())),
        Some((name, unit)) => {
            let unit = unit
                .strip_suffix(']')
                .ok_or("expected `]` after the unit")?;
            Ok((name.trim().into(), unit.into()))
        }
    }
}

/// `balance: a = b`, or `balance: a ~ b within 0.01`
fn claim(text: &str) -> Result<Check, String> {
    let (id, claim) = text.split_once(':').ok_or("expected `:` after the check")?;
    let claim = match claim.trim().split_once(" ~ ") {
        None if claim.trim() == "all others" => Claim::AllOthers,
        None => Claim::Holds(claim.trim().into()),
        Some((left, right)) => {
            let (right, tolerance) = right.split_once(" within ").ok_or("expected `within`")?;
            Claim::Equal {
                left: left.into(),
                right: right.into(),
                tolerance: number(tolerance)?,
            }
        }
    };
    Ok(Check {
        id: id.into(),
        label: id.into(),
        claim,
    })
}

/// A line under a profile or a scenario, whichever came last.
fn overlay_line(workbook: &mut Workbook, line: &str) -> Result<(), String> {
    let mut change = change(line)?;
    if let Some(scenario) = workbook.scenarios.last_mut() {
        Arc::make_mut(scenario).changes.push(change);
    } else if let Some(profile) = workbook.profiles.last_mut() {
        change.profile = None;
        Arc::make_mut(profile).changes.push(change);
    } else {
        return Err("expected `profile` or `scenario` above".into());
    }
    Ok(())
}

/// `price: price[2028] breaks lower; watch 2 * cost; broken cost; falsifier slow`
fn signal(text: &str) -> Result<Signal, String> {
    let (id, rest) = text.split_once(':').ok_or("expected `:`")?;
    let mut parts = rest.split(';').map(str::trim);
    let (row, breaks) = (parts.next().and_then(|first| first.split_once(" breaks ")))
        .ok_or("expected `row breaks lower` or `higher`")?;
    let mut signal = Signal {
        id: id.trim().into(),
        label: id.trim().into(),
        group: "a test".into(),
        row: row.into(),
        drawn: None,
        breaks: match breaks {
            "lower" => Direction::Lower,
            "higher" => Direction::Higher,
            other => return Err(format!("unknown direction `{other}`")),
        },
        watch: String::new(),
        broken: String::new(),
        expected_by: String::new(),
        observations: Vec::new(),
        falsifier: None,
        note: String::new(),
    };
    for part in parts {
        match part.split_once(' ') {
            Some(("watch", level)) => signal.watch = level.into(),
            Some(("broken", level)) => signal.broken = level.into(),
            Some(("falsifier", id)) => signal.falsifier = Some(id.into()),
            _ => return Err(format!("unknown part `{part}`")),
        }
    }
    Ok(signal)
}

/// `racks = 3`, `racks *= 1.1`, `racks += 2`, each with `for profile` and `; from source` after it.
///
/// # Errors
///
/// What cannot be read.
pub fn change(text: &str) -> Result<Change, String> {
    let (text, provenance) = match text.split_once(';') {
        Some((text, words)) => (text.trim_end(), Some(words.trim())),
        None => (text, None),
    };
    let provenance = match provenance {
        Some(words) => Some(source(words).ok_or(format!("unknown word `{words}`"))?),
        None => None,
    };
    let (text, profile) = match text.split_once(" for ") {
        Some((text, profile)) => (text, Some(profile.trim().to_owned())),
        None => (text, None),
    };
    let (key, value) = text.split_once('=').ok_or("expected `=`")?;
    let (key, action) = if let Some(key) = key.strip_suffix('*') {
        (key, Action::Scale(number(value)?))
    } else if let Some(key) = key.strip_suffix('+') {
        (key, Action::Add(number(value)?))
    } else {
        (key, Action::Set(quantity(value)?))
    };
    Ok(Change {
        key: key.trim().into(),
        profile,
        action,
        source: provenance,
    })
}

/// `x = 1, 2; y = 0 to 1 in 5 -> a, b at 2028`
fn grid(text: &str) -> Result<Grid, String> {
    let (axes, outputs) = text.split_once("->").ok_or("expected `->`")?;
    let (outputs, period) = match outputs.split_once(" at ") {
        Some((outputs, period)) => (outputs, Some(period.trim().to_owned())),
        None => (outputs, None),
    };
    let axis = |text: &str| -> Result<Axis, String> {
        let (key, values) = text.split_once('=').ok_or("expected `=`")?;
        let values = match values.split_once(" to ") {
            None => AxisValues::List(list(values).map(|v| number(&v)).collect::<Result<_, _>>()?),
            Some((from, rest)) => {
                let (to, count) = rest.split_once(" in ").ok_or("expected `in`")?;
                AxisValues::Linear {
                    from: number(from)?,
                    to: number(to)?,
                    count: count.trim().parse().map_err(|_| "expected a count")?,
                }
            }
        };
        Ok(Axis {
            key: key.trim().into(),
            values,
        })
    };
    Ok(Grid {
        axes: axes
            .split(';')
            .filter(|text| !text.trim().is_empty())
            .map(axis)
            .collect::<Result<_, _>>()?,
        outputs: list(outputs).collect(),
        period,
        ..Grid::default()
    })
}

/// `name over i, j [unit] as percent 1` and `= formula`, `:= value` or `=| entry | entry`.
fn row(line: &str) -> Result<Variable, String> {
    let (head, definition) = line
        .split_once('=')
        .ok_or("expected a row: `name [unit] = formula`")?;
    let (head, definition) = match (head.strip_suffix(':'), definition.strip_prefix('|')) {
        (Some(head), _) => (head, Definition::Assumption(assumption(definition)?)),
        (None, Some(entries)) => {
            let entries = entries.split('|').map(|text| entry(text.trim()));
            (head, Definition::Irregular(entries.collect()))
        }
        (None, None) => (head, Definition::Formula(definition.trim().into())),
    };
    let (head, format) = match head.split_once(" as ") {
        Some((head, format)) => (head, Some(number_format(format)?)),
        None => (head, None),
    };
    let (head, unit) = unit_after(head)?;
    let (id, over) = match head.split_once(" over ") {
        Some((id, over)) => (id.to_owned(), Some(list(over).collect())),
        None => (head, None),
    };
    Ok(Variable {
        label: id.clone(),
        id,
        unit,
        section: "rows".into(),
        note: String::new(),
        format,
        over,
        definition,
    })
}

fn entry(text: &str) -> Entry {
    match number(text) {
        Ok(number) => Entry::Value(number),
        Err(_) => Entry::Formula(text.into()),
    }
}

fn number_format(text: &str) -> Result<NumberFormat, String> {
    let decimals = |text: &str| text.trim().parse().map_err(|_| "expected decimals");
    match text.trim().split_once(' ') {
        Some(("percent", n)) => Ok(NumberFormat::Percent(decimals(n)?)),
        Some(("decimals", n)) => Ok(NumberFormat::Decimals(decimals(n)?)),
        Some(("multiple", n)) => Ok(NumberFormat::Multiple(decimals(n)?)),
        _ => Err("expected `as percent 1`, `as decimals 2` or `as multiple 1`".into()),
    }
}

/// A value and what is known about it, separated by `;`.
fn assumption(text: &str) -> Result<Assumption, String> {
    let mut parts = text.split(';').map(str::trim);
    let mut assumption = Assumption {
        value: quantity(parts.next().unwrap_or_default())?,
        low: None,
        high: None,
        distribution: None,
        valid: None,
        shares: false,
        options: Vec::new(),
        source: Provenance::Assumed("a test".into()),
    };
    for part in parts {
        match part.split_once(' ') {
            None if part == "shares" => assumption.shares = true,
            Some(("low", value)) => assumption.low = Some(quantity(value)?),
            Some(("high", value)) => assumption.high = Some(quantity(value)?),
            Some(("dist", text)) => assumption.distribution = Some(text.parse()?),
            Some(("valid", range)) => {
                let (least, most) = range.split_once(" to ").ok_or("expected `to`")?;
                assumption.valid = Some((number(least)?, number(most)?));
            }
            Some(("options", options)) => assumption.options = list(options).map(element).collect(),
            _ => assumption.source = source(part).ok_or(format!("unknown word `{part}`"))?,
        }
    }
    Ok(assumption)
}
