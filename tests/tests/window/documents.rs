//! New, open, save and recover: that no work is lost, whatever happens to files and programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rackhour::app::{App, Start};
use rackhour::jobs::FileDialogs;
use rackhour::view::Dialog;
use rackhour_engine::workbook::file;
use tempfile::TempDir;

use crate::{INFERENCE, cell, click, notice, press, type_text, value_of, wait_until};

/// A folder for settings, and one for workbooks with a copy of the example in it.
pub(crate) struct Desk {
    pub(crate) folder: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("work")).unwrap();
        let desk = Self { folder };
        let example = rackhour::session::Session::bundled();
        fs::write(desk.file(), file::print(example.workbook())).unwrap();
        desk
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("work").join("abilene.ron")
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.folder.path().join("kept").join("settings.ron")
    }

    /// A window that keeps its settings here, with this file or with the example.
    pub(crate) fn open(&self, path: Option<&Path>) -> Harness<'static, App> {
        let start = Start {
            path: path.map(PathBuf::from),
            dialogs: FileDialogs::Own,
            folder: Some(self.folder.path().join("kept")),
            ..Start::default()
        };
        let mut harness = Harness::builder()
            .with_size([1440.0, 2400.0])
            .with_max_steps(8)
            .build_eframe(|creation| App::new(&creation.egui_ctx, start));
        harness.run();
        harness
    }

    /// What is kept of unsaved changes, one text per window.
    pub(crate) fn journals(&self) -> Vec<String> {
        let recovery = self.folder.path().join("kept").join("recovery");
        let Ok(entries) = fs::read_dir(recovery) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        let journals = paths.filter(|path| path.extension().is_some_and(|e| e == "ron"));
        journals
            .map(|path| fs::read_to_string(path).unwrap())
            .collect()
    }

    /// Waits until so many windows have kept their changes; gives the time it took.
    pub(crate) fn wait_for_journals(&self, count: usize) -> Duration {
        let start = Instant::now();
        while self.journals().len() != count {
            assert!(
                start.elapsed() < Duration::from_secs(5),
                "more than 5 s would be lost"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        start.elapsed()
    }
}

/// Types 65 % into the share of outside users.
pub(crate) fn change(harness: &mut Harness<'static, App>) {
    harness.get_by_role_and_label(Role::Tab, "Model").click();
    harness.run();
    click(harness, &INFERENCE);
    type_text(harness, "65%");
    press(harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value_of(harness, &INFERENCE), "65.0 %");
}

pub(crate) fn answer(harness: &mut Harness<'static, App>, button: &str) {
    // A button of the window behind may be called the same.
    let buttons = harness.get_all_by_role_and_label(Role::Button, button);
    buttons.last().unwrap().click();
    harness.run();
    settle(harness);
}

/// Waits until no file is being read or written.
pub(crate) fn settle(harness: &mut Harness<'static, App>) {
    wait_until(harness, |app| {
        !matches!(app.view().dialog, Some(Dialog::Busy(_)))
    });
}

pub(crate) fn save(harness: &mut Harness<'static, App>) {
    press(harness, Modifiers::COMMAND, Key::S);
    settle(harness);
}

/// The window loses the keyboard and gets it back.
fn come_back(harness: &mut Harness<'static, App>) {
    for focused in [false, true] {
        harness.input_mut().focused = focused;
        harness.run();
    }
}

pub(crate) fn title(harness: &Harness<'static, App>) -> String {
    harness.state().session().workbook().title.clone()
}

#[test]
fn what_is_typed_within_one_frame_arrives_whole() {
    let desk = Desk::new();
    let mut harness = desk.open(None);
    harness.get_by_role_and_label(Role::Tab, "Model").click();
    harness.run();
    click(&mut harness, "Rent of a GPU-hour");
    for text in ["3", ".", "5"] {
        harness.event(egui::Event::Text(text.to_owned()));
    }
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value_of(&harness, "Rent of a GPU-hour"), "3.50");
}

/// A change that another program makes: another title.
fn change_elsewhere(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let at = text.find("title: \"").unwrap() + "title: \"".len();
    fs::write(path, format!("{}Elsewhere {}", &text[..at], &text[at..])).unwrap();
}

#[test]
fn a_new_workbook_has_a_row_to_type_into() {
    let desk = Desk::new();
    let mut harness = desk.open(None);
    press(&mut harness, Modifiers::COMMAND, Key::N);
    assert_eq!(title(&harness), "New workbook");
    harness.get_by_label("no problems");
    assert_eq!(value_of(&harness, "First row"), "–");
    type_text(&mut harness, "42");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value_of(&harness, "First row"), "42");

    // Another one opens beside it, and nothing is lost.
    press(&mut harness, Modifiers::COMMAND, Key::N);
    assert_eq!(harness.state().view().dialog, None);
    assert_eq!(value_of(&harness, "First row"), "–");
    assert!(!harness.state().session().can_undo());
    press(&mut harness, Modifiers::COMMAND, Key::W);
    assert_eq!(value_of(&harness, "First row"), "42");
    press(&mut harness, Modifiers::COMMAND, Key::W);
    harness.get_by_label("Save the changes?");
    harness.get_by_label_contains("before the workbook is closed");
    answer(&mut harness, "Cancel");
    assert_eq!(value_of(&harness, "First row"), "42");
}

#[test]
fn a_workbook_is_put_away_after_asking() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    press(&mut harness, Modifiers::COMMAND, Key::W);
    answer(&mut harness, "Save");
    assert!(
        harness.state().session().file().is_none(),
        "the example is no file"
    );
    assert!(fs::read_to_string(desk.file()).unwrap().contains("0.65"));
    assert!(harness.state().session().is_saved());
}

#[test]
fn the_last_files_are_in_the_menu_and_missing_ones_say_why() {
    let desk = Desk::new();
    let other = desk.file().with_file_name("other.ron");
    fs::copy(desk.file(), &other).unwrap();
    drop(desk.open(Some(&other)));
    drop(desk.open(Some(&desk.file())));
    fs::remove_file(&other).unwrap();

    let mut harness = desk.open(None);
    harness.get_by_label("File").click();
    harness.run();
    harness.get_by_label_contains("Open recent").click();
    wait_until(&mut harness, |app| app.view().shelf.missing.len() == 1);
    let folder = desk.file().parent().unwrap().display().to_string();
    let [first, second] = ["1 abilene.ron", "2 other.ron"].map(|name| format!("{name} — {folder}"));
    let gone = harness.get_by_label(&second);
    assert!(gone.accesskit_node().is_disabled());
    let why = harness.state().view().shelf.why_missing(&other).unwrap();
    assert_eq!(why, "It was moved, renamed or deleted");
    harness.get_by_label(&first).click();
    harness.run();
    wait_until(&mut harness, |app| app.session().file().is_some());
    assert_eq!(
        harness.state().session().file(),
        Some(desk.file().as_path())
    );
}

#[test]
fn settings_that_cannot_be_read_are_kept_aside_and_said_once() {
    let desk = Desk::new();
    fs::create_dir_all(desk.settings().parent().unwrap()).unwrap();
    fs::write(desk.settings(), "(recent: [\"/a.ron\", oops").unwrap();
    let harness = desk.open(None);
    assert!(
        notice(&harness).contains("settings.ron.bak"),
        "{}",
        notice(&harness)
    );
    let aside = desk.settings().with_extension("ron.bak");
    assert!(fs::read_to_string(aside).unwrap().contains("oops"));
    assert_eq!(notice(&desk.open(None)), "");
}

#[test]
fn unsaved_changes_survive_a_window_that_ends_without_asking() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    let took = desk.wait_for_journals(1);
    assert!(took < Duration::from_secs(5), "{took:?}");
    // Another window finds nothing while this one lives.
    assert!(desk.open(None).state().view().shelf.recovered.is_empty());
    drop(harness);

    let mut harness = desk.open(None);
    harness.get_by_label_contains("changed less than a minute ago");
    answer(&mut harness, "Open");
    harness.get_by_role_and_label(Role::Tab, "Model").click();
    harness.run();
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
    assert!(!harness.state().session().is_saved());
    assert_eq!(
        harness.state().session().file(),
        Some(desk.file().as_path())
    );
    assert!(harness.query_by_label_contains("Recovered: “").is_none());

    save(&mut harness);
    assert!(
        notice(&harness).starts_with("Saved to"),
        "{}",
        notice(&harness)
    );
    assert!(fs::read_to_string(desk.file()).unwrap().contains("0.65"));
    desk.wait_for_journals(0);
    drop(harness);
    assert!(desk.open(None).state().view().shelf.recovered.is_empty());
}

#[test]
fn changes_are_kept_while_others_follow() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    let start = Instant::now();
    for percent in (41..60).cycle() {
        if !desk.journals().is_empty() {
            break;
        }
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "more than 5 s would be lost"
        );
        click(&mut harness, &INFERENCE);
        type_text(&mut harness, &format!("{percent}%"));
        press(&mut harness, Modifiers::NONE, Key::Enter);
    }
}

#[test]
fn a_file_opened_before_is_found_by_its_name() {
    let desk = Desk::new();
    drop(desk.open(Some(&desk.file())));
    let mut harness = desk.open(None);
    press(&mut harness, Modifiers::COMMAND, Key::K);
    type_text(&mut harness, "abilene.ron");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    settle(&mut harness);
    assert_eq!(
        harness.state().session().file(),
        Some(desk.file().as_path())
    );
}

#[test]
fn recovered_changes_are_offered_until_somebody_has_decided() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    drop(harness);
    drop(desk.open(None));
    let mut harness = desk.open(None);
    answer(&mut harness, "Discard");
    harness.get_by_label("Discard the recovered changes?");
    answer(&mut harness, "Cancel");
    harness.get_by_label_contains("Recovered: “");
    answer(&mut harness, "Discard");
    answer(&mut harness, "Discard changes");
    assert!(harness.query_by_label_contains("Recovered: “").is_none());
    drop(harness);
    assert_eq!(desk.journals(), Vec::<String>::new());
}

#[test]
fn recovered_changes_that_are_opened_are_kept_until_they_are_saved() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    drop(harness);
    let mut harness = desk.open(None);
    answer(&mut harness, "Open");
    drop(harness);
    assert_eq!(
        desk.journals().len(),
        1,
        "the changes moved, and are there once"
    );
    let harness = desk.open(None);
    assert_eq!(harness.state().view().shelf.recovered.len(), 1);
}

#[test]
fn changes_that_are_given_up_are_not_offered_again() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    desk.wait_for_journals(1);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    desk.wait_for_journals(0);
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    desk.wait_for_journals(1);
    press(&mut harness, Modifiers::COMMAND, Key::Q);
    answer(&mut harness, "Discard changes");
    drop(harness);
    assert_eq!(desk.journals(), Vec::<String>::new());
}

#[test]
fn a_copy_that_cannot_be_read_is_kept_aside() {
    let desk = Desk::new();
    let recovery = desk.folder.path().join("kept").join("recovery");
    fs::create_dir_all(&recovery).unwrap();
    fs::write(recovery.join("1-2.ron"), "(file: None, half a").unwrap();
    let harness = desk.open(None);
    assert!(
        notice(&harness).contains("1-2.ron.bak"),
        "{}",
        notice(&harness)
    );
    assert!(recovery.join("1-2.ron.bak").exists());
}

#[test]
fn a_file_that_another_program_changed_is_not_overwritten_unasked() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    change_elsewhere(&desk.file());
    save(&mut harness);
    harness.get_by_label("The file was changed by another program");
    answer(&mut harness, "Cancel");
    assert!(
        fs::read_to_string(desk.file())
            .unwrap()
            .contains("Elsewhere")
    );
    assert!(!harness.state().session().is_saved());

    save(&mut harness);
    answer(&mut harness, "Overwrite");
    assert!(harness.state().session().is_saved());
    let text = fs::read_to_string(desk.file()).unwrap();
    assert!(text.contains("0.65") && !text.contains("Elsewhere"));
    let before = fs::read_to_string(file::backup_path(&desk.file())).unwrap();
    assert!(
        before.contains("Elsewhere"),
        "the other version is kept beside it"
    );
    // What was saved here is no change of another program.
    change_again(&mut harness);
    save(&mut harness);
    assert!(harness.state().session().is_saved());
}

/// Makes another change of the same cell.
fn change_again(harness: &mut Harness<'static, App>) {
    click(harness, &INFERENCE);
    type_text(harness, "70%");
    press(harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value_of(harness, &INFERENCE), "70.0 %");
}

#[test]
fn a_changed_file_is_read_again_where_it_was_left() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    harness.get_by_role_and_label(Role::Tab, "Model").click();
    harness.run();
    click(&mut harness, "Uptime");
    change_elsewhere(&desk.file());
    come_back(&mut harness);
    wait_until(&mut harness, |app| app.view().shelf.changed.is_some());
    harness.get_by_label("abilene.ron was changed by another program");
    answer(&mut harness, "Reload");
    assert!(title(&harness).starts_with("Elsewhere"));
    assert!(harness.state().session().is_saved());
    assert_eq!(
        harness.state().view().selected.as_ref().unwrap().row,
        "uptime"
    );
    cell(&harness, "Uptime");
    assert!(
        harness
            .query_by_label_contains("by another program")
            .is_none()
    );
}

#[test]
fn reloading_asks_about_changes_and_keeping_mine_makes_them_unsaved() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    change_elsewhere(&desk.file());
    come_back(&mut harness);
    wait_until(&mut harness, |app| app.view().shelf.changed.is_some());
    answer(&mut harness, "Reload");
    harness.get_by_label("Reload the file?");
    answer(&mut harness, "Cancel");
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(harness.state().session().is_saved());
    answer(&mut harness, "Keep mine");
    assert!(
        !harness.state().session().is_saved(),
        "the file holds something else"
    );
    save(&mut harness);
    assert!(harness.state().session().is_saved());
    assert!(
        !fs::read_to_string(desk.file())
            .unwrap()
            .contains("Elsewhere")
    );
}

#[test]
fn a_file_that_was_deleted_makes_the_document_unsaved() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    fs::remove_file(desk.file()).unwrap();
    come_back(&mut harness);
    wait_until(&mut harness, |app| !app.session().is_saved());
    assert!(
        notice(&harness).contains("was moved or deleted"),
        "{}",
        notice(&harness)
    );
    save(&mut harness);
    assert!(desk.file().exists() && harness.state().session().is_saved());
}

/// Tries to save, and holds the window to what it says and keeps.
fn cannot_be_saved(harness: &mut Harness<'static, App>, why: &str) {
    save(harness);
    harness.get_by_label("The workbook cannot be saved");
    harness.get_by_label_contains(why);
    harness.get_by_label_contains("Your changes are still here, unsaved");
    assert!(!harness.state().session().is_saved());
}

#[test]
fn a_file_that_may_not_be_written_is_saved_elsewhere() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    let before = fs::read_to_string(desk.file()).unwrap();
    let mut permissions = fs::metadata(desk.file()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(desk.file(), permissions).unwrap();
    cannot_be_saved(&mut harness, "You may not write here.");
    assert_eq!(fs::read_to_string(desk.file()).unwrap(), before);

    answer(&mut harness, "Save as…");
    wait_until(&mut harness, |app| {
        matches!(app.view().dialog, Some(Dialog::Path(_)))
    });
    let other = desk.file().with_file_name("mine.ron");
    press(&mut harness, Modifiers::COMMAND, Key::A);
    type_text(&mut harness, &other.display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    settle(&mut harness);
    assert!(harness.state().session().is_saved());
    assert_eq!(harness.state().session().file(), Some(other.as_path()));
}

#[test]
fn a_folder_that_vanished_is_named_and_the_next_try_works() {
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    let folder = desk.file().parent().unwrap().to_path_buf();
    fs::remove_dir_all(&folder).unwrap();
    cannot_be_saved(&mut harness, "There is no such folder.");
    harness.get_by_label_contains(&desk.file().display().to_string());
    fs::create_dir(&folder).unwrap();
    answer(&mut harness, "Try again");
    assert!(harness.state().session().is_saved() && desk.file().exists());
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    let mut harness = desk.open(Some(&desk.file()));
    change(&mut harness);
    let folder = desk.file().parent().unwrap().to_path_buf();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(folder.join("probe"), "").is_ok() {
        eprintln!("SKIPPED: this user may write into read-only folders");
        return;
    }
    cannot_be_saved(&mut harness, "You may not write here.");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    answer(&mut harness, "Try again");
    assert!(harness.state().session().is_saved());
}

/// A very small disk, which is taken away again.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<Self> {
        fs::create_dir(at).unwrap();
        let mount = ["-t", "tmpfs", "-o", "size=512k", "none"];
        let status = std::process::Command::new("mount")
            .args(mount)
            .arg(at)
            .status();
        status
            .is_ok_and(|status| status.success())
            .then(|| Self(at.to_path_buf()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_named_and_the_old_file_stays() {
    let desk = Desk::new();
    let Some(disk) = SmallDisk::mount(&desk.folder.path().join("small")) else {
        eprintln!("SKIPPED: this user may not make a small disk");
        return;
    };
    let path = disk.0.join("abilene.ron");
    fs::copy(desk.file(), &path).unwrap();
    let before = fs::read(&path).unwrap();
    let mut harness = desk.open(Some(&path));
    change(&mut harness);
    let filler = disk.0.join("filler");
    // It takes what room there is, and fails.
    let _ = fs::write(&filler, vec![0; 512 * 1024]);
    cannot_be_saved(&mut harness, "The disk is full.");
    assert_eq!(fs::read(&path).unwrap(), before);
    fs::remove_file(filler).unwrap();
    answer(&mut harness, "Try again");
    assert_eq!(harness.state().view().dialog, None);
    assert!(harness.state().session().is_saved());
    assert_eq!(fs::read(file::backup_path(&path)).unwrap(), before);
}

#[test]
fn a_cancelled_save_does_not_close_the_window_later() {
    let desk = Desk::new();
    let mut harness = desk.open(None);
    change(&mut harness);
    press(&mut harness, Modifiers::COMMAND, Key::W);
    answer(&mut harness, "Save");
    wait_until(&mut harness, |app| {
        matches!(app.view().dialog, Some(Dialog::Path(_)))
    });
    answer(&mut harness, "Cancel");
    assert_eq!(harness.state().view().dialog, None);
    assert_eq!(harness.state().view().after_save, None);
    assert_eq!(value_of(&harness, &INFERENCE), "65.0 %");
}
