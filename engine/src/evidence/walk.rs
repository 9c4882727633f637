//! The walk over the formulas of a case, each row after those that it reads.

use std::collections::{BTreeSet, HashMap};

use crate::check::{
    Axes, Layer, Layers, Origin, Piece, Position, Resolved, RowRule, SlotAction, Term, Typed,
    origins,
};
use crate::compile::along;
use crate::run::Reference;
use crate::workbook::{Evidence, Provenance, Workbook};

use super::sets::{NOTHING, SetId, Sets};
use super::{Layout, basis_of, differences};

/// What the slots of a row rest on.
#[derive(Clone, Debug)]
pub(super) enum Grounds {
    /// All on the same.
    Same(SetId),
    /// Each on its own.
    Each(Vec<SetId>),
}

impl Grounds {
    pub(super) fn at(&self, slot: usize) -> SetId {
        match self {
            Self::Same(set) => *set,
            Self::Each(sets) => sets.get(slot).copied().unwrap_or(NOTHING),
        }
    }

    pub(super) fn sets(&self) -> &[SetId] {
        match self {
            Self::Same(set) => std::slice::from_ref(set),
            Self::Each(sets) => sets,
        }
    }

    fn of(sets: Vec<SetId>) -> Self {
        match sets.split_first() {
            None => Self::Same(NOTHING),
            Some((first, rest)) if rest.iter().all(|set| set == first) => Self::Same(*first),
            Some(_) => Self::Each(sets),
        }
    }
}

/// A row at which two sources of different bases meet, none of what it reads resting on both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Meeting {
    pub(super) row: usize,
    pub(super) sources: Pair,
}

/// How something that is read matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Flow {
    /// It flows into the value.
    Value,
    /// It decides which value is taken, or stands in a reason.
    Decision,
}

type Operand = (SetId, Flow);

/// Two sources, by position.
pub(super) type Pair = (usize, usize);

pub(super) struct Walk<'a> {
    workbook: &'a Workbook,
    typed: &'a Typed,
    layers: &'a Layers,
    resolved: &'a [Resolved],
    /// Decides branches; it knows the values of the case.
    reference: Reference<'a>,
    layout: Layout,
    sets: Sets,
    /// Every source that has a basis.
    bases: SetId,
    /// Pairs of sources whose bases differ.
    clashes: Vec<Pair>,
    curves: Vec<SetId>,
    rows: Vec<Grounds>,
    /// What is read by the row at hand.
    operands: Vec<Operand>,
    /// What operands were found to rest on together, and which clashing sources met there.
    known: HashMap<Vec<Operand>, (SetId, Vec<Pair>)>,
    meetings: BTreeSet<Meeting>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        workbook: &'a Workbook,
        typed: &'a Typed,
        layers: &'a Layers,
        resolved: &'a [Resolved],
        reference: Reference<'a>,
        layout: Layout,
    ) -> Self {
        let mut sets = Sets::below(layout.count());
        let bases = sets.of((0..layout.sources).map(|source| layout.basis(source)));
        let mut walk = Self {
            workbook,
            typed,
            layers,
            resolved,
            reference,
            layout,
            sets,
            bases,
            clashes: clashes(workbook),
            curves: Vec::new(),
            rows: vec![Grounds::Same(NOTHING); typed.rows.len()],
            operands: Vec::new(),
            known: HashMap::new(),
            meetings: BTreeSet::new(),
        };
        for (position, curve) in workbook.curves.iter().enumerate() {
            let set = walk.leaf(typed.rows.len() + position, Some(&curve.source));
            walk.curves.push(set);
        }
        walk
    }

    pub(super) fn finish(self) -> (Sets, Vec<Grounds>, Vec<Meeting>) {
        let meetings = self.meetings.into_iter().collect();
        (self.sets, self.rows, meetings)
    }

    /// Walks a group of rows that read one another period by period, or a single row.
    pub(super) fn group(&mut self, group: &[usize]) {
        if let [row] = group
            && self.at_once(*row)
        {
            return;
        }
        for row in group {
            self.rows[*row] = Grounds::Each(vec![NOTHING; self.typed.slots(*row)]);
        }
        let origins: Vec<_> = group.iter().map(|row| self.origins(*row)).collect();
        for period in 0..self.typed.extents.timeline.labels.len().max(1) {
            for (row, origins) in group.iter().zip(&origins) {
                let axes = self.typed.rows[*row].axes;
                for slot in self.typed.extents.slots_in(axes, period) {
                    let set = self.slot(*row, slot, origins);
                    if let Grounds::Each(sets) = &mut self.rows[*row] {
                        sets[slot] = set;
                    }
                }
            }
        }
        for row in group {
            if let Grounds::Each(sets) = &mut self.rows[*row] {
                self.rows[*row] = Grounds::of(std::mem::take(sets));
            }
        }
    }

    fn origins(&self, row: usize) -> Vec<Origin<'a>> {
        origins(self.workbook, self.typed, &self.layers.case, row)
    }

    /// Walks a formula without branches once for all slots, where all that it reads has the same
    /// grounds in every slot; says whether it did.
    fn at_once(&mut self, row: usize) -> bool {
        let source = &self.typed.rows[row];
        let RowRule::Formula(term) = &source.rule else {
            return false;
        };
        let is_touched = self.resolved[row]
            .actions
            .iter()
            .any(|list| !list.is_empty());
        if is_touched || source.reads.contains(&row) || !self.is_same_everywhere(term) {
            return false;
        }
        self.mentions(term, Flow::Value);
        self.rows[row] = Grounds::Same(self.together(row));
        true
    }

    /// Everything that a term names, wherever it stands.
    fn mentions(&mut self, term: &'a Term, flow: Flow) {
        match term {
            Term::Read { row, .. } => self.operands.push((self.rows[*row].at(0), flow)),
            Term::Unavailable(pieces) => {
                for piece in pieces {
                    if let Piece::Value(row) = piece {
                        self.operands.push((self.rows[*row].at(0), Flow::Decision));
                    }
                }
            }
            _ => {
                if let Term::Curve(curve, _) = term {
                    self.operands.push((self.curves[*curve], flow));
                }
                for part in term.parts() {
                    self.mentions(part, flow);
                }
            }
        }
    }

    /// What one slot of a row rests on.
    fn slot(&mut self, row: usize, slot: usize, origins: &[Origin<'a>]) -> SetId {
        let typed = self.typed;
        let origin = origins.get(slot).and_then(|origin| origin.source);
        let by_hand = self.resolved[row].layers.get(slot) > Some(&Layer::Scenario);
        let actions = self.resolved[row].actions.get(slot);
        let actions = actions.map_or(&[][..], Vec::as_slice);
        let replaced = matches!(actions.first(), Some(SlotAction::Set(_)));
        if matches!(typed.rows[row].rule, RowRule::Input) || !actions.is_empty() {
            let set = match by_hand && (actions.is_empty() || replaced) {
                true => NOTHING,
                false => self.leaf(row, origin),
            };
            self.operands.push((set, Flow::Value));
        }
        if !replaced {
            let at = typed.extents.position(typed.rows[row].axes, slot);
            match &typed.rows[row].rule {
                RowRule::Formula(term) => self.term(term, &at, Flow::Value),
                RowRule::Irregular(terms) => {
                    if let Some(term) = terms.get(at.period) {
                        self.term(term, &at, Flow::Value);
                    }
                }
                RowRule::Input | RowRule::Blocked(_) => {}
            }
        }
        self.together(row)
    }

    /// What rests directly on a source, or is assumed.
    fn leaf(&mut self, name: usize, source: Option<&Provenance>) -> SetId {
        let layout = self.layout;
        let id = match source {
            None => return NOTHING,
            Some(Provenance::Assumed(_)) => return self.sets.of([layout.assumed(name)]),
            Some(Provenance::From(id)) => id,
        };
        let mut sources = self.workbook.sources.iter();
        let Some(position) = sources.position(|source| source.id == *id) else {
            return NOTHING;
        };
        let source = &self.workbook.sources[position];
        let mut members = vec![layout.source(position)];
        if source.basis.is_some() {
            members.push(layout.basis(position));
        }
        if source.evidence == Evidence::Vendor {
            members.push(layout.vendor(name));
        }
        self.sets.of(members)
    }

    /// What a term reads at a position.
    fn term(&mut self, term: &'a Term, at: &Position, flow: Flow) {
        match term {
            Term::Read { row, fixed } => {
                let mut at = at.clone();
                for (axis, place) in fixed {
                    at.set(*axis, *place);
                }
                self.read(*row, &at, flow);
            }
            Term::Unavailable(pieces) => {
                for piece in pieces {
                    if let Piece::Value(row) = piece {
                        self.read(*row, at, Flow::Decision);
                    }
                }
            }
            Term::If(condition, then, otherwise) => {
                self.term(condition, at, Flow::Decision);
                match self.reference.term(condition, at) {
                    Ok(value) if value != 0.0 => self.term(then, at, flow),
                    Ok(_) => self.term(otherwise, at, flow),
                    Err(_) => {}
                }
            }
            Term::Choose(position, options) => {
                self.term(position, at, Flow::Decision);
                let place = self.reference.term(position, at).ok();
                let place = place.map(|place| place.floor() - 1.0);
                let place = place.filter(|place| *place >= 0.0);
                if let Some(option) = place.and_then(|place| options.get(place as usize)) {
                    self.term(option, at, flow);
                }
            }
            Term::IfNa(value, otherwise) => match self.reference.term(value, at) {
                Ok(_) => self.term(value, at, flow),
                Err(_) => {
                    self.term(value, at, Flow::Decision);
                    self.term(otherwise, at, flow);
                }
            },
            _ => self.spread(term, at, flow),
        }
    }

    /// What the terms without branches read, some at several positions.
    fn spread(&mut self, term: &'a Term, at: &Position, flow: Flow) {
        let typed = self.typed;
        let last = typed.extents.timeline.labels.len().saturating_sub(1);
        match term {
            Term::Lag(inner, count, before) => match at.period.checked_sub(*count) {
                Some(earlier) => self.term(inner, &at.with(Axes::TIME, earlier), flow),
                None => self.term(before, at, flow),
            },
            Term::First(inner) => self.term(inner, &at.with(Axes::TIME, 0), flow),
            Term::Last(inner) => self.term(inner, &at.with(Axes::TIME, last), flow),
            Term::Cumulate(inner) => {
                for period in 0..=at.period {
                    self.term(inner, &at.with(Axes::TIME, period), flow);
                }
            }
            Term::Reduce(_, axes, inner) | Term::Element(_, axes, inner) => {
                self.all_along(inner, *axes, at, flow);
            }
            Term::Irr(flows) => self.all_along(flows, Axes::TIME, at, flow),
            Term::Npv(rate, flows) => {
                self.term(rate, at, flow);
                self.all_along(flows, Axes::TIME, at, flow);
            }
            _ => {
                if let Term::Curve(curve, _) = term {
                    self.operands.push((self.curves[*curve], flow));
                }
                for part in term.parts() {
                    self.term(part, at, flow);
                }
            }
        }
    }

    fn all_along(&mut self, term: &'a Term, axes: Axes, at: &Position, flow: Flow) {
        if self.is_same_everywhere(term) {
            self.mentions(term, flow);
            return;
        }
        for at in along(self.typed, axes, at) {
            self.term(term, &at, flow);
        }
    }

    /// Whether a term reads the same in every slot, for it has no branches and what it reads has
    /// the same grounds everywhere.
    fn is_same_everywhere(&self, term: &Term) -> bool {
        let is_same = |row: &usize| matches!(self.rows[*row], Grounds::Same(_));
        match term {
            Term::If(..) | Term::Choose(..) | Term::IfNa(..) | Term::Lag(..) => false,
            Term::Read { row, .. } => is_same(row),
            Term::Unavailable(pieces) => pieces.iter().all(|piece| match piece {
                Piece::Value(row) => is_same(row),
                Piece::Words(_) => true,
            }),
            _ => {
                let parts = term.parts();
                parts.into_iter().all(|part| self.is_same_everywhere(part))
            }
        }
    }

    fn read(&mut self, row: usize, at: &Position, flow: Flow) {
        let slot = self.typed.extents.slot(self.typed.rows[row].axes, at);
        self.operands.push((self.rows[row].at(slot), flow));
    }

    /// What the operands at hand rest on together.
    fn together(&mut self, row: usize) -> SetId {
        let mut operands = std::mem::take(&mut self.operands);
        operands.retain(|(set, _)| *set != NOTHING);
        operands.sort_unstable();
        operands.dedup();
        if !self.known.contains_key(&operands) {
            let found = self.union(&operands);
            self.known.insert(operands.clone(), found);
        }
        let Some((set, met)) = self.known.get(&operands) else {
            return NOTHING;
        };
        let met = met.iter().map(|sources| Meeting {
            row,
            sources: *sources,
        });
        self.meetings.extend(met);
        *set
    }

    /// The union of some operands, and the clashing sources that no operand rests on alone.
    fn union(&mut self, operands: &[Operand]) -> (SetId, Vec<Pair>) {
        let mut values = Vec::new();
        let mut all = Vec::new();
        for (set, flow) in operands {
            match flow {
                Flow::Value => {
                    values.push(*set);
                    all.push(*set);
                }
                Flow::Decision => all.push(self.sets.without(*set, self.bases)),
            }
        }
        let set = self.sets.union(all);
        let both = |set: SetId, pair: &Pair| {
            [pair.0, pair.1]
                .into_iter()
                .all(|source| self.sets.has(set, self.layout.basis(source)))
        };
        let meets =
            |pair: &&Pair| both(set, pair) && !values.iter().any(|value| both(*value, pair));
        (set, self.clashes.iter().filter(meets).copied().collect())
    }
}

/// The pairs of sources whose bases differ.
pub(super) fn clashes(workbook: &Workbook) -> Vec<Pair> {
    let based: Vec<_> = workbook
        .sources
        .iter()
        .enumerate()
        .filter(|(_, source)| source.basis.is_some())
        .collect();
    let mut clashes = Vec::new();
    for (place, (first, one)) in based.iter().enumerate() {
        for (second, other) in &based[place + 1..] {
            if !differences(&[basis_of(one), basis_of(other)]).is_empty() {
                clashes.push((*first, *second));
            }
        }
    }
    clashes
}
