//! How long a frame takes: `cargo bench -p rackhour-tests --bench window`.
//!
//! The window stands without a display. A slider is dragged with the model of four operators, its
//! table of rows and its main figure side by side; then values are typed into a sheet of 5,000
//! rows and 60 periods, and it is scrolled. What is counted is the processor time of all threads: the
//! engine, the layout of the frame, and the shapes to be drawn. Ends with a failure where a frame is
//! late.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on has failed"
)]

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rackhour::app::{App, Start};
use rackhour::jobs::FileDialogs;
use rackhour_tests::program::root;

/// Frames of a drag that are counted.
const FRAMES: usize = 400;

/// Milliseconds that half of the frames, and all but one in a hundred, may take.
const BARS: [f64; 2] = [8.0, 16.0];

/// Mebibytes of memory that the window may take.
const MEMORY: f64 = 300.0;

/// Rows and periods of the large sheet.
const LARGE: (usize, usize) = (5_000, 60);

fn main() -> ExitCode {
    let mut harness = open(&root().join("workbooks/ai-factory.ron"));
    harness
        .get_by_role_and_label(Role::Tab, "Side by side")
        .click();
    harness.run();
    let drag = Times::of(drag(&mut harness));
    let idle = idle(&mut harness);
    let memory = memory();
    drop(harness);
    drag.print("drag");
    println!("{{\"idle_frames\":{idle},\"memory_mib\":{memory:.0}}}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.ron");
    std::fs::write(&path, large()).unwrap();
    let mut harness = open(&path);
    let typed = Times::of(type_values(&mut harness));
    typed.print("type into 5,000 x 60");
    let scrolled = Times::of(scroll(&mut harness));
    scrolled.print("scroll 5,000 x 60");

    let is_quick = drag.median < BARS[0] && drag.late < BARS[1] && scrolled.late < BARS[1];
    match is_quick && idle == 0 && memory < MEMORY {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// What the frames of one act took, in milliseconds.
struct Times {
    frames: usize,
    median: f64,
    late: f64,
    worst: f64,
}

impl Times {
    fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        let frames = times.len();
        let at = |share: f64| times[(share * (frames - 1) as f64) as usize];
        Self {
            frames,
            median: at(0.5),
            late: at(0.99),
            worst: at(1.0),
        }
    }

    fn print(&self, what: &str) {
        let Self {
            frames,
            median,
            late,
            worst,
        } = self;
        println!("{{\"what\":\"{what}\",\"frames\":{frames},");
        println!("\"median_ms\":{median:.2},\"p99_ms\":{late:.2},\"worst_ms\":{worst:.2}}}");
    }
}

/// One frame, and the milliseconds of it.
fn frame(harness: &mut Harness<'static, App>) -> f64 {
    let start = used();
    harness.step();
    (used() - start) * 1e3
}

/// Drags the slider of an allocation back and forth, so that no frame finds what the one before has
/// computed.
fn drag(harness: &mut Harness<'static, App>) -> Vec<f64> {
    let slider = "External inference · Allocation in the first year";
    let rect = harness.get_by_role_and_label(Role::Slider, slider).rect();
    let at = |share: f32| egui::pos2(rect.left() + share * rect.width(), rect.center().y);
    harness.drag_at(at(0.5));
    harness.step();
    let times = (0..FRAMES).map(|count| {
        harness.hover_at(at(0.5 + 0.4 * (count as f32 * 0.07).sin()));
        frame(harness)
    });
    let times = times.collect();
    harness.drop_at(at(0.5));
    harness.run();
    times
}

/// Turns the wheel over the sheet, down and across.
fn scroll(harness: &mut Harness<'static, App>) -> Vec<f64> {
    harness.hover_at(egui::pos2(900.0, 500.0));
    harness.step();
    let times = (0..FRAMES).map(|count| {
        let across = if count % 4 == 3 { -60.0 } else { 0.0 };
        harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(across, -240.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Trackpad,
            modifiers: egui::Modifiers::NONE,
        });
        frame(harness)
    });
    times.collect()
}

/// Types values into the periods of one row; what is counted is the frame of each Tab.
fn type_values(harness: &mut Harness<'static, App>) -> Vec<f64> {
    harness
        .get_by_role_and_label(Role::Cell, "Row 1, 2026Q1")
        .click();
    harness.run();
    let times = (0..40).map(|count| {
        harness.event(egui::Event::Text(format!("{}", 2 + count % 7)));
        harness.step();
        harness.key_press(egui::Key::Tab);
        let time = frame(harness);
        harness.step();
        time
    });
    let times = times.collect();
    let undo = harness.get_by_role_and_label(Role::Button, "Undo");
    assert!(!undo.accesskit_node().is_disabled(), "nothing was typed");
    times
}

/// Rows in pairs: a value that grows, and a formula that reads it and the formula before.
fn large() -> String {
    let (rows, periods) = LARGE;
    let mut variables = String::new();
    for row in 0..rows {
        let definition = match row {
            0 => "assumption((value: constant(1.0), source: assumed(\"x\")))".to_owned(),
            _ if row % 2 == 0 => format!("formula(\"row_{} * 1.01 + row_{}\")", row - 1, row - 2),
            _ => "assumption((value: growth(first: 3.0, rate: 0.02), source: assumed(\"x\")))"
                .to_owned(),
        };
        let over = if row % 2 == 1 {
            "over: [\"quarter\"], "
        } else {
            ""
        };
        variables += &format!(
            "(id: \"row_{row}\", label: \"Row {row}\", unit: \"$\", section: \"all\", {over}definition: {definition}),\n"
        );
    }
    format!(
        "(format: 1, title: \"Large\", timeline: (first: \"2026Q1\", count: {periods}, step: quarter), sections: [(id: \"all\", label: \"All\")], variables: [{variables}])"
    )
}

fn open(path: &Path) -> Harness<'static, App> {
    let start = Start {
        path: Some(path.to_owned()),
        dialogs: FileDialogs::Own,
        ..Start::default()
    };
    let mut harness = Harness::builder()
        .with_size([1920.0, 1080.0])
        .with_max_steps(60)
        .build_eframe(|creation| App::new(&creation.egui_ctx, start));
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
