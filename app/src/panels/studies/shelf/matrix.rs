//! Which inputs of a Monte Carlo run move together: the matrix of their rank correlations.

use egui::{Grid, Ui};
use rackhour_engine::study::monte_carlo;
use rackhour_engine::workbook::{Correlation, MonteCarlo, Number, StudySpec};

use super::field::Field;
use super::{Strip, head_ui};
use crate::text;

/// The most inputs whose matrix is shown.
const MOST: usize = 12;

/// Draws the matrix, its lower half.
pub(super) fn matrix_ui(strip: &Strip<'_>, spec: &MonteCarlo, ui: &mut Ui) {
    let names = strip.ctx.session.names();
    let keys: Vec<_> = spec.inputs.iter().map(|input| &input.key).collect();
    if keys.len() < 2 {
        return;
    }
    ui.add_space(4.0);
    if keys.len() > MOST {
        head_ui("Correlations are typed for up to 12 inputs: draw fewer", ui);
        return;
    }
    head_ui("Rank correlations, from −1 to 1", ui);
    let labels: Vec<_> = keys.iter().map(|key| names.label(key)).collect();
    Grid::new(strip.id("correlations"))
        .spacing([4.0, 4.0])
        .show(ui, |ui| {
            ui.label("");
            for place in 1..keys.len() {
                head_ui(&place.to_string(), ui);
            }
            ui.end_row();
            for row in 1..keys.len() {
                head_ui(&format!("{}. {}", row + 1, labels[row]), ui);
                for column in 0..row {
                    let pair = [keys[row], keys[column]];
                    let name = format!("Correlation of {} and {}", labels[column], labels[row]);
                    cell_ui(strip, spec, pair, &name, ui);
                }
                ui.end_row();
            }
        });
    nearest_ui(strip, spec, ui);
}

/// Whether a correlation is of these two inputs, in either order.
fn is_of(pair: &Correlation, [first, second]: [&String; 2]) -> bool {
    (&pair.first, &pair.second) == (first, second) || (&pair.first, &pair.second) == (second, first)
}

fn cell_ui(strip: &Strip<'_>, spec: &MonteCarlo, keys: [&String; 2], name: &str, ui: &mut Ui) {
    let known = spec.correlations.iter().find(|pair| is_of(pair, keys));
    let field = Field {
        strip,
        name,
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
