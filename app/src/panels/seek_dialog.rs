//! The dialog in which a result is set: the value wanted, the assumptions that could give it, and
//! what each of them would have to be.

use std::time::Duration;

use egui::accesskit::Role;
use egui::{Align, Button, Id, Key, Layout, Modifiers, RichText, TextEdit, Ui, WidgetInfo};
use rackhour_engine::study::candidates::Candidate;
use rackhour_engine::study::seek::{Root, Sought};

use super::Ctx;
use super::dialogs::modal;
use crate::command::{Action, SeekAct};
use crate::seek::{Needed, Refusal, Seek};
use crate::text;
use crate::theme::Theme;
use crate::widgets::table::{Cell, Column, Kind, Table};

const WIDTH: f32 = 760.0;
/// The height that the list of assumptions takes at most.
const LIST: f32 = 220.0;

/// Draws the dialog.
pub(super) fn seek_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let Some(seek) = &ctx.view.seek else { return };
    let response = modal(Id::unique("seek dialog"), ui).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 48.0));
        title_ui(ctx, seek, ui);
        target_ui(ctx, seek, ui);
        candidates_ui(ctx, seek, ui);
        answer_ui(ctx, seek, ui);
        answers_ui(ctx, seek, ui);
    });
    if response.should_close() {
        send(ctx, SeekAct::Cancel);
    }
    if seek.running.is_some() {
        // What takes long is shown once it has lasted, even if nothing is reported meanwhile.
        ui.ctx().request_repaint_after(Duration::from_millis(160));
    }
}

fn send(ctx: &Ctx<'_>, act: SeekAct) {
    ctx.commands.send(Action::Seek(act));
}

fn title_ui(ctx: &Ctx<'_>, seek: &Seek, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let label = ctx.session.names().label(&seek.output);
    ui.label(RichText::new(format!("Set {label}")).font(theme.heading()));
    let now = ctx.session.value_with_unit(&seek.cell);
    let case = ctx.session.case_label();
    let words = format!("It is {now} now, in {case}. One assumption changes; the others stay.");
    ui.label(RichText::new(words).color(theme.muted));
    ui.add_space(8.0);
}

/// The box for the value wanted. Its arrow keys choose among the assumptions.
fn target_ui(ctx: &Ctx<'_>, seek: &Seek, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let id = Id::unique("seek target");
    ui.horizontal(|ui| {
        ui.label("To");
        if ui.memory(|memory| memory.has_focus(id)) {
            keys(ctx, seek, ui);
        }
        let mut text = seek.text.clone();
        let edit = TextEdit::singleline(&mut text)
            .id(id)
            .desired_width(120.0)
            .align(egui::Align2::RIGHT_CENTER);
        let response = ui.add(edit);
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::TextInput, true, "Value wanted");
            info.current_text_value = Some(seek.text.clone());
            info
        });
        if ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
            select_all(ui, id, &seek.text);
        }
        if text != seek.text {
            send(ctx, SeekAct::Text(text));
        }
        let names = ctx.session.names();
        ui.label(RichText::new(text::unit_label(names.unit(&seek.output))).color(theme.muted));
        if let Some(target) = seek.target {
            let target = names.value(&seek.output, target);
            ui.label(RichText::new(format!("= {target}")).color(theme.muted));
        }
    });
    if let Some(refusal) = &seek.refusal {
        ui.label(RichText::new(refusal).color(theme.loses));
    }
}

fn select_all(ui: &Ui, id: Id, text: &str) {
    use egui::text::{CCursor, CCursorRange};
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    let all = CCursorRange::two(CCursor::new(0), end);
    state.cursor.set_char_range(Some(all));
    TextEdit::store_state(ui.ctx(), id, state);
}

fn keys(ctx: &Ctx<'_>, seek: &Seek, ui: &Ui) {
    ui.input_mut(|input| {
        for (key, steps) in [(Key::ArrowUp, -1), (Key::ArrowDown, 1)] {
            if input.consume_key(Modifiers::NONE, key)
                && let Some(next) = beside(seek, steps)
            {
                send(ctx, SeekAct::Choose(next));
            }
        }
        if input.consume_key(Modifiers::NONE, Key::Enter) && seek.change().is_some() {
            send(ctx, SeekAct::Apply);
        }
    });
}

/// The assumption so many lines below the one chosen.
fn beside(seek: &Seek, steps: isize) -> Option<String> {
    let inputs = seek.inputs();
    let here = chosen(seek)?;
    let next = here.checked_add_signed(steps)?;
    Some(inputs.get(next)?.input.key.clone())
}

fn chosen(seek: &Seek) -> Option<usize> {
    let chosen = seek.chosen.as_ref()?;
    let mut inputs = seek.inputs().iter();
    inputs.position(|one| one.input.key == *chosen)
}

/// The assumptions that the result depends on, the strongest first.
fn candidates_ui(ctx: &Ctx<'_>, seek: &Seek, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.add_space(8.0);
    ui.label("By changing");
    let found = match &seek.candidates {
        None => {
            ui.label(RichText::new("Looking for what it depends on").color(theme.muted));
            return;
        }
        Some(Err(refusal)) => return refusal_ui(ctx, refusal, ui),
        Some(Ok(found)) => found,
    };
    if found.inputs.is_empty() {
        ui.label("It depends on no assumption that could be changed here; select another result");
    } else {
        table_ui(ctx, seek, ui);
    }
    if !found.left_out.is_empty() {
        let labels = found.left_out.iter().map(|row| ctx.session.label(row));
        let labels: Vec<_> = labels.collect();
        let count = text::count(labels.len(), "row", "rows");
        let words = format!("{count} that would have to move as a whole left out");
        let words = RichText::new(words).font(theme.label()).color(theme.muted);
        ui.label(words).on_hover_text(labels.join("\n"));
    }
}

fn table_ui(ctx: &Ctx<'_>, seek: &Seek, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let column = |head: &str, kind| Column {
        head: head.to_owned(),
        kind,
    };
    let columns = [
        column("Assumption", Kind::Words),
        column("Now", Kind::Numbers),
        column("1 % more does", Kind::Numbers),
        column("Needed", Kind::Words),
    ];
    let inputs = seek.inputs();
    let at = chosen(seek);
    let cell = |row: usize, column: usize| {
        let cell = cell(ctx, seek, &inputs[row], column);
        match at == Some(row) {
            true => cell.ground(theme.selection()),
            false => cell,
        }
    };
    let table = Table {
        name: "Assumptions",
        columns: &columns,
        rows: inputs.len(),
        cell: &cell,
        selected: None,
        height: LIST,
    };
    if let Some((row, _)) = table.show(ui) {
        send(ctx, SeekAct::Choose(inputs[row].input.key.clone()));
    }
}

fn cell(ctx: &Ctx<'_>, seek: &Seek, one: &Candidate, column: usize) -> Cell {
    let names = ctx.session.names();
    let (key, now) = (&one.input.key, one.input.base);
    match column {
        0 => Cell::new(names.label(key)),
        1 => Cell::new(names.value(key, now)),
        3 => match seek.needed(key, now) {
            Needed::Pending => Cell::new(if seek.target.is_some() { "…" } else { "" }),
            Needed::Value(value, 1) => Cell::new(fine(ctx, key, value)).strong(),
            Needed::Value(value, count) => {
                let others = text::count(count - 1, "more", "more");
                Cell::new(format!("{}, {others}", fine(ctx, key, value))).strong()
            }
            Needed::Never(extent) => Cell::new(never(ctx, seek, extent)).hover(
                "Anywhere in the range in which the assumption makes sense, which stands below",
            ),
        },
        _ => {
            let base = match &seek.candidates {
                Some(Ok(found)) => found.output.base,
                _ => f64::NAN,
            };
            let share = one.elasticity(base).map(|share| share / 100.0);
            Cell::new(share.map_or_else(|| text::DASH.to_owned(), text::relative_change_fine))
        }
    }
}

/// A value that was found, with six digits and its unit.
fn fine(ctx: &Ctx<'_>, key: &str, value: f64) -> String {
    let names = ctx.session.names();
    let unit = match names.is_percent(key) {
        true => String::new(),
        false => text::unit_label(names.unit(key)),
    };
    format!("{} {unit}", names.fine(key, value))
        .trim_end()
        .to_owned()
}

/// `Cannot reach: attains 5.40 to 14.40`.
fn never(ctx: &Ctx<'_>, seek: &Seek, extent: Option<(f64, f64)>) -> String {
    let names = ctx.session.names();
    let end = |value: f64, beyond: &str| match value.is_finite() {
        true => names.number(&seek.output, value),
        false => beyond.to_owned(),
    };
    match extent {
        None => "Cannot reach: it has no value".to_owned(),
        Some((least, most)) if least == most => {
            format!("Cannot reach: stays {}", end(least, ""))
        }
        Some((least, most)) => format!(
            "Cannot reach: attains {} to {}",
            end(least, "any low"),
            end(most, "any high")
        ),
    }
}

/// What was found for the assumption chosen, in full.
fn answer_ui(ctx: &Ctx<'_>, seek: &Seek, ui: &mut Ui) {
    ui.add_space(8.0);
    match seek.answer() {
        None => {}
        Some(Err(refusal)) => refusal_ui(ctx, refusal, ui),
        Some(Ok(sought)) => {
            roots_ui(ctx, seek, sought, ui);
            range_ui(ctx, sought, ui);
        }
    }
    progress_ui(ctx, seek, ui);
}

fn refusal_ui(ctx: &Ctx<'_>, refusal: &Refusal, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let (message, hint) = (&refusal.message, &refusal.hint);
    let words = format!(
        "{}. {}",
        ctx.session.sentence(message),
        ctx.session.sentence(hint)
    );
    ui.label(RichText::new(words).color(theme.loses));
}

fn roots_ui(ctx: &Ctx<'_>, seek: &Seek, sought: &Sought, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let several = sought.roots.len() > 1;
    if several {
        let words = format!("{} solutions:", sought.roots.len());
        ui.label(RichText::new(words).font(theme.strong()));
    }
    for (place, root) in sought.roots.iter().enumerate() {
        let words = root_words(ctx, seek, sought, root);
        match several {
            true => {
                let chosen = seek.root == place;
                if ui.radio(chosen, words).clicked() {
                    send(ctx, SeekAct::Root(place));
                }
            }
            false => drop(ui.label(RichText::new(words).font(theme.strong()))),
        }
    }
    if sought.roots.is_empty() {
        let reason = ctx
            .session
            .sentence(&ctx.session.names().infeasible(sought));
        ui.label(RichText::new("No value in the range gives it").font(theme.strong()));
        ui.label(reason);
    }
}

/// `Allocation 64.7676 % gives 6.67 $/Mtok`, and how far off target that is where it is.
fn root_words(ctx: &Ctx<'_>, seek: &Seek, sought: &Sought, root: &Root) -> String {
    let names = ctx.session.names();
    let (Some(input), Some(value), Some(achieved)) = (
        sought.inputs.first(),
        root.values.first(),
        root.achieved.first(),
    ) else {
        return String::new();
    };
    let off = sought.off(root, 0).map_or_else(String::new, |off| {
        let unit = text::unit_label(names.unit(&seek.output));
        format!(", off target by {} {unit}", text::exact_to(off, 2))
    });
    format!(
        "{} {} gives {}{off}",
        names.label(&input.key),
        fine(ctx, &input.key, *value),
        text::long_with_unit(
            *achieved,
            names.unit(&seek.output),
            names.format(&seek.output)
        ),
    )
    .trim_end()
    .to_owned()
}

fn range_ui(ctx: &Ctx<'_>, sought: &Sought, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let names = ctx.session.names();
    if let (Some(input), Some((low, high))) = (sought.inputs.first(), sought.ranges.first()) {
        let [low, high] = [*low, *high].map(|end| names.value(&input.key, end));
        let words = format!(
            "{} was sought from {low} to {high}",
            names.label(&input.key)
        );
        ui.label(RichText::new(words).font(theme.label()).color(theme.muted));
    }
}

fn progress_ui(ctx: &Ctx<'_>, seek: &Seek, ui: &mut Ui) {
    let Some((done, all)) = seek.progress() else {
        return;
    };
    ui.horizontal(|ui| {
        let words = format!("{done} of {all} assumptions looked at");
        ui.label(RichText::new(words).color(Theme::of(ui).muted));
        if ui.button("Stop").clicked() {
            send(ctx, SeekAct::Stop);
        }
    });
}

fn answers_ui(ctx: &Ctx<'_>, seek: &Seek, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let can = seek.change().is_some();
    ui.add_space(theme.sizes.group_gap);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        for (title, hover, act, enabled) in [
            (
                "Apply",
                "Set the assumption to this value, as typing it would; Ctrl+Z takes it back",
                SeekAct::Apply,
                can,
            ),
            (
                "Save as scenario",
                "Add a scenario with this value; what is on screen stays as it is",
                SeekAct::MakeScenario,
                can,
            ),
            ("Cancel", "Close; nothing is changed", SeekAct::Cancel, true),
        ] {
            let text = match act == SeekAct::Apply {
                true => RichText::new(title).font(theme.strong()),
                false => RichText::new(title),
            };
            let button = Button::new(text).min_size(egui::vec2(72.0, 26.0));
            if ui
                .add_enabled(enabled, button)
                .on_hover_text(hover)
                .clicked()
            {
                send(ctx, act);
            }
        }
    });
}
