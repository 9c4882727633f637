//! How near the engine comes to the limits of the machine, as ratios measured in one run:
//! `cargo bench -p rackhour-engine --bench limits`, with `-- --only G3,I1` for some rows alone.
//!
//! JSON goes to standard output and a table to standard error. A row that misses its bar makes the
//! exit code 1.

#![allow(
    clippy::expect_used,
    reason = "a benchmark that cannot start has failed"
)]

mod hand;
mod harness;
mod model;
mod monte_carlo;
mod rates;
mod rows;
mod running;

use std::process::{Command, ExitCode};

use rackhour_engine::run::Level;

/// Rounds in which every candidate takes its turn.
const ROUNDS: usize = 9;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let only = arguments.iter().position(|argument| argument == "--only");
    let only = only.and_then(|place| arguments.get(place + 1));
    if only.is_some_and(|only| only == "npv-grid") {
        // A line per request, for a driver that takes turns with other programs.
        return rows::serve_npv();
    }
    let wanted = |id: &str| only.is_none_or(|only| only.split(',').any(|one| one == id));
    eprintln!("{}", surroundings());
    let found = rows::rows(ROUNDS, &wanted);
    for row in &found {
        eprintln!("{}", row.line());
    }
    let json: Vec<_> = found.iter().map(harness::Row::json).collect();
    println!(
        "{{\"surroundings\":\"{}\",\"rows\":[\n{}\n]}}",
        surroundings(),
        json.join(",\n")
    );
    match found.iter().all(harness::Row::is_met) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// The machine, as far as it says.
fn surroundings() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cache = |index: u8| {
        let folder = format!("/sys/devices/system/cpu/cpu0/cache/index{index}");
        let size = read(&format!("{folder}/size"));
        format!(
            "L{} {}",
            read(&format!("{folder}/level")).trim(),
            size.trim()
        )
    };
    let caches: Vec<_> = [0, 2, 3].map(cache).to_vec();
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    format!(
        "{}, {} cores, {}, {}",
        Level::best().name(),
        std::thread::available_parallelism().map_or(1, usize::from),
        caches.join(", "),
        rustc.unwrap_or_else(|_| "rustc unknown".to_owned())
    )
}
