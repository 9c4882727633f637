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
use rackhour_engine::excel::{At, Book, Kind, Sheet, Value, Visibility};
use rackhour_tests::program::root;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
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
    // What comes of a file must not depend on how busy the machine is.
    let patient = Worker {
        time: Duration::from_secs(240),
        ..worker()
    };
    for (name, bytes) in hostile::all() {
        let (_folder, path) = placed(&name, &bytes);
        let outcome = outcome(&patient.read(&path, &Arc::new(Watch::default())));
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
        if started.elapsed() > Duration::from_secs(300) {
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

/// A program that answers with these bytes, whatever it is asked.
#[cfg(unix)]
fn liar(folder: &Path, answer: &[u8]) -> Worker {
    use std::os::unix::fs::PermissionsExt;
    let program = folder.join("liar");
    fs::write(folder.join("answer"), answer).unwrap();
    if !program.exists() {
        fs::write(
            &program,
            "#!/bin/sh\nexec cat \"$(dirname \"$0\")/answer\"\n",
        )
        .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    Worker {
        program: Some(program),
        time: Duration::from_secs(5),
    }
}

/// What the process that reads a file says.
#[cfg(unix)]
fn answer(path: &Path) -> Vec<u8> {
    let mut command = Command::new(PROGRAM);
    let output = command.arg("--import-worker").arg(path).output().unwrap();
    assert!(output.status.success() && !output.stdout.is_empty());
    output.stdout
}

#[test]
#[cfg(unix)]
fn an_answer_is_believed_only_where_it_could_be_true() {
    let (folder, path) = placed("m.ods", &ods(""));
    let other = folder.path().join("other.ods");
    fs::write(&other, ods("")).unwrap();
    let read = |answer: &[u8]| liar(folder.path(), answer).read(&path, &Arc::new(Watch::default()));
    let ready = b"\x07\0\0\0\0\x050.1.0";
    let refusal = |file: &str, problem: &str| {
        let mut frame = vec![4];
        for text in [file, problem, "choose another"] {
            frame.push(text.len() as u8);
            frame.extend(text.bytes());
        }
        [&ready[..], &(frame.len() as u32).to_le_bytes(), &frame].concat()
    };
    assert!(read(&answer(&path)).is_ok());
    for (answer, expected) in [
        (b"\x07\0\0\0\0\x059.9.9".to_vec(), "did not start"),
        (b"\xFF\xFF\xFF\xFF".to_vec(), "did not start"),
        (
            [&ready[..], b"\xFF\xFF\xFF\xFF"].concat(),
            "needs more memory",
        ),
        ([&ready[..], &ready[..]].concat(), "needs more memory"),
        (
            [&ready[..], b"\x01\0\0\0\x05"].concat(),
            "needs more memory",
        ),
        (
            refusal("m.ods", "is odd"),
            "`m.ods` is odd: choose another.",
        ),
        (refusal("n.ods", "is odd"), "to its end"),
        (refusal("m.ods", "is\nodd"), "to its end"),
        (self::answer(&other), "to its end"),
    ] {
        let sentence = refused(read(&answer));
        assert!(sentence.starts_with("`m.ods` "), "{sentence}");
        assert!(sentence.contains(expected), "{expected}: {sentence}");
    }
}

/// Disturbs what the reading process says, for a second, or for as many as `FUZZ_SECONDS` tells.
#[test]
#[cfg(unix)]
fn disturbed_answers_are_books_or_refusals() {
    let cells: &[xlsb::Placed<'_>] = &[
        (0, 0, xlsb::Held::Text("Price")),
        (1, 3, xlsb::Held::Number(3.5)),
        (9, 1, xlsb::Held::Sum(3.0)),
    ];
    let (folder, path) = placed("m.xlsb", &xlsb::xlsb(&[("Inputs", cells)]));
    let whole = answer(&path);
    let seconds = std::env::var("FUZZ_SECONDS").map_or(1, |text| text.parse().unwrap());
    let until = Instant::now() + Duration::from_secs(seconds);
    let (mut state, mut count, mut books) = (1_u64, 0, 0);
    let mut dice = |end: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % end
    };
    while Instant::now() < until {
        let mut bytes = whole.clone();
        for _ in 0..1 + dice(3) {
            let at = dice(bytes.len());
            match dice(4) {
                0 => bytes[at] = dice(256) as u8,
                1 => bytes[at] ^= 1 << dice(8),
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, dice(256) as u8),
            }
        }
        let read = liar(folder.path(), &bytes).read(&path, &Arc::new(Watch::default()));
        books += usize::from(read.is_ok());
        let line = outcome(&read);
        assert!(read.is_ok() || line.starts_with("`m.xlsb` "), "{line}");
        count += 1;
    }
    eprintln!("{count} disturbed answers, of which {books} gave a book");
    assert!(count > 0);
}

/// Converts a workbook with LibreOffice.
fn converted(path: &Path, ending: &str) -> Option<PathBuf> {
    let folder = path.parent().unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let done = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", ending, "--outdir"])
        .arg(folder)
        .arg(path)
        .output();
    let Ok(done) = done else {
        eprintln!(
            "WARNING: LibreOffice is missing, so .{ending} files that it writes are NOT read"
        );
        return None;
    };
    let made = path.with_extension(ending);
    assert!(made.exists(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(made)
}

/// A model with what every kind of spreadsheet can hold.
fn model() -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd-mmm-yy");
    let sheet = book.add_worksheet().set_name("Inputs").unwrap();
    sheet
        .merge_range(0, 1, 0, 2, "Forecast", &Format::new())
        .unwrap();
    sheet.write(1, 0, "Größe").unwrap();
    sheet.write(1, 1, 0.25).unwrap();
    sheet.write(2, 1, true).unwrap();
    let end = ExcelDateTime::from_ymd(2026, 12, 31).unwrap();
    sheet.write_with_format(3, 1, &end, &date).unwrap();
    let sum = Formula::new("B2*2").set_result("0.5");
    sheet.write_formula(4, 1, sum).unwrap();
    book.add_worksheet()
        .set_name("Hidden")
        .unwrap()
        .set_hidden(true);
    book.define_name("Size", "=Inputs!$B$2").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn what_libreoffice_writes_is_read() {
    for (ending, kind) in [("xls", Kind::Xls), ("ods", Kind::Ods)] {
        let (_folder, path) = placed("model.xlsx", &model());
        let Some(path) = converted(&path, ending) else {
            return;
        };
        let book = read(&path).unwrap();
        assert_eq!(book.kind, kind);
        let shown: Vec<_> = book
            .sheets
            .iter()
            .map(|sheet| (sheet.name.as_str(), sheet.visibility))
            .collect();
        assert_eq!(
            shown,
            [
                ("Inputs", Visibility::Visible),
                ("Hidden", Visibility::Hidden)
            ]
        );
        let sheet = &book.sheets[0];
        let value = |cell: &str| {
            sheet
                .cells
                .get(&At::read(cell).unwrap())
                .map(|cell| &cell.value)
        };
        assert_eq!(value("B1"), Some(&Value::Text("Forecast".into())));
        assert_eq!(value("A2"), Some(&Value::Text("Größe".into())));
        assert_eq!(value("B2"), Some(&Value::Number(0.25)));
        // To an old file it writes a number with a format that shows words.
        let is_true = value("B3").is_some_and(|value| match value {
            Value::Truth(truth) => *truth,
            other => *other == Value::Number(1.0),
        });
        assert!(is_true, "{ending}: {:?}", value("B3"));
        assert_eq!(value("B4"), Some(&Value::Date(46_387.0)));
        assert_eq!(value("B5"), Some(&Value::Number(0.5)), "{ending}");
        assert!(sheet.cells[&At::new(4, 1)].formula.is_some());
        assert!(book.names.iter().any(|name| name.name == "Size"));
        assert!(
            book.remarks
                .iter()
                .any(|remark| remark.contains("not read")),
            "{:?}",
            book.remarks
        );
        assert!(
            !book
                .remarks
                .iter()
                .any(|remark| remark.contains("no stored result"))
        );
    }
}
