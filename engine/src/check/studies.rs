//! The names in studies must exist.

use crate::diagnostic::Diagnostic;
use crate::workbook::{
    AxisValues, CaseOf, Contest, Grid, MonteCarlo, Study, StudySpec, Winner, Workbook,
};

use super::document::{bad_key, missing, place};
use super::typed::Typed;

/// What is wrong with the workbook's studies, as far as names tell.
///
/// Ranges, and whether an output depends on what is moved, are looked at when a study is planned.
pub(super) fn studies(workbook: &Workbook, typed: &Typed) -> Vec<Diagnostic> {
    let one = |study: &std::sync::Arc<Study>| {
        let at = place(format!("studies/{}/spec", study.id), &study.id);
        let keys = keys(&study.spec)
            .into_iter()
            .filter_map(|key| bad_key(typed, key));
        let ids = ids(workbook, study);
        keys.chain(ids)
            .map(|found| found.at(at.clone()))
            .collect::<Vec<_>>()
    };
    workbook.studies.iter().flat_map(one).collect()
}

/// Every key that a study names.
fn keys(spec: &StudySpec) -> Vec<&str> {
    let mut keys: Vec<&String> = Vec::new();
    match spec {
        StudySpec::Grid(grid) => {
            let moved = grid.axes.iter();
            let moved = moved.filter(|axis| !matches!(axis.values, AxisValues::Elements(_)));
            keys.extend(moved.map(|axis| &axis.key));
            keys.extend(&grid.outputs);
            keys.extend(grid.contours.iter().map(|target| &target.output));
        }
        StudySpec::GoalSeek(seek) => {
            keys.extend(seek.targets.iter().map(|target| &target.output));
            keys.extend(seek.inputs.iter().map(|input| &input.key));
        }
        StudySpec::Frontier(frontier) => {
            keys.extend([&frontier.x.key, &frontier.y.key, &frontier.target.output]);
        }
        StudySpec::Falsifiers(falsifiers) => {
            keys.push(&falsifiers.target.output);
            keys.extend(&falsifiers.inputs);
        }
        StudySpec::Tornado(tornado) => {
            keys.push(&tornado.output);
            keys.extend(&tornado.inputs);
        }
        StudySpec::Spider(spider) => {
            keys.push(&spider.output);
            keys.extend(&spider.inputs);
        }
        StudySpec::MonteCarlo(run) => keys.extend(keys_of_draws(run)),
        StudySpec::Bridge(bridge) => {
            keys.push(&bridge.output);
            let set = bridge.from.set.iter().chain(&bridge.to.set);
            keys.extend(set.map(|change| &change.key));
        }
    }
    keys.extend(winner(spec).map(|winner| &winner.output));
    keys.into_iter().map(String::as_str).collect()
}

fn keys_of_draws(run: &MonteCarlo) -> Vec<&String> {
    let drawn = run.inputs.iter().map(|input| &input.key);
    let pairs = run.correlations.iter();
    let pairs = pairs.flat_map(|pair| [&pair.first, &pair.second]);
    let targets = run.targets.iter().map(|target| &target.output);
    let rows = run.outputs.iter().chain(&run.fans);
    rows.chain(drawn).chain(pairs).chain(targets).collect()
}

fn winner(spec: &StudySpec) -> Option<&Winner> {
    match spec {
        StudySpec::Grid(Grid { winner, .. }) => winner.as_ref(),
        StudySpec::Tornado(tornado) => tornado.winner.as_ref(),
        _ => None,
    }
}

/// Profiles and scenarios that a study names and that do not exist.
fn ids(workbook: &Workbook, study: &Study) -> Vec<Diagnostic> {
    let mut profiles: Vec<&str> = study.profile.as_deref().into_iter().collect();
    let mut scenarios: Vec<&str> = study.scenario.as_deref().into_iter().collect();
    if let Some(winner) = winner(&study.spec) {
        let ids = winner.ids.iter().map(String::as_str);
        match winner.among {
            Contest::Profile => profiles.extend(ids),
            Contest::Scenario => scenarios.extend(ids.filter(|id| *id != "base")),
        }
    }
    if let StudySpec::Bridge(bridge) = &study.spec {
        for CaseOf {
            profile, scenario, ..
        } in [&bridge.from, &bridge.to]
        {
            profiles.extend(profile.as_deref());
            scenarios.extend(scenario.as_deref());
        }
    }
    let known: Vec<_> = workbook.profiles.iter().map(|p| p.id.as_str()).collect();
    let found = profiles.into_iter();
    let mut all: Vec<_> = found
        .filter_map(|id| missing("profile", id, &known, || place(String::new(), "")))
        .collect();
    let known: Vec<_> = workbook.scenarios.iter().map(|s| s.id.as_str()).collect();
    let found = scenarios.into_iter();
    all.extend(found.filter_map(|id| missing("scenario", id, &known, || place(String::new(), ""))));
    all
}
