//! The studies of the shipped workbooks: each runs in every profile that it is about and gives
//! what it gave, and what is known of the economics comes out of it by name.
//!
//! The headline numbers stand in `tests/ref/studies/*.txt`, to twelve digits.
//! `UPDATE_EXPECT=1 cargo test -p rackhour-tests --test studies` rewrites them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write as _;
use std::fs;

use rackhour_engine::check::{Case, Typed, check};
use rackhour_engine::run::Progress;
use rackhour_engine::study::bridge::Steps;
use rackhour_engine::study::falsifiers::Ranking;
use rackhour_engine::study::frontier::Locus;
use rackhour_engine::study::grid::GridResult;
use rackhour_engine::study::monte_carlo::{Fan, PERCENTILES, Sampled};
use rackhour_engine::study::seek::Sought;
use rackhour_engine::study::tornado::Bars;
use rackhour_engine::study::{Answer, Question, Stop, layers_of, run};
use rackhour_engine::workbook::{Id, Study, Workbook};
use rackhour_tests::program::root;
use rackhour_tests::shipped::shipped;
use rackhour_tests::suite::report::digits;

/// The percentiles whose values are kept.
const KEPT: [u8; 3] = [5, 50, 95];

/// The profiles that a study is about: its own, or each of the workbook.
fn profiles(workbook: &Workbook, study: &Study) -> Vec<Option<Id>> {
    match &study.profile {
        Some(profile) => vec![Some(profile.clone())],
        None if workbook.profiles.is_empty() => vec![None],
        None => {
            let profiles = workbook.profiles.iter();
            profiles.map(|profile| Some(profile.id.clone())).collect()
        }
    }
}

fn answer(
    workbook: &Workbook,
    typed: &Typed,
    study: &Study,
    case: &Case,
    threads: usize,
) -> Result<Answer, String> {
    let question = Question {
        workbook,
        typed,
        layers: layers_of(study, case),
        threads,
    };
    run(&question, &study.spec, &Progress::default()).map_err(|stop| match stop {
        Stop::Refused(finding) => finding.to_string(),
        Stop::Cancelled => "it stopped".to_owned(),
    })
}

#[test]
fn every_study_gives_its_headline_numbers() {
    let mut stale = Vec::new();
    for (path, _, workbook) in shipped() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let found = headlines(&name, &workbook);
        let path = root().join(format!("tests/ref/studies/{name}.txt"));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &found).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        let mut lines = written.lines().zip(found.lines());
        if written != found {
            let first = lines.find(|(written, found)| written != found);
            stale.push(format!("{name}: {first:#?}"));
        }
    }
    assert!(
        stale.is_empty(),
        "run the test with UPDATE_EXPECT=1 and look at the changes\n{}",
        stale.join("\n")
    );
}

/// What all studies of a workbook give.
fn headlines(name: &str, workbook: &Workbook) -> String {
    let typed = check(workbook).0;
    let mut text = format!(
        "# What the studies of workbooks/{name}.ron give, to twelve digits. Written by\n\
         # UPDATE_EXPECT=1 cargo test -p rackhour-tests --test studies\n"
    );
    for study in &workbook.studies {
        for profile in profiles(workbook, study) {
            let place = profile.clone().unwrap_or_else(|| "no profile".to_owned());
            let case = Case {
                profile,
                scenario: None,
            };
            let found = answer(workbook, &typed, study, &case, 0);
            let found = found.unwrap_or_else(|why| panic!("{name} {} {place}: {why}", study.id));
            let kind = study.spec.kind();
            writeln!(text, "\n{} ({kind}) in {place}", study.id).unwrap();
            for line in told(&found) {
                writeln!(text, "  {line}").unwrap();
            }
        }
    }
    text
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

fn number(value: f64) -> String {
    match value.is_nan() {
        true => "n/a".to_owned(),
        false => digits(value),
    }
}

fn several(values: impl IntoIterator<Item = f64>) -> String {
    let values: Vec<_> = values.into_iter().map(number).collect();
    values.join(", ")
}

/// The first and the last point of a line, and how many there are.
fn ends(line: &[(f64, f64)]) -> String {
    let point = |at: Option<&(f64, f64)>| at.map_or(String::new(), |(x, y)| several([*x, *y]));
    let (first, last) = (point(line.first()), point(line.last()));
    format!("({first}) to ({last}), {} points", line.len())
}

fn grid(result: &GridResult) -> Vec<String> {
    let mut lines = Vec::new();
    for output in &result.outputs {
        let known = output.values.iter().filter(|value| !value.is_nan());
        let low = known.clone().copied().fold(f64::INFINITY, f64::min);
        let high = known.clone().copied().fold(f64::NEG_INFINITY, f64::max);
        let missing = output.values.len() - known.count();
        let ends = several([low, high]);
        lines.push(format!("{}: {ends}, {missing} n/a", output.id));
    }
    for contour in &result.contours {
        let (output, value) = (&contour.output, number(contour.value));
        let each = contour.lines.iter();
        lines.extend(each.map(|line| format!("{output} is {value} from {}", ends(line))));
    }
    if let Some(map) = &result.winner {
        for (place, id) in map.ids.iter().enumerate() {
            let won = map.winners.iter().filter(|one| **one == Some(place));
            lines.push(format!("{id} is best in {} cells", won.count()));
        }
    }
    lines
}

fn seek(sought: &Sought) -> Vec<String> {
    let mut lines = Vec::new();
    for root in &sought.roots {
        for (input, value) in sought.inputs.iter().zip(&root.values) {
            lines.push(format!("{} = {}", input.key, number(*value)));
        }
    }
    if let Some((low, high)) = sought.attainable {
        lines.push(format!("attainable {}", several([low, high])));
    }
    if !sought.infeasible.is_empty() {
        lines.push(format!("infeasible: {}", sought.infeasible));
    }
    lines
}

fn frontier(locus: &Locus) -> Vec<String> {
    let each = locus.lines.iter();
    let mut lines: Vec<_> = each.map(|line| format!("from {}", ends(line))).collect();
    lines.push(format!("{} gaps", locus.gaps.len()));
    let side = locus.earning_side.map(|side| format!("{side:?}"));
    let side = side.map_or("neither".to_owned(), |side| side.to_lowercase());
    let headroom = locus.headroom.map_or("none".to_owned(), number);
    lines.push(format!("earns on side {side}, headroom {headroom}"));
    lines
}

fn falsifiers(ranking: &Ranking) -> Vec<String> {
    let mut lines = vec![format!("base {}", number(ranking.output.base))];
    let mut harmless = 0;
    for found in &ranking.falsifiers {
        let Some(at) = found.break_point else {
            harmless += 1;
            continue;
        };
        let room = found.headroom.map_or("none".to_owned(), number);
        let key = &found.input.key;
        lines.push(format!("{key} at {}, headroom {room}", number(at)));
    }
    lines.push(format!("{harmless} cannot break it"));
    lines
}

fn tornado(bars: &Bars) -> Vec<String> {
    let mut lines = vec![format!("base {}", number(bars.output.base))];
    lines.extend(bars.winner.iter().map(|id| format!("best: {id}")));
    for bar in &bars.bars {
        let ends = bar.points.first().zip(bar.points.last());
        let ends = ends.map_or(String::new(), |(low, high)| {
            format!(
                "{} gives {}",
                several([low.0, high.0]),
                several([low.1, high.1])
            )
        });
        let mut line = format!("{}: {ends}", bar.input.key);
        if !bar.monotonic {
            line.push_str(", turns");
        }
        if bar.flips_sign {
            line.push_str(", crosses");
        }
        for id in &bar.flips_winner {
            write!(line, ", best: {id}").unwrap();
        }
        lines.push(line);
    }
    lines.push(format!("{} left out", bars.left_out.len()));
    lines
}

/// The kept percentiles out of all.
fn kept(percentiles: &[f64]) -> String {
    let all = PERCENTILES.iter().zip(percentiles);
    several(
        all.filter(|(p, _)| KEPT.contains(p))
            .map(|(_, value)| *value),
    )
}

fn monte_carlo(sampled: &Sampled) -> Vec<String> {
    let mut lines = vec![format!("{} samples", sampled.samples)];
    for input in &sampled.inputs {
        let (key, mean) = (&input.input.key, number(input.mean));
        lines.push(format!("{key}: {}, mean {mean}", input.distribution));
    }
    for output in &sampled.outputs {
        let key = &output.output.key;
        let (mean, error) = (number(output.mean), number(output.standard_error));
        lines.push(format!("{key}: mean {mean} ± {error}"));
        lines.push(format!("{key}: {}", kept(&output.percentiles)));
        for (value, share) in &output.targets {
            let (value, share) = (number(*value), number(*share));
            lines.push(format!("{key}: at least {value} in {share}"));
        }
        let missing: usize = output.unavailable.values().sum();
        if missing > 0 {
            lines.push(format!("{key}: {missing} n/a"));
        }
    }
    for pair in &sampled.correlations {
        let both = several([pair.imposed, pair.achieved]);
        lines.push(format!("{} and {}: {both}", pair.first, pair.second));
    }
    lines.extend(sampled.fans.iter().flat_map(fan));
    lines
}

fn fan(fan: &Fan) -> Vec<String> {
    let all = PERCENTILES.iter().zip(&fan.percentiles);
    let kept = all.filter(|(percentile, _)| KEPT.contains(percentile));
    let line = |(percentile, series): (&u8, &Vec<f64>)| {
        let series = several(series.iter().copied());
        format!("{} P{percentile}: {series}", fan.row)
    };
    kept.map(line).collect()
}

fn bridge(steps: &Steps) -> Vec<String> {
    let mut lines = vec![format!("from {}", number(steps.output.base))];
    let each = steps.steps.iter();
    lines.extend(each.map(|step| format!("{}: {}", step.row, number(step.delta))));
    lines.push(format!("to {}", number(steps.end)));
    lines
}

/// A shipped workbook, and what its studies give.
struct Book {
    workbook: Workbook,
    typed: Typed,
}

impl Book {
    fn open(name: &str) -> Self {
        let named = |path: &std::path::Path| path.file_stem().is_some_and(|stem| stem == name);
        let (_, _, workbook) = shipped().find(|(path, _, _)| named(path)).unwrap();
        let typed = check(&workbook).0;
        Self { workbook, typed }
    }

    fn study(&self, id: &str) -> &Study {
        let mut studies = self.workbook.studies.iter();
        studies.find(|study| study.id == id).unwrap()
    }

    fn answer(&self, id: &str) -> Answer {
        let (study, case) = (self.study(id), Case::default());
        answer(&self.workbook, &self.typed, study, &case, 0).unwrap()
    }

    fn grid(&self, id: &str) -> GridResult {
        let Answer::Grid(result) = self.answer(id) else {
            panic!("{id} is no grid");
        };
        result
    }

    /// The only root of a goal seek for one input.
    fn root(&self, id: &str) -> f64 {
        let Answer::GoalSeek(sought) = self.answer(id) else {
            panic!("{id} is no goal seek");
        };
        assert_eq!(sought.roots.len(), 1, "{id}");
        sought.roots[0].values[0]
    }

    /// The only line of a frontier.
    fn locus(&self, id: &str) -> Vec<(f64, f64)> {
        let Answer::Frontier(locus) = self.answer(id) else {
            panic!("{id} is no frontier");
        };
        assert_eq!(locus.lines.len(), 1, "{id}");
        locus.lines[0].clone()
    }
}

/// The value of an output in the cell at a place on each axis.
fn cell(result: &GridResult, output: &str, at: &[f64]) -> f64 {
    let is_here = |cell: &usize| {
        let here = result.coordinates(*cell);
        here.iter()
            .zip(at)
            .all(|(here, at)| close(*here, *at, 1e-12))
    };
    let cell = (0..result.cells()).find(is_here).unwrap();
    let mut outputs = result.outputs.iter();
    outputs.find(|one| one.id == output).unwrap().values[cell]
}

fn close(found: f64, expected: f64, relative: f64) -> bool {
    (found - expected).abs() <= relative * expected.abs()
}

#[track_caller]
fn assert_close(found: f64, expected: f64, relative: f64) {
    assert!(close(found, expected, relative), "{found}, not {expected}");
}

/// At 50,000 tok/s per rack and 3 $ a GPU-hour, by share of the year at inference.
#[test]
fn fixed_cost_per_token_falls_with_the_inference_share() {
    let result = Book::open("stargate-abilene").grid("allocation_price");
    for (share, cost) in [(1.0, 1.2), (0.75, 1.6), (0.6, 2.0), (0.5, 2.4), (0.25, 4.8)] {
        let found = cell(&result, "fixed_cost_per_mtok", &[share, 3.0]);
        assert_close(found, cost, 1e-9);
        let margin = cell(&result, "margin_per_mtok", &[share, 3.0]);
        assert_close(margin, 20.0 / 3.0 - cost, 1e-9);
    }
}

#[test]
fn abilene_breaks_even_at_eighteen_percent_and_its_story_at_two_thirds() {
    let book = Book::open("stargate-abilene");
    assert_close(book.root("goal_seek"), 0.6476761619190405, 1e-12);
    let line = book.locus("frontier");
    let at = line.iter().find(|(share, _)| close(*share, 0.18, 1e-12));
    assert_close(at.unwrap().1, 20.0 / 3.0, 1e-9);
    // A GPU-hour may cost what a share's tokens bring: 3 $ at 18 %.
    let line = book.locus("frontier_rent");
    let at = line.iter().find(|(share, _)| close(*share, 0.18, 1e-12));
    assert_close(at.unwrap().1, 3.0, 1e-9);
}

#[test]
fn a_training_run_is_repaid_above_the_break_even_batch_alone() {
    let book = Book::open("token-pnl");
    let result = book.grid("repaying_tokens");
    for batch in [1.0, 8.0, 24.0] {
        assert!(cell(&result, "break_even_tokens", &[batch]).is_nan());
    }
    for (batch, tokens) in [(40.0, 1.239130435e14), (64.0, 6.137281292e13)] {
        assert_close(cell(&result, "break_even_tokens", &[batch]), tokens, 1e-9);
    }
    assert_close(book.root("break_even_batch"), 29.239766, 1e-8);
    // 1e8 $ over 2e14 tokens leave 0.50 $/Mtok: a cost of 2.50 $, 12 Mtok an hour.
    assert_close(book.root("goal_seek"), 12e6 / (95.0 * 3600.0), 1e-9);
}

/// Known to the digits printed: half of the last one either way.
#[test]
fn operators_follow_what_they_stand_on() {
    let book = Book::open("ai-factory");
    let lab = book.grid("allocation_price");
    for (rent, profit) in [(2.0, 5.8e6), (4.0, -4.7e6)] {
        let found = cell(&lab, "gross_profit_per_it_mw", &[0.5, rent]);
        assert!((found - profit).abs() <= 0.05e6, "{found} at {rent}");
    }
    let neocloud = book.grid("rent_contract");
    for (rent, contracted, irr) in [(2.6, 0.8, 0.020), (4.0, 0.8, 0.204), (3.5, 0.5, 0.064)] {
        let found = cell(&neocloud, "project_irr", &[rent, contracted]);
        assert!(
            (found - irr).abs() <= 0.0005,
            "{found} at {rent}, {contracted}"
        );
    }
    let hyperscaler = book.grid("deflation_utilization");
    for (decline, ceiling, irr) in [(1.6, 0.6, -0.029), (1.3, 0.45, 0.064)] {
        let found = cell(&hyperscaler, "project_irr", &[decline, ceiling]);
        assert!(
            (found - irr).abs() <= 0.0005,
            "{found} at {decline}, {ceiling}"
        );
    }
}
