//! Who wins when an input stands at an end of its range.

use crate::check::Case;
use crate::diagnostic::{Code, Diagnostic};
use crate::run::{Progress, Reference, resolve_all};
use crate::study::keys::unknown;
use crate::study::{Point, Probe, Question, Stop};
use crate::workbook::{Contest as Among, Direction, Id, Winner};

use super::moves::{Move, keys};

/// A contest between profiles or scenarios, in which inputs move.
pub(super) struct Contest<'a> {
    /// Those that compete, and the case that each stands for.
    rivals: Vec<(Id, Question<'a>)>,
    output: Vec<String>,
    best: Direction,
    period: Option<&'a str>,
}

impl<'a> Contest<'a> {
    /// Finds those that compete.
    pub(super) fn new(
        question: &Question<'a>,
        winner: &Winner,
        period: Option<&'a str>,
    ) -> Result<Self, Box<Diagnostic>> {
        let rivals = rivals(question, winner)?;
        let rivals = rivals.into_iter().map(|(id, case)| {
            let mut rival = question.clone();
            rival.layers.case = case;
            (id, rival)
        });
        Ok(Self {
            rivals: rivals.collect(),
            output: vec![winner.output.clone()],
            best: winner.best,
            period,
        })
    }

    /// Who wins where nothing is moved; nobody where nobody has a value.
    pub(super) fn at_base(&self) -> Result<Option<Id>, Stop> {
        let values = self.rivals.iter().map(|(_, rival)| {
            let probe = Probe::new(rival, &[], &self.output, self.period)?;
            Ok(probe.outputs()[0].base)
        });
        let values = values.collect::<Result<Vec<_>, Stop>>()?;
        Ok(self.best(&values))
    }

    /// Who wins at the low and at the high end of each input.
    pub(super) fn at_ends(
        &self,
        group: &[Move],
        progress: &Progress,
    ) -> Result<Vec<[Option<Id>; 2]>, Stop> {
        let mut columns = Vec::new();
        for (_, rival) in &self.rivals {
            let probe = Probe::new(rival, &keys(group), &self.output, self.period)?;
            let mut values = probe.at(&ends(rival, group), progress)?;
            columns.push(values.pop().unwrap_or_default());
        }
        let at = |point: usize| {
            let values: Vec<_> = columns.iter().map(|column| column[point]).collect();
            self.best(&values)
        };
        Ok((0..group.len())
            .map(|one| [at(2 * one), at(2 * one + 1)])
            .collect())
    }

    /// The first of those with the best value.
    fn best(&self, values: &[f64]) -> Option<Id> {
        let mut best: Option<(&Id, f64)> = None;
        for ((id, _), value) in self.rivals.iter().zip(values) {
            let beats = |(_, other): (&Id, f64)| match self.best {
                Direction::Higher => *value > other,
                Direction::Lower => *value < other,
            };
            if !value.is_nan() && best.is_none_or(beats) {
                best = Some((id, *value));
            }
        }
        best.map(|(id, _)| id.clone())
    }
}

/// Both ends of each input, as a rival sees them.
fn ends(rival: &Question<'_>, group: &[Move]) -> Vec<Point> {
    let resolved = resolve_all(rival.workbook, rival.typed, &rival.layers).0;
    let mut reference = Reference::new(rival.typed, &resolved);
    let mut first = 0;
    let mut points = Vec::new();
    for one in group {
        let own = one.values(&mut reference);
        points.extend([-1, 1].map(|step| one.point_in(first, &one.at(step, 1), &own)));
        first += one.slots.len();
    }
    points
}

/// The cases that compete: those named, or all.
fn rivals(question: &Question<'_>, winner: &Winner) -> Result<Vec<(Id, Case)>, Box<Diagnostic>> {
    let workbook = question.workbook;
    let (noun, known): (_, Vec<Id>) = match winner.among {
        Among::Profile => (
            "profile",
            workbook.profiles.iter().map(|p| p.id.clone()).collect(),
        ),
        Among::Scenario => {
            let scenarios = workbook
                .scenarios
                .iter()
                .map(|scenario| scenario.id.clone());
            (
                "scenario",
                std::iter::once("base".to_owned())
                    .chain(scenarios)
                    .collect(),
            )
        }
    };
    if let Some(id) = winner.ids.iter().find(|id| !known.contains(id)) {
        return Err(unknown(noun, id, &known));
    }
    let ids = if winner.ids.is_empty() {
        known
    } else {
        winner.ids.clone()
    };
    if ids.len() < 2 {
        let message = format!("a contest among {noun}s needs two of them");
        return Err(Box::new(
            Diagnostic::error(Code::BadValue, message)
                .hint(format!("name two {noun}s, or leave the contest out")),
        ));
    }
    let here = &question.layers.case;
    let case = |id: &Id| match winner.among {
        Among::Profile => Case {
            profile: Some(id.clone()),
            ..here.clone()
        },
        Among::Scenario => Case {
            scenario: Some(id.clone()).filter(|id| id != "base"),
            ..here.clone()
        },
    };
    Ok(ids.iter().map(|id| (id.clone(), case(id))).collect())
}
