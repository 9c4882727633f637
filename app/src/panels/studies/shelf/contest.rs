//! The shelf of a contest: who competes for the best value of a result, and what is best.

use egui::Ui;
use rackhour_engine::workbook::{Contest, Direction, Winner};

use super::{Strip, choice_ui, head_ui, pair_room};

/// Draws it where there is anybody to compete; gives the contest as it should be.
pub(super) fn contest_ui(
    strip: &Strip<'_>,
    winner: Option<&Winner>,
    output: &str,
    ui: &mut Ui,
) -> Option<Option<Winner>> {
    let options = options(strip);
    if options.len() < 2 {
        return None;
    }
    pair_room(ui);
    head_ui("best of", ui);
    let among = winner.map(|winner| winner.among);
    if let Some(among) = choice_ui("Best of", &among, &options, ui) {
        return Some(among.map(|among| Winner {
            output: output.to_owned(),
            among,
            ids: Vec::new(),
            best: winner.map_or(Direction::Higher, |winner| winner.best),
        }));
    }
    let winner = winner?;
    let sides = [
        (Direction::Higher, "highest".to_owned()),
        (Direction::Lower, "lowest".to_owned()),
    ];
    let best = choice_ui("Best is", &winner.best, &sides, ui)?;
    let winner = winner.clone();
    Some(Some(Winner { best, ..winner }))
}

fn options(strip: &Strip<'_>) -> Vec<(Option<Contest>, String)> {
    let workbook = strip.ctx.session.workbook();
    let mut options = vec![(None, "nobody".to_owned())];
    if workbook.profiles.len() > 1 {
        options.push((Some(Contest::Profile), "profiles".to_owned()));
    }
    if !workbook.scenarios.is_empty() {
        options.push((Some(Contest::Scenario), "scenarios".to_owned()));
    }
    options
}
