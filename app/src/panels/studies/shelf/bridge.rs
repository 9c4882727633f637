//! The shelves of a bridge: the result, the two cases, and how the difference is shared out.

use egui::Ui;
use rackhour_engine::workbook::{Bridge, CaseOf, Order, StudySpec};

use super::{Strip, choice_ui, head_ui};

/// Draws them.
pub(super) fn bridge_ui(strip: &Strip<'_>, spec: &Bridge, ui: &mut Ui) {
    let set = |what: &str, spec: Bridge| strip.set_spec(what, StudySpec::Bridge(spec));
    ui.horizontal_wrapped(|ui| {
        if let Some(output) = strip.result_ui(&spec.output, ui) {
            let spec = spec.clone();
            set("the result", Bridge { output, ..spec });
        }
        order_ui(strip, spec, ui);
    });
    ui.horizontal_wrapped(|ui| {
        head_ui("From", ui);
        if let Some(from) = case_ui(strip, "From", &spec.from, ui) {
            let spec = spec.clone();
            set("where it begins", Bridge { from, ..spec });
        }
        head_ui("to", ui);
        if let Some(to) = case_ui(strip, "To", &spec.to, ui) {
            let spec = spec.clone();
            set("where it ends", Bridge { to, ..spec });
        }
        if ui.button("Turn round").clicked() {
            let (from, to) = (spec.to.clone(), spec.from.clone());
            let spec = spec.clone();
            set("both ends", Bridge { from, to, ..spec });
        }
    });
}

fn order_ui(strip: &Strip<'_>, spec: &Bridge, ui: &mut Ui) {
    head_ui("Shared out", ui);
    let mut orders = vec![
        (Order::Sequential, "one after the other".to_owned()),
        (Order::OrderFree, "over all orders".to_owned()),
    ];
    if matches!(spec.order, Order::These(_)) {
        orders.push((spec.order.clone(), "in the order given".to_owned()));
    }
    if let Some(order) = choice_ui("Shared out", &spec.order, &orders, ui) {
        let spec = spec.clone();
        let spec = StudySpec::Bridge(Bridge { order, ..spec });
        strip.set_spec("how it is shared out", spec);
    }
}

/// A case: a profile and a scenario.
fn case_ui(strip: &Strip<'_>, name: &str, case: &CaseOf, ui: &mut Ui) -> Option<CaseOf> {
    let workbook = strip.ctx.session.workbook();
    let mut changed = None;
    if !workbook.profiles.is_empty() {
        let first = (None, "Profile of the study".to_owned());
        let profiles = workbook.profiles.iter();
        let profiles = profiles.map(|one| (Some(one.id.clone()), one.label.clone()));
        let options: Vec<_> = std::iter::once(first).chain(profiles).collect();
        let name = format!("{name} profile");
        if let Some(profile) = choice_ui(&name, &case.profile, &options, ui) {
            let case = case.clone();
            changed = Some(CaseOf { profile, ..case });
        }
    }
    let first = (None, "Base case".to_owned());
    let scenarios = workbook.scenarios.iter();
    let scenarios = scenarios.map(|one| (Some(one.id.clone()), one.label.clone()));
    let options: Vec<_> = std::iter::once(first).chain(scenarios).collect();
    let name = format!("{name} scenario");
    if let Some(scenario) = choice_ui(&name, &case.scenario, &options, ui) {
        let case = case.clone();
        changed = Some(CaseOf { scenario, ..case });
    }
    changed
}
