//! From text to meaning: names, units, kinds, indexes and order of every row.
//!
//! [`check`] is the one entry. It never fails as a whole: a row that cannot be understood is
//! blocked with a reason, and every other row still computes.

mod again;
mod agree;
mod calls;
mod claims;
mod curve;
mod document;
mod drawn;
mod figures;
mod fit;
mod graph;
mod imports;
mod infer;
pub mod layers;
mod operators;
mod origin;
mod overlays;
mod part;
mod reason;
mod reduce;
mod rows;
mod scope;
mod settle;
mod signals;
mod size;
mod spread;
mod stack;
mod studies;
mod typed;

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::units::Catalog;
use crate::workbook::Workbook;
use overlays::Overlays;

pub use again::Checked;
pub use curve::PreparedCurve;
pub use document::{bad_key, cases};
pub use layers::{
    Case, Given, Layer, Layers, Resolved, SlotAction, resolve, resolve_along, resolve_base,
    resolve_over,
};
pub use origin::{Origin, origins};
pub use part::{Part, part};
pub use spread::{Slots, given};
pub use typed::{
    Axes, Binary, Extents, Periods, Piece, Position, Row, RowKind, RowRule, Term, Typed,
    TypedCheck, TypedClaim, TypedSignal, Unplaced,
};

/// Checks a workbook: what every row means, and everything that is wrong with it.
///
/// Findings come in the order of the document. A row with an error is blocked; rows that read it
/// are unavailable for that reason.
///
/// ```
/// use rackhour_engine::{check::check, workbook::file};
/// let text = r#"(format: 1, title: "t", sections: [(id: "s", label: "S")], variables: [
///     (id: "racks", label: "Racks", unit: "rack", section: "s", definition: formula("1 [gpu]")),
/// ])"#;
/// let (typed, diagnostics) = check(&file::parse(text).unwrap());
/// assert_eq!(typed.rows.len(), 1);
/// assert_eq!(diagnostics[0].code.as_str(), "row-unit");
/// ```
pub fn check(workbook: &Workbook) -> (Typed, Vec<Diagnostic>) {
    let (typed, mut diagnostics) = meaning(workbook);
    document::references(workbook, &typed, &mut diagnostics);
    let values = document::assumptions(workbook, &typed, |_| true);
    diagnostics.extend(values.into_iter().map(|(_, finding)| finding));
    Overlays::of(workbook, &typed).add_to(&mut diagnostics);
    (typed, diagnostics)
}

/// What the rows mean, which no value of an assumption changes.
fn meaning(workbook: &Workbook) -> (Typed, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let catalog = catalog(workbook);
    document::units(workbook, &mut diagnostics);
    let extents = document::extents(workbook, &mut diagnostics);
    let curves: Vec<_> = workbook
        .curves
        .iter()
        .map(|curve| curve::prepare(curve, &catalog, &mut diagnostics))
        .collect();
    let positions: HashMap<_, _> = workbook
        .variables
        .iter()
        .enumerate()
        .map(|(position, variable)| (variable.id.clone(), position))
        .collect();
    let (rows, order) = rows::rows(
        workbook,
        &catalog,
        &extents,
        &curves,
        &positions,
        &mut diagnostics,
    );
    let mut typed = Typed {
        rows,
        extents,
        curves,
        checks: Vec::new(),
        signals: Vec::new(),
        order,
        positions,
    };
    typed.checks = claims::checks(workbook, &catalog, &typed, &mut diagnostics);
    typed.signals = signals::signals(workbook, &catalog, &typed, &mut diagnostics);
    (typed, diagnostics)
}

/// The units that a workbook knows: the built-in ones and its own.
pub fn catalog(workbook: &Workbook) -> Catalog {
    Catalog::new(workbook.units.iter().map(|unit| unit.symbol.as_str()))
}
