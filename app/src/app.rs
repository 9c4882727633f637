//! The window's application: it receives what jobs found, carries out commands, and draws.
//!
//! `logic` runs before `ui` in every pass. What panels ask for while they draw ends the pass early,
//! so that it is carried out and drawn again before the frame is shown: an edit takes effect in
//! the frame in which it was made.

use std::path::PathBuf;

use egui::{Context, Ui, ViewportCommand};

use crate::command::{self, Command, Commands};
use crate::documents::Documents;
use crate::jobs::{self, FileDialogs, Jobs, Kept, Report};
use crate::panels::{self, Ctx};
use crate::session::{self, Session};
use crate::settings::Change;
use crate::sheet::Changed;
use crate::view::View;
use crate::{apply, theme};

/// How the window starts.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The workbook to open; the bundled one where none is named.
    pub path: Option<PathBuf>,
    /// Where paths are asked for.
    pub dialogs: FileDialogs,
    /// Where settings and unsaved changes are kept; nowhere where no folder is named.
    pub folder: Option<PathBuf>,
    /// The date that signals are held against; that of the clock where none is named.
    pub today: Option<String>,
    /// Whether a tint fades behind values that change.
    pub motion: bool,
}

/// The application.
pub struct App {
    session: Session,
    view: View,
    commands: Commands,
    jobs: Jobs,
    documents: Documents,
    title: String,
    frame: u64,
}

impl App {
    /// Opens the workbook named, or says why it cannot be opened and shows the bundled one.
    pub fn new(ctx: &Context, start: Start) -> Self {
        theme::apply(ctx);
        let mut jobs = Jobs::new(ctx.clone(), start.dialogs);
        let folder = start.folder.clone();
        let kept = start
            .folder
            .map_or_else(Kept::default, |folder| jobs.keep(folder));
        let said = kept.said.clone();
        let mut view = View {
            today: start.today.unwrap_or_else(crate::today::today),
            shelf: apply::first_shelf(ctx, kept, &jobs),
            ..View::default()
        };
        let session = match start.path {
            None => Session::bundled(),
            Some(path) => first_session(path, &mut view, &mut jobs),
        };
        apply::take_preferences(ctx, &mut view);
        view.sheet.changed = Changed::new(start.motion);
        view.begin_with(&session);
        if let Some(layout) = view.arrangement(session.file()) {
            view.arrange_as(layout);
        }
        view.window.folder = folder;
        if let Some(said) = said {
            view.window.unread_settings = Some(said.clone());
            view.refuse(said);
        }
        Self {
            session,
            view,
            commands: Commands::default(),
            jobs,
            documents: Documents::default(),
            title: String::new(),
            frame: u64::MAX,
        }
    }

    /// The document and its results.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What is on screen.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Lets the wishes of the last frame expire; a second pass of one frame keeps them.
    fn begin_frame(&mut self, ctx: &Context) {
        let frame = ctx.cumulative_frame_nr();
        if frame != self.frame {
            self.frame = frame;
            self.view.scroll_to = None;
            self.view.focus_table = false;
            self.view.focus_slider = None;
            if let Some(palette) = &mut self.view.palette {
                palette.follow = false;
            }
            if let Some(page) = &mut self.view.window.start {
                page.follow = false;
            }
            self.view.sheet.focus_find = false;
            self.view.trail.focus = None;
        }
    }

    /// Gives the documents that wait what their jobs have found; what is about files is for the one
    /// in hand.
    fn receive_beside(&mut self, ctx: &Context) -> Vec<Report> {
        let mut rest = Vec::new();
        for (number, reports) in self.documents.reports() {
            let Some(mut other) = self.documents.take(number) else {
                continue;
            };
            other.view.take_window(&mut self.view);
            let mut hands = apply::Hands {
                ctx,
                session: &mut other.session,
                view: &mut other.view,
                jobs: &mut other.jobs,
                documents: &mut self.documents,
            };
            for report in reports {
                match report {
                    Report::File(_) => rest.push(report),
                    report => hands.receive(report),
                }
            }
            hands.keep_changes();
            self.view.take_window(&mut other.view);
            self.documents.others.push(other);
        }
        rest
    }

    fn update_title(&mut self, ctx: &Context) {
        let mark = if self.session.is_saved() { "" } else { "● " };
        let title = match self.view.placeholder {
            true => "Rackhour".to_owned(),
            false => format!("{mark}{} – Rackhour", self.session.workbook().title),
        };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

/// Opens the workbook that was named, or says why it cannot be opened.
fn first_session(path: PathBuf, view: &mut View, jobs: &mut Jobs) -> Session {
    // A later start may come from another folder.
    let path = std::path::absolute(&path).unwrap_or(path);
    match jobs::read(&path) {
        Ok(loaded) => {
            let change = Change::Opened(path.clone());
            view.shelf.settings.make(&change);
            jobs.keeper().change(change);
            view.shelf.stamp = Some(loaded.stamp);
            Session::new(loaded.workbook, Some(path))
        }
        Err(error) => {
            view.dialog = Some(session::not_opened(&path, &error));
            Session::bundled()
        }
    }
}

/// Whether the window is asked to close and documents must be asked about first; the request is
/// held back meanwhile.
fn asks_to_close(ctx: &Context, view: &View) -> bool {
    let asked = ctx.input(|input| input.viewport().close_requested());
    let is_lost = view.window.open.iter().any(|tab| !tab.saved);
    if asked && is_lost && !view.quitting {
        ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        return true;
    }
    false
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.begin_frame(ctx);
        let beside = self.receive_beside(ctx);
        let mut hands = apply::Hands {
            ctx,
            session: &mut self.session,
            view: &mut self.view,
            jobs: &mut self.jobs,
            documents: &mut self.documents,
        };
        for report in hands.jobs.reports().into_iter().chain(beside) {
            hands.receive(report);
        }
        for command in command::pressed(ctx, hands.session, hands.view) {
            hands.run(command);
        }
        for action in self.commands.take() {
            hands.act(action);
        }
        hands.recompute();
        hands.watch_files();
        hands.keep_changes();
        hands.list_documents();
        if asks_to_close(ctx, hands.view) {
            hands.run(Command::Quit);
        }
        self.update_title(ctx);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        // What ends without having been asked about is offered again at the next start.
        let quitting = self.view.quitting;
        if self.session.is_saved() || quitting {
            self.jobs.keeper().end();
        }
        for other in &mut self.documents.others {
            if other.session.is_saved() || quitting {
                other.jobs.keeper().end();
            }
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = Ctx {
            session: &self.session,
            view: &self.view,
            commands: &self.commands,
        };
        panels::window_ui(&ctx, ui);
        if !self.commands.is_empty() {
            ui.ctx().request_discard("a command was given");
            if !ui.ctx().will_discard() {
                ui.ctx().request_repaint();
            }
        }
    }
}
