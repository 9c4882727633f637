//! What a study gives, as text.

use rackhour_engine::check::{Layers, Typed};
use rackhour_engine::run::Progress;
use rackhour_engine::study::bridge::Steps;
use rackhour_engine::study::falsifiers::Ranking;
use rackhour_engine::study::frontier::Locus;
use rackhour_engine::study::grid::GridResult;
use rackhour_engine::study::monte_carlo::Sampled;
use rackhour_engine::study::seek::Sought;
use rackhour_engine::study::tornado::Bars;
use rackhour_engine::study::{self, Answer, Contact, Question, Stop};
use rackhour_engine::workbook::{StudySpec, Workbook};

use super::report::digits;

/// Runs a study and appends what it gives.
///
/// # Errors
///
/// The study was stopped, which nobody asked for.
pub(super) fn study(
    workbook: &Workbook,
    typed: &Typed,
    layers: &Layers,
    spec: &StudySpec,
    lines: &mut Vec<String>,
) -> Result<(), String> {
    let question = Question {
        workbook,
        typed,
        layers: layers.clone(),
        threads: 1,
    };
    let found = match study::run(&question, spec, &Progress::default()) {
        Ok(answer) => told(&answer),
        Err(Stop::Refused(finding)) => vec![finding.to_string()],
        Err(Stop::Cancelled) => return Err(format!("{} was cancelled", spec.kind())),
    };
    lines.extend(found);
    Ok(())
}

fn told(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Grid(result) => grid(result),
        Answer::GoalSeek(sought) => seek(sought),
        Answer::Frontier(locus) => frontier(locus),
        Answer::Falsifiers(ranking) => falsifiers(ranking),
        Answer::Tornado(bars) | Answer::Spider(bars) => tornado(bars),
        Answer::MonteCarlo(sampled) => monte_carlo(sampled),
        Answer::Bridge(steps) => bridge(steps),
    }
}

fn grid(result: &GridResult) -> Vec<String> {
    let outputs = result.outputs.iter();
    let mut lines: Vec<_> = outputs
        .map(|output| format!("grid {} = {}", output.id, several(&output.values)))
        .collect();
    for contour in &result.contours {
        let (output, value) = (&contour.output, number(contour.value));
        let each = contour.lines.iter();
        lines.extend(each.map(|line| format!("{output} is {value} on {}", pairs(line))));
    }
    if let Some(map) = &result.winner {
        let winners = map.winners.iter();
        let ids = winners.map(|place| place.map_or("nobody", |place| map.ids[place].as_str()));
        let ids: Vec<_> = ids.collect();
        lines.push(format!("best by {}: {}", map.output, ids.join(", ")));
    }
    lines
}

fn number(value: f64) -> String {
    match value.is_nan() {
        true => "n/a".to_owned(),
        false => digits(value),
    }
}

fn several(values: &[f64]) -> String {
    let values: Vec<_> = values.iter().map(|value| number(*value)).collect();
    values.join(", ")
}

fn pairs(points: &[(f64, f64)]) -> String {
    let points = points.iter();
    let points: Vec<_> = points
        .map(|(x, y)| format!("({}, {})", number(*x), number(*y)))
        .collect();
    points.join(" ")
}

fn seek(sought: &Sought) -> Vec<String> {
    let mut lines = Vec::new();
    for root in &sought.roots {
        let values = several(&root.values);
        let how = contact(root.contact);
        lines.push(format!(
            "root {values} gives {}{how}",
            several(&root.achieved)
        ));
    }
    for jump in &sought.jumps {
        let (at, from, to) = (number(jump.at), number(jump.from), number(jump.to));
        lines.push(format!("jump at {at} from {from} to {to}"));
    }
    for (input, (from, to)) in sought.inputs.iter().zip(&sought.ranges) {
        let (from, to) = (number(*from), number(*to));
        lines.push(format!("sought {} from {from} to {to}", input.key));
    }
    if let Some((low, high)) = sought.attainable {
        let (low, high) = (number(low), number(high));
        lines.push(format!("attainable {low} to {high}"));
    }
    if sought.unavailable.0 > 0 {
        let (missing, all) = sought.unavailable;
        lines.push(format!("unavailable at {missing} of {all}"));
    }
    if !sought.infeasible.is_empty() {
        lines.push(format!("infeasible: {}", sought.infeasible));
    }
    lines
}

/// How a target is met, where that is not by crossing it.
fn contact(contact: Contact) -> &'static str {
    match contact {
        Contact::Crosses => "",
        Contact::Touches => ", touching",
        Contact::Rests => ", resting",
        Contact::Jumps => ", jumping",
    }
}

fn frontier(locus: &Locus) -> Vec<String> {
    let lines = locus.lines.iter();
    let mut lines: Vec<_> = lines.map(|line| format!("locus {}", pairs(line))).collect();
    if !locus.gaps.is_empty() {
        lines.push(format!("no locus at {}", several(&locus.gaps)));
    }
    lines.push(format!("earns {:?}", locus.earning_side));
    lines.push(format!(
        "headroom {}",
        locus.headroom.map_or("none".to_owned(), number)
    ));
    lines
}

fn falsifiers(ranking: &Ranking) -> Vec<String> {
    let one = |found: &study::falsifiers::Falsifier| {
        let key = &found.input.key;
        let how = found.contact.map_or("", contact);
        match (found.break_point, found.headroom) {
            (None, _) => format!("falsifier {key}: {}", found.infeasible),
            (Some(at), None) => format!("falsifier {key} at {}{how}", number(at)),
            (Some(at), Some(room)) => {
                let (at, room) = (number(at), number(room));
                format!("falsifier {key} at {at}{how}, headroom {room}")
            }
        }
    };
    let mut lines: Vec<_> = ranking.falsifiers.iter().map(one).collect();
    let left_out = ranking.left_out.iter();
    lines.extend(left_out.map(|(key, reason)| format!("left out {key}: {reason}")));
    lines
}

fn tornado(bars: &Bars) -> Vec<String> {
    let one = |bar: &study::tornado::Bar| {
        let unit = Some(&bar.input.unit).filter(|unit| *unit == "x");
        let unit = unit.map_or(String::new(), |unit| format!(" [{unit}]"));
        let mut line = format!("bar {}{unit}: {}", bar.input.key, pairs(&bar.points));
        if !bar.monotonic {
            line.push_str(" *");
        }
        if bar.flips_sign {
            line.push_str(" flips");
        }
        for winner in &bar.flips_winner {
            line.push_str(&format!(" won by {winner}"));
        }
        let elasticity = bar.elasticity.map_or("none".to_owned(), number);
        let share = number(bar.explained);
        line.push_str(&format!("; elasticity {elasticity}; explained {share}"));
        if !bar.note.is_empty() {
            line.push_str(&format!("; {}", bar.note));
        }
        for (reason, count) in &bar.unavailable {
            line.push_str(&format!("; {count} n/a: {reason}"));
        }
        line
    };
    let mut lines = Vec::new();
    lines.extend(bars.winner.iter().map(|id| format!("winner {id}")));
    lines.extend(bars.bars.iter().map(one));
    let left_out = bars.left_out.iter();
    lines.extend(left_out.map(|(key, reason)| format!("left out {key}: {reason}")));
    lines
}

fn monte_carlo(sampled: &Sampled) -> Vec<String> {
    let mut lines = Vec::new();
    for drawn in &sampled.inputs {
        let (key, mean) = (&drawn.input.key, number(drawn.mean));
        lines.push(format!("{key}: {}, mean {mean}", drawn.distribution));
        lines.push(format!("{key}: {}", several(&drawn.percentiles)));
        if !drawn.total_effects.is_empty() {
            let effects = several(&drawn.total_effects);
            lines.push(format!("{key}: total effects {effects}"));
        }
    }
    for output in &sampled.outputs {
        let key = &output.output.key;
        let (mean, error) = (number(output.mean), number(output.standard_error));
        lines.push(format!("{key}: mean {mean}, standard error {error}"));
        lines.push(format!("{key}: {}", several(&output.percentiles)));
        let targets = output.targets.iter();
        lines.extend(targets.map(|(value, share)| {
            format!("{key}: at least {} in {}", number(*value), number(*share))
        }));
        let missing = output.unavailable.iter();
        lines.extend(missing.map(|(reason, count)| format!("{key}: {count} n/a: {reason}")));
    }
    for pair in &sampled.correlations {
        let (first, second) = (&pair.first, &pair.second);
        let (imposed, achieved) = (number(pair.imposed), number(pair.achieved));
        lines.push(format!(
            "correlation {first} {second}: {imposed}, achieved {achieved}"
        ));
    }
    for fan in &sampled.fans {
        for (label, missing) in fan.labels.iter().zip(&fan.unavailable) {
            lines.push(format!("fan {} {label}: {missing} n/a", fan.row));
        }
        let series = fan.percentiles.iter();
        lines.extend(series.map(|series| format!("fan {}: {}", fan.row, several(series))));
    }
    lines
}

fn bridge(steps: &Steps) -> Vec<String> {
    let start = number(steps.output.base);
    let mut lines = vec![format!("from {start}")];
    let each = steps.steps.iter();
    lines.extend(each.map(|step| {
        let with = step.with.iter().map(|row| format!("{row} + "));
        let rows = format!("{}{}", with.collect::<String>(), step.row);
        let change = match step.words.as_str() {
            "" => format!("{} -> {}", number(step.from), number(step.to)),
            words => words.to_owned(),
        };
        let error = match step.error {
            0.0 => String::new(),
            error => format!(" ± {}", number(error)),
        };
        format!("{rows} {change}: {}{error}", number(step.delta))
    }));
    lines.push(format!("residual {}", number(steps.residual)));
    lines.push(format!("to {}", number(steps.end)));
    if steps.neutral > 0 {
        lines.push(format!("neutral {}", steps.neutral));
    }
    if let Some(orders) = steps.orders {
        let drawn = if orders.are_all { "" } else { " drawn" };
        let (used, tried) = (orders.used, orders.tried);
        lines.push(format!("over {used} of {tried} orders{drawn}"));
    }
    lines
}
