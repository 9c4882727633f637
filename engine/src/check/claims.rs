//! The workbook's own checks, understood.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula;
use crate::functions::Function;
use crate::units::Catalog;
use crate::workbook::{Claim, Workbook};

use super::agree::scaled;
use super::drawn;
use super::infer::{Expression, Infer, Kind};
use super::scope::{Scope, Surroundings};
use super::size::{self, Budget};
use super::typed::{Axes, Typed, TypedCheck, TypedClaim};

/// The workbook's own checks; the broken ones are left out with findings.
pub(super) fn checks(
    workbook: &Workbook,
    catalog: &Catalog,
    typed: &Typed,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<TypedCheck> {
    let surroundings = Surroundings::new(catalog, &typed.extents, &typed.curves, &typed.positions);
    let scope = surroundings.scope(&typed.rows, true);
    let mut checks = Vec::new();
    for check in &workbook.checks {
        let mut sides = Sides {
            scope: &scope,
            path: format!("checks/{}/claim", check.id),
            name: &check.id,
            findings: Vec::new(),
        };
        let claim = match &check.claim {
            Claim::Holds(text) => sides.holds(text),
            Claim::Equal {
                left,
                right,
                tolerance,
            } => sides.equal(left, right, tolerance.0),
            Claim::Drawn(claim) => {
                let found = drawn::claim(workbook, typed, claim);
                let place = sides.place("");
                sides.findings.extend(found.map(|found| found.at(place)));
                None
            }
            Claim::AllOthers => Some((Axes::NONE, TypedClaim::AllOthers)),
        };
        if let Some((axes, claim)) = &claim {
            let steps = match claim {
                TypedClaim::Holds(term) => size::of_term(term, &typed.extents),
                TypedClaim::Equal(left, right, ..) => size::of_term(left, &typed.extents)
                    .saturating_add(size::of_term(right, &typed.extents)),
                TypedClaim::AllOthers => 0,
            };
            let place = sides.place("");
            let refusal = Budget::new().take(&typed.extents, *axes, steps).err();
            sides.findings.extend(refusal.map(|found| found.at(place)));
        }
        if let Some((axes, claim)) = claim
            && !sides.findings.iter().any(Diagnostic::is_error)
        {
            checks.push(TypedCheck {
                id: check.id.clone(),
                axes,
                claim,
            });
        }
        diagnostics.append(&mut sides.findings);
    }
    checks
}

/// The formulas of one check or signal.
pub(super) struct Sides<'a> {
    pub(super) scope: &'a Scope<'a>,
    /// Where they stand in the document.
    pub(super) path: String,
    /// What they belong to.
    pub(super) name: &'a str,
    pub(super) findings: Vec<Diagnostic>,
}

impl Sides<'_> {
    fn holds(&mut self, text: &str) -> Option<(Axes, TypedClaim)> {
        let claim = self.side(text);
        match claim.kind {
            Kind::Condition => Some((claim.axes, TypedClaim::Holds(claim.term))),
            Kind::Unknown => None,
            _ => {
                let diagnostic =
                    Diagnostic::error(Code::KindMismatch, "a check must be a condition")
                        .label(claim.span, "not a condition")
                        .hint(format!("compare it with something: `{} > 0`", text.trim()));
                self.refuse(diagnostic, text)
            }
        }
    }

    fn equal(&mut self, left: &str, right: &str, tolerance: f64) -> Option<(Axes, TypedClaim)> {
        let (a, b) = (self.side(left), self.side(right));
        let axes = a.axes.union(b.axes);
        let (unit, b) = match (&a.kind, &b.kind) {
            (Kind::Unknown, _) | (_, Kind::Unknown) => return None,
            (Kind::Number(unit), Kind::Any) | (Kind::Any, Kind::Number(unit)) => (unit.clone(), b),
            (Kind::Number(unit), Kind::Number(other)) => match other.factor_to(unit) {
                Some(factor) => (unit.clone(), scaled(b, factor)),
                None => {
                    let message =
                        format!("the left side is in `{unit}` and the right in `{other}`");
                    let diagnostic = Diagnostic::error(Code::UnitMismatch, message)
                        .label(b.span, other.to_string())
                        .hint("bring both sides into one unit");
                    return self.refuse(diagnostic, right);
                }
            },
            _ => {
                self.no_number(&a, left);
                self.no_number(&b, right);
                return None;
            }
        };
        Some((axes, TypedClaim::Equal(a.term, b.term, tolerance, unit)))
    }

    /// Refuses a side that is no number; `0` on both sides needs no check.
    fn no_number(&mut self, side: &Expression, text: &str) {
        if !matches!(side.kind, Kind::Number(_)) {
            let message = "both sides of a check within a tolerance must be numbers";
            let diagnostic = Diagnostic::error(Code::KindMismatch, message)
                .label(side.span, "not a number")
                .hint("compare numbers, or claim a condition")
                .at(self.place(text));
            self.findings.push(diagnostic);
        }
    }

    pub(super) fn side(&mut self, text: &str) -> Expression {
        let (ast, mut found) = formula::parse(text);
        let ast = formula::canonical(ast, &|name| Function::named(name).is_some());
        let mut infer = Infer::new(self.scope, text);
        let expression = infer.expression(&ast);
        found.append(&mut infer.diagnostics);
        let place = self.place(text);
        self.findings
            .extend(found.into_iter().map(|finding| finding.at(place.clone())));
        expression
    }

    pub(super) fn refuse<T>(&mut self, diagnostic: Diagnostic, text: &str) -> Option<T> {
        let place = self.place(text);
        self.findings.push(diagnostic.at(place));
        None
    }

    pub(super) fn place(&self, text: &str) -> Place {
        Place {
            path: self.path.clone(),
            name: self.name.to_owned(),
            text: text.to_owned(),
        }
    }
}
