//! What the shipped workbooks rest on, as one page: every source with the rows it feeds.

use std::collections::BTreeMap;
use std::fmt::Write;

use rackhour_engine::workbook::{Definition, Evidence, Provenance, Quantity, Source, Workbook};

/// The page for some workbooks, each with the name of its file.
pub fn page(workbooks: &[(String, Workbook)]) -> String {
    let mut page = String::from(
        "# What the workbooks rest on\n\n\
         Each source with what it feeds. A part that is not known reads \"not recorded\". A vendor's \
         claim is marked, and wherever it feeds a result the program marks the result. What has no \
         source at all is counted under *Assumed*; its reason stands in the workbook.\n",
    );
    for (file, workbook) in workbooks {
        section(&mut page, file, workbook);
    }
    page
}

fn section(page: &mut String, file: &str, workbook: &Workbook) {
    let mut feeds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut assumed = 0;
    for (what, provenance) in provenances(workbook) {
        match provenance {
            Provenance::From(id) => {
                let fed = feeds.entry(id).or_default();
                if !fed.contains(&what) {
                    fed.push(what);
                }
            }
            Provenance::Assumed(_) => assumed += 1,
        }
    }
    let sourced: usize = feeds.values().map(Vec::len).sum();
    let _ = write!(
        page,
        "\n## {} ([`{file}`]({file}))\n\n{sourced} values from {} sources, {assumed} assumed.\n\n\
         | source | evidence | date | feeds |\n|---|---|---|---|\n",
        workbook.title,
        feeds.len(),
    );
    for source in &workbook.sources {
        let fed = feeds.remove(source.id.as_str()).unwrap_or_default();
        let fed = match fed.len() {
            0 => "nothing: it is quoted in a note".to_owned(),
            _ => fed.join("; "),
        };
        let (name, evidence, date) = (name(source), evidence(source), or(&source.date));
        let _ = writeln!(page, "| {name} | {evidence} | {date} | {fed} |");
    }
}

/// Everything that says where it comes from, by what it is called on screen.
fn provenances(workbook: &Workbook) -> Vec<(String, &Provenance)> {
    let mut all = Vec::new();
    for row in &workbook.variables {
        if let Definition::Assumption(assumption) = &row.definition
            && !matches!(assumption.value, Quantity::Choice(_))
        {
            all.push((row.label.clone(), &assumption.source));
        }
    }
    for curve in &workbook.curves {
        all.push((curve.label.clone(), &curve.source));
    }
    for signal in &workbook.signals {
        let seen = signal.observations.iter();
        all.extend(seen.map(|seen| (format!("{}, observed", signal.label), &seen.source)));
    }
    let profiles = workbook.profiles.iter().map(|p| (&p.label, &p.changes));
    let layers = profiles.chain(workbook.scenarios.iter().map(|s| (&s.label, &s.changes)));
    for (layer, changes) in layers {
        for change in changes {
            let name = change.key.split('[').next().unwrap_or_default();
            let row = workbook.variable(name);
            let label = row.map_or(name, |row| row.label.as_str());
            let provenance = change.source.iter();
            all.extend(provenance.map(|source| (format!("{label} ({layer})"), source)));
        }
    }
    all
}

fn name(source: &Source) -> String {
    let title = match source.link.as_str() {
        "" => source.title.clone(),
        link => format!("[{}]({link})", source.title),
    };
    match source.publisher.as_str() {
        "" => title,
        publisher => format!("{title}, {publisher}"),
    }
}

fn or(text: &str) -> &str {
    if text.is_empty() {
        "not recorded"
    } else {
        text
    }
}

fn evidence(source: &Source) -> &'static str {
    match source.evidence {
        Evidence::Filing => "Filing",
        Evidence::Measured => "Measured",
        Evidence::Analyst => "Analyst",
        Evidence::Vendor => "**Vendor**",
        Evidence::ListPrice => "List price",
        Evidence::Press => "Press",
        Evidence::Derived => "Derived",
    }
}
