//! Bringing in a spreadsheet: the story S2, by keyboard and by drag and drop, and files that are
//! refused.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{DroppedFile, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::App;
use rackhour::import::Opened;
use rackhour::view::Tab;
use rackhour_engine::excel::At;
use rackhour_engine::excel::propose::Proposal;
use rackhour_engine::excel::understand::Column;
use rackhour_engine::workbook::Role as BoundTo;
use rust_xlsxwriter::{Format, Formula, Note, Workbook};

use crate::compare::click_button;
use crate::{cell, notice, open, press, type_text, wait_until};

/// A file as the system hands it over.
#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("only the path of a file is used".to_owned())
    }
}

fn drop_files(harness: &mut Harness<'static, App>, paths: &[PathBuf]) {
    for path in paths {
        let file = Arc::new(Dropped(path.clone()));
        harness.input_mut().dropped_files.push(file);
    }
    harness.run();
}

/// A model as analysts send them: an assumption block, a hidden sheet, notes and errors.
fn model(folder: &Path) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Inputs").unwrap();
    let percent = Format::new().set_num_format("0.0%");
    sheet.write(0, 0, "DCF of an AI factory").unwrap();
    for (column, head) in ["Assumption", "Unit", "2026", "2027"].iter().enumerate() {
        let column = u16::try_from(column).unwrap();
        match head.parse::<f64>() {
            Ok(year) => sheet.write(2, column, year).unwrap(),
            Err(_) => sheet.write(2, column, *head).unwrap(),
        };
    }
    sheet.write(3, 0, "Prices").unwrap();
    sheet.write(4, 0, "GPU-hour price").unwrap();
    sheet.write(4, 1, "$/GPU-hr").unwrap();
    sheet.write(4, 2, 3.5).unwrap();
    sheet.write(4, 3, "3.25").unwrap();
    sheet
        .insert_note(4, 2, &Note::new("from the price list"))
        .unwrap();
    sheet.write(5, 0, "Uptime").unwrap();
    sheet.write_with_format(5, 2, 0.955, &percent).unwrap();
    let formula = Formula::new("C6*1.01").set_result("0.96455");
    sheet.write_with_format(5, 3, formula, &percent).unwrap();
    sheet.write(6, 0, "Payback").unwrap();
    let broken = Formula::new("1/0").set_result("#DIV/0!");
    sheet.write(6, 2, broken).unwrap();
    sheet.set_row_hidden(6).unwrap();
    let hidden = book.add_worksheet().set_name("Old").unwrap();
    hidden.set_hidden(true).write(0, 0, "not in use").unwrap();
    let path = folder.join("DCF.xlsx");
    book.save(&path).unwrap();
    path
}

fn opened(app: &App) -> Option<&Opened> {
    app.view().import.opened.as_ref()
}

fn wait_for_file(harness: &mut Harness<'static, App>) {
    wait_until(harness, |app| app.view().import.reading.is_none());
}

/// A window with the model in the pane of imports.
fn with_model() -> (Harness<'static, App>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = open(None);
    drop_files(&mut harness, &[model(folder.path())]);
    wait_for_file(&mut harness);
    (harness, folder)
}

fn column(harness: &Harness<'static, App>, place: u32) -> Option<Column> {
    let sheet = opened(harness.state())?.sheet()?;
    sheet.layout.blocks.first()?.columns.get(&place).cloned()
}

fn choose(harness: &mut Harness<'static, App>, list: &str, entry: &str) {
    harness.get_by_role_and_label(Role::ComboBox, list).click();
    harness.run();
    harness.get_by_role_and_label(Role::Button, entry).click();
    harness.run();
}

fn value(harness: &Harness<'static, App>, role: Role, name: &str) -> String {
    let node = harness.get_by_role_and_label(role, name);
    node.value().unwrap_or_default()
}

#[test]
fn a_dropped_spreadsheet_shows_its_sheets_and_cells() {
    let (harness, _folder) = with_model();
    assert_eq!(harness.state().view().tab, Tab::Import);
    assert!(
        notice(&harness).starts_with("Read DCF.xlsx: 2 sheets"),
        "{}",
        notice(&harness)
    );
    let words = value(&harness, Role::ListItem, "Inputs");
    assert_eq!(words, "7 × 4 · 4 numbers · 2 formulas · 1 error");
    assert!(value(&harness, Role::ListItem, "Old").starts_with("hidden"));
    assert_eq!(cell(&harness, "C6").value().unwrap(), "95.5%");
    assert_eq!(cell(&harness, "D5").value().unwrap(), "3.25");
    assert_eq!(cell(&harness, "C7").value().unwrap(), "#DIV/0!");
    assert_eq!(value(&harness, Role::ColumnHeader, "Column C"), "2026");
    assert_eq!(value(&harness, Role::ColumnHeader, "Column B"), "Units");
    assert_eq!(value(&harness, Role::RowHeader, "Row 3"), "Heading");
    assert_eq!(value(&harness, Role::RowHeader, "Row 4"), "Section");
    // Nothing of the document has changed.
    assert!(harness.state().session().is_saved());
}

#[test]
fn a_spreadsheet_is_chosen_and_walked_through_by_keyboard() {
    let folder = tempfile::tempdir().unwrap();
    let path = model(folder.path());
    let mut harness = open(None);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    press(&mut harness, Modifiers::COMMAND, Key::A);
    type_text(&mut harness, path.to_str().unwrap());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    wait_for_file(&mut harness);
    harness.run();
    assert_eq!(
        opened(harness.state()).unwrap().sheet().unwrap().at,
        At::new(4, 2)
    );
    assert_eq!(value(&harness, Role::Status, "Content of C5"), "3.5");
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(value(&harness, Role::Status, "Content of D6"), "=C6*1.01");
    press(&mut harness, Modifiers::COMMAND, Key::Home);
    assert_eq!(
        value(&harness, Role::Status, "Content of A1"),
        "DCF of an AI factory"
    );
    press(&mut harness, Modifiers::NONE, Key::F6);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(opened(harness.state()).unwrap().shown, 1);
}

#[test]
fn what_a_column_and_a_row_are_is_corrected() {
    let (mut harness, _folder) = with_model();
    assert_eq!(column(&harness, 2), Some(Column::Year(2026)));
    choose(&mut harness, "Column C holds", "A scenario");
    assert_eq!(
        column(&harness, 2),
        Some(Column::Scenario("2026".to_owned()))
    );
    let name = "Scenario of Column C";
    harness.get_by_role_and_label(Role::TextInput, name).focus();
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::A);
    type_text(&mut harness, "Bear");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(
        column(&harness, 2),
        Some(Column::Scenario("Bear".to_owned()))
    );
    choose(&mut harness, "Row 5 is", "Section");
    assert_eq!(value(&harness, Role::RowHeader, "Row 5"), "Section");
    choose(&mut harness, "Money in", "Millions");
    let scale = opened(harness.state())
        .unwrap()
        .sheet()
        .unwrap()
        .layout
        .blocks[0]
        .scale
        .clone();
    assert_eq!(scale.unwrap().power, 6);
    click_button(&mut harness, "Guess again");
    assert_eq!(column(&harness, 2), Some(Column::Year(2026)));
    assert_eq!(value(&harness, Role::RowHeader, "Row 5"), "");
}

/// A workbook whose rows a spreadsheet has values for.
const RENT: &str = r#"(
    format: 1, title: "Rent", timeline: (first: "2026", count: 3, step: year),
    sections: [(id: "rent", label: "Rent")],
    variables: [
        (id: "rent", label: "GPU-hour price", unit: "$/gpu/h", section: "rent", definition: assumption((
            value: constant(3), low: constant(1), high: constant(10), source: assumed("a test")))),
        (id: "utilisation", label: "Utilisation", unit: "", section: "rent", format: percent(1),
            definition: assumption((value: constant(0.65), source: assumed("a test")))),
        (id: "price", label: "Token price", unit: "$/Mtok", section: "rent", over: ["year"],
            definition: assumption((value: series([10, 9, 8]), source: assumed("a test")))),
        (id: "paid", label: "Rent per paid hour", unit: "$/gpu/h", section: "rent",
            definition: formula("rent / utilisation")),
    ],
)"#;

/// A spreadsheet with values for it; the price of 2026 and the rows above the tables are given.
fn rates(folder: &Path, price: f64, above: u32) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Inputs").unwrap();
    let cells = [
        ["Assumption", "Unit", "2026", "2027"],
        ["Token price", "$/Mtok", "", "8.25"],
        ["", "", "", ""],
        ["Parameter", "Unit", "Value", ""],
        ["GPU-hour price", "$/GPU-hr", "3.5", ""],
        ["Utilisation", "%", "0.7", ""],
    ];
    for (row, cells) in (above..).zip(cells) {
        for (column, text) in cells.into_iter().enumerate() {
            let column = u16::try_from(column).unwrap();
            match text.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).map(drop).unwrap(),
                Err(_) if text.is_empty() => {}
                Err(_) => sheet.write(row, column, text).map(drop).unwrap(),
            }
        }
    }
    sheet.write(above + 1, 2, price).unwrap();
    let path = folder.join("DCF.xlsx");
    book.save(&path).unwrap();
    path
}

fn held(harness: &Harness<'static, App>, key: &str) -> f64 {
    let workbook = harness.state().session().workbook();
    workbook.held(key, None, BoundTo::Value).unwrap().0
}

/// Waits until what is chosen was considered.
fn wait_for_proposal(harness: &mut Harness<'static, App>) {
    wait_until(harness, |app| {
        let (workbook, case) = (app.session().shared(), app.session().case());
        opened(app).is_some_and(|opened| {
            let of = (&opened.book, &workbook, case);
            opened.matching.current(of).is_some()
        })
    });
}

fn proposal<'a>(harness: &'a Harness<'static, App>) -> &'a Proposal {
    let considered = opened(harness.state())
        .unwrap()
        .matching
        .considered
        .as_ref();
    &considered.unwrap().proposal
}

/// Finds a row for the line in hand, by keyboard alone.
fn bind(harness: &mut Harness<'static, App>, line: &str, row: &str) {
    harness.get_by_role_and_label(Role::ListItem, line).click();
    harness.run();
    press(harness, Modifiers::NONE, Key::Enter);
    type_text(harness, row);
    press(harness, Modifiers::NONE, Key::Enter);
    wait_for_proposal(harness);
    let said = value(harness, Role::ListItem, line);
    assert!(said.contains('✓') && said.contains(row), "{said}");
}

/// Answers the first open question, by keyboard.
fn answer(harness: &mut Harness<'static, App>, choice: &str) {
    let asked = &proposal(harness).questions[0].question;
    let choice = asked.choices.iter().find(|one| one.id == choice).unwrap();
    let name = format!("{}: {}", rackhour::text::capital(&choice.label), asked.text);
    harness.get_by_role_and_label(Role::Button, &name).focus();
    harness.run();
    press(harness, Modifiers::NONE, Key::Enter);
    wait_for_proposal(harness);
}

/// A window with the rents, into which the spreadsheet was imported.
fn with_rents() -> (Harness<'static, App>, tempfile::TempDir) {
    let (mut harness, folder) = crate::four::open_text(RENT);
    drop_files(&mut harness, &[rates(folder.path(), 9.5, 2)]);
    wait_for_file(&mut harness);
    click_button(&mut harness, "Match");
    wait_for_proposal(&mut harness);
    for (line, row) in [
        ("Token price", "Token price"),
        ("GPU-hour price", "GPU-hour price"),
        ("Utilisation", "Utilisation"),
    ] {
        bind(&mut harness, line, row);
    }
    click_button(&mut harness, "Review");
    wait_for_proposal(&mut harness);
    (harness, folder)
}

/// The story S2: matched, asked, reviewed, applied as one step, taken back and done again.
#[test]
fn a_spreadsheet_is_imported_as_one_step() {
    let (mut harness, _folder) = with_rents();
    // 0.7 under `%` may be 70 % or 0.7 %: nothing is applied before somebody says which.
    assert_eq!(proposal(&harness).questions.len(), 1);
    assert!(proposal(&harness).edits.is_empty());
    answer(&mut harness, "fraction");
    assert!(proposal(&harness).questions.is_empty());
    let said = value(&harness, Role::ListItem, "2026 · Token price");
    assert!(
        said.contains("Inputs!C4") && said.contains("9.50"),
        "{said}"
    );
    let outputs = harness.query_all_by_label("Rent per paid hour");
    assert!(outputs.count() > 0);
    click_button(&mut harness, "Apply 4 values");
    assert_eq!(held(&harness, "rent"), 3.5);
    assert_eq!(held(&harness, "utilisation"), 0.7);
    assert_eq!(
        (held(&harness, "price[2026]"), held(&harness, "price[2028]")),
        (9.5, 8.0)
    );
    let imports = &harness.state().session().workbook().imports;
    assert_eq!(imports[0].file, "DCF.xlsx");
    assert_eq!(imports[0].bindings.len(), 3);
    assert!(
        notice(&harness).contains("4 values from DCF.xlsx"),
        "{}",
        notice(&harness)
    );

    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(
        (held(&harness, "rent"), held(&harness, "price[2026]")),
        (3.0, 10.0)
    );
    assert!(harness.state().session().workbook().imports.is_empty());
    assert!(
        !harness.state().session().can_undo(),
        "the import is one step"
    );
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    assert_eq!(held(&harness, "rent"), 3.5);
}

/// The file changes, a value is changed by hand, and the recipe is followed again.
#[test]
fn an_import_is_done_again_with_the_next_version_of_the_file() {
    let (mut harness, folder) = with_rents();
    answer(&mut harness, "fraction");
    click_button(&mut harness, "Apply 4 values");
    click_button(&mut harness, "Put away");
    let path = rates(folder.path(), 9.0, 5);
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(90);
    std::fs::File::options()
        .append(true)
        .open(&path)
        .unwrap()
        .set_modified(later)
        .unwrap();
    // The pane looks at files when the window gets the keyboard back.
    for focused in [false, true] {
        harness.input_mut().focused = focused;
        harness.run();
    }
    wait_until(&mut harness, |app| {
        let found = app.view().import.on_disk.values().next();
        found == Some(&rackhour::import::OnDisk::Changed)
    });
    harness.get_by_label_contains("The file has changed since");
    let id = harness.state().session().workbook().imports[0]
        .label
        .clone();
    click_button(&mut harness, &format!("Refresh {id}"));
    wait_for_file(&mut harness);
    wait_for_proposal(&mut harness);
    let proposal = proposal(&harness);
    assert!(proposal.questions.is_empty(), "{:?}", proposal.questions);
    assert!(
        proposal
            .remarks
            .iter()
            .any(|remark| remark.contains("moved"))
    );
    click_button(&mut harness, "Apply 1 value");
    assert_eq!(
        (held(&harness, "price[2026]"), held(&harness, "rent")),
        (9.0, 3.5)
    );
    assert_eq!(harness.state().session().workbook().imports.len(), 1);
}

#[test]
fn a_line_without_a_row_becomes_a_new_assumption() {
    let (mut harness, folder) = crate::four::open_text(RENT);
    let path = folder.path().join("site.csv");
    std::fs::write(
        &path,
        "Parameter,Unit,Value\nLand lease,$/yr,1250\nFence,$,70\n",
    )
    .unwrap();
    drop_files(&mut harness, &[path]);
    wait_for_file(&mut harness);
    click_button(&mut harness, "Match");
    wait_for_proposal(&mut harness);
    harness
        .get_by_role_and_label(Role::ListItem, "Land lease")
        .click();
    harness.run();
    harness.get_by_label("New assumption…").click();
    harness.run();
    click_button(&mut harness, "Make this row");
    wait_for_proposal(&mut harness);
    click_button(&mut harness, "Review");
    wait_for_proposal(&mut harness);
    click_button(&mut harness, "Apply 1 value");
    wait_for_proposal(&mut harness);
    assert_eq!(held(&harness, "land_lease"), 1250.0);
    let rows = harness.state().session().workbook().variables.len();
    assert_eq!(rows, 5);
    // Applied once, the line goes into the row that was made, and into no second one.
    let created = &opened(harness.state())
        .unwrap()
        .matching
        .considered
        .as_ref()
        .unwrap()
        .bound;
    assert!(
        created
            .iter()
            .flatten()
            .all(|bound| bound.bind.created.is_none())
    );
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(harness.state().session().workbook().variables.len(), 4);
}

#[test]
fn a_row_that_is_one_number_has_the_value_of_the_year_that_is_chosen() {
    let (mut harness, folder) = crate::four::open_text(RENT);
    let path = folder.path().join("rent.csv");
    let table = "Assumption,Unit,2026,2027\nGPU-hour price,$/GPU-hr,3.5,3.25\nFence,$,7,8\n";
    std::fs::write(&path, table).unwrap();
    drop_files(&mut harness, &[path]);
    wait_for_file(&mut harness);
    click_button(&mut harness, "Match");
    wait_for_proposal(&mut harness);
    bind(&mut harness, "GPU-hour price", "GPU-hour price");
    assert!(proposal(&harness).changes.is_empty());
    choose(&mut harness, "Value of the row", "D2 2027");
    wait_for_proposal(&mut harness);
    let changes = &proposal(&harness).changes;
    let said: Vec<_> = changes
        .iter()
        .map(|one| (one.target.key.as_str(), one.new))
        .collect();
    assert_eq!(said, [("rent", 3.25)]);
}

#[test]
fn values_and_lines_are_left_out_by_keyboard() {
    let (mut harness, _folder) = with_rents();
    answer(&mut harness, "fraction");
    let ticked = |harness: &Harness<'static, App>| {
        let changes = proposal(harness).changes.iter();
        changes.filter(|change| change.is_applied).count()
    };
    assert_eq!(ticked(&harness), 4);
    harness
        .get_by_role_and_label(Role::ListItem, "2026 · Token price")
        .click();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Space);
    wait_for_proposal(&mut harness);
    assert_eq!(ticked(&harness), 3);
    press(&mut harness, Modifiers::NONE, Key::Space);
    wait_for_proposal(&mut harness);
    assert_eq!(ticked(&harness), 4);
    click_button(&mut harness, "Match");
    wait_for_proposal(&mut harness);
    harness
        .get_by_role_and_label(Role::ListItem, "Utilisation")
        .click();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Space);
    wait_for_proposal(&mut harness);
    assert_eq!(ticked(&harness), 3);
}

#[test]
fn files_that_are_no_spreadsheets_are_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let encrypted = [
        &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..],
        &[0; 600],
    ]
    .concat();
    let cases: [(&str, &[u8]); 5] = [
        ("empty.xlsx", b""),
        (
            "notes.xlsx",
            b"These are only words, and no spreadsheet at all.\n",
        ),
        (
            "page.xls",
            b"<html><body><table><tr><td>1</td></tr></table></body></html>",
        ),
        ("locked.xlsx", &encrypted),
        ("~$DCF.xlsx", b"\x04User"),
    ];
    let mut harness = open(None);
    for (name, bytes) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        drop_files(&mut harness, &[path]);
        wait_for_file(&mut harness);
        let refusal = harness.state().view().import.refusal.clone();
        let refusal = refusal.unwrap_or_else(|| panic!("{name} was taken"));
        assert!(refusal.contains(name), "{refusal}");
        assert_eq!(notice(&harness), refusal);
        // It is said in place as well, and the window goes on.
        let said = harness.query_all_by_label_contains(&refusal);
        assert_eq!(said.count(), 2, "{name}");
    }
    drop_files(&mut harness, &[folder.path().join("gone.xlsx")]);
    wait_for_file(&mut harness);
    assert!(
        notice(&harness).contains("gone.xlsx"),
        "{}",
        notice(&harness)
    );
}

#[test]
fn a_dropped_workbook_is_opened_and_several_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let spreadsheet = model(folder.path());
    let workbook = folder.path().join("other.ron");
    std::fs::write(&workbook, crate::four::TEXT).unwrap();
    let mut harness = open(None);
    drop_files(&mut harness, &[spreadsheet.clone(), workbook.clone()]);
    assert!(
        notice(&harness).contains("not both"),
        "{}",
        notice(&harness)
    );
    drop_files(&mut harness, &[spreadsheet.clone(), spreadsheet]);
    assert!(notice(&harness).contains("one spreadsheet") || notice(&harness).contains("One"));
    assert!(opened(harness.state()).is_none());
    drop_files(&mut harness, std::slice::from_ref(&workbook));
    wait_until(&mut harness, |app| app.session().file() == Some(&workbook));
}
