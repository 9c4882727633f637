//! What figures were measured on, and where two of them do not compare.

use crate::workbook::{Basis, Id};

use super::RowEvidence;

/// Two sources whose figures do not compare, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The two sources.
    pub sources: (Id, Id),
    /// What differs, as [`differences`] puts it.
    pub differences: Vec<String>,
}

/// What differs between some bases, field by field: `precision: FP4 against FP8`.
///
/// A field that is not recorded differs from nothing.
///
/// ```
/// use rackhour_engine::{evidence::differences, workbook::Basis};
/// let on = |precision: &str| Basis { precision: precision.into(), ..Basis::default() };
/// assert_eq!(differences(&[on("FP4"), on("FP8")]), ["precision: FP4 against FP8"]);
/// assert!(differences(&[on("FP4"), Basis::default()]).is_empty());
/// ```
pub fn differences(bases: &[Basis]) -> Vec<String> {
    FIELDS
        .iter()
        .filter_map(|(name, field)| {
            let mut found: Vec<&str> = Vec::new();
            for value in bases.iter().map(field) {
                if !value.is_empty() && !found.contains(&value) {
                    found.push(value);
                }
            }
            (found.len() > 1).then(|| format!("{name}: {}", found.join(" against ")))
        })
        .collect()
}

/// One field of a basis.
type Field = fn(&Basis) -> &str;

/// The fields of a basis, as they are called on screen.
const FIELDS: &[(&str, Field)] = &[
    ("model", |basis| &basis.model),
    ("precision", |basis| &basis.precision),
    ("workload", |basis| &basis.workload),
    ("interactivity", |basis| &basis.interactivity),
    ("hardware", |basis| &basis.hardware),
];

/// Why one row does not compare between cases: each pair of sources that it rests on in different
/// cases and whose bases differ.
///
/// Sources on which all of the cases rest alike are left out: they are no difference between them.
pub fn incomparable(cases: &[RowEvidence]) -> Vec<Clash> {
    let mut clashes: Vec<Clash> = Vec::new();
    for (position, one) in cases.iter().enumerate() {
        for other in &cases[position + 1..] {
            for clash in between(one, other) {
                if !clashes.iter().any(|known| known.is_between(&clash.sources)) {
                    clashes.push(clash);
                }
            }
        }
    }
    clashes
}

impl Clash {
    /// Whether it is about these two sources, in any order.
    pub fn is_between(&self, sources: &(Id, Id)) -> bool {
        let (a, b) = &self.sources;
        (a, b) == (&sources.0, &sources.1) || (a, b) == (&sources.1, &sources.0)
    }
}

fn between(one: &RowEvidence, other: &RowEvidence) -> Vec<Clash> {
    let rests = |case: &RowEvidence, id: &Id| case.bases.iter().any(|(known, _)| known == id);
    let mut clashes = Vec::new();
    for (first, basis) in &one.bases {
        for (second, against) in &other.bases {
            let shared = rests(other, first) && rests(one, second);
            let differences = match shared || first == second {
                true => Vec::new(),
                false => differences(&[basis.clone(), against.clone()]),
            };
            if !differences.is_empty() {
                let sources = (first.clone(), second.clone());
                clashes.push(Clash {
                    sources,
                    differences,
                });
            }
        }
    }
    clashes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(id: &str, model: &str, precision: &str) -> (Id, Basis) {
        let basis = Basis {
            model: model.into(),
            precision: precision.into(),
            ..Basis::default()
        };
        (id.into(), basis)
    }

    fn case(bases: &[(Id, Basis)]) -> RowEvidence {
        RowEvidence {
            bases: bases.to_vec(),
            ..RowEvidence::default()
        }
    }

    #[test]
    fn only_what_is_recorded_on_both_sides_differs() {
        let [a, b, c] = [
            on("a", "70B", "FP4").1,
            on("b", "", "FP8").1,
            on("c", "405B", "BF16").1,
        ];
        assert_eq!(
            differences(&[a.clone(), b.clone()]),
            ["precision: FP4 against FP8"]
        );
        assert_eq!(
            differences(&[a, b, c]),
            [
                "model: 70B against 405B",
                "precision: FP4 against FP8 against BF16"
            ]
        );
    }

    #[test]
    fn cases_on_the_same_bases_compare() {
        let (a, b, c) = (
            on("a", "70B", "FP4"),
            on("b", "70B", "FP8"),
            on("c", "70B", ""),
        );
        let one = |basis: &(Id, Basis)| case(std::slice::from_ref(basis));
        let same = [case(&[a.clone(), b.clone()]), case(&[a.clone(), b.clone()])];
        assert!(incomparable(&same).is_empty());
        assert!(incomparable(&[one(&a), one(&c)]).is_empty());
        let found = incomparable(&[one(&a), one(&b), one(&b), one(&a)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].sources, ("a".into(), "b".into()));
        assert_eq!(found[0].differences, ["precision: FP4 against FP8"]);
    }
}
