//! What was taken from spreadsheets: how the workbook keeps it, and what happens to it when rows,
//! scenarios and values change.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use rackhour_engine::study::diff::diff;
use rackhour_engine::workbook::edit::{Edit, Overlay};
use rackhour_engine::workbook::{Import, Number, Quantity, Raw, Role, Workbook, file};

const MODEL: &str = r#"(
    format: 1,
    title: "Rent",
    timeline: (first: "2026", count: 3, step: year),
    indexes: [(id: "tier", label: "Tier", elements: [(id: "free", label: "Free"), (id: "paid", label: "Paid")])],
    sections: [(id: "rent", label: "Rent")],
    variables: [
        (id: "price", label: "Price", unit: "$", section: "rent", over: ["tier", "year"],
            definition: assumption((value: table({"free": constant(0), "paid": series([3, 4, 5])}),
            low: constant(1), source: assumed("a test")))),
        (id: "racks", label: "Racks", unit: "rack", section: "rent",
            definition: assumption((value: constant(7), source: assumed("a test")))),
        (id: "hand", label: "By hand", unit: "$", section: "rent", over: ["year"],
            definition: irregular([value(1), formula("2 [$]"), value(3)])),
        (id: "bill", label: "Bill", unit: "$*rack", section: "rent", definition: formula("price * racks")),
    ],
    profiles: [(id: "lab", label: "Lab", changes: [(key: "racks", action: set(constant(9)))])],
    scenarios: [(id: "bull", label: "Bull", changes: [
        (key: "racks", action: scale(2)),
        (key: "price[paid,2027]", action: set(constant(8)))])],
    imports: [(id: "dcf", label: "The bank", file: "DCF.xlsx", sha256: "00", size: 9, imported: "2026-11-21",
        program: "0.1.0", corrections: {"Inputs": ["block 1 place 4 is unit"]},
        answers: {"Inputs!1/percent": "points"}, bindings: [
            (sheet: "Inputs", label: "Price", section: ["Rents"], row: "price", gaps: interpolate, unit: "$k",
                scale: 3, chosen_by: auto, cells: [
                (cell: "B2", heading: "2026", key: "price[paid,2026]", raw: number(0.003), format: "0.0",
                    shown: "0.0", value: 3),
                (cell: "C2", heading: "2027", key: "price[ paid, 2027 ]", layer: scenario("bull"),
                    raw: text("$8"), formula: "B2*2", value: 8)]),
            (sheet: "Inputs", label: "Racks", row: "racks", cells: [
                (cell: "B3", key: "racks", raw: number(7), value: 7),
                (cell: "C3", key: "racks", layer: profile("lab"), raw: number(9), value: 9),
                (cell: "D3", key: "racks", role: low, raw: number(5), value: 5)])])],
)"#;

fn model() -> Workbook {
    file::parse(MODEL).unwrap()
}

fn edited(workbook: &Workbook, edit: Edit) -> Workbook {
    let mut workbook = workbook.clone();
    edit.apply(&mut workbook).unwrap();
    workbook
}

#[test]
fn an_import_is_printed_and_read_back() {
    let text = file::print(&model());
    assert_eq!(file::parse(&text).unwrap(), model());
    assert_eq!(file::print(&file::parse(&text).unwrap()), text);
    assert!(text.contains("            scale: 3,\n"), "{text}");
    // A workbook without imports is written as it always was.
    let none = Workbook {
        imports: Vec::new(),
        ..model()
    };
    assert!(!file::print(&none).contains("imports"));
    let misspelt = MODEL.replace("chosen_by", "choosen_by");
    let error = file::parse(&misspelt).unwrap_err();
    assert_eq!(error.hint, "did you mean `chosen_by`?");
    let infinite = MODEL.replace("value: 9)", "value: inf)");
    let error = file::parse(&infinite).unwrap_err();
    assert!(error.message.contains("finite"), "{error}");
}

#[test]
fn what_the_document_holds_for_a_cell() {
    let workbook = model();
    let bull = Overlay::Scenario("bull".into());
    let lab = Overlay::Profile("lab".into());
    for (key, layer, role, value) in [
        ("racks", None, Role::Value, Some(7.0)),
        ("racks", None, Role::Low, None),
        ("racks", Some(&lab), Role::Value, Some(9.0)),
        ("racks", Some(&bull), Role::Value, None),
        ("price[paid,2027]", None, Role::Value, Some(4.0)),
        ("price[ 2027 , paid ]", None, Role::Value, Some(4.0)),
        ("price[free,2028]", None, Role::Value, Some(0.0)),
        ("price[free]", None, Role::Value, Some(0.0)),
        ("price[paid]", None, Role::Value, None),
        ("price[paid]", None, Role::Low, Some(1.0)),
        ("price[paid,2027]", Some(&bull), Role::Value, Some(8.0)),
        ("price[gold]", None, Role::Value, None),
        ("price[2031]", None, Role::Value, None),
        ("hand[2026]", None, Role::Value, Some(1.0)),
        ("hand[2027]", None, Role::Value, None),
        ("bill", None, Role::Value, None),
        ("gone", None, Role::Value, None),
        ("not a key", None, Role::Value, None),
    ] {
        let found = workbook.held(key, layer, role).map(|number| number.0);
        assert_eq!(found, value, "{key} {layer:?} {role:?}");
    }
}

#[test]
fn a_value_that_is_changed_by_hand_is_known_as_such() {
    let changed = |workbook: &Workbook| -> Vec<String> {
        let rows = ["price", "racks"].into_iter();
        let found = rows.flat_map(|row| workbook.imported(row));
        let changed = found.filter(|one| one.is_changed);
        changed.map(|one| one.cell.cell.clone()).collect()
    };
    // The low end was taken away.
    assert_eq!(changed(&model()), ["D3"]);
    let quantity = Quantity::Constant(Number(3.5));
    let key = "price[paid,2026]".into();
    let after = edited(&model(), Edit::SetValue { key, quantity });
    assert_eq!(changed(&after), ["B2", "D3"]);
    let quantity = Quantity::Constant(Number(3.0));
    let key = "price[paid,2026]".into();
    let again = edited(&after, Edit::SetValue { key, quantity });
    assert_eq!(changed(&again), ["D3"]);
    let layer = Overlay::Scenario("bull".into());
    let key = "price[paid,2027]".into();
    let profile = None;
    let clear = Edit::ClearOverlay {
        layer,
        key,
        profile,
    };
    assert_eq!(changed(&edited(&model(), clear)), ["C2", "D3"]);
}

#[test]
fn an_import_follows_a_row_that_is_renamed() {
    let (name, to) = ("price".into(), "rent_price".into());
    let after = edited(&model(), Edit::RenameVariable { name, to });
    let found = after.imported("rent_price");
    let keys: Vec<_> = found.iter().map(|one| one.cell.key.as_str()).collect();
    assert_eq!(keys, ["rent_price[paid,2026]", "rent_price[ paid, 2027 ]"]);
    assert!(found.iter().all(|one| !one.is_changed));
    assert!(after.imported("price").is_empty());
}

#[test]
fn an_import_forgets_what_is_removed() {
    let after = edited(
        &model(),
        Edit::RemoveVariable {
            name: "racks".into(),
        },
    );
    assert_eq!(after.imports[0].bindings.len(), 1);
    assert_eq!(after.imports[0].bindings[0].row, "price");
    let after = edited(&model(), Edit::RemoveScenario { id: "bull".into() });
    assert_eq!(after.imports[0].bindings[0].cells.len(), 1);
    assert_eq!(after.imports[0].bindings[1].cells.len(), 3);
}

#[test]
fn imports_are_put_and_removed() {
    let import = Import {
        label: "The bank's model".into(),
        ..Import::clone(&model().imports[0])
    };
    let put = |import: &Import| Edit::PutImport {
        import: Arc::new(import.clone()),
    };
    let after = edited(&model(), put(&import));
    assert_eq!(after.imports.len(), 1);
    assert_eq!(after.imports[0].label, "The bank's model");
    let found = diff(&model(), &after);
    assert_eq!(found.other.len(), 1);
    assert_eq!(
        (found.other[0].kind, &*found.other[0].part),
        ("import", "label")
    );
    let second = Import {
        id: "second".into(),
        ..import.clone()
    };
    let after = edited(&after, put(&second));
    assert_eq!(after.imports.len(), 2);
    let after = edited(&after, Edit::RemoveImport { id: "dcf".into() });
    assert_eq!(after.imports[0].id, "second");
    assert_eq!(after.imported("racks").len(), 3);

    let refused = |import: &Import| put(import).apply(&mut model()).unwrap_err().message;
    let mut bad = import.clone();
    bad.label = " ".into();
    assert_eq!(refused(&bad), "an import needs a label");
    bad = import.clone();
    bad.id = "The bank".into();
    assert_eq!(refused(&bad), "`The bank` is not a name");
    bad = import.clone();
    bad.bindings[1].cells[0].raw = Raw::Number(Number(f64::NAN));
    assert_eq!(refused(&bad), "B3 of The bank's model holds no number");
    bad = import;
    bad.bindings[1].cells[0].key = "Racks".into();
    assert_eq!(refused(&bad), "`Racks` is not a name");
    let gone = Edit::RemoveImport { id: "dfc".into() };
    let refusal = gone.apply(&mut model()).unwrap_err();
    assert_eq!(refusal.hint, "did you mean `dcf`?");
}
