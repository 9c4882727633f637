//! What the value of a cell rests on, in the case on screen.

use rackhour_engine::check::{Layers, origins};
use rackhour_engine::evidence::{CaseEvidence, RowEvidence, of_case};
use rackhour_engine::workbook::{Basis, Id, Provenance};

use super::{Computed, Session};
use crate::sheet::Cell;

/// Where the value of a cell comes from.
pub struct CellOrigin<'a> {
    /// The profile or scenario that set the value, as it is called on screen.
    pub layer: Option<String>,
    /// The source of the value; none for one computed or set by hand.
    pub source: Option<&'a Provenance>,
    /// Whether the layer names the source itself.
    pub is_cited: bool,
}

impl Session {
    /// What every row of the case on screen rests on; worked out when it is first asked for.
    pub fn evidence(&self) -> &CaseEvidence {
        self.computed.evidence()
    }

    /// What the value of a cell rests on.
    pub fn cell_evidence(&self, cell: &Cell) -> Option<RowEvidence> {
        let (row, slot) = self.slot(cell)?;
        let position = self.computed.typed.position(&row.id)?;
        Some(self.evidence().slot(position, slot))
    }

    /// Where the value of a cell comes from.
    pub fn origin(&self, cell: &Cell) -> Option<CellOrigin<'_>> {
        let (row, slot) = self.slot(cell)?;
        let typed = &self.computed.typed;
        let position = typed.position(&row.id)?;
        let origins = origins(self.workbook(), typed, &self.case, position);
        let origin = origins.get(slot)?;
        Some(CellOrigin {
            layer: self.layer_of(cell),
            source: origin.source,
            is_cited: origin.is_cited,
        })
    }

    /// What a row or curve is called.
    pub fn name_label(&self, id: &str) -> String {
        let mut curves = self.workbook().curves.iter();
        match curves.find(|curve| curve.id == id) {
            Some(curve) => curve.label.clone(),
            None => self.label(id),
        }
    }

    /// What figures were measured on, in a line: `DeepSeek-R1 · FP4 · GB200 NVL72 (the title)`.
    pub fn basis_line(&self, (source, basis): &(Id, Basis)) -> String {
        let fields = [
            &basis.model,
            &basis.precision,
            &basis.workload,
            &basis.interactivity,
            &basis.hardware,
        ];
        let fields = fields.into_iter().filter(|field| !field.is_empty());
        let fields: Vec<_> = fields.map(String::as_str).collect();
        let title = self.source(source).map_or(source, |source| &source.title);
        format!("{} ({title})", fields.join(" · "))
    }
}

impl Computed {
    pub(super) fn evidence(&self) -> &CaseEvidence {
        let layers = Layers::of(self.case.clone());
        let of_case = || of_case(&self.workbook, &self.typed, &layers, &self.results);
        self.evidence.get_or_init(of_case)
    }
}
