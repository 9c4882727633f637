//! Which inputs of a Monte Carlo run move together: the matrix of their rank correlations.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Galley, Rect, ScrollArea, Sense, Ui, UiBuilder, Vec2, pos2, vec2};
use rackhour_engine::study::monte_carlo;
use rackhour_engine::workbook::{Correlation, MonteCarlo, Number, StudySpec};

use super::field::Field;
use super::{Strip, head_ui};
use crate::text;
use crate::theme::Theme;

/// The room of a correlation.
const CELL: Vec2 = vec2(52.0, 26.0);
/// The room of the numbers above the columns.
const HEAD: f32 = 18.0;
/// The widest name of an input.
const WIDEST_NAME: f32 = 260.0;
/// The height from which on the matrix is scrolled: that of twelve inputs or so.
const HIGHEST: f32 = 12.0 * CELL.y;

/// Draws the matrix, its lower half.
pub(super) fn matrix_ui(strip: &Strip<'_>, spec: &MonteCarlo, ui: &mut Ui) {
    if spec.inputs.len() < 2 {
        return;
    }
    ui.add_space(4.0);
    head_ui("Rank correlations, from −1 to 1", ui);
    board_ui(strip, spec, ui);
    nearest_ui(strip, spec, ui);
}

/// The boxes, which scroll where there are many, and the heads of rows and columns, which stay.
fn board_ui(strip: &Strip<'_>, spec: &MonteCarlo, ui: &mut Ui) {
    let lines = spec.inputs.len() - 1;
    let names = heads(strip, spec, ui);
    let widest = names.iter().map(|name| name.size().x).fold(0.0, f32::max);
    let lead = widest + 8.0;
    let whole = lines as f32 * CELL;
    let bar = ui.spacing().scroll.bar_width + 4.0;
    let room = vec2((ui.available_width() - lead).max(CELL.x), HIGHEST);
    let scrolled = whole.min(room) + vec2(bar, bar);
    let (rect, _) = ui.allocate_exact_size(vec2(lead, HEAD) + scrolled, Sense::hover());
    let body = Rect::from_min_max(rect.min + vec2(lead, HEAD), rect.max);
    let offset = boxes_ui(strip, spec, body, ui);
    let theme = Theme::of(ui);
    let above = rect.with_min_x(body.left()).with_max_y(body.top());
    let painter = ui.painter_at(above);
    for column in 0..lines {
        let middle = (column as f32 + 0.5) * CELL.x - offset.x;
        let place = pos2(body.left() + middle, above.top());
        let number = (column + 1).to_string();
        painter.text(
            place,
            Align2::CENTER_TOP,
            number,
            theme.label(),
            theme.muted,
        );
    }
    let beside = rect.with_min_y(body.top()).with_max_x(body.left());
    let painter = ui.painter_at(beside);
    for (line, name) in names.into_iter().enumerate() {
        let middle = (line as f32 + 0.5) * CELL.y - offset.y;
        let place = pos2(beside.left(), body.top() + middle - name.size().y / 2.0);
        painter.galley(place, name, theme.muted);
    }
}

/// The heads of the rows: the inputs with their numbers, from the second on.
fn heads(strip: &Strip<'_>, spec: &MonteCarlo, ui: &Ui) -> Vec<Arc<Galley>> {
    let theme = Theme::of(ui);
    let inputs = spec.inputs.iter().enumerate().skip(1);
    let heads = inputs.map(|(place, input)| {
        let label = strip.ctx.session.names().label(&input.key);
        let text = format!("{}. {label}", place + 1);
        let mut job = LayoutJob::simple_singleline(text, theme.label(), theme.muted);
        job.wrap = TextWrapping::truncate_at_width(WIDEST_NAME);
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    });
    heads.collect()
}

/// The boxes; gives how far they are scrolled.
fn boxes_ui(strip: &Strip<'_>, spec: &MonteCarlo, body: Rect, ui: &mut Ui) -> Vec2 {
    let lines = spec.inputs.len() - 1;
    let mut child = ui.new_child(UiBuilder::new().max_rect(body));
    let area = ScrollArea::both()
        .id_salt(strip.id("correlations"))
        .auto_shrink([false, false]);
    let output = area.show_viewport(&mut child, |ui, seen| {
        let (whole, _) = ui.allocate_exact_size(lines as f32 * CELL, Sense::hover());
        // A row more on either side, so that the keyboard finds its way there.
        let first = (seen.top() / CELL.y).floor().max(1.0) as usize - 1;
        let last = (seen.bottom() / CELL.y).ceil().max(0.0) as usize + 1;
        for line in first..last.min(lines) {
            for column in 0..=line {
                let corner = whole.min + vec2(column as f32, line as f32) * CELL;
                let place = Rect::from_min_size(corner, CELL).shrink(2.0);
                let mut cell = ui.new_child(UiBuilder::new().max_rect(place));
                cell_ui(strip, spec, [line + 1, column], &mut cell);
            }
        }
    });
    output.state.clamped_offset()
}

/// Whether a correlation is of these two inputs, in either order.
fn is_of(pair: &Correlation, [first, second]: [&String; 2]) -> bool {
    (&pair.first, &pair.second) == (first, second) || (&pair.first, &pair.second) == (second, first)
}

/// The box of two inputs, by their places.
fn cell_ui(strip: &Strip<'_>, spec: &MonteCarlo, places: [usize; 2], ui: &mut Ui) {
    let keys = places.map(|place| &spec.inputs[place].key);
    let [row, column] = keys.map(|key| strip.ctx.session.names().label(key));
    let name = format!("Correlation of {column} and {row}");
    let known = spec.correlations.iter().find(|pair| is_of(pair, keys));
    let field = Field {
        strip,
        name: &name,
        shown: known.map_or_else(String::new, |pair| text::exact_to(pair.rank.0, 6)),
        width: 44.0,
    };
    let read = |typed: &str| match text::typed(&typed.trim().replace('−', "-")) {
        _ if typed.trim().is_empty() => Ok(0.0),
        Some(rank) if (-1.0..=1.0).contains(&rank) => Ok(rank),
        _ => Err("Write a number from −1 to 1".to_owned()),
    };
    if let Some(rank) = field.show(ui, read) {
        let mut spec = spec.clone();
        spec.correlations.retain(|pair| !is_of(pair, keys));
        if rank != 0.0 {
            spec.correlations.push(Correlation {
                first: keys[1].clone(),
                second: keys[0].clone(),
                rank: Number(rank),
            });
        }
        strip.set_spec("the correlations", StudySpec::MonteCarlo(spec));
    }
}

/// The nearest correlations that can be had, where these cannot be had all at once.
fn nearest_ui(strip: &Strip<'_>, spec: &MonteCarlo, ui: &mut Ui) {
    let Some(nearest) = monte_carlo::nearest(spec) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        strip.refusals.borrow_mut().push(
            "No inputs can be correlated like this all at once: \
             some of them would have to move together and apart at the same time"
                .to_owned(),
        );
        let button = ui
            .button("Take the nearest that can be had")
            .on_hover_text("Change the correlations as little as possible");
        if button.clicked() {
            let spec = MonteCarlo {
                correlations: nearest,
                ..spec.clone()
            };
            strip.set_spec("the correlations", StudySpec::MonteCarlo(spec));
        }
    });
}
