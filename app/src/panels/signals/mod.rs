//! The pane of signals: where each metric stands against its levels, what was seen, what is overdue.

mod details;

use egui::accesskit::Role;
use egui::{Button, CentralPanel, ComboBox, Frame, Margin, Panel, RichText, Ui, WidgetInfo};
use rackhour_engine::run::{SignalResult, Status};
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Observation, Signal};

use super::list_keys::{ListKey, list_keys, stepped};
use super::{Ctx, command_button, empty_ui};
use crate::command::{Action, Command};
use crate::registers::{Ask, Order, RegisterAct, SignalsView, Standing};
use crate::text;
use crate::theme::Theme;
use crate::widgets::table::{Cell, Column, Kind, Table};

/// The heads of the columns; those of profiles follow the first.
const HEADS: [(&str, Kind); 9] = [
    ("Signal", Kind::Words),
    ("Status", Kind::Words),
    ("Value", Kind::Numbers),
    ("Watch from", Kind::Numbers),
    ("Broken from", Kind::Numbers),
    ("Unit", Kind::Words),
    ("Last seen", Kind::Words),
    ("Status as seen", Kind::Words),
    ("Expected by", Kind::Words),
];

/// Draws the pane.
pub(super) fn signals_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let view = &ctx.view.registers.signals;
    let shown = ctx.session.shown_signals(view, &ctx.view.today);
    keys_ui(ctx, &shown, ui);
    if let Some(signal) = in_hand(ctx) {
        let margin = Margin::symmetric(12, 8);
        Panel::bottom("signal in hand")
            .resizable(true)
            .default_size(232.0)
            .size_range(120.0..=520.0)
            .frame(Frame::NONE.fill(theme.panel).inner_margin(margin))
            .show(ui, |ui| details::details_ui(ctx, signal, ui));
    }
    let frame = Frame::NONE.inner_margin(Margin::same(12));
    CentralPanel::default().frame(frame).show(ui, |ui| {
        head_ui(ctx, &shown, ui);
        ui.add_space(4.0);
        match (ctx.session.workbook().signals.is_empty(), shown.is_empty()) {
            (true, _) => empty_ui(
                "What to watch in the world stands here: a metric, the levels at which the thesis \
                 is in doubt or broken, and what was seen. Select a row and add a signal for it",
                ui,
            ),
            (false, true) => empty_ui("No signal stands so; choose All to see the others", ui),
            _ => table_ui(ctx, &shown, ui),
        }
    });
}

fn look(ctx: &Ctx<'_>, change: impl FnOnce(&mut SignalsView)) {
    let mut view = ctx.view.registers.signals.clone();
    change(&mut view);
    send(ctx, RegisterAct::Signals(view));
}

fn send(ctx: &Ctx<'_>, act: RegisterAct) {
    ctx.commands.send(Action::Register(act));
}

/// The signal in hand, while the workbook has it.
fn in_hand<'a>(ctx: &Ctx<'a>) -> Option<&'a Signal> {
    let selected = ctx.view.registers.signals.selected.as_deref()?;
    ctx.session.signal(selected)
}

fn keys_ui(ctx: &Ctx<'_>, shown: &[&Signal], ui: &Ui) {
    let selected = ctx.view.registers.signals.selected.as_ref();
    let here = shown.iter().position(|signal| Some(&signal.id) == selected);
    for key in list_keys(ctx, "Signals", ui) {
        match (key, here.map(|here| shown[here])) {
            (ListKey::Step(by), _) => {
                if let Some(place) = stepped(here, by, shown.len()) {
                    look(ctx, |view| view.selected = Some(shown[place].id.clone()));
                }
            }
            (ListKey::Open, Some(signal)) => go_to(ctx, signal),
            (ListKey::Delete, Some(signal)) => {
                send(ctx, RegisterAct::Ask(Ask::DeleteSignal(signal.id.clone())));
            }
            (ListKey::Copy, _) => copy(ctx, shown, ui),
            _ => {}
        }
    }
}

/// Goes to the row that a signal watches.
fn go_to(ctx: &Ctx<'_>, signal: &Signal) {
    if let Ok(key) = Key::parse(&signal.row) {
        ctx.commands.send(Action::GoTo(key.name));
    }
}

/// How the signals stand, the filters, and what can be done.
fn head_ui(ctx: &Ctx<'_>, shown: &[&Signal], ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Signals").font(theme.heading()));
        let case = RichText::new(ctx.session.case_label()).color(theme.muted);
        ui.label(case);
    });
    ui.horizontal_wrapped(|ui| {
        for standing in Standing::ALL {
            filter_ui(ctx, standing, ui);
        }
        ui.separator();
        order_ui(ctx, ui);
        if ctx.session.workbook().profiles.len() > 1 {
            let on = ctx.view.registers.signals.across;
            let button = ui.add(Button::selectable(on, "Across profiles"));
            button.widget_info(|| WidgetInfo::selected(Role::Button, true, on, "Across profiles"));
            let hint = "Show how each signal stands for every profile, in the scenario on screen";
            if button.on_hover_text(hint).clicked() {
                look(ctx, |view| view.across = !on);
            }
        }
    });
    ui.horizontal_wrapped(|ui| {
        command_button(ctx, Command::NewSignal, ui);
        command_button(ctx, Command::NewObservation, ui);
        let button = ui.add_enabled(!shown.is_empty(), Button::new("Copy table"));
        if button
            .on_hover_text("Copy with every digit, for a spreadsheet")
            .clicked()
        {
            copy(ctx, shown, ui);
        }
    });
}

/// A filter and how many signals pass it; those that none passes are left out.
fn filter_ui(ctx: &Ctx<'_>, standing: Standing, ui: &mut Ui) {
    let signals = ctx.session.workbook().signals.iter();
    let count = signals
        .filter(|signal| ctx.session.stands(signal, standing, &ctx.view.today))
        .count();
    let on = ctx.view.registers.signals.only == standing;
    if count == 0 && !on && standing != Standing::Any {
        return;
    }
    let title = format!("{} {count}", standing.title());
    let button = ui.add(Button::selectable(on, &title));
    button.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &title));
    if button.clicked() {
        look(ctx, |view| view.only = standing);
    }
}

fn order_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let order = ctx.view.registers.signals.order;
    let known = Order::ALL.iter().find(|(other, _)| *other == order);
    let title = known.map_or("", |(_, title)| title);
    let list = ComboBox::from_id_salt("order of signals")
        .selected_text(title)
        .show_ui(ui, |ui| {
            for (other, title) in Order::ALL {
                if ui.selectable_label(other == order, title).clicked() {
                    look(ctx, |view| view.order = other);
                }
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Order");
        info.current_text_value = Some(title.to_owned());
        info
    });
}

/// The columns as the view asks for them.
fn columns(ctx: &Ctx<'_>) -> Vec<Column> {
    let column = |(head, kind): &(&str, Kind)| Column {
        head: (*head).to_owned(),
        kind: *kind,
    };
    if !ctx.view.registers.signals.across {
        return HEADS.iter().map(column).collect();
    }
    let cases = ctx.session.cases_across();
    let profiles = cases.iter().map(|case| {
        let profile = ctx.session.profile(case.profile.as_ref());
        Column {
            head: profile.map_or_else(String::new, |profile| profile.label.clone()),
            kind: Kind::Words,
        }
    });
    HEADS[..1].iter().map(column).chain(profiles).collect()
}

fn table_ui(ctx: &Ctx<'_>, shown: &[&Signal], ui: &mut Ui) {
    let columns = columns(ctx);
    let selected = ctx.view.registers.signals.selected.as_ref();
    let here = shown.iter().position(|signal| Some(&signal.id) == selected);
    let theme = Theme::of(ui);
    let cell = |row: usize, column: usize| {
        let found = cell(ctx, shown[row], column, theme);
        match here == Some(row) {
            true => found.ground(theme.selection()),
            false => found,
        }
    };
    let table = Table {
        name: "Register of signals",
        columns: &columns,
        rows: shown.len(),
        cell: &cell,
        selected: here.map(|row| (row, 0)),
        height: ui.available_height(),
    };
    if let Some((row, _)) = table.show(ui) {
        look(ctx, |view| view.selected = Some(shown[row].id.clone()));
    }
}

/// What a column shows of a signal.
fn cell(ctx: &Ctx<'_>, signal: &Signal, column: usize, theme: &Theme) -> Cell {
    let scale = Scale::of(ctx, signal);
    match column {
        0 => return Cell::new(&signal.label).hover(&signal.note),
        _ if ctx.view.registers.signals.across => {
            let cases = ctx.session.cases_across();
            let status = cases.get(column - 1).and_then(|case| {
                let status = ctx.session.status_in(case, &signal.id)?;
                Some(status_cell(ctx, status, theme))
            });
            return status.unwrap_or_else(|| Cell::new("…").color(theme.muted));
        }
        5 => return Cell::new(text::unit_label(scale.unit)).color(theme.muted),
        _ => {}
    }
    let Some(result) = ctx.session.signal_result(&signal.id) else {
        let words = "Its row or a level cannot be read; see the problems";
        return match column {
            1 => Cell::new("— unavailable").color(theme.muted).hover(words),
            6 => seen_cell(&scale, signal),
            8 => Cell::new(&signal.expected_by).color(theme.muted),
            _ => Cell::new(text::DASH).color(theme.muted).hover(words),
        };
    };
    match column {
        1 => status_cell(ctx, result.status().map_err(str::to_owned), theme),
        2 => value_cell(ctx, &scale, &result.value, theme),
        3 => value_cell(ctx, &scale, &result.watch, theme).hover(&signal.watch),
        4 => value_cell(ctx, &scale, &result.broken, theme).hover(&signal.broken),
        6 => seen_cell(&scale, signal),
        7 => seen_status_cell(result, signal.observations.last(), theme),
        _ => due_cell(ctx, signal, result, theme),
    }
}

/// How the numbers of a signal read: the unit and format of its row.
struct Scale<'a> {
    unit: &'a str,
    format: Option<rackhour_engine::workbook::NumberFormat>,
}

impl<'a> Scale<'a> {
    fn of(ctx: &Ctx<'a>, signal: &Signal) -> Self {
        let row = ctx.session.names().row(&signal.row);
        Self {
            unit: row.map_or("", |row| row.unit.as_str()),
            format: row.and_then(|row| row.format),
        }
    }

    fn number(&self, value: f64) -> String {
        text::number_or_zero(value, self.unit, self.format)
    }
}

fn value_cell(
    ctx: &Ctx<'_>,
    scale: &Scale<'_>,
    value: &Result<f64, String>,
    theme: &Theme,
) -> Cell {
    match value {
        Ok(value) => Cell::new(scale.number(*value)),
        Err(reason) => Cell::new(text::DASH)
            .color(theme.muted)
            .hover(ctx.session.not_available(reason)),
    }
}

/// The sign of a status, its word and its colour.
fn signed(status: Status, theme: &Theme) -> (String, egui::Color32) {
    let (sign, color) = match status {
        Status::Holds => ("●", theme.earns),
        Status::Watch => ("▲", theme.warns),
        Status::Broken => ("✕", theme.loses),
    };
    (format!("{sign} {}", status.as_str()), color)
}

fn status_cell(ctx: &Ctx<'_>, status: Result<Status, String>, theme: &Theme) -> Cell {
    match status {
        Ok(status) => {
            let (words, color) = signed(status, theme);
            Cell::new(words).color(color)
        }
        Err(reason) => Cell::new("— unavailable")
            .color(theme.muted)
            .hover(ctx.session.not_available(&reason)),
    }
}

fn seen_cell(scale: &Scale<'_>, signal: &Signal) -> Cell {
    match signal.observations.last() {
        Some(seen) => {
            let words = format!("{} in {}", scale.number(seen.value.0), seen.date);
            Cell::new(words).hover(&seen.note)
        }
        None => Cell::new("nothing yet"),
    }
}

fn seen_status_cell(result: &SignalResult, seen: Option<&Observation>, theme: &Theme) -> Cell {
    let status = seen.and_then(|seen| result.status_of(seen.value.0).ok());
    match status {
        Some(status) => {
            let (words, color) = signed(status, theme);
            Cell::new(words).color(color)
        }
        None => Cell::new(text::DASH).color(theme.muted),
    }
}

fn due_cell(ctx: &Ctx<'_>, signal: &Signal, result: &SignalResult, theme: &Theme) -> Cell {
    if result.is_overdue(signal, &ctx.view.today) {
        return Cell::new(format!("▲ overdue since {}", signal.expected_by))
            .color(theme.warns)
            .hover("No observation by this date confirms the thesis");
    }
    Cell::new(&signal.expected_by).color(theme.muted)
}

/// Copies the table as it is shown, with every digit.
fn copy(ctx: &Ctx<'_>, shown: &[&Signal], ui: &Ui) {
    let theme = Theme::of(ui);
    let columns = columns(ctx);
    let heads: Vec<_> = columns.iter().map(|column| column.head.as_str()).collect();
    let mut lines = vec![heads.join("\t")];
    for signal in shown {
        let result = ctx.session.signal_result(&signal.id);
        let exact = |value: &Result<f64, String>| match value {
            Ok(value) => text::exact(*value),
            Err(_) => text::UNAVAILABLE.to_owned(),
        };
        let cells = (0..columns.len()).map(|column| match (column, result) {
            (2, Some(result)) if !ctx.view.registers.signals.across => exact(&result.value),
            (3, Some(result)) if !ctx.view.registers.signals.across => exact(&result.watch),
            (4, Some(result)) if !ctx.view.registers.signals.across => exact(&result.broken),
            _ => cell(ctx, signal, column, theme).text,
        });
        lines.push(cells.collect::<Vec<_>>().join("\t"));
    }
    ui.copy_text(lines.join("\n") + "\n");
    let what = text::count(shown.len(), "signal", "signals");
    send(ctx, RegisterAct::Copied(what));
}
