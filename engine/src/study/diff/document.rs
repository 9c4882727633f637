//! Everything of a document but its rows: items aligned by id, part by part.

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::workbook::{
    BaseUnit, Change, Check, Curve, Figure, Id, Import, Index, List, Profile, Scenario, Section,
    Signal, Source, Study, Workbook,
};

use super::{Other, written};

/// A part of an item, by name.
pub(super) struct Field {
    pub(super) part: String,
    text: String,
    /// Whether the text is fit to be read; otherwise it only tells that the part differs.
    is_shown: bool,
}

/// A part that can be shown.
pub(super) fn shown(part: impl Into<String>, text: impl Into<String>) -> Field {
    Field {
        part: part.into(),
        text: text.into(),
        is_shown: true,
    }
}

/// A part of which only is said that it differs.
pub(super) fn hidden(part: &str, value: &impl Debug) -> Field {
    Field {
        part: part.to_owned(),
        text: format!("{value:?}"),
        is_shown: false,
    }
}

/// Tells the parts in which an item differs. A part that is missing or empty on one side came or
/// went.
pub(super) fn changed(
    kind: &'static str,
    name: &str,
    from: Vec<Field>,
    to: Vec<Field>,
    other: &mut Vec<Other>,
) {
    let text = |fields: &[Field], part: &str| {
        let mut fields = fields.iter();
        let found = fields.find(|field| field.part == part)?;
        Some(found.text.clone()).filter(|text| !text.is_empty())
    };
    let is_gone = |field: &&Field| !to.iter().any(|new| new.part == field.part);
    for field in to.iter().chain(from.iter().filter(is_gone)) {
        let (before, after) = (text(&from, &field.part), text(&to, &field.part));
        if before == after {
            continue;
        }
        let told = |text: Option<String>| text.filter(|_| field.is_shown);
        other.push(Other {
            kind,
            name: name.to_owned(),
            part: field.part.clone(),
            from: told(before),
            to: told(after),
        });
    }
}

/// The workbook itself: what it is called and the periods it runs over.
pub(super) fn itself(from: &Workbook, to: &Workbook, other: &mut Vec<Other>) {
    let fields = |workbook: &Workbook| {
        let timeline = workbook.timeline.as_ref();
        let timeline = timeline.map_or(String::new(), |timeline| {
            let (first, count, step) = (&timeline.first, timeline.count, timeline.id());
            format!("{count} of {step} from {first}")
        });
        vec![
            shown("title", &workbook.title),
            shown("question", &workbook.question),
            shown("note", &workbook.note),
            shown("timeline", timeline),
        ]
    };
    changed("workbook", "", fields(from), fields(to), other);
}

/// All lists but the rows, of which only the order is looked at.
pub(super) fn items(from: &Workbook, to: &Workbook, other: &mut Vec<Other>) {
    let [before, after] = [from, to].map(|workbook| ids(&workbook.variables, |row| &row.id));
    order("row", &before, &after, other);
    list("unit", (&from.units, &to.units), |u| &u.symbol, unit, other);
    list(
        "index",
        (&from.indexes, &to.indexes),
        |i| &i.id,
        index,
        other,
    );
    list(
        "source",
        (&from.sources, &to.sources),
        |s| &s.id,
        source,
        other,
    );
    list("curve", (&from.curves, &to.curves), |c| &c.id, curve, other);
    list(
        "section",
        (&from.sections, &to.sections),
        |s| &s.id,
        section,
        other,
    );
    list("check", (&from.checks, &to.checks), |c| &c.id, check, other);
    list(
        "profile",
        (&from.profiles, &to.profiles),
        |p| &p.id,
        profile,
        other,
    );
    list(
        "scenario",
        (&from.scenarios, &to.scenarios),
        |s| &s.id,
        scenario,
        other,
    );
    list(
        "study",
        (&from.studies, &to.studies),
        |s| &s.id,
        study,
        other,
    );
    list(
        "figure",
        (&from.figures, &to.figures),
        |f| &f.id,
        figure,
        other,
    );
    list(
        "signal",
        (&from.signals, &to.signals),
        |s| &s.id,
        signal,
        other,
    );
    list(
        "import",
        (&from.imports, &to.imports),
        |i| &i.id,
        import,
        other,
    );
}

fn ids<T>(items: &List<T>, id: impl Fn(&T) -> &Id) -> Vec<&Id> {
    items.iter().map(|item| id(item)).collect()
}

/// One list: what came, what went, what differs, and whether the rest stands in another order.
fn list<T: PartialEq>(
    kind: &'static str,
    (from, to): (&List<T>, &List<T>),
    id: impl Fn(&T) -> &Id,
    fields: impl Fn(&T) -> Vec<Field>,
    other: &mut Vec<Other>,
) {
    let before: BTreeMap<_, _> = from.iter().map(|item| (id(item), item)).collect();
    let after: BTreeMap<_, _> = to.iter().map(|item| (id(item), item)).collect();
    let title = |item: &T| {
        fields(item)
            .first()
            .map_or(String::new(), |field| field.text.clone())
    };
    let whole = |item: &T, from: Option<String>, to: Option<String>| Other {
        kind,
        name: id(item).clone(),
        part: String::new(),
        from,
        to,
    };
    for item in from.iter().filter(|item| !after.contains_key(id(item))) {
        other.push(whole(item, Some(title(item)), None));
    }
    for item in to {
        match before.get(id(item)) {
            None => other.push(whole(item, None, Some(title(item)))),
            Some(old) if *old != item => {
                let told = other.len();
                changed(kind, id(item), fields(old), fields(item), other);
                if other.len() == told {
                    let part = "details".to_owned();
                    other.push(Other {
                        part,
                        ..whole(item, None, None)
                    });
                }
            }
            Some(_) => {}
        }
    }
    order(kind, &ids(from, &id), &ids(to, &id), other);
}

/// Says where what both have stands in another order.
fn order(kind: &'static str, from: &[&Id], to: &[&Id], other: &mut Vec<Other>) {
    let among = |ids: &[&Id], others: &[&Id]| -> Vec<Id> {
        let others: std::collections::BTreeSet<_> = others.iter().collect();
        let common = ids.iter().filter(|id| others.contains(id));
        common.map(|id| (*id).clone()).collect()
    };
    if among(from, to) != among(to, from) {
        other.push(Other {
            kind,
            name: String::new(),
            part: "order".to_owned(),
            from: None,
            to: None,
        });
    }
}

fn unit(unit: &BaseUnit) -> Vec<Field> {
    vec![shown("label", &unit.label)]
}

fn index(index: &Index) -> Vec<Field> {
    let elements: Vec<_> = index.elements.iter().map(|one| one.id.as_str()).collect();
    vec![
        shown("label", &index.label),
        shown("elements", elements.join(", ")),
        hidden("labels of elements", &index.elements),
    ]
}

fn source(source: &Source) -> Vec<Field> {
    vec![
        shown("title", &source.title),
        shown("publisher", &source.publisher),
        shown("date", &source.date),
        shown("link", &source.link),
        hidden("evidence", &source.evidence),
        hidden("basis", &source.basis),
        shown("note", &source.note),
    ]
}

fn curve(curve: &Curve) -> Vec<Field> {
    let points = curve
        .points
        .iter()
        .map(|(x, y)| format!("({}, {})", x.0, y.0));
    let points: Vec<_> = points.collect();
    vec![
        shown("label", &curve.label),
        shown(
            "units",
            format!("{} to {}", curve.input_unit, curve.output_unit),
        ),
        hidden("interpolation", &(curve.interpolation, curve.pareto)),
        shown("points", points.join(" ")),
        shown("source", written::provenance(&curve.source)),
        shown("note", &curve.note),
    ]
}

fn section(section: &Section) -> Vec<Field> {
    vec![shown("label", &section.label)]
}

fn check(check: &Check) -> Vec<Field> {
    vec![
        shown("label", &check.label),
        shown("claim", written::claim(&check.claim)),
    ]
}

fn profile(profile: &Profile) -> Vec<Field> {
    let mut fields = vec![
        shown("label", &profile.label),
        shown("note", &profile.note),
        shown("lens", &profile.lens),
        shown("leaves out", &profile.leaves_out),
    ];
    fields.extend(changes(&profile.changes));
    fields
}

fn scenario(scenario: &Scenario) -> Vec<Field> {
    let mut fields = vec![
        shown("label", &scenario.label),
        shown("note", &scenario.note),
    ];
    fields.extend(changes(&scenario.changes));
    fields
}

/// What a layer changes, key by key; several changes of one key are told together.
fn changes(changes: &[Change]) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for change in changes {
        let part = match &change.profile {
            Some(profile) => format!("{} for {profile}", change.key),
            None => change.key.clone(),
        };
        let source = change.source.as_ref().map(written::provenance);
        let source = source.map_or(String::new(), |source| format!("; {source}"));
        let text = format!("{}{source}", written::action(&change.action));
        match fields.iter_mut().find(|field| field.part == part) {
            Some(field) => field.text = format!("{}, {text}", field.text),
            None => fields.push(shown(part, text)),
        }
    }
    fields
}

fn study(study: &Study) -> Vec<Field> {
    vec![
        shown("label", &study.label),
        shown("note", &study.note),
        shown("profile", study.profile.clone().unwrap_or_default()),
        shown("scenario", study.scenario.clone().unwrap_or_default()),
        shown("kind", study.spec.kind()),
        hidden("details", &study.spec),
    ]
}

fn figure(figure: &Figure) -> Vec<Field> {
    vec![
        shown("title", &figure.title),
        hidden("details", &figure.spec),
    ]
}

fn import(import: &Import) -> Vec<Field> {
    vec![
        shown("label", &import.label),
        shown("file", &import.file),
        shown("imported", &import.imported),
        hidden("contents of the file", &import.sha256),
        hidden("bindings", &import.bindings),
    ]
}

fn signal(signal: &Signal) -> Vec<Field> {
    vec![
        shown("label", &signal.label),
        shown("group", &signal.group),
        shown("row", &signal.row),
        hidden("direction", &signal.breaks),
        shown("watch", &signal.watch),
        shown("broken", &signal.broken),
        shown("expected by", &signal.expected_by),
        hidden("observations", &signal.observations),
        shown("falsifier", signal.falsifier.clone().unwrap_or_default()),
        shown("note", &signal.note),
    ]
}
