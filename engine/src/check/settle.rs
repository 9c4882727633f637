//! Rows group by group: circles refused, formulas understood, consequences of errors left out.

use crate::diagnostic::{Code, Diagnostic, Place, Span};
use crate::workbook::Workbook;

use super::fit::{Parsed, understand};
use super::graph::{self, Arrow, Loop};
use super::scope::Surroundings;
use super::typed::{Row, RowKind, RowRule};

/// The rows of a workbook while they are understood, each after those that it reads.
pub(super) struct Settling<'a> {
    pub(super) workbook: &'a Workbook,
    pub(super) surroundings: Surroundings<'a>,
    pub(super) arrows: Vec<Vec<Arrow>>,
    pub(super) formulas: Vec<Parsed<'a>>,
    pub(super) rows: Vec<Row>,
    /// What was found about each row.
    pub(super) found: Vec<Vec<Diagnostic>>,
}

impl Settling<'_> {
    /// Understands a group of rows that read one another, or a single row. Returns them in the
    /// order in which they compute.
    pub(super) fn group(&mut self, group: Vec<usize>) -> Vec<usize> {
        let group = self.refuse_loop(&group).unwrap_or(group);
        self.settle(&group);
        group
    }

    /// Leaves rows with errors without values, for their first error.
    pub(super) fn block(&mut self) {
        for (row, findings) in self.rows.iter_mut().zip(&self.found) {
            if findings.iter().any(Diagnostic::is_error) {
                row.rule = RowRule::Blocked(blocked(&row.id, findings));
            }
        }
    }

    /// Refuses a group of rows that read one another as they may not; orders one that may.
    fn refuse_loop(&mut self, group: &[usize]) -> Option<Vec<usize>> {
        let name = |row: usize| format!("`{}`", self.rows[row].id);
        let (members, message, hint) = match graph::examine(group, &self.arrows) {
            Loop::None => return None,
            Loop::ByPeriod(ordered) => return Some(ordered),
            Loop::Whole(row, whole) => (
                group.to_vec(),
                format!(
                    "{} looks at all periods of {}, which depends on it",
                    name(row),
                    name(whole)
                ),
                "look at one earlier period with `PREV(x, before)` instead".to_owned(),
            ),
            Loop::Closed(ring) => {
                let mut path: Vec<_> = ring.iter().map(|row| name(*row)).collect();
                path.extend(ring.first().map(|row| name(*row)));
                let first = ring
                    .first()
                    .map(|row| self.rows[*row].id.clone())
                    .unwrap_or_default();
                (
                    group.to_vec(),
                    format!("rows go round in a circle: {}", path.join(" → ")),
                    format!("read an earlier period somewhere: `PREV({first}, 0)`"),
                )
            }
        };
        let is_member = |name: &str| group.iter().any(|row| self.rows[*row].id == name);
        for row in members {
            let text = self.formulas[row]
                .texts
                .first()
                .copied()
                .unwrap_or_default();
            let at = Place {
                path: format!("variables/{}/definition", self.rows[row].id),
                name: self.rows[row].id.clone(),
                text: text.to_owned(),
            };
            let asts = self.formulas[row].asts.iter();
            let mention = asts
                .take(1)
                .find_map(|ast| graph::mention(ast, &|name| is_member(name)));
            let span = mention.unwrap_or(Span::new(0, text.len()));
            let diagnostic = Diagnostic::error(Code::Cycle, message.clone()).label(span, "");
            self.found[row].push(diagnostic.hint(hint.clone()).at(at));
        }
        None
    }

    /// Understands the formulas of a group; rows that read one another until their axes stand still.
    fn settle(&mut self, group: &[usize]) {
        let looped = group.len() > 1
            || self.arrows[group[0]]
                .iter()
                .any(|arrow| arrow.to == group[0]);
        if looped {
            self.stand_still(group);
        }
        for &row in group {
            if matches!(self.rows[row].rule, RowRule::Input) {
                continue;
            }
            let (understood, mut findings) = understand(
                &self.workbook.variables[row],
                &self.formulas[row],
                &self.surroundings.scope(&self.rows, true),
                row,
            );
            let reads = &understood.reads;
            let cause = self.drop_consequences(reads, row, &mut findings);
            self.rows[row] = understood;
            if let Some(reason) = cause {
                self.rows[row].rule = RowRule::Blocked(reason);
            }
            self.found[row].extend(findings);
        }
    }

    /// Finds the axes and kinds of rows that read one another: each look adds what the last one found.
    fn stand_still(&mut self, group: &[usize]) {
        // A row without unit may turn out to be a condition; until then it fits anywhere.
        let mut open: Vec<_> = group.to_vec();
        open.retain(|row| self.rows[*row].unit.is_ratio());
        loop {
            let mut moved = false;
            for &row in group {
                let (understood, _) = understand(
                    &self.workbook.variables[row],
                    &self.formulas[row],
                    &self.surroundings.open_scope(&self.rows, false, &open),
                    row,
                );
                moved |= understood.axes != self.rows[row].axes
                    || understood.kind != self.rows[row].kind;
                (self.rows[row].axes, self.rows[row].kind) = (understood.axes, understood.kind);
            }
            open.retain(|row| self.rows[*row].kind == RowKind::Number);
            if !moved && open.is_empty() {
                return;
            }
            if !moved {
                open.clear();
            }
        }
    }

    /// Drops findings that only follow from another one: of this row's text, or of a row that it reads
    /// and about which too little is known. Returns why the row has no values, where that explains one.
    fn drop_consequences(
        &self,
        reads: &[usize],
        row: usize,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        let is_unit = |finding: &Diagnostic| finding.place.path.ends_with("/unit");
        let mut own = self.found[row].iter().filter(|finding| finding.is_error());
        if own.any(|finding| !is_unit(finding)) {
            findings.clear();
        } else if self.found[row].iter().any(is_unit) {
            findings.retain(|finding| !ABOUT_UNITS.contains(&finding.code));
        }
        let mut cause = None;
        for &read in reads.iter().filter(|read| **read != row) {
            let reason = match &self.rows[read].rule {
                RowRule::Blocked(reason) => reason.clone(),
                _ if self.found[read].iter().any(Diagnostic::is_error) => {
                    blocked(&self.rows[read].id, &self.found[read])
                }
                _ => continue,
            };
            let unknown_unit = self.found[read].iter().any(is_unit);
            let is_too_large = |finding: &Diagnostic| finding.code == Code::TooLarge;
            let unknown_shape = self.workbook.variables[read].over.is_none()
                || self.found[read].iter().any(is_too_large);
            let before = findings.len();
            findings.retain(|finding| {
                let follows = unknown_unit && ABOUT_UNITS.contains(&finding.code)
                    || unknown_shape && ABOUT_SHAPE.contains(&finding.code);
                !follows
            });
            if findings.len() < before {
                cause = cause.or(Some(reason));
            }
        }
        cause
    }
}

/// Why a row with findings, and any row that needs it to be understood, has no values.
fn blocked(id: &str, findings: &[Diagnostic]) -> String {
    let first = findings.iter().find(|finding| finding.is_error());
    let message = first.map_or("it cannot be understood", |first| first.message.as_str());
    format!("`{id}` has an error: {message}")
}

/// Findings that a wrong unit brings about elsewhere.
const ABOUT_UNITS: &[Code] = &[
    Code::UnitMismatch,
    Code::RowUnit,
    Code::BareNumber,
    Code::NeedsRatio,
];

/// Findings that a row of unknown axes or kind brings about elsewhere.
const ABOUT_SHAPE: &[Code] = &[
    Code::NotIndexed,
    Code::NeedsOver,
    Code::NeedsTimeline,
    Code::UnknownElement,
    Code::KindMismatch,
];
