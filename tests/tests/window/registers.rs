//! Comparing, signals, sources, problems and versions: what an analyst does with the registers.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::App;
use rackhour::view::Dialog;
use rackhour_engine::workbook::file;

use crate::compare::{cells, click_button, compared, copied};
use crate::four::{TEXT, open_compare, open_text, show_tab};
use crate::{notice, press, value_of, wait_until};

/// The four operators with sources: a vendor's claim, an old one, and one without a date.
fn text() -> String {
    let sources = r#"sources: [
        (id: "brochure", title: "Brochure", publisher: "Vendor", date: "2026-03", evidence: vendor,
            link: "https://example.org/brochure"),
        (id: "old_study", title: "Old study", date: "2024-06", evidence: analyst),
        (id: "memo", title: "Memo", evidence: press, link: "file:///etc/passwd"),
    ], sections: ["#;
    TEXT.replacen("sections: [", sources, 1)
        .replacen(
            r#"source: assumed("A price.")"#,
            r#"source: from("brochure")"#,
            1,
        )
        .replacen(
            r#"source: assumed("A choice.")"#,
            r#"source: from("old_study")"#,
            1,
        )
}

/// Finds a row in a box by a part of its name and takes the first that fits.
pub(crate) fn pick(harness: &mut Harness<'static, App>, name: &str, typed: &str) {
    fill(harness, name, typed);
    press(harness, Modifiers::NONE, Key::Enter);
}

/// Types into a text box of this name, in place of what it holds.
fn fill(harness: &mut Harness<'static, App>, name: &str, typed: &str) {
    harness.get_by_role_and_label(Role::TextInput, name).focus();
    harness.run();
    press(harness, Modifiers::COMMAND, Key::A);
    press(harness, Modifiers::NONE, Key::Backspace);
    crate::type_text(harness, typed);
}

/// Chooses an entry of a list.
fn choose(harness: &mut Harness<'static, App>, list: &str, entry: &str) {
    harness.get_by_role_and_label(Role::ComboBox, list).click();
    harness.run();
    harness.get_by_role_and_label(Role::Button, entry).click();
    harness.run();
}

fn click_row(harness: &mut Harness<'static, App>, head: &str) {
    harness.get_by_role_and_label(Role::RowHeader, head).click();
    harness.run();
}

fn undo(harness: &mut Harness<'static, App>) {
    press(harness, Modifiers::COMMAND, Key::Z);
}

/// The story S4: four operators, differences, a copy, and who set what.
#[test]
fn four_operators_are_compared_from_end_to_end() {
    let (mut harness, _folder) = open_compare();
    for metric in [
        "Realised price $/Mtok",
        "Cost per token $/Mtok",
        "Payback yr",
    ] {
        harness.get_by_role_and_label(Role::RowHeader, metric);
    }
    click_button(&mut harness, "Difference from the reference");
    assert_eq!(
        compared(&harness, "Cost per token", "Neocloud · Base case"),
        "+0.250"
    );
    click_button(&mut harness, "Difference in percent");
    assert_eq!(
        compared(&harness, "Cost per token", "Neocloud · Base case"),
        "+9.1 %"
    );
    click_button(&mut harness, "Values");
    let table = copied(&mut harness, |harness| {
        harness
            .get_by_role_and_label(Role::Button, "Copy table")
            .click();
    });
    assert_eq!(cells(&table)[2][2..], ["2.75", "4.0000000001", "3", "2.75"]);
    let cell = "List price, Private factory · Base case";
    harness.get_by_role_and_label(Role::Cell, cell).click();
    harness.run();
    harness.get_by_label_contains("Set by the profile Private factory");
}

#[test]
fn why_two_cells_differ_is_shared_out_to_the_bit() {
    let (mut harness, _folder) = open_compare();
    let cell = "Payback, Private factory · Base case";
    harness.get_by_role_and_label(Role::Cell, cell).click();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::W);
    let found = |app: &App| {
        let difference = app.view().registers.difference.as_ref();
        difference.is_some_and(|difference| difference.found.is_some())
    };
    wait_until(&mut harness, found);
    harness.get_by_label("Why Payback differs");
    harness.get_by_label("From Hyperscaler · Base case to Private factory · Base case");
    harness.get_by_role_and_label(Role::RowHeader, "List price");
    harness.get_by_role_and_label(Role::RowHeader, "Residual");
    let state = harness.state();
    let difference = state.view().registers.difference.as_ref().unwrap();
    let Some(Ok(steps)) = &difference.found else {
        panic!("there is no bridge");
    };
    let sum = steps
        .steps
        .iter()
        .fold(steps.output.base, |sum, step| sum + step.delta);
    assert_eq!(sum + steps.residual, steps.end);
    assert!(steps.orders.is_some(), "no order is favoured");
    click_button(&mut harness, "Close");
    assert!(harness.state().view().registers.difference.is_none());
}

#[test]
fn what_has_no_value_is_not_bridged_and_says_why() {
    let (mut harness, _folder) = open_compare();
    let cell = "Payback, Frontier lab · Base case";
    harness.get_by_role_and_label(Role::Cell, cell).click();
    harness.run();
    click_button(&mut harness, "Why do these differ?");
    let found = |app: &App| {
        let difference = app.view().registers.difference.as_ref();
        difference.is_some_and(|difference| difference.found.is_some())
    };
    wait_until(&mut harness, found);
    harness.get_by_label_contains("has no value in the second case: it owns no plant");
    harness.get_by_label_contains("Choose cases in which the output has a value");
    // The reference has nothing to differ from.
    let cell = "Payback, Hyperscaler · Base case";
    harness.get_by_role_and_label(Role::Cell, cell).click();
    harness.run();
    click_button(&mut harness, "Why do these differ?");
    assert!(
        notice(&harness).contains("This is the reference itself"),
        "{}",
        notice(&harness)
    );
}

#[test]
fn metrics_are_added_and_taken_out() {
    let (mut harness, _folder) = open_compare();
    click_button(&mut harness, "Rows that are compared");
    pick(&mut harness, "Add a row to the comparison", "paid");
    assert_eq!(
        compared(&harness, "Tokens paid", "Neocloud · Base case"),
        "50"
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness
        .get_by_role_and_label(Role::Cell, "Payback, Neocloud · Base case")
        .click();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Delete);
    assert!(harness.query_by_label("Payback yr").is_none());
    assert_eq!(
        compared(&harness, "Cost per token", "Hyperscaler · Base case"),
        "2.750, best"
    );
}

#[test]
fn small_figures_show_the_numbers_of_the_table() {
    let (mut harness, _folder) = open_compare();
    click_button(&mut harness, "Bars");
    let bar = |harness: &Harness<'static, App>, name: &str| {
        let node = harness.get_by_role_and_label(Role::Button, name);
        node.value().unwrap_or_default()
    };
    assert_eq!(
        bar(&harness, "Cost per token, Hyperscaler · Base case"),
        "★ 2.750"
    );
    assert_eq!(bar(&harness, "Payback, Frontier lab · Base case"), "—");
    click_button(&mut harness, "Difference from the reference");
    assert_eq!(
        bar(&harness, "Cost per token, Neocloud · Base case"),
        "+0.250"
    );
    click_button(&mut harness, "Over time");
    harness.get_by_label_contains(
        "Tokens demanded: Hyperscaler from 100 Mtok/yr in 2027 to 200 Mtok/yr in 2028",
    );
    assert_eq!(
        harness
            .get_all_by_label("It does not run over time; see its bars")
            .count(),
        4
    );
}

#[test]
fn signals_stand_in_a_register_of_their_own() {
    let (mut harness, _folder) = open_text(&text());
    show_tab(&mut harness, "Signals");
    assert_eq!(value_of(&harness, "Price, Status"), "▲ watch");
    assert_eq!(value_of(&harness, "Payback time, Status"), "● holds");
    assert_eq!(value_of(&harness, "Price, Last seen"), "2.50 in 2026-08");
    assert_eq!(value_of(&harness, "Price, Status as seen"), "✕ broken");
    assert_eq!(
        value_of(&harness, "Price, Expected by"),
        "▲ overdue since 2026-09"
    );
    assert_eq!(value_of(&harness, "Payback time, Last seen"), "nothing yet");
    click_button(&mut harness, "Overdue 1");
    assert!(harness.query_by_label("Payback time, Status").is_none());
    click_button(&mut harness, "All 2");
    click_button(&mut harness, "Across profiles");
    wait_until(&mut harness, |app| !app.session().is_comparing());
    assert_eq!(
        value_of(&harness, "Payback time, Frontier lab"),
        "— unavailable"
    );
    assert_eq!(value_of(&harness, "Price, Private factory"), "● holds");
    // Enter leads to the row that the signal watches.
    click_button(&mut harness, "Across profiles");
    click_row(&mut harness, "Payback time");
    harness.get_by_label("The thesis breaks as it rises");
    press(&mut harness, Modifiers::NONE, Key::F6);
    harness.get_by_role_and_label(Role::Link, "Payback").click();
    harness.run();
    assert_eq!(
        harness.state().view().selected.as_ref().unwrap().row,
        "payback"
    );
}

#[test]
fn what_is_seen_of_a_signal_is_added_and_undone() {
    let (mut harness, _folder) = open_text(&text());
    show_tab(&mut harness, "Signals");
    click_row(&mut harness, "Price");
    click_button(&mut harness, "Add what was seen…");
    fill(&mut harness, "Date", "last spring");
    fill(&mut harness, "Value", "6");
    fill(&mut harness, "Where it was seen", "A tracker.");
    click_button(&mut harness, "OK");
    harness.get_by_label_contains("“last spring” is no date; write 2026, 2026-05 or 2026-05-22");
    fill(&mut harness, "Date", "2026-09");
    fill(&mut harness, "Value", "6 MW");
    click_button(&mut harness, "OK");
    harness.get_by_label_contains("power");
    fill(&mut harness, "Value", "6");
    click_button(&mut harness, "OK");
    assert!(harness.state().view().dialog.is_none());
    assert_eq!(value_of(&harness, "Price, Last seen"), "6.00 in 2026-09");
    assert_eq!(
        value_of(&harness, "Price, Expected by"),
        "2026-09",
        "it is confirmed"
    );
    undo(&mut harness);
    assert_eq!(value_of(&harness, "Price, Last seen"), "2.50 in 2026-08");
    assert!(harness.state().session().is_saved());
}

#[test]
fn a_signal_is_added_changed_and_deleted() {
    let (mut harness, _folder) = open_text(&text());
    show_tab(&mut harness, "Signals");
    click_button(&mut harness, "New signal…");
    fill(&mut harness, "Name", "Cost of a token");
    fill(&mut harness, "Row", "Cost per token");
    harness.get_by_label("Cost per token: 2.750 $/Mtok now");
    harness
        .get_by_label("The thesis breaks as it rises")
        .click();
    harness.run();
    fill(&mut harness, "Watch from", "3 MW");
    fill(&mut harness, "Broken from", "4 [$/Mtok]");
    click_button(&mut harness, "OK");
    assert!(
        matches!(harness.state().view().dialog, Some(Dialog::Register(_))),
        "a level without sense is refused"
    );
    fill(&mut harness, "Watch from", "2.5 [$/Mtok]");
    click_button(&mut harness, "OK");
    assert_eq!(value_of(&harness, "Cost of a token, Status"), "▲ watch");
    click_button(&mut harness, "Edit… Cost of a token");
    fill(&mut harness, "Broken from", "2.6 [$/Mtok]");
    click_button(&mut harness, "OK");
    assert_eq!(value_of(&harness, "Cost of a token, Status"), "✕ broken");
    click_button(&mut harness, "Delete… Cost of a token");
    click_button(&mut harness, "Delete");
    assert!(harness.query_by_label("Cost of a token").is_none());
    for _ in 0..3 {
        undo(&mut harness);
    }
    assert!(harness.state().session().is_saved());
}

#[test]
fn sources_say_what_they_feed_and_what_they_lack() {
    let (mut harness, _folder) = open_text(&text());
    show_tab(&mut harness, "Sources");
    assert_eq!(value_of(&harness, "Brochure, Evidence"), "▲ Vendor's claim");
    assert_eq!(value_of(&harness, "Memo, Date"), "▲ no date");
    assert_eq!(value_of(&harness, "Old study, Date"), "▲ 2024-06 old");
    assert_eq!(value_of(&harness, "Memo, Feeds"), "nothing");
    assert_eq!(value_of(&harness, "Brochure, Feeds"), "1 value");
    click_row(&mut harness, "Brochure");
    harness.get_by_label("Feeds 1 value");
    harness.get_by_label_contains("2 headline results rest on it in this case");
    harness.get_by_role_and_label(Role::Link, "Payback");
    click_button(&mut harness, "No date 1");
    assert!(harness.query_by_label("Brochure, Evidence").is_none());
    assert_eq!(value_of(&harness, "Memo, Date"), "▲ no date");
    click_button(&mut harness, "Old 1");
    assert!(harness.query_by_label("Memo, Date").is_none());
    click_button(&mut harness, "Unsourced assumptions 1");
    assert_eq!(
        value_of(&harness, "Cost by part, Why it is assumed"),
        "A split."
    );
}

#[test]
fn a_vendor_flag_is_traced_to_its_claim() {
    let (mut harness, _folder) = open_text(&text());
    show_tab(&mut harness, "Sources");
    click_button(&mut harness, "Trace vendor claims");
    choose(&mut harness, "Traced result", "Payback · ▲ 1");
    harness.get_by_label_contains("rests on 1 vendor's claim in Hyperscaler · Base case");
    harness.get_by_label("▲ List price");
    harness.get_by_label_contains("Vendor's claim · Vendor, 2026-03: “Brochure”");
    for row in ["Payback", "Realised price", "List price"] {
        harness.get_by_role_and_label(Role::Link, row);
    }
}

#[test]
fn a_source_is_added_changed_and_deleted() {
    let (mut harness, _folder) = open_text(&text());
    show_tab(&mut harness, "Sources");
    click_button(&mut harness, "New source…");
    fill(&mut harness, "Title", "Annual report");
    click_button(&mut harness, "OK");
    harness.get_by_label_contains("Say what kind of evidence it is");
    choose(&mut harness, "Evidence", "Filing");
    fill(&mut harness, "Link", "javascript:alert(1)");
    click_button(&mut harness, "OK");
    harness.get_by_label_contains("A link begins with https://");
    fill(&mut harness, "Link", "");
    fill(&mut harness, "Date", "2026-02-31");
    click_button(&mut harness, "OK");
    harness.get_by_label_contains("“2026-02-31” is no date");
    fill(&mut harness, "Date", "2026-02-28");
    click_button(&mut harness, "OK");
    assert_eq!(value_of(&harness, "Annual report, Date"), "2026-02-28");
    click_button(&mut harness, "Edit… Annual report");
    fill(&mut harness, "Publisher", "A company");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value_of(&harness, "Annual report, Publisher"), "A company");
    undo(&mut harness);
    undo(&mut harness);
    assert!(harness.query_by_label("Annual report").is_none());
    assert!(harness.state().session().is_saved());
}

#[test]
fn deleting_a_source_lists_what_cites_it_first() {
    let (mut harness, _folder) = open_text(&text());
    show_tab(&mut harness, "Sources");
    click_row(&mut harness, "Brochure");
    click_button(&mut harness, "Delete… Brochure");
    harness.get_by_label_contains("1 value cites it. It stays as it is");
    click_button(&mut harness, "Cancel");
    assert!(harness.state().session().is_saved());
    press(&mut harness, Modifiers::NONE, Key::Delete);
    click_button(&mut harness, "Delete anyway");
    let problems = harness.state().session().problems();
    assert!(
        problems
            .iter()
            .any(|problem| problem.message.contains("brochure"))
    );
    assert_eq!(
        crate::number(&harness, "list_price"),
        6.67,
        "the number stays"
    );
    undo(&mut harness);
    let problems = harness.state().session().problems();
    assert!(
        !problems
            .iter()
            .any(|problem| problem.message.contains("brochure"))
    );
}

#[test]
fn a_link_shows_its_address_first_and_other_addresses_never_open() {
    let (mut harness, _folder) = open_text(&text());
    show_tab(&mut harness, "Sources");
    click_row(&mut harness, "Brochure");
    click_button(&mut harness, "Open the link");
    harness.get_by_label("Open this address in the browser?");
    assert!(
        harness
            .get_all_by_label("https://example.org/brochure")
            .count()
            > 1
    );
    click_button(&mut harness, "Open in the browser");
    wait_until(&mut harness, |app| {
        let notice = app.view().notice.as_ref();
        notice.is_some_and(|notice| notice.refused)
    });
    assert!(
        notice(&harness).contains("copy the address instead"),
        "{}",
        notice(&harness)
    );
    click_row(&mut harness, "Memo");
    click_button(&mut harness, "Open the link");
    assert!(harness.state().view().dialog.is_none());
    assert!(
        notice(&harness).contains("is no address of the web"),
        "{}",
        notice(&harness)
    );
}

#[test]
fn a_problem_leads_to_its_place_in_the_formula() {
    let broken = text().replacen("list_price * 0.6", "list_price + demnd", 1);
    let (mut harness, _folder) = open_text(&broken);
    harness.get_by_label_contains("1 error, 1 warning").click();
    harness.run();
    let link = "Go to “demnd” in the formula of Realised price";
    harness.get_by_role_and_label(Role::Link, link).click();
    harness.run();
    let editing = harness.state().view().editing.as_ref().unwrap();
    assert_eq!(editing.cell.row, "realized");
    let span = editing.formula.as_ref().unwrap().selection.span();
    assert_eq!(&editing.text[span.start..span.end], "demnd");
}

#[test]
fn problems_are_filtered_and_counted() {
    let broken = text().replacen("list_price * 0.6", "list_price + demnd", 1);
    let (mut harness, _folder) = open_text(&broken);
    harness.get_by_label_contains("1 error, 1 warning").click();
    harness.run();
    click_button(&mut harness, "Errors 1");
    harness.get_by_label("There is no row called “demnd”");
    click_button(&mut harness, "Failed checks 0");
    harness.get_by_label_contains("nothing is claimed");
    assert!(harness.query_by_label_contains("demnd").is_none());
}

#[test]
fn checks_of_every_case_lead_to_the_case_that_fails() {
    let checks = r#"checks: [(id: "cheap", label: "A token costs less than 4 $",
        claim: holds("cost < 3.5 [$/Mtok]"))], profiles: ["#;
    let (mut harness, _folder) = open_text(&text().replacen("profiles: [", checks, 1));
    harness
        .get_by_label_contains("1 of 1 checks passed")
        .click();
    harness.run();
    click_button(&mut harness, "Checks of every case");
    wait_until(&mut harness, |app| !app.session().is_comparing());
    assert_eq!(value_of(&harness, "Base case, Hyperscaler"), "● all hold");
    assert_eq!(value_of(&harness, "Base case, Frontier lab"), "▲ 1 fails");
    assert_eq!(value_of(&harness, "Bear, Neocloud"), "▲ 1 fails");
    harness
        .get_by_role_and_label(Role::Cell, "Bear, Neocloud")
        .click();
    harness.run();
    assert_eq!(harness.state().session().case_label(), "Neocloud · Bear");
    harness.get_by_label("▲ failed");
    harness.get_by_role_and_label(Role::Link, "Cost per token");
}

fn compared_versions(app: &App) -> bool {
    let versions = &app.view().registers.versions;
    versions.running.is_none() && versions.found.is_some()
}

/// The story S10, step 4: what a colleague changed, and what each change moved.
#[test]
fn versions_are_compared_with_what_moved_and_why() {
    let (mut harness, folder) = open_text(&text());
    let other = text()
        .replacen("value: constant(6.67)", "value: constant(8)", 1)
        .replacen("list_price * 0.6", "list_price * 0.5 + 0.1 [$/Mtok]", 1)
        .replacen(r#"source: from("brochure")"#, r#"source: from("memo")"#, 1)
        .replacen(r#""paid""#, r#""tokens_paid""#, 2);
    let path = folder.path().join("friday.ron");
    std::fs::write(&path, &other).unwrap();
    show_tab(&mut harness, "Versions");
    wait_until(&mut harness, compared_versions);
    harness.get_by_label("● Nothing differs");
    choose(&mut harness, "First version", "A file…");
    wait_until(&mut harness, |app| {
        matches!(app.view().dialog, Some(Dialog::Path(_)))
    });
    press(&mut harness, Modifiers::COMMAND, Key::A);
    crate::type_text(&mut harness, path.to_str().unwrap());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    wait_until(&mut harness, |app| {
        compared_versions(app)
            && app
                .view()
                .registers
                .versions
                .compared()
                .is_some_and(|found| found.names[0] == "friday.ron")
    });
    assert_eq!(value_of(&harness, "List price, friday.ron"), "8.00");
    assert_eq!(value_of(&harness, "List price, As it is now"), "6.67");
    assert_eq!(
        value_of(&harness, "List price, Source"),
        "Source: Memo → Brochure"
    );
    harness.get_by_label_contains("Realised price: list_price * [−0.5 + 0.1 [$/Mtok]] [+0.6]");
    assert_eq!(value_of(&harness, "Tokens paid, What"), "renamed");
    assert_eq!(
        value_of(&harness, "Realised price, Δ"),
        "(0.0980)".replace("(0.0980)", "−0.098")
    );
    // What each change adds comes to the whole move, to the bit.
    let versions = &harness.state().view().registers.versions;
    let output = versions.shown().unwrap();
    let [from, to] = [&output.from, &output.to].map(|value| match value {
        Some(rackhour_engine::study::diff::Written::Number(value)) => *value,
        other => panic!("{other:?}"),
    });
    let sum = output.steps.iter().fold(from, |sum, step| sum + step.delta);
    assert_eq!(sum + output.residual, to);
    harness.get_by_role_and_label(Role::RowHeader, "Residual");
    let table = copied(&mut harness, |harness| {
        harness
            .get_by_role_and_label(Role::Button, "Copy report")
            .click();
    });
    assert!(
        table.contains("List price\t$/Mtok\t8\t6.67\tsource: Memo → Brochure\n"),
        "{table}"
    );
}

#[test]
fn unsaved_changes_are_compared_with_the_last_save_and_the_backup() {
    let (mut harness, folder) = open_text(&text());
    harness.get_by_role_and_label(Role::Tab, "Model").click();
    harness.run();
    crate::click(&mut harness, "List price");
    crate::type_text(&mut harness, "7");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    show_tab(&mut harness, "Versions");
    wait_until(&mut harness, compared_versions);
    assert_eq!(value_of(&harness, "List price, Last save"), "6.67");
    assert_eq!(value_of(&harness, "List price, As it is now"), "7.00");
    // An edit that is undone differs no more.
    undo(&mut harness);
    wait_until(&mut harness, compared_versions);
    harness.get_by_label("● Nothing differs");
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    press(&mut harness, Modifiers::COMMAND, Key::S);
    wait_until(&mut harness, |app| {
        app.session().is_saved() && app.view().dialog.is_none()
    });
    assert!(folder.path().join("four.ron.bak").exists());
    choose(&mut harness, "First version", "Backup of the save before");
    wait_until(&mut harness, compared_versions);
    assert_eq!(
        value_of(&harness, "List price, Backup of the save before"),
        "6.67"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_explained_in_the_pane() {
    let (mut harness, folder) = open_text(&text());
    show_tab(&mut harness, "Versions");
    wait_until(&mut harness, compared_versions);
    let path = folder.path().join("broken.ron");
    std::fs::write(&path, "(format: 1, title: \"T\", variables: [(").unwrap();
    choose(&mut harness, "First version", "A file…");
    wait_until(&mut harness, |app| {
        matches!(app.view().dialog, Some(Dialog::Path(_)))
    });
    press(&mut harness, Modifiers::COMMAND, Key::A);
    crate::type_text(&mut harness, path.to_str().unwrap());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    wait_until(&mut harness, |app| {
        app.view()
            .registers
            .versions
            .found
            .as_ref()
            .is_some_and(Result::is_err)
    });
    harness.get_by_label("▲ These cannot be compared");
    harness.get_by_label_contains("Line 1");
    // The workbook in hand is as it was.
    assert_eq!(
        file::print(harness.state().session().workbook()),
        file::print(&file::parse(&text()).unwrap())
    );
}

#[test]
fn lists_are_walked_by_keyboard_alone() {
    let (mut harness, _folder) = open_text(&text());
    show_tab(&mut harness, "Sources");
    let selected = |harness: &Harness<'static, App>| {
        let sources = &harness.state().view().registers.sources;
        sources.selected.clone().unwrap_or_default()
    };
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&harness), "old_study");
    press(&mut harness, Modifiers::NONE, Key::End);
    assert_eq!(selected(&harness), "memo");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.get_by_role_and_label(Role::TextInput, "Title");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().view().dialog.is_none());
    let table = copied(&mut harness, |harness| harness.event(Event::Copy));
    assert!(table.starts_with("Source\tEvidence\tDate"), "{table}");
    assert_eq!(table.lines().count(), 4);
    press(&mut harness, Modifiers::COMMAND, Key::PageUp);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    let signal = harness.state().view().registers.signals.selected.clone();
    assert_eq!(
        signal.as_deref(),
        Some("price"),
        "the list of signals has the keyboard"
    );
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(
        harness.state().view().selected.as_ref().unwrap().row,
        "realized"
    );
}

#[test]
fn a_falsifier_is_looked_at_from_its_signal() {
    let falsified = text().replacen(
        r#"expected_by: "2026-09","#,
        r#"expected_by: "2026-09", falsifier: "bear","#,
        1,
    );
    let (mut harness, _folder) = open_text(&falsified);
    show_tab(&mut harness, "Signals");
    click_row(&mut harness, "Price");
    click_button(&mut harness, "Show the scenario Bear");
    assert_eq!(harness.state().session().case_label(), "Hyperscaler · Bear");
    assert_eq!(value_of(&harness, "Price, Status"), "✕ broken");
    assert_eq!(value_of(&harness, "Price, Value"), "2.40");
}

#[test]
fn another_row_is_looked_at_in_versions() {
    let (mut harness, _folder) = open_text(&text());
    harness.get_by_role_and_label(Role::Tab, "Model").click();
    harness.run();
    crate::click(&mut harness, "List price");
    crate::type_text(&mut harness, "10");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    show_tab(&mut harness, "Versions");
    wait_until(&mut harness, compared_versions);
    assert_eq!(value_of(&harness, "Payback, Δ %"), "−33.3 %");
    pick(&mut harness, "Look at another row", "list price");
    wait_until(&mut harness, compared_versions);
    assert_eq!(value_of(&harness, "List price, Δ"), "+3.33");
    harness.get_by_label("What moved List price");
}
