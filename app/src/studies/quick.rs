//! Studies that are filled in by a job, from a result or an assumption that was pointed at.

use std::sync::Arc;

use rackhour_engine::check::{Case, Layers, Typed};
use rackhour_engine::diagnostic::Diagnostic;
use rackhour_engine::run::Progress;
use rackhour_engine::study::prefill::{self, Aim, Filled, Span, Wish};
use rackhour_engine::study::{Question, Stop};
use rackhour_engine::workbook::StudySpec;

use super::{Names, Version};

/// Where studies that were filled in go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goes {
    /// Beside the workbook, to be looked at and kept or not.
    Beside,
    /// Into the workbook, as one step to undo.
    IntoWorkbook,
}

/// What is to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What was pointed at, as a key.
    pub key: String,
    /// The case that the studies look at; the one on screen where none is told.
    pub case: Option<Case>,
    /// The kinds of study.
    pub wishes: Vec<Wish>,
    /// Where they go.
    pub goes: Goes,
}

/// Work for a job.
#[derive(Clone)]
pub struct Request {
    /// The document, in the case on screen.
    pub version: Version,
    /// The document, checked.
    pub typed: Arc<Typed>,
    /// What is to be filled in.
    pub asked: Asked,
    /// Ends the work early.
    pub progress: Arc<Progress>,
}

/// What a job has filled in.
pub struct Outcome {
    /// The progress of the request, which tells whether anybody still waits for this.
    pub progress: Arc<Progress>,
    /// What was asked.
    pub asked: Asked,
    /// The studies, and why others could not be made; none where the work was ended.
    pub made: Option<Made>,
}

/// Studies with the wish that each fulfils, or why nothing could be filled in.
pub type Made = Result<Vec<Wished>, Refusal>;

/// A wish, and the study that fulfils it, or why there is none.
pub type Wished = (Wish, Result<Filled, Refusal>);

/// Why the engine refuses: message and hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What would work.
    pub hint: String,
}

impl From<Diagnostic> for Refusal {
    fn from(found: Diagnostic) -> Self {
        Self {
            message: found.message,
            hint: found.hint,
        }
    }
}

impl Request {
    /// Does the work.
    pub fn run(self) -> Outcome {
        let made = match self.fill() {
            Ok(made) => Some(Ok(made)),
            Err(Stop::Refused(found)) => Some(Err(Refusal::from(*found))),
            Err(Stop::Cancelled) => None,
        };
        Outcome {
            progress: self.progress,
            asked: self.asked,
            made,
        }
    }

    fn fill(&self) -> Result<Vec<Wished>, Stop> {
        let question = Question {
            workbook: &self.version.workbook,
            typed: &self.typed,
            layers: Layers::of(self.version.case.clone()),
            threads: 0,
        };
        let wishes = &self.asked.wishes;
        let subject = prefill::subject(question.workbook, &self.typed, &self.asked.key)?;
        let made = prefill::fill(&question, &subject, wishes, &self.progress)?;
        let made = made
            .into_iter()
            .map(|one| one.map_err(|found| Refusal::from(*found)));
        Ok(wishes.iter().cloned().zip(made).collect())
    }
}

/// What a wish is called in menus.
pub const fn title(wish: &Wish) -> &'static str {
    match wish {
        Wish::Tornado => "Tornado",
        Wish::Spider => "Spider",
        Wish::Line => "Line over one input",
        Wish::Grid => "Two-way grid",
        Wish::Falsifiers => "Falsifiers",
        Wish::Frontier => "Break-even frontier",
        Wish::GoalSeek => "Goal seek",
        Wish::MonteCarlo => "Monte Carlo",
        Wish::Bridge(_) => "Bridge to another case",
    }
}

/// What a wish asks, as a sentence without a full stop.
pub const fn tooltip(wish: &Wish) -> &'static str {
    match wish {
        Wish::Tornado => "Which assumptions move it most, one at a time",
        Wish::Spider => "How it follows the assumptions that move it most, as lines",
        Wish::Line => "How it follows one assumption",
        Wish::Grid => "What it is over two assumptions: map, lines or table",
        Wish::Falsifiers => "How far each assumption may move before it breaks",
        Wish::Frontier => "Where in the plane of two assumptions it breaks even",
        Wish::GoalSeek => "What an assumption would have to be",
        Wish::MonteCarlo => "Where it lies when its assumptions are uncertain",
        Wish::Bridge(_) => "Why it differs in another case, assumption by assumption",
    }
}

/// What a study that was filled in is called.
pub fn label(names: Names<'_>, spec: &StudySpec) -> String {
    let outputs = super::outputs(spec);
    let output = outputs
        .first()
        .map_or_else(String::new, |key| names.label(key));
    let inputs: Vec<_> = super::inputs(spec)
        .into_iter()
        .map(|key| names.label(key))
        .collect();
    match (spec, inputs.as_slice()) {
        (StudySpec::Grid(_), [one]) => format!("{output} over {one}"),
        (StudySpec::Grid(_), [up, across]) => format!("{output} over {across} and {up}"),
        (StudySpec::GoalSeek(_), [one]) => format!("{output} set by {one}"),
        (StudySpec::Frontier(_), [across, up]) => {
            format!("Break-even of {output} over {across} and {up}")
        }
        (StudySpec::Falsifiers(_), _) => format!("What breaks {output}"),
        (StudySpec::Tornado(_), _) => format!("What moves {output}"),
        (StudySpec::Spider(_), _) => format!("How {output} follows what moves it"),
        (StudySpec::MonteCarlo(_), _) => format!("{output} when its inputs are uncertain"),
        (StudySpec::Bridge(bridge), _) => {
            let scenario = bridge.to.scenario.as_ref();
            let scenario = scenario.map(|id| names.element("scenario", id));
            let profile = bridge.to.profile.as_ref();
            let profile = profile.map(|id| names.element("profile", id));
            let to: Vec<_> = profile.into_iter().chain(scenario).collect();
            match to.is_empty() {
                true => format!("{output} to the base case"),
                false => format!("{output} to {}", to.join(", ")),
            }
        }
        _ => format!("{}: {output}", super::kind(spec)),
    }
}

/// How a note begins that says what was filled in, and that is true until the study is changed.
pub const FILLED_IN: &str = "Filled in: ";

/// What was assumed where nobody said so, as a note; empty where nothing was.
pub fn note(names: Names<'_>, filled: &Filled) -> String {
    let groups = [
        (Span::Stated, "from the low to the high end that is stated"),
        (
            Span::Valid,
            "over all that is valid, as no low and high end is stated",
        ),
        (Span::Around, "±10 % of the base, as no range is stated"),
        (Span::Drawn, "from the distribution that is stated"),
        (
            Span::Triangular,
            "triangular from the low end over the base to the high end",
        ),
    ];
    let mut sentences = Vec::new();
    for (span, words) in groups {
        let of = filled.spans.iter().filter(|(_, from)| *from == span);
        let of: Vec<_> = of.map(|(key, _)| names.label(key)).collect();
        if !of.is_empty() {
            sentences.push(format!("{}: {words}.", of.join(", ")));
        }
    }
    match filled.aim {
        Some(Aim::Zero) => sentences.push("Held against zero.".to_owned()),
        Some(Aim::Below) => sentences.push("Held against 10 % below the base.".to_owned()),
        Some(Aim::Above) => sentences.push("Held against 10 % above the base.".to_owned()),
        None => {}
    }
    match sentences.is_empty() {
        true => String::new(),
        false => format!("{FILLED_IN}{}", sentences.join(" ")),
    }
}
