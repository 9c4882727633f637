//! Opening the window: with the better graphics interface first, and the older one where it fails.

use std::fmt;
use std::path::PathBuf;

use eframe::{NativeOptions, Renderer};

use crate::app::{App, Start};
use crate::jobs;

/// No window could be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoWindow(String);

impl fmt::Display for NoWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot open a window: {}\n  hint: ", self.0)?;
        f.write_str(
            "start it in a desktop session, or work without a window: see `rackhour --help`",
        )
    }
}

impl std::error::Error for NoWindow {}

/// Opens the window with the workbook named, or with the bundled one, and waits until it closes.
///
/// # Errors
/// There is no display, or neither graphics interface works.
pub fn open(path: Option<PathBuf>) -> Result<(), NoWindow> {
    // A second attempt after a missing display only says that it is a second one.
    match run(Renderer::Wgpu, path.clone()) {
        Ok(()) => Ok(()),
        Err(first) if no_display(&first) => Err(NoWindow("there is no display".to_owned())),
        Err(first) => {
            // Said in the terminal, for whoever wonders why the window is slow.
            eprintln!("rackhour: {first}; trying OpenGL instead");
            run(Renderer::Glow, path).map_err(|second| NoWindow(format!("{first}; {second}")))
        }
    }
}

fn no_display(error: &eframe::Error) -> bool {
    matches!(
        error,
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_)
    )
}

fn run(renderer: Renderer, path: Option<PathBuf>) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Rackhour")
        .with_app_id("rackhour")
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([800.0, 500.0]);
    let options = NativeOptions {
        renderer,
        viewport,
        ..NativeOptions::default()
    };
    let start = Start {
        path,
        folder: jobs::own_folder(),
        motion: true,
        ..Start::default()
    };
    eframe::run_native(
        "rackhour",
        options,
        Box::new(move |creation| Ok(Box::new(App::new(&creation.egui_ctx, start)))),
    )
}
