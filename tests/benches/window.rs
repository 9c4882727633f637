//! How long a frame takes while a slider is dragged: `cargo bench -p rackhour-tests --bench window`.
//!
//! The window stands without a display, with the model of four operators, its table of rows and its
//! main figure side by side. What is counted is the processor time of all threads: the engine, the
//! layout of the frame, and the shapes to be drawn. Ends with a failure where a frame is late.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on has failed"
)]

use std::process::ExitCode;
use std::time::Instant;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rackhour::app::{App, Start};
use rackhour::jobs::FileDialogs;
use rackhour_tests::program::root;

/// Frames of a drag that are counted.
const FRAMES: usize = 400;

/// Milliseconds that half of the frames, and all but one in a hundred, may take.
const BARS: [f64; 2] = [8.0, 16.0];

/// Mebibytes of memory that the window may take.
const MEMORY: f64 = 300.0;

fn main() -> ExitCode {
    let mut harness = open();
    let slider = "External inference · Allocation in the first year";
    let rect = harness.get_by_role_and_label(Role::Slider, slider).rect();
    let at = |share: f32| egui::pos2(rect.left() + share * rect.width(), rect.center().y);
    harness.drag_at(at(0.5));
    harness.step();
    let mut times: Vec<f64> = (0..FRAMES)
        .map(|frame| {
            // Back and forth, so that no frame finds what the one before has computed.
            let share = 0.5 + 0.4 * (frame as f32 * 0.07).sin();
            harness.hover_at(at(share));
            let start = used();
            harness.step();
            (used() - start) * 1e3
        })
        .collect();
    harness.drop_at(at(0.5));
    harness.run();
    times.sort_by(f64::total_cmp);
    let [median, late] = [0.5, 0.99].map(|share| times[(share * (FRAMES - 1) as f64) as usize]);
    let idle = idle(&mut harness);
    let memory = memory();
    println!("{{\"frames\":{FRAMES},\"median_ms\":{median:.2},\"p99_ms\":{late:.2},");
    println!("\"worst_ms\":{:.2},", times[FRAMES - 1]);
    println!("\"idle_frames\":{idle},\"memory_mib\":{memory:.0}}}");
    let is_met = median < BARS[0] && late < BARS[1] && idle == 0 && memory < MEMORY;
    match is_met {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn open() -> Harness<'static, App> {
    let start = Start {
        path: Some(root().join("workbooks/ai-factory.ron")),
        dialogs: FileDialogs::Own,
        ..Start::default()
    };
    let mut harness = Harness::builder()
        .with_size([1920.0, 1080.0])
        .build_eframe(|creation| App::new(&creation.egui_ctx, start));
    harness.run();
    harness
        .get_by_role_and_label(Role::Tab, "Side by side")
        .click();
    harness.run();
    harness
}

/// How often a window in which nothing happens asks to be drawn again.
fn idle(harness: &mut Harness<'static, App>) -> usize {
    (0..50)
        .filter(|_| {
            harness.step();
            harness.ctx.has_requested_repaint()
        })
        .count()
}

/// Seconds of processor time that the process has used, where the system tells; else seconds that
/// have passed.
fn used() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    let nanoseconds = tasks.filter_map(Result::ok).filter_map(|task| {
        let account = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        account.split(' ').next()?.parse::<f64>().ok()
    });
    // The kernel brings its account up to date when a thread steps aside.
    std::thread::yield_now();
    let sum: f64 = nanoseconds.sum();
    match sum > 0.0 {
        true => sum / 1e9,
        false => {
            static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
            START.get_or_init(Instant::now).elapsed().as_secs_f64()
        }
    }
}

/// Mebibytes that the process has in memory, where the system tells.
fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status
        .lines()
        .filter_map(|line| line.strip_prefix("VmRSS:"));
    let size = lines.next().and_then(|line| line.split_whitespace().next());
    size.and_then(|size| size.parse::<f64>().ok())
        .unwrap_or_default()
        / 1024.0
}
