//! What a study found, as JSON: numbers in each row's own unit, at full precision.

use rackhour_engine::study::bridge::Steps;
use rackhour_engine::study::falsifiers::Ranking;
use rackhour_engine::study::frontier::Locus;
use rackhour_engine::study::monte_carlo::{PERCENTILES, Sampled, Summary};
use rackhour_engine::study::seek::Sought;
use rackhour_engine::study::tornado::Bars;
use rackhour_engine::study::{Answer, Contact, Measure};
use rackhour_engine::workbook::Direction;
use serde_json::{Map, Value, json};

use crate::cli::json::number;

/// What a study found, by kind; the grid has a writer of its own.
pub(super) fn document(answer: &Answer) -> Value {
    match answer {
        Answer::Grid(_) => Value::Null,
        Answer::GoalSeek(sought) => seek(sought),
        Answer::Frontier(locus) => frontier(locus),
        Answer::Falsifiers(ranking) => falsifiers(ranking),
        Answer::Tornado(bars) | Answer::Spider(bars) => tornado(bars),
        Answer::MonteCarlo(sampled) => monte_carlo(sampled),
        Answer::Bridge(steps) => bridge(steps),
    }
}

/// The inputs that a study moves, each with its base value.
pub(super) fn inputs(answer: &Answer) -> Value {
    let measures: Vec<&Measure> = match answer {
        Answer::Grid(_) | Answer::Bridge(_) => Vec::new(),
        Answer::GoalSeek(sought) => sought.inputs.iter().collect(),
        Answer::Frontier(locus) => locus.axes.iter().collect(),
        Answer::Falsifiers(ranking) => ranking.falsifiers.iter().map(|f| &f.input).collect(),
        Answer::Tornado(bars) | Answer::Spider(bars) => {
            bars.bars.iter().map(|bar| &bar.input).collect()
        }
        Answer::MonteCarlo(sampled) => sampled.inputs.iter().map(|drawn| &drawn.input).collect(),
    };
    // A multiple of a series is no value that could be set.
    let at = measures.into_iter().filter(|measure| measure.unit != "x");
    let at = at.map(|measure| (measure.key.clone(), number(measure.base)));
    Value::Object(at.collect())
}

fn measure(measure: &Measure) -> Value {
    json!({ "name": measure.key, "unit": measure.unit, "base": number(measure.base) })
}

fn numbers(values: &[f64]) -> Value {
    values.iter().map(|value| number(*value)).collect()
}

fn option(value: Option<f64>) -> Value {
    value.map_or(Value::Null, number)
}

fn pairs(points: &[(f64, f64)]) -> Value {
    let points = points.iter();
    points
        .map(|(x, y)| json!([number(*x), number(*y)]))
        .collect()
}

/// How an output meets its target.
fn contact(contact: Contact) -> &'static str {
    match contact {
        Contact::Crosses => "crosses",
        Contact::Touches => "touches",
        Contact::Rests => "rests",
        Contact::Jumps => "jumps",
    }
}

fn reasons(left_out: &[(String, String)]) -> Value {
    let reasons = left_out.iter();
    let reasons = reasons.map(|(key, reason)| (key.clone(), json!(reason)));
    Value::Object(reasons.collect())
}

/// One input gives its roots as numbers, several give a value for each.
fn seek(sought: &Sought) -> Value {
    let roots = sought.roots.iter();
    let roots: Vec<_> = match sought.inputs.as_slice() {
        [_] => roots.map(|root| numbers(&root.values)[0].clone()).collect(),
        inputs => roots
            .map(|root| {
                let values = inputs.iter().zip(&root.values);
                let values = values.map(|(input, value)| (input.key.clone(), number(*value)));
                Value::Object(values.collect())
            })
            .collect(),
    };
    let achieved = sought.roots.iter().map(|root| numbers(&root.achieved));
    let inputs = sought.inputs.iter().zip(&sought.ranges);
    let inputs = inputs.map(|(input, (from, to))| {
        let mut input = measure(input);
        input["range"] = json!([number(*from), number(*to)]);
        input
    });
    let targets = sought.outputs.iter().zip(&sought.targets);
    let targets = targets.map(|(output, value)| {
        let mut target = measure(output);
        target["value"] = number(*value);
        target
    });
    let jumps = sought.jumps.iter().map(
        |jump| json!({ "at": number(jump.at), "from": number(jump.from), "to": number(jump.to) }),
    );
    json!({
        "targets": targets.collect::<Vec<_>>(),
        "inputs": inputs.collect::<Vec<_>>(),
        "roots": roots,
        "achieved": achieved.collect::<Vec<_>>(),
        "contacts": sought.roots.iter().map(|root| contact(root.contact)).collect::<Vec<_>>(),
        "jumps": jumps.collect::<Vec<_>>(),
        "attainable": sought.attainable.map(|(low, high)| json!([number(low), number(high)])),
        "unavailable": sought.unavailable.0,
        "tried": sought.unavailable.1,
        "infeasible": sought.infeasible,
    })
}

fn frontier(locus: &Locus) -> Value {
    let [x, y] = &locus.axes;
    let points: Vec<_> = locus.lines.iter().flatten().copied().collect();
    let lines: Vec<_> = locus.lines.iter().map(|line| pairs(line)).collect();
    let side = locus.earning_side.map(|side| match side {
        Direction::Higher => "above",
        Direction::Lower => "below",
    });
    let mut output = measure(&locus.output);
    output["value"] = number(locus.target);
    json!({
        "axes": [measure(x), measure(y)],
        "target": output,
        "range": [number(locus.range.0), number(locus.range.1)],
        "points": pairs(&points),
        "lines": lines,
        "gaps": numbers(&locus.gaps),
        "earning_side": side,
        "headroom": option(locus.headroom),
    })
}

fn falsifiers(ranking: &Ranking) -> Value {
    let each = ranking.falsifiers.iter().map(|found| {
        let mut one = measure(&found.input);
        one["break_point"] = option(found.break_point);
        one["headroom"] = option(found.headroom);
        one["infeasible"] = json!(found.break_point.is_none());
        one["reason"] = json!(found.infeasible);
        one["contact"] = json!(found.contact.map(contact));
        one["range"] = json!([number(found.range.0), number(found.range.1)]);
        one
    });
    let mut output = measure(&ranking.output);
    output["value"] = number(ranking.target);
    json!({
        "target": output,
        "falsifiers": each.collect::<Vec<_>>(),
        "left_out": reasons(&ranking.left_out),
    })
}

fn tornado(bars: &Bars) -> Value {
    let each = bars.bars.iter().map(|bar| {
        json!({
            "name": bar.input.key, "unit": bar.input.unit, "base": number(bar.input.base),
            "points": pairs(&bar.points),
            "monotonic": bar.monotonic,
            "swing": number(bar.swing),
            "elasticity": option(bar.elasticity),
            "flips_sign": bar.flips_sign,
            "flips_winner": bar.flips_winner,
            "share": number(bar.share),
            "explained": number(bar.explained),
            "unavailable": bar.unavailable,
            "note": bar.note,
        })
    });
    json!({
        "output": measure(&bars.output),
        "bars": each.collect::<Vec<_>>(),
        "left_out": reasons(&bars.left_out),
        "threshold": number(bars.threshold),
        "winner": bars.winner,
    })
}

fn monte_carlo(sampled: &Sampled) -> Value {
    let inputs = sampled.inputs.iter().map(|drawn| {
        let mut one = measure(&drawn.input);
        one["distribution"] = json!(drawn.distribution);
        one["mean"] = number(drawn.mean);
        one["percentiles"] = percentiles(&drawn.percentiles);
        if !drawn.total_effects.is_empty() {
            one["total_effects"] = numbers(&drawn.total_effects);
        }
        one
    });
    let correlations = sampled.correlations.iter().map(|pair| {
        json!({
            "first": pair.first, "second": pair.second,
            "imposed": number(pair.imposed), "achieved": number(pair.achieved),
        })
    });
    let fans = sampled.fans.iter().map(|fan| {
        let series = PERCENTILES.iter().zip(&fan.percentiles);
        let series = series.map(|(percent, series)| (percent.to_string(), numbers(series)));
        json!({
            "name": fan.row, "unit": fan.unit, "labels": fan.labels, "base": numbers(&fan.base),
            "percentiles": series.collect::<Map<_, _>>(), "unavailable": fan.unavailable,
        })
    });
    json!({
        "seed": sampled.seed,
        "samples": sampled.samples,
        "method": sampled.sampling,
        "inputs": inputs.collect::<Vec<_>>(),
        "effects_note": sampled.effects_note,
        "outputs": sampled.outputs.iter().map(summary).collect::<Vec<_>>(),
        "correlations": correlations.collect::<Vec<_>>(),
        "fans": fans.collect::<Vec<_>>(),
    })
}

fn percentiles(values: &[f64]) -> Value {
    let values = PERCENTILES.iter().zip(values);
    let values = values.map(|(percent, value)| (percent.to_string(), number(*value)));
    Value::Object(values.collect())
}

fn summary(output: &Summary) -> Value {
    let targets = output.targets.iter();
    let targets = targets
        .map(|(value, share)| json!({ "value": number(*value), "probability": number(*share) }));
    let convergence = output.convergence.iter().map(|(samples, mean, error)| {
        json!({ "samples": samples, "mean": number(*mean), "standard_error": number(*error) })
    });
    let mut one = measure(&output.output);
    one["mean"] = number(output.mean);
    one["standard_error"] = number(output.standard_error);
    one["standard_deviation"] = number(output.deviation);
    one["percentiles"] = percentiles(&output.percentiles);
    one["targets"] = targets.collect();
    one["histogram"] = json!({
        "from": number(output.histogram.from), "width": number(output.histogram.width),
        "counts": output.histogram.counts,
    });
    one["convergence"] = convergence.collect();
    one["unavailable"] = json!(output.unavailable);
    one
}

fn bridge(steps: &Steps) -> Value {
    let end = |case: &rackhour_engine::check::Case, value: f64| json!({ "profile": case.profile, "scenario": case.scenario, "value": number(value) });
    let each = steps.steps.iter().map(|step| {
        json!({
            "name": step.row, "from": number(step.from), "to": number(step.to),
            "delta": number(step.delta), "with": step.with, "words": step.words,
            "standard_error": number(step.error),
        })
    });
    json!({
        "output": { "name": steps.output.key, "unit": steps.output.unit },
        "from": end(&steps.from, steps.output.base),
        "to": end(&steps.to, steps.end),
        "steps": each.collect::<Vec<_>>(),
        "residual": number(steps.residual),
        "neutral": steps.neutral,
    })
}
