//! Spreadsheets of others are read or refused in a sentence, whatever is in them, and the program
//! is none the worse for it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../engine/tests/made/mod.rs"]
mod made;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use made::{hostile, ods, xls, xlsb};
use rackhour::worker::{Worker, read_file};
use rackhour_engine::excel::read::{Stop, Watch};
use rackhour_engine::excel::{Book, Sheet};
use rackhour_tests::program::root;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_rackhour-under-test");
/// How much memory a process may take that reads or refuses a hostile file.
const MEMORY: u64 = 1 << 30;

fn worker() -> Worker {
    Worker {
        program: Some(PathBuf::from(PROGRAM)),
        ..Worker::default()
    }
}

fn read(path: &Path) -> Result<Book, Stop> {
    worker().read(path, &Arc::new(Watch::default()))
}

/// Writes a file into a folder that goes away after the test.
fn placed(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

#[track_caller]
fn refused(read: Result<Book, Stop>) -> String {
    match read {
        Err(Stop::Refused(refusal)) => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

/// What came of a file, in a line.
fn outcome(read: &Result<Book, Stop>) -> String {
    let sheet = |sheet: &Sheet| {
        let what = match &sheet.skipped {
            Some(reason) => reason.clone(),
            None => format!("{} cells", sheet.cells.len()),
        };
        let remarks: String = sheet
            .remarks
            .iter()
            .map(|remark| format!(" {remark}"))
            .collect();
        format!(" {}: {what}{remarks}", sheet.name)
    };
    match read {
        Err(Stop::Refused(refusal)) => refusal.to_string(),
        Err(Stop::Cancelled) => "cancelled".to_owned(),
        Ok(book) => {
            let sheets: String = book.sheets.iter().map(sheet).collect();
            let remarks: String = book
                .remarks
                .iter()
                .map(|remark| format!(" {remark}"))
                .collect();
            format!("read as {:?}:{sheets}{remarks}", book.kind)
        }
    }
}

#[test]
fn every_hostile_file_ends_in_a_sentence() {
    let mut lines = String::new();
    for (name, bytes) in hostile::all() {
        let (_folder, path) = placed(&name, &bytes);
        let started = Instant::now();
        let outcome = outcome(&read(&path));
        assert!(
            started.elapsed() < Duration::from_secs(25),
            "{name}: {:?}",
            started.elapsed()
        );
        assert!(
            outcome.starts_with("read as") || outcome.starts_with(&format!("`{name}` ")),
            "{outcome}"
        );
        lines += &format!("{name} → {outcome}\n");
    }
    let golden = root().join("tests/ref/spreadsheets.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&golden, &lines).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap();
    assert_eq!(
        lines, expected,
        "run with UPDATE_EXPECT=1 and look at the changes"
    );
}

/// Reads a file in a process of its own and gives the most memory that it was seen to take.
#[cfg(target_os = "linux")]
fn peak(path: &Path) -> u64 {
    let mut child = Command::new(PROGRAM)
        .arg("--import-worker")
        .arg(path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let (mut most, started) = (0, Instant::now());
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{} is still being read", path.display());
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes =
            line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        most = most.max(kilobytes.unwrap_or_default() << 10);
        thread::sleep(Duration::from_millis(2));
    }
    most
}

#[test]
#[cfg(target_os = "linux")]
fn no_hostile_file_takes_more_memory_than_there_is() {
    let mut large = hostile::all();
    large.push(("crowded.xlsx".to_owned(), hostile::crowded()));
    let mut seen = 0;
    for (name, bytes) in &large {
        let (_folder, path) = placed(name, bytes);
        let taken = peak(&path);
        seen += u64::from(taken > 0);
        // What the reader of an old kind lays out in full is ended at the limit of its process.
        let limit = if matches!(name.as_str(), "repeated.ods" | "far.xls") {
            2 * MEMORY
        } else {
            MEMORY
        };
        assert!(taken < limit, "{name}: {} MB", taken >> 20);
    }
    assert!(
        seen as usize > large.len() / 2,
        "memory was measured of {seen} only"
    );
}

#[test]
#[cfg(not(target_os = "linux"))]
fn no_hostile_file_takes_more_memory_than_there_is() {
    eprintln!("WARNING: how much memory reading takes is NOT measured on this system");
}

#[test]
fn a_crowded_sheet_is_read_as_far_as_it_is_kept() {
    let (_folder, path) = placed("crowded.xlsx", &hostile::crowded());
    let book = read(&path).unwrap();
    assert_eq!(book.sheets[0].cells.len(), 2_000_000);
    assert!(
        book.sheets[0].remarks[0].contains("first 2000000"),
        "{:?}",
        book.sheets[0].remarks
    );
}

#[test]
fn what_is_read_elsewhere_is_what_would_be_read_here() {
    let new: &[(u32, u32, xlsb::Held<'_>)] = &[
        (0, 0, xlsb::Held::Text("Größe")),
        (1, 3, xlsb::Held::Number(0.1 + 0.2)),
        (2, 1, xlsb::Held::Truth(true)),
        (9, 1, xlsb::Held::Sum(3.0)),
    ];
    let old: &[(u16, u16, xls::Held<'_>)] = &[
        (0, 0, xls::Held::Text("Price")),
        (1, 3, xls::Held::Number(0.1 + 0.2)),
        (9, 1, xls::Held::Sum(3.0)),
    ];
    let open = r#"<table:table table:name="S"><table:table-row><table:table-cell office:value-type="date" office:date-value="2026-12-31"/></table:table-row></table:table>"#;
    for (name, bytes) in [
        ("m.xlsb", xlsb::xlsb(&[("Inputs", new), ("Empty", &[])])),
        ("m.xls", xls::xls("Inputs", old, true)),
        ("m.ods", ods(open)),
    ] {
        let (_folder, path) = placed(name, &bytes);
        let watch = Arc::new(Watch::default());
        let there = worker().read(&path, &watch).unwrap();
        let here = rackhour_engine::excel::read::read(name, &bytes, &Watch::default()).unwrap();
        assert!(!here.sheets[0].cells.is_empty());
        assert_eq!(there, here, "{name}");
    }
}

#[test]
fn reading_elsewhere_is_ended_when_it_is_not_wanted_any_more() {
    let slow = ods(&r#"<table:table table:name="S"><table:table-row table:number-rows-repeated="90"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row></table:table>"#.repeat(60));
    let (_folder, path) = placed("slow.ods", &slow);
    let watch = Arc::new(Watch::default());
    let asked = Arc::clone(&watch);
    let reading = thread::spawn(move || worker().read(&path, &asked));
    thread::sleep(Duration::from_millis(150));
    assert!(!reading.is_finished());
    let started = Instant::now();
    watch.cancel();
    assert_eq!(reading.join().unwrap(), Err(Stop::Cancelled));
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn what_takes_too_long_is_ended() {
    let (_folder, path) = placed("m.ods", &ods(""));
    let hurried = Worker {
        time: Duration::from_millis(1),
        ..worker()
    };
    assert_eq!(
        refused(hurried.read(&path, &Arc::new(Watch::default()))),
        "`m.ods` takes too long to read: open it in Excel or LibreOffice and save it as .xlsx."
    );
}

#[test]
fn a_program_that_is_not_this_one_is_not_believed() {
    let (_folder, path) = placed("m.ods", &ods(""));
    for program in ["no such program", "/bin/cat", "/bin/true"] {
        let other = Worker {
            program: Some(program.into()),
            ..Worker::default()
        };
        let sentence = refused(other.read(&path, &Arc::new(Watch::default())));
        assert!(sentence.contains("did not start"), "{program}: {sentence}");
    }
}

#[test]
fn files_that_cannot_be_opened_are_named() {
    let folder = TempDir::new().unwrap();
    let watch = Arc::new(Watch::default());
    let sentence = |path: &Path| refused(read_file(path, &watch));
    let path = folder.path().join("DCF.xlsx");
    assert!(sentence(&path).starts_with("`DCF.xlsx` is not there: "));
    fs::create_dir(&path).unwrap();
    assert_eq!(
        sentence(&path),
        "`DCF.xlsx` is a folder: choose a file in it."
    );
    let large = folder.path().join("large.csv");
    fs::File::create(&large)
        .unwrap()
        .set_len((100 << 20) + 1)
        .unwrap();
    assert!(sentence(&large).starts_with("`large.csv` is larger than 100 MB: "));
}

#[test]
#[cfg(unix)]
fn devices_are_no_files() {
    let sentence = refused(read_file(
        Path::new("/dev/zero"),
        &Arc::new(Watch::default()),
    ));
    assert_eq!(
        sentence,
        "`zero` is a device and not a file: choose a file on a disk."
    );
}
