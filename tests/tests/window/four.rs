//! A small workbook of four operators, with a scenario, figures and signals.

use std::path::PathBuf;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::{App, Start};
use rackhour::jobs::FileDialogs;

pub(crate) const TEXT: &str = r#"(
    format: 1, title: "Four operators",
    timeline: (first: "2027", count: 2, step: year),
    indexes: [(id: "part", label: "Part", elements: [
        (id: "silicon", label: "Silicon"), (id: "power", label: "Power"), (id: "staff", label: "Staff"),
    ])],
    sections: [(id: "s", label: "Section")],
    variables: [
        (id: "list_price", label: "List price", unit: "$/Mtok", section: "s", definition:
            assumption((value: constant(6.67), source: assumed("A price.")))),
        (id: "realized", label: "Realised price", unit: "$/Mtok", section: "s", definition:
            formula("list_price * 0.6")),
        (id: "parts", label: "Cost by part", unit: "$/Mtok", section: "s", over: ["part"], definition:
            assumption((value: elements({"silicon": 2, "power": 0.5, "staff": 0.25}),
                source: assumed("A split.")))),
        (id: "cost", label: "Cost per token", unit: "$/Mtok", section: "s", format: decimals(3),
            definition: formula("SUM(parts over part)")),
        (id: "owns", label: "Owns the plant", unit: "", section: "s", definition:
            assumption((value: constant(1), source: assumed("A choice.")))),
        (id: "demand", label: "Tokens demanded", unit: "Mtok/yr", section: "s", over: ["year"],
            definition: formula("100 [Mtok/yr] * (year - 2026)")),
        (id: "paid", label: "Tokens paid", unit: "Mtok/yr", section: "s", over: ["year"],
            definition: formula("demand * 0.25")),
        (id: "payback", label: "Payback", unit: "yr", section: "s", definition:
            formula("IF(owns > 0, 4 [yr] * cost / realized, NA(\"it owns no plant\"))")),
    ],
    profiles: [
        (id: "hyperscaler", label: "Hyperscaler", note: "Owns and serves.", lens: "Both, consolidated.",
            leaves_out: "The value of its own use."),
        (id: "frontier_lab", label: "Frontier lab", changes: [
            (key: "owns", action: set(constant(0))),
            (key: "parts", action: set(elements({"silicon": 3.0000000001, "power": 0, "staff": 1}))),
        ]),
        (id: "neocloud", label: "Neocloud", changes: [
            (key: "parts[power]", action: set(constant(0.75))),
        ]),
        (id: "private_factory", label: "Private factory", changes: [
            (key: "list_price", action: set(constant(9))),
        ]),
    ],
    scenarios: [(id: "bear", label: "Bear", note: "Prices fall.", changes: [
        (key: "list_price", action: set(constant(4))),
        (key: "cost", action: set(constant(5))),
    ])],
    figures: [
        (id: "bridge", title: "From list to realised", spec: waterfall((from: "list_price",
            steps: [(label: "Discounts", to: "realized")]))),
        (id: "stack", title: "What a token costs", spec: stack((output: "parts", over: "part",
            across: profiles, total: "cost"))),
        (id: "funnel", title: "What is paid", spec: funnel((stages: ["demand", "paid"],
            period: "2028"))),
        (id: "operators", title: "Four operators side by side", spec: comparison((metrics: [
            (row: "realized", better: higher), (row: "cost", better: lower), (row: "payback", better: lower),
            (row: "demand"), (row: "list_price"),
        ], period: "2028"))),
    ],
    signals: [
        (id: "price", label: "Price", group: "Realised price", row: "realized", breaks: lower,
            watch: "4.5 [$/Mtok]", broken: "3 [$/Mtok]", expected_by: "2026-09",
            observations: [(date: "2026-08", value: 2.5, source: assumed("Seen."))]),
        (id: "payback", label: "Payback time", group: "Payback", row: "payback", breaks: higher,
            watch: "5 [yr]", broken: "8 [yr]", expected_by: "2027-12"),
    ],
)"#;

/// The window with the four operators, in a folder that lives as long as it is held.
pub(crate) fn open() -> (Harness<'static, App>, tempfile::TempDir) {
    open_text(TEXT)
}

/// The window with a workbook of this text.
pub(crate) fn open_text(text: &str) -> (Harness<'static, App>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("four.ron");
    std::fs::write(&path, text).unwrap();
    let start = Start {
        path: Some(path),
        dialogs: FileDialogs::Own,
        today: Some("2026-11-21".to_owned()),
        ..Start::default()
    };
    let mut harness = Harness::builder()
        .with_size([1440.0, 900.0])
        .with_max_steps(24)
        .build_eframe(|creation| App::new(&creation.egui_ctx, start));
    harness.run();
    (harness, folder)
}

/// The same, with the pane of comparisons in front.
pub(crate) fn open_compare() -> (Harness<'static, App>, tempfile::TempDir) {
    let (mut harness, folder) = open();
    show_tab(&mut harness, "Compare");
    crate::wait_until(&mut harness, |app| app.session().comparison().is_some());
    (harness, folder)
}

/// Brings a tab to the front.
pub(crate) fn show_tab(harness: &mut Harness<'static, App>, tab: &str) {
    harness.get_by_role_and_label(Role::Tab, tab).click();
    harness.run();
}
