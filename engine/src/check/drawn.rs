//! Percentiles of Monte Carlo studies, as checks and signals ask for them.

use crate::diagnostic::{Code, Diagnostic};
use crate::workbook::{Drawn, DrawnClaim, MonteCarlo, StudySpec, Workbook, names};

use super::document::bad_key;
use super::typed::Typed;

/// What is wrong with a check's claim about a percentile.
pub(super) fn claim(workbook: &Workbook, typed: &Typed, claim: &DrawnClaim) -> Option<Diagnostic> {
    let of = Drawn {
        study: claim.study.clone(),
        percentile: claim.percentile,
    };
    let bounds = (claim.at_least, claim.at_most);
    bad_key(typed, &claim.output)
        .or_else(|| percentile(workbook, &of, &claim.output))
        .or_else(|| match bounds {
            (None, None) => bad(
                "the claim has no bounds, so nothing could break it",
                "say what the percentile is to be, with `at_least` or `at_most`",
            ),
            (Some(least), Some(most)) if least.0 > most.0 => bad(
                format!("no value is at least {} and at most {}", least.0, most.0),
                "exchange the bounds",
            ),
            _ => None,
        })
}

/// What is wrong with a percentile of an output: there is no such study, or it does not have it.
pub(super) fn percentile(workbook: &Workbook, of: &Drawn, output: &str) -> Option<Diagnostic> {
    let draws = |spec| match spec {
        StudySpec::MonteCarlo(run) => Some(run),
        _ => None,
    };
    let studies = workbook.studies.iter();
    let known: Vec<(&str, MonteCarlo)> = studies
        .filter_map(|study| Some((study.id.as_str(), draws(study.spec.clone())?)))
        .collect();
    let Some((_, study)) = known.iter().find(|(id, _)| *id == of.study) else {
        let ids = known.iter().map(|(id, _)| *id);
        let hint = match names::suggest(&of.study, ids) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a study of the workbook that draws".to_owned(),
        };
        let message = format!("there is no Monte Carlo study `{}`", of.study);
        return bad(message, hint);
    };
    if !study.outputs.iter().any(|known| known == output) {
        let message = format!("`{output}` is not an output of the study `{}`", of.study);
        return bad(message, "add it to the study's outputs");
    }
    if !(0.0..=100.0).contains(&of.percentile.0) {
        let message = format!("there is no percentile {}", of.percentile.0);
        return bad(message, "choose one from 0 to 100");
    }
    None
}

fn bad(message: impl Into<String>, hint: impl Into<String>) -> Option<Diagnostic> {
    Some(Diagnostic::error(Code::BadValue, message).hint(hint))
}
