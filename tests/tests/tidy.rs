//! Rules of the house that a reader would otherwise have to remember.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rackhour_tests::program::root;

/// The folders of the project; everything else at its top is a plain file.
const FOLDERS: [&str; 7] = [
    "app",
    "engine",
    "assets",
    "workbooks",
    "tests",
    ".ci",
    ".cargo",
];

/// Which rooms of the engine each room may name, besides `diagnostic` and `math`. No arrow points
/// up: a room only names rooms that stand before it.
const ARROWS: [(&str, &[&str]); 13] = [
    ("diagnostic", &[]),
    ("math", &[]),
    ("formula", &[]),
    ("units", &[]),
    ("functions", &["units"]),
    // The names of functions, which rows cannot have.
    ("workbook", &["formula", "units", "functions"]),
    ("check", &["formula", "units", "functions", "workbook"]),
    ("compile", &["check", "functions", "workbook"]),
    // One case is read by the reference evaluator straight from what was checked.
    ("run", &["check", "functions", "workbook", "compile"]),
    (
        "assist",
        &["formula", "units", "functions", "workbook", "check", "run"],
    ),
    // The tokens of formulas, which a comparison of two workbooks shows.
    ("study", &["check", "formula", "workbook", "compile", "run"]),
    ("evidence", &["check", "workbook", "compile", "run"]),
    ("explain", &["check", "workbook", "run", "evidence"]),
];

/// Spreadsheets of others, which end in proposals for the document.
const EXCEL: (&str, &[&str]) = (
    "excel",
    &["units", "functions", "formula", "workbook", "check", "run"],
);

/// Figures look at studies, and so come after them.
const FIGURE: (&str, &[&str]) = ("figure", &["units", "check", "workbook", "run", "study"]);

/// Crates that open windows or talk to a graphics card.
const WINDOWS: [&str; 8] = [
    "egui", "eframe", "winit", "wgpu", "glow", "glutin", "rfd", "arboard",
];

/// Crates that reach for a network.
const NETWORKS: [&str; 30] = [
    "async-h1",
    "async-net",
    "attohttpc",
    "awc",
    "curl",
    "h2",
    "h3",
    "hickory-proto",
    "hickory-resolver",
    "http",
    "hyper",
    "hyper-util",
    "isahc",
    "minreq",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "ring",
    "rustls",
    "schannel",
    "security-framework",
    "surf",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
    "webbrowser",
    "webpki",
    "xhr",
];

/// The files of the project with one of these endings, by their path from its top.
fn files(endings: &[&str]) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    for folder in FOLDERS {
        walk(&root().join(folder), &mut paths);
    }
    for entry in fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() && path.file_name().is_some_and(|name| name != "Cargo.lock") {
            paths.push(path);
        }
    }
    paths.sort();
    let relative = |path: &Path| {
        path.strip_prefix(root())
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned()
    };
    let fits = |path: &PathBuf| {
        endings.is_empty()
            || path
                .extension()
                .is_some_and(|found| endings.iter().any(|ending| found == *ending))
    };
    paths
        .iter()
        .filter(|path| fits(path))
        .filter_map(|path| Some((relative(path), fs::read_to_string(path).ok()?)))
        .collect()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, paths);
        } else {
            paths.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    files(&["rs"])
}

/// The lines of a source without comments and documentation, each with its number.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate();
    lines
        .map(|(at, line)| (at + 1, line.split("//").next().unwrap_or_default()))
        .filter(|(_, line)| !line.trim().is_empty())
}

/// Fails with every line of code in these files that a rule forbids.
#[track_caller]
fn forbid(rule: &str, within: impl Fn(&str) -> bool, words: &[&str]) {
    let mut found = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| within(path)) {
        for (at, line) in code(text) {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{path}:{at}: {}", line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{rule}\n{}", found.join("\n"));
}

/// The packages of `Cargo.lock` and what each depends on.
fn locked() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let mut packages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for block in text.split("[[package]]").skip(1) {
        let quoted = |line: &str| line.split('"').nth(1).unwrap_or_default().to_owned();
        let name = quoted(
            block
                .lines()
                .find(|line| line.starts_with("name = "))
                .unwrap(),
        );
        let needs = block.lines().filter(|line| line.starts_with(" \""));
        // ` "syn 2.0.1",` names a version where there are several.
        let needs = needs.map(|line| {
            quoted(line)
                .split(' ')
                .next()
                .unwrap_or_default()
                .to_owned()
        });
        packages.entry(name).or_default().extend(needs);
    }
    packages
}

/// Everything a package depends on, itself included.
fn below(package: &str) -> BTreeSet<String> {
    let packages = locked();
    let mut found = BTreeSet::new();
    let mut open = vec![package.to_owned()];
    while let Some(name) = open.pop() {
        if found.insert(name.clone()) {
            open.extend(packages[&name].iter().cloned());
        }
    }
    found
}

/// The rooms of the engine that a source names.
fn named(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (_, line) in code(text) {
        for after in line.split("crate::").skip(1) {
            let room = |word: &str| -> String {
                word.trim()
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect()
            };
            match after.strip_prefix('{') {
                Some(list) => rooms.extend(list.split(',').map(room)),
                None => drop(rooms.insert(room(after))),
            }
        }
    }
    rooms.remove("");
    rooms
}

#[test]
fn no_arrow_between_rooms_points_up() {
    let allowed: BTreeMap<_, _> = ARROWS.into_iter().chain([FIGURE, EXCEL]).collect();
    let mut before = BTreeSet::new();
    for (room, names) in ARROWS.into_iter().chain([FIGURE, EXCEL]) {
        assert!(
            names.iter().all(|name| before.contains(name)),
            "{room} names what follows it"
        );
        before.insert(room);
    }
    let both = "use crate::{compile::compile, math};\n// crate::study";
    assert_eq!(
        named(both).into_iter().collect::<Vec<_>>(),
        ["compile", "math"]
    );
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(inside) = path.strip_prefix("engine/src/") else {
            continue;
        };
        let room = inside.split(['/', '.']).next().unwrap();
        if room == "lib" {
            continue;
        }
        let may = allowed
            .get(room)
            .unwrap_or_else(|| panic!("`{room}` is not in the table"));
        for name in named(&text) {
            let free = ["diagnostic", "math", room].contains(&name.as_str());
            if !free && !may.contains(&name.as_str()) {
                wrong.push(format!("{path}: {room} → {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_engine_is_free_of_windows() {
    let below = below("rackhour-engine");
    let found: Vec<_> = WINDOWS
        .iter()
        .filter(|name| below.contains(**name))
        .collect();
    assert!(found.is_empty(), "the engine depends on {found:?}");
    assert!(!below.contains("rackhour"), "the engine depends on the app");
}

#[test]
fn nothing_reaches_for_a_network() {
    let packages = locked();
    let found: Vec<_> = NETWORKS
        .iter()
        .filter(|name| packages.contains_key(**name))
        .collect();
    assert!(found.is_empty(), "{found:?}");
    forbid("no sockets", |_| true, &[concat!("std::", "net")]);
}

#[test]
fn the_engine_has_no_clock_and_no_surroundings() {
    let engine = |path: &str| path.starts_with("engine/src/");
    forbid(
        "no clock, no environment",
        engine,
        &["std::time", "std::env", "std::process"],
    );
    let not_run = |path: &str| engine(path) && !path.starts_with("engine/src/run/");
    forbid(
        "only `run` starts threads",
        not_run,
        &["rayon", "std::thread"],
    );
    let not_file = |path: &str| engine(path) && path != "engine/src/workbook/file.rs";
    forbid(
        "only `workbook::file` opens files",
        not_file,
        &["std::fs", "tempfile::"],
    );
    // Some spreadsheets are read by another process, which hands back the book or why there is none.
    let written = [
        "engine/src/workbook/",
        "engine/src/excel/book.rs",
        "engine/src/excel/read/refusal.rs",
    ];
    let not_document =
        |path: &str| engine(path) && !written.iter().any(|own| path.starts_with(own));
    forbid(
        "only the document and a spreadsheet's cells are written",
        not_document,
        &["serde", "ron::"],
    );
}

#[test]
fn compiling_knows_nothing_of_running() {
    let compile = |path: &str| path.starts_with("engine/src/compile/");
    forbid(
        "`run` names `compile`, never the other way",
        compile,
        &["crate::run"],
    );
}

#[test]
fn what_is_drawn_only_reads() {
    let drawn = ["app/src/panels/", "app/src/widgets/", "app/src/plot/"];
    let drawn = |path: &str| drawn.iter().any(|folder| path.starts_with(folder));
    forbid(
        "panels read and send commands",
        drawn,
        &["&mut Workbook", "std::fs", "std::thread", "fs::"],
    );
    let not_job = |path: &str| {
        let jobs = ["app/src/jobs/", "app/src/cli/", "app/src/worker/"];
        path.starts_with("app/src/") && !jobs.iter().any(|job| path.starts_with(job))
    };
    let words = ["fs::", "thread::spawn", "thread::Builder"];
    forbid("files and threads are jobs", not_job, &words);
}

#[test]
fn colors_are_made_in_the_theme() {
    let not_theme = |path: &str| path.starts_with("app/src/") && path != "app/src/theme.rs";
    forbid(
        "take a color from the theme",
        not_theme,
        &[concat!("Color32::", "from_")],
    );
}

#[test]
fn nothing_is_unsafe_or_unfinished() {
    // Loops over lanes, and the loop by hand that the engine is measured against.
    let may = ["engine/src/run/kernels", "engine/benches/limits/hand.rs"];
    let may = |path: &str| may.iter().any(|start| path.starts_with(start));
    forbid(
        "only the kernels leave what the compiler can check",
        |path| !may(path),
        &[concat!("unsa", "fe "), concat!("unsa", "fe{")],
    );
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("to", "do!("),
    ];
    let words = [
        &words[..],
        &[
            concat!("unimple", "mented!("),
            concat!("unrea", "chable!()"),
        ],
    ]
    .concat();
    let mut found = Vec::new();
    for (path, text) in files(&[]) {
        for (at, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{path}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_source_says_what_it_is_for() {
    let silent = |(_, text): &(String, String)| !text.starts_with("//! ");
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(silent)
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn no_source_is_too_long_to_read() {
    let long =
        |(path, text): &(String, String)| !path.starts_with("tests/") && text.lines().count() > 900;
    let long: Vec<_> = sources()
        .into_iter()
        .filter(long)
        .map(|(path, _)| path)
        .collect();
    assert!(long.is_empty(), "{long:?}");
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(
        map.lines().count() <= 200,
        "ARCHITECTURE.md has {} lines",
        map.lines().count()
    );
}

#[test]
fn texts_are_clean() {
    let endings = ["rs", "toml", "ron", "md", "txt", "svg"];
    let machine = ["work", "home", "Users"].map(|folder| format!("/{folder}/"));
    let mut found = Vec::new();
    for (path, text) in files(&endings) {
        for (at, line) in text.lines().enumerate() {
            let tabs = line.contains('\t') && !path.starts_with("tests/");
            let here = machine.iter().any(|folder| line.contains(folder));
            if line.ends_with([' ', '\t']) || tabs || here {
                found.push(format!("{path}:{}: {line}", at + 1));
            }
        }
        if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
            found.push(format!("{path}: ends without exactly one line feed"));
        }
        if text.contains('\r') {
            found.push(format!("{path}: carriage returns"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_member_keeps_the_lints_of_the_workspace() {
    for member in ["app", "engine", "tests"] {
        let text = fs::read_to_string(root().join(member).join("Cargo.toml")).unwrap();
        assert!(text.contains("[lints]\nworkspace = true"), "{member}");
    }
}

#[test]
fn the_top_of_the_project_is_short() {
    for entry in fs::read_dir(root()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        let known = FOLDERS.contains(&name.as_str()) || [".git", "target"].contains(&name.as_str());
        assert!(
            known || entry.path().is_file(),
            "{name} is a folder of its own"
        );
    }
}
