//! What a study found, as columns: aligned for people, as lines for a spreadsheet.

use rackhour_engine::check::Layers;
use rackhour_engine::study::bridge::Steps;
use rackhour_engine::study::falsifiers::Ranking;
use rackhour_engine::study::frontier::Locus;
use rackhour_engine::study::monte_carlo::{PERCENTILES, Sampled, Summary};
use rackhour_engine::study::seek::Sought;
use rackhour_engine::study::tornado::Bars;
use rackhour_engine::study::{Answer, Measure};

use crate::cli::table::{self, Cell, aligned, heading, number, read};

/// What was done, in words.
pub(super) fn done(answers: &[(&Layers, Answer)]) -> String {
    let samples = answers.iter().map(|(_, answer)| match answer {
        Answer::MonteCarlo(sampled) => sampled.samples,
        _ => 0,
    });
    match (samples.sum::<usize>(), answers.len()) {
        (0, 1) => "the study".to_owned(),
        (0, cases) => format!("the study in {cases} cases"),
        (samples, _) => format!("{samples} samples"),
    }
}

/// A table with a heading line, and remarks below it.
#[derive(Default)]
struct Table {
    head: Vec<String>,
    /// How many columns from the left are text.
    text: usize,
    lines: Vec<Vec<Entry>>,
    remarks: Vec<String>,
}

/// A cell, exact for a spreadsheet and shorter for a reader.
enum Entry {
    Text(String),
    Number(f64),
}

impl Entry {
    fn exact(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(value) => number(*value),
        }
    }

    fn cell(&self) -> Cell {
        match self {
            Self::Text(text) => Cell::Left(text.clone()),
            Self::Number(value) => Cell::Right(read(*value)),
        }
    }
}

impl From<&str> for Entry {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<f64> for Entry {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<Option<f64>> for Entry {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Text(String::new()), Self::Number)
    }
}

/// The answer to read.
pub(super) fn text(answer: &Answer) -> String {
    let table = table(answer);
    let head = table.head.iter().enumerate();
    let head = head.map(|(column, text)| match column < table.text {
        true => Cell::Left(text.clone()),
        false => Cell::Right(text.clone()),
    });
    let mut lines: Vec<Vec<Cell>> = vec![head.collect()];
    let rows = table.lines.iter();
    lines.extend(rows.map(|line| line.iter().map(Entry::cell).collect()));
    let mut text = aligned(&lines);
    for remark in &table.remarks {
        text.push_str(&format!("  {remark}\n"));
    }
    text
}

/// The answer for a spreadsheet, headed; of a Monte Carlo study the samples.
pub(super) fn lines(answer: &Answer) -> Vec<Vec<String>> {
    if let Answer::MonteCarlo(sampled) = answer {
        return samples(sampled);
    }
    let table = table(answer);
    let rows = table.lines.iter();
    let rows = rows.map(|line| line.iter().map(Entry::exact).collect());
    std::iter::once(table.head.clone()).chain(rows).collect()
}

fn table(answer: &Answer) -> Table {
    match answer {
        Answer::Grid(_) => Table::default(),
        Answer::GoalSeek(sought) => seek(sought),
        Answer::Frontier(locus) => frontier(locus),
        Answer::Falsifiers(ranking) => falsifiers(ranking),
        Answer::Tornado(bars) | Answer::Spider(bars) => tornado(bars),
        Answer::MonteCarlo(sampled) => monte_carlo(sampled),
        Answer::Bridge(steps) => bridge(steps),
    }
}

fn named(measure: &Measure) -> String {
    heading((&measure.key, &measure.unit))
}

fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).into()
}

fn seek(sought: &Sought) -> Table {
    let all = sought.inputs.iter().chain(&sought.outputs);
    let mut remarks = Vec::new();
    if let ([output], Some((low, high))) = (sought.outputs.as_slice(), sought.attainable) {
        let end = |value: f64| match value.is_finite() {
            true => read(value),
            false => "beyond all bounds".to_owned(),
        };
        let (low, high) = (end(low), end(high));
        remarks.push(format!(
            "attainable: {} from {low} to {high}",
            named(output)
        ));
    }
    for (input, (from, to)) in sought.inputs.iter().zip(&sought.ranges) {
        let (from, to) = (read(*from), read(*to));
        remarks.push(format!("sought: {} from {from} to {to}", named(input)));
    }
    if sought.unavailable.0 > 0 {
        let (missing, tried) = sought.unavailable;
        remarks.push(format!(
            "unavailable at {missing} of the {tried} values tried"
        ));
    }
    let jumps = sought.jumps.iter();
    remarks.extend(jumps.map(|jump| {
        let (at, from, to) = (read(jump.at), read(jump.from), read(jump.to));
        format!("leaps over the target at {at}, from {from} to {to}")
    }));
    remarks.extend(Some(sought.infeasible.clone()).filter(|text| !text.is_empty()));
    let roots = sought.roots.iter();
    let roots = roots.map(|root| {
        let values = root.values.iter().chain(&root.achieved);
        values.map(|value| Entry::Number(*value)).collect()
    });
    Table {
        head: all.map(named).collect(),
        text: 0,
        lines: roots.collect(),
        remarks,
    }
}

fn frontier(locus: &Locus) -> Table {
    let [x, y] = &locus.axes;
    let lines = locus.lines.iter().enumerate().flat_map(|(line, points)| {
        let name = (line + 1).to_string();
        points
            .iter()
            .map(move |(x, y)| vec![name.as_str().into(), (*x).into(), (*y).into()])
    });
    let target = read(locus.target);
    let mut remarks = vec![format!("{} is {target} on the line", named(&locus.output))];
    if let Some(side) = locus.earning_side {
        let side = format!("{side:?}").to_lowercase();
        remarks.push(format!("earns where {} is {side}", y.key));
    }
    if let Some(headroom) = locus.headroom {
        let percent = read(headroom * 100.0);
        remarks.push(format!("headroom of the base case: {percent} %"));
    }
    if !locus.gaps.is_empty() {
        remarks.push(format!(
            "no line at {} values of {}",
            locus.gaps.len(),
            x.key
        ));
    }
    Table {
        head: vec!["line".to_owned(), named(x), named(y)],
        text: 1,
        lines: lines.collect(),
        remarks,
    }
}

/// What was not moved, with all that has one reason in one line.
fn left_out(keys: &[(String, String)]) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (key, reason) in keys {
        match reasons.iter_mut().find(|(known, _)| known == reason) {
            Some((_, keys)) => keys.push(key),
            None => reasons.push((reason, vec![key])),
        }
    }
    let reasons = reasons.into_iter();
    reasons
        .map(|(reason, keys)| format!("left out: {}: {reason}", keys.join(", ")))
        .collect()
}

fn falsifiers(ranking: &Ranking) -> Table {
    let lines = ranking.falsifiers.iter().map(|found| {
        vec![
            found.input.key.as_str().into(),
            found.input.unit.as_str().into(),
            found.input.base.into(),
            found.break_point.into(),
            found.headroom.map(|share| share * 100.0).into(),
            found.infeasible.as_str().into(),
        ]
    });
    let (base, target) = (read(ranking.output.base), read(ranking.target));
    let output = named(&ranking.output);
    let mut remarks = vec![format!("{output} is {base} and breaks at {target}")];
    remarks.extend(left_out(&ranking.left_out));
    Table {
        head: strings(["", "unit", "base", "breaks at", "headroom %", ""]),
        text: 2,
        lines: lines.collect(),
        remarks,
    }
}

fn tornado(bars: &Bars) -> Table {
    let lines = bars.bars.iter().map(|bar| {
        let ends = [bar.points.first(), bar.points.last()];
        let [low, high] = ends.map(|end| end.copied().unwrap_or((f64::NAN, f64::NAN)));
        let mut marks: Vec<String> = Vec::new();
        marks.extend((!bar.monotonic).then(|| "*".to_owned()));
        marks.extend(bar.flips_sign.then(|| "changes sign".to_owned()));
        let winners = bar.flips_winner.iter();
        marks.extend(winners.map(|id| format!("won by {id}")));
        marks.extend(Some(bar.note.clone()).filter(|note| !note.is_empty()));
        vec![
            bar.input.key.as_str().into(),
            bar.input.unit.as_str().into(),
            low.0.into(),
            bar.input.base.into(),
            high.0.into(),
            low.1.into(),
            high.1.into(),
            bar.elasticity.into(),
            marks.join("; ").as_str().into(),
        ]
    });
    let mut remarks = vec![format!(
        "{} is {} at the base",
        named(&bars.output),
        read(bars.output.base)
    )];
    if bars.bars.iter().any(|bar| !bar.monotonic) {
        remarks.push("* rises and falls between the ends".to_owned());
    }
    remarks.extend(left_out(&bars.left_out));
    Table {
        head: strings([
            "",
            "unit",
            "low",
            "base",
            "high",
            "at low",
            "at high",
            "elasticity",
            "",
        ]),
        text: 2,
        lines: lines.collect(),
        remarks,
    }
}

fn monte_carlo(sampled: &Sampled) -> Table {
    let mut head = strings(["", "unit", "base", "mean", "± error"]);
    head.extend(PERCENTILES.iter().map(|percent| format!("P{percent}")));
    let lines = sampled.outputs.iter().map(|output| {
        let measure = &output.output;
        let mut line: Vec<Entry> = vec![
            measure.key.as_str().into(),
            measure.unit.as_str().into(),
            measure.base.into(),
            output.mean.into(),
            output.standard_error.into(),
        ];
        line.extend(output.percentiles.iter().map(|value| Entry::Number(*value)));
        line
    });
    let (samples, seed) = (sampled.samples, sampled.seed);
    let mut remarks = vec![format!("{samples} samples, seed {seed}")];
    remarks.extend(effects(sampled));
    for output in &sampled.outputs {
        let name = &output.output.key;
        let targets = output.targets.iter();
        remarks.extend(targets.map(|(value, share)| {
            let value = read(*value);
            match share.is_nan() {
                true => format!("{name} has no value, so it never reaches {value}"),
                false => format!(
                    "{name} reaches {value} in {} % of the samples",
                    read(share * 100.0)
                ),
            }
        }));
        let missing = output.unavailable.iter();
        remarks.extend(missing.map(|(reason, count)| format!("{name}: {count} n/a: {reason}")));
    }
    for pair in &sampled.correlations {
        let (imposed, achieved) = (read(pair.imposed), read(pair.achieved));
        let (first, second) = (&pair.first, &pair.second);
        remarks.push(format!(
            "rank correlation of {first} and {second}: {imposed} asked for, {achieved} drawn"
        ));
    }
    Table {
        head,
        text: 2,
        lines: lines.collect(),
        remarks,
    }
}

/// Which inputs cause most of the variance of each output, or why that is not told.
fn effects(sampled: &Sampled) -> Vec<String> {
    if !sampled.effects_note.is_empty() {
        return vec![format!("total effects: {}", sampled.effects_note)];
    }
    let of = |(place, output): (usize, &Summary)| {
        let inputs = sampled.inputs.iter();
        let effects = inputs.filter_map(|drawn| {
            let effect = drawn.total_effects.get(place)?;
            Some((drawn.input.key.as_str(), *effect))
        });
        let mut effects: Vec<_> = effects.filter(|(_, effect)| !effect.is_nan()).collect();
        effects.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let most = effects.iter().take(5);
        let most = most.map(|(key, effect)| format!("{key} {}", read(*effect)));
        let most: Vec<_> = most.collect();
        let key = &output.output.key;
        (!most.is_empty()).then(|| format!("total effects on {key}: {}", most.join(", ")))
    };
    let outputs = sampled.outputs.iter().enumerate();
    outputs.filter_map(of).collect()
}

/// The samples themselves: the draws of every input, the values of every output.
fn samples(sampled: &Sampled) -> Vec<Vec<String>> {
    let inputs = sampled.inputs.iter().map(|drawn| named(&drawn.input));
    let outputs = sampled.outputs.iter().map(|output| named(&output.output));
    let head = std::iter::once("sample".to_owned())
        .chain(inputs)
        .chain(outputs);
    let mut lines = vec![head.collect()];
    lines.extend((0..sampled.samples).map(|sample| {
        let columns = sampled.draws.iter().chain(&sampled.values);
        let values = columns.map(|column| table::number(column[sample]));
        std::iter::once((sample + 1).to_string())
            .chain(values)
            .collect()
    }));
    lines
}

fn bridge(steps: &Steps) -> Table {
    let mut lines: Vec<Vec<Entry>> = vec![vec![
        "start".into(),
        Entry::Text(String::new()),
        Entry::Text(String::new()),
        steps.output.base.into(),
    ]];
    lines.extend(steps.steps.iter().map(|step| {
        let (from, to): (Entry, Entry) = match step.words.split_once(" → ") {
            Some((from, to)) if step.from.is_nan() => (from.into(), to.into()),
            _ => (step.from.into(), step.to.into()),
        };
        let rows = step.with.iter().map(String::as_str);
        let rows: Vec<_> = rows.chain([step.row.as_str()]).collect();
        vec![
            rows.join(" + ").as_str().into(),
            from,
            to,
            step.delta.into(),
        ]
    }));
    for (name, value) in [("residual", steps.residual), ("end", steps.end)] {
        let blank = || Entry::Text(String::new());
        lines.push(vec![name.into(), blank(), blank(), value.into()]);
    }
    let mut remarks = Vec::new();
    if steps.neutral > 0 {
        remarks.push(format!("{} rows differ and change nothing", steps.neutral));
    }
    let mut head = strings(["", "from", "to"]);
    head.push(named(&steps.output));
    Table {
        head,
        text: 1,
        lines,
        remarks,
    }
}
