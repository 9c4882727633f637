//! The window as a place to work in: panes that are arranged, several documents, the start page,
//! messages, preferences and help.

use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::App;
use rackhour::command::Command;
use rackhour::dock::Layout;
use rackhour::view::Tab;
use rackhour_engine::workbook::file;

use crate::documents::{Desk, answer, change, save, settle, title};
use crate::{INFERENCE, SLIDER, click, notice, open, press, type_text, value_of, wait_until};

/// Runs a command by its title, as it is found in the box that finds everything.
fn run(harness: &mut Harness<'static, App>, command: Command) {
    press(harness, Modifiers::COMMAND, Key::K);
    type_text(harness, command.entry().title);
    press(harness, Modifiers::NONE, Key::Enter);
    settle(harness);
}

fn shown(harness: &Harness<'static, App>) -> Vec<Tab> {
    harness.state().view().dock.layout().shown()
}

fn tab(harness: &mut Harness<'static, App>, name: &str) {
    harness.get_by_role_and_label(Role::Tab, name).click();
    harness.run();
}

/// The titles of the documents that are open, with their marks.
fn tabs(harness: &Harness<'static, App>) -> Vec<(String, bool)> {
    let open = &harness.state().view().window.open;
    open.iter()
        .map(|tab| (tab.title.clone(), tab.saved))
        .collect()
}

impl Desk {
    /// A second workbook beside the first one.
    fn other(&self) -> PathBuf {
        let path = self.file().with_file_name("other.ron");
        let mut workbook = file::read(&self.file()).unwrap();
        workbook.title = "Another".to_owned();
        file::save(&path, &workbook).unwrap();
        path
    }
}

/// Opens a file through our own dialog.
fn open_file(harness: &mut Harness<'static, App>, path: &std::path::Path) {
    press(harness, Modifiers::COMMAND, Key::O);
    wait_until(harness, |app| app.view().dialog.is_some());
    harness.run();
    press(harness, Modifiers::COMMAND, Key::A);
    type_text(harness, &path.display().to_string());
    press(harness, Modifiers::NONE, Key::Enter);
    settle(harness);
}

#[test]
fn the_table_and_the_figures_stand_side_by_side_and_behind_each_other_again() {
    let mut harness = open(None);
    tab(&mut harness, "Side by side");
    assert_eq!(shown(&harness), [Tab::Model, Tab::Figures]);
    let cell = harness.get_by_role_and_label(Role::Cell, &INFERENCE).rect();
    let slider = harness.get_by_role_and_label(Role::Slider, &SLIDER).rect();
    assert!(cell.right() < slider.left(), "{cell:?} {slider:?}");
    // A value that is typed on one side moves the other in the same frame.
    click(&mut harness, &INFERENCE);
    type_text(&mut harness, "65%");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
    tab(&mut harness, "Side by side");
    assert_eq!(shown(&harness), [Tab::Model]);
}

#[test]
fn tabs_are_walked_through_closed_and_opened_again() {
    let mut harness = open(None);
    let order: Vec<_> = Tab::usual().collect();
    let first = harness.state().view().tab;
    let mut seen = vec![first];
    for _ in 1..order.len() {
        press(&mut harness, Modifiers::COMMAND, Key::PageDown);
        seen.push(harness.state().view().tab);
    }
    assert_eq!(seen.len(), order.len());
    assert!(order.iter().all(|pane| seen.contains(pane)));
    press(&mut harness, Modifiers::COMMAND, Key::PageDown);
    assert_eq!(harness.state().view().tab, first);
    press(&mut harness, Modifiers::COMMAND, Key::PageUp);
    assert_eq!(harness.state().view().tab, *seen.last().unwrap());

    tab(&mut harness, "Studies");
    press(&mut harness, Modifiers::COMMAND, Key::F4);
    assert!(
        harness
            .query_by_role_and_label(Role::Tab, "Studies")
            .is_none()
    );
    assert!(!harness.state().view().dock.is_open(Tab::Studies));
    run(&mut harness, Command::ShowStudies);
    assert_eq!(harness.state().view().tab, Tab::Studies);
    harness
        .get_by_role_and_label(Role::Button, "Close the tab Studies")
        .click();
    harness.run();
    run(&mut harness, Command::ResetLayout);
    assert_eq!(harness.state().view().dock.layout().panes(), order);
}

/// Drags a tab to a place, and lets it go there.
fn drag_tab(harness: &mut Harness<'static, App>, name: &str, to: egui::Pos2) {
    let from = harness.get_by_role_and_label(Role::Tab, name).rect();
    harness.drag_at(from.center());
    harness.step();
    for share in [0.3, 0.6, 1.0] {
        harness.hover_at(from.center() + share * (to - from.center()));
        harness.step();
    }
    harness.drop_at(to);
    harness.run();
}

#[test]
fn a_tab_is_dragged_beside_and_below_the_others() {
    let mut harness = open(None);
    tab(&mut harness, "Model");
    let all: Vec<_> = Tab::usual().collect();
    for (to, is_row) in [
        (egui::pos2(1120.0, 1200.0), true),
        (egui::pos2(650.0, 2200.0), false),
    ] {
        drag_tab(&mut harness, "Compare", to);
        assert_eq!(shown(&harness), [Tab::Model, Tab::Compare]);
        let layout = harness.state().view().dock.layout();
        assert_eq!(matches!(layout, Layout::Row(_)), is_row, "{layout:?}");
        assert_eq!(layout.panes().len(), all.len());
        let table = harness.get_by_role_and_label(Role::Table, "Model").rect();
        let other = harness.get_by_role_and_label(Role::Tab, "Compare").rect();
        match is_row {
            true => assert!(table.right() <= other.left(), "{table:?} {other:?}"),
            false => assert!(table.bottom() <= other.top(), "{table:?} {other:?}"),
        }
        // The one that is clicked at is in front.
        click(&mut harness, "GPUs committed");
        assert_eq!(harness.state().view().tab, Tab::Model);
        run(&mut harness, Command::ResetLayout);
        assert_eq!(shown(&harness), [Tab::Model]);
    }
}

#[test]
fn each_file_is_left_and_found_in_its_arrangement() {
    let desk = Desk::new();
    let other = desk.other();
    let mut harness = desk.open(Some(&desk.file()));
    tab(&mut harness, "Side by side");
    drop(harness);
    let settings = std::fs::read_to_string(desk.settings()).unwrap();
    assert!(settings.contains("Row("), "{settings}");
    assert_eq!(shown(&desk.open(Some(&other))), [Tab::Figures]);
    assert_eq!(
        shown(&desk.open(Some(&desk.file()))),
        [Tab::Model, Tab::Figures]
    );
    // A pane of a newer program is left out, and nothing else; one that it lacks is added.
    let newer = settings.replace("\"Model\"", "\"Holograms\"");
    std::fs::write(desk.settings(), newer).unwrap();
    let harness = desk.open(Some(&desk.file()));
    assert_eq!(notice(&harness), "");
    let panes = harness.state().view().dock.layout().panes();
    assert_eq!(panes.len(), Tab::usual().count());
    assert!(shown(&harness).contains(&Tab::Figures));
}

#[test]
fn files_are_open_beside_each_other_and_keep_their_changes() {
    let desk = Desk::new();
    let other = desk.other();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    open_file(&mut harness, &other);
    assert_eq!(title(&harness), "Another");
    assert_eq!(tabs(&harness).len(), 2);
    tab(&mut harness, "Model");
    assert_eq!(value_of(&harness, &INFERENCE), "40.0 %");
    // The first one is as it was left, and marked.
    let first = tabs(&harness)[0].0.clone();
    tab(&mut harness, &format!("● {first}"));
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
    press(&mut harness, Modifiers::COMMAND, Key::Tab);
    assert_eq!(title(&harness), "Another");
    press(
        &mut harness,
        Modifiers::COMMAND | Modifiers::SHIFT,
        Key::Tab,
    );
    assert_eq!(title(&harness), first);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value_of(&harness, &INFERENCE), "40.0 %");
    // A file that is open already is gone to.
    open_file(&mut harness, &other);
    assert_eq!(
        (title(&harness).as_str(), tabs(&harness).len()),
        ("Another", 2)
    );
    press(&mut harness, Modifiers::COMMAND, Key::W);
    assert_eq!((title(&harness), tabs(&harness).len()), (first, 1));
}

#[test]
fn each_document_keeps_its_own_changes_for_the_next_window() {
    let desk = Desk::new();
    let other = desk.other();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    open_file(&mut harness, &other);
    change(&mut harness);
    desk.wait_for_journals(2);
    save(&mut harness);
    desk.wait_for_journals(1);
    drop(harness);
    let harness = desk.open(None);
    let recovered = &harness.state().view().shelf.recovered;
    assert_eq!(recovered.len(), 1);
    assert_eq!(recovered[0].unsaved.file, Some(desk.file()));
}

#[test]
fn the_window_asks_for_each_document_before_it_closes() {
    let desk = Desk::new();
    let other = desk.other();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    open_file(&mut harness, &other);
    change(&mut harness);
    press(&mut harness, Modifiers::COMMAND, Key::Q);
    harness.get_by_label_contains("“Another” has changes");
    answer(&mut harness, "Discard changes");
    assert_ne!(title(&harness), "Another");
    harness.get_by_label_contains("before the window closes");
    answer(&mut harness, "Cancel");
    assert!(!harness.state().view().quitting);
    // Nothing was given up by that.
    press(&mut harness, Modifiers::COMMAND, Key::Q);
    answer(&mut harness, "Save");
    harness.get_by_label_contains("“Another” has changes");
    answer(&mut harness, "Discard changes");
    assert!(harness.state().view().quitting);
    desk.wait_for_journals(0);
    let text = std::fs::read_to_string(desk.file()).unwrap();
    assert!(text.contains("0.65"));
    assert!(!std::fs::read_to_string(other).unwrap().contains("0.65"));
}

#[test]
fn what_was_given_up_with_one_document_is_asked_again_of_the_next() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    press(&mut harness, Modifiers::COMMAND, Key::W);
    answer(&mut harness, "Discard changes");
    assert!(harness.state().view().placeholder);
    open_file(&mut harness, &desk.file());
    change(&mut harness);
    press(&mut harness, Modifiers::COMMAND, Key::Q);
    harness.get_by_label_contains("before the window closes");
    assert!(!harness.state().view().quitting);
}

#[test]
fn a_value_typed_just_before_another_document_is_taken_in_hand_is_kept() {
    let desk = Desk::new();
    let other = desk.other();
    let mut harness = desk.open(Some(&other));
    open_file(&mut harness, &desk.file());
    tab(&mut harness, "Model");
    click(&mut harness, &INFERENCE);
    type_text(&mut harness, "65%");
    // The tab of the other one is clicked while the value is still being typed.
    press(&mut harness, Modifiers::COMMAND, Key::Tab);
    assert_eq!(title(&harness), "Another");
    desk.wait_for_journals(1);
}

#[test]
fn one_file_is_opened_once_however_its_path_is_spelt() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    let file = desk.file();
    let folder = file.parent().unwrap();
    let name = folder.file_name().unwrap();
    let detour = folder.join("..").join(name).join(file.file_name().unwrap());
    open_file(&mut harness, &detour);
    assert_eq!(tabs(&harness).len(), 1);
}

#[test]
fn after_the_last_document_the_start_page_offers_what_can_be_opened() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    press(&mut harness, Modifiers::COMMAND, Key::W);
    assert!(harness.state().view().placeholder);
    harness.get_by_role_and_label(Role::ListBox, "Start page");
    // Nothing can be done with a document that is not there.
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert_eq!(harness.state().view().dialog, None);
    // Each template says what it answers and what it is about.
    harness.get_by_label_contains("Can a lab that rents 100,000 GB200");
    harness.get_by_label("3.000 $/Mtok");
    let templates = rackhour::templates::cards();
    let second = templates[1].title.clone();
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(title(&harness), second);
    assert!(!harness.state().view().placeholder);
    assert!(harness.state().session().file().is_none());

    // The file that was open is among those opened before.
    run(&mut harness, Command::StartPage);
    harness
        .get_by_role_and_label(Role::ListBoxOption, "abilene.ron")
        .click();
    harness.run();
    settle(&mut harness);
    wait_until(&mut harness, |app| app.session().file().is_some());
    assert_eq!(tabs(&harness).len(), 2, "what was chosen does not make way");
}

#[test]
fn the_start_page_is_left_for_the_workbook_again() {
    let desk = Desk::new();
    let mut harness = desk.open(None);
    change(&mut harness);
    run(&mut harness, Command::StartPage);
    harness.get_by_role_and_label(Role::ListBox, "Start page");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
    run(&mut harness, Command::StartPage);
    harness
        .get_by_role_and_label(Role::ListBoxOption, "New workbook")
        .click();
    harness.run();
    assert_eq!(tabs(&harness).len(), 2);
    assert_eq!(title(&harness), "New workbook");
    // What was recovered is offered there as well.
    drop(harness);
    let mut harness = desk.open(None);
    run(&mut harness, Command::StartPage);
    let recovered = harness.state().view().shelf.recovered[0]
        .unsaved
        .workbook
        .title
        .clone();
    harness
        .get_all_by_role_and_label(Role::ListBoxOption, &recovered)
        .next()
        .unwrap()
        .click();
    harness.run();
    tab(&mut harness, "Model");
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
}

#[test]
fn what_was_refused_can_be_read_later() {
    let mut harness = open(None);
    tab(&mut harness, "Model");
    for _ in 0..2 {
        click(&mut harness, "Racks");
        type_text(&mut harness, "5");
    }
    let refused = notice(&harness);
    assert!(refused.contains("formula"), "{refused}");
    click(&mut harness, &INFERENCE);
    type_text(&mut harness, "65%");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_ne!(notice(&harness), refused);
    assert_eq!(harness.state().view().window.messages.unread, 2);
    harness
        .get_by_role_and_label(Role::Button, "Messages")
        .click();
    harness.run();
    harness.get_by_label(&format!("▲ {refused}"));
    harness.get_by_label("2 times");
    assert_eq!(harness.state().view().window.messages.unread, 0);
}

/// Opens the preferences and takes one.
fn prefer(harness: &mut Harness<'static, App>, choice: &str) {
    press(harness, Modifiers::COMMAND, Key::Comma);
    harness
        .get_by_role_and_label(Role::RadioButton, choice)
        .click();
    harness.run();
    answer(harness, "Close");
}

#[test]
fn decimals_are_typed_and_shown_behind_a_comma_where_that_is_preferred() {
    let desk = Desk::new();
    let mut harness = desk.open(None);
    prefer(&mut harness, "Comma: 1.234,5");
    tab(&mut harness, "Model");
    assert_eq!(value_of(&harness, &INFERENCE), "40,0 %");
    assert_eq!(value_of(&harness, "GPUs committed"), "100.000");
    click(&mut harness, "Rent of a GPU-hour");
    type_text(&mut harness, "3,5");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value_of(&harness, "Rent of a GPU-hour"), "3,50");
    click(&mut harness, "Rent of a GPU-hour");
    press(&mut harness, Modifiers::NONE, Key::F2);
    let editing = harness.state().view().editing.clone().unwrap();
    assert_eq!(editing.text, "3,5");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    // A file has the point, whatever is preferred.
    let printed = file::print(harness.state().session().workbook());
    assert!(printed.contains("3.5") && !printed.contains("3,5,"));
    drop(harness);
    let mut harness = desk.open(None);
    tab(&mut harness, "Model");
    assert_eq!(value_of(&harness, &INFERENCE), "40,0 %");
    prefer(&mut harness, "Point: 1,234.5");
    assert_eq!(value_of(&harness, &INFERENCE), "40.0 %");
}

#[test]
fn preferences_are_kept_for_the_next_window() {
    let desk = Desk::new();
    let mut harness = desk.open(None);
    prefer(&mut harness, "Dark");
    prefer(&mut harness, "Yellow ground (FAST)");
    assert_eq!(harness.ctx.theme(), egui::Theme::Dark);
    press(&mut harness, Modifiers::COMMAND, Key::Comma);
    harness
        .get_by_role_and_label(Role::ComboBox, "Cores for studies")
        .click();
    harness.run();
    harness.get_by_label("1 core").click();
    harness.run();
    harness.get_by_label("Larger").click();
    harness.run();
    harness.get_by_label("110 %");
    drop(harness);
    let harness = desk.open(None);
    assert_eq!(harness.ctx.theme(), egui::Theme::Dark);
    assert!((harness.ctx.zoom_factor() - 1.1).abs() < 1e-6);
    let settings = &harness.state().view().shelf.settings;
    assert_eq!(settings.cores, Some(1));
    let sheet = &harness.state().view().sheet;
    assert_eq!(sheet.convention, rackhour::sheet::Convention::Fast);
    rackhour::cores::choose(None);
}

#[test]
fn settings_of_another_version_are_set_aside_and_it_is_said_where() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.settings().parent().unwrap()).unwrap();
    let newer = "(version: 7, recent: [\"/a.ron\"], holograms: Bright(3))";
    std::fs::write(desk.settings(), newer).unwrap();
    let mut harness = desk.open(None);
    let said = notice(&harness);
    assert!(
        said.contains("another version") && said.contains("settings.ron.bak"),
        "{said}"
    );
    let aside = desk.settings().with_extension("ron.bak");
    assert_eq!(std::fs::read_to_string(aside).unwrap(), newer);
    // It is explained in the preferences as well, and they can be changed.
    press(&mut harness, Modifiers::COMMAND, Key::Comma);
    harness.get_by_label(&format!("▲ {said}"));
    harness
        .get_by_role_and_label(Role::RadioButton, "Light")
        .click();
    harness.run();
    drop(harness);
    let text = std::fs::read_to_string(desk.settings()).unwrap();
    assert!(
        text.contains("version: 1") && text.contains("Light"),
        "{text}"
    );
}

#[test]
fn the_help_explains_functions_terms_and_templates() {
    let mut harness = open(None);
    run(&mut harness, Command::HelpGlossary);
    harness.get_by_label("Take-or-pay");
    harness
        .get_by_role_and_label(Role::TextInput, "Search in help")
        .click();
    harness.run();
    type_text(&mut harness, "debt service");
    harness.get_by_label("DSCR");
    assert!(harness.query_by_label("Take-or-pay").is_none());
    tab(&mut harness, "Functions");
    harness.get_by_label("CRF(rate, count)");
    harness.get_by_label("In a spreadsheet: -PMT(rate,count,1)");
    tab(&mut harness, "Templates");
    let second = &rackhour::templates::cards()[1].title;
    harness
        .get_by_role_and_label(Role::Button, &format!("Open {second}"))
        .click();
    harness.run();
    assert_eq!(&title(&harness), second);
    tab(&mut harness, "Keys");
    harness.get_by_label("Ctrl+K, Ctrl+Shift+P");
    press(&mut harness, Modifiers::NONE, Key::F1);
    assert!(
        harness
            .query_by_role_and_label(Role::Tab, "Glossary")
            .is_none()
    );
}

#[test]
fn the_signature_of_a_call_leads_to_its_help_while_one_types() {
    let mut harness = open(None);
    tab(&mut harness, "Model");
    click(&mut harness, "Racks");
    type_text(&mut harness, "=ROUNDUP(");
    harness
        .get_by_role_and_label(Role::Link, "Help on ROUNDUP")
        .click();
    harness.run();
    let function = rackhour_engine::functions::Function::named("ROUNDUP").unwrap();
    harness.get_by_label(&function.signature());
    assert!(harness.query_by_label("CRF(rate, count)").is_none());
    let editing = harness.state().view().editing.clone().unwrap();
    assert_eq!(editing.text, "ROUNDUP(");
}

#[test]
fn a_file_that_is_open_in_another_tab_is_not_saved_over() {
    let desk = Desk::new();
    let other = desk.other();
    let mut harness = desk.open(Some(&desk.file()));
    open_file(&mut harness, &other);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    wait_until(&mut harness, |app| app.view().dialog.is_some());
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::A);
    type_text(&mut harness, &desk.file().display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.get_by_label("The file is open in another tab");
    answer(&mut harness, "OK");
    assert_eq!(harness.state().session().file(), Some(other.as_path()));
    // What a dialog has said can be read later as well.
    let said = &harness.state().view().window.messages.said[0].text;
    assert!(said.contains("open in another tab"), "{said}");
}

#[test]
fn a_study_goes_on_while_another_document_is_in_hand() {
    let desk = Desk::new();
    let other = desk.other();
    let mut harness = desk.open(Some(&desk.file()));
    tab(&mut harness, "Studies");
    press(&mut harness, Modifiers::NONE, Key::F9);
    open_file(&mut harness, &other);
    wait_until(&mut harness, |app| app.session().figures().curves.is_some());
    press(&mut harness, Modifiers::COMMAND, Key::Tab);
    wait_until(&mut harness, |app| !app.session().desk().is_busy());
    assert_eq!(harness.state().view().tab, Tab::Studies);
    let session = harness.state().session();
    let (_, is_current) = session.known(&session.workbook().studies[0]).unwrap();
    assert!(is_current);
}

#[test]
fn the_centre_keeps_its_width_beside_the_help() {
    let mut harness = open(None);
    harness.set_size(egui::vec2(1280.0, 720.0));
    tab(&mut harness, "Model");
    press(&mut harness, Modifiers::NONE, Key::F1);
    harness.get_by_label("Ctrl+,");
    let width = harness
        .get_by_role_and_label(Role::Table, "Model")
        .rect()
        .width();
    assert!(width >= 480.0, "{width}");
}

#[test]
fn what_reads_in_two_ways_is_refused_in_the_marks_that_are_preferred() {
    let mut harness = open(None);
    prefer(&mut harness, "Comma: 1.234,5");
    tab(&mut harness, "Model");
    click(&mut harness, "Rent of a GPU-hour");
    type_text(&mut harness, "1.234");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let editing = harness.state().view().editing.clone().unwrap();
    let refusal = editing.refusal.unwrap();
    assert!(refusal.contains("“1234” or “1,234”"), "{refusal}");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    click(&mut harness, "Uptime");
    type_text(&mut harness, "90,5% to 99,5%");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(crate::drawn(&harness, "uptime"), "0.905 to 0.995");
    click(&mut harness, "Uptime");
    harness.get_by_label_contains("0,905 to 0,995");
}
